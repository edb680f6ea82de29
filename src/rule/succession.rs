//! Which communes of the register count on a day, and which succeed those that ended.
//!
//! A row of the register with `until` applies to days up to that day, one with `since` to days from
//! that day on. The report of a commune that has ended counts for its successor, with a remark;
//! that of one that has not begun counts for its predecessor, if there is only one candidate.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::clock::{Date, written};
use crate::finding::{Finding, RuleId};
use crate::register::{Commune, Register};
use crate::submission::Submission;
use crate::submission::count;

/// A commune that ended, and its successor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    pub code: String,
    pub title: String,
    /// Its last day.
    pub until: Date,
    /// Code of the successor; empty if the commune was split and has no single successor.
    pub into: String,
    /// Title of the successor, or of all parts of a commune that was split.
    pub into_title: String,
}

/// The communes that count on a day.
pub(crate) struct Counted<'a> {
    pub(crate) communes: Vec<&'a Commune>,
    pub(crate) ended: Vec<Succession>,
    /// The commune that counts instead, by the code of each commune that does not count.
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

    /// Returns the submissions by the commune for which they count. Its own goes first; what that
    /// lacks is taken from its predecessors, those that state a decision before others that
    /// reported. Also returns a remark about each predecessor that reported: it counts for the
    /// successor, another's report counts instead, or it is unclear whose it is.
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

    /// Assigns the findings of reading to the communes that count.
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

    /// Says for each commune that has ended what became of its report.
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

/// A submission of a commune that states nothing yet.
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

/// Adds what a predecessor reported to the parts of `taken` that are still empty. Returns whether
/// one of its decisions, teams or counts was used, or it has none.
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
        // The numbers of several predecessors differ and are not added up.
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

/// Returns the only predecessor of a commune that has not begun, or the only one with its name.
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
