//! The stored state of a campaign, judged, and how fresh it is.
//!
//! This is the only place that combines a snapshot with what was seen before it and a judgement,
//! and that decides whether data are stale, what the last period was, and which inputs a report is
//! made from. Pulls nothing and writes nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::{self, Date, Timestamp, written_instant};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::effective::{Criteria, digest};
use crate::pipeline::error::PipelineError;
use crate::pipeline::reread;
use crate::rule::Judgement;
use crate::rule::change::Earlier;
use crate::snapshot::Snapshot;
use crate::store::{SnapshotLine, SnapshotState, Store};

/// The knowledge from which a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// Everything that is stored, judged by the campaign's present configuration.
    Present,
    /// What was stored at an instant, judged by the configuration of that time.
    At(Timestamp),
}

/// A stored pull, judged.
pub struct Judged {
    pub snapshot: Snapshot,
    pub judgement: Judgement,
    /// The configuration it was judged by.
    pub criteria: Criteria,
}

/// How fresh stored data are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// When the data were last seen: pulled, or confirmed by a pull with the same content.
    pub seen_at: Timestamp,
    /// Whether that is longer ago than the campaign allows, counted in days on which it pulls, or
    /// lies in the future because a clock ran ahead.
    pub is_stale: bool,
}

impl Freshness {
    /// Freshness of data that were pulled, or last confirmed by a pull, at this instant.
    pub fn of(app: &App, campaign: &Campaign, seen_at: Timestamp) -> Self {
        let now = app.clock.now();
        let enough = campaign.stale_after;
        let age = app.config.plan(campaign).age(seen_at, now, enough);
        Self {
            seen_at,
            is_stale: age > enough || clock::is_ahead(seen_at, now),
        }
    }
}

/// How fresh the latest good pull of a campaign is; `None` if there is none.
///
/// # Errors
/// If the store cannot be read.
pub async fn freshness(
    app: &App,
    store: &Store,
    campaign: &Campaign,
) -> Result<Option<Freshness>, Failure> {
    let Some((_, pulled_at)) = store.latest_mark(&campaign.name).await? else {
        return Ok(None);
    };
    let seen_at = seen_at(store, campaign, pulled_at).await?;
    Ok(Some(Freshness::of(app, campaign, seen_at)))
}

/// When readers were first promised a report, since their last mail, that did not come in time;
/// `None` if no report is missing.
///
/// # Errors
/// If the store cannot be read.
pub async fn missed_report(
    app: &App,
    store: &Store,
    campaign: &Campaign,
) -> Result<Option<Timestamp>, Failure> {
    if campaign.readers.is_empty() || campaign.report_schedule.is_none() {
        return Ok(None);
    }
    let mailed = store.last_mailed(&campaign.name).await?;
    let since = match mailed {
        Some(mailed) => Some(mailed.at),
        None => store.first_run(&campaign.name).await?,
    };
    let plan = app.config.plan(campaign);
    Ok(since.and_then(|since| plan.missed_report(since, app.clock.now())))
}

/// When the latest good pull was last confirmed: by itself, or by a later run that found the same.
///
/// # Errors
/// If the store cannot be read.
pub(super) async fn seen_at(
    store: &Store,
    campaign: &Campaign,
    pulled_at: Timestamp,
) -> Result<Timestamp, Failure> {
    let confirmed = store.confirmed_at(&campaign.name).await?;
    Ok(confirmed.map_or(pulled_at, |confirmed| confirmed.max(pulled_at)))
}

/// The last good pull of a campaign, judged as of a day, or of the day it was last confirmed; `None`
/// if nothing was known. What was known at a moment is judged as of the day of its pull.
///
/// # Errors
/// If the store, or the configuration of that time, cannot be read.
pub async fn judged(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    knowledge: Knowledge,
    as_of: Option<Date>,
) -> Result<Option<Judged>, Failure> {
    let kept = match knowledge {
        Knowledge::At(moment) => store.snapshot_known_at(&campaign.name, moment).await?,
        Knowledge::Present => store.latest(&campaign.name).await?,
    };
    let Some(kept) = kept else {
        return Ok(None);
    };
    let criteria = match knowledge {
        Knowledge::At(moment) => {
            let answers = store.answers_in_force(&campaign.name, Some(moment)).await?;
            Criteria::kept(&kept.configuration)?.answered(answers)?
        }
        Knowledge::Present => criteria(app, store, campaign).await?,
    };
    let snapshot = reread::as_answered(app, store, &criteria, kept).await?;
    let seen_at = match knowledge {
        Knowledge::At(_) => snapshot.pulled_at,
        Knowledge::Present => seen_at(store, campaign, snapshot.pulled_at).await?,
    };
    let today = clock::day(seen_at, app.config.timezone).max(snapshot.today);
    let judgement = judge(store, &criteria, &snapshot, as_of.unwrap_or(today)).await?;
    let judgement = Judgement {
        pulled_at: seen_at,
        ..judgement
    };
    Ok(Some(Judged {
        snapshot,
        judgement,
        criteria,
    }))
}

