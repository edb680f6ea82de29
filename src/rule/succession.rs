//! Which communes of the register count on a day, and who answers for those that ended.
//!
//! A row of the register with `until` belongs to the days up to then, one with `since` to the days
//! from then on. What was reported under a commune that has ended passes to its successor, with a
//! remark; what is reported under one that has not begun passes back where it is plain to whom.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::clock::{Date, written};
use crate::finding::{Finding, RuleId};
use crate::register::{Commune, Register};
use crate::submission::Submission;
use crate::submission::count;

/// A commune that ended, and who counts instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    pub code: String,
    pub title: String,
    /// Its last day.
    pub until: Date,
    /// Code of the commune that answers for it; empty where it was split and nobody does.
    pub into: String,
    /// Title of that commune; of one that was split, of all its parts.
    pub into_title: String,
}

/// The communes that count on a day.
pub(crate) struct Counted<'a> {
    pub(crate) communes: Vec<&'a Commune>,
    pub(crate) ended: Vec<Succession>,
    /// Codes that do not count, by the code of who answers for them.
    passed: BTreeMap<&'a str, &'a Commune>,
    register: &'a Register,
}

impl<'a> Counted<'a> {
    pub(crate) fn on(register: &'a Register, day: Date) -> Self {
        let all = register.communes.iter();
        let (communes, others): (Vec<_>, Vec<_>) = all.partition(|one| one.counts_on(day));
        let mut passed = BTreeMap::new();
        let mut ended = Vec::new();
        for one in others {
            let over = one.until.filter(|until| *until < day);
            let answers = match over {
                Some(_) => register.heir(one, day),
                None => forebear(register, one, day),
            };
            if let Some(answers) = answers {
                passed.insert(one.code.as_str(), answers);
            }
            let parts = one.successors().filter_map(|code| register.commune(code));
            let parts: Vec<String> = parts.map(Commune::title).collect();
            let into_title = match answers {
                Some(heir) if parts.len() < 2 => heir.title(),
                _ => parts.join(", "),
            };
            if let Some(until) = over.filter(|_| !into_title.is_empty()) {
                ended.push(Succession {
                    code: one.code.clone(),
                    title: one.title(),
                    until,
                    into: answers.map_or_else(String::new, |one| one.code.clone()),
                    into_title,
                });
            }
        }
        Self {
            communes,
            ended,
            passed,
            register,
        }
    }

    /// The submissions by the commune that they count for: its own first, else that of the first
    /// of its predecessors that states a decision, else the first that reports. And what must be
    /// said of each predecessor that reported: that it is counted so, that another's report is, or
    /// that nobody can tell whose it is.
    pub(crate) fn submissions(
        &self,
        all: &[Submission],
    ) -> (BTreeMap<&'a str, Submission>, Vec<Finding>) {
        let mut by_code: BTreeMap<&str, Submission> = BTreeMap::new();
        let reported: HashMap<&str, &Submission> = all
            .iter()
            .rev()
            .map(|one| (one.commune.as_str(), one))
            .collect();
        for commune in &self.communes {
            if let Some(own) = reported.get(commune.code.as_str()) {
                by_code.insert(&commune.code, Submission::clone(own));
            }
        }
        let place = |one: &&Submission| self.register.position(&one.commune);
        let mut passing: Vec<&Submission> = all
            .iter()
            .filter(|one| self.passed.contains_key(one.commune.as_str()))
            .collect();
        passing.sort_by_key(|one| (one.decisions.is_empty(), !one.reported, place(one)));
        let mut set_aside = BTreeSet::new();
        for one in passing {
            let into = self.passed[one.commune.as_str()];
            let taken = by_code
                .entry(&into.code)
                .or_insert_with(|| blank(one, &into.code));
            if !take(taken, one) {
                set_aside.insert(one.commune.as_str());
            }
        }
        let remarks = self.remarks(all, &set_aside);
        (by_code, remarks)
    }

    /// What reading said, of communes that count.
    pub(crate) fn findings(&self, said: &[Finding]) -> Vec<Finding> {
        let mut findings = said.to_vec();
        for finding in &mut findings {
            let code = finding.commune.as_deref();
            if let Some(into) = code.and_then(|code| self.passed.get(code)) {
                finding.commune = Some(into.code.clone());
            }
        }
        findings
    }

    /// What became of the report of each commune that has ended.
    fn remarks(&self, all: &[Submission], set_aside: &BTreeSet<&str>) -> Vec<Finding> {
        let remark = |one: &Succession| {
            let mut reports = all.iter().filter(|report| report.commune == one.code);
            let report = reports.find(|report| report.reported)?;
            let remark = Finding::new(RuleId::CommuneSucceeded);
            let remark = match () {
                () if one.into.is_empty() => {
                    remark.variant("split").with("into", one.into_title.clone())
                }
                () if set_aside.contains(one.code.as_str()) => {
                    remark.of(&one.into).variant("aside")
                }
                () => remark.of(&one.into),
            };
            let remark = remark.at(&report.name_cell).value(one.title.clone());
            Some(remark.with("until", written(one.until)))
        };
        self.ended.iter().filter_map(remark).collect()
    }
}

/// A report of a commune in which nothing is said yet.
fn blank(like: &Submission, commune: &str) -> Submission {
    Submission {
        alias: None,
        commune: commune.to_owned(),
        decisions: Vec::new(),
        members: Default::default(),
        village_teams: None,
        villages: Vec::new(),
        counts: Vec::new(),
        notes: Vec::new(),
        reported: false,
        ..like.clone()
    }
}

/// Adds what a predecessor reported where nothing of the kind is said yet; whether any decision or
/// team of its own was taken, or it has none.
fn take(taken: &mut Submission, one: &Submission) -> bool {
    let mut used = one.decisions.is_empty() && one.members.is_empty() && one.counts.is_empty();
    if taken.decisions.is_empty() && !one.decisions.is_empty() {
        taken.decisions.clone_from(&one.decisions);
        used = true;
    }
    if taken.members.is_empty() && !one.members.is_empty() {
        taken.members.clone_from(&one.members);
        used = true;
    }
    if !one.counts.is_empty() {
        // of several predecessors the numbers differ, and nobody adds them up
        count::together(&mut taken.counts, one.counts.clone());
        used = true;
    }
    taken.reported |= one.reported;
    taken.notes.extend(one.notes.iter().cloned());
    taken.villages.extend(one.villages.iter().cloned());
    let villages = [taken.village_teams, one.village_teams];
    taken.village_teams = crate::submission::villages_together(villages);
    used
}

/// The only predecessor of a commune that has not begun, or the only one of its name.
fn forebear<'a>(register: &'a Register, one: &Commune, day: Date) -> Option<&'a Commune> {
    let into = |before: &&Commune| {
        before.counts_on(day) && before.successors().any(|code| code == one.code)
    };
    let all: Vec<&Commune> = register.communes.iter().filter(into).collect();
    let namesakes: Vec<&Commune> = all
        .iter()
        .copied()
        .filter(|before| before.name == one.name)
        .collect();
    match (&all[..], &namesakes[..]) {
        ([only], _) | (_, [only]) => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
