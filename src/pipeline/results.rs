//! Keeps a campaign's results sheet up to date: what it must show, when it is written, and what
//! came of writing it.
//!
//! The latest rows at the time of writing are written, not those at the time when writing fell due,
//! so the next write makes up for a missed one. While a pull is in quarantine nothing is written. A
//! failure is recorded in the outbox and tried again; it stops nothing else.

use std::path::PathBuf;

use crate::clock;
use crate::config::{Campaign, ResultsSettings};
use crate::delivery::results::{self as sheet, Target};
use crate::delivery::{GIVE_UP, back_off};
use crate::document::results::{Row, TAB, Update, rows};
use crate::failure::Failure;
use crate::pipeline::effective::digest;
use crate::pipeline::standing::{self, Knowledge};
use crate::pipeline::{App, PipelineError};
use crate::report;
use crate::rule::Judgement;
use crate::store::{DueMail, MailState, OutboxLock, Store, StoreError};

/// What was written, or would be.
pub struct ResultsWrite {
    /// The judgement that the rows come from.
    pub judgement: Judgement,
    /// Where the rows are written.
    pub place: ResultsPlace,
    /// The number of rows.
    pub rows: usize,
    /// What differed from the sheet; `None` for a file, which is not compared.
    pub update: Option<Update>,
    /// Number of requests to Google.
    pub requests: u32,
}

/// Where the rows are written.
pub enum ResultsPlace {
    /// In a tab of a spreadsheet.
    Sheet {
        /// The spreadsheet's id.
        spreadsheet: String,
        /// The tab's title.
        tab: String,
    },
    /// In a workbook under reports/.
    File(PathBuf),
}

/// Returns what would be written, without writing it.
///
/// # Errors
/// If nothing is stored, or the sheet cannot be read or belongs to somebody else.
pub async fn look(app: &App, store: &Store, campaign: &Campaign) -> Result<ResultsWrite, Failure> {
    let (judgement, rows) = wanted(app, store, campaign).await?;
    let Some(target) = target(app, campaign).await? else {
        let path = app
            .folder()
            .path
            .join(workbook(campaign, &judgement, &[])?.name);
        return Ok(ResultsWrite::of(judgement, &rows, ResultsPlace::File(path)));
    };
    let seen = sheet::look(&app.google, app.clock, target, &rows).await?;
    Ok(ResultsWrite::of(judgement, &rows, ResultsPlace::of(target)).with(seen))
}

/// Checks that the sheet can be read and is ours or empty. Needs no stored data.
///
/// # Errors
/// If it cannot be read or belongs to somebody else.
pub async fn probe(app: &App, campaign: &Campaign) -> Result<Option<ResultsPlace>, Failure> {
    let Some(target) = target(app, campaign).await? else {
        return Ok(None);
    };
    sheet::look(&app.google, app.clock, target, &[]).await?;
    Ok(Some(ResultsPlace::of(target)))
}

/// Writes now, without waiting for the next try after a failure.
///
/// # Errors
/// As [`look`]; also if a pull waits for a decision (65) or another process is writing (75).
pub async fn write(app: &App, store: &Store, campaign: &Campaign) -> Result<ResultsWrite, Failure> {
    let name = &campaign.name;
    let lock = store.lock_results(name).await?;
    let done = async {
        if let Some(pull) = store.quarantined(name).await?.pop() {
            return Err(PipelineError::ResultsHeld {
                campaign: name.clone(),
                run: pull.run,
            }
            .into());
        }
        let key = key(app, store, campaign)
            .await?
            .ok_or_else(|| nothing(campaign))?;
        store.recover_outbox(&lock, app.clock.now()).await?;
        store
            .owe_results(&lock, name, &key, app.clock.now())
            .await?;
        store.make_due(&lock, app.clock.now()).await?;
        let due = store.claim_due(&lock, app.clock.now(), 1).await?.pop();
        let due = due.ok_or_else(|| StoreError::Damaged {
            what: format!("outbox of {name}"),
        })?;
        settle(app, store, &lock, campaign, &due).await
    };
    let done = done.await;
    lock.release().await;
    done
}

/// Writes if a write is due. A failure of the sheet is recorded, not returned.
///
/// # Errors
/// If the store cannot be read or written.
pub async fn keep_up(app: &App, store: &Store, campaign: &Campaign) -> Result<(), Failure> {
    if campaign.results.is_none() {
        return Ok(());
    }
    let Some(key) = key(app, store, campaign).await? else {
        return Ok(());
    };
    let kept = store.results(&campaign.name).await?;
    let is_settled = |state| matches!(state, MailState::Sent | MailState::Refused);
    if kept.is_some_and(|row| row.key == key && is_settled(row.state)) {
        return Ok(());
    }
    if !store.quarantined(&campaign.name).await?.is_empty() {
        return Ok(());
    }
    // The process that has the lock writes.
    let Ok(lock) = store.lock_results(&campaign.name).await else {
        return Ok(());
    };
    let done = due(app, store, &lock, campaign, &key).await;
    lock.release().await;
    match done {
        // The process that has taken over writes.
        Err(failure) if failure.kind() == "store-lease-lost" => Ok(()),
        other => other,
    }
}

