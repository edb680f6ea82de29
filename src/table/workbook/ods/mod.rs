//! Reads OpenDocument spreadsheets, zipped (ods) or flat (fods): in one pass, one row at a time.
//!
//! Rows and cells have no numbers, and each may be repeated. A row repeated up to the end of the
//! sheet costs nothing, because only rows with content are passed on.

mod cell;
mod style;

use std::borrow::Cow;

use cell::Held;
use style::Styles;

use super::Sink;
use super::link::{Link, Links};
use super::markup::{Markup, TagKind, Token};
use super::part::{Batches, Package};
use super::tabs::{Budget, Titles};
use super::xlsx::joined;
use crate::cell::{COLUMNS, ROWS};
use crate::table::archive::Archive;
use crate::table::{Cell, Columns, Limits, Merge, Piece, Row, Tab, TableError};

pub(super) fn read(bytes: &[u8], limits: &Limits, sink: &mut Sink<'_>) -> Result<(), TableError> {
    let archive = Archive::open(bytes, limits)?;
    Package::read(&archive, limits, |package| {
        if let Some(mut manifest) = package.markup("META-INF/manifest.xml")? {
            while let Some(token) = manifest.next()? {
                if manifest.name(&token) == b"encryption-data" {
                    return Err(TableError::Protected);
                }
            }
        }
        let mut styles = Styles::default();
        if let Some(mut markup) = package.markup("styles.xml")? {
            while let Some(token) = markup.next()? {
                styles.take(&mut markup, &token)?;
            }
        }
        let content = package
            .markup("content.xml")?
            .ok_or(TableError::ZipWithoutWorkbook)?;
        read_content(content, styles, limits, sink)
    })
}

/// Reads a spreadsheet that is a single document instead of a zip of several.
pub(super) fn read_flat(
    bytes: &[u8],
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let markup = Markup::new("fods", Batches::Whole(Some(bytes.to_vec())));
    read_content(markup, Styles::default(), limits, sink)
}

fn read_content(
    mut markup: Markup<'_>,
    mut styles: Styles,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let mut titles = Titles::default();
    let mut budget = Budget::new(limits);
    let mut is_spreadsheet = false;
    while let Some(token) = markup.next()? {
        let begins = token.kind == TagKind::Open;
        match markup.name(&token) {
            b"spreadsheet" => is_spreadsheet = true,
            // Earlier contents that were changed.
            b"tracked-changes" if begins => markup.pass_element(&token)?,
            b"table" if begins && is_spreadsheet => {
                let Some(title) = markup.attribute(&token, "table:name")? else {
                    markup.pass_element(&token)?;
                    continue;
                };
                titles.one_more()?;
                titles.add(&title)?;
                let style = markup.attribute(&token, "table:style-name")?;
                let tab = Tab {
                    hidden: style.is_some_and(|style| styles.is_hidden(&style)),
                    title: title.as_ref().into(),
                    ..Tab::default()
                };
                let title = tab.title.clone();
                read_table(&mut markup, tab, &styles, &mut budget, sink)
                    .map_err(|error| error.in_tab(&title))?;
            }
            _ => styles.take(&mut markup, &token)?,
        }
    }
    match (is_spreadsheet, titles.is_empty()) {
        (false, _) => Err(TableError::OtherDocument {
            found: "OpenDocument".to_owned(),
        }),
        (true, true) => Err(TableError::NoTabs),
        (true, false) => Ok(()),
    }
}

/// Reads a table. Merges must be passed on before the rows but are known only after them, so all
/// rows of a table are in memory.
fn read_table(
    markup: &mut Markup<'_>,
    mut tab: Tab,
    styles: &Styles,
    budget: &mut Budget,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let mut table = Table {
        markup,
        styles,
        budget,
        columns: Vec::new(),
        column: 0,
        row: 0,
        rows: Vec::new(),
        merges: Vec::new(),
        links: Vec::new(),
        hidden: Vec::new(),
    };
    table.read()?;
    tab.merges = table.merges;
    tab.merges.sort_unstable();
    tab.hidden_columns = joined(table.hidden);
    let mut links = Links::new(table.links);
    sink(Piece::Tab(tab))?;
    for (repeats, mut row) in table.rows {
        for _ in 1..repeats {
            let mut same = row.clone();
            links.attach(&mut same);
            sink(Piece::Row(same))?;
            row.number += 1;
        }
        links.attach(&mut row);
        sink(Piece::Row(row))?;
    }
    Ok(())
}

struct Table<'a, 'env> {
    markup: &'a mut Markup<'env>,
    styles: &'a Styles,
    budget: &'a mut Budget,
    /// The default cell styles of columns, each with the column after its last one.
    columns: Vec<(u32, String)>,
    /// The next column, of the table or of the current row.
    column: u32,
    /// The next row.
    row: u32,
    /// Rows with content, each with the number of its repetitions.
    rows: Vec<(u32, Row)>,
    merges: Vec<Merge>,
    links: Vec<Link>,
    hidden: Vec<Columns>,
}

