//! A recount of the communes that stand on `Chi tiết`, so that every number printed is what a
//! reader gets who counts the rows, and a figure that differs stops the report.
//!
//! Knows rows only; the figures themselves come from `rule::progress`.

use crate::register::CommuneKind;
use crate::report::ReportError;
use crate::rule::{Composition, Judgement, Progress, Standing, Status};

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

/// The communes of one former province and, where given, one kind.
pub(super) fn group<'a>(
    judgement: &'a Judgement,
    province: &str,
    kind: Option<CommuneKind>,
) -> Tally {
    Tally::of(judgement.communes.iter().filter(|standing: &&'a Standing| {
        standing.commune.former_province == province
            && kind.is_none_or(|kind| standing.commune.kind == kind)
    }))
}

/// The former provinces, in the register's order.
pub(super) fn provinces(judgement: &Judgement) -> Vec<&str> {
    let mut provinces = Vec::new();
    for standing in &judgement.communes {
        let province = standing.commune.former_province.as_str();
        if !provinces.contains(&province) {
            provinces.push(province);
        }
    }
    provinces
}

/// Refuses figures that the rows do not bear out.
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
            // Not known before the last of all deadlines; single communes may be late before.
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
