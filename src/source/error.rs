//! Why a source could not be pulled, and what a person can do about it.
//!
//! Knows every refusal by its own variant, its exit code and its advice; deliberately not how a
//! refusal is recognised (`google::refusal`, `google::public`). Sentences stand in `locale`.

use std::io;
use std::path::PathBuf;

use crate::locale::{self, Language};

/// Why a source could not be pulled. `Display` is for logs; people get [`SourceError::message`]
/// and [`SourceError::next_step`].
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    // --- 65: the workbook cannot be used
    /// Nothing has this path.
    #[error("no file or folder {path}")]
    Missing { path: PathBuf },
    /// The folder holds no workbook.
    #[error("no workbook in the folder {path}")]
    EmptyFolder { path: PathBuf },
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// A device, a pipe or a socket.
    #[error("{path} is not a regular file")]
    NotAFile { path: PathBuf },
    /// Someone is still writing the file.
    #[error("{path} is still being written")]
    StillWritten { path: PathBuf },
    /// More bytes than the settings allow.
    #[error("{what} is larger than {limit} bytes")]
    TooLarge { what: String, limit: u64 },
    /// An answer of more bytes than the settings allow.
    #[error("the answer of {host} is larger than {limit} bytes")]
    AnswerTooLarge { host: String, limit: u64 },
    /// A link that leads to no spreadsheet we can read.
    #[error("{location} is no link to a Google spreadsheet")]
    ForeignLink { location: String },
    /// A Google link without a document's id.
    #[error("{location} names no document")]
    NoId { location: String },
    /// A link to a folder, a form, a text document.
    #[error("{location} leads to a {kind}, not a spreadsheet")]
    OtherDocument { location: String, kind: String },
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
    /// The key file cannot be read.
    #[error("cannot read the key file {path}")]
    KeyUnreadable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// The key file is no key.
    #[error("the key file {path} is broken: {detail}")]
    KeyBroken { path: PathBuf, detail: String },
    /// Group or others may read the key.
    #[error("the key file {path} may be read by others (mode {mode:04o})")]
    KeyExposed { path: PathBuf, mode: u32 },
    /// The key would send a signed assertion somewhere unsafe.
    #[error("the key file {path} names the address {address}, which is not https")]
    KeyAddress { path: PathBuf, address: String },
    /// The private CA file cannot be used.
    #[error("cannot use the CA file {path}: {detail}")]
    CaFile { path: PathBuf, detail: String },
    /// No root certificates on this machine.
    #[error("no root certificates on this machine")]
    NoRootCertificates,
}

/// A refusal in words: its name, exit code, and the arguments of its sentences.
struct Words {
    kind: &'static str,
    exit: u8,
    arguments: Vec<(&'static str, String)>,
}

impl SourceError {
    /// The name of the refusal, as `--json` prints it: `not-shared`.
    pub fn kind(&self) -> &'static str {
        self.words().kind
    }

    /// 65 the workbook cannot be used, 69 unreachable, 77 not allowed, 78 configuration.
    pub fn exit_code(&self) -> u8 {
        self.words().exit
    }

    /// What happened, for people.
    pub fn message(&self, language: Language) -> String {
        self.say(language, "source-error")
    }

    /// What to do now, for people.
    pub fn next_step(&self, language: Language) -> String {
        self.say(language, "source-next")
    }

    fn say(&self, language: Language, prefix: &str) -> String {
        let words = self.words();
        let arguments: Vec<(&str, &str)> = words
            .arguments
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        locale::say(language, &format!("{prefix}-{}", words.kind), &arguments)
    }

