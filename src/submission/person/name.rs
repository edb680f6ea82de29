//! What can be the name of a person, and what stands for nobody.

use compact_str::CompactString;

use super::split;
use crate::submission::position::Positions;
use crate::submission::position::memory::Surname;
use crate::text;

/// Before a name, with or without a colon or dot; as `text::key` writes them.
const HONORIFICS: &[&str] = &[
    "ông/bà",
    "ông (bà)",
    "ông",
    "bà",
    "ô",
    "đồng chí",
    "đ/c",
    "đ.c",
    "đc",
    "mr",
    "mrs",
    "ms",
    "anh",
    "chị",
    "cô",
    "thầy",
    "bác",
    "ths",
    "th.s",
    "ts",
    "ks",
    "bs",
    "thạc sĩ",
    "kỹ sư",
];
/// Surnames that show a name even where its case does not («nguyễn văn a»).
const SURNAMES: &str = "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn \
    trương lâm mai cao châu tạ tô lương hà trịnh đào vương tống thái từ quách phùng kiều triệu la lưu \
    tăng ông bạch chu cù doãn giang hứa khổng kim lục mạc nghiêm ninh nông quan sầm thạch thân tiêu tôn \
    trình ứng văn viên y a siu rơ rcom ksor kpă nay rô rah rmah blô u xa h'";
/// Words within a name that are often typed small.
const SMALL_WORDS: &[&str] = &["thị", "văn", "thi", "van", "đình", "hữu", "ngọc"];

/// Words within names that speak of people without naming them, see `says_unnamed`.
const UNNAMING: [&str; 5] = ["Các", "Kèm", "Theo", "Viên", "Người"];
/// Whether a cell is one name spelled as names are, and surely nothing else: a surname that no
/// position and no role begins with, and words with a capital each. Nearly every cell is, and need
/// not be taken apart.
pub(in crate::submission) fn is_plain(cell: &str, positions: &Positions) -> bool {
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
        if others > 6 || !capital(&word) || UNNAMING.contains(&word) {
            return false;
        }
    }
    let surname = || plain_surname(first, positions);
    text::is_clean(cell)
        && positions
            .memory
            .surname(first, surname)
            .is_some_and(|behind| behind.is_empty() || !behind.contains(&text::fold(second)))
}

fn plain_surname(word: &str, positions: &Positions) -> Surname {
    let key = text::key(word);
    let surname = SURNAMES.split_whitespace().any(|surname| surname == key)
        && !HONORIFICS.contains(&key.as_str())
        && !positions.roles().may_begin(&text::fold(word));
    let behind = positions.begun_with(word).filter(|_| surname)?;
    Some(behind.into())
}

/// The name that a text is, without honorifics; `None` where it is none.
pub(super) fn read(typed: &str, positions: &Positions) -> Option<String> {
    let bare = split::without_marks(typed);
    let (name, honoured) = without_honorifics(bare);
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
    let cased = is_cased_like_a_name(&words)
        || honoured && words.len() > 1 && words[0].starts_with(char::is_uppercase);
    let named = fits && cased && !says_unnamed(name) && !begins_like_a_position(name, positions);
    named.then(|| name.to_owned())
}

/// Every word with a capital, all capitals, or, behind a surname, small letters.
fn is_cased_like_a_name(words: &[&str]) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let first = text::key(words[0]);
    let surname = SURNAMES.split_whitespace().any(|surname| surname == first);
    let small = |word: &&&str| !capital(word);
    let smalls = words.iter().filter(small).count();
    let excused = words
        .iter()
        .filter(small)
        .all(|word| SMALL_WORDS.contains(&text::key(word).as_str()));
    let acronym =
        words.len() == 1 && words[0].chars().count() > 1 && words[0] == words[0].to_uppercase();
    smalls == 0 && (!acronym || surname)
        || surname
            && words.len() > 1
            && (smalls == words.len() || excused || smalls == 1 && !capital(words[0]))
}

