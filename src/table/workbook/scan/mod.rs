//! The one pass over every XML part that is read, made while it is unpacked: what no workbook
//! may hold is refused, and what calamine hides or would misread of a worksheet is noted.
//!
//! Knows markup; the values are calamine's.

mod cell;
mod markup;
mod opendocument;
mod plain;
mod sheet;

pub(super) use opendocument::{Facts, Spreadsheet};
pub(super) use sheet::{Lead, Sheet, Told};

use markup::{Found, Kind, Token};

use crate::table::TableError;
use crate::text::any_byte;

/// Longest tag or cell: Excel's longest text, 32,767 letters, is far below.
const LONGEST: usize = 2 << 20;

/// The scan of one part.
pub(super) struct Scan {
    part: String,
    root: Root,
    /// Most strings a table of this size may hold.
    most_strings: u64,
    /// Strings in the shared table that a worksheet may refer to.
    strings: u64,
    max_cells: u64,
    begun: bool,
}

enum Root {
    Unknown,
    Worksheet(Box<Sheet>),
    Spreadsheet(Box<Spreadsheet>),
    /// The shared strings, and how many so far.
    Strings(u64),
    Other,
}

/// What a part was, once all of it was scanned.
pub(super) enum Ended {
    Sheet(Box<Sheet>),
    Spreadsheet(Box<Spreadsheet>),
    Strings(u64),
    Other,
}

impl Scan {
    pub(super) fn new(part: &str, size: u64, max_cells: u64, strings: u64) -> Self {
        /// Bytes of the shortest string, `<si/>`.
        const SHORTEST: u64 = 5;

        Self {
            part: part.to_owned(),
            root: Root::Unknown,
            most_strings: (size / SHORTEST).min(max_cells),
            strings,
            max_cells,
            begun: false,
        }
    }

    /// What stands behind the cells of a worksheet.
    pub(super) fn behind_cells(part: &str, mut text: Vec<u8>) -> Result<Sheet, TableError> {
        let mut scan = Self::new(part, 0, 0, 0);
        scan.root = Root::Worksheet(Box::new(Sheet::behind_cells()));
        let length = text.len();
        scan.feed(&mut text, length, true)?;
        match scan.end() {
            Ended::Sheet(sheet) => Ok(*sheet),
            Ended::Spreadsheet(_) | Ended::Strings(_) | Ended::Other => Ok(Sheet::default()),
        }
    }

    /// What was told since it was last asked, where the part is a worksheet.
    pub(super) fn told(&mut self) -> Option<Told> {
        match &mut self.root {
            Root::Worksheet(sheet) => Some(std::mem::take(&mut sheet.told)),
            Root::Unknown | Root::Strings(_) | Root::Spreadsheet(_) | Root::Other => None,
        }
    }

    /// What the whole part was.
    pub(super) fn end(self) -> Ended {
        match self.root {
            Root::Worksheet(sheet) => Ended::Sheet(sheet),
            Root::Spreadsheet(book) => Ended::Spreadsheet(book),
            Root::Strings(count) => Ended::Strings(count),
            Root::Unknown | Root::Other => Ended::Other,
        }
    }

    /// Scans what was not cleared before; `fresh` of its bytes are new. Gives how many are
    /// cleared for calamine.
    pub(super) fn feed(
        &mut self,
        text: &mut [u8],
        fresh: usize,
        ended: bool,
    ) -> Result<usize, TableError> {
        self.check_bytes(text, fresh)?;
        let mut at = 0;
        loop {
            if let Root::Worksheet(sheet) = &mut self.root
                && let Some(end) = sheet.take_plain(text, at)?
            {
                at = end;
                continue;
            }
            let token = match markup::next(text, at) {
                Found::Token(token) => token,
                Found::Nothing if ended => return self.end_of_part(text.len()),
                Found::Nothing => return Ok(text.len()),
                Found::Begins(start) => {
                    at = start;
                    break;
                }
            };
            match self.take(text, &token)? {
                Some(end) => at = end,
                None => {
                    at = token.span.start;
                    break;
                }
            }
        }
        if ended {
            // a tag or cell that never ends: others may see ends in it that are none
            return Err(TableError::Unreadable {
                detail: format!("{}: <", self.part),
            });
        }
        if text.len() - at > LONGEST {
            return Err(TableError::Unreadable {
                detail: format!("{}: > {LONGEST} byte", self.part),
            });
        }
        Ok(at)
    }

