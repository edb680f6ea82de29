//! A workbook of ours as its reader sees it: the text of its sheets, row by row.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};

/// The sheets of a workbook.
pub(crate) struct Book {
    workbook: Xlsx<Cursor<Vec<u8>>>,
}

impl Book {
    /// Opens the workbook of a file.
    pub(crate) fn open(path: &Path) -> Self {
        Self::read(std::fs::read(path).expect("the report is there"))
    }

    /// Opens a workbook.
    pub(crate) fn read(bytes: Vec<u8>) -> Self {
        Self {
            workbook: Xlsx::new(Cursor::new(bytes)).expect("a workbook"),
        }
    }

    /// Everything that its sheets say, whatever they are called.
    pub(crate) fn text(&mut self) -> String {
        let sheets = self.workbook.sheet_names();
        let rows = sheets.iter().flat_map(|sheet| self.rows(sheet));
        rows.map(|row| row.join("\t") + "\n").collect()
    }

    /// The rows of a sheet, numbers as they are kept.
    pub(crate) fn rows(&mut self, sheet: &str) -> Vec<Vec<String>> {
        let range = self.workbook.worksheet_range(sheet).expect("the sheet");
        let text = |cell: &Data| match cell {
            Data::Empty => String::new(),
            cell => cell.to_string(),
        };
        range
            .rows()
            .map(|row| row.iter().map(text).collect())
            .collect()
    }

    /// The first number of the row whose first text is this.
    pub(crate) fn number(&mut self, sheet: &str, label: &str) -> Option<f64> {
        let rows = self.rows(sheet);
        let row = rows.iter().find(|row| {
            row.iter()
                .find(|cell| !cell.is_empty())
                .is_some_and(|cell| cell == label)
        })?;
        row.iter().find_map(|cell| cell.parse().ok())
    }
}
