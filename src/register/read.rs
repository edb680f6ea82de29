//! Reads the register's files: living communes, dissolved units, other spellings. Reports all
//! faults at once.
//!
//! Knows the columns of the csv files, not where the files are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, OnceLock};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::clock::Date;
use crate::register::index::Index;
use crate::register::{
    Alias, Commune, CommuneKind, Named, OldCommune, Register, UnitWords, column, country,
    note_namesakes,
};
use crate::text;

/// The lists of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The living communes: `code,name,kind`, optionally with `province` (or `province_code`),
    /// `former_province`, `former_district`, `since`, `until` and `successor`; or titles that mean
    /// these.
    Communes,
    /// The dissolved units: `old_name,old_kind,old_district,old_province,code`.
    Dissolved,
    /// Other spellings: `spelling,code,why`.
    Spellings,
}

/// A line that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The list with the line.
    pub list: List,
    /// Line of the file, from 1; 0 for the file as a whole.
    pub line: u64,
    /// Key of the sentence in `locale`.
    pub key: &'static str,
    /// The arguments of the sentence by name.
    pub arguments: Vec<(&'static str, String)>,
}

const COMMUNES: &str = include_str!("../../config/registers/quang-ngai.csv");
const DISSOLVED: &str = include_str!("../../config/registers/quang-ngai-cu.csv");
const SPELLINGS: &str = include_str!("../../config/registers/ten-khac.csv");

static SHIPPED: LazyLock<Register> = LazyLock::new(|| {
    Register::from_csv(COMMUNES, DISSOLVED, SPELLINGS).expect("a test reads the shipped register")
});

impl Register {
    /// The register shipped with the program: Quảng Ngãi since 2025-07-01.
    pub fn shipped() -> Self {
        SHIPPED.clone()
    }

