//! The ways into a Google document, chosen by what the document is.
//!
//! Knows the order in which ways are tried and when the next one is worth it. With an account:
//! Drive says what the document is; a native sheet goes through the Sheets API, a file with bytes
//! through Drive; where one way answers «not this document», the other is tried. Without an
//! account, or where it sees nothing: the public link.

mod account;
mod drive;
mod key;
mod page;
mod public;
mod pull;
mod refusal;
mod settings;
mod sheets;

use tokio::sync::OnceCell;

use crate::clock::Clock;
use crate::source::error::SourceError;
use crate::source::google::account::Account;
use crate::source::google::drive::{Kind, Metadata};
use crate::source::google::refusal::No;
use crate::source::http::Http;
use crate::source::link::{Document, Form};
use crate::source::{Body, Known, SourceKind};

pub(crate) use crate::source::google::pull::Pull;
pub use crate::source::google::settings::{EndpointProblem, Settings};

/// The longest wait for a connection.
const CONNECT: std::time::Duration = std::time::Duration::from_secs(10);

/// Google as this configuration reaches it. Keep one for the life of a configuration: it holds
/// the connections and the tokens.
pub struct Google {
    /// The settings.
    pub settings: Settings,
    http: Http,
    account: OnceCell<Option<Account>>,
}

/// What a document gave.
pub(crate) enum Got {
    /// The revision is the known one: nothing was fetched.
    Unchanged { revision: String },
    /// Bytes.
    Fetched {
        kind: SourceKind,
        revision: Option<String>,
        body: Body,
    },
}

impl Google {
    /// Reads the root certificates; asks nobody yet.
    ///
    /// # Errors
    /// An unusable CA file, or no root certificate.
    pub fn new(settings: Settings) -> Result<Self, SourceError> {
        let connect = CONNECT.min(settings.pull_deadline / 4);
        let http = Http::new(settings.ca_file.as_deref(), &settings.proxies, connect)?;
        Ok(Self {
            settings,
            http,
            account: OnceCell::new(),
        })
    }

    /// Starts the time of a pull.
    pub(crate) fn pull(&self, clock: Clock) -> Pull<'_> {
        let seed = u64::from(clock.now().timestamp_subsec_nanos());
        Pull::new(&self.settings, &self.http, clock, seed)
    }

    /// Fetches a document by the way that fits it.
    pub(crate) async fn fetch(
        &self,
        pull: &mut Pull<'_>,
        document: &Document,
        known: Option<&Known>,
    ) -> Result<Got, SourceError> {
        if document.form == Form::Published {
            pull.step("source-step-published", &[]);
            return by_link(pull, document).await;
        }
        let account = self.account.get_or_try_init(|| key::open(pull)).await?;
        let Some(account) = account else {
            pull.step("source-step-no-account", &[]);
            return by_link(pull, document).await;
        };
        pull.step("source-step-account", &[("account", &account.name)]);
        let refused = match with_account(pull, account, document, known).await {
            Ok(got) => return Ok(got),
            Err(no) => no,
        };
        let (error, link_may_help) = told(refused, account, document);
        if !link_may_help {
            return Err(error);
        }
        pull.step(
            "source-step-account-sees-nothing",
            &[("account", &account.name)],
        );
        match by_link(pull, document).await {
            Ok(got) => {
                pull.step("source-step-public-though", &[]);
                Ok(got)
            }
            Err(SourceError::UnknownId { sheet }) => Err(match error {
                SourceError::NotShared { .. } => SourceError::UnknownId { sheet },
                error => error,
            }),
            Err(_) => Err(error),
        }
    }
}

/// A refusal that the account met, in its own words, and whether the public link may help.
fn told(no: No, account: &Account, document: &Document) -> (SourceError, bool) {
    match no {
        No::Invisible { .. } | No::Reauthorise => (
            SourceError::NotShared {
                sheet: document.id.clone(),
                account: account.name.clone(),
            },
            true,
        ),
        No::OtherWay { detail } => (
            SourceError::Unexpected {
                host: "Google".to_owned(),
                detail,
            },
            true,
        ),
        No::Final(error @ SourceError::ApiDisabled { .. }) => (error, true),
        No::Final(error) => (error, false),
        No::Again { last, .. } => (last, false),
    }
}

async fn by_link(pull: &mut Pull<'_>, document: &Document) -> Result<Got, SourceError> {
    let workbook = public::fetch(pull, document).await?;
    Ok(Got::Fetched {
        kind: SourceKind::PublicLink,
        revision: None,
        body: Body::Workbook {
            bytes: workbook.bytes,
            file_name: workbook.file_name,
        },
    })
}

