//! Reads the words of a number cell: not yet, done, replaced, withdrawn.
//!
//! An operator can edit the words in `[decision]` of `config/vocabulary/rows.toml`.

use serde::Deserialize;

use super::Claim;
use super::symbol::SymbolWords;
use crate::submission::date::DayWords;
use crate::submission::row_words::RowWords;
use crate::submission::vocabulary::contains_words;
use crate::submission::{Act, Number};

/// The words of number cells, as `text::key` writes them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DecisionWords {
    /// What a decision is called.
    named: Vec<String>,
    /// Words below «Chưa ban hành» saying that this is not so.
    not_so: Vec<String>,
    /// Words saying that there is no decision yet.
    not_yet: Vec<String>,
    /// Words beside a number saying that it is not signed.
    unfinished: Vec<String>,
    /// If the words of `unfinished` are about one of these, they are not about the decision.
    unfinished_others: Vec<String>,
    /// Words claiming a decision without its number.
    claimed: Vec<String>,
    /// The form of a number without the digits.
    forms: Vec<String>,
    /// Words before a decision that is replaced.
    replacing: Vec<String>,
    /// Words between a decision that is replaced and the one that replaces it.
    replaced_by: Vec<String>,
    /// Words after the last decision saying that it is replaced.
    replaced: Vec<String>,
    /// Words saying that it is withdrawn.
    withdrawing: Vec<String>,
    /// Words between a decision and the one that it withdraws.
    repealing: Vec<String>,
    /// Words saying that it changes an existing team.
    reorganising: Vec<String>,
    /// The words around days.
    day: DayWords,
    /// The words of numbers.
    symbol: SymbolWords,
}

impl DecisionWords {
    /// The words shipped with the program.
    pub fn shipped() -> Self {
        RowWords::shipped().decision().clone()
    }

    /// The words around days.
    pub(in crate::submission) fn day(&self) -> &DayWords {
        &self.day
    }

    /// The words of numbers.
    pub(super) fn symbol(&self) -> &SymbolWords {
        &self.symbol
    }

    /// Whether a text, as `text::key` writes it or without marks, mentions a decision: «QĐ số 15».
    pub(in crate::submission) fn are_mentioned(&self, key: &str) -> bool {
        any(&self.named, key)
    }

    /// Whether a text is an answer that denies the denial in its title.
    pub(in crate::submission) fn say_not_so(&self, key: &str) -> bool {
        self.not_so.iter().any(|words| words == key)
    }

    /// Reads a text without any number.
    pub(super) fn read(&self, key: &str, line: &str) -> Number {
        let blank = |letter: char| !letter.is_alphanumeric() && !"✓✔√#+".contains(letter);
        let words = key.trim_matches(blank);
        let unfilled =
            self.forms.iter().any(|form| form == words) && key.contains(['/', '…', '.', '_', '-']);
        if words.is_empty()
            || words == "0"
            || words == "00"
            || unfilled
            || self.symbol.has_open_number(key)
            || any(&self.not_yet, key)
            || any(&self.withdrawing, key)
        {
            if self.is_claimed_first(key) {
                Number::Claimed
            } else {
                Number::NotYet
            }
        } else if !key.contains(|letter: char| letter.is_ascii_digit()) && any(&self.claimed, key) {
            Number::Claimed
        } else {
            Number::Unreadable(line.to_owned())
        }
    }

    /// Whether a decision is claimed in the first clause, and the rest of the text is about
    /// something else that is missing: «Đã có QĐ, chưa gửi».
    fn is_claimed_first(&self, key: &str) -> bool {
        let Some((first, rest)) = key.split_once(CLAUSE_ENDS) else {
            return false;
        };
        let unsigned = [&self.unfinished, &self.withdrawing, &self.replaced];
        any(&self.claimed, first)
            && !any(&self.not_yet, first)
            && !any(&self.withdrawing, first)
            && (self.claimed.iter().any(|word| word == first.trim())
                || self.symbol().announces(first))
            && !unsigned.iter().any(|words| any(words, rest))
            && !self.symbol().announces(rest)
    }

