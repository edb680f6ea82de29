//! The rules, and what they make of a snapshot at a date.
//!
//! A rule reads a snapshot and the past, and gives findings; it never reads a cell again and
//! never changes a submission. Numbers come from `progress` alone.
//!
//! To add a rule of a known kind: a line in `config/rules/*.toml`. To add a kind: one file
//! here, its line in `judge`, its id in `finding`, its section in the rules file, its
//! sentences in `locale`, its test table.

pub mod catalogue;
pub mod change;
mod component;
mod contact;
mod decision;
pub mod declared;
mod deputy;
pub mod explain;
pub mod file;
mod leader;
pub mod office;
mod order;
mod person;
mod progress;
mod status;
mod team;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;
use crate::clock::{self, Date, Timestamp, Zone};
use crate::finding::{Family, Finding, Severity};
use crate::register::{Commune, Register};
use crate::rule::declared::{Confirmed, Extension, Rules, Waiver};
use crate::rule::team::Team;
use crate::snapshot::Snapshot;
use crate::snapshot::past::Past;
use crate::submission::{Member, Submission};

/// What a campaign decides about judging: who must report, by when, by which rules, and the
/// exceptions that persons made.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The communes expected to report, and whom a typed name means.
    pub register: Arc<Register>,
    /// The day by which decisions are signed.
    pub deadline: Date,
    /// Signed on the deadline itself is on time.
    pub deadline_inclusive: bool,
    /// The day the communes began: no decision of theirs is older (2025-07-01).
    pub communes_began: Date,
    /// The zone that days are counted in.
    pub zone: Zone,
    /// The rules.
    pub rules: Rules,
    /// `[[confirmed]]` of the campaign.
    pub confirmed: Vec<Confirmed>,
    /// `[[waiver]]` of the campaign.
    pub waivers: Vec<Waiver>,
    /// `[[extension]]` of the campaign.
    pub extensions: Vec<Extension>,
}

/// Judges a snapshot, and what was seen before it, at a date.
pub fn judge(snapshot: &Snapshot, past: &Past, as_of: Date, ruling: &Ruling) -> Judgement {
    let case = Case::new(snapshot, past, as_of, ruling);
    let reading = &snapshot.reading;
    let submissions: BTreeMap<&str, &Submission> = reading
        .submissions
        .iter()
        .map(|submission| (submission.commune.as_str(), submission))
        .collect();

    let mut findings = reading.findings.clone();
    let mut communes = Vec::with_capacity(ruling.register.communes.len());
    for commune in &ruling.register.communes {
        let submission = submissions.get(commune.code.as_str()).copied();
        let settled = status::settle(&case, commune, submission);
        if reading.has_submissions {
            findings.extend(decision::check(&case, commune, submission, &settled));
        }
        if let Some(team) = submission.and_then(|submission| Team::of(&case, commune, submission)) {
            let mut said = leader::check(&team);
            said.extend(deputy::check(&team));
            said.extend(person::check(&team));
            said.extend(component::check(&team, &said));
            findings.extend(said);
        }
        communes.push(settled.standing(&case, commune, submission));
    }
    findings.extend(person::duplicates(&case));
    findings.extend(contact::check(reading));

    let (mut findings, mut trial) = case.sift(findings);
    let worst = worst_of_composition(&findings);
    for standing in &mut communes {
        if !standing.members.is_empty() {
            standing.composition = Some(match worst.get(&standing.commune.code) {
                Some(Severity::Error) => Composition::NotOk,
                Some(Severity::Warning) => Composition::OkWithRemarks,
                Some(Severity::Info) | None => Composition::Ok,
            });
        }
    }
    order::sort(&mut findings, &ruling.register);
    order::sort(&mut trial, &ruling.register);
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
    };
    if reading.has_submissions {
        let passed = as_of > ruling.last_day_of_all();
        judgement.progress = Some(progress::count(
            &judgement.communes,
            passed,
            reading.village_teams,
        ));
    }
    judgement
}

/// The gravest composition finding of each commune that has one.
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

/// One question to the rules: this snapshot, this past, at this date.
pub(crate) struct Case<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) past: &'a Past,
    pub(crate) as_of: Date,
    pub(crate) ruling: &'a Ruling,
    /// What reading said about each commune.
    remarks: BTreeMap<&'a str, Vec<&'a Finding>>,
    /// Moments of pulls that the past is known by.
    pulls: BTreeSet<Timestamp>,
}

