//! The outbox: which mail is due, and what happened to it, safe against being killed at any step.
//!
//! A mail is `sending` from before the connection is made, in phase `connect`; it enters phase
//! `data` just before its text is sent. The phase tells the next process what a dead one may have
//! done. In `connect` nothing was handed over, and the mail is queued again. In `data` the server
//! may have it, so it is `uncertain`, tried once more with the same Message-ID, and after a second
//! doubt left to a person.

use chrono::TimeDelta;

use super::engine::{Query, query};
use super::instant::{instant, micros};
use super::{OutboxLock, Store, StoreError};
use crate::clock::Timestamp;

/// The channel of mails.
pub const MAIL: &str = "mail";
/// The channel of results sheets. A row only says that a spreadsheet must be checked, not what to
/// write into it.
pub(super) const RESULTS: &str = "results";

/// The longest time that a mail may be set to wait. One with a later time was queued by a clock
/// that ran ahead, and would wait until that day.
const FURTHEST: TimeDelta = TimeDelta::days(1);

/// A mail that the process which claimed it must try to send. Its bytes are fetched when its turn
/// comes (`Store::mail`), so that a batch is never in memory as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    pub id: String,
    /// The campaign; empty for a mail of the service itself.
    pub campaign: String,
    pub from: String,
    pub to: String,
    pub message_id: String,
    /// How often it was tried, this time included.
    pub tries: u32,
    pub queued_at: Timestamp,
}

/// The state of the outbox, of one campaign or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxState {
    /// Waiting: queued, being sent, or in doubt with a try left.
    pub owed: u32,
    /// In doubt and left to a person.
    pub uncertain: u32,
    /// Refused for good.
    pub refused: u32,
    /// When the oldest of the waiting mails was queued.
    pub waiting_since: Option<Timestamp>,
    /// The error of the last waiting mail that was tried.
    pub last_error: Option<String>,
}

/// The state of a channel other than mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ChannelState {
    /// Its name in the configuration.
    pub channel: String,
    /// Waiting: queued, being handed over, or in doubt with a try left.
    pub waiting: u32,
    /// In doubt and left to a person.
    pub uncertain: u32,
    /// Refused for good.
    pub refused: u32,
    /// The error of the last waiting message that was tried.
    pub error: Option<String>,
}

impl Store {
    /// The states of these channels, in this order.
    pub async fn channels(&self, names: &[&str]) -> Result<Vec<ChannelState>, StoreError> {
        let mut states = Vec::with_capacity(names.len());
        for name in names {
            let OutboxState {
                owed,
                uncertain,
                refused,
                last_error,
                ..
            } = self.standing(None, name).await?;
            states.push(ChannelState {
                channel: (*name).to_owned(),
                waiting: owed,
                uncertain,
                refused,
                error: last_error,
            });
        }
        Ok(states)
    }

    /// The state of the outbox: mails and all channels except the results sheet.
    pub async fn outbox(&self, campaign: Option<&str>) -> Result<OutboxState, StoreError> {
        self.standing(campaign, "").await
    }

    /// The state of one channel, or of all if `channel` is empty.
    async fn standing(
        &self,
        campaign: Option<&str>,
        channel: &str,
    ) -> Result<OutboxState, StoreError> {
        let row = query(
            "SELECT
                 COALESCE(SUM(CASE WHEN state IN ('queued', 'sending')
                     OR (state = 'uncertain' AND doubts < 2) THEN 1 ELSE 0 END), 0) AS owed,
                 COALESCE(SUM(CASE WHEN state = 'uncertain' AND doubts >= 2
                     THEN 1 ELSE 0 END), 0) AS uncertain,
                 COALESCE(SUM(CASE WHEN state = 'refused' THEN 1 ELSE 0 END), 0) AS refused,
                 MIN(CASE WHEN state IN ('queued', 'sending')
                     OR (state = 'uncertain' AND doubts < 2) THEN queued_at END) AS waiting_since
             FROM outbox AS mail
             WHERE campaign = COALESCE($1, campaign) AND channel <> 'results'
               AND ($2 = '' OR channel = $2)",
        )
        .bind(campaign)
        .bind(channel)
        .fetch_one(&self.pool)
        .await?;
        let last_error = query(
            "SELECT last_error FROM outbox AS mail
             WHERE campaign = COALESCE($1, campaign) AND channel <> 'results'
               AND ($2 = '' OR channel = $2) AND last_error IS NOT NULL
               AND (state IN ('queued', 'sending') OR (state = 'uncertain' AND doubts < 2))
             ORDER BY next_try DESC LIMIT 1",
        )
        .bind(campaign)
        .bind(channel)
        .fetch_optional(&self.pool)
        .await?
        .map(|row| row.try_get("last_error"))
        .transpose()?;
        let count = |name: &str| -> Result<u32, StoreError> {
            let count: i64 = row.try_get(name)?;
            Ok(u32::try_from(count).unwrap_or(u32::MAX))
        };
        let waiting_since: Option<i64> = row.try_get("waiting_since")?;
        Ok(OutboxState {
            owed: count("owed")?,
            uncertain: count("uncertain")?,
            refused: count("refused")?,
            waiting_since: waiting_since.map(instant).transpose()?,
            last_error,
        })
    }

