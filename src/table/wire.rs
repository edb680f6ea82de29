//! Encodes and decodes a table that comes from the reading process: frames of one piece each, with
//! the length in front.
//!
//! Knows bytes only. The sender has read a hostile file and is not trusted, so every length is
//! checked against the available bytes. A text used in many cells is sent once.

use std::io::{self, Write};
use std::sync::Arc;

use chrono::DateTime;
use rustc_hash::FxHashMap;

use crate::cell::{COLUMNS, ROWS};
use crate::table::{Cell, Columns, Merge, Piece, Remark, Row, Tab, Table, TableError, Value};

/// The first bytes of the stream: the program and the version of the encoding.
pub(super) const MAGIC: &[u8] = b"cnscd-table-3\n";

const REMARK: u8 = 1;
const TAB: u8 = 2;
const ROW: u8 = 3;
const DONE: u8 = 4;
const REFUSED: u8 = 5;

const TEXT: u8 = 0;
const NEW_TEXT: u8 = 1;
const OLD_TEXT: u8 = 2;
const NUMBER: u8 = 3;
const DATE: u8 = 4;
const FALSE: u8 = 5;
const TRUE: u8 = 6;
const ERROR: u8 = 7;
const UNCOMPUTED: u8 = 8;
/// Flag of a cell with a link.
const LINKED: u8 = 0x80;
/// Flag of a cell with struck-out content.
const STRUCK: u8 = 0x40;
/// Flag of a cell that shows its day month first.
const MONTH_FIRST: u8 = 0x20;

/// Encodes a whole table; tabs lose Google's id.
pub fn tell(table: &Table) -> Vec<u8> {
    let mut stream = Vec::new();
    write(table, &mut stream).expect("memory takes it");
    stream
}

fn write(table: &Table, stream: &mut Vec<u8>) -> io::Result<()> {
    let mut writer = Writer::new(stream)?;
    for piece in table.clone().pieces() {
        writer.piece(&piece)?;
    }
    writer.finish(Ok(()))
}

/// Decodes a whole stream to the table, or to the reason why there is none. `None` if the stream is
/// cut off or is not one of this program.
pub fn told(mut stream: &[u8]) -> Option<Result<Table, TableError>> {
    let mut table = Table::default();
    let mut reader = FrameReader::default();
    loop {
        match reader.next(&mut stream).ok()?? {
            FrameContent::Piece(piece) => table.add(piece),
            FrameContent::Done if stream.is_empty() => return Some(Ok(table)),
            FrameContent::Refused(refusal) if stream.is_empty() => return Some(Err(refusal)),
            FrameContent::Done | FrameContent::Refused(_) => return None,
        }
    }
}

