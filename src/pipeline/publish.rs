//! What a judgement becomes for its readers: workbooks, with everything a report says besides.

use std::collections::BTreeMap;

use crate::clock::{Date, Timestamp};
use crate::document::{Artifact, Content, Detail, Exceptions, Milestone};
use crate::failure::Failure;
use crate::pipeline::effective::Bench;
use crate::report;
use crate::rule::change::{Changes, Earlier};
use crate::rule::{Judgement, progress};
use crate::snapshot::Snapshot;

/// What a publication rests on.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub bench: &'a Bench,
    pub snapshot: &'a Snapshot,
    pub judgement: &'a Judgement,
    pub changes: &'a Changes,
    pub earlier: Option<&'a Earlier>,
    pub known_at: Option<Timestamp>,
    pub stale: bool,
}

/// Everything that reports and mails of a snapshot say.
pub struct Publication<'a> {
    ground: Ground<'a>,
    /// Those of days that `as_of` reaches.
    milestones: Vec<Milestone>,
    counted: Vec<u32>,
    cumulative: Vec<(Date, u32)>,
    bases: BTreeMap<String, String>,
}

impl<'a> Publication<'a> {
    /// Computes what a report says beside the judgement.
    pub fn new(ground: Ground<'a>) -> Self {
        let effective = &ground.bench.effective;
        let counted = effective.milestones.iter().filter_map(|milestone| {
            progress::issued_by(ground.judgement, milestone.date)
                .map(|issued| (milestone.clone(), issued))
        });
        let (milestones, counted) = counted.unzip();
        Self {
            milestones,
            counted,
            cumulative: progress::cumulative(ground.judgement),
            bases: ground.bench.ruling.rules.bases(),
            ground,
        }
    }

    /// The content of a report, as much of it as a reader gets.
    pub fn content(&self, detail: Detail) -> Content<'_> {
        let effective = &self.ground.bench.effective;
        Content {
            campaign: &effective.campaign,
            title: &effective.title,
            judgement: self.ground.judgement,
            changes: self.ground.changes,
            earlier: self.ground.earlier,
            milestones: &self.milestones,
            counted_at_milestones: &self.counted,
            cumulative: &self.cumulative,
            contacts: &self.ground.snapshot.reading.contacts,
            sources: &self.ground.snapshot.sources,
            tabs: &self.ground.snapshot.reading.tabs,
            letterhead: &effective.document,
            directory: &effective.directory,
            bases: &self.bases,
            exceptions: Exceptions {
                confirmed: &effective.confirmed,
                waivers: &effective.waivers,
                extensions: &effective.extensions,
                answers: &effective.answers,
            },
            known_at: self.ground.known_at,
            stale: self.ground.stale,
            detail,
            snapshot: &self.ground.snapshot.id,
            table_digest: &self.ground.snapshot.table_digest,
            zone: effective.zone,
        }
    }

    /// Whether it is marked as old.
    pub fn is_stale(&self) -> bool {
        self.ground.stale
    }

    /// The snapshot that is published.
    pub fn snapshot(&self) -> &Snapshot {
        self.ground.snapshot
    }

    /// What is published of it.
    pub fn judgement(&self) -> &Judgement {
        self.ground.judgement
    }

    /// The workbook, as much of it as a reader gets.
    ///
    /// # Errors
    /// Where figures and rows disagree or a sheet cannot be laid out: defects of ours (70).
    pub fn workbook(&self, detail: Detail) -> Result<Artifact, Failure> {
        Ok(report::write(&self.content(detail))?)
    }
}
