//! The content of the tab, as the Sheets API returns it.
//!
//! Knows the parts of the answer that are read, not what the tab should contain.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The fields to request for our tab.
pub(super) const FIELDS: &str = "spreadsheetId,sheets(properties(sheetId,title,sheetType,\
    gridProperties(rowCount,columnCount)),data(startRow,startColumn,rowData(values(userEnteredValue))))";

/// The present content of a tab.
pub(super) struct Tab {
    pub(super) id: i32,
    pub(super) rows: u32,
    pub(super) columns: u32,
    pub(super) cells: Vec<Vec<String>>,
}

#[derive(Deserialize)]
pub(super) struct SpreadsheetJson {
    #[serde(default)]
    pub(super) sheets: Vec<Sheet>,
}

#[derive(Deserialize)]
pub(super) struct Sheet {
    properties: Properties,
    #[serde(default)]
    data: Vec<GridJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    #[serde(default)]
    sheet_id: i32,
    #[serde(default)]
    sheet_type: Option<String>,
    #[serde(default)]
    grid_properties: Option<Size>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Size {
    #[serde(default)]
    row_count: u32,
    #[serde(default)]
    column_count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GridJson {
    #[serde(default)]
    start_row: usize,
    #[serde(default)]
    start_column: usize,
    #[serde(default)]
    row_data: Vec<RowData>,
}

#[derive(Deserialize)]
struct RowData {
    #[serde(default)]
    values: Vec<Cell>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cell {
    #[serde(default)]
    user_entered_value: BTreeMap<String, Value>,
}

impl Sheet {
    /// The tab; `None` for a sheet without cells, such as a chart.
    pub(super) fn tab(self) -> Option<Tab> {
        let is_grid = self.properties.sheet_type.is_none_or(|kind| kind == "GRID");
        let size = self.properties.grid_properties.filter(|_| is_grid)?;
        let mut cells: Vec<Vec<String>> = Vec::new();
        for grid in self.data {
            for (place, row) in grid.row_data.into_iter().enumerate() {
                let place = grid.start_row + place;
                cells.resize(cells.len().max(place + 1), Vec::new());
                let mut shown = vec![String::new(); grid.start_column];
                shown.extend(row.values.into_iter().map(Cell::shown));
                cells[place] = shown;
            }
        }
        Some(Tab {
            id: self.properties.sheet_id,
            rows: size.row_count,
            columns: size.column_count,
            cells,
        })
    }
}

impl Cell {
    /// The value of a cell. A formula is returned as typed, since we do not write formulas.
    fn shown(self) -> String {
        match self.user_entered_value.into_values().next() {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(Value::Bool(flag)) => flag.to_string().to_uppercase(),
            Some(Value::Number(number)) => match number.as_f64() {
                Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                    format!("{number:.0}")
                }
                _ => number.to_string(),
            },
            Some(other) => other.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_what_was_typed() {
        let check = |json: &str, shown: &str| {
            let cell: Cell = serde_json::from_str(json).unwrap();
            assert_eq!(cell.shown(), shown, "{json}");
        };
        check("{}", "");
        check(r#"{"userEnteredValue":{"stringValue":"021025"}}"#, "021025");
        check(r#"{"userEnteredValue":{"numberValue":21025}}"#, "21025");
        check(r#"{"userEnteredValue":{"numberValue":21025.5}}"#, "21025.5");
        check(r#"{"userEnteredValue":{"boolValue":true}}"#, "TRUE");
        check(r#"{"userEnteredValue":{"formulaValue":"=A1"}}"#, "=A1");
    }
}