async fn due(
    app: &App,
    store: &Store,
    lock: &OutboxLock,
    campaign: &Campaign,
    key: &str,
) -> Result<(), Failure> {
    let now = app.clock.now();
    store.recover_outbox(lock, now).await?;
    let kept = store.results(&campaign.name).await?;
    if kept.is_none_or(|row| row.key != key) {
        store.owe_results(lock, &campaign.name, key, now).await?;
    }
    for due in store.claim_due(lock, now, 1).await? {
        match settle(app, store, lock, campaign, &due).await {
            Ok(done) => tracing::info!(
                campaign.id = campaign.name,
                rows = done.rows,
                changed = done.update.map(|update| update.changes.len()),
                requests = done.requests,
                "results sheet up to date"
            ),
            Err(failure) if failure.kind().starts_with("store-") => return Err(failure),
            Err(failure) => tracing::warn!(
                campaign.id = campaign.name,
                kind = failure.kind(),
                tries = due.tries,
                "the results sheet could not be written"
            ),
        }
    }
    Ok(())
}

/// Updates the sheet and records the result.
async fn settle(
    app: &App,
    store: &Store,
    lock: &OutboxLock,
    campaign: &Campaign,
    due: &DueMail,
) -> Result<ResultsWrite, Failure> {
    // A process that was suspended may have lost its lock meanwhile, and must not write.
    lock.check().await?;
    let brought = bring(app, store, campaign).await;
    let now = app.clock.now();
    match &brought {
        Ok(_) => store.mark_sent(lock, &due.id, now).await?,
        Err(failure) => {
            let told = failure.message().kept();
            if now - due.queued_at >= GIVE_UP {
                store.mark_refused(lock, &due.id, now, &told).await?;
            } else {
                let next = now + back_off(due.tries);
                store.retry_at(lock, &due.id, next, &told).await?;
            }
        }
    }
    brought
}

async fn bring(app: &App, store: &Store, campaign: &Campaign) -> Result<ResultsWrite, Failure> {
    let (judgement, rows) = wanted(app, store, campaign).await?;
    let Some(target) = target(app, campaign).await? else {
        let made = workbook(campaign, &judgement, &rows)?;
        let path = app.folder().place(&made.name, &made.bytes)?;
        return Ok(ResultsWrite::of(judgement, &rows, ResultsPlace::File(path)));
    };
    let written = sheet::write(&app.google, app.clock, target, &rows).await?;
    Ok(ResultsWrite::of(judgement, &rows, ResultsPlace::of(target)).with(written))
}

fn workbook(
    campaign: &Campaign,
    judgement: &Judgement,
    rows: &[Row],
) -> Result<crate::document::Artifact, Failure> {
    let made = report::results::workbook(&campaign.name, rows, judgement.pulled_at);
    Ok(made?)
}

/// The rows of the last good pull, as of the day it was last confirmed.
async fn wanted(
    app: &App,
    store: &Store,
    campaign: &Campaign,
) -> Result<(Judgement, Vec<Row>), Failure> {
    let judged = standing::judged(app, store, campaign, Knowledge::Present, None)
        .await?
        .ok_or_else(|| nothing(campaign))?;
    let rows = rows(&judged.judgement, app.config.timezone);
    Ok((judged.judgement, rows))
}

fn nothing(campaign: &Campaign) -> Failure {
    PipelineError::NothingStored {
        campaign: campaign.name.clone(),
    }
    .into()
}

/// The spreadsheet to write to; `None` if none is named or there is no account, and a workbook is
/// placed instead.
async fn target<'a>(app: &App, campaign: &'a Campaign) -> Result<Option<Target<'a>>, Failure> {
    let Some(ResultsSettings {
        spreadsheet: Some(spreadsheet),
        tab,
    }) = &campaign.results
    else {
        return Ok(None);
    };
    let has_account = sheet::has_account(&app.google, app.clock).await?;
    Ok(has_account.then_some(Target { spreadsheet, tab }))
}

/// A key for the content of the sheet: the pull and the day it was last confirmed, the configuration
/// it is judged by, and the place.
async fn key(app: &App, store: &Store, campaign: &Campaign) -> Result<Option<String>, Failure> {
    let Some((latest, _)) = store.latest_mark(&campaign.name).await? else {
        return Ok(None);
    };
    let fresh = standing::freshness(app, store, campaign).await?;
    let day = fresh.map(|fresh| clock::day(fresh.seen_at, app.config.timezone).to_string());
    let day = day.unwrap_or_default();
    let (spreadsheet, tab) = match &campaign.results {
        Some(results) => (results.spreadsheet.as_deref(), results.tab.as_str()),
        None => (None, TAB),
    };
    let criteria = standing::criteria(app, store, campaign).await?;
    let parts = [
        &latest,
        &criteria.digest,
        spreadsheet.unwrap_or_default(),
        tab,
        &day,
    ];
    Ok(Some(digest(&parts.map(str::as_bytes))))
}

impl ResultsPlace {
    fn of(target: Target<'_>) -> Self {
        Self::Sheet {
            spreadsheet: target.spreadsheet.to_owned(),
            tab: target.tab.to_owned(),
        }
    }
}

impl ResultsWrite {
    fn of(judgement: Judgement, rows: &[Row], place: ResultsPlace) -> Self {
        Self {
            judgement,
            place,
            rows: rows.len(),
            update: None,
            requests: 0,
        }
    }

    fn with(mut self, written: sheet::ResultsUpdate) -> Self {
        self.update = Some(written.update);
        self.requests = written.requests;
        self
    }
}
