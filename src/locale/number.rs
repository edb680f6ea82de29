//! Formats numbers for readers: thousands, decimals and shares, with the separators of a language.
//!
//! Rounding happens only here, half up, so that a share is the same on paper, in a mail and on the
//! screen.

use crate::locale::Language;

impl Language {
    /// The separator of thousands.
    fn thousands(self) -> char {
        match self {
            Self::Vi => '.',
            Self::En => ',',
        }
    }

    /// The decimal separator.
    fn decimals(self) -> char {
        match self {
            Self::Vi => ',',
            Self::En => '.',
        }
    }
}

/// `1.234` in Vietnamese, `1,234` in English.
pub fn whole(language: Language, number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(language.thousands());
        }
        grouped.push(digit);
    }
    grouped
}

/// Replaces the point in a written number by the language's decimal separator.
pub fn decimal(language: Language, written: &str) -> String {
    written.replace('.', &language.decimals().to_string())
}

/// A share such as `67,7%`, rounded half up; a dash if the whole is zero.
pub fn share(language: Language, part: impl Into<u64>, whole: impl Into<u64>) -> String {
    let (part, whole) = (u128::from(part.into()), u128::from(whole.into()));
    if whole == 0 {
        return "–".to_owned();
    }
    let permille = (part * 2000 + whole) / (2 * whole);
    let mark = language.decimals();
    format!("{}{mark}{}%", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_the_marks_of_the_language() {
        for (number, vi, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1219, "1.219", "1,219"),
            (3_321_000, "3.321.000", "3,321,000"),
        ] {
            assert_eq!(whole(Language::Vi, number), vi);
            assert_eq!(whole(Language::En, number), en);
        }
    }

    #[test]
    fn a_share_is_rounded_half_up() {
        let check = |part: u32, of: u32, vi: &str, en: &str| {
            assert_eq!(share(Language::Vi, part, of), vi);
            assert_eq!(share(Language::En, part, of), en);
        };
        check(65, 96, "67,7%", "67.7%");
        // the terminal used to show 6,2% and 31,2% where the report had 6,3% and 31,3%
        check(6, 96, "6,3%", "6.3%");
        check(30, 96, "31,3%", "31.3%");
        check(96, 96, "100,0%", "100.0%");
        check(0, 96, "0,0%", "0.0%");
        check(0, 0, "–", "–");
    }
}
