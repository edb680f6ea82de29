//! Answers of the Sheets API, cell by cell, and the rows they become.

use proptest::prelude::*;

use super::*;
use crate::failure::Reason;

/// The value of one cell as text with its kind, for an element of the answer's `values`.
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

/// A cell of the answer's `values`: the remaining text, the struck-out text, and whether its day is
/// shown month first.
#[track_caller]
fn check_looks(cell: &str, expected: (&str, Option<&str>, bool)) {
    let json = format!(
        r#"{{"sheets":[{{"properties":{{}},"data":[{{"rowData":[{{"values":[{cell}]}}]}}]}}]}}"#
    );
    let table = read(json.as_bytes(), &Limits::default()).unwrap();
    let cell = &table.tabs[0].rows[0].cells[0];
    assert_eq!(
        (
            &*cell.value.text(),
            cell.struck.as_deref(),
            cell.month_first
        ),
        expected
    );
}

#[test]
fn what_is_struck_out_is_not_there() {
    let text = |format: &str, runs: &str| {
        format!(
            r#"{{"effectiveValue":{{"stringValue":"Xã 😀 cũ mới"}},"effectiveFormat":{{"textFormat":{{{format}}}}},"textFormatRuns":[{runs}]}}"#
        )
    };
    let struck = r#""strikethrough":true"#;
    check_looks(&text("", ""), ("Xã 😀 cũ mới", None, false));
    check_looks(&text(struck, ""), ("", Some("Xã 😀 cũ mới"), false));
    check_looks(
        &text(
            "",
            r#"{"startIndex":6,"format":{"strikethrough":true}},{"startIndex":9,"format":{}}"#,
        ),
        ("Xã 😀 mới", Some("cũ "), false),
    );
    check_looks(
        &text(
            struck,
            r#"{"format":{"strikethrough":false}},{"startIndex":6}"#,
        ),
        ("Xã 😀 ", Some("cũ mới"), false),
    );
    check_looks(
        r#"{"effectiveValue":{"numberValue":45866},"hyperlink":"https://a.vn/","userEnteredFormat":{"textFormat":{"strikethrough":true},"numberFormat":{"type":"DATE"}}}"#,
        ("", Some("28/07/2025"), false),
    );
}

#[test]
fn a_day_may_stand_month_first() {
    let day = |number_format: &str| {
        format!(
            r#"{{"effectiveValue":{{"numberValue":45866}},"effectiveFormat":{{"numberFormat":{{"type":"DATE"{number_format}}}}}}}"#
        )
    };
    check_looks(&day(""), ("28/07/2025", None, false));
    check_looks(
        &day(r#","pattern":"d/m/yyyy""#),
        ("28/07/2025", None, false),
    );
    check_looks(&day(r#","pattern":"m/d/yyyy""#), ("28/07/2025", None, true));
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
                  "rowMetadata":[{"pixelSize":21},{},{"hiddenByFilter":true}],
                  "columnMetadata":[{"hiddenByUser":true},{"hiddenByFilter":true},{},{"hiddenByUser":true}]}]},
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
    let hidden: Vec<u32> = (0..9)
        .filter(|&column| tab.is_column_hidden(column))
        .collect();
    assert_eq!(hidden, [2, 3, 5]);
}

/// The rows of two grids used to be kept separate, so that one of two rows with the same number was
/// never found.
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

/// Two million empty cells before one with content take six megabytes of JSON, and nothing in the
/// table.
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
    /// Other bytes instead of an answer give a table or an error, never a panic.
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
