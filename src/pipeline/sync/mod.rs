//! The main job, done once: pull, check, store, report, queue mails, send what is due.
//!
//! A run passes through states: what a pull turned out to be (`Found`), which snapshot is published
//! (`PublishedSnapshot`), and how the run ended (`Conclusion`). Each state carries the data that
//! belong to it.

mod decide;
pub mod join;
mod known;
pub mod order;
mod promise;
mod publish;
mod pull;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tracing::Instrument;

use crate::clock::{self, Date, Timestamp};
use crate::config::{Campaign, Reader};
use crate::document::Detail;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::channel;
use crate::pipeline::effective::{Criteria, Effective};
use crate::pipeline::progress::{Progress, Recorder};
use crate::pipeline::pull as sources;
use crate::pipeline::reread;
use crate::rule::Judgement;
use crate::rule::area::Area;
use crate::rule::change;
use crate::snapshot::loss::Loss;
use crate::snapshot::{Provenance, Snapshot};
use crate::source::{FetchStep, Pulled, Source};
use crate::spool::Spooled;
use crate::store::{
    CampaignLock, NewRun, Outcome, PackedSnapshot, RunEnd, RunError, Store, StoreError,
    StoredSnapshot,
};
pub use order::{
    CompletedRun, Conclusion, Decide, Delivered, Mailing, Mails, MakeDocument, Order, Placed,
};

/// How often a run checks whether somebody cancelled it.
const LOOK: Duration = Duration::from_millis(500);

/// Makes one run. `make_document` turns its result into the document that is stored with the run.
///
/// # Errors
/// Whatever stops it, ready for a door to print; the run is recorded as failed.
pub async fn run(
    app: &App,
    campaign: &Campaign,
    order: &Order,
    make_document: MakeDocument,
) -> Result<CompletedRun, Failure> {
    let span = tracing::info_span!("run", run.id = order.id, campaign.id = campaign.name);
    once(app, campaign, order, make_document)
        .instrument(span)
        .await
}

async fn once(
    app: &App,
    campaign: &Campaign,
    order: &Order,
    make_document: MakeDocument,
) -> Result<CompletedRun, Failure> {
    if order.dry_run {
        return Run::new(app, campaign, order).dry().await;
    }
    let beginning = async { Run::new(app, campaign, order) };
    let (store, mut run) = tokio::join!(app.store(), beginning);
    let store = store?;
    let begun = NewRun {
        id: run.id.clone(),
        campaign: campaign.name.clone(),
        trigger: order.trigger,
        reason: order.reason.clone(),
        asked_by: order.asked_by.clone(),
        started: run.now,
        due: order.due,
    };
    let lock = match store.lock(&campaign.name).await {
        Ok(lock) => lock,
        Err(error) => {
            let failure = Failure::from(error);
            let outcome = outcome_to_retry(&failure);
            // Try to record that the campaign was busy; failing to record it is not worth an error.
            let end = run.end(Err((outcome, &failure)));
            if order.notes_busy {
                let _ = store.record_run(&begun, &end).await;
            }
            return Err(failure);
        }
    };
    // The wait for the lease may have been long; the run's time is that of the pull.
    run.begin_at(app.clock.now());
    let begun = NewRun {
        started: run.now,
        ..begun
    };
    crate::pipeline::notice::clock(app, &store).await?;
    store.start_run(&lock, &begun).await?;
    let mut listeners = order.listeners.clone();
    let recorder = Recorder::start(&mut listeners, &store, &run.id, app.clock);
    run.progress = Progress::new(listeners);
    let mut done = Box::pin(run.go_on(&store, &lock)).await;
    if let Ok(done) = &mut done {
        done.channels = channel::states(app, &store).await?;
    }
    let end = RunEnd {
        document: Some(make_document(app, campaign, &done)),
        ..match &done {
            Ok(done) => run.end(Ok(done)),
            Err(failure) => run.end(Err((outcome_of(failure), failure))),
        }
    };
    // No events may be reported after the end.
    drop(run);
    recorder.finish().await;
    store.finish_run(&begun.id, &end).await?;
    lock.release().await;
    done
}

/// The outcome of a run that began and could not be completed.
fn outcome_of(failure: &Failure) -> Outcome {
    match failure.kind() {
        "run-cancelled" => Outcome::Cancelled,
        _ => Outcome::Failed,
    }
}

/// The same for callers that may try again: a failure that passes by itself counts as busy.
pub fn outcome_to_retry(failure: &Failure) -> Outcome {
    match outcome_of(failure) {
        Outcome::Failed if failure.is_passing() => Outcome::Busy,
        outcome => outcome,
    }
}

/// Waits until a run must be abandoned: it was cancelled, or another process took its campaign.
async fn forbidden(store: &Store, lock: &CampaignLock, run: &str) -> Failure {
    loop {
        tokio::time::sleep(LOOK).await;
        if lock.is_lost() {
            return StoreError::LeaseLost {
                name: lock.campaign().to_owned(),
            }
            .into();
        }
        // A database that is unreachable for a moment does not stop the run.
        if let Ok(true) = store.is_cancelled(run).await {
            return StoreError::RunCancelled {
                run: run.to_owned(),
            }
            .into();
        }
    }
}

