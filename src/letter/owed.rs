//! What one commune is asked for: a decision, a team as the letter
//! requires it, cells to be corrected.
//!
//! Contains only what this commune typed and can still act on: a decision that was signed late
//! cannot be changed, and a person in two teams also concerns another commune.

use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;
use crate::clock::written;
use crate::document::{Content, sentence, words};
use crate::finding::{Family, Finding, RuleId, Severity};
use crate::hash;
use crate::locale::{self, Language};
use crate::rule::Standing;
use crate::snapshot;

/// Kinds of requests; `[[reminder]] kinds` names them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ReminderKind {
    /// A decision that counts.
    Missing,
    /// A team as the letter requires it.
    Composition,
    /// Cells to be corrected.
    Data,
}

impl ReminderKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Composition, Self::Data];

    /// Returns the kind as the configuration spells it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Composition => "composition",
            Self::Data => "data",
        }
    }
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairRequest {
    pub kind: ReminderKind,
    /// `Tab!F17`; empty if there is no cell.
    pub cell: String,
    /// The fact, the basis and «Đề nghị …».
    pub sentence: String,
    pub basis: String,
    /// What identifies the request, without the day on which it is made.
    about: Vec<String>,
}

/// Everything that one commune is asked for.
#[derive(Clone, Debug)]
pub struct Owed<'a> {
    pub standing: &'a Standing,
    pub asked: Vec<RepairRequest>,
    /// The kinds of its requests, in the order of `ReminderKind`, each once.
    pub kinds: Vec<ReminderKind>,
}

impl<'a> Owed<'a> {
    /// Returns what each commune is asked for, in the register's order.
    pub fn all(content: &Content<'a>) -> Vec<Self> {
        let communes = content.judgement.communes.iter();
        communes
            .map(|standing| Self::of(content, standing))
            .collect()
    }

    /// Returns what one commune is asked for.
    pub fn of(content: &Content<'_>, standing: &'a Standing) -> Self {
        let code = standing.commune.code.as_str();
        let findings = content.judgement.findings.iter();
        let of_commune = findings.filter(|finding| finding.commune.as_deref() == Some(code));
        let mut asked: Vec<RepairRequest> = of_commune
            .filter(|finding| is_asked(finding))
            .map(|finding| RepairRequest {
                kind: kind(standing, finding),
                cell: place(content, finding.cell.as_ref()),
                sentence: locale::finding(Language::Vi, finding, &standing.commune.title()),
                basis: content
                    .bases
                    .get(finding.rule.id())
                    .cloned()
                    .unwrap_or_default(),
                about: about(finding),
            })
            .collect();
        // A waived finding about the decision also waives the reminder of it.
        let mut waived = content.judgement.waived.iter();
        let is_waived = waived.any(|finding| {
            finding.commune.as_deref() == Some(code) && finding.rule.family() == Family::Decision
        });
        let is_missing = !standing.issued() && !is_waived;
        if is_missing && asked.iter().all(|one| one.kind != ReminderKind::Missing) {
            asked.insert(0, founding(content, standing));
        }
        let is_owed = |kind: &ReminderKind| asked.iter().any(|one| one.kind == *kind);
        let kinds = ReminderKind::ALL.into_iter().filter(is_owed).collect();
        Self {
            standing,
            asked,
            kinds,
        }
    }

    /// Whether the commune is asked for anything.
    pub fn is_anything(&self) -> bool {
        !self.kinds.is_empty()
    }

    /// Returns a hash of the requests, without the day: a notice with the same
    /// hash is not sent again by hand.
    pub fn digest(&self) -> String {
        let standing = self.standing;
        let mut parts = vec![format!(
            "{:?} {:?} {:?}",
            standing.status, standing.extended_to, self.kinds
        )];
        for one in &self.asked {
            parts.push(one.cell.clone());
            parts.extend(one.about.iter().cloned());
        }
        let parts: Vec<&[u8]> = parts
            .iter()
            .flat_map(|part| [part.as_bytes(), b"\0"])
            .collect();
        hash::sha256(&parts)
    }
}

/// The request if no finding makes one: the decision was signed after the day of the figures.
fn founding(content: &Content<'_>, standing: &Standing) -> RepairRequest {
    let own = &content.judgement.words;
    let day = written(content.judgement.as_of);
    let kind = words::kind(standing.commune.kind).to_lowercase();
    let rule = RuleId::DecisionMissing;
    RepairRequest {
        kind: ReminderKind::Missing,
        cell: place(content, standing.name_cell.as_ref()),
        sentence: format!(
            "Đến hết ngày {day} đơn vị {}. Đề nghị UBND {kind} {} và {}.",
            own.not_counted,
            sentence::request(content),
            own.report_back
        ),
        basis: content.bases.get(rule.id()).cloned().unwrap_or_default(),
        about: vec![rule.id().to_owned()],
    }
}

/// Returns the rule and the arguments of its sentence, without the day of the pull.
fn about(finding: &Finding) -> Vec<String> {
    let arguments = finding.arguments.iter();
    let lasting = arguments.filter(|(name, _)| *name != "today");
    let fixed = [finding.rule.id(), &finding.variant, &finding.value];
    let filled = lasting.flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    fixed.into_iter().chain(filled).map(str::to_owned).collect()
}

fn is_asked(finding: &Finding) -> bool {
    let is_past_remedy = matches!(
        finding.rule,
        RuleId::DecisionLate | RuleId::DecisionBackdated | RuleId::MemberDuplicate
    );
    finding.printed_severity() != Severity::Info && !is_past_remedy
}

fn kind(standing: &Standing, finding: &Finding) -> ReminderKind {
    match finding.rule.family() {
        Family::Composition => ReminderKind::Composition,
        Family::Decision if !standing.issued() => ReminderKind::Missing,
        Family::Decision | Family::Data | Family::Contacts => ReminderKind::Data,
    }
}
fn place(content: &Content<'_>, cell: Option<&CellAddress>) -> String {
    cell.map_or_else(String::new, |cell| {
        snapshot::place(content.sources, content.tabs, cell)
    })
}
