//! Publishes a judgement: reports and mails in one commit, the workbook in its place, the outbox
//! sent.

use std::sync::Arc;

use crate::clock::{self, Timestamp};
use crate::config::{Reader, Send};
use crate::delivery::{self, DeliveryError};
use crate::document::{Artifact, ArtifactKind, Detail};
use crate::failure::Failure;
use crate::mail;
use crate::pipeline::publish::{Publication, PublicationInput};
use crate::pipeline::sync::order::{CompletedRun, Conclusion, Delivered, Mailing, Placed};
use crate::pipeline::sync::{Book, JudgedPull, PublishedSnapshot, Run};
use crate::report::ReportError;
use crate::rule::area::Area;
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

    /// Whether the readers' last mail is longer ago than the campaign's heartbeat, or will be
    /// before the next run. Also true if the clock ran ahead at the time, since then nobody knows
    /// how long ago it is.
    pub(super) fn is_long_ago(&self, mailed: Timestamp) -> bool {
        let plan = self.app.config.plan(self.campaign);
        plan.is_silent(mailed, self.now, self.campaign.heartbeat)
            || clock::is_ahead(mailed, self.now)
    }

    /// Publishes what is already stored: with the report that says the same, or with a new one.
    pub(super) async fn publish_or_repeat(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: JudgedPull,
        is_stale: bool,
    ) -> Result<CompletedRun, Failure> {
        match self.same_report(store, &judged, is_stale).await? {
            Some(report) => Box::pin(self.unchanged(store, judged, report, is_stale)).await,
            None => {
                let published = PublishedSnapshot::Kept { is_stale };
                Box::pin(self.publish(store, lock, judged, published)).await
            }
        }
    }

    /// Makes the reports and mails, commits them with the snapshot, puts the workbook in its place
    /// and sends what is due.
    pub(super) async fn publish(
        &mut self,
        store: &Store,
        lock: &CampaignLock,
        judged: JudgedPull,
        published: PublishedSnapshot,
    ) -> Result<CompletedRun, Failure> {
        self.progress.enter(Stage::Report);
        let earlier = self.earlier(store).await?;
        let changes = change::changes(earlier.as_ref(), &judged.judgement);
        let publication =
            self.publication(&judged, &changes, earlier.as_ref(), published.is_stale());
        let reports = self.reports(&publication)?;
        self.progress.enter(Stage::Store);
        let mails = if self.mails(Some(store), true).await? {
            let books: Vec<Book<'_>> = reports
                .iter()
                .map(|(area, report)| Book {
                    id: &report.id,
                    area: area.as_ref(),
                    detail: report.detail,
                    file_name: &report.artifact.name,
                    bytes: &report.artifact.bytes,
                })
                .collect();
            self.letters(&publication, &books)?
        } else {
            Vec::new()
        };
        let is_accepted = matches!(published, PublishedSnapshot::Accepted { .. });
        let Artifact { name, bytes, .. } = reports[0].1.artifact.clone();
        let reports = reports.into_iter().map(|(_, report)| report).collect();
        let commit = Commit {
            run: &self.id,
            now: self.app.clock.now(),
            basis: self.basis(&judged.snapshot, published),
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

    /// The snapshot that a commit belongs to, in the store's form.
    fn basis(&self, snapshot: &Snapshot, published: PublishedSnapshot) -> Basis {
        let id = || snapshot.id.clone();
        match published {
            PublishedSnapshot::New(packed) => Basis::New(packed, self.seen(snapshot)),
            PublishedSnapshot::Accepted { .. } => Basis::Accepted(id(), self.seen(snapshot)),
            PublishedSnapshot::Kept { .. } => Basis::Kept(id()),
        }
    }

    /// The decisions of a pull that can be counted.
    fn seen(&self, snapshot: &Snapshot) -> Vec<Seen> {
        let seen = self.criteria.decisions_seen(snapshot).into_iter();
        seen.map(|seen| Seen {
            commune: seen.commune,
            number: seen.number,
            date: seen.date,
        })
        .collect()
    }

    pub(super) fn publication<'b>(
        &'b self,
        judged: &'b JudgedPull,
        changes: &'b Changes,
        earlier: Option<&'b Earlier>,
        stale: bool,
    ) -> Publication<'b> {
        Publication::new(PublicationInput {
            criteria: &self.criteria,
            snapshot: &judged.snapshot,
            judgement: &judged.judgement,
            changes,
            earlier,
            known_at: None,
            stale,
        })
    }

    /// One mail for each reader, about the whole or about the reader's area.
    pub(super) fn letters(
        &self,
        publication: &Publication<'_>,
        books: &[Book<'_>],
    ) -> Result<Vec<NewMail>, Failure> {
        let mut areas: Vec<Option<&Area>> = Vec::new();
        for reader in &self.campaign.readers {
            let area = reader.area.as_ref();
            if !areas.contains(&area) {
                areas.push(area);
            }
        }
        let mut mails = Vec::new();
        for area in areas {
            let part = area.map(|area| publication.part(area));
            let of_part = part.as_ref().map(|part| publication.of_part(part));
            let published = of_part.as_ref().unwrap_or(publication);
            mails.extend(self.letters_of(published, area, books)?);
        }
        Ok(mails)
    }

    /// One mail for each reader of an area.
    fn letters_of(
        &self,
        publication: &Publication<'_>,
        area: Option<&Area>,
        books: &[Book<'_>],
    ) -> Result<Vec<NewMail>, Failure> {
        let readers = self.campaign.readers.iter();
        let readers: Vec<mail::Addressee> = readers
            .filter(|reader| reader.area.as_ref() == area)
            .flat_map(addressees)
            .collect();
        let mail = &self.app.config.mail;
        let page = self.app.config.web.public();
        let sender = mail::Sender {
            from: &mail.from,
            date: self.now,
            max_attachment: mail.max_attachment,
            reply_to: self
                .campaign
                .reply_to
                .as_deref()
                .or(mail.reply_to.as_deref()),
            page: page.as_deref(),
        };
        let books: Vec<&Book<'_>> = books.iter().filter(|book| book.area == area).collect();
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
        let content = publication.content(Detail::Full);
        let messages = mail::compose(&content, &sender, &readers, &attached)?;
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

    /// A workbook for each kind of reader, the full one of the whole first. If that is too large to
    /// mail, a summary of it comes second.
    fn reports(
        &self,
        publication: &Publication<'_>,
    ) -> Result<Vec<(Option<Area>, NewReport)>, Failure> {
        let mut reports = vec![(None, self.report(publication, Detail::Full)?)];
        for (area, detail) in self.wanted(reports[0].1.artifact.bytes.length()) {
            let part = area.as_ref().map(|area| publication.part(area));
            let of_part = part.as_ref().map(|part| publication.of_part(part));
            let published = of_part.as_ref().unwrap_or(publication);
            let mut report = self.report(published, detail)?;
            report.is_part = area.is_some();
            // The next report compares with the whole, even if this report covers only a part.
            report.earlier = Earlier::of(publication.judgement());
            let too_large = self.is_too_large(report.artifact.bytes.length());
            reports.push((area.clone(), report));
            if detail == Detail::Full && too_large {
                let mut summary = self.report(published, Detail::Summary)?;
                summary.is_part = true;
                summary.earlier = Earlier::of(publication.judgement());
                reports.push((area, summary));
            }
        }
        Ok(reports)
    }

    /// The workbooks to make in addition to the full one of the whole, whose length in bytes is
    /// `whole`.
    pub(super) fn wanted(&self, whole: usize) -> Vec<(Option<Area>, Detail)> {
        let mut wanted = Vec::new();
        if self.is_too_large(whole) {
            wanted.push((None, Detail::Summary));
        }
        for reader in &self.campaign.readers {
            let this = (reader.area.clone(), reader.detail);
            if this != (None, Detail::Full) && !wanted.contains(&this) {
                wanted.push(this);
            }
        }
        wanted
    }

    fn is_too_large(&self, length: usize) -> bool {
        length > self.app.config.mail.max_attachment
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
            is_part: false,
            artifact: publication.workbook(detail)?,
            earlier: Earlier::of(publication.judgement()),
            inputs_digest: self.inputs(publication.snapshot(), publication.is_stale()),
        })
    }

    /// Sends what is due, including this many mails of this run. If a server or the database cannot
    /// be reached nothing is lost: the run is stored, and the mails wait.
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
            // The process that has taken over sends.
            Err(DeliveryError::Store(StoreError::LeaseLost { .. })) => {}
            Err(error) => delivered.failure = Some(Failure::from(error)),
        }
        Ok(delivered)
    }
}

/// One mail for each person of an entry; its header names all recipients and those who get a copy.
fn addressees(reader: &Reader) -> Vec<mail::Addressee> {
    let is_alone = reader.to.len() == 1 && reader.cc.is_empty() && reader.bcc.is_empty();
    let circle = (!is_alone).then(|| {
        Arc::new(mail::Circle {
            to: reader.to.clone(),
            cc: reader.cc.clone(),
        })
    });
    let person = |address: &String| mail::Addressee {
        id: uuid::Uuid::now_v7().to_string(),
        address: address.clone(),
        gets: reader.detail,
        circle: circle.clone(),
    };
    reader.everybody().map(person).collect()
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
