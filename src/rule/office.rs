//! Which offices satisfy a role: the lists of the rules file, and their verdict on a position.
//!
//! Compares office ids and the manner in which they are held; deliberately reads no Vietnamese
//! except the words that show whether a position that was not understood may be the office wanted.

use std::fmt;
use std::str::FromStr;

use crate::finding::Severity;
use crate::submission::{Held, Manner};
use crate::text;

/// The offices that satisfy one role, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// Offices that satisfy the role.
    pub accepted: Vec<Pattern>,
    /// Offices that satisfy it with a note, because they are held for the time being.
    pub acting: Vec<Pattern>,
    /// Offices that a person must decide about.
    pub ambiguous: Vec<Pattern>,
    /// Words that suggest the office in a position that was not understood, normalised by `words`.
    pub(crate) words: Vec<String>,
    /// How many people with these offices the team needs.
    pub at_least: u32,
    /// What a person without a stated office means; `None` leaves it to the rules concerned.
    pub missing: Option<Missing>,
}

/// How a missing value is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// It is not reported.
    Ignore,
    /// As a warning, to be checked again.
    Warn,
    /// As an error, to be corrected.
    Error,
}

impl Missing {
    /// Returns the severity of the finding; `None` if it is not reported.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Ignore => None,
            Self::Warn => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// An office as a list names it: `chairman-pc`, `chairman-pc:acting`, or `chairman-pc?` if the
/// position names the office only ambiguously.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    office: String,
    held: Certainty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certainty {
    Certainly(Manner),
    Perhaps,
}

/// The verdict of a list on a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The office satisfies the role: «A» of DOMAIN table (e).
    Accepted,
    /// Accepted with a note.
    Acting,
    /// A person must decide: «?».
    Ambiguous,
    /// The office does not satisfy the role: «X».
    Outside,
}

impl Default for Verdicts {
    fn default() -> Self {
        Self {
            accepted: Vec::new(),
            acting: Vec::new(),
            ambiguous: Vec::new(),
            words: Vec::new(),
            at_least: 1,
            missing: None,
        }
    }
}

impl Verdicts {
    /// Whether some list contains the office. Other offices make no difference to the verdict.
    pub(crate) fn name(&self, held: &Held) -> bool {
        let lists = [&self.accepted, &self.acting, &self.ambiguous];
        let mut patterns = lists.into_iter().flatten();
        patterns.any(|pattern| pattern.fits(held))
    }

    /// Returns the best verdict of the offices of one position. `held` are the offices
    /// that count (not former, not of another place); `understood` is false if no
    /// office was recognised at all.
    pub fn of<'a>(
        &self,
        held: impl Iterator<Item = &'a Held> + Clone,
        understood: bool,
        position: &str,
    ) -> Verdict {
        let earns = |patterns: &[Pattern]| {
            held.clone()
                .any(|office| patterns.iter().any(|pattern| pattern.fits(office)))
        };
        if earns(&self.accepted) {
            Verdict::Accepted
        } else if earns(&self.acting) {
            Verdict::Acting
        } else if earns(&self.ambiguous) || (!understood && mentions(position, &self.words)) {
            Verdict::Ambiguous
        } else {
            Verdict::Outside
        }
    }
}

impl Pattern {
    /// Returns the office's id.
    pub fn office(&self) -> &str {
        &self.office
    }

    fn fits(&self, held: &Held) -> bool {
        self.office == held.office
            && match self.held {
                Certainty::Certainly(manner) => held.certain && held.manner == manner,
                Certainty::Perhaps => !held.certain && held.manner != Manner::Former,
            }
    }
}

impl FromStr for Pattern {
    type Err = String;

    /// Reads `office`, `office:manner` or `office?`.
    ///
    /// # Errors
    /// The text itself, if it is none of these.
    fn from_str(text: &str) -> Result<Self, String> {
        let (office, held) = match (text.strip_suffix('?'), text.split_once(':')) {
            (Some(office), _) => (office, Certainty::Perhaps),
            (None, Some((office, "full"))) => (office, Certainty::Certainly(Manner::Full)),
            (None, Some((office, "acting"))) => (office, Certainty::Certainly(Manner::Acting)),
            (None, Some((office, "in-charge"))) => (office, Certainty::Certainly(Manner::InCharge)),
            (None, Some(_)) => return Err(text.to_owned()),
            (None, None) => (text, Certainty::Certainly(Manner::Full)),
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if office.is_empty() || !office.chars().all(plain) {
            return Err(text.to_owned());
        }
        Ok(Self {
            office: office.to_owned(),
            held,
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.held {
            Certainty::Certainly(Manner::Full) => "",
            Certainty::Certainly(Manner::Acting) => ":acting",
            Certainty::Certainly(Manner::InCharge) => ":in-charge",
            Certainty::Certainly(Manner::Former) => ":former",
            Certainty::Perhaps => "?",
        };
        write!(formatter, "{}{mark}", self.office)
    }
}

/// Normalises words for `mentions`: keys between spaces, so that only whole words match.
pub(crate) fn words(typed: &[String]) -> Vec<String> {
    typed.iter().map(|word| spaced(word)).collect()
}

/// Whether a text contains one of the words as a whole word, ignoring case and
/// where tone marks are placed.
fn mentions(text: &str, words: &[String]) -> bool {
    let text = spaced(text);
    words.iter().any(|word| text.contains(word.as_str()))
}

fn spaced(typed: &str) -> String {
    let key = text::key(typed);
    let words = key.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_pattern_and_writes_it_back() {
        for text in [
            "chairman-pc",
            "chairman-pc:acting",
            "chairman-pc:in-charge",
            "chairman-pc?",
        ] {
            assert_eq!(text.parse::<Pattern>().unwrap().to_string(), text);
        }
        for nonsense in ["", "?", ":acting", "chairman-pc:sometimes", "Chủ tịch UBND"] {
            assert_eq!(nonsense.parse::<Pattern>(), Err(nonsense.to_owned()));
        }
    }

    #[test]
    fn words_are_whole_words() {
        let words = words(&["chủ tịch".to_owned(), "ct".to_owned()]);
        assert!(mentions("Đ/c CHỦ TỊCH", &words));
        assert!(mentions("CT. xã", &words));
        assert!(!mentions("Cán bộ ĐCTS", &words));
    }
}
