//! Reads what the operator set for a source's columns: `decision_number = "E"`, `commune = "Đơn
//! vị"`.
//!
//! Knows letters and titles, not the contents of columns.

use std::collections::{BTreeMap, BTreeSet};

use crate::cell::column_index;
use crate::submission::Role;
use crate::submission::count::{self, Count, Titles, Whole};
use crate::submission::vocabulary::{Field, contains_words, plain};

/// The separator between a group's title and the title below it.
pub(in crate::submission) const BELOW: &str = " › ";

/// The mapping of one source.
#[derive(Clone, Debug, Default)]
pub(in crate::submission) struct Mapping(Vec<ColumnSetting>);

/// One line of the mapping.
#[derive(Clone, Debug)]
struct ColumnSetting {
    /// The field's name, as written.
    name: String,
    /// The title or letters, as written.
    written: String,
    /// The possible columns; the first that exists is used.
    places: Vec<ColumnChoice>,
    field: Field,
    role: Option<Role>,
}

#[derive(Clone, Debug)]
enum ColumnChoice {
    Letters(u32),
    /// The title over the column, or several titles from the group's down.
    Titles(Vec<String>),
}

/// The fields that an operator gave to columns.
pub(super) type Given = BTreeMap<u32, (Field, Option<Role>)>;

impl Mapping {
    /// Reads `[source.columns]`. Unknown names of fields were already refused with the
    /// configuration.
    pub(in crate::submission) fn of(columns: &BTreeMap<String, String>) -> Self {
        let told = columns.iter().filter_map(|(name, written)| {
            let (field, role) = field(name)?;
            Some(ColumnSetting {
                name: name.clone(),
                written: written.clone(),
                places: vec![ColumnChoice::of(written)],
                field,
                role,
            })
        });
        Self(told.collect())
    }

    /// Adds the columns of the campaign's counts.
    pub(in crate::submission) fn count(&mut self, counts: &[Count]) {
        let mut add = |key: &str, field: u8, titles: &Titles| {
            self.0.push(ColumnSetting {
                name: key.to_owned(),
                written: titles.all().join("\", \""),
                places: titles
                    .all()
                    .iter()
                    .map(|one| ColumnChoice::of(one))
                    .collect(),
                field: Field::Counted(field),
                role: None,
            });
        };
        for (place, count) in (0..).zip(counts.iter().take(count::MOST)) {
            add("number", 2 * place, &count.number);
            if let Whole::Column(titles) = &count.of {
                add("of", 2 * place + 1, titles);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the columns that it names among these titles, and the lines that named one.
    ///
    /// A title is first looked for in the row nearest to the cells, because a group's title in one
    /// sheet may be a column's in another.
    ///
    /// `last`: the last column with content.
    pub(super) fn given(
        &self,
        titles: &BTreeMap<u32, Vec<String>>,
        last: u32,
    ) -> (Given, BTreeSet<usize>) {
        let mut given = Given::new();
        let mut used = BTreeSet::new();
        for (line, told) in self.0.iter().enumerate() {
            let columns = told.columns(titles, last);
            if !columns.is_empty() {
                used.insert(line);
            }
            for column in columns {
                given.entry(column).or_insert((told.field, told.role));
            }
        }
        (given, used)
    }

    /// The lines that named no column, as written.
    pub(in crate::submission) fn unused(&self, used: &BTreeSet<usize>) -> Vec<String> {
        let lines = self.0.iter().enumerate();
        lines
            .filter(|(line, _)| !used.contains(line))
            .map(|(_, told)| format!("{} = \"{}\"", told.name, told.written))
            .collect()
    }
}

impl ColumnSetting {
    fn columns(&self, titles: &BTreeMap<u32, Vec<String>>, last: u32) -> Vec<u32> {
        let mut found = self.places.iter().map(|place| place.columns(titles, last));
        let found = found.find(|columns| !columns.is_empty());
        found.unwrap_or_else(|| match self.field {
            Field::Counted(_) => self.worded(titles),
            _ => Vec::new(),
        })
    }

    /// The columns whose title contains the words: «Số CBCCVC đã có chứng chỉ (người)».
    fn worded(&self, titles: &BTreeMap<u32, Vec<String>>) -> Vec<u32> {
        let words = self.places.iter().filter_map(|place| match place {
            ColumnChoice::Titles(wanted) => wanted.last(),
            ColumnChoice::Letters(_) => None,
        });
        let words: Vec<&String> = words.collect();
        let holds = |parts: &[String]| {
            let last = parts.last();
            last.is_some_and(|title| words.iter().any(|word| contains_words(title, word)))
        };
        let columns = titles.iter().filter(|(_, parts)| holds(parts));
        columns.map(|(column, _)| *column).collect()
    }
}

impl ColumnChoice {
    fn of(written: &str) -> Self {
        let letters = column_index(written)
            .filter(|_| written.chars().all(|letter| letter.is_ascii_uppercase()));
        let titles = || written.split(BELOW.trim()).map(plain).collect();
        letters.map_or_else(|| Self::Titles(titles()), Self::Letters)
    }

    fn columns(&self, titles: &BTreeMap<u32, Vec<String>>, last: u32) -> Vec<u32> {
        let such = |test: &dyn Fn(&[String]) -> bool| -> Vec<u32> {
            let columns = titles.iter().filter(|(_, parts)| test(parts));
            columns.map(|(column, _)| *column).collect()
        };
        let wanted = match self {
            Self::Letters(column) => {
                return (*column <= last).then_some(*column).into_iter().collect();
            }
            Self::Titles(wanted) => wanted,
        };
        let own = such(&|parts| parts.ends_with(wanted));
        if !own.is_empty() {
            return own;
        }
        match wanted.as_slice() {
            [only] => such(&|parts| parts.contains(only)),
            _ => Vec::new(),
        }
    }
}

/// The field of a name and its role, if it has one: `leader_person`.
fn field(name: &str) -> Option<(Field, Option<Role>)> {
    let roles = [
        ("leader_", Role::Leader),
        ("deputy_", Role::Deputy),
        ("member_", Role::Member),
    ];
    if let Some(field) = Field::from_id(name) {
        return Some((field, None));
    }
    let prefixed = roles
        .iter()
        .find_map(|(prefix, role)| name.strip_prefix(prefix).map(|rest| (rest, *role)));
    let (rest, role) = prefixed?;
    Some((Field::from_id(rest)?, Some(role)))
}
