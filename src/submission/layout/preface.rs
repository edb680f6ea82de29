//! Reads the lines above a table of people: its commune, and the decision.
//!
//! Reads «Tên đơn vị: | Xã Đăk Ui», «Số QĐ | 15/QĐ-UBND | Ngày QĐ | 28/7/2025», «(Kèm theo Quyết
//! định số 15/QĐ-UBND ngày 28/7/2025 của UBND xã Đăk Ui)», letterheads, and titles that end with
//! the commune's name. A decision that is only cited («Căn cứ …», or one of the province) is not
//! the founding one.

use crate::register::Named;
use crate::submission::grid::{Line, Text};
use crate::submission::header::Sight;
use crate::submission::layout::row;
use crate::submission::row_words::PrefaceWords;
use crate::submission::vocabulary::{Field, Headers, Words, contains_words};
use crate::table::Value;
use crate::text;

/// A fact that a line states.
#[derive(Debug, PartialEq)]
pub(super) enum PrefaceFact {
    /// The commune of the table; the name as typed.
    Commune {
        named: Named,
        typed: String,
        column: u32,
    },
    /// A decision's number, perhaps with its day.
    Number { value: Value, column: u32 },
    /// The day when a decision was signed.
    Date { value: Value, column: u32 },
}

/// The most letters in a label.
const LONGEST_LABEL: usize = 60;

/// The facts after labels or about a decision; empty if the line begins with neither.
pub(super) fn said(line: &Line, sight: Sight) -> Vec<PrefaceFact> {
    let (words, names) = (sight.words, sight.names);
    let filled: Vec<&Text> = line
        .cells
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .collect();
    let mut said = Vec::new();
    let mut next = 0;
    while let Some(cell) = filled.get(next) {
        next += 1;
        let whole = text::one_line(&cell.text);
        let (label, own) = whole
            .split_once(':')
            .map_or((whole.as_str(), ""), |(label, own)| (label, own.trim()));
        let field = about(label, words);
        let beside = filled.get(next).filter(|_| own.is_empty());
        let (value, column) = match (field, beside) {
            (Some(_), _) if !own.is_empty() => (Value::Text(own.into()), cell.column),
            (Some(_), Some(beside)) => {
                next += 1;
                (beside.value.clone(), beside.column)
            }
            _ => {
                if let Some(decision) = phrase(&whole, sight).or_else(|| in_brackets(&whole, sight))
                {
                    said.push(PrefaceFact::Number {
                        value: Value::Text(decision.into()),
                        column: cell.column,
                    });
                    continue;
                }
                if said.is_empty() {
                    return said;
                }
                continue;
            }
        };
        said.extend(match field {
            Some(Field::DecisionNumber) => Some(PrefaceFact::Number { value, column }),
            Some(Field::DecisionDate) => Some(PrefaceFact::Date { value, column }),
            _ => {
                let typed = text::one_line(&value.text());
                let named = names.find(&typed);
                let known =
                    !matches!(named, Named::Unknown { .. }) || names.register.says_kind(&typed);
                known.then_some(PrefaceFact::Commune {
                    named,
                    typed,
                    column,
                })
            }
        });
    }
    said
}

/// Whether a line begins with a label («Số QĐ: 15/QĐ-UBND», «Tên đơn vị:»), so that it is about the
/// table, not about a person.
pub(super) fn opens_with_label(line: &Line, words: &Headers) -> bool {
    let first = line.first().and_then(|cell| cell.text.split_once(':'));
    first.is_some_and(|(label, _)| about(label, words).is_some())
}

/// The commune named in a letterhead or a title: «UBND XÃ ĐĂK UI» in one of the cells, «TỔ CÔNG
/// NGHỆ SỐ CỘNG ĐỒNG XÃ ĐĂK UI NĂM 2025», «… của UBND xã Đăk Ui)». Cells of the columns `other` are
/// about people and are skipped.
pub(super) fn names_commune(line: &Line, sight: Sight, other: &[u32]) -> Option<PrefaceFact> {
    let mut cells = line
        .cells
        .iter()
        .filter(|cell| !other.contains(&cell.column));
    cells.find_map(|cell| {
        let (named, typed) = commune_in(&cell.text, sight)?;
        Some(PrefaceFact::Commune {
            named,
            typed,
            column: cell.column,
        })
    })
}