    /// Makes a register of its three lists; the last two may be empty. Dissolved units without a
    /// successor in the register are left out.
    pub fn from_csv(communes: &str, dissolved: &str, spellings: &str) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let communes = living(communes, &mut faults);
        let old: Vec<(u64, OldCommune)> = rows(dissolved, List::Dissolved, &mut faults);
        let other: Vec<(u64, Alias)> = rows(spellings, List::Spellings, &mut faults);
        if !faults.is_empty() {
            faults.sort_by_key(|fault| (fault.list as u8, fault.line));
            return Err(faults);
        }
        let codes: BTreeSet<&str> = communes.iter().map(|one| one.code.as_str()).collect();
        let old = old.into_iter().map(|(_, unit)| unit);
        let dissolved = old
            .filter(|unit| codes.contains(unit.code.as_str()))
            .collect();
        let mut register = Self::from_lists(communes, dissolved, Vec::new());
        let spelled_otherwise = !other.is_empty();
        for (line, alias) in other {
            if register.commune(&alias.code).is_some() {
                let why = register.refuse(&alias);
                let why = why.or_else(|| register.contradicts(&alias, &register.aliases));
                faults.extend(why.map(|(key, arguments)| Fault {
                    list: List::Spellings,
                    line,
                    key,
                    arguments,
                }));
                register.aliases.push(alias);
            }
        }
        if spelled_otherwise {
            register.index.take();
        }
        if faults.is_empty() {
            Ok(register)
        } else {
            Err(faults)
        }
    }

    /// Reads a list of communes, and adds the dissolved units and spellings shipped with the
    /// program for communes with the same code and name.
    pub fn with_shipped_names(text: &str) -> Result<Self, Vec<Fault>> {
        Ok(with_names(communes(text)?))
    }

    /// Adds a campaign's aliases. Those that are refused are returned with the reason.
    pub fn with_aliases(
        mut self,
        aliases: &BTreeMap<String, String>,
    ) -> (Self, Vec<(String, Fault)>) {
        let mut refused = Vec::new();
        let shipped = self.aliases.len();
        for (spelling, code) in aliases {
            let alias = Alias {
                spelling: spelling.clone(),
                code: code.clone(),
            };
            let why = self.refuse(&alias);
            match why.or_else(|| self.contradicts(&alias, &self.aliases[shipped..])) {
                Some((key, arguments)) => refused.push((
                    spelling.clone(),
                    Fault {
                        list: List::Spellings,
                        line: 0,
                        key,
                        arguments,
                    },
                )),
                None => self.aliases.push(alias),
            }
        }
        if !aliases.is_empty() {
            self.index.take();
        }
        (self, refused)
    }

    /// Adds the spellings that people answered with. One that contradicts the campaign's own
    /// spellings is left out, because the campaign's file takes precedence.
    pub fn with_answers(&self, own: &[Alias], answers: impl Iterator<Item = Alias>) -> Self {
        let mut aliases = self.aliases.clone();
        aliases.extend(answers.filter(|answer| self.contradicts(answer, own).is_none()));
        Self::from_lists(self.communes.clone(), self.dissolved.clone(), aliases)
            .with_units(Arc::clone(&self.units))
    }

    /// Why a spelling cannot be an answer that means a commune; `None` if it can. The code may be
    /// unknown, the spelling may be another commune's name, or `others` may give it another
    /// meaning.
    pub fn refusal(&self, alias: &Alias, others: &[Alias]) -> Option<Fault> {
        let why = self.refuse(alias);
        let (key, arguments) = why.or_else(|| self.contradicts(alias, others))?;
        Some(Fault {
            list: List::Spellings,
            line: 0,
            key,
            arguments,
        })
    }

    /// Makes a register of lists that were checked earlier, such as those stored with a snapshot.
    pub fn from_lists(
        communes: Vec<Commune>,
        dissolved: Vec<OldCommune>,
        aliases: Vec<Alias>,
    ) -> Self {
        Self {
            index: OnceLock::new(),
            units: UnitWords::shipped(),
            communes,
            dissolved,
            aliases,
        }
    }

    /// The commune with a code.
    pub fn commune(&self, code: &str) -> Option<&Commune> {
        self.index().codes.get(code).map(|&at| &self.communes[at])
    }

    /// The position of a code in `communes`.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.index().codes.get(code).copied()
    }

    /// Computes the index now instead of at the first look-up.
    pub fn make_ready(&self) {
        self.index();
    }

    /// The index of normal forms.
    pub(in crate::register) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self))
    }

    /// The reason if one of the other aliases gives the same spelling to another commune.
    fn contradicts(&self, alias: &Alias, others: &[Alias]) -> Option<Why> {
        let meant = alias.meaning(&self.units);
        let other = others
            .iter()
            .find(|other| other.code != alias.code && other.meaning(&self.units).may_be(&meant))?;
        let title = self.commune(&other.code).map(Commune::title);
        let arguments = vec![
            ("spelling", alias.spelling.clone()),
            ("name", title.unwrap_or_default()),
            ("code", other.code.clone()),
        ];
        Some(("register-alias-contradicted", arguments))
    }

    /// The reason if an alias has an unknown code or is the name of another commune.
    fn refuse(&self, alias: &Alias) -> Option<Why> {
        let spelling = ("spelling", alias.spelling.clone());
        let Some(meant) = self.position(&alias.code) else {
            return Some((
                "register-alias-unknown-code",
                vec![spelling, ("code", alias.code.clone())],
            ));
        };
        match self.find(&alias.spelling) {
            Named::Exact(named) if named != meant => Some((
                "register-alias-of-another",
                vec![
                    spelling,
                    ("name", self.communes[named].title()),
                    ("code", self.communes[named].code.clone()),
                ],
            )),
            _ => None,
        }
    }
}

/// Makes a register of checked communes, with the dissolved units and spellings shipped with the
/// program for communes with the same code and name.
pub fn with_names(mut communes: Vec<Commune>) -> Register {
    note_namesakes(&mut communes);
    let same = country::same(&communes);
    let ours = plain::<OldCommune>(DISSOLVED).expect("a test reads the shipped register");
    let ours = ours
        .into_iter()
        .filter(|unit| same.contains(unit.code.as_str()));
    let dissolved = ours.chain(country::dissolved_into(&same)).collect();
    let spellings = plain::<Alias>(SPELLINGS).expect("a test reads the shipped register");
    let aliases = spellings
        .into_iter()
        .filter(|alias| same.contains(alias.code.as_str()))
        .collect();
    Register::from_lists(communes, dissolved, aliases)
}

/// The key of a sentence and its arguments.
type Why = (&'static str, Vec<(&'static str, String)>);

