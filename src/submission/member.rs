//! A member of a team, and its form in a snapshot.
//!
//! A campaign may have a million of them. So the data of a typical member is in the value itself,
//! and those with the same position share it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use arcstr::ArcStr;
use compact_str::CompactString;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

use super::{Channels, Held, Role, Submission};
use crate::cell::CellAddress;

/// A person in the team.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "StoredMember")]
pub struct Member {
    /// Name as printed: NFC, single spaces, without honorifics; case as typed. Empty if there is a
    /// position without a name.
    pub name: CompactString,
    /// The position, shared by all who have the same one.
    pub position: Arc<Position>,
    /// Phones and mail addresses.
    pub channels: Channels,
    /// Cell of the name.
    pub cell: CellAddress,
    /// Row and column of the position, in the tab of the name.
    pub position_at: Option<(u32, u32)>,
    /// Role in the team, «vai trò».
    pub role: Role,
    /// Whether the row is hidden.
    pub hidden: bool,
    /// Whether no position could be assigned, because the numbers of people and positions differ,
    /// or a broken formula hides it. No rule reports such a position as missing.
    pub unpaired: bool,
}

/// The position of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// As typed, NFC, single spaces; empty if there is none.
    pub typed: Box<str>,
    /// The offices recognised in it.
    pub held: Box<[Held]>,
}

impl Member {
    /// Cell of the position.
    pub fn position_cell(&self) -> Option<CellAddress> {
        self.position_at.map(|(row, column)| CellAddress {
            row,
            column,
            ..self.cell.clone()
        })
    }
}

/// A list that needs no allocation for one element: nearly everybody has at most one phone.
type SmallList<'a> = SmallVec<[&'a str; 1]>;

/// Writes the form that `StoredMember` reads, without copying.
impl Serialize for Member {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Member", 10)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("role", &self.role)?;
        fields.serialize_field("position", &Once(&self.position))?;
        let phones: SmallList<'_> = self.channels.phones().collect();
        if !phones.is_empty() {
            fields.serialize_field("phones", &phones)?;
        }
        let emails: SmallList<'_> = self.channels.emails().collect();
        if !emails.is_empty() {
            fields.serialize_field("emails", &emails)?;
        }
        fields.serialize_field("cell", &self.cell)?;
        if let Some(at) = self.position_at {
            fields.serialize_field("position_at", &at)?;
        }
        if self.hidden {
            fields.serialize_field("hidden", &true)?;
        }
        if self.unpaired {
            fields.serialize_field("unpaired", &true)?;
        }
        fields.end()
    }
}

/// The form of a member in a snapshot; empty and false fields are left out.
#[derive(Deserialize)]
struct StoredMember {
    name: CompactString,
    role: Role,
    position: Stated,
    /// Written only by earlier versions, beside the position.
    #[serde(default)]
    held: Box<[Held]>,
    #[serde(default)]
    phones: SmallVec<[CompactString; 1]>,
    #[serde(default)]
    emails: SmallVec<[CompactString; 1]>,
    cell: CellAddress,
    position_at: Option<(u32, u32)>,
    /// Written only by earlier versions, instead of `position_at`.
    position_cell: Option<CellAddress>,
    #[serde(default)]
    hidden: bool,
    #[serde(default)]
    unpaired: bool,
}

/// The forms of a position in a snapshot.
enum Stated {
    /// In full, for the first member with it.
    Whole(Position),
    /// A repetition, by the number of positions written in full before it.
    Again(usize),
    /// Its text only, as written by earlier versions.
    Typed(Box<str>),
}

impl TryFrom<StoredMember> for Member {
    type Error = String;

    fn try_from(written: StoredMember) -> Result<Self, String> {
        let position = match written.position {
            Stated::Whole(position) => met(|met| met.position(position.into())),
            Stated::Typed(typed) => {
                let held = written.held;
                met(|met| met.position(Position { typed, held }.into()))
            }
            Stated::Again(number) => met(|met| met.stated.get(number).cloned())
                .ok_or_else(|| format!("position {number} was not stated"))?,
        };
        let cell = written.cell;
        Ok(Self {
            name: written.name,
            position,
            channels: written.phones.iter().chain(&written.emails).collect(),
            position_at: written
                .position_at
                .or(written.position_cell.map(|cell| (cell.row, cell.column))),
            cell: CellAddress {
                tab: met(|met| met.tab(cell.tab)),
                ..cell
            },
            role: written.role,
            hidden: written.hidden,
            unpaired: written.unpaired,
        })
    }
}

impl<'de> Deserialize<'de> for Stated {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct AnyForm;

        impl<'de> Visitor<'de> for AnyForm {
            type Value = Stated;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a position, its number or its words")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Stated, A::Error> {
                Position::deserialize(MapAccessDeserializer::new(map)).map(Stated::Whole)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Stated, E> {
                usize::try_from(number)
                    .map(Stated::Again)
                    .map_err(E::custom)
            }

            fn visit_str<E: Error>(self, typed: &str) -> Result<Stated, E> {
                Ok(Stated::Typed(typed.into()))
            }
        }

        from.deserialize_any(AnyForm)
    }
}

/// Values found so far in the submissions being read.
#[derive(Default)]
struct Met {
    tabs: HashSet<ArcStr>,
    positions: HashSet<Arc<Position>>,
    /// Positions in the order in which they were written in full.
    stated: Vec<Arc<Position>>,
}

impl Met {
    fn tab(&mut self, tab: ArcStr) -> ArcStr {
        first(&mut self.tabs, tab)
    }

