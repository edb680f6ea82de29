//! Every sentence is on the right sheet, graded, linked, and printed or not.

use std::collections::BTreeMap;

use crate::document::{Detail, words};
use crate::finding::{Finding, RuleId, Severity};
use crate::locale::{self, Language};
use crate::report::fixture::{Sample, day};
use crate::report::tests::{parts, read, rows, shown, text};
use crate::report::write;
use crate::rule::declared::{Extension, Waiver};
use crate::source::SourceKind;

#[test]
fn every_finding_stands_word_for_word_on_exactly_one_sheet() {
    let sample = Sample::demo();
    let sheets = read(&sample);
    let mut stands: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for (name, message, id) in [
        ("Chưa ban hành", 3, 6),
        ("Thành phần", 3, 5),
        ("Rà soát dữ liệu", 3, 7),
    ] {
        let sheet = &sheets[name];
        for row in rows(sheet) {
            let said = match text(sheet, row, message) {
                // Shared by several communes: printed once above them, and
                // in full beside the print area.
                said if said == "(như trên)" => text(sheet, row, 10),
                said => said,
            };
            let key = (text(sheet, row, id), said);
            stands.entry(key).or_default().push(name);
        }
    }
    for finding in &sample.judgement.findings {
        let commune = finding.commune.as_ref().map_or(String::new(), |code| {
            let communes = &sample.judgement.communes;
            let standing = communes
                .iter()
                .find(|one| one.commune.code == *code)
                .unwrap();
            standing.commune.title()
        });
        let message = locale::finding(Language::Vi, finding, &commune);
        let key = (finding.rule.id().to_owned(), message);
        let places = stands
            .get_mut(&key)
            .unwrap_or_else(|| panic!("{key:?} stands nowhere"));
        assert!(places.pop().is_some(), "{key:?} stands too rarely");
    }
}

#[test]
fn errors_come_first_and_infos_are_not_printed() {
    let sample = Sample::demo();
    let workbook = write(&sample.content()).unwrap();
    let names = &parts(&workbook.bytes)["xl/workbook.xml"];
    let sheets = read(&sample);
    for (name, column) in [("Thành phần", 2), ("Rà soát dữ liệu", 1)] {
        let sheet = &sheets[name];
        let graded: Vec<(u32, Severity)> = rows(sheet)
            .filter_map(|row| {
                let word = text(sheet, row, column);
                let graded = [Severity::Error, Severity::Warning, Severity::Info];
                let severity = graded
                    .into_iter()
                    .find(|one| words::severity(*one) == word)?;
                Some((row, severity))
            })
            .collect();
        assert!(graded.is_sorted_by_key(|(_, severity)| *severity));
        let printed = graded
            .iter()
            .rfind(|(_, severity)| *severity < Severity::Info);
        let last = printed.unwrap().0 + 1;
        assert!(
            names.contains(&format!("'{name}'!$A$1:$E${last}</definedName>")),
            "{name} {last}"
        );
    }
}

#[test]
fn a_summary_holds_no_phones_and_no_data_faults() {
    let mut sample = Sample::demo();
    sample.detail = Detail::Summary;
    sample.judgement.communes[0].notes = vec!["gọi 0912 999 888".to_owned()];
    sample.contacts[0].link = Some("https://zalo.me/0912000222".to_owned());
    sample.contacts[0].groups = vec!["https://zalo.me/g/84912000333".to_owned()];
    let decision = sample.judgement.communes[0].decision.as_mut().unwrap();
    decision.link = Some("https://zalo.me/0912000444".to_owned());
    let workbook = write(&sample.content()).unwrap();
    assert!(workbook.name.ends_with("_TomTat.xlsx"));
    for (name, part) in parts(&workbook.bytes) {
        for phone in [
            "0912000",
            "0912 999 888",
            "0912 000 111",
            "0255.3000.111",
            "0905000420",
        ] {
            assert!(!part.contains(phone), "{phone} stands in {name}");
        }
    }
    let sheets = read(&sample);
    let review = &sheets["Rà soát dữ liệu"];
    for row in rows(review) {
        assert!(!text(review, row, 7).starts_with("phone-"));
    }
    assert!(shown(review, 1, 0, 10).contains("Bản tóm tắt: không kèm"));
    assert_eq!(text(&sheets["Đầu mối"], 6, 4), "1022");
}

