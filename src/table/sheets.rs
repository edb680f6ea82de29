//! The Sheets API's answer (`spreadsheets.get` with grid data) to the table that its xlsx export
//! gives, cell by cell.
//!
//! Reads what `effectiveValue` holds and never `formattedValue`, which is text in the sheet's own
//! locale. Whether a number is a date is said by its format alone.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::cell::column_letters;
use crate::table::workbook::{date, text};
use crate::table::{Cell, Limits, Merge, Row, Tab, Table, TableError, Value};

/// Google's limits of a sheet: ten million cells, columns up to ZZZ.
const MOST_ROWS: u64 = 10_000_000;
const MOST_COLUMNS: u64 = 18_278;

/// Reads the answer. Tabs that are no grids (a chart on a tab of its own) hold no cells and are
/// left out, as the xlsx reader leaves them out.
///
/// # Errors
/// An answer that is none, has no tab, or holds more cells than the limits allow.
pub fn read(json: &[u8], limits: &Limits) -> Result<Table, TableError> {
    let answer: Answer<'_> =
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
struct Answer<'a> {
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
    data: Vec<Grid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    /// Left out where it is zero: the first tab of an old sheet.
    #[serde(default)]
    sheet_id: i64,
    #[serde(borrow, default)]
    title: Cow<'a, str>,
    #[serde(default)]
    hidden: bool,
    sheet_type: Option<&'a str>,
}

/// Zero-based, ends excluded; a zero is left out.
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
struct Grid {
    #[serde(default)]
    start_row: u32,
    #[serde(default)]
    start_column: u32,
    #[serde(default, deserialize_with = "sparse::<_, RowData, _>")]
    row_data: Vec<(u32, Filled)>,
    #[serde(default)]
    row_metadata: Vec<RowMetadata>,
}

#[derive(Deserialize, Default)]
struct RowData {
    #[serde(default, deserialize_with = "sparse::<_, CellData<'_>, _>")]
    values: Vec<(u32, Held)>,
}

/// The cells of a row that hold something, with their places.
type Filled = Vec<(u32, Held)>;
/// What a cell holds, and where it leads.
type Held = (Value, Option<Arc<str>>);

impl From<RowData> for Option<Filled> {
    fn from(row: RowData) -> Self {
        (!row.values.is_empty()).then_some(row.values)
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RowMetadata {
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
}

/// One of the schema's `ExtendedValue`.
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
    /// Never in an effective value; said by the schema all the same.
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
    number_format: Option<NumberFormat<'a>>,
}

#[derive(Deserialize)]
struct NumberFormat<'a> {
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    #[serde(borrow)]
    pattern: Option<Cow<'a, str>>,
}

/// A text is kept once however often it stands in the sheet.
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

    fn once(&mut self, value: Value) -> Value {
        match value {
            Value::Text(text) => Value::Text(self.keep(text)),
            other => other,
        }
    }
}

/// Reads a list and keeps what holds something, with its place. One cell in the last column of
/// each row makes ten million empty ones in some thirty megabytes: they are dropped as they come.
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
    for grid in sheet.data {
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
                hidden: metadata.is_some_and(|row| row.hidden_by_user || row.hidden_by_filter),
                cells: filled
                    .into_iter()
                    .map(|(place, (value, link))| Cell {
                        column: grid.start_column + place,
                        value: texts.once(value),
                        link: link.map(|link| texts.keep(link)),
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
    Ok(Tab {
        title: title.as_ref().into(),
        hidden: sheet.properties.hidden,
        gid: Some(sheet.properties.sheet_id),
        epoch_1904: false,
        rows,
        merges,
    })
}

/// The rows of several grids as those of one sheet, none of their cells twice.
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

/// `None` for a range without an end, which no merge is.
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

impl From<CellData<'_>> for Option<Held> {
    fn from(data: CellData<'_>) -> Self {
        let format = data
            .effective_format
            .and_then(|format| format.number_format)
            .or(data
                .user_entered_format
                .and_then(|format| format.number_format));
        let value = match data.effective_value? {
            Effective::Text(string) if string.is_empty() => return None,
            Effective::Text(string) => text(string.as_ref().into()),
            Effective::Number(serial) if format.is_some_and(|format| format.is_date()) => {
                date::value(serial, false)
            }
            Effective::Number(number) => Value::Number(number),
            Effective::Bool(truth) => Value::Bool(truth),
            Effective::Error(error) => error.value(),
            Effective::Formula(formula) => Value::Uncomputed(formula.as_ref().into()),
        };
        Some((value, data.hyperlink.map(|link| link.as_ref().into())))
    }
}

impl NumberFormat<'_> {
    /// A day, a time of day, or both; a duration (`[h]:mm`) is none.
    fn is_date(&self) -> bool {
        let duration = self.pattern.as_deref().is_some_and(|pattern| {
            ["[h", "[H", "[m", "[M", "[s", "[S"]
                .iter()
                .any(|unit| pattern.contains(unit))
        });
        matches!(self.kind, Some("DATE" | "TIME" | "DATE_TIME")) && !duration
    }
}

