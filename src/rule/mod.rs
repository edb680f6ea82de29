//! The rules, and their judgement of a snapshot at a date.
//!
//! A rule takes a snapshot and the past and returns findings; it never reads a cell again and never
//! changes a submission. Numbers come from `progress` alone.
//!
//! To add a rule of a known kind: a line in `config/rules/*.toml`. To add a kind: one file here,
//! its line in `judge`, its id in `finding`, its section in the rules file, its sentences in
//! `locale`, its test table.

pub mod answer;
pub mod area;
mod case;
pub mod catalogue;
pub mod change;
mod claim;
mod component;
mod contact;
pub mod count;
mod decision;
pub mod declared;
mod deputy;
mod duplicate;
mod exchanged;
pub mod explain;
pub mod fault;
pub mod file;
mod grouping;
mod judgement;
mod leader;
pub mod office;
mod order;
mod person;
pub mod progress;
mod ruling;
mod seen;
mod status;
mod succession;
mod team;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod words;

pub use grouping::Grouping;
pub use judgement::{
    ClaimedDecision, Composition, FindingCounts, Group, Judgement, Progress, Standing, Status,
    UnusualDay,
};
pub use ruling::Ruling;
pub use seen::{DecisionSeen, decisions_seen};
pub use succession::Succession;
pub use words::Words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::Date;
use crate::finding::{Family, Finding, Severity};
use crate::register::Commune;
use crate::rule::case::{Case, Sifted};
use crate::rule::succession::Counted;
use crate::rule::team::Team;
use crate::snapshot::Snapshot;
use crate::snapshot::past::Past;
use crate::submission::Submission;

/// Judges a snapshot, with what was seen before it, at a date.
pub fn judge(snapshot: &Snapshot, past: &Past, as_of: Date, ruling: &Ruling) -> Judgement {
    let ruling = &*ruling.on(as_of);
    let case = Case::new(snapshot, past, as_of, ruling);
    let reading = &snapshot.reading;
    let counted = Counted::on(&ruling.register, as_of);
    let (submissions, remarks) = counted.submissions(&reading.submissions);

    let mut findings = counted.findings(&reading.findings);
    findings.extend(remarks);
    let mut communes = Vec::with_capacity(counted.communes.len());
    for commune in counted.communes {
        let submission = submissions.get(commune.code.as_str());
        communes.push(standing(&case, commune, submission, &mut findings));
    }
    findings.extend(duplicate::check(&case));
    findings.extend(contact::check(reading));

    let Sifted {
        standing: mut findings,
        mut trial,
        mut waived,
    } = case.sift(findings);
    compose(&mut communes, &findings);
    for list in [&mut findings, &mut trial, &mut waived] {
        order::sort(list, &ruling.register);
    }
    let mut judgement = Judgement {
        as_of,
        today: snapshot.today,
        pulled_at: snapshot.pulled_at,
        deadline: ruling.deadline,
        deadline_inclusive: ruling.deadline_inclusive,
        communes,
        progress: None,
        findings,
        trial,
        waived,
        answers: ruling.answers.clone(),
        succeeded: counted.ended,
        words: Arc::clone(&ruling.rules.words),
        counts: ruling.counts.clone(),
    };
    if reading.has_submissions {
        let passed = as_of > ruling.last_day_of_all();
        judgement.progress = Some(progress::count(
            &judgement.communes,
            passed,
            reading.village_teams,
            &ruling.groups,
        ));
        if let Some(progress) = &mut judgement.progress {
            progress.counts =
                count::progress(&judgement.counts, &judgement.communes, &ruling.groups);
        }
    }
    judgement
}

/// Judges one commune and adds its findings to the list.
fn standing(
    case: &Case<'_>,
    commune: &Commune,
    submission: Option<&Submission>,
    findings: &mut Vec<Finding>,
) -> Standing {
    let by_count = case.ruling.decides_by_count();
    let counted = count::settle(case, commune, submission);
    let settled = if by_count {
        count::status(&counted)
    } else {
        status::settle(case, commune, submission)
    };
    if case.snapshot.reading.has_submissions {
        if !by_count {
            findings.extend(decision::check(case, commune, submission, &settled));
        }
        findings.extend(count::check(case, commune, submission, &counted));
    }
    if let Some(team) = submission.and_then(|submission| Team::of(case, commune, submission)) {
        let mut said = leader::check(&team);
        said.extend(deputy::check(&team));
        said.extend(person::check(&team));
        said.extend(component::check(&team, &said));
        findings.extend(said);
    }
    let mut standing = settled.standing(case, commune, submission);
    if by_count && standing.issued() {
        let (on_time, reached_on) = count::timeliness(&counted);
        standing.on_time = on_time;
        standing.reached_on = reached_on;
    }
    standing.counts = counted.into_iter().map(|one| one.standing).collect();
    standing
}

/// Sets whether each reported team is composed as required.
fn compose(communes: &mut [Standing], findings: &[Finding]) {
    let worst = worst_of_composition(findings);
    for standing in communes {
        if !standing.members.is_empty() {
            standing.composition = Some(match worst.get(&standing.commune.code) {
                Some(Severity::Error) => Composition::NotOk,
                Some(Severity::Warning) => Composition::OkWithRemarks,
                Some(Severity::Info) | None => Composition::Ok,
            });
        }
    }
}

/// Returns the most severe composition finding of each commune that has one.
fn worst_of_composition(findings: &[Finding]) -> BTreeMap<String, Severity> {
    let mut worst: BTreeMap<String, Severity> = BTreeMap::new();
    for finding in findings {
        if let (Family::Composition, Some(code)) = (finding.rule.family(), &finding.commune) {
            let severity = worst.entry(code.clone()).or_insert(finding.severity);
            *severity = finding.severity.min(*severity);
        }
    }
    worst
}
