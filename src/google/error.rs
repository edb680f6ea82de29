//! Why a request to Google failed, and what a person can do about it.
//!
//! Every refusal has a variant with its exit code and the arguments of its sentences in `locale`.
//! How a refusal is recognised is in `refusal`.

use std::path::PathBuf;

use crate::failure::{Argument, reasons};
use crate::google::key::KeyError;
use crate::http::UnusableCaFile;
use crate::locale::Value;

reasons! {
    /// Why a request to Google failed.
    pub enum GoogleError "source-" or Key(KeyError) {
        // --- 65: the content cannot be used
        /// A document with more bytes than the settings allow.
        DocumentTooLarge { what: String, limit: Bytes } = 65 "too-large",
        /// An answer with more bytes than the settings allow.
        AnswerTooLarge { host: String, limit: Bytes } = 65 "answer-too-large",
        /// Drive says that the file is not a spreadsheet.
        NotASpreadsheet { name: String, kind: String } = 65 "not-a-spreadsheet",
        /// A web page instead of a workbook, and not Google's sign-in page.
        WebPage { host: String, title: String } = 65 "web-page",
        /// The answer redirects to a host other than Google's, as captive portals do.
        LeadsAway { host: String, target: String } = 65 "leads-away",
        /// An answer without content.
        EmptyAnswer { host: String } = 65 "empty-answer",
        /// An answer in a form that the service does not document.
        Unexpected { host: String, detail: String } = 65 "unexpected",

        // --- 69: unreachable after retries
        /// No connection.
        Unreachable {
            host: String,
            detail: String,
            tries: u32,
        } = 69 "unreachable",
        /// The server's certificate is not accepted.
        Certificate { host: String, detail: String } = 69 "certificate",
        /// The proxy requires a login, or refuses the connection.
        Proxy { host: String, detail: String } = 69 "proxy",
        /// The service has a fault of its own.
        Unavailable {
            host: String,
            status: u16,
            tries: u32,
        } = 69 "unavailable",
        /// Too many requests.
        Throttled {
            host: String,
            status: u16,
            tries: u32,
        } = 69 "throttled",
        /// Google's page about «automated queries», shown to addresses with many requests.
        QuotaPage { host: String, tries: u32 } = 69 "quota-page",
        /// The answer was cut off.
        CutShort { host: String, tries: u32 } = 69 "cut-short",
        /// No answer in time.
        TimedOut { host: String, tries: u32 } = 69 "timed-out",
        /// No token, for a reason that may pass.
        NoToken {
            host: String,
            detail: String,
            tries: u32,
        } = 69 "no-token",

        // --- 77: not allowed
        /// Neither the account nor the public may see the sheet.
        NotShared { sheet: String, account: String } = 77 "not-shared",
        /// There are no credentials, and the link is not public.
        SignInPage { sheet: String } = 77 "sign-in-page",
        /// No document has this id.
        UnknownId { sheet: String } = 77 "unknown-id",
        /// The owner has forbidden downloads.
        DownloadForbidden { sheet: String } = 77 "download-forbidden",
        /// Google flagged the file as malware or spam.
        Flagged { sheet: String } = 77 "flagged",
        /// The API is disabled in the account's project.
        ApiDisabled {
            api: String,
            account: String,
            /// The address given by the service at which it can be enabled.
            page: String,
        } = 77 "api-disabled",
        /// The token lacks the scopes for reading.
        ScopeMissing { account: String } = 77 "scope-missing",
        /// The service rejects even a new token of this account.
        TokenRejected { host: String, account: String } = 77 "token-rejected",
        /// The token endpoint says that the times in our request are wrong.
        ClockWrong { detail: String } = 77 "clock-wrong",
        /// The key was deleted, or belongs to another account.
        KeyDeleted { account: String, detail: String } = 77 "key-deleted",
        /// The token endpoint refuses the credentials.
        CredentialsRefused { account: String, detail: String } = 77 "credentials-refused",

        // --- 78: configuration
        /// The file with the private CA cannot be used.
        CaFile { path: PathBuf, detail: String } = 78 "ca-file",
        /// The environment names a proxy with a protocol that we do not support.
        ProxyAddress { address: String } = 78 "proxy-address",
        /// This machine has no root certificates.
        NoRootCertificates = 78 "no-root-certificates",
    }
}

impl From<UnusableCaFile> for GoogleError {
    fn from(UnusableCaFile { path, detail }: UnusableCaFile) -> Self {
        Self::CaFile { path, detail }
    }
}

impl GoogleError {
    /// Sets the number of tries, in variants whose sentence shows it.
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

/// A number of bytes, shown in units of 1024: `64 MiB`, `800 byte`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl Argument for Bytes {
    fn value(&self) -> Value {
        const MEBIBYTE: u64 = 1024 * 1024;
        Value::Text(match self.0 {
            bytes @ 0..1024 => format!("{bytes} byte"),
            bytes @ 1024..MEBIBYTE => format!("{} KiB", bytes / 1024),
            bytes => format!("{} MiB", bytes / MEBIBYTE),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Reason;
    use crate::locale::Language;

    #[test]
    fn sentences_hold_their_arguments() {
        let error = GoogleError::NotShared {
            sheet: "1Ab".to_owned(),
            account: "may@du-an.iam.gserviceaccount.com".to_owned(),
        };
        assert_eq!(error.exit_code(), 77);
        let step = error.next_step().say(Language::Vi);
        assert!(step.contains("may@du-an.iam.gserviceaccount.com"), "{step}");
        assert!(step.contains("Người xem"), "{step}");
        assert!(error.next_step().say(Language::En).contains("Viewer"));
        let error = GoogleError::DocumentTooLarge {
            what: "a.xlsx".to_owned(),
            limit: Bytes(64 << 20),
        };
        assert!(error.message().say(Language::Vi).contains("64 MiB"));
    }
}
