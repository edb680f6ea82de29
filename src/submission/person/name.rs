//! Recognises names of people, and entries that name nobody.

use std::sync::Arc;

use compact_str::CompactString;

use super::split;
use crate::submission::name_words::NameWords;
use crate::submission::position::Positions;
use crate::submission::position::memory::Surname;
use crate::text;

/// Whether a cell is certainly one name in usual spelling and nothing else: a surname that begins
/// no position or role, and words with one capital each. True for nearly all cells, which then need
/// no further analysis.
pub(in crate::submission) fn is_plain(cell: &str, positions: &Positions) -> bool {
    let names = positions.names();
    let mut words = cell.split(' ');
    let capital = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    let first = words.next().filter(capital);
    let second = words.next().filter(capital);
    let (Some(first), Some(second)) = (first, second) else {
        return false;
    };
    let mut others = 0;
    for word in std::iter::once(second).chain(words) {
        others += 1;
        let ends_unnamed = || names.may_end_unnamed(&text::key(word));
        if others > 6 || !capital(&word) || positions.memory.ends_unnamed(word, ends_unnamed) {
            return false;
        }
    }
    let surname = || plain_surname(first, positions);
    let begins_no_office = |behind: Arc<[String]>| {
        behind.is_empty()
            || !behind.contains(&text::fold(second)) && !positions.is_short_form(second)
    };
    text::is_clean(cell)
        && positions
            .memory
            .surname(first, surname)
            .is_some_and(begins_no_office)
}

fn plain_surname(word: &str, positions: &Positions) -> Surname {
    let key = text::key(word);
    let names = positions.names();
    if !names.is_surname(&key) || names.honorifics.contains(&key) {
        return None;
    }
    let mut behind = positions.begun_with(word)?;
    behind.extend(positions.roles().begun_with(&text::fold(word))?);
    Some(behind.into())
}

/// The name without honorifics; `None` if the text is not a name.
pub(super) fn read(typed: &str, positions: &Positions) -> Option<String> {
    let bare = split::without_marks(typed);
    let names = positions.names();
    let (name, honoured) = without_honorifics(bare, names);
    let name = split::without_marks(name);
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    if words.is_empty() || words.len() > 7 || letters < 2 && !honoured {
        return None;
    }
    let fits = words.iter().all(|word| {
        word.starts_with(char::is_alphabetic)
            && word
                .chars()
                .all(|letter| letter.is_alphabetic() || "'’.-".contains(letter))
    });
    let cased = is_cased_like_a_name(&words, names)
        || honoured && words.len() > 1 && words[0].starts_with(char::is_uppercase);
    let named =
        fits && cased && !says_unnamed(name, names) && !begins_like_a_position(name, positions);
    named.then(|| name.to_owned())
}

/// Whether all words begin with a capital or, after a surname, are in small letters. A single word
/// in capitals must be a surname.
fn is_cased_like_a_name(words: &[&str], names: &NameWords) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let surname = names.is_surname(&text::key(words[0]));
    let small = |word: &&&str| !capital(word);
    let smalls = words.iter().filter(small).count();
    let excused = words
        .iter()
        .filter(small)
        .all(|word| names.is_typed_small(&text::key(word)));
    let acronym =
        words.len() == 1 && words[0].chars().count() > 1 && words[0] == words[0].to_uppercase();
    smalls == 0 && (!acronym || surname)
        || surname
            && words.len() > 1
            && (smalls == words.len() || excused || smalls == 1 && !capital(words[0]))
}

/// Converts a name typed in capitals only or small letters only to the usual spelling.
pub(in crate::submission) fn spelled(name: &str) -> CompactString {
    let letters = || name.chars().filter(|letter| letter.is_alphabetic());
    let several = |word: &str| word.chars().nth(1).is_some();
    let shouted = letters().all(char::is_uppercase) && name.split(' ').any(several);
    if !shouted && !letters().all(char::is_lowercase) {
        return name.into();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| {
            first
                .to_uppercase()
                .chain(letters.flat_map(char::to_lowercase))
                .collect()
        })
    };
    let words: Vec<String> = name.split(' ').map(word).collect();
    words.join(" ").into()
}

fn begins_like_a_position(name: &str, positions: &Positions) -> bool {
    let glued = name
        .split_once(['-', '–'])
        .is_some_and(|(_, after)| positions.begins(after));
    let position = || positions.begins(&spelled(name)) || positions.roles().read(name).is_some();
    glued || !is_of_a_family_like_a_role(name, positions.names()) && position()
}

/// Whether the surname differs by a mark from the first word of a role: «Tô Viên Khoa» is a person,
/// but «Tổ viên Khoa» states a role.
fn is_of_a_family_like_a_role(name: &str, names: &NameWords) -> bool {
    name.split_once(' ')
        .is_some_and(|(first, _)| names.is_like_a_role(&text::key(first)))
}

