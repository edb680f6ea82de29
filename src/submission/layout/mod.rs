//! Turns the rows of a tab into entries: what one place in the sheet states about a commune.
//!
//! One walk handles all layouts. If a column names communes, each name opens an entry, to which
//! rows without a name belong until a sum, the title of a group or a note ends it. Otherwise a
//! section line or the tab's title opens the entry. A long tab is walked while its rows arrive.
//! Does not join entries; `collect` does.

mod against;
mod annex;
mod aside;
mod column;
mod contact_row;
mod content;
mod contest;
mod counted;
mod decision;
mod example;
mod ingest;
mod paper;
mod people;
mod preface;
mod province;
pub(super) mod row;
mod section;
mod split;
mod status;
mod struck;
#[cfg(test)]
mod tests;
mod unplaced;
mod unread;

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::cell::CellAddress;
use crate::finding::Finding;
use crate::register::Named;
use crate::submission::grid::{Grid, Line, Text, WINDOW};
use crate::submission::header::{self, Header, Sight};
use crate::submission::row_words::is_figure;
use crate::submission::settings::Holds;
use crate::submission::team::{self, Group};
use crate::submission::village::{Village, Villages};
use crate::submission::vocabulary::Field;
use crate::submission::{Decision, Doubt, Member, Role, TabKind};
use crate::text;
use column::Columns;
pub(super) use column::OF_COLUMN;
pub(super) use content::{Entry, TabContent};
use contest::Contest;
use paper::Papers;
pub(super) use preface::commune_in;
use unplaced::Block;
pub(super) use unread::unread;

/// Number of rows that are walked at once; small, so that the sender of the rows does not have to
/// wait.
const STRIDE: usize = 256;
/// After this many rows, a table whose header names communes can be walked.
pub(super) const FIRST_SIGHT: usize = header::AHEAD + STRIDE;

/// The walk over the tables of a tab, from top to bottom, while the rows arrive.
pub(super) struct Walk<'a> {
    grid: Grid,
    sight: Sight<'a>,
    /// The kinds of tables to look for.
    holds: Holds,
    /// All headers so far whose tables are of these kinds.
    headers: Vec<Header>,
    /// The header of the current rows, with its groups of people.
    header: Option<(Header, Vec<Group>)>,
    /// Look for headers only when the window has this many rows: looking costs a pass over them.
    enough: usize,
    /// Whether all rows have arrived.
    ended: bool,
    /// Whether the header names no communes, so that lines above it may.
    untitled: bool,
    content: TabContent,
    /// Findings with a cause that affects many cells of a column.
    columns: Columns,
    /// The people of the current entry so far.
    team: Vec<Member>,
    /// The entry to which rows without a name belong.
    current: Option<usize>,
    /// Number of the last row that belonged to the current entry.
    previous: Option<u32>,
    /// Whether a sum or the title of a group came after it, so that rows without a name belong to
    /// nobody.
    closed: bool,
    /// Whether notes or signatures came after the table; only a commune's name resumes it.
    footer: bool,
    /// The system to which contact rows without one belong.
    system: Option<(String, CellAddress)>,
    /// The entry opened by the tab's title.
    by_tab: Option<usize>,
    /// Number of the last row of contacts.
    contact: Option<u32>,
    /// Rival columns that differ, by field, for one finding each.
    contested: BTreeMap<Field, Contest>,
    /// The finding about the first example row, and the number of such rows.
    examples: Option<(Finding, u32)>,
    /// The role of the people below a line that states it: «II | Các Tổ phó».
    headed: Option<Role>,
    /// The finding of a line that marks the next commune's row as an example.
    announced: Option<Finding>,
    /// Whether rows without a name belong to an example.
    in_example: bool,
    /// Whether rows without a name belong to a village's team.
    in_village: bool,
    /// Whether the list below is a village's team, so that none of its people are in the commune's.
    of_villages: bool,
    /// Whether that team has been counted.
    village_counted: bool,
    /// The last rows that belong to nobody.
    unplaced: Option<Block>,
    /// Whether the current entry has rows, so that a line about a table is about the next one.
    began: bool,
    /// Whether the tab's title names a commune.
    of_a_commune: bool,
    /// Decisions stated before the line naming their commune.
    pending: Vec<Vec<Decision>>,
    /// The province named by the tab's title or the last heading.
    province: Option<String>,
    /// Whether a finding has reported that the current table is not read.
    told_of_table: bool,
    /// A cache of what cells state about kinds of documents.
    papers: Papers,
    /// Whether the title of a group says that the rows below are about villages' teams.
    below_villages: bool,
    /// Whether the last named team in a table of villages' teams is the commune's own.
    in_own_team: bool,
    /// What the title of the current group says against the decisions below it.
    group_says: Option<Doubt>,
    /// The marks of rows for notes below the table, with their entries.
    marked: FxHashMap<String, Vec<usize>>,
    /// Whether the tab explains how to fill in the others, so that its rows are examples.
    is_guide: bool,
}

