//! A vocabulary folder that is older than the program: words that the shipped one has and it lacks.
//!
//! A remark, no fault: an operator may have struck a word out. A section that is missing as a whole
//! is read from the shipped file, and deliberately not told of.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::config::Campaign;
use crate::config::problem::TomlFile;
use crate::config::vocabulary::{HEADERS, POSITIONS, ROWS};
use crate::locale::{Language, number};

/// How many words are named.
const NAMED: usize = 3;

/// A remark for each file of the folder, as it was read for the campaign, that lacks words.
pub(super) fn remarks(reader: &mut TomlFile<'_>, folder: &str, campaign: &Campaign) {
    for (name, shipped, own) in [
        ("headers.toml", HEADERS, Some(&campaign.headers_text)),
        ("positions.toml", POSITIONS, Some(&campaign.positions_text)),
        ("rows.toml", ROWS, campaign.rows_text.as_ref()),
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

/// What stands in the shipped file and not in a folder's, section by section.
fn lacking(shipped: &str, own: &str) -> Vec<String> {
    // Every start and every look at a changed configuration comes by here: most folders are as they
    // were laid out.
    if own == shipped {
        return Vec::new();
    }
    let (Ok(shipped), Ok(own)) = (shipped.parse::<Table>(), own.parse::<Table>()) else {
        return Vec::new();
    };
    let both = shipped
        .iter()
        .filter_map(|(name, value)| Some((value, own.get(name)?)));
    let lacking = both.flat_map(|(shipped, own)| {
        let known: BTreeSet<String> = words(own).into_iter().map(|(place, _)| place).collect();
        let mut words = words(&within(shipped, own));
        words.retain(|(place, _)| !known.contains(place));
        words
    });
    lacking.map(|(_, word)| word).collect()
}

/// The shipped section without the sections in it that the folder's has not at all.
fn within(shipped: &Value, own: &Value) -> Value {
    let mut shipped = shipped.clone();
    if let (Value::Table(shipped), Value::Table(own)) = (&mut shipped, own) {
        shipped.retain(|name, value| !value.is_table() || own.contains_key(name));
    }
    shipped
}

/// Each word with where it stands: an entry of a list, or the name of a line.
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

/// An entry as a person knows it: its words, without the marks of TOML.
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
        // sections from before there were such are read from the shipped file
        check(
            "[commune]\ntitles = [\"Xã\", \"Đơn vị\"]\nwords = [[\"tên\", \"xã\"]]\n",
            &[],
        );
        check("", &[]);
        let inner = "[decision]\nnot_yet = [\"chưa\"]\n[decision.day]\nplanned = [\"dự kiến\"]\n";
        let before = "[decision]\nnot_yet = [\"chưa\"]\n";
        assert_eq!(lacking(inner, before), Vec::<String>::new());
    }

    #[test]
    fn the_shipped_vocabulary_lacks_nothing() {
        for text in [HEADERS, POSITIONS, ROWS] {
            assert_eq!(lacking(text, text), Vec::<String>::new());
        }
    }
}
