//! The public link: what everybody with the link can fetch, without credentials.
//!
//! Follows redirects itself, only to hosts of Google and without any secret, and recognises pages
//! that come instead of a workbook.

use url::Url;

use crate::google::GoogleError;
use crate::google::is_loopback;
use crate::google::page::{self, HtmlPage};
use crate::google::refusal::No;
use crate::google::session::{Session, host};
use crate::http::WholeResponse;
use crate::source::link::{Form, GoogleDocument};
use crate::source::pull::Pull;

/// The most redirects to follow. Google uses two, or three with the page before large files.
const HOPS: u32 = 6;

/// A workbook fetched by its public link.
#[derive(Debug)]
pub(super) struct Download {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The file name that the service gives it.
    pub file_name: String,
}

/// Fetches the complete workbook: the export of a sheet, or else the download of a file.
///
/// # Errors
/// If it is not public, unknown, a web page, or unreachable.
pub(super) async fn fetch(
    pull: &mut Pull<'_>,
    document: &GoogleDocument,
) -> Result<Download, GoogleError> {
    let export = address(&pull.session, document, LinkForm::Export);
    pull.step("source-step-public-link", &[("host", &host(&export))]);
    let refused = match follow(&mut pull.session, document, export).await {
        Ok(workbook) => return Ok(workbook),
        Err(error) => error,
    };
    // A file that is not a sheet cannot be exported; its download has another address.
    let worth_it = matches!(
        refused,
        GoogleError::UnknownId { .. } | GoogleError::Unexpected { .. }
    );
    if document.form == Form::Published || !worth_it {
        return Err(refused);
    }
    let download = address(&pull.session, document, LinkForm::Download);
    pull.step("source-step-public-download", &[("host", &host(&download))]);
    follow(&mut pull.session, document, download)
        .await
        .map_err(|_| refused)
}

enum LinkForm {
    Export,
    Download,
}

fn address(session: &Session<'_>, document: &GoogleDocument, way: LinkForm) -> Url {
    let id = &document.id;
    let path = match (way, document.form) {
        (_, Form::Published) => format!("spreadsheets/d/e/{id}/pub?output=xlsx"),
        (LinkForm::Export, _) => format!("spreadsheets/d/{id}/export?format=xlsx"),
        (LinkForm::Download, _) => format!("uc?export=download&id={id}"),
    };
    let mut url = session
        .settings
        .link_endpoint
        .join(&path)
        .expect("an id holds no character that an address minds");
    if let Some(key) = &document.resource_key {
        url.query_pairs_mut().append_pair("resourcekey", key);
    }
    url
}

/// Repeats requests until there is a workbook or a reason to stop.
async fn follow(
    session: &mut Session<'_>,
    document: &GoogleDocument,
    start: Url,
) -> Result<Download, GoogleError> {
    let sheet = || document.id.clone();
    let walked = session
        .until_answered(async |session| hops(session, document, start.clone()).await)
        .await;
    walked.map_err(|no| match no {
        No::Final(error) | No::Again { last: error, .. } => error,
        No::Invisible { unknown: true } => GoogleError::UnknownId { sheet: sheet() },
        No::Invisible { unknown: false } | No::Reauthorise => {
            GoogleError::SignInPage { sheet: sheet() }
        }
        No::OtherWay { detail } => GoogleError::Unexpected {
            host: host(&start),
            detail,
        },
    })
}

/// Follows the redirects once.
async fn hops(
    session: &mut Session<'_>,
    document: &GoogleDocument,
    start: Url,
) -> Result<Download, No> {
    let mut url = start;
    for _ in 0..HOPS {
        let answer = session.get(&url, &[], session.settings.max_file).await?;
        url = match judge(session, &url, answer)? {
            Next::Go(target) => target,
            Next::Done(answer) => return workbook(document, &url, answer),
        };
    }
    Err(No::Final(GoogleError::Unexpected {
        host: host(&url),
        detail: format!("{HOPS} redirects"),
    }))
}

enum Next {
    Go(Url),
    Done(WholeResponse),
}

