//! systemd's view of the daemon: ready, what it does, and that it lives.
//!
//! The watchdog is petted by a task of its own, so that a long run is no reason to be killed, but
//! only while the loop turns, so that a loop that stands still is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sd_notify::NotifyState;

/// The beat of the loop.
#[derive(Clone)]
pub(super) struct Pulse {
    began: Instant,
    /// Milliseconds from `began` to the last turn.
    last: Arc<AtomicU64>,
}

/// A loop that did not turn for this long stands still; it turns every few seconds.
const STILL: Duration = Duration::from_secs(25);

impl Pulse {
    /// Begins to beat, and to pet the watchdog where there is one.
    pub(super) fn start() -> Self {
        let pulse = Self {
            began: Instant::now(),
            last: Arc::default(),
        };
        if let Some(interval) = sd_notify::watchdog_enabled() {
            tokio::spawn(pulse.clone().pet(interval / 3));
        }
        pulse
    }

    /// The loop turned.
    pub(super) fn beat(&self) {
        self.last.store(self.millis(), Ordering::Relaxed);
    }

    /// Whether the loop turns.
    pub(super) fn is_alive(&self) -> bool {
        let still = self
            .millis()
            .saturating_sub(self.last.load(Ordering::Relaxed));
        Duration::from_millis(still) < STILL
    }

    fn millis(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    async fn pet(self, every: Duration) {
        loop {
            tokio::time::sleep(every).await;
            if self.is_alive() {
                notify(&[NotifyState::Watchdog]);
            }
        }
    }
}

/// The daemon serves.
pub(super) fn ready() {
    notify(&[NotifyState::Ready]);
}

/// It reads its configuration again; `ready` ends it.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(_) => notify(&[NotifyState::Reloading]),
    }
}

/// It is about to end.
pub(super) fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// What it does, in a line.
pub(super) fn status(line: &str) {
    notify(&[NotifyState::Status(line)]);
}

/// Outside systemd there is nobody to notify.
fn notify(state: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(state);
}
