//! Reads columns of statuses about the decision: «Đã ban hành», «Chưa», a ticked box.
//!
//! A status is a claim without number and day, or a denial. If it contradicts the number beside it,
//! the decision is doubted. Not related to the statuses that rules determine.

use crate::submission::decision::DecisionWords;
use crate::submission::grid::Text;
use crate::submission::header::Header;
use crate::submission::layout::decision::Cells;
use crate::submission::layout::row::without_number;
use crate::submission::vocabulary::Field;
use crate::submission::{Act, DateClaim, Decision, Doubt, Number, decision};
use crate::table::Value;
use crate::text;

/// Applies the statuses of a row to its decisions.
pub(super) fn add(cells: &Cells<'_>, header: &Header, decisions: &mut Vec<Decision>) {
    let columns = header.columns.iter();
    for column in columns.filter(|column| column.field == Field::Status) {
        let Some(cell) = cells.covering(column.column) else {
            continue;
        };
        let said = match ticked(cell) {
            _ if column.denies => marks(cell, cells.words).then_some(NOT_YET),
            Some(true) => Some((Number::Claimed, DateClaim::Absent, Act::Founds)),
            Some(false) => Some(NOT_YET),
            None => read(cell, cells.words),
        };
        let Some((number, date, act)) = said else {
            continue;
        };
        let at = cells.address(column.column);
        let status = Decision {
            number,
            date,
            act,
            number_cell: Some(at.clone()),
            date_cell: Some(at),
            typed: shown(cell),
            ..Decision::absent()
        };
        match status.number {
            Number::Claimed => claim(status, decisions),
            // An empty box is not a statement: it exists before anybody ticks it.
            Number::NotYet if decisions.is_empty() && is_empty_box(cell) => {}
            Number::NotYet if column.denies || says_so(cell) => deny(status, decisions),
            Number::Named { .. } if decisions.iter().all(|said| said.number == Number::Absent) => {
                decisions.push(status);
            }
            _ => {}
        }
    }
}

/// Reads the words of a status, without the number of a choice: «1. Đã ban hành».
fn read(cell: &Text, words: &DecisionWords) -> Option<(Number, DateClaim, Act)> {
    let value = match &cell.value {
        Value::Text(typed) if typed.starts_with(|letter: char| letter.is_ascii_digit()) => {
            Value::Text(without_number(typed).into())
        }
        other => other.clone(),
    };
    let claim = decision::read(&value, words).into_iter().next()?;
    let number = match claim.number {
        Number::Unreadable(_) if is_mark(cell) => Number::Claimed,
        Number::NotYet if is_mark(cell) && !says_so(cell) => Number::Claimed,
        number => number,
    };
    Some((number, claim.date, claim.act))
}

/// Whether a cell is a single sign that is neither a dash nor a number: a tick in a symbol font,
/// which is a letter in the file («ü» in Wingdings, «P» in Wingdings 2).
fn is_mark(cell: &Text) -> bool {
    const NOTHING: [char; 12] = ['-', '–', '—', '−', '.', '…', '_', ',', '?', '/', '*', '#'];

    let mut letters = cell.text.trim().chars();
    match (letters.next(), letters.next()) {
        (Some(sign), None) => !sign.is_ascii_digit() && !NOTHING.contains(&sign),
        _ => false,
    }
}

/// The claim that there is no decision.
const NOT_YET: (Number, DateClaim, Act) = (Number::NotYet, DateClaim::Absent, Act::Founds);

/// Whether a cell below «Chưa ban hành» affirms that title, by a tick or a reason; a zero or
/// «không» does not.
fn marks(cell: &Text, words: &DecisionWords) -> bool {
    let blank = |letter: char| !letter.is_alphanumeric();
    let text = text::key(&cell.text);
    let said = text.trim_matches(blank);
    let is_open = || matches!(said, "" | "0") || words.say_not_so(said);
    match ticked(cell) {
        Some(ticked) => ticked,
        None => text.contains(['✓', '✔', '√']) || !is_open(),
    }
}

/// Whether a cell is an empty box.
pub(super) fn is_empty_box(cell: &Text) -> bool {
    ticked(cell) == Some(false)
}

/// «1» below «Có QĐ» is a tick, not a decision's number.
const ONE: &str = "1";

/// Whether a box is ticked; `None` if the cell is not a box. Google's boxes are TRUE and FALSE in a
/// file.
fn ticked(cell: &Text) -> Option<bool> {
    const TICKED: [&str; 7] = ["☑", "☒", "✅", "[x]", "[v]", "true", ONE];
    const EMPTY: [&str; 5] = ["☐", "□", "[ ]", "[]", "false"];

    match cell.value {
        Value::Bool(ticked) => return Some(ticked),
        Value::Text(_) | Value::Number(_) => {}
        _ => return None,
    }
    let text = cell.text.trim().to_lowercase();
    if TICKED.contains(&text.as_str()) {
        Some(true)
    } else {
        EMPTY.contains(&text.as_str()).then_some(false)
    }
}

/// Whether a cell states a denial: «Chưa», or an empty box; a dash does not.
fn says_so(cell: &Text) -> bool {
    is_empty_box(cell) || cell.text.chars().any(char::is_alphabetic)
}

fn shown(cell: &Text) -> String {
    match ticked(cell) {
        Some(true) if &*cell.text != ONE => "☑".to_owned(),
        Some(false) => "☐".to_owned(),
        _ => text::one_line(&cell.text),
    }
}

/// Applies a status such as «Đã ban hành»: it is a claim only if there is no other one.
fn claim(status: Decision, decisions: &mut Vec<Decision>) {
    let denied = decisions
        .iter_mut()
        .find(|said| said.number == Number::NotYet && said.typed.chars().any(char::is_alphabetic));
    if let Some(denied) = denied {
        denied.doubt = doubt(&status);
        return;
    }
    let blank = |said: &Decision| {
        matches!(said.number, Number::Absent | Number::NotYet) && said.date == DateClaim::Absent
    };
    if decisions.is_empty() {
        decisions.push(status);
    } else if let Some(said) = decisions.iter_mut().find(|said| blank(said)) {
        said.number = status.number;
        said.typed = status.typed;
        said.number_cell = status.number_cell;
    }
}

/// Applies a status such as «Chưa ban hành»: there is no claim, even if a day is planned; a
/// decision with number and day is doubted.
fn deny(status: Decision, decisions: &mut Vec<Decision>) {
    if decisions.is_empty() {
        decisions.push(status);
        return;
    }
    for said in decisions {
        let named = matches!(said.number, Number::Named { .. });
        let dated = matches!(said.date, DateClaim::Day(_));
        if named && dated && said.doubt.is_none() {
            said.doubt = doubt(&status);
        } else if matches!(said.number, Number::Absent | Number::NotYet) {
            said.number = Number::NotYet;
            said.typed.clone_from(&status.typed);
        }
    }
}

fn doubt(status: &Decision) -> Option<Box<Doubt>> {
    let cell = status.number_cell.clone()?;
    let typed = status.typed.clone();
    Some(Box::new(Doubt::Status { typed, cell }))
}