impl<'a> Walk<'a> {
    /// A walk before the first row.
    pub(super) fn new(grid: Grid, holds: Holds, sight: Sight<'a>) -> Self {
        let register = sight.names.register;
        let title = grid.title.replace('_', " ");
        let province = register.province(&title);
        let is_guide = sight.rows.is_guide(&title);
        Self {
            province: province.map(str::to_owned),
            grid,
            sight,
            holds,
            headers: Vec::new(),
            header: None,
            enough: FIRST_SIGHT,
            ended: false,
            untitled: false,
            content: TabContent::default(),
            columns: Columns::default(),
            team: Vec::new(),
            current: None,
            previous: None,
            closed: false,
            footer: false,
            system: None,
            by_tab: None,
            contact: None,
            contested: BTreeMap::new(),
            examples: None,
            announced: None,
            headed: None,
            in_example: false,
            in_village: false,
            of_villages: false,
            village_counted: false,
            unplaced: None,
            began: false,
            of_a_commune: false,
            pending: Vec::new(),
            told_of_table: false,
            papers: Papers::default(),
            below_villages: false,
            in_own_team: false,
            group_says: None,
            marked: FxHashMap::default(),
            is_guide,
        }
    }

    /// Takes the next row.
    pub(super) fn push(&mut self, line: Line) {
        if line.cells.is_empty() && line.struck.is_empty() {
            return;
        }
        self.grid.push(line);
        if self.grid.rows.len() >= self.enough || self.grid.is_full() {
            self.step(self.grid.rows.len() - header::AHEAD);
        }
    }

    /// Returns the headers and the contents. An entry that the tab's title opened and that has no
    /// rows is removed.
    pub(super) fn finish(mut self) -> (Vec<Header>, TabContent) {
        self.ended = true;
        self.step(self.grid.rows.len());
        self.settle();
        self.orphans();
        for (finding, entry) in std::mem::take(&mut self.columns).findings() {
            match entry {
                Some(entry) => self.content.entries[entry].findings.push(finding),
                None => self.content.findings.push(finding),
            }
        }
        if let Some(entry) = self.by_tab
            && self.content.entries.len() > 1
            && !self.content.entries[entry].reported
        {
            self.content.entries.remove(entry);
        }
        let contested = std::mem::take(&mut self.contested);
        let findings = contested
            .into_iter()
            .map(|(field, contest)| contest.finding(field));
        self.content.findings.extend(findings);
        if let Some((example, count)) = self.examples.take() {
            let example = example.with("count", count.to_string());
            self.content.findings.push(example);
        }
        (self.headers, self.content)
    }

    /// Walks the first `until` rows of the window, including headers that begin there.
    fn step(&mut self, until: usize) {
        let (mut found, end) = header::find(&self.grid, until, self.sight);
        self.keep_wanted(&mut found);
        if self.headers.is_empty() {
            let untitled = |first: &Header| {
                first.column(Field::Commune).is_none() && first.kind == TabKind::Submissions
            };
            let few = !self.grid.is_full() && !self.ended;
            let mut read = found.iter().filter(|header| header.is_read());
            let Some(first) = read.next().filter(|first| !few || !untitled(first)) else {
                self.enough = WINDOW;
                if self.grid.is_full() {
                    self.grid.pass(end);
                }
                return;
            };
            self.enough = FIRST_SIGHT;
            self.untitled = untitled(first);
            if self.untitled && !section::several(&self.grid, self.sight.names, self.sight.rows) {
                self.open_by_tab();
            }
        }
        let rows = Arc::clone(&self.grid.rows);
        let mut following = found.iter().peekable();
        for (at, line) in rows[..end].iter().enumerate() {
            if self.sight.stop.is_set() {
                break;
            }
            match following.next_if(|next| next.top == line.number) {
                Some(next) => {
                    self.below(next);
                    self.untitled_columns(&rows[at..], next);
                }
                None => self.line(line),
            }
        }
        drop(rows);
        self.headers.extend(found);
        self.grid.pass(end);
    }

