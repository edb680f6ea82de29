//! What stands behind the cells of the worksheets, seen ahead of them: merges and links are needed
//! while the cells pass.
//!
//! Knows where cells end; deliberately not what follows. The scan of the whole part says later
//! whether it was the end.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, Scope};

use super::unpacking::{LARGE, Packed, STACK};
use crate::table::archive::{Archive, Part};

/// The tails of a workbook's worksheets; those of large ones are looked for from the beginning on,
/// while the shared strings are read.
pub(super) struct Tails {
    coming: Receiver<(usize, io::Result<Vec<u8>>)>,
    /// By the position of their part, until they are asked for.
    come: HashMap<usize, io::Result<Vec<u8>>>,
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
                    let tail = tail(Packed::of(&archive.parts[index]));
                    if sender.send((index, tail)).is_err() {
                        return;
                    }
                }
            };
            // a process short of threads looks for each when it is asked for
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, look);
        }
        Self {
            coming,
            come: HashMap::new(),
        }
    }

    /// The bytes of a worksheet from the end of its cells on; none where that end is not seen.
    pub(super) fn take(&mut self, index: usize, part: &Part<'_>) -> io::Result<Vec<u8>> {
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
        tail(Packed::of(part))
    }
}

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
