//! The command line as it is typed: names, flags, help. Contains no behaviour.

pub mod answer;
pub mod person;

use std::path::PathBuf;

use chrono::Datelike;
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::clock::Date;
use crate::locale::Language;

/// Watches the shared spreadsheet of Tổ công nghệ số cộng đồng, checks it, reports it.
#[derive(Debug, Parser)]
#[command(name = "cnscd", version, about, long_about = None, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Configuration file [default: config/cnscd.toml, else /etc/cnscd/cnscd.toml]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "CNSCD_CONFIG",
        // An empty variable names nothing, and is no error.
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub config: Option<PathBuf>,
    /// Print exactly one JSON document
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of messages [default: the configuration's]
    #[arg(long, global = true, value_name = "vi|en", value_parser = language)]
    pub lang: Option<Language>,
    /// Say more (repeatable)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say only errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// No colours
    #[arg(long, global = true)]
    pub no_color: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Pull, check, store, report, mail: the main job, once, now
    Sync(Sync),
    /// Read and check any workbook or link; nothing stored, written or sent
    #[command(after_long_help = "Every finding's id, meaning and basis: cnscd config rules")]
    Check(Check),
    /// Write the report again from what is stored
    Report(Report),
    /// Bring the results sheet up to date: how each commune stands, in a spreadsheet of the department's own
    Results(Results),
    /// Letters, notices to communes, a text for their group
    Remind(Remind),
    /// The daemon: schedules and outbox; stops cleanly on SIGTERM
    Run,
    /// Last run, progress, next run, outbox, quarantine
    Status(OneCampaign),
    /// History of runs
    Runs(Runs),
    /// What changed in the sheet since a date
    Changes(Changes),
    /// The communes, cells and snapshot behind a figure, a rule or a commune
    Explain(Explain),
    /// What people are asked, each with its candidates and the command that answers it
    Questions(OneCampaign),
    /// Answer a question, list the answers, withdraw one
    Answer(answer::Arguments),
    /// The outbox
    Mail(Mail),
    /// Try configuration, every source, store, SMTP, clock; say what to repair
    Doctor(Doctor),
    /// Check the configuration, print its schema or what is in force
    Config(Config),
    /// A commented configuration and an empty sheet template to hand to communes
    Init(Init),
    /// The bytes that a stored pull was read from, as they came
    Raw(Raw),
    /// A consistent copy of the store while in use
    Backup(Backup),
    /// Forget what is older than an age
    Purge(Purge),
    /// What is kept about one person: where, all of it, or none of it any more
    Person(person::Person),
    /// The facts for the dossier on personal data: purposes, fields, recipients, how long, where
    Privacy,
    /// The whole store: into another database, or read back
    Store(StoreArguments),
    /// Who may sign in to the operators' page
    User(User),
    /// Programs that may ask the page
    Token(TokenArguments),
    /// The operators' page
    Web(Web),
    /// Completions for a shell
    Completions(Completions),
    /// The manual page
    Man,
}

#[derive(Debug, Args)]
pub struct OneCampaign {
    /// The campaign; without, the only one
    pub campaign: Option<String>,
}

#[derive(Debug, Args)]
pub struct Sync {
    /// The campaign; without, the only one
    pub campaign: Option<String>,
    /// Read this instead of the campaign's sources (repeatable); it enters the history and passes the guard like any pull
    #[arg(long, value_name = "LINK|PATH")]
    pub source: Vec<String>,
    /// Count decisions signed by this date [default: today in the campaign's zone]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    /// Show what would change and who would be mailed; store, write and send nothing
    #[arg(long, conflicts_with_all = ["mail", "accept", "reject"])]
    pub dry_run: bool,
    /// Never mail the readers
    #[arg(long, conflicts_with = "mail")]
    pub no_mail: bool,
    /// Mail the readers in any case
    #[arg(long)]
    pub mail: bool,
    /// Accept a quarantined pull
    #[arg(long, value_name = "RUN", conflicts_with_all = ["reject", "source"])]
    pub accept: Option<String>,
    /// Reject a quarantined pull
    #[arg(long, value_name = "RUN", conflicts_with = "source")]
    pub reject: Option<String>,
    /// Why, kept with the run
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Do not wait for a run that is under way: exit with 75 and its id
    #[arg(long)]
    pub no_wait: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    /// Workbooks or links: all one campaign's
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<String>,
    /// Check by this campaign's register and rules
    #[arg(long, value_name = "NAME")]
    pub campaign: Option<String>,
    /// Count decisions signed by this date [default: today in the campaign's zone]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    /// List every finding, remarks too
    #[arg(long)]
    pub all: bool,
    /// Exit with 1 where findings this grave stand
    #[arg(long, value_enum, default_value = "never")]
    pub fail_on: FailOn,
    /// Check nothing, and print the cells of this tab as they are read, one line of JSON a row
    #[arg(long, value_name = "TAB")]
    pub dump: Option<String>,
}

