//! Whose a table is by what stands over it: the tab's title, the lines above its header.
//!
//! «Cấp thôn» is a tab of the villages' teams, though its columns are titled as the commune's are.
//! Deliberately overrules no column that says itself whose it is.

use super::{Column, Sight};
use crate::register::Named;
use crate::submission::grid::{Grid, Line};
use crate::submission::vocabulary::{About, Field, Fit, Whose, Words};
use crate::text;

/// Lines above a header that may speak of its table.
const ABOVE: usize = 8;
/// Cells of such a line: a title, and the other half of a letterhead.
const CELLS: usize = 3;

/// Whose the table is whose header begins at a row; `None` where nothing says so.
pub(super) fn whose(grid: &Grid, position: usize, sight: Sight) -> Option<Whose> {
    let about = sight.words.about();
    let filled = |line: &Line| {
        line.cells
            .iter()
            .filter(|cell| !cell.text.is_empty())
            .count()
    };
    let mut above = grid.rows[..position]
        .iter()
        .rev()
        .take(ABOVE)
        .take_while(|line| filled(line) <= CELLS);
    let said = above.find_map(|line| {
        line.cells.iter().find_map(|cell| {
            let list = sight.rows.begins_annex(&cell.text);
            about.of_heading(&Words::of(&cell.text), list)
        })
    });
    let title = text::one_line(&grid.title).replace('_', " ");
    let is_free = || matches!(sight.names.find(&title), Named::Unknown { .. });
    said.or_else(|| about.of_tab(&Words::of(&title)).filter(|_| is_free()))
}

/// Gives the table's owner to the columns that do not say whose they are; the name of the team is the
/// villages' too.
pub(super) fn apply(columns: &mut [Column], whose: Option<Whose>, about: &About) {
    let of_communes = columns.iter().any(|column| column.field == Field::Commune);
    if whose == Some(Whose::Villages) && !of_communes {
        return;
    }
    for column in columns {
        let standing = &mut column.standing;
        if standing.fit == Fit::Told {
            continue;
        }
        let speaks = || about.says_commune_level(&Words::of(&standing.titles));
        match (whose, standing.whose) {
            (Some(Whose::Villages), Whose::Unsaid) => standing.whose = Whose::Villages,
            (Some(Whose::Villages), Whose::Team) if !speaks() => standing.whose = Whose::Villages,
            (Some(Whose::Others), Whose::Unsaid) => standing.whose = Whose::Others,
            _ => {}
        }
    }
}
