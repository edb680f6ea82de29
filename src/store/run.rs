//! Runs: when each began, why, and how it ended.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::engine::{Row, Transaction, query};
use super::instant::{instant, micros};
use super::{CampaignLock, Decide, HeldBy, Store, StoreError, holder};
use crate::clock::{self, Timestamp};
use crate::locale::{self, Language};

/// What caused a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// The campaign's schedule.
    Schedule,
    /// A person.
    Manual,
    /// A scheduled run that was missed, for example while the machine was off.
    CatchUp,
    /// A failed run, tried again.
    Retry,
}

impl Trigger {
    /// `schedule`, `manual`, `catch-up` or `retry`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Manual => "manual",
            Self::CatchUp => "catch-up",
            Self::Retry => "retry",
        }
    }
}

macro_rules! outcomes {
    ($($(#[$doc:meta])* $variant:ident $id:literal,)*) => {
        /// How a run ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Outcome { $($(#[$doc])* $variant,)* }

        impl Outcome {
            /// The name in the database and in JSON, such as `dry-run`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The outcome with this name.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

outcomes! {
    /// A new snapshot was stored.
    Stored "stored",
    /// The pull had the same content as the last one.
    Unchanged "unchanged",
    /// The pull lost too much and waits for an operator.
    Quarantined "quarantined",
    /// A dry run: nothing was to be stored.
    DryRun "dry-run",
    /// The run could not be completed, or its process died.
    Failed "failed",
    /// An operator accepted a quarantined pull.
    Accepted "accepted",
    /// An operator rejected one.
    Rejected "rejected",
    /// Another run had the campaign's lock.
    Busy "busy",
    /// A person cancelled it.
    Cancelled "cancelled",
}

/// A run that begins.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// UUID version 7.
    pub id: String,
    /// The campaign's name.
    pub campaign: String,
    /// What caused it.
    pub trigger: Trigger,
    /// The reason given with `--reason`.
    pub reason: Option<String>,
    /// The person who asked for it.
    pub asked_by: Option<String>,
    /// When it began.
    pub started: Timestamp,
    /// The instant of the schedule at which it was due, if it was scheduled.
    pub due: Option<Timestamp>,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct RunEnd {
    /// The outcome in one word.
    pub outcome: Outcome,
    /// When it ended.
    pub finished: Timestamp,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The snapshot that it published, new or not.
    pub snapshot: Option<String>,
    /// Requests made to services.
    pub requests: u32,
    /// Whether a service reported a source as unchanged, so that its bytes were not fetched.
    pub hinted: bool,
    /// The error that stopped it.
    pub error: Option<RunError>,
    /// The exit code of the command that made it.
    pub exit_code: u8,
    /// Milliseconds spent in each stage.
    pub stages: BTreeMap<String, u64>,
    /// Its result, as `sync --json` prints it.
    pub document: Option<String>,
}

/// The columns that `read` expects.
pub(super) const COLUMNS: &str = r#"id, campaign, "trigger", reason, started_at, finished_at,
    outcome, seconds, snapshot, requests, error_kind, error_message, stages, machine, process,
    due, exit_code, asked_by, waits, decides"#;

/// The exit code of a run whose process died, which means: try again.
const INTERRUPTED: u8 = 75;

/// The kind of error of a run whose process died.
const BROKEN_OFF: &str = "interrupted";

/// The error that stopped a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// A fixed name, such as `source-forbidden`; `interrupted` if the process died.
    pub kind: String,
    /// The sentence for people.
    pub message: String,
    /// The exit code of the command that made the run.
    pub exit_code: u8,
}

/// A stored run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: String,
    pub campaign: String,
    /// `schedule`, `manual`, `catch-up` or `retry`.
    pub trigger: String,
    pub reason: Option<String>,
    /// The person who asked for it.
    pub asked_by: Option<String>,
    /// The decision about a quarantined pull that it carries out, if any.
    pub decides: Option<Decide>,
    /// Whether it still waits to be begun; then `started` is when it was asked for.
    pub waits: bool,
    pub started: Timestamp,
    /// When it ended; `None` while it waits or runs.
    pub finished: Option<Timestamp>,
    /// The outcome; `None` while it runs and has stored nothing yet.
    pub outcome: Option<Outcome>,
    pub seconds: Option<f64>,
    pub snapshot: Option<String>,
    pub requests: u32,
    pub error: Option<RunError>,
    /// Milliseconds spent in each stage.
    pub stages: BTreeMap<String, u64>,
    /// The process that made it; unknown for old runs, and for one that waits.
    pub by: Option<HeldBy>,
    /// The exit code of the command that made it; `None` while it runs.
    pub exit_code: Option<u8>,
    /// The instant of the schedule at which it was due, if it was scheduled.
    pub due: Option<Timestamp>,
}

impl Run {
    /// Adds the sentence to the error of an interrupted run: its process died and could not store
    /// one.
    #[must_use]
    pub fn worded(mut self, language: Language) -> Self {
        if let Some(error) = &mut self.error
            && error.kind == BROKEN_OFF
        {
            error.message = locale::say(language, "store-run-interrupted", &[]);
        }
        self
    }
}

/// Which runs a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunsAsked<'a> {
    /// Only those of this campaign; `None` for all campaigns.
    pub campaign: Option<&'a str>,
    pub outcome: Option<Outcome>,
    /// Only those older than this run, to read a long list page by page.
    pub behind: Option<&'a str>,
    /// At most this many, the newest.
    pub limit: Option<u32>,
}

impl Store {
    /// Begins a run, new or waiting. If another run of the campaign is still open its process has
    /// died, since this process has the lock: that run is closed as `failed` with the error
    /// `interrupted`, unless it had stored its result.
    pub async fn start_run(&self, lock: &CampaignLock, run: &NewRun) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        interrupt(&mut writing, lock, run.started).await?;
        let begun = begin_waiting(&mut writing, run).await? || insert(&mut writing, run).await?;
        if !begun {
            return Err(StoreError::RunBegun {
                run: run.id.clone(),
            });
        }
        writing.commit().await
    }

    /// Closes the runs that a dead process left open, when the daemon starts. Begins no run.
    pub async fn close_interrupted(
        &self,
        lock: &CampaignLock,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        let closed = interrupt(&mut writing, lock, now).await?;
        writing.commit().await?;
        Ok(closed)
    }

    /// Ends a run, unless another process has closed it as interrupted meanwhile.
    ///
    /// If the run committed a snapshot its outcome stays `stored`, whatever went wrong afterwards,
    /// even if the answer to the commit was lost. A run that only mailed old data has failed.
    pub async fn finish_run(&self, id: &str, end: &RunEnd) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        finish(&mut writing, id, end).await?;
        writing.commit().await
    }

    /// Ends a run from outside, because its process is gone. If it had stored its result, that
    /// stays.
    pub async fn end_run(
        &self,
        id: &str,
        now: Timestamp,
        error: &RunError,
    ) -> Result<(), StoreError> {
        query(
            "UPDATE run SET finished_at = $2, outcome = COALESCE(outcome, 'failed'), waits = 0,
                    exit_code = $3, error_kind = $4, error_message = $5
             WHERE id = $1 AND finished_at IS NULL",
        )
        .bind(id)
        .bind(micros(now))
        .bind(i64::from(error.exit_code))
        .bind(&error.kind)
        .bind(&error.message)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Stores a run that ended before it could begin, such as one that found the campaign busy.
    pub async fn record_run(&self, run: &NewRun, end: &RunEnd) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        if insert(&mut writing, run).await? {
            finish(&mut writing, &run.id, end).await?;
        }
        writing.commit().await
    }

    /// When the last run began, if that is later than `now`: either a clock ran ahead then, or this
    /// one runs behind.
    pub async fn begun_later(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let last = query("SELECT started_at FROM run ORDER BY arrival DESC, id DESC LIMIT 1")
            .fetch_optional(&self.pool)
            .await?
            .map(|row| instant(row.try_get("started_at")?))
            .transpose()?;
        Ok(last.filter(|last| clock::is_ahead(*last, now)))
    }

    /// Runs, newest first.
    pub async fn runs(&self, asked: RunsAsked<'_>) -> Result<Vec<Run>, StoreError> {
        let mut runs = query("SELECT ");
        runs.push(COLUMNS);
        runs.push(" FROM run WHERE 1 = 1");
        // An index by campaign is only useful when a campaign is given.
        if let Some(campaign) = asked.campaign {
            runs.push(" AND campaign = ");
            runs.push_bind(campaign);
        }
        if let Some(outcome) = asked.outcome {
            runs.push(" AND outcome = ");
            runs.push_bind(outcome.id());
        }
        if let Some(newer) = asked.behind {
            runs.push(" AND (arrival, id) < (SELECT arrival, id FROM run AS newer WHERE id = ");
            runs.push_bind(newer);
            runs.push(")");
        }
        runs.push(" ORDER BY arrival DESC, id DESC LIMIT ");
        runs.push_bind(asked.limit.map_or(i64::MAX, i64::from));
        let rows = runs.fetch_all(&self.pool).await?;
        rows.iter().map(read).collect()
    }

    /// One run by its id.
    pub async fn run(&self, id: &str) -> Result<Option<Run>, StoreError> {
        let mut asked = query("SELECT ");
        asked.push(COLUMNS);
        asked.push(" FROM run WHERE id = $1");
        let row = asked.bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(read).transpose()
    }

    /// A run's result, as `sync --json` prints it, or the document of its failure. `None` if there
    /// is no such run, it has not ended, or its process died.
    pub async fn run_document(&self, id: &str) -> Result<Option<String>, StoreError> {
        let row = query("SELECT document FROM run WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        match row {
            Some(row) => row.try_get("document"),
            None => Ok(None),
        }
    }
}

