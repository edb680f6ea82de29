//! The last report, and whether it is still true.

use crate::document::{Artifact, Detail};
use crate::failure::Failure;
use crate::pipeline::publish::{Publication, PublicationInput};
use crate::pipeline::standing;
use crate::pipeline::sync::order::{CompletedRun, Conclusion, Placed};
use crate::pipeline::sync::{Book, JudgedPull, Run};
use crate::rule::area::Area;
use crate::rule::change::{self, Earlier};
use crate::snapshot::Snapshot;
use crate::store::{KeptReport, Store};

impl<'a> Run<'a> {
    /// The last period, with which this run's figures are compared.
    pub(super) async fn earlier(&self, store: &Store) -> Result<Option<Earlier>, Failure> {
        standing::last_period(store, &self.campaign.name, self.as_of(), None).await
    }

    /// The report that already says the same: one of this day from the same inputs or, if no day
    /// was asked for, the last one if its figures are unchanged.
    pub(super) async fn same_report(
        &self,
        store: &Store,
        judged: &JudgedPull,
        is_stale: bool,
    ) -> Result<Option<KeptReport>, Failure> {
        let inputs = self.inputs(&judged.snapshot, is_stale);
        if let Some(report) = store
            .report_for(&self.campaign.name, &inputs, Detail::Full)
            .await?
        {
            return Ok(Some(report));
        }
        if self.order.as_of.is_some() || is_stale {
            return Ok(None);
        }
        let last = store.last_report(&self.campaign.name).await?;
        let Some(last) = last.filter(|last| last.snapshot == judged.snapshot.id) else {
            return Ok(None);
        };
        // A new day can change figures by itself: a deadline passes, the date of a decision
        // arrives.
        let then = standing::judge(store, &self.criteria, &judged.snapshot, last.as_of).await?;
        Ok(standing::same_figures(&then, &judged.judgement).then_some(last))
    }

    /// A hash of everything that a report is made from.
    pub(super) fn inputs(&self, snapshot: &Snapshot, stale: bool) -> String {
        standing::inputs(snapshot, &self.criteria, self.as_of(), stale)
    }

    /// The last report, for runs that make no new one.
    pub(super) async fn last_report(&self, store: &Store) -> Result<Option<Placed>, Failure> {
        let report = store.last_report(&self.campaign.name).await?;
        Ok(report.map(|report| Placed {
            path: self.app.folder().path.join(&report.file_name),
            sha256: report.sha256,
        }))
    }

    /// The other workbooks that readers get with a stored report, of the same day and last period.
    async fn beside(
        &self,
        store: &Store,
        snapshot: &Snapshot,
        report: &KeptReport,
        stale: bool,
        whole: usize,
    ) -> Result<Vec<(Option<Area>, Detail, Artifact)>, Failure> {
        let judgement = standing::judge(store, &self.criteria, snapshot, report.as_of).await?;
        let name = &self.campaign.name;
        let made_at = Some(report.made_at);
        let earlier = standing::last_period(store, name, report.as_of, made_at).await?;
        let changes = change::changes(earlier.as_ref(), &judgement);
        let publication = Publication::new(PublicationInput {
            criteria: &self.criteria,
            snapshot,
            judgement: &judgement,
            changes: &changes,
            earlier: earlier.as_ref(),
            known_at: None,
            stale,
        });
        self.others(&publication, whole)
    }

    /// The other workbooks that readers get with the stored report, made again: the same content
    /// gives the same bytes.
    fn others(
        &self,
        publication: &Publication<'_>,
        whole: usize,
    ) -> Result<Vec<(Option<Area>, Detail, Artifact)>, Failure> {
        let mut others = Vec::new();
        for (area, detail) in self.wanted(whole) {
            let part = area.as_ref().map(|area| publication.part(area));
            let of_part = part.as_ref().map(|part| publication.of_part(part));
            let published = of_part.as_ref().unwrap_or(publication);
            others.push((area, detail, published.workbook(detail)?));
        }
        Ok(others)
    }

    pub(super) async fn unchanged(
        &mut self,
        store: &Store,
        judged: JudgedPull,
        report: KeptReport,
        is_stale: bool,
    ) -> Result<CompletedRun, Failure> {
        let bytes = store.report_bytes(&report.id).await?.unwrap_or_default();
        let path = self.app.folder().place(&report.file_name, &bytes)?;
        let mut queued = 0;
        let mails = self.mails(Some(store), false).await?;
        // On the report's own day the mail makes the same comparison as the workbook in it: with
        // what readers had when it was made. On a later day it compares with what they have now.
        let is_of_today = report.as_of == self.as_of();
        let before = (mails && is_of_today).then_some(report.made_at);
        let name = &self.campaign.name;
        let earlier = standing::last_period(store, name, self.as_of(), before).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        if mails {
            let publication = self.publication(&judged, &changes, earlier.as_ref(), is_stale);
            let others = self.beside(store, &judged.snapshot, &report, is_stale, bytes.length());
            let others = others.await?;
            let mut books = vec![Book {
                id: &report.id,
                area: None,
                detail: Detail::Full,
                file_name: &report.file_name,
                bytes: &bytes,
            }];
            // They show the same figures and period, so they are recorded under the stored report.
            books.extend(others.iter().map(|(area, detail, artifact)| Book {
                id: &report.id,
                area: area.as_ref(),
                detail: *detail,
                file_name: &artifact.name,
                bytes: &artifact.bytes,
            }));
            let mails = self.letters(&publication, &books)?;
            store
                .queue(&self.campaign.name, self.app.clock.now(), &mails)
                .await?;
            queued = mails.len();
        }
        let delivered = self.deliver(store, queued).await?;
        let placed = Placed {
            path,
            sha256: report.sha256.clone(),
        };
        Ok(self.done(judged, changes, Conclusion::Unchanged(placed, delivered)))
    }
}
