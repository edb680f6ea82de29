//! A campaign's file, and the lists that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use chrono::TimeDelta;

use crate::clock::Date;
use crate::config::problem::{Problem, TomlFile};
use crate::config::raw::{RawCampaign, Send};
use crate::config::{
    Campaign, directory, listed, operation, readers, reminder, results, shape, value,
};
use crate::document::{Letterhead, Milestone};
use crate::finding::RuleId;
use crate::letter::Templates;
use crate::locale::{Sentence, Value};
use crate::register::{self, Alias, Fault, List, Register};
use crate::rule::Grouping;
use crate::rule::declared::Rules;
use crate::rule::fault::RulesFault;
use crate::schedule::Schedule;
use crate::snapshot::loss::Guard;
use crate::source::Source;
use crate::submission::count::{self, Count, Whole};
use crate::submission::position::Positions;
use crate::submission::role::CampaignRoles;
use crate::submission::row_words::RowWords;
use crate::submission::settings::SourceSettings;
use crate::submission::vocabulary::{Field, Headers};

pub(super) const RULES: &str = include_str!("../../config/rules/to-cnscd.toml");
const HEADERS: &str = include_str!("../../config/vocabulary/headers.toml");
const POSITIONS: &str = include_str!("../../config/vocabulary/positions.toml");
const ROWS: &str = include_str!("../../config/vocabulary/rows.toml");

/// The day the communes of the two-tier model began to work.
fn communes_began() -> Date {
    Date::from_ymd_opt(2025, 7, 1).expect("a day of the calendar")
}

