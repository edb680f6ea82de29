//! The village-level teams of one commune: a count in a column, villages by name, or lists of
//! people that are one team each.
//!
//! A repeated count counts once. Named villages take precedence over a number beside them, and a
//! finding reports if the two differ.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::register::{NamedVillage, UnitWords, VillageEntry, find_village};
use crate::submission::row_words::RowWords;
use crate::text;

/// A village with a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Village {
    /// Its name as typed.
    pub name: String,
    /// Cell of the name.
    pub cell: CellAddress,
}

/// The statements about a commune's village teams.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Villages {
    counted: Vec<Counted>,
    named: Vec<(String, Village)>,
    /// Number of lists of people, each of which is a village's team.
    lists: u32,
}

/// A number in a column of counts.
#[derive(Clone, Debug, PartialEq)]
struct Counted {
    number: u32,
    at: CellAddress,
    /// The village of its row, if there is one.
    village: Option<String>,
}

impl Villages {
    /// Adds a number beside a commune, or beside one of its villages.
    pub(super) fn count(&mut self, number: u32, at: CellAddress, village: Option<&Village>) {
        let village = village.map(|village| text::key(&village.name));
        let counted = Counted {
            number,
            at,
            village,
        };
        let again = |known: &Counted| {
            known.village == counted.village
                && (counted.village.is_some() || known.number == counted.number)
        };
        if !self.counted.iter().any(again) {
            self.counted.push(counted);
        }
    }

    /// Adds a village by name, once however often it occurs.
    pub(super) fn name(&mut self, village: Village, words: &RowWords) {
        let key = text::key(words.village_name(&village.name));
        if !key.is_empty() && !self.named.iter().any(|(known, _)| *known == key) {
            self.named.push((key, village));
        }
    }

    /// Adds a list of a village's people.
    pub(super) fn list(&mut self) {
        self.lists = self.lists.saturating_add(1);
    }

    /// Adds the statements of another place about the same commune.
    pub(super) fn extend(&mut self, other: Self) {
        for counted in other.counted {
            let again = |known: &Counted| {
                known.village == counted.village && known.number == counted.number
            };
            if !self.counted.iter().any(again) {
                self.counted.push(counted);
            }
        }
        for (key, village) in other.named {
            if !self.named.iter().any(|(known, _)| *known == key) {
                self.named.push((key, village));
            }
        }
        self.lists = self.lists.saturating_add(other.lists);
    }

    /// The number of teams; `None` if nobody states it, or the numbers differ.
    pub(super) fn teams(&self) -> Option<u32> {
        if self.counts_each() {
            let each = self.counted.iter().filter(|one| one.village.is_some());
            return Some(each.fold(0, |sum: u32, one| sum.saturating_add(one.number)));
        }
        let counted = match self.counted.as_slice() {
            [only] => Some(only.number),
            _ => None,
        };
        self.listed().or(counted)
    }

    /// Compares named villages, or their number, with the commune's villages in the register. Only
    /// known villages count, each once.
    pub(super) fn compare(
        &mut self,
        known: &[&VillageEntry],
        (words, units): (&RowWords, &UnitWords),
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        if known.is_empty() {
            return findings;
        }
        let told = |village: &Village, variant: &str| {
            Finding::new(RuleId::VillageUnknown)
                .variant(variant)
                .at(&village.cell)
                .value(village.name.clone())
        };
        let mut found: BTreeMap<usize, CellAddress> = BTreeMap::new();
        for (_, village) in std::mem::take(&mut self.named) {
            let bare = words.village_name(&village.name);
            match find_village(known, (&village.name, bare), units) {
                NamedVillage::One(place) => match found.get(&place) {
                    Some(before) => findings.push(
                        told(&village, "twice")
                            .with("village", known[place].title())
                            .with("other", before.to_string()),
                    ),
                    None => {
                        found.insert(place, village.cell.clone());
                        self.named.push((text::key(&known[place].title()), village));
                    }
                },
                NamedVillage::Ambiguous(places) => {
                    let titles = places.into_iter().map(|place| known[place].title());
                    let titles: Vec<String> = titles.collect();
                    let finding = told(&village, "several");
                    findings.push(finding.with("candidates", titles.join(", ")));
                }
                NamedVillage::Unknown => findings.push(told(&village, "none")),
            }
        }
        let more = |one: &&Counted| one.village.is_none() && one.number as usize > known.len();
        if let Some(counted) = self.counted.iter().find(more) {
            let finding = Finding::new(RuleId::VillageUnknown).variant("more");
            let finding = finding.at(&counted.at).value(counted.number.to_string());
            findings.push(finding.with("of", known.len().to_string()));
        }
        findings
    }

    /// The villages by name.
    pub(super) fn into_named(self) -> Vec<Village> {
        self.named.into_iter().map(|(_, village)| village).collect()
    }

    /// The finding if numbers differ, or a number differs from a list beside it.
    pub(super) fn contradiction(&self) -> Option<Finding> {
        if self.counts_each() {
            return None;
        }
        let listed = self.listed();
        let mut beside = self.counted.iter().filter(|one| Some(one.number) != listed);
        let first = beside.next()?;
        let finding = Finding::new(RuleId::CommuneDuplicate)
            .at(&first.at)
            .value(first.number.to_string());
        match (listed, beside.next()) {
            (Some(listed), _) => Some(
                finding
                    .variant("villages-listed")
                    .with("listed", listed.to_string()),
            ),
            (None, Some(other)) => Some(
                finding
                    .variant("villages-counted")
                    .with("number", other.number.to_string())
                    .with("other", other.at.to_string()),
            ),
            (None, None) => None,
        }
    }

    /// Whether villages have a number each.
    fn counts_each(&self) -> bool {
        self.counted.iter().any(|one| one.village.is_some())
    }

    fn listed(&self) -> Option<u32> {
        let named = u32::try_from(self.named.len()).unwrap_or(u32::MAX);
        let listed = named.saturating_add(self.lists);
        (listed > 0).then_some(listed)
    }
}
