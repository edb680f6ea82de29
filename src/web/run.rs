//! `/runs`, one run, and the button «Đồng bộ ngay».

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::config::Campaign;
use crate::document::words;
use crate::store::{AskedFor, AskedRun, Decide, Outcome, Run, RunsAsked, Stage};
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::sign_in;
use crate::web::visit::{Posted, Visit};

/// Number of runs on one page of the list.
const RUNS: u32 = 100;
/// The most names in a sentence about changes.
const NAMES: usize = 20;
/// The longest reason, in characters.
const REASON: usize = 500;

/// Shows the list.
pub(super) async fn list(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let campaign = visit.campaign()?;
    let asked = RunsAsked {
        campaign: Some(&campaign.name),
        outcome: visit.asked("outcome").and_then(Outcome::from_id),
        behind: visit.asked("before"),
        limit: Some(RUNS + 1),
    };
    let mut runs = visit.store.runs(asked).await?;
    let older = paint::older(&visit, &mut runs, RUNS, |run| &run.id);
    let rows: Vec<Value> = runs.iter().map(|run| line(&visit, run)).collect();
    let outcomes = [
        "stored",
        "unchanged",
        "quarantined",
        "failed",
        "accepted",
        "rejected",
        "busy",
    ]
    .map(|id| json!({"id": id, "word": visit.say(&format!("cli-outcome-word-{id}"), &[])}));
    let values = json!({
        "rows": rows,
        "older": older,
        "outcomes": outcomes,
        "asked": visit.query,
        "sync": {"campaign": campaign.name},
        "running": running(&visit, campaign).await?,
    });
    let title = visit.say("web-place-runs", &[]);
    paint::page(&visit, "runs.html", "runs", &title, values)
}

/// A line about a run.
pub(super) fn line(visit: &Visit, run: &Run) -> Value {
    let outcome = run.outcome.map(Outcome::id);
    let word = match outcome {
        Some(id) => visit.say(&format!("cli-outcome-word-{id}"), &[]),
        None if run.waits => visit.say("web-run-waits", &[]),
        None => visit.say("web-run-open", &[]),
    };
    json!({
        "id": run.id,
        "path": visit.within(&format!("/runs/{}", run.id), &run.campaign),
        "trigger": visit.say(&format!("cli-trigger-{}", run.trigger), &[]),
        "outcome": outcome,
        "outcome_word": word,
        "outcome_sentence": words::capitalised(&word),
        "started": paint::when(visit, run.started),
        "seconds": run.seconds.map(|seconds| paint::seconds(visit, seconds)),
        "reason": run.reason,
        "asked_by": run.asked_by,
        "does": run.decides.as_ref().map(|decides| match decides {
            Decide::Accept(_) => visit.say("web-deed-accept", &[]),
            Decide::Reject(_) => visit.say("web-deed-reject", &[]),
        }),
        "error": run.error.as_ref().map(|error| error.message.as_str()),
        "by": run.by.as_ref().map(|by| format!("{} · {}", by.machine, by.process)),
    })
}

/// The run of a campaign that is under way, if there is one.
pub(super) async fn running(visit: &Visit, campaign: &Campaign) -> Result<Option<Value>, Refusal> {
    let open = open(visit, campaign).await?;
    Ok(open.map(|run| line(visit, &run)))
}

/// The run that is under way or waits to begin.
async fn open(visit: &Visit, campaign: &Campaign) -> Result<Option<Run>, Refusal> {
    if let Some(run) = visit.store.run_under_way(&campaign.name).await? {
        return Ok(Some(run));
    }
    let waiting = visit.store.waiting_runs().await?;
    Ok(waiting
        .into_iter()
        .find(|run| run.campaign == campaign.name))
}

/// Shows one run: its stages, its machine, its result.
pub(super) async fn one(visit: Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let run = visit.store.run(&id).await?;
    let run = run.ok_or_else(|| visit.refuse(StatusCode::NOT_FOUND))?;
    if visit.campaign()?.name != run.campaign && visit.knows(&run.campaign) {
        let path = format!("/runs/{}", run.id);
        return Ok(sign_in::to(&visit.within(&path, &run.campaign)));
    }
    let stages: Vec<Value> = stages(&visit, &run);
    let events = visit.store.run_events(&run.id, 0).await?;
    let told: Vec<Value> = events
        .iter()
        .map(|told| {
            let text = told.event.sentence().say(visit.language);
            json!({"at": paint::when(&visit, told.at), "text": text})
        })
        .collect();
    let reports = visit.store.reports_of_run(&run.campaign, &run.id).await?;
    let reports: Vec<Value> = reports
        .iter()
        .map(|report| super::report::line(&visit, report))
        .collect();
    let waits = visit.store.quarantined(&run.campaign).await?;
    let waits = waits.iter().any(|line| line.run == run.id);
    let values = json!({
        "run": line(&visit, &run),
        "open": run.finished.is_none(),
        "finished": run.finished.map(|at| paint::when(&visit, at)),
        "due": run.due.map(|at| paint::when(&visit, at)),
        "requests": run.requests,
        "snapshot": run.snapshot,
        "stages": stages,
        "changed": changed(&visit, &run).await?,
        "told": told,
        "reports": reports,
        "waits": waits,
    });
    let title = visit.say("web-run-title", &[]);
    paint::page(&visit, "run.html", "runs", &title, values)
}

