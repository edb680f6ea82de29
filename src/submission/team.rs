//! Reads the people of one row: joins names, positions, phones and roles.
//!
//! A cell may have several people. Entries of other cells are paired with them if the counts agree,
//! and are otherwise reported: nothing is paired by chance.

mod channel;

use std::sync::Arc;

use crate::cell::CellAddress;
use crate::finding::{Finding, RuleId};
use crate::submission::grid::{Grid, Line, Text};
use crate::submission::header::{Column, Header};
use crate::submission::person::{People, Person};
use crate::submission::position::{self, Positions};
use crate::submission::vocabulary::Field;
use crate::submission::{Member, Position, Role, broken_cell, cell_error, email, person, phone};
use crate::table::Value;
use crate::text;
use channel::{contact_findings, phone_repaired};
pub(super) use channel::{digits, email_findings, phone_findings};

/// The columns about the same people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// Their role, if the title states it.
    pub role: Option<Role>,
    pub person: Option<u32>,
    pub position: Option<u32>,
    pub workplace: Option<u32>,
    pub phone: Option<u32>,
    pub email: Option<u32>,
    pub roles: Option<u32>,
    /// Whether the columns beside it may also belong to the people left of it: «Tổ trưởng | Tổ phó
    /// | Chức vụ».
    pub unclear: bool,
}

impl Group {
    /// Sets the role from a line above, if the title states none.
    pub(super) fn headed(self, role: Option<Role>) -> Self {
        Self {
            role: self.role.or(role),
            ..self
        }
    }

    /// Whether there are no columns beside the people's.
    fn is_alone(&self) -> bool {
        let beside = [
            self.position,
            self.workplace,
            self.phone,
            self.email,
            self.roles,
        ];
        beside.iter().all(Option::is_none)
    }

    /// Removes the columns beside the people if it is unclear whose they are and other people of
    /// the row have no position.
    pub(super) fn beyond_doubt(self, others: &[Member]) -> Self {
        if self.unclear && others.iter().any(|other| other.position.typed.is_empty()) {
            Self {
                role: self.role,
                person: self.person,
                ..Self::default()
            }
        } else {
            self
        }
    }

    /// Whether a column belongs to this group.
    pub(super) fn has(&self, column: u32) -> bool {
        [
            self.person,
            self.position,
            self.workplace,
            self.phone,
            self.email,
            self.roles,
        ]
        .contains(&Some(column))
    }
}

/// The groups of people's columns of a header, from left to right.
pub(super) fn groups(header: &Header) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut early: Vec<&Column> = Vec::new();
    for column in &header.columns {
        match column.field {
            Field::Person => {
                let mut group = Group {
                    role: column.role,
                    person: Some(column.column),
                    ..Group::default()
                };
                early.retain(|column| !place(&mut group, column));
                let beside_another = |left: &Group| left.role.is_some() && left.is_alone();
                group.unclear = group.role.is_some() && groups.last().is_some_and(beside_another);
                groups.push(group);
            }
            Field::Position | Field::Workplace | Field::Phone | Field::Email | Field::Role => {
                let home = groups
                    .iter_mut()
                    .rev()
                    .find(|group| column.role.is_none() || group.role == column.role);
                if !home.is_some_and(|group| place(group, column)) {
                    early.push(column);
                }
            }
            _ => {}
        }
    }
    groups
}

/// Adds a column to a group; false if it does not belong to the group, or the group has such a
/// column already.
fn place(group: &mut Group, column: &Column) -> bool {
    if column.role.is_some() && column.role != group.role {
        return false;
    }
    group.unclear &= column.role.is_none();
    let slot = match column.field {
        Field::Position => &mut group.position,
        Field::Workplace => &mut group.workplace,
        Field::Phone => &mut group.phone,
        Field::Email => &mut group.email,
        Field::Role => &mut group.roles,
        _ => return false,
    };
    let free = slot.is_none();
    if free {
        *slot = Some(column.column);
    }
    free
}

/// Adds the people of one row, and returns findings about them. The column `plain` has only plain
/// names. People whose title states no role have that of the line above, `headed`.
pub(super) fn of_row(
    grid: &Grid,
    line: &Line,
    (groups, headed): (&[Group], Option<Role>),
    positions: &Positions,
    plain: Option<u32>,
    team: &mut Vec<Member>,
) -> Vec<Finding> {
    let begin = team.len();
    let mut findings = Vec::new();
    for group in groups {
        let group = group.headed(headed);
        let sure = group.beyond_doubt(&team[begin..]);
        findings.extend(read(grid, line, &sure, positions, plain, team));
        if sure != group {
            findings.extend(of_nobody(grid, line, &group, &mut team[begin..]));
        }
    }
    findings
}

