//! Broken cells, and broken titles of columns.

use super::*;

/// An error, a formula without its result and a text that is too long are reported once for their
/// cell, in any column, and are not read as anything else.
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

/// A column whose title is an error is not read.
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

/// A csv in which texts `#…` and `=…` are errors and formulas without a result.
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

/// The text that IMPORTRANGE shows until its result arrives is an error of the cell, not a
/// statement of the commune.
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
