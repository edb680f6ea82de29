//! Reads the counted columns of a row.

use crate::cell::CellAddress;
use crate::finding::Finding;
use crate::submission::broken_cell;
use crate::submission::count::{CountClaim, MOST, Quantity};
use crate::submission::grid::{Grid, Line};
use crate::submission::header::Header;
use crate::submission::vocabulary::Field;

/// The numbers of a row, and findings about broken cells.
pub(super) fn of_row(grid: &Grid, line: &Line, header: &Header) -> (Vec<CountClaim>, Vec<Finding>) {
    let mut claims = Vec::new();
    let mut findings = Vec::new();
    for count in 0..u8::try_from(MOST).unwrap_or(u8::MAX) {
        let mut said = |field: Field| said(grid, line, header, field, &mut findings);
        let (number, number_cell) = said(Field::Counted(2 * count));
        let (of, of_cell) = said(Field::Counted(2 * count + 1));
        if number != Quantity::Absent || of != Quantity::Absent {
            claims.push(CountClaim {
                count,
                number,
                of,
                number_cell,
                of_cell,
            });
        }
    }
    (claims, findings)
}

/// The value of the columns for one number; if several have one, they must agree.
fn said(
    grid: &Grid,
    line: &Line,
    header: &Header,
    field: Field,
    findings: &mut Vec<Finding>,
) -> (Quantity, Option<CellAddress>) {
    let mut quantity = Quantity::Absent;
    let mut place = None;
    let columns = header.columns.iter().filter(|column| column.field == field);
    for column in columns.map(|column| column.column) {
        let Some(cell) = grid.covering(line, column) else {
            continue;
        };
        let mut one = Quantity::read(&cell.value, &cell.text);
        if one == Quantity::Broken {
            findings.extend(broken_cell(grid, line, cell));
        } else if one != Quantity::Absent
            && grid.is_shared(line, column, header.column(Field::Commune))
        {
            one = Quantity::Several(cell.text.to_string());
        }
        if one != Quantity::Absent {
            place = place.or_else(|| Some(grid.address(line.number, column)));
        }
        quantity.and(one);
    }
    (quantity, place)
}