/// The campaign of a program without any configuration.
pub(super) fn shipped() -> Campaign {
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
        roles: CampaignRoles::default(),
        deadline: Date::from_ymd_opt(2025, 8, 15).expect("a day of the calendar"),
        deadline_inclusive: true,
        communes_began: communes_began(),
        schedule: None,
        report_schedule: None,
        extra_runs: Vec::new(),
        catch_up: TimeDelta::hours(24),
        readers: Vec::new(),
        reply_to: None,
        directory: BTreeMap::new(),
        send: Send::Changed,
        heartbeat: TimeDelta::days(7),
        stale_after: TimeDelta::hours(48),
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

/// Reads a campaign's file and the lists it names; every problem of each.
pub(super) fn load(path: &Path, text: &str) -> Result<Campaign, Vec<Problem>> {
    let mut reader = TomlFile::new(path, text);
    let schema =
        serde_json::to_value(schemars::schema_for!(RawCampaign)).expect("a schema is JSON");
    shape::check(&mut reader, &schema);
    let mut raw: RawCampaign = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(error) => {
            if reader.problems.is_empty() {
                reader.at(&[], "config-syntax", &[("error", error.message())], "");
            }
            return Err(reader.problems);
        }
    };
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if raw.name.is_empty() || !raw.name.chars().all(plain) {
        reader.at(
            &["name"],
            "config-name",
            &[("value", &raw.name)],
            "name = \"to-cnscd-quang-ngai\"",
        );
    }
    let reading = RegisterFiles::of(&mut reader, &raw).begin();
    let (headers_text, positions_text, positions) =
        vocabulary(&mut reader, raw.vocabulary.as_deref());
    let rows_text = row_words(&mut reader, raw.vocabulary.as_deref());
    let (rules_text, rules) = rules(&mut reader, raw.rules.as_deref(), positions.as_ref());
    let schedule = schedule(&mut reader, "schedule", raw.schedule.as_deref());
    let report_schedule = self::schedule(
        &mut reader,
        "report_schedule",
        raw.report_schedule.as_deref(),
    );
    let extra_runs = operation::extra_runs(&mut reader, &raw.extra_runs);
    let catch_up = duration(
        &mut reader,
        "catch_up",
        raw.catch_up.as_deref(),
        TimeDelta::hours(24),
    );
    let heartbeat = duration(
        &mut reader,
        "heartbeat",
        raw.heartbeat.as_deref(),
        TimeDelta::days(7),
    );
    let stale_after = duration(
        &mut reader,
        "stale_after",
        raw.stale_after.as_deref(),
        TimeDelta::hours(48),
    );
    let readers = readers::readers(&mut reader, &raw);
    let reply_to = value::mailbox(&mut reader, &["reply_to"], raw.reply_to.take());
    let read = reading.join().expect("reading a register does not panic");
    let (register, codes) = register(&mut reader, &raw, read);
    readers::areas(&mut reader, &readers, &register);
    let known = |code: &str| codes.as_ref().is_none_or(|codes| codes.contains(code));
    let directory = directory::read(&mut reader, raw.directory.as_deref(), &known);
    let guard = guard(&mut reader, &raw);
    let sources = sources(&mut reader, &raw);
    counts(&mut reader, &raw.count);
    exceptions(&mut reader, &raw, &known);
    let results = results::results(
        &mut reader,
        raw.results.take(),
        sources.iter().map(|(source, _)| source),
    );
    let templates = reminder::templates(&mut reader, &raw.document);
    let reminders = reminder::reminders(&mut reader, &raw.reminder);
    if !reader.problems.is_empty() {
        reader.problems.sort_by_key(|problem| problem.line);
        return Err(reader.problems);
    }
    let remarks = unsaid(&mut reader, text);
    let answers = raw
        .aliases
        .into_iter()
        .map(|(spelling, code)| Alias { spelling, code })
        .collect();
    let milestones = raw
        .milestone
        .into_iter()
        .map(|raw| Milestone {
            date: raw.date,
            issued: raw.issued,
            note: raw.note,
        })
        .collect();
    Ok(Campaign {
        name: raw.name,
        title: raw.title,
        register: Arc::new(register),
        rules_text,
        groups: counted_by(raw.counted_by),
        rules,
        headers_text,
        positions_text,
        rows_text,
        roles: raw.roles,
        deadline: raw.deadline,
        deadline_inclusive: raw.deadline_inclusive,
        communes_began: raw.communes_began.unwrap_or_else(communes_began),
        schedule,
        report_schedule,
        extra_runs,
        catch_up,
        readers,
        reply_to,
        directory,
        send: raw.send,
        heartbeat,
        stale_after,
        document: raw.document,
        templates,
        reminders,
        answers,
        remarks,
        sources,
        milestones,
        counts: raw.count,
        guard,
        confirmed: raw.confirmed,
        waivers: raw.waiver,
        extensions: raw.extension,
        results,
        files: reader.files,
    })
}

/// Each grouping once, in the order that it is asked for.
fn counted_by(asked: Option<Vec<Grouping>>) -> Vec<Grouping> {
    let mut groups = Vec::new();
    for one in asked.unwrap_or_else(|| Grouping::USUAL.to_vec()) {
        if !groups.contains(&one) {
            groups.push(one);
        }
    }
    groups
}

/// What is left to be said: what the report would leave blank because `[document]` does not say
/// it, who reads it, and a deadline that no letter bears out.
fn unsaid(reader: &mut TomlFile<'_>, text: &str) -> Vec<Problem> {
    let written: toml::Table = text.parse().unwrap_or_default();
    let document = written.get("document").and_then(toml::Value::as_table);
    let says = |key: &str| {
        let value = document.and_then(|document| document.get(key));
        value.is_some_and(|value| match value {
            toml::Value::String(text) => !text.trim().is_empty(),
            toml::Value::Array(lines) => !lines.is_empty(),
            _ => true,
        })
    };
    let missing: Vec<&str> = Letterhead::EXPECTED
        .into_iter()
        .filter(|key| !says(key))
        .collect();
    let problems = std::mem::take(&mut reader.problems);
    for key in missing {
        let example = shape::example(&["document".to_owned(), key.to_owned()]);
        reader.at(
            &["document"],
            "config-document-unsaid",
            &[("key", key)],
            &example,
        );
    }
    if !says("letter") {
        let example = shape::example(&["deadline".to_owned()]);
        reader.at(&["deadline"], "config-deadline-unfounded", &[], &example);
    }
    let readers = written.get("readers").and_then(toml::Value::as_array);
    if readers.is_none_or(Vec::is_empty) {
        let example = shape::example(&["readers".to_owned()]);
        reader.at(&["readers"], "config-readers-unsaid", &[], &example);
    }
    for key in ["schedule", "report_schedule"] {
        let value = written.get(key).and_then(toml::Value::as_str);
        let schedule = value.and_then(|value| Schedule::parse(value).ok());
        if let Some(schedule) = schedule.filter(Schedule::skips_months) {
            let said = schedule.to_string();
            reader.at(
                &[key],
                "config-schedule-skips",
                &[("schedule", &said)],
                &format!("{key} = \"0 7 L * *\""),
            );
        }
    }
    std::mem::replace(&mut reader.problems, problems)
}

