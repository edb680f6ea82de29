//! The main job, once: pull, check, store, report, queue the mail, send what is due.

mod decide;
mod judged;
mod known;
pub mod order;
mod promise;
mod publish;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tracing::Instrument;

use crate::clock::{self, Date, Timestamp};
use crate::config::Campaign;
use crate::document::Detail;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::effective::{Bench, Effective};
use crate::pipeline::pull;
use crate::rule::Judgement;
use crate::rule::change::{self, Changes};
use crate::snapshot::Snapshot;
use crate::snapshot::loss::Loss;
use crate::source::{Source, Step};
use crate::spool::Spooled;
use crate::store::{CampaignLock, NewRun, Outcome, PackedSnapshot, RunEnd, RunError, Store};
pub use order::{Decide, Done, Mailing, Mails, Order, Placed};

/// Runs once.
///
/// # Errors
/// Whatever stops it, in the shape that a door prints; the run is recorded as failed.
pub async fn run(app: &App, campaign: &Campaign, order: &Order) -> Result<Done, Failure> {
    let span = tracing::info_span!("run", run.id = order.id, campaign.id = campaign.name);
    once(app, campaign, order).instrument(span).await
}

async fn once(app: &App, campaign: &Campaign, order: &Order) -> Result<Done, Failure> {
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
        started: run.now,
        due: order.due,
    };
    let lock = match store.lock(&campaign.name).await {
        Ok(lock) => lock,
        Err(error) => {
            let failure = Failure::from(error);
            // That it was busy is worth a line in the history; that the line could not be written is not.
            let _ = store
                .record_run(&begun, &run.end(Outcome::Busy, None, Some(&failure)))
                .await;
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
    let mut done = run.with(&store, &lock).await;
    run.keep_the_promise(&store, &lock, &mut done).await;
    let end = match &done {
        Ok(done) => run.end(done.outcome, Some(done.snapshot.id.clone()), None),
        Err(failure) => run.end(Outcome::Failed, None, Some(failure)),
    };
    store.finish_run(&run.id, &end).await?;
    lock.release().await;
    done
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
    stages: Mutex<BTreeMap<String, u64>>,
    requests: u32,
}

/// A workbook that mails carry, and its report's id.
struct Book<'a> {
    id: &'a str,
    detail: Detail,
    file_name: &'a str,
    bytes: &'a Spooled,
}

/// What reports and mails rest on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// A pull that is stored with them.
    New,
    /// A quarantined one that is accepted with them.
    Accepted,
    /// A stored one.
    Kept,
}

/// What was pulled, read and judged.
struct Judged {
    snapshot: Snapshot,
    judgement: Judgement,
    /// Of a pull that may be stored.
    packed: Option<PackedSnapshot>,
    /// The latest snapshot says the same: nothing new is stored.
    known: bool,
    /// Nobody could say for too long whether it is still so.
    stale: bool,
    trail: Vec<Step>,
}

impl<'a> Run<'a> {
    fn new(app: &'a App, campaign: &'a Campaign, order: &'a Order) -> Self {
        let now = app.clock.now();
        let sources = pull::sources(campaign, &order.sources, &order.here);
        let mut effective = Effective::of(campaign, app.config.timezone);
        effective.sources = pull::settings(campaign, &sources);
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
            stages: Mutex::default(),
            requests: 0,
        }
    }

    /// The instant that it goes by.
    fn begin_at(&mut self, now: Timestamp) {
        self.now = now;
        self.today = clock::day(now, self.app.config.timezone);
        self.as_of = self.order.as_of.unwrap_or(self.today);
    }

    /// The day that decisions are counted by.
    fn as_of(&self) -> Date {
        self.as_of
    }

    fn stages(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.stages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lap(&self, stage: &str, since: Instant) {
        let millis = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        *self.stages().entry(stage.to_owned()).or_default() += millis;
    }

    fn end(&self, outcome: Outcome, snapshot: Option<String>, failure: Option<&Failure>) -> RunEnd {
        RunEnd {
            outcome,
            finished: self.app.clock.now(),
            seconds: self.began.elapsed().as_secs_f64(),
            snapshot,
            requests: self.requests,
            error: failure.map(|failure| RunError {
                kind: failure.kind().to_owned(),
                message: failure.message().say(self.app.language),
                exit_code: failure.exit_code(),
            }),
            stages: self.stages().clone(),
        }
    }

    /// What would happen; nothing is stored, written or sent.
    async fn dry(mut self) -> Result<Done, Failure> {
        let store = self.app.existing_store().await?;
        let judged = self.judged(store.as_ref()).await?;
        let earlier = match &store {
            Some(store) => self.earlier(store).await?,
            None => None,
        };
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let loss = match &store {
            Some(store) => self.loss(store, &judged).await?,
            None => None,
        };
        let fresh = !judged.known || self.same_report(store.as_ref(), &judged).await?.is_none();
        let mails = loss.is_none() && self.mails(store.as_ref(), fresh).await?;
        let would_mail = if mails {
            self.campaign
                .readers
                .iter()
                .map(|reader| reader.address.clone())
                .collect()
        } else {
            Vec::new()
        };
        Ok(Done {
            run: self.id,
            trigger: self.order.trigger,
            outcome: Outcome::DryRun,
            snapshot: judged.snapshot,
            judgement: judged.judgement,
            changes,
            report: None,
            mail: Mails::default(),
            loss,
            would_mail,
            trail: judged.trail,
            delivery_failure: None,
        })
    }

    async fn with(&mut self, store: &Store, lock: &CampaignLock) -> Result<Done, Failure> {
        // A workbook that could not be put in its place would stop the run after it was stored.
        self.app.folder().probe()?;
        match &self.order.decide {
            Some(Decide::Reject(run)) => return self.reject(store, lock, run).await,
            Some(Decide::Accept(run)) => return self.accept(store, lock, run).await,
            None => {}
        }
        let judged = self.judged(Some(store)).await?;
        if let Some(loss) = self.loss(store, &judged).await? {
            return self.quarantine(store, lock, judged, loss).await;
        }
        if judged.known
            && let Some(report) = self.same_report(Some(store), &judged).await?
        {
            return self.unchanged(store, judged, report).await;
        }
        let rests_on = if judged.known { Rest::Kept } else { Rest::New };
        self.publish(store, lock, judged, rests_on).await
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one value")]
    fn done(
        &self,
        outcome: Outcome,
        judged: Judged,
        changes: Changes,
        report: Option<Placed>,
        mail: Mails,
        loss: Option<Loss>,
        delivery_failure: Option<Failure>,
    ) -> Done {
        Done {
            run: self.id.clone(),
            trigger: self.order.trigger,
            outcome,
            snapshot: judged.snapshot,
            judgement: judged.judgement,
            changes,
            report,
            mail,
            loss,
            would_mail: Vec::new(),
            trail: judged.trail,
            delivery_failure,
        }
    }
}
