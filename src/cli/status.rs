//! `cnscd status`: last run, progress, next run, outbox, quarantine.

use serde::Serialize;

use crate::cli::screen::percent;
use crate::cli::{Answer, Context};
use crate::clock::{Date, Timestamp};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::state::{self, State};
use crate::rule::{FindingCounts, Progress};

#[derive(Serialize)]
struct Document<'a> {
    /// The gravest state of any campaign.
    state: &'static str,
    campaigns: Vec<CampaignLine<'a>>,
}

#[derive(Serialize)]
struct CampaignLine<'a> {
    campaign: &'a str,
    state: &'static str,
    failing_since: Option<Timestamp>,
    last_run: Option<RunLine<'a>>,
    as_of: Option<Date>,
    pulled_at: Option<Timestamp>,
    progress: Option<&'a Progress>,
    findings: Option<FindingCounts>,
    next_run: Option<Timestamp>,
    next_report: Option<Timestamp>,
    quarantined: Vec<QuarantineLine<'a>>,
    mail: MailLine,
}

#[derive(Serialize)]
struct RunLine<'a> {
    run: &'a str,
    trigger: &'a str,
    outcome: Option<&'a str>,
    started: Timestamp,
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct QuarantineLine<'a> {
    run: &'a str,
    pulled_at: Timestamp,
    loss: Option<&'a str>,
}

#[derive(Serialize)]
struct MailLine {
    waiting: u32,
    uncertain: u32,
    refused: u32,
}

/// Says how one campaign stands, or all.
pub(super) async fn run(context: &Context, name: Option<&str>) -> Result<Answer, Failure> {
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
    let worst = states.iter().map(|(_, state)| state.verdict).min();
    if context.json {
        return Ok(Answer::json(&Document {
            state: worst.map_or("stale", state::Verdict::id),
            campaigns: states
                .iter()
                .map(|(campaign, state)| line(campaign, state))
                .collect(),
        }));
    }
    let parts: Vec<String> = states
        .iter()
        .map(|(campaign, state)| text(context, campaign, state))
        .collect::<Result<_, _>>()?;
    Ok(Answer::text(parts.join("\n\n")))
}

fn line<'a>(campaign: &'a Campaign, state: &'a State) -> CampaignLine<'a> {
    CampaignLine {
        campaign: &campaign.name,
        state: state.verdict.id(),
        failing_since: state.failing_since,
        last_run: state.last_run.as_ref().map(|run| RunLine {
            run: &run.id,
            trigger: &run.trigger,
            outcome: run.outcome.map(crate::store::Outcome::id),
            started: run.started,
            error: run.error.as_ref().map(|error| error.message.as_str()),
        }),
        as_of: state.judgement.as_ref().map(|judgement| judgement.as_of),
        pulled_at: state
            .judgement
            .as_ref()
            .map(|judgement| judgement.pulled_at),
        progress: state
            .judgement
            .as_ref()
            .and_then(|judgement| judgement.progress.as_ref()),
        findings: state
            .judgement
            .as_ref()
            .map(|judgement| FindingCounts::of(&judgement.findings)),
        next_run: state.next_run,
        next_report: state.next_report,
        quarantined: state
            .quarantined
            .iter()
            .map(|pull| QuarantineLine {
                run: &pull.run,
                pulled_at: pull.pulled_at,
                loss: pull.loss.as_deref(),
            })
            .collect(),
        mail: MailLine {
            waiting: state.waiting_mails,
            uncertain: state.uncertain_mails,
            refused: state.refused_mails,
        },
    }
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
            format!("{} · {outcome}{error}", screen.instant(run.started)),
        );
    }
    if let Some(judgement) = &state.judgement {
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
    Ok(lines.join("\n"))
}
