//! The daemon: waits for what is due, runs it, sends the outbox, stops when told.
//!
//! Two rhythms a campaign: `schedule` pulls, `report_schedule` mails the readers. What was missed
//! while the machine was off is made up once. Knows when; deliberately not what a run does.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::clock::Timestamp;
use crate::config::Campaign;
use crate::delivery::{self, DeliveryError};
use crate::failure::{Advises, Failure, OrFailure};
use crate::mail::Notice;
use crate::pipeline::sync::{self, Mailing, Order};
use crate::pipeline::{App, notice};
use crate::store::{MailState, Outcome, Run, Store, Trigger};

/// The longest sleep: the outbox and a changed clock are looked at this often.
const TICK: Duration = Duration::from_secs(30);
/// How long a run may go on after the daemon was told to stop.
const GRACE: Duration = Duration::from_secs(8);
/// Runs that fail in a row before operators are told.
const FAILURES: usize = 3;
/// How long mail may wait before operators are told.
const STUCK: chrono::TimeDelta = chrono::TimeDelta::hours(6);

/// What is due for a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Pull(Trigger),
    Report,
}

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
/// Where the store cannot be opened or signals cannot be heard; a failing run is no reason to end.
pub async fn run(app: &App) -> Result<(), Failure> {
    let store = app.store().await?;
    let stop = CancellationToken::new();
    listen(&stop).map_err(|error| {
        Failure::said(
            app.language,
            "cli-signals",
            70,
            &[("error", &error.to_string())],
        )
    })?;
    for campaign in &app.config.campaigns {
        if let Ok(lock) = store.lock(&campaign.name) {
            let closed = store
                .close_interrupted(&lock, app.clock.now())
                .await
                .or_fail(app.language)?;
            if closed > 0 {
                warn!(
                    campaign.id = campaign.name,
                    runs = closed,
                    "runs of a process that died were closed"
                );
            }
        }
    }
    // Outside systemd there is nobody to notify.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    info!(campaigns = app.config.campaigns.len(), "started");
    let mut last = app.clock.now();
    let mut first = true;
    while !stop.is_cancelled() {
        let now = app.clock.now();
        for campaign in &app.config.campaigns {
            let due = if first {
                missed(app, &store, campaign, now).await?
            } else {
                between(app, campaign, last, now)
            };
            for due in due {
                if stop.is_cancelled() {
                    break;
                }
                serve(app, &store, campaign, due, &stop).await;
            }
        }
        first = false;
        last = now;
        send(app, &store).await;
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
        let sleep = until_next(app, now);
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
    info!("stopped");
    store.close().await;
    Ok(())
}

/// Cancels the token at SIGTERM or SIGINT.
fn listen(stop: &CancellationToken) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        info!("told to stop");
        stop.cancel();
    });
    Ok(())
}

/// What fell due between two looks at the clock, each rhythm at most once: a machine that slept
/// makes one run of all it missed.
fn between(app: &App, campaign: &Campaign, last: Timestamp, now: Timestamp) -> Vec<Due> {
    let zone = app.config.timezone;
    let fell = |schedule: &Option<crate::schedule::Schedule>| {
        schedule
            .as_ref()
            .and_then(|schedule| schedule.next_after(last, zone))
            .filter(|time| *time <= now)
    };
    let mut due = Vec::new();
    if let Some(time) = fell(&campaign.schedule) {
        let late = now - time > chrono::TimeDelta::from_std(TICK * 4).expect("two minutes");
        if !late || now - time <= campaign.catch_up {
            due.push(Due::Pull(if late {
                Trigger::CatchUp
            } else {
                Trigger::Schedule
            }));
        }
    }
    if fell(&campaign.report_schedule).is_some() {
        due.push(Due::Report);
    }
    due
}

/// What was missed while no daemon ran: the last scheduled time within `catch_up` that no run follows.
async fn missed(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    now: Timestamp,
) -> Result<Vec<Due>, Failure> {
    let Some(schedule) = &campaign.schedule else {
        return Ok(Vec::new());
    };
    let runs = store
        .runs(Some(&campaign.name), Some(1))
        .await
        .or_fail(app.language)?;
    let Some(last) = runs.first() else {
        return Ok(Vec::new());
    };
    let since = last.started.max(now - campaign.catch_up);
    let missed = schedule
        .next_after(since, app.config.timezone)
        .is_some_and(|time| time <= now);
    Ok(if missed {
        vec![Due::Pull(Trigger::CatchUp)]
    } else {
        Vec::new()
    })
}

/// How long to sleep: until the next time of any rhythm, at most a tick.
fn until_next(app: &App, now: Timestamp) -> Duration {
    let zone = app.config.timezone;
    app.config
        .campaigns
        .iter()
        .flat_map(|campaign| [&campaign.schedule, &campaign.report_schedule])
        .flatten()
        .filter_map(|schedule| schedule.next_after(now, zone))
        .filter_map(|time| (time - app.clock.now()).to_std().ok())
        .min()
        .unwrap_or(TICK)
        .clamp(Duration::from_millis(50), TICK)
}

