//! Mails in the database: one row for each recipient, with the exact bytes and the state.
//!
//! A mail is stored as a head and a body. Readers of one report share the body, so its workbook is
//! stored once. Sending is in `outbox`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::content::{Packed, fetch};
use super::engine::{Row, Transaction, query};
use super::instant::{instant, micros};
use super::outbox::MAIL;
use super::{Store, StoreError};
use crate::clock::Timestamp;
use crate::hash::{self, Hashed};

/// A mail to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMail {
    /// UUID version 7.
    pub id: String,
    /// `Message-ID` with its angle brackets, as in the head; never changed again.
    pub message_id: String,
    /// The sender's address in the envelope, without a name.
    pub from: String,
    /// The address of the one recipient, without a name.
    pub to: String,
    /// The subject, decoded, to show in lists.
    pub subject: String,
    /// The header lines and the empty line after them, as they are sent.
    pub head: Vec<u8>,
    /// Everything after the head. Mails that share the `Arc` are stored with one copy.
    pub body: Arc<[u8]>,
    /// The report that is attached.
    pub report: Option<String>,
    /// The earliest time to send it.
    pub not_before: Timestamp,
}

/// The state of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// It waits for its first or next try.
    Queued,
    /// A process is sending it.
    Sending,
    /// The server accepted it.
    Sent,
    /// The server will never accept it, or it waited too long.
    Refused,
    /// The server may have accepted it: tried once more, then left to a person.
    Uncertain,
}

impl MailState {
    /// All states, in the order in which a mail passes them.
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Refused,
        Self::Uncertain,
    ];

    /// The name in the database and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Uncertain => "uncertain",
        }
    }

    /// The state with this name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    pub(super) fn from_id(id: &str) -> Result<Self, StoreError> {
        Self::named(id).ok_or_else(|| StoreError::Damaged {
            what: format!("mail state {id}"),
        })
    }
}

/// A stored mail without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMail {
    pub id: String,
    /// `mail`, or the name of another channel.
    pub channel: String,
    /// The campaign; empty for a mail of the service itself.
    pub campaign: String,
    /// The run that queued it.
    pub run: Option<String>,
    /// The report that is attached, and below the snapshot it was made from.
    pub report: Option<String>,
    pub snapshot: Option<String>,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub message_id: String,
    pub state: MailState,
    /// How often it was tried.
    pub tries: u32,
    pub queued_at: Timestamp,
    /// When it is tried again, if ever.
    pub next_try: Option<Timestamp>,
    /// When it was sent or refused.
    pub settled_at: Option<Timestamp>,
    /// The server's last answer, or why it could not be reached.
    pub last_error: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// Which mails a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct MailsAsked<'a> {
    /// Only those of this campaign; `None` for all campaigns.
    pub campaign: Option<&'a str>,
    pub state: Option<MailState>,
    /// Only those queued before this mail, to read a long list page by page.
    pub behind: Option<&'a str>,
    /// At most this many, the newest.
    pub limit: Option<u32>,
}

impl<'a> MailsAsked<'a> {
    /// Asks for all mails of a campaign.
    pub fn of(campaign: &'a str) -> Self {
        Self {
            campaign: Some(campaign),
            ..Self::default()
        }
    }
}

