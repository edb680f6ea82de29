//! Where a run tells how far it is: to the log, to whoever listens (a bar of the terminal), and to
//! the store, where any machine can read it.
//!
//! Telling never waits and never fails: a run is not held up by who shows it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::store::{Event, RunEvent, Stage, Store};

/// Who is told of a run's events. Cheap to clone; all clones tell the same listeners.
#[derive(Clone, Debug, Default)]
pub struct Listeners(Vec<UnboundedSender<Event>>);

impl Listeners {
    /// Gives every event from now on. It ends when the run and its order are gone.
    pub fn listen(&mut self) -> UnboundedReceiver<Event> {
        let (tell, hear) = unbounded_channel();
        self.0.push(tell);
        hear
    }

    /// Tells every listener.
    pub(super) fn tell(&self, event: &Event) {
        for listener in &self.0 {
            // One that is gone needs not hear.
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
    /// The stage that the run is in, and since when.
    present: Option<(Stage, Instant)>,
}

impl Progress {
    /// Of a run that has not begun.
    pub(super) fn new(listeners: Listeners) -> Self {
        Self {
            listeners,
            timing: Mutex::default(),
        }
    }

    /// The run enters a stage, and leaves the one it was in.
    pub(super) fn enter(&self, stage: Stage) {
        self.timing().next(Some(stage));
        tracing::debug!(stage = stage.id(), "stage entered");
        self.listeners.tell(&Event::Stage(stage));
    }

    /// The run leaves the stage it is in, if it is in this one.
    pub(super) fn leave(&self, stage: Stage) {
        let mut timing = self.timing();
        if timing.present.is_some_and(|(present, _)| present == stage) {
            timing.next(None);
        }
    }

    /// Something besides a stage.
    pub(super) fn tell(&self, event: &Event) {
        tracing::debug!(?event, "told");
        self.listeners.tell(event);
    }

    /// Milliseconds by stage, up to now.
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

/// Keeps what a run tells in the store, beside the run.
pub(super) struct Recorder(JoinHandle<()>);

/// What is told within this time is one write.
const TOGETHER: Duration = Duration::from_millis(150);

impl Recorder {
    /// Begins to keep what these listeners are told from now on.
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
                // Over at once where the run is.
                let _ = tokio::time::timeout(TOGETHER, collecting).await;
                // That nobody elsewhere sees how far the run is stops no run.
                if let Err(error) = store.tell_run(&run, &told).await {
                    tracing::debug!(run.id = run, %error, "what it tells could not be kept");
                }
            }
        }))
    }

    /// Waits until all that was told is kept; whoever tells must be gone.
    pub(super) async fn finish(self) {
        // It does not panic, and nobody aborts it.
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
