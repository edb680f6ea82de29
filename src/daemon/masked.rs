//! Text for a log, without mail addresses and phone numbers of persons, and without characters that
//! would rearrange or erase it on a terminal.

use crate::failure::Failure;
use crate::locale::Language;

/// A number with this many digits may be a phone number.
const PHONE: usize = 9;

/// A failure, as text for a log.
pub(super) fn told(failure: &Failure, language: Language) -> String {
    masked(&failure.message().say(language))
}

/// Replaces the local part of every mail address, and every long number.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(length) = grouped_phone(rest) {
            out.push_str("***");
            rest = &rest[length..];
            continue;
        }
        let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        if length == 0 {
            out.push(match letter {
                '\n' => ' ',
                _ if is_active(letter) => '\u{fffd}',
                _ => letter,
            });
            rest = &rest[letter.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(length);
        match word.rsplit_once('@') {
            Some((_, domain)) => {
                out.push_str("***@");
                out.push_str(domain);
            }
            None => numbers(word, &mut out),
        }
        rest = after;
    }
    out
}

/// Whether a letter can be part of an address or a number.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || "@.+-_%".contains(letter)
}

/// Whether a terminal would obey the letter: control characters, and marks of the writing
/// direction.
fn is_active(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The length of a phone number in groups of digits, national or international, at the start of a
/// text.
fn grouped_phone(text: &str) -> Option<usize> {
    let plain = text.strip_prefix('+').unwrap_or(text);
    if !(plain.starts_with('0') || plain.starts_with("84") || plain.starts_with("(0")) {
        return None;
    }
    let length = text
        .find(|letter: char| !letter.is_ascii_digit() && !" .-()+".contains(letter))
        .unwrap_or(text.len());
    let run = text[..length].trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let goes_on = text[run.len()..].starts_with(|letter| is_part(letter) && letter != '.');
    (digits >= PHONE && !goes_on).then_some(run.len())
}

fn numbers(word: &str, out: &mut String) {
    let mut rest = word;
    while !rest.is_empty() {
        let plain = rest
            .find(|letter: char| letter.is_ascii_digit())
            .unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let length = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let number = &rest[..length];
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        out.push_str(if digits >= PHONE { "***" } else { number });
        rest = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str) {
        assert_eq!(masked(text), shown);
    }

    #[test]
    fn people_are_not_named_in_logs() {
        check("", "");
        check(
            "tệp /var/số liệu.xlsx không có",
            "tệp /var/số liệu.xlsx không có",
        );
        check("550 <lanh-dao@example.vn>: no", "550 <***@example.vn>: no");
        check("gọi 0912345678 hoặc +84.912.345.678", "gọi *** hoặc ***");
        check("gọi 0912 345 678, 0912-345-678.", "gọi ***, ***.");
        check("(0255) 3 822 822 / +84 912 345 678", "*** / ***");
        check("0912345678@example.vn", "***@example.vn");
        check(
            "chiều 2025-08-01, 1.234 dòng",
            "chiều 2025-08-01, 1.234 dòng",
        );
        check("máy chủ 127.0.0.1:2525", "máy chủ 127.0.0.1:2525");
        check("a@b@c.vn", "***@c.vn");
    }

    #[test]
    fn a_log_does_nothing_to_a_screen() {
        check(
            "trang «T\u{9b}2J\u{202e}x\r»",
            "trang «T\u{fffd}2J\u{fffd}x\u{fffd}»",
        );
        // The problems of a configuration come one on each line.
        check("2 điểm cần sửa\n  a.toml:3", "2 điểm cần sửa   a.toml:3");
    }
}
