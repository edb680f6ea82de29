//! `/communes`, whose filters are in the address, and the page of one commune.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::written;
use crate::document::words;
use crate::pipeline::standing::Judged;
use crate::rule::{ClaimedDecision, Composition, Judgement, Standing, Words};
use crate::submission::Member;
use crate::text;
use crate::web::campaign::{self, STATUSES, status_id};
use crate::web::error::Refusal;
use crate::web::visit::Visit;
use crate::web::{mask, paint, trail};

/// Number of rows on one page of the list.
const ROWS: usize = 200;

/// Shows the list.
pub(super) async fn list(visit: Visit) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let judged = visit.judged(campaign).await?;
    let title = visit.say("web-place-communes", &[]);
    let Some(judged) = judged else {
        let values = json!({"empty": true});
        return paint::page(&visit, "communes.html", "communes", &title, values);
    };
    let judgement = &judged.judgement;
    let mut found: Vec<&Standing> = judgement
        .communes
        .iter()
        .filter(|standing| is_asked(&visit, standing))
        .collect();
    sort(&mut found, visit.asked("sort"));
    let page: usize = visit
        .asked("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1);
    let page = page.clamp(1, found.len().div_ceil(ROWS).max(1));
    let rows: Vec<Value> = found
        .iter()
        .skip((page - 1) * ROWS)
        .take(ROWS)
        .map(|standing| row(&visit, &judgement.words, standing))
        .collect();
    let pages: Vec<Value> = (1..=found.len().div_ceil(ROWS))
        .map(|number| {
            let path = paint::with(&visit, "page", &number.to_string());
            json!({"number": number, "here": number == page, "path": path})
        })
        .collect();
    let values = json!({
        "rows": rows,
        "pages": pages,
        "found": words::count(u32::try_from(found.len()).unwrap_or(u32::MAX)),
        "all": words::count(u32::try_from(judgement.communes.len()).unwrap_or(u32::MAX)),
        "as_of": written(judgement.as_of),
        "asked": visit.query,
        "statuses": STATUSES.map(|status| json!({
            "id": status_id(status), "word": campaign::status(&visit, status)})),
        "provinces": provinces(&judged),
        "heads": heads(&visit, judgement),
        "by_count": judgement.by_count(),
        "number_head": number_head(&visit, judgement),
    });
    paint::page(&visit, "communes.html", "communes", &title, values)
}

/// The heading of the column of numbers: decisions or, in a campaign that goes by a count, the
/// counts.
fn number_head(visit: &Visit, judgement: &Judgement) -> String {
    let titles: Vec<&str> = judgement
        .counts
        .iter()
        .map(|one| one.title.as_str())
        .collect();
    match judgement.by_count() {
        true => titles.join("; "),
        false => visit.say("web-column-number", &[]),
    }
}

/// The headings, by which the list can be sorted. A campaign that goes by a count has no teams.
fn heads(visit: &Visit, judgement: &Judgement) -> Vec<Value> {
    let now = visit.asked("sort").unwrap_or("register");
    let columns = ["name", "status", "number", "signed", "time", "composition"];
    let shown = columns.len() - usize::from(judgement.by_count());
    columns[..shown]
        .iter()
        .map(|name| {
            let word = match *name {
                "number" => number_head(visit, judgement),
                name => visit.say(&format!("web-column-{name}"), &[]),
            };
            json!({
                "word": word,
                "path": paint::with(visit, "sort", if now == *name { "" } else { name }),
                "here": now == *name,
            })
        })
        .collect()
}

fn provinces(judged: &Judged) -> Vec<&str> {
    let mut provinces: Vec<&str> = Vec::new();
    for standing in &judged.judgement.communes {
        let province = standing.commune.former_province.as_str();
        if !province.is_empty() && !provinces.contains(&province) {
            provinces.push(province);
        }
    }
    provinces
}

