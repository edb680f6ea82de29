//! `cnscd sync`: the main job, once, now.

use crate::cli::arguments::Sync;
use crate::cli::{Answer, Context};
use crate::failure::Failure;
use crate::pipeline::sync::{self, Decide, Done, Mailing, Order};
use crate::pipeline::{App, shown};
use crate::rule::FindingCounts;
use crate::store::{Outcome, Trigger};
use crate::view;
use crate::view::error::ErrorLine;
use crate::view::sync::{MailLine, ReportLine, SyncDocument};

/// Runs, and says what it came to.
pub(super) async fn run(context: &Context, arguments: &Sync) -> Result<Answer, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    let order = Order {
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
    let done = sync::run(app, campaign, &order).await;
    drop(working);
    let done = done?;
    let exit_code = if done.outcome == Outcome::Quarantined {
        65
    } else {
        done.delivery_failure
            .as_ref()
            .map_or(0, |failure| failure.exit_code())
    };
    let answer = if context.json {
        Answer::json(&document(app, &campaign.name, &done))
    } else {
        Answer::text(text(context, app, &campaign.title, &done))
    };
    // The process ends here: a million people go back to the system at once, not one by one.
    std::mem::forget(done);
    Ok(answer.with_code(exit_code))
}

fn document<'a>(app: &App, campaign: &'a str, done: &'a Done) -> SyncDocument<'a> {
    SyncDocument {
        campaign,
        run: &done.run,
        trigger: done.trigger.id(),
        outcome: match done.outcome {
            Outcome::Accepted => Outcome::Stored.id(),
            Outcome::Rejected => Outcome::Unchanged.id(),
            outcome => outcome.id(),
        },
        snapshot: (done.outcome != Outcome::DryRun).then_some(done.snapshot.id.as_str()),
        as_of: done.judgement.as_of,
        deadline: done.judgement.deadline,
        sources: view::source::sources(&done.snapshot.sources, &done.snapshot.reading.tabs),
        progress: done.judgement.progress.as_ref(),
        findings: FindingCounts::of(&done.judgement.findings),
        changes: &done.changes,
        report: done.report.as_ref().map(|report| ReportLine {
            path: shown(&report.path),
            sha256: report.sha256.clone(),
        }),
        mail: MailLine {
            queued: done.mail.queued,
            sent: done.mail.sent,
            failed: done.mail.failed,
        },
        quarantine: done.loss.as_ref().map(|loss| loss.sentences(app.language)),
        error: done
            .delivery_failure
            .as_ref()
            .map(|failure| ErrorLine::of(failure, app.language)),
        would_mail: (done.outcome == Outcome::DryRun).then(|| done.would_mail.clone()),
    }
}

fn text(context: &Context, app: &App, title: &str, done: &Done) -> String {
    let screen = context.screen(app);
    let mut parts = Vec::new();
    if let Some(loss) = &done.loss {
        parts.push(screen.say(
            if done.outcome == Outcome::DryRun {
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
    parts.push(screen.figures(title, &done.judgement));
    parts.push(screen.changes(&done.changes, &done.judgement));
    parts.push(screen.findings(&done.judgement));
    let mut last = Vec::new();
    if let Some(report) = &done.report {
        last.push(screen.say("cli-report-at", &[("path", &shown(&report.path))]));
    }
    if done.outcome == Outcome::DryRun {
        let readers = if done.would_mail.is_empty() {
            screen.say("cli-nobody", &[])
        } else {
            done.would_mail.join(", ")
        };
        last.push(screen.say("cli-would-mail", &[("readers", &readers)]));
    } else {
        let number = |number: u32| number.to_string();
        last.push(screen.say(
            "cli-mails",
            &[
                ("queued", &number(done.mail.queued)),
                ("sent", &number(done.mail.sent)),
                ("failed", &number(done.mail.failed)),
            ],
        ));
    }
    if let Some(failure) = &done.delivery_failure {
        last.push(screen.say(
            "cli-mail-waits",
            &[
                ("error", &failure.message().say(app.language)),
                ("next", &failure.next_step().say(app.language)),
            ],
        ));
    }
    last.push(screen.say(
        &format!("cli-outcome-{}", done.outcome.id()),
        &[("run", &done.run)],
    ));
    parts.push(last.join("\n"));
    parts.join("\n\n")
}
