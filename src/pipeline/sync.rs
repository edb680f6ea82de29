//! The main job, once: pull, check, store, report, queue the mail, send what is due.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tracing::Instrument;

use crate::clock::{self, Date, Timestamp};
use crate::config::{Campaign, Send};
use crate::delivery::{self, DeliveryError};
use crate::failure::{Advises, Failure, OrFailure};
use crate::mail;
use crate::pipeline::App;
use crate::pipeline::effective::{Bench, Effective, digest};
use crate::pipeline::publish::{Ground, Publication};
use crate::pipeline::{pull, read};
use crate::report::{Detail, Workbook};
use crate::rule::Judgement;
use crate::rule::change::{self, Changes, Earlier};
use crate::snapshot::Snapshot;
use crate::snapshot::loss::{self, Loss};
use crate::snapshot::past::Past;
use crate::source::{Pulled, Source, Step};
use crate::store::{
    Basis, CampaignLock, Commit, KeptReport, NewMail, NewReport, NewRun, Outcome, PackedSnapshot,
    Raw, RunEnd, RunError, Seen, Store, Trigger,
};

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Order {
    /// The run's id, UUID version 7.
    pub id: String,
    /// Read these instead of the campaign's sources.
    pub sources: Vec<String>,
    /// Folder that relative ones start from.
    pub here: PathBuf,
    /// Count decisions signed by this day; without, by today.
    pub as_of: Option<Date>,
    /// Store, write and send nothing.
    pub dry_run: bool,
    pub mail: Mailing,
    pub trigger: Trigger,
    pub reason: Option<String>,
    pub decide: Option<Decide>,
}

/// Whether readers are mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mailing {
    /// As the campaign says.
    AsSet,
    /// Never.
    Never,
    /// In any case.
    Always,
    /// In any case, since it was promised for this time: where the pull is not to be had or not
    /// to be believed, with what was known last, marked stale where it is.
    Promised,
}

impl Order {
    /// What a campaign says, once.
    pub fn new(trigger: Trigger) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            sources: Vec::new(),
            here: PathBuf::new(),
            as_of: None,
            dry_run: false,
            mail: Mailing::AsSet,
            trigger,
            reason: None,
            decide: None,
        }
    }
}

/// What an operator decides about a quarantined pull.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    Accept(String),
    Reject(String),
}

/// What a run came to.
pub struct Done {
    pub run: String,
    pub trigger: Trigger,
    pub outcome: Outcome,
    pub snapshot: Snapshot,
    pub judgement: Judgement,
    pub changes: Changes,
    pub report: Option<Placed>,
    pub mail: Mails,
    /// What a quarantined pull lost.
    pub loss: Option<Loss>,
    /// Who would be mailed, in a dry run.
    pub would_mail: Vec<String>,
    /// How each source was had.
    pub trail: Vec<Step>,
    /// The outbox could not be sent as a whole: the mails wait.
    pub delivery_failure: Option<Failure>,
}

/// A workbook in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub path: PathBuf,
    pub sha256: String,
}

/// What became of a run's mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mails {
    pub queued: u32,
    pub sent: u32,
    pub failed: u32,
}

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
        return Run::new(app, campaign, order)?.dry().await;
    }
    let store = app.store().await?;
    let run = Run::new(app, campaign, order)?;
    let begun = NewRun {
        id: run.id.clone(),
        campaign: campaign.name.clone(),
        trigger: order.trigger,
        reason: order.reason.clone(),
        started: run.now,
    };
    let lock = match store.lock(&campaign.name) {
        Ok(lock) => lock,
        Err(error) => {
            let failure = error.failure(app.language);
            // That it was busy is worth a line in the history; that the line could not be written is not.
            let _ = store
                .record_run(&begun, &run.end(Outcome::Busy, None, Some(&failure)))
                .await;
            return Err(failure);
        }
    };
    store.start_run(&lock, &begun).await.or_fail(app.language)?;
    let mut run = run;
    let mut done = run.with(&store, &lock).await;
    run.keep_the_promise(&store, &lock, &mut done).await;
    let end = match &done {
        Ok(done) => run.end(done.outcome, Some(done.snapshot.id.clone()), None),
        Err(failure) => run.end(Outcome::Failed, None, Some(failure)),
    };
    store
        .finish_run(&run.id, &end)
        .await
        .or_fail(app.language)?;
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
    bytes: &'a [u8],
}

