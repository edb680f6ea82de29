//! Reads the text of a file as Vietnamese Excel may save it: UTF-8 with or without a byte order
//! mark, or UTF-16 with one.
//!
//! Knows encodings; deliberately not the contents.

use std::io;
use std::path::Path;

use encoding_rs::{Encoding, UTF_8};

/// Reads the text of a file.
///
/// # Errors
/// If it cannot be read, or is in an encoding that cannot represent Vietnamese letters.
pub(super) fn text(path: &Path) -> io::Result<String> {
    decode(&std::fs::read(path)?).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn decode(bytes: &[u8]) -> Option<String> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])?;
    Some(text.into_owned())
}

/// Returns the key of the sentence that explains why a file could not be read.
pub(super) fn reason(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "config-file-absent",
        io::ErrorKind::PermissionDenied => "config-file-forbidden",
        io::ErrorKind::IsADirectory => "config-file-folder",
        io::ErrorKind::InvalidData => "config-file-encoding",
        _ => "config-file-unreadable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_saves_is_read() {
        let text = "code;name\n21025;Cẩm Thành\n";
        let utf16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let marked = format!("\u{feff}{text}");
            marked.encode_utf16().flat_map(order).collect()
        };
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Some(text));
        }
        assert_eq!(decode(b"21025,C\xe2\xecm"), None);
    }
}
