//! What communes reported, as typed values: decision, team, links; and the findings about reading
//! it.
//!
//! Turns rows into submissions. Knows the words used in sheets, not the rules for teams, and no
//! dates but those typed.

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
pub mod reach_words;
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

/// Everything read from one pull, with findings about what could not be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Whether any source has submissions; otherwise progress is not known.
    pub has_submissions: bool,
    /// Whether any source has contacts.
    pub has_contacts: bool,
    /// One for each commune with a row, in the register's order.
    #[serde(
        serialize_with = "member::write_all",
        deserialize_with = "member::read_all"
    )]
    pub submissions: Vec<Submission>,
    /// Support contact points, in the sheet's order.
    pub contacts: Vec<Contact>,
    /// How each tab was read, in order.
    pub tabs: Vec<TabReading>,
    /// Number of village-level teams in total, if a column or a tab reports them.
    pub village_teams: Option<u32>,
    /// Findings about reading.
    pub findings: Vec<Finding>,
    /// For each source, the named tabs and columns that were not found; stored with the source.
    #[serde(skip)]
    pub remarks: Vec<Vec<Remark>>,
}

/// How a tab was read; shown to operators, who decide whether to trust it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TabReading {
    /// Position of its source.
    pub source: u16,
    /// Its title.
    pub title: String,
    /// Google's id of the tab, if known, for links to cells.
    pub gid: Option<i64>,
    /// Its contents.
    pub kind: TabKind,
    /// Number of data rows that were read.
    pub rows: u32,
    /// Whether the tab is hidden.
    pub hidden: bool,
    /// Number of hidden data rows, which are read and counted.
    pub hidden_rows: u32,
    /// Column letters by field: `commune` to `B`.
    pub columns: BTreeMap<String, String>,
    /// Number of columns read for each field, in the table of the tab that has most of them; empty
    /// in a snapshot stored before this was recorded.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub read: BTreeMap<String, u32>,
    /// Titles of columns that are not used, each after the title of its group.
    #[serde(default)]
    pub unread: Vec<String>,
    /// Why it was not recognised, if that is known.
    #[serde(skip)]
    pub missed: Option<Missed>,
}

/// Why a tab was not recognised.
#[derive(Clone, Debug, PartialEq)]
pub enum Missed {
    /// It is hidden and not named in the campaign.
    Hidden,
    /// Other tabs are named in the campaign.
    NotNamed,
    /// It has no content.
    Empty,
    /// Its formulas have no results.
    Uncomputed,
    /// Its letters were garbled by a wrong encoding.
    Garbled,
    /// It has these known titles, which are too few, or none.
    Titles(Vec<String>),
}

/// The contents of a tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TabKind {
    /// Communes' teams and decisions.
    Submissions,
    /// Support contact points.
    Contacts,
    /// Village-level teams.
    Villages,
    /// Not recognised, or not read because it is hidden or other tabs are named.
    #[default]
    Ignored,
}

/// What one commune reported, in all its rows together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Code of the commune.
    pub commune: String,
    /// Cell of its name (the first one).
    pub name_cell: CellAddress,
    /// The name as typed, if it means the commune only by an alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Whether a row has more than its number and name.
    pub reported: bool,
    /// All decisions claimed: the one taken first, then other complete ones and those that do
    /// something other than founding. `rule::status` decides which one counts.
    pub decisions: Vec<Decision>,
    /// The people of the team, in the order typed; shared by all that refer to them.
    #[serde(deserialize_with = "member::read_team")]
    pub members: Arc<Vec<Member>>,
    /// Number of this commune's village-level teams, if reported.
    pub village_teams: Option<u32>,
    /// The villages with a team, if they are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<Village>,
    /// The values of counted columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<CountClaim>,
    /// Notes («Ghi chú»), as typed: what hinders, when it is expected.
    pub notes: Vec<String>,
}

/// The finding about a cell with an error, or with more text than is read.
fn cell_error(at: &CellAddress, error: &str) -> Finding {
    let finding = Finding::new(RuleId::CellError).at(at).value(error);
    // A formula without a stored result is represented by its own text.
    let is_formula = error.starts_with('=') || error.starts_with("of:=");
    if intake::was_too_long(error) {
        finding.variant("long")
    } else if is_formula {
        finding.variant("uncomputed")
    } else {
        finding
    }
}

