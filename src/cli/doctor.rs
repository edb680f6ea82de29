//! `cnscd doctor`: tries everything that a run needs, and says what to repair.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chrono::{Datelike, TimeDelta};
use rustix::fs::{Access, access};
use serde::Serialize;

use crate::cli::arguments::Doctor;
use crate::cli::error::CommandError;
use crate::cli::screen::Seen;
use crate::cli::{Context, Output, disk};
use crate::clock::written_instant;
use crate::config::MailTransport;
use crate::delivery::command::Program;
use crate::delivery::{self, Delivery, DeliveryError};
use crate::failure::Failure;
use crate::google::GoogleError;
use crate::locale::number::{decimal, whole};
use crate::locale::{Language, say};
use crate::mail::sender_address;
use crate::pipeline::read;
use crate::pipeline::results::{self, ResultsPlace};
use crate::pipeline::standing::{self, Knowledge};
use crate::pipeline::{App, notice, pull, shown};
use crate::snapshot::Snapshot;
use crate::source::{FetchStep, Source};
use crate::store::{Address, ServerState};
use crate::submission::settings::SourceSettings;
use crate::table::confined;
use crate::table::limits::MIB;

#[derive(Serialize)]
struct DoctorDocument {
    well: bool,
    checks: Vec<Check>,
}

/// The result of trying one thing.
#[derive(Serialize)]
pub(super) struct Check {
    subject: String,
    well: bool,
    message: String,
    next_step: Option<String>,
    #[serde(skip)]
    exit_code: u8,
}

impl Check {
    /// The result in one line, and what to do about it in another.
    fn lines(&self) -> Vec<String> {
        let sign = if self.well { "✓" } else { "✗" };
        let lines = self.message.lines();
        let plain: Vec<String> = lines
            .map(|line| crate::cli::screen::plain(line, false))
            .collect();
        let message = plain.join("\n  ");
        let first = format!("{sign} {}: {message}", self.subject);
        let next = self.next_step.iter().map(|next| format!("    → {next}"));
        std::iter::once(first).chain(next).collect()
    }
}

/// What is wrong on this machine, as far as can be found without the network and without writing.
pub(super) async fn on_this_machine(context: &Context, app: &App) -> Vec<Check> {
    let say = |key: &str, arguments: &[(&str, &str)]| say(context.language, key, arguments);
    let mut checks = vec![clock(app, &say)];
    let mut folders = vec![(app.config.report.folder.as_path(), "cli-doctor-reports")];
    if let Address::File(file) = &app.config.store.address {
        folders.extend(file.parent().map(|folder| (folder, "cli-doctor-store")));
    }
    if app.config.mail.transport == MailTransport::Folder {
        folders.push((app.config.mail.folder.as_path(), "cli-doctor-mail"));
    }
    for (path, subject) in folders {
        checks.push(would_take(app, path, say(subject, &[]), &say));
    }
    checks.extend(disks(app, &say));
    checks.extend(proxy(app, &say));
    for channel in &app.config.channels {
        checks.push(program(app, &channel.program, &say));
    }
    for campaign in &app.config.campaigns {
        let files = campaign.sources.iter();
        for (source, _) in files.filter(|(source, _)| source.is_file()) {
            let named = [("campaign", &*campaign.name), ("source", &source.name)];
            let subject = say("cli-doctor-source", &named);
            let one = std::slice::from_ref(source);
            if let Err(unpulled) = pull::fetch(one, &app.google, None, app.clock).await {
                checks.push(ill(app, subject, unpulled.failure));
            }
        }
    }
    checks.retain(|check| !check.well);
    checks
}

/// The lines of several results.
pub(super) fn lines(checks: &[Check]) -> Vec<String> {
    checks.iter().flat_map(Check::lines).collect()
}

