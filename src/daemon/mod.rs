//! The daemon: waits for what is due, has it run, sends the outbox, stops when told.
//!
//! One loop, which turns every few seconds and never waits for a run; runs and the outbox go on
//! beside it. Knows when; deliberately not what a run does.

mod channels;
mod door;
mod error;
mod files;
mod health;
mod jobs;
mod masked;
mod metrics;
mod outbox;
mod ping;
mod pulse;
mod work;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::clock::Timestamp;
use crate::config::{Config, Environment};
use crate::daemon::error::DaemonError;
use crate::daemon::files::Files;
use crate::daemon::health::Health;
use crate::daemon::jobs::{Came, Jobs, RunRequest};
use crate::daemon::masked::told;
use crate::daemon::metrics::Counters;
use crate::daemon::ping::Pinger;
use crate::daemon::pulse::Pulse;
use crate::daemon::work::Bench;
use crate::failure::{Failure, Reason};
use crate::locale::Language;
use crate::mail::Notice;
use crate::pipeline::{App, notice};
use crate::schedule::plan::{Due, Served, Timing};
use crate::store::{DaemonLock, DueRun, Store, StoreError};
use crate::web::Page;

/// The loop turns at least this often: a changed clock and changed files are seen, the watchdog knows.
const TURN: Duration = Duration::from_secs(2);
/// How long a run and a batch of mails may go on after the daemon was told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long letting go of what is abandoned then, and of the store, may take.
const LETTING_GO: Duration = Duration::from_secs(2);
/// How long the loop waits for the database.
const ASKING: Duration = Duration::from_secs(10);
/// How often other machines are shown that this one lives, at least.
const SHOWING: Duration = Duration::from_secs(10);

/// Where the configuration is read again from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The service's file.
    pub file: Option<PathBuf>,
    pub environment: Environment,
    /// The language of `--lang`, which goes before the configuration's.
    pub asked: Option<Language>,
}

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
/// Where the store cannot be opened, the health address is taken, or signals cannot be heard; a
/// failing run is no reason to end. And where the outbox breaks off by a defect: whoever watches over
/// the process starts it again.
pub async fn run(app: Arc<App>, origin: Origin) -> Result<(), Failure> {
    let mut signals = Signals::new().map_err(|error| DaemonError::Signals { error })?;
    let opened = tokio::select! {
        opened = opened(&app) => opened?,
        () = signals.stop() => return Ok(()),
    };
    let (store, only) = opened;
    let mut daemon = Daemon::new(app, store, only, origin).await?;
    pulse::ready();
    info!(campaigns = daemon.app().config.campaigns.len(), "started");
    loop {
        daemon.turn().await;
        let job = async {
            match daemon.running.join_next().await {
                Some(Ok(came)) => came,
                // Nobody aborts what waits for a job, and it does not panic.
                Some(Err(_)) | None => std::future::pending().await,
            }
        };
        tokio::select! {
            told = signals.next() => match told {
                SignalMeaning::Stop => break,
                SignalMeaning::Reload => daemon.reload().await,
            },
            (campaign, came) = job => daemon.finished(&campaign, came).await,
            _ = &mut daemon.sending => {
                return Err(DaemonError::OutboxBrokeOff.into());
            }
            () = tokio::time::sleep(TURN) => {}
        }
    }
    daemon.stop().await;
    Ok(())
}

/// The store, and the right to be its only daemon where there may be only one. What another
/// process holds just now, and a server that is away, are waited for.
async fn opened(app: &App) -> Result<(Store, Option<DaemonLock>), Failure> {
    let mut is_told = false;
    loop {
        let opening = async {
            let store = app.store().await?;
            let only = store.lock_daemon().await?;
            close_interrupted(app, &store).await?;
            Ok::<_, Failure>((store, only))
        };
        let failure = match opening.await {
            Ok(opened) => return Ok(opened),
            Err(failure) => failure,
        };
        if !WAITED_FOR.contains(&failure.kind()) {
            return Err(failure);
        }
        if !is_told {
            is_told = true;
            pulse::status("waiting for the database");
            warn!(
                kind = failure.kind(),
                error = told(&failure, app.language),
                "the database is waited for"
            );
        }
        tokio::time::sleep(TURN).await;
    }
}

/// Failures that pass by themselves.
const WAITED_FOR: [&str; 2] = ["store-locked", "store-unreachable"];

fn is_away(error: &StoreError) -> bool {
    WAITED_FOR.contains(&error.kind())
}

