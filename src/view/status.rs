//! The states of the campaigns.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::config::Campaign;
use crate::locale::{Language, told};
use crate::pipeline::remind::RefusedAddress;
use crate::pipeline::state::{CampaignHealth, State};
use crate::rule::{FindingCounts, Progress};
use crate::store::{ChannelState, MailState, Outcome, ResultsRow, Run, Serving};

/// `status --json`.
#[derive(Debug, Serialize)]
pub struct StatusDocument<'a> {
    /// The most serious state of any campaign.
    pub state: &'static str,
    pub campaigns: Vec<CampaignLine<'a>>,
    /// The processes that serve the database now.
    pub machines: Vec<MachineLine<'a>>,
    /// The channels other than mail, if any are configured.
    pub channels: Vec<ChannelState>,
}

/// A process that serves the database.
#[derive(Debug, Serialize)]
pub struct MachineLine<'a> {
    pub machine: &'a str,
    pub process: u32,
    pub version: &'a str,
    /// Campaigns that it serves with a configuration different from this command's.
    pub differs: Vec<&'a str>,
}

/// The line of a process, compared with this command's own configurations.
pub fn machine<'a>(serving: &'a Serving, own: &BTreeMap<String, String>) -> MachineLine<'a> {
    let differs = serving
        .configuration
        .iter()
        .filter(|(campaign, digest)| own.get(*campaign).is_some_and(|own| own != *digest));
    MachineLine {
        machine: &serving.by.machine,
        process: serving.by.process,
        version: &serving.version,
        differs: differs.map(|(campaign, _)| campaign.as_str()).collect(),
    }
}

/// The whole document: the state of each campaign and the processes that serve the database,
/// compared with this process's own configurations.
pub fn document<'a>(
    states: &'a [(&'a Campaign, State)],
    serving: &'a [Serving],
    own: &BTreeMap<String, String>,
    channels: &'a [ChannelState],
    language: Language,
) -> StatusDocument<'a> {
    let worst = states.iter().map(|(_, state)| state.verdict).min();
    StatusDocument {
        state: worst.map_or("stale", CampaignHealth::id),
        campaigns: states
            .iter()
            .map(|(one, state)| campaign(&one.name, state, language))
            .collect(),
        machines: serving.iter().map(|one| machine(one, own)).collect(),
        channels: channels.iter().map(|one| channel(one, language)).collect(),
    }
}

/// A channel, with its error in this language.
fn channel(state: &ChannelState, language: Language) -> ChannelState {
    let error = state.error.as_deref();
    ChannelState {
        error: error.map(|error| told(error, language)),
        ..state.clone()
    }
}

/// The state of a campaign.
#[derive(Debug, Serialize)]
pub struct CampaignLine<'a> {
    pub campaign: &'a str,
    pub state: &'static str,
    pub failing_since: Option<Timestamp>,
    pub last_run: Option<RunLine<'a>>,
    /// The run that is under way or waits to begin.
    pub running: Option<RunLine<'a>>,
    pub as_of: Option<Date>,
    pub pulled_at: Option<Timestamp>,
    pub progress: Option<&'a Progress>,
    pub findings: Option<FindingCounts>,
    /// When a pull should have begun that did not.
    pub missed: Option<Timestamp>,
    /// When readers were promised a report that they did not get.
    pub missed_report: Option<Timestamp>,
    pub next_run: Option<Timestamp>,
    pub next_report: Option<Timestamp>,
    pub quarantined: Vec<QuarantineLine<'a>>,
    pub mail: OutboxLine,
    /// The results sheet, if a write was ever due.
    pub results: Option<ResultsLine>,
    /// Addresses of communes whose last mail was refused.
    pub refused: &'a [RefusedAddress],
    /// When communes are reminded next.
    pub next_reminder: Option<Timestamp>,
}

/// The state of the results sheet.
#[derive(Debug, Serialize)]
pub struct ResultsLine {
    /// `written`, `owed` or `failing`.
    pub state: &'static str,
    /// When it was written, or when the write became due.
    pub at: Timestamp,
    pub error: Option<String>,
}

impl ResultsLine {
    /// The line of the results sheet, with its error in this language.
    pub fn of(row: &ResultsRow, language: Language) -> Self {
        let error = row.last_error.as_deref();
        let state = match (row.state, error) {
            (MailState::Sent, _) => "written",
            (_, None) => "owed",
            (_, Some(_)) => "failing",
        };
        let written = row.settled_at.filter(|_| state == "written");
        Self {
            state,
            at: written.unwrap_or(row.queued_at),
            error: error.map(|error| told(error, language)),
        }
    }
}

/// A run of a campaign.
#[derive(Debug, Serialize)]
pub struct RunLine<'a> {
    pub run: &'a str,
    pub trigger: &'a str,
    pub outcome: Option<&'a str>,
    pub started: Timestamp,
    /// The machine that made it, and below the number of its process there.
    pub machine: Option<&'a str>,
    pub process: Option<u32>,
    pub error: Option<&'a str>,
}

/// A pull that waits for a decision.
#[derive(Debug, Serialize)]
pub struct QuarantineLine<'a> {
    pub run: &'a str,
    pub pulled_at: Timestamp,
    pub loss: Option<String>,
}

/// The state of a campaign's outbox.
#[derive(Debug, Serialize)]
pub struct OutboxLine {
    pub waiting: u32,
    pub uncertain: u32,
    pub refused: u32,
    /// The error of the last mail that was tried and is still waiting.
    pub error: Option<String>,
}

/// The line of a campaign.
pub fn campaign<'a>(name: &'a str, state: &'a State, language: Language) -> CampaignLine<'a> {
    CampaignLine {
        campaign: name,
        state: state.verdict.id(),
        failing_since: state.failing_since,
        last_run: state.last_run.as_ref().map(run),
        running: state.running.as_ref().map(run),
        as_of: state.judgement().map(|judgement| judgement.as_of),
        pulled_at: state.judgement().map(|judgement| judgement.pulled_at),
        progress: state
            .judgement()
            .and_then(|judgement| judgement.progress.as_ref()),
        findings: state
            .judgement()
            .map(|judgement| FindingCounts::of(&judgement.findings)),
        missed: state.missed,
        missed_report: state.missed_report,
        next_run: state.next_run,
        next_report: state.next_report,
        quarantined: state
            .quarantined
            .iter()
            .map(|pull| QuarantineLine {
                run: &pull.run,
                pulled_at: pull.pulled_at,
                loss: pull.loss.is_some().then(|| pull.lost(language).join("; ")),
            })
            .collect(),
        mail: OutboxLine {
            waiting: state.waiting_mails,
            uncertain: state.uncertain_mails,
            refused: state.refused_mails,
            error: state
                .mail_error
                .as_deref()
                .map(|error| told(error, language)),
        },
        results: state
            .results
            .as_ref()
            .map(|row| ResultsLine::of(row, language)),
        refused: &state.refused,
        next_reminder: state.next_reminder,
    }
}

fn run(run: &Run) -> RunLine<'_> {
    RunLine {
        run: &run.id,
        trigger: &run.trigger,
        outcome: run.outcome.map(Outcome::id),
        started: run.started,
        machine: run.by.as_ref().map(|by| by.machine.as_str()),
        process: run.by.as_ref().map(|by| by.process),
        error: run.error.as_ref().map(|error| error.message.as_str()),
    }
}