/// The finding if one position is beside several people in different columns, so that it may belong
/// to any of them.
fn of_nobody(grid: &Grid, line: &Line, group: &Group, people: &mut [Member]) -> Option<Finding> {
    let position = shared(grid, line, group.position)?;
    for member in people.iter_mut() {
        member.unpaired |= member.position.typed.is_empty();
    }
    let finding = Finding::new(RuleId::NamesPositionsMismatch)
        .with("names", people.len().to_string())
        .with("positions", "1");
    let at = grid.address(line.number, position.column);
    Some(finding.at(&at).value(text::one_line(&position.text)))
}

/// Adds the people in one group of columns of a row.
fn read(
    grid: &Grid,
    line: &Line,
    group: &Group,
    positions: &Positions,
    plain: Option<u32>,
    team: &mut Vec<Member>,
) -> Vec<Finding> {
    if let Some((member, repaired)) = plain_member(grid, line, group, positions, plain) {
        team.push(member);
        return repaired.into_iter().collect();
    }
    let (members, findings) = taken_apart(grid, line, group, positions);
    team.extend(members);
    findings
}

fn taken_apart(
    grid: &Grid,
    line: &Line,
    group: &Group,
    positions: &Positions,
) -> (Vec<Member>, Vec<Finding>) {
    let mut findings = Vec::new();
    let cell = |column: Option<u32>| {
        column
            .and_then(|column| line.cell(column))
            .filter(|cell| !cell.text.is_empty() && !cell.is_error())
    };
    let broken = |column: Option<u32>| {
        column
            .and_then(|column| line.cell(column))
            .filter(|cell| cell.is_error())
    };
    let Some(names) = cell(group.person).or_else(|| broken(group.person)) else {
        if let (Some(position), Some(column)) = (cell(group.position), group.person) {
            let at = grid.address(line.number, column);
            findings.push(
                Finding::new(RuleId::PersonNotNamed)
                    .at(&at)
                    .value(text::one_line(&position.text)),
            );
        }
        return (Vec::new(), findings);
    };
    let address = grid.address(line.number, names.column);
    if names.is_error() {
        return (Vec::new(), vec![cell_error(&address, &names.text)]);
    }
    let entries = people(names, positions);
    findings.extend(not_named(&entries, &address));
    let count = entries.len();
    let held = Beside::read(shared(grid, line, group.position), count, positions);
    if let Beside::Uneven(found) = &held {
        let finding = match count {
            // «Khuyết»: the office exists, but is vacant.
            0 => Finding::new(RuleId::PersonNotNamed),
            _ => Finding::new(RuleId::NamesPositionsMismatch)
                .with("names", count.to_string())
                .with("positions", found.to_string()),
        };
        findings.push(finding.at(&address).value(text::one_line(&names.text)));
    }
    let beside = BesidePeople {
        held,
        workplaces: Beside::read(shared(grid, line, group.workplace), count, positions),
        phones: Beside::read(cell(group.phone), count, positions),
        emails: Beside::read(cell(group.email), count, positions),
        roles: Beside::read(shared(grid, line, group.roles), count, positions),
        // A position that a broken formula hides is not missing.
        hidden_position: broken(group.position).is_some(),
        cell: address,
    };
    contact_findings(grid, line, (group, positions.reach()), &mut findings);
    for column in [group.position, group.workplace, group.roles] {
        findings.extend(broken(column).and_then(|cell| broken_cell(grid, line, cell)));
    }
    let people = entries.into_iter().enumerate();
    let members = people
        .filter_map(|(place, entry)| Some((place, entry.ok()?)))
        .map(|(place, person)| {
            let (mut member, stands_in) = beside.member(place, person, group, positions);
            member.position_at = stands_in.map(|column| grid.place(line.number, column));
            member.hidden = line.hidden;
            member
        });
    (members.collect(), findings)
}

/// The findings about entries that name nobody, or a person replacing another.
fn not_named<'a>(
    entries: &'a [Result<Person, String>],
    address: &'a CellAddress,
) -> impl Iterator<Item = Finding> + 'a {
    let said = |words: String| {
        Finding::new(RuleId::PersonNotNamed)
            .at(address)
            .value(words)
    };
    let unnamed = entries.iter().filter_map(|entry| entry.as_ref().err());
    let instead = entries.iter().flatten();
    let instead = instead.filter_map(|person| person.instead.as_ref());
    unnamed
        .map(move |words| said(words.clone()))
        .chain(instead.map(move |words| said(text::one_line(words)).variant("replaced")))
}

