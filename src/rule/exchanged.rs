//! Columns of dates in which day and month are exchanged: the sheet's locale writes the month first
//! and people type the day first (contract, section 5).
//!
//! A column shows it by another cell than the one in doubt; Excel's format 14 follows whoever reads
//! it and shows nothing. Deliberately repairs no date: which day was meant is asked.

use std::collections::BTreeMap;

use crate::cell::CellAddress;
use crate::clock::Date;
use crate::snapshot::Snapshot;
use crate::submission::{DateClaim, DayOrder, Decision, date};

/// A column of one tab.
type Column<'a> = (u16, &'a str, u32);

/// What the cells of a column show.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    /// A text that only reads day first.
    typed_day_first: bool,
    /// A text that only reads month first.
    typed_month_first: bool,
    /// A day that cannot be, in a cell that shows the month first, and could be exchanged.
    exchanged: bool,
}

/// What every column of dates shows.
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

    /// The day with day and month exchanged, where that is what may have been meant.
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