/// The text of a file that a key names; none, and a problem, where it cannot be read.
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
            &shape::example(&[key.to_owned()]),
        );
    }
    read.ok()
}

/// The files of a register as text; none of one that cannot be read.
struct RegisterFiles {
    communes: Option<String>,
    dissolved: Option<String>,
    spellings: Option<String>,
}

/// What came of reading them.
struct ReadRegister {
    read: Result<Register, Vec<Fault>>,
    /// Every code that stands in the list of communes, also on lines that are at fault: what
    /// refers to the list is held against these.
    codes: BTreeSet<String>,
}

impl RegisterFiles {
    fn of(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Self {
        let list = |reader: &mut TomlFile<'_>, key: &str, written: &Option<String>| {
            let written = written.as_deref()?;
            Some(file(reader, key, written).unwrap_or_default())
        };
        Self {
            communes: file(reader, "register", &raw.register),
            dissolved: list(reader, "dissolved", &raw.dissolved),
            spellings: list(reader, "spellings", &raw.spellings),
        }
    }

    /// Begins to read them on a thread: they are the longest part of a campaign.
    fn begin(self) -> JoinHandle<Option<ReadRegister>> {
        std::thread::spawn(move || {
            let communes = self.communes?;
            let read = match (self.dissolved, self.spellings) {
                (None, None) => Register::with_shipped_names(&communes),
                (dissolved, spellings) => Register::from_csv(
                    &communes,
                    &dissolved.unwrap_or_default(),
                    &spellings.unwrap_or_default(),
                ),
            };
            let codes = match &read {
                Ok(register) => register
                    .communes
                    .iter()
                    .map(|one| one.code.clone())
                    .collect(),
                Err(_) => register::codes(&communes),
            };
            Some(ReadRegister { read, codes })
        })
    }
}

/// The register that was read, with the campaign's own spellings, and the codes that may be
/// referred to; `None` where no list could be read, which condemns nothing else.
fn register(
    reader: &mut TomlFile<'_>,
    raw: &RawCampaign,
    read: Option<ReadRegister>,
) -> (Register, Option<BTreeSet<String>>) {
    let Some(ReadRegister { read, codes }) = read else {
        return (Register::shipped(), None);
    };
    let register = match read {
        Ok(register) => register,
        Err(faults) => {
            for fault in faults {
                listed(reader, raw, &fault);
            }
            let codes = (!codes.is_empty()).then_some(codes);
            return (Register::shipped(), codes);
        }
    };
    let (register, refused) = register.with_aliases(&raw.aliases);
    for (spelling, fault) in refused {
        let line = reader.line_of(&["aliases", &spelling]);
        let message = Sentence::new("config-alias")
            .with("why", Value::Sentences(vec![fault_sentence(&fault)]));
        reader.push(
            line,
            &format!("aliases.{spelling}"),
            message,
            "\"Xã Đak Uy\" = \"23510\"",
        );
    }
    (register, Some(codes))
}

