//! `/`: the summary, the figures, every commune as a tile, the curve, what changed, who owes.

use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::written;
use crate::config::Campaign;
use crate::document::words;
use crate::document::{Detail, sentence};
use crate::failure::Failure;
use crate::locale::Language;
use crate::pipeline::publish::{Publication, PublicationInput};
use crate::pipeline::standing::{self, Judged};
use crate::pipeline::state::{self, State};
use crate::rule::change::{self, Changes, Earlier};
use crate::rule::{Judgement, Progress, Standing, Words, progress};
use crate::web::campaign::{self, STATUSES, status_id};
use crate::web::curve;
use crate::web::error::Refusal;
use crate::web::paint;
use crate::web::run;
use crate::web::visit::Visit;

/// The most names in a sentence about changes.
const NAMES: usize = 20;
/// The most communes named for each status that owes something; the rest are behind a link.
const OWING: usize = 100;

/// Shows the page.
pub(super) async fn show(visit: Visit) -> Result<Response, Refusal> {
    let campaign = visit.campaign()?;
    let state = state::state(&visit.app, Some(&visit.store), campaign).await;
    let state = state.map_err(|failure| visit.failed(failure))?;
    let mut values = json!({
        "state": state.verdict.id(),
        "state_word": visit.say(&format!("cli-state-{}", state.verdict.id()), &[]),
        "service": service(&visit, &state),
        "running": run::running(&visit, campaign).await?,
        "sync": {"campaign": campaign.name},
    });
    match &state.judged {
        None => values["empty"] = json!(true),
        Some(judged) => {
            let told = standing(&visit, campaign, judged, &state).await;
            let told = told.map_err(|failure| visit.failed(failure))?;
            if let (Value::Object(values), Value::Object(told)) = (&mut values, told) {
                values.extend(told);
            }
        }
    }
    paint::page(&visit, "overview.html", "overview", &campaign.title, values)
}

/// The state of the service: freshness, runs, and what waits.
fn service(visit: &Visit, state: &State) -> Value {
    let when = |instant| paint::when(visit, instant);
    json!({
        "seen": state.confirmed_at.map(when),
        "stale": state.verdict == state::CampaignHealth::Stale,
        "failing": state.failing_since.map(when),
        "last": state.last_run.as_ref().map(|last| run::line(visit, last)),
        "next_run": state.next_run.map(when),
        "next_report": state.next_report.map(when),
        "waiting": state.waiting_mails,
        "uncertain": state.uncertain_mails,
        "refused": state.refused_mails,
        "quarantined": state
            .quarantined
            .iter()
            .map(|pull| {
                let loss = pull.lost(visit.language).join("; ");
                let path = visit.here(&format!("/quarantine/{}", pull.run));
                json!({"path": path, "at": when(pull.pulled_at), "loss": loss})
            })
            .collect::<Vec<_>>(),
    })
}

/// The figures of the last good pull.
async fn standing(
    visit: &Visit,
    campaign: &Campaign,
    judged: &Judged,
    state: &State,
) -> Result<Value, Failure> {
    let judgement = &judged.judgement;
    let earlier =
        standing::last_period(&visit.store, &campaign.name, judgement.as_of, None).await?;
    let changes = change::changes(earlier.as_ref(), judgement);
    let publication = Publication::new(PublicationInput {
        criteria: &judged.criteria,
        snapshot: &judged.snapshot,
        judgement,
        changes: &changes,
        earlier: earlier.as_ref(),
        known_at: None,
        stale: state.verdict == state::CampaignHealth::Stale,
    });
    let detail = match visit.sees_persons() {
        true => Detail::Full,
        false => Detail::Summary,
    };
    let content = publication.content(detail);
    let progress = judgement.progress.as_ref();
    let cumulative = progress::cumulative(judgement);
    let shown = curve::Shown {
        cumulative: &cumulative,
        milestones: content.milestones,
        as_of: judgement.as_of,
        deadline: judgement.deadline,
        communes: progress.map_or(0, |progress| progress.communes),
    };
    let changed = match visit.language {
        Language::Vi => sentence::changes(&content, detail, NAMES),
        Language::En => changed(visit, judgement, &changes, earlier.as_ref()),
    };
    Ok(json!({
        "headline": campaign::headline(visit, judgement, earlier.as_ref()),
        "deadline": campaign::deadline(visit, judgement),
        "as_of": written(judgement.as_of),
        "by_count": judgement.by_count(),
        "figures": progress.map(|progress| figures(visit, judgement, progress)),
        "rows": progress.map(|progress| rows(visit, progress)),
        "provinces": provinces(visit, judgement),
        "legend": STATUSES.map(|status| json!({
            "id": status_id(status), "word": campaign::status(visit, status)})),
        "curve": progress.and_then(|_| curve::draw(&shown)),
        "changed": changed,
        "since": changes.since.map(written),
        "owing": owing(visit, judgement),
    }))
}

