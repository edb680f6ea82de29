//! The configuration: in force or refused with every problem named, the same ones in both
//! languages.
//!
//! The bytes are the service's file, and after a line of `----` the campaign's.

use std::fs;
use std::sync::LazyLock;

use cnscd::config::{Config, Environment, Problem};
use cnscd::locale::Language;
use tempfile::TempDir;

/// In memory where the machine has such a folder: it is written once for every try.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    TempDir::new_in("/dev/shm")
        .or_else(|_| TempDir::new())
        .expect("a folder")
});

pub(crate) fn hold(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let (service, campaign) = text.split_once("\n----\n").unwrap_or((text, ""));
    let file = FOLDER.path().join("cnscd.toml");
    fs::write(&file, service).expect("room");
    fs::write(FOLDER.path().join("c.toml"), campaign).expect("room");
    match Config::load_or_shipped(Some(&file), &Environment::default()) {
        Ok(config) => is_in_force(&config),
        Err(problems) => are_named(&problems.list, service, campaign),
    }
}

fn is_in_force(config: &Config) {
    assert!(!config.campaigns.is_empty());
    assert!(serde_json::from_str::<serde_json::Value>(&config.show(true)).is_ok());
    assert!(!config.show(false).is_empty());
    assert!(config.report.mode <= 0o777, "{:o}", config.report.mode);
    assert!(config.limits.seconds > 0 && config.limits.memory > 0);
    for campaign in &config.campaigns {
        let plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        assert!(campaign.name.chars().all(plain), "{:?}", campaign.name);
        assert!(!campaign.register.communes.is_empty());
        assert!(campaign.catch_up.num_milliseconds() >= 0);
        for reader in &campaign.readers {
            let strange = |letter: char| letter.is_control() || letter.is_whitespace();
            for address in reader.everybody() {
                assert!(!address.contains(strange), "{address:?}");
            }
        }
        let now = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000);
        let plan = config.plan(campaign);
        assert!(plan.next_pull(now).is_none_or(|next| next > now));
        assert!(plan.next_report(now).is_none_or(|next| next > now));
    }
}

fn are_named(problems: &[Problem], service: &str, campaign: &str) {
    assert!(!problems.is_empty());
    for problem in problems {
        for language in [Language::Vi, Language::En] {
            let message = problem.message.say(language);
            assert!(message.chars().count() > 3, "{problem:?}");
            assert!(!message.starts_with("config-"), "{problem:?}");
        }
        let of_campaign = problem.file.ends_with("c.toml");
        let text = if of_campaign { campaign } else { service };
        let lines = text.matches('\n').count() + 1;
        assert!(problem.line as usize <= lines, "{problem:?}");
    }
    // a campaign's problems are named whatever is wrong with the service
    for problem in alone(campaign) {
        let told = |one: &Problem| one.line == problem.line && one.key == problem.key;
        let named = problems.iter().any(told);
        let asked_for = problems.iter().any(|one| one.file.ends_with("c.toml"));
        assert!(named || !asked_for, "{problem:?} is not named");
    }
}

/// The campaign's problems where nothing is wrong with the service.
fn alone(campaign: &str) -> Vec<Problem> {
    let file = FOLDER.path().join("alone.toml");
    fs::write(&file, "campaigns = [\"c.toml\"]").expect("room");
    fs::write(FOLDER.path().join("c.toml"), campaign).expect("room");
    let loaded = Config::load_or_shipped(Some(&file), &Environment::default());
    let problems = loaded.err().map_or(Vec::new(), |problems| problems.list);
    let of_campaign = |one: &Problem| one.file.ends_with("c.toml");
    problems.into_iter().filter(of_campaign).collect()
}
