//! The configuration files exactly as they are written; unknown keys are refused.
//!
//! Mirrors TOML and nothing more: the values are checked in `service` and `campaign`. The JSON
//! schema, by which editors complete keys, is generated from these types.

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
    /// The time zone of days and schedules.
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
    /// The operator's own programs that deliver notices.
    pub channel: Vec<RawChannel>,
    pub web: RawWeb,
}

/// `[calendar]`: on free days nothing is pulled, and a report moves to the next working day.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawCalendar {
    /// Working days of the week; absent: all seven.
    pub working_days: Option<Vec<RawWeekday>>,
    /// Public holidays.
    #[serde(deserialize_with = "days")]
    pub holidays: Vec<Date>,
    /// Days worked in place of others.
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

/// `[health]`: how the daemon is monitored.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawHealth {
    /// Address of /healthz and /metrics, on this machine only:
    /// `127.0.0.1:9465`; absent: not served.
    pub listen: Option<String>,
}

/// `[web]`: the operators' page.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawWeb {
    /// Address of the operators' page: `127.0.0.1:8480`; absent: not served.
    pub listen: Option<String>,
    /// Addresses of the proxies in front of it, which provide TLS; required off this machine.
    pub behind_proxy: Vec<String>,
    /// The page's address as people type it; required behind a proxy.
    pub public_url: Option<String>,
    /// How long it is recorded who viewed what.
    pub log_kept: Option<String>,
}

/// `[[channel]]`: a program that delivers notices.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChannel {
    pub kind: ChannelKind,
    /// The channel's name in the outbox: `zalo`.
    pub name: String,
    /// The program and its arguments, run without a shell. It gets one JSON document on standard
    /// input (`channel_message` of `cnscd config schema`) and exits with 0 (accepted), 75 (try
    /// again) or any other code (refused).
    pub run: Vec<String>,
    /// The time limit of one call.
    pub timeout: Option<String>,
    /// The notices that it gets; absent: all.
    pub gets: Option<Vec<ChannelGets>>,
}

/// Kinds of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ChannelKind {
    /// The operator's own program.
    Command,
}

/// Which notices a channel gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChannelGets {
    /// Notices to operators: failures, quarantines.
    Operators,
    /// Notices to communes.
    Communes,
}

/// `[ping]`: a dead man's switch.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPing {
    /// A dead man's switch: requested after each good run, with `/start` before a run
    /// and `/fail` after a bad one.
    pub url: Option<String>,
}

/// `[store]`: the database.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawStore {
    /// `sqlite:` and a path, relative to this file; or `postgres://user@host:5432/database`.
    pub url: Option<String>,
    /// Server only: a file with the password, which only its owner may read.
    pub password_file: Option<String>,
    /// Server only: the certificate authority of its certificate, PEM; absent: the system's.
    pub ca_file: Option<String>,
    /// How long a run, or sending, may lack a heartbeat before another machine takes over.
    pub lease: Option<String>,
    /// Server only: the most connections of a process.
    pub connections: Option<u32>,
    /// Server only: the time limit of a new connection.
    pub connect_timeout: Option<String>,
    /// Server only: how long to wait for a lock of another process, or for a free connection.
    pub lock_timeout: Option<String>,
    /// Server only: the time limit of one query.
    pub answer_timeout: Option<String>,
    /// How long pulls, reports and mails are kept; the daemon deletes older ones.
    pub keep: Option<String>,
}

/// `[daemon]`: how campaigns are run.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawDaemon {
    /// How many campaigns are run at the same time.
    pub side_by_side: Option<u32>,
    /// How long a run may take before it is aborted.
    pub run_deadline: Option<String>,
}

/// `[report]`: where workbooks are written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawReport {
    /// Where workbooks are written.
    pub folder: Option<String>,
    /// Permissions of a workbook, octal.
    pub mode: Option<String>,
}

/// `[mail]`: how mails are sent.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawMail {
    /// How mails are sent.
    pub transport: MailTransport,
    /// Where .eml files are written.
    pub folder: Option<String>,
    /// The sender: `cnscd <cnscd@example.vn>`.
    pub from: Option<String>,
    /// The address for replies; absent: the sender's.
    pub reply_to: Option<String>,
    /// Addresses that get notices of failures and quarantines.
    pub operators: Vec<String>,
    /// Larger workbooks are not attached; the mail then says so.
    pub max_attachment: Option<String>,
    /// The most notices to communes that are sent in an hour.
    pub notices_per_hour: Option<u32>,
    pub smtp: Option<RawSmtp>,
}

/// How mails are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// As .eml files in a folder, without a server.
    #[default]
    Folder,
    /// Through a mail server.
    Smtp,
    /// Not at all.
    None,
}

/// `[mail.smtp]`: the mail server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSmtp {
    pub host: String,
    /// 587 with STARTTLS, 465 with TLS, 25 on the machine itself.
    pub port: Option<u16>,
    #[serde(default)]
    pub security: SmtpSecurity,
    pub username: Option<String>,
    /// File with the password, which only its owner may read; absent: CNSCD_SMTP_PASSWORD.
    pub password_file: Option<String>,
    /// Certificate of a private CA, PEM.
    pub ca_file: Option<String>,
    /// Time limit of each step; ten times as long after the text was sent.
    pub timeout: Option<String>,
}

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SmtpSecurity {
    /// Plain at first, then upgraded to TLS; a server that does not offer this is refused.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Not encrypted: only to a server on this machine.
    None,
}

