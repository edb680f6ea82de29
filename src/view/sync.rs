//! The result of a run.

use serde::Serialize;

use crate::clock::Date;
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::sync::CompletedRun;
use crate::pipeline::{App, shown};
use crate::rule::change::Changes;
use crate::rule::{FindingCounts, Progress};
use crate::store::{ChannelState, Outcome};
use crate::view;
use crate::view::error::{ErrorDocument, ErrorLine};
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
    pub mail: SyncMailLine,
    /// The channels other than mail, if any are configured.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub channels: &'a [ChannelState],
    /// What a quarantined pull lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Vec<String>>,
    /// Why the mails wait, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorLine>,
    /// Who would get mail, in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_mail: Option<Vec<String>>,
}

/// A workbook that is in its place.
#[derive(Debug, Serialize)]
pub struct ReportLine {
    pub path: String,
    pub sha256: String,
}

/// What happened to the run's mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SyncMailLine {
    pub queued: u32,
    pub sent: u32,
    pub failed: u32,
}

/// The document of a run's result.
pub fn document<'a>(app: &App, campaign: &'a Campaign, done: &'a CompletedRun) -> SyncDocument<'a> {
    let outcome = done.outcome();
    let mail = done.mail();
    SyncDocument {
        campaign: &campaign.name,
        run: &done.run,
        trigger: done.trigger.id(),
        outcome: match outcome {
            Outcome::Accepted => Outcome::Stored.id(),
            Outcome::Rejected => Outcome::Unchanged.id(),
            outcome => outcome.id(),
        },
        snapshot: (outcome != Outcome::DryRun).then_some(done.snapshot.id.as_str()),
        as_of: done.judgement.as_of,
        deadline: done.judgement.deadline,
        sources: view::source::sources(&done.snapshot.sources, &done.snapshot.reading.tabs),
        progress: done.judgement.progress.as_ref(),
        findings: FindingCounts::of(&done.judgement.findings),
        changes: &done.changes,
        report: done.report().map(|report| ReportLine {
            path: shown(&report.path),
            sha256: report.sha256.clone(),
        }),
        mail: SyncMailLine {
            queued: mail.queued,
            sent: mail.sent,
            failed: mail.failed,
        },
        channels: &done.channels,
        quarantine: done.loss().map(|loss| loss.sentences(app.language)),
        error: done
            .delivery_failure()
            .map(|failure| ErrorLine::of(failure, app.language)),
        would_mail: (outcome == Outcome::DryRun).then(|| done.would_mail().to_vec()),
    }
}

/// The document stored with a run: its result, or the failure that stopped it.
pub fn told(app: &App, campaign: &Campaign, done: &Result<CompletedRun, Failure>) -> String {
    let told = match done {
        Ok(done) => serde_json::to_string(&document(app, campaign, done)),
        Err(failure) => {
            let error = ErrorLine::of(failure, app.language);
            serde_json::to_string(&ErrorDocument { error })
        }
    };
    told.expect("documents have string keys")
}
