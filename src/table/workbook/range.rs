//! Reads the formats for which calamine gives whole ranges: xls and xlsb.
//!
//! A range spans its two farthest cells, however few it has, so these formats must be read in a
//! confined process. For xls, hidden rows and columns, merges, links and looks are read too.

use std::io::{Cursor, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    CellErrorType, Data, Dimensions, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError,
    Xlsb, XlsbError,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::biff::{self, Facts};
use super::link::Links;
use super::part;
use super::tabs::{Budget, Titles};
use super::{Sink, date, text};
use crate::cell::{COLUMNS, ROWS, column_letters};
use crate::table::archive::Archive;
use crate::table::{Cell, Limits, Merge, Piece, Row, Tab, TableError, Value};

pub(super) fn read_xls(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let bytes = biff::with_usual_names(bytes);
    let bytes = &*bytes;
    let mut book = guarded(|| Xls::new(Cursor::new(bytes)))?.map_err(|error| match error {
        XlsError::Password => TableError::Protected,
        other => unreadable(&other),
    })?;
    let mut facts = biff::facts(bytes, limits.max_unpacked).into_iter();
    let mut out = Out::new(limits, book.has_1904_epoch(), sink);
    for sheet in sheets(book.sheets_metadata())? {
        let range =
            guarded(|| book.worksheet_range(&sheet.name))?.map_err(|error| unreadable(&error))?;
        let merges = book
            .merge_cells_by_sheet_name(&sheet.name)
            .unwrap_or_default();
        let merges = merges.iter().copied().map(merge).collect();
        out.tab(&sheet, &range, merges, facts.next().unwrap_or_default())
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
    let stored = stored(&archive)?;
    let refusal = |error: XlsbError| match error {
        XlsbError::Password => TableError::Protected,
        other => unreadable(&other),
    };
    let mut book = guarded(|| Xlsb::new(Cursor::new(stored)))?.map_err(refusal)?;
    let mut out = Out::new(limits, book.has_1904_epoch(), sink);
    for sheet in sheets(book.sheets_metadata())? {
        let range = guarded(|| book.worksheet_range(&sheet.name))?.map_err(refusal)?;
        out.tab(&sheet, &range, Vec::new(), Facts::default())
            .map_err(|error| error.in_tab(&sheet.name))?;
    }
    Ok(())
}

/// Runs a library that panics on some broken files.
fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, TableError> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| TableError::Unreadable {
        detail: "calamine".to_owned(),
    })
}

/// Repacks a zip without compression, after checking each part against the directory.
fn stored(archive: &Archive<'_>) -> Result<Vec<u8>, TableError> {
    let size: u64 = archive.parts.iter().map(|part| part.size).sum();
    let room = usize::try_from(size).unwrap_or_default() + 512 * archive.parts.len();
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for part in &archive.parts {
        let whole = part::whole(part)?;
        zip.start_file(part.name.as_str(), options)
            .map_err(|error| unreadable(&error))?;
        zip.write_all(&whole).map_err(|error| unreadable(&error))?;
    }
    let zip = zip.finish().map_err(|error| unreadable(&error))?;
    Ok(zip.into_inner())
}

/// The tabs with cells; an error if two have the same title.
fn sheets(all: &[Sheet]) -> Result<Vec<Sheet>, TableError> {
    let mut titles = Titles::default();
    let mut kept = Vec::new();
    for sheet in all {
        titles.one_more()?;
        if sheet.typ == SheetType::WorkSheet {
            titles.add(&sheet.name)?;
            kept.push(sheet.clone());
        }
    }
    if kept.is_empty() {
        return Err(TableError::NoTabs);
    }
    Ok(kept)
}

fn merge(range: Dimensions) -> Merge {
    Merge {
        top: range.start.0,
        left: range.start.1,
        bottom: range.end.0,
        right: range.end.1,
    }
}

/// Passes on ranges row by row.
struct Out<'a, 'b> {
    epoch_1904: bool,
    budget: Budget,
    sink: &'a mut Sink<'b>,
}

impl<'a, 'b> Out<'a, 'b> {
    fn new(limits: &Limits, epoch_1904: bool, sink: &'a mut Sink<'b>) -> Self {
        Self {
            epoch_1904,
            budget: Budget::new(limits),
            sink,
        }
    }

    fn tab(
        &mut self,
        sheet: &Sheet,
        range: &Range<Data>,
        mut merges: Vec<Merge>,
        mut facts: Facts,
    ) -> Result<(), TableError> {
        for merge in &merges {
            is_inside(merge.bottom, merge.right)?;
            if merge.top > merge.bottom || merge.left > merge.right {
                return Err(far(merge.top, merge.left));
            }
        }
        // The order of merges depends on the program that wrote the file.
        merges.sort_unstable();
        (self.sink)(Piece::Tab(Tab {
            title: sheet.name.as_str().into(),
            hidden: sheet.visible != SheetVisible::Visible,
            epoch_1904: self.epoch_1904,
            merges,
            hidden_columns: std::mem::take(&mut facts.hidden_columns),
            ..Tab::default()
        }))?;
        let mut links = Links::new(std::mem::take(&mut facts.links));
        let (top, left) = range.start().unwrap_or_default();
        let (bottom, right) = range.end().unwrap_or_default();
        is_inside(bottom, right)?;
        for (number, cells) in (top..).zip(range.rows()) {
            let cells: Vec<Cell> = (left..)
                .zip(cells)
                .filter_map(|(column, data)| {
                    let value = value(data, self.epoch_1904)?;
                    Some(facts.cell(number, Cell::new(column, value)))
                })
                .collect();
            if cells.is_empty() {
                continue;
            }
            self.budget.spend(cells.len() as u64)?;
            let mut row = Row {
                number,
                hidden: facts.is_hidden(number),
                cells,
            };
            links.attach(&mut row);
            (self.sink)(Piece::Row(row))?;
        }
        Ok(())
    }
}

/// Checks that a cell is inside a sheet: the binary formats can state places beyond it.
fn is_inside(row: u32, column: u32) -> Result<(), TableError> {
    if row < ROWS && column < COLUMNS {
        Ok(())
    } else {
        Err(far(row, column))
    }
}

/// The error for a cell outside a sheet. `TableError::in_tab` adds the tab later.
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
        Data::String(string) | Data::DurationIso(string) => text(string.as_str().into()),
        Data::Bool(truth) => Value::Bool(*truth),
        Data::DateTime(serial) if serial.is_datetime() => date::value(serial.as_f64(), epoch_1904),
        Data::DateTime(duration) => Value::Number(duration.as_f64()),
        Data::DateTimeIso(written) => date::iso(written),
        // calamine calls it #DATA!.
        Data::Error(CellErrorType::GettingData) => Value::Error("#GETTING_DATA".into()),
        Data::Error(error) => Value::Error(error.to_string().into()),
    })
}

fn unreadable(error: &dyn std::error::Error) -> TableError {
    TableError::Unreadable {
        detail: error.to_string(),
    }
}
