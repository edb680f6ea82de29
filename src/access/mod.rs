//! Access to the operators' page: accounts with passwords, links that sign in once, tokens of
//! programs.
//!
//! Makes and checks secrets, and stores none of them as plain text. Knows nothing about the page's
//! content.

mod error;
mod password;
mod secret;

use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::pipeline::App;
use crate::store::{Account, PageSession, Scope, SignInTry, Store, Token, WebRole};

pub use self::error::AccessError;
pub use self::password::made as made_password;
pub use self::secret::{digest, random};

/// The longest name of an account or token, in characters.
const LONGEST_NAME: usize = 64;

/// The result of trying to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// Name and password are right.
    Right(WebRole),
    /// Name or password is wrong; this many tries are left.
    Wrong { left: u32 },
    /// The password was not checked, because there were too many wrong tries.
    Locked { until: Timestamp },
}

/// A new session: the browser's secret, and what is stored.
#[derive(Debug)]
pub struct NewSession {
    /// The secret, which only the browser gets.
    pub secret: String,
    pub session: PageSession,
}

/// Adds an account.
///
/// # Errors
/// If the name is taken or not allowed, or the password is too weak (64).
pub async fn add_account(
    store: &Store,
    name: &str,
    role: WebRole,
    password: String,
    now: Timestamp,
) -> Result<(), Failure> {
    named(name)?;
    let password = password::hash(name, password).await?;
    let account = Account {
        name: name.to_owned(),
        role,
        password,
        made_at: now,
        changed_at: now,
    };
    if store.add_account(&account).await? {
        return Ok(());
    }
    Err(AccessError::AccountKnown {
        name: name.to_owned(),
    }
    .into())
}

/// Sets an account's password and ends its sessions.
///
/// # Errors
/// If there is no such account, or the password is too weak (64).
pub async fn change_password(
    store: &Store,
    name: &str,
    password: String,
    now: Timestamp,
) -> Result<WebRole, Failure> {
    let account = store
        .account(name)
        .await?
        .ok_or_else(|| AccessError::account_unknown(name))?;
    let password = password::hash(name, password).await?;
    store.change_password(name, &password, now).await?;
    Ok(account.role)
}

/// Removes an account and ends its sessions.
///
/// # Errors
/// If there is no such account (64).
pub async fn remove_account(store: &Store, name: &str) -> Result<(), Failure> {
    if store.remove_account(name).await? {
        return Ok(());
    }
    Err(AccessError::account_unknown(name).into())
}

/// Adds a token and returns the program's secret, which cannot be shown again.
///
/// # Errors
/// If the name is taken or not allowed (64).
pub async fn add_token(
    store: &Store,
    name: &str,
    scope: Scope,
    personal: bool,
    now: Timestamp,
) -> Result<String, Failure> {
    named(name)?;
    let secret = format!("cnscd_{}", random());
    let token = Token {
        name: name.to_owned(),
        digest: digest(&secret),
        scope,
        personal,
        made_at: now,
        used_at: None,
    };
    if store.add_token(&token).await? {
        return Ok(secret);
    }
    Err(AccessError::TokenKnown {
        name: name.to_owned(),
    }
    .into())
}

/// Removes a token.
///
/// # Errors
/// If there is no token with this name (64).
pub async fn remove_token(store: &Store, name: &str) -> Result<(), Failure> {
    if store.remove_token(name).await? {
        return Ok(());
    }
    Err(AccessError::TokenUnknown {
        name: name.to_owned(),
    }
    .into())
}

/// Makes a link that signs in once; returns its address.
///
/// # Errors
/// If no page is configured (78).
pub async fn add_link(
    app: &App,
    store: &Store,
    name: &str,
    now: Timestamp,
) -> Result<String, Failure> {
    named(name)?;
    let base = app.config.web.base().ok_or(AccessError::NoPage)?;
    let secret = random();
    store.add_link(&digest(&secret), name, now).await?;
    Ok(format!("{base}/link/{secret}"))
}

/// Checks a name and a password typed at an address. Takes the same time if there is no such
/// account.
///
/// # Errors
/// If the store cannot be read.
pub async fn sign_in(
    store: &Store,
    name: &str,
    password: String,
    address: &str,
    now: Timestamp,
) -> Result<SignIn, Failure> {
    let left = match store.count_try(name, address, now).await? {
        SignInTry::Locked { until } => return Ok(SignIn::Locked { until }),
        SignInTry::Allowed { left } => left,
    };
    let account = store.account(name).await?;
    let kept = account.as_ref().map(|account| account.password.clone());
    if !password::is_right(kept, password).await {
        return Ok(SignIn::Wrong { left });
    }
    let Some(account) = account else {
        return Ok(SignIn::Wrong { left });
    };
    store.forget_tries(name, address).await?;
    Ok(SignIn::Right(account.role))
}

/// A new session with a new secret.
pub fn session(name: &str, role: WebRole, language: Option<String>, now: Timestamp) -> NewSession {
    let secret = random();
    NewSession {
        session: PageSession {
            digest: digest(&secret),
            name: name.to_owned(),
            role,
            forgery: random(),
            language,
            made_at: now,
            seen_at: now,
        },
        secret,
    }
}

/// Checks a name: letters of any script, digits and `._@-`, so that it fits into a line of the log.
fn named(name: &str) -> Result<(), AccessError> {
    let fits = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || "._@-".contains(letter));
    if fits {
        return Ok(());
    }
    Err(AccessError::Name {
        name: name.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_a_line_of_the_log() {
        for (name, fits) in [
            ("lan", true),
            ("nguyen.thi-lan@so.vn", true),
            ("Chị_Lan", true),
            ("lệ", true),
            ("", false),
            ("hai chữ", false),
            ("lan\n", false),
            ("<b>", false),
        ] {
            assert_eq!(named(name).is_ok(), fits, "{name:?}");
        }
        assert!(named(&"a".repeat(65)).is_err());
    }

    #[tokio::test]
    async fn a_lock_holds_for_the_right_password_too() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cnscd.db")).await.unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let right = "mot hai ba bon".to_owned();
        let role = WebRole::Operator;
        add_account(&store, "lan", role, right.clone(), now)
            .await
            .unwrap();
        let from = |password: &str, address: &'static str| {
            let (store, password) = (store.clone(), password.to_owned());
            async move {
                sign_in(&store, "lan", password, address, now)
                    .await
                    .unwrap()
            }
        };
        assert_eq!(from("khong phai", "a").await, SignIn::Wrong { left: 4 });
        assert_eq!(from(&right, "a").await, SignIn::Right(role));
        for left in (0..5).rev() {
            assert_eq!(from("khong phai", "a").await, SignIn::Wrong { left });
        }
        let until = now + crate::store::LOCKED_FOR;
        assert_eq!(from(&right, "a").await, SignIn::Locked { until });
        assert_eq!(from(&right, "b").await, SignIn::Right(role));
        let nobody = sign_in(&store, "nobody", right, "a", now).await.unwrap();
        assert_eq!(nobody, SignIn::Wrong { left: 4 });
    }
}
