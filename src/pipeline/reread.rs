//! A stored pull as it is read today: again from its raw bytes, where somebody has said since whom
//! a name means.
//!
//! Where names mean what they meant, the reading that was kept is given as it is. Either way it is
//! the same snapshot, with the configuration that it was kept with.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::effective::Bench;
use crate::pipeline::error::PipelineError;
use crate::pipeline::{pull, read};
use crate::register::Alias;
use crate::rule::answer::Answer;
use crate::snapshot::Snapshot;
use crate::source::Pulled;
use crate::store::{Store, StoredSnapshot};
use crate::submission::settings::SourceSettings;

/// What of a kept configuration tells how a pull was read.
#[derive(Deserialize)]
struct ReadBy {
    aliases: Vec<Alias>,
    #[serde(default)]
    given: Vec<Answer>,
    sources: Vec<SourceSettings>,
}

/// The pull by the names of a bench.
///
/// # Errors
/// Where its raw bytes are not in the store any more, or cannot be read.
pub async fn as_answered(
    app: &App,
    store: &Store,
    bench: &Bench,
    kept: StoredSnapshot,
) -> Result<Snapshot, Failure> {
    let snapshot = kept.snapshot;
    if snapshot.configuration_digest == bench.digest {
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
    if then == names(&bench.register.aliases) {
        return Ok(snapshot);
    }
    let pulled = pulled(store, &snapshot).await?;
    let limits = &app.config.limits;
    let again = read::read(&pulled, &read_by.sources, bench, limits, snapshot.pulled_at).await?;
    Ok(Snapshot {
        reading: again.reading,
        ..snapshot
    })
}

/// Its sources, with their bytes as they were kept.
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
