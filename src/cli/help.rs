//! The help of the command line: clap's own in English, and a complete Vietnamese translation.
//!
//! The English text is the documentation of the arguments; the Vietnamese is in `locale`, one
//! message for each command and one attribute for each argument.

use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, Command, CommandFactory};

use crate::cli::arguments::Arguments;
use crate::locale::{self, Language, say};

/// clap's word in a usage line for options that are not listed.
const ANY_OPTIONS: &str = "[OPTIONS]";
/// The beginning of clap's usage line.
const USAGE: &str = "Usage: ";

/// The command line with help in a language, for a terminal of this width.
pub(super) fn command(language: Language, width: Option<usize>) -> Command {
    let mut command = Arguments::command();
    if let Some(width) = width {
        command = command.term_width(width);
    }
    match language {
        Language::En => command,
        Language::Vi => {
            // Built first, so that what clap adds by itself is translated too.
            command.build();
            explained(command, &["root"])
        }
    }
}

/// clap's usage without its label.
pub(super) fn usage(rendered: &str) -> String {
    let lines = rendered.trim().lines().map(|line| {
        let line = line.trim();
        line.strip_prefix(USAGE.trim_end()).unwrap_or(line).trim()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn explained(command: Command, path: &[&str]) -> Command {
    let deeper: Vec<&str> = match path {
        ["root"] => Vec::new(),
        path => path.to_vec(),
    };
    let command = command
        .mut_args(|argument| explained_argument(argument, path))
        .mut_subcommands(|inner| {
            let name = inner.get_name().to_owned();
            let inner_path: Vec<&str> = deeper.iter().copied().chain([name.as_str()]).collect();
            match name.as_str() {
                // It contains every command once more, and shows none of them itself.
                "help" => about(inner, &["help"]),
                _ => explained(inner, &inner_path),
            }
        });
    let mut command = about(command, path)
        .subcommand_help_heading(label("commands"))
        .subcommand_value_name(label("command"));
    if let Some(after) = attribute(path, "after") {
        command = command.after_long_help(after);
    }
    let used = usage(&command.render_usage().to_string());
    let used = used.replace(ANY_OPTIONS, &label("any-options"));
    let first = label("usage");
    let indent = " ".repeat(first.chars().count() + 1);
    let styles = command.get_styles().clone();
    let style = styles.get_usage();
    command
        .override_usage(used.replace('\n', &format!("\n{indent}")))
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{style}{first}{style:#} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
}

fn about(command: Command, path: &[&str]) -> Command {
    match locale::find(Language::Vi, &key(path)) {
        Some(text) => command.about(text),
        None => command,
    }
}

/// Translates an argument, including the default values that clap would add in English.
fn explained_argument(argument: Arg, path: &[&str]) -> Arg {
    let mut help = attribute(path, argument.get_id().as_str()).unwrap_or_else(|| {
        let own = argument.get_help().map(StyledStr::to_string);
        own.unwrap_or_default()
    });
    let default: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if !default.is_empty() && argument.get_action().takes_values() {
        let said = [("value", &*default.join(", "))];
        help.push(' ');
        help.push_str(&say(Language::Vi, "help-label-default", &said));
    }
    let values: Vec<String> = match argument.get_action().takes_values() {
        true => argument.get_possible_values().iter().map(value).collect(),
        false => Vec::new(),
    };
    if !values.is_empty() {
        let said = [("values", &*values.join(", "))];
        help.push(' ');
        help.push_str(&say(Language::Vi, "help-label-values", &said));
    }
    if let Some(variable) = argument.get_env() {
        let said = [("name", &*variable.to_string_lossy())];
        help.push(' ');
        help.push_str(&say(Language::Vi, "help-label-variable", &said));
    }
    let is_common =
        argument.is_global_set() || ["help", "version"].contains(&argument.get_id().as_str());
    let heading = match (argument.is_positional(), is_common) {
        (true, _) => label("arguments"),
        (false, true) => label("common-options"),
        (false, false) => label("options"),
    };
    let names: Option<Vec<String>> = argument
        .get_value_names()
        .map(|names| names.iter().map(|name| value_name(name)).collect());
    let argument = argument
        .long_help(help.clone())
        .help(help)
        .help_heading(heading)
        .hide_default_value(true)
        .hide_possible_values(true)
        .hide_env(true);
    match names {
        Some(names) if argument.get_action().takes_values() => argument.value_names(names),
        _ => argument,
    }
}

fn value(value: &PossibleValue) -> String {
    value.get_name().to_owned()
}

/// Translates names such as `FILE|DIR`; a name that is an example (`365d`) stays.
fn value_name(name: &str) -> String {
    let parts: Vec<String> = name
        .split('|')
        .map(|part| {
            let key = format!("help-value-{}", part.to_lowercase());
            locale::find(Language::Vi, &key).unwrap_or_else(|| part.to_owned())
        })
        .collect();
    parts.join("|")
}

fn label(name: &str) -> String {
    say(Language::Vi, &format!("help-label-{name}"), &[])
}

fn key(path: &[&str]) -> String {
    format!("help-{}", path.join("-"))
}

/// The help of an argument: that of its command, or else of an outer command.
fn attribute(path: &[&str], id: &str) -> Option<String> {
    let around = (1..=path.len()).rev().map(|length| key(&path[..length]));
    around
        .chain([key(&["root"])])
        .find_map(|key| locale::attribute(Language::Vi, &key, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(language: Language, path: &[&str]) -> String {
        let mut command = command(language, Some(80));
        let mut inner = &mut command;
        for name in path {
            inner = inner.find_subcommand_mut(name).expect("a command");
        }
        inner.render_long_help().to_string()
    }

    #[test]
    fn a_command_is_explained_in_vietnamese() {
        insta::assert_snapshot!("sync", help(Language::Vi, &["sync"]));
        insta::assert_snapshot!("user_add", help(Language::Vi, &["user", "add"]));
        insta::assert_snapshot!("all", help(Language::Vi, &[]));
    }

    /// Nothing stays English: every command and argument has a translation.
    #[test]
    fn every_command_and_argument_has_its_words() {
        fn walk(command: &Command, path: &[&str], missing: &mut Vec<String>) {
            if locale::find(Language::Vi, &key(path)).is_none() {
                missing.push(key(path));
            }
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                if attribute(path, id).is_none() {
                    missing.push(format!("{} .{id}", key(path)));
                }
            }
            for inner in command.get_subcommands() {
                let name = inner.get_name();
                if name == "help" {
                    continue;
                }
                let path: Vec<&str> = match path {
                    ["root"] => vec![name],
                    path => path.iter().copied().chain([name]).collect(),
                };
                walk(inner, &path, missing);
            }
        }
        let mut command = Arguments::command();
        command.build();
        let mut missing = Vec::new();
        walk(&command, &["root"], &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn an_explained_command_line_is_read_as_before() {
        let typed = [
            "cnscd",
            "answer",
            "waive",
            "21025",
            "leader-missing",
            "--until",
            "1/9/2025",
        ];
        let read = command(Language::Vi, None).try_get_matches_from(typed);
        assert!(read.is_ok(), "{read:?}");
    }
}
