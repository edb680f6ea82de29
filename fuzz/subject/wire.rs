//! What comes through the pipe of the reading process, which read a hostile file and is not
//! believed: a table inside its sheet, or nothing.

use cnscd::table::{Table, wire};

pub(crate) fn hold(data: &[u8]) {
    let Some(Ok(table)) = wire::told(data) else {
        return;
    };
    addresses_are_inside(&table);
    let again = wire::told(&wire::tell(&table));
    assert_eq!(
        again.map(|told| told.map(|table| table.digest())),
        Some(Ok(table.digest()))
    );
}

fn addresses_are_inside(table: &Table) {
    const ROWS: u32 = 1_048_576;
    const COLUMNS: u32 = 16_384;

    for tab in &table.tabs {
        for row in &tab.rows {
            assert!(row.number < ROWS, "row {}", row.number);
            for cell in &row.cells {
                assert!(cell.column < COLUMNS, "column {}", cell.column);
            }
        }
        for merge in &tab.merges {
            assert!(merge.bottom < ROWS && merge.right < COLUMNS, "{merge:?}");
        }
    }
}
