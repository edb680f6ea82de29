//! Reads the decisions of a row, or of the words in a section line.
//!
//! Combines cells of numbers, days and links; their words are interpreted by `submission::decision`
//! and `submission::date`.

use crate::cell::CellAddress;
use crate::clock::written;
use crate::submission::decision::DecisionWords;
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::{Column, Header, Pair, Stated};
use crate::submission::layout::{split, status};
use crate::submission::vocabulary::Field;
use crate::submission::{Act, DateClaim, DayOrder, Decision, Doubt, Number, date, decision, link};
use crate::table::Value;
use crate::text;

/// The decisions of a row.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub decisions: Vec<Decision>,
    /// Fields for which several columns differ, each with the first of its columns.
    pub contested: Vec<(Field, u32)>,
}

/// Reads the decisions of a row, column by column. In the first row of an entry, a merge from above
/// counts too; if it also covers rows of another commune, the decision is marked as shared.
pub(super) fn of_row(
    grid: &Grid,
    line: &Line,
    header: &Header,
    words: &DecisionWords,
    first: bool,
) -> Row {
    let decides = |column: &&Column| {
        matches!(
            column.field,
            Field::DecisionNumber | Field::DecisionDate | Field::Link | Field::Status
        )
    };
    let mut deciding = header.columns.iter().filter(decides);
    if !first && deciding.all(|column| line.cell(column.column).is_none()) {
        return Row::default();
    }
    let line = split::joined(grid, line, header, words.day(), first);
    let cells = Cells {
        grid,
        line: &line,
        words,
        first,
        names: header.column(Field::Commune),
    };
    let mut row = Row::default();
    for stated in &header.stated {
        cells.state(stated, &mut row);
    }
    if let Some((column, link::Link::Good(address))) = cells.link(header) {
        match row.decisions.first_mut() {
            Some(decision) => decision.link = Some(address),
            None => row.decisions.push(Decision {
                link: Some(address),
                number_cell: Some(grid.address(line.number, column)),
                ..Decision::absent()
            }),
        }
    }
    status::add(&cells, header, &mut row.decisions);
    row
}

/// The cells of a row.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    grid: &'a Grid,
    line: &'a Line,
    pub(super) words: &'a DecisionWords,
    /// Whether it is the first row of an entry.
    first: bool,
    /// The column of communes.
    names: Option<u32>,
}

