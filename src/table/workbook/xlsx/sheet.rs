//! Reads a worksheet row by row: cells with their places, hidden rows and columns, merges and
//! links.
//!
//! Each place is checked before it is used. A row or cell that occurs twice or is outside a sheet
//! is refused, because programs differ in how they show it.

use std::sync::Arc;

use super::Book;
use super::cell::{Content, Formulas, Inside};
use super::plain::{self, PlainValue};
use super::relationship::Relationships;
use super::strings::Left;
use super::style::Style;
use crate::cell::{COLUMNS, ROWS, column_index, column_letters};
use crate::table::number_format::NumberFormat;
use crate::table::workbook::link::{Link, Links};
use crate::table::workbook::markup::{Markup, TagKind, Token};
use crate::table::workbook::part::Package;
use crate::table::workbook::{Sink, date};
use crate::table::{Cell, Columns, Merge, Piece, Row, Tab, TableError, Value};

/// Reads the worksheet in a part, and passes on its tab and then its rows. `tab` has the properties
/// that are known already.
pub(super) fn read(
    package: &mut Package<'_, '_>,
    part: &str,
    tab: Tab,
    book: &mut Book,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let outline = Outline::read(package, part)?;
    let Some(mut markup) = package.markup(part)? else {
        return Err(TableError::Unreadable {
            detail: part.to_owned(),
        });
    };
    let (hidden_columns, cells) = before_cells(&mut markup)?;
    sink(Piece::Tab(Tab {
        merges: outline.merges,
        hidden_columns,
        ..tab
    }))?;
    let mut rows = Rows {
        links: Links::new(links(package, part, outline.leads)?),
        formulas: Formulas::new(),
        inside: None,
        next_row: 0,
        next_column: 0,
        book,
        sink,
        markup,
    };
    if cells == TagKind::Open {
        rows.read()?;
        if outline.begins_at != Some(rows.markup.position()) {
            // The end is inside a comment: readers differ in what they see after it.
            return Err(rows.markup.unreadable("sheetData"));
        }
        return rows.markup.finish();
    }
    while let Some(token) = rows.markup.next()? {
        if rows.markup.name(&token) == b"sheetData" {
            return Err(rows.markup.unreadable("sheetData, sheetData"));
        }
    }
    Ok(())
}

/// Reads up to the cells; returns the hidden columns and the kind of tag that begins the cells.
fn before_cells(markup: &mut Markup<'_>) -> Result<(Vec<Columns>, TagKind), TableError> {
    let mut hidden = Vec::new();
    let mut is_worksheet = false;
    while let Some(token) = markup.next()? {
        if !matches!(token.kind, TagKind::Open | TagKind::Empty) {
            continue;
        }
        match markup.name(&token) {
            b"worksheet" => is_worksheet = true,
            b"col" => hidden.extend(hidden_columns(markup, &token)?),
            b"sheetData" if is_worksheet => {
                hidden.sort_unstable();
                return Ok((joined(hidden), token.kind));
            }
            _ => {}
        }
    }
    Err(markup.unreadable("worksheet, sheetData"))
}

fn hidden_columns(markup: &Markup<'_>, token: &Token) -> Result<Option<Columns>, TableError> {
    let number = |name| -> Result<Option<u32>, TableError> {
        let written = markup.attribute(token, name)?;
        Ok(written
            .and_then(|written| written.parse::<u32>().ok())
            .filter(|number| (1..=COLUMNS).contains(number)))
    };
    let is_hidden = markup
        .attribute(token, "hidden")?
        .is_some_and(|hidden| is_true(hidden.as_bytes()));
    Ok(number("min")?
        .zip(number("max")?)
        .filter(|(min, max)| is_hidden && min <= max)
        .map(|(min, max)| Columns {
            first: min - 1,
            last: max - 1,
        }))
}

/// Joins overlapping and adjacent ranges of columns, which must be in order.
pub(in crate::table::workbook) fn joined(columns: Vec<Columns>) -> Vec<Columns> {
    let mut all: Vec<Columns> = Vec::with_capacity(columns.len());
    for next in columns {
        match all.last_mut() {
            Some(before) if next.first <= before.last + 1 => {
                before.last = before.last.max(next.last);
            }
            _ => all.push(next),
        }
    }
    all
}

/// The cells of a worksheet, while they are read.
struct Rows<'a, 'b, 'env> {
    markup: Markup<'env>,
    book: &'a mut Book,
    sink: &'a mut Sink<'b>,
    links: Links,
    formulas: Formulas,
    /// The row being read.
    inside: Option<Row>,
    next_row: u32,
    next_column: u32,
}

