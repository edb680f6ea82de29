//! The bytes of a workbook file (xlsx, xlsm, xls, xlsb, ods, csv) to a table.
//!
//! Knows file formats; what a file is, its first bytes say, never its name. Deliberately reads
//! in this process without limits of memory and time of its own: `confined` has those.

mod biff;
mod csv;
pub(super) mod date;
mod layout;
mod link;
mod range;
mod scan;
mod tail;
mod unpacked;
mod unpacking;
mod xlsx;

use std::sync::Arc;

use crate::table::guard::{self, Kind};
use crate::table::{Limits, Piece, Table, TableError, Value};

/// Reads a workbook. `file_name` gives a csv its tab's title and is compared with what the
/// bytes are; it decides nothing.
///
/// # Errors
/// Whatever makes the file no workbook or not to be trusted; see [`TableError`].
pub fn read(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Table, TableError> {
    let mut table = Table::default();
    read_pieces(bytes, file_name, limits, &mut |piece| {
        table.add(piece);
        Ok(())
    })?;
    Ok(table)
}

/// Takes the pieces one by one; its refusal ends the reading.
pub(super) type Sink<'a> = dyn FnMut(Piece) -> Result<(), TableError> + 'a;

pub(super) fn read_pieces(
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let kind = guard::kind(bytes, limits)?;
    if let Some(remark) = guard::name_remark(kind, file_name) {
        sink(Piece::Remark(remark))?;
    }
    match kind {
        Kind::Xlsx => xlsx::read(bytes, limits, sink),
        Kind::Xlsb => range::read_xlsb(bytes, limits, sink),
        Kind::Ods => range::read_ods(bytes, limits, sink),
        Kind::Xls => range::read_xls(bytes, limits, sink),
        Kind::Csv => csv::read(bytes, file_name, limits, sink),
    }
}

/// A text as a cell holds it; an error where it holds a character that no person typed. Line
/// and page breaks are typed (U+000B comes from Word).
pub(super) fn text(text: Arc<str>) -> Value {
    let untyped = |letter: &char| letter.is_ascii_control() && !('\t'..='\r').contains(letter);
    match text.chars().find(untyped) {
        Some(letter) => Value::Error(format!("U+{:04X}", u32::from(letter)).into()),
        None => Value::Text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_nobody_typed_is_an_error() {
        for (written, read) in [
            (
                "Xã Đăk Ui\nhai dòng",
                Value::Text("Xã Đăk Ui\nhai dòng".into()),
            ),
            ("a\0b", Value::Error("U+0000".into())),
            ("a\u{7f}", Value::Error("U+007F".into())),
            ("a\u{9a}", Value::Text("a\u{9a}".into())),
            // The first control character was taken for the only one.
            ("a\u{9a}\0\u{e}", Value::Error("U+0000".into())),
        ] {
            assert_eq!(text(written.into()), read, "{written:?}");
        }
    }
}
