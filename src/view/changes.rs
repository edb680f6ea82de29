//! The changes since a day.

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::rule::change;
use crate::snapshot::diff::Difference;

/// `changes --json`.
#[derive(Debug, Serialize)]
pub struct ChangesDocument<'a> {
    pub campaign: &'a str,
    pub since: Date,
    /// When the two pulls that are compared were made; without an earlier one, everything is new.
    pub from: Option<Timestamp>,
    pub to: Timestamp,
    pub changes: &'a change::Changes,
    pub differences: &'a [Difference],
}
