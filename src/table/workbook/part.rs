//! Unpacks the parts of a zip one batch at a time; large ones on a thread of their own, some
//! batches ahead of the reader.
//!
//! Every batch is counted before it is passed on, and the last batch of a part only after its
//! checksum was found correct. Knows nothing about the content of parts.

use std::cell::Cell;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Scope};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::markup::Markup;
use super::tail::Tails;
use crate::table::archive::{Archive, Part};
use crate::table::{Limits, TableError};

/// Bytes unpacked at a time.
const CHUNK: usize = 32 * 1024;
/// The most batches that may wait for the reader.
const WAITING: usize = 32;
/// The smallest part, in bytes, that is worth a thread.
pub(super) const LARGE: u64 = 256 * 1024;
/// Stack size of an unpacking thread: one mebibyte of the address space that the process is
/// allowed.
pub(super) const STACK: usize = 1 << 20;

/// A zip whose parts are being read.
pub(super) struct Package<'scope, 'env> {
    pub(super) archive: &'env Archive<'env>,
    scope: &'scope Scope<'scope, 'env>,
    tails: Tails,
    /// Bytes that may still be unpacked. Correct workbooks never need a large part twice, but a
    /// thousand tabs could name the same part.
    budget: Cell<u64>,
    limit: u64,
}

impl<'env> Package<'_, 'env> {
    /// Reads a zip. Threads unpack its large parts while `read` runs.
    pub(super) fn read(
        archive: &'env Archive<'env>,
        limits: &Limits,
        read: impl FnOnce(&mut Package<'_, 'env>) -> Result<(), TableError>,
    ) -> Result<(), TableError> {
        thread::scope(|scope| {
            read(&mut Package {
                tails: Tails::begin(archive, scope),
                archive,
                scope,
                budget: Cell::new(archive.parts.iter().map(|part| part.size).sum::<u64>() * 2),
                limit: limits.max_unpacked,
            })
        })
    }

    /// The markup of a part from its beginning; `None` if the part does not exist.
    pub(super) fn markup(&self, name: &str) -> Result<Option<Markup<'env>>, TableError> {
        let Some(index) = self.archive.position(name) else {
            return Ok(None);
        };
        let part = &self.archive.parts[index];
        self.budget.set(
            self.budget
                .get()
                .checked_sub(part.size)
                .ok_or(TableError::Bomb { limit: self.limit })?,
        );
        let batches = Batches::of(part, self.scope);
        Ok(Some(Markup::new(&part.name, batches)))
    }

    /// The markup after the cells of a worksheet, and its offset in the part. It has the merges and
    /// links, which are needed while the cells are read.
    pub(super) fn behind_cells(
        &mut self,
        name: &str,
    ) -> Result<Option<(u64, Markup<'env>)>, TableError> {
        let Some(index) = self.archive.position(name) else {
            return Ok(None);
        };
        let part = &self.archive.parts[index];
        let tail = self.tails.take(index, part).map_err(|_| damaged(part))?;
        Ok(tail.map(|(start, text)| (start, Markup::fragment(&part.name, text))))
    }
}

/// The source of a part's batches.
pub(super) enum Batches<'env> {
    Whole(Option<Vec<u8>>),
    Here(Box<Unpacking<'env>>),
    Ahead(Receiver<Result<Batch, TableError>>),
}

/// A batch of consecutive bytes of a part.
pub(super) struct Batch {
    pub(super) bytes: Vec<u8>,
    pub(super) is_last: bool,
}

impl<'env> Batches<'env> {
    /// Prepares the batches of a part. Unpacking of a large one begins at once.
    fn of<'scope>(part: &'env Part<'env>, scope: &'scope Scope<'scope, 'env>) -> Self {
        let here = || Box::new(Unpacking::new(part));
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
                    let is_last = batch.as_ref().map_or(true, |batch| batch.is_last);
                    // The receiver is gone if reading was given up.
                    if sender.send(batch).is_err() || is_last {
                        return;
                    }
                }
            });
        match ahead {
            Ok(_) => Self::Ahead(receiver),
            // If the process cannot have another thread, unpack in this one.
            Err(_) => Self::Here(here()),
        }
    }

    /// The next batch; must not be called after the last one.
    pub(super) fn next(&mut self) -> Result<Batch, TableError> {
        match self {
            Self::Whole(bytes) => Ok(Batch {
                bytes: bytes.take().unwrap_or_default(),
                is_last: true,
            }),
            Self::Here(unpacking) => unpacking.next(),
            Self::Ahead(batches) => batches.recv().unwrap_or_else(|_| {
                Err(TableError::Defect {
                    detail: "unpacking: ?".to_owned(),
                })
            }),
        }
    }
}