impl<'a> Cells<'a> {
    /// The cell in a column, or the one of the merge that covers it.
    pub(super) fn covering(self, column: u32) -> Option<&'a Text> {
        if self.first {
            self.grid.covering(self.line, column)
        } else {
            self.line.cell(column)
        }
    }

    pub(super) fn address(self, column: u32) -> CellAddress {
        self.grid.address(self.line.number, column)
    }

    fn filled(self, column: u32) -> Option<&'a Text> {
        self.covering(column).filter(|cell| !cell.text.is_empty())
    }

    fn link(self, header: &Header) -> Option<(u32, link::Link)> {
        let columns = header.columns.iter();
        columns
            .filter(|column| column.field == Field::Link)
            .find_map(|column| {
                let cell = self.covering(column.column)?;
                Some((column.column, link::read(&cell.text, cell.link.as_deref())))
            })
    }

    /// Reads the decisions of columns that belong together. Of rivals, the filled ones count if
    /// they agree; if they differ, it is not known which one is right.
    fn state(self, stated: &Stated, row: &mut Row) {
        let pairs = stated.pairs.iter().map(|pair| self.pair(pair, stated.act));
        let told: Vec<ColumnDecisions> = pairs
            .filter(|told| told.decisions.iter().any(says_something))
            .collect();
        let Some((one, others)) = told.split_first() else {
            // Only an unfilled form or a dash: keep the first one.
            let unsaid = stated.pairs.iter().map(|pair| self.pair(pair, stated.act));
            let unsaid = unsaid
                .map(|told| told.decisions)
                .find(|said| !said.is_empty());
            row.decisions.extend(unsaid.into_iter().flatten());
            return;
        };
        if let Some(other) = others.iter().find(|other| !agree(one, other)) {
            let columns = stated.pairs.iter();
            let place = columns.filter_map(|pair| pair.number.or(pair.dates.first().copied()));
            row.contested
                .extend(place.min().map(|column| (Field::DecisionNumber, column)));
            row.decisions.push(contested(one, other));
            return;
        }
        let fullest = told.iter().find(|told| told.decisions.iter().any(is_full));
        let ColumnDecisions {
            decisions,
            days_differ,
        } = fullest.unwrap_or(one).clone();
        row.contested
            .extend(days_differ.map(|column| (Field::DecisionDate, column)));
        row.decisions.extend(decisions);
    }

    /// The decisions of a column of numbers with its columns of days.
    fn pair(self, pair: &Pair, act: Option<Act>) -> ColumnDecisions {
        let filled = |column: &u32| self.filled(*column).map(|cell| (*column, cell));
        let days: Vec<(u32, &Text)> = pair.dates.iter().filter_map(filled).collect();
        let read = |cell: &Text| date::read(&cell.value, self.grid.reckoning, self.words.day());
        let differ = days
            .split_first()
            .is_some_and(|(one, others)| others.iter().any(|other| read(other.1) != read(one.1)));
        let number = pair.number.and_then(|column| self.filled(column));
        let says = |column: &u32| {
            let cell = self.filled(*column);
            cell.is_some_and(|cell| cell.text.contains(char::is_alphanumeric))
        };
        if number.is_none() && pair.others.iter().any(says) {
            // The only day belongs to the number in another column.
            return ColumnDecisions::default();
        }
        let column = pair.number.or(days.first().map(|(column, _)| *column));
        let Some(column) = column else {
            return ColumnDecisions::default();
        };
        let mut decisions = self.statement(column, number, days.first().copied());
        let scan = number.and_then(|cell| cell.link.as_deref());
        let scan = scan.map(|scan| link::read("", Some(scan)));
        for decision in &mut decisions {
            if let (Some(act), Act::Founds) = (act, decision.act) {
                decision.act = act;
            }
            if let Some(link::Link::Good(address)) = &scan {
                decision.link = Some(address.clone());
            }
        }
        let is_shared = |column| self.grid.is_shared(self.line, column, self.names);
        if self.first && pair.number.is_some_and(is_shared) {
            for decision in &mut decisions {
                decision.doubt = Some(Box::new(Doubt::Shared));
            }
        }
        if differ {
            let typed: Vec<String> = days.iter().map(|(_, cell)| cell.value.text()).collect();
            for decision in &mut decisions {
                decision.date = DateClaim::Unreadable(typed.join(" / "));
                decision.doubt = Some(Box::new(Doubt::Columns));
            }
        }
        ColumnDecisions {
            decisions,
            days_differ: differ.then(|| pair.dates.first().copied()).flatten(),
        }
    }

    /// The decisions of one number cell and one date cell.
    fn statement(
        self,
        column: u32,
        number: Option<&Text>,
        date: Option<(u32, &Text)>,
    ) -> Vec<Decision> {
        let Self { grid, line, .. } = self;
        let date_cell = date.map(|(column, _)| grid.address(line.number, column));
        let own_date = date.map_or(DateClaim::Absent, |(_, cell)| {
            date::read(&cell.value, grid.reckoning, self.words.day())
        });
        let Some(number) = number else {
            let dated = Decision {
                date: own_date,
                order: date.and_then(|(_, cell)| order(cell)),
                number_cell: date_cell.clone(),
                date_cell,
                ..Decision::absent()
            };
            let says_a_day = dated.date != DateClaim::Absent;
            return Vec::from_iter(says_a_day.then_some(dated));
        };
        let number_cell = grid.address(line.number, column);
        let claims = decision::read(&number.value, self.words);
        let dates = self.dates(claims.len(), own_date, date.map(|(_, cell)| cell));
        let written = date.and_then(|(_, cell)| order(cell));
        // The day beside «KH 44/KH-UBND; QĐ 31/QĐ-UBND» is the decision's.
        let named = claims
            .iter()
            .any(|claim| matches!(claim.number, Number::Named { .. }));
        let single = dates.len() == 1;
        let mut given = false;
        let mut decisions = Vec::new();
        for (place, claim) in claims.into_iter().enumerate() {
            let offered = if single {
                let of_other = matches!(claim.number, Number::OtherDocument { .. });
                let takes = !given && claim.act != Act::Replaced && !(named && of_other);
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
                order: written.filter(|_| single && from_date_cell),
                number_cell: Some(number_cell.clone()),
                date_cell: if from_date_cell {
                    date_cell.clone()
                } else {
                    Some(number_cell.clone())
                },
                typed: text::one_line(&number.text),
                doubt: None,
            });
        }
        decisions
    }

    /// The days of several decisions, if the date cell has one for each; otherwise its only day.
    fn dates(self, claims: usize, own: DateClaim, cell: Option<&Text>) -> Vec<DateClaim> {
        if let Some(cell) = cell.filter(|_| claims > 1) {
            let each = crate::submission::person::items(&cell.text);
            if each.len() == claims {
                let read = |item: &String| date::read_text(item, self.words.day());
                return each.iter().map(read).collect();
            }
            let among_words = date::find_all(&cell.text, self.words.day());
            if among_words.len() == claims {
                return among_words;
            }
        }
        vec![own]
    }
}

