//! One part being unpacked and scanned, a batch at a time; a large one on a thread of its own,
//! some batches ahead of whoever reads it.
//!
//! Nothing is given away before it was counted and scanned, and the last batch of a part not
//! before its checksum was found right.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Scope};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::scan::{Ended, Scan, Told};
use crate::table::TableError;
use crate::table::archive::Part;

/// Bytes unpacked at once.
const CHUNK: usize = 32 * 1024;
/// Batches that wait at most for who reads them.
const WAITING: usize = 32;
/// The smallest part, in bytes, that is worth a thread.
pub(super) const LARGE: u64 = 256 * 1024;
/// Of a thread that unpacks: a mebibyte of the address space that the process is allowed.
pub(super) const STACK: usize = 1 << 20;

/// Scanned bytes of a part, in their order.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    /// What these bytes say beside their values, where the part is a worksheet.
    pub(super) told: Option<Told>,
    /// What the whole part was: with its last bytes.
    pub(super) ended: Option<Ended>,
}

/// Where the batches of a part come from.
pub(super) enum Batches<'env> {
    Here(Box<Unpacking<'env>>),
    Ahead(Receiver<Result<Batch, TableError>>),
}

impl<'env> Batches<'env> {
    /// Of a large part the unpacking begins at once. `scan` makes its scan, where it has one.
    pub(super) fn of<'scope>(
        part: &'env Part<'env>,
        scan: impl Fn() -> Option<Scan>,
        scope: &'scope Scope<'scope, 'env>,
    ) -> Self {
        let here = || Box::new(Unpacking::new(part, scan()));
        if part.size < LARGE {
            return Self::Here(here());
        }
        let (sender, receiver) = sync_channel(WAITING);
        let mut unpacking = here();
        let ahead = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, move || {
                loop {
                    let batch = unpacking.next();
                    let last = batch.as_ref().map_or(true, |batch| batch.ended.is_some());
                    // nobody listens any more where the reading was given up
                    if sender.send(batch).is_err() || last {
                        return;
                    }
                }
            });
        match ahead {
            Ok(_) => Self::Ahead(receiver),
            // a process short of threads reads without
            Err(_) => Self::Here(here()),
        }
    }

    /// The next batch; not to be asked for after the last.
    pub(super) fn next(&mut self) -> Result<Batch, TableError> {
        match self {
            Self::Here(unpacking) => unpacking.next(),
            Self::Ahead(batches) => batches.recv().unwrap_or_else(|_| {
                Err(TableError::Defect {
                    detail: "unpacking: ?".to_owned(),
                })
            }),
        }
    }
}

/// The packed bytes of a part, unpacked as they are read.
pub(super) enum Packed<'a> {
    Stored(&'a [u8]),
    Deflated(Box<DeflateDecoder<&'a [u8]>>),
}

impl<'a> Packed<'a> {
    pub(super) fn of(part: &Part<'a>) -> Self {
        if part.deflated {
            Self::Deflated(Box::new(DeflateDecoder::new(part.packed)))
        } else {
            Self::Stored(part.packed)
        }
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(rest) => rest.read(buffer),
            Self::Deflated(decoder) => decoder.read(buffer),
        }
    }
}

/// A part on its way out of the zip.
pub(super) struct Unpacking<'a> {
    part: &'a Part<'a>,
    packed: Packed<'a>,
    crc: Crc,
    scan: Option<Scan>,
    unpacked: u64,
    /// Unpacked bytes that wait for what follows: a tag or cell not yet whole.
    waiting: Vec<u8>,
}

impl<'a> Unpacking<'a> {
    fn new(part: &'a Part<'a>, scan: Option<Scan>) -> Self {
        Self {
            part,
            packed: Packed::of(part),
            crc: Crc::new(),
            scan,
            unpacked: 0,
            waiting: Vec::new(),
        }
    }

