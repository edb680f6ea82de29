//! Tables of rows below a header: whose they are, and where a team ends.

mod across;
mod below;
mod level;
mod note;
mod people;
mod villages;

use super::*;
use crate::cell::column_letters;
use crate::finding::RuleId;
use crate::register::Register;
use crate::submission::collect::{self, Vocabulary};
use crate::submission::settings::SourceSettings;
use crate::submission::{DateClaim, Doubt, Number, Reading, Submission};
use crate::table::workbook;
use crate::table::{Limits, Merge, Table, Value};

const HEAD: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ\n";

/// Nothing else than a commune can stand under its title.
const CLEAR: &str = "TT,Tên xã,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ\n";

fn read(sheet: &str) -> Reading {
    let limits = Limits::default();
    understood(&workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap())
}

fn understood(table: &Table) -> Reading {
    let settings = SourceSettings::default();
    let register = Register::shipped();
    collect::collect(&[(&settings, table)], &register, &Vocabulary::shipped())
}

#[test]
fn a_row_below_a_person_is_another_or_ends_the_team() {
    for (below, people) in [
        (",,,,Lê Thị Bình,Tổ phó,Phó Chủ tịch UBND", 2),
        (",,,,Lê Thị Bình,,", 2),
        // A surname and a given name that also head a note.
        (",,,,Lưu Ý,Thành viên,Phó Chủ tịch", 2),
        (",,,,Lưu Ý,,Phó Chủ tịch", 2),
        (",,,,Lưu Ý,,", 1),
        (",,,,Lưu ý: báo cáo trước ngày 15,,", 1),
        (",,,,NGƯỜI LẬP BIỂU,,GIÁM ĐỐC", 1),
        ("Ghi chú,,,,,,", 1),
        (",,,,5,,", 1),
    ] {
        let sheet = format!(
            "{HEAD}1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Phạm Văn An,Tổ trưởng,Chủ tịch UBND\n{below}\n"
        );
        let reading = read(&sheet);
        assert_eq!(reading.submissions.len(), 1, "{below}");
        let members = &reading.submissions[0].members;
        assert_eq!(members.len(), people, "{below}: {members:#?}");
    }
}

/// Numbers as large as they come are neither a numbering of the columns nor a count.
#[test]
fn a_number_that_is_too_large_is_no_number_of_anything() {
    const HEAD: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Số tổ cấp thôn\n";

    for (rows, people, villages) in [
        ("1,Xã Ba Tơ,,,Phạm Văn An,7", 1, Some(7)),
        ("1,2,3,4,5,6\n1,Xã Ba Tơ,,,Phạm Văn An,7 tổ", 1, Some(7)),
        ("4294967295,1,2\n1,Xã Ba Tơ,,,Phạm Văn An,7", 1, Some(7)),
        ("4294967296,1,2\n1,Xã Ba Tơ,,,Phạm Văn An,7", 1, Some(7)),
        (
            "1,Xã Ba Tơ,,,Phạm Văn An,4294967295\n2,Xã Ba Tơ,,,Lê Thị Bình,5",
            2,
            Some(5),
        ),
        ("1,Xã Ba Tơ,,,Phạm Văn An,0912345678", 1, None),
        (
            "1,Xã Ba Tơ,,,Phạm Văn An,999\n2,Xã Ba Tơ,,,Lê Thị Bình,999",
            2,
            // one number on the row of each person
            Some(999),
        ),
    ] {
        let reading = read(&format!("{HEAD}{rows}\n"));
        let members = reading.submissions.iter().map(|one| one.members.len());
        assert_eq!(members.sum::<usize>(), people, "{rows}");
        assert_eq!(reading.village_teams, villages, "{rows}");
    }
}

/// An error, a formula without its result and a text that is too long are said of whichever cell holds
/// them, once, and pass for nothing else.
#[test]
fn a_broken_cell_is_told_in_every_column() {
    const TEAMS: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ,Số điện thoại,Email,File QĐ,Số tổ cấp thôn,Ghi chú\n";
    const TEAM: &str = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã,0912345678,a@b.vn,https://a.example/x,5,đã xong";
    const CONTACTS: &str =
        "TT,Hệ thống,Đơn vị phụ trách,Đầu mối,Số điện thoại,Email,Nhóm hỗ trợ,Tài liệu hướng dẫn\n";
    const CONTACT: &str = "1,Cổng dịch vụ công,Trung tâm,Nguyễn Văn Mẫu,0812345678,a@b.vn,https://a.example/g,https://a.example/h";

    let long = "x".repeat(6_000);
    for (head, row) in [(TEAMS, TEAM), (CONTACTS, CONTACT)] {
        let cells: Vec<&str> = row.split(',').collect();
        for (column, broken) in (2..cells.len())
            .flat_map(|column| [(column, "#REF!"), (column, "=7+1"), (column, &long)])
        {
            let mut cells = cells.clone();
            cells[column] = broken;
            let reading = read_broken(&format!("{head}{}\n", cells.join(",")));
            let about = |finding: &&Finding| finding.rule == RuleId::CellError;
            let said: Vec<String> = reading
                .findings
                .iter()
                .filter(about)
                .map(|finding| finding.cell.as_ref().unwrap().a1())
                .collect();
            let at = format!("{}2", column_letters(u32::try_from(column).unwrap()));
            let start: String = broken.chars().take(5).collect();
            assert_eq!(said, [at], "{start} in {head}");
            for one in &reading.submissions {
                assert_ne!(one.village_teams, Some(7), "{start}");
                assert!(one.notes.iter().all(|note| !note.starts_with(['#', '='])));
            }
        }
    }
}

