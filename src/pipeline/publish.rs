//! Turns a judgement into workbooks, and computes everything else that a report shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::clock::{Date, Timestamp};
use crate::document::{Artifact, Content, Detail, Exceptions, Milestone, words};
use crate::failure::Failure;
use crate::pipeline::effective::Criteria;
use crate::register::Alias;
use crate::report;
use crate::rule::area::Area;
use crate::rule::change::{self, Changes, Earlier};
use crate::rule::declared::{Confirmed, Extension, Waiver};
use crate::rule::{Judgement, progress};
use crate::snapshot::Snapshot;

/// What a publication is made from.
#[derive(Clone, Copy)]
pub struct PublicationInput<'a> {
    pub criteria: &'a Criteria,
    pub snapshot: &'a Snapshot,
    pub judgement: &'a Judgement,
    pub changes: &'a Changes,
    pub earlier: Option<&'a Earlier>,
    pub known_at: Option<Timestamp>,
    pub stale: bool,
}

/// The communes of one area, with their own counts and changes.
pub struct Part {
    area: Area,
    judgement: Judgement,
    changes: Changes,
    earlier: Option<Earlier>,
}

/// What people decided about the published communes.
struct Decided {
    confirmed: Vec<Confirmed>,
    waivers: Vec<Waiver>,
    extensions: Vec<Extension>,
    answers: Vec<Alias>,
}

/// Everything that the reports and mails about a snapshot show.
pub struct Publication<'a> {
    input: PublicationInput<'a>,
    /// The area, if only a part is published.
    area: Option<&'a Area>,
    title: String,
    decided: Decided,
    /// The milestones that are not later than `as_of`.
    milestones: Vec<Milestone>,
    counted: Vec<u32>,
    cumulative: Vec<(Date, u32)>,
    bases: BTreeMap<String, String>,
}

impl<'a> Publication<'a> {
    /// Computes what a report shows in addition to the judgement.
    pub fn new(input: PublicationInput<'a>) -> Self {
        let effective = &input.criteria.effective;
        let counted = effective.milestones.iter().filter_map(|milestone| {
            progress::issued_by(input.judgement, milestone.date)
                .map(|issued| (milestone.clone(), issued))
        });
        let (milestones, counted) = counted.unzip();
        Self {
            area: None,
            title: effective.title.clone(),
            decided: Decided::of(input.criteria, |_| true),
            milestones,
            counted,
            cumulative: progress::cumulative(input.judgement),
            bases: input
                .criteria
                .ruling
                .rules
                .on(input.judgement.as_of)
                .bases(),
            input,
        }
    }

    /// The part of the publication that concerns an area.
    pub fn part(&self, area: &Area) -> Part {
        let mut judgement = area.of(self.input.judgement);
        let own = Arc::make_mut(&mut judgement.words);
        own.units = words::units(&own.units, area);
        let earlier = self.input.earlier;
        let earlier = earlier.map(|earlier| Area::earlier(&judgement, earlier));
        Part {
            area: area.clone(),
            changes: change::changes(earlier.as_ref(), &judgement),
            judgement,
            earlier,
        }
    }

    /// A publication about a part. Figures that were counted elsewhere for the whole province are
    /// left out.
    pub fn of_part<'b>(&self, part: &'b Part) -> Publication<'b>
    where
        'a: 'b,
    {
        let whole = Publication::new(PublicationInput {
            judgement: &part.judgement,
            changes: &part.changes,
            earlier: part.earlier.as_ref(),
            ..self.input
        });
        let communes = part.judgement.communes.iter();
        Publication {
            area: Some(&part.area),
            title: format!("{} ({})", self.title, part.judgement.words.units),
            decided: Decided::of(self.input.criteria, |code| {
                communes.clone().any(|one| one.commune.code == code)
            }),
            milestones: Vec::new(),
            counted: Vec::new(),
            ..whole
        }
    }

    /// The content of a report at this level of detail.
    pub fn content(&self, detail: Detail) -> Content<'_> {
        let effective = &self.input.criteria.effective;
        Content {
            campaign: &effective.campaign,
            title: &self.title,
            area: self.area,
            judgement: self.input.judgement,
            communes_began: self.input.criteria.ruling.communes_began,
            changes: self.input.changes,
            earlier: self.input.earlier,
            milestones: &self.milestones,
            counted_at_milestones: &self.counted,
            cumulative: &self.cumulative,
            contacts: &self.input.snapshot.reading.contacts,
            sources: &self.input.snapshot.sources,
            tabs: &self.input.snapshot.reading.tabs,
            letterhead: &effective.document,
            directory: &effective.directory,
            bases: &self.bases,
            exceptions: Exceptions {
                confirmed: &self.decided.confirmed,
                waivers: &self.decided.waivers,
                extensions: &self.decided.extensions,
                answers: &self.decided.answers,
            },
            known_at: self.input.known_at,
            stale: self.input.stale,
            detail,
            snapshot: &self.input.snapshot.id,
            table_digest: &self.input.snapshot.table_digest,
            zone: effective.zone,
        }
    }

    /// Whether it is marked as stale.
    pub fn is_stale(&self) -> bool {
        self.input.stale
    }

    /// The snapshot that is published.
    pub fn snapshot(&self) -> &Snapshot {
        self.input.snapshot
    }

    /// The judgement that is published.
    pub fn judgement(&self) -> &Judgement {
        self.input.judgement
    }

    /// The workbook at this level of detail.
    ///
    /// # Errors
    /// If figures and rows disagree or a sheet cannot be laid out; both are defects of the program
    /// (70).
    pub fn workbook(&self, detail: Detail) -> Result<Artifact, Failure> {
        Ok(report::write(&self.content(detail))?)
    }
}

impl Decided {
    fn of(criteria: &Criteria, wanted: impl Fn(&str) -> bool) -> Self {
        let effective = &criteria.effective;
        let confirmed = effective.confirmed.iter();
        let waivers = effective.waivers.iter();
        let extensions = effective.extensions.iter();
        let answers = effective.answers.iter();
        Self {
            confirmed: confirmed
                .filter(|one| wanted(&one.commune))
                .cloned()
                .collect(),
            waivers: waivers
                .filter(|one| wanted(&one.commune))
                .cloned()
                .collect(),
            extensions: extensions
                .filter(|one| wanted(&one.commune))
                .cloned()
                .collect(),
            answers: answers.filter(|one| wanted(&one.code)).cloned().collect(),
        }
    }
}
