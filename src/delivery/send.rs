//! Sends what waits in the outbox, and records each step before the next one.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::{Delivered, Delivery, DeliveryError};
use crate::clock::{Clock, Timestamp};
use crate::failure::Reason;
use crate::locale::Sentence;
use crate::store::{DueMail, OutboxLock, Store, StoreError};

/// How many mails one batch claims: they share a connection, and go back to the queue if it fails.
const BATCH: u32 = 50;
/// How long a mail is tried before it is given up, as mail servers do (RFC 5321, section 4.5.4.1:
/// «at least 4-5 days»).
pub(crate) const GIVE_UP: TimeDelta = TimeDelta::days(5);
/// How many of the server's answers are shown at once.
const ANSWERS: usize = 3;
/// How long a doubtful delivery waits before it is tried once more, so that a person can ask the
/// reader.
const DOUBT_RESTS: TimeDelta = TimeDelta::minutes(15);
/// How long to wait for the database after a mail was sent.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait between two tries of that.
const PAUSE: Duration = Duration::from_secs(1);

/// What happened to the mails of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendReport {
    /// Each mail that was tried.
    pub settled: Vec<Settled>,
}

/// One mail that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The mail's id.
    pub id: String,
    /// The campaign; empty for a mail of the service itself.
    pub campaign: String,
    /// The mail's recipient.
    pub to: String,
    /// What happened to it.
    pub delivered: Delivered,
}

impl SendReport {
    /// How many were accepted.
    pub fn sent(&self) -> usize {
        self.count(|delivered| matches!(delivered, Delivered::Sent))
    }

    /// How many were refused for good.
    pub fn refused(&self) -> usize {
        self.count(|delivered| matches!(delivered, Delivered::Refused(_)))
    }

    /// How many are tried again later, including those in doubt.
    pub fn owed(&self) -> usize {
        self.settled.len() - self.sent() - self.refused()
    }

    /// The error for a call in which every mail was refused for good.
    pub fn all_refused(&self) -> Option<DeliveryError> {
        if self.settled.is_empty() || self.refused() < self.settled.len() {
            return None;
        }
        let refused = self.settled.iter().map(|settled| match &settled.delivered {
            Delivered::Refused(answer) => (settled, answer.as_str()),
            _ => (settled, ""),
        });
        let too_large = refused.clone().all(|(_, answer)| is_about_size(answer));
        let told = refused.map(|(settled, answer)| {
            Sentence::new("delivery-answered")
                .with("to", settled.to.as_str())
                .with("answer", Sentence::restored(answer))
        });
        let mut answers: Vec<Sentence> = told.take(ANSWERS).collect();
        if self.settled.len() > ANSWERS {
            answers.push(Sentence::foreign("…"));
        }
        Some(match too_large {
            true => DeliveryError::TooLarge { answers },
            false => DeliveryError::AllRefused { answers },
        })
    }

    fn count(&self, is: impl Fn(&Delivered) -> bool) -> usize {
        self.settled
            .iter()
            .filter(|settled| is(&settled.delivered))
            .count()
    }
}

/// Sends everything that is due; with `ignore_backoff` also what waits for a later try.
///
/// If the service as a whole fails, all claimed mails go back to the queue with a later try, and
/// the error is returned; mails that were settled before stay settled.
pub async fn send_due(
    store: &Store,
    lock: &OutboxLock,
    delivery: &Delivery,
    clock: Clock,
    ignore_backoff: bool,
) -> Result<SendReport, DeliveryError> {
    let sending = Sending {
        store,
        lock,
        delivery,
        clock,
        patience: PATIENCE,
    };
    sending.due(ignore_backoff).await
}

/// What sending works with.
struct Sending<'a> {
    store: &'a Store,
    lock: &'a OutboxLock,
    delivery: &'a Delivery,
    clock: Clock,
    /// How long to wait for the database after a mail was sent.
    patience: Duration,
}

/// Mails whose result this process knows but could not record, because the database was full,
/// locked or unreachable. They are recorded before anything else is sent, so that none is sent
/// twice.
static UNNOTED: Mutex<Vec<Unnoted>> = Mutex::new(Vec::new());

#[derive(Clone)]
struct Unnoted {
    /// The address of the database, as text for people.
    store: String,
    mail: DueMail,
    delivered: Delivered,
}

