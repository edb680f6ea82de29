//! Text for a log, without what names or reaches a person: mail addresses and phone numbers.

/// A number of this many digits may be somebody's phone.
const PHONE: usize = 9;

/// The text with the left side of every address and every long number replaced.
pub(super) fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        if length == 0 {
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(length);
        match word.rsplit_once('@') {
            Some((_, domain)) => {
                out.push_str("***@");
                out.push_str(domain);
            }
            None => numbers(word, &mut out),
        }
        rest = after;
    }
    out
}

/// What an address or a number is made of.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || "@.+-_%".contains(letter)
}

fn numbers(word: &str, out: &mut String) {
    let mut rest = word;
    while !rest.is_empty() {
        let plain = rest
            .find(|letter: char| letter.is_ascii_digit())
            .unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let length = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(rest.len());
        let number = &rest[..length];
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        out.push_str(if digits >= PHONE { "***" } else { number });
        rest = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str) {
        assert_eq!(masked(text), shown);
    }

    #[test]
    fn people_are_not_named_in_logs() {
        check("", "");
        check(
            "tệp /var/số liệu.xlsx không có",
            "tệp /var/số liệu.xlsx không có",
        );
        check("550 <lanh-dao@example.vn>: no", "550 <***@example.vn>: no");
        check("gọi 0912345678 hoặc +84.912.345.678", "gọi *** hoặc +***");
        check(
            "chiều 2025-08-01, 1.234 dòng",
            "chiều 2025-08-01, 1.234 dòng",
        );
        check("máy chủ 127.0.0.1:2525", "máy chủ 127.0.0.1:2525");
        check("a@b@c.vn", "***@c.vn");
    }
}
