//! `cnscd questions`: what people are asked, and the command that answers each question.

use crate::cli::screen::{Screen, plain};
use crate::cli::{Context, Output};
use crate::failure::Failure;
use crate::pipeline::question::{self, Question};
use crate::view;
use crate::view::questions::{QuestionLine, QuestionsDocument};

/// Lists the questions.
pub(super) async fn run(context: &Context, campaign: Option<&str>) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(campaign)?;
    let questions = match app.existing_store().await? {
        Some(store) => question::questions(app, &store, campaign, context.language).await?,
        None => Vec::new(),
    };
    let several = app.config.campaigns.len() > 1;
    let named = several.then_some(campaign.name.as_str());
    let line = |question| view::questions::question(question, named, context.language);
    let lines: Vec<QuestionLine<'_>> = questions.iter().map(line).collect();
    if context.json {
        return Ok(Output::json(&QuestionsDocument {
            campaign: &campaign.name,
            questions: lines,
        }));
    }
    let screen = context.screen(app);
    if lines.is_empty() {
        return Ok(Output::text(screen.say("question-none", &[])));
    }
    Ok(Output::text(listed(&screen, &questions, &lines)))
}

/// The number of questions, and each with its possible answers.
pub(super) fn listed(
    screen: &Screen,
    questions: &[Question],
    lines: &[QuestionLine<'_>],
) -> String {
    let count = screen.count(lines.len());
    let mut parts = vec![screen.bold(&screen.say("question-count", &[("count", &count)]))];
    let both = questions.iter().zip(lines);
    parts.extend(both.map(|(question, line)| text(screen, question, line)));
    parts.join("\n\n")
}

fn text(screen: &Screen, question: &Question, line: &QuestionLine<'_>) -> String {
    let kind = screen.say(&format!("question-kind-{}", line.kind), &[]);
    let mut lines = vec![format!("[{kind}] {}", plain(&line.sentence, false))];
    let cells = line.cells.iter().zip(&line.urls);
    for (cell, url) in cells {
        let link = url.map_or_else(String::new, |url| format!("  {url}"));
        lines.push(format!("  {}{link}", plain(cell, false)));
    }
    for (position, answer) in line.answers.iter().enumerate() {
        let candidate = question.candidates.get(position).map(|candidate| {
            let fit = candidate
                .fit
                .map_or_else(String::new, |fit| format!(" ({:.0}%)", fit * 100.0));
            format!("{}{fit}: ", candidate.name)
        });
        let candidate = candidate.unwrap_or_default();
        lines.push(format!("  → {candidate}{}", plain(answer, false)));
    }
    lines.join("\n")
}