/// A name typed all in capitals or all in small letters, spelled as names are.
pub(in crate::submission) fn spelled(name: &str) -> CompactString {
    let letters = || name.chars().filter(|letter| letter.is_alphabetic());
    let words = name
        .split(' ')
        .filter(|word| word.chars().count() > 1)
        .count();
    let shouted = words > 0 && letters().all(char::is_uppercase);
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
    glued || !is_of_the_family_to(name) && position()
}

/// The surname Tô is one mark from «tổ»: «Tô Viên Khoa» is a person, «Tổ viên Khoa» tells a role.
fn is_of_the_family_to(name: &str) -> bool {
    name.split_once(' ')
        .is_some_and(|(first, _)| text::key(first) == "tô")
}

fn without_honorifics(typed: &str) -> (&str, bool) {
    let mut rest = typed;
    let mut honoured = false;
    loop {
        let found = HONORIFICS.iter().find_map(|honorific| {
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

/// Nothing, a dash, «chưa có».
pub(super) fn says_nothing(entry: &str) -> bool {
    let key = text::key(split::without_marks(entry));
    let key = key.trim_matches(|letter: char| !letter.is_alphanumeric());
    let words = [
        "chưa",
        "không",
        "chua",
        "khong",
        "đang",
        "n/a",
        "trống",
        "bỏ trống",
        "khuyết",
        "khuyet",
        "còn khuyết",
        "còn thiếu",
        "vacant",
    ];
    let begins = words.iter().any(|word| {
        key.strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    begins || !key.contains(char::is_alphanumeric) || key == "0"
}

/// «thay Nguyễn Văn A», «thay đ/c A»: whose place the person named took.
pub(super) fn says_instead(words: &str) -> bool {
    let key = text::key(words);
    let rest = ["thay thế ", "thay cho ", "thay "]
        .iter()
        .find_map(|word| key.strip_prefix(word));
    rest.is_some_and(|rest| {
        let (name, honoured) = without_honorifics(rest);
        let first = name.split(' ').next().unwrap_or_default();
        honoured || SURNAMES.split_whitespace().any(|surname| surname == first)
    })
}

/// Words that stand for people without naming them.
pub(super) fn says_unnamed(entry: &str) -> bool {
    let key = text::key(split::without_marks(entry));
    let begins = [
        "các ",
        "những ",
        "toàn thể",
        "toàn bộ",
        "tất cả",
        "theo ",
        "danh sách",
        "kèm theo",
        "có danh sách",
        "đính kèm",
        "như ",
        "xem ",
        "đại diện",
        "một số",
        "mỗi ",
        "cac ",
        "gồm ",
        "lãnh đạo ",
        "thành viên",
        "người đứng đầu",
        "tổ viên",
        "ds ",
        "file ",
        "có qđ",
    ];
    let within = [
        " các ",
        "đính kèm",
        "kèm theo",
        "theo qđ",
        "theo quyết định",
        "thành viên",
        " người",
    ];
    let counted = key.starts_with(|letter: char| letter.is_ascii_digit()) && !key.contains("  ");
    begins.iter().any(|words| key.starts_with(words))
        || within.iter().any(|words| key.contains(words))
        || counted
            && ["đ/c", "đồng chí", "cán bộ", "trưởng", "người"]
                .iter()
                .any(|words| key.contains(words))
}

/// A word that only announces what follows: «Zalo», «Chức vụ».
pub(super) fn is_label(words: &str) -> bool {
    let key = text::key(words);
    matches!(
        key.as_str(),
        "zalo"
            | "sđt"
            | "đt"
            | "điện thoại"
            | "chức vụ"
            | "chức danh"
            | "số điện thoại"
            | "di động"
            | "số zalo"
    )
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

    #[test]
    fn honorifics_stand_as_keys() {
        for honorific in super::HONORIFICS {
            assert_eq!(crate::text::key(honorific), *honorific);
        }
    }
}
