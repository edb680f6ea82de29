//! `/questions`: what people are asked, forms for answers, a preview of an answer's effect, and
//! withdrawing an answer.

use std::str::FromStr;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::{Date, written};
use crate::config::Campaign;
use crate::document::words;
use crate::failure::Failure;
use crate::pipeline::answer::{self, AnswerChange, NewAnswer, Preview};
use crate::pipeline::question::{self, AnswerOption, Question, QuestionKind};
use crate::rule::answer::Decided;
use crate::store::KeptAnswer;
use crate::web::campaign;
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::sign_in;
use crate::web::visit::{Posted, Visit};

/// Shows the page.
pub(super) async fn list(visit: Visit) -> Result<Response, Refusal> {
    visit.for_operators()?;
    let campaign = visit.campaign()?;
    let questions = question::questions(&visit.app, &visit.store, campaign, visit.language).await;
    let questions = questions.map_err(|failure| visit.failed(failure))?;
    let lines: Vec<Value> = questions.iter().map(|one| line(&visit, one)).collect();
    let answers = visit.store.answers(&campaign.name).await?;
    let answers: Vec<Value> = answers
        .iter()
        .rev()
        .map(|kept| given(&visit, campaign, kept))
        .collect();
    // All communes, to choose from for a name that resembles none.
    let asks_names = questions.iter().any(|one| one.kind == QuestionKind::Name);
    let communes = campaign.register.communes.iter();
    let communes: Vec<String> = communes
        .filter(|_| asks_names)
        .map(|commune| format!("{} ({})", commune.title(), commune.code))
        .collect();
    let values = json!({"questions": lines, "answers": answers, "communes": communes});
    let title = visit.say("web-place-questions", &[]);
    paint::page(&visit, "questions.html", "questions", &title, values)
}

/// A question, with the choices of its form.
fn line(visit: &Visit, question: &Question) -> Value {
    let cells: Vec<Value> = question
        .cells
        .iter()
        .map(|place| json!({"name": place.cell.to_string(), "url": place.url}))
        .collect();
    let candidates: Vec<Value> = question
        .candidates
        .iter()
        .map(|candidate| {
            let fit = candidate.fit.map(|fit| format!("{:.0}%", fit * 100.0));
            json!({"code": candidate.code, "name": candidate.name, "fit": fit})
        })
        .collect();
    let claim = question.ways.iter().find_map(|way| match way {
        AnswerOption::Confirm { code, number, date } => {
            Some(json!({"code": code, "number": number, "date": date}))
        }
        _ => None,
    });
    let pull = question.ways.iter().find_map(|way| match way {
        AnswerOption::Accept { run } => Some(run),
        _ => None,
    });
    let maps: Vec<String> = question
        .ways
        .iter()
        .filter(|way| matches!(way, AnswerOption::Map { .. }))
        .map(|way| crate::view::questions::command(way, None))
        .collect();
    let name = (question.kind == QuestionKind::Name).then_some(&question.typed);
    json!({
        "id": question.id,
        "kind": question.kind.id(),
        "kind_word": visit.say(&format!("question-kind-{}", question.kind.id()), &[]),
        "sentence": question.sentence.say(visit.language),
        "typed": name,
        "cells": cells,
        "candidates": candidates,
        "claim": claim,
        "pull": pull,
        "maps": maps,
    })
}

/// An answer that was given.
pub(super) fn given(visit: &Visit, campaign: &Campaign, kept: &KeptAnswer) -> Value {
    let answer = &kept.answer;
    json!({
        "id": answer.id,
        "about": about(visit, campaign, &answer.decided),
        "who": answer.who,
        "reason": answer.reason,
        "at": paint::when(visit, answer.given_at),
        "withdrawn": kept.withdrawn.as_ref().map(|withdrawn| json!({
            "who": withdrawn.who,
            "reason": withdrawn.reason,
            "at": paint::when(visit, withdrawn.at),
        })),
    })
}

