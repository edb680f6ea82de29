//! Fills in rows and paragraphs: repeats those of lists and leaves out those without content.
//!
//! Leaves out a paragraph that contained only placeholders without a value, and a table of which
//! only the heading remains.

use std::collections::BTreeSet;

use super::paragraph::{self, placeholders, shortened};
use super::tree::{Element, Node};
use super::{Fields, Item, TemplateError, Vocabulary};

/// The namespaces of Word's own elements, in transitional files (the usual kind) and strict ones.
const NAMESPACES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// Returns the prefix of Word's elements in a part, with its colon; empty if they have none.
pub(super) fn prefix(nodes: &[Node]) -> String {
    let root = nodes.iter().find_map(|node| match node {
        Node::Element(element) => Some(&element.attributes),
        Node::Raw(_) => None,
    });
    let attributes = root.map_or("", String::as_str);
    for namespace in NAMESPACES {
        let declared = attributes.split_whitespace().find_map(|attribute| {
            let (name, value) = attribute.split_once('=')?;
            (value.trim_matches(['"', '\'']) == namespace).then_some(name)
        });
        match declared {
            Some("xmlns") => return String::new(),
            Some(name) => return format!("{}:", name.trim_start_matches("xmlns:")),
            None => {}
        }
    }
    "w:".to_owned()
}

/// Checks a template for placeholders that could not be filled in.
pub(super) struct Check<'a> {
    template: &'a str,
    vocabulary: Vocabulary,
    known: BTreeSet<String>,
    met: BTreeSet<String>,
}

impl<'a> Check<'a> {
    pub(super) fn new(template: &'a str, vocabulary: Vocabulary) -> Self {
        Self {
            template,
            known: vocabulary.names().into_iter().collect(),
            vocabulary,
            met: BTreeSet::new(),
        }
    }

    pub(super) fn part(
        &mut self,
        part: &'static str,
        prefix: &str,
        nodes: &[Node],
    ) -> Result<(), TemplateError> {
        let mut place = TemplatePlace {
            part,
            prefix,
            paragraph: 0,
            text: String::new(),
        };
        self.nodes(&mut place, nodes).map(drop)
    }

    /// Checks that every required placeholder is in the template.
    pub(super) fn finish(self) -> Result<(), TemplateError> {
        let required = self.vocabulary.required.iter();
        let missing: Vec<String> = required
            .filter(|name| !self.met.contains(**name))
            .map(|name| format!("{{{{{name}}}}}"))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(TemplateError::Missing {
            template: self.template.to_owned(),
            missing: missing.join(", "),
        })
    }

    /// Returns the lists named in these nodes, without those in rows inside them.
    fn nodes(
        &mut self,
        place: &mut TemplatePlace<'_>,
        nodes: &[Node],
    ) -> Result<BTreeSet<&'static str>, TemplateError> {
        let mut lists = BTreeSet::new();
        for node in nodes {
            let Node::Element(element) = node else {
                continue;
            };
            let is_row = place.is(element, "tr");
            if place.is(element, "p") {
                place.paragraph += 1;
                let of_paragraph = self.paragraph(place, element)?;
                lists.extend(of_paragraph);
            }
            let inner = self.nodes(place, &element.children)?;
            let lists_of_row = inner.iter().filter(|list| !self.vocabulary.is_lines(list));
            if is_row && lists_of_row.count() > 1 {
                return Err(place.two_lists(self.template));
            }
            if !is_row {
                lists.extend(inner);
            }
        }
        Ok(lists)
    }

    fn paragraph(
        &mut self,
        place: &mut TemplatePlace<'_>,
        element: &Element,
    ) -> Result<BTreeSet<&'static str>, TemplateError> {
        let text = paragraph::text(element, place.prefix);
        place.text = shortened(&text);
        let found = placeholders(&text).map_err(|open| TemplateError::NotClosed {
            template: self.template.to_owned(),
            part: place.part,
            paragraph: place.paragraph,
            text: open,
        })?;
        let mut lists = BTreeSet::new();
        for one in found {
            if !self.known.contains(&one.name) {
                return Err(self.unknown(place, one.name));
            }
            lists.extend(self.vocabulary.repeats(&one.name));
            self.met.insert(one.name);
        }
        match lists.len() {
            0 | 1 => Ok(lists),
            _ => Err(place.two_lists(self.template)),
        }
    }

    fn unknown(&self, place: &TemplatePlace<'_>, name: String) -> TemplateError {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        TemplateError::Unknown {
            template: self.template.to_owned(),
            part: place.part,
            paragraph: place.paragraph,
            text: place.text.clone(),
            placeholder: name,
            known: known.join(", "),
        }
    }
}

