//! The register's names in their normal forms, made once, so that a look-up is a few probes.
//!
//! Knows positions in `Register::communes`, `dissolved` and `aliases`; deliberately decides nothing.

use std::collections::{BTreeSet, HashMap};

use crate::register::typed::{self, Kind, Place, Typed};
use crate::register::{Alias, Commune, OldCommune, name};
use crate::text;

/// Positions by each normal form.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Living communes by `text::key`, `name::variant` and `text::strip`.
    pub(super) living: Forms,
    /// Dissolved units by the same; only those with a successor in the register.
    pub(super) dissolved: Forms,
    /// Aliases: the whole spelling's key to the position in `communes`.
    pub(super) whole_aliases: HashMap<String, usize>,
    /// Aliases by the key of their bare name: kind written, position in `communes`.
    pub(super) bare_aliases: HashMap<String, Vec<(Option<Kind>, usize)>>,
    /// Positions by code.
    pub(super) codes: HashMap<String, usize>,
    /// Successor of each dissolved unit, as a position in `communes`.
    pub(super) successors: Vec<Option<usize>>,
    /// Bare names of former districts and provinces, squeezed.
    pub(super) districts: BTreeSet<String>,
    pub(super) provinces: BTreeSet<String>,
    /// Former districts of each commune and dissolved unit, squeezed and bare.
    pub(super) living_districts: Vec<Vec<String>>,
    pub(super) dissolved_districts: Vec<Vec<String>>,
    /// Squeezed name of each commune, for nearness.
    pub(super) squeezed: Vec<String>,
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
    pub(super) fn new(communes: &[Commune], dissolved: &[OldCommune], aliases: &[Alias]) -> Self {
        let mut index = Self::default();
        let mut bared = Bared::default();
        for (position, commune) in communes.iter().enumerate() {
            let plain = text::key(&commune.name);
            index.living.add(&plain, position);
            index.codes.insert(commune.code.clone(), position);
            index.squeezed.push(name::squeezed(&plain));
            index
                .living_districts
                .push(bared.districts(&commune.former_district));
            index.provinces.insert(bared.name(&commune.former_province));
        }
        for (position, old) in dissolved.iter().enumerate() {
            let successor = index.codes.get(&old.code).copied();
            index.successors.push(successor);
            let districts = bared.districts(&old.old_district);
            index.dissolved_districts.push(districts);
            index.provinces.insert(bared.name(&old.old_province));
            if successor.is_some() {
                index.dissolved.add(&text::key(&old.old_name), position);
            }
        }
        let all = index
            .living_districts
            .iter()
            .chain(&index.dissolved_districts);
        index.districts = all.flatten().cloned().collect();
        index.provinces.remove("");
        for alias in aliases {
            index.add_alias(alias);
        }
        index
    }

    fn add_alias(&mut self, alias: &Alias) {
        let Some(&position) = self.codes.get(&alias.code) else {
            return;
        };
        let whole = text::key(&alias.spelling);
        let bare = typed::readings(&whole)
            .into_iter()
            .rfind(|reading| reading.places.is_empty() && !reading.old);
        self.whole_aliases.insert(whole, position);
        if let Some(Typed { kind, name, .. }) = bare {
            let entry = self.bare_aliases.entry(name.clone()).or_default();
            entry.push((kind, position));
        }
    }

    /// Whether a place written after a name is one the register knows.
    pub(super) fn knows(&self, place: &Place) -> bool {
        let name = name::squeezed(&place.name);
        self.districts.contains(&name) || self.provinces.contains(&name)
    }
}

/// Names of districts and provinces, squeezed and without their kind: a register repeats them.
#[derive(Default)]
struct Bared<'a>(HashMap<&'a str, String>);

impl<'a> Bared<'a> {
    /// The former districts of a unit: several are joined by `; `.
    fn districts(&mut self, text: &'a str) -> Vec<String> {
        let parts = text.split(';').map(|part| self.name(part));
        parts.filter(|name| !name.is_empty()).collect()
    }

    fn name(&mut self, text: &'a str) -> String {
        let bare = self.0.entry(text);
        bare.or_insert_with(|| name::squeezed(&typed::place(&text::key(text)).name))
            .clone()
    }
}
