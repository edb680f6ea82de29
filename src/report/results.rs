//! `KetQua_<campaign>.xlsx`: the results sheet as a workbook, for a department without an account
//! at Google. The rows come from `document::results`; this file lays them out.

use rust_xlsxwriter::{DocProperties, Workbook, Worksheet};

use crate::clock::Timestamp;
use crate::document::Artifact;
use crate::document::results::{HEADINGS, Row, TAB};
use crate::report::ink::{HEADING, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::{ReportError, clean, plain};
use crate::spool::Spooled;

/// The widths of the columns in pixels.
const WIDTHS: [u32; HEADINGS.len()] = [60, 146, 100, 110, 84, 100, 110, 110, 420, 150, 110];

/// Writes the workbook of these rows. The same rows of the same instant give the same bytes.
///
/// # Errors
/// If it cannot be laid out, which is a defect of the program.
pub fn workbook(campaign: &str, rows: &[Row], made: Timestamp) -> Result<Artifact, ReportError> {
    let mut workbook = Workbook::new();
    workbook.push_worksheet(sheet(rows)?);
    workbook.set_properties(
        &DocProperties::new()
            .set_title(clean::clean(TAB))
            .set_creation_datetime(&made),
    );
    let bytes = workbook.save_to_buffer()?;
    let name = format!("KetQua_{}.xlsx", plain(campaign));
    Ok(Artifact::new(name, Spooled::from(bytes)))
}

fn sheet(rows: &[Row]) -> Result<Worksheet, ReportError> {
    let mut page = SheetWriter::new(TAB, Paper::Landscape, &WIDTHS, &[])?;
    page.cells(&HEADINGS.map(|heading| (Cell::text(heading), HEADING)))?;
    page.repeat_heading();
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| (Cell::text(cell), TABLE)).collect();
        page.cells(&cells)?;
    }
    let last = page.row - 1;
    let columns = u16::try_from(HEADINGS.len() - 1).expect("a few columns");
    page.sheet.autofilter(0, 0, last, columns)?;
    page.sheet.set_freeze_panes(1, 2)?;
    Ok(page.finish(last, "")?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Limits, Value, workbook as reader};

    #[test]
    fn the_workbook_holds_the_table_and_nothing_else() {
        let mut row = Row::default();
        row[0] = "021025".to_owned();
        row[1] = "Phường Cẩm Thành".to_owned();
        row[8] = "=HYPERLINK(\"http://x\")".to_owned();
        let made = "2025-08-01T00:00:00Z".parse().unwrap();
        let first = workbook("c/1", &[row.clone(), row.clone()], made).unwrap();
        assert_eq!(first.name, "KetQua_c-1.xlsx");
        let bytes = first.bytes.whole().unwrap().to_vec();
        let table = reader::read(&bytes, "a.xlsx", &Limits::default()).unwrap();
        assert_eq!(table.tabs.len(), 1);
        let rows = &table.tabs[0].rows;
        assert_eq!(rows.len(), 3);
        let text = |row: usize, column: u32| {
            rows[row].cell(column).and_then(|cell| match &cell.value {
                Value::Text(text) => Some(text.to_string()),
                _ => None,
            })
        };
        for (column, heading) in (0..).zip(HEADINGS) {
            assert_eq!(text(0, column).as_deref(), Some(heading));
        }
        assert_eq!(text(1, 0).as_deref(), Some("021025"), "text, not a number");
        assert_eq!(text(2, 8).as_deref(), Some("=HYPERLINK(\"http://x\")"));
        let again = workbook("c/1", &[row.clone(), row], made).unwrap();
        assert_eq!(again.bytes.sha256(), first.bytes.sha256());
    }
}
