//! The outbox in the background: sends what is due, repeats failed mails with increasing delays,
//! and tells operators when mail is stuck.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::clock;
use crate::config::Campaign;
use crate::daemon::masked::told;
use crate::delivery::{self, DeliveryError};
use crate::failure::Failure;
use crate::pipeline::ladder::{self, LadderOutcome};
use crate::pipeline::{App, attend, retention};
use crate::store::Store;

/// How often the outbox is checked when nobody asks for it.
const LOOK: Duration = Duration::from_secs(15);

/// Sends until the daemon stops; a batch in progress is completed.
pub(super) async fn keep_sending(
    session: watch::Receiver<(Arc<App>, Store)>,
    queued: watch::Sender<()>,
    stop: CancellationToken,
) {
    let mut asked = queued.subscribe();
    let mut waiting = Waiting::default();
    let mut tidied = None;
    while !stop.is_cancelled() {
        asked.mark_unchanged();
        let (app, store) = session.borrow().clone();
        for campaign in &app.config.campaigns {
            remind(&app, &store, campaign, &mut waiting).await;
        }
        send(&app, &store).await;
        let today = clock::day(app.clock.now(), app.config.timezone);
        if tidied != Some(today) {
            tidied = Some(today);
            tidy(&app, &store).await;
        }
        let mut is_told = false;
        for campaign in &app.config.campaigns {
            is_told |= tell(&app, attend::campaign(&app, &store, campaign).await);
        }
        is_told |= tell(&app, attend::outbox(&app, &store).await);
        if is_told {
            queued.send_replace(());
        }
        tokio::select! {
            () = stop.cancelled() => {}
            Ok(()) = asked.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Why the reminders of each campaign wait, so that it is logged once.
type Waiting = BTreeMap<String, &'static str>;

/// Takes the steps of the ladder that are due. A failure concerns only its campaign, and the steps
/// are tried again at the next check.
async fn remind(app: &App, store: &Store, campaign: &Campaign, waiting: &mut Waiting) {
    let outcome = ladder::take_due_steps(app, store, campaign).await;
    let waited = waiting.remove(&campaign.name);
    match outcome {
        Ok(LadderOutcome::Nothing) => {}
        Ok(LadderOutcome::Waits(why)) => {
            if waited != Some(why) {
                warn!(campaign.id = campaign.name, why, "reminders wait");
            }
            waiting.insert(campaign.name.clone(), why);
        }
        Ok(LadderOutcome::Taken { steps, mails }) => info!(
            campaign.id = campaign.name,
            steps = steps.join(" "),
            queued = mails.len(),
            "communes are reminded"
        ),
        Err(failure) => error!(
            campaign.id = campaign.name,
            kind = failure.kind(),
            error = told(&failure, app.language),
            "communes could not be reminded"
        ),
    }
}

/// Deletes what is older than the configuration allows.
async fn tidy(app: &App, store: &Store) {
    match retention::keep_to_it(app, store).await {
        Ok(None) => {}
        Ok(Some(purged)) => info!(
            snapshots = purged.snapshots,
            reports = purged.reports,
            mails = purged.mails,
            runs = purged.runs,
            "what is old was forgotten"
        ),
        Err(failure) => warn!(
            kind = failure.kind(),
            error = told(&failure, app.language),
            "what is old could not be forgotten"
        ),
    }
}

async fn send(app: &App, store: &Store) {
    // The process that has the lock sends.
    let Ok(lock) = store.lock_outbox().await else {
        return;
    };
    let sent = delivery::send_due(store, &lock, &app.delivery(), app.clock, false).await;
    lock.release().await;
    match sent {
        Ok(report) if !report.settled.is_empty() => info!(
            sent = report.sent(),
            refused = report.refused(),
            owed = report.owed(),
            "outbox sent"
        ),
        Ok(_) => {}
        Err(cause) => {
            let is_ours = matches!(cause, DeliveryError::Store(_));
            let failure = Failure::from(cause);
            let (kind, error) = (failure.kind(), told(&failure, app.language));
            if is_ours {
                error!(kind, error, "the outbox could not be read");
            } else {
                warn!(kind, error, "mails wait");
            }
        }
    }
}

/// Whether a notice to operators was queued; a failure is only logged.
fn tell(app: &App, done: Result<bool, Failure>) -> bool {
    done.unwrap_or_else(|failure| {
        error!(
            kind = failure.kind(),
            error = told(&failure, app.language),
            "operators could not be told"
        );
        false
    })
}
