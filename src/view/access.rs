//! Accounts, tokens and links of the operators' page.

use serde::Serialize;

use crate::clock::Timestamp;

/// `user add --json` and `user password --json`.
#[derive(Debug, Serialize)]
pub struct UserDocument<'a> {
    pub user: &'a str,
    pub role: &'a str,
    /// The password, if it was generated and not typed.
    pub password: Option<&'a str>,
}

/// `user list --json`.
#[derive(Debug, Serialize)]
pub struct AccountsDocument<'a> {
    pub users: Vec<AccountLine<'a>>,
}

/// An account.
#[derive(Debug, Serialize)]
pub struct AccountLine<'a> {
    pub user: &'a str,
    pub role: &'a str,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

/// `user remove --json` and `token remove --json`.
#[derive(Debug, Serialize)]
pub struct NameDocument<'a> {
    pub removed: &'a str,
}

/// `token add --json`.
#[derive(Debug, Serialize)]
pub struct TokenDocument<'a> {
    pub token: &'a str,
    pub name: &'a str,
    pub scope: &'a str,
}

/// `token list --json`.
#[derive(Debug, Serialize)]
pub struct TokensDocument<'a> {
    pub tokens: Vec<TokenLine<'a>>,
}

/// A token without its secret.
#[derive(Debug, Serialize)]
pub struct TokenLine<'a> {
    pub name: &'a str,
    pub scope: &'a str,
    pub personal: bool,
    pub made_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// `web link --json`.
#[derive(Debug, Serialize)]
pub struct LinkDocument<'a> {
    pub link: &'a str,
    pub name: &'a str,
    pub expires_at: Timestamp,
}
