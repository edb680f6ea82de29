//! The placement of tone marks: a word in the old and the new placement is the same word (DOMAIN
//! d2).
//!
//! Knows the three open rhymes `oa`, `oe`, `uy`, in which the tone may be on either letter; `qu`
//! and closed syllables have only one placement and are left unchanged.

use unicode_normalization::UnicodeNormalization;

const SHAPES: [char; 3] = ['\u{302}', '\u{306}', '\u{31B}'];
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Splits a letter into the letter without its tone and the tone (a combining mark), if it has one.
/// Circumflex, breve and horn belong to the letter.
pub(super) fn split(letter: char) -> (char, Option<char>) {
    if letter.is_ascii() {
        return (letter, None);
    }
    let mut tone = None;
    let bare: String = std::iter::once(letter)
        .nfd()
        .filter(|mark| {
            let is_tone = TONES.contains(mark);
            if is_tone {
                tone = Some(*mark);
            }
            !is_tone
        })
        .nfc()
        .collect();
    (bare.chars().next().unwrap_or(letter), tone)
}

/// Moves circumflex, breve and horn before tone marks in decomposed text. In the other order (`á`
/// followed by a circumflex) they would not compose.
pub(super) fn shapes_first(decomposed: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut letters: Vec<char> = Vec::new();
    for mark in decomposed {
        let mut place = letters.len();
        if SHAPES.contains(&mark) {
            while place > 0 && TONES.contains(&letters[place - 1]) {
                place -= 1;
            }
        }
        letters.insert(place, mark);
    }
    letters.into_iter()
}

/// Moves every tone of a lower-case NFC text to its old place: `hoà` becomes `hòa`, `uỷ` becomes
/// `ủy`.
pub(super) fn fold_placement(text: String) -> String {
    // In composed text a letter with a tone is never ASCII; only `oa`, `oe`, `uy` have two
    // placements.
    let movable = |pair: &[u8]| matches!(pair[0], b'o' | b'u') && !pair[1].is_ascii();
    if !text.as_bytes().windows(2).any(movable) {
        return text;
    }
    let mut letters: Vec<char> = text.chars().collect();
    for place in 1..letters.len() {
        if letters[place].is_ascii() || !matches!(letters[place - 1], 'o' | 'u') {
            continue;
        }
        let closed = letters
            .get(place + 1)
            .is_some_and(|next| next.is_alphabetic());
        if closed {
            continue;
        }
        let (second, Some(tone)) = split(letters[place]) else {
            continue;
        };
        let first = letters[place - 1];
        let after_q = place > 1 && letters[place - 2] == 'q';
        let movable = matches!((first, second), ('o', 'a' | 'e')) || first == 'u' && second == 'y';
        if movable && !after_q {
            letters[place - 1] = [first, tone].into_iter().nfc().next().unwrap_or(first);
            letters[place] = second;
        }
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_pairs_are_one_each() {
        let pairs = "oà òa,oá óa,oả ỏa,oã õa,oạ ọa,oè òe,oé óe,oẻ ỏe,oẽ õe,oẹ ọe,uỳ ùy,uý úy,uỷ ủy,uỹ ũy,uỵ ụy";
        for pair in pairs.split(',') {
            let (new, old) = pair.split_once(' ').expect("a pair");
            assert_eq!(fold_placement(format!("h{new}")), format!("h{old}"));
            assert_eq!(fold_placement(new.to_owned()), old);
            assert_eq!(fold_placement(format!("{new} ban")), format!("{old} ban"));
            assert_eq!(fold_placement(old.to_owned()), old);
        }
    }

    #[test]
    fn closed_syllables_and_qu_gi_stay() {
        for word in [
            "quý", "quỳ", "giàu", "già", "toàn", "hoàng", "thuyền", "quảng", "quả", "xoáy",
            "khuỷu", "ngoéo", "hoài",
        ] {
            assert_eq!(fold_placement(word.to_owned()), word);
        }
    }
}
