//! Pings for a monitoring service: that the daemon is alive, and how its runs end.
//!
//! Knows the three addresses. A ping that fails is logged and changes nothing. Pings are sent one
//! after the other, so that a success cannot overtake its start.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tracing::warn;
use url::Url;

use crate::http::ping::ping;
use crate::pipeline::App;

/// What a ping reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ping {
    Start,
    Success,
    Fail,
}

/// Accepts pings without ever making the caller wait.
#[derive(Clone)]
pub(super) struct Pinger {
    queue: Sender<(Arc<App>, Url, Ping)>,
}

/// The most pings that may wait; further ones are dropped.
const WAITING: usize = 64;
/// How long a ping may take.
const PATIENCE: Duration = Duration::from_secs(10);

impl Pinger {
    /// Starts the task that sends pings; it ends when every pinger is dropped.
    pub(super) fn start() -> (Self, JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(WAITING);
        (Self { queue }, tokio::spawn(send(waiting)))
    }

    /// Queues a ping, if the configuration has an address.
    pub(super) fn send(&self, app: &Arc<App>, what: Ping) {
        if let Some(url) = &app.config.health.ping
            && self
                .queue
                .try_send((Arc::clone(app), url.clone(), what))
                .is_err()
        {
            warn!(ping = what.id(), "a ping was dropped: others still wait");
        }
    }
}

async fn send(mut waiting: Receiver<(Arc<App>, Url, Ping)>) {
    while let Some((app, url, what)) = waiting.recv().await {
        let url = what.address(&url);
        // The path is a secret of the monitoring service, so only the host is logged.
        if let Err(trouble) = ping(app.google.http(), &url, PATIENCE).await {
            warn!(
                ping = what.id(),
                host = url.host_str(),
                error = trouble,
                "the ping was not taken"
            );
        }
    }
}

impl Ping {
    fn id(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Success => "success",
            Self::Fail => "fail",
        }
    }

    /// The address itself for a success, paths below it for the others.
    fn address(self, url: &Url) -> Url {
        let mut url = url.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        match self {
            Self::Start => url.set_path(&format!("{base}/start")),
            Self::Success => {}
            Self::Fail => url.set_path(&format!("{base}/fail")),
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ping_has_its_address() {
        let check = |url: &str, expected: [&str; 3]| {
            let url: Url = url.parse().unwrap();
            let addresses = [Ping::Start, Ping::Success, Ping::Fail].map(|ping| ping.address(&url));
            assert_eq!(addresses.map(String::from), expected);
        };
        check(
            "https://hc.example.vn/ping/abc",
            [
                "https://hc.example.vn/ping/abc/start",
                "https://hc.example.vn/ping/abc",
                "https://hc.example.vn/ping/abc/fail",
            ],
        );
        check(
            "http://127.0.0.1:9/a/?create=1",
            [
                "http://127.0.0.1:9/a/start?create=1",
                "http://127.0.0.1:9/a/?create=1",
                "http://127.0.0.1:9/a/fail?create=1",
            ],
        );
    }
}
