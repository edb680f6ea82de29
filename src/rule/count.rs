//! Counted columns at a date: what each commune states, whether and since when its target is
//! reached, and the findings about it.
//!
//! Never guesses: a value that is not a number, exceeds its whole, or is stated in conflicting ways
//! is not counted. A sheet shows the state on the day of its pull, so earlier days are judged by
//! earlier pulls; before the first of them nothing is known.

use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;
use crate::clock::{Date, written};
use crate::finding::{Finding, RuleId};
use crate::register::Commune;
use crate::rule::case::Case;
use crate::rule::grouping::{self, Grouping};
use crate::rule::status::Settled;
use crate::rule::{Ruling, Standing, Status};
use crate::snapshot::past::SeenCount;
use crate::submission::Submission;
use crate::submission::count::{Count, CountClaim, Quantity, Whole};

/// The result of one count for one commune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountStanding {
    /// The count's name.
    pub name: String,
    /// The number stated and its whole; `None` if unknown.
    pub number: Option<u32>,
    pub of: Option<u32>,
    /// Whether the target is reached; `None` if unknown.
    pub reached: Option<bool>,
    /// Whether it was reached by the day set; `None` if it is not
    /// reached, or since when is not known.
    pub on_time: Option<bool>,
    /// The day of the first pull that showed it reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_on: Option<Date>,
    /// Whether the cell contains something that cannot be counted.
    #[serde(skip)]
    pub unclear: bool,
    /// The cell of the number.
    #[serde(skip)]
    pub cell: Option<CellAddress>,
}

/// One count over all communes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountProgress {
    pub name: String,
    pub title: String,
    pub unit: String,
    pub target: String,
    pub by: Option<Date>,
    #[serde(flatten)]
    pub all: CountTally,
    pub groups: Vec<CountGroup>,
}

/// The counts of one group of communes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountGroup {
    /// `kind`, `former_province`, `former_district` or `province`.
    pub by: String,
    pub name: String,
    #[serde(flatten)]
    pub tally: CountTally,
}

/// Sums over the communes whose number is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountTally {
    pub communes: u32,
    /// How many communes have a known number; the sums are over these.
    pub known: u32,
    pub number: u64,
    pub of: u64,
    pub reached: u32,
    pub on_time: u32,
    pub late: u32,
}

impl CountTally {
    /// Adds up what communes state.
    pub fn of<'a>(name: &str, communes: impl Iterator<Item = &'a Standing>) -> Self {
        let mut tally = Self::default();
        for standing in communes {
            tally.communes += 1;
            let Some(one) = standing.counts.iter().find(|one| one.name == name) else {
                continue;
            };
            if let (Some(number), Some(of)) = (one.number, one.of) {
                tally.known += 1;
                tally.number += u64::from(number);
                tally.of += u64::from(of);
            }
            tally.reached += u32::from(one.reached == Some(true));
            tally.on_time += u32::from(one.on_time == Some(true));
            tally.late += u32::from(one.on_time == Some(false));
        }
        tally
    }
}

/// Adds up every count over all communes, and by the groups that the campaign asks for.
pub(crate) fn progress(
    counts: &[Count],
    communes: &[Standing],
    groupings: &[Grouping],
) -> Vec<CountProgress> {
    let of = |count: &Count| {
        let parts = grouping::parts(communes, groupings);
        let groups = parts.map(|part| CountGroup {
            by: part.by.id().to_owned(),
            name: part.name.to_owned(),
            tally: CountTally::of(&count.name, part.communes()),
        });
        CountProgress {
            name: count.name.clone(),
            title: count.title.clone(),
            unit: count.unit.clone(),
            target: count.target.to_string(),
            by: count.by,
            all: CountTally::of(&count.name, communes.iter()),
            groups: groups.collect(),
        }
    };
    counts.iter().map(of).collect()
}

/// One count of one commune, with its claim for the findings.
pub(crate) struct Counted<'a> {
    count: &'a Count,
    claim: Option<&'a CountClaim>,
    pub(crate) standing: CountStanding,
}

