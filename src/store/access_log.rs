//! The log of what people and programs saw, fetched and decided on the page.

use super::engine::{Row, query};
use super::instant::{instant, micros};
use super::{Store, StoreError};
use crate::clock::Timestamp;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// UUID version 7.
    pub id: String,
    pub at: Timestamp,
    /// The account's or the token's name.
    pub name: String,
    /// `viewer`, `operator` or `token`; empty if nobody was signed in.
    pub role: String,
    /// The address that the request came from.
    pub address: String,
    /// What was done, such as `GET`, `sync`, `accept`.
    pub action: String,
    /// What it was done to: a path, a run, a mail.
    pub about: String,
    /// The HTTP status of the answer.
    pub status: u16,
}

impl Store {
    /// Adds an entry.
    pub async fn note_access(&self, access: &Access) -> Result<(), StoreError> {
        query(
            "INSERT INTO access_log (id, at, name, role, address, action, about, status)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&access.id)
        .bind(micros(access.at))
        .bind(&access.name)
        .bind(&access.role)
        .bind(&access.address)
        .bind(&access.action)
        .bind(&access.about)
        .bind(i64::from(access.status))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// At most `most` entries, newest first, before an instant if one is given: of one person or
    /// token, or of all. With `only_deeds`, entries that only looked at something are left out.
    pub async fn accesses(
        &self,
        name: Option<&str>,
        only_deeds: bool,
        before: Option<Timestamp>,
        most: u32,
    ) -> Result<Vec<Access>, StoreError> {
        query(
            "SELECT * FROM access_log
             WHERE name = COALESCE($1, name) AND at < $2 AND ($3 = 0 OR action <> 'view')
             ORDER BY at DESC, id DESC LIMIT $4",
        )
        .bind(name)
        .bind(before.map_or(i64::MAX, micros))
        .bind(i64::from(only_deeds))
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(read)
        .collect()
    }

    /// Deletes older entries.
    pub async fn forget_accesses(&self, older_than: Timestamp) -> Result<u64, StoreError> {
        query("DELETE FROM access_log WHERE at < $1")
            .bind(micros(older_than))
            .execute(&self.pool)
            .await
    }
}

fn read(row: &Row) -> Result<Access, StoreError> {
    let status: i64 = row.try_get("status")?;
    Ok(Access {
        id: row.try_get("id")?,
        at: instant(row.try_get("at")?)?,
        name: row.try_get("name")?,
        role: row.try_get("role")?,
        address: row.try_get("address")?,
        action: row.try_get("action")?,
        about: row.try_get("about")?,
        status: u16::try_from(status).unwrap_or_default(),
    })
}
