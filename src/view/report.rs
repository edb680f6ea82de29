//! A report written again.

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::rule::{FindingCounts, Progress};
use crate::view::sync::ReportLine;

/// `report --json`.
#[derive(Debug, Serialize)]
pub struct ReportDocument<'a> {
    pub campaign: &'a str,
    pub as_of: Date,
    pub known_at: Option<Timestamp>,
    pub snapshot: &'a str,
    /// The very bytes that were kept then, or written now.
    pub archived: bool,
    /// That the day is still to come, or before anybody could sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    pub progress: Option<&'a Progress>,
    pub findings: FindingCounts,
    pub report: ReportLine,
}