impl Sending<'_> {
    async fn due(&self, ignore_backoff: bool) -> Result<SendReport, DeliveryError> {
        let mut report = SendReport::default();
        if matches!(self.delivery, Delivery::None) {
            return Ok(report);
        }
        let began = self.clock.now();
        self.note_late().await?;
        self.store.recover_outbox(self.lock, began).await?;
        if ignore_backoff {
            self.store.make_due(self.lock, began).await?;
        }
        // A failed mail gets a time after `began`, so nothing is tried twice in one call.
        loop {
            let due = self.store.claim_due(self.lock, began, BATCH).await?;
            if due.is_empty() {
                return Ok(report);
            }
            let mut left = due.iter();
            if let Err(error) = self.batch(&mut left, &mut report).await {
                let now = self.clock.now();
                for mail in left {
                    let told = error.message().kept();
                    self.give_back(mail, now, &told).await?;
                }
                return Err(error);
            }
        }
    }

    async fn batch(
        &self,
        left: &mut std::slice::Iter<'_, DueMail>,
        report: &mut SendReport,
    ) -> Result<(), DeliveryError> {
        // A process that was suspended may have lost its lock meanwhile, and must not send.
        self.lock.check().await?;
        let Some(mut session) = self.delivery.open().await? else {
            return Ok(());
        };
        while let Some(mail) = left.as_slice().first() {
            self.lock.check().await?;
            let delivered = match self.store.mail(&mail.id).await {
                Ok(Some((_, bytes))) => {
                    let noted = self.store.mark_data(self.lock, &mail.id);
                    session.deliver(mail, bytes, noted).await?
                }
                Ok(None) => Delivered::Refused(Sentence::new("delivery-mail-gone").kept()),
                // Concerns only this mail; the others may be whole. A disk that failed may work the
                // next time, so the mail is not refused: only a server does that.
                Err(StoreError::Damaged { what }) => Delivered::Later(what),
                Err(error) => return Err(error.into()),
            };
            // The mail is settled now, and no longer among those to put back.
            left.next();
            self.settle(mail, &delivered).await?;
            report.settled.push(Settled {
                id: mail.id.clone(),
                campaign: mail.campaign.clone(),
                to: mail.to.clone(),
                delivered,
            });
        }
        session.close().await;
        Ok(())
    }

    /// Records what happened to a mail. Since it may have been sent, this waits while the database
    /// cannot be written, and after that keeps the result in memory.
    async fn settle(&self, mail: &DueMail, delivered: &Delivered) -> Result<(), DeliveryError> {
        let began = Instant::now();
        loop {
            let error = match self.note(mail, delivered).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if matches!(error, StoreError::LeaseLost { .. }) {
                return Err(error.into());
            }
            if began.elapsed() >= self.patience {
                unnoted().push(Unnoted {
                    store: self.store.shown(),
                    mail: mail.clone(),
                    delivered: delivered.clone(),
                });
                return Err(error.into());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Records results that could not be recorded when they happened.
    async fn note_late(&self) -> Result<(), DeliveryError> {
        let here = self.store.shown();
        loop {
            let next = unnoted().iter().find(|one| one.store == here).cloned();
            let Some(Unnoted {
                mail, delivered, ..
            }) = next
            else {
                return Ok(());
            };
            self.note(&mail, &delivered).await?;
            unnoted().retain(|one| one.mail.id != mail.id);
        }
    }

    async fn note(&self, mail: &DueMail, delivered: &Delivered) -> Result<(), StoreError> {
        let (store, lock, id) = (self.store, self.lock, mail.id.as_str());
        let now = self.clock.now();
        match delivered {
            Delivered::Sent => store.mark_sent(lock, id, now).await,
            Delivered::Refused(answer) => store.mark_refused(lock, id, now, answer).await,
            Delivered::Later(answer) => self.give_back(mail, now, answer).await,
            Delivered::Uncertain(answer) => {
                let rested = now + DOUBT_RESTS;
                store.mark_uncertain(lock, id, rested, answer).await
            }
        }
    }

    /// Queues a mail for another try, unless it has waited too long.
    async fn give_back(
        &self,
        mail: &DueMail,
        now: Timestamp,
        answer: &str,
    ) -> Result<(), StoreError> {
        let (store, lock) = (self.store, self.lock);
        if now - mail.queued_at >= GIVE_UP {
            store.mark_refused(lock, &mail.id, now, answer).await
        } else {
            let next = now + back_off(mail.tries);
            store.retry_at(lock, &mail.id, next, answer).await
        }
    }
}

fn unnoted() -> MutexGuard<'static, Vec<Unnoted>> {
    UNNOTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a refusal is about the size of the mail (RFC 3463: 5.2.3 and 5.3.4) and not about a full
/// mailbox (5.2.2).
fn is_about_size(answer: &str) -> bool {
    let said = answer.to_ascii_lowercase();
    let mut words = ["size", "large", "big"].iter();
    let of_mail = words.any(|word| said.contains(word));
    ["5.3.4", "5.2.3"].iter().any(|code| said.contains(code))
        || (said.starts_with("552") && of_mail && !said.contains("5.2.2"))
}

/// How long a mail waits after this many tries: minutes first, then hours.
pub(crate) fn back_off(tries: u32) -> TimeDelta {
    match tries {
        0 | 1 => TimeDelta::minutes(1),
        2 => TimeDelta::minutes(5),
        3 => TimeDelta::minutes(15),
        4 => TimeDelta::hours(1),
        _ => TimeDelta::hours(4),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::store::{MailState, MailsAsked, NewMail};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn mail(id: &str) -> NewMail {
        NewMail {
            id: id.to_owned(),
            message_id: format!("<{id}@cnscd.example.vn>"),
            from: "cnscd@example.vn".to_owned(),
            to: "reader@example.vn".to_owned(),
            subject: "Tiến độ".to_owned(),
            head: b"Subject: x\r\n\r\n".to_vec(),
            body: b"body\r\n"[..].into(),
            report: None,
            not_before: at("2025-08-01T00:00:00Z"),
        }
    }

    async fn store_with(folder: &tempfile::TempDir, mails: &[NewMail]) -> Store {
        let store = Store::open(&folder.path().join("cnscd.db")).await.unwrap();
        store
            .queue("c", at("2025-08-01T00:00:00Z"), mails)
            .await
            .unwrap();
        store
    }

    #[tokio::test]
    async fn everything_due_is_sent_once() {
        let folder = tempfile::tempdir().unwrap();
        let mails: Vec<_> = (0..120).map(|number| mail(&number.to_string())).collect();
        let store = store_with(&folder, &mails).await;
        let taken = Arc::new(Mutex::new(Vec::new()));
        let delivery = Delivery::Memory(Arc::clone(&taken));
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        let lock = store.lock_outbox().await.unwrap();
        let report = send_due(&store, &lock, &delivery, clock, false)
            .await
            .unwrap();
        assert_eq!(
            (report.sent(), report.refused(), report.owed()),
            (120, 0, 0)
        );
        assert_eq!(taken.lock().unwrap().len(), 120);
        let again = send_due(&store, &lock, &delivery, clock, true)
            .await
            .unwrap();
        assert_eq!(again, SendReport::default());
    }

    #[tokio::test]
    async fn a_folder_gets_one_private_file_a_mail() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1")]).await;
        let delivery = Delivery::Folder(folder.path().join("mail/deep"));
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        let lock = store.lock_outbox().await.unwrap();
        send_due(&store, &lock, &delivery, clock, false)
            .await
            .unwrap();
        let file = folder.path().join("mail/deep/m1.eml");
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "Subject: x\r\n\r\nbody\r\n"
        );
        let mode =
            |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        delivery
            .forget(&["m1".to_owned(), "never".to_owned()])
            .unwrap();
        assert!(!file.exists());
    }

    #[tokio::test]
    async fn when_the_service_fails_every_mail_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1"), mail("m2")]).await;
        // A file exists where the folder should be.
        std::fs::write(folder.path().join("mail"), "").unwrap();
        let delivery = Delivery::Folder(folder.path().join("mail"));
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        let lock = store.lock_outbox().await.unwrap();
        let error = send_due(&store, &lock, &delivery, clock, false)
            .await
            .unwrap_err();
        assert_eq!(error.exit_code(), 73);
        for kept in store.mails(MailsAsked::default()).await.unwrap() {
            assert_eq!(kept.state, MailState::Queued);
            assert_eq!(kept.next_try, Some(at("2025-08-01T01:01:00Z")));
        }
    }

    #[tokio::test]
    async fn a_mail_that_was_never_taken_is_given_up_after_days() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1")]).await;
        std::fs::write(folder.path().join("mail"), "").unwrap();
        let delivery = Delivery::Folder(folder.path().join("mail"));
        let clock = Clock::Fixed(at("2025-08-06T00:00:00Z"));
        let lock = store.lock_outbox().await.unwrap();
        let sending = send_due(&store, &lock, &delivery, clock, false).await;
        assert!(sending.is_err());
        assert_eq!(
            store.mails(MailsAsked::default()).await.unwrap()[0].state,
            MailState::Refused
        );
    }

    #[tokio::test]
    async fn without_a_way_out_nothing_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1")]).await;
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        let lock = store.lock_outbox().await.unwrap();
        let report = send_due(&store, &lock, &Delivery::None, clock, true).await;
        assert_eq!(report.unwrap(), SendReport::default());
        assert_eq!(
            store.mails(MailsAsked::default()).await.unwrap()[0].tries,
            0
        );
    }

    #[tokio::test]
    async fn what_went_out_and_could_not_be_noted_is_not_sent_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1"), mail("m2")]).await;
        let taken = Arc::new(Mutex::new(Vec::new()));
        let delivery = Delivery::Memory(Arc::clone(&taken));
        let lock = store.lock_outbox().await.unwrap();
        let sending = Sending {
            store: &store,
            lock: &lock,
            delivery: &delivery,
            clock: Clock::Fixed(at("2025-08-01T01:00:00Z")),
            patience: Duration::ZERO,
        };
        store.refuse_sent(true).await;
        sending.due(false).await.unwrap_err();
        assert_eq!(taken.lock().unwrap().len(), 1);
        sending.due(true).await.unwrap_err();
        assert_eq!(taken.lock().unwrap().len(), 1, "it is known here");
        store.refuse_sent(false).await;
        sending.due(true).await.unwrap();
        let ids: Vec<_> = taken
            .lock()
            .unwrap()
            .iter()
            .map(|(mail, _)| mail.id.clone())
            .collect();
        assert_eq!(ids, ["m1", "m2"]);
        for kept in store.mails(MailsAsked::default()).await.unwrap() {
            assert_eq!(kept.state, MailState::Sent);
        }
    }

    #[tokio::test]
    async fn what_went_out_is_noted_when_the_database_is_well_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1")]).await;
        let taken = Arc::new(Mutex::new(Vec::new()));
        let delivery = Delivery::Memory(Arc::clone(&taken));
        let lock = store.lock_outbox().await.unwrap();
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        store.refuse_sent(true).await;
        let mends = async {
            tokio::time::sleep(PAUSE / 2).await;
            store.refuse_sent(false).await;
        };
        let (sent, ()) = tokio::join!(send_due(&store, &lock, &delivery, clock, false), mends);
        assert_eq!(sent.unwrap().sent(), 1);
        assert_eq!(
            store.mails(MailsAsked::default()).await.unwrap()[0].state,
            MailState::Sent
        );
    }

    #[tokio::test]
    async fn whoever_lost_the_outbox_sends_nothing_more() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1")]).await;
        let taken = Arc::new(Mutex::new(Vec::new()));
        let delivery = Delivery::Memory(Arc::clone(&taken));
        let frozen = store.lock_outbox().await.unwrap();
        store.end_leases().await;
        let lock = store.lock_outbox().await.unwrap();
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        let refused = send_due(&store, &frozen, &delivery, clock, false).await;
        assert_eq!(refused.unwrap_err().exit_code(), 75);
        assert!(taken.lock().unwrap().is_empty());
        let sent = send_due(&store, &lock, &delivery, clock, false).await;
        assert_eq!(sent.unwrap().sent(), 1);
    }

    #[test]
    fn a_mail_that_is_too_large_is_told_from_a_full_mailbox() {
        for (answer, about_size) in [
            ("552 5.3.4 Message size exceeds fixed limit", true),
            ("552 Message too large", true),
            ("550 5.3.4 message too big", true),
            ("552 5.2.2 mailbox full", false),
            ("552 5.2.2 size of mailbox exceeded", false),
            ("552 5.2.3 message length exceeds limit", true),
            ("550 5.1.1 no such user", false),
        ] {
            assert_eq!(is_about_size(answer), about_size, "{answer}");
        }
    }

    #[test]
    fn rest_grows_from_minutes_to_hours() {
        let rests: Vec<_> = (1..7).map(|tries| back_off(tries).num_minutes()).collect();
        assert_eq!(rests, [1, 5, 15, 60, 240, 240]);
    }
}
