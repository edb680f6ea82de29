//! Reads a stored pull again from its raw bytes, if people have answered since which commune a name
//! means.
//!
//! If all names still mean the same, the stored reading is used. Either way the result is the same
//! snapshot, with the configuration that it was stored with.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::effective::Criteria;
use crate::pipeline::error::PipelineError;
use crate::pipeline::{pull, read};
use crate::register::Alias;
use crate::rule::answer::Answer;
use crate::snapshot::Snapshot;
use crate::source::Pulled;
use crate::store::{Store, StoredSnapshot};
use crate::submission::settings::SourceSettings;

/// The part of a stored configuration that decides how a pull was read.
#[derive(Deserialize)]
struct ReadBy {
    aliases: Vec<Alias>,
    #[serde(default)]
    given: Vec<Answer>,
    sources: Vec<SourceSettings>,
}

/// Returns the pull as the names of this configuration read it.
///
/// # Errors
/// If its raw bytes are no longer in the store, or cannot be read.
pub async fn as_answered(
    app: &App,
    store: &Store,
    criteria: &Criteria,
    kept: StoredSnapshot,
) -> Result<Snapshot, Failure> {
    let snapshot = kept.snapshot;
    if snapshot.configuration_digest == criteria.digest {
        return Ok(snapshot);
    }
    let read_by: ReadBy = serde_json::from_str(&kept.configuration)
        .map_err(|error| PipelineError::KeptConfigurationUnreadable { error })?;
    let names = |aliases: &[Alias]| -> BTreeSet<(String, String)> {
        let pairs = aliases.iter();
        pairs
            .map(|alias| (alias.spelling.clone(), alias.code.clone()))
            .collect()
    };
    let mut then = names(&read_by.aliases);
    let answered: Vec<Alias> = read_by.given.iter().filter_map(Answer::alias).collect();
    then.extend(names(&answered));
    if then == names(&criteria.register.aliases) {
        return Ok(snapshot);
    }
    let pulled = pulled(store, &snapshot).await?;
    let limits = &app.config.limits;
    let again = read::read(
        &pulled,
        &read_by.sources,
        criteria,
        limits,
        snapshot.pulled_at,
    )
    .await?;
    Ok(Snapshot {
        reading: again.reading,
        ..snapshot
    })
}

/// The snapshot's sources, with their bytes from the store.
async fn pulled(store: &Store, snapshot: &Snapshot) -> Result<Vec<Pulled>, Failure> {
    let mut raw = store.raw(&snapshot.id).await?;
    let mut all = Vec::with_capacity(snapshot.sources.len());
    for source in &snapshot.sources {
        let position = raw.iter().position(|raw| raw.source == source.name);
        let Some(position) = position else {
            return Err(PipelineError::KeptBytesMissing {
                source: source.name.clone(),
            }
            .into());
        };
        let body = raw.swap_remove(position).body;
        all.push(pull::as_kept(source, body, Vec::new(), 0));
    }
    Ok(all)
}
