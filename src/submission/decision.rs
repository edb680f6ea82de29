//! Reads the decisions that a cell claims: number, date, and what each does to the team (DOMAIN
//! d8).
//!
//! Knows how document numbers are written under Decree 30/2020/NĐ-CP (`15/QĐ-UBND`), and the other
//! ways in which people write them. Does not choose which of several decisions counts, nor check
//! whether a date is plausible: returns what is typed, in its order.

mod symbol;
mod words;

use std::ops::Range;

use super::date::{self, DayWords};
use super::{Act, DateClaim, Number};
use crate::clock::written;
use crate::table::Value;
use crate::text;
use symbol::Found;
pub use words::DecisionWords;

/// A decision claimed by a number cell, with the date in the same cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its number, or what is there instead.
    pub number: Number,
    /// The date in the same cell.
    pub date: DateClaim,
    /// What it does to the team.
    pub act: Act,
}

/// Reads all decisions that a number cell claims, in the order typed. There is at least one claim,
/// whose number may be `Absent`.
pub fn read(value: &Value, words: &DecisionWords) -> Vec<Claim> {
    let number = match value {
        Value::Text(typed) => return read_text(typed, words),
        Value::Number(number) => plain_number(*number, &value.text()),
        Value::Bool(true) => Number::Claimed,
        Value::Bool(false) => Number::NotYet,
        Value::Error(error) => Number::CellError(error.to_string()),
        Value::Uncomputed(formula) => Number::CellError(formula.to_string()),
        Value::Date(_) => Number::Unreadable(value.text()),
    };
    vec![Claim::of(number)]
}

fn plain_number(number: f64, typed: &str) -> Number {
    if number == 0.0 {
        Number::NotYet
    } else if number.fract() == 0.0 && (1.0..10_000.0).contains(&number) {
        Number::Named {
            number: typed.to_owned(),
            odd: true,
        }
    } else {
        Number::Unreadable(typed.to_owned())
    }
}

fn read_text(typed: &str, words: &DecisionWords) -> Vec<Claim> {
    // Unify the kinds of dashes and slashes.
    let cleaned = text::clean(typed)
        .chars()
        .map(text::unified)
        .collect::<String>();
    let cleaned = cleaned.replace('\n', " ; ");
    let line = text::one_line(typed);
    let key = text::key(typed);
    if line.is_empty() {
        return vec![Claim::of(Number::Absent)];
    }
    if line.starts_with('#') && !line.contains(' ') {
        return vec![Claim::of(Number::CellError(line))];
    }
    let (cleaned, linked) = without_links(&cleaned);
    let cleaned = parted(&cleaned, words);
    let (masked, days) = take_days(&cleaned, words.day());
    let found = symbol::find(&masked, words.symbol());
    let unfinished = matches!(found.as_slice(), [only] if says_unfinished(&masked, only, words));
    if found.is_empty() || unfinished {
        let number = if unfinished {
            Number::NotYet
        } else {
            words.read(&text::key(&masked), &line)
        };
        let nothing_else = !masked.contains(char::is_alphanumeric);
        let mut claim = Claim::of(match number {
            _ if linked && nothing_else => Number::Claimed,
            _ if !days.is_empty() && nothing_else => Number::Unreadable(line),
            number => number,
        });
        if words.says_withdrawn(&key) {
            claim.act = Act::Withdrawn;
        }
        if let Some(day) = days.into_iter().next() {
            claim.date = day.claim;
        }
        return vec![claim];
    }
    let mut claims: Vec<Claim> = found
        .iter()
        .map(|document| Claim::of(document.number.clone()))
        .collect();
    date_each((&cleaned, &masked), &found, &days, &mut claims, words.day());
    act(&masked, &found, &mut claims, words);
    doubt_each((&cleaned, &masked), &found, &days, &mut claims, words.day());
    claims
}

/// Whether the words around the only number say that it is not signed.
fn says_unfinished(masked: &str, only: &Found, words: &DecisionWords) -> bool {
    let Range { start, end } = only.range;
    words.says_unfinished(&text::key(&masked[..start]), &text::key(&masked[end..]))
}

/// Separates the word from the number in «QĐ15/QĐ-UBND» and «Số15» by a space.
fn parted(cleaned: &str, words: &DecisionWords) -> String {
    let mut parted = String::with_capacity(cleaned.len() + 1);
    for letter in cleaned.chars() {
        let word = parted.rsplit(|c: char| !c.is_alphabetic()).next();
        let announces = |word: &str| !word.is_empty() && words.symbol().is_announcing(word);
        let glued = letter.is_ascii_digit() && word.is_some_and(announces);
        if glued {
            parted.push(' ');
        }
        parted.push(letter);
    }
    parted
}

/// Removes web addresses; also returns whether there was one.
fn without_links(cleaned: &str) -> (String, bool) {
    if !cleaned.contains("://") && !cleaned.contains("www.") {
        return (cleaned.to_owned(), false);
    }
    let is_link = |word: &&str| word.contains("://") || word.starts_with("www.");
    let words: Vec<&str> = cleaned.split(' ').filter(|word| !is_link(word)).collect();
    (
        words.join(" "),
        cleaned.split(' ').any(|word| is_link(&word)),
    )
}

