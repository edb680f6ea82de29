//! Columns of dates in which day and month are exchanged: the sheet's locale writes the month first
//! but people type the day first (contract, section 5).
//!
//! Another cell of the same column must prove it. Excel's format 14 proves nothing, since it
//! follows the locale of whoever opens the file. Deliberately corrects no date: the findings ask
//! which day was meant.

use std::collections::BTreeMap;

use crate::cell::CellAddress;
use crate::clock::Date;
use crate::snapshot::Snapshot;
use crate::submission::{DateClaim, DayOrder, Decision, date};

/// A column of one tab.
type Column<'a> = (u16, &'a str, u32);

/// What the cells of a column prove.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    /// A text that is a date only if the day comes first.
    typed_day_first: bool,
    /// A text that is a date only if the month comes first.
    typed_month_first: bool,
    /// An impossible day in a cell that shows the month first, which is possible
    /// with day and month exchanged.
    exchanged: bool,
}

/// What every column of dates proves.
#[derive(Debug, Default)]
pub(super) struct Exchanged<'a>(BTreeMap<Column<'a>, Shown>);

impl<'a> Exchanged<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, plausible: impl Fn(Date) -> bool) -> Self {
        let mut columns: BTreeMap<Column<'a>, Shown> = BTreeMap::new();
        let submissions = snapshot.reading.submissions.iter();
        for decision in submissions.flat_map(|one| &one.decisions) {
            let (Some(order), Some(cell)) = (decision.order, &decision.date_cell) else {
                continue;
            };
            let shown = columns.entry(column(cell)).or_default();
            match (order, &decision.date) {
                (DayOrder::TypedDayFirst, _) => shown.typed_day_first = true,
                (DayOrder::TypedMonthFirst, _) => shown.typed_month_first = true,
                (DayOrder::ShownMonthFirst, DateClaim::Day(day)) => {
                    let other = date::swapped(*day);
                    shown.exchanged |= !plausible(*day) && other.is_some_and(&plausible);
                }
                _ => {}
            }
        }
        Self(columns)
    }

    /// Returns the date with day and month exchanged, if that may have been meant.
    pub(super) fn other_day(&self, decision: &Decision) -> Option<Date> {
        let shown = self.0.get(&column(decision.date_cell.as_ref()?))?;
        let doubtful = match decision.order? {
            DayOrder::ShownMonthFirst => shown.typed_day_first || shown.exchanged,
            DayOrder::TypedEitherWay => shown.typed_month_first,
            DayOrder::TypedDayFirst | DayOrder::TypedMonthFirst => false,
        };
        match decision.date {
            DateClaim::Day(day) if doubtful => date::swapped(day),
            _ => None,
        }
    }
}

fn column(cell: &CellAddress) -> Column<'_> {
    (cell.source, &cell.tab, cell.column)
}
