//! The sources of a snapshot, and how their tabs were read.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::snapshot::Provenance;
use crate::source::SourceKind;
use crate::submission::{TabKind, TabReading};

/// A source, and how its tabs were read.
#[derive(Debug, Serialize)]
pub struct SourceLine<'a> {
    pub name: &'a str,
    pub kind: SourceKind,
    pub location: &'a str,
    pub fetched_at: Timestamp,
    pub sha256: &'a str,
    pub revision: Option<&'a str>,
    pub tabs: Vec<TabLine<'a>>,
}

/// A tab, and the columns in which each field was found.
#[derive(Debug, Serialize)]
pub struct TabLine<'a> {
    pub title: &'a str,
    pub kind: TabKind,
    pub rows: u32,
    pub hidden: bool,
    pub hidden_rows: u32,
    pub columns: &'a BTreeMap<String, String>,
    pub unread: &'a [String],
}

/// The sources of a snapshot with their tabs.
pub fn sources<'a>(sources: &'a [Provenance], tabs: &'a [TabReading]) -> Vec<SourceLine<'a>> {
    sources
        .iter()
        .enumerate()
        .map(|(position, source)| SourceLine {
            name: &source.name,
            kind: source.kind,
            location: &source.location,
            fetched_at: source.fetched_at,
            sha256: &source.sha256,
            revision: source.revision.as_deref(),
            tabs: tabs
                .iter()
                .filter(|tab| usize::from(tab.source) == position)
                .map(|tab| TabLine {
                    title: &tab.title,
                    kind: tab.kind,
                    rows: tab.rows,
                    hidden: tab.hidden,
                    hidden_rows: tab.hidden_rows,
                    columns: &tab.columns,
                    unread: &tab.unread,
                })
                .collect(),
        })
        .collect()
}
