//! `/api/v1`: the JSON documents of the command line, for programs with a token.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::pipeline::channel;
use crate::pipeline::question;
use crate::pipeline::standing::Judged;
use crate::pipeline::state;
use crate::rule::FindingCounts;
use crate::store::{AskedFor, MailsAsked, RunsAsked, WebRole};
use crate::view;
use crate::view::questions::QuestionsDocument;
use crate::web::Page;
use crate::web::error::Refusal;
use crate::web::paint::document;
use crate::web::visit::{Visit, Who, body_of};
use crate::web::{event, mask, run};

/// The routes for programs.
pub(super) fn router() -> Router<Page> {
    Router::new()
        .route("/api/v1/status", get(status))
        .route("/api/v1/progress", get(progress))
        .route("/api/v1/communes", get(communes))
        .route("/api/v1/communes/{code}", get(commune))
        .route("/api/v1/findings", get(findings))
        .route("/api/v1/questions", get(questions))
        .route("/api/v1/runs", get(runs))
        .route("/api/v1/runs/{id}", get(one_run))
        .route("/api/v1/runs/{id}/events", get(events))
        .route("/api/v1/reports", get(reports))
        .route("/api/v1/mails", get(mails))
        .route("/api/v1/sync", post(sync))
}

async fn status(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let mut states = Vec::new();
    for campaign in &visit.app.config.campaigns {
        let state = state::state(&visit.app, Some(&visit.store), campaign).await;
        states.push((campaign, state.map_err(|failure| visit.failed(failure))?));
    }
    let serving = visit.store.serving().await;
    let serving = serving.map_err(|error| visit.failed(error))?;
    let channels = channel::states(&visit.app, &visit.store).await;
    let channels = channels.map_err(|error| visit.failed(error))?;
    let own = visit.app.configurations();
    let told = view::status::document(&states, &serving, &own, &channels, visit.language);
    Ok(document(&told))
}

/// The last good pull, judged; 404 if nothing is stored.
async fn judged(visit: &Visit) -> Result<std::sync::Arc<Judged>, Refusal> {
    let campaign = visit.campaign()?;
    let judged = visit.judged(campaign).await?;
    judged.ok_or_else(|| visit.refuse(StatusCode::NOT_FOUND))
}

async fn progress(visit: Visit) -> Result<Response, Refusal> {
    let judged = judged(&visit).await?;
    let judgement = &judged.judgement;
    Ok(document(&json!({
        "campaign": judged.snapshot.campaign,
        "as_of": judgement.as_of,
        "deadline": judgement.deadline,
        "progress": judgement.progress,
        "findings": FindingCounts::of(&judgement.findings),
    })))
}

async fn communes(visit: Visit) -> Result<Response, Refusal> {
    let judged = judged(&visit).await?;
    let judgement = &judged.judgement;
    let mut lines = view::check::communes(judgement);
    let lines: Vec<Value> = lines.iter_mut().map(|line| seen(&visit, line)).collect();
    Ok(document(&json!({
        "campaign": judged.snapshot.campaign,
        "as_of": judgement.as_of,
        "deadline": judgement.deadline,
        "communes": lines,
    })))
}

/// The JSON of a commune, without phones and mail addresses if the program may not see them.
fn seen(visit: &Visit, line: &mut view::check::CommuneLine<'_>) -> Value {
    let shown = visit.sees_persons();
    if !shown {
        for member in &mut line.members {
            member.phones.clear();
            member.emails.clear();
        }
    }
    let mut value = serde_json::to_value(line).unwrap_or_default();
    if !shown && let Some(members) = value["members"].as_array_mut() {
        for member in members {
            for field in ["name", "position"] {
                if let Some(text) = member[field].as_str() {
                    member[field] = json!(mask::text_of(text));
                }
            }
        }
    }
    value
}

async fn commune(visit: Visit, Path(code): Path<String>) -> Result<Response, Refusal> {
    let judged = judged(&visit).await?;
    let mut lines = view::check::communes(&judged.judgement);
    let line = lines.iter_mut().find(|line| line.code == code);
    let line = line.ok_or_else(|| visit.refuse(StatusCode::NOT_FOUND))?;
    let mut value = seen(&visit, line);
    value["findings_list"] = list(&visit, &judged, Some(&code));
    Ok(document(&value))
}

async fn findings(visit: Visit) -> Result<Response, Refusal> {
    let judged = judged(&visit).await?;
    let judgement = &judged.judgement;
    Ok(document(&json!({
        "campaign": judged.snapshot.campaign,
        "as_of": judgement.as_of,
        "deadline": judgement.deadline,
        "findings": FindingCounts::of(&judgement.findings),
        "findings_list": list(&visit, &judged, None),
    })))
}