/// What was pulled, read and judged.
struct Judged {
    snapshot: Snapshot,
    judgement: Judgement,
    raw: Vec<Raw>,
    /// The latest snapshot says the same: nothing new is stored.
    known: bool,
    /// Nobody could say for too long whether it is still so.
    stale: bool,
    trail: Vec<Step>,
}

impl<'a> Run<'a> {
    fn new(app: &'a App, campaign: &'a Campaign, order: &'a Order) -> Result<Self, Failure> {
        let now = app.clock.now();
        let sources = pull::sources(campaign, &order.sources, &order.here);
        let mut effective = Effective::of(campaign, app.config.timezone);
        effective.sources = pull::settings(campaign, &sources);
        let today = clock::day(now, app.config.timezone);
        Ok(Self {
            app,
            campaign,
            order,
            id: order.id.clone(),
            now,
            today,
            sources,
            bench: effective.bench(app.language)?,
            as_of: order.as_of.unwrap_or(today),
            mailing: order.mail,
            began: Instant::now(),
            stages: Mutex::default(),
            requests: 0,
        })
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
                kind: failure.kind.clone(),
                message: failure.message.clone(),
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
        self.app.folder().probe().or_fail(self.app.language)?;
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
        let mut judged = judged;
        let basis = if judged.known {
            Basis::Kept(judged.snapshot.id.clone())
        } else {
            let since = Instant::now();
            let packed = PackedSnapshot::new(
                &judged.snapshot,
                std::mem::take(&mut judged.raw),
                &self.bench.text,
            );
            self.lap("pack", since);
            Basis::New(packed)
        };
        self.publish(store, lock, judged, basis).await
    }

    /// Pulls, reads and judges; where nothing changed the latest snapshot's reading is judged again.
    async fn judged(&mut self, store: Option<&Store>) -> Result<Judged, Failure> {
        let language = self.app.language;
        let latest = match store {
            Some(store) => store.latest(&self.campaign.name).await.or_fail(language)?,
            None => None,
        };
        let hints = match store {
            Some(store) => self.hints(store).await?,
            None => 0,
        };
        let since = Instant::now();
        let known = latest
            .as_ref()
            .zip(store)
            .map(|(latest, store)| pull::Latest {
                snapshot: &latest.snapshot,
                store,
                hints,
            });
        let pulled = pull::fetch(
            &self.sources,
            &self.app.google,
            known.as_ref(),
            self.app.clock,
            language,
        )
        .await;
        self.lap("pull", since);
        let pulled = pulled.map_err(|unpulled| {
            self.requests += unpulled.requests;
            unpulled.failure
        })?;
        self.requests += pulled.requests;
        if pulled.hinted {
            self.stages().insert("hint".to_owned(), 1);
        }
        let past = match store {
            Some(store) => store
                .past(&self.campaign.name, None)
                .await
                .or_fail(language)?,
            None => Past::default(),
        };
        let trail = pulled
            .sources
            .iter()
            .flat_map(|source| source.trail.clone())
            .collect();
        let latest = latest.map(|latest| latest.snapshot);
        let same_bytes = latest.as_ref().is_some_and(|latest| {
            same_bytes(latest, &pulled.sources) && latest.configuration_digest == self.bench.digest
        });
        let snapshot = match &latest {
            Some(latest) if same_bytes => Snapshot {
                id: uuid::Uuid::now_v7().to_string(),
                pulled_at: self.now,
                today: self.today,
                ..latest.clone()
            },
            _ => {
                let since = Instant::now();
                let snapshot = read::read(
                    &pulled.sources,
                    &self.bench.effective.sources,
                    &self.bench,
                    &self.app.config.limits,
                    self.now,
                    language,
                )
                .await?;
                self.lap("read", since);
                snapshot
            }
        };
        let since = Instant::now();
        let judgement = self.bench.judge(&snapshot, &past, self.as_of());
        let judged = match latest {
            Some(latest)
                if snapshot.table_digest == latest.table_digest
                    && latest.configuration_digest == self.bench.digest =>
            {
                let before = store
                    .expect("a latest snapshot came from a store")
                    .past(&self.campaign.name, Some(latest.pulled_at))
                    .await
                    .or_fail(language)?;
                let again = self.bench.judge(&latest, &before, self.as_of());
                if same_figures(&again, &judgement) {
                    Judged {
                        snapshot: latest,
                        judgement: again,
                        raw: Vec::new(),
                        known: true,
                        stale: false,
                        trail,
                    }
                } else {
                    Judged {
                        snapshot,
                        judgement,
                        raw: raw(pulled.sources),
                        known: false,
                        stale: false,
                        trail,
                    }
                }
            }
            _ => Judged {
                snapshot,
                judgement,
                raw: raw(pulled.sources),
                known: false,
                stale: false,
                trail,
            },
        };
        self.lap("judge", since);
        Ok(judged)
    }

