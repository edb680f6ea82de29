//! Removes the marks of composed letters by looking them up instead of decomposing them, because
//! every look-up by name and every word of a position needs this.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letters of Latin-1 and Latin Extended-A and -B that occur in Vietnamese and neighbouring
/// languages, and the Vietnamese letters in Latin Extended Additional.
const RANGES: [(u32, u32); 2] = [(0xC0, 0x1B0), (0x1EA0, 0x1EF9)];

static BARE: LazyLock<[Vec<Option<char>>; 2]> =
    LazyLock::new(|| RANGES.map(|(first, last)| (first..=last).map(taken_apart).collect()));

/// The letter without marks, with `đ` as `d`; `None` if it is not in the tables or is itself a
/// mark.
pub(super) fn letter(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return Some(letter);
    }
    let code = u32::from(letter);
    let table = RANGES
        .iter()
        .position(|(first, last)| (*first..=*last).contains(&code))?;
    BARE[table][(code - RANGES[table].0) as usize]
}

fn taken_apart(code: u32) -> Option<char> {
    let letter = char::from_u32(code)?;
    let mut left = std::iter::once(letter)
        .nfd()
        .filter(|part| !is_combining_mark(*part));
    let bare = match left.next()? {
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    };
    left.next().is_none().then_some(bare)
}
