//! Reads a row of the contacts tab: who supports which system, and how to reach them.

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::Header;
use crate::submission::link::{self, Link};
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
    header: &Header,
    system: &mut Option<(String, CellAddress)>,
) -> Option<(Contact, Vec<Finding>)> {
    let cell = |field: Field| {
        header
            .column(field)
            .and_then(|column| line.cell(column))
            .filter(|cell| !cell.text.is_empty() || cell.link.is_some())
    };
    let covering = |field: Field| {
        header
            .column(field)
            .and_then(|column| grid.covering(line, column))
    };
    let shown = |cell: Option<&Text>| {
        cell.filter(|cell| !cell.is_error())
            .map(|cell| text::one_line(&cell.text))
            .unwrap_or_default()
    };

    let own = cell(Field::System).filter(|cell| !cell.text.is_empty());
    if let Some(own) = own {
        *system = Some((
            text::one_line(&own.text),
            grid.address(line.number, own.column),
        ));
    }
    let channels = [
        Field::Person,
        Field::Phone,
        Field::Email,
        Field::Group,
        Field::Guide,
    ];
    if own.is_none() && channels.iter().all(|field| cell(*field).is_none()) {
        return None;
    }
    let (name_of_system, system_cell) = system.clone()?;
    let broken = [
        own,
        cell(Field::Person),
        cell(Field::Unit),
        cell(Field::Group),
        cell(Field::Guide),
    ];
    let broken = broken.into_iter().flatten();
    let mut findings: Vec<Finding> = broken
        .filter_map(|cell| broken_cell(grid, line, cell))
        .collect();
    let mut contact = Contact {
        system: name_of_system,
        name: shown(cell(Field::Person)),
        unit: shown(covering(Field::Unit)),
        phones: Vec::new(),
        emails: Vec::new(),
        link: None,
        groups: Vec::new(),
        cell: system_cell,
    };
    if let Some(phone) = cell(Field::Phone) {
        contact.phones = team::digits(&phone.text);
        findings.extend(team::phone_findings(
            &grid.address(line.number, phone.column),
            phone,
        ));
    }
    if let Some(mail) = cell(Field::Email) {
        contact.emails = email::read(&mail.text).good;
        findings.extend(team::email_findings(
            &grid.address(line.number, mail.column),
            mail,
        ));
    }
    let mut link = |field: Field| {
        let found = cell(field).filter(|cell| !cell.is_error())?;
        let (address, finding) = linked(grid, line, found);
        findings.extend(finding);
        address
    };
    contact.groups.extend(link(Field::Group));
    contact.link = link(Field::Guide);
    Some((contact, findings))
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
