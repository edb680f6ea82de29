//! Repairs text from before Unicode: letters of TCVN3 (.VnTime) and VNI, and UTF-8 read as CP1252
//! (DOMAIN d5).
//!
//! Knows the three encodings, and when a text is clearly in one of them: every word with a foreign
//! letter must become a Vietnamese syllable, and at least one of them must not have been one
//! before. Single characters prove nothing (`·`, `×`, `®` occur in correct text), so the whole cell
//! decides. Text that could be correct, or in two encodings, is left unchanged.

mod mojibake;
mod tcvn3;
mod vni;

use std::fmt;

use super::syllable;

/// How a text was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// TCVN 5712:1993, VN3 («ABC»): the fonts `.VnTime`, `.VnArial` and others.
    Tcvn3,
    /// VNI for Windows: `VNI-Times` and other fonts.
    Vni,
    /// UTF-8 bytes read as CP1252.
    Utf8AsCp1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
            Self::Utf8AsCp1252 => "UTF-8/CP1252",
        })
    }
}

/// A text converted to Unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The text in Unicode; not yet `clean`.
    pub text: String,
    /// The encoding it had.
    pub from: Encoding,
}

/// Converts a text to Unicode if it is clearly in a legacy encoding; otherwise `None`. Must get the
/// raw text, because `clean` removes the `ư` of TCVN3.
pub fn repair(text: &str) -> Option<Repaired> {
    if text.is_ascii() || text.contains(is_unicode_only) {
        return None;
    }
    if let Some(text) = mojibake::read(text) {
        let from = Encoding::Utf8AsCp1252;
        return Some(Repaired { text, from });
    }
    if text.split(' ').all(is_honest) {
        return None;
    }
    let proven = |encoding| as_encoding(text, encoding).filter(|(_, proven)| *proven);
    let (text, from) = match (proven(Encoding::Tcvn3), proven(Encoding::Vni)) {
        (Some((text, _)), None) => (text, Encoding::Tcvn3),
        (None, Some((text, _))) => (text, Encoding::Vni),
        (None, None) | (Some(_), Some(_)) => return None,
    };
    Some(Repaired { text, from })
}

/// Converts a text to Unicode whose neighbours show that it is in this encoding: `Hoà Thò My` alone
/// is a correct name, but among cells in VNI it means «Hồ Thị My». `None` if it cannot be in the
/// encoding, or nothing needs conversion.
pub fn repair_as(text: &str, encoding: Encoding) -> Option<Repaired> {
    if text.is_ascii() {
        return None;
    }
    let (text, _) = as_encoding(text, encoding)?;
    let from = encoding;
    Some(Repaired { text, from })
}

/// Whether a word is spelled like a correct word, so that it proves no encoding.
fn is_honest(word: &str) -> bool {
    word.is_ascii()
        || word.chars().all(char::is_alphabetic) && syllable::lenient(word) && is_cased(word)
}

fn as_encoding(text: &str, encoding: Encoding) -> Option<(String, bool)> {
    match encoding {
        Encoding::Tcvn3 => read(text, tcvn3::knows, |word| Some(tcvn3::convert(word))),
        Encoding::Vni => read(text, vni::knows, vni::convert),
        Encoding::Utf8AsCp1252 => mojibake::read(text).map(|text| (text, true)),
    }
}

/// Converts a text word by word, and finds out whether a word proves the encoding. `None` as soon
/// as a foreign word does not become a Vietnamese syllable.
fn read(
    text: &str,
    knows: impl Fn(char) -> bool,
    convert: impl Fn(&str) -> Option<String>,
) -> Option<(String, bool)> {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    let capitals_only = capitals > 1 && !text.contains(|letter: char| letter.is_ascii_lowercase());
    let mut converted = String::new();
    let mut proven = false;
    let mut doubted = false; // both readings are highland names: another word must decide
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .find(|letter: char| !is_word(letter, &knows))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word == "§" {
            converted.push('Đ');
            proven |= after.starts_with("/c"); // «Đ/c»
        } else if word.is_ascii() || is_lone_sign(word) {
            converted.push_str(word);
        } else {
            let meant = convert(word)?;
            let odd = !(syllable::lenient(&word.replace('Ð', "Đ")) && is_cased(word));
            let in_case = capitals_only || is_cased(&meant);
            let strict = in_case && syllable::strict(&meant);
            let loose = in_case && syllable::loose(&meant);
            if !(strict || loose || is_abbreviation(&meant)) {
                return None;
            }
            // «SRó» in «Xã SRó», a real name, is as good a highland word as its conversion would
            // be.
            let spelled = strict || odd && loose && !syllable::loose(word);
            doubted |= loose && !spelled;
            let measure = converted.ends_with(|before: char| before.is_ascii_digit()); // 25µm
            let several = meant.chars().count() > 1;
            proven |= spelled && odd && several && !measure || PROVING.contains(&meant.as_str());
            converted.push_str(&meant);
        }
        let mut others = after.chars();
        if let Some(between) = others.next() {
            if !is_neutral(between) {
                return None;
            }
            converted.push(between);
        }
        rest = others.as_str();
    }
    if capitals_only {
        converted = converted.to_uppercase(); // .VnTimeH draws lower-case codes as capitals
    }
    (proven || !doubted).then_some((converted, proven))
}