    /// Runs in a row that a service answered with «unchanged».
    async fn hints(&self, store: &Store) -> Result<u32, Failure> {
        let runs = store
            .runs(Some(&self.campaign.name), Some(32))
            .await
            .or_fail(self.app.language)?;
        let ended = runs
            .iter()
            .filter(|run| run.finished.is_some() && run.outcome != Some(Outcome::Failed));
        let hinted = ended
            .take_while(|run| run.stages.contains_key("hint"))
            .count();
        Ok(u32::try_from(hinted).unwrap_or(u32::MAX))
    }

    async fn loss(&self, store: &Store, judged: &Judged) -> Result<Option<Loss>, Failure> {
        if judged.known {
            return Ok(None);
        }
        let latest = store
            .latest(&self.campaign.name)
            .await
            .or_fail(self.app.language)?;
        Ok(latest.and_then(|latest| {
            loss::loss(&latest.snapshot, &judged.snapshot, &self.campaign.guard)
        }))
    }

    /// The last report that readers got of a day that is not later; where none was mailed, that was made.
    async fn earlier(&self, store: &Store) -> Result<Option<Earlier>, Failure> {
        let language = self.app.language;
        let mailed = store
            .last_mailed(&self.campaign.name)
            .await
            .or_fail(language)?;
        if let Some(mailed) = mailed.filter(|mailed| mailed.report.as_of <= self.as_of()) {
            return Ok(Some(mailed.report.earlier));
        }
        let reports = store.reports(&self.campaign.name).await.or_fail(language)?;
        Ok(reports
            .into_iter()
            .filter(|report| report.as_of <= self.as_of() && report.known_at.is_none())
            .max_by_key(|report| (report.as_of, report.made_at))
            .map(|report| report.earlier))
    }

    /// The report that says the same already: of this day by the same inputs, or, where no day was
    /// asked for, the last one if its figures still stand.
    async fn same_report(
        &self,
        store: Option<&Store>,
        judged: &Judged,
    ) -> Result<Option<KeptReport>, Failure> {
        let Some(store) = store else { return Ok(None) };
        let language = self.app.language;
        let inputs = self.inputs(&judged.snapshot, judged.stale);
        if let Some(report) = store
            .report_for(&self.campaign.name, &inputs, Detail::Full)
            .await
            .or_fail(language)?
        {
            return Ok(Some(report));
        }
        if self.order.as_of.is_some() || judged.stale {
            return Ok(None);
        }
        let last = store
            .last_report(&self.campaign.name)
            .await
            .or_fail(language)?;
        let Some(last) = last.filter(|last| last.snapshot == judged.snapshot.id) else {
            return Ok(None);
        };
        let past = store
            .past(&self.campaign.name, Some(judged.snapshot.pulled_at))
            .await
            .or_fail(language)?;
        // A day may change figures by itself: a deadline passes, a date arrives.
        let then = self.bench.judge(&judged.snapshot, &past, last.as_of);
        Ok(same_figures(&then, &judged.judgement).then_some(last))
    }

