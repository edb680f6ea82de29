//! Fills in a .docx, which a department may have adapted: placeholders `{{name}}` in the body,
//! headers and footers. A table's row or a paragraph that names a list is repeated for each entry.
//!
//! Knows Word's files; deliberately nothing about a letter's content. A template is checked
//! completely when it is read, so that filling it in cannot fail for an unknown name.

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
        /// The file cannot be read.
        Unreadable { template: String, error: String } = 78 "letter-unreadable",
        /// The format of Word before 2007, or protected by a password.
        OldOrLocked { template: String } = 78 "letter-old-or-locked",
        /// Not a .docx.
        NotDocx { template: String, error: String } = 78 "letter-not-docx",
        /// A part of the file is damaged.
        Damaged { template: String, part: &'static str, error: String } = 78 "letter-damaged",
        /// A placeholder whose braces are not closed.
        NotClosed { template: String, part: &'static str, paragraph: u32, text: String } = 78
            "letter-placeholder-open",
        /// A placeholder with an unknown name.
        Unknown {
            template: String,
            part: &'static str,
            paragraph: u32,
            text: String,
            placeholder: String,
            known: String,
        } = 78 "letter-placeholder-unknown",
        /// One row names two lists.
        TwoLists { template: String, part: &'static str, paragraph: u32, text: String } = 78
            "letter-placeholder-two-lists",
        /// A placeholder that the document must contain is missing.
        Missing { template: String, missing: String } = 78 "letter-placeholder-missing",
        /// The finished file could not be packed, which is a defect of the program.
        Unpacked { error: String } = 70 "letter-package",
    }
}

/// The placeholders of one kind of template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Texts that several kinds of template have.
    pub head: &'static [&'static str],
    /// Texts of one line each.
    pub texts: &'static [&'static str],
    /// Texts of several lines each: the paragraph is repeated.
    pub lines: &'static [&'static str],
    /// Lists and their fields, written `{{list.field}}`.
    pub lists: &'static [(&'static str, &'static [&'static str])],
    /// The placeholders that the document must contain.
    pub required: &'static [&'static str],
}

impl Vocabulary {
    /// Returns every name, as it is written between the braces.
    pub fn names(&self) -> Vec<String> {
        let bare = self.head.iter().chain(self.texts).chain(self.lines);
        let mut names: Vec<String> = bare.map(|name| (*name).to_owned()).collect();
        for (list, fields) in self.lists {
            names.extend(fields.iter().map(|field| format!("{list}.{field}")));
        }
        names
    }

    /// Whether the name is a text of several lines, which repeats its paragraph but never a row.
    fn is_lines(&self, name: &str) -> bool {
        self.lines.contains(&name)
    }

    /// Returns the list, or text of several lines, for which a name repeats its row or paragraph.
    fn repeats(&self, name: &str) -> Option<&'static str> {
        let list = name.split_once('.').map_or(name, |(list, _)| list);
        let lists = self.lists.iter().map(|(list, _)| list);
        lists
            .chain(self.lines)
            .find(|known| **known == list)
            .copied()
    }
}

/// The values for a template. Placeholders without a value stay blank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    texts: BTreeMap<&'static str, String>,
    /// Lists; a text of several lines is a list with one field, whose name is empty.
    lists: BTreeMap<&'static str, Vec<Item>>,
}

/// One entry of a list.
pub(super) type Item = BTreeMap<&'static str, String>;

impl Fields {
    /// Sets a text, cleaned, since it may have been typed by anybody.
    pub fn text(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.texts.insert(name, safe(value.as_ref()));
    }

    /// Sets a text of several lines, each in its own paragraph.
    pub fn lines<S: AsRef<str>>(&mut self, name: &'static str, lines: impl IntoIterator<Item = S>) {
        let items = lines
            .into_iter()
            .map(|line| [("", safe(line.as_ref()))].into());
        self.lists.insert(name, items.collect());
    }

    /// Sets a list, each entry in its own row or paragraph.
    pub fn list(&mut self, name: &'static str, entries: Vec<Vec<(&'static str, String)>>) {
        let item = |entry: Vec<(&'static str, String)>| {
            let fields = entry.into_iter();
            fields.map(|(field, value)| (field, safe(&value))).collect()
        };
        let items = entries.into_iter().map(item).collect();
        self.lists.insert(name, items);
    }

    /// Returns the value of a name; that of a list's field is taken from `item`.
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

/// Cleans text for a document, line by line.
fn safe(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(clean).collect();
    lines.join("\n")
}

/// A template that has been read and checked.
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
    /// Pictures, styles and other parts without text of the letter.
    Raw(Vec<u8>),
    /// A part with text. `prefix` is that of Word's own elements, with its colon.
    Filled { prefix: String, nodes: Vec<Node> },
}

impl Template {
    /// Reads a template; `name` is used in errors.
    ///
    /// # Errors
    /// If it is not a .docx, or something in it could not be filled in, with the place.
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

    /// Returns the finished file. The same fields give the same bytes.
    ///
    /// # Errors
    /// If the file cannot be packed, which is a defect of the program.
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

/// Returns the kind of a part for messages, if it has text of the letter.
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

/// Returns the parts of a filled-in file, for tests.
#[cfg(test)]
pub(super) fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    package::unpack(bytes).unwrap()
}

#[cfg(test)]
mod tests;
