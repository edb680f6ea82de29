//! Reads what comes after the cells of worksheets, ahead of the cells: merges and links are needed
//! while the cells are read.
//!
//! Finds the end of the cells, and does not interpret what follows. Whoever reads the whole part
//! must check that the cells end there.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, Scope};

use super::part::{LARGE, Packed, STACK};
use crate::table::archive::{Archive, Part};

/// The offset in a worksheet where its cells end, and its bytes from there; `None` if no end is
/// found.
type Tail = Option<(u64, Vec<u8>)>;

/// The tails of a workbook's worksheets. Those of large worksheets are searched on a thread, while
/// the shared strings are read.
pub(super) struct Tails {
    coming: Receiver<(usize, io::Result<Tail>)>,
    /// Tails by the position of their part, until they are taken.
    come: HashMap<usize, io::Result<Tail>>,
}

impl Tails {
    pub(super) fn begin<'scope, 'env>(
        archive: &'env Archive<'env>,
        scope: &'scope Scope<'scope, 'env>,
    ) -> Self {
        let (sender, coming) = channel();
        let large: Vec<usize> = (0..archive.parts.len())
            .filter(|&index| {
                let part = &archive.parts[index];
                part.size >= LARGE
                    && part.name.contains("worksheets/")
                    && part.name.ends_with(".xml")
            })
            .collect();
        if !large.is_empty() {
            let look = move || {
                for index in large {
                    let tail = tail(&archive.parts[index]);
                    if sender.send((index, tail)).is_err() {
                        return;
                    }
                }
            };
            // If the process cannot have another thread, `take` searches for each tail.
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, look);
        }
        Self {
            coming,
            come: HashMap::new(),
        }
    }

    /// The tail of a worksheet.
    pub(super) fn take(&mut self, index: usize, part: &Part<'_>) -> io::Result<Tail> {
        if part.size >= LARGE {
            if let Some(tail) = self.come.remove(&index) {
                return tail;
            }
            while let Ok((found, tail)) = self.coming.recv() {
                if found == index {
                    return tail;
                }
                self.come.insert(found, tail);
            }
        }
        tail(part)
    }
}

fn tail(part: &Part<'_>) -> io::Result<Tail> {
    const CHUNK: usize = 64 * 1024;
    /// The end tag without its optional prefix and the blanks after the name.
    const END: &[u8] = b"sheetData";

    let mut packed = Packed::of(part).take(part.size);
    let finder = memchr::memmem::Finder::new(END);
    let mut seen: Vec<u8> = Vec::with_capacity(2 * CHUNK);
    let mut passed = 0;
    let mut buffer = vec![0; CHUNK];
    let end = |seen: &[u8], place: usize| {
        let (before, behind) = (&seen[..place], &seen[place + END.len()..]);
        let name = before.iter().rposition(|&byte| byte == b'<')?;
        let blanks = behind.len() - behind.trim_ascii_start().len();
        let closes = before.get(name + 1) == Some(&b'/') && behind.get(blanks) == Some(&b'>');
        closes.then_some(place + END.len() + blanks + 1)
    };
    loop {
        let count = packed.read(&mut buffer)?;
        if count == 0 {
            return Ok(None);
        }
        seen.extend_from_slice(&buffer[..count]);
        let found = finder.find_iter(&seen).find_map(|place| end(&seen, place));
        if let Some(end) = found {
            seen.drain(..end);
            packed.read_to_end(&mut seen)?;
            return Ok(Some((passed + end as u64, seen)));
        }
        // Keep some bytes: the tag may be split between two chunks.
        let over = seen.len() - seen.len().min(256);
        seen.drain(..over);
        passed += over as u64;
    }
}
