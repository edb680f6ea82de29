//! Accounts of the page: a name, a role, a hashed password.

use super::engine::{Row, query};
use super::instant::{instant, micros};
use super::{Store, StoreError};
use crate::clock::Timestamp;

/// What an account may do on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WebRole {
    /// Sees figures and reports, without members' phones.
    Viewer,
    /// Sees everything and decides.
    Operator,
}

impl WebRole {
    /// The name in the database and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
        }
    }

    pub(super) fn from_id(id: &str) -> Result<Self, StoreError> {
        match id {
            "viewer" => Ok(Self::Viewer),
            "operator" => Ok(Self::Operator),
            _ => Err(StoreError::Damaged {
                what: format!("role {id}"),
            }),
        }
    }
}

/// An account of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    pub role: WebRole,
    /// The argon2id hash of the password, as a PHC string.
    pub password: String,
    pub made_at: Timestamp,
    /// When the password was last set.
    pub changed_at: Timestamp,
}

impl Store {
    /// Adds an account; returns `false` if the name is taken.
    pub async fn add_account(&self, account: &Account) -> Result<bool, StoreError> {
        let added = query(
            "INSERT INTO account (name, role, password, made_at, changed_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&account.name)
        .bind(account.role.id())
        .bind(&account.password)
        .bind(micros(account.made_at))
        .bind(micros(account.changed_at))
        .execute(&self.pool)
        .await?;
        Ok(added > 0)
    }

    /// All accounts, sorted by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        query("SELECT * FROM account ORDER BY name")
            .fetch_all(&self.pool)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// The account with this name.
    pub async fn account(&self, name: &str) -> Result<Option<Account>, StoreError> {
        query("SELECT * FROM account WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    /// Sets an account's password and ends its sessions; returns `false` if there is no such
    /// account.
    pub async fn change_password(
        &self,
        name: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writing = self.writing().await?;
        let changed = query("UPDATE account SET password = $2, changed_at = $3 WHERE name = $1")
            .bind(name)
            .bind(password)
            .bind(micros(now))
            .execute(&mut writing)
            .await?;
        query("DELETE FROM page_session WHERE name = $1")
            .bind(name)
            .execute(&mut writing)
            .await?;
        query("DELETE FROM sign_in_try WHERE name = $1")
            .bind(name)
            .execute(&mut writing)
            .await?;
        writing.commit().await?;
        Ok(changed > 0)
    }

    /// Removes an account and ends its sessions; returns `false` if there is no such account.
    pub async fn remove_account(&self, name: &str) -> Result<bool, StoreError> {
        let mut writing = self.writing().await?;
        let removed = query("DELETE FROM account WHERE name = $1")
            .bind(name)
            .execute(&mut writing)
            .await?;
        query("DELETE FROM page_session WHERE name = $1")
            .bind(name)
            .execute(&mut writing)
            .await?;
        writing.commit().await?;
        Ok(removed > 0)
    }
}

fn read(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        name: row.try_get("name")?,
        role: WebRole::from_id(row.try_get("role")?)?,
        password: row.try_get("password")?,
        made_at: instant(row.try_get("made_at")?)?,
        changed_at: instant(row.try_get("changed_at")?)?,
    })
}