/// A title may be followed by how its column is to be filled in.
#[test]
fn a_title_with_its_explanation_is_a_title() {
    let explained = format!(
        "Chức vụ ({})",
        "ghi đầy đủ chức vụ hiện nay và nơi công tác; ".repeat(7)
    );
    assert!(explained.chars().count() > 300);
    let head = HEAD.replace("Chức vụ", &format!("\"{explained}\""));
    let row = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n";
    let reading = read(&format!("{head}{row}"));
    let members = &reading.submissions[0].members;
    assert_eq!(&*members[0].position.typed, "Chủ tịch UBND xã");
    assert_eq!(reading.findings, []);
}

/// Nobody knows what stands in a column whose title is an error.
#[test]
fn a_broken_title_is_told() {
    let head = HEAD.replace("Chức vụ", "#REF!");
    let row = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n";
    let reading = read_broken(&format!("{head}{row}"));
    let said = reading.findings.iter();
    let said: Vec<String> = said
        .map(|one| format!("{} {}", one.rule, one.cell.as_ref().unwrap().a1()))
        .collect();
    assert_eq!(said, ["cell-error G1"]);
}

/// A csv whose texts `#…` and `=…` are an error and a formula without its result.
fn read_broken(sheet: &str) -> Reading {
    let limits = Limits::default();
    let mut table = workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap();
    for cell in table.tabs[0].rows.iter_mut().flat_map(|row| &mut row.cells) {
        match &cell.value {
            Value::Text(text) if text.starts_with('#') => {
                cell.value = Value::Error(text.clone());
            }
            Value::Text(text) if text.starts_with('=') => {
                cell.value = Value::Uncomputed(text.clone());
            }
            _ => {}
        }
    }
    understood(&table)
}

/// More than a person writes into a cell is nobody's, and is said of the cell; as much as they may
/// write is read.
#[test]
fn a_cell_that_is_too_long_is_not_taken_apart() {
    let people = |count: usize| vec!["Lê A"; count].join("; ");
    let notes = "x".repeat(32_767);
    for (cells, members, said) in [
        (
            format!("15/QĐ-UBND,05/8/2025,\"{}\",,", people(833)),
            833,
            None,
        ),
        (
            format!("15/QĐ-UBND,05/8/2025,\"{}\",,", people(840)),
            0,
            Some("bang!E2"),
        ),
        (format!("{notes},05/8/2025,Lê A,,"), 1, Some("bang!C2")),
        (format!("15/QĐ-UBND,{notes},Lê A,,"), 1, Some("bang!D2")),
        (
            format!("15/QĐ-UBND,05/8/2025,Lê A,,{notes}"),
            1,
            Some("bang!G2"),
        ),
    ] {
        let reading = read(&format!("{HEAD}1,Xã Ba Tơ,{cells}\n"));
        let start: String = cells.chars().take(20).collect();
        assert_eq!(reading.submissions[0].members.len(), members, "{start}");
        let long = reading.findings.iter().find(|one| one.variant == "long");
        let at = long
            .and_then(|finding| finding.cell.as_ref())
            .map(ToString::to_string);
        assert_eq!(at.as_deref(), said, "{start}");
        assert!(
            reading.findings.iter().all(|one| one.value.len() < 200),
            "{start}"
        );
    }
}

/// Rows without a header go out of sight; the table below them is read all the same, but for what
/// stands in columns that no sheet has.
#[test]
fn a_table_far_down_and_a_cell_far_out() {
    let above = "một dòng không phải tiêu đề,x\n".repeat(2 * WINDOW + 7);
    let far = format!("{}x", ",".repeat(701 - 6));
    let row = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê A,,Chủ tịch UBND xã";
    let reading = read(&format!("{above}{HEAD}{row}{far},y\n"));
    assert_eq!(reading.submissions.len(), 1);
    assert_eq!(reading.submissions[0].name_cell.a1(), "B8201");
    let said = reading.findings.iter();
    let said: Vec<_> = said
        .map(|one| (&*one.variant, one.cell.as_ref().unwrap().a1()))
        .collect();
    assert_eq!(said, [("beyond", "AAA8201".to_owned())]);
}

/// A tab far longer than what is in sight at once, its header repeated on every page of print:
/// nobody is lost, joined or given to another commune.
#[test]
fn a_tab_longer_than_the_window_is_read_as_a_short_one() {
    const TEAM: usize = 60;
    const GIVEN: [&str; 4] = ["An", "Bình", "Cường", "Dũng"];

    let register = Register::shipped();
    for page in [37, 256, 1_000] {
        let mut sheet = HEAD.to_owned();
        let mut row = 0;
        for (number, commune) in (1..).zip(&register.communes) {
            for place in 0..TEAM {
                row += 1;
                if row % page == 0 && place > 0 {
                    sheet.push_str(HEAD);
                }
                let head = match place {
                    0 => format!("{number},{},{number}/QĐ-UBND,05/8/2025", commune.title()),
                    _ => ",,,".to_owned(),
                };
                let role = if place == 0 {
                    "Tổ trưởng"
                } else {
                    "Thành viên"
                };
                let person = format!("Nguyễn Văn {}", GIVEN[place % GIVEN.len()]);
                sheet.push_str(&format!("{head},{person},{role},Công chức xã\n"));
            }
        }
        let reading = read(&sheet);
        assert!(reading.tabs[0].rows as usize > WINDOW);
        assert_eq!(reading.submissions.len(), register.communes.len(), "{page}");
        for (submission, commune) in reading.submissions.iter().zip(&register.communes) {
            assert_eq!(submission.commune, commune.code);
            assert_eq!(submission.members.len(), TEAM, "{page}: {}", commune.name);
            assert_eq!(submission.decisions.len(), 1);
        }
        assert_eq!(reading.findings, [], "{page}");
    }
}