    /// The hash of everything that a report is made from.
    fn inputs(&self, snapshot: &Snapshot, stale: bool) -> String {
        let day = self.as_of().to_string();
        let mut parts = vec![
            snapshot.id.as_bytes(),
            self.bench.digest.as_bytes(),
            day.as_bytes(),
        ];
        if stale {
            parts.push(b"stale");
        }
        digest(&parts)
    }

    /// Whether this run mails the readers.
    async fn mails(&self, store: Option<&Store>, fresh: bool) -> Result<bool, Failure> {
        if self.campaign.readers.is_empty() {
            return Ok(false);
        }
        match self.mailing {
            Mailing::Never => return Ok(false),
            Mailing::Always | Mailing::Promised => return Ok(true),
            Mailing::AsSet => {}
        }
        if self.campaign.report_schedule.is_some() {
            return Ok(false);
        }
        if fresh || self.campaign.send == Send::Always {
            return Ok(true);
        }
        let Some(store) = store else { return Ok(true) };
        let last = store
            .last_mailed(&self.campaign.name)
            .await
            .or_fail(self.app.language)?;
        Ok(last.is_none_or(|last| self.now - last.at >= self.campaign.heartbeat))
    }

    async fn unchanged(
        &mut self,
        store: &Store,
        judged: Judged,
        report: KeptReport,
    ) -> Result<Done, Failure> {
        let language = self.app.language;
        let bytes = store
            .report_bytes(&report.id)
            .await
            .or_fail(language)?
            .unwrap_or_default();
        let path = self
            .app
            .folder()
            .place(&report.file_name, &bytes)
            .or_fail(language)?;
        let mut mail = Mails::default();
        let mut delivery_failure = None;
        if self.mails(Some(store), false).await? {
            let changes = change::changes(Some(&report.earlier), &judged.judgement);
            let publication = self.publication(&judged, &changes, Some(&report.earlier));
            let summary = match store
                .report_for(&self.campaign.name, &report.inputs_digest, Detail::Summary)
                .await
                .or_fail(language)?
            {
                Some(kept) => store
                    .report_bytes(&kept.id)
                    .await
                    .or_fail(language)?
                    .map(|bytes| (kept, bytes)),
                None => None,
            };
            let mut books = vec![Book {
                id: &report.id,
                detail: Detail::Full,
                file_name: &report.file_name,
                bytes: &bytes,
            }];
            if let Some((kept, bytes)) = &summary {
                books.push(Book {
                    id: &kept.id,
                    detail: Detail::Summary,
                    file_name: &kept.file_name,
                    bytes,
                });
            }
            let mails = self.letters(&publication, &books)?;
            store
                .queue(&self.campaign.name, self.app.clock.now(), &mails)
                .await
                .or_fail(language)?;
            mail.queued = count(mails.len());
        }
        self.deliver(store, &mut mail, &mut delivery_failure)
            .await?;
        let placed = Placed {
            path,
            sha256: report.sha256.clone(),
        };
        let changes = change::changes(Some(&report.earlier), &judged.judgement);
        Ok(self.done(
            Outcome::Unchanged,
            judged,
            changes,
            Some(placed),
            mail,
            None,
            delivery_failure,
        ))
    }

    async fn quarantine(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: Judged,
        loss: Loss,
    ) -> Result<Done, Failure> {
        let language = self.app.language;
        let mut judged = judged;
        let packed = PackedSnapshot::new(
            &judged.snapshot,
            std::mem::take(&mut judged.raw),
            &self.bench.text,
        );
        store
            .quarantine(lock, &self.id, packed, &loss.sentences(language).join("; "))
            .await
            .or_fail(language)?;
        let earlier = self.earlier(store).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let placed = self.last_report(store).await?;
        Ok(self.done(
            Outcome::Quarantined,
            judged,
            changes,
            placed,
            Mails::default(),
            Some(loss),
            None,
        ))
    }