/// Why there is nothing to judge: nothing was ever stored, or nothing by the moment asked about.
///
/// # Errors
/// If the store cannot be read.
pub async fn nothing(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    knowledge: Knowledge,
) -> Result<PipelineError, Failure> {
    let pulls = store.snapshots(&campaign.name).await?;
    let good = |pull: &&SnapshotLine| {
        matches!(pull.state, SnapshotState::Stored | SnapshotState::Accepted)
    };
    let name = campaign.name.clone();
    let zone = app.config.timezone;
    Ok(match (knowledge, pulls.iter().find(good)) {
        (Knowledge::At(moment), Some(first)) => PipelineError::NothingKnown {
            campaign: name,
            moment: written_instant(moment, zone),
            first: written_instant(first.pulled_at, zone),
        },
        _ => PipelineError::NothingStored { campaign: name },
    })
}

/// What a campaign is judged by today: its configuration and people's answers.
///
/// # Errors
/// If the store cannot be read.
pub async fn criteria(app: &App, store: &Store, campaign: &Campaign) -> Result<Criteria, Failure> {
    let answers = store.answers_in_force(&campaign.name, None).await?;
    Ok(app.criteria(campaign).answered(answers)?)
}

/// Judges a stored snapshot in the light of what was seen before it.
///
/// # Errors
/// If the store cannot be read.
pub async fn judge(
    store: &Store,
    criteria: &Criteria,
    snapshot: &Snapshot,
    as_of: Date,
) -> Result<Judgement, Failure> {
    let past = store
        .past(&criteria.effective.campaign, Some(snapshot.pulled_at))
        .await?;
    Ok(criteria.judge(snapshot, &past, as_of))
}

/// Whether two judgements agree on every commune.
pub(super) fn same_figures(one: &Judgement, other: &Judgement) -> bool {
    one.progress == other.progress
        && Earlier::of(one).statuses == Earlier::of(other).statuses
        && one.findings == other.findings
}

/// The latest judgement of each campaign that was asked about. A page or a monitor asks every few
/// seconds, and the same pull, configuration and answers always give the same judgement. Belongs to
/// one configuration; a configuration that is read again starts with an empty one.
#[derive(Default)]
pub struct Judgements {
    known: Mutex<BTreeMap<String, Remembered>>,
    /// One lock for each campaign: when many ask at once, one judges and the others wait for it.
    turns: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// A judgement, and a key for the inputs that it was made from.
struct Remembered {
    inputs: String,
    judged: Arc<Judged>,
}

impl Judgements {
    /// The latest good pull of a campaign, judged as of the day it was last confirmed; `None` if
    /// there is none.
    ///
    /// # Errors
    /// As [`judged`].
    pub async fn latest(
        &self,
        app: &App,
        store: &Store,
        campaign: &Campaign,
    ) -> Result<Option<Arc<Judged>>, Failure> {
        let Some((latest, pulled_at)) = store.latest_mark(&campaign.name).await? else {
            return Ok(None);
        };
        let seen_at = seen_at(store, campaign, pulled_at).await?;
        let answers = store.answers_in_force(&campaign.name, None).await?;
        let answers = serde_json::to_string(&answers).expect("plain values");
        let inputs = |snapshot: &str, seen_at: Timestamp| {
            let seen_at = seen_at.to_rfc3339();
            digest(&[snapshot.as_bytes(), answers.as_bytes(), seen_at.as_bytes()])
        };
        let wanted = inputs(&latest, seen_at);
        if let Some(known) = self.known(&campaign.name, &wanted) {
            return Ok(Some(known));
        }
        let turn = self.turn(&campaign.name);
        let _turn = turn.lock().await;
        if let Some(known) = self.known(&campaign.name, &wanted) {
            return Ok(Some(known));
        }
        let Some(judged) = judged(app, store, campaign, Knowledge::Present, None).await? else {
            return Ok(None);
        };
        let judged = Arc::new(judged);
        // Another pull may have been stored meanwhile, so the key is that of the pull judged here.
        let remembered = Remembered {
            inputs: inputs(&judged.snapshot.id, seen_at),
            judged: Arc::clone(&judged),
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(campaign.name.clone(), remembered);
        Ok(Some(judged))
    }

    fn turn(&self, campaign: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(campaign.to_owned()).or_default())
    }

    fn known(&self, campaign: &str, inputs: &str) -> Option<Arc<Judged>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let remembered = known.get(campaign).filter(|known| known.inputs == inputs)?;
        Some(Arc::clone(&remembered.judged))
    }
}

/// Returns the last period: the last report of `as_of` or an earlier day that readers got, before
/// an instant if one is given. Reports that were only stored do not count.
///
/// # Errors
/// If the store cannot be read.
pub async fn last_period(
    store: &Store,
    campaign: &str,
    as_of: Date,
    before: Option<Timestamp>,
) -> Result<Option<Earlier>, Failure> {
    let mailed = store.last_mailed_by(campaign, as_of, before).await?;
    Ok(mailed.map(|mailed| mailed.report.earlier))
}

/// A hash of everything that a report is made from, except the last period.
pub fn inputs(snapshot: &Snapshot, criteria: &Criteria, as_of: Date, is_stale: bool) -> String {
    let day = as_of.to_string();
    let mut parts = vec![
        snapshot.id.as_bytes(),
        criteria.digest.as_bytes(),
        day.as_bytes(),
    ];
    if is_stale {
        parts.push(b"stale");
    }
    digest(&parts)
}
