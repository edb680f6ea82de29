//! The comparison of several campaigns.

use serde::Serialize;

use crate::clock::{Date, Timestamp};
use crate::document::comparison::{Compared, Comparison};
use crate::rule::Progress;
use crate::view::sync::ReportLine;

/// `report --all --json`.
#[derive(Debug, Serialize)]
pub struct ComparisonDocument<'a> {
    pub known_at: Option<Timestamp>,
    pub campaigns: Vec<ComparedLine<'a>>,
    pub total: TotalLine,
    pub report: ReportLine,
}

/// A campaign of the comparison.
#[derive(Debug, Serialize)]
pub struct ComparedLine<'a> {
    pub campaign: &'a str,
    pub title: &'a str,
    pub place: &'a str,
    /// `null` if nothing is stored.
    pub as_of: Option<Date>,
    pub deadline: Option<Date>,
    pub snapshot: Option<&'a str>,
    /// When the data were last confirmed.
    pub seen_at: Option<Timestamp>,
    pub stale: Option<bool>,
    /// Its rank by the share of communes that have issued a decision; 1 is the best.
    pub rank: Option<u32>,
    /// Remarks that a reader of the figures must know.
    pub remarks: Vec<String>,
    /// `null` if nothing is known; never zero in that case.
    pub progress: Option<&'a Progress>,
}

/// The total of the campaigns with known figures.
#[derive(Debug, Serialize)]
pub struct TotalLine {
    pub campaigns: usize,
    /// The number of campaigns that are counted.
    pub known: usize,
    pub progress: Option<Progress>,
}

/// The document of a comparison and its workbook.
pub fn document(comparison: &Comparison, report: ReportLine) -> ComparisonDocument<'_> {
    let lines = comparison.campaigns.iter().map(|one| line(comparison, one));
    ComparisonDocument {
        known_at: comparison.known_at,
        campaigns: lines.collect(),
        total: TotalLine {
            campaigns: comparison.campaigns.len(),
            known: comparison.known(),
            progress: comparison.total(),
        },
        report,
    }
}

fn line<'a>(comparison: &Comparison, one: &'a Compared) -> ComparedLine<'a> {
    let known = one.known.as_ref();
    let remarks = one.remarks.iter();
    ComparedLine {
        campaign: &one.campaign,
        title: &one.title,
        place: &one.place,
        as_of: known.map(|known| known.as_of),
        deadline: known.map(|known| known.deadline),
        snapshot: known.map(|known| known.snapshot.as_str()),
        seen_at: known.map(|known| known.seen_at),
        stale: known.map(|known| known.is_stale),
        rank: comparison.rank(one),
        remarks: remarks.map(|one| one.words(comparison.zone)).collect(),
        progress: one.progress(),
    }
}