/// An answer in one line.
fn about(visit: &Visit, campaign: &Campaign, decided: &Decided) -> String {
    let code = decided.code();
    let commune = campaign
        .register
        .commune(code)
        .map_or_else(|| code.to_owned(), |commune| commune.title());
    let mut values = vec![("commune", commune.as_str())];
    let (day, meaning);
    match decided {
        Decided::Alias { typed, .. } => values.push(("typed", typed)),
        Decided::Confirm { number, date, .. } => {
            day = written(*date);
            values.extend([("number", number.as_str()), ("day", &day)]);
        }
        Decided::Waive { rule, until, .. } => {
            day = written(*until);
            meaning = words::lower(&visit.say(&format!("rule-{rule}"), &[]));
            values.extend([("rule", meaning.as_str()), ("day", &day)]);
        }
        Decided::Extend { deadline, .. } => {
            day = written(*deadline);
            values.push(("day", &day));
        }
    }
    visit.say(&format!("web-answer-{}", decided.kind()), &values)
}

/// Takes an answer: shows its effect first, and stores it when it is confirmed.
pub(super) async fn answer(posted: Posted) -> Result<Response, Refusal> {
    let visit = &posted.visit;
    visit.for_operators()?;
    let campaign = named(&posted)?;
    let said = NewAnswer {
        decided: decided(&posted)?,
        who: visit.name().to_owned(),
        reason: posted.field("reason").unwrap_or_default().to_owned(),
    };
    let (app, store) = (&visit.app, &visit.store);
    let failed = |failure: Failure| visit.failed(failure);
    let answer = answer::prepare(app, Some(store), campaign, said).await;
    let answer = answer.map_err(failed)?;
    if posted.field("sure").is_none() {
        let about = about(visit, campaign, &answer.decided);
        let change = AnswerChange::Give(answer);
        return preview(&posted, campaign, &change, &about, "/questions/answer").await;
    }
    answer::give(app, store, campaign, &answer)
        .await
        .map_err(failed)?;
    visit.does("answer", &about(visit, campaign, &answer.decided));
    Ok(sign_in::to(&back(&posted, campaign, answer.decided.code())))
}

/// Withdraws an answer, also in two steps.
pub(super) async fn withdraw(posted: Posted) -> Result<Response, Refusal> {
    let visit = &posted.visit;
    visit.for_operators()?;
    let campaign = named(&posted)?;
    let id = posted.field("id").unwrap_or_default();
    let (app, store) = (&visit.app, &visit.store);
    let failed = |failure: Failure| visit.failed(failure);
    let kept = answer::in_force(app, store, campaign, id)
        .await
        .map_err(failed)?;
    if posted.field("sure").is_none() {
        let about = about(visit, campaign, &kept.decided);
        let about = visit.say("web-withdraw-this", &[("answer", &about)]);
        let change = AnswerChange::Withdraw(id.to_owned());
        return preview(&posted, campaign, &change, &about, "/questions/withdraw").await;
    }
    let reason = posted.field("reason").unwrap_or_default();
    let done = answer::withdraw(app, store, campaign, id, visit.name(), reason).await;
    let kept = done.map_err(failed)?;
    let decided = &kept.answer.decided;
    visit.does("withdraw", &about(visit, campaign, decided));
    let code = decided.code();
    Ok(sign_in::to(&back(&posted, campaign, code)))
}

/// The page that the form was on: the commune's, or the questions.
fn back(posted: &Posted, campaign: &Campaign, code: &str) -> String {
    let page = match posted.field("from") {
        Some("commune") => format!("/communes/{code}"),
        _ => "/questions".to_owned(),
    };
    posted.visit.within(&page, &campaign.name)
}

/// The campaign named in the form.
fn named(posted: &Posted) -> Result<&Campaign, Refusal> {
    let visit = &posted.visit;
    let name = posted.field("campaign").unwrap_or_default();
    let mut campaigns = visit.app.config.campaigns.iter();
    let campaign = campaigns.find(|campaign| campaign.name == name);
    campaign.ok_or_else(|| visit.refuse(StatusCode::NOT_FOUND))
}

