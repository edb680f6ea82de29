//! A failure in JSON.

use serde::Serialize;

use crate::failure::Failure;
use crate::locale::Language;

/// The only document of a command that failed.
#[derive(Debug, Serialize)]
pub struct ErrorDocument {
    /// The failure.
    pub error: ErrorLine,
}

/// A failure in JSON.
#[derive(Debug, Serialize)]
pub struct ErrorLine {
    kind: &'static str,
    message: String,
    next_step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<serde_json::Value>,
}

impl ErrorLine {
    /// The line of a failure.
    pub fn of(failure: &Failure, language: Language) -> Self {
        Self {
            kind: failure.kind(),
            message: failure.message().say(language),
            next_step: failure.next_step().say(language),
            problems: failure.details(language),
        }
    }
}
