//! Letters and notices as the program writes them: opened by other programs, filled into templates
//! that a word processor saved, mailed once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::letter::{parts, plain};
use crate::support::needs;
use crate::support::office;
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

const DIRECTORY: &str = "code,chairman,head_culture,specialist,phones,emails
21025,,,,,cam-thanh@example.vn
21028,,,,,nghia-lo@example.vn; van-phong@example.vn
";

/// Two communes of the three have addresses.
fn site() -> Site {
    let mut site = Site::new();
    site.write("config/registers/danh-ba.csv", DIRECTORY);
    site.campaign += "directory = \"../registers/danh-ba.csv\"\n";
    site.configure();
    site.json(0, &["sync", "--no-mail"]);
    site
}

/// Mails to communes: recipient and subject.
fn mails(site: &Site) -> Vec<(String, String)> {
    let list = site.json(0, &["mail", "list"]);
    let mails = list["mails"].as_array().expect("a list").iter().rev();
    let text = |mail: &serde_json::Value, key: &str| mail[key].as_str().expect("a text").to_owned();
    mails
        .map(|mail| (text(mail, "to"), text(mail, "subject")))
        .collect()
}

fn actions(document: &serde_json::Value) -> Vec<String> {
    let communes = document["communes"].as_array().expect("a list").iter();
    let action = |one: &serde_json::Value| one["action"].as_str().expect("a word").to_owned();
    communes.map(action).collect()
}

#[test]
fn papers_are_written_the_same_each_time() {
    let site = site();
    let first = site.json(0, &["remind", "--out", "ra"]);
    let names: Vec<String> = site.files("ra");
    assert_eq!(names.len(), 6, "{names:?}");
    for start in [
        "CongVan_DonDoc_c_",
        "BaoCao_ToCNSCD_c_",
        "TinNhan_c_",
        "Phieu_21025.docx",
    ] {
        assert!(
            names.iter().any(|name| name.starts_with(start)),
            "{names:?}"
        );
    }
    let again = site.json(0, &["remind", "--out", "ra"]);
    assert_eq!(first["files"], again["files"], "byte for byte");
    assert_eq!(mails(&site), [], "nothing is queued unasked");
    assert_eq!(
        site.run(&["remind"]).code,
        64,
        "something must be asked for"
    );
}

#[test]
fn a_dry_run_shows_and_does_nothing() {
    let site = site();
    let shown = site.json(0, &["remind", "--out", "ra", "--send", "--dry-run"]);
    assert_eq!(actions(&shown), ["queue", "queue", "no-address"]);
    assert_eq!(shown["without_address"], serde_json::json!(["21034"]));
    assert!(!site.has("ra"));
    assert_eq!(mails(&site), []);
}

#[test]
fn each_commune_is_mailed_its_own_notice_once() {
    let site = site();
    let sent = site.json(0, &["remind", "--send"]);
    assert_eq!(sent["mail"]["queued"], 3);
    let to: Vec<String> = mails(&site).into_iter().map(|(to, _)| to).collect();
    assert_eq!(
        to,
        [
            "cam-thanh@example.vn",
            "nghia-lo@example.vn",
            "van-phong@example.vn"
        ]
    );
    let again = site.json(0, &["remind", "--send"]);
    assert_eq!(again["mail"]["queued"], 0);
    assert_eq!(actions(&again), ["told-today", "told-today", "no-address"]);
    let list = site.json(0, &["mail", "list"]);
    for mail in list["mails"].as_array().expect("a list") {
        let shown = site.run(&["mail", "show", mail["id"].as_str().expect("an id")]);
        let text = plain(&shown.out);
        let (own, others) = match mail["to"].as_str() {
            Some("cam-thanh@example.vn") => ("Cẩm Thành", ["Nghĩa Lộ", "An Phú"]),
            _ => ("Nghĩa Lộ", ["Cẩm Thành", "An Phú"]),
        };
        assert!(text.contains(own), "{text}");
        assert!(!others.iter().any(|other| text.contains(other)), "{text}");
        for word in ["vi phạm", "sai"] {
            assert!(!text.to_lowercase().contains(word), "{text}");
        }
        let papers: Vec<String> = parts(&shown.out)
            .into_iter()
            .map(|part| part.file_name)
            .filter(|name| name.ends_with(".docx"))
            .collect();
        assert_eq!(papers.len(), 1, "{papers:?}");
    }
}