impl Table<'_, '_> {
    /// Reads to the end of the table.
    fn read(&mut self) -> Result<(), TableError> {
        loop {
            let token = self.markup.token()?;
            let opens = matches!(token.kind, TagKind::Open | TagKind::Empty);
            match self.markup.name(&token) {
                b"table" if token.kind == TagKind::Close => return Ok(()),
                b"table-column" if opens => self.open_column(&token)?,
                b"table-row" if opens => self.row(&token)?,
                // Skip drawings, forms and nested tables.
                b"shapes" | b"forms" | b"table" if token.kind == TagKind::Open => {
                    self.markup.pass_element(&token)?;
                }
                _ => {}
            }
        }
    }

    fn open_column(&mut self, token: &Token) -> Result<(), TableError> {
        let repeats = self.repeats(token, "table:number-columns-repeated", COLUMNS)?;
        let first = self.column;
        self.column = first.saturating_add(repeats).min(COLUMNS);
        if self.is_hidden(token)? && first < self.column {
            self.hidden.push(Columns {
                first,
                last: self.column - 1,
            });
        }
        let style = self.said(token, "table:default-cell-style-name")?;
        let style = style.unwrap_or_default().into_owned();
        self.columns.push((self.column, style));
        Ok(())
    }

    fn row(&mut self, token: &Token) -> Result<(), TableError> {
        let number = self.row;
        let repeats = self
            .repeats(token, "table:number-rows-repeated", ROWS)?
            .min(ROWS.saturating_sub(number));
        self.row = number + repeats;
        self.column = 0;
        let mut row = Row {
            number,
            hidden: self.is_hidden(token)?,
            cells: Vec::new(),
        };
        let style = self.said(token, "table:default-cell-style-name")?;
        let style = style.map(Cow::into_owned);
        if token.kind == TagKind::Open {
            loop {
                let token = self.markup.token()?;
                let opens = matches!(token.kind, TagKind::Open | TagKind::Empty);
                match self.markup.name(&token) {
                    b"table-row" if token.kind == TagKind::Close => break,
                    b"table-cell" | b"covered-table-cell" if opens => {
                        self.cell(&token, style.as_deref(), repeats, &mut row)?;
                    }
                    _ => {}
                }
            }
        }
        if !row.cells.is_empty() && repeats > 0 {
            self.rows.push((repeats, row));
        }
        Ok(())
    }

    fn cell(
        &mut self,
        token: &Token,
        row_style: Option<&str>,
        rows: u32,
        row: &mut Row,
    ) -> Result<(), TableError> {
        let column = self.column;
        let columns = self
            .repeats(token, "table:number-columns-repeated", COLUMNS)?
            .min(COLUMNS.saturating_sub(column));
        self.column = column + columns;
        let spans = [
            self.repeats(token, "table:number-rows-spanned", ROWS)?,
            self.repeats(token, "table:number-columns-spanned", COLUMNS)?,
        ];
        let style = match self.said(token, "table:style-name")? {
            Some(style) => self.styles.cell(&style),
            None => self
                .styles
                .cell(row_style.unwrap_or(self.column_style(column))),
        };
        let held = Held::read(self.markup, token, self.styles, style)?;
        if columns == 0 || rows == 0 {
            return Ok(());
        }
        self.merge(row.number, column, spans);
        let Held {
            cell: Some(cell),
            link,
        } = held
        else {
            return Ok(());
        };
        self.budget.spend(u64::from(columns) * u64::from(rows))?;
        if let Some(target) = link {
            self.links.push(Link {
                range: Merge {
                    top: row.number,
                    left: column,
                    bottom: row.number + rows - 1,
                    right: column + columns - 1,
                },
                target,
            });
        }
        row.cells
            .extend((column..column + columns).map(|column| Cell {
                column,
                ..cell.clone()
            }));
        Ok(())
    }

    fn merge(&mut self, row: u32, column: u32, [rows, columns]: [u32; 2]) {
        if rows > 1 || columns > 1 {
            self.merges.push(Merge {
                top: row,
                left: column,
                bottom: row.saturating_add(rows - 1).min(ROWS - 1),
                right: column.saturating_add(columns - 1).min(COLUMNS - 1),
            });
        }
    }

    /// The default style of a column's cells.
    fn column_style(&self, column: u32) -> &str {
        let place = self.columns.partition_point(|(end, _)| *end <= column);
        self.columns.get(place).map_or("", |(_, style)| style)
    }

    fn is_hidden(&self, token: &Token) -> Result<bool, TableError> {
        let visibility = self.said(token, "table:visibility")?;
        Ok(matches!(visibility.as_deref(), Some("collapse" | "filter")))
    }

    /// A stated count, limited to a range from one to the size of a sheet; one if none is stated.
    fn repeats(&self, token: &Token, name: &str, most: u32) -> Result<u32, TableError> {
        let stated = self.said(token, name)?.and_then(|count| count.parse().ok());
        Ok(stated.unwrap_or(1).clamp(1, most))
    }

    fn said(&self, token: &Token, name: &str) -> Result<Option<Cow<'_, str>>, TableError> {
        self.markup.attribute(token, name)
    }
}
