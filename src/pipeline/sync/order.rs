//! What a run is told, and what it came to.

use std::path::PathBuf;

use crate::clock::{Date, Timestamp};
use crate::failure::Failure;
use crate::rule::Judgement;
use crate::rule::change::Changes;
use crate::snapshot::Snapshot;
use crate::snapshot::loss::Loss;
use crate::source::Step;
use crate::store::{Outcome, Trigger};

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Order {
    /// The run's id, UUID version 7.
    pub id: String,
    /// Read these instead of the campaign's sources.
    pub sources: Vec<String>,
    /// Folder that relative ones start from.
    pub here: PathBuf,
    /// Count decisions signed by this day; without, by today.
    pub as_of: Option<Date>,
    /// Store, write and send nothing.
    pub dry_run: bool,
    pub mail: Mailing,
    pub trigger: Trigger,
    pub reason: Option<String>,
    pub decide: Option<Decide>,
    /// When it fell due, where a schedule says so.
    pub due: Option<Timestamp>,
}

/// Whether readers are mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailing {
    /// As the campaign says.
    AsSet,
    /// Never.
    Never,
    /// In any case.
    Always,
    /// In any case, since it was promised for this time: where the pull is not to be had or not
    /// to be believed, with what was known last, marked stale where it is.
    Promised,
}

impl Order {
    /// What a campaign says, once.
    pub fn new(trigger: Trigger) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            sources: Vec::new(),
            here: PathBuf::new(),
            as_of: None,
            dry_run: false,
            mail: Mailing::AsSet,
            trigger,
            reason: None,
            decide: None,
            due: None,
        }
    }
}

/// What an operator decides about a quarantined pull.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    Accept(String),
    Reject(String),
}

/// What a run came to.
pub struct Done {
    pub run: String,
    pub trigger: Trigger,
    pub outcome: Outcome,
    pub snapshot: Snapshot,
    pub judgement: Judgement,
    pub changes: Changes,
    pub report: Option<Placed>,
    pub mail: Mails,
    /// What a quarantined pull lost.
    pub loss: Option<Loss>,
    /// Who would be mailed, in a dry run.
    pub would_mail: Vec<String>,
    /// How each source was had.
    pub trail: Vec<Step>,
    /// The outbox could not be sent as a whole: the mails wait.
    pub delivery_failure: Option<Failure>,
}

/// A workbook in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub path: PathBuf,
    pub sha256: String,
}

/// What became of a run's mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mails {
    pub queued: u32,
    pub sent: u32,
    pub failed: u32,
}
