//! From a source to a snapshot: pulled, read in confinement, understood.

use crate::clock::{self, Timestamp};
use crate::failure::{Failure, OrFailure};
use crate::locale::Language;
use crate::pipeline::effective::{Bench, digest};
use crate::snapshot::{Provenance, Snapshot};
use crate::source::{Body, Pulled};
use crate::submission::collect::{self, Vocabulary};
use crate::submission::position::Positions;
use crate::submission::settings::SourceSettings;
use crate::submission::vocabulary::Headers;
use crate::table::limits::Limits;
use crate::table::{Table, confined, hex, sheets};

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
    let mut tables: Vec<Table> = Vec::with_capacity(pulled.len());
    for source in pulled {
        tables.push(match &source.body {
            Body::Workbook { bytes, file_name } => confined::read(bytes, file_name, limits)
                .await
                .or_fail(language)?,
            Body::Sheets { json } => sheets::read(json, limits).or_fail(language)?,
        });
    }
    let vocabulary = Vocabulary {
        headers: Headers::from_toml(&bench.effective.headers)
            .map_err(|error| unreadable("headers", &error.to_string(), language))?,
        positions: Positions::from_toml(&bench.effective.positions)
            .map_err(|error| unreadable("positions", &error.to_string(), language))?,
    };
    let pairs: Vec<(&SourceSettings, &Table)> = settings.iter().zip(&tables).collect();
    let reading = collect::collect(&pairs, &bench.register, &vocabulary);
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
    let digests: Vec<String> = tables.iter().map(Table::digest).collect();
    let parts: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
    Ok(Snapshot {
        id: uuid::Uuid::now_v7().to_string(),
        campaign: bench.effective.campaign.clone(),
        pulled_at: now,
        today: clock::day(now, bench.effective.zone),
        sources: pulled
            .iter()
            .zip(tables)
            .map(|(source, table)| provenance(source, table))
            .collect(),
        table_digest: digest(&parts),
        configuration_digest: bench.digest.clone(),
        reading,
    })
}

fn provenance(source: &Pulled, table: Table) -> Provenance {
    Provenance {
        name: source.name.clone(),
        kind: source.kind,
        location: source.location.clone(),
        fetched_at: source.fetched_at,
        sha256: raw_digest(&source.body),
        revision: source.revision.clone(),
        link: source.link.clone(),
        remarks: table.remarks,
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
