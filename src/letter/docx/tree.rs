//! A part of a .docx as a tree that is written back unchanged: attributes and text stay the bytes
//! that they were, and only what is filled in changes.
//!
//! Knows XML; deliberately nothing of Word.

use quick_xml::Reader;
use quick_xml::escape::{partial_escape, unescape};
use quick_xml::events::{BytesStart, Event};

/// The deepest nesting of elements that is read; no word processor writes a deeper one.
const DEEPEST: usize = 200;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Element(Element),
    /// Text, comments and instructions, as written in the file.
    Raw(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Element {
    /// The name with its prefix: `w:p`.
    pub(super) name: String,
    /// The attributes as written, with the space before the first.
    pub(super) attributes: String,
    pub(super) children: Vec<Node>,
}

impl Element {
    /// Returns the element's own text, without that of elements inside it.
    pub(super) fn text(&self) -> String {
        let raw = self.children.iter().filter_map(|child| match child {
            Node::Raw(raw) => Some(raw.as_str()),
            Node::Element(_) => None,
        });
        let raw: String = raw.collect();
        match unescape(&raw) {
            Ok(text) => text.into_owned(),
            Err(_) => raw,
        }
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Raw(_) => None,
        })
    }
}

/// Reads a part.
///
/// # Errors
/// The error of the XML reader.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, String> {
    let mut reader = Reader::from_str(text);
    let mut top = Vec::new();
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let node = match event {
            Event::Eof => break,
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err("elements nested too deep".to_owned());
                }
                open.push(element(&start));
                continue;
            }
            Event::Empty(start) => Node::Element(element(&start)),
            Event::End(_) => match open.pop() {
                Some(element) => Node::Element(element),
                None => return Err("an end without a start".to_owned()),
            },
            Event::Text(text) => Node::Raw(text.to_string()),
            Event::CData(text) => Node::Raw(partial_escape(&*text).into_owned()),
            Event::GeneralRef(name) => Node::Raw(format!("&{};", &*name)),
            Event::Comment(text) => Node::Raw(format!("<!--{}-->", &*text)),
            Event::PI(text) => Node::Raw(format!("<?{}?>", &*text)),
            Event::Decl(text) => Node::Raw(format!("<?{}?>", &*text)),
            // A DOCTYPE may define entities that expand without end, and
            // no word processor writes one.
            Event::DocType(_) => return Err("<!DOCTYPE>".to_owned()),
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => top.push(node),
        }
    }
    match open.last() {
        Some(element) => Err(format!("<{}> without its end", element.name)),
        None => Ok(top),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: start.attributes_raw().trim_end().to_owned(),
        children: Vec::new(),
    }
}

/// Returns the text of the part.
pub(super) fn write(nodes: &[Node]) -> String {
    let mut text = String::new();
    write_into(&mut text, nodes);
    text
}

fn write_into(text: &mut String, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Raw(raw) => text.push_str(raw),
            Node::Element(element) => {
                text.push('<');
                text.push_str(&element.name);
                text.push_str(&element.attributes);
                if element.children.is_empty() {
                    text.push_str("/>");
                } else {
                    text.push('>');
                    write_into(text, &element.children);
                    text.push_str("</");
                    text.push_str(&element.name);
                    text.push('>');
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_filled_is_written_as_it_was_read() {
        for text in [
            r#"<?xml version="1.0" encoding="UTF-8"?><w:p w:a="1"  w:b='x &amp; y'>a &lt; b<w:r/> &#x110;</w:p>"#,
            "<a><!-- note --><?word keep?><b>c</b></a>",
        ] {
            assert_eq!(write(&parse(text).unwrap()), text);
        }
    }

    #[test]
    fn what_no_word_processor_writes_is_refused() {
        for text in [
            "<a><b></a>",
            "<a>",
            "</a>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            &"<a>".repeat(300),
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
