//! Answers that people gave to the program's questions: which commune a name means, that a signed
//! decision was seen, that a rule does not apply to a commune, that a commune has a later deadline.
//!
//! They mean the same as `[aliases]`, `[[confirmed]]`, `[[waiver]]` and
//! `[[extension]]` of a campaign's file, and also record who gave them and when.
//! Deliberately does not know where they are stored.

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Timestamp};
use crate::register::Alias;
use crate::rule::declared::{Confirmed, Extension, Waiver};
use crate::text;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The id by which the answer is withdrawn.
    pub id: String,
    pub decided: Decided,
    /// The person who answered.
    pub who: String,
    /// The reason given.
    pub reason: String,
    pub given_at: Timestamp,
}

/// What was decided about a commune, named by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Decided {
    /// A name as typed in a sheet means this commune.
    Alias { typed: String, code: String },
    /// Somebody saw the signed decision.
    Confirm {
        code: String,
        number: String,
        date: Date,
    },
    /// A rule does not apply to the commune, up to and including a day.
    Waive {
        code: String,
        rule: String,
        until: Date,
    },
    /// The commune has a deadline of its own.
    Extend { code: String, deadline: Date },
}

impl Decided {
    /// Returns the kind as the command line spells it: `alias`, `confirm`, `waive` or `extend`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Alias { .. } => "alias",
            Self::Confirm { .. } => "confirm",
            Self::Waive { .. } => "waive",
            Self::Extend { .. } => "extend",
        }
    }

    /// Returns the code of the commune.
    pub fn code(&self) -> &str {
        match self {
            Self::Alias { code, .. }
            | Self::Confirm { code, .. }
            | Self::Waive { code, .. }
            | Self::Extend { code, .. } => code,
        }
    }

    /// Returns what the answer is about. Only one answer to a subject is in force at a time.
    pub fn subject(&self) -> String {
        match self {
            Self::Alias { typed, .. } => format!("alias {}", text::key(typed)),
            Self::Confirm { code, .. } => format!("confirm {code}"),
            Self::Waive { code, rule, .. } => format!("waive {code} {rule}"),
            Self::Extend { code, .. } => format!("extend {code}"),
        }
    }
}

impl Answer {
    /// Returns the answer as an alias, if it is one.
    pub fn alias(&self) -> Option<Alias> {
        match &self.decided {
            Decided::Alias { typed, code } => Some(Alias {
                spelling: typed.clone(),
                code: code.clone(),
            }),
            _ => None,
        }
    }

    /// Returns the answer as a confirmation, if it is one.
    pub fn confirmed(&self) -> Option<Confirmed> {
        match &self.decided {
            Decided::Confirm { code, number, date } => Some(Confirmed {
                commune: code.clone(),
                number: number.clone(),
                date: *date,
                by: self.who.clone(),
                reason: self.reason.clone(),
            }),
            _ => None,
        }
    }

    /// Returns the answer as a waiver, if it is one.
    pub fn waiver(&self) -> Option<Waiver> {
        match &self.decided {
            Decided::Waive { code, rule, until } => Some(Waiver {
                commune: code.clone(),
                rule: rule.clone(),
                until: *until,
                reason: self.reason.clone(),
            }),
            _ => None,
        }
    }

    /// Returns the answer as an extension, if it is one.
    pub fn extension(&self) -> Option<Extension> {
        match &self.decided {
            Decided::Extend { code, deadline } => Some(Extension {
                commune: code.clone(),
                deadline: *deadline,
                reason: self.reason.clone(),
            }),
            _ => None,
        }
    }
}
