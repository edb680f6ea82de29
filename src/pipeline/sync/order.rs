//! What a run is told, and what it came to.

use std::path::PathBuf;

use crate::clock::{Date, Timestamp};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::progress::Listeners;
use crate::rule::Judgement;
use crate::rule::change::Changes;
use crate::snapshot::Snapshot;
use crate::snapshot::loss::Loss;
use crate::source::Step;
pub use crate::store::Decide;
use crate::store::{ChannelState, Outcome, Trigger};

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
    /// The person who asked for it.
    pub asked_by: Option<String>,
    /// When it fell due, where a schedule says so.
    pub due: Option<Timestamp>,
    /// That it found the campaign held is worth a line in the history.
    pub notes_busy: bool,
    /// Who is told how far it is.
    pub listeners: Listeners,
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
            asked_by: None,
            due: None,
            notes_busy: true,
            listeners: Listeners::default(),
        }
    }
}

/// What a run came to.
pub struct Done {
    pub run: String,
    pub trigger: Trigger,
    pub snapshot: Snapshot,
    pub judgement: Judgement,
    pub changes: Changes,
    /// How each source was had.
    pub trail: Vec<Step>,
    pub conclusion: Conclusion,
    /// How the channels beside mail stand, once it ended.
    pub channels: Vec<ChannelState>,
}

/// How a run ended, with what each end leaves behind.
pub enum Conclusion {
    /// A new pull was stored and reported.
    Stored(Placed, Delivered),
    /// What is stored stays as it is; the report that tells it is in its place.
    Unchanged(Placed, Delivered),
    /// A quarantined pull counts from now on.
    Accepted(Placed, Delivered),
    /// A quarantined pull never counts; the last report stands.
    Rejected { report: Option<Placed> },
    /// The pull lost too much and waits for a person. Readers may have been told what was known last.
    Quarantined {
        loss: Loss,
        report: Option<Placed>,
        mail: Mails,
    },
    /// Nothing was stored, written or sent.
    Dry {
        /// What would be held back.
        loss: Option<Loss>,
        /// Who would be mailed.
        would_mail: Vec<String>,
    },
}

/// What became of a run's mails, and why the outbox could not be sent as a whole: the mails wait.
#[derive(Default)]
pub struct Delivered {
    pub mail: Mails,
    pub failure: Option<Failure>,
}

impl Done {
    /// In one word.
    pub fn outcome(&self) -> Outcome {
        match &self.conclusion {
            Conclusion::Stored(..) => Outcome::Stored,
            Conclusion::Unchanged(..) => Outcome::Unchanged,
            Conclusion::Accepted(..) => Outcome::Accepted,
            Conclusion::Rejected { .. } => Outcome::Rejected,
            Conclusion::Quarantined { .. } => Outcome::Quarantined,
            Conclusion::Dry { .. } => Outcome::DryRun,
        }
    }

    /// The report that stands now.
    pub fn report(&self) -> Option<&Placed> {
        match &self.conclusion {
            Conclusion::Stored(report, _)
            | Conclusion::Unchanged(report, _)
            | Conclusion::Accepted(report, _) => Some(report),
            Conclusion::Rejected { report } | Conclusion::Quarantined { report, .. } => {
                report.as_ref()
            }
            Conclusion::Dry { .. } => None,
        }
    }

    /// What became of its mails.
    pub fn mail(&self) -> Mails {
        match &self.conclusion {
            Conclusion::Stored(_, delivered)
            | Conclusion::Unchanged(_, delivered)
            | Conclusion::Accepted(_, delivered) => delivered.mail,
            Conclusion::Quarantined { mail, .. } => *mail,
            Conclusion::Rejected { .. } | Conclusion::Dry { .. } => Mails::default(),
        }
    }

    /// Why the outbox could not be sent as a whole.
    pub fn delivery_failure(&self) -> Option<&Failure> {
        match &self.conclusion {
            Conclusion::Stored(_, delivered)
            | Conclusion::Unchanged(_, delivered)
            | Conclusion::Accepted(_, delivered) => delivered.failure.as_ref(),
            Conclusion::Rejected { .. }
            | Conclusion::Quarantined { .. }
            | Conclusion::Dry { .. } => None,
        }
    }

    /// What the pull lost, where that is too much.
    pub fn loss(&self) -> Option<&Loss> {
        match &self.conclusion {
            Conclusion::Quarantined { loss, .. } => Some(loss),
            Conclusion::Dry { loss, .. } => loss.as_ref(),
            _ => None,
        }
    }

    /// Who would be mailed, in a dry run.
    pub fn would_mail(&self) -> &[String] {
        match &self.conclusion {
            Conclusion::Dry { would_mail, .. } => would_mail,
            _ => &[],
        }
    }

    /// What a command that ran it ends with.
    pub fn exit_code(&self) -> u8 {
        match self.outcome() {
            Outcome::Quarantined => 65,
            _ => self
                .delivery_failure()
                .map_or(0, |failure| failure.exit_code()),
        }
    }
}

/// Puts what a run came to into the document that is kept with it.
pub type Tell = fn(&App, &Campaign, &Result<Done, Failure>) -> String;

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
