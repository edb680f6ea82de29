//! Working days: days of the week, without public holidays, and with days worked in lieu.
//!
//! Knows only days; what a free day means for a schedule is decided in `plan`.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Weekday};

use crate::clock::Date;

/// The working days. By default every day is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The working days of a week; never empty.
    pub week: Vec<Weekday>,
    /// Public holidays.
    pub holidays: BTreeSet<Date>,
    /// Days worked in lieu («ngày làm bù»), which are working days in any case.
    pub worked: BTreeSet<Date>,
}

/// The longest series of free days that is searched for a working day.
const LONGEST_REST: u64 = 366;

impl Default for Calendar {
    fn default() -> Self {
        Self {
            week: vec![
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
                Weekday::Sat,
                Weekday::Sun,
            ],
            holidays: BTreeSet::new(),
            worked: BTreeSet::new(),
        }
    }
}

impl Calendar {
    /// Whether a day is a working day.
    pub fn is_worked(&self, day: Date) -> bool {
        self.worked.contains(&day)
            || (self.week.contains(&day.weekday()) && !self.holidays.contains(&day))
    }

    /// This day if it is a working day, or else the next one; `None` if there is none within a
    /// year.
    pub fn worked_from(&self, day: Date) -> Option<Date> {
        (0..LONGEST_REST)
            .filter_map(|later| day.checked_add_days(Days::new(later)))
            .find(|day| self.is_worked(*day))
    }

    /// The first day of the unbroken series of free days before a day; the day itself if the one
    /// before is a working day.
    pub fn rest_before(&self, day: Date) -> Date {
        (1..LONGEST_REST)
            .map_while(|earlier| day.checked_sub_days(Days::new(earlier)))
            .take_while(|day| !self.is_worked(*day))
            .last()
            .unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Monday to Friday; National Day on Monday 1 and Tuesday 2 September 2025; Saturday 6 worked
    /// in lieu.
    fn calendar() -> Calendar {
        Calendar {
            week: vec![
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
            ],
            holidays: ["2025-09-01", "2025-09-02"].map(day).into(),
            worked: [day("2025-09-06")].into(),
        }
    }

    #[track_caller]
    fn check(from: &str, worked: &str, rest: &str) {
        let (calendar, from) = (calendar(), day(from));
        assert_eq!(calendar.worked_from(from), Some(day(worked)));
        assert_eq!(calendar.rest_before(from), day(rest));
    }

    #[test]
    fn free_days_are_looked_past() {
        check("2025-08-29", "2025-08-29", "2025-08-29");
        check("2025-08-30", "2025-09-03", "2025-08-30");
        check("2025-09-02", "2025-09-03", "2025-08-30");
        check("2025-09-03", "2025-09-03", "2025-08-30");
        check("2025-09-06", "2025-09-06", "2025-09-06");
        check("2025-09-07", "2025-09-08", "2025-09-07");
    }

    #[test]
    fn without_any_list_every_day_is_worked() {
        assert!(Calendar::default().is_worked(day("2025-09-07")));
    }
}
