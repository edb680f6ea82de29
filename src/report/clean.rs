//! Text as a cell may hold it: without what a spreadsheet cannot store or a reader must not be
//! tricked by, and no longer than Excel allows.
//!
//! Knows the limits of the file format; deliberately not what a text means.

use std::borrow::Cow;

use crate::text::{any_byte, fold};

/// The most UTF-16 units a cell holds (Excel's limit; one more costs the whole file).
pub(super) const CELL_LIMIT: usize = 32_767;

/// What stands at the end of a text that was cut.
pub(super) const CUT_MARK: &str = "… (đã cắt)";

/// The text without control characters and direction marks, cut at Excel's limit with a mark.
/// Line breaks stay, since cells may hold several lines.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !may_hold_unprintable(text) || !text.contains(is_unprintable) {
        return cut(Cow::Borrowed(text));
    }
    let breaks = text.replace("\r\n", "\n").replace('\r', "\n");
    cut(Cow::Owned(
        breaks.chars().filter(|c| !is_unprintable(*c)).collect(),
    ))
}

/// Words without marks, joined as a file name has them: «phường thuộc Kon Tum (cũ)» is
/// `PhuongThuocKonTumCu`.
pub(super) fn joined(words: &str) -> String {
    let folded = fold(words);
    let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    words.map(capital).collect()
}

/// Excel would take this for a formula if someone edited the cell, signs of full width among them:
/// it is marked as text.
/// A dash before a space begins a line of a list.
pub(super) fn reads_as_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '@', '＝', '＋', '＠', '－'])
        || (text.starts_with('-') && !text.starts_with("- "))
}

/// Control characters, direction overrides and isolates, noncharacters.
fn is_unprintable(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        _ => letter.is_control(),
    }
}

/// Whether bytes stand in the text that unprintable letters begin with, and some others: no letter
/// of Vietnamese does.
fn may_hold_unprintable(text: &str) -> bool {
    any_byte(text.as_bytes(), |byte| {
        matches!(byte, 0..0x20 | 0x7F | 0xC2 | 0xE2 | 0xEF) & (byte != b'\n')
    })
}

fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    // A character takes at most as many UTF-16 units as bytes, so short texts need no count.
    if text.len() <= CELL_LIMIT || text.encode_utf16().count() <= CELL_LIMIT {
        return text;
    }
    let room = CELL_LIMIT - CUT_MARK.encode_utf16().count();
    let mut units = 0;
    let end = text
        .char_indices()
        .find(|(_, letter)| {
            units += letter.len_utf16();
            units > room
        })
        .map_or(text.len(), |(position, _)| position);
    Cow::Owned(format!("{}{CUT_MARK}", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_cell_can_hold_is_left_out() {
        for (given, kept) in [
            ("Chủ tịch UBND xã", "Chủ tịch UBND xã"),
            ("hai\r\ndòng\rba", "hai\ndòng\nba"),
            ("a\u{0}b\u{1}c\u{7f}", "abc"),
            ("\u{202E}fdp.15-DQ", "fdp.15-DQ"),
            ("=1+1", "=1+1"),
            ("a\u{2066}b\u{2069}\u{FEFF}", "ab"),
        ] {
            assert_eq!(clean(given), kept);
        }
    }

    #[test]
    fn what_excel_would_calculate_is_told() {
        for (text, formula) in [
            ("=1+1", true),
            ("＝1+1", true),
            ("＋84912345678", true),
            ("@SUM(A1)", true),
            ("-1", true),
            ("- Ông A", false),
            ("Ba Tơ = 1", false),
        ] {
            assert_eq!(reads_as_formula(text), formula, "{text}");
        }
    }

    #[test]
    fn long_texts_are_cut_at_excels_limit() {
        for letter in ["a", "ễ", "😀"] {
            let long = letter.repeat(40_000);
            let kept = clean(&long);
            assert!(kept.encode_utf16().count() <= CELL_LIMIT);
            assert!(kept.encode_utf16().count() > CELL_LIMIT - 3);
            assert!(kept.ends_with(CUT_MARK));
            let whole = letter.repeat(CELL_LIMIT / 2);
            assert_eq!(clean(&whole), whole);
        }
    }
}
