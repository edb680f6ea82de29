//! The day that a cell means (DOMAIN d7).
//!
//! Knows how days are typed, dd/mm/yyyy above all; deliberately not which days are plausible,
//! and never repairs one: a day and a month exchanged are told by `swapped`, for a rule to ask.

mod spoken;
mod words;

use chrono::{Datelike, Days};

use super::DateClaim;
use crate::clock::{Date, Zone};
use crate::table::Value;
use crate::text;
pub use words::DayWords;

/// Serial numbers that are taken for a day typed as a number: 1995 to 2064. Smaller whole
/// numbers are years, days or row numbers.
const SERIALS: std::ops::Range<u64> = 34_700..60_300;
/// Years that somebody may mean.
const YEARS: std::ops::Range<i32> = 1900..2200;
/// Days between the two epochs of Excel.
const EPOCH_GAP: u64 = 1_462;

/// How a workbook's days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reckoning {
    /// Plain numbers count from 1904, which is the workbook's setting.
    pub epoch_1904: bool,
    /// The campaign's zone: a time stamp with a zone of its own is a day there.
    pub zone: Zone,
}

impl Default for Reckoning {
    fn default() -> Self {
        Self {
            epoch_1904: false,
            zone: chrono_tz::Asia::Ho_Chi_Minh,
        }
    }
}

/// What a cell says about a day; one with a date format was converted by the reader.
pub fn read(value: &Value, reckoning: Reckoning, words: &DayWords) -> DateClaim {
    match value {
        Value::Date(instant) => DateClaim::Day(instant.date()),
        Value::Number(number) => match serial(*number, reckoning.epoch_1904) {
            Some(day) => DateClaim::Day(day),
            None if *number == 0.0 => DateClaim::Absent,
            None => text_claim(&value.text(), reckoning, words),
        },
        Value::Text(typed) => text_claim(typed, reckoning, words),
        Value::Error(error) => DateClaim::CellError(error.to_string()),
        Value::Uncomputed(formula) => DateClaim::CellError(formula.to_string()),
        Value::Bool(_) => DateClaim::Unreadable(value.text()),
    }
}

/// What a text says about a day; serial numbers count from 1900, stamps are days in Việt Nam.
pub fn read_text(typed: &str, words: &DayWords) -> DateClaim {
    text_claim(typed, Reckoning::default(), words)
}

/// The day with day and month exchanged, where that is another day of the calendar.
pub fn swapped(day: Date) -> Option<Date> {
    let exchanged = Date::from_ymd_opt(day.year(), day.day(), day.month())?;
    (exchanged != day).then_some(exchanged)
}

/// The first day written anywhere in a text, such as «15/QĐ-UBND ngày 28/7/2025», with its
/// place in bytes. A number of a document («15/2025/QĐ-UBND») is no day.
pub(super) fn find(cleaned: &str, words: &DayWords) -> Option<(std::ops::Range<usize>, DateClaim)> {
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

/// The small letter where it takes as many bytes, so that a place in the one text is one in the
/// other; `ẞ` and `İ` do not and stay.
fn lower_in_place(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) if small.len_utf8() == letter.len_utf8() => small,
        _ => letter,
    }
}

