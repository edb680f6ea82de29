//! `cnscd report --pin` and `--unpin`: keep a report however old it is.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::cli::answer::said_by;
use crate::cli::arguments::Pinning;
use crate::cli::error::CommandError;
use crate::cli::screen::Screen;
use crate::cli::{Context, Output};
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::store::{ListedReport, Pin};
use crate::view;
use crate::view::report::ListedLine;

/// How many digits of a hash must be typed to name a report.
const SHORTEST: usize = 8;

/// What to do with a pin.
pub(super) enum PinChange<'a> {
    Keep {
        sha256: &'a str,
        reason: &'a str,
        who: Option<&'a String>,
    },
    Release {
        sha256: &'a str,
    },
}

impl<'a> PinChange<'a> {
    /// `None` if neither option was typed.
    pub(super) fn of(typed: &'a Pinning) -> Option<Self> {
        let keep = typed.pin.as_deref().map(|sha256| Self::Keep {
            sha256,
            reason: typed.reason.as_deref().unwrap_or_default().trim(),
            who: typed.who.as_ref(),
        });
        let release = typed.unpin.as_deref();
        keep.or_else(|| release.map(|sha256| Self::Release { sha256 }))
    }

    fn sha256(&self) -> &'a str {
        match self {
            Self::Keep { sha256, .. } | Self::Release { sha256 } => sha256,
        }
    }
}

#[derive(Serialize)]
struct PinDocument<'a> {
    report: ListedLine<'a>,
}

/// Pins or unpins the report, and shows the result.
pub(super) async fn run(
    context: &Context,
    app: &App,
    campaign: &Campaign,
    change: &PinChange<'_>,
) -> Result<Output, Failure> {
    let unknown = || CommandError::ReportUnknown {
        sha256: change.sha256().to_owned(),
    };
    let store = app.existing_store().await?.ok_or_else(unknown)?;
    let found = named(&store.reports_of(&campaign.name).await?, change.sha256());
    let sha256 = found.ok_or_else(unknown)?;
    let pin = match change {
        PinChange::Release { .. } => None,
        PinChange::Keep { reason: "", .. } => return Err(CommandError::PinReason.into()),
        PinChange::Keep { reason, who, .. } => Some(Pin {
            at: app.clock.now(),
            who: said_by(context, *who),
            reason: (*reason).to_owned(),
        }),
    };
    store
        .pin_report(&campaign.name, &sha256, pin.as_ref())
        .await?;
    let reports = store.reports_of(&campaign.name).await?;
    let report = reports.iter().find(|report| report.sha256 == sha256);
    // Another process may have deleted it meanwhile.
    let report = report.ok_or_else(unknown)?;
    if context.json {
        return Ok(Output::json(&PinDocument {
            report: view::report::listed(report),
        }));
    }
    let screen = context.screen(app);
    let said = line(&screen, report);
    Ok(Output::told(said.unwrap_or_else(|| {
        screen.say("cli-unpinned", &[("file", &report.file_name)])
    })))
}

/// Who wants a report kept, since when and why; `None` if it is not pinned.
pub(super) fn line(screen: &Screen, report: &ListedReport) -> Option<String> {
    let pin = report.pin.as_ref()?;
    let hash = &report.sha256[..report.sha256.len().min(SHORTEST)];
    let said = [
        ("file", report.file_name.as_str()),
        ("hash", hash),
        ("who", &pin.who),
        ("at", &screen.instant(pin.at)),
        ("reason", &pin.reason),
    ];
    Some(screen.say("cli-pinned", &said))
}

/// The hash of the only workbook whose hash begins with what was typed.
fn named(reports: &[ListedReport], typed: &str) -> Option<String> {
    let typed = typed.trim().to_ascii_lowercase();
    if typed.len() < SHORTEST {
        return None;
    }
    let hashes: BTreeSet<&str> = reports
        .iter()
        .map(|report| report.sha256.as_str())
        .filter(|sha256| sha256.starts_with(&typed))
        .collect();
    match hashes.len() {
        1 => hashes.first().map(|sha256| (*sha256).to_owned()),
        _ => None,
    }
}
