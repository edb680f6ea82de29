//! The communes and cells behind a figure, a rule or a commune.
//!
//! Answers from a judgement alone, so that what is explained is what was printed.

use serde::Serialize;

use crate::cell::CellAddress;
use crate::finding::RuleId;
use crate::register::Commune;
use crate::rule::{Composition, Judgement, Standing, Status};
use crate::text;

/// What stands behind a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Codes of the communes counted, in the register's order.
    pub communes: Vec<String>,
    /// The cells that the figure rests on, in the same order.
    pub cells: Vec<CellAddress>,
}

/// The figures that can be explained beside rule ids and communes, as JSON names them.
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

/// Explains a figure (`issued`, `on-time`), a rule (`leader-not-chairman`) or a commune (its code or
/// name); `None` where it is none of them.
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
    let mut explanation = Explanation::default();
    for standing in judgement.communes.iter().filter(counted) {
        explanation.communes.push(standing.commune.code.clone());
        let decision = standing
            .decision
            .iter()
            .flat_map(|decision| &decision.cells);
        let members = standing.members.iter().map(|member| &member.cell);
        let before = explanation.cells.len();
        if team {
            explanation.cells.extend(members.cloned());
        } else {
            explanation.cells.extend(decision.cloned());
        }
        if explanation.cells.len() == before {
            explanation.cells.extend(standing.name_cell.clone());
        }
    }
    explanation.cells.dedup();
    explanation
}

fn of_rule(judgement: &Judgement, rule: RuleId) -> Explanation {
    let mut explanation = Explanation::default();
    for finding in judgement
        .findings
        .iter()
        .filter(|finding| finding.rule == rule)
    {
        if let Some(code) = &finding.commune
            && !explanation.communes.contains(code)
        {
            explanation.communes.push(code.clone());
        }
        explanation.cells.extend(finding.cell.clone());
    }
    explanation.cells.dedup();
    explanation
}

fn of_commune(judgement: &Judgement, named: &str) -> Option<Explanation> {
    let standings = &judgement.communes;
    let fits = |standing: &&Standing| is_named(&standing.commune, named);
    let mut fitting = standings.iter().filter(fits);
    let standing = fitting.next()?;
    // Two communes may bear one bare name: then the kind must be said.
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
    Some(Explanation {
        communes: vec![standing.commune.code.clone()],
        cells,
    })
}

fn is_named(commune: &Commune, named: &str) -> bool {
    let named = text::key(named);
    [&commune.code, &commune.name, &commune.title()]
        .iter()
        .any(|known| text::key(known) == named)
}
