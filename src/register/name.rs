//! The forms in which names are compared, besides `text::key` (all marks) and `text::strip` (no
//! marks): equivalent spellings, and names without spaces and signs.
//!
//! Knows letters only, not which names exist. The letters are in the code, because they are the
//! orthography of all provinces.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text;

/// The five tone marks, as combining characters: grave, acute, tilde, hook, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Maps equivalent spellings of a key to one: `Đắk`, `Đak`, `Dak` to `Đăk` (`Đắk` and `Đăk` are
/// both official, in different places), and `i` after a consonant to `y`, as in `Kì` and `Kỳ`. `Ui`
/// is not mapped to `Uy`, because these are different sounds.
pub(super) fn variant(key: &str) -> String {
    let words = key.split(' ').map(|word| {
        // Only a word with this first or last letter can have another spelling; an unknown letter
        // might too.
        let may_be = |letter: Option<char>, bare| {
            letter.is_some_and(|letter| text::bare(letter).is_none_or(|known| known == bare))
        };
        if may_be(word.chars().next(), 'd') && text::strip(word) == "dak" {
            return "đăk".to_owned();
        }
        if !may_be(word.chars().next_back(), 'i') {
            return word.to_owned();
        }
        let bare: String = word.nfd().filter(|c| !TONES.contains(c)).collect();
        match bare.strip_suffix('i') {
            Some("h" | "k" | "l" | "m" | "s" | "t" | "qu") => {
                let parts = word.nfd().map(|c| if c == 'i' { 'y' } else { c });
                parts.nfc().collect()
            }
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The name without marks, spaces and signs, for places and for similarity: `iahdrai` for `Ia
/// H'Drai`.
pub(super) fn squeezed(name: &str) -> String {
    let folded = text::strip(name);
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether `typed` is `name` with marks left out and none changed; both are keys.
pub(super) fn only_lost_marks(typed: &str, name: &str) -> bool {
    let marks = |word: &str| -> Vec<char> {
        let barred = word.chars().filter(|&c| c == 'đ');
        let combining = word.nfd().filter(|c| is_combining_mark(*c));
        barred.chain(combining).collect()
    };
    let (typed_words, name_words) = (typed.split(' '), name.split(' '));
    text::strip(typed) == text::strip(name)
        && typed_words.zip(name_words).all(|(typed, name)| {
            let available = marks(name);
            marks(typed).iter().all(|mark| available.contains(mark))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_sound_share_a_variant() {
        let form = |text: &str| variant(&text::key(text));
        assert_eq!(form("Sơn Kì"), form("Sơn Kỳ"));
        assert_eq!(form("Phú Quí"), form("Phú Quý"));
        assert_eq!(form("Đắk Hà"), form("Dak Hà"));
        assert_ne!(form("Đăk Uy"), form("Đăk Ui"));
        assert_ne!(form("Ba Tiêu"), form("Ba Tyêu"));
    }

    #[test]
    fn a_mark_may_be_lost_or_changed() {
        let lost = |typed, name| only_lost_marks(&text::key(typed), &text::key(name));
        assert!(lost("Son Tinh", "Sơn Tịnh"));
        assert!(lost("Đak Hà", "Đăk Hà"));
        assert!(!lost("Sơn Tình", "Sơn Tịnh"));
    }
}