/// Encodes pieces as frames.
pub(super) struct Writer<W> {
    out: W,
    frame: Vec<u8>,
    /// Indexes of texts used in several cells, by address.
    known: FxHashMap<usize, u64>,
    /// Keeps these texts alive, so that no address is reused.
    kept: Vec<Arc<str>>,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        Ok(Self {
            out,
            frame: Vec::new(),
            known: FxHashMap::default(),
            kept: Vec::new(),
        })
    }

    pub(super) fn piece(&mut self, piece: &Piece) -> io::Result<()> {
        match piece {
            Piece::Remark(remark) => {
                self.frame.push(REMARK);
                self.text(&remark.key);
                self.text(&remark.value);
            }
            Piece::Tab(tab) => {
                self.frame.push(TAB);
                self.text(&tab.title);
                self.frame.push(tab.hidden.into());
                self.frame.push(tab.epoch_1904.into());
                self.number(tab.merges.len() as u64);
                for merge in &tab.merges {
                    self.range(*merge);
                }
                self.number(tab.hidden_columns.len() as u64);
                for hidden in &tab.hidden_columns {
                    self.number(hidden.first.into());
                    self.number(hidden.last.into());
                }
            }
            Piece::Row(row) => {
                self.frame.push(ROW);
                self.number(row.number.into());
                self.frame.push(row.hidden.into());
                self.number(row.cells.len() as u64);
                for cell in &row.cells {
                    self.cell(cell);
                }
            }
        }
        self.end_frame()
    }

    /// Writes the last frame: that everything was read, or why not.
    pub(super) fn finish(mut self, outcome: Result<(), TableError>) -> io::Result<()> {
        self.frame.clear();
        match outcome {
            Ok(()) => self.frame.push(DONE),
            Err(refusal) => {
                self.frame.push(REFUSED);
                serde_json::to_writer(&mut self.frame, &refusal)?;
            }
        }
        self.end_frame()?;
        self.out.flush()
    }

    fn end_frame(&mut self) -> io::Result<()> {
        let length = u32::try_from(self.frame.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&self.frame)?;
        self.frame.clear();
        Ok(())
    }

    fn cell(&mut self, cell: &Cell) {
        self.number(cell.column.into());
        let said = |said, mark| if said { mark } else { 0 };
        let marks = said(cell.link.is_some(), LINKED)
            | said(cell.struck.is_some(), STRUCK)
            | said(cell.month_first, MONTH_FIRST);
        match &cell.value {
            Value::Text(text) if Arc::strong_count(text) > 1 => {
                let address = text.as_ptr().addr();
                if let Some(&index) = self.known.get(&address) {
                    self.frame.push(OLD_TEXT | marks);
                    self.number(index);
                } else {
                    self.known.insert(address, self.kept.len() as u64);
                    self.kept.push(text.clone());
                    self.frame.push(NEW_TEXT | marks);
                    self.text(text);
                }
            }
            Value::Text(text) => {
                self.frame.push(TEXT | marks);
                self.text(text);
            }
            Value::Number(number) => {
                self.frame.push(NUMBER | marks);
                self.frame.extend_from_slice(&number.to_le_bytes());
            }
            Value::Date(instant) => {
                self.frame.push(DATE | marks);
                let microseconds = instant.and_utc().timestamp_micros();
                self.frame.extend_from_slice(&microseconds.to_le_bytes());
            }
            Value::Bool(truth) => {
                self.frame.push(if *truth { TRUE } else { FALSE } | marks);
            }
            Value::Error(text) => {
                self.frame.push(ERROR | marks);
                self.text(text);
            }
            Value::Uncomputed(text) => {
                self.frame.push(UNCOMPUTED | marks);
                self.text(text);
            }
        }
        for text in [&cell.link, &cell.struck].into_iter().flatten() {
            self.text(text);
        }
    }

    fn range(&mut self, range: Merge) {
        for number in [range.top, range.left, range.bottom, range.right] {
            self.number(number.into());
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.frame.extend_from_slice(text.as_bytes());
    }

    /// Writes seven bits per byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        loop {
            let low = u8::try_from(number & 0x7F).expect("seven bits");
            number >>= 7;
            if number == 0 {
                self.frame.push(low);
                return;
            }
            self.frame.push(low | 0x80);
        }
    }
}

/// The content of a frame.
#[derive(Debug)]
pub(super) enum FrameContent {
    Piece(Piece),
    Done,
    Refused(TableError),
}

/// Decodes frames from the bytes that have arrived so far.
#[derive(Default)]
pub(super) struct FrameReader {
    known: Vec<Arc<str>>,
    begun: bool,
    /// Whether a tab has begun; rows are valid only then.
    in_tab: bool,
    /// Whether the last frame was read.
    ended: bool,
}

/// The error for a stream that is not one of this program.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbled;

impl FrameReader {
    /// Takes the next frame from the front of the arrived bytes; `None` if it is not complete yet.
    pub(super) fn next(&mut self, arrived: &mut &[u8]) -> Result<Option<FrameContent>, Garbled> {
        if !self.begun {
            if arrived.len() < MAGIC.len() {
                return if MAGIC.starts_with(arrived) {
                    Ok(None)
                } else {
                    Err(Garbled)
                };
            }
            *arrived = arrived.strip_prefix(MAGIC).ok_or(Garbled)?;
            self.begun = true;
        }
        let Some((length, rest)) = arrived.split_first_chunk() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Garbled)?;
        let Some((frame, rest)) = rest.split_at_checked(length) else {
            return Ok(None);
        };
        *arrived = rest;
        let mut frame = Frame(frame);
        let said = frame.said(&mut self.known).ok_or(Garbled)?;
        if frame.0.is_empty() && self.is_in_order(&said) {
            Ok(Some(said))
        } else {
            Err(Garbled)
        }
    }

    /// Whether rows are inside a tab, and nothing comes after the last frame.
    fn is_in_order(&mut self, said: &FrameContent) -> bool {
        let in_order = !self.ended
            && match said {
                FrameContent::Piece(Piece::Row(_)) => self.in_tab,
                FrameContent::Piece(Piece::Remark(_) | Piece::Tab(_))
                | FrameContent::Done
                | FrameContent::Refused(_) => true,
            };
        self.in_tab |= matches!(said, FrameContent::Piece(Piece::Tab(_)));
        self.ended |= matches!(said, FrameContent::Done | FrameContent::Refused(_));
        in_order
    }
}

