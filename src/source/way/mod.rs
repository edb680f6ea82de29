//! The ways to fetch a Google document, chosen by what the document is.
//!
//! Defines the order of the ways, and when the next one is worth trying. With an account, the id is
//! a hint: the Sheets API is asked for what looks like a native sheet, Drive for anything else.
//! Drive says what the document is; if one of the two answers «not this document», the other is
//! tried. Without an account, or if it cannot see the document, the public link is tried. Each way
//! needs at most two requests if nothing goes wrong, apart from the token and a check for changes.

mod drive;
mod public;
mod sheets;

use crate::google::GoogleError;
use crate::google::account::Account;
use crate::google::error::Bytes;
use crate::google::refusal::No;
use crate::source::link::{Form, GoogleDocument};
use crate::source::pull::Pull;
use crate::source::way::drive::{DriveFileKind, Metadata};
use crate::source::{Body, LastPull, SourceKind};

/// The result of fetching a document.
pub(super) enum Got {
    /// The revision is the known one; nothing was fetched.
    Unchanged { revision: String },
    /// The document was fetched.
    Fetched {
        kind: SourceKind,
        revision: Option<String>,
        body: Body,
    },
}

/// Fetches a document in the way that fits it.
pub(super) async fn fetch(
    pull: &mut Pull<'_>,
    document: &GoogleDocument,
    known: Option<&LastPull>,
) -> Result<Got, GoogleError> {
    pull.google.ready()?;
    if document.form == Form::Published {
        pull.step("source-step-published", &[]);
        return by_link(pull, document).await;
    }
    let google = pull.google;
    let account = google.account(&mut pull.session).await?;
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
        Err(GoogleError::UnknownId { sheet }) => Err(match error {
            GoogleError::NotShared { .. } => GoogleError::UnknownId { sheet },
            error => error,
        }),
        Err(_) => Err(error),
    }
}
/// The error for a refusal of the account, and whether the public link may still work.
fn told(no: No, account: &Account, document: &GoogleDocument) -> (GoogleError, bool) {
    match no {
        No::Invisible { .. } | No::Reauthorise => (
            GoogleError::NotShared {
                sheet: document.id.clone(),
                account: account.name.clone(),
            },
            true,
        ),
        No::OtherWay { detail } => (
            GoogleError::Unexpected {
                host: "Google".to_owned(),
                detail,
            },
            true,
        ),
        No::Final(error @ GoogleError::ApiDisabled { .. }) => (error, true),
        No::Final(error) => (error, false),
        No::Again { last, .. } => (last, false),
    }
}

async fn by_link(pull: &mut Pull<'_>, document: &GoogleDocument) -> Result<Got, GoogleError> {
    let workbook = public::fetch(pull, document).await?;
    Ok(Got::Fetched {
        kind: SourceKind::PublicLink,
        revision: None,
        body: Body::Workbook {
            bytes: workbook.bytes.into(),
            file_name: workbook.file_name,
        },
    })
}

async fn with_account(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &GoogleDocument,
    known: Option<&LastPull>,
) -> Result<Got, No> {
    if known.is_some() || document.looks_like_office() {
        return match drive::metadata(&mut pull.session, account, document).await {
            Ok(metadata) => by_metadata(pull, account, document, metadata, known).await,
            Err(no) => without_metadata(pull, account, document, no).await,
        };
    }
    // Most links are to native sheets, and Drive may not even be enabled.
    let refused = match native(pull, account, document, None).await {
        Err(no) => no,
        got => return got,
    };
    let worth_it = matches!(
        refused,
        No::OtherWay { .. }
            | No::Final(GoogleError::ApiDisabled { .. } | GoogleError::AnswerTooLarge { .. })
    );
    if !worth_it {
        return Err(refused);
    }
    match drive::metadata(&mut pull.session, account, document).await {
        Ok(metadata) if metadata.kind() == DriveFileKind::Sheet => {
            instead(pull, account, document, &metadata, refused).await
        }
        Ok(metadata) => by_metadata(pull, account, document, metadata, None).await,
        // Drive's answer matters only if the Sheets API said «not this document».
        Err(no) => Err(match refused {
            No::OtherWay { .. } => no,
            refused => refused,
        }),
    }
}

