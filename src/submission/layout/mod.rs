//! The rows of a tab to entries: what one place in the sheet says of one commune.
//!
//! One walk serves every layout. Where a column names the commune, its text opens an entry and
//! blanks below belong to it, until a sum, a group title or a note ends it; where none does, a
//! section line or the tab's title opens it. A long tab is walked while it arrives. Deliberately
//! joins no two entries: `collect` does.

mod aside;
mod column;
mod content;
mod decision;
mod preface;
pub(super) mod row;
mod section;
mod status;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::register::Named;
use crate::submission::grid::{Grid, Line, Text, WINDOW};
use crate::submission::header::{self, Header, Sight};
use crate::submission::settings::Holds;
use crate::submission::team::{self, Group};
use crate::submission::vocabulary::Field;
use crate::submission::{
    DateClaim, Decision, Member, TabKind, broken_cell, contact, date, person, villages_together,
};
use crate::text;
use column::Columns;
pub(super) use column::OF_COLUMN;
pub(super) use content::{Entry, TabContent};
use preface::Said;
use section::Section;

/// Rows that are walked at once: few, so that whoever sends the rows need not wait.
const STRIDE: usize = 256;
/// Rows after which a table whose header names communes is walked already: it needs no more.
pub(super) const FIRST_SIGHT: usize = header::AHEAD + STRIDE;

/// The walk down one table of a tab, or several below one another, while its rows arrive.
pub(super) struct Walk<'a> {
    grid: Grid,
    sight: Sight<'a>,
    /// What is looked for.
    holds: Holds,
    /// Every header so far that heads what is looked for.
    headers: Vec<Header>,
    /// The header that the rows stand under, with its groups of people.
    header: Option<(Header, Vec<Group>)>,
    /// From how many rows in sight on the next step is worth it.
    enough: usize,
    /// All rows are in sight.
    ended: bool,
    /// No header names communes: lines above it may.
    untitled: bool,
    content: TabContent,
    /// What its columns did to many cells.
    columns: Columns,
    /// The people of the current entry so far.
    team: Vec<Member>,
    /// The entry that rows without a name belong to.
    current: Option<usize>,
    /// Row number of the last row that belonged to it.
    previous: Option<u32>,
    /// A sum or a group title stands between: rows without a name belong to nobody.
    closed: bool,
    /// Past the notes and signatures: only a commune's name resumes the table.
    footer: bool,
    /// The system that contact rows without one belong to.
    system: Option<(String, CellAddress)>,
    /// The entry that the tab's title opened.
    by_tab: Option<usize>,
    /// Row number of the last row of contacts.
    contact: Option<u32>,
    /// Of columns that remain rivals those that say different things, by field: what is said once.
    contested: BTreeMap<Field, Contest>,
}

/// Columns that could be one field and say different things.
struct Contest {
    /// The title of the first of them, and where it stands.
    title: String,
    header: CellAddress,
    /// The first rows that differ, and how many do.
    rows: Vec<CellAddress>,
    count: u32,
}

impl<'a> Walk<'a> {
    /// Begins above the first row.
    pub(super) fn new(grid: Grid, holds: Holds, sight: Sight<'a>) -> Self {
        Self {
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
        }
    }

    /// The next row comes in sight.
    pub(super) fn push(&mut self, line: Line) {
        if line.cells.is_empty() {
            return;
        }
        self.grid.push(line);
        if self.grid.rows.len() >= self.enough || self.grid.is_full() {
            self.step(self.grid.rows.len() - header::AHEAD);
        }
    }

    /// The headers, and everything the walk met; a tab's title that nothing stands under said nothing.
    pub(super) fn finish(mut self) -> (Vec<Header>, TabContent) {
        self.ended = true;
        self.step(self.grid.rows.len());
        self.settle();
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
        (self.headers, self.content)
    }

