//! The communes expected to report, living and dissolved, and the look-up of a typed name.
//!
//! Knows names and kinds, not what a commune reported. It never guesses: a person is asked about a
//! name that fits two communes.

mod column;
pub mod country;
mod find;
mod index;
mod name;
mod read;
#[cfg(test)]
mod tests;
mod typed;
mod unit;
mod village;
pub mod write;

pub use read::{Fault, List, codes, communes, list_reader, with_names};
pub use unit::UnitWords;
pub use village::{NamedVillage, VillageEntry, find_village, village_counts};

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::clock::Date;
use crate::register::index::Index;
use crate::text;

/// The communes expected to report, and the other names by which they may be called.
#[derive(Clone, Debug)]
pub struct Register {
    /// In the register's order; the denominator of every figure.
    pub communes: Vec<Commune>,
    /// Units dissolved on 2025-07-01 whose successor is in the register.
    pub dissolved: Vec<OldCommune>,
    /// Other spellings of the names of living communes.
    pub aliases: Vec<Alias>,
    /// The words for units around their names.
    units: Arc<UnitWords>,
    /// Computed on the first look-up.
    index: OnceLock<Index>,
}

/// Another spelling of a commune's name: shipped, or an operator's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The spelling as written in sheets.
    pub spelling: String,
    /// Code of the commune it means.
    pub code: String,
}

/// One commune-level unit of the register (Decision 19/2025/QĐ-TTg for codes and names).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commune {
    /// Code of the statistics office: text, with leading zeros.
    pub code: String,
    /// Bare name, with the register's own marks: `Đăk Ui`.
    pub name: String,
    /// Xã, phường or đặc khu.
    pub kind: CommuneKind,
    /// Its province; empty if the register has no such column, as one for a single province may.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub province: String,
    /// Its province before 2025-07-01; empty if that is the same.
    #[serde(default)]
    pub former_province: String,
    /// Its district before 2025-07-01; several are joined by `; `.
    #[serde(default)]
    pub former_district: String,
    /// The first day on which it must report; `None` for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// The last day on which it must report; `None` for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Code of the commune that it became part of after `until`; several, separated by `; `, if it
    /// was split.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub successor: String,
    /// Whether another province of the register has a commune of the same name and kind.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub namesake: bool,
}

/// The kinds of commune since 2025-07-01; Vietnamese because English has no settled words.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CommuneKind {
    /// Rural commune.
    Xa,
    /// Ward.
    Phuong,
    /// Special zone (an island).
    DacKhu,
}

/// The kinds that occur among these communes, as words: «xã, phường, đặc khu».
pub fn kinds(communes: &[Commune]) -> String {
    let all = [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu];
    let there = |kind: &CommuneKind| communes.iter().any(|commune| commune.kind == *kind);
    let words: Vec<&str> = all
        .into_iter()
        .filter(there)
        .map(CommuneKind::word)
        .collect();
    words.join(", ")
}

impl Register {
    /// Sets the words for units.
    pub fn with_units(self, units: Arc<UnitWords>) -> Self {
        Self {
            units,
            index: OnceLock::new(),
            ..self
        }
    }

    /// The words for units.
    pub fn units(&self) -> &UnitWords {
        &self.units
    }

    /// Whether a typed name begins with a kind of commune or with its committee: «Phường …», «UBND
    /// …».
    pub fn says_kind(&self, typed: &str) -> bool {
        typed::says_kind(&text::key(typed), &self.units)
    }

    /// Whether a typed name begins with a kind of commune.
    pub fn begins_with_commune(&self, typed: &str) -> bool {
        typed::says_commune(&text::key(typed), &self.units)
    }

    /// Whether a typed name begins with a kind of commune that still exists, unlike districts and
    /// towns.
    pub fn says_living_kind(&self, typed: &str) -> bool {
        typed::says_living_kind(&text::key(typed), &self.units)
    }