/// One address, written in capitals for the second commune, got two mails.
#[test]
fn who_answers_for_two_communes_gets_one_mail() {
    let mut site = Site::new();
    let directory = DIRECTORY.replace("nghia-lo@", "Cam-Thanh@");
    site.write("config/registers/danh-ba.csv", directory);
    site.campaign += "directory = \"../registers/danh-ba.csv\"\n";
    site.configure();
    site.json(0, &["sync", "--no-mail"]);
    site.json(0, &["remind", "--send"]);
    let mails = mails(&site);
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert_eq!(mails[0].0, "cam-thanh@example.vn");
    assert!(
        mails[0].1.contains("Nội dung gửi 2 đơn vị"),
        "{}",
        mails[0].1
    );
}

#[test]
fn the_same_is_not_told_twice_by_hand_and_something_new_is() {
    let site = site();
    let day = |day: &str| format!("{day}T01:00:00Z");
    let send = |on: &str| site.json_at(&day(on), 0, &["remind", "--send"]);
    let sync = |on: &str| site.json_at(&day(on), 0, &["sync", "--no-mail"]);
    if sync("2027-08-02").is_none() {
        return;
    }
    assert_eq!(send("2027-08-02").expect("faketime")["mail"]["queued"], 3);
    sync("2027-08-03");
    let same = send("2027-08-03").expect("faketime");
    assert_eq!(actions(&same), ["told-before", "told-before", "no-address"]);
    // Nghĩa Lộ reports.
    let reported = NGHIA_LO.replace("Lộ,,", "Lộ,16/QĐ-UBND,01/8/2025");
    site.sheet(&[CAM_THANH, &reported, AN_PHU]);
    sync("2027-08-04");
    let other = send("2027-08-04").expect("faketime");
    assert_eq!(actions(&other), ["told-before", "queue", "no-address"]);
    // A sentence that names the day of the pull says nothing new on the next.
    let later = NGHIA_LO.replace("Lộ,,", "Lộ,16/QĐ-UBND,30/12/2027");
    site.sheet(&[CAM_THANH, &later, AN_PHU]);
    sync("2027-08-05");
    let other = send("2027-08-05").expect("faketime");
    assert_eq!(actions(&other), ["told-before", "queue", "no-address"]);
    let another = AN_PHU.replace("Hai", "Ba");
    site.sheet(&[CAM_THANH, &later, &another]);
    sync("2027-08-06");
    let same = send("2027-08-06").expect("faketime");
    assert_eq!(actions(&same), ["told-before", "told-before", "no-address"]);
}