impl ErrorValue<'_> {
    /// The error as every spreadsheet program writes it; one still being computed has no value.
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One cell's value as text with its kind, as the answer's `values[0]` gives it.
    #[track_caller]
    fn check(cell: &str, expected: Option<Value>) {
        let json = format!(
            r#"{{"sheets":[{{"properties":{{"title":"T"}},"data":[{{"rowData":[{{"values":[{cell}]}}]}}]}}]}}"#
        );
        let table = read(json.as_bytes(), &Limits::default()).unwrap();
        let value = table.tabs[0]
            .rows
            .first()
            .map(|row| row.cells[0].value.clone());
        assert_eq!(value, expected, "{cell}");
    }

    #[test]
    fn values_by_what_they_are() {
        let day = |text: &str| Some(Value::Date(text.parse().unwrap()));
        check(
            r#"{"effectiveValue":{"stringValue":" Ba Tơ "}}"#,
            Some(Value::Text(" Ba Tơ ".into())),
        );
        check(
            r#"{"effectiveValue":{"stringValue":"a\nb \"c\""}}"#,
            Some(Value::Text("a\nb \"c\"".into())),
        );
        check(
            r#"{"effectiveValue":{"numberValue":45866}}"#,
            Some(Value::Number(45_866.0)),
        );
        check(
            r#"{"effectiveValue":{"numberValue":45866},"effectiveFormat":{"numberFormat":{"type":"DATE","pattern":"dd/mm/yyyy"}}}"#,
            day("2025-07-28T00:00:00"),
        );
        check(
            r#"{"effectiveValue":{"numberValue":45866.75},"userEnteredFormat":{"numberFormat":{"type":"DATE_TIME"}},"effectiveFormat":{}}"#,
            day("2025-07-28T18:00:00"),
        );
        check(
            r#"{"effectiveValue":{"numberValue":0.5},"effectiveFormat":{"numberFormat":{"type":"TIME"}}}"#,
            Some(Value::Number(0.5)),
        );
        check(
            r#"{"effectiveValue":{"numberValue":2.5},"effectiveFormat":{"numberFormat":{"type":"TIME","pattern":"[h]:mm"}}}"#,
            Some(Value::Number(2.5)),
        );
        check(
            r#"{"effectiveValue":{"numberValue":0.219},"effectiveFormat":{"numberFormat":{"type":"PERCENT"}}}"#,
            Some(Value::Number(0.219)),
        );
        check(
            r#"{"effectiveValue":{"boolValue":true}}"#,
            Some(Value::Bool(true)),
        );
        check(
            r##"{"effectiveValue":{"errorValue":{"type":"REF","message":"…"}}}"##,
            Some(Value::Error("#REF!".into())),
        );
        check(
            r#"{"effectiveValue":{"errorValue":{"type":"DIVIDE_BY_ZERO"}}}"#,
            Some(Value::Error("#DIV/0!".into())),
        );
        check(
            r#"{"effectiveValue":{"errorValue":{"type":"LOADING"}}}"#,
            Some(Value::Uncomputed("Loading...".into())),
        );
        check(r#"{"effectiveValue":{"stringValue":""}}"#, None);
        check(r#"{"effectiveFormat":{}}"#, None);
        check("{}", None);
    }

    #[test]
    fn tabs_rows_and_merges_stand_where_they_are() {
        let json = r#"{"spreadsheetId":"x","sheets":[
            {"properties":{"sheetId":7,"title":"Tổ CNSCĐ","hidden":true,"sheetType":"GRID"},
             "merges":[{"sheetId":7,"startRowIndex":4,"endRowIndex":6,"startColumnIndex":1,"endColumnIndex":2},
                       {"sheetId":7,"endRowIndex":1,"endColumnIndex":3}],
             "data":[{"startRow":3,"startColumn":2,
                      "rowData":[{"values":[{"effectiveValue":{"stringValue":"a"},"hyperlink":"https://a.vn/"}]},{},
                                 {"values":[{},{"effectiveValue":{"numberValue":1}}]}],
                      "rowMetadata":[{"pixelSize":21},{},{"hiddenByFilter":true}]}]},
            {"properties":{"sheetId":8,"title":"Biểu đồ","sheetType":"OBJECT"}},
            {"properties":{"title":"Trống"},"data":[{}]}]}"#;
        let table = read(json.as_bytes(), &Limits::default()).unwrap();
        let titles: Vec<&str> = table.tabs.iter().map(|tab| &*tab.title).collect();
        assert_eq!(titles, ["Tổ CNSCĐ", "Trống"]);
        let tab = &table.tabs[0];
        assert!(tab.hidden);
        assert_eq!(tab.gid, Some(7));
        assert_eq!(table.tabs[1].gid, Some(0));
        let places: Vec<(u32, u32, bool)> = tab
            .rows
            .iter()
            .flat_map(|row| {
                row.cells
                    .iter()
                    .map(|cell| (row.number, cell.column, row.hidden))
            })
            .collect();
        assert_eq!(places, [(3, 2, false), (5, 3, true)]);
        assert_eq!(tab.rows[0].cells[0].link.as_deref(), Some("https://a.vn/"));
        let merges: Vec<[u32; 4]> = tab
            .merges
            .iter()
            .map(|merge| [merge.top, merge.left, merge.bottom, merge.right])
            .collect();
        assert_eq!(merges, [[0, 0, 0, 2], [4, 1, 5, 1]]);
    }

    /// The rows of two grids were kept apart: of a row that both hold, one was never found.
    #[test]
    fn a_row_in_two_grids_is_one_row() {
        let grid = |column: u32| {
            format!(
                r#"{{"startRow":3,"startColumn":{column},"rowData":[{{"values":[{{"effectiveValue":{{"numberValue":{column}}}}}]}}]}}"#
            )
        };
        let json = format!(
            r#"{{"sheets":[{{"properties":{{}},"data":[{},{}]}}]}}"#,
            grid(7),
            grid(2)
        );
        let table = read(json.as_bytes(), &Limits::default()).unwrap();
        let [row] = &table.tabs[0].rows[..] else {
            panic!("one row");
        };
        let columns: Vec<u32> = row.cells.iter().map(|cell| cell.column).collect();
        assert_eq!((row.number, columns), (3, vec![2, 7]));
    }

    /// Two million empty cells before one that holds something take six megabytes of JSON and
    /// nothing of the table.
    #[test]
    fn empty_cells_cost_nothing() {
        let empty = "{},".repeat(18_000);
        let row = format!(r#"{{"values":[{empty}{{"effectiveValue":{{"boolValue":true}}}}]}},"#);
        let json = format!(
            r#"{{"sheets":[{{"properties":{{}},"data":[{{"rowData":[{}{{}}]}}]}}]}}"#,
            row.repeat(110)
        );
        let limits = Limits {
            max_cells: 110,
            ..Limits::default()
        };
        let table = read(json.as_bytes(), &limits).unwrap();
        assert_eq!(table.tabs[0].rows.len(), 110);
        assert_eq!(table.tabs[0].rows[7].cells[0].column, 18_000);
        let limits = Limits {
            max_cells: 109,
            ..limits
        };
        assert_eq!(
            read(json.as_bytes(), &limits).unwrap_err().kind(),
            "table-too-many-cells"
        );
    }

    proptest! {
        /// Whatever comes instead of an answer is a table or a refusal, never a panic.
        #[test]
        fn broken_answers_are_refused_or_read(cut in 0usize..400, place in 0usize..400, byte: u8) {
            let json = br#"{"sheets":[{"properties":{"sheetId":7,"title":"T","sheetType":"GRID"},"merges":[{"startRowIndex":4,"endRowIndex":6,"endColumnIndex":2}],"data":[{"startRow":3,"startColumn":2,"rowData":[{"values":[{"effectiveValue":{"numberValue":45866},"effectiveFormat":{"numberFormat":{"type":"DATE"}}},{"effectiveValue":{"errorValue":{"type":"REF"}}}]}],"rowMetadata":[{"hiddenByUser":true}]}]}]}"#;
            let mut json = json.to_vec();
            let place = place % json.len();
            json[place] = byte;
            let _ = read(&json, &Limits::default());
            json.truncate(cut % json.len());
            prop_assert!(read(&json, &Limits::default()).is_err());
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for (json, kind) in [
            ("{}", "table-no-tabs"),
            ("[]", "table-no-tabs"),
            (
                r#"{"sheets":[{"properties":{},"data":[{"startColumn":4294967290,"rowData":[{"values":[{},{},{},{},{},{},{},{"effectiveValue":{"boolValue":true}}]}]}]}]}"#,
                "table-far-cell",
            ),
            (
                r#"{"sheets":[{"properties":{},"data":[{"rowData":[{"values":[{"effectiveValue":{"boolValue":true}}]}]},{"rowData":[{"values":[{"effectiveValue":{"boolValue":false}}]}]}]}]}"#,
                "table-cell-twice",
            ),
            (
                r#"{"sheets":[{"properties":{},"merges":[{"startRowIndex":5,"endRowIndex":2,"endColumnIndex":2}]}]}"#,
                "table-far-cell",
            ),
            ("{\"sheets\":[{\"properties\":", "table-unreadable"),
            ("<html>", "table-unreadable"),
        ] {
            let refused = read(json.as_bytes(), &Limits::default()).unwrap_err();
            assert_eq!(refused.kind(), kind, "{json}");
        }
    }
}