    /// The report that stands, where nothing new is made.
    async fn last_report(&self, store: &Store) -> Result<Option<Placed>, Failure> {
        let report = store
            .last_report(&self.campaign.name)
            .await
            .or_fail(self.app.language)?;
        Ok(report.map(|report| Placed {
            path: self.app.folder().path.join(&report.file_name),
            sha256: report.sha256,
        }))
    }

    /// Mails the readers what was known last, where this run owes them a report and has none:
    /// the pull failed or is quarantined. That this fails too adds nothing for the run's record.
    async fn keep_the_promise(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        done: &mut Result<Done, Failure>,
    ) {
        let is_without = done
            .as_ref()
            .map_or(true, |done| done.outcome == Outcome::Quarantined);
        if !is_without || self.order.decide.is_some() {
            return;
        }
        let told = match self.owes(store).await {
            Ok(false) => return,
            Ok(true) => self.publish_kept(store, lock).await,
            Err(failure) => Err(failure),
        };
        match (told, done) {
            (Ok(Some(told)), Ok(done)) => done.mail = told.mail,
            (Ok(_), _) => {}
            (Err(failure), _) => tracing::warn!(
                run.id = self.id,
                kind = failure.kind,
                "the readers could not be told what was known last"
            ),
        }
    }

    /// Whether readers are to hear something even without a new pull: a report was promised for
    /// this time, or they have heard nothing for longer than the campaign's heartbeat.
    async fn owes(&self, store: &Store) -> Result<bool, Failure> {
        if self.campaign.readers.is_empty() {
            return Ok(false);
        }
        match self.order.mail {
            Mailing::Promised => return Ok(true),
            Mailing::Never | Mailing::Always => return Ok(false),
            Mailing::AsSet => {}
        }
        if self.campaign.report_schedule.is_some() || self.order.trigger == Trigger::Manual {
            return Ok(false);
        }
        let last = store
            .last_mailed(&self.campaign.name)
            .await
            .or_fail(self.app.language)?;
        Ok(last.is_some_and(|last| self.now - last.at >= self.campaign.heartbeat))
    }

    /// Publishes the latest good snapshot as of the day it was pulled; `None` without one.
    async fn publish_kept(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
    ) -> Result<Option<Done>, Failure> {
        let language = self.app.language;
        let name = &self.campaign.name;
        let Some(latest) = store.latest(name).await.or_fail(language)? else {
            return Ok(None);
        };
        let snapshot = latest.snapshot;
        let confirmed = store.confirmed_at(name).await.or_fail(language)?;
        let seen = confirmed.map_or(snapshot.pulled_at, |at| at.max(snapshot.pulled_at));
        let past = store
            .past(name, Some(snapshot.pulled_at))
            .await
            .or_fail(language)?;
        self.as_of = clock::day(seen, self.app.config.timezone);
        let judgement = self.bench.judge(&snapshot, &past, self.as_of());
        let id = snapshot.id.clone();
        let judged = Judged {
            stale: self.app.is_stale(self.campaign, seen),
            snapshot,
            judgement,
            raw: Vec::new(),
            known: true,
            trail: Vec::new(),
        };
        self.mailing = Mailing::Always;
        if let Some(report) = self.same_report(Some(store), &judged).await? {
            return self.unchanged(store, judged, report).await.map(Some);
        }
        self.publish(store, lock, judged, Basis::Kept(id))
            .await
            .map(Some)
    }

