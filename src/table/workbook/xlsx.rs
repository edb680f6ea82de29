//! xlsx and xlsm, one cell at a time: calamine's ranges are never asked for, since two far
//! cells make one of half a terabyte.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::range::{head, merge, sheets, unreadable};
use super::{Link, Piece, Sink, date, text};
use crate::table::{Cell, Limits, Row, TableError, Value};

pub(super) fn read(bytes: &[u8], limits: &Limits, sink: &mut Sink<'_>) -> Result<(), TableError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let epoch_1904 = book.has_1904_epoch();
    let mut budget = limits.max_cells;
    let mut shared = HashMap::new();
    for sheet in sheets(book.sheets_metadata())? {
        sink(head(&sheet, epoch_1904))?;
        let mut reader = book
            .worksheet_cells_reader(&sheet.name)
            .map_err(|error| refusal(&error))?;
        let mut row = Row::default();
        while let Some(cell) = reader
            .next_cell_with_formula()
            .map_err(|error| refusal(&error))?
        {
            let (number, column) = cell.pos;
            let value = match value(cell.value, epoch_1904, &mut shared) {
                Some(value) => value,
                None => match cell.formula {
                    Some(formula) => Value::Uncomputed(format!("={formula}").into()),
                    None => continue,
                },
            };
            budget = budget.checked_sub(1).ok_or(TableError::TooManyCells {
                limit: limits.max_cells,
            })?;
            if number != row.number && !row.cells.is_empty() {
                sink(Piece::Row(std::mem::take(&mut row)))?;
            }
            row.number = number;
            row.cells.push(Cell {
                column,
                value,
                link: None,
            });
        }
        if !row.cells.is_empty() {
            sink(Piece::Row(row))?;
        }
        drop(reader);
        let merges = book
            .merge_cells_by_sheet_name(&sheet.name)
            .map_err(|error| refusal(&error))?;
        let links = book
            .hyperlinks_by_sheet_name(&sheet.name)
            .map_err(|error| refusal(&error))?;
        sink(Piece::End {
            merges: merges.into_iter().map(merge).collect(),
            links: links
                .into_iter()
                .filter_map(|link| {
                    Some(Link {
                        range: merge(link.range),
                        target: link.target?.into(),
                    })
                })
                .collect(),
        })?;
    }
    Ok(())
}

/// What calamine read, texts of the shared table kept once however often they are used: the
/// address of one is its name, since calamine keeps them as long as the workbook.
fn value(
    data: DataRef<'_>,
    epoch_1904: bool,
    shared: &mut HashMap<usize, Arc<str>>,
) -> Option<Value> {
    Some(match data {
        DataRef::Empty | DataRef::SharedString("") => return None,
        DataRef::String(string) if string.is_empty() => return None,
        DataRef::SharedString(string) => text(
            shared
                .entry(string.as_ptr().addr())
                .or_insert_with(|| string.into())
                .clone(),
        ),
        DataRef::String(string) | DataRef::DurationIso(string) => text(string.into()),
        #[expect(clippy::cast_precision_loss, reason = "xlsx has no integers")]
        DataRef::Int(number) => Value::Number(number as f64),
        DataRef::Float(number) => Value::Number(number),
        DataRef::Bool(truth) => Value::Bool(truth),
        DataRef::DateTime(serial) if serial.is_datetime() => {
            date::value(serial.as_f64(), epoch_1904)
        }
        DataRef::DateTime(duration) => Value::Number(duration.as_f64()),
        DataRef::DateTimeIso(written) => date::iso(&written),
        DataRef::Error(error) => Value::Error(error.to_string().into()),
    })
}

fn refusal(error: &XlsxError) -> TableError {
    match error {
        XlsxError::Password => TableError::Protected,
        other => unreadable(other),
    }
}
