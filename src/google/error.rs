//! Why Google gave nothing, and what a person can do about it.
//!
//! Knows every refusal by its own variant, its exit code and the arguments of its sentences, which
//! stand in `locale`; deliberately not how a refusal is recognised (`refusal`).

use std::path::PathBuf;

use crate::failure::{Argument, reasons};
use crate::google::key::KeyError;
use crate::http::UnusableCaFile;
use crate::locale::Value;

reasons! {
    /// Why Google gave nothing.
    pub enum GoogleError "source-" or Key(KeyError) {
        // --- 65: what there is cannot be used
        /// A document of more bytes than the settings allow.
        DocumentTooLarge { what: String, limit: Bytes } = 65 "too-large",
        /// An answer of more bytes than the settings allow.
        AnswerTooLarge { host: String, limit: Bytes } = 65 "answer-too-large",
        /// Drive says the file is something else than a spreadsheet.
        NotASpreadsheet { name: String, kind: String } = 65 "not-a-spreadsheet",
        /// A web page came where a workbook should be, and it is not Google's sign-in page.
        WebPage { host: String, title: String } = 65 "web-page",
        /// The answer leads away from Google, as captive portals do.
        LeadsAway { host: String, target: String } = 65 "leads-away",
        /// An answer without content.
        EmptyAnswer { host: String } = 65 "empty-answer",
        /// An answer in a form that the service never promised.
        Unexpected { host: String, detail: String } = 65 "unexpected",

        // --- 69: unreachable after retries
        /// No connection.
        Unreachable {
            host: String,
            detail: String,
            tries: u32,
        } = 69 "unreachable",
        /// The certificate is not accepted.
        Certificate { host: String, detail: String } = 69 "certificate",
        /// The proxy wants a login, or does not let us through.
        Proxy { host: String, detail: String } = 69 "proxy",
        /// The service is in trouble.
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
        /// The page «automated queries» that Google shows to busy addresses.
        QuotaPage { host: String, tries: u32 } = 69 "quota-page",
        /// The answer broke off.
        CutShort { host: String, tries: u32 } = 69 "cut-short",
        /// No answer in time.
        TimedOut { host: String, tries: u32 } = 69 "timed-out",
        /// No token, for a passing reason.
        NoToken {
            host: String,
            detail: String,
            tries: u32,
        } = 69 "no-token",

        // --- 77: not allowed
        /// The account may not see the sheet, nor may the public.
        NotShared { sheet: String, account: String } = 77 "not-shared",
        /// Without credentials: the link is not public.
        SignInPage { sheet: String } = 77 "sign-in-page",
        /// No document has this id.
        UnknownId { sheet: String } = 77 "unknown-id",
        /// The owner forbids downloading.
        DownloadForbidden { sheet: String } = 77 "download-forbidden",
        /// Google flagged the file as malware or spam.
        Flagged { sheet: String } = 77 "flagged",
        /// The API is switched off in the account's project.
        ApiDisabled {
            api: String,
            account: String,
            /// Where it is enabled: the address that the service names.
            page: String,
        } = 77 "api-disabled",
        /// The token lacks the scopes to read.
        ScopeMissing { account: String } = 77 "scope-missing",
        /// The service takes no token of this account, not even a fresh one.
        TokenRejected { host: String, account: String } = 77 "token-rejected",
        /// The token endpoint says that the times in our request are off.
        ClockWrong { detail: String } = 77 "clock-wrong",
        /// The key was deleted, or belongs to another account.
        KeyDeleted { account: String, detail: String } = 77 "key-deleted",
        /// The token endpoint refuses the credentials.
        CredentialsRefused { account: String, detail: String } = 77 "credentials-refused",

        // --- 78: configuration
        /// The private CA file cannot be used.
        CaFile { path: PathBuf, detail: String } = 78 "ca-file",
        /// The environment names a proxy whose protocol we do not speak.
        ProxyAddress { address: String } = 78 "proxy-address",
        /// No root certificates on this machine.
        NoRootCertificates = 78 "no-root-certificates",
    }
}

impl From<UnusableCaFile> for GoogleError {
    fn from(UnusableCaFile { path, detail }: UnusableCaFile) -> Self {
        Self::CaFile { path, detail }
    }
}

impl GoogleError {
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

/// A byte count, in units of 1024: `64 MiB`, `800 byte`.
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