    /// Begins the table below a header.
    fn below(&mut self, next: &Header) {
        let repeated = self.header.as_ref().is_some_and(|(header, _)| {
            header.column(Field::Commune) == next.column(Field::Commune)
        });
        if !repeated {
            self.footer = false;
        }
        let groups = match next.kind {
            TabKind::Ignored => Vec::new(),
            TabKind::Submissions | TabKind::Contacts | TabKind::Villages => team::groups(next),
        };
        if !next.is_read() {
            self.close();
            self.told_of_table = false;
        }
        self.contact = None;
        self.headed = None;
        self.announced = None;
        self.in_example = false;
        self.in_village = false;
        self.below_villages = false;
        self.group_says = self.title_says(next).or_else(|| self.tab_says());
        self.of_villages |= next.of_villages && next.column(Field::Commune).is_none();
        self.header = Some((next.clone(), groups));
    }

    /// Reads a row that begins no header.
    fn line(&mut self, line: &Line) {
        self.heading(line);
        self.foot_note(line);
        match self.header.take() {
            Some((header, groups)) => {
                if line.number > header.bottom && !row::numbers_columns(line) {
                    if !self.is_struck_out(line, &header) {
                        self.row(line, &header, &groups);
                    }
                    self.tell_struck(line, &header);
                }
                self.header = Some((header, groups));
            }
            None if self.untitled => {
                self.preface(line, None);
            }
            None => {}
        }
    }