/// A csv reader for a list saved by a person or by Excel. The separator is the most frequent one in
/// the head: comma, semicolon or tab.
pub fn list_reader(text: &str) -> csv::Reader<&[u8]> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().find(|line| !line.starts_with('#'));
    let count = |mark: u8| head.map_or(0, |head| head.bytes().filter(|one| *one == mark).count());
    let delimiter = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|mark| count(*mark));
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes())
}

/// All codes in a list of communes, including those of lines that cannot be used.
pub fn codes(text: &str) -> BTreeSet<String> {
    let mut reader = list_reader(text);
    let heads = column::named(&reader.headers().cloned().unwrap_or_default());
    let place = heads.iter().position(|head| head == "code").unwrap_or(0);
    let records = reader.records().flatten();
    records
        .filter_map(|record| record.get(place).map(str::to_owned))
        .collect()
}

/// The rows of a list with their line numbers.
fn rows<T: DeserializeOwned>(text: &str, list: List, faults: &mut Vec<Fault>) -> Vec<(u64, T)> {
    let mut reader = list_reader(text);
    let headers = reader.headers().cloned().unwrap_or_default();
    let headers = match list {
        List::Communes => column::named(&headers),
        List::Dissolved | List::Spellings => headers,
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let line = |position: Option<&csv::Position>| position.map_or(0, csv::Position::line);
        let (at, row) = match record {
            // Excel keeps the separators of emptied rows.
            Ok(record) if record.iter().all(str::is_empty) => continue,
            Ok(record) => (line(record.position()), record.deserialize(Some(&headers))),
            Err(error) => (line(error.position()), Err(error)),
        };
        match row {
            Ok(row) => rows.push((at, row)),
            Err(error) => {
                let (key, arguments) = reason(&error);
                let of_the_file = key == "register-column-missing";
                faults.push(Fault {
                    list,
                    line: if of_the_file { 1 } else { at },
                    key,
                    arguments,
                });
                if of_the_file {
                    break;
                }
            }
        }
    }
    rows
}

/// Why a line cannot be used, as a key of `locale`: the csv reader's own message is in English.
fn reason(error: &csv::Error) -> (&'static str, Vec<(&'static str, String)>) {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => (
            "register-line-cells",
            vec![
                ("count", len.to_string()),
                ("wanted", expected_len.to_string()),
            ],
        ),
        csv::ErrorKind::Deserialize { err, .. } => {
            let said = err.kind().to_string();
            let named: Vec<String> = said
                .split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            match named.split_first() {
                Some((column, [])) if said.starts_with("missing field") => {
                    ("register-column-missing", vec![("name", column.clone())])
                }
                Some((value, known)) if !known.is_empty() => (
                    "register-line-value",
                    vec![("value", value.clone()), ("known", known.join(", "))],
                ),
                _ => ("register-line-unreadable", Vec::new()),
            }
        }
        _ => ("register-line-unreadable", Vec::new()),
    }
}

/// A line of the list of communes.
#[derive(Deserialize)]
struct Line {
    code: String,
    name: String,
    #[serde(deserialize_with = "kind")]
    kind: CommuneKind,
    #[serde(default)]
    province: String,
    #[serde(default)]
    province_code: String,
    #[serde(default)]
    former_province: String,
    #[serde(default)]
    former_district: String,
    #[serde(default, deserialize_with = "day")]
    since: Option<Date>,
    #[serde(default, deserialize_with = "day")]
    until: Option<Date>,
    #[serde(default)]
    successor: String,
}

/// Reads a day as written by programs or by people: `2026-06-30`, `30/6/2026`; `None` if empty.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let typed = String::deserialize(deserializer)?;
    let read = |form| Date::parse_from_str(&typed, form).ok();
    match read("%Y-%m-%d").or_else(|| read("%d/%m/%Y")) {
        None if !typed.is_empty() => {
            Err(serde::de::Error::unknown_variant(&typed, &["2026-06-30"]))
        }
        day => Ok(day),
    }
}

/// Reads a kind by its id or as people write it: `dac_khu`, `Đặc khu`.
fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CommuneKind, D::Error> {
    const KINDS: [CommuneKind; 3] = [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu];
    let typed = String::deserialize(deserializer)?;
    let plain = text::strip(&text::key(&typed)).replace(' ', "_");
    let known = KINDS.into_iter().find(|kind| kind.id() == plain);
    known.ok_or_else(|| serde::de::Error::unknown_variant(&typed, &["xa", "phuong", "dac_khu"]))
}

