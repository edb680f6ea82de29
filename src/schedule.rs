//! Computes the next run after a given instant, from a schedule in the sense of crontab(5).
//!
//! Pure: instants in, instants out. Knows no clock and no campaign. The `cron` crate finds the
//! matching days and local times. Its dialect differs (seconds first, Sunday is 1, day of month
//! AND day of week), so fields are translated for it. It also loses runs when clocks change, so
//! local times are turned into instants here, by the rules of Vixie cron:
//! - a job at fixed times runs once: right after the gap in spring if its time is skipped, and
//!   in the first of the two repeated hours in autumn;
//! - a job with `*` in minute or hour follows the wall clock through both repeated hours.

pub mod calendar;
pub mod extra;
mod field;
pub mod ladder;
pub mod plan;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{
    DateTime, MappedLocalTime, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc,
};

use crate::clock::{Timestamp, Zone};
use crate::schedule::field::{DAY_OF_MONTH, DAY_OF_WEEK, Field, HOUR, MINUTE, MONTH};

/// The times at which a job runs.
#[derive(Clone, Debug)]
pub struct Schedule {
    written: String,
    /// Whether some months have no such day, as with the 31st.
    skips_months: bool,
    times: Times,
}

#[derive(Clone, Debug)]
enum Times {
    /// At whole multiples of an interval since 1970, so that all processes agree.
    Every(TimeDelta),
    /// By the wall clock; two schedules if day of month or day of week may match.
    Wall {
        either: Vec<cron::Schedule>,
        wildcard: bool,
    },
}

/// Why a schedule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Not five fields.
    #[error("{found} fields instead of 5")]
    Fields {
        /// The number of fields.
        found: usize,
    },
    /// A field that is not valid in crontab(5).
    #[error("{field} cannot be {text:?}")]
    Field {
        /// `minute`, `hour`, `day`, `month` or `weekday`.
        field: &'static str,
        /// The text of the field.
        text: String,
    },
    /// An unknown word after `@`, or an interval below a second or above a year.
    #[error("{text:?} is no interval or nickname")]
    Nickname {
        /// The text.
        text: String,
    },
    /// Days that never exist, such as 30 February.
    #[error("the days never come")]
    Never,
}

impl ScheduleError {
    /// The key of its sentence in `locale`, and the sentence's arguments.
    pub fn sentence(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Self::Fields { found } => ("schedule-fields", vec![("found", found.to_string())]),
            Self::Field { field, text } => {
                let key = match *field {
                    "minute" => "schedule-minute",
                    "hour" => "schedule-hour",
                    "day" => "schedule-day",
                    "month" => "schedule-month",
                    _ => "schedule-weekday",
                };
                (key, vec![("text", text.clone())])
            }
            Self::Nickname { text } => ("schedule-nickname", vec![("text", text.clone())]),
            Self::Never => ("schedule-never", Vec::new()),
        }
    }
}

/// The furthest that a clock is ever set back (a limit of Vixie cron).
const LONGEST_FOLD: TimeDelta = TimeDelta::hours(3);

