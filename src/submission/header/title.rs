//! Determines which fields the titles over a column may name, and whose role it is.
//!
//! Knows words and merges, not the cells below the header.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Candidate, Sight};
use crate::submission::Role;
use crate::submission::grid::{Grid, Line};
use crate::submission::role::Roles;
use crate::submission::vocabulary::{
    Around, Field, Fit, Headers, Whose, Words, contains_words, plain,
};

/// The columns that have a title, with the fields that it may name.
pub(super) fn candidates(grid: &Grid, lines: &[Line], below: &[Line], sight: Sight) -> Titles {
    let columns = |lines: &[Line]| {
        let last = lines.iter().filter_map(|line| line.cells.last());
        last.map(|cell| cell.column).max().unwrap_or(0)
    };
    let widest = columns(lines);
    let parts: BTreeMap<u32, Vec<Part>> = (0..=widest)
        .map(|column| (column, parts(grid, lines, column)))
        .filter(|(_, parts)| !parts.is_empty())
        .collect();
    let (given, used) = if sight.mapping.is_empty() {
        Default::default()
    } else {
        let titles = parts.iter().map(|(column, parts)| {
            let titles = parts.iter().map(|part| part.plain.clone()).collect();
            (*column, titles)
        });
        let last = widest.max(columns(below));
        sight.mapping.given(&titles.collect(), last)
    };
    let untitled: Vec<u32> = given
        .keys()
        .filter(|column| !parts.contains_key(column))
        .copied()
        .collect();
    let untitled = untitled.into_iter().map(|column| (column, Vec::new()));
    let candidates = parts.into_iter().chain(untitled).map(|(column, parts)| {
        let (fields, role, fit) = match given.get(&column) {
            Some((field, role)) => (vec![*field], *role, Fit::Told),
            None => recognise(&parts, sight),
        };
        Candidate {
            column,
            parts,
            fields,
            fit,
            role,
        }
    });
    let mut candidates: Vec<Candidate> = candidates.collect();
    candidates.sort_by_key(|candidate| candidate.column);
    Titles { candidates, used }
}

/// The titles of the rows of a header.
pub(super) struct Titles {
    pub(super) candidates: Vec<Candidate>,
    /// The lines of the mapping that named a column.
    pub(super) used: BTreeSet<usize>,
}

/// A title over a column.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) plain: String,
    pub(super) typed: Arc<str>,
    /// Whether it begins at this column, and not at one to the left as part of a group.
    pub(super) own: bool,
}

/// The titles over a column, from top to bottom. Merged titles count for all columns that they
/// cover, and a group's title counts for the columns to the right that have a title below.
fn parts(grid: &Grid, lines: &[Line], column: u32) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // A merge that begins above the header is data.
    let top = lines.first().map_or(0, |line| line.number);
    let in_band = |line: &Line| {
        grid.merge(line.number, column)
            .is_none_or(|merge| merge.top >= top)
    };
    for (depth, line) in lines.iter().enumerate() {
        let covering = Some(line)
            .filter(|line| in_band(line))
            .and_then(|line| grid.covering(line, column));
        let part = covering.map(|cell| Part {
            plain: plain(&cell.text),
            typed: Arc::clone(&cell.text),
            own: cell.column == column,
        });
        let part = part.filter(|part| !part.plain.is_empty()).or_else(|| {
            let above = depth + 1 < lines.len();
            above.then(|| group_title(grid, lines, depth, column))?
        });
        let Some(part) = part else { continue };
        if parts.last().is_none_or(|last| last.plain != part.plain) {
            parts.push(part);
        }
    }
    parts
}

/// The group's title if merges were lost, as in a csv: the nearest title to the left, if that
/// column and this one both have a title in a row below.
fn group_title(grid: &Grid, lines: &[Line], depth: usize, column: u32) -> Option<Part> {
    let below = &lines[depth + 1..];
    let titled = |column| {
        below
            .iter()
            .any(|line| line.cell(column).is_some_and(|cell| !cell.text.is_empty()))
    };
    if grid.merge(lines[depth].number, column).is_some() || !titled(column) {
        return None;
    }
    let mut before = lines[depth].cells.iter().rev();
    let left = before.find(|cell| cell.column < column && !cell.text.is_empty())?;
    let is_group = titled(left.column) && grid.merge(lines[depth].number, left.column).is_none();
    is_group.then(|| Part {
        plain: plain(&left.text),
        typed: Arc::clone(&left.text),
        own: false,
    })
}

