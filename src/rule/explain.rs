//! The communes and cells that a figure, a rule or a commune is based on.
//!
//! Uses a judgement alone, so that it explains exactly what was printed.

use serde::Serialize;

use crate::cell::CellAddress;
use crate::finding::RuleId;
use crate::register::Commune;
use crate::rule::{Composition, Judgement, Standing, Status};
use crate::text;

/// What a figure is based on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Codes of the communes counted, in the register's order.
    pub communes: Vec<String>,
    /// The cells of these communes, in the same order.
    pub cells: Vec<CellAddress>,
    /// The same cells by commune; `None` for cells whose commune is unknown.
    #[serde(skip)]
    pub rows: Vec<(Option<String>, Vec<CellAddress>)>,
}

impl Explanation {
    fn of(rows: Vec<(Option<String>, Vec<CellAddress>)>) -> Self {
        let communes = rows.iter().filter_map(|(code, _)| code.clone()).collect();
        let mut cells: Vec<CellAddress> =
            rows.iter().flat_map(|(_, cells)| cells.clone()).collect();
        cells.dedup();
        Self {
            communes,
            cells,
            rows,
        }
    }
}

/// Figures that can be explained, besides rule ids and communes, as JSON names them.
pub const FIGURES: &[&str] = &[
    "communes",
    "issued",
    "incomplete",
    "not_issued",
    "not_reported",
    "on_time",
    "on_the_day",
    "late",
    "overdue",
    "composition_ok",
    "composition_remarks",
    "composition_not_ok",
    "village_teams",
];

/// Explains a figure (`issued`, `on-time`), a rule (`leader-not-chairman`) or a commune (by code or
/// name); `None` if it is none of these.
pub fn explain(judgement: &Judgement, figure: &str) -> Option<Explanation> {
    let figure = figure.trim();
    if let Some(rule) = RuleId::ALL.iter().find(|rule| rule.id() == figure) {
        return Some(of_rule(judgement, *rule));
    }
    let name = figure.replace('-', "_").to_lowercase();
    if FIGURES.contains(&name.as_str()) {
        return Some(of_figure(judgement, &name));
    }
    of_commune(judgement, figure)
}

fn of_figure(judgement: &Judgement, figure: &str) -> Explanation {
    let counted = |standing: &&Standing| match figure {
        "issued" => standing.status == Status::Issued,
        "incomplete" => standing.status == Status::Incomplete,
        "not_issued" => standing.status == Status::NotIssued,
        "not_reported" => standing.status == Status::NotReported,
        "on_time" => standing.on_time == Some(true),
        "on_the_day" => standing.on_the_day,
        "late" => standing.on_time == Some(false),
        "overdue" => standing.overdue == Some(true),
        "composition_ok" => matches!(
            standing.composition,
            Some(Composition::Ok | Composition::OkWithRemarks)
        ),
        "composition_remarks" => standing.composition == Some(Composition::OkWithRemarks),
        "composition_not_ok" => standing.composition == Some(Composition::NotOk),
        "village_teams" => standing.village_teams.is_some(),
        _ => true,
    };
    let team = figure.starts_with("composition");
    let cells = |standing: &Standing| -> Vec<CellAddress> {
        let decision = standing.decision.iter().flat_map(|one| &one.cells);
        let members = standing.members.iter().map(|member| &member.cell);
        let rests_on: Vec<CellAddress> = match team {
            true => members.cloned().collect(),
            false => decision.cloned().collect(),
        };
        match rests_on.is_empty() {
            true => standing.name_cell.iter().cloned().collect(),
            false => rests_on,
        }
    };
    let standings = judgement.communes.iter().filter(counted);
    Explanation::of(
        standings
            .map(|standing| (Some(standing.commune.code.clone()), cells(standing)))
            .collect(),
    )
}

fn of_rule(judgement: &Judgement, rule: RuleId) -> Explanation {
    let mut rows: Vec<(Option<String>, Vec<CellAddress>)> = Vec::new();
    for finding in judgement
        .findings
        .iter()
        .filter(|finding| finding.rule == rule)
    {
        let cells = finding.cell.iter().cloned();
        match rows
            .iter_mut()
            .find(|(code, _)| code.is_some() && *code == finding.commune)
        {
            Some((_, known)) => known.extend(cells),
            None => rows.push((finding.commune.clone(), cells.collect())),
        }
    }
    Explanation::of(rows)
}

fn of_commune(judgement: &Judgement, named: &str) -> Option<Explanation> {
    let standings = &judgement.communes;
    let fits = |standing: &&Standing| is_named(&standing.commune, named);
    let mut fitting = standings.iter().filter(fits);
    let standing = fitting.next()?;
    // Two communes may have the same name: then the caller must add the kind.
    if fitting.next().is_some() {
        return None;
    }
    let mut cells: Vec<CellAddress> = standing.name_cell.iter().cloned().collect();
    for decision in [&standing.decision, &standing.current_decision] {
        cells.extend(decision.iter().flat_map(|decision| decision.cells.clone()));
    }
    cells.extend(standing.members.iter().map(|member| member.cell.clone()));
    let about = |code: &Option<String>| code.as_deref() == Some(&standing.commune.code);
    let findings = judgement
        .findings
        .iter()
        .filter(|finding| about(&finding.commune));
    cells.extend(findings.filter_map(|finding| finding.cell.clone()));
    cells.sort();
    cells.dedup();
    Some(Explanation::of(vec![(
        Some(standing.commune.code.clone()),
        cells,
    )]))
}

fn is_named(commune: &Commune, named: &str) -> bool {
    let named = text::key(named);
    [&commune.code, &commune.name, &commune.title()]
        .iter()
        .any(|known| text::key(known) == named)
}
