//! `cnscd remind`: letters, notices and a text for the communes' group; sends the notices by mail.

use crate::cli::arguments::Remind;
use crate::cli::listing::Listing;
use crate::cli::screen::{Screen, plain};
use crate::cli::{Context, Output};
use crate::config::Campaign;
use crate::document::words;
use crate::failure::{Failure, Reason};
use crate::folder::Folder;

use crate::pipeline::ladder::{self, Ahead};
use crate::pipeline::remind::{self, Action, CommuneNotice, Prepared, RefusedAddress};
use crate::pipeline::{App, PipelineError, shown};
use crate::store::Store;
use crate::view::remind::{
    FileLine, RemindDocument, RemindMailLine, communes, digests, reminded, without_address,
};

/// The result of the command.
struct Reminded<'a> {
    prepared: &'a Prepared,
    planned: Vec<(&'a CommuneNotice, Action)>,
    files: Vec<FileLine>,
    /// Number of mails that were queued, or would be.
    queued: usize,
    refused: Vec<RefusedAddress>,
    ahead: Option<Ahead<'a>>,
}

/// Makes the papers, and writes or queues what was asked for.
pub(super) async fn run(context: &Context, arguments: &Remind) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    let store = app
        .existing_store()
        .await?
        .ok_or_else(|| PipelineError::NothingStored {
            campaign: campaign.name.clone(),
        })?;
    let prepared = remind::prepare(app, &store, campaign, arguments.as_of).await?;
    let sends = arguments.send && !arguments.dry_run;
    if sends {
        // Checked before anything is written, so that a refusal leaves nothing behind.
        prepared.may_be_sent(&campaign.name)?;
    }
    let outcome = done(context, arguments, app, &store, campaign, &prepared).await?;
    if context.json {
        return Ok(Output::json(&RemindDocument {
            campaign: &campaign.name,
            snapshot: &prepared.snapshot,
            as_of: prepared.judgement.as_of,
            deadline: prepared.judgement.deadline,
            dry_run: arguments.dry_run,
            stale: prepared.is_stale,
            quarantined: &prepared.quarantined,
            communes: communes(&outcome.planned),
            mail: RemindMailLine {
                queued: if sends { outcome.queued } else { 0 },
            },
            without_address: without_address(&prepared),
            refused: &outcome.refused,
            next_reminder: outcome.ahead.as_ref().map(|ahead| ahead.at),
            next_reminded: reminded(outcome.ahead.as_ref()),
            next_digests: digests(outcome.ahead.as_ref()),
            files: outcome.files,
        }));
    }
    Ok(Output::text(text(
        context, arguments, app, campaign, &outcome,
    )))
}

async fn done<'a>(
    context: &Context,
    arguments: &Remind,
    app: &App,
    store: &Store,
    campaign: &Campaign,
    prepared: &'a Prepared,
) -> Result<Reminded<'a>, Failure> {
    let today = remind::today(app, app.clock.now());
    let before = store.notices(&campaign.name, None).await?;
    let planned = prepared.by_hand(&before, today);
    let mut files = Vec::new();
    if let Some(out) = arguments.out.as_deref().filter(|_| !arguments.dry_run) {
        let folder = Folder {
            path: context.typed(out),
            mode: app.config.report.mode,
        };
        let papers = prepared.communes.iter().map(|told| &told.paper);
        for paper in prepared.papers.iter().chain(papers) {
            let path = folder.place(&paper.name, &paper.bytes)?;
            files.push(FileLine {
                path: shown(&path),
                sha256: paper.bytes.sha256().to_owned(),
            });
        }
    }
    let wanted: Vec<&CommuneNotice> = planned
        .iter()
        .filter(|(_, action)| *action == Action::Queue)
        .map(|(told, _)| *told)
        .collect();
    let queued = match arguments.send && !arguments.dry_run {
        true => remind::send(app, store, campaign, prepared, &wanted)
            .await?
            .len(),
        false => remind::messages(app, prepared, &wanted)?,
    };
    Ok(Reminded {
        prepared,
        planned,
        files,
        queued,
        refused: remind::refused(app, store, campaign).await?,
        ahead: ladder::ahead(app, store, campaign, prepared).await?,
    })
}

