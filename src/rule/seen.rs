//! What earlier pulls add to a commune's decision: the decision that it
//! replaced, and when it was first seen.
//!
//! Knows times of pulls; deliberately not the deadline.

use crate::clock::{Date, Timestamp};
use crate::register::Commune;
use crate::rule::case::Case;
use crate::rule::claim::{Countable, named, plausible};
use crate::rule::{Ruling, Status, count, status};
use crate::snapshot::Snapshot;
use crate::snapshot::past::{Past, SeenCount, SeenDecision};
use crate::submission::Decision;

/// A decision of a snapshot that counts, with what later judgements need of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionSeen {
    /// Code of the commune.
    pub commune: String,
    /// Normalised number.
    pub number: String,
    /// Date signed.
    pub date: Date,
}

/// Returns the decisions of a snapshot to be remembered in `Past`: the one that founds each team
/// and the one in force. Leaves out further decisions of a duplicate row, those that a person
/// confirmed and those known only from earlier pulls: this snapshot does not contain them.
pub fn decisions_seen(snapshot: &Snapshot, ruling: &Ruling) -> Vec<DecisionSeen> {
    let nothing = Past::default();
    let case = Case::new(snapshot, &nothing, snapshot.today, ruling);
    let mut seen = Vec::new();
    for submission in &snapshot.reading.submissions {
        let Some(commune) = ruling.register.commune(&submission.commune) else {
            continue;
        };
        // A remembered decision is identified by its day too. A number has none, so the day the
        // communes began is used.
        seen.extend(
            count::seen_in(ruling, submission)
                .into_iter()
                .map(|(name, number, of)| DecisionSeen {
                    commune: commune.code.clone(),
                    number: SeenCount::written(&name, number, of),
                    date: ruling.communes_began,
                }),
        );
        if ruling.decides_by_count() {
            continue;
        }
        let settled = status::settle(&case, commune, Some(submission));
        if settled.status != Status::Issued || settled.confirmed.is_some() {
            continue;
        }
        for shown in [settled.decision, settled.current].into_iter().flatten() {
            if let (Some(number), Some(date)) = (shown.number, shown.date) {
                let decision = DecisionSeen {
                    commune: commune.code.clone(),
                    number,
                    date,
                };
                if !seen.ends_with(std::slice::from_ref(&decision)) {
                    seen.push(decision);
                }
            }
        }
    }
    seen
}

/// Returns the oldest decision of earlier snapshots that this one replaced.
///
/// The same number with another date is a correction, not an older decision. A decision marked «thu
/// hồi», or followed by a pull that showed none at all, was withdrawn and founds nothing.
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

/// Returns when a decision was first seen. A decision seen earlier is the same if its number or its
/// day is the same, since the other may have been corrected.
pub(crate) fn first_seen(
    case: &Case<'_>,
    commune: &Commune,
    sheet: Countable<'_>,
) -> Option<Timestamp> {
    let seen = case.past.decisions.get(&commune.code);
    let earliest = seen
        .into_iter()
        .flatten()
        .filter(|other| other.date == sheet.date || other.number == sheet.number)
        .map(|other| other.first_seen)
        .min();
    Some(earliest.unwrap_or(case.snapshot.pulled_at))
}