    /// Some bytes at least, or the end of the part.
    fn next(&mut self) -> Result<Batch, TableError> {
        let mut bytes = std::mem::take(&mut self.waiting);
        loop {
            let old = bytes.len();
            bytes.resize(old + CHUNK, 0);
            let count = self
                .packed
                .read(&mut bytes[old..])
                .map_err(|_| damaged(self.part))?;
            bytes.truncate(old + count);
            self.crc.update(&bytes[old..]);
            self.unpacked += count as u64;
            if self.unpacked > self.part.size {
                return Err(damaged(self.part));
            }
            // whoever reads the stored zip stops at the stated size: the end is to be seen before
            let ended = count == 0 || self.unpacked == self.part.size;
            if ended && !self.is_whole() {
                return Err(damaged(self.part));
            }
            let cleared = match &mut self.scan {
                Some(scan) => scan.feed(&mut bytes, count, ended)?,
                None => bytes.len(),
            };
            if ended || cleared > 0 {
                self.waiting = bytes.split_off(cleared);
                let told = self.scan.as_mut().and_then(Scan::told);
                let ended = ended.then(|| self.scan.take().map_or(Ended::Other, Scan::end));
                return Ok(Batch { bytes, told, ended });
            }
        }
    }

    /// Whether the part ends here, with the bytes that were packed.
    fn is_whole(&mut self) -> bool {
        self.unpacked == self.part.size
            && self.crc.sum() == self.part.crc
            && matches!(self.packed.read(&mut [0]), Ok(0))
    }
}

/// A part that is not what the directory says of it.
pub(super) fn damaged(part: &Part<'_>) -> TableError {
    TableError::DamagedPart {
        part: part.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::table::Limits;
    use crate::table::archive::Archive;

    /// A worksheet of so many rows, in a zip.
    fn workbook(rows: u32) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default())
            .unwrap();
        write!(zip, "<worksheet><sheetData>").unwrap();
        for row in 1..=rows {
            let hidden = row % 1_000 == 7;
            write!(
                zip,
                "<row r=\"{row}\" hidden=\"{}\"><c r=\"A{row}\"><v>{row}</v></c><c r=\"B{row}\" t=\"e\"><v>#REF!</v></c></row>",
                u8::from(hidden)
            )
            .unwrap();
        }
        write!(zip, "</sheetData></worksheet>").unwrap();
        zip.finish().unwrap().into_inner()
    }

    /// Bytes, hidden rows, notes and cells of a part, or the part that is damaged.
    type Read = Result<(Vec<u8>, usize, usize, u64), String>;

    fn read(mut batches: Batches<'_>) -> Read {
        let (mut bytes, mut told) = (Vec::new(), Told::default());
        loop {
            let batch = batches.next().map_err(|error| error.to_string())?;
            bytes.extend(batch.bytes);
            told.add(batch.told.unwrap_or_default());
            if let Some(ended) = batch.ended {
                let Ended::Sheet(sheet) = ended else {
                    panic!("a worksheet");
                };
                return Ok((bytes, told.hidden.len(), told.notes.len(), sheet.cells));
            }
        }
    }

    fn both(packed: &[u8], change: impl FnOnce(&mut Part<'_>)) -> [Read; 2] {
        let mut archive = Archive::open(packed, &Limits::default()).unwrap();
        change(&mut archive.parts[0]);
        let part = &archive.parts[0];
        let scan = || Some(Scan::new(&part.name, part.size, u64::MAX, 0));
        let here = read(Batches::Here(Box::new(Unpacking::new(part, scan()))));
        let ahead = thread::scope(|scope| read(Batches::of(part, scan, scope)));
        [here, ahead]
    }

    #[test]
    fn a_part_unpacked_ahead_says_what_it_says_unpacked_here() {
        for (rows, is_large) in [(0, false), (100, false), (20_000, true)] {
            let packed = workbook(rows);
            let [here, ahead] = both(&packed, |part| assert_eq!(part.size >= LARGE, is_large));
            let (bytes, hidden, notes, cells) = here.as_ref().unwrap();
            let expected = [rows.div_ceil(1_000), rows, 2 * rows].map(u64::from);
            assert_eq!([*hidden as u64, *notes as u64, *cells], expected);
            assert!(bytes.ends_with(b"</sheetData></worksheet>"));
            assert!(here == ahead, "{rows} rows");
            let damages: [fn(&mut Part<'_>); 3] = [
                |part| part.crc ^= 1,
                |part| part.size -= 1,
                |part| part.packed = &part.packed[..part.packed.len() - 9],
            ];
            for damage in damages {
                let [here, ahead] = both(&packed, damage);
                assert!(here.is_err(), "{rows} rows");
                assert!(here == ahead, "{rows} rows");
            }
        }
    }
}