    /// Deliberately without a `_` arm: a new refusal cannot arrive without its words.
    fn words(&self) -> Words {
        let path = |path: &PathBuf| ("path", path.display().to_string());
        let host = |host: &String| ("host", host.clone());
        let sheet = |sheet: &String| ("sheet", sheet.clone());
        let account = |account: &String| ("account", account.clone());
        let detail = |detail: &String| ("detail", detail.clone());
        let tries = |tries: &u32| ("tries", tries.to_string());
        let status = |status: &u16| ("status", status.to_string());
        let cause = |cause: &io::Error| ("detail", cause.to_string());
        let words = |kind, exit, arguments| Words {
            kind,
            exit,
            arguments,
        };
        match self {
            Self::Missing { path: p } => words("missing", 65, vec![path(p)]),
            Self::EmptyFolder { path: p } => words("empty-folder", 65, vec![path(p)]),
            Self::Unreadable { path: p, cause: c } => {
                words("unreadable", 65, vec![path(p), cause(c)])
            }
            Self::NotAFile { path: p } => words("not-a-file", 65, vec![path(p)]),
            Self::StillWritten { path: p } => words("still-written", 65, vec![path(p)]),
            Self::TooLarge { what, limit } => words(
                "too-large",
                65,
                vec![("what", what.clone()), ("limit", megabytes(*limit))],
            ),
            Self::AnswerTooLarge { host: h, limit } => words(
                "answer-too-large",
                65,
                vec![host(h), ("limit", megabytes(*limit))],
            ),
            Self::ForeignLink { location } => {
                words("foreign-link", 65, vec![("location", location.clone())])
            }
            Self::NoId { location } => words("no-id", 65, vec![("location", location.clone())]),
            Self::OtherDocument { location, kind } => words(
                "other-document",
                65,
                vec![("location", location.clone()), ("kind", kind.clone())],
            ),
            Self::NotASpreadsheet { name, kind } => words(
                "not-a-spreadsheet",
                65,
                vec![("name", name.clone()), ("kind", kind.clone())],
            ),
            Self::WebPage { host: h, title } => {
                words("web-page", 65, vec![host(h), ("title", title.clone())])
            }
            Self::LeadsAway { host: h, target } => {
                words("leads-away", 65, vec![host(h), ("target", target.clone())])
            }
            Self::EmptyAnswer { host: h } => words("empty-answer", 65, vec![host(h)]),
            Self::Unexpected { host: h, detail: d } => {
                words("unexpected", 65, vec![host(h), detail(d)])
            }
            Self::Unreachable {
                host: h,
                detail: d,
                tries: t,
            } => words("unreachable", 69, vec![host(h), detail(d), tries(t)]),
            Self::Certificate { host: h, detail: d } => {
                words("certificate", 69, vec![host(h), detail(d)])
            }
            Self::Proxy { host: h, detail: d } => words("proxy", 69, vec![host(h), detail(d)]),
            Self::Unavailable {
                host: h,
                status: s,
                tries: t,
            } => words("unavailable", 69, vec![host(h), status(s), tries(t)]),
            Self::Throttled {
                host: h,
                status: s,
                tries: t,
            } => words("throttled", 69, vec![host(h), status(s), tries(t)]),
            Self::QuotaPage { host: h, tries: t } => {
                words("quota-page", 69, vec![host(h), tries(t)])
            }
            Self::CutShort { host: h, tries: t } => words("cut-short", 69, vec![host(h), tries(t)]),
            Self::TimedOut { host: h, tries: t } => words("timed-out", 69, vec![host(h), tries(t)]),
            Self::NoToken {
                host: h,
                detail: d,
                tries: t,
            } => words("no-token", 69, vec![host(h), detail(d), tries(t)]),
            Self::NotShared {
                sheet: s,
                account: a,
            } => words("not-shared", 77, vec![sheet(s), account(a)]),
            Self::SignInPage { sheet: s } => words("sign-in-page", 77, vec![sheet(s)]),
            Self::UnknownId { sheet: s } => words("unknown-id", 77, vec![sheet(s)]),
            Self::DownloadForbidden { sheet: s } => words("download-forbidden", 77, vec![sheet(s)]),
            Self::Flagged { sheet: s } => words("flagged", 77, vec![sheet(s)]),
            Self::ApiDisabled {
                api,
                account: a,
                page,
            } => words(
                "api-disabled",
                77,
                vec![("api", api.clone()), account(a), ("page", page.clone())],
            ),
            Self::ScopeMissing { account: a } => words("scope-missing", 77, vec![account(a)]),
            Self::TokenRejected {
                host: h,
                account: a,
            } => words("token-rejected", 77, vec![host(h), account(a)]),
            Self::ClockWrong { detail: d } => words("clock-wrong", 77, vec![detail(d)]),
            Self::KeyDeleted {
                account: a,
                detail: d,
            } => words("key-deleted", 77, vec![account(a), detail(d)]),
            Self::CredentialsRefused {
                account: a,
                detail: d,
            } => words("credentials-refused", 77, vec![account(a), detail(d)]),
            Self::KeyUnreadable { path: p, cause: c } => {
                words("key-unreadable", 78, vec![path(p), cause(c)])
            }
            Self::KeyBroken { path: p, detail: d } => {
                words("key-broken", 78, vec![path(p), detail(d)])
            }
            Self::KeyExposed { path: p, mode } => words(
                "key-exposed",
                78,
                vec![path(p), ("mode", format!("{mode:04o}"))],
            ),
            Self::KeyAddress { path: p, address } => words(
                "key-address",
                78,
                vec![path(p), ("address", address.clone())],
            ),
            Self::CaFile { path: p, detail: d } => words("ca-file", 78, vec![path(p), detail(d)]),
            Self::NoRootCertificates => words("no-root-certificates", 78, vec![]),
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

/// A byte count as people write it, in units of 1024: `64 MiB`, `800 byte`.
fn megabytes(bytes: u64) -> String {
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

    /// Every key of the sentences about sources, from the file itself.
    fn kinds(prefix: &str) -> Vec<&'static str> {
        include_str!("../locale/en/source.ftl")
            .lines()
            .filter_map(|line| line.strip_prefix(prefix)?.split_once(" ="))
            .map(|(kind, _)| kind)
            .collect()
    }

    #[test]
    fn every_refusal_has_its_sentence_and_its_advice() {
        let told = kinds("source-error-");
        assert_eq!(told, kinds("source-next-"));
        // The names as `words` gives them, one arm each.
        let source = include_str!("error.rs").split("mod tests").next().unwrap();
        let arms = source
            .split("words(")
            .skip(1)
            .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
            .collect::<Vec<_>>();
        assert_eq!(told, arms);
    }

    #[test]
    fn sentences_hold_their_arguments() {
        let error = SourceError::NotShared {
            sheet: "1Ab".to_owned(),
            account: "may@du-an.iam.gserviceaccount.com".to_owned(),
        };
        assert_eq!(error.exit_code(), 77);
        let step = error.next_step(Language::Vi);
        assert!(step.contains("may@du-an.iam.gserviceaccount.com"), "{step}");
        assert!(step.contains("Người xem"), "{step}");
        assert!(error.next_step(Language::En).contains("Viewer"));
        let error = SourceError::OtherDocument {
            location: "x".to_owned(),
            kind: "folder".to_owned(),
        };
        assert!(error.message(Language::En).contains("a Drive folder"));
    }
}