#[test]
fn nobody_is_told_by_old_data_or_beside_a_quarantined_pull() {
    let site = site();
    let Some(refused) = site.json_at("2027-08-20T01:00:00Z", 65, &["remind", "--send"]) else {
        return;
    };
    assert_eq!(refused["error"]["kind"], "letter-stale");
    let site = self::site();
    site.sheet(&[NGHIA_LO]);
    site.run(&["sync", "--no-mail"]);
    let refused = site.json(65, &["remind", "--send", "--out", "ra"]);
    assert_eq!(refused["error"]["kind"], "letter-quarantined");
    assert!(!site.has("ra"), "nothing is left behind");
    assert_eq!(mails(&site), []);
    // Papers alone may be made, and the document says how the data stand.
    let shown = site.json(0, &["remind", "--out", "ra"]);
    assert_eq!(shown["quarantined"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_template_that_cannot_be_filled_is_a_problem_of_the_configuration() {
    let mut site = Site::new();
    site.write("config/templates/t.docx", "hello");
    site.tables += "[document]\nnotice_template = \"../templates/t.docx\"\n";
    site.configure();
    let ran = site.run(&["config", "check", "--json"]);
    assert_eq!(ran.code, 78);
    let document = ran.json();
    let problem = &document["problems"][0];
    assert_eq!(problem["key"], "document.notice_template");
    assert!(
        problem["line"].as_u64().is_some_and(|line| line > 0),
        "{problem}"
    );
}

/// Reads a .docx back: paper, margins, first header, and every text in order.
const READ: &str = r#"
import sys, docx
from docx.shared import Mm
document = docx.Document(sys.argv[1])
section = document.sections[0]
size = [round(length / Mm(1)) for length in (section.page_width, section.page_height,
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)]
assert size == [210, 297, 20, 20, 30, 15], size
assert section.different_first_page_header_footer
assert document.styles.element.xpath('//w:docDefaults//w:rFonts/@w:ascii') == ['Times New Roman']
def cells(table):
    for row in table.rows:
        for cell in row.cells:
            yield from (p.text for p in cell.paragraphs)
            for inner in cell.tables:
                yield from cells(inner)
texts = [p.text for p in document.paragraphs]
for table in document.tables:
    texts += cells(table)
print('\n'.join(texts))
assert not any('{{' in text for text in texts)
"#;

/// The installation that `init` lays out, with the sample of a day.
fn laid_out() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/config/samples/to-cnscd.xlsx");
    for arguments in [
        &["init", "."][..],
        &[
            "sync",
            "--no-mail",
            "--as-of",
            "2025-08-08",
            "--source",
            sample,
        ],
        &["remind", "--out", "ra", "--as-of", "2025-08-08"],
    ] {
        run(folder.path(), arguments);
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_cnscd"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program runs");
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

fn read_back(python: &str, file: &Path) -> String {
    let read = Command::new(python).args(["-c", READ]).arg(file).output();
    let read = read.expect("python was found");
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    String::from_utf8(read.stdout).expect("UTF-8")
}

#[test]
fn other_programs_open_the_letters_as_the_decree_has_them() {
    let Some(python) = needs::writer_and_docx() else {
        return;
    };
    let folder = laid_out();
    let out = folder.path().join("ra");
    let letter = out.join("CongVan_DonDoc_to-cnscd-quang-ngai_2025-08-08.docx");
    let text = read_back(&python, &letter);
    assert!(
        text.contains("42/96 xã, phường, đặc khu đã ban hành (43,8%)"),
        "{text}"
    );
    let pages = office::pages(folder.path(), &letter);
    assert!(pages.len() > 2, "{} pages", pages.len());
    assert!(
        pages[0].contains("Độc lập - Tự do - Hạnh phúc"),
        "{}",
        pages[0]
    );
    assert!(
        pages[0].contains("Nơi nhận:"),
        "the letter itself is one page: {}",
        pages[0]
    );
    assert!(
        !pages[0].trim_start().starts_with('1'),
        "no number on the first page"
    );
    assert!(pages[1].trim_start().starts_with('2'), "{}", pages[1]);
    assert!(pages[1].contains("Phụ lục I"), "{}", pages[1]);
    let report = out.join("BaoCao_ToCNSCD_to-cnscd-quang-ngai_2025-08-08.docx");
    assert!(read_back(&python, &report).contains("42/96"));
    for commune in ["21025", "23530"] {
        let paper = out.join(format!("Phieu_{commune}.docx"));
        read_back(&python, &paper);
        let pages = office::pages(folder.path(), &paper);
        assert_eq!(pages.len(), 1, "{commune}");
    }
}

#[test]
fn templates_that_a_word_processor_saved_are_still_filled() {
    let Some(python) = needs::writer_and_docx() else {
        return;
    };
    let folder = laid_out();
    let saved = folder.path().join("config/saved");
    for name in ["CongVan_DonDoc", "Phieu", "BaoCao"] {
        let shipped = folder.path().join(format!("config/templates/{name}.docx"));
        office::saved_as(folder.path(), &shipped, "docx:MS Word 2007 XML", &saved);
    }
    name_templates(folder.path());
    let shipped = texts(&python, &folder.path().join("ra"));
    run(
        folder.path(),
        &["remind", "--out", "lai", "--as-of", "2025-08-08"],
    );
    assert_eq!(texts(&python, &folder.path().join("lai")), shipped);
}

/// Does to a template what people do in Word: every placeholder is torn over runs with proofing marks,
/// a bookmark, a smart tag and a tracked insertion between them; a header and a footer say something;
/// the first list is moved into another table; a text box says something too.
const HABITS: &str = r#"
import sys, copy, docx
from docx.oxml import parse_xml
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
document = docx.Document(sys.argv[1])
def torn(run, place):
    text = run.text
    made = []
    while '{{' in text:
        before, rest = text.split('{{', 1)
        name, text = rest.split('}}', 1)
        made += [('r', before + '{'), ('proofErr', 'spellStart'), ('smartTag', '{' + name[:3]),
                 ('bookmark', str(place)), ('ins', name[3:]), ('proofErr', 'spellEnd'), ('r', '}'), ('r', '}')]
    made.append(('r', text))
    for kind, value in made:
        one = copy.deepcopy(run._r)
        for old in one.t_lst:
            one.remove(old)
        if kind == 'proofErr':
            element = parse_xml(f'<w:proofErr {W} w:type="{value}"/>')
        elif kind == 'bookmark':
            element = parse_xml(f'<w:bookmarkStart {W} w:id="{value}" w:name="b{value}"/>')
            run._r.addprevious(element)
            element = parse_xml(f'<w:bookmarkEnd {W} w:id="{value}"/>')
        else:
            written = one.add_t(value)
            written.set('{http://www.w3.org/XML/1998/namespace}space', 'preserve')
            element = one
            if kind == 'ins':
                element = parse_xml(f'<w:ins {W} w:id="{place}" w:author="An" w:date="2025-08-01T00:00:00Z"/>')
                element.append(one)
            if kind == 'smartTag':
                element = parse_xml(f'<w:smartTag {W} w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place"/>')
                element.append(one)
        run._r.addprevious(element)
    run._r.getparent().remove(run._r)
def paragraphs(within):
    yield from within.paragraphs
    for table in within.tables:
        for cell in table._cells:
            yield from paragraphs(cell)
place = 0
for paragraph in paragraphs(document):
    for run in paragraph.runs:
        if '{{' in run.text:
            place += 1
            torn(run, place)
assert place > 9, place
section = document.sections[0]
section.first_page_footer.paragraphs[0].add_run('Cơ quan: {{AGENCY_NAME}}')
lists = [table for table in document.tables if len(table.columns) > 2]
table = lists[0]
around = document.add_table(rows=1, cols=1)
table._tbl.addprevious(around._tbl)
cell = around.rows[0].cells[0]
cell._tc.insert(1, table._tbl)
box = parse_xml(f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape style="width:200pt;height:30pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>Hộp: {{{{place}}}}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>')
around._tbl.addprevious(box)
document.save(sys.argv[2])
"#;

#[test]
fn templates_with_words_habits_are_still_filled() {
    let Some(python) = needs::writer_and_docx() else {
        return;
    };
    let folder = laid_out();
    let here = folder.path();
    for name in ["CongVan_DonDoc", "Phieu", "BaoCao"] {
        let shipped = here.join(format!("config/templates/{name}.docx"));
        fs::create_dir_all(here.join("config/saved")).expect("a folder");
        let edited = here.join(format!("config/saved/{name}.docx"));
        let mut python = Command::new(&python);
        let done = python
            .args(["-c", HABITS])
            .arg(shipped)
            .arg(edited)
            .output();
        let done = done.expect("python was found");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{name}: {said}");
    }
    name_templates(here);
    let shipped = texts(&python, &here.join("ra"));
    run(here, &["remind", "--out", "lai", "--as-of", "2025-08-08"]);
    let edited = texts(&python, &here.join("lai"));
    let lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.retain(|line| !line.is_empty());
        lines.sort();
        lines
    };
    for (edited, shipped) in edited.iter().zip(&shipped) {
        assert_eq!(lines(edited), lines(shipped));
    }
    for name in ["Phieu_23530", "Phieu_21025"] {
        let paper = here.join(format!("lai/{name}.docx"));
        let pages = office::pages(here, &paper).concat();
        assert!(
            pages.contains("Cơ quan: Sở Khoa học và Công nghệ"),
            "{pages}"
        );
        assert!(pages.contains("Hộp: Quảng Ngãi"), "{pages}");
        assert!(!pages.contains("{{"), "{pages}");
    }
}

/// The configuration names the templates in `saved`.
fn name_templates(folder: &Path) {
    let campaign = folder.join("config/campaigns/to-cnscd-quang-ngai.toml");
    let text = fs::read_to_string(&campaign).expect("the campaign");
    let own = "[document]\nletter_template = \"../saved/CongVan_DonDoc.docx\"\nnotice_template = \"../saved/Phieu.docx\"\nreport_letter_template = \"../saved/BaoCao.docx\"\n";
    fs::write(&campaign, text.replace("[document]\n", own)).expect("written");
}

/// What three papers say.
fn texts(python: &str, folder: &Path) -> Vec<String> {
    let names = [
        "CongVan_DonDoc_to-cnscd-quang-ngai_2025-08-08.docx",
        "BaoCao_ToCNSCD_to-cnscd-quang-ngai_2025-08-08.docx",
        "Phieu_23530.docx",
    ];
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    paths.iter().map(|path| read_back(python, path)).collect()
}