/// Begins a waiting run; returns `false` if no waiting run has this id.
async fn begin_waiting(writing: &mut Transaction, run: &NewRun) -> Result<bool, StoreError> {
    let begun = query(
        "UPDATE run SET waits = 0, started_at = $2, machine = $3, process = $4,
                arrival = (SELECT COALESCE(MAX(last.arrival), 0) + 1 FROM run AS last)
         WHERE id = $1 AND waits = 1",
    )
    .bind(&run.id)
    .bind(micros(run.started))
    .bind(&holder::this().machine)
    .bind(i64::from(holder::this().number))
    .execute(writing)
    .await?;
    Ok(begun > 0)
}

/// Adds a run; returns `false` if there is one with this id.
async fn insert(writing: &mut Transaction, run: &NewRun) -> Result<bool, StoreError> {
    let inserted = query(
        r#"INSERT INTO run (id, campaign, "trigger", reason, started_at, machine, process, due,
                            asked_by, arrival)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                   (SELECT COALESCE(MAX(arrival), 0) + 1 FROM run))
           ON CONFLICT (id) DO NOTHING"#,
    )
    .bind(&run.id)
    .bind(&run.campaign)
    .bind(run.trigger.id())
    .bind(&run.reason)
    .bind(micros(run.started))
    .bind(&holder::this().machine)
    .bind(i64::from(holder::this().number))
    .bind(run.due.map(micros))
    .bind(&run.asked_by)
    .execute(writing)
    .await?;
    Ok(inserted > 0)
}

