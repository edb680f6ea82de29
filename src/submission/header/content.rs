//! What stands below a title settles what its words leave open («Chức danh», «Đơn vị»), or what
//! a title says that no vocabulary knows.

use super::{Candidate, Column, Sight};
use crate::submission::grid::Line;
use crate::submission::names::Names;
use crate::submission::person::People;
use crate::submission::vocabulary::Field;
use crate::submission::{DateClaim, Number, Role, date, decision, person, phone, position, role};
use crate::table::Value;

/// From how many filled cells on a column's content may say what its title does not.
const ENOUGH: u32 = 3;

/// Settles what unclear titles mean by what stands below them.
///
/// `clear`: enough titles are known for the content of the others to be believed.
pub(super) fn resolve(
    candidates: Vec<Candidate>,
    below: &[&Line],
    sight: Sight,
    clear: bool,
) -> Vec<Column> {
    let names = sight.names;
    let certain = |field: Field| {
        candidates
            .iter()
            .any(|candidate| candidate.fields == [field])
    };
    let commune = commune_column(&candidates, below, names);
    let contacts = certain(Field::System);
    let role_certain = certain(Field::Role);
    let mut columns: Vec<Column> = Vec::new();
    for candidate in candidates
        .iter()
        .filter(|candidate| !candidate.fields.is_empty())
    {
        let share = |test: Test| share(below, candidate.column, test);
        let may = |field| candidate.fields.contains(&field);
        let field = if may(Field::Commune) && commune == Some(candidate.column) {
            Field::Commune
        } else if may(Field::Commune) && contacts {
            Field::Unit
        } else if may(Field::Commune) && candidate.fields.len() == 1 {
            Field::Ignored
        } else if may(Field::Commune) {
            Field::Workplace
        } else if may(Field::Position)
            && !role_certain
            && share(&|text| role::read(text).is_some()) > 0.6
        {
            Field::Role
        } else {
            candidate.fields[0]
        };
        let field = if contacts && field == Field::Link {
            Field::Guide
        } else {
            field
        };
        columns.push(Column {
            column: candidate.column,
            field,
            role: candidate.role,
            act: candidate.act,
        });
    }
    if clear && !contacts {
        infer(&candidates, &mut columns, below, sight);
    }
    columns.sort_by_key(|column| column.column);
    one_list(&mut columns);
    columns
}

/// «Họ và tên thành viên» heads a list of everybody in the team, where no other column has people
/// or a column of roles says who is what.
fn one_list(columns: &mut [Column]) {
    let mut people = columns
        .iter()
        .filter(|column| column.field == Field::Person);
    let Some(first) = people.next() else { return };
    let only = people.next().is_none();
    let roles = columns
        .iter()
        .any(|column| column.field == Field::Role && column.role.is_none());
    if only && (roles || first.role == Some(Role::Member)) {
        for column in columns {
            column.role = None;
        }
    }
}

/// What the cells of a column are asked.
type Test<'a> = &'a dyn Fn(&str) -> bool;

/// Columns whose titles no vocabulary knows, by what nearly all of their cells are. Only a field
/// that no other column holds is looked for, and people only where something is said of them.
fn infer(candidates: &[Candidate], columns: &mut Vec<Column>, below: &[&Line], sight: Sight) {
    let is_decision = |text: &str| {
        decision::read(&Value::Text(text.into()))
            .iter()
            .any(|claim| matches!(claim.number, Number::Named { odd: false, .. }))
    };
    let is_phone = |text: &str| {
        let phones = phone::read(text);
        !phones.numbers.is_empty() && phones.invalid.is_empty()
    };
    let is_date = |text: &str| matches!(date::read_text(text), DateClaim::Day(_));
    let is_position = |text: &str| {
        role::read(text).is_none()
            && position::read(text, sight.positions)
                .held
                .iter()
                .any(|held| held.certain)
    };
    let is_person = |text: &str| matches!(person::read(text, sight.positions), People::Named(_));
    let tests: [(Field, Test); 6] = [
        (Field::Commune, &|text| sight.names.is_commune(text)),
        (Field::DecisionNumber, &is_decision),
        (Field::Role, &|text| role::read(text).is_some()),
        (Field::Phone, &is_phone),
        (Field::Position, &is_position),
        (Field::Person, &is_person),
    ];
    for (field, test) in tests {
        let has = |wanted: Field| columns.iter().any(|column| column.field == wanted);
        let about_people = has(Field::Role) || has(Field::Position);
        if has(field)
            || matches!(field, Field::Person | Field::Phone) && !about_people
            || field == Field::Role && columns.iter().any(|column| column.role.is_some())
        {
            continue;
        }
        let fitting = candidates.iter().find(|candidate| {
            candidate.fields.is_empty()
                && candidate.role.is_none()
                && !columns
                    .iter()
                    .any(|column| column.column == candidate.column)
                && is_mostly(below, candidate.column, test)
        });
        columns.extend(fitting.map(|candidate| Column {
            column: candidate.column,
            field,
            role: None,
            act: candidate.act,
        }));
    }
    date_beside(candidates, columns, below, &is_date);
}

/// The days in the column right of the decisions' numbers are the days they were signed.
fn date_beside(
    candidates: &[Candidate],
    columns: &mut Vec<Column>,
    below: &[&Line],
    is_date: Test,
) {
    let place = |field: Field| columns.iter().find(|column| column.field == field);
    let (Some(number), None) = (place(Field::DecisionNumber), place(Field::DecisionDate)) else {
        return;
    };
    let beside = number.column + 1;
    let untitled = candidates
        .iter()
        .any(|candidate| candidate.column == beside && candidate.fields.is_empty());
    if untitled && is_mostly(below, beside, is_date) {
        columns.push(Column {
            column: beside,
            field: Field::DecisionDate,
            role: None,
            act: None,
        });
    }
}

/// Whether four of five filled cells pass a test.
fn is_mostly(below: &[&Line], column: u32, test: Test) -> bool {
    let (filled, passed) = count(below, column, test);
    filled >= ENOUGH && passed * 5 >= filled * 4
}

/// The column of communes: of those whose title allows it, the one whose cells name most of them.
fn commune_column(candidates: &[Candidate], below: &[&Line], names: &Names) -> Option<u32> {
    let mut best: Option<(f64, bool, u32)> = None;
    for candidate in candidates
        .iter()
        .filter(|candidate| candidate.fields.contains(&Field::Commune))
    {
        let clear = candidate.fields == [Field::Commune];
        let named = share(below, candidate.column, &|text| names.may_be_commune(text));
        if (clear || named >= 0.5)
            && best.is_none_or(|(most, was_clear, _)| (named, clear) > (most, was_clear))
        {
            best = Some((named, clear, candidate.column));
        }
    }
    best.map(|(_, _, column)| column)
}

/// Which share of a column's filled cells passes a test; 0 where none is filled.
fn share(below: &[&Line], column: u32, test: Test) -> f64 {
    let (filled, passed) = count(below, column, test);
    if filled == 0 {
        0.0
    } else {
        f64::from(passed) / f64::from(filled)
    }
}

/// How many cells of a column are filled, and how many of them pass a test.
fn count(below: &[&Line], column: u32, test: Test) -> (u32, u32) {
    let filled = below
        .iter()
        .filter_map(|line| line.cell(column))
        .filter(|cell| !cell.text.is_empty());
    filled.fold((0, 0), |(filled, passed), cell| {
        (filled + 1, passed + u32::from(test(&cell.text)))
    })
}
