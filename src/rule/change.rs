//! What changed between an earlier judgement and this one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Timestamp};
use crate::rule::answer::Answer;
use crate::rule::{Judgement, Standing, Status};
use crate::submission::Role;

/// The parts of an earlier report that the next one is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// The date it was judged at (`as_of`).
    pub as_of: Date,
    /// When its snapshot was pulled.
    pub made_at: Timestamp,
    /// The status of every commune, by code.
    pub statuses: BTreeMap<String, Status>,
    /// Its findings, by `finding_key`.
    pub findings: Vec<String>,
    /// The deadline it was judged by; `None` in reports stored by older versions.
    #[serde(default)]
    pub deadline: Option<Deadline>,
    /// Further facts about each commune, by code; empty in reports stored by older versions.
    #[serde(default)]
    pub facts: BTreeMap<String, Facts>,
    /// The answers in force at that time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

/// A deadline, and whether a decision signed on that day is on time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub day: Date,
    pub inclusive: bool,
}

/// Facts that a report gave about one commune besides its status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The decision's number.
    pub number: Option<String>,
    /// The day the decision was signed.
    pub signed: Option<Date>,
    /// The leader of the team.
    pub leader: Option<String>,
    /// The commune's own deadline, if it has an extension.
    pub extended_to: Option<Date>,
}

/// What changed since an earlier report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// Codes of communes that are issued now and were not then.
    pub issued: Vec<String>,
    /// Codes of communes that were issued then and are not now.
    pub withdrawn: Vec<String>,
    /// How many findings of then are gone.
    pub fixed: u32,
    /// How many findings are new.
    pub new: u32,
    /// Every commune whose status changed: code, status then, status now.
    #[serde(skip)]
    pub moved: Vec<(String, Status, Status)>,
    /// The date of the earlier report; `None` if there is none to compare with.
    #[serde(skip)]
    pub since: Option<Date>,
    /// How many findings are gone only because a waiver suppresses them: nobody corrected anything.
    #[serde(skip)]
    pub waived: u32,
    /// Other facts that changed, by commune in the register's order.
    #[serde(skip)]
    pub facts: Vec<FactChange>,
    /// Changed decisions about the campaign itself.
    #[serde(skip)]
    pub settings: Vec<SettingChange>,
}

/// A fact about one commune that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactChange {
    /// Code of the commune.
    pub commune: String,
    pub fact: Fact,
}

/// A fact, with its value then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The decision's number.
    Number(Option<String>, Option<String>),
    /// The day the decision was signed.
    Signed(Option<Date>, Option<Date>),
    /// The leader of the team.
    Leader(Option<String>, Option<String>),
    /// The commune's own deadline.
    Extension(Option<Date>, Option<Date>),
}

/// A decision about the campaign that moves figures although no commune did anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingChange {
    /// The deadline, then and now.
    Deadline(Deadline, Deadline),
    /// The number of communes that must report, then and now.
    Communes(u32, u32),
    /// The titles of communes that have ended since, and what they became.
    Succeeded(Vec<String>, String),
    /// The titles of communes that have ended since, and the existing commune that took them in.
    Absorbed(Vec<String>, String),
    /// By how much the number of issued communes changed because other communes are counted: if two
    /// that had issued merge, one is left.
    Rearranged(i64),
    /// An answer given since.
    Answered(Answer),
    /// An answer withdrawn since.
    Withdrawn(Answer),
}

impl Changes {
    /// Returns by how much the number of issued communes changed because other communes are
    /// counted: `+1`, `−2`.
    pub fn rearranged(&self) -> Option<String> {
        self.settings.iter().find_map(|one| match one {
            SettingChange::Rearranged(more) => Some(format!("{more:+}").replace('-', "−")),
            _ => None,
        })
    }
}

impl Earlier {
    /// Extracts from a judgement what the next report is compared with.
    pub fn of(judgement: &Judgement) -> Self {
        Self {
            as_of: judgement.as_of,
            made_at: judgement.pulled_at,
            statuses: judgement
                .communes
                .iter()
                .map(|standing| (standing.commune.code.clone(), standing.status))
                .collect(),
            findings: judgement.findings.iter().map(finding_key).collect(),
            deadline: Some(Deadline::of(judgement)),
            facts: judgement
                .communes
                .iter()
                .map(|standing| (standing.commune.code.clone(), Facts::of(standing)))
                .collect(),
            answers: judgement.answers.clone(),
        }
    }
}

impl Deadline {
    fn of(judgement: &Judgement) -> Self {
        Self {
            day: judgement.deadline,
            inclusive: judgement.deadline_inclusive,
        }
    }
}

impl Facts {
    fn of(standing: &Standing) -> Self {
        let decision = standing.decision.as_ref();
        let leader = standing
            .members
            .iter()
            .find(|member| member.role == Role::Leader);
        Self {
            number: decision.and_then(|decision| decision.number.clone()),
            signed: decision.and_then(|decision| decision.date),
            leader: leader.map(|leader| leader.name.to_string()),
            extended_to: standing.extended_to,
        }
    }

