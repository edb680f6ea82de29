//! `[[channel]]`: programs that deliver notices.

use std::time::Duration;

use crate::config::problem::TomlFile;
use crate::config::raw::{ChannelGets, ChannelKind, RawChannel};
use crate::config::{Channel, example, value};
use crate::delivery::command::Program;

/// The time limit of one call, if none is set.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Names that the outbox uses itself.
const TAKEN: [&str; 2] = ["mail", "results"];

/// Reads the channels and notes every problem of each.
pub(super) fn channels(reader: &mut TomlFile<'_>, raw: Vec<RawChannel>) -> Vec<Channel> {
    let mut channels: Vec<Channel> = Vec::new();
    for (place, raw) in (1..).zip(raw) {
        let ChannelKind::Command = raw.kind;
        let place = place.to_string();
        let plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
        let is_free = !TAKEN.contains(&raw.name.as_str())
            && channels.iter().all(|known| known.program.name != raw.name);
        if raw.name.is_empty() || !raw.name.chars().all(plain) || !is_free {
            problem(reader, &place, "name", "config-channel-name", &raw.name);
        }
        if raw.run.first().is_none_or(String::is_empty) {
            problem(reader, &place, "run", "config-channel-run", "");
        }
        let timeout = raw.timeout.as_deref().map_or(Some(TIMEOUT), value::wait);
        let timeout = timeout.filter(|timeout| !timeout.is_zero());
        if timeout.is_none() {
            let typed = raw.timeout.as_deref().unwrap_or_default();
            problem(reader, &place, "timeout", "config-duration", typed);
        }
        channels.push(Channel {
            program: Program {
                name: raw.name,
                run: raw.run,
                timeout: timeout.unwrap_or(TIMEOUT),
            },
            gets: raw
                .gets
                .unwrap_or_else(|| vec![ChannelGets::Operators, ChannelGets::Communes]),
        });
    }
    channels
}

fn problem(reader: &mut TomlFile<'_>, place: &str, key: &str, sentence: &'static str, value: &str) {
    let example = example::of(&["channel", key]);
    reader.at(
        &["channel", place, key],
        sentence,
        &[("value", value)],
        &example,
    );
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(name: &str, run: &[&str], timeout: Option<&str>, keys: &[&str]) {
        let mut reader = TomlFile::new(Path::new("cnscd.toml"), "");
        let channel = |name: &str| RawChannel {
            kind: ChannelKind::Command,
            name: name.to_owned(),
            run: run.iter().map(|part| (*part).to_owned()).collect(),
            timeout: timeout.map(str::to_owned),
            gets: None,
        };
        let read = channels(&mut reader, vec![channel("first"), channel(name)]);
        let found: Vec<&str> = reader.problems.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(found, keys, "{name} {run:?} {timeout:?}");
        for problem in &reader.problems {
            assert_ne!(problem.example, "", "{problem:?}");
        }
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn a_channel_has_a_name_of_its_own_and_a_program() {
        check("zalo", &["/usr/local/bin/zalo", "x"], Some("10s"), &[]);
        check("zalo", &["zalo"], None, &[]);
        for name in ["", "Zalo", "mail", "results", "first"] {
            check(name, &["zalo"], None, &["channel.2.name"]);
        }
        check("zalo", &[], None, &["channel.1.run", "channel.2.run"]);
        let twice = ["channel.1.timeout", "channel.2.timeout"];
        check("zalo", &["zalo"], Some("soon"), &twice);
    }
}
