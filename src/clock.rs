//! The time. The only reader of the system clock; everything inward takes `now` or `today`.
//!
//! Knows instants, days and the zone they are counted in; knows no schedule.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// An instant, in UTC.
pub type Timestamp = DateTime<Utc>;
/// A calendar day, without a zone.
pub type Date = NaiveDate;
/// The zone a campaign counts its days in.
pub type Zone = Tz;

/// Reads the time, or repeats the one a test gave it.
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

/// The last instant of a day in a zone.
pub fn end_of(day: Date, zone: Zone) -> Option<Timestamp> {
    let midnight = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    let next = zone.from_local_datetime(&midnight).earliest()?;
    Some(next.to_utc() - TimeDelta::microseconds(1))
}

/// What clocks of one house may differ by.
const DIFFERENCE: TimeDelta = TimeDelta::minutes(10);

/// Whether an instant that was noted lies so far ahead of now that a clock was wrong when it was
/// noted, or is wrong now: nothing is to be concluded from how long ago it was.
pub fn is_ahead(noted: Timestamp, now: Timestamp) -> bool {
    noted - now > DIFFERENCE
}
