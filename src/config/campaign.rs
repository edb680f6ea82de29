//! Reads a campaign's file and the lists that it names.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::clock::Date;
use crate::config::communes::RegisterFiles;
use crate::config::problem::{Problem, TomlFile};
use crate::config::raw::{RawCampaign, RawMilestone, Send};
use crate::config::rhythm::Rhythm;
use crate::config::rules::RULES;
use crate::config::vocabulary::{HEADERS, POSITIONS, ROWS, UNITS};
use crate::config::{
    Campaign, communes, count, directory, example, exception, guard, listed, readers, reminder,
    results, rules, shape, source, unsaid, value, villages, vocabulary,
};
use crate::document::{Letterhead, Milestone};
use crate::letter::Templates;
use crate::register::{Alias, Register};
use crate::rule::Grouping;
use crate::rule::declared::Rules;
use crate::snapshot::loss::Guard;
use crate::submission::role::CampaignRoles;
use crate::syntax::SyntaxFault;

/// The day the communes of the two-tier model began.
fn communes_began() -> Date {
    Date::from_ymd_opt(2025, 7, 1).expect("a day of the calendar")
}

/// The campaign of a program without any configuration.
pub(super) fn shipped() -> Campaign {
    let rhythm = Rhythm::unwritten();
    Campaign {
        name: "to-cnscd-quang-ngai".to_owned(),
        title: "Thành lập Tổ công nghệ số cộng đồng cấp xã".to_owned(),
        register: Arc::new(Register::shipped()),
        rules_text: RULES.to_owned(),
        groups: Grouping::USUAL.to_vec(),
        rules: Rules::shipped(),
        headers_text: HEADERS.to_owned(),
        positions_text: POSITIONS.to_owned(),
        rows_text: Some(ROWS.to_owned()),
        units_text: Some(UNITS.to_owned()),
        roles: CampaignRoles::default(),
        deadline: Date::from_ymd_opt(2025, 8, 15).expect("a day of the calendar"),
        deadline_inclusive: true,
        communes_began: communes_began(),
        schedule: rhythm.schedule,
        report_schedule: rhythm.report_schedule,
        extra_runs: rhythm.extra_runs,
        catch_up: rhythm.catch_up,
        readers: Vec::new(),
        reply_to: None,
        directory: BTreeMap::new(),
        villages: Vec::new(),
        send: Send::Changed,
        heartbeat: rhythm.heartbeat,
        stale_after: rhythm.stale_after,
        document: Letterhead::shipped(),
        answers: Vec::new(),
        remarks: Vec::new(),
        sources: Vec::new(),
        milestones: Vec::new(),
        counts: Vec::new(),
        guard: Guard::default(),
        confirmed: Vec::new(),
        waivers: Vec::new(),
        extensions: Vec::new(),
        results: None,
        templates: Templates::shipped(),
        reminders: Vec::new(),
        files: Vec::new(),
    }
}

/// Reads a campaign's file and the lists it names, and reports every problem of each.
pub(super) fn load(path: &Path, text: &str) -> Result<Campaign, Vec<Problem>> {
    let mut reader = TomlFile::new(path, text);
    let Some(raw) = parse(&mut reader, text) else {
        return Err(reader.problems);
    };
    let campaign = read(&mut reader, raw);
    if !reader.problems.is_empty() {
        reader.problems.sort_by_key(|problem| problem.line);
        return Err(reader.problems);
    }
    Ok(Campaign {
        remarks: unsaid::remarks(&mut reader, text, &campaign),
        files: reader.files,
        ..campaign
    })
}

/// Parses the file; `None`, with the problems noted, if that is impossible.
fn parse(reader: &mut TomlFile<'_>, text: &str) -> Option<RawCampaign> {
    let schema =
        serde_json::to_value(schemars::schema_for!(RawCampaign)).expect("a schema is JSON");
    shape::check(reader, &schema);
    match toml::from_str(text) {
        Ok(raw) => Some(raw),
        Err(error) => {
            if reader.problems.is_empty() {
                let fault = SyntaxFault::of(text, &error);
                reader.push(fault.line, &fault.key, fault.sentence, "");
            }
            None
        }
    }
}

