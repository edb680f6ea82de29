//! Whether a commune has its decision at a date: which of its claims counts, which founded the
//! team and which is in force (contract, section 5).
//!
//! Never guesses: what cannot be counted is `incomplete` until a person confirms it. Says nothing
//! to the commune; that is `decision`.

use crate::cell::CellAddress;
use crate::clock::{Date, Timestamp};
use crate::register::Commune;
use crate::rule::declared::Confirmed;
use crate::rule::{Case, ClaimedDecision, Standing, Status};
use crate::snapshot::past::SeenDecision;
use crate::submission::{Act, DateClaim, Decision, Number, Submission};

/// What was decided about one commune, and on which claim.
#[derive(Clone, Debug)]
pub(crate) struct Settled<'a> {
    pub(crate) status: Status,
    /// The claim of the sheet that the status rests on, where there is one.
    pub(crate) claim: Option<&'a Decision>,
    /// The day the team was founded, where that can be counted on some date.
    pub(crate) founded: Option<Date>,
    /// The founding decision is known from an earlier snapshot only.
    pub(crate) from_past: bool,
    /// The same cell holds another decision, and nothing says which one founds the team.
    pub(crate) several: bool,
    pub(crate) confirmed: Option<&'a Confirmed>,
    /// When the founding decision was first seen in a pull.
    pub(crate) first_seen: Option<Timestamp>,
    /// The founding decision as shown.
    pub(crate) decision: Option<ClaimedDecision>,
    current: Option<ClaimedDecision>,
}

/// Settles one commune's status at `case.as_of`.
pub(crate) fn settle<'a>(
    case: &Case<'a>,
    commune: &Commune,
    submission: Option<&'a Submission>,
) -> Settled<'a> {
    let decisions: &[Decision] = submission.map_or(&[], |submission| &submission.decisions);
    let standing: Vec<&Decision> = decisions
        .iter()
        .filter(|decision| decision.act != Act::Withdrawn && claims(decision))
        .collect();
    let counted = |act: Act| {
        let of_act = standing.iter().filter(move |decision| decision.act == act);
        of_act.filter_map(|decision| counts(case, decision))
    };
    let founding = counted(Act::Founds).next();
    let reorganising = counted(Act::Reorganises).max_by_key(|decision| decision.date);
    let oldest_reorganising = counted(Act::Reorganises).min_by_key(|decision| decision.date);
    let replaced = counted(Act::Replaced).min_by_key(|decision| decision.date);

    let Some(anchor) = founding.or(oldest_reorganising).or(replaced) else {
        return uncounted(case, commune, submission, &standing);
    };
    // Founded by what was replaced, where its date is known, else by the anchor itself.
    let mut first = Known::Sheet(anchor);
    if let Some(replaced) = replaced
        && replaced.date < first.date()
    {
        first = Known::Sheet(replaced);
    }
    if let Some(seen) = replaced_earlier(case, commune, decisions, anchor)
        && seen.date < first.date()
    {
        first = Known::Past(seen);
    }
    let in_force = [reorganising, founding]
        .into_iter()
        .flatten()
        .find(|decision| decision.date <= case.as_of);
    let decision = first.shown();
    let current = in_force.map_or_else(|| decision.clone(), Countable::shown);
    let first_seen = match first {
        Known::Sheet(sheet) => first_seen(case, commune, sheet),
        Known::Past(seen) => Some(seen.first_seen),
    };
    Settled {
        status: at(first.date(), case.as_of),
        claim: Some(anchor.decision),
        founded: Some(first.date()),
        from_past: matches!(first, Known::Past(_)),
        several: several(&standing, anchor.decision),
        confirmed: None,
        first_seen,
        decision: Some(decision),
        current: Some(current),
    }
}

impl Settled<'_> {
    /// The commune as it stands; its composition is judged later.
    pub(crate) fn standing(
        self,
        case: &Case<'_>,
        commune: &Commune,
        submission: Option<&Submission>,
    ) -> Standing {
        let last_day = case.ruling.last_day(&commune.code);
        let issued = self.status == Status::Issued;
        let founded = self.founded.filter(|_| issued);
        let deadline = case.ruling.deadline_of(&commune.code);
        Standing {
            commune: commune.clone(),
            status: self.status,
            on_time: founded.map(|day| day <= last_day),
            on_the_day: founded == Some(deadline),
            overdue: (case.as_of > last_day).then_some(!issued),
            decision: self.decision,
            current_decision: self.current,
            confirmed_by: self.confirmed.map(|confirmed| confirmed.by.clone()),
            first_seen: self.first_seen,
            members: submission.map_or_else(Vec::new, |submission| submission.members.clone()),
            composition: None,
            village_teams: submission.and_then(|submission| submission.village_teams),
            notes: submission.map_or_else(Vec::new, |submission| submission.notes.clone()),
            name_cell: submission.map(|submission| submission.name_cell.clone()),
        }
    }
}

