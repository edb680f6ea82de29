//! The command line: arguments in, one call inward, one answer out.
//!
//! The only place besides `main` that prints. A result goes to stdout, everything else to stderr;
//! with `--json`, stdout is exactly one document, also after a failure.

mod access;
mod answer;
pub mod arguments;
mod care;
mod changes;
mod check;
mod comparison;
mod config;
mod disk;
mod doctor;
mod dump;
mod error;
mod explain;
mod help;
mod init;
mod listing;
mod long_list;
mod mail;
mod person;
mod pin;
mod privacy;
mod questions;
mod raw;
mod remind;
mod report;
mod results;
mod runs;
mod screen;
mod shell;
mod status;
mod store;
mod sync;
mod terminal;
pub mod usage;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::cli::arguments::{Arguments, Command};
use crate::cli::error::CommandError;
use crate::cli::screen::Screen;
use crate::clock::Clock;
use crate::config::{Config, Environment};
use crate::daemon;
use crate::failure::Failure;
use crate::locale::{Language, Sentence, say};
use crate::log;
use crate::pipeline::App;
use crate::source::{self, FetchStep};
use crate::spool::Spooled;
use crate::store::Event;
use crate::view::error::{ErrorDocument, ErrorLine};

/// The result of a command: text for stdout and an exit code.
pub struct Output {
    body: Body,
    exit_code: u8,
    /// Whether the text only confirms what was done; `--quiet` suppresses it.
    is_told: bool,
    /// Whether this is a document whose lines must not be folded.
    is_verbatim: bool,
}

/// What is printed.
enum Body {
    Text(String),
    /// A document that may be too long for memory.
    Long(Spooled),
}

impl Output {
    /// Text for a person.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            body: Body::Text(text.into()),
            exit_code: 0,
            is_told: false,
            is_verbatim: false,
        }
    }

    /// A confirmation of what was done, for a person.
    pub fn told(text: impl Into<String>) -> Self {
        Self {
            is_told: true,
            ..Self::text(text)
        }
    }

    /// Text that programs read, or that is copied whole.
    pub fn verbatim(text: impl Into<String>) -> Self {
        Self {
            is_verbatim: true,
            ..Self::text(text)
        }
    }

    /// A document of any length.
    pub fn long(document: Spooled) -> Self {
        Self {
            body: Body::Long(document),
            ..Self::verbatim("")
        }
    }

    /// A JSON document.
    pub fn json(document: &impl Serialize) -> Self {
        Self::verbatim(serde_json::to_string_pretty(document).expect("documents have string keys"))
    }

    /// Sets an exit code other than 0.
    pub fn with_code(mut self, exit_code: u8) -> Self {
        self.exit_code = exit_code;
        self
    }
}

/// What every command is given.
pub struct Context {
    app: Result<Arc<App>, Failure>,
    /// The configuration file that was found; `None` if there is none.
    pub config_file: Option<PathBuf>,
    /// The environment variables that the configuration uses.
    pub environment: Environment,
    pub language: Language,
    /// The language of `--lang`, which overrides the configuration's.
    pub asked_language: Option<Language>,
    pub json: bool,
    pub quiet: bool,
    pub verbose: u8,
    pub colour: bool,
    /// Columns of the terminal that stdout goes to; `None` if it is not a terminal.
    pub width: Option<usize>,
    /// The current folder of the call.
    pub here: PathBuf,
    pub clock: Clock,
}

impl Context {
    /// The configuration and what belongs to it.
    ///
    /// # Errors
    /// Whatever is wrong with the configuration; or there is none (78).
    pub fn app(&self) -> Result<&App, Failure> {
        if self.config_file.is_none() {
            return Err(CommandError::NoConfiguration.into());
        }
        self.app_or_shipped()
    }

    /// The configuration or, if there is no file, the shipped one: for commands that store nothing.
    ///
    /// # Errors
    /// Whatever is wrong with the configuration (78).
    pub fn app_or_shipped(&self) -> Result<&App, Failure> {
        self.app.as_deref().map_err(Clone::clone)
    }

    /// A path that was typed, relative to the current folder.
    pub fn typed(&self, path: &Path) -> PathBuf {
        source::beside(&self.here, path)
    }

    /// Formats text for the terminal.
    pub(crate) fn screen(&self, app: &App) -> Screen {
        Screen {
            language: self.language,
            colour: self.colour,
            zone: app.config.timezone,
        }
    }

