//! Whether a string of letters can be a Vietnamese syllable, which distinguishes legacy text from
//! correct text.
//!
//! Knows only spelling. `strict` is the national orthography. `lenient` also accepts sounds of
//! highland names (`Krông`, `Nhôl`), whose onsets and finals the orthography lacks.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::tone;

const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// All rhymes of the orthography, without tones.
const RHYMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ăc", "ăm",
    "ăn", "ăng", "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em",
    "en", "eng", "eo", "ep", "et", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "i", "ia",
    "ich", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "im", "in", "inh", "ip", "it", "iu",
    "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay",
    "oăc", "oăm", "oăn", "oăng", "oăt", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong",
    "op", "ot", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt",
    "u", "ua", "uân", "uât", "uâng", "uây", "uc", "uê", "uêch", "uênh", "ui", "um", "un", "ung",
    "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "up", "ut", "uy", "uya", "uych", "uyên",
    "uyêt", "uyn", "uynh", "uyt", "uyu", "ư", "ưa", "ưc", "ưi", "ưng", "ươc", "ươi", "ươm", "ươn",
    "ương", "ươp", "ươt", "ươu", "ưt", "ưu", "y", "ych", "yêm", "yên", "yêt", "yêu", "yn", "ynh",
    "yt",
];

/// The rhymes, and the vowels at their beginning.
static RHYMED: LazyLock<[FxHashSet<&str>; 2]> = LazyLock::new(|| {
    let vowels = |rhyme: &'static str| {
        let end = rhyme.find(|letter| !is_vowel(letter));
        &rhyme[..end.unwrap_or(rhyme.len())]
    };
    let rhymes = RHYMES.iter().copied();
    [rhymes.clone().collect(), rhymes.map(vowels).collect()]
});

/// Finals, and below rhymes, of highland names that the orthography lacks.
const HIGHLAND_FINALS: &[&str] = &["k", "l", "h", "lh"];
const HIGHLAND_RHYMES: &[&str] = &["ưm", "ưn", "ưp"];

/// Whether a word is a syllable of the national orthography, including the tone and its place.
pub(super) fn strict(word: &str) -> bool {
    let Some(spelling) = Spelling::of(word) else {
        return false;
    };
    ONSETS.iter().any(|onset| {
        let Some(rhyme) = spelling.bare.strip_prefix(onset) else {
            return false;
        };
        let front = rhyme.starts_with(['i', 'e', 'ê', 'y']);
        let spelled = match *onset {
            "k" | "gh" | "ngh" => front,
            "c" => !front,
            _ => true,
        };
        spelled && is_rhyme(rhyme) && spelling.tone_fits(onset, rhyme, true)
    })
}

/// Whether a word is a syllable as in highland names: any consonants, then a Vietnamese vowel with
/// its tone in the right place, then a final of the orthography or of the highland languages.
pub(super) fn loose(word: &str) -> bool {
    lenient_with(word, |rhyme, tail| {
        HIGHLAND_FINALS.contains(&tail) || is_rhyme(rhyme) || HIGHLAND_RHYMES.contains(&rhyme)
    })
}

/// Whether a word may have been typed correctly with Vietnamese letters, in whatever language: it
/// has one group of vowels with its tone in the right place.
pub(super) fn lenient(word: &str) -> bool {
    lenient_with(word, |rhyme, tail| {
        let vowels = rhyme.chars().count() - tail.chars().count();
        let standard = ["m", "n", "ng", "nh", "p", "t", "c", "ch"].contains(&tail);
        !(standard && vowels > 1) || is_rhyme(rhyme)
    })
}

fn lenient_with(word: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    let Some(spelling) = Spelling::of(word) else {
        return false;
    };
    let bare = spelling.bare.as_str();
    let starts: Vec<usize> = bare
        .char_indices()
        .filter(|(_, letter)| is_vowel(*letter))
        .map(|(start, _)| start)
        .collect();
    // The `u` of `qu` and the `i` of `gi` may belong to the onset: try the first two vowels.
    starts.iter().take(2).enumerate().any(|(skipped, start)| {
        let (onset, rest) = bare.split_at(*start);
        if skipped == 1 && !matches!(onset, "qu" | "gi") || onset.ends_with('q') {
            return false;
        }
        let end = rest.find(|letter| !is_vowel(letter)).unwrap_or(rest.len());
        let (vowels, tail) = rest.split_at(end);
        RHYMED[1].contains(vowels)
            && !(onset == "qu" && vowels.starts_with('o'))
            && fits(rest, tail)
            && !tail.contains(is_vowel)
            && onset.chars().count() <= 3
            && tail.chars().count() <= 3
            && spelling.tone_fits(onset, rest, false)
    })
}

