//! Finds the headers of a tab: their rows, the field of each column, and the kind of table.
//!
//! Recognises titles by meaning, over one to four rows. If the words are ambiguous («Chức danh»,
//! «Đơn vị»), the cells below decide. Reads no submissions.

mod beside;
mod content;
mod context;
mod data;
mod rival;
mod split;
#[cfg(test)]
mod tests;
mod title;
mod told;
mod turned;
mod villages;

use std::collections::{BTreeMap, BTreeSet};

use crate::submission::grid::{Grid, Line, Text};
use crate::submission::names::Names;
use crate::submission::position::Positions;
use crate::submission::row_words::RowWords;
use crate::submission::stop::Stop;
use crate::submission::vocabulary::{About, Field, Fit, Headers, Whose, Words};
use crate::submission::{Act, Role, TabKind};
use crate::text;
pub(super) use beside::cuts;
pub(super) use data::reports;
use data::{holds_data, holds_number, is_group, may_be_titles};
pub(super) use rival::{Pair, Stated};
use split::Split;
use title::{Part, Titles};
pub(super) use told::{BELOW, Mapping};
pub(super) use turned::turned;

/// The most letters in a title.
const LONGEST: usize = 400;
/// The most rows in a header.
const TALLEST: usize = 4;
/// Number of titles that must be known before cells may decide about the others.
const CLEAR: usize = 3;
/// Number of rows below a header that decide what an unclear title means.
const SAMPLE: usize = 200;

/// A recognised header, and the kind of its table.
#[derive(Clone, Debug)]
pub(super) struct Header {
    /// Number of the first row.
    pub top: u32,
    /// Number of the last row.
    pub bottom: u32,
    pub columns: Vec<Column>,
    /// The decision columns, grouped by pairs of number and day.
    pub stated: Vec<Stated>,
    /// The days and numbers that are split over several columns.
    pub split: Split,
    pub kind: TabKind,
    /// Whether the text above it says that it is about villages' teams.
    pub of_villages: bool,
    /// Whether its columns of village teams have to be added up.
    pub adds_villages: bool,
    /// The lines of the operator's mapping that named a column.
    pub mapped: BTreeSet<usize>,
}

/// A recognised column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    pub column: u32,
    pub field: Field,
    /// The role of its people in a wide table: «Tổ trưởng», «Tổ phó», «Thành viên».
    pub role: Option<Role>,
    /// What its decisions do, if the title states it: «QĐ kiện toàn».
    pub act: Option<Act>,
    /// Whether it is a column of statuses in which a tick denies the decision: «Chưa ban hành».
    pub denies: bool,
    /// The titles over it as typed, the group's first; empty if only a group's title is over it.
    pub title: String,
    /// Its rank among columns that could be the same field.
    standing: ColumnRank,
}

impl Column {
    /// Whether its title leaves open that it has decisions of the commune's team.
    pub(super) fn may_decide(&self) -> bool {
        matches!(self.standing.whose, Whose::Team | Whose::Unsaid)
    }
}

/// The criteria for choosing between columns of the same field; smaller is better.
#[derive(Clone, Debug, PartialEq)]
struct ColumnRank {
    fit: Fit,
    whose: Whose,
    hidden: bool,
    /// Its titles without «(cũ)» and «(mới)».
    titles: String,
}

impl Header {
    /// The columns that could be the same field as this one, including it, from left to right.
    pub(super) fn rivals(&self, field: Field, column: u32) -> Vec<u32> {
        let of = |stated: &Stated| -> Option<Vec<u32>> {
            let first = |pair: &Pair| pair.number.or(pair.dates.first().copied());
            let firsts: Vec<u32> = stated.pairs.iter().filter_map(first).collect();
            match field {
                Field::DecisionDate => {
                    let mut pairs = stated.pairs.iter();
                    let pair = pairs.find(|pair| pair.dates.contains(&column))?;
                    Some(pair.dates.clone())
                }
                _ => firsts.contains(&column).then_some(firsts),
            }
        };
        let stated = self.stated.iter().find_map(of);
        let mut rivals = stated.unwrap_or_else(|| {
            let same = self.columns.iter().filter(|known| known.field == field);
            same.map(|known| known.column).collect()
        });
        rivals.sort_unstable();
        rivals.dedup();
        rivals
    }

    /// Whether its table is read. A header that is not read still ends the table above it.
    pub(super) fn is_read(&self) -> bool {
        self.kind != TabKind::Ignored
    }

    /// The first column of a field.
    pub(super) fn column(&self, field: Field) -> Option<u32> {
        self.columns
            .iter()
            .find(|column| column.field == field)
            .map(|column| column.column)
    }

