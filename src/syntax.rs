//! Reads TOML text that an operator may have edited, and explains its faults in the user's
//! language; the parser's messages are English.

use serde::de::DeserializeOwned;
use toml::{Table, Value as Toml};

use crate::locale::{Sentence, Value};

/// Reads a file of words. A section or a list that it does not have is that of the shipped file; a
/// list that it has replaces the shipped one.
///
/// # Errors
/// The first fault of the text.
pub fn completed<T: DeserializeOwned>(text: &str, shipped: &str) -> Result<T, toml::de::Error> {
    if text == shipped {
        return toml::from_str(text);
    }
    let mut words: Table = toml::from_str(text)?;
    complete(&mut words, toml::from_str(shipped)?);
    let read = Toml::Table(words).try_into();
    // Only faults of the text itself have a place in it.
    read.map_err(|fault| toml::from_str::<T>(text).err().unwrap_or(fault))
}

/// Adds the sections and lists that are missing as a whole; single lines are not added.
fn complete(words: &mut Table, shipped: Table) {
    for (name, value) in shipped {
        match (words.get_mut(&name), value) {
            (Some(Toml::Table(own)), Toml::Table(shipped)) => complete(own, shipped),
            (None, value @ (Toml::Table(_) | Toml::Array(_))) => {
                words.insert(name, value);
            }
            _ => {}
        }
    }
}

/// A fault of a text, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxFault {
    /// The line, counted from one.
    pub line: u32,
    /// The key on that line; empty if there is none.
    pub key: String,
    /// What is wrong.
    pub sentence: Sentence,
}

/// Beginnings of the parser's messages, and the sentence for each.
const SENTENCES: &[(&str, &str)] = &[
    ("duplicate ", "syntax-twice"),
    ("cannot extend value", "syntax-twice"),
    ("invalid basic string", "syntax-quote"),
    ("invalid literal string", "syntax-quote"),
    ("invalid multi-line", "syntax-quote"),
    ("missing opening quote", "syntax-quote"),
    ("string values must be quoted", "syntax-unquoted"),
    ("invalid date", "syntax-date"),
    ("invalid time", "syntax-date"),
    ("missing comma between array elements", ARRAY),
    ("unexpected `=` in array", ARRAY),
    ("unclosed array table", "syntax-heading"),
    ("unclosed table", "syntax-heading"),
    ("unclosed array", ARRAY),
    ("unclosed inline table", "syntax-braces"),
    ("missing comma between key-value pairs", "syntax-braces"),
    ("key with no value", "syntax-equals"),
    ("missing value", "syntax-equals"),
    ("extra `=`", "syntax-equals"),
    ("invalid boolean", "syntax-boolean"),
    ("too few unicode value digits", "syntax-backslash"),
    ("missing escaped value", "syntax-backslash"),
    ("invalid unquoted key", "syntax-key"),
    ("unquoted keys cannot be empty", "syntax-key"),
    ("wanted ", "syntax-kind"),
    ("invalid type", "syntax-kind"),
    ("invalid value", "syntax-kind"),
];

/// The sentence for an array without a closing bracket, which takes the lines after it for
/// elements.
const ARRAY: &str = "syntax-array";

impl SyntaxFault {
    /// The first fault that the parser found.
    pub fn of(text: &str, error: &toml::de::Error) -> Self {
        let sentence = sentence(error.message());
        let found = line_of(text, error.span().map_or(0, |span| span.start));
        let line = match sentence.key() {
            ARRAY => opening(text, found),
            _ => found,
        };
        Self {
            line,
            key: key_on(text, line),
            sentence,
        }
    }

    /// Whether the text after this fault was misread because of it.
    pub fn hides_the_rest(&self) -> bool {
        self.sentence.key() == ARRAY
    }
}

/// The parser's message as a sentence, if there is one for it.
fn sentence(said: &str) -> Sentence {
    let quoted = |after: &str| {
        let mut parts = said.strip_prefix(after)?.split('`');
        let name = parts.next()?.to_owned();
        // Every second part is between two names.
        let known: Vec<&str> = parts.skip(1).step_by(2).collect();
        Some((name, known.join(", ")))
    };
    let named = [
        ("unknown field `", "syntax-unknown-key"),
        ("unknown variant `", "syntax-unknown-value"),
        ("missing field `", "syntax-missing"),
    ];
    for (after, key) in named {
        if let Some((name, known)) = quoted(after) {
            return Sentence::new(key).with("name", name).with("known", known);
        }
    }
    let known = SENTENCES
        .iter()
        .find(|(begins, _)| said.starts_with(begins));
    match known {
        Some((_, key)) => Sentence::new(*key),
        None => Sentence::new("syntax-other").with("error", Value::from(said)),
    }
}

