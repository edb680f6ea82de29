//! The daemon: waits until runs are due, has them made, sends the outbox, and stops on a signal.
//!
//! It has one loop, which turns every few seconds and never waits for a run; runs and the outbox
//! have threads of their own. Decides when to run, not what a run does.

mod channels;
mod door;
mod due;
mod error;
mod files;
mod health;
mod jobs;
mod masked;
mod metrics;
mod outbox;
mod ping;
mod pulse;
mod reload;
mod signals;
mod work;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::config::Environment;
use crate::daemon::error::DaemonError;
use crate::daemon::files::Files;
use crate::daemon::health::Health;
use crate::daemon::jobs::{JobOutcome, Jobs};
use crate::daemon::masked::told;
use crate::daemon::metrics::Counters;
use crate::daemon::ping::Pinger;
use crate::daemon::pulse::Pulse;
use crate::daemon::reload::watched;
use crate::daemon::signals::{SignalMeaning, Signals};
use crate::daemon::work::JobContext;
use crate::failure::{Failure, Reason};
use crate::locale::Language;
use crate::pipeline::App;
use crate::schedule::plan::CheckedUntil;
use crate::store::{DaemonLock, Store, StoreError};
use crate::web::Page;

/// The longest time between two turns, which notice a changed clock and files and feed the
/// watchdog.
const TURN: Duration = Duration::from_secs(2);
/// How long a run and a batch of mails may continue after the signal to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long it may then take to drop what was abandoned and to close the store.
const LETTING_GO: Duration = Duration::from_secs(2);
/// How long the loop waits for the database.
const ASKING: Duration = Duration::from_secs(10);
/// The longest time between two signs of life for other machines.
const RENEWAL: Duration = Duration::from_secs(10);

/// Where the configuration came from, to read it again.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The main configuration file.
    pub file: Option<PathBuf>,
    pub environment: Environment,
    /// The language of `--lang`, which overrides the configuration's.
    pub asked: Option<Language>,
}

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
/// If the store cannot be opened, an address is in use, or signals cannot be received. Also if the
/// outbox ends because of a defect; the service manager then restarts the process. A failed run is
/// not an error.
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
                Some(Ok(outcome)) => outcome,
                // A job's task is not aborted and does not panic.
                Some(Err(_)) | None => std::future::pending().await,
            }
        };
        tokio::select! {
            told = signals.next() => match told {
                SignalMeaning::Stop => break,
                SignalMeaning::Reload => daemon.reload().await,
            },
            (campaign, outcome) = job => daemon.finished(&campaign, outcome).await,
            _ = &mut daemon.sending => {
                return Err(DaemonError::OutboxBrokeOff.into());
            }
            () = tokio::time::sleep(TURN) => {}
        }
    }
    daemon.stop().await;
    Ok(())
}

/// Opens the store, and takes the daemon's lease if only one daemon may serve it. Waits for a lock
/// that another process holds, and for a server that is unreachable.
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

/// Kinds of failures that are waited for.
const WAITED_FOR: [&str; 2] = ["store-locked", "store-unreachable"];

fn is_away(error: &StoreError) -> bool {
    WAITED_FOR.contains(&error.kind())
}

