//! Where the bytes of the stored zip are that calamine is given: see `unpacked`.
//!
//! Knows the form of a zip; deliberately not what is in its parts.

use crate::table::archive::{Archive, Part};

/// Where the bytes of the stored zip are: a lead of zeros, each part behind its header, zeros,
/// the directory. The zeros keep programs that look for signatures at both ends (an OLE
/// container's, the directory's) away from the parts, which would be unpacked to be looked at.
pub(super) struct Layout {
    headers: Vec<(u64, Vec<u8>)>,
    directory_at: u64,
    directory: Vec<u8>,
    pub(super) end: u64,
}

pub(super) enum Place<'a> {
    Bytes(&'a [u8]),
    Zeros(u64),
    Part { index: usize, offset: u64 },
    End,
}

impl Layout {
    const LEAD: u64 = 4 * 1024;
    const TRAIL: u64 = 128 * 1024;

    pub(super) fn of(archive: &Archive<'_>) -> Self {
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

    pub(super) fn at(&self, position: u64) -> Place<'_> {
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
