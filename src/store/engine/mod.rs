//! The two database engines. The same SQL text is sent to whichever is open.
//!
//! This is the only place that names an engine. It contains what differs between the two, such as
//! how one is opened, what an error means, or a word that one of them lacks; the queries are
//! elsewhere.

pub(super) mod catalogue;
pub(super) mod postgres;
mod query;
pub(super) mod sqlite;

use sqlx::{Sqlite, SqlitePool};

use self::postgres::{Connections, Purpose, ServerTransaction};
pub(super) use self::query::{Argument, Asked, Query, Row, query};
use super::StoreError;

/// The connections of one open database.
#[derive(Clone, Debug)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(Connections),
}

/// An open transaction; it is undone unless `commit` is called.
#[derive(Debug)]
pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(ServerTransaction),
}

impl Pool {
    /// Begins a transaction that has the right to write from its first statement, so that it cannot
    /// fail later because another writer came first. On PostgreSQL it locks single rows.
    pub(super) async fn writing(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(pool) => pool
                .begin_with("BEGIN IMMEDIATE")
                .await
                .map(Transaction::Sqlite)
                .map_err(StoreError::from),
            Self::Postgres(server) => {
                let begun = server.begin(Purpose::Writing).await;
                begun.map(Transaction::Postgres)
            }
        }
    }

    /// Begins a transaction that changes the schema, without a limit of time.
    pub(super) async fn reshaping(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(_) => self.writing().await,
            Self::Postgres(server) => {
                let begun = server.begin(Purpose::Reshaping).await;
                begun.map(Transaction::Postgres)
            }
        }
    }

    /// Begins a transaction whose queries all see the same state of the database.
    pub(super) async fn reading(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(pool) => pool
                .begin()
                .await
                .map(Transaction::Sqlite)
                .map_err(StoreError::from),
            Self::Postgres(server) => {
                let begun = server.begin(Purpose::Reading).await;
                begun.map(Transaction::Postgres)
            }
        }
    }

    /// Whether the database is a file, which only this machine uses.
    pub(super) fn is_local(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Closes every connection.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(server) => server.close().await,
        }
    }
}

impl Transaction {
    /// Commits the transaction.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(StoreError::from),
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Waits until no other process changes the schema, and keeps others from it until the end of
    /// the transaction.
    pub(super) async fn alone(&mut self) -> Result<(), StoreError> {
        match self {
            // SQLite has only one writer anyway.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => {
                let asked = query("SELECT pg_advisory_xact_lock(7283)::text");
                asked.execute(self).await.map(drop)
            }
        }
    }

    /// Runs several statements without arguments.
    pub(super) async fn run_script(&mut self, text: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => {
                sqlx::raw_sql(text).execute(&mut **transaction).await?;
            }
            Self::Postgres(server) => {
                let asking = sqlx::raw_sql(text).execute(&mut *server.transaction);
                ServerTransaction::asked(server.timeouts, asking).await?;
            }
        }
        Ok(())
    }
}
