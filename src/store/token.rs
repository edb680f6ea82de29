//! Tokens of programs that use the page's interface: name, permissions, and a hash.

use super::engine::{Row, query};
use super::instant::{instant, micros};
use super::{Store, StoreError};
use crate::clock::Timestamp;

/// What a token permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// To read.
    Read,
    /// To read, and to ask for runs.
    Sync,
}

impl Scope {
    /// The name in the database and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Sync => "sync",
        }
    }

    fn from_id(id: &str) -> Result<Self, StoreError> {
        match id {
            "read" => Ok(Self::Read),
            "sync" => Ok(Self::Sync),
            _ => Err(StoreError::Damaged {
                what: format!("scope {id}"),
            }),
        }
    }
}

/// A stored token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub name: String,
    /// SHA-256 of the secret that the program has.
    pub digest: String,
    pub scope: Scope,
    /// Whether it may see members' phones and mail addresses.
    pub personal: bool,
    pub made_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

impl Store {
    /// Adds a token; returns `false` if the name is taken.
    pub async fn add_token(&self, token: &Token) -> Result<bool, StoreError> {
        let added = query(
            "INSERT INTO token (name, digest, scope, personal, made_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(&token.name)
        .bind(&token.digest)
        .bind(token.scope.id())
        .bind(i64::from(token.personal))
        .bind(micros(token.made_at))
        .execute(&self.pool)
        .await?;
        Ok(added > 0)
    }

    /// All tokens, sorted by name.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        query("SELECT * FROM token ORDER BY name")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// The token with this hash.
    pub async fn token(&self, digest: &str) -> Result<Option<Token>, StoreError> {
        query("SELECT * FROM token WHERE digest = $1")
            .bind(digest)
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Records that a program used it.
    pub async fn token_was_used(&self, name: &str, now: Timestamp) -> Result<(), StoreError> {
        query("UPDATE token SET used_at = $2 WHERE name = $1")
            .bind(name)
            .bind(micros(now))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Removes a token; returns `false` if there is none of this name.
    pub async fn remove_token(&self, name: &str) -> Result<bool, StoreError> {
        let removed = query("DELETE FROM token WHERE name = $1")
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(removed > 0)
    }
}

fn read(row: &Row) -> Result<Token, StoreError> {
    let used_at: Option<i64> = row.try_get("used_at")?;
    let personal: i64 = row.try_get("personal")?;
    Ok(Token {
        name: row.try_get("name")?,
        digest: row.try_get("digest")?,
        scope: Scope::from_id(row.try_get("scope")?)?,
        personal: personal != 0,
        made_at: instant(row.try_get("made_at")?)?,
        used_at: used_at.map(instant).transpose()?,
    })
}