/// The numbers in large type, each with a link to the communes behind it.
fn figures(visit: &Visit, judgement: &Judgement, progress: &Progress) -> Vec<Value> {
    let of = |number: u32| campaign::share(visit, number, progress.communes);
    let figure = |key: &str, number: u32, note: String, filter: &str| {
        json!({
            "id": key,
            "name": visit.say(&format!("web-figure-{key}"), &[]),
            "value": words::count(number),
            "note": note,
            "path": link(visit, filter),
        })
    };
    let all = words::count(progress.communes);
    let of_all = visit.say(
        "web-of-all",
        &[("all", &all), ("share", &of(progress.issued))],
    );
    let mut figures = vec![figure("issued", progress.issued, of_all, "status=issued")];
    let plain = [
        ("on-time", progress.on_time, "time=on_time"),
        ("late", progress.late, "time=late"),
        ("incomplete", progress.incomplete, "status=incomplete"),
        ("not-issued", progress.not_issued, "status=not_issued"),
        ("not-reported", progress.not_reported, "status=not_reported"),
    ];
    let plain = plain.map(|(key, number, filter)| figure(key, number, String::new(), filter));
    figures.extend(plain);
    if !judgement.by_count() {
        let remarks = match progress.composition_remarks {
            0 => String::new(),
            some => visit.say("web-with-remarks", &[("number", &words::count(some))]),
        };
        let fit = progress.composition_ok;
        figures.push(figure("composition", fit, remarks, "composition=ok"));
    }
    figures.extend(progress.counts.iter().map(|count| {
        json!({
            "id": "count",
            "name": count.title,
            "value": paint::decimal(visit, &words::share_of(count.all.number, count.all.of)),
            "note": sentence::counted(&count.all, &count.unit),
            "path": link(visit, ""),
        })
    }));
    if let Some(overdue) = progress.overdue {
        figures.insert(3, figure("overdue", overdue, String::new(), "time=overdue"));
    }
    figures
}

/// The table of the campaign's groups, with the total in the last row.
fn rows(visit: &Visit, progress: &Progress) -> Vec<Value> {
    let groups = progress.groups.iter().map(|group| {
        let filter = match group.by.as_str() {
            "kind" => format!("kind={}", group.name),
            "former_province" => format!("province={}", encoded(&group.name)),
            "former_district" => format!("district={}", encoded(&group.name)),
            _ => format!("of={}", encoded(&group.name)),
        };
        let counts = [
            group.issued,
            group.on_time,
            group.late,
            group.incomplete,
            group.not_issued,
            group.not_reported,
        ];
        let cells = cells(visit, &filter, group.communes, counts);
        json!({"name": words::group(group), "path": link(visit, &filter), "cells": cells})
    });
    let counts = [
        progress.issued,
        progress.on_time,
        progress.late,
        progress.incomplete,
        progress.not_issued,
        progress.not_reported,
    ];
    let total = json!({
        "name": visit.say("web-total", &[]),
        "path": link(visit, ""),
        "cells": cells(visit, "", progress.communes, counts),
        "total": true,
    });
    groups.chain([total]).collect()
}

/// The numbers of one row, each with a link to the communes behind it. A share is computed from
/// two.
fn cells(visit: &Visit, group: &str, communes: u32, counts: [u32; 6]) -> Vec<Value> {
    const FILTERS: [&str; 6] = [
        "status=issued",
        "time=on_time",
        "time=late",
        "status=incomplete",
        "status=not_issued",
        "status=not_reported",
    ];
    let mut cells = vec![json!({"value": words::count(communes), "path": link(visit, group)})];
    for (number, filter) in counts.into_iter().zip(FILTERS) {
        let path = (number > 0).then(|| link(visit, &format!("{group}&{filter}")));
        cells.push(json!({"value": words::count(number), "path": path}));
    }
    let share = campaign::share(visit, counts[0], communes);
    cells.insert(2, json!({"value": share}));
    cells
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The address of the communes behind a number; without a filter, of all communes.
fn link(visit: &Visit, filter: &str) -> String {
    match filter.trim_start_matches('&') {
        "" => visit.here("/communes"),
        filter => visit.here(&format!("/communes?{filter}")),
    }
}

/// Lists with their names, in order.
type Named<'n, T> = Vec<(&'n str, T)>;