/// What a signal means.
enum SignalMeaning {
    Stop,
    Reload,
}

/// What the daemon is told from outside.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    reload: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            reload: signal(SignalKind::hangup())?,
        })
    }

    /// Told to stop, and nothing else.
    async fn stop(&mut self) {
        while let SignalMeaning::Reload = self.next().await {}
    }

    async fn next(&mut self) -> SignalMeaning {
        tokio::select! {
            _ = self.terminate.recv() => SignalMeaning::Stop,
            _ = self.interrupt.recv() => SignalMeaning::Stop,
            _ = self.reload.recv() => SignalMeaning::Reload,
        }
    }
}

struct Daemon {
    origin: Origin,
    /// No second daemon serves a store that is a file.
    only: Option<DaemonLock>,
    session: watch::Sender<(Arc<App>, Store)>,
    jobs: Jobs,
    /// Each campaign that is being run, and what comes of it.
    running: JoinSet<(String, Came)>,
    /// When the store was last told that this process lives.
    shown: Option<Instant>,
    /// The database did not answer at the last look.
    is_away: bool,
    /// Until when each campaign's rhythms were looked after.
    served: BTreeMap<String, Served>,
    files: Files,
    pulse: Pulse,
    pinger: Pinger,
    pings: JoinHandle<()>,
    counters: Arc<Counters>,
    sending: JoinHandle<Option<()>>,
    /// What leaves by other ways than mail.
    channels: JoinHandle<Option<()>>,
    send_now: Arc<Notify>,
    stop: CancellationToken,
    /// Time is over for what did not end.
    abandon: CancellationToken,
}

impl Daemon {
    async fn new(
        app: Arc<App>,
        store: Store,
        only: Option<DaemonLock>,
        origin: Origin,
    ) -> Result<Self, Failure> {
        let (pinger, pings) = Pinger::start();
        let (session, seen) = watch::channel((Arc::clone(&app), store.clone()));
        let send_now = Arc::new(Notify::new());
        let (stop, abandon) = (CancellationToken::new(), CancellationToken::new());
        let pulse = Pulse::start();
        let counters = Arc::new(Counters::default());
        if let Some(address) = app.config.health.listen {
            let health = Health {
                session: seen.clone(),
                counters: Arc::clone(&counters),
                pulse: pulse.clone(),
            };
            let taken = |error| DaemonError::HealthTaken {
                address: address.to_string(),
                error,
            };
            health.listen(address).await.map_err(taken)?;
        }
        let (kept_up, stopped) = (seen.clone(), stop.clone());
        let channels = beside(&abandon, move || channels::keep_up(kept_up, stopped));
        if let Some(address) = app.config.web.listen {
            let page = Page::new(seen.clone(), Arc::clone(&send_now));
            let taken = |error| DaemonError::PageTaken {
                address: address.to_string(),
                error,
            };
            page.listen(address).await.map_err(taken)?;
            info!(
                page = app.config.web.base(),
                "the operators' page is served; «cnscd web link» prints a link that signs in"
            );
        }
        let (asked, stopped) = (Arc::clone(&send_now), stop.clone());
        let sending = beside(&abandon, move || outbox::keep_sending(seen, asked, stopped));
        let side_by_side = app.config.daemon.side_by_side;
        let mut daemon = Self {
            files: Files::watch(watched(&app, &origin)),
            origin,
            only,
            session,
            jobs: Jobs::new(side_by_side),
            running: JoinSet::new(),
            shown: None,
            is_away: false,
            served: BTreeMap::new(),
            pulse,
            pinger,
            pings,
            counters,
            sending,
            channels,
            send_now,
            stop,
            abandon,
        };
        daemon.remember().await?;
        Ok(daemon)
    }

    fn app(&self) -> Arc<App> {
        Arc::clone(&self.session.borrow().0)
    }

    fn store(&self) -> Store {
        self.session.borrow().1.clone()
    }

    /// Since when each campaign's rhythms are owed: what was missed while no daemon ran is made
    /// up for, and a campaign that never ran owes nothing before now.
    async fn remember(&mut self) -> Result<(), Failure> {
        let (app, store) = (self.app(), self.store());
        let now = app.clock.now();
        for campaign in &app.config.campaigns {
            if self.served.contains_key(&campaign.name) {
                continue;
            }
            let name = &campaign.name;
            let pull = store.last_pull(name).await?;
            let mailed = store.last_mailed(name).await?;
            let first = store.first_run(name).await?;
            let report = mailed.map(|mailed| mailed.at).or(first);
            // What was noted by a clock that ran ahead holds nothing up.
            let served = Served {
                pull: pull.unwrap_or(now).min(now),
                report: report.unwrap_or(now).min(now),
            };
            self.served.insert(name.clone(), served);
        }
        Ok(())
    }

