//! A run asked for beside one that is under way, here or on another machine: it joins that one,
//! waits for it and gives what it came to, since it would find the same sheet.

use std::time::{Duration, Instant};

use crate::config::Campaign;
use crate::failure::{Failure, Reason};
use crate::locale::Sentence;
use crate::pipeline::sync::{self, Done, Mailing, Order, Tell};
use crate::pipeline::{App, PipelineError};
use crate::store::{Run, Store};

/// How often the other run is looked at.
const LOOK: Duration = Duration::from_millis(400);
/// How long a campaign that is held without a run (an answer is being noted, a dead process's run
/// closed) is waited for.
const HELD: Duration = Duration::from_secs(5);

/// What came of asking.
pub enum Came {
    /// It was run here.
    Ran(Box<Done>),
    /// Another's run served it.
    Joined(Box<Joined>),
}

/// A run of another process that ended while it was waited for.
pub struct Joined {
    pub run: Run,
    /// What it came to, as `sync --json` prints it.
    pub document: String,
}

/// Why a run that was joined came to nothing: what it noted itself.
#[derive(Debug)]
pub struct JoinedFailed {
    run: String,
    message: String,
    exit_code: u8,
}

impl Order {
    /// Whether another run of the campaign does what this one is told: it names no sources and no
    /// day of its own, decides nothing and promises no mail.
    fn is_served_by_another(&self) -> bool {
        self.sources.is_empty()
            && self.as_of.is_none()
            && !self.dry_run
            && self.decide.is_none()
            && matches!(self.mail, Mailing::AsSet | Mailing::Never)
    }
}

/// Runs, or joins the run that is under way. With `wait` false, and where that one does another
/// thing, it is only told which it is.
///
/// # Errors
/// As [`sync::run`]; a run that is under way and not joined is 75 with its id.
pub async fn run_or_join(
    app: &App,
    campaign: &Campaign,
    order: &Order,
    wait: bool,
    tell: Tell,
) -> Result<Came, Failure> {
    let joins = wait && order.is_served_by_another();
    let began = Instant::now();
    loop {
        let order = Order {
            // The last try at least is worth a line in the history.
            notes_busy: !joins || began.elapsed() >= HELD,
            ..order.clone()
        };
        let failure = match Box::pin(sync::run(app, campaign, &order, tell)).await {
            Ok(done) => return Ok(Came::Ran(Box::new(done))),
            Err(failure) => failure,
        };
        if failure.kind() != "store-campaign-held" {
            return Err(failure);
        }
        let store = app.store().await?;
        match store.run_under_way(&campaign.name).await? {
            Some(other) if joins => {
                if let Some(ended) = ended(&store, &other.id, &order).await? {
                    return Ok(Came::Joined(Box::new(ended)));
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

/// Waits until a run of another process ends, and tells on what it tells; `None` where its process
/// went away without an end.
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
            // It may have ended in between.
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
    /// What stopped it.
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
