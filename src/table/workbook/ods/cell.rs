//! Reads a cell of an OpenDocument table: its value, which is in attributes, and its text, which is
//! in paragraphs inside it.

use std::sync::Arc;

use super::style::{CellStyle, Styles};
use crate::table::workbook::markup::{Markup, TagKind, Token};
use crate::table::workbook::{date, not_struck, text};
use crate::table::{Cell, TableError, Value};

/// A cell with content, still in column A, and its link.
pub(super) struct Held {
    pub(super) cell: Option<Cell>,
    pub(super) link: Option<Arc<str>>,
}

impl Held {
    /// Reads to the end of a cell.
    pub(super) fn read(
        markup: &mut Markup<'_>,
        open: &Token,
        styles: &Styles,
        style: CellStyle,
    ) -> Result<Self, TableError> {
        let said = CellAttributes::read(markup, open)?;
        let mut words = CellText {
            styles,
            pieces: Vec::new(),
            at_start: true,
            link: None,
        };
        if open.kind == TagKind::Open {
            words.read_cell(markup, style.is_struck)?;
        }
        let cell = said.cell(&words.pieces, style);
        Ok(Self {
            link: words
                .link
                .filter(|_| cell.as_ref().is_some_and(|cell| !cell.is_struck_out())),
            cell,
        })
    }
}

/// The attributes of a cell.
#[derive(Default)]
struct CellAttributes {
    kind: Option<String>,
    value: Option<Value>,
    text: Option<String>,
    formula: Option<String>,
    is_error: bool,
}

impl CellAttributes {
    fn read(markup: &Markup<'_>, token: &Token) -> Result<Self, TableError> {
        let mut said = Self::default();
        for (name, value) in markup.attributes(token) {
            let value = || markup.decoded(value);
            match name {
                b"office:value-type" => said.kind = Some(value()?.into_owned()),
                b"office:value" => {
                    let value = value()?;
                    let number = value
                        .parse::<f64>()
                        .ok()
                        .filter(|number| number.is_finite());
                    let named = || Value::Error(value.chars().take(64).collect::<String>().into());
                    said.value = Some(number.map_or_else(named, Value::Number));
                }
                b"office:date-value" => said.value = Some(date::iso(&value()?)),
                b"office:time-value" => said.value = Some(date::duration(&value()?)),
                b"office:boolean-value" => {
                    said.value = Some(Value::Bool(value()?.eq_ignore_ascii_case("true")));
                }
                b"office:string-value" => said.text = Some(value()?.into_owned()),
                b"table:formula" => said.formula = Some(plain(&value()?).to_owned()),
                b"calcext:value-type" => said.is_error = value()? == "error",
                _ => {}
            }
        }
        Ok(said)
    }

    fn cell(self, pieces: &[(String, bool)], style: CellStyle) -> Option<Cell> {
        let shown: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        let value = if self.is_error {
            Value::Error(match shown.trim() {
                "" => "#?".into(),
                error => error.into(),
            })
        } else if let Some(value) = self.value {
            value
        } else if self.kind.is_none() && shown.is_empty() {
            Value::Uncomputed(self.formula?.into())
        } else {
            return text_cell(self.text, pieces, &shown, style);
        };
        if matches!(&value, Value::Text(text) if text.is_empty()) {
            return None;
        }
        let cell = Cell {
            month_first: style.month_first && matches!(value, Value::Date(_)),
            ..Cell::new(0, value)
        };
        Some(if style.is_struck {
            cell.struck_out()
        } else {
            cell
        })
    }
}

/// A text cell. It has the shown text, unless the attributes have another one.
fn text_cell(
    said: Option<String>,
    pieces: &[(String, bool)],
    shown: &str,
    style: CellStyle,
) -> Option<Cell> {
    let said = said.filter(|said| !said.is_empty() && *said != shown);
    let pieces = match &said {
        Some(said) => vec![(said.as_str(), style.is_struck)],
        None => pieces
            .iter()
            .map(|(piece, is_struck)| (piece.as_str(), *is_struck))
            .collect(),
    };
    let (left, struck) = not_struck(pieces);
    (!left.is_empty() || struck.is_some()).then(|| Cell {
        struck,
        ..Cell::new(0, text(left))
    })
}

/// The text of a cell, while it is read.
struct CellText<'a> {
    styles: &'a Styles,
    /// The pieces, each with whether it is struck out.
    pieces: Vec<(String, bool)>,
    /// Whether the paragraph has just begun: blanks there are ignored.
    at_start: bool,
    link: Option<Arc<str>>,
}

