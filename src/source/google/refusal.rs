//! What each «no» of Google's services means.
//!
//! Pure: status and body in, meaning out. The bodies in the tests are those that the services
//! send; the reasons are listed in Drive's guide «Resolve errors» and in `google.rpc.ErrorInfo`.

use std::time::Duration;

use serde_json::Value;

use crate::source::error::SourceError;
use crate::source::google::page::{self, Page};

/// What a service's «no» means for the pull.
#[derive(Debug)]
pub(crate) enum No {
    /// It may pass: ask again.
    Again {
        last: SourceError,
        retry_after: Option<Duration>,
    },
    /// The token is not accepted: ask once with a fresh one.
    Reauthorise,
    /// The service does not serve this kind of document: take another way.
    OtherWay { detail: String },
    /// Not shared, or no such document (`unknown`, where the service tells them apart).
    Invisible { unknown: bool },
    /// Nothing that asking again or differently would change.
    Final(SourceError),
}

impl No {
    /// It may pass, and the service named no time.
    pub(crate) fn again(last: SourceError) -> Self {
        Self::Again {
            last,
            retry_after: None,
        }
    }
}

/// Whom a refusal is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// The host that was asked.
    pub host: &'a str,
    /// The API, as the console of Google Cloud names it.
    pub api: &'a str,
    /// The document.
    pub sheet: &'a str,
    /// The account that asked.
    pub account: &'a str,
}

/// Reads an answer of the Sheets or the Drive API that is no success.
pub(super) fn read(
    asked: Asked<'_>,
    status: u16,
    body: &[u8],
    retry_after: Option<Duration>,
) -> No {
    let host = asked.host.to_owned();
    let tries = 1;
    let Ok(answer) = serde_json::from_slice::<Value>(body) else {
        return without_json(asked, status, body, retry_after);
    };
    let error = &answer["error"];
    let reasons = reasons(error);
    let has = |names: &[&str]| {
        reasons
            .iter()
            .any(|reason| names.contains(&reason.as_str()))
    };
    let sheet = asked.sheet.to_owned();
    let account = asked.account.to_owned();
    if has(&[
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "RATE_LIMIT_EXCEEDED",
        "RESOURCE_EXHAUSTED",
        "quotaExceeded",
        "sharingRateLimitExceeded",
    ]) || status == 429
    {
        return No::Again {
            last: SourceError::Throttled {
                host,
                status,
                tries,
            },
            retry_after,
        };
    }
    if has(&["dailyLimitExceeded", "downloadQuotaExceeded"]) {
        return No::Final(SourceError::Throttled {
            host,
            status,
            tries,
        });
    }
    match status {
        401 => No::Reauthorise,
        403 if has(&["accessNotConfigured", "SERVICE_DISABLED"]) => {
            No::Final(SourceError::ApiDisabled {
                api: asked.api.to_owned(),
                account,
            })
        }
        403 if has(&["ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"]) => {
            No::Final(SourceError::ScopeMissing { account })
        }
        403 if has(&["fileNotDownloadable", "exportSizeLimitExceeded"]) => No::OtherWay {
            detail: reasons.join(" "),
        },
        403 if has(&["fileNotExportable", "cannotExportFile"]) => No::OtherWay {
            detail: reasons.join(" "),
        },
        403 if has(&["cannotDownloadFile", "downloadRestrictedFile"]) => {
            No::Final(SourceError::DownloadForbidden { sheet })
        }
        403 if has(&["cannotDownloadAbusiveFile"]) => No::Final(SourceError::Flagged { sheet }),
        403 => No::Invisible { unknown: false },
        404 => No::Invisible {
            // Drive says 404 of what is not shared as well; the Sheets API tells them apart.
            unknown: has(&["NOT_FOUND"]) && !has(&["notFound"]),
        },
        400 if has(&[
            "FAILED_PRECONDITION",
            "failedPrecondition",
            "fileNotExportable",
        ]) =>
        {
            No::OtherWay {
                detail: message(error),
            }
        }
        408 | 500..=599 => No::Again {
            last: SourceError::Unavailable {
                host,
                status,
                tries,
            },
            retry_after,
        },
        _ => No::Final(SourceError::Unexpected {
            host,
            detail: format!("{status} {}", message(error)),
        }),
    }
}

/// An answer that is no JSON: Google's own 5xx pages, or something between Google and us.
fn without_json(asked: Asked<'_>, status: u16, body: &[u8], retry_after: Option<Duration>) -> No {
    let host = asked.host.to_owned();
    let tries = 1;
    let page = page::is_page(None, body).then(|| page::read(body));
    match (status, page) {
        (_, Some(Page::Quota)) => No::Again {
            last: SourceError::QuotaPage { host, tries },
            retry_after,
        },
        (429, _) => No::Again {
            last: SourceError::Throttled {
                host,
                status,
                tries,
            },
            retry_after,
        },
        (408 | 500..=599, _) => No::Again {
            last: SourceError::Unavailable {
                host,
                status,
                tries,
            },
            retry_after,
        },
        (401, _) => No::Reauthorise,
        (407, _) => No::Final(SourceError::Proxy {
            host,
            detail: "407".to_owned(),
        }),
        (_, Some(Page::Other { title })) => No::Final(SourceError::WebPage { host, title }),
        (_, Some(Page::SignIn | Page::Confirm { .. })) => No::Final(SourceError::WebPage {
            host,
            title: "Google".to_owned(),
        }),
        (status, None) => No::Final(SourceError::Unexpected {
            host,
            detail: status.to_string(),
        }),
    }
}

/// Every name that the answer gives to its reason: Drive's `errors[].reason`, the status, and
/// `ErrorInfo.reason` of the details.
fn reasons(error: &Value) -> Vec<String> {
    let texts = |list: &Value| -> Vec<String> {
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(|entry| entry["reason"].as_str().map(str::to_owned))
            .collect()
    };
    let mut reasons = texts(&error["errors"]);
    reasons.extend(texts(&error["details"]));
    reasons.extend(error["status"].as_str().map(str::to_owned));
    reasons
}

fn message(error: &Value) -> String {
    let text = error["message"].as_str().unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
