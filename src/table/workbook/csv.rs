//! Reads delimited text: encoding, delimiter, quotes.
//!
//! All cells are text, because a csv does not distinguish numbers from digits, and phones have
//! leading zeros. Not with the csv crate: it skips blank lines, which shifts the addresses of all
//! cells below, and takes the rest of the file for one field after an unclosed quotation mark.

use std::borrow::Cow;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1258};

use super::{Sink, text};
use crate::cell::{COLUMNS, ROWS};
use crate::table::{Cell, Limits, Piece, Row, Tab, TableError};

pub(super) fn read(
    bytes: &[u8],
    file_name: &str,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let decoded = decode(bytes);
    let (stated, body) = stated_delimiter(&decoded);
    let delimiter = stated.unwrap_or_else(|| likely_delimiter(body));
    sink(Piece::Tab(Tab {
        title: title(file_name).into(),
        ..Tab::default()
    }))?;
    let mut budget = limits.max_cells;
    let mut rows = Rows::new(body, delimiter);
    while let Some((number, fields)) = rows.next_row()? {
        let cells: Vec<Cell> = (0..)
            .zip(fields)
            .filter(|(_, field)| !field.is_empty())
            .map(|(column, field)| Cell::new(column, text(field.as_str().into())))
            .collect();
        if let Some(last) = cells.last().filter(|last| last.column >= COLUMNS) {
            return Err(far(file_name, number, last.column));
        }
        if number >= ROWS && !cells.is_empty() {
            return Err(far(file_name, number, 0));
        }
        budget = budget
            .checked_sub(cells.len() as u64)
            .ok_or(TableError::TooManyCells {
                limit: limits.max_cells,
            })?;
        if !cells.is_empty() {
            sink(Piece::Row(Row {
                number,
                hidden: false,
                cells,
            }))?;
        }
    }
    Ok(())
}

fn far(file_name: &str, row: u32, column: u32) -> TableError {
    TableError::FarCell {
        tab: title(file_name).to_owned(),
        cell: format!("{}{}", crate::cell::column_letters(column), row + 1),
    }
}

/// The file's name without folders and ending.
fn title(file_name: &str) -> &str {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Decodes the text by its byte order mark, else as UTF-8 if it is valid, else in the encoding of
/// Vietnamese Windows. UTF-16 without a mark has zero bytes, which `guard` refuses.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1258,
    };
    encoding.decode_with_bom_removal(bytes).0
}

/// Reads Excel's own first line `sep=;`, which no program shows as a row.
fn stated_delimiter(body: &str) -> (Option<char>, &str) {
    let Some(rest) = body.strip_prefix("sep=") else {
        return (None, body);
    };
    let mut letters = rest.chars();
    match letters.next() {
        Some(delimiter @ (',' | ';' | '\t' | '|')) => {
            let rest = letters.as_str();
            let rest = rest.strip_prefix('\r').unwrap_or(rest);
            match rest.strip_prefix('\n') {
                Some(below) => (Some(delimiter), below),
                None => (None, body),
            }
        }
        _ => (None, body),
    }
}

/// The delimiter that splits most of the first rows into the same number of fields. Names and
/// positions contain commas too, but not the same number in each row.
fn likely_delimiter(body: &str) -> char {
    const LOOKED_AT: usize = 200;

    let score = |delimiter| {
        let mut widths = Vec::new();
        let mut rows = Rows::new(body, delimiter);
        while let Ok(Some((_, fields))) = rows.next_row() {
            widths.push(fields.len());
            if widths.len() == LOOKED_AT {
                break;
            }
        }
        let usual = widths
            .iter()
            .filter(|&&width| width > 1)
            .max_by_key(|&width| widths.iter().filter(|&other| other == width).count())
            .copied()
            .unwrap_or(0);
        let agreeing = widths.iter().filter(|&&width| width == usual).count();
        (agreeing, usual)
    };
    // `max_by_key` takes the last of equals, so a comma, the usual delimiter, wins.
    ['|', ';', '\t', ',']
        .into_iter()
        .max_by_key(|&delimiter| score(delimiter))
        .expect("four candidates")
}

/// Splits text into rows of fields; a quoted field may contain delimiters and line breaks.
struct Rows<'a> {
    rest: &'a str,
    delimiter: char,
    number: u32,
}

impl<'a> Rows<'a> {
    fn new(body: &'a str, delimiter: char) -> Self {
        Self {
            rest: body,
            delimiter,
            number: 0,
        }
    }

