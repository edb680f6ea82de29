//! A .docx that a department made its own, filled in: placeholders `{{name}}` in the body, in
//! headers and footers; a table's row, or a paragraph, that speaks of a list is repeated.
//!
//! Knows Word's files; deliberately nothing of what a letter says. A template is checked whole when
//! it is read, so that filling one in cannot go wrong for want of a name.

mod fill;
mod package;
mod paragraph;
mod tree;

use std::borrow::Cow;
use std::collections::BTreeMap;

use self::fill::{Check, Fill};
use self::package::NoPackage;
pub(super) use self::package::pack;
use self::tree::Node;
use crate::failure::reasons;

use self::paragraph::clean;

reasons! {
    /// Why a template cannot be used.
    #[derive(Clone)]
    pub enum TemplateError {
        /// It cannot be read.
        Unreadable { template: String, error: String } = 78 "letter-unreadable",
        /// Word before 2007, or locked with a password.
        OldOrLocked { template: String } = 78 "letter-old-or-locked",
        /// No .docx.
        NotDocx { template: String, error: String } = 78 "letter-not-docx",
        /// A part of it is broken.
        Damaged { template: String, part: &'static str, error: String } = 78 "letter-damaged",
        /// Braces that are not closed.
        NotClosed { template: String, part: &'static str, paragraph: u32, text: String } = 78
            "letter-placeholder-open",
        /// A name that nothing is known by.
        Unknown {
            template: String,
            part: &'static str,
            paragraph: u32,
            text: String,
            placeholder: String,
            known: String,
        } = 78 "letter-placeholder-unknown",
        /// One row speaks of two lists.
        TwoLists { template: String, part: &'static str, paragraph: u32, text: String } = 78
            "letter-placeholder-two-lists",
        /// Something that the paper must say is not in it.
        Missing { template: String, missing: String } = 78 "letter-placeholder-missing",
        /// The finished file could not be packed: a defect of ours.
        Unpacked { error: String } = 70 "letter-package",
    }
}

/// What may stand in a template of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Texts that several kinds have.
    pub head: &'static [&'static str],
    /// Each is a text on one line.
    pub texts: &'static [&'static str],
    /// Each is several lines: its paragraph is repeated.
    pub lines: &'static [&'static str],
    /// Lists and their fields, written `{{list.field}}`.
    pub lists: &'static [(&'static str, &'static [&'static str])],
    /// What the paper must say, as it is written.
    pub required: &'static [&'static str],
}

impl Vocabulary {
    /// Every name, as it is written between the braces.
    pub fn names(&self) -> Vec<String> {
        let bare = self.head.iter().chain(self.texts).chain(self.lines);
        let mut names: Vec<String> = bare.map(|name| (*name).to_owned()).collect();
        for (list, fields) in self.lists {
            names.extend(fields.iter().map(|field| format!("{list}.{field}")));
        }
        names
    }

    /// Whether it is several lines, which repeat their paragraph and never a row.
    fn is_lines(&self, name: &str) -> bool {
        self.lines.contains(&name)
    }

    /// The list, or the lines, that a name makes its row or paragraph repeat.
    fn repeats(&self, name: &str) -> Option<&'static str> {
        let list = name.split_once('.').map_or(name, |(list, _)| list);
        let lists = self.lists.iter().map(|(list, _)| list);
        lists
            .chain(self.lines)
            .find(|known| **known == list)
            .copied()
    }
}

/// What a template is filled with. What is not set stays blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    texts: BTreeMap<&'static str, String>,
    /// Lists, and lines as lists of one field without a name.
    lists: BTreeMap<&'static str, Vec<Item>>,
}

/// One entry of a list.
pub(super) type Item = BTreeMap<&'static str, String>;

impl Fields {
    /// A text, made safe: what was typed elsewhere is data.
    pub fn text(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.texts.insert(name, safe(value.as_ref()));
    }

    /// Lines, each in a paragraph of its own.
    pub fn lines<S: AsRef<str>>(&mut self, name: &'static str, lines: impl IntoIterator<Item = S>) {
        let items = lines
            .into_iter()
            .map(|line| [("", safe(line.as_ref()))].into());
        self.lists.insert(name, items.collect());
    }