    /// Column letters by the name of the field, as `sources` shows them; the field of a role has
    /// its prefix. For a turned table, row numbers of the sheet.
    pub(super) fn letters(&self, turned: bool) -> BTreeMap<String, String> {
        let place = |column: u32| match turned {
            true => (column + 1).to_string(),
            false => crate::cell::column_letters(column),
        };
        let mut letters = BTreeMap::new();
        for (name, column) in self.read() {
            letters.entry(name).or_insert_with(|| place(column));
        }
        letters
    }

    /// The number of columns read for each name of a field.
    pub(super) fn counts(&self) -> BTreeMap<String, u32> {
        let mut counts = BTreeMap::new();
        for (name, _) in self.read() {
            *counts.entry(name).or_insert(0) += 1;
        }
        counts
    }

    /// The columns that are read, with the names of their fields.
    fn read(&self) -> impl Iterator<Item = (String, u32)> {
        let columns = self.columns.iter();
        let read =
            columns.filter(|column| !matches!(column.field, Field::Ignored | Field::OtherDocument));
        read.map(|column| {
            let id = column.field.id();
            let name = match column.role {
                Some(Role::Leader) => format!("leader_{id}"),
                Some(Role::Deputy) => format!("deputy_{id}"),
                Some(Role::Member) => format!("member_{id}"),
                None => id.to_owned(),
            };
            (name, column.column)
        })
    }
}

/// Everything needed to recognise headers.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub words: &'a Headers,
    pub mapping: &'a Mapping,
    pub names: &'a Names<'a>,
    pub positions: &'a Positions,
    pub rows: &'a RowWords,
    pub stop: &'a Stop,
}

/// Number of rows below the first row of a header that are needed to recognise it.
pub(super) const AHEAD: usize = 2 * TALLEST + SAMPLE + 1;

/// The headers that begin in the first `until` rows of the window, and the position after both
/// `until` and the last header.
pub(super) fn find(grid: &Grid, until: usize, sight: Sight) -> (Vec<Header>, usize) {
    let (bands, end) = bands(grid, until, sight);
    (bands.into_iter().map(|band| band.header).collect(), end)
}

/// Whether a header in the window has a column of communes, so that the rows below can be read
/// without more rows.
pub(super) fn names_communes(grid: &Grid, sight: Sight) -> bool {
    let until = grid.rows.len().saturating_sub(AHEAD);
    let (headers, _) = find(grid, until, sight);
    let mut headers = headers.iter();
    headers.any(|header| header.is_read() && header.column(Field::Commune).is_some())
}

/// A recognised header, for comparison with other ways to read the same rows.
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
        // Skip lines of a letterhead above the titles, which have no title of their own.
        while best.height > 1
            && !tells(&grid.rows[position..position + best.height], sight)
            && !are_owners(&grid.rows[position], sight)
        {
            let Some(later) = band(grid, position + 1, sight) else {
                break;
            };
            if later.score < best.score {
                break;
            }
            best = later;
            position += 1;
        }
        // A header that is not read may be a line above one that is.
        if !best.header.is_read()
            && let Some((skipped, later)) = (1..=best.height).find_map(|skipped| {
                let later = (position + skipped < grid.rows.len())
                    .then(|| band(grid, position + skipped, sight))??;
                later.header.is_read().then_some((skipped, later))
            })
        {
            best = later;
            position += skipped;
        }
        position += best.height;
        found.push(best);
    }
    (found, position)
}

/// Whether the first of these rows has a title with no other title below it.
fn tells(lines: &[Line], sight: Sight) -> bool {
    let Some((first, below)) = lines.split_first() else {
        return false;
    };
    first.cells.iter().any(|cell| {
        let last = below
            .iter()
            .all(|line| line.text(Some(cell.column)).is_empty());
        last && title::tells(&cell.text, sight)
    })
}

/// Whether a row has titles of several groups that say whose their columns are: «Cấp thôn | Cấp
/// xã». Without merges, such as in a csv, nothing else shows that they are titles.
fn are_owners(line: &Line, sight: Sight) -> bool {
    let filled = || line.cells.iter().filter(|cell| !cell.text.is_empty());
    let about = sight.words.about();
    filled().count() > 1 && filled().all(|cell| about.says_whose(&Words::of(&cell.text)))
}

/// Whether a row below a header is that of another table, whose cells say nothing about this one.
fn heads_another(below: &Line, titles: &[Line], sight: Sight) -> bool {
    let known = |cell: &&Text| sight.words.knows(&cell.text);
    may_be_titles(below)
        && below.cells.iter().filter(known).nth(CLEAR - 1).is_some()
        && !titles.iter().any(|line| repeats(line, below))
}

