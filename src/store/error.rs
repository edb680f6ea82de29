//! Why the store could not do what was asked, what the operator does next, and the exit code
//! that says so.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::locale::{Language, say};

/// Why the store refused.
#[derive(Debug)]
pub enum StoreError {
    /// A file or folder of the store cannot be made, opened or written.
    CannotWrite { path: PathBuf, source: io::Error },
    /// The database engine cannot write: read-only, disk full, input or output error.
    Unwritable { source: sqlx::Error },
    /// Another run, here or in another process, holds the campaign.
    CampaignHeld {
        campaign: String,
        process: Option<u32>,
    },
    /// Another process is sending the outbox.
    OutboxHeld { process: Option<u32> },
    /// Another daemon serves this store.
    DaemonHeld { process: Option<u32> },
    /// Another process holds the database longer than we wait.
    Locked { cause: String },
    /// What stands in the database is not what was put there, or the file is no database.
    Damaged { what: String },
    /// The database was made by a later version of the program.
    Newer { found: i64, known: i64 },
    /// No quarantined pull of this run waits for a decision.
    NothingQuarantined { run: String },
    /// A query that must work did not.
    Defect { source: sqlx::Error },
}

impl StoreError {
    /// Exit code of the contract (DESIGN section 4).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::CannotWrite { .. }
            | Self::Unwritable { .. }
            | Self::Damaged { .. }
            | Self::Newer { .. } => 73,
            Self::CampaignHeld { .. }
            | Self::OutboxHeld { .. }
            | Self::DaemonHeld { .. }
            | Self::Locked { .. } => 75,
            Self::NothingQuarantined { .. } => 64,
            Self::Defect { .. } => 70,
        }
    }

    /// The kind as JSON and the run's record name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CannotWrite { .. } => "store-cannot-write",
            Self::Unwritable { .. } => "store-unwritable",
            Self::CampaignHeld { .. } => "store-campaign-held",
            Self::OutboxHeld { .. } => "store-outbox-held",
            Self::DaemonHeld { .. } => "store-daemon-held",
            Self::Locked { .. } => "store-locked",
            Self::Damaged { .. } => "store-damaged",
            Self::Newer { .. } => "store-newer",
            Self::NothingQuarantined { .. } => "store-nothing-quarantined",
            Self::Defect { .. } => "store-defect",
        }
    }

    /// What failed, with which value.
    pub fn message(&self, language: Language) -> String {
        self.sentence(language, self.kind())
    }

    /// What the operator does next.
    pub fn next_step(&self, language: Language) -> String {
        self.sentence(language, &format!("{}-next", self.kind()))
    }

    pub(super) fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::CannotWrite { path, source }
    }

    fn sentence(&self, language: Language, key: &str) -> String {
        let process = |process: &Option<u32>| process.map_or("?".to_owned(), |id| id.to_string());
        match self {
            Self::CannotWrite { path, source } => say(
                language,
                key,
                &[
                    ("path", &path.display().to_string()),
                    ("cause", &source.to_string()),
                ],
            ),
            Self::Unwritable { source } | Self::Defect { source } => {
                say(language, key, &[("cause", &source.to_string())])
            }
            Self::Locked { cause } => say(language, key, &[("cause", cause)]),
            Self::CampaignHeld {
                campaign,
                process: id,
            } => say(
                language,
                key,
                &[("campaign", campaign), ("process", &process(id))],
            ),
            Self::OutboxHeld { process: id } | Self::DaemonHeld { process: id } => {
                say(language, key, &[("process", &process(id))])
            }
            Self::Damaged { what } => say(language, key, &[("what", what)]),
            Self::Newer { found, known } => say(
                language,
                key,
                &[("found", &found.to_string()), ("known", &known.to_string())],
            ),
            Self::NothingQuarantined { run } => say(language, key, &[("run", run)]),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message(Language::En))
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::CannotWrite { source, .. } => Some(source),
            Self::Unwritable { source } | Self::Defect { source } => Some(source),
            Self::CampaignHeld { .. }
            | Self::OutboxHeld { .. }
            | Self::DaemonHeld { .. }
            | Self::Locked { .. }
            | Self::Damaged { .. }
            | Self::Newer { .. }
            | Self::NothingQuarantined { .. } => None,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    /// Sorts by SQLite's primary result code, the low byte of the extended one.
    fn from(source: sqlx::Error) -> Self {
        let code = source
            .as_database_error()
            .and_then(|error| error.code()?.parse::<u32>().ok())
            .map(|code| code & 0xff);
        match (code, &source) {
            // BUSY, LOCKED
            (Some(5 | 6), _) | (None, sqlx::Error::PoolTimedOut) => Self::Locked {
                cause: source.to_string(),
            },
            // PERM, READONLY, IOERR, FULL, CANTOPEN
            (Some(3 | 8 | 10 | 13 | 14), _) | (None, sqlx::Error::Io(_)) => {
                Self::Unwritable { source }
            }
            // CORRUPT, NOTADB
            (Some(11 | 26), _) => Self::Damaged {
                what: source.to_string(),
            },
            _ => Self::Defect { source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_of_each() -> Vec<(StoreError, u8)> {
        let path = PathBuf::from("/var/lib/cnscd/cnscd.db");
        let io = || io::Error::from(io::ErrorKind::PermissionDenied);
        let campaign = "to-cnscd".to_owned();
        vec![
            (StoreError::CannotWrite { path, source: io() }, 73),
            (
                StoreError::Unwritable {
                    source: sqlx::Error::Io(io()),
                },
                73,
            ),
            (
                StoreError::CampaignHeld {
                    campaign,
                    process: Some(12),
                },
                75,
            ),
            (StoreError::OutboxHeld { process: None }, 75),
            (StoreError::DaemonHeld { process: Some(12) }, 75),
            (
                StoreError::Locked {
                    cause: "database is locked".to_owned(),
                },
                75,
            ),
            (
                StoreError::Damaged {
                    what: "content".to_owned(),
                },
                73,
            ),
            (StoreError::Newer { found: 9, known: 1 }, 73),
            (
                StoreError::NothingQuarantined {
                    run: "0198".to_owned(),
                },
                64,
            ),
            (
                StoreError::Defect {
                    source: sqlx::Error::RowNotFound,
                },
                70,
            ),
        ]
    }

    #[test]
    fn every_error_has_its_sentence_its_advice_and_its_exit_code() {
        for (error, exit_code) in one_of_each() {
            assert_eq!(error.exit_code(), exit_code, "{error:?}");
            for language in [Language::Vi, Language::En] {
                for text in [error.message(language), error.next_step(language)] {
                    assert!(!text.contains(error.kind()), "no sentence: {text}");
                    assert!(!text.contains('{') && !text.ends_with('.'), "{text}");
                }
            }
        }
    }
}
