//! Tables side by side: at which columns the second and further ones begin.
//!
//! Each says by itself what it is. Numbered ones begin at their ordinals; others where the same
//! titles come again, a commune of its own below them or above. Two columns that name the same
//! communes are one table's.

use std::collections::BTreeSet;

use super::{Band, Column, Header, Sight, bands, kind, sample};
use crate::submission::grid::{Grid, Line};
use crate::submission::layout::commune_in;
use crate::submission::vocabulary::Field;

/// Lines above a header that may name whose the lists below are.
const ABOVE: usize = 8;

/// The columns at which further tables begin, beside the first and under the same row of titles.
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

/// Tables that each number their rows, or contacts' that each name systems: each says whose every
/// row is, or, where none does, who the people of one commune are.
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

/// Tables in which a second column of communes, or a second list of people, begins what is a whole
/// table by itself and tells the same as the one left of it.
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
        // «CHƯA BAN HÀNH: TT | Xã» beside «ĐÃ BAN HÀNH: TT | Xã | Số QĐ»: names alone are a list
        let list = left.is_empty() && right.contains(&Field::Commune) && numbers(*start);
        if list || !left.is_empty() && left == right {
            cuts.push(*start);
            begin = *start;
        }
    }
    cuts
}

/// The rows of a header, and those below that show what its columns are.
fn lines<'a>(grid: &'a Grid, header: &Header) -> Vec<&'a Line> {
    let top = grid.rows.partition_point(|line| line.number < header.top);
    let below = grid
        .rows
        .partition_point(|line| line.number <= header.bottom);
    let titles = grid.rows[top..below].iter();
    titles.chain(sample(grid, below)).collect()
}

/// Where tables begin whose communes are others than those left of them in the same rows.
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
    let named =
        columns.filter(|column| *column == first || are_others(lines, first, *column, sight));
    let starts = named.skip(1);
    starts
        .map(|column| column - u32::from(ordinal(column)))
        .collect()
}

/// Whether two columns name communes, and never the same one in a row.
fn are_others(lines: &[&Line], one: u32, other: u32, sight: Sight) -> bool {
    let commune = |line: &Line, column: u32| sight.names.one(line.text(Some(column)));
    let mut filled = 0;
    let mut named = 0;
    for line in lines.iter().skip(1) {
        let typed = line.text(Some(other));
        filled += u32::from(!typed.is_empty());
        let Some(there) = commune(line, other) else {
            continue;
        };
        if commune(line, one) == Some(there) {
            return false;
        }
        named += 1;
    }
    named * 2 > filled
}

/// Where lists of people begin whose communes stand side by side above them.
fn other_lists(grid: &Grid, header: &Header, sight: Sight) -> Vec<u32> {
    let top = grid.rows.partition_point(|line| line.number < header.top);
    let above = grid.rows[..top].iter().rev().take(ABOVE);
    let names = above.map(|line| names_beside(line, sight));
    let Some(begins) = names.max_by_key(Vec::len) else {
        return Vec::new();
    };
    begins.into_iter().skip(1).collect()
}

/// The columns of a line in which communes are named, each another.
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

/// Some columns of rows, as a tab of their own.
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

/// What a part tells of communes' teams, where it is a whole table.
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
