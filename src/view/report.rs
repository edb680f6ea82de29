//! A report that was made again.

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::document::Detail;
use crate::rule::{FindingCounts, Progress};
use crate::store::ListedReport;
use crate::view::sync::ReportLine;

/// `report --json`.
#[derive(Debug, Serialize)]
pub struct ReportDocument<'a> {
    pub campaign: &'a str,
    pub as_of: Date,
    pub known_at: Option<Timestamp>,
    pub snapshot: &'a str,
    /// Whether the bytes are those that were kept at the time, and not made now.
    pub archived: bool,
    /// A remark about an unusual day: one in the future, or before anybody could sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    pub progress: Option<&'a Progress>,
    pub findings: FindingCounts,
    pub report: ReportLine,
}

/// `report --list --json`.
#[derive(Debug, Serialize)]
pub struct ReportsDocument<'a> {
    pub reports: Vec<ListedLine<'a>>,
}

/// A stored report.
#[derive(Debug, Serialize)]
pub struct ListedLine<'a> {
    pub sha256: &'a str,
    pub as_of: Date,
    pub known_at: Option<Timestamp>,
    pub made: Timestamp,
    pub bytes: u64,
    pub run: &'a str,
    pub file: &'a str,
    /// Whether it is without members' phones and faults in the data.
    pub summary: bool,
    /// Who wants it kept, however old; `null` if nobody does.
    pub pinned: Option<PinLine<'a>>,
}

/// A person's wish to keep a report.
#[derive(Debug, Serialize)]
pub struct PinLine<'a> {
    pub who: &'a str,
    pub at: Timestamp,
    pub reason: &'a str,
}

/// The line of a report.
pub fn listed(report: &ListedReport) -> ListedLine<'_> {
    ListedLine {
        sha256: &report.sha256,
        as_of: report.as_of,
        known_at: report.known_at,
        made: report.made_at,
        bytes: report.bytes,
        run: &report.run,
        file: &report.file_name,
        summary: report.detail == Detail::Summary,
        pinned: report.pin.as_ref().map(|pin| PinLine {
            who: &pin.who,
            at: pin.at,
            reason: &pin.reason,
        }),
    }
}
