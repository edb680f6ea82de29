//! The directory for following up: whom to telephone in each commune.
//!
//! Reads every cell as text, so that a telephone number keeps its leading zero.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::config::list::{self, Faults};
use crate::config::problem::TomlFile;
use crate::config::shape;
use crate::document::DirectoryEntry;
use crate::locale::Sentence;
use crate::register;

const COLUMNS: [&str; 6] = [
    "code",
    "chairman",
    "head_culture",
    "specialist",
    "phones",
    "emails",
];

/// Reads the file that the campaign names. A line that cannot be used does not affect the others.
pub(super) fn read(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
    known: &dyn Fn(&str) -> bool,
) -> BTreeMap<String, DirectoryEntry> {
    let found = list::entries(reader, ("directory", written), &COLUMNS.join(","), |text| {
        entries(text, known)
    });
    found.unwrap_or_default()
}

fn entries(text: &str, known: &dyn Fn(&str) -> bool) -> (BTreeMap<String, DirectoryEntry>, Faults) {
    let (mut directory, mut faults) = (BTreeMap::new(), Faults::new());
    let mut rows = register::list_reader(text);
    let heads = rows.headers().cloned().unwrap_or_default();
    for head in heads.iter().filter(|head| !head.is_empty()) {
        if !COLUMNS.contains(&head) {
            let message = shape::unknown("config-column", head, &COLUMNS);
            faults.push((1, message));
        }
    }
    if !heads.iter().any(|head| head == "code") {
        faults.push((
            1,
            Sentence::new("config-column-missing").with("name", "code"),
        ));
        return (directory, faults);
    }
    for row in rows.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push((line, Sentence::new("config-row")));
                continue;
            }
        };
        if row.iter().all(str::is_empty) {
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |name: &str| {
            let place = heads.iter().position(|head| head == name);
            place
                .and_then(|place| row.get(place))
                .unwrap_or_default()
                .to_owned()
        };
        let code = cell("code");
        if !known(&code) {
            faults.push((
                line,
                Sentence::new("config-code").with("value", code.as_str()),
            ));
            continue;
        }
        let twice = Sentence::new("register-code-twice").with("code", code.as_str());
        match directory.entry(code) {
            Entry::Occupied(_) => faults.push((line, twice)),
            Entry::Vacant(free) => {
                free.insert(DirectoryEntry {
                    chairman: cell("chairman"),
                    head_culture: cell("head_culture"),
                    specialist: cell("specialist"),
                    phones: cell("phones"),
                    emails: cell("emails"),
                });
            }
        }
    }
    (directory, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, phones: &[&str], lines: &[u64]) {
        let (directory, faults) = entries(text, &|code| code.starts_with("21"));
        let found: Vec<&str> = directory
            .values()
            .map(|entry| entry.phones.as_str())
            .collect();
        assert_eq!(found, phones, "{text}");
        let told: Vec<u64> = faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(told, lines, "{text}");
    }

    #[test]
    fn telephones_are_text_and_a_bad_line_stands_alone() {
        let head = "code,chairman,head_culture,specialist,phones,emails\n";
        check(
            &format!("{head}21025,A,B,C,0905123456,a@b.vn\n"),
            &["0905123456"],
            &[],
        );
        check(
            "code;phones\r\n21025;0905 123 456\r\n;\r\n",
            &["0905 123 456"],
            &[],
        );
        check(
            "code\tphones\n21025\t0905123456, 0255\n",
            &["0905123456, 0255"],
            &[],
        );
        check(
            "# danh bạ\nphones,code\n+84905,21025\n1,99\n2,21028,x\n3,21034\n",
            &["+84905", "3"],
            &[4, 5],
        );
        check("code,phones\n21025,1\n21025,2\n", &["1"], &[3]);
        check("mã,phones\n21025,1\n", &[], &[1, 1]);
        check("", &[], &[1]);
    }
}
