//! The decisions that a cell claims: number, date, and what each does to the team (DOMAIN d8).
//!
//! Knows how document numbers are written under Decree 30/2020/NĐ-CP (`15/QĐ-UBND`) and how
//! people write them all the same. Deliberately not which of several decisions counts, nor
//! whether a date is plausible: it tells what stands there, in the order typed.

mod symbol;
mod words;

use super::{Act, DateClaim, Number, date};
use crate::table::Value;
use crate::text;
use symbol::Found;
pub use words::DecisionWords;

/// One decision as a number cell claims it; the date is what the same cell says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// What stands there for its number.
    pub number: Number,
    /// The date in the same cell.
    pub date: DateClaim,
    /// What it does to the team.
    pub act: Act,
}

/// Every decision that a number cell claims, in the order typed; one claim at least, whose
/// number may be `Absent`.
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
    // whatever dash or slash was typed
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
    let cleaned = parted(&cleaned);
    let (masked, days) = take_days(&cleaned);
    let found = symbol::find(&masked);
    let unfinished = found.len() == 1 && words.says_unfinished(&key);
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
        if let Some((_, day)) = days.into_iter().next() {
            claim.date = day;
        }
        return vec![claim];
    }
    let mut claims: Vec<Claim> = found
        .iter()
        .map(|document| Claim::of(document.number.clone()))
        .collect();
    for (place, day) in days {
        // A date belongs to the number before it; one before every number to the first.
        let before = found
            .iter()
            .rposition(|document| document.range.end <= place);
        let claim = &mut claims[before.unwrap_or(0)];
        if claim.date == DateClaim::Absent {
            claim.date = day;
        }
    }
    act(&masked, &found, &mut claims, words);
    claims
}

/// «QĐ15/QĐ-UBND», «Số15»: a space between the word and the number.
fn parted(cleaned: &str) -> String {
    let mut parted = String::with_capacity(cleaned.len() + 1);
    for letter in cleaned.chars() {
        let word = parted.rsplit(|c: char| !c.is_alphabetic()).next();
        let glued = letter.is_ascii_digit()
            && word.is_some_and(|word| matches!(&*text::fold(word), "qd" | "so"));
        if glued {
            parted.push(' ');
        }
        parted.push(letter);
    }
    parted
}

/// The text without addresses of the web, and whether there was one.
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

/// The text with every day blanked out, and the days with their places, in order.
fn take_days(cleaned: &str) -> (String, Vec<(usize, DateClaim)>) {
    let mut masked = cleaned.to_owned();
    let mut days = Vec::new();
    while let Some((range, claim)) = date::find(&masked).or_else(|| date::find_partial(&masked)) {
        let blank = " ".repeat(range.len());
        days.push((range.start, claim));
        masked.replace_range(range, &blank);
    }
    days.sort_by_key(|(place, _)| *place);
    (masked, days)
}

/// Reads what the words around the numbers say they do to the team.
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
