//! Faults of one person's entry, whatever the role: no position, an office of another commune,
//! two roles in one team, a seat in two teams.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, RuleId};
use crate::rule::Case;
use crate::rule::team::{Team, name_key, same_person};
use crate::submission::{Member, Role};

/// Findings about the people of one team.
pub(crate) fn check(team: &Team<'_>) -> Vec<Finding> {
    let members = &team.submission.members;
    let mut findings = Vec::new();
    for (position, member) in members.iter().enumerate() {
        let unstated = member.position.trim().is_empty() && member.held.is_empty();
        if unstated && !member.name.is_empty() && !team.is_unpaired(member) {
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

/// The same person in two teams: the same name, and the same phone or mail address.
pub(crate) fn duplicates(case: &Case<'_>) -> Vec<Finding> {
    let register = &case.ruling.register;
    let mut seen: BTreeMap<(String, &str), &str> = BTreeMap::new();
    let mut said: BTreeSet<(&str, String)> = BTreeSet::new();
    let mut findings = Vec::new();
    for submission in &case.snapshot.reading.submissions {
        let Some(commune) = register.commune(&submission.commune) else {
            continue;
        };
        for member in &submission.members {
            let Some(name) = name_key(member) else {
                continue;
            };
            let mut elsewhere = None;
            for way in ways(member) {
                let first = *seen
                    .entry((name.clone(), way))
                    .or_insert(submission.commune.as_str());
                if first != submission.commune {
                    elsewhere = elsewhere.or(register.commune(first));
                }
            }
            if let Some(other) = elsewhere
                && said.insert((commune.code.as_str(), name))
            {
                findings.push(
                    case.finding(RuleId::MemberDuplicate, commune)
                        .at(&member.cell)
                        .value(&member.name)
                        .with("other", other.title()),
                );
            }
        }
    }
    findings
}

fn ways(member: &Member) -> impl Iterator<Item = &str> {
    let phones = member.phones.iter().filter(|phone| phone.len() >= 9);
    phones.chain(&member.emails).map(String::as_str)
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Leader => "Tổ trưởng",
        Role::Deputy => "Tổ phó",
        Role::Member => "Thành viên",
    }
}