/// The decision in the form.
fn decided(posted: &Posted) -> Result<Decided, Refusal> {
    let bad = || posted.visit.refuse(StatusCode::BAD_REQUEST);
    let field = |name: &str| posted.field(name).map(str::to_owned).ok_or_else(bad);
    let day = |name: &str| Date::from_str(&field(name)?).map_err(|_| bad());
    let code = code(&field("code")?).to_owned();
    match posted.field("kind") {
        Some("alias") => Ok(Decided::Alias {
            typed: field("typed")?,
            code,
        }),
        Some("confirm") => Ok(Decided::Confirm {
            code,
            number: field("number")?,
            date: day("date")?,
        }),
        Some("waive") => Ok(Decided::Waive {
            code,
            rule: field("rule")?,
            until: day("until")?,
        }),
        Some("extend") => Ok(Decided::Extend {
            code,
            deadline: day("deadline")?,
        }),
        _ => Err(bad()),
    }
}

/// The code that was chosen: typed alone, or after the commune's name.
fn code(chosen: &str) -> &str {
    let behind = chosen
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    behind.map_or(chosen, |(_, code)| code).trim()
}

/// Shows the effect of a change, with the form to confirm it.
async fn preview(
    posted: &Posted,
    campaign: &Campaign,
    change: &AnswerChange,
    about: &str,
    action: &str,
) -> Result<Response, Refusal> {
    let visit = &posted.visit;
    let code = match change {
        AnswerChange::Give(answer) => answer.decided.code().to_owned(),
        AnswerChange::Withdraw(id) => {
            let kept = answer::in_force(&visit.app, &visit.store, campaign, id).await;
            let kept = kept.map_err(|failure| visit.failed(failure))?;
            kept.decided.code().to_owned()
        }
    };
    let shown = answer::preview(&visit.app, &visit.store, campaign, change).await;
    let shown = shown.map_err(|failure| visit.failed(failure))?;
    let fields: Vec<(&String, &String)> = posted
        .fields
        .iter()
        .filter(|(name, _)| name.as_str() != "forgery" && name.as_str() != "sure")
        .collect();
    let values = json!({
        "about": about,
        "action": action,
        "back": back(posted, campaign, &code),
        "fields": fields,
        "reason": posted.field("reason"),
        "change": shown.as_ref().map(|shown| effect(visit, shown)),
        "withdraws": matches!(change, AnswerChange::Withdraw(_)),
    });
    let title = visit.say("web-answer-title", &[]);
    paint::page(visit, "answer.html", "questions", &title, values)
}

/// The figures before and after, and every commune whose status changes.
fn effect(visit: &Visit, shown: &Preview) -> Value {
    let title = |code: &str| {
        let mut communes = shown.after.communes.iter();
        communes
            .find(|one| one.commune.code == code)
            .map_or_else(|| code.to_owned(), |one| one.commune.title())
    };
    let moved: Vec<Value> = shown
        .changes
        .moved
        .iter()
        .map(|(code, then, now)| {
            json!({
                "title": title(code),
                "path": campaign::commune_path(visit, code),
                "then": campaign::status(visit, *then),
                "now": campaign::status(visit, *now),
                "now_id": campaign::status_id(*now),
            })
        })
        .collect();
    let figures = |of: &crate::rule::Judgement| {
        of.progress.as_ref().map(|progress| {
            json!({
                "issued": progress.issued, "incomplete": progress.incomplete,
                "not_issued": progress.not_issued, "not_reported": progress.not_reported,
            })
        })
    };
    json!({
        "before": figures(&shown.before),
        "after": figures(&shown.after),
        "moved": moved,
        "fixed": shown.changes.fixed,
        "new": shown.changes.new,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_is_chosen_by_its_code_or_from_the_list() {
        for (chosen, told) in [
            ("21484", "21484"),
            ("Xã Ba Tơ (21484)", "21484"),
            ("Xã Ba Tơ", "Xã Ba Tơ"),
        ] {
            assert_eq!(code(chosen), told);
        }
    }
}
