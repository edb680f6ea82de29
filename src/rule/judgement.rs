//! What the rules make of a snapshot: how every commune stands, the counts, the findings.
//!
//! Values only; deliberately says nothing about how they come about.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;
use crate::clock::{self, Date, Timestamp, Zone};
use crate::finding::{Finding, RuleId, Severity};
use crate::register::Commune;
use crate::rule::answer::Answer;
use crate::rule::count::{CountProgress, CountStanding};
use crate::rule::succession::Succession;
use crate::rule::words::Words;
use crate::submission::Member;
use crate::submission::count::Count;

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
    /// Every commune of the register that counts at `as_of`, in its order.
    pub communes: Vec<Standing>,
    /// The counts; `None` where no source holds submissions.
    pub progress: Option<Progress>,
    /// Every finding, errors first, then by commune in the register's order, then by place.
    pub findings: Vec<Finding>,
    /// Findings of rules on trial: operators see them, no report, mail or count does.
    #[serde(default)]
    pub trial: Vec<Finding>,
    /// Findings that a waiver silences, in no report and no count.
    #[serde(default)]
    pub waived: Vec<Finding>,
    /// What persons answered by then.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// Communes of the register that have ended, and who counts instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub succeeded: Vec<Succession>,
    /// What the campaign's papers call things.
    #[serde(default)]
    pub words: Arc<Words>,
    /// What is counted in each commune.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
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
    /// Its own deadline, where it was given one.
    #[serde(default)]
    pub extended_to: Option<Date>,
    /// What the sheet claims as the founding decision, whether it counts or not: of several in a
    /// cell the one that is neither replaced nor a plan (contract, section 5).
    #[serde(default)]
    pub claimed: Option<ClaimedDecision>,
    /// The first founding decision known, a replaced one included: on time is judged by it.
    pub decision: Option<ClaimedDecision>,
    /// The decision in force where it is another one («QĐ kiện toàn»), else as `decision`.
    pub current_decision: Option<ClaimedDecision>,
    /// Counted because a person confirmed it: who.
    pub confirmed_by: Option<String>,
    /// When the decision was first seen in a pull.
    pub first_seen: Option<Timestamp>,
    /// The team.
    pub members: Arc<Vec<Member>>,
    /// What the composition rules make of the team; `None` without a team.
    pub composition: Option<Composition>,
    /// Village-level teams reported.
    pub village_teams: Option<u32>,
    /// Villages that it has, where a register of them is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub villages: Option<u32>,
    /// How it stands in each count, in the campaign's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountStanding>,
    /// The day on which its counts were first seen to be reached, where they decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_on: Option<Date>,
    /// Notes as typed.
    pub notes: Vec<String>,
    /// The name in its row, where it means the commune because somebody said so.
    #[serde(default)]
    pub alias: Option<String>,
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
    /// Villages of the communes counted, where a register of them is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub villages: Option<u32>,
    /// The same counts by kind and by area, as the campaign asks for.
    pub groups: Vec<Group>,
    /// Counted columns.
    #[serde(default, skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountProgress>,
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
    /// `kind`, `former_province`, `former_district` or `province`.
    pub by: String,
    /// `xa`, `phuong`, `dac_khu`, or the area's name.
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

impl Judgement {
    /// Whether a count says who is done, and no decision is asked for.
    pub fn by_count(&self) -> bool {
        self.counts.iter().any(|count| count.decides)
    }

    /// What must be known of the day that is counted at, where it is no ordinary one.
    pub fn unusual_day(&self, communes_began: Date, zone: Zone) -> Option<UnusualDay> {
        let pulled_on = clock::day(self.pulled_at, zone);
        if self.as_of < communes_began {
            Some(UnusualDay::BeforeCommunes(communes_began))
        } else if self.as_of < pulled_on && self.nothing_counted() {
            Some(UnusualDay::NothingKnown(pulled_on))
        } else if self.as_of > pulled_on {
            Some(UnusualDay::AfterPull(pulled_on))
        } else {
            None
        }
    }

    /// Counts decide, and no number is known of that day: it is before the first pull that has any.
    pub(super) fn nothing_counted(&self) -> bool {
        let counts = self.progress.iter().flat_map(|progress| &progress.counts);
        self.by_count() && counts.map(|count| count.all.known).sum::<u32>() == 0
    }
}

/// A day of which the figures alone would mislead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusualDay {
    /// Before the day on which the communes began: nobody could sign.
    BeforeCommunes(Date),
    /// Before the first number that was pulled, on this day.
    NothingKnown(Date),
    /// After the day of the pull, so that what is signed in between is missing.
    AfterPull(Date),
}

impl Standing {
    /// The decision counts at `as_of`.
    pub fn issued(&self) -> bool {
        self.status == Status::Issued
    }
}

impl FindingCounts {
    /// Counts findings by severity and rule; a rule that says nothing counts 0.
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        // a campaign that counts nothing hears nothing of counts
        let always = RuleId::ALL.iter().filter(|rule| !rule.is_of_counts());
        let rules = always.map(|rule| (rule.id().to_owned(), 0));
        counts.by_rule.extend(rules);
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
