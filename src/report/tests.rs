//! The finished workbook, read back with another library.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use chrono::Days;

use crate::finding::Severity;
use crate::locale::{self, Language};
use crate::report::fixture::{Sample, day, progress};
use crate::report::sheet::NAMES;
use crate::report::{Detail, ReportError, clean, words, write};
use crate::rule::{Progress, Status};

type Sheets = BTreeMap<String, calamine::Range<Data>>;

fn read(sample: &Sample) -> Sheets {
    let workbook = write(&sample.content()).unwrap();
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(workbook.bytes)).unwrap();
    assert_eq!(file.sheet_names(), NAMES);
    file.worksheets().into_iter().collect()
}

/// Text of a cell, by its address counted from zero.
fn text(sheet: &calamine::Range<Data>, row: u32, column: u32) -> String {
    match sheet.get_value((row, column)) {
        None => String::new(),
        Some(Data::DateTime(date)) => {
            let days = Days::new(date.as_f64() as u64);
            (day(1899, 12, 30) + days).format("%d/%m/%Y").to_string()
        }
        Some(other) => other.to_string(),
    }
}

fn rows(sheet: &calamine::Range<Data>) -> std::ops::RangeInclusive<u32> {
    0..=sheet.end().unwrap().0
}

/// The rows of a sheet as text, printed columns only, cells parted by ` | `.
fn shown(sheet: &calamine::Range<Data>, columns: u32, from: u32, to: u32) -> String {
    (from..=to)
        .map(|row| {
            let cells: Vec<String> = (0..columns)
                .map(|column| text(sheet, row, column).replace('\n', "⏎"))
                .filter(|cell| !cell.is_empty())
                .collect();
            cells.join(" | ")
        })
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// All parts of the package, for what a reader of cells does not see.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().to_string())
        .collect();
    names
        .into_iter()
        .map(|name| {
            let mut part = Vec::new();
            archive
                .by_name(&name)
                .unwrap()
                .read_to_end(&mut part)
                .unwrap();
            (name, String::from_utf8_lossy(&part).into_owned())
        })
        .collect()
}

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
        ("Đúng hạn (15/8/2025)", count(&[(TIME, "Đúng hạn")])),
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
        ("Phù hợp", count(&[(TEAM, "Phù hợp")])),
        (
            "Phù hợp, có nội dung lưu ý",
            count(&[(TEAM, "Phù hợp, có nội dung lưu ý")]),
        ),
        ("Chưa phù hợp", count(&[(TEAM, "Chưa phù hợp")])),
    ];
    let summary = &sheets["Tổng hợp"];
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
            (6, (TIME, "Ban hành sau hạn")),
            (7, (STATUS, "Chưa đủ căn cứ xác nhận")),
            (8, (STATUS, "Chưa ban hành")),
            (9, (STATUS, "Chưa báo cáo")),
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
        let share: f64 = text(summary, row, 4).parse().unwrap();
        assert!((0.0..=1.0).contains(&share));
        if label == "TỔNG CỘNG" {
            break;
        }
    }
    assert_eq!(checked, 6 * 8);
}

#[test]
fn totals_are_formulas_over_the_detail_rows() {
    let workbook = write(&Sample::demo().content()).unwrap();
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(workbook.bytes)).unwrap();
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
    assert!(sheet.contains("<autoFilter ref=\"A6:X102\"/>"));
    assert!(sheet.contains("topLeftCell=\"C7\""));
    let sheets = read(&sample);
    let detail = &sheets["Chi tiết"];
    assert_eq!(text(detail, 5, 0), "STT");
    assert_eq!(detail.end().unwrap().0, 101);
    for (position, standing) in sample.judgement.communes.iter().enumerate() {
        let row = 6 + u32::try_from(position).unwrap();
        assert_eq!(text(detail, row, 1), standing.commune.title());
        assert_eq!(text(detail, row, 2), words::status(standing.status));
    }
}

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
            let key = (text(sheet, row, id), text(sheet, row, message));
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
        standing.members[0].name = (*text).to_owned();
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
        standing.members[0].position.clone_from(text);
        sample.judgement.findings[position].value.clone_from(text);
        sample.sources[0].location.clone_from(text);
        sample.tabs[0].title.clone_from(text);
        sample.document.subject.clone_from(text);
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
    // No decision yet, no milestone, no signer.
    let mut sample = Sample::demo();
    for standing in &mut sample.judgement.communes {
        standing.status = Status::NotReported;
        standing.on_time = None;
        standing.on_the_day = false;
        standing.overdue = None;
        standing.decision = None;
        standing.current_decision = None;
        standing.composition = None;
        standing.members.clear();
        standing.commune.former_province.clear();
    }
    sample.judgement.findings.clear();
    sample.judgement.progress = Some(Progress {
        overdue: None,
        ..progress(&sample.judgement)
    });
    sample.cumulative.clear();
    sample.milestones.clear();
    sample.document.signer_title.clear();
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
        first.file_name,
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

