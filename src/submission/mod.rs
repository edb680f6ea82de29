//! What communes reported, typed: decision, team, links; and the findings about reading it.
//!
//! Turns rows into submissions. Knows the words of the sheets; deliberately not the rules that
//! a team must satisfy, nor any date but the ones typed.

mod answer;
mod channels;
pub mod collect;
mod contact;
pub mod count;
pub mod date;
pub mod decision;
mod duplicate;
pub mod email;
mod grid;
mod header;
mod intake;
mod layout;
pub mod link;
mod member;
mod name_words;
mod names;
pub mod person;
pub mod phone;
pub mod position;
pub mod role;
pub mod row_words;
pub mod settings;
pub mod stop;
mod team;
mod village;
pub mod vocabulary;

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;
use crate::clock::Date;
use crate::finding::{Finding, RuleId};
use crate::submission::count::CountClaim;
use crate::submission::grid::{Grid, Line, Text};
use crate::table::Remark;

pub use channels::Channels;
pub use member::{Member, Position};
pub use village::Village;

/// Everything one pull said, typed, with what could not be understood as findings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Whether any source holds submissions; without, progress is not known.
    pub has_submissions: bool,
    /// Whether any source holds contacts.
    pub has_contacts: bool,
    /// One for each commune that has a row, in the register's order.
    #[serde(
        serialize_with = "member::write_all",
        deserialize_with = "member::read_all"
    )]
    pub submissions: Vec<Submission>,
    /// Support contact points, in the sheet's order.
    pub contacts: Vec<Contact>,
    /// What each tab was taken for, in order.
    pub tabs: Vec<TabReading>,
    /// Village-level teams in all, where a column or a tab reports them.
    pub village_teams: Option<u32>,
    /// Findings about reading.
    pub findings: Vec<Finding>,
    /// For each source what the operator names and is not there; kept with the source.
    #[serde(skip)]
    pub remarks: Vec<Vec<Remark>>,
}

/// What a tab was taken for: shown to operators, who decide whether to trust it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TabReading {
    /// Position of its source.
    pub source: u16,
    /// Its title.
    pub title: String,
    /// Google's id of the tab, where known: makes links to cells.
    pub gid: Option<i64>,
    /// What it holds.
    pub kind: TabKind,
    /// Data rows that were read.
    pub rows: u32,
    /// Whether the tab is hidden.
    pub hidden: bool,
    /// Data rows that are hidden; they are read and count.
    pub hidden_rows: u32,
    /// Field to column letters: `commune` to `B`.
    pub columns: BTreeMap<String, String>,
    /// How many columns of each field are read, in the table of the tab that has most of them;
    /// empty in a snapshot that was kept before it was counted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub read: BTreeMap<String, u32>,
    /// Titles of columns that nothing reads, a group's before its column's.
    #[serde(default)]
    pub unread: Vec<String>,
    /// Why it was not recognised, as far as can be told.
    #[serde(skip)]
    pub missed: Option<Missed>,
}

/// Why a tab was not recognised.
#[derive(Clone, Debug, PartialEq)]
pub enum Missed {
    /// It is hidden, and not named.
    Hidden,
    /// Others are named.
    NotNamed,
    /// Nothing stands in it.
    Empty,
    /// Its formulas have no results.
    Uncomputed,
    /// Its letters were garbled on the way.
    Garbled,
    /// Known titles, of which there are too few, or none.
    Titles(Vec<String>),
}

/// What a tab holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TabKind {
    /// Communes' teams and decisions.
    Submissions,
    /// Support contact points.
    Contacts,
    /// Village-level teams.
    Villages,
    /// Not recognised, or hidden and not named.
    #[default]
    Ignored,
}

/// What one commune reported; all its rows anywhere together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Code of the commune.
    pub commune: String,
    /// Where its name stands (first).
    pub name_cell: CellAddress,
    /// The name as typed, where it means the commune because somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// True where a row holds more than its number and name.
    pub reported: bool,
    /// Every decision claimed, in the order typed; `Submission::claim` names the one that counts.
    pub decisions: Vec<Decision>,
    /// The people of the team, in the order typed; held once for all who speak of them.
    #[serde(deserialize_with = "member::read_team")]
    pub members: Arc<Vec<Member>>,
    /// Village-level teams of this commune, where reported.
    pub village_teams: Option<u32>,
    /// The villages that have one, where they are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<Village>,
    /// What counted columns say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountClaim>,
    /// Notes («Ghi chú»), as typed: what hinders, when it is expected.
    pub notes: Vec<String>,
}

/// What is to be said of a cell that holds an error, or more than is read.
fn cell_error(at: &CellAddress, error: &str) -> Finding {
    let finding = Finding::new(RuleId::CellError).at(at).value(error);
    // A formula whose result the workbook does not hold stands for itself.
    let is_formula = error.starts_with('=') || error.starts_with("of:=");
    if intake::was_too_long(error) {
        finding.variant("long")
    } else if is_formula {
        finding.variant("uncomputed")
    } else {
        finding
    }
}

