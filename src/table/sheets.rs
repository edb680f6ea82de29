//! Converts the Sheets API's answer (`spreadsheets.get` with grid data) to the same table, cell by
//! cell, as the xlsx export of the sheet.
//!
//! Reads `effectiveValue` and never `formattedValue`, which is text in the sheet's locale. Whether
//! a number is a date depends on its format alone.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::cell::column_letters;
use crate::table::number_format::NumberFormat;
use crate::table::workbook::{date, not_struck, text};
use crate::table::{Cell, Columns, Limits, Merge, Row, Tab, Table, TableError, Value};

/// Google's limits for a sheet: ten million cells, columns up to ZZZ.
const MOST_ROWS: u64 = 10_000_000;
const MOST_COLUMNS: u64 = 18_278;

/// Reads the answer. Tabs without a grid, such as a chart on a tab of its own, have no cells and
/// are left out, as in the xlsx reader.
///
/// # Errors
/// JSON of another form, an answer without tabs, or more cells than the limits allow.
pub fn read(json: &[u8], limits: &Limits) -> Result<Table, TableError> {
    let answer: SpreadsheetJson<'_> =
        serde_json::from_slice(json).map_err(|error| TableError::Unreadable {
            detail: format!("JSON, {}:{}", error.line(), error.column()),
        })?;
    let mut budget = limits.max_cells;
    let mut texts = Texts::default();
    let tabs = answer
        .sheets
        .into_iter()
        .filter(|sheet| matches!(sheet.properties.sheet_type, None | Some("GRID")))
        .map(|sheet| tab(sheet, &mut budget, limits, &mut texts))
        .collect::<Result<Vec<Tab>, TableError>>()?;
    if tabs.is_empty() {
        return Err(TableError::NoTabs);
    }
    Ok(Table {
        tabs,
        remarks: Vec::new(),
    })
}

#[derive(Deserialize)]
struct SpreadsheetJson<'a> {
    #[serde(borrow, default)]
    sheets: Vec<Sheet<'a>>,
}

#[derive(Deserialize)]
struct Sheet<'a> {
    #[serde(borrow)]
    properties: Properties<'a>,
    #[serde(default)]
    merges: Vec<Range>,
    #[serde(default)]
    data: Vec<GridJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    /// Left out of the answer if it is zero, which is the first tab of an old sheet.
    #[serde(default)]
    sheet_id: i64,
    #[serde(borrow, default)]
    title: Cow<'a, str>,
    #[serde(default)]
    hidden: bool,
    sheet_type: Option<&'a str>,
}

/// A range from zero, ends excluded; zeros are left out of the answer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Range {
    start_row_index: u32,
    end_row_index: u32,
    start_column_index: u32,
    end_column_index: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GridJson {
    #[serde(default)]
    start_row: u32,
    #[serde(default)]
    start_column: u32,
    #[serde(default, deserialize_with = "sparse::<_, RowData, _>")]
    row_data: Vec<(u32, Filled)>,
    #[serde(default)]
    row_metadata: Vec<Metadata>,
    #[serde(default)]
    column_metadata: Vec<Metadata>,
}

#[derive(Deserialize, Default)]
struct RowData {
    #[serde(default, deserialize_with = "sparse::<_, CellData<'_>, _>")]
    values: Vec<(u32, Cell)>,
}

/// The cells with content of a row, with their positions in the grid.
type Filled = Vec<(u32, Cell)>;

impl From<RowData> for Option<Filled> {
    fn from(row: RowData) -> Self {
        (!row.values.is_empty()).then_some(row.values)
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Metadata {
    hidden_by_user: bool,
    hidden_by_filter: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct CellData<'a> {
    #[serde(borrow)]
    effective_value: Option<Effective<'a>>,
    #[serde(borrow)]
    effective_format: Option<CellFormat<'a>>,
    #[serde(borrow)]
    user_entered_format: Option<CellFormat<'a>>,
    #[serde(borrow)]
    hyperlink: Option<Cow<'a, str>>,
    #[serde(default)]
    text_format_runs: Vec<Run>,
}

/// The variants of the schema's `ExtendedValue`.
#[derive(Deserialize)]
enum Effective<'a> {
    #[serde(rename = "stringValue", borrow)]
    Text(Cow<'a, str>),
    #[serde(rename = "numberValue")]
    Number(f64),
    #[serde(rename = "boolValue")]
    Bool(bool),
    #[serde(rename = "errorValue", borrow)]
    Error(ErrorValue<'a>),
    /// Allowed by the schema, but it never occurs in an effective value.
    #[serde(rename = "formulaValue", borrow)]
    Formula(Cow<'a, str>),
}

#[derive(Deserialize)]
struct ErrorValue<'a> {
    #[serde(rename = "type")]
    kind: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CellFormat<'a> {
    #[serde(borrow)]
    number_format: Option<Format<'a>>,
    text_format: Option<TextFormat>,
}

#[derive(Deserialize)]
struct Format<'a> {
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    #[serde(borrow)]
    pattern: Option<Cow<'a, str>>,
}

#[derive(Deserialize, Default)]
struct TextFormat {
    strikethrough: Option<bool>,
}

/// A format of the letters of a cell from an index (in UTF-16 units) to the beginning of the next
/// run.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    #[serde(default)]
    start_index: u32,
    #[serde(default)]
    format: TextFormat,
}

/// Shares equal texts, so that each is in memory once however often it occurs in the sheet.
#[derive(Default)]
struct Texts(HashSet<Arc<str>>);

impl Texts {
    fn keep(&mut self, text: Arc<str>) -> Arc<str> {
        if let Some(kept) = self.0.get(&text) {
            return kept.clone();
        }
        self.0.insert(text.clone());
        text
    }

