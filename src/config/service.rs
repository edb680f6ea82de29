//! `cnscd.toml`: the service, and the campaign files it names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::clock::Zone;
use crate::config::channel;
use crate::config::problem::{Problem, Problems, TomlFile, sentence};
use crate::config::raw::{
    MailTransport, RawGoogle, RawLimits, RawMail, RawService, RawSmtp, SmtpSecurity,
};
use crate::config::{
    Campaign, Config, DaemonSettings, Environment, HealthSettings, MailSettings, ReportSettings,
    SmtpSettings, StoreSettings, WebSettings, campaign, database, operation, shape, value, web,
};
use crate::google;
use crate::locale::Language;
use crate::regular;
use crate::schedule::calendar::Calendar;
use crate::store::{Address, LEASE};
use crate::table::limits::{Limits, MIB};

const ZONE: Zone = Zone::Asia__Ho_Chi_Minh;

/// Reads the service's file and every campaign's.
pub(super) fn load(file: &Path, environment: &Environment) -> Result<Config, Problems> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            return Err(Problems {
                list: vec![unreadable(file, &error)],
                language: Language::default(),
            });
        }
    };
    let mut reader = TomlFile::new(file, &text);
    let schema = serde_json::to_value(schemars::schema_for!(RawService)).expect("a schema is JSON");
    shape::check(&mut reader, &schema);
    let raw: RawService = match toml::from_str(&text) {
        Ok(raw) => raw,
        Err(error) => {
            if reader.problems.is_empty() {
                reader.at(&[], "config-syntax", &[("error", error.message())], "");
            }
            // What can be read of the campaigns is checked all the same.
            RawService {
                campaigns: names(&reader),
                ..RawService::default()
            }
        }
    };
    let zone = zone(&mut reader, &raw);
    let mut problems = Vec::new();
    let mut campaigns: Vec<Campaign> = Vec::new();
    for (place, name) in raw.campaigns.iter().enumerate() {
        let path = reader.relative(name);
        match fs::read_to_string(&path) {
            Ok(text) => match campaign::load(&path, &text) {
                Ok(campaign) if campaigns.iter().any(|known| known.name == campaign.name) => {
                    reader.at(
                        &["campaigns", &(place + 1).to_string()],
                        "config-campaign-twice",
                        &[("name", &campaign.name)],
                        "",
                    );
                }
                Ok(campaign) => campaigns.push(campaign),
                Err(found) => problems.extend(found),
            },
            Err(error) => {
                let (path, error) = (path.display().to_string(), error.to_string());
                reader.at(
                    &["campaigns", &(place + 1).to_string()],
                    "config-file-unreadable",
                    &[("path", &path), ("error", &error)],
                    &shape::example(&["campaigns".to_owned()]),
                );
            }
        }
    }
    if raw.campaigns.is_empty() {
        reader.at(
            &["campaigns"],
            "config-no-campaign",
            &[],
            &shape::example(&["campaigns".to_owned()]),
        );
    }
    let store = database::store(&mut reader, &raw.store, environment);
    let report = report(
        &mut reader,
        raw.report.folder.as_deref(),
        raw.report.mode.as_deref(),
    );
    let mail = mail(&mut reader, raw.mail, environment);
    let google = google_settings(&mut reader, raw.google, environment);
    let limits = limits(&mut reader, &raw.limits, google.max_file);
    let calendar = operation::calendar(&mut reader, raw.calendar);
    let daemon = operation::daemon(&mut reader, &raw.daemon);
    let health = operation::health(&mut reader, &raw.health, &raw.ping);
    let channels = channel::channels(&mut reader, raw.channel);
    let web = web::web(&mut reader, &raw.web);
    let mut files = std::mem::take(&mut reader.files);
    files.extend(campaigns.iter().flat_map(|campaign| campaign.files.clone()));
    let language = raw.language;
    let mut list = reader.problems;
    list.sort_by_key(|problem| problem.line);
    list.extend(problems);
    if list.is_empty() {
        Ok(Config {
            language,
            timezone: zone,
            campaigns,
            store,
            report,
            mail,
            google,
            limits,
            calendar,
            daemon,
            health,
            channels,
            web,
            files,
        })
    } else {
        Err(Problems {
            list,
            language: own_language(&text),
        })
    }
}