    fn next_row(&mut self) -> Result<Option<(u32, Vec<String>)>, TableError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let number = self.number;
        self.number += 1;
        let mut fields = Vec::new();
        loop {
            let (field, end) = self.next_field(number)?;
            fields.push(field);
            if end {
                return Ok(Some((number, fields)));
            }
        }
    }

    /// Reads the next field; also returns whether it ends the row.
    fn next_field(&mut self, row: u32) -> Result<(String, bool), TableError> {
        let mut field = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            self.rest = quoted;
            loop {
                let Some((inside, after)) = self.rest.split_once('"') else {
                    return Err(TableError::OpenQuote {
                        row: u64::from(row) + 1,
                    });
                };
                field.push_str(inside);
                self.rest = after;
                match after.strip_prefix('"') {
                    Some(doubled) => {
                        field.push('"');
                        self.rest = doubled;
                    }
                    None => break,
                }
            }
        }
        let delimiter = self.delimiter;
        let end = self
            .rest
            .find([delimiter, '\n', '\r'])
            .unwrap_or(self.rest.len());
        field.push_str(&self.rest[..end]);
        let mut letters = self.rest[end..].chars();
        let ends = match letters.next() {
            Some(letter) if letter == delimiter => false,
            Some('\r') => {
                if let Some(after) = letters.as_str().strip_prefix('\n') {
                    letters = after.chars();
                }
                true
            }
            _ => true,
        };
        self.rest = letters.as_str();
        Ok((field, ends))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;

    fn table(bytes: &[u8]) -> Result<Table, TableError> {
        let mut table = Table::default();
        read(bytes, "Tổ CNSCĐ.csv", &Limits::default(), &mut |piece| {
            table.add(piece);
            Ok(())
        })?;
        Ok(table)
    }

    fn check(bytes: &[u8], expected: &[&str]) {
        let table = table(bytes).unwrap();
        let read: Vec<String> = table.tabs[0]
            .rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| format!("{}={}", cell.column, cell.value.text()))
                    .collect();
                format!("{}: {}", row.number, cells.join(" | "))
            })
            .collect();
        assert_eq!(read, expected, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn rows_are_numbered_as_people_see_them() {
        check(b"a,b\n\nc,\n", &["0: 0=a | 1=b", "2: 0=c"]);
        check(b"a,b\r\n\r\n,d", &["0: 0=a | 1=b", "2: 1=d"]);
        check(b"sep=;\r\na;b\r\n", &["0: 0=a | 1=b"]);
        check(b"\"a\nb\",c\nd,e\n", &["0: 0=a\nb | 1=c", "1: 0=d | 1=e"]);
    }

    #[test]
    fn quotes_protect_and_double() {
        check(b"\"a \"\"b\"\" c\",\"1,5\"\n", &["0: 0=a \"b\" c | 1=1,5"]);
        check(b"5\" x,b\n", &["0: 0=5\" x | 1=b"]);
        let error = table(b"a,b\n\"c,d\ne,f\n").unwrap_err();
        assert_eq!(error, TableError::OpenQuote { row: 2 });
    }

    #[test]
    fn digits_stay_text_with_their_zeros() {
        check(
            b"0912345678,01/08/2025\n",
            &["0: 0=0912345678 | 1=01/08/2025"],
        );
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_evenly() {
        check(
            "a;b, c, d\ne;f\n".as_bytes(),
            &["0: 0=a | 1=b, c, d", "1: 0=e | 1=f"],
        );
        check(b"a\tb\nc, d\te\n", &["0: 0=a | 1=b", "1: 0=c, d | 1=e"]);
        check(b"a|b, c\nd|e\n", &["0: 0=a | 1=b, c", "1: 0=d | 1=e"]);
        check(b"a\nb\n", &["0: 0=a", "1: 0=b"]);
    }

    #[test]
    fn encodings_are_told_apart() {
        let utf8 = "\u{feff}Xã,Đăk Ui\n".as_bytes();
        check(utf8, &["0: 0=Xã | 1=Đăk Ui"]);
        let wide: Vec<u8> = "\u{feff}Xã\tĐăk Ui\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&wide, &["0: 0=Xã | 1=Đăk Ui"]);
        // «Đà Nẵng» in the encoding of Vietnamese Windows: the tilde is a separate character
        // (U+0303).
        check(b"\xD0\xE0,N\xE3\xDEng\n", &["0: 0=Đà | 1=Nă\u{303}ng"]);
    }

    #[test]
    fn the_tab_is_named_after_the_file() {
        assert_eq!(title("/srv/in/Tổ CNSCĐ.v2.csv"), "Tổ CNSCĐ.v2");
        assert_eq!(title("bang"), "bang");
    }
}
