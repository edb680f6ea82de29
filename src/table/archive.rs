//! Reads and checks the directory of a zip before any byte of it is unpacked.
//!
//! Has names, sizes and methods as the directory states them; unpacking checks that they are true.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::table::{Limits, TableError};

/// A zip whose directory has nothing that does not belong in a workbook.
pub(super) struct Archive<'a> {
    /// The files in the order of the directory, without folders.
    pub(super) parts: Vec<Part<'a>>,
    by_name: HashMap<String, usize>,
}

/// One file in a zip.
pub(super) struct Part<'a> {
    pub(super) name: String,
    /// The stored bytes, perhaps deflated.
    pub(super) packed: &'a [u8],
    pub(super) deflated: bool,
    /// Size in bytes when unpacked, as the directory states it.
    pub(super) size: u64,
    /// CRC-32 of the unpacked bytes, as the directory states it.
    pub(super) crc: u32,
}

impl<'a> Part<'a> {
    fn of<R: Read>(file: &ZipFile<'_, R>, bytes: &'a [u8]) -> Result<Self, TableError> {
        let name = file.name().map_err(|error| damaged(&error))?.into_owned();
        let deflated = match (file.compression(), file.encrypted()) {
            (CompressionMethod::Stored, false) => false,
            (CompressionMethod::Deflated, false) => true,
            _ => return Err(TableError::PackedOtherwise { part: name }),
        };
        let start = file
            .data_start()
            .and_then(|start| usize::try_from(start).ok());
        let length = usize::try_from(file.compressed_size()).ok();
        let packed = start
            .zip(length)
            .and_then(|(start, length)| bytes.get(start..start.checked_add(length)?))
            .ok_or_else(|| TableError::DamagedPart { part: name.clone() })?;
        Ok(Self {
            packed,
            deflated,
            size: file.size(),
            crc: file.crc32(),
            name,
        })
    }
}

impl<'a> Archive<'a> {
    /// Reads and checks the directory.
    ///
    /// # Errors
    /// Bytes that are not a zip, or a zip with duplicate names, overlapping parts, unsupported
    /// methods, too many parts or too large a sum of stated sizes.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, TableError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        check_directory(&mut zip, bytes, limits)?;
        let mut parts = Vec::with_capacity(zip.len());
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(|error| damaged(&error))?;
            if !file.is_dir() {
                parts.push(Part::of(&file, bytes)?);
            }
        }
        let sum = parts
            .iter()
            .fold(0u64, |sum, part| sum.saturating_add(part.size));
        // Offsets in a zip without the zip64 extension end at 4 GiB.
        if sum > limits.max_unpacked.min(u64::from(u32::MAX) / 2) {
            return Err(TableError::Bomb {
                limit: limits.max_unpacked,
            });
        }
        let by_name = by_name(&parts)?;
        Ok(Self { parts, by_name })
    }

    /// The position of a part; case and kind of slash are ignored in its name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(&key(name)).copied()
    }

    /// Whether some part's name begins with `start`.
    pub(super) fn any(&self, start: &str) -> bool {
        self.parts.iter().any(|part| part.name.starts_with(start))
    }
}

/// Checks the number, the names and the places of all parts.
fn check_directory(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    bytes: &[u8],
    limits: &Limits,
) -> Result<(), TableError> {
    let count = zip.len() as u64;
    if count > limits.max_parts {
        return Err(TableError::TooManyParts {
            count,
            limit: limits.max_parts,
        });
    }
    if zip.has_duplicate_names() {
        return Err(TableError::DuplicatePart {
            part: doubled_name(bytes, zip.central_directory_start()),
        });
    }
    if zip
        .has_overlapping_files()
        .map_err(|error| damaged(&error))?
    {
        return Err(TableError::OverlappingParts);
    }
    Ok(())
}

/// Positions by name. Case and kind of slash are ignored, because spreadsheet programs look parts
/// up that way.
fn by_name(parts: &[Part<'_>]) -> Result<HashMap<String, usize>, TableError> {
    let mut by_name = HashMap::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        if by_name.insert(key(&part.name), index).is_some() {
            return Err(TableError::DuplicatePart {
                part: part.name.clone(),
            });
        }
    }
    Ok(by_name)
}

/// The first name that occurs twice in the directory. The zip crate only reports that there is one.
fn doubled_name(bytes: &[u8], directory: u64) -> String {
    const FIXED: usize = 46;

    let mut seen = HashSet::new();
    let mut rest = usize::try_from(directory)
        .ok()
        .and_then(|start| bytes.get(start..))
        .unwrap_or_default();
    while let Some((head, behind)) = rest.split_at_checked(FIXED)
        && head.starts_with(b"PK\x01\x02")
    {
        let length = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let (name, extra) = (length(28), length(30) + length(32));
        let Some(written) = behind.get(..name) else {
            break;
        };
        if !seen.insert(written) {
            return String::from_utf8_lossy(written).into_owned();
        }
        rest = behind.get(name + extra..).unwrap_or_default();
    }
    "?".to_owned()
}

fn key(name: &str) -> String {
    name.replace('\\', "/")
        .trim_start_matches('/')
        .to_lowercase()
}

fn damaged(error: &ZipError) -> TableError {
    TableError::DamagedZip {
        detail: error.to_string(),
    }
}
