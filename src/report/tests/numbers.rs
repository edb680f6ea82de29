//! Every number of `Tổng hợp` is what a reader gets by counting the rows of `Chi tiết`.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Reader, Xlsx, open_workbook_from_rs};

use crate::document::words;
use crate::report::fixture::{Sample, progress};
use crate::report::tests::{parts, read, rows, shown, text};
use crate::report::{ReportError, Waiting, finished_with, write};
use crate::rule::progress::count;
use crate::rule::{Grouping, Status};

#[test]
fn every_number_of_the_summary_is_a_count_of_the_detail_rows() {
    let sheets = read(&Sample::demo());
    let detail = &sheets["Chi tiết"];
    let count = |conditions: &[(u32, &str)]| {
        rows(detail)
            .skip(6)
            .filter(|row| {
                conditions
                    .iter()
                    .all(|(column, word)| text(detail, *row, *column) == *word)
            })
            .count()
            .to_string()
    };
    const STATUS: u32 = 2;
    const TIME: u32 = 5;
    const TEAM: u32 = 9;
    const PROVINCE: u32 = 12;
    const KIND: u32 = 13;
    let expected = [
        ("Tổng số xã, phường, đặc khu", count(&[])),
        ("Đã ban hành quyết định", count(&[(STATUS, "Đã ban hành")])),
        (
            "Đúng hạn (đến hết ngày 15/8/2025)",
            count(&[(TIME, "Đúng hạn")]),
        ),
        ("trong đó ký đúng ngày 15/8/2025", count(&[(14, "Có")])),
        ("Ban hành sau hạn", count(&[(TIME, "Ban hành sau hạn")])),
        (
            "Chưa đủ căn cứ xác nhận",
            count(&[(STATUS, "Chưa đủ căn cứ xác nhận")]),
        ),
        ("Chưa ban hành", count(&[(STATUS, "Chưa ban hành")])),
        ("Chưa báo cáo", count(&[(STATUS, "Chưa báo cáo")])),
        (
            "Quá hạn, chưa ban hành (gồm cả ba nhóm trên)",
            count(&[(TIME, "Quá hạn, chưa ban hành")]),
        ),
        (
            "trong đó có nội dung lưu ý",
            count(&[(TEAM, "Phù hợp, có nội dung lưu ý")]),
        ),
        ("Chưa phù hợp", count(&[(TEAM, "Chưa phù hợp")])),
    ];
    let summary = &sheets["Tổng hợp"];
    // «Phù hợp» includes teams with remarks, as in mail, terminal and JSON.
    let fit = rows(summary).find(|row| text(summary, *row, 0) == "Phù hợp");
    let progress = Sample::demo().judgement.progress.unwrap();
    assert_eq!(
        text(summary, fit.unwrap(), 6),
        progress.composition_ok.to_string()
    );
    for (label, counted) in expected {
        let row = rows(summary).find(|row| text(summary, *row, 0) == label);
        assert_eq!(text(summary, row.expect(label), 6), counted, "{label}");
    }

    let header = rows(summary).find(|row| text(summary, *row, 1) == "Khu vực, loại đơn vị");
    let mut province = String::new();
    let mut checked = 0;
    for row in header.unwrap() + 1.. {
        let label = text(summary, row, 1);
        let mut group = match label.strip_suffix(" (cũ)") {
            Some(name) => {
                province = name.to_owned();
                vec![(PROVINCE, province.as_str())]
            }
            None if label == "TỔNG CỘNG" => Vec::new(),
            None => vec![(PROVINCE, province.as_str()), (KIND, label.as_str())],
        };
        assert_eq!(text(summary, row, 2), count(&group), "{label}");
        for (column, condition) in [
            (3, (STATUS, "Đã ban hành")),
            (5, (TIME, "Đúng hạn")),
            (7, (TIME, "Ban hành sau hạn")),
            (8, (STATUS, "Chưa đủ căn cứ xác nhận")),
            (9, (STATUS, "Chưa ban hành")),
            (10, (STATUS, "Chưa báo cáo")),
        ] {
            group.push(condition);
            assert_eq!(
                text(summary, row, column),
                count(&group),
                "{label} {column}"
            );
            group.pop();
            checked += 1;
        }
        for share in [4, 6] {
            let share: f64 = text(summary, row, share).parse().unwrap();
            assert!((0.0..=1.0).contains(&share));
        }
        if label == "TỔNG CỘNG" {
            break;
        }
    }
    assert_eq!(checked, 6 * 8);
}

