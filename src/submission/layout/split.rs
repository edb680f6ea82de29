//! Joins values that a table splits over several columns, before a row's decisions are read.

use std::borrow::Cow;

use chrono::Datelike;

use crate::submission::DateClaim;
use crate::submission::date::{self, DayWords};
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::Header;
use crate::text;

/// The row with each split value whole in the column of its first part.
///
/// `first`: whether merges from above count.
pub(super) fn joined<'a>(
    grid: &'a Grid,
    line: &'a Line,
    header: &Header,
    words: &DayWords,
    first: bool,
) -> Cow<'a, Line> {
    let mut joined = Cow::Borrowed(line);
    for (&column, rest) in &header.split {
        let part = |column: u32| {
            let cell = match first {
                true => grid.covering(line, column),
                false => line.cell(column),
            };
            cell.filter(|cell| !cell.text.is_empty())
        };
        let own = part(column);
        let whole = match rest.symbol.and_then(part) {
            Some(symbol) => number(own, &symbol.text),
            None => day(
                own,
                rest.month.and_then(part),
                rest.year.and_then(part),
                |cell| date::read(&cell.value, grid.reckoning, words),
            ),
        };
        if let Some(whole) = whole {
            joined.to_mut().set(column, &whole);
        }
    }
    joined
}

/// A day whose parts are in several cells. `None` if nothing has to be joined: a year alone may be
/// part of the form, and a cell may have the whole day although there are columns for its parts.
fn day(
    day: Option<&Text>,
    month: Option<&Text>,
    year: Option<&Text>,
    read: impl Fn(&Text) -> DateClaim,
) -> Option<String> {
    let typed: Vec<&str> = [day, month, year]
        .into_iter()
        .flatten()
        .map(|cell| &*cell.text)
        .collect();
    if day.or(month).is_none() || month.or(year).is_none() {
        return None;
    }
    let numbers = [year, month, day].map(|part| only_number(&part?.text));
    match (day.map(read), numbers) {
        (Some(DateClaim::Day(whole)), [year, month, _]) => {
            let agrees = year.is_none_or(|year| i64::from(year) == i64::from(whole.year()))
                && month.is_none_or(|month| month == whole.month());
            (!agrees).then(|| typed.join(" / "))
        }
        // Day and month cannot be taken for one another in this form.
        (_, [Some(year @ 1000..), Some(month), Some(day)]) => {
            Some(format!("{year}-{month:02}-{day:02}"))
        }
        _ => Some(typed.join("/")),
    }
}

/// The number in «8», «Tháng 8», «T8»; `None` if there is none or more than one.
fn only_number(text: &str) -> Option<u32> {
    let mut numbers = text.split(|letter: char| !letter.is_ascii_digit());
    let mut numbers = numbers.by_ref().filter(|digits| !digits.is_empty());
    let number = numbers.next()?.parse().ok();
    number.filter(|_| numbers.next().is_none())
}

/// A decision's number whose symbol is in another cell. `None` if nothing has to be joined: the
/// symbol alone may be part of the form, and either cell may have both.
fn number(number: Option<&Text>, symbol: &str) -> Option<String> {
    let has_number = symbol.starts_with(|letter: char| letter.is_ascii_digit());
    let Some(number) = number.map(|cell| cell.text.trim()) else {
        return has_number.then(|| symbol.to_owned());
    };
    let (typed, key) = (text::key(number), text::key(symbol));
    if !key.contains(char::is_alphabetic) || typed.ends_with(key.trim_start_matches('/')) {
        return None;
    }
    if has_number {
        let same = key.starts_with(&format!("{}/", typed.trim_start_matches('0')));
        return Some(match same {
            true => symbol.to_owned(),
            // Two numbers with a question mark are unreadable, so a person is asked.
            false => format!("{number}?{symbol}"),
        });
    }
    let (number, symbol) = (number.trim_end_matches('/'), symbol.trim_start_matches('/'));
    Some(format!("{number}/{symbol}"))
}
