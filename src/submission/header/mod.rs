//! Which rows of a tab are a header, which column is which field, and what kind of table it heads.
//!
//! Recognises titles by meaning over one to three rows; where the words leave room («Chức danh»,
//! «Đơn vị»), what stands below decides. Deliberately reads no submission.

mod content;
mod title;

use std::collections::{BTreeMap, BTreeSet};

use crate::submission::grid::{Grid, Line};
use crate::submission::names::Names;
use crate::submission::position::Positions;
use crate::submission::stop::Stop;
use crate::submission::vocabulary::{Field, Headers};
use crate::submission::{Act, DateClaim, Number, Role, TabKind, date, decision, phone};
use crate::table::Value;

/// Most letters of a title.
const LONGEST: usize = 400;
/// How many rows a header may take.
const TALLEST: usize = 3;
/// How many titles must be known before what stands below may speak for the others.
const CLEAR: usize = 3;
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

/// What headers are recognised with.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub words: &'a Headers,
    pub overrule: &'a Overrule,
    pub names: &'a Names<'a>,
    pub positions: &'a Positions,
    pub stop: &'a Stop,
}

/// Rows below the first of a header that are looked at before it is recognised.
pub(super) const AHEAD: usize = 2 * TALLEST + SAMPLE + 1;

/// The headers that begin in the first `until` rows in sight, and the row behind the last of both.
pub(super) fn find(grid: &Grid, until: usize, sight: Sight) -> (Vec<Header>, usize) {
    let (bands, end) = bands(grid, until, sight);
    (bands.into_iter().map(|band| band.header).collect(), end)
}

/// Whether a header in sight has a column of communes: what stands below it needs no more rows to
/// be understood.
pub(super) fn names_communes(grid: &Grid, sight: Sight) -> bool {
    let until = grid.rows.len().saturating_sub(AHEAD);
    let (headers, _) = find(grid, until, sight);
    let mut headers = headers.iter();
    headers.any(|header| header.column(Field::Commune).is_some())
}

/// The column at which a second table begins, beside the first and under the same row of titles.
pub(super) fn cut(grid: &Grid, sight: Sight) -> Option<u32> {
    bands(grid, grid.rows.len(), sight)
        .0
        .iter()
        .find_map(|band| cut_of(&band.header))
}

/// A recognised header while it is compared with what else the rows might be.
struct Band {
    header: Header,
    height: usize,
    score: usize,
}

fn bands(grid: &Grid, until: usize, sight: Sight) -> (Vec<Band>, usize) {
    let mut found: Vec<Band> = Vec::new();
    let mut position = 0;
    while position < until && !sight.stop.is_set() {
        let Some(mut best) = band(grid, position, sight) else {
            position += 1;
            continue;
        };
        // A line of the letterhead above the titles tells nothing: the header begins below it.
        while best.height > 1 && !tells(&grid.rows[position..position + best.height], sight) {
            let Some(later) = band(grid, position + 1, sight) else {
                break;
            };
            if later.score < best.score {
                break;
            }
            best = later;
            position += 1;
        }
        position += best.height;
        found.push(best);
    }
    (found, position)
}

/// Whether the first of these rows has a title of its own: one above no other.
fn tells(lines: &[Line], sight: Sight) -> bool {
    let Some((first, below)) = lines.split_first() else {
        return false;
    };
    first.cells.iter().any(|cell| {
        let last = below
            .iter()
            .all(|line| line.text(Some(cell.column)).is_empty());
        last && title::tells(&cell.text, sight.words)
    })
}

/// Two tables side by side each number their rows, and each says by itself what it is.
fn cut_of(header: &Header) -> Option<u32> {
    let ordinals = header
        .columns
        .iter()
        .filter(|column| column.field == Field::Ordinal)
        .skip(1);
    let systems = header
        .columns
        .iter()
        .filter(|column| column.field == Field::System);
    ordinals.chain(systems).find_map(|start| {
        let (left, right): (Vec<Column>, Vec<Column>) = header
            .columns
            .iter()
            .cloned()
            .partition(|column| column.column < start.column);
        let whole = |columns: &[Column]| {
            columns
                .iter()
                .any(|column| matches!(column.field, Field::Commune | Field::System))
                && kind(columns).is_some()
        };
        (whole(&left) && whole(&right)).then_some(start.column)
    })
}

