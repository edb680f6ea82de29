//! What one publication holds: the judgement, and everything that is printed beside it.
//!
//! Values only, borrowed from who makes them; deliberately no sentence.

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

/// Everything that one publication says.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    /// The campaign's name (`to-cnscd-quang-ngai`), for the file name.
    pub campaign: &'a str,
    /// The campaign's title: «Thành lập Tổ công nghệ số cộng đồng cấp xã».
    pub title: &'a str,
    /// The part of the register that it is about, and nothing else; `None`: all of it.
    pub area: Option<&'a Area>,
    /// The figures, the communes, the findings.
    pub judgement: &'a Judgement,
    /// The day that the communes began: none could sign before.
    pub communes_began: Date,
    /// What changed since `earlier`.
    pub changes: &'a Changes,
    /// The last report that readers got, where there is one.
    pub earlier: Option<&'a Earlier>,
    /// Points known from elsewhere, such as the letter's 21 on 2025-08-01.
    pub milestones: &'a [Milestone],
    /// Our own count on the day of each milestone, in the same order.
    pub counted_at_milestones: &'a [u32],
    /// Cumulative decisions by the date they were signed, rising, up to `as_of`.
    pub cumulative: &'a [(Date, u32)],
    /// Support contact points.
    pub contacts: &'a [Contact],
    /// Where the data came from.
    pub sources: &'a [Provenance],
    /// What each tab was taken for.
    pub tabs: &'a [TabReading],
    /// Agency, signer, recipients, legal bases.
    pub letterhead: &'a Letterhead,
    /// Whom to call, by commune code.
    pub directory: &'a BTreeMap<String, DirectoryEntry>,
    /// Basis of each rule, by id, for `Thành phần`; «điểm 1 Công văn …».
    pub bases: &'a BTreeMap<String, String>,
    /// What persons decided: confirmations, waivers, extensions, spellings.
    pub exceptions: Exceptions<'a>,
    /// `Some(moment)` where the report says what was known then.
    pub known_at: Option<Timestamp>,
    /// The data are older than the campaign allows.
    pub stale: bool,
    /// Everything, or without phones and data faults.
    pub detail: Detail,
    /// The snapshot's id and hash, the program's version.
    pub snapshot: &'a str,
    pub table_digest: &'a str,
    /// The zone that instants are printed in.
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
    /// All of it.
    #[default]
    Full,
    /// Without members' phones and data faults.
    Summary,
}

/// A point known from elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The day.
    pub date: Date,
    /// Communes with a decision then.
    pub issued: u32,
    /// Where that is said.
    pub note: String,
}

impl Content<'_> {
    /// What the document is about: its own words, or the campaign's title.
    pub fn subject(&self) -> &str {
        if self.letterhead.subject.is_empty() {
            self.title
        } else {
            &self.letterhead.subject
        }
    }
}

/// What persons decided about this campaign, as its configuration has it; what they answered besides
/// stands in the judgement.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exceptions<'a> {
    /// Decisions that a person compared with the signed paper.
    pub confirmed: &'a [Confirmed],
    /// Rules that do not speak of a commune.
    pub waivers: &'a [Waiver],
    /// Deadlines of single communes.
    pub extensions: &'a [Extension],
    /// Spellings that a person said whom they mean.
    pub answers: &'a [Alias],
}

/// Whom to call in a commune: the campaign's directory.
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
