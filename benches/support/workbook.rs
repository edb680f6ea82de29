//! The campaign as a workbook: a tab of teams, one row a person, and a tab of contacts.

use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::campaign::{Campaign, Decision, Report};
use super::spelling;

const HEADER: [&str; 11] = [
    "STT",
    "Tên xã, phường, đặc khu",
    "Số Quyết định",
    "Ngày ban hành",
    "Họ và tên",
    "Chức danh trong Tổ",
    "Chức vụ",
    "Số điện thoại",
    "Email",
    "File QĐ",
    "Ghi chú",
];
const CONTACT_HEADER: [&str; 5] = [
    "STT",
    "Hệ thống/Nền tảng",
    "Đơn vị phụ trách",
    "Đầu mối (Họ tên)",
    "SĐT/Zalo",
];
const SYSTEMS: [&str; 4] = [
    "Cổng Dịch vụ công quốc gia",
    "Hệ thống quản lý văn bản và điều hành",
    "Thư điện tử công vụ",
    "Trang thông tin điện tử xã, phường",
];
/// Rows above the first person: title block, header, numbers of the columns.
const TOP: u32 = 8;

/// Writes the workbook; commune cells are merged down their team, or repeated in each row.
pub(crate) fn write(campaign: &Campaign, merged: bool, file: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2025, 9, 30)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    teams(
        workbook.add_worksheet().set_name("Tổ CNSCĐ")?,
        campaign,
        merged,
    )?;
    contacts(workbook.add_worksheet().set_name("Đầu mối hỗ trợ")?)?;
    workbook.save(file)
}

fn teams(sheet: &mut Worksheet, campaign: &Campaign, merged: bool) -> Result<(), XlsxError> {
    let cell = Format::new().set_align(FormatAlign::Top);
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_string(0, 0, "UBND TỈNH")?;
    sheet.write_string(3, 0, "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CẤP XÃ")?;
    for (column, title) in (0..).zip(HEADER) {
        sheet.write_string(TOP - 2, column, title)?;
        sheet.write_string(TOP - 1, column, format!("({})", column + 1))?;
    }
    let mut row = TOP;
    for (position, report) in campaign.reports.iter().enumerate() {
        let last = row + report.team.len() as u32 - 1;
        if merged && last > row {
            for column in [0, 1, 2, 3, 9, 10] {
                sheet.merge_range(row, column, last, column, "", &cell)?;
            }
        }
        let heads = if merged { row..=row } else { row..=last };
        for head in heads {
            sheet.write_number_with_format(head, 0, position as f64 + 1.0, &cell)?;
            sheet.write_string_with_format(head, 1, name(report), &cell)?;
            if let Some(decision) = &report.decision {
                sheet.write_string_with_format(head, 2, &decision.number, &cell)?;
                date(sheet, head, decision, &day)?;
            }
        }
        for person in &report.team {
            let texts = [
                &person.name,
                person.role,
                &person.position,
                &person.phone,
                &person.email,
            ];
            for (column, text) in (4..).zip(texts).filter(|(_, text)| !text.is_empty()) {
                match person.decomposed {
                    true => sheet.write_string(row, column, spelling::decomposed(text))?,
                    false => sheet.write_string(row, column, text)?,
                };
            }
            row += 1;
        }
    }
    Ok(())
}

/// Typed decomposed where the first person's row is.
fn name(report: &Report) -> String {
    match report.team.first() {
        Some(person) if person.decomposed => spelling::decomposed(&report.typed),
        _ => report.typed.clone(),
    }
}

fn date(
    sheet: &mut Worksheet,
    row: u32,
    decision: &Decision,
    day: &Format,
) -> Result<(), XlsxError> {
    let (month, of_month) = decision.signed;
    if decision.as_text {
        sheet.write_string(row, 3, format!("{of_month:02}/{month}/2025"))?;
    } else {
        sheet.write_datetime_with_format(
            row,
            3,
            ExcelDateTime::from_ymd(2025, month, of_month)?,
            day,
        )?;
    }
    Ok(())
}

fn contacts(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    for (column, title) in (0..).zip(CONTACT_HEADER) {
        sheet.write_string(0, column, title)?;
    }
    for (row, system) in (1..).zip(SYSTEMS) {
        sheet.write_number(row, 0, row)?;
        sheet.write_string(row, 1, system)?;
        sheet.write_string(row, 2, "Trung tâm Chuyển đổi số")?;
        sheet.write_string(row, 3, "Nguyễn Văn Mẫu")?;
        sheet.write_string(row, 4, format!("08{row:08}"))?;
    }
    Ok(())
}
