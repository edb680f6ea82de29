//! Reads the mail addresses in a cell.
//!
//! Stricter than the standard, because these are addresses that an office hands out: one `@`, ASCII
//! letters, a domain with a dot. Converted to small letters, because no two addresses differ only
//! in case.

use crate::submission::reach_words::ReachWords;
use crate::text;

/// The addresses in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emails {
    /// Valid addresses, in the order typed.
    pub good: Vec<String>,
    /// Text that is not a valid address, as typed.
    pub invalid: Vec<String>,
}

/// Reads the addresses in a cell; names before them («A B <a@b.vn>») are ignored.
pub fn read(cell: &str, words: &ReachWords) -> Emails {
    if is_plain(cell) {
        return Emails {
            good: vec![cell.to_owned()],
            invalid: Vec::new(),
        };
    }
    taken_apart(cell, words)
}

/// Whether a cell is one address in small letters and nothing else, as most cells are.
pub(super) fn is_plain(cell: &str) -> bool {
    let small = |letter: u8| !letter.is_ascii_uppercase();
    cell.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && cell.bytes().all(small)
        && is_good(cell)
}

fn taken_apart(cell: &str, words: &ReachWords) -> Emails {
    let mut emails = Emails::default();
    let cleaned = text::clean(cell);
    for part in cleaned.split([';', '\n']) {
        let part = part.trim();
        if part.contains('@') {
            read_part(part, words, &mut emails);
        } else if !says_nothing(part, words) {
            emails.invalid.push(part.to_owned());
        }
    }
    emails
}

/// Whether a part has no address to report: it is empty, a dash, or «chưa có».
fn says_nothing(part: &str, words: &ReachWords) -> bool {
    let key = text::key(part);
    let said = key.trim_matches(|letter: char| !letter.is_alphanumeric());
    said.is_empty() || words.mean_none(said)
}

fn read_part(part: &str, known: &ReachWords, emails: &mut Emails) {
    let words: Vec<&str> = part
        .split(|letter: char| letter.is_whitespace() || ",<>()[]\"/".contains(letter))
        .map(|word| bare(word, known))
        .filter(|word| !word.is_empty())
        .collect();
    let addresses: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| word.contains('@'))
        .collect();
    let good = addresses.iter().all(|word| is_good(word));
    if good && !addresses.is_empty() && !has_comma_for_dot(part) && !may_be_torn(part, known) {
        emails
            .good
            .extend(addresses.into_iter().map(str::to_ascii_lowercase));
        let lost = words.iter().filter(|word| is_address_without_at(word));
        emails.invalid.extend(lost.map(|word| (*word).to_owned()));
        return;
    }
    // A comma or a space may be part of a mistyped address, so a part with a single address is
    // reported whole.
    if addresses.len() == 1 {
        emails.invalid.push(part.to_owned());
        return;
    }
    for word in addresses {
        if is_good(word) {
            emails.good.push(word.to_ascii_lowercase());
        } else {
            emails.invalid.push(word.to_owned());
        }
    }
}

/// Whether a comma may be a mistyped dot instead of a separator: `a,b@c.vn`.
fn has_comma_for_dot(part: &str) -> bool {
    let mut pieces = part.split_inclusive(',').zip(part.split(',').skip(1));
    let is_piece = |piece: &str| {
        let piece = piece.trim_end_matches(',');
        !piece.is_empty()
            && !piece.contains(['@', ':', '<'])
            && piece.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let begins_address = |piece: &str| {
        piece.starts_with(|letter: char| letter.is_ascii_alphanumeric()) && piece.contains('@')
    };
    pieces.any(|(before, after)| is_piece(before) && begins_address(after))
}

/// Whether the word before the only address may be its beginning, cut off by a space:
/// `an nv@b.vn`. A name before an address has capitals or marks, and a label ends with a colon.
fn may_be_torn(part: &str, known: &ReachWords) -> bool {
    let mut words = part.split(' ').filter(|word| !word.is_empty());
    let (Some(first), Some(second), None) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let mut labels = known.mail_labels.iter().chain(&known.phone_labels);
    let small = |letter: u8| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"._-".contains(&letter)
    };
    second.contains('@')
        && second.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && first.bytes().all(small)
        && labels.all(|label| label != first)
}