    /// Whether words say that a document with a number is not signed. `before` and `after` are the
    /// words around the number. A clause about another document («…, chưa ban hành quy chế») does
    /// not count.
    pub(super) fn says_unfinished(&self, before: &str, after: &str) -> bool {
        let last = before.matches(CLAUSE_ENDS).count();
        let before = before.split(CLAUSE_ENDS).enumerate();
        let mut before = before.map(|(place, clause)| (clause, place == last));
        let mut after = after.split(CLAUSE_ENDS).enumerate();
        let of_other = |clause: &str| any(&self.unfinished_others, clause);
        let unfinished = |clause: &str, of_decision: &dyn Fn(&str) -> bool| {
            let objects = self.unfinished.iter();
            let mut objects = objects.filter_map(|words| behind_words(clause, words));
            objects.any(of_decision)
        };
        // «Dự thảo QĐ phân công số 15»: the clause before the number is about the decision,
        // whatever its matter.
        before.any(|(clause, leads)| {
            unfinished(clause, &|object| {
                leads || !of_other(clause) || self.symbol().announces(object)
            })
        }) || after.any(|(place, clause)| {
            unfinished(clause, &|object| {
                !of_other(object) && (place == 0 || !of_other(clause))
            })
        })
    }

    /// Whether a text says that a decision is withdrawn, with or without a number.
    pub(super) fn says_withdrawn(&self, key: &str) -> bool {
        any(&self.withdrawing, key)
    }

    /// Applies the words before the number at `place`. They are about that number or, if a
    /// parenthesis or comma ends them («(đã thu hồi),»), about the one before.
    pub(super) fn before(&self, between: &str, place: usize, claims: &mut [Claim]) {
        if place > 0 && stands(&self.replaced_by, between) {
            claims[place - 1].act = Act::Replaced;
            return;
        }
        if place > 0 && stands(&self.repealing, between) {
            claims[place - 1].act = Act::Withdrawn;
            claims[place].act = Act::Withdrawn;
            return;
        }
        let reorganised = last_end(&self.reorganising, between);
        for (words, act) in [
            (&self.replacing, Act::Replaced),
            (&self.withdrawing, Act::Withdrawn),
        ] {
            let Some(end) = last_end(words, between) else {
                continue;
            };
            let closed = between[end..].contains([')', ',', ';', '.']);
            match place.checked_sub(1) {
                Some(previous) if closed => claims[previous].act = act,
                _ => claims[place].act = act,
            }
            if let Some(previous) = place.checked_sub(1)
                && reorganised.is_some()
                && claims[previous].act == Act::Founds
            {
                claims[previous].act = Act::Reorganises;
            }
            return;
        }
        if let Some(end) = reorganised {
            let closed = between[end..].contains([')', ';']);
            match place.checked_sub(1) {
                Some(previous) if closed => claims[previous].act = Act::Reorganises,
                _ => claims[place].act = Act::Reorganises,
            }
        }
    }

    /// Applies the words after the last number: «(đã thu hồi)», «(kiện toàn)».
    pub(super) fn after(&self, after: &str, claims: &mut [Claim]) {
        let Some(last) = claims.last_mut() else {
            return;
        };
        if any(&self.withdrawing, after) {
            last.act = Act::Withdrawn;
        } else if last.act == Act::Founds && stands(&self.replaced, after) {
            last.act = Act::Replaced;
        } else if last.act == Act::Founds && stands(&self.reorganising, after) {
            last.act = Act::Reorganises;
        }
    }
}

/// The characters that end a clause in a number cell.
const CLAUSE_ENDS: [char; 7] = [',', ';', '(', ')', '.', ':', '+'];

/// The text after a phrase.
fn behind_words<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let found = contains_words(text, phrase).then(|| text.split_once(phrase))?;
    found.map(|(_, behind)| behind)
}

fn last_end(words: &[String], text: &str) -> Option<usize> {
    let ends = words.iter().filter_map(|words| {
        let start = text.rfind(words.as_str())?;
        Some(start + words.len())
    });
    ends.max()
}

fn stands(words: &[String], text: &str) -> bool {
    words.iter().any(|words| text.contains(words.as_str()))
}

fn any(list: &[String], key: &str) -> bool {
    list.iter().any(|words| contains_words(key, words))
}
