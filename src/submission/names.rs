//! Who a typed commune name means, asked once for each spelling.
//!
//! A sheet repeats its names; the register is asked about each only once, and what is near a
//! strange name only where a person is to be asked about it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::register::{self, Named, Register};

/// The register with a memory.
pub(super) struct Names<'a> {
    pub register: &'a Register,
    found: Memory,
    exactly: Memory,
}

#[derive(Default)]
struct Memory(Mutex<FxHashMap<String, Named>>);

/// Texts that are remembered at most: more of them are no names of communes.
const MOST: usize = 50_000;

impl<'a> Names<'a> {
    pub(super) fn new(register: &'a Register) -> Self {
        Self {
            register,
            found: Memory::default(),
            exactly: Memory::default(),
        }
    }

    /// Who a name means.
    pub(super) fn find(&self, typed: &str) -> Named {
        self.found.get(typed, |typed| self.register.find(typed))
    }

    /// The commune that a text means, where there is one: what is near is not looked for, so that
    /// every cell of a sheet can be asked about.
    pub(super) fn one(&self, typed: &str) -> Option<usize> {
        self.exactly(typed).one()
    }

    /// Whether no commune or former unit is called so, or might be.
    pub(super) fn is_unknown(&self, typed: &str) -> bool {
        matches!(self.exactly(typed), Named::Unknown { .. })
    }

    /// Who a name means that several provinces have: places told beside or over it decide, the
    /// nearer ones first, where those told together agree.
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

    /// Whether the text is the name of one commune, by its full marks.
    pub(super) fn is_commune(&self, typed: &str) -> bool {
        short_enough(typed) && matches!(self.exactly(typed), Named::Exact(_) | Named::Alias(_))
    }

    /// Whether the text names a commune, or would if it were clearer.
    pub(super) fn may_be_commune(&self, typed: &str) -> bool {
        short_enough(typed)
            && match self.exactly(typed) {
                // A commune's name after another kind: it is asked about, and is no heading.
                Named::Unknown { candidates } => {
                    !candidates.is_empty() && register::says_living_kind(typed)
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

/// No commune's name with all its kinds and provinces is longer; keeps long texts from the register.
fn short_enough(typed: &str) -> bool {
    (2..=120).contains(&typed.len()) || typed.chars().count() <= 90 && !typed.is_empty()
}
