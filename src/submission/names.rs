//! Looks up typed names of communes, with a cache.
//!
//! Sheets repeat names, so each is looked up only once. Similar names are searched for only if a
//! person will be asked about a name.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::register::{Named, Register};

/// The register with a cache of look-ups.
pub(super) struct Names<'a> {
    pub register: &'a Register,
    found: Memory,
    exactly: Memory,
}

#[derive(Default)]
struct Memory(Mutex<FxHashMap<String, Named>>);

/// Largest number of texts in a cache: if there are more, they are not names of communes.
const MOST: usize = 50_000;

impl<'a> Names<'a> {
    pub(super) fn new(register: &'a Register) -> Self {
        Self {
            register,
            found: Memory::default(),
            exactly: Memory::default(),
        }
    }

    /// Looks up a name.
    pub(super) fn find(&self, typed: &str) -> Named {
        self.found.get(typed, |typed| self.register.find(typed))
    }

    /// The commune that a text names, if there is one. Does not search for similar names, so it is
    /// fast enough for every cell of a sheet.
    pub(super) fn one(&self, typed: &str) -> Option<usize> {
        self.exactly(typed).one()
    }

    /// Whether a text fits no commune and no dissolved unit.
    pub(super) fn is_unknown(&self, typed: &str) -> bool {
        matches!(self.exactly(typed), Named::Unknown { .. })
    }

    /// Looks up a name that may occur in several provinces. Places stated beside or above it
    /// decide. The first group of places, the nearest one, is used, and only if its places agree.
    pub(super) fn find_among(&self, typed: &str, places: &[Vec<&str>]) -> Named {
        let named = self.find(typed);
        if !matches!(named, Named::Ambiguous(_)) {
            return named;
        }
        let Some(together) = places.iter().find(|together| !together.is_empty()) else {
            return named;
        };
        let within = |place: &&str| self.find(&format!("{typed}, {place}"));
        let mut found: Vec<Named> = together.iter().map(within).collect();
        found.dedup();
        match found.pop() {
            Some(one @ (Named::Exact(_) | Named::Folded(_))) if found.is_empty() => one,
            _ => named,
        }
    }

    /// Whether a text is the name of one commune, with all its marks.
    pub(super) fn is_commune(&self, typed: &str) -> bool {
        short_enough(typed) && matches!(self.exactly(typed), Named::Exact(_) | Named::Alias(_))
    }

    /// Whether a text names a commune, or could with more information.
    pub(super) fn may_be_commune(&self, typed: &str) -> bool {
        short_enough(typed)
            && match self.exactly(typed) {
                // A commune's name after another kind: a person is asked about it, so it is not a
                // heading.
                Named::Unknown { candidates } => {
                    !candidates.is_empty() && self.register.says_living_kind(typed)
                }
                _ => true,
            }
    }

    fn exactly(&self, typed: &str) -> Named {
        let ask = |typed: &str| self.register.find_exactly(typed);
        self.exactly.get(typed, ask)
    }
}

impl Memory {
    fn known(&self) -> MutexGuard<'_, FxHashMap<String, Named>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, typed: &str, ask: impl FnOnce(&str) -> Named) -> Named {
        if let Some(named) = self.known().get(typed) {
            return named.clone();
        }
        let named = ask(typed);
        let mut known = self.known();
        if known.len() < MOST {
            known.insert(typed.to_owned(), named.clone());
        }
        named
    }
}

/// Whether a text is short enough to be a commune's name with kind and province; spares the
/// register long texts.
fn short_enough(typed: &str) -> bool {
    (2..=120).contains(&typed.len()) || typed.chars().count() <= 90 && !typed.is_empty()
}
