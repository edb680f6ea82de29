//! A field of a crontab(5) line, as a set of values.
//!
//! Supports `*`, lists, ranges, steps and names, Vixie cron's special meaning of fields that begin
//! with `*`, and `L` for the last day of a month. Refuses what only other crons support (`#`, `?`,
//! `5/15`, `FRI-MON`).

use std::collections::BTreeSet;

use crate::schedule::ScheduleError;

/// The values that a field may have.
pub(super) struct Bounds {
    name: &'static str,
    low: u8,
    high: u8,
    names: &'static [&'static str],
}

pub(super) const MINUTE: Bounds = bounds("minute", 0, 59, &[]);
pub(super) const HOUR: Bounds = bounds("hour", 0, 23, &[]);
pub(super) const DAY_OF_MONTH: Bounds = bounds("day", 1, 31, &[]);
pub(super) const MONTH: Bounds = bounds(
    "month",
    1,
    12,
    &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ],
);
/// Both 0 and 7 mean Sunday.
pub(super) const DAY_OF_WEEK: Bounds = bounds(
    "weekday",
    0,
    7,
    &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
);

const fn bounds(name: &'static str, low: u8, high: u8, names: &'static [&'static str]) -> Bounds {
    Bounds {
        name,
        low,
        high,
        names,
    }
}

/// The values of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    values: BTreeSet<u8>,
    /// Whether it begins with `*`: it then does not restrict days, and makes a job follow the wall
    /// clock.
    pub(super) star: bool,
    /// Whether it includes the last day of each month, in addition to the values.
    pub(super) last: bool,
    all: bool,
}

impl Field {
    pub(super) fn parse(text: &str, bounds: &Bounds) -> Result<Self, ScheduleError> {
        let mut values = BTreeSet::new();
        let mut last = false;
        for part in text.split(',') {
            if bounds.name == "day" && part.eq_ignore_ascii_case("L") {
                last = true;
                continue;
            }
            let range = part_values(part, bounds).ok_or_else(|| ScheduleError::Field {
                field: bounds.name,
                text: text.to_owned(),
            })?;
            values.extend(range);
        }
        if bounds.high == 7 && values.remove(&7) {
            values.insert(0);
        }
        let possible = if bounds.high == 7 {
            7
        } else {
            usize::from(bounds.high - bounds.low) + 1
        };
        Ok(Self {
            star: text.starts_with('*'),
            last,
            all: values.len() == possible,
            values,
        })
    }

    /// The values in ascending order.
    pub(super) fn values(&self) -> impl Iterator<Item = u8> + '_ {
        self.values.iter().copied()
    }

    /// The values as a list of numbers; `*` for all.
    pub(super) fn list(&self) -> String {
        self.written(|value| value)
    }

    /// The same for days of the week as the `cron` crate counts them, with Sunday as 1.
    pub(super) fn quartz_list(&self) -> String {
        self.written(|value| value + 1)
    }

    fn written(&self, number: fn(u8) -> u8) -> String {
        if self.all {
            return "*".to_owned();
        }
        let numbers = self.values.iter().map(|&value| number(value).to_string());
        numbers.collect::<Vec<_>>().join(",")
    }
}

/// The values of `*`, `5` or `1-5`; `*` and ranges may end in `/step`.
fn part_values(part: &str, bounds: &Bounds) -> Option<impl Iterator<Item = u8> + use<>> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, number(step)?),
        None => (part, 1),
    };
    let single = range != "*" && !range.contains('-');
    if step == 0 || (single && part.contains('/')) {
        return None;
    }
    let (from, to) = match range.split_once('-') {
        _ if range == "*" => (bounds.low, if bounds.high == 7 { 6 } else { bounds.high }),
        Some((from, to)) => (value(from, bounds)?, value(to, bounds)?),
        None => (value(range, bounds)?, value(range, bounds)?),
    };
    (from <= to).then(|| (from..=to).step_by(usize::from(step)))
}

fn value(text: &str, bounds: &Bounds) -> Option<u8> {
    let lower = text.to_ascii_lowercase();
    if let Some(position) = bounds.names.iter().position(|name| *name == lower) {
        return u8::try_from(position).ok().map(|at| at + bounds.low);
    }
    number(text).filter(|value| (bounds.low..=bounds.high).contains(value))
}

fn number(text: &str) -> Option<u8> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}
