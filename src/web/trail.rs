//! The history of one commune: its status report by report, decisions as the sheet had them,
//! answers about it, notices to it; and the forms for answers.
//!
//! Everybody sees the history; only operators see who answered, and the addresses of notices.

use serde_json::{Value, json};

use crate::clock::written;
use crate::config::Campaign;
use crate::document::Detail;
use crate::locale;
use crate::pipeline::standing::Judged;
use crate::rule::{Standing, Status};
use crate::store::KeptReport;
use crate::web::campaign;
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::question;
use crate::web::visit::Visit;

/// Everything on the commune's page besides its present status.
pub(super) async fn of(
    visit: &Visit,
    campaign: &Campaign,
    judged: &Judged,
    standing: &Standing,
) -> Result<Value, Refusal> {
    let code = standing.commune.code.as_str();
    let reports = visit.store.reports(&campaign.name).await?;
    let past = visit.store.past(&campaign.name, None).await?;
    let seen = past.decisions.get(code).map_or(&[][..], Vec::as_slice);
    let seen: Vec<Value> = seen
        .iter()
        .map(|one| {
            json!({
                "number": one.number,
                "signed": written(one.date),
                "first": paint::when(visit, one.first_seen),
                "last": paint::when(visit, one.last_seen),
            })
        })
        .collect();
    let history: Vec<Value> = turns(&reports, code)
        .into_iter()
        .map(|(report, status)| {
            json!({
                "as_of": written(report.as_of),
                "made": paint::when(visit, report.made_at),
                "status": campaign::status_id(status),
                "word": campaign::status(visit, status),
            })
        })
        .collect();
    let mut values = json!({"history": history, "seen": seen});
    if visit.is_operator() {
        values["answers"] = answers(visit, campaign, code).await?;
        values["told"] = told(visit, campaign, code).await?;
        values["forms"] = forms(visit, judged, standing);
    }
    Ok(values)
}

/// The reports in which a commune's status differs from the report before, oldest first. Reports
/// made later for an earlier day are skipped.
fn turns<'r>(reports: &'r [KeptReport], code: &str) -> Vec<(&'r KeptReport, Status)> {
    let mut turns: Vec<(&KeptReport, Status)> = Vec::new();
    let own = |report: &&KeptReport| report.known_at.is_none() && report.detail == Detail::Full;
    for report in reports.iter().rev().filter(own) {
        let Some(status) = report.earlier.statuses.get(code) else {
            continue;
        };
        let (day, known) = match turns.last() {
            Some((last, known)) => (Some(last.as_of), Some(*known)),
            None => (None, None),
        };
        if known != Some(*status) && day.is_none_or(|day| day <= report.as_of) {
            turns.push((report, *status));
        }
    }
    turns
}

/// The answers about the commune, latest first.
async fn answers(visit: &Visit, campaign: &Campaign, code: &str) -> Result<Value, Refusal> {
    let answers = visit.store.answers(&campaign.name).await?;
    let of_it = answers
        .iter()
        .rev()
        .filter(|kept| kept.answer.decided.code() == code);
    Ok(of_it
        .map(|kept| question::given(visit, campaign, kept))
        .collect())
}

/// The notices to the commune, latest first.
async fn told(visit: &Visit, campaign: &Campaign, code: &str) -> Result<Value, Refusal> {
    let notices = visit.store.notices(&campaign.name, Some(code)).await?;
    Ok(notices
        .iter()
        .map(|notice| {
            let kinds = notice.kinds.iter();
            let kinds: Vec<String> = kinds
                .map(|kind| visit.say(&format!("web-told-{kind}"), &[]))
                .collect();
            json!({
                "at": paint::when(visit, notice.told_at),
                "to": notice.recipient,
                "about": match kinds.is_empty() {
                    true => visit.say("web-told-nothing-owed", &[]),
                    false => kinds.join("; "),
                },
                "by": match notice.step.is_empty() {
                    true => visit.say("web-told-by-hand", &[]),
                    false => notice.step.clone(),
                },
                "mail": notice.mail.as_ref().map(|mail| visit.here(&format!("/mails/{mail}"))),
                "state": notice.state.map(|state| {
                    let mail = notice.mail.as_deref().unwrap_or_default();
                    visit.say(&visit.app.mail_state(mail, state), &[])
                }),
                "error": notice.last_error.as_deref().map(|error| locale::told(error, visit.language)),
            })
        })
        .collect())
}

/// The choices of the forms: rules with findings about the commune, and the decision it claims.
fn forms(visit: &Visit, judged: &Judged, standing: &Standing) -> Value {
    let code = standing.commune.code.as_str();
    let mut rules: Vec<&str> = Vec::new();
    for finding in &judged.judgement.findings {
        let id = finding.rule.id();
        if finding.commune.as_deref() == Some(code) && !rules.contains(&id) {
            rules.push(id);
        }
    }
    let rules: Vec<Value> = rules
        .into_iter()
        .map(|id| json!({"id": id, "meaning": visit.say(&format!("rule-{id}"), &[])}))
        .collect();
    let claim = standing.claimed.as_ref();
    json!({
        "code": code,
        "rules": rules,
        "deadline": standing.extended_to.unwrap_or(judged.judgement.deadline).to_string(),
        "number": claim.and_then(|claim| claim.number.as_deref()),
        "date": claim.and_then(|claim| claim.date).map(|date| date.to_string()),
    })
}
