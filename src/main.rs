//! cnscd: reads the command line, starts logging, turns the outcome into an exit code.

use std::process::ExitCode;

use clap::Parser;
use cnscd::cli::usage::{self, Typed};
use cnscd::cli::{self, arguments::Arguments};
use cnscd::clock::Clock;
use cnscd::config::Environment;
use cnscd::log;
use cnscd::table::confined;

fn main() -> ExitCode {
    // The confined reader is this program again, and must not start anything else.
    if confined::is_child(std::env::args_os().nth(1).as_deref()) {
        return confined::child_main();
    }
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("nothing else installs a provider of cryptography");
    let here = match std::env::current_dir() {
        Ok(here) => here,
        Err(_) => std::path::PathBuf::from("."),
    };
    let environment = Environment::read(variable);
    let mut arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let typed = Typed {
                words: std::env::args_os().collect(),
                config: std::env::var_os("CNSCD_CONFIG"),
                here,
                columns: environment.columns,
            };
            return ExitCode::from(usage::refuse(error, &typed));
        }
    };
    // https://no-color.org: set and not empty, whatever the value is.
    arguments.global.no_color |= variable("NO_COLOR").is_some_and(|said| !said.is_empty());
    let global = &arguments.global;
    log::start(global.verbose, global.quiet, !global.no_color);
    log_panics();
    ExitCode::from(cli::run(arguments, environment, here, Clock::System))
}

/// The value of an environment variable.
#[expect(
    clippy::disallowed_methods,
    reason = "a door: the environment is read here, once"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Logs a panic as a line like any other, so that a reader of JSON can parse it.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let said = panic.payload_as_str().unwrap_or_default();
        // Text between backquotes may be somebody's data.
        let said = said.split('`').next().unwrap_or_default();
        let trace = std::backtrace::Backtrace::capture();
        tracing::error!(place, said, %trace, "a defect of the program");
    }));
}
