//! Why a command cannot go on: one shape for every stage's error, with its exit code, its
//! sentence and the next step.
//!
//! Stages keep their own errors; this is where they meet.

use crate::locale::{Language, say};

/// Why a command cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Stable word for programs: `source-forbidden`.
    pub kind: String,
    /// Exit code of the contract (sysexits).
    pub exit_code: u8,
    /// What failed, with which value.
    pub message: String,
    /// What a person does next.
    pub next_step: String,
    /// What may be read by a program besides: `config check` lists its problems here.
    pub details: Option<serde_json::Value>,
}

impl Failure {
    /// A failure whose sentences are keys of `locale`: `key` and `key-next`.
    pub fn said(language: Language, key: &str, exit_code: u8, arguments: &[(&str, &str)]) -> Self {
        Self {
            kind: key.to_owned(),
            exit_code,
            message: say(language, key, arguments),
            next_step: say(language, &format!("{key}-next"), arguments),
            details: None,
        }
    }
}

/// An error of a stage or of the assembly, which knows its own words.
pub trait Advises {
    /// The failure in a language.
    fn failure(&self, language: Language) -> Failure;
}

macro_rules! advises {
    ($($error:ty,)*) => { $(
        impl Advises for $error {
            fn failure(&self, language: Language) -> Failure {
                Failure {
                    kind: self.kind().to_owned(),
                    exit_code: self.exit_code(),
                    message: self.message(language),
                    next_step: self.next_step(language),
                    details: None,
                }
            }
        }
    )* };
}

advises! {
    crate::google::GoogleError,
    crate::source::SourceError,
    crate::table::TableError,
    crate::store::StoreError,
    crate::folder::FolderError,
    crate::delivery::DeliveryError,
    crate::mail::AddressError,
}

impl Advises for crate::report::ReportError {
    fn failure(&self, language: Language) -> Failure {
        let told = [("error", &*self.to_string())];
        Failure {
            next_step: self.next_step(),
            ..Failure::said(language, "cli-report-defect", 70, &told)
        }
    }
}

/// Turns a stage's error into a failure in the language of the command.
pub trait OrFailure<T> {
    /// The value, or the failure in this language.
    ///
    /// # Errors
    /// The stage's error, in the shape that `main` prints.
    fn or_fail(self, language: Language) -> Result<T, Failure>;
}

impl<T, E: Advises> OrFailure<T> for Result<T, E> {
    fn or_fail(self, language: Language) -> Result<T, Failure> {
        self.map_err(|error| error.failure(language))
    }
}