impl Line {
    fn commune(self) -> Commune {
        let province = if self.province.is_empty() {
            let province = country::provinces().iter();
            let mut of_code = province.filter(|province| province.code == self.province_code);
            of_code.next().map_or(String::new(), |one| one.name.clone())
        } else {
            self.province
        };
        Commune {
            name: bare(&self.name, self.kind),
            code: self.code,
            kind: self.kind,
            province,
            former_province: self.former_province,
            former_district: self.former_district,
            since: self.since,
            until: self.until,
            successor: self.successor,
            namesake: false,
        }
    }
}

/// Removes the kind that a list may write before the name.
fn bare(name: &str, kind: CommuneKind) -> String {
    let word = kind.word();
    let head: String = name.chars().take(word.chars().count()).collect();
    let rest = name.strip_prefix(&head).unwrap_or_default();
    if text::key(&head) == word && rest.starts_with(' ') {
        rest.trim().to_owned()
    } else {
        name.to_owned()
    }
}

/// Reads and checks a list of communes.
///
/// # Errors
/// All faults, sorted by line.
pub fn communes(text: &str) -> Result<Vec<Commune>, Vec<Fault>> {
    let mut faults = Vec::new();
    let communes = living(text, &mut faults);
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() {
        Ok(communes)
    } else {
        Err(faults)
    }
}

/// Reads the rows of a list shipped with the program.
pub(super) fn plain<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, Vec<Fault>> {
    let mut faults = Vec::new();
    let rows = rows(text, List::Communes, &mut faults);
    let plain = rows.into_iter().map(|(_, row)| row).collect();
    if faults.is_empty() {
        Ok(plain)
    } else {
        Err(faults)
    }
}

/// Reads and checks the living communes, and adds all faults found.
fn living(text: &str, faults: &mut Vec<Fault>) -> Vec<Commune> {
    let lines: Vec<(u64, Line)> = rows(text, List::Communes, faults);
    let lines = lines.into_iter();
    let mut living: Vec<(u64, Commune)> = lines.map(|(at, line)| (at, line.commune())).collect();
    if namesakes(&living) {
        let communes = living.iter_mut().map(|(_, commune)| commune);
        country::place(communes);
    }
    if !living.is_empty() {
        check_communes(&living, faults);
    } else if faults.is_empty() {
        faults.push(Fault {
            list: List::Communes,
            line: 0,
            key: "register-empty",
            arguments: Vec::new(),
        });
    }
    let mut communes: Vec<Commune> = living.into_iter().map(|(_, commune)| commune).collect();
    note_namesakes(&mut communes);
    communes
}

/// Whether two communes without a province have the same name and kind, as in the national list
/// without its provinces.
fn namesakes(living: &[(u64, Commune)]) -> bool {
    let mut names = BTreeSet::new();
    let placeless = living.iter().filter(|(_, one)| one.province.is_empty());
    placeless
        .into_iter()
        .any(|(_, one)| !names.insert((&one.name, one.kind.id())))
}

fn check_communes(living: &[(u64, Commune)], faults: &mut Vec<Fault>) {
    let mut fault = |line, key, arguments| {
        faults.push(Fault {
            list: List::Communes,
            line,
            key,
            arguments,
        });
    };
    let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
    let known: BTreeSet<&str> = living.iter().map(|(_, one)| one.code.as_str()).collect();
    for (line, commune) in living {
        for successor in commune.successors() {
            if successor == commune.code || !known.contains(successor) {
                let code = vec![("code", successor.to_owned())];
                fault(*line, "register-successor-unknown", code);
            }
        }
        let days = commune.since.zip(commune.until);
        if days.is_some_and(|(since, until)| until < since)
            || commune.until.is_none() && !commune.successor.is_empty()
        {
            let name = vec![("name", commune.title())];
            fault(*line, "register-days-odd", name);
        }
        if commune.code.is_empty() || commune.name.is_empty() {
            fault(*line, "register-line-incomplete", Vec::new());
        }
        if !codes.insert(&commune.code) {
            let code = vec![("code", commune.code.clone())];
            fault(*line, "register-code-twice", code);
        }
        if !names.insert((
            &commune.name,
            commune.kind.id(),
            &commune.province,
            commune.until,
        )) {
            let name = vec![("name", commune.title())];
            fault(*line, "register-name-twice", name);
        }
    }
}

#[cfg(test)]
mod tests;