#[test]
fn one_sentence_said_of_many_stands_once() {
    let sample = Sample::demo();
    let sheet = &read(&sample)["Chưa ban hành"];
    let sentences = rows(sheet)
        .filter(|row| text(sheet, *row, 1).contains("chưa nêu quyết định thành lập Tổ"))
        .count();
    let below = rows(sheet)
        .filter(|row| text(sheet, *row, 3) == "(như trên)")
        .count();
    // One for each kind of commune, whose sentences name another UBND, in each of two groups.
    assert!((1..=4).contains(&sentences), "{sentences}");
    assert!(below >= 8, "{below}");
    let workbook = write(&sample.content()).unwrap();
    assert!(parts(&workbook.bytes)["xl/worksheets/sheet3.xml"].contains("<autoFilter"));
}

#[test]
fn what_persons_decided_is_printed_and_noted() {
    let mut sample = Sample::demo();
    let code = sample.judgement.communes[1].commune.code.clone();
    sample.judgement.communes[1].extended_to = Some(day(2025, 8, 31));
    let silenced = Finding::new(RuleId::DecisionLate).of(&code);
    sample.judgement.waived = vec![silenced];
    sample.extensions = vec![Extension {
        commune: code.clone(),
        deadline: day(2025, 8, 31),
        reason: "bão số 5".to_owned(),
    }];
    sample.waivers = vec![Waiver {
        commune: code,
        rule: "decision-late".to_owned(),
        until: day(2025, 12, 31),
        reason: "theo ý kiến của Giám đốc".to_owned(),
    }];
    let sheets = read(&sample);
    let note = text(&sheets["Chi tiết"], 7, 11);
    assert_eq!(
        note,
        "Gia hạn đến ngày 31/8/2025\nTạm không xét: Quyết định ký sau hạn"
    );
    let provenance = shown(&sheets["Nguồn số liệu"], 6, 0, 60);
    for said in [
        "Phường Nghĩa Lộ | Gia hạn đến ngày 31/8/2025 | bão số 5",
        "Phường Nghĩa Lộ | Tạm không xét đến hết ngày 31/12/2025: Quyết định ký sau hạn | theo ý kiến của Giám đốc",
        "Quyết định 15/QĐ-UBND ngày 28/7/2025 đã đối chiếu: Lê Thị Mẫu, Phòng BCVT&CĐS",
    ] {
        assert!(provenance.contains(said), "{said}\n{provenance}");
    }
}

#[test]
fn a_path_of_a_machine_is_no_provenance() {
    let mut sample = Sample::demo();
    sample.sources[0].kind = SourceKind::File;
    sample.sources[0].location = "/srv/cnscd/du-lieu/tong-hop.xlsx".to_owned();
    let provenance = shown(&read(&sample)["Nguồn số liệu"], 6, 0, 60);
    assert!(provenance.contains("tong-hop.xlsx") && !provenance.contains("/srv/"));
}

#[test]
fn review_rows_link_to_the_cell_in_the_source() {
    let workbook = write(&Sample::demo().content()).unwrap();
    let parts = parts(&workbook.bytes);
    // The part of an address after `#` is stored separately in the file.
    assert!(parts["xl/worksheets/sheet5.xml"].contains("location=\"gid=1234567&amp;range=H923\""));
    let links = &parts["xl/worksheets/_rels/sheet5.xml.rels"];
    assert!(links.contains("012345/edit\" TargetMode=\"External\""));
}

#[test]
fn old_data_are_marked_on_every_sheet_and_page() {
    let mut sample = Sample::demo();
    sample.stale = true;
    sample.known_at = Some(sample.judgement.pulled_at);
    let mark = "Lưu ý: số liệu chưa được cập nhật kể từ 07 giờ 00 phút ngày 30/9/2025";
    let known = "theo số liệu Sở nhận được đến 07 giờ 00 phút ngày 30/9/2025";
    for (name, sheet) in read(&sample) {
        let head = shown(&sheet, 1, 0, 12);
        assert!(head.contains(mark), "{name}");
        assert!(head.contains(known), "{name}");
    }
    let workbook = write(&sample.content()).unwrap();
    for (name, part) in parts(&workbook.bytes) {
        if name.starts_with("xl/worksheets/sheet") {
            assert!(part.contains(&format!("{mark}</oddFooter>")), "{name}");
        }
    }
}

#[test]
fn the_first_page_has_no_number() {
    let parts = parts(&write(&Sample::demo().content()).unwrap().bytes);
    for (name, part) in &parts {
        if name.starts_with("xl/worksheets/sheet") {
            let first = name.ends_with("sheet1.xml");
            assert!(part.contains("13&amp;P</oddHeader>"), "{name}");
            assert_eq!(
                part.contains("<headerFooter differentFirst=\"1\">"),
                first,
                "{name}"
            );
        }
    }
}