    /// A list, each entry in a row or a paragraph of its own.
    pub fn list(&mut self, name: &'static str, entries: Vec<Vec<(&'static str, String)>>) {
        let item = |entry: Vec<(&'static str, String)>| {
            let fields = entry.into_iter();
            fields.map(|(field, value)| (field, safe(&value))).collect()
        };
        let items = entries.into_iter().map(item).collect();
        self.lists.insert(name, items);
    }

    /// The text of a name; of a list it takes an entry.
    fn value<'a>(&'a self, name: &str, item: Option<&'a Item>) -> &'a str {
        let field = name.split_once('.').map_or("", |(_, field)| field);
        self.texts
            .get(name)
            .or_else(|| item?.get(field))
            .map_or("", String::as_str)
    }

    fn items(&self, list: &str) -> &[Item] {
        self.lists.get(list).map_or(&[], Vec::as_slice)
    }
}

/// Text as a document may hold it, line by line.
fn safe(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(clean).collect();
    lines.join("\n")
}

/// A template that was read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
    vocabulary: Vocabulary,
}

#[derive(Clone, Debug, PartialEq)]
struct Part {
    name: String,
    content: PartContent,
}

#[derive(Clone, Debug, PartialEq)]
enum PartContent {
    /// Pictures, styles and whatever else holds no text of the letter.
    Raw(Vec<u8>),
    /// `prefix` is that of Word's own elements, with its colon.
    Filled { prefix: String, nodes: Vec<Node> },
}

impl Template {
    /// Reads a template, by the name that a person knows it by.
    ///
    /// # Errors
    /// No .docx, and whatever in it could not be filled in, each with its place.
    pub fn read(name: &str, bytes: &[u8], vocabulary: Vocabulary) -> Result<Self, TemplateError> {
        let template = || name.to_owned();
        let unpacked = package::unpack(bytes).map_err(|why| match why {
            NoPackage::OldOrLocked => TemplateError::OldOrLocked {
                template: template(),
            },
            NoPackage::Other(error) => TemplateError::NotDocx {
                template: template(),
                error,
            },
        })?;
        let mut check = Check::new(name, vocabulary);
        let mut parts = Vec::new();
        for (part, content) in unpacked {
            let content = match filled_kind(&part) {
                None => PartContent::Raw(content),
                Some(kind) => {
                    let damaged = |error| TemplateError::Damaged {
                        template: template(),
                        part: kind,
                        error,
                    };
                    let text =
                        String::from_utf8(content).map_err(|error| damaged(error.to_string()))?;
                    let text = text.trim_start_matches('\u{feff}');
                    let nodes = tree::parse(text).map_err(damaged)?;
                    let prefix = fill::prefix(&nodes);
                    check.part(kind, &prefix, &nodes)?;
                    PartContent::Filled { prefix, nodes }
                }
            };
            parts.push(Part {
                name: part,
                content,
            });
        }
        check.finish()?;
        Ok(Self { parts, vocabulary })
    }

    /// The finished file. The same fields give the same bytes.
    ///
    /// # Errors
    /// Where the file cannot be packed, a defect of ours.
    pub fn fill(&self, fields: &Fields) -> Result<Vec<u8>, TemplateError> {
        let parts = self.parts.iter().map(|part| {
            let content: Cow<'_, [u8]> = match &part.content {
                PartContent::Raw(bytes) => bytes.into(),
                PartContent::Filled { prefix, nodes } => {
                    let fill = Fill::new(prefix, self.vocabulary, fields);
                    tree::write(&fill.part(nodes)).into_bytes().into()
                }
            };
            (part.name.as_str(), content)
        });
        package::pack(parts).map_err(|error| TemplateError::Unpacked {
            error: error.to_string(),
        })
    }
}

/// What a part is to a person, where it holds text of the letter.
fn filled_kind(part: &str) -> Option<&'static str> {
    let name = part.strip_prefix("word/")?.strip_suffix(".xml")?;
    let kinds = [
        ("document", "body"),
        ("header", "header"),
        ("footer", "footer"),
        ("footnotes", "note"),
        ("endnotes", "note"),
    ];
    let numbered = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let found = kinds.into_iter().find(|(known, _)| *known == numbered);
    found.map(|(_, kind)| kind)
}

/// The parts of a file that was filled in, for tests that read it.
#[cfg(test)]
pub(super) fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    package::unpack(bytes).unwrap()
}

#[cfg(test)]
mod tests;
