//! Time. This is the only reader of the system clock; everything else takes `now` or `today` as
//! arguments.
//!
//! Knows instants, days and time zones, but no schedules.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// An instant, in UTC.
pub type Timestamp = DateTime<Utc>;
/// A calendar day, without a zone.
pub type Date = NaiveDate;
/// The zone in which a campaign counts its days.
pub type Zone = Tz;

/// Reads the time, or always returns the one that a test has set.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always this instant.
    Fixed(Timestamp),
}

impl Clock {
    /// The present instant.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system clock"
    )]
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(instant) => instant,
        }
    }
}

/// The calendar day of an instant in a zone.
pub fn day(instant: Timestamp, zone: Zone) -> Date {
    instant.with_timezone(&zone).date_naive()
}

/// A day as official documents write it (Decree 30/2020/NĐ-CP): with a zero before days below 10
/// and before the months 1 and 2, as in `01/8/2025` and `15/02/2026`.
pub fn written(day: Date) -> String {
    let month = match day.month() {
        month @ 1..=2 => format!("0{month}"),
        month => month.to_string(),
    };
    format!("{:02}/{month}/{}", day.day(), day.year())
}

/// An instant as text for people, in a zone: `01/8/2025 07:05:09`.
pub fn written_instant(instant: Timestamp, zone: Zone) -> String {
    let local = instant.with_timezone(&zone);
    format!(
        "{} {}",
        written(local.date_naive()),
        local.format("%H:%M:%S")
    )
}

/// The last instant of a day in a zone.
pub fn end_of(day: Date, zone: Zone) -> Option<Timestamp> {
    let midnight = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    let next = zone.from_local_datetime(&midnight).earliest()?;
    Some(next.to_utc() - TimeDelta::microseconds(1))
}

/// How far clocks of machines that work together may differ.
const DIFFERENCE: TimeDelta = TimeDelta::minutes(10);

/// Whether a recorded instant is so far in the future that a clock was wrong when it was recorded,
/// or is wrong now. Then nothing can be concluded from how long ago it was.
pub fn is_ahead(noted: Timestamp, now: Timestamp) -> bool {
    noted - now > DIFFERENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_take_zeros_by_decree_30() {
        for (year, month, day, shown) in [
            (2025, 8, 1, "01/8/2025"),
            (2025, 8, 15, "15/8/2025"),
            (2026, 2, 5, "05/02/2026"),
            (2026, 1, 12, "12/01/2026"),
            (2025, 10, 9, "09/10/2025"),
        ] {
            assert_eq!(
                written(Date::from_ymd_opt(year, month, day).unwrap()),
                shown
            );
        }
    }
}
