//! Command lines that were not understood, and requests for help: both come before any
//! configuration.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::{help, print_error, print_failure, terminal};
use crate::config::Config;
use crate::failure::{Failure, reasons};
use crate::locale::{Language, say};

/// The exit code for a command line that was not understood.
const USAGE: u8 = 64;

reasons! {
    /// Why a command line cannot be executed.
    enum UsageError "cli-" {
        /// It was not understood; `said` explains it.
        Usage { said: String } = 64 "usage",
    }
}

/// A command line as typed, and what decides the language of the answer.
pub struct Typed {
    /// The program's name, and all words after it.
    pub words: Vec<OsString>,
    /// `CNSCD_CONFIG`
    pub config: Option<OsString>,
    /// The current folder of the call.
    pub here: PathBuf,
    /// `COLUMNS`
    pub columns: Option<usize>,
}

/// Prints the help that was asked for, or what was not understood; returns the exit code.
pub fn refuse(error: clap::Error, typed: &Typed) -> u8 {
    let language = language(typed);
    let width = match error.use_stderr() {
        true => terminal::width(std::io::stderr(), typed.columns),
        false => terminal::width(std::io::stdout(), typed.columns),
    };
    // Parsed again with help in the user's language.
    let explained = help::command(language, width).try_get_matches_from(&typed.words);
    let error = explained.err().unwrap_or(error);
    if !error.use_stderr() {
        // A closed pipe is not a failure.
        let _ = error.print();
        return 0;
    }
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if is_json(typed) {
        let failure = UsageError::Usage {
            said: sentence(&error, language),
        };
        print_error(&failure.into(), language);
    } else if is_help {
        let _ = error.print();
    } else {
        let said = with_advice(&error, language);
        let failure = Failure::from(UsageError::Usage { said });
        print_failure(&failure, language, width);
    }
    USAGE
}

/// What was not understood, what may have been meant, and the usage.
fn with_advice(error: &clap::Error, language: Language) -> String {
    let mut lines = vec![sentence(error, language)];
    let near = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    let near: Vec<String> = near.iter().flat_map(|kind| all(error, *kind)).collect();
    if !near.is_empty() {
        let near = near.join(", ");
        lines.push(say(language, "cli-usage-near", &[("near", &near)]));
    }
    if let Some(usage) = error.get(ContextKind::Usage) {
        let usage = help::usage(&usage.to_string());
        lines.push(say(language, "cli-usage-line", &[("usage", &usage)]));
    }
    lines.join("\n  ")
}

/// What was not understood, in one sentence.
fn sentence(error: &clap::Error, language: Language) -> String {
    let argument = all(error, ContextKind::InvalidArg).join(", ");
    let value = all(error, ContextKind::InvalidValue).join(", ");
    let values = all(error, ContextKind::ValidValue).join(", ");
    let say = |key: &str, arguments: &[(&str, &str)]| say(language, key, arguments);
    match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            say("cli-usage-no-command", &[])
        }
        // Probably a name of several words without quotes.
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            say("cli-usage-extra", &[("argument", &argument)])
        }
        ErrorKind::UnknownArgument => say("cli-usage-unknown", &[("argument", &argument)]),
        ErrorKind::InvalidSubcommand => {
            let command = all(error, ContextKind::InvalidSubcommand).join(" ");
            say("cli-usage-command", &[("command", &command)])
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            say("cli-usage-value-missing", &[("argument", &argument)])
        }
        ErrorKind::InvalidValue => say(
            "cli-usage-value-listed",
            &[
                ("value", &value),
                ("argument", &argument),
                ("values", &values),
            ],
        ),
        ErrorKind::ValueValidation => {
            let wanted = std::error::Error::source(error).map(ToString::to_string);
            let wanted = wanted.unwrap_or_default();
            let wanted = match wanted.starts_with("cli-usage-") {
                true => say(&wanted, &[]),
                false => say("cli-usage-number", &[]),
            };
            say(
                "cli-usage-value",
                &[
                    ("value", &value),
                    ("argument", &argument),
                    ("wanted", &wanted),
                ],
            )
        }
        ErrorKind::ArgumentConflict => {
            let other = all(error, ContextKind::PriorArg).join(", ");
            match other.is_empty() || other == argument {
                true => say("cli-usage-twice", &[("argument", &argument)]),
                false => say(
                    "cli-usage-conflict",
                    &[("argument", &argument), ("other", &other)],
                ),
            }
        }
        ErrorKind::MissingRequiredArgument => say("cli-usage-missing", &[("argument", &argument)]),
        _ => one_line(&error.to_string()),
    }
}

/// The values of one kind that clap attached to an error.
fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn is_json(typed: &Typed) -> bool {
    before_the_end(typed).any(|argument| argument == "--json")
}

/// The language of `--lang`, or else of the configuration, for a command line that did not parse.
fn language(typed: &Typed) -> Language {
    match option(typed, "--lang").and_then(|language| language.into_string().ok()) {
        Some(language) if language == "en" => return Language::En,
        Some(language) if language == "vi" => return Language::Vi,
        _ => {}
    }
    let named = option(typed, "--config").or_else(|| typed.config.clone());
    let named = named.filter(|named| !named.is_empty()).map(PathBuf::from);
    let found = Config::find(named.as_deref(), &typed.here);
    found.as_deref().map_or(Language::Vi, language_of)
}

/// The language in a configuration file, even if the rest of the file is wrong.
fn language_of(file: &Path) -> Language {
    Config::language(file).unwrap_or_default()
}

/// The value of an option, as the next word or after `=`.
fn option(typed: &Typed, name: &str) -> Option<OsString> {
    let words: Vec<&OsString> = before_the_end(typed).collect();
    let behind = words.windows(2).find(|pair| *pair[0] == *name);
    if let Some(pair) = behind {
        return Some(pair[1].clone());
    }
    words.iter().find_map(|word| {
        let value = word.to_str()?.strip_prefix(name)?.strip_prefix('=')?;
        Some(OsString::from(value))
    })
}

/// The words before `--`; after it everything is a positional argument.
fn before_the_end(typed: &Typed) -> impl Iterator<Item = &OsString> {
    typed
        .words
        .iter()
        .skip(1)
        .take_while(|argument| *argument != "--")
}

/// The first line of clap's message without its label: `unexpected argument '--jsno' found`.
fn one_line(said: &str) -> String {
    let first: Vec<&str> = said
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .map(str::trim)
        .collect();
    let first = first.join(" ");
    first.strip_prefix("error: ").unwrap_or(&first).to_owned()
}
