//! Why Google gave nothing, and what a person can do about it.
//!
//! Knows every refusal by its own variant, its exit code and the arguments of its sentences, which
//! stand in `locale`; deliberately not how a refusal is recognised (`refusal`).

use std::fmt::Display;
use std::io;
use std::path::PathBuf;

use crate::http::UnusableCaFile;
use crate::locale::{self, Language};

/// Why Google gave nothing. `Display` is for logs; people get [`GoogleError::message`] and
/// [`GoogleError::next_step`].
#[derive(Debug, thiserror::Error)]
pub enum GoogleError {
    // --- 65: what there is cannot be used
    /// A document of more bytes than the settings allow.
    #[error("{what} is larger than {limit} bytes")]
    DocumentTooLarge { what: String, limit: u64 },
    /// An answer of more bytes than the settings allow.
    #[error("the answer of {host} is larger than {limit} bytes")]
    AnswerTooLarge { host: String, limit: u64 },
    /// Drive says the file is something else than a spreadsheet.
    #[error("{name} is {kind}, not a spreadsheet")]
    NotASpreadsheet { name: String, kind: String },
    /// A web page came where a workbook should be, and it is not Google's sign-in page.
    #[error("{host} answered with a web page: {title}")]
    WebPage { host: String, title: String },
    /// The answer leads away from Google, as captive portals do.
    #[error("{host} redirects to {target}")]
    LeadsAway { host: String, target: String },
    /// An answer without content.
    #[error("{host} answered with nothing")]
    EmptyAnswer { host: String },
    /// An answer in a form that the service never promised.
    #[error("unexpected answer from {host}: {detail}")]
    Unexpected { host: String, detail: String },

    // --- 69: unreachable after retries
    /// No connection.
    #[error("{host} cannot be reached: {detail}")]
    Unreachable {
        host: String,
        detail: String,
        tries: u32,
    },
    /// The certificate is not accepted.
    #[error("the certificate of {host} is not accepted: {detail}")]
    Certificate { host: String, detail: String },
    /// The proxy wants a login, or does not let us through.
    #[error("the proxy does not let us through to {host}: {detail}")]
    Proxy { host: String, detail: String },
    /// The service is in trouble.
    #[error("{host} answered {status}")]
    Unavailable {
        host: String,
        status: u16,
        tries: u32,
    },
    /// Too many requests.
    #[error("{host} asks to wait ({status})")]
    Throttled {
        host: String,
        status: u16,
        tries: u32,
    },
    /// The page «automated queries» that Google shows to busy addresses.
    #[error("{host} shows its page on automated queries")]
    QuotaPage { host: String, tries: u32 },
    /// The answer broke off.
    #[error("the answer of {host} broke off")]
    CutShort { host: String, tries: u32 },
    /// No answer in time.
    #[error("{host} did not answer in time")]
    TimedOut { host: String, tries: u32 },
    /// No token, for a passing reason.
    #[error("no token from {host}: {detail}")]
    NoToken {
        host: String,
        detail: String,
        tries: u32,
    },

    // --- 77: not allowed
    /// The account may not see the sheet, nor may the public.
    #[error("{sheet} is not shared with {account}")]
    NotShared { sheet: String, account: String },
    /// Without credentials: the link is not public.
    #[error("{sheet} asks to sign in")]
    SignInPage { sheet: String },
    /// No document has this id.
    #[error("no document has the id {sheet}")]
    UnknownId { sheet: String },
    /// The owner forbids downloading.
    #[error("the owner of {sheet} forbids downloading")]
    DownloadForbidden { sheet: String },
    /// Google flagged the file as malware or spam.
    #[error("Google flagged {sheet} as harmful")]
    Flagged { sheet: String },
    /// The API is switched off in the account's project.
    #[error("{api} is not enabled in the project of {account}")]
    ApiDisabled {
        api: String,
        account: String,
        /// Where it is enabled: the address that the service names.
        page: String,
    },
    /// The token lacks the scopes to read.
    #[error("the token of {account} lacks the scopes to read")]
    ScopeMissing { account: String },
    /// The service takes no token of this account, not even a fresh one.
    #[error("{host} takes no token of {account}")]
    TokenRejected { host: String, account: String },
    /// The token endpoint says that the times in our request are off.
    #[error("the clock of this machine is wrong: {detail}")]
    ClockWrong { detail: String },
    /// The key was deleted, or belongs to another account.
    #[error("the key of {account} is no longer valid: {detail}")]
    KeyDeleted { account: String, detail: String },
    /// The token endpoint refuses the credentials.
    #[error("the credentials of {account} are refused: {detail}")]
    CredentialsRefused { account: String, detail: String },

