//! Reads what a row has besides decisions and people: village teams, notes, broken cells.

use crate::cell::CellAddress;
use crate::finding::Finding;
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::{Header, Sight};
use crate::submission::intake::was_too_long;
use crate::submission::row_words::RowWords;
use crate::submission::village::{Village, Villages};
use crate::submission::vocabulary::{Field, Words};
use crate::submission::{Act, Decision, Doubt, Number, Role, TabKind, broken_cell, decision};
use crate::text;

/// The notes of a row; for a note that is too long, its beginning.
pub(super) fn notes(line: &Line, header: &Header) -> impl Iterator<Item = String> {
    let columns = header.columns.iter();
    columns
        .filter(|column| column.field == Field::Note)
        .filter_map(|column| line.cell(column.column))
        .filter(|cell| !cell.is_error() || was_too_long(&cell.text))
        .map(|cell| text::one_line(&cell.text))
        .filter(|note| !note.is_empty())
}

/// Marks decisions as doubtful if a note says that they are not signed or no longer valid: such a
/// note is trusted more than number and day. So are words beside the only number in a cell.
pub(super) fn doubt(
    grid: &Grid,
    line: &Line,
    header: &Header,
    sight: Sight,
    decisions: &mut [Decision],
) {
    let words = sight.rows;
    let notes = header
        .columns
        .iter()
        .filter(|column| column.field == Field::Note);
    if let [decision] = &mut *decisions
        && decision.act != Act::Withdrawn
        && decision.typed.contains(' ')
        && let Number::Named { number, .. } = &decision.number
        && let Some(cell) = &decision.number_cell
        && decision.doubt.is_none()
        && words.unsettles((&decision.typed, sight.words.about()), number)
    {
        decision.doubt = Some(Box::new(Doubt::Note {
            typed: decision.typed.clone(),
            cell: cell.clone(),
        }));
    }
    for note in notes.filter_map(|column| line.cell(column.column)) {
        for decision in decisions.iter_mut() {
            let Number::Named { number, .. } = &decision.number else {
                continue;
            };
            let about = sight.words.about();
            if decision.doubt.is_none() && words.unsettles((&note.text, about), number) {
                decision.doubt = Some(Box::new(Doubt::Note {
                    typed: text::one_line(&note.text),
                    cell: grid.address(line.number, note.column),
                }));
            }
        }
    }
}

/// Reads a decision from a note or a column that is not read, if no other has one: «QĐ số
/// 15/QĐ-UBND ngày 28/7/2025». Only a claim without a number, because it may be another document.
pub(super) fn claimed(grid: &Grid, line: &Line, header: &Header, sight: Sight) -> Option<Decision> {
    let (words, about) = (sight.rows, sight.words.about());
    let columns = header.columns.iter().filter(|column| match column.field {
        Field::Note => true,
        Field::Ignored | Field::DocumentKind => column.may_decide(),
        _ => false,
    });
    let mut notes = columns.filter_map(|column| {
        let is_note = column.field == Field::Note;
        line.cell(column.column).map(|cell| (cell, is_note))
    });
    notes.find_map(|(note, is_note)| {
        let claims = decision::read(&note.value, words.decision());
        let [claim] = claims.as_slice() else {
            return None;
        };
        let Number::Named { number, odd: false } = &claim.number else {
            return None;
        };
        let said = Words::of(&note.text);
        let only_number =
            || !is_note && note.text.starts_with(|first: char| first.is_ascii_digit());
        let states = (about.opens_with_decision(&said) || only_number())
            && !about.is_of_another_paper(&said)
            && !about.is_of_greater_authority(&said)
            && !words.unsettles((&note.text, about), number);
        let typed = text::one_line(&note.text);
        states.then(|| Decision {
            number: Number::Unreadable(typed.clone()),
            number_cell: Some(grid.address(line.number, note.column)),
            typed,
            ..Decision::absent()
        })
    })
}

/// Findings about broken cells of columns that are not checked elsewhere.
pub(super) fn broken(grid: &Grid, line: &Line, header: &Header) -> impl Iterator<Item = Finding> {
    use Field::{Link, Note, Village, VillageTeams};

    let columns = header.columns.iter();
    columns
        .filter(|column| matches!(column.field, Link | Note | Village | VillageTeams))
        .filter_map(|column| line.cell(column.column))
        .filter_map(|cell| broken_cell(grid, line, cell))
}

/// Reads the village-level teams of a row: a number in its column, the villages that are named, or,
/// without such columns, the team of a named leader. Returns whether the numbers of several columns
/// differ although they cannot be parts of one number.
pub(super) fn villages(
    grid: &Grid,
    line: &Line,
    header: &Header,
    words: &RowWords,
    said: &mut Villages,
) -> bool {
    let cells = |field: Field| {
        let columns = header
            .columns
            .iter()
            .filter(move |column| column.field == field);
        let cells = columns.filter_map(|column| line.cell(column.column));
        cells.filter(|cell| !cell.is_error() && !cell.text.is_empty())
    };
    let at = |cell: &Text| grid.address(line.number, cell.column);
    let village = cells(Field::Village).next().map(|cell| Village {
        name: text::one_line(&cell.text),
        cell: at(cell),
    });
    let counted: Vec<(u32, &Text)> = cells(Field::VillageTeams)
        .filter_map(|cell| Some((count(&cell.text, words)?, cell)))
        .collect();
    let listed = cells(Field::VillageTeams).flat_map(|cell| names(cell, words, &at(cell)));
    let listed: Vec<Village> = listed.collect();
    let has_counts = header.column(Field::VillageTeams).is_some();
    if let Some((number, cell)) = counted.first() {
        let differ = counted.iter().any(|(other, _)| other != number);
        if differ && !header.adds_villages {
            return true;
        }
        let sum = counted
            .iter()
            .fold(0u32, |sum, (number, _)| sum.saturating_add(*number));
        let number = if header.adds_villages { sum } else { *number };
        said.count(number, at(cell), village.as_ref());
    } else if let Some(village) = village.filter(|_| !has_counts) {
        said.name(village, words);
    } else if header.kind == TabKind::Villages
        && !has_counts
        && header.column(Field::Village).is_none()
        && names_leader(line, header)
    {
        said.list();
    }
    for village in listed {
        said.name(village, words);
    }
    false
}

/// The number in a cell; `None` for the name of a village («Thôn 1»).
fn count(text: &str, words: &RowWords) -> Option<u32> {
    /// A commune has a few dozen villages: a larger number is a phone or a mistake.
    const MOST: u32 = 999;

    if words.is_village(text) {
        return None;
    }
    let digits: String = text
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok().filter(|count| *count <= MOST)
}

/// The villages that a cell lists, each with its kind.
fn names(cell: &Text, words: &RowWords, at: &CellAddress) -> Vec<Village> {
    let parts = cell.text.split(['\n', ';', ',']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    if !parts.iter().all(|part| words.is_village(part)) {
        return Vec::new();
    }
    let villages = parts.into_iter().map(|part| Village {
        name: text::one_line(part),
        cell: at.clone(),
    });
    villages.collect()
}

/// Whether a column of leaders has a name.
fn names_leader(line: &Line, header: &Header) -> bool {
    let leaders = header
        .columns
        .iter()
        .filter(|column| column.role == Some(Role::Leader));
    leaders
        .map(|column| line.text(Some(column.column)))
        .any(|text| !text.is_empty())
}
