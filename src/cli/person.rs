//! `cnscd person`: finds, exports and erases one person in everything that is stored.

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};

use crate::access;
use crate::cli::answer::said_by;
use crate::cli::arguments::person::{Erase, PersonCommand, Whom};
use crate::cli::error::CommandError;
use crate::cli::screen::plain;
use crate::cli::{Context, Output, ask};
use crate::failure::Failure;
use crate::locale::number::whole;
use crate::locale::say;
use crate::person::PersonQuery;
use crate::pipeline::{App, person};
use crate::store::{PersonHit, Store};
use crate::view::person::{ErasureDocument, HitLine, PersonDocument};

/// Runs one of the commands.
pub(super) async fn run(context: &Context, command: &PersonCommand) -> Result<Output, Failure> {
    let app = context.app()?;
    let none = || CommandError::NoStore {
        path: app.config.store.address.shown(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    match command {
        PersonCommand::Find(whom) => find(context, app, &store, whom, context.json).await,
        PersonCommand::Export(whom) => export(app, &store, whom).await,
        PersonCommand::Erase(erase) => self::erase(context, app, &store, erase).await,
    }
}

/// The typed words as one text, and as a query for a person.
fn whom(whom: &Whom) -> Result<(String, PersonQuery), Failure> {
    let typed = whom.words.join(" ");
    match PersonQuery::read(&typed) {
        Some(words) => Ok((typed, words)),
        None => Err(CommandError::PersonWords { words: typed }.into()),
    }
}

async fn find(
    context: &Context,
    app: &App,
    store: &Store,
    about: &Whom,
    json: bool,
) -> Result<Output, Failure> {
    let (typed, words) = whom(about)?;
    let hits = person::find(app, store, &words).await?;
    if json {
        return Ok(Output::json(&PersonDocument {
            words: &typed,
            hits: hits.iter().map(|hit| HitLine::of(hit, false)).collect(),
        }));
    }
    let mut lines: Vec<String> = hits.iter().map(|hit| line(context, hit)).collect();
    let key = if hits.is_empty() {
        "person-nowhere"
    } else {
        "person-places"
    };
    let count = whole(context.language, hits.len());
    lines.push(say(context.language, key, &[("count", &count)]));
    Ok(Output::text(lines.join("\n")))
}

fn line(context: &Context, hit: &PersonHit) -> String {
    let shown = HitLine::of(hit, false);
    let kind = match hit.kind {
        kind @ ("snapshot" | "raw" | "report" | "mail" | "file") => {
            say(context.language, &format!("person-kind-{kind}"), &[])
        }
        _ => say(context.language, "person-kind-text", &[]),
    };
    let parts = [&kind[..], &hit.id, &hit.name, &shown.cells.join(", ")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| plain(part, false))
        .collect();
    parts.join(" · ")
}

async fn export(app: &App, store: &Store, about: &Whom) -> Result<Output, Failure> {
    let (typed, words) = whom(about)?;
    let hits = person::find(app, store, &words).await?;
    Ok(Output::json(&PersonDocument {
        words: &typed,
        hits: hits.iter().map(|hit| HitLine::of(hit, true)).collect(),
    }))
}

async fn erase(
    context: &Context,
    app: &App,
    store: &Store,
    arguments: &Erase,
) -> Result<Output, Failure> {
    let (_, words) = whom(&arguments.whom)?;
    if arguments.dry_run {
        let hits = person::find(app, store, &words).await?;
        return Ok(would_erase(context, &hits));
    }
    if !arguments.yes && !is_confirmed(context) {
        return Err(CommandError::PersonUnconfirmed.into());
    }
    let who = said_by(context, arguments.who.as_ref());
    let reason = arguments.reason.clone().unwrap_or_default();
    let key = access::random();
    let done = person::erase(app, store, &words, who, reason, key).await?;
    let proof = &done.erased.proof;
    if context.json {
        return Ok(Output::json(&ErasureDocument {
            erasure: Some(&proof.id),
            at: Some(proof.at),
            who: Some(&proof.who),
            reason: Some(&proof.reason),
            fingerprint: Some(&proof.fingerprint),
            key: Some(&done.key),
            dry_run: false,
            counts: proof.counts.clone(),
        }));
    }
    let mut lines = counted(context, &proof.counts);
    let told = [("id", proof.id.as_str()), ("key", &done.key)];
    lines.push(say(context.language, "person-erased", &told));
    lines.push(say(context.language, "person-beyond", &[]));
    Ok(Output::text(lines.join("\n")))
}

fn would_erase(context: &Context, hits: &[PersonHit]) -> Output {
    let mut counts = BTreeMap::new();
    for hit in hits {
        *counts.entry(hit.kind.to_owned()).or_insert(0) += 1;
    }
    if context.json {
        return Output::json(&ErasureDocument {
            erasure: None,
            at: None,
            who: None,
            reason: None,
            fingerprint: None,
            key: None,
            dry_run: true,
            counts,
        });
    }
    let mut lines: Vec<String> = hits.iter().map(|hit| line(context, hit)).collect();
    lines.push(say(context.language, "person-would-erase", &[]));
    Output::text(lines.join("\n"))
}

fn counted(context: &Context, counts: &BTreeMap<String, u64>) -> Vec<String> {
    counts
        .iter()
        .map(|(kind, count)| {
            let key = match kind.as_str() {
                "snapshot" | "raw" | "report" | "mail" | "file" => format!("person-kind-{kind}"),
                _ => "person-kind-text".to_owned(),
            };
            format!("{}: {count}", say(context.language, &key, &[]))
        })
        .collect()
}

/// Asks for confirmation on a terminal; without one the answer is no.
fn is_confirmed(context: &Context) -> bool {
    let stdin = std::io::stdin();
    if context.json || !stdin.is_terminal() || !std::io::stderr().is_terminal() {
        return false;
    }
    ask(&say(context.language, "person-ask", &[]));
    let mut line = String::new();
    // If nothing can be read, the answer is no.
    let _ = stdin.lock().read_line(&mut line);
    matches!(line.trim().to_lowercase().as_str(), "xóa" | "xoá" | "erase")
}