    fn once(&mut self, cell: Cell) -> Cell {
        Cell {
            value: match cell.value {
                Value::Text(text) => Value::Text(self.keep(text)),
                other => other,
            },
            link: cell.link.map(|link| self.keep(link)),
            ..cell
        }
    }
}

/// Reads a list and keeps the elements with content, with their positions. A sheet with one cell in
/// the last column of each row sends ten million empty cells in about thirty megabytes, so they are
/// dropped while reading.
fn sparse<'de, D, T, Kept>(deserializer: D) -> Result<Vec<(u32, Kept)>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Into<Option<Kept>>,
{
    struct Places<T, Kept>(PhantomData<(T, Kept)>);

    impl<'de, T, Kept> Visitor<'de> for Places<T, Kept>
    where
        T: Deserialize<'de> + Into<Option<Kept>>,
    {
        type Value = Vec<(u32, Kept)>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut kept = Vec::new();
            let mut place = 0;
            while let Some(element) = list.next_element::<T>()? {
                kept.extend(element.into().map(|element| (place, element)));
                place += 1;
            }
            Ok(kept)
        }
    }

    deserializer.deserialize_seq(Places::<T, Kept>(PhantomData))
}

fn tab(
    sheet: Sheet<'_>,
    budget: &mut u64,
    limits: &Limits,
    texts: &mut Texts,
) -> Result<Tab, TableError> {
    let title = sheet.properties.title;
    let mut rows = Vec::new();
    let mut hidden_columns = Vec::new();
    for grid in sheet.data {
        hidden_columns.extend(hidden(grid.start_column, &grid.column_metadata));
        for (place, filled) in grid.row_data {
            let row = u64::from(grid.start_row) + u64::from(place);
            let last = filled.last().map_or(0, |(place, _)| *place);
            let column = u64::from(grid.start_column) + u64::from(last);
            if row >= MOST_ROWS || column >= MOST_COLUMNS {
                return Err(TableError::FarCell {
                    tab: title.into_owned(),
                    cell: format!("R{row}C{column}"),
                });
            }
            *budget = budget
                .checked_sub(filled.len() as u64)
                .ok_or(TableError::TooManyCells {
                    limit: limits.max_cells,
                })?;
            let metadata = grid.row_metadata.get(place as usize);
            rows.push(Row {
                number: grid.start_row + place,
                hidden: metadata.is_some_and(Metadata::is_hidden),
                cells: filled
                    .into_iter()
                    .map(|(place, cell)| Cell {
                        column: grid.start_column + place,
                        ..texts.once(cell)
                    })
                    .collect(),
            });
        }
    }
    let rows = in_order(rows).map_err(|error| error.in_tab(&title))?;
    let merges = sheet.merges.iter().filter_map(merge);
    let mut merges = merges
        .collect::<Result<Vec<Merge>, TableError>>()
        .map_err(|error| error.in_tab(&title))?;
    merges.sort_unstable();
    hidden_columns.sort_unstable();
    Ok(Tab {
        title: title.as_ref().into(),
        hidden: sheet.properties.hidden,
        gid: Some(sheet.properties.sheet_id),
        epoch_1904: false,
        rows,
        merges,
        hidden_columns,
    })
}

/// The hidden columns of a grid whose first column is `start`.
fn hidden(start: u32, metadata: &[Metadata]) -> Vec<Columns> {
    let mut all: Vec<Columns> = Vec::new();
    for (column, metadata) in (start..).zip(metadata) {
        match all.last_mut() {
            _ if !metadata.is_hidden() => {}
            Some(before) if before.last + 1 == column => before.last = column,
            _ => all.push(Columns {
                first: column,
                last: column,
            }),
        }
    }
    all
}

/// Joins the rows of several grids into those of one sheet; fails if a cell occurs twice.
fn in_order(mut rows: Vec<Row>) -> Result<Vec<Row>, TableError> {
    rows.sort_by_key(|row| row.number);
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(before) = kept.last_mut().filter(|before| before.number == row.number) else {
            kept.push(row);
            continue;
        };
        before.hidden |= row.hidden;
        before.cells.extend(row.cells);
        before.cells.sort_by_key(|cell| cell.column);
        let twice = |pair: &&[Cell]| pair[0].column == pair[1].column;
        if let Some(pair) = before.cells.windows(2).find(twice) {
            return Err(TableError::CellTwice {
                tab: String::new(),
                cell: place(row.number, pair[0].column),
            });
        }
    }
    Ok(kept)
}

