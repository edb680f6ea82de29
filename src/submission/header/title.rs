//! What the titles over a column mean: which fields they may name, and whose column it is.
//!
//! Knows words and merges only; deliberately not what stands below the header.

use std::collections::BTreeSet;

use super::{Candidate, Overrule};
use crate::submission::grid::{Grid, Line};
use crate::submission::vocabulary::{Field, Headers, contains_words, plain};
use crate::submission::{Act, Role};
use crate::text;

/// The columns that have a title, with what it may mean.
pub(super) fn candidates(
    grid: &Grid,
    lines: &[Line],
    words: &Headers,
    overrule: &Overrule,
) -> Vec<Candidate> {
    let columns: BTreeSet<u32> = lines
        .iter()
        .flat_map(|line| line.cells.iter().map(|cell| cell.column))
        .collect();
    let widest = columns.iter().copied().max().unwrap_or(0);
    (0..=widest)
        .filter_map(|column| {
            let parts = parts(grid, lines, column);
            if parts.is_empty() && !told(&parts, overrule, column) {
                return None;
            }
            let (fields, role) = recognise(&parts, words, overrule, column);
            let reorganises = parts.iter().any(|part| contains_words(part, "kiện toàn"));
            Some(Candidate {
                column,
                fields,
                role,
                act: reorganises.then_some(Act::Reorganises),
            })
        })
        .collect()
}

/// The titles over a column, from top to bottom: merged ones count for every column they cover,
/// and a group's title counts for the columns right of it that have a title below.
fn parts(grid: &Grid, lines: &[Line], column: u32) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    // A merge that comes down from above the band is data.
    let top = lines.first().map_or(0, |line| line.number);
    let own = |line: &Line| {
        grid.merge(line.number, column)
            .is_none_or(|merge| merge.top >= top)
    };
    for (depth, line) in lines.iter().enumerate() {
        let own = Some(line)
            .filter(|line| own(line))
            .and_then(|line| grid.covering(line, column))
            .map(|cell| plain(&cell.text))
            .unwrap_or_default();
        let title = if own.is_empty() && depth + 1 < lines.len() {
            group_title(grid, lines, depth, column)
        } else {
            own
        };
        if !title.is_empty() && parts.last() != Some(&title) {
            parts.push(title);
        }
    }
    parts
}

/// Where merges were lost (a csv): the nearest title to the left, if both that column and this
/// one have titles of their own in the row below.
fn group_title(grid: &Grid, lines: &[Line], depth: usize, column: u32) -> String {
    let below = &lines[depth + 1..];
    let titled = |column| {
        below
            .iter()
            .any(|line| line.cell(column).is_some_and(|cell| !cell.text.is_empty()))
    };
    if grid.merge(lines[depth].number, column).is_some() || !titled(column) {
        return String::new();
    }
    let left = lines[depth]
        .cells
        .iter()
        .rev()
        .find(|cell| cell.column < column && !cell.text.is_empty());
    left.filter(|cell| {
        titled(cell.column) && grid.merge(lines[depth].number, cell.column).is_none()
    })
    .map(|cell| plain(&cell.text))
    .unwrap_or_default()
}

/// Whether a title means anything by itself: a field, or a role in the team.
pub(super) fn tells(title: &str, words: &Headers) -> bool {
    let title = plain(title);
    role_of(&title).is_some() && title.chars().count() < 40 || !words.fields(&title).is_empty()
}

/// Whether the operator says what a column is.
fn told(parts: &[String], overrule: &Overrule, column: u32) -> bool {
    overruled(parts, overrule, column).is_some()
}

fn overruled(parts: &[String], overrule: &Overrule, column: u32) -> Option<(Field, Option<Role>)> {
    let letters = crate::cell::column_letters(column);
    parts
        .iter()
        .rev()
        .find_map(|part| overrule.get(part))
        .or_else(|| overrule.get(&letters))
        .copied()
}

