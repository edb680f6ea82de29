//! `cnscd report`: makes a report again from the store, of any day, with what was known at any
//! moment.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::TimeZone;

use crate::cli::arguments::{Report, typed_day};
use crate::cli::error::CommandError;
use crate::cli::listing::Listing;
use crate::cli::pin::{self, PinChange};
use crate::cli::{Context, Output, comparison};
use crate::clock::{Timestamp, Zone, end_of};
use crate::config::Campaign;
use crate::document::Detail;
use crate::failure::Failure;
use crate::folder::Folder;
use crate::pipeline::{App, again, shown};
use crate::rule::FindingCounts;
use crate::spool::Spooled;
use crate::view;
use crate::view::report::{ReportDocument, ReportsDocument};
use crate::view::sync::ReportLine;

/// Writes the report and prints where it is.
pub(super) async fn run(context: &Context, arguments: &Report) -> Result<Output, Failure> {
    let app = context.app()?;
    let known_at = match &arguments.known_at {
        Some(text) => Some(
            moment(text, app.config.timezone)
                .ok_or_else(|| CommandError::Moment { text: text.clone() })?,
        ),
        None => None,
    };
    if arguments.all {
        return comparison::run(context, arguments, known_at).await;
    }
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    if arguments.list {
        return list(context, app, campaign).await;
    }
    if let Some(change) = PinChange::of(&arguments.pinning) {
        return pin::run(context, app, campaign, &change).await;
    }
    let made = again::report(app, campaign, arguments.as_of, known_at, Detail::Full).await?;
    let (path, sha256) = keep(context, app, arguments, &made.file_name, &made.bytes)?;
    if context.json {
        return Ok(Output::json(&ReportDocument {
            campaign: &campaign.name,
            as_of: made.judgement.as_of,
            known_at,
            snapshot: &made.snapshot,
            archived: made.from_store,
            remark: context
                .screen(app)
                .day_remark(&made.judgement, campaign.communes_began),
            progress: made.judgement.progress.as_ref(),
            findings: FindingCounts::of(&made.judgement.findings),
            report: ReportLine {
                path: shown(&path),
                sha256,
            },
        }));
    }
    let screen = context.screen(app);
    let mut lines = vec![screen.figures(&campaign.title, &made.judgement)];
    lines.extend(screen.day_remark(&made.judgement, campaign.communes_began));
    if let Some(moment) = known_at {
        lines.push(screen.say("cli-known-at", &[("at", &screen.instant(moment))]));
    }
    lines.push(screen.say("cli-report-at", &[("path", &shown(&path))]));
    if made.from_store {
        lines.push(screen.say("cli-report-archived", &[]));
    }
    Ok(Output::told(lines.join("\n")))
}

/// Writes a workbook where `--out` or the configuration says; returns its path and hash.
pub(super) fn keep(
    context: &Context,
    app: &App,
    arguments: &Report,
    file_name: &str,
    bytes: &Spooled,
) -> Result<(PathBuf, String), Failure> {
    let out = arguments.out.as_deref();
    let (folder, name) = place(app.folder(), out, &context.here, file_name);
    let target = folder.path.join(&name);
    if !may_replace(&target) {
        let path = shown(&target);
        return Err(CommandError::ReportOver { path }.into());
    }
    let path = folder.place(&name, bytes)?;
    Ok((path, bytes.sha256().to_owned()))
}

/// Lists all stored reports.
async fn list(context: &Context, app: &App, campaign: &Campaign) -> Result<Output, Failure> {
    let reports = match app.existing_store().await? {
        Some(store) => store.reports_of(&campaign.name).await?,
        None => Vec::new(),
    };
    if context.json {
        return Ok(Output::json(&ReportsDocument {
            reports: reports.iter().map(view::report::listed).collect(),
        }));
    }
    let screen = context.screen(app);
    if reports.is_empty() {
        return Ok(Output::text(screen.say("web-no-reports", &[])));
    }
    let head = [
        "web-column-as-of",
        "web-column-made",
        "web-column-file",
        "web-column-hash",
    ];
    let mut table = Listing::new(head.iter().map(|key| screen.say(key, &[])));
    for report in &reports {
        table.row([
            screen.day(report.as_of),
            screen.instant(report.made_at),
            report.file_name.clone(),
            report.sha256.clone(),
        ]);
    }
    let mut lines = vec![table.text(context.width)];
    lines.extend(
        reports
            .iter()
            .filter_map(|report| pin::line(&screen, report)),
    );
    Ok(Output::text(lines.join("\n")))
}

/// Parses a moment. A day means its end; an instant without an offset is in the given zone.
pub(super) fn moment(text: &str, zone: Zone) -> Option<Timestamp> {
    if let Some(day) = typed_day(text) {
        return end_of(day, zone);
    }
    if let Ok(instant) = chrono::DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    let local = [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
    ]
    .iter()
    .find_map(|format| chrono::NaiveDateTime::parse_from_str(text, format).ok())?;
    zone.from_local_datetime(&local)
        .latest()
        .map(|instant| instant.to_utc())
}

/// Whether a report may be written here: the file does not exist, is a workbook, or is empty. Any
/// other file, such as the database, was named by mistake.
fn may_replace(path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else {
        return true;
    };
    let mut beginning = Vec::new();
    let read = file.by_ref().take(4).read_to_end(&mut beginning);
    read.is_err() || beginning.is_empty() || beginning == *b"PK\x03\x04"
}

/// `--out` names a folder if one exists there or it ends in `/`, and otherwise a file.
fn place(mut folder: Folder, out: Option<&Path>, here: &Path, file_name: &str) -> (Folder, String) {
    let Some(out) = out else {
        return (folder, file_name.to_owned());
    };
    let path = crate::source::beside(here, out);
    let names_folder = path.is_dir() || out.to_string_lossy().ends_with('/');
    match (names_folder, path.file_name()) {
        (false, Some(name)) => {
            let name = name.to_string_lossy().into_owned();
            folder.path = path
                .parent()
                .map_or_else(|| here.to_owned(), Path::to_owned);
            (folder, name)
        }
        _ => {
            folder.path = path;
            (folder, file_name.to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{may_replace, moment};

    #[test]
    fn a_report_takes_the_place_of_a_workbook_alone() {
        let folder = tempfile::tempdir().unwrap();
        for (content, expected) in [
            (&b""[..], true),
            (b"PK\x03\x04 and more", true),
            (b"SQLite format 3\0", false),
            (b"[mail]", false),
        ] {
            let path = folder.path().join("a");
            std::fs::write(&path, content).unwrap();
            assert_eq!(may_replace(&path), expected, "{content:?}");
        }
        assert!(may_replace(&folder.path().join("missing.xlsx")));
    }

    #[track_caller]
    fn check(text: &str, utc: Option<&str>) {
        let zone = "Asia/Ho_Chi_Minh".parse().unwrap();
        assert_eq!(
            moment(text, zone)
                .map(|instant| instant.to_rfc3339())
                .as_deref(),
            utc,
            "{text}"
        );
    }

    #[test]
    fn a_day_means_its_end_in_the_zone() {
        check("2025-08-01", Some("2025-08-01T16:59:59.999999+00:00"));
        check("2025-08-01T07:00", Some("2025-08-01T00:00:00+00:00"));
        check("2025-08-01T07:00:00Z", Some("2025-08-01T07:00:00+00:00"));
        check("01/08/2025", Some("2025-08-01T16:59:59.999999+00:00"));
        check("08/2025", None);
    }
}
