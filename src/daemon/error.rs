//! Why the daemon cannot start or go on.

use std::io;

use crate::failure::reasons;

reasons! {
    /// Why the daemon cannot start or go on.
    pub(super) enum DaemonError {
        /// Signals cannot be received.
        Signals { error: io::Error } = 70 "cli-signals",
        /// The outbox ended because of a defect.
        OutboxBrokeOff = 70 "cli-outbox-broke-off",
        /// A run took longer than the limit.
        RunDeadline { seconds: u64 } = 69 "cli-run-deadline",
        /// The operators' page cannot listen at its address.
        PageTaken { address: String, error: io::Error } = 73 "cli-page-taken",
        /// The health endpoint cannot listen at its address.
        HealthTaken { address: String, error: io::Error } = 73 "cli-health-taken",
    }
}
