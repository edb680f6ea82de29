//! `cnscd answer`: gives, lists and withdraws answers of people.

use std::io::{BufRead, IsTerminal};
use std::os::unix::fs::MetadataExt;

use crate::cli::arguments::answer::{AnswerCommand, By};
use crate::cli::screen::{Screen, plain};
use crate::cli::{Context, Output, ask};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::answer::{self, AnswerChange, NewAnswer, Preview};
use crate::pipeline::{App, answer::AnswerError};
use crate::rule::answer::{Answer, Decided};
use crate::rule::{Progress, Status};
use crate::store::{KeptAnswer, Store};
use crate::view;
use crate::view::answer::{AnswerDocument, AnswersDocument};

/// Runs one of the answer commands.
pub(super) async fn run(context: &Context, command: &AnswerCommand) -> Result<Output, Failure> {
    let (decided, by) = match command {
        AnswerCommand::List(one) => return list(context, one.campaign.as_deref()).await,
        AnswerCommand::Withdraw { id, by } => return withdraw(context, id, by).await,
        AnswerCommand::Alias { typed, code, by } => (
            Decided::Alias {
                typed: typed.clone(),
                code: code.clone(),
            },
            by,
        ),
        AnswerCommand::Confirm {
            code,
            number,
            date,
            by,
        } => (
            Decided::Confirm {
                code: code.clone(),
                number: number.clone(),
                date: *date,
            },
            by,
        ),
        AnswerCommand::Waive {
            code,
            rule,
            until,
            by,
        } => (
            Decided::Waive {
                code: code.clone(),
                rule: rule.clone(),
                until: *until,
            },
            by,
        ),
        AnswerCommand::Extend { code, deadline, by } => (
            Decided::Extend {
                code: code.clone(),
                deadline: *deadline,
            },
            by,
        ),
    };
    give(context, decided, by).await
}

async fn give(context: &Context, decided: Decided, by: &By) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(by.campaign.as_deref())?;
    let store = opened(app, by).await?;
    let said = NewAnswer {
        decided,
        who: who(context, by),
        reason: reason(context, by)?,
    };
    let answer = answer::prepare(app, store.as_ref(), campaign, said).await?;
    let preview = match &store {
        Some(store) => {
            answer::preview(app, store, campaign, &AnswerChange::Give(answer.clone())).await?
        }
        None => None,
    };
    if let (Some(store), false) = (&store, by.dry_run) {
        answer::give(app, store, campaign, &answer).await?;
    }
    let kept = KeptAnswer {
        answer,
        withdrawn: None,
    };
    let key = match by.dry_run {
        true => "answer-would-keep",
        false => "answer-kept",
    };
    Ok(output(
        context,
        app,
        campaign,
        &kept,
        preview.as_ref(),
        key,
        by,
    ))
}

async fn withdraw(context: &Context, id: &str, by: &By) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(by.campaign.as_deref())?;
    let unknown = || AnswerError::Unknown { id: id.to_owned() };
    let store = opened(app, by).await?.ok_or_else(unknown)?;
    let answer = answer::in_force(app, &store, campaign, id).await?;
    let change = AnswerChange::Withdraw(id.to_owned());
    let preview = answer::preview(app, &store, campaign, &change).await?;
    let kept = if by.dry_run {
        KeptAnswer {
            answer,
            withdrawn: None,
        }
    } else {
        let reason = reason(context, by)?;
        let who = who(context, by);
        answer::withdraw(app, &store, campaign, id, &who, &reason).await?
    };
    let key = match by.dry_run {
        true => "answer-would-withdraw",
        false => "answer-withdrawn",
    };
    Ok(output(
        context,
        app,
        campaign,
        &kept,
        preview.as_ref(),
        key,
        by,
    ))
}

/// Opens the store; a dry run does not create one.
async fn opened(app: &App, by: &By) -> Result<Option<Store>, Failure> {
    match by.dry_run {
        true => app.existing_store().await,
        false => app.store().await.map(Some),
    }
}

fn output(
    context: &Context,
    app: &App,
    campaign: &Campaign,
    kept: &KeptAnswer,
    preview: Option<&Preview>,
    key: &str,
    by: &By,
) -> Output {
    if context.json {
        return Output::json(&AnswerDocument {
            campaign: &campaign.name,
            answer: view::answer::kept(kept),
            stored: !by.dry_run,
            changes: preview.map(view::answer::preview),
        });
    }
    let screen = context.screen(app);
    let said = said(&screen, campaign, &kept.answer);
    let mut lines = vec![screen.say(key, &[("id", &kept.answer.id), ("said", &said)])];
    lines.extend(match preview {
        Some(preview) => changed(&screen, preview),
        None => vec![screen.say("answer-nothing-stored", &[])],
    });
    Output::told(lines.join("\n"))
}

