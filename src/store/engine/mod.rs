//! The two database engines: one SQL text is asked of whichever is open.
//!
//! The only place that names an engine. What differs between the two (how one is opened, what an
//! error means, a word that one of them lacks) is here; the questions themselves are not.

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

/// An open transaction; without `commit` nothing of it is kept.
#[derive(Debug)]
pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(ServerTransaction),
}

impl Pool {
    /// A transaction that holds the right to write from its first statement, so that it never
    /// fails half-way because another writer came between. On PostgreSQL rows are what is held.
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

    /// A transaction that changes the schema, however long that takes.
    pub(super) async fn reshaping(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(_) => self.writing().await,
            Self::Postgres(server) => {
                let begun = server.begin(Purpose::Reshaping).await;
                begun.map(Transaction::Postgres)
            }
        }
    }

    /// A transaction whose questions are all answered from one state of the database.
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

    /// Whether only this machine uses it: a file of its own.
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
    /// Keeps what was done.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(StoreError::from),
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Waits until no other process changes the schema, and keeps others from it to the end.
    pub(super) async fn alone(&mut self) -> Result<(), StoreError> {
        match self {
            // who writes is alone
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => {
                let asked = query("SELECT pg_advisory_xact_lock(7283)::text");
                asked.execute(self).await.map(drop)
            }
        }
    }

    /// Runs several statements that take no arguments.
    pub(super) async fn run_script(&mut self, text: &'static str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => {
                sqlx::raw_sql(text).execute(&mut **transaction).await?;
            }
            Self::Postgres(server) => {
                let asking = sqlx::raw_sql(text).execute(&mut *server.transaction);
                ServerTransaction::asked(server.patience, asking).await?;
            }
        }
        Ok(())
    }
}
