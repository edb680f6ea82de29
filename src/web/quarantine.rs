//! A quarantined pull: what would be lost, by name, and the forms that accept or reject it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::written;
use crate::config::Campaign;
use crate::snapshot::diff::{self, Difference, StatedDecision};
use crate::store::{Decide, SnapshotLine};
use crate::web::campaign;
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::run;
use crate::web::sign_in;
use crate::web::visit::{Posted, Visit};

/// The most communes listed one by one.
const COMMUNES: usize = 200;

/// Shows what would be lost.
pub(super) async fn show(visit: Visit, Path(run): Path<String>) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let (campaign, line) = waiting(&visit, &run).await?;
    if visit.campaign()?.name != campaign.name {
        let path = format!("/quarantine/{run}");
        return Ok(sign_in::to(&visit.within(&path, &campaign.name)));
    }
    let gone = || visit.refuse(StatusCode::NOT_FOUND);
    let pull = visit.store.snapshot(&line.id).await?.ok_or_else(gone)?;
    let before = visit.store.latest(&campaign.name).await?;
    let differences = match &before {
        Some(before) => diff::diff(&before.snapshot, &pull.snapshot),
        None => Vec::new(),
    };
    let more = differences.len().saturating_sub(COMMUNES);
    let changes: Vec<Value> = differences
        .iter()
        .take(COMMUNES)
        .map(|one| difference(&visit, campaign, one))
        .collect();
    let values = json!({
        "run": run,
        "pulled": paint::when(&visit, line.pulled_at),
        "believed": before.map(|before| paint::when(&visit, before.snapshot.pulled_at)),
        "causes": line.lost(visit.language),
        "changes": changes,
        "more": more,
    });
    let title = visit.say("web-quarantine-title", &[]);
    paint::page(&visit, "quarantine.html", "overview", &title, values)
}

/// The waiting pull of a run, in whichever campaign it is.
async fn waiting<'v>(visit: &'v Visit, run: &str) -> Result<(&'v Campaign, SnapshotLine), Refusal> {
    for campaign in &visit.app.config.campaigns {
        let lines = visit.store.quarantined(&campaign.name).await?;
        if let Some(line) = lines.into_iter().find(|line| line.run == run) {
            return Ok((campaign, line));
        }
    }
    Err(visit.refuse(StatusCode::NOT_FOUND))
}

/// The differences of one commune.
fn difference(visit: &Visit, campaign: &Campaign, difference: &Difference) -> Value {
    let title = campaign
        .register
        .commune(&difference.commune)
        .map_or_else(|| difference.commune.clone(), |commune| commune.title());
    let told = |told: &StatedDecision| match told.date {
        Some(date) => format!("{} ({})", told.number, written(date)),
        None => told.number.clone(),
    };
    let names = |people: &[diff::Person]| {
        let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
        names.join(", ")
    };
    json!({
        "title": title,
        "path": campaign::commune_path(visit, &difference.commune),
        "vanished": matches!(difference.row, Some(diff::RowChange::Vanished)),
        "gone": difference.decisions_gone.iter().map(told).collect::<Vec<_>>().join("; "),
        "added": difference.decisions_added.iter().map(told).collect::<Vec<_>>().join("; "),
        "left": names(&difference.left),
        "joined": names(&difference.joined),
    })
}

/// Takes an operator's decision.
pub(super) async fn decide(Path(pull): Path<String>, posted: Posted) -> Result<Response, Refusal> {
    let visit = &posted.visit;
    visit.for_operators()?;
    let (campaign, _) = waiting(visit, &pull).await?;
    let (decide, action) = match posted.field("answer") {
        Some("accept") => (Decide::Accept(pull.clone()), "accept"),
        Some("reject") => (Decide::Reject(pull.clone()), "reject"),
        _ => return Err(visit.refuse(StatusCode::BAD_REQUEST)),
    };
    // A decision needs a reason.
    let bad = || visit.refuse(StatusCode::BAD_REQUEST);
    let reason = posted.field("reason").ok_or_else(bad)?;
    visit.does(action, &pull);
    let asked = run::ask(visit, campaign, Some(reason), Some(decide)).await?;
    let path = format!("/runs/{}", asked.run());
    Ok(sign_in::to(&visit.within(&path, &campaign.name)))
}