/// One commune: its code, the numbers and days of its decisions, its people.
type Reported = (String, Vec<String>, Vec<String>);

/// What a sheet says of each commune.
fn reported(reading: &Reading) -> Vec<Reported> {
    let decided = |decision: &Decision| {
        let number = match &decision.number {
            Number::Named { number, .. } => number.clone(),
            other => format!("{other:?}"),
        };
        match &decision.date {
            DateClaim::Day(day) => format!("{number} {day}"),
            _ => number,
        }
    };
    let of = |one: &Submission| {
        let decisions = one.decisions.iter().map(decided);
        let people = one.members.iter().map(|member| member.name.to_string());
        (one.commune.clone(), decisions.collect(), people.collect())
    };
    reading.submissions.iter().map(of).collect()
}

/// The rules that spoke and where.
fn said(reading: &Reading) -> Vec<String> {
    let findings = reading.findings.iter();
    let place = |finding: &Finding| finding.cell.as_ref().map(CellAddress::a1);
    findings
        .map(|one| format!("{} {}", one.rule, place(one).unwrap_or_default()))
        .collect()
}

#[track_caller]
fn check(sheet: &str, expected: &[(&str, &[&str], &[&str])], findings: &[&str]) {
    let reading = read(sheet);
    let owned = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let expected: Vec<Reported> = expected
        .iter()
        .map(|(code, decisions, people)| ((*code).to_owned(), owned(decisions), owned(people)))
        .collect();
    assert_eq!(reported(&reading), expected, "{sheet}");
    assert_eq!(said(&reading), findings, "{sheet}");
}

const PEOPLE: &str = "STT,Họ và tên,Chức vụ,Nhiệm vụ trong Tổ\n";
const BA_TO: &str = "21484";
const DAK_UI: &str = "23510";
const KON_TUM: &str = "23293";

