//! `cnscd.toml`: the service, with the campaign files it names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::clock::Zone;
use crate::config::problem::{Problem, Problems, TomlFile, sentence};
use crate::config::raw::{MailTransport, RawService};
use crate::config::{
    Campaign, Config, DaemonSettings, Environment, HealthSettings, MailSettings, ReportSettings,
    StoreSettings, WebSettings, campaign, channel, database, example, limits, mail, operation,
    pull, shape, value, web,
};
use crate::google;
use crate::locale::Language;
use crate::schedule::calendar::Calendar;
use crate::store::{Address, LEASE};
use crate::syntax::SyntaxFault;
use crate::table::limits::Limits;

const ZONE: Zone = Zone::Asia__Ho_Chi_Minh;

/// Reads the service's file and those of its campaigns.
pub(super) fn load(file: &Path, environment: &Environment) -> Result<Config, Problems> {
    let text = fs::read_to_string(file).map_err(|error| Problems {
        list: vec![unreadable(file, &error)],
        language: Language::default(),
    })?;
    let mut reader = TomlFile::new(file, &text);
    let mut raw = parse(&mut reader, &text);
    let (campaigns, problems) = campaigns(&mut reader, std::mem::take(&mut raw.campaigns));
    let mut config = read(&mut reader, raw, environment);
    let mut list = reader.problems;
    list.sort_by_key(|problem| problem.line);
    list.extend(problems);
    if !list.is_empty() {
        return Err(Problems {
            list,
            language: own_language(&text),
        });
    }
    config.files = reader.files;
    let listed = campaigns.iter().flat_map(|campaign| campaign.files.clone());
    config.files.extend(listed);
    config.campaigns = campaigns;
    Ok(config)
}

/// Parses the file. If that is impossible, still returns the campaigns,
/// so that they are checked too.
fn parse(reader: &mut TomlFile<'_>, text: &str) -> RawService {
    let schema = serde_json::to_value(schemars::schema_for!(RawService)).expect("a schema is JSON");
    shape::check(reader, &schema);
    toml::from_str(text).unwrap_or_else(|error| {
        if reader.problems.is_empty() {
            let fault = SyntaxFault::of(text, &error);
            reader.push(fault.line, &fault.key, fault.sentence, "");
        }
        RawService {
            campaigns: names(reader),
            ..RawService::default()
        }
    })
}

/// Reads the campaigns named, and returns the problems of their files.
fn campaigns(reader: &mut TomlFile<'_>, named: Vec<String>) -> (Vec<Campaign>, Vec<Problem>) {
    if named.is_empty() {
        let example = example::of(&["campaigns"]);
        reader.at(&["campaigns"], "config-no-campaign", &[], &example);
    }
    let mut problems = Vec::new();
    let mut campaigns: Vec<Campaign> = Vec::new();
    for (place, name) in named.iter().enumerate() {
        let path = reader.relative(name);
        let place = (place + 1).to_string();
        let at = ["campaigns", place.as_str()];
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                let (path, error) = (path.display().to_string(), error.to_string());
                let example = example::of(&["campaigns"]);
                let arguments = [("path", path.as_str()), ("error", error.as_str())];
                reader.at(&at, "config-file-unreadable", &arguments, &example);
                continue;
            }
        };
        match campaign::load(&path, &text) {
            Ok(campaign) if campaigns.iter().any(|known| known.name == campaign.name) => {
                reader.at(
                    &at,
                    "config-campaign-twice",
                    &[("name", &campaign.name)],
                    "",
                );
            }
            Ok(campaign) => campaigns.push(campaign),
            Err(found) => problems.extend(found),
        }
    }
    (campaigns, problems)
}

