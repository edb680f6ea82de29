//! Who else belongs in a team: staff of the Trung tâm Phục vụ hành chính công (PVHCC) among the
//! other members, and the components of letter 335 once the department has listed them.
//!
//! Reports something as missing only if the whole team can be read: a member without a position, or
//! in a cell whose names and positions could not be paired, may be the person looked for.

use crate::finding::{Finding, RuleId};
use crate::rule::declared::Component;
use crate::rule::office::{Verdict, Verdicts};
use crate::rule::team::{Fit, Team, is_unstated, position_cell, same_person};
use crate::submission::{Member, Role};

/// Checks what a team lacks; `said` are the findings about its people so far.
pub(crate) fn check(team: &Team<'_>, said: &[Finding]) -> Vec<Finding> {
    let rules = &team.case.ruling.rules;
    let mut findings: Vec<Finding> = centre(team, &rules.centre, said).into_iter().collect();
    for component in &rules.components {
        findings.extend(missing(team, component));
    }
    findings
}

/// Looks for people of the centre among the other members. A leader or deputy from the centre is
/// not an «other member», nor is a person whose position is ambiguous. If such people would make up
/// for those missing, the finding asks about the first of them.
fn centre(team: &Team<'_>, offices: &Verdicts, said: &[Finding]) -> Option<Finding> {
    let mut there: Vec<&Member> = Vec::new();
    let mut perhaps: Vec<&Member> = Vec::new();
    for member in team.submission.members.iter() {
        let list = match (team.fit(member, offices), member.role) {
            (Fit::Judged(Verdict::Accepted | Verdict::Acting), Role::Member) => &mut there,
            (Fit::Judged(Verdict::Accepted | Verdict::Acting | Verdict::Ambiguous), _) => {
                &mut perhaps
            }
            (Fit::Judged(Verdict::Outside) | Fit::Unstated | Fit::Unpaired | Fit::Elsewhere, _) => {
                continue;
            }
        };
        list.push(member);
    }
    let have = people(&there);
    if have >= offices.at_least {
        return None;
    }
    if have + people(&perhaps) >= offices.at_least
        && let Some(member) = perhaps.first()
    {
        let spoken = said.iter().any(|finding| {
            finding.commune.as_deref() == Some(&team.commune.code)
                && finding.cell.as_ref() == Some(&position_cell(member))
                && finding.value == *member.position.typed
        });
        return (!spoken).then(|| {
            team.about(RuleId::PositionAmbiguous, member)
                .variant("centre")
        });
    }
    let lacking = team
        .finding(RuleId::PvhccMemberMissing)
        .at(&team.submission.name_cell);
    weighed(team, offices, lacking, have)
}

fn missing(team: &Team<'_>, component: &Component) -> Option<Finding> {
    let offices = &component.offices;
    let present = |member: &&Member| {
        let fit = team.fit(member, offices);
        matches!(fit, Fit::Judged(verdict) if verdict != Verdict::Outside)
    };
    let there: Vec<&Member> = team.submission.members.iter().filter(present).collect();
    let have = people(&there);
    if have >= offices.at_least {
        return None;
    }
    let lacking = team
        .finding(RuleId::ComponentMissing)
        .at(&team.submission.name_cell)
        .value(&component.name)
        .with("component", &component.name);
    weighed(team, offices, lacking, have)
}

/// Completes the finding that there are too few. If part of the team cannot be read, the list's
/// `missing` setting decides how severe it is, or that nothing is reported.
fn weighed(team: &Team<'_>, offices: &Verdicts, lacking: Finding, have: u32) -> Option<Finding> {
    let lacking = lacking
        .with("have", have.to_string())
        .with("need", offices.at_least.to_string());
    if may_be_unread(team) {
        let severity = offices.missing?.severity()?;
        return Some(lacking.variant("unread").weighed(severity));
    }
    Some(match have {
        0 => lacking,
        _ => lacking.variant("few"),
    })
}

/// Counts the people; a person entered twice counts once.
fn people(members: &[&Member]) -> u32 {
    let mut different: Vec<&Member> = Vec::new();
    for member in members {
        if !different.iter().any(|other| same_person(other, member)) {
            different.push(member);
        }
    }
    u32::try_from(different.len()).unwrap_or(u32::MAX)
}

fn may_be_unread(team: &Team<'_>) -> bool {
    team.unpaired() || team.people(Role::Member).any(is_unstated)
}
