//! The normal forms of the register's names, computed once, so that a look-up takes a few hash
//! probes.
//!
//! Has positions in `Register::communes` and `dissolved`; decides nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::register::country::{self, ProvinceKind};
use crate::register::typed::{self, Typed, TypedPlace};
use crate::register::unit::{UnitKind, UnitWords};
use crate::register::{Alias, Register, name};
use crate::text;

/// Positions by normal form.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Living communes by `text::key`, `name::variant` and `text::strip`.
    pub(super) living: Forms,
    /// Dissolved units by the same forms; only those with a successor in the register.
    pub(super) dissolved: Forms,
    /// Positions in `communes` by the key of an alias's whole spelling.
    pub(super) whole_aliases: HashMap<String, usize>,
    /// Kinds written in aliases and positions in `communes`, by the key of the alias's bare name.
    pub(super) bare_aliases: HashMap<String, Vec<(Option<UnitKind>, usize)>>,
    /// Positions by code.
    pub(super) codes: HashMap<String, usize>,
    /// Successor of each dissolved unit, as a position in `communes`.
    pub(super) successors: Vec<Option<usize>>,
    /// Squeezed names, without kind, of former districts.
    pub(super) districts: BTreeSet<String>,
    /// Squeezed names, without kind, of former and present provinces.
    pub(super) provinces: BTreeSet<String>,
    /// The present provinces of the register, if it has them: squeezed name to the name as written
    /// in the register. With several, a typed place must be the unit's own province.
    pub(super) present: BTreeMap<String, String>,
    /// Those of the present provinces that are cities: «TP Huế» is a province now and was a
    /// district.
    pub(super) cities: BTreeSet<String>,
    /// The present and the former province of each commune.
    pub(super) living_provinces: Vec<[String; 2]>,
    /// The present and the former province of each dissolved unit.
    pub(super) dissolved_provinces: Vec<[String; 2]>,
    /// The former districts of each commune; squeezed, without kind.
    pub(super) living_districts: Vec<Vec<String>>,
    /// The former districts of each dissolved unit; squeezed, without kind.
    pub(super) dissolved_districts: Vec<Vec<String>>,
    /// The squeezed name of each commune and its letters, for comparing similarity.
    pub(super) squeezed: Vec<(String, Letters)>,
    /// Positions of living communes by squeezed name.
    pub(super) by_squeezed: HashMap<String, Vec<usize>>,
    /// Positions of dissolved units by squeezed name.
    pub(super) old_by_squeezed: HashMap<String, Vec<usize>>,
}

/// How often each letter and digit occurs in a squeezed name; the last place counts all other
/// bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters([u8; 37]);

impl Letters {
    pub(super) fn of(squeezed: &str) -> Self {
        let mut letters = Self([0; 37]);
        for letter in squeezed.bytes() {
            let place = match letter {
                b'a'..=b'z' => letter - b'a',
                b'0'..=b'9' => 26 + letter - b'0',
                _ => 36,
            };
            let count = &mut letters.0[usize::from(place)];
            *count = count.saturating_add(1);
        }
        letters
    }

    /// A lower bound for the number of letters to change, add or remove to turn one name into the
    /// other.
    pub(super) fn apart(&self, other: &Self) -> usize {
        let (mut more, mut fewer) = (0, 0);
        for (one, other) in self.0.iter().zip(&other.0) {
            more += usize::from(one.saturating_sub(*other));
            fewer += usize::from(other.saturating_sub(*one));
        }
        more.max(fewer)
    }
}

/// The spellings that an alias covers.
pub(super) struct Meaning {
    /// The key of the whole spelling.
    whole: String,
    /// The kind and the bare name in the spelling.
    bare: Option<(Option<UnitKind>, String)>,
}

impl Meaning {
    /// Whether some spelling would match both aliases.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let same_name = match (&self.bare, &other.bare) {
            (Some((kind, name)), Some((other_kind, other_name))) => {
                name == other_name && (kind.is_none() || other_kind.is_none() || kind == other_kind)
            }
            _ => false,
        };
        self.whole == other.whole || same_name
    }
}

impl Alias {
    pub(super) fn meaning(&self, words: &UnitWords) -> Meaning {
        let whole = text::key(&self.spelling);
        let bare = typed::readings(&whole, words)
            .into_iter()
            .rfind(|reading| reading.places.is_empty() && !reading.old);
        let bare = bare.map(|Typed { kind, name, .. }| (kind, name));
        Meaning { whole, bare }
    }
}

