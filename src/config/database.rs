//! `[store]`: the database, and the time limits of a process's work with it.

use std::time::Duration;

use chrono::TimeDelta;
use secrecy::ExposeSecret;

use crate::config::problem::TomlFile;
use crate::config::raw::RawStore;
use crate::config::secret::secret;
use crate::config::{Environment, StoreSettings, example, value};
use crate::store::{Address, CONNECTIONS, LEASE, Server, ServerProblem, ServerTimeouts};

/// The shortest time for which stored data are kept, so that people can look back on a campaign.
const SHORTEST: TimeDelta = TimeDelta::days(30);
/// The most connections to a server that may be set.
const MOST: u32 = 100;
/// The shortest waiting time for a server that may be set; `LATEST` is the longest.
const SOONEST: Duration = Duration::from_secs(1);
const LATEST: Duration = Duration::from_secs(3600);

/// Reads the section.
pub(super) fn store(
    reader: &mut TomlFile<'_>,
    raw: &RawStore,
    environment: &Environment,
) -> StoreSettings {
    let written = raw.url.as_deref().unwrap_or("sqlite:../var/cnscd.db");
    let is_server = written.starts_with("postgres://") || written.starts_with("postgresql://");
    let address = if is_server {
        server(reader, raw, written, environment)
    } else {
        for (key, given) in [
            ("password_file", raw.password_file.is_some()),
            ("ca_file", raw.ca_file.is_some()),
            ("connections", raw.connections.is_some()),
            ("connect_timeout", raw.connect_timeout.is_some()),
            ("lock_timeout", raw.lock_timeout.is_some()),
            ("answer_timeout", raw.answer_timeout.is_some()),
        ] {
            if given {
                problem(reader, key, "config-store-server-only", key);
            }
        }
        file(reader, written)
    };
    let lease = match raw.lease.as_deref() {
        None => LEASE,
        Some(text) => match value::wait(text) {
            Some(lease) if lease >= Duration::from_secs(2) => lease,
            _ => {
                problem(reader, "lease", "config-store-lease", text);
                LEASE
            }
        },
    };
    let keep = raw.keep.as_deref().and_then(|text| {
        let kept = value::duration(text).filter(|keep| *keep >= SHORTEST);
        if kept.is_none() {
            problem(reader, "keep", "config-store-keep", text);
        }
        kept
    });
    StoreSettings {
        address,
        lease,
        keep,
    }
}

fn file(reader: &mut TomlFile<'_>, written: &str) -> Address {
    let path = written
        .strip_prefix("sqlite:")
        .map(|path| path.trim_start_matches("//"))
        .filter(|path| !path.is_empty());
    if path.is_none() {
        problem(
            reader,
            "url",
            "config-store-url",
            &without_password(written),
        );
    }
    Address::File(reader.relative(path.unwrap_or_default()))
}

fn server(
    reader: &mut TomlFile<'_>,
    raw: &RawStore,
    written: &str,
    environment: &Environment,
) -> Address {
    let password = raw
        .password_file
        .as_deref()
        .and_then(|file| secret(reader, &["store", "password_file"], file, environment));
    let ca_file = raw.ca_file.as_deref().map(|file| reader.relative(file));
    if let Some(file) = ca_file.as_ref().filter(|file| !file.is_file()) {
        problem(
            reader,
            "ca_file",
            "config-store-ca-file",
            &file.display().to_string(),
        );
    }
    let connections = raw.connections.unwrap_or(CONNECTIONS);
    if !(2..=MOST).contains(&connections) {
        problem(
            reader,
            "connections",
            "config-store-connections",
            &connections.to_string(),
        );
    }
    let password = password.as_ref().map(ExposeSecret::expose_secret);
    match Server::parse(written, password, ca_file.as_deref(), connections) {
        Ok(server) => Address::Server(Box::new(server.with_timeouts(timeouts(reader, raw)))),
        Err(why) => {
            let key = match why {
                ServerProblem::Unreadable(_) => "config-store-url",
                ServerProblem::Unverified => "config-store-unverified",
            };
            problem(reader, "url", key, &without_password(written));
            file(reader, "sqlite:cnscd.db")
        }
    }
}

