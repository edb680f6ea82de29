//! The configuration files exactly as they are written; unknown keys are refused.
//!
//! Mirrors TOML and nothing more: what the values mean is checked in `service` and `campaign`.
//! The JSON schema that editors complete from is made of these types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::clock::Date;
use crate::config::reminder::RawReminder;
use crate::document::{Detail, Letterhead};
use crate::locale::Language;
use crate::register::CommuneKind;
use crate::rule::Grouping;
use crate::rule::declared::{Confirmed, Extension, Waiver, day};
use crate::submission::count::Count;
use crate::submission::role::CampaignRoles;
use crate::submission::settings::Holds;

/// `config/cnscd.toml`: the service.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawService {
    /// Language of messages in the terminal; reports and mails are Vietnamese.
    pub language: Language,
    /// The zone that days and schedules are counted in.
    pub timezone: Option<String>,
    /// Campaign files, relative to this file.
    pub campaigns: Vec<String>,
    pub store: RawStore,
    pub report: RawReport,
    pub mail: RawMail,
    pub google: RawGoogle,
    pub limits: RawLimits,
    pub calendar: RawCalendar,
    pub daemon: RawDaemon,
    pub health: RawHealth,
    pub ping: RawPing,
    /// Programs of the site's own that carry notices on.
    pub channel: Vec<RawChannel>,
    pub web: RawWeb,
}

/// `[calendar]`: on free days nothing is pulled, and a report moves to the next worked day.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawCalendar {
    /// Days of the week that are worked; absent: all seven.
    pub working_days: Option<Vec<RawWeekday>>,
    /// Public holidays.
    #[serde(deserialize_with = "days")]
    pub holidays: Vec<Date>,
    /// Days worked in lieu of others.
    #[serde(deserialize_with = "days")]
    pub worked_in_lieu: Vec<Date>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawWeekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// `[health]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawHealth {
    /// Where /healthz and /metrics answer, on this machine only: `127.0.0.1:9465`; absent: nowhere.
    pub listen: Option<String>,
}

/// `[web]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawWeb {
    /// Where the operators' page is served: `127.0.0.1:8480`; absent: nowhere.
    pub listen: Option<String>,
    /// Addresses of the proxies in front of it, whose TLS it is; needed off this machine.
    pub behind_proxy: Vec<String>,
    /// The page's address as people type it; needed behind a proxy.
    pub public_url: Option<String>,
    /// How long who saw what is remembered.
    pub log_kept: Option<String>,
}

/// `[[channel]]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChannel {
    pub kind: ChannelKind,
    /// By which the outbox knows it: `zalo`.
    pub name: String,
    /// The program and its arguments; no shell reads them. It gets one JSON document on standard
    /// input (`channel_message` of `cnscd config schema`) and ends with 0 (taken), 75 (try again)
    /// or any other code (refused).
    pub run: Vec<String>,
    /// How long one call may take.
    pub timeout: Option<String>,
    /// Which notices it gets; absent: all.
    pub gets: Option<Vec<ChannelGets>>,
}

/// Kinds of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ChannelKind {
    /// A program of the site's own.
    Command,
}

/// Whose notices a channel gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChannelGets {
    /// What operators are told: failures, quarantines.
    Operators,
    /// What communes are told.
    Communes,
}

/// `[ping]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPing {
    /// A dead man's switch: asked after each good run, with `/start` before it and `/fail` after a bad one.
    pub url: Option<String>,
}

/// `[store]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawStore {
    /// `sqlite:` and a path, relative to this file; or `postgres://user@host:5432/database`.
    pub url: Option<String>,
    /// Of a server: a file with the password, which its owner alone may read.
    pub password_file: Option<String>,
    /// Of a server: the certificate authority that signed its certificate, PEM; absent: the system's.
    pub ca_file: Option<String>,
    /// How long a run, and sending, may be without a sign of life before another machine takes over.
    pub lease: Option<String>,
    /// Of a server: connections that a process holds at most.
    pub connections: Option<u32>,
    /// Of a server: how long a new connection may take.
    pub connect_timeout: Option<String>,
    /// Of a server: how long what another process holds is waited for, and a free connection.
    pub lock_timeout: Option<String>,
    /// Of a server: how long the answer to one question may take.
    pub answer_timeout: Option<String>,
    /// How long pulls, reports and mails are kept; the daemon forgets what is older.
    pub keep: Option<String>,
}