    /// One look at the clock and the files.
    async fn turn(&mut self) {
        self.pulse.beat();
        if self.files.have_changed() {
            info!("the configuration changed on disk");
            self.reload().await;
        }
        let asking = async {
            self.ask().await?;
            self.ask_waiting().await?;
            self.show_life().await
        };
        // A database that is away holds the loop up for a moment only.
        match tokio::time::timeout(ASKING, asking).await {
            Ok(Ok(())) => self.note_there(),
            Ok(Err(error)) => self.note_away(&error.to_string()),
            Err(_) => self.note_away("no answer in time"),
        }
        self.start();
    }

    /// Says once that the database is away.
    fn note_away(&mut self, error: &str) {
        if !std::mem::replace(&mut self.is_away, true) {
            pulse::status("waiting for the database");
            warn!(error, "the database does not answer: it is waited for");
        }
    }

    /// Says once that the database is there again.
    fn note_there(&mut self) {
        if std::mem::replace(&mut self.is_away, false) {
            pulse::status("waiting");
            info!("the database answers again");
        }
    }

    /// Sets about what fell due since the last look.
    ///
    /// # Errors
    /// Where the database is away: all of it is looked at again, what was not noted too.
    async fn ask(&mut self) -> Result<(), StoreError> {
        let (app, store) = (self.app(), self.store());
        let now = app.clock.now();
        for campaign in &app.config.campaigns {
            let Some(served) = self.served.get(&campaign.name).copied() else {
                continue;
            };
            let plan = app.config.plan(campaign);
            let due = plan.due(served, now, campaign.catch_up);
            if due != Due::default() {
                let fell = plan.fell(served, now, campaign.catch_up);
                match claimed(&store, &campaign.name, due, fell).await {
                    Ok((due, at)) => self.put(&campaign.name, due, at).await,
                    Err(error) if is_away(&error) => return Err(error),
                    // Looked at again: it is not noted as seen.
                    Err(error) => {
                        warn!(campaign.id = campaign.name, %error, "what is due could not be noted");
                        continue;
                    }
                }
            }
            if let Some(promised) = plan.skipped_report(served, now, campaign.catch_up) {
                warn!(campaign.id = campaign.name, %promised, "a promised report is too old to be made up for");
            }
            self.served.insert(campaign.name.clone(), served.seen(now));
        }
        Ok(())
    }

    /// Sets about the runs that people asked for, whatever machine they asked.
    async fn ask_waiting(&mut self) -> Result<(), StoreError> {
        let (app, store) = (self.app(), self.store());
        let waiting = match store.waiting_runs().await {
            Ok(waiting) => waiting,
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => {
                warn!(%error, "runs that were asked for could not be looked at");
                return Ok(());
            }
        };
        for run in waiting {
            let mut campaigns = app.config.campaigns.iter();
            let serves = campaigns.any(|campaign| campaign.name == run.campaign);
            // Another machine's run ends first.
            let under_way = store.run_under_way(&run.campaign).await;
            if serves && matches!(under_way, Ok(None)) {
                self.jobs.ask_for(&run.campaign, &run.id, run.decides);
            }
        }
        Ok(())
    }

    async fn put(&mut self, campaign: &str, due: Due, at: Vec<Timestamp>) {
        if self.jobs.ask(campaign, due, at.clone()) == RunRequest::Joined {
            info!(
                campaign.id = campaign,
                "a run that goes on or waits serves this one too"
            );
            self.done(campaign, &at).await;
        }
    }

    /// Nobody needs to make these any more.
    async fn done(&self, campaign: &str, at: &[Timestamp]) {
        let (app, store) = (self.app(), self.store());
        for at in at {
            if let Err(error) = store.finish_due_run(campaign, *at, app.clock.now()).await {
                warn!(campaign.id = campaign, %error, "a run that is done could not be noted");
            }
        }
    }