fn timeouts(reader: &mut TomlFile<'_>, raw: &RawStore) -> ServerTimeouts {
    let mut wait = |key: &str, written: Option<&str>, default: Duration| match written {
        None => default,
        Some(text) => match value::wait(text) {
            Some(wait) if (SOONEST..=LATEST).contains(&wait) => wait,
            _ => {
                problem(reader, key, "config-store-timeout", text);
                default
            }
        },
    };
    let default = ServerTimeouts::DEFAULT;
    ServerTimeouts {
        connect: wait(
            "connect_timeout",
            raw.connect_timeout.as_deref(),
            default.connect,
        ),
        held: wait("lock_timeout", raw.lock_timeout.as_deref(), default.held),
        answer: wait(
            "answer_timeout",
            raw.answer_timeout.as_deref(),
            default.answer,
        ),
    }
}

fn problem(reader: &mut TomlFile<'_>, key: &str, sentence: &'static str, value: &str) {
    let path = ["store".to_owned(), key.to_owned()];
    reader.at(
        &["store", key],
        sentence,
        &[("value", value)],
        &example::of(&path),
    );
}

/// Returns an address without its password, for display.
fn without_password(address: &str) -> String {
    let Some((before, after)) = address.rsplit_once('@') else {
        return address.to_owned();
    };
    let start = before.find("://").map_or(0, |place| place + 3);
    match before[start..].split_once(':') {
        Some((user, _)) => format!("{}{user}:***@{after}", &before[..start]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::raw::RawService;
    use crate::locale::Language;

    /// Reads a service's file; returns where the store is and the keys of the problems.
    fn read(text: &str) -> (String, Vec<String>) {
        let mut reader = TomlFile::new(Path::new("cnscd.toml"), text);
        let raw: RawService = toml::from_str(text).unwrap();
        let settings = store(&mut reader, &raw.store, &Environment::default());
        for problem in &reader.problems {
            assert_eq!(problem.line, 2, "{problem:?}");
            assert!(!problem.example.is_empty(), "{problem:?}");
            let message = problem.message.say(Language::Vi);
            assert!(!message.contains("bí-mật"), "{message}");
        }
        let keys = reader.problems.iter().map(|problem| problem.key.clone());
        (settings.address.shown(), keys.collect())
    }

    #[test]
    fn a_store_is_a_file_or_a_server() {
        for (url, shown) in [
            ("sqlite:var/x.db", "var/x.db"),
            (
                "postgres://so@127.0.0.1/cnscd",
                "postgres://so@127.0.0.1:5432/cnscd",
            ),
            (
                "postgresql://so:bí-mật@[::1]:5433/cnscd",
                "postgres://so@[::1]:5433/cnscd",
            ),
            (
                "postgres://so@/cnscd?host=/run/postgresql",
                "postgres://so@/run/postgresql/cnscd",
            ),
            (
                "postgres://so@db.example.vn/cnscd",
                "postgres://so@db.example.vn:5432/cnscd",
            ),
            (
                "postgres://so@db.example.vn/cnscd?sslmode=verify-ca",
                "postgres://so@db.example.vn:5432/cnscd",
            ),
        ] {
            let (is, problems) = read(&format!("[store]\nurl = \"{url}\""));
            assert_eq!(problems, Vec::<String>::new(), "{url}");
            assert_eq!(is, shown, "{url}");
        }
    }

    #[test]
    fn what_is_neither_is_told_without_its_password() {
        for (line, key) in [
            ("url = \"mysql://so:bí-mật@h/cnscd\"", "store.url"),
            ("url = \"sqlite:\"", "store.url"),
            ("url = \"postgres://so:bí-mật@h:port/cnscd\"", "store.url"),
            (
                "url = \"postgres://so:bí-mật@db.example.vn/cnscd?sslmode=require\"",
                "store.url",
            ),
            (
                "url = \"postgres://so@db.example.vn/cnscd?sslmode=disable\"",
                "store.url",
            ),
            ("lease = \"1s\"", "store.lease"),
            ("password_file = \"x\"", "store.password_file"),
            ("connections = 4", "store.connections"),
            ("lock_timeout = \"5s\"", "store.lock_timeout"),
        ] {
            assert_eq!(read(&format!("[store]\n{line}")).1, [key], "{line}");
        }
        for (key, wait) in [
            ("connect_timeout", "0s"),
            ("lock_timeout", "2h"),
            ("answer_timeout", "mãi"),
        ] {
            // The address is on the next line, so that the fault is on the second one.
            let line = format!("{key} = \"{wait}\"\nurl = \"postgres://so@127.0.0.1/cnscd\"");
            let expected = [format!("store.{key}")];
            assert_eq!(read(&format!("[store]\n{line}")).1, expected, "{line}");
        }
    }
}
