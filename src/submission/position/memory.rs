//! Caches of what was read before: a sheet repeats a few hundred positions in thousands of rows,
//! and names begin with a few dozen surnames.
//!
//! Stores results by text, and does not compute them. Its size is limited to what real sheets need,
//! so that a hostile one cannot fill the memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::submission::{Held, Position};

/// Largest number of texts in a cache.
const MOST: usize = 20_000;
/// Longest word of a name in a cache, in bytes.
const LONGEST: usize = 40;

/// Whether a word only begins names: the words, without marks, that must not follow it; `None` if
/// it can always begin something else.
pub(in crate::submission) type Surname = Option<Arc<[String]>>;

/// Results by text; clones share them.
#[derive(Clone, Debug, Default)]
pub(in crate::submission) struct Memory(Arc<Mutex<Answers>>);

#[derive(Debug, Default)]
struct Answers {
    positions: FxHashMap<Box<str>, Arc<Position>>,
    surnames: FxHashMap<Box<str>, Surname>,
    /// Words after a surname, and whether they may end words that name nobody.
    others: FxHashMap<Box<str>, bool>,
}

impl Memory {
    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The position of a text; equal positions share one value.
    pub(super) fn position(
        &self,
        typed: &str,
        understood: impl FnOnce() -> Vec<Held>,
    ) -> Arc<Position> {
        if let Some(position) = self.answers().positions.get(typed) {
            return Arc::clone(position);
        }
        let position = Arc::new(Position {
            typed: typed.into(),
            held: understood().into(),
        });
        let positions = &mut self.answers().positions;
        if positions.len() < MOST {
            positions.insert(typed.into(), Arc::clone(&position));
        }
        position
    }

    /// Whether a word is a surname that only begins names.
    pub(in crate::submission) fn surname(
        &self,
        word: &str,
        ask: impl FnOnce() -> Surname,
    ) -> Surname {
        if let Some(known) = self.answers().surnames.get(word) {
            return known.clone();
        }
        let answer = ask();
        let surnames = &mut self.answers().surnames;
        if surnames.len() < MOST && word.len() <= LONGEST {
            surnames.insert(word.into(), answer.clone());
        }
        answer
    }

    /// Whether a word may be the last of words that name nobody.
    pub(in crate::submission) fn ends_unnamed(
        &self,
        word: &str,
        ask: impl FnOnce() -> bool,
    ) -> bool {
        if let Some(known) = self.answers().others.get(word) {
            return *known;
        }
        let answer = ask();
        let others = &mut self.answers().others;
        if others.len() < MOST && word.len() <= LONGEST {
            others.insert(word.into(), answer);
        }
        answer
    }
}
