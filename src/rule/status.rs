//! Whether a commune has its decision at a date: which of its claims counts, which founded the team
//! and which is in force (contract, section 5).
//!
//! Never guesses: a claim that cannot be counted is `incomplete` until a person confirms it. Makes
//! no findings; those are in `decision`.

use std::sync::Arc;

use crate::clock::{Date, Timestamp};
use crate::register::Commune;
use crate::rule::case::Case;
use crate::rule::claim::{
    Countable, best_claim, cells, claims, counts, plausible, says_not_yet, several, shown_claim,
};
use crate::rule::declared::Confirmed;
use crate::rule::seen::{first_seen, replaced_earlier};
use crate::rule::{ClaimedDecision, Standing, Status};
use crate::snapshot::past::SeenDecision;
use crate::submission::{Act, DateClaim, Decision, Submission};

/// The status of one commune, and the claim it is based on.
#[derive(Clone, Debug)]
pub(crate) struct Settled<'a> {
    pub(crate) status: Status,
    /// The claim in the sheet on which the status is based, if there is one.
    pub(crate) claim: Option<&'a Decision>,
    /// The day the team was founded, if some claim counts from a date on.
    pub(crate) founded: Option<Date>,
    /// Whether the founding decision is known only from an earlier snapshot.
    pub(crate) from_past: bool,
    /// Whether the same cell contains another decision, and nothing
    /// shows which one founds the team.
    pub(crate) several: bool,
    pub(crate) confirmed: Option<&'a Confirmed>,
    /// When the founding decision was first seen in a pull.
    pub(crate) first_seen: Option<Timestamp>,
    /// The claim as the report shows it.
    pub(crate) claimed: Option<ClaimedDecision>,
    /// The founding decision as the report shows it.
    pub(crate) decision: Option<ClaimedDecision>,
    /// The decision in force as the report shows it.
    pub(crate) current: Option<ClaimedDecision>,
}

/// Determines one commune's status at `case.as_of`.
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
        of_act
            .filter(|decision| !reads_two_ways(case, commune, decision))
            .filter_map(|decision| counts(case, decision))
    };
    let founding = first_founding(counted(Act::Founds));
    let oldest_reorganising = counted(Act::Reorganises).min_by_key(|decision| decision.date);
    let replaced = counted(Act::Replaced).min_by_key(|decision| decision.date);

    let Some(anchor) = founding.or(oldest_reorganising).or(replaced) else {
        return uncounted(case, commune, submission, &standing);
    };
    // Founded by the decision that was replaced, if its date is known, else by the anchor itself.
    let mut first = FoundingDecision::Sheet(anchor);
    if let Some(replaced) = replaced
        && replaced.date < first.date()
    {
        first = FoundingDecision::Sheet(replaced);
    }
    if let Some(seen) = replaced_earlier(case, commune, decisions, anchor)
        && seen.date < first.date()
    {
        first = FoundingDecision::Past(seen);
    }
    let by_then = |decision: &Countable<'_>| decision.date <= case.as_of;
    let reorganising = counted(Act::Reorganises).filter(by_then);
    let in_force = reorganising
        .max_by_key(|decision| decision.date)
        .or(founding.filter(by_then));
    let decision = first.shown();
    let current = in_force.map_or_else(|| decision.clone(), Countable::shown);
    let first_seen = match first {
        FoundingDecision::Sheet(sheet) => first_seen(case, commune, sheet),
        FoundingDecision::Past(seen) => Some(seen.first_seen),
    };
    Settled {
        status: at(first.date(), case.as_of),
        claim: Some(anchor.decision),
        founded: Some(first.date()),
        from_past: matches!(first, FoundingDecision::Past(_)),
        several: several(&standing, anchor.decision),
        confirmed: None,
        first_seen,
        claimed: Some(anchor.shown()),
        decision: Some(decision),
        current: Some(current),
    }
}

