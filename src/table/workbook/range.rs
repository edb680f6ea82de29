//! The formats of which calamine gives whole ranges: xls, xlsb, ods.
//!
//! Ranges are as large as their two farthest cells, so these are to be read in a confined
//! process. Hidden rows, merges and links are known of ods and xls.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{
    CellErrorType, Data, Dimensions, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible,
    Xls, XlsError, Xlsb, XlsbError,
};

use super::link::Links;
use super::scan::Facts;
use super::unpacked::{self, Unpacked};
use super::{Sink, biff, date, text};
use crate::cell::{COLUMNS, ROWS, column_letters};
use crate::table::archive::Archive;
use crate::table::{Cell, Limits, Merge, Piece, Row, Tab, TableError, Value};

pub(super) fn read_xls(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => TableError::Protected,
        other => unreadable(&other),
    })?;
    let mut tables = biff::facts(bytes, limits.max_unpacked).into_iter();
    let mut out = Out::new(limits, book.has_1904_epoch(), sink);
    for sheet in sheets(book.sheets_metadata())? {
        let range = book
            .worksheet_range(&sheet.name)
            .map_err(|error| unreadable(&error))?;
        let merges = book
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default();
        let facts = Facts {
            merges: merges.iter().copied().map(merge).collect(),
            ..tables.next().unwrap_or_default()
        };
        out.tab(&sheet, &range, facts)
            .map_err(|error| error.in_tab(&sheet.name))?;
    }
    Ok(())
}

pub(super) fn read_xlsb(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let archive = Archive::open(bytes, limits)?;
    unpacked::within(&archive, limits, true, |unpacked| {
        read_xlsb_book(unpacked, limits, sink)
    })
}

fn read_xlsb_book(
    unpacked: &Unpacked<'_, '_>,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let refusal = |error: XlsbError| {
        unpacked.take_refusal().unwrap_or_else(|| match error {
            XlsbError::Password => TableError::Protected,
            other => unreadable(&other),
        })
    };
    let mut book = Xlsb::new(unpacked.clone()).map_err(refusal)?;
    let mut out = Out::new(limits, book.has_1904_epoch(), sink);
    for sheet in sheets(book.sheets_metadata())? {
        let range = book.worksheet_range(&sheet.name).map_err(refusal)?;
        out.tab(&sheet, &range, Facts::default())
            .map_err(|error| error.in_tab(&sheet.name))?;
    }
    unpacked.finish_part()?;
    Ok(())
}

pub(super) fn read_ods(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let archive = Archive::open(bytes, limits)?;
    unpacked::within(&archive, limits, false, |unpacked| {
        read_ods_book(unpacked, limits, sink)
    })
}

fn read_ods_book(
    unpacked: &Unpacked<'_, '_>,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let refusal = |error: OdsError| {
        unpacked.take_refusal().unwrap_or_else(|| match error {
            OdsError::Password => TableError::Protected,
            other => unreadable(&other),
        })
    };
    let mut book = Ods::new(unpacked.clone()).map_err(refusal)?;
    let tables = unpacked.take_tables()?;
    if tables.len() != book.sheets_metadata().len() {
        // tables in something that is no spreadsheet passed the scan by
        return Err(TableError::Unreadable {
            detail: format!("{} / {}", tables.len(), book.sheets_metadata().len()),
        });
    }
    let mut tables = tables.into_iter();
    let mut out = Out::new(limits, false, sink);
    for sheet in sheets(book.sheets_metadata())? {
        let range = book.worksheet_range(&sheet.name).map_err(refusal)?;
        out.tab(&sheet, &range, tables.next().unwrap_or_default())
            .map_err(|error| error.in_tab(&sheet.name))?;
    }
    Ok(())
}

/// The tabs that hold cells, none of them twice.
pub(super) fn sheets(all: &[Sheet]) -> Result<Vec<Sheet>, TableError> {
    /// Excel's users reach some hundreds; each tab costs a look through the file.
    const MOST: usize = 1_000;

    if all.len() > MOST {
        return Err(TableError::TooManyTabs { limit: MOST as u64 });
    }
    let kept: Vec<Sheet> = all
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .cloned()
        .collect();
    let mut seen = BTreeSet::new();
    for sheet in &kept {
        if !seen.insert(sheet.name.to_lowercase()) {
            return Err(TableError::DuplicateTab {
                tab: sheet.name.clone(),
            });
        }
    }
    if kept.is_empty() {
        return Err(TableError::NoTabs);
    }
    Ok(kept)
}

/// A tab without its rows; each format has its own order of merges, and the table's hash must not.
pub(super) fn head(sheet: &Sheet, epoch_1904: bool, mut merges: Vec<Merge>) -> Piece {
    merges.sort_unstable();
    Piece::Tab(Tab {
        merges,
        title: sheet.name.as_str().into(),
        hidden: sheet.visible != SheetVisible::Visible,
        epoch_1904,
        ..Tab::default()
    })
}