/// A fault of a list, at the line of the list.
fn listed(reader: &mut TomlFile<'_>, raw: &RawCampaign, fault: &Fault) {
    let (key, written, example) = match fault.list {
        List::Communes => (
            "register",
            Some(&raw.register),
            "21025,Cẩm Thành,phuong,Quảng Ngãi,thành phố Quảng Ngãi",
        ),
        List::Dissolved => (
            "dissolved",
            raw.dissolved.as_ref(),
            "Chánh Lộ,phuong,thành phố Quảng Ngãi,Quảng Ngãi,21025",
        ),
        List::Spellings => (
            "spellings",
            raw.spellings.as_ref(),
            "Ngọc Réo,23515,viết Ngọc thay cho Ngọk",
        ),
    };
    let path = reader.relative(written.unwrap_or(&raw.register));
    reader.problems.push(Problem {
        file: path.display().to_string(),
        line: u32::try_from(fault.line).unwrap_or(u32::MAX),
        key: key.to_owned(),
        message: fault_sentence(fault),
        example: example.to_owned(),
    });
}

pub(super) fn fault_sentence(fault: &Fault) -> Sentence {
    let named = fault.arguments.iter();
    named.fold(Sentence::new(fault.key), |sentence, (name, value)| {
        sentence.with(*name, value.as_str())
    })
}

/// The text of the rules, and the rules.
fn rules(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
    positions: Option<&Positions>,
) -> (String, Rules) {
    let Some((written, text)) =
        written.and_then(|written| Some((written, file(reader, "rules", written)?)))
    else {
        return (RULES.to_owned(), Rules::shipped());
    };
    let path = reader.relative(written).display().to_string();
    let rules = Rules::from_toml(&text).unwrap_or_else(|problems| {
        for problem in problems {
            let message = match &problem.fault {
                RulesFault::UnknownRule(id) => unknown_rule(id),
                _ => problem.sentence(),
            };
            reader.problems.push(Problem {
                file: path.clone(),
                line: problem.line,
                key: problem.key.clone(),
                message,
                example: problem.example().to_owned(),
            });
        }
        Rules::shipped()
    });
    if let Some(positions) = positions {
        unknown_offices(reader, &path, &text, &rules, positions);
    }
    (text, rules)
}

/// The offices that the lists of the rules name and the vocabulary does not know: such a list
/// would silently accept nobody.
fn unknown_offices(
    reader: &mut TomlFile<'_>,
    path: &str,
    text: &str,
    rules: &Rules,
    positions: &Positions,
) {
    let offices = positions.known_offices();
    let known: Vec<&str> = offices.iter().map(|(office, _)| office.as_str()).collect();
    for office in rules.offices() {
        if known.contains(&office) {
            continue;
        }
        let named = |line: &&str| {
            let code = line.split('#').next().unwrap_or_default();
            code.split('"')
                .any(|part| part.trim_end_matches('?').split(':').next() == Some(office))
        };
        // What the file does not name is shipped, and the vocabulary has gone from under it.
        let line = text.lines().position(|line| named(&line));
        let message = shape::unknown("config-office", office, &known);
        reader.problems.push(Problem {
            file: path.to_owned(),
            line: line.map_or(0, |line| u32::try_from(line + 1).unwrap_or(u32::MAX)),
            key: office.to_owned(),
            message,
            example: "accepted = [\"chairman-pc\", \"chairman-pc:acting\", \"chairman-pc?\"]"
                .to_owned(),
        });
    }
}

/// That no rule has this id, with those that there are.
fn unknown_rule(id: &str) -> Sentence {
    let known: Vec<&str> = RuleId::ALL.iter().map(|rule| rule.id()).collect();
    shape::unknown("config-rule", id, &known)
}

