//! `/findings`: every finding, by severity, rule, commune.

use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::written;
use crate::document::words;
use crate::finding::{Finding, Severity};
use crate::web::campaign;
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::visit::Visit;

/// Number of rows on one page of the list.
const ROWS: usize = 200;

/// Shows the list.
pub(super) async fn list(visit: Visit) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let judged = visit.judged(campaign).await?;
    let title = visit.say("web-place-findings", &[]);
    let Some(judged) = judged else {
        let values = json!({"empty": true});
        return paint::page(&visit, "findings.html", "findings", &title, values);
    };
    let judgement = &judged.judgement;
    let severity = visit.asked("severity");
    let rule = visit.asked("rule");
    let found: Vec<_> = judgement
        .findings
        .iter()
        .filter(|finding| {
            severity.is_none_or(|asked| finding.printed_severity().id() == asked)
                && rule.is_none_or(|asked| finding.rule.id() == asked)
        })
        .collect();
    let pages = found.len().div_ceil(ROWS).max(1);
    let page: usize = visit
        .asked("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    let page = page.clamp(1, pages);
    let rows: Vec<Value> = found
        .iter()
        .skip((page - 1) * ROWS)
        .take(ROWS)
        .map(|finding| campaign::finding(&visit, finding, judgement, &judged.snapshot))
        .collect();
    let pages: Vec<Value> = (1..=pages)
        .map(|number| {
            let path = paint::with(&visit, "page", &number.to_string());
            json!({"number": number, "here": number == page, "path": path})
        })
        .collect();
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let severities =
        severities.map(|one| json!({"id": one.id(), "word": campaign::severity(&visit, one)}));
    let values = json!({
        "rows": rows,
        "pages": pages,
        "found": words::count(u32::try_from(found.len()).unwrap_or(u32::MAX)),
        "rules": rules(&visit, &judgement.findings),
        "asked": visit.query,
        "severities": severities,
        "as_of": written(judgement.as_of),
    });
    paint::page(&visit, "findings.html", "findings", &title, values)
}

/// The rules that found something, in order of their first finding, each with its number of
/// findings.
fn rules(visit: &Visit, findings: &[Finding]) -> Vec<Value> {
    let mut rules: Vec<(&str, u32)> = Vec::new();
    for finding in findings {
        let id = finding.rule.id();
        match rules.iter_mut().find(|(known, _)| *known == id) {
            Some((_, count)) => *count += 1,
            None => rules.push((id, 1)),
        }
    }
    rules
        .iter()
        .map(|(id, count)| {
            let meaning = visit.say(&format!("rule-{id}"), &[]);
            json!({"id": id, "count": count, "meaning": meaning})
        })
        .collect()
}
