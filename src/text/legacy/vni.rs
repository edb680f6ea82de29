//! The letters of VNI for Windows as CP1252 shows them.
//!
//! A vowel is a base letter followed by one mark; `ô` and `ö` are the bases `ơ` and `ư`; the
//! letters of the i-family are single characters.

use unicode_normalization::UnicodeNormalization;

/// Whether a character is a letter or a mark of the encoding.
pub(super) fn knows(shown: char) -> bool {
    let small = lower(shown);
    single(small).is_some() || "áàåãäâêéèúüëùøûõï".contains(small)
}

/// Converts a text to Unicode; `None` if a mark follows a letter that cannot have it.
pub(super) fn convert(text: &str) -> Option<String> {
    let mut converted = String::new();
    let mut shown = text.chars().peekable();
    while let Some(letter) = shown.next() {
        let small = lower(letter);
        let meant = match single(small) {
            Some(meant) => meant,
            None if small.is_ascii() => small,
            None => return None,
        };
        let marks = shown.peek().and_then(|next| marks(meant, lower(*next)));
        if marks.is_some() {
            shown.next();
        }
        let composed: String = std::iter::once(meant)
            .chain(marks.unwrap_or("").chars())
            .nfc()
            .collect();
        if letter == small {
            converted.push_str(&composed);
        } else {
            converted.push_str(&composed.to_uppercase());
        }
    }
    Some(converted)
}

/// The letters that are single characters.
fn single(small: char) -> Option<char> {
    Some(match small {
        'ñ' => 'đ',
        'ò' => 'ị',
        'æ' => 'ỉ',
        'ó' => 'ĩ',
        'ì' => 'ì',
        'í' => 'í',
        'î' => 'ỵ',
        'ô' => 'ơ',
        'ö' => 'ư',
        _ => return None,
    })
}

/// The combining marks that a mark character stands for after this base letter.
fn marks(base: char, mark: char) -> Option<&'static str> {
    let tone = match mark {
        'ù' => Some("\u{301}"),
        'ø' => Some("\u{300}"),
        'û' => Some("\u{309}"),
        'õ' => Some("\u{303}"),
        'ï' => Some("\u{323}"),
        _ => None,
    };
    let circumflex = match mark {
        'â' => Some("\u{302}"),
        'á' => Some("\u{302}\u{301}"),
        'à' => Some("\u{302}\u{300}"),
        'å' => Some("\u{302}\u{309}"),
        'ã' => Some("\u{302}\u{303}"),
        'ä' => Some("\u{302}\u{323}"),
        _ => None,
    };
    let breve = match mark {
        'ê' => Some("\u{306}"),
        'é' => Some("\u{306}\u{301}"),
        'è' => Some("\u{306}\u{300}"),
        'ú' => Some("\u{306}\u{309}"),
        'ü' => Some("\u{306}\u{303}"),
        'ë' => Some("\u{306}\u{323}"),
        _ => None,
    };
    match base {
        'a' => tone.or(circumflex).or(breve),
        'e' | 'o' => tone.or(circumflex),
        'i' | 'u' | 'y' | 'ơ' | 'ư' => tone,
        _ => None,
    }
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}
