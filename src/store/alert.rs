//! The notices that operators got, so that they get one when something goes wrong and one when it
//! is well again, and not one at every check.

use super::engine::{Row, Transaction, query};
use super::instant::{instant, micros};
use super::{NewMail, Store, StoreError, mail};
use crate::clock::Timestamp;

/// Something that is wrong, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// A fixed name, such as `run-failing`.
    pub kind: String,
    /// The campaign; empty if the whole service is concerned.
    pub campaign: String,
    pub raised_at: Timestamp,
    /// When it was well again; `None` while it is wrong.
    pub cleared_at: Option<Timestamp>,
}

impl Store {
    /// Records that something is wrong, and queues the mails about it, and `others` for their
    /// channels, in one transaction. Does nothing if it is recorded already. Returns whether it is
    /// new.
    pub async fn raise_alert(
        &self,
        kind: &str,
        campaign: &str,
        now: Timestamp,
        mails: &[NewMail],
        others: &[(String, NewMail)],
    ) -> Result<bool, StoreError> {
        let mails = mail::pack(mails)?;
        let mut writing = self.writing().await?;
        let raised = query(
            "INSERT INTO alert (kind, campaign, raised_at) VALUES ($1, $2, $3)
             ON CONFLICT (kind, campaign)
             DO UPDATE SET raised_at = excluded.raised_at, cleared_at = NULL
             WHERE alert.cleared_at IS NOT NULL",
        )
        .bind(kind)
        .bind(campaign)
        .bind(micros(now))
        .execute(&mut writing)
        .await?;
        if raised == 0 {
            return Ok(false);
        }
        mail::keep(&mut writing, campaign, None, now, mails).await?;
        keep_others(&mut writing, campaign, now, others).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// Records that something is well again, and queues the mails about it, and `others` for their
    /// channels, in one transaction. Does nothing if nothing was wrong. Returns whether something
    /// was.
    pub async fn clear_alert(
        &self,
        kind: &str,
        campaign: &str,
        now: Timestamp,
        mails: &[NewMail],
        others: &[(String, NewMail)],
    ) -> Result<bool, StoreError> {
        let mails = mail::pack(mails)?;
        let mut writing = self.writing().await?;
        let cleared = query(
            "UPDATE alert SET cleared_at = $3
             WHERE kind = $1 AND campaign = $2 AND cleared_at IS NULL",
        )
        .bind(kind)
        .bind(campaign)
        .bind(micros(now))
        .execute(&mut writing)
        .await?;
        if cleared == 0 {
            return Ok(false);
        }
        mail::keep(&mut writing, campaign, None, now, mails).await?;
        keep_others(&mut writing, campaign, now, others).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// What is wrong now, oldest first.
    pub async fn alerts(&self) -> Result<Vec<Alert>, StoreError> {
        query(
            "SELECT kind, campaign, raised_at, cleared_at FROM alert
             WHERE cleared_at IS NULL ORDER BY raised_at, kind, campaign",
        )
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read)
        .collect()
    }
}

/// Queues messages for channels other than mail; each comes with its channel's name.
async fn keep_others(
    writing: &mut Transaction,
    campaign: &str,
    now: Timestamp,
    others: &[(String, NewMail)],
) -> Result<(), StoreError> {
    for (channel, message) in others {
        let packed = mail::pack(std::slice::from_ref(message))?;
        mail::keep_for(writing, channel, campaign, None, now, packed).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Alert, StoreError> {
    let cleared_at: Option<i64> = row.try_get("cleared_at")?;
    Ok(Alert {
        kind: row.try_get("kind")?,
        campaign: row.try_get("campaign")?,
        raised_at: instant(row.try_get("raised_at")?)?,
        cleared_at: cleared_at.map(instant).transpose()?,
    })
}