/// Tries everything. The exit code is that of the first fault.
pub(super) async fn run(context: &Context, arguments: &Doctor) -> Result<Output, Failure> {
    let app = context.app()?;
    let mut checks = Vec::new();
    let say = |key: &str, arguments: &[(&str, &str)]| say(context.language, key, arguments);
    checks.push(configuration(context, app, &say));
    checks.push(clock(app, &say));
    checks.push(folder(
        app,
        &app.config.report.folder,
        say("cli-doctor-reports", &[]),
        &say,
    ));
    checks.extend(store(app, &say).await);
    checks.extend(disks(app, &say));
    checks.push(reader(app, &say).await);
    for campaign in &app.config.campaigns {
        checks.extend(sources(context, app, campaign, &say).await);
        if campaign.results.is_some() {
            checks.push(results_sheet(app, campaign, &say).await);
        }
    }
    for campaign in &app.config.campaigns {
        checks.extend(trial(context, app, campaign, &say).await);
    }
    checks.push(mail(app, &say).await);
    for channel in &app.config.channels {
        checks.push(program(app, &channel.program, &say));
    }
    if let Some(address) = &arguments.mail {
        checks.push(test_mail(app, address, &say).await);
    }
    let exit_code = checks
        .iter()
        .find(|check| !check.well)
        .map_or(0, |check| check.exit_code);
    if context.json {
        return Ok(Output::json(&DoctorDocument {
            well: exit_code == 0,
            checks,
        })
        .with_code(exit_code));
    }
    let mut lines = lines(&checks);
    lines.push(say(
        if exit_code == 0 {
            "cli-doctor-well"
        } else {
            "cli-doctor-ill"
        },
        &[],
    ));
    Ok(Output::told(lines.join("\n")).with_code(exit_code))
}

/// Whether the configuration was read, and how many remarks there are about it.
fn configuration(context: &Context, app: &App, say: &Say<'_>) -> Check {
    let file = context.config_file.as_deref();
    let file = file.map_or_else(String::new, shown);
    let campaigns = app.config.campaigns.iter();
    let remarks = campaigns.map(|one| one.remarks.len()).sum::<usize>();
    let count = whole(context.language, remarks);
    let key = match remarks {
        0 => "cli-doctor-config-good",
        _ => "cli-doctor-config-remarks",
    };
    let told = say(key, &[("file", &file), ("count", &count)]);
    well(say("cli-doctor-config", &[]), told)
}

/// What rules on trial found in the last good pull; only operators are shown it.
async fn trial(
    context: &Context,
    app: &App,
    campaign: &crate::config::Campaign,
    say: &Say<'_>,
) -> Option<Check> {
    let store = app.existing_store().await.ok()??;
    let judged = standing::judged(app, &store, campaign, Knowledge::Present, None).await;
    let judged = judged.ok()??;
    let told = context.screen(app).trial(Seen::from(&judged))?;
    let subject = say("cli-doctor-trial", &[("campaign", &campaign.name)]);
    Some(well(subject, told))
}

type Say<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// Checks from inside that the process that reads workbooks cannot do what it must not. If the
/// kernel lacks the means this is reported, but is not a fault of the installation.
async fn reader(app: &App, say: &Say<'_>) -> Check {
    let subject = say("cli-doctor-reader", &[]);
    match confined::tried(&app.config.limits).await {
        Err(error) => ill(app, subject, error),
        Ok(tried) if !tried.open().is_empty() => Check {
            subject,
            well: false,
            message: say(
                "cli-doctor-reader-open",
                &[("open", &tried.open().join(", "))],
            ),
            next_step: Some(say("cli-doctor-reader-open-next", &[])),
            exit_code: 70,
        },
        Ok(tried) => {
            let key = match (tried.sandbox.files, tried.sandbox.calls) {
                (true, true) => "cli-doctor-reader-shut",
                (false, true) => "cli-doctor-reader-without-landlock",
                (true, false) => "cli-doctor-reader-without-seccomp",
                (false, false) => "cli-doctor-reader-without-both",
            };
            well(subject, say(key, &[]))
        }
    }
}

fn well(subject: String, message: String) -> Check {
    Check {
        subject,
        well: true,
        message,
        next_step: None,
        exit_code: 0,
    }
}

fn ill(app: &App, subject: String, failure: impl Into<Failure>) -> Check {
    let (failure, language) = (failure.into(), app.language);
    Check {
        subject,
        well: false,
        message: failure.message().say(language),
        next_step: Some(failure.next_step().say(language)),
        exit_code: failure.exit_code(),
    }
}

