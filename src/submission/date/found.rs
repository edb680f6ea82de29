//! Finds a day anywhere in a text, such as «15/QĐ-UBND ngày 28/7/2025», and its place.
//!
//! Knows how days are written among other words, not what those words say about them.

use super::words::{self, DayWords};
use super::{calendar, numeric};
use crate::submission::DateClaim;

/// The first day in a text, such as «15/QĐ-UBND ngày 28/7/2025», with its range in bytes. The
/// number of a document («15/2025/QĐ-UBND») is not a day.
pub(in crate::submission) fn find(
    cleaned: &str,
    words: &DayWords,
) -> Option<(std::ops::Range<usize>, DateClaim)> {
    let lower: String = cleaned.chars().map(lower_in_place).collect();
    let text = lower.as_str();
    if let Some(found) = spelled_out(text, words) {
        return Some(found);
    }
    let mut start = 0;
    for part in text.split(|letter: char| !(letter.is_ascii_digit() || "/.-".contains(letter))) {
        let trimmed = part.trim_matches(['/', '.', '-']);
        let begin = start + part.find(trimmed).unwrap_or(0);
        let whole = begin..begin + trimmed.len();
        start += part.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
        let numbers: Vec<&str> = trimmed.split(['/', '.', '-']).collect();
        let goes_on =
            text[whole.end..].starts_with(['/', '-']) && !text[whole.end..].starts_with("- ");
        let [first, second, third] = numbers[..] else {
            continue;
        };
        let day_like = first.len() <= 2 && second.len() <= 2 && matches!(third.len(), 2 | 4);
        let iso_like = first.len() == 4 && second.len() <= 2 && third.len() <= 2;
        if !goes_on && (day_like || iso_like) {
            return Some((whole.clone(), claim_of(trimmed, &cleaned[whole])));
        }
    }
    None
}

/// All days in a text, from left to right; one that is spelled out comes first.
pub(in crate::submission) fn find_all(cleaned: &str, words: &DayWords) -> Vec<DateClaim> {
    let mut found = Vec::new();
    let mut rest = cleaned;
    while let Some((range, claim)) = find(rest, words) {
        found.push(claim);
        rest = &rest[range.end..];
    }
    found
}

/// The small letter, if it has the same number of bytes, so that positions are the same in both
/// texts; `ẞ` and `İ` stay as they are.
fn lower_in_place(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) if small.len_utf8() == letter.len_utf8() => small,
        _ => letter,
    }
}

/// Finds a day without its year or its day after a word that announces it: «ngày 28/7», «tháng
/// 8/2025».
pub(in crate::submission) fn find_partial(
    cleaned: &str,
    words: &DayWords,
) -> Option<(std::ops::Range<usize>, DateClaim)> {
    let lower: String = cleaned.chars().map(lower_in_place).collect();
    let behind = |list: &[String]| {
        let mut announced = words_in(&lower).filter(|(_, word)| words::has(list, word));
        announced.find_map(|(at, word)| {
            let after = &lower[at + word.len()..];
            let start = lower.len() - after.trim_start_matches([' ', ':']).len();
            let rest = &lower[start..];
            let length = rest
                .find(|letter: char| !(letter.is_ascii_digit() || "/.-".contains(letter)))
                .unwrap_or(rest.len());
            let typed = rest[..length].trim_end_matches(['/', '.', '-']);
            let goes_on = typed.len() < length;
            let is_day = typed.starts_with(|letter: char| letter.is_ascii_digit())
                && typed.contains(['/', '.', '-'])
                && !goes_on;
            let claim = DateClaim::Unreadable(typed.to_owned());
            is_day.then_some((start..start + typed.len(), claim))
        })
    };
    behind(&words.day).or_else(|| behind(&words.month))
}

/// The words of a text, each with its position in bytes.
fn words_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    let parts = text.split(|letter: char| !letter.is_alphabetic());
    parts.filter_map(move |word| {
        let at = end;
        end += word.len();
        end += text[end..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((at, word))
    })
}

fn claim_of(trimmed: &str, typed: &str) -> DateClaim {
    numeric(trimmed).map_or_else(|| DateClaim::Unreadable(typed.to_owned()), DateClaim::Day)
}

/// Finds a day with a named month in a lower-case text: «ngày 5 tháng 8 năm 2025», «5 tháng tám,
/// 2025».
fn spelled_out(text: &str, words: &DayWords) -> Option<(std::ops::Range<usize>, DateClaim)> {
    let mut months = words_in(text).filter(|(_, word)| words::has(&words.month, word));
    months.find_map(|(at, word)| {
        let before = text[..at].trim_end_matches([' ', ',']);
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if !matches!(digits, 1 | 2) {
            return None;
        }
        let mut start = before.len() - digits;
        let (month, rest) = month_in(
            text[at + word.len()..].trim_start_matches([' ', ',']),
            words,
        )?;
        let (year, rest) = year_in(rest, words)?;
        let end = text.len() - rest.len();
        let claim = match calendar(year, &month, &before[start..]) {
            Some(day) => DateClaim::Day(day),
            None => DateClaim::Unreadable(text[start..end].to_owned()),
        };
        let lead = text[..start].trim_end();
        if let Some((day_at, day)) = words_in(lead).last()
            && lead.ends_with(day)
            && words::has(&words.day, day)
        {
            start = day_at;
        }
        Some((start..end, claim))
    })
}

/// The month at the beginning of a text, by number or name, and the text after it.
fn month_in<'t>(text: &'t str, words: &DayWords) -> Option<(String, &'t str)> {
    let (number, rest) = digits_of(text);
    if !number.is_empty() {
        return Some((number.to_owned(), rest));
    }
    let named = text
        .split(' ')
        .map(|word| word.trim_end_matches([',', '.']));
    let (month, count) = words.month_name(named)?;
    let (last, name) = words_in(text).nth(count - 1)?;
    Some((month.to_string(), &text[last + name.len()..]))
}

/// The year after a month, either after its word or in four digits, and the text after it.
fn year_in<'t>(text: &'t str, words: &DayWords) -> Option<(&'t str, &'t str)> {
    let text = text.trim_start_matches([' ', ',', '.']);
    let word = words_in(text)
        .next()
        .filter(|(at, word)| *at == 0 && words::has(&words.year, word));
    let after = word.map_or(text, |(_, word)| {
        text[word.len()..].trim_start_matches([' ', ':'])
    });
    let (year, rest) = digits_of(after);
    (!year.is_empty() && (word.is_some() || year.len() == 4)).then_some((year, rest))
}

/// The digits at the beginning of a text, and the text after them.
fn digits_of(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}
