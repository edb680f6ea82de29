//! Access to Google for reading and writing: the account, how requests are made, what each refusal
//! means, how often and how long to try.
//!
//! Everything that reads or writes a document uses a `Session`. This module does not know which
//! document it is or what an answer contains.

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

/// The longest time to wait for a connection.
const CONNECT: std::time::Duration = std::time::Duration::from_secs(10);

/// Access to Google as configured. Keep one for the life of a configuration: it owns the
/// connections and the tokens.
pub struct Google {
    /// The settings.
    pub settings: Settings,
    http: Http,
    pace: SharedPace,
    account: OnceCell<Option<Account>>,
}

impl Google {
    /// Reads the CA file if there is one; makes no requests yet.
    ///
    /// # Errors
    /// If the CA file cannot be used.
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

    /// The HTTP client, also for services that are not Google's.
    pub(crate) fn http(&self) -> &Http {
        &self.http
    }

    /// Starts a session and its time limit.
    pub(crate) fn session(&self, clock: Clock) -> Session<'_> {
        Session::new(&self.settings, &self.http, &self.pace, clock)
    }

    /// The account that makes requests; `None` if there is none, and only public links can be read.
    ///
    /// # Errors
    /// If there are no root certificates, or a key file is missing, broken, or readable by others.
    pub(crate) async fn account(
        &self,
        session: &mut Session<'_>,
    ) -> Result<Option<&Account>, GoogleError> {
        let account = self.account.get_or_try_init(|| key::open(session)).await?;
        Ok(account.as_ref())
    }

    /// Checks that connections are possible at all.
    ///
    /// # Errors
    /// If the machine has no root certificates and no CA file is configured.
    pub(crate) fn ready(&self) -> Result<(), GoogleError> {
        if self.http.has_roots() {
            Ok(())
        } else {
            Err(GoogleError::NoRootCertificates)
        }
    }
}