/// How long each stage took, in the order of a run.
fn stages(visit: &Visit, run: &Run) -> Vec<Value> {
    let passed = Stage::ALL
        .iter()
        .filter_map(|stage| Some((stage, run.stages.get(stage.id())?)));
    passed
        .map(|(stage, millis)| {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of one run")]
            let seconds = *millis as f64 / 1000.0;
            json!({
                "name": visit.say(&format!("web-stage-{}", stage.id()), &[]),
                "seconds": paint::seconds(visit, seconds),
            })
        })
        .collect()
}

/// What a run changed, by name, from the document stored with its end.
async fn changed(visit: &Visit, run: &Run) -> Result<Vec<String>, Refusal> {
    let kept = visit.store.run_document(&run.id).await?;
    let document: Value = kept
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let changes = &document["changes"];
    if changes.is_null() || run.outcome == Some(Outcome::Quarantined) {
        return Ok(Vec::new());
    }
    let campaigns = &visit.app.config.campaigns;
    let campaign = campaigns.iter().find(|one| one.name == run.campaign);
    let title = |code: &str| {
        let known = campaign.and_then(|campaign| campaign.register.commune(code));
        known.map_or_else(|| code.to_owned(), |commune| commune.title())
    };
    let issued = visit.say("web-status-issued", &[]);
    let mut lines = Vec::new();
    for (list, key) in [
        ("issued", "web-run-changed-issued"),
        ("withdrawn", "web-run-changed-withdrawn"),
    ] {
        let codes = changes[list].as_array().into_iter().flatten();
        let titles: Vec<String> = codes.filter_map(Value::as_str).map(title).collect();
        if !titles.is_empty() {
            let names = words::names(&titles, NAMES);
            lines.push(visit.say(key, &[("status", &issued), ("names", &names)]));
        }
    }
    let number = |name: &str| changes[name].as_u64().unwrap_or_default();
    let (fixed, new) = (number("fixed"), number("new"));
    if lines.is_empty() && fixed + new == 0 {
        lines.push(visit.say("web-changed-nothing", &[]));
    } else {
        let (fixed, new) = (fixed.to_string(), new.to_string());
        lines.push(visit.say("web-changed-findings", &[("fixed", &fixed), ("new", &new)]));
    }
    Ok(lines)
}

/// Asks for a run («Đồng bộ ngay»).
pub(super) async fn sync(posted: Posted) -> Result<Response, Refusal> {
    let visit = &posted.visit;
    visit.for_operators()?;
    let name = posted.field("campaign").unwrap_or_default();
    let campaigns = &visit.app.config.campaigns;
    let campaign = campaigns.iter().find(|campaign| campaign.name == name);
    let campaign = campaign.ok_or_else(|| visit.refuse(StatusCode::NOT_FOUND))?;
    let asked = ask(visit, campaign, posted.field("reason"), None).await?;
    visit.does("sync", asked.run());
    let path = format!("/runs/{}", asked.run());
    Ok(sign_in::to(&visit.within(&path, &campaign.name)))
}

/// Asks for a run, which the first machine that looks will make, or joins the one under way; or
/// asks for a decision to be carried out.
pub(super) async fn ask(
    visit: &Visit,
    campaign: &Campaign,
    reason: Option<&str>,
    decides: Option<Decide>,
) -> Result<AskedFor, Refusal> {
    let asked = AskedRun {
        id: uuid::Uuid::now_v7().to_string(),
        campaign: campaign.name.clone(),
        reason: reason.map(|reason| reason.chars().take(REASON).collect()),
        asked_by: Some(visit.name().to_owned()),
        decides,
        now: visit.app.clock.now(),
    };
    Ok(visit.store.ask_for_run(&asked).await?)
}