/// The fields that the titles over a column may name, and whose column it is.
fn recognise(
    parts: &[String],
    words: &Headers,
    overrule: &Overrule,
    column: u32,
) -> (Vec<Field>, Option<Role>) {
    if let Some((field, role)) = overruled(parts, overrule, column) {
        return (vec![field], role);
    }
    // «(ghi đầy đủ)» in a row of its own explains the title above it.
    let explains = |part: &&String| part.starts_with('(') && part.ends_with(')');
    let titles: Vec<&String> = parts.iter().filter(|part| !explains(part)).collect();
    let Some((last, above)) = titles.split_last() else {
        return (Vec::new(), None);
    };
    let role = titles.iter().rev().find_map(|part| role_of(part));
    let known = words.fields(last);
    if let Some(field) = of_decision(last, above).filter(|_| known != [Field::Ordinal]) {
        return (vec![field], None);
    }
    let mut fields = known;
    if fields.is_empty() && last.as_str() == "tên" && role.is_some() {
        fields = vec![Field::Person];
    }
    if let Some((own, bare)) = role_of(last).and_then(|_| without_role(last)) {
        let known = words.fields(&bare);
        fields = match known.as_slice() {
            _ if bare.is_empty() => vec![Field::Person],
            [] if own => vec![Field::Person],
            [] => fields,
            _ => known,
        };
    }
    let personal = fields.iter().all(|field| {
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
    });
    (fields, role.filter(|_| personal))
}

/// «Số» and «Ngày» below «Quyết định».
fn of_decision(last: &str, above: &[&String]) -> Option<Field> {
    let decides = above.iter().any(|part| {
        ["quyết định", "qđ", "văn bản"]
            .iter()
            .any(|word| contains_words(part, word))
    });
    if !decides {
        return None;
    }
    let number = matches!(last, "ký hiệu" | "hiệu") || contains_words(last, "số");
    if number {
        Some(Field::DecisionNumber)
    } else if contains_words(last, "ngày") || contains_words(last, "thời gian") {
        Some(Field::DecisionDate)
    } else {
        None
    }
}

/// The words that name the roles, marks kept.
const ROLES: [(Role, &[&str]); 3] = [
    (Role::Leader, &["tổ trưởng"]),
    (Role::Deputy, &["tổ phó", "phó tổ trưởng"]),
    (Role::Member, &["thành viên", "tổ viên"]),
];

/// The one role that a title names: «Tổ trưởng», «Họ tên Tổ phó», but not «Tổ trưởng/Tổ phó».
fn role_of(title: &str) -> Option<Role> {
    let folded = text::fold(title).replace("pho to truong", "to pho");
    let of_a_village = ["dan pho", "tdp", "khu pho", "hoa giai"];
    if of_a_village
        .iter()
        .any(|other| contains_words(&folded, other))
    {
        return None;
    }
    let mut found = ROLES.iter().filter(|(_, words)| {
        words
            .iter()
            .any(|word| contains_words(&folded, &text::fold(word)))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first.0)
}

/// A title without the role it names, and whether the role opens it: «SĐT Tổ phó» is «sđt»,
/// «Các thành viên (họ tên, chức vụ)» opens with the role.
fn without_role(title: &str) -> Option<(bool, String)> {
    let named = ROLES.iter().flat_map(|(_, words)| words.iter());
    let words = named
        .filter(|word| contains_words(title, word))
        .max_by_key(|word| word.len())?;
    let begin = title.find(words)?;
    let opens = matches!(title[..begin].trim(), "" | "các" | "những" | "1 -");
    let head = title[..begin]
        .trim_end()
        .trim_end_matches("của")
        .trim_end()
        .trim_end_matches("các")
        .trim_end_matches([' ', '-', ',', '(']);
    let tail = title[begin + words.len()..].trim_start_matches([' ', '-', ':', ')', '(']);
    let tail = tail
        .trim_start_matches("tổ cnscđ")
        .trim_start_matches("tổ")
        .trim_end_matches(')');
    Some((opens, plain(&format!("{head} {tail}"))))
}
