//! Why the store could not do what was asked, what the operator does next, and the exit code.

use std::io;
use std::path::{Path, PathBuf};

use super::HeldBy;
use crate::failure::{Argument, causes, reasons};
use crate::locale::Value;

causes!(sqlx::Error);

impl Argument for HeldBy {
    fn value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

reasons! {
    /// Why the store could not do what was asked.
    pub enum StoreError {
        /// A file or folder of the store cannot be made, opened or written.
        CannotWrite { path: PathBuf, cause: io::Error } = 73 "store-cannot-write",
        /// The database engine cannot write: read-only, disk full, input or output error.
        Unwritable { cause: sqlx::Error } = 73 "store-unwritable",
        /// Another run, in this process or another, has the campaign's lock.
        CampaignHeld { campaign: String, by: HeldBy } = 75 "store-campaign-held",
        /// Another process is sending the outbox.
        OutboxHeld { by: HeldBy } = 75 "store-outbox-held",
        /// Another daemon is serving this store.
        DaemonHeld { by: HeldBy } = 75 "store-daemon-held",
        /// Another process has taken this one's lease: it was suspended or cut off for too long.
        LeaseLost { name: String } = 75 "store-lease-lost",
        /// The database cannot be reached, or does not exist.
        Unreachable { cause: String } = 69 "store-unreachable",
        /// The database has no tables of this program.
        Empty = 69 "store-empty",
        /// The database refuses access, or this action.
        Denied { cause: String } = 77 "store-denied",
        /// Another process locked the database for longer than we wait.
        Locked { cause: String } = 75 "store-locked",
        /// The database does not contain what was written, or the file is not a database.
        Damaged { what: String } = 73 "store-damaged",
        /// The database was made by a later version of the program.
        Newer { found: i64, known: i64 } = 73 "store-newer",
        /// The database to copy into is not empty.
        TargetHolds { target: String, table: String } = 73 "store-target-holds",
        /// A person cancelled the run.
        RunCancelled { run: String } = 75 "run-cancelled",
        /// Another process has begun the run, or finished it.
        RunBegun { run: String } = 75 "run-begun",
        /// No quarantined pull of this run waits for a decision.
        NothingQuarantined { run: String } = 64 "store-nothing-quarantined",
        /// A query that should always work failed.
        Defect { cause: sqlx::Error } = 70 "store-defect",
    }
}

impl StoreError {
    pub(super) fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::CannotWrite { path, cause }
    }
}

impl From<sqlx::Error> for StoreError {
    /// Classifies an error by SQLite's primary result code (the low byte of the extended code) and
    /// by what came back. The queries are fixed and all tested, so a missing table or a value of
    /// another type means a damaged database, not a faulty query.
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
                Self::Unwritable { cause: source }
            }
            _ if is_damage(code, &source) => Self::Damaged {
                what: source.to_string(),
            },
            _ => Self::Defect { cause: source },
        }
    }
}

/// Whether the error shows a damaged database: a missing table or a file of another format (ERROR,
/// CORRUPT, NOTADB), or an answer with a value of another type, invalid text or missing rows.
fn is_damage(code: Option<u32>, error: &sqlx::Error) -> bool {
    matches!(code, Some(1 | 11 | 26))
        || matches!(
            error,
            sqlx::Error::ColumnDecode { .. }
                | sqlx::Error::Decode(_)
                | sqlx::Error::ColumnNotFound(_)
                | sqlx::Error::RowNotFound
        )
}
