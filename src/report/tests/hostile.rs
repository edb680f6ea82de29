//! No text and no size prevents the report, and nothing typed into the sheet becomes active.

use std::sync::Arc;

use calamine::Data;

use crate::report::fixture::{Sample, day, progress};
use crate::report::tests::{parts, read, shown, text};
use crate::report::{clean, write};
use crate::rule::{Progress, Status};
use crate::submission::Position;

#[test]
fn what_the_sheet_holds_stays_text() {
    let hostile = [
        "=1+1",
        "@SUM(A1)",
        "-2+3",
        "+1",
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"http://example.org\",\"x\")",
        "https://example.org/x",
        "mailto:a@example.org",
        "file:///etc/passwd",
    ];
    let mut sample = Sample::demo();
    for (position, text) in hostile.iter().enumerate() {
        let standing = &mut sample.judgement.communes[position];
        standing.notes = vec![(*text).to_owned()];
        Arc::make_mut(&mut standing.members)[0].name = (*text).into();
        standing.confirmed_by = None;
        standing.current_decision = standing.decision.clone();
        if let Some(decision) = &mut standing.decision {
            decision.number = Some((*text).to_owned());
            decision.link = Some((*text).to_owned());
        }
        standing.current_decision = standing.decision.clone();
        sample.judgement.findings[position].value = (*text).to_owned();
        sample.contacts[0].system = (*text).to_owned();
    }
    let sheets = read(&sample);
    for (position, hostile) in hostile.iter().enumerate() {
        let row = 6 + u32::try_from(position).unwrap();
        let cell = sheets["Chi tiết"].get_value((row, 11));
        assert_eq!(cell, Some(&Data::String((*hostile).to_owned())));
    }
    let workbook = write(&sample.content()).unwrap();
    let parts = parts(&workbook.bytes);
    assert!(!parts["xl/worksheets/sheet2.xml"].contains("<f>"));
    for (name, part) in parts
        .iter()
        .filter(|(name, _)| name.contains("_rels/sheet"))
    {
        for hostile in hostile {
            assert!(!part.contains(hostile), "{name} links to {hostile}");
        }
    }
}

#[test]
fn no_text_costs_the_report() {
    let mut sample = Sample::demo();
    let texts = [
        "ễ".repeat(40_000),
        "😀".repeat(20_000),
        "\u{0}\u{8}\u{202E}x\u{FFFF}".to_owned(),
        "_x0041_ ]]> <&\"'".to_owned(),
    ];
    for (position, text) in texts.iter().enumerate() {
        let standing = &mut sample.judgement.communes[position];
        standing.notes = vec![text.clone()];
        Arc::make_mut(&mut standing.members)[0].position = Arc::new(Position {
            typed: text.as_str().into(),
            held: Box::default(),
        });
        sample.judgement.findings[position].value.clone_from(text);
        sample.sources[0].location.clone_from(text);
        sample.tabs[0].title.clone_from(text);
        sample.letterhead.subject.clone_from(text);
    }
    for year in [-5, 25, 1899, 9999, 12025] {
        let standing = &mut sample.judgement.communes[5];
        standing.decision.as_mut().unwrap().date = Some(day(year, 8, 1));
        standing.first_seen = Some(chrono::DateTime::<chrono::Utc>::MIN_UTC);
        read(&sample);
    }
    let cut = text(&read(&sample)["Chi tiết"], 6, 11);
    assert!(cut.ends_with(clean::CUT_MARK));
    assert_eq!(cut.encode_utf16().count(), clean::CELL_LIMIT);
}

#[test]
fn reports_of_any_size_are_written() {
    // No decision, no milestone, no signer.
    let mut sample = Sample::demo();
    for standing in &mut sample.judgement.communes {
        standing.status = Status::NotReported;
        standing.on_time = None;
        standing.on_the_day = false;
        standing.overdue = None;
        standing.decision = None;
        standing.current_decision = None;
        standing.composition = None;
        standing.members = Arc::default();
        standing.commune.former_province.clear();
    }
    sample.judgement.findings.clear();
    sample.judgement.progress = Some(Progress {
        overdue: None,
        ..progress(&sample.judgement)
    });
    sample.cumulative.clear();
    sample.milestones.clear();
    sample.letterhead.signer_title.clear();
    sample.earlier = None;
    let summary = shown(&read(&sample)["Tổng hợp"], 10, 0, 60);
    assert!(summary.contains("0/96 xã, phường, đặc khu đã ban hành (0,0%); còn 96."));
    assert!(summary.contains("Quá hạn, chưa ban hành (gồm cả ba nhóm trên) | chưa đến hạn"));
    assert!(summary.contains("Đây là báo cáo đầu tiên"));

    // An empty register.
    sample.judgement.communes.clear();
    sample.judgement.progress = Some(progress(&sample.judgement));
    read(&sample);

    // The whole country, all newly issued since the last report.
    let mut sample = Sample::demo();
    let communes = sample.judgement.communes.clone();
    sample.judgement.communes = (0..3_321)
        .map(|position: usize| {
            let mut standing = communes[position % communes.len()].clone();
            standing.commune.code = format!("{position:05}");
            standing
        })
        .collect();
    sample.judgement.progress = Some(progress(&sample.judgement));
    sample.changes.issued = sample
        .judgement
        .communes
        .iter()
        .map(|one| one.commune.code.clone())
        .collect();
    let summary = shown(&read(&sample)["Tổng hợp"], 10, 0, 200);
    assert!(summary.contains("/3.321 xã, phường, đặc khu"));
    assert!(!summary.contains(clean::CUT_MARK));
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let first = write(&Sample::demo().content()).unwrap();
    let second = write(&Sample::demo().content()).unwrap();
    assert_eq!(
        first.name,
        "BaoCao_ToCNSCD_to-cnscd-quang-ngai_2025-09-30.xlsx"
    );
    assert!(first.bytes == second.bytes);
    let properties = &parts(&first.bytes)["docProps/core.xml"];
    assert!(properties.contains("2025-09-30T00:00:05Z"));
}

#[test]
fn every_part_is_well_formed() {
    let workbook = write(&Sample::demo().content()).unwrap();
    for (name, part) in parts(&workbook.bytes) {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let mut reader = quick_xml::Reader::from_str(&part);
            while !matches!(
                reader.read_event().expect(&name),
                quick_xml::events::Event::Eof
            ) {}
        }
    }
}