    /// Sorts out the mails that a dead process left `sending`; it must be dead, since this process
    /// has the lock. Returns their number. Call it once after taking the lock.
    pub async fn recover_outbox(
        &self,
        lock: &OutboxLock,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let asked = query(
            "UPDATE outbox SET
                 state = CASE WHEN doubts > 0 THEN 'uncertain' ELSE 'queued' END,
                 last_error = CASE WHEN phase = 'data'
                     THEN 'the process ended while the server was taking the message'
                     ELSE last_error END,
                 phase = NULL, next_try = $1
             WHERE state = 'sending' AND channel = $2 AND campaign = COALESCE($3, campaign)",
        )
        .bind(micros(now))
        .bind(lock.channel())
        .bind(lock.campaign());
        self.fenced(lock, asked).await
    }

    /// Makes all waiting mails due now, whatever their next try was. Returns their number.
    pub async fn make_due(&self, lock: &OutboxLock, now: Timestamp) -> Result<u64, StoreError> {
        let asked = query(
            "UPDATE outbox SET next_try = $1
             WHERE (state = 'queued' OR (state = 'uncertain' AND doubts < 2))
               AND channel = $2 AND campaign = COALESCE($3, campaign)",
        )
        .bind(micros(now))
        .bind(lock.channel())
        .bind(lock.campaign());
        self.fenced(lock, asked).await
    }

    /// Queues mails to a recipient again that were refused or are in doubt: of each campaign the
    /// last mail to that address, if it is such a mail. Returns their number.
    pub async fn owe_again(
        &self,
        lock: &OutboxLock,
        recipient: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let asked = query(
            "UPDATE outbox SET state = 'queued', phase = NULL, doubts = 0, next_try = $1,
                 settled_at = NULL
             WHERE channel = $2 AND LOWER(recipient) = LOWER($3)
               AND (state = 'refused' OR (state = 'uncertain' AND doubts >= 2))
               AND arrival = (SELECT MAX(later.arrival) FROM outbox AS later
                   WHERE later.campaign = outbox.campaign AND later.channel = outbox.channel
                     AND LOWER(later.recipient) = LOWER(outbox.recipient))",
        )
        .bind(micros(now))
        .bind(lock.channel())
        .bind(recipient);
        self.fenced(lock, asked).await
    }

