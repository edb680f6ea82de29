//! A zip as calamine reads it: the same parts, stored instead of deflated, unpacked while they
//! are read.
//!
//! So every byte that calamine sees has passed here once: it is counted, added to the part's
//! checksum, and scanned, and what calamine would trip over or misread is blanked and noted
//! (see `scan`). No part is ever held whole, and what calamine reads is unpacked once; what stands
//! behind a worksheet's cells is looked for ahead of them (see `tail`).

use std::cell::{RefCell, RefMut};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::thread::{self, Scope};

use super::layout::{Layout, Place};
use super::scan::{Ended, Facts, Scan, Sheet, Told};
use super::tail::Tails;
use super::unpacking::{Batches, damaged};
use crate::table::archive::{Archive, Part};
use crate::table::{Limits, TableError};

/// The stored zip that stands for an archive; clones share what is open, not the position.
#[derive(Clone)]
pub(super) struct Unpacked<'scope, 'env> {
    shared: Rc<RefCell<Shared<'scope, 'env>>>,
    position: u64,
}

/// What is open, and what became of it.
pub(super) struct Shared<'scope, 'env> {
    archive: &'env Archive<'env>,
    /// Where large parts are unpacked.
    scope: &'scope Scope<'scope, 'env>,
    layout: Layout,
    tails: Tails,
    open: Option<Open<'env>>,
    /// Bytes that may still be unpacked. No sound workbook has a large part read twice, but a
    /// thousand tabs may name one part.
    budget: u64,
    limits: Limits,
    binary: bool,
    /// Strings in the shared table; known once that was read.
    strings: u64,
    /// The tables of an OpenDocument spreadsheet, once read.
    tables: Vec<Facts>,
    /// Why reading had to stop; calamine only learns that it did.
    refusal: Option<TableError>,
}

/// Reads an archive's stored zip; threads unpack its large parts as long as the reading lasts.
/// `binary`: parts ending in `.bin` are no markup (xlsb).
pub(super) fn within<'env>(
    archive: &'env Archive<'env>,
    limits: &Limits,
    binary: bool,
    read: impl FnOnce(&Unpacked<'_, 'env>) -> Result<(), TableError>,
) -> Result<(), TableError> {
    thread::scope(|scope| read(&Unpacked::new(archive, limits, binary, scope)))
}

impl<'scope, 'env> Unpacked<'scope, 'env> {
    fn new(
        archive: &'env Archive<'env>,
        limits: &Limits,
        binary: bool,
        scope: &'scope Scope<'scope, 'env>,
    ) -> Self {
        Self {
            shared: Rc::new(RefCell::new(Shared {
                layout: Layout::of(archive),
                tails: Tails::begin(archive, scope),
                archive,
                scope,
                open: None,
                budget: archive.parts.iter().map(|part| part.size).sum::<u64>() * 2,
                limits: limits.clone(),
                binary,
                strings: 0,
                tables: Vec::new(),
                refusal: None,
            })),
            position: 0,
        }
    }

    /// Why reading had to stop, where that was our doing.
    pub(super) fn take_refusal(&self) -> Option<TableError> {
        self.shared.borrow_mut().refusal.take()
    }

    /// What was told of the worksheet being read, as far as it was scanned.
    pub(super) fn told(&self) -> Option<RefMut<'_, Told>> {
        RefMut::filter_map(self.shared.borrow_mut(), |shared| {
            shared.open.as_mut()?.told.as_mut()
        })
        .ok()
    }

    /// Reads what is left of the open part, and gives its name and what the scan of a
    /// worksheet found.
    pub(super) fn finish_part(&self) -> Result<Option<(String, Sheet)>, TableError> {
        self.shared.borrow_mut().finish()
    }

    /// What the scan of an OpenDocument spreadsheet found, tab by tab.
    pub(super) fn take_tables(&self) -> Result<Vec<Facts>, TableError> {
        let mut shared = self.shared.borrow_mut();
        shared.finish()?;
        Ok(std::mem::take(&mut shared.tables))
    }

    /// A whole part of moderate size; `None` where there is none of this name. What is open stays.
    pub(super) fn part(&self, name: &str) -> Result<Option<Vec<u8>>, TableError> {
        let mut shared = self.shared.borrow_mut();
        let Some(index) = shared.archive.position(name) else {
            return Ok(None);
        };
        let mut open = shared.opened(index);
        let mut whole = Vec::new();
        let mut buffer = [0; 8 * 1024];
        let limit = shared.limits.max_unpacked;
        loop {
            match open.read(&mut buffer, &mut shared.budget, limit)? {
                0 => return Ok(Some(whole)),
                count => whole.extend_from_slice(&buffer[..count]),
            }
        }
    }

    /// What stands behind the cells of the open worksheet, seen ahead of them, and the name of its
    /// part: merges and links are needed while the cells pass.
    pub(super) fn outline(&self) -> Result<(String, Sheet), TableError> {
        let mut shared = self.shared.borrow_mut();
        let Shared { open, tails, .. } = &mut *shared;
        let Some(open) = open else {
            return Ok((String::new(), Sheet::default()));
        };
        let part = open.part;
        let tail = tails.take(open.index, part).map_err(|_| damaged(part))?;
        Ok((part.name.clone(), Scan::behind_cells(&part.name, tail)?))
    }
}