/// The contents of the columns beside the people of a row.
struct BesidePeople {
    held: Beside,
    workplaces: Beside,
    phones: Beside,
    emails: Beside,
    roles: Beside,
    hidden_position: bool,
    /// The cell of the people.
    cell: CellAddress,
}

impl BesidePeople {
    /// The member for one of the people, and the column of the position if it is not beside the
    /// name.
    fn member(
        &self,
        place: usize,
        person: Person,
        group: &Group,
        positions: &Positions,
    ) -> (Member, Option<u32>) {
        let paired = self.held.at(place);
        let is_beside = person.position.is_some()
            && (paired.is_none() || holds_office(person.position.as_deref(), positions));
        let position = match (person.position.clone(), paired) {
            (Some(position), _) if is_beside => position,
            (Some(remark), Some(position)) => remarked(position, &remark, positions),
            (_, position) => position.unwrap_or_default(),
        };
        let workplace = self.workplaces.at(place).unwrap_or_default();
        let stands_in = match position.is_empty() {
            _ if is_beside => None,
            true if !workplace.is_empty() => group.workplace,
            _ => group.position,
        };
        let position = match &person.left {
            Some(left) if position.is_empty() => left.clone(),
            Some(left) => format!("{position}, {left}"),
            None => position,
        };
        let position = offices(&position, &workplace, positions);
        let role_text = self.roles.at(place).unwrap_or_default();
        let inline_phones = person.phones.join("; ");
        let reach = positions.reach();
        let phones = digits(&self.phones.at(place).unwrap_or(inline_phones), reach);
        let emails = email::read(&self.emails.at(place).unwrap_or_default(), reach).good;
        let member = Member {
            name: person::spelled(&person.name),
            role: positions
                .roles()
                .read(&role_text)
                .or(person.role)
                .or(group.role)
                .or_else(|| beside_position(&position.typed, positions))
                .unwrap_or(Role::Member),
            unpaired: person.position.is_none()
                && (self.hidden_position || matches!(self.held, Beside::Uneven(_))),
            position,
            channels: phones.into_iter().chain(emails).collect(),
            cell: self.cell.clone(),
            position_at: None,
            hidden: false,
        };
        (member, stands_in)
    }
}

/// The cell of a column, or that of the merge that covers it: a position may be written once for
/// several people in consecutive rows.
fn shared<'a>(grid: &'a Grid, line: &'a Line, column: Option<u32>) -> Option<&'a Text> {
    grid.covering(line, column?)
        .filter(|cell| !cell.text.is_empty() && !cell.is_error())
}

/// Reads the person of a row in which each cell has one entry in its usual form, so that nothing
/// has to be paired and the only finding may be a repaired phone. `None` for all other rows.
fn plain_member(
    grid: &Grid,
    line: &Line,
    group: &Group,
    positions: &Positions,
    plain: Option<u32>,
) -> Option<(Member, Option<Finding>)> {
    let cell = |column: Option<u32>| {
        let cell = column.and_then(|column| line.cell(column))?;
        (!cell.text.is_empty() || cell.is_error()).then_some(cell)
    };
    let names = cell(group.person)?;
    let position = cell(group.position)?;
    let email = cell(group.email);
    let typed = |cell: &Text| matches!(cell.value, Value::Text(_));
    let is_plain = shared(grid, line, group.workplace).is_none()
        && [names, position].into_iter().chain(email).all(typed)
        && (plain == Some(names.column) || person::is_plain(&names.text, positions))
        && person::is_one_item(&position.text)
        && email.is_none_or(|cell| email::is_plain(&cell.text));
    if !is_plain || !holds_office(Some(&position.text), positions) {
        return None;
    }
    let phone = match cell(group.phone) {
        Some(cell) if typed(cell) || matches!(cell.value, Value::Number(_)) => {
            Some((cell, phone::usual(&cell.text)?))
        }
        Some(_) => return None,
        None => None,
    };
    let said = match group.roles.and_then(|column| grid.covering(line, column)) {
        Some(cell) if typed(cell) && person::is_one_item(&cell.text) => {
            positions.roles().read(&cell.text)
        }
        Some(cell) if typed(cell) && cell.text.is_empty() => None,
        Some(_) => return None,
        None => None,
    };
    let digits = phone.iter().map(|(_, phone)| phone.digits.as_str());
    let address = email.map(|cell| &*cell.text);
    let member = Member {
        name: person::spelled(&names.text),
        role: said
            .or(group.role)
            .or_else(|| beside_position(&position.text, positions))
            .unwrap_or(Role::Member),
        unpaired: false,
        position: position::read(&position.text, positions),
        channels: digits.chain(address).collect(),
        cell: grid.address(line.number, names.column),
        position_at: group.position.map(|column| grid.place(line.number, column)),
        hidden: line.hidden,
    };
    let repaired = phone.and_then(|(cell, phone)| {
        let at = grid.address(line.number, cell.column);
        phone_repaired(&at, cell, phone)
    });
    Some((member, repaired))
}

