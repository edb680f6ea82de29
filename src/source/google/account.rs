//! Who asks: the account behind a key file or the machine, and its tokens.
//!
//! Asks for reading scopes only and keeps tokens in memory only. Does not know what is read with
//! them, nor which files hold keys (`key`).

use std::sync::{Mutex, PoisonError};

use tokio::time::timeout;
use url::Url;
use yup_oauth2::authenticator::Authenticator;
use yup_oauth2::error::{AuthError, AuthErrorCode, SendError};

use crate::source::error::SourceError;
use crate::source::google::pull::{Pull, host, missing};
use crate::source::google::refusal::No;
use crate::source::http::{Connector, Trouble, trouble};

/// Reading only. One set for both APIs, so that one token serves a pull.
const SCOPES: [&str; 2] = [
    "https://www.googleapis.com/auth/drive.readonly",
    "https://www.googleapis.com/auth/spreadsheets.readonly",
];

/// An account that can ask.
pub(super) struct Account {
    /// Its e-mail address, to share sheets with; no secret.
    pub name: String,
    tokens: Authenticator<Connector>,
    token_host: String,
    /// The last token had, only to see whether a request was made for the next one.
    last: Mutex<Option<String>>,
}

impl Account {
    /// An account whose tokens come from `token_address`.
    pub(super) fn new(name: String, tokens: Authenticator<Connector>, token_address: &Url) -> Self {
        Self {
            name,
            tokens,
            token_host: host(token_address),
            last: Mutex::new(None),
        }
    }

    /// A token, from memory unless it expired; `fresh` asks for a new one in any case, since
    /// memory does not know of a revoked one.
    ///
    /// # Errors
    /// Credentials refused; no token endpoint reached.
    pub(super) async fn token(
        &self,
        pull: &mut Pull<'_>,
        fresh: bool,
    ) -> Result<String, SourceError> {
        let mut made = 0;
        loop {
            let asked = async {
                if fresh {
                    self.tokens.force_refreshed_token(&SCOPES).await
                } else {
                    self.tokens.token(&SCOPES).await
                }
            };
            let no = match timeout(pull.patience_for_head().min(pull.left()), asked).await {
                Ok(Ok(token)) => match token.token() {
                    Some(token) => {
                        self.count(pull, token);
                        return Ok(token.to_owned());
                    }
                    None => self.passing("no access_token"),
                },
                Ok(Err(error)) => self.refused(&error),
                Err(_) => No::again(SourceError::TimedOut {
                    host: self.token_host.clone(),
                    tries: 1,
                }),
            };
            pull.take_turn().await;
            match no {
                No::Again { last, retry_after } => pull.again(&mut made, last, retry_after).await?,
                No::Final(error) => return Err(error),
                No::Reauthorise | No::OtherWay { .. } | No::Invisible { .. } => {
                    return Err(SourceError::CredentialsRefused {
                        account: self.name.clone(),
                        detail: self.token_host.clone(),
                    });
                }
            }
        }
    }

    /// Counts the request that a new token took.
    fn count(&self, pull: &mut Pull<'_>, token: &str) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_deref() != Some(token) {
            pull.requests += 1;
            *last = Some(token.to_owned());
        }
    }

    fn passing(&self, detail: &str) -> No {
        No::again(SourceError::NoToken {
            host: self.token_host.clone(),
            detail: detail.to_owned(),
            tries: 1,
        })
    }

    /// The library looks at the body alone, never at the status: an endpoint in trouble shows as
    /// HTML, as JSON of another kind, or as an unknown code.
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
            // «Token must be a short-lived token (60 minutes) and in a reasonable timeframe»
            AuthErrorCode::InvalidGrant if mentions("short-lived") || mentions("timeframe") => {
                No::Final(SourceError::ClockWrong { detail })
            }
            AuthErrorCode::InvalidGrant
                if mentions("signature") || mentions("account not found") =>
            {
                No::Final(SourceError::KeyDeleted { account, detail })
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
                No::Final(SourceError::CredentialsRefused { account, detail })
            }
        }
    }
}
