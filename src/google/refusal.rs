//! The meaning of each refusal of Google's services.
//!
//! Pure: status and body in, meaning out. The bodies in the tests are those that the services send;
//! the reasons are listed in Drive's guide «Resolve errors» and in `google.rpc.ErrorInfo`.

use std::time::Duration;

use serde_json::Value;

use crate::google::error::GoogleError;
use crate::google::page::{self, HtmlPage};

/// What a service's refusal means for the pull.
#[derive(Debug)]
pub(crate) enum No {
    /// It may pass: repeat the request.
    Again {
        last: GoogleError,
        retry_after: Option<Duration>,
    },
    /// The token was rejected: try once with a new one.
    Reauthorise,
    /// The service does not serve this kind of document: try another way.
    OtherWay { detail: String },
    /// Not shared, or no such document (`unknown`, if the service distinguishes them).
    Invisible { unknown: bool },
    /// Repeating or changing the request would not help.
    Final(GoogleError),
}

impl No {
    /// A refusal that may pass, without a time from the service.
    pub(crate) fn again(last: GoogleError) -> Self {
        Self::Again {
            last,
            retry_after: None,
        }
    }
}

/// The request that was refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefusalContext<'a> {
    /// The host that was asked.
    pub host: &'a str,
    /// The API, as the console of Google Cloud names it.
    pub api: &'a str,
    /// The document.
    pub sheet: &'a str,
    /// The account that asked.
    pub account: &'a str,
}

/// An answer without success.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FailedResponse<'a> {
    /// Its status.
    pub(crate) status: u16,
    /// Its body.
    pub(crate) body: &'a [u8],
    /// How long the service asks to wait.
    pub(crate) retry_after: Option<Duration>,
    /// The target of a redirect.
    pub(crate) location: Option<&'a str>,
}

/// Interprets an answer of the Sheets or Drive API that is not a success.
pub(crate) fn read(asked: RefusalContext<'_>, said: FailedResponse<'_>) -> No {
    if let (300..=399, Some(location)) = (said.status, said.location) {
        // These APIs never redirect, so something between Google and us did.
        let target = location.split("://").last().unwrap_or_default();
        return No::Final(GoogleError::LeadsAway {
            host: asked.host.to_owned(),
            target: target.split('/').next().unwrap_or_default().to_owned(),
        });
    }
    match serde_json::from_slice::<Value>(said.body) {
        Ok(answer) => explained(asked, said, &answer["error"]),
        Err(_) => without_json(asked, said.status, said.body, said.retry_after),
    }
}

/// Interprets an answer with reasons: first whether there were too many requests, then by status
/// and reasons.
fn explained(asked: RefusalContext<'_>, said: FailedResponse<'_>, error: &Value) -> No {
    let reasons = Reasons::of(error);
    if let Some(no) = too_much(asked, said, &reasons) {
        return no;
    }
    let host = asked.host.to_owned();
    match said.status {
        401 => No::Reauthorise,
        403 => forbidden(asked, error, &reasons),
        404 => No::Invisible {
            // Drive also answers 404 for documents that are not shared; the Sheets API
            // distinguishes them.
            unknown: reasons.hold(&["NOT_FOUND"]) && !reasons.hold(&["notFound"]),
        },
        400 if reasons.hold(&[
            "FAILED_PRECONDITION",
            "failedPrecondition",
            "fileNotExportable",
        ]) =>
        {
            No::OtherWay {
                detail: message(error),
            }
        }
        status @ (408 | 500..=599) => No::Again {
            last: GoogleError::Unavailable {
                host,
                status,
                tries: 1,
            },
            retry_after: said.retry_after,
        },
        status => No::Final(GoogleError::Unexpected {
            host,
            detail: format!("{status} {}", message(error)),
        }),
    }
}

