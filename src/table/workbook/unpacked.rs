//! A zip as calamine reads it: the same parts, stored instead of deflated, unpacked while they
//! are read.
//!
//! So every byte that calamine sees has passed here once: it is counted, added to the part's
//! checksum, and scanned, and what calamine would trip over or misread is blanked and noted
//! (see `scan`). Nothing is unpacked twice and no part is ever held whole.

use std::cell::{RefCell, RefMut};
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::scan::{Ended, Facts, Scan, Sheet};
use crate::table::archive::{Archive, Part};
use crate::table::{Limits, TableError};

/// The stored zip that stands for an archive; clones share what is open, not the position.
#[derive(Clone)]
pub(super) struct Unpacked<'a> {
    shared: Rc<RefCell<Shared<'a>>>,
    position: u64,
}

/// What is open, and what became of it.
pub(super) struct Shared<'a> {
    archive: &'a Archive<'a>,
    layout: Layout,
    open: Option<Open<'a>>,
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

impl<'a> Unpacked<'a> {
    /// `binary`: parts ending in `.bin` are no markup (xlsb).
    pub(super) fn new(archive: &'a Archive<'a>, limits: &Limits, binary: bool) -> Self {
        Self {
            shared: Rc::new(RefCell::new(Shared {
                layout: Layout::of(archive),
                archive,
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

    /// The worksheet being read, as far as it was scanned.
    pub(super) fn sheet(&self) -> Option<RefMut<'_, Sheet>> {
        RefMut::filter_map(self.shared.borrow_mut(), |shared| {
            shared.open.as_mut()?.scan.as_mut()?.sheet()
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
        let shared = self.shared.borrow();
        let Some(open) = &shared.open else {
            return Ok((String::new(), Sheet::default()));
        };
        let part = open.part;
        let tail = tail(Packed::of(part)).map_err(|_| open.damaged())?;
        Ok((part.name.clone(), Scan::behind_cells(&part.name, tail)?))
    }
}

/// The bytes of a worksheet from the end of its cells on; none where that end is not seen. The
/// scan of the whole part says later whether it was the end.
fn tail(mut packed: Packed<'_>) -> io::Result<Vec<u8>> {
    const CHUNK: usize = 64 * 1024;
    /// As it is closed, whatever the prefix before it.
    const END: &[u8] = b"sheetData>";

    let finder = memchr::memmem::Finder::new(END);
    let mut seen: Vec<u8> = Vec::with_capacity(2 * CHUNK);
    let mut buffer = vec![0; CHUNK];
    let closes = |seen: &[u8], place: usize| {
        let before = &seen[..place];
        let name = before.iter().rposition(|&byte| byte == b'<');
        name.is_some_and(|name| before.get(name + 1) == Some(&b'/'))
    };
    loop {
        let count = packed.read(&mut buffer)?;
        if count == 0 {
            return Ok(Vec::new());
        }
        seen.extend_from_slice(&buffer[..count]);
        let found = finder
            .find_iter(&seen)
            .find(|&place| closes(&seen, place))
            .map(|place| place + END.len());
        if let Some(end) = found {
            seen.drain(..end);
            packed.read_to_end(&mut seen)?;
            return Ok(seen);
        }
        // a name may be cut in two, with its prefix
        let kept = seen.len().min(256);
        seen.drain(..seen.len() - kept);
    }
}

impl Read for Unpacked<'_> {
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

impl Seek for Unpacked<'_> {
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

impl<'a> Shared<'a> {
    fn start(&mut self, index: usize) {
        self.open = Some(self.opened(index));
    }

    fn opened(&self, index: usize) -> Open<'a> {
        let part = &self.archive.parts[index];
        let scan = (!self.binary || !part.name.ends_with(".bin"))
            .then(|| Scan::new(&part.name, part.size, self.limits.max_cells, self.strings));
        Open::new(index, part, scan)
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
        match open.scan.map_or(Ended::Other, Scan::end) {
            Ended::Sheet(sheet) => return Ok(Some((open.part.name.clone(), *sheet))),
            Ended::Spreadsheet(book) => self.tables = book.tables,
            Ended::Strings(strings) => self.strings = strings,
            Ended::Other => {}
        }
        Ok(None)
    }
}

/// A part being unpacked.
struct Open<'a> {
    index: usize,
    part: &'a Part<'a>,
    packed: Packed<'a>,
    crc: Crc,
    scan: Option<Scan>,
    /// Unpacked bytes: up to `read` given away, up to `cleared` scanned, the rest waiting for
    /// what follows.
    buffer: Vec<u8>,
    read: usize,
    cleared: usize,
    given: u64,
    unpacked: u64,
    ended: bool,
}

enum Packed<'a> {
    Stored(&'a [u8]),
    Deflated(Box<DeflateDecoder<&'a [u8]>>),
}

impl<'a> Packed<'a> {
    fn of(part: &Part<'a>) -> Self {
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

impl<'a> Open<'a> {
    fn new(index: usize, part: &'a Part<'a>, scan: Option<Scan>) -> Self {
        Self {
            index,
            part,
            packed: Packed::of(part),
            crc: Crc::new(),
            scan,
            buffer: Vec::new(),
            read: 0,
            cleared: 0,
            given: 0,
            unpacked: 0,
            ended: false,
        }
    }

    fn read(&mut self, out: &mut [u8], budget: &mut u64, limit: u64) -> Result<usize, TableError> {
        while self.read == self.cleared {
            if self.ended {
                return Ok(0);
            }
            self.fill(budget, limit)?;
        }
        let count = out.len().min(self.cleared - self.read);
        out[..count].copy_from_slice(&self.buffer[self.read..self.read + count]);
        self.read += count;
        self.given += count as u64;
        Ok(count)
    }

    fn fill(&mut self, budget: &mut u64, limit: u64) -> Result<(), TableError> {
        const CHUNK: usize = 32 * 1024;

        self.buffer.drain(..self.read);
        self.cleared -= self.read;
        self.read = 0;
        let old = self.buffer.len();
        self.buffer.resize(old + CHUNK, 0);
        let count = self
            .packed
            .read(&mut self.buffer[old..])
            .map_err(|_| self.damaged())?;
        self.buffer.truncate(old + count);
        self.crc.update(&self.buffer[old..]);
        self.unpacked += count as u64;
        if self.unpacked > self.part.size {
            return Err(self.damaged());
        }
        *budget = budget
            .checked_sub(count as u64)
            .ok_or(TableError::Bomb { limit })?;
        // whoever reads the stored zip stops at the stated size: the end is to be seen before
        self.ended = count == 0 || self.unpacked == self.part.size;
        if self.ended && !self.is_whole() {
            return Err(self.damaged());
        }
        self.cleared += match &mut self.scan {
            Some(scan) => scan.feed(&mut self.buffer[self.cleared..], count, self.ended)?,
            None => count,
        };
        Ok(())
    }

    /// Whether the part ends here, with the bytes that were packed.
    fn is_whole(&mut self) -> bool {
        self.unpacked == self.part.size
            && self.crc.sum() == self.part.crc
            && matches!(self.packed.read(&mut [0]), Ok(0))
    }

    fn damaged(&self) -> TableError {
        TableError::DamagedPart {
            part: self.part.name.clone(),
        }
    }
}

/// Where the bytes of the stored zip are: a lead of zeros, each part behind its header, zeros,
/// the directory. The zeros keep programs that look for signatures at both ends (an OLE
/// container's, the directory's) away from the parts, which would be unpacked to be looked at.
struct Layout {
    headers: Vec<(u64, Vec<u8>)>,
    directory_at: u64,
    directory: Vec<u8>,
    end: u64,
}

enum Place<'a> {
    Bytes(&'a [u8]),
    Zeros(u64),
    Part { index: usize, offset: u64 },
    End,
}

impl Layout {
    const LEAD: u64 = 4 * 1024;
    const TRAIL: u64 = 128 * 1024;

    fn of(archive: &Archive<'_>) -> Self {
        let mut headers = Vec::with_capacity(archive.parts.len());
        let mut directory = Vec::new();
        let mut at = Self::LEAD;
        for part in &archive.parts {
            let header_at = u32::try_from(at).expect("the sum of sizes is below 2 GiB");
            let mut header = b"PK\x03\x04".to_vec();
            fields(&mut header, part);
            header.extend_from_slice(part.name.as_bytes());
            directory.extend_from_slice(b"PK\x01\x02\x14\x00");
            fields(&mut directory, part);
            // no comment, first disk, no attributes
            directory.extend_from_slice(&[0; 10]);
            directory.extend_from_slice(&header_at.to_le_bytes());
            directory.extend_from_slice(part.name.as_bytes());
            let data_at = at + header.len() as u64;
            headers.push((at, header));
            at = data_at + part.size;
        }
        let directory_at = at + Self::TRAIL;
        let count = u16::try_from(archive.parts.len()).unwrap_or(u16::MAX);
        let size = u32::try_from(directory.len()).unwrap_or(u32::MAX);
        let start = u32::try_from(directory_at).expect("the sum of sizes is below 2 GiB");
        directory.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
        directory.extend_from_slice(&count.to_le_bytes());
        directory.extend_from_slice(&count.to_le_bytes());
        directory.extend_from_slice(&size.to_le_bytes());
        directory.extend_from_slice(&start.to_le_bytes());
        directory.extend_from_slice(&[0; 2]);
        let end = directory_at + directory.len() as u64;
        Self {
            headers,
            directory_at,
            directory,
            end,
        }
    }

    fn at(&self, position: u64) -> Place<'_> {
        if let Some(offset) = position.checked_sub(self.directory_at) {
            return usize::try_from(offset)
                .ok()
                .and_then(|offset| self.directory.get(offset..))
                .filter(|rest| !rest.is_empty())
                .map_or(Place::End, Place::Bytes);
        }
        let Some(index) = self
            .headers
            .partition_point(|(start, _)| *start <= position)
            .checked_sub(1)
        else {
            let first = self
                .headers
                .first()
                .map_or(self.directory_at, |(start, _)| *start);
            return Place::Zeros(first - position);
        };
        let (start, header) = &self.headers[index];
        let offset = position - start;
        let next = self
            .headers
            .get(index + 1)
            .map_or(self.directory_at - Self::TRAIL, |(start, _)| *start);
        if let Some(rest) = usize::try_from(offset)
            .ok()
            .and_then(|offset| header.get(offset..))
            .filter(|rest| !rest.is_empty())
        {
            Place::Bytes(rest)
        } else if position < next {
            Place::Part {
                index,
                offset: offset - header.len() as u64,
            }
        } else {
            Place::Zeros(self.directory_at - position)
        }
    }
}

/// The fields that a local header and a directory entry share: version, flags (UTF-8 names),
/// method, time, checksum, both sizes, lengths of name and extra field.
fn fields(out: &mut Vec<u8>, part: &Part<'_>) {
    let size = u32::try_from(part.size).expect("the sum of sizes is below 2 GiB");
    let name = u16::try_from(part.name.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&[20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0]);
    out.extend_from_slice(&part.crc.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&name.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
}
