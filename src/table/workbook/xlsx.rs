//! xlsx and xlsm, one cell at a time: calamine's ranges are never asked for, since two far
//! cells make one of half a terabyte.
//!
//! The values are calamine's but where the scan of the same bytes says otherwise; hidden rows,
//! merges and links are the scan's.

use calamine::{DataRef, Reader, Sheet, Xlsx, XlsxError};
use rustc_hash::FxHashMap;

use super::link::{self, Links};
use super::range::{head, sheets, unreadable};
use super::unpacked::{self, Unpacked};
use super::{Sink, date, text};
use crate::table::archive::Archive;
use crate::table::{Cell, Limits, Piece, Remark, Row, TableError, Value};

pub(super) fn read(bytes: &[u8], limits: &Limits, sink: &mut Sink<'_>) -> Result<(), TableError> {
    let archive = Archive::open(bytes, limits)?;
    if archive.position("xl/vbaProject.bin").is_some() {
        sink(Piece::Remark(Remark {
            key: "table-remark-macros".to_owned(),
            value: "xl/vbaProject.bin".to_owned(),
        }))?;
    }
    unpacked::within(&archive, limits, false, |unpacked| {
        read_book(unpacked, limits, sink)
    })
}

fn read_book(
    unpacked: &Unpacked<'_, '_>,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let refusal = |error: XlsxError| {
        unpacked.take_refusal().unwrap_or_else(|| match error {
            XlsxError::Password => TableError::Protected,
            other => unreadable(&other),
        })
    };
    let mut book = Xlsx::new(unpacked.clone()).map_err(refusal)?;
    let mut cells = Cells {
        epoch_1904: book.has_1904_epoch(),
        budget: limits.max_cells,
        limit: limits.max_cells,
        shared: Shared::new(),
    };
    for sheet in sheets(book.sheets_metadata())? {
        cells
            .read_sheet(&mut book, unpacked, &sheet, sink)
            .map_err(|error| match error {
                Failed::Refused(error) => error,
                Failed::Reader(error) => refusal(error),
            })
            .map_err(|error| error.in_tab(&sheet.name))?;
    }
    Ok(())
}

enum Failed {
    Refused(TableError),
    Reader(XlsxError),
}

impl From<TableError> for Failed {
    fn from(error: TableError) -> Self {
        Self::Refused(error)
    }
}

impl From<XlsxError> for Failed {
    fn from(error: XlsxError) -> Self {
        Self::Reader(error)
    }
}

/// What the tabs of a workbook share.
struct Cells {
    epoch_1904: bool,
    budget: u64,
    limit: u64,
    shared: Shared,
}

/// Values of the shared strings that stand in several cells: a text of a megabyte may stand in
/// thousands. Of the others, phones and addresses, calamine's table is the only copy.
struct Shared {
    /// Marks of the texts met, by address in calamine's table, which it keeps as long as the
    /// workbook. Two texts far apart may have one mark: then one is kept that stands alone.
    met: Box<[bool]>,
    /// By address, those met again.
    repeated: FxHashMap<usize, Value>,
}

impl Shared {
    /// The marks cover 256 MiB of texts, each of which begins 16 bytes after another or later.
    const MARKS: usize = 1 << 24;

    fn new() -> Self {
        Self {
            met: vec![false; Self::MARKS].into(),
            repeated: FxHashMap::default(),
        }
    }

    fn value(&mut self, string: &str) -> Value {
        let address = string.as_ptr().addr();
        if std::mem::replace(&mut self.met[address / 16 % Self::MARKS], true) {
            let again = || text(string.into());
            return self.repeated.entry(address).or_insert_with(again).clone();
        }
        text(string.into())
    }
}

impl Cells {
    fn read_sheet(
        &mut self,
        book: &mut Xlsx<Unpacked<'_, '_>>,
        unpacked: &Unpacked<'_, '_>,
        sheet: &Sheet,
        sink: &mut Sink<'_>,
    ) -> Result<(), Failed> {
        let mut reader = book.worksheet_cells_reader(&sheet.name)?;
        if unpacked.told().is_none() {
            // cells in something that is no worksheet passed the scan by
            return Err(Failed::Reader(XlsxError::NotAWorksheet(sheet.name.clone())));
        }
        let (part, outline) = unpacked.outline()?;
        sink(head(sheet, self.epoch_1904, outline.merges.clone()))?;
        let mut links = Links::new(link::links(unpacked, &part, &outline.leads)?);
        let mut row = Row::default();
        let mut ordinal = 0;
        while let Some(found) = reader.next_cell()? {
            let (number, column) = found.get_position();
            let note = unpacked
                .told()
                .and_then(|mut told| told.notes.pop_front_if(|note| note.ordinal == ordinal));
            ordinal += 1;
            let (noted, link) = note.map_or((None, None), |note| (note.value, note.link));
            let Some(value) = noted.or_else(|| self.value(found.get_value())) else {
                continue;
            };
            self.budget = self
                .budget
                .checked_sub(1)
                .ok_or(TableError::TooManyCells { limit: self.limit })?;
            if number != row.number && !row.cells.is_empty() {
                // rows of a table are of a width
                let next = Row {
                    cells: Vec::with_capacity(row.cells.len()),
                    ..Row::default()
                };
                links.attach(&mut row);
                sink(Piece::Row(std::mem::replace(&mut row, next)))?;
            }
            if row.cells.is_empty() {
                row.number = number;
                row.hidden = unpacked
                    .told()
                    .is_some_and(|told| told.hidden.contains(&number));
            }
            row.cells.push(Cell {
                link,
                ..Cell::new(column, value)
            });
        }
        drop(reader);
        if !row.cells.is_empty() {
            links.attach(&mut row);
            sink(Piece::Row(row))?;
        }
        let Some((_, scanned)) = unpacked.finish_part()? else {
            return Err(Failed::Reader(XlsxError::WorksheetNotFound(
                sheet.name.clone(),
            )));
        };
        let foreseen = outline.merges == scanned.merges && outline.leads == scanned.leads;
        if scanned.cells != ordinal || !foreseen {
            // markup that two readers take for different things
            return Err(Failed::Reader(XlsxError::UnexpectedNode("c")));
        }
        Ok(())
    }

    fn value(&mut self, data: &DataRef<'_>) -> Option<Value> {
        Some(match data {
            DataRef::Empty | DataRef::SharedString("") => return None,
            DataRef::String(string) if string.is_empty() => return None,
            DataRef::SharedString(string) => self.shared.value(string),
            DataRef::String(string) | DataRef::DurationIso(string) => text(string.as_str().into()),
            #[expect(clippy::cast_precision_loss, reason = "xlsx has no integers")]
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::Bool(truth) => Value::Bool(*truth),
            DataRef::DateTime(serial) if serial.is_datetime() => {
                date::value(serial.as_f64(), self.epoch_1904)
            }
            DataRef::DateTime(duration) => Value::Number(duration.as_f64()),
            DataRef::DateTimeIso(written) => date::iso(written),
            DataRef::Error(error) => Value::Error(error.to_string().into()),
        })
    }
}
