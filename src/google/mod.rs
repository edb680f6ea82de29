//! The door to Google, of both ways: the account, how a question is asked, what each «no» means,
//! how often and how long is asked.
//!
//! Whoever reads or writes a document goes through a `Session`. Deliberately does not know which
//! document is asked for or what an answer holds.

pub(crate) mod account;
pub(crate) mod error;
pub(crate) mod hub;
mod key;
pub(crate) mod page;
pub(crate) mod question;
pub(crate) mod refusal;
pub(crate) mod session;
mod settings;

use tokio::sync::OnceCell;

use crate::clock::Clock;
use crate::google::account::Account;
use crate::google::session::{Session, SharedPace};
use crate::http::Http;

pub use crate::google::error::GoogleError;
pub use crate::google::settings::{EndpointProblem, Settings};

pub(crate) use crate::google::settings::is_loopback;

/// The longest wait for a connection.
const CONNECT: std::time::Duration = std::time::Duration::from_secs(10);

/// Google as this configuration reaches it. Keep one for the life of a configuration: it holds
/// the connections and the tokens.
pub struct Google {
    /// The settings.
    pub settings: Settings,
    http: Http,
    pace: SharedPace,
    account: OnceCell<Option<Account>>,
}

impl Google {
    /// Reads the CA file where one is named; asks nobody yet.
    ///
    /// # Errors
    /// An unusable CA file.
    pub fn new(settings: Settings) -> Result<Self, GoogleError> {
        let connect = CONNECT.min(settings.pull_deadline / 4);
        let http = Http::new(settings.ca_file.as_deref(), &settings.proxies, connect)?;
        Ok(Self {
            settings,
            http,
            pace: SharedPace::new(),
            account: OnceCell::new(),
        })
    }

    /// What asks questions, for those that are not Google's.
    pub(crate) fn http(&self) -> &Http {
        &self.http
    }

    /// Starts the time of a session.
    pub(crate) fn session(&self, clock: Clock) -> Session<'_> {
        Session::new(&self.settings, &self.http, &self.pace, clock)
    }

    /// The account that asks, or none: then public links are all there is.
    ///
    /// # Errors
    /// No certificate could be believed; a key file that is missing, broken, or readable by others.
    pub(crate) async fn account(
        &self,
        session: &mut Session<'_>,
    ) -> Result<Option<&Account>, GoogleError> {
        let account = self.account.get_or_try_init(|| key::open(session)).await?;
        Ok(account.as_ref())
    }

    /// Whether a connection can be made at all.
    ///
    /// # Errors
    /// The machine has no root certificate, and no CA file is named.
    pub(crate) fn ready(&self) -> Result<(), GoogleError> {
        if self.http.has_roots() {
            Ok(())
        } else {
            Err(GoogleError::NoRootCertificates)
        }
    }
}