/// Which findings make `check` exit with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Findings that must be put right
    Error,
    /// These and those to be looked at again
    Warning,
    /// None
    Never,
}

#[derive(Debug, Args)]
pub struct Report {
    /// The campaign; without, the only one
    pub campaign: Option<String>,
    /// All campaigns in one workbook that compares them
    #[arg(long, conflicts_with = "campaign")]
    pub all: bool,
    /// Count decisions signed by this date [default: the day of the last pull]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    /// By what was known then: a day (its end) or an instant
    #[arg(long, value_name = "DATE|TIME")]
    pub known_at: Option<String>,
    /// Where to write [default: the configured folder]
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<PathBuf>,
    /// Every report that is kept, newest first; writes none
    #[arg(long, conflicts_with_all = ["as_of", "known_at", "out", "all"])]
    pub list: bool,
    #[command(flatten)]
    pub pinning: Pinning,
}

/// Keeping a report for good.
#[derive(Debug, Args)]
pub struct Pinning {
    /// Keep this report, however old: its SHA-256 as `--list` shows it, or how that begins
    #[arg(long, value_name = "SHA256", conflicts_with_all = ["unpin", "list", "as_of", "known_at", "out", "all"])]
    pub pin: Option<String>,
    /// Keep it no longer than others
    #[arg(long, value_name = "SHA256", conflicts_with_all = ["list", "as_of", "known_at", "out", "all"])]
    pub unpin: Option<String>,
    /// Why, kept with it
    #[arg(long, value_name = "TEXT", requires = "pin", conflicts_with = "unpin")]
    pub reason: Option<String>,
    /// Who says so [default: the login]
    #[arg(long, value_name = "NAME", requires = "pin", conflicts_with = "unpin")]
    pub who: Option<String>,
}