impl<'a> Case<'a> {
    fn new(snapshot: &'a Snapshot, past: &'a Past, as_of: Date, ruling: &'a Ruling) -> Self {
        let mut remarks: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &snapshot.reading.findings {
            if let Some(code) = &finding.commune {
                remarks.entry(code).or_default().push(finding);
            }
        }
        let seen = past.decisions.values().flatten();
        let pulls = seen
            .flat_map(|seen| [seen.first_seen, seen.last_seen])
            .collect();
        Self {
            snapshot,
            past,
            as_of,
            ruling,
            remarks,
            pulls,
        }
    }

    /// What reading said about a commune.
    pub(crate) fn remarks(&self, code: &str) -> &[&'a Finding] {
        self.remarks.get(code).map_or(&[], Vec::as_slice)
    }

    /// Whether a pull is known to have been made strictly between two moments. Pulls are known by
    /// the decisions that some commune's history begins or ends with.
    pub(crate) fn pulled_between(&self, after: Timestamp, before: Timestamp) -> bool {
        self.pulls
            .iter()
            .any(|pull| after < *pull && *pull < before)
    }

    /// The findings that stand and those on trial, dressed with the campaign's severity and
    /// basis; what is switched off, out of its dates or waived is gone.
    fn sift(&self, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
        let rules = &self.ruling.rules;
        findings
            .into_iter()
            .filter(|finding| rules.speaks(finding.rule, self.as_of))
            .filter(|finding| {
                let waivers = &self.ruling.waivers;
                !waivers
                    .iter()
                    .any(|waiver| waiver.covers(finding, self.as_of))
            })
            .map(|finding| rules.dress(finding))
            .partition(|finding| !rules.setting(finding.rule).trial)
    }

    /// A finding about a commune; its sentence may name the commune's UBND.
    pub(crate) fn finding(&self, rule: crate::finding::RuleId, commune: &Commune) -> Finding {
        Finding::new(rule)
            .of(&commune.code)
            .with("ubnd", format!("UBND {}", commune.kind.word()))
    }

    /// The day of an instant in the campaign's zone.
    pub(crate) fn day(&self, instant: Timestamp) -> Date {
        clock::day(instant, self.ruling.zone)
    }
}

impl Ruling {
    /// The ruling of a campaign without exceptions: shipped rules, Vietnam's time, communes that
    /// began on 2025-07-01, a deadline that counts as on time.
    pub fn new(register: Arc<Register>, deadline: Date) -> Self {
        Self {
            register,
            deadline,
            deadline_inclusive: true,
            communes_began: Date::from_ymd_opt(2025, 7, 1).expect("a day of the calendar"),
            zone: Zone::Asia__Ho_Chi_Minh,
            rules: Rules::shipped(),
            confirmed: Vec::new(),
            waivers: Vec::new(),
            extensions: Vec::new(),
        }
    }

    /// The last day on which a commune's decision is on time, its extension considered.
    pub fn last_day(&self, code: &str) -> Date {
        self.counted(self.deadline_of(code))
    }

    /// The deadline of a commune: its extension, or that of all.
    pub fn deadline_of(&self, code: &str) -> Date {
        self.extensions
            .iter()
            .filter(|extension| extension.commune == code)
            .map(|extension| extension.deadline)
            .max()
            .unwrap_or(self.deadline)
    }

    /// The last day on time of everybody without an extension.
    pub fn last_day_of_all(&self) -> Date {
        self.counted(self.deadline)
    }

    fn counted(&self, deadline: Date) -> Date {
        if self.deadline_inclusive {
            deadline
        } else {
            deadline.pred_opt().unwrap_or(deadline)
        }
    }
}

impl Standing {
    /// The decision counts at `as_of`.
    pub fn issued(&self) -> bool {
        self.status == Status::Issued
    }
}

impl FindingCounts {
    /// Counts findings by severity and rule.
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Info => counts.info += 1,
            }
            *counts
                .by_rule
                .entry(finding.rule.id().to_owned())
                .or_default() += 1;
        }
        counts
    }
}