/// Fetches a document in the way that its metadata require.
async fn by_metadata(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &GoogleDocument,
    metadata: Metadata,
    known: Option<&LastPull>,
) -> Result<Got, No> {
    let mut document = document.clone();
    let mut metadata = metadata;
    if metadata.kind() == DriveFileKind::Shortcut
        && let Some(shortcut) = metadata.shortcut_details
    {
        pull.step("source-step-shortcut", &[("name", &metadata.name)]);
        document.id = shortcut.target_id;
        document.resource_key = shortcut.target_resource_key;
        metadata = drive::metadata(&mut pull.session, account, &document).await?;
    }
    if metadata.trashed {
        pull.step("source-step-trashed", &[("name", &metadata.name)]);
    }
    let revision = metadata.revision();
    if let (Some(known), Some(revision)) = (known, &revision)
        && known.revision.as_ref() == Some(revision)
    {
        if known.hints + 1 < pull.session.settings.full_pull_every {
            pull.step("source-step-unchanged", &[("name", &metadata.name)]);
            return Ok(Got::Unchanged {
                revision: revision.clone(),
            });
        }
        pull.step("source-step-full-pull", &[("name", &metadata.name)]);
    }
    match metadata.kind() {
        DriveFileKind::Sheet => match native(pull, account, &document, revision).await {
            Err(no) => instead(pull, account, &document, &metadata, no).await,
            got => got,
        },
        DriveFileKind::File => match office(pull, account, &document, &metadata).await {
            Err(No::OtherWay { .. }) => native(pull, account, &document, revision).await,
            other => other,
        },
        DriveFileKind::Shortcut | DriveFileKind::Other => {
            Err(No::Final(GoogleError::NotASpreadsheet {
                name: metadata.name,
                kind: metadata.mime_type,
            }))
        }
    }
}

/// Handles what Drive calls a native sheet but the Sheets API refused.
async fn instead(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &GoogleDocument,
    metadata: &Metadata,
    refused: No,
) -> Result<Got, No> {
    match refused {
        No::OtherWay { .. } => office(pull, account, document, metadata).await,
        // The sheet is too large or the Sheets API is disabled: Drive can still export small
        // sheets.
        No::Final(
            error @ (GoogleError::ApiDisabled { .. } | GoogleError::AnswerTooLarge { .. }),
        ) => {
            pull.step("source-step-drive-export", &[("name", &metadata.name)]);
            match drive::export(&mut pull.session, account, document).await {
                Ok(bytes) => Ok(from_drive(bytes, metadata)),
                Err(_) => Err(No::Final(error)),
            }
        }
        other => Err(other),
    }
}

/// Handles a document that Drive does not see, or a disabled Drive: a native sheet can still be
/// fetched.
async fn without_metadata(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &GoogleDocument,
    no: No,
) -> Result<Got, No> {
    let worth_it = match &no {
        No::Invisible { .. } => !document.looks_like_office(),
        No::Final(GoogleError::ApiDisabled { .. }) => true,
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
    document: &GoogleDocument,
    revision: Option<String>,
) -> Result<Got, No> {
    pull.step("source-step-sheets-api", &[]);
    let outline = match sheets::outline(&mut pull.session, account, document).await {
        Ok(outline) => outline,
        Err(no) => {
            if let No::OtherWay { detail } = &no {
                pull.step("source-step-not-native", &[("detail", detail)]);
            }
            return Err(no);
        }
    };
    let told = [
        ("name", outline.title.as_str()),
        ("locale", &outline.locale),
        ("zone", &outline.time_zone),
    ];
    pull.step("source-step-native", &told);
    let json = sheets::cells(&mut pull.session, account, document, &outline).await?;
    Ok(Got::Fetched {
        kind: SourceKind::GoogleSheet,
        revision,
        body: Body::Sheets { json: json.into() },
    })
}

async fn office(
    pull: &mut Pull<'_>,
    account: &Account,
    document: &GoogleDocument,
    metadata: &Metadata,
) -> Result<Got, No> {
    pull.step("source-step-drive-file", &[("name", &metadata.name)]);
    let limit = pull.session.settings.max_file;
    if metadata.bytes().is_some_and(|bytes| bytes > limit) {
        return Err(No::Final(GoogleError::DocumentTooLarge {
            what: metadata.name.clone(),
            limit: Bytes(limit),
        }));
    }
    match drive::download(&mut pull.session, account, document, metadata.bytes()).await {
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
            bytes: bytes.into(),
            file_name: metadata.name.clone(),
        },
    }
}
