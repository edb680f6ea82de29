//! A day among words: «Ngày ký: 5/8/2025 (đã ký số)», «5 thg 8, 2025», «5/8/2025 7:00 SA»,
//! «Quảng Ngãi, ngày 01 tháng 8 năm 2025», a time stamp with its zone.
//!
//! Knows how days and times are written; deliberately takes no day where the words around it leave
//! open whether it is the one of signing («dự kiến 5/8/2025»), and none of two.

use std::ops::Range;

use chrono::{Duration, NaiveTime};

use super::calendar;
use crate::clock::{self, Date, Zone};

/// What may stand before the day.
const BEFORE: &[&str] = &[
    "ngày",
    "ngay",
    "ký",
    "kí",
    "ky",
    "số",
    "so",
    "ban",
    "hành",
    "hanh",
    "quyết",
    "quyet",
    "định",
    "dinh",
    "qđ",
    "qd",
    "đã",
    "da",
    "vào",
    "vao",
    "lúc",
    "luc",
    "hồi",
    "thành",
    "thanh",
    "lập",
    "lap",
    "được",
    "duoc",
    "phê",
    "duyệt",
    "của",
    "văn",
    "bản",
    "thứ",
    "thu",
    "hai",
    "ba",
    "tư",
    "năm",
    "sáu",
    "bảy",
    "chủ",
    "nhật",
    "date",
    "time",
    "on",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mồng",
    "mùng",
];
/// What may not stand anywhere beside it: the day is another than the one of signing, or not sure.
const DOUBTFUL: &[&str] = &[
    "dự kiến",
    "du kien",
    "dự thảo",
    "trước",
    "sau",
    "khoảng",
    "hoặc",
    "hay",
    "đến",
    "từ ngày",
    "hạn",
    "chưa",
    "sẽ",
    "không",
    "đang",
    "chờ",
    "trình",
    "họp",
    "lấy ý kiến",
    "gửi",
    "nhận",
    "thay",
    "sửa",
    "hết hiệu lực",
    "thu hồi",
    "hủy",
    "cũ",
    "?",
];
/// Months by their Vietnamese names; longer ones first.
const MONTHS: &[(&str, u32)] = &[
    ("mười hai", 12),
    ("mười một", 11),
    ("mười", 10),
    ("giêng", 1),
    ("một", 1),
    ("hai", 2),
    ("ba", 3),
    ("tư", 4),
    ("bốn", 4),
    ("năm", 5),
    ("sáu", 6),
    ("bảy", 7),
    ("bẩy", 7),
    ("tám", 8),
    ("chín", 9),
    ("chạp", 12),
];
/// The word before a month's number or name.
const MONTH_WORDS: &[&str] = &["tháng", "thang", "thg", "th"];
const ENGLISH: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The one day that a text speaks of, a `text::key`; `None` where it speaks of none, of two, or not
/// of the day of signing.
pub(super) fn day(key: &str, zone: Zone) -> Option<Date> {
    let mut parts = parts(key);
    let time = take_time(key, &mut parts);
    let mut found: Option<(Range<usize>, Date)> = None;
    let mut place = 0;
    while place < parts.len() {
        let Some((taken, day)) = day_at(
            key,
            &parts[place..],
            place.checked_sub(1).map(|at| &parts[at]),
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
    let sure = is_introduced(key, before) && is_no_number(after) && !is_doubted(key);
    let shifted = || in_zone(day, time.as_ref()?, zone);
    sure.then(|| shifted().unwrap_or(day))
}

/// One word, number or sign.
#[derive(Clone, Debug)]
struct Part<'t> {
    text: &'t str,
    kind: TokenKind,
    /// Where it begins, in bytes.
    start: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TokenKind {
    Number,
    Word,
    Sign,
    /// Of a time that was taken.
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

/// A time of day, and how far its zone is from UTC where it says so.
struct Time {
    time: NaiveTime,
    zone: Option<Duration>,
}

/// Marks the words of a time as such: `7:00 SA`, `17:00:00.000z`, «7 giờ 30», `10:00 gmt+0700`.
fn take_time(key: &str, parts: &mut [Part<'_>]) -> Option<Time> {
    let number = |part: Option<&Part<'_>>| {
        let part = part.filter(|part| part.kind == TokenKind::Number && part.text.len() <= 2)?;
        part.text.parse::<u32>().ok()
    };
    let is = |part: Option<&Part<'_>>, words: &[&str]| {
        part.is_some_and(|part| words.contains(&part.text))
    };
    let begin = (0..parts.len()).find(|&at| {
        let colon = is(parts.get(at + 1), &[":"]) && number(parts.get(at + 2)).is_some();
        let hours = is(parts.get(at + 1), &["h", "giờ", "gio", "g"]);
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
    if is(parts.get(end), &["phút", "phut", "p"]) {
        end += 1;
    }
    let half = parts
        .get(end)
        .filter(|part| part.kind == TokenKind::Word)
        .map(|part| part.text);
    if matches!(
        half,
        Some("sa" | "am" | "sáng" | "ch" | "pm" | "chiều" | "tối")
    ) {
        let later = matches!(half, Some("ch" | "pm" | "chiều" | "tối"));
        hour = match (hour, later) {
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

/// `z`, `utc`, `+07:00`, `gmt+0700`: how far from UTC, and how many parts it takes.
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

/// The day in a zone of the instant that a day and a time with a zone are.
fn in_zone(day: Date, time: &Time, zone: Zone) -> Option<Date> {
    let instant = day.and_time(time.time).checked_sub_signed(time.zone?)?;
    Some(clock::day(instant.and_utc(), zone))
}

/// The day that the parts begin with, and how many it takes: `None` within where the calendar has
/// none such.
fn day_at(
    key: &str,
    parts: &[Part<'_>],
    before: Option<&Part<'_>>,
) -> Option<(usize, Option<Date>)> {
    let glued = |part: &Part<'_>| matches!(part.text, "/" | "-" | ".");
    if before.is_some_and(|before| glued(before) && key[..parts[0].start].ends_with(before.text)) {
        return None;
    }
    let (taken, year, month, day) = numeric(parts)
        .or_else(|| spelled(parts))
        .or_else(|| month_first(parts))?;
    let goes_on = matches!(&parts[taken..], [sign, number, ..] if matches!(sign.text, "/" | "-") && number.kind == TokenKind::Number);
    (!goes_on).then(|| (taken, calendar(year, &month, day)))
}

type Written<'t> = (usize, &'t str, String, &'t str);

/// `5/8/2025`, `05-08-25`, `2025.08.05`.
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

/// «5 tháng 8 năm 2025», «5 thg 8, 2025», `05-Thg8-25`, `5 Aug 2025`.
fn spelled<'t>(parts: &[Part<'t>]) -> Option<Written<'t>> {
    let day = parts.first().filter(|part| is_short(part))?;
    let at = 1 + signs(&parts[1..]);
    let (month, taken) = month(&parts[at..])?;
    let at = at + taken;
    let at = at + signs(&parts[at..]);
    let word = parts
        .get(at)
        .is_some_and(|part| matches!(part.text, "năm" | "nam"));
    let at = at + usize::from(word);
    let at = at + signs(&parts[at..]);
    let year = parts
        .get(at)
        .filter(|part| part.kind == TokenKind::Number)?;
    matches!(year.text.len(), 2 | 4).then(|| (at + 1, year.text, month, day.text))
}

/// `Aug 5, 2025`, «thg 8 5, 2025».
fn month_first<'t>(parts: &[Part<'t>]) -> Option<Written<'t>> {
    let (month, taken) = month(parts)?;
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

/// How many signs stand first that may part a day, a month and a year.
fn signs(parts: &[Part<'_>]) -> usize {
    let parting = |part: &&Part<'_>| matches!(part.text, "," | "-" | "/" | "." | ":");
    parts.iter().take_while(parting).count().min(1)
}

/// A month by its number or name, and how many parts that takes.
fn month(parts: &[Part<'_>]) -> Option<(String, usize)> {
    let first = parts.first().filter(|part| part.kind == TokenKind::Word)?;
    let english = ENGLISH.iter().position(|name| {
        *name == first.text
            || first.text.len() == 3 && name.starts_with(first.text)
            || first.text == "sept" && name.starts_with("sept")
    });
    if let Some(place) = english {
        return Some(((place + 1).to_string(), 1));
    }
    if !MONTH_WORDS.contains(&first.text) {
        return None;
    }
    let at = 1 + signs(&parts[1..]);
    let number = parts.get(at)?;
    if is_short(number) {
        return Some((number.text.to_owned(), at + 1));
    }
    MONTHS.iter().find_map(|(name, month)| {
        let words = name.split(' ');
        let count = words.clone().count();
        let same = words
            .zip(parts.get(at..)?)
            .all(|(word, part)| part.text == word);
        (same && parts.len() >= at + count).then(|| (month.to_string(), at + count))
    })
}

/// Whether what stands before the day only announces it: «Ngày ký:», «Quảng Ngãi, ngày», a
/// decision's number.
fn is_introduced(key: &str, before: &[Part<'_>]) -> bool {
    let place = key.find(", ngày ").or_else(|| key.find(", ngay "));
    let after_place = place.filter(|place| {
        let words = key[..*place].split(' ').filter(|word| !word.is_empty());
        let only_words = key[..*place]
            .chars()
            .all(|letter| letter.is_alphabetic() || letter == ' ');
        only_words && (1..=5).contains(&words.count())
    });
    let announced = before
        .iter()
        .filter(|part| after_place.is_none_or(|place| part.start > place));
    let parts: Vec<&Part<'_>> = announced.collect();
    parts.iter().enumerate().all(|(at, part)| match part.kind {
        TokenKind::Time | TokenKind::Sign => true,
        TokenKind::Word => BEFORE.contains(&part.text) || part.text == "ubnd",
        TokenKind::Number => parts[at + 1..]
            .iter()
            .find(|next| next.kind == TokenKind::Word)
            .is_some_and(|next| matches!(next.text, "qđ" | "qd")),
    })
}

/// No number follows but a weekday's: «5/8/2025 (thứ 3)».
fn is_no_number(after: &[Part<'_>]) -> bool {
    let is_weekday = |at: usize| at > 0 && matches!(after[at - 1].text, "thứ" | "thu");
    let mut numbers = (0..after.len()).filter(|at| after[*at].kind == TokenKind::Number);
    numbers.all(is_weekday)
}

fn is_doubted(key: &str) -> bool {
    let whole = |place: usize, words: &str| {
        let edge = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
        edge(key[..place].chars().next_back()) && edge(key[place + words.len()..].chars().next())
    };
    DOUBTFUL.iter().any(|words| {
        let mut places = key.match_indices(words);
        places.any(|(place, _)| whole(place, words))
    })
}