fn without_honorifics<'t>(typed: &'t str, names: &NameWords) -> (&'t str, bool) {
    let mut rest = typed;
    let mut honoured = false;
    loop {
        let found = names.honorifics.iter().find_map(|honorific| {
            let end = rest
                .char_indices()
                .nth(honorific.chars().count())
                .map(|(end, _)| end)?;
            let after = &rest[end..];
            if !after.starts_with([' ', ':', '.']) || text::key(&rest[..end]) != *honorific {
                return None;
            }
            let name = after.trim_start_matches([' ', ':', '.']);
            (!name.is_empty()).then_some(name)
        });
        match found {
            Some(name) => (rest, honoured) = (name, true),
            None => return (rest, honoured),
        }
    }
}

/// Whether an entry is empty, a dash, or «chưa có».
pub(super) fn says_nothing(entry: &str, names: &NameWords) -> bool {
    let key = text::key(split::without_marks(entry));
    let key = key.trim_matches(|letter: char| !letter.is_alphanumeric());
    let begins = names.vacant.iter().any(|word| {
        key.strip_prefix(word.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    begins || !key.contains(char::is_alphanumeric) || key == "0"
}

/// Whether words say whom a person replaces: «thay Nguyễn Văn A», «thay đ/c A».
pub(super) fn says_instead(words: &str, names: &NameWords) -> bool {
    let key = text::key(words);
    let after = |word: &String| key.strip_prefix(word.as_str())?.strip_prefix(' ');
    let rest = names.instead.iter().find_map(after);
    rest.is_some_and(|rest| {
        let (name, honoured) = without_honorifics(rest, names);
        let first = name.split(' ').next().unwrap_or_default();
        honoured || names.is_surname(first)
    })
}

/// Whether words refer to people without naming them.
pub(super) fn says_unnamed(entry: &str, names: &NameWords) -> bool {
    let key = text::key(split::without_marks(entry));
    let stands = |words: &String| key.contains(words.as_str());
    let counted = key.starts_with(|letter: char| letter.is_ascii_digit()) && !key.contains("  ");
    let mut begins = names.unnamed_begins.iter();
    begins.any(|words| key.starts_with(words.as_str()))
        || names.unnamed_within.iter().any(stands)
        || counted && names.counted.iter().any(stands)
}

/// Whether a word is only a label of what follows: «Zalo», «Chức vụ».
pub(super) fn is_label(words: &str, names: &NameWords) -> bool {
    names.labels.contains(&text::key(words))
}

#[cfg(test)]
mod tests {
    use super::{read, spelled};
    use crate::submission::position::Positions;

    #[test]
    fn names_are_spelled_as_names() {
        for (typed, name) in [
            ("NGUYỄN VĂN A", "Nguyễn Văn A"),
            ("nguyễn văn a", "Nguyễn Văn A"),
            ("Y Hyêm", "Y Hyêm"),
            ("A Brôl", "A Brôl"),
            ("ĐỖ THỊ NGỌC XUÂN", "Đỗ Thị Ngọc Xuân"),
        ] {
            assert_eq!(spelled(typed), name);
        }
    }

    #[test]
    fn roles_are_no_names() {
        let positions = Positions::shipped();
        for (typed, name) in [
            ("Tô Viên Khoa", Some("Tô Viên Khoa")),
            ("TÔ VIÊN KHOA", Some("TÔ VIÊN KHOA")),
            ("Tổ viên Khoa", None),
            ("To vien Khoa", None),
            ("Tổ phó Khoa", None),
        ] {
            assert_eq!(read(typed, &positions).as_deref(), name, "{typed}");
        }
    }

    /// Each used to give a question, because it differs from an office only by one or more marks.
    #[test]
    fn a_name_near_an_office_is_a_name() {
        let positions = Positions::shipped();
        for (typed, is_name) in [
            ("Đoàn Giao Viên", true),
            ("Trương Ban Mai", true),
            ("Trương Thôn", true),
            ("Chu Tịch", true),
            ("Đặng Bộ", true),
            ("Phan Cong Binh", true),
            ("Cu Van Thanh", true),
            ("Quan Dinh Son", true),
            ("Do Van Thu", true),
            ("Đoàn Thanh niên", false),
            ("Đoàn Giáo Viên", false),
            ("Trưởng Ban Mai", false),
            ("Trương Phòng Văn hóa", false),
            ("Chu Tịch UBND", false),
            ("CHU TỊCH UBND XÃ", false),
            ("Đặng Ủy xã", false),
            ("Truong Cong an", false),
            ("Cuu Chien Binh", false),
            ("Doan Thanh nien", false),
            ("Do Chu tich cu", false),
        ] {
            assert_eq!(read(typed, &positions).is_some(), is_name, "{typed}");
        }
    }
}