fn judge(session: &Session<'_>, url: &Url, answer: WholeResponse) -> Result<Next, No> {
    let here = host(url);
    let tries = 1;
    let retry_after = session.retry_after(answer.header("retry-after"));
    let again = |last| No::Again { last, retry_after };
    let page = page::is_page(answer.header("content-type"), &answer.body)
        .then(|| page::read(&answer.body));
    match (answer.status, page) {
        (301 | 302 | 303 | 307 | 308, _) => {
            let target = answer
                .header("location")
                .and_then(|target| url.join(target).ok())
                .ok_or(No::Final(GoogleError::Unexpected {
                    host: here,
                    detail: format!("{} without an address", answer.status),
                }))?;
            redirect(&session.settings.link_endpoint, url, target).map(Next::Go)
        }
        (_, Some(HtmlPage::Quota)) => Err(again(GoogleError::QuotaPage { host: here, tries })),
        (429, _) => Err(again(GoogleError::Throttled {
            host: here,
            status: 429,
            tries,
        })),
        (status @ (408 | 500..=599), _) => Err(again(GoogleError::Unavailable {
            host: here,
            status,
            tries,
        })),
        (200, None) if answer.body.is_empty() => {
            Err(No::Final(GoogleError::EmptyAnswer { host: here }))
        }
        (200, None) => Ok(Next::Done(answer)),
        (_, Some(HtmlPage::SignIn)) | (401 | 403, None) => Err(No::Invisible { unknown: false }),
        (200, Some(HtmlPage::Confirm { action, fields })) => {
            let mut target = url.join(&action).map_err(|_| {
                No::Final(GoogleError::Unexpected {
                    host: here,
                    detail: "a form without an address".to_owned(),
                })
            })?;
            target.query_pairs_mut().extend_pairs(fields);
            redirect(&session.settings.link_endpoint, url, target).map(Next::Go)
        }
        (400 | 404 | 410, _) => Err(No::Invisible { unknown: true }),
        (403, Some(HtmlPage::Other { title })) if title.contains("Google") => {
            Err(No::Invisible { unknown: false })
        }
        (_, Some(HtmlPage::Other { title })) => {
            Err(No::Final(GoogleError::WebPage { host: here, title }))
        }
        (status, _) => Err(No::Final(GoogleError::Unexpected {
            host: here,
            detail: status.to_string(),
        })),
    }
}

/// Classifies a redirect: onward, to the sign-in page, to the page on automated queries, or to a
/// foreign host.
fn redirect(endpoint: &Url, from: &Url, target: Url) -> Result<Url, No> {
    let name = target.host_str().unwrap_or_default();
    let path = target.path();
    let google = name == "google.com" || name.ends_with(".google.com");
    let known = same_service(endpoint, &target)
        || (target.scheme() == "https"
            && (matches!(
                name,
                "docs.google.com" | "drive.google.com" | "drive.usercontent.google.com"
            ) || name.ends_with(".googleusercontent.com")));
    if name == "accounts.google.com"
        || ((google || known)
            && [
                "ServiceLogin",
                "/signin",
                "InteractiveLogin",
                "AccountChooser",
            ]
            .iter()
            .any(|word| path.contains(word)))
    {
        Err(No::Invisible { unknown: false })
    } else if google && path.starts_with("/sorry") {
        Err(No::again(GoogleError::QuotaPage {
            host: host(from),
            tries: 1,
        }))
    } else if known {
        Ok(target)
    } else {
        Err(No::Final(GoogleError::LeadsAway {
            host: host(from),
            target: host(&target),
        }))
    }
}

/// Whether the target is on the host of the configured endpoint; if that is this machine, on any
/// port.
fn same_service(endpoint: &Url, target: &Url) -> bool {
    let same = (
        endpoint.scheme(),
        endpoint.host_str(),
        endpoint.port_or_known_default(),
    ) == (
        target.scheme(),
        target.host_str(),
        target.port_or_known_default(),
    );
    same || (is_loopback(endpoint) && is_loopback(target))
}