/// `[google]`: how spreadsheets are pulled.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawGoogle {
    /// Service-account key, which only its owner may read.
    pub credentials_file: Option<String>,
    /// Whether to ask the machine's metadata server if no key is named.
    pub metadata_server: bool,
    pub sheets_endpoint: Option<String>,
    pub drive_endpoint: Option<String>,
    pub link_endpoint: Option<String>,
    /// Certificate of a private CA, PEM.
    pub ca_file: Option<String>,
    /// Time limit of a whole pull, retries included.
    pub pull_deadline: Option<String>,
    /// The largest size of a workbook.
    pub max_file: Option<String>,
    /// Every how many pulls the bytes are fetched even though the service reports no change.
    pub full_pull_every: Option<u32>,
}

/// `[limits]`: the resources that reading a workbook may use.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawLimits {
    /// Sum of the unpacked sizes of a workbook's parts.
    pub max_unpacked: Option<String>,
    pub max_parts: Option<u32>,
    pub max_cells: Option<u32>,
    pub max_people: Option<u32>,
    /// Memory limit of the reading process.
    pub memory: Option<String>,
    /// Time limit of the reading process.
    pub seconds: Option<u32>,
}

/// `config/campaigns/*.toml`: one campaign.
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
    /// The groups in which communes are counted; absent: kind and former province.
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
    /// crontab(5) in the service's time zone; absent: runs only by hand.
    pub schedule: Option<String>,
    /// When readers are mailed; absent: after every stored sync.
    pub report_schedule: Option<String>,
    /// Runs around the deadline, on any day of the week: `deadline-5d`,
    /// `deadline`, `deadline+1d 16:00`.
    #[serde(default)]
    pub extra_runs: Vec<String>,
    /// A missed run is made up for once, unless it is older than this.
    pub catch_up: Option<String>,
    #[serde(default)]
    pub readers: Vec<RawReader>,
    /// Names for several addresses, which may be used for any reader or copy.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    /// The address for replies of readers and communes; absent: the service's.
    pub reply_to: Option<String>,
    /// Whom to call: `code,chairman,head_culture,specialist,phones,emails`.
    pub directory: Option<String>,
    /// Villages and quarters of the communes: `commune_code,name,kind`; absent: their teams are
    /// counted without a total.
    pub villages: Option<String>,
    #[serde(default)]
    pub send: Send,
    pub heartbeat: Option<String>,
    pub stale_after: Option<String>,
    /// Words for roles in addition to the vocabulary's.
    #[serde(default)]
    pub roles: CampaignRoles,
    #[serde(default)]
    pub document: Letterhead,
    #[serde(default)]
    pub source: Vec<RawSource>,
    /// The counts made in each commune.
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
    /// A spreadsheet of the department's own that shows each commune's status.
    pub results: Option<RawResults>,
    /// The reminders; absent: nobody is reminded.
    #[serde(default)]
    pub reminder: Vec<RawReminder>,
    /// Spellings that the operator assigned to communes: spelling to code.
    #[serde(default)]
    pub aliases: BTreeMap<String, String>,
}

/// Who gets the report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum RawReader {
    /// An address or a group: gets everything.
    Address(String),
    /// An address, and what it gets.
    Detailed(RawDetailedReader),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDetailedReader {
    /// An address, or the name of a group.
    pub address: String,
    #[serde(default)]
    pub gets: RawGets,
    /// Addresses and groups that get a copy, named in the mail's header.
    #[serde(default)]
    pub cc: Vec<String>,
    /// Addresses and groups that get a copy and are not named in the header.
    #[serde(default)]
    pub bcc: Vec<String>,
}

/// How much a reader gets, and of which part of the register.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum RawGets {
    /// Of the whole register.
    Whole(Detail),
    /// Of a part of it, with the part's own denominator.
    Part(RawPart),
}

impl Default for RawGets {
    fn default() -> Self {
        Self::Whole(Detail::default())
    }
}

/// The communes that match every key given.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPart {
    /// As named in the register: `Kon Tum`.
    pub former_province: Option<String>,
    /// As named in the register.
    pub former_district: Option<String>,
    /// As named in the register, if it covers several.
    pub province: Option<String>,
    /// xa, phuong or dac_khu.
    pub kind: Option<CommuneKind>,
    pub detail: Detail,
}

/// When the readers are mailed after a sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Send {
    /// After every sync.
    Always,
    /// If something changed.
    #[default]
    Changed,
}

/// `[[source]]`: a spreadsheet or file that is read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub name: String,
    /// A path, a folder (of which the newest workbook is read), a pasted link, or an id.
    pub location: String,
    #[serde(default)]
    pub holds: Holds,
    #[serde(default)]
    pub tabs: Vec<String>,
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

/// `[[milestone]]`: a figure published elsewhere.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMilestone {
    #[serde(deserialize_with = "day")]
    pub date: Date,
    pub issued: u32,
    pub note: String,
}

/// `[results]`: where the results sheet is written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawResults {
    /// A native Google spreadsheet that the account may edit; absent: `KetQua_<campaign>.xlsx` in
    /// the report folder.
    pub spreadsheet: Option<String>,
    /// The tab that the program writes; absent: `Kết quả rà soát`.
    pub tab: Option<String>,
}

/// `[guard]`: how much a pull may lose or change.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawGuard {
    pub max_lost_rows: Option<String>,
    pub max_lost_decisions: Option<String>,
    /// The greatest share of the communes with a decision whose number and
    /// date may both change at once.
    pub max_changed_decisions: Option<String>,
    /// The greatest share of the members that may be removed or replaced.
    pub max_lost_people: Option<String>,
    /// A smaller number of changes is no alarm, whatever its share.
    pub min_changed: Option<u32>,
}

fn yes() -> bool {
    true
}

/// Reads days from TOML or JSON.
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