impl Rows<'_, '_, '_> {
    /// Reads to the end of the cells.
    fn read(&mut self) -> Result<(), TableError> {
        loop {
            if let Some(row) = &self.inside
                && let Some(plain) = plain::see(self.markup.rest())
            {
                let number = row.number;
                self.place(plain.place, number)?;
                self.markup.skip(plain.end);
                self.plain(plain.place.1, plain.style, &plain.value)?;
                continue;
            }
            let token = self.markup.token()?;
            let opens = matches!(token.kind, TagKind::Open | TagKind::Empty);
            match self.markup.name(&token) {
                b"sheetData" if token.kind == TagKind::Close => return Ok(()),
                b"row" if opens => {
                    self.open_row(&token)?;
                    if token.kind == TagKind::Empty {
                        self.close_row()?;
                    }
                }
                b"row" => self.close_row()?,
                b"c" if opens => self.cell(&token)?,
                _ => {}
            }
        }
    }

    fn open_row(&mut self, token: &Token) -> Result<(), TableError> {
        let mut number = None;
        let mut hidden = false;
        for (name, value) in self.markup.attributes(token) {
            match name {
                b"r" => number = Some(row_number(value).ok_or_else(|| far(value))?),
                b"hidden" => hidden = is_true(value),
                _ => {}
            }
        }
        let number = match number {
            Some(number) => number,
            None if self.next_row < ROWS => self.next_row,
            None => return Err(far((self.next_row + 1).to_string().as_bytes())),
        };
        if number < self.next_row || self.inside.is_some() {
            return Err(TableError::RowOrder {
                tab: String::new(),
                row: number + 1,
            });
        }
        self.inside = Some(Row {
            number,
            hidden,
            // The rows of a table usually have the same width.
            cells: Vec::with_capacity(self.next_column.min(1_000) as usize),
        });
        self.next_row = number + 1;
        self.next_column = 0;
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), TableError> {
        match self.inside.take() {
            Some(mut row) if !row.cells.is_empty() => {
                self.links.attach(&mut row);
                (self.sink)(Piece::Row(row))
            }
            _ => Ok(()),
        }
    }

    /// Checks that a cell is in its row, inside the sheet, and after the cells before it.
    fn place(&mut self, (row, column): (u32, u32), inside: u32) -> Result<(), TableError> {
        if column >= COLUMNS || row >= ROWS {
            return Err(far(written(row, column).as_bytes()));
        }
        if row != inside || column < self.next_column {
            return Err(twice(row, column));
        }
        self.next_column = column + 1;
        Ok(())
    }

    fn plain(&mut self, column: u32, style: usize, value: &PlainValue) -> Result<(), TableError> {
        let content = match *value {
            PlainValue::Empty => return Ok(()),
            PlainValue::Number(number) => Content::Number(number),
            PlainValue::Bool(truth) => Content::Other(Value::Bool(truth)),
            PlainValue::Shared(index) if u64::from(index) < self.book.strings.len() => {
                Content::Shared(index)
            }
            PlainValue::Shared(index) => {
                Content::Other(Value::Error(format!("t=\"s\" {index}").into()))
            }
        };
        self.push(column, style, content, None)
    }

    fn cell(&mut self, token: &Token) -> Result<(), TableError> {
        let mut reference = None;
        let mut kind = None;
        let mut style = 0;
        let mut is_sound = true;
        for (name, value) in self.markup.attributes(token) {
            match name {
                b"r" => is_sound &= reference.replace(position(value)?).is_none(),
                b"t" => {
                    let value = String::from_utf8_lossy(value).into_owned();
                    is_sound &= kind.replace(value).is_none();
                }
                b"s" => {
                    let written = std::str::from_utf8(value).unwrap_or_default();
                    style = written.parse().unwrap_or(0);
                }
                // Something that is not an attribute.
                _ => is_sound &= !name.is_empty() && !name.iter().any(u8::is_ascii_whitespace),
            }
        }
        let row = self.inside.as_ref().map(|row| row.number);
        let place = match (reference, row) {
            (Some(place), _) => place,
            (None, Some(row)) => (row, self.next_column),
            (None, None) => (self.next_row, self.next_column),
        };
        match row {
            Some(row) if is_sound => self.place(place, row)?,
            _ => return Err(twice(place.0, place.1)),
        }
        let inside = Inside::read(&mut self.markup, token, &mut self.formulas)?;
        let link = inside.link();
        let content = inside.content(kind.as_deref(), self.book.strings.len());
        self.push(place.1, style, content, link)
    }

    fn push(
        &mut self,
        column: u32,
        style: usize,
        content: Content,
        link: Option<Arc<str>>,
    ) -> Result<(), TableError> {
        let style = self.book.styles.get(style).copied().unwrap_or_default();
        let Some(mut cell) = self.book.cell(column, style, content) else {
            return Ok(());
        };
        if !cell.is_struck_out() {
            cell.link = link;
        }
        self.book.budget.spend(1)?;
        if let Some(row) = &mut self.inside {
            row.cells.push(cell);
        }
        Ok(())
    }
}

