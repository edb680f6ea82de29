//! The configuration: read once, checked completely, and passed on in parts.
//!
//! `cnscd.toml` describes the service and names the campaign files. Every problem of every file is
//! found before the configuration is refused. Stages get their own settings and never see `Config`.

mod campaign;
mod channel;
mod communes;
mod count;
mod database;
mod directory;
mod example;
mod exception;
pub mod fresh;
mod guard;
mod limits;
mod list;
mod listed;
mod mail;
mod operation;
mod outdated;
mod problem;
mod pull;
mod raw;
mod readers;
mod reminder;
mod results;
mod rhythm;
mod rules;
mod secret;
mod service;
mod shape;
mod show;
mod source;
mod unsaid;
mod value;
mod villages;
mod vocabulary;
mod web;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use secrecy::SecretString;

use crate::clock::{Date, Zone};
use crate::delivery::command::{Handed, Program};
use crate::document::{Detail, DirectoryEntry, Letterhead, Milestone};
use crate::google;
use crate::http::Proxies;
use crate::letter::Templates;
use crate::letter::owed::ReminderKind;
use crate::locale::Language;
use crate::register::{Alias, Register, VillageEntry};
use crate::rule::Grouping;
use crate::rule::area::Area;
use crate::rule::declared::{Confirmed, Extension, Rules, Waiver};
use crate::schedule::Schedule;
use crate::schedule::calendar::Calendar;
use crate::schedule::extra::ExtraRun;
use crate::schedule::ladder::ReminderStep;
use crate::schedule::plan::Plan;
use crate::snapshot::loss::Guard;
use crate::source::Source;
use crate::store::Address;
use crate::submission::count::Count;
use crate::submission::role::CampaignRoles;
use crate::submission::settings::SourceSettings;
use crate::table::limits::Limits;

pub use operation::HealthSettings;
pub use problem::{Problem, ProblemLine, Problems};
pub use raw::{ChannelGets, MailTransport, Send, SmtpSecurity};
pub use reminder::ReminderTo;
pub use value::duration;
pub use web::WebSettings;

/// The service and its campaigns, checked.
#[derive(Debug)]
pub struct Config {
    pub language: Language,
    pub timezone: Zone,
    pub campaigns: Vec<Campaign>,
    pub store: StoreSettings,
    pub report: ReportSettings,
    pub mail: MailSettings,
    pub google: google::Settings,
    pub limits: Limits,
    pub calendar: Calendar,
    pub daemon: DaemonSettings,
    pub health: HealthSettings,
    /// Programs that deliver notices.
    pub channels: Vec<Channel>,
    pub web: WebSettings,
    /// Every file that was read; the configuration may change when one of them does.
    pub files: Vec<PathBuf>,
}

/// Where the store is.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// A file, or the database of a server.
    pub address: Address,
    /// How long a lease stays valid without a heartbeat.
    pub lease: Duration,
    /// How long stored data are kept; `None` means for ever.
    pub keep: Option<TimeDelta>,
}

/// How the daemon runs campaigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaemonSettings {
    /// How many campaigns are run at the same time.
    pub side_by_side: usize,
    /// The time limit of a run.
    pub run_deadline: Duration,
}

impl Default for DaemonSettings {
    fn default() -> Self {
        Self {
            side_by_side: 4,
            run_deadline: Duration::from_secs(600),
        }
    }
}

/// Where workbooks are written.
#[derive(Clone, Debug)]
pub struct ReportSettings {
    pub folder: PathBuf,
    /// The file permissions of a workbook.
    pub mode: u32,
}

/// How mails are sent.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub transport: MailTransport,
    pub folder: PathBuf,
    /// The sender, as in the mail's header.
    pub from: String,
    /// The address for replies, unless the campaign sets another.
    pub reply_to: Option<String>,
    pub operators: Vec<String>,
    /// The largest attachment in bytes.
    pub max_attachment: usize,
    /// The most notices to communes that are sent in an hour.
    pub notices_per_hour: usize,
    pub smtp: Option<SmtpSettings>,
}

