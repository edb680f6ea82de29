//! What a judgement leaves behind: reports and mails in one commit, the workbook in its place,
//! the outbox sent.

use std::time::Instant;

use crate::clock::{self, Timestamp};
use crate::config::Send;
use crate::delivery::{self, DeliveryError};
use crate::document::{Artifact, ArtifactKind, Detail};
use crate::failure::Failure;
use crate::mail;
use crate::pipeline::publish::{Ground, Publication};
use crate::pipeline::sync::order::{Done, Mailing, Mails, Placed};
use crate::pipeline::sync::{Book, Judged, Rest, Run};
use crate::report::ReportError;
use crate::rule::change::{self, Changes, Earlier};
use crate::snapshot::Snapshot;
use crate::store::{
    Basis, CampaignLock, Commit, NewMail, NewReport, Outcome, Seen, Store, StoreError,
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
            return Ok(false);
        }
        if fresh || self.campaign.send == Send::Always {
            return Ok(true);
        }
        let Some(store) = store else { return Ok(true) };
        let last = store.last_mailed(&self.campaign.name).await?;
        Ok(last.is_none_or(|last| self.is_long_ago(last.at)))
    }

    /// Whether readers have heard nothing since then for longer than the campaign's heartbeat, or
    /// nobody can say how long, since the clock ran ahead then.
    pub(super) fn is_long_ago(&self, mailed: Timestamp) -> bool {
        self.now - mailed >= self.campaign.heartbeat || clock::is_ahead(mailed, self.now)
    }

    /// Makes the reports and mails, commits them with the snapshot, puts the workbook in its
    /// place and sends what is due.
    pub(super) async fn publish(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        mut judged: Judged,
        rests_on: Rest,
    ) -> Result<Done, Failure> {
        let since = Instant::now();
        let earlier = self.earlier(store).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let publication = self.publication(&judged, &changes, earlier.as_ref());
        let reports = self.reports(&publication)?;
        self.lap("report", since);
        let since = Instant::now();
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
        let id = judged.snapshot.id.clone();
        let basis = match rests_on {
            Rest::New => {
                let seen = self.seen(&judged.snapshot);
                Basis::New(Box::new(judged.packed()), seen)
            }
            Rest::Accepted => Basis::Accepted(id, self.seen(&judged.snapshot)),
            Rest::Kept => Basis::Kept(id),
        };
        let Artifact { name, bytes, .. } = reports[0].artifact.clone();
        store
            .commit(
                lock,
                Commit {
                    run: &self.id,
                    now: self.app.clock.now(),
                    basis,
                    reports,
                    mails: &mails,
                },
            )
            .await?;
        self.lap("store", since);
        let path = self.app.folder().place(&name, &bytes)?;
        let placed = Placed {
            path,
            sha256: bytes.sha256().to_owned(),
        };
        let mut mail = Mails {
            queued: count(mails.len()),
            ..Mails::default()
        };
        let mut delivery_failure = None;
        self.deliver(store, &mut mail, &mut delivery_failure)
            .await?;
        let outcome = if rests_on == Rest::Accepted {
            Outcome::Accepted
        } else {
            Outcome::Stored
        };
        Ok(self.done(
            outcome,
            judged,
            changes,
            Some(placed),
            mail,
            None,
            delivery_failure,
        ))
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
    ) -> Publication<'b> {
        Publication::new(Ground {
            bench: &self.bench,
            snapshot: &judged.snapshot,
            judgement: &judged.judgement,
            changes,
            earlier,
            known_at: None,
            stale: judged.stale,
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

    /// Sends what is due. That a server could not be reached loses nothing: the mails wait.
    pub(super) async fn deliver(
        &mut self,
        store: &Store,
        mail: &mut Mails,
        failure: &mut Option<Failure>,
    ) -> Result<(), Failure> {
        let since = Instant::now();
        let Ok(outbox) = store.lock_outbox().await else {
            return Ok(());
        };
        let sent =
            delivery::send_due(store, &outbox, &self.app.delivery(), self.app.clock, false).await;
        outbox.release().await;
        match sent {
            Ok(report) => {
                mail.sent = count(report.sent());
                mail.failed = count(report.refused());
                *failure = report.all_refused().map(Failure::from);
            }
            // Whoever has taken over sends.
            Err(DeliveryError::Store(StoreError::LeaseLost { .. })) => {}
            Err(DeliveryError::Store(error)) => return Err(Failure::from(error)),
            Err(error) => *failure = Some(Failure::from(error)),
        }
        self.lap("mail", since);
        Ok(())
    }
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