    fn position(&mut self, position: Arc<Position>) -> Arc<Position> {
        let position = first(&mut self.positions, position);
        self.stated.push(Arc::clone(&position));
        position
    }
}

/// Returns the equal value that was found first, so that all share one.
fn first<T: Clone + Eq + Hash>(met: &mut HashSet<T>, one: T) -> T {
    if let Some(known) = met.get(&one) {
        return known.clone();
    }
    met.insert(one.clone());
    one
}

thread_local! {
    /// Shared between members while submissions are read: serde gives no context to the reader of a
    /// member.
    static MET: RefCell<Option<Met>> = const { RefCell::new(None) };
    /// The numbers of positions written in full, by their address.
    static WRITTEN: RefCell<Option<HashMap<usize, usize>>> = const { RefCell::new(None) };
}

/// Uses the values found so far; there are none for a member that is read alone.
fn met<T>(ask: impl FnOnce(&mut Met) -> T) -> T {
    MET.with_borrow_mut(|met| match met {
        Some(met) => ask(met),
        None => ask(&mut Met::default()),
    })
}

/// A position that is written in full once and by its number afterwards.
struct Once<'a>(&'a Arc<Position>);

impl Serialize for Once<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let known = WRITTEN.with_borrow_mut(|written| {
            let written = written.as_mut()?;
            let number = written.len();
            let address = Arc::as_ptr(self.0).addr();
            let first = *written.entry(address).or_insert(number);
            (first != number).then_some(first)
        });
        match known {
            Some(number) => number.serialize(to),
            None => self.0.serialize(to),
        }
    }
}

/// Reads submissions; equal values in their members are shared.
pub(super) fn read_all<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Submission>, D::Error> {
    MET.set(Some(Met::default()));
    let read = Vec::deserialize(from);
    MET.set(None);
    read
}

/// Reads a team, without spare capacity for more members.
pub(super) fn read_team<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<Member>>, D::Error> {
    let mut members = Vec::deserialize(from)?;
    members.shrink_to_fit();
    Ok(Arc::new(members))
}

/// Writes submissions; a position shared by several members is written in full once.
pub(super) fn write_all<S: Serializer>(all: &[Submission], to: S) -> Result<S::Ok, S::Error> {
    WRITTEN.set(Some(HashMap::new()));
    let written = all.serialize(to);
    WRITTEN.set(None);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = r#""name":"Ngô Viên","role":"member","cell":[0,"Đăk Ui",16,4]"#;
    const HELD: &str = r#"[{"office":"police-chief","manner":"full","certain":true}]"#;

    fn read(rest: &str) -> Result<Member, serde_json::Error> {
        serde_json::from_str(&format!("{{{NAME}{rest}}}"))
    }

    fn submissions(members: &str) -> Result<Vec<Submission>, serde_json::Error> {
        let one = format!(
            r#"{{"commune":"1","name_cell":[0,"Đăk Ui",16,1],"reported":true,"decisions":[],
                 "members":[{members}],"village_teams":null,"notes":[]}}"#
        );
        read_all(&mut serde_json::Deserializer::from_str(&format!(
            "[{one},{one}]"
        )))
    }

    #[test]
    fn a_member_is_written_short_and_read_as_it_was_written_before() {
        let more = r#","phones":["0912345678"],"emails":["vien@a.example"],"hidden":true"#;
        let whole = format!(r#","position":{{"typed":"Trưởng Công an","held":{HELD}}}"#);
        let now = read(&format!(r#"{more}{whole},"position_at":[15,5]"#)).unwrap();
        let words = format!(r#","position":"Trưởng Công an","held":{HELD}"#);
        let before = read(&format!(
            r#"{more}{words},"position_cell":[0,"Đăk Ui",15,5]"#
        ))
        .unwrap();
        assert_eq!(now, before);
        assert_eq!(now.position_cell().unwrap().to_string(), "Đăk Ui!F16");
        assert!(now.hidden && !now.unpaired);
        let channels: Vec<&str> = now.channels.all().collect();
        assert_eq!(channels, ["0912345678", "vien@a.example"]);
        for member in [now, read(&whole).unwrap()] {
            let written = serde_json::to_string(&member).unwrap();
            assert_eq!(serde_json::from_str::<Member>(&written).unwrap(), member);
        }
    }

    #[test]
    fn what_many_members_say_is_written_and_held_once() {
        let word = |typed: &str| format!(r#"{{{NAME},"position":"{typed}","held":{HELD}}}"#);
        let all = submissions(&[word("a"), word("b"), word("a")].join(",")).unwrap();
        let mut written = Vec::new();
        write_all(&all, &mut serde_json::Serializer::new(&mut written)).unwrap();
        let text = String::from_utf8(written).unwrap();
        assert_eq!(text.matches("police-chief").count(), 2, "{text}");
        let again = read_all(&mut serde_json::Deserializer::from_str(&text)).unwrap();
        assert_eq!(again, all);
        for all in [all, again] {
            let (one, other) = (&all[0].members[0], &all[1].members[2]);
            assert!(Arc::ptr_eq(&one.position, &other.position));
            assert!(ArcStr::ptr_eq(&one.cell.tab, &other.cell.tab));
        }
    }

    #[test]
    fn a_number_that_was_not_stated_is_refused() {
        let number = format!(r#"{{{NAME},"position":1}}"#);
        let error = submissions(&number).unwrap_err().to_string();
        assert!(error.contains("position 1 was not stated"), "{error}");
        assert!(read(r#","position":0"#).is_err(), "read alone");
    }

    #[test]
    fn a_member_is_small() {
        assert_eq!(size_of::<Member>(), 96);
    }
}
