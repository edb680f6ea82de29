//! What a run came to.

use serde::Serialize;

use crate::clock::Date;
use crate::rule::change::Changes;
use crate::rule::{FindingCounts, Progress};
use crate::view::error::ErrorLine;
use crate::view::source::SourceLine;

/// `sync --json`.
#[derive(Debug, Serialize)]
pub struct SyncDocument<'a> {
    pub campaign: &'a str,
    pub run: &'a str,
    pub trigger: &'a str,
    pub outcome: &'a str,
    pub snapshot: Option<&'a str>,
    pub as_of: Date,
    pub deadline: Date,
    pub sources: Vec<SourceLine<'a>>,
    pub progress: Option<&'a Progress>,
    pub findings: FindingCounts,
    pub changes: &'a Changes,
    pub report: Option<ReportLine>,
    pub mail: MailLine,
    /// Why a pull is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Vec<String>>,
    /// The mails wait, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorLine>,
    /// Who would be mailed, where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_mail: Option<Vec<String>>,
}

/// A workbook in its place.
#[derive(Debug, Serialize)]
pub struct ReportLine {
    pub path: String,
    pub sha256: String,
}

/// What became of the run's mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MailLine {
    pub queued: u32,
    pub sent: u32,
    pub failed: u32,
}
