//! A recount of the communes of `Chi tiết`. Every number printed is the one that a reader gets by
//! counting the rows; a figure that differs stops the report.
//!
//! Counts rows only; the figures themselves come from `rule::progress`.

use crate::report::ReportError;
use crate::rule::{Composition, Grouping, Judgement, Progress, Standing, Status};

/// The counts of some communes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) communes: u32,
    pub(super) issued: u32,
    pub(super) incomplete: u32,
    pub(super) not_issued: u32,
    pub(super) not_reported: u32,
    pub(super) on_time: u32,
    pub(super) late: u32,
    pub(super) on_the_day: u32,
    pub(super) overdue: u32,
    pub(super) composition_ok: u32,
    pub(super) composition_remarks: u32,
    pub(super) composition_not_ok: u32,
}

impl Tally {
    /// Counts communes one by one.
    pub(super) fn of<'a>(standings: impl Iterator<Item = &'a Standing>) -> Self {
        let mut tally = Self::default();
        for standing in standings {
            tally.communes += 1;
            match standing.status {
                Status::Issued => tally.issued += 1,
                Status::Incomplete => tally.incomplete += 1,
                Status::NotIssued => tally.not_issued += 1,
                Status::NotReported => tally.not_reported += 1,
            }
            match standing.on_time {
                Some(true) => tally.on_time += 1,
                Some(false) => tally.late += 1,
                None => tally.overdue += u32::from(standing.overdue == Some(true)),
            }
            tally.on_the_day += u32::from(standing.on_the_day);
            match standing.composition {
                Some(Composition::Ok) => tally.composition_ok += 1,
                Some(Composition::OkWithRemarks) => tally.composition_remarks += 1,
                Some(Composition::NotOk) => tally.composition_not_ok += 1,
                None => {}
            }
        }
        tally
    }
}

/// Counts the communes that are in all of these groups.
pub(super) fn group(judgement: &Judgement, inside: &[(Grouping, &str)]) -> Tally {
    Tally::of(judgement.communes.iter().filter(|standing| {
        inside
            .iter()
            .all(|(grouping, name)| grouping.name(&standing.commune) == *name)
    }))
}

/// Returns the groups of a grouping, in their order.
pub(super) fn names(judgement: &Judgement, grouping: Grouping) -> Vec<&str> {
    grouping.names(judgement.communes.iter().map(|standing| &standing.commune))
}

/// Refuses figures that differ from the rows.
pub(super) fn agree(judgement: &Judgement, progress: &Progress) -> Result<Tally, ReportError> {
    let tally = Tally::of(judgement.communes.iter());
    let statuses = tally.issued + tally.incomplete + tally.not_issued + tally.not_reported;
    for (figure, stated, counted) in [
        ("communes", progress.communes, tally.communes),
        ("statuses", progress.communes, statuses),
        ("issued", progress.issued, tally.issued),
        ("incomplete", progress.incomplete, tally.incomplete),
        ("not_issued", progress.not_issued, tally.not_issued),
        ("not_reported", progress.not_reported, tally.not_reported),
        ("on_time", progress.on_time, tally.on_time),
        ("late", progress.late, tally.late),
        ("on_the_day", progress.on_the_day, tally.on_the_day),
        (
            "overdue",
            // Unknown before the common deadline, although the extended deadline of
            // some commune may be earlier.
            progress.overdue.unwrap_or(tally.overdue),
            tally.overdue,
        ),
        (
            "composition_ok",
            progress.composition_ok,
            tally.composition_ok + tally.composition_remarks,
        ),
        (
            "composition_remarks",
            progress.composition_remarks,
            tally.composition_remarks,
        ),
        (
            "composition_not_ok",
            progress.composition_not_ok,
            tally.composition_not_ok,
        ),
    ] {
        if stated != counted {
            return Err(ReportError::Disagree {
                figure,
                stated,
                counted,
            });
        }
    }
    Ok(tally)
}
