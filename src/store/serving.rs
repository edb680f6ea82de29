//! The processes that serve this database, on which machines, and with which configuration, so that
//! a person sees when two machines are configured differently.

use std::collections::BTreeMap;

use super::engine::query;
use super::holder::{self, Life};
use super::lease::{lasting, now};
use super::{HeldBy, Store, StoreError};

/// A process that serves the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serving {
    pub by: HeldBy,
    /// The program's version.
    pub version: String,
    /// A digest of the configuration of each campaign that it serves.
    pub configuration: BTreeMap<String, String>,
}

/// Number of lease durations after which a process that shows no sign of life is not listed.
const LEASES: i64 = 2;

impl Store {
    /// Records that this process serves these campaigns with these configurations, and deletes the
    /// records of processes that have gone silent.
    pub async fn serve(
        &self,
        version: &str,
        configuration: &BTreeMap<String, String>,
    ) -> Result<(), StoreError> {
        let configuration = serde_json::to_string(configuration).expect("names and digests");
        let mut writing = self.writing().await?;
        let now = now(&mut writing).await?;
        query(
            "INSERT INTO serving (holder, machine, process, version, configuration, seen_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (holder) DO UPDATE SET version = excluded.version,
                 configuration = excluded.configuration, seen_at = excluded.seen_at",
        )
        .bind(holder::process())
        .bind(&holder::this().machine)
        .bind(i64::from(holder::this().number))
        .bind(version)
        .bind(configuration)
        .bind(now)
        .execute(&mut writing)
        .await?;
        query("DELETE FROM serving WHERE seen_at < $1")
            .bind(now - LEASES * lasting(self.lease))
            .execute(&mut writing)
            .await?;
        writing.commit().await
    }

    /// Records that this process no longer serves the database.
    pub async fn serve_no_more(&self) -> Result<(), StoreError> {
        query("DELETE FROM serving WHERE holder = $1")
            .bind(holder::process())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The processes that serve the database now, sorted by the names of their machines.
    pub async fn serving(&self) -> Result<Vec<Serving>, StoreError> {
        let now = now(&self.pool).await?;
        let rows = query(
            "SELECT holder, machine, process, version, configuration FROM serving
             WHERE seen_at >= $1 ORDER BY machine, process",
        )
        .bind(now - LEASES * lasting(self.lease))
        .fetch_all(&self.pool)
        .await?;
        let mut serving = Vec::with_capacity(rows.len());
        for row in rows {
            let holder: String = row.try_get("holder")?;
            if holder::life(&holder, self.pool.is_local()) == Life::Gone {
                continue;
            }
            let configuration: String = row.try_get("configuration")?;
            let process: i64 = row.try_get("process")?;
            serving.push(Serving {
                by: HeldBy {
                    machine: row.try_get("machine")?,
                    process: u32::try_from(process).unwrap_or_default(),
                },
                version: row.try_get("version")?,
                configuration: serde_json::from_str(&configuration).unwrap_or_default(),
            });
        }
        Ok(serving)
    }
}
