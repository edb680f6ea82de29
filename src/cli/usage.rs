//! A command line that was not understood, and a call for help: before there is any configuration.

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::cli::print_error;
use crate::failure::reasons;
use crate::locale::{Language, say};

/// Exit code of the contract for a command line that was not understood.
const USAGE: u8 = 64;

reasons! {
    /// Why a command line cannot be served.
    enum UsageError "cli-" {
        /// It was not understood; `said` is how.
        Usage { said: String } = 64 "usage",
    }
}

/// Prints the help that was asked for, or what was not understood; gives the exit code.
pub fn refuse(error: &clap::Error, typed: &[OsString]) -> u8 {
    let no_command = matches!(
        error.kind(),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand
    );
    if !error.use_stderr() {
        // A closed pipe is no failure of ours.
        let _ = error.print();
        return 0;
    }
    if !is_json(typed) {
        let _ = error.print();
        return USAGE;
    }
    let language = language(typed);
    let said = if no_command {
        say(language, "cli-usage-no-command", &[])
    } else {
        one_line(&error.to_string())
    };
    print_error(&UsageError::Usage { said }.into(), language);
    USAGE
}

fn is_json(typed: &[OsString]) -> bool {
    before_the_end(typed).any(|argument| argument == "--json")
}

/// The language that is asked for, where the rest could not be understood.
fn language(typed: &[OsString]) -> Language {
    let typed: Vec<&OsString> = before_the_end(typed).collect();
    let english = typed.iter().any(|argument| **argument == "--lang=en")
        || typed
            .windows(2)
            .any(|pair| *pair[0] == "--lang" && *pair[1] == "en");
    if english { Language::En } else { Language::Vi }
}

/// What stands before `--`: behind it everything is a name.
fn before_the_end(typed: &[OsString]) -> impl Iterator<Item = &OsString> {
    typed.iter().take_while(|argument| *argument != "--")
}

/// What clap says first, without its label: `unexpected argument '--jsno' found`.
fn one_line(said: &str) -> String {
    let first: Vec<&str> = said
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .map(str::trim)
        .collect();
    let first = first.join(" ");
    first.strip_prefix("error: ").unwrap_or(&first).to_owned()
}
