//! The notices that communes get, or would get.

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::letter::owed::ReminderKind;
use crate::pipeline::ladder::Ahead;
use crate::pipeline::remind::{Action, CommuneNotice, Prepared, RefusedAddress};
use crate::rule::Status;

/// `remind --json`.
#[derive(Debug, Serialize)]
pub struct RemindDocument<'a> {
    pub campaign: &'a str,
    pub snapshot: &'a str,
    pub as_of: Date,
    pub deadline: Date,
    pub dry_run: bool,
    /// Whether the data are stale, so that nothing is sent.
    pub stale: bool,
    /// Runs whose pulls wait for a decision, so that nothing is sent.
    pub quarantined: &'a [String],
    pub files: Vec<FileLine>,
    pub communes: Vec<CommuneLine<'a>>,
    pub mail: RemindMailLine,
    /// Codes of communes that have no address in the directory.
    pub without_address: Vec<&'a str>,
    pub refused: &'a [RefusedAddress],
    /// When the next step of the ladder is due.
    pub next_reminder: Option<Timestamp>,
    /// Codes of the communes that it would remind, as things are now.
    pub next_reminded: Vec<&'a str>,
    /// Addresses of those who would get a mail about several communes.
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
    /// The number of things asked.
    pub asked: usize,
    pub deadline: Date,
    pub to: &'a [String],
    pub file: &'a str,
    pub action: &'static str,
}

/// The mails of the command.
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

/// Codes of the communes that the next step would remind.
pub fn reminded<'a>(ahead: Option<&Ahead<'a>>) -> Vec<&'a str> {
    let communes = ahead.into_iter().flat_map(|ahead| &ahead.communes);
    communes.map(|told| told.code.as_str()).collect()
}

/// Addresses of those who would get a mail about several communes.
pub fn digests<'a>(ahead: Option<&'a Ahead<'_>>) -> Vec<&'a str> {
    let digests = ahead.into_iter().flat_map(|ahead| &ahead.digests);
    digests.map(String::as_str).collect()
}

/// Codes of communes without an address.
pub fn without_address(prepared: &Prepared) -> Vec<&str> {
    let communes = prepared.communes.iter();
    let without = communes.filter(|told| told.addresses.is_empty());
    without.map(|told| told.code.as_str()).collect()
}
