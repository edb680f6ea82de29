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
    /// When the first snapshot of the campaign was pulled: before it nothing can be «first seen».
    pub since: Option<Timestamp>,
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