impl Store {
    /// Mails, newest first.
    pub async fn mails(&self, asked: MailsAsked<'_>) -> Result<Vec<KeptMail>, StoreError> {
        let mut mails = query(
            "SELECT mail.*, report.snapshot AS snapshot
             FROM outbox AS mail LEFT JOIN report ON report.id = mail.report
             WHERE mail.channel <> 'results'",
        );
        if let Some(campaign) = asked.campaign {
            mails.push(" AND mail.campaign = ");
            mails.push_bind(campaign);
        }
        if let Some(state) = asked.state {
            mails.push(" AND mail.state = ");
            mails.push_bind(state.id());
        }
        if let Some(newer) = asked.behind {
            mails.push(
                " AND (mail.arrival, mail.id) <
                 (SELECT arrival, id FROM outbox AS newer WHERE id = ",
            );
            mails.push_bind(newer);
            mails.push(")");
        }
        mails.push(" ORDER BY mail.arrival DESC, mail.id DESC LIMIT ");
        mails.push_bind(asked.limit.map_or(i64::MAX, i64::from));
        let rows = mails.fetch_all(&self.pool).await?;
        rows.iter().map(read).collect()
    }

    /// A mail and its exact bytes.
    pub async fn mail(&self, id: &str) -> Result<Option<(KeptMail, Vec<u8>)>, StoreError> {
        let mut reading = self.pool.reading().await?;
        let Some(row) = query(
            "SELECT mail.*, report.snapshot AS snapshot
             FROM outbox AS mail LEFT JOIN report ON report.id = mail.report WHERE mail.id = $1",
        )
        .bind(id)
        .fetch_optional(&mut reading)
        .await?
        else {
            return Ok(None);
        };
        let bytes = bytes(&mut reading, &row).await?;
        Ok(Some((read(&row)?, bytes)))
    }

    /// Queues messages for another channel, which is given the body.
    pub async fn queue_for(
        &self,
        channel: &str,
        campaign: &str,
        now: Timestamp,
        messages: &[NewMail],
    ) -> Result<(), StoreError> {
        let messages = pack(messages)?;
        let mut writing = self.writing().await?;
        keep_for(&mut writing, channel, campaign, None, now, messages).await?;
        writing.commit().await
    }

    /// Queues a mail again that was refused, or whose delivery is in doubt, with the same
    /// `Message-ID`. Returns `false` if no such mail has this id.
    pub async fn send_again(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let queued = query(
            "UPDATE outbox SET state = 'queued', phase = NULL, doubts = 0, settled_at = NULL,
                    queued_at = $2, not_before = $2, next_try = $2
             WHERE id = $1 AND (state = 'refused' OR (state = 'uncertain' AND doubts >= 2))",
        )
        .bind(id)
        .bind(micros(now))
        .execute(&self.pool)
        .await?;
        Ok(queued > 0)
    }

    /// Queues mails that are not part of a commit, such as a test mail.
    pub async fn queue(
        &self,
        campaign: &str,
        now: Timestamp,
        mails: &[NewMail],
    ) -> Result<(), StoreError> {
        let mails = pack(mails)?;
        let mut writing = self.writing().await?;
        keep(&mut writing, campaign, None, now, mails).await?;
        writing.commit().await
    }
}

/// A mail ready to be stored; the first of several with a shared body carries it.
pub(super) struct PackedMail<'a> {
    mail: &'a NewMail,
    body: Option<Packed>,
    /// Hash of the body.
    content: String,
    /// Hash of head and body.
    sha256: String,
}

/// Compresses mails, a shared body once. Done before a transaction begins, so that nobody waits.
pub(super) fn pack(mails: &[NewMail]) -> Result<Vec<PackedMail<'_>>, StoreError> {
    let mut packed: Vec<PackedMail<'_>> = Vec::with_capacity(mails.len());
    for mail in mails {
        let shared = packed
            .last()
            .filter(|last| Arc::ptr_eq(&last.mail.body, &mail.body));
        let (body, content) = match shared {
            Some(last) => (None, last.content.clone()),
            None => {
                let body = Hashed::from(mail.body.to_vec());
                let body = Packed::new(body).map_err(sqlx::Error::Io)?;
                let content = body.sha256.clone();
                (Some(body), content)
            }
        };
        packed.push(PackedMail {
            mail,
            body,
            content,
            sha256: hash::sha256(&[&mail.head, &mail.body]),
        });
    }
    Ok(packed)
}