/// Letters that no single byte of the three encodings can show, so a text with one of them is
/// Unicode already. This check spares nearly every cell the analysis of its words.
fn is_unicode_only(letter: char) -> bool {
    matches!(
        letter,
        '\u{1E00}'..='\u{1EFF}' | '\u{0300}'..='\u{036F}' | 'Ă' | 'ă' | 'Đ' | 'đ' | 'Ĩ' | 'ĩ' | 'Ũ' | 'ũ' | 'Ơ' | 'ơ' | 'Ư' | 'ư'
    )
}

fn is_word(letter: char, knows: &impl Fn(char) -> bool) -> bool {
    is_ascii_letter(letter) || knows(letter)
}

fn is_ascii_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic()
}

/// Abbreviations that cannot appear in another encoding by chance.
const PROVING: &[&str] = &["QĐ", "qđ", "ĐT", "SĐT", "HĐND", "CNSCĐ"];

/// Whether a word is an abbreviation such as `QĐ` or `CNSCĐ`: only capitals, and none outside ASCII
/// but `Đ`.
fn is_abbreviation(meant: &str) -> bool {
    let mut letters = meant.chars();
    let capitals = letters.all(|letter| letter == 'Đ' || letter.is_ascii_uppercase());
    PROVING.contains(&meant) || meant.len() <= 8 && capitals
}

/// Whether no capital follows a small letter: inside a word it is a code of the encoding, not a
/// letter.
fn is_cased(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let wrong = |pair: &[char]| pair[0].is_lowercase() && pair[1].is_uppercase();
    let split = |three: &[char]| three[1].is_uppercase() && three[2].is_lowercase();
    !letters.windows(2).any(wrong) && !letters.windows(3).any(split)
}

/// A single sign, such as a bullet, a multiplication sign or a guillemet, which is no letter in any
/// encoding.
fn is_lone_sign(word: &str) -> bool {
    let mut letters = word.chars();
    matches!((letters.next(), letters.next()), (Some(only), None) if !only.is_alphabetic())
}

