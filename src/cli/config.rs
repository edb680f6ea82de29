//! `cnscd config`: every problem at once, the schema, the settings in force, the rules.

use crate::cli::arguments::ConfigCommand;
use crate::cli::listing::Listing;
use crate::cli::screen::Screen;
use crate::cli::{Context, Output, doctor};
use crate::clock::{Date, Timestamp, written_instant};
use crate::config::{self, Campaign, Config, Problem};
use crate::failure::Failure;
use crate::locale::{Language, say};
use crate::rule::catalogue::{self, Entry};
use crate::submission::position::Positions;
use crate::view::config::{
    CampaignLine, ConfigDocument, OfficeLine, OfficesDocument, RuleLine, RulesDocument,
};

/// How many future runs are shown.
const NEXT: usize = 3;

/// Runs one of the configuration commands.
pub(super) async fn run(context: &Context, command: &ConfigCommand) -> Result<Output, Failure> {
    match command {
        ConfigCommand::Check => check(context).await,
        ConfigCommand::Schema => Ok(Output::json(&config::schema())),
        ConfigCommand::Show => Ok(Output::verbatim(
            context.app_or_shipped()?.config.show(context.json),
        )),
        ConfigCommand::Rules(one) if one.offices => offices(context, one.campaign.as_deref()),
        ConfigCommand::Rules(one) => rules(context, one.campaign.as_deref()),
    }
}

async fn check(context: &Context) -> Result<Output, Failure> {
    let Some(file) = context.config_file.as_deref() else {
        return context.app().map(|_| Output::text(""));
    };
    match Config::load_or_shipped(Some(file), &context.environment) {
        Ok(config) => good(context, &config).await,
        Err(problems) if context.json => Ok(Output::json(&ConfigDocument {
            campaigns: Vec::new(),
            machine: Vec::<doctor::Check>::new(),
            problems: problems.lines(context.language),
            remarks: Vec::new(),
        })
        .with_code(78)),
        Err(problems) => Err(problems.into()),
    }
}

/// The answer for a valid configuration: its next runs, and remarks about it.
async fn good(context: &Context, config: &Config) -> Result<Output, Failure> {
    let now = context.clock.now();
    let machine = doctor::on_this_machine(context, context.app()?).await;
    let remarks = remarks(config);
    if context.json {
        let campaigns = config.campaigns.iter();
        return Ok(Output::json(&ConfigDocument {
            campaigns: campaigns.map(|one| line(config, one, now)).collect(),
            machine,
            problems: Vec::new(),
            remarks: remarks
                .iter()
                .map(|remark| remark.line(context.language))
                .collect(),
        }));
    }
    let mut lines = vec![say(context.language, "cli-config-good", &[])];
    for campaign in &config.campaigns {
        lines.extend(rhythm(context.language, config, campaign, now));
    }
    if !remarks.is_empty() {
        let count = remarks.len().to_string();
        lines.push(say(
            context.language,
            "cli-config-remarks",
            &[("count", &count)],
        ));
        let said = |remark: &&Problem| format!("  {}", remark.sentence().say(context.language));
        lines.extend(remarks.iter().map(said));
    }
    if !machine.is_empty() {
        lines.push(say(context.language, "cli-config-machine", &[]));
        lines.extend(doctor::lines(&machine));
    }
    Ok(Output::text(lines.join("\n")))
}

fn remarks(config: &Config) -> Vec<&Problem> {
    let campaigns = config.campaigns.iter();
    campaigns.flat_map(|campaign| &campaign.remarks).collect()
}

/// When a campaign is pulled next and, if that has a schedule of its own, when readers get mail.
fn rhythm(language: Language, config: &Config, campaign: &Campaign, now: Timestamp) -> Vec<String> {
    let plan = config.plan(campaign);
    let instant = |at: Timestamp| format!("    {}", written_instant(at, config.timezone));
    let schedule = match &campaign.schedule {
        Some(schedule) => schedule.to_string(),
        None => say(language, "cli-never", &[]),
    };
    let mut lines = vec![format!("  {} · {schedule}", campaign.name)];
    lines.extend(coming(now, |after| plan.next_pull(after)).map(instant));
    if let Some(schedule) = &campaign.report_schedule {
        let schedule = schedule.to_string();
        let head = say(language, "cli-config-reports", &[("schedule", &schedule)]);
        lines.push(format!("  {} · {head}", campaign.name));
        lines.extend(coming(now, |after| plan.next_report(after)).map(instant));
    }
    lines
}