fn bare<'t>(word: &'t str, words: &ReachWords) -> &'t str {
    let word = word.trim_matches(|letter: char| ".:'*".contains(letter));
    let lower = word.to_ascii_lowercase();
    let mut labels = words.mail_labels.iter();
    let address = labels.find_map(|label| lower.strip_prefix(label.as_str())?.strip_prefix(':'));
    address.map_or(word, |address| &word[word.len() - address.len()..])
}

fn is_good(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else {
        return false;
    };
    let local_fits = |letter: char| letter.is_ascii_alphanumeric() || "._%+-'".contains(letter);
    let label_fits = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    !local.is_empty()
        && local.len() <= 64
        && address.len() <= 254
        && local.chars().all(local_fits)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label_fits)
        && top.len() >= 2
        && top.chars().all(|letter| letter.is_ascii_alphabetic())
}

/// Whether a word looks like an address without its `@`: `abc.gmail.com`. An ASCII word with dots
/// that ends like a domain, not like a file.
fn is_address_without_at(word: &str) -> bool {
    const ENDS: [&str; 5] = ["com", "vn", "net", "org", "edu"];
    let end = word
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    word.is_ascii() && !word.contains('@') && end.is_some_and(|end| ENDS.contains(&end.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(cell: &str) -> Emails {
        super::read(cell, &ReachWords::shipped())
    }

    fn taken_apart(cell: &str) -> Emails {
        super::taken_apart(cell, &ReachWords::shipped())
    }

    #[track_caller]
    fn check(cell: &str, good: &[&str], invalid: &[&str]) {
        let emails = read(cell);
        assert_eq!(emails.good, good, "{cell:?}");
        assert_eq!(emails.invalid, invalid, "{cell:?}");
    }

    #[test]
    fn addresses_as_they_are_typed() {
        check("a@b.vn", &["a@b.vn"], &[]);
        check(
            "Nguyen.Van-A@quangngai.gov.vn",
            &["nguyen.van-a@quangngai.gov.vn"],
            &[],
        );
        check("A B <a@b.vn>", &["a@b.vn"], &[]);
        check("mailto:a@b.vn", &["a@b.vn"], &[]);
        check("Email: a@b.vn.", &["a@b.vn"], &[]);
        check("a@b.vn, c@d.vn", &["a@b.vn", "c@d.vn"], &[]);
        check(
            "a@b.vn; c@d.vn\ne@f.vn",
            &["a@b.vn", "c@d.vn", "e@f.vn"],
            &[],
        );
        check("a@b.vn\u{200b}", &["a@b.vn"], &[]);
        check("Hồ B <A@B.VN>", &["a@b.vn"], &[]);
        check("mail a@b.vn", &["a@b.vn"], &[]);
        check("Bình a@b.vn", &["a@b.vn"], &[]);
        check("ａ＠ｂ．ｖｎ", &["a@b.vn"], &[]);
    }

    #[test]
    fn addresses_that_nobody_can_write_to() {
        check("a@@b.vn", &[], &["a@@b.vn"]);
        check("a@b,vn", &[], &["a@b,vn"]);
        check("a,b@c.vn", &[], &["a,b@c.vn"]);
        check("a@b", &[], &["a@b"]);
        check("a @ b.vn", &[], &["a @ b.vn"]);
        check("a nv@b.vn", &[], &["a nv@b.vn"]);
        check("nguyễn@b.vn", &[], &["nguyễn@b.vn"]);
        check("@b.vn", &[], &["@b.vn"]);
        check("a.gmail.com", &[], &["a.gmail.com"]);
        check("minh.vnpt.vn", &[], &["minh.vnpt.vn"]);
        check("dong gmail.com", &[], &["dong gmail.com"]);
        check("như trên", &[], &["như trên"]);
        check("a@b.vn, c.vnpt.vn", &["a@b.vn"], &["c.vnpt.vn"]);
        check("a@b.vn; c@d", &["a@b.vn"], &["c@d"]);
    }

    #[test]
    fn what_says_nothing() {
        for cell in ["", "-", "chưa có", "không"] {
            check(cell, &[], &[]);
        }
    }

    proptest! {
        #[test]
        fn a_plain_address_is_read_as_if_taken_apart(cell in "(mail:|mailto:)?[a-zA-Z0-9._'-]{1,6}@[a-z0-9.-]{1,8}\\.(vn|com|c|)") {
            prop_assert_eq!(read(&cell), taken_apart(&cell));
        }

        #[test]
        fn any_text_is_answered(typed in any::<String>()) {
            let _ = read(&typed);
        }
    }
}
