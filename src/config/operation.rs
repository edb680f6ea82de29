//! Settings of the daemon: working days, runs around the deadline, the address for monitoring, and
//! the address to ping.
//!
//! Knows how they are written and their problems; deliberately not what is done with them.

use std::net::SocketAddr;

use chrono::Weekday;
use url::Url;

use crate::config::problem::TomlFile;
use crate::config::raw::{RawCalendar, RawDaemon, RawHealth, RawPing, RawWeekday};
use crate::config::{DaemonSettings, example, value};
use crate::google;
use crate::schedule::calendar::Calendar;
use crate::schedule::extra::ExtraRun;

/// How the daemon is monitored: the address at which it answers and the address that it pings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HealthSettings {
    /// Address of `/healthz` and `/metrics`, on this machine.
    pub listen: Option<SocketAddr>,
    /// The dead man's switch: an address that is pinged.
    pub ping: Option<Url>,
}

/// Reads the working days.
pub(super) fn calendar(reader: &mut TomlFile<'_>, raw: RawCalendar) -> Calendar {
    let default = Calendar::default();
    let week = match raw.working_days {
        None => default.week,
        Some(days) if days.is_empty() => {
            problem(
                reader,
                &["calendar", "working_days"],
                "config-week-empty",
                "",
            );
            default.week
        }
        Some(days) => days.into_iter().map(weekday).collect(),
    };
    Calendar {
        week,
        holidays: raw.holidays.into_iter().collect(),
        worked: raw.worked_in_lieu.into_iter().collect(),
    }
}

fn weekday(raw: RawWeekday) -> Weekday {
    match raw {
        RawWeekday::Mon => Weekday::Mon,
        RawWeekday::Tue => Weekday::Tue,
        RawWeekday::Wed => Weekday::Wed,
        RawWeekday::Thu => Weekday::Thu,
        RawWeekday::Fri => Weekday::Fri,
        RawWeekday::Sat => Weekday::Sat,
        RawWeekday::Sun => Weekday::Sun,
    }
}

/// Reads the runs around the deadline.
pub(super) fn extra_runs(reader: &mut TomlFile<'_>, raw: &[String]) -> Vec<ExtraRun> {
    let mut runs = Vec::new();
    for (place, written) in raw.iter().enumerate() {
        match ExtraRun::parse(written) {
            Some(run) => runs.push(run),
            None => {
                let place = (place + 1).to_string();
                problem(reader, &["extra_runs", &place], "config-extra-run", written);
            }
        }
    }
    runs
}

/// Reads how many campaigns run at the same time, and the time limit of a run.
pub(super) fn daemon(reader: &mut TomlFile<'_>, raw: &RawDaemon) -> DaemonSettings {
    let mut settings = DaemonSettings::default();
    match raw.side_by_side {
        None => {}
        Some(number @ 1..=64) => settings.side_by_side = number as usize,
        Some(number) => problem(
            reader,
            &["daemon", "side_by_side"],
            "config-side-by-side",
            &number.to_string(),
        ),
    }
    if let Some(written) = &raw.run_deadline {
        match value::wait(written).filter(|wait| !wait.is_zero()) {
            Some(wait) => settings.run_deadline = wait,
            None => problem(
                reader,
                &["daemon", "run_deadline"],
                "config-duration",
                written,
            ),
        }
    }
    settings
}

/// Reads the address at which the daemon answers and the address that it pings.
pub(super) fn health(reader: &mut TomlFile<'_>, raw: &RawHealth, ping: &RawPing) -> HealthSettings {
    let mut settings = HealthSettings::default();
    if let Some(written) = &raw.listen {
        match written.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => settings.listen = Some(address),
            Ok(_) | Err(_) => problem(reader, &["health", "listen"], "config-listen", written),
        }
    }
    if let Some(written) = &ping.url {
        // The rules for a safe address are those for Google's endpoints.
        match google::Settings::endpoint(written)
            .and(Url::parse(written.trim()).map_err(|_| google::EndpointProblem::NotAnAddress))
        {
            Ok(url) => settings.ping = Some(url),
            Err(_) => problem(reader, &["ping", "url"], "config-endpoint", written),
        }
    }
    settings
}

fn problem(reader: &mut TomlFile<'_>, path: &[&str], key: &'static str, value: &str) {
    let named: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
    reader.at(path, key, &[("value", value)], &example::of(&named));
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::raw::RawService;
    use crate::config::shape;

    /// Reads a service's file and returns its problems: line, key, example.
    fn problems(text: &str) -> Vec<(u32, String, String)> {
        let mut reader = TomlFile::new(Path::new("cnscd.toml"), text);
        let schema = serde_json::to_value(schemars::schema_for!(RawService)).unwrap();
        shape::check(&mut reader, &schema);
        if let Ok(raw) = toml::from_str::<RawService>(text) {
            calendar(&mut reader, raw.calendar);
            health(&mut reader, &raw.health, &raw.ping);
        }
        for problem in &reader.problems {
            assert_ne!(
                problem.message.say(crate::locale::Language::Vi),
                "",
                "{problem:?}"
            );
        }
        let told = |problem: crate::config::Problem| (problem.line, problem.key, problem.example);
        reader.problems.into_iter().map(told).collect()
    }

    #[track_caller]
    fn check(text: &str, key: &str) {
        let found = problems(text);
        let keys: Vec<&str> = found.iter().map(|(_, key, _)| key.as_str()).collect();
        if key.is_empty() {
            assert_eq!(keys, Vec::<&str>::new(), "{text}");
        } else {
            assert_eq!(keys, [key], "{text}");
            assert_eq!(found[0].0, 2, "{text}");
            assert_ne!(found[0].2, "", "{text}");
        }
    }

    #[test]
    fn what_is_right_is_taken() {
        check(
            "[calendar]\nworking_days = [\"mon\", \"sat\"]\nholidays = [2025-09-01, 2025-09-02]",
            "",
        );
        check("[calendar]\nworked_in_lieu = [\"2025-09-06\"]", "");
        check("[health]\nlisten = \"127.0.0.1:9465\"", "");
        check("[health]\nlisten = \"[::1]:9465\"", "");
        check("[ping]\nurl = \"https://hc.example.vn/ping/abc\"", "");
        check("[ping]\nurl = \"http://127.0.0.1:8000/abc\"", "");
    }

    #[test]
    fn what_is_not_is_told_with_its_line_and_an_example() {
        check("[calendar]\nworking_days = []", "calendar.working_days");
        check(
            "[calendar]\nworking_days = [\"thứ hai\"]",
            "calendar.working_days.1",
        );
        check(
            "[calendar]\nholidays = [\"2/9/2025\"]",
            "calendar.holidays.1",
        );
        check("[calendar]\nholiday = [2025-09-02]", "calendar.holiday");
        check("[health]\nlisten = \"0.0.0.0:9465\"", "health.listen");
        check("[health]\nlisten = \"localhost\"", "health.listen");
        check("[ping]\nurl = \"http://hc.example.vn/abc\"", "ping.url");
        check("[ping]\nurl = \"abc\"", "ping.url");
    }

    #[test]
    fn an_extra_run_that_is_none_is_told() {
        let text = "\nextra_runs = [\"deadline\", \"hạn\"]";
        let mut reader = TomlFile::new(Path::new("c.toml"), text);
        let runs = extra_runs(&mut reader, &["deadline".to_owned(), "hạn".to_owned()]);
        assert_eq!(runs.len(), 1);
        assert_eq!(reader.problems.len(), 1);
        assert_eq!(
            (reader.problems[0].line, reader.problems[0].key.as_str()),
            (2, "extra_runs.2")
        );
    }
}
