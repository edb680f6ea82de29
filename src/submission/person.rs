//! Reads the people in a cell (DOMAIN d10): names, and the words beside them.
//!
//! Knows how people write lists: lines, semicolons, numbering, honorifics, positions in parentheses
//! or after a dash. A comma separates two people only if a name follows. The case of a name stays
//! as typed. Does not pair entries with other cells, which needs the counts of both; see `aligned`.

mod name;
mod split;

use super::Role;
use super::position::{self, Positions};
use crate::text;

pub(super) use name::{is_plain, spelled};
pub(super) use split::at_arrow;
pub(super) use split::is_one_item;
pub use split::items;

/// The people in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum People {
    /// Nobody: empty, a dash, «chưa có».
    Nobody,
    /// People in the order typed. An entry for nobody («Trưởng các thôn») among them has an empty
    /// name and its words as position, so that it pairs with the same entry of parallel cells.
    Named(Vec<Person>),
    /// Words that name nobody: «Các đồng chí Phó Chủ tịch UBND», «Theo QĐ đính kèm».
    NotNamed(String),
}

/// A person, with the words about them in the same cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Without honorifics, numbering and marks; case as typed. Empty if nobody is named.
    pub name: String,
    /// The position beside the name, as typed.
    pub position: Option<String>,
    /// The role in the team beside the name.
    pub role: Option<Role>,
    /// Telephone numbers beside the name, as typed.
    pub phones: Vec<String>,
    /// Words that say that the person has left the office: «đã chuyển công tác».
    pub left: Option<String>,
    /// Words that say that this person replaces another: «Nguyễn Văn A -> Trần Thị B».
    pub instead: Option<String>,
}

/// Whether a cell for a person or a position has neither: it is empty, a dash, or «chưa có».
pub(super) fn says_nothing(cell: &str, positions: &Positions) -> bool {
    name::says_nothing(cell, positions.names())
}

/// Reads the people in a cell. Uses the vocabulary to distinguish names from positions.
pub fn read(cell: &str, positions: &Positions) -> People {
    if name::is_plain(cell, positions) {
        return People::Named(vec![Person {
            name: cell.to_owned(),
            ..Person::default()
        }]);
    }
    taken_apart(cell, positions)
}

fn taken_apart(cell: &str, positions: &Positions) -> People {
    let reader = CellParser { positions };
    let entries: Vec<String> = split::entries(&text::clean(cell))
        .into_iter()
        .filter(|entry| !name::says_nothing(entry, positions.names()))
        .collect();
    if entries.is_empty() {
        return People::Nobody;
    }
    let mut people: Vec<Person> = Vec::new();
    for entry in reader.whole_entries(entries) {
        people.extend(reader.entry(&entry));
    }
    let people = reader.under_their_names(people);
    if people.iter().any(|person| !person.name.is_empty()) {
        People::Named(people)
    } else {
        People::NotNamed(text::one_line(cell))
    }
}

/// The entries of a cell that runs parallel to `people` others, one for each; superfluous empty
/// lines at the end are dropped. `None` if the counts differ, so that nothing can be paired.
pub fn aligned(cell: &str, people: usize) -> Option<Vec<String>> {
    let mut items = items(cell);
    while items.len() > people && items.last().is_some_and(String::is_empty) {
        items.pop();
    }
    (items.len() == people).then_some(items)
}

struct CellParser<'a> {
    positions: &'a Positions,
}

