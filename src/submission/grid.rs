//! The rows of a tab that are in memory: a window that moves down a long tab and contains all of a
//! short one, with the cells that merges cover.
//!
//! Knows where cells are and what a merge covers, not what a column means.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arcstr::ArcStr;

use crate::cell::CellAddress;
use crate::clock::Zone;
use crate::submission::date::Reckoning;
use crate::table::{Columns, Merge, Tab, Value};

/// Number of rows in the window. If no header names communes, these first rows decide whether the
/// tab's title or its sections do; all real sheets are shorter.
pub(super) const WINDOW: usize = 4_096;
/// Number of cells in the window: a hundred for each row.
const MOST_CELLS: usize = 100 * WINDOW;

/// A tab, ready to be read.
#[derive(Debug)]
pub(super) struct Grid {
    /// Position of the source.
    pub source: u16,
    pub title: ArcStr,
    /// How its days are counted.
    pub reckoning: Reckoning,
    /// Rows of the window with content, shared with the walk over them.
    pub rows: Arc<Vec<Line>>,
    /// Number of their cells.
    cells: usize,
    merges: Arc<Merges>,
    hidden_columns: Arc<[Columns]>,
    /// Top left cells of merges that begin above the window and reach into it.
    above: HashMap<(u32, u32), Text>,
    /// Whether its rows are the columns of the sheet.
    pub turned: bool,
}

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub number: u32,
    pub hidden: bool,
    pub cells: Vec<Text>,
    /// Columns and texts of struck-out cells, which count as absent.
    pub struck: Vec<(u32, Arc<str>)>,
}

/// One cell: its value, and its text ready to be read.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub column: u32,
    /// The cleaned text, with its line breaks.
    pub text: Arc<str>,
    /// The value, with its text repaired.
    pub value: Value,
    pub link: Option<Arc<str>>,
    /// Whether its own number format shows days month first.
    pub month_first: bool,
}

impl Text {
    /// A cell with a text set by the program.
    fn titled(column: u32, title: &str) -> Self {
        let text: Arc<str> = title.into();
        Self {
            column,
            value: Value::Text(Arc::clone(&text)),
            text,
            link: None,
            month_first: false,
        }
    }

    /// Whether it is an error of a formula, or a formula without a result.
    pub(super) fn is_error(&self) -> bool {
        matches!(self.value, Value::Error(_) | Value::Uncomputed(_))
    }
}

impl Grid {
    /// A tab of a source, without rows.
    pub(super) fn new(source: u16, tab: &Tab) -> Self {
        Self {
            source,
            title: ArcStr::from(&*tab.title),
            reckoning: Reckoning {
                epoch_1904: tab.epoch_1904,
                ..Reckoning::default()
            },
            rows: Arc::default(),
            cells: 0,
            merges: Arc::new(Merges::new(&tab.merges)),
            hidden_columns: tab.hidden_columns.as_slice().into(),
            above: HashMap::new(),
            turned: false,
        }
    }

    /// Sets the zone in which time stamps are days.
    pub(super) fn in_zone(mut self, zone: Zone) -> Self {
        self.reckoning.zone = zone;
        self
    }

    /// The same tab without rows, for one of the tables side by side.
    pub(super) fn beside(&self) -> Self {
        Self {
            source: self.source,
            title: self.title.clone(),
            reckoning: self.reckoning,
            rows: Arc::default(),
            cells: 0,
            merges: Arc::clone(&self.merges),
            hidden_columns: Arc::clone(&self.hidden_columns),
            above: HashMap::new(),
            turned: self.turned,
        }
    }

    /// Adds the next row to the window.
    pub(super) fn push(&mut self, line: Line) {
        self.cells += line.cells.len();
        Arc::make_mut(&mut self.rows).push(line);
    }

    /// Whether the window is full.
    pub(super) fn is_full(&self) -> bool {
        self.rows.len() >= WINDOW || self.cells >= MOST_CELLS
    }

    /// Removes the first rows from the window, but keeps the cells of merges that reach below them.
    pub(super) fn pass(&mut self, count: usize) {
        let rows = Arc::make_mut(&mut self.rows);
        let mut passed: Vec<Line> = rows.drain(..count).collect();
        self.cells -= passed.iter().map(|line| line.cells.len()).sum::<usize>();
        let Some(last) = passed.last().map(|line| line.number) else {
            return;
        };
        self.above.retain(|&(row, column), _| {
            let merge = self.merges.at(row, column);
            merge.is_some_and(|merge| merge.bottom > last)
        });
        for line in &mut passed {
            for cell in line.cells.drain(..) {
                let merge = self.merges.beginning(line.number, cell.column);
                if merge.is_some_and(|merge| merge.bottom > last) {
                    self.above.insert((line.number, cell.column), cell);
                }
            }
        }
    }

