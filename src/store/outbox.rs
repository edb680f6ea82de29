//! The outbox: which mail is due, and what became of it, safe against being killed at any step.
//!
//! A mail is `sending` from before the connection is made, in phase `connect`; it enters phase
//! `data` just before its text goes out. Whoever takes the outbox after a dead process knows by
//! the phase what that process may have done: from `connect` nothing was handed over and the
//! mail is queued again; from `data` the server may have it, so it is `uncertain`, tried once
//! more with the same Message-ID, and after a second doubt left for a person.

use chrono::TimeDelta;

use super::engine::{Query, query};
use super::instant::{instant, micros};
use super::{OutboxLock, Store, StoreError};
use crate::clock::Timestamp;

/// The channel of mails.
pub const MAIL: &str = "mail";
/// The channel of results sheets: its rows say that a spreadsheet is to be looked at, not what is
/// to stand there.
pub(super) const RESULTS: &str = "results";

/// No mail rests longer than this: one that is to go out later was queued by a clock that ran
/// ahead, and would wait until that day.
const FURTHEST: TimeDelta = TimeDelta::days(1);

/// A mail that its claimer must now try to send. Its bytes are fetched when its turn comes
/// (`Store::mail`), so that a batch is never in memory as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    pub id: String,
    /// Empty for a mail of the service itself.
    pub campaign: String,
    pub from: String,
    pub to: String,
    pub message_id: String,
    /// How often it was tried, this time included.
    pub tries: u32,
    pub queued_at: Timestamp,
}

/// How the outbox stands, of one campaign or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxState {
    /// Still owed: queued, being sent, or doubtful with a try left.
    pub owed: u32,
    /// Doubtful and left to a person.
    pub uncertain: u32,
    /// Refused for good.
    pub refused: u32,
    /// Since when the oldest of those owed has waited.
    pub waiting_since: Option<Timestamp>,
    /// What stopped the last of those owed that was tried.
    pub last_error: Option<String>,
}

/// How a channel beside mail stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ChannelState {
    /// Its name in the configuration.
    pub channel: String,
    /// Still owed: queued, being handed over, or doubtful with a try left.
    pub waiting: u32,
    /// Doubtful and left to a person.
    pub uncertain: u32,
    /// Refused for good.
    pub refused: u32,
    /// What stopped the last of those owed that was tried.
    pub error: Option<String>,
}

impl Store {
    /// How these channels stand, in their order.
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

    /// How the outbox stands, mails and all channels but the results sheet.
    pub async fn outbox(&self, campaign: Option<&str>) -> Result<OutboxState, StoreError> {
        self.standing(campaign, "").await
    }

    /// The same of one channel; of all where it has no name.
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

    /// Sorts out what a dead process left `sending`; it is dead, since the outbox is ours.
    /// Returns how many there were. To be called once after the lock was taken.
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

    /// Makes everything that is owed due now, whatever its back-off. Returns how many there are.
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

    /// Owes a recipient again what was refused, or never known to arrive: of each campaign the last
    /// mail to that address, where it was that. Returns how many.
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

    /// Claims at most `limit` mails that are due, oldest first. Each is claimed once.
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

    /// From now on the server may take the message. To be called, and awaited, before the first
    /// byte of the message goes out.
    pub async fn mark_data(&self, lock: &OutboxLock, id: &str) -> Result<(), StoreError> {
        let asked = query(
            "UPDATE outbox SET phase = 'data', doubts = doubts + 1
             WHERE id = $1 AND state = 'sending' AND phase = 'connect'",
        );
        self.fenced(lock, asked.bind(id)).await.map(drop)
    }

    /// The server took it.
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

    /// The server will never take it.
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

    /// It was certainly not taken this time, and is tried again at `next_try`. A doubt of an
    /// earlier try stands.
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

    /// Nobody can say whether it was taken. Tried once more at `next_try`, unless this was that
    /// second time.
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

    /// Changes the outbox while it is ours: refused where another has taken it meanwhile, and
    /// sorted out what was being sent.
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