/// Records what a run has stored, in the same transaction; fails if the run was cancelled.
pub(super) async fn note(
    writing: &mut Transaction,
    id: &str,
    outcome: Outcome,
    snapshot: &str,
) -> Result<(), StoreError> {
    let noted = query(
        "UPDATE run SET outcome = $2, snapshot = $3 WHERE id = $1 AND cancel_asked_at IS NULL",
    )
    .bind(id)
    .bind(outcome.id())
    .bind(snapshot)
    .execute(writing)
    .await?;
    match noted {
        0 => Err(StoreError::RunCancelled { run: id.to_owned() }),
        _ => Ok(()),
    }
}

async fn finish(writing: &mut Transaction, id: &str, end: &RunEnd) -> Result<(), StoreError> {
    let stages = serde_json::to_string(&end.stages).expect("string keys and numbers");
    query(
        "UPDATE run SET finished_at = $3, seconds = $4,
                outcome = CASE WHEN $2 = 'cancelled' THEN COALESCE(outcome, $2)
                               WHEN $2 = 'failed' AND outcome = 'stored' THEN outcome
                               ELSE $2 END,
                snapshot = COALESCE($5, snapshot), requests = $6, error_kind = $7,
                error_message = $8, stages = $9, exit_code = $10, hinted = $11, document = $12
         WHERE id = $1 AND finished_at IS NULL",
    )
    .bind(id)
    .bind(end.outcome.id())
    .bind(micros(end.finished))
    .bind(end.seconds)
    .bind(&end.snapshot)
    .bind(i64::from(end.requests))
    .bind(end.error.as_ref().map(|error| error.kind.as_str()))
    .bind(end.error.as_ref().map(|error| error.message.as_str()))
    .bind(stages)
    .bind(i64::from(
        end.error
            .as_ref()
            .map_or(end.exit_code, |error| error.exit_code),
    ))
    .bind(i64::from(end.hinted))
    .bind(&end.document)
    .execute(writing)
    .await?;
    Ok(())
}

