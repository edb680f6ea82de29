//! `[[reminder]]` and the templates of letters: reads them and notes their problems.

use std::fs;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::problem::TomlFile;
use crate::config::{Reminder, example, value};
use crate::document::Letterhead;
use crate::failure::Reason;
use crate::letter::docx::{Template, TemplateError, Vocabulary};
use crate::letter::owed::ReminderKind;
use crate::letter::{Templates, covering, notice, remind};
use crate::schedule::ladder::ReminderStep;

/// `[[reminder]]`: who is reminded of what, and when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReminder {
    /// `deadline-5d`, `deadline+1d 16:00`, `weekly` (every seventh day after the deadline); on
    /// working days, at 08:00 if no time is given.
    pub at: Vec<String>,
    #[serde(default)]
    pub to: ReminderTo,
    /// Addresses that get a list of those reminded: one mail for each person and day.
    #[serde(default)]
    pub copy_to: Vec<String>,
    /// Kinds of requests; absent: all.
    #[serde(default)]
    pub kinds: Vec<ReminderKind>,
}

/// Who is reminded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReminderTo {
    /// Each commune, of its own requests.
    #[default]
    Communes,
    /// The readers, of the requests to all communes.
    Department,
}

impl ReminderTo {
    /// Returns the value as the configuration spells it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Communes => "communes",
            Self::Department => "department",
        }
    }
}

/// Reads the reminders.
pub(super) fn reminders(reader: &mut TomlFile<'_>, raw: &[RawReminder]) -> Vec<Reminder> {
    let mut reminders = Vec::new();
    for (place, raw) in raw.iter().enumerate() {
        let place = (place + 1).to_string();
        let mut at = Vec::new();
        for written in &raw.at {
            match ReminderStep::parse(written) {
                Some(step) => at.push(step),
                None => problem(
                    reader,
                    &["reminder", &place, "at"],
                    "config-reminder-step",
                    written,
                ),
            }
        }
        if raw.at.is_empty() {
            problem(
                reader,
                &["reminder", &place, "at"],
                "config-reminder-step",
                "",
            );
        }
        for address in &raw.copy_to {
            if !value::is_address(address) {
                problem(
                    reader,
                    &["reminder", &place, "copy_to"],
                    "config-address",
                    address,
                );
            }
        }
        let kinds = match raw.kinds.as_slice() {
            [] => ReminderKind::ALL.to_vec(),
            named => ReminderKind::ALL
                .into_iter()
                .filter(|kind| named.contains(kind))
                .collect(),
        };
        reminders.push(Reminder {
            at,
            to: raw.to,
            copy_to: raw.copy_to.clone(),
            kinds,
        });
    }
    reminders
}

fn problem(reader: &mut TomlFile<'_>, path: &[&str], key: &'static str, value: &str) {
    let path_of_example: Vec<String> = path.iter().map(|part| (*part).to_owned()).collect();
    let example = example::of(&path_of_example);
    reader.at(path, key, &[("value", value)], &example);
}

/// Reads the templates of letters: the department's own, else those shipped.
pub(super) fn templates(reader: &mut TomlFile<'_>, letterhead: &Letterhead) -> Templates {
    let shipped = Templates::shipped();
    let mut own = |key: &'static str, written: &str, vocabulary, shipped| match written.trim() {
        "" => shipped,
        written => read(reader, key, written, vocabulary).map_or(shipped, Arc::new),
    };
    Templates {
        letter: own(
            "letter_template",
            &letterhead.letter_template,
            remind::VOCABULARY,
            shipped.letter,
        ),
        notice: own(
            "notice_template",
            &letterhead.notice_template,
            notice::VOCABULARY,
            shipped.notice,
        ),
        report: own(
            "report_letter_template",
            &letterhead.report_letter_template,
            covering::VOCABULARY,
            shipped.report,
        ),
    }
}

fn read(
    reader: &mut TomlFile<'_>,
    key: &'static str,
    written: &str,
    vocabulary: Vocabulary,
) -> Option<Template> {
    let path = reader.relative(written);
    reader.files.push(path.clone());
    let name = path.display().to_string();
    let bytes = fs::read(&path).map_err(|error| TemplateError::Unreadable {
        template: name.clone(),
        error: error.to_string(),
    });
    match bytes.and_then(|bytes| Template::read(&name, &bytes, vocabulary)) {
        Ok(template) => Some(template),
        Err(error) => {
            let line = reader.line_of(&["document", key]);
            let example = example::of(&["document", key]);
            reader.push(line, &format!("document.{key}"), error.message(), &example);
            None
        }
    }
}