    /// Reads a row below a header.
    fn row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        match header.kind {
            TabKind::Contacts => return self.contact_row(line, header),
            TabKind::Ignored => return self.of_another_table(line, header),
            TabKind::Submissions | TabKind::Villages => {}
        }
        let words = self.sight.rows;
        let Some(column) = header.column(Field::Commune) else {
            return self.section_row(line, header, groups);
        };
        let title = line
            .cell(column)
            .map(|cell| text::one_line(&cell.text))
            .unwrap_or_default();
        if example::stands_alone(line) && self.announce(line, header) {
            return;
        }
        if title.is_empty() {
            return self.unnamed_row(line, header, groups);
        }
        if row::signs(line, self.sight.rows) {
            self.footer = true;
            return self.close();
        }
        let in_guide = self.is_guide.then_some(column);
        if let Some(mark) = example::mark(line, header, words).or(in_guide) {
            let said = self.example(line, mark);
            return self.pass_over(line, header, said);
        }
        if example::is_hint(line, header, self.sight) {
            return;
        }
        let informs = row::informs(line, header);
        let ordinal = line.text(header.column(Field::Ordinal));
        let of_a_province = || self.sight.names.register.province(&title).is_some();
        let roman = row::is_roman(ordinal) && !self.sight.names.register.says_kind(&title);
        if !informs && (roman || words.is_group(&title) || of_a_province()) {
            self.below_level(&title);
            self.below_group(line, &title);
            return self.close();
        }
        let named = self.named(&title, line);
        if named.one().is_some()
            && let Some(said) = self.announced.take()
        {
            return self.pass_over(line, header, said);
        }
        if matches!(named, Named::Unknown { .. }) && self.is_no_unit(line, header, &title) {
            return;
        }
        self.entry(line, header, groups, (named, title, column));
    }

    /// Reads a row with an unknown name as a group, a sum, a village or a line below the table.
    /// Returns whether it is one of these.
    fn is_no_unit(&mut self, line: &Line, header: &Header, title: &str) -> bool {
        let words = self.sight.rows;
        let ordinal = line.text(header.column(Field::Ordinal));
        let name = header.column(Field::Commune);
        let broken = name.and_then(|column| line.cell(column));
        let broken = broken.is_some_and(Text::is_error);
        let counts = || row::counts(line, header) || row::is_roman(ordinal);
        if words.is_group(title) && counts()
            || words.is_sum(title)
            || words.is_sum(ordinal)
            || is_figure(title) && !broken
            || row::only_counts(line, header, title, self.sight)
        {
            self.below_group(line, title);
            self.close();
            return true;
        }
        if words.is_village(title) && self.current.is_some() && !self.closed {
            self.village_row(line, header);
            return true;
        }
        if self.heads_group(line, header) {
            return true;
        }
        let below =
            words.is_footer(title) || self.footer && !row::resumes(line, header, title, self.sight);
        if below {
            self.footer = true;
            self.close();
        }
        below
    }

    /// Reads a row that names a unit: it opens an entry, or belongs to the entry above if that has
    /// the same name.
    fn entry(
        &mut self,
        line: &Line,
        header: &Header,
        groups: &[Group],
        (named, title, column): (Named, String, u32),
    ) {
        self.footer = false;
        self.in_example = false;
        self.in_village = false;
        let follows = self
            .previous
            .is_some_and(|previous| line.number == previous + 1);
        let repeats = self.current.is_some_and(|current| {
            let entry = &self.content.entries[current];
            entry.named == named
                && (!matches!(named, Named::Unknown { .. }) || entry.typed == title)
        });
        let long = groups.iter().all(|group| group.role.is_none()) && !groups.is_empty();
        let answers = header.column(Field::AnsweredAt).is_some();
        if !(follows && repeats && long && !answers && !self.closed) {
            self.open(named, title, self.grid.address(line.number, column));
        }
        self.ingest(line, header, groups, None);
    }

    /// Reads a village's row in a table of communes: one team of the commune above.
    fn village_row(&mut self, line: &Line, header: &Header) {
        let Some(current) = self.current else { return };
        self.count(line);
        if row::informs(line, header) {
            let entry = &mut self.content.entries[current];
            let village = Village {
                name: text::one_line(line.text(header.column(Field::Commune))),
                cell: self
                    .grid
                    .address(line.number, header.column(Field::Commune).unwrap_or(0)),
            };
            entry.villages.name(village, self.sight.rows);
            entry.reported = true;
        }
        self.in_village = true;
    }

    /// Reads a row that names no commune: it belongs to the entry above, closes it, or belongs to
    /// nobody.
    fn unnamed_row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        let Some(first) = line.first() else { return };
        if self.in_village {
            return self.count(line);
        }
        if let Some(role) = self.heads_people(line, header) {
            self.headed = Some(role);
            return;
        }
        if self.is_next_person(line, first, header) {
            return self.ingest(line, header, groups, Some(first.column));
        }
        let words = self.sight.rows;
        let title = text::one_line(&first.text);
        if self.in_example || example::is_hint(line, header, self.sight) {
            return;
        }
        if row::signs(line, words) || self.stands_apart(line, header) {
            self.footer = true;
            return self.close();
        }
        if words.is_sum(&title) || words.is_group(&title) && !row::informs_team(line, header) {
            self.below_level(&title);
            self.below_group(line, &title);
            return self.close();
        }
        if words.is_footer(&title) && !row::informs_team(line, header) {
            self.footer = true;
            return self.close();
        }
        if self.heads_group(line, header) || !row::informs(line, header) {
            return;
        }
        if self.footer {
            if !row::is_persons(line, header, self.sight.positions.roles()) {
                return;
            }
            self.footer = false;
            self.closed = false;
        }
        if self.current.is_some() && !self.closed {
            return self.ingest(line, header, groups, None);
        }
        if row::informs_team(line, header) {
            self.count(line);
            self.unplaced(line, first);
        }
    }

    /// Reads a row of a table whose commune is named above it or in the tab's title.
    fn section_row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        if self.preface(line, Some(header)) {
            return;
        }
        if let Some(mark) = example::mark(line, header, self.sight.rows) {
            let said = self.example(line, mark);
            return self.pass_over(line, header, said);
        }
        self.unnamed_row(line, header, groups);
    }

    /// Opens an entry for the commune in the tab's title.
    fn open_by_tab(&mut self) {
        if let Some(named) = section::of_tab(&self.grid.title, self.sight.names, self.sight.rows) {
            let address = self.grid.address(0, 0);
            self.open(named, self.grid.title.to_string(), address);
            self.by_tab = self.current;
            self.of_a_commune = true;
        }
    }

    fn open(&mut self, named: Named, typed: String, name_cell: CellAddress) {
        // A section line that repeats the tab's title is about the same commune.
        if let Some(entry) = self
            .current
            .map(|current| &mut self.content.entries[current])
            && entry.named == named
            && !entry.reported
            && entry.statements.is_empty()
        {
            entry.typed = typed;
            entry.name_cell = name_cell;
            self.closed = false;
            return self.state_pending();
        }
        self.sight.stop.found(1);
        self.settle();
        self.content.entries.push(Entry {
            named,
            typed,
            name_cell,
            statements: Vec::new(),
            members: Vec::new(),
            villages: Villages::default(),
            counts: Vec::new(),
            notes: Vec::new(),
            answered: None,
            reported: false,
            findings: Vec::new(),
        });
        self.current = Some(self.content.entries.len() - 1);
        self.headed = None;
        self.in_own_team = false;
        self.closed = false;
        self.began = false;
        self.state_pending();
    }

    /// Moves the collected people into the current entry, in a list of exactly their number.
    fn settle(&mut self) {
        if let Some(current) = self.current {
            self.content.entries[current].members = self.team.drain(..).collect();
        }
    }

    fn close(&mut self) {
        self.closed = true;
    }

    fn count(&mut self, line: &Line) {
        self.content.rows += 1;
        self.content.hidden_rows += u32::from(line.hidden);
    }
}
