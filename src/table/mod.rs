//! The cells of a source's tabs as they are stored, with merged ranges and the place of each cell.
//!
//! Knows how spreadsheets store cells, not what a cell means.

mod archive;
pub mod confined;
pub mod digest;
pub mod error;
pub mod guard;
pub mod limits;
mod number_format;
mod ole;
mod protected;
pub mod sandbox;
pub mod sheets;
pub mod wire;
pub mod workbook;

use std::sync::Arc;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

pub use crate::table::error::TableError;
pub use crate::table::limits::Limits;

/// The tabs of one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Tabs in the workbook's order, including hidden ones.
    pub tabs: Vec<Tab>,
    /// Remarks of the reader on the file, such as a csv named .xlsx or a macro workbook: keys of
    /// `locale` with one argument each.
    pub remarks: Vec<Remark>,
}

/// A remark on the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Key of its sentence in `locale`, such as `table-remark-csv-named-otherwise`.
    pub key: String,
    /// The sentence's argument `value`.
    pub value: String,
}

/// One tab.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tab {
    /// The title; for a csv, the file name without its ending.
    pub title: Arc<str>,
    /// Whether the tab is hidden from the sheet's users.
    pub hidden: bool,
    /// Google's id of the tab, if the way in provides it.
    pub gid: Option<i64>,
    /// Whether serial dates count from 1904 instead of 1900.
    pub epoch_1904: bool,
    /// Rows with content, in order.
    pub rows: Vec<Row>,
    /// Merged ranges, in order.
    pub merges: Vec<Merge>,
    /// Hidden columns, in order: see [`Tab::is_column_hidden`].
    pub hidden_columns: Vec<Columns>,
}

/// A range of adjacent columns, both ends included, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Columns {
    /// First column.
    pub first: u32,
    /// Last column.
    pub last: u32,
}

/// A row with content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Row number, counted from zero.
    pub number: u32,
    /// Whether it is hidden by hand or by a filter. Hidden rows are read and counted all the same.
    pub hidden: bool,
    /// Cells with content, in order of their columns.
    pub cells: Vec<Cell>,
}

/// A cell with content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Column, counted from zero.
    pub column: u32,
    /// The content. Struck-out text is left out, so a text that is all struck out is `Text("")`.
    pub value: Value,
    /// The target of its link; `None` for a cell that is struck out.
    pub link: Option<Arc<str>>,
    /// The struck-out content as a person reads it, which counts as absent.
    pub struck: Option<Arc<str>>,
    /// Whether its own number format shows days month first. A format that follows the reader's
    /// locale does not count.
    pub month_first: bool,
}

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Text, exactly as stored (not yet NFC).
    Text(Arc<str>),
    /// A number without a date format.
    Number(f64),
    /// A number with a date format, converted with the workbook's epoch.
    Date(NaiveDateTime),
    /// True or false.
    Bool(bool),
    /// An error value: `#REF!`, `#SPILL!`, …
    Error(Arc<str>),
    /// The text of a formula without a stored result.
    Uncomputed(Arc<str>),
}

/// A merged range, both ends included, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl Tab {
    /// Whether the column is hidden from the sheet's users. Hidden columns are read all the same.
    pub fn is_column_hidden(&self, column: u32) -> bool {
        let before = self
            .hidden_columns
            .partition_point(|hidden| hidden.first <= column);
        before > 0 && column <= self.hidden_columns[before - 1].last
    }
}

impl Cell {
    /// A cell with a value and no other properties.
    pub fn new(column: u32, value: Value) -> Self {
        Self {
            column,
            value,
            link: None,
            struck: None,
            month_first: false,
        }
    }

    /// Whether all its content is struck out.
    pub fn is_struck_out(&self) -> bool {
        self.struck.is_some() && matches!(&self.value, Value::Text(left) if left.is_empty())
    }

    /// The same cell with all its content struck out.
    pub(in crate::table) fn struck_out(self) -> Self {
        Self {
            struck: Some(self.value.text().into()),
            ..Self::new(self.column, Value::Text("".into()))
        }
    }
}

impl Row {
    /// The cell in a column, if it has content.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells
            .binary_search_by_key(&column, |cell| cell.column)
            .ok()
            .map(|position| &self.cells[position])
    }
}

impl Value {
    /// The value as a person would type it: whole numbers without a point, days as `dd/mm/yyyy`.
    /// Texts are neither converted nor repaired.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) | Self::Uncomputed(text) => text.to_string(),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                format!("{number:.0}")
            }
            Self::Number(number) => number.to_string(),
            Self::Date(instant) => instant.format("%d/%m/%Y").to_string(),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
        }
    }
}

/// A part of a table. Pieces come in reading order, so that the table need not be in memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A remark on the file.
    Remark(Remark),
    /// The beginning of a tab, with all its properties but the rows.
    Tab(Tab),
    /// The next row of the tab.
    Row(Row),
}

impl Table {
    /// Splits the table into pieces.
    pub fn pieces(self) -> impl Iterator<Item = Piece> {
        let remarks = self.remarks.into_iter().map(Piece::Remark);
        let tabs = self.tabs.into_iter().flat_map(|mut tab| {
            let rows = std::mem::take(&mut tab.rows);
            std::iter::once(Piece::Tab(tab)).chain(rows.into_iter().map(Piece::Row))
        });
        remarks.chain(tabs)
    }

    pub(in crate::table) fn add(&mut self, piece: Piece) {
        match piece {
            Piece::Remark(remark) => self.remarks.push(remark),
            Piece::Tab(tab) => self.tabs.push(tab),
            Piece::Row(row) => {
                let tab = self.tabs.last_mut().expect("a tab begins before its rows");
                tab.rows.push(row);
            }
        }
    }

    /// The canonical hash of its cells: see [`digest`].
    pub fn digest(&self) -> String {
        let mut digest = digest::Digest::default();
        for tab in &self.tabs {
            digest.tab(tab);
            for row in &tab.rows {
                digest.row(row);
            }
        }
        digest.finish()
    }
}