/// What the program is without any file: the shipped register and rules.
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
            max_attachment: MAX_ATTACHMENT,
            notices_per_hour: NOTICES_PER_HOUR,
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

/// Most mail servers refuse more than 20 to 25 MB, and base64 adds a third.
const MAX_ATTACHMENT: usize = 15 << 20;
/// Notices that go out in an hour where the file says nothing: servers take more for a flood.
const NOTICES_PER_HOUR: usize = 100;

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

/// The language that a file asks for, whatever else is wrong with it.
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

/// The campaign files of a service whose other values are broken.
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

fn zone(reader: &mut TomlFile<'_>, raw: &RawService) -> Zone {
    let Some(name) = &raw.timezone else {
        return ZONE;
    };
    name.parse().unwrap_or_else(|_| {
        reader.at(
            &["timezone"],
            "config-zone",
            &[("value", name)],
            &shape::example(&["timezone".to_owned()]),
        );
        ZONE
    })
}

fn report(reader: &mut TomlFile<'_>, folder: Option<&str>, mode: Option<&str>) -> ReportSettings {
    let written = mode.unwrap_or("0640");
    let mode = value::mode(written).unwrap_or_else(|| {
        reader.at(
            &["report", "mode"],
            "config-mode",
            &[("value", written)],
            "mode = \"0640\"",
        );
        0o640
    });
    ReportSettings {
        folder: reader.relative(folder.unwrap_or("../reports")),
        mode,
    }
}

fn mail(reader: &mut TomlFile<'_>, raw: RawMail, environment: &Environment) -> MailSettings {
    let from = raw
        .from
        .unwrap_or_else(|| "cnscd <cnscd@localhost.localdomain>".to_owned());
    if value::sender(&from).is_none() {
        reader.at(
            &["mail", "from"],
            "config-address",
            &[("value", &from)],
            "from = \"cnscd <cnscd@example.vn>\"",
        );
    }
    for (place, operator) in raw.operators.iter().enumerate() {
        if !value::is_address(operator) {
            reader.at(
                &["mail", "operators", &(place + 1).to_string()],
                "config-address",
                &[("value", operator)],
                "operators = [\"van-hanh@example.vn\"]",
            );
        }
    }
    let reply_to = value::mailbox(reader, &["mail", "reply_to"], raw.reply_to);
    let max_attachment = match raw.max_attachment.as_deref() {
        None => MAX_ATTACHMENT,
        Some(text) => value::size(text)
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or_else(|| {
                reader.at(
                    &["mail", "max_attachment"],
                    "config-size",
                    &[("value", text)],
                    "max_attachment = \"15MiB\"",
                );
                MAX_ATTACHMENT
            }),
    };
    let notices_per_hour = match raw.notices_per_hour {
        None => NOTICES_PER_HOUR,
        Some(number @ 1..) => number as usize,
        Some(0) => {
            reader.at(
                &["mail", "notices_per_hour"],
                "config-notices-per-hour",
                &[],
                "notices_per_hour = 100",
            );
            NOTICES_PER_HOUR
        }
    };
    if raw.transport == MailTransport::Smtp && raw.smtp.is_none() {
        reader.at(
            &["mail", "transport"],
            "config-smtp-missing",
            &[],
            "[mail.smtp]",
        );
    }
    MailSettings {
        transport: raw.transport,
        folder: reader.relative(raw.folder.as_deref().unwrap_or("../var/mail")),
        from,
        reply_to,
        operators: raw.operators,
        max_attachment,
        notices_per_hour,
        smtp: raw.smtp.map(|raw| smtp(reader, raw, environment)),
    }
}