/// Lists of several communes below one another in one tab: all people went to the first commune.
#[test]
fn annexes_below_one_another_are_each_communes_own() {
    const ONE: &str =
        "1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n2,Lê Thị Bình,Phó Chủ tịch UBND xã,Tổ phó\n";
    const OTHER: &str =
        "1,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng\n2,Hồ Thị Dung,Phó Chủ tịch UBND xã,Tổ phó\n";
    const PAIR: &[(&str, &[&str], &[&str])] = &[
        (
            BA_TO,
            &["22/QĐ-UBND 2025-08-01"],
            &["Hồ Văn Cam", "Hồ Thị Dung"],
        ),
        (
            DAK_UI,
            &["15/QĐ-UBND 2025-07-28"],
            &["Lê Văn An", "Lê Thị Bình"],
        ),
    ];

    // Titles that name the commune, with the header again or once.
    for header in [PEOPLE, ""] {
        check(
            &format!(
                "DANH SÁCH TỔ CNSCĐ XÃ ĐĂK UI\n(Kèm theo Quyết định số 15/QĐ-UBND ngày 28/7/2025 của UBND xã Đăk Ui)\n{PEOPLE}{ONE}\nDANH SÁCH TỔ CNSCĐ XÃ BA TƠ NĂM 2025\n(Kèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025)\n{header}{OTHER}"
            ),
            PAIR,
            &[],
        );
    }
    // A numbered line, or a sentence, tells of the decision.
    for (line, stated) in [
        (
            "1. Quyết định số 22/QĐ-UBND ngày 01/8/2025 của UBND xã Ba Tơ",
            true,
        ),
        ("- Số QĐ: 22/QĐ-UBND ngày 01/8/2025", true),
        (
            "Tổ CNSCĐ xã được thành lập theo Quyết định số 22/QĐ-UBND ngày 01/8/2025",
            true,
        ),
        (
            "UBND xã Ba Tơ đã ban hành Quyết định số 22/QĐ-UBND ngày 01/8/2025 thành lập Tổ công nghệ số cộng đồng",
            true,
        ),
        (
            "UBND xã Ba Tơ đã ban hành Quyết định số 22/QĐ-UBND ngày 01/8/2025 về quy chế của Tổ công nghệ số cộng đồng",
            false,
        ),
        (
            "Căn cứ Quyết định số 22/QĐ-UBND ngày 01/8/2025 thành lập Tổ CNSCĐ",
            false,
        ),
        (
            "Theo Công văn 9/SKHCN Tổ CNSCĐ được thành lập theo Quyết định số 22/QĐ-UBND ngày 01/8/2025",
            false,
        ),
        (
            "UBND xã sẽ thành lập Tổ CNSCĐ theo Quyết định số 22/QĐ-UBND ngày 01/8/2025",
            false,
        ),
    ] {
        let reading = read(&format!(
            "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG XÃ BA TƠ\n{line}\n{PEOPLE}{OTHER}"
        ));
        let decisions: &[&str] = if stated { PAIR[0].1 } else { &[] };
        assert_eq!(reported(&reading)[0].1, decisions, "{line}");
    }
    // Letters number the communes.
    for [first, second] in [
        ["A,Xã Đăk Ui", "B,Xã Ba Tơ"],
        ["A. Xã Đăk Ui", "B. Xã Ba Tơ"],
    ] {
        let reading = read(&format!("{PEOPLE}{first}\n{ONE}{second}\n{OTHER}"));
        let people = reading.submissions.iter().map(|one| one.members.len());
        assert_eq!(people.collect::<Vec<_>>(), [2, 2], "{first}");
    }
    // Only the decision's line names it, below an annex's number; signatures between.
    check(
        &format!(
            "PHỤ LỤC I\n(Ban hành kèm theo Quyết định số 15/QĐ-UBND ngày 28/7/2025 của UBND xã Đăk Ui)\n{PEOPLE}{ONE}TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nLê Văn An\nPHỤ LỤC II\n(Ban hành kèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025 của Ủy ban nhân dân xã Ba Tơ)\n{PEOPLE}{OTHER}"
        ),
        PAIR,
        &[],
    );
    // A letterhead with the motto; the decision's line above the title.
    check(
        &format!(
            "ỦY BAN NHÂN DÂN XÃ ĐĂK UI,,CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n,,Độc lập - Tự do - Hạnh phúc\nKèm theo Quyết định số 15/QĐ-UBND ngày 28/7/2025\nDANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG\n{PEOPLE}{ONE}\nỦY BAN NHÂN DÂN XÃ BA TƠ,,CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n,,Độc lập - Tự do - Hạnh phúc\nKèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025\nDANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG\n{PEOPLE}{OTHER}"
        ),
        PAIR,
        &[],
    );
    // The decision below the people, and above the title, each next to what it belongs to.
    check(
        &format!(
            "DANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}Quyết định số 15/QĐ-UBND ngày 28/7/2025\n\n\nDANH SÁCH XÃ BA TƠ\n{PEOPLE}{OTHER}Quyết định số 22/QĐ-UBND ngày 01/8/2025\n"
        ),
        PAIR,
        &[],
    );
    check(
        &format!(
            "Quyết định số 15/QĐ-UBND ngày 28/7/2025\nDANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}\nQuyết định số 22/QĐ-UBND ngày 01/8/2025\nDANH SÁCH XÃ BA TƠ\n{PEOPLE}{OTHER}"
        ),
        PAIR,
        &[],
    );
    // Group rows, bare and with the decision beside the name.
    check(
        &format!(
            "{PEOPLE}I,XÃ ĐĂK UI\n,Quyết định số 15/QĐ-UBND ngày 28/7/2025\n{ONE}II,XÃ BA TƠ\n,Quyết định số 22/QĐ-UBND ngày 01/8/2025\n{OTHER}"
        ),
        PAIR,
        &[],
    );
    check(
        &format!(
            "{PEOPLE}I,XÃ ĐĂK UI,QĐ số 15/QĐ-UBND ngày 28/7/2025\n{ONE}II,XÃ BA TƠ,QĐ số 22/QĐ-UBND ngày 01/8/2025\n{OTHER}"
        ),
        PAIR,
        &[],
    );
}

/// Lists side by side, as many as there are, each under its own title.
#[test]
fn annexes_side_by_side_are_each_communes_own() {
    check(
        "DANH SÁCH XÃ ĐĂK UI,,,,,DANH SÁCH XÃ BA TƠ,,,,,DANH SÁCH PHƯỜNG KON TUM\n\
         (Kèm theo QĐ số 15/QĐ-UBND ngày 28/7/2025),,,,,(Kèm theo QĐ số 22/QĐ-UBND ngày 01/8/2025),,,,,(Kèm theo QĐ số 31/QĐ-UBND ngày 12/8/2025)\n\
         STT,Họ và tên,Chức vụ,Nhiệm vụ,,STT,Họ và tên,Chức vụ,Nhiệm vụ,,STT,Họ và tên,Chức vụ,Nhiệm vụ\n\
         1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng,,1,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng,,1,Võ Văn Em,Chủ tịch UBND phường,Tổ trưởng\n\
         2,Lê Thị Bình,Phó Chủ tịch UBND xã,Tổ phó,,2,Hồ Thị Dung,Phó Chủ tịch UBND xã,Tổ phó\n",
        &[
            (
                BA_TO,
                &["22/QĐ-UBND 2025-08-01"],
                &["Hồ Văn Cam", "Hồ Thị Dung"],
            ),
            (KON_TUM, &["31/QĐ-UBND 2025-08-12"], &["Võ Văn Em"]),
            (
                DAK_UI,
                &["15/QĐ-UBND 2025-07-28"],
                &["Lê Văn An", "Lê Thị Bình"],
            ),
        ],
        &[],
    );
}

