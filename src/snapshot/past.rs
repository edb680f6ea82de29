//! What was seen before: when each decision was first and last seen. A plain value; the store
//! fills it, rules and report read it.

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
    /// When the first snapshot of the campaign was pulled: before it nothing can be «first seen».
    pub since: Option<Timestamp>,
}

/// A number of a counted column seen earlier, in one unbroken series of snapshots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenCount {
    /// Name of the count.
    pub name: String,
    pub number: u32,
    pub of: u32,
    /// When the snapshots that first and last held it were pulled.
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
}

impl SeenCount {
    /// As it is remembered beside decisions: no decision's number looks like it.
    pub fn written(name: &str, number: u32, of: u32) -> String {
        format!("#{name} {number}/{of}")
    }

    /// What was written; `None` where it is a decision's number.
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

/// A countable decision seen earlier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenDecision {
    /// Normalised number.
    pub number: String,
    /// Date signed.
    pub date: Date,
    /// When the snapshot that first held it was pulled.
    pub first_seen: Timestamp,
    /// When the snapshot that last held it was pulled.
    pub last_seen: Timestamp,
}
