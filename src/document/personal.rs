//! Masks personal data in text that is shown to others than those concerned.
//!
//! Knows forms, not people: whatever looks like a phone number is masked.

/// Masks every phone number in a text: a run of 9 to 15 digits, however it is grouped. Numbers of
/// decisions and dates stay, since they are shorter or contain a slash.
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

/// Masks every mail address in a text.
pub(crate) fn without_mail_addresses(text: &str) -> String {
    text.split_inclusive(|letter: char| letter.is_whitespace() || "«»(),;".contains(letter))
        .map(|word| {
            let end = word.trim_end_matches(|letter: char| {
                letter.is_whitespace() || "«»(),;".contains(letter)
            });
            match end.contains('@') {
                true => word.replacen(end, "…", 1),
                false => word.to_owned(),
            }
        })
        .collect()
}

/// Masks each of these names where it occurs as whole words. A name of a single word stays, since
/// it may be a word of any sentence.
pub(crate) fn without_names<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.filter(|name| name.contains(' ')).collect();
    // Longer names first: «Lê Văn An Bình» before «Lê Văn An».
    names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
    let mut kept = text.to_owned();
    for name in names {
        kept = without_name(&kept, name);
    }
    kept
}

fn without_name(text: &str, name: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in text.match_indices(name) {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        if at >= from && !is_word(before) && !is_word(after) {
            kept.push_str(&text[from..at]);
            kept.push('…');
            from = at + found.len();
        }
    }
    kept.push_str(&text[from..]);
    kept
}

/// Whether the text is a date such as `28.7.2025` or `28-07-2025`.
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

    #[test]
    fn addresses_are_masked() {
        for (given, kept) in [
            (
                "Thư điện tử «a.b@c.vn» không đúng",
                "Thư điện tử «…» không đúng",
            ),
            ("x@y, z@w; hết", "…, …; hết"),
            ("không có gì", "không có gì"),
        ] {
            assert_eq!(without_mail_addresses(given), kept);
        }
    }

    #[test]
    fn names_are_masked_as_whole_words() {
        let names = ["Lê Văn An", "Lê Văn An Bình", "Hòa"];
        for (given, kept) in [
            ("Tổ phó Lê Văn An Bình là", "Tổ phó … là"),
            ("Lê Văn An; Lê Văn Anh", "…; Lê Văn Anh"),
            ("xã Hòa Hòa", "xã Hòa Hòa"),
        ] {
            assert_eq!(without_names(given, names.into_iter()), kept);
        }
    }
}
