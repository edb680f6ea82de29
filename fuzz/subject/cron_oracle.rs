//! crontab(5) once more, as simply as it can be said: which minutes of the wall clock a line
//! matches. The program's own way is compared with it.

use chrono::{Datelike, NaiveDateTime, Timelike};

/// The five fields of a line.
pub(crate) struct Line([Field; 5]);

struct Field {
    star: bool,
    values: u64,
}

impl Line {
    /// Plain lines only: numbers, ranges, lists, steps. `None` says nothing about the others.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        const BOUNDS: [(u64, u64); 5] = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];

        let fields: Vec<&str> = typed.split_whitespace().collect();
        let fields: [&str; 5] = fields.try_into().ok()?;
        let mut read = Vec::new();
        for (field, bounds) in fields.iter().zip(BOUNDS) {
            read.push(Field::parse(field, bounds)?);
        }
        let mut line = Self(read.try_into().ok()?);
        // 0 and 7 are Sunday
        let weekdays = &mut line.0[4].values;
        *weekdays = (*weekdays | *weekdays >> 7) & 0x7F;
        Some(line)
    }

    pub(crate) fn matches(&self, wall: NaiveDateTime) -> bool {
        let [minute, hour, _, month, _] = &self.0;
        wall.second() == 0
            && minute.has(wall.minute())
            && hour.has(wall.hour())
            && month.has(wall.month())
            && self.matches_day(wall.day(), wall.weekday().num_days_from_sunday())
    }

    /// Days that no year has: they are refused.
    pub(crate) fn never(&self) -> bool {
        const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

        let [_, _, day, month, weekday] = &self.0;
        let comes = |month_number: u32, length: u32| {
            month.has(month_number) && (1..=length).any(|number| day.has(number))
        };
        let restricted_by_weekday = !day.star && !weekday.star;
        !restricted_by_weekday
            && !(1..)
                .zip(LENGTHS)
                .any(|(month, length)| comes(month, length))
    }

    /// Either day field where both are restricted, else both.
    fn matches_day(&self, number: u32, weekday_number: u32) -> bool {
        let [_, _, day, _, weekday] = &self.0;
        let (by_day, by_weekday) = (day.has(number), weekday.has(weekday_number));
        if day.star || weekday.star {
            by_day && by_weekday
        } else {
            by_day || by_weekday
        }
    }
}

impl Field {
    fn parse(text: &str, (low, high): (u64, u64)) -> Option<Self> {
        let mut values = 0;
        for part in text.split(',') {
            let (range, step) = part.split_once('/').map_or((part, 1), |(range, step)| {
                (range, number(step).unwrap_or(0))
            });
            let (from, to) = match range.split_once('-') {
                Some((from, to)) => (number(from)?, number(to)?),
                None if range == "*" => (low, high),
                // a step without a range is not crontab(5)
                None if part.contains('/') => return None,
                None => (number(range)?, number(range)?),
            };
            if step == 0 || from < low || to > high || from > to {
                return None;
            }
            let to = if range == "*" && high == 7 { 6 } else { to };
            for value in (from..=to).step_by(usize::try_from(step).expect("two digits")) {
                values |= 1 << value;
            }
        }
        Some(Self {
            star: text.starts_with('*'),
            values,
        })
    }

    fn has(&self, value: u32) -> bool {
        self.values >> value & 1 == 1
    }
}

fn number(text: &str) -> Option<u64> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}
