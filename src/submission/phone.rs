//! Converts telephone numbers to national digits (DOMAIN d9).
//!
//! Knows the Vietnamese numbering plan since 2018: ten digits for a mobile, eleven with the area
//! code for a landline, and the short and toll-free numbers of hotlines. Refuses a number of
//! seven digits without an area code, although it can be dialled within the province: since the
//! merger there are two area codes (0255, 0260), and choosing one would be a guess. Refuses numbers
//! that a spreadsheet shortened (`8.49E+10`), because their digits are lost. A letter `O` within a
//! number is a mistyped zero; at the beginning it is refused, because it may also be a bullet
//! before a number that lost its zero.

mod run;

use crate::submission::reach_words::ReachWords;
use crate::text;

/// The numbers in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phones {
    /// Valid numbers, in the order typed.
    pub numbers: Vec<Phone>,
    /// Text that is not a valid number, as typed.
    pub invalid: Vec<String>,
    /// Numbers that a spreadsheet shortened to a power of ten, as typed: `8.49E+10`.
    pub shortened: Vec<String>,
}

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// National digits, such as `0912345678`; for a hotline its short number, such as `1022`.
    pub digits: String,
    /// How digits had to be repaired. Removing spaces, dots and `+84` is not a repair.
    pub repaired: Option<Repair>,
}

impl Phones {
    /// How many entries of the cell have been read, valid or not.
    fn told(&self) -> usize {
        self.numbers.len() + self.invalid.len() + self.shortened.len()
    }
}

/// How a number was repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// The sheet stored it as a quantity, which dropped its leading zero.
    LostZero,
    /// A letter was typed instead of a digit: `09O5`.
    LetterForDigit,
    /// A mobile prefix of eleven-digit numbers from before 2018: `0168` is `038` now.
    OldPrefix,
}

/// Mobile prefixes from before 2018 and their replacements (Ministry of Information and
/// Communications, Decision 798/QĐ-BTTTT).
const OLD_PREFIXES: &[(&str, &str)] = &[
    ("0120", "070"),
    ("0121", "079"),
    ("0122", "077"),
    ("0126", "076"),
    ("0128", "078"),
    ("0123", "083"),
    ("0124", "084"),
    ("0125", "085"),
    ("0127", "081"),
    ("0129", "082"),
    ("0162", "032"),
    ("0163", "033"),
    ("0164", "034"),
    ("0165", "035"),
    ("0166", "036"),
    ("0167", "037"),
    ("0168", "038"),
    ("0169", "039"),
    ("0186", "056"),
    ("0188", "058"),
    ("0199", "059"),
];

/// Reads the numbers in a cell; text around them («ĐT:», «(Zalo)») is ignored.
pub fn read(cell: &str, words: &ReachWords) -> Phones {
    match usual(cell) {
        Some(phone) => Phones {
            numbers: vec![phone],
            ..Phones::default()
        },
        None => taken_apart(cell, words),
    }
}

/// The mobile number of a cell without other content, as nearly all are: ten digits, perhaps
/// separated by single spaces or dots; with `+84` instead of the first; or without the first, as a
/// sheet stores it.
pub(super) fn usual(cell: &str) -> Option<Phone> {
    let whole = |digits: String| Phone {
        digits,
        repaired: None,
    };
    let national = |rest: &str| Some(format!("0{rest}")).filter(|digits| is_plain(digits));
    if let Some(rest) = cell.strip_prefix("+84") {
        return national(rest).map(whole);
    }
    if !cell.starts_with('0') {
        let digits = national(cell)?;
        return Some(Phone {
            digits,
            repaired: Some(Repair::LostZero),
        });
    }
    let parted = |pair: &[u8]| !pair[0].is_ascii_digit() && !pair[1].is_ascii_digit();
    let joints = [' ', '.'];
    let one_by_one = cell.len() <= 19
        && !cell.ends_with(joints)
        && !cell.ends_with(".0")
        && !cell.as_bytes().windows(2).any(parted);
    let digits = cell.replace(joints, "");
    (one_by_one && is_plain(&digits)).then(|| whole(digits))
}

/// Whether a cell is the ten digits of a mobile number and nothing else.
fn is_plain(cell: &str) -> bool {
    cell.len() == 10
        && cell.bytes().all(|letter| letter.is_ascii_digit())
        && matches!(
            cell.as_bytes(),
            [b'0', b'3' | b'5' | b'7' | b'8' | b'9', ..]
        )
}

