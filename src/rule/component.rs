//! Who else belongs in a team: staff of the Trung tâm Phục vụ hành chính công (PVHCC) among the
//! other members, and the components of letter 335 once the department has listed them.
//!
//! Something is called missing only where the whole team can be read: a member without a position,
//! or a cell whose names and positions could not be paired, may be the one looked for.

use crate::finding::{Finding, RuleId};
use crate::rule::declared::Component;
use crate::rule::office::{Verdict, Verdicts};
use crate::rule::team::{Fit, Team, is_unstated, position_cell};
use crate::submission::{Member, Role};

/// Findings about what a team lacks; `said` is what was found about its people so far.
pub(crate) fn check(team: &Team<'_>, said: &[Finding]) -> Vec<Finding> {
    let rules = &team.case.ruling.rules;
    let mut findings: Vec<Finding> = centre(team, &rules.centre, said).into_iter().collect();
    for component in &rules.components {
        findings.extend(missing(team, component));
    }
    findings
}

fn centre(team: &Team<'_>, offices: &Verdicts, said: &[Finding]) -> Option<Finding> {
    let mut perhaps: Option<&Member> = None;
    for member in team.submission.members.iter() {
        match (team.fit(member, offices), member.role) {
            (Fit::Judged(Verdict::Accepted | Verdict::Acting), Role::Member) => return None,
            // A leader or deputy from the centre works there, but is no «other member».
            (Fit::Judged(Verdict::Accepted | Verdict::Acting | Verdict::Ambiguous), _) => {
                perhaps = perhaps.or(Some(member));
            }
            (Fit::Judged(Verdict::Outside) | Fit::Unstated | Fit::Unpaired | Fit::Elsewhere, _) => {
            }
        }
    }
    match perhaps {
        Some(member) => {
            let spoken = said.iter().any(|finding| {
                finding.commune.as_deref() == Some(&team.commune.code)
                    && finding.cell.as_ref() == Some(&position_cell(member))
                    && finding.value == *member.position.typed
            });
            (!spoken).then(|| {
                team.about(RuleId::PositionAmbiguous, member)
                    .variant("centre")
            })
        }
        None if may_be_unread(team) => None,
        None => Some(
            team.finding(RuleId::PvhccMemberMissing)
                .at(&team.submission.name_cell),
        ),
    }
}

fn missing(team: &Team<'_>, component: &Component) -> Option<Finding> {
    let present = |member: &Member| {
        let fit = team.fit(member, &component.offices);
        matches!(fit, Fit::Judged(verdict) if verdict != Verdict::Outside)
    };
    let there = team.submission.members.iter().any(present);
    (!there && !may_be_unread(team)).then(|| {
        team.finding(RuleId::ComponentMissing)
            .at(&team.submission.name_cell)
            .value(&component.name)
            .with("component", &component.name)
    })
}

fn may_be_unread(team: &Team<'_>) -> bool {
    team.unpaired() || team.people(Role::Member).any(is_unstated)
}
