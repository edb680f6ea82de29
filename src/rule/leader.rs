//! Who may lead: exactly one person, and only the chair of the commune's People's Committee (UBND).
//!
//! «là» of the letter's point 1 is a requirement, so violations are errors; positions that a person
//! must decide about are only asked about.

use crate::finding::{Finding, RuleId};
use crate::rule::office::Verdict;
use crate::rule::team::{Fit, Team, same_person, shown_name};
use crate::submission::{Member, Role};

/// Checks the leader of a team.
pub(crate) fn check(team: &Team<'_>) -> Vec<Finding> {
    let mut leaders: Vec<&Member> = Vec::new();
    for member in team.people(Role::Leader) {
        if !leaders.iter().any(|leader| same_person(leader, member)) {
            leaders.push(member);
        }
    }
    match leaders.as_slice() {
        [] => vec![
            team.finding(RuleId::LeaderMissing)
                .at(&team.submission.name_cell),
        ],
        [leader] => judged(team, leader).into_iter().collect(),
        [first, second, ..] => {
            let names: Vec<&str> = leaders.iter().map(|leader| shown_name(leader)).collect();
            let multiple = team
                .finding(RuleId::LeaderMultiple)
                .at(&second.cell)
                .value(names.join("; "))
                .with("count", leaders.len().to_string());
            // Their offices are a second cause only if none of them may be the chair.
            let list = &team.case.ruling.rules.leader;
            let outside =
                |leader: &&Member| team.fit(leader, list) == Fit::Judged(Verdict::Outside);
            let mut findings = vec![multiple];
            if leaders.iter().all(outside) {
                findings.extend(judged(team, first));
            }
            findings
        }
    }
}

fn judged(team: &Team<'_>, leader: &Member) -> Option<Finding> {
    match team.fit(leader, &team.case.ruling.rules.leader) {
        Fit::Judged(Verdict::Accepted) | Fit::Unstated | Fit::Unpaired | Fit::Elsewhere => None,
        Fit::Judged(Verdict::Acting) => Some(team.about(RuleId::LeaderActing, leader)),
        Fit::Judged(Verdict::Ambiguous) => Some(
            team.about(RuleId::PositionAmbiguous, leader)
                .variant("leader"),
        ),
        Fit::Judged(Verdict::Outside) => Some(team.about(RuleId::LeaderNotChairman, leader)),
    }
}