fn workbook(document: &GoogleDocument, url: &Url, answer: WholeResponse) -> Result<Download, No> {
    if broke_off(&answer) {
        return Err(No::again(GoogleError::CutShort {
            host: host(url),
            tries: 1,
        }));
    }
    let file_name = answer
        .header("content-disposition")
        .and_then(named)
        .unwrap_or_else(|| format!("{}.xlsx", document.id));
    Ok(Download {
        bytes: answer.body,
        file_name,
    })
}

/// Whether a download was cut off. Without a length or chunks a cut body looks complete, but a zip
/// file then lacks its directory at the end.
fn broke_off(answer: &WholeResponse) -> bool {
    const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
    let told =
        answer.header("content-length").is_some() || answer.header("transfer-encoding").is_some();
    let tail = &answer.body[answer.body.len().saturating_sub(66_000)..];
    !told
        && page::is_zip(&answer.body)
        && !tail
            .windows(END_OF_DIRECTORY.len())
            .any(|window| window == END_OF_DIRECTORY)
}

/// The file name in a `Content-Disposition`; `filename*=UTF-8''…` takes precedence over
/// `filename="…"`.
fn named(disposition: &str) -> Option<String> {
    let part = |prefix: &str| {
        disposition
            .split(';')
            .map(str::trim)
            .find_map(|part| part.strip_prefix(prefix))
    };
    let name = match part("filename*=UTF-8''") {
        Some(encoded) => percent_decoded(encoded),
        None => part("filename=")?.trim_matches('"').to_owned(),
    };
    // A name with characters that a terminal or a file system would interpret is not used.
    let is_plain = |letter: char| !letter.is_control() && !matches!(letter, '/' | '\\');
    (!name.is_empty() && name.chars().all(is_plain)).then_some(name)
}

fn percent_decoded(text: &str) -> String {
    // The parser of query pairs decodes percent signs too; only there `+` means a blank.
    url::form_urlencoded::parse(format!("n={}", text.replace('+', "%2B")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(target: &str, expected: &str) {
        let endpoint = Url::parse("https://docs.google.com/").unwrap();
        let from = endpoint.join("spreadsheets/d/x/export").unwrap();
        let told = match redirect(&endpoint, &from, Url::parse(target).unwrap()) {
            Ok(_) => "on",
            Err(No::Invisible { .. }) => "sign in",
            Err(No::Again { .. }) => "quota",
            Err(No::Final(GoogleError::LeadsAway { .. })) => "away",
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(told, expected, "{target}");
    }

    #[test]
    fn redirects_are_followed_to_googles_hosts_alone() {
        check("https://doc-0s-sheets.googleusercontent.com/export/x", "on");
        check("https://drive.usercontent.google.com/download?id=x", "on");
        check(
            "https://accounts.google.com/ServiceLogin?continue=x",
            "sign in",
        );
        check(
            "https://accounts.google.com/v3/signin/identifier",
            "sign in",
        );
        check("https://docs.google.com/accounts/ServiceLogin", "sign in");
        check("https://www.google.com/sorry/index?continue=x", "quota");
        check(
            "http://doc-0s-sheets.googleusercontent.com/export/x",
            "away",
        );
        check("https://googleusercontent.com.example.vn/x", "away");
        check("https://evilgoogleusercontent.com/x", "away");
        check("http://wifi.example.vn/signin", "away");
        check("https://docs.google.com:8443/x", "on");
        check("http://127.0.0.1/x", "away");
    }

    #[test]
    fn names_come_from_content_disposition() {
        for (header, name) in [
            ("attachment; filename=\"a.xlsx\"", Some("a.xlsx")),
            (
                "attachment; filename=\"T_.xlsx\"; filename*=UTF-8''T%E1%BB%95%2B%20a+b.xlsx",
                Some("Tổ+ a+b.xlsx"),
            ),
            ("attachment; filename=\"../a.xlsx\"", None),
            ("attachment; filename*=UTF-8''a%1B%5B2Jb.xlsx", None),
            ("inline", None),
        ] {
            assert_eq!(named(header).as_deref(), name, "{header}");
        }
    }
}
