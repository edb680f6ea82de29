//! A member of a team, and how a snapshot writes one.
//!
//! A campaign may hold a million of them: what nearly all are lies in the member itself, and a
//! position is held once for all who hold it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use compact_str::CompactString;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

use super::{Held, Role, Submission};
use crate::cell::CellAddress;

/// A person in the team.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Written")]
pub struct Member {
    /// Name as printed: NFC, single spaces, without honorifics; case as typed. Empty where a
    /// position stands without a name.
    pub name: CompactString,
    /// What the person is, shared by all who are it.
    pub position: Arc<Position>,
    /// National digits: `0912345678`.
    pub phones: SmallVec<[CompactString; 1]>,
    /// Mail addresses.
    pub emails: Box<[CompactString]>,
    /// Where the name stands.
    pub cell: CellAddress,
    /// Row and column in which the position stands, in the tab of the name.
    pub position_at: Option<(u32, u32)>,
    /// Role in the team, «vai trò».
    pub role: Role,
    /// Stands in a hidden row.
    pub hidden: bool,
    /// Its cell holds more or fewer positions than people: none was given to anybody, and no
    /// rule says that this one's is missing.
    pub unpaired: bool,
}

/// What a position cell says of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Position {
    /// As typed, NFC, single spaces; empty where none.
    pub typed: Box<str>,
    /// The offices understood.
    pub held: Box<[Held]>,
}

impl Member {
    /// Where the position stands.
    pub fn position_cell(&self) -> Option<CellAddress> {
        self.position_at.map(|(row, column)| CellAddress {
            row,
            column,
            ..self.cell.clone()
        })
    }
}

/// As `Written`, without taking anything apart.
impl Serialize for Member {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Member", 10)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("role", &self.role)?;
        fields.serialize_field("position", &self.position.typed)?;
        fields.serialize_field("held", &self.position.held)?;
        if !self.phones.is_empty() {
            fields.serialize_field("phones", &self.phones)?;
        }
        if !self.emails.is_empty() {
            fields.serialize_field("emails", &self.emails)?;
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

/// A member as a snapshot writes it: what is not so is left out.
#[derive(Deserialize)]
struct Written {
    name: CompactString,
    role: Role,
    position: Box<str>,
    held: Box<[Held]>,
    #[serde(default)]
    phones: SmallVec<[CompactString; 1]>,
    #[serde(default)]
    emails: Box<[CompactString]>,
    cell: CellAddress,
    position_at: Option<(u32, u32)>,
    /// Stood in the place of `position_at` before.
    position_cell: Option<CellAddress>,
    #[serde(default)]
    hidden: bool,
    #[serde(default)]
    unpaired: bool,
}

impl From<Written> for Member {
    fn from(written: Written) -> Self {
        let position = Position {
            typed: written.position,
            held: written.held,
        };
        Self {
            name: written.name,
            position: once(position.into(), |met| &mut met.positions),
            phones: written.phones,
            emails: written.emails,
            position_at: written
                .position_at
                .or(written.position_cell.map(|cell| (cell.row, cell.column))),
            cell: CellAddress {
                tab: once(written.cell.tab, |met| &mut met.tabs),
                ..written.cell
            },
            role: written.role,
            hidden: written.hidden,
            unpaired: written.unpaired,
        }
    }
}

/// What was met in the submissions that are being read.
#[derive(Default)]
struct Met {
    tabs: HashSet<Arc<str>>,
    positions: HashSet<Arc<Position>>,
}

thread_local! {
    /// A member is read without what is read around it, so that this is handed on beside it.
    static MET: RefCell<Option<Met>> = const { RefCell::new(None) };
}

/// The one of its kind that was met first.
fn once<T: Eq + Hash + ?Sized>(one: Arc<T>, of: fn(&mut Met) -> &mut HashSet<Arc<T>>) -> Arc<T> {
    MET.with_borrow_mut(|met| {
        let Some(met) = met.as_mut().map(of) else {
            return one;
        };
        if let Some(known) = met.get(&one) {
            return Arc::clone(known);
        }
        met.insert(Arc::clone(&one));
        one
    })
}

/// Reads submissions; what stands in many members of them is held once.
pub(super) fn read_all<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Submission>, D::Error> {
    MET.set(Some(Met::default()));
    let read = Vec::deserialize(from);
    MET.set(None);
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELD: &str = r#"[{"office":"police-chief","manner":"full","certain":true}]"#;

    fn read(rest: &str) -> Member {
        let begin = r#"{"name":"Ngô Viên","role":"member","position":"Trưởng Công an""#;
        let cell = r#""cell":[0,"Đăk Ui",16,4]"#;
        serde_json::from_str(&format!(r#"{begin},"held":{HELD},{cell}{rest}}}"#)).unwrap()
    }

    #[test]
    fn a_member_is_written_short_and_read_as_it_was_written_before() {
        let phones = r#","phones":["0912345678"],"emails":["vien@a.example"],"hidden":true"#;
        let now = read(&format!(r#"{phones},"position_at":[15,5]"#));
        let before = read(&format!(r#"{phones},"position_cell":[0,"Đăk Ui",15,5]"#));
        assert_eq!(now, before);
        assert_eq!(now.position_cell().unwrap().to_string(), "Đăk Ui!F16");
        assert!(now.hidden && !now.unpaired && now.phones.len() == 1);
        for member in [now, read("")] {
            let written = serde_json::to_string(&member).unwrap();
            assert_eq!(serde_json::from_str::<Member>(&written).unwrap(), member);
        }
    }

    #[test]
    fn what_many_members_say_is_held_once() {
        let members = [read(""), read("")];
        let submission = format!(
            r#"{{"commune":"1","name_cell":[0,"Đăk Ui",16,1],"reported":true,"decisions":[],
                 "members":{},"village_teams":null,"notes":[]}}"#,
            serde_json::to_string(&members).unwrap()
        );
        let both = format!("[{submission},{submission}]");
        let read = read_all(&mut serde_json::Deserializer::from_str(&both)).unwrap();
        let one = &read[0].members[0];
        let other = &read[1].members[1];
        assert!(Arc::ptr_eq(&one.position, &other.position));
        assert!(Arc::ptr_eq(&one.cell.tab, &other.cell.tab));
        assert!(!Arc::ptr_eq(&members[0].position, &members[1].position));
    }

    #[test]
    fn a_member_is_small() {
        assert_eq!(size_of::<Member>(), 128);
    }
}