/// A snapshot, and what was seen before it, judged at a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Decisions signed by this day count.
    pub as_of: Date,
    /// The day of the pull: *today*, wherever a rule says it.
    pub today: Date,
    /// When the pull was made.
    pub pulled_at: Timestamp,
    /// The campaign's deadline.
    pub deadline: Date,
    /// Signed on the deadline itself is on time.
    pub deadline_inclusive: bool,
    /// Every commune of the register, in its order.
    pub communes: Vec<Standing>,
    /// The counts; `None` where no source holds submissions.
    pub progress: Option<Progress>,
    /// Every finding, errors first, then by commune in the register's order, then by place.
    pub findings: Vec<Finding>,
    /// Findings of rules on trial: operators see them, no report, mail or count does.
    #[serde(default)]
    pub trial: Vec<Finding>,
}

/// What is true of one commune at `as_of`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The commune as the register has it.
    pub commune: Commune,
    /// Its status.
    pub status: Status,
    /// Signed by the deadline; `None` when not issued.
    pub on_time: Option<bool>,
    /// Signed on the very day of the deadline.
    pub on_the_day: bool,
    /// Without a decision after the deadline; `None` until the deadline has passed.
    pub overdue: Option<bool>,
    /// The first founding decision, as claimed, whether it counts or not.
    pub decision: Option<ClaimedDecision>,
    /// The decision in force where it is another one («QĐ kiện toàn»), else as `decision`.
    pub current_decision: Option<ClaimedDecision>,
    /// Counted because a person confirmed it: who.
    pub confirmed_by: Option<String>,
    /// When the decision was first seen in a pull.
    pub first_seen: Option<Timestamp>,
    /// The team.
    pub members: Vec<Member>,
    /// What the composition rules make of the team; `None` without a team.
    pub composition: Option<Composition>,
    /// Village-level teams reported.
    pub village_teams: Option<u32>,
    /// Notes as typed.
    pub notes: Vec<String>,
    /// Where its name stands, where it has a row.
    pub name_cell: Option<CellAddress>,
}

/// A decision as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedDecision {
    /// Normalised number, or `None` where none is named.
    pub number: Option<String>,
    /// Date signed, or `None` where none can be read.
    pub date: Option<Date>,
    /// Link to the scan.
    pub link: Option<String>,
    /// Cells of number and date, for `explain`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cells: Vec<CellAddress>,
}

/// Status of a commune at a date (contract, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Đã ban hành.
    Issued,
    /// Chưa đủ căn cứ xác nhận.
    Incomplete,
    /// Chưa ban hành.
    NotIssued,
    /// Chưa báo cáo.
    NotReported,
}

/// What the composition rules make of a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Composition {
    /// Phù hợp.
    Ok,
    /// Phù hợp, có nội dung lưu ý.
    OkWithRemarks,
    /// Chưa phù hợp.
    NotOk,
}

/// The counts. The four statuses always sum to `communes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub communes: u32,
    pub issued: u32,
    pub incomplete: u32,
    pub not_issued: u32,
    pub not_reported: u32,
    pub on_time: u32,
    pub late: u32,
    /// Without a decision after the deadline; `None` until then.
    pub overdue: Option<u32>,
    /// Teams without an error, those with warnings included.
    pub composition_ok: u32,
    /// Teams without an error but with warnings.
    pub composition_remarks: u32,
    /// Teams at village level; `None` where nothing reports them.
    pub village_teams: Option<u32>,
    /// The same counts by kind and by former province.
    pub groups: Vec<Group>,
    /// Signed on the very day of the deadline.
    #[serde(skip)]
    pub on_the_day: u32,
    /// Teams with an error.
    #[serde(skip)]
    pub composition_not_ok: u32,
}

/// The counts of one group of communes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// `kind` or `former_province`.
    pub by: String,
    /// `xa`, `phuong`, `dac_khu`, or the province's name.
    pub name: String,
    pub communes: u32,
    pub issued: u32,
    pub incomplete: u32,
    pub not_issued: u32,
    pub not_reported: u32,
    pub on_time: u32,
    pub late: u32,
}

/// How many findings of each severity and rule stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCounts {
    pub error: u32,
    pub warning: u32,
    pub info: u32,
    pub by_rule: BTreeMap<String, u32>,
}