/// Reports a proxy that no pull can use, before a pull fails by it.
fn proxy(app: &App, say: &Say<'_>) -> Option<Check> {
    let mut campaigns = app.config.campaigns.iter();
    let asks_the_world = campaigns.any(|one| {
        let mut sources = one.sources.iter();
        one.results.is_some() || sources.any(|(source, _)| !source.is_file())
    });
    let address = app.config.google.proxies.unusable();
    let address = address.filter(|_| asks_the_world)?;
    let unusable = GoogleError::ProxyAddress { address };
    Some(ill(app, say("cli-doctor-proxy", &[]), unusable))
}

fn clock(app: &App, say: &Say<'_>) -> Check {
    let zone = app.config.timezone;
    let now = app.clock.now().with_timezone(&zone);
    let subject = say("cli-doctor-clock", &[]);
    let shown = format!(
        "{} {}",
        written_instant(now.to_utc(), zone),
        now.format("%:z")
    );
    // Communes began on 2025-07-01; a machine whose clock battery is empty starts years before.
    if now.year() < 2025 {
        return ill(app, subject, CommandError::DoctorClockWrong { now: shown });
    }
    well(
        subject,
        say(
            "cli-doctor-clock-good",
            &[("now", &shown), ("zone", app.config.timezone.name())],
        ),
    )
}

/// Writes and removes a file, which alone proves that a folder can be written.
fn folder(app: &App, path: &Path, subject: String, say: &Say<'_>) -> Check {
    let tried = std::fs::create_dir_all(path)
        .and_then(|()| tempfile::NamedTempFile::new_in(path))
        .and_then(tempfile::NamedTempFile::close);
    writable(app, path, subject, tried, say)
}

/// Whether a folder, or the one it would be created in, can be written; writes nothing.
fn would_take(app: &App, path: &Path, subject: String, say: &Say<'_>) -> Check {
    let there = path.ancestors().find(|folder| folder.exists());
    let there = there.unwrap_or(path);
    let tried = match there.is_dir() {
        true => access(there, Access::WRITE_OK | Access::EXEC_OK).map_err(io::Error::from),
        false => Err(io::ErrorKind::NotADirectory.into()),
    };
    writable(app, path, subject, tried, say)
}

/// The result of trying a folder.
fn writable(
    app: &App,
    path: &Path,
    subject: String,
    tried: io::Result<()>,
    say: &Say<'_>,
) -> Check {
    match tried {
        Ok(()) => well(
            subject,
            say("cli-doctor-folder-good", &[("path", &shown(path))]),
        ),
        Err(error) => ill(
            app,
            subject,
            CommandError::DoctorFolderBad {
                path: shown(path),
                error,
            },
        ),
    }
}

async fn store(app: &App, say: &Say<'_>) -> Vec<Check> {
    let subject = say("cli-doctor-store", &[]);
    let store = match app.store().await {
        Ok(store) => store,
        Err(failure) => return vec![ill(app, subject, failure)],
    };
    let sound = match store.integrity().await {
        Ok(faults) if faults.is_empty() => well(
            subject,
            say("cli-doctor-store-good", &[("path", &store.shown())]),
        ),
        Ok(faults) => ill(
            app,
            subject,
            CommandError::DoctorStoreBad {
                faults: faults.join("; "),
            },
        ),
        Err(error) => ill(app, subject, error),
    };
    let server = match store.server_state().await {
        Ok(state) => state.map(|state| server(app, &state, say)),
        Err(error) => Some(ill(app, say("cli-doctor-server", &[]), error)),
    };
    [Some(sound), server].into_iter().flatten().collect()
}

/// The oldest supported server version, and the difference of clocks that becomes visible in times.
const OLDEST_SERVER: i64 = 13;
const CLOCKS_APART: TimeDelta = TimeDelta::seconds(30);

