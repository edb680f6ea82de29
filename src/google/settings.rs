//! The settings of the access to Google, as the configuration provides them.

use std::path::PathBuf;
use std::time::Duration;

use url::{Host, Url};

use crate::http::{Proxies, RetryPolicy};

/// How Google is reached. The default is the real services without credentials.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A service-account key or other credentials of Google; `None` for `environment_credentials`.
    pub credentials_file: Option<PathBuf>,
    /// The value of `GOOGLE_APPLICATION_CREDENTIALS`.
    pub environment_credentials: Option<PathBuf>,
    /// The server from which the machine's own account gets tokens, if neither file is named and
    /// the operator wants this: [`Settings::METADATA`] on Google's machines.
    pub metadata_server: Option<Url>,
    /// Base address of the Sheets API, ending in one slash.
    pub sheets_endpoint: Url,
    /// Base address of the Drive API, ending in one slash.
    pub drive_endpoint: Url,
    /// Base address of public links, ending in one slash.
    pub link_endpoint: Url,
    /// A PEM file with additional root certificates.
    pub ca_file: Option<PathBuf>,
    /// The time limit of a whole pull, including retries.
    pub pull_deadline: Duration,
    /// The largest workbook, in bytes.
    pub max_file: u64,
    /// Every this many pulls the bytes are fetched even if the metadata, which are only a hint, are
    /// unchanged.
    pub full_pull_every: u32,
    /// The proxies named in the environment.
    pub proxies: Proxies,
    /// How long to wait for a service in trouble.
    pub retry: RetryPolicy,
}

/// Why an endpoint cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointProblem {
    /// Not an address.
    #[error("not an address")]
    NotAnAddress,
    /// Plain http to another machine.
    #[error("neither https nor loopback")]
    NotSafe,
}

impl Settings {
    /// The metadata server of Google's machines.
    pub const METADATA: &'static str = "http://metadata.google.internal/";

    /// Parses a configured endpoint: https, or http to this machine. A missing or doubled last
    /// slash is repaired, query and fragment are removed.
    ///
    /// # Errors
    /// If it is not an address, or plain http to another machine.
    pub fn endpoint(text: &str) -> Result<Url, EndpointProblem> {
        let mut url = Url::parse(text.trim()).map_err(|_| EndpointProblem::NotAnAddress)?;
        if !is_safe(&url) {
            return Err(EndpointProblem::NotSafe);
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = format!("{}/", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(url)
    }
}

impl Default for Settings {
    fn default() -> Self {
        let endpoint = |text| Settings::endpoint(text).expect("an address of ours");
        Self {
            credentials_file: None,
            environment_credentials: None,
            metadata_server: None,
            sheets_endpoint: endpoint("https://sheets.googleapis.com/"),
            drive_endpoint: endpoint("https://www.googleapis.com/"),
            link_endpoint: endpoint("https://docs.google.com/"),
            ca_file: None,
            pull_deadline: Duration::from_secs(120),
            max_file: 64 * 1024 * 1024,
            full_pull_every: 6,
            proxies: Proxies::default(),
            retry: RetryPolicy::default(),
        }
    }
}

/// Whether secrets may be sent to this address: https, or this machine.
pub(crate) fn is_safe(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.host().is_some(),
        "http" => is_loopback(url),
        _ => false,
    }
}

/// Whether the address is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, EndpointProblem>) {
        let read = Settings::endpoint(text);
        assert_eq!(read.as_ref().map(Url::as_str).map_err(|e| *e), expected);
    }

    #[test]
    fn the_last_slash_is_repaired() {
        check(
            "https://sheets.googleapis.com",
            Ok("https://sheets.googleapis.com/"),
        );
        check(
            "https://sheets.googleapis.com//",
            Ok("https://sheets.googleapis.com/"),
        );
        check(
            "https://gateway.vn/google?x=1",
            Ok("https://gateway.vn/google/"),
        );
        check("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080/"));
        check("http://[::1]:8080/a/", Ok("http://[::1]:8080/a/"));
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        check("http://docs.google.com/", Err(EndpointProblem::NotSafe));
        check(
            "http://localhost.example.vn/",
            Err(EndpointProblem::NotSafe),
        );
        check("docs.google.com", Err(EndpointProblem::NotAnAddress));
    }
}
