//! Sends by other ways than mail, in the background: updates results sheets, and calls the site's
//! own programs. One that hangs or fails does not delay the others, nor any mail.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinSet, LocalSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::daemon::masked::told;
use crate::pipeline::{App, channel, results};
use crate::store::Store;

/// How often the store is checked for something to send.
const LOOK: Duration = Duration::from_secs(15);

/// Sends until the daemon stops; a write in progress is completed.
pub(super) async fn keep_up(
    session: watch::Receiver<(Arc<App>, Store)>,
    mut asked: watch::Receiver<()>,
    stop: CancellationToken,
) {
    let looking = async {
        while !stop.is_cancelled() {
            asked.mark_unchanged();
            let (app, store) = session.borrow().clone();
            round(&app, &store).await;
            tokio::select! {
                () = stop.cancelled() => {}
                Ok(()) = asked.changed() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    };
    LocalSet::new().run_until(looking).await;
}

/// Handles every campaign's sheet and every channel once, all at the same time.
async fn round(app: &Arc<App>, store: &Store) {
    let mut under_way = JoinSet::new();
    for place in 0..app.config.channels.len() {
        let (app, store) = (Arc::clone(app), store.clone());
        under_way.spawn_local(async move { send(&app, &store, place).await });
    }
    for place in 0..app.config.campaigns.len() {
        let (app, store) = (Arc::clone(app), store.clone());
        under_way.spawn_local(async move {
            let campaign = &app.config.campaigns[place];
            if let Err(failure) = results::keep_up(&app, &store, campaign).await {
                error!(
                    campaign.id = campaign.name,
                    kind = failure.kind(),
                    error = told(&failure, app.language),
                    "the results sheet could not be looked after"
                );
            }
        });
    }
    while let Some(ended) = under_way.join_next().await {
        if let Err(error) = ended {
            error!(%error, "a channel broke off by a defect");
        }
    }
}

async fn send(app: &App, store: &Store, place: usize) {
    let name = &app.config.channels[place].program.name;
    match channel::send(app, store, place, false).await {
        Ok(Some(report)) if !report.settled.is_empty() => info!(
            channel = name,
            sent = report.sent(),
            refused = report.refused(),
            owed = report.owed(),
            "channel sent"
        ),
        Ok(_) => {}
        Err(failure) => warn!(
            channel = name,
            kind = failure.kind(),
            error = told(&failure, app.language),
            "messages wait"
        ),
    }
}