struct Daemon {
    origin: Origin,
    /// The lease that keeps a second daemon from serving a store in a file.
    only: Option<DaemonLock>,
    session: watch::Sender<(Arc<App>, Store)>,
    jobs: Jobs,
    /// The campaigns that are running, and their results.
    running: JoinSet<(String, JobOutcome)>,
    /// When this process last recorded that it is alive.
    renewed: Option<Instant>,
    /// Whether the database did not answer at the last check.
    is_away: bool,
    /// Up to which instant each campaign's schedules were checked.
    checked: BTreeMap<String, CheckedUntil>,
    files: Files,
    pulse: Pulse,
    pinger: Pinger,
    pings: JoinHandle<()>,
    counters: Arc<Counters>,
    sending: JoinHandle<Option<()>>,
    /// The task that sends by other ways than mail.
    channels: JoinHandle<Option<()>>,
    /// Asks that task and the outbox to send now.
    send_now: watch::Sender<()>,
    stop: CancellationToken,
    /// Cancelled when the time for ending is over.
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
        let send_now = watch::Sender::new(());
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
        let (kept_up, asked, stopped) = (seen.clone(), send_now.subscribe(), stop.clone());
        let channels = beside(&abandon, move || channels::keep_up(kept_up, asked, stopped));
        if let Some(address) = app.config.web.listen {
            let page = Page::new(seen.clone(), send_now.clone());
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
        let (queued, stopped) = (send_now.clone(), stop.clone());
        let sending = beside(&abandon, move || {
            outbox::keep_sending(seen, queued, stopped)
        });
        let side_by_side = app.config.daemon.side_by_side;
        let mut daemon = Self {
            files: Files::watch(watched(&app, &origin)),
            origin,
            only,
            session,
            jobs: Jobs::new(side_by_side),
            running: JoinSet::new(),
            renewed: None,
            is_away: false,
            checked: BTreeMap::new(),
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

    /// Sets the instants from which each campaign's schedules are checked. Runs that were missed
    /// while no daemon ran are made up for; a campaign that never ran has missed nothing.
    async fn remember(&mut self) -> Result<(), Failure> {
        let (app, store) = (self.app(), self.store());
        let now = app.clock.now();
        for campaign in &app.config.campaigns {
            if self.checked.contains_key(&campaign.name) {
                continue;
            }
            let name = &campaign.name;
            let pull = store.last_pull(name).await?;
            let mailed = store.last_mailed(name).await?;
            let first = store.first_run(name).await?;
            let report = mailed.map(|mailed| mailed.at).or(first);
            // A run dated by a clock that ran ahead must not delay others.
            let checked = CheckedUntil {
                pull: pull.unwrap_or(now).min(now),
                report: report.unwrap_or(now).min(now),
            };
            self.checked.insert(name.clone(), checked);
        }
        Ok(())
    }

    /// Checks the clock and the files once.
    async fn turn(&mut self) {
        self.pulse.beat();
        if self.files.have_changed() {
            info!("the configuration changed on disk");
            self.reload().await;
        }
        let asking = async {
            self.ask().await?;
            self.ask_waiting().await?;
            self.renew_claims().await
        };
        // An unreachable database must not block the loop.
        match tokio::time::timeout(ASKING, asking).await {
            Ok(Ok(())) => self.note_there(),
            Ok(Err(error)) => self.note_away(&error.to_string()),
            Err(_) => self.note_away("no answer in time"),
        }
        self.start();
    }

    /// Logs once that the database does not answer.
    fn note_away(&mut self, error: &str) {
        if !std::mem::replace(&mut self.is_away, true) {
            pulse::status("waiting for the database");
            warn!(error, "the database does not answer: it is waited for");
        }
    }

    /// Logs once that the database answers again.
    fn note_there(&mut self) {
        if std::mem::replace(&mut self.is_away, false) {
            pulse::status("waiting");
            info!("the database answers again");
        }
    }

    /// Starts as many jobs as may run.
    fn start(&mut self) {
        let app = self.app();
        while let Some(job) = self.jobs.start(app.clock.now()) {
            pulse::status(&format!("{}: {}", job.campaign, job.trigger.id()));
            let context = JobContext {
                app: Arc::clone(&app),
                store: self.store(),
                pinger: self.pinger.clone(),
                counters: Arc::clone(&self.counters),
            };
            let campaign = job.campaign.clone();
            let working = beside(&self.abandon, move || work::work(context, job));
            self.running.spawn(async move {
                let outcome = working.await.ok().flatten().unwrap_or(JobOutcome::BrokeOff);
                (campaign, outcome)
            });
        }
    }

    /// Handles the end of a campaign's job.
    async fn finished(&mut self, campaign: &str, outcome: JobOutcome) {
        if let Some(job) = self.jobs.finish(campaign, outcome, self.app().clock.now()) {
            self.done(campaign, &job.due).await;
        }
        if outcome == JobOutcome::BrokeOff {
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
        self.send_now.send_replace(());
    }

    /// Waits for what is under way, then abandons it; an abandoned run leaves nothing half-visible.
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
                // If a run cannot be closed now, the next start closes it.
                let _ = close_interrupted(&app, &store).await;
            }
            // Runs that were claimed and not begun are made up for by the process that starts next.
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

/// Does something on a thread of its own: writing a large report takes seconds, in which the loop
/// must turn and health checks must be answered. Returns `None` if it was abandoned.
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

/// Closes the runs of a process or thread that died.
async fn close_interrupted(app: &App, store: &Store) -> Result<(), Failure> {
    for campaign in &app.config.campaigns {
        // A campaign that is locked has a living process, and so has its run.
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
