//! Finds tables side by side: the columns at which the second and further ones begin.
//!
//! Each must be a table by itself. Numbered tables begin at their ordinals; others where the same
//! titles occur again, with other communes below or above them. Two columns that name the same
//! communes belong to one table.

use std::collections::BTreeSet;

use super::{Band, Column, Header, Sight, bands, kind, sample};
use crate::submission::grid::{Grid, Line};
use crate::submission::layout::commune_in;
use crate::submission::vocabulary::Field;

/// Number of lines above a header that may name the communes of lists below.
const ABOVE: usize = 8;

/// The columns at which further tables begin under the same row of titles, to the right of the
/// first.
pub(in crate::submission) fn cuts(grid: &Grid, sight: Sight) -> Vec<u32> {
    let (bands, _) = bands(grid, grid.rows.len(), sight);
    let read = bands.iter().filter(|band| band.header.is_read());
    let cuts = read.map(|band| {
        let numbered = numbered(&band.header, sight);
        if numbered.is_empty() {
            unnumbered(grid, band, sight)
        } else {
            numbered
        }
    });
    cuts.max_by_key(Vec::len).unwrap_or_default()
}

/// The beginnings of tables that number their rows, or of contact tables that name systems. Both
/// tables must name the commune or system of each row; or neither does, and both list people.
fn numbered(header: &Header, sight: Sight) -> Vec<u32> {
    let of = |field: Field| {
        let columns = header.columns.iter();
        columns
            .filter(move |column| column.field == field)
            .map(|column| column.column)
    };
    let mut starts: Vec<u32> = of(Field::Ordinal)
        .skip(1)
        .chain(of(Field::System))
        .collect();
    starts.sort_unstable();
    let mut cuts = Vec::new();
    let mut begin = 0;
    for start in starts {
        let (left, right): (Vec<Column>, Vec<Column>) = header
            .columns
            .iter()
            .filter(|column| column.column >= begin)
            .cloned()
            .partition(|column| column.column < start);
        let named = |columns: &[Column]| has(columns, &[Field::Commune, Field::System]);
        let people = |columns: &[Column]| !named(columns) && has(columns, &[Field::Person]);
        let whole = |columns: &[Column]| kind(columns, None, sight.words.about()).is_some();
        let alike = named(&left) && named(&right) || people(&left) && people(&right);
        if alike && whole(&left) && whole(&right) {
            cuts.push(start);
            begin = start;
        }
    }
    cuts
}

/// The beginnings of tables without ordinals: a second column of communes or a second list of
/// people. It must be a whole table by itself, with the same fields as the one to its left.
fn unnumbered(grid: &Grid, band: &Band, sight: Sight) -> Vec<u32> {
    let lines = lines(grid, &band.header);
    let mut starts = if has(&band.header.columns, &[Field::Commune]) {
        other_communes(&band.header, &lines, sight)
    } else {
        other_lists(grid, &band.header, sight)
    };
    starts.dedup();
    let numbers = |start: u32| {
        let mut columns = band.header.columns.iter();
        columns.any(|column| column.column == start && column.field == Field::Ordinal)
    };
    let mut cuts = Vec::new();
    let mut begin = 0;
    for (place, start) in starts.iter().enumerate() {
        let end = starts.get(place + 1).copied().unwrap_or(u32::MAX);
        let of = |from, until| tells(&part(grid, &lines, from, until), sight);
        let (left, right) = (of(begin, *start), of(*start, end));
        // «CHƯA BAN HÀNH: TT | Xã» beside «ĐÃ BAN HÀNH: TT | Xã | Số QĐ»: the left table is a list
        // of names.
        let list = left.is_empty() && right.contains(&Field::Commune) && numbers(*start);
        if list || !left.is_empty() && left == right {
            cuts.push(*start);
            begin = *start;
        }
    }
    cuts
}