/// `[daemon]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawDaemon {
    /// How many campaigns are run at the same time.
    pub side_by_side: Option<u32>,
    /// How long a run may take before it is broken off.
    pub run_deadline: Option<String>,
}

/// `[report]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawReport {
    /// Where workbooks land.
    pub folder: Option<String>,
    /// Permissions of a workbook, octal.
    pub mode: Option<String>,
}

/// `[mail]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawMail {
    /// How mails leave.
    pub transport: MailTransport,
    /// Where .eml files land.
    pub folder: Option<String>,
    /// Who writes: `cnscd <cnscd@example.vn>`.
    pub from: Option<String>,
    /// Who answers where a reader replies; absent: who writes.
    pub reply_to: Option<String>,
    /// Who hears of failures and quarantines.
    pub operators: Vec<String>,
    /// Larger workbooks are not attached; the mail says so.
    pub max_attachment: Option<String>,
    /// Notices to communes that may go out in an hour.
    pub notices_per_hour: Option<u32>,
    pub smtp: Option<RawSmtp>,
}

/// How mails leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// A folder of .eml files: needs no server.
    #[default]
    Folder,
    /// A mail server.
    Smtp,
    /// They do not.
    None,
}

/// `[mail.smtp]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSmtp {
    pub host: String,
    /// 587 with STARTTLS, 465 with TLS, 25 on the machine itself.
    pub port: Option<u16>,
    #[serde(default)]
    pub security: SmtpSecurity,
    pub username: Option<String>,
    /// File that holds the password, readable by its owner alone; else CNSCD_SMTP_PASSWORD.
    pub password_file: Option<String>,
    /// Certificate of a private CA, PEM.
    pub ca_file: Option<String>,
    /// For each step; after the text ten times as long.
    pub timeout: Option<String>,
}

/// How the connection to the mail server is kept private.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// Plain first, then upgraded; a server that does not offer it is refused.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// None: to the machine itself only.
    None,
}

/// `[google]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawGoogle {
    /// Service-account key, readable by its owner alone.
    pub credentials_file: Option<String>,
    /// Ask the machine's metadata server where no key is named.
    pub metadata_server: bool,
    pub sheets_endpoint: Option<String>,
    pub drive_endpoint: Option<String>,
    pub link_endpoint: Option<String>,
    /// Certificate of a private CA, PEM.
    pub ca_file: Option<String>,
    /// For one whole pull, retries included.
    pub pull_deadline: Option<String>,
    /// Of a workbook.
    pub max_file: Option<String>,
    /// Every so many pulls the bytes are fetched although the service says «unchanged».
    pub full_pull_every: Option<u32>,
}

/// `[limits]`: what a workbook may ask of the machine.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawLimits {
    /// Sum of the unpacked sizes of a workbook's parts.
    pub max_unpacked: Option<String>,
    pub max_parts: Option<u32>,
    pub max_cells: Option<u32>,
    pub max_people: Option<u32>,
    /// Memory of the reading process.
    pub memory: Option<String>,
    /// Time of the reading process.
    pub seconds: Option<u32>,
}