/// Positions by the three normal forms of a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms {
    pub(super) keys: HashMap<String, Vec<usize>>,
    pub(super) variants: HashMap<String, Vec<usize>>,
    pub(super) folds: HashMap<String, Vec<usize>>,
}

impl Forms {
    fn add(&mut self, plain: &str, position: usize) {
        let key = plain.to_owned();
        let variant = name::variant(&key);
        let fold = text::strip(&variant);
        for (map, form) in [
            (&mut self.keys, key),
            (&mut self.variants, variant),
            (&mut self.folds, fold),
        ] {
            map.entry(form).or_default().push(position);
        }
    }
}

impl Index {
    pub(super) fn new(register: &Register) -> Self {
        let Register {
            communes,
            dissolved,
            aliases,
            units,
            ..
        } = register;
        let mut index = Self::default();
        let mut bared = Bared {
            words: units,
            known: HashMap::new(),
        };
        for (position, commune) in communes.iter().enumerate() {
            let plain = text::key(&commune.name);
            index.living.add(&plain, position);
            index.codes.insert(commune.code.clone(), position);
            let squeezed = name::squeezed(&plain);
            let letters = Letters::of(&squeezed);
            let namesakes = index.by_squeezed.entry(squeezed.clone());
            namesakes.or_default().push(position);
            index.squeezed.push((squeezed, letters));
            index
                .living_districts
                .push(bared.districts(&commune.former_district));
            let present = bared.name(&commune.province);
            let former = bared.name(&commune.former_province);
            index
                .present
                .insert(present.clone(), commune.province.clone());
            index.provinces.extend([present.clone(), former.clone()]);
            index.living_provinces.push([present, former]);
        }
        for (position, old) in dissolved.iter().enumerate() {
            let successor = index.codes.get(&old.code).copied();
            index.successors.push(successor);
            let districts = bared.districts(&old.old_district);
            index.dissolved_districts.push(districts);
            let former = bared.name(&old.old_province);
            let present =
                successor.map_or(String::new(), |at| index.living_provinces[at][0].clone());
            index.provinces.insert(former.clone());
            index.dissolved_provinces.push([present, former]);
            if successor.is_some() {
                let plain = text::key(&old.old_name);
                let namesakes = index.old_by_squeezed.entry(name::squeezed(&plain));
                namesakes.or_default().push(position);
                index.dissolved.add(&plain, position);
            }
        }
        let all = index
            .living_districts
            .iter()
            .chain(&index.dissolved_districts);
        index.districts = all.flatten().cloned().collect();
        index.provinces.remove("");
        index.present.remove("");
        let cities = country::provinces().iter();
        index.cities = cities
            .filter(|province| province.kind == ProvinceKind::ThanhPho)
            .map(|province| name::squeezed(&text::key(&province.name)))
            .filter(|city| index.present.contains_key(city))
            .collect();
        for alias in aliases {
            index.add_alias(alias, units);
        }
        index
    }

    fn add_alias(&mut self, alias: &Alias, words: &UnitWords) {
        let Some(&position) = self.codes.get(&alias.code) else {
            return;
        };
        let Meaning { whole, bare } = alias.meaning(words);
        self.whole_aliases.insert(whole, position);
        if let Some((kind, name)) = bare {
            // A campaign's own aliases are added after the shipped ones and take precedence.
            self.bare_aliases
                .entry(name)
                .or_default()
                .insert(0, (kind, position));
        }
    }

    /// Whether the register has a district or province of this name.
    pub(super) fn knows(&self, place: &TypedPlace) -> bool {
        let name = name::squeezed(&place.name);
        self.districts.contains(&name) || self.provinces.contains(&name)
    }
}

/// A cache of squeezed names without kind: a register repeats the same districts and provinces.
struct Bared<'a> {
    words: &'a UnitWords,
    known: HashMap<&'a str, String>,
}

impl<'a> Bared<'a> {
    /// The former districts of a unit; several are separated by `;`.
    fn districts(&mut self, text: &'a str) -> Vec<String> {
        let parts = text.split(';').map(|part| self.name(part));
        parts.filter(|name| !name.is_empty()).collect()
    }

    fn name(&mut self, text: &'a str) -> String {
        let bare = self.known.entry(text);
        bare.or_insert_with(|| name::squeezed(&typed::place(&text::key(text), self.words).name))
            .clone()
    }
}