/// The rows of a header, and those below that show the contents of its columns.
fn lines<'a>(grid: &'a Grid, header: &Header) -> Vec<&'a Line> {
    let top = grid.rows.partition_point(|line| line.number < header.top);
    let below = grid
        .rows
        .partition_point(|line| line.number <= header.bottom);
    let titles = grid.rows[top..below].iter();
    titles.chain(sample(grid, below)).collect()
}

/// The beginnings of tables whose communes differ from those to the left in the same rows.
fn other_communes(header: &Header, lines: &[&Line], sight: Sight) -> Vec<u32> {
    let Some(first) = header.column(Field::Commune) else {
        return Vec::new();
    };
    let ordinal = |column: u32| {
        let mut columns = header.columns.iter();
        let left = columns.find(|known| known.column + 1 == column);
        left.is_some_and(|left| left.field == Field::Ordinal)
    };
    let columns = header.columns.iter().map(|column| column.column);
    // A second numbered list may name the same communes: their villages' teams.
    let own = |column: u32| if ordinal(column) { None } else { Some(first) };
    let named = columns
        .filter(|column| *column == first || are_others(lines, own(*column), *column, sight));
    let starts = named.skip(1);
    starts
        .map(|column| column - u32::from(ordinal(column)))
        .collect()
}

/// Whether the other column mostly names communes, and never the same one as the first, if given, in
/// a row.
fn are_others(lines: &[&Line], one: Option<u32>, other: u32, sight: Sight) -> bool {
    let commune = |line: &Line, column: u32| sight.names.one(line.text(Some(column)));
    let mut filled = 0;
    let mut named = 0;
    for line in lines.iter().skip(1) {
        let typed = line.text(Some(other));
        filled += u32::from(!typed.is_empty());
        let Some(there) = commune(line, other) else {
            continue;
        };
        if one.is_some_and(|one| commune(line, one) == Some(there)) {
            return false;
        }
        named += 1;
    }
    named * 2 > filled
}

/// The beginnings of lists of people whose communes are named side by side above them.
fn other_lists(grid: &Grid, header: &Header, sight: Sight) -> Vec<u32> {
    let top = grid.rows.partition_point(|line| line.number < header.top);
    let above = grid.rows[..top].iter().rev().take(ABOVE);
    let names = above.map(|line| names_beside(line, sight));
    let Some(begins) = names.max_by_key(Vec::len) else {
        return Vec::new();
    };
    begins.into_iter().skip(1).collect()
}

/// The columns of a line that name communes, all different.
fn names_beside(line: &Line, sight: Sight) -> Vec<u32> {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut columns = Vec::new();
    for cell in line.cells.iter().filter(|cell| !cell.text.is_empty()) {
        let named = commune_in(&cell.text, sight).and_then(|(named, _)| named.one());
        if named.is_some_and(|index| seen.insert(index)) {
            columns.push(cell.column);
        }
    }
    columns
}

/// A range of columns of rows, as a tab of its own.
fn part(grid: &Grid, lines: &[&Line], from: u32, until: u32) -> Grid {
    let mut part = grid.beside();
    for line in lines {
        let [_, line] = Line::clone(line).cut(from);
        let [line, _] = line.cut(until);
        if !line.cells.is_empty() {
            part.push(line);
        }
    }
    part
}

/// The fields about communes' teams in a part; empty if it is not a table by itself.
fn tells(part: &Grid, sight: Sight) -> BTreeSet<Field> {
    let (bands, _) = bands(part, part.rows.len().min(super::TALLEST), sight);
    let first = bands.iter().find(|band| band.header.is_read());
    let columns = first.map(|band| band.header.columns.as_slice());
    let told = columns.into_iter().flatten().map(|column| column.field);
    told.filter(|field| {
        matches!(
            field,
            Field::Commune
                | Field::DecisionNumber
                | Field::DecisionDate
                | Field::Person
                | Field::Status
        )
    })
    .collect()
}

fn has(columns: &[Column], fields: &[Field]) -> bool {
    columns.iter().any(|column| fields.contains(&column.field))
}