/// Too many requests: in a minute, which passes, or in a day, which does not pass in time.
fn too_much(asked: RefusalContext<'_>, said: FailedResponse<'_>, reasons: &Reasons) -> Option<No> {
    let throttled = || GoogleError::Throttled {
        host: asked.host.to_owned(),
        status: said.status,
        tries: 1,
    };
    let passes = reasons.hold(&[
        "rateLimitExceeded",
        "userRateLimitExceeded",
        "RATE_LIMIT_EXCEEDED",
        "RESOURCE_EXHAUSTED",
        "quotaExceeded",
        "sharingRateLimitExceeded",
    ]);
    if passes || said.status == 429 {
        return Some(No::Again {
            last: throttled(),
            retry_after: said.retry_after,
        });
    }
    let of_the_day = reasons.hold(&["dailyLimitExceeded", "downloadQuotaExceeded"]);
    of_the_day.then(|| No::Final(throttled()))
}

/// The meaning of a status 403, by its reasons.
fn forbidden(asked: RefusalContext<'_>, error: &Value, reasons: &Reasons) -> No {
    let sheet = asked.sheet.to_owned();
    let account = asked.account.to_owned();
    if reasons.hold(&["accessNotConfigured", "SERVICE_DISABLED"]) {
        No::Final(GoogleError::ApiDisabled {
            api: asked.api.to_owned(),
            account,
            page: console(error),
        })
    } else if reasons.hold(&["ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"]) {
        No::Final(GoogleError::ScopeMissing { account })
    } else if reasons.hold(&[
        "fileNotDownloadable",
        "exportSizeLimitExceeded",
        "fileNotExportable",
        "cannotExportFile",
    ]) {
        No::OtherWay {
            detail: reasons.0.join(" "),
        }
    } else if reasons.hold(&["cannotDownloadFile", "downloadRestrictedFile"]) {
        No::Final(GoogleError::DownloadForbidden { sheet })
    } else if reasons.hold(&["cannotDownloadAbusiveFile"]) {
        No::Final(GoogleError::Flagged { sheet })
    } else {
        No::Invisible { unknown: false }
    }
}

/// An answer that is not JSON: Google's own pages for 5xx, or something between Google and us.
fn without_json(
    asked: RefusalContext<'_>,
    status: u16,
    body: &[u8],
    retry_after: Option<Duration>,
) -> No {
    let host = asked.host.to_owned();
    let tries = 1;
    let page = page::is_page(None, body).then(|| page::read(body));
    match (status, page) {
        (_, Some(HtmlPage::Quota)) => No::Again {
            last: GoogleError::QuotaPage { host, tries },
            retry_after,
        },
        (429, _) => No::Again {
            last: GoogleError::Throttled {
                host,
                status,
                tries,
            },
            retry_after,
        },
        (408 | 500..=599, _) => No::Again {
            last: GoogleError::Unavailable {
                host,
                status,
                tries,
            },
            retry_after,
        },
        (401, _) => No::Reauthorise,
        (407, _) => No::Final(GoogleError::Proxy {
            host,
            detail: "407".to_owned(),
        }),
        (_, Some(HtmlPage::Other { title })) => No::Final(GoogleError::WebPage { host, title }),
        (_, Some(HtmlPage::SignIn | HtmlPage::Confirm { .. })) => No::Final(GoogleError::WebPage {
            host,
            title: "Google".to_owned(),
        }),
        (status, None) => No::Final(GoogleError::Unexpected {
            host,
            detail: status.to_string(),
        }),
    }
}

/// All names that the answer has for its reason: Drive's `errors[].reason`, the status, and
/// `ErrorInfo.reason` in the details.
struct Reasons(Vec<String>);

impl Reasons {
    fn of(error: &Value) -> Self {
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
        Self(reasons)
    }

    /// Whether any of the names occurs.
    fn hold(&self, names: &[&str]) -> bool {
        self.0.iter().any(|reason| names.contains(&reason.as_str()))
    }
}

/// Where the API can be enabled: the address in the message, which names the project.
fn console(error: &Value) -> String {
    let text = error["message"].as_str().unwrap_or_default();
    text.split_whitespace()
        .find(|word| word.starts_with("https://console."))
        .unwrap_or("https://console.cloud.google.com/apis/library")
        .to_owned()
}

