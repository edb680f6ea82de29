//! The workbook that compares campaigns, read back as text.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};

use super::*;
use crate::clock::{Date, Zone};
use crate::document::Letterhead;
use crate::document::comparison::{Compared, Known, Remark};
use crate::rule::Words;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn moment(text: &str) -> crate::clock::Timestamp {
    text.parse().unwrap()
}

/// The counts of `communes` communes, of which the first `issued` have
/// issued, half of them on time.
fn progress(communes: u32, issued: u32) -> Progress {
    let on_time = issued / 2;
    let group = |by: &str, name: &str| Group {
        by: by.to_owned(),
        name: name.to_owned(),
        communes,
        issued,
        not_issued: communes - issued,
        on_time,
        late: issued - on_time,
        ..Group::default()
    };
    Progress {
        communes,
        issued,
        not_issued: communes - issued,
        on_time,
        late: issued - on_time,
        overdue: Some(communes - issued),
        groups: vec![group("kind", "xa"), group("former_province", "Đắk Nông")],
        ..Progress::default()
    }
}

fn campaign(place: &str, counts: Option<(u32, u32)>) -> Compared {
    let known = counts.map(|(communes, issued)| Known {
        as_of: day("2025-09-30"),
        deadline: day("2025-08-15"),
        deadline_inclusive: true,
        words: Words::shipped(),
        progress: Some(progress(communes, issued)),
        seen_at: moment("2025-09-30T00:05:00Z"),
        is_stale: false,
        snapshot: format!("ban {place}"),
    });
    Compared {
        campaign: format!("to-cnscd-{}", place.len()),
        title: "Thành lập Tổ công nghệ số cộng đồng cấp xã".to_owned(),
        place: place.to_owned(),
        letterhead: Letterhead::default(),
        remarks: match known {
            Some(_) => Vec::new(),
            None => vec![Remark::NothingStored],
        },
        known,
    }
}

fn comparison(campaigns: Vec<Compared>) -> Comparison {
    Comparison {
        campaigns,
        known_at: None,
        today: day("2025-10-01"),
        zone: Zone::Asia__Ho_Chi_Minh,
    }
}

/// Four provinces: two with the same figures, one with old data, one without data.
fn four() -> Comparison {
    let mut old = campaign("Huế", Some((40, 36)));
    let seen_at = moment("2025-09-01T00:05:00Z");
    let known = old.known.as_mut().unwrap();
    known.seen_at = seen_at;
    known.is_stale = true;
    old.remarks.push(Remark::Stale(seen_at));
    comparison(vec![
        campaign("Lâm Đồng", Some((124, 62))),
        old,
        campaign("Cà Mau", None),
        campaign("Đồng Nai", Some((96, 48))),
    ])
}

fn read(comparison: &Comparison) -> BTreeMap<String, Range<Data>> {
    let workbook = write(comparison).unwrap();
    let bytes = workbook.bytes.whole().unwrap().to_vec();
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(file.sheet_names(), NAMES);
    file.worksheets().into_iter().collect()
}

