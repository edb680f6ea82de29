//! Writes that are due to a campaign's results sheet: a row of the outbox that means «check again»,
//! with a key of what the sheet must be made from.
//!
//! The newest row is the state of the sheet. While it waits no second one is added: it gets the new
//! key, and with it the new content.

use super::engine::{Row, query};
use super::instant::{instant, micros};
use super::outbox::RESULTS;
use super::{MailState, NewMail, OutboxLock, Store, StoreError, mail};
use crate::clock::Timestamp;

/// The state of a campaign's results sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultsRow {
    /// The row's id.
    pub id: String,
    /// A key of what the sheet is, or was, made from.
    pub key: String,
    /// What happened to it.
    pub state: MailState,
    /// How often it was tried.
    pub tries: u32,
    /// When the write became due.
    pub queued_at: Timestamp,
    /// When it was written or given up.
    pub settled_at: Option<Timestamp>,
    /// The error of the last try.
    pub last_error: Option<String>,
}

impl Store {
    /// The newest row of a campaign.
    pub async fn results(&self, campaign: &str) -> Result<Option<ResultsRow>, StoreError> {
        query(
            "SELECT id, subject, state, tries, queued_at, settled_at, last_error FROM outbox
             WHERE campaign = $1 AND channel = 'results' ORDER BY arrival DESC, id DESC LIMIT 1",
        )
        .bind(campaign)
        .fetch_optional(&self.pool)
        .await?
        .as_ref()
        .map(read)
        .transpose()
    }

    /// Makes a write of a campaign's sheet due now, with this key.
    pub async fn owe_results(
        &self,
        lock: &OutboxLock,
        campaign: &str,
        key: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let renew = query(
            "UPDATE outbox SET subject = $2, next_try = $3
             WHERE campaign = $1 AND channel = 'results' AND state = 'queued'",
        );
        let renew = renew.bind(campaign).bind(key).bind(micros(now));
        if self.fenced(lock, renew).await? > 0 {
            return Ok(());
        }
        let id = uuid::Uuid::now_v7().to_string();
        let row = [NewMail {
            message_id: format!("<{id}@results>"),
            id,
            from: String::new(),
            to: String::new(),
            subject: key.to_owned(),
            head: Vec::new(),
            body: campaign.as_bytes().into(),
            report: None,
            not_before: now,
        }];
        let row = mail::pack(&row)?;
        let mut writing = self.writing().await?;
        lock.fence(&mut writing).await?;
        mail::keep_for(&mut writing, RESULTS, campaign, None, now, row).await?;
        writing.commit().await
    }
}

fn read(row: &Row) -> Result<ResultsRow, StoreError> {
    let tries: i64 = row.try_get("tries")?;
    let settled_at: Option<i64> = row.try_get("settled_at")?;
    let state: String = row.try_get("state")?;
    Ok(ResultsRow {
        id: row.try_get("id")?,
        key: row.try_get("subject")?,
        state: MailState::from_id(&state)?,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        queued_at: instant(row.try_get("queued_at")?)?,
        settled_at: settled_at.map(instant).transpose()?,
        last_error: row.try_get("last_error")?,
    })
}
