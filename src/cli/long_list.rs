//! A JSON document with a list in it that may be longer than memory should hold: a history grows
//! by the year.

use std::io::{self, Write};

use serde::Serialize;
use tempfile::SpooledTempFile;

use crate::spool::{LONG, Spooled};

/// As many lines are read at a time.
pub(super) const PAGE: u32 = 1000;

/// The document while it is written: `{"name": [line, …]}`.
pub(super) struct LongList {
    document: SpooledTempFile,
    is_empty: bool,
}

impl LongList {
    /// # Errors
    /// Here and below: where there is no place for the file that a long document waits in.
    pub(super) fn begin(name: &str) -> io::Result<Self> {
        let mut document = SpooledTempFile::new(LONG);
        write!(document, "{{\"{name}\": [")?;
        Ok(Self {
            document,
            is_empty: true,
        })
    }

    pub(super) fn push(&mut self, line: &impl Serialize) -> io::Result<()> {
        let between = if std::mem::replace(&mut self.is_empty, false) {
            ""
        } else {
            ","
        };
        write!(self.document, "{between}\n  ")?;
        serde_json::to_writer(&mut self.document, line)?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<Spooled> {
        self.document.write_all(b"\n]}")?;
        Spooled::try_from(self.document)
    }
}

/// How many lines the next page has where so many are still asked for, or all.
pub(super) fn page(left: Option<u32>) -> u32 {
    left.map_or(PAGE, |left| left.min(PAGE))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_document_is_json_however_many_lines_there_are() {
        for lines in [0, 1, 3] {
            let mut list = LongList::begin("runs").unwrap();
            for line in 0..lines {
                list.push(&json!({"run": line})).unwrap();
            }
            let document = list.finish().unwrap();
            let text = document.piece(0, document.length()).unwrap();
            let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
            assert_eq!(value["runs"].as_array().unwrap().len(), lines);
        }
    }
}
