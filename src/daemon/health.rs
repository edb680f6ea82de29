//! The endpoint for monitoring, on this machine only: `/healthz` and `/metrics`.
//!
//! Answers from the store; changes nothing and shows no persons.

use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::daemon::door::{self, ConnectionLimits};
use crate::daemon::metrics::Counters;
use crate::daemon::pulse::Pulse;
use crate::failure::Failure;
use crate::pipeline::state::{self, CampaignHealth, State};
use crate::pipeline::{App, attend};
use crate::store::Store;

/// What answers are made from.
#[derive(Clone)]
pub(super) struct Health {
    pub(super) session: watch::Receiver<(Arc<App>, Store)>,
    pub(super) counters: Arc<Counters>,
    pub(super) pulse: Pulse,
}

impl Health {
    /// Starts to listen, until the process ends.
    pub(super) async fn listen(self, address: SocketAddr) -> std::io::Result<()> {
        let listener = TcpListener::bind(address).await?;
        tokio::spawn(door::serve(
            listener,
            ConnectionLimits::HEALTH,
            move |request| {
                let health = self.clone();
                async move { health.answer(&request).await }
            },
        ));
        Ok(())
    }

    async fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return text(StatusCode::METHOD_NOT_ALLOWED, "GET\n".to_owned());
        }
        let states = match request.uri().path() {
            "/healthz" | "/metrics" => self.states().await,
            _ => return text(StatusCode::NOT_FOUND, "/healthz /metrics\n".to_owned()),
        };
        let states = match states {
            Ok(states) => states,
            Err(failure) => {
                return text(
                    StatusCode::SERVICE_UNAVAILABLE,
                    format!("{}\n", failure.kind()),
                );
            }
        };
        if request.uri().path() == "/metrics" {
            return text(StatusCode::OK, self.counters.text(&states));
        }
        let is_mail_stuck = match self.is_mail_stuck().await {
            Ok(is_stuck) => is_stuck,
            Err(failure) => {
                let kind = format!("{}\n", failure.kind());
                return text(StatusCode::SERVICE_UNAVAILABLE, kind);
            }
        };
        let worst = states.iter().map(|(_, state)| state.verdict).min();
        let well = self.pulse.is_alive()
            && !is_mail_stuck
            && worst.is_some_and(|worst| worst >= CampaignHealth::OkWithFindings);
        let code = if well {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        let mut lines: Vec<String> = states
            .iter()
            .map(|(campaign, state)| format!("{campaign}: {}\n", state.verdict.id()))
            .collect();
        if is_mail_stuck {
            lines.push("outbox: stuck\n".to_owned());
        }
        text(code, lines.concat())
    }

    async fn is_mail_stuck(&self) -> Result<bool, Failure> {
        let (app, store) = self.session.borrow().clone();
        attend::is_mail_stuck(&app, &store).await
    }

    async fn states(&self) -> Result<Vec<(String, State)>, Failure> {
        let (app, store) = self.session.borrow().clone();
        let mut states = Vec::new();
        for campaign in &app.config.campaigns {
            states.push((
                campaign.name.clone(),
                state::state(&app, Some(&store), campaign).await?,
            ));
        }
        Ok(states)
    }
}

fn text(code: StatusCode, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = code;
    let plain = hyper::header::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response
        .headers_mut()
        .insert(hyper::header::CONTENT_TYPE, plain);
    response
}
