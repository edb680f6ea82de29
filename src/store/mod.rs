//! The program's memory: runs, snapshots, reports, mails and what happened to each.
//!
//! All SQL is here, in words that SQLite and PostgreSQL both understand, one function for each
//! question. Instants are microseconds in UTC, days ISO text. The store judges nothing and composes
//! nothing: it returns values as they were given to it.
//!
//! What only one process may do at a time needs a lease (`lease`): a row with an epoch, kept by a
//! heartbeat. Each campaign has one (`lock`), held by a run from before its pull until after its
//! commit. The mails of the outbox have one (`lock_outbox`), as does each other channel, held while
//! sending; and so does the daemon (`lock_daemon`). Functions that change a campaign or the outbox
//! take its lease as an argument, so it cannot be forgotten.

mod access_log;
mod account;
mod alert;
mod answer;
mod asked;
mod care;
mod commit;
mod content;
mod copy;
mod due;
mod engine;
mod error;
mod history;
mod holder;
mod instant;
mod lease;
mod mail;
mod migration;
mod notice;
mod outbox;
mod past;
mod person;
mod pieces;
mod progress;
mod purge;
mod quarantine;
mod report;
mod results;
mod run;
mod serving;
mod session;
mod snapshot;
mod standing;
mod token;

#[cfg(test)]
mod exercise;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use self::engine::{Pool, Transaction, postgres, sqlite};

pub use self::access_log::Access;
pub use self::account::{Account, WebRole};
pub use self::alert::Alert;
pub use self::answer::{KeptAnswer, Withdrawn};
pub use self::asked::{AskedFor, AskedRun, Cancelling, Decide};
pub use self::commit::{Basis, Commit};
pub use self::copy::{Checked, Copied};
pub use self::due::DueRun;
pub use self::engine::postgres::{CONNECTIONS, Server, ServerProblem, ServerTimeouts};
pub use self::error::StoreError;
pub use self::history::Failing;
pub use self::lease::{CampaignLock, DaemonLock, HeldBy, LEASE, OutboxLock};
pub use self::mail::{KeptMail, MailState, MailsAsked, NewMail};
pub use self::notice::{KeptNotice, NewNotice, NewTelling};
pub use self::outbox::{ChannelState, DueMail, MAIL, OutboxState};
pub use self::past::Seen;
pub use self::person::{Erased, Erasure, PersonHit};
pub use self::progress::{Counted, Event, RunEvent, Stage};
pub use self::purge::Purged;
pub use self::report::{KeptReport, ListedReport, Mailed, NewReport, Pin};
pub use self::results::ResultsRow;
pub use self::run::{NewRun, Outcome, Run, RunEnd, RunError, RunsAsked, Trigger};
pub use self::serving::Serving;
pub use self::session::{LINK_LASTS, LOCKED_FOR, PageSession, SignInTry, TRIES};
pub use self::snapshot::{PackedSnapshot, Raw, SnapshotLine, SnapshotState, StoredSnapshot};
pub use self::standing::ServerState;
pub use self::token::{Scope, Token};

/// The address of a database.
#[derive(Clone, Debug, PartialEq)]
pub enum Address {
    /// A file of this machine, for SQLite.
    File(PathBuf),
    /// A database of a PostgreSQL server.
    Server(Box<Server>),
}

impl Address {
    /// The address as text for people, without a password.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server(server) => server.shown(),
        }
    }
}

/// One open database. Cheap to clone; all clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Pool,
    /// The path of a file has its symbolic links resolved.
    address: Arc<Address>,
    /// How long a lease lasts without a heartbeat.
    lease: Duration,
}

impl Store {
    /// Opens the database at `file`, creating it and its folder if they do not exist.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let (pool, file) = sqlite::open(file).await?;
        Ok(Self {
            pool,
            address: Arc::new(Address::File(file)),
            lease: LEASE,
        })
    }

    /// Opens the database at an address. A file and its folder, or the tables on a server, are
    /// created if they do not exist; the database on a server must exist.
    pub async fn open_at(address: &Address, lease: Duration) -> Result<Self, StoreError> {
        let opened = match address {
            Address::File(file) => Self::open(file).await?,
            Address::Server(server) => Self {
                pool: postgres::open(server).await?,
                address: Arc::new(address.clone()),
                lease: LEASE,
            },
        };
        Ok(Self { lease, ..opened })
    }

    /// Opens the database at an address if it exists, for commands that only read. A file that
    /// cannot be written (full disk, read-only medium) is opened read-only.
    pub async fn open_existing(
        address: &Address,
        lease: Duration,
    ) -> Result<Option<Self>, StoreError> {
        let (pool, address) = match address {
            Address::File(file) if !file.is_file() => return Ok(None),
            Address::File(file) => {
                let (pool, file) = sqlite::open_existing(file).await?;
                (pool, Address::File(file))
            }
            Address::Server(server) => match postgres::open_existing(server).await? {
                Some(pool) => (pool, address.clone()),
                None => return Ok(None),
            },
        };
        Ok(Some(Self {
            pool,
            address: Arc::new(address),
            lease,
        }))
    }

    /// The database file; `None` for a server.
    pub fn file(&self) -> Option<&Path> {
        match self.address.as_ref() {
            Address::File(path) => Some(path),
            Address::Server(_) => None,
        }
    }

    /// The address as text for people.
    pub fn shown(&self) -> String {
        self.address.shown()
    }

    /// Closes every connection; committed data stay.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins a transaction that has the right to write from its first statement.
    async fn writing(&self) -> Result<Transaction, StoreError> {
        self.pool.writing().await
    }
}
