//! The result of judging a snapshot: the status of every commune, the counts, the findings.
//!
//! Values only; deliberately does not know how they are derived.

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

/// A snapshot, with what was seen before it, judged at a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The date judged at: decisions signed by this day count.
    pub as_of: Date,
    /// The day of the pull, which is *today* for the rules.
    pub today: Date,
    /// When the pull was made.
    pub pulled_at: Timestamp,
    /// The campaign's deadline.
    pub deadline: Date,
    /// Whether a decision signed on the deadline itself is on time.
    pub deadline_inclusive: bool,
    /// The communes that count at `as_of`, in the register's order.
    pub communes: Vec<Standing>,
    /// The counts; `None` if no source contains submissions.
    pub progress: Option<Progress>,
    /// The findings: errors first, then by commune in the register's order, then by cell.
    pub findings: Vec<Finding>,
    /// Findings of rules on trial: shown to operators, but in no report, mail or count.
    #[serde(default)]
    pub trial: Vec<Finding>,
    /// Findings that a waiver suppresses, in no report and no count.
    #[serde(default)]
    pub waived: Vec<Finding>,
    /// The answers given by then.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// Communes of the register that have ended, and their successors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub succeeded: Vec<Succession>,
    /// The campaign's terms, as its documents print them.
    #[serde(default)]
    pub words: Arc<Words>,
    /// The counts that the campaign asks for.
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
    /// Whether the decision was signed by the deadline; `None` if not issued.
    pub on_time: Option<bool>,
    /// Whether it was signed on the very day of the deadline.
    pub on_the_day: bool,
    /// Whether a decision is missing after the deadline; `None` until the deadline has passed.
    pub overdue: Option<bool>,
    /// The commune's own deadline, if it has an extension.
    #[serde(default)]
    pub extended_to: Option<Date>,
    /// The founding decision that the sheet claims, whether it counts or not. If a cell has
    /// several, the one that is neither replaced nor a plan (contract, section 5).
    #[serde(default)]
    pub claimed: Option<ClaimedDecision>,
    /// The first founding decision known, even if it was replaced: whether the
    /// commune is on time depends on it.
    pub decision: Option<ClaimedDecision>,
    /// The decision in force: a later one («QĐ kiện toàn») or the same as `decision`.
    pub current_decision: Option<ClaimedDecision>,
    /// Who confirmed the decision, if it counts because of that.
    pub confirmed_by: Option<String>,
    /// When the decision was first seen in a pull.
    pub first_seen: Option<Timestamp>,
    /// The team.
    pub members: Arc<Vec<Member>>,
    /// The result of the composition rules; `None` without a team.
    pub composition: Option<Composition>,
    /// The number of village-level teams reported.
    pub village_teams: Option<u32>,
    /// The number of villages, if a register of villages is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub villages: Option<u32>,
    /// The result of each count, in the campaign's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountStanding>,
    /// The day of the first pull that showed its counts reached, if counts decide the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_on: Option<Date>,
    /// Notes as typed.
    pub notes: Vec<String>,
    /// The name as typed in its row, if an alias or an answer assigned it to the commune.
    #[serde(default)]
    pub alias: Option<String>,
    /// The cell of its name, if it has a row.
    pub name_cell: Option<CellAddress>,
}

/// A decision as the report shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedDecision {
    /// The normalised number, or `None` if there is none.
    pub number: Option<String>,
    /// The date signed, or `None` if none can be read.
    pub date: Option<Date>,
    /// Link to the scan.
    pub link: Option<String>,
    /// The cells of number and date, for `explain`.
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

/// The result of the composition rules for a team.
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
    /// Communes without a decision after the deadline; `None` until the deadline has passed.
    pub overdue: Option<u32>,
    /// Teams without an error, including those with warnings.
    pub composition_ok: u32,
    /// Teams without an error but with warnings.
    pub composition_remarks: u32,
    /// Teams at village level; `None` if none are reported.
    pub village_teams: Option<u32>,
    /// Villages of the communes counted, if a register of villages is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub villages: Option<u32>,
    /// The same counts by kind and by area, as the campaign asks for.
    pub groups: Vec<Group>,
    /// Counted columns.
    #[serde(default, skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountProgress>,
    /// Decisions signed on the very day of the deadline.
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

/// The number of findings of each severity and rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingCounts {
    pub error: u32,
    pub warning: u32,
    pub info: u32,
    pub by_rule: BTreeMap<String, u32>,
}

impl Judgement {
    /// Whether the status depends on a count and no decision is required.
    pub fn by_count(&self) -> bool {
        self.counts.iter().any(|count| count.decides)
    }

    /// Returns what readers must know about `as_of`, if it is not an ordinary day.
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

    /// Whether counts decide but no number is known of that day: it lies
    /// before the first pull with one.
    pub(super) fn nothing_counted(&self) -> bool {
        let counts = self.progress.iter().flat_map(|progress| &progress.counts);
        self.by_count() && counts.map(|count| count.all.known).sum::<u32>() == 0
    }
}

/// A date on which the figures alone would mislead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusualDay {
    /// Before the day on which the communes began (given): nobody could sign.
    BeforeCommunes(Date),
    /// Before the first pull with a number. Holds the day of this pull.
    NothingKnown(Date),
    /// After the day of the pull (given): what is signed in between is missing.
    AfterPull(Date),
}

impl Standing {
    /// Whether the decision counts at `as_of`.
    pub fn issued(&self) -> bool {
        self.status == Status::Issued
    }
}

impl FindingCounts {
    /// Counts findings by severity and rule; a rule without findings counts 0.
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        // A campaign without counts has no rows of the rules about counts.
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
