//! Recognises one person in any text: the words that identify a person, where they occur, and the
//! text without them.
//!
//! A name matches if its words follow each other, in any case, composition or spacing; a phone
//! number by its last nine digits, in any grouping; a mail address by its letters. Marks matter:
//! «Lê Văn An» is not «Le Van An». Knows nothing of tables and files.

mod legible;

use std::ops::Range;

use crate::text;

pub use self::legible::texts;

/// Replaces an erased person.
pub const ERASED: &str = "(đã xóa)";

/// The fewest digits of a phone number; shorter numbers can be anything.
const PHONE: usize = 9;

/// What identifies a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonQuery {
    /// The words of a name, in their normal form.
    Name(Vec<String>),
    /// The last digits of a phone number.
    Phone(String),
    /// A mail address in lower case.
    Mail(String),
}

impl PersonQuery {
    /// Parses what was typed: a name of at least two words, a whole phone number, or a mail
    /// address. `None` for a single word, which many people share.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = text::one_line(typed);
        if typed.contains('@') {
            let is_whole = !typed.contains(' ') && !typed.starts_with('@') && !typed.ends_with('@');
            return is_whole.then(|| Self::Mail(typed.to_lowercase()));
        }
        let plain = |letter: char| letter.is_ascii_digit() || " .-+()".contains(letter);
        if typed.chars().all(plain) {
            return national(&typed).map(Self::Phone);
        }
        let words: Vec<String> = tokens(&typed).map(|range| normal(&typed[range])).collect();
        (words.len() >= 2).then_some(Self::Name(words))
    }

    /// The normal form, from which the fingerprint is computed.
    pub fn normal(&self) -> String {
        match self {
            Self::Name(words) => words.join(" "),
            Self::Phone(digits) => digits.clone(),
            Self::Mail(address) => address.clone(),
        }
    }

    /// The ranges of a text that match.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::Name(words) => names(text, words),
            Self::Phone(digits) => phones(text, digits),
            Self::Mail(address) => addresses(text, address),
        }
    }

    /// Whether a text contains a match.
    pub fn stand_in(&self, text: &str) -> bool {
        !self.ranges(text).is_empty()
    }

    /// The text with every match replaced; `None` if there is no match.
    pub fn without(&self, text: &str) -> Option<String> {
        let ranges = self.ranges(text);
        let mut rest = 0;
        let mut kept = String::with_capacity(text.len());
        for range in &ranges {
            kept.push_str(&text[rest..range.start]);
            kept.push_str(ERASED);
            rest = range.end;
        }
        kept.push_str(&text[rest..]);
        (!ranges.is_empty()).then_some(kept)
    }
}

fn normal(word: &str) -> String {
    text::key(word)
}

/// The words of a text: letters, digits, and separate combining marks.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |letter: char| {
        letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}')
    };
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_part)?;
        let length = text[start..].find(|letter| !is_part(letter));
        rest = length.map_or(text.len(), |length| start + length);
        Some(start..rest)
    })
}

fn names(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let all: Vec<Range<usize>> = tokens(text).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for window in all.windows(words.len()) {
        let joined = window.windows(2).all(|pair| {
            let between = &text[pair[0].end..pair[1].start];
            between.chars().all(char::is_whitespace)
        });
        let same = || {
            let given = window.iter().map(|range| normal(&text[range.clone()]));
            given.eq(words.iter().cloned())
        };
        let start = window[0].start;
        let is_free = found.last().is_none_or(|last| last.end <= start);
        if joined && is_free && same() {
            found.push(start..window[window.len() - 1].end);
        }
    }
    found
}

/// The last nine digits of a national or international phone number; `None` if there are too few or
/// too many digits.
fn national(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (PHONE..=13)
        .contains(&digits.len())
        .then(|| digits[digits.len() - PHONE..].to_owned())
}

fn phones(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        match phone_at(bytes, at, wanted) {
            Some(end) => {
                let plus = at > 0 && bytes[at - 1] == b'+';
                found.push(at - usize::from(plus)..end);
                at = end;
            }
            None => {
                while at < bytes.len() && bytes[at].is_ascii_digit() {
                    at += 1;
                }
            }
        }
    }
    found
}

/// The end of the phone number that starts here, if it is the one wanted. Groups of digits may be
/// separated by spaces, dots, dashes or brackets.
fn phone_at(bytes: &[u8], start: usize, wanted: &str) -> Option<usize> {
    let mut digits = String::new();
    let mut at = start;
    while at < bytes.len() && digits.len() <= 13 {
        match bytes[at] {
            digit if digit.is_ascii_digit() => digits.push(char::from(digit)),
            b' ' | b'.' | b'-' | b'(' | b')' => {}
            _ => return None,
        }
        at += 1;
        let ends_group = bytes.get(at).is_none_or(|next| !next.is_ascii_digit());
        let head = digits.strip_suffix(wanted);
        let is_prefix = matches!(head, Some("" | "0" | "84" | "084" | "0084" | "840"));
        if ends_group && is_prefix {
            return Some(at);
        }
    }
    None
}

fn addresses(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let is_part = |letter: char| letter.is_alphanumeric() || "._%+-@".contains(letter);
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(is_part).map(|start| rest + start) {
        let length = text[start..].find(|letter| !is_part(letter));
        let end = length.map_or(text.len(), |length| start + length);
        let word = text[start..end].trim_end_matches(['.', '-']);
        if word.to_lowercase() == wanted {
            found.push(start..start + word.len());
        }
        rest = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, text: &str, kept: &str) {
        let words = PersonQuery::read(typed).unwrap();
        let without = words.without(text);
        assert_eq!(without.as_deref().unwrap_or(text), kept, "{typed}");
    }

    #[test]
    fn a_name_is_found_in_every_spelling_and_nobody_else_is() {
        check(
            "Lê Văn An",
            "ông Lê Văn An, Chủ tịch",
            "ông (đã xóa), Chủ tịch",
        );
        check("lê  văn an", "LÊ VĂN AN; Lê Văn\nAn", "(đã xóa); (đã xóa)");
        check("Lê Văn An", "Lê Va\u{306}n An", "(đã xóa)");
        check("Trần Hòa", "Trần Hoà", "(đã xóa)");
        check(
            "Lê Văn An",
            "Lê Văn Anh, Lê Văn, An, Le Van An",
            "Lê Văn Anh, Lê Văn, An, Le Van An",
        );
        check("Lê Văn An", "Đỗ Lê Văn An Bình", "Đỗ (đã xóa) Bình");
    }

    #[test]
    fn a_phone_is_found_however_it_is_grouped() {
        for text in [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "+84 912 345 678",
            "912345678",
            "84912345678",
        ] {
            check("0912345678", text, "(đã xóa)");
            check("+84912345678", text, "(đã xóa)");
        }
        check(
            "0912345678",
            "0912345678 - 0987654321",
            "(đã xóa) - 0987654321",
        );
        check(
            "0987654321",
            "0912345678 - 0987654321",
            "0912345678 - (đã xóa)",
        );
        check(
            "0912345678",
            "10912345678, 09123456789",
            "10912345678, 09123456789",
        );
    }

    #[test]
    fn a_mail_address_is_found_whole() {
        check(
            "a.b@c.vn",
            "thư A.B@C.vn; aa.b@c.vn; a.b@c.vn.",
            "thư (đã xóa); aa.b@c.vn; (đã xóa).",
        );
    }

    #[test]
    fn what_is_everybodys_is_refused() {
        for typed in ["", "An", "15", "12345678", "@", "a @b.vn"] {
            assert_eq!(PersonQuery::read(typed), None, "{typed}");
        }
    }
}
