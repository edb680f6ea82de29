//! The text of one paragraph: read as a whole, over however many runs it is split, and filled in
//! where each placeholder begins.
//!
//! Word splits a text into several runs when it is edited, and puts proofing marks and bookmarks
//! between them. Deleted text and the code of fields are not part of the text; a text box inside
//! has paragraphs of its own.

use quick_xml::escape::partial_escape;

use super::tree::{Element, Node};

/// Stands for a tab, a line break or a picture, which no placeholder may span.
const BREAK: char = '\u{1}';

/// The position of a placeholder in the text of a paragraph, in bytes, braces included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placeholder {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) name: String,
}

/// Returns the text of a paragraph. `prefix` is that of Word's own elements, with its colon.
pub(super) fn text(paragraph: &Element, prefix: &str) -> String {
    let mut text = String::new();
    read(&mut text, &paragraph.children, prefix);
    text
}

fn read(text: &mut String, nodes: &[Node], prefix: &str) {
    for node in nodes {
        if let Node::Element(element) = node {
            match kind(element, prefix) {
                ElementRole::Text => text.push_str(&element.text()),
                ElementRole::Around => read(text, &element.children, prefix),
                ElementRole::Break => text.push(BREAK),
                ElementRole::Nothing => {}
            }
        }
    }
}

enum ElementRole {
    /// Contains letters.
    Text,
    /// Its content belongs to the paragraph.
    Around,
    Break,
    /// Properties, marks, deleted text, codes of fields.
    Nothing,
}

fn kind(element: &Element, prefix: &str) -> ElementRole {
    match element.name.strip_prefix(prefix) {
        Some("t") => ElementRole::Text,
        Some(
            "r" | "hyperlink" | "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "fldSimple"
            | "bdo" | "dir" | "customXml",
        ) => ElementRole::Around,
        Some("tab" | "br" | "cr" | "drawing" | "pict" | "object" | "sym") => ElementRole::Break,
        _ => ElementRole::Nothing,
    }
}

/// Returns the placeholders of a text, in order, or as an error the
/// start of one that is not closed.
pub(super) fn placeholders(text: &str) -> Result<Vec<Placeholder>, String> {
    let mut found = Vec::new();
    let mut look = 0;
    while let Some(begins) = text[look..].find("{{") {
        let from = look + begins;
        let inner = from + 2;
        let Some(ends) = text[inner..].find("}}") else {
            return Err(shortened(&text[from..]));
        };
        let name = &text[inner..inner + ends];
        if name.contains([BREAK, '{']) || name.chars().count() > 60 {
            return Err(shortened(&text[from..]));
        }
        look = inner + ends + 2;
        found.push(Placeholder {
            from,
            to: look,
            // Word capitalises the first letter of a sentence.
            name: name.trim().to_lowercase(),
        });
    }
    Ok(found)
}

/// Returns the start of a text, by which a person can find it.
pub(super) fn shortened(text: &str) -> String {
    let shown: String = text.replace(BREAK, " ");
    let mut letters = shown.trim().chars();
    let kept: String = letters.by_ref().take(60).collect();
    match letters.next() {
        Some(_) => format!("{kept}…"),
        None => kept,
    }
}

/// Fills in the placeholders of a paragraph; each is given with its value.
pub(super) fn fill(paragraph: &mut Element, prefix: &str, places: &[(Placeholder, String)]) {
    let mut filling = Filling {
        prefix,
        places,
        at: 0,
    };
    filling.nodes(&mut paragraph.children);
}

struct Filling<'a> {
    prefix: &'a str,
    places: &'a [(Placeholder, String)],
    /// The bytes of the paragraph's text before the current element.
    at: usize,
}

impl Filling<'_> {
    fn nodes(&mut self, nodes: &mut Vec<Node>) {
        let mut filled = Vec::with_capacity(nodes.len());
        for mut node in nodes.drain(..) {
            if let Node::Element(element) = &mut node {
                match kind(element, self.prefix) {
                    ElementRole::Text => {
                        filled.append(&mut self.letters(element));
                        continue;
                    }
                    ElementRole::Around => self.nodes(&mut element.children),
                    ElementRole::Break => self.at += BREAK.len_utf8(),
                    ElementRole::Nothing => {}
                }
            }
            filled.push(node);
        }
        *nodes = filled;
    }

    /// Fills in one text element. Text before, between and after placeholders stays. A value goes
    /// where its placeholder begins, in the format of that run.
    fn letters(&mut self, element: &Element) -> Vec<Node> {
        let text = element.text();
        let (begin, end) = (self.at, self.at + text.len());
        self.at = end;
        let touched = self.places.iter();
        let touched = touched.filter(|(place, _)| place.from < end && place.to > begin);
        let mut result = String::new();
        let mut kept = 0;
        let mut is_touched = false;
        for (place, value) in touched {
            is_touched = true;
            let from = place.from.saturating_sub(begin).max(kept);
            result.push_str(&text[kept..from]);
            if place.from >= begin {
                result.push_str(value);
            }
            kept = (place.to - begin).min(text.len());
        }
        if !is_touched {
            return vec![Node::Element(element.clone())];
        }
        result.push_str(&text[kept..]);
        self.written(&element.name, &result)
    }

    /// Returns text elements, with line breaks between the lines.
    fn written(&self, name: &str, text: &str) -> Vec<Node> {
        let mut nodes = Vec::new();
        for (place, line) in text.split('\n').enumerate() {
            if place > 0 {
                nodes.push(Node::Element(Element {
                    name: format!("{}br", self.prefix),
                    attributes: String::new(),
                    children: Vec::new(),
                }));
            }
            nodes.push(Node::Element(Element {
                name: name.to_owned(),
                attributes: " xml:space=\"preserve\"".to_owned(),
                children: vec![Node::Raw(partial_escape(line).into_owned())],
            }));
        }
        nodes
    }
}