/// Whether a commune matches the filters in the address.
fn is_asked(visit: &Visit, standing: &Standing) -> bool {
    let commune = &standing.commune;
    let is = |name: &str, fits: &dyn Fn(&str) -> bool| visit.asked(name).is_none_or(fits);
    is("status", &|status| status_id(standing.status) == status)
        && is("kind", &|kind| commune.kind.id() == kind)
        && is("province", &|province| commune.former_province == province)
        && is("district", &|district| commune.former_district == district)
        && is("of", &|province| commune.province == province)
        && is("time", &|time| match time {
            "on_time" => standing.on_time == Some(true),
            "late" => standing.on_time == Some(false),
            "overdue" => standing.overdue == Some(true),
            _ => true,
        })
        && is("composition", &|composition| match composition {
            "ok" => matches!(
                standing.composition,
                Some(Composition::Ok | Composition::OkWithRemarks)
            ),
            "remarks" => standing.composition == Some(Composition::OkWithRemarks),
            "not_ok" => standing.composition == Some(Composition::NotOk),
            "none" => standing.composition.is_none(),
            _ => true,
        })
        && is("q", &|words| {
            bears(&commune.title(), words) || commune.code == words
        })
}

/// Whether a name contains the words. Words with tone marks match only names with them; words
/// without match both.
fn bears(name: &str, words: &str) -> bool {
    let key = text::key(words);
    if text::strip(&key) == key {
        text::strip(&text::key(name)).contains(&key)
    } else {
        text::key(name).contains(&key)
    }
}

fn sort(found: &mut [&Standing], by: Option<&str>) {
    match by {
        Some("name") => crate::document::order::by_name(found),
        Some("status") => found.sort_by_key(|one| one.status),
        Some("number") => found.sort_by_key(|one| decision(one).and_then(|one| one.number.clone())),
        Some("signed") => found.sort_by_key(|one| decision(one).and_then(|one| one.date)),
        Some("time") => found.sort_by_key(|one| one.on_time),
        Some("composition") => found.sort_by_key(|one| one.composition),
        _ => {}
    }
}

/// The decision that counts, or else the one that is claimed.
fn decision(standing: &Standing) -> Option<&ClaimedDecision> {
    standing.decision.as_ref().or(standing.claimed.as_ref())
}

fn row(visit: &Visit, own: &Words, standing: &Standing) -> Value {
    let decision = decision(standing);
    json!({
        "code": standing.commune.code,
        "title": standing.commune.title(),
        "path": campaign::commune_path(visit, &standing.commune.code),
        "former": words::former(&standing.commune.former_province),
        "district": standing.commune.former_district,
        "status": status_id(standing.status),
        "status_word": campaign::status(visit, standing.status),
        "late": standing.on_time == Some(false),
        "timeliness": campaign::timeliness(visit, own, standing),
        "number": match shown_counts(standing) {
            counts if counts.is_empty() => decision.and_then(|one| one.number.clone()),
            counts => Some(counts),
        },
        "signed": decision.and_then(|one| one.date).map(written),
        "composition": standing.composition.map(|_| campaign::composition(visit, standing.composition)),
    })
}

/// The numbers of counted columns, if there is no decision to show beside the status.
fn shown_counts(standing: &Standing) -> String {
    if decision(standing).is_some() {
        return String::new();
    }
    let counts = standing.counts.iter();
    let known = counts.filter_map(|one| Some(words::of(one.number?, one.of?)));
    known.collect::<Vec<_>>().join("; ")
}

