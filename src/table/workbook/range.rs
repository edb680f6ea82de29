//! The formats of which calamine gives whole ranges: xls, xlsb, ods.
//!
//! Ranges are as large as their two farthest cells, so these are to be read in a confined
//! process. Hidden rows and links are not to be had of them.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Dimensions, Ods, Range, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsb};

use super::{Piece, Sink, date, text};
use crate::table::{Cell, Limits, Merge, Row, Tab, TableError, Value};

pub(super) fn read_xls(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => TableError::Protected,
        other => unreadable(&other),
    })?;
    let epoch_1904 = book.has_1904_epoch();
    let mut budget = limits.max_cells;
    for sheet in sheets(book.sheets_metadata())? {
        let range = book
            .worksheet_range(&sheet.name)
            .map_err(|error| unreadable(&error))?;
        let merges = book
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default();
        give(
            &sheet,
            &range,
            epoch_1904,
            &merges,
            &mut budget,
            limits,
            sink,
        )?;
    }
    Ok(())
}

pub(super) fn read_xlsb(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsbError::Password => TableError::Protected,
        other => unreadable(&other),
    })?;
    let epoch_1904 = book.has_1904_epoch();
    let mut budget = limits.max_cells;
    for sheet in sheets(book.sheets_metadata())? {
        let range = book
            .worksheet_range(&sheet.name)
            .map_err(|error| unreadable(&error))?;
        give(&sheet, &range, epoch_1904, &[], &mut budget, limits, sink)?;
    }
    Ok(())
}

pub(super) fn read_ods(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::OdsError::Password => TableError::Protected,
        other => unreadable(&other),
    })?;
    let mut budget = limits.max_cells;
    for sheet in sheets(book.sheets_metadata())? {
        let range = book
            .worksheet_range(&sheet.name)
            .map_err(|error| unreadable(&error))?;
        give(&sheet, &range, false, &[], &mut budget, limits, sink)?;
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

/// A tab without its rows.
pub(super) fn head(sheet: &Sheet, epoch_1904: bool) -> Piece {
    Piece::Tab(Tab {
        title: sheet.name.as_str().into(),
        hidden: sheet.visible != SheetVisible::Visible,
        epoch_1904,
        ..Tab::default()
    })
}

pub(super) fn merge(range: Dimensions) -> Merge {
    Merge {
        top: range.start.0,
        left: range.start.1,
        bottom: range.end.0,
        right: range.end.1,
    }
}

fn give(
    sheet: &Sheet,
    range: &Range<Data>,
    epoch_1904: bool,
    merges: &[Dimensions],
    budget: &mut u64,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    sink(head(sheet, epoch_1904))?;
    let (top, left) = range.start().unwrap_or_default();
    for (number, cells) in (top..).zip(range.rows()) {
        let cells: Vec<Cell> = (left..)
            .zip(cells)
            .filter_map(|(column, data)| {
                Some(Cell {
                    column,
                    value: value(data, epoch_1904)?,
                    link: None,
                })
            })
            .collect();
        *budget = budget
            .checked_sub(cells.len() as u64)
            .ok_or(TableError::TooManyCells {
                limit: limits.max_cells,
            })?;
        if !cells.is_empty() {
            sink(Piece::Row(Row {
                number,
                hidden: false,
                cells,
            }))?;
        }
    }
    sink(Piece::End {
        merges: merges.iter().copied().map(merge).collect(),
        links: Vec::new(),
    })
}

fn value(data: &Data, epoch_1904: bool) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(string) if string.is_empty() => return None,
        #[expect(clippy::cast_precision_loss, reason = "the formats store 30 bits")]
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::String(string) | Data::DurationIso(string) => text(string.as_str().into()),
        Data::Bool(truth) => Value::Bool(*truth),
        Data::DateTime(serial) if serial.is_datetime() => date::value(serial.as_f64(), epoch_1904),
        Data::DateTime(duration) => Value::Number(duration.as_f64()),
        Data::DateTimeIso(written) => date::iso(written),
        Data::Error(error) => Value::Error(error.to_string().into()),
    })
}

pub(super) fn unreadable(error: &dyn std::error::Error) -> TableError {
    TableError::Unreadable {
        detail: error.to_string(),
    }
}