    /// Whether a column is hidden from the sheet's users.
    pub(super) fn is_column_hidden(&self, column: u32) -> bool {
        let mut hidden = self.hidden_columns.iter();
        hidden.any(|columns| (columns.first..=columns.last).contains(&column))
    }

    /// The merge that covers a cell.
    pub(super) fn merge(&self, row: u32, column: u32) -> Option<&Merge> {
        self.merges.at(row, column)
    }

    /// The address of a cell; for a merged one, that of the top left cell.
    pub(super) fn address(&self, row: u32, column: u32) -> CellAddress {
        let (row, column) = self.place(row, column);
        self.in_sheet(row, column)
    }

    /// The address of a cell by its place in the sheet.
    pub(super) fn in_sheet(&self, row: u32, column: u32) -> CellAddress {
        CellAddress {
            source: self.source,
            tab: self.title.clone(),
            row,
            column,
        }
    }

    /// Row and column of a cell in the sheet; for a merged one, those of the top left cell.
    pub(super) fn place(&self, row: u32, column: u32) -> (u32, u32) {
        let (row, column) = self.top_left(row, column);
        if self.turned {
            (column, row)
        } else {
            (row, column)
        }
    }

    fn top_left(&self, row: u32, column: u32) -> (u32, u32) {
        self.merge(row, column)
            .map_or((row, column), |merge| (merge.top, merge.left))
    }

    /// The cell with the content of a place, which may be that of a merge covering it.
    pub(super) fn covering<'a>(&'a self, line: &'a Line, column: u32) -> Option<&'a Text> {
        if let Some(cell) = line.cell(column) {
            return Some(cell);
        }
        let merge = self.merge(line.number, column)?;
        match self.row(merge.top) {
            Some(line) => line.cell(merge.left),
            None => self.above.get(&(merge.top, merge.left)),
        }
    }

    /// Whether a cell is merged over rows that have another commune's name.
    pub(super) fn is_shared(&self, line: &Line, column: u32, names: Option<u32>) -> bool {
        let (Some(names), Some(merge)) = (names, self.merge(line.number, column)) else {
            return false;
        };
        if merge.top == merge.bottom {
            return false;
        }
        let own = line.text(Some(names));
        let first = self.rows.partition_point(|row| row.number < merge.top);
        let covered = self.rows[first..]
            .iter()
            .take_while(|row| row.number <= merge.bottom);
        let mut names_in_it = covered
            .map(|row| row.text(Some(names)))
            .filter(|name| !name.is_empty());
        // The merge begins above the window, and this row has a name of its own.
        let above = self.above.contains_key(&(merge.top, merge.left)) && !own.is_empty();
        above || names_in_it.any(|name| name != own)
    }

    /// The number of the next row of the window after `number`.
    pub(super) fn next_row(&self, number: u32) -> Option<u32> {
        let next = self.rows.partition_point(|line| line.number <= number);
        self.rows.get(next).map(|line| line.number)
    }

    /// Turns the tab from a row on, so that columns become rows. The cells of that row to the left
    /// of a column are replaced by the given title. Cells keep their addresses in the sheet.
    pub(super) fn turn(&self, from: u32, title: (u32, &str)) -> Self {
        let (first, title) = title;
        let kept = self.rows.iter().filter(|line| line.number >= from);
        let mut lines: BTreeMap<u32, Line> = BTreeMap::new();
        for row in kept.clone() {
            for cell in &row.cells {
                let line = self.turned_line(&mut lines, cell.column);
                let mut cell = cell.clone();
                if row.number == from && cell.column < first {
                    continue;
                }
                cell.column = row.number;
                line.cells.push(cell);
            }
            for (column, text) in &row.struck {
                let line = self.turned_line(&mut lines, *column);
                line.struck.push((row.number, Arc::clone(text)));
            }
        }
        for (_, line) in lines.range_mut(..first) {
            line.cells.insert(0, Text::titled(from, title));
        }
        let hidden = kept.filter(|row| row.hidden).map(|row| Columns {
            first: row.number,
            last: row.number,
        });
        Self {
            hidden_columns: hidden.collect(),
            merges: Arc::new(self.merges.turned()),
            rows: Arc::new(lines.into_values().collect()),
            cells: self.cells,
            turned: true,
            ..self.beside()
        }
    }

