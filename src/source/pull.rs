//! One pull under way: its session with Google, and what was tried.

use crate::clock::Clock;
use crate::google::Google;
use crate::google::session::Session;
use crate::source::Step;

/// One pull under way.
pub(super) struct Pull<'a> {
    /// Where Google is asked.
    pub google: &'a Google,
    /// How long and how often.
    pub session: Session<'a>,
    /// What was tried so far.
    pub trail: Vec<Step>,
}

impl<'a> Pull<'a> {
    /// Starts the pull's time.
    pub(super) fn start(google: &'a Google, clock: Clock) -> Self {
        Self {
            google,
            session: google.session(clock),
            trail: Vec::new(),
        }
    }

    /// Notes a step of the trail.
    pub(super) fn step(&mut self, key: &str, arguments: &[(&str, &str)]) {
        // the arguments may name an account: they are for the terminal of whoever asked
        tracing::debug!(key, "step");
        self.trail.push(Step::new(key, arguments));
    }
}
