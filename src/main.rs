//! cnscd: reads the command line, starts logging, turns the outcome into an exit code.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use cnscd::cli::{self, arguments::Arguments};
use cnscd::clock::Clock;
use cnscd::config::Environment;
use cnscd::table::confined;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    // The confined reader is this program again: it must not start anything else.
    if confined::is_child(std::env::args_os().nth(1).as_deref()) {
        return confined::child_main();
    }
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("nothing else installs a provider of cryptography");
    let mut arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let typed: Vec<_> = std::env::args_os().skip(1).collect();
            return ExitCode::from(cli::usage::refuse(&error, &typed));
        }
    };
    // https://no-color.org: set and not empty, whatever it says.
    arguments.global.no_color |= variable("NO_COLOR").is_some_and(|said| !said.is_empty());
    let global = &arguments.global;
    start_logging(global.verbose, global.quiet, !global.no_color);
    log_panics();
    let here = match std::env::current_dir() {
        Ok(here) => here,
        Err(_) => std::path::PathBuf::from("."),
    };
    let environment = Environment::read(variable);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("the system gives threads");
    let code = runtime.block_on(cli::run(arguments, environment, here, Clock::System));
    // A blocking thread that hangs in the file system must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    ExitCode::from(code)
}

/// A variable of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "a door: the environment is read here, once"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Logs to stderr: for people on a terminal, one JSON object a line elsewhere.
fn start_logging(verbose: u8, quiet: bool, colour: bool) {
    let level = match (quiet, verbose) {
        (true, _) => "error",
        (false, 0) => "warn,cnscd=info",
        (false, 1) => "info,cnscd=debug",
        (false, _) => "debug,cnscd=trace",
    };
    // Libraries that print what passes through them could print a token or a person.
    let quieted = "hyper=warn,hyper_util=warn,rustls=warn,sqlx=warn,lettre=warn,h2=warn,yup_oauth2=warn,google_sheets4=warn";
    let told: Targets = format!("{level},{quieted}")
        .parse()
        .expect("levels and targets of ours");
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = tracing_subscriber::registry().with(told);
    if std::io::stderr().is_terminal() {
        log.with(lines.with_target(false).with_ansi(colour)).init();
    } else {
        log.with(lines.json()).init();
    }
}

/// A defect is a line of the log like any other, so that whoever reads JSON can read it too.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let said = panic.payload_as_str().unwrap_or_default();
        // What stands between such marks may be somebody's text.
        let said = said.split('`').next().unwrap_or_default();
        let trace = std::backtrace::Backtrace::capture();
        tracing::error!(place, said, %trace, "a defect of the program");
    }));
}
