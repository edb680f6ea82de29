//! Runs that a person asks for: recorded at once, begun by the first machine that looks, shared by
//! everybody who asks meanwhile, and ended early if a person cancels them.

use super::engine::{Transaction, query};
use super::instant::micros;
use super::run::{self, Outcome, Run, Trigger};
use super::{Store, StoreError};
use crate::clock::Timestamp;

/// A request for a run.
#[derive(Clone, Debug)]
pub struct AskedRun {
    /// UUID version 7: the run's id, if it becomes one.
    pub id: String,
    /// The campaign's name.
    pub campaign: String,
    /// The reason given.
    pub reason: Option<String>,
    /// The person who asks.
    pub asked_by: Option<String>,
    /// The decision about a quarantined pull that the run carries out; `None` for a run that pulls.
    pub decides: Option<Decide>,
    /// The present instant.
    pub now: Timestamp,
}

/// What an operator decides about a quarantined pull, named by its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    Accept(String),
    Reject(String),
}

impl Decide {
    /// The text in the database.
    fn written(decides: Option<&Self>) -> String {
        match decides {
            None => String::new(),
            Some(Self::Accept(run)) => format!("accept {run}"),
            Some(Self::Reject(run)) => format!("reject {run}"),
        }
    }

    pub(super) fn read(written: &str) -> Option<Self> {
        match written.split_once(' ')? {
            ("accept", run) => Some(Self::Accept(run.to_owned())),
            ("reject", run) => Some(Self::Reject(run.to_owned())),
            _ => None,
        }
    }
}

/// The result of asking for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedFor {
    /// The run is recorded under the id that was asked for, and waits for a daemon to begin it.
    Registered(String),
    /// The run with this id waits or is under way already, and serves this request too.
    UnderWay(String),
}

impl AskedFor {
    /// The id of the run that serves the request.
    pub fn run(&self) -> &str {
        match self {
            Self::Registered(run) | Self::UnderWay(run) => run,
        }
    }
}

/// The result of cancelling a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelling {
    /// There is no such run.
    Unknown,
    /// It had ended already; how, if known.
    Over(Option<Outcome>),
    /// It was still waiting and will not be made.
    NeverBegun,
    /// It is under way: the process that makes it will end it before its next step. Nothing more is
    /// stored, unless it has been stored already.
    Asked,
}

impl Store {
    /// Asks for a run of a campaign, for a person who pressed a button or called the interface.
    /// Returns at once with the id of the run to follow (`run`, `run_events`). It is either a new
    /// run, which waits until a `cnscd run` on any machine begins it within a few seconds, even if
    /// the process that asked is gone by then; or the run that already waits or is under way. A
    /// request with a decision shares only a run with the same decision. Runs nothing itself and
    /// needs no lease.
    pub async fn ask_for_run(&self, asked: &AskedRun) -> Result<AskedFor, StoreError> {
        let mut writing = self.writing().await?;
        let decides = Decide::written(asked.decides.as_ref());
        if let Some((run, does)) = self.under_way(&mut writing, &asked.campaign).await?
            && does == decides
        {
            return Ok(AskedFor::UnderWay(run));
        }
        let registered = query(
            r#"INSERT INTO run (id, campaign, "trigger", reason, asked_by, started_at, decides, waits, arrival)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1,
                       (SELECT COALESCE(MAX(arrival), 0) + 1 FROM run))
               ON CONFLICT (campaign, decides) WHERE waits = 1 DO NOTHING"#,
        )
        .bind(&asked.id)
        .bind(&asked.campaign)
        .bind(Trigger::Manual.id())
        .bind(&asked.reason)
        .bind(&asked.asked_by)
        .bind(micros(asked.now))
        .bind(&decides)
        .execute(&mut writing)
        .await?;
        let answer = if registered > 0 {
            AskedFor::Registered(asked.id.clone())
        } else {
            let row =
                query("SELECT id FROM run WHERE campaign = $1 AND decides = $2 AND waits = 1")
                    .bind(&asked.campaign)
                    .bind(&decides)
                    .fetch_one(&mut writing)
                    .await?;
            AskedFor::UnderWay(row.try_get("id")?)
        };
        writing.commit().await?;
        Ok(answer)
    }

    /// Runs of all campaigns that were asked for and not begun yet, oldest first.
    pub async fn waiting_runs(&self) -> Result<Vec<Run>, StoreError> {
        let mut asked = query("SELECT ");
        asked.push(run::COLUMNS);
        asked.push(" FROM run WHERE waits = 1 ORDER BY arrival, id");
        let rows = asked.fetch_all(&self.pool).await?;
        rows.iter().map(run::read).collect()
    }

    /// The run of a campaign that is under way, made by a process that is alive as far as can be
    /// known.
    pub async fn run_under_way(&self, campaign: &str) -> Result<Option<Run>, StoreError> {
        let mut reading = self.pool.reading().await?;
        let Some((id, _)) = self.under_way(&mut reading, campaign).await? else {
            return Ok(None);
        };
        drop(reading);
        self.run(&id).await
    }

    /// Asks that a run be ended. The process that makes it, on whatever machine, checks this
    /// twice a second and before it stores.
    pub async fn cancel_run(&self, id: &str, now: Timestamp) -> Result<Cancelling, StoreError> {
        let mut writing = self.writing().await?;
        let never_begun = query(
            "UPDATE run SET waits = 0, finished_at = $2, cancel_asked_at = $2,
                    outcome = 'cancelled', exit_code = 75
             WHERE id = $1 AND waits = 1",
        )
        .bind(id)
        .bind(micros(now))
        .execute(&mut writing)
        .await?;
        let asked = query(
            "UPDATE run SET cancel_asked_at = COALESCE(cancel_asked_at, $2)
             WHERE id = $1 AND finished_at IS NULL",
        )
        .bind(id)
        .bind(micros(now))
        .execute(&mut writing)
        .await?;
        writing.commit().await?;
        Ok(match (never_begun, asked) {
            (0, 0) => match self.run(id).await? {
                None => Cancelling::Unknown,
                Some(run) => Cancelling::Over(run.outcome),
            },
            (0, _) => Cancelling::Asked,
            _ => Cancelling::NeverBegun,
        })
    }

    /// Whether somebody cancelled this run. A run that was closed because another process took its
    /// campaign over does not count: the process that made it learns that from its lease.
    pub async fn is_cancelled(&self, id: &str) -> Result<bool, StoreError> {
        let row = query(
            "SELECT 1 AS cancelled FROM run
             WHERE id = $1 AND (cancel_asked_at IS NOT NULL OR outcome = 'cancelled')",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.is_some())
    }

    /// The open run of a campaign whose lease is held, and the decision that it carries out.
    async fn under_way(
        &self,
        asking: &mut Transaction,
        campaign: &str,
    ) -> Result<Option<(String, String)>, StoreError> {
        if !self.is_held(asking, campaign).await? {
            return Ok(None);
        }
        let row = query(
            "SELECT id, decides FROM run
             WHERE campaign = $1 AND finished_at IS NULL AND waits = 0
             ORDER BY arrival DESC LIMIT 1",
        )
        .bind(campaign)
        .fetch_optional(asking)
        .await?;
        row.map(|row| Ok((row.try_get("id")?, row.try_get("decides")?)))
            .transpose()
    }
}
