//! A word of a position, and what a vocabulary has that begins with it: a sheet of seventy thousand
//! rows has a few thousand words, and each is asked about once.
//!
//! Knows letters and look-ups; deliberately not how words are put together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::lexicon::Term;
use crate::text;

/// Words that are remembered at most, for as long as the program runs.
const MOST: usize = 20_000;
/// Bytes of the longest of them: no syllable has more, and a cell that is one word takes no memory.
const LONGEST: usize = 40;

/// A word of a phrase of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelling {
    /// As it is compared.
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

/// Phrases with what each is, longest first.
pub(super) type Terms = Arc<[(Phrase, Term)]>;

/// A word, and what begins with it.
#[derive(Debug, Default)]
pub(super) struct Word {
    pub(super) spelling: Spelling,
    /// Typed with a capital.
    pub(super) capital: bool,
    /// A capital, and small letters behind it: no short form is typed so.
    pub(super) spelled: bool,
    pub(super) terms: Option<Terms>,
    /// Heads and bodies of several words whose first word this is but for its marks.
    pub(super) nearly: Option<Terms>,
    /// A commune's name may stand behind it.
    pub(super) names_follow: bool,
    /// Short forms, longest first, with the words that they stand for.
    pub(super) short: Vec<(Phrase, Vec<Arc<Word>>)>,
    /// The words that it stands for, where it is written together from short forms: `ctubnd`.
    pub(super) fused: Option<Vec<Arc<Word>>>,
}

/// The words that were met, by what was typed.
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