/// A day in a number cell.
struct Day {
    range: Range<usize>,
    claim: DateClaim,
}

/// Assigns each day to a number: the one before it, or the first one for a day before all numbers.
/// A day that may not be that of signing («dự kiến ký 5/8/2025») is not used, and two different
/// days make the date unreadable.
fn date_each(
    (cleaned, masked): (&str, &str),
    found: &[Found],
    days: &[Day],
    claims: &mut [Claim],
    words: &DayWords,
) {
    let mut doubtful = Vec::new();
    for (place, day) in days.iter().enumerate() {
        let Range { start, end } = day.range;
        let number = found.iter().rposition(|number| number.range.end <= start);
        let ends = number.map(|number| found[number].range.end);
        let ends = ends
            .into_iter()
            .chain(place.checked_sub(1).map(|at| days[at].range.end));
        let starts = days.get(place + 1).map(|next| next.range.start);
        let next_number = found.iter().map(|number| number.range.start);
        let starts = starts
            .into_iter()
            .chain(next_number.filter(|start| *start >= end));
        let from = ends.max().unwrap_or(0);
        let until = starts.min().unwrap_or(masked.len());
        let before = text::key(&masked[from..start]);
        let claim = &mut claims[number.unwrap_or(0)];
        if words.is_of_another(&before) {
            continue;
        }
        if words.doubts_beside(&before, &text::key(&masked[end..until])) {
            doubtful.push((
                number.unwrap_or(0),
                cleaned[from..until].trim_matches([' ', ',', ';']),
            ));
            continue;
        }
        match (&claim.date, &day.claim) {
            (DateClaim::Absent, said) => claim.date = said.clone(),
            (DateClaim::Day(one), DateClaim::Day(other)) if one != other => {
                let both = format!("{} / {}", written(*one), written(*other));
                claim.date = DateClaim::Unreadable(both);
            }
            _ => {}
        }
    }
    for (number, typed) in doubtful {
        let claim = &mut claims[number];
        if claim.date == DateClaim::Absent {
            claim.date = DateClaim::Unreadable(typed.to_owned());
        }
    }
}

/// Makes numbers unreadable if their own words are uncertain: «khoảng 15/QĐ-UBND», «15/QĐ-UBND
/// (?)».
fn doubt_each(
    (cleaned, masked): (&str, &str),
    found: &[Found],
    days: &[Day],
    claims: &mut [Claim],
    words: &DayWords,
) {
    for (place, (number, claim)) in found.iter().zip(claims).enumerate() {
        let Range { start, end } = number.range;
        let ends = days
            .iter()
            .map(|day| day.range.end)
            .filter(|end| *end <= start);
        let ends = ends.chain(place.checked_sub(1).map(|at| found[at].range.end));
        let starts = days
            .iter()
            .map(|day| day.range.start)
            .filter(|start| *start >= end);
        let starts = starts.chain(found.get(place + 1).map(|next| next.range.start));
        let from = ends.max().unwrap_or(0);
        let until = starts.min().unwrap_or(masked.len());
        let (before, mut after) = (
            text::key(&masked[from..start]),
            text::key(&masked[end..until]),
        );
        let day_follows = days.iter().any(|day| day.range.start == until);
        if day_follows && !after.contains(')') && !after.trim_start().starts_with('?') {
            // «15/QĐ-UBND khoảng 5/8/2025»: the day is uncertain, not the number.
            after.clear();
        }
        if words.doubts_number(&before, &after) && matches!(claim.number, Number::Named { .. }) {
            let typed = cleaned[from..until].trim_matches([' ', ',', ';']);
            claim.number = Number::Unreadable(typed.to_owned());
        }
    }
}

/// Replaces all days in a text by blanks; returns the text and the days in order.
fn take_days(cleaned: &str, words: &DayWords) -> (String, Vec<Day>) {
    let mut masked = cleaned.to_owned();
    let mut days = Vec::new();
    while let Some((range, claim)) =
        date::find(&masked, words).or_else(|| date::find_partial(&masked, words))
    {
        let blank = " ".repeat(range.len());
        masked.replace_range(range.clone(), &blank);
        days.push(Day { range, claim });
    }
    days.sort_by_key(|day| day.range.start);
    (masked, days)
}

/// Sets what each decision does to the team, by the words around the numbers.
fn act(masked: &str, found: &[Found], claims: &mut [Claim], words: &DecisionWords) {
    let mut from = 0;
    for (place, document) in found.iter().enumerate() {
        let between = text::key(&masked[from..document.range.start]);
        words.before(&between, place, claims);
        from = document.range.end;
    }
    let after = text::key(&masked[from..]);
    words.after(&after, claims);
}

impl Claim {
    fn of(number: Number) -> Self {
        Self {
            number,
            date: DateClaim::Absent,
            act: Act::Founds,
        }
    }
}

#[cfg(test)]
mod tests;
