//! Reads the styles of a spreadsheet, as far as they change the meaning of cells: which tabs are
//! hidden, what is struck out, and the order of day and month.

use std::collections::HashMap;

use crate::table::TableError;
use crate::table::workbook::markup::{Markup, TagKind, Token};

/// The styles read so far. Common styles come before those of the document, and all before the
/// cells.
#[derive(Default)]
pub(super) struct Styles {
    by_name: HashMap<String, Style>,
    /// Names of the date formats that are month first.
    month_first: Vec<String>,
}

/// The properties that one style has itself.
#[derive(Default)]
struct Style {
    parent: Option<String>,
    format: Option<String>,
    is_struck: Option<bool>,
    is_hidden: bool,
}

/// The effect of a style on a cell.
#[derive(Clone, Copy, Default)]
pub(super) struct CellStyle {
    pub(super) is_struck: bool,
    pub(super) month_first: bool,
}

impl Styles {
    /// Reads a style to its end; ignores everything else.
    pub(super) fn take(
        &mut self,
        markup: &mut Markup<'_>,
        token: &Token,
    ) -> Result<(), TableError> {
        if !matches!(token.kind, TagKind::Open | TagKind::Empty) {
            return Ok(());
        }
        match markup.name(token) {
            b"style" | b"default-style" => {
                let said = |name| -> Result<Option<String>, TableError> {
                    Ok(markup.attribute(token, name)?.map(|said| said.into_owned()))
                };
                let family = said("style:family")?.unwrap_or_default();
                let default = default_of(&family);
                // A style without a name is the default of its family.
                let name = said("style:name")?.map_or(default.clone(), |name| key(&family, &name));
                let parent = said("style:parent-style-name")?;
                let mut style = Style {
                    parent: Some(parent.map_or(default, |parent| key(&family, &parent)))
                        .filter(|parent| *parent != name),
                    format: said("style:data-style-name")?,
                    ..Style::default()
                };
                if token.kind == TagKind::Open {
                    style.read(markup)?;
                }
                self.by_name.insert(name, style);
            }
            b"date-style" if token.kind == TagKind::Open => {
                let name = markup.attribute(token, "style:name")?;
                let name = name.unwrap_or_default().into_owned();
                let by_locale = markup
                    .attribute(token, "number:automatic-order")?
                    .is_some_and(|automatic| automatic == "true");
                if is_month_first(markup)? && !by_locale {
                    self.month_first.push(name);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether tabs with this style are hidden.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.by_name
            .get(&key("table", name))
            .is_some_and(|style| style.is_hidden)
    }

    /// The effect of a style on a cell; without a name, that of the default style.
    pub(super) fn cell(&self, name: &str) -> CellStyle {
        let name = key("table-cell", name);
        let format = self.inherited(&name, |style| style.format.clone());
        CellStyle {
            is_struck: self
                .inherited(&name, |style| style.is_struck)
                .unwrap_or(false),
            month_first: format.is_some_and(|format| self.month_first.contains(&format)),
        }
    }

    /// Whether a text style strikes out; `None` if it does not set that.
    pub(super) fn strikes(&self, name: &str) -> Option<bool> {
        self.inherited(&key("text", name), |style| style.is_struck)
    }

    fn inherited<T>(&self, name: &str, said: impl Fn(&Style) -> Option<T>) -> Option<T> {
        /// The most levels of parents that are followed, so that a circle ends.
        const MOST: usize = 100;

        let mut style = self.by_name.get(name).or_else(|| {
            let (family, _) = name.split_once('/')?;
            self.by_name.get(&default_of(family))
        });
        for _ in 0..MOST {
            let found = style?;
            if let Some(said) = said(found) {
                return Some(said);
            }
            style = self.by_name.get(found.parent.as_ref()?);
        }
        None
    }
}

impl Style {
    fn read(&mut self, markup: &mut Markup<'_>) -> Result<(), TableError> {
        loop {
            let token = markup.token()?;
            match (token.kind, markup.name(&token)) {
                (TagKind::Close, b"style" | b"default-style") => return Ok(()),
                (TagKind::Open | TagKind::Empty, b"text-properties") => {
                    for name in [
                        "style:text-line-through-style",
                        "style:text-line-through-type",
                    ] {
                        if let Some(line) = markup.attribute(&token, name)? {
                            self.is_struck = Some(line != "none");
                        }
                    }
                }
                (TagKind::Open | TagKind::Empty, b"table-properties") => {
                    let display = markup.attribute(&token, "table:display")?;
                    self.is_hidden = display.is_some_and(|display| display == "false");
                }
                _ => {}
            }
        }
    }
}

fn key(family: &str, name: &str) -> String {
    format!("{family}/{name}")
}

fn default_of(family: &str) -> String {
    key(family, "")
}

/// Reads a date format to its end; whether the month is before the day, and no year before both.
fn is_month_first(markup: &mut Markup<'_>) -> Result<bool, TableError> {
    let mut order = Vec::new();
    loop {
        let token = markup.token()?;
        match (token.kind, markup.name(&token)) {
            (TagKind::Close, b"date-style") => return Ok(order.starts_with(&['m', 'd'])),
            (TagKind::Open | TagKind::Empty, b"day") => order.push('d'),
            (TagKind::Open | TagKind::Empty, b"month") => order.push('m'),
            (TagKind::Open | TagKind::Empty, b"year") => order.push('y'),
            _ => {}
        }
    }
}
