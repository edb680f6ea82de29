//! The cells of a source's tabs as they are: merged cells known, each cell addressable.
//!
//! Knows how spreadsheets store cells; deliberately not what any cell means.

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
    /// Tabs in the workbook's order, hidden ones included.
    pub tabs: Vec<Tab>,
    /// What the reader of the file has to say about it (a csv named .xlsx, a macro workbook, …):
    /// keys of `locale` with one argument each.
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
    /// Its title; of a csv the file name without ending.
    pub title: Arc<str>,
    /// Hidden from the people who use the sheet.
    pub hidden: bool,
    /// Google's id of the tab where the way in keeps it.
    pub gid: Option<i64>,
    /// Serial dates count from 1904 instead of 1900.
    pub epoch_1904: bool,
    /// Rows that hold something, in order.
    pub rows: Vec<Row>,
    /// Merged ranges, in order.
    pub merges: Vec<Merge>,
    /// Hidden columns, in order: see [`Tab::is_column_hidden`].
    pub hidden_columns: Vec<Columns>,
}

/// Columns beside one another, both ends included, from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Columns {
    /// First column.
    pub first: u32,
    /// Last column.
    pub last: u32,
}

/// One row that holds something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Row number from zero.
    pub number: u32,
    /// Hidden by hand or by a filter: read and counted all the same.
    pub hidden: bool,
    /// Cells that hold something, by rising column.
    pub cells: Vec<Cell>,
}

/// One cell that holds something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Column from zero.
    pub column: u32,
    /// What it holds; of a text what is not struck out, and `Text("")` where all of it is.
    pub value: Value,
    /// Where a click on it leads; of a cell that is struck out nowhere.
    pub link: Option<Arc<str>>,
    /// What of it is struck out, as a person reads it: it counts as absent.
    pub struck: Option<Arc<str>>,
    /// It shows a day month first by a format of its own: not by one that follows the locale of
    /// whoever reads it.
    pub month_first: bool,
}

/// What a cell holds.
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
    /// A formula whose result the file does not hold; the formula's text.
    Uncomputed(Arc<str>),
}

/// A merged range, both ends included, from zero.
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
    /// Whether people who use the sheet do not see this column: it is read all the same.
    pub fn is_column_hidden(&self, column: u32) -> bool {
        let before = self
            .hidden_columns
            .partition_point(|hidden| hidden.first <= column);
        before > 0 && column <= self.hidden_columns[before - 1].last
    }
}

impl Cell {
    /// A cell of which no more is known than what it holds.
    pub fn new(column: u32, value: Value) -> Self {
        Self {
            column,
            value,
            link: None,
            struck: None,
            month_first: false,
        }
    }

    /// Whether nothing is left of it but what is struck out.
    pub fn is_struck_out(&self) -> bool {
        self.struck.is_some() && matches!(&self.value, Value::Text(left) if left.is_empty())
    }

    /// The same, all of it struck out.
    pub(in crate::table) fn struck_out(self) -> Self {
        Self {
            struck: Some(self.value.text().into()),
            ..Self::new(self.column, Value::Text("".into()))
        }
    }
}

impl Row {
    /// The cell of a column, where it holds something.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells
            .binary_search_by_key(&column, |cell| cell.column)
            .ok()
            .map(|position| &self.cells[position])
    }
}

impl Value {
    /// The value as a person would type it: whole numbers without a point, days as
    /// `dd/mm/yyyy`, nothing converted or repaired.
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

/// A table in the order it is read, so that nobody need hold all of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Something about the file.
    Remark(Remark),
    /// A tab begins: all that is known of it but its rows.
    Tab(Tab),
    /// Its next row.
    Row(Row),
}

impl Table {
    /// The pieces that it is made of.
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
