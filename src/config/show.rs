//! The configuration in force as it is shown: every value, no secret.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::config::Config;
use crate::locale::Language;
use crate::store::Address;

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
