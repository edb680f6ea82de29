//! What is behind a figure.

use serde::Serialize;

use crate::clock::{Date, Timestamp};

/// `explain --json`.
#[derive(Debug, Serialize)]
pub struct ExplainDocument<'a> {
    pub figure: &'a str,
    pub communes: &'a [String],
    pub cells: Vec<String>,
    pub as_of: Date,
    pub known_at: Option<Timestamp>,
    pub snapshot: &'a str,
    pub fetched_at: Timestamp,
}