fn server(app: &App, state: &ServerState, say: &Say<'_>) -> Check {
    let subject = say("cli-doctor-server", &[]);
    let seconds = |delta: TimeDelta| {
        let tenths = delta.num_milliseconds() / 100;
        let sign = if tenths < 0 { "-" } else { "" };
        let tenths = tenths.abs();
        let number = format!("{sign}{}.{}", tenths / 10, tenths % 10);
        decimal(app.language, &number)
    };
    let wrong = if state.major < OLDEST_SERVER {
        let version = state.version.clone();
        CommandError::DoctorServerOld { version }
    } else if state.encoding != "UTF8" {
        let encoding = state.encoding.clone();
        CommandError::DoctorServerEncoding { encoding }
    } else if state.is_read_only {
        CommandError::DoctorServerFollows
    } else if !state.closed.is_empty() {
        let closed = state.closed.join(", ");
        CommandError::DoctorServerRights { closed }
    } else if state.ahead.abs() > CLOCKS_APART {
        let seconds = seconds(state.ahead);
        CommandError::DoctorServerClock { seconds }
    } else {
        let micros = state.latency.as_micros();
        let latency = format!("{}.{}", micros / 1000, micros % 1000 / 100);
        let good = say(
            "cli-doctor-server-good",
            &[
                ("version", &state.version),
                ("latency", &decimal(app.language, &latency)),
                ("ahead", &seconds(state.ahead)),
                ("size", &whole(app.language, state.size / MIB)),
            ],
        );
        return well(subject, good);
    };
    ill(app, subject, wrong)
}

/// Whether the disks of the database, reports and mails have enough space. A folder that cannot be
/// examined was reported before.
fn disks(app: &App, say: &Say<'_>) -> Vec<Check> {
    let mut folders = vec![app.config.report.folder.as_path()];
    let database = match &app.config.store.address {
        Address::File(file) => Some(file.as_path()),
        Address::Server(_) => None,
    };
    folders.extend(database.and_then(Path::parent));
    if app.config.mail.transport == MailTransport::Folder {
        folders.push(&app.config.mail.folder);
    }
    folders.retain(|folder| folder.is_dir());
    let Ok(disks) = disk::disks(&folders, database) else {
        return Vec::new();
    };
    let told = |disk: &disk::Disk| {
        let subject = say("cli-doctor-disk", &[]);
        let path = shown(&disk.folder);
        let (free, needed) = (disk.free / MIB, disk.needed / MIB);
        let arguments = [
            ("path", path.as_str()),
            ("free", &whole(app.language, free)),
            ("needed", &whole(app.language, needed)),
        ];
        if disk.has_room() {
            well(subject, say("cli-doctor-disk-good", &arguments))
        } else {
            let full = CommandError::DoctorDiskFull { path, free, needed };
            ill(app, subject, full)
        }
    };
    disks.iter().map(told).collect()
}

async fn sources(
    context: &Context,
    app: &App,
    campaign: &crate::config::Campaign,
    say: &Say<'_>,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for (source, settings) in &campaign.sources {
        let subject = say(
            "cli-doctor-source",
            &[("campaign", &campaign.name), ("source", &source.name)],
        );
        checks.push(
            match tried(context, app, campaign, source, settings).await {
                Ok((requests, snapshot)) => {
                    well(subject, held(&snapshot, requests, say, app.language))
                }
                Err(failure) => ill(app, subject, failure),
            },
        );
    }
    checks
}

/// What a source contains, and how many requests it took; prints how it was fetched.
async fn tried(
    context: &Context,
    app: &App,
    campaign: &crate::config::Campaign,
    source: &Source,
    settings: &SourceSettings,
) -> Result<(u32, Snapshot), Failure> {
    let one = std::slice::from_ref(source);
    let pulled = match pull::fetch(one, &app.google, None, app.clock).await {
        Ok(pulled) => pulled,
        Err(unpulled) => {
            context.trail(&unpulled.trail, unpulled.requests);
            return Err(unpulled.failure);
        }
    };
    let steps = pulled.sources.iter();
    let steps: Vec<FetchStep> = steps.flat_map(|source| source.trail.clone()).collect();
    context.trail(&steps, pulled.requests);
    let (criteria, now) = (app.criteria(campaign), app.clock.now());
    let settings = std::slice::from_ref(settings);
    let limits = &app.config.limits;
    let snapshot = read::read(&pulled.sources, settings, &criteria, limits, now).await?;
    Ok((pulled.requests, snapshot))
}

fn held(snapshot: &Snapshot, requests: u32, say: &Say<'_>, language: Language) -> String {
    let tabs = snapshot.reading.tabs.iter().map(|tab| {
        let rows = whole(language, tab.rows);
        say("cli-doctor-tab", &[("title", &tab.title), ("rows", &rows)])
    });
    let tabs = tabs.collect::<Vec<_>>().join(", ");
    let requests = whole(language, requests);
    let told = [("requests", requests.as_str()), ("tabs", &tabs)];
    say("cli-doctor-source-good", &told)
}