/// The line of a position in a text, counted from one.
pub fn line_of(text: &str, place: usize) -> u32 {
    let before = &text.as_bytes()[..place.min(text.len())];
    let breaks = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

/// The line in which an array begins that was found unclosed on a later line.
fn opening(text: &str, found: u32) -> u32 {
    let opens = |line: &str| {
        let value = line.split_once('=').map(|(_, value)| value.trim_start());
        !line.trim_start().starts_with('#') && value.is_some_and(|value| value.starts_with('['))
    };
    let above = text.lines().take(found as usize);
    let last = (1..).zip(above).filter(|(_, line)| opens(line)).last();
    last.map_or(found, |(number, _)| number)
}

/// The key or table title on a line.
fn key_on(text: &str, line: u32) -> String {
    let line = text.lines().nth((line as usize).saturating_sub(1));
    let head = line.unwrap_or_default().split('=').next();
    let head = head.unwrap_or_default().trim_matches(['[', ']', ' ']);
    let is_key = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
    match head.chars().all(is_key) {
        true => head.to_owned(),
        false => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    #[test]
    fn what_a_file_of_words_leaves_out_is_the_shipped_ones() {
        let shipped =
            "few = 3\n[a]\nx = [\"1\"]\ny = [\"2\"]\n[b]\nz = [\"3\"]\n[short]\nct = \"4\"\n";
        let check = |own: &str, expected: &str| {
            let whole: Table = completed(own, shipped).unwrap();
            assert_eq!(whole, expected.parse().unwrap(), "{own}");
        };
        check(
            "",
            "[a]\nx = [\"1\"]\ny = [\"2\"]\n[b]\nz = [\"3\"]\n[short]\nct = \"4\"\n",
        );
        check(
            "[a]\ny = [\"5\"]\n[b]\nz = []\n[short]\npct = \"6\"\n",
            "[a]\nx = [\"1\"]\ny = [\"5\"]\n[b]\nz = []\n[short]\npct = \"6\"\n",
        );
        let fault = completed::<Table>("[a\n", shipped).unwrap_err();
        assert!(fault.span().is_some());
    }

    /// Checks the first fault of a text: its line, key and sentence.
    #[track_caller]
    fn check(text: &str, line: u32, key: &str, said: &str) {
        let error = toml::from_str::<toml::Table>(text).unwrap_err();
        let fault = SyntaxFault::of(text, &error);
        let found = (
            fault.line,
            fault.key.as_str(),
            fault.sentence.say(Language::Vi),
        );
        assert_eq!(found, (line, key, said.to_owned()), "{text}: {error}");
    }

    #[test]
    fn what_people_mistype_is_told_in_their_words() {
        for (text, line, key, said) in [
            ("a = 1\na = 2", 2, "a", "khóa hoặc mục này đã có ở trên"),
            ("a = \"Tổ", 1, "a", "thiếu dấu nháy mở hoặc đóng"),
            (
                "a = Tổ",
                1,
                "a",
                "chữ phải nằm trong dấu nháy thẳng \"…\"; đúng hay sai ghi true hoặc false, viết thường",
            ),
            (
                "a = “Tổ”",
                1,
                "a",
                "giá trị chữ phải nằm trong dấu nháy thẳng \"…\"",
            ),
            (
                "a = 15/8/2025",
                1,
                "a",
                "giá trị chữ phải nằm trong dấu nháy thẳng \"…\"",
            ),
            (
                "a = 2025-02-30",
                1,
                "a",
                "không có ngày này; ngày ghi năm-tháng-ngày, không có dấu nháy: 2025-08-15",
            ),
            (
                "a = [\"x\"\nb = 1",
                1,
                "a",
                "danh sách này thiếu dấu phẩy giữa hai giá trị hoặc dấu ngoặc vuông đóng",
            ),
            (
                "[a\nb = 1",
                1,
                "a",
                "tên mục phải nằm trong cặp ngoặc vuông: [tên] hoặc [[tên]]",
            ),
            (
                "a = {b = 1",
                1,
                "a",
                "thiếu dấu phẩy hoặc dấu ngoặc nhọn đóng",
            ),
            ("a : 1", 1, "", "dòng này cần có dạng: khóa = giá trị"),
            (
                "a = True",
                1,
                "a",
                "chữ phải nằm trong dấu nháy thẳng \"…\"; đúng hay sai ghi true hoặc false, viết thường",
            ),
            (
                "a = \"C:\\Users\"",
                1,
                "a",
                "dấu \\ trong chuỗi phải viết là \\\\, hoặc đặt chuỗi trong dấu nháy đơn",
            ),
        ] {
            check(text, line, key, said);
        }
    }

    #[test]
    fn a_key_or_value_that_is_not_known_is_told_with_those_that_are() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Known {
            #[expect(dead_code, reason = "only its name is of interest")]
            level: Level,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Level {
            Low,
            High,
        }
        for (text, said) in [
            (
                "levl = 1",
                "không có khóa «levl»; các khóa dùng được: level",
            ),
            (
                "level = \"mid\"",
                "không có giá trị «mid»; các giá trị dùng được: low, high",
            ),
            ("", "thiếu khóa «level»"),
        ] {
            let error = toml::from_str::<Known>(text).unwrap_err();
            let fault = SyntaxFault::of(text, &error);
            assert_eq!(fault.sentence.say(Language::Vi), said, "{error}");
        }
    }
}
