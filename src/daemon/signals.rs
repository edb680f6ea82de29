//! What the system tells the daemon.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal means.
pub(super) enum SignalMeaning {
    Stop,
    Reload,
}

/// What the daemon is told from outside.
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

    /// Told to stop, and nothing else.
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
