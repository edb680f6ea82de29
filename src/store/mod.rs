//! What the program remembers: runs, snapshots, reports, mails and what became of each.
//!
//! The only SQL. It is written in words that SQLite and PostgreSQL both understand, one
//! function for each question; instants are microseconds in UTC, days ISO text. The store
//! judges nothing and composes nothing: it keeps values whole and gives them back whole.
//!
//! Locks live beside the database, as files, so that they die with their process: one for each
//! campaign (`lock`), held by a run from before its pull until after its commit, one for the
//! outbox (`lock_outbox`), held by whoever sends, and one for the daemon (`lock_daemon`). What changes a campaign asks for its
//! lock as an argument, so it cannot be forgotten.

mod alert;
mod care;
mod commit;
mod content;
mod error;
mod history;
mod instant;
mod lock;
mod mail;
mod migration;
mod open;
mod outbox;
mod past;
mod pieces;
mod purge;
mod quarantine;
mod report;
mod run;
mod snapshot;

#[cfg(test)]
mod exercise;

use std::path::{Path, PathBuf};

use sqlx::SqlitePool;

pub use self::alert::Alert;
pub use self::commit::{Basis, Begun, Commit};
pub use self::error::StoreError;
pub use self::history::Failing;
pub use self::lock::{CampaignLock, DaemonLock, OutboxLock};
pub use self::mail::{KeptMail, MailState, NewMail};
pub use self::outbox::{DueMail, OutboxState};
pub use self::past::Seen;
pub use self::purge::Purged;
pub use self::report::{KeptReport, Mailed, NewReport};
pub use self::run::{NewRun, Outcome, Run, RunEnd, RunError, Trigger};
pub use self::snapshot::{Mark, PackedSnapshot, Raw, SnapshotLine, SnapshotState, StoredSnapshot};

/// One open database. Cheap to clone; all clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
    file: PathBuf,
}

impl Store {
    /// The database file: its locks stand beside it.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Closes every connection; what was committed stays.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// A transaction that holds the right to write from its first statement, so that it never
    /// fails half-way because another writer came between.
    async fn writing(&self) -> Result<Writing, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }
}

type Writing = sqlx::Transaction<'static, sqlx::Sqlite>;