/// Evaluates every count of a commune.
pub(crate) fn settle<'a>(
    case: &Case<'a>,
    commune: &Commune,
    submission: Option<&'a Submission>,
) -> Vec<Counted<'a>> {
    let ruling = case.ruling;
    let counts = ruling.counts.iter().enumerate();
    counts
        .map(|(place, count)| {
            let claims = submission.map_or(&[][..], |one| one.counts.as_slice());
            let claim = claims.iter().find(|one| usize::from(one.count) == place);
            Counted {
                count,
                claim,
                standing: standing(case, commune, count, claim),
            }
        })
        .collect()
}

/// Returns the number and the whole that a claim states, if both are possible.
fn possible(count: &Count, claim: &CountClaim) -> Option<(u32, u32)> {
    let of = match &count.of {
        Whole::Constant(of) => *of,
        Whole::Column(_) => match claim.of {
            Quantity::Known(of) => of,
            _ => return None,
        },
    };
    match claim.number {
        Quantity::Known(number) if number <= of && of > 0 => Some((number, of)),
        _ => None,
    }
}

fn standing(
    case: &Case<'_>,
    commune: &Commune,
    count: &Count,
    claim: Option<&CountClaim>,
) -> CountStanding {
    let seen = seen(case, commune, &count.name);
    let is_now = case.as_of >= case.snapshot.today;
    let stated = if is_now {
        claim.and_then(|claim| possible(count, claim))
    } else {
        seen.iter()
            .filter(|one| case.day(one.first_seen) <= case.as_of)
            .max_by_key(|one| one.first_seen)
            .map(|one| (one.number, one.of))
    };
    let reaches = |number: u32, of: u32| count.target.is_reached(number, of);
    let reached = stated.map(|(number, of)| reaches(number, of));
    let days = seen.iter().filter(|one| reaches(one.number, one.of));
    let days = days.map(|one| case.day(one.first_seen));
    let reached_on = days
        .chain(is_now.then_some(case.snapshot.today))
        .filter(|day| *day <= case.as_of)
        .min()
        .filter(|_| reached == Some(true));
    let last_day = last_day(case.ruling, count, &commune.code);
    // Without a pull that showed it reached in time, it is late only if a pull after the deadline
    // showed it not reached.
    let was_open = || {
        let mut open = seen.iter().filter(|one| !reaches(one.number, one.of));
        open.any(|one| case.day(one.last_seen) > last_day)
    };
    CountStanding {
        name: count.name.clone(),
        number: stated.map(|(number, _)| number),
        of: stated.map(|(_, of)| of),
        reached,
        on_time: match reached_on {
            Some(day) if day <= last_day => Some(true),
            Some(_) if was_open() => Some(false),
            _ => None,
        },
        reached_on,
        unclear: is_now && stated.is_none() && claim.is_some(),
        cell: claim.and_then(|claim| claim.number_cell.clone().or_else(|| claim.of_cell.clone())),
    }
}

fn seen<'a>(case: &Case<'a>, commune: &Commune, name: &str) -> Vec<&'a SeenCount> {
    let seen = case.past.counts.get(&commune.code);
    let seen = seen.into_iter().flatten();
    seen.filter(|one| one.name == name).collect()
}

fn last_day(ruling: &Ruling, count: &Count, code: &str) -> Date {
    match count.by {
        Some(day) => day,
        None => ruling.last_day(code),
    }
}

/// Derives the status of a commune from the counts that decide, in a campaign without decisions.
pub(crate) fn status<'a>(counted: &[Counted<'a>]) -> Settled<'a> {
    let deciding = || counted.iter().filter(|one| one.count.decides);
    let status = if deciding().any(|one| one.standing.unclear) {
        Status::Incomplete
    } else if deciding().all(|one| one.standing.reached == Some(true)) {
        Status::Issued
    } else if deciding().all(|one| one.standing.reached.is_none()) {
        Status::NotReported
    } else {
        Status::NotIssued
    };
    Settled::counted(status)
}

