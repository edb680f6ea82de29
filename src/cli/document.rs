//! The JSON documents of the contract, key by key (DESIGN section 5). Only shapes: every value
//! was computed elsewhere.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::ErrorLine;
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
pub(super) struct SyncDocument<'a> {
    pub(super) campaign: &'a str,
    pub(super) run: &'a str,
    pub(super) trigger: &'a str,
    pub(super) outcome: &'a str,
    pub(super) snapshot: Option<&'a str>,
    pub(super) as_of: Date,
    pub(super) deadline: Date,
    pub(super) sources: Vec<SourceLine<'a>>,
    pub(super) progress: Option<&'a Progress>,
    pub(super) findings: FindingCounts,
    pub(super) changes: &'a Changes,
    pub(super) report: Option<ReportLine>,
    pub(super) mail: MailLine,
    /// Why a pull is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quarantine: Option<Vec<String>>,
    /// The mails wait, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<ErrorLine>,
    /// Who would be mailed, where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) would_mail: Option<Vec<String>>,
}

/// `check --json`.
#[derive(Debug, Serialize)]
pub(super) struct CheckDocument<'a> {
    pub(super) campaign: &'a str,
    pub(super) as_of: Date,
    pub(super) deadline: Date,
    pub(super) sources: Vec<SourceLine<'a>>,
    pub(super) progress: Option<&'a Progress>,
    pub(super) findings: FindingCounts,
    pub(super) communes: Vec<CommuneLine<'a>>,
    pub(super) contacts: Vec<ContactLine<'a>>,
    pub(super) findings_list: Vec<FindingLine<'a>>,
}

/// One source and what its tabs were taken for.
#[derive(Debug, Serialize)]
pub(super) struct SourceLine<'a> {
    pub(super) name: &'a str,
    pub(super) kind: SourceKind,
    pub(super) location: &'a str,
    pub(super) fetched_at: Timestamp,
    pub sha256: &'a str,
    pub(super) revision: Option<&'a str>,
    pub(super) tabs: Vec<TabLine<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct TabLine<'a> {
    pub(super) title: &'a str,
    pub(super) kind: TabKind,
    pub(super) rows: u32,
    pub(super) hidden: bool,
    pub(super) hidden_rows: u32,
    pub(super) columns: &'a BTreeMap<String, String>,
    pub(super) unread: &'a [String],
}

#[derive(Debug, Serialize)]
pub(super) struct ReportLine {
    pub(super) path: String,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct MailLine {
    pub(super) queued: u32,
    pub(super) sent: u32,
    pub(super) failed: u32,
}

#[derive(Debug, Serialize)]
pub(super) struct CommuneLine<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) status: Status,
    pub(super) on_time: Option<bool>,
    pub(super) decision: Option<DecisionLine<'a>>,
    pub(super) current_decision: Option<DecisionLine<'a>>,
    pub(super) members: Vec<MemberLine<'a>>,
    pub(super) composition_ok: Option<bool>,
}

#[derive(Debug, Serialize)]
pub(super) struct DecisionLine<'a> {
    pub(super) number: Option<&'a str>,
    pub(super) date: Option<Date>,
    pub(super) link: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct MemberLine<'a> {
    pub(super) name: &'a str,
    pub(super) role: Role,
    pub(super) position: Option<&'a str>,
    pub(super) offices: Vec<&'a str>,
    pub(super) phones: Vec<&'a str>,
    pub(super) emails: Vec<&'a str>,
    pub(super) cell: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ContactLine<'a> {
    pub(super) system: &'a str,
    pub(super) name: &'a str,
    pub(super) unit: &'a str,
    pub(super) phones: &'a [String],
    pub(super) emails: &'a [String],
    pub(super) link: Option<&'a str>,
    pub(super) cell: String,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingLine<'a> {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) commune: Option<&'a str>,
    pub(super) cell: Option<String>,
    pub(super) url: Option<String>,
    pub(super) value: &'a str,
    pub(super) message: String,
}

/// The sources of a snapshot with their tabs.
pub(super) fn sources<'a>(
    sources: &'a [Provenance],
    tabs: &'a [TabReading],
) -> Vec<SourceLine<'a>> {
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
                    unread: &tab.unread,
                })
                .collect(),
        })
        .collect()
}

/// One line for every commune of the register.
pub(super) fn communes(judgement: &Judgement) -> Vec<CommuneLine<'_>> {
    judgement.communes.iter().map(commune).collect()
}

fn commune(standing: &Standing) -> CommuneLine<'_> {
    CommuneLine {
        code: &standing.commune.code,
        name: &standing.commune.name,
        status: standing.status,
        on_time: standing.on_time,
        decision: standing.claimed.as_ref().map(decision),
        current_decision: standing.current_decision.as_ref().map(decision),
        members: standing
            .members
            .iter()
            .map(|member| MemberLine {
                name: &member.name,
                role: member.role,
                position: Some(&*member.position.typed).filter(|position| !position.is_empty()),
                offices: offices(member),
                phones: member.channels.phones().collect(),
                emails: member.channels.emails().collect(),
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
        .position
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
pub(super) fn contacts(snapshot: &Snapshot) -> Vec<ContactLine<'_>> {
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
pub(super) fn findings<'a>(
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