impl CellText<'_> {
    fn read_cell(&mut self, markup: &mut Markup<'_>, is_struck: bool) -> Result<(), TableError> {
        let mut paragraphs = 0;
        loop {
            let token = markup.token()?;
            match (token.kind, markup.name(&token)) {
                (TagKind::Close, b"table-cell" | b"covered-table-cell") => return Ok(()),
                (TagKind::Open | TagKind::Empty, b"p" | b"h") => {
                    if paragraphs > 0 {
                        self.push("\n", is_struck);
                    }
                    paragraphs += 1;
                    if token.kind == TagKind::Open {
                        self.read_paragraph(markup, is_struck)?;
                    }
                }
                (TagKind::Open, b"list" | b"list-item" | b"list-header") => {}
                // Skip comments and drawings.
                (TagKind::Open, _) => markup.pass_element(&token)?,
                _ => {}
            }
        }
    }

    /// Reads to the end of a paragraph.
    fn read_paragraph(
        &mut self,
        markup: &mut Markup<'_>,
        is_struck: bool,
    ) -> Result<(), TableError> {
        /// The number of letters that a cell can have in any program.
        const LONGEST: usize = 32_767;

        self.at_start = true;
        // Whether text is struck out in the paragraph and in each element open in it.
        let mut struck = vec![is_struck];
        while let Some(&is_struck) = struck.last() {
            let token = markup.token()?;
            self.push_collapsed(&markup.text(&token)?, is_struck);
            match (token.kind, markup.name(&token)) {
                (TagKind::Open, b"annotation" | b"note" | b"frame") => {
                    markup.pass_element(&token)?
                }
                (TagKind::Open, b"span") => {
                    let style = markup.attribute(&token, "text:style-name")?;
                    let strikes = style.and_then(|style| self.styles.strikes(&style));
                    struck.push(strikes.unwrap_or(is_struck));
                }
                (TagKind::Open, b"a") => {
                    if self.link.is_none() {
                        let target = markup.attribute(&token, "xlink:href")?;
                        self.link = target.map(|target| target.as_ref().into());
                    }
                    struck.push(is_struck);
                }
                (TagKind::Open | TagKind::Empty, b"s") => {
                    let count = markup.attribute(&token, "text:c")?;
                    let count = count.and_then(|count| count.parse().ok()).unwrap_or(1);
                    self.push(&" ".repeat(count.min(LONGEST)), is_struck);
                    struck.extend((token.kind == TagKind::Open).then_some(is_struck));
                }
                (TagKind::Open | TagKind::Empty, b"tab") => {
                    self.push("\t", is_struck);
                    struck.extend((token.kind == TagKind::Open).then_some(is_struck));
                }
                (TagKind::Open | TagKind::Empty, b"line-break") => {
                    self.push("\n", is_struck);
                    struck.extend((token.kind == TagKind::Open).then_some(is_struck));
                }
                (TagKind::Open, _) => struck.push(is_struck),
                (TagKind::Close, _) => drop(struck.pop()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Appends text with blanks collapsed to one, and left out at the start of a paragraph
    /// (OpenDocument 1.3 part 3, 6.1.2).
    fn push_collapsed(&mut self, written: &str, is_struck: bool) {
        let mut collapsed = String::with_capacity(written.len());
        let mut after_blank = self.at_start
            || self
                .pieces
                .last()
                .is_some_and(|(piece, _)| piece.ends_with(' '));
        for letter in written.chars() {
            let is_blank = matches!(letter, ' ' | '\t' | '\n' | '\r');
            if !is_blank {
                collapsed.push(letter);
            } else if !after_blank {
                collapsed.push(' ');
            }
            after_blank = is_blank;
        }
        self.push(&collapsed, is_struck);
    }

    fn push(&mut self, piece: &str, is_struck: bool) {
        if piece.is_empty() {
            return;
        }
        self.at_start = false;
        match self.pieces.last_mut() {
            Some((last, of_last)) if *of_last == is_struck => last.push_str(piece),
            _ => self.pieces.push((piece.to_owned(), is_struck)),
        }
    }
}

/// The formula without the prefix for its language: `of:=A1`.
fn plain(formula: &str) -> &str {
    formula
        .split_once(":=")
        .filter(|(language, _)| language.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map_or(formula, |(language, _)| &formula[language.len() + 1..])
}