/// The JSON of the findings about one commune, or all, with persons masked if necessary.
fn list(visit: &Visit, judged: &Judged, commune: Option<&str>) -> Value {
    let mut judgement = judged.judgement.clone();
    judgement
        .findings
        .retain(|finding| commune.is_none_or(|code| finding.commune.as_deref() == Some(code)));
    if !visit.sees_persons() {
        for finding in &mut judgement.findings {
            *finding = mask::finding(finding);
        }
    }
    let lines = view::check::findings(&judgement, &judged.snapshot, visit.language);
    serde_json::to_value(lines).unwrap_or_default()
}

async fn questions(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let campaign = visit.campaign()?;
    let questions = question::questions(&visit.app, &visit.store, campaign, visit.language).await;
    let questions = questions.map_err(|failure| visit.failed(failure))?;
    let several = visit.app.config.campaigns.len() > 1;
    let named = several.then_some(campaign.name.as_str());
    let lines = questions
        .iter()
        .map(|one| view::questions::question(one, named, visit.language));
    let whole = QuestionsDocument {
        campaign: &campaign.name,
        questions: lines.collect(),
    };
    let mut value = serde_json::to_value(&whole).unwrap_or_default();
    if !visit.sees_persons()
        && let Some(lines) = value["questions"].as_array_mut()
    {
        for line in lines {
            for field in ["sentence", "typed"] {
                if let Some(text) = line[field].as_str() {
                    line[field] = json!(mask::text_of(text));
                }
            }
        }
    }
    Ok(document(&value))
}

/// The most runs or mails in an answer, newest first: all of them are in memory at once.
const LINES: u32 = 1000;

fn limit(visit: &Visit) -> Result<u32, Refusal> {
    let asked = visit.asked("limit").map(str::parse::<u32>).transpose();
    let asked = asked.map_err(|_| visit.refuse(StatusCode::BAD_REQUEST))?;
    Ok(asked.unwrap_or(LINES).min(LINES))
}

async fn runs(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let limit = limit(&visit)?;
    let campaign = match visit.asked("campaign") {
        Some(_) => Some(visit.campaign()?.name.as_str()),
        None => None,
    };
    let asked = RunsAsked {
        campaign,
        limit: Some(limit),
        ..RunsAsked::default()
    };
    let runs = visit.store.runs(asked).await?;
    Ok(document(&view::runs::RunsDocument {
        runs: runs.iter().map(view::runs::run).collect(),
    }))
}

async fn one_run(visit: Visit, Path(id): Path<String>) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let run = visit.store.run(&id).await?;
    let run = run.ok_or_else(|| visit.refuse(StatusCode::NOT_FOUND))?;
    Ok(document(&view::runs::run(&run)))
}

async fn events(visit: Visit, path: Path<String>) -> Result<Response, Refusal> {
    visit.for_operators()?;
    event::stream(&visit, path).await
}

async fn reports(visit: Visit) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let reports = visit.store.reports_of(&campaign.name).await?;
    let only_summaries = matches!(&visit.who,
        Who::Person(session) if session.role == WebRole::Viewer);
    let lines = reports
        .iter()
        .filter(|report| !only_summaries || report.detail == crate::document::Detail::Summary);
    Ok(document(&view::report::ReportsDocument {
        reports: lines.map(view::report::listed).collect(),
    }))
}

async fn mails(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let asked = MailsAsked {
        limit: Some(limit(&visit)?),
        ..MailsAsked::default()
    };
    let mails = visit.store.mails(asked).await?;
    Ok(document(&view::mail::MailsDocument {
        mails: mails
            .iter()
            .map(|mail| view::mail::mail(mail, visit.language))
            .collect(),
    }))
}

/// The body of a request for a run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sync {
    campaign: Option<String>,
    reason: Option<String>,
}

async fn sync(State(_): State<Page>, visit: Visit, request: Request) -> Result<Response, Refusal> {
    visit.for_sync_tokens()?;
    let body = body_of(request.into_body()).await?;
    let asked: Sync =
        serde_json::from_slice(&body).map_err(|_| visit.refuse(StatusCode::BAD_REQUEST))?;
    let campaigns = &visit.app.config.campaigns;
    let campaign = match &asked.campaign {
        Some(name) => campaigns.iter().find(|campaign| campaign.name == *name),
        None => campaigns.first().filter(|_| campaigns.len() == 1),
    };
    let campaign = campaign.ok_or_else(|| visit.refuse(StatusCode::NOT_FOUND))?;
    let made = run::ask(&visit, campaign, asked.reason.as_deref(), None).await?;
    visit.does("sync", made.run());
    let status = match &made {
        AskedFor::Registered(_) => StatusCode::ACCEPTED,
        AskedFor::UnderWay(_) => StatusCode::OK,
    };
    Ok((status, document(&json!({"run": made.run()}))).into_response())
}
