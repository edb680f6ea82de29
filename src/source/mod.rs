//! Sources: how to fetch the bytes behind a link or path.
//!
//! Knows how to fetch, and what each refusal means, but not what the bytes contain.

mod error;
mod file;
mod link;
mod pull;
mod way;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Timestamp};
use crate::google::Google;
use crate::source::link::{Form, GoogleDocument, Location};
use crate::source::pull::Pull;
use crate::source::way::Got;
use crate::spool::Spooled;

pub use crate::source::error::SourceError;

/// A spreadsheet as the campaign names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its name in the campaign.
    pub name: String,
    /// A path, a folder (its newest workbook), a pasted link, or an id.
    pub location: String,
    /// The folder that a relative path starts from.
    pub base: PathBuf,
}

impl Source {
    /// Whether it is a file on this machine, which needs no network.
    pub fn is_file(&self) -> bool {
        matches!(place(self, None), Ok(Location::Path(_)))
    }
}

/// A fetched source: bytes for the table stage, and how they were fetched.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// The source's name in the campaign.
    pub name: String,
    /// The way in which it was fetched.
    pub kind: SourceKind,
    /// The link, or the absolute path, that was read.
    pub location: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
    /// The service's revision, if it has one.
    pub revision: Option<String>,
    /// The content.
    pub body: Body,
    /// The tab that the `gid` of the link names.
    pub gid: Option<i64>,
    /// The address that opens a cell when `#gid=…&range=F17` is appended: `https://…/d/ID/edit`.
    pub link: Option<String>,
    /// What was tried, in order: the key and arguments of one sentence each, for `doctor` and the
    /// run's record.
    pub trail: Vec<FetchStep>,
    /// Number of requests, including retries and tokens.
    pub requests: u32,
}

/// Resolves a path that is written in a file of a folder, or typed in a folder: absolute, and
/// without `..` in what people see.
pub fn beside(folder: &Path, written: &Path) -> PathBuf {
    file::beside(folder, written)
}

/// The way in which a source was fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A workbook on disk.
    File,
    /// A native sheet through the Sheets API.
    GoogleSheet,
    /// An Office file through the Drive API.
    DriveFile,
    /// A public link, without credentials.
    PublicLink,
}

/// The fetched bytes, by the reader they are for.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A workbook file: xlsx, xls, xlsb, ods, csv. The name only decides the tab title of a csv
    /// file.
    Workbook { bytes: Spooled, file_name: String },
    /// The answer of the Sheets API (`spreadsheets.get` with grid data) as JSON.
    Sheets { json: Spooled },
}

impl Body {
    /// Returns the bytes as they were fetched.
    pub fn into_bytes(self) -> Spooled {
        match self {
            Self::Workbook { bytes, .. } | Self::Sheets { json: bytes } => bytes,
        }
    }

    /// A reference to the bytes.
    pub fn bytes(&self) -> &Spooled {
        match self {
            Self::Workbook { bytes, .. } | Self::Sheets { json: bytes } => bytes,
        }
    }
}

/// A step of fetching, for people: a key of `locale` and its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchStep {
    /// The key of its sentence, such as `source-step-public-link`.
    pub key: String,
    /// The sentence's arguments by name.
    pub arguments: Vec<(String, String)>,
}

impl FetchStep {
    /// A step with the arguments of its sentence.
    pub fn new(key: &str, arguments: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            key: key.to_owned(),
            arguments: arguments.iter().map(own).collect(),
        }
    }
}

/// What is known of a source from its last pull. Even an empty value makes the service be asked for
/// the revision, so that the next pull can compare.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastPull {
    /// The revision of the last pull.
    pub revision: Option<String>,
    /// How many pulls since the last complete one ended in [`Fetched::Unchanged`].
    pub hints: u32,
}

/// The result of fetching a source.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// The complete source.
    Pulled(Pulled),
    /// The service reports no change since the known revision. Only a hint: its times lag by
    /// minutes, so every [`full_pull_every`](crate::google::Settings::full_pull_every)-th pull is
    /// complete.
    Unchanged {
        /// The revision, which is unchanged.
        revision: String,
        /// What was tried.
        trail: Vec<FetchStep>,
        /// Number of requests.
        requests: u32,
    },
}

/// Why a source could not be fetched, and what was tried.
#[derive(Debug)]
pub struct FetchFailure {
    /// Why.
    pub error: SourceError,
    /// What was tried, in order.
    pub trail: Vec<FetchStep>,
    /// Number of requests, including retries and tokens.
    pub requests: u32,
}

/// Fetches a complete source.
///
/// # Errors
/// Any [`SourceError`], with the steps that led to it.
pub async fn fetch(source: &Source, google: &Google, clock: Clock) -> Result<Pulled, FetchFailure> {
    match fetch_unless_known(source, google, None, clock).await? {
        Fetched::Pulled(pulled) => Ok(pulled),
        Fetched::Unchanged { .. } => unreachable!("nothing is known, so nothing is unchanged"),
    }
}

