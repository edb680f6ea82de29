//! The canonical hash of a table. The same cells have the same hash whatever way they come in,
//! because exports of the same sheet differ in their bytes. Computed row by row, so that the table
//! need not be in memory.
//!
//! Covers titles, merges, hidden rows and columns, values, links, struck-out text and which days
//! are shown month first. Leaves out Google's ids of tabs and remarks on the file, because they
//! differ by the way in.

use crate::hash::Blake3;
use crate::table::{Row, Tab, Value};

/// A hash being computed.
#[derive(Default)]
pub struct Digest {
    hash: Blake3,
}

impl Digest {
    /// Adds the beginning of a tab.
    pub fn tab(&mut self, tab: &Tab) {
        let line = self.hash.piece();
        line.push(b't');
        text(line, &tab.title);
        line.push(tab.hidden.into());
        // The order of merges depends on the program that wrote the file.
        let mut merges = tab.merges.clone();
        merges.sort_unstable();
        for merge in merges {
            for place in [merge.top, merge.left, merge.bottom, merge.right] {
                line.extend_from_slice(&place.to_le_bytes());
            }
        }
        for hidden in &tab.hidden_columns {
            line.push(b'c');
            line.extend_from_slice(&hidden.first.to_le_bytes());
            line.extend_from_slice(&hidden.last.to_le_bytes());
        }
        line.push(b'\n');
    }

    /// Adds the next row of the tab.
    pub fn row(&mut self, row: &Row) {
        let line = self.hash.piece();
        line.push(b'r');
        line.extend_from_slice(&row.number.to_le_bytes());
        line.push(row.hidden.into());
        for cell in &row.cells {
            line.extend_from_slice(&cell.column.to_le_bytes());
            value(line, &cell.value);
            if let Some(link) = &cell.link {
                line.push(b'l');
                text(line, link);
            }
            if let Some(struck) = &cell.struck {
                line.push(b'x');
                text(line, struck);
            }
            if cell.month_first {
                line.push(b'm');
            }
        }
        line.push(b'\n');
    }

    /// Returns the hash in hexadecimal.
    pub fn finish(self) -> String {
        self.hash.finish()
    }
}

fn value(line: &mut Vec<u8>, value: &Value) {
    let mut told = |kind, said: &str| {
        line.push(kind);
        text(line, said);
    };
    match value {
        Value::Text(said) => told(b's', said),
        Value::Error(said) => told(b'e', said),
        Value::Uncomputed(said) => told(b'u', said),
        Value::Number(number) => {
            line.push(b'n');
            line.extend_from_slice(&number.to_le_bytes());
        }
        Value::Date(instant) => {
            line.push(b'd');
            let microseconds = instant.and_utc().timestamp_micros();
            line.extend_from_slice(&microseconds.to_le_bytes());
        }
        Value::Bool(truth) => line.extend_from_slice(&[b'b', (*truth).into()]),
    }
}

fn text(line: &mut Vec<u8>, text: &str) {
    line.extend_from_slice(&(text.len() as u64).to_le_bytes());
    line.extend_from_slice(text.as_bytes());
}