    fn turned_line<'a>(&self, lines: &'a mut BTreeMap<u32, Line>, column: u32) -> &'a mut Line {
        lines.entry(column).or_insert_with(|| Line {
            number: column,
            hidden: self.is_column_hidden(column),
            cells: Vec::new(),
            struck: Vec::new(),
        })
    }

    /// The row with a number, if it is in the window.
    fn row(&self, number: u32) -> Option<&Line> {
        self.rows
            .binary_search_by_key(&number, |line| line.number)
            .ok()
            .map(|position| &self.rows[position])
    }
}

impl Line {
    /// The cell in a column, if it has content.
    pub(super) fn cell(&self, column: u32) -> Option<&Text> {
        self.cells
            .binary_search_by_key(&column, |cell| cell.column)
            .ok()
            .map(|position| &self.cells[position])
    }

    /// The text in a column; empty if there is none.
    pub(super) fn text(&self, column: Option<u32>) -> &str {
        column
            .and_then(|column| self.cell(column))
            .map_or("", |cell| &*cell.text)
    }

    /// Replaces what a column has by a text.
    pub(super) fn set(&mut self, column: u32, text: &str) {
        let cell = Text::titled(column, text);
        match self.cells.binary_search_by_key(&column, |cell| cell.column) {
            Ok(place) => {
                let link = self.cells[place].link.take();
                self.cells[place] = Text { link, ..cell };
            }
            Err(place) => self.cells.insert(place, cell),
        }
    }

    /// The first cell with text.
    pub(super) fn first(&self) -> Option<&Text> {
        self.cells.iter().find(|cell| !cell.text.is_empty())
    }

    /// Splits the row into the cells left of a column, and those from it on.
    pub(super) fn cut(mut self, column: u32) -> [Self; 2] {
        let from = self.cells.partition_point(|cell| cell.column < column);
        let struck = self.struck.partition_point(|(at, _)| *at < column);
        let right = Self {
            number: self.number,
            hidden: self.hidden,
            cells: self.cells.split_off(from),
            struck: self.struck.split_off(struck),
        };
        [self, right]
    }
}

/// The merges of a tab, by their first column.
#[derive(Debug)]
struct Merges(BTreeMap<u32, Beginning>);

/// The merges that begin in one column, ordered by first row.
#[derive(Debug, Default)]
struct Beginning {
    /// The last column of the widest of them.
    reach: u32,
    merges: Vec<Merge>,
}

impl Merges {
    fn new(merges: &[Merge]) -> Self {
        let mut all: BTreeMap<u32, Beginning> = BTreeMap::new();
        for merge in merges {
            let beginning = all.entry(merge.left).or_default();
            beginning.reach = beginning.reach.max(merge.right);
            beginning.merges.push(*merge);
        }
        for beginning in all.values_mut() {
            beginning.merges.sort_by_key(|merge| merge.top);
        }
        Self(all)
    }

    /// The merges of the turned tab.
    fn turned(&self) -> Self {
        let all = self.0.values().flat_map(|beginning| &beginning.merges);
        let turned: Vec<Merge> = all
            .map(|merge| Merge {
                top: merge.left,
                left: merge.top,
                bottom: merge.right,
                right: merge.bottom,
            })
            .collect();
        Self::new(&turned)
    }

    /// The merge with this top left cell.
    fn beginning(&self, row: u32, column: u32) -> Option<&Merge> {
        let merges = &self.0.get(&column)?.merges;
        let after = merges.partition_point(|merge| merge.top <= row);
        merges[..after].last().filter(|merge| merge.top == row)
    }

    fn at(&self, row: u32, column: u32) -> Option<&Merge> {
        /// How many columns to the left a merge is searched for. Tables are narrower, and a file
        /// with merges in every column must not cost a search in all of them for each cell.
        const FARTHEST: usize = 256;

        let beginnings = self.0.range(..=column).rev().take(FARTHEST);
        beginnings
            .filter(|(_, beginning)| beginning.reach >= column)
            .find_map(|(_, beginning)| {
                let after = beginning.merges.partition_point(|merge| merge.top <= row);
                let last = beginning.merges[..after].last()?;
                (row <= last.bottom && column <= last.right).then_some(last)
            })
    }
}
