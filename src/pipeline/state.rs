//! The state of a campaign, as a monitor needs it: ok, ok with findings, mail stuck, stale, missed,
//! quarantined or failing.

use std::sync::Arc;

use chrono::TimeDelta;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::remind::{self, RefusedAddress};
use crate::pipeline::standing::Judged;
use crate::pipeline::{App, ladder, standing};
use crate::rule::{FindingCounts, Judgement};
use crate::store::{Outcome, ResultsRow, Run, RunsAsked, SnapshotLine, Store};

/// The state of a campaign.
pub struct State {
    pub verdict: CampaignHealth,
    /// The last run that ended.
    pub last_run: Option<Run>,
    /// The run that is under way, or waits to begin.
    pub running: Option<Run>,
    pub failing_since: Option<Timestamp>,
    /// When the stored data were last confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// The latest good pull, judged as of its own day.
    pub judged: Option<Arc<Judged>>,
    pub quarantined: Vec<SnapshotLine>,
    pub next_run: Option<Timestamp>,
    pub next_report: Option<Timestamp>,
    pub waiting_mails: u32,
    pub uncertain_mails: u32,
    pub refused_mails: u32,
    /// When a pull should have begun that did not: no daemon serves the schedule.
    pub missed: Option<Timestamp>,
    /// When readers were promised a report that they did not get.
    pub missed_report: Option<Timestamp>,
    /// The error of the last mail that was tried and is still waiting.
    pub mail_error: Option<String>,
    /// The results sheet, if one is configured and a write was ever due.
    pub results: Option<ResultsRow>,
    /// Addresses of communes that accept no mail.
    pub refused: Vec<RefusedAddress>,
    /// When communes are reminded next, if a ladder is configured.
    pub next_reminder: Option<Timestamp>,
}

impl State {
    fn health(&self, stale: bool, mail_is_stuck: bool) -> CampaignHealth {
        let errors = self
            .judgement()
            .map_or(0, |judgement| FindingCounts::of(&judgement.findings).error);
        if self.failing_since.is_some() {
            CampaignHealth::Failing
        } else if !self.quarantined.is_empty() {
            CampaignHealth::Quarantined
        } else if self.missed.is_some() {
            CampaignHealth::Missed
        } else if stale {
            CampaignHealth::Stale
        } else if mail_is_stuck {
            CampaignHealth::MailStuck
        } else if errors > 0 {
            CampaignHealth::OkWithFindings
        } else {
            CampaignHealth::Ok
        }
    }

    /// The judgement of the latest good pull.
    pub fn judgement(&self) -> Option<&Judgement> {
        self.judged.as_ref().map(|judged| &judged.judgement)
    }
}

/// The state in one word, most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CampaignHealth {
    /// The last runs failed.
    Failing,
    /// A pull waits for an operator's decision.
    Quarantined,
    /// A pull that was due has not begun: no daemon serves the schedule.
    Missed,
    /// The data are older than the campaign allows, or there are none.
    Stale,
    /// Mail waits that could not be sent, or nobody got the last report.
    MailStuck,
    /// Runs succeed, but the sheet has findings that must be corrected.
    OkWithFindings,
    /// All is well.
    Ok,
}

impl CampaignHealth {
    /// Every state, most serious first.
    pub const ALL: &'static [Self] = &[
        Self::Failing,
        Self::Quarantined,
        Self::Missed,
        Self::Stale,
        Self::MailStuck,
        Self::OkWithFindings,
        Self::Ok,
    ];

    /// The name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Quarantined => "quarantined",
            Self::Missed => "missed",
            Self::Stale => "stale",
            Self::MailStuck => "mail-stuck",
            Self::OkWithFindings => "ok-with-findings",
            Self::Ok => "ok",
        }
    }
}

/// How many of the latest runs are read to find one that did not merely find the campaign busy.
const LOOK_BACK: u32 = 64;

/// How long mail that was tried may wait before it counts as stuck. A server that asked to try
/// again later has usually accepted it by then.
const WAITS: TimeDelta = TimeDelta::minutes(15);

/// Gathers everything that is stored about a campaign.
///
/// # Errors
/// If the store cannot be read.
pub async fn state(
    app: &App,
    store: Option<&Store>,
    campaign: &Campaign,
) -> Result<State, Failure> {
    let now = app.clock.now();
    let plan = app.config.plan(campaign);
    let mut state = State {
        verdict: CampaignHealth::Stale,
        last_run: None,
        running: None,
        failing_since: None,
        confirmed_at: None,
        judged: None,
        quarantined: Vec::new(),
        next_run: plan.next_pull(now),
        next_report: plan.next_report(now),
        waiting_mails: 0,
        uncertain_mails: 0,
        refused_mails: 0,
        missed: None,
        missed_report: None,
        mail_error: None,
        results: None,
        refused: Vec::new(),
        next_reminder: None,
    };
    let Some(store) = store else { return Ok(state) };
    state.add_runs(app, store, campaign).await?;
    state.quarantined = store.quarantined(&campaign.name).await?;
    let mail_is_stuck = state.add_mails(store, campaign, now).await?;
    state.missed_report = standing::missed_report(app, store, campaign).await?;
    state.refused = remind::refused(app, store, campaign).await?;
    state.next_reminder = ladder::next(app, store, campaign).await?;
    if campaign.results.is_some() {
        state.results = store.results(&campaign.name).await?;
    }
    state.judged = app.judgements.latest(app, store, campaign).await?;
    let freshness = standing::freshness(app, store, campaign).await?;
    state.confirmed_at = freshness.map(|freshness| freshness.seen_at);
    let stale = freshness.is_none_or(|freshness| freshness.is_stale);
    state.verdict = state.health(stale, mail_is_stuck);
    Ok(state)
}

impl State {
    /// Adds the last run that ended, the one under way, the missed one, and since when runs fail.
    async fn add_runs(
        &mut self,
        app: &App,
        store: &Store,
        campaign: &Campaign,
    ) -> Result<(), Failure> {
        let runs = store
            .runs(RunsAsked {
                campaign: Some(&campaign.name),
                limit: Some(LOOK_BACK),
                ..RunsAsked::default()
            })
            .await?;
        let begun = runs.iter().find(|run| !run.waits).map(|run| run.started);
        let plan = app.config.plan(campaign);
        self.missed = begun.and_then(|begun| plan.missed(begun, app.clock.now()));
        self.running = runs.iter().find(|run| run.finished.is_none()).cloned();
        self.last_run = runs
            .into_iter()
            .find(|run| run.finished.is_some() && run.outcome != Some(Outcome::Busy))
            .map(|run| run.worded(app.language));
        let failing = store.failing(&campaign.name).await?;
        let failing = failing.filter(|failing| !failing.is_broken_off());
        self.failing_since = failing.map(|failing| failing.since);
        Ok(())
    }

    /// Adds the mails that were not sent. Returns whether mail is stuck: some was tried and has
    /// waited too long, or nobody got the last report.
    async fn add_mails(
        &mut self,
        store: &Store,
        campaign: &Campaign,
        now: Timestamp,
    ) -> Result<bool, Failure> {
        let outbox = store.outbox(Some(&campaign.name)).await?;
        self.waiting_mails = outbox.owed;
        self.uncertain_mails = outbox.uncertain;
        self.refused_mails = outbox.refused;
        let waits = outbox
            .waiting_since
            .is_some_and(|since| now - since > WAITS);
        let is_stuck =
            waits && outbox.last_error.is_some() || store.is_unreached(&campaign.name).await?;
        self.mail_error = outbox.last_error;
        Ok(is_stuck)
    }
}