struct Spelling {
    bare: String,
    tone: Option<(usize, char)>,
}

impl Spelling {
    /// Splits a word into its letters without tone, and its tone with the position of the letter.
    /// `None` if there is more than one tone, or a letter that is neither Vietnamese nor ASCII.
    fn of(word: &str) -> Option<Self> {
        let mut bare = String::new();
        let mut found = None;
        for (place, letter) in word.to_lowercase().chars().enumerate() {
            let (base, mark) = tone::split(letter);
            if !(base.is_ascii_alphabetic() || "ăâđêôơư".contains(base)) {
                return None;
            }
            if let Some(mark) = mark {
                if found.is_some() || !is_vowel(base) {
                    return None;
                }
                found = Some((place, mark));
            }
            bare.push(base);
        }
        Some(Self { bare, tone: found })
    }

    /// Whether the tone is where the orthography puts it. A syllable that ends in a stop has sắc or
    /// nặng or, in highland names, none (unless `stops`).
    fn tone_fits(&self, onset: &str, rhyme: &str, stops: bool) -> bool {
        let closed_by_stop = rhyme.ends_with(['p', 't', 'c', 'k']) || rhyme.ends_with("ch");
        let Some((place, mark)) = self.tone else {
            return !(stops && closed_by_stop);
        };
        if closed_by_stop && !matches!(mark, '\u{301}' | '\u{323}') {
            return false;
        }
        let Some(place) = place.checked_sub(onset.chars().count()) else {
            return false;
        };
        let vowels: Vec<char> = rhyme
            .chars()
            .take_while(|letter| is_vowel(*letter))
            .collect();
        let closed = rhyme.chars().count() > vowels.len();
        let shaped = vowels.iter().rposition(|vowel| "ăâêôơư".contains(*vowel));
        match (shaped, vowels.len()) {
            (Some(shaped), _) => place == shaped || vowels == ['ư', 'a'] && place == 0,
            (None, length) if closed => place + 1 == length,
            (None, 1) => place == 0,
            (None, 2) => {
                place == 0 || place == 1 && matches!(vowels[..], ['o', 'a' | 'e'] | ['u', 'y'])
            }
            (None, _) => place == 1,
        }
    }
}

fn is_rhyme(letters: &str) -> bool {
    RHYMED[0].contains(letters)
}

fn is_vowel(letter: char) -> bool {
    "aăâeêioôơuưy".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_the_orthography() {
        for word in [
            "Tổ",
            "trưởng",
            "Phó",
            "Chủ",
            "tịch",
            "hóa",
            "hoá",
            "uỷ",
            "Ủy",
            "quý",
            "già",
            "giàu",
            "giếng",
            "gì",
            "quyết",
            "nghiệp",
            "Nguyễn",
            "thuyền",
            "khuỷu",
            "mía",
            "của",
            "tại",
            "xã",
            "ngoài",
            "được",
            "Y",
            "người",
            "Quảng",
        ] {
            assert!(strict(word), "{word}");
            assert!(lenient(word), "{word}");
        }
        for word in [
            "Xaõ", "tòch", "Phoù", "Krông", "Đăk", "Nhôl", "kà", "cì", "hỏc", "UBND", "",
        ] {
            assert!(!strict(word), "{word}");
        }
    }

    #[test]
    fn highland_names_are_honest_words() {
        for word in [
            "Krông", "Nhôl", "Hyêm", "Brôl", "Pék", "Xôp", "Đăk", "Chrơl", "Ngơih",
        ] {
            assert!(lenient(word) || word == "Ngơih", "{word}");
        }
        for word in ["Xaõ", "Phoù", "coâng", "soûng", "Hélène"] {
            assert!(!lenient(word), "{word}");
        }
    }
}