impl Book {
    /// Makes a cell of content and style; `None` if it is empty.
    fn cell(&mut self, column: u32, style: Style, content: Content) -> Option<Cell> {
        let value = match content {
            Content::Empty => return None,
            Content::Shared(index) => {
                return text_cell(column, self.strings.left(index, style.is_struck)?);
            }
            Content::Text(rich) => return text_cell(column, rich.left(style.is_struck)),
            Content::Number(number) => match style.format {
                NumberFormat::Date { .. } => date::value(number, self.epoch_1904),
                NumberFormat::Number | NumberFormat::Duration => Value::Number(number),
            },
            Content::Other(value) => value,
        };
        let cell = Cell {
            month_first: style.format.is_month_first() && matches!(value, Value::Date(_)),
            ..Cell::new(column, value)
        };
        Some(if style.is_struck {
            cell.struck_out()
        } else {
            cell
        })
    }
}

fn text_cell(column: u32, (left, struck): Left) -> Option<Cell> {
    let is_empty = matches!(&left, Value::Text(left) if left.is_empty());
    (!is_empty || struck.is_some()).then(|| Cell {
        struck,
        ..Cell::new(column, left)
    })
}

/// The merges and links, which come after the cells.
#[derive(Default)]
struct Outline {
    /// The offset in the part where the cells end.
    begins_at: Option<u64>,
    merges: Vec<Merge>,
    leads: Vec<Lead>,
}

/// A link of the cells in a range: to a relationship of the sheet, a place in the workbook, or
/// both.
struct Lead {
    range: Merge,
    relationship: Option<String>,
    place: Option<String>,
}

impl Outline {
    fn read(package: &mut Package<'_, '_>, part: &str) -> Result<Self, TableError> {
        /// More rows than the links of any real sheet cover; attaching links costs time for each.
        const MOST_ROWS: u64 = 16 * ROWS as u64;

        let mut outline = Self::default();
        let mut link_rows = 0;
        let Some((start, mut markup)) = package.behind_cells(part)? else {
            return Ok(outline);
        };
        outline.begins_at = Some(start);
        while let Some(token) = markup.next()? {
            if !matches!(token.kind, TagKind::Open | TagKind::Empty) {
                continue;
            }
            match markup.name(&token) {
                b"sheetData" => return Err(markup.unreadable("sheetData, sheetData")),
                b"mergeCell" => outline.merges.push(reference(&markup, &token)?),
                b"hyperlink" => {
                    let lead = Lead::read(&markup, &token)?;
                    link_rows += u64::from(lead.range.bottom - lead.range.top) + 1;
                    if link_rows > MOST_ROWS {
                        return Err(TableError::TooManyCells { limit: MOST_ROWS });
                    }
                    outline.leads.push(lead);
                }
                _ => {}
            }
        }
        // The order of merges depends on the program that wrote the file.
        outline.merges.sort_unstable();
        Ok(outline)
    }
}

impl Lead {
    fn read(markup: &Markup<'_>, token: &Token) -> Result<Self, TableError> {
        // Files differ in the prefix of «id».
        let relationship = markup
            .attributes(token)
            .find(|(name, _)| name.ends_with(b":id"))
            .map(|(_, id)| markup.decoded(id))
            .transpose()?;
        Ok(Self {
            range: reference(markup, token)?,
            relationship: relationship.map(|id| id.into_owned()),
            place: markup
                .attribute(token, "location")?
                .map(|place| place.into_owned()),
        })
    }
}

