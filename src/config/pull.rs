//! `[google]`: the ways to pull a spreadsheet, and the time limit of a pull.

use crate::config::problem::TomlFile;
use crate::config::raw::RawGoogle;
use crate::config::{Environment, value};
use crate::google;

pub(super) fn settings(
    reader: &mut TomlFile<'_>,
    raw: RawGoogle,
    environment: &Environment,
) -> google::Settings {
    let default = google::Settings::default();
    let mut endpoint = |name: &str, written: &Option<String>, default: &url::Url| {
        value::or_default(
            reader,
            &["google", name],
            written.as_deref(),
            (
                |text: &str| google::Settings::endpoint(text).ok(),
                "config-endpoint",
            ),
            default.clone(),
        )
    };
    let sheets_endpoint = endpoint(
        "sheets_endpoint",
        &raw.sheets_endpoint,
        &default.sheets_endpoint,
    );
    let drive_endpoint = endpoint(
        "drive_endpoint",
        &raw.drive_endpoint,
        &default.drive_endpoint,
    );
    let link_endpoint = endpoint("link_endpoint", &raw.link_endpoint, &default.link_endpoint);
    let pull_deadline = value::or_default(
        reader,
        &["google", "pull_deadline"],
        raw.pull_deadline.as_deref(),
        (value::wait, "config-duration"),
        default.pull_deadline,
    );
    let max_file = value::or_default(
        reader,
        &["google", "max_file"],
        raw.max_file.as_deref(),
        (value::size, "config-size"),
        default.max_file,
    );
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
        retry: default.retry,
    }
}