/// What is to be said of a cell, where it is one of those.
fn broken_cell(grid: &Grid, line: &Line, cell: &Text) -> Option<Finding> {
    let at = || grid.address(line.number, cell.column);
    cell.is_error().then(|| cell_error(&at(), &cell.text))
}

/// Counts of village-level teams added up; `None` where nobody reports any. Absurd ones end at the
/// highest number there is.
pub fn villages_together(counts: impl IntoIterator<Item = Option<u32>>) -> Option<u32> {
    counts.into_iter().flatten().reduce(u32::saturating_add)
}

/// A decision as claimed in the sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// What the number cell says.
    pub number: Number,
    /// What the date says.
    pub date: DateClaim,
    /// Link to the scanned decision.
    pub link: Option<String>,
    /// What it does to the team.
    pub act: Act,
    /// How day and month of its date stand, where the date reads both ways or shows which way its
    /// column was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<DayOrder>,
    /// Cell of the number; where there is none, of the claim (date, link).
    pub number_cell: Option<CellAddress>,
    /// Cell of the date.
    pub date_cell: Option<CellAddress>,
    /// The number cell as typed.
    pub typed: String,
    /// Why it does not count, although it may be stated in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Box<Doubt>>,
}

/// Why a claim cannot be believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doubt {
    /// Columns that could both be the decision's say different things.
    Columns,
    /// The status column says the contrary.
    Status {
        /// What stands there.
        typed: String,
        /// Where.
        cell: CellAddress,
    },
    /// A note beside it says that it is not signed, or is no more.
    Note {
        /// What the note says.
        typed: String,
        /// Where.
        cell: CellAddress,
    },
    /// Its cell is merged over the rows of several communes: whose it is cannot be told.
    Shared,
}

impl Decision {
    /// A decision of which nothing is said.
    pub fn absent() -> Self {
        Self {
            number: Number::Absent,
            date: DateClaim::Absent,
            link: None,
            act: Act::Founds,
            number_cell: None,
            date_cell: None,
            typed: String::new(),
            order: None,
            doubt: None,
        }
    }
}

/// What a number cell says (DOMAIN d8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Number {
    /// Nothing at all.
    Absent,
    /// «chưa», «đang trình ký», a dash, `0`, an unfilled `…/QĐ-UBND`: reported without a decision.
    NotYet,
    /// «Có», «Đã có», `x`: claims a decision without naming it.
    Claimed,
    /// A number, normalised (`15/QĐ-UBND`); `odd` where the shape deserves a note.
    Named { number: String, odd: bool },
    /// A document of another kind (plan, official letter, …) with its normalised number.
    OtherDocument { number: String },
    /// `#REF!` and the like.
    CellError(String),
    /// Text that names no decision.
    Unreadable(String),
}

/// What a date says (DOMAIN d7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DateClaim {
    /// Nothing.
    Absent,
    /// A day of the calendar, plausible or not.
    Day(Date),
    /// Not a whole day of the calendar: `tháng 8/2025`, `31/6/2025`.
    Unreadable(String),
    /// `#REF!` and the like.
    CellError(String),
}

/// In which order a date is written in its cell, beside what it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    /// A day whose cell shows the month first by a format of its own.
    ShownMonthFirst,
    /// A text that only reads day first: `28/7/2025`.
    TypedDayFirst,
    /// A text that only reads month first: `07/28/2025`.
    TypedMonthFirst,
    /// A text that reads both ways: `07/08/2025`.
    TypedEitherWay,
}

/// What a decision does to the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Founds it (also where nothing is said).
    Founds,
    /// «kiện toàn»: changes the members of a team founded before.
    Reorganises,
    /// Marked as replaced by a later one.
    Replaced,
    /// Marked «thu hồi».
    Withdrawn,
}

/// The role in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Tổ trưởng.
    Leader,
    /// Tổ phó.
    Deputy,
    /// Thành viên.
    Member,
}

/// One office named by a position.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Held {
    /// Id of the office, as in the contract: `chairman-pc`.
    pub office: CompactString,
    /// What stands before it.
    pub manner: Manner,
    /// The unit named after it, as typed: `xã Cà Đam`; `None` where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<CompactString>,
    /// The office is certain: false where the words leave room («Chủ tịch» alone).
    pub certain: bool,
}

/// How an office is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// In one's own right.
    Full,
    /// «Quyền», «Q.».
    Acting,
    /// «Phụ trách», «điều hành»: in charge without being appointed.
    InCharge,
    /// «Nguyên»: no longer held.
    Former,
}

/// A support contact point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// The system or platform supported.
    pub system: String,
    /// Person or hotline; empty where none is named.
    pub name: String,
    /// The unit in charge.
    pub unit: String,
    /// National digits; a short number such as `1022` counts as a hotline.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// The guide.
    pub link: Option<String>,
    /// Group links (Zalo and the like); a channel, but not the guide.
    pub groups: Vec<String>,
    /// Where the system's name stands.
    pub cell: CellAddress,
}
