//! `cnscd check`: reads and checks any workbook or link; stores, writes and sends nothing.

use crate::cli::arguments::{Check, FailOn};
use crate::cli::questions;
use crate::cli::screen::{FindingSelection, Seen};
use crate::cli::{Context, Output, dump};
use crate::clock;
use crate::config::Campaign;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::pipeline::effective::Effective;
use crate::pipeline::pull;
use crate::pipeline::question;
use crate::pipeline::read;
use crate::register::Register;
use crate::rule::{FindingCounts, Judgement};
use crate::snapshot::Snapshot;
use crate::snapshot::past::Past;
use crate::view;
use crate::view::check::CheckDocument;

/// Checks a workbook and prints what was recognised.
pub(super) async fn run(context: &Context, check: &Check) -> Result<Output, Failure> {
    let app = context.app_or_shipped()?;
    let campaign = app.campaign(check.campaign.as_deref())?;
    let now = app.clock.now();
    let sources = pull::sources(campaign, &check.sources, &context.here);
    let settings = pull::settings(campaign, &sources);
    let mut effective = Effective::of(campaign, app.config.timezone);
    effective.sources.clone_from(&settings);
    let criteria = effective.criteria()?;
    let working = context.working("cli-working-check");
    let pulled = pull::fetch(&sources, &app.google, None, app.clock).await;
    let pulled = match pulled {
        Ok(pulled) => pulled,
        Err(unpulled) => {
            drop(working);
            context.trail(&unpulled.trail, unpulled.requests);
            return Err(unpulled.failure);
        }
    };
    if let Some(tab) = &check.dump {
        drop(working);
        return dump::tab(&pulled.sources, tab, &app.config.limits).await;
    }
    let snapshot = read::read(
        &pulled.sources,
        &settings,
        &criteria,
        &app.config.limits,
        now,
    )
    .await?;
    let as_of = check
        .as_of
        .unwrap_or_else(|| clock::day(now, app.config.timezone));
    let judgement = criteria.judge(&snapshot, &Past::default(), as_of);
    drop(working);

    let counts = FindingCounts::of(&judgement.findings);
    let exit_code = u8::from(is_met(check.fail_on, &counts));
    if context.json {
        return Ok(Output::json(&CheckDocument {
            campaign: &campaign.name,
            as_of,
            deadline: judgement.deadline,
            sources: view::source::sources(&snapshot.sources, &snapshot.reading.tabs),
            progress: judgement.progress.as_ref(),
            findings: counts,
            communes: view::check::communes(&judgement),
            contacts: view::check::contacts(&snapshot),
            findings_list: view::check::findings(&judgement, &snapshot, app.language),
        })
        .with_code(exit_code));
    }
    let trails = pulled.sources.iter().map(|source| source.trail.as_slice());
    context.trail(&trails.collect::<Vec<_>>().concat(), pulled.requests);
    let checked = Checked {
        campaign,
        snapshot: &snapshot,
        judgement: &judgement,
        register: &criteria.register,
    };
    let parts = checked.parts(context, app, check.all);
    Ok(Output::told(parts.join("\n\n")).with_code(exit_code))
}

/// Whether there are findings of the severity that makes the command fail.
fn is_met(fail_on: FailOn, counts: &FindingCounts) -> bool {
    match fail_on {
        FailOn::Never => false,
        FailOn::Error => counts.error > 0,
        FailOn::Warning => counts.error + counts.warning > 0,
    }
}

/// What was read, and its judgement.
struct Checked<'a> {
    campaign: &'a Campaign,
    snapshot: &'a Snapshot,
    judgement: &'a Judgement,
    register: &'a Register,
}

impl Checked<'_> {
    /// The paragraphs of the screen: what was recognised, the figures, the questions, the findings.
    fn parts(&self, context: &Context, app: &App, all: bool) -> Vec<String> {
        let screen = context.screen(app);
        let mut parts = vec![
            screen.recognised(self.snapshot),
            screen.figures(&self.campaign.title, self.judgement),
        ];
        parts.extend(screen.day_remark(self.judgement, self.campaign.communes_began));
        let questions = question::of(self.judgement, self.snapshot, self.register);
        if !questions.is_empty() {
            let several = app.config.campaigns.len() > 1;
            let named = several.then_some(self.campaign.name.as_str());
            let line = |question| view::questions::question(question, named, context.language);
            let lines: Vec<_> = questions.iter().map(line).collect();
            parts.push(questions::listed(&screen, &questions, &lines));
        }
        let selection = FindingSelection {
            all,
            said: &question::said_by(&questions, self.judgement),
            more: "cli-findings-more-check",
        };
        let seen = Seen {
            judgement: self.judgement,
            snapshot: self.snapshot,
        };
        parts.push(screen.findings(seen, &selection));
        if context.verbose > 0 || all {
            parts.extend(screen.trial(seen));
        }
        parts
    }
}
