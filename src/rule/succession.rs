//! Which communes of the register count on a day, and who answers for those that ended.
//!
//! A row of the register with `until` belongs to the days up to then, one with `since` to the days
//! from then on. What was reported under a commune that has ended passes to its successor, with a
//! remark; what is reported under one that has not begun passes back where it is plain to whom.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Date;
use crate::finding::{Finding, RuleId};
use crate::register::{Commune, Register};
use crate::rule::decision::printed;
use crate::submission::Submission;

/// A commune that ended, and the one that counts instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    pub code: String,
    pub title: String,
    /// Its last day.
    pub until: Date,
    /// Code and title of the commune that it went into.
    pub into: String,
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
                Some(_) => heir(register, one, day),
                None => forebear(register, one, day),
            };
            let Some(answers) = answers else { continue };
            passed.insert(one.code.as_str(), answers);
            ended.extend(over.map(|until| Succession {
                code: one.code.clone(),
                title: one.title(),
                until,
                into: answers.code.clone(),
                into_title: answers.title(),
            }));
        }
        Self {
            communes,
            ended,
            passed,
            register,
        }
    }

    /// The submissions by the commune that they count for: its own first, else that of the first
    /// of its predecessors that states a decision, else the first that reports.
    pub(crate) fn submissions(&self, all: &[Submission]) -> BTreeMap<&'a str, Submission> {
        let mut by_code: BTreeMap<&str, Submission> = BTreeMap::new();
        for commune in &self.communes {
            let own = all.iter().find(|one| one.commune == commune.code);
            if let Some(own) = own {
                by_code.insert(&commune.code, own.clone());
            }
        }
        let place = |one: &&Submission| self.register.position(&one.commune);
        let mut passing: Vec<&Submission> = all
            .iter()
            .filter(|one| self.passed.contains_key(one.commune.as_str()))
            .collect();
        passing.sort_by_key(|one| (one.decisions.is_empty(), !one.reported, place(one)));
        for one in passing {
            let into = self.passed[one.commune.as_str()];
            let taken = by_code.entry(&into.code).or_insert_with(|| Submission {
                alias: None,
                commune: into.code.clone(),
                decisions: Vec::new(),
                members: Default::default(),
                village_teams: None,
                notes: Vec::new(),
                reported: false,
                ..one.clone()
            });
            if taken.decisions.is_empty() {
                taken.decisions.clone_from(&one.decisions);
            }
            if taken.members.is_empty() {
                taken.members.clone_from(&one.members);
            }
            taken.reported |= one.reported;
            taken.notes.extend(one.notes.iter().cloned());
            let villages = [taken.village_teams, one.village_teams];
            taken.village_teams = crate::submission::villages_together(villages);
        }
        by_code
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

    /// That what was reported under a commune that has ended counts for another.
    pub(crate) fn remarks(&self, all: &[Submission]) -> Vec<Finding> {
        let remark = |one: &Succession| {
            let mut reports = all.iter().filter(|report| report.commune == one.code);
            let report = reports.find(|report| report.reported)?;
            let remark = Finding::new(RuleId::CommuneSucceeded).of(&one.into);
            let remark = remark.at(&report.name_cell).value(one.title.clone());
            Some(remark.with("until", printed(one.until)))
        };
        self.ended.iter().filter_map(remark).collect()
    }
}

/// The commune that a line of successors leads to and that counts on a day.
fn heir<'a>(register: &'a Register, one: &Commune, day: Date) -> Option<&'a Commune> {
    let mut next = register.commune(&one.successor)?;
    for _ in 0..register.communes.len() {
        if next.counts_on(day) {
            return Some(next);
        }
        next = register.commune(&next.successor)?;
    }
    None
}

/// The only predecessor of a commune that has not begun, or the only one of its name.
fn forebear<'a>(register: &'a Register, one: &Commune, day: Date) -> Option<&'a Commune> {
    let into = |before: &&Commune| before.successor == one.code && before.counts_on(day);
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
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rule::testing::{a_commune, past, pulled};
    use crate::rule::{self, Ruling};

    /// Ba Tơ and Ba Tô that become one ward, beside the other communes as they are.
    fn merged() -> Register {
        let mut communes = Register::shipped().communes;
        let day = |text: &str| Some(text.parse().unwrap());
        for one in communes
            .iter_mut()
            .filter(|one| ["21484", "21523"].contains(&&*one.code))
        {
            one.until = day("2025-08-31");
            one.successor = "99001".to_owned();
        }
        let mut ward = communes[0].clone();
        ward.code = "99001".to_owned();
        ward.name = "Ba Tơ Mới".to_owned();
        ward.since = day("2025-09-01");
        communes.push(ward);
        Register::from_lists(communes, Vec::new(), Vec::new())
    }

    #[test]
    fn each_day_has_its_own_denominator_and_reports_pass_on() {
        let reported = a_commune("Xã Ba Tơ").decided("15/QĐ-UBND", "2025-08-10");
        let snapshot = pulled("2025-09-30", &[reported]);
        let ruling = Ruling::new(Arc::new(merged()), "2025-08-15".parse().unwrap());
        let judged = |day: &str| {
            let known = past("2025-09-30", &[]);
            rule::judge(&snapshot, &known, day.parse().unwrap(), &ruling)
        };
        for (day, communes, issuer, remarks) in [
            ("2025-08-31", 96, "21484", 0),
            ("2025-09-01", 95, "99001", 1),
        ] {
            let judgement = judged(day);
            let progress = judgement.progress.as_ref().unwrap();
            assert_eq!((progress.communes, progress.issued), (communes, 1), "{day}");
            let issued = judgement.communes.iter().find(|one| one.issued()).unwrap();
            assert_eq!(issued.commune.code, issuer, "{day}");
            let told = judgement.findings.iter();
            let told = told
                .filter(|one| one.rule == RuleId::CommuneSucceeded)
                .count();
            assert_eq!(told, remarks, "{day}");
        }
        let earlier = rule::change::Earlier::of(&judged("2025-08-31"));
        let changes = rule::change::changes(Some(&earlier), &judged("2025-09-30"));
        assert_eq!((changes.issued.len(), changes.withdrawn.len()), (0, 0));
        let named = format!("{:?}", changes.settings);
        assert!(
            named.contains("Xã Ba Tơ") && named.contains("Ba Tơ Mới"),
            "{named}"
        );
    }
}
