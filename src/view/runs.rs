//! The history of runs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::store::{Outcome, Run};

/// `runs --json`.
#[derive(Debug, Serialize)]
pub struct RunsDocument<'a> {
    pub runs: Vec<RunLine<'a>>,
}

/// A run.
#[derive(Debug, Serialize)]
pub struct RunLine<'a> {
    pub run: &'a str,
    pub campaign: &'a str,
    pub trigger: &'a str,
    pub outcome: Option<&'a str>,
    pub snapshot: Option<&'a str>,
    pub started: Timestamp,
    pub seconds: Option<f64>,
    pub reason: Option<&'a str>,
    /// The person who asked for it.
    pub asked_by: Option<&'a str>,
    /// The instant of the schedule at which it was due, if it was scheduled.
    pub due: Option<Timestamp>,
    /// The machine that made it, and below the number of its process there.
    pub machine: Option<&'a str>,
    pub process: Option<u32>,
    pub requests: u32,
    /// Milliseconds spent in each stage.
    pub stages: &'a BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'a str>,
}

/// The line of a run.
pub fn run(run: &Run) -> RunLine<'_> {
    RunLine {
        run: &run.id,
        campaign: &run.campaign,
        trigger: &run.trigger,
        outcome: run.outcome.map(Outcome::id),
        snapshot: run.snapshot.as_deref(),
        started: run.started,
        seconds: run.seconds,
        reason: run.reason.as_deref(),
        asked_by: run.asked_by.as_deref(),
        due: run.due,
        machine: run.by.as_ref().map(|by| by.machine.as_str()),
        process: run.by.as_ref().map(|by| by.process),
        requests: run.requests,
        stages: &run.stages,
        error: run.error.as_ref().map(|error| error.message.as_str()),
    }
}