/// The mail server.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    pub login: Option<(String, SecretString)>,
    pub ca_file: Option<PathBuf>,
    pub timeout: Duration,
}

/// One campaign, checked.
#[derive(Debug)]
pub struct Campaign {
    pub name: String,
    pub title: String,
    pub register: Arc<Register>,
    pub rules_text: String,
    /// The groups in which communes are counted.
    pub groups: Vec<Grouping>,
    /// The rules read from `rules_text`.
    pub rules: Rules,
    pub headers_text: String,
    pub positions_text: String,
    /// `[roles]`: words for roles in addition to the vocabulary's.
    pub roles: CampaignRoles,
    /// `None` if the vocabulary's folder has no such file: the shipped one is used.
    pub rows_text: Option<String>,
    /// The same for the words for units.
    pub units_text: Option<String>,
    pub deadline: Date,
    pub deadline_inclusive: bool,
    pub communes_began: Date,
    pub schedule: Option<Schedule>,
    pub report_schedule: Option<Schedule>,
    pub extra_runs: Vec<ExtraRun>,
    pub catch_up: TimeDelta,
    pub readers: Vec<Reader>,
    /// The address for replies of readers and communes.
    pub reply_to: Option<String>,
    pub directory: std::collections::BTreeMap<String, DirectoryEntry>,
    /// The register of villages; empty if there is none.
    pub villages: Vec<VillageEntry>,
    pub send: Send,
    pub heartbeat: TimeDelta,
    pub stale_after: TimeDelta,
    pub document: Letterhead,
    /// The templates of letters and notices.
    pub templates: Templates,
    /// The reminders; if empty, nobody is reminded.
    pub reminders: Vec<Reminder>,
    /// `[aliases]`: spellings that the operator assigned to communes.
    pub answers: Vec<Alias>,
    /// Values that the file leaves out although a report prints them; `config check` asks for them.
    pub remarks: Vec<Problem>,
    pub sources: Vec<(Source, SourceSettings)>,
    pub milestones: Vec<Milestone>,
    /// The counts that the campaign asks for.
    pub counts: Vec<Count>,
    pub guard: Guard,
    pub confirmed: Vec<Confirmed>,
    pub waivers: Vec<Waiver>,
    pub extensions: Vec<Extension>,
    /// The results sheet, if the campaign asks for one.
    pub results: Option<ResultsSettings>,
    /// The campaign's file and the lists that it names.
    pub files: Vec<PathBuf>,
}

/// `[[channel]]`: a program that delivers notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    pub program: Program,
    pub gets: Vec<ChannelGets>,
}

/// `[results]`: the sheet in which communes read their status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultsSettings {
    /// Id of the spreadsheet; `None` for a workbook in the report folder.
    pub spreadsheet: Option<String>,
    /// Title of the tab.
    pub tab: String,
}

/// `[[reminder]]`: who is reminded of what, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub at: Vec<ReminderStep>,
    pub to: ReminderTo,
    /// The addresses that get a list of those reminded.
    pub copy_to: Vec<String>,
    pub kinds: Vec<ReminderKind>,
}

impl Reminder {
    /// Returns the id under which its steps are recorded.
    pub fn id(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.id()).collect();
        format!("{}:{}", self.to.id(), kinds.join("+"))
    }
}

/// Who gets the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The recipients of the mail: one address, or those of a group.
    pub to: Vec<String>,
    /// The recipients of a copy, named in the mail's header.
    pub cc: Vec<String>,
    /// The recipients of a copy that the header does not name.
    pub bcc: Vec<String>,
    pub detail: Detail,
    /// The part of the register that the report is limited to; `None` for all of it.
    pub area: Option<Area>,
}

impl Reader {
    /// Returns every recipient.
    pub fn everybody(&self) -> impl Iterator<Item = &String> {
        self.to.iter().chain(&self.cc).chain(&self.bcc)
    }

