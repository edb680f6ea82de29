//! The contents of one publication: the judgement, and everything that is printed with it.
//!
//! Values only, borrowed from where they are made; deliberately no sentences.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{Date, Timestamp, Zone};
use crate::document::Letterhead;
use crate::register::Alias;
use crate::rule::Judgement;
use crate::rule::area::Area;
use crate::rule::change::{Changes, Earlier};
use crate::rule::declared::{Confirmed, Extension, Waiver};
use crate::snapshot::Provenance;
use crate::submission::{Contact, TabReading};

/// Everything that one publication contains.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    /// The campaign's name (`to-cnscd-quang-ngai`), for the file name.
    pub campaign: &'a str,
    /// The campaign's title: «Thành lập Tổ công nghệ số cộng đồng cấp xã».
    pub title: &'a str,
    /// The part of the register that the publication is limited to; `None` for all of it.
    pub area: Option<&'a Area>,
    /// The figures, the communes, the findings.
    pub judgement: &'a Judgement,
    /// The day the communes began: no decision can be older.
    pub communes_began: Date,
    /// What changed since `earlier`.
    pub changes: &'a Changes,
    /// The last report that readers got, if there is one.
    pub earlier: Option<&'a Earlier>,
    /// Figures published elsewhere, such as the letter's 21 on 2025-08-01.
    pub milestones: &'a [Milestone],
    /// Our own count on the day of each milestone, in the same order.
    pub counted_at_milestones: &'a [u32],
    /// The number of decisions signed by each day, ascending, up to `as_of`.
    pub cumulative: &'a [(Date, u32)],
    /// Support contact points.
    pub contacts: &'a [Contact],
    /// The sources of the data.
    pub sources: &'a [Provenance],
    /// How each tab was read.
    pub tabs: &'a [TabReading],
    /// Agency, signer, recipients, legal bases.
    pub letterhead: &'a Letterhead,
    /// Whom to call, by code of the commune.
    pub directory: &'a BTreeMap<String, DirectoryEntry>,
    /// Basis of each rule, by id, for `Thành phần`; «điểm 1 Công văn …».
    pub bases: &'a BTreeMap<String, String>,
    /// Decisions of people: confirmations, waivers, extensions, spellings.
    pub exceptions: Exceptions<'a>,
    /// The time of knowledge, if the report is limited to what was known then.
    pub known_at: Option<Timestamp>,
    /// Whether the data are older than the campaign allows.
    pub stale: bool,
    /// How much the reader gets: everything, or no phones and faults in the data.
    pub detail: Detail,
    /// The id of the snapshot. `table_digest` is the hash of its tables.
    pub snapshot: &'a str,
    pub table_digest: &'a str,
    /// The time zone in which instants are printed.
    pub zone: Zone,
}

/// How much a reader gets.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    /// Everything.
    #[default]
    Full,
    /// Without members' phones and faults in the data.
    Summary,
}

/// A figure published elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The day.
    pub date: Date,
    /// The number of communes with a decision by that day.
    pub issued: u32,
    /// Where it was published.
    pub note: String,
}

impl Content<'_> {
    /// Returns the subject: that of `[document]`, or else the campaign's title.
    pub fn subject(&self) -> &str {
        if self.letterhead.subject.is_empty() {
            self.title
        } else {
            &self.letterhead.subject
        }
    }
}

/// The decisions of people in the campaign's configuration. Those given as
/// answers are in the judgement.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exceptions<'a> {
    /// Decisions that a person compared with the signed document.
    pub confirmed: &'a [Confirmed],
    /// Rules that do not apply to some communes.
    pub waivers: &'a [Waiver],
    /// Deadlines of single communes.
    pub extensions: &'a [Extension],
    /// Spellings that a person assigned to a commune.
    pub answers: &'a [Alias],
}

/// Whom to call in a commune, from the campaign's directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    /// Chủ tịch UBND: name, phone, mail as in the directory.
    pub chairman: String,
    /// Trưởng phòng Văn hóa - Xã hội.
    pub head_culture: String,
    /// The specialist in charge.
    pub specialist: String,
    pub phones: String,
    pub emails: String,
}
