//! The decisions that a row, or the words of a section line, state.
//!
//! Brings together cells of numbers, days and links; what the words in them mean is
//! `submission::decision`'s and `submission::date`'s.

use crate::cell::CellAddress;
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::{Column, Header};
use crate::submission::vocabulary::Field;
use crate::submission::{Act, DateClaim, Decision, Number, date, decision, link};
use crate::table::Value;
use crate::text;

/// The decisions that a row states, column by column. In an entry's first row a merge from
/// above counts too: one decision written once for several communes.
pub(super) fn of_row(grid: &Grid, line: &Line, header: &Header, first: bool) -> Vec<Decision> {
    let decides = |column: &&Column| {
        matches!(
            column.field,
            Field::DecisionNumber | Field::DecisionDate | Field::Link
        )
    };
    let mut deciding = header.columns.iter().filter(decides);
    if !first && deciding.all(|column| line.cell(column.column).is_none()) {
        return Vec::new();
    }
    let cell = |column: u32| {
        let found = if first {
            grid.covering(line, column)
        } else {
            line.cell(column)
        };
        found.filter(|cell| !cell.text.is_empty())
    };
    let of = |field: Field| {
        header
            .columns
            .iter()
            .filter(move |column| column.field == field)
            .collect::<Vec<_>>()
    };
    let (numbers, dates) = (of(Field::DecisionNumber), of(Field::DecisionDate));
    let link = of(Field::Link).into_iter().find_map(|column| {
        let cell = line.cell(column.column).or_else(|| {
            if first {
                grid.covering(line, column.column)
            } else {
                None
            }
        })?;
        Some((column.column, link::read(&cell.text, cell.link.as_deref())))
    });
    let mut decisions = Vec::new();
    for (place, column) in numbers.iter().enumerate() {
        let date_column = date_of(&numbers, place, &dates);
        let date_cell =
            date_column.and_then(|date| cell(date.column).map(|cell| (date.column, cell)));
        let number = cell(column.column);
        let scan = number.and_then(|cell| cell.link.clone());
        let found = statement(grid, line, column.column, number, date_cell);
        decisions.extend(found.into_iter().map(|mut decision| {
            if let (Some(act), Act::Founds) = (column.act, decision.act) {
                decision.act = act;
            }
            if let Some(link::Link::Good(address)) =
                scan.as_deref().map(|scan| link::read("", Some(scan)))
            {
                decision.link = Some(address);
            }
            decision
        }));
    }
    if numbers.is_empty()
        && let Some((date, found)) = dates
            .first()
            .and_then(|date| cell(date.column).map(|cell| (date.column, cell)))
    {
        decisions.extend(statement(grid, line, date, None, Some((date, found))));
    }
    if let Some((column, link::Link::Good(address))) = link {
        match decisions.first_mut() {
            Some(decision) => decision.link = Some(address),
            None => decisions.push(Decision {
                number: Number::Absent,
                date: DateClaim::Absent,
                link: Some(address),
                act: Act::Founds,
                number_cell: Some(grid.address(line.number, column)),
                date_cell: None,
                typed: String::new(),
            }),
        }
    }
    decisions
}

/// The column of the day that belongs to a column of numbers: the one that says the same of
/// itself («kiện toàn»), the next to the right before another number, or the only one there is.
fn date_of<'a>(numbers: &[&Column], place: usize, dates: &[&'a Column]) -> Option<&'a Column> {
    let number = numbers[place];
    if numbers.len() == 1 {
        let same = dates.iter().find(|date| date.act == number.act);
        return same.or(dates.first()).copied();
    }
    let next = numbers.get(place + 1).map_or(u32::MAX, |next| next.column);
    let beside = dates
        .iter()
        .find(|date| (number.column..next).contains(&date.column));
    let same = dates.iter().find(|date| date.act == number.act);
    beside
        .or_else(|| same.filter(|_| dates.len() == numbers.len()))
        .copied()
}

/// The decisions of one pair of number and date cells.
fn statement(
    grid: &Grid,
    line: &Line,
    column: u32,
    number: Option<&Text>,
    date: Option<(u32, &Text)>,
) -> Vec<Decision> {
    let date_cell = date.map(|(column, _)| grid.address(line.number, column));
    let own_date = date.map_or(DateClaim::Absent, |(_, cell)| {
        date::read(&cell.value, grid.epoch_1904)
    });
    let Some(number) = number else {
        return if own_date == DateClaim::Absent {
            Vec::new()
        } else {
            vec![Decision {
                number: Number::Absent,
                date: own_date,
                link: None,
                act: Act::Founds,
                number_cell: date_cell.clone(),
                date_cell,
                typed: String::new(),
            }]
        };
    };
    let number_cell = grid.address(line.number, column);
    let claims = decision::read(&number.value);
    let dates: Vec<DateClaim> = match date {
        Some((_, cell)) if claims.len() > 1 => {
            let each: Vec<DateClaim> = crate::submission::person::items(&cell.text)
                .iter()
                .map(|item| date::read_text(item))
                .collect();
            if each.len() == claims.len() {
                each
            } else {
                vec![own_date]
            }
        }
        _ => vec![own_date],
    };
    let single = dates.len() == 1;
    let mut given = false;
    let mut decisions = Vec::new();
    for (place, claim) in claims.into_iter().enumerate() {
        let offered = if single {
            let takes = !given && claim.act != Act::Replaced;
            given |= takes;
            if takes {
                dates[0].clone()
            } else {
                DateClaim::Absent
            }
        } else {
            dates[place].clone()
        };
        let (date, from_date_cell) = agreed(claim.date, offered);
        decisions.push(Decision {
            number: claim.number,
            date,
            link: None,
            act: claim.act,
            number_cell: Some(number_cell.clone()),
            date_cell: if from_date_cell {
                date_cell.clone()
            } else {
                Some(number_cell.clone())
            },
            typed: text::one_line(&number.text),
        });
    }
    decisions
}

/// The date of a decision where its number cell and its date cell may both state one: two
/// different days are no day.
fn agreed(in_number: DateClaim, in_date: DateClaim) -> (DateClaim, bool) {
    match (in_number, in_date) {
        (DateClaim::Absent, date) => (date, true),
        (date, DateClaim::Absent) => (date, false),
        (DateClaim::Day(one), DateClaim::Day(other)) if one != other => (
            DateClaim::Unreadable(format!(
                "{} / {}",
                one.format("%d/%m/%Y"),
                other.format("%d/%m/%Y")
            )),
            true,
        ),
        (DateClaim::Day(day), _) => (DateClaim::Day(day), false),
        (_, date) => (date, true),
    }
}

/// The decisions that a section line's words state; words without a number state nothing.
pub(super) fn of_words(words: &str, at: &CellAddress) -> Vec<Decision> {
    let words = words
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')')
        .trim();
    if words.is_empty() {
        return Vec::new();
    }
    of_value(&Value::Text(words.into()), at)
}

/// The decisions that a labelled value states.
pub(super) fn of_value(value: &Value, at: &CellAddress) -> Vec<Decision> {
    let typed = text::one_line(&value.text());
    decision::read(value)
        .into_iter()
        .filter(|claim| {
            !matches!(claim.number, Number::Absent | Number::Unreadable(_))
                || claim.date != DateClaim::Absent
        })
        .map(|claim| Decision {
            number: claim.number,
            date: claim.date,
            link: None,
            act: claim.act,
            number_cell: Some(at.clone()),
            date_cell: Some(at.clone()),
            typed: typed.clone(),
        })
        .collect()
}