/// Reads the results sheet only; whether it can be written shows at the next write.
async fn results_sheet(app: &App, campaign: &crate::config::Campaign, say: &Say<'_>) -> Check {
    let subject = say("results-doctor", &[("campaign", &campaign.name)]);
    match results::probe(app, campaign).await {
        Ok(Some(ResultsPlace::Sheet { tab, .. })) => {
            well(subject, say("results-doctor-good", &[("tab", &tab)]))
        }
        Ok(Some(ResultsPlace::File(_)) | None) => well(subject, say("results-doctor-file", &[])),
        Err(failure) => ill(app, subject, failure),
    }
}

async fn mail(app: &App, say: &Say<'_>) -> Check {
    let subject = say("cli-doctor-mail", &[]);
    match (app.delivery(), app.config.mail.transport) {
        (Delivery::Smtp(settings), _) => {
            let from = match sender_address(&app.config.mail.from) {
                Ok(from) => from,
                Err(failure) => return ill(app, subject, failure),
            };
            let to = app.config.mail.operators.first().unwrap_or(&from);
            match delivery::probe(&settings, &from, to).await {
                Ok(probe) => match probe.recipient_refused {
                    None => well(subject, taken(app, &settings.host, probe.largest, say)),
                    Some(answer) => {
                        let to = to.to_owned();
                        ill(app, subject, CommandError::DoctorSmtpRefused { to, answer })
                    }
                },
                Err(error) => ill(app, subject, error),
            }
        }
        (_, MailTransport::None) => well(subject, say("cli-doctor-mail-none", &[])),
        _ => folder(app, &app.config.mail.folder, subject, say),
    }
}

/// That the server accepts mail, and how large an attachment may be if the server's limit is lower
/// than the configured one.
fn taken(app: &App, host: &str, largest: Option<u64>, say: &Say<'_>) -> String {
    // A file in a mail is a third larger, with line ends; 1 MiB is left for the text.
    let room = largest.map(|bytes| bytes.saturating_sub(MIB) * 73 / 100 / MIB);
    let attached = app.config.mail.max_attachment as u64;
    match room.filter(|room| room * MIB < attached) {
        None => say("cli-doctor-smtp-good", &[("host", host)]),
        Some(room) => {
            let room = whole(app.language, room.max(1));
            say("cli-doctor-smtp-size", &[("host", host), ("room", &room)])
        }
    }
}

/// Whether a channel's program exists and can be executed; calling it would send something.
fn program(app: &App, program: &Program, say: &Say<'_>) -> Check {
    let subject = say("cli-doctor-channel", &[("channel", &program.name)]);
    let name = program.run.first().map_or("", String::as_str);
    match runnable(name) {
        Ok(()) => well(
            subject,
            say("cli-doctor-channel-good", &[("program", name)]),
        ),
        Err(cause) => {
            let missing = DeliveryError::Command {
                channel: program.name.clone(),
                program: name.to_owned(),
                cause,
            };
            ill(app, subject, missing)
        }
    }
}

/// A name without a folder is searched in `PATH`, which shows when the program is called.
fn runnable(name: &str) -> io::Result<()> {
    if !name.contains('/') {
        return Ok(());
    }
    let found = std::fs::metadata(name)?;
    match found.is_file() && found.permissions().mode() & 0o111 != 0 {
        true => Ok(()),
        false => Err(io::ErrorKind::PermissionDenied.into()),
    }
}

async fn test_mail(app: &App, address: &str, say: &Say<'_>) -> Check {
    let subject = say("cli-doctor-test-mail", &[]);
    let sent = async {
        let store = app.store().await?;
        let id = notice::test(app, &store, address).await?;
        let lock = store.lock_outbox().await?;
        let report = delivery::send_due(&store, &lock, &app.delivery(), app.clock, false).await;
        lock.release().await;
        let report = report?;
        let taken = report
            .settled
            .iter()
            .any(|settled| settled.id == id && settled.delivered == delivery::Delivered::Sent);
        if taken {
            Ok(())
        } else {
            Err(Failure::from(CommandError::DoctorTestNotTaken {
                to: address.to_owned(),
            }))
        }
    };
    match sent.await {
        Ok(()) => well(
            subject,
            say("cli-test-sent", &[("to", address), ("error", "")]),
        ),
        Err(failure) => ill(app, subject, failure),
    }
}
