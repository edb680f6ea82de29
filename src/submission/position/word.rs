//! A word of a position, and the phrases of the vocabulary that begin with it. A sheet of seventy
//! thousand rows has a few thousand different words, so each is looked up once.
//!
//! Knows letters and look-ups, not how words are combined.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::lexicon::Term;
use crate::text;

/// Largest number of words in the cache, which exists as long as the program runs.
const MOST: usize = 20_000;
/// Longest word in the cache, in bytes. No syllable is longer, and a long cell without spaces is
/// not stored.
const LONGEST: usize = 40;

/// A word of a phrase in the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelling {
    /// The form that is compared.
    pub(super) key: CompactString,
    /// Without marks.
    pub(super) fold: CompactString,
}

impl Spelling {
    pub(super) fn of(key: &str) -> Self {
        Self {
            key: key.into(),
            fold: text::strip(key).into(),
        }
    }
}

/// The words of a phrase.
pub(super) type Phrase = Vec<Spelling>;

/// Phrases with their meanings, longest first.
pub(super) type Terms = Arc<[(Phrase, Term)]>;

/// A word, and the phrases that begin with it.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub(super) spelling: Spelling,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether it is a capital followed by small letters; abbreviations are not typed like that.
    pub(super) spelled: bool,
    pub(super) terms: Option<Terms>,
    /// Heads and bodies of several words whose first word is this one, apart from its marks.
    pub(super) nearly: Option<Terms>,
    /// Whether a commune's name may follow.
    pub(super) names_follow: bool,
    /// What it may be short for, whichever the words around it say.
    pub(super) either: Option<Arc<Either>>,
    /// Abbreviations, longest first, with their words.
    pub(super) short: Vec<(Phrase, Vec<Arc<Word>>)>,
    /// The words of abbreviations written as one word: `ctubnd`.
    pub(super) fused: Option<Vec<Arc<Word>>>,
}

/// The two meanings of an abbreviation: `TP`.
#[derive(Clone, Debug)]
pub(super) struct Either {
    /// The words of the first.
    pub(super) words: Phrase,
    /// The meaning where a body follows or nothing is around it: «Trưởng phòng».
    pub(super) first: Option<Term>,
    /// The meaning elsewhere: «thành phố».
    pub(super) second: Option<Term>,
}

/// The words looked up so far, as typed.
#[derive(Debug, Default)]
pub(super) struct Met(Mutex<FxHashMap<Box<str>, Arc<Word>>>);

impl Met {
    fn words(&self) -> MutexGuard<'_, FxHashMap<Box<str>, Arc<Word>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn word(&self, typed: &str, ask: impl FnOnce() -> Word) -> Arc<Word> {
        if let Some(word) = self.words().get(typed) {
            return Arc::clone(word);
        }
        let word = Arc::new(ask());
        let mut words = self.words();
        if words.len() < MOST && typed.len() <= LONGEST {
            words.insert(typed.into(), Arc::clone(&word));
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_sheet_takes_no_memory() {
        let met = Met::default();
        let typed = |number: usize| format!("{number}{}", "ữ".repeat(number % 20));
        for number in 0..3 * MOST {
            met.word(&typed(number), Word::default);
        }
        let words = met.words();
        assert_eq!(words.len(), MOST);
        assert!(words.keys().all(|typed| typed.len() <= LONGEST));
    }
}
