//! The rows of a tab to entries: what one place in the sheet says of one commune.
//!
//! One walk serves every layout. Where a column names the commune, its text opens an entry and
//! blanks below belong to it, until a sum, a group title or a note ends it; where none does, a
//! section line or the tab's title opens it. Deliberately joins no two entries: `collect` does.

pub(super) mod row;
mod section;

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::register::Named;
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::Header;
use crate::submission::names::Names;
use crate::submission::position::Positions;
use crate::submission::team::{self, Group};
use crate::submission::vocabulary::Field;
use crate::submission::{
    Act, DateClaim, Decision, Member, Number, TabKind, contact, date, decision, link,
};
use crate::table::Value;
use crate::text;

/// What one place in the sheet says of one commune.
#[derive(Debug)]
pub(super) struct Entry {
    /// Who the name means.
    pub named: Named,
    /// The name as typed.
    pub typed: String,
    pub name_cell: CellAddress,
    /// The decisions of each row that states any.
    pub statements: Vec<Vec<Decision>>,
    pub members: Vec<Member>,
    pub village_teams: Option<u32>,
    pub notes: Vec<String>,
    /// More stands there than a number and a name.
    pub reported: bool,
    pub findings: Vec<Finding>,
}

/// What a tab says.
#[derive(Debug, Default)]
pub(super) struct TabContent {
    pub entries: Vec<Entry>,
    pub contacts: Vec<crate::submission::Contact>,
    /// Findings that belong to no entry.
    pub findings: Vec<Finding>,
    pub rows: u32,
    pub hidden_rows: u32,
}

/// Reads the tables that the headers head.
pub(super) fn read(
    grid: &Grid,
    headers: &[Header],
    names: &Names,
    positions: &Positions,
) -> TabContent {
    let mut walk = Walk {
        grid,
        names,
        positions,
        content: TabContent::default(),
        current: None,
        previous: None,
        closed: false,
        footer: false,
        system: None,
    };
    if headers.first().is_some_and(|header| {
        header.column(Field::Commune).is_none() && header.kind == TabKind::Submissions
    }) {
        walk.open_by_tab();
    }
    let mut following = headers.iter().peekable();
    let mut header: Option<(&Header, Vec<Group>)> = None;
    for line in &grid.rows {
        if let Some(next) = following.next_if(|next| next.top == line.number) {
            let repeated = header.as_ref().is_some_and(|(header, _)| {
                header.column(Field::Commune) == next.column(Field::Commune)
            });
            if !repeated {
                walk.footer = false;
            }
            header = Some((next, team::groups(next)));
            continue;
        }
        match &header {
            Some((header, _)) if line.number <= header.bottom || row::numbers_columns(line) => {}
            Some((header, groups)) => walk.row(line, header, groups),
            None if following
                .peek()
                .is_some_and(|next| next.column(Field::Commune).is_none()) =>
            {
                walk.preface(line);
            }
            None => {}
        }
    }
    walk.content
}

struct Walk<'a> {
    grid: &'a Grid,
    names: &'a Names<'a>,
    positions: &'a Positions,
    content: TabContent,
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
}