    /// Lists the facts that differ. A fact that was unknown before is left out if the status
    /// changed too (`moved`), since the change of status already implies it.
    fn compared(&self, now: &Self, moved: bool) -> Vec<Fact> {
        fn differs<T: PartialEq>(then: &Option<T>, now: &Option<T>, moved: bool) -> bool {
            then != now && (then.is_some() || !moved)
        }
        let mut facts = Vec::new();
        if differs(&self.number, &now.number, moved) {
            facts.push(Fact::Number(self.number.clone(), now.number.clone()));
        }
        if differs(&self.signed, &now.signed, moved) {
            facts.push(Fact::Signed(self.signed, now.signed));
        }
        if differs(&self.leader, &now.leader, moved) {
            facts.push(Fact::Leader(self.leader.clone(), now.leader.clone()));
        }
        if self.extended_to != now.extended_to {
            facts.push(Fact::Extension(self.extended_to, now.extended_to));
        }
        facts
    }
}

/// Compares a judgement with an earlier report. Without one, everything issued counts as new.
pub fn changes(earlier: Option<&Earlier>, now: &Judgement) -> Changes {
    let mut changes = Changes {
        since: earlier.map(|earlier| earlier.as_of),
        ..Changes::default()
    };
    findings(&mut changes, earlier, now);
    for standing in &now.communes {
        let code = &standing.commune.code;
        let then = earlier
            .and_then(|earlier| then(earlier, now, code))
            .unwrap_or(Status::NotReported);
        match (then == Status::Issued, standing.status == Status::Issued) {
            (false, true) => changes.issued.push(code.clone()),
            (true, false) => changes.withdrawn.push(code.clone()),
            _ => {}
        }
        let moved = then != standing.status;
        if moved {
            changes.moved.push((code.clone(), then, standing.status));
        }
        if let Some(facts) = earlier.and_then(|earlier| earlier.facts.get(code)) {
            let changed = facts.compared(&Facts::of(standing), moved);
            changes
                .facts
                .extend(changed.into_iter().map(|fact| FactChange {
                    commune: code.clone(),
                    fact,
                }));
        }
    }
    if let Some(earlier) = earlier {
        changes.settings = settings(earlier, now, rearranged(&changes, earlier, now));
    }
    changes
}

/// The change in the number of issued communes that `issued` and `withdrawn` do not explain.
fn rearranged(changes: &Changes, earlier: &Earlier, now: &Judgement) -> i64 {
    let count = |many| i64::try_from(many).unwrap_or(i64::MAX);
    let before = earlier.statuses.values();
    let before = count(before.filter(|one| **one == Status::Issued).count());
    let after = count(now.communes.iter().filter(|one| one.issued()).count());
    after - before - count(changes.issued.len()) + count(changes.withdrawn.len())
}

/// The status of a commune then. If it was not counted then, the best status of its predecessors.
fn then(earlier: &Earlier, now: &Judgement, code: &str) -> Option<Status> {
    let own = earlier.statuses.get(code).copied();
    own.or_else(|| {
        let before = now.succeeded.iter().filter(|one| one.into == code);
        before
            .filter_map(|one| earlier.statuses.get(&one.code).copied())
            .min_by_key(|status| *status != Status::Issued)
    })
}

/// Communes that were counted then and have ended, by what they became.
fn succeeded(earlier: &Earlier, now: &Judgement) -> Vec<SettingChange> {
    let mut into: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for one in &now.succeeded {
        if earlier.statuses.contains_key(&one.code) {
            let titles = into.entry((&one.into, &one.into_title)).or_default();
            titles.push(one.title.clone());
        }
    }
    into.into_iter()
        .map(|((code, into), titles)| {
            let beside = earlier.statuses.contains_key(code);
            let into_what = match beside {
                true => SettingChange::Absorbed,
                false => SettingChange::Succeeded,
            };
            into_what(titles, into.to_owned())
        })
        .collect()
}

/// Counts the findings that are new and those that are gone.
fn findings(changes: &mut Changes, earlier: Option<&Earlier>, now: &Judgement) {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    for key in earlier.iter().flat_map(|earlier| &earlier.findings) {
        *known.entry(key).or_default() += 1;
    }
    let mut was_known = |finding| match known.get_mut(finding_key(finding).as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    };
    for finding in &now.findings {
        changes.new += u32::from(!was_known(finding));
    }
    for finding in &now.waived {
        changes.waived += u32::from(was_known(finding));
    }
    changes.fixed = known.values().sum();
}

