//! The operators' page: who is signed in, what they may see, and what they ask for.
//!
//! Handlers translate: a request in, one call inward, a page or a document out. All authorisation
//! happens here on the server; the content comes from `pipeline`, `document` and `view`. There is
//! no script framework on purpose: every page works without scripts.

mod api;
mod asset;
mod campaign;
mod commune;
mod curve;
mod error;
mod event;
mod finding;
mod gate;
mod log;
mod mail;
mod mask;
mod overview;
mod own;
mod paint;
mod quarantine;
mod question;
mod report;
mod run;
mod serve;
mod sign_in;
mod trail;
mod visit;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tracing::warn;

use crate::failure::Failure;
use crate::pipeline::App;
use crate::store::Store;

/// The most event streams that are open at a time.
const STREAMS: usize = 64;
/// How often expired sessions and old log entries are deleted.
const FORGETTING: Duration = Duration::from_secs(3600);

/// What pages are made from.
#[derive(Clone)]
pub struct Page {
    session: watch::Receiver<(Arc<App>, Store)>,
    /// Asks the outbox to send now.
    send_now: watch::Sender<()>,
    streams: Arc<Semaphore>,
    /// Allows one report to be made at a time.
    making: Arc<Semaphore>,
}

impl Page {
    /// A page for the daemon's current configuration and store.
    pub fn new(session: watch::Receiver<(Arc<App>, Store)>, send_now: watch::Sender<()>) -> Self {
        Self {
            session,
            send_now,
            streams: Arc::new(Semaphore::new(STREAMS)),
            making: Arc::new(Semaphore::new(1)),
        }
    }

    /// Starts to listen, until the process ends.
    ///
    /// # Errors
    /// If the address is in use or not permitted.
    pub async fn listen(self, address: SocketAddr) -> std::io::Result<()> {
        let listener = TcpListener::bind(address).await?;
        tokio::spawn(self.clone().keep_forgetting());
        let router = router(self);
        tokio::spawn(serve::serve(listener, serve::ServerLimits::PAGE, router));
        Ok(())
    }

    fn now_in_force(&self) -> (Arc<App>, Store) {
        self.session.borrow().clone()
    }

    /// Deletes expired sessions and old log entries from time to time.
    async fn keep_forgetting(self) {
        loop {
            let (app, store) = self.now_in_force();
            if let Err(failure) = forget(&app, &store).await {
                warn!(kind = failure.kind(), "old sessions could not be forgotten");
            }
            tokio::time::sleep(FORGETTING).await;
        }
    }
}

async fn forget(app: &App, store: &Store) -> Result<(), Failure> {
    let now = app.clock.now();
    store
        .forget_sessions(now - visit::LONGEST_IDLE, now)
        .await?;
    let kept = chrono::TimeDelta::from_std(app.config.web.log_kept).unwrap_or_default();
    store.forget_accesses(now - kept).await?;
    Ok(())
}

fn router(page: Page) -> Router {
    Router::new()
        .route("/", get(overview::show))
        .route("/login", get(sign_in::form).post(sign_in::sign_in))
        .route("/logout", post(sign_in::sign_out))
        .route("/link/{secret}", get(sign_in::link).post(sign_in::use_link))
        .route("/communes", get(commune::list))
        .route("/communes/{code}", get(commune::one))
        .route("/findings", get(finding::list))
        .route("/runs", get(run::list))
        .route("/runs/{id}", get(run::one))
        .route("/runs/{id}/events", get(event::of_page))
        .route("/sync", post(run::sync))
        .route(
            "/quarantine/{run}",
            get(quarantine::show).post(quarantine::decide),
        )
        .route("/questions", get(question::list))
        .route("/questions/answer", post(question::answer))
        .route("/questions/withdraw", post(question::withdraw))
        .route("/reports", get(report::list))
        .route("/reports/made", get(report::made))
        .route("/reports/{file}", get(report::download))
        .route("/mails", get(mail::list))
        .route("/mails/{id}", get(mail::one).post(mail::send_again))
        .route("/log", get(log::list))
        .route("/asset/{file}", get(asset::get))
        .merge(api::router())
        .fallback(error::not_found)
        .layer(middleware::from_fn_with_state(page.clone(), gate::gate))
        .with_state(page)
}