    /// Shows a spinner when work lasts longer than a second, on a terminal only, until it is
    /// dropped.
    pub fn working(&self, key: &str) -> Working {
        let bar = ProgressBar::new_spinner();
        if self.quiet || self.json && !io::stderr().is_terminal() || !io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.set_style(
            ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("a template of ours"),
        );
        bar.set_message(say(self.language, key, &[]));
        let shown = bar.clone();
        let timer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            shown.enable_steady_tick(Duration::from_millis(120));
        });
        Working { bar, timer }
    }

    /// Prints on stderr, step by step, how a source was fetched.
    pub fn trail(&self, trail: &[FetchStep], requests: u32) {
        if self.json || self.quiet || trail.is_empty() {
            return;
        }
        let width = terminal::width(io::stderr(), self.environment.columns);
        let fold = |line: String| terminal::fold(&line, width);
        for step in trail {
            let arguments: Vec<(&str, &str)> = step
                .arguments
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let said = screen::plain(&say(self.language, &step.key, &arguments), false);
            tell(&fold(format!("  · {said}")));
        }
        let count = requests.to_string();
        let said = say(self.language, "cli-requests", &[("count", &count)]);
        tell(&fold(format!("  · {said}")));
    }
}

/// A spinner that disappears when it is dropped.
pub struct Working {
    bar: ProgressBar,
    timer: tokio::task::JoinHandle<()>,
}

impl Working {
    /// Shows the progress of a run from now on: its stage, and what it counted there.
    pub fn follow(&self, mut heard: UnboundedReceiver<Event>, language: Language) {
        let bar = self.bar.clone();
        tokio::spawn(async move {
            let mut stage = String::new();
            while let Some(event) = heard.recv().await {
                let said = screen::plain(&event.sentence().say(language), false);
                match event {
                    Event::Stage(_) => {
                        bar.set_message(said.clone());
                        stage = said;
                    }
                    Event::Count { .. } => bar.set_message(format!("{stage} · {said}")),
                    Event::Line(_) => {}
                }
            }
        });
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.timer.abort();
        self.bar.finish_and_clear();
    }
}

/// The largest number of threads that wait for network and files.
const WORKERS: usize = 4;

/// Executes one command line and returns its exit code.
///
/// The runtime is created here and not in `main`, so that the futures are compiled only once.
pub fn run(arguments: Arguments, environment: Environment, here: PathBuf, clock: Clock) -> u8 {
    let global = arguments.global.clone();
    let named = global
        .config
        .as_deref()
        .filter(|path| !path.as_os_str().is_empty());
    let columns = environment.columns;
    let found = Config::find(named, &here);
    let loaded = Config::load_or_shipped(found.as_deref(), &environment);
    let language = global.lang.unwrap_or_else(|| {
        loaded
            .as_ref()
            .map_or_else(|problems| problems.language, |config| config.language)
    });
    if let Ok(config) = &loaded {
        log::speak(language, config.timezone);
    }
    let app = loaded
        .map_err(Failure::from)
        .and_then(|config| App::new(config, language, clock))
        .map(Arc::new);
    let context = Context {
        app,
        config_file: found,
        asked_language: global.lang,
        environment,
        language,
        json: global.json,
        quiet: global.quiet,
        verbose: global.verbose,
        colour: !global.no_color && io::stdout().is_terminal(),
        width: terminal::width(io::stdout(), columns),
        here,
        clock,
    };
    // Limited, because a service may have few tasks (TasksMax=64) on a machine with many cores.
    // Runs have threads of their own, so these have little to do.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.min(WORKERS))
        .enable_all()
        .build()
        .expect("the system gives threads");
    let answer = runtime.block_on(serve(&context, arguments.command));
    let code = answer_out(&context, answer);
    // A thread that hangs in the file system must not keep the process alive.
    runtime.shutdown_timeout(Duration::from_secs(2));
    code
}

