//! Faults of one person's entry, whatever the role: no position, an office of another commune,
//! two roles in one team.

use crate::finding::{Finding, RuleId};
use crate::rule::team::{Team, is_unstated, same_person};
use crate::submission::Role;

/// Findings about the people of one team.
pub(crate) fn check(team: &Team<'_>) -> Vec<Finding> {
    let members = &team.submission.members;
    let mut findings = Vec::new();
    for (position, member) in members.iter().enumerate() {
        if is_unstated(member) && !member.name.is_empty() && !team.is_unpaired(member) {
            findings.push(
                team.about(RuleId::PositionMissing, member)
                    .value(&member.name),
            );
        }
        if team.is_elsewhere(member) {
            findings.push(team.about(RuleId::OtherCommunePosition, member));
        }
        let mut before = members[..position].iter();
        if let Some(first) =
            before.find(|other| other.role != member.role && same_person(other, member))
        {
            findings.push(
                team.about(RuleId::TwoRoles, member)
                    .value(&member.name)
                    .with("first", role_word(first.role))
                    .with("second", role_word(member.role)),
            );
        }
    }
    findings
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Leader => "Tổ trưởng",
        Role::Deputy => "Tổ phó",
        Role::Member => "Thành viên",
    }
}
