//! The normal forms in which names are compared: with all their marks, with the spellings
//! that mean the same, and without marks.
//!
//! Knows letters only; deliberately not which names exist.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The five tone marks, as combining characters: grave, acute, tilde, hook, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Lower case, NFC, single spaces, no invisible characters, one apostrophe, one dash; the
/// Icelandic and African look-alikes of `đ` become `đ`.
pub(super) fn plain(text: &str) -> String {
    let composed: String = text.nfc().filter(|&c| !is_invisible(c)).collect();
    let mut out = String::with_capacity(composed.len());
    for character in composed.chars().flat_map(char::to_lowercase) {
        match character {
            'ð' | 'ɖ' => out.push('đ'),
            '’' | '‘' | 'ʼ' | '`' | '´' | '′' => out.push('\''),
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    let spaced = out.split(' ').filter(|word| !word.is_empty());
    spaced.collect::<Vec<_>>().join(" ").nfc().collect()
}

/// The form of full marks: two names are the same when their keys are. The tone goes to the
/// end of its word, because `Thuỷ` and `Thủy` are one word written in two fashions.
pub(super) fn key(plain: &str) -> String {
    let words = plain.split(' ').map(|word| {
        let (tones, letters): (Vec<char>, Vec<char>) = word.nfd().partition(|c| TONES.contains(c));
        letters.into_iter().nfc().chain(tones).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The key with spellings that mean the same made one: `Đắk`, `Đak`, `Dak` are `Đăk`
/// (both marks are official, each in its place), and `i` after a consonant is `y` as in
/// `Kì`, `Kỳ`. Never `Uy` for `Ui`: those are two sounds.
pub(super) fn variant(key: &str) -> String {
    let words = key.split(' ').map(|word| {
        if fold(word) == "dak" {
            return "đăk".to_owned();
        }
        let bare: String = word.chars().filter(|c| !TONES.contains(c)).collect();
        match bare.strip_suffix('i') {
            Some("h" | "k" | "l" | "m" | "s" | "t" | "qu") => word.replacen('i', "y", 1),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Without any mark: `Đăk Pék` is `dak pek`.
pub(super) fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// The fold without spaces and signs, for places and for nearness: `Ia H'Drai` is `iahdrai`.
pub(super) fn squeezed(text: &str) -> String {
    let folded = fold(text);
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// True where `typed` is `name` with marks left out and none changed; both are keys.
pub(super) fn only_lost_marks(typed: &str, name: &str) -> bool {
    let marks = |word: &str| -> Vec<char> {
        let barred = word.chars().filter(|&c| c == 'đ');
        let combining = word.nfd().filter(|c| is_combining_mark(*c));
        barred.chain(combining).collect()
    };
    let (typed_words, name_words) = (typed.split(' '), name.split(' '));
    fold(typed) == fold(name)
        && typed_words.zip(name_words).all(|(typed, name)| {
            let available = marks(name);
            marks(typed).iter().all(|mark| available.contains(mark))
        })
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_has_one_key_however_it_is_composed() {
        for (typed, name) in [
            ("To\u{302}\u{309}", "Tổ"),
            ("T\u{f4}\u{309}", "tổ"),
            ("Phường Tư\u{300} Sơn", "phường từ sơn"),
            ("\u{d0}ăk Ui", "Đăk Ui"),
            ("\u{189}ăk Ui", "Đăk Ui"),
            ("An\u{a0}Phú", "An  Phú"),
            ("An\u{200b} Phú", "\u{feff}An\nPhú"),
            ("Sơn Thuỷ", "Sơn Thủy"),
            ("Đặng Thuỳ Trâm", "ĐẶNG THÙY TRÂM"),
            ("M'Drắk", "M’Drắk"),
        ] {
            assert_eq!(key(&plain(typed)), key(&plain(name)), "{typed:?}");
        }
    }

    #[test]
    fn names_that_differ_keep_different_keys() {
        for (one, other) in [
            ("Ba Tơ", "Ba Tô"),
            ("Sơn Hà", "Sơn Hạ"),
            ("Đăk Bla", "Đăk Blà"),
            ("Đắk Ui", "Đăk Ui"),
            ("2. Bảo Lộc", "2 Bảo Lộc"),
        ] {
            assert_ne!(key(&plain(one)), key(&plain(other)), "{one:?}");
        }
    }

    #[test]
    fn spellings_of_one_sound_share_a_variant() {
        let form = |text: &str| variant(&key(&plain(text)));
        assert_eq!(form("Sơn Kì"), form("Sơn Kỳ"));
        assert_eq!(form("Phú Quí"), form("Phú Quý"));
        assert_eq!(form("Đắk Hà"), form("Dak Hà"));
        assert_ne!(form("Đăk Uy"), form("Đăk Ui"));
        assert_ne!(form("Ba Tiêu"), form("Ba Tyêu"));
    }

    #[test]
    fn a_mark_may_be_lost_or_changed() {
        let lost = |typed, name| only_lost_marks(&key(&plain(typed)), &key(&plain(name)));
        assert!(lost("Son Tinh", "Sơn Tịnh"));
        assert!(lost("Đak Hà", "Đăk Hà"));
        assert!(!lost("Sơn Tình", "Sơn Tịnh"));
    }
}
