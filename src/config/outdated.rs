//! Detects a vocabulary folder that is older than the program: it lacks words of the shipped one.
//!
//! Such words are reported as a remark, not a fault, since an operator may have removed them. A
//! section or list that is missing as a whole is read from the shipped file
//! (`syntax::completed`), and deliberately not reported.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::config::Campaign;
use crate::config::problem::TomlFile;
use crate::config::vocabulary::{HEADERS, POSITIONS, ROWS, UNITS};
use crate::locale::{Language, number};

/// The most words that a remark names.
const NAMED: usize = 3;

/// Makes a remark for each file of the folder that lacks words.
pub(super) fn remarks(reader: &mut TomlFile<'_>, folder: &str, campaign: &Campaign) {
    for (name, shipped, own) in [
        ("headers.toml", HEADERS, Some(&campaign.headers_text)),
        ("positions.toml", POSITIONS, Some(&campaign.positions_text)),
        ("rows.toml", ROWS, campaign.rows_text.as_ref()),
        ("units.toml", UNITS, campaign.units_text.as_ref()),
    ] {
        let lacking = own.map_or_else(Vec::new, |own| lacking(shipped, own));
        if lacking.is_empty() {
            continue;
        }
        let count = number::whole(Language::Vi, lacking.len());
        let named: Vec<String> = lacking
            .iter()
            .take(NAMED)
            .map(|word| format!("«{word}»"))
            .collect();
        reader.at(
            &["vocabulary"],
            "config-vocabulary-outdated",
            &[
                ("file", &format!("{folder}/{name}")),
                ("count", &count),
                ("words", &named.join(", ")),
            ],
            "",
        );
    }
}

/// Returns the words of the shipped file that the folder's file lacks in the lists that it has.
fn lacking(shipped: &str, own: &str) -> Vec<String> {
    // Called at every start and whenever the configuration has changed; most folders are unchanged
    // since they were written.
    if own == shipped {
        return Vec::new();
    }
    let (Ok(shipped), Ok(own)) = (shipped.parse::<Table>(), own.parse::<Table>()) else {
        return Vec::new();
    };
    let known = words(&Value::Table(own.clone())).into_iter();
    let known: BTreeSet<String> = known.map(|(place, _)| place).collect();
    let shipped = words(&Value::Table(within(shipped, &own))).into_iter();
    let lacking = shipped.filter(|(place, _)| !known.contains(place));
    lacking.map(|(_, word)| word).collect()
}

/// Returns the shipped section without inner sections and lists that the folder's lacks as a whole.
fn within(shipped: Table, own: &Table) -> Table {
    let inner = shipped
        .into_iter()
        .filter_map(|(name, value)| match (value, own.get(&name)) {
            (Value::Table(shipped), Some(Value::Table(own))) => {
                Some((name, Value::Table(within(shipped, own))))
            }
            (Value::Table(_) | Value::Array(_), None) => None,
            (value, _) => Some((name, value)),
        });
    inner.collect()
}

/// Returns each word with its position: an entry of a list, or the name of a line.
fn words(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Table(table) => table
            .iter()
            .flat_map(|(name, value)| match value {
                Value::Table(_) | Value::Array(_) => {
                    let inside = words(value).into_iter();
                    inside
                        .map(|(place, word)| (format!("{name}.{place}"), word))
                        .collect()
                }
                _ => vec![(name.clone(), name.clone())],
            })
            .collect(),
        Value::Array(entries) => entries
            .iter()
            .map(|one| (one.to_string(), shown(one)))
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns the words of an entry for display, without the syntax of TOML.
fn shown(entry: &Value) -> String {
    match entry {
        Value::String(word) => word.clone(),
        Value::Array(words) => words.iter().map(shown).collect::<Vec<_>>().join(" "),
        Value::Table(table) => table.values().next().map_or_else(String::new, shown),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_only_the_shipped_file_has_are_named() {
        let shipped = "[commune]\ntitles = [\"Xã\", \"Đơn vị\"]\nwords = [[\"tên\", \"xã\"]]\n\
                       [short]\n\"ct\" = \"chủ tịch\"\n[sum]\nwords = [\"cộng\"]\n";
        let check =
            |own: &str, expected: &[&str]| assert_eq!(lacking(shipped, own), expected, "{own}");
        check(shipped, &[]);
        check(
            "[commune]\ntitles = [\"Đơn vị\", \"Buôn\"]\nwords = []\n[short]\n[sum]\nwords = [\"cộng\"]\n",
            &["Xã", "tên xã", "ct"],
        );
        // Sections and lists that an older file lacks are read from the shipped file.
        check(
            "[commune]\ntitles = [\"Xã\", \"Đơn vị\"]\nwords = [[\"tên\", \"xã\"]]\n",
            &[],
        );
        check("", &[]);
        check("[commune]\nwords = []\n", &["tên xã"]);
        let inner = "[decision]\nnot_yet = [\"chưa\"]\n[decision.day]\nplanned = [\"dự kiến\"]\n";
        let before = "[decision]\nnot_yet = [\"chưa\"]\n";
        assert_eq!(lacking(inner, before), Vec::<String>::new());
    }

    #[test]
    fn the_shipped_vocabulary_lacks_nothing() {
        for text in [HEADERS, POSITIONS, ROWS, UNITS] {
            assert_eq!(lacking(text, text), Vec::<String>::new());
        }
    }
}
