//! `cnscd explain`: the communes, cells and snapshot behind a figure, a rule or a commune.

use crate::cell::CellAddress;
use crate::cli::arguments::Explain;
use crate::cli::error::CommandError;
use crate::cli::report::moment;
use crate::cli::screen::{Screen, Seen, plain};
use crate::cli::{Context, Output};
use crate::failure::Failure;
use crate::finding::{Finding, RuleId};
use crate::pipeline::PipelineError;
use crate::pipeline::standing::{self, Knowledge};
use crate::register::Register;
use crate::rule::Standing;
use crate::rule::explain::{self, Explanation};
use crate::view::explain::ExplainDocument;

/// How many communes are suggested for an unknown name.
const OFFERED: usize = 5;

/// Explains a figure from the latest snapshot, or from the one known at a moment.
pub(super) async fn run(context: &Context, arguments: &Explain) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    let none = || PipelineError::NothingStored {
        campaign: campaign.name.clone(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let known_at = match &arguments.known_at {
        Some(text) => Some(
            moment(text, app.config.timezone)
                .ok_or_else(|| CommandError::Moment { text: text.clone() })?,
        ),
        None => None,
    };
    let knowledge = known_at.map_or(Knowledge::Present, Knowledge::At);
    let judged = standing::judged(app, &store, campaign, knowledge, arguments.as_of).await?;
    let Some(judged) = judged else {
        let why = standing::nothing(app, &store, campaign, knowledge).await?;
        return Err(why.into());
    };
    let standing::Judged {
        snapshot: latest,
        judgement,
        criteria,
    } = judged;
    let Some(explained) = explain::explain(&judgement, &arguments.figure) else {
        return Err(unknown(&criteria.register, &arguments.figure).into());
    };
    if context.json {
        return Ok(Output::json(&ExplainDocument {
            figure: &arguments.figure,
            communes: &explained.communes,
            cells: explained.cells.iter().map(ToString::to_string).collect(),
            as_of: judgement.as_of,
            known_at,
            snapshot: &latest.id,
            fetched_at: latest.pulled_at,
        }));
    }
    let screen = context.screen(app);
    let mut lines = vec![screen.say(
        "cli-explained",
        &[
            ("figure", &arguments.figure),
            ("count", &screen.count(explained.communes.len())),
            ("day", &screen.day(judgement.as_of)),
            ("snapshot", &latest.id),
            ("at", &screen.instant(latest.pulled_at)),
        ],
    )];
    lines.extend(screen.day_remark(&judgement, campaign.communes_began));
    lines.extend(known_at.map(|moment| {
        let at = screen.instant(moment);
        screen.say("cli-known-at", &[("at", &at)])
    }));
    let seen = Seen {
        judgement: &judgement,
        snapshot: &latest,
    };
    lines.extend(behind(&screen, seen, &explained, &arguments.figure));
    Ok(Output::text(lines.join("\n")))
}

/// The communes and cells behind a figure; for a single commune, the findings about it.
fn behind(screen: &Screen, seen: Seen<'_>, explained: &Explanation, figure: &str) -> Vec<String> {
    let judgement = seen.judgement;
    let about_a_rule = RuleId::ALL.iter().any(|rule| rule.id() == figure);
    let rows = explained.rows.iter().map(|(code, cells)| {
        let mut standings = judgement.communes.iter();
        let standing = standings.find(|one| Some(&one.commune.code) == code.as_ref());
        row(screen, seen, (standing, cells), !about_a_rule)
    });
    let mut lines: Vec<String> = rows.collect();
    if explained.communes.len() <= 1 {
        let is_about = |finding: &&Finding| {
            let commune = finding.commune.as_ref();
            finding.rule.id() == figure
                || commune.is_some_and(|code| explained.communes.contains(code))
        };
        let shown = judgement.findings.iter().filter(is_about);
        lines.extend(shown.map(|finding| format!("  {}", screen.finding(finding, seen))));
    }
    lines
}

/// A commune, its decision if wanted, and the cells behind the figure.
fn row(
    screen: &Screen,
    seen: Seen<'_>,
    (standing, cells): (Option<&Standing>, &[CellAddress]),
    with_decision: bool,
) -> String {
    let cells = cells.iter().map(|cell| seen.snapshot.place(cell));
    let cells: Vec<String> = cells.collect();
    let mut parts = Vec::new();
    parts.extend(standing.map(|one| format!("{} {}", one.commune.code, one.commune.title())));
    let decision = standing.and_then(|one| one.decision.as_ref());
    if let Some(decision) = decision.filter(|_| with_decision) {
        parts.extend(decision.number.clone());
        parts.extend(decision.date.map(|date| screen.day(date)));
    }
    parts.push(cells.join(" "));
    parts.retain(|part| !part.is_empty());
    plain(&format!("  {}", parts.join(" · ")), false)
}

/// The error for an unknown name, with communes that may be meant, or else all figures.
fn unknown(register: &Register, figure: &str) -> CommandError {
    let figure = figure.trim().to_owned();
    let near: Vec<String> = register
        .near(&figure, OFFERED)
        .iter()
        .map(|commune| format!("{} ({})", commune.title(), commune.code))
        .collect();
    if near.is_empty() {
        let known = explain::FIGURES.join(", ");
        CommandError::FigureUnknown { figure, known }
    } else {
        let near = near.join(", ");
        CommandError::CommuneWhich { figure, near }
    }
}
