//! What earlier pulls add to a commune's decision: the one it replaced, and when it was first seen.
//!
//! Knows moments of pulls; deliberately not the deadline.

use crate::clock::Timestamp;
use crate::register::Commune;
use crate::rule::case::Case;
use crate::rule::claim::{Countable, named, plausible};
use crate::snapshot::past::SeenDecision;
use crate::submission::Decision;

/// The oldest decision of earlier snapshots that this one replaced.
///
/// The same number with another date is a correction, not an older decision; one marked «thu
/// hồi», or after which a pull showed none at all, was withdrawn and founds nothing.
pub(crate) fn replaced_earlier<'a>(
    case: &Case<'a>,
    commune: &Commune,
    decisions: &[Decision],
    anchor: Countable<'_>,
) -> Option<&'a SeenDecision> {
    let seen = case.past.decisions.get(&commune.code)?;
    let here = |number: &str| decisions.iter().any(|here| named(here) == Some(number));
    let mut others: Vec<&SeenDecision> = seen
        .iter()
        .filter(|other| other.number != anchor.number && !here(&other.number))
        .filter(|other| plausible(case, other.date))
        .collect();
    others.sort_by_key(|other| std::cmp::Reverse(other.last_seen));
    let mut followed_at = seen
        .iter()
        .filter(|other| other.number == anchor.number)
        .map(|other| other.first_seen)
        .min()
        .unwrap_or(case.snapshot.pulled_at);
    let mut chain: Vec<&SeenDecision> = Vec::new();
    for other in others {
        if case.pulled_between(other.last_seen, followed_at) {
            break;
        }
        followed_at = followed_at.min(other.first_seen);
        chain.push(other);
    }
    chain.into_iter().min_by_key(|other| other.date)
}

/// When a decision, or another writing of it with the same day, was first seen.
pub(crate) fn first_seen(
    case: &Case<'_>,
    commune: &Commune,
    sheet: Countable<'_>,
) -> Option<Timestamp> {
    let seen = case.past.decisions.get(&commune.code);
    let earliest = seen
        .into_iter()
        .flatten()
        .filter(|other| other.date == sheet.date)
        .map(|other| other.first_seen)
        .min();
    Some(earliest.unwrap_or(case.snapshot.pulled_at))
}
