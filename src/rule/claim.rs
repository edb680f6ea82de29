//! What one entry of the sheet claims: nothing, something that counts, or something that cannot be
//! counted (contract, section 5).
//!
//! Looks at one entry at a time; `status` decides which of several founds the team.

use crate::cell::CellAddress;
use crate::clock::Date;
use crate::rule::ClaimedDecision;
use crate::rule::case::Case;
use crate::submission::{Act, DateClaim, Decision, Number};

/// A claim that counts from its date on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Countable<'a> {
    pub(crate) decision: &'a Decision,
    pub(crate) number: &'a str,
    pub(crate) date: Date,
}

impl Countable<'_> {
    /// The decision as the report shows it.
    pub(crate) fn shown(self) -> ClaimedDecision {
        ClaimedDecision {
            number: Some(self.number.to_owned()),
            date: Some(self.date),
            link: self.decision.link.clone(),
            cells: cells(self.decision),
        }
    }
}

/// Returns the claim as one that counts from its date on, if it has the number of a
/// decision and a plausible day.
pub(crate) fn counts<'a>(case: &Case<'_>, decision: &'a Decision) -> Option<Countable<'a>> {
    if decision.doubt.is_some() {
        return None;
    }
    match (&decision.number, &decision.date) {
        (Number::Named { number, .. }, DateClaim::Day(date)) if plausible(case, *date) => {
            Some(Countable {
                decision,
                number,
                date: *date,
            })
        }
        _ => None,
    }
}

/// Whether a day lies between the day the communes began and the day of the pull.
pub(crate) fn plausible(case: &Case<'_>, date: Date) -> bool {
    (case.ruling.communes_began..=case.snapshot.today).contains(&date)
}

/// Whether an entry claims a decision at all. «chưa» is no claim even with a date beside it (a
/// plan); an unfilled number, a dash or `0` with a date or a link beside it is a claim.
pub(crate) fn claims(decision: &Decision) -> bool {
    if decision.doubt.is_some() {
        return true;
    }
    let dated = decision.date != DateClaim::Absent;
    match &decision.number {
        Number::Absent => dated || decision.link.is_some(),
        Number::NotYet => (dated || decision.link.is_some()) && !says_not_yet(&decision.typed),
        Number::Claimed
        | Number::Named { .. }
        | Number::OtherDocument { .. }
        | Number::CellError(_)
        | Number::Unreadable(_) => true,
    }
}

/// Whether the text says in words that there is no decision yet. An unfilled form («…/QĐ-UBND»), a
/// dash or a zero does not.
pub(crate) fn says_not_yet(typed: &str) -> bool {
    let letters: String = typed
        .to_uppercase()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    !matches!(
        letters.as_str(),
        "" | "QĐUBND" | "QDUBND" | "QĐ" | "SỐQĐUBND" | "SỐ" | "SỐQĐ" | "X"
    )
}

/// Returns the claim to show if none counts: one with a number first,
/// then one that names a document.
pub(crate) fn best_claim<'a>(standing: &[&'a Decision]) -> Option<&'a Decision> {
    let rank = |decision: &&&Decision| match (&decision.number, decision.act) {
        (Number::Named { .. }, Act::Founds) => 0,
        (Number::Named { .. }, _) => 1,
        (Number::CellError(_), _) => 2,
        (Number::Unreadable(_) | Number::Claimed, _) => 3,
        (Number::OtherDocument { .. }, _) => 4,
        (Number::Absent | Number::NotYet, _) => 5,
    };
    standing.iter().min_by_key(rank).copied()
}

/// Returns the claim for display; `None` if it has neither number, day nor link.
pub(crate) fn shown_claim(decision: &Decision) -> Option<ClaimedDecision> {
    let number = match &decision.number {
        Number::Named { number, .. } => Some(number.clone()),
        _ => None,
    };
    let date = match decision.date {
        DateClaim::Day(date) => Some(date),
        _ => None,
    };
    let says_something = number.is_some() || date.is_some() || decision.link.is_some();
    says_something.then(|| ClaimedDecision {
        number,
        date,
        link: decision.link.clone(),
        cells: cells(decision),
    })
}

/// Returns the cells of number and date.
pub(crate) fn cells(decision: &Decision) -> Vec<CellAddress> {
    let mut cells: Vec<CellAddress> = decision.number_cell.iter().cloned().collect();
    cells.extend(decision.date_cell.clone());
    cells.dedup();
    cells
}

/// Whether the cell of the claim contains another founding decision with another number.
pub(crate) fn several(standing: &[&Decision], anchor: &Decision) -> bool {
    anchor.act == Act::Founds
        && anchor.number_cell.is_some()
        && standing.iter().any(|other| {
            other.act == Act::Founds
                && other.number_cell == anchor.number_cell
                && named(other).is_some()
                && named(other) != named(anchor)
        })
}

/// Returns the number, if the entry has one.
pub(crate) fn named(decision: &Decision) -> Option<&str> {
    match &decision.number {
        Number::Named { number, .. } => Some(number),
        _ => None,
    }
}
