//! The content of one pull, which never changes: the submissions, the raw bytes they came from, and
//! the configuration they were read with.
//!
//! Knows no rules: `rule` judges a snapshot as of a date.

pub mod diff;
pub mod loss;
pub mod past;
#[cfg(test)]
mod testing;

use serde::{Deserialize, Serialize};

use crate::cell::CellAddress;
use crate::clock::{Date, Timestamp};
use crate::source::SourceKind;
use crate::submission::{Reading, TabReading};

/// One pull, read. Everything later is computed from this, the past and the dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The id; ids sort by time.
    pub id: String,
    /// The campaign's name.
    pub campaign: String,
    /// When the pull began.
    pub pulled_at: Timestamp,
    /// The day of the pull in the campaign's zone, which rules call *today*.
    pub today: Date,
    /// The sources, in the campaign's order.
    pub sources: Vec<Provenance>,
    /// Hash of the tables of all sources.
    pub table_digest: String,
    /// Hash of the configuration that reading and judging depend on.
    pub configuration_digest: String,
    /// What the sources contained.
    pub reading: Reading,
}

/// How one source of a snapshot was fetched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The source's name in the campaign.
    pub name: String,
    /// The kind of source.
    pub kind: SourceKind,
    /// The link or the absolute path.
    pub location: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// Hash of the raw bytes.
    pub sha256: String,
    /// The revision that the service reported.
    pub revision: Option<String>,
    /// The address that opens a cell when `#gid=…&range=F17` is appended.
    pub link: Option<String>,
    /// Remarks on the file as a whole (keys of `locale`).
    pub remarks: Vec<crate::table::Remark>,
}

/// The place of a cell as text: `Tab!F17`, preceded by the source if several have a tab of that
/// title.
pub fn place(sources: &[Provenance], tabs: &[TabReading], cell: &CellAddress) -> String {
    let mut same = tabs.iter().filter(|tab| *tab.title == *cell.tab);
    let source = sources.get(usize::from(cell.source));
    match source.filter(|_| same.any(|tab| tab.source != cell.source)) {
        Some(source) => format!("{} › {cell}", source.name),
        None => cell.to_string(),
    }
}

impl Snapshot {
    /// The place of a cell of this snapshot as text.
    pub fn place(&self, cell: &CellAddress) -> String {
        place(&self.sources, &self.reading.tabs, cell)
    }

    /// The name of a cell's source, if another source has a tab of the same title.
    pub fn source_of(&self, cell: &CellAddress) -> Option<&str> {
        let mut tabs = self.reading.tabs.iter();
        let twice = tabs.any(|tab| tab.source != cell.source && *tab.title == *cell.tab);
        let source = self.sources.get(usize::from(cell.source));
        source.filter(|_| twice).map(|source| source.name.as_str())
    }

    /// A link that opens a cell; `None` if its source has no address.
    pub fn cell_url(&self, cell: &CellAddress) -> Option<String> {
        let source = self.sources.get(usize::from(cell.source))?;
        let Some(link) = source.link.as_deref() else {
            // Several files have such a tab: name the file, even though the link cannot open the
            // cell.
            return self
                .source_of(cell)
                .map(|_| format!("file://{}", source.location));
        };
        let tab = self
            .reading
            .tabs
            .iter()
            .find(|tab| tab.source == cell.source && *tab.title == *cell.tab)?;
        Some(match tab.gid {
            Some(gid) => format!("{link}#gid={gid}&range={}", cell.a1()),
            None => link.to_owned(),
        })
    }
}
