//! The villages' register: the thôn and tổ dân phố of each commune, and the look-up of a typed
//! name.
//!
//! As for communes, names match first with all marks, then without marks if that is unique.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::register::UnitWords;
use crate::text;

/// One village of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageEntry {
    /// Code of its commune.
    pub commune: String,
    pub name: String,
    /// «Thôn», «Tổ dân phố»; empty if the register has no kind.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// The result of looking up a typed name of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedVillage {
    /// One village, by its position in the commune's list.
    One(usize),
    /// Several villages fit.
    Ambiguous(Vec<usize>),
    /// None of the commune's villages fits.
    Unknown,
}

impl VillageEntry {
    /// The name with its kind, if the register has one.
    pub fn title(&self) -> String {
        let named = text::key(&self.name).starts_with(&text::key(&self.kind));
        if self.kind.is_empty() || named {
            self.name.clone()
        } else {
            format!("{} {}", self.kind, self.name)
        }
    }
}

/// The number of villages of each commune.
pub fn village_counts(villages: &[VillageEntry]) -> BTreeMap<String, u32> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for village in villages {
        let count = counts.entry(village.commune.clone()).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

/// Looks up a name among the villages of one commune; `bare` is the name without its kind.
pub fn find_village(
    villages: &[&VillageEntry],
    (typed, bare): (&str, &str),
    words: &UnitWords,
) -> NamedVillage {
    for with_marks in [true, false] {
        let test = |name: &str| match with_marks {
            true => spelled(name, words),
            false => text::fold(&spelled(name, words)),
        };
        let (whole, short) = (test(typed), test(bare));
        let fits = |test_whole: bool| -> Vec<usize> {
            let villages = villages.iter().enumerate();
            let fit = villages.filter(|(_, village)| {
                if test_whole {
                    test(&village.title()) == whole
                } else {
                    test(&village.name) == short || test(&village.title()) == short
                }
            });
            fit.map(|(place, _)| place).collect()
        };
        for found in [fits(true), fits(false)] {
            match found.as_slice() {
                [] => {}
                [only] => return NamedVillage::One(*only),
                _ => return NamedVillage::Ambiguous(found),
            }
        }
    }
    NamedVillage::Unknown
}

/// Brings a name to one spelling: «TDP» becomes «tổ dân phố»; «số 3» and «03» become «3».
fn spelled(name: &str, known: &UnitWords) -> String {
    let key = text::key(name);
    let words = key.split(|letter: char| !letter.is_alphanumeric());
    let counts = |word: &&str| {
        let mut skipped = known.before_number.iter();
        !word.is_empty() && skipped.all(|skipped| skipped != word)
    };
    let words = words.filter(counts);
    let words = words.map(|word| match known.of_villages.get(word) {
        Some(long) => long.as_str(),
        None if word.bytes().all(|byte| byte.is_ascii_digit()) => word.trim_start_matches('0'),
        None => word,
    });
    let words: Vec<&str> = words.collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_meant_by_its_name_or_nobody_is() {
        let list: Vec<VillageEntry> = [
            ("Con Dung", "Thôn"),
            ("Làng Rê", "Thôn"),
            ("Làng Rế", "Thôn"),
            ("1", "Thôn"),
            ("1", "Tổ dân phố"),
            ("Tổ dân phố 2", ""),
        ]
        .map(|(name, kind)| VillageEntry {
            commune: "21484".to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
        })
        .into();
        let villages: Vec<&VillageEntry> = list.iter().collect();
        for (typed, bare, named) in [
            ("Thôn Con Dung", "Con Dung", NamedVillage::One(0)),
            ("con dung", "con dung", NamedVillage::One(0)),
            ("Thôn Làng Rế", "Làng Rế", NamedVillage::One(2)),
            ("Lang Re", "Lang Re", NamedVillage::Ambiguous(vec![1, 2])),
            ("Thôn 01", "Thôn 01", NamedVillage::One(3)),
            ("TDP số 1", "TDP số 1", NamedVillage::One(4)),
            ("1", "1", NamedVillage::Ambiguous(vec![3, 4])),
            ("TDP 2", "TDP 2", NamedVillage::One(5)),
            ("Thôn Con Dũng A", "Con Dũng A", NamedVillage::Unknown),
        ] {
            assert_eq!(
                find_village(&villages, (typed, bare), &UnitWords::shipped()),
                named,
                "{typed}"
            );
        }
    }
}