/// A position in a template.
struct TemplatePlace<'a> {
    part: &'static str,
    prefix: &'a str,
    /// The number of the paragraph, counted from one, in the order of the part.
    paragraph: u32,
    text: String,
}

impl TemplatePlace<'_> {
    fn is(&self, element: &Element, name: &str) -> bool {
        element.name.strip_prefix(self.prefix) == Some(name)
    }

    fn two_lists(&self, template: &str) -> TemplateError {
        TemplateError::TwoLists {
            template: template.to_owned(),
            part: self.part,
            paragraph: self.paragraph,
            text: self.text.clone(),
        }
    }
}

/// Fills in one part.
pub(super) struct Fill<'a> {
    prefix: &'a str,
    vocabulary: Vocabulary,
    fields: &'a Fields,
}

/// The result of filling in a paragraph or a table.
enum Became {
    /// It is replaced by these nodes.
    Nodes(Vec<Node>),
    /// It is left out, since it has no content.
    Nothing,
}

impl<'a> Fill<'a> {
    pub(super) fn new(prefix: &'a str, vocabulary: Vocabulary, fields: &'a Fields) -> Self {
        Self {
            prefix,
            vocabulary,
            fields,
        }
    }

    /// Returns the part, filled in.
    pub(super) fn part(&self, nodes: &[Node]) -> Vec<Node> {
        self.nodes(nodes, None)
    }

