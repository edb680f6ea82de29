//! `cnscd backup` and `cnscd purge`.

use serde::Serialize;

use crate::cli::arguments::{Backup, Purge};
use crate::cli::error::CommandError;
use crate::cli::{Context, Output};
use crate::failure::Failure;
use crate::pipeline::{retention, shown};

#[derive(Serialize)]
struct BackupDocument {
    backup: String,
    bytes: u64,
}

#[derive(Serialize)]
struct PurgeDocument {
    /// Whether nothing was deleted.
    dry_run: bool,
    snapshots: u64,
    reports: u64,
    mails: u64,
    runs: u64,
}

/// Copies the store while it is in use.
pub(super) async fn backup(context: &Context, arguments: &Backup) -> Result<Output, Failure> {
    let app = context.app()?;
    let none = || CommandError::NoStore {
        path: app.config.store.address.shown(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let file = context.typed(&arguments.file);
    if !arguments.force && file.exists() {
        return Err(CommandError::BackupThere { path: shown(&file) }.into());
    }
    store.backup(&file).await?;
    let bytes = std::fs::metadata(&file).map(|data| data.len()).unwrap_or(0);
    if context.json {
        return Ok(Output::json(&BackupDocument {
            backup: shown(&file),
            bytes,
        }));
    }
    let screen = context.screen(app);
    Ok(Output::told(screen.say(
        "cli-backed-up",
        &[("path", &shown(&file)), ("bytes", &screen.count(bytes))],
    )))
}

/// Deletes what is older than a given age: in the store, under reports/ and in the mail folder.
pub(super) async fn purge(context: &Context, arguments: &Purge) -> Result<Output, Failure> {
    let app = context.app()?;
    let age = crate::config::duration(&arguments.older_than).ok_or_else(|| CommandError::Age {
        age: arguments.older_than.clone(),
    })?;
    let none = || CommandError::NoStore {
        path: app.config.store.address.shown(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let older_than = app.clock.now() - age;
    let purged = match arguments.dry_run {
        true => store.purgeable(older_than).await?,
        false => retention::forget(app, &store, older_than).await?,
    };
    if context.json {
        return Ok(Output::json(&PurgeDocument {
            dry_run: arguments.dry_run,
            snapshots: purged.snapshots,
            reports: purged.reports,
            mails: purged.mails,
            runs: purged.runs,
        }));
    }
    let screen = context.screen(app);
    let number = |number: u64| screen.count(number);
    let key = match arguments.dry_run {
        true => "cli-would-purge",
        false => "cli-purged",
    };
    let text = screen.say(
        key,
        &[
            ("snapshots", &number(purged.snapshots)),
            ("reports", &number(purged.reports)),
            ("mails", &number(purged.mails)),
            ("runs", &number(purged.runs)),
        ],
    );
    Ok(Output::told(text))
}