/// The titles that begin at a row, over the number of rows with the best score; with that number
/// and that score.
fn titles(grid: &Grid, position: usize, sight: Sight) -> Option<(Titles, usize, usize)> {
    let first = &grid.rows[position];
    if !may_be_titles(first) || holds_data(first, sight) {
        return None;
    }
    let mut best: Option<(Titles, usize, usize)> = None;
    for height in 1..=TALLEST {
        let Some(lines) = grid.rows.get(position..position + height) else {
            break;
        };
        let last = &lines[height - 1];
        if height > 1
            && (last.number != lines[height - 2].number + 1
                || !may_be_titles(last) && !is_group(grid, last)
                || holds_data(last, sight))
        {
            break;
        }
        let below = sample(grid, position + height);
        let titles = title::candidates(grid, lines, below, sight);
        let score = score(&titles.candidates);
        let more = best.as_ref().is_none_or(|(_, _, before)| score > *before);
        // A title merged down to this row, known or not, makes it a row of titles.
        let merged = best.as_ref().is_some_and(|(_, higher, before)| {
            score == *before
                && (reaches_down(grid, &lines[..*higher], last)
                    || *higher + 1 == height && is_below_groups(grid, &lines[*higher - 1], last))
        });
        let answers = height > 1 && title::are_answers(last, sight.words);
        if more || merged || answers {
            if score > 1 && sight.rows.are_hints(last) {
                break;
            }
            best = Some((titles, height, score));
        }
    }
    best
}

/// The header that begins at a row.
fn band(grid: &Grid, position: usize, sight: Sight) -> Option<Band> {
    let (titles, height, score) = titles(grid, position, sight)?;
    let lines = &grid.rows[position..position + height];
    // With numbers it may be a row of data, so more titles are required.
    let cells = lines.iter().flat_map(|line| &line.cells);
    let numbers = cells.filter(|cell| !cell.text.is_empty() && holds_number(cell));
    let enough = if numbers.count() == 0 { 2 } else { CLEAR };
    if score < enough || plain_titles(&titles.candidates) < enough {
        return None;
    }
    // Titles repeated for the next printed page are not data.
    let below: Vec<&Line> = sample(grid, position + height)
        .iter()
        .take_while(|below| !heads_another(below, lines, sight))
        .filter(|below| !lines.iter().any(|line| repeats(line, below)))
        .collect();
    let mut columns = content::resolve(titles.candidates, grid, &below, sight, score >= CLEAR);
    let whose = context::whose(grid, position, &columns, sight);
    context::apply(&mut columns, whose, sight.words.about());
    let (mut columns, stated) = rival::settle(columns, sight.words.about());
    let split = split::settle(&mut columns);
    let adds_villages = villages::settle(&mut columns, sight.words.about());
    let kind = kind(&columns, whose, sight.words.about());
    let kind = kind.or_else(|| heads_rows(&columns).then_some(TabKind::Ignored))?;
    let header = Header {
        top: lines[0].number,
        bottom: lines[height - 1].number,
        kind,
        of_villages: whose == Some(Whose::Villages),
        adds_villages,
        columns,
        stated,
        split,
        mapped: titles.used,
    };
    Some(Band {
        header,
        height,
        score,
    })
}

/// The number of titles that are certainly not data: «Tổ phó» and «Thành viên» could be roles in a
/// row of people. They count if there is a column of communes and all titles are known.
fn plain_titles(candidates: &[Candidate]) -> usize {
    let said = |candidate: &&Candidate| {
        !candidate.fields.is_empty() && candidate.fields != [Field::Ignored]
    };
    let (people, plain): (Vec<&Candidate>, Vec<&Candidate>) = candidates
        .iter()
        .filter(said)
        .partition(|candidate| candidate.role.is_some() && candidate.fields == [Field::Person]);
    let of_communes =
        |one: &&Candidate| one.fit <= Fit::Head && one.fields.contains(&Field::Commune);
    let beside_communes = plain.iter().any(of_communes)
        && !people.is_empty()
        && candidates.iter().all(|one| !one.fields.is_empty());
    let plain: BTreeSet<&[Field]> = plain.iter().map(|one| one.fields.as_slice()).collect();
    plain.len() + usize::from(beside_communes)
}

/// Whether a title of these rows is merged down to another row.
fn reaches_down(grid: &Grid, lines: &[Line], row: &Line) -> bool {
    let titled = lines.iter().flat_map(|line| {
        let cells = line.cells.iter();
        cells.map(|cell| (line.number, cell.column))
    });
    let mut merges = titled.filter_map(|(row, column)| grid.merge(row, column));
    merges.any(|merge| merge.bottom >= row.number)
}

/// Whether all texts of a row are below titles merged across: «Trong đó» over «Cấp xã | Cấp thôn».
fn is_below_groups(grid: &Grid, titles: &Line, row: &Line) -> bool {
    let below = |cell: &Text| {
        grid.merge(titles.number, cell.column).is_some_and(|merge| {
            merge.right > merge.left && merge.left > 0 && merge.bottom == titles.number
        })
    };
    let filled = || row.cells.iter().filter(|cell| !cell.text.is_empty());
    filled().count() > 1 && filled().all(|cell| below(cell) && !holds_number(cell))
}