/// What nobody says whose it is belongs to nobody.
#[test]
fn a_list_without_a_name_is_nobodys() {
    const ONE: &str = "1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n";
    const OTHER: &str =
        "1,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng\n2,Hồ Thị Dung,Phó Chủ tịch UBND xã,Tổ phó\n";

    check(
        &format!("DANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}\nDANH SÁCH TỔ CNSCĐ\n{PEOPLE}{OTHER}"),
        &[(DAK_UI, &[], &["Lê Văn An"])],
        &["row-unplaced A7"],
    );
    // Two names for one list.
    check(
        &format!(
            "DANH SÁCH XÃ ĐĂK UI\n(Kèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025 của UBND xã Ba Tơ)\n{PEOPLE}{ONE}"
        ),
        &[],
        &["commune-ambiguous A2"],
    );
    // A decision halfway between two lists.
    check(
        &format!(
            "DANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}Quyết định số 15/QĐ-UBND ngày 28/7/2025\nDANH SÁCH XÃ BA TƠ\n{PEOPLE}{OTHER}"
        ),
        &[
            (BA_TO, &[], &["Hồ Văn Cam", "Hồ Thị Dung"]),
            (DAK_UI, &[], &["Lê Văn An"]),
        ],
        &["row-unplaced A4"],
    );
}

/// Examples and hints were counted; the people below an example's commune are its own.
#[test]
fn examples_are_passed_over_and_told_once() {
    const TRUE: &str = "1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã\n";
    let one: (&str, &[&str], &[&str]) = (BA_TO, &["22/QĐ-UBND 2025-08-01"], &["Hồ Văn Cam"]);

    for (example, at) in [
        (
            "Ví dụ,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            "A2",
        ),
        (
            "VD,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n,,,,Lê Thị Bình,Tổ phó,Phó Chủ tịch UBND xã",
            "A2",
        ),
        ("0,Ví dụ: Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,", "B2"),
        ("0,Xã Đăk Ui (mẫu),99/QĐ-UBND,05/8/2025,Lê Văn An,,", "B2"),
        ("VD2,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,", "A2"),
        (
            "* Dòng dưới đây là ví dụ\n1,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,",
            "A2",
        ),
        (
            ",Ví dụ:\n1,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,",
            "B2",
        ),
    ] {
        let twice = example.replace("99/", "98/");
        check(
            &format!("{CLEAR}{example}\n{twice}\n{TRUE}"),
            &[one],
            &[&format!("example-row {at}")],
        );
        check(
            &format!("{CLEAR}{TRUE}{example}\n"),
            &[one],
            &[&format!("example-row {}", at.replace('2', "3"))],
        );
    }
    let noted = CLEAR.replace("Chức vụ", "Chức vụ,Ghi chú");
    let row = "1,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã,Dòng mẫu\n";
    check(&format!("{noted}{row}{TRUE}"), &[one], &["example-row H2"]);
    let row = row.replace("Dòng mẫu", "\"Dòng này làm mẫu, xóa khi nộp\"");
    check(&format!("{noted}{row}{TRUE}"), &[one], &["example-row H2"]);
    // How to fill in is no report.
    let hint = ",Ghi đúng tên,Ví dụ: 15/QĐ-UBND,dd/mm/yyyy,Mỗi người một dòng,,Ghi đầy đủ";
    check(&format!("{CLEAR}{hint}\n{TRUE}"), &[one], &[]);
    // A note that mentions an example, and a commune that is called so, are none.
    let row =
        "1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã,Gửi mẫu dấu sau\n";
    check(&format!("{noted}{row}"), &[one], &[]);
}

/// Sums, rates and legends were asked about as unknown communes.
#[test]
fn figures_among_the_rows_are_no_communes() {
    const HEAD: &str = "STT,Xã, phường,Số QĐ,Ngày ban hành\n";
    let head = HEAD.replace("Xã, phường", "\"Xã, phường\"");
    for figure in [
        ",Cộng (I),1",
        ",Cộng I + II,1,2",
        ",Tỷ lệ (%),12.5",
        ",Đã ban hành: 1/96",
        ",Hoàn thành: 1/96",
        ",Số xã hoàn thành,1",
        ",Bình quân chung,0.5",
        ",Kết quả tháng 7,3",
        ",Xong,1",
        ",\"21,9%\"",
        "Tổng cộng,1",
        "Tổng cộng,,1,1",
        ",Tong cong,1",
    ] {
        for rows in [
            format!("1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n{figure}\n"),
            format!("{figure}\n1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n"),
        ] {
            check(
                &format!("{head}{rows}"),
                &[(BA_TO, &["22/QĐ-UBND 2025-08-01"], &[])],
                &[],
            );
        }
    }
    // What may be a commune is asked about.
    for strange in [
        "2,Hòa Thắng 3,7",
        ",Xã Tam Kỳ,7",
        ",Hòa Thắng 3,7/QĐ-UBND,01/8/2025",
    ] {
        check(&format!("{head}{strange}\n"), &[], &["commune-unknown B2"]);
    }
    // One strange name is one question, however many people and rows stand under it.
    let row =
        ",Xã Lạ Hoắc,,,Lê Văn An,Thành viên,Chuyên viên\n,,,,Lê Thị Bình,Thành viên,Chuyên viên\n";
    check(&format!("{CLEAR}{row}{row}"), &[], &["commune-unknown B2"]);
}

