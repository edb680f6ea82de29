//! Reads a day among words: «Ngày ký: 5/8/2025 (đã ký số)», «5 thg 8, 2025», «5/8/2025 7:00 SA»,
//! «Quảng Ngãi, ngày 01 tháng 8 năm 2025», a time stamp with its zone.
//!
//! Knows how days and times are written. Takes no day if the words around it leave open whether it
//! is the day of signing («dự kiến 5/8/2025»), and none if there are two.

use std::ops::Range;

use chrono::{Duration, NaiveTime};

use super::calendar;
use super::words::{DayWords, has};
use crate::clock::{self, Date, Zone};

/// The only day in a text, given as `text::key`; `None` if there is none, if there are two, or if
/// it may not be the day of signing.
pub(super) fn day(key: &str, zone: Zone, words: &DayWords) -> Option<Date> {
    let mut parts = parts(key);
    let time = take_time(key, &mut parts, words);
    let mut found: Option<(Range<usize>, Date)> = None;
    let mut place = 0;
    while place < parts.len() {
        let Some((taken, day)) = day_at(
            key,
            &parts[place..],
            place.checked_sub(1).map(|at| &parts[at]),
            words,
        ) else {
            place += 1;
            continue;
        };
        match &found {
            Some((_, first)) if *first != day? => return None,
            Some(_) => {}
            None => found = Some((place..place + taken, day?)),
        }
        place += taken;
    }
    let (range, day) = found?;
    let [before, after] = [&parts[..range.start], &parts[range.end..]];
    let sure =
        is_introduced(key, before, words) && is_no_number(after, words) && !words.doubts(key);
    let shifted = || in_zone(day, time.as_ref()?, zone);
    sure.then(|| shifted().unwrap_or(day))
}

/// A word, number or sign of a text.
#[derive(Clone, Debug)]
struct Part<'t> {
    text: &'t str,
    kind: TokenKind,
    /// Its position in bytes.
    start: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenKind {
    Number,
    Word,
    Sign,
    /// Part of a time, which has been read already.
    Time,
}

fn parts(key: &str) -> Vec<Part<'_>> {
    let kind = |letter: char| {
        if letter.is_ascii_digit() {
            Some(TokenKind::Number)
        } else if letter.is_alphabetic() {
            Some(TokenKind::Word)
        } else if letter.is_whitespace() {
            None
        } else {
            Some(TokenKind::Sign)
        }
    };
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut letters = key.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let Some(of) = kind(letter) else { continue };
        let mut end = start + letter.len_utf8();
        while of != TokenKind::Sign
            && let Some((at, next)) = letters.next_if(|(_, next)| kind(*next) == Some(of))
        {
            end = at + next.len_utf8();
        }
        parts.push(Part {
            text: &key[start..end],
            kind: of,
            start,
        });
    }
    parts
}

/// A time of day, and the offset of its zone from UTC if one is stated.
struct Time {
    time: NaiveTime,
    zone: Option<Duration>,
}

/// Reads a time and marks its parts: `7:00 SA`, `17:00:00.000z`, «7 giờ 30», `10:00 gmt+0700`.
fn take_time(key: &str, parts: &mut [Part<'_>], words: &DayWords) -> Option<Time> {
    let number = |part: Option<&Part<'_>>| {
        let part = part.filter(|part| part.kind == TokenKind::Number && part.text.len() <= 2)?;
        part.text.parse::<u32>().ok()
    };
    let is = |part: Option<&Part<'_>>, signs: &[&str]| {
        part.is_some_and(|part| signs.contains(&part.text))
    };
    let says =
        |part: Option<&Part<'_>>, list: &[String]| part.is_some_and(|part| has(list, part.text));
    let begin = (0..parts.len()).find(|&at| {
        let colon = is(parts.get(at + 1), &[":"]) && number(parts.get(at + 2)).is_some();
        let hours = says(parts.get(at + 1), &words.hours);
        number(parts.get(at)).is_some() && (colon || hours)
    })?;
    let mut hour = number(parts.get(begin))?;
    let mut end = begin + 2;
    let (mut minute, mut second) = (0, 0);
    if let Some(minutes) = number(parts.get(end)) {
        (minute, end) = (minutes, end + 1);
    }
    if is(parts.get(end), &[":"])
        && let Some(seconds) = number(parts.get(end + 1))
    {
        (second, end) = (seconds, end + 2);
        if is(parts.get(end), &[".", ","])
            && parts
                .get(end + 1)
                .is_some_and(|part| part.kind == TokenKind::Number)
        {
            end += 2;
        }
    }
    if says(parts.get(end), &words.minutes) {
        end += 1;
    }
    let half = parts.get(end).map_or("", |part| part.text);
    let afternoon = words.is_afternoon(half);
    if afternoon || words.is_forenoon(half) {
        hour = match (hour, afternoon) {
            (12, false) => 0,
            (1..=11, true) => hour + 12,
            _ => hour,
        };
        end += 1;
    }
    let (zone, taken) = zone(key, &parts[end..]);
    let begin = if begin > 0 && is(parts.get(begin - 1), &["t"]) {
        begin - 1
    } else {
        begin
    };
    for part in &mut parts[begin..end + taken] {
        part.kind = TokenKind::Time;
    }
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    Some(Time { time, zone })
}

