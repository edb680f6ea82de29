//! Joins a run that is already under way, here or on another machine, instead of starting a second:
//! waits for it and returns its result, since a second run would find the same sheet.

use std::time::{Duration, Instant};

use crate::config::Campaign;
use crate::failure::{Failure, Reason};
use crate::locale::Sentence;
use crate::pipeline::sync::{self, CompletedRun, Mailing, MakeDocument, Order};
use crate::pipeline::{App, PipelineError};
use crate::store::{Run, Store};

/// How often the state of the other run is checked.
const LOOK: Duration = Duration::from_millis(400);
/// How long to wait for a campaign that is locked without a run under way: an answer is being
/// stored, or the run of a dead process closed.
const HELD: Duration = Duration::from_secs(5);

/// The result of asking for a run.
pub enum RunOrJoin {
    /// The run was made here.
    Ran(Box<CompletedRun>),
    /// A run of another process was joined.
    Joined(Box<Joined>),
}

/// A run of another process that ended while it was waited for.
pub struct Joined {
    pub run: Run,
    /// Its result, as `sync --json` prints it.
    pub document: String,
}

/// Why a run that was joined failed, as that run recorded it.
#[derive(Debug)]
pub struct JoinedFailed {
    run: String,
    message: String,
    exit_code: u8,
}

impl Order {
    /// Whether joining another run of the campaign gives the same result: this order names no
    /// sources and no day of its own, decides nothing and promises no mail.
    fn is_served_by_another(&self) -> bool {
        self.sources.is_empty()
            && self.as_of.is_none()
            && !self.dry_run
            && self.decide.is_none()
            && matches!(self.mail, Mailing::AsSet | Mailing::Never)
    }
}

/// Makes a run, or joins the one that is under way. If `wait` is false, or the other run would do
/// something else, only an error that names it is returned.
///
/// # Errors
/// As [`sync::run`]; 75 with its id if a run is under way and was not joined.
pub async fn run_or_join(
    app: &App,
    campaign: &Campaign,
    order: &Order,
    wait: bool,
    make_document: MakeDocument,
) -> Result<RunOrJoin, Failure> {
    let joins = wait && order.is_served_by_another();
    let began = Instant::now();
    loop {
        let order = Order {
            // The last try is recorded in the history.
            notes_busy: !joins || began.elapsed() >= HELD,
            ..order.clone()
        };
        let failure = match Box::pin(sync::run(app, campaign, &order, make_document)).await {
            Ok(done) => return Ok(RunOrJoin::Ran(Box::new(done))),
            Err(failure) => failure,
        };
        if failure.kind() != "store-campaign-held" {
            return Err(failure);
        }
        let store = app.store().await?;
        match store.run_under_way(&campaign.name).await? {
            Some(other) if joins => {
                if let Some(ended) = ended(&store, &other.id, &order).await? {
                    return Ok(RunOrJoin::Joined(Box::new(ended)));
                }
            }
            Some(other) => {
                return Err(PipelineError::RunUnderWay {
                    campaign: campaign.name.clone(),
                    run: other.id,
                    by: other.by.map(|by| by.to_string()).unwrap_or_default(),
                }
                .into());
            }
            None if joins && began.elapsed() < HELD => tokio::time::sleep(LOOK).await,
            None => return Err(failure),
        }
    }
}

/// Waits until a run of another process ends, and passes its events on. Returns `None` if its
/// process died before the end.
async fn ended(store: &Store, id: &str, order: &Order) -> Result<Option<Joined>, Failure> {
    let mut heard = 0;
    loop {
        for told in store.run_events(id, heard).await? {
            heard = told.number;
            order.listeners.tell(&told.event);
        }
        let Some(run) = store.run(id).await? else {
            return Ok(None);
        };
        if run.finished.is_some() {
            let document = store.run_document(id).await?;
            return Ok(document.map(|document| Joined { run, document }));
        }
        let under_way = store.run_under_way(&run.campaign).await?;
        if under_way.is_none_or(|other| other.id != id) {
            // The run may have ended since it was last read.
            let run = store.run(id).await?;
            if run.is_none_or(|run| run.finished.is_none()) {
                return Ok(None);
            }
            continue;
        }
        tokio::time::sleep(LOOK).await;
    }
}

impl Joined {
    /// The failure that stopped it, if any.
    pub fn failure(&self) -> Option<Failure> {
        let error = self.run.error.as_ref()?;
        Some(Failure::from(JoinedFailed {
            run: self.run.id.clone(),
            message: error.message.clone(),
            exit_code: error.exit_code,
        }))
    }
}

impl Reason for JoinedFailed {
    fn kind(&self) -> &'static str {
        "run-joined-failed"
    }

    fn exit_code(&self) -> u8 {
        self.exit_code
    }

    fn message(&self) -> Sentence {
        Sentence::new("run-joined-failed")
            .with("run", self.run.clone())
            .with("error", self.message.clone())
    }

    fn next_step(&self) -> Sentence {
        Sentence::new("run-joined-failed-next").with("run", self.run.clone())
    }
}

impl std::fmt::Display for JoinedFailed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sentence = self.message();
        formatter.write_str(&sentence.say(crate::locale::Language::En))
    }
}

impl std::error::Error for JoinedFailed {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Trigger;

    #[test]
    fn only_what_another_run_does_too_is_joined() {
        let plain = || Order::new(Trigger::Manual);
        let day = "2025-08-01".parse().ok();
        for (order, joins) in [
            (plain(), true),
            (
                Order {
                    mail: Mailing::Never,
                    ..plain()
                },
                true,
            ),
            (
                Order {
                    mail: Mailing::Always,
                    ..plain()
                },
                false,
            ),
            (
                Order {
                    as_of: day,
                    ..plain()
                },
                false,
            ),
            (
                Order {
                    sources: vec!["x.csv".to_owned()],
                    ..plain()
                },
                false,
            ),
        ] {
            assert_eq!(order.is_served_by_another(), joins, "{order:?}");
        }
    }
}
