//! The contents of a tab, before the entries of each commune are joined.

use chrono::NaiveDateTime;

use crate::cell::CellAddress;
use crate::finding::Finding;
use crate::register::Named;
use crate::submission::count::CountClaim;
use crate::submission::village::Villages;
use crate::submission::{Contact, Decision, Member};

/// The statements of one place in the sheet about one commune.
#[derive(Debug)]
pub(in crate::submission) struct Entry {
    /// The look-up of the name.
    pub named: Named,
    /// The name as typed.
    pub typed: String,
    pub name_cell: CellAddress,
    /// The decisions of each row that states any.
    pub statements: Vec<Vec<Decision>>,
    pub members: Vec<Member>,
    pub villages: Villages,
    pub counts: Vec<CountClaim>,
    pub notes: Vec<String>,
    /// The moment of a form's answer, `Some(None)` if it cannot be read; `None` for other entries.
    pub answered: Option<Option<NaiveDateTime>>,
    /// Whether there is more than a number and a name.
    pub reported: bool,
    pub findings: Vec<Finding>,
}

/// The contents of a tab.
#[derive(Debug, Default)]
pub(in crate::submission) struct TabContent {
    pub entries: Vec<Entry>,
    pub contacts: Vec<Contact>,
    /// Findings that belong to no entry.
    pub findings: Vec<Finding>,
    pub rows: u32,
    pub hidden_rows: u32,
}

impl TabContent {
    /// Adds the contents of another table of the tab.
    pub(in crate::submission) fn extend(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.contacts.extend(other.contacts);
        self.findings.extend(other.findings);
        self.rows += other.rows;
        self.hidden_rows += other.hidden_rows;
    }
}