/// One run, and what it has recorded so far.
struct Run<'a> {
    app: &'a App,
    campaign: &'a Campaign,
    order: &'a Order,
    id: String,
    now: Timestamp,
    today: Date,
    sources: Vec<Source>,
    as_of: Date,
    mailing: Mailing,
    criteria: Criteria,
    began: Instant,
    progress: Progress,
    requests: u32,
    /// Whether a service reported a source as unchanged, so that its bytes were not fetched.
    hinted: bool,
    latest: Latest,
}

/// The latest good snapshot: decoded at most once in a run, and dropped when no longer needed.
enum Latest {
    /// Not loaded yet, or taken.
    NotLoaded,
    /// Loaded; `None` if the store has none.
    Loaded(Option<Box<Snapshot>>),
}

/// A workbook that mails carry, and the id of its report.
struct Book<'a> {
    id: &'a str,
    /// The area that it covers; `None` for the whole register.
    area: Option<&'a Area>,
    detail: Detail,
    file_name: &'a str,
    bytes: &'a Spooled,
}

/// A snapshot, judged.
struct JudgedPull {
    snapshot: Snapshot,
    judgement: Judgement,
    /// How each source was fetched; empty for a snapshot from the store.
    trail: Vec<FetchStep>,
    /// The sources just pulled, if the snapshot is an earlier one with the same content.
    pulled: Option<Vec<Provenance>>,
}

/// What a pull turned out to be.
enum Found<Packing> {
    /// The same as the latest snapshot, which was judged again.
    Known(JudgedPull),
    /// Something new that passed the guard, packed for the store.
    New(JudgedPull, Packing),
    /// Something new that lost too much to be believed.
    Lost(JudgedPull, Packing, Loss),
}

/// The snapshot that reports and mails are made from.
enum PublishedSnapshot {
    /// A new pull, stored in the same commit.
    New(Box<PackedSnapshot>),
    /// A quarantined pull, accepted in the same commit.
    Accepted { is_stale: bool },
    /// A snapshot that is already stored.
    Kept { is_stale: bool },
}

impl PublishedSnapshot {
    /// Whether the data have not been confirmed for longer than the campaign allows.
    fn is_stale(&self) -> bool {
        match self {
            Self::New(_) => false,
            Self::Accepted { is_stale } | Self::Kept { is_stale } => *is_stale,
        }
    }
}

impl<'a> Run<'a> {
    fn new(app: &'a App, campaign: &'a Campaign, order: &'a Order) -> Self {
        let now = app.clock.now();
        let sources = sources::sources(campaign, &order.sources, &order.here);
        let mut effective = Effective::of(campaign, app.config.timezone);
        effective.sources = sources::settings(campaign, &sources);
        let today = clock::day(now, app.config.timezone);
        let register = Arc::clone(&campaign.register);
        Self {
            app,
            campaign,
            order,
            id: order.id.clone(),
            now,
            today,
            sources,
            criteria: effective.criteria_with(register, campaign.rules.clone()),
            as_of: order.as_of.unwrap_or(today),
            mailing: order.mail,
            began: Instant::now(),
            progress: Progress::new(order.listeners.clone()),
            requests: 0,
            hinted: false,
            latest: Latest::NotLoaded,
        }
    }

    /// Sets the time of the run, from which its duration counts too.
    fn begin_at(&mut self, now: Timestamp) {
        self.now = now;
        self.began = Instant::now();
        self.today = clock::day(now, self.app.config.timezone);
        self.as_of = self.order.as_of.unwrap_or(self.today);
    }

    /// Adds the answers that people have given so far.
    async fn take_answers(&mut self, store: &Store) -> Result<(), Failure> {
        let answers = store.answers_in_force(&self.campaign.name, None).await?;
        if answers.is_empty() {
            return Ok(());
        }
        let effective = Effective {
            given: answers,
            ..self.criteria.effective.clone()
        };
        let register = Arc::clone(&self.campaign.register);
        self.criteria = effective.criteria_with(register, self.campaign.rules.clone());
        Ok(())
    }

    /// A stored pull, read with the names of this run.
    async fn as_answered(&self, store: &Store, kept: StoredSnapshot) -> Result<Snapshot, Failure> {
        reread::as_answered(self.app, store, &self.criteria, kept).await
    }

    /// The day as of which decisions are counted.
    fn as_of(&self) -> Date {
        self.as_of
    }

    /// The record of how the run ended: with a result, or with an outcome and the failure behind
    /// it.
    fn end(&self, done: Result<&CompletedRun, (Outcome, &Failure)>) -> RunEnd {
        let (outcome, exit_code, error) = match done {
            Ok(done) => (done.outcome(), done.exit_code(), None),
            Err((outcome, failure)) => (outcome, failure.exit_code(), Some(failure)),
        };
        RunEnd {
            outcome,
            finished: self.app.clock.now(),
            seconds: self.began.elapsed().as_secs_f64(),
            snapshot: done.ok().map(|done| done.snapshot.id.clone()),
            requests: self.requests,
            hinted: self.hinted,
            exit_code,
            error: error.map(|failure| RunError {
                kind: failure.kind().to_owned(),
                message: failure.message().say(self.app.language),
                exit_code: failure.exit_code(),
            }),
            stages: self.progress.stages(),
            document: None,
        }
    }

