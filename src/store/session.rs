//! Sessions on the page, links that sign in once, and failed tries to sign in.
//!
//! Stores instants and counts; the caller decides how long a session lasts. The secret in a browser
//! is never stored, only its hash.

use chrono::TimeDelta;

use super::account::WebRole;
use super::engine::{Row, query};
use super::instant::{instant, micros};
use super::{Store, StoreError};
use crate::clock::Timestamp;

/// The session of somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSession {
    /// SHA-256 of the secret in the browser's cookie.
    pub digest: String,
    pub name: String,
    pub role: WebRole,
    /// The token that every form must send back.
    pub forgery: String,
    /// `vi` or `en`; `None` for the configured language.
    pub language: Option<String>,
    pub made_at: Timestamp,
    /// When the person last did something.
    pub seen_at: Timestamp,
}

/// Whether a password may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInTry {
    /// It may, and this many more times after this one.
    Allowed { left: u32 },
    /// Not before this instant.
    Locked { until: Timestamp },
}

/// Number of wrong tries for one account from one address after which it is locked.
pub const TRIES: u32 = 5;
/// How long the lock lasts, and how long a wrong try counts.
pub const LOCKED_FOR: TimeDelta = TimeDelta::minutes(15);
/// How long a link that signs in can be used.
pub const LINK_LASTS: TimeDelta = TimeDelta::minutes(10);

impl Store {
    /// Stores a new session.
    pub async fn begin_session(&self, session: &PageSession) -> Result<(), StoreError> {
        query(
            "INSERT INTO page_session (digest, name, role, forgery, language, made_at, seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&session.digest)
        .bind(&session.name)
        .bind(session.role.id())
        .bind(&session.forgery)
        .bind(&session.language)
        .bind(micros(session.made_at))
        .bind(micros(session.seen_at))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The session with this hash, however old.
    pub async fn page_session(&self, digest: &str) -> Result<Option<PageSession>, StoreError> {
        query("SELECT * FROM page_session WHERE digest = $1")
            .bind(digest)
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Records that the person did something.
    pub async fn keep_session(&self, digest: &str, now: Timestamp) -> Result<(), StoreError> {
        query("UPDATE page_session SET seen_at = $2 WHERE digest = $1 AND seen_at < $2")
            .bind(digest)
            .bind(micros(now))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Sets the language of a session.
    pub async fn choose_language(&self, digest: &str, language: &str) -> Result<(), StoreError> {
        query("UPDATE page_session SET language = $2 WHERE digest = $1")
            .bind(digest)
            .bind(language)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Ends a session.
    pub async fn end_session(&self, digest: &str) -> Result<(), StoreError> {
        query("DELETE FROM page_session WHERE digest = $1")
            .bind(digest)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Deletes sessions that were last seen before an instant, and links and tries that have
    /// expired.
    pub async fn forget_sessions(
        &self,
        seen_before: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for (change, before) in [
            ("DELETE FROM page_session WHERE seen_at < $1", seen_before),
            (
                "DELETE FROM sign_in_link WHERE made_at < $1",
                now - LINK_LASTS,
            ),
            (
                "DELETE FROM sign_in_try WHERE last_at < $1",
                now - LOCKED_FOR,
            ),
        ] {
            query(change)
                .bind(micros(before))
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// Counts a try before the password is checked, so that parallel tries are limited as well.
    /// After a success, [`Store::forget_tries`] undoes it.
    pub async fn count_try(
        &self,
        name: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<SignInTry, StoreError> {
        let mut writing = self.writing().await?;
        let allowed = query(
            "INSERT INTO sign_in_try (name, address, tries, last_at) VALUES ($1, $2, 1, $3)
             ON CONFLICT (name, address) DO UPDATE SET last_at = $3,
                 tries = CASE WHEN sign_in_try.last_at <= $4 THEN 1 ELSE sign_in_try.tries + 1 END
             WHERE sign_in_try.tries < $5 OR sign_in_try.last_at <= $4",
        )
        .bind(name)
        .bind(address)
        .bind(micros(now))
        .bind(micros(now - LOCKED_FOR))
        .bind(i64::from(TRIES))
        .execute(&mut writing)
        .await?;
        let row = query("SELECT tries, last_at FROM sign_in_try WHERE name = $1 AND address = $2")
            .bind(name)
            .bind(address)
            .fetch_one(&mut writing)
            .await?;
        let tries: i64 = row.try_get("tries")?;
        let last_at = instant(row.try_get("last_at")?)?;
        writing.commit().await?;
        if allowed == 0 {
            let until = last_at + LOCKED_FOR;
            return Ok(SignInTry::Locked { until });
        }
        let tries = u32::try_from(tries).unwrap_or(TRIES);
        Ok(SignInTry::Allowed {
            left: TRIES.saturating_sub(tries),
        })
    }

    /// Deletes the tries of somebody whose password was right.
    pub async fn forget_tries(&self, name: &str, address: &str) -> Result<(), StoreError> {
        query("DELETE FROM sign_in_try WHERE name = $1 AND address = $2")
            .bind(name)
            .bind(address)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Stores the hash of a link that signs this account in once.
    pub async fn add_link(
        &self,
        digest: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        query("INSERT INTO sign_in_link (digest, name, made_at) VALUES ($1, $2, $3)")
            .bind(digest)
            .bind(name)
            .bind(micros(now))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The account that a link signs in, if it can still be used.
    pub async fn link(&self, digest: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
        query("SELECT name FROM sign_in_link WHERE digest = $1 AND made_at > $2")
            .bind(digest)
            .bind(micros(now - LINK_LASTS))
            .fetch_optional(&self.pool)
            .await?
            .map(|row| row.try_get("name"))
            .transpose()
    }

    /// Uses a link up; returns the account that it signs in, if it was still valid.
    pub async fn use_link(
        &self,
        digest: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let mut writing = self.writing().await?;
        let used = query("DELETE FROM sign_in_link WHERE digest = $1 RETURNING name, made_at")
            .bind(digest)
            .fetch_optional(&mut writing)
            .await?;
        writing.commit().await?;
        let Some(row) = used else { return Ok(None) };
        let made_at = instant(row.try_get("made_at")?)?;
        let name: String = row.try_get("name")?;
        Ok((made_at > now - LINK_LASTS).then_some(name))
    }
}

fn read(row: &Row) -> Result<PageSession, StoreError> {
    Ok(PageSession {
        digest: row.try_get("digest")?,
        name: row.try_get("name")?,
        role: WebRole::from_id(row.try_get("role")?)?,
        forgery: row.try_get("forgery")?,
        language: row.try_get("language")?,
        made_at: instant(row.try_get("made_at")?)?,
        seen_at: instant(row.try_get("seen_at")?)?,
    })
}
