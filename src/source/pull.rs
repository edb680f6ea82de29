//! A pull in progress: its session with Google, and what was tried.

use crate::clock::Clock;
use crate::google::Google;
use crate::google::session::Session;
use crate::source::FetchStep;

/// A pull in progress.
pub(super) struct Pull<'a> {
    /// Access to Google.
    pub google: &'a Google,
    /// The limits of time and retries.
    pub session: Session<'a>,
    /// What was tried so far.
    pub trail: Vec<FetchStep>,
}

impl<'a> Pull<'a> {
    /// Starts a pull and its time limit.
    pub(super) fn start(google: &'a Google, clock: Clock) -> Self {
        Self {
            google,
            session: google.session(clock),
            trail: Vec::new(),
        }
    }

    /// Adds a step to the trail.
    pub(super) fn step(&mut self, key: &str, arguments: &[(&str, &str)]) {
        // arguments are not logged: they may name an account, which is for the person who asked
        tracing::debug!(key, "step");
        self.trail.push(FetchStep::new(key, arguments));
    }
}