fn smtp(reader: &mut TomlFile<'_>, raw: RawSmtp, environment: &Environment) -> SmtpSettings {
    let loopback = matches!(raw.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if raw.security == SmtpSecurity::None && !loopback {
        reader.at(
            &["mail", "smtp", "security"],
            "config-smtp-open",
            &[("host", &raw.host)],
            "security = \"starttls\"",
        );
    }
    let password = match &raw.password_file {
        Some(file) => secret(
            reader,
            &["mail", "smtp", "password_file"],
            file,
            environment,
        ),
        None => environment.smtp_password.clone(),
    };
    if raw.username.is_some() && password.is_none() && raw.password_file.is_none() {
        reader.at(
            &["mail", "smtp", "username"],
            "config-smtp-password",
            &[],
            "password_file = \"../secrets/smtp-password\"",
        );
    }
    let timeout = match raw.timeout.as_deref() {
        None => Duration::from_secs(60),
        Some(text) => value::wait(text).unwrap_or_else(|| {
            reader.at(
                &["mail", "smtp", "timeout"],
                "config-duration",
                &[("value", text)],
                "timeout = \"60s\"",
            );
            Duration::from_secs(60)
        }),
    };
    SmtpSettings {
        port: raw.port.unwrap_or(match raw.security {
            SmtpSecurity::Tls => 465,
            SmtpSecurity::Starttls => 587,
            SmtpSecurity::None => 25,
        }),
        login: raw.username.zip(password),
        ca_file: raw.ca_file.map(|file| reader.relative(&file)),
        host: raw.host,
        security: raw.security,
        timeout,
    }
}

/// A secret in a file that its owner alone may read. A bare name is looked for among systemd's
/// credentials first.
pub(super) fn secret(
    reader: &mut TomlFile<'_>,
    path: &[&str],
    file: &str,
    environment: &Environment,
) -> Option<SecretString> {
    use std::os::unix::fs::PermissionsExt;
    let credential = environment
        .credentials_directory
        .as_ref()
        .map(|folder| folder.join(file))
        .filter(|path| path.is_file());
    let given = credential.is_some();
    let location = credential.unwrap_or_else(|| reader.relative(file));
    reader.files.push(location.clone());
    let shown = location.display().to_string();
    let read = regular::bytes(&location).and_then(|(bytes, data)| {
        let text = String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok((data.permissions().mode(), text))
    });
    match read {
        Ok((mode, _)) if mode & 0o077 != 0 && !given => {
            reader.at(path, "config-secret-open", &[("path", &shown)], "chmod 600");
            None
        }
        Ok((_, text)) => Some(SecretString::from(
            text.trim_end_matches(['\n', '\r']).to_owned(),
        )),
        Err(error) => {
            reader.at(
                path,
                "config-file-unreadable",
                &[("path", &shown), ("error", &error.to_string())],
                "",
            );
            None
        }
    }
}

fn google_settings(
    reader: &mut TomlFile<'_>,
    raw: RawGoogle,
    environment: &Environment,
) -> google::Settings {
    let default = google::Settings::default();
    let mut endpoint = |name: &str, written: Option<&str>, default: &url::Url| match written
        .map(google::Settings::endpoint)
    {
        None => default.clone(),
        Some(Ok(url)) => url,
        Some(Err(_)) => {
            let example = shape::example(&["google".to_owned(), name.to_owned()]);
            reader.at(
                &["google", name],
                "config-endpoint",
                &[("value", written.unwrap_or_default())],
                &example,
            );
            default.clone()
        }
    };
    let sheets_endpoint = endpoint(
        "sheets_endpoint",
        raw.sheets_endpoint.as_deref(),
        &default.sheets_endpoint,
    );
    let drive_endpoint = endpoint(
        "drive_endpoint",
        raw.drive_endpoint.as_deref(),
        &default.drive_endpoint,
    );
    let link_endpoint = endpoint(
        "link_endpoint",
        raw.link_endpoint.as_deref(),
        &default.link_endpoint,
    );
    let pull_deadline = match raw.pull_deadline.as_deref() {
        None => default.pull_deadline,
        Some(text) => value::wait(text).unwrap_or_else(|| {
            reader.at(
                &["google", "pull_deadline"],
                "config-duration",
                &[("value", text)],
                "pull_deadline = \"120s\"",
            );
            default.pull_deadline
        }),
    };
    let max_file = match raw.max_file.as_deref() {
        None => default.max_file,
        Some(text) => value::size(text).unwrap_or_else(|| {
            reader.at(
                &["google", "max_file"],
                "config-size",
                &[("value", text)],
                "max_file = \"64MiB\"",
            );
            default.max_file
        }),
    };
    google::Settings {
        credentials_file: raw.credentials_file.map(|file| reader.relative(&file)),
        environment_credentials: environment.google_credentials.clone(),
        metadata_server: if raw.metadata_server {
            url::Url::parse(google::Settings::METADATA).ok()
        } else {
            None
        },
        sheets_endpoint,
        drive_endpoint,
        link_endpoint,
        ca_file: raw.ca_file.map(|file| reader.relative(&file)),
        pull_deadline,
        max_file,
        full_pull_every: raw.full_pull_every.unwrap_or(default.full_pull_every),
        proxies: environment.proxies.clone(),
        patience: default.patience,
    }
}

fn limits(reader: &mut TomlFile<'_>, raw: &RawLimits, max_file: u64) -> Limits {
    let default = Limits::default();
    let mut size = |name: &str, written: Option<&str>, default: u64| match written {
        None => default,
        Some(text) => value::size(text).unwrap_or_else(|| {
            let example = shape::example(&["limits".to_owned(), name.to_owned()]);
            reader.at(
                &["limits", name],
                "config-size",
                &[("value", text)],
                &example,
            );
            default
        }),
    };
    let limits = Limits {
        max_file,
        max_unpacked: size(
            "max_unpacked",
            raw.max_unpacked.as_deref(),
            default.max_unpacked,
        ),
        memory: size("memory", raw.memory.as_deref(), default.memory),
        max_parts: raw.max_parts.map_or(default.max_parts, u64::from),
        max_cells: raw.max_cells.map_or(default.max_cells, u64::from),
        max_people: raw.max_people.map_or(default.max_people, u64::from),
        seconds: raw.seconds.map_or(default.seconds, u64::from),
    };
    for (name, value, least, shown) in [
        ("max_unpacked", limits.max_unpacked, 1, "1KiB"),
        // less than the reader itself takes
        ("memory", limits.memory, 64 * MIB, "64MiB"),
        ("max_parts", limits.max_parts, 1, "1"),
        ("max_cells", limits.max_cells, 1, "1"),
        ("max_people", limits.max_people, 1, "1"),
        ("seconds", limits.seconds, 1, "1"),
    ] {
        if value < least {
            let example = shape::example(&["limits".to_owned(), name.to_owned()]);
            reader.at(
                &["limits", name],
                "config-limit-too-small",
                &[("least", shown)],
                &example,
            );
        }
    }
    limits
}

/// An address with its login hidden; any other text as it is.
fn without_login(text: &str) -> String {
    let Ok(mut url) = url::Url::parse(text.trim()) else {
        return text.to_owned();
    };
    if url.username().is_empty() && url.password().is_none() {
        return text.to_owned();
    }
    // Only an address without a host has no place for a login, and that had none.
    let _ = url.set_password(None);
    let _ = url.set_username("***");
    url.into()
}

/// What is in force, secrets hidden.
pub(super) fn show(config: &Config, json: bool) -> String {
    let secret = |secret: &SecretString| {
        if secret.expose_secret().is_empty() {
            ""
        } else {
            "***"
        }
    };
    let smtp = config.mail.smtp.as_ref().map(|smtp| {
        json!({
            "host": smtp.host, "port": smtp.port, "security": format!("{:?}", smtp.security).to_lowercase(),
            "username": smtp.login.as_ref().map_or("", |(name, _)| name), "password": smtp.login.as_ref().map_or("", |(_, password)| secret(password)),
            "ca_file": smtp.ca_file.as_ref().map(|path| path.display().to_string()).unwrap_or_default(), "timeout_seconds": smtp.timeout.as_secs(),
        })
    });
    let path = |path: &Path| path.display().to_string();
    let campaigns: Vec<serde_json::Value> = config
        .campaigns
        .iter()
        .map(|campaign| {
            json!({
                "name": campaign.name, "title": campaign.title, "communes": campaign.register.communes.len(),
                "deadline": campaign.deadline.to_string(), "deadline_inclusive": campaign.deadline_inclusive,
                "schedule": campaign.schedule.as_ref().map(ToString::to_string).unwrap_or_default(),
                "report_schedule": campaign.report_schedule.as_ref().map(ToString::to_string).unwrap_or_default(),
                "extra_runs": campaign.extra_runs.len(),
                "catch_up_seconds": campaign.catch_up.num_seconds(), "heartbeat_seconds": campaign.heartbeat.num_seconds(), "stale_after_seconds": campaign.stale_after.num_seconds(),
                "readers": campaign.readers.iter().map(|reader| reader.shown()).collect::<Vec<_>>(),
                "results": campaign.results.as_ref().map_or_else(|| json!({}), |results| json!({"spreadsheet": results.spreadsheet, "tab": results.tab})),
                "sources": campaign.sources.iter().map(|(source, _)| json!({"name": source.name, "location": without_login(&source.location)})).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut shown = json!({
        "language": match config.language { Language::Vi => "vi", Language::En => "en" },
        "timezone": config.timezone.name(),
        "store": {
            "path": match &config.store.address { Address::File(file) => path(file), Address::Server(server) => server.shown() },
            "lease_seconds": config.store.lease.as_secs(),
        },
        "daemon": {"side_by_side": config.daemon.side_by_side, "run_deadline_seconds": config.daemon.run_deadline.as_secs()},
        "report": {"folder": path(&config.report.folder), "mode": format!("{:04o}", config.report.mode)},
        "mail": {"transport": format!("{:?}", config.mail.transport).to_lowercase(), "folder": path(&config.mail.folder), "from": config.mail.from, "reply_to": config.mail.reply_to.as_deref().unwrap_or_default(), "operators": config.mail.operators},
        "google": {
            "credentials_file": config.google.credentials_file.as_deref().map(path).unwrap_or_default(),
            "sheets_endpoint": without_login(config.google.sheets_endpoint.as_str()), "drive_endpoint": without_login(config.google.drive_endpoint.as_str()), "link_endpoint": without_login(config.google.link_endpoint.as_str()),
            "pull_deadline_seconds": config.google.pull_deadline.as_secs(), "max_file": config.google.max_file,
        },
        "limits": config.limits,
        "calendar": {
            "working_days": config.calendar.week.iter().map(|day| day.to_string().to_lowercase()).collect::<Vec<_>>(),
            "holidays": config.calendar.holidays.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "worked_in_lieu": config.calendar.worked.iter().map(ToString::to_string).collect::<Vec<_>>(),
        },
        "web": {
            "listen": config.web.listen.map(|address| address.to_string()).unwrap_or_default(),
            "behind_proxy": config.web.behind_proxy.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "public_url": config.web.public_url.as_ref().map(ToString::to_string).unwrap_or_default(),
            "log_kept_seconds": config.web.log_kept.as_secs(),
        },
        "health": {"listen": config.health.listen.map(|address| address.to_string()).unwrap_or_default()},
        // Arguments may be secrets.
        "channels": config.channels.iter().map(|channel| json!({"name": channel.program.name, "program": channel.program.run.first(), "timeout_seconds": channel.program.timeout.as_secs()})).collect::<Vec<_>>(),
        // Whoever knows the address can answer for us: it is a secret.
        "ping": {"url": config.health.ping.as_ref().map_or("", |_| "***")},
        "campaigns": campaigns,
    });
    if let Some(smtp) = smtp {
        shown["mail"]["smtp"] = smtp;
    }
    if json {
        serde_json::to_string_pretty(&shown).expect("a JSON value")
    } else {
        toml::to_string_pretty(&shown)
            .expect("tables, lists and plain values")
            .trim_end()
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::without_login;

    #[test]
    fn an_address_is_shown_without_its_login() {
        for (written, shown) in [
            (
                "https://sheets.googleapis.com/",
                "https://sheets.googleapis.com/",
            ),
            (
                "https://so:canary@gateway.vn/g/",
                "https://***@gateway.vn/g/",
            ),
            ("https://canary@gateway.vn/", "https://***@gateway.vn/"),
            ("bang-tinh.xlsx", "bang-tinh.xlsx"),
            ("/srv/a b.xlsx", "/srv/a b.xlsx"),
        ] {
            assert_eq!(without_login(written), shown);
        }
    }
}
