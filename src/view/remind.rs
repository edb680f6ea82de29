//! What communes are told, or would be.

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::letter::owed::ReminderKind;
use crate::pipeline::ladder::Ahead;
use crate::pipeline::remind::{Action, CommuneNotice, Prepared, Refused};
use crate::rule::Status;

/// `remind --json`.
#[derive(Debug, Serialize)]
pub struct RemindDocument<'a> {
    pub campaign: &'a str,
    pub snapshot: &'a str,
    pub as_of: Date,
    pub deadline: Date,
    pub dry_run: bool,
    /// The data are old: nothing is sent.
    pub stale: bool,
    /// Runs whose pulls wait for a decision: nothing is sent.
    pub quarantined: &'a [String],
    pub files: Vec<FileLine>,
    pub communes: Vec<CommuneLine<'a>>,
    pub mail: RemindMailLine,
    /// Codes of those that the directory knows no address of.
    pub without_address: Vec<&'a str>,
    pub refused: &'a [Refused],
    /// When the ladder is climbed next.
    pub next_reminder: Option<Timestamp>,
    /// Codes of those whom it would tell, as things stand.
    pub next_reminded: Vec<&'a str>,
    /// Addresses of those who would hear by it of several communes.
    pub next_digests: Vec<&'a str>,
}

/// A file that was written.
#[derive(Debug, Serialize)]
pub struct FileLine {
    pub path: String,
    pub sha256: String,
}

/// One commune.
#[derive(Debug, Serialize)]
pub struct CommuneLine<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub status: Status,
    pub kinds: &'a [ReminderKind],
    /// Things that are asked.
    pub asked: usize,
    pub deadline: Date,
    pub to: &'a [String],
    pub file: &'a str,
    pub action: &'static str,
}

/// Mails.
#[derive(Debug, Serialize)]
pub struct RemindMailLine {
    pub queued: usize,
}

/// The lines of the communes.
pub fn communes<'a>(planned: &[(&'a CommuneNotice, Action)]) -> Vec<CommuneLine<'a>> {
    let lines = planned.iter().map(|(told, action)| CommuneLine {
        code: &told.code,
        name: &told.name,
        status: told.status,
        kinds: &told.kinds,
        asked: told.asked,
        deadline: told.deadline,
        to: &told.addresses,
        file: &told.paper.name,
        action: action.id(),
    });
    lines.collect()
}

/// Codes of those whom the next step would tell.
pub fn reminded<'a>(ahead: Option<&Ahead<'a>>) -> Vec<&'a str> {
    let communes = ahead.into_iter().flat_map(|ahead| &ahead.communes);
    communes.map(|told| told.code.as_str()).collect()
}

/// Those who would hear by it of several communes.
pub fn digests<'a>(ahead: Option<&'a Ahead<'_>>) -> Vec<&'a str> {
    let digests = ahead.into_iter().flat_map(|ahead| &ahead.digests);
    digests.map(String::as_str).collect()
}

/// Codes of those without an address.
pub fn without_address(prepared: &Prepared) -> Vec<&str> {
    let communes = prepared.communes.iter();
    let without = communes.filter(|told| told.addresses.is_empty());
    without.map(|told| told.code.as_str()).collect()
}