/// The table by any kind of area sums to the register, as the rows of `Chi tiết` do.
#[test]
fn groups_may_be_any_area() {
    for (grouping, column, expected) in [
        (Grouping::FormerDistrict, 24, 20),
        (Grouping::Province, 25, 2),
        (Grouping::FormerProvince, 12, 2),
    ] {
        let mut sample = Sample::demo();
        for (position, standing) in sample.judgement.communes.iter_mut().enumerate() {
            let name = if position < 40 {
                "Quảng Ngãi"
            } else {
                "Lâm Đồng"
            };
            standing.commune.province = name.to_owned();
        }
        let counted = count(&sample.judgement.communes, true, None, &[grouping]);
        let groups = counted.groups.clone();
        sample.judgement.progress = Some(counted);
        let sheets = read(&sample);
        let (summary, detail) = (&sheets["Tổng hợp"], &sheets["Chi tiết"]);
        let header = rows(summary).find(|row| text(summary, *row, 1) == "Khu vực, loại đơn vị");
        let first = header.unwrap() + 1;
        for (row, group) in (first..).zip(&groups) {
            assert_eq!(text(summary, row, 1), words::group(group));
            let inside = rows(detail).filter(|row| text(detail, *row, column) == group.name);
            assert_eq!(
                text(summary, row, 2),
                inside.count().to_string(),
                "{}",
                group.name
            );
        }
        let all: u32 = groups.iter().map(|group| group.communes).sum();
        assert_eq!(all, 96, "{grouping:?}");
        assert!(groups.len() >= expected, "{grouping:?}: {}", groups.len());
        let last = first + u32::try_from(groups.len()).unwrap();
        assert_eq!(text(summary, last, 1), "TỔNG CỘNG");
    }
}

#[test]
fn totals_are_formulas_over_the_detail_rows() {
    let workbook = write(&Sample::demo().content()).unwrap();
    let mut file: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(workbook.bytes.whole().unwrap())).unwrap();
    let formulas = file.worksheet_formula("Tổng hợp").unwrap();
    let written: Vec<&String> = formulas
        .cells()
        .map(|(_, _, formula)| formula)
        .filter(|formula| !formula.is_empty())
        .collect();
    assert!(written.len() > 70, "{}", written.len());
    assert!(
        written
            .iter()
            .any(|formula| formula.contains("COUNTIFS('Chi tiết'!$C$7:$C$102,\"Đã ban hành\")"))
    );
}

#[test]
fn detail_has_one_header_row_and_a_row_for_every_commune() {
    let sample = Sample::demo();
    let workbook = write(&sample.content()).unwrap();
    let sheet = &parts(&workbook.bytes)["xl/worksheets/sheet2.xml"];
    assert!(sheet.contains("<autoFilter ref=\"A6:Y102\"/>"));
    assert!(sheet.contains("topLeftCell=\"C7\""));
    let sheets = read(&sample);
    let detail = &sheets["Chi tiết"];
    assert_eq!(text(detail, 5, 0), "STT");
    assert_eq!(detail.end().unwrap().0, 101);
    for (position, standing) in sample.judgement.communes.iter().enumerate() {
        let row = 6 + u32::try_from(position).unwrap();
        assert_eq!(text(detail, row, 1), standing.commune.title());
        assert_eq!(
            text(detail, row, 2),
            sample.judgement.words.status(standing.status)
        );
    }
}

#[test]
fn without_a_source_of_submissions_no_figure_is_printed() {
    let mut sample = Sample::demo();
    sample.judgement.progress = None;
    for standing in &mut sample.judgement.communes {
        standing.status = Status::NotReported;
        standing.on_time = None;
        standing.overdue = None;
        standing.decision = None;
        standing.composition = None;
        standing.members = Arc::default();
    }
    let sheets = read(&sample);
    let summary = shown(&sheets["Tổng hợp"], 10, 0, 60);
    assert!(summary.contains("Đến hết ngày 30/9/2025: chưa có nguồn số liệu báo cáo."));
    assert!(!summary.contains("0/96"));
    assert!(!summary.contains("Đã ban hành quyết định"));
    assert_eq!(text(&sheets["Chi tiết"], 6, 2), "chưa có số liệu");
    let missing = shown(&sheets["Chưa ban hành"], 6, 0, 10);
    assert!(
        missing.contains("chưa có nguồn số liệu báo cáo"),
        "{missing}"
    );
}

#[test]
fn figures_that_the_rows_do_not_bear_out_stop_the_report() {
    let mut sample = Sample::demo();
    let mut wrong = progress(&sample.judgement);
    wrong.issued += 1;
    sample.judgement.progress = Some(wrong);
    let refused = write(&sample.content()).unwrap_err();
    assert!(matches!(
        refused,
        ReportError::Disagree {
            figure: "issued",
            ..
        }
    ));
}

/// The largest sheet's rows are kept on disk or, without room there, in memory.
#[test]
fn rows_say_the_same_wherever_they_waited() {
    let sample = Sample::demo();
    let read = |waiting| {
        let workbook = finished_with(&sample.content(), waiting).unwrap();
        let mut file: Xlsx<_> =
            open_workbook_from_rs(Cursor::new(workbook.whole().unwrap())).unwrap();
        file.worksheets()
    };
    assert_eq!(read(Waiting::OnDisk), read(Waiting::InMemory));
}