fn message(error: &Value) -> String {
    let text = error["message"].as_str().unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;

    const ASKED: RefusalContext<'_> = RefusalContext {
        host: "h",
        api: "Google Sheets API",
        sheet: "1Ab",
        account: "may@du-an",
    };

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        let said = FailedResponse {
            status,
            body: body.as_bytes(),
            ..FailedResponse::default()
        };
        let meaning = match read(ASKED, said) {
            No::Again { last, .. } => format!("again: {}", last.kind()),
            No::Reauthorise => "fresh token".to_owned(),
            No::OtherWay { .. } => "other way".to_owned(),
            No::Invisible { unknown: true } => "unknown".to_owned(),
            No::Invisible { unknown: false } => "invisible".to_owned(),
            No::Final(error) => error.kind().to_owned(),
        };
        assert_eq!(meaning, expected, "{status} {body}");
    }

    #[test]
    fn the_sheets_api() {
        let say = |status: &str, reason: &str| {
            format!(
                r#"{{"error":{{"code":1,"message":"m","status":"{status}","details":[{{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"{reason}"}}]}}}}"#
            )
        };
        let plain = |status: &str| {
            format!(
                r#"{{"error":{{"code":1,"message":"m","errors":[{{"message":"m","domain":"global","reason":"forbidden"}}],"status":"{status}"}}}}"#
            )
        };
        check(400, &plain("FAILED_PRECONDITION"), "other way");
        check(400, &plain("INVALID_ARGUMENT"), "unexpected");
        check(401, &plain("UNAUTHENTICATED"), "fresh token");
        check(403, &plain("PERMISSION_DENIED"), "invisible");
        check(404, &plain("NOT_FOUND"), "unknown");
        check(
            403,
            &say("PERMISSION_DENIED", "SERVICE_DISABLED"),
            "api-disabled",
        );
        check(
            403,
            &say("PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
            "scope-missing",
        );
        check(
            429,
            &say("RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED"),
            "again: throttled",
        );
        check(500, &plain("INTERNAL"), "again: unavailable");
        check(503, &plain("UNAVAILABLE"), "again: unavailable");
        check(504, &plain("DEADLINE_EXCEEDED"), "again: unavailable");
        check(408, "", "again: unavailable");
    }

    #[test]
    fn the_drive_api() {
        let say = |reason: &str| {
            format!(
                r#"{{"error":{{"errors":[{{"domain":"global","reason":"{reason}","message":"m"}}],"code":1,"message":"m"}}}}"#
            )
        };
        check(404, &say("notFound"), "invisible");
        check(403, &say("accessNotConfigured"), "api-disabled");
        check(403, &say("insufficientPermissions"), "scope-missing");
        check(403, &say("userRateLimitExceeded"), "again: throttled");
        check(403, &say("rateLimitExceeded"), "again: throttled");
        check(403, &say("dailyLimitExceeded"), "throttled");
        check(403, &say("downloadQuotaExceeded"), "throttled");
        check(403, &say("fileNotDownloadable"), "other way");
        check(403, &say("exportSizeLimitExceeded"), "other way");
        check(403, &say("cannotDownloadFile"), "download-forbidden");
        check(403, &say("cannotDownloadAbusiveFile"), "flagged");
        check(403, &say("insufficientFilePermissions"), "invisible");
        check(401, &say("authError"), "fresh token");
        check(500, &say("backendError"), "again: unavailable");
    }

    #[test]
    fn what_stands_between_google_and_us() {
        let page = |title: &str| format!("<!DOCTYPE html><title>{title}</title>");
        check(
            502,
            &page("Error 502 (Server Error)!!1"),
            "again: unavailable",
        );
        check(403, &page("Bị chặn"), "web-page");
        check(404, &page("Error 404 (Not Found)!!1"), "web-page");
        check(429, "", "again: throttled");
        check(429, &page("Sorry… automated queries"), "again: quota-page");
        check(407, "", "proxy");
        check(418, "", "unexpected");
        let said = FailedResponse {
            status: 302,
            location: Some("http://wifi.example.vn/login"),
            ..FailedResponse::default()
        };
        assert!(matches!(
            read(ASKED, said),
            No::Final(GoogleError::LeadsAway { target, .. }) if target == "wifi.example.vn"
        ));
    }
}