#[test]
fn a_summary_holds_no_phones_and_no_data_faults() {
    let mut sample = Sample::demo();
    sample.detail = Detail::Summary;
    sample.judgement.communes[0].notes = vec!["gọi 0912 999 888".to_owned()];
    let workbook = write(&sample.content()).unwrap();
    assert!(workbook.file_name.ends_with("_TomTat.xlsx"));
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
fn without_a_source_of_submissions_no_figure_is_printed() {
    let mut sample = Sample::demo();
    sample.judgement.progress = None;
    for standing in &mut sample.judgement.communes {
        standing.status = Status::NotReported;
        standing.on_time = None;
        standing.overdue = None;
        standing.decision = None;
        standing.composition = None;
        standing.members.clear();
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

#[test]
fn review_rows_link_to_the_cell_in_the_source() {
    let workbook = write(&Sample::demo().content()).unwrap();
    let parts = parts(&workbook.bytes);
    // What follows the `#` of an address is kept apart in the file.
    assert!(parts["xl/worksheets/sheet5.xml"].contains("location=\"gid=1234567&amp;range=H923\""));
    let links = &parts["xl/worksheets/_rels/sheet5.xml.rels"];
    assert!(links.contains("012345/edit\" TargetMode=\"External\""));
}

#[test]
fn the_summary_reads_as_a_document() {
    let sheets = read(&Sample::demo());
    insta::assert_snapshot!(shown(&sheets["Tổng hợp"], 10, 0, 45), @r#"
    UBND TỈNH QUẢNG NGÃI | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    SỞ KHOA HỌC VÀ CÔNG NGHỆ | Độc lập - Tự do - Hạnh phúc
    Số:          /BC-SKHCN | Quảng Ngãi, ngày       tháng       năm 2025
    BÁO CÁO
    Tiến độ thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    Căn cứ Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025;
    Thực hiện Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025, Sở Khoa học và Công nghệ báo cáo như sau:
    Đến hết ngày 30/9/2025: 78/96 xã, phường, đặc khu đã ban hành (81,3%), không đổi so với kỳ trước; còn 18.
    Thay đổi so với báo cáo trước (số liệu tính đến ngày 23/9/2025):
    - Mới ban hành (6): Xã Đăk Mar; Xã Đăk Tô; Xã Đông Sơn; Xã Long Phụng; Đặc khu Lý Sơn; Xã Nghĩa Giang.
    - Không còn được tính là đã ban hành (6): Xã Đăk Pék; Xã Ia Tơi; Xã Măng Bút; Phường Sa Huỳnh; Xã Sơn Tây; Phường Trương Quang Trọng.
    - Nội dung rà soát: 0 đã khắc phục, 83 mới phát sinh.
    1. Số liệu chính
    Đơn vị tính: xã, phường, đặc khu
    Chỉ tiêu | Số lượng | Tỷ lệ
    Tổng số xã, phường, đặc khu | 96
    Đã ban hành quyết định | 78 | 0.8125
    Đúng hạn (15/8/2025) | 66 | 0.8461538461538461
    trong đó ký đúng ngày 15/8/2025 | 8 | 0.12121212121212122
    Ban hành sau hạn | 12 | 0.15384615384615385
    Chưa đủ căn cứ xác nhận | 6 | 0.0625
    Chưa ban hành | 10 | 0.10416666666666667
    Chưa báo cáo | 2 | 0.020833333333333332
    Quá hạn, chưa ban hành (gồm cả ba nhóm trên) | 18 | 0.1875
    Tổ đã báo cáo thành phần | 88 | 0.9166666666666666
    Phù hợp | 52 | 0.5909090909090909
    Phù hợp, có nội dung lưu ý | 24 | 0.2727272727272727
    Chưa phù hợp | 12 | 0.13636363636363635
    Tổ cấp thôn, tổ dân phố đã báo cáo (tổ) | chưa có số liệu
    2. Theo khu vực và loại đơn vị
    Đơn vị tính: xã, phường, đặc khu
    STT | Khu vực, loại đơn vị | Tổng số | Đã ban hành | Tỷ lệ | Đúng hạn | Sau hạn | Chưa đủ căn cứ xác nhận | Chưa ban hành | Chưa báo cáo
    I | Quảng Ngãi (cũ) | 56 | 46 | 0.8214285714285714 | 38 | 8 | 4 | 6 | 0
    1 | Xã | 49 | 41 | 0.8367346938775511 | 36 | 5 | 4 | 4 | 0
    2 | Phường | 6 | 4 | 0.6666666666666666 | 2 | 2 | 0 | 2 | 0
    3 | Đặc khu | 1 | 1 | 1 | 0 | 1 | 0 | 0 | 0
    II | Kon Tum (cũ) | 40 | 32 | 0.8 | 28 | 4 | 2 | 4 | 2
    1 | Xã | 37 | 30 | 0.8108108108108109 | 26 | 4 | 2 | 3 | 2
    2 | Phường | 3 | 2 | 0.6666666666666666 | 2 | 0 | 0 | 1 | 0
    TỔNG CỘNG | 96 | 78 | 0.8125 | 66 | 12 | 6 | 10 | 2
    "#);
}

#[test]
fn the_lists_read_as_appendices() {
    let sheets = read(&Sample::demo());
    insta::assert_snapshot!(shown(&sheets["Chi tiết"], 12, 0, 8), @r#"
    Phụ lục I
    TÌNH HÌNH THÀNH LẬP TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CỦA CÁC XÃ, PHƯỜNG, ĐẶC KHU
    (Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2025 của Sở Khoa học và Công nghệ)
    (Số liệu tính đến ngày 30/9/2025)
    STT | Xã, phường, đặc khu | Tình trạng | Số quyết định | Ngày ký | Thời hạn | Tổ trưởng | Tổ phó | Số người | Thành phần Tổ | Bản quyết định | Ghi chú
    1 | Phường Cẩm Thành | Đã ban hành | 11/QĐ-UBND | 15/08/2025 | Đúng hạn | Nguyễn Văn Mẫu (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Trần Thị Ví Dụ (Phó Chủ tịch UBND xã)⏎Lê Đức Thử (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp | Có
    2 | Phường Nghĩa Lộ | Đã ban hành | 12/QĐ-UBND | 18/08/2025 | Ban hành sau hạn | Trần Minh Giả (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Lê Thị Bịa (Phó Chủ tịch UBND xã)⏎Phạm Quốc Tỉ (Trưởng phòng Văn hóa - Xã hội) | 6 | Phù hợp | Chưa có
    3 | Xã An Phú | Đã ban hành | 13/QĐ-UBND | 22/07/2025 | Đúng hạn | Lê Xuân Đặt (Phó Bí thư Đảng ủy, Chủ tịch UBND xã) | Phạm Văn Mẫu (Phó Chủ tịch UBND xã)⏎Đinh Thị Ví Dụ (Trưởng phòng Văn hóa - Xã hội) | 6 | Chưa phù hợp | Chưa có
    "#);
    insta::assert_snapshot!(shown(&sheets["Chưa ban hành"], 6, 0, 6), @r#"
    Phụ lục II
    DANH SÁCH XÃ, PHƯỜNG, ĐẶC KHU CHƯA CÓ QUYẾT ĐỊNH ĐỦ CĂN CỨ TÍNH LÀ ĐÃ BAN HÀNH
    (Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2025 của Sở Khoa học và Công nghệ)
    (Số liệu tính đến ngày 30/9/2025)
    STT | Xã, phường, đặc khu | Quyết định đã nêu | Nội dung cần xử lý | Vướng mắc, dự kiến (theo ghi chú của đơn vị) | Đầu mối liên hệ
    I | Chưa ban hành: 10 đơn vị
    "#);
    insta::assert_snapshot!(shown(&sheets["Thay đổi"], 6, 0, 9), @r#"
    THAY ĐỔI SO VỚI BÁO CÁO TRƯỚC
    Thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    Báo cáo trước: số liệu tính đến ngày 23/9/2025, lập lúc 07 giờ 00 phút ngày 30/9/2025.
    Nội dung rà soát: 0 đã khắc phục, 83 mới phát sinh.
    STT | Xã, phường, đặc khu | Kỳ trước | Kỳ này | Số quyết định | Ngày ký
    1 | Xã Đăk Mar | Chưa ban hành | Đã ban hành | 98/QĐ-UBND | 09/07/2025
    2 | Xã Đăk Pék | Đã ban hành | Chưa ban hành | chưa có số liệu | chưa có số liệu
    "#);
    insta::assert_snapshot!(shown(&sheets["Nguồn số liệu"], 6, 0, 40), @r#"
    NGUỒN SỐ LIỆU VÀ CÁCH TÍNH
    Thành lập Tổ công nghệ số cộng đồng cấp xã
    (Số liệu tính đến ngày 30/9/2025)
    1. Cách tính
    Đợt theo dõi | Thành lập Tổ công nghệ số cộng đồng cấp xã
    Số liệu tính đến ngày | 30/9/2025 (tính các quyết định ký đến hết ngày này)
    Thời hạn | 15/8/2025, tính cả quyết định ký đúng ngày này
    Lấy số liệu | 07 giờ 00 phút ngày 30/9/2025
    Đã ban hành | Có số của quyết định và ngày ký, từ ngày đơn vị được thành lập đến ngày tính số liệu.
    Chưa đủ căn cứ xác nhận | Có nêu quyết định nhưng số hoặc ngày chưa đầy đủ, chưa đọc được, hoặc văn bản không phải quyết định. Chưa tính là đã ban hành cho đến khi được xác nhận.
    Chưa ban hành | Có báo cáo nhưng chưa có quyết định đến ngày tính số liệu.
    Chưa báo cáo | Không có dòng số liệu, hoặc chỉ có tên đơn vị.
    Đúng hạn | Theo ngày ký của quyết định thành lập đầu tiên còn giá trị; quyết định kiện toàn sau đó không làm thay đổi.
    Phần mềm | cnscd 0.1.0
    2. Nguồn
    STT | Tên nguồn | Loại | Địa chỉ | Lấy lúc
    1 | bang-chung | Tệp Office trên Google Drive | https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ012345/edit | 30/09/2025 07:00
    3. Các trang tính đã đọc
    STT | Trang tính | Nội dung | Số dòng | Dòng ẩn
    1 | Tổ CNSCĐ | Báo cáo của các đơn vị | 812 | 0
    2 | Đầu mối hỗ trợ | Đầu mối hỗ trợ | 9 | 0
    3 | Hướng dẫn | Không đọc | 0 | 0
    4. Quyết định đã được đối chiếu, xác nhận
    STT | Đơn vị | Quyết định | Người đối chiếu | Lý do
    1 | Xã Bình Sơn | 15/QĐ-UBND⏎ngày 28/7/2025 | Lê Thị Mẫu, Phòng BCVT&CĐS | đã đối chiếu bản ký
    5. Căn cứ rà soát
    Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025
    Công văn số 335/SKHCN-BCVT&CĐS ngày 22/7/2025
    Điểm 1 Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025 của Sở Khoa học và Công nghệ
    Mã kiểm, mã nội dung và vị trí ô nằm bên phải vùng in.
    "#);
}

/// Writes both workbooks under target/report-sample, for looking at them.
#[test]
#[ignore = "writes files for a person to look at"]
fn the_pages_can_be_looked_at() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/report-sample");
    std::fs::create_dir_all(folder).unwrap();
    let mut sample = Sample::demo();
    for detail in [Detail::Full, Detail::Summary] {
        sample.detail = detail;
        let workbook = write(&sample.content()).unwrap();
        std::fs::write(format!("{folder}/{}", workbook.file_name), workbook.bytes).unwrap();
    }
}
