//! A small workbook that holds every kind of cell, merge and hiding there is.

use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

/// Writes it.
pub(crate) fn write(path: &Path) {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    let percent = Format::new().set_num_format("0.0%");
    let plain = Format::new();

    let sheet = book.add_worksheet().set_name("Tổ CNSCĐ").unwrap();
    sheet
        .merge_range(0, 0, 0, 4, "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG", &plain)
        .unwrap();
    for (column, title) in ["STT", "Xã", "Số QĐ", "Ngày", "Ghi chú"].iter().enumerate() {
        sheet
            .write(2, u16::try_from(column).unwrap(), *title)
            .unwrap();
    }
    sheet.merge_range(3, 1, 5, 1, "Xã Ba Tơ", &plain).unwrap();
    sheet.merge_range(3, 0, 5, 0, "", &plain).unwrap();
    sheet.write(3, 0, 1).unwrap();
    sheet.write(3, 2, " 15/QĐ-UBND\nngày 28 ").unwrap();
    let date = ExcelDateTime::from_ymd(2025, 7, 28).unwrap();
    sheet.write_with_format(3, 3, date.clone(), &day).unwrap();
    sheet
        .write_with_format(4, 3, date.and_hms(9, 30, 0).unwrap(), &moment)
        .unwrap();
    sheet.write(4, 2, 45_866).unwrap();
    sheet.write_with_format(4, 4, 0.219, &percent).unwrap();
    sheet.write(5, 2, 12.5).unwrap();
    sheet.write(5, 4, true).unwrap();
    sheet.write(6, 1, "X\u{e3} So\u{301}n Ha\u{300}").unwrap();
    sheet
        .write_formula(6, 2, Formula::new("=A99&\"x\"").set_result("16/QĐ-UBND"))
        .unwrap();
    sheet
        .write_formula(6, 4, Formula::new("=1/0").set_result("#DIV/0!"))
        .unwrap();
    sheet
        .write_url_with_text(7, 4, "https://example.vn/qd.pdf", "Tải về")
        .unwrap();
    sheet.write(8, 1, "Xã ẩn").unwrap();
    sheet.set_row_hidden(8).unwrap();
    sheet.write(40, 7, "xa").unwrap();

    let hidden = book.add_worksheet().set_name("It's 50% «ẩn»").unwrap();
    hidden.write(0, 0, "0912345678").unwrap();
    hidden.set_hidden(true);
    book.add_worksheet().set_name("Trống").unwrap();
    book.save(path).unwrap();
}
