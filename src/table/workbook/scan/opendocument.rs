//! The tables of an OpenDocument spreadsheet beside their values: hidden rows, merges, links,
//! errors, formulas without results, and how much the repeats come to.
//!
//! Rows and cells stand without numbers, each may stand for many: places are counted here as
//! calamine counts them. Tags must be closed by their own names, since calamine waits for ever
//! for an end that does not come.

use std::collections::BTreeMap;

use super::markup::{self, Found, Kind, Nesting, Token};
use crate::cell::{COLUMNS, ROWS};
use crate::table::workbook::link::Link;
use crate::table::{Merge, TableError, Value};

/// The tables so far.
pub(in crate::table::workbook) struct Spreadsheet {
    pub(in crate::table::workbook) tables: Vec<Facts>,
    /// Cells that may still be spanned by a table's farthest cells, or noted.
    budget: u64,
    limit: u64,
    nesting: Nesting,
    inside: bool,
    row: u32,
    row_repeats: u32,
    column: u32,
    /// Farthest row and column of the table that hold something, as counts.
    extent: (u32, u32),
}

/// What is known of one table.
#[derive(Default)]
pub(in crate::table::workbook) struct Facts {
    /// Hidden rows: from, and one past the last.
    pub(in crate::table::workbook) hidden: Vec<(u32, u32)>,
    pub(in crate::table::workbook) merges: Vec<Merge>,
    pub(in crate::table::workbook) links: Vec<Link>,
    /// What to take in place of what calamine makes of a cell, by row and column.
    pub(in crate::table::workbook) values: BTreeMap<(u32, u32), Value>,
}

impl Facts {
    pub(in crate::table::workbook) fn is_hidden(&self, row: u32) -> bool {
        let before = self.hidden.partition_point(|(from, _)| *from <= row);
        before > 0 && row < self.hidden[before - 1].1
    }
}

impl Spreadsheet {
    pub(super) fn new(max_cells: u64) -> Self {
        Self {
            tables: Vec::new(),
            budget: max_cells.saturating_mul(2),
            limit: max_cells,
            nesting: Nesting::default(),
            inside: false,
            row: 0,
            row_repeats: 1,
            column: 0,
            extent: (0, 0),
        }
    }

    /// Takes one token, and of a cell all of it; gives the end of what was taken, or `None`
    /// where the cell is not yet whole.
    pub(super) fn take(&mut self, text: &[u8], token: &Token) -> Result<Option<usize>, TableError> {
        let opens = matches!(token.kind, Kind::Open | Kind::Empty);
        let is_cell = self.inside
            && opens
            && matches!(
                &text[token.name.clone()],
                b"table-cell" | b"covered-table-cell"
            );
        // a cell is seen to as a whole
        if !is_cell && !self.nesting.take(text, token) {
            return Err(unbalanced());
        }
        match &text[token.name.clone()] {
            b"table"
                if token.kind == Kind::Open && attribute(text, token, b"table:name").is_some() =>
            {
                self.tables.push(Facts::default());
                self.inside = true;
                self.row = 0;
                self.row_repeats = 0;
                self.extent = (0, 0);
            }
            b"table" if token.kind == Kind::Close => self.inside = false,
            b"table-row" if opens && self.inside => self.open_row(text, token),
            _ if is_cell => {
                let Some(cell) = Cell::of(text, token)? else {
                    return Ok(None);
                };
                let end = cell.end;
                self.cell(text, token, cell)?;
                return Ok(Some(end));
            }
            _ => {}
        }
        Ok(Some(token.span.end))
    }

    /// Whether all that was opened was closed.
    pub(super) fn check_end(&self) -> Result<(), TableError> {
        if self.nesting.is_closed() {
            Ok(())
        } else {
            Err(unbalanced())
        }
    }

    fn open_row(&mut self, text: &[u8], token: &Token) {
        self.row = self.row.saturating_add(self.row_repeats);
        self.row_repeats = repeats(text, token, b"table:number-rows-repeated", ROWS);
        self.column = 0;
        let visibility = attribute(text, token, b"table:visibility");
        if matches!(visibility.as_deref(), Some("collapse" | "filter"))
            && let Some(facts) = self.tables.last_mut()
        {
            let end = self.row.saturating_add(self.row_repeats);
            facts.hidden.push((self.row, end));
        }
    }

