//! Sends what the outbox owes, and has every step noted before the next is taken.

use chrono::TimeDelta;

use super::{Delivered, Delivery, DeliveryError};
use crate::clock::{Clock, Timestamp};
use crate::store::{DueMail, OutboxLock, Store, StoreError};

/// How many mails one batch claims: one connection, and what is put back when it fails.
const BATCH: u32 = 50;
/// A mail that was never taken in this long is given up, as mail servers do (RFC 5321, 4.5.4.1:
/// «at least 4-5 days»).
const GIVE_UP: TimeDelta = TimeDelta::days(5);
/// How long a doubtful delivery rests before its one retry: time for a person to ask the reader.
const DOUBT_RESTS: TimeDelta = TimeDelta::minutes(15);

/// What became of the mails of one call.
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
    /// Empty for a mail of the service itself.
    pub campaign: String,
    /// The mail's recipient.
    pub to: String,
    /// What became of it.
    pub delivered: Delivered,
}

impl SendReport {
    /// How many were taken.
    pub fn sent(&self) -> usize {
        self.count(|delivered| matches!(delivered, Delivered::Sent))
    }

    /// How many were refused for good.
    pub fn refused(&self) -> usize {
        self.count(|delivered| matches!(delivered, Delivered::Refused(_)))
    }

    /// How many are tried again later, doubtful ones included.
    pub fn owed(&self) -> usize {
        self.settled.len() - self.sent() - self.refused()
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
/// Where the service as a whole fails, every claimed mail is put back with its back-off and the
/// error returned; mails settled before that stay settled.
pub async fn send_due(
    store: &Store,
    lock: &OutboxLock,
    delivery: &Delivery,
    clock: Clock,
    ignore_backoff: bool,
) -> Result<SendReport, DeliveryError> {
    let mut report = SendReport::default();
    if matches!(delivery, Delivery::None) {
        return Ok(report);
    }
    let began = clock.now();
    store.recover_outbox(lock, began).await?;
    if ignore_backoff {
        store.make_due(lock, began).await?;
    }
    // What fails is put back to a time after `began`, so nothing is tried twice in one call.
    loop {
        let due = store.claim_due(lock, began, BATCH).await?;
        if due.is_empty() {
            return Ok(report);
        }
        let mut left = due.iter();
        let outcome = send_batch(store, delivery, clock, &mut left, &mut report).await;
        if let Err(error) = outcome {
            let now = clock.now();
            for mail in left {
                give_back(store, mail, now, &error.to_string()).await?;
            }
            return Err(error);
        }
    }
}

async fn send_batch(
    store: &Store,
    delivery: &Delivery,
    clock: Clock,
    left: &mut std::slice::Iter<'_, DueMail>,
    report: &mut SendReport,
) -> Result<(), DeliveryError> {
    let Some(mut session) = delivery.open().await? else {
        return Ok(());
    };
    while let Some(mail) = left.as_slice().first() {
        let delivered = match store.mail(&mail.id).await {
            Ok(Some((_, bytes))) => {
                let noted = store.mark_data(&mail.id);
                session.deliver(mail, bytes, noted).await?
            }
            Ok(None) => Delivered::Refused("no longer in the store".to_owned()),
            // Of this mail only: the others may be whole.
            Err(StoreError::Damaged { what }) => Delivered::Refused(what),
            Err(error) => return Err(error.into()),
        };
        // From here on the mail is settled, and is not among those given back.
        left.next();
        settle(store, mail, clock.now(), &delivered).await?;
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

async fn settle(
    store: &Store,
    mail: &DueMail,
    now: Timestamp,
    delivered: &Delivered,
) -> Result<(), DeliveryError> {
    match delivered {
        Delivered::Sent => store.mark_sent(&mail.id, now).await?,
        Delivered::Refused(answer) => store.mark_refused(&mail.id, now, answer).await?,
        Delivered::Later(answer) => give_back(store, mail, now, answer).await?,
        Delivered::Uncertain(answer) => {
            store
                .mark_uncertain(&mail.id, now + DOUBT_RESTS, answer)
                .await?;
        }
    }
    Ok(())
}

/// To be tried again, unless it has waited too long.
async fn give_back(
    store: &Store,
    mail: &DueMail,
    now: Timestamp,
    answer: &str,
) -> Result<(), DeliveryError> {
    if now - mail.queued_at >= GIVE_UP {
        store.mark_refused(&mail.id, now, answer).await?;
    } else {
        store
            .retry_at(&mail.id, now + back_off(mail.tries), answer)
            .await?;
    }
    Ok(())
}

/// How long a mail rests after so many tries: minutes first, then hours.
fn back_off(tries: u32) -> TimeDelta {
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
    use crate::failure::Reason;
    use crate::store::{MailState, NewMail};

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
        let lock = store.lock_outbox().unwrap();
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
        let lock = store.lock_outbox().unwrap();
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
        // A file stands where the folder should be.
        std::fs::write(folder.path().join("mail"), "").unwrap();
        let delivery = Delivery::Folder(folder.path().join("mail"));
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        let lock = store.lock_outbox().unwrap();
        let error = send_due(&store, &lock, &delivery, clock, false)
            .await
            .unwrap_err();
        assert_eq!(error.exit_code(), 73);
        for kept in store.mails(None).await.unwrap() {
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
        let lock = store.lock_outbox().unwrap();
        let sending = send_due(&store, &lock, &delivery, clock, false).await;
        assert!(sending.is_err());
        assert_eq!(
            store.mails(None).await.unwrap()[0].state,
            MailState::Refused
        );
    }

    #[tokio::test]
    async fn without_a_way_out_nothing_is_touched() {
        let folder = tempfile::tempdir().unwrap();
        let store = store_with(&folder, &[mail("m1")]).await;
        let clock = Clock::Fixed(at("2025-08-01T01:00:00Z"));
        let lock = store.lock_outbox().unwrap();
        let report = send_due(&store, &lock, &Delivery::None, clock, true).await;
        assert_eq!(report.unwrap(), SendReport::default());
        assert_eq!(store.mails(None).await.unwrap()[0].tries, 0);
    }

    #[test]
    fn rest_grows_from_minutes_to_hours() {
        let rests: Vec<_> = (1..7).map(|tries| back_off(tries).num_minutes()).collect();
        assert_eq!(rests, [1, 5, 15, 60, 240, 240]);
    }
}
