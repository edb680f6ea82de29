//! The address of a cell: tab, row and column of one source, written `Tab!F17`.
//!
//! Knows nothing of what a cell contains.

use std::fmt;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize, Serializer};

/// The number of rows of a sheet.
pub const ROWS: u32 = 1_048_576;
/// The number of columns of a sheet; the last is `XFD`.
pub const COLUMNS: u32 = 16_384;

/// A cell of a source. Rows and columns count from zero, as readers provide them; the written form
/// counts from one. In a merged range it is the top-left cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
pub struct CellAddress {
    /// The position of the source among the campaign's sources.
    pub source: u16,
    /// The title of the tab; for a csv file, the file name without extension.
    pub tab: ArcStr,
    /// Row, from zero.
    pub row: u32,
    /// Column, from zero.
    pub column: u32,
}

impl CellAddress {
    /// `F17`, without the tab.
    pub fn a1(&self) -> String {
        format!("{}{}", column_letters(self.column), self.row + 1)
    }
}

/// Written as a list without names, because a snapshot has two addresses for each member. The form
/// with names can be read too.
impl Serialize for CellAddress {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.source, &*self.tab, self.row, self.column).serialize(to)
    }
}

impl fmt::Display for CellAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}!{}", self.tab, self.a1())
    }
}

/// The letters of a column, counted from zero: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u32) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(
            b'A' + u8::try_from(rest % 26).expect("below 26"),
        ));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

/// The column for letters, counted from zero; `None` if they are not a column of a sheet (at most
/// `XFD`, 16,384 columns).
pub fn column_index(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic())
    {
        return None;
    }
    let number = letters.bytes().fold(0u32, |sum, byte| {
        sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1
    });
    (number <= COLUMNS).then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_short_and_read_as_it_was_written_before() {
        let cell = CellAddress {
            source: 1,
            tab: "Danh sách".into(),
            row: 16,
            column: 5,
        };
        let written = r#"[1,"Danh sách",16,5]"#;
        assert_eq!(serde_json::to_string(&cell).unwrap(), written);
        let before = r#"{"source":1,"tab":"Danh sách","row":16,"column":5}"#;
        for form in [written, before] {
            assert_eq!(serde_json::from_str::<CellAddress>(form).unwrap(), cell);
        }
    }

    #[test]
    fn letters_and_numbers_agree() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(column_index(letters), Some(column));
        }
        for nonsense in ["", "XFE", "ABCD", "A1", "Đ"] {
            assert_eq!(column_index(nonsense), None, "{nonsense}");
        }
    }
}