/// Shows one commune.
pub(super) async fn one(visit: Visit, Path(code): Path<String>) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let judged = visit.judged(campaign).await?;
    let none = || visit.refuse(StatusCode::NOT_FOUND);
    let judged = judged.ok_or_else(none)?;
    let mut communes = judged.judgement.communes.iter();
    let standing = communes
        .find(|one| one.commune.code == code)
        .ok_or_else(none)?;
    let findings: Vec<Value> = judged
        .judgement
        .findings
        .iter()
        .filter(|finding| finding.commune.as_deref() == Some(code.as_str()))
        .map(|finding| campaign::finding(&visit, finding, &judged.judgement, &judged.snapshot))
        .collect();
    let members: Vec<Value> = standing
        .members
        .iter()
        .map(|member| person(&visit, member, &judged))
        .collect();
    let claimed = standing.claimed.as_ref().or(standing.decision.as_ref());
    let other = standing
        .current_decision
        .as_ref()
        .filter(|current| standing.decision.as_ref() != Some(*current));
    let notes = standing.notes.iter().map(|note| seen(&visit, note));
    let mut values = json!({
        "one": row(&visit, &judged.judgement.words, standing),
        "composition": campaign::composition(&visit, standing.composition),
        "decision": claimed.map(|one| paper(one, &judged)),
        "current": other.map(|one| paper(one, &judged)),
        "confirmed_by": standing.confirmed_by,
        "extended_to": standing.extended_to.map(written),
        "first_seen": standing.first_seen.map(|at| paint::when(&visit, at)),
        "by_count": judged.judgement.by_count(),
        "counts": counts(&judged.judgement, standing),
        "villages": standing.village_teams.map(|teams| words::villages(teams, standing.villages)),
        "notes": notes.collect::<Vec<_>>(),
        "members": members,
        "findings": findings,
        "phones": visit.sees_persons(),
    });
    paint::merge(
        &mut values,
        trail::of(&visit, campaign, &judged, standing).await?,
    );
    let title = standing.commune.title();
    paint::page(&visit, "commune.html", "communes", &title, values)
}

/// The numbers of counted columns with their titles.
fn counts(judgement: &Judgement, standing: &Standing) -> Vec<Value> {
    let titles = judgement.counts.iter().zip(&standing.counts);
    titles
        .map(|(count, one)| {
            let share = one.number.zip(one.of);
            json!({
                "title": count.title,
                "value": share.map(|(number, of)| words::of(number, of)),
                "target": count.target.to_string(),
                "cell": one.cell.as_ref().map(ToString::to_string),
            })
        })
        .collect()
}

fn paper(decision: &ClaimedDecision, judged: &Judged) -> Value {
    let cells: Vec<Value> = decision
        .cells
        .iter()
        .map(|cell| json!({"name": cell.to_string(), "url": judged.snapshot.cell_url(cell)}))
        .collect();
    // A sheet can contain any address; only those of the web become links.
    let link = decision.link.as_deref();
    let link = link.filter(|link| link.starts_with("https://") || link.starts_with("http://"));
    json!({
        "number": decision.number,
        "date": decision.date.map(written),
        "link": link,
        "cells": cells,
    })
}

fn person(visit: &Visit, member: &Member, judged: &Judged) -> Value {
    let phones: Vec<&str> = member.channels.phones().collect();
    let emails: Vec<&str> = member.channels.emails().collect();
    let shown = visit.sees_persons();
    json!({
        "name": seen(visit, &member.name),
        "role": match visit.language {
            crate::locale::Language::Vi => judged.judgement.words.role(member.role).to_owned(),
            crate::locale::Language::En => visit.say(&format!("web-role-{}", role_id(member)), &[]),
        },
        "position": seen(visit, &member.position.typed),
        "phones": if shown { phones } else { Vec::new() },
        "emails": if shown { emails } else { Vec::new() },
        "cell": member.cell.to_string(),
        "url": judged.snapshot.cell_url(&member.cell),
    })
}

fn role_id(member: &Member) -> &'static str {
    match member.role {
        crate::submission::Role::Leader => "leader",
        crate::submission::Role::Deputy => "deputy",
        crate::submission::Role::Member => "member",
    }
}

/// A text of the sheet, masked if the reader may not see persons.
fn seen(visit: &Visit, text: &str) -> String {
    match visit.sees_persons() {
        true => text.to_owned(),
        false => mask::text_of(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_narrow_a_search_and_none_widen_it() {
        for (words, name, found) in [
            ("ba to", "Xã Ba Tơ", true),
            ("ba to", "Xã Ba Tô", true),
            ("Ba Tơ", "Xã Ba Tơ", true),
            ("Ba Tơ", "Xã Ba Tô", false),
            ("đak", "Xã Đak Uy", true),
            ("dak uy", "Xã Đak Uy", true),
            ("BA TÔ", "Xã Ba Tô", true),
            ("kon tum", "Xã Ba Tô", false),
        ] {
            assert_eq!(bears(name, words), found, "{words} {name}");
        }
    }
}