/// A day that lacks its year or its day, announced as one: «ngày 28/7», «tháng 8/2025».
pub(super) fn find_partial(
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

/// The words of a text, each with its place in bytes.
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

fn text_claim(typed: &str, reckoning: Reckoning, words: &DayWords) -> DateClaim {
    let line = text::one_line(typed);
    let key = text::key(typed);
    let key = key
        .trim_end_matches(['.', ',', ';'])
        .trim_start_matches('\'')
        .trim()
        .replace('\\', "/");
    let key = without_month_letter(&key);
    let key = key.as_str();
    if says_nothing(key, words) {
        return DateClaim::Absent;
    }
    if key.starts_with('#') && !key.contains(char::is_whitespace) {
        return DateClaim::CellError(line);
    }
    let number = key
        .parse::<f64>()
        .ok()
        .filter(|_| key.starts_with(|c: char| c.is_ascii_digit()));
    let day = number
        .and_then(|number| serial(number, reckoning.epoch_1904))
        .or_else(|| spoken::day(key, reckoning.zone, words));
    day.map_or(DateClaim::Unreadable(line), DateClaim::Day)
}

/// «05/T8/2025» is 05/8/2025.
fn without_month_letter(key: &str) -> String {
    match key.split_once("/t") {
        Some((before, after)) if after.starts_with(|letter: char| letter.is_ascii_digit()) => {
            format!("{before}/{after}")
        }
        _ => key.to_owned(),
    }
}

/// Nothing, a dash, dots, «chưa …», «đang …», or the form of a day left open
/// («ngày … tháng 8 năm 2025»).
fn says_nothing(key: &str, words: &DayWords) -> bool {
    let begins = |word: &str| {
        let rest = key.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let digits = key.contains(|letter: char| letter.is_ascii_digit());
    let mut named = key
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !word.is_empty());
    let parts = [&words.day, &words.month, &words.year];
    let form = named.all(|word| parts.iter().any(|list| words::has(list, word)));
    let open = key.contains('…') || key.contains("..") || key.contains("__");
    key == "0"
        || form && (!digits || open)
        || !digits && words.nothing.iter().any(|word| begins(word))
}

/// «ngày 5 tháng 8 năm 2025», «5 tháng tám, 2025», wherever it stands in a lower-case text.
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

/// The month that a text begins with, by number or name, and what follows it.
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

/// The year that follows a month: after its word, or in four digits.
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

/// The digits that a text begins with, and what follows them.
fn digits_of(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// `5/8/2025`, `5-8-25`, `5.8.2025`, `2025-08-05`.
fn numeric(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, second, third] = parts[..] else {
        return None;
    };
    if first.len() == 4 {
        calendar(first, second, third)
    } else {
        calendar(third, second, first)
    }
}

/// A day of the calendar from digits; two digits of a year are of this century, and nobody means
/// the year 25 with four («0025»).
fn calendar(year: &str, month: &str, day: &str) -> Option<Date> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year) && digits(month) && digits(day)) || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year: i32 = match year.len() {
        4 => year.parse().ok().filter(|year| YEARS.contains(year))?,
        2 => 2000 + year.parse::<i32>().ok()?,
        _ => return None,
    };
    Date::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// The day of a serial number; a time of day after the point is dropped.
