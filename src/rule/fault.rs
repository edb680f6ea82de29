//! The problems of a rules file, as sentences with a correct example.

use crate::locale::Sentence;
use crate::rule::words::WordFault;

/// One problem of a rules file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesProblem {
    /// The line, counted from one.
    pub line: u32,
    /// The key concerned; empty if the text is not TOML.
    pub key: String,
    /// What is wrong.
    pub fault: RulesFault,
}

/// A kind of problem in a rules file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesFault {
    /// Invalid TOML, an unknown key, or a value of the wrong type.
    Unreadable(Sentence),
    /// No rule has this id.
    UnknownRule(String),
    /// Neither `office`, `office:manner` nor `office?`.
    Office(String),
    /// A component without a name or without offices.
    Component,
    /// The last day is before the first.
    EndBeforeBeginning,
    /// A version without a first or last day, which would be in force on every day.
    Undated,
    /// Two versions that are in force on the same day.
    Overlap,
    /// `at_least` of 0, which would demand nothing.
    AtLeast,
    /// A term of the campaign that cannot be used.
    Words(WordFault),
}

impl RulesProblem {
    /// Returns the sentence that describes the problem.
    pub fn sentence(&self) -> Sentence {
        let (key, value) = match &self.fault {
            RulesFault::Unreadable(why) => return why.clone(),
            RulesFault::UnknownRule(id) => ("rules-unknown-rule", id.as_str()),
            RulesFault::Office(text) => ("rules-office", text.as_str()),
            RulesFault::Component => ("rules-component", ""),
            RulesFault::EndBeforeBeginning => ("rules-end-before-beginning", ""),
            RulesFault::Undated => ("rules-undated", ""),
            RulesFault::Overlap => ("rules-overlap", ""),
            RulesFault::AtLeast => ("rules-at-least", ""),
            RulesFault::Words(WordFault::Word(word)) => ("rules-word", word.as_str()),
            RulesFault::Words(WordFault::Placeholder(known)) => {
                ("rules-placeholder", known.as_str())
            }
            RulesFault::Words(WordFault::Sheet(name)) => ("rules-sheet", name.as_str()),
            RulesFault::Words(WordFault::Twice(word)) => ("rules-word-twice", word.as_str()),
        };
        Sentence::new(key).with("value", value)
    }

    /// Returns a correct example.
    pub fn example(&self) -> &'static str {
        match self.fault {
            RulesFault::Unreadable(_) => "[rule.decision-late]\nseverity = \"warning\"",
            RulesFault::UnknownRule(_) => "[rule.leader-not-chairman]",
            RulesFault::Office(_) => {
                "accepted = [\"chairman-pc\", \"chairman-pc:acting\", \"chairman-pc?\"]"
            }
            RulesFault::Component => {
                "[[component]]\nname = \"Công an xã\"\noffices = [\"police-chief\"]"
            }
            RulesFault::EndBeforeBeginning => "effective_from = 2025-08-01\nuntil = 2025-12-31",
            RulesFault::Undated | RulesFault::Overlap => {
                "[[version]]\nfrom = 2025-10-01\nuntil = 2025-12-31"
            }
            RulesFault::AtLeast => "at_least = 2",
            RulesFault::Words(_) => "[words]\nissued = \"Đã đạt\"\nsheet_missing = \"Chưa đạt\"",
        }
    }
}
