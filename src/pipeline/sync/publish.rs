//! What a judgement leaves behind: reports and mails in one commit, the workbook in its place,
//! the outbox sent.

use crate::clock::{self, Timestamp};
use crate::config::Send;
use crate::delivery::{self, DeliveryError};
use crate::document::{Artifact, ArtifactKind, Detail};
use crate::failure::Failure;
use crate::mail;
use crate::pipeline::publish::{Ground, Publication};
use crate::pipeline::sync::order::{Conclusion, Delivered, Done, Mailing, Placed};
use crate::pipeline::sync::{Book, Judged, Rest, Run};
use crate::report::ReportError;
use crate::rule::change::{self, Changes, Earlier};
use crate::snapshot::Snapshot;
use crate::store::{
    Basis, CampaignLock, Commit, Counted, NewMail, NewReport, Seen, Stage, Store, StoreError,
};

impl<'a> Run<'a> {
    /// Whether this run mails the readers.
    pub(super) async fn mails(&self, store: Option<&Store>, fresh: bool) -> Result<bool, Failure> {
        if self.campaign.readers.is_empty() {
            return Ok(false);
        }
        match self.mailing {
            Mailing::Never => return Ok(false),
            Mailing::Always | Mailing::Promised => return Ok(true),
            Mailing::AsSet => {}
        }
        if self.campaign.report_schedule.is_some() {
            return match store {
                Some(store) => self.owes(store).await,
                None => Ok(false),
            };
        }
        if fresh || self.campaign.send == Send::Always {
            return Ok(true);
        }
        let Some(store) = store else { return Ok(true) };
        let last = store.last_mailed(&self.campaign.name).await?;
        Ok(last.is_none_or(|last| self.is_long_ago(last.at)))
    }

    /// Whether readers have heard nothing since then for longer than the campaign's heartbeat, or
    /// would before the next run, or nobody can say how long, since the clock ran ahead then.
    pub(super) fn is_long_ago(&self, mailed: Timestamp) -> bool {
        let plan = self.app.config.plan(self.campaign);
        plan.is_silent(mailed, self.now, self.campaign.heartbeat)
            || clock::is_ahead(mailed, self.now)
    }

    /// Says what is stored already: by the report that says the same, or by a new one.
    pub(super) async fn publish_or_repeat(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: Judged,
        is_stale: bool,
    ) -> Result<Done, Failure> {
        match self.same_report(store, &judged, is_stale).await? {
            Some(report) => Box::pin(self.unchanged(store, judged, report, is_stale)).await,
            None => {
                let rest = Rest::Kept { is_stale };
                Box::pin(self.publish(store, lock, judged, rest)).await
            }
        }
    }

    /// Makes the reports and mails, commits them with the snapshot, puts the workbook in its
    /// place and sends what is due.
    pub(super) async fn publish(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: Judged,
        rest: Rest,
    ) -> Result<Done, Failure> {
        self.progress.enter(Stage::Report);
        let earlier = self.earlier(store).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let publication = self.publication(&judged, &changes, earlier.as_ref(), rest.is_stale());
        let reports = self.reports(&publication)?;
        self.progress.enter(Stage::Store);
        let mails = if self.mails(Some(store), true).await? {
            let books: Vec<Book<'_>> = reports
                .iter()
                .map(|report| Book {
                    id: &report.id,
                    detail: report.detail,
                    file_name: &report.artifact.name,
                    bytes: &report.artifact.bytes,
                })
                .collect();
            self.letters(&publication, &books)?
        } else {
            Vec::new()
        };
        let is_accepted = matches!(rest, Rest::Accepted { .. });
        let Artifact { name, bytes, .. } = reports[0].artifact.clone();
        let commit = Commit {
            run: &self.id,
            now: self.app.clock.now(),
            basis: self.basis(&judged.snapshot, rest),
            reports,
            mails: &mails,
        };
        store.commit(lock, commit).await?;
        let path = self.app.folder().place(&name, &bytes)?;
        let placed = Placed {
            path,
            sha256: bytes.sha256().to_owned(),
        };
        let delivered = self.deliver(store, mails.len()).await?;
        let conclusion = if is_accepted {
            Conclusion::Accepted(placed, delivered)
        } else {
            Conclusion::Stored(placed, delivered)
        };
        Ok(self.done(judged, changes, conclusion))
    }

    /// The snapshot that a commit rests on, as the store takes it.
    fn basis(&self, snapshot: &Snapshot, rest: Rest) -> Basis {
        let id = || snapshot.id.clone();
        match rest {
            Rest::New(packed) => Basis::New(packed, self.seen(snapshot)),
            Rest::Accepted { .. } => Basis::Accepted(id(), self.seen(snapshot)),
            Rest::Kept { .. } => Basis::Kept(id()),
        }
    }