fn settings(earlier: &Earlier, now: &Judgement, rearranged: i64) -> Vec<SettingChange> {
    let mut settings = Vec::new();
    let deadline = Deadline::of(now);
    if let Some(then) = earlier.deadline
        && then != deadline
    {
        settings.push(SettingChange::Deadline(then, deadline));
    }
    if earlier.statuses.len() != now.communes.len() {
        let count = |many| u32::try_from(many).unwrap_or(u32::MAX);
        settings.push(SettingChange::Communes(
            count(earlier.statuses.len()),
            count(now.communes.len()),
        ));
    }
    settings.extend(succeeded(earlier, now));
    settings.extend((rearranged != 0).then_some(SettingChange::Rearranged(rearranged)));
    let only = |these: &[Answer], others: &[Answer]| -> Vec<Answer> {
        let other = |one: &&Answer| !others.iter().any(|other| other.id == one.id);
        these.iter().filter(other).cloned().collect()
    };
    let answered = only(&now.answers, &earlier.answers);
    let withdrawn = only(&earlier.answers, &now.answers);
    settings.extend(answered.into_iter().map(SettingChange::Answered));
    settings.extend(withdrawn.into_iter().map(SettingChange::Withdrawn));
    settings
}

/// Identifies a finding from report to report. The cell is left out, since rows move when others
/// are added above them.
fn finding_key(finding: &crate::finding::Finding) -> String {
    format!(
        "{} {} {}",
        finding.rule,
        finding.commune.as_deref().unwrap_or("-"),
        finding.value
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::testing::{ACommune, a_commune, judged, past, pulled};

    fn report(communes: &[ACommune]) -> Judgement {
        judged(
            &pulled("2025-09-30", communes),
            &past("2025-09-30", &[]),
            "2025-09-30",
        )
    }

    #[test]
    fn against_nothing_everything_issued_is_new() {
        let now = report(&[a_commune("Xã Đăk Ui").decided("15/QĐ-UBND", "2025-08-05")]);
        let changes = changes(None, &now);
        assert_eq!(changes.issued, ["23510"]);
        assert_eq!((changes.fixed, changes.new), (0, 95));
    }

    #[test]
    fn communes_and_findings_come_and_go() {
        let founded = a_commune("Xã Đăk Ui").decided("15/QĐ-UBND", "2025-08-20");
        let waiting = a_commune("Xã Cà Đam").decided("chưa", "");
        let then = report(&[a_commune("Xã Đăk Ui"), waiting.clone()]);
        let now = report(&[founded.clone(), waiting]);
        let forward = changes(Some(&Earlier::of(&then)), &now);
        assert_eq!(
            (forward.issued, forward.withdrawn),
            (vec!["23510".to_owned()], Vec::new())
        );
        // The decision is no longer missing, but was signed late.
        assert_eq!((forward.fixed, forward.new), (1, 1));
        let moved = [("23510".to_owned(), Status::NotReported, Status::Issued)];
        assert_eq!(forward.moved, moved);
        let back = changes(Some(&Earlier::of(&now)), &then);
        assert_eq!(back.withdrawn, ["23510"]);
        let same = changes(Some(&Earlier::of(&now)), &now);
        let as_of = Some(now.as_of);
        assert_eq!(
            same,
            Changes {
                since: as_of,
                ..Changes::default()
            }
        );
    }

    #[test]
    fn a_changed_number_date_and_deadline_are_named() {
        let told =
            |number: &str, date: &str| report(&[a_commune("Xã Đăk Ui").decided(number, date)]);
        let then = Earlier::of(&told("15/QĐ-UBND", "2025-08-05"));
        let mut now = told("16/QĐ-UBND", "2025-08-06");
        now.deadline = then.as_of;
        let changes = changes(Some(&then), &now);
        let facts: Vec<&Fact> = changes.facts.iter().map(|change| &change.fact).collect();
        let number = |number: &str| Some(number.to_owned());
        let day = |day: &str| Some(day.parse().unwrap());
        assert_eq!(
            facts,
            [
                &Fact::Number(number("15/QĐ-UBND"), number("16/QĐ-UBND")),
                &Fact::Signed(day("2025-08-05"), day("2025-08-06")),
            ]
        );
        assert!(matches!(
            changes.settings[..],
            [SettingChange::Deadline(
                _,
                Deadline {
                    inclusive: true,
                    ..
                }
            )]
        ));
    }

    /// Regression: a waived finding was reported as «đã khắc phục».
    #[test]
    fn what_is_waived_was_not_mended() {
        let then = report(&[a_commune("Xã Đăk Ui").decided("15/QĐ-UBND", "2025-08-20")]);
        let mut now = then.clone();
        let late = |finding: &crate::finding::Finding| {
            finding.rule == crate::finding::RuleId::DecisionLate
        };
        now.waived = then
            .findings
            .iter()
            .filter(|one| late(one))
            .cloned()
            .collect();
        now.findings.retain(|finding| !late(finding));
        let changes = changes(Some(&Earlier::of(&then)), &now);
        assert_eq!((changes.fixed, changes.new, changes.waived), (0, 0, 1));
    }
}
