//! Shows the configuration in force: every value except secrets.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::config::{Campaign, Channel, Config, Reminder};
use crate::locale::Language;
use crate::store::Address;

/// Shown in place of a secret.
const HIDDEN: &str = "***";

/// Shows the configuration in force, with secrets hidden.
pub(super) fn show(config: &Config, json: bool) -> String {
    let campaigns: Vec<Value> = config.campaigns.iter().map(campaign).collect();
    let channels: Vec<Value> = config.channels.iter().map(channel).collect();
    let shown = json!({
        "language": match config.language { Language::Vi => "vi", Language::En => "en" },
        "timezone": config.timezone.name(),
        "store": store(config),
        "daemon": {
            "side_by_side": config.daemon.side_by_side,
            "run_deadline_seconds": config.daemon.run_deadline.as_secs(),
        },
        "report": {
            "folder": path(&config.report.folder),
            "mode": format!("{:04o}", config.report.mode),
        },
        "mail": mail(config),
        "google": google(config),
        "limits": config.limits,
        "calendar": calendar(config),
        "web": web(config),
        "health": {"listen": text(config.health.listen)},
        "channels": channels,
        // The address is a secret: anybody who knows it can ping in place of the program.
        "ping": {"url": config.health.ping.as_ref().map_or("", |_| HIDDEN)},
        "campaigns": campaigns,
    });
    if json {
        serde_json::to_string_pretty(&shown).expect("a JSON value")
    } else {
        toml::to_string_pretty(&shown)
            .expect("tables, lists and plain values")
            .trim_end()
            .to_owned()
    }
}

fn store(config: &Config) -> Value {
    let mut shown = json!({
        "path": match &config.store.address {
            Address::File(file) => path(file),
            Address::Server(server) => server.shown(),
        },
        "lease_seconds": config.store.lease.as_secs(),
    });
    if let Some(keep) = config.store.keep {
        shown["keep_seconds"] = json!(keep.num_seconds());
    }
    shown
}

fn mail(config: &Config) -> Value {
    let mail = &config.mail;
    let mut shown = json!({
        "transport": format!("{:?}", mail.transport).to_lowercase(),
        "folder": path(&mail.folder),
        "from": mail.from,
        "reply_to": mail.reply_to.as_deref().unwrap_or_default(),
        "operators": mail.operators,
        "max_attachment": mail.max_attachment,
        "notices_per_hour": mail.notices_per_hour,
    });
    if let Some(smtp) = &mail.smtp {
        let login = smtp.login.as_ref();
        shown["smtp"] = json!({
            "host": smtp.host,
            "port": smtp.port,
            "security": format!("{:?}", smtp.security).to_lowercase(),
            "username": login.map_or("", |(name, _)| name),
            "password": login.map_or("", |(_, password)| secret(password)),
            "ca_file": smtp.ca_file.as_deref().map(path).unwrap_or_default(),
            "timeout_seconds": smtp.timeout.as_secs(),
        });
    }
    shown
}

fn google(config: &Config) -> Value {
    let google = &config.google;
    json!({
        "credentials_file": google.credentials_file.as_deref().map(path).unwrap_or_default(),
        "sheets_endpoint": without_login(google.sheets_endpoint.as_str()),
        "drive_endpoint": without_login(google.drive_endpoint.as_str()),
        "link_endpoint": without_login(google.link_endpoint.as_str()),
        "pull_deadline_seconds": google.pull_deadline.as_secs(),
        "max_file": google.max_file,
    })
}

fn calendar(config: &Config) -> Value {
    let calendar = &config.calendar;
    let week = calendar.week.iter();
    json!({
        "working_days": week.map(|day| day.to_string().to_lowercase()).collect::<Vec<_>>(),
        "holidays": texts(&calendar.holidays),
        "worked_in_lieu": texts(&calendar.worked),
    })
}

fn web(config: &Config) -> Value {
    let web = &config.web;
    json!({
        "listen": text(web.listen),
        "behind_proxy": texts(&web.behind_proxy),
        "public_url": text(web.public_url.as_ref()),
        "log_kept_seconds": web.log_kept.as_secs(),
    })
}

/// Shows a channel without the arguments of its program, which may be secrets.
fn channel(channel: &Channel) -> Value {
    let program = &channel.program;
    json!({
        "name": program.name,
        "program": program.run.first(),
        "timeout_seconds": program.timeout.as_secs(),
    })
}

fn campaign(campaign: &Campaign) -> Value {
    let readers: Vec<String> = campaign.readers.iter().map(|one| one.shown()).collect();
    let sources = campaign.sources.iter().map(|(source, _)| {
        let location = without_login(&source.location);
        json!({"name": source.name, "location": location})
    });
    let results = campaign.results.as_ref();
    json!({
        "name": campaign.name,
        "title": campaign.title,
        "communes": campaign.register.communes.len(),
        "deadline": campaign.deadline.to_string(),
        "deadline_inclusive": campaign.deadline_inclusive,
        "counted_by": campaign.groups.iter().map(|group| group.id()).collect::<Vec<_>>(),
        "schedule": text(campaign.schedule.as_ref()),
        "report_schedule": text(campaign.report_schedule.as_ref()),
        "extra_runs": campaign.extra_runs.len(),
        "catch_up_seconds": campaign.catch_up.num_seconds(),
        "heartbeat_seconds": campaign.heartbeat.num_seconds(),
        "stale_after_seconds": campaign.stale_after.num_seconds(),
        "send": format!("{:?}", campaign.send).to_lowercase(),
        "readers": readers,
        "reply_to": campaign.reply_to.as_deref().unwrap_or_default(),
        "reminders": campaign.reminders.iter().map(Reminder::id).collect::<Vec<_>>(),
        "guard": campaign.guard,
        "confirmed": campaign.confirmed.len(),
        "waivers": campaign.waivers.len(),
        "extensions": campaign.extensions.len(),
        "aliases": campaign.answers.len(),
        "results": results.map_or_else(|| json!({}), |results| json!({
            "spreadsheet": results.spreadsheet,
            "tab": results.tab,
        })),
        "sources": sources.collect::<Vec<_>>(),
    })
}

fn secret(secret: &SecretString) -> &'static str {
    match secret.expose_secret() {
        "" => "",
        _ => HIDDEN,
    }
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// Returns an empty text if nothing is set, since TOML has no null.
fn text(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn texts<'a, One: ToString + 'a>(values: impl IntoIterator<Item = &'a One>) -> Vec<String> {
    values.into_iter().map(ToString::to_string).collect()
}

/// Returns an address with its login hidden; any other text unchanged.
fn without_login(text: &str) -> String {
    let Ok(mut url) = url::Url::parse(text.trim()) else {
        return text.to_owned();
    };
    if url.username().is_empty() && url.password().is_none() {
        return text.to_owned();
    }
    // This fails only for an address without a host, which cannot have a login.
    let _ = url.set_password(None);
    let _ = url.set_username(HIDDEN);
    url.into()
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
