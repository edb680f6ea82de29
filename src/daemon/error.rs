//! Why the daemon cannot begin or go on.

use std::io;

use crate::failure::reasons;

reasons! {
    /// Why it cannot.
    pub(super) enum DaemonError {
        /// The system gives no signals.
        Signals { error: io::Error } = 70 "cli-signals",
        /// The outbox broke off by a defect.
        OutboxBrokeOff = 70 "cli-outbox-broke-off",
        /// A run took longer than it may.
        RunDeadline { seconds: u64 } = 69 "cli-run-deadline",
        /// The operators' page's address cannot be had.
        PageTaken { address: String, error: io::Error } = 73 "cli-page-taken",
        /// The address for questions about health cannot be had.
        HealthTaken { address: String, error: io::Error } = 73 "cli-health-taken",
    }
}
