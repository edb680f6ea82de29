//! `cnscd sync`: the main job, once, now.

use serde_json::Value;

use crate::cli::arguments::Sync;
use crate::cli::screen::{FindingSelection, Screen, Seen};
use crate::cli::{Context, Output, runs};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::sync::join::{self, Joined, RunOrJoin};
use crate::pipeline::sync::{CompletedRun, Decide, Mailing, Order};
use crate::pipeline::{App, results, shown};
use crate::store::{Outcome, Trigger};
use crate::view;

/// Makes a run and prints its result.
pub(super) async fn run(context: &Context, arguments: &Sync) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    let mut order = Order {
        sources: arguments.source.clone(),
        here: context.here.clone(),
        as_of: arguments.as_of,
        dry_run: arguments.dry_run,
        mail: match (arguments.mail, arguments.no_mail) {
            (true, _) => Mailing::Always,
            (_, true) => Mailing::Never,
            _ => Mailing::AsSet,
        },
        reason: arguments.reason.clone(),
        decide: match (&arguments.accept, &arguments.reject) {
            (Some(run), _) => Some(Decide::Accept(run.clone())),
            (_, Some(run)) => Some(Decide::Reject(run.clone())),
            _ => None,
        },
        ..Order::new(Trigger::Manual)
    };
    let working = context.working("cli-working-sync");
    working.follow(order.listeners.listen(), context.language);
    let came = join::run_or_join(app, campaign, &order, !arguments.no_wait, view::sync::told).await;
    drop(working);
    let done = match came? {
        RunOrJoin::Ran(done) => done,
        RunOrJoin::Joined(joined) => return joined_answer(context, campaign, &joined).await,
    };
    let stored = matches!(done.outcome(), Outcome::Stored | Outcome::Accepted);
    if stored && let Some(store) = app.existing_store().await? {
        // A failure of the sheet is recorded, shown by `status`, and tried again.
        results::keep_up(app, &store, campaign).await?;
    }
    let exit_code = done.exit_code();
    let answer = if context.json {
        Output::json(&view::sync::document(app, campaign, &done))
    } else {
        Output::told(text(context, app, campaign, &done))
    };
    // The process ends here, so the system frees all memory at once; dropping the rows of a million
    // people one by one would take time.
    std::mem::forget(done);
    Ok(answer.with_code(exit_code))
}

/// The result of another process's run that was waited for.
async fn joined_answer(
    context: &Context,
    campaign: &Campaign,
    joined: &Joined,
) -> Result<Output, Failure> {
    let app = context.app()?;
    let exit_code = joined.run.exit_code.unwrap_or_default();
    let document: Value = serde_json::from_str(&joined.document).unwrap_or_default();
    if context.json {
        return Ok(Output::json(&document).with_code(exit_code));
    }
    if let Some(failure) = joined.failure() {
        return Err(failure);
    }
    let screen = context.screen(app);
    let by = joined
        .run
        .by
        .as_ref()
        .map(runs::held_by)
        .unwrap_or_default();
    let run = &joined.run.id;
    let mut parts = vec![screen.say("cli-joined", &[("run", run), ("by", &by)])];
    if let Some(store) = app.existing_store().await?
        && let Some(judged) = app.judgements.latest(app, &store, campaign).await?
    {
        parts.push(screen.figures(&campaign.title, &judged.judgement));
        let selection = FindingSelection {
            all: false,
            said: &[],
            more: "cli-findings-more",
        };
        parts.push(screen.findings(Seen::from(&*judged), &selection));
    }
    let mut last = Vec::new();
    if let Some(path) = document["report"]["path"].as_str() {
        last.push(screen.say("cli-report-at", &[("path", path)]));
    }
    if let Some(outcome) = joined.run.outcome {
        let key = format!("cli-outcome-{}", outcome.id());
        last.push(screen.say(&key, &[("run", run)]));
    }
    parts.push(last.join("\n"));
    Ok(Output::text(parts.join("\n\n")).with_code(exit_code))
}

fn text(context: &Context, app: &App, campaign: &Campaign, done: &CompletedRun) -> String {
    let (title, began) = (campaign.title.as_str(), campaign.communes_began);
    let screen = context.screen(app);
    let mut parts = Vec::new();
    if let Some(loss) = done.loss() {
        parts.push(screen.say(
            if done.outcome() == Outcome::DryRun {
                "cli-would-quarantine"
            } else {
                "cli-quarantined"
            },
            &[
                ("loss", &loss.sentences(app.language).join("; ")),
                ("run", &done.run),
            ],
        ));
    }
    if done.outcome() == Outcome::Quarantined {
        parts.push(screen.bold(&screen.say("cli-not-counted", &[])));
    }
    parts.push(screen.figures(title, &done.judgement));
    parts.extend(screen.day_remark(&done.judgement, began));
    parts.push(screen.changes(&done.changes, &done.judgement));
    let selection = FindingSelection {
        all: false,
        said: &[],
        more: match done.outcome() {
            Outcome::Quarantined | Outcome::DryRun => "cli-findings-more-check",
            _ => "cli-findings-more",
        },
    };
    let seen = Seen {
        judgement: &done.judgement,
        snapshot: &done.snapshot,
    };
    parts.push(screen.findings(seen, &selection));
    parts.push(end(&screen, app, done));
    parts.join("\n\n")
}

/// Where the report is, who gets mail, and the outcome of the run.
fn end(screen: &Screen, app: &App, done: &CompletedRun) -> String {
    let mut lines = Vec::new();
    if let Some(report) = done.report() {
        lines.push(screen.say("cli-report-at", &[("path", &shown(&report.path))]));
    }
    if done.outcome() == Outcome::DryRun {
        let readers = match done.would_mail() {
            [] => screen.say("cli-nobody", &[]),
            readers => readers.join(", "),
        };
        lines.push(screen.say("cli-would-mail", &[("readers", &readers)]));
    } else {
        lines.push(mails(screen, app, done));
    }
    if let Some(failure) = done.delivery_failure() {
        lines.push(screen.say(
            "cli-mail-waits",
            &[
                ("error", &failure.message().say(app.language)),
                ("next", &failure.next_step().say(app.language)),
            ],
        ));
    }
    lines.push(screen.say(
        &format!("cli-outcome-{}", done.outcome().id()),
        &[("run", &done.run)],
    ));
    lines.join("\n")
}

/// How many mails were queued, sent and refused; mails in a folder were delivered to nobody.
fn mails(screen: &Screen, app: &App, done: &CompletedRun) -> String {
    let number = |number: u32| screen.count(number);
    let mail = done.mail();
    let key = match app.mails_to_folder() {
        true => "cli-mails-folder",
        false => "cli-mails",
    };
    screen.say(
        key,
        &[
            ("folder", &shown(&app.config.mail.folder)),
            ("queued", &number(mail.queued)),
            ("sent", &number(mail.sent)),
            ("failed", &number(mail.failed)),
        ],
    )
}
