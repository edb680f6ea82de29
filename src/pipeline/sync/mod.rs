//! The main job, once: pull, check, store, report, queue the mail, send what is due.
//!
//! A run is a walk through states: what a pull was found to be (`Found`), what is published and on
//! which snapshot it rests (`Rest`), what it came to (`Conclusion`). Each carries what it needs.

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
use crate::pipeline::effective::{Bench, Effective};
use crate::pipeline::progress::{Progress, Recorder};
use crate::pipeline::pull as sources;
use crate::pipeline::reread;
use crate::rule::Judgement;
use crate::rule::area::Area;
use crate::rule::change;
use crate::snapshot::loss::Loss;
use crate::snapshot::{Provenance, Snapshot};
use crate::source::{Pulled, Source, Step};
use crate::spool::Spooled;
use crate::store::{
    CampaignLock, NewRun, Outcome, PackedSnapshot, RunEnd, RunError, Store, StoreError,
    StoredSnapshot,
};
pub use order::{Conclusion, Decide, Delivered, Done, Mailing, Mails, Order, Placed, Tell};

/// How often a run looks whether somebody asked that it ends.
const LOOK: Duration = Duration::from_millis(500);

/// Runs once. What it came to is kept with the run as `tell` puts it.
///
/// # Errors
/// Whatever stops it, in the shape that a door prints; the run is recorded as failed.
pub async fn run(
    app: &App,
    campaign: &Campaign,
    order: &Order,
    tell: Tell,
) -> Result<Done, Failure> {
    let span = tracing::info_span!("run", run.id = order.id, campaign.id = campaign.name);
    once(app, campaign, order, tell).instrument(span).await
}

async fn once(app: &App, campaign: &Campaign, order: &Order, tell: Tell) -> Result<Done, Failure> {
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
            // That it was busy is worth a line in the history; that the line could not be written is not.
            let end = run.end(Err((outcome, &failure)));
            if order.notes_busy {
                let _ = store.record_run(&begun, &end).await;
            }
            return Err(failure);
        }
    };
    // The lease may have been waited for: what is pulled now is of now.
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
        document: Some(tell(app, campaign, &done)),
        ..match &done {
            Ok(done) => run.end(Ok(done)),
            Err(failure) => run.end(Err((outcome_of(failure), failure))),
        }
    };
    // Nothing is told after the end.
    drop(run);
    recorder.finish().await;
    store.finish_run(&begun.id, &end).await?;
    lock.release().await;
    done
}

/// How a run that had begun and could not go on ended.
fn outcome_of(failure: &Failure) -> Outcome {
    match failure.kind() {
        "run-cancelled" => Outcome::Cancelled,
        _ => Outcome::Failed,
    }
}

/// The same for whoever may try again: what passes by itself only found others busy.
pub fn outcome_to_retry(failure: &Failure) -> Outcome {
    match outcome_of(failure) {
        Outcome::Failed if failure.is_passing() => Outcome::Busy,
        outcome => outcome,
    }
}

/// Waits until a run must not go on: somebody asked that it ends, or another took its campaign.
async fn forbidden(store: &Store, lock: &CampaignLock, run: &str) -> Failure {
    loop {
        tokio::time::sleep(LOOK).await;
        if lock.is_lost() {
            return StoreError::LeaseLost {
                name: lock.campaign().to_owned(),
            }
            .into();
        }
        // A database that is away for a moment forbids nothing.
        if let Ok(true) = store.is_cancelled(run).await {
            return StoreError::RunCancelled {
                run: run.to_owned(),
            }
            .into();
        }
    }
}

/// One run, with what it noted on its way.
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
    bench: Bench,
    began: Instant,
    progress: Progress,
    requests: u32,
    /// A service said «unchanged», and its bytes were not fetched.
    hinted: bool,
    latest: Latest,
}

/// The latest good snapshot: decoded at most once in a run, and let go when no longer needed.
enum Latest {
    /// Not asked for, or handed on.
    Away,
    /// What the store holds.
    Here(Option<Box<Snapshot>>),
}

/// A workbook that mails carry, and its report's id.
struct Book<'a> {
    id: &'a str,
    /// What part of the register it is about.
    area: Option<&'a Area>,
    detail: Detail,
    file_name: &'a str,
    bytes: &'a Spooled,
}

/// A snapshot, judged.
struct Judged {
    snapshot: Snapshot,
    judgement: Judgement,
    /// How each source was had; empty of what was stored before.
    trail: Vec<Step>,
    /// What was pulled just now, where the snapshot is of an earlier pull that held the same.
    pulled: Option<Vec<Provenance>>,
}

/// What a pull was found to be.
enum Found<Packing> {
    /// What the latest snapshot says: that one, judged again.
    Known(Judged),
    /// Something new, with what is kept of it, that passes the guard.
    New(Judged, Packing),
    /// Something new that lost too much to be believed.
    Lost(Judged, Packing, Loss),
}

/// What reports and mails rest on.
enum Rest {
    /// A pull that is stored with them.
    New(Box<PackedSnapshot>),
    /// A quarantined one that is accepted with them.
    Accepted { is_stale: bool },
    /// A stored one.
    Kept { is_stale: bool },
}