fn links(package: &Package<'_, '_>, part: &str, leads: Vec<Lead>) -> Result<Vec<Link>, TableError> {
    if leads.is_empty() {
        return Ok(Vec::new());
    }
    let relationships = Relationships::of(package, part)?;
    let links = leads.into_iter().filter_map(|lead| {
        let target = lead
            .relationship
            .as_ref()
            .and_then(|id| relationships.target(id));
        let target = match (target, &lead.place) {
            (Some(target), Some(place)) => format!("{target}#{place}"),
            (Some(target), None) => target.to_owned(),
            (None, Some(place)) => format!("#{place}"),
            (None, None) => return None,
        };
        Some(Link {
            range: lead.range,
            target: target.into(),
        })
    });
    Ok(links.collect())
}

fn is_true(written: &[u8]) -> bool {
    matches!(written, b"1" | b"true")
}

/// Reads a row number, converted to start from zero.
fn row_number(written: &[u8]) -> Option<u32> {
    if written.is_empty() || written.len() > 7 {
        return None;
    }
    let number = written.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u32::from(byte - b'0'))
    })?;
    (1..=ROWS).contains(&number).then(|| number - 1)
}

/// Row and column of a reference such as `F17`, from zero.
fn position(written: &[u8]) -> Result<(u32, u32), TableError> {
    match ends(written) {
        Some((Some(row), Some(column))) => Ok((row, column)),
        _ => Err(far(written)),
    }
}

/// Row and column of `F17`; only one of them for `F` or `17`.
fn ends(written: &[u8]) -> Option<(Option<u32>, Option<u32>)> {
    let letters = written
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (letters, number) = written.split_at(letters);
    let column = match letters {
        b"" => None,
        _ => Some(column_index(std::str::from_utf8(letters).ok()?)?),
    };
    let row = match number {
        b"" => None,
        _ => Some(row_number(number)?),
    };
    Some((row, column))
}

fn reference(markup: &Markup<'_>, token: &Token) -> Result<Merge, TableError> {
    range(&markup.attribute(token, "ref")?.unwrap_or_default())
}

/// Reads a range such as `B2:D9`, `L:M` or `3:4`, or one cell.
fn range(written: &str) -> Result<Merge, TableError> {
    let far = || far(written.as_bytes());
    let (from, to) = written.split_once(':').unwrap_or((written, written));
    let (from, to) = (ends(from.as_bytes()), ends(to.as_bytes()));
    let (top, left, bottom, right) = match from.zip(to).ok_or_else(far)? {
        ((Some(top), Some(left)), (Some(bottom), Some(right))) => (top, left, bottom, right),
        ((None, Some(left)), (None, Some(right))) => (0, left, ROWS - 1, right),
        ((Some(top), None), (Some(bottom), None)) => (top, 0, bottom, COLUMNS - 1),
        _ => return Err(far()),
    };
    if top > bottom || left > right {
        return Err(far());
    }
    Ok(Merge {
        top,
        left,
        bottom,
        right,
    })
}

fn written(row: u32, column: u32) -> String {
    format!("{}{}", column_letters(column), u64::from(row) + 1)
}

fn twice(row: u32, column: u32) -> TableError {
    TableError::CellTwice {
        tab: String::new(),
        cell: written(row, column),
    }
}

/// The error for a cell outside a sheet. `TableError::in_tab` adds the tab later.
fn far(written: &[u8]) -> TableError {
    TableError::FarCell {
        tab: String::new(),
        cell: String::from_utf8_lossy(written).chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_outside_a_sheet_are_refused() {
        assert_eq!(position(b"A1").unwrap(), (0, 0));
        assert_eq!(position(b"XFD1048576").unwrap(), (1_048_575, 16_383));
        for outside in [
            "",
            "A",
            "1",
            "A0",
            "XFE1",
            "A1048577",
            "AAAAAAAA99999999",
            "A-1",
            "$A$1",
        ] {
            assert!(position(outside.as_bytes()).is_err(), "{outside}");
        }
    }

    #[test]
    fn ranges_may_be_whole_rows_and_columns() {
        let check = |written: &str, expected: Option<[u32; 4]>| {
            let read = range(written).ok();
            let read = read.map(|range| [range.top, range.left, range.bottom, range.right]);
            assert_eq!(read, expected, "{written}");
        };
        check("B2:D9", Some([1, 1, 8, 3]));
        check("B2", Some([1, 1, 1, 1]));
        check("L:M", Some([0, 11, 1_048_575, 12]));
        check("3:4", Some([2, 0, 3, 16_383]));
        for outside in [
            "D9:B2", "A1:B2:C3", "", ":", "A:3", "M:L", "A1:B", "XFE:XFF", "0:1",
        ] {
            check(outside, None);
        }
    }
}
