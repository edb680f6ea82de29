//! `cnscd status`: last run, progress, next run, outbox, quarantine.

use crate::cli::remind::refused;
use crate::cli::screen::{Screen, plain};
use crate::cli::{Context, Output, runs};
use crate::clock::Timestamp;
use crate::config::Campaign;
use crate::failure::Failure;
use crate::locale;
use crate::pipeline::state::{self, State};
use crate::pipeline::{App, channel};
use crate::store::{ChannelState, Run};
use crate::view;
use crate::view::status::ResultsLine;

/// Shows the state of one campaign, or of all.
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
    let document = view::status::document(&states, &serving, &own, &channels, context.language);
    if context.json {
        return Ok(Output::json(&document));
    }
    let mut parts: Vec<String> = states
        .iter()
        .map(|(campaign, state)| {
            let mut all = serving.iter();
            let is_served = all.any(|one| one.configuration.contains_key(&campaign.name));
            text(context, campaign, state, is_served)
        })
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

/// The state of a channel other than mail, and its last error.
fn channel_line(context: &Context, app: &App, state: &ChannelState) -> String {
    let screen = context.screen(app);
    let [waiting, uncertain, refused] =
        [state.waiting, state.uncertain, state.refused].map(|number| screen.count(number));
    let counts = [
        ("waiting", waiting.as_str()),
        ("uncertain", &uncertain),
        ("refused", &refused),
    ];
    let told = screen.say("cli-outbox", &counts);
    let error = state.error.as_ref().map_or_else(String::new, |error| {
        format!(": {}", plain(&locale::told(error, context.language), false))
    });
    let named = screen.say("cli-status-channel", &[("channel", &state.channel)]);
    format!("{named}: {told}{error}")
}

/// The lines of a campaign, each with a label.
struct Labelled {
    screen: Screen,
    lines: Vec<String>,
}

impl Labelled {
    fn add(&mut self, key: &str, value: &str) {
        let label = self.screen.say(key, &[]);
        self.labelled(&label, value);
    }

    fn labelled(&mut self, label: &str, value: &str) {
        self.lines.push(format!("  {label}: {value}"));
    }

    /// Adds a line with an instant, if there is one.
    fn instant(&mut self, key: &str, at: Option<Timestamp>) {
        if let Some(at) = at {
            let value = self.screen.instant(at);
            self.add(key, &value);
        }
    }
}

fn text(
    context: &Context,
    campaign: &Campaign,
    state: &State,
    is_served: bool,
) -> Result<String, Failure> {
    let app = context.app()?;
    let screen = context.screen(app);
    let head = screen.bold(&format!("{} ({})", campaign.title, campaign.name));
    let mut lines = Labelled {
        lines: vec![head],
        screen,
    };
    state_lines(&mut lines, state);
    run_lines(&mut lines, state);
    figure_lines(&mut lines, context, state);
    schedule_lines(&mut lines, state, is_served);
    mail_lines(&mut lines, state);
    results_line(&mut lines, state);
    lines.instant("cli-status-next-reminder", state.next_reminder);
    if !state.refused.is_empty() {
        let refused = state.refused.iter().map(|one| refused(context, app, one));
        lines.add(
            "cli-status-refused",
            &refused.collect::<Vec<_>>().join("\n    "),
        );
    }
    Ok(lines.lines.join("\n"))
}

fn state_lines(lines: &mut Labelled, state: &State) {
    let verdict = format!("cli-state-{}", state.verdict.id());
    let verdict = lines.screen.say(&verdict, &[]);
    lines.add("cli-status-state", &verdict);
    lines.instant("cli-status-failing-since", state.failing_since);
    lines.instant("cli-status-missed", state.missed);
    lines.instant("cli-status-missed-report", state.missed_report);
}

/// The last run, and the one under way.
fn run_lines(lines: &mut Labelled, state: &State) {
    if let Some(run) = &state.last_run {
        let outcome = run.outcome.map_or_else(String::new, |outcome| {
            let key = format!("cli-outcome-word-{}", outcome.id());
            lines.screen.say(&key, &[])
        });
        let error = run
            .error
            .as_ref()
            .map_or_else(String::new, |error| format!(": {}", error.message));
        let started = lines.screen.instant(run.started);
        let told = format!("{started} · {outcome}{error}{}", by(run));
        lines.add("cli-status-last-run", &told);
    }
    if let Some(run) = &state.running {
        let since = lines.screen.instant(run.started);
        let told = match run.waits {
            true => format!("{since} · {}", lines.screen.say("cli-waiting-to-run", &[])),
            false => format!("{since}{}", by(run)),
        };
        lines.add("cli-status-running", &format!("{told} · {}", run.id));
    }
}

/// How many communes are done, and which pulls are in quarantine.
fn figure_lines(lines: &mut Labelled, context: &Context, state: &State) {
    if let Some(judgement) = state.judgement() {
        let progress = match &judgement.progress {
            None => lines.screen.say("cli-no-progress", &[]),
            Some(progress) => lines.screen.of(progress.issued, progress.communes),
        };
        let day = lines.screen.day(judgement.as_of);
        let label = lines.screen.label(&judgement.words, "cli-issued");
        lines.labelled(&label, &format!("{progress} · {day}"));
    }
    for pull in &state.quarantined {
        let loss = pull.lost(context.language).join("; ");
        lines.add("cli-status-quarantine", &format!("{} · {loss}", pull.run));
    }
}

/// When the next run is; or that no process follows the schedule.
fn schedule_lines(lines: &mut Labelled, state: &State, is_served: bool) {
    let screen = lines.screen;
    let next = match state.next_run.map(|at| screen.instant(at)) {
        Some(at) if is_served => at,
        Some(at) => screen.say("cli-status-unserved", &[("at", &at)]),
        None => screen.say("cli-never", &[]),
    };
    lines.add("cli-status-next-run", &next);
    lines.instant("cli-status-next-report", state.next_report);
}

fn mail_lines(lines: &mut Labelled, state: &State) {
    let [waiting, uncertain, refused] = [
        state.waiting_mails,
        state.uncertain_mails,
        state.refused_mails,
    ]
    .map(|number| lines.screen.count(number));
    let counts = [
        ("waiting", waiting.as_str()),
        ("uncertain", &uncertain),
        ("refused", &refused),
    ];
    let told = match state.waiting_mails + state.uncertain_mails + state.refused_mails {
        0 => lines.screen.say("cli-outbox-empty", &[]),
        _ => lines.screen.say("cli-outbox", &counts),
    };
    lines.add("cli-status-outbox", &told);
    if let Some(error) = &state.mail_error {
        let error = locale::told(error, lines.screen.language);
        lines.add("cli-status-mail-error", &plain(&error, false));
    }
}

/// The state of the results sheet.
fn results_line(lines: &mut Labelled, state: &State) {
    let Some(row) = &state.results else { return };
    let line = ResultsLine::of(row, lines.screen.language);
    let at = lines.screen.instant(line.at);
    let told = lines.screen.say(
        &format!("results-status-{}", line.state),
        &[
            ("at", &at),
            ("error", line.error.as_deref().unwrap_or_default()),
        ],
    );
    lines.add("results-status", &told);
}

/// The process that makes or made a run.
fn by(run: &Run) -> String {
    let by = run.by.as_ref().map(runs::held_by);
    by.map_or_else(String::new, |by| format!(" · {by}"))
}