/// The unread rest of a frame.
struct Frame<'a>(&'a [u8]);

impl<'a> Frame<'a> {
    fn said(&mut self, known: &mut Vec<Arc<str>>) -> Option<FrameContent> {
        Some(FrameContent::Piece(match self.byte()? {
            REMARK => Piece::Remark(Remark {
                key: self.text()?.to_owned(),
                value: self.text()?.to_owned(),
            }),
            TAB => Piece::Tab(Tab {
                title: self.text()?.into(),
                hidden: self.byte()? != 0,
                epoch_1904: self.byte()? != 0,
                merges: self.many(Self::range)?,
                hidden_columns: self.many(Self::columns)?,
                ..Tab::default()
            }),
            ROW => Piece::Row(Row {
                number: self.below(ROWS)?,
                hidden: self.byte()? != 0,
                cells: self.many(|frame| frame.cell(known))?,
            }),
            DONE => return Some(FrameContent::Done),
            REFUSED => {
                let refusal = serde_json::from_slice(self.0).ok()?;
                self.0 = &[];
                return Some(FrameContent::Refused(refusal));
            }
            _ => return None,
        }))
    }

    fn cell(&mut self, known: &mut Vec<Arc<str>>) -> Option<Cell> {
        let column = self.below(COLUMNS)?;
        let kind = self.byte()?;
        let value = match kind & !(LINKED | STRUCK | MONTH_FIRST) {
            TEXT => Value::Text(self.text()?.into()),
            NEW_TEXT => {
                let text: Arc<str> = self.text()?.into();
                known.push(text.clone());
                Value::Text(text)
            }
            OLD_TEXT => Value::Text(known.get(usize::try_from(self.number()?).ok()?)?.clone()),
            NUMBER => Value::Number(f64::from_le_bytes(self.eight()?)),
            DATE => {
                let microseconds = i64::from_le_bytes(self.eight()?);
                Value::Date(DateTime::from_timestamp_micros(microseconds)?.naive_utc())
            }
            FALSE => Value::Bool(false),
            TRUE => Value::Bool(true),
            ERROR => Value::Error(self.text()?.into()),
            UNCOMPUTED => Value::Uncomputed(self.text()?.into()),
            _ => return None,
        };
        let mut said = |mark| match kind & mark {
            0 => Some(None),
            _ => Some(Some(self.text()?.into())),
        };
        Some(Cell {
            column,
            value,
            link: said(LINKED)?,
            struck: said(STRUCK)?,
            month_first: kind & MONTH_FIRST != 0,
        })
    }

    fn columns(&mut self) -> Option<Columns> {
        Some(Columns {
            first: self.below(COLUMNS)?,
            last: self.below(COLUMNS)?,
        })
    }

    fn range(&mut self) -> Option<Merge> {
        Some(Merge {
            top: self.below(ROWS)?,
            left: self.below(COLUMNS)?,
            bottom: self.below(ROWS)?,
            right: self.below(COLUMNS)?,
        })
    }

