//! Requests to the Sheets API: adding, extending and formatting our tab, and its ranges.
//!
//! Builds requests and sends none. Each names what it changes by a fixed id or range, so that
//! repeating it does no harm.

use google_sheets4::api::{
    AddProtectedRangeRequest, AddSheetRequest, AppendDimensionRequest, CellData, CellFormat,
    GridProperties, GridRange, ProtectedRange, RepeatCellRequest, Request, SheetProperties,
    TextFormat, ValueRange,
};
use google_sheets4::common::FieldMask;
use serde_json::Value;

use super::Target;
use super::answer::Tab;
use crate::cell::column_letters;
use crate::document::results::{HEADINGS, Patch};
use crate::hash;

/// The number of columns of our table.
pub(super) const WIDTH: u32 = HEADINGS.len() as u32;

/// A title as ranges write it: `'Kết quả rà soát'`.
pub(super) fn quoted(tab: &str) -> String {
    format!("'{}'", tab.replace('\'', "''"))
}

pub(super) fn range(tab: &str, patch: &Patch) -> ValueRange {
    let width = u32::try_from(patch.values[0].len()).expect("a few columns");
    let height = u32::try_from(patch.values.len()).expect("a register is small");
    let text = |cell: &String| Value::String(cell.clone());
    ValueRange {
        range: Some(format!(
            "{}!{}{}:{}{}",
            quoted(tab),
            column_letters(patch.column),
            patch.row + 1,
            column_letters(patch.column + width - 1),
            patch.row + height,
        )),
        major_dimension: Some("ROWS".to_owned()),
        // Without null values: the library leaves them out, which would shift the rest of the row.
        values: Some(
            patch
                .values
                .iter()
                .map(|row| row.iter().map(text).collect())
                .collect(),
        ),
    }
}

/// An id for the new tab, the same at each try: if the answer to a request was lost and it is
/// repeated, no second tab appears.
pub(super) fn new_id(target: Target<'_>) -> i32 {
    let digest = hash::sha256(&[target.spreadsheet.as_bytes(), target.tab.as_bytes()]);
    let number = u32::from_str_radix(&digest[..8], 16).expect("a digest is hexadecimal");
    i32::try_from(number >> 1).expect("31 bits")
}

pub(super) fn added(tab: &str, id: i32, rows: u32) -> Request {
    Request {
        add_sheet: Some(AddSheetRequest {
            properties: Some(SheetProperties {
                sheet_id: Some(id),
                title: Some(tab.to_owned()),
                grid_properties: Some(GridProperties {
                    row_count: signed(rows),
                    column_count: signed(WIDTH),
                    ..GridProperties::default()
                }),
                ..SheetProperties::default()
            }),
        }),
        ..Request::default()
    }
}

pub(super) fn grown(tab: &Tab, rows: u32) -> Vec<Request> {
    [("ROWS", tab.rows, rows), ("COLUMNS", tab.columns, WIDTH)]
        .into_iter()
        .filter(|(_, has, needs)| has < needs)
        .map(|(dimension, has, needs)| Request {
            append_dimension: Some(AppendDimensionRequest {
                sheet_id: Some(tab.id),
                dimension: Some(dimension.to_owned()),
                length: signed(needs - has),
            }),
            ..Request::default()
        })
        .collect()
}

/// Formats the tab: bold header, wrapped long texts, and a warning to whoever types into it.
pub(super) fn dressed(id: i32) -> Vec<Request> {
    let format = |rows: (Option<i32>, Option<i32>), format: CellFormat, field: &str| Request {
        repeat_cell: Some(RepeatCellRequest {
            range: Some(GridRange {
                sheet_id: Some(id),
                start_row_index: rows.0,
                end_row_index: rows.1,
                ..GridRange::default()
            }),
            cell: Some(CellData {
                user_entered_format: Some(format),
                ..CellData::default()
            }),
            fields: Some(FieldMask::new(&[field])),
        }),
        ..Request::default()
    };
    let bold = CellFormat {
        text_format: Some(TextFormat {
            bold: Some(true),
            ..TextFormat::default()
        }),
        ..CellFormat::default()
    };
    let wrapped = CellFormat {
        wrap_strategy: Some("WRAP".to_owned()),
        vertical_alignment: Some("TOP".to_owned()),
        ..CellFormat::default()
    };
    let protected = ProtectedRange {
        protected_range_id: Some(id),
        range: Some(GridRange {
            sheet_id: Some(id),
            ..GridRange::default()
        }),
        description: Some("Trang do chương trình cnscd cập nhật".to_owned()),
        warning_only: Some(true),
        ..ProtectedRange::default()
    };
    vec![
        format(
            (None, None),
            wrapped,
            "userEnteredFormat(wrapStrategy,verticalAlignment)",
        ),
        format(
            (Some(0), Some(1)),
            bold,
            "userEnteredFormat.textFormat.bold",
        ),
        Request {
            add_protected_range: Some(AddProtectedRangeRequest {
                protected_range: Some(protected),
            }),
            ..Request::default()
        },
    ]
}

fn signed(number: u32) -> Option<i32> {
    i32::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_names_its_tab_and_its_corners() {
        let patch = Patch {
            row: 1,
            column: 2,
            values: vec![vec![String::new(), "x".to_owned()]; 3],
        };
        let range = range("Kết quả của 'Sở'", &patch);
        assert_eq!(range.range.as_deref(), Some("'Kết quả của ''Sở'''!C2:D4"));
        let values = range.values.unwrap();
        assert_eq!(values.len(), 3);
        assert_eq!(values[0], [Value::String(String::new()), "x".into()]);
    }
}