/// The rows that decide what an unclear title means.
fn sample(grid: &Grid, from: usize) -> &[Line] {
    let rows = &grid.rows[from.min(grid.rows.len())..];
    &rows[..rows.len().min(SAMPLE)]
}

/// Whether two rows have the same texts in the same columns.
fn repeats(line: &Line, other: &Line) -> bool {
    line.cells.len() == other.cells.len()
        && line
            .cells
            .iter()
            .zip(&other.cells)
            .all(|(one, other)| one.column == other.column && one.text == other.text)
}

/// Whether columns without a known purpose are still those of a table: one has exactly the title of
/// row numbers or of communes.
fn heads_rows(columns: &[Column]) -> bool {
    let of_rows = |column: &&Column| {
        matches!(column.field, Field::Ordinal | Field::Commune) && column.standing.fit == Fit::Exact
    };
    columns.len() > 2 && columns.iter().any(|column| of_rows(&column))
}

/// The kind of table with these columns; `None` if they do not make one.
fn kind(columns: &[Column], whose: Option<Whose>, about: &About) -> Option<TabKind> {
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
    let of_team = whose == Some(Whose::Team);
    let tells = |column: &Column| match column.field {
        Field::Counted(_) => true,
        // A commune that has only another body's document has reported something.
        Field::OtherDocument => column.standing.whose == Whose::Others,
        Field::Status if column.standing.whose == Whose::Team => true,
        Field::Status => of_team || about.asks_about_founding(&Words::of(&column.title)),
        field => team.contains(&field),
    };
    let tells = columns.iter().any(tells);
    if has(Field::Commune) && tells {
        return Some(TabKind::Submissions);
    }
    let of_villages = |column: &Column| column.standing.whose == Whose::Villages;
    if has(Field::Commune) && (has(Field::VillageTeams) || columns.iter().any(of_villages)) {
        return Some(TabKind::Villages);
    }
    (has(Field::Person) && any(&[Field::Position, Field::Role, Field::Phone, Field::Workplace]))
        .then_some(TabKind::Submissions)
}

/// A column and the fields that its title may name; none if the title is unknown.
#[derive(Clone)]
struct Candidate {
    column: u32,
    parts: Vec<Part>,
    fields: Vec<Field>,
    fit: Fit,
    role: Option<Role>,
}

impl Candidate {
    /// Makes a column, once its field is known.
    fn column(&self, field: Field, role: Option<Role>, grid: &Grid, words: &Headers) -> Column {
        let titles: Vec<Words> = self
            .parts
            .iter()
            .map(|part| Words::of(&part.plain))
            .collect();
        let about = words.about();
        let whose = match field {
            _ if self.fit == Fit::Told => Whose::Team,
            Field::DecisionDate if about.plans(&titles) => Whose::Others,
            Field::DecisionNumber
            | Field::DecisionDate
            | Field::Link
            | Field::Status
            | Field::OtherDocument
            | Field::Ignored => about.decision(&titles),
            _ => about.people(&titles),
        };
        let act = match about.is_replaced(&titles) {
            true => Some(Act::Replaced),
            false => about.reorganises(&titles).then_some(Act::Reorganises),
        };
        Column {
            column: self.column,
            field,
            role,
            act,
            denies: field == Field::Status && titles.last().is_some_and(|own| about.denies(own)),
            title: self.title(),
            standing: ColumnRank {
                fit: self.fit,
                whose,
                hidden: grid.is_column_hidden(self.column),
                titles: about.without_version(&titles),
            },
        }
    }

    /// The titles of the groups above it.
    fn groups(&self) -> impl Iterator<Item = &str> {
        let groups = self.parts.iter().rev().skip(1);
        groups.map(|part| part.plain.as_str())
    }

    /// The titles as typed, the group's first; empty if only a group's title is over the column.
    fn title(&self) -> String {
        let Some(last) = self.parts.last().filter(|part| part.own) else {
            return String::new();
        };
        let mut titles: Vec<String> = self.parts[..self.parts.len() - 1]
            .iter()
            .map(|part| text::one_line(&part.typed))
            .collect();
        titles.push(text::one_line(&last.typed));
        titles.join(BELOW)
    }
}

/// How many titles with different meanings a header has.
fn score(candidates: &[Candidate]) -> usize {
    let told: BTreeSet<(&[Field], Option<Role>)> = candidates
        .iter()
        .filter(|candidate| !candidate.fields.is_empty() && candidate.fields != [Field::Ignored])
        .map(|candidate| (candidate.fields.as_slice(), candidate.role))
        .collect();
    told.len()
}
