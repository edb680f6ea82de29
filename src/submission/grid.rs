//! One tab as its rows are read: text cleaned, legacy encodings repaired, merges answered for.
//!
//! Knows where cells stand and what a merge covers; deliberately not what a column means.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cell::CellAddress;
use crate::table::{Cell, Merge, Row, Tab, Value};
use crate::text;
use crate::text::legacy;

/// A tab, ready to be read.
#[derive(Debug)]
pub(super) struct Grid {
    /// Position of the source.
    pub source: u16,
    pub title: Arc<str>,
    pub epoch_1904: bool,
    pub rows: Vec<Line>,
    /// First repaired cell of each legacy encoding, and how many there were.
    pub repaired: BTreeMap<legacy::Encoding, (CellAddress, u32)>,
    merges: BTreeMap<u32, Vec<Merge>>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Line {
    pub number: u32,
    pub hidden: bool,
    pub cells: Vec<Text>,
}

/// One cell: what it holds, and its text as it is read.
#[derive(Debug)]
pub(super) struct Text {
    pub column: u32,
    /// The text, cleaned; line breaks kept.
    pub text: String,
    /// The value with its text repaired.
    pub value: Value,
    pub link: Option<Arc<str>>,
}

impl Grid {
    /// Prepares a tab of a source.
    pub(super) fn new(source: u16, tab: &Tab) -> Self {
        let mut grid = Self {
            source,
            title: Arc::clone(&tab.title),
            epoch_1904: tab.epoch_1904,
            rows: Vec::with_capacity(tab.rows.len()),
            repaired: BTreeMap::new(),
            merges: BTreeMap::new(),
        };
        let last = tab
            .rows
            .iter()
            .filter_map(|row| row.cells.last())
            .map(|cell| cell.column)
            .max()
            .unwrap_or(0);
        for merge in &tab.merges {
            for column in merge.left..=merge.right.min(last) {
                grid.merges.entry(column).or_default().push(*merge);
            }
        }
        for merges in grid.merges.values_mut() {
            merges.sort_by_key(|merge| merge.top);
        }
        for row in &tab.rows {
            let line = grid.line(row);
            if !line.cells.is_empty() {
                grid.rows.push(line);
            }
        }
        grid
    }

    /// The merge that covers a cell.
    pub(super) fn merge(&self, row: u32, column: u32) -> Option<&Merge> {
        let merges = self.merges.get(&column)?;
        let after = merges.partition_point(|merge| merge.top <= row);
        merges[..after].last().filter(|merge| row <= merge.bottom)
    }

    /// Address of a cell; of a merged one its top left.
    pub(super) fn address(&self, row: u32, column: u32) -> CellAddress {
        let (row, column) = self
            .merge(row, column)
            .map_or((row, column), |merge| (merge.top, merge.left));
        CellAddress {
            source: self.source,
            tab: Arc::clone(&self.title),
            row,
            column,
        }
    }

    /// What stands in a cell or in the merge that covers it.
    pub(super) fn covering(&self, line: &Line, column: u32) -> Option<&Text> {
        if let Some(cell) = self.rows_at(line.number).and_then(|line| line.cell(column)) {
            return Some(cell);
        }
        let merge = self.merge(line.number, column)?;
        self.rows_at(merge.top)?.cell(merge.left)
    }

    /// The line of a row number, where it holds something.
    pub(super) fn rows_at(&self, number: u32) -> Option<&Line> {
        self.rows
            .binary_search_by_key(&number, |line| line.number)
            .ok()
            .map(|position| &self.rows[position])
    }

    /// The tables left of a column and from it on, each as if it stood alone.
    pub(super) fn cut(mut self, column: u32) -> [Self; 2] {
        let mut right = Self {
            source: self.source,
            title: Arc::clone(&self.title),
            epoch_1904: self.epoch_1904,
            rows: Vec::new(),
            repaired: BTreeMap::new(),
            merges: self.merges.clone(),
        };
        for line in &mut self.rows {
            let from = line.cells.partition_point(|cell| cell.column < column);
            right.rows.push(Line {
                number: line.number,
                hidden: line.hidden,
                cells: line.cells.split_off(from),
            });
        }
        for grid in [&mut self, &mut right] {
            grid.rows.retain(|line| !line.cells.is_empty());
        }
        [self, right]
    }

    fn line(&mut self, row: &Row) -> Line {
        let cells = row
            .cells
            .iter()
            .filter_map(|cell| self.cell(row.number, cell))
            .collect();
        Line {
            number: row.number,
            hidden: row.hidden,
            cells,
        }
    }

    /// A cell with its text cleaned; nothing where only blanks stood.
    fn cell(&mut self, row: u32, cell: &Cell) -> Option<Text> {
        let (text, value) = match &cell.value {
            Value::Text(raw) => match legacy::repair(raw) {
                Some(repaired) => {
                    let address = self.address(row, cell.column);
                    self.repaired.entry(repaired.from).or_insert((address, 0)).1 += 1;
                    let text = text::clean(&repaired.text);
                    (text.clone(), Value::Text(text.into()))
                }
                None => (text::clean(raw), cell.value.clone()),
            },
            value => (value.text(), value.clone()),
        };
        let empty = text.is_empty() && cell.link.is_none();
        (!empty).then(|| Text {
            column: cell.column,
            text,
            value,
            link: cell.link.clone(),
        })
    }
}

impl Line {
    /// The cell of a column, where it holds something.
    pub(super) fn cell(&self, column: u32) -> Option<&Text> {
        self.cells
            .binary_search_by_key(&column, |cell| cell.column)
            .ok()
            .map(|position| &self.cells[position])
    }

    /// The text of a column; empty where nothing stands.
    pub(super) fn text(&self, column: Option<u32>) -> &str {
        column
            .and_then(|column| self.cell(column))
            .map_or("", |cell| cell.text.as_str())
    }

    /// The first cell that holds text.
    pub(super) fn first(&self) -> Option<&Text> {
        self.cells.iter().find(|cell| !cell.text.is_empty())
    }
}
