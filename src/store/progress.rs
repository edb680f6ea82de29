//! The progress of a run: the stages it entered, what it counted, and lines of text, stored as they
//! come, so that any machine can show another's run.

use serde::{Deserialize, Serialize};

use super::engine::query;
use super::instant::{instant, micros};
use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::locale::Sentence;
use crate::source::FetchStep;

macro_rules! stages {
    ($($(#[$doc:meta])* $variant:ident $id:literal,)*) => {
        /// A stage of a run, in the order in which runs pass them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Stage { $($(#[$doc])* $variant,)* }

        impl Stage {
            /// Every stage.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the database and in JSON, such as `pull`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }
    };
}

stages! {
    /// The sources are fetched.
    Pull "pull",
    /// The fetched bytes are read and interpreted.
    Read "read",
    /// Every commune is judged.
    Judge "judge",
    /// Workbooks are laid out.
    Report "report",
    /// Mails are composed, and everything is stored and put in place.
    Store "store",
    /// What is due in the outbox is sent.
    Mail "mail",
}

/// What a run counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// Requests to services.
    Requests,
    /// Bytes from the sources.
    Bytes,
    /// Communes that the sheet has entries for.
    Submissions,
    /// Findings about them.
    Findings,
    /// Mails added to the outbox.
    Mails,
}

impl Counted {
    /// The name in keys of sentences, such as `requests`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Bytes => "bytes",
            Self::Submissions => "submissions",
            Self::Findings => "findings",
            Self::Mails => "mails",
        }
    }
}

/// A step of a run's progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// It entered a stage.
    Stage(Stage),
    /// It counted something.
    Count { what: Counted, number: u64 },
    /// A line of text, in whatever language the reader uses.
    Line(FetchStep),
}

impl Event {
    /// The line that people read.
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Stage(stage) => Sentence::new(format!("run-stage-{}", stage.id())),
            Self::Count { what, number } => {
                Sentence::new(format!("run-count-{}", what.id())).with("number", number.to_string())
            }
            Self::Line(step) => {
                let sentence = Sentence::new(step.key.clone());
                let arguments = step.arguments.iter();
                arguments.fold(sentence, |sentence, (name, value)| {
                    sentence.with(name.clone(), value.clone())
                })
            }
        }
    }
}

/// An event of a run, and when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunEvent {
    /// Its number among the events of the run, from 1.
    pub number: i64,
    pub at: Timestamp,
    pub event: Event,
}

impl Store {
    /// Stores events of a run. Ignored if the run was closed meanwhile by another machine or
    /// cancelled.
    pub async fn add_run_events(&self, run: &str, events: &[RunEvent]) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        for told in events {
            let body = serde_json::to_string(&told.event).expect("names and numbers");
            query(
                "INSERT INTO run_event (run, number, at, body)
                 SELECT id, $2, $3, $4 FROM run WHERE id = $1 AND finished_at IS NULL
                 ON CONFLICT (run, number) DO NOTHING",
            )
            .bind(run)
            .bind(told.number)
            .bind(micros(told.at))
            .bind(body)
            .execute(&mut writing)
            .await?;
        }
        writing.commit().await
    }

    /// The events of a run after this number (0 for all), in order. A page that follows a run asks
    /// again with the last number, and looks at [`Store::run`] to see the run end.
    pub async fn run_events(&self, run: &str, after: i64) -> Result<Vec<RunEvent>, StoreError> {
        query(
            "SELECT number, at, body FROM run_event WHERE run = $1 AND number > $2
             ORDER BY number",
        )
        .bind(run)
        .bind(after)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(|row| {
            let body: String = row.try_get("body")?;
            Ok(RunEvent {
                number: row.try_get("number")?,
                at: instant(row.try_get("at")?)?,
                event: serde_json::from_str(&body).map_err(|error| StoreError::Damaged {
                    what: error.to_string(),
                })?,
            })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    #[test]
    fn a_stage_is_kept_by_the_word_that_it_is_told_by() {
        for stage in Stage::ALL {
            let kept = serde_json::to_string(stage).unwrap();
            assert_eq!(kept, format!("\"{}\"", stage.id()));
        }
    }

    #[test]
    fn every_event_is_a_line_in_both_languages() {
        let counted = [
            Counted::Requests,
            Counted::Bytes,
            Counted::Submissions,
            Counted::Findings,
            Counted::Mails,
        ];
        let stages = Stage::ALL.iter().map(|stage| Event::Stage(*stage));
        let counts = counted.map(|what| Event::Count { what, number: 3 });
        let step = FetchStep::new("source-step-public-link", &[("url", "https://x")]);
        for event in stages.chain(counts).chain([Event::Line(step)]) {
            for language in [Language::Vi, Language::En] {
                let said = event.sentence().say(language);
                assert!(
                    !said.starts_with("run-") && !said.starts_with("source-"),
                    "{said}"
                );
            }
        }
    }
}