fn taken_apart(cell: &str, words: &ReachWords) -> Phones {
    let mut phones = Phones::default();
    let cleaned = text::clean(cell);
    let several = cleaned.contains(['\n', ';']);
    for entry in cleaned.split(['\n', ';']) {
        let told = phones.told();
        let entry = without_powers(entry, &mut phones);
        let entry = grouped_by_commas(&entry).unwrap_or(entry);
        for line in entry.split([',', '/', '|']) {
            for run in run::all(line, words) {
                read_run(&run, &mut phones);
            }
        }
        let says_something = entry.contains(char::is_alphanumeric);
        if phones.told() == told && says_something && !passed_over(&entry, several, words) {
            phones.invalid.push(entry.trim().to_owned());
        }
    }
    phones
}

/// Joins the digits of a number that are grouped by commas: `0912,345,678`.
fn grouped_by_commas(entry: &str) -> Option<String> {
    let digits: String = entry.split(',').map(str::trim).collect();
    let groups = entry.contains(',') && entry.split(',').all(|group| group.trim().len() <= 4);
    (groups && is_plain(&digits)).then_some(digits)
}

/// Whether words without a number may be in a column of numbers: «chưa có», and next to other
/// entries «(Zalo)».
fn passed_over(entry: &str, beside_others: bool, words: &ReachWords) -> bool {
    let key = text::key(entry);
    let said = key.trim_matches(|letter: char| !letter.is_alphanumeric());
    let remark = key.starts_with('(') || words.phone_labels.iter().any(|label| label == said);
    words.mean_none(said) || beside_others && remark
}