impl Settled<'_> {
    /// The result for a commune that needs no decision.
    pub(crate) fn counted(status: Status) -> Self {
        Self {
            status,
            claim: None,
            founded: None,
            from_past: false,
            several: false,
            confirmed: None,
            first_seen: None,
            claimed: None,
            decision: None,
            current: None,
        }
    }

    /// Returns the commune's standing, still without its composition, which is judged later.
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
            extended_to: (deadline != case.ruling.deadline).then_some(deadline),
            claimed: self.claimed,
            decision: self.decision,
            current_decision: self.current,
            confirmed_by: self.confirmed.map(|confirmed| confirmed.by.clone()),
            first_seen: self.first_seen,
            members: submission
                .map_or_else(Arc::default, |submission| Arc::clone(&submission.members)),
            composition: None,
            counts: Vec::new(),
            reached_on: None,
            village_teams: submission.and_then(|submission| submission.village_teams),
            villages: case.ruling.villages.get(&commune.code).copied(),
            notes: submission.map_or_else(Vec::new, |submission| submission.notes.clone()),
            alias: submission.and_then(|submission| submission.alias.clone()),
            name_cell: submission.map(|submission| submission.name_cell.clone()),
        }
    }
}

/// Returns the claim with the earliest date, in whatever row it is. Of several in one cell, which
/// cannot be told apart, only the first takes part.
fn first_founding<'a>(counted: impl Iterator<Item = Countable<'a>>) -> Option<Countable<'a>> {
    let mut first: Vec<Countable<'a>> = Vec::new();
    for one in counted {
        let cell = &one.decision.number_cell;
        let known = first
            .iter()
            .any(|known| cell.is_some() && known.decision.number_cell == *cell);
        if !known {
            first.push(one);
        }
    }
    first.into_iter().min_by_key(|one| one.date)
}

/// Whether the date of a claim may mean two days that lead to different results for the commune.
pub(crate) fn reads_two_ways(case: &Case<'_>, commune: &Commune, decision: &Decision) -> bool {
    let (Some(other), DateClaim::Day(day)) = (case.other_day(decision), &decision.date) else {
        return false;
    };
    let last_day = case.ruling.last_day(&commune.code);
    let outcome = |day: Date| {
        let status = if plausible(case, day) {
            at(day, case.as_of)
        } else {
            Status::Incomplete
        };
        (status, status == Status::Issued && day <= last_day)
    };
    outcome(*day) != outcome(other)
}

/// The result if no decision counts on any date: confirmed by a person, claimed, not
/// yet issued, or not reported.
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
        claimed: shown.clone().flatten(),
        decision: shown.clone().flatten(),
        current: shown.flatten(),
    };
    let confirmed = case
        .ruling
        .confirmed
        .iter()
        .find(|confirmed| confirmed.commune == commune.code && plausible(case, confirmed.date));
    if let Some(confirmed) = confirmed
        && (claim.is_some() || is_silent(submission))
    {
        let shown = ClaimedDecision {
            number: Some(confirmed.number.clone()),
            date: Some(confirmed.date),
            link: claim.and_then(|claim| claim.link.clone()),
            cells: claim.map_or_else(Vec::new, cells),
        };
        settled.status = at(confirmed.date, case.as_of);
        settled.founded = Some(confirmed.date);
        settled.confirmed = Some(confirmed);
        settled.claimed = Some(shown.clone());
        settled.decision = Some(shown.clone());
        settled.current = Some(shown);
    }
    settled
}

/// Whether a commune states nothing that contradicts a person's confirmation:
/// neither «chưa» nor «thu hồi».
fn is_silent(submission: Option<&Submission>) -> bool {
    let mut decisions = submission.iter().flat_map(|said| &said.decisions);
    decisions.all(|said| said.act != Act::Withdrawn && !says_not_yet(&said.typed))
}

fn at(founded: Date, as_of: Date) -> Status {
    if founded <= as_of {
        Status::Issued
    } else {
        Status::NotIssued
    }
}

/// A founding decision, from this sheet or an earlier one.
#[derive(Clone, Copy, Debug)]
enum FoundingDecision<'a> {
    Sheet(Countable<'a>),
    Past(&'a SeenDecision),
}

impl FoundingDecision<'_> {
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
