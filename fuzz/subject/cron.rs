//! A schedule: read as crontab(5) means it, and every next run later than the instant before it.
//!
//! The first bytes choose the instant and the zone, the rest is what is typed.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use cnscd::schedule::Schedule;

use super::cron_oracle::Line;

/// Without a change of clocks; with one at 2:00, of half an hour, at midnight, below zero in
/// winter; and one that left out a whole day.
const ZONES: [Tz; 7] = [
    Tz::Asia__Ho_Chi_Minh,
    Tz::UTC,
    Tz::America__New_York,
    Tz::Australia__Lord_Howe,
    Tz::America__Santiago,
    Tz::Europe__Dublin,
    Tz::Pacific__Apia,
];

pub(crate) fn hold(data: &[u8]) {
    let Some((&[zone, a, b, c, d], typed)) = data.split_first_chunk() else {
        return;
    };
    let Ok(typed) = std::str::from_utf8(typed) else {
        return;
    };
    // 1970 to 2038
    let seconds = i64::from(u32::from_be_bytes([a, b, c, d]) >> 1);
    let instant = DateTime::from_timestamp(seconds, 0).expect("within the calendar");
    let zone = ZONES[usize::from(zone) % ZONES.len()];
    let line = Line::parse(typed);
    let schedule = match Schedule::parse(typed) {
        Ok(schedule) => schedule,
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            assert!(line.is_none_or(|line| line.never()), "{typed:?}: {refusal}");
            return;
        }
    };
    assert_eq!(
        Schedule::parse(&schedule.to_string()).as_ref(),
        Ok(&schedule)
    );
    let Some(next) = schedule.next_after(instant, zone) else {
        // no run before the end of the century: 29 February on a certain weekday at most
        assert!(seconds > 4_000_000_000, "{typed:?} after {instant}");
        return;
    };
    assert!(next > instant, "{typed:?}: {next} after {instant}");
    // nothing lies between the two
    for earlier in [next - TimeDelta::seconds(1), instant + (next - instant) / 2] {
        assert_eq!(
            schedule.next_after(earlier, zone),
            Some(next),
            "{typed:?} after {earlier}"
        );
    }
    let clocks_never_change =
        zone == Tz::UTC || zone == Tz::Asia__Ho_Chi_Minh && seconds > 200_000_000;
    if let Some(line) = line
        && clocks_never_change
    {
        let wall = |instant: DateTime<_>| instant.with_timezone(&zone).naive_local();
        assert!(line.matches(wall(next)), "{typed:?}: {next}");
        let mut minute = instant + TimeDelta::seconds(60 - seconds.rem_euclid(60));
        // two days of minutes: longer waits are told by the days alone
        for _ in 0..2 * 24 * 60 {
            if minute >= next {
                break;
            }
            assert!(!line.matches(wall(minute)), "{typed:?} leaves out {minute}");
            minute += TimeDelta::minutes(1);
        }
    }
}
