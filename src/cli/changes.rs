//! `cnscd changes`: what changed in the sheet since a day.

use crate::cli::arguments::Changes;
use crate::cli::error::CommandError;
use crate::cli::screen::Screen;
use crate::cli::{Context, Output};
use crate::clock::end_of;
use crate::failure::Failure;
use crate::pipeline::PipelineError;
use crate::pipeline::reread;
use crate::pipeline::standing::{self, Knowledge};
use crate::rule::change::{self, Earlier};
use crate::snapshot::Snapshot;
use crate::snapshot::diff::{self, Difference};
use crate::view::changes::ChangesDocument;

/// Compares the latest snapshot with the one known at the end of a day.
pub(super) async fn run(context: &Context, arguments: &Changes) -> Result<Output, Failure> {
    let app = context.app()?;
    let campaign = app.campaign(arguments.campaign.as_deref())?;
    let none = || PipelineError::NothingStored {
        campaign: campaign.name.clone(),
    };
    let store = app.existing_store().await?.ok_or_else(none)?;
    let moment =
        end_of(arguments.since, app.config.timezone).ok_or_else(|| CommandError::Moment {
            text: arguments.since.to_string(),
        })?;
    let standing::Judged {
        snapshot: latest,
        judgement: now,
        criteria,
    } = standing::judged(app, &store, campaign, Knowledge::Present, None)
        .await?
        .ok_or_else(none)?;
    // Both are read with the present names and rules, so that only changes of the sheet show.
    let before = match store.snapshot_known_at(&campaign.name, moment).await? {
        Some(kept) => Some(reread::as_answered(app, &store, &criteria, kept).await?),
        None => None,
    };
    let earlier = match &before {
        Some(before) => {
            let judgement = standing::judge(&store, &criteria, before, before.today).await?;
            Some(Earlier::of(&judgement))
        }
        None => None,
    };
    let changes = change::changes(earlier.as_ref(), &now);
    let differences = before
        .as_ref()
        .map(|before| diff::diff(before, &latest))
        .unwrap_or_default();
    if context.json {
        return Ok(Output::json(&ChangesDocument {
            campaign: &campaign.name,
            since: arguments.since,
            from: before.as_ref().map(|before| before.pulled_at),
            to: latest.pulled_at,
            changes: &changes,
            differences: &differences,
        }));
    }
    let screen = context.screen(app);
    let mut lines = vec![compared(&screen, before.as_ref(), &latest)];
    lines.push(screen.changes(&changes, &now));
    let register = &campaign.register;
    lines.extend(differences.iter().map(|difference| {
        let commune = register.commune(&difference.commune);
        let title = commune.map_or_else(|| difference.commune.clone(), |commune| commune.title());
        format!("  {title}: {}", words(&screen, difference))
    }));
    Ok(Output::text(lines.join("\n")))
}

/// Which two pulls are compared.
fn compared(screen: &Screen, before: Option<&Snapshot>, latest: &Snapshot) -> String {
    let to = screen.instant(latest.pulled_at);
    match before {
        Some(before) => {
            let from = screen.instant(before.pulled_at);
            screen.say("cli-changes-between", &[("from", &from), ("to", &to)])
        }
        None => screen.say("cli-changes-first", &[("to", &to)]),
    }
}

/// The changes of one commune in one line.
fn words(screen: &Screen, difference: &Difference) -> String {
    let mut words = Vec::new();
    if let Some(row) = difference.row {
        let key = match row {
            diff::RowChange::Appeared => "cli-row-appeared",
            diff::RowChange::Vanished => "cli-row-vanished",
        };
        words.push(screen.say(key, &[]));
    }
    let told = |told: &diff::StatedDecision| match told.date {
        Some(date) => format!("{} ({})", told.number, screen.day(date)),
        None => told.number.clone(),
    };
    words.extend(
        difference
            .decisions_added
            .iter()
            .map(|decision| screen.say("cli-decision-added", &[("decision", &told(decision))])),
    );
    words.extend(
        difference
            .decisions_gone
            .iter()
            .map(|decision| screen.say("cli-decision-gone", &[("decision", &told(decision))])),
    );
    let people = [
        (difference.joined.len(), "cli-people-joined"),
        (difference.left.len(), "cli-people-left"),
        (difference.changed.len(), "cli-people-changed"),
        (difference.reached.len(), "cli-people-reached"),
    ];
    words.extend(
        people
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, key)| screen.say(key, &[("count", &screen.count(*count))])),
    );
    words.join("; ")
}