    /// Claims up to `limit` mails that are due, oldest first. No mail is claimed twice.
    pub async fn claim_due(
        &self,
        lock: &OutboxLock,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<DueMail>, StoreError> {
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        let rows = query(
            "UPDATE outbox SET state = 'sending', phase = 'connect', tries = tries + 1
             WHERE id IN (
                 SELECT id FROM outbox
                 WHERE channel = $4 AND campaign = COALESCE($5, campaign)
                   AND (state = 'queued' OR (state = 'uncertain' AND doubts < 2))
                   AND (not_before <= $1 OR not_before > $3)
                   AND (next_try <= $1 OR next_try > $3)
                 ORDER BY queued_at, id LIMIT $2)
             RETURNING id, campaign, sender, recipient, message_id, tries, queued_at",
        )
        .bind(micros(now))
        .bind(i64::from(limit))
        .bind(micros(now + FURTHEST))
        .bind(lock.channel())
        .bind(lock.campaign())
        .fetch_all(&mut writing)
        .await?;
        let mut due = rows
            .iter()
            .map(|row| {
                let tries: i64 = row.try_get("tries")?;
                Ok(DueMail {
                    id: row.try_get("id")?,
                    campaign: row.try_get("campaign")?,
                    from: row.try_get("sender")?,
                    to: row.try_get("recipient")?,
                    message_id: row.try_get("message_id")?,
                    tries: u32::try_from(tries).unwrap_or(u32::MAX),
                    queued_at: instant(row.try_get("queued_at")?)?,
                })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        writing.commit().await?;
        due.sort_by(|one, other| (one.queued_at, &one.id).cmp(&(other.queued_at, &other.id)));
        Ok(due)
    }

    /// Records that the server may have the message from now on. Await this before the first byte
    /// of the message is sent.
    pub async fn mark_data(&self, lock: &OutboxLock, id: &str) -> Result<(), StoreError> {
        let asked = query(
            "UPDATE outbox SET phase = 'data', doubts = doubts + 1
             WHERE id = $1 AND state = 'sending' AND phase = 'connect'",
        );
        self.fenced(lock, asked.bind(id)).await.map(drop)
    }

    /// Records that the server accepted the mail.
    pub async fn mark_sent(
        &self,
        lock: &OutboxLock,
        id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let asked = query(
            "UPDATE outbox SET state = 'sent', phase = NULL, settled_at = $2, last_error = NULL
             WHERE id = $1 AND state = 'sending'",
        );
        let asked = asked.bind(id).bind(micros(now));
        self.fenced(lock, asked).await.map(drop)
    }

    /// Records that the server will never accept the mail.
    pub async fn mark_refused(
        &self,
        lock: &OutboxLock,
        id: &str,
        now: Timestamp,
        answer: &str,
    ) -> Result<(), StoreError> {
        let asked = query(
            "UPDATE outbox SET state = 'refused', phase = NULL, settled_at = $2, last_error = $3
             WHERE id = $1 AND state = 'sending'",
        );
        let asked = asked.bind(id).bind(micros(now)).bind(answer);
        self.fenced(lock, asked).await.map(drop)
    }

    /// Records that the mail was certainly not accepted this time, and is tried again at
    /// `next_try`. A doubt of an earlier try remains.
    pub async fn retry_at(
        &self,
        lock: &OutboxLock,
        id: &str,
        next_try: Timestamp,
        answer: &str,
    ) -> Result<(), StoreError> {
        let asked = query(
            "UPDATE outbox SET
                 doubts = doubts - CASE WHEN phase = 'data' THEN 1 ELSE 0 END,
                 state = CASE WHEN doubts - CASE WHEN phase = 'data' THEN 1 ELSE 0 END > 0
                     THEN 'uncertain' ELSE 'queued' END,
                 phase = NULL, next_try = $2, last_error = $3
             WHERE id = $1 AND state = 'sending'",
        );
        let asked = asked.bind(id).bind(micros(next_try)).bind(answer);
        self.fenced(lock, asked).await.map(drop)
    }

    /// Records that the mail may have been accepted. It is tried once more at `next_try`, unless
    /// this was the second time.
    pub async fn mark_uncertain(
        &self,
        lock: &OutboxLock,
        id: &str,
        next_try: Timestamp,
        answer: &str,
    ) -> Result<(), StoreError> {
        let asked = query(
            "UPDATE outbox SET state = 'uncertain', phase = NULL, next_try = $2, last_error = $3
             WHERE id = $1 AND state = 'sending'",
        );
        let asked = asked.bind(id).bind(micros(next_try)).bind(answer);
        self.fenced(lock, asked).await.map(drop)
    }

    /// Executes a change of the outbox under its lease. Fails if another process has taken the
    /// lease, and has therefore sorted out what was being sent.
    pub(super) async fn fenced(
        &self,
        lock: &OutboxLock,
        asked: Query<'_>,
    ) -> Result<u64, StoreError> {
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        let done = asked.execute(&mut writing).await?;
        writing.commit().await?;
        Ok(done)
    }
}
