//! Normal forms of Vietnamese text: NFC, placement of tone marks, keys for matching; legacy
//! encodings.
//!
//! Knows letters and marks, not the meaning of words. Cells come composed in three ways, with
//! look-alike letters and with invisible characters (DOMAIN d1, d2). `clean` is what a person would
//! have typed; `key` is equal for two spellings of the same text. Text in a legacy encoding must
//! pass `legacy::repair` first, because `clean` removes U+00AD, which is a letter there.

mod bare;
pub mod legacy;
mod syllable;
mod tone;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text as it was meant: NFC, `Đ` instead of its look-alikes, nothing invisible, single spaces,
/// and every line trimmed. All kinds of line breaks become `\n`. Empty lines stay, because they
/// mark the place of a missing entry.
pub fn clean(text: &str) -> String {
    // A shortcut: nearly every cell is clean, and every look-up by name comes here.
    if is_clean(text) {
        return text.to_owned();
    }
    cleaned(text)
}

fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let visible = text.chars().filter_map(visible).nfd().map(latin);
    let composed: String = tone::shapes_first(visible).nfc().collect();
    composed
        .split('\n')
        .map(|line| line.split(' ').filter(|word| !word.is_empty()).collect())
        .map(|words: Vec<&str>| words.join(" "))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text after `clean`, with its lines joined by single spaces.
