//! Reports how far a run is: to the log, to listeners such as the terminal's progress bar, and to
//! the store, where any machine can read it.
//!
//! Reporting never waits and never fails, so that no listener can hold up a run.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::store::{Event, RunEvent, Stage, Store};

/// The listeners to a run's events. Cheap to clone; all clones reach the same listeners.
#[derive(Clone, Debug, Default)]
pub struct Listeners(Vec<UnboundedSender<Event>>);

impl Listeners {
    /// Returns a channel with every event from now on. It closes when the run and its order are
    /// dropped.
    pub fn listen(&mut self) -> UnboundedReceiver<Event> {
        let (tell, hear) = unbounded_channel();
        self.0.push(tell);
        hear
    }

    /// Sends an event to every listener.
    pub(super) fn tell(&self, event: &Event) {
        for listener in &self.0 {
            // A listener that is gone can be ignored.
            let _ = listener.send(event.clone());
        }
    }
}

/// How far a run is, and how long each of its stages took.
#[derive(Debug)]
pub(super) struct Progress {
    listeners: Listeners,
    timing: Mutex<Timing>,
}

#[derive(Debug, Default)]
struct Timing {
    /// Milliseconds by stage.
    stages: BTreeMap<String, u64>,
    /// The stage that the run is in, and when it began.
    present: Option<(Stage, Instant)>,
}

impl Progress {
    /// Progress of a run that has not begun.
    pub(super) fn new(listeners: Listeners) -> Self {
        Self {
            listeners,
            timing: Mutex::default(),
        }
    }

    /// Enters a stage, which ends the previous one.
    pub(super) fn enter(&self, stage: Stage) {
        self.timing().next(Some(stage));
        tracing::debug!(stage = stage.id(), "stage entered");
        self.listeners.tell(&Event::Stage(stage));
    }

    /// Ends this stage, if the run is in it.
    pub(super) fn leave(&self, stage: Stage) {
        let mut timing = self.timing();
        if timing.present.is_some_and(|(present, _)| present == stage) {
            timing.next(None);
        }
    }

    /// Reports an event that is not a change of stage.
    pub(super) fn tell(&self, event: &Event) {
        tracing::debug!(?event, "told");
        self.listeners.tell(event);
    }

    /// Milliseconds spent in each stage so far.
    pub(super) fn stages(&self) -> BTreeMap<String, u64> {
        let mut timing = self.timing();
        let present = timing.present.map(|(stage, _)| stage);
        timing.next(present);
        timing.stages.clone()
    }

    fn timing(&self) -> MutexGuard<'_, Timing> {
        self.timing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Timing {
    fn next(&mut self, stage: Option<Stage>) {
        if let Some((left, since)) = self.present.take() {
            let millis = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
            *self.stages.entry(left.id().to_owned()).or_default() += millis;
        }
        self.present = stage.map(|stage| (stage, Instant::now()));
    }
}

/// A task that writes a run's events to the store.
pub(super) struct Recorder(JoinHandle<()>);

/// Events that arrive within this time are written together.
const TOGETHER: Duration = Duration::from_millis(150);

impl Recorder {
    /// Starts to store the events that these listeners get from now on.
    pub(super) fn start(listeners: &mut Listeners, store: &Store, run: &str, clock: Clock) -> Self {
        let (mut heard, store, run) = (listeners.listen(), store.clone(), run.to_owned());
        Self(tokio::spawn(async move {
            let mut number = 0;
            while let Some(first) = heard.recv().await {
                let mut told = Vec::new();
                let mut note = |event| {
                    number += 1;
                    let at = clock.now();
                    told.push(RunEvent { number, at, event });
                };
                note(first);
                let collecting = async {
                    while let Some(event) = heard.recv().await {
                        note(event);
                    }
                };
                // Ends early when the run does.
                let _ = tokio::time::timeout(TOGETHER, collecting).await;
                // Other machines then cannot see how far the run is, which is no reason to stop it.
                if let Err(error) = store.add_run_events(&run, &told).await {
                    tracing::debug!(run.id = run, %error, "what it tells could not be kept");
                }
            }
        }))
    }

    /// Waits until all events are written. The senders must have been dropped, or this never ends.
    pub(super) async fn finish(self) {
        // The task does not panic and is never aborted, so there is no error to handle.
        let _ = self.0.await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_lasts_until_the_next_and_may_come_again() {
        let mut listeners = Listeners::default();
        let mut heard = listeners.listen();
        let progress = Progress::new(listeners);
        progress.enter(Stage::Pull);
        progress.leave(Stage::Mail);
        progress.enter(Stage::Judge);
        progress.enter(Stage::Pull);
        progress.leave(Stage::Pull);
        let stages = progress.stages();
        let names: Vec<&str> = stages.keys().map(String::as_str).collect();
        assert_eq!(names, ["judge", "pull"]);
        let mut entered = Vec::new();
        while let Ok(event) = heard.try_recv() {
            entered.push(event);
        }
        let stage = Event::Stage;
        assert_eq!(
            entered,
            [stage(Stage::Pull), stage(Stage::Judge), stage(Stage::Pull)]
        );
    }
}
