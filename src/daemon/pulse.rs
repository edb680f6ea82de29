//! Notifications to systemd: ready, the present activity, and the watchdog.
//!
//! A task of its own feeds the watchdog, so that a long run does not get the daemon killed. It does
//! so only while the loop turns, so that a loop that hangs does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sd_notify::NotifyState;

/// The time of the loop's last turn.
#[derive(Clone)]
pub(super) struct Pulse {
    began: Instant,
    /// Milliseconds from `began` to the last turn.
    last: Arc<AtomicU64>,
}

/// A loop that has not turned for this long hangs; normally it turns every few seconds.
const STILL: Duration = Duration::from_secs(25);

impl Pulse {
    /// Starts to keep the time, and to feed the watchdog if there is one.
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

    /// Records a turn of the loop.
    pub(super) fn beat(&self) {
        self.last.store(self.millis(), Ordering::Relaxed);
    }

    /// Whether the loop still turns.
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

/// Tells systemd that the daemon is ready.
pub(super) fn ready() {
    notify(&[NotifyState::Ready]);
}

/// Tells systemd that the configuration is being read again, until `ready` is called.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(_) => notify(&[NotifyState::Reloading]),
    }
}

/// Tells systemd that the daemon is stopping.
pub(super) fn stopping() {
    notify(&[NotifyState::Stopping]);
}

/// Tells systemd in one line what the daemon is doing.
pub(super) fn status(line: &str) {
    notify(&[NotifyState::Status(line)]);
}

/// Sends to systemd; without systemd there is nobody to notify.
fn notify(state: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(state);
}