/// The decisions of one column of numbers with its columns of days.
#[derive(Clone, Debug, Default)]
struct ColumnDecisions {
    decisions: Vec<Decision>,
    /// Its first column of days, if the days differ.
    days_differ: Option<u32>,
}

/// Whether a decision is more than an unfilled form, a dash or a zero.
pub(super) fn says_something(decision: &Decision) -> bool {
    match &decision.number {
        Number::Absent => decision.date != DateClaim::Absent,
        Number::NotYet => {
            decision.date != DateClaim::Absent || decision.typed.chars().any(char::is_alphabetic)
        }
        _ => true,
    }
}

fn is_full(decision: &Decision) -> bool {
    matches!(decision.number, Number::Named { .. }) && matches!(decision.date, DateClaim::Day(_))
}

/// Whether two rivals agree, where values that only one of them has count as agreement.
fn agree(one: &ColumnDecisions, other: &ColumnDecisions) -> bool {
    let same = |one: &Decision, other: &Decision| {
        let numbers = match (&one.number, &other.number) {
            (Number::Absent, _) | (_, Number::Absent) => true,
            (Number::Named { number: one, .. }, Number::Named { number: other, .. }) => {
                text::fold(one) == text::fold(other)
            }
            (one, other) => one == other,
        };
        let open = |date: &DateClaim| *date == DateClaim::Absent;
        numbers && (open(&one.date) || open(&other.date) || one.date == other.date)
    };
    one.decisions.len() == other.decisions.len()
        && one
            .decisions
            .iter()
            .zip(&other.decisions)
            .all(|(one, other)| same(one, other))
}

/// An unreadable claim, made of two columns that differ.
fn contested(one: &ColumnDecisions, other: &ColumnDecisions) -> Decision {
    let typed = |told: &ColumnDecisions| {
        let decision = &told.decisions[0];
        if decision.typed.is_empty() {
            match &decision.date {
                DateClaim::Day(day) => written(*day),
                _ => String::new(),
            }
        } else {
            decision.typed.clone()
        }
    };
    let first = &one.decisions[0];
    let both = format!("{} / {}", typed(one), typed(other));
    Decision {
        number: Number::Unreadable(both.clone()),
        number_cell: first.number_cell.clone(),
        date_cell: first.date_cell.clone(),
        act: first.act,
        typed: both,
        doubt: Some(Box::new(Doubt::Columns)),
        ..Decision::absent()
    }
}

/// The order in which a cell writes day and month, if that is visible or both are possible.
fn order(cell: &Text) -> Option<DayOrder> {
    match &cell.value {
        Value::Date(_) => cell.month_first.then_some(DayOrder::ShownMonthFirst),
        Value::Text(_) => {
            let begin = cell.text.find(|letter: char| letter.is_ascii_digit())?;
            let mut numbers = cell.text[begin..]
                .split(['/', '-', '.'])
                .map(|number| number.trim().parse::<u32>().unwrap_or(0));
            let (first, second) = (numbers.next()?, numbers.next()?);
            match (first, second) {
                (1..=12, 1..=12) => (first != second).then_some(DayOrder::TypedEitherWay),
                (13..=31, 1..=12) => Some(DayOrder::TypedDayFirst),
                (1..=12, 13..=31) => Some(DayOrder::TypedMonthFirst),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Combines the dates of a decision's number cell and date cell: two different days make it
/// unreadable. The second value is whether the date is that of the date cell.
fn agreed(in_number: DateClaim, in_date: DateClaim) -> (DateClaim, bool) {
    match (in_number, in_date) {
        (DateClaim::Absent, date) => (date, true),
        (date, DateClaim::Absent) => (date, false),
        (DateClaim::Day(one), DateClaim::Day(other)) if one != other => (
            DateClaim::Unreadable(format!("{} / {}", written(one), written(other))),
            true,
        ),
        (DateClaim::Day(day), _) => (DateClaim::Day(day), false),
        (_, date) => (date, true),
    }
}

/// The decisions in the words of a section line; words without a number state none.
pub(super) fn of_words(typed: &str, at: &CellAddress, words: &DecisionWords) -> Vec<Decision> {
    let typed = typed
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')')
        .trim();
    if typed.is_empty() {
        return Vec::new();
    }
    of_value(&Value::Text(typed.into()), at, words)
}

/// The decisions in a value after a label.
pub(super) fn of_value(value: &Value, at: &CellAddress, words: &DecisionWords) -> Vec<Decision> {
    let typed = text::one_line(&value.text());
    decision::read(value, words)
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
            order: None,
            number_cell: Some(at.clone()),
            date_cell: Some(at.clone()),
            typed: typed.clone(),
            doubt: None,
        })
        .collect()
}
