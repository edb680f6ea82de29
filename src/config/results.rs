//! `[results]` of a campaign: the spreadsheet to write to, which must not be a source.

use crate::config::problem::TomlFile;
use crate::config::raw::RawResults;
use crate::config::{ResultsSettings, example};
use crate::document::results::TAB;
use crate::source::{Source, spreadsheet_id};

/// The most characters that Google accepts in a tab's title.
const LONGEST_TITLE: usize = 100;

/// Reads where results are written. A spreadsheet that is a source is refused: the program's own
/// words would be read back as reports of communes.
pub(super) fn results<'a>(
    reader: &mut TomlFile<'_>,
    raw: Option<RawResults>,
    sources: impl Iterator<Item = &'a Source>,
) -> Option<ResultsSettings> {
    let raw = raw?;
    let spreadsheet = raw.spreadsheet.map(|link| {
        let id = spreadsheet_id(&link);
        if id.is_none() {
            problem(reader, "spreadsheet", "config-results-link", &link);
        }
        id.unwrap_or_default()
    });
    let mut locations = sources.map(|source| source.location.as_str());
    let is_read =
        |id: &String| locations.any(|location| spreadsheet_id(location).as_ref() == Some(id));
    if spreadsheet
        .as_ref()
        .filter(|id| !id.is_empty())
        .is_some_and(is_read)
    {
        problem(reader, "spreadsheet", "config-results-source", "");
    }
    let tab = raw.tab.unwrap_or_else(|| TAB.to_owned());
    let length = tab.chars().count();
    if tab.trim() != tab || !(1..=LONGEST_TITLE).contains(&length) {
        problem(reader, "tab", "config-results-tab", &tab);
    }
    Some(ResultsSettings { spreadsheet, tab })
}

fn problem(reader: &mut TomlFile<'_>, key: &str, sentence: &'static str, value: &str) {
    let example = example::of(&["results", key]);
    reader.at(&["results", key], sentence, &[("value", value)], &example);
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    const ID: &str = "1NativeSheetIdOfFortyFourCharacters012345678";

    #[track_caller]
    fn check(spreadsheet: Option<&str>, tab: Option<&str>, source: &str, keys: &[&str]) {
        let mut reader = TomlFile::new(Path::new("c.toml"), "[results]\nspreadsheet = \"\"\n");
        let raw = RawResults {
            spreadsheet: spreadsheet.map(str::to_owned),
            tab: tab.map(str::to_owned),
        };
        let source = Source {
            name: "s".to_owned(),
            location: source.to_owned(),
            base: PathBuf::from("/"),
        };
        let read = results(&mut reader, Some(raw), [&source].into_iter()).unwrap();
        let found: Vec<_> = reader.problems.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(found, keys, "{spreadsheet:?} {tab:?}");
        for problem in &reader.problems {
            assert_ne!(problem.example, "", "{problem:?}");
        }
        if keys.is_empty() {
            assert_eq!(read.spreadsheet.as_deref(), spreadsheet.map(|_| ID));
        }
    }

    #[test]
    fn a_link_or_an_id_names_the_spreadsheet() {
        let link = format!("https://docs.google.com/spreadsheets/d/{ID}/edit?gid=0#gid=0");
        check(Some(&link), None, "a.xlsx", &[]);
        check(Some(ID), Some("Của Sở"), "a.xlsx", &[]);
        check(None, None, "a.xlsx", &[]);
        for foreign in ["", "ket-qua.xlsx", "https://example.vn/x"] {
            check(Some(foreign), None, "a.xlsx", &["results.spreadsheet"]);
        }
        let published = "https://docs.google.com/spreadsheets/d/e/2PACX-1vAbCdEf_0123/pubhtml";
        check(Some(published), None, "a.xlsx", &["results.spreadsheet"]);
    }

    #[test]
    fn what_is_read_is_not_written_to() {
        let link = format!("https://docs.google.com/spreadsheets/d/{ID}/edit");
        check(Some(ID), None, &link, &["results.spreadsheet"]);
    }

    #[test]
    fn a_tab_has_a_title() {
        for tab in ["", " x", &"x".repeat(101)] {
            check(None, Some(tab), "a.xlsx", &["results.tab"]);
        }
    }
}
