//! What a tab says, before the entries of one commune are joined.

use chrono::NaiveDateTime;

use crate::cell::CellAddress;
use crate::finding::Finding;
use crate::register::Named;
use crate::submission::count::CountClaim;
use crate::submission::village::Villages;
use crate::submission::{Contact, Decision, Member};

/// What one place in the sheet says of one commune.
#[derive(Debug)]
pub(in crate::submission) struct Entry {
    /// Who the name means.
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
    /// It is an answer of a form, given at this moment; `Some(None)` where that cannot be read.
    pub answered: Option<Option<NaiveDateTime>>,
    /// More stands there than a number and a name.
    pub reported: bool,
    pub findings: Vec<Finding>,
}

/// What a tab says.
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
    /// Adds what another table of the tab says.
    pub(in crate::submission) fn extend(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.contacts.extend(other.contacts);
        self.findings.extend(other.findings);
        self.rows += other.rows;
        self.hidden_rows += other.hidden_rows;
    }
}
