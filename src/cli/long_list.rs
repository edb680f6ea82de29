//! Lists that grow over the years: the newest lines for a screen, or a JSON document of all lines,
//! of which only a page is in memory at a time.

use std::io::{self, Write};

use serde::Serialize;
use tempfile::SpooledTempFile;

use crate::cli::error::CommandError;
use crate::cli::screen::Screen;
use crate::failure::Failure;
use crate::spool::{LONG, Spooled};
use crate::store::StoreError;

/// How many lines are shown on a screen by default.
const SHOWN: u32 = 50;
/// How many lines are read at a time.
const PAGE: u32 = 1000;

/// Returns the newest lines, and whether there are older ones that were left out without being
/// asked to. `read` returns up to a number of lines older than the line with an id.
pub(super) async fn newest<Line>(
    limit: Option<u32>,
    read: impl AsyncFn(Option<&str>, u32) -> Result<Vec<Line>, StoreError>,
) -> Result<(Vec<Line>, bool), StoreError> {
    if let Some(limit) = limit {
        return Ok((read(None, limit).await?, false));
    }
    // One line more than is shown tells whether there are more.
    let mut lines = read(None, SHOWN + 1).await?;
    let has_more = lines.len() > SHOWN as usize;
    lines.truncate(SHOWN as usize);
    Ok((lines, has_more))
}

/// The note below a list that has older lines.
pub(super) fn more(screen: &Screen) -> String {
    screen.say("cli-more-older", &[("count", &screen.count(SHOWN))])
}

/// The JSON document of all lines, or as many as asked for. `write` adds a line and returns its id.
///
/// # Errors
/// If the store cannot be read, or there is no room for a long document.
pub(super) async fn document<Line>(
    name: &str,
    limit: Option<u32>,
    read: impl AsyncFn(Option<&str>, u32) -> Result<Vec<Line>, StoreError>,
    write: impl Fn(&mut LongList, Line) -> io::Result<String>,
) -> Result<Spooled, Failure> {
    let unwritable = |error| CommandError::OutputUnwritable { error };
    let mut document = LongList::begin(name).map_err(unwritable)?;
    let mut left = limit;
    let mut last: Option<String> = None;
    loop {
        let asked = left.map_or(PAGE, |left| left.min(PAGE));
        let page = read(last.as_deref(), asked).await?;
        let is_last = page.len() < asked as usize || left == Some(asked);
        for line in page {
            last = Some(write(&mut document, line).map_err(unwritable)?);
        }
        if is_last {
            return Ok(document.finish().map_err(unwritable)?);
        }
        left = left.map(|left| left - asked);
    }
}

/// A document being written: `{"name": [line, …]}`.
pub(super) struct LongList {
    document: SpooledTempFile,
    is_empty: bool,
}

impl LongList {
    /// # Errors
    /// Here and below: if there is no room for the temporary file of a long document.
    fn begin(name: &str) -> io::Result<Self> {
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

    fn finish(mut self) -> io::Result<Spooled> {
        self.document.write_all(b"\n]}")?;
        Spooled::try_from(self.document)
    }
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
