//! The outbox and its mails.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::locale::{Language, told};
use crate::store::KeptMail;

/// `mail list --json` and `mail test --json`.
#[derive(Debug, Serialize)]
pub struct MailsDocument<'a> {
    pub mails: Vec<MailLine<'a>>,
}

/// A mail.
#[derive(Debug, Serialize)]
pub struct MailLine<'a> {
    pub id: &'a str,
    /// `mail`, or the name of another channel.
    pub channel: &'a str,
    pub to: &'a str,
    pub state: &'a str,
    pub message_id: &'a str,
    pub tries: u32,
    pub snapshot: Option<&'a str>,
    pub subject: &'a str,
    pub queued_at: Timestamp,
    pub next_try: Option<Timestamp>,
    pub last_error: Option<String>,
}

/// `mail show --json`.
#[derive(Debug, Serialize)]
pub struct MailDocument<'a> {
    pub mail: MailLine<'a>,
    pub sha256: &'a str,
    pub message: String,
}

/// `mail retry --json`.
#[derive(Debug, Serialize)]
pub struct SentDocument {
    pub sent: usize,
    pub failed: usize,
    pub owed: usize,
}

/// The line of a mail, with its error in this language.
pub fn mail(mail: &KeptMail, language: Language) -> MailLine<'_> {
    MailLine {
        id: &mail.id,
        channel: &mail.channel,
        to: &mail.to,
        state: mail.state.id(),
        message_id: &mail.message_id,
        tries: mail.tries,
        snapshot: mail.snapshot.as_deref(),
        subject: &mail.subject,
        queued_at: mail.queued_at,
        next_try: mail.next_try,
        last_error: mail
            .last_error
            .as_deref()
            .map(|error| told(error, language)),
    }
}
