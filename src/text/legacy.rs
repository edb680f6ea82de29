//! Text from before Unicode: TCVN3 (.VnTime) and VNI letters, and UTF-8 read as CP1252
//! (DOMAIN d5).
//!
//! Knows the three encodings and when a text is clearly one of them: every word with a foreign
//! letter must become a Vietnamese syllable, and at least one must have been none before.
//! Single characters prove nothing (`·`, `×`, `®` occur in honest text), so the whole cell
//! decides; what could be honest, or two encodings at once, is left as it is.

mod mojibake;
mod tcvn3;
mod vni;

use std::fmt;

use super::syllable;

/// How a text was encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// TCVN 5712:1993, VN3 («ABC»): the fonts `.VnTime`, `.VnArial`, …
    Tcvn3,
    /// VNI for Windows: the fonts `VNI-Times`, …
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

/// A text brought to Unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The text in Unicode; not yet `clean`.
    pub text: String,
    /// What it was.
    pub from: Encoding,
}

/// The text in Unicode where it clearly is in a legacy encoding, else `None`. To be asked of
/// the raw text: `clean` would remove the `ư` of TCVN3.
pub fn repair(text: &str) -> Option<Repaired> {
    if text.is_ascii() {
        return None;
    }
    if let Some(text) = mojibake::read(text) {
        let from = Encoding::Utf8AsCp1252;
        return Some(Repaired { text, from });
    }
    let tcvn3 = read(text, tcvn3::knows, tcvn3::convert);
    let vni = read(text, vni::knows, vni::convert);
    match (tcvn3, vni) {
        (Some(text), None) => Some(Repaired {
            text,
            from: Encoding::Tcvn3,
        }),
        (None, Some(text)) => Some(Repaired {
            text,
            from: Encoding::Vni,
        }),
        (None, None) | (Some(_), Some(_)) => None,
    }
}

/// Converts word by word; `None` as soon as one foreign word becomes no Vietnamese syllable,
/// or where no word proves the encoding.
fn read(
    text: &str,
    knows: impl Fn(char) -> bool,
    convert: impl Fn(&str) -> String,
) -> Option<String> {
    let mut converted = String::new();
    let mut proven = false;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .find(|letter: char| !is_word(letter, &knows))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_ascii() || is_lone_sign(word) {
            converted.push_str(word);
        } else {
            let meant = convert(word);
            let odd = !syllable::lenient(&word.replace('Ð', "Đ"));
            let spelled = syllable::strict(&meant) || odd && syllable::loose(&meant);
            if !(spelled || is_abbreviation(&meant)) {
                return None;
            }
            let measure = converted.ends_with(|before: char| before.is_ascii_digit()); // 25µm
            let several = meant.chars().count() > 1 && word.contains(is_ascii_letter) && !measure;
            proven |= spelled && odd && several || meant == "QĐ";
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
    let small = |letter: char| letter.is_ascii_lowercase();
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    if capitals > 1 && !text.contains(small) {
        converted = converted.to_uppercase(); // .VnTimeH draws lower codes as capitals
    }
    proven.then_some(converted)
}

fn is_word(letter: char, knows: &impl Fn(char) -> bool) -> bool {
    is_ascii_letter(letter) || knows(letter)
}

fn is_ascii_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic()
}

/// `QĐ`, `CNSCĐ`: capitals without a vowel, none foreign but `Đ`.
fn is_abbreviation(meant: &str) -> bool {
    let mut letters = meant.chars();
    meant.len() <= 8 && letters.all(|letter| letter == 'Đ' || letter.is_ascii_uppercase())
}

/// A sign standing alone: a bullet, a times, a guillemet; no letter of any encoding.
fn is_lone_sign(word: &str) -> bool {
    let mut letters = word.chars();
    matches!((letters.next(), letters.next()), (Some(only), None) if !only.is_alphabetic())
}

/// What any text may hold between its words.
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
            ("15/QÑ-UBND", "15/QĐ-UBND"),
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

    proptest! {
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
