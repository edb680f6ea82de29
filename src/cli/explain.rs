//! `cnscd explain`: the communes, cells and snapshot behind a figure, a rule or a commune.

use crate::cli::arguments::Explain;
use crate::cli::error::CommandError;
use crate::cli::{Answer, Context};
use crate::failure::Failure;
use crate::pipeline::PipelineError;
use crate::pipeline::standing::{self, Knowledge};
use crate::rule::explain;
use crate::view::explain::ExplainDocument;

/// Explains a figure by the latest snapshot.
pub(super) async fn run(context: &Context, arguments: &Explain) -> Result<Answer, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    let none = || PipelineError::NothingStored {
        campaign: campaign.name.clone(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let standing::Judged {
        snapshot: latest,
        judgement,
        ..
    } = standing::judged(app, &store, campaign, Knowledge::Present, arguments.as_of)
        .await?
        .ok_or_else(none)?;
    let Some(explained) = explain::explain(&judgement, &arguments.figure) else {
        let known = explain::FIGURES.join(", ");
        return Err(CommandError::FigureUnknown {
            figure: arguments.figure.clone(),
            known,
        }
        .into());
    };
    if context.json {
        return Ok(Answer::json(&ExplainDocument {
            figure: &arguments.figure,
            communes: &explained.communes,
            cells: explained.cells.iter().map(ToString::to_string).collect(),
            as_of: judgement.as_of,
            snapshot: &latest.id,
            fetched_at: latest.pulled_at,
        }));
    }
    let screen = context.screen(app);
    let mut lines = vec![screen.say(
        "cli-explained",
        &[
            ("figure", &arguments.figure),
            ("count", &explained.communes.len().to_string()),
            ("day", &screen.day(judgement.as_of)),
            ("snapshot", &latest.id),
            ("at", &screen.instant(latest.pulled_at)),
        ],
    )];
    for code in &explained.communes {
        let Some(standing) = judgement
            .communes
            .iter()
            .find(|standing| standing.commune.code == *code)
        else {
            continue;
        };
        let decision = standing.decision.as_ref();
        let number = decision
            .and_then(|decision| decision.number.clone())
            .unwrap_or_default();
        let date = decision
            .and_then(|decision| decision.date)
            .map(|date| screen.day(date))
            .unwrap_or_default();
        let cells: Vec<String> = decision
            .iter()
            .flat_map(|decision| &decision.cells)
            .map(ToString::to_string)
            .collect();
        let cells = if cells.is_empty() {
            standing.name_cell.iter().map(ToString::to_string).collect()
        } else {
            cells
        };
        let parts = [
            format!("{code} {}", standing.commune.title()),
            number,
            date,
            cells.join(" "),
        ];
        lines.push(format!(
            "  {}",
            parts
                .iter()
                .filter(|part| !part.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join(" · ")
        ));
    }
    if explained.communes.len() <= 1 {
        let shown = judgement.findings.iter().filter(|finding| {
            finding.rule.id() == arguments.figure
                || finding
                    .commune
                    .as_ref()
                    .is_some_and(|code| explained.communes.contains(code))
        });
        lines.extend(shown.map(|finding| format!("  {}", screen.finding(finding, &judgement))));
    }
    Ok(Answer::text(lines.join("\n")))
}