    /// The countable decisions that a pull holds.
    fn seen(&self, snapshot: &Snapshot) -> Vec<Seen> {
        let seen = self.bench.decisions_seen(snapshot).into_iter();
        seen.map(|seen| Seen {
            commune: seen.commune,
            number: seen.number,
            date: seen.date,
        })
        .collect()
    }

    pub(super) fn publication<'b>(
        &'b self,
        judged: &'b Judged,
        changes: &'b Changes,
        earlier: Option<&'b Earlier>,
        stale: bool,
    ) -> Publication<'b> {
        Publication::new(Ground {
            bench: &self.bench,
            snapshot: &judged.snapshot,
            judgement: &judged.judgement,
            changes,
            earlier,
            known_at: None,
            stale,
        })
    }

    /// One mail for each reader.
    pub(super) fn letters(
        &self,
        publication: &Publication<'_>,
        books: &[Book<'_>],
    ) -> Result<Vec<NewMail>, Failure> {
        let readers: Vec<mail::Addressee> = self
            .campaign
            .readers
            .iter()
            .map(|reader| mail::Addressee {
                id: uuid::Uuid::now_v7().to_string(),
                address: reader.address.clone(),
                gets: reader.detail,
            })
            .collect();
        let sender = mail::Sender {
            from: &self.app.config.mail.from,
            date: self.now,
            max_attachment: self.app.config.mail.max_attachment,
        };
        let read: Vec<_> = books
            .iter()
            .map(|book| book.bytes.whole().map_err(ReportError::from))
            .collect::<Result<_, _>>()?;
        let attached: Vec<mail::Attachment<'_>> = books
            .iter()
            .zip(&read)
            .map(|(book, bytes)| mail::Attachment {
                detail: book.detail,
                name: book.file_name,
                kind: ArtifactKind::of(book.file_name),
                bytes,
            })
            .collect();
        let messages = mail::compose(
            &publication.content(Detail::Full),
            &sender,
            &readers,
            &attached,
        )?;
        Ok(messages
            .into_iter()
            .map(|message| NewMail {
                report: books
                    .iter()
                    .find(|book| book.detail == message.detail)
                    .map(|book| book.id.to_owned()),
                id: message.id,
                message_id: message.message_id,
                from: message.from,
                to: message.to,
                subject: message.subject,
                head: message.head,
                body: message.body,
                not_before: self.now,
            })
            .collect())
    }

    /// A workbook for each kind of reader.
    fn reports(&self, publication: &Publication<'_>) -> Result<Vec<NewReport>, Failure> {
        let mut reports = vec![self.report(publication, Detail::Full)?];
        let mut readers = self.campaign.readers.iter();
        if readers.any(|reader| reader.detail == Detail::Summary) {
            reports.push(self.report(publication, Detail::Summary)?);
        }
        Ok(reports)
    }

    pub(super) fn report(
        &self,
        publication: &Publication<'_>,
        detail: Detail,
    ) -> Result<NewReport, Failure> {
        Ok(NewReport {
            id: uuid::Uuid::now_v7().to_string(),
            as_of: self.as_of(),
            known_at: None,
            detail,
            artifact: publication.workbook(detail)?,
            earlier: Earlier::of(publication.judgement()),
            inputs_digest: self.inputs(publication.snapshot(), publication.is_stale()),
        })
    }

    /// Sends what is due, with so many mails of this run among it. That a server could not be
    /// reached loses nothing: the mails wait.
    pub(super) async fn deliver(
        &mut self,
        store: &Store,
        queued: usize,
    ) -> Result<Delivered, Failure> {
        self.count(Counted::Mails, queued as u64);
        let mut delivered = Delivered::default();
        delivered.mail.queued = count(queued);
        let Ok(outbox) = store.lock_outbox().await else {
            return Ok(delivered);
        };
        self.progress.enter(Stage::Mail);
        let sent =
            delivery::send_due(store, &outbox, &self.app.delivery(), self.app.clock, false).await;
        outbox.release().await;
        self.progress.leave(Stage::Mail);
        match sent {
            Ok(report) => {
                delivered.mail.sent = count(report.sent());
                delivered.mail.failed = count(report.refused());
                delivered.failure = report.all_refused().map(Failure::from);
            }
            // Whoever has taken over sends.
            Err(DeliveryError::Store(StoreError::LeaseLost { .. })) => {}
            Err(DeliveryError::Store(error)) => return Err(Failure::from(error)),
            Err(error) => delivered.failure = Some(Failure::from(error)),
        }
        Ok(delivered)
    }
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