    /// Walks the first `until` rows in sight, headers that begin there included.
    fn step(&mut self, until: usize) {
        let (found, end) = header::find(&self.grid, until, self.sight);
        let found: Vec<Header> = found
            .into_iter()
            .filter(|header| match self.holds {
                Holds::Both => true,
                Holds::Contacts => header.kind == TabKind::Contacts,
                Holds::Submissions => header.kind != TabKind::Contacts,
            })
            .collect();
        if self.headers.is_empty() {
            let untitled = |first: &Header| {
                first.column(Field::Commune).is_none() && first.kind == TabKind::Submissions
            };
            let few = !self.grid.is_full() && !self.ended;
            let Some(first) = found.first().filter(|first| !few || !untitled(first)) else {
                self.enough = WINDOW;
                if self.grid.is_full() {
                    self.grid.pass(end);
                }
                return;
            };
            self.enough = FIRST_SIGHT;
            self.untitled = untitled(first);
            if self.untitled && !section::several(&self.grid, self.sight.names) {
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

    /// A header begins.
    fn below(&mut self, next: &Header) {
        let repeated = self.header.as_ref().is_some_and(|(header, _)| {
            header.column(Field::Commune) == next.column(Field::Commune)
        });
        if !repeated {
            self.footer = false;
        }
        // The people of villages' teams are nobody's in the commune's.
        let groups = match next.kind {
            TabKind::Villages => Vec::new(),
            _ => team::groups(next),
        };
        self.contact = None;
        self.header = Some((next.clone(), groups));
    }

    /// Columns whose title is an error: what stands in them is not read.
    fn untitled_columns(&mut self, lines: &[Line], header: &Header) {
        let lines = lines.iter().take_while(|line| line.number <= header.bottom);
        let broken = lines.flat_map(|line| {
            let cells = line.cells.iter();
            cells.filter_map(|cell| broken_cell(&self.grid, line, cell))
        });
        let findings: Vec<Finding> = broken.collect();
        self.sight.stop.found(findings.len());
        self.content.findings.extend(findings);
    }

    /// A row that begins no header.
    fn line(&mut self, line: &Line) {
        match self.header.take() {
            Some((header, groups)) => {
                if line.number > header.bottom && !row::numbers_columns(line) {
                    self.row(line, &header, &groups);
                }
                self.header = Some((header, groups));
            }
            None if self.untitled => self.above(line),
            None => {}
        }
    }

    /// One row below a header.
    fn row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        if header.kind == TabKind::Contacts {
            return self.contact_row(line, header);
        }
        let Some(column) = header.column(Field::Commune) else {
            return self.section_row(line, header, groups);
        };
        let title = line
            .cell(column)
            .map(|cell| text::one_line(&cell.text))
            .unwrap_or_default();
        if title.is_empty() {
            return self.unnamed_row(line, header, groups);
        }
        if row::signs(line) {
            self.footer = true;
            return self.close();
        }
        let informs = row::informs(line, header);
        let ordinal = line.text(header.column(Field::Ordinal));
        if row::is_sum(&title) || !informs && (row::is_roman(ordinal) || row::is_group(&title)) {
            return self.close();
        }
        let named = self.sight.names.find(&title);
        if matches!(named, Named::Unknown { .. })
            && (row::is_footer(&title) || self.footer && !row::resumes(line, header, &title))
        {
            self.footer = true;
            return self.close();
        }
        self.footer = false;
        let follows = self
            .previous
            .is_some_and(|previous| line.number == previous + 1);
        let repeats = self.current.is_some_and(|current| {
            let entry = &self.content.entries[current];
            entry.named == named
                && (!matches!(named, Named::Unknown { .. }) || entry.typed == title)
        });
        let long = groups.iter().all(|group| group.role.is_none()) && !groups.is_empty();
        if !(follows && repeats && long && !self.closed) {
            self.open(named, title, self.grid.address(line.number, column));
        }
        self.ingest(line, header, groups, None);
    }

    /// A row that names no commune: it belongs to the entry above, or closes it, or is nobody's.
    fn unnamed_row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        let Some(first) = line.first() else { return };
        if self.is_next_person(line, first, header) {
            return self.ingest(line, header, groups, Some(first.column));
        }
        let title = text::one_line(&first.text);
        if row::signs(line) || self.stands_apart(line, header) {
            self.footer = true;
            return self.close();
        }
        if row::is_sum(&title) || row::is_group(&title) && !row::informs_team(line, header) {
            return self.close();
        }
        if row::is_footer(&title) && !row::informs_team(line, header) {
            self.footer = true;
            return self.close();
        }
        if !row::informs(line, header) {
            return;
        }
        if self.footer {
            if !row::is_persons(line, header) {
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
            let at = self.grid.address(line.number, first.column);
            let value = line
                .cells
                .iter()
                .map(|cell| text::one_line(&cell.text))
                .filter(|text| !text.is_empty());
            let value = value.collect::<Vec<_>>().join(" | ");
            self.content
                .findings
                .push(Finding::new(RuleId::RowUnplaced).at(&at).value(value));
        }
    }

    /// Nearly every row is one: the next person of the entry above, by a name that is nothing else
    /// and, as «Lưu Ý» might head a note, does not stand alone.
    fn is_next_person(&self, line: &Line, first: &Text, header: &Header) -> bool {
        self.current.is_some()
            && !self.closed
            && !self.footer
            && self
                .previous
                .is_some_and(|previous| line.number == previous + 1)
            && line.cells.len() > 1
            && header.column(Field::Person) == Some(first.column)
            && person::is_plain(&first.text, self.sight.positions)
    }

    /// A lone name below a gap, under a team whose people have positions, signs the sheet.
    fn stands_apart(&self, line: &Line, header: &Header) -> bool {
        let below_a_gap = self
            .previous
            .is_some_and(|previous| line.number > previous + 1);
        let described = self
            .team
            .iter()
            .any(|member| !member.position.typed.is_empty());
        below_a_gap && described && row::only_names(line, header)
    }

    /// A row of a table whose commune stands above it or in the tab's title.
    fn section_row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        if self.preface(line) {
            return;
        }
        self.unnamed_row(line, header, groups);
    }

    /// A line above the first table, which has no column of communes.
    fn above(&mut self, line: &Line) {
        let said = preface::said(line, self.sight.words, self.sight.names);
        if said.is_empty() {
            match section::opened(line, self.sight.names) {
                Some(section) if section.numbered || !section.rest.is_empty() => {
                    self.open_section(line, section);
                }
                _ => {
                    let named = preface::names_commune(line, self.sight.names);
                    self.take(line, named.into_iter().collect());
                }
            }
            return;
        }
        // «(Kèm theo Quyết định … của UBND xã Đăk Ui)» says both.
        if self.current.is_none() {
            let named = preface::names_commune(line, self.sight.names);
            self.take(line, named.into_iter().collect());
        }
        self.take(line, said);
    }

    /// A section line, or a line about the section that is open. True where it was one.
    fn preface(&mut self, line: &Line) -> bool {
        if let Some(section) = section::opened(line, self.sight.names) {
            self.open_section(line, section);
            return true;
        }
        let said = preface::said(line, self.sight.words, self.sight.names);
        let speaks = !said.is_empty();
        for said in said {
            if let Said::Commune {
                named,
                typed,
                column,
            } = said
            {
                self.open(named, typed, self.grid.address(line.number, column));
            } else {
                self.take(line, vec![said]);
            }
        }
        speaks
    }

    /// Rivals say different things in a row.
    fn contest(&mut self, line: &Line, header: &Header, field: Field, column: u32) {
        /// Rows that are named in the sentence.
        const NAMED: usize = 3;

        let title = header.columns.iter().find(|known| known.column == column);
        let at = self.grid.address(line.number, column);
        let contest = self.contested.entry(field).or_insert_with(|| Contest {
            title: title.map(|known| known.title.clone()).unwrap_or_default(),
            header: self.grid.address(header.bottom, column),
            rows: Vec::new(),
            count: 0,
        });
        contest.count += 1;
        if contest.rows.len() < NAMED {
            contest.rows.push(at);
        }
    }

    fn open_section(&mut self, line: &Line, section: Section) {
        let address = self.grid.address(line.number, section.column);
        self.footer = false;
        self.open(section.named, section.name, address.clone());
        self.count(line);
        self.state(decision::of_words(&section.rest, &address));
    }

    /// Takes what a line above a table says.
    fn take(&mut self, line: &Line, said: Vec<Said>) {
        for said in said {
            match said {
                Said::Commune {
                    named,
                    typed,
                    column,
                } => self.name_tab(named, typed, self.grid.address(line.number, column)),
                Said::Number { value, column } => {
                    let address = self.grid.address(line.number, column);
                    let decisions = decision::of_value(&value, &address);
                    self.state(decisions);
                }
                Said::Date { value, column } => {
                    let date = date::read(&value, self.grid.reckoning);
                    let address = self.grid.address(line.number, column);
                    self.date_decision(date, address);
                }
            }
        }
    }

    /// The day of the decision that was stated last.
    fn date_decision(&mut self, date: DateClaim, address: CellAddress) {
        let Some(current) = self.current else { return };
        let statements = &mut self.content.entries[current].statements;
        if let Some(decision) = statements.last_mut().and_then(|stated| stated.last_mut())
            && decision.date == DateClaim::Absent
        {
            decision.date = date;
            decision.date_cell = Some(address);
        }
    }

    /// The tab's lines say whose it is. Two names that differ are asked about.
    fn name_tab(&mut self, named: Named, typed: String, address: CellAddress) {
        let Some(current) = self.current else {
            return self.open(named, typed, address);
        };
        let entry = &mut self.content.entries[current];
        let one = |named: &Named| match named {
            Named::Exact(index) | Named::Alias(index) | Named::Folded(index) => Some(*index),
            _ => None,
        };
        match (one(&entry.named), one(&named)) {
            (Some(before), Some(now)) if before != now => {
                entry.named = Named::Ambiguous(vec![before, now]);
                entry.typed = format!("{} / {typed}", entry.typed);
                entry.name_cell = address;
                self.by_tab = None;
            }
            (Some(_), Some(_)) if self.by_tab == Some(current) => {
                entry.named = named;
                entry.typed = typed;
                entry.name_cell = address;
                self.by_tab = None;
            }
            _ => {}
        }
    }

    /// The entry that a tab's title opens.
    fn open_by_tab(&mut self) {
        if let Some(named) = section::of_tab(&self.grid.title, self.sight.names) {
            let address = self.grid.address(0, 0);
            self.open(named, self.grid.title.to_string(), address);
            self.by_tab = self.current;
        }
    }

    fn open(&mut self, named: Named, typed: String, name_cell: CellAddress) {
        // A section line that repeats the tab's title speaks of the same commune.
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
            return;
        }
        self.sight.stop.found(1);
        self.settle();
        self.content.entries.push(Entry {
            named,
            typed,
            name_cell,
            statements: Vec::new(),
            members: Vec::new(),
            village_teams: None,
            notes: Vec::new(),
            reported: false,
            findings: Vec::new(),
        });
        self.current = Some(self.content.entries.len() - 1);
        self.closed = false;
    }

