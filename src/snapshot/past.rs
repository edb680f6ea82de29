//! What was seen before: when each decision was first and last seen. A plain value, which the store
//! fills and rules and report read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Timestamp};
/// Everything known from earlier snapshots of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Decisions seen in earlier snapshots, by commune, in the order first seen.
    pub decisions: BTreeMap<String, Vec<SeenDecision>>,
    /// Numbers of counted columns seen in earlier snapshots, by commune.
    #[serde(default)]
    pub counts: BTreeMap<String, Vec<SeenCount>>,
    /// When the first snapshot of the campaign was pulled; nothing can be «first seen» before.
    pub since: Option<Timestamp>,
}

/// A number of a counted column that was seen in one unbroken series of snapshots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenCount {
    /// The name of the count.
    pub name: String,
    pub number: u32,
    pub of: u32,
    /// When the first and the last snapshot of the series were pulled.
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
}

impl SeenCount {
    /// The text stored in place of a decision's number; no decision has such a number.
    pub fn written(name: &str, number: u32, of: u32) -> String {
        format!("#{name} {number}/{of}")
    }

    /// Parses the stored text; `None` if it is a decision's number.
    pub fn read(written: &str, first_seen: Timestamp, last_seen: Timestamp) -> Option<Self> {
        let (name, share) = written.strip_prefix('#')?.rsplit_once(' ')?;
        let (number, of) = share.split_once('/')?;
        Some(Self {
            name: name.to_owned(),
            number: number.parse().ok()?,
            of: of.parse().ok()?,
            first_seen,
            last_seen,
        })
    }
}

/// A decision that can be counted and was seen earlier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenDecision {
    /// Normalised number.
    pub number: String,
    /// The date of signing.
    pub date: Date,
    /// When the first snapshot with it was pulled.
    pub first_seen: Timestamp,
    /// When the last snapshot with it was pulled.
    pub last_seen: Timestamp,
}