async fn with_account(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
    known: Option<&Known>,
) -> Result<Got, No> {
    let mut document = document.clone();
    let mut metadata = match drive::metadata(pull, account, &document).await {
        Ok(metadata) => metadata,
        Err(no) => return without_metadata(pull, account, &document, no).await,
    };
    if metadata.kind() == Kind::Shortcut
        && let Some(shortcut) = metadata.shortcut_details
    {
        pull.step("source-step-shortcut", &[("name", &metadata.name)]);
        document.id = shortcut.target_id;
        document.resource_key = shortcut.target_resource_key;
        metadata = drive::metadata(pull, account, &document).await?;
    }
    if metadata.trashed {
        pull.step("source-step-trashed", &[("name", &metadata.name)]);
    }
    let revision = metadata.revision();
    if let (Some(known), Some(revision)) = (known, &revision)
        && known.revision == *revision
    {
        if known.hints + 1 < pull.settings.full_pull_every {
            pull.step("source-step-unchanged", &[("name", &metadata.name)]);
            return Ok(Got::Unchanged {
                revision: revision.clone(),
            });
        }
        pull.step("source-step-full-pull", &[("name", &metadata.name)]);
    }
    let first = match metadata.kind() {
        Kind::Sheet => native(pull, account, &document, revision.clone()).await,
        Kind::File => office(pull, account, &document, &metadata).await,
        Kind::Shortcut | Kind::Other => Err(No::Final(SourceError::NotASpreadsheet {
            name: metadata.name.clone(),
            kind: metadata.mime_type.clone(),
        })),
    };
    match (first, metadata.kind()) {
        (Err(No::OtherWay { .. }), Kind::Sheet) => {
            office(pull, account, &document, &metadata).await
        }
        (Err(No::OtherWay { .. }), _) => native(pull, account, &document, revision).await,
        // Too large as JSON, or the Sheets API is off: Drive can still export small sheets.
        (
            Err(No::Final(
                refused @ (SourceError::ApiDisabled { .. } | SourceError::TooLarge { .. }),
            )),
            Kind::Sheet,
        ) => {
            pull.step("source-step-drive-export", &[("name", &metadata.name)]);
            match drive::export(pull, account, &document).await {
                Ok(bytes) => Ok(from_drive(bytes, &metadata)),
                Err(_) => Err(No::Final(refused)),
            }
        }
        (first, _) => first,
    }
}

/// Drive does not see the document, or is switched off: a native sheet can still be had.
async fn without_metadata(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
    no: No,
) -> Result<Got, No> {
    let worth_it = match &no {
        No::Invisible { .. } => !document.looks_like_office(),
        No::Final(SourceError::ApiDisabled { .. }) => true,
        _ => false,
    };
    if !worth_it {
        return Err(no);
    }
    pull.step("source-step-drive-sees-nothing", &[]);
    match native(pull, account, document, None).await {
        Err(No::OtherWay { .. }) => Err(no),
        other => other,
    }
}

async fn native(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
    revision: Option<String>,
) -> Result<Got, No> {
    pull.step("source-step-sheets-api", &[]);
    match sheets::get(pull, account, document).await {
        Ok((json, title)) => {
            pull.step("source-step-native", &[("name", &title)]);
            Ok(Got::Fetched {
                kind: SourceKind::GoogleSheet,
                revision,
                body: Body::Sheets { json },
            })
        }
        Err(no) => {
            if let No::OtherWay { detail } = &no {
                pull.step("source-step-not-native", &[("detail", detail)]);
            }
            Err(no)
        }
    }
}

async fn office(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &Document,
    metadata: &Metadata,
) -> Result<Got, No> {
    pull.step("source-step-drive-file", &[("name", &metadata.name)]);
    let limit = pull.settings.max_file;
    if metadata.bytes().is_some_and(|bytes| bytes > limit) {
        return Err(No::Final(SourceError::TooLarge {
            what: metadata.name.clone(),
            limit,
        }));
    }
    match drive::download(pull, account, document, metadata.bytes()).await {
        Ok(bytes) => Ok(from_drive(bytes, metadata)),
        Err(no) => {
            if let No::OtherWay { detail } = &no {
                pull.step("source-step-no-bytes", &[("detail", detail)]);
            }
            Err(no)
        }
    }
}

fn from_drive(bytes: Vec<u8>, metadata: &Metadata) -> Got {
    Got::Fetched {
        kind: SourceKind::DriveFile,
        revision: metadata.revision(),
        body: Body::Workbook {
            bytes,
            file_name: metadata.name.clone(),
        },
    }
}
