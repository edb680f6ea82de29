//! Notices to operators: one when something goes wrong, one when it is well again.
//!
//! The wording is in `mail`, the memory in the store; this file decides when a notice is due.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::config::ChannelGets;
use crate::delivery::command::Spoken;
use crate::failure::Failure;
use crate::mail::{self, Addressee, Notice, Sender};
use crate::pipeline::{App, channel};
use crate::store::{NewMail, Store};

/// If a clock is set back again after this long, operators are told again.
const TOLD: TimeDelta = TimeDelta::days(1);

/// Tells operators that something is wrong, unless they know already.
///
/// # Errors
/// If the store cannot be written, or an address cannot be used.
pub async fn raise(
    app: &App,
    store: &Store,
    campaign: &str,
    notice: &Notice,
) -> Result<bool, Failure> {
    let mails = letters(app, campaign, notice, &app.config.mail.operators)?;
    let others = spoken(app, campaign, notice);
    Ok(store
        .raise_alert(notice.kind(), campaign, app.clock.now(), &mails, &others)
        .await?)
}

/// Tells operators that something is well again, if they were told that it was wrong.
///
/// # Errors
/// As [`raise`].
pub async fn clear(
    app: &App,
    store: &Store,
    campaign: &str,
    kind: &'static str,
) -> Result<bool, Failure> {
    let alerts = store.alerts().await?;
    let Some(alert) = alerts
        .iter()
        .find(|alert| alert.kind == kind && alert.campaign == campaign)
    else {
        return Ok(false);
    };
    let well = Notice::Well {
        kind,
        since: alert.raised_at,
    };
    let mails = letters(app, campaign, &well, &app.config.mail.operators)?;
    let others = spoken(app, campaign, &well);
    Ok(store
        .clear_alert(kind, campaign, app.clock.now(), &mails, &others)
        .await?)
}

/// Detects a clock that shows an earlier time than the start of the last run. Writes a warning to
/// the log and mails operators once, however many runs follow. Call it before the new run is
/// recorded.
///
/// # Errors
/// As [`raise`].
pub async fn clock(app: &App, store: &Store) -> Result<(), Failure> {
    let now = app.clock.now();
    if let Some(last) = store.begun_later(now).await? {
        tracing::warn!(%last, %now, "the clock shows less than when the last run began");
        raise(app, store, "", &Notice::ClockBack { last, now }).await?;
        return Ok(());
    }
    let alerts = store.alerts().await?;
    let is_over = alerts
        .iter()
        .any(|alert| alert.kind == Notice::CLOCK && now - alert.raised_at > TOLD);
    if is_over {
        store.clear_alert(Notice::CLOCK, "", now, &[], &[]).await?;
    }
    Ok(())
}

/// Queues a test mail and returns its id.
///
/// # Errors
/// As [`raise`].
pub async fn test(app: &App, store: &Store, address: &str) -> Result<String, Failure> {
    let mails = letters(app, "", &Notice::Test, &[address.to_owned()])?;
    store.queue("", app.clock.now(), &mails).await?;
    Ok(mails
        .into_iter()
        .map(|mail| mail.id)
        .next()
        .unwrap_or_default())
}

/// The same notice for the channels that reach operators.
fn spoken(app: &App, campaign: &str, notice: &Notice) -> Vec<(String, NewMail)> {
    let (subject, text) = mail::notice_text(notice, title(app, campaign), app.config.timezone);
    let spoken = Spoken { subject, text };
    let now = app.clock.now();
    channel::messages(app, ChannelGets::Operators, "operators", &spoken, now)
}

/// The title of a campaign, or the name if no such campaign is configured any more.
fn title<'a>(app: &'a App, campaign: &'a str) -> &'a str {
    let mut campaigns = app.config.campaigns.iter();
    campaigns
        .find(|known| known.name == campaign)
        .map_or(campaign, |known| &known.title)
}

fn letters(
    app: &App,
    campaign: &str,
    notice: &Notice,
    to: &[String],
) -> Result<Vec<NewMail>, Failure> {
    let now: Timestamp = app.clock.now();
    let sender = Sender {
        from: &app.config.mail.from,
        date: now,
        max_attachment: app.config.mail.max_attachment,
        reply_to: None,
        page: None,
    };
    let readers: Vec<Addressee> = to
        .iter()
        .map(|address| Addressee {
            id: uuid::Uuid::now_v7().to_string(),
            address: address.clone(),
            gets: crate::document::Detail::Full,
            circle: None,
        })
        .collect();
    let title = title(app, campaign);
    let messages = mail::compose_notice(notice, title, app.config.timezone, &sender, &readers)?;
    Ok(messages
        .into_iter()
        .map(|message| NewMail {
            id: message.id,
            message_id: message.message_id,
            from: message.from,
            to: message.to,
            subject: message.subject,
            head: message.head,
            body: message.body,
            report: None,
            not_before: now,
        })
        .collect())
}
