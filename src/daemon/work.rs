//! One job of the daemon: makes the run, logs it, and tells whoever must know.

use std::sync::Arc;

use tracing::{error, info, warn};

use crate::config::Campaign;
use crate::daemon::error::DaemonError;
use crate::daemon::jobs::{Job, JobOutcome};
use crate::daemon::masked::told;
use crate::daemon::metrics::Counters;
use crate::daemon::ping::{Ping, Pinger};
use crate::failure::Failure;
use crate::pipeline::sync::{self, CompletedRun, Mailing, Order};
use crate::pipeline::{App, attend};
use crate::store::{Outcome, RunError, Store, Trigger};
use crate::view;

/// What a job works with.
pub(super) struct JobContext {
    pub(super) app: Arc<App>,
    pub(super) store: Store,
    pub(super) pinger: Pinger,
    pub(super) counters: Arc<Counters>,
}

/// Makes a job's run. Failures are logged, recorded by the run, and reported to operators if they
/// repeat.
pub(super) async fn work(context: JobContext, job: Job) -> JobOutcome {
    let app = &context.app;
    let Ok(campaign) = app.campaign(Some(&job.campaign)) else {
        return JobOutcome::Ran;
    };
    if let Some(outcome) = not_ours(&context, &job).await {
        return outcome;
    }
    let order = order(job);
    context.pinger.send(app, Ping::Start);
    let deadline = app.config.daemon.run_deadline;
    // Boxed, because the future of a run is too large for a thread's stack.
    let running = Box::pin(sync::run(app, campaign, &order, view::sync::told));
    let done = match tokio::time::timeout(deadline, running).await {
        Ok(done) => done,
        Err(_) => Err(too_long(&context, &order.id).await),
    };
    let outcome = match &done {
        Ok(done) => done.outcome(),
        // The process that has taken over makes it.
        Err(failure) if matches!(failure.kind(), "store-lease-lost" | "run-begun") => {
            return JobOutcome::Ran;
        }
        Err(failure) => sync::outcome_to_retry(failure),
    };
    context.counters.ran(&campaign.name, order.trigger, outcome);
    match &done {
        Ok(done) => tell_done(app, campaign, done),
        Err(failure) => tell_failure(app, campaign, &order.id, outcome, failure),
    }
    let went_wrong = matches!(outcome, Outcome::Failed | Outcome::Quarantined);
    context.pinger.send(
        app,
        if went_wrong {
            Ping::Fail
        } else {
            Ping::Success
        },
    );
    tell_operators(&context, campaign).await;
    match outcome {
        Outcome::Busy => JobOutcome::Held,
        Outcome::Failed => JobOutcome::Failed,
        _ => JobOutcome::Ran,
    }
}

/// The result of a job whose due run another machine makes, or cannot be checked; `None` if this
/// machine makes it.
async fn not_ours(context: &JobContext, job: &Job) -> Option<JobOutcome> {
    for at in &job.due {
        match context.store.holds_due_run(&job.campaign, *at).await {
            Ok(true) => {}
            Ok(false) => {
                info!(campaign.id = job.campaign, %at, "another machine makes this run");
                return Some(JobOutcome::Ran);
            }
            Err(error) => {
                warn!(campaign.id = job.campaign, %error, "the database could not be asked");
                return Some(JobOutcome::Held);
            }
        }
    }
    None
}

/// The order for a job's run. If it was asked for and the campaign is busy, it keeps waiting in the
/// store and adds no line to the history.
fn order(job: Job) -> Order {
    let trigger = job.asked.as_ref().map_or(job.trigger, |_| Trigger::Manual);
    let new = Order::new(trigger);
    Order {
        notes_busy: job.asked.is_none(),
        id: job.asked.unwrap_or_else(|| new.id.clone()),
        due: job.due.first().copied(),
        decide: job.decides,
        mail: if job.report {
            Mailing::Promised
        } else {
            Mailing::AsSet
        },
        ..new
    }
}

/// Mails operators what the store shows to be wrong with the campaign.
async fn tell_operators(context: &JobContext, campaign: &Campaign) {
    let app = &context.app;
    if let Err(failure) = attend::campaign(app, &context.store, campaign).await {
        error!(
            campaign.id = campaign.name,
            kind = failure.kind(),
            error = told(&failure, app.language),
            "operators could not be told"
        );
    }
}

/// Records that a run was ended because it took too long; it leaves nothing half-visible.
async fn too_long(context: &JobContext, run: &str) -> Failure {
    let app = &context.app;
    let failure = Failure::from(DaemonError::RunDeadline {
        seconds: app.config.daemon.run_deadline.as_secs(),
    });
    let error = RunError {
        kind: failure.kind().to_owned(),
        message: failure.message().say(app.language),
        exit_code: failure.exit_code(),
    };
    // If it cannot be recorded, the campaign's next run closes it.
    if let Err(error) = context.store.end_run(run, app.clock.now(), &error).await {
        warn!(run.id = run, %error, "its end could not be noted");
    }
    failure
}

fn tell_done(app: &App, campaign: &Campaign, done: &CompletedRun) {
    let progress = done.judgement.progress.as_ref();
    let mail = done.mail();
    info!(
        campaign.id = campaign.name,
        run.id = done.run,
        trigger = done.trigger.id(),
        outcome = done.outcome().id(),
        issued = progress.map(|progress| progress.issued),
        communes = progress.map(|progress| progress.communes),
        queued = mail.queued,
        sent = mail.sent,
        refused = mail.failed,
        "run done"
    );
    if let Some(failure) = done.delivery_failure() {
        warn!(
            campaign.id = campaign.name,
            run.id = done.run,
            kind = failure.kind(),
            error = told(failure, app.language),
            "mails wait"
        );
    }
}

fn tell_failure(app: &App, campaign: &Campaign, run: &str, outcome: Outcome, failure: &Failure) {
    if outcome == Outcome::Busy {
        warn!(
            campaign.id = campaign.name,
            run.id = run,
            kind = failure.kind(),
            "another run holds the campaign"
        );
    } else {
        error!(
            campaign.id = campaign.name,
            run.id = run,
            kind = failure.kind(),
            exit_code = failure.exit_code(),
            error = told(failure, app.language),
            "run failed"
        );
    }
}