async fn serve(context: &Context, command: Command) -> Result<Output, Failure> {
    match command {
        // Boxed, because the future of a run is large.
        Command::Sync(sync) => Box::pin(sync::run(context, &sync)).await,
        Command::Check(check) => check::run(context, &check).await,
        Command::Report(report) => report::run(context, &report).await,
        Command::Results(results) => results::run(context, &results).await,
        Command::Remind(remind) => remind::run(context, &remind).await,
        Command::Run => daemon(context).await,
        Command::Status(one) => status::run(context, one.campaign.as_deref()).await,
        Command::Runs(runs) => runs::run(context, &runs).await,
        Command::Changes(changes) => changes::run(context, &changes).await,
        Command::Explain(explain) => explain::run(context, &explain).await,
        Command::Questions(one) => questions::run(context, one.campaign.as_deref()).await,
        Command::Answer(arguments) => answer::run(context, &arguments.command).await,
        Command::Mail(mail) => mail::run(context, &mail.command).await,
        Command::Doctor(doctor) => doctor::run(context, &doctor).await,
        Command::Config(config) => config::run(context, &config.command).await,
        Command::Init(init) => init::run(context, &init),
        Command::Raw(raw) => raw::run(context, &raw).await,
        Command::Backup(backup) => care::backup(context, &backup).await,
        Command::Person(person) => person::run(context, &person.command).await,
        Command::Privacy => privacy::run(context).await,
        Command::Store(store) => Box::pin(store::run(context, &store.command)).await,
        Command::Purge(purge) => care::purge(context, &purge).await,
        Command::User(user) => access::user(context, &user.command).await,
        Command::Token(token) => access::token(context, &token.command).await,
        Command::Web(web) => access::web(context, &web.command).await,
        Command::Completions(completions) => Ok(shell::completions(&completions, context.language)),
        Command::Man => shell::man(),
    }
}

/// Starts the daemon, with what it needs to read its configuration again.
async fn daemon(context: &Context) -> Result<Output, Failure> {
    context.app()?;
    let app = context.app.clone()?;
    let origin = daemon::Origin {
        file: context.config_file.clone(),
        environment: context.environment.clone(),
        asked: context.asked_language,
    };
    daemon::run(app, origin).await.map(|()| Output::text(""))
}

/// Prints a failure as the one document on stdout.
fn print_error(failure: &Failure, language: Language) {
    let error = ErrorLine::of(failure, language);
    // If this fails too, the exit code remains.
    let _ = print(&Output::json(&ErrorDocument { error }).body);
}

/// Prints a failure and what to do about it, for a person.
fn print_failure(failure: &Failure, language: Language, width: Option<usize>) {
    let label = |key| say(language, key, &[]);
    let said = |sentence: Sentence| sentence.say(language);
    let text = format!(
        "{}: {}\n{}: {}",
        label("cli-error"),
        lines(&said(failure.message())),
        label("cli-next-step"),
        screen::plain(&said(failure.next_step()), false)
    );
    tell(&terminal::fold(&text, width));
}

/// Prints an answer or a failure, and returns the exit code.
fn answer_out(context: &Context, answer: Result<Output, Failure>) -> u8 {
    let failed = |failure: &Failure| {
        let width = terminal::width(io::stderr(), context.environment.columns);
        print_failure(failure, context.language, width);
        failure.exit_code()
    };
    match answer {
        Ok(answer) if context.quiet && answer.is_told && answer.exit_code == 0 => 0,
        Ok(answer) => {
            let body = match answer.body {
                Body::Text(text) if !answer.is_verbatim => {
                    Body::Text(terminal::fold(&text, context.width))
                }
                body => body,
            };
            let printed = print(&body);
            match printed {
                Ok(()) => answer.exit_code,
                Err(error) => failed(&CommandError::OutputUnwritable { error }.into()),
            }
        }
        Err(failure) if context.json => {
            print_error(&failure, context.language);
            failure.exit_code()
        }
        Err(failure) => failed(&failure),
    }
}

/// A message of several lines without control characters that a terminal would obey.
fn lines(message: &str) -> String {
    let plain: Vec<String> = message
        .lines()
        .map(|line| screen::plain(line, false))
        .collect();
    plain.join("\n")
}

/// Writes to stdout. A closed pipe, which nobody reads, is not a failure.
fn print(body: &Body) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = match body {
        Body::Text(text) if text.is_empty() => return Ok(()),
        Body::Text(text) => writeln!(out, "{text}"),
        Body::Long(document) => document.write_to(&mut out).and_then(|()| writeln!(out)),
    };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Writes a line to stderr; ignores errors, since it may be a file on a full disk.
fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Writes a question to stderr; the answer is typed after it.
fn ask(question: &str) {
    let mut out = io::stderr();
    let _ = write!(out, "{question} ").and_then(|()| out.flush());
}