    async fn accept(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<Done, Failure> {
        let language = self.app.language;
        let kept = store.quarantined_of(lock, run).await.or_fail(language)?;
        let past = store
            .past(&self.campaign.name, None)
            .await
            .or_fail(language)?;
        let judgement = self.bench.judge(&kept.snapshot, &past, self.as_of());
        let id = kept.snapshot.id.clone();
        let judged = Judged {
            stale: self.app.is_stale(self.campaign, kept.snapshot.pulled_at),
            snapshot: kept.snapshot,
            judgement,
            raw: Vec::new(),
            known: false,
            trail: Vec::new(),
        };
        self.publish(store, lock, judged, Basis::Accepted(id)).await
    }

    async fn reject(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        run: &str,
    ) -> Result<Done, Failure> {
        let language = self.app.language;
        let kept = store.quarantined_of(lock, run).await.or_fail(language)?;
        store
            .reject(lock, run, self.app.clock.now())
            .await
            .or_fail(language)?;
        let latest = store.latest(&self.campaign.name).await.or_fail(language)?;
        let snapshot = latest.map_or(kept.snapshot, |latest| latest.snapshot);
        let past = store
            .past(&self.campaign.name, Some(snapshot.pulled_at))
            .await
            .or_fail(language)?;
        let judgement = self.bench.judge(&snapshot, &past, self.as_of());
        let judged = Judged {
            stale: false,
            snapshot,
            judgement,
            raw: Vec::new(),
            known: true,
            trail: Vec::new(),
        };
        let placed = self.last_report(store).await?;
        Ok(self.done(
            Outcome::Rejected,
            judged,
            Changes::default(),
            placed,
            Mails::default(),
            None,
            None,
        ))
    }

    /// Makes the reports and mails, commits them with the snapshot, puts the workbook in its
    /// place and sends what is due.
    async fn publish(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: Judged,
        basis: Basis,
    ) -> Result<Done, Failure> {
        let language = self.app.language;
        let since = Instant::now();
        let earlier = self.earlier(store).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let publication = self.publication(&judged, &changes, earlier.as_ref());
        let mut reports = vec![self.report(&publication, Detail::Full)?];
        if self
            .campaign
            .readers
            .iter()
            .any(|reader| reader.detail == Detail::Summary)
        {
            reports.push(self.report(&publication, Detail::Summary)?);
        }
        self.lap("report", since);
        let since = Instant::now();
        let mails = if self.mails(Some(store), true).await? {
            let books: Vec<Book<'_>> = reports
                .iter()
                .map(|report| Book {
                    id: &report.id,
                    detail: report.detail,
                    file_name: &report.file_name,
                    bytes: &report.bytes,
                })
                .collect();
            self.letters(&publication, &books)?
        } else {
            Vec::new()
        };
        let seen: Vec<Seen> = self
            .bench
            .decisions_seen(&judged.snapshot)
            .into_iter()
            .map(|seen| Seen {
                commune: seen.commune,
                number: seen.number,
                date: seen.date,
            })
            .collect();
        let accepted = matches!(basis, Basis::Accepted(_));
        let (file_name, bytes) = (reports[0].file_name.clone(), reports[0].bytes.clone());
        store
            .commit(
                lock,
                Commit {
                    run: &self.id,
                    now: self.app.clock.now(),
                    basis,
                    seen: &seen,
                    reports,
                    mails: &mails,
                },
            )
            .await
            .or_fail(language)?;
        self.lap("store", since);
        let path = self
            .app
            .folder()
            .place(&file_name, &bytes)
            .or_fail(language)?;
        let placed = Placed {
            path,
            sha256: sha256(&bytes),
        };
        let mut mail = Mails {
            queued: count(mails.len()),
            ..Mails::default()
        };
        let mut delivery_failure = None;
        self.deliver(store, &mut mail, &mut delivery_failure)
            .await?;
        let outcome = if accepted {
            Outcome::Accepted
        } else {
            Outcome::Stored
        };
        Ok(self.done(
            outcome,
            judged,
            changes,
            Some(placed),
            mail,
            None,
            delivery_failure,
        ))
    }

    fn publication<'b>(
        &'b self,
        judged: &'b Judged,
        changes: &'b Changes,
        earlier: Option<&'b Earlier>,
    ) -> Publication<'b> {
        Publication::new(Ground {
            bench: &self.bench,
            snapshot: &judged.snapshot,
            judgement: &judged.judgement,
            changes,
            earlier,
            known_at: None,
            stale: judged.stale,
        })
    }

    /// One mail for each reader.
    fn letters(
        &self,
        publication: &Publication<'_>,
        books: &[Book<'_>],
    ) -> Result<Vec<NewMail>, Failure> {
        let readers: Vec<mail::Addressee> = self
            .campaign
            .readers
            .iter()
            .map(|reader| mail::Addressee {
                id: uuid::Uuid::now_v7().to_string(),
                address: reader.address.clone(),
                gets: reader.detail,
            })
            .collect();
        let sender = mail::Sender {
            from: &self.app.config.mail.from,
            date: self.now,
            max_attachment: self.app.config.mail.max_attachment,
        };
        let attached: Vec<mail::Workbook<'_>> = books
            .iter()
            .map(|book| mail::Workbook {
                detail: book.detail,
                file_name: book.file_name,
                bytes: book.bytes,
            })
            .collect();
        let messages = mail::compose(
            &publication.content(Detail::Full),
            &sender,
            &readers,
            &attached,
        )
        .or_fail(self.app.language)?;
        Ok(messages
            .into_iter()
            .map(|message| NewMail {
                report: books
                    .iter()
                    .find(|book| book.detail == message.detail)
                    .map(|book| book.id.to_owned()),
                id: message.id,
                message_id: message.message_id,
                from: message.from,
                to: message.to,
                subject: message.subject,
                head: message.head,
                body: message.body,
                not_before: self.now,
            })
            .collect())
    }

    fn report(&self, publication: &Publication<'_>, detail: Detail) -> Result<NewReport, Failure> {
        let Workbook { file_name, bytes } = publication.workbook(detail, self.app.language)?;
        Ok(NewReport {
            id: uuid::Uuid::now_v7().to_string(),
            as_of: self.as_of(),
            known_at: None,
            detail,
            file_name,
            bytes,
            earlier: Earlier::of(publication.judgement()),
            inputs_digest: self.inputs(publication.snapshot(), publication.is_stale()),
        })
    }

    /// Sends what is due. That a server could not be reached loses nothing: the mails wait.
    async fn deliver(
        &mut self,
        store: &Store,
        mail: &mut Mails,
        failure: &mut Option<Failure>,
    ) -> Result<(), Failure> {
        let since = Instant::now();
        let Ok(outbox) = store.lock_outbox() else {
            return Ok(());
        };
        match delivery::send_due(store, &outbox, &self.app.delivery(), self.app.clock, false).await
        {
            Ok(report) => {
                mail.sent = count(report.sent());
                mail.failed = count(report.refused());
            }
            Err(DeliveryError::Store(error)) => return Err(error.failure(self.app.language)),
            Err(error) => *failure = Some(error.failure(self.app.language)),
        }
        self.lap("mail", since);
        Ok(())
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

/// Whether every source's bytes are those of the latest snapshot.
fn same_bytes(latest: &Snapshot, pulled: &[Pulled]) -> bool {
    latest.sources.len() == pulled.len()
        && latest.sources.iter().zip(pulled).all(|(before, now)| {
            before.name == now.name && before.sha256 == read::raw_digest(&now.body)
        })
}

/// Whether two judgements say the same of every commune.
fn same_figures(one: &Judgement, other: &Judgement) -> bool {
    one.progress == other.progress
        && Earlier::of(one).statuses == Earlier::of(other).statuses
        && one.findings == other.findings
}

fn raw(pulled: Vec<Pulled>) -> Vec<Raw> {
    pulled
        .into_iter()
        .map(|source| Raw {
            source: source.name,
            body: source.body,
        })
        .collect()
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    crate::table::hex(&Sha256::digest(bytes))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Where the workbook of a kept report stands.
pub fn report_path(folder: &Path, report: &KeptReport) -> PathBuf {
    folder.join(&report.file_name)
}