    /// Reads a count and that many elements, each of which takes at least a byte.
    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        if count > self.0.len() {
            return None;
        }
        // A row of a sheet has no more cells, and a longer stated count is not trusted.
        let mut all = Vec::with_capacity(count.min(COLUMNS as usize));
        for _ in 0..count {
            all.push(one(self)?);
        }
        Some(all)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        let (eight, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*eight)
    }

    fn below(&mut self, bound: u32) -> Option<u32> {
        let number = u32::try_from(self.number()?).ok()?;
        (number < bound).then_some(number)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Vec<Piece> {
        let shared: Arc<str> = "Xã Đăk Ui".into();
        let day = chrono::NaiveDate::from_ymd_opt(2025, 7, 28).unwrap();
        let values = [
            Value::Text(shared.clone()),
            Value::Text("một lần".into()),
            Value::Text(shared),
            Value::Number(-0.5),
            Value::Date(day.and_hms_milli_opt(9, 30, 0, 250).unwrap()),
            Value::Bool(true),
            Value::Bool(false),
            Value::Error("#SPILL!".into()),
            Value::Uncomputed("=A1".into()),
        ];
        let cells = (0..)
            .zip(values)
            .map(|(column, value)| Cell {
                link: (column == 2).then(|| "https://a.example".into()),
                struck: (column % 3 == 2).then(|| "15/QĐ-UBND".into()),
                month_first: column == 4,
                ..Cell::new(column * 100, value)
            })
            .collect();
        let range = Merge {
            top: 8,
            left: 0,
            bottom: 1_048_575,
            right: 16_383,
        };
        vec![
            Piece::Remark(Remark {
                key: "table-remark-macros".to_owned(),
                value: "x".to_owned(),
            }),
            Piece::Tab(Tab {
                title: "Tổ CNSCĐ".into(),
                hidden: true,
                epoch_1904: true,
                merges: vec![range],
                hidden_columns: vec![Columns { first: 2, last: 3 }],
                ..Tab::default()
            }),
            Piece::Row(Row {
                number: 300,
                hidden: true,
                cells,
            }),
        ]
    }

    fn written(outcome: Result<(), TableError>) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes).unwrap();
        for piece in pieces() {
            writer.piece(&piece).unwrap();
        }
        writer.finish(outcome).unwrap();
        bytes
    }

    fn read(mut bytes: &[u8]) -> (Vec<String>, Result<(), Garbled>) {
        let mut reader = FrameReader::default();
        let mut said = Vec::new();
        loop {
            match reader.next(&mut bytes) {
                Ok(Some(next)) => said.push(format!("{next:?}")),
                Ok(None) => return (said, Ok(())),
                Err(garbled) => return (said, Err(garbled)),
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut expected: Vec<String> = pieces()
            .into_iter()
            .map(|piece| format!("{:?}", FrameContent::Piece(piece)))
            .collect();
        expected.push("Done".to_owned());
        assert_eq!(read(&written(Ok(()))), (expected, Ok(())));
        let refused = written(Err(TableError::FarCell {
            tab: "T".to_owned(),
            cell: "XFE1".to_owned(),
        }));
        assert!(read(&refused).0[3].contains("XFE1"));
    }

    /// A stream that this program would not write must not cause a panic.
    #[test]
    fn frames_out_of_order_or_out_of_the_sheet_are_garbled() {
        let stream = |pieces: &[Piece]| {
            let mut bytes = Vec::new();
            let mut writer = Writer::new(&mut bytes).unwrap();
            for piece in pieces {
                writer.piece(piece).unwrap();
            }
            writer.finish(Ok(())).unwrap();
            bytes
        };
        let [_, tab, row] = <[Piece; 3]>::try_from(pieces()).unwrap();
        let far = Piece::Row(Row {
            number: 1_048_576,
            ..Row::default()
        });
        assert!(told(&stream(&[])).is_some());
        for pieces in [vec![row], vec![tab, far]] {
            assert_eq!(told(&stream(&pieces)), None, "{pieces:?}");
        }
        let twice = [stream(&[]), vec![1, 0, 0, 0, DONE]].concat();
        assert_eq!(read(&twice).1, Err(Garbled));
    }

    #[test]
    fn a_text_in_many_cells_travels_once() {
        let needle = "Xã Đăk Ui".as_bytes();
        let bytes = written(Ok(()));
        let times = bytes.windows(needle.len()).filter(|&part| part == needle);
        assert_eq!(times.count(), 1);
    }

    #[test]
    fn a_stream_cut_or_changed_anywhere_never_passes_for_done() {
        let bytes = written(Ok(()));
        for end in 0..bytes.len() {
            let (said, _) = read(&bytes[..end]);
            assert!(!said.contains(&"Done".to_owned()), "{end}");
        }
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 0xFF;
            // The result does not matter; it must not panic.
            let _ = read(&changed);
        }
    }
}
