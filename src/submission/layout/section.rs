//! Reads section lines above a team's table, such as `1. Xã Đăk Ui (Quyết định số 15/QĐ-UBND ngày
//! 28/7/2025)`, and titles of tabs that belong to one commune.

use crate::register::Named;
use crate::submission::decision::DecisionWords;
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::Header;
use crate::submission::layout::row;
use crate::submission::names::Names;
use crate::submission::row_words::{PrefaceWords, RowWords};
use crate::submission::vocabulary::{Field, contains_words};
use crate::table::Value;
use crate::text;

/// A line that names the commune of the table below.
#[derive(Debug, PartialEq)]
pub(in crate::submission) struct Section {
    pub named: Named,
    /// The commune's name as typed.
    pub name: String,
    /// The text after it, perhaps the decision.
    pub rest: String,
    /// Column of the cell.
    pub column: u32,
    /// Whether a number precedes it.
    pub numbered: bool,
}

/// The section that a row opens; `None` if it opens none.
///
/// The name must be at the beginning of the line, after a number at most, and be followed by
/// nothing, by brackets, or by words about a decision. So a sentence that mentions a commune opens
/// no section.
pub(in crate::submission) fn opened(
    line: &Line,
    names: &Names,
    words: &RowWords,
) -> Option<Section> {
    let filled: Vec<_> = line
        .cells
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .collect();
    let cell = match filled.as_slice() {
        [only] => only,
        [number, title] if is_number(&number.text) || row::is_roman(&number.text) => title,
        _ => return None,
    };
    let whole = text::one_line(&cell.text);
    let title = unnumbered(&whole, names);
    if words.is_sum(title) || words.is_footer(title) || title.is_empty() {
        return None;
    }
    let (name, rest) = split(title, words.preface());
    let named = names.find(name);
    let kind_said = names.register.says_kind(name);
    let key = text::key(name);
    let mut of_sentences = words.preface().sentence.iter();
    let is_sentence = of_sentences.any(|word| contains_words(&key, word));
    let numbered = title.len() < whole.len() || filled.len() == 2;
    match &named {
        Named::Unknown { .. }
            if !kind_said
                || is_sentence
                || words.is_group(title)
                || name.split(' ').count() > 7 =>
        {
            None
        }
        Named::Unknown { .. } => Some(()),
        _ if words.is_group(title) => None,
        _ if kind_said || numbered || !rest.is_empty() || title == name => Some(()),
        _ => None,
    }?;
    Some(Section {
        named,
        name: name.to_owned(),
        rest: rest.to_owned(),
        column: cell.column,
        numbered,
    })
}

/// The section that a row of several cells opens, in a table without a column of communes: its
/// first text is a commune's name, and the columns about people are empty.
pub(in crate::submission) fn group(
    line: &Line,
    header: &Header,
    (names, words): (&Names, &DecisionWords),
) -> Option<Section> {
    let mut filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
    let first = filled.next()?;
    let numbers = is_number(&first.text) || row::is_roman(&first.text);
    let cell = if numbers { filled.next()? } else { first };
    let whole = text::one_line(&cell.text);
    let name = unnumbered(&whole, names);
    let of_people = |cell: &Text| {
        header.columns.iter().any(|column| {
            column.column == cell.column
                && matches!(
                    column.field,
                    Field::Person | Field::Position | Field::Role | Field::Phone | Field::Email
                )
                && !matches!(cell.value, Value::Number(_))
                && !words.are_mentioned(&text::key(&cell.text))
        })
    };
    if !names.register.says_kind(name) || filled.any(of_people) {
        return None;
    }
    let named = names.find(name);
    (!matches!(named, Named::Unknown { .. })).then(|| Section {
        named,
        name: name.to_owned(),
        rest: String::new(),
        column: cell.column,
        numbered: numbers,
    })
}

/// Splits a section line into the name and the text after it.
fn split<'t>(title: &'t str, words: &PrefaceWords) -> (&'t str, &'t str) {
    const MARKS: [&str; 7] = ["(", ":", ";", " - ", " – ", " — ", ", "];

    let word = |place: usize| {
        let rest = title[place..].trim_start();
        let begin = rest.split(' ').collect::<Vec<_>>();
        let opens = |phrase: &&String| {
            let length = phrase.split(' ').count();
            begin.len() >= length && text::key(&begin[..length].join(" ")) == **phrase
        };
        words.section.iter().any(|phrase| opens(&phrase))
    };
    let spaces = title.match_indices(' ').map(|(place, _)| place);
    let end = MARKS
        .iter()
        .filter_map(|mark| title.find(mark))
        .chain(spaces.filter(|place| word(*place)))
        .min();
    match end {
        Some(end) => (
            title[..end].trim(),
            title[end..]
                .trim_start_matches([':', ';', ',', '-', '–', '—', ' '])
                .trim(),
        ),
        None => (title.trim(), ""),
    }
}

/// Whether a text numbers a section: `12`, `3.`, `A`.
fn is_number(text: &str) -> bool {
    let number = text.trim_end_matches(['.', ')']);
    is_letter(number) || !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit())
}

fn is_letter(text: &str) -> bool {
    matches!(text.as_bytes(), [b'A'..=b'Z'])
}

/// Removes the number of a title, also a letter as in «A. Xã Ba Tơ»; the letter in «P. Kon Tum» is
/// a kind and stays.
fn unnumbered<'t>(title: &'t str, names: &Names) -> &'t str {
    let title = row::without_number(title);
    let lettered = title.split_once(['.', ')', '/']);
    let name = lettered.filter(|(letter, _)| is_letter(letter));
    let name = name.map(|(_, name)| name.trim_start());
    let is_unit = |name: &&str| names.register.says_kind(name);
    name.filter(is_unit).unwrap_or(title)
}

/// Whether a tab has sections of several communes, so that its title is not a commune's.
pub(in crate::submission) fn several(grid: &Grid, names: &Names, words: &RowWords) -> bool {
    let mut opened = grid
        .rows
        .iter()
        .filter_map(|line| opened(line, names, words))
        .map(|section| section.named);
    opened
        .next()
        .is_some_and(|first| opened.any(|named| named != first))
}

/// The commune named by a tab's title: `Đăk Ui`, `01. Xã Đăk Ui`.
pub(in crate::submission) fn of_tab(title: &str, names: &Names, words: &RowWords) -> Option<Named> {
    let title = text::one_line(title).replace('_', " ");
    let bare = row::without_number(&title);
    if words.is_group(bare) {
        return None;
    }
    let known = |typed: &str| match names.find(typed) {
        Named::Unknown { .. } => None,
        named => Some(named),
    };
    known(bare)
        .or_else(|| {
            let words = bare.match_indices(' ').map(|(place, _)| &bare[place + 1..]);
            let units = words.filter(|rest| names.register.says_kind(rest));
            units.into_iter().find_map(known)
        })
        .or_else(|| {
            // The kind may be after the name: «Long Phụng xã», «Long Phụng (xã)».
            let (name, kind) = bare.rsplit_once(' ')?;
            let kind = kind.trim_matches(['(', ')']);
            let turned = format!("{kind} {name}");
            let is_unit = names.register.says_kind(&turned);
            is_unit.then(|| known(&turned)).flatten()
        })
}