/// The texts of the vocabulary, and the positions where they can be read.
fn vocabulary(
    reader: &mut TomlFile<'_>,
    written: Option<&str>,
) -> (String, String, Option<Positions>) {
    let Some(folder) = written else {
        let positions = Positions::shipped();
        return (HEADERS.to_owned(), POSITIONS.to_owned(), Some(positions));
    };
    let headers = file(reader, "vocabulary", &format!("{folder}/headers.toml"));
    let positions = file(reader, "vocabulary", &format!("{folder}/positions.toml"));
    if let Some(Err(error)) = headers.as_deref().map(Headers::from_toml) {
        reader.at(
            &["vocabulary"],
            "config-vocabulary",
            &[("file", "headers.toml"), ("error", error.message())],
            "vocabulary = \"../vocabulary\"",
        );
    }
    let read = positions.as_deref().map(Positions::from_toml);
    if let Some(Err(error)) = &read {
        reader.at(
            &["vocabulary"],
            "config-vocabulary",
            &[("file", "positions.toml"), ("error", &error.to_string())],
            "vocabulary = \"../vocabulary\"",
        );
    }
    (
        headers.unwrap_or_default(),
        positions.unwrap_or_default(),
        read.and_then(Result::ok),
    )
}

/// The words that rows are known by: a folder laid out before there were any needs none.
fn row_words(reader: &mut TomlFile<'_>, written: Option<&str>) -> Option<String> {
    let Some(folder) = written else {
        return Some(ROWS.to_owned());
    };
    let name = format!("{folder}/rows.toml");
    if !reader.relative(&name).exists() {
        return None;
    }
    let rows = file(reader, "vocabulary", &name)?;
    if let Err(error) = RowWords::from_toml(&rows) {
        reader.at(
            &["vocabulary"],
            "config-vocabulary",
            &[("file", "rows.toml"), ("error", error.message())],
            "vocabulary = \"../vocabulary\"",
        );
    }
    Some(rows)
}

fn schedule(reader: &mut TomlFile<'_>, key: &str, written: Option<&str>) -> Option<Schedule> {
    match Schedule::parse(written?) {
        Ok(schedule) => Some(schedule),
        Err(error) => {
            let (sentence, arguments) = error.sentence();
            let arguments: Vec<(&str, &str)> = arguments
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            reader.at(
                &[key],
                sentence,
                &arguments,
                &shape::example(&[key.to_owned()]),
            );
            None
        }
    }
}

fn duration(
    reader: &mut TomlFile<'_>,
    key: &str,
    written: Option<&str>,
    default: TimeDelta,
) -> TimeDelta {
    let Some(written) = written else {
        return default;
    };
    value::duration(written).unwrap_or_else(|| {
        reader.at(
            &[key],
            "config-duration",
            &[("value", written)],
            &shape::example(&[key.to_owned()]),
        );
        default
    })
}