    /// The current entry gets its people, whose number is known now.
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

    fn state(&mut self, decisions: Vec<Decision>) {
        let Some(current) = self.current else { return };
        if !decisions.is_empty() {
            let entry = &mut self.content.entries[current];
            entry.reported = true;
            entry.statements.push(decisions);
        }
    }

    /// Adds what a row says to the open entry. In a column that is said to be plain a name stands
    /// that is nothing else.
    fn ingest(&mut self, line: &Line, header: &Header, groups: &[Group], plain: Option<u32>) {
        let Some(current) = self.current else { return };
        self.count(line);
        self.previous = Some(line.number);
        let first = self.team.is_empty() && !self.content.entries[current].reported;
        if header.kind != TabKind::Villages {
            let row = decision::of_row(&self.grid, line, header, first);
            for (field, column) in row.contested {
                self.contest(line, header, field, column);
            }
            self.state(row.decisions);
        }
        let village_teams = aside::village_teams(line, header);
        let entry = &mut self.content.entries[current];
        for group in groups {
            let before = self.team.len();
            let findings = team::read(
                &self.grid,
                line,
                group,
                self.sight.positions,
                plain,
                &mut self.team,
            );
            let people = self.team.len() - before;
            self.sight.stop.found(people + findings.len());
            entry
                .findings
                .extend(self.columns.keep(findings, Some(current)));
        }
        entry.village_teams = villages_together([entry.village_teams, village_teams]);
        entry
            .findings
            .extend(aside::broken(&self.grid, line, header));
        for note in aside::notes(line, header) {
            if !entry.notes.contains(&note) {
                entry.notes.push(note);
            }
        }
        entry.reported |= row::informs(line, header);
    }