/// The finding about a cell with an error; `None` for other cells.
fn broken_cell(grid: &Grid, line: &Line, cell: &Text) -> Option<Finding> {
    let at = || grid.address(line.number, cell.column);
    cell.is_error().then(|| cell_error(&at(), &cell.text))
}

/// Adds up counts of village-level teams; `None` if nobody reports any. Stops at the highest number
/// instead of overflowing.
pub fn villages_together(counts: impl IntoIterator<Item = Option<u32>>) -> Option<u32> {
    counts.into_iter().flatten().reduce(u32::saturating_add)
}

/// A decision as claimed in the sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The content of the number cell.
    pub number: Number,
    /// The content of the date.
    pub date: DateClaim,
    /// Link to the scanned decision.
    pub link: Option<String>,
    /// What it does to the team.
    pub act: Act,
    /// The order of day and month in its date, if the date can be read both ways, or if it shows
    /// how the column was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<DayOrder>,
    /// Cell of the number; without a number, cell of the claim (date, link).
    pub number_cell: Option<CellAddress>,
    /// Cell of the date.
    pub date_cell: Option<CellAddress>,
    /// The number cell as typed.
    pub typed: String,
    /// Why it does not count even if it is complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Box<Doubt>>,
}

/// Why a claim cannot be believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doubt {
    /// Columns that may both be the decision's differ.
    Columns,
    /// The status column contradicts it.
    Status {
        /// The text of that cell.
        typed: String,
        /// Its address.
        cell: CellAddress,
    },
    /// A note beside it says that it is not signed or no longer valid.
    Note {
        /// The text of the note.
        typed: String,
        /// Its address.
        cell: CellAddress,
    },
    /// Its cell is merged over the rows of several communes, so it is not known whose it is.
    Shared,
}

impl Decision {
    /// A decision about which nothing is stated.
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

/// The content of a number cell (DOMAIN d8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Number {
    /// Empty.
    Absent,
    /// «chưa», «đang trình ký», a dash, `0`, an unfilled `…/QĐ-UBND`: a row without a decision.
    NotYet,
    /// «Có», «Đã có», `x`: claims a decision without naming it.
    Claimed,
    /// A normalised number (`15/QĐ-UBND`); `odd` if its form should be remarked on.
    Named { number: String, odd: bool },
    /// A document of another kind (plan, official letter, …) with its normalised number.
    OtherDocument { number: String },
    /// An error such as `#REF!`.
    CellError(String),
    /// Text that names no decision.
    Unreadable(String),
}

/// The content of a date cell (DOMAIN d7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DateClaim {
    /// Empty.
    Absent,
    /// A day of the calendar, plausible or not.
    Day(Date),
    /// Not a complete, valid day: `tháng 8/2025`, `31/6/2025`.
    Unreadable(String),
    /// An error such as `#REF!`.
    CellError(String),
}

/// The order of day and month in a cell, independent of how it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    /// A day that its cell's own number format shows month first.
    ShownMonthFirst,
    /// A text that can only be read day first: `28/7/2025`.
    TypedDayFirst,
    /// A text that can only be read month first: `07/28/2025`.
    TypedMonthFirst,
    /// A text that can be read both ways: `07/08/2025`.
    TypedEitherWay,
}

/// What a decision does to the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Founds it; the default.
    Founds,
    /// «kiện toàn»: changes the members of an existing team.
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
    /// How it is held.
    pub manner: Manner,
    /// The unit after it, as typed: `xã Cà Đam`; `None` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<CompactString>,
    /// Whether the office is certain: false if the words are ambiguous («Chủ tịch» alone).
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
    /// «Phụ trách», «điều hành»: in charge without an appointment.
    InCharge,
    /// «Nguyên»: no longer held.
    Former,
}

/// A support contact point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// The system or platform supported.
    pub system: String,
    /// Person or hotline; empty if none is named.
    pub name: String,
    /// The unit in charge.
    pub unit: String,
    /// National digits; a short number such as `1022` counts as a hotline.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// The guide.
    pub link: Option<String>,
    /// Group links (Zalo and similar); a way to reach support, not the guide.
    pub groups: Vec<String>,
    /// Cell of the system's name.
    pub cell: CellAddress,
}
