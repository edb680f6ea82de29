//! Reads the vocabulary that a campaign's file names: titles of columns, positions, words of rows
//! and of units.

use std::sync::Arc;

use crate::config::campaign::file;
use crate::config::problem::TomlFile;
use crate::locale::Sentence;
use crate::register::UnitWords;
use crate::submission::position::{Positions, VocabularyError};
use crate::submission::row_words::RowWords;
use crate::submission::vocabulary::Headers;
use crate::syntax::SyntaxFault;

pub(super) const HEADERS: &str = include_str!("../../config/vocabulary/headers.toml");

pub(super) const POSITIONS: &str = include_str!("../../config/vocabulary/positions.toml");

pub(super) const ROWS: &str = include_str!("../../config/vocabulary/rows.toml");

pub(super) const UNITS: &str = include_str!("../../config/vocabulary/units.toml");

/// Returns the texts of the vocabulary, and the positions if they can be read.
pub(super) fn read(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
) -> (String, String, Option<Positions>) {
    let Some(folder) = written else {
        let positions = Positions::shipped();
        return (HEADERS.to_owned(), POSITIONS.to_owned(), Some(positions));
    };
    let (at_headers, at_positions) = (
        format!("{folder}/headers.toml"),
        format!("{folder}/positions.toml"),
    );
    let headers = file(reader, "vocabulary", &at_headers);
    let positions = file(reader, "vocabulary", &at_positions);
    if let Some((text, Err(error))) = headers
        .as_deref()
        .map(|text| (text, Headers::from_toml(text)))
    {
        reader.elsewhere(&at_headers, SyntaxFault::of(text, &error));
    }
    let read = positions.as_deref().map(Positions::from_toml);
    if let (Some(text), Some(Err(error))) = (&positions, &read) {
        reader.elsewhere(&at_positions, position_fault(text, error));
    }
    (
        headers.unwrap_or_default(),
        positions.unwrap_or_default(),
        read.and_then(Result::ok),
    )
}

/// Reads the words by which rows are recognised. A folder from before
/// they existed has no such file.
pub(super) fn row_words(reader: &mut TomlFile<'_>, written: Option<&str>) -> Option<String> {
    let rows = later(reader, written, ("rows.toml", ROWS))?;
    if let (Some(name), Err(error)) = (rows.name, RowWords::from_toml(&rows.text)) {
        reader.elsewhere(&name, SyntaxFault::of(&rows.text, &error));
    }
    Some(rows.text)
}

/// Reads the words for units, and returns the text too. A folder from before they existed has no
/// such file.
pub(super) fn units(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
) -> (Option<String>, Arc<UnitWords>) {
    let Some(units) = later(reader, written, ("units.toml", UNITS)) else {
        return (None, UnitWords::shipped());
    };
    let read = UnitWords::from_toml(&units.text);
    if let (Some(name), Err(error)) = (units.name, &read) {
        reader.elsewhere(&name, SyntaxFault::of(&units.text, error));
    }
    let words = read.unwrap_or_else(|_| UnitWords::shipped());
    (Some(units.text), words)
}

/// A vocabulary file, and its name if it is the folder's.
struct Words {
    text: String,
    name: Option<String>,
}

/// Reads a file that folders from before it existed do not have; `None` for these.
fn later(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
    (name, shipped): (&str, &str),
) -> Option<Words> {
    let Some(folder) = written else {
        let text = shipped.to_owned();
        return Some(Words { text, name: None });
    };
    let name = format!("{folder}/{name}");
    if !reader.relative(&name).exists() {
        return None;
    }
    Some(Words {
        text: file(reader, "vocabulary", &name)?,
        name: Some(name),
    })
}

/// Returns the problem of the positions' file.
fn position_fault(text: &str, error: &VocabularyError) -> SyntaxFault {
    match error {
        VocabularyError::Toml(error) => SyntaxFault::of(text, error),
        VocabularyError::Unknown { entry, name } => {
            let names = |line: &str| line.contains(&format!("\"{name}\""));
            let line = text.lines().position(names).map_or(0, |line| line + 1);
            let sentence = Sentence::new("config-vocabulary-name");
            SyntaxFault {
                line: u32::try_from(line).unwrap_or(u32::MAX),
                key: entry.clone(),
                sentence: sentence.with("name", name.as_str()),
            }
        }
    }
}