    /// Returns the recipients as `config show` prints them.
    fn shown(&self) -> String {
        self.everybody().cloned().collect::<Vec<_>>().join(", ")
    }
}

/// The environment variables, read once at the start.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `GOOGLE_APPLICATION_CREDENTIALS`
    pub google_credentials: Option<PathBuf>,
    pub proxies: Proxies,
    /// `CNSCD_SMTP_PASSWORD`
    pub smtp_password: Option<SecretString>,
    /// `CREDENTIALS_DIRECTORY`, where systemd puts credentials.
    pub credentials_directory: Option<PathBuf>,
    /// `SUDO_USER`, `LOGNAME` or `USER`: the person logged in.
    pub login: Option<String>,
    /// `COLUMNS`: the width to assume for the terminal.
    pub columns: Option<usize>,
}

impl Environment {
    /// Reads the variables that the program uses.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| {
            let filled = |name: &&str| variable(name).filter(|value| !value.trim().is_empty());
            names.iter().find_map(filled).unwrap_or_default()
        };
        Self {
            google_credentials: variable("GOOGLE_APPLICATION_CREDENTIALS")
                .filter(|path| !path.is_empty())
                .map(PathBuf::from),
            proxies: Proxies {
                https: first(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]),
                no_proxy: first(&["NO_PROXY", "no_proxy"]),
            },
            smtp_password: variable("CNSCD_SMTP_PASSWORD")
                .filter(|password| !password.is_empty())
                .map(SecretString::from),
            credentials_directory: variable("CREDENTIALS_DIRECTORY").map(PathBuf::from),
            columns: variable("COLUMNS").and_then(|columns| columns.trim().parse().ok()),
            login: Some(first(&["SUDO_USER", "LOGNAME", "USER"])).filter(|login| !login.is_empty()),
        }
    }
}

impl Config {
    /// Finds the configuration file: the named one, else `config/cnscd.toml` in this folder, else
    /// `/etc/cnscd/cnscd.toml`.
    pub fn find(named: Option<&Path>, here: &Path) -> Option<PathBuf> {
        if let Some(named) = named {
            return Some(crate::source::beside(here, named));
        }
        [
            here.join("config/cnscd.toml"),
            PathBuf::from("/etc/cnscd/cnscd.toml"),
        ]
        .into_iter()
        .find(|path| path.is_file())
    }

    /// Reads a file or, without one, takes the shipped configuration, which is enough for `check`.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn load_or_shipped(
        file: Option<&Path>,
        environment: &Environment,
    ) -> Result<Self, Problems> {
        match file {
            Some(file) => service::load(file, environment),
            None => Ok(service::shipped(environment)),
        }
    }

    /// Returns the language that a file sets, even if the file has problems.
    pub fn language(file: &Path) -> Option<Language> {
        let text = std::fs::read_to_string(file).ok()?;
        let written: toml::Table = text.parse().ok()?;
        written.get("language")?.clone().try_into().ok()
    }

    /// Returns when a campaign pulls and mails.
    pub fn plan<'a>(&'a self, campaign: &'a Campaign) -> Plan<'a> {
        Plan {
            schedule: campaign.schedule.as_ref(),
            report_schedule: campaign.report_schedule.as_ref(),
            extra_runs: &campaign.extra_runs,
            deadline: campaign.deadline,
            calendar: &self.calendar,
            zone: self.timezone,
        }
    }

    /// Shows the configuration in force, with secrets hidden.
    pub fn show(&self, json: bool) -> String {
        show::show(self, json)
    }
}

/// Returns the JSON Schema of both kinds of file, and of the message to a channel.
pub fn schema() -> serde_json::Value {
    serde_json::json!({
        "service": schemars::schema_for!(raw::RawService),
        "campaign": schemars::schema_for!(raw::RawCampaign),
        "channel_message": schemars::schema_for!(Handed),
    })
}
