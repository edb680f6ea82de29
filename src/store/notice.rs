//! The notices that communes got, and the steps of the ladder that were taken.
//!
//! A step and its notices are stored in one transaction with the mails. A process that is killed
//! has either told nobody, or the outbox has a mail for everybody. The text is only in the mail.

use std::collections::BTreeSet;

use super::engine::{Asked, Row, Transaction, query};
use super::instant::{instant, micros};
use super::mail::MailState;
use super::outbox::MAIL;
use super::{NewMail, Store, StoreError, mail};
use crate::clock::{Date, Timestamp};

/// The row of `ladder_step` with the time from which steps of a campaign are due.
const SINCE: &str = "since";

/// What one mail says to one commune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Code of the commune; empty for a summary of many.
    pub commune: String,
    /// The kinds of things owed: `missing`, `composition`, `data`.
    pub kinds: Vec<String>,
    /// Hash of what is asked.
    pub digest: String,
}

/// A mail and the notices in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTelling {
    /// `mail`, or the name of another channel.
    pub channel: String,
    pub mail: NewMail,
    pub notices: Vec<NewNotice>,
}

/// A notice that a commune got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNotice {
    /// Code of the commune; empty for a summary of many.
    pub commune: String,
    pub recipient: String,
    pub day: Date,
    pub told_at: Timestamp,
    /// The step of the ladder; empty if a person sent it.
    pub step: String,
    pub kinds: Vec<String>,
    pub digest: String,
    /// The mail in the outbox; `None` once it is purged.
    pub mail: Option<String>,
    pub state: Option<MailState>,
    /// The server's last answer.
    pub last_error: Option<String>,
}

impl Store {
    /// Takes steps of a ladder (none for notices that a person sends) and queues their mails. A
    /// mail is left out if its recipient already got one about one of its communes today. If all
    /// steps were taken before, nothing is queued. Returns the ids of the queued mails.
    pub async fn tell(
        &self,
        campaign: &str,
        steps: &[String],
        day: Date,
        now: Timestamp,
        tellings: Vec<NewTelling>,
    ) -> Result<Vec<String>, StoreError> {
        let mails: Vec<NewMail> = tellings.iter().map(|one| one.mail.clone()).collect();
        let mails = mail::pack(&mails)?;
        let mut writing = self.writing().await?;
        let mut taken = 0;
        for step in steps {
            taken += take(&mut writing, campaign, step, now).await?;
        }
        if !steps.is_empty() && taken == 0 {
            return Ok(Vec::new());
        }
        let mut queued = Vec::new();
        let mut kept = Vec::new();
        for (telling, packed) in tellings.iter().zip(mails) {
            if note(&mut writing, campaign, steps, day, now, telling).await? {
                queued.push(telling.mail.id.clone());
                kept.push((telling.channel.as_str(), packed));
            }
        }
        for (channel, packed) in kept {
            mail::keep_for(&mut writing, channel, campaign, None, now, vec![packed]).await?;
        }
        writing.commit().await?;
        Ok(queued)
    }

    /// The notices to one commune, or to all of them, latest first.
    pub async fn notices(
        &self,
        campaign: &str,
        commune: Option<&str>,
    ) -> Result<Vec<KeptNotice>, StoreError> {
        query(
            "SELECT notice.*, mail.state AS state, mail.last_error AS last_error
             FROM notice LEFT JOIN outbox AS mail ON mail.id = notice.mail
             WHERE notice.campaign = $1 AND notice.commune = COALESCE($2, notice.commune)
             ORDER BY notice.told_at DESC, notice.commune, notice.recipient",
        )
        .bind(campaign)
        .bind(commune)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read)
        .collect()
    }

    /// The time from which steps of a campaign's ladder are due: the first call of this function.
    pub async fn ladder_since(
        &self,
        campaign: &str,
        now: Timestamp,
    ) -> Result<Timestamp, StoreError> {
        // Called every few seconds; only the first call writes.
        if let Some(since) = since(&self.pool, campaign).await? {
            return Ok(since);
        }
        let mut writing = self.writing().await?;
        take(&mut writing, campaign, SINCE, now).await?;
        let since = since(&mut writing, campaign).await?;
        writing.commit().await?;
        Ok(since.unwrap_or(now))
    }

    /// The steps that were taken.
    pub async fn ladder_steps(&self, campaign: &str) -> Result<BTreeSet<String>, StoreError> {
        let rows = query("SELECT step FROM ladder_step WHERE campaign = $1 AND step <> $2")
            .bind(campaign)
            .bind(SINCE)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| row.try_get("step")).collect()
    }

    /// The times from which the mails of notices may be sent, from an instant on, in order.
    pub async fn notice_times(&self, since: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
        let rows = query(
            "SELECT not_before FROM outbox AS mail
             WHERE not_before >= $1 AND id IN (SELECT mail FROM notice WHERE mail IS NOT NULL)
             ORDER BY not_before",
        )
        .bind(micros(since))
        .fetch_all(&self.pool)
        .await?;
        let times = rows.iter().map(|row| instant(row.try_get("not_before")?));
        times.collect()
    }
}

