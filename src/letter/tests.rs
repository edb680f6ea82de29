//! The shipped templates, whose placeholders are known and explained in the guide; and the text of
//! the three documents, for a campaign of decisions and for one of counts.

use super::notice::Notice;
use super::owed::Owed;
use super::*;
use crate::document::{Artifact, Content};
use crate::finding::{Finding, RuleId};
use crate::report::fixture::Sample;
use crate::rule::change::Changes;
use crate::rule::count::{CountProgress, CountStanding, CountTally};
use crate::rule::testing;
use crate::rule::{Status, file};

#[test]
fn shipped_templates_are_read_and_always_the_same() {
    Templates::shipped();
    for (one, other) in shipped().iter().zip(shipped()) {
        assert_eq!(one.bytes, other.bytes, "{}", one.path);
    }
}

#[test]
fn the_guide_names_every_placeholder() {
    let guide = include_str!("../../docs/huong-dan-van-hanh.md");
    for vocabulary in [remind::VOCABULARY, notice::VOCABULARY, covering::VOCABULARY] {
        for name in vocabulary.names() {
            let (list, field) = name.split_once('.').unwrap_or(("", &name));
            let is_told = guide.contains(&format!("`{field}`"))
                && (list.is_empty() || guide.contains(&format!("`{list}.`")));
            assert!(is_told, "{name}");
        }
    }
}

/// Returns the text of a document, one line for each paragraph and each row.
fn read(paper: &Artifact) -> String {
    let bytes = paper.bytes.whole().unwrap().to_vec();
    let parts = docx::unpacked(&bytes);
    let (_, body) = parts
        .iter()
        .find(|(name, _)| name == "word/document.xml")
        .unwrap();
    let body = String::from_utf8(body.clone()).unwrap();
    let marked = body
        .replace("</w:p></w:tc><w:tc>", " | ")
        .replace("<w:br/>", " / ")
        .replace("</w:p>", "\n");
    let mut text = String::new();
    for piece in marked.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    let lines = text
        .lines()
        .map(|line| line.replace('\u{a0}', "").trim().to_owned());
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n").replace("&amp;", "&")
}

/// Returns the letter; the mails to three communes and the document of
/// the last; the covering letter.
fn papers(content: &Content<'_>, communes: [usize; 3]) -> [String; 3] {
    let templates = Templates::shipped();
    let all = Owed::all(content);
    let letter = remind::letter(content, &all, &templates.letter).unwrap();
    let report = covering::letter(content, &templates.report).unwrap();
    let notices = communes.map(|place| Notice::of(content, all[place].clone()));
    let paper = notices[2].paper(content, &templates.notice).unwrap();
    let mails = notices.map(|notice| format!("# {}\n\n{}", notice.subject, notice.text()));
    let told = format!(
        "{}\n\n# {}\n\n{}",
        mails.join("\n\n"),
        paper.name,
        read(&paper)
    );
    [read(&letter), told, read(&report)]
}

#[test]
fn papers_of_decisions_read_so() {
    let [letter, notices, report] = papers(&Sample::small().content(), [1, 2, 7]);
    insta::assert_snapshot!("letter", letter);
    insta::assert_snapshot!("notices", notices);
    insta::assert_snapshot!("report", report);
}

/// Eight communes of a campaign in which a count decides: some have reached 80 %, one of these with
/// something to correct; some have not; the count of one cannot be read, and one reports nothing.
fn counted() -> Sample {
    let mut sample = Sample::small();
    let rules = include_str!("../../config/rules/binh-dan-hoc-vu-so.toml");
    let judgement = &mut sample.judgement;
    let is_of_numbers = |finding: &Finding| finding.rule == RuleId::PhoneInvalid;
    judgement.findings.retain(is_of_numbers);
    judgement.words = file::read(rules).unwrap().words;
    judgement.counts = vec![testing::certificates()];
    // The third had reached its target before the first pull: since when is not known.
    judgement.communes[2].on_time = None;
    judgement.progress.as_mut().unwrap().on_time -= 1;
    for standing in &mut judgement.communes {
        let number = match standing.status {
            Status::Issued => Some(30),
            Status::NotIssued => Some(27),
            Status::Incomplete | Status::NotReported => None,
        };
        standing.decision = None;
        standing.current_decision = None;
        standing.composition = None;
        standing.counts = vec![CountStanding {
            name: "chung-chi".to_owned(),
            number,
            of: number.map(|_| 35),
            reached: number.map(|number| number >= 28),
            on_time: None,
            reached_on: None,
            unclear: standing.status == Status::Incomplete,
            cell: None,
        }];
    }
    sample.changes = Changes::default();
    let judgement = &mut sample.judgement;
    let tally = CountTally::of("chung-chi", judgement.communes.iter());
    let progress = judgement.progress.as_mut().unwrap();
    progress.counts = vec![CountProgress {
        name: "chung-chi".to_owned(),
        title: "Cán bộ có chứng chỉ".to_owned(),
        unit: "người".to_owned(),
        target: "80%".to_owned(),
        all: tally,
        ..CountProgress::default()
    }];
    sample
}

/// Regression: headings of tables and sections mentioned decisions and teams.
#[test]
fn papers_of_numbers_speak_of_no_decision() {
    let sample = counted();
    let [letter, notices, report] = papers(
        &Content {
            title: "Phong trào Bình dân học vụ số",
            ..sample.content()
        },
        [0, 1, 5],
    );
    for paper in [&letter, &notices, &report] {
        for word in ["quyết định được tính", "Đã ban hành", "Thành phần Tổ"] {
            assert!(!paper.contains(word), "{word}: {paper}");
        }
    }
    insta::assert_snapshot!("letter_of_numbers", letter);
    insta::assert_snapshot!("notices_of_numbers", notices);
    insta::assert_snapshot!("report_of_numbers", report);
}

/// Regression: receipt was confirmed of an empty row.
#[test]
fn no_receipt_is_confirmed_where_a_person_counted_an_empty_row() {
    let mut sample = Sample::small();
    let standing = &mut sample.judgement.communes[1];
    standing.confirmed_by = Some("Phòng BCVT&CĐS".to_owned());
    standing.members = Arc::default();
    standing.composition = None;
    let content = sample.content();
    let notice = Notice::of(&content, Owed::of(&content, &content.judgement.communes[1]));
    insta::assert_snapshot!(format!("{}\n{}", notice.subject, notice.text()), @r"
    [Tổ CNSCĐ] Phường Nghĩa Lộ: không có nội dung cần rà soát
    Kính gửi: Ủy ban nhân dân phường Nghĩa Lộ

    Sở Khoa học và Công nghệ chưa nhận được nội dung báo cáo của đơn vị trong bảng theo dõi (số liệu lấy lúc 07 giờ 00 phút ngày 30/9/2025).

    Tình trạng: Đã ban hành (Quyết định số 12/QĐ-UBND ngày 18/8/2025); ban hành sau hạn.

    Thời hạn: đến hết ngày 15/8/2025.

    Trân trọng cảm ơn Ủy ban nhân dân phường Nghĩa Lộ đã phối hợp thực hiện.

    Trong quá trình thực hiện, nếu có nội dung cần trao đổi, đề nghị liên hệ Sở Khoa học và Công nghệ.
    ");
}
