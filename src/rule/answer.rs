//! What persons answered where the program asked: whom a name means, that a signed decision was
//! seen, that a rule does not speak of a commune, that a commune has longer.
//!
//! Says the same as `[aliases]`, `[[confirmed]]`, `[[waiver]]` and `[[extension]]` of a campaign's
//! file, and besides who said it and when. Deliberately does not know where it is kept.

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Timestamp};
use crate::register::Alias;
use crate::rule::declared::{Confirmed, Extension, Waiver};
use crate::text;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// By which it is withdrawn.
    pub id: String,
    pub decided: Decided,
    /// Who says so.
    pub who: String,
    /// Why.
    pub reason: String,
    pub given_at: Timestamp,
}

/// What was decided about a commune, named by its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Decided {
    /// A name as typed in a sheet means this commune.
    Alias { typed: String, code: String },
    /// The signed decision was seen.
    Confirm {
        code: String,
        number: String,
        date: Date,
    },
    /// A rule does not speak of the commune up to a day.
    Waive {
        code: String,
        rule: String,
        until: Date,
    },
    /// The commune has a deadline of its own.
    Extend { code: String, deadline: Date },
}

impl Decided {
    /// `alias`, `confirm`, `waive`, `extend`: as on the command line.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Alias { .. } => "alias",
            Self::Confirm { .. } => "confirm",
            Self::Waive { .. } => "waive",
            Self::Extend { .. } => "extend",
        }
    }

    /// Code of the commune.
    pub fn code(&self) -> &str {
        match self {
            Self::Alias { code, .. }
            | Self::Confirm { code, .. }
            | Self::Waive { code, .. }
            | Self::Extend { code, .. } => code,
        }
    }

    /// What it is about: of one subject there is one answer at a time.
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
    /// As an alias, where it is one.
    pub fn alias(&self) -> Option<Alias> {
        match &self.decided {
            Decided::Alias { typed, code } => Some(Alias {
                spelling: typed.clone(),
                code: code.clone(),
            }),
            _ => None,
        }
    }

    /// As a confirmation, where it is one.
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

    /// As a waiver, where it is one.
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

    /// As an extension, where it is one.
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