async fn interrupt(
    writing: &mut Transaction,
    lock: &CampaignLock,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let done = query(
        "UPDATE run SET finished_at = $2, error_kind = 'interrupted',
                error_message = 'the process ended before the run did',
                outcome = COALESCE(outcome, CASE WHEN cancel_asked_at IS NULL THEN 'failed'
                                                 ELSE 'cancelled' END),
                exit_code = $3
         WHERE campaign = $1 AND finished_at IS NULL AND waits = 0",
    )
    .bind(lock.campaign())
    .bind(micros(now))
    .bind(i64::from(INTERRUPTED))
    .execute(writing)
    .await?;
    Ok(done)
}

pub(super) fn read(row: &Row) -> Result<Run, StoreError> {
    let outcome: Option<String> = row.try_get("outcome")?;
    let kind: Option<String> = row.try_get("error_kind")?;
    let message: Option<String> = row.try_get("error_message")?;
    let finished: Option<i64> = row.try_get("finished_at")?;
    let requests: i64 = row.try_get("requests")?;
    let stages: String = row.try_get("stages")?;
    let machine: Option<String> = row.try_get("machine")?;
    let process: Option<i64> = row.try_get("process")?;
    let due: Option<i64> = row.try_get("due")?;
    let exit_code: Option<i64> = row.try_get("exit_code")?;
    let exit_code = exit_code.and_then(|code| u8::try_from(code).ok());
    Ok(Run {
        id: row.try_get("id")?,
        campaign: row.try_get("campaign")?,
        trigger: row.try_get("trigger")?,
        reason: row.try_get("reason")?,
        started: instant(row.try_get("started_at")?)?,
        finished: finished.map(instant).transpose()?,
        outcome: outcome.as_deref().and_then(Outcome::from_id),
        seconds: row.try_get("seconds")?,
        snapshot: row.try_get("snapshot")?,
        by: machine.map(|machine| HeldBy {
            machine,
            process: process
                .and_then(|process| u32::try_from(process).ok())
                .unwrap_or_default(),
        }),
        requests: u32::try_from(requests).unwrap_or(u32::MAX),
        error: kind.map(|kind| RunError {
            kind,
            message: message.unwrap_or_default(),
            exit_code: exit_code.unwrap_or(INTERRUPTED),
        }),
        exit_code,
        asked_by: row.try_get("asked_by")?,
        waits: row.try_get::<i64, _>("waits")? != 0,
        decides: Decide::read(&row.try_get::<String, _>("decides")?),
        due: due.map(instant).transpose()?,
        stages: serde_json::from_str(&stages).map_err(|error| StoreError::Damaged {
            what: error.to_string(),
        })?,
    })
}
