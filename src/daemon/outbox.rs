//! The outbox in the background: sends what is due with its back-off, and tells operators when
//! mail does not leave.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::daemon::masked::told;
use crate::delivery::{self, DeliveryError};
use crate::failure::Failure;
use crate::pipeline::{App, attend};
use crate::store::Store;

/// How often the outbox is looked at where nobody asks.
const LOOK: Duration = Duration::from_secs(15);

/// Sends until told to stop; a batch that is being sent is not broken off.
pub(super) async fn keep_sending(
    session: watch::Receiver<(Arc<App>, Store)>,
    asked: Arc<Notify>,
    stop: CancellationToken,
) {
    while !stop.is_cancelled() {
        let (app, store) = session.borrow().clone();
        send(&app, &store).await;
        for campaign in &app.config.campaigns {
            tell(&app, attend::campaign(&app, &store, campaign).await);
        }
        tell(&app, attend::outbox(&app, &store).await);
        tokio::select! {
            () = stop.cancelled() => {}
            () = asked.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn send(app: &App, store: &Store) {
    // Whoever holds it sends.
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

/// That operators could not be told is itself only logged.
fn tell(app: &App, done: Result<(), Failure>) {
    if let Err(failure) = done {
        error!(
            kind = failure.kind(),
            error = told(&failure, app.language),
            "operators could not be told"
        );
    }
}