/// Fetches a source, unless its service reports that it has not changed.
///
/// # Errors
/// As [`fetch`].
pub async fn fetch_unless_known(
    source: &Source,
    google: &Google,
    known: Option<&LastPull>,
    clock: Clock,
) -> Result<Fetched, FetchFailure> {
    let mut pull = Pull::start(google, clock);
    let fetched = pulled(source, known, &mut pull).await;
    let (trail, requests) = (pull.trail, pull.session.requests);
    match fetched {
        Ok(Fetched::Pulled(pulled)) => Ok(Fetched::Pulled(Pulled {
            trail,
            requests,
            ..pulled
        })),
        Ok(Fetched::Unchanged { revision, .. }) => Ok(Fetched::Unchanged {
            revision,
            trail,
            requests,
        }),
        Err(error) => Err(FetchFailure {
            error,
            trail,
            requests,
        }),
    }
}

async fn pulled(
    source: &Source,
    known: Option<&LastPull>,
    pull: &mut Pull<'_>,
) -> Result<Fetched, SourceError> {
    let google = pull.google;
    let own_host = google.settings.link_endpoint.host_str();
    let document = match place(source, own_host)? {
        Location::Path(path) => return from_disk(source, path, pull).await,
        Location::Document(document) => document,
    };
    pull.step(recognised(&document), &[("id", &document.id)]);
    let link = (document.form != Form::Published).then(|| {
        let path = format!("spreadsheets/d/{}/edit", document.id);
        let link = google.settings.link_endpoint.join(&path);
        link.expect("an id holds no character that an address minds")
            .to_string()
    });
    let (kind, revision, body) = match way::fetch(pull, &document, known).await? {
        Got::Unchanged { revision } => {
            return Ok(Fetched::Unchanged {
                revision,
                trail: Vec::new(),
                requests: 0,
            });
        }
        Got::Fetched {
            kind,
            revision,
            body,
        } => (kind, revision, body),
    };
    if let (Some(gid), Body::Workbook { .. }) = (document.gid, &body) {
        pull.step("source-step-gid-lost", &[("gid", &gid.to_string())]);
    }
    Ok(Fetched::Pulled(Pulled {
        name: source.name.clone(),
        kind,
        location: source.location.trim().to_owned(),
        fetched_at: pull.session.clock.now(),
        revision,
        body,
        gid: document.gid,
        link,
        trail: Vec::new(),
        requests: 0,
    }))
}

/// What the location names. An existing path takes precedence over an id that looks the same.
fn place(source: &Source, own_host: Option<&str>) -> Result<Location, SourceError> {
    let place = link::recognise(&source.location, own_host)?;
    let path = beside(&source.base, Path::new(source.location.trim()));
    Ok(match place {
        Location::Document(document) if document.form == Form::Bare && path.exists() => {
            Location::Path(path)
        }
        Location::Path(named) => Location::Path(beside(&source.base, &named)),
        other => other,
    })
}

/// The id of the spreadsheet that a link or an id names; `None` for anything else, and for sheets
/// that are only published to the web.
pub fn spreadsheet_id(location: &str) -> Option<String> {
    match link::recognise(location, None) {
        Ok(Location::Document(document)) if document.form != Form::Published => Some(document.id),
        Ok(_) | Err(_) => None,
    }
}

fn recognised(document: &GoogleDocument) -> &'static str {
    match document.form {
        Form::Sheet if document.looks_like_office() => "source-step-office-link",
        Form::Sheet => "source-step-sheet-link",
        Form::DriveFile => "source-step-drive-link",
        Form::Published => "source-step-published-link",
        Form::Bare => "source-step-bare-id",
    }
}

async fn from_disk(
    source: &Source,
    path: PathBuf,
    pull: &mut Pull<'_>,
) -> Result<Fetched, SourceError> {
    let workbook = file::read(path, pull.google.settings.max_file, pull.session.left()).await?;
    let shown = workbook.path.display().to_string();
    pull.step("source-step-file", &[("path", &shown)]);
    let file_name = workbook.path.file_name().unwrap_or_default();
    Ok(Fetched::Pulled(Pulled {
        name: source.name.clone(),
        kind: SourceKind::File,
        location: shown.clone(),
        fetched_at: pull.session.clock.now(),
        revision: None,
        body: Body::Workbook {
            bytes: workbook.bytes.into(),
            file_name: file_name.to_string_lossy().into_owned(),
        },
        gid: None,
        link: None,
        trail: Vec::new(),
        requests: 0,
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn every_step_has_its_sentence_and_every_sentence_its_step() {
        let code = [
            include_str!("mod.rs"),
            include_str!("way/mod.rs"),
            include_str!("way/public.rs"),
        ];
        let taken: BTreeSet<&str> = code
            .iter()
            .flat_map(|text| text.split("\"source-step-").skip(1))
            .filter_map(|rest| rest.split('"').next())
            .filter(|key| key.starts_with(|first: char| first.is_ascii_lowercase()))
            .collect();
        let said: BTreeSet<&str> = include_str!("../locale/en/source.ftl")
            .lines()
            .filter_map(|line| line.strip_prefix("source-step-")?.split(" =").next())
            .collect();
        assert_eq!(taken, said);
    }
}
