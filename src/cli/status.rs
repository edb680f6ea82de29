//! `cnscd status`: last run, progress, next run, outbox, quarantine.

use crate::cli::remind::refused;
use crate::cli::screen::{percent, plain};
use crate::cli::{Context, Output, runs};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::state::{self, State};
use crate::pipeline::{App, channel};
use crate::store::{ChannelState, Run};
use crate::view;
use crate::view::status::ResultsLine;

/// Says how one campaign stands, or all.
pub(super) async fn run(context: &Context, name: Option<&str>) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaigns: Vec<&Campaign> = match name {
        Some(name) => vec![app.campaign(Some(name))?],
        None => app.config.campaigns.iter().collect(),
    };
    let store = app.existing_store().await?;
    let mut states = Vec::new();
    for campaign in campaigns {
        states.push((campaign, state::state(app, store.as_ref(), campaign).await?));
    }
    let serving = match &store {
        Some(store) => store.serving().await?,
        None => Vec::new(),
    };
    let channels = match &store {
        Some(store) => channel::states(app, store).await?,
        None => Vec::new(),
    };
    let own = app.configurations();
    let document = view::status::document(&states, &serving, &own, &channels);
    if context.json {
        return Ok(Output::json(&document));
    }
    let mut parts: Vec<String> = states
        .iter()
        .map(|(campaign, state)| text(context, campaign, state))
        .collect::<Result<_, _>>()?;
    let screen = context.screen(app);
    for machine in document
        .machines
        .iter()
        .filter(|machine| !machine.differs.is_empty())
    {
        let campaigns = machine.differs.join(", ");
        let by = plain(&format!("{} @ {}", machine.process, machine.machine), false);
        let told = [("by", by.as_str()), ("campaigns", campaigns.as_str())];
        parts.push(screen.say("cli-status-differs", &told));
    }
    if !channels.is_empty() {
        let lines = channels.iter().map(|one| channel_line(context, app, one));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    Ok(Output::text(parts.join("\n\n")))
}

/// How a channel beside mail stands, and what stops it.
fn channel_line(context: &Context, app: &App, state: &ChannelState) -> String {
    let screen = context.screen(app);
    let [waiting, uncertain, refused] =
        [state.waiting, state.uncertain, state.refused].map(|number| number.to_string());
    let counts = [
        ("waiting", waiting.as_str()),
        ("uncertain", &uncertain),
        ("refused", &refused),
    ];
    let told = screen.say("cli-outbox", &counts);
    let error = state
        .error
        .as_ref()
        .map_or_else(String::new, |error| format!(": {}", plain(error, false)));
    let named = screen.say("cli-status-channel", &[("channel", &state.channel)]);
    format!("{named}: {told}{error}")
}

fn text(context: &Context, campaign: &Campaign, state: &State) -> Result<String, Failure> {
    let app = context.app()?;
    let screen = context.screen(app);
    let mut lines = vec![screen.bold(&format!("{} ({})", campaign.title, campaign.name))];
    let mut add =
        |key: &str, value: String| lines.push(format!("  {}: {value}", screen.say(key, &[])));
    add(
        "cli-status-state",
        screen.say(&format!("cli-state-{}", state.verdict.id()), &[]),
    );
    if let Some(since) = state.failing_since {
        add("cli-status-failing-since", screen.instant(since));
    }
    if let Some(missed) = state.missed {
        add("cli-status-missed", screen.instant(missed));
    }
    if let Some(promised) = state.missed_report {
        add("cli-status-missed-report", screen.instant(promised));
    }
    if let Some(run) = &state.last_run {
        let outcome = run.outcome.map_or_else(String::new, |outcome| {
            screen.say(&format!("cli-outcome-word-{}", outcome.id()), &[])
        });
        let error = run
            .error
            .as_ref()
            .map_or_else(String::new, |error| format!(": {}", error.message));
        add(
            "cli-status-last-run",
            format!(
                "{} · {outcome}{error}{}",
                screen.instant(run.started),
                by(run)
            ),
        );
    }
    if let Some(run) = &state.running {
        let since = screen.instant(run.started);
        let told = match run.waits {
            true => format!("{since} · {}", screen.say("cli-waiting-to-run", &[])),
            false => format!("{since}{}", by(run)),
        };
        add("cli-status-running", format!("{told} · {}", run.id));
    }
    if let Some(judgement) = state.judgement() {
        let progress = judgement.progress.as_ref().map_or_else(
            || screen.say("cli-no-progress", &[]),
            |progress| {
                format!(
                    "{}/{} ({})",
                    progress.issued,
                    progress.communes,
                    percent(progress.issued, progress.communes, context.language)
                )
            },
        );
        add(
            "cli-issued",
            format!("{progress} · {}", screen.day(judgement.as_of)),
        );
    }
    for pull in &state.quarantined {
        add(
            "cli-status-quarantine",
            format!("{} · {}", pull.run, pull.loss.clone().unwrap_or_default()),
        );
    }
    add(
        "cli-status-next-run",
        state
            .next_run
            .map_or_else(|| screen.say("cli-never", &[]), |next| screen.instant(next)),
    );
    if let Some(next) = state.next_report {
        add("cli-status-next-report", screen.instant(next));
    }
    let number = |number: u32| number.to_string();
    add(
        "cli-status-outbox",
        screen.say(
            "cli-outbox",
            &[
                ("waiting", &number(state.waiting_mails)),
                ("uncertain", &number(state.uncertain_mails)),
                ("refused", &number(state.refused_mails)),
            ],
        ),
    );
    if let Some(error) = &state.mail_error {
        add("cli-status-mail-error", plain(error, false));
    }
    if let Some(row) = &state.results {
        let line = ResultsLine::of(row);
        let told = screen.say(
            &format!("results-status-{}", line.state),
            &[
                ("at", &screen.instant(line.at)),
                ("error", line.error.unwrap_or_default()),
            ],
        );
        add("results-status", told);
    }
    if let Some(next) = state.next_reminder {
        add("cli-status-next-reminder", screen.instant(next));
    }
    if !state.refused.is_empty() {
        let refused = state.refused.iter().map(|one| refused(context, app, one));
        add(
            "cli-status-refused",
            refused.collect::<Vec<_>>().join("\n    "),
        );
    }
    Ok(lines.join("\n"))
}

/// Who makes or made a run.
fn by(run: &Run) -> String {
    let by = run.by.as_ref().map(runs::held_by);
    by.map_or_else(String::new, |by| format!(" · {by}"))
}