/// What IMPORTRANGE shows until it arrives is an error of the cell, and no word of the commune's.
#[test]
fn a_formula_that_is_still_loading_is_an_error() {
    for loading in [
        "Loading...",
        "Đang tải...",
        "đang tải dữ liệu…",
        "#NAME?",
        "#REF!",
        "Err:504",
    ] {
        for (cells, at) in [
            (format!("{loading},01/8/2025,,,"), "C2"),
            (format!("22/QĐ-UBND,{loading},,,"), "D2"),
            (format!("22/QĐ-UBND,01/8/2025,{loading},,"), "E2"),
        ] {
            let reading = read(&format!("{HEAD}1,Xã Ba Tơ,{cells}\n"));
            assert_eq!(said(&reading), [format!("cell-error {at}")], "{loading}");
        }
        let reading = read(&format!("{CLEAR}1,{loading},22/QĐ-UBND,01/8/2025,,,\n"));
        assert_eq!(said(&reading), ["cell-error B2"], "{loading}");
    }
}

/// Rows of one commune: what counts and what is said does not hang on their order.
#[test]
fn rows_of_one_commune_are_one_submission_in_any_order() {
    const AN: &str = "Lê Văn An,Tổ trưởng,Chủ tịch UBND xã";
    let early = "1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,,,";
    let late = "2,Xã Ba Tơ,30/QĐ-UBND,20/8/2025,,,";
    let between = "3,Xã Đăk Ui,,,,,";
    let (first, second) = ("10/QĐ-UBND 2025-08-01", "30/QĐ-UBND 2025-08-20");
    // Adjacent: at the second number; apart: at the row that is not taken.
    check(
        &format!("{CLEAR}{late}\n{early}\n"),
        &[(BA_TO, &[second, first], &[])],
        &["commune-duplicate C3"],
    );
    check(
        &format!("{CLEAR}{early}\n{between}\n{late}\n"),
        &[(BA_TO, &[first, second], &[]), (DAK_UI, &[], &[])],
        &["commune-duplicate B4"],
    );
    // A number without its day hides nothing.
    let bare = "1,Xã Ba Tơ,10/QĐ-UBND,,,,";
    for rows in [
        format!("{bare}\n{early}\n"),
        format!("{early}\n{bare}\n"),
        format!("{bare}\n{between}\n{early}\n"),
    ] {
        let reading = read(&format!("{CLEAR}{rows}"));
        assert_eq!(reported(&reading)[0].1, [first], "{rows}");
        let variants = reading.findings.iter().map(|one| &*one.variant);
        assert!(
            variants.eq(if rows.contains("Ui") {
                vec!["apart"]
            } else {
                vec![]
            }),
            "{rows}"
        );
    }
    // The same decision with other people is not the same.
    let one = format!("1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,{AN}\n{between}\n");
    for (other, variant) in [
        (format!("1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,{AN}\n"), "same"),
        (
            "1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã\n".to_owned(),
            "apart",
        ),
        (
            format!("1,Xã Ba Tơ,11/QĐ-UBND,02/8/2025,{AN}\n"),
            "conflict",
        ),
    ] {
        let reading = read(&format!("{CLEAR}{one}{other}"));
        let duplicates = reading.findings.iter();
        let said: Vec<_> = duplicates
            .map(|one| (&*one.variant, one.cell.as_ref().unwrap().a1()))
            .collect();
        assert_eq!(said, [(variant, "B4".to_owned())], "{other}");
    }
}

/// A tab of figures beside the tab of the teams made a duplicate of each commune, and its counts
/// passed for numbers of decisions.
#[test]
fn a_tab_of_figures_says_nothing_twice() {
    let teams = format!(
        "{CLEAR}1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n2,Xã Đăk Ui,Chưa ban hành,,,,\n"
    );
    for figures in [
        "STT,Tên xã,Số QĐ,Số người\n1,Xã Ba Tơ,1,9\n2,Xã Đăk Ui,0,0\n",
        "STT,Tên xã,Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025\n2,Xã Đăk Ui,,\n",
    ] {
        for sheets in [[figures, &teams], [&teams, figures]] {
            let limits = Limits::default();
            let read =
                |sheet: &str, name: &str| workbook::read(sheet.as_bytes(), name, &limits).unwrap();
            let mut table = read(sheets[0], "một.csv");
            table.tabs.extend(read(sheets[1], "hai.csv").tabs);
            let reading = understood(&table);
            let (one, other) = (&reported(&reading)[0], &reading.submissions[1]);
            assert_eq!(one.1, ["10/QĐ-UBND 2025-08-01"], "{figures}");
            assert_eq!(one.2, ["Lê Văn An"], "{figures}");
            assert_eq!(other.decisions[0].number, Number::NotYet, "{figures}");
            assert!(other.decisions[0].typed.starts_with("Chưa"), "{figures}");
            assert_eq!(said(&reading), [""; 0], "{figures}");
        }
    }
}