/// The header that begins at a row.
fn band(grid: &Grid, position: usize, sight: Sight) -> Option<Band> {
    if !may_be_titles(&grid.rows[position]) || holds_data(&grid.rows[position], sight.names) {
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
                || holds_data(last, sight.names))
        {
            break;
        }
        let candidates = title::candidates(grid, lines, sight.words, sight.overrule);
        let score = score(&candidates);
        if best.as_ref().is_none_or(|(_, _, before)| score > *before) {
            best = Some((candidates, height, score));
        }
    }
    let (candidates, height, score) = best?;
    // «Tổ phó», «Thành viên» are as well the roles of a row of people.
    let plain: BTreeSet<&[Field]> = candidates
        .iter()
        .filter(|candidate| candidate.role.is_none() || candidate.fields != [Field::Person])
        .map(|candidate| candidate.fields.as_slice())
        .filter(|fields| !fields.is_empty() && *fields != [Field::Ignored])
        .collect();
    if score < 2 || plain.len() < 2 {
        return None;
    }
    let lines = &grid.rows[position..position + height];
    // The same titles on the next page of print say nothing of what stands below them.
    let below: Vec<&Line> = grid.rows[position + height..]
        .iter()
        .take(SAMPLE)
        .filter(|below| !lines.iter().any(|line| repeats(line, below)))
        .collect();
    let columns = content::resolve(candidates, &below, sight, score >= CLEAR);
    let kind = kind(&columns)?;
    let header = Header {
        top: lines[0].number,
        bottom: lines[height - 1].number,
        columns,
        kind,
    };
    Some(Band {
        header,
        height,
        score,
    })
}

/// Whether two rows hold the same texts in the same columns.
fn repeats(line: &Line, other: &Line) -> bool {
    line.cells.len() == other.cells.len()
        && line
            .cells
            .iter()
            .zip(&other.cells)
            .all(|(one, other)| one.column == other.column && one.text == other.text)
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

/// A column whose title may name one of several fields; none where the title is not known.
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
        .filter(|candidate| !candidate.fields.is_empty() && candidate.fields != [Field::Ignored])
        .map(|candidate| (candidate.fields.as_slice(), candidate.role))
        .collect();
    told.len()
}

/// Titles are short text, and there are at least two of them; one may be broken.
fn may_be_titles(line: &Line) -> bool {
    let titles = line.cells.iter().filter(|cell| !cell.text.is_empty());
    let short = titles.clone().all(|cell| {
        let is_text = matches!(
            cell.value,
            Value::Text(_) | Value::Error(_) | Value::Uncomputed(_)
        );
        is_text
            && (cell.text.len() <= LONGEST || cell.text.chars().count() <= LONGEST)
            && !is_number(&cell.text)
    });
    short && titles.count() >= 2
}

fn is_number(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'/' | b'-'))
        && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// A row that names a commune in full, a decision or a day is data, never a title.
fn holds_data(line: &Line, names: &Names) -> bool {
    line.cells
        .iter()
        .any(|cell| names.is_commune(&cell.text) || is_value(&cell.text))
}

/// A phone, a mail address, a decision's number or a day; an example within a title («Số QĐ (ví
/// dụ 15/QĐ-UBND)») is none.
fn is_value(typed: &str) -> bool {
    if typed.contains('@') {
        return true;
    }
    if !typed.contains(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let phone = typed
        .starts_with(|letter: char| letter.is_ascii_digit() || letter == '+' || letter == '(')
        && !phone::read(typed).numbers.is_empty();
    let decides = || {
        decision::read(&Value::Text(typed.into()))
            .iter()
            .any(|claim| matches!(claim.number, Number::Named { odd: false, .. }))
    };
    phone
        || !typed.contains('(')
            && (matches!(date::read_text(typed), DateClaim::Day(_)) || decides())
}
