//! `cnscd runs`: what was run, newest first.

use comfy_table::Table;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;

use crate::cli::arguments::Runs;
use crate::cli::{Answer, Context};
use crate::failure::Failure;
use crate::store::{HeldBy, Run};
use crate::view;
use crate::view::runs::RunsDocument;

/// Lists runs.
pub(super) async fn run(context: &Context, arguments: &Runs) -> Result<Answer, Failure> {
    let app = context.app()?;
    if let Some(name) = &arguments.campaign {
        app.campaign(Some(name))?;
    }
    let runs = match app.existing_store().await? {
        Some(store) => {
            store
                .runs(arguments.campaign.as_deref(), arguments.limit)
                .await?
        }
        None => Vec::new(),
    };
    let runs: Vec<Run> = runs
        .into_iter()
        .map(|run| run.worded(context.language))
        .collect();
    if context.json {
        let runs = runs.iter().map(view::runs::run).collect();
        return Ok(Answer::json(&RunsDocument { runs }));
    }
    let screen = context.screen(app);
    if runs.is_empty() {
        return Ok(Answer::text(screen.say("cli-no-runs", &[])));
    }
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY);
    let head = [
        "cli-column-started",
        "cli-column-campaign",
        "cli-column-trigger",
        "cli-column-outcome",
        "cli-column-seconds",
        "cli-column-machine",
        "cli-column-run",
    ];
    table.set_header(head.iter().map(|key| screen.say(key, &[])));
    for run in &runs {
        let outcome = match (run.outcome, &run.error) {
            (_, Some(error)) => crate::cli::screen::plain(&error.message, false),
            (Some(outcome), None) => screen.say(&format!("cli-outcome-word-{}", outcome.id()), &[]),
            (None, None) if run.waits => screen.say("cli-waiting-to-run", &[]),
            (None, None) => screen.say("cli-running", &[]),
        };
        let trigger = screen.say(&format!("cli-trigger-{}", run.trigger), &[]);
        let trigger = match &run.reason {
            Some(reason) => format!("{trigger}: {}", crate::cli::screen::plain(reason, false)),
            None => trigger,
        };
        let seconds = run
            .seconds
            .map(|seconds| format!("{seconds:.1}"))
            .unwrap_or_default();
        table.add_row([
            screen.instant(run.started),
            run.campaign.clone(),
            trigger,
            outcome,
            seconds,
            run.by.as_ref().map(held_by).unwrap_or_default(),
            run.id.clone(),
        ]);
    }
    Ok(Answer::text(table.to_string()))
}

/// A process and its machine, as people are shown them.
pub(super) fn held_by(by: &HeldBy) -> String {
    crate::cli::screen::plain(&format!("{} @ {}", by.process, by.machine), false)
}