fn merge(range: Dimensions) -> Merge {
    Merge {
        top: range.start.0,
        left: range.start.1,
        bottom: range.end.0,
        right: range.end.1,
    }
}

/// Gives ranges away row by row.
struct Out<'a, 'b> {
    epoch_1904: bool,
    budget: u64,
    limit: u64,
    sink: &'a mut Sink<'b>,
}

impl<'a, 'b> Out<'a, 'b> {
    fn new(limits: &Limits, epoch_1904: bool, sink: &'a mut Sink<'b>) -> Self {
        Self {
            epoch_1904,
            budget: limits.max_cells,
            limit: limits.max_cells,
            sink,
        }
    }

    fn tab(
        &mut self,
        sheet: &Sheet,
        range: &Range<Data>,
        mut facts: Facts,
    ) -> Result<(), TableError> {
        let merges = std::mem::take(&mut facts.merges);
        for merge in &merges {
            is_inside(merge.bottom, merge.right)?;
            if merge.top > merge.bottom || merge.left > merge.right {
                return Err(far(merge.top, merge.left));
            }
        }
        (self.sink)(head(sheet, self.epoch_1904, merges))?;
        let mut links = Links::new(std::mem::take(&mut facts.links));
        let (top, left) = range.start().unwrap_or_default();
        let (bottom, right) = range.end().unwrap_or_default();
        is_inside(bottom, right)?;
        for (number, cells) in (top..).zip(range.rows()) {
            self.noted_before(number, &mut facts, &mut links)?;
            let mut row: BTreeMap<u32, Value> = (left..)
                .zip(cells)
                .filter_map(|(column, data)| Some((column, value(data, self.epoch_1904)?)))
                .collect();
            let later = facts.values.split_off(&(number + 1, 0));
            let noted = std::mem::replace(&mut facts.values, later);
            row.extend(
                noted
                    .into_iter()
                    .map(|((_, column), value)| (column, value)),
            );
            self.row(number, row, &facts, &mut links)?;
        }
        self.noted_before(u32::MAX, &mut facts, &mut links)
    }

    /// Rows of which calamine gave nothing.
    fn noted_before(
        &mut self,
        number: u32,
        facts: &mut Facts,
        links: &mut Links,
    ) -> Result<(), TableError> {
        while let Some((&(first, _), _)) = facts.values.first_key_value()
            && first < number
        {
            let later = facts.values.split_off(&(first + 1, 0));
            let noted = std::mem::replace(&mut facts.values, later);
            let row = noted
                .into_iter()
                .map(|((_, column), value)| (column, value));
            self.row(first, row.collect(), facts, links)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        number: u32,
        row: BTreeMap<u32, Value>,
        facts: &Facts,
        links: &mut Links,
    ) -> Result<(), TableError> {
        if row.is_empty() {
            return Ok(());
        }
        self.budget = self
            .budget
            .checked_sub(row.len() as u64)
            .ok_or(TableError::TooManyCells { limit: self.limit })?;
        let mut row = Row {
            number,
            hidden: facts.is_hidden(number),
            cells: row
                .into_iter()
                .map(|(column, value)| Cell::new(column, value))
                .collect(),
        };
        links.attach(&mut row);
        (self.sink)(Piece::Row(row))
    }
}

/// The binary formats have room for cells that no sheet has.
fn is_inside(row: u32, column: u32) -> Result<(), TableError> {
    if row < ROWS && column < COLUMNS {
        Ok(())
    } else {
        Err(far(row, column))
    }
}

/// The tab is known further out, see `TableError::in_tab`.
fn far(row: u32, column: u32) -> TableError {
    TableError::FarCell {
        tab: String::new(),
        cell: format!("{}{}", column_letters(column), u64::from(row) + 1),
    }
}

fn value(data: &Data, epoch_1904: bool) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(string) if string.is_empty() => return None,
        #[expect(clippy::cast_precision_loss, reason = "the formats store 30 bits")]
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::String(string) => text(string.as_str().into()),
        Data::DurationIso(written) => date::duration(written),
        Data::Bool(truth) => Value::Bool(*truth),
        Data::DateTime(serial) if serial.is_datetime() => date::value(serial.as_f64(), epoch_1904),
        Data::DateTime(duration) => Value::Number(duration.as_f64()),
        Data::DateTimeIso(written) => date::iso(written),
        // calamine calls it #DATA!
        Data::Error(CellErrorType::GettingData) => Value::Error("#GETTING_DATA".into()),
        Data::Error(error) => Value::Error(error.to_string().into()),
    })
}

pub(super) fn unreadable(error: &dyn std::error::Error) -> TableError {
    TableError::Unreadable {
        detail: error.to_string(),
    }
}
