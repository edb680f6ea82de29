//! Rows as they arrive, made ready to be read: text cleaned, legacy encodings repaired.
//!
//! Knows letters; deliberately not what a column means. A text that stands in many cells is cleaned
//! once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::submission::grid::{Line, Text};
use crate::table::{Cell, Row, Value};
use crate::text;
use crate::text::legacy;

/// Texts that are remembered at most.
const MOST: usize = 50_000;

/// What rows of one tab pass through.
#[derive(Debug, Default)]
pub(super) struct Intake {
    /// First repaired cell of each legacy encoding (row and column), and how many there were.
    pub repaired: BTreeMap<legacy::Encoding, ((u32, u32), u32)>,
    /// Texts that stand in several cells, by their address, which keeping them holds.
    known: FxHashMap<usize, (Arc<str>, Cleaned)>,
}

/// A text as it is read.
#[derive(Clone, Debug)]
struct Cleaned {
    text: Arc<str>,
    /// The text repaired, or as it arrived.
    value: Arc<str>,
    from: Option<legacy::Encoding>,
}

impl Intake {
    /// The row; nothing where only blanks stood.
    pub(super) fn line(&mut self, row: Row) -> Option<Line> {
        let number = row.number;
        let cells: Vec<Text> = row
            .cells
            .into_iter()
            .filter_map(|cell| self.cell(number, cell))
            .collect();
        (!cells.is_empty()).then_some(Line {
            number,
            hidden: row.hidden,
            cells,
        })
    }

    /// A cell with its text cleaned; nothing where only blanks stood.
    fn cell(&mut self, row: u32, cell: Cell) -> Option<Text> {
        let (text, value) = match cell.value {
            Value::Text(raw) => {
                let cleaned = self.cleaned(raw);
                if let Some(from) = cleaned.from {
                    let first = (row, cell.column);
                    self.repaired.entry(from).or_insert((first, 0)).1 += 1;
                }
                (cleaned.text, Value::Text(cleaned.value))
            }
            value => (value.text().into(), value),
        };
        let empty = text.is_empty() && cell.link.is_none();
        (!empty).then_some(Text {
            column: cell.column,
            text,
            value,
            link: cell.link,
        })
    }

    fn cleaned(&mut self, raw: Arc<str>) -> Cleaned {
        let address = raw.as_ptr().addr();
        let shared = Arc::strong_count(&raw) > 1;
        if shared && let Some((_, cleaned)) = self.known.get(&address) {
            return cleaned.clone();
        }
        let cleaned = Cleaned::of(&raw);
        if shared && self.known.len() < MOST {
            self.known.insert(address, (raw, cleaned.clone()));
        }
        cleaned
    }
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
        let text = if text::is_clean(raw) {
            Arc::clone(raw)
        } else {
            text::clean(raw).into()
        };
        Self {
            text,
            value: Arc::clone(raw),
            from: None,
        }
    }
}