    fn name<'e>(&self, element: &'e Element) -> &'e str {
        element.name.strip_prefix(self.prefix).unwrap_or_default()
    }

    fn nodes(&self, nodes: &[Node], item: Option<&Item>) -> Vec<Node> {
        let mut filled = Vec::with_capacity(nodes.len());
        for node in nodes {
            let Node::Element(element) = node else {
                filled.push(node.clone());
                continue;
            };
            let became = match self.name(element) {
                "p" => self.paragraph(element, item),
                "tr" => self.row(element, item),
                "tbl" => self.table(element, item),
                _ => Became::Nodes(vec![Node::Element(self.around(element, item))]),
            };
            if let Became::Nodes(mut nodes) = became {
                filled.append(&mut nodes);
            }
        }
        filled
    }

    /// Fills in the content of an element. Keeps one paragraph in a cell and the like, without
    /// which Word considers the file broken.
    fn around(&self, element: &Element, item: Option<&Item>) -> Element {
        let mut filled = Element {
            children: self.nodes(&element.children, item),
            name: element.name.clone(),
            attributes: element.attributes.clone(),
        };
        let needs_text = matches!(
            self.name(element),
            "tc" | "hdr" | "ftr" | "txbxContent" | "footnote" | "endnote"
        );
        if needs_text && !filled.elements().any(|inner| self.name(inner) == "p") {
            filled.children.push(Node::Element(Element {
                name: format!("{}p", self.prefix),
                attributes: String::new(),
                children: Vec::new(),
            }));
        }
        filled
    }

    /// Repeats a row for each entry of its list.
    fn row(&self, element: &Element, item: Option<&Item>) -> Became {
        let Some(list) = self.list_of(&element.children).filter(|_| item.is_none()) else {
            return Became::Nodes(vec![Node::Element(self.around(element, item))]);
        };
        let items = self.fields.items(list).iter();
        let rows = items.map(|item| self.around(element, Some(item)));
        Became::Nodes(self.copies(rows))
    }

    /// Fills in a table; leaves it out if all its lists are empty, even if it has a heading.
    fn table(&self, element: &Element, item: Option<&Item>) -> Became {
        let rows = |of: &Element| {
            let rows = of.elements().filter(|row| self.name(row) == "tr");
            rows.filter(|row| !self.is_heading(row)).count()
        };
        let filled = self.around(element, item);
        if rows(&filled) == 0 && rows(element) > 0 {
            return Became::Nothing;
        }
        Became::Nodes(vec![Node::Element(filled)])
    }

    /// Whether a row is repeated on each page.
    fn is_heading(&self, row: &Element) -> bool {
        let mut properties = row.elements().filter(|inner| self.name(inner) == "trPr");
        properties.any(|inner| inner.elements().any(|one| self.name(one) == "tblHeader"))
    }

    /// Returns the list named in these nodes, not counting rows inside them.
    fn list_of(&self, nodes: &[Node]) -> Option<&'static str> {
        nodes.iter().find_map(|node| match node {
            Node::Element(element) if self.name(element) == "tr" => None,
            Node::Element(element) => {
                let own = (self.name(element) == "p")
                    .then(|| self.list_of_paragraph(element))
                    .flatten()
                    .filter(|list| !self.vocabulary.is_lines(list));
                own.or_else(|| self.list_of(&element.children))
            }
            Node::Raw(_) => None,
        })
    }

    fn list_of_paragraph(&self, paragraph: &Element) -> Option<&'static str> {
        let text = paragraph::text(paragraph, self.prefix);
        let found = placeholders(&text).ok()?;
        found
            .iter()
            .find_map(|one| self.vocabulary.repeats(&one.name))
    }

    fn paragraph(&self, element: &Element, item: Option<&Item>) -> Became {
        let list = self.list_of_paragraph(element);
        let list = list.filter(|list| item.is_none() || self.vocabulary.is_lines(list));
        let Some(list) = list else {
            return self.sentence(element, item);
        };
        let items = self.fields.items(list).iter();
        let copies = items.filter_map(|item| match self.sentence(element, Some(item)) {
            Became::Nodes(nodes) => Some(nodes),
            Became::Nothing => None,
        });
        let copies = copies.flatten().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Raw(_) => None,
        });
        Became::Nodes(self.copies(copies))
    }

    /// Fills in one paragraph once.
    fn sentence(&self, element: &Element, item: Option<&Item>) -> Became {
        let text = paragraph::text(element, self.prefix);
        let found = placeholders(&text).unwrap_or_default();
        let mut filled = element.clone();
        if !found.is_empty() {
            let mut left = text.clone();
            for one in found.iter().rev() {
                left.replace_range(one.from..one.to, "");
            }
            let places: Vec<_> = found
                .into_iter()
                .map(|one| {
                    let value = self.fields.value(&one.name, item).to_owned();
                    (one, value)
                })
                .collect();
            let says_nothing = places.iter().all(|(_, value)| value.is_empty());
            if says_nothing && left.trim().is_empty() && !self.ends_section(element) {
                return Became::Nothing;
            }
            paragraph::fill(&mut filled, self.prefix, &places);
        }
        // A text box inside has paragraphs of its own.
        filled.children = self.nodes(&filled.children, item);
        Became::Nodes(vec![Node::Element(filled)])
    }

    /// Whether a paragraph ends a section. Such a paragraph contains the
    /// settings of the section's pages.
    fn ends_section(&self, paragraph: &Element) -> bool {
        let mut properties = paragraph.elements();
        properties.any(|inner| {
            self.name(inner) == "pPr" && inner.elements().any(|one| self.name(one) == "sectPr")
        })
    }

    /// Returns copies of one element; marks that must be unique stay only in the first.
    fn copies(&self, elements: impl Iterator<Item = Element>) -> Vec<Node> {
        let copies = elements.enumerate().map(|(place, mut element)| {
            if place > 0 {
                self.forget_marks(&mut element);
            }
            Node::Element(element)
        });
        copies.collect()
    }

    fn forget_marks(&self, element: &mut Element) {
        element.attributes = without_ids(&element.attributes);
        element.children.retain(|node| match node {
            Node::Element(inner) => !matches!(self.name(inner), "bookmarkStart" | "bookmarkEnd"),
            Node::Raw(_) => true,
        });
        for node in &mut element.children {
            if let Node::Element(inner) = node {
                self.forget_marks(inner);
            }
        }
    }
}

/// Removes Word's own ids of paragraphs from attributes.
fn without_ids(attributes: &str) -> String {
    let mut kept = attributes.to_owned();
    for id in [" w14:paraId=\"", " w14:textId=\""] {
        if let Some(from) = kept.find(id)
            && let Some(length) = kept[from + id.len()..].find('"')
        {
            kept.replace_range(from..=from + id.len() + length, "");
        }
    }
    kept
}
