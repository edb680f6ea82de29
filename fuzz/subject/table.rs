//! What is true of every table, whichever way it came in.

use cnscd::table::{Limits, Table, Value};

/// Limits that small files reach, so that what keeps to them is tried too.
pub(crate) fn limits() -> Limits {
    Limits {
        max_file: 1 << 20,
        max_unpacked: 8 << 20,
        max_cells: 100_000,
        ..Limits::default()
    }
}

/// Rows and cells stand in order, once, inside a sheet of `rows` by `columns`, and hold
/// something.
pub(crate) fn is_sound(table: &Table, rows: u32, columns: u32, limits: &Limits) {
    assert!(!table.tabs.is_empty(), "a table without tabs");
    let mut cells = 0;
    for tab in &table.tabs {
        for pair in tab.rows.windows(2) {
            let (before, after) = (pair[0].number, pair[1].number);
            assert!(before < after, "row {before} before row {after}");
        }
        for row in &tab.rows {
            assert!(row.number < rows, "row {}", row.number);
            assert!(!row.cells.is_empty(), "an empty row {}", row.number);
            for pair in row.cells.windows(2) {
                let (before, after) = (pair[0].column, pair[1].column);
                assert!(before < after, "column {before} before column {after}");
            }
            for cell in &row.cells {
                assert!(cell.column < columns, "column {}", cell.column);
                match &cell.value {
                    Value::Text(text) if text.is_empty() => {
                        assert!(cell.struck.is_some(), "an empty text");
                    }
                    Value::Text(text) => is_typed(text),
                    Value::Error(text) | Value::Uncomputed(text) => {
                        assert!(!text.is_empty(), "an error without a name");
                    }
                    Value::Number(number) => assert!(number.is_finite(), "{number}"),
                    Value::Date(_) | Value::Bool(_) => {}
                }
            }
            cells += row.cells.len() as u64;
        }
        for merge in &tab.merges {
            assert!(
                merge.top <= merge.bottom && merge.left <= merge.right,
                "{merge:?}"
            );
            assert!(merge.bottom < rows && merge.right < columns, "{merge:?}");
        }
        for pair in tab.hidden_columns.windows(2) {
            assert!(pair[0].last < pair[1].first, "{pair:?}");
        }
        for hidden in &tab.hidden_columns {
            assert!(
                hidden.first <= hidden.last && hidden.last < columns,
                "{hidden:?}"
            );
        }
    }
    assert!(cells <= limits.max_cells, "{cells} cells");
}

/// Text as it can be typed: no control characters but breaks.
fn is_typed(text: &str) {
    let control = |letter: char| letter < ' ' && !('\t'..='\r').contains(&letter);
    assert!(!text.contains(control), "{text:?}");
}