    /// Shows other machines that what this one has set about will be made, and sets about what
    /// one that is gone has left.
    async fn show_life(&mut self) -> Result<(), StoreError> {
        let (app, store) = (self.app(), self.store());
        let rest = SHOWING.min(app.config.store.lease / 4);
        if self.shown.is_some_and(|shown| shown.elapsed() < rest) {
            return Ok(());
        }
        let now = app.clock.now();
        let looked = async {
            store.keep_due_runs().await?;
            store
                .serve(env!("CARGO_PKG_VERSION"), &app.configurations())
                .await?;
            let furthest = app.config.campaigns.iter().map(|one| one.catch_up).max();
            let abandoned = store
                .abandoned_due_runs(now - furthest.unwrap_or_default())
                .await?;
            let mut taken = Vec::new();
            for due in abandoned {
                let mut campaigns = app.config.campaigns.iter();
                if campaigns.any(|campaign| {
                    campaign.name == due.campaign && now - due.at <= campaign.catch_up
                }) && store.claim_due_run(&due).await?
                {
                    taken.push(due);
                }
            }
            Ok::<_, StoreError>(taken)
        };
        match looked.await {
            Ok(taken) => {
                self.shown = Some(Instant::now());
                for due in taken {
                    info!(campaign.id = due.campaign, at = %due.at, "a run that was left is made up for");
                    let timing = Some(Timing::CatchUp);
                    let asked = match due.report {
                        true => Due {
                            pull: None,
                            report: timing,
                        },
                        false => Due {
                            pull: timing,
                            report: None,
                        },
                    };
                    self.put(&due.campaign, asked, vec![due.at]).await;
                }
            }
            Err(error) if is_away(&error) => return Err(error),
            Err(error) => warn!(%error, "the database could not be asked"),
        }
        Ok(())
    }

    /// Starts jobs, as many as may run.
    fn start(&mut self) {
        let app = self.app();
        while let Some(job) = self.jobs.start(app.clock.now()) {
            pulse::status(&format!("{}: {}", job.campaign, job.trigger.id()));
            let bench = Bench {
                app: Arc::clone(&app),
                store: self.store(),
                pinger: self.pinger.clone(),
                counters: Arc::clone(&self.counters),
            };
            let campaign = job.campaign.clone();
            let working = beside(&self.abandon, move || work::work(bench, job));
            self.running.spawn(async move {
                let came = working.await.ok().flatten().unwrap_or(Came::BrokeOff);
                (campaign, came)
            });
        }
    }

    /// A campaign's job is over.
    async fn finished(&mut self, campaign: &str, came: Came) {
        if let Some(job) = self.jobs.finish(campaign, came, self.app().clock.now()) {
            self.done(campaign, &job.due).await;
        }
        if came == Came::BrokeOff {
            error!(campaign.id = campaign, "a run broke off by a defect");
            if let Err(failure) = close_interrupted(&self.app(), &self.store()).await {
                error!(
                    kind = failure.kind(),
                    error = told(&failure, self.app().language),
                    "it could not be closed"
                );
            }
        }
        if self.running.is_empty() {
            pulse::status("waiting");
        }
        self.send_now.notify_one();
    }

    /// Takes a configuration that is good; one that is not changes nothing.
    async fn reload(&mut self) {
        pulse::reloading();
        let reloaded = self.try_reload().await;
        if let Err(failure) = &reloaded {
            error!(
                kind = failure.kind(),
                error = told(failure, self.app().language),
                "the configuration on disk is not usable: the old one stays in force"
            );
        }
        if let Err(failure) = self.tell_of_configuration(reloaded.err()).await {
            warn!(
                kind = failure.kind(),
                "operators could not be told of the configuration"
            );
        }
        pulse::ready();
    }

    /// Operators hear once of a configuration that cannot be used, and once that it can again.
    async fn tell_of_configuration(&self, failure: Option<Failure>) -> Result<(), Failure> {
        let (app, store) = (self.app(), self.store());
        let told = match failure {
            Some(failure) => {
                let problems = failure.message().say(Language::Vi);
                let notice = Notice::BadConfiguration { problems };
                notice::raise(&app, &store, "", &notice).await?
            }
            None => notice::clear(&app, &store, "", Notice::CONFIGURATION).await?,
        };
        if told {
            self.send_now.notify_one();
        }
        Ok(())
    }