    /// The commune that reports on a day in the place of one that ended, found by following
    /// successors. If there are several successors, it is the one with the same name; otherwise
    /// `None`.
    pub fn heir<'a>(&'a self, ended: &'a Commune, day: Date) -> Option<&'a Commune> {
        let mut last = ended;
        for _ in 0..self.communes.len() {
            let all = last.successors().filter_map(|code| self.commune(code));
            let all: Vec<&Commune> = all.collect();
            let mut namesakes = all.iter().filter(|one| one.name == last.name);
            last = match (&all[..], namesakes.next(), namesakes.next()) {
                ([only], ..) => only,
                (_, Some(namesake), None) => namesake,
                _ => return None,
            };
            if last.counts_on(day) {
                return Some(last);
            }
        }
        None
    }

    /// The bare names of all communes, living and dissolved.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let living = self.communes.iter().map(|commune| commune.name.as_str());
        living.chain(self.dissolved.iter().map(|old| old.old_name.as_str()))
    }
}

impl CommuneKind {
    /// The id in the register and in JSON: `xa`, `phuong`, `dac_khu`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Xa => "xa",
            Self::Phuong => "phuong",
            Self::DacKhu => "dac_khu",
        }
    }

    /// The word before a name, by the law: `xã`, `phường`, `đặc khu`. What is printed; how people
    /// write it is in `UnitWords`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Xa => "xã",
            Self::Phuong => "phường",
            Self::DacKhu => "đặc khu",
        }
    }
}

impl Commune {
    /// Whether it must report on a day.
    pub fn counts_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The codes of the communes that it became part of.
    pub fn successors(&self) -> impl Iterator<Item = &str> {
        let parted = self.successor.split([';', ',', '+', '/', ' ']);
        parted.map(str::trim).filter(|code| !code.is_empty())
    }

    /// The printed name: `Xã Đăk Ui`, `Phường Cẩm Thành`, `Đặc khu Lý Sơn`; with its province if
    /// the register has a namesake: `Xã An Khánh, Hà Nội`.
    pub fn title(&self) -> String {
        let word = match self.kind {
            CommuneKind::Xa => "Xã",
            CommuneKind::Phuong => "Phường",
            CommuneKind::DacKhu => "Đặc khu",
        };
        match self.namesake {
            true => format!("{word} {}, {}", self.name, self.province),
            false => format!("{word} {}", self.name),
        }
    }
}

/// Sets `namesake` of each commune.
fn note_namesakes(communes: &mut [Commune]) {
    // «Thuận Hoà» and «Thuận Hòa» are the same name.
    let borne = |one: &Commune| (text::key(&one.name), one.kind);
    let mut bearers: HashMap<(String, CommuneKind), BTreeSet<&str>> = HashMap::new();
    for one in communes.iter() {
        let provinces = bearers.entry(borne(one)).or_default();
        provinces.insert(&one.province);
    }
    let several = |one: &Commune| bearers[&borne(one)].len() > 1;
    let noted: Vec<bool> = communes.iter().map(several).collect();
    for (one, noted) in communes.iter_mut().zip(noted) {
        one.namesake = noted && !one.province.is_empty();
    }
}

/// A unit dissolved on 2025-07-01, and the living one that it became part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldCommune {
    /// Bare name.
    pub old_name: String,
    /// `xa`, `phuong` or `thi_tran`.
    pub old_kind: String,
    /// Its district, with the kind.
    pub old_district: String,
    /// Its province.
    pub old_province: String,
    /// Code of the living unit that it became part of.
    pub code: String,
}

/// The result of looking up a typed name. Indexes are positions in `Register::communes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// One commune, by its name with all marks (ignoring case, spaces, prefix, composition form and
    /// placement of tone marks).
    Exact(usize),
    /// One commune, by an alias of the program or of the campaign.
    Alias(usize),
    /// One commune, by its name without marks, which is unique in the register: marks were lost or
    /// changed.
    Folded(usize),
    /// Several communes fit.
    Ambiguous(Vec<usize>),
    /// A dissolved unit and its successors. Never credited without a person's answer.
    Dissolved { old_name: String, into: Vec<usize> },
    /// No match; at most five candidates, best first.
    Unknown { candidates: Vec<usize> },
}

impl Named {
    /// The commune, if the match is a single one that needs no confirmation.
    pub fn one(&self) -> Option<usize> {
        match self {
            Self::Exact(index) | Self::Alias(index) | Self::Folded(index) => Some(*index),
            Self::Ambiguous(_) | Self::Dissolved { .. } | Self::Unknown { .. } => None,
        }
    }
}
