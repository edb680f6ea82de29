//! Reads the bytes of a workbook file (xlsx, xlsm, xls, xlsb, ods, fods, csv) into a table.
//!
//! Knows file formats. A file's format depends on its first bytes, never on its name. Reads in this
//! process and without limits of memory and time; `confined` adds those.

mod biff;
mod biff_text;
mod csv;
pub(super) mod date;
mod link;
mod markup;
mod ods;
pub(super) mod part;
mod range;
mod tabs;
mod tail;
mod xlsx;

use std::sync::Arc;

use crate::table::guard::{self, FileFormat};
use crate::table::{Limits, Piece, Table, TableError, Value, protected};

/// Reads a workbook. `file_name` is the title of a csv's tab, and is compared with the actual
/// format; it does not decide the format.
///
/// # Errors
/// All reasons not to use or trust the file; see [`TableError`].
pub fn read(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Table, TableError> {
    let mut table = Table::default();
    read_pieces(bytes, file_name, limits, &mut |piece| {
        table.add(piece);
        Ok(())
    })?;
    Ok(table)
}

/// A consumer of pieces; an error from it ends the reading.
pub(super) type Sink<'a> = dyn FnMut(Piece) -> Result<(), TableError> + 'a;

pub(super) fn read_pieces(
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let kind = match guard::kind(bytes, limits) {
        Err(TableError::Protected) => {
            let unlocked = protected::unlocked(bytes, limits.max_file);
            let unlocked = unlocked.ok_or(TableError::Protected)?;
            // A workbook encrypted twice is not opened: nobody has those.
            return read_kind(
                guard::kind(&unlocked, limits)?,
                &unlocked,
                file_name,
                limits,
                sink,
            );
        }
        kind => kind?,
    };
    if let Some(remark) = guard::name_remark(kind, file_name) {
        sink(Piece::Remark(remark))?;
    }
    read_kind(kind, bytes, file_name, limits, sink)
}

fn read_kind(
    kind: FileFormat,
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    match kind {
        FileFormat::Xlsx => xlsx::read(bytes, limits, sink),
        FileFormat::Xlsb => range::read_xlsb(bytes, limits, sink),
        FileFormat::Ods => ods::read(bytes, limits, sink),
        FileFormat::FlatOds => ods::read_flat(bytes, limits, sink),
        FileFormat::Xls => match protected::unlocked_xls(bytes, limits.max_file) {
            Some(unlocked) => range::read_xls(&unlocked, limits, sink),
            None => range::read_xls(bytes, limits, sink),
        },
        FileFormat::Csv => csv::read(bytes, file_name, limits, sink),
    }
}

/// Converts a text to a value; it is an error if it has a control character that nobody can have
/// typed. Line and page breaks can be typed (U+000B comes from Word).
pub(super) fn text(text: Arc<str>) -> Value {
    let untyped = |letter: &char| letter.is_ascii_control() && !('\t'..='\r').contains(letter);
    match text.chars().find(untyped) {
        Some(letter) => Value::Error(format!("U+{:04X}", u32::from(letter)).into()),
        None => Value::Text(text),
    }
}

/// Splits a text given in pieces with a flag for struck-out ones into the remaining and the
/// struck-out text. Struck-out blanks alone do not count as struck out; if only blanks remain, the
/// remaining text is empty.
pub(super) fn not_struck(pieces: Vec<(&str, bool)>) -> (Arc<str>, Option<Arc<str>>) {
    let of = |wanted: &dyn Fn(bool) -> bool| -> String {
        let wanted = pieces.iter().filter(|(_, is_struck)| wanted(*is_struck));
        wanted.map(|(piece, _)| *piece).collect()
    };
    let struck = of(&|is_struck| is_struck);
    if struck.trim().is_empty() {
        return (of(&|_| true).into(), None);
    }
    let left = of(&|is_struck| !is_struck);
    let left = if left.trim().is_empty() { "" } else { &left };
    (left.into(), Some(struck.into()))
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
            // Only the first control character used to be recognised.
            ("a\u{9a}\0\u{e}", Value::Error("U+0000".into())),
        ] {
            assert_eq!(text(written.into()), read, "{written:?}");
        }
    }

    #[test]
    fn what_is_left_is_what_is_not_struck_out() {
        let check = |pieces: &[(&str, bool)], expected: (&str, Option<&str>)| {
            let (left, struck) = not_struck(pieces.to_vec());
            assert_eq!((&*left, struck.as_deref()), expected, "{pieces:?}");
        };
        check(&[("a", false), ("b", false)], ("ab", None));
        check(&[("a", false), (" ", true), ("b", false)], ("a b", None));
        check(&[("a", true), (" ", false), ("b", true)], ("", Some("ab")));
        check(&[("a ", true), ("b", false)], ("b", Some("a ")));
        check(&[], ("", None));
    }
}