pub fn one_line(text: &str) -> String {
    let cleaned = clean(text);
    if !cleaned.contains('\n') {
        return cleaned;
    }
    let lines = cleaned.split('\n').filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// A key that is equal for all spellings of a text: one line, lower case, one placement of tones
/// (`thuỷ` is `thủy`), one dash, one apostrophe. Marks are kept, because they distinguish names.
pub fn key(text: &str) -> String {
    let lower = lower(&one_line(text));
    let unified = if lower.contains(|letter| unified(letter) != letter) {
        lower.chars().map(unified).collect()
    } else {
        lower
    };
    tone::fold_placement(unified)
}

/// The text in lower case and NFC. Five letters are composed with their mark in lower case only,
/// such as t with two dots.
fn lower(text: &str) -> String {
    let lower = text.to_lowercase();
    let is_mark = |letter| letter >= '\u{300}' && is_combining_mark(letter);
    match lower.contains(is_mark) {
        true => lower.nfc().collect(),
        false => lower,
    }
}

/// Replaces all dashes by one, all slashes by one, and all apostrophes by one.
pub fn unified(letter: char) -> char {
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{29F8}' => '/',
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{2032}' | '`' | '\u{00B4}' => '\'',
        other => other,
    }
}

/// `key` without any marks: `dak ui`. Two communes may have the same one (`Sơn Hà`, `Sơn Hạ`), so
/// it finds candidates but never decides.
pub fn fold(text: &str) -> String {
    let bare = strip(&key(text));
    // removing a separate mark leaves a space
    let words: Vec<&str> = bare.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The words that are most similar to what was typed, best first, without those below a similarity
/// of `alike` (0 to 1). A word that contains what was typed counts as equal to it.
pub fn nearest<'a>(typed: &str, words: &[&'a str], alike: f64, most: usize) -> Vec<&'a str> {
    let typed = fold(typed);
    let likeness = |word: &str| {
        let word = fold(word);
        match typed.len() > 2 && word.contains(&typed) {
            true => 1.0,
            false => strsim::normalized_damerau_levenshtein(&typed, &word),
        }
    };
    let mut scored: Vec<(f64, &str)> = words
        .iter()
        .map(|word| (likeness(word), *word))
        .filter(|(score, _)| *score >= alike)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    scored
        .into_iter()
        .take(most)
        .map(|(_, word)| word)
        .collect()
}

/// A composed letter without its marks, with `đ` as `d`; `None` if only `strip` can handle it: a
/// mark, or a letter of other languages.
pub fn bare(letter: char) -> Option<char> {
    bare::letter(letter)
}

/// The text without marks, with `đ` as `d`; case and spaces stay.
pub fn strip(text: &str) -> String {
    // A shortcut: nearly every text consists of composed letters, each with one bare letter.
    let bare: Option<String> = text.chars().map(bare::letter).collect();
    bare.unwrap_or_else(|| stripped(text))
}

fn stripped(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .map(|letter| match letter {
            'đ' => 'd',
            'Đ' => 'D',
            other => other,
        })
        .collect()
}

/// Whether any byte satisfies the condition. All bytes are checked, block by block and without
/// branches: the compiler does this for many bytes at once, which is faster than stopping at the
/// first.
pub fn any_byte(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> bool {
    let (blocks, rest) = bytes.as_chunks::<16>();
    let mut found = false;
    for block in blocks {
        for &byte in block {
            found |= is_such(byte);
        }
    }
    found || rest.iter().any(|&byte| is_such(byte))
}

/// Whether `clean` would change nothing, for text of composed letters of Vietnamese and
/// neighbouring languages, plain signs, and single spaces between words. `false` for other text,
/// even if it is clean.
pub fn is_clean(text: &str) -> bool {
    let mut before = '\n';
    for letter in text.chars() {
        let known = match letter {
            '!'..='~' => true,
            ' ' => !matches!(before, ' ' | '\n'),
            '\n' => before != ' ',
            '\u{D0}' | '\u{F0}' => false,
            '\u{C0}'..='\u{17F}'
            | 'Ơ'
            | 'ơ'
            | 'Ư'
            | 'ư'
            | '\u{1EA0}'..='\u{1EF9}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2018}'..='\u{201D}'
            | '…' => true,
            _ => false,
        };
        if !known {
            return false;
        }
        before = letter;
    }
    before != ' '
}

/// A character as it was meant; `None` for invisible ones.
fn visible(letter: char) -> Option<char> {
    match letter {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{D0}' | '\u{189}' => Some('Đ'),
        '\u{F0}' | '\u{256}' => Some('đ'),
        // full-width letters, digits and signs have the same order as in ASCII
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0),
        _ if letter.is_whitespace() => Some(' '),
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFC}'
        | '\u{E0000}'..='\u{E007F}' => None,
        _ if letter.is_control() => None,
        other => Some(other),
    }
}

/// The Latin letter that looks like a Greek or Cyrillic one. Nobody sees the difference, and
/// Vietnamese text has neither alphabet.
fn latin(letter: char) -> char {
    const ALIKE: [(&str, &str); 3] = [
        ("АВЕІЈКМНОРЅСТУХҺԀ", "ABEIJKMHOPSCTYXHD"),
        ("аеіјорѕсухһԁ", "aeijopscyxhd"),
        ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
    ];
    if !('\u{370}'..='\u{52F}').contains(&letter) {
        return letter;
    }
    let mut pairs = ALIKE
        .iter()
        .flat_map(|(own, latin)| own.chars().zip(latin.chars()));
    pairs
        .find(|(own, _)| *own == letter)
        .map_or(letter, |(_, latin)| latin)
}

/// Fills values into a sentence: `{day}` is replaced by the value of `day`.
pub fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        match value {
            Some((_, value)) => text.push_str(value),
            None => {
                text.push('{');
                text.push_str(name);
                text.push('}');
            }
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(typed: &str, meant: &str) {
        assert_eq!(clean(typed), meant, "{typed:?}");
    }

    #[test]
    fn letters_of_other_alphabets_that_look_alike_are_latin() {
        check("\u{421}hủ tị\u{441}h \u{39F}", "Chủ tịch O");
        check("\u{430}\u{301}", "á");
        check("щ Ω", "щ Ω");
        // One whose small letter looks Latin is Latin too, or the key would have another key.
        for letter in '\u{370}'..='\u{52F}' {
            let once = key(&letter.to_string());
            assert_eq!(key(&once), once, "{letter:?}");
        }
    }

    #[test]
    fn three_composition_shapes_become_one() {
        check("To\u{302}\u{309}", "Tổ");
        check("T\u{F4}\u{309}", "Tổ");
        check("To\u{309}\u{302}", "Tổ");
        check(
            "x\u{61}\u{303} \u{110}\u{61}\u{306}k P\u{65}\u{301}k",
            "xã Đăk Pék",
        );
        check("Phường Tư\u{300} Sơn", "Phường Từ Sơn");
        check("ho\u{323}\u{302}i", "hội");
        check("truo\u{31b}\u{309}ng", "truởng");
    }

    #[test]
    fn look_alikes_of_d_with_stroke_become_it() {
        check("\u{D0}ăk Ui", "Đăk Ui");
        check("\u{189}ăk Ui", "Đăk Ui");
        check("15/Q\u{D0}-UBND \u{F0}ã", "15/QĐ-UBND đã");
        check("\u{256}ã", "đã");
    }

    #[test]
    fn what_nobody_sees_goes_and_spaces_become_one() {
        check("Chủ\u{A0}tịch", "Chủ tịch");
        check("Chủ\u{200B}tịch", "Chủtịch");
        check("\u{FEFF}Xã An Phú", "Xã An Phú");
        check("Xã  Xuân Giang ", "Xã Xuân Giang");
        check("\tXã\u{3000}An\u{AD} Phú\u{7}", "Xã An Phú");
        check("\u{202A}0912\u{202C}", "0912");
        check("Ngu\u{AD}yễn Văn An", "Nguyễn Văn An");
        check("０５／８／２０２５　Ａ＠Ｂ", "05/8/2025 A@B");
    }

    #[test]
    fn line_breaks_of_every_kind_stay_and_keep_empty_places() {
        check("A\r\nB\rC\u{2028}D\u{B}E", "A\nB\nC\nD\nE");
        check("\n Phó Chủ tịch ", "\nPhó Chủ tịch");
        check("A \n\n B", "A\n\nB");
        assert_eq!(one_line("A \n\n B\r\n"), "A B");
    }

    #[test]
    fn a_key_is_shared_by_all_spellings_of_one_name() {
        for (one, other) in [
            ("Sơn Thuỷ", "SƠN THỦY"),
            ("Đặng Thuỳ Trâm", "Đặng  Thùy Trâm"),
            ("Văn hoá – Xã hội", "Văn hóa - xã hội"),
            ("Uỷ ban", "ỦY BAN"),
            ("M’Drắk", "M'Drắk"),
            ("15∕QĐ−UBND", "15/QĐ-UBND"),
        ] {
            assert_eq!(key(one), key(other));
        }
        assert_ne!(key("Sơn Hà"), key("Sơn Hạ"));
        // A key was no key of itself: T with two dots is composed in lower case only.
        assert_eq!(key(&key("T\u{308}")), key("T\u{308}"));
        assert_eq!(fold("Đặng Thuỳ Trâm"), "dang thuy tram");
        assert_eq!(fold("Sơn Hà"), fold("Sơn Hạ"));
        assert_eq!(fold("Sơn \u{309} Hà \u{301}"), "son ha");
    }

    #[test]
    fn the_register_keeps_its_names_apart() {
        let register = include_str!("../../config/registers/quang-ngai.csv");
        let mut keys: Vec<String> = register
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').nth(1))
            .map(key)
            .collect();
        assert_eq!(keys.len(), 96);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 96);
    }

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for length in 0..70 {
            let mut bytes = vec![b'x'; length];
            let found = |bytes: &[u8]| any_byte(bytes, |byte| byte == b'!');
            assert!(!found(&bytes));
            for at in 0..length {
                bytes[at] = b'!';
                assert!(found(&bytes), "{at} of {length}");
                bytes[at] = b'x';
            }
        }
    }

    #[test]
    fn every_letter_that_passes_as_clean_is() {
        for letter in '\0'..=char::MAX {
            let text = letter.to_string();
            assert!(!is_clean(&text) || cleaned(&text) == text, "{letter:?}");
        }
    }

    proptest! {
        #[test]
        fn letters_one_by_one_are_stripped_as_the_whole_is(typed in any::<String>()) {
            prop_assert_eq!(strip(&typed), stripped(&typed));
        }

        #[test]
        fn vietnamese_is_stripped_as_the_whole_is(typed in "[ -~\u{c0}-\u{1b0}\u{1ea0}-\u{1ef9}\u{300}-\u{323}]{0,12}") {
            prop_assert_eq!(strip(&typed), stripped(&typed));
        }

        #[test]
        fn what_passes_as_clean_is(typed in "[ -~\n\u{c0}-\u{17f}ƠơƯư\u{1ea0}-\u{1ef9}‐-―‘-”…]{0,12}") {
            prop_assert!(!is_clean(&typed) || cleaned(&typed) == typed);
        }

        #[test]
        fn cleaning_twice_changes_nothing(typed in any::<String>()) {
            let once = clean(&typed);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn a_key_does_not_depend_on_how_the_text_was_composed(typed in any::<String>()) {
            prop_assert_eq!(key(&clean(&typed)), key(&typed));
            let decomposed: String = typed.nfd().collect();
            prop_assert_eq!(key(&decomposed), key(&typed));
            let _ = fold(&typed);
        }

        #[test]
        fn vietnamese_letters_survive_any_composition(
            typed in "[aăâeêioôơuưyđ\u{300}\u{301}\u{303}\u{309}\u{323}\u{302}\u{306}\u{31b} \n\u{200b}\u{a0}]{0,12}"
        ) {
            let once = clean(&typed);
            prop_assert_eq!(clean(&once), once);
        }
    }

    #[test]
    fn a_sentence_takes_its_values() {
        for (sentence, text) in [
            ("{a}/{b} xã", "1/2 xã"),
            ("{c} và {a", "{c} và {a"),
            ("không có gì", "không có gì"),
        ] {
            assert_eq!(filled(sentence, &[("a", "1"), ("b", "2")]), text);
        }
    }
}
