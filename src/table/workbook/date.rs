//! Converts serial numbers to instants. A number that is not a valid day stays a number.
//!
//! The 1900 epoch has a day 29/02/1900 (serial 60) that did not exist; all programs keep it for
//! compatibility with Lotus 1-2-3. The 1904 epoch comes from the old Macintosh.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use crate::table::Value;

/// Last serial of the 1900 epoch: 31/12/9999.
const LAST_1900: f64 = 2_958_465.0;
/// Last serial of the 1904 epoch: 31/12/9999.
const LAST_1904: f64 = 2_957_003.0;

/// Converts a number with a date format to a value.
pub(in crate::table) fn value(serial: f64, epoch_1904: bool) -> Value {
    instant(serial, epoch_1904).map_or(Value::Number(serial), Value::Date)
}

/// The instant of a serial number, to the millisecond; `None` for times without a day, for
/// 29/02/1900, and after 31/12/9999.
fn instant(serial: f64, epoch_1904: bool) -> Option<NaiveDateTime> {
    let last = if epoch_1904 { LAST_1904 } else { LAST_1900 };
    // Below 1 it is a time of day, in both epochs.
    if !(1.0..last + 1.0).contains(&serial) || (!epoch_1904 && serial.trunc() == 60.0) {
        return None;
    }
    let (year, month, day) = match (epoch_1904, serial < 60.0) {
        (true, _) => (1904, 1, 1),
        (false, true) => (1899, 12, 31),
        (false, false) => (1899, 12, 30),
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "below 2,958,466 days: 2.6e14 milliseconds"
    )]
    let milliseconds = (serial * 86_400_000.0).round() as i64;
    NaiveDate::from_ymd_opt(year, month, day)?
        .and_time(NaiveTime::MIN)
        .checked_add_signed(Duration::milliseconds(milliseconds))
}

/// Converts a date written as text (ISO 8601), as in ods and strict xlsx. Other text stays text.
pub(super) fn iso(text: &str) -> Value {
    let plain = text.trim_end_matches('Z');
    plain
        .parse::<NaiveDateTime>()
        .or_else(|_| {
            plain
                .parse::<NaiveDate>()
                .map(|day| day.and_time(NaiveTime::MIN))
        })
        .map_or_else(|_| Value::Text(text.into()), Value::Date)
}

/// Converts a duration written as text (`PT08H30M00S`), which is a time of day in ods, to a
/// fraction of a day, as in the other formats. Other text stays text.
pub(super) fn duration(text: &str) -> Value {
    let days = || {
        let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds: f64 = rest.strip_suffix('S')?.parse().ok()?;
        let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
        Some((f64::from(hours) * 3_600.0 + f64::from(minutes) * 60.0 + seconds) / 86_400.0)
    };
    days().map_or_else(|| Value::Text(text.into()), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(serial: f64, epoch_1904: bool, expected: Option<&str>) {
        let read = instant(serial, epoch_1904).map(|instant| instant.to_string());
        assert_eq!(read.as_deref(), expected, "{serial} {epoch_1904}");
    }

    #[test]
    fn serials_become_days_only_where_the_calendar_has_them() {
        check(45_866.0, false, Some("2025-07-28 00:00:00"));
        check(45_866.75, false, Some("2025-07-28 18:00:00"));
        check(45_866.0 - 1_462.0, true, Some("2025-07-28 00:00:00"));
        check(1.0, false, Some("1900-01-01 00:00:00"));
        check(59.0, false, Some("1900-02-28 00:00:00"));
        check(60.0, false, None);
        check(60.5, false, None);
        check(61.0, false, Some("1900-03-01 00:00:00"));
        check(60.0, true, Some("1904-03-01 00:00:00"));
        check(0.0, false, None);
        check(0.5, false, None);
        check(0.25, true, None);
        check(1.0, true, Some("1904-01-02 00:00:00"));
        check(-1.0, false, None);
        check(-1.0, true, None);
        check(2_958_465.0, false, Some("9999-12-31 00:00:00"));
        check(2_958_466.0, false, None);
        check(2_957_003.0, true, Some("9999-12-31 00:00:00"));
        check(1e15, false, None);
        check(1e308, false, None);
        check(f64::NAN, false, None);
        check(f64::INFINITY, false, None);
    }

    #[test]
    fn written_durations_are_shares_of_a_day() {
        assert_eq!(duration("PT12H00M00S"), Value::Number(0.5));
        assert_eq!(duration("PT36H00M00.0S"), Value::Number(1.5));
        assert_eq!(duration("P1D"), Value::Text("P1D".into()));
    }

    #[test]
    fn written_dates_are_read_or_stay_text() {
        let day = |text: &str| match iso(text) {
            Value::Date(instant) => instant.to_string(),
            other => other.text(),
        };
        assert_eq!(day("2025-07-28"), "2025-07-28 00:00:00");
        assert_eq!(day("2025-07-28T09:30:00"), "2025-07-28 09:30:00");
        assert_eq!(day("2025-07-28T09:30:00.500Z"), "2025-07-28 09:30:00.500");
        assert_eq!(day("2025-02-30"), "2025-02-30");
        assert_eq!(day("hôm qua"), "hôm qua");
    }
}