/// Whether a title alone names a field or a role in the team.
pub(super) fn tells(title: &str, sight: Sight) -> bool {
    let title = plain(title);
    let role = sight.positions.roles().of_title(&title);
    role.is_some() && title.chars().count() < 40 || !sight.words.fields(&title).is_empty()
}

/// The fields that the titles over a column may name, and the role of its people.
fn recognise(parts: &[Part], sight: Sight) -> (Vec<Field>, Option<Role>, Fit) {
    let (words, roles) = (sight.words, sight.positions.roles());
    // «(ghi đầy đủ)» in a row of its own explains the title above it.
    let explains = |part: &&str| part.starts_with('(') && part.ends_with(')');
    let titles: Vec<&str> = parts
        .iter()
        .map(|part| part.plain.as_str())
        .filter(|part| !explains(part))
        .collect();
    let Some((last, above)) = titles.split_last() else {
        return (Vec::new(), None, Fit::Words);
    };
    let role = titles.iter().rev().find_map(|part| roles.of_title(part));
    let (mut known, mut fit) = words.understood(last);
    // «Cấp khu phố: số tổ»: the group's title and the column's are in one cell.
    if known.is_empty()
        && let Some((_, own)) = last.split_once(':')
    {
        (known, fit) = words.understood(own);
    }
    if known.is_empty()
        && role.is_none()
        && let Some(field) = in_two_languages(parts, last, words)
    {
        (known, fit) = (vec![field], Fit::Head);
    }
    if let Some(field) = of_decision(last, above, words).filter(|_| known != [Field::Ordinal]) {
        return (vec![field], None, fit.min(Fit::Head));
    }
    if words.about().asks(&Words::of(last)) {
        known = vec![Field::Status];
    }
    if known == [Field::DecisionNumber] && explains_a_day(last, words) {
        known = vec![Field::DecisionDate];
    }
    if (known.is_empty() || fit > Fit::Exact)
        && let Some(field) = bracketed(last, words)
    {
        known = vec![field];
    }
    let mut fields = known;
    if fields.is_empty() && is_answer(last, above, words) {
        fields = vec![Field::Status];
    }
    let around = words.around();
    if fields.is_empty() && is_one_of(last, &around.names) && role.is_some() {
        fields = vec![Field::Person];
    }
    let bare = roles.of_title(last);
    if let Some((own, bare)) = bare.and_then(|_| without_role(last, roles, around)) {
        let (known, of_bare) = words.understood(&bare);
        fields = match known.as_slice() {
            _ if bare.is_empty() => vec![of_group(above, words)],
            [] if own => vec![Field::Person],
            // «Tổ trưởng Tổ CNSCĐ thôn» are people, neither villages nor communes.
            [Field::Village | Field::Commune] if own => vec![Field::Person],
            [] => fields,
            _ => {
                fit = of_bare;
                known
            }
        };
    }
    let personal = fields.iter().all(|field| is_personal(*field));
    (fields, role.filter(|_| personal), fit)
}

/// The field of a title that says it twice: «Commune/Xã», «Xã» above «Commune» in one cell. All
/// halves that are known must name it.
fn in_two_languages(parts: &[Part], title: &str, words: &Headers) -> Option<Field> {
    let part = parts.iter().rev().find(|part| part.plain == title)?;
    let halves = part.typed.split(['/', '\n']);
    let known = halves.map(|half| words.understood(&plain(half)).0);
    let mut known = known.filter(|fields| !fields.is_empty());
    let first = known.next()?;
    let [field] = first.as_slice() else {
        return None;
    };
    known.all(|fields| fields == [*field]).then_some(*field)
}

/// Whether a column of a field may belong to the leader, a deputy or a member.
fn is_personal(field: Field) -> bool {
    matches!(
        field,
        Field::Person
            | Field::Position
            | Field::Workplace
            | Field::Phone
            | Field::Email
            | Field::Role
            | Field::Commune
            | Field::Unit
    )
}