#[derive(Debug, Args)]
pub struct Results {
    /// The campaign; without, the only one
    pub campaign: Option<String>,
    /// Show which cells would change; write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").args(["out", "send", "dry_run"]).required(true).multiple(true)))]
pub struct Remind {
    /// The campaign; without, the only one
    pub campaign: Option<String>,
    /// Write letters, notices and the text for a group to this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Mail each commune its notice, unless it was told the same
    #[arg(long)]
    pub send: bool,
    /// Show who would get what; write and queue nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Count decisions signed by this date [default: the day of the last pull]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Runs {
    #[command(subcommand)]
    pub command: Option<RunsCommand>,
    /// The campaign; without, all
    pub campaign: Option<String>,
    /// At most this many, newest first
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// End a run, on whatever machine it is; what it has stored stays
    Cancel {
        /// The run's id
        run: String,
    },
}

#[derive(Debug, Args)]
pub struct Changes {
    /// The campaign; without, the only one
    pub campaign: Option<String>,
    /// Since the end of this day
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub since: Date,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// issued, on_time, late, incomplete, not_issued, not_reported, overdue, composition_ok, a rule's id, or a commune
    pub figure: String,
    /// The campaign; without, the only one
    #[arg(long, value_name = "NAME")]
    pub campaign: Option<String>,
    /// Count decisions signed by this date [default: the day of the last pull]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub as_of: Option<Date>,
    /// By what was known then: a day (its end) or an instant
    #[arg(long, value_name = "DATE|TIME")]
    pub known_at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Mail {
    #[command(subcommand)]
    pub command: MailCommand,
}

#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Every mail and what became of it
    List {
        /// At most this many, newest first
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// One mail, whole
    Show {
        /// Its id
        id: String,
    },
    /// Send all that is owed now, whatever its back-off
    Retry {
        /// Also the last mail to this address, where it was refused
        address: Option<String>,
    },
    /// Send a test mail
    Test {
        /// To this address
        address: String,
    },
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// Also send a test mail to this address
    #[arg(long, value_name = "ADDRESS")]
    pub mail: Option<String>,
}

#[derive(Debug, Args)]
pub struct Config {
    #[command(subcommand)]
    pub command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Every problem at once; the next three runs of each campaign
    Check,
    /// JSON Schema of the configuration files
    Schema,
    /// What is in force, secrets hidden
    Show,
    /// Every rule: its id, severity, meaning and basis
    Rules(Rules),
}

#[derive(Debug, Args)]
pub struct Rules {
    /// The campaign; without, the only one
    pub campaign: Option<String>,
    /// The codes of offices that the lists of the rules may name, with their words
    #[arg(long)]
    pub offices: bool,
}

#[derive(Debug, Args)]
pub struct Init {
    /// Where to put them [default: the current folder]
    pub folder: Option<PathBuf>,
    /// For this province, by name or code: its communes of the national list, or of --register
    #[arg(long, value_name = "NAME|CODE")]
    pub province: Option<String>,
    /// For the communes of this list: code,name,kind suffice
    #[arg(long, value_name = "FILE")]
    pub register: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Raw {
    /// Id of the snapshot, as `runs --json` and the report name it
    pub snapshot: String,
    /// Where to write: a file, or a folder for a file of each source
    #[arg(long, value_name = "FILE|DIR")]
    pub out: PathBuf,
    /// Of this source only
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// The copy
    pub file: PathBuf,
    /// Overwrite a file that is there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct StoreArguments {
    #[command(subcommand)]
    pub command: StoreCommand,
}

#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Copy everything but leases and sessions into an empty database, of either kind
    Copy {
        /// A path, or postgres://user@host/database
        from: String,
        /// The same; it must hold nothing
        to: String,
    },
    /// Read everything back
    Check,
}

#[derive(Debug, Args)]
pub struct Purge {
    /// Age in days, such as 365d
    #[arg(long, value_name = "365d")]
    pub older_than: String,
    /// Say what would be forgotten; forget nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    pub command: UserCommand,
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add an account; the password is typed twice, or read from standard input
    Add {
        /// The name that is signed in with
        name: String,
        /// What it may do
        #[arg(long, value_enum, default_value = "viewer")]
        role: AccountRole,
        /// Make the password and show it once
        #[arg(long)]
        generate: bool,
    },
    /// Every account
    List,
    /// Remove an account and end its sessions
    Remove {
        /// Its name
        name: String,
    },
    /// Give an account another password and end its sessions
    Password {
        /// Its name
        name: String,
        /// Make the password and show it once
        #[arg(long)]
        generate: bool,
    },
}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AccountRole {
    /// Look at figures and reports, without members' phones
    Viewer,
    /// Look at everything and decide
    Operator,
}

#[derive(Debug, Args)]
pub struct TokenArguments {
    #[command(subcommand)]
    pub command: TokenCommand,
}

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Make a token, shown once
    Add {
        /// Whose it is
        name: String,
        /// What it may
        #[arg(long, value_enum, default_value = "read")]
        scope: TokenScope,
        /// With members' phones and mail addresses
        #[arg(long)]
        personal: bool,
    },
    /// Every token
    List,
    /// Remove a token
    Remove {
        /// Its name
        name: String,
    },
}

/// What a token may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokenScope {
    /// Ask
    Read,
    /// Ask, and have a run made
    Sync,
}

#[derive(Debug, Args)]
pub struct Web {
    #[command(subcommand)]
    pub command: WebCommand,
}

#[derive(Debug, Subcommand)]
pub enum WebCommand {
    /// A link that signs in as an operator, once, within ten minutes
    Link {
        /// Under which name it is noted who did what
        #[arg(long = "as", value_name = "NAME", default_value = "link")]
        name: String,
    },
}

#[derive(Debug, Args)]
pub struct Completions {
    pub shell: clap_complete::Shell,
}

/// Parses a day in ISO format, or as people write it: day, month, year.
pub(super) fn typed_day(text: &str) -> Option<Date> {
    let forms = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"];
    let read = |form: &&str| Date::parse_from_str(text.trim(), form).ok();
    // The library reads 1/8/25 as a day of the year 25.
    forms.iter().find_map(read).filter(|day| day.year() >= 1900)
}

/// Returns the key of a sentence as the error; it is translated where the language is known.
fn date(text: &str) -> Result<Date, String> {
    typed_day(text).ok_or_else(|| "cli-usage-day".to_owned())
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "vi" => Ok(Language::Vi),
        "en" => Ok(Language::En),
        _ => Err("cli-usage-language".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        for (typed, day) in [
            ("2025-08-01", Some("2025-08-01")),
            ("1/8/2025", Some("2025-08-01")),
            (" 01/08/2025 ", Some("2025-08-01")),
            ("15-8-2025", Some("2025-08-15")),
            ("15.08.2025", Some("2025-08-15")),
            ("8/15/2025", None),
            ("31/2/2025", None),
            ("1/8/25", None),
            ("hôm nay", None),
        ] {
            let read = typed_day(typed).map(|day| day.to_string());
            assert_eq!(read.as_deref(), day, "{typed}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
