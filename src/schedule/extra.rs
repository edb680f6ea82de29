//! Extra runs around the deadline: `deadline-5d`, `deadline`, `deadline+1d 16:00`.

use chrono::{MappedLocalTime, NaiveTime, TimeDelta, TimeZone};

use crate::clock::{Date, Timestamp, Zone};

/// A run relative to the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraRun {
    /// Days after the deadline; negative before it.
    pub days: i64,
    /// The time of day in the service's zone.
    pub time: NaiveTime,
}

/// The default time: before the working day begins.
const EARLY: NaiveTime = match NaiveTime::from_hms_opt(7, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
/// The most days from the deadline; more must be a typing error.
const FURTHEST: i64 = 366;

impl ExtraRun {
    /// Parses `deadline` with days before or after it, and a time; `None` if the text is something
    /// else.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = match text.trim().split_once(' ') {
            Some((day, time)) => (day, NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?),
            None => (text.trim(), EARLY),
        };
        let rest = day.strip_prefix("deadline")?;
        let days = if rest.is_empty() {
            0
        } else {
            let (sign, digits) = match rest.split_at_checked(1)? {
                ("+", digits) => (1, digits),
                ("-", digits) => (-1, digits),
                _ => return None,
            };
            let digits = digits.strip_suffix('d')?;
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            sign * digits.parse::<i64>().ok()?
        };
        (days.abs() <= FURTHEST).then_some(Self { days, time })
    }

    /// The instant of the run; `None` if that time is skipped because a clock is set forward.
    pub fn at(&self, deadline: Date, zone: Zone) -> Option<Timestamp> {
        let day = deadline.checked_add_signed(TimeDelta::days(self.days))?;
        match zone.from_local_datetime(&day.and_time(self.time)) {
            MappedLocalTime::Single(one) | MappedLocalTime::Ambiguous(one, _) => Some(one.to_utc()),
            MappedLocalTime::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, instant: Option<&str>) {
        let deadline = "2025-08-15".parse().unwrap();
        let at = ExtraRun::parse(text).and_then(|run| run.at(deadline, Zone::Asia__Ho_Chi_Minh));
        let expected = instant.map(|text| text.parse::<Timestamp>().unwrap());
        assert_eq!(at, expected, "{text:?}");
    }

    #[test]
    fn reads_days_around_the_deadline() {
        check("deadline", Some("2025-08-15T00:00:00Z"));
        check("deadline-5d", Some("2025-08-10T00:00:00Z"));
        check("deadline+1d", Some("2025-08-16T00:00:00Z"));
        check("deadline+0d", Some("2025-08-15T00:00:00Z"));
        check("deadline 16:30", Some("2025-08-15T09:30:00Z"));
        check(" deadline-16d  00:15", Some("2025-07-29T17:15:00Z"));
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "dead",
            "deadline-",
            "deadline-d",
            "deadline5d",
            "deadline-5",
            "deadline-5h",
            "deadline--5d",
            "deadline+999d",
            "deadline 25:00",
            "deadline 7h",
            "2025-08-15",
            "deadline+é",
            "deadline-5d 7:00:00",
        ] {
            check(text, None);
        }
    }
}
