//! The Sheets API's answer: a sound table of Google's size, or a refusal.

use cnscd::table::sheets;

use super::table::{is_sound, limits};

/// Google's limits: ten million cells, columns up to ZZZ.
const ROWS: u32 = 10_000_000;
const COLUMNS: u32 = 18_278;

pub(crate) fn hold(data: &[u8]) {
    let limits = limits();
    if let Ok(table) = sheets::read(data, &limits) {
        is_sound(&table, ROWS, COLUMNS, &limits);
        assert_eq!(table.digest(), table.clone().digest());
    }
}