/// Stores mails in order.
pub(super) async fn keep(
    writing: &mut Transaction,
    campaign: &str,
    run: Option<&str>,
    now: Timestamp,
    mails: Vec<PackedMail<'_>>,
) -> Result<(), StoreError> {
    keep_for(writing, MAIL, campaign, run, now, mails).await
}

/// Does the same for another channel, which is given the body.
pub(super) async fn keep_for(
    writing: &mut Transaction,
    channel: &str,
    campaign: &str,
    run: Option<&str>,
    now: Timestamp,
    mails: Vec<PackedMail<'_>>,
) -> Result<(), StoreError> {
    for packed in mails {
        if let Some(body) = packed.body {
            body.keep(writing).await?;
        }
        let (content, sha256) = (packed.content, packed.sha256);
        insert(
            writing,
            channel,
            campaign,
            run,
            now,
            packed.mail,
            content,
            sha256,
        )
        .await?;
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
async fn insert(
    writing: &mut Transaction,
    channel: &str,
    campaign: &str,
    run: Option<&str>,
    now: Timestamp,
    mail: &NewMail,
    content: String,
    sha256: String,
) -> Result<(), StoreError> {
    query(
        "INSERT INTO outbox (id, campaign, run, report, sender, recipient, subject, message_id,
                           head, content, sha256, state, queued_at, not_before, next_try,
                           channel, arrival)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $13, $14,
                 (SELECT COALESCE(MAX(arrival), 0) + 1 FROM outbox))",
    )
    .bind(&mail.id)
    .bind(campaign)
    .bind(run)
    .bind(&mail.report)
    .bind(&mail.from)
    .bind(&mail.to)
    .bind(&mail.subject)
    .bind(&mail.message_id)
    .bind(&mail.head)
    .bind(content)
    .bind(sha256)
    .bind(micros(now))
    .bind(micros(mail.not_before))
    .bind(channel)
    .execute(writing)
    .await?;
    Ok(())
}

/// The bytes of a row of `outbox`, checked to be those that were queued.
async fn bytes(reading: &mut Transaction, row: &Row) -> Result<Vec<u8>, StoreError> {
    let mut bytes: Vec<u8> = row.try_get("head")?;
    let content: String = row.try_get("content")?;
    let body = fetch(reading, &content).await?;
    body.write_to(&mut bytes).map_err(sqlx::Error::Io)?;
    let sha256: String = row.try_get("sha256")?;
    if hash::sha256(&[&bytes]) == sha256 {
        Ok(bytes)
    } else {
        Err(StoreError::Damaged {
            what: format!("mail {sha256}"),
        })
    }
}

fn read(row: &Row) -> Result<KeptMail, StoreError> {
    let state = MailState::from_id(row.try_get("state")?)?;
    let doubts: i64 = row.try_get("doubts")?;
    let tries: i64 = row.try_get("tries")?;
    let next_try: i64 = row.try_get("next_try")?;
    // A mail that has a time of its own still waits for it when a retry is asked for.
    let next_try = next_try.max(row.try_get("not_before")?);
    let settled_at: Option<i64> = row.try_get("settled_at")?;
    let is_owed = match state {
        MailState::Queued => true,
        MailState::Uncertain => doubts < 2,
        MailState::Sending | MailState::Sent | MailState::Refused => false,
    };
    Ok(KeptMail {
        id: row.try_get("id")?,
        channel: row.try_get("channel")?,
        campaign: row.try_get("campaign")?,
        run: row.try_get("run")?,
        report: row.try_get("report")?,
        snapshot: row.try_get("snapshot")?,
        from: row.try_get("sender")?,
        to: row.try_get("recipient")?,
        subject: row.try_get("subject")?,
        message_id: row.try_get("message_id")?,
        state,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        queued_at: instant(row.try_get("queued_at")?)?,
        next_try: is_owed.then(|| instant(next_try)).transpose()?,
        settled_at: settled_at.map(instant).transpose()?,
        last_error: row.try_get("last_error")?,
        sha256: row.try_get("sha256")?,
    })
}