impl Walk<'_> {
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
        let informs = informs(line, header);
        let ordinal = line.text(header.column(Field::Ordinal));
        if row::is_sum(&title) || !informs && (row::is_roman(ordinal) || row::is_group(&title)) {
            return self.close();
        }
        let named = self.names.find(&title);
        if matches!(named, Named::Unknown { .. })
            && (row::is_footer(&title) || self.footer && !informs)
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
        self.ingest(line, header, groups);
    }

    /// A row that names no commune: it belongs to the entry above, or closes it, or is nobody's.
    fn unnamed_row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        let Some(first) = line.first() else { return };
        let title = text::one_line(&first.text);
        if row::is_sum(&title) || row::is_group(&title) && !informs_team(line, header) {
            return self.close();
        }
        if row::is_footer(&title) && !informs_team(line, header) {
            self.footer = true;
            return self.close();
        }
        if self.footer || !informs(line, header) {
            return;
        }
        if self.current.is_some() && !self.closed {
            return self.ingest(line, header, groups);
        }
        if informs_team(line, header) {
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

    /// A row of a table whose commune stands above it or in the tab's title.
    fn section_row(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        if self.preface(line) {
            return;
        }
        self.unnamed_row(line, header, groups);
    }

    /// A section line, or a line about the decision of the section that is open. True where it was one.
    fn preface(&mut self, line: &Line) -> bool {
        if let Some(section) = section::opened(line, self.names) {
            let address = self.grid.address(line.number, section.column);
            self.footer = false;
            self.open(section.named, section.name, address.clone());
            self.count(line);
            self.state(section_decisions(&section.rest, &address));
            return true;
        }
        let Some(current) = self.current else {
            return false;
        };
        let Some(said) = decision_line(line) else {
            return false;
        };
        let address = self.grid.address(line.number, said.column);
        match said.about {
            About::Number => self.state(section_decisions(&said.value, &address)),
            About::Date => {
                let statements = &mut self.content.entries[current].statements;
                if let Some(decision) = statements
                    .last_mut()
                    .and_then(|decisions| decisions.last_mut())
                {
                    decision.date = date::read_text(&said.value);
                    decision.date_cell = Some(address);
                }
            }
        }
        true
    }

    /// The entry that a tab's title opens.
    fn open_by_tab(&mut self) {
        if let Some(named) = section::of_tab(&self.grid.title, self.names) {
            let address = self.grid.address(0, 0);
            self.open(named, self.grid.title.to_string(), address);
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

    /// Adds what a row says to the open entry.
    fn ingest(&mut self, line: &Line, header: &Header, groups: &[Group]) {
        let Some(current) = self.current else { return };
        self.count(line);
        self.previous = Some(line.number);
        let first = self.content.entries[current].members.is_empty()
            && !self.content.entries[current].reported;
        let decisions = self.decisions(line, header, first);
        self.state(decisions);
        let village_teams = village_teams(line, header);
        let entry = &mut self.content.entries[current];
        for group in groups {
            let (members, findings) = team::read(self.grid, line, group, self.positions);
            entry.members.extend(members);
            entry.findings.extend(findings);
        }
        if let Some(count) = village_teams {
            entry.village_teams = Some(entry.village_teams.unwrap_or(0) + count);
        }
        for column in header
            .columns
            .iter()
            .filter(|column| column.field == Field::Note)
        {
            let note = text::one_line(line.text(Some(column.column)));
            if !note.is_empty() && !entry.notes.contains(&note) {
                entry.notes.push(note);
            }
        }
        entry.reported |= informs(line, header);
    }

    /// The decisions that a row states, column by column. In an entry's first row a merge from
    /// above counts too: one decision written once for several communes.
    fn decisions(&self, line: &Line, header: &Header, first: bool) -> Vec<Decision> {
        let cell = |column: u32| {
            let found = if first {
                self.grid.covering(line, column)
            } else {
                line.cell(column)
            };
            found.filter(|cell| !cell.text.is_empty())
        };
        let of = |field: Field| {
            header
                .columns
                .iter()
                .filter(move |column| column.field == field)
                .collect::<Vec<_>>()
        };
        let (numbers, dates) = (of(Field::DecisionNumber), of(Field::DecisionDate));
        let link = of(Field::Link).into_iter().find_map(|column| {
            let cell = line.cell(column.column).or_else(|| {
                if first {
                    self.grid.covering(line, column.column)
                } else {
                    None
                }
            })?;
            Some((column.column, link::read(&cell.text, cell.link.as_deref())))
        });
        let mut decisions = Vec::new();
        for (place, column) in numbers.iter().enumerate() {
            let date_column = dates
                .get(place)
                .or_else(|| dates.first().filter(|_| numbers.len() == 1));
            let date_cell =
                date_column.and_then(|date| cell(date.column).map(|cell| (date.column, cell)));
            let number = cell(column.column);
            let scan = number.and_then(|cell| cell.link.clone());
            let found = self.statement(line, column.column, number, date_cell);
            decisions.extend(found.into_iter().map(|mut decision| {
                if let (Some(act), Act::Founds) = (column.act, decision.act) {
                    decision.act = act;
                }
                if let Some(link::Link::Good(address)) =
                    scan.as_deref().map(|scan| link::read("", Some(scan)))
                {
                    decision.link = Some(address);
                }
                decision
            }));
        }
        if numbers.is_empty()
            && let Some((date, found)) = dates
                .first()
                .and_then(|date| cell(date.column).map(|cell| (date.column, cell)))
        {
            decisions.extend(self.statement(line, date, None, Some((date, found))));
        }
        if let Some((column, link::Link::Good(address))) = link {
            match decisions.first_mut() {
                Some(decision) => decision.link = Some(address),
                None => decisions.push(Decision {
                    number: Number::Absent,
                    date: DateClaim::Absent,
                    link: Some(address),
                    act: Act::Founds,
                    number_cell: Some(self.grid.address(line.number, column)),
                    date_cell: None,
                    typed: String::new(),
                }),
            }
        }
        decisions
    }

    /// The decisions of one pair of number and date cells.
    fn statement(
        &self,
        line: &Line,
        column: u32,
        number: Option<&Text>,
        date: Option<(u32, &Text)>,
    ) -> Vec<Decision> {
        let date_cell = date.map(|(column, _)| self.grid.address(line.number, column));
        let own_date = date.map_or(DateClaim::Absent, |(_, cell)| {
            date::read(&cell.value, self.grid.epoch_1904)
        });
        let Some(number) = number else {
            return if own_date == DateClaim::Absent {
                Vec::new()
            } else {
                vec![Decision {
                    number: Number::Absent,
                    date: own_date,
                    link: None,
                    act: Act::Founds,
                    number_cell: date_cell.clone(),
                    date_cell,
                    typed: String::new(),
                }]
            };
        };
        let number_cell = self.grid.address(line.number, column);
        let claims = decision::read(&number.value);
        let dates: Vec<DateClaim> = match date {
            Some((_, cell)) if claims.len() > 1 => {
                let each: Vec<DateClaim> = crate::submission::person::items(&cell.text)
                    .iter()
                    .map(|item| date::read_text(item))
                    .collect();
                if each.len() == claims.len() {
                    each
                } else {
                    vec![own_date]
                }
            }
            _ => vec![own_date],
        };
        let single = dates.len() == 1;
        let mut given = false;
        let mut decisions = Vec::new();
        for (place, claim) in claims.into_iter().enumerate() {
            let offered = if single {
                let takes = !given && claim.act != Act::Replaced;
                given |= takes;
                if takes {
                    dates[0].clone()
                } else {
                    DateClaim::Absent
                }
            } else {
                dates[place].clone()
            };
            let (date, from_date_cell) = agreed(claim.date, offered);
            decisions.push(Decision {
                number: claim.number,
                date,
                link: None,
                act: claim.act,
                number_cell: Some(number_cell.clone()),
                date_cell: if from_date_cell {
                    date_cell.clone()
                } else {
                    Some(number_cell.clone())
                },
                typed: text::one_line(&number.text),
            });
        }
        decisions
    }

    /// A row of contact points.
    fn contact_row(&mut self, line: &Line, header: &Header) {
        let Some(first) = line.first() else { return };
        let title = text::one_line(&first.text);
        if row::is_footer(&title) || row::is_sum(&title) {
            self.footer = true;
            return;
        }
        if self.footer {
            return;
        }
        if let Some((contact, findings)) = contact::read(self.grid, line, header, &mut self.system)
        {
            self.count(line);
            self.content.contacts.push(contact);
            self.content.findings.extend(findings);
        }
    }
}

/// The date of a decision where its number cell and its date cell may both state one: two
/// different days are no day.
fn agreed(in_number: DateClaim, in_date: DateClaim) -> (DateClaim, bool) {
    match (in_number, in_date) {
        (DateClaim::Absent, date) => (date, true),
        (date, DateClaim::Absent) => (date, false),
        (DateClaim::Day(one), DateClaim::Day(other)) if one != other => (
            DateClaim::Unreadable(format!(
                "{} / {}",
                one.format("%d/%m/%Y"),
                other.format("%d/%m/%Y")
            )),
            true,
        ),
        (DateClaim::Day(day), _) => (DateClaim::Day(day), false),
        (_, date) => (date, true),
    }
}

/// The decisions that a section line's words state; words without a number state nothing.
fn section_decisions(words: &str, at: &CellAddress) -> Vec<Decision> {
    let words = words
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')')
        .trim();
    if words.is_empty() {
        return Vec::new();
    }
    decision::read(&Value::Text(words.into()))
        .into_iter()
        .filter(|claim| {
            !matches!(claim.number, Number::Absent | Number::Unreadable(_))
                || claim.date != DateClaim::Absent
        })
        .map(|claim| Decision {
            number: claim.number,
            date: claim.date,
            link: None,
            act: claim.act,
            number_cell: Some(at.clone()),
            date_cell: Some(at.clone()),
            typed: words.to_owned(),
        })
        .collect()
}

/// What a line about a section's decision speaks of.
enum About {
    Number,
    Date,
}

struct DecisionLine {
    about: About,
    value: String,
    column: u32,
}

/// «Quyết định số: 15/QĐ-UBND ngày 28/7/2025», «Ngày ban hành: 28/7/2025», in one cell or two.
fn decision_line(line: &Line) -> Option<DecisionLine> {
    let filled: Vec<&Text> = line
        .cells
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .collect();
    if filled.is_empty() || filled.len() > 2 {
        return None;
    }
    let whole = filled
        .iter()
        .map(|cell| text::one_line(&cell.text))
        .collect::<Vec<_>>()
        .join(": ");
    let key = text::fold(whole.trim_start_matches(['(', '-', '+', ' ']));
    let starts = |words: &[&str]| words.iter().any(|word| key.starts_with(word));
    let about = if starts(&[
        "quyet dinh",
        "so quyet dinh",
        "qd ",
        "qd:",
        "so qd",
        "kem theo quyet dinh",
        "can cu quyet dinh",
        "van ban thanh lap",
    ]) {
        About::Number
    } else if starts(&["ngay ban hanh", "ngay ky", "ngay quyet dinh", "ngay qd"]) {
        About::Date
    } else {
        return None;
    };
    let value = match (&about, whole.split_once(':')) {
        (_, Some((_, value))) => value.trim().trim_start_matches(':').trim().to_owned(),
        (About::Number, None) => whole.clone(),
        (About::Date, None) => return None,
    };
    Some(DecisionLine {
        about,
        value,
        column: filled.last()?.column,
    })
}

/// Whether a row says more than a number and a name.
fn informs(line: &Line, header: &Header) -> bool {
    header.columns.iter().any(|column| {
        let Some(cell) = line.cell(column.column) else {
            return false;
        };
        match column.field {
            Field::DecisionNumber
            | Field::DecisionDate
            | Field::Person
            | Field::Position
            | Field::Phone
            | Field::Email
            | Field::Link
            | Field::Note
            | Field::Village => !cell.text.is_empty() || cell.link.is_some(),
            Field::VillageTeams | Field::MemberCount => {
                !matches!(cell.text.as_str(), "" | "0" | "-")
            }
            _ => false,
        }
    })
}

/// Whether a row speaks of a decision or a person, beyond notes and counts.
fn informs_team(line: &Line, header: &Header) -> bool {
    let first = line.first().map(|cell| cell.column);
    header.columns.iter().any(|column| {
        matches!(
            column.field,
            Field::DecisionNumber
                | Field::DecisionDate
                | Field::Person
                | Field::Position
                | Field::Village
        ) && Some(column.column) != first
            && line
                .cell(column.column)
                .is_some_and(|cell| !cell.text.is_empty() && !is_plain_number(cell))
    })
}

/// A sum under a column of names.
fn is_plain_number(cell: &Text) -> bool {
    matches!(cell.value, Value::Number(_))
}

/// Village-level teams that a row reports: a count in its column, or the village it names.
fn village_teams(line: &Line, header: &Header) -> Option<u32> {
    if let Some(column) = header.column(Field::VillageTeams) {
        let text = line.text(Some(column));
        let digits: String = text
            .chars()
            .skip_while(|letter| !letter.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        return digits.parse().ok();
    }
    let column = header.column(Field::Village)?;
    (!line.text(Some(column)).is_empty()).then_some(1)
}
