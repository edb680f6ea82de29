//! `cnscd mail`: the outbox, one mail, sending what waits, a test mail.

use crate::cli::arguments::MailCommand;
use crate::cli::error::CommandError;
use crate::cli::listing::Listing;
use crate::cli::long_list::{self, LongList};
use crate::cli::screen::Screen;
use crate::cli::{Context, Output};
use crate::delivery::{self, SendReport};
use crate::failure::Failure;
use crate::locale;
use crate::pipeline::{App, channel, notice, shown};
use crate::store::{ChannelState, KeptMail, MAIL, MailState, MailsAsked, Store};
use crate::view;
use crate::view::mail::{MailDocument, MailsDocument, SentDocument};

/// Runs one of the mail commands.
pub(super) async fn run(context: &Context, command: &MailCommand) -> Result<Output, Failure> {
    let app = context.app()?;
    match command {
        MailCommand::List { limit } => list(context, app, *limit).await,
        MailCommand::Show { id } => show(context, app, id).await,
        MailCommand::Retry { address } => retry(context, app, address.as_deref()).await,
        MailCommand::Test { address } => test(context, app, address).await,
    }
}

async fn list(context: &Context, app: &App, limit: Option<u32>) -> Result<Output, Failure> {
    let store = app.existing_store().await?;
    let read = async |behind: Option<&str>, limit: u32| match &store {
        Some(store) => {
            let asked = MailsAsked {
                behind,
                limit: Some(limit),
                ..MailsAsked::default()
            };
            store.mails(asked).await
        }
        None => Ok(Vec::new()),
    };
    if context.json {
        let write = |list: &mut LongList, mail: KeptMail| {
            list.push(&view::mail::mail(&mail, context.language))?;
            Ok(mail.id)
        };
        let document = long_list::document("mails", limit, read, write).await?;
        return Ok(Output::long(document));
    }
    let (mails, has_more) = long_list::newest(limit, read).await?;
    let screen = context.screen(app);
    if mails.is_empty() {
        return Ok(Output::text(screen.say("cli-no-mails", &[])));
    }
    let head = [
        "cli-column-queued",
        "cli-column-to",
        "cli-column-state",
        "cli-column-tries",
        "cli-column-subject",
        "cli-column-id",
    ];
    let mut table = Listing::new(head.iter().map(|key| screen.say(key, &[])));
    for mail in &mails {
        let state = screen.say(&app.mail_state(&mail.id, mail.state), &[]);
        let state = match &mail.last_error {
            Some(error) if mail.state != MailState::Sent => {
                let error = locale::told(error, context.language);
                format!("{state}: {}", crate::cli::screen::plain(&error, false))
            }
            _ => state,
        };
        table.row([
            screen.instant(mail.queued_at),
            mail.to.clone(),
            state,
            screen.count(mail.tries),
            mail.subject.clone(),
            mail.id.clone(),
        ]);
    }
    let mut text = table.text(context.width);
    if has_more {
        text.push('\n');
        text += &long_list::more(&screen);
    }
    Ok(Output::text(text))
}

async fn show(context: &Context, app: &App, id: &str) -> Result<Output, Failure> {
    let unknown = || CommandError::MailUnknown { id: id.to_owned() };
    let store = app.existing_store().await?.ok_or_else(unknown)?;
    let (mail, bytes) = store.mail(id).await?.ok_or_else(unknown)?;
    let message = String::from_utf8_lossy(&bytes).into_owned();
    if context.json {
        return Ok(Output::json(&MailDocument {
            mail: view::mail::mail(&mail, context.language),
            sha256: &mail.sha256,
            message,
        }));
    }
    Ok(Output::verbatim(message.trim_end()))
}