fn text(
    context: &Context,
    arguments: &Remind,
    app: &App,
    campaign: &Campaign,
    outcome: &Reminded<'_>,
) -> String {
    let screen = context.screen(app);
    let prepared = outcome.prepared;
    let owing = prepared
        .communes
        .iter()
        .filter(|told| !told.kinds.is_empty());
    let mut lines = vec![screen.say(
        "letter-head",
        &[
            ("title", &campaign.title),
            ("total", &screen.count(prepared.communes.len())),
            ("owing", &screen.count(owing.count())),
            ("day", &screen.day(prepared.judgement.as_of)),
        ],
    )];
    if arguments.dry_run || arguments.send {
        lines.push(table(context, app, outcome));
    }
    if let (Some(out), false) = (&arguments.out, outcome.files.is_empty()) {
        let count = screen.count(outcome.files.len());
        let folder = shown(&context.typed(out));
        lines.push(screen.say("letter-written", &[("count", &count), ("folder", &folder)]));
    }
    let key = match arguments.send && !arguments.dry_run {
        true => "letter-queued",
        false => "letter-would",
    };
    lines.push(screen.say(key, &[("count", &screen.count(outcome.queued))]));
    if let Err(why) = prepared.may_be_sent(&campaign.name) {
        let why = why.message().say(context.language);
        lines.push(screen.say("letter-waits", &[("why", &why)]));
    }
    let without: Vec<String> = prepared
        .communes
        .iter()
        .filter(|told| told.addresses.is_empty())
        .map(|told| told.name.clone())
        .collect();
    if !without.is_empty() {
        let count = screen.count(without.len());
        let names = words::names(&without, 10);
        lines.push(screen.say("letter-without", &[("count", &count), ("names", &names)]));
    }
    lines.extend(outcome.refused.iter().map(|one| refused(context, app, one)));
    lines.extend(coming(&screen, outcome.ahead.as_ref()));
    lines.join("\n")
}

/// Whom the next step of the ladder would remind, as things are now.
fn coming(screen: &Screen, ahead: Option<&Ahead<'_>>) -> Vec<String> {
    let Some(ahead) = ahead else {
        return vec![screen.say("letter-no-ladder", &[])];
    };
    let mut lines = vec![screen.say("letter-next", &[("at", &screen.instant(ahead.at))])];
    let names: Vec<String> = ahead
        .communes
        .iter()
        .map(|told| match told.addresses.is_empty() {
            true => told.name.clone(),
            false => format!(
                "{} ({})",
                told.name,
                plain(&told.addresses.join(", "), false)
            ),
        })
        .collect();
    let count = screen.count(names.len());
    let told = [("count", count.as_str()), ("names", &names.join("; "))];
    lines.push(screen.say("letter-next-communes", &told));
    if !ahead.digests.is_empty() {
        let to = plain(&ahead.digests.join(", "), false);
        lines.push(screen.say("letter-next-digests", &[("to", &to)]));
    }
    lines
}

/// An address that accepts no mail, in one line.
pub(super) fn refused(context: &Context, app: &App, one: &RefusedAddress) -> String {
    context.screen(app).say(
        "letter-refused",
        &[
            ("address", &plain(&one.address, false)),
            ("commune", &one.commune),
            ("answer", &plain(&one.answer, false)),
        ],
    )
}

fn table(context: &Context, app: &App, outcome: &Reminded<'_>) -> String {
    let screen = context.screen(app);
    let head = ["commune", "status", "kinds", "to", "action"];
    let mut table = Listing::new(
        head.iter()
            .map(|column| screen.say(&format!("letter-column-{column}"), &[])),
    );
    for (told, action) in &outcome.planned {
        let kinds: Vec<String> = match told.kinds.as_slice() {
            [] => vec![screen.say("letter-kind-none", &[])],
            kinds => kinds
                .iter()
                .map(|kind| screen.say(&format!("letter-kind-{}", kind.id()), &[]))
                .collect(),
        };
        table.row([
            told.name.clone(),
            told.status_word.clone(),
            kinds.join(", "),
            plain(&told.addresses.join(", "), false),
            screen.say(&format!("letter-action-{}", action.id()), &[]),
        ]);
    }
    table.text(context.width)
}
