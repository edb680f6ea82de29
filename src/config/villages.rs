//! The villages' register of a campaign: `commune_code,name,kind`.

use std::collections::BTreeSet;

use crate::config::list::{self, Faults};
use crate::config::problem::TomlFile;
use crate::config::shape;
use crate::locale::Sentence;
use crate::register::{self, VillageEntry};
use crate::text;

const COLUMNS: [&str; 3] = ["commune_code", "name", "kind"];

/// Reads the file that the campaign names. A line that cannot be used does not affect the others.
pub(super) fn read(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
    known: &dyn Fn(&str) -> bool,
) -> Vec<VillageEntry> {
    let found = list::entries(
        reader,
        ("villages", written),
        "21484,Con Dung,Thôn",
        |text| entries(text, known),
    );
    found.unwrap_or_default()
}

fn entries(text: &str, known: &dyn Fn(&str) -> bool) -> (Vec<VillageEntry>, Faults) {
    let (mut villages, mut faults) = (Vec::new(), Faults::new());
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut rows = register::list_reader(text);
    let heads = rows.headers().cloned().unwrap_or_default();
    for head in heads.iter().filter(|head| !head.is_empty()) {
        if !COLUMNS.contains(&head) {
            faults.push((1, shape::unknown("config-column", head, &COLUMNS)));
        }
    }
    let missing = COLUMNS[..2]
        .iter()
        .find(|wanted| !heads.iter().any(|head| head == **wanted));
    if let Some(missing) = missing {
        let missing = Sentence::new("config-column-missing").with("name", *missing);
        faults.push((1, missing));
        return (villages, faults);
    }
    for row in rows.records() {
        let row = match row {
            Ok(row) if row.iter().all(str::is_empty) => continue,
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push((line, Sentence::new("config-row")));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |name: &str| {
            let place = heads.iter().position(|head| head == name);
            let cell = place.and_then(|place| row.get(place));
            cell.unwrap_or_default().trim().to_owned()
        };
        let village = VillageEntry {
            commune: cell("commune_code"),
            name: cell("name"),
            kind: cell("kind"),
        };
        if !known(&village.commune) {
            let unknown = Sentence::new("config-code").with("value", village.commune.as_str());
            faults.push((line, unknown));
        } else if village.name.is_empty() {
            faults.push((line, Sentence::new("register-line-incomplete")));
        } else if !seen.insert((village.commune.clone(), text::key(&village.title()))) {
            let twice = Sentence::new("register-name-twice").with("name", village.title());
            faults.push((line, twice));
        } else {
            villages.push(village);
        }
    }
    (villages, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_at_fault_is_told() {
        let known = |code: &str| code.starts_with("21");
        for (text, read, lines) in [
            (
                "commune_code,name,kind\n21484,Con Dung,Thôn\n21484,1,TDP\n",
                2,
                vec![],
            ),
            ("commune_code;name\n21484;Con Dung\n\n", 1, vec![]),
            (
                "commune_code,name\n21484,A\n21484,a\n99999,B\n21484,\n",
                1,
                vec![3, 4, 5],
            ),
            ("code,name\n21484,A\n", 0, vec![1, 1]),
        ] {
            let (villages, faults) = entries(text, &known);
            assert_eq!(villages.len(), read, "{text}");
            let at: Vec<u64> = faults.iter().map(|(line, _)| *line).collect();
            assert_eq!(at, lines, "{text}");
        }
    }
}
