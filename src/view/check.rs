//! The result of a check: communes, contacts and findings, one line each.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::Date;
use crate::finding::{Finding, Severity};
use crate::locale::{self, Language};
use crate::rule::count::CountStanding;
use crate::rule::{ClaimedDecision, FindingCounts, Judgement, Progress, Standing, Status};
use crate::snapshot::Snapshot;
use crate::submission::{Manner, Member, Role};
use crate::view::source::SourceLine;

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

/// A commune and its status.
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
    /// Only in a campaign with a register of villages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub villages: Option<VillagesLine>,
    /// Only in a campaign with counted columns.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub counts: &'a [CountStanding],
}

/// The number of village teams, and of villages.
#[derive(Debug, Serialize)]
pub struct VillagesLine {
    pub teams: Option<u32>,
    pub of: u32,
}

/// A founding decision as it is claimed.
#[derive(Debug, Serialize)]
pub struct DecisionLine<'a> {
    pub number: Option<&'a str>,
    pub date: Option<Date>,
    pub link: Option<&'a str>,
}

/// A member of a team.
#[derive(Debug, Serialize)]
pub struct MemberLine<'a> {
    pub name: &'a str,
    pub role: Role,
    pub position: Option<&'a str>,
    pub offices: Vec<&'a str>,
    pub phones: Vec<&'a str>,
    pub emails: Vec<&'a str>,
    pub cell: String,
}

/// A contact point of a system.
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

/// A finding with its sentence.
#[derive(Debug, Serialize)]
pub struct FindingLine<'a> {
    pub rule: &'static str,
    pub severity: Severity,
    pub commune: Option<&'a str>,
    pub cell: Option<String>,
    pub url: Option<String>,
    pub value: &'a str,
    pub message: String,
    /// The legal basis of the rule.
    pub basis: &'a str,
}

/// One line for each commune of the register.
pub fn communes(judgement: &Judgement) -> Vec<CommuneLine<'_>> {
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
        villages: standing.villages.map(|of| VillagesLine {
            teams: standing.village_teams,
            of,
        }),
        counts: &standing.counts,
    }
}

/// The offices that a member holds now, without former ones.
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

/// One line for each contact point.
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

/// The legal basis that a finding's sentence names.
fn basis(finding: &Finding, language: Language) -> &str {
    let name = match language {
        Language::Vi => "basis",
        Language::En => "basis_en",
    };
    finding.arguments.get(name).map_or("", String::as_str)
}

/// One line for each finding, with its sentence.
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
                basis: basis(finding, language),
            }
        })
        .collect()
}