/// Converts a range to a merge; `None` for a range without an end, which is not a merge.
fn merge(range: &Range) -> Option<Result<Merge, TableError>> {
    let merge = Merge {
        top: range.start_row_index,
        left: range.start_column_index,
        bottom: range.end_row_index.checked_sub(1)?,
        right: range.end_column_index.checked_sub(1)?,
    };
    let inside = u64::from(merge.bottom) < MOST_ROWS && u64::from(merge.right) < MOST_COLUMNS;
    Some(
        if inside && merge.top <= merge.bottom && merge.left <= merge.right {
            Ok(merge)
        } else {
            Err(TableError::FarCell {
                tab: String::new(),
                cell: place(merge.bottom, merge.right),
            })
        },
    )
}

fn place(row: u32, column: u32) -> String {
    format!("{}{}", column_letters(column), u64::from(row) + 1)
}

impl From<CellData<'_>> for Option<Cell> {
    fn from(data: CellData<'_>) -> Self {
        let format = data.number_format();
        let is_struck = data.is_struck();
        let value = match data.effective_value? {
            Effective::Text(string) if string.is_empty() => return None,
            Effective::Text(string) => {
                let runs = runs(&string, &data.text_format_runs, is_struck);
                let (left, struck) = not_struck(runs);
                return Some(Cell {
                    link: data.hyperlink.map(|link| link.as_ref().into()),
                    struck,
                    ..Cell::new(0, text(left))
                });
            }
            Effective::Number(serial) if matches!(format, NumberFormat::Date { .. }) => {
                date::value(serial, false)
            }
            Effective::Number(number) => Value::Number(number),
            Effective::Bool(truth) => Value::Bool(truth),
            Effective::Error(error) => error.value(),
            Effective::Formula(formula) => Value::Uncomputed(formula.as_ref().into()),
        };
        let cell = Cell {
            link: data.hyperlink.map(|link| link.as_ref().into()),
            month_first: format.is_month_first() && matches!(value, Value::Date(_)),
            ..Cell::new(0, value)
        };
        Some(if is_struck { cell.struck_out() } else { cell })
    }
}

impl CellData<'_> {
    fn formats(&self) -> impl Iterator<Item = &CellFormat<'_>> {
        [&self.effective_format, &self.user_entered_format]
            .into_iter()
            .flatten()
    }

    fn number_format(&self) -> NumberFormat {
        self.formats()
            .find_map(|format| format.number_format.as_ref())
            .map(Format::kind)
            .unwrap_or_default()
    }

    fn is_struck(&self) -> bool {
        self.formats()
            .find_map(|format| format.text_format.as_ref()?.strikethrough)
            .unwrap_or(false)
    }
}

/// Splits a text into pieces with a flag for struck-out ones. A run without the property takes it
/// from the cell.
fn runs<'a>(text: &'a str, runs: &[Run], cell: bool) -> Vec<(&'a str, bool)> {
    let mut pieces = Vec::with_capacity(runs.len() + 1);
    let (mut rest, mut at, mut is_struck) = (text, 0, cell);
    for run in runs {
        let mut units = at;
        let length: usize = rest
            .chars()
            .take_while(|letter| {
                let before = units < run.start_index;
                units += u32::from(letter.len_utf16() == 2) + 1;
                before
            })
            .map(char::len_utf8)
            .sum();
        let (piece, behind) = rest.split_at(length);
        pieces.push((piece, is_struck));
        (rest, at) = (behind, run.start_index.max(at));
        is_struck = run.format.strikethrough.unwrap_or(cell);
    }
    pieces.push((rest, is_struck));
    pieces
}

impl Metadata {
    fn is_hidden(&self) -> bool {
        self.hidden_by_user || self.hidden_by_filter
    }
}

impl Format<'_> {
    /// The kind of format. Without a pattern the locale's is used, so the type alone decides
    /// whether it is a date, and it is not month first.
    fn kind(&self) -> NumberFormat {
        let written = self.pattern.as_deref().map(NumberFormat::of_code);
        let is_date = matches!(self.kind, Some("DATE" | "TIME" | "DATE_TIME"));
        match written {
            Some(duration @ NumberFormat::Duration) => duration,
            Some(date @ NumberFormat::Date { .. }) if is_date => date,
            _ if is_date => NumberFormat::Date { month_first: false },
            _ => NumberFormat::Number,
        }
    }
}

impl ErrorValue<'_> {
    /// The error as spreadsheet programs write it. A value that is still loading counts as not
    /// computed.
    fn value(&self) -> Value {
        Value::Error(
            match self.kind {
                Some("NULL_VALUE") => "#NULL!",
                Some("DIVIDE_BY_ZERO") => "#DIV/0!",
                Some("VALUE") => "#VALUE!",
                Some("REF") => "#REF!",
                Some("NAME") => "#NAME?",
                Some("NUM") => "#NUM!",
                Some("N_A") => "#N/A",
                Some("LOADING") => return Value::Uncomputed("Loading...".into()),
                _ => "#ERROR!",
            }
            .into(),
        )
    }
}

#[cfg(test)]
mod tests;
