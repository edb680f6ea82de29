//! The words around a day: what announces it, what makes it uncertain whether it is the day of
//! signing, the names of months, and the parts of a day.
//!
//! An operator can edit them in `[decision.day]` of `config/vocabulary/rows.toml`. Does not know
//! the order of the words.

use serde::Deserialize;

use crate::submission::decision::DecisionWords;

/// The words around days, as `text::key` writes them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DayWords {
    /// Words such as «chưa»: a text without digits that begins with one states no day.
    pub(super) nothing: Vec<String>,
    /// Words that may precede the day.
    pub(super) before: Vec<String>,
    /// Words that make the day uncertain.
    unsure: Vec<String>,
    /// Words for a day other than that of signing.
    other: Vec<String>,
    /// Words for the day of another decision.
    another: Vec<String>,
    /// «ngày» before a number.
    pub(super) day: Vec<String>,
    /// «tháng» before a number.
    pub(super) month: Vec<String>,
    /// «năm» before a number.
    pub(super) year: Vec<String>,
    /// «thứ» before a number.
    pub(super) weekday: Vec<String>,
    /// Words after the number of a decision: such a number may precede its day.
    pub(super) numbered: Vec<String>,
    /// The names of each month after «tháng».
    months: Vec<Vec<String>>,
    /// The names of each month without «tháng».
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

    /// Whether a text that states only a day leaves it uncertain whether that is the day of
    /// signing.
    pub(super) fn doubts(&self, key: &str) -> bool {
        any(&self.unsure, key) || any(&self.other, key) || any(&self.another, key)
    }

    /// Whether the words around a day next to a number leave it uncertain whether that number was
    /// signed on this day.
    pub(in crate::submission) fn doubts_beside(&self, before: &str, after: &str) -> bool {
        let before = before.rsplit([',', ';']).next().unwrap_or(before);
        let after = after.split([',', ';']).next().unwrap_or(after);
        any(&self.unsure, before) || any(&self.other, before) || any(&self.unsure, after)
    }

    /// Whether the words just before a number or the sign just after it leave its meaning
    /// uncertain: «khoảng 15», «~15», «15 (?)».
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

    /// Whether the words before a day say that it is the day of another decision.
    pub(in crate::submission) fn is_of_another(&self, before: &str) -> bool {
        let clause = before.rsplit([',', ';', ')']).next();
        clause.is_some_and(|clause| any(&self.another, clause))
    }

    /// Whether a text has a word for each of day, month and year.
    pub(in crate::submission) fn names_its_parts(&self, text: &str) -> bool {
        let mut parts = [&self.day, &self.month, &self.year].into_iter();
        parts.all(|words| any(words, text))
    }

    /// Whether a word marks a time before noon: «SA», «sáng».
    pub(in crate::submission) fn is_forenoon(&self, word: &str) -> bool {
        has(&self.forenoon, word)
    }

    /// Whether a word marks a time after noon: «CH», «chiều».
    pub(in crate::submission) fn is_afternoon(&self, word: &str) -> bool {
        has(&self.afternoon, word)
    }

    /// The month with the longest name at the beginning of the words, and the number of words in
    /// it.
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

    /// The month that a single word names without «tháng».
    pub(super) fn english_month(&self, word: &str) -> Option<usize> {
        let mut names = (1..).zip(&self.english_months);
        let named = names.find(|(_, names)| has(names, word));
        named.map(|(month, _)| month)
    }
}

/// Whether a word is in a list.
pub(super) fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

/// Whether a text contains the words or the sign of a list entry; words must not be part of a
/// longer word.
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