/// The next instants of a schedule, as many as are shown.
fn coming(
    now: Timestamp,
    next: impl Fn(Timestamp) -> Option<Timestamp>,
) -> impl Iterator<Item = Timestamp> {
    std::iter::successors(next(now), move |at| next(*at)).take(NEXT)
}

fn line<'a>(config: &Config, campaign: &'a Campaign, now: Timestamp) -> CampaignLine<'a> {
    let plan = config.plan(campaign);
    let written = |at: Timestamp| at.with_timezone(&config.timezone).to_rfc3339();
    CampaignLine {
        name: &campaign.name,
        schedule: campaign.schedule.as_ref().map(ToString::to_string),
        next: coming(now, |after| plan.next_pull(after))
            .map(written)
            .collect(),
        report_schedule: campaign.report_schedule.as_ref().map(ToString::to_string),
        next_reports: coming(now, |after| plan.next_report(after))
            .map(written)
            .collect(),
    }
}

fn rules(context: &Context, campaign: Option<&str>) -> Result<Output, Failure> {
    let app = context.app_or_shipped()?;
    let campaign = app.campaign(campaign)?;
    let screen = context.screen(app);
    let criteria = app.criteria(campaign);
    let entries = catalogue::catalogue(&criteria.ruling.rules, context.language);
    if context.json {
        let rules = entries
            .into_iter()
            .map(|entry| RuleLine {
                rule: entry.rule.id(),
                severity: entry.severity.id(),
                meaning: entry.meaning,
                basis: entry.basis,
                details: entry.details,
                enabled: entry.enabled,
                trial: entry.trial,
                from: entry.from,
                until: entry.until,
            })
            .collect();
        return Ok(Output::json(&RulesDocument { rules }));
    }
    let head = [
        "cli-column-rule",
        "cli-column-severity",
        "cli-column-meaning",
        "cli-column-basis",
    ];
    let mut table = Listing::new(head.iter().map(|key| say(context.language, key, &[])));
    for entry in entries {
        let severity = say(
            context.language,
            &format!("cli-severity-{}", entry.severity.id()),
            &[],
        );
        table.row([
            entry.rule.id().to_owned(),
            in_force(&screen, &entry, severity),
            with_details(&entry),
            entry.basis,
        ]);
    }
    Ok(Output::text(table.text(context.width)))
}

/// A rule's severity and its limits: switched off, on trial, valid between two days.
fn in_force(screen: &Screen, entry: &Entry, severity: String) -> String {
    let day = |key: &str, day: Option<Date>| {
        let day = screen.day(day?);
        Some(screen.say(key, &[("day", &day)]))
    };
    let state = match (entry.enabled, entry.trial) {
        (false, _) => Some(screen.say("cli-rule-off", &[])),
        (true, true) => Some(screen.say("cli-rule-trial", &[])),
        (true, false) => None,
    };
    let limits = [
        Some(severity),
        state,
        day("cli-rule-from", entry.from),
        day("cli-rule-until", entry.until),
    ];
    limits.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What a rule means, with the details of its list.
fn with_details(entry: &Entry) -> String {
    match entry.details.is_empty() {
        true => entry.meaning.clone(),
        false => format!("{} ({})", entry.meaning, entry.details.join("; ")),
    }
}

/// The offices that the rules' lists may name.
fn offices(context: &Context, campaign: Option<&str>) -> Result<Output, Failure> {
    let campaign = context.app_or_shipped()?.campaign(campaign)?;
    // Cannot fail: a configuration with an unreadable vocabulary is refused before.
    let known = Positions::from_toml(&campaign.positions_text)
        .map_or_else(|_| Vec::new(), |positions| positions.known_offices());
    if context.json {
        let offices = known
            .into_iter()
            .map(|(office, words)| OfficeLine { office, words })
            .collect();
        return Ok(Output::json(&OfficesDocument { offices }));
    }
    let widest = known
        .iter()
        .map(|(office, _)| office.len())
        .max()
        .unwrap_or(0);
    let lines: Vec<String> = known
        .iter()
        .map(|(office, words)| format!("{office:widest$}  {words}"))
        .collect();
    Ok(Output::text(lines.join("\n")))
}