/// Every figure and every commune that an answer changes.
fn changed(screen: &Screen, preview: &Preview) -> Vec<String> {
    let mut lines = Vec::new();
    let figures = |progress: &Progress| {
        [
            ("cli-issued", progress.issued),
            ("answer-on-time", progress.on_time),
            ("answer-late", progress.late),
            ("cli-incomplete", progress.incomplete),
            ("cli-not-issued", progress.not_issued),
            ("cli-not-reported", progress.not_reported),
            ("cli-composition", progress.composition_ok),
        ]
    };
    if let (Some(before), Some(after)) = (&preview.before.progress, &preview.after.progress) {
        let both = figures(before).into_iter().zip(figures(after));
        for ((key, before), (_, after)) in both.filter(|((_, one), (_, other))| one != other) {
            lines.push(format!("  {}: {before} → {after}", screen.say(key, &[])));
        }
    }
    let status = |status| {
        let key = match status {
            Status::Issued => "cli-issued",
            Status::Incomplete => "cli-incomplete",
            Status::NotIssued => "cli-not-issued",
            Status::NotReported => "cli-not-reported",
        };
        screen.say(key, &[])
    };
    let moved = view::answer::preview(preview).moved;
    lines.extend(moved.iter().map(|moved| {
        let (before, after) = (status(moved.before), status(moved.after));
        format!("  {}: {before} → {after}", moved.name)
    }));
    let changes = &preview.changes;
    if changes.new + changes.fixed + changes.waived > 0 {
        let number = |number: u32| screen.count(number);
        lines.push(format!(
            "  {}",
            screen.say(
                "answer-findings",
                &[
                    ("new", &number(changes.new)),
                    ("fixed", &number(changes.fixed)),
                    ("waived", &number(changes.waived)),
                ],
            )
        ));
    }
    if lines.is_empty() {
        lines.push(format!("  {}", screen.say("answer-changes-nothing", &[])));
    }
    lines
}

/// An answer in one line.
fn said(screen: &Screen, campaign: &Campaign, answer: &Answer) -> String {
    let code = answer.decided.code();
    let known = campaign.register.commune(code);
    let title = known.map_or_else(|| code.to_owned(), |commune| commune.title());
    let commune = ("commune", title.as_str());
    let day = |day| screen.day(day);
    let said = match &answer.decided {
        Decided::Alias { typed, .. } => {
            screen.say("answer-said-alias", &[commune, ("typed", typed)])
        }
        Decided::Confirm { number, date, .. } => screen.say(
            "answer-said-confirm",
            &[commune, ("number", number), ("date", &day(*date))],
        ),
        Decided::Waive { rule, until, .. } => screen.say(
            "answer-said-waive",
            &[commune, ("rule", rule), ("until", &day(*until))],
        ),
        Decided::Extend { deadline, .. } => screen.say(
            "answer-said-extend",
            &[commune, ("deadline", &day(*deadline))],
        ),
    };
    plain(&said, false)
}

async fn list(context: &Context, campaign: Option<&str>) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(campaign)?;
    let answers = match app.existing_store().await? {
        Some(store) => store.answers(&campaign.name).await?,
        None => Vec::new(),
    };
    if context.json {
        return Ok(Output::json(&AnswersDocument {
            campaign: &campaign.name,
            answers: answers.iter().map(view::answer::kept).collect(),
        }));
    }
    let screen = context.screen(app);
    if answers.is_empty() {
        return Ok(Output::text(screen.say("answer-none", &[])));
    }
    let lines: Vec<String> = answers
        .iter()
        .flat_map(|kept| listed(&screen, campaign, kept))
        .collect();
    Ok(Output::text(lines.join("\n")))
}

fn listed(screen: &Screen, campaign: &Campaign, kept: &KeptAnswer) -> Vec<String> {
    let answer = &kept.answer;
    let mut lines = vec![
        format!("{}  {}", answer.id, said(screen, campaign, answer)),
        by(
            screen,
            "answer-by",
            &answer.who,
            answer.given_at,
            &answer.reason,
        ),
    ];
    lines.extend(kept.withdrawn.as_ref().map(|withdrawn| {
        let key = "answer-withdrawn-by";
        by(screen, key, &withdrawn.who, withdrawn.at, &withdrawn.reason)
    }));
    lines
}

fn by(screen: &Screen, key: &str, who: &str, at: crate::clock::Timestamp, reason: &str) -> String {
    let at = screen.instant(at);
    let said = screen.say(key, &[("who", who), ("at", &at), ("reason", reason)]);
    format!("          {}", plain(&said, false))
}

/// The reason for an answer; asked for on a terminal if it was not given.
fn reason(context: &Context, by: &By) -> Result<String, Failure> {
    if let Some(reason) = &by.reason {
        return Ok(reason.clone());
    }
    let stdin = std::io::stdin();
    if context.json || !stdin.is_terminal() || !std::io::stderr().is_terminal() {
        return Err(AnswerError::ReasonMissing.into());
    }
    let question = crate::locale::say(context.language, "answer-ask-reason", &[]);
    ask(&question);
    let mut line = String::new();
    // If nothing can be read the reason stays empty, which is refused below.
    let _ = stdin.lock().read_line(&mut line);
    Ok(line)
}

fn who(context: &Context, by: &By) -> String {
    said_by(context, by.who.as_ref())
}

/// Who answers: as typed, or the login name, or the owner of this process.
pub(super) fn said_by(context: &Context, typed: Option<&String>) -> String {
    let typed = typed.or(context.environment.login.as_ref()).cloned();
    typed.or_else(owner).unwrap_or_default()
}

/// The name of the user that owns this process, or the user's number.
fn owner() -> Option<String> {
    let uid = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    });
    Some(named.unwrap_or_else(|| format!("uid {uid}")))
}
