//! Prepares rows as they arrive: cleans text and repairs legacy encodings.
//!
//! Knows letters, not what a column means. A text used in several cells is cleaned once. A text
//! longer than anything a person writes into a cell is not read.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::submission::grid::{Line, Text};
use crate::submission::row_words::RowWords;
use crate::table::{Cell, Row, Value};
use crate::text;
use crate::text::legacy;

/// Largest number of cleaned texts in memory.
const MOST: usize = 100_000;
/// Largest number of letters in a cell that is read. A whole team with positions and phones takes
/// 2,000; a cell can have 32,767, which take long to split up.
const LONGEST: usize = 5_000;
/// Number of columns that are read, `A` to `ZZ`: columns to the right of them have no titles.
const COLUMNS_READ: u32 = 702;
/// Marks the end of the beginning of a text that is not read.
const CUT_MARK: char = '…';

/// Prepares the rows of one tab.
#[derive(Debug, Default)]
pub(super) struct Intake<'a> {
    /// Has the texts that a formula shows until its result arrives.
    words: Option<&'a RowWords>,
    /// For each legacy encoding, row and column of the first repaired cell, and the number of
    /// repaired cells.
    pub repaired: BTreeMap<legacy::Encoding, ((u32, u32), u32)>,
    /// Row and column of the first cell to the right of the columns that are read, and the number
    /// of such cells.
    pub beyond: Option<((u32, u32), u32)>,
    known: CleanedTexts,
}

/// Cleaned texts used in several cells, by address.
#[derive(Debug, Default)]
struct CleanedTexts {
    /// Keeps the texts alive, so that no address is reused.
    kept: Vec<Arc<str>>,
    /// Addresses of texts that needed no cleaning: nearly all, so little is stored for each.
    as_they_are: FxHashSet<usize>,
    others: FxHashMap<usize, Cleaned>,
}

/// A cleaned text.
#[derive(Clone, Debug)]
struct Cleaned {
    text: Arc<str>,
    /// The text repaired from a legacy encoding, or else unchanged.
    value: Arc<str>,
    from: Option<legacy::Encoding>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(words: &'a RowWords) -> Self {
        Self {
            words: Some(words),
            ..Self::default()
        }
    }

    /// The prepared row; `None` if it has only blanks.
    pub(super) fn line(&mut self, row: Row) -> Option<Line> {
        let number = row.number;
        let mut struck = Vec::new();
        let cells: Vec<Text> = row
            .cells
            .into_iter()
            .filter_map(|mut cell| {
                if let Some(text) = cell.struck.take() {
                    struck.push((cell.column, Arc::from(text::one_line(&text))));
                }
                self.cell(number, cell)
            })
            .collect();
        (!cells.is_empty() || !struck.is_empty()).then_some(Line {
            number,
            hidden: row.hidden,
            cells,
            struck,
        })
    }

    /// The cell with its text cleaned; `None` if it has only blanks.
    fn cell(&mut self, row: u32, cell: Cell) -> Option<Text> {
        if cell.column >= COLUMNS_READ {
            if !cell.value.text().trim().is_empty() {
                self.beyond.get_or_insert(((row, cell.column), 0)).1 += 1;
            }
            return None;
        }
        let (text, value) = match cell.value {
            Value::Text(raw) if is_too_long(&raw) => {
                let begin = beginning(&raw);
                (Arc::clone(&begin), Value::Error(begin))
            }
            Value::Text(raw) => {
                let cleaned = self.cleaned(raw);
                if let Some(from) = cleaned.from {
                    let first = (row, cell.column);
                    self.repaired.entry(from).or_insert((first, 0)).1 += 1;
                }
                if is_error(&cleaned.text)
                    || self
                        .words
                        .is_some_and(|words| words.is_loading(&cleaned.text))
                {
                    let error = error(&cleaned.text);
                    (Arc::clone(&error), Value::Error(error))
                } else {
                    (cleaned.text, Value::Text(cleaned.value))
                }
            }
            value => (value.text().into(), value),
        };
        let empty = text.is_empty() && cell.link.is_none();
        (!empty).then_some(Text {
            column: cell.column,
            text,
            value,
            link: cell.link,
            month_first: cell.month_first,
        })
    }

    fn cleaned(&mut self, raw: Arc<str>) -> Cleaned {
        let shared = Arc::strong_count(&raw) > 1;
        if shared && let Some(cleaned) = self.known.get(&raw) {
            return cleaned;
        }
        let cleaned = Cleaned::of(&raw);
        if shared {
            self.known.keep(raw, &cleaned);
        }
        cleaned
    }
}

impl CleanedTexts {
    fn get(&self, raw: &Arc<str>) -> Option<Cleaned> {
        let address = raw.as_ptr().addr();
        if self.as_they_are.contains(&address) {
            return Some(Cleaned::as_it_is(raw));
        }
        self.others.get(&address).cloned()
    }

    fn keep(&mut self, raw: Arc<str>, cleaned: &Cleaned) {
        if self.kept.len() == MOST {
            return;
        }
        let address = raw.as_ptr().addr();
        if Arc::ptr_eq(&cleaned.text, &raw) {
            self.as_they_are.insert(address);
        } else {
            self.others.insert(address, cleaned.clone());
        }
        self.kept.push(raw);
    }
}

/// The error to report. A final mark, as in «Loading…», is replaced, because it would look like
/// that of a text that was cut.
fn error(text: &Arc<str>) -> Arc<str> {
    match text.strip_suffix(CUT_MARK) {
        Some(begin) => format!("{begin}...").into(),
        None => Arc::clone(text),
    }
}

/// Whether the error of a cell is its length, so that `beginning` made it.
pub(super) fn was_too_long(error: &str) -> bool {
    error.ends_with(CUT_MARK)
}

/// Whether a text is an error such as `#REF!`, `#NAME?` or `Err:502`. Exports without formulas have
/// errors as text.
pub(super) fn is_error(text: &str) -> bool {
    const LONGEST: usize = 16;

    let capital = |letter: char| letter.is_ascii_uppercase() || "/0_".contains(letter);
    let of_excel = text.strip_prefix('#').is_some_and(|rest| {
        let word = rest.trim_end_matches(['!', '?']);
        (word.len() < rest.len() || word == "N/A" || word == "GETTING_DATA")
            && word.chars().all(capital)
    });
    let of_libre_office = text
        .strip_prefix("Err:")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    text.len() <= LONGEST && (of_excel || of_libre_office)
}

fn is_too_long(raw: &str) -> bool {
    raw.len() > LONGEST && raw.chars().count() > LONGEST
}

/// The beginning of a text that is not read, long enough to recognise it.
fn beginning(raw: &str) -> Arc<str> {
    const ENOUGH: usize = 60;

    let begin: String = raw.chars().take(ENOUGH).collect();
    format!("{}{CUT_MARK}", text::one_line(&begin)).into()
}

impl Cleaned {
    fn of(raw: &Arc<str>) -> Self {
        if let Some(repaired) = legacy::repair(raw) {
            let text: Arc<str> = text::clean(&repaired.text).into();
            return Self {
                value: Arc::clone(&text),
                text,
                from: Some(repaired.from),
            };
        }
        if text::is_clean(raw) {
            return Self::as_it_is(raw);
        }
        Self {
            text: text::clean(raw).into(),
            value: Arc::clone(raw),
            from: None,
        }
    }

    /// The text unchanged.
    fn as_it_is(raw: &Arc<str>) -> Self {
        Self {
            text: Arc::clone(raw),
            value: Arc::clone(raw),
            from: None,
        }
    }
}