/// Cleans text from elsewhere for a document: one line, no control characters, no direction marks,
/// nothing that XML does not allow.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter(|letter| {
            !matches!(
                letter,
                '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
                    | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
            )
        })
        .filter(|letter| letter.is_whitespace() || !letter.is_control())
        .map(|letter| {
            if letter.is_whitespace() && letter != '\u{A0}' {
                ' '
            } else {
                letter
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    fn paragraph(inner: &str) -> Element {
        match tree::parse(&format!("<w:p>{inner}</w:p>"))
            .unwrap()
            .remove(0)
        {
            Node::Element(element) => element,
            Node::Raw(raw) => panic!("{raw}"),
        }
    }

    /// Fills `{{a}}` with `1` and `{{b}}` with `<2>` and compares.
    #[track_caller]
    fn check(inner: &str, filled: &str) {
        let mut paragraph = paragraph(inner);
        let places: Vec<_> = placeholders(&text(&paragraph, "w:"))
            .unwrap()
            .into_iter()
            .map(|place| {
                let value = if place.name == "a" { "1" } else { "<2>\n3" };
                (place, value.to_owned())
            })
            .collect();
        fill(&mut paragraph, "w:", &places);
        let shown = tree::write(&paragraph.children).replace(" xml:space=\"preserve\"", "");
        assert_eq!(shown, filled, "{inner}");
    }

    #[test]
    fn a_placeholder_is_found_however_it_is_split() {
        check(
            "<w:r><w:t>x {{a}} y</w:t></w:r>",
            "<w:r><w:t>x 1 y</w:t></w:r>",
        );
        check(
            "<w:r><w:rPr><w:b/></w:rPr><w:t>x {</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:t>{ A</w:t></w:r><w:r><w:t> }</w:t><w:t>} y</w:t></w:r>",
            "<w:r><w:rPr><w:b/></w:rPr><w:t>x 1</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:t></w:t></w:r><w:r><w:t></w:t><w:t> y</w:t></w:r>",
        );
        check(
            "<w:hyperlink r:id=\"r1\"><w:r><w:t>{{a}}{{b}}</w:t></w:r></w:hyperlink>",
            "<w:hyperlink r:id=\"r1\"><w:r><w:t>1&lt;2&gt;</w:t><w:br/><w:t>3</w:t></w:r></w:hyperlink>",
        );
        check(
            "<w:r><w:t>{{a}</w:t></w:r><w:r><w:t>}{{b</w:t></w:r><w:r><w:t>}}.</w:t></w:r>",
            "<w:r><w:t>1</w:t></w:r><w:r><w:t>&lt;2&gt;</w:t><w:br/><w:t>3</w:t></w:r><w:r><w:t>.</w:t></w:r>",
        );
        // Smart tags, tracked insertions, bookmarks and content controls do not interrupt a text.
        check(
            "<w:r><w:t>{</w:t></w:r><w:smartTag w:element=\"place\"><w:r><w:t>{</w:t></w:r></w:smartTag><w:bookmarkStart w:id=\"1\"/><w:ins w:id=\"2\"><w:r><w:t>a}</w:t></w:r></w:ins><w:bookmarkEnd w:id=\"1\"/><w:sdt><w:sdtContent><w:r><w:t>}!</w:t></w:r></w:sdtContent></w:sdt>",
            "<w:r><w:t>1</w:t></w:r><w:smartTag w:element=\"place\"><w:r><w:t></w:t></w:r></w:smartTag><w:bookmarkStart w:id=\"1\"/><w:ins w:id=\"2\"><w:r><w:t></w:t></w:r></w:ins><w:bookmarkEnd w:id=\"1\"/><w:sdt><w:sdtContent><w:r><w:t>!</w:t></w:r></w:sdtContent></w:sdt>",
        );
        // Deleted text and the code of a field are not part of the paragraph's text.
        check(
            "<w:del><w:r><w:delText>{{a}}</w:delText></w:r></w:del><w:r><w:instrText>{{a}}</w:instrText></w:r><w:r><w:t>Đ {{a}}</w:t></w:r>",
            "<w:del><w:r><w:delText>{{a}}</w:delText></w:r></w:del><w:r><w:instrText>{{a}}</w:instrText></w:r><w:r><w:t>Đ 1</w:t></w:r>",
        );
    }

    #[test]
    fn what_is_not_closed_is_told() {
        for text in [
            "x {{a",
            "{{a\u{1}}}",
            "{{a {{b}}",
            &format!("{{{{{}}}}}", "a".repeat(99)),
        ] {
            assert!(placeholders(text).is_err(), "{text}");
        }
        assert_eq!(placeholders("{ {a} } }}").unwrap(), []);
    }

    #[test]
    fn foreign_text_stays_text() {
        for (given, kept) in [
            ("a\u{0}b\u{b}\u{1f}\tc\r\nd", "ab  c  d"),
            ("\u{202e}fdp", "fdp"),
            ("Xã Đăk Ui", "Xã Đăk Ui"),
        ] {
            assert_eq!(clean(given), kept);
        }
    }
}