/// `config/campaigns/*.toml`: one founding drive.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCampaign {
    pub name: String,
    pub title: String,
    /// `code,name,kind,former_province,former_district`
    pub register: String,
    /// Dissolved units: `old_name,old_kind,old_district,old_province,code`; absent: as shipped.
    pub dissolved: Option<String>,
    /// Other spellings: `spelling,code,why`; absent: as shipped.
    pub spellings: Option<String>,
    /// By what communes are counted in groups; absent: kind and former province.
    pub counted_by: Option<Vec<Grouping>>,
    /// The rules; absent: as shipped.
    pub rules: Option<String>,
    /// Folder with headers.toml and positions.toml; absent: as shipped.
    pub vocabulary: Option<String>,
    #[serde(deserialize_with = "day")]
    pub deadline: Date,
    #[serde(default = "yes")]
    pub deadline_inclusive: bool,
    /// The day the communes began.
    #[serde(default, deserialize_with = "maybe_day")]
    pub communes_began: Option<Date>,
    /// crontab(5) in the service's zone; absent: by hand only.
    pub schedule: Option<String>,
    /// When readers are mailed; absent: after every stored sync.
    pub report_schedule: Option<String>,
    /// Runs around the deadline, whatever the day: `deadline-5d`, `deadline`, `deadline+1d 16:00`.
    #[serde(default)]
    pub extra_runs: Vec<String>,
    /// A missed run is made up once, if not older.
    pub catch_up: Option<String>,
    #[serde(default)]
    pub readers: Vec<RawReader>,
    /// Names for several addresses, usable wherever a reader or a copy is named.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// Who answers where a reader or a commune replies; absent: as the service says.
    pub reply_to: Option<String>,
    /// Whom to call: `code,chairman,head_culture,specialist,phones,emails`.
    pub directory: Option<String>,
    /// Villages and quarters of the communes: `commune_code,name,kind`; absent: teams there are
    /// counted against nothing.
    pub villages: Option<String>,
    #[serde(default)]
    pub send: Send,
    pub heartbeat: Option<String>,
    pub stale_after: Option<String>,
    /// Words for roles beside the vocabulary's.
    #[serde(default)]
    pub roles: CampaignRoles,
    #[serde(default)]
    pub document: Letterhead,
    #[serde(default)]
    pub source: Vec<RawSource>,
    /// What is counted in each commune.
    #[serde(default)]
    pub count: Vec<Count>,
    #[serde(default)]
    pub milestone: Vec<RawMilestone>,
    #[serde(default)]
    pub guard: RawGuard,
    #[serde(default)]
    pub confirmed: Vec<Confirmed>,
    #[serde(default)]
    pub waiver: Vec<Waiver>,
    #[serde(default)]
    pub extension: Vec<Extension>,
    /// A spreadsheet of the department's own that says how each commune stands.
    pub results: Option<RawResults>,
    /// The ladder; absent: nobody is reminded.
    #[serde(default)]
    pub reminder: Vec<RawReminder>,
    /// An operator's answers: spelling to code.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
}

/// Who gets the report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum RawReader {
    /// An address or a group: gets all of it.
    Address(String),
    /// An address, and how much it gets.
    Detailed(RawDetailedReader),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDetailedReader {
    /// An address, or the name of a group.
    pub address: String,
    #[serde(default)]
    pub gets: RawGets,
    /// Addresses and groups that get a copy, as the mail's head says.
    #[serde(default)]
    pub cc: Vec<String>,
    /// Addresses and groups that get a copy of which the head says nothing.
    #[serde(default)]
    pub bcc: Vec<String>,
}

/// How much a reader gets, and of what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum RawGets {
    /// Of the whole register.
    Whole(Detail),
    /// Of a part of it, with its own denominator.
    Part(RawPart),
}

impl Default for RawGets {
    fn default() -> Self {
        Self::Whole(Detail::default())
    }
}

/// The communes for which all that is given holds.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPart {
    /// As the register has it: `Kon Tum`.
    pub former_province: Option<String>,
    /// As the register has it.
    pub former_district: Option<String>,
    /// As the register has it, where it holds several.
    pub province: Option<String>,
    /// xa, phuong or dac_khu.
    pub kind: Option<CommuneKind>,
    pub detail: Detail,
}

/// When the readers are mailed after a sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Send {
    /// After every one.
    Always,
    /// Where something changed.
    #[default]
    Changed,
}

/// `[[source]]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub name: String,
    /// A path, a folder (its newest workbook), a pasted link, or an id.
    pub location: String,
    #[serde(default)]
    pub holds: Holds,
    #[serde(default)]
    pub tabs: Vec<String>,
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

/// `[[milestone]]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMilestone {
    #[serde(deserialize_with = "day")]
    pub date: Date,
    pub issued: u32,
    pub note: String,
}

/// `[results]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawResults {
    /// A native Google spreadsheet that the account may edit; absent: `KetQua_<campaign>.xlsx` in
    /// the report folder.
    pub spreadsheet: Option<String>,
    /// The tab that is the program's; absent: `Kết quả rà soát`.
    pub tab: Option<String>,
}

/// `[guard]`
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawGuard {
    pub max_lost_rows: Option<String>,
    pub max_lost_decisions: Option<String>,
    /// Of the communes that had a decision: those with another number and date at once.
    pub max_changed_decisions: Option<String>,
    /// Of the members: those gone or replaced.
    pub max_lost_people: Option<String>,
    /// Fewer than these are no alarm whatever their share.
    pub min_changed: Option<u32>,
}

fn yes() -> bool {
    true
}

/// Days as TOML or JSON has them.
fn days<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
    #[derive(Deserialize)]
    struct Day(#[serde(deserialize_with = "day")] Date);
    Ok(Vec::<Day>::deserialize(deserializer)?
        .into_iter()
        .map(|Day(day)| day)
        .collect())
}

fn maybe_day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}
