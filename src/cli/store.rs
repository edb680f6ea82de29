//! `cnscd store`: copies a whole store into another database, or checks that all of it can be read.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::cli::arguments::StoreCommand;
use crate::cli::error::CommandError;
use crate::cli::{Context, Output};
use crate::failure::Failure;
use crate::pipeline::App;
use crate::store::{Address, CONNECTIONS, Server, Store};

#[derive(Serialize)]
struct CopyDocument {
    from: String,
    to: String,
    tables: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct CheckDocument {
    store: String,
    tables: BTreeMap<String, u64>,
    faults: Vec<String>,
}

/// Runs one of the commands.
pub(super) async fn run(context: &Context, command: &StoreCommand) -> Result<Output, Failure> {
    match command {
        StoreCommand::Copy { from, to } => copy(context, from, to).await,
        StoreCommand::Check => check(context).await,
    }
}

async fn copy(context: &Context, from: &str, to: &str) -> Result<Output, Failure> {
    let app = context.app_or_shipped()?;
    let lease = app.config.store.lease;
    let (source, target) = (address(context, app, from)?, address(context, app, to)?);
    let none = || CommandError::NoStore {
        path: source.shown(),
    };
    let from = Store::open_existing(&source, lease)
        .await?
        .ok_or_else(none)?;
    let to = Store::open_at(&target, lease).await?;
    let copied = from.copy_to(&to).await;
    from.close().await;
    to.close().await;
    let copied = copied?;
    if context.json {
        return Ok(Output::json(&CopyDocument {
            from: source.shown(),
            to: target.shown(),
            tables: copied.rows,
        }));
    }
    let rows: u64 = copied.rows.values().sum();
    let screen = context.screen(app);
    let told = screen.say(
        "cli-store-copied",
        &[
            ("from", &source.shown()),
            ("to", &target.shown()),
            ("tables", &screen.count(copied.rows.len())),
            ("rows", &screen.count(rows)),
        ],
    );
    Ok(Output::text(told))
}

/// Parses an address, or a path relative to the current folder. The address of the configured store
/// is used with the configured password.
fn address(context: &Context, app: &App, typed: &str) -> Result<Address, Failure> {
    let is_server = typed.starts_with("postgres://") || typed.starts_with("postgresql://");
    if !is_server {
        let path = typed.strip_prefix("sqlite:").unwrap_or(typed);
        return Ok(Address::File(context.typed(Path::new(path))));
    }
    let bad = |_| CommandError::StoreAddress;
    let server = Server::parse(typed, None, None, CONNECTIONS).map_err(bad)?;
    let typed = Address::Server(Box::new(server));
    let own = &app.config.store.address;
    Ok(match typed.shown() == own.shown() {
        true => own.clone(),
        false => typed,
    })
}

async fn check(context: &Context) -> Result<Output, Failure> {
    let app = context.app()?;
    let none = || CommandError::NoStore {
        path: app.config.store.address.shown(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let checked = store.check().await?;
    let exit_code = if checked.faults.is_empty() { 0 } else { 73 };
    if context.json {
        let document = CheckDocument {
            store: store.shown(),
            tables: checked.rows,
            faults: checked.faults,
        };
        return Ok(Output::json(&document).with_code(exit_code));
    }
    let screen = context.screen(app);
    let rows: u64 = checked.rows.values().sum();
    let key = match exit_code {
        0 => "cli-store-sound",
        _ => "cli-store-faults",
    };
    let told = screen.say(
        key,
        &[
            ("tables", &screen.count(checked.rows.len())),
            ("rows", &screen.count(rows)),
        ],
    );
    let lines: Vec<String> = [told].into_iter().chain(checked.faults).collect();
    Ok(Output::text(lines.join("\n")).with_code(exit_code))
}