    async fn try_reload(&mut self) -> Result<(), Failure> {
        let old = self.app();
        let origin = &self.origin;
        let config = Config::load_or_shipped(origin.file.as_deref(), &origin.environment)?;
        if config.health.listen != old.config.health.listen {
            warn!("[health] listen changes with the next start");
        }
        if config.web.listen != old.config.web.listen {
            warn!("[web] listen changes with the next start");
        }
        let language = origin.asked.unwrap_or(config.language);
        let same_store = config.store.address == old.config.store.address;
        let app = Arc::new(App::new(config, language, old.clock)?);
        let store = if same_store {
            self.store()
        } else {
            let store = app.store().await?;
            self.only = store.lock_daemon().await?;
            store
        };
        self.files = Files::watch(watched(&app, &self.origin));
        self.session.send_replace((Arc::clone(&app), store));
        let known = |name: &str| {
            app.config
                .campaigns
                .iter()
                .any(|campaign| campaign.name == name)
        };
        self.jobs.keep(known);
        self.jobs.side_by_side(app.config.daemon.side_by_side);
        self.served.retain(|name, _| known(name));
        self.remember().await?;
        info!(
            campaigns = app.config.campaigns.len(),
            "the configuration was read again"
        );
        Ok(())
    }

    /// Ends what goes on, or abandons it: a run that is abandoned leaves nothing half-visible.
    async fn stop(mut self) {
        info!("told to stop");
        pulse::stopping();
        self.stop.cancel();
        let (app, store) = (self.app(), self.store());
        let mut ending = Box::pin(async {
            while self.running.join_next().await.is_some() {}
            let _ = self.sending.await;
            let _ = self.channels.await;
            drop(self.pinger);
            self.abandon.run_until_cancelled(self.pings).await;
        });
        let ended = tokio::time::timeout(GRACE, &mut ending).await.is_ok();
        if !ended {
            warn!("what goes on is abandoned");
            self.abandon.cancel();
        }
        let closing = async {
            if !ended {
                ending.await;
                // Where it cannot be closed now, the next start does it.
                let _ = close_interrupted(&app, &store).await;
            }
            // What it had set about and not begun is made up for by whoever starts next.
            let _ = store.leave_due_runs(app.clock.now()).await;
            let _ = store.serve_no_more().await;
            if let Some(only) = self.only {
                only.release().await;
            }
            store.close().await;
        };
        let _ = tokio::time::timeout(LETTING_GO, closing).await;
        info!("stopped");
    }
}

/// Of what is due, that which is this process's to make, and when it fell.
async fn claimed(
    store: &Store,
    campaign: &str,
    due: Due,
    fell: (Option<Timestamp>, Option<Timestamp>),
) -> Result<(Due, Vec<Timestamp>), StoreError> {
    let mut ours = Due::default();
    let mut at = Vec::new();
    // A report and a pull of one instant are one run.
    let report = due.report.zip(fell.1);
    let pull = due.pull.zip(fell.0);
    if let Some((timing, instant)) = report
        && store
            .claim_due_run(&DueRun {
                campaign: campaign.to_owned(),
                at: instant,
                report: true,
            })
            .await?
    {
        ours.report = Some(timing);
        at.push(instant);
    }
    let is_one = report
        .zip(pull)
        .is_some_and(|(one, other)| one.1 == other.1);
    if let Some((timing, instant)) = pull.filter(|_| !is_one)
        && store
            .claim_due_run(&DueRun {
                campaign: campaign.to_owned(),
                at: instant,
                report: false,
            })
            .await?
    {
        ours.pull = Some(timing);
        at.push(instant);
    }
    Ok((ours, at))
}

/// Has something done on a thread of its own: a large report is written for seconds, in which the
/// loop turns and questions about health are answered. `None` where it was abandoned.
fn beside<Work: Future>(
    abandon: &CancellationToken,
    begin: impl FnOnce() -> Work + Send + 'static,
) -> JoinHandle<Option<Work::Output>>
where
    Work::Output: Send + 'static,
{
    let (runtime, abandon) = (Handle::current(), abandon.clone());
    spawn_blocking(move || runtime.block_on(abandon.run_until_cancelled(begin())))
}

/// Closes runs of a process or a thread that died.
async fn close_interrupted(app: &App, store: &Store) -> Result<(), Failure> {
    for campaign in &app.config.campaigns {
        // Whoever holds the campaign is alive, and so is its run.
        let Ok(lock) = store.lock(&campaign.name).await else {
            continue;
        };
        let closed = store.close_interrupted(&lock, app.clock.now()).await?;
        lock.release().await;
        if closed > 0 {
            warn!(
                campaign.id = campaign.name,
                runs = closed,
                "runs that were broken off are closed"
            );
        }
    }
    Ok(())
}

/// The files that the configuration was read from.
fn watched(app: &App, origin: &Origin) -> Vec<PathBuf> {
    let mut files = app.config.files.clone();
    if let Some(file) = origin.file.as_ref().filter(|file| !files.contains(file)) {
        files.push(file.clone());
    }
    files
}