/// A commune that answers a form again corrects itself.
#[test]
fn the_latest_answer_of_a_form_counts() {
    const FORM: &str = "Dấu thời gian,Tên xã,Số QĐ,Ngày QĐ,Họ và tên,Chức danh trong Tổ,Chức vụ\n";
    let first =
        "30/07/2025 9:00:00,Xã Ba Tơ,22/QĐ-UBND,29/7/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n";
    for (second, decisions, was) in [
        (
            "06/08/2025 9:00:00,Xã Ba Tơ,Chưa ban hành,,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["NotYet"][..],
            Some("22/QĐ-UBND 29/7/2025"),
        ),
        // The day is corrected.
        (
            "06/08/2025 9:00:00,Xã Ba Tơ,22/QĐ-UBND,28/7/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["22/QĐ-UBND 2025-07-28"],
            Some("22/QĐ-UBND 29/7/2025"),
        ),
        // Another decision follows: the first one is known.
        (
            "06/08/2025 9:00:00,Xã Ba Tơ,31/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["31/QĐ-UBND 2025-08-05", "22/QĐ-UBND 2025-07-29"],
            Some("22/QĐ-UBND 29/7/2025"),
        ),
        // Other people.
        (
            "30/07/2025 9:00:01,Xã Ba Tơ,22/QĐ-UBND,29/7/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã",
            &["22/QĐ-UBND 2025-07-29"],
            Some("Lê Văn An (Chủ tịch UBND xã)"),
        ),
        // Nothing else.
        (
            "30/07/2025 9:00:01,Xã Ba Tơ,22/QĐ-UBND,29/7/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["22/QĐ-UBND 2025-07-29"],
            None,
        ),
    ] {
        for answers in [format!("{first}{second}\n"), format!("{second}\n{first}")] {
            let reading = read(&format!("{FORM}{answers}"));
            assert_eq!(reported(&reading)[0].1, decisions, "{answers}");
            assert_eq!(reading.submissions[0].members.len(), 1, "{answers}");
            let said = reading.findings.iter();
            let said: Vec<_> = said
                .map(|one| one.arguments.get("was").map(String::as_str))
                .collect();
            assert_eq!(
                said,
                was.map(Some).into_iter().collect::<Vec<_>>(),
                "{answers}"
            );
        }
    }
    // Moments that nobody can read: the later row.
    let unread = first.replace("30/07/2025 9:00:00", "sáng");
    let later = "chiều,Xã Ba Tơ,Chưa ban hành,,,,\n";
    assert_eq!(
        reported(&read(&format!("{FORM}{unread}{later}")))[0].1,
        ["NotYet"]
    );
}

/// A decision written once over the rows of two communes was counted for both.
#[test]
fn a_decision_merged_over_two_communes_is_shared() {
    let is_shared = |one: &Submission| one.decisions[0].doubt.as_deref() == Some(&Doubt::Shared);
    for (top, bottom, shared) in [
        (1, 2, [true, true, false]),
        (2, 3, [false, true, true]),
        (1, 1, [false; 3]),
    ] {
        let sheet = "1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n2,Xã Đăk Ui,22/QĐ-UBND,01/8/2025\n3,Xã Ba Vinh,22/QĐ-UBND,01/8/2025\n";
        let limits = Limits::default();
        let text = format!("TT,Tên xã,Số QĐ,Ngày QĐ\n{sheet}");
        let mut table = workbook::read(text.as_bytes(), "bang.csv", &limits).unwrap();
        let tab = &mut table.tabs[0];
        tab.merges = (2..=3)
            .map(|left| Merge {
                top,
                left,
                bottom,
                right: left,
            })
            .collect();
        for row in &mut tab.rows {
            row.cells
                .retain(|cell| cell.column < 2 || row.number <= top || row.number > bottom);
        }
        let reading = understood(&table);
        let found: Vec<bool> = ["21484", "23510"]
            .iter()
            .map(|code| {
                reading
                    .submissions
                    .iter()
                    .find(|one| one.commune == *code)
                    .unwrap()
            })
            .map(is_shared)
            .collect();
        assert_eq!(found, shared[..2], "{top} to {bottom}");
        let all = reading.submissions.iter().filter(|one| is_shared(one));
        assert_eq!(
            all.count(),
            shared.iter().filter(|shared| **shared).count(),
            "{top} to {bottom}"
        );
    }
}

/// What is struck out counts as absent and is told with its commune.
#[test]
fn struck_out_cells_count_as_absent() {
    let sheet = format!(
        "{CLEAR}1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n,,,,Lê Thị Bình,Tổ phó,Phó Chủ tịch UBND xã\n2,Xã Đăk Ui,15/QĐ-UBND,28/7/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã\n,,,,Hồ Thị Dung,Tổ phó,Phó Chủ tịch UBND xã\n"
    );
    let one = |cells: &[(u32, u32)]| {
        let limits = Limits::default();
        let mut table = workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap();
        for row in &mut table.tabs[0].rows {
            for cell in &mut row.cells {
                if cells.contains(&(row.number, cell.column)) {
                    cell.struck = Some(cell.value.text().into());
                    cell.value = Value::Text("".into());
                }
            }
        }
        let reading = understood(&table);
        let said = reading.findings.iter();
        let said = said.map(|one| {
            let cell = one.cell.as_ref().unwrap().a1();
            (one.rule.id(), cell, one.commune.clone().unwrap_or_default())
        });
        let said: Vec<_> = said.collect();
        let people = reading.submissions.iter().map(|one| one.members.len());
        let decided = reading.submissions.iter().map(|one| one.decisions.len());
        (
            decided.collect::<Vec<_>>(),
            people.collect::<Vec<_>>(),
            said,
        )
    };
    let told = |cell: &str, code: &str| vec![("struck-out", cell.to_owned(), code.to_owned())];
    let all = |row: u32| (0..7).map(|column| (row, column)).collect::<Vec<_>>();
    for (cells, decided, people, said) in [
        (vec![], vec![1, 1], vec![2, 2], vec![]),
        (
            vec![(1, 2), (1, 3)],
            vec![0, 1],
            vec![2, 2],
            told("C2", BA_TO),
        ),
        (vec![(1, 0)], vec![1, 1], vec![2, 2], told("A2", BA_TO)),
        (all(2), vec![1, 1], vec![1, 2], told("E3", BA_TO)),
        (all(4), vec![1, 1], vec![2, 1], told("E5", DAK_UI)),
    ] {
        assert_eq!(one(&cells), (decided, people, said), "{cells:?}");
    }
    // A whole row, and what stands below it is nobody's.
    let (decided, people, said) = one(&all(3));
    assert_eq!((decided, people), (vec![1], vec![2]));
    assert_eq!(
        said,
        [
            ("struck-out", "A4".to_owned(), DAK_UI.to_owned()),
            ("row-unplaced", "E5".to_owned(), String::new()),
        ]
    );
}