/// The commune at the end of a title or within it, and its name as typed.
pub(in crate::submission) fn commune_in(title: &str, sight: Sight) -> Option<(Named, String)> {
    let (names, words) = (sight.names, sight.rows.preface());
    let whole = text::one_line(title);
    if tells_of_others(&whole, words) {
        return None;
    }
    let begins = whole
        .char_indices()
        .filter(|(place, _)| *place == 0 || whole[..*place].ends_with([' ', '(', ',', '-']))
        .map(|(place, _)| &whole[place..])
        .filter(|rest| names.register.says_kind(rest));
    let begins: Vec<&str> = begins.collect();
    let exact = |typed: &str| names.is_commune(typed);
    let perhaps = |typed: &str| !names.is_unknown(typed);
    let typed = begins
        .iter()
        .find_map(|rest| longest(rest, sight, exact))
        .or_else(|| begins.iter().find_map(|rest| longest(rest, sight, perhaps)))?;
    Some((names.find(typed), typed.to_owned()))
}

/// Whether a line names communes to which the table does not belong.
fn tells_of_others(whole: &str, words: &PrefaceWords) -> bool {
    let folded = text::fold(whole);
    let line = folded.trim_start_matches(['(', '-', '*', ' ']);
    let mut starts = words.of_others.iter();
    starts.any(|start| line.starts_with(start.as_str()))
}

/// The longest sequence of words at the beginning of a text that passes a test: «XÃ SƠN TÂY HẠ NĂM
/// 2025» is not «XÃ SƠN TÂY».
fn longest<'t>(text: &'t str, sight: Sight, test: impl Fn(&str) -> bool) -> Option<&'t str> {
    /// «Ủy ban nhân dân xã» and the longest name.
    const WORDS: usize = 11;

    let ends = text
        .match_indices(' ')
        .map(|(place, _)| place)
        .chain([text.len()]);
    let ends: Vec<usize> = ends.take(WORDS).collect();
    ends.into_iter().rev().find_map(|end| {
        let typed = text[..end].trim_end_matches([')', '.', ' ', ';', ',', ':', '-']);
        (!of_a_greater_unit(typed, sight) && test(typed)).then_some(typed)
    })
}

/// Whether a text names a unit larger than a commune: «UBND huyện Ba Tơ».
fn of_a_greater_unit(typed: &str, sight: Sight) -> bool {
    let folded = text::fold(typed);
    let mut smaller = format!(" {folded} ");
    let mut is_greater = false;
    for unit in &sight.rows.preface().greater {
        // «thị xã» ends with the kind of a commune.
        let unit = format!(" {unit} ");
        is_greater |= smaller.contains(&unit);
        smaller = smaller.replace(&unit, " ");
    }
    let mut words = smaller.match_indices(' ').map(|(at, _)| &smaller[at + 1..]);
    is_greater && !words.any(|rest| sight.names.register.begins_with_commune(rest))
}

/// The field that a label names.
fn about(label: &str, words: &Headers) -> Option<Field> {
    let label = label.trim_start_matches(['(', '-', '+', ' ']);
    if label.chars().count() > LONGEST_LABEL
        || label.contains(|letter: char| letter.is_ascii_digit())
    {
        return None;
    }
    let fields = words.fields(label);
    [Field::DecisionNumber, Field::DecisionDate, Field::Commune]
        .into_iter()
        .find(|field| fields.contains(field))
}

/// The text about the founding decision in brackets behind a team's title: «TỔ CÔNG NGHỆ SỐ CỘNG
/// ĐỒNG XÃ ĐĂK UI (QĐ số 15/QĐ-UBND ngày 28/7/2025)».
fn in_brackets(whole: &str, sight: Sight) -> Option<String> {
    let (title, inner) = whole.split_once('(')?;
    let (about, title) = (sight.words.about(), Words::of(title));
    let is_own = about.names_team(&title) && !about.heads_villages(&title);
    is_own.then(|| phrase(inner, sight)).flatten()
}

/// The text about the founding decision: from its number on if the line begins with it, else the
/// whole of a sentence about how the team was founded.
fn phrase(whole: &str, sight: Sight) -> Option<String> {
    let words = sight.rows.preface();
    let bullets = ['(', '-', '+', '*', ' '];
    let line = row::without_number(whole).trim_start_matches(bullets);
    let key = text::key(line);
    let stands = |list: &[String]| list.iter().any(|words| contains_words(&key, words));
    let opens = |list: &[String]| -> Option<usize> {
        let begins = |start: &&String| key.starts_with(*start) && contains_words(&key, start);
        list.iter().filter(begins).map(String::len).max()
    };
    if stands(&words.other_papers) {
        return None;
    }
    if opens(&words.decides).is_none() {
        let founds = stands(&words.founds)
            && sight.words.about().names_team(&Words::of(line))
            && !stands(&words.denies)
            && !tells_of_others(whole, words);
        return founds.then(|| line.to_owned());
    }
    // Cut off only letters of the line itself: the key may be longer or shorter.
    let before = opens(&words.before).and_then(|length| {
        let begin = line.get(..length)?;
        (text::key(begin).len() == length).then_some(length)
    });
    let after = &line[before.unwrap_or(0)..];
    Some(after.trim_end_matches([')', ' ', '.']).trim().to_owned())
}
