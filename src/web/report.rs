//! `/reports`: all stored reports, their exact bytes, the latest one, and a report of any day.
//!
//! Viewers get only summaries, both stored and newly made ones.

use axum::body::Body;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::clock::{Date, written};
use crate::config::Campaign;
use crate::document::{ArtifactKind, Detail, words};
use crate::pipeline::again;
use crate::spool::Spooled;
use crate::store::ListedReport;
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::visit::Visit;

/// Shows the list.
pub(super) async fn list(visit: Visit) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let reports = visit.store.reports_of(&campaign.name).await?;
    let rows: Vec<Value> = reports
        .iter()
        .filter(|report| may(&visit, report.detail))
        .map(|report| line(&visit, report))
        .collect();
    let today = crate::clock::day(visit.app.clock.now(), visit.app.config.timezone);
    let values = json!({
        "rows": rows,
        "any": !reports.is_empty(),
        "today": today.to_string(),
        "latest": visit.here("/reports/latest.xlsx"),
    });
    let title = visit.say("web-place-reports", &[]);
    paint::page(&visit, "reports.html", "reports", &title, values)
}

/// A line about a report.
pub(super) fn line(visit: &Visit, report: &ListedReport) -> Value {
    json!({
        "path": format!("/reports/{}.xlsx", report.sha256),
        "file": report.file_name,
        "as_of": written(report.as_of),
        "known_at": report.known_at.map(|at| paint::when(visit, at)),
        "made": paint::when(visit, report.made_at),
        "summary": report.detail == Detail::Summary,
        "size": words::megabytes(usize::try_from(report.bytes).unwrap_or(usize::MAX)),
        "sha256": report.sha256,
        "pinned": report.pin.as_ref().map(|pin| {
            let at = paint::when(visit, pin.at);
            json!({"who": pin.who, "at": at, "reason": pin.reason})
        }),
        "run": report.run,
    })
}

/// Whether the reader may see reports of this detail: viewers may see only summaries.
fn may(visit: &Visit, detail: Detail) -> bool {
    visit.sees_persons() || detail == Detail::Summary
}

/// Sends the bytes of the report with this hash, or of the latest one.
pub(super) async fn download(visit: Visit, Path(file): Path<String>) -> Result<Response, Refusal> {
    let none = || visit.refuse(StatusCode::NOT_FOUND);
    let name = file.strip_suffix(".xlsx").ok_or_else(none)?;
    if name == "latest" {
        return latest(&visit).await;
    }
    if name.len() != 64 || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(none());
    }
    let kept = visit.store.reports_by_hash(name).await?;
    let Some(report) = kept.iter().find(|report| may(&visit, report.detail)) else {
        return Err(match kept.is_empty() {
            true => none(),
            false => visit.forbidden(),
        });
    };
    let bytes = visit.store.report_bytes(&report.id).await?;
    visit.does("download", &file);
    sent(&visit, &report.file_name, &bytes.ok_or_else(none)?)
}

/// Sends the latest report with the detail that the reader may see.
async fn latest(visit: &Visit) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let reports = visit.store.reports_of(&campaign.name).await?;
    let wanted = match visit.sees_persons() {
        true => Detail::Full,
        false => Detail::Summary,
    };
    let newest = reports.first().map(|report| &report.run);
    let kept = reports
        .iter()
        .find(|report| report.detail == wanted && Some(&report.run) == newest);
    visit.does("download", "latest.xlsx");
    if let Some(report) = kept {
        let bytes = visit.store.report_bytes(&report.id).await?;
        let none = || visit.refuse(StatusCode::NOT_FOUND);
        return sent(visit, &report.file_name, &bytes.ok_or_else(none)?);
    }
    make(visit, campaign, None, None).await
}

/// Makes a report of the day in the address, with what was known on another day if one is given.
pub(super) async fn made(visit: Visit) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let day = |name: &str| {
        let asked = visit.asked(name).map(str::parse::<Date>).transpose();
        asked.map_err(|_| visit.refuse(StatusCode::BAD_REQUEST))
    };
    let (as_of, known) = (day("as_of")?, day("known_at")?);
    visit.does(
        "make-report",
        &format!("as_of={as_of:?} known_at={known:?}"),
    );
    make(&visit, campaign, as_of, known).await
}

/// Makes a report, one at a time, because it takes seconds and memory.
async fn make(
    visit: &Visit,
    campaign: &Campaign,
    as_of: Option<Date>,
    known: Option<Date>,
) -> Result<Response, Refusal> {
    let waiting = visit.page.making.clone().acquire_owned();
    let busy = || visit.refuse(StatusCode::SERVICE_UNAVAILABLE);
    let turn = tokio::time::timeout(std::time::Duration::from_secs(10), waiting).await;
    let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let zone = visit.app.config.timezone;
    let known_at = known.and_then(|day| crate::clock::end_of(day, zone));
    let detail = match visit.sees_persons() {
        true => Detail::Full,
        false => Detail::Summary,
    };
    let (app, name) = (visit.app.clone(), campaign.name.clone());
    let runtime = tokio::runtime::Handle::current();
    let making = tokio::task::spawn_blocking(move || {
        runtime.block_on(async move {
            let campaign = app.campaign(Some(&name))?;
            again::report(&app, campaign, as_of, known_at, detail).await
        })
    });
    let made = making.await;
    drop(turn);
    let made = made.map_err(|_| visit.refuse(StatusCode::INTERNAL_SERVER_ERROR))?;
    let made = made.map_err(|failure| visit.failed(failure))?;
    sent(visit, &made.file_name, &made.bytes)
}

/// A workbook for the browser to save, not to display.
fn sent(visit: &Visit, name: &str, bytes: &Spooled) -> Result<Response, Refusal> {
    let whole = bytes.whole().map_err(|error| {
        tracing::error!(%error, "a report could not be read");
        visit.refuse(StatusCode::INTERNAL_SERVER_ERROR)
    })?;
    let mut response = Body::from(whole.into_owned()).into_response();
    let plain: String = name
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "._-".contains(*letter))
        .collect();
    let texts = [
        (CONTENT_TYPE, ArtifactKind::of(name).media_type().to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{plain}\""),
        ),
        (CONTENT_LENGTH, bytes.length().to_string()),
        (ETAG, format!("\"{}\"", bytes.sha256())),
    ];
    for (header, text) in texts {
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().insert(header, value);
        }
    }
    Ok(response)
}