impl Read for Unpacked<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let mut shared = self.shared.borrow_mut();
        let shared = &mut *shared;
        let count = match shared.layout.at(self.position) {
            Place::End => 0,
            Place::Bytes(bytes) => {
                let count = bytes.len().min(buffer.len());
                buffer[..count].copy_from_slice(&bytes[..count]);
                count
            }
            Place::Zeros(left) => {
                let count =
                    usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
                buffer[..count].fill(0);
                count
            }
            Place::Part { index, offset } => {
                shared.read_part(index, offset, buffer).map_err(|refusal| {
                    let error = io::Error::other(refusal.to_string());
                    shared.refusal.get_or_insert(refusal);
                    error
                })?
            }
        };
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Unpacked<'_, '_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let end = self.shared.borrow().layout.end;
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => end.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

impl<'env> Shared<'_, 'env> {
    fn start(&mut self, index: usize) {
        self.open = Some(self.opened(index));
    }

    fn opened(&self, index: usize) -> Open<'env> {
        let part = &self.archive.parts[index];
        let marked_up = !self.binary || !part.name.ends_with(".bin");
        let (max_cells, strings) = (self.limits.max_cells, self.strings);
        let scan = || marked_up.then(|| Scan::new(&part.name, part.size, max_cells, strings));
        Open {
            index,
            part,
            batches: Batches::of(part, scan, self.scope),
            bytes: Vec::new(),
            read: 0,
            given: 0,
            told: None,
            ended: None,
        }
    }

    /// Bytes of a part from an offset on; none at its end, where its checksum is compared.
    fn read_part(
        &mut self,
        index: usize,
        offset: u64,
        buffer: &mut [u8],
    ) -> Result<usize, TableError> {
        let goes_on = self
            .open
            .as_ref()
            .is_some_and(|open| open.index == index && open.given == offset);
        if !goes_on {
            self.finish()?;
            self.start(index);
            let mut skipped = 0;
            let mut waste = [0; 8 * 1024];
            while skipped < offset {
                let wanted = waste
                    .len()
                    .min(usize::try_from(offset - skipped).unwrap_or(waste.len()));
                match self.read_open(&mut waste[..wanted])? {
                    0 => break,
                    count => skipped += count as u64,
                }
            }
        }
        self.read_open(buffer)
    }

    fn read_open(&mut self, buffer: &mut [u8]) -> Result<usize, TableError> {
        let Some(open) = self.open.as_mut() else {
            return Ok(0);
        };
        open.read(buffer, &mut self.budget, self.limits.max_unpacked)
    }

    fn finish(&mut self) -> Result<Option<(String, Sheet)>, TableError> {
        let mut waste = [0; 8 * 1024];
        while self.read_open(&mut waste)? > 0 {}
        let Some(open) = self.open.take() else {
            return Ok(None);
        };
        match open.ended {
            Some(Ended::Sheet(sheet)) => return Ok(Some((open.part.name.clone(), *sheet))),
            Some(Ended::Spreadsheet(book)) => self.tables = book.tables,
            Some(Ended::Strings(strings)) => self.strings = strings,
            Some(Ended::Other) | None => {}
        }
        Ok(None)
    }
}

/// A part being read.
struct Open<'env> {
    index: usize,
    part: &'env Part<'env>,
    batches: Batches<'env>,
    /// Of the present batch, and how many of them were given away.
    bytes: Vec<u8>,
    read: usize,
    /// Bytes given away of the whole part.
    given: u64,
    /// What was told of cells not yet given away, where the part is a worksheet.
    told: Option<Told>,
    ended: Option<Ended>,
}

impl<'env> Open<'env> {
    fn read(&mut self, out: &mut [u8], budget: &mut u64, limit: u64) -> Result<usize, TableError> {
        while self.read == self.bytes.len() {
            if self.ended.is_some() {
                return Ok(0);
            }
            let batch = self.batches.next()?;
            *budget = budget
                .checked_sub(batch.bytes.len() as u64)
                .ok_or(TableError::Bomb { limit })?;
            (self.bytes, self.read, self.ended) = (batch.bytes, 0, batch.ended);
            if let Some(told) = batch.told {
                self.told.get_or_insert_default().add(told);
            }
        }
        let count = out.len().min(self.bytes.len() - self.read);
        out[..count].copy_from_slice(&self.bytes[self.read..self.read + count]);
        self.read += count;
        self.given += count as u64;
        Ok(count)
    }
}
