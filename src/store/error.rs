//! Why the store could not do what was asked, what the operator does next, and the exit code
//! that says so.

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
    /// Why the store refused.
    pub enum StoreError {
        /// A file or folder of the store cannot be made, opened or written.
        CannotWrite { path: PathBuf, cause: io::Error } = 73 "store-cannot-write",
        /// The database engine cannot write: read-only, disk full, input or output error.
        Unwritable { cause: sqlx::Error } = 73 "store-unwritable",
        /// Another run, here or in another process, holds the campaign.
        CampaignHeld { campaign: String, by: HeldBy } = 75 "store-campaign-held",
        /// Another process is sending the outbox.
        OutboxHeld { by: HeldBy } = 75 "store-outbox-held",
        /// Another daemon serves this store.
        DaemonHeld { by: HeldBy } = 75 "store-daemon-held",
        /// Another process has taken over what this one held: it was frozen or cut off too long.
        LeaseLost { name: String } = 75 "store-lease-lost",
        /// The database cannot be reached, or is not there.
        Unreachable { cause: String } = 69 "store-unreachable",
        /// The database holds nothing of ours.
        Empty = 69 "store-empty",
        /// The database lets us not in, or not do this.
        Denied { cause: String } = 77 "store-denied",
        /// Another process holds the database longer than we wait.
        Locked { cause: String } = 75 "store-locked",
        /// What stands in the database is not what was put there, or the file is no database.
        Damaged { what: String } = 73 "store-damaged",
        /// The database was made by a later version of the program.
        Newer { found: i64, known: i64 } = 73 "store-newer",
        /// What is to be copied into holds something.
        TargetHolds { target: String, table: String } = 73 "store-target-holds",
        /// A person asked that the run ends.
        RunCancelled { run: String } = 75 "run-cancelled",
        /// Another process has begun the run, or made it.
        RunBegun { run: String } = 75 "run-begun",
        /// No quarantined pull of this run waits for a decision.
        NothingQuarantined { run: String } = 64 "store-nothing-quarantined",
        /// A query that must work did not.
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
    /// Sorts by SQLite's primary result code, the low byte of the extended one, and by what came
    /// back: our questions are fixed and asked by every test, so a table that is not there and a
    /// value of another kind are no fault of the question.
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

/// Whether the database is not what was put there: a table that is gone, a format of another kind
/// (ERROR, CORRUPT, NOTADB), or an answer with a value of another kind, no text or too little.
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
