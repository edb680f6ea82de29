//! `cnscd report --all`: every campaign of the configuration in one workbook.

use crate::cli::arguments::Report;
use crate::cli::listing::Listing;
use crate::cli::{Context, Output, report};
use crate::clock::{Timestamp, written};
use crate::document::comparison::{Compared, Comparison};
use crate::failure::Failure;
use crate::locale::number::{share, whole};
use crate::pipeline::{comparison, shown};
use crate::report::comparison as workbook;
use crate::view;
use crate::view::sync::ReportLine;

/// Compares the campaigns, writes the workbook, and prints where it is.
pub(super) async fn run(
    context: &Context,
    arguments: &Report,
    known_at: Option<Timestamp>,
) -> Result<Output, Failure> {
    let app = context.app()?;
    let comparison = comparison::compare(app, arguments.as_of, known_at).await?;
    let made = workbook::write(&comparison)?;
    let (path, sha256) = report::keep(context, app, arguments, &made.name, &made.bytes)?;
    if context.json {
        let path = shown(&path);
        let document = view::comparison::document(&comparison, ReportLine { path, sha256 });
        return Ok(Output::json(&document));
    }
    let screen = context.screen(app);
    let head = [
        "cli-all-campaign",
        "cli-issued",
        "cli-all-rate",
        "cli-all-on-time",
        "cli-overdue",
        "cli-all-as-of",
        "cli-all-note",
    ];
    let mut table = Listing::new(head.iter().map(|key| screen.say(key, &[])));
    for one in &comparison.campaigns {
        table.row(row(context, &comparison, one));
    }
    let mut lines = vec![table.text(context.width)];
    if let Some(total) = comparison.total() {
        let numbers = [
            ("known", screen.count(comparison.known())),
            ("campaigns", screen.count(comparison.campaigns.len())),
            ("issued", screen.count(total.issued)),
            ("communes", screen.count(total.communes)),
            (
                "rate",
                share(context.language, total.issued, total.communes),
            ),
        ];
        let numbers: Vec<(&str, &str)> = numbers
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        lines.push(screen.say("cli-all-total", &numbers));
    }
    if let Some(moment) = known_at {
        lines.push(screen.say("cli-known-at", &[("at", &screen.instant(moment))]));
    }
    lines.push(screen.say("cli-report-at", &[("path", &shown(&path))]));
    Ok(Output::told(lines.join("\n")))
}

fn row(context: &Context, comparison: &Comparison, one: &Compared) -> Vec<String> {
    let day = one.known.as_ref().map(|known| written(known.as_of));
    let day = day.unwrap_or_default();
    let (label, note) = (comparison.label(one), one.note(comparison.zone));
    let Some(progress) = one.progress() else {
        let none = String::new();
        return vec![
            label,
            none.clone(),
            none.clone(),
            none.clone(),
            none,
            day,
            note,
        ];
    };
    let of = |part: u32| share(context.language, part, progress.communes);
    let count = |number: u32| whole(context.language, number);
    vec![
        label,
        format!("{}/{}", count(progress.issued), count(progress.communes)),
        of(progress.issued),
        of(progress.on_time),
        progress.overdue.map_or(String::new(), count),
        day,
        note,
    ]
}
