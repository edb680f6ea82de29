//! The words that distinguish a person's name from an entry for nobody: surnames, honorifics,
//! «khuyết».
//!
//! An operator can edit them in `[names]` of `config/vocabulary/positions.toml`. Does not know how
//! a name is composed.

use std::collections::HashSet;

use serde::Deserialize;

use crate::text;

/// The words as written in the vocabulary.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::submission) struct NameFile {
    surnames: Vec<String>,
    offices_too: Vec<String>,
    role_like: Vec<String>,
    joints: Vec<String>,
    small: Vec<String>,
    honorifics: Vec<String>,
    vacant: Vec<String>,
    instead: Vec<String>,
    unnamed_begins: Vec<String>,
    unnamed_within: Vec<String>,
    counted: Vec<String>,
    labels: Vec<String>,
}

/// The words prepared for look-up, all as `text::key` writes them.
#[derive(Clone, Debug)]
pub(in crate::submission) struct NameWords {
    surnames: HashSet<String>,
    bare_surnames: HashSet<String>,
    /// Without marks.
    offices_too: HashSet<String>,
    role_like: HashSet<String>,
    /// With the spaces around them, as typed.
    pub(super) joints: Vec<String>,
    small: HashSet<String>,
    /// Longest first.
    pub(super) honorifics: Vec<String>,
    pub(super) vacant: Vec<String>,
    pub(super) instead: Vec<String>,
    pub(super) unnamed_begins: Vec<String>,
    pub(super) unnamed_within: Vec<String>,
    /// The last words of `unnamed_within`.
    unnaming: HashSet<String>,
    pub(super) counted: Vec<String>,
    pub(super) labels: HashSet<String>,
}

impl NameFile {
    pub(super) fn ready(&self) -> NameWords {
        let keys = |words: &[String]| words.iter().map(|word| keyed(word)).collect::<Vec<_>>();
        let bare = |words: &[String]| words.iter().map(|word| text::fold(word)).collect();
        let unnamed_within = keys(&self.unnamed_within);
        let mut honorifics = keys(&self.honorifics);
        honorifics.sort_by_key(|words| std::cmp::Reverse(words.len()));
        let last = |phrase: &String| phrase.split_whitespace().next_back().map(str::to_owned);
        NameWords {
            surnames: keys(&self.surnames).into_iter().collect(),
            bare_surnames: bare(&self.surnames),
            offices_too: bare(&self.offices_too),
            role_like: keys(&self.role_like).into_iter().collect(),
            joints: self
                .joints
                .iter()
                .map(|joint| format!(" {joint} "))
                .collect(),
            small: keys(&self.small).into_iter().collect(),
            honorifics,
            vacant: keys(&self.vacant),
            instead: keys(&self.instead),
            unnamed_begins: keys(&self.unnamed_begins),
            unnaming: unnamed_within.iter().filter_map(last).collect(),
            unnamed_within,
            counted: keys(&self.counted),
            labels: keys(&self.labels).into_iter().collect(),
        }
    }
}

impl NameWords {
    /// Whether a word, given as `text::key`, is a surname.
    pub(super) fn is_surname(&self, key: &str) -> bool {
        self.surnames.contains(key)
    }

    /// Whether a word without marks may be a surname that lost its marks.
    pub(super) fn may_be_surname(&self, fold: &str) -> bool {
        self.bare_surnames.contains(fold)
    }

    /// Whether a word of offices, without marks, is also a name of people: «Đoàn», «Hội».
    pub(super) fn is_of_offices_too(&self, fold: &str) -> bool {
        self.offices_too.contains(fold)
    }

    /// Whether a surname differs by a mark from the first word of a role: «Tô» from «tổ».
    pub(super) fn is_like_a_role(&self, key: &str) -> bool {
        self.role_like.contains(key)
    }

    /// Whether a word is often typed in small letters within a name: «thị».
    pub(super) fn is_typed_small(&self, key: &str) -> bool {
        self.small.contains(key)
    }

    /// Whether a word is the last one of a phrase that names nobody: «Thành viên».
    pub(super) fn may_end_unnamed(&self, key: &str) -> bool {
        self.unnaming.contains(key)
    }
}

/// A phrase as `text::key` writes it. A space at either end is kept: it means that another word
/// must follow or precede.
fn keyed(phrase: &str) -> String {
    let space = |is: bool| if is { " " } else { "" };
    let (begin, end) = (phrase.starts_with(' '), phrase.ends_with(' '));
    format!("{}{}{}", space(begin), text::key(phrase), space(end))
}
