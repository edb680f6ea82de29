//! Reads a row of the contacts tab: who supports which system, and how to reach them.

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::Header;
use crate::submission::link::{self, Link};
use crate::submission::reach_words::ReachWords;
use crate::submission::vocabulary::Field;
use crate::submission::{Contact, broken_cell, email, team};
use crate::text;

/// Returns the contact point of a row and findings about it; `None` if the row is empty.
///
/// `system` is the system of the row above: a second person for the same system has a row without
/// its name.
pub(super) fn read(
    grid: &Grid,
    line: &Line,
    (header, words): (&Header, &ReachWords),
    system: &mut Option<(String, CellAddress)>,
) -> Option<(Contact, Vec<Finding>)> {
    let cells = Cells {
        grid,
        line,
        header,
        words,
    };
    let own = cells.filled(Field::System);
    let own = own.filter(|cell| !cell.text.is_empty());
    if let Some(own) = own {
        *system = Some((text::one_line(&own.text), cells.address(own)));
    }
    let mut channels = CHANNELS.iter();
    if own.is_none() && channels.all(|field| cells.filled(*field).is_none()) {
        return None;
    }
    let (name_of_system, system_cell) = system.clone()?;
    let unit = header
        .column(Field::Unit)
        .and_then(|column| grid.covering(line, column));
    let mut contact = Contact {
        system: name_of_system,
        name: shown(cells.filled(Field::Person)),
        unit: shown(unit),
        phones: Vec::new(),
        emails: Vec::new(),
        link: None,
        groups: Vec::new(),
        cell: system_cell,
    };
    let mut findings = cells.broken(own);
    cells.reach(&mut contact, &mut findings);
    Some((contact, findings))
}

/// Fields of which one must be filled in for a row to be a contact point of its own.
const CHANNELS: [Field; 5] = [
    Field::Person,
    Field::Phone,
    Field::Email,
    Field::Group,
    Field::Guide,
];

/// The cells of a row of contacts.
struct Cells<'a> {
    grid: &'a Grid,
    line: &'a Line,
    header: &'a Header,
    words: &'a ReachWords,
}

impl<'a> Cells<'a> {
    /// The cell of a field, if it has text or a link.
    fn filled(&self, field: Field) -> Option<&'a Text> {
        let cell = self.line.cell(self.header.column(field)?)?;
        (!cell.text.is_empty() || cell.link.is_some()).then_some(cell)
    }

    fn address(&self, cell: &Text) -> CellAddress {
        self.grid.address(self.line.number, cell.column)
    }

    /// Findings about cells with errors; `system` is the cell of the system, if this row has one.
    fn broken(&self, system: Option<&Text>) -> Vec<Finding> {
        let fields = [Field::Person, Field::Unit, Field::Group, Field::Guide];
        let cells = fields.into_iter().filter_map(|field| self.filled(field));
        system
            .into_iter()
            .chain(cells)
            .filter_map(|cell| broken_cell(self.grid, self.line, cell))
            .collect()
    }

    /// Adds phones, mail addresses and links to the contact point, and findings about them.
    fn reach(&self, contact: &mut Contact, findings: &mut Vec<Finding>) {
        if let Some(phone) = self.filled(Field::Phone) {
            contact.phones = team::digits(&phone.text, self.words);
            let at = self.address(phone);
            findings.extend(team::phone_findings(&at, phone, self.words));
        }
        if let Some(mail) = self.filled(Field::Email) {
            contact.emails = email::read(&mail.text, self.words).good;
            let at = self.address(mail);
            findings.extend(team::email_findings(&at, mail, self.words));
        }
        let mut link = |field: Field| {
            let found = self.filled(field).filter(|cell| !cell.is_error())?;
            let (address, finding) = linked(self.grid, self.line, found);
            findings.extend(finding);
            address
        };
        contact.groups.extend(link(Field::Group));
        contact.link = link(Field::Guide);
    }
}

/// The text of a cell; empty if the cell holds an error.
fn shown(cell: Option<&Text>) -> String {
    let cell = cell.filter(|cell| !cell.is_error());
    cell.map(|cell| text::one_line(&cell.text))
        .unwrap_or_default()
}

/// The address that a cell links to, or a finding about it.
fn linked(grid: &Grid, line: &Line, cell: &Text) -> (Option<String>, Option<Finding>) {
    match link::read(&cell.text, cell.link.as_deref()) {
        Link::Good(address) => (Some(address), None),
        Link::Malformed(typed) => {
            let finding = Finding::new(RuleId::LinkMalformed)
                .at(&grid.address(line.number, cell.column))
                .value(typed);
            (None, Some(finding))
        }
        Link::Absent => (None, None),
    }
}
