//! The daemon: waits for what is due, has it run, sends the outbox, stops when told.
//!
//! One loop, which turns every few seconds and never waits for a run; runs and the outbox go on
//! beside it. Knows when; deliberately not what a run does.

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
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::config::{Config, Environment};
use crate::daemon::error::DaemonError;
use crate::daemon::files::Files;
use crate::daemon::health::Health;
use crate::daemon::jobs::{Asked, Came, Jobs};
use crate::daemon::masked::told;
use crate::daemon::metrics::Counters;
use crate::daemon::ping::Pinger;
use crate::daemon::pulse::Pulse;
use crate::daemon::work::Bench;
use crate::failure::Failure;
use crate::locale::Language;
use crate::pipeline::App;
use crate::schedule::plan::Served;
use crate::store::{DaemonLock, Store};

/// The loop turns at least this often: a changed clock and changed files are seen, the watchdog knows.
const TURN: Duration = Duration::from_secs(2);
/// How long a run and a batch of mails may go on after the daemon was told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long letting go of what is abandoned then, and of the store, may take.
const LETTING_GO: Duration = Duration::from_secs(2);

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
    let store = app.store().await?;
    let only = store.lock_daemon().await?;
    let mut daemon = Daemon::new(app, store, only, origin).await?;
    pulse::ready();
    info!(campaigns = daemon.app().config.campaigns.len(), "started");
    loop {
        daemon.turn().await;
        let job = async {
            match &mut daemon.running {
                Some(running) => running.await.ok().flatten().unwrap_or(Came::BrokeOff),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            told = signals.next() => match told {
                Told::Stop => break,
                Told::Reload => daemon.reload().await,
            },
            came = job => daemon.finished(came).await,
            _ = &mut daemon.sending => {
                return Err(DaemonError::OutboxBrokeOff.into());
            }
            () = tokio::time::sleep(TURN) => {}
        }
    }
    daemon.stop().await;
    Ok(())
}

/// What a signal means.
enum Told {
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

    async fn next(&mut self) -> Told {
        tokio::select! {
            _ = self.terminate.recv() => Told::Stop,
            _ = self.interrupt.recv() => Told::Stop,
            _ = self.reload.recv() => Told::Reload,
        }
    }
}

struct Daemon {
    origin: Origin,
    /// No second daemon serves the store.
    only: DaemonLock,
    session: watch::Sender<(Arc<App>, Store)>,
    jobs: Jobs,
    running: Option<JoinHandle<Option<Came>>>,
    /// Until when each campaign's rhythms were looked after.
    served: BTreeMap<String, Served>,
    files: Files,
    pulse: Pulse,
    pinger: Pinger,
    pings: JoinHandle<()>,
    counters: Arc<Counters>,
    sending: JoinHandle<Option<()>>,
    send_now: Arc<Notify>,
    stop: CancellationToken,
    /// Time is over for what did not end.
    abandon: CancellationToken,
}

impl Daemon {
    async fn new(
        app: Arc<App>,
        store: Store,
        only: DaemonLock,
        origin: Origin,
    ) -> Result<Self, Failure> {
        close_interrupted(&app, &store).await?;
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
        let (asked, stopped) = (Arc::clone(&send_now), stop.clone());
        let sending = beside(&abandon, move || outbox::keep_sending(seen, asked, stopped));
        let mut daemon = Self {
            files: Files::watch(watched(&app, &origin)),
            origin,
            only,
            session,
            jobs: Jobs::default(),
            running: None,
            served: BTreeMap::new(),
            pulse,
            pinger,
            pings,
            counters,
            sending,
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
        let app = self.app();
        let now = app.clock.now();
        for campaign in &app.config.campaigns {
            let Some(served) = self.served.get_mut(&campaign.name) else {
                continue;
            };
            let due = app
                .config
                .plan(campaign)
                .due(*served, now, campaign.catch_up);
            *served = served.seen(now);
            if self.jobs.ask(&campaign.name, due) == Asked::Joined {
                info!(
                    campaign.id = campaign.name,
                    "a run that goes on or waits serves this one too"
                );
            }
        }
        self.start();
    }

    /// Starts the next job, where none runs.
    fn start(&mut self) {
        let app = self.app();
        let Some(job) = self.jobs.start(app.clock.now()) else {
            return;
        };
        pulse::status(&format!("{}: {}", job.campaign, job.trigger.id()));
        let bench = Bench {
            app,
            store: self.store(),
            pinger: self.pinger.clone(),
            counters: Arc::clone(&self.counters),
        };
        self.running = Some(beside(&self.abandon, move || work::work(bench, job)));
    }

    /// The running job is over.
    async fn finished(&mut self, came: Came) {
        self.running = None;
        self.jobs.finish(came, self.app().clock.now());
        if came == Came::BrokeOff {
            error!("a run broke off by a defect");
            if let Err(failure) = close_interrupted(&self.app(), &self.store()).await {
                error!(
                    kind = failure.kind(),
                    error = told(&failure, self.app().language),
                    "it could not be closed"
                );
            }
        }
        pulse::status("waiting");
        self.send_now.notify_one();
    }

    /// Takes a configuration that is good; one that is not changes nothing.
    async fn reload(&mut self) {
        pulse::reloading();
        if let Err(failure) = self.try_reload().await {
            error!(
                kind = failure.kind(),
                error = told(&failure, self.app().language),
                "the configuration on disk is not usable: the old one stays in force"
            );
        }
        pulse::ready();
    }

    async fn try_reload(&mut self) -> Result<(), Failure> {
        let old = self.app();
        let origin = &self.origin;
        let config = Config::load_or_shipped(origin.file.as_deref(), &origin.environment)?;
        if config.health.listen != old.config.health.listen {
            warn!("[health] listen changes with the next start");
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
            if let Some(running) = self.running.take() {
                let _ = running.await;
            }
            let _ = self.sending.await;
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
            self.only.release().await;
            store.close().await;
        };
        let _ = tokio::time::timeout(LETTING_GO, closing).await;
        info!("stopped");
    }
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