impl Rest {
    /// Nobody could say for too long whether it is still so.
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
            bench: effective.bench_with(register, campaign.rules.clone()),
            as_of: order.as_of.unwrap_or(today),
            mailing: order.mail,
            began: Instant::now(),
            progress: Progress::new(order.listeners.clone()),
            requests: 0,
            hinted: false,
            latest: Latest::Away,
        }
    }

    /// The instant that it goes by.
    fn begin_at(&mut self, now: Timestamp) {
        self.now = now;
        self.today = clock::day(now, self.app.config.timezone);
        self.as_of = self.order.as_of.unwrap_or(self.today);
    }

    /// Goes by what persons have answered so far.
    async fn take_answers(&mut self, store: &Store) -> Result<(), Failure> {
        let answers = store.answers_in_force(&self.campaign.name, None).await?;
        if answers.is_empty() {
            return Ok(());
        }
        let effective = Effective {
            given: answers,
            ..self.bench.effective.clone()
        };
        let register = Arc::clone(&self.campaign.register);
        self.bench = effective.bench_with(register, self.campaign.rules.clone());
        Ok(())
    }

    /// A stored pull as it is read by this run's names.
    async fn as_answered(&self, store: &Store, kept: StoredSnapshot) -> Result<Snapshot, Failure> {
        reread::as_answered(self.app, store, &self.bench, kept).await
    }

    /// The day that decisions are counted by.
    fn as_of(&self) -> Date {
        self.as_of
    }

    /// How it ended: with this, or in this way because of that.
    fn end(&self, done: Result<&Done, (Outcome, &Failure)>) -> RunEnd {
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

    /// Everything that a run does between its beginning and its end.
    async fn go_on(&mut self, store: &Store, lock: &CampaignLock) -> Result<Done, Failure> {
        let id = self.id.clone();
        // In boxes: a run is deep, and a thread's stack is not.
        let walk = Box::pin(async {
            let mut done = Box::pin(self.with(store, lock)).await;
            Box::pin(self.keep_the_promise(store, lock, &mut done)).await;
            done
        });
        // What is abandoned leaves nothing half-visible: what is stored is one transaction.
        tokio::select! {
            done = walk => done,
            failure = forbidden(store, lock, &id) => Err(failure),
        }
    }

    /// What would happen; nothing is stored, written or sent.
    async fn dry(mut self) -> Result<Done, Failure> {
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

    async fn with(&mut self, store: &Store, lock: &CampaignLock) -> Result<Done, Failure> {
        // A workbook that could not be put in its place would stop the run after it was stored.
        self.app.folder().probe()?;
        self.take_answers(store).await?;
        match &self.order.decide {
            Some(Decide::Reject(run)) => return self.reject(store, lock, run).await,
            Some(Decide::Accept(run)) => return self.accept(store, lock, run).await,
            None => {}
        }
        let pack = |run: &Self, snapshot: &Snapshot, pulled: Vec<Pulled>| {
            let configuration = run.bench.text.clone();
            PackedSnapshot::begin(snapshot.clone(), pull::raw(pulled), configuration)
        };
        match Box::pin(self.pull(Some(store), pack)).await? {
            Found::Known(judged) => self.publish_or_repeat(store, lock, judged, false).await,
            Found::Lost(judged, packed, loss) => {
                self.quarantine(store, lock, judged, packed, loss).await
            }
            Found::New(judged, packed) => {
                self.latest = Latest::Away;
                let rest = Rest::New(Box::new(packed));
                self.publish(store, lock, judged, rest).await
            }
        }
    }

    /// The one end of every run that went well.
    fn done(&self, judged: Judged, changes: change::Changes, conclusion: Conclusion) -> Done {
        let mut snapshot = judged.snapshot;
        // A file saved again has other bytes: what is told is what was pulled.
        snapshot.sources = judged.pulled.unwrap_or(snapshot.sources);
        Done {
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

    /// The latest good snapshot, by this run's names: what an answer moves from one commune to
    /// another is not lost.
    async fn latest(&mut self, store: Option<&Store>) -> Result<Option<&Snapshot>, Failure> {
        if let Latest::Away = self.latest {
            let mut latest = None;
            if let Some(store) = store
                && let Some(kept) = store.latest(&self.campaign.name).await?
            {
                latest = Some(Box::new(self.as_answered(store, kept).await?));
            }
            self.latest = Latest::Here(latest);
        }
        Ok(self.latest.snapshot())
    }

    /// The latest good snapshot, handed on.
    async fn take_latest(&mut self, store: &Store) -> Result<Option<Snapshot>, Failure> {
        self.latest(Some(store)).await?;
        Ok(self.latest.take())
    }
}

impl Latest {
    fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Self::Away => None,
            Self::Here(snapshot) => snapshot.as_deref(),
        }
    }

    fn take(&mut self) -> Option<Snapshot> {
        match std::mem::replace(self, Self::Away) {
            Self::Away => None,
            Self::Here(snapshot) => snapshot.map(|snapshot| *snapshot),
        }
    }
}
