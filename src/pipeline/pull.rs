//! Fetches every source of a campaign, or establishes that it has not changed.

use std::ffi::OsStr;
use std::path::Path;

use crate::clock::Clock;
use crate::config::Campaign;
use crate::failure::Failure;
use crate::google::Google;
use crate::pipeline::error::PipelineError;
use crate::snapshot::{Provenance, Snapshot};
use crate::source::{self, Body, FetchStep, Fetched, LastPull, Pulled, Source};
use crate::store::{Raw, Store};
use crate::submission::settings::SourceSettings;

/// What was fetched for a run.
pub struct Pull {
    pub sources: Vec<Pulled>,
    pub requests: u32,
    /// Whether some source was not fetched because its service reported that it has not changed.
    pub hinted: bool,
}

/// A pull that failed: why, and what was tried.
pub struct Unpulled {
    pub failure: Failure,
    pub trail: Vec<FetchStep>,
    pub requests: u32,
}

/// The latest snapshot, for comparison: if a service confirms that its revision is current, the
/// bytes are not fetched again.
pub struct Baseline<'a> {
    pub snapshot: &'a Snapshot,
    pub store: &'a Store,
    /// How many runs in a row relied on such a confirmation.
    pub hints: u32,
}

/// Fetches sources one after the other.
///
/// # Errors
/// The first source that cannot be fetched: a pull with only some of its sources is never a
/// success.
pub async fn fetch(
    sources: &[Source],
    google: &Google,
    baseline: Option<&Baseline<'_>>,
    clock: Clock,
) -> Result<Pull, Unpulled> {
    let mut pull = Pull {
        sources: Vec::with_capacity(sources.len()),
        requests: 0,
        hinted: false,
    };
    for source in sources {
        let known = baseline.and_then(|baseline| known(source, baseline));
        let fetched = source::fetch_unless_known(source, google, known.as_ref(), clock)
            .await
            .map_err(|refused| Unpulled {
                failure: refused.error.into(),
                trail: refused.trail,
                requests: pull.requests + refused.requests,
            })?;
        match (fetched, baseline) {
            (Fetched::Pulled(pulled), _) => {
                pull.requests += pulled.requests;
                pull.sources.push(pulled);
            }
            (
                Fetched::Unchanged {
                    trail, requests, ..
                },
                Some(baseline),
            ) => {
                pull.requests += requests;
                pull.hinted = true;
                let kept = kept(source, baseline, trail, requests)
                    .await
                    .map_err(|failure| Unpulled {
                        failure,
                        trail: Vec::new(),
                        requests: pull.requests,
                    })?;
                pull.sources.push(kept);
            }
            (Fetched::Unchanged { .. }, None) => {
                unreachable!("nothing is known, so nothing is unchanged")
            }
        }
    }
    Ok(pull)
}

fn known(source: &Source, baseline: &Baseline<'_>) -> Option<LastPull> {
    let before = baseline
        .snapshot
        .sources
        .iter()
        .find(|before| before.name == source.name)?;
    Some(LastPull {
        revision: before.revision.clone(),
        hints: baseline.hints,
    })
}

/// A source that has not changed, with its bytes from the store.
async fn kept(
    source: &Source,
    baseline: &Baseline<'_>,
    trail: Vec<FetchStep>,
    requests: u32,
) -> Result<Pulled, Failure> {
    let before = baseline
        .snapshot
        .sources
        .iter()
        .find(|before| before.name == source.name);
    let raw: Vec<Raw> = baseline.store.raw(&baseline.snapshot.id).await?;
    let raw = raw.into_iter().find(|raw| raw.source == source.name);
    let (Some(before), Some(raw)) = (before, raw) else {
        return Err(PipelineError::KeptBytesMissing {
            source: source.name.clone(),
        }
        .into());
    };
    Ok(as_kept(before, raw.body, trail, requests))
}

/// A source as it was pulled, with its bytes from the store.
pub fn as_kept(source: &Provenance, body: Body, trail: Vec<FetchStep>, requests: u32) -> Pulled {
    Pulled {
        name: source.name.clone(),
        kind: source.kind,
        location: source.location.clone(),
        fetched_at: source.fetched_at,
        revision: source.revision.clone(),
        body,
        gid: None,
        link: source.link.clone(),
        trail,
        requests,
    }
}

/// Returns how each source is read: as the campaign's settings for it say. Sources that are named
/// instead of the campaign's use the settings of its only source, or of the source with the same
/// name or file name, or, if there are as many of them, of the source at the same position.
pub fn settings(campaign: &Campaign, sources: &[Source]) -> Vec<SourceSettings> {
    let own = &campaign.sources;
    let as_many = sources.len() == own.len();
    let each = sources.iter().enumerate().map(|(place, source)| {
        let stem = |location: &str| Path::new(location).file_stem().map(OsStr::to_owned);
        let of_the_file = || {
            let file = stem(&source.location)?;
            own.iter().find(|(other, _)| {
                OsStr::new(&other.name) == file || stem(&other.location).as_ref() == Some(&file)
            })
        };
        let in_its_place = || own.get(place).filter(|_| as_many);
        let itself = |(other, _): &&(Source, SourceSettings)| {
            other.name == source.name && other.location == source.location
        };
        let chosen = match own.as_slice() {
            [only] => Some(only),
            _ => own
                .iter()
                .find(itself)
                .or_else(of_the_file)
                .or_else(in_its_place),
        };
        chosen
            .map(|(_, settings)| settings.clone())
            .unwrap_or_default()
    });
    each.collect()
}

/// The campaign's sources, or the ones given instead on the command line.
pub fn sources(campaign: &Campaign, instead: &[String], here: &Path) -> Vec<Source> {
    if instead.is_empty() {
        return campaign
            .sources
            .iter()
            .map(|(source, _)| source.clone())
            .collect();
    }
    instead
        .iter()
        .enumerate()
        .map(|(position, location)| Source {
            name: campaign
                .sources
                .get(position)
                .filter(|_| instead.len() == campaign.sources.len())
                .map_or_else(
                    || format!("nguon-{}", position + 1),
                    |(source, _)| source.name.clone(),
                ),
            location: location.clone(),
            base: here.to_owned(),
        })
        .collect()
}
