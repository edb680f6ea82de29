//! Signals of the system to the daemon.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// The meaning of a signal.
pub(super) enum SignalMeaning {
    Stop,
    Reload,
}

/// The signals that the daemon handles.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    reload: Signal,
}

impl Signals {
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            reload: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for a signal to stop, ignoring others.
    pub(super) async fn stop(&mut self) {
        while let SignalMeaning::Reload = self.next().await {}
    }

    pub(super) async fn next(&mut self) -> SignalMeaning {
        tokio::select! {
            _ = self.terminate.recv() => SignalMeaning::Stop,
            _ = self.interrupt.recv() => SignalMeaning::Stop,
            _ = self.reload.recv() => SignalMeaning::Reload,
        }
    }
}