    // --- 78: configuration
    /// The key file cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The private CA file cannot be used.
    #[error("cannot use the CA file {path}: {detail}")]
    CaFile { path: PathBuf, detail: String },
    /// No root certificates on this machine.
    #[error("no root certificates on this machine")]
    NoRootCertificates,
}

/// Why the file with the account's key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It cannot be read.
    #[error("cannot read the key file {path}")]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// It is no key.
    #[error("the key file {path} is broken: {detail}")]
    Broken { path: PathBuf, detail: String },
    /// Group or others may read it.
    #[error("the key file {path} may be read by others (mode {mode:04o})")]
    Exposed { path: PathBuf, mode: u32 },
    /// It would send a signed assertion somewhere unsafe.
    #[error("the key file {path} names the address {address}, which is not https")]
    Address { path: PathBuf, address: String },
}

impl From<UnusableCaFile> for GoogleError {
    fn from(UnusableCaFile { path, detail }: UnusableCaFile) -> Self {
        Self::CaFile { path, detail }
    }
}

impl GoogleError {
    /// The name of the refusal, as `--json` prints it: `not-shared`. Deliberately without a `_`
    /// arm: a new refusal cannot arrive without its words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DocumentTooLarge { .. } => "too-large",
            Self::AnswerTooLarge { .. } => "answer-too-large",
            Self::NotASpreadsheet { .. } => "not-a-spreadsheet",
            Self::WebPage { .. } => "web-page",
            Self::LeadsAway { .. } => "leads-away",
            Self::EmptyAnswer { .. } => "empty-answer",
            Self::Unexpected { .. } => "unexpected",
            Self::Unreachable { .. } => "unreachable",
            Self::Certificate { .. } => "certificate",
            Self::Proxy { .. } => "proxy",
            Self::Unavailable { .. } => "unavailable",
            Self::Throttled { .. } => "throttled",
            Self::QuotaPage { .. } => "quota-page",
            Self::CutShort { .. } => "cut-short",
            Self::TimedOut { .. } => "timed-out",
            Self::NoToken { .. } => "no-token",
            Self::NotShared { .. } => "not-shared",
            Self::SignInPage { .. } => "sign-in-page",
            Self::UnknownId { .. } => "unknown-id",
            Self::DownloadForbidden { .. } => "download-forbidden",
            Self::Flagged { .. } => "flagged",
            Self::ApiDisabled { .. } => "api-disabled",
            Self::ScopeMissing { .. } => "scope-missing",
            Self::TokenRejected { .. } => "token-rejected",
            Self::ClockWrong { .. } => "clock-wrong",
            Self::KeyDeleted { .. } => "key-deleted",
            Self::CredentialsRefused { .. } => "credentials-refused",
            Self::Key(error) => error.kind(),
            Self::CaFile { .. } => "ca-file",
            Self::NoRootCertificates => "no-root-certificates",
        }
    }

    /// 65 what there is cannot be used, 69 unreachable, 77 not allowed, 78 configuration.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::DocumentTooLarge { .. }
            | Self::AnswerTooLarge { .. }
            | Self::NotASpreadsheet { .. }
            | Self::WebPage { .. }
            | Self::LeadsAway { .. }
            | Self::EmptyAnswer { .. }
            | Self::Unexpected { .. } => 65,
            Self::Unreachable { .. }
            | Self::Certificate { .. }
            | Self::Proxy { .. }
            | Self::Unavailable { .. }
            | Self::Throttled { .. }
            | Self::QuotaPage { .. }
            | Self::CutShort { .. }
            | Self::TimedOut { .. }
            | Self::NoToken { .. } => 69,
            Self::NotShared { .. }
            | Self::SignInPage { .. }
            | Self::UnknownId { .. }
            | Self::DownloadForbidden { .. }
            | Self::Flagged { .. }
            | Self::ApiDisabled { .. }
            | Self::ScopeMissing { .. }
            | Self::TokenRejected { .. }
            | Self::ClockWrong { .. }
            | Self::KeyDeleted { .. }
            | Self::CredentialsRefused { .. } => 77,
            Self::Key(_) | Self::CaFile { .. } | Self::NoRootCertificates => 78,
        }
    }

    /// What happened, for people.
    pub fn message(&self, language: Language) -> String {
        self.sentence(language, "source-error")
    }

    /// What to do now, for people.
    pub fn next_step(&self, language: Language) -> String {
        self.sentence(language, "source-next")
    }

    fn sentence(&self, language: Language, prefix: &str) -> String {
        let values = self.arguments();
        let arguments: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        locale::say(language, &format!("{prefix}-{}", self.kind()), &arguments)
    }

    /// The arguments of its sentences.
    pub(crate) fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DocumentTooLarge { what, limit } => {
                told(&[("what", what), ("limit", &byte_count(*limit))])
            }
            Self::AnswerTooLarge { host, limit } => {
                told(&[("host", host), ("limit", &byte_count(*limit))])
            }
            Self::NotASpreadsheet { name, kind } => told(&[("name", name), ("kind", kind)]),
            Self::WebPage { host, title } => told(&[("host", host), ("title", title)]),
            Self::LeadsAway { host, target } => told(&[("host", host), ("target", target)]),
            Self::EmptyAnswer { host } => told(&[("host", host)]),
            Self::Unexpected { host, detail }
            | Self::Certificate { host, detail }
            | Self::Proxy { host, detail } => told(&[("host", host), ("detail", detail)]),
            Self::Unreachable {
                host,
                detail,
                tries,
            }
            | Self::NoToken {
                host,
                detail,
                tries,
            } => told(&[("host", host), ("detail", detail), ("tries", tries)]),
            Self::Unavailable {
                host,
                status,
                tries,
            }
            | Self::Throttled {
                host,
                status,
                tries,
            } => told(&[("host", host), ("status", status), ("tries", tries)]),
            Self::QuotaPage { host, tries }
            | Self::CutShort { host, tries }
            | Self::TimedOut { host, tries } => told(&[("host", host), ("tries", tries)]),
            Self::NotShared { sheet, account } => told(&[("sheet", sheet), ("account", account)]),
            Self::SignInPage { sheet }
            | Self::UnknownId { sheet }
            | Self::DownloadForbidden { sheet }
            | Self::Flagged { sheet } => told(&[("sheet", sheet)]),
            Self::ApiDisabled { api, account, page } => {
                told(&[("api", api), ("account", account), ("page", page)])
            }
            Self::ScopeMissing { account } => told(&[("account", account)]),
            Self::TokenRejected { host, account } => told(&[("host", host), ("account", account)]),
            Self::ClockWrong { detail } => told(&[("detail", detail)]),
            Self::KeyDeleted { account, detail } | Self::CredentialsRefused { account, detail } => {
                told(&[("account", account), ("detail", detail)])
            }
            Self::Key(error) => error.arguments(),
            Self::CaFile { path, detail } => told(&[("path", &path.display()), ("detail", detail)]),
            Self::NoRootCertificates => Vec::new(),
        }
    }

    /// The same refusal after this many tries, where the count is part of its sentence.
    pub(crate) fn after(mut self, made: u32) -> Self {
        match &mut self {
            Self::Unreachable { tries, .. }
            | Self::Unavailable { tries, .. }
            | Self::Throttled { tries, .. }
            | Self::QuotaPage { tries, .. }
            | Self::CutShort { tries, .. }
            | Self::TimedOut { tries, .. }
            | Self::NoToken { tries, .. } => *tries = made,
            _ => {}
        }
        self
    }
}