fn guard(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Guard {
    let default = Guard::default();
    let mut share = |key: &str, written: Option<&str>, default: f64| match written {
        None => default,
        Some(text) => value::share(text).unwrap_or_else(|| {
            let example = shape::example(&["guard".to_owned(), key.to_owned()]);
            reader.at(
                &["guard", key],
                "config-share",
                &[("value", text)],
                &example,
            );
            default
        }),
    };
    Guard {
        max_lost_rows: share(
            "max_lost_rows",
            raw.guard.max_lost_rows.as_deref(),
            default.max_lost_rows,
        ),
        max_lost_decisions: share(
            "max_lost_decisions",
            raw.guard.max_lost_decisions.as_deref(),
            default.max_lost_decisions,
        ),
        max_changed_decisions: share(
            "max_changed_decisions",
            raw.guard.max_changed_decisions.as_deref(),
            default.max_changed_decisions,
        ),
        max_lost_people: share(
            "max_lost_people",
            raw.guard.max_lost_people.as_deref(),
            default.max_lost_people,
        ),
        min_changed: raw.guard.min_changed.unwrap_or(default.min_changed),
    }
}

fn sources(reader: &mut TomlFile<'_>, raw: &RawCampaign) -> Vec<(Source, SourceSettings)> {
    if raw.source.is_empty() {
        reader.at(
            &["source"],
            "config-no-source",
            &[],
            &shape::example(&["source".to_owned()]),
        );
    }
    let base = reader.path.parent().unwrap_or(Path::new("")).to_owned();
    let mut sources: Vec<(Source, SourceSettings)> = Vec::new();
    for (place, raw) in raw.source.iter().enumerate() {
        let place = (place + 1).to_string();
        if sources.iter().any(|(source, _)| source.name == raw.name) {
            reader.at(
                &["source", &place, "name"],
                "config-source-twice",
                &[("name", &raw.name)],
                "name = \"dau-moi\"",
            );
        }
        if raw.location.trim().is_empty() {
            reader.at(
                &["source", &place, "location"],
                "config-location",
                &[],
                "location = \"../samples/to-cnscd.xlsx\"",
            );
        }
        for field in raw.columns.keys() {
            let bare = ["leader_", "deputy_", "member_"]
                .iter()
                .find_map(|role| field.strip_prefix(role))
                .unwrap_or(field);
            if Field::from_id(bare).is_none() {
                reader.at(
                    &["source", &place, "columns", field],
                    "config-field",
                    &[("value", field)],
                    "commune = \"Đơn vị\"",
                );
            }
        }
        let source = Source {
            name: raw.name.clone(),
            location: raw.location.clone(),
            base: base.clone(),
        };
        let settings = SourceSettings {
            name: raw.name.clone(),
            holds: raw.holds,
            tabs: raw.tabs.clone(),
            columns: raw.columns.clone(),
        };
        sources.push((source, settings));
    }
    sources
}

/// Counts have names of their own, and titles by which their columns are found.
fn counts(reader: &mut TomlFile<'_>, raw: &[Count]) {
    if raw.len() > count::MOST {
        let most = count::MOST.to_string();
        reader.at(&["count"], "config-counts", &[("most", &most)], "");
    }
    let plain = |name: &str| {
        let letter =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        !name.is_empty() && name.chars().all(letter)
    };
    for (place, count) in raw.iter().enumerate() {
        let number = (place + 1).to_string();
        let twice = raw[..place].iter().any(|other| other.name == count.name);
        if !plain(&count.name) || twice {
            let example = shape::example(&["count".to_owned(), "name".to_owned()]);
            reader.at(
                &["count", &number, "name"],
                "config-count-name",
                &[("value", &count.name)],
                &example,
            );
        }
        let of = match &count.of {
            Whole::Constant(0) => &[][..],
            Whole::Constant(_) => count.number.all(),
            Whole::Column(titles) => titles.all(),
        };
        let blank = |titles: &[String]| {
            titles.is_empty() || titles.iter().any(|title| title.trim().is_empty())
        };
        for (key, empty) in [
            ("title", count.title.trim().is_empty()),
            ("number", blank(count.number.all())),
            ("of", blank(of)),
        ] {
            if empty {
                let example = shape::example(&["count".to_owned(), key.to_owned()]);
                reader.at(
                    &["count", &number, key],
                    "config-count-empty",
                    &[],
                    &example,
                );
            }
        }
    }
}

/// Confirmations, waivers and extensions name communes of the register and rules that exist.
fn exceptions(reader: &mut TomlFile<'_>, raw: &RawCampaign, known: &dyn Fn(&str) -> bool) {
    let confirmed = raw.confirmed.iter().map(|one| ("confirmed", &one.commune));
    let waived = raw.waiver.iter().map(|one| ("waiver", &one.commune));
    let extended = raw.extension.iter().map(|one| ("extension", &one.commune));
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (table, code) in confirmed.chain(waived).chain(extended) {
        let place = places.entry(table).or_insert(0);
        *place += 1;
        if !known(code) {
            reader.at(
                &[table, &place.to_string(), "commune"],
                "config-code",
                &[("value", code)],
                "commune = \"21025\"",
            );
        }
    }
    for (place, waiver) in raw.waiver.iter().enumerate() {
        if !RuleId::ALL.iter().any(|rule| rule.id() == waiver.rule) {
            let place = (place + 1).to_string();
            let line = reader.line_of(&["waiver", &place, "rule"]);
            reader.push(
                line,
                &format!("waiver.{place}.rule"),
                unknown_rule(&waiver.rule),
                "rule = \"deputy-not-eligible\"",
            );
        }
    }
}