/// The field of columns «Tổ trưởng», «Tổ phó» below a group's title: that of the title, such as
/// «Chức vụ», else the people themselves.
fn of_group(above: &[&str], words: &Headers) -> Field {
    let groups = above.iter().rev().flat_map(|title| words.fields(title));
    let mut personal = groups.filter(|field| {
        is_personal(*field) && !matches!(field, Field::Commune | Field::Unit | Field::Role)
    });
    personal.next().unwrap_or(Field::Person)
}

/// Whether the text in brackets says that the column has only the day: «Văn bản thành lập (Ngày)».
fn explains_a_day(title: &str, words: &Headers) -> bool {
    let bracket = title
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    bracket.is_some_and(|(_, inner)| {
        words.understood(inner) == (vec![Field::DecisionDate], Fit::Exact)
    })
}

/// The field in brackets after a title that names the team's decision or an authority: «Tổ công
/// nghệ số (ngày)», «UBND (số QĐ)».
fn bracketed(title: &str, words: &Headers) -> Option<Field> {
    let (of, rest) = title.strip_suffix(')')?.rsplit_once('(')?;
    let (about, of) = (words.about(), Words::of(of));
    let is_whose =
        || about.decision(std::slice::from_ref(&of)) == Whose::Team || about.names_authority(&of);
    match words.understood(rest) {
        (fields, Fit::Exact) if is_whose() => fields
            .into_iter()
            .find(|field| matches!(field, Field::DecisionNumber | Field::DecisionDate)),
        _ => None,
    }
}

/// Whether a row has only answers to a question above, such as «Có | Không».
pub(super) fn are_answers(line: &Line, words: &Headers) -> bool {
    let mut filled = line.cells.iter().filter(|cell| !cell.text.is_empty());
    filled.all(|cell| words.about().answers(&Words::of(&cell.text)))
}

/// Whether a title is an answer below a question: «Có» and «Chưa» below «Đã thành lập Tổ».
fn is_answer(last: &str, above: &[&str], words: &Headers) -> bool {
    let asks = |title: &&str| words.fields(title) == [Field::Status];
    words.about().answers(&Words::of(last)) && above.iter().any(asks)
}

/// The field of «Số» and «Ngày» below «Quyết định».
fn of_decision(last: &str, above: &[&str], words: &Headers) -> Option<Field> {
    let (about, around) = (words.about(), words.around());
    let decides = above
        .iter()
        .any(|part| about.names_decision(&Words::of(part)));
    if !decides {
        return None;
    }
    let bare = last.split('(').next().unwrap_or_default().trim();
    match words.fields(last).as_slice() {
        _ if is_one_of(bare, &around.numbers) => Some(Field::DecisionNumber),
        [] if around.days.iter().any(|word| contains_words(last, word)) => {
            Some(Field::DecisionDate)
        }
        _ => None,
    }
}

fn is_one_of(title: &str, words: &[String]) -> bool {
    words.iter().any(|word| word == title)
}

/// Whether the role in a title is at its beginning, and the title without the role: «SĐT Tổ phó»
/// becomes «sđt»; «Các thành viên (họ tên, chức vụ)» begins with the role.
fn without_role(title: &str, roles: &Roles, around: &Around) -> Option<(bool, String)> {
    let words = roles.in_title(title)?;
    let begin = title.find(words)?;
    let is_number = |letter: char| letter.is_ascii_digit() || " -.".contains(letter);
    let before = title[..begin].trim_start_matches(is_number).trim_end();
    let opens = before.is_empty() || is_one_of(before, &around.before_role);
    let joints: Vec<&String> = around.before_role.iter().chain(&around.of_role).collect();
    let mut head = title[..begin].trim_end();
    while let Some(shorter) = joints
        .iter()
        .find_map(|word| head.strip_suffix(word.as_str()))
        && !shorter.ends_with(char::is_alphanumeric)
    {
        head = shorter.trim_end();
    }
    let head = head.trim_end_matches([' ', '-', ',', '(']);
    let tail = title[begin + words.len()..].trim_start_matches([' ', '-', ':', ')', '(']);
    let mut team = around.behind_role.iter();
    let tail = team
        .find_map(|word| {
            let rest = tail.strip_prefix(word.as_str())?;
            (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
        })
        .unwrap_or(tail)
        .trim_end_matches(')');
    Some((opens, plain(&format!("{head} {tail}"))))
}
