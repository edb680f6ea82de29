//! The vocabulary that a campaign's file names: titles of columns, positions, words of rows.

use crate::config::campaign::file;
use crate::config::problem::TomlFile;
use crate::submission::position::Positions;
use crate::submission::row_words::RowWords;
use crate::submission::vocabulary::Headers;

pub(super) const HEADERS: &str = include_str!("../../config/vocabulary/headers.toml");

pub(super) const POSITIONS: &str = include_str!("../../config/vocabulary/positions.toml");

pub(super) const ROWS: &str = include_str!("../../config/vocabulary/rows.toml");

/// The texts of the vocabulary, and the positions where they can be read.
pub(super) fn read(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
) -> (String, String, Option<Positions>) {
    let Some(folder) = written else {
        let positions = Positions::shipped();
        return (HEADERS.to_owned(), POSITIONS.to_owned(), Some(positions));
    };
    let headers = file(reader, "vocabulary", &format!("{folder}/headers.toml"));
    let positions = file(reader, "vocabulary", &format!("{folder}/positions.toml"));
    if let Some(Err(error)) = headers.as_deref().map(Headers::from_toml) {
        reader.at(
            &["vocabulary"],
            "config-vocabulary",
            &[("file", "headers.toml"), ("error", error.message())],
            "vocabulary = \"../vocabulary\"",
        );
    }
    let read = positions.as_deref().map(Positions::from_toml);
    if let Some(Err(error)) = &read {
        reader.at(
            &["vocabulary"],
            "config-vocabulary",
            &[("file", "positions.toml"), ("error", &error.to_string())],
            "vocabulary = \"../vocabulary\"",
        );
    }
    (
        headers.unwrap_or_default(),
        positions.unwrap_or_default(),
        read.and_then(Result::ok),
    )
}

/// The words that rows are known by: a folder laid out before there were any needs none.
pub(super) fn row_words(reader: &mut TomlFile<'_>, written: Option<&str>) -> Option<String> {
    let Some(folder) = written else {
        return Some(ROWS.to_owned());
    };
    let name = format!("{folder}/rows.toml");
    if !reader.relative(&name).exists() {
        return None;
    }
    let rows = file(reader, "vocabulary", &name)?;
    if let Err(error) = RowWords::from_toml(&rows) {
        reader.at(
            &["vocabulary"],
            "config-vocabulary",
            &[("file", "rows.toml"), ("error", error.message())],
            "vocabulary = \"../vocabulary\"",
        );
    }
    Some(rows)
}