/// No decision counts on any date: confirmed by a person, claimed, not yet there, or no word.
fn uncounted<'a>(
    case: &Case<'a>,
    commune: &Commune,
    submission: Option<&'a Submission>,
    standing: &[&'a Decision],
) -> Settled<'a> {
    let claim = best_claim(standing);
    let shown = claim.map(shown_claim);
    let mut settled = Settled {
        status: match (claim, submission) {
            (Some(_), _) => Status::Incomplete,
            (None, Some(submission)) if submission.reported => Status::NotIssued,
            (None, _) => Status::NotReported,
        },
        claim,
        founded: None,
        from_past: false,
        several: false,
        confirmed: None,
        first_seen: None,
        decision: shown.clone().flatten(),
        current: shown.flatten(),
    };
    let confirmed = case
        .ruling
        .confirmed
        .iter()
        .find(|confirmed| confirmed.commune == commune.code && plausible(case, confirmed.date));
    if let (Some(claim), Some(confirmed)) = (claim, confirmed) {
        let shown = ClaimedDecision {
            number: Some(confirmed.number.clone()),
            date: Some(confirmed.date),
            link: claim.link.clone(),
            cells: cells(claim),
        };
        settled.status = at(confirmed.date, case.as_of);
        settled.founded = Some(confirmed.date);
        settled.confirmed = Some(confirmed);
        settled.decision = Some(shown.clone());
        settled.current = Some(shown);
    }
    settled
}

fn at(founded: Date, as_of: Date) -> Status {
    if founded <= as_of {
        Status::Issued
    } else {
        Status::NotIssued
    }
}

/// A claim that counts from its date on.
#[derive(Clone, Copy, Debug)]
struct Countable<'a> {
    decision: &'a Decision,
    number: &'a str,
    date: Date,
}

impl Countable<'_> {
    fn shown(self) -> ClaimedDecision {
        ClaimedDecision {
            number: Some(self.number.to_owned()),
            date: Some(self.date),
            link: self.decision.link.clone(),
            cells: cells(self.decision),
        }
    }
}

/// A founding decision, from this sheet or an earlier one.
#[derive(Clone, Copy, Debug)]
enum Known<'a> {
    Sheet(Countable<'a>),
    Past(&'a SeenDecision),
}

impl Known<'_> {
    fn date(self) -> Date {
        match self {
            Self::Sheet(sheet) => sheet.date,
            Self::Past(seen) => seen.date,
        }
    }

    fn shown(self) -> ClaimedDecision {
        match self {
            Self::Sheet(sheet) => sheet.shown(),
            Self::Past(seen) => ClaimedDecision {
                number: Some(seen.number.clone()),
                date: Some(seen.date),
                link: None,
                cells: Vec::new(),
            },
        }
    }
}

fn counts<'a>(case: &Case<'_>, decision: &'a Decision) -> Option<Countable<'a>> {
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

/// From the day communes began to the day of the pull.
pub(crate) fn plausible(case: &Case<'_>, date: Date) -> bool {
    (case.ruling.communes_began..=case.snapshot.today).contains(&date)
}

/// Whether an entry claims a decision at all. «chưa» is no claim whatever date stands beside it
/// (a plan); an unfilled number, a dash or `0` beside a date is one.
fn claims(decision: &Decision) -> bool {
    let dated = decision.date != DateClaim::Absent;
    match &decision.number {
        Number::Absent => dated || decision.link.is_some(),
        Number::NotYet => dated && !says_not_yet(&decision.typed),
        Number::Claimed
        | Number::Named { .. }
        | Number::OtherDocument { .. }
        | Number::CellError(_)
        | Number::Unreadable(_) => true,
    }
}

/// Whether words say so, and not just an unfilled form («…/QĐ-UBND»), a dash or a zero.
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

/// The claim to show where none counts: one that names a number, then one that names a document.
fn best_claim<'a>(standing: &[&'a Decision]) -> Option<&'a Decision> {
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

/// What an uncounted claim says: nothing where it names neither number, day nor link.
fn shown_claim(decision: &Decision) -> Option<ClaimedDecision> {
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

fn cells(decision: &Decision) -> Vec<CellAddress> {
    let mut cells: Vec<CellAddress> = decision.number_cell.iter().cloned().collect();
    cells.extend(decision.date_cell.clone());
    cells.dedup();
    cells
}

/// Whether the cell of the claim holds another founding decision with another number.
fn several(standing: &[&Decision], anchor: &Decision) -> bool {
    anchor.act == Act::Founds
        && anchor.number_cell.is_some()
        && standing.iter().any(|other| {
            other.act == Act::Founds
                && other.number_cell == anchor.number_cell
                && named(other).is_some()
                && named(other) != named(anchor)
        })
}

fn named(decision: &Decision) -> Option<&str> {
    match &decision.number {
        Number::Named { number, .. } => Some(number),
        _ => None,
    }
}

/// The oldest decision of earlier snapshots that this one replaced.
///
/// The same number with another date is a correction, not an older decision; one marked «thu
/// hồi», or after which a pull showed none at all, was withdrawn and founds nothing.
fn replaced_earlier<'a>(
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
fn first_seen(case: &Case<'_>, commune: &Commune, sheet: Countable<'_>) -> Option<Timestamp> {
    let seen = case.past.decisions.get(&commune.code);
    let earliest = seen
        .into_iter()
        .flatten()
        .filter(|other| other.date == sheet.date)
        .map(|other| other.first_seen)
        .min();
    Some(earliest.unwrap_or(case.snapshot.pulled_at))
}
