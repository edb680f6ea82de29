//! How many lines a text takes in a column, and how high a row must be so that nothing
//! is cut off. Needed because neither Excel nor LibreOffice sizes rows of merged
//! cells, or rows on opening a file.
//!
//! Knows the widths of Times New Roman's letters; deliberately no cell.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The pixels that a cell keeps free to the left and right of its text.
const PADDING: f64 = 8.0;
/// A factor that makes letters a little wider than they are, since printers and screens differ.
const CAUTION: f64 = 1.04;
/// The height of a line relative to its font size, as in Excel, where it
/// is larger than in LibreOffice.
const LINE: f64 = 1.28;
/// The greatest height of a row that Excel allows, in points.
pub(super) const HIGHEST: f64 = 409.0;

/// Returns how many lines `text` takes in `width` pixels, wrapped at spaces.
pub(super) fn lines(text: &str, width: u32, size: f64, bold: bool) -> u32 {
    let room = (f64::from(width) - PADDING).max(1.0);
    let scale = scale(size, bold);
    let space = 250.0 * scale;
    let mut total = 0;
    for paragraph in text.split('\n') {
        let mut line = 0.0;
        total += 1;
        for word in paragraph.split(' ') {
            let long = width_of(word) * scale;
            if line > 0.0 && line + space + long > room {
                total += 1;
                line = 0.0;
            }
            let mut rest = long;
            if long > room {
                // LibreOffice breaks an address after a slash, Excel where the column ends.
                rest = 0.0;
                for piece in word.split_inclusive('/') {
                    let piece = width_of(piece) * scale;
                    if rest > 0.0 && rest + piece > room {
                        total += 1;
                        rest = 0.0;
                    }
                    rest += piece;
                    while rest > room {
                        total += 1;
                        rest -= room;
                    }
                }
            }
            line += rest + if line > 0.0 { space } else { 0.0 };
        }
        if total > 1000 {
            break;
        }
    }
    total
}

/// Returns the pixels that a text takes on one line.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    width_of(text) * scale(size, bold)
}

/// Returns how many pixels a thousandth of the font size is.
fn scale(size: f64, bold: bool) -> f64 {
    size / 1000.0 * 96.0 / 72.0 * CAUTION * if bold { 1.09 } else { 1.0 }
}

/// Returns the height in points of a row of this many lines, at most what Excel allows.
pub(super) fn height(lines: u32, size: f64) -> f64 {
    (f64::from(lines) * size * LINE + 3.0).ceil().min(HIGHEST)
}

/// Splits a text between words into pieces that each fit in the highest row allowed.
pub(super) fn rows(text: &str, width: u32, size: f64, bold: bool) -> Vec<&str> {
    let fits = |text| f64::from(lines(text, width, size, bold)) * size * LINE + 3.0 <= HIGHEST;
    if fits(text) {
        return vec![text];
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while !fits(rest) {
        let spaces: Vec<usize> = rest.match_indices(' ').map(|(place, _)| place).collect();
        let fitting = spaces.partition_point(|place| fits(&rest[..*place]));
        let Some(place) = fitting.checked_sub(1).map(|last| spaces[last]) else {
            break;
        };
        pieces.push(&rest[..place]);
        rest = &rest[place + 1..];
    }
    pieces.push(rest);
    pieces
}

fn width_of(text: &str) -> f64 {
    text.chars()
        .map(|letter| match WIDTHS.get(letter as usize) {
            Some(width) => *width,
            None => letter_width(letter),
        })
        .sum()
}

/// The widths of Latin letters and common punctuation, computed once.
static WIDTHS: LazyLock<Vec<f64>> =
    LazyLock::new(|| ('\0'..'\u{2100}').map(letter_width).collect());

/// Returns the width of a letter in thousandths of the font size; marks
/// above and below add nothing.
fn letter_width(letter: char) -> f64 {
    let base = if letter.is_ascii() {
        letter
    } else {
        letter.nfd().next().unwrap_or(letter)
    };
    match base {
        'i' | 'j' | 'l' | 't' => 278.0,
        'f' | 'r' | 'I' | '(' | ')' | '-' | '[' | ']' => 333.0,
        's' | 'J' => 389.0,
        ' ' | '.' | ',' | '\u{A0}' => 250.0,
        ':' | ';' | '/' | '\\' | '!' | '|' => 278.0,
        'a' | 'c' | 'e' | 'z' | '?' => 444.0,
        'm' => 778.0,
        'w' | 'A' | 'D' | 'Đ' | 'G' | 'H' | 'K' | 'N' | 'O' | 'Q' | 'U' | 'V' | 'X' | 'Y' => 722.0,
        'B' | 'C' | 'R' => 667.0,
        'E' | 'L' | 'T' | 'Z' => 611.0,
        'F' | 'P' | 'S' => 556.0,
        'M' => 889.0,
        'W' => 944.0,
        '%' => 833.0,
        '&' => 778.0,
        '…' | '—' => 1000.0,
        '@' => 921.0,
        _ if base.is_ascii() => 500.0,
        'đ' | '«' | '»' | '–' => 500.0,
        _ => 700.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_follow_the_width() {
        for (text, width, expected) in [
            ("", 100, 1),
            ("Xã An Phú", 120, 1),
            ("Xã An Phú", 60, 2),
            ("một\nhai\nba", 200, 3),
            ("Phó Bí thư Đảng ủy, Chủ tịch UBND xã", 140, 2),
            (
                "https://vanban.example.org/a-very-long-path/of-a-file.pdf",
                120,
                5,
            ),
        ] {
            assert_eq!(
                lines(text, width, 11.0, false),
                expected,
                "{text} in {width}"
            );
        }
    }

    #[test]
    fn long_texts_go_on_in_the_next_row() {
        let short = "Xã An Phú; ".repeat(20);
        assert_eq!(rows(&short, 600, 13.0, false), [short.as_str()]);
        let long = "Xã An Phú; ".repeat(2000);
        let pieces = rows(&long, 600, 13.0, false);
        assert!(pieces.len() > 10);
        assert_eq!(pieces.join(" "), long);
        assert!(
            pieces
                .iter()
                .all(|piece| height(lines(piece, 600, 13.0, false), 13.0) < HIGHEST)
        );
    }

    #[test]
    fn no_row_is_higher_than_excel_allows() {
        assert_eq!(height(2, 12.0), 34.0);
        assert_eq!(height(10_000, 12.0), HIGHEST);
    }
}