/// Characters that may occur between the words of any text.
fn is_neutral(letter: char) -> bool {
    letter.is_ascii()
        || letter.is_whitespace()
        || letter.is_control()
        || matches!(
            letter,
            '\u{2010}'..='\u{2027}' | '\u{200B}' | '\u{FEFF}' | '°'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(typed: &str, meant: &str, from: Encoding) {
        let text = meant.to_owned();
        assert_eq!(repair(typed), Some(Repaired { text, from }), "{typed:?}");
    }

    #[test]
    fn tcvn3_becomes_unicode() {
        for (typed, meant) in [
            ("Tæ tr\u{AD}ëng", "Tổ trưởng"),
            ("Phã Chñ tÞch", "Phó Chủ tịch"),
            (
                "Tr\u{AD}ëng phßng V¨n hãa - X· héi",
                "Trưởng phòng Văn hóa - Xã hội",
            ),
            ("x· §¨k Ui", "xã Đăk Ui"),
            ("Qu¶ng Ng·i", "Quảng Ngãi"),
            ("QuyÕt ®Þnh", "Quyết định"),
            ("ph\u{AD}êng CÈm Thµnh", "phường Cẩm Thành"),
            ("TØNH QU¶NG NG·I", "TỈNH QUẢNG NGÃI"),
            (
                "15/Q§-UBND ngµy 28/7/2025 (®· ban hµnh)",
                "15/QĐ-UBND ngày 28/7/2025 (đã ban hành)",
            ),
            ("Y Nh«l", "Y Nhôl"),
            ("NguyÔn V¨n A", "Nguyễn Văn A"),
            ("§/c Lª Ngäc LÖ", "Đ/c Lê Ngọc Lệ"),
            ("§· cã", "Đã có"),
            ("Tæ phã", "Tổ phó"),
            ("§T: 0912345678", "ĐT: 0912345678"),
        ] {
            check(typed, meant, Encoding::Tcvn3);
        }
    }

    #[test]
    fn vni_becomes_unicode() {
        for (typed, meant) in [
            ("Toå tröôûng", "Tổ trưởng"),
            ("Phoù Chuû tòch", "Phó Chủ tịch"),
            (
                "Tröôûng phoøng Vaên hoùa - Xaõ hoäi",
                "Trưởng phòng Văn hóa - Xã hội",
            ),
            ("xaõ Ñaêk Ui", "xã Đăk Ui"),
            ("Quaûng Ngaõi", "Quảng Ngãi"),
            ("Quyeát ñònh", "Quyết định"),
            ("phöôøng Caåm Thaønh", "phường Cẩm Thành"),
            ("TOÅ TRÖÔÛNG", "TỔ TRƯỞNG"),
            ("Nguyeãn Vaên A", "Nguyễn Văn A"),
            ("Xaõ Rôø Kôi", "Xã Rờ Kơi"),
            ("15/QÑ-UBND", "15/QĐ-UBND"),
            ("ÑT: 0912345678", "ĐT: 0912345678"),
            ("Phaïm Minh Quang", "Phạm Minh Quang"),
        ] {
            check(typed, meant, Encoding::Vni);
        }
    }

    #[test]
    fn utf8_read_as_cp1252_becomes_unicode() {
        for (typed, meant) in [
            ("Tá»• trÆ°á»Ÿng", "Tổ trưởng"),
            ("Quáº£ng NgÃ£i", "Quảng Ngãi"),
            ("xÃ£", "xã"),
            ("Ä\u{90}Äƒk Ui", "Đăk Ui"),
            ("ThÃ\u{A0}nh viÃªn", "Thành viên"),
            ("ThÃ nh viÃªn", "Thành viên"),
        ] {
            check(typed, meant, Encoding::Utf8AsCp1252);
        }
    }

    #[test]
    fn what_could_be_honest_is_repaired_only_among_its_like() {
        for (typed, encoding, meant) in [
            ("Hoà Thò My", Encoding::Vni, "Hồ Thị My"),
            ("Vâ Thu My", Encoding::Tcvn3, "Võ Thu My"),
            ("Tó", Encoding::Tcvn3, "Tú"),
        ] {
            assert_eq!(repair(typed), None, "{typed:?}");
            let repaired = repair_as(typed, encoding).map(|repaired| repaired.text);
            assert_eq!(repaired.as_deref(), Some(meant), "{typed:?}");
        }
        assert_eq!(repair_as("Chủ tịch", Encoding::Vni), None);
        assert_eq!(repair_as("Viettel", Encoding::Tcvn3), None);
    }

    #[test]
    fn honest_text_stays() {
        for honest in [
            "",
            "Tổ trưởng",
            "Y Hyêm",
            "Ngơih",
            "Y Xôp",
            "A Brôl",
            "Y Nhôl",
            "Krông",
            "A Blôk",
            "Lê Hoàng",
            "Lê Thanh Hòa",
            "Trà Bồng",
            "Phòng Công an",
            "Hoà",
            "hoá",
            "Ðoàn Thanh",
            "Chloé Müller",
            "café",
            "Hélène",
            "São Paulo",
            "où est-il",
            "Noël",
            "Jürgen",
            "Zoë",
            "Nhóm «Zalo»",
            "© 2025",
            "§ 5",
            "· Lê Thanh Hà",
            "5 × 3",
            "25µm",
            "Zalo®",
            "Señor",
            "a@b.vn",
            "https://zalo.me/g/abc",
            "0912 345 678",
            "15/Q\u{D0}-UBND",
            "Chuyen\u{AD}vien",
            "Ông: Lê Thanh Hà",
            "công tác",
            "Thành viên",
            "là",
            "Y Pêk",
        ] {
            assert_eq!(repair(honest), None, "{honest:?}");
        }
    }

    #[test]
    fn every_word_of_the_register_is_honest() {
        for text in [
            include_str!("../../config/registers/quang-ngai.csv"),
            include_str!("../../config/registers/quang-ngai-cu.csv"),
        ] {
            for word in text.split([',', '\n', ' ']) {
                assert_eq!(repair(word), None, "{word:?}");
            }
        }
    }

    #[test]
    fn every_commune_of_the_country_is_honest() {
        // «Xã SRó» used to be taken for TCVN3.
        let list = include_str!("../register/country/communes.csv");
        for name in list
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').nth(2))
        {
            for kind in ["", "Xã ", "Phường ", "xã ", "UBND xã ", "Đặc khu "] {
                let typed = format!("{kind}{name}");
                assert_eq!(repair(&typed), None, "{typed:?}");
            }
        }
    }

    proptest! {
        /// Syllables as they are spelled, and as the encodings show them.
        #[test]
        fn honest_words_prove_nothing(words in proptest::collection::vec(
            "(b|h|ng|Kr|qu|Ph|)[aeiouyàáâãèéêìíòóôõùúýÀÁÂÃÊÔÕïöûüøåæçñÑ]{1,3}(n|ng|c|k|)|QÑ|ÑT|HÑND|SÑT", 1..4
        )) {
            let text = words.join(" ");
            if text.split(' ').all(is_honest) && mojibake::read(&text).is_none() {
                for encoding in [Encoding::Tcvn3, Encoding::Vni] {
                    let read = as_encoding(&text, encoding);
                    prop_assert!(read.is_none_or(|(_, proven)| !proven), "{text} {encoding}");
                }
            }
        }

        #[test]
        fn any_text_is_answered(typed in any::<String>()) {
            let _ = repair(&typed);
        }

        #[test]
        fn vietnamese_letters_beyond_latin_1_are_never_legacy(before in "[a-zàáâãèéêìíòóôõùúý ]{0,8}") {
            let typed = format!("{before} ủy");
            prop_assert_eq!(repair(&typed), None);
        }
    }
}
