//! Errors in one person's entry, whatever the role: no position, an office of another commune, two
//! roles in one team.

use crate::finding::{Finding, RuleId};
use crate::rule::office::Missing;
use crate::rule::team::{Identity, Team, is_unstated};
use crate::submission::{Member, Role};

/// Checks the people of one team.
pub(crate) fn check(team: &Team<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Grouped by role, because a person is compared only with those of other roles: a team has many
    // members, but one leader and few deputies.
    let mut before: [(Role, Vec<(usize, Identity<'_>)>); 3] =
        [Role::Leader, Role::Deputy, Role::Member].map(|role| (role, Vec::new()));
    for (place, member) in team.submission.members.iter().enumerate() {
        if is_unstated(member) && !member.name.is_empty() && !team.is_unpaired(member) {
            findings.extend(unstated(team, member));
        }
        if team.is_elsewhere(member) {
            findings.push(team.about(RuleId::OtherCommunePosition, member));
        }
        let known = Identity::of(member);
        let others = before.iter().filter(|(role, _)| *role != member.role);
        let same = others.filter_map(|(_, people)| {
            let mut people = people.iter();
            people.find(|(_, other)| other.is(&known))
        });
        if let Some((_, first)) = same.min_by_key(|(place, _)| *place) {
            findings.push(
                team.about(RuleId::TwoRoles, member)
                    .at(&member.cell)
                    .value(&*member.name)
                    .with("first", role_word(first.member.role))
                    .with("second", role_word(member.role)),
            );
        }
        let mut own = before.iter_mut();
        if let Some((_, people)) = own.find(|(role, _)| *role == member.role) {
            people.push((place, known));
        }
    }
    findings
}

/// The finding that a position is missing, as severe as the list of the role sets it.
fn unstated(team: &Team<'_>, member: &Member) -> Option<Finding> {
    let rules = &team.case.ruling.rules;
    let missing = match member.role {
        Role::Leader => rules.leader.missing,
        Role::Deputy => rules.deputy.missing,
        Role::Member => None,
    };
    let said = team
        .about(RuleId::PositionMissing, member)
        .value(&*member.name);
    match missing.map(Missing::severity) {
        None => Some(said),
        Some(severity) => severity.map(|severity| said.weighed(severity)),
    }
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Leader => "Tổ trưởng",
        Role::Deputy => "Tổ phó",
        Role::Member => "Thành viên",
    }
}
