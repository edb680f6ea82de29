//! Which offices satisfy a role: the lists of the rules file, and what they make of a position.
//!
//! Compares office ids and the manner they are held in; deliberately reads no Vietnamese but the
//! words that say whether a position nobody understood may be the office looked for.

use std::fmt;
use std::str::FromStr;

use crate::finding::Severity;
use crate::submission::{Held, Manner};
use crate::text;

/// The offices that satisfy one role, in the order they are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// These satisfy it.
    pub accepted: Vec<Pattern>,
    /// These satisfy it with a note, because they are held for the time being.
    pub acting: Vec<Pattern>,
    /// A person must decide about these.
    pub ambiguous: Vec<Pattern>,
    /// Words by which a position that was not understood may still be the office, as `words`
    /// makes them.
    pub(crate) words: Vec<String>,
    /// Of how many people the team needs these offices.
    pub at_least: u32,
    /// What is made of a person whose office is not stated; absent: as the rules say that speak of it.
    pub missing: Option<Missing>,
}

/// What is made of a value that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// Nothing is said.
    Ignore,
    /// To be looked at again.
    Warn,
    /// To be put right.
    Error,
}

impl Missing {
    /// How grave it is; `None` where nothing is said.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Ignore => None,
            Self::Warn => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// An office as a list names it: `chairman-pc`, `chairman-pc:acting`, or `chairman-pc?` where the
/// words leave room.
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

/// What a list makes of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// «A» of DOMAIN table (e).
    Accepted,
    /// Accepted with a note.
    Acting,
    /// «?»: a person decides.
    Ambiguous,
    /// «X».
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
    /// Whether some list names an office: of all others nothing need be known.
    pub(crate) fn name(&self, held: &Held) -> bool {
        let lists = [&self.accepted, &self.acting, &self.ambiguous];
        let mut patterns = lists.into_iter().flatten();
        patterns.any(|pattern| pattern.fits(held))
    }

    /// The best verdict that the offices of one position earn. `held` are those that count (not
    /// former, not of another place); `understood` is false where no office was recognised at all.
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
    /// The office's id.
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
    /// The text itself, where it is none of them.
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

/// Words as they are looked for: keys between spaces, so that whole words are found.
pub(crate) fn words(typed: &[String]) -> Vec<String> {
    typed.iter().map(|word| spaced(word)).collect()
}

/// Whether a text holds one of the words, as whole words and whatever their case and tone
/// placement.
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