/// Every commune as a tile, by former province and district, in the register's order.
fn provinces(visit: &Visit, judgement: &Judgement) -> Vec<Value> {
    let mut provinces: Named<'_, Named<'_, Vec<Value>>> = Vec::new();
    for standing in &judgement.communes {
        let commune = &standing.commune;
        let districts = place(&mut provinces, &commune.former_province);
        place(districts, &commune.former_district).push(tile(visit, &judgement.words, standing));
    }
    provinces
        .into_iter()
        .map(|(province, districts)| {
            let districts: Vec<Value> = districts
                .into_iter()
                .map(|(district, tiles)| json!({"name": district, "tiles": tiles}))
                .collect();
            json!({"name": words::former(province), "districts": districts})
        })
        .collect()
}

/// The list with this name, added at the end if there is none.
fn place<'l, 'n, T: Default>(lists: &'l mut Named<'n, T>, name: &'n str) -> &'l mut T {
    let known = lists.iter().position(|(known, _)| *known == name);
    let place = known.unwrap_or_else(|| {
        lists.push((name, T::default()));
        lists.len() - 1
    });
    &mut lists[place].1
}

fn tile(visit: &Visit, own: &Words, standing: &Standing) -> Value {
    let timeliness = campaign::timeliness(visit, own, standing);
    let status = campaign::status(visit, standing.status);
    let said = match standing.on_time {
        Some(_) => format!("{status}, {}", timeliness.to_lowercase()),
        None => status,
    };
    json!({
        "path": campaign::commune_path(visit, &standing.commune.code),
        "title": standing.commune.title(),
        "status": status_id(standing.status),
        "late": standing.on_time == Some(false),
        "said": said,
    })
}

/// The communes that do not have a decision that counts, by status.
fn owing(visit: &Visit, judgement: &Judgement) -> Vec<Value> {
    STATUSES[1..]
        .iter()
        .filter_map(|status| {
            let of_status: Vec<&Standing> = judgement
                .communes
                .iter()
                .filter(|one| one.status == *status)
                .collect();
            let communes: Vec<Value> = of_status
                .iter()
                .take(OWING)
                .map(|one| {
                    json!({
                        "title": one.commune.title(),
                        "path": campaign::commune_path(visit, &one.commune.code),
                    })
                })
                .collect();
            let id = status_id(*status);
            (!communes.is_empty()).then(|| {
                json!({
                    "id": id,
                    "word": campaign::status(visit, *status),
                    "number": of_status.len(),
                    "more": of_status.len() - communes.len(),
                    "communes": communes,
                    "path": link(visit, &format!("status={id}")),
                })
            })
        })
        .collect()
}

/// What changed, in English, since the document's own sentences are Vietnamese.
fn changed(
    visit: &Visit,
    judgement: &Judgement,
    changes: &Changes,
    earlier: Option<&Earlier>,
) -> Vec<String> {
    if earlier.is_none() {
        return vec![visit.say("web-changed-none-before", &[])];
    }
    let names = |codes: &[String]| {
        let titles: Vec<String> = judgement
            .communes
            .iter()
            .filter(|one| codes.contains(&one.commune.code))
            .map(|one| one.commune.title())
            .collect();
        words::names(&titles, NAMES)
    };
    let mut lines = Vec::new();
    for (key, codes) in [
        ("web-changed-issued", &changes.issued),
        ("web-changed-withdrawn", &changes.withdrawn),
    ] {
        if !codes.is_empty() {
            lines.push(visit.say(key, &[("names", &names(codes))]));
        }
    }
    if let Some(more) = changes.rearranged() {
        lines.push(visit.say("web-changed-rearranged", &[("more", &more)]));
    }
    if changes.fixed + changes.new > 0 {
        let (fixed, new) = (changes.fixed.to_string(), changes.new.to_string());
        lines.push(visit.say("web-changed-findings", &[("fixed", &fixed), ("new", &new)]));
    }
    lines
}
