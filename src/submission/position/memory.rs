//! What was read before: a sheet repeats a few hundred positions in thousands of rows, and names
//! begin with a few dozen surnames.
//!
//! Knows answers by the text asked about; deliberately not how they come about. Holds no more than
//! a sheet of honest people fills, so that a hostile one takes no memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::submission::{Held, Position};

/// Texts that are remembered at most.
const MOST: usize = 20_000;
/// Bytes of the longest word of a name that is remembered.
const LONGEST: usize = 40;

/// Whether a word begins a name and nothing else: the words, without marks, that must not stand
/// behind it; `None` where it may always be something else.
pub(in crate::submission) type Surname = Option<Arc<[String]>>;

/// Answers by text; clones share them.
#[derive(Clone, Debug, Default)]
pub(in crate::submission) struct Memory(Arc<Mutex<Answers>>);

#[derive(Debug, Default)]
struct Answers {
    positions: FxHashMap<Box<str>, Arc<Position>>,
    surnames: FxHashMap<Box<str>, Surname>,
    /// Words behind a surname, and whether they may end words that name nobody.
    others: FxHashMap<Box<str>, bool>,
}

impl Memory {
    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The position that a text names, held once for all who hold it.
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

    /// Whether a word is a surname that nothing but a name begins with.
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

    /// Whether a word may end words that name nobody.
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
