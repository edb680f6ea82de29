//! Which rows of a tab are a header, which column is which field, and what kind of table it heads.
//!
//! Recognises titles by meaning over one to three rows; where the words leave room («Chức danh»,
//! «Đơn vị»), what stands below decides. Deliberately reads no submission.

use std::collections::{BTreeMap, BTreeSet};

use crate::submission::grid::{Grid, Line};
use crate::submission::names::Names;
use crate::submission::role;
use crate::submission::vocabulary::{Field, Headers, contains_words, plain};
use crate::submission::{Act, Role, TabKind};
use crate::table::Value;
use crate::text;

/// How many rows a header may take.
const TALLEST: usize = 3;
/// How many rows below a header decide what an unclear title means.
const SAMPLE: usize = 200;

/// A recognised header and the table it heads.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// First and last row number.
    pub top: u32,
    pub bottom: u32,
    pub columns: Vec<Column>,
    pub kind: TabKind,
}

/// One recognised column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    pub column: u32,
    pub field: Field,
    /// Whose column it is, in a wide table: «Tổ trưởng», «Tổ phó», «Thành viên».
    pub role: Option<Role>,
    /// What its decisions do, where the title says it: «QĐ kiện toàn».
    pub act: Option<Act>,
}

/// What an operator says of the columns: a title or column letters, to a field.
pub(super) type Overrule = BTreeMap<String, (Field, Option<Role>)>;

impl Header {
    /// The first column of a field.
    pub(super) fn column(&self, field: Field) -> Option<u32> {
        self.columns
            .iter()
            .find(|column| column.field == field)
            .map(|column| column.column)
    }

    /// Field names to column letters, as `sources` shows them; a role's column has the role before it.
    pub(super) fn letters(&self) -> BTreeMap<String, String> {
        let mut letters = BTreeMap::new();
        for column in self
            .columns
            .iter()
            .filter(|column| column.field != Field::Ignored)
        {
            let id = column.field.id();
            let name = match column.role {
                Some(Role::Leader) => format!("leader_{id}"),
                Some(Role::Deputy) => format!("deputy_{id}"),
                Some(Role::Member) => format!("member_{id}"),
                None => id.to_owned(),
            };
            letters
                .entry(name)
                .or_insert_with(|| crate::cell::column_letters(column.column));
        }
        letters
    }
}

/// Every header of a tab, from top to bottom.
pub(super) fn find(
    grid: &Grid,
    words: &Headers,
    overrule: &Overrule,
    names: &Names,
) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    let mut position = 0;
    while position < grid.rows.len() {
        match band(grid, position, words, overrule, names) {
            Some((header, height)) => {
                found.push(header);
                position += height;
            }
            None => position += 1,
        }
    }
    found
}

/// The header that begins at a row, and how many rows it takes.
fn band(
    grid: &Grid,
    position: usize,
    words: &Headers,
    overrule: &Overrule,
    names: &Names,
) -> Option<(Header, usize)> {
    if !may_be_titles(&grid.rows[position]) {
        return None;
    }
    let mut best: Option<(Vec<Candidate>, usize, usize)> = None;
    for height in 1..=TALLEST {
        let Some(lines) = grid.rows.get(position..position + height) else {
            break;
        };
        let last = &lines[height - 1];
        if height > 1
            && (last.number != lines[height - 2].number + 1
                || !may_be_titles(last)
                || holds_data(last, names))
        {
            break;
        }
        let candidates = candidates(grid, lines, words, overrule);
        let score = score(&candidates);
        if best.as_ref().is_none_or(|(_, _, before)| score > *before) {
            best = Some((candidates, height, score));
        }
    }
    let (candidates, height, score) = best?;
    if score < 2 || (height == 1 && holds_data(&grid.rows[position], names)) {
        return None;
    }
    let lines = &grid.rows[position..position + height];
    let below = &grid.rows[position + height..];
    let columns = resolve(candidates, &below[..below.len().min(SAMPLE)], names);
    let kind = kind(&columns)?;
    let top = lines[0].number;
    let bottom = lines[height - 1].number;
    Some((
        Header {
            top,
            bottom,
            columns,
            kind,
        },
        height,
    ))
}

/// What a header's columns make of the table below it; `None` where they make nothing of it.
fn kind(columns: &[Column]) -> Option<TabKind> {
    let has = |field| columns.iter().any(|column| column.field == field);
    let any = |fields: &[Field]| fields.iter().any(|field| has(*field));
    if has(Field::System)
        && any(&[
            Field::Phone,
            Field::Email,
            Field::Group,
            Field::Guide,
            Field::Person,
            Field::Link,
        ])
    {
        return Some(TabKind::Contacts);
    }
    if has(Field::Village) && any(&[Field::Commune, Field::Person, Field::DecisionNumber]) {
        return Some(TabKind::Villages);
    }
    let team = [
        Field::DecisionNumber,
        Field::DecisionDate,
        Field::Person,
        Field::Role,
        Field::Link,
        Field::MemberCount,
    ];
    if has(Field::Commune) && any(&team) {
        return Some(TabKind::Submissions);
    }
    if has(Field::Commune) && has(Field::VillageTeams) {
        return Some(TabKind::Villages);
    }
    (has(Field::Person) && any(&[Field::Position, Field::Role, Field::Phone, Field::Workplace]))
        .then_some(TabKind::Submissions)
}