/// Reads a zone such as `z`, `utc`, `+07:00`, `gmt+0700`: its offset from UTC, and the number of
/// its parts.
fn zone(key: &str, parts: &[Part<'_>]) -> (Option<Duration>, usize) {
    let named = parts
        .first()
        .is_some_and(|part| matches!(part.text, "z" | "utc" | "gmt"));
    let [sign, number, rest @ ..] = &parts[usize::from(named)..] else {
        return (named.then(Duration::zero), usize::from(named));
    };
    let signed = matches!(sign.text, "+" | "-") && number.kind == TokenKind::Number;
    let glued = signed
        && number.start == sign.start + 1
        && (named || key[..sign.start].ends_with(|letter: char| letter.is_ascii_digit()));
    if !glued {
        return (named.then(Duration::zero), usize::from(named));
    }
    let mut taken = usize::from(named) + 2;
    let digits = match rest {
        [colon, minutes, ..] if colon.text == ":" && minutes.kind == TokenKind::Number => {
            taken += 2;
            format!("{}{}", number.text, minutes.text)
        }
        _ if number.text.len() <= 2 => format!("{}00", number.text),
        _ => number.text.to_owned(),
    };
    let Ok(clock) = digits.parse::<i64>() else {
        return (None, taken);
    };
    let minutes = clock / 100 * 60 + clock % 100;
    let minutes = if sign.text == "-" { -minutes } else { minutes };
    (Some(Duration::minutes(minutes)), taken)
}

/// Converts a day and a time with a stated zone to the day in another zone.
fn in_zone(day: Date, time: &Time, zone: Zone) -> Option<Date> {
    let instant = day.and_time(time.time).checked_sub_signed(time.zone?)?;
    Some(clock::day(instant.and_utc(), zone))
}

/// The day at the beginning of the parts, and the number of its parts. The inner value is `None` if
/// the calendar has no such day.
fn day_at(
    key: &str,
    parts: &[Part<'_>],
    before: Option<&Part<'_>>,
    words: &DayWords,
) -> Option<(usize, Option<Date>)> {
    let glued = |part: &Part<'_>| matches!(part.text, "/" | "-" | ".");
    if before.is_some_and(|before| glued(before) && key[..parts[0].start].ends_with(before.text)) {
        return None;
    }
    let (taken, year, month, day) = numeric(parts)
        .or_else(|| compact(parts))
        .or_else(|| spelled(parts, words))
        .or_else(|| month_first(parts, words))?;
    let goes_on = matches!(&parts[taken..], [sign, number, ..] if matches!(sign.text, "/" | "-") && number.kind == TokenKind::Number);
    (!goes_on).then(|| (taken, calendar(year, &month, day)))
}

type Written<'t> = (usize, &'t str, String, &'t str);

/// Reads `5/8/2025`, `05-08-25`, `2025.08.05`.
fn numeric<'t>(parts: &[Part<'t>]) -> Option<Written<'t>> {
    let [first, one, second, other, third, ..] = parts else {
        return None;
    };
    let signs = matches!(one.text, "/" | "-" | ".") && one.text == other.text;
    let numbers = [first, second, third]
        .iter()
        .all(|part| part.kind == TokenKind::Number);
    if !(signs && numbers) {
        return None;
    }
    let month = second.text.to_owned();
    match (first.text.len(), third.text.len()) {
        (4, 1 | 2) => Some((5, first.text, month, third.text)),
        (1 | 2, 2 | 4) => Some((5, third.text, month, first.text)),
        _ => None,
    }
}

/// Reads `20250805`, as programs write days. Eight digits that begin with 20 cannot be another form
/// of day.
fn compact<'t>(parts: &[Part<'t>]) -> Option<Written<'t>> {
    let whole = parts
        .first()
        .filter(|part| part.kind == TokenKind::Number && part.text.len() == 8)?;
    let (year, rest) = whole.text.split_at(4);
    let (month, day) = rest.split_at(2);
    year.starts_with("20")
        .then(|| (1, year, month.to_owned(), day))
}

