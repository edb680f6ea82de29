//! Reads the day in a cell (DOMAIN d7).
//!
//! Knows how days are typed, usually as dd/mm/yyyy, but not which days are plausible. Never repairs
//! a day: `swapped` returns the one with day and month exchanged, so that a rule can ask.

mod found;
mod spoken;
mod words;

use chrono::{Datelike, Days};

use super::DateClaim;
use crate::clock::{Date, Zone};
use crate::table::Value;
use crate::text;
pub(super) use found::{find, find_all, find_partial};
pub use words::DayWords;

/// Serial numbers that are read as days if typed as plain numbers: 1995 to 2064. Smaller whole
/// numbers are years, days of the month or row numbers.
const SERIALS: std::ops::Range<u64> = 34_700..60_300;
/// Years that somebody may mean.
const YEARS: std::ops::Range<i32> = 1900..2200;
/// Days between the two epochs of Excel.
const EPOCH_GAP: u64 = 1_462;

/// How the days of a workbook are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reckoning {
    /// Whether plain numbers count from 1904, a setting of the workbook.
    pub epoch_1904: bool,
    /// The campaign's zone: a time stamp that states its own zone is converted to a day in this
    /// one.
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

/// Reads the day in a cell. The table reader has already converted cells with a date format.
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

/// Reads the day in a text. Serial numbers count from 1900, and time stamps are days in Việt Nam.
pub fn read_text(typed: &str, words: &DayWords) -> DateClaim {
    text_claim(typed, Reckoning::default(), words)
}

/// The day with day and month exchanged, if that is another valid day.
pub fn swapped(day: Date) -> Option<Date> {
    let exchanged = Date::from_ymd_opt(day.year(), day.day(), day.month())?;
    (exchanged != day).then_some(exchanged)
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

/// Removes the letter of a month, which is T in every office: «05/T8/2025» becomes «05/8/2025».
fn without_month_letter(key: &str) -> String {
    match key.split_once("/t") {
        Some((before, after)) if after.starts_with(|letter: char| letter.is_ascii_digit()) => {
            format!("{before}/{after}")
        }
        _ => key.to_owned(),
    }
}

/// Whether a text states no day: it is empty, a dash or dots, begins with «chưa …» or «đang …», or
/// is the unfilled form of a day («ngày … tháng 8 năm 2025»).
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

/// Reads `5/8/2025`, `5-8-25`, `5.8.2025`, `2025-08-05`.
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

/// Makes a day of digits. A year of two digits is in this century; one of four digits must be in
/// `YEARS`, because nobody means the year 25 by «0025».
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

/// The day of a serial number; a fraction, which is the time of day, is dropped.
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
    // Day 60 is Excel's 29/02/1900, which did not exist, so later days count from 1899-12-30.
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
            "Thứ 3, 05/8/2025",
            "T3, 5/8/2025",
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
        // Letters whose small ones have another number of bytes.
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
