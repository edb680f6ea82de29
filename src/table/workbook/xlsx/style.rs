//! Reads the styles of a workbook, as far as they change the meaning of cells: number formats, and
//! what is struck out.

use std::collections::HashMap;

use crate::table::TableError;
use crate::table::number_format::NumberFormat;
use crate::table::workbook::markup::{Markup, TagKind, Token};
use crate::table::workbook::part::Package;

/// The effect of a style on a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) format: NumberFormat,
    pub(super) is_struck: bool,
}

/// The styles of cells, by number.
pub(super) fn styles(package: &Package<'_, '_>, part: &str) -> Result<Vec<Style>, TableError> {
    let Some(mut markup) = package.markup(part)? else {
        return Ok(Vec::new());
    };
    let mut formats = HashMap::new();
    let mut fonts = Vec::new();
    let mut styles = Vec::new();
    // Fonts and formats occur in other lists too, which do not belong to cells.
    let mut list = List::Other;
    while let Some(token) = markup.next()? {
        let opens = matches!(token.kind, TagKind::Open | TagKind::Empty);
        match (list, markup.name(&token)) {
            (_, b"numFmts") => list = List::Formats.while_open(&token),
            (_, b"fonts") => list = List::Fonts.while_open(&token),
            (_, b"cellXfs") => list = List::Cells.while_open(&token),
            (List::Formats, b"numFmt") if opens => {
                if let Some(id) = number(&markup, &token, "numFmtId")? {
                    let code = markup.attribute(&token, "formatCode")?.unwrap_or_default();
                    formats.insert(id, NumberFormat::of_code(&code));
                }
            }
            (List::Fonts, b"font") if opens => fonts.push(false),
            (List::Fonts, b"strike") if opens => {
                if let Some(font) = fonts.last_mut() {
                    *font = is_on(&markup, &token)?;
                }
            }
            (List::Cells, b"xf") if opens => {
                let format = number(&markup, &token, "numFmtId")?.map(|id| {
                    let built_in = || NumberFormat::built_in(id);
                    formats.get(&id).copied().unwrap_or_else(built_in)
                });
                let font = number(&markup, &token, "fontId")?
                    .and_then(|id| fonts.get(usize::try_from(id).ok()?));
                styles.push(Style {
                    format: format.unwrap_or_default(),
                    is_struck: font.copied().unwrap_or(false),
                });
            }
            _ => {}
        }
    }
    Ok(styles)
}

#[derive(Clone, Copy)]
enum List {
    Formats,
    Fonts,
    Cells,
    Other,
}

impl List {
    fn while_open(self, token: &Token) -> Self {
        match token.kind {
            TagKind::Open => self,
            _ => Self::Other,
        }
    }
}

fn number(markup: &Markup<'_>, token: &Token, name: &str) -> Result<Option<u32>, TableError> {
    let written = markup.attribute(token, name)?;
    Ok(written.and_then(|written| written.parse().ok()))
}

/// Whether a tag such as `<strike/>` is on, which is its default.
pub(super) fn is_on(markup: &Markup<'_>, token: &Token) -> Result<bool, TableError> {
    let value = markup.attribute(token, "val")?;
    Ok(!matches!(value.as_deref(), Some("0" | "false")))
}
