//! Text as others than those concerned may see it: without what reaches a person.
//!
//! Knows forms, not people: what looks like a phone number is one.

/// The text with every phone number in it masked: a run of 9 to 15 digits, however they are
/// grouped. Numbers of decisions and dates are shorter or hold a slash, and stay.
pub(crate) fn without_phones(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut run = String::new();
    for letter in text.chars().chain(std::iter::once('\n')) {
        if letter.is_ascii_digit() || (!run.is_empty() && matches!(letter, ' ' | '.' | '-' | ')')) {
            run.push(letter);
            continue;
        }
        let number = run.trim_end_matches([' ', '.', '-', ')']);
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if (9..=15).contains(&digits) && !number.split(' ').any(is_date) {
            kept.push('…');
            kept.push_str(&run[number.len()..]);
        } else {
            kept.push_str(&run);
        }
        run.clear();
        kept.push(letter);
    }
    kept.pop();
    kept
}

/// `28.7.2025`, `28-07-2025`
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['.', '-']).collect();
    matches!(parts[..], [day, month, year]
        if day.len() <= 2 && month.len() <= 2 && year.len() == 4 && year.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_masked_and_decisions_are_not() {
        for (given, kept) in [
            ("gọi 0912345678 (Zalo)", "gọi … (Zalo)"),
            ("gọi 0912.345.678, 0912 345 678", "gọi …, …"),
            ("+84 912 345 678", "+…"),
            ("15/QĐ-UBND ngày 28/7/2025", "15/QĐ-UBND ngày 28/7/2025"),
            ("10 - 12 thành viên", "10 - 12 thành viên"),
            ("1022", "1022"),
            ("ký 28.7.2025", "ký 28.7.2025"),
            ("ký 05.07.2025 10 người", "ký 05.07.2025 10 người"),
        ] {
            assert_eq!(without_phones(given), kept);
        }
    }
}
