//! What a run is asked to do, and what it returns.

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
use crate::source::FetchStep;
pub use crate::store::Decide;
use crate::store::{ChannelState, Outcome, Trigger};

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Order {
    /// The run's id, UUID version 7.
    pub id: String,
    /// Sources to read instead of the campaign's.
    pub sources: Vec<String>,
    /// The folder that relative paths start from.
    pub here: PathBuf,
    /// Count decisions signed by this day; `None` for today.
    pub as_of: Option<Date>,
    /// Whether to store, write and send nothing.
    pub dry_run: bool,
    pub mail: Mailing,
    pub trigger: Trigger,
    pub reason: Option<String>,
    pub decide: Option<Decide>,
    /// The person who asked for the run.
    pub asked_by: Option<String>,
    /// The instant of the schedule at which it was due, for a scheduled run.
    pub due: Option<Timestamp>,
    /// Whether to record in the history that the campaign was busy.
    pub notes_busy: bool,
    /// Who is told of its progress.
    pub listeners: Listeners,
}

/// Whether readers are mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailing {
    /// As the campaign's settings say.
    AsSet,
    /// Never.
    Never,
    /// Always.
    Always,
    /// Always, because a report was promised for this time. If the pull fails or is not believed,
    /// the last known state is sent, marked stale if it is.
    Promised,
}

impl Order {
    /// An order for a normal run with the campaign's own settings.
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

/// The result of a run.
pub struct CompletedRun {
    pub run: String,
    pub trigger: Trigger,
    pub snapshot: Snapshot,
    pub judgement: Judgement,
    pub changes: Changes,
    /// How each source was fetched.
    pub trail: Vec<FetchStep>,
    pub conclusion: Conclusion,
    /// The state of the channels beside mail at the end of the run.
    pub channels: Vec<ChannelState>,
}

/// How a run ended, and what it left behind.
pub enum Conclusion {
    /// A new pull was stored and reported.
    Stored(Placed, Delivered),
    /// Nothing new was stored; the report of the stored state is in place.
    Unchanged(Placed, Delivered),
    /// A quarantined pull was accepted and counts from now on.
    Accepted(Placed, Delivered),
    /// A quarantined pull was rejected and will never count; the last report stays valid.
    Rejected { report: Option<Placed> },
    /// The pull lost too much and waits for a decision. Readers may have got the last known state.
    Quarantined {
        loss: Loss,
        report: Option<Placed>,
        mail: Mails,
    },
    /// Nothing was stored, written or sent.
    Dry {
        /// What the pull lost, if it would be quarantined.
        loss: Option<Loss>,
        /// Who would get mail.
        would_mail: Vec<String>,
    },
}

/// What happened to a run's mails, and why sending stopped, if it did: the rest of the mails wait.
#[derive(Default)]
pub struct Delivered {
    pub mail: Mails,
    pub failure: Option<Failure>,
}

impl CompletedRun {
    /// The outcome in one word.
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

    /// The report that is valid now.
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

    /// What happened to its mails.
    pub fn mail(&self) -> Mails {
        match &self.conclusion {
            Conclusion::Stored(_, delivered)
            | Conclusion::Unchanged(_, delivered)
            | Conclusion::Accepted(_, delivered) => delivered.mail,
            Conclusion::Quarantined { mail, .. } => *mail,
            Conclusion::Rejected { .. } | Conclusion::Dry { .. } => Mails::default(),
        }
    }

    /// Why sending the outbox stopped, if it did.
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

    /// What the pull lost, if that is too much.
    pub fn loss(&self) -> Option<&Loss> {
        match &self.conclusion {
            Conclusion::Quarantined { loss, .. } => Some(loss),
            Conclusion::Dry { loss, .. } => loss.as_ref(),
            _ => None,
        }
    }

    /// Who would get mail, in a dry run.
    pub fn would_mail(&self) -> &[String] {
        match &self.conclusion {
            Conclusion::Dry { would_mail, .. } => would_mail,
            _ => &[],
        }
    }

    /// The exit code of a command that made the run.
    pub fn exit_code(&self) -> u8 {
        match self.outcome() {
            Outcome::Quarantined => 65,
            _ => self
                .delivery_failure()
                .map_or(0, |failure| failure.exit_code()),
        }
    }
}

/// Turns the result of a run into the JSON document that is stored with it.
pub type MakeDocument = fn(&App, &Campaign, &Result<CompletedRun, Failure>) -> String;

/// A workbook that is in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub path: PathBuf,
    pub sha256: String,
}

/// What happened to a run's mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mails {
    pub queued: u32,
    pub sent: u32,
    pub failed: u32,
}