/// Converts the file to the service's settings, still without its campaigns, with a default in
/// place of each faulty value.
fn read(reader: &mut TomlFile<'_>, raw: RawService, environment: &Environment) -> Config {
    let (folder, mode) = (raw.report.folder.as_deref(), raw.report.mode.as_deref());
    let google = pull::settings(reader, raw.google, environment);
    Config {
        language: raw.language,
        timezone: zone(reader, raw.timezone.as_deref()),
        campaigns: Vec::new(),
        store: database::store(reader, &raw.store, environment),
        report: report(reader, folder, mode),
        mail: mail::mail(reader, raw.mail, environment),
        limits: limits::limits(reader, &raw.limits, google.max_file),
        google,
        calendar: operation::calendar(reader, raw.calendar),
        daemon: operation::daemon(reader, &raw.daemon),
        health: operation::health(reader, &raw.health, &raw.ping),
        channels: channel::channels(reader, raw.channel),
        web: web::web(reader, &raw.web),
        files: Vec::new(),
    }
}

/// The configuration without any file: the shipped register and rules.
pub(super) fn shipped(environment: &Environment) -> Config {
    let here = PathBuf::from(".");
    Config {
        language: Language::Vi,
        timezone: ZONE,
        campaigns: vec![campaign::shipped()],
        store: StoreSettings {
            address: Address::File(here.join("var/cnscd.db")),
            lease: LEASE,
            keep: None,
        },
        report: ReportSettings {
            folder: here.join("reports"),
            mode: 0o640,
        },
        mail: MailSettings {
            transport: MailTransport::Folder,
            folder: here.join("var/mail"),
            from: "cnscd <cnscd@localhost.localdomain>".to_owned(),
            reply_to: None,
            operators: Vec::new(),
            max_attachment: mail::MAX_ATTACHMENT,
            notices_per_hour: mail::NOTICES_PER_HOUR,
            smtp: None,
        },
        google: google::Settings {
            environment_credentials: environment.google_credentials.clone(),
            proxies: environment.proxies.clone(),
            ..google::Settings::default()
        },
        limits: Limits::default(),
        calendar: Calendar::default(),
        daemon: DaemonSettings::default(),
        health: HealthSettings::default(),
        channels: Vec::new(),
        web: WebSettings::default(),
        files: Vec::new(),
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> Problem {
    let (path, error) = (file.display().to_string(), error.to_string());
    Problem {
        message: sentence(
            "config-file-unreadable",
            &[("path", &path), ("error", &error)],
        ),
        file: path,
        line: 0,
        key: String::new(),
        example: "cnscd init".to_owned(),
    }
}

/// Returns the language that a file sets, even if the file has problems.
fn own_language(text: &str) -> Language {
    let (root, _) = toml::de::DeTable::parse_recoverable(text);
    let written = root
        .get_ref()
        .iter()
        .find(|(key, _)| key.get_ref() == "language")
        .map(|(_, value)| value.get_ref());
    match written {
        Some(toml::de::DeValue::String(word)) if word == "en" => Language::En,
        _ => Language::Vi,
    }
}

/// Returns the campaign files of a service whose file cannot be parsed as a whole.
fn names(reader: &TomlFile<'_>) -> Vec<String> {
    let table = reader.root.get_ref();
    let list = table
        .iter()
        .find(|(key, _)| key.get_ref() == "campaigns")
        .map(|(_, value)| value.get_ref());
    match list {
        Some(toml::de::DeValue::Array(items)) => items
            .iter()
            .filter_map(|item| match item.get_ref() {
                toml::de::DeValue::String(name) => Some(name.to_string()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn zone(reader: &mut TomlFile<'_>, written: Option<&str>) -> Zone {
    let read = (|text: &str| text.parse().ok(), "config-zone");
    value::or_default(reader, &["timezone"], written, read, ZONE)
}

fn report(reader: &mut TomlFile<'_>, folder: Option<&str>, mode: Option<&str>) -> ReportSettings {
    let read = (value::mode, "config-mode");
    let mode = value::or_default(reader, &["report", "mode"], mode, read, 0o640);
    ReportSettings {
        folder: reader.relative(folder.unwrap_or("../reports")),
        mode,
    }
}
