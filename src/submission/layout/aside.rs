//! What a row says beside decisions and people: village teams, notes, cells that are broken.

use crate::finding::Finding;
use crate::submission::grid::{Grid, Line};
use crate::submission::header::Header;
use crate::submission::intake::was_too_long;
use crate::submission::row_words::RowWords;
use crate::submission::vocabulary::Field;
use crate::submission::{Decision, Doubt, Number, broken_cell};
use crate::text;

/// The notes of a row; of one that is too long its beginning.
pub(super) fn notes(line: &Line, header: &Header) -> impl Iterator<Item = String> {
    let columns = header.columns.iter();
    columns
        .filter(|column| column.field == Field::Note)
        .filter_map(|column| line.cell(column.column))
        .filter(|cell| !cell.is_error() || was_too_long(&cell.text))
        .map(|cell| text::one_line(&cell.text))
        .filter(|note| !note.is_empty())
}

/// A note that says of the row's decision that it is not signed, or is no more, is believed before
/// its number and day.
pub(super) fn doubt(
    grid: &Grid,
    line: &Line,
    header: &Header,
    words: &RowWords,
    decisions: &mut [Decision],
) {
    let notes = header
        .columns
        .iter()
        .filter(|column| column.field == Field::Note);
    for note in notes.filter_map(|column| line.cell(column.column)) {
        for decision in decisions.iter_mut() {
            let Number::Named { number, .. } = &decision.number else {
                continue;
            };
            if decision.doubt.is_none() && words.unsettles(&note.text, number) {
                decision.doubt = Some(Box::new(Doubt::Note {
                    typed: text::one_line(&note.text),
                    cell: grid.address(line.number, note.column),
                }));
            }
        }
    }
}

/// What is to be said of cells whose errors are told by nobody who reads them.
pub(super) fn broken(grid: &Grid, line: &Line, header: &Header) -> impl Iterator<Item = Finding> {
    use Field::{Link, Note, Village, VillageTeams};

    let columns = header.columns.iter();
    columns
        .filter(|column| matches!(column.field, Link | Note | Village | VillageTeams))
        .filter_map(|column| line.cell(column.column))
        .filter_map(|cell| broken_cell(grid, line, cell))
}

/// Village-level teams that a row reports: a count in its column, or the village it names.
pub(super) fn village_teams(line: &Line, header: &Header) -> Option<u32> {
    /// A commune has a few dozen villages: a longer number is a phone or a slip, and no count.
    const MOST: u32 = 999;

    let cell = |column| line.cell(column).filter(|cell| !cell.is_error());
    if let Some(column) = header.column(Field::VillageTeams) {
        let digits: String = cell(column)?
            .text
            .chars()
            .skip_while(|letter| !letter.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        return digits.parse().ok().filter(|count| *count <= MOST);
    }
    let mut villages = header
        .columns
        .iter()
        .filter(|column| column.field == Field::Village)
        .filter_map(|column| cell(column.column));
    villages
        .any(|village| !village.text.is_empty())
        .then_some(1)
}
