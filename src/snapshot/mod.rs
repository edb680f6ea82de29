//! What one pull held, immutable: the submissions, the raw bytes they came from, and the
//! configuration they were read with.
//!
//! Deliberately knows no rule: a snapshot is judged at a date by `rule`.

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

/// One pull, read. Everything downstream is a function of this, the past and the dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its id: sorts by time.
    pub id: String,
    /// The campaign's name.
    pub campaign: String,
    /// When the pull began.
    pub pulled_at: Timestamp,
    /// The day of the pull in the campaign's zone: *today*, wherever a rule says it.
    pub today: Date,
    /// Where it came from, in the campaign's order.
    pub sources: Vec<Provenance>,
    /// Hash of every source's table, of the effective configuration, and both together.
    pub table_digest: String,
    /// Hash of the configuration that reading and judging depend on.
    pub configuration_digest: String,
    /// What it said.
    pub reading: Reading,
}

/// How one source of a snapshot was had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The source's name in the campaign.
    pub name: String,
    /// Which way in.
    pub kind: SourceKind,
    /// The link or the absolute path.
    pub location: String,
    /// When.
    pub fetched_at: Timestamp,
    /// Hash of the raw bytes.
    pub sha256: String,
    /// The service's revision.
    pub revision: Option<String>,
    /// Address that leads to a cell when `#gid=…&range=F17` is added.
    pub link: Option<String>,
    /// Remarks on the file as a whole (keys of `locale`).
    pub remarks: Vec<crate::table::Remark>,
}

/// Where a cell stands: `Tab!F17`, and before it the source where several have a tab of that title.
pub fn place(sources: &[Provenance], tabs: &[TabReading], cell: &CellAddress) -> String {
    let mut same = tabs.iter().filter(|tab| *tab.title == *cell.tab);
    let source = sources.get(usize::from(cell.source));
    match source.filter(|_| same.any(|tab| tab.source != cell.source)) {
        Some(source) => format!("{} › {cell}", source.name),
        None => cell.to_string(),
    }
}

impl Snapshot {
    /// Where a cell of it stands.
    pub fn place(&self, cell: &CellAddress) -> String {
        place(&self.sources, &self.reading.tabs, cell)
    }

    /// The name of a cell's source, where another source has a tab of the same title too.
    pub fn source_of(&self, cell: &CellAddress) -> Option<&str> {
        let mut tabs = self.reading.tabs.iter();
        let twice = tabs.any(|tab| tab.source != cell.source && *tab.title == *cell.tab);
        let source = self.sources.get(usize::from(cell.source));
        source.filter(|_| twice).map(|source| source.name.as_str())
    }

    /// Where a click leads to a cell; `None` where its source has no address.
    pub fn cell_url(&self, cell: &CellAddress) -> Option<String> {
        let source = self.sources.get(usize::from(cell.source))?;
        let Some(link) = source.link.as_deref() else {
            // Several files have such a tab: which of them is said, though no click leads there.
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
