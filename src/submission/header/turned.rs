//! Turns a table that has its communes across and its fields down, before its header is searched.
//!
//! Only if that is clear: a single row of communes and nothing else, with known titles below each
//! other at its left, in a tab that names communes in no other way. Cells keep their addresses in
//! the sheet.

use std::collections::BTreeSet;

use super::{Sight, find};
use crate::submission::TabKind;
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::vocabulary::Field;

/// The turned tab, if its columns are communes.
pub(in crate::submission) fn turned(grid: &Grid, sight: Sight) -> Option<Grid> {
    let title = sight.words.title_of(Field::Commune)?;
    let mut rows = grid
        .rows
        .iter()
        .filter_map(|line| Across::of(line, sight).map(|across| (line, across)));
    let (row, across) = rows.next()?;
    if rows.next().is_some() {
        return None;
    }
    let (found, _) = find(grid, grid.rows.len(), sight);
    let stands = found
        .iter()
        .filter(|header| header.is_read())
        .any(|header| {
            !across.several || header.column(Field::Commune).is_some() && header.top < row.number
        });
    if stands {
        return None;
    }
    let turned = grid.turn(row.number, (across.first, title));
    let (found, _) = find(&turned, turned.rows.len(), sight);
    let reports = found.iter().any(|header| {
        header.kind == TabKind::Submissions && header.column(Field::Commune).is_some()
    });
    reports.then_some(turned)
}

/// A row of communes' names.
struct Across {
    /// The column of the first name.
    first: u32,
    /// Whether there are several; a single one needs a title that identifies it.
    several: bool,
}

impl Across {
    fn of(line: &Line, sight: Sight) -> Option<Self> {
        let filled = || line.cells.iter().filter(|cell| !cell.text.is_empty());
        let is_commune = |cell: &&Text| sight.names.is_commune(&cell.text);
        let first = filled().find(is_commune)?.column;
        let (titles, named): (Vec<&Text>, Vec<&Text>) =
            filled().partition(|cell| cell.column < first);
        let other = |cell: &&Text| !is_commune(cell) && !sight.rows.is_sum(&cell.text);
        if named.iter().any(other) {
            return None;
        }
        let communes: BTreeSet<Option<usize>> = named
            .iter()
            .map(|cell| sight.names.one(&cell.text))
            .collect();
        let several = communes.len() > 1 && named.len() > 1;
        let is_titled = titles.last().is_some_and(|title| {
            let fields = sight.words.fields(&title.text);
            fields.contains(&Field::Commune)
        });
        (several && first > 0 || is_titled).then_some(Self { first, several })
    }
}