    fn cell(&mut self, text: &[u8], token: &Token, cell: Cell) -> Result<(), TableError> {
        let columns = repeats(text, token, b"table:number-columns-repeated", COLUMNS);
        let (row, column) = (self.row, self.column);
        self.column = column.saturating_add(columns);
        if self.row_repeats == 0 || row >= ROWS || column >= COLUMNS {
            return Ok(());
        }
        let kind = attribute(text, token, b"office:value-type");
        let formula = attribute(text, token, b"table:formula");
        let error = attribute(text, token, b"calcext:value-type").as_deref() == Some("error");
        let value = if error {
            Some(Value::Error(cell.text.trim().into()))
        } else if kind.is_none() && cell.text.is_empty() {
            formula.map(|formula| Value::Uncomputed(plain(&formula).into()))
        } else {
            None
        };
        let cells = u64::from(columns) * u64::from(self.row_repeats);
        if kind.is_some() || !cell.text.is_empty() || value.is_some() {
            self.stretch(row.saturating_add(self.row_repeats), self.column)?;
        }
        if value.is_some() || cell.link.is_some() {
            self.spend(cells)?;
        }
        let range = |down: u32, across: u32| Merge {
            top: row,
            left: column,
            bottom: row.saturating_add(down - 1).min(ROWS - 1),
            right: column.saturating_add(across - 1).min(COLUMNS - 1),
        };
        let spanned = range(
            repeats(text, token, b"table:number-rows-spanned", ROWS),
            repeats(text, token, b"table:number-columns-spanned", COLUMNS),
        );
        let repeated = range(self.row_repeats, columns);
        let Some(facts) = self.tables.last_mut() else {
            return Ok(());
        };
        if (spanned.top, spanned.left) != (spanned.bottom, spanned.right) {
            facts.merges.push(spanned);
        }
        if let Some(target) = cell.link {
            facts.links.push(Link {
                range: repeated,
                target: target.into(),
            });
        }
        if let Some(value) = value {
            for row in repeated.top..=repeated.bottom {
                for column in repeated.left..=repeated.right {
                    facts.values.insert((row, column), value.clone());
                }
            }
        }
        Ok(())
    }

    /// calamine makes room for every cell between a table's farthest ones.
    fn stretch(&mut self, rows: u32, columns: u32) -> Result<(), TableError> {
        let area = |(rows, columns): (u32, u32)| u64::from(rows) * u64::from(columns);
        let before = area(self.extent);
        self.extent = (self.extent.0.max(rows), self.extent.1.max(columns));
        self.spend(area(self.extent) - before)
    }

    fn spend(&mut self, cells: u64) -> Result<(), TableError> {
        self.budget = self
            .budget
            .checked_sub(cells)
            .ok_or(TableError::TooManyCells { limit: self.limit })?;
        Ok(())
    }
}

/// What stands in a cell.
struct Cell {
    end: usize,
    text: String,
    link: Option<String>,
}

impl Cell {
    /// Reads to the end of the cell; `None` where it does not end in this text.
    fn of(text: &[u8], open: &Token) -> Result<Option<Self>, TableError> {
        /// Enough to tell an error's name.
        const ENOUGH: usize = 64;

        let mut cell = Self {
            end: open.span.end,
            text: String::new(),
            link: None,
        };
        let mut nesting = Nesting::default();
        let mut balanced = nesting.take(text, open);
        let mut remark = 0u32;
        while !nesting.is_closed() {
            let Found::Token(token) = markup::next(text, cell.end) else {
                return Ok(None);
            };
            balanced &= nesting.take(text, &token);
            if !balanced {
                return Err(unbalanced());
            }
            if remark == 0 && cell.text.len() < ENOUGH {
                let between = &text[cell.end..token.span.start];
                cell.text.push_str(&markup::unescaped(between));
            }
            cell.end = token.span.end;
            match (token.kind, &text[token.name.clone()]) {
                // a person's remark about the cell
                (Kind::Open, b"annotation") => remark += 1,
                (Kind::Close, b"annotation") => remark = remark.saturating_sub(1),
                (Kind::Open, b"a") if remark == 0 && cell.link.is_none() => {
                    cell.link = attribute(text, &token, b"xlink:href");
                }
                _ => {}
            }
        }
        cell.text.truncate(cell.text.trim_end().len());
        Ok(Some(cell))
    }
}

fn unbalanced() -> TableError {
    TableError::Unreadable {
        detail: "XML: < >, </ >".to_owned(),
    }
}

fn attribute(text: &[u8], token: &Token, name: &[u8]) -> Option<String> {
    markup::attributes(text, token)
        .find(|attribute| &text[attribute.name.clone()] == name)
        .map(|attribute| markup::unescaped(&text[attribute.value]))
}

/// A stated count between one and what a sheet has; one where none is stated.
fn repeats(text: &[u8], token: &Token, name: &[u8], most: u32) -> u32 {
    attribute(text, token, name)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
        .clamp(1, most)
}

/// The formula without the name of its language: `of:=A1`.
fn plain(formula: &str) -> &str {
    formula
        .split_once(":=")
        .filter(|(language, _)| language.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map_or(formula, |(language, _)| &formula[language.len() + 1..])
}
