//! Numbers, days and names as a Vietnamese document writes them.

use chrono::Datelike;
use chrono_tz::Tz;

use crate::clock::{Date, Timestamp};

/// How many names a sentence lists before it only counts the rest.
const NAMES: usize = 40;

/// `15/8/2025`, `01/8/2025`, `05/02/2026`: days below 10 and the months 1 and 2 take a zero
/// (Decree 30/2020/NĐ-CP, appendix I).
pub(super) fn day(date: Date) -> String {
    let month = date.month();
    let zero = if month < 3 { "0" } else { "" };
    format!("{:02}/{zero}{month}/{}", date.day(), date.year())
}

/// `07 giờ 05 ngày 15/8/2025`, in the campaign's zone.
pub(super) fn moment(instant: Timestamp, zone: Tz) -> String {
    let local = instant.with_timezone(&zone);
    format!(
        "{} ngày {}",
        local.format("%H giờ %M"),
        day(local.date_naive())
    )
}

/// `67,7%`: one digit, rounded half up; `chưa có số liệu` of nothing.
pub(super) fn percent(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "chưa có số liệu".to_owned();
    }
    let tenths = (u64::from(part) * 2000 / u64::from(whole)).div_ceil(2);
    format!("{},{}%", tenths / 10, tenths % 10)
}

/// `1.234`
pub(super) fn number(value: u32) -> String {
    let digits = value.to_string();
    let mut written = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    written
}

/// `12,3 MB` of so many bytes.
pub(super) fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{},{} MB", tenths / 10, tenths % 10)
}

/// `Xã A; Phường B`, and after forty names how many more.
pub(super) fn names(all: &[String]) -> String {
    let listed = all[..all.len().min(NAMES)].join("; ");
    match all.len().saturating_sub(NAMES) {
        0 => listed,
        more => format!("{listed}; và {more} đơn vị khác"),
    }
}

/// On one line as it is read: line ends and other controls become spaces, so that a header is
/// never made longer by what is in it, and marks that turn the direction of writing are left
/// out, so that no address or file name reads as another one.
pub(super) fn one_line(text: &str) -> String {
    text.chars()
        .filter(|letter| {
            !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_the_decree_wants() {
        for (iso, written) in [
            ("2025-08-15", "15/8/2025"),
            ("2025-08-01", "01/8/2025"),
            ("2026-02-05", "05/02/2026"),
            ("2025-12-31", "31/12/2025"),
        ] {
            assert_eq!(day(iso.parse().unwrap()), written);
        }
    }

    #[test]
    fn rates_have_one_digit_and_a_comma() {
        for (part, whole, written) in [
            (65, 96, "67,7%"),
            (21, 96, "21,9%"),
            (0, 96, "0,0%"),
            (96, 96, "100,0%"),
            (1, 3, "33,3%"),
            (2, 3, "66,7%"),
            (1, 8, "12,5%"),
            (1, 16, "6,3%"),
            (1, 32, "3,1%"),
            (0, 0, "chưa có số liệu"),
        ] {
            assert_eq!(percent(part, whole), written, "{part}/{whole}");
        }
    }

    #[test]
    fn numbers_are_grouped_by_points() {
        for (value, written) in [
            (0, "0"),
            (96, "96"),
            (1234, "1.234"),
            (1_000_000, "1.000.000"),
        ] {
            assert_eq!(number(value), written);
        }
    }

    #[test]
    fn foreign_text_stays_on_its_line_and_in_its_direction() {
        for (text, line) in [
            ("a\r\nBcc: b", "a  Bcc: b"),
            ("a\0\tb", "a  b"),
            ("bao\u{202e}xslx.exe", "baoxslx.exe"),
            ("Xã Đăk Ui", "Xã Đăk Ui"),
        ] {
            assert_eq!(one_line(text), line);
        }
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let many: Vec<_> = (0..42).map(|number| format!("Xã {number}")).collect();
        assert!(names(&many).ends_with("Xã 39; và 2 đơn vị khác"));
        assert_eq!(names(&many[..2]), "Xã 0; Xã 1");
    }
}