/// The entries of a cell of names, in order: a person, or words that name nobody.
fn people(names: &Text, positions: &Positions) -> Vec<Result<Person, String>> {
    match person::read(&names.text, positions) {
        People::Nobody => Vec::new(),
        People::NotNamed(words) => vec![Err(words)],
        People::Named(people) => people
            .into_iter()
            .map(|person| {
                if person.name.is_empty() {
                    Err(person.position.unwrap_or_default())
                } else {
                    Ok(person)
                }
            })
            .collect(),
    }
}

/// The contents of a cell beside several people.
enum Beside {
    /// No cell.
    Nothing,
    /// One entry for each person, in order; an empty one if it is missing.
    Each(Vec<String>),
    /// A different number of entries, which cannot be assigned.
    Uneven(usize),
}

impl Beside {
    fn read(cell: Option<&Text>, count: usize, positions: &Positions) -> Self {
        let Some(cell) = cell else {
            return Self::Nothing;
        };
        if count == 1 {
            // «1. Chủ tịch UBND xã» beside one person: the number is not part of the position.
            let items = person::items(&cell.text);
            return match <[String; 1]>::try_from(items) {
                Ok(only) => Self::Each(Vec::from(only)),
                Err(_) => Self::Each(vec![cell.text.to_string()]),
            };
        }
        // One line per person takes precedence, because a line may have two phones separated by a
        // semicolon.
        let lines: Vec<String> = cell.text.split('\n').map(str::to_owned).collect();
        if lines.len() == count && person::items(&cell.text).len() > count {
            return Self::Each(lines);
        }
        if let Some(items) = person::aligned(&cell.text, count) {
            return Self::Each(items);
        }
        let items = person::items(&cell.text);
        if let [line] = items.as_slice() {
            let parts: Vec<String> = line.split(',').map(|part| part.trim().to_owned()).collect();
            if parts.len() == count
                && parts
                    .iter()
                    .all(|part| !position::read(part, positions).held.is_empty())
            {
                return Self::Each(parts);
            }
        }
        Self::Uneven(items.iter().filter(|item| !item.is_empty()).count())
    }

    fn at(&self, place: usize) -> Option<String> {
        match self {
            Self::Each(items) => items
                .get(place)
                .filter(|item| !item.is_empty())
                .map(|item| text::one_line(item)),
            Self::Nothing | Self::Uneven(_) => None,
        }
    }
}

/// The role among the offices of a position: «Chủ tịch UBND xã - Tổ trưởng».
fn beside_position(position: &str, positions: &Positions) -> Option<Role> {
    let mut commas = position.replace(" – ", ",").replace(" - ", ",");
    for join in positions.joins() {
        if commas.contains(join) {
            commas = commas.replace(join, ",");
        }
    }
    let mut named = commas
        .split([',', ';', '(', ')', '\n', ':'])
        .filter_map(|part| positions.roles().read_alone(part.trim()));
    let first = named.next()?;
    named.all(|role| role == first).then_some(first)
}

fn holds_office(words: Option<&str>, positions: &Positions) -> bool {
    words.is_some_and(|words| !position::read(words, positions).held.is_empty())
}

/// The position of a column, with a remark beside the name that names no office («(nữ)»). The
/// remark is added only where it changes what is read: «(vắng)».
fn remarked(position: String, remark: &str, positions: &Positions) -> String {
    let whole = format!("{position}, {remark}");
    let same = position::read(&whole, positions).held == position::read(&position, positions).held;
    if same { position } else { whole }
}

/// Reads a position. A workplace from a column of its own is added if the words alone are
/// ambiguous.
fn offices(position: &str, workplace: &str, positions: &Positions) -> Arc<Position> {
    let position = text::one_line(position);
    if position.is_empty() {
        return position::read(&text::one_line(workplace), positions);
    }
    let alone = position::read(&position, positions);
    let held = &alone.held;
    if held.is_empty() && person::says_nothing(&position, positions) {
        return position::read(&text::one_line(workplace), positions);
    }
    if workplace.is_empty() || (!held.is_empty() && held.iter().all(|held| held.certain)) {
        return alone;
    }
    let joined = format!("{position} {}", text::one_line(workplace));
    let together = position::read(&joined, positions);
    if together.held.iter().any(|held| held.certain) {
        together
    } else {
        alone
    }
}

#[cfg(test)]
mod tests;