/// A column whose title may name one of several fields.
struct Candidate {
    column: u32,
    fields: Vec<Field>,
    role: Option<Role>,
    act: Option<Act>,
}

/// How much a header tells: a title that repeats another's meaning tells nothing more.
fn score(candidates: &[Candidate]) -> usize {
    let told: BTreeSet<(&[Field], Option<Role>)> = candidates
        .iter()
        .filter(|candidate| candidate.fields != [Field::Ignored])
        .map(|candidate| (candidate.fields.as_slice(), candidate.role))
        .collect();
    told.len()
}

/// Titles are short text, and there are at least two of them.
fn may_be_titles(line: &Line) -> bool {
    let titles = line.cells.iter().filter(|cell| !cell.text.is_empty());
    let short = titles.clone().all(|cell| {
        matches!(cell.value, Value::Text(_))
            && cell.text.chars().count() <= 160
            && !is_number(&cell.text)
    });
    short && titles.count() >= 2
}

fn is_number(text: &str) -> bool {
    text.chars().any(|letter| letter.is_ascii_digit())
        && text
            .chars()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '/' | '-'))
}

/// A row that names a commune in full is data, never a title.
fn holds_data(line: &Line, names: &Names) -> bool {
    line.cells.iter().any(|cell| names.is_commune(&cell.text))
}

fn candidates(grid: &Grid, lines: &[Line], words: &Headers, overrule: &Overrule) -> Vec<Candidate> {
    let columns: BTreeSet<u32> = lines
        .iter()
        .flat_map(|line| line.cells.iter().map(|cell| cell.column))
        .collect();
    let widest = columns.iter().copied().max().unwrap_or(0);
    (0..=widest)
        .filter_map(|column| {
            let parts = parts(grid, lines, column);
            let (fields, role) = recognise(&parts, words, overrule, column)?;
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
    for (depth, line) in lines.iter().enumerate() {
        let own = grid
            .covering(line, column)
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

/// The fields that the titles over a column may name, and whose column it is.
fn recognise(
    parts: &[String],
    words: &Headers,
    overrule: &Overrule,
    column: u32,
) -> Option<(Vec<Field>, Option<Role>)> {
    let letters = crate::cell::column_letters(column);
    let told = parts
        .iter()
        .rev()
        .find_map(|part| overrule.get(part))
        .or_else(|| overrule.get(&letters));
    if let Some((field, role)) = told {
        return Some((vec![*field], *role));
    }
    let last = parts.last()?;
    let role = parts.iter().rev().find_map(|part| role_of(part));
    let of_decision = parts[..parts.len() - 1].iter().any(|part| {
        ["quyết định", "qđ", "văn bản"]
            .iter()
            .any(|word| contains_words(part, word))
    });
    if of_decision {
        let short = last.trim_start_matches("số, ").trim_start_matches("số ");
        if matches!(short, "số" | "ký hiệu" | "hiệu" | "số hiệu") {
            return Some((vec![Field::DecisionNumber], None));
        }
        if contains_words(last, "ngày") || contains_words(last, "thời gian") {
            return Some((vec![Field::DecisionDate], None));
        }
    }
    let mut fields = words.fields(last);
    if fields.is_empty() && role_of(last).is_some() {
        fields = vec![Field::Person];
    }
    if fields.is_empty() {
        return None;
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
    Some((fields, role.filter(|_| personal)))
}

/// The one role that a title names: «Tổ trưởng», «Họ tên Tổ phó», but not «Tổ trưởng/Tổ phó».
fn role_of(title: &str) -> Option<Role> {
    let named = [
        (Role::Leader, &["tổ trưởng"][..]),
        (Role::Deputy, &["tổ phó"][..]),
        (Role::Member, &["thành viên", "tổ viên"][..]),
    ];
    let folded = text::fold(title);
    let mut found = named.iter().filter(|(_, words)| {
        words
            .iter()
            .any(|word| contains_words(title, word) || contains_words(&folded, &text::fold(word)))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first.0)
}

/// Settles what unclear titles mean by what stands below them.
fn resolve(candidates: Vec<Candidate>, below: &[Line], names: &Names) -> Vec<Column> {
    let certain = |field: Field| {
        candidates
            .iter()
            .any(|candidate| candidate.fields == [field])
    };
    let commune = commune_column(&candidates, below, names);
    let contacts = certain(Field::System);
    let role_certain = certain(Field::Role);
    let mut columns: Vec<Column> = Vec::new();
    for candidate in &candidates {
        let share = |test: &dyn Fn(&str) -> bool| share(below, candidate.column, test);
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
    columns
}

/// The column of communes: of those whose title allows it, the one whose cells name most of them.
fn commune_column(candidates: &[Candidate], below: &[Line], names: &Names) -> Option<u32> {
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
fn share(below: &[Line], column: u32, test: &dyn Fn(&str) -> bool) -> f64 {
    let mut filled = 0u32;
    let mut passed = 0u32;
    for cell in below
        .iter()
        .filter_map(|line| line.cell(column))
        .filter(|cell| !cell.text.is_empty())
    {
        filled += 1;
        passed += u32::from(test(&cell.text));
    }
    if filled == 0 {
        0.0
    } else {
        f64::from(passed) / f64::from(filled)
    }
}
