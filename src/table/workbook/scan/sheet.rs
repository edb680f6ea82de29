//! A worksheet's markup beside its values: which rows are hidden, which cells merged, where
//! cells lead, and every reference checked before calamine computes with it.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::cell::{self, Formulas};
use super::markup::{self, Kind, Token};
use super::plain;
use crate::cell::{COLUMNS, ROWS, column_index, column_letters};
use crate::table::{Merge, TableError, Value};

/// What the scan of a worksheet knows so far.
#[derive(Default)]
pub(in crate::table::workbook) struct Sheet {
    strings: u64,
    phase: Phase,
    row: Option<u32>,
    next_row: u32,
    next_column: u32,
    /// Cells so far that calamine sees, empty ones included.
    pub(in crate::table::workbook) cells: u64,
    formulas: Formulas,
    /// Link heights so far: each is work to attach.
    link_rows: u64,
    /// Since it was last asked.
    pub(super) told: Told,
    pub(in crate::table::workbook) merges: Vec<Merge>,
    pub(in crate::table::workbook) leads: Vec<Lead>,
}

/// What a piece of a worksheet says beside its values.
#[derive(Default)]
pub(in crate::table::workbook) struct Told {
    /// Hidden rows, from zero.
    pub(in crate::table::workbook) hidden: HashSet<u32>,
    /// What to say of cells to come, in their order.
    pub(in crate::table::workbook) notes: VecDeque<Note>,
}

impl Told {
    /// Adds what the following piece says.
    pub(in crate::table::workbook) fn add(&mut self, next: Self) {
        self.hidden.extend(next.hidden);
        self.notes.extend(next.notes);
    }
}

/// What to say of the cell of this position among all `<c>` of the sheet.
#[derive(Debug)]
pub(in crate::table::workbook) struct Note {
    pub(in crate::table::workbook) ordinal: u64,
    pub(in crate::table::workbook) value: Option<Value>,
    pub(in crate::table::workbook) link: Option<Arc<str>>,
}

/// Where the cells of a range lead: a relationship of the sheet, a place in the workbook, or both.
#[derive(Debug, PartialEq)]
pub(in crate::table::workbook) struct Lead {
    pub(in crate::table::workbook) range: Merge,
    pub(in crate::table::workbook) relationship: Option<String>,
    pub(in crate::table::workbook) place: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Before,
    Cells,
    After,
}

impl Sheet {
    pub(super) fn new(strings: u64) -> Self {
        Self {
            strings,
            ..Self::default()
        }
    }

    /// The scan of what follows the cells.
    pub(super) fn behind_cells() -> Self {
        Self {
            phase: Phase::After,
            ..Self::default()
        }
    }

    /// Takes one token, and of a cell all of it; gives the end of what was taken, or `None`
    /// where the cell is not yet whole.
    pub(super) fn take(
        &mut self,
        text: &mut [u8],
        token: &Token,
    ) -> Result<Option<usize>, TableError> {
        let opens = matches!(token.kind, Kind::Open | Kind::Empty);
        match (self.phase, &text[token.name.clone()]) {
            (Phase::Before, b"dimension") if opens => hide_dimension(text, token),
            (Phase::Before, b"sheetData") if token.kind == Kind::Open => self.phase = Phase::Cells,
            (Phase::Before, b"sheetData") if opens => self.phase = Phase::After,
            (Phase::Cells, b"sheetData") if token.kind == Kind::Close => self.phase = Phase::After,
            (Phase::Cells | Phase::After, b"sheetData") => {
                return Err(TableError::Unreadable {
                    detail: "sheetData, sheetData".to_owned(),
                });
            }
            (Phase::Cells, b"row") if opens => {
                self.open_row(text, token)?;
                if token.kind == Kind::Empty {
                    self.row = None;
                }
            }
            (Phase::Cells, b"row") => self.row = None,
            (Phase::Cells, b"c") if opens => return self.cell(text, token),
            (Phase::After, b"mergeCell") if opens => {
                let reference = attribute(text, token, b"ref").unwrap_or_default();
                self.merges.push(range(&reference)?);
            }
            (Phase::After, b"hyperlink") if opens => self.lead(text, token)?,
            _ => {}
        }
        Ok(Some(token.span.end))
    }

    /// Takes the cell that stands at a position of the text, where there is one without
    /// anything to say of it. An empty one is blanked: a sheet may have more of them than others,
    /// for borders under merges, and calamine would take each apart.
    pub(super) fn take_plain(
        &mut self,
        text: &mut [u8],
        at: usize,
    ) -> Result<Option<usize>, TableError> {
        if self.phase != Phase::Cells || !text[at..].starts_with(b"<c ") {
            return Ok(None);
        }
        let Some(plain) = plain::see(&text[at..], self.strings) else {
            return Ok(None);
        };
        self.place(plain.place, true)?;
        let end = at + plain.end;
        if plain.empty && says_its_place(&text[end..]) {
            text[at..end].fill(b' ');
            self.cells -= 1;
        }
        Ok(Some(end))
    }

    /// Counts a cell in its place, behind those before it.
    fn place(&mut self, (row, column): (u32, u32), sound: bool) -> Result<(), TableError> {
        let written = || format!("{}{}", column_letters(column), u64::from(row) + 1);
        if column >= COLUMNS || row >= ROWS && self.row.is_some() {
            return Err(far(written().as_bytes()));
        }
        if self.row != Some(row) || column < self.next_column || !sound {
            return Err(TableError::CellTwice {
                tab: String::new(),
                cell: written(),
            });
        }
        self.next_column = column + 1;
        self.cells += 1;
        Ok(())
    }

