//! Recognises names of communes in a position: «Chủ tịch UBND xã Hòa Hội».
//!
//! Knows which communes exist, so that a word of a name («Hội», «Sở», «Trường») is not read as a
//! word of the vocabulary. Does not decide to which commune a position belongs; `rule` does.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::token::{self, Break, Token};
use super::word::Spelling;
use crate::text;

/// Names of communes by their first word without marks, longest first.
#[derive(Debug, Default)]
pub(super) struct Units(FxHashMap<CompactString, Vec<Name>>);

type Name = Vec<Word>;

#[derive(Debug, PartialEq)]
struct Word {
    spelling: Spelling,
    /// The strongest separation allowed before it: a name may contain a dash.
    before: Break,
}

impl Units {
    pub(super) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut units = Self::default();
        for name in names {
            let cleaned = text::clean(name);
            let words = token::spellings(&cleaned);
            let words: Name = words
                .map(|(spelling, before)| Word { spelling, before })
                .collect();
            if let Some(first) = words.first() {
                let named = units.0.entry(first.spelling.fold.clone()).or_default();
                if !named.contains(&words) {
                    named.push(words);
                }
            }
        }
        for named in units.0.values_mut() {
            named.sort_by_key(|words| std::cmp::Reverse(words.len()));
        }
        units
    }

    /// The number of tokens of the longest name with which they begin.
    pub(super) fn begun_by(&self, tokens: &[Token]) -> Option<usize> {
        let named = self.0.get(tokens.first()?.fold())?;
        let name = named.iter().find(|words| {
            words.len() <= tokens.len()
                && words
                    .iter()
                    .zip(tokens)
                    .enumerate()
                    .all(|(place, (word, token))| {
                        word.is(token) && (place == 0 || token.before <= word.before)
                    })
        })?;
        Some(name.len())
    }
}

impl Word {
    /// Whether a token is this word, perhaps without any marks.
    fn is(&self, token: &Token) -> bool {
        let (own, other) = (&self.spelling, &token.word.spelling);
        own.key == other.key || other.key == other.fold && own.fold == other.fold
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::position::Positions;

    #[test]
    fn the_longest_name_is_found_with_its_marks_or_without_any() {
        let positions = Positions::shipped();
        let units = Units::new(["Hòa", "Hòa Hội", "Lang Biang - Đà Lạt", "Vị Thanh 1"]);
        for (typed, words) in [
            ("Hòa Hội", Some(2)),
            ("Hoà hội, Trưởng phòng", Some(2)),
            ("HOA HOI", Some(2)),
            ("Hòa Nông dân", Some(1)),
            ("Hòa, Hội", Some(1)),
            ("Hóa Hội", None),
            ("Lang Biang - Đà Lạt", Some(4)),
            ("Lang Biang-Đà Lạt", Some(4)),
            ("Vị Thanh 1 nhiệm kỳ", Some(3)),
            ("Vị Thanh", None),
            ("", None),
        ] {
            let tokens = token::tokens(typed, positions.lexicon(typed));
            assert_eq!(units.begun_by(&tokens), words, "{typed:?}");
        }
    }
}