impl CellParser<'_> {
    /// Joins a line that ends in a dash, colon or comma (`Nguyễn Văn A -`) with the next.
    fn whole_entries(&self, entries: Vec<String>) -> Vec<String> {
        let mut whole: Vec<String> = Vec::new();
        for entry in entries {
            let open = whole.last().is_some_and(|last| {
                last.ends_with(['-', '–', '—', ':'])
                    || last.ends_with(',') && !self.is_named(&entry)
            });
            match whole.last_mut() {
                Some(last) if open => *last = format!("{last} {entry}"),
                _ => whole.push(entry),
            }
        }
        whole
    }

    fn entry(&self, entry: &str) -> Vec<Person> {
        let unnamed = |entry: &str| Person {
            position: Some(split::without_marks(entry).to_owned()),
            ..Person::default()
        };
        if let Some(people) = self.under_a_role(entry) {
            return people;
        }
        if name::says_unnamed(self.before_role(entry), self.positions.names()) {
            return vec![unnamed(entry)];
        }
        if let Some((before, now)) = split::at_arrow(entry) {
            let mut people = self.entry(now);
            if let [person] = people.as_mut_slice()
                && self.is_named(before)
            {
                person.instead = Some(entry.to_owned());
                return people;
            }
        }
        let mut people: Vec<Person> = Vec::new();
        for part in split::at_commas(entry) {
            for part in self.at_and(part) {
                match (self.person(&part), people.last_mut()) {
                    (Some(person), _) => people.push(person),
                    (None, Some(last)) => self.beside(&part, last),
                    (None, None) => return vec![unnamed(entry)],
                }
            }
        }
        people
    }

    /// Removes the role at the end of «Lê Văn An, công chức - Thành viên», because a role alone
    /// counts as naming nobody.
    fn before_role<'e>(&self, entry: &'e str) -> &'e str {
        let whole = entry.trim_end_matches([')', '.', ';', ' ']);
        match whole.rsplit_once(['-', '–', '—', ',', '(']) {
            Some((before, role)) if self.positions.roles().read_alone(role).is_some() => before,
            _ => entry,
        }
    }

    /// Reads people after a role and a colon, which is the role of all: «Thành viên: Lê Văn An, Hồ
    /// Thị Bình».
    fn under_a_role(&self, entry: &str) -> Option<Vec<Person>> {
        let (label, people) = split::without_marks(entry).split_once(':')?;
        let role = self.positions.roles().read_alone(label)?;
        let mut people = self.entry(people.trim());
        if people.is_empty() || people.iter().any(|person| person.name.is_empty()) {
            return None;
        }
        for person in &mut people {
            person.role.get_or_insert(role);
        }
        Some(people)
    }

    /// Splits «Nguyễn Văn A và Trần Thị B» into two people if both sides are names.
    fn at_and(&self, part: &str) -> Vec<String> {
        let joints = self.positions.names().joints.iter();
        for joint in joints.map(String::as_str).chain(["/"]) {
            let sides: Vec<&str> = part.split(joint).map(str::trim).collect();
            // A single word after a slash may be another part of the same name.
            let long = |side: &&str| joint != "/" || side.contains(' ');
            if sides.len() > 1 && sides.iter().all(|side| long(side) && self.is_named(side)) {
                return sides.into_iter().map(str::to_owned).collect();
            }
        }
        vec![part.to_owned()]
    }

    fn is_named(&self, part: &str) -> bool {
        self.person(part).is_some()
    }

    /// Reads one person from a name and the words beside it; `None` if no name is found.
    fn person(&self, part: &str) -> Option<Person> {
        let mut person = Person::default();
        let (part, phones) = split::phones(split::without_marks(part), self.positions.reach());
        person.phones = phones;
        let (part, notes) = split::parentheses(&part);
        let part = split::without_marks(&part).to_owned();
        if let Some(name) = self.name(&part) {
            person.name = name;
        } else {
            let (left, right) = self.sides(&part)?;
            if let Some(name) = self.name(&left) {
                person.name = name;
                self.beside(&right, &mut person);
            } else {
                // The name is after the separator: «Tổ trưởng: Nguyễn Văn A - Chủ tịch UBND xã».
                let phones = std::mem::take(&mut person.phones);
                person = self.person(&right)?;
                person.phones.extend(phones);
                self.beside(&left, &mut person);
            }
        }
        for note in notes {
            self.beside(&note, &mut person);
        }
        Some(person)
    }

    /// Splits at the first dash, colon or slash that separates a name from the words beside it. One
    /// without spaces counts only if there is no other.
    fn sides(&self, part: &str) -> Option<(String, String)> {
        const APART: [&str; 7] = [" - ", " – ", " — ", ":", " -", "- ", " / "];
        /// The most separators that are tried: a text with more of them is not one person.
        const MOST: usize = 16;

        let mut cuts: Vec<(usize, &str)> = APART
            .iter()
            .flat_map(|dash| part.match_indices(dash))
            .collect();
        cuts.sort_unstable_by_key(|(place, dash)| (*place, std::cmp::Reverse(dash.len())));
        cuts.extend(
            ["–", "-", "/"]
                .iter()
                .flat_map(|dash| part.match_indices(dash)),
        );
        cuts.into_iter().take(MOST).find_map(|(place, dash)| {
            let left = part[..place].trim();
            let right = part[place + dash.len()..].trim();
            let fits = self.name(left).is_some() || self.tells(left);
            // A slash may also separate two people.
            let parts = dash != "/" || self.tells(left) || self.tells(right);
            (fits && parts && !right.is_empty()).then(|| (left.to_owned(), right.to_owned()))
        })
    }

    fn name(&self, part: &str) -> Option<String> {
        name::read(part, self.positions)
    }

    /// Whether the words are a role or a position.
    fn tells(&self, words: &str) -> bool {
        self.positions.roles().read(words).is_some()
            || !position::read(words, self.positions).held.is_empty()
    }

    /// Joins people whose position, role or phone is on the lines below the name.
    fn under_their_names(&self, people: Vec<Person>) -> Vec<Person> {
        /// The most lines below a name.
        const MOST: usize = 3;

        let begins = |person: &Person| !person.name.is_empty();
        let mut rest = people.as_slice();
        let mut joined: Vec<Person> = Vec::new();
        while let Some((person, others)) = rest.split_first() {
            let under = others.iter().take_while(|other| !begins(other)).count();
            let lines = &others[..under];
            let told = |line: &&Person| line.position.clone().unwrap_or_default();
            let names = self.positions.names();
            let speaks = lines
                .iter()
                .all(|line| !name::says_unnamed(&told(&line), names));
            let bare = begins(person) && person.position.is_none();
            if !bare || under == 0 || under > MOST || !speaks {
                return people;
            }
            let mut person = person.clone();
            for line in lines.iter().map(|line| told(&line)) {
                self.beside(&line, &mut person);
            }
            joined.push(person);
            rest = &others[under..];
        }
        joined
    }

    /// Adds words beside a name to a person, as role, phone or position.
    fn beside(&self, words: &str, person: &mut Person) {
        let (words, phones) = split::phones(words, self.positions.reach());
        person.phones.extend(phones);
        let (words, notes) = split::parentheses(&words);
        let words = split::without_marks(&words);
        let names = self.positions.names();
        if name::says_instead(words, names) {
            person.instead = Some(words.to_owned());
        } else if self.positions.says_left(words) {
            add(&mut person.left, words);
        } else if !words.is_empty() && !name::is_label(words, names) {
            let role = self.positions.roles().read(words);
            match role.filter(|_| position::read(words, self.positions).held.is_empty()) {
                Some(role) => person.role = Some(role),
                None => add(&mut person.position, words),
            }
        }
        for note in notes {
            self.beside(&note, person);
        }
    }
}

fn add(position: &mut Option<String>, words: &str) {
    match position {
        Some(known) => *known = format!("{known}, {words}"),
        None => *position = Some(words.to_owned()),
    }
}

#[cfg(test)]
mod tests;
