//! `cnscd runs`: the history of runs, newest first.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::cli::arguments::{Runs, RunsCommand};
use crate::cli::error::CommandError;
use crate::cli::listing::Listing;
use crate::cli::long_list::{self, LongList};
use crate::cli::screen::{Screen, plain};
use crate::cli::{Context, Output};
use crate::failure::Failure;
use crate::locale::number::decimal;
use crate::pipeline::App;
use crate::store::{Cancelling, HeldBy, Outcome, Run, RunsAsked, Store};
use crate::view;

/// Lists runs.
pub(super) async fn run(context: &Context, arguments: &Runs) -> Result<Output, Failure> {
    if let Some(RunsCommand::Cancel { run }) = &arguments.command {
        return cancel(context, run).await;
    }
    let app = context.app()?;
    if let Some(name) = &arguments.campaign {
        app.campaign(Some(name))?;
    }
    let store = app.existing_store().await?;
    let read = async |behind: Option<&str>, limit: u32| match &store {
        Some(store) => {
            let asked = RunsAsked {
                campaign: arguments.campaign.as_deref(),
                behind,
                limit: Some(limit),
                ..RunsAsked::default()
            };
            store.runs(asked).await
        }
        None => Ok(Vec::new()),
    };
    if context.json {
        let write = |list: &mut LongList, run: Run| {
            let run = run.worded(context.language);
            list.push(&view::runs::run(&run))?;
            Ok(run.id)
        };
        let document = long_list::document("runs", arguments.limit, read, write).await?;
        return Ok(Output::long(document));
    }
    let screen = context.screen(app);
    let (runs, has_more) = long_list::newest(arguments.limit, read).await?;
    if runs.is_empty() {
        return Ok(Output::text(screen.say("cli-no-runs", &[])));
    }
    let head = [
        "cli-column-started",
        "cli-column-campaign",
        "cli-column-trigger",
        "cli-column-outcome",
        "cli-column-seconds",
        "cli-column-machine",
        "cli-column-run",
    ];
    let mut table = Listing::new(head.iter().map(|key| screen.say(key, &[])));
    for run in runs {
        table.row(row(&screen, &run.worded(context.language)));
    }
    let mut text = table.text(context.width);
    if has_more {
        text.push('\n');
        text += &long_list::more(&screen);
    }
    Ok(Output::text(text))
}

/// A row of the list.
fn row(screen: &Screen, run: &Run) -> [String; 7] {
    let outcome = match (run.outcome, &run.error) {
        (_, Some(error)) => plain(&error.message, false),
        (Some(outcome), None) => screen.say(&format!("cli-outcome-word-{}", outcome.id()), &[]),
        (None, None) if run.waits => screen.say("cli-waiting-to-run", &[]),
        (None, None) => screen.say("cli-running", &[]),
    };
    let trigger = screen.say(&format!("cli-trigger-{}", run.trigger), &[]);
    let trigger = match &run.reason {
        Some(reason) => format!("{trigger}: {}", plain(reason, false)),
        None => trigger,
    };
    let seconds = run.seconds.map(|seconds| format!("{seconds:.1}"));
    let seconds = seconds.map(|seconds| decimal(screen.language, &seconds));
    [
        screen.instant(run.started),
        run.campaign.clone(),
        trigger,
        outcome,
        seconds.unwrap_or_default(),
        run.by.as_ref().map(held_by).unwrap_or_default(),
        run.id.clone(),
    ]
}

/// A process and its machine, as text for people.
pub(super) fn held_by(by: &HeldBy) -> String {
    plain(&by.to_string(), false)
}

/// The document of `runs cancel --json`.
#[derive(Serialize)]
struct CancelDocument<'a> {
    run: &'a str,
    /// Whether the run ended because of this command.
    cancelled: bool,
    outcome: Option<&'a str>,
}

/// How often the state of a cancelled run is checked.
const LOOK: Duration = Duration::from_millis(300);

/// Cancels a run, on whatever machine it is, and waits until it has ended.
async fn cancel(context: &Context, id: &str) -> Result<Output, Failure> {
    let app = context.app()?;
    let unknown = || CommandError::RunUnknown { run: id.to_owned() };
    let store = app.existing_store().await?.ok_or_else(unknown)?;
    let asked = store.cancel_run(id, app.clock.now()).await?;
    let (run, was_over) = match asked {
        Cancelling::Unknown => return Err(unknown().into()),
        Cancelling::Over(_) => (store.run(id).await?, true),
        Cancelling::NeverBegun => (store.run(id).await?, false),
        Cancelling::Asked => (Some(ended(app, &store, id).await?), false),
    };
    let outcome = run.and_then(|run| run.outcome);
    let cancelled = !was_over && outcome == Some(Outcome::Cancelled);
    if context.json {
        return Ok(Output::json(&CancelDocument {
            run: id,
            cancelled,
            outcome: outcome.map(Outcome::id),
        }));
    }
    let key = match (was_over, cancelled) {
        (true, _) => "cli-cancel-over",
        (false, true) => "cli-cancelled",
        (false, false) => "cli-cancelled-stored",
    };
    Ok(Output::text(context.screen(app).say(key, &[("run", id)])))
}

/// Waits until a run has ended. If its process is gone or suspended, the run is closed here as soon
/// as the campaign's lease is free.
async fn ended(app: &App, store: &Store, id: &str) -> Result<Run, Failure> {
    let began = Instant::now();
    let patience = app.config.store.lease * 2 + Duration::from_secs(10);
    while began.elapsed() < patience {
        let unknown = || CommandError::RunUnknown { run: id.to_owned() };
        let run = store.run(id).await?.ok_or_else(unknown)?;
        if run.finished.is_some() {
            return Ok(run);
        }
        if store.run_under_way(&run.campaign).await?.is_none()
            && let Ok(lock) = store.lock(&run.campaign).await
        {
            store.close_interrupted(&lock, app.clock.now()).await?;
            lock.release().await;
            continue;
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(CommandError::RunStillGoing { run: id.to_owned() }.into())
}
