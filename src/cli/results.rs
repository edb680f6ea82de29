//! `cnscd results`: updates the results sheet, or shows what would change.

use std::collections::BTreeSet;

use crate::cli::arguments::Results;
use crate::cli::error::CommandError;
use crate::cli::screen::plain;
use crate::cli::{Context, Output};
use crate::document::results::Update;
use crate::failure::Failure;
use crate::pipeline::results::{self, ResultsPlace, ResultsWrite};
use crate::pipeline::{App, shown};
use crate::view::results::ResultsDocument;

/// How many cells are listed on the screen.
const LISTED: usize = 40;
/// How many letters of a cell are shown.
const LETTERS: usize = 80;

/// Updates the sheet and shows what differed.
pub(super) async fn run(context: &Context, arguments: &Results) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    let store = app
        .existing_store()
        .await?
        .ok_or_else(|| CommandError::NoStore {
            path: app.config.store.address.shown(),
        })?;
    let working = context.working("cli-working-results");
    let done = if arguments.dry_run {
        results::look(app, &store, campaign).await
    } else {
        results::write(app, &store, campaign).await
    };
    drop(working);
    let done = done?;
    if context.json {
        let document = ResultsDocument::of(&campaign.name, &done, arguments.dry_run);
        return Ok(Output::json(&document));
    }
    Ok(Output::text(text(context, app, &done, arguments.dry_run)))
}

fn text(context: &Context, app: &App, done: &ResultsWrite, dry_run: bool) -> String {
    let screen = context.screen(app);
    let mut lines = vec![match &done.place {
        ResultsPlace::Sheet { spreadsheet, tab } => screen.say(
            "results-in-sheet",
            &[("tab", tab), ("spreadsheet", spreadsheet)],
        ),
        ResultsPlace::File(path) => screen.say("results-in-file", &[("path", &shown(path))]),
    }];
    lines.push(screen.say(
        "results-rows",
        &[
            ("rows", &screen.count(done.rows)),
            ("day", &screen.day(done.judgement.as_of)),
        ],
    ));
    let Some(update) = &done.update else {
        let key = if dry_run {
            "results-would-place"
        } else {
            "results-placed"
        };
        lines.push(screen.say(key, &[]));
        return lines.join("\n");
    };
    if update.patches.is_empty() {
        lines.push(screen.say("results-unchanged", &[]));
        return lines.join("\n");
    }
    let key = if dry_run {
        "results-would-write"
    } else {
        "results-written"
    };
    let communes: BTreeSet<&str> = update
        .changes
        .iter()
        .map(|change| change.commune.as_str())
        .collect();
    lines.push(screen.say(
        key,
        &[
            ("cells", &screen.count(update.changes.len())),
            ("communes", &screen.count(communes.len())),
            ("requests", &screen.count(done.requests)),
        ],
    ));
    lines.extend(changes(context, app, update));
    lines.join("\n")
}

fn changes(context: &Context, app: &App, update: &Update) -> Vec<String> {
    let screen = context.screen(app);
    if update.is_first {
        return Vec::new();
    }
    let short = |text: &str| match text.is_empty() {
        true => screen.say("results-nothing", &[]),
        false => {
            let shown = plain(text, false);
            match shown.char_indices().nth(LETTERS) {
                Some((end, _)) => format!("{}…", &shown[..end]),
                None => shown,
            }
        }
    };
    let mut lines: Vec<String> = update
        .changes
        .iter()
        .take(LISTED)
        .map(|change| {
            let arguments = [
                ("commune", change.commune.as_str()),
                ("column", change.column),
                ("before", &short(&change.before)),
                ("after", &short(&change.after)),
            ];
            format!("  {}", screen.say("results-change", &arguments))
        })
        .collect();
    if update.changes.len() > LISTED {
        let more = screen.count(update.changes.len() - LISTED);
        lines.push(format!(
            "  {}",
            screen.say("results-more", &[("more", &more)])
        ));
    }
    lines
}
