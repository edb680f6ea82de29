//! Makes text safe for a cell: removes what a spreadsheet cannot store or what could deceive a
//! reader, and cuts the text at Excel's limit.
//!
//! Knows the limits of the file format; deliberately not what a text means.

use std::borrow::Cow;

use crate::text::{any_byte, fold};

/// The most UTF-16 units in a cell (Excel's limit; a longer text costs the whole file).
pub(super) const CELL_LIMIT: usize = 32_767;

/// The end of a text that was cut.
pub(super) const CUT_MARK: &str = "… (đã cắt)";

/// Removes control characters and direction marks, and cuts the text at Excel's limit with a mark.
/// Line breaks stay, since cells may have several lines.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !may_hold_unprintable(text) || !text.contains(is_unprintable) {
        return cut(Cow::Borrowed(text));
    }
    let breaks = text.replace("\r\n", "\n").replace('\r', "\n");
    cut(Cow::Owned(
        breaks.chars().filter(|c| !is_unprintable(*c)).collect(),
    ))
}

/// Joins words without marks for a file name: «phường thuộc Kon Tum (cũ)» becomes
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

/// Whether Excel would read the text as a formula when someone edits the cell, also
/// for full-width signs. Such a cell is marked as text. A dash before a space starts a
/// list item and is not a formula.
pub(super) fn reads_as_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '@', '＝', '＋', '＠', '－'])
        || (text.starts_with('-') && !text.starts_with("- "))
}

/// Whether this is a control character, direction override, isolate or noncharacter.
fn is_unprintable(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        _ => letter.is_control(),
    }
}

/// Whether the text contains a byte with which an unprintable character may start. No Vietnamese
/// letter starts with one.
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
