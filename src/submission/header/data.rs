//! Distinguishes rows of titles from rows of data by their cells.
//!
//! Does not know what a title means.

use super::{LONGEST, Sight};
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::layout::row::is_roman;
use crate::submission::row_words::RowWords;
use crate::submission::{DateClaim, Number, date, decision, phone};
use crate::table::Value;

/// Whether a row may have titles: short texts, at least two of them. The first must not be a
/// number, and there must be fewer numbers (such as a year) than texts; a cell with an error counts
/// as text.
pub(super) fn may_be_titles(line: &Line) -> bool {
    let titles = || line.cells.iter().filter(|cell| !cell.text.is_empty());
    let short = |cell: &Text| cell.text.len() <= LONGEST || cell.text.chars().count() <= LONGEST;
    let numbers = titles().filter(|cell| holds_number(cell)).count();
    let texts = titles().count() - numbers;
    texts >= 2
        && numbers < texts
        && titles().all(short)
        && !titles().next().is_some_and(numbers_a_group)
}

/// Whether the first cell of a row numbers it: `3`, `III`.
fn numbers_a_group(cell: &Text) -> bool {
    holds_number(cell) || is_roman(&cell.text)
}

/// Whether a row has a single cell, merged over the columns for which it is the group's title.
pub(super) fn is_group(grid: &Grid, line: &Line) -> bool {
    let mut titles = line.cells.iter().filter(|cell| !cell.text.is_empty());
    let (Some(only), None) = (titles.next(), titles.next()) else {
        return false;
    };
    let merge = grid.merge(line.number, only.column);
    !holds_number(only) && merge.is_some_and(|merge| merge.right > merge.left && merge.left > 0)
}

pub(super) fn holds_number(cell: &Text) -> bool {
    let is_text = matches!(
        cell.value,
        Value::Text(_) | Value::Error(_) | Value::Uncomputed(_)
    );
    !is_text || is_number(&cell.text)
}

fn is_number(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'/' | b'-'))
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a row has a commune's full name, a decision, a day or a phone; then it is data, not
/// titles.
pub(super) fn holds_data(line: &Line, sight: Sight) -> bool {
    // Most rows of people have a phone or an address, which is cheaper to recognise than a name.
    line.cells
        .iter()
        .any(|cell| is_long_number(cell) || is_channel(&cell.text, sight))
        || line
            .cells
            .iter()
            .any(|cell| is_decision_or_day(&cell.text, sight.rows))
        || line
            .cells
            .iter()
            .any(|cell| sight.names.is_commune(&cell.text))
}

/// Whether a cell is a number longer than any year or count: a phone that lost its zero.
fn is_long_number(cell: &Text) -> bool {
    matches!(cell.value, Value::Number(number) if number >= 1e8)
}

/// Whether a text is a phone or a mail address.
fn is_channel(typed: &str, sight: Sight) -> bool {
    let begins = |letter: char| letter.is_ascii_digit() || letter == '+' || letter == '(';
    let is_phone = || {
        let phones = phone::read(typed, sight.positions.reach());
        !phones.numbers.is_empty()
    };
    typed.contains('@') || typed.starts_with(begins) && is_phone()
}

/// Whether a text is a decision's number or a day. An example within a title («Số QĐ (ví dụ
/// 15/QĐ-UBND)») is not.
fn is_decision_or_day(typed: &str, rows: &RowWords) -> bool {
    if !typed.contains(|letter: char| letter.is_ascii_digit()) || typed.contains('(') {
        return false;
    }
    matches!(
        date::read_text(typed, rows.decision().day()),
        DateClaim::Day(_)
    ) || is_decision(typed, rows)
}

/// Whether a text has a complete decision number, which always contains «QĐ».
fn is_decision(typed: &str, rows: &RowWords) -> bool {
    typed.contains(['q', 'Q'])
        && decision::read(&Value::Text(typed.into()), rows.decision())
            .iter()
            .any(|claim| matches!(claim.number, Number::Named { odd: false, .. }))
}

/// The cell with a commune's name in a row that also has a decision's number.
pub(in crate::submission) fn reports<'a>(line: &'a Line, sight: Sight) -> Option<&'a Text> {
    let mut cells = line.cells.iter();
    let name = cells.find(|cell| sight.names.is_commune(&cell.text))?;
    let mut cells = line.cells.iter();
    cells
        .any(|cell| is_decision(&cell.text, sight.rows))
        .then_some(name)
}
