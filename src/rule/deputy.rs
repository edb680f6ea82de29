//! Who may be a deputy: the groups that the letter's point 2 names.
//!
//! «có thể bao gồm» permits and does not require: no group is reported as missing, and a deputy
//! from outside the groups is a remark, not an error.

use crate::finding::{Finding, RuleId};
use crate::rule::office::Verdict;
use crate::rule::team::{Fit, Team, same_person};
use crate::submission::Role;

/// Checks the deputies of a team. One who is also the leader is left to `two-roles`.
pub(crate) fn check(team: &Team<'_>) -> Vec<Finding> {
    let list = &team.case.ruling.rules.deputy;
    team.people(Role::Deputy)
        .filter(|deputy| {
            let mut leaders = team.people(Role::Leader);
            !leaders.any(|leader| same_person(leader, deputy))
        })
        .filter_map(|deputy| match team.fit(deputy, list) {
            Fit::Judged(Verdict::Accepted | Verdict::Acting)
            | Fit::Unstated
            | Fit::Unpaired
            | Fit::Elsewhere => None,
            Fit::Judged(Verdict::Ambiguous) => Some(
                team.about(RuleId::PositionAmbiguous, deputy)
                    .variant("deputy"),
            ),
            Fit::Judged(Verdict::Outside) => Some(team.about(RuleId::DeputyNotEligible, deputy)),
        })
        .collect()
}
