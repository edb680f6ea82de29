//! The account that makes requests, from a key file or from the machine, and its tokens.
//!
//! Asks for reading scopes, and for the writing scope only when something is written. Keeps tokens
//! only in memory. Does not know what they are used for, nor which files contain keys (`key`).

use std::sync::{Mutex, PoisonError};

use tokio::time::timeout;
use url::Url;
use yup_oauth2::AccessToken;
use yup_oauth2::authenticator::Authenticator;
use yup_oauth2::error::{AuthError, AuthErrorCode, SendError};

use crate::google::error::GoogleError;
use crate::google::refusal::No;
use crate::google::session::{Session, host, missing};
use crate::http::{Connector, Trouble, trouble};

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Only reading. One set of scopes for both APIs, so that one token serves a pull.
    Reading,
    /// Writing to spreadsheets, used only for the results sheet.
    Writing,
}

impl Access {
    fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Reading => &[
                "https://www.googleapis.com/auth/drive.readonly",
                "https://www.googleapis.com/auth/spreadsheets.readonly",
            ],
            Self::Writing => &["https://www.googleapis.com/auth/spreadsheets"],
        }
    }
}

/// The text of a token, if it has one.
fn usable(token: &AccessToken) -> Option<&str> {
    let text = token.token()?.trim();
    (!text.is_empty()).then_some(text)
}

/// An account that can make requests.
pub(crate) struct Account {
    /// Its e-mail address, with which sheets are shared; not a secret.
    pub name: String,
    tokens: Authenticator<Connector>,
    token_host: String,
    /// The current token for each kind of access. The library's own cache is never used: it keeps
    /// any JSON object that is not an error as a token that never expires.
    kept: Mutex<[Option<AccessToken>; 2]>,
}

impl Account {
    /// An account whose tokens come from `token_address`.
    pub(super) fn new(name: String, tokens: Authenticator<Connector>, token_address: &Url) -> Self {
        Self {
            name,
            tokens,
            token_host: host(token_address),
            kept: Mutex::default(),
        }
    }

    /// Makes a request in the account's name until there is an answer. If the token is refused,
    /// tries once with a new one.
    ///
    /// # Errors
    /// If there is no token; or the error of `once`, if it is final; or the last refusal, if it may
    /// pass.
    pub(crate) async fn ask<'a, T>(
        &self,
        session: &mut Session<'a>,
        access: Access,
        host: &str,
        mut once: impl AsyncFnMut(&mut Session<'a>, &str) -> Result<T, No>,
    ) -> Result<T, No> {
        let mut fresh = false;
        loop {
            let token = self.token(session, access, fresh).await?;
            let asked = session
                .until_answered(async |session| once(session, &token).await)
                .await;
            match asked {
                Err(No::Reauthorise) if fresh => {
                    return Err(No::Final(GoogleError::TokenRejected {
                        host: host.to_owned(),
                        account: self.name.clone(),
                    }));
                }
                Err(No::Reauthorise) => fresh = true,
                other => return other,
            }
        }
    }

    /// Returns a token, from memory unless it has expired. With `fresh` always requests a new one,
    /// because memory does not know that a token was revoked.
    ///
    /// # Errors
    /// If the credentials are refused, or the token endpoint cannot be reached.
    async fn token(
        &self,
        session: &mut Session<'_>,
        access: Access,
        fresh: bool,
    ) -> Result<String, No> {
        session
            .until_answered(
                async |session| match self.token_once(session, access, fresh).await {
                    Ok(token) => Ok(token),
                    Err(no) => {
                        session.take_turn().await;
                        Err(no)
                    }
                },
            )
            .await
    }

    async fn token_once(
        &self,
        session: &mut Session<'_>,
        access: Access,
        fresh: bool,
    ) -> Result<String, No> {
        if !fresh && let Some(token) = self.kept(access) {
            return Ok(token);
        }
        let patience = session.patience_for_head().min(session.left());
        let asked = self.tokens.force_refreshed_token(access.scopes());
        match timeout(patience, asked).await {
            Ok(Ok(token)) => {
                let text = usable(&token).ok_or_else(|| self.passing("no access_token"))?;
                session.requests += 1;
                let text = text.to_owned();
                self.keep(access, token);
                Ok(text)
            }
            Ok(Err(error)) => Err(self.refused(&error)),
            Err(_) => Err(missing(Trouble::TimedOut, self.token_host.clone(), 0)),
        }
    }

    fn kept(&self, access: Access) -> Option<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let token = kept[access as usize]
            .as_ref()
            .filter(|token| !token.is_expired())?;
        usable(token).map(str::to_owned)
    }

    /// Keeps a token that has an expiry time; one without is used only once.
    fn keep(&self, access: Access, token: AccessToken) {
        let token = token.expiration_time().is_some().then_some(token);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept[access as usize] = token;
    }

    fn passing(&self, detail: &str) -> No {
        No::again(GoogleError::NoToken {
            host: self.token_host.clone(),
            detail: detail.to_owned(),
            tries: 1,
        })
    }

    /// The meaning of the library's error. The library reads only the body and never the status, so
    /// an endpoint in trouble appears as HTML, as unexpected JSON, or as an unknown code.
    fn refused(&self, error: &yup_oauth2::Error) -> No {
        match error {
            yup_oauth2::Error::AuthError(said) => self.said(said),
            yup_oauth2::Error::HttpClientError(SendError::Hyper(error)) => {
                missing(trouble(error), self.token_host.clone(), 0)
            }
            yup_oauth2::Error::HttpClientError(SendError::Timeout) => {
                missing(Trouble::TimedOut, self.token_host.clone(), 0)
            }
            yup_oauth2::Error::HttpError(_) => {
                missing(Trouble::CutShort, self.token_host.clone(), 0)
            }
            yup_oauth2::Error::JSONError(_) => self.passing("no JSON"),
            other => self.passing(&other.to_string()),
        }
    }

    fn said(&self, said: &AuthError) -> No {
        let account = self.name.clone();
        let description = said.error_description.as_deref().unwrap_or_default();
        let detail = format!("{} {description}", said.error.as_str())
            .trim()
            .to_owned();
        let mentions = |word: &str| description.to_ascii_lowercase().contains(word);
        match &said.error {
            // The service's text is «Token must be a short-lived token (60 minutes) and in a
            // reasonable timeframe».
            AuthErrorCode::InvalidGrant if mentions("short-lived") || mentions("timeframe") => {
                No::Final(GoogleError::ClockWrong { detail })
            }
            AuthErrorCode::InvalidGrant
                if mentions("signature") || mentions("account not found") =>
            {
                No::Final(GoogleError::KeyDeleted { account, detail })
            }
            AuthErrorCode::Other(_) => self.passing(&detail),
            AuthErrorCode::InvalidRequest
            | AuthErrorCode::InvalidClient
            | AuthErrorCode::InvalidGrant
            | AuthErrorCode::UnauthorizedClient
            | AuthErrorCode::UnsupportedGrantType
            | AuthErrorCode::InvalidScope
            | AuthErrorCode::AccessDenied
            | AuthErrorCode::ExpiredToken => {
                No::Final(GoogleError::CredentialsRefused { account, detail })
            }
        }
    }
}
