//! The words in cells for phones and mail addresses: labels, extensions, and what says that there
//! is neither.
//!
//! An operator can edit them in `[reach]` of `config/vocabulary/positions.toml`.

use std::cmp::Reverse;

use serde::Deserialize;

use crate::submission::position::Positions;
use crate::text;

/// The words in cells for phones and mail addresses, as `text::key` writes them, longest first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReachWords {
    /// Beginnings of an entry that mean there is no number or address: «chưa có», «không dùng».
    none: Vec<String>,
    /// What a number may be labelled with: «ĐT», «Zalo».
    pub(super) phone_labels: Vec<String>,
    /// What stands before an extension: «nhánh», «máy lẻ».
    extensions: Vec<String>,
    /// What an address may be labelled with, before a colon.
    pub(super) mail_labels: Vec<String>,
}

impl ReachWords {
    /// The words shipped with the program.
    pub fn shipped() -> Self {
        Positions::shipped().reach().clone()
    }

    pub(super) fn ready(mut self) -> Self {
        for list in [
            &mut self.none,
            &mut self.phone_labels,
            &mut self.extensions,
            &mut self.mail_labels,
        ] {
            for words in &mut *list {
                *words = text::key(words);
            }
            list.retain(|words| !words.is_empty());
            list.sort_by_key(|words| Reverse(words.len()));
        }
        self
    }

    /// Whether an entry, as `text::key` gives it and without marks around it, means that there is
    /// none.
    pub(super) fn mean_none(&self, entry: &str) -> bool {
        self.none.iter().any(|word| {
            let rest = entry.strip_prefix(word.as_str());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }

    /// The number of words that announce an extension at the beginning of these; 0 if none does.
    pub(super) fn extension(&self, words: &[&str]) -> usize {
        let bare = |word: &&str| text::key(word.trim_matches(['.', ':', '(']));
        let begins = |phrase: &&String| {
            let mut said = words.iter().map(bare);
            phrase
                .split(' ')
                .all(|word| said.next().as_deref() == Some(word))
        };
        let found = self.extensions.iter().find(begins);
        found.map_or(0, |phrase| phrase.split(' ').count())
    }
}
