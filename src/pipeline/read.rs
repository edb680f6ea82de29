//! From a source to a snapshot: pulled, read in confinement, understood.

use crate::clock::{self, Timestamp};
use crate::failure::{Failure, OrFailure};
use crate::locale::Language;
use crate::pipeline::effective::{Bench, digest};
use crate::snapshot::{Provenance, Snapshot};
use crate::source::{Body, Pulled};
use crate::submission::collect::{Collector, Means, Vocabulary};
use crate::submission::position::Positions;
use crate::submission::settings::SourceSettings;
use crate::submission::vocabulary::Headers;
use crate::table::digest::Digest;
use crate::table::limits::Limits;
use crate::table::{Piece, Remark, confined, hex, sheets};

/// SHA-256 of the raw bytes of a source.
pub fn raw_digest(body: &Body) -> String {
    use sha2::{Digest, Sha256};
    match body {
        Body::Workbook { bytes, .. } => hex(&Sha256::digest(bytes)),
        Body::Sheets { json } => hex(&Sha256::digest(json)),
    }
}

/// Reads what was pulled into a snapshot.
///
/// # Errors
/// Where a source's bytes are no workbook, and where no tab of any is recognised (65).
pub async fn read(
    pulled: &[Pulled],
    settings: &[SourceSettings],
    bench: &Bench,
    limits: &Limits,
    now: Timestamp,
    language: Language,
) -> Result<Snapshot, Failure> {
    let vocabulary = Vocabulary {
        headers: Headers::from_toml(&bench.effective.headers)
            .map_err(|error| unreadable("headers", &error.to_string(), language))?,
        positions: Positions::from_toml(&bench.effective.positions)
            .map_err(|error| unreadable("positions", &error.to_string(), language))?,
    };
    let means = Means::new(&bench.register, &vocabulary, settings);
    let mut collector = Collector::new(&means);
    let mut digests = Vec::with_capacity(pulled.len());
    let mut remarks = Vec::with_capacity(pulled.len());
    for source in pulled {
        collector.begin();
        let mut passed = Passed::default();
        let mut take = |piece: Piece| {
            passed.see(&piece);
            collector.take(piece);
        };
        match &source.body {
            Body::Workbook { bytes, file_name } => {
                confined::read(bytes, file_name, limits, &mut take)
                    .await
                    .or_fail(language)?;
            }
            Body::Sheets { json } => sheets::read(json, limits)
                .or_fail(language)?
                .pieces()
                .for_each(take),
        }
        digests.push(passed.digest.finish());
        remarks.push(passed.remarks);
    }
    let reading = collector.finish();
    if !reading.has_submissions && !reading.has_contacts {
        let tabs: Vec<String> = reading
            .tabs
            .iter()
            .map(|tab| format!("«{}»", tab.title))
            .collect();
        return Err(Failure::said(
            language,
            "cli-no-tab",
            65,
            &[("tabs", &tabs.join(", "))],
        ));
    }
    let parts: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
    Ok(Snapshot {
        id: uuid::Uuid::now_v7().to_string(),
        campaign: bench.effective.campaign.clone(),
        pulled_at: now,
        today: clock::day(now, bench.effective.zone),
        sources: pulled
            .iter()
            .zip(remarks)
            .map(|(source, remarks)| provenance(source, remarks))
            .collect(),
        table_digest: digest(&parts),
        configuration_digest: bench.digest.clone(),
        reading,
    })
}

/// What is kept of a table that passes by.
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
        sha256: raw_digest(&source.body),
        revision: source.revision.clone(),
        link: source.link.clone(),
        remarks,
    }
}

fn unreadable(what: &str, error: &str, language: Language) -> Failure {
    Failure::said(
        language,
        "cli-vocabulary-unreadable",
        78,
        &[("what", what), ("error", error)],
    )
}