async fn retry(context: &Context, app: &App, address: Option<&str>) -> Result<Output, Failure> {
    let store = app.store().await?;
    let reports = sent_now(app, &store, address).await?;
    let names: Vec<&str> = reports.iter().map(|(name, _)| *name).collect();
    let states = store.channels(&names).await?;
    let owed: Vec<usize> = reports
        .iter()
        .zip(&states)
        .map(|((_, report), state)| owed(report, state))
        .collect();
    let mut whole = SendReport::default();
    let settled = reports.iter().flat_map(|(_, report)| &report.settled);
    whole.settled.extend(settled.cloned());
    let refusal = whole.all_refused().map(Failure::from);
    let exit_code = refusal.as_ref().map_or(0, |failure| failure.exit_code());
    if context.json {
        return Ok(Output::json(&SentDocument {
            sent: whole.sent(),
            failed: whole.refused(),
            owed: owed.iter().sum(),
        })
        .with_code(exit_code));
    }
    let screen = context.screen(app);
    let told = reports.iter().zip(&owed);
    let told = told.map(|((name, report), owed)| retried(app, &screen, name, report, *owed));
    let mut lines: Vec<String> = told.collect();
    lines.extend(refusal.map(|failure| {
        screen.say(
            "cli-mail-waits",
            &[
                ("error", &failure.message().say(app.language)),
                ("next", &failure.next_step().say(app.language)),
            ],
        )
    }));
    Ok(Output::told(lines.join("\n")).with_code(exit_code))
}

/// Sends everything that waits, and returns what each channel accepted: mail, and also the site's
/// own programs unless one address was asked for.
async fn sent_now<'a>(
    app: &'a App,
    store: &Store,
    address: Option<&str>,
) -> Result<Vec<(&'a str, SendReport)>, Failure> {
    let lock = store.lock_outbox().await?;
    if let Some(address) = address
        && store.owe_again(&lock, address, app.clock.now()).await? == 0
    {
        lock.release().await;
        let to = address.to_owned();
        return Err(CommandError::NothingRefused { to }.into());
    }
    let report = delivery::send_due(store, &lock, &app.delivery(), app.clock, true).await;
    lock.release().await;
    let mut reports = vec![(MAIL, report?)];
    let channels = app.config.channels.iter().filter(|_| address.is_none());
    for (place, one) in channels.enumerate() {
        let others = channel::send(app, store, place, true).await?;
        reports.push((one.program.name.as_str(), others.unwrap_or_default()));
    }
    Ok(reports)
}

/// How many messages still wait, including those for a later time, and those that failed and were
/// left to a person in doubt.
fn owed(report: &SendReport, state: &ChannelState) -> usize {
    let waiting = usize::try_from(state.waiting).unwrap_or(usize::MAX);
    report.owed().max(waiting)
}

/// What happened to one channel's messages, and how many still wait.
fn retried(app: &App, screen: &Screen, name: &str, report: &SendReport, owed: usize) -> String {
    let key = match name {
        MAIL if app.mails_to_folder() => "cli-retried-folder",
        MAIL => "cli-retried",
        _ => "cli-retried-channel",
    };
    screen.say(
        key,
        &[
            ("name", name),
            ("sent", &screen.count(report.sent())),
            ("failed", &screen.count(report.refused())),
            ("owed", &screen.count(owed)),
            ("folder", &shown(&app.config.mail.folder)),
        ],
    )
}

async fn test(context: &Context, app: &App, address: &str) -> Result<Output, Failure> {
    let store = app.store().await?;
    let id = notice::test(app, &store, address).await?;
    let lock = store.lock_outbox().await?;
    let report = delivery::send_due(&store, &lock, &app.delivery(), app.clock, false).await;
    lock.release().await;
    let report = report?;
    let sent = report
        .settled
        .iter()
        .any(|settled| settled.id == id && settled.delivered == delivery::Delivered::Sent);
    let (mail, _) = store
        .mail(&id)
        .await?
        .ok_or_else(|| CommandError::MailGone { id: id.clone() })?;
    if context.json {
        return Ok(Output::json(&MailsDocument {
            mails: vec![view::mail::mail(&mail, context.language)],
        })
        .with_code(if sent { 0 } else { 69 }));
    }
    let screen = context.screen(app);
    let error = mail.last_error.as_deref().unwrap_or_default();
    let error = locale::told(error, context.language);
    let key = match (sent, app.mails_to_folder()) {
        (true, true) => "cli-test-in-folder",
        (true, false) => "cli-test-sent",
        (false, _) => "cli-test-not-sent",
    };
    let folder = shown(&app.config.mail.folder);
    Ok(Output::text(screen.say(
        key,
        &[("to", address), ("error", &error), ("folder", &folder)],
    ))
    .with_code(if sent { 0 } else { 69 }))
}