    fn open_row(&mut self, text: &[u8], token: &Token) -> Result<(), TableError> {
        let mut number = None;
        let mut hidden = false;
        for found in markup::attributes(text, token) {
            match &text[found.name] {
                b"r" => number = Some(found.value),
                b"hidden" => hidden = matches!(&text[found.value], b"1" | b"true"),
                _ => {}
            }
        }
        let number = match number {
            Some(written) => {
                row_number(&text[written.clone()]).ok_or_else(|| far(&text[written]))?
            }
            None if self.next_row < ROWS => self.next_row,
            None => return Err(far((self.next_row + 1).to_string().as_bytes())),
        };
        if number < self.next_row || self.row.is_some() {
            return Err(TableError::RowOrder {
                tab: String::new(),
                row: number + 1,
            });
        }
        if hidden {
            self.told.hidden.insert(number);
        }
        self.row = Some(number);
        self.next_row = number + 1;
        self.next_column = 0;
        Ok(())
    }

    fn cell(&mut self, text: &mut [u8], token: &Token) -> Result<Option<usize>, TableError> {
        let Some(seen) = cell::see(text, token, self.strings, &mut self.formulas) else {
            return Ok(None);
        };
        let written = seen.reference.clone().map(|range| &text[range]);
        let place = match written {
            Some(written) => position(written)?,
            None => (self.row.unwrap_or(ROWS), self.next_column),
        };
        self.place(place, !seen.malformed)?;
        if seen.value.is_some() || seen.link.is_some() {
            self.told.notes.push_back(Note {
                ordinal: self.cells - 1,
                value: seen.value,
                link: seen.link,
            });
        }
        if let Some(blank) = seen.blank {
            text[blank].fill(b' ');
        }
        Ok(Some(seen.end))
    }

    fn lead(&mut self, text: &[u8], token: &Token) -> Result<(), TableError> {
        /// More than any sheet's links need to be attached.
        const MOST_ROWS: u64 = 16 * ROWS as u64;

        let range = range(&attribute(text, token, b"ref").unwrap_or_default())?;
        self.link_rows += u64::from(range.bottom - range.top) + 1;
        if self.link_rows > MOST_ROWS {
            return Err(TableError::TooManyCells { limit: MOST_ROWS });
        }
        // the prefix of «id» is the file's choice
        let relationship = markup::attributes(text, token)
            .find(|attribute| text[attribute.name.clone()].ends_with(b":id"))
            .map(|attribute| markup::unescaped(&text[attribute.value]));
        self.leads.push(Lead {
            range,
            relationship,
            place: attribute(text, token, b"location"),
        });
        Ok(())
    }
}

/// Makes a stated size something unknown: calamine computes with it, and nothing needs it.
pub(super) fn hide_dimension(text: &mut [u8], token: &Token) {
    text[token.name.start] = b'D';
}

/// Whether what follows a cell needs none before it to have its place: a cell without a reference
/// stands behind the one before.
fn says_its_place(following: &[u8]) -> bool {
    following.starts_with(b"<c r=\"") || following.starts_with(b"</row>")
}

fn attribute(text: &[u8], token: &Token, name: &[u8]) -> Option<String> {
    markup::attributes(text, token)
        .find(|attribute| &text[attribute.name.clone()] == name)
        .map(|attribute| markup::unescaped(&text[attribute.value]))
}

/// A row from zero.
fn row_number(written: &[u8]) -> Option<u32> {
    if written.is_empty() || written.len() > 7 {
        return None;
    }
    let number = written.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })?;
    (1..=ROWS).contains(&number).then(|| number - 1)
}

/// Row and column, from zero, of `F17`.
fn position(written: &[u8]) -> Result<(u32, u32), TableError> {
    let letters = written
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (letters, number) = written.split_at(letters);
    std::str::from_utf8(letters)
        .ok()
        .and_then(column_index)
        .zip(row_number(number))
        .map(|(column, row)| (row, column))
        .ok_or_else(|| far(written))
}

/// A range such as `B2:D9`, or one cell.
fn range(written: &str) -> Result<Merge, TableError> {
    let (from, to) = written.split_once(':').unwrap_or((written, written));
    let ((top, left), (bottom, right)) = (position(from.as_bytes())?, position(to.as_bytes())?);
    if top > bottom || left > right {
        return Err(far(written.as_bytes()));
    }
    Ok(Merge {
        top,
        left,
        bottom,
        right,
    })
}

/// The tab is known further out, see `TableError::in_tab`.
fn far(written: &[u8]) -> TableError {
    TableError::FarCell {
        tab: String::new(),
        cell: shown(written),
    }
}

fn shown(written: &[u8]) -> String {
    String::from_utf8_lossy(written).chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_outside_a_sheet_are_refused() {
        assert_eq!(position(b"A1").unwrap(), (0, 0));
        assert_eq!(position(b"XFD1048576").unwrap(), (1_048_575, 16_383));
        for outside in [
            "",
            "A",
            "1",
            "A0",
            "XFE1",
            "A1048577",
            "AAAAAAAA99999999",
            "A-1",
            "$A$1",
        ] {
            assert!(position(outside.as_bytes()).is_err(), "{outside}");
        }
        assert_eq!(
            range("B2:D9").unwrap(),
            Merge {
                top: 1,
                left: 1,
                bottom: 8,
                right: 3
            }
        );
        assert!(range("D9:B2").is_err());
        assert!(range("A1:B2:C3").is_err());
    }
}
