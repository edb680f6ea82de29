//! Repairs UTF-8 bytes that were read as CP1252: `Tá»•` for `Tổ`.
//!
//! Knows only bytes. The bytes of correct text are almost never valid UTF-8, and the result must
//! consist of Vietnamese letters and the punctuation of office programs.

use encoding_rs::WINDOWS_1252;

/// The text that the bytes mean; `None` if they are not UTF-8 or not Vietnamese.
pub(super) fn read(text: &str) -> Option<String> {
    // `à` is C3 A0, shown as `Ã` and a no-break space, which many programs replace by a space.
    let kept = text.contains("Ã ").then(|| text.replace("Ã ", "Ã\u{A0}"));
    let decoded = decode(text).or_else(|| decode(kept.as_deref()?))?;
    is_proven(kept.as_deref().unwrap_or(text)).then_some(decoded)
}

/// Whether the bytes were certainly misread. `XÃ KON TUM` is correct: «Ã» with a space means `à`
/// only after a small letter; after a capital another character must prove it.
fn is_proven(shown: &str) -> bool {
    let mut before = None;
    let mut letters = shown.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends_a_word = letter == 'Ã' && letters.next_if_eq(&'\u{A0}').is_some();
        if !letter.is_ascii() && (!ends_a_word || before.is_some_and(char::is_lowercase)) {
            return true;
        }
        before = Some(letter);
    }
    false
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        bytes.push(byte(letter)?);
    }
    let decoded = String::from_utf8(bytes).ok()?;
    let mut letters = decoded.chars().filter(|letter| !letter.is_ascii());
    let foreign = letters
        .clone()
        .any(|letter| !is_vietnamese(letter) && !is_typographic(letter));
    (!foreign && letters.any(is_vietnamese)).then_some(decoded)
}

/// The byte that CP1252 shows as this character; its five unused bytes are shown as control
/// characters.
fn byte(letter: char) -> Option<u8> {
    if let Ok(small @ (0..=0x9F)) = u8::try_from(u32::from(letter)) {
        return Some(small);
    }
    let mut buffer = [0; 4];
    let (encoded, _, lost) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
    (!lost).then(|| encoded[0])
}

fn is_vietnamese(letter: char) -> bool {
    matches!(
        letter,
        '\u{1EA0}'
            ..='\u{1EF9}' | 'Ă' | 'ă' | 'Đ' | 'đ' | 'Ĩ' | 'ĩ' | 'Ũ' | 'ũ' | 'Ơ' | 'ơ' | 'Ư' | 'ư'
    ) || "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý".contains(letter)
        || matches!(
            letter,
            '\u{300}'
                | '\u{301}'
                | '\u{303}'
                | '\u{309}'
                | '\u{323}'
                | '\u{302}'
                | '\u{306}'
                | '\u{31B}'
        )
}

fn is_typographic(letter: char) -> bool {
    matches!(letter, '\u{A0}' | '\u{2010}'..='\u{2027}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(shown: &str, meant: Option<&str>) {
        assert_eq!(read(shown).as_deref(), meant, "{shown:?}");
    }

    #[test]
    fn capitals_before_a_space_are_honest_unless_another_letter_was_misread() {
        check("XÃ KON TUM", None);
        check("UBND XÃ MINH LONG", None);
        check("XÃ\u{A0}SA LOONG", None);
        check("ThÃ nh viÃªn", Some("Thành viên"));
        check("lÃ\u{A0}", Some("là"));
        check("HÃ  Ná»™i", Some("Hà Nội"));
    }
}