/// Converts the file and its lists to a campaign, with a default in place of each faulty value.
fn read(reader: &mut TomlFile<'_>, mut raw: RawCampaign) -> Campaign {
    check_name(reader, &raw.name);
    let reading = RegisterFiles::of(reader, &raw).begin();
    let vocabulary = raw.vocabulary.as_deref();
    let (headers_text, positions_text, positions) = vocabulary::read(reader, vocabulary);
    let rows_text = vocabulary::row_words(reader, vocabulary);
    let (units_text, units) = vocabulary::units(reader, vocabulary);
    let (rules_text, rules) = rules::read(reader, raw.rules.as_deref(), positions.as_ref());
    let rhythm = Rhythm::read(reader, &raw);
    let readers = readers::readers(reader, &raw);
    let reply_to = value::mailbox(reader, &["reply_to"], raw.reply_to.take());
    let read = reading.join();
    let (register, codes) = communes::register(reader, &raw, read, units);
    readers::areas(reader, &readers, &register);
    let known = |code: &str| codes.as_ref().is_none_or(|codes| codes.contains(code));
    let directory = directory::read(reader, raw.directory.as_deref(), &known);
    let villages = villages::read(reader, raw.villages.as_deref(), &known);
    let guard = guard::read(reader, &raw);
    let sources = source::read(reader, &raw);
    count::check(reader, &raw.count);
    exception::check(reader, &raw, &known);
    let results = results::results(
        reader,
        raw.results.take(),
        sources.iter().map(|(source, _)| source),
    );
    let templates = reminder::templates(reader, &raw.document);
    let reminders = reminder::reminders(reader, &raw.reminder);
    Campaign {
        name: raw.name,
        title: raw.title,
        register: Arc::new(register),
        rules_text,
        groups: counted_by(raw.counted_by),
        rules,
        headers_text,
        positions_text,
        rows_text,
        units_text,
        roles: raw.roles,
        deadline: raw.deadline,
        deadline_inclusive: raw.deadline_inclusive,
        communes_began: raw.communes_began.unwrap_or_else(communes_began),
        schedule: rhythm.schedule,
        report_schedule: rhythm.report_schedule,
        extra_runs: rhythm.extra_runs,
        catch_up: rhythm.catch_up,
        readers,
        reply_to,
        directory,
        villages,
        send: raw.send,
        heartbeat: rhythm.heartbeat,
        stale_after: rhythm.stale_after,
        document: raw.document,
        templates,
        reminders,
        answers: aliases(raw.aliases),
        remarks: Vec::new(),
        sources,
        milestones: raw.milestone.into_iter().map(milestone).collect(),
        counts: raw.count,
        guard,
        confirmed: raw.confirmed,
        waivers: raw.waiver,
        extensions: raw.extension,
        results,
        files: Vec::new(),
    }
}

fn check_name(reader: &mut TomlFile<'_>, name: &str) {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if name.is_empty() || !name.chars().all(plain) {
        reader.at(
            &["name"],
            "config-name",
            &[("value", name)],
            "name = \"to-cnscd-quang-ngai\"",
        );
    }
}

fn aliases(written: BTreeMap<String, String>) -> Vec<Alias> {
    let alias = |(spelling, code)| Alias { spelling, code };
    written.into_iter().map(alias).collect()
}

fn milestone(raw: RawMilestone) -> Milestone {
    Milestone {
        date: raw.date,
        issued: raw.issued,
        note: raw.note,
    }
}

/// Returns each grouping once, in the order given.
fn counted_by(asked: Option<Vec<Grouping>>) -> Vec<Grouping> {
    let mut groups = Vec::new();
    for one in asked.unwrap_or_else(|| Grouping::USUAL.to_vec()) {
        if !groups.contains(&one) {
            groups.push(one);
        }
    }
    groups
}

/// Reads the file that a key names; `None`, with the problem noted, if it cannot be read.
pub(super) fn file(reader: &mut TomlFile<'_>, key: &str, written: &str) -> Option<String> {
    let path = reader.relative(written);
    reader.files.push(path.clone());
    let read = listed::text(&path);
    if let Err(error) = &read {
        let (path, said) = (path.display().to_string(), error.to_string());
        reader.at(
            &[key],
            listed::reason(error),
            &[("path", &path), ("error", &said)],
            &example::of(&[key]),
        );
    }
    read.ok()
}