/// Returns whether a commune was done in time, and since when: late if one deciding count was, in
/// time if all were, otherwise unknown.
pub(crate) fn timeliness(counted: &[Counted<'_>]) -> (Option<bool>, Option<Date>) {
    let deciding = || counted.iter().filter(|one| one.count.decides);
    let on_time = if deciding().any(|one| one.standing.on_time == Some(false)) {
        Some(false)
    } else {
        deciding()
            .all(|one| one.standing.on_time == Some(true))
            .then_some(true)
    };
    let day = deciding()
        .map(|one| one.standing.reached_on)
        .max()
        .flatten();
    (on_time, day)
}

/// Findings about a commune's counts.
pub(crate) fn check(
    case: &Case<'_>,
    commune: &Commune,
    submission: Option<&Submission>,
    counted: &[Counted<'_>],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in counted {
        findings.extend(say(case, commune, submission, one));
    }
    findings
}

fn say(
    case: &Case<'_>,
    commune: &Commune,
    submission: Option<&Submission>,
    one: &Counted<'_>,
) -> Option<Finding> {
    let Counted {
        count,
        claim,
        standing,
    } = one;
    let last_day = last_day(case.ruling, count, &commune.code);
    let finding = |rule: RuleId| {
        let finding = case
            .finding(rule, commune)
            .with("title", &count.title)
            .with("unit", &count.unit)
            .with("target", count.target.to_string())
            .with("last_day", written(last_day));
        match standing
            .cell
            .as_ref()
            .or(submission.map(|one| &one.name_cell))
        {
            Some(cell) => finding.at(cell),
            None => finding,
        }
    };
    match (standing.number, standing.of, claim) {
        (Some(number), Some(of), _) => {
            let below = standing.reached == Some(false);
            let undated = standing.reached == Some(true)
                && standing.on_time.is_none()
                && standing.reached_on.is_some();
            let said = |rule: RuleId| {
                finding(rule)
                    .value(number.to_string())
                    .with("of", of.to_string())
            };
            match (below, undated) {
                (true, _) => Some(said(RuleId::CountBelow)),
                (_, true) => {
                    let day = standing.reached_on.map_or_else(String::new, written);
                    Some(said(RuleId::CountUndated).with("seen", day))
                }
                _ => None,
            }
        }
        (_, _, Some(claim)) if standing.unclear => {
            let (variant, value, of) = fault(count, claim)?;
            let cell = match variant {
                "of" | "of-missing" | "zero" => claim.of_cell.as_ref(),
                _ => claim.number_cell.as_ref(),
            };
            let finding = finding(RuleId::CountUnclear).variant(variant).value(value);
            let finding = finding.with("of", of);
            Some(match cell {
                Some(cell) => finding.at(cell),
                None => finding,
            })
        }
        (_, _, Some(_)) if case.as_of < case.snapshot.today => Some(
            finding(RuleId::CountMissing)
                .variant("later")
                .with("day", written(case.as_of))
                .with("seen", written(case.snapshot.today)),
        ),
        _ => Some(finding(RuleId::CountMissing)),
    }
}

/// Returns why a claim cannot be counted; `None` if reading already reported its cell.
fn fault(count: &Count, claim: &CountClaim) -> Option<(&'static str, String, String)> {
    let whole = match (&count.of, &claim.of) {
        (Whole::Constant(of), _) => Quantity::Known(*of),
        (Whole::Column(_), of) => of.clone(),
    };
    let none = String::new;
    Some(match (&claim.number, whole) {
        (Quantity::Broken, _) | (_, Quantity::Broken) => return None,
        (Quantity::Text(typed), _) => ("", typed.clone(), none()),
        (Quantity::Negative(typed), _) => ("negative", typed.clone(), none()),
        (Quantity::Several(typed), _) => ("several", typed.clone(), none()),
        (_, Quantity::Text(typed) | Quantity::Negative(typed) | Quantity::Several(typed)) => {
            ("of", typed, none())
        }
        (Quantity::Absent, Quantity::Known(of)) => ("number-missing", none(), of.to_string()),
        (Quantity::Known(number), Quantity::Absent) => ("of-missing", number.to_string(), none()),
        (Quantity::Known(number), Quantity::Known(0)) => {
            ("zero", number.to_string(), "0".to_owned())
        }
        (Quantity::Known(number), Quantity::Known(of)) => {
            ("more", number.to_string(), of.to_string())
        }
        (Quantity::Absent, Quantity::Absent) => return None,
    })
}

/// Returns the numbers of a submission that later judgements need: every one that is possible.
pub(crate) fn seen_in(ruling: &Ruling, submission: &Submission) -> Vec<(String, u32, u32)> {
    let counts = ruling.counts.iter().enumerate();
    let stated = counts.filter_map(|(place, count)| {
        let mut claims = submission.counts.iter();
        let claim = claims.find(|one| usize::from(one.count) == place)?;
        let (number, of) = possible(count, claim)?;
        Some((count.name.clone(), number, of))
    });
    stated.collect()
}