async fn since(of: impl Into<Asked<'_>>, campaign: &str) -> Result<Option<Timestamp>, StoreError> {
    let found = query("SELECT at FROM ladder_step WHERE campaign = $1 AND step = $2")
        .bind(campaign)
        .bind(SINCE)
        .fetch_optional(of)
        .await?;
    found.map(|row| instant(row.try_get("at")?)).transpose()
}

/// Records a step as taken; returns 0 if it was taken already.
async fn take(
    writing: &mut Transaction,
    campaign: &str,
    step: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    query(
        "INSERT INTO ladder_step (campaign, step, at) VALUES ($1, $2, $3)
         ON CONFLICT (campaign, step) DO NOTHING",
    )
    .bind(campaign)
    .bind(step)
    .bind(micros(now))
    .execute(writing)
    .await
}

/// Records the notices in a mail. Returns `false` and records nothing if the recipient already got
/// a notice about one of its communes today.
async fn note(
    writing: &mut Transaction,
    campaign: &str,
    steps: &[String],
    day: Date,
    now: Timestamp,
    telling: &NewTelling,
) -> Result<bool, StoreError> {
    let (mail, day) = (&telling.mail, day.to_string());
    // A channel is a recipient of its own for each commune.
    let recipient = match telling.channel.as_str() {
        MAIL => mail.to.clone(),
        channel => format!("{channel}:{}", mail.to),
    };
    for notice in &telling.notices {
        let told = query(
            "SELECT 1 FROM notice
             WHERE campaign = $1 AND commune = $2 AND recipient = $3 AND day = $4",
        )
        .bind(campaign)
        .bind(&notice.commune)
        .bind(&recipient)
        .bind(&day)
        .fetch_optional(&mut *writing)
        .await?;
        if told.is_some() {
            return Ok(false);
        }
    }
    for notice in &telling.notices {
        query(
            "INSERT INTO notice (campaign, commune, recipient, day, told_at, step, kinds, digest,
                                 mail)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(campaign)
        .bind(&notice.commune)
        .bind(&recipient)
        .bind(&day)
        .bind(micros(now))
        .bind(steps.join(" "))
        .bind(notice.kinds.join(" "))
        .bind(&notice.digest)
        .bind(&mail.id)
        .execute(&mut *writing)
        .await?;
    }
    Ok(true)
}

/// Deletes older notices, and the references of the others to mails that are gone.
pub(super) async fn forget(writing: &mut Transaction, cutoff: i64) -> Result<(), StoreError> {
    for change in [
        "UPDATE notice SET mail = NULL WHERE told_at < $1 AND mail NOT IN (SELECT id FROM outbox)",
        "DELETE FROM notice WHERE told_at < $1 AND mail IS NULL",
        "DELETE FROM ladder_step WHERE at < $1 AND step <> 'since'",
    ] {
        query(change).bind(cutoff).execute(&mut *writing).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<KeptNotice, StoreError> {
    let day: String = row.try_get("day")?;
    let kinds: String = row.try_get("kinds")?;
    let state: Option<String> = row.try_get("state")?;
    Ok(KeptNotice {
        commune: row.try_get("commune")?,
        recipient: row.try_get("recipient")?,
        day: day.parse().map_err(|_| StoreError::Damaged {
            what: format!("day {day} of a notice"),
        })?,
        told_at: instant(row.try_get("told_at")?)?,
        step: row.try_get("step")?,
        kinds: kinds.split_whitespace().map(str::to_owned).collect(),
        digest: row.try_get("digest")?,
        mail: row.try_get("mail")?,
        state: state.as_deref().map(MailState::from_id).transpose()?,
        last_error: row.try_get("last_error")?,
    })
}
