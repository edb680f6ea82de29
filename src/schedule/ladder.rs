//! The steps of the ladder of reminders: `deadline-5d`, `deadline+1d 16:00`, `weekly`.
//!
//! Pure. A step on a free day moves to the next working day, at the same time. Weekends are free
//! unless the calendar says otherwise.

use chrono::{MappedLocalTime, NaiveTime, TimeDelta, TimeZone, Weekday};

use crate::clock::{self, Date, Timestamp, Zone};
use crate::schedule::calendar::Calendar;
use crate::schedule::extra::ExtraRun;

/// A step as configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderStep {
    written: String,
    /// Days after the deadline; `None` for every seventh day after it.
    days: Option<i64>,
    time: NaiveTime,
}

/// When a step is taken, and the key under which it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub key: String,
    pub at: Timestamp,
}

/// The default time: after the morning's pull.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(8, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
/// A step that was missed for longer than this is not made up for.
const LATEST: TimeDelta = TimeDelta::hours(72);
/// For how many weeks after the deadline communes are reminded.
const WEEKS: i64 = 104;

impl ReminderStep {
    /// Parses a step; `None` if the text is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (first, time) = match text.split_once(' ') {
            Some((first, time)) => (first, NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?),
            None => (text, MORNING),
        };
        let days = match first {
            "weekly" => None,
            _ => Some(ExtraRun::parse(first)?.days),
        };
        Some(Self {
            written: text.split_whitespace().collect::<Vec<_>>().join("_"),
            days,
            time,
        })
    }

    /// The last time until now that is after `since` and not too old to be made up for.
    pub fn due(
        &self,
        deadline: Date,
        calendar: &Calendar,
        zone: Zone,
        since: Timestamp,
        now: Timestamp,
    ) -> Option<Taken> {
        let days = self.days_around(deadline, clock::day(now, zone));
        let taken = days.filter_map(|day| self.on(deadline, day, calendar, zone));
        taken
            .filter(|taken| taken.at <= now && taken.at > since && now - taken.at <= LATEST)
            .max_by_key(|taken| taken.at)
    }

    /// The next time after now.
    pub fn next(
        &self,
        deadline: Date,
        calendar: &Calendar,
        zone: Zone,
        now: Timestamp,
    ) -> Option<Taken> {
        let days = self.days_around(deadline, clock::day(now, zone));
        let taken = days.filter_map(|day| self.on(deadline, day, calendar, zone));
        taken
            .filter(|taken| taken.at > now)
            .min_by_key(|taken| taken.at)
    }

    /// The days on which the step is due; of a weekly step, those near `day`.
    fn days_around(&self, deadline: Date, day: Date) -> impl Iterator<Item = Date> {
        let weeks = (day - deadline).num_days().div_euclid(7);
        let near = (weeks - 3).max(1)..=(weeks + 3).clamp(1, WEEKS);
        let days: Vec<i64> = match self.days {
            Some(days) => vec![days],
            None => near.map(|week| week * 7).collect(),
        };
        days.into_iter()
            .filter_map(move |days| deadline.checked_add_signed(TimeDelta::days(days)))
    }

    fn on(&self, deadline: Date, day: Date, calendar: &Calendar, zone: Zone) -> Option<Taken> {
        let worked = office(calendar).worked_from(day)?;
        let at = match zone.from_local_datetime(&worked.and_time(self.time)) {
            MappedLocalTime::Single(one) | MappedLocalTime::Ambiguous(one, _) => one.to_utc(),
            MappedLocalTime::None => return None,
        };
        Some(Taken {
            key: format!("{}:{deadline}:{day}", self.written),
            at,
        })
    }
}

/// Whether communes may be reminded on a day.
pub fn is_worked(calendar: &Calendar, day: Date) -> bool {
    office(calendar).is_worked(day)
}

/// The working days of offices. A calendar in which every day of the week is a working day does not
/// mean weekends, so they are removed.
fn office(calendar: &Calendar) -> Calendar {
    let mut office = calendar.clone();
    if office.week.len() == 7 {
        office
            .week
            .retain(|day| !matches!(day, Weekday::Sat | Weekday::Sun));
    }
    office
}

/// The times at which `count` mails may be sent, so that no more than `limit` go out in any hour.
/// Those in `before`, in ascending order, count too.
pub fn spread(before: &[Timestamp], now: Timestamp, count: usize, limit: usize) -> Vec<Timestamp> {
    let limit = limit.max(1);
    let mut times = before.to_vec();
    for _ in 0..count {
        let earliest = match times.len().checked_sub(limit) {
            Some(place) => times[place] + TimeDelta::hours(1),
            None => now,
        };
        let last = times.last().copied().unwrap_or(now);
        times.push(earliest.max(now).max(last));
    }
    times.split_off(before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone::Asia__Ho_Chi_Minh;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The times at which a step is taken, checked at every hour of two months.
    #[track_caller]
    fn check(step: &str, deadline: &str, holidays: &[&str], taken: &[&str]) {
        let calendar = Calendar {
            holidays: holidays.iter().map(|day| day.parse().unwrap()).collect(),
            ..Calendar::default()
        };
        let (step, deadline) = (
            ReminderStep::parse(step).unwrap(),
            deadline.parse().unwrap(),
        );
        let start = at("2025-08-01T00:00:00Z");
        let mut found: Vec<String> = Vec::new();
        for hour in 0..24 * 40 {
            let now = start + TimeDelta::hours(hour);
            if let Some(taken) = step.due(deadline, &calendar, ZONE, start, now) {
                let shown = taken
                    .at
                    .with_timezone(&ZONE)
                    .format("%a %d/%m %H:%M")
                    .to_string();
                if found.last() != Some(&shown) {
                    found.push(shown);
                }
            }
        }
        assert_eq!(found, taken, "{step:?}");
    }

    #[test]
    fn steps_fall_on_worked_days() {
        check("deadline-5d", "2025-08-15", &[], &["Mon 11/08 08:00"]);
        check("deadline-1d 16:30", "2025-08-15", &[], &["Thu 14/08 16:30"]);
        check("deadline+1d", "2025-08-15", &[], &["Mon 18/08 08:00"]);
        check(
            "deadline+1d",
            "2025-08-15",
            &["2025-08-18"],
            &["Tue 19/08 08:00"],
        );
        check(
            "weekly",
            "2025-08-15",
            &["2025-08-29"],
            &["Fri 22/08 08:00", "Mon 01/09 08:00", "Fri 05/09 08:00"],
        );
    }

    #[test]
    fn what_is_no_step_is_refused() {
        for text in ["", "daily", "weekly x", "deadline-5", "weekly 25:00"] {
            assert_eq!(ReminderStep::parse(text), None, "{text}");
        }
    }

    #[test]
    fn no_hour_holds_more_than_the_limit() {
        let now = at("2025-08-11T01:00:00Z");
        let before = [now - TimeDelta::minutes(30)];
        let times = spread(&before, now, 5, 2);
        let minutes: Vec<i64> = times
            .iter()
            .map(|time| (*time - now).num_minutes())
            .collect();
        assert_eq!(minutes, [0, 30, 60, 90, 120]);
        assert_eq!(spread(&[], now, 3, 100), [now; 3]);
    }
}