    fn end_of_part(&self, length: usize) -> Result<usize, TableError> {
        if let Root::Spreadsheet(book) = &self.root {
            book.check_end()?;
        }
        Ok(length)
    }

    fn check_bytes(&mut self, text: &[u8], fresh: usize) -> Result<(), TableError> {
        if !self.begun && fresh > 0 {
            self.begun = true;
            if matches!(
                text,
                [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [b'<', 0, ..] | [0, b'<', ..]
            ) {
                return Err(self.encoding());
            }
        }
        let bad = any_byte(&text[text.len() - fresh..], |byte| {
            (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
        });
        if bad {
            return Err(TableError::ControlCharacter {
                part: self.part.clone(),
            });
        }
        Ok(())
    }

    fn take(&mut self, text: &mut [u8], token: &Token) -> Result<Option<usize>, TableError> {
        match (token.kind, &mut self.root) {
            (Kind::Declaration, _) => {
                return Err(TableError::EntityDeclaration {
                    part: self.part.clone(),
                });
            }
            (Kind::Instruction, Root::Unknown) => self.check_encoding(&text[token.span.clone()])?,
            // calamine does not ask what the outermost tag is
            (Kind::Open | Kind::Empty, Root::Unknown | Root::Other) => {
                if &text[token.name.clone()] == b"dimension" {
                    sheet::hide_dimension(text, token);
                }
                self.take_root(text, token)?;
                if let Root::Spreadsheet(book) = &mut self.root {
                    return book.take(text, token);
                }
            }
            (_, Root::Worksheet(sheet)) => return sheet.take(text, token),
            (_, Root::Spreadsheet(book)) => return book.take(text, token),
            (Kind::Open | Kind::Empty, Root::Strings(count))
                if &text[token.name.clone()] == b"si" =>
            {
                *count += 1;
                if *count > self.most_strings {
                    return Err(TableError::LyingCount {
                        count: count.to_string(),
                    });
                }
            }
            _ => {}
        }
        Ok(Some(token.span.end))
    }

    fn take_root(&mut self, text: &[u8], token: &Token) -> Result<(), TableError> {
        self.root = match &text[token.name.clone()] {
            b"worksheet" => Root::Worksheet(Box::new(Sheet::new(self.strings))),
            b"document-content" | b"spreadsheet" => {
                Root::Spreadsheet(Box::new(Spreadsheet::new(self.max_cells)))
            }
            b"sst" => {
                for attribute in markup::attributes(text, token) {
                    let stated = String::from_utf8_lossy(&text[attribute.value]);
                    // calamine reserves room for as many before it reads one
                    if &text[attribute.name] == b"uniqueCount"
                        && stated
                            .parse::<u128>()
                            .is_ok_and(|n| n > self.most_strings.into())
                    {
                        return Err(TableError::LyingCount {
                            count: stated.into_owned(),
                        });
                    }
                }
                Root::Strings(0)
            }
            _ => Root::Other,
        };
        Ok(())
    }

    fn check_encoding(&self, instruction: &[u8]) -> Result<(), TableError> {
        let text = String::from_utf8_lossy(instruction).to_lowercase();
        let Some((_, stated)) = text.split_once("encoding") else {
            return Ok(());
        };
        let name: String = stated
            .chars()
            .skip_while(|letter| !letter.is_alphanumeric())
            .take_while(|&letter| letter.is_alphanumeric() || letter == '-')
            .collect();
        if matches!(name.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii") {
            Ok(())
        } else {
            Err(self.encoding())
        }
    }

    fn encoding(&self) -> TableError {
        TableError::Encoding {
            part: self.part.clone(),
        }
    }
}
