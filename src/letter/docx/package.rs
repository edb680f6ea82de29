//! The zip package of a .docx: read with limits, and written with fixed times and in the order in
//! which it was read, so that equal input gives equal bytes.
//!
//! Reads the content of no part except the list of types.

use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most bytes that a template may unpack to: a letter needs far less.
const LARGEST: u64 = 64 << 20;
/// The most parts that a template may have.
const MOST_PARTS: usize = 2000;
/// The part that lists the parts and their types.
const TYPES: &str = "[Content_Types].xml";
/// The type of the main part of a .docx, which is neither one with macros nor a template of Word.
const DOCUMENT: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

/// Why bytes are not a .docx that can be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoPackage {
    /// The format of Word before 2007, or protected by a password.
    OldOrLocked,
    /// Another reason.
    Other(String),
}

/// Unpacks every part with its name, in the order of the file.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, NoPackage> {
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(NoPackage::OldOrLocked);
    }
    let other = |error: ZipError| NoPackage::Other(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(other)?;
    if archive.len() > MOST_PARTS || archive.has_duplicate_names() {
        return Err(NoPackage::Other(format!("{} parts", archive.len())));
    }
    let mut parts = Vec::new();
    let mut room = LARGEST;
    for position in 0..archive.len() {
        let part = archive.by_index(position).map_err(other)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name().map_err(other)?.to_string();
        let mut content = Vec::new();
        // The size that a part declares may be false.
        let read = part.take(room + 1).read_to_end(&mut content);
        read.map_err(|error| NoPackage::Other(error.to_string()))?;
        let size = content.len() as u64;
        if size > room {
            return Err(NoPackage::Other(format!("> {LARGEST} bytes")));
        }
        room -= size;
        parts.push((name, content));
    }
    let types = parts.iter().find(|(name, _)| name == TYPES);
    let types = types.map(|(_, content)| String::from_utf8_lossy(content));
    match types {
        Some(types) if types.contains(DOCUMENT) => Ok(parts),
        Some(types) => Err(NoPackage::Other(main_type(&types))),
        None => Err(NoPackage::Other("zip".to_owned())),
    }
}

/// Returns the type that the list of types declares for the main part.
fn main_type(types: &str) -> String {
    let mut quoted = types.split('"');
    let main = quoted.find(|text| text.starts_with("application/") && text.contains("main+xml"));
    main.unwrap_or(TYPES).to_owned()
}

/// Packs the parts into a file.
pub(in crate::letter) fn pack<'a>(
    parts: impl Iterator<Item = (&'a str, std::borrow::Cow<'a, [u8]>)>,
) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default());
    for (name, content) in parts {
        zip.start_file(name, options)?;
        zip.write_all(&content)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let parts = parts
            .iter()
            .map(|(name, text)| (*name, text.as_bytes().into()));
        pack(parts).unwrap()
    }

    #[test]
    fn only_a_docx_is_unpacked() {
        let types = format!("<Override ContentType=\"{DOCUMENT}\"/>");
        let good = packed(&[(TYPES, &types), ("word/document.xml", "<a/>")]);
        assert_eq!(unpack(&good).unwrap().len(), 2);
        assert_eq!(
            unpack(&[0xD0, 0xCF, 0x11, 0xE0, 1]),
            Err(NoPackage::OldOrLocked)
        );
        let sheet = "<Override ContentType=\"application/x.spreadsheetml.sheet.main+xml\"/>";
        for bytes in [
            b"hello".to_vec(),
            Vec::new(),
            packed(&[("mimetype", "application/vnd.oasis.opendocument.text")]),
            packed(&[(TYPES, sheet)]),
            good[..good.len() - 30].to_vec(),
        ] {
            assert!(matches!(unpack(&bytes), Err(NoPackage::Other(_))));
        }
    }
}
