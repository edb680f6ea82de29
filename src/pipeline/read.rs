//! Turns fetched sources into a snapshot: reads them in a confined process and interprets the rows.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::task::AbortOnDropHandle;

use crate::clock::{self, Timestamp};
use crate::failure::Failure;
use crate::locale::Sentence;
use crate::pipeline::effective::{Criteria, Effective, digest};
use crate::pipeline::error::PipelineError;
use crate::snapshot::{Provenance, Snapshot};
use crate::source::{Body, Pulled};
use crate::submission::collect::{Collector, Means, Vocabulary};
use crate::submission::position::Positions;
use crate::submission::row_words::RowWords;
use crate::submission::settings::SourceSettings;
use crate::submission::stop::{Stop, Why};
use crate::submission::vocabulary::Headers;
use crate::submission::{Missed, TabReading};
use crate::table::confined::ReadingProcess;
use crate::table::digest::Digest;
use crate::table::limits::Limits;
use crate::table::{Piece, Remark, TableError, sheets};
use crate::worker::{self, Worker};

/// The vocabulary, being loaded: a thread parses it while the reading process starts.
struct LoadingVocabulary(Worker<'static, Result<Vocabulary, NoWords>>);

/// The vocabulary file that cannot be used, and why.
type NoWords = (&'static str, String);

impl LoadingVocabulary {
    /// Starts to parse it.
    fn of(effective: &Effective) -> Self {
        let (headers, positions) = (effective.headers.clone(), effective.positions.clone());
        let rows = effective.rows.clone();
        let roles = effective.roles.clone();
        Self(worker::begin(move || {
            Ok(Vocabulary {
                headers: Headers::from_toml(&headers)
                    .map_err(|error| ("headers", error.to_string()))?,
                positions: Positions::from_toml(&positions)
                    .map_err(|error| ("positions", error.to_string()))?
                    .with_roles(&roles),
                rows: match rows {
                    Some(rows) => {
                        RowWords::from_toml(&rows).map_err(|error| ("rows", error.to_string()))?
                    }
                    None => RowWords::shipped(),
                },
            })
        }))
    }

    fn ready(self) -> Result<Vocabulary, PipelineError> {
        let made = self.0.join();
        made.map_err(|(what, error)| PipelineError::VocabularyUnreadable { what, error })
    }
}

/// Reads what was fetched into a snapshot.
///
/// # Errors
/// If a source's bytes are not a workbook, or no tab of any source is recognised (65).
pub async fn read(
    pulled: &[Pulled],
    settings: &[SourceSettings],
    criteria: &Criteria,
    limits: &Limits,
    now: Timestamp,
) -> Result<Snapshot, Failure> {
    let words = LoadingVocabulary::of(&criteria.effective);
    let mut first = pulled.first().map(|source| asked(source, limits));
    criteria.register.make_ready();
    let vocabulary = words.ready()?;
    let stop = Arc::new(Stop::after(limits.max_people));
    let _watch = watch(Arc::clone(&stop), limits.seconds, pulled.len());
    let means = Means::new(&criteria.register, &vocabulary, settings, &stop)
        .in_zone(criteria.effective.zone)
        .knowing_villages(&criteria.effective.villages)
        .counting(&criteria.effective.counts);
    let mut collector = Collector::new(&means);
    let mut digests = Vec::with_capacity(pulled.len());
    let mut remarks = Vec::with_capacity(pulled.len());
    for source in pulled {
        source.body.bytes().hash_ahead();
        collector.begin();
        let mut passed = Passed::default();
        let mut take = |piece: Piece| {
            passed.see(&piece);
            collector.take(piece);
        };
        let asked = first.take().unwrap_or_else(|| asked(source, limits));
        pass(asked?, source, limits, &mut take).await?;
        digests.push(passed.digest.finish());
        remarks.push(passed.remarks);
    }
    let mut reading = collector.finish();
    for (remarks, in_vain) in remarks.iter_mut().zip(std::mem::take(&mut reading.remarks)) {
        remarks.extend(in_vain);
    }
    stopped(&stop, limits)?;
    if !reading.has_submissions && !reading.has_contacts {
        let tabs = reading.tabs.iter().map(missed).collect();
        return Err(PipelineError::NoTab { tabs }.into());
    }
    let parts: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
    Ok(Snapshot {
        id: uuid::Uuid::now_v7().to_string(),
        campaign: criteria.effective.campaign.clone(),
        pulled_at: now,
        today: clock::day(now, criteria.effective.zone),
        sources: pulled
            .iter()
            .zip(remarks)
            .map(|(source, remarks)| provenance(source, remarks))
            .collect(),
        table_digest: digest(&parts),
        configuration_digest: criteria.digest.clone(),
        reading,
    })
}

/// Refuses a reading that was stopped before its end.
fn stopped(stop: &Stop, limits: &Limits) -> Result<(), TableError> {
    match stop.why() {
        None => Ok(()),
        Some(Why::OutOfTime) => Err(TableError::OutOfTime {
            seconds: limits.seconds,
        }),
        Some(Why::TooMuch) => Err(TableError::TooManyPeople {
            limit: limits.max_people,
        }),
    }
}

/// Passes the cells of a source on as they are read, without interpreting them.
///
/// # Errors
/// If its bytes are not a workbook.
pub async fn cells(
    source: &Pulled,
    limits: &Limits,
    take: &mut (impl FnMut(Piece) + Send),
) -> Result<(), TableError> {
    pass(asked(source, limits)?, source, limits, take).await
}

async fn pass(
    asked: Option<ReadingProcess>,
    source: &Pulled,
    limits: &Limits,
    take: &mut (impl FnMut(Piece) + Send),
) -> Result<(), TableError> {
    if let Some(asked) = asked {
        asked.answer(take).await?;
    } else if let Body::Sheets { json } = &source.body {
        let json = json.whole().map_err(|error| TableError::Defect {
            detail: error.to_string(),
        });
        sheets::read(&json?, limits)?.pieces().for_each(take);
    }
    Ok(())
}

/// Explains why a tab was not recognised.
fn missed(tab: &TabReading) -> Sentence {
    let key = match &tab.missed {
        Some(Missed::Hidden) => "cli-missed-hidden",
        Some(Missed::NotNamed) => "cli-missed-not-named",
        Some(Missed::Empty) => "cli-missed-empty",
        Some(Missed::Uncomputed) => "cli-missed-uncomputed",
        Some(Missed::Garbled) => "cli-missed-garbled",
        Some(Missed::Titles(titles)) if !titles.is_empty() => "cli-missed-titles",
        Some(Missed::Titles(_)) | None => "cli-missed",
    };
    let sentence = Sentence::new(key).with("tab", tab.title.clone());
    match &tab.missed {
        Some(Missed::Titles(titles)) => sentence.with("titles", titles.join(", ")),
        _ => sentence,
    }
}

/// Starts the process that reads a source; `None` for what Google has already read.
fn asked(source: &Pulled, limits: &Limits) -> Result<Option<ReadingProcess>, TableError> {
    match &source.body {
        Body::Workbook { bytes, file_name } => {
            ReadingProcess::to_read(bytes.clone(), file_name, limits).map(Some)
        }
        Body::Sheets { .. } => Ok(None),
    }
}

/// Stops interpreting the sources when it takes longer than reading them may. The watch ends when
/// the returned handle is dropped.
fn watch(stop: Arc<Stop>, seconds: u64, sources: usize) -> AbortOnDropHandle<()> {
    let time = Duration::from_secs(seconds.saturating_mul(sources as u64));
    AbortOnDropHandle::new(tokio::spawn(async move {
        tokio::time::sleep(time).await;
        stop.out_of_time();
    }))
}

/// What is kept of a table while its rows pass.
#[derive(Default)]
struct Passed {
    digest: Digest,
    remarks: Vec<Remark>,
}

impl Passed {
    fn see(&mut self, piece: &Piece) {
        match piece {
            Piece::Remark(remark) => self.remarks.push(remark.clone()),
            Piece::Tab(tab) => self.digest.tab(tab),
            Piece::Row(row) => self.digest.row(row),
        }
    }
}

fn provenance(source: &Pulled, remarks: Vec<Remark>) -> Provenance {
    Provenance {
        name: source.name.clone(),
        kind: source.kind,
        location: source.location.clone(),
        fetched_at: source.fetched_at,
        sha256: source.body.bytes().sha256().to_owned(),
        revision: source.revision.clone(),
        link: source.link.clone(),
        remarks,
    }
}