    /// A row of contact points.
    fn contact_row(&mut self, line: &Line, header: &Header) {
        let Some(first) = line.first() else { return };
        let title = text::one_line(&first.text);
        if row::is_footer(&title) || row::is_sum(&title) {
            self.footer = true;
            return;
        }
        let own = !line.text(header.column(Field::System)).is_empty();
        let follows = self
            .contact
            .is_some_and(|previous| line.number == previous + 1);
        if self.footer || !own && !follows {
            return;
        }
        self.contact = Some(line.number);
        if let Some((contact, findings)) = contact::read(&self.grid, line, header, &mut self.system)
        {
            self.count(line);
            self.sight.stop.found(1 + findings.len());
            self.content.contacts.push(contact);
            let findings = self.columns.keep(findings, None);
            self.content.findings.extend(findings);
        }
    }
}

impl Contest {
    fn finding(self, field: Field) -> Finding {
        let rows: Vec<String> = self.rows.iter().map(CellAddress::a1).collect();
        let more = self.count as usize - rows.len();
        Finding::new(RuleId::ColumnAmbiguous)
            .variant(if more == 0 { "" } else { "more" })
            .at(&self.header)
            .value(self.title)
            .with("field", field.id())
            .with("rows", rows.join(", "))
            .with("more", more.to_string())
    }
}

/// The titles of columns that nothing reads.
pub(super) fn unread(header: &Header) -> Vec<String> {
    let groups = match header.kind {
        TabKind::Submissions => Some(team::groups(header)),
        _ => None,
    };
    let reads = |column: &header::Column| match column.field {
        Field::Ignored | Field::OtherDocument => false,
        Field::Position | Field::Workplace | Field::Phone | Field::Email | Field::Role => groups
            .as_ref()
            .is_none_or(|groups| groups.iter().any(|group| group.has(column.column))),
        _ => true,
    };
    let columns = header.columns.iter();
    columns
        .filter(|column| !column.title.is_empty() && !reads(column))
        .map(|column| column.title.clone())
        .collect()
}