    /// Does everything between the start and the end of a run.
    async fn go_on(&mut self, store: &Store, lock: &CampaignLock) -> Result<CompletedRun, Failure> {
        let id = self.id.clone();
        // Boxed, because these futures are too large for a thread's stack.
        let walk = Box::pin(async {
            let mut done = Box::pin(self.with(store, lock)).await;
            Box::pin(self.keep_the_promise(store, lock, &mut done)).await;
            done
        });
        // A run can be abandoned at any point: what it stores is one transaction.
        tokio::select! {
            done = walk => done,
            failure = forbidden(store, lock, &id) => Err(failure),
        }
    }

    /// Finds out what would happen, without storing, writing or sending anything.
    async fn dry(mut self) -> Result<CompletedRun, Failure> {
        let store = self.app.existing_store().await?;
        if let Some(store) = &store {
            self.take_answers(store).await?;
        }
        let found = self.pull(store.as_ref(), |_, _, _| ()).await?;
        let (judged, loss, is_known) = match found {
            Found::Known(judged) => (judged, None, true),
            Found::New(judged, ()) => (judged, None, false),
            Found::Lost(judged, (), loss) => (judged, Some(loss), false),
        };
        let earlier = match &store {
            Some(store) => self.earlier(store).await?,
            None => None,
        };
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let is_fresh = !is_known
            || match &store {
                Some(store) => self.same_report(store, &judged, false).await?.is_none(),
                None => true,
            };
        let mails = loss.is_none() && self.mails(store.as_ref(), is_fresh).await?;
        let readers = self.campaign.readers.iter().filter(|_| mails);
        let would_mail = readers.flat_map(Reader::everybody).cloned().collect();
        Ok(self.done(judged, changes, Conclusion::Dry { loss, would_mail }))
    }

    async fn with(&mut self, store: &Store, lock: &CampaignLock) -> Result<CompletedRun, Failure> {
        // Checked before storing: a workbook that cannot be placed would stop the run too late.
        self.app.folder().probe()?;
        self.take_answers(store).await?;
        match &self.order.decide {
            Some(Decide::Reject(run)) => return self.reject(store, lock, run).await,
            Some(Decide::Accept(run)) => return self.accept(store, lock, run).await,
            None => {}
        }
        let pack = |run: &Self, snapshot: &Snapshot, pulled: Vec<Pulled>| {
            let configuration = run.criteria.text.clone();
            PackedSnapshot::begin(snapshot.clone(), pull::raw(pulled), configuration)
        };
        match Box::pin(self.pull(Some(store), pack)).await? {
            Found::Known(judged) => self.publish_or_repeat(store, lock, judged, false).await,
            Found::Lost(judged, packed, loss) => {
                self.quarantine(store, lock, judged, packed, loss).await
            }
            Found::New(judged, packed) => {
                self.latest = Latest::NotLoaded;
                let published = PublishedSnapshot::New(Box::new(packed));
                self.publish(store, lock, judged, published).await
            }
        }
    }

    /// Builds the result of every run that succeeded.
    fn done(
        &self,
        judged: JudgedPull,
        changes: change::Changes,
        conclusion: Conclusion,
    ) -> CompletedRun {
        let mut snapshot = judged.snapshot;
        // A file that was saved again can have other bytes and the same content; report what was
        // pulled.
        snapshot.sources = judged.pulled.unwrap_or(snapshot.sources);
        CompletedRun {
            run: self.id.clone(),
            trigger: self.order.trigger,
            snapshot,
            judgement: judged.judgement,
            trail: judged.trail,
            changes,
            conclusion,
            channels: Vec::new(),
        }
    }

    /// The latest good snapshot, read with the names of this run, so that an answer that moves
    /// people from one commune to another does not look like a loss.
    async fn latest(&mut self, store: Option<&Store>) -> Result<Option<&Snapshot>, Failure> {
        if let Latest::NotLoaded = self.latest {
            let mut latest = None;
            if let Some(store) = store
                && let Some(kept) = store.latest(&self.campaign.name).await?
            {
                latest = Some(Box::new(self.as_answered(store, kept).await?));
            }
            self.latest = Latest::Loaded(latest);
        }
        Ok(self.latest.snapshot())
    }

    /// Takes the latest good snapshot out of this run.
    async fn take_latest(&mut self, store: &Store) -> Result<Option<Snapshot>, Failure> {
        self.latest(Some(store)).await?;
        Ok(self.latest.take())
    }
}

impl Latest {
    fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Self::NotLoaded => None,
            Self::Loaded(snapshot) => snapshot.as_deref(),
        }
    }

    fn take(&mut self) -> Option<Snapshot> {
        match std::mem::replace(self, Self::NotLoaded) {
            Self::NotLoaded => None,
            Self::Loaded(snapshot) => snapshot.map(|snapshot| *snapshot),
        }
    }
}