/// Reads «5 tháng 8 năm 2025», «5 thg 8, 2025», `05-Thg8-25`, `5 Aug 2025`.
fn spelled<'t>(parts: &[Part<'t>], words: &DayWords) -> Option<Written<'t>> {
    let day = parts.first().filter(|part| is_short(part))?;
    let at = 1 + signs(&parts[1..]);
    let (month, taken) = month(&parts[at..], words)?;
    let at = at + taken;
    let at = at + signs(&parts[at..]);
    let word = parts
        .get(at)
        .is_some_and(|part| has(&words.year, part.text));
    let at = at + usize::from(word);
    let at = at + signs(&parts[at..]);
    let year = parts
        .get(at)
        .filter(|part| part.kind == TokenKind::Number)?;
    matches!(year.text.len(), 2 | 4).then(|| (at + 1, year.text, month, day.text))
}

/// Reads `Aug 5, 2025`, «thg 8 5, 2025».
fn month_first<'t>(parts: &[Part<'t>], words: &DayWords) -> Option<Written<'t>> {
    let (month, taken) = month(parts, words)?;
    let at = taken + signs(&parts[taken..]);
    let day = parts.get(at).filter(|part| is_short(part))?;
    let at = at + 1;
    let at = at + signs(&parts[at..]);
    let year = parts
        .get(at)
        .filter(|part| part.kind == TokenKind::Number && part.text.len() == 4)?;
    Some((at + 1, year.text, month, day.text))
}

fn is_short(part: &Part<'_>) -> bool {
    part.kind == TokenKind::Number && part.text.len() <= 2
}

/// Counts a sign at the beginning that may separate day, month and year: zero or one.
fn signs(parts: &[Part<'_>]) -> usize {
    let parting = |part: &&Part<'_>| matches!(part.text, "," | "-" | "/" | "." | ":");
    parts.iter().take_while(parting).count().min(1)
}

/// Reads a month by number or name, and counts its parts.
fn month(parts: &[Part<'_>], words: &DayWords) -> Option<(String, usize)> {
    let first = parts.first().filter(|part| part.kind == TokenKind::Word)?;
    if let Some(month) = words.english_month(first.text) {
        return Some((month.to_string(), 1));
    }
    if !has(&words.month, first.text) {
        return None;
    }
    let at = 1 + signs(&parts[1..]);
    let number = parts.get(at)?;
    if is_short(number) {
        return Some((number.text.to_owned(), at + 1));
    }
    let named = parts[at..].iter().map(|part| part.text);
    let (month, taken) = words.month_name(named)?;
    Some((month.to_string(), at + taken))
}

/// Whether the text before the day only introduces it: «Ngày ký:», «Quảng Ngãi, ngày», a decision's
/// number.
fn is_introduced(key: &str, before: &[Part<'_>], words: &DayWords) -> bool {
    let mut announcing = words.day.iter().map(|day| format!(", {day} "));
    let place = announcing.find_map(|announcing| key.find(&announcing));
    let after_place = place.filter(|place| {
        let names = key[..*place].split(' ').filter(|word| !word.is_empty());
        let only_names = key[..*place]
            .chars()
            .all(|letter| letter.is_alphabetic() || letter == ' ');
        only_names && (1..=5).contains(&names.count())
    });
    let announced = before
        .iter()
        .filter(|part| after_place.is_none_or(|place| part.start > place));
    let parts: Vec<&Part<'_>> = announced.collect();
    parts.iter().enumerate().all(|(at, part)| match part.kind {
        TokenKind::Time | TokenKind::Sign => true,
        TokenKind::Word => has(&words.before, part.text),
        TokenKind::Number => {
            let mut next = parts[at + 1..].iter();
            let next = next.find(|next| next.kind == TokenKind::Word);
            let is_weekday = at > 0 && has(&words.weekday, parts[at - 1].text);
            is_weekday || next.is_some_and(|next| has(&words.numbered, next.text))
        }
    })
}

/// Whether no number follows but that of a weekday: «5/8/2025 (thứ 3)».
fn is_no_number(after: &[Part<'_>], words: &DayWords) -> bool {
    let is_weekday = |at: usize| at > 0 && has(&words.weekday, after[at - 1].text);
    let mut numbers = (0..after.len()).filter(|at| after[*at].kind == TokenKind::Number);
    numbers.all(is_weekday)
}