/// Runs once; a failure is logged, recorded by the run itself, and told when it repeats.
async fn serve(app: &App, store: &Store, campaign: &Campaign, due: Due, stop: &CancellationToken) {
    let (trigger, mail) = match due {
        Due::Pull(trigger) => (trigger, Mailing::AsSet),
        Due::Report => (Trigger::Schedule, Mailing::Always),
    };
    let order = Order {
        mail,
        ..Order::new(trigger)
    };
    let run = sync::run(app, campaign, &order);
    let outcome = tokio::select! {
        outcome = run => outcome,
        () = async { stop.cancelled().await; tokio::time::sleep(GRACE).await } => {
            warn!(campaign.id = campaign.name, "the run was abandoned: it is closed as interrupted at the next start");
            return;
        }
    };
    match outcome {
        Ok(done) => {
            let issued = done
                .judgement
                .progress
                .as_ref()
                .map(|progress| progress.issued);
            info!(
                campaign.id = campaign.name,
                run.id = done.run,
                outcome = done.outcome.id(),
                issued,
                queued = done.mail.queued,
                sent = done.mail.sent,
                "run done"
            );
            if let Some(failure) = &done.delivery_failure {
                warn!(
                    campaign.id = campaign.name,
                    kind = failure.kind,
                    "mails wait: {}",
                    failure.message
                );
            }
            tell(notice::clear(app, store, &campaign.name, "run-failing").await);
            match &done.loss {
                Some(loss) => {
                    let notice = Notice::Quarantined {
                        run: done.run.clone(),
                        loss: loss.sentences(crate::locale::Language::Vi).join("; "),
                    };
                    tell(notice::raise(app, store, &campaign.name, &notice).await);
                }
                None => tell(notice::clear(app, store, &campaign.name, "quarantined").await),
            }
        }
        Err(failure) => {
            error!(
                campaign.id = campaign.name,
                kind = failure.kind,
                "run failed: {}",
                failure.message
            );
            if let Err(failure) = tell_of_failures(app, store, campaign, &failure).await {
                error!(
                    kind = failure.kind,
                    "operators could not be told: {}", failure.message
                );
            }
        }
    }
}

/// Tells operators once when the last runs all failed.
async fn tell_of_failures(
    app: &App,
    store: &Store,
    campaign: &Campaign,
    failure: &Failure,
) -> Result<(), Failure> {
    let runs = store
        .runs(Some(&campaign.name), None)
        .await
        .or_fail(app.language)?;
    let failed: Vec<&Run> = runs
        .iter()
        .filter(|run| run.outcome != Some(Outcome::Busy))
        .take_while(|run| run.outcome == Some(Outcome::Failed))
        .collect();
    if failed.len() < FAILURES {
        return Ok(());
    }
    let notice = Notice::Failing {
        times: u32::try_from(failed.len()).unwrap_or(u32::MAX),
        since: failed
            .last()
            .map_or_else(|| app.clock.now(), |run| run.started),
        error: failure.message.clone(),
        next_step: failure.next_step.clone(),
    };
    notice::raise(app, store, &campaign.name, &notice)
        .await
        .map(|_| ())
}

/// Sends what is due, and tells operators when mail is stuck.
async fn send(app: &App, store: &Store) {
    let Ok(lock) = store.lock_outbox() else {
        return;
    };
    match delivery::send_due(store, &lock, &app.delivery(), app.clock, false).await {
        Ok(report) if !report.settled.is_empty() => {
            info!(
                sent = report.sent(),
                refused = report.refused(),
                owed = report.owed(),
                "outbox sent"
            );
        }
        Ok(_) => {}
        Err(DeliveryError::Store(error)) => error!(
            "the outbox could not be read: {}",
            error.failure(app.language).message
        ),
        Err(error) => warn!("mails wait: {}", error.failure(app.language).message),
    }
    let Ok(mails) = store.mails(None).await else {
        return;
    };
    let now = app.clock.now();
    let waiting: Vec<_> = mails
        .iter()
        .filter(|mail| {
            matches!(mail.state, MailState::Queued | MailState::Sending)
                && now - mail.queued_at > STUCK
        })
        .collect();
    let told = match waiting.iter().map(|mail| mail.queued_at).min() {
        Some(since) => {
            let notice = Notice::MailStuck {
                waiting: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
                since,
                error: waiting
                    .iter()
                    .find_map(|mail| mail.last_error.clone())
                    .unwrap_or_default(),
            };
            notice::raise(app, store, "", &notice).await
        }
        None => notice::clear(app, store, "", "mail-stuck").await,
    };
    tell(told);
}

/// That operators could not be told is itself only logged.
fn tell(told: Result<bool, Failure>) {
    if let Err(failure) = told {
        error!(
            kind = failure.kind,
            "operators could not be told: {}", failure.message
        );
    }
}
