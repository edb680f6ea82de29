//! The state of a database server, for `cnscd doctor`.

use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::engine::{Pool, Transaction, query};
use super::instant::instant;
use super::{Store, StoreError};
use crate::clock::Clock;

/// What a server reports about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerState {
    /// Its version, such as `15.8`.
    pub version: String,
    /// The first number of the version.
    pub major: i64,
    /// The encoding of its texts.
    pub encoding: String,
    /// Time from a query to its answer.
    pub latency: Duration,
    /// How far its clock is ahead of this machine's.
    pub ahead: TimeDelta,
    /// Size of the database in bytes.
    pub size: u64,
    /// Tables that this account may not read or write, and the schema if it may not create tables
    /// there.
    pub closed: Vec<String>,
    /// Whether it accepts no changes, such as a standby of another server.
    pub is_read_only: bool,
}

/// Number of queries to time; the shortest time counts.
const ASKED: usize = 5;

impl Store {
    /// The state of the server; `None` if the database is a file.
    ///
    /// # Errors
    /// If the server does not answer.
    pub async fn server_state(&self) -> Result<Option<ServerState>, StoreError> {
        if let Pool::Sqlite(_) = &self.pool {
            return Ok(None);
        }
        // In one transaction, so that getting a connection is not part of the time.
        let mut asking = self.pool.reading().await?;
        let (latency, ahead) = latency(&mut asking).await?;
        let row = query(
            "SELECT current_setting('server_version') AS version,
                    CAST(current_setting('server_version_num') AS BIGINT) / 10000 AS major,
                    current_setting('server_encoding') AS encoding,
                    pg_database_size(current_database()) AS size,
                    CAST(pg_is_in_recovery() AS INT)::BIGINT AS follows,
                    CASE WHEN has_schema_privilege(current_schema(), 'CREATE') THEN ''
                         ELSE current_schema()::text END AS schema",
        )
        .fetch_one(&mut asking)
        .await?;
        let schema: String = row.try_get("schema")?;
        let mut closed: Vec<String> = [schema]
            .into_iter()
            .filter(|name| !name.is_empty())
            .collect();
        closed.extend(closed_tables(&mut asking).await?);
        let size: i64 = row.try_get("size")?;
        Ok(Some(ServerState {
            version: row.try_get("version")?,
            major: row.try_get("major")?,
            encoding: row.try_get("encoding")?,
            latency,
            ahead,
            size: u64::try_from(size).unwrap_or_default(),
            closed,
            is_read_only: row.try_get::<i64, _>("follows")? != 0,
        }))
    }
}

/// How long the server takes to answer, and how far its clock is ahead of this machine's.
async fn latency(asking: &mut Transaction) -> Result<(Duration, TimeDelta), StoreError> {
    let mut latency = Duration::MAX;
    let mut ahead = TimeDelta::zero();
    for _ in 0..ASKED {
        let began = Instant::now();
        let row =
            query("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS now")
                .fetch_one(&mut *asking)
                .await?;
        let took = began.elapsed();
        if took < latency {
            latency = took;
            let there = instant(row.try_get("now")?)?;
            let half = TimeDelta::from_std(took / 2).unwrap_or_default();
            ahead = there - (Clock::System.now() - half);
        }
    }
    Ok((latency, ahead))
}

/// The tables that this account may not read or write.
async fn closed_tables(asking: &mut Transaction) -> Result<Vec<String>, StoreError> {
    let rows = query(
        "SELECT tablename::text AS name FROM pg_tables
             WHERE schemaname = current_schema() AND NOT (
                 has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')
                 AND has_table_privilege(format('%I.%I', schemaname, tablename), 'INSERT')
                 AND has_table_privilege(format('%I.%I', schemaname, tablename), 'UPDATE')
                 AND has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE'))
             ORDER BY tablename",
    )
    .fetch_all(asking)
    .await?;
    rows.iter().map(|row| row.try_get("name")).collect()
}