impl Schedule {
    /// Parses five fields of crontab(5), words such as `@hourly`, or `@every 30s`.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let written = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (times, skips_months) = match written.strip_prefix("@every ") {
            Some(interval) => (Times::Every(every(interval)?), false),
            None => wall(nickname(&written)?)?,
        };
        Ok(Self {
            written,
            skips_months,
            times,
        })
    }

    /// Whether some months have no run because they are too short for its days.
    pub fn skips_months(&self) -> bool {
        self.skips_months
    }

    /// The first run after an instant; `None` only after the year 2100.
    pub fn next_after(&self, instant: Timestamp, zone: Zone) -> Option<Timestamp> {
        match &self.times {
            Times::Every(interval) => {
                let step = interval.num_seconds();
                let next = (instant.timestamp().div_euclid(step) + 1) * step;
                DateTime::from_timestamp(next, 0)
            }
            Times::Wall {
                either,
                wildcard: true,
            } => next_by_wall_clock(either, instant, zone),
            Times::Wall { either, .. } => next_fixed(either, instant, zone),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}

impl PartialEq for Schedule {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

fn nickname(written: &str) -> Result<&str, ScheduleError> {
    match written {
        "@hourly" => Ok("0 * * * *"),
        "@daily" | "@midnight" => Ok("0 0 * * *"),
        "@weekly" => Ok("0 0 * * 0"),
        "@monthly" => Ok("0 0 1 * *"),
        "@yearly" | "@annually" => Ok("0 0 1 1 *"),
        other if other.starts_with('@') => Err(ScheduleError::Nickname {
            text: other.to_owned(),
        }),
        fields => Ok(fields),
    }
}

/// Parses `30s`, `15m`, `6h`, `1d`, and combinations: `1h30m`.
fn every(text: &str) -> Result<TimeDelta, ScheduleError> {
    const YEAR: i64 = 366 * 86_400;
    let refuse = || ScheduleError::Nickname {
        text: format!("@every {text}"),
    };
    let mut seconds = 0_i64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: i64 = rest[..digits].parse().map_err(|_| refuse())?;
        let unit = match rest[digits..].chars().next() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => return Err(refuse()),
        };
        seconds = number
            .checked_mul(unit)
            .and_then(|part| part.checked_add(seconds))
            .ok_or_else(refuse)?;
        rest = &rest[digits + 1..];
    }
    if (1..=YEAR).contains(&seconds) {
        Ok(TimeDelta::seconds(seconds))
    } else {
        Err(refuse())
    }
}

fn wall(text: &str) -> Result<(Times, bool), ScheduleError> {
    let fields: Vec<&str> = text.split(' ').filter(|field| !field.is_empty()).collect();
    let &[minute, hour, day, month, weekday] = &fields[..] else {
        return Err(ScheduleError::Fields {
            found: fields.len(),
        });
    };
    let minute = Field::parse(minute, &MINUTE)?;
    let hour = Field::parse(hour, &HOUR)?;
    let day = Field::parse(day, &DAY_OF_MONTH)?;
    let month = Field::parse(month, &MONTH)?;
    let weekday = Field::parse(weekday, &DAY_OF_WEEK)?;
    let dialect = |day: &str, weekday: &str| {
        let (minute, hour, month) = (minute.list(), hour.list(), month.list());
        let line = format!("0 {minute} {hour} {day} {month} {weekday}");
        cron::Schedule::from_str(&line).expect("lists within their bounds are in the dialect")
    };
    let weekdays = weekday.quartz_list();
    let is_one = day.star || weekday.star;
    let beside = if is_one { weekdays.as_str() } else { "*" };
    let mut either = Vec::new();
    if day.values().next().is_some() {
        either.push(dialect(&day.list(), beside));
    }
    if day.last {
        let (minute, hour) = (minute.list(), hour.list());
        either.extend(last_days(&minute, &hour, &month, beside));
    }
    if !is_one {
        either.push(dialect("*", &weekdays));
    }
    let start = DateTime::from_timestamp(0, 0).expect("the epoch");
    if either.iter().all(|one| one.after(&start).next().is_none()) {
        return Err(ScheduleError::Never);
    }
    let earliest = day.values().min().map_or(0, u32::from);
    let is_short = |month: u8| days_of(2_025, month.into()) < earliest;
    let skips_months = !day.last && weekday.star && month.values().any(is_short);
    let times = Times::Wall {
        either,
        wildcard: minute.star || hour.star,
    };
    Ok((times, skips_months))
}