/// Returns the rows of a sheet whose second cell is not empty, with cells separated by ` | `.
fn table(sheet: &Range<Data>) -> String {
    let cell = |cell: &Data| match cell {
        Data::Float(number) => format!("{:.3}", number).trim_end_matches(".000").to_owned(),
        other => other.to_string(),
    };
    let rows = sheet.rows().filter(|row| row[1] != Data::Empty);
    let rows = rows.map(|row| {
        let cells: Vec<String> = row
            .iter()
            .map(cell)
            .filter(|text| !text.is_empty())
            .collect();
        cells.join(" | ")
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_campaign_has_its_row_and_what_is_unknown_is_no_zero() {
    let sheets = read(&four());
    insta::assert_snapshot!(table(&sheets["So sánh"]), @"
    STT | Tỉnh, thành phố, đợt theo dõi | Tổng số | Đã ban hành | Tỷ lệ | Xếp thứ | Đúng hạn | Tỷ lệ đúng hạn | Sau hạn | Chưa đủ căn cứ xác nhận | Chưa ban hành | Chưa báo cáo | Quá hạn, chưa ban hành | Số liệu tính đến ngày | Lấy số liệu ngày | Ghi chú
    1 | Lâm Đồng | 124 | 62 | 0.500 | 2 | 31 | 0.250 | 31 | 0 | 62 | 0 | 62 | 45930 | 45930
    2 | Huế | 40 | 36 | 0.900 | 1 | 18 | 0.450 | 18 | 0 | 4 | 0 | 4 | 45930 | 45901 | Số liệu chưa được cập nhật kể từ 07 giờ 05 phút ngày 01/9/2025
    3 | Cà Mau | chưa có số liệu | – | – | Chưa có số liệu
    4 | Đồng Nai | 96 | 48 | 0.500 | 2 | 24 | 0.250 | 24 | 0 | 48 | 0 | 48 | 45930 | 45930
    TỔNG CỘNG | 260 | 146 | 0.562 | 73 | 0.281 | 73 | 0 | 114 | 0 | 114 | Cộng 3/4 đợt theo dõi có số liệu
    ");
    let by_group = table(&sheets["Theo nhóm"]);
    let by_group: Vec<&str> = by_group.lines().skip(1).collect();
    insta::assert_snapshot!(by_group.join("\n"), @"
    1 | Lâm Đồng | 124 | 62 | 0.500 | 31 | 0.250 | 31 | 0 | 62 | 0
    Đắk Nông (cũ) | 124 | 62 | 0.500 | 31 | 0.250 | 31 | 0 | 62 | 0
    Xã | 124 | 62 | 0.500 | 31 | 0.250 | 31 | 0 | 62 | 0
    2 | Huế | 40 | 36 | 0.900 | 18 | 0.450 | 18 | 0 | 4 | 0
    Đắk Nông (cũ) | 40 | 36 | 0.900 | 18 | 0.450 | 18 | 0 | 4 | 0
    Xã | 40 | 36 | 0.900 | 18 | 0.450 | 18 | 0 | 4 | 0
    3 | Cà Mau | chưa có số liệu
    4 | Đồng Nai | 96 | 48 | 0.500 | 24 | 0.250 | 24 | 0 | 48 | 0
    Đắk Nông (cũ) | 96 | 48 | 0.500 | 24 | 0.250 | 24 | 0 | 48 | 0
    Xã | 96 | 48 | 0.500 | 24 | 0.250 | 24 | 0 | 48 | 0
    TỔNG CỘNG | 260 | 146 | 0.562 | 73 | 0.281 | 73 | 0 | 114 | 0
    Xã | 260 | 146 | 0.562 | 73 | 0.281 | 73 | 0 | 114 | 0
    ");
}

#[test]
fn what_is_compared_is_said_in_sentences() {
    insta::assert_snapshot!(four().sentences().join("\n"), @"
    Số liệu tính đến ngày 30/9/2025: 146/260 xã, phường, đặc khu đã ban hành (56,2%); còn 114
    Có số liệu 3/4 đợt theo dõi; chưa có số liệu: Cà Mau (không cộng vào số liệu chung)
    Số liệu đã cũ, cần cập nhật: Huế
    Tỷ lệ cao nhất: Huế (90,0%); thấp nhất: Lâm Đồng (50,0%); Đồng Nai (50,0%)
    ");
    let nothing = comparison(vec![campaign("Cà Mau", None), campaign("Huế", None)]);
    insta::assert_snapshot!(nothing.sentences().join("\n"), @"
    Các đợt theo dõi: chưa có nguồn số liệu báo cáo
    Có số liệu 0/2 đợt theo dõi; chưa có số liệu: Cà Mau; Huế (không cộng vào số liệu chung)
    ");
    assert_eq!(nothing.total(), None);
}

/// Regression: «Nơi nhận:» was alone on a page under the repeated heading.
#[test]
fn nobody_signs_for_campaigns_that_name_nobody_together() {
    let mut comparison = four();
    for (recipients, signed) in [(&[][..], false), (&["- Lưu: VT."], true)] {
        for one in &mut comparison.campaigns {
            let recipients = recipients.iter().map(|line: &&str| (*line).to_owned());
            one.letterhead.recipients = recipients.collect();
        }
        let sheets = read(&comparison);
        let mut cells = sheets["So sánh"].used_cells();
        let told = cells.any(|(_, _, cell)| *cell == "Nơi nhận:");
        assert_eq!(told, signed);
    }
}

#[test]
fn sums_are_formulas_over_the_rows() {
    let workbook = write(&four()).unwrap();
    let bytes = workbook.bytes.whole().unwrap().to_vec();
    let mut file: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let formulas = file.worksheet_formula("So sánh").unwrap();
    let sums = formulas
        .cells()
        .filter(|(_, _, formula)| formula.starts_with("SUM("));
    assert_eq!(sums.count(), 8);
    assert_eq!(workbook.name, "SoSanh_ToCNSCD_2025-09-30.xlsx");
    assert_eq!(workbook, write(&four()).unwrap(), "the same bytes");
}

#[test]
fn counts_that_do_not_add_up_stop_the_report() {
    for wrong in [
        |progress: &mut Progress| progress.issued += 1,
        |progress: &mut Progress| progress.on_time += 1,
        |progress: &mut Progress| progress.groups[0].issued += 1,
    ] {
        let mut all = four();
        let known = all.campaigns[0].known.as_mut().unwrap();
        wrong(known.progress.as_mut().unwrap());
        assert!(matches!(write(&all), Err(ReportError::Disagree { .. })));
    }
}
