//! The canonical hash of a table: the same for the same cells by every way in, since exports are
//! not byte-stable. Taken row by row, so that nobody need hold the table.
//!
//! Knows titles, merges, hidden rows, values and links; deliberately neither Google's ids of tabs
//! nor remarks on the file, which differ by the way in.

use crate::hash::Sha256;
use crate::table::{Row, Tab, Value};

/// A hash under way.
#[derive(Default)]
pub struct Digest {
    hash: Sha256,
    /// One line's bytes: the hash takes them better together.
    line: Vec<u8>,
}

impl Digest {
    /// A tab begins.
    pub fn tab(&mut self, tab: &Tab) {
        self.line.push(b't');
        self.text(&tab.title);
        self.line.push(tab.hidden.into());
        // The order of merges is the writing program's whim.
        let mut merges = tab.merges.clone();
        merges.sort_unstable();
        for merge in merges {
            for place in [merge.top, merge.left, merge.bottom, merge.right] {
                self.line.extend_from_slice(&place.to_le_bytes());
            }
        }
        self.take_line();
    }

    /// Its next row.
    pub fn row(&mut self, row: &Row) {
        self.line.push(b'r');
        self.line.extend_from_slice(&row.number.to_le_bytes());
        self.line.push(row.hidden.into());
        for cell in &row.cells {
            self.line.extend_from_slice(&cell.column.to_le_bytes());
            self.value(&cell.value);
            if let Some(link) = &cell.link {
                self.line.push(b'l');
                self.text(link);
            }
        }
        self.take_line();
    }

    /// The hash in hexadecimal.
    pub fn finish(self) -> String {
        self.hash.finish()
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => {
                self.line.push(b's');
                self.text(text);
            }
            Value::Number(number) => {
                self.line.push(b'n');
                self.line.extend_from_slice(&number.to_le_bytes());
            }
            Value::Date(instant) => {
                self.line.push(b'd');
                let microseconds = instant.and_utc().timestamp_micros();
                self.line.extend_from_slice(&microseconds.to_le_bytes());
            }
            Value::Bool(truth) => self.line.extend_from_slice(&[b'b', (*truth).into()]),
            Value::Error(text) => {
                self.line.push(b'e');
                self.text(text);
            }
            Value::Uncomputed(text) => {
                self.line.push(b'u');
                self.text(text);
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.line
            .extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.line.extend_from_slice(text.as_bytes());
    }

    fn take_line(&mut self) {
        self.line.push(b'\n');
        self.hash.update(&self.line);
        self.line.clear();
    }
}
