//! The JSON documents of the contract, key by key (DESIGN section 5). Only shapes: every value
//! was computed elsewhere.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::finding::Severity;
use crate::locale::{self, Language};
use crate::rule::change::Changes;
use crate::rule::{ClaimedDecision, FindingCounts, Judgement, Progress, Standing, Status};
use crate::snapshot::{Provenance, Snapshot};
use crate::source::SourceKind;
use crate::submission::{Manner, Member, Role, TabKind, TabReading};

/// `sync --json`.
#[derive(Debug, Serialize)]
pub struct SyncDocument<'a> {
    pub campaign: &'a str,
    pub run: &'a str,
    pub trigger: &'a str,
    pub outcome: &'a str,
    pub snapshot: Option<&'a str>,
    pub as_of: Date,
    pub deadline: Date,
    pub sources: Vec<SourceLine<'a>>,
    pub progress: Option<&'a Progress>,
    pub findings: FindingCounts,
    pub changes: &'a Changes,
    pub report: Option<ReportLine>,
    pub mail: MailLine,
    /// Why a pull is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Vec<String>>,
    /// Who would be mailed, where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_mail: Option<Vec<String>>,
}

/// `check --json`.
#[derive(Debug, Serialize)]
pub struct CheckDocument<'a> {
    pub campaign: &'a str,
    pub as_of: Date,
    pub deadline: Date,
    pub sources: Vec<SourceLine<'a>>,
    pub progress: Option<&'a Progress>,
    pub findings: FindingCounts,
    pub communes: Vec<CommuneLine<'a>>,
    pub contacts: Vec<ContactLine<'a>>,
    pub findings_list: Vec<FindingLine<'a>>,
}

/// One source and what its tabs were taken for.
#[derive(Debug, Serialize)]
pub struct SourceLine<'a> {
    pub name: &'a str,
    pub kind: SourceKind,
    pub location: &'a str,
    pub fetched_at: Timestamp,
    pub sha256: &'a str,
    pub revision: Option<&'a str>,
    pub tabs: Vec<TabLine<'a>>,
}

#[derive(Debug, Serialize)]
pub struct TabLine<'a> {
    pub title: &'a str,
    pub kind: TabKind,
    pub rows: u32,
    pub hidden: bool,
    pub hidden_rows: u32,
    pub columns: &'a BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
pub struct ReportLine {
    pub path: String,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MailLine {
    pub queued: u32,
    pub sent: u32,
    pub failed: u32,
}

#[derive(Debug, Serialize)]
pub struct CommuneLine<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub status: Status,
    pub on_time: Option<bool>,
    pub decision: Option<DecisionLine<'a>>,
    pub current_decision: Option<DecisionLine<'a>>,
    pub members: Vec<MemberLine<'a>>,
    pub composition_ok: Option<bool>,
}

#[derive(Debug, Serialize)]
pub struct DecisionLine<'a> {
    pub number: Option<&'a str>,
    pub date: Option<Date>,
    pub link: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct MemberLine<'a> {
    pub name: &'a str,
    pub role: Role,
    pub position: Option<&'a str>,
    pub offices: Vec<&'a str>,
    pub phones: &'a [String],
    pub emails: &'a [String],
    pub cell: String,
}

#[derive(Debug, Serialize)]
pub struct ContactLine<'a> {
    pub system: &'a str,
    pub name: &'a str,
    pub unit: &'a str,
    pub phones: &'a [String],
    pub emails: &'a [String],
    pub link: Option<&'a str>,
    pub cell: String,
}

#[derive(Debug, Serialize)]
pub struct FindingLine<'a> {
    pub rule: &'static str,
    pub severity: Severity,
    pub commune: Option<&'a str>,
    pub cell: Option<String>,
    pub url: Option<String>,
    pub value: &'a str,
    pub message: String,
}

/// The sources of a snapshot with their tabs.
pub fn sources<'a>(sources: &'a [Provenance], tabs: &'a [TabReading]) -> Vec<SourceLine<'a>> {
    sources
        .iter()
        .enumerate()
        .map(|(position, source)| SourceLine {
            name: &source.name,
            kind: source.kind,
            location: &source.location,
            fetched_at: source.fetched_at,
            sha256: &source.sha256,
            revision: source.revision.as_deref(),
            tabs: tabs
                .iter()
                .filter(|tab| usize::from(tab.source) == position)
                .map(|tab| TabLine {
                    title: &tab.title,
                    kind: tab.kind,
                    rows: tab.rows,
                    hidden: tab.hidden,
                    hidden_rows: tab.hidden_rows,
                    columns: &tab.columns,
                })
                .collect(),
        })
        .collect()
}

/// One line for every commune of the register.
pub fn communes(judgement: &Judgement) -> Vec<CommuneLine<'_>> {
    judgement.communes.iter().map(commune).collect()
}

fn commune(standing: &Standing) -> CommuneLine<'_> {
    CommuneLine {
        code: &standing.commune.code,
        name: &standing.commune.name,
        status: standing.status,
        on_time: standing.on_time,
        decision: standing.decision.as_ref().map(decision),
        current_decision: standing.current_decision.as_ref().map(decision),
        members: standing
            .members
            .iter()
            .map(|member| MemberLine {
                name: &member.name,
                role: member.role,
                position: Some(member.position.as_str()).filter(|position| !position.is_empty()),
                offices: offices(member),
                phones: &member.phones,
                emails: &member.emails,
                cell: member.cell.to_string(),
            })
            .collect(),
        composition_ok: standing
            .composition
            .map(|composition| composition != crate::rule::Composition::NotOk),
    }
}

/// The offices held now: one held formerly is none.
fn offices(member: &Member) -> Vec<&str> {
    member
        .held
        .iter()
        .filter(|held| held.manner != Manner::Former)
        .map(|held| held.office.as_str())
        .collect()
}

fn decision(decision: &ClaimedDecision) -> DecisionLine<'_> {
    DecisionLine {
        number: decision.number.as_deref(),
        date: decision.date,
        link: decision.link.as_deref(),
    }
}

/// One line for every contact point.
pub fn contacts(snapshot: &Snapshot) -> Vec<ContactLine<'_>> {
    snapshot
        .reading
        .contacts
        .iter()
        .map(|contact| ContactLine {
            system: &contact.system,
            name: &contact.name,
            unit: &contact.unit,
            phones: &contact.phones,
            emails: &contact.emails,
            link: contact.link.as_deref(),
            cell: contact.cell.to_string(),
        })
        .collect()
}

/// One line for every finding, with its sentence.
pub fn findings<'a>(
    judgement: &'a Judgement,
    snapshot: &Snapshot,
    language: Language,
) -> Vec<FindingLine<'a>> {
    let titles: BTreeMap<&str, String> = judgement
        .communes
        .iter()
        .map(|standing| (standing.commune.code.as_str(), standing.commune.title()))
        .collect();
    judgement
        .findings
        .iter()
        .map(|finding| {
            let title = finding.commune.as_deref().and_then(|code| titles.get(code));
            FindingLine {
                rule: finding.rule.id(),
                severity: finding.severity,
                commune: finding.commune.as_deref(),
                cell: finding.cell.as_ref().map(ToString::to_string),
                url: finding
                    .cell
                    .as_ref()
                    .and_then(|cell| snapshot.cell_url(cell)),
                value: &finding.value,
                message: locale::finding(language, finding, title.map_or("", String::as_str)),
            }
        })
        .collect()
}