/// Communes of one name are told apart by the province in their row, over them or in the tab's
/// title, and asked about where none is told.
#[test]
fn a_province_beside_or_over_a_name_tells_it_apart() {
    const LIST: &str = "code,name,kind,province\n\
        1,An Khánh,xa,Hà Nội\n2,An Khánh,xa,Thái Nguyên\n3,Ba Vì,xa,Hà Nội\n";
    const ROW: &str = ",15/QĐ-UBND,05/8/2025,,,";

    let register = Register::with_shipped_names(LIST).unwrap();
    let own = |name: &str| format!("{HEAD}1,{name}{ROW}\n");
    let below = |lines: &str, name: &str| format!("{HEAD}{lines}\n1,{name}{ROW}\n");
    let above = |title: &str| format!("{title},,,,,,\n{HEAD}1,Xã An Khánh{ROW}\n");
    for (tab, sheet, whose) in [
        ("Tổ", own("Xã An Khánh"), ""),
        ("Tổ", own("\"Xã An Khánh, Hà Nội\""), "1"),
        ("Hà Nội", own("Xã An Khánh"), "1"),
        ("2_Thái Nguyên", own("Xã An Khánh"), "2"),
        ("Tổ", above("UBND TỈNH THÁI NGUYÊN"), "2"),
        ("Tổ", above("Danh sách Tổ CNSCĐ thành phố Hà Nội"), "1"),
        ("Tổ", below("I,Tỉnh Thái Nguyên,,,,,", "xã an khánh"), "2"),
        ("Tổ", below(",TP Hà Nội,,,,,", "An Khánh"), "1"),
        (
            "Hà Nội",
            below(",Tỉnh Thái Nguyên,,,,,", "Xã An Khanh"),
            "2",
        ),
        (
            "Hà Nội",
            format!("Tỉnh,{HEAD}Thái Nguyên,1,Xã An Khánh{ROW}\n"),
            "2",
        ),
        ("Hà Nội", own("\"Xã An Khánh, tỉnh Thái Nguyên\""), "2"),
    ] {
        let limits = Limits::default();
        let file = format!("{tab}.csv");
        let table = workbook::read(sheet.as_bytes(), &file, &limits).unwrap();
        let settings = SourceSettings::default();
        let reading = collect::collect(&[(&settings, &table)], &register, &Vocabulary::shipped());
        let found = reading.submissions.iter().map(|one| &*one.commune);
        let expected = [whose].into_iter().filter(|code| !code.is_empty());
        assert!(found.eq(expected), "{tab}: {sheet}: {:?}", reading.findings);
        let told = |rule| reading.findings.iter().any(|one| one.rule == rule);
        assert_eq!(
            told(RuleId::CommuneAmbiguous),
            whose.is_empty(),
            "{tab}: {sheet}"
        );
        assert!(!told(RuleId::CommuneUnknown), "{tab}: {sheet}");
    }
}

/// «Xã An Khánh» of two provinces was asked to be written with all its marks.
#[test]
fn a_name_that_fits_several_is_asked_for_what_it_leaves_out() {
    let list = "code,name,kind,province\n\
        1,An Khánh,xa,Hà Nội\n2,An Khánh,xa,Thái Nguyên\n3,Ba Vì,xa,Hà Nội\n\
        4,Ba Vì,phuong,Hà Nội\n5,Sơn Hà,xa,Hà Nội\n6,Sơn Hạ,xa,Hà Nội\n";
    let register = Register::from_csv(list, "", "").unwrap();
    for (typed, variant) in [
        ("Xã An Khánh", "province"),
        ("Ba Vì", "kind"),
        ("Xã Son Ha", ""),
    ] {
        let sheet = format!("{HEAD}1,{typed},15/QĐ-UBND,05/8/2025,,,\n");
        let table = workbook::read(sheet.as_bytes(), "Tổ.csv", &Limits::default()).unwrap();
        let settings = SourceSettings::default();
        let reading = collect::collect(&[(&settings, &table)], &register, &Vocabulary::shipped());
        let told = reading.findings.iter().map(|one| (one.rule, &*one.variant));
        assert!(told.eq([(RuleId::CommuneAmbiguous, variant)]), "{typed}");
    }
}