impl KeyError {
    fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "key-unreadable",
            Self::Broken { .. } => "key-broken",
            Self::Exposed { .. } => "key-exposed",
            Self::Address { .. } => "key-address",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { path, cause } => {
                told(&[("path", &path.display()), ("detail", cause)])
            }
            Self::Broken { path, detail } => told(&[("path", &path.display()), ("detail", detail)]),
            Self::Exposed { path, mode } => {
                told(&[("path", &path.display()), ("mode", &format!("{mode:04o}"))])
            }
            Self::Address { path, address } => {
                told(&[("path", &path.display()), ("address", address)])
            }
        }
    }
}

/// Arguments as text.
pub(crate) fn told(arguments: &[(&'static str, &dyn Display)]) -> Vec<(&'static str, String)> {
    arguments
        .iter()
        .map(|(name, value)| (*name, value.to_string()))
        .collect()
}

/// A byte count as people write it, in units of 1024: `64 MiB`, `800 byte`.
pub(crate) fn byte_count(bytes: u64) -> String {
    const MEBIBYTE: u64 = 1024 * 1024;
    match bytes {
        0..1024 => format!("{bytes} byte"),
        1024..MEBIBYTE => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / MEBIBYTE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_hold_their_arguments() {
        let error = GoogleError::NotShared {
            sheet: "1Ab".to_owned(),
            account: "may@du-an.iam.gserviceaccount.com".to_owned(),
        };
        assert_eq!(error.exit_code(), 77);
        let step = error.next_step(Language::Vi);
        assert!(step.contains("may@du-an.iam.gserviceaccount.com"), "{step}");
        assert!(step.contains("Người xem"), "{step}");
        assert!(error.next_step(Language::En).contains("Viewer"));
    }
}