/// Replaces numbers written as powers of ten by their digits, if all are present (`9.12345678E8`).
/// Otherwise removes them and adds them to `shortened`.
fn without_powers(entry: &str, phones: &mut Phones) -> String {
    if !entry.contains(['e', 'E']) {
        return entry.to_owned();
    }
    let words = entry.split(' ').map(|word| {
        let bare = word.trim_matches(|letter: char| "'\"*:.()".contains(letter));
        let bare = bare.rsplit(':').next().unwrap_or(bare);
        match power(bare) {
            Some(Power::Whole(digits)) => digits,
            Some(Power::Shortened) => {
                phones.shortened.push(bare.to_owned());
                String::new()
            }
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A number as a spreadsheet shows it in a narrow column.
enum Power {
    /// All its digits.
    Whole(String),
    /// Rounded, so that digits are lost.
    Shortened,
}

/// Reads `9.12E+08`, `9,12E+08`, `9.12345678e8`.
fn power(word: &str) -> Option<Power> {
    let (digits, exponent) = word.split_once(['e', 'E'])?;
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let (whole, rest) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let only_digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
    let shaped = whole.len() == 1 && exponent.len() <= 2 && !exponent.is_empty();
    if !(shaped && [whole, rest, exponent].into_iter().all(only_digits)) {
        return None;
    }
    let shown = rest.len() == exponent.parse::<usize>().ok()?;
    Some(if shown {
        Power::Whole(format!("{whole}{rest}"))
    } else {
        Power::Shortened
    })
}

/// Reads a sequence: one number, or several separated by dashes or spaces.
fn read_run(run: &str, phones: &mut Phones) {
    let run = run.trim().trim_matches(['.', '-', '–', ' ']);
    let whole = run.strip_suffix(".0").unwrap_or(run);
    if let Some(phone) = number(whole) {
        phones.numbers.push(phone);
        return;
    }
    let parts: Vec<&str> = whole
        .split(['-', '–'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let read: Vec<Phone> = parts.iter().filter_map(|part| number(part)).collect();
    // A short part after a landline number is its extension: `0255 3822 111 - 102`.
    if let ([_, extension], [phone, _]) = (&parts[..], &read[..])
        && extension.len() <= 4
        && phone.digits.starts_with("02")
    {
        phones.numbers.push(phone.clone());
        return;
    }
    if parts.len() > 1 && read.len() == parts.len() {
        phones.numbers.extend(read);
        return;
    }
    match by_spaces(whole) {
        Some(several) => phones.numbers.extend(several),
        None => phones.invalid.push(whole.to_owned()),
    }
}

/// Reads whole numbers separated only by spaces: `0912345678 0987654321`.
fn by_spaces(run: &str) -> Option<Vec<Phone>> {
    let parts: Vec<&str> = run.split(' ').filter(|part| !part.is_empty()).collect();
    let long = parts
        .iter()
        .all(|part| part.chars().filter(char::is_ascii_digit).count() >= 9);
    if parts.len() < 2 || !long {
        return None;
    }
    parts.into_iter().map(number).collect()
}

/// Reads one number of digits, punctuation and `O` for zero within it.
fn number(typed: &str) -> Option<Phone> {
    let letters = typed
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count();
    let within = typed
        .chars()
        .next()
        .is_some_and(|first| !first.is_alphabetic());
    if letters > 0 {
        let zeroes = typed
            .chars()
            .all(|c| !c.is_alphabetic() || c == 'O' || c == 'o');
        if !(within && zeroes) {
            return None;
        }
        let digits = typed.replace(['O', 'o'], "0");
        let phone = number(&digits).filter(|phone| phone.repaired.is_none())?;
        return Some(Phone {
            repaired: Some(Repair::LetterForDigit),
            ..phone
        });
    }
    let plus = typed.trim_start_matches(['(', ' ']).starts_with('+');
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let foreign = digits.strip_prefix("0084").or_else(|| {
        digits
            .strip_prefix("84")
            .filter(|rest| plus || rest.len() >= 9)
    });
    if let Some(rest) = foreign {
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        return national(&format!("0{rest}"));
    }
    if plus {
        return None;
    }
    national(&digits).or_else(|| {
        let lost = !digits.starts_with('0') && (9..=10).contains(&digits.len());
        let phone =
            national(&format!("0{digits}")).filter(|phone| lost && phone.repaired.is_none())?;
        Some(Phone {
            repaired: Some(Repair::LostZero),
            ..phone
        })
    })
}

/// Reads a number of the national plan.
fn national(digits: &str) -> Option<Phone> {
    let good = |digits: &str| {
        Some(Phone {
            digits: digits.to_owned(),
            repaired: None,
        })
    };
    let second = digits.as_bytes().get(1).copied();
    match (digits.len(), digits.as_bytes().first()?, second?) {
        (10, b'0', b'3' | b'5' | b'7' | b'8' | b'9') => good(digits),
        (11, b'0', b'2') => good(digits),
        (11, b'0', b'1') => {
            let (old, new) = OLD_PREFIXES
                .iter()
                .find(|(old, _)| digits.starts_with(old))?;
            Some(Phone {
                digits: format!("{new}{}", &digits[old.len()..]),
                repaired: Some(Repair::OldPrefix),
            })
        }
        (3 | 4, b'1', b'0' | b'1' | b'8' | b'9') => good(digits),
        (8..=10, b'1', b'8' | b'9') if digits[2..].starts_with("00") => good(digits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(cell: &str) -> Phones {
        super::read(cell, &ReachWords::shipped())
    }

    fn taken_apart(cell: &str) -> Phones {
        super::taken_apart(cell, &ReachWords::shipped())
    }

    /// Numbers with their repairs; invalid ones after `!`.
    #[track_caller]
    fn check(cell: &str, expected: &str) {
        let phones = read(cell);
        let mut written: Vec<String> = phones
            .numbers
            .iter()
            .map(|phone| match phone.repaired {
                None => phone.digits.clone(),
                Some(repair) => format!("{} {repair:?}", phone.digits),
            })
            .collect();
        written.extend(phones.invalid.iter().map(|typed| format!("!{typed}")));
        written.extend(phones.shortened.iter().map(|typed| format!("~{typed}")));
        assert_eq!(written.join(", "), expected, "{cell:?}");
    }

    #[test]
    fn punctuation_and_country_code_are_no_repair() {
        for typed in [
            "0912345678",
            "0912.345.678",
            "0912 345 678",
            "0912-345-678",
            "(0912) 345678",
            "'0912345678",
            "+84912345678",
            "84912345678",
            "0084912345678",
            "+84 (0)912 345 678",
            "0912345678 (Zalo)",
            "ĐT: 0912345678 (gặp ông A)",
            "ĐT:0912345678",
            "SĐT 0912345678",
            "0912345678(Zalo)",
            "091 234 56 78",
            " 0912345678",
            "Zalo: 0912 345 678",
            "(+84) 912 345 678",
            "0912–345–678",
            "0912345678.",
            "09\u{200b}12345678",
            "0912,345,678",
            "0912, 345, 678",
        ] {
            check(typed, "0912345678");
        }
        check("0255 3822 111 - 102", "02553822111");
        check("0912345678 - 1022", "0912345678, 1022");
    }

    #[test]
    fn what_had_to_be_added_or_replaced_is_said() {
        check("912345678", "0912345678 LostZero");
        check("9.12345678E8", "0912345678 LostZero");
        check("912345678.0", "0912345678 LostZero");
        check("2553123456", "02553123456 LostZero");
        check("09O2345678", "0902345678 LetterForDigit");
        check("01681234567", "0381234567 OldPrefix");
    }

    #[test]
    fn several_numbers_in_a_cell() {
        for typed in [
            "0912345678/0987654321",
            "0912345678 - 0987654321",
            "0912345678; 0987654321",
            "0912345678\n0987654321",
            "0912345678, 0987654321",
            "0912345678-0987654321",
            "0912.345.678 - 0987.654.321",
            "0912345678 0987654321",
            "0912345678 hoặc 0987654321",
        ] {
            check(typed, "0912345678, 0987654321");
        }
        check("0912345678\n3123456", "0912345678, !3123456");
    }

    #[test]
    fn landlines_and_hotlines() {
        check("02553123456", "02553123456");
        check("0255.3123456", "02553123456");
        check("0260 3 123 456", "02603123456");
        check("1022", "1022");
        check("1022 nhánh 1", "1022");
        // The extension used to be a hotline's number.
        check("02553123456 (máy lẻ 102)", "02553123456");
        // The second number used to be lost.
        check("0912345678 số 0987654321", "0912345678, 0987654321");
        check("Tổng đài 1022", "1022");
        check("18001091", "18001091");
        check("1900 1234", "19001234");
        check("02553123456 máy lẻ", "02553123456");
        check("02553123456 (máy lẻ 102)", "02553123456");
        check("02553123456 (nhánh 1022)", "02553123456");
    }

    #[test]
    fn what_is_no_number() {
        for typed in [
            "091234567",
            "09123456789",
            "0255312345",
            "3123456",
            "0123",
            "093500",
            "09350x0881",
        ] {
            check(typed, &format!("!{typed}"));
        }
        check("O912345678", "!O912345678");
        check("l912345678", "!l912345678");
    }

    #[test]
    fn what_says_nothing() {
        for typed in [
            "",
            "chưa có",
            "-",
            "Không",
            "…",
            "chưa",
            "Ko có",
            "N/A",
            "Không dùng",
        ] {
            check(typed, "");
        }
    }

    #[test]
    fn what_a_spreadsheet_shortened_is_never_completed() {
        for typed in [
            "9.12E+08",
            "8.49E+10",
            "9,12E+08",
            "9.1234567E+08",
            "9e8",
            "3.5E8",
        ] {
            check(typed, &format!("~{typed}"));
        }
        check("ĐT: 9,12E+08", "~9,12E+08");
        check("0912345678; 9.12E+08", "0912345678, ~9.12E+08");
        check("9,12345678E+08", "0912345678 LostZero");
        check("8.4912345678E+10", "0912345678");
    }

    #[test]
    fn words_in_a_column_of_numbers_do_not_vanish() {
        for typed in ["abc", "Zalo", "gọi ông A", "a@b.vn", "theo danh bạ", "x"] {
            check(typed, &format!("!{typed}"));
        }
        check("0912345678\nabc", "0912345678, !abc");
        check("0912345678\n(Zalo)", "0912345678");
        check("0912345678 (gặp ông A)", "0912345678");
    }

    #[test]
    fn digits_of_full_width_are_digits() {
        check("０９１２３４５６０１", "0912345601");
        check("＋８４９１２３４５６０１", "0912345601");
    }

    proptest! {
        #[test]
        fn the_usual_numbers_are_what_they_would_be_taken_apart_to(
            cell in "(\\+84|0|)[35789]([0-9][ .]{0,2}){7}[0-9](\\.0| |\\.|)"
        ) {
            if let Some(phone) = usual(&cell) {
                let phones = Phones { numbers: vec![phone], ..Phones::default() };
                prop_assert_eq!(phones, taken_apart(&cell));
            }
        }

        #[test]
        fn any_text_is_answered(typed in any::<String>()) {
            let _ = read(&typed);
        }

        #[test]
        fn plain_digits_are_read_as_if_taken_apart(cell in "[0-9]{9,11}") {
            prop_assert_eq!(read(&cell), taken_apart(&cell));
        }

        #[test]
        fn a_mobile_is_read_in_every_form(number in "0[35789][0-9]{8}") {
            let (a, b, c) = (&number[..4], &number[4..7], &number[7..]);
            for typed in [
                number.clone(), format!("{a}.{b}.{c}"), format!("{a} {b} {c}"), format!("({a}) {b}{c}"),
                format!("+84{}", &number[1..]), format!("84{}", &number[1..]), format!("0084{}", &number[1..]),
                format!("ĐT: {number}"), format!("{number} (Zalo)"), format!("{a}-{b}-{c}"),
            ] {
                let phones = read(&typed);
                prop_assert_eq!(phones.numbers.len(), 1, "{}", typed);
                prop_assert_eq!(&phones.numbers[0].digits, &number, "{}", typed);
                prop_assert!(phones.numbers[0].repaired.is_none() && phones.invalid.is_empty());
            }
        }
    }
}
