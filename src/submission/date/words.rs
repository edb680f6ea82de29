//! The words around a day: what announces it, what leaves open whether it is the one of signing, the
//! names of months, the parts of a day.
//!
//! Data an operator edits (`[decision.day]` of `config/vocabulary/rows.toml`); deliberately not in
//! which order they stand.

use serde::Deserialize;

use crate::submission::decision::DecisionWords;

/// The words around days, as `text::key` writes them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DayWords {
    /// «chưa»: a text that begins so, without any digit, speaks of no day.
    pub(super) nothing: Vec<String>,
    /// What may stand before the day.
    pub(super) before: Vec<String>,
    /// The day is not sure.
    unsure: Vec<String>,
    /// The day is another than the one of signing.
    other: Vec<String>,
    /// The day is another decision's.
    another: Vec<String>,
    /// «ngày», «tháng», «năm», «thứ», where a number follows.
    pub(super) day: Vec<String>,
    pub(super) month: Vec<String>,
    pub(super) year: Vec<String>,
    pub(super) weekday: Vec<String>,
    /// What follows the number of a decision: such a number may stand before its day.
    pub(super) numbered: Vec<String>,
    /// The names of each month behind «tháng».
    months: Vec<Vec<String>>,
    /// The names of each month by itself.
    english_months: Vec<Vec<String>>,
    pub(super) hours: Vec<String>,
    pub(super) minutes: Vec<String>,
    forenoon: Vec<String>,
    afternoon: Vec<String>,
}

impl DayWords {
    /// The words shipped with the program.
    pub fn shipped() -> Self {
        DecisionWords::shipped().day().clone()
    }

    /// Whether a text that states nothing but a day leaves open that it is the day of signing.
    pub(super) fn doubts(&self, key: &str) -> bool {
        any(&self.unsure, key) || any(&self.other, key) || any(&self.another, key)
    }

    /// Whether the words before and after a day beside a number leave open that it is the day of
    /// signing that number.
    pub(in crate::submission) fn doubts_beside(&self, before: &str, after: &str) -> bool {
        let before = before.rsplit([',', ';']).next().unwrap_or(before);
        let after = after.split([',', ';']).next().unwrap_or(after);
        any(&self.unsure, before) || any(&self.other, before) || any(&self.unsure, after)
    }

    /// Whether the words right before a number or the sign right behind it leave open what the number
    /// is: «khoảng 15», «~15», «15 (?)».
    pub(in crate::submission) fn doubts_number(&self, before: &str, after: &str) -> bool {
        let clause = before.rsplit([',', ';', ')']).next().unwrap_or(before);
        let behind = after.trim_start_matches([' ', '(']);
        let begins = |words: &String| {
            let rest = behind.strip_prefix(words.as_str());
            rest.is_some_and(|rest| {
                any(
                    std::slice::from_ref(words),
                    &behind[..behind.len() - rest.len()],
                ) && !rest.starts_with(char::is_alphanumeric)
            })
        };
        any(&self.unsure, clause) || self.unsure.iter().any(begins)
    }

    /// Whether the words before a day say that it is another decision's.
    pub(in crate::submission) fn is_of_another(&self, before: &str) -> bool {
        let clause = before.rsplit([',', ';', ')']).next();
        clause.is_some_and(|clause| any(&self.another, clause))
    }

    /// «SA», «sáng»: of a time before noon.
    pub(in crate::submission) fn is_forenoon(&self, word: &str) -> bool {
        has(&self.forenoon, word)
    }

    /// «CH», «chiều»: of a time after noon.
    pub(in crate::submission) fn is_afternoon(&self, word: &str) -> bool {
        has(&self.afternoon, word)
    }

    /// The month that words name, and how many they are; of several the longest name.
    pub(super) fn month_name<'t>(
        &self,
        said: impl Iterator<Item = &'t str> + Clone,
    ) -> Option<(usize, usize)> {
        let names = (1..).zip(&self.months);
        let names = names.flat_map(|(month, names)| names.iter().map(move |name| (month, name)));
        let named = names.filter_map(|(month, name)| {
            let words = name.split(' ');
            let count = words.clone().count();
            said.clone().take(count).eq(words).then_some((month, count))
        });
        named.max_by_key(|(_, count)| *count)
    }

    /// The month that one word names by itself.
    pub(super) fn english_month(&self, word: &str) -> Option<usize> {
        let mut names = (1..).zip(&self.english_months);
        let named = names.find(|(_, names)| has(names, word));
        named.map(|(month, _)| month)
    }
}

/// Whether a word is one of a list.
pub(super) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

/// Whether words or a sign of a list stand in a text; words not within another word.
fn any(list: &[String], text: &str) -> bool {
    let ends = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
    list.iter().any(|words| {
        let sign = !words.contains(char::is_alphanumeric);
        let mut places = text.match_indices(words.as_str());
        places.any(|(place, _)| {
            let after = &text[place + words.len()..];
            sign || ends(text[..place].chars().next_back()) && ends(after.chars().next())
        })
    })
}