/// The last day of each month in the form of the `cron` crate: by months of the same length, and
/// February by its years.
fn last_days<'a>(
    minute: &'a str,
    hour: &'a str,
    months: &'a Field,
    weekdays: &'a str,
) -> impl Iterator<Item = cron::Schedule> + 'a {
    let listed = |numbers: &mut dyn Iterator<Item = u32>| -> String {
        numbers
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join(",")
    };
    let by_length = [31, 30].map(|length| {
        let of_length = |month: &u32| *month != 2 && days_of(2_025, *month) == length;
        let months = listed(&mut months.values().map(u32::from).filter(of_length));
        (length, months, "*".to_owned())
    });
    let february = [28, 29].map(|length| {
        let years = YEARS.map(|year| (year, days_of(year, 2)));
        let years = years.filter(|(_, days)| *days == length);
        let years = listed(&mut years.filter_map(|(year, _)| u32::try_from(year).ok()));
        let months = listed(&mut months.values().map(u32::from).filter(|month| *month == 2));
        (length, months, years)
    });
    let lines = by_length.into_iter().chain(february);
    lines
        .filter(|(_, months, _)| !months.is_empty())
        .map(move |(day, months, years)| {
            let line = format!("0 {minute} {hour} {day} {months} {weekdays} {years}");
            cron::Schedule::from_str(&line).expect("lists within their bounds are in the dialect")
        })
}

/// The years that the `cron` crate supports.
const YEARS: RangeInclusive<i32> = 1_970..=2_100;

fn days_of(year: i32, month: u32) -> u32 {
    let first = NaiveDate::from_ymd_opt(year, month, 1);
    let next = first.and_then(|first| first.checked_add_months(Months::new(1)));
    first.zip(next).map_or(0, |(first, next)| {
        u32::try_from((next - first).num_days()).unwrap_or(0)
    })
}

/// The matching local times after another one, in ascending order. They are treated as if in UTC,
/// where no clock changes.
fn matches_after(
    either: &[cron::Schedule],
    wall: NaiveDateTime,
) -> impl Iterator<Item = NaiveDateTime> {
    let mut last = wall.and_utc();
    std::iter::from_fn(move || {
        let next: Option<DateTime<Utc>> = either
            .iter()
            .filter_map(|one| one.after(&last).next())
            .min();
        last = next?;
        Some(last.naive_utc())
    })
}

fn next_fixed(either: &[cron::Schedule], instant: Timestamp, zone: Zone) -> Option<Timestamp> {
    let wall = instant.with_timezone(&zone).naive_local();
    matches_after(either, wall)
        .map(|time| match zone.from_local_datetime(&time) {
            MappedLocalTime::Single(one) | MappedLocalTime::Ambiguous(one, _) => one.to_utc(),
            MappedLocalTime::None => end_of_gap(time, zone),
        })
        .find(|&run| run > instant)
}

fn next_by_wall_clock(
    either: &[cron::Schedule],
    instant: Timestamp,
    zone: Zone,
) -> Option<Timestamp> {
    let wall = instant.with_timezone(&zone).naive_local();
    let mut repeated: Option<Timestamp> = None;
    for time in matches_after(either, wall - LONGEST_FOLD) {
        let runs = match zone.from_local_datetime(&time) {
            MappedLocalTime::Single(one) => [Some(one.to_utc()), None],
            MappedLocalTime::Ambiguous(one, other) => [Some(one.to_utc()), Some(other.to_utc())],
            MappedLocalTime::None => [None, None],
        };
        let first = runs.into_iter().flatten().find(|&run| run > instant);
        repeated = [repeated, first].into_iter().flatten().min();
        if time > wall && first.is_some() {
            break;
        }
    }
    repeated
}

/// The first instant after the gap in which a local time does not exist.
fn end_of_gap(time: NaiveDateTime, zone: Zone) -> Timestamp {
    // No zone is further than this from UTC, so the change of the clock is in between.
    let (mut low, mut high) = (
        (time - TimeDelta::hours(36)).and_utc(),
        (time + TimeDelta::hours(36)).and_utc(),
    );
    while high - low > TimeDelta::seconds(1) {
        let middle = low + (high - low) / 2;
        if middle.with_timezone(&zone).naive_local() > time {
            high = middle;
        } else {
            low = middle;
        }
    }
    DateTime::from_timestamp(high.timestamp(), 0).expect("an instant between two others")
}