/// The packed bytes of a part, unpacked while they are read.
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

/// A part being unpacked and checked.
pub(super) struct Unpacking<'a> {
    part: &'a Part<'a>,
    packed: Packed<'a>,
    crc: Crc,
    unpacked: u64,
}

impl<'a> Unpacking<'a> {
    fn new(part: &'a Part<'a>) -> Self {
        Self {
            part,
            packed: Packed::of(part),
            crc: Crc::new(),
            unpacked: 0,
        }
    }

    fn next(&mut self) -> Result<Batch, TableError> {
        let mut bytes = vec![0; CHUNK];
        let count = self
            .packed
            .read(&mut bytes)
            .map_err(|_| damaged(self.part))?;
        bytes.truncate(count);
        self.crc.update(&bytes);
        self.unpacked += count as u64;
        let is_last = count == 0 || self.unpacked >= self.part.size;
        if is_last && !self.is_whole() {
            return Err(damaged(self.part));
        }
        Ok(Batch { bytes, is_last })
    }

    /// Whether the part ends here, with the stated size and checksum.
    fn is_whole(&mut self) -> bool {
        self.unpacked == self.part.size
            && self.crc.sum() == self.part.crc
            && matches!(self.packed.read(&mut [0]), Ok(0))
    }
}

/// Unpacks a whole part.
pub(in crate::table) fn whole(part: &Part<'_>) -> Result<Vec<u8>, TableError> {
    let mut unpacking = Unpacking::new(part);
    let mut whole = Vec::new();
    loop {
        let batch = unpacking.next()?;
        whole.extend_from_slice(&batch.bytes);
        if batch.is_last {
            return Ok(whole);
        }
    }
}

/// The error for a part that differs from what the directory states.
fn damaged(part: &Part<'_>) -> TableError {
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

    /// A part with this number of lines, in a zip.
    fn packed(lines: u32) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.xml", SimpleFileOptions::default())
            .unwrap();
        for line in 0..lines {
            writeln!(zip, "<row r=\"{line}\"/>").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read(mut batches: Batches<'_>) -> Result<Vec<u8>, TableError> {
        let mut bytes = Vec::new();
        loop {
            let batch = batches.next()?;
            bytes.extend(batch.bytes);
            if batch.is_last {
                return Ok(bytes);
            }
        }
    }

    fn both(packed: &[u8], change: impl FnOnce(&mut Part<'_>)) -> [Result<Vec<u8>, TableError>; 2] {
        let mut archive = Archive::open(packed, &Limits::default()).unwrap();
        change(&mut archive.parts[0]);
        let part = &archive.parts[0];
        let here = read(Batches::Here(Box::new(Unpacking::new(part))));
        let ahead = thread::scope(|scope| read(Batches::of(part, scope)));
        [here, ahead]
    }

    #[test]
    fn a_part_unpacked_ahead_says_what_it_says_unpacked_here() {
        for (lines, is_large) in [(0, false), (100, false), (20_000, true)] {
            let packed = packed(lines);
            let [here, ahead] = both(&packed, |part| assert_eq!(part.size >= LARGE, is_large));
            assert_eq!(here, ahead, "{lines} lines");
            let found = here.unwrap().iter().filter(|&&byte| byte == b'\n').count();
            assert_eq!(found, lines as usize);
            let damages: [fn(&mut Part<'_>); 3] = [
                |part| part.crc ^= 1,
                |part| part.size = part.size.wrapping_sub(1),
                |part| part.packed = &part.packed[..part.packed.len() - 1],
            ];
            for damage in damages {
                let [here, ahead] = both(&packed, damage);
                assert!(here.is_err(), "{lines} lines");
                assert_eq!(here, ahead, "{lines} lines");
            }
        }
    }
}
