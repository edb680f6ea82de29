//! Remarks about what a campaign's file leaves out; they are not faults.

use crate::config::problem::{Problem, TomlFile};
use crate::config::{Campaign, example, outdated};
use crate::document::Letterhead;
use crate::schedule::Schedule;

/// Returns remarks about: fields of `[document]` that the report leaves blank, a deadline without a
/// letter, missing readers, schedules that skip months, and an outdated vocabulary.
pub(super) fn remarks(reader: &mut TomlFile<'_>, text: &str, campaign: &Campaign) -> Vec<Problem> {
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
        let example = example::of(&["document", key]);
        reader.at(
            &["document"],
            "config-document-unsaid",
            &[("key", key)],
            &example,
        );
    }
    if !says("letter") {
        let example = example::of(&["deadline"]);
        reader.at(&["deadline"], "config-deadline-unfounded", &[], &example);
    }
    let readers = written.get("readers").and_then(toml::Value::as_array);
    if readers.is_none_or(Vec::is_empty) {
        let example = example::of(&["readers"]);
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
    if let Some(folder) = written.get("vocabulary").and_then(toml::Value::as_str) {
        outdated::remarks(reader, folder, campaign);
    }
    std::mem::replace(&mut reader.problems, problems)
}