fn serial(number: f64, epoch_1904: bool) -> Option<Date> {
    if !(1.0..1_000_000.0).contains(&number) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was checked"
    )]
    let whole = number.trunc() as u64;
    let since_1900 = if epoch_1904 { whole + EPOCH_GAP } else { whole };
    if !SERIALS.contains(&since_1900) {
        return None;
    }
    // Day 60 is Excel's 29/02/1900, which never was: later days count from 1899-12-30.
    Date::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(since_1900))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock};

    use proptest::prelude::*;

    use super::*;

    static WORDS: LazyLock<DayWords> = LazyLock::new(DayWords::shipped);

    #[track_caller]
    fn check(typed: &str, read: &str) {
        let claim = match read_text(typed, &WORDS) {
            DateClaim::Day(day) => day.to_string(),
            DateClaim::Absent => "absent".to_owned(),
            DateClaim::Unreadable(_) => "unreadable".to_owned(),
            DateClaim::CellError(_) => "error".to_owned(),
        };
        assert_eq!(claim, read, "{typed:?}");
    }

    #[test]
    fn the_ways_a_day_is_typed() {
        for typed in [
            "05/8/2025",
            "5/8/2025",
            "05/08/2025",
            "5-8-2025",
            "5.8.2025",
            "05/8/25",
            "5/8/25",
            "ngày 5 tháng 8 năm 2025",
            "ngày 05 tháng 8 năm 2025",
            "Ngày 05/8/2025",
            "ngày 05 tháng 08 năm 2025.",
            "Ngày 05 tháng  08\u{a0}năm 2025",
            "ngày 05/08/2025.",
            "45874",
            "45874.0",
            "45874.5",
            "2025-08-05",
            "2025-08-05T00:00:00",
            "Aug 5, 2025",
            "5/8/2025 0:00:00",
            "05/08/2025 07:30",
            "2025-08-05 00:00:00",
            "5 Aug 2025",
            " 05/08/2025 ",
            "05\\8\\2025",
            "05/T8/2025",
            "05 / 08 / 2025",
            "'05/08/2025",
            "(05/8/2025)",
            "5 tháng 8 năm 2025",
            "NGÀY 05/8/2025",
            "nga\u{300}y 5 tha\u{301}ng 8 na\u{306}m 2025",
            "August 5, 2025",
            "2025-08-05T00:00:00.000Z",
            "Thứ ba, 05/8/2025",
            "ngay 5 thang 8 nam 2025",
            "05–08–2025",
            "5-Aug-2025",
            "2025/08/05",
            "ngày 5, tháng 8, năm 2025",
            "ký ngày 05/8/2025",
            "Ngày ký: 5/8/2025",
            "Đã ban hành ngày 5/8/2025",
            "Ký số ngày 05/08/2025",
            "ngày 05/8/2025 (đã ký số)",
            "5/8/2025 7:00 SA",
            "05/08/2025 07:30:15 CH",
            "7:30 05/8/2025",
            "lúc 7 giờ 30 phút ngày 05/8/2025",
            "5/8/2025 7h30",
            "5 thg 8, 2025",
            "thg 8 5, 2025",
            "05-Thg8-25",
            "5 Tháng Tám 2025",
            "ngày 5 tháng tám năm 2025",
            "Ngày mồng 5 tháng 8 năm 2025",
            "Quảng Ngãi, ngày 05 tháng 8 năm 2025",
            "Đăk Ui, ngày 05/8/2025",
            "QĐ ngày 05/8/2025",
            "15/QĐ-UBND ngày 05/8/2025",
            "５/８/２０２５",
            "5∕8∕2025",
            "5/8/\u{ad}2025",
            "2025-08-04T17:00:00.000Z",
            "2025-08-05 06:59:59+07:00",
            "2025-08-05T23:30:00+09:00",
            "Tue Aug 05 2025 00:00:00 GMT+0700 (Giờ Đông Dương)",
            "Tuesday, August 5, 2025 7:00:00 AM",
            "05/8/2025 (bản giấy)",
            "5/8/25 (thứ 3)",
            "05-8-2025, thứ 3",
            "20250805",
            "ngày 20250805",
        ] {
            check(typed, "2025-08-05");
        }
        check("45785", "2025-05-08");
        check("15/7/2022", "2022-07-15");
        check("05/8/2052", "2052-08-05");
    }

    #[test]
    fn what_is_no_whole_day_of_the_calendar() {
        for typed in [
            "28/7",
            "tháng 8/2025",
            "8/2025",
            "Quý III",
            "2025",
            "15",
            "31/6/2025",
            "30/02/2025",
            "32/7/2025",
            "15/13/2025",
            "00/8/2025",
            "ngày tám",
            "05/8/2025 hoặc 06/8/2025",
            "5/8/205",
            "05082025",
            "ngày 31 tháng 6 năm 2025",
            "x",
            "tháng 8 năm 2025",
            "25/07",
            "chưa, dự kiến 8/2025",
            "1/2/3/2025",
            "05/8/0025",
            "ngày 5 tháng 8 năm 0025",
            "dự kiến 15/8/2025",
            "trước ngày 15/8/2025",
            "họp ngày 05/8/2025",
            "05/8/2025 - 06/8/2025",
            "05/8/2025 (chưa đóng dấu)",
            "07/28/2025",
            "7:00 SA",
            "ngày 31/6/2025 (đã ký số)",
            "tháng tám năm 2025",
            "5/8/2025?",
            "~5/8/2025",
            "≤ 5/8/2025",
            "5/8/2025 (dự kiến)",
            "20251305",
            "19450902",
            "5082025",
        ] {
            check(typed, "unreadable");
        }
    }

    #[test]
    fn what_says_nothing() {
        for typed in [
            "",
            "  ",
            "-",
            "–",
            "…",
            "...",
            "chưa",
            "Chưa có",
            "chưa ban hành",
            "đang trình ký",
            "0",
            "/",
            "…/…/2025",
            "ngày … tháng … năm",
            "ngày … tháng 8 năm 2025",
            "..../8/2025",
        ] {
            check(typed, "absent");
        }
        check("#REF!", "error");
        // Letters whose small ones take another number of bytes.
        check("ẞ28/7/2025Ⱥ", "unreadable");
        check("#N/A", "error");
    }

    #[test]
    fn cells_that_are_no_text() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let instant = day("2025-08-05").and_hms_opt(0, 0, 0).expect("midnight");
        for (value, epoch_1904, claim) in [
            (
                Value::Date(instant),
                false,
                DateClaim::Day(day("2025-08-05")),
            ),
            (
                Value::Number(45874.0),
                false,
                DateClaim::Day(day("2025-08-05")),
            ),
            (
                Value::Number(44412.0),
                true,
                DateClaim::Day(day("2025-08-05")),
            ),
            (
                Value::Text(Arc::from("44412")),
                true,
                DateClaim::Day(day("2025-08-05")),
            ),
            (
                Value::Number(2025.0),
                false,
                DateClaim::Unreadable("2025".to_owned()),
            ),
            (
                Value::Number(20_250_805.0),
                false,
                DateClaim::Day(day("2025-08-05")),
            ),
            (
                Value::Uncomputed(Arc::from("=D9+1")),
                false,
                DateClaim::CellError("=D9+1".to_owned()),
            ),
            (
                Value::Number(15.0),
                false,
                DateClaim::Unreadable("15".to_owned()),
            ),
            (
                Value::Number(f64::NAN),
                false,
                DateClaim::Unreadable("NaN".to_owned()),
            ),
            (
                Value::Error(Arc::from("#REF!")),
                false,
                DateClaim::CellError("#REF!".to_owned()),
            ),
        ] {
            let reckoning = Reckoning {
                epoch_1904,
                ..Reckoning::default()
            };
            assert_eq!(read(&value, reckoning, &WORDS), claim, "{value:?}");
        }
    }

    #[test]
    fn a_stamp_with_a_zone_is_a_day_in_the_campaigns_zone() {
        for (zone, day) in [
            (chrono_tz::Asia::Ho_Chi_Minh, "2025-08-16"),
            (chrono_tz::UTC, "2025-08-15"),
        ] {
            let reckoning = Reckoning {
                epoch_1904: false,
                zone,
            };
            let stamp = Value::Text("2025-08-15T17:00:00.000Z".into());
            let day = DateClaim::Day(day.parse().expect("a day"));
            assert_eq!(read(&stamp, reckoning, &WORDS), day);
        }
        check("2025-08-15T17:00:00", "2025-08-15");
    }

    #[test]
    fn day_and_month_exchanged() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        assert_eq!(swapped(day("2025-05-08")), Some(day("2025-08-05")));
        assert_eq!(swapped(day("2025-08-15")), None);
        assert_eq!(swapped(day("2025-08-08")), None);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(typed in any::<String>()) {
            let _ = read_text(&typed, &WORDS);
            let _ = find(&text::clean(&typed), &WORDS);
        }

        #[test]
        fn every_day_is_read_in_every_form(serial in 45_000u64..47_000) {
            let day = Date::from_ymd_opt(1899, 12, 30).expect("a day") + Days::new(serial);
            for form in ["%d/%m/%Y", "%-d/%-m/%Y", "%d-%m-%Y", "%-d.%-m.%Y", "%Y-%m-%d", "%-d/%-m/%y",
                "ngày %-d tháng %-m năm %Y", "ngày %d tháng %m năm %Y.", "%b %-d, %Y", "%Y-%m-%dT%H:%M:%S"] {
                let midnight = day.and_hms_opt(0, 0, 0).expect("midnight");
                let typed = midnight.format(form).to_string();
                prop_assert_eq!(read_text(&typed, &WORDS), DateClaim::Day(day), "{}", typed);
            }
            prop_assert_eq!(read_text(&serial.to_string(), &WORDS), DateClaim::Day(day));
        }
    }
}
