//! Finds the credentials: a key file of any of Google's kinds, or the machine's own account.
//!
//! Refuses key files that others can read, and files that would send a signed assertion anywhere
//! except to https or this machine. Does not know what the account may see.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;
use yup_oauth2::authenticator::ApplicationDefaultCredentialsTypes;
use yup_oauth2::authorized_user::AuthorizedUserSecret;
use yup_oauth2::external_account::ExternalAccountSecret;
use yup_oauth2::{
    ApplicationDefaultCredentialsAuthenticator, ApplicationDefaultCredentialsFlowOpts,
    AuthorizedUserAuthenticator, CustomHyperClientBuilder, ExternalAccountAuthenticator,
    ServiceAccountAuthenticator, ServiceAccountImpersonationAuthenticator, ServiceAccountKey,
};

use crate::failure::{Argument, reasons};
use crate::google::account::Account;
use crate::google::error::GoogleError;
use crate::google::session::Session;
use crate::google::settings::is_safe;
use crate::http::Connector;
use crate::locale;
use crate::regular;

reasons! {
    /// Why the file with the account's key cannot be used.
    pub enum KeyError "source-" {
        /// It cannot be read.
        Unreadable { path: PathBuf, cause: io::Error } = 78 "key-unreadable",
        /// It is not a key.
        Broken { path: PathBuf, detail: String } = 78 "key-broken",
        /// Its group or others can read it.
        Exposed { path: PathBuf, mode: Mode } = 78 "key-exposed",
        /// It would send a signed assertion to an unsafe address.
        Address { path: PathBuf, address: String } = 78 "key-address",
    }
}

/// The permissions of a file, as `chmod` takes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode(pub u32);

impl Argument for Mode {
    fn value(&self) -> locale::Value {
        locale::Value::Text(format!("{:04o}", self.0))
    }
}

/// The token endpoint for credentials of people; the library supports no other.
const USER_TOKENS: &str = "https://oauth2.googleapis.com/token";

/// The account named in the settings; `None` if there is none, and only public links can be read.
///
/// # Errors
/// If a key file is missing, broken, or readable by others.
pub(super) async fn open(session: &mut Session<'_>) -> Result<Option<Account>, GoogleError> {
    let settings = session.settings;
    let named = settings
        .credentials_file
        .as_ref()
        .or(settings.environment_credentials.as_ref());
    match (named, &settings.metadata_server) {
        (Some(path), _) => from_file(session, path).await.map(Some),
        (None, Some(server)) => from_machine(session, server).await.map(Some),
        (None, None) => Ok(None),
    }
}

async fn from_file(session: &Session<'_>, path: &Path) -> Result<Account, GoogleError> {
    let broken = |detail: String| KeyError::Broken {
        path: path.to_owned(),
        detail,
    };
    let key = read(path)?;
    let client = CustomHyperClientBuilder::from(
        Client::builder(TokioExecutor::new()).build(session.http.connector()),
    );
    let unusable = |error: std::io::Error| broken(error.to_string());
    match kind(&key) {
        "service_account" => {
            let key: ServiceAccountKey = typed(path, &key)?;
            let address = safe(path, &key.token_uri)?;
            let name = key.client_email.clone();
            let tokens = ServiceAccountAuthenticator::with_client(key, client)
                .build()
                .await
                .map_err(unusable)?;
            Ok(Account::new(name, tokens, &address))
        }
        "external_account" => {
            let secret: ExternalAccountSecret = typed(path, &key)?;
            let address = safe(path, &secret.token_url)?;
            let name = match &secret.service_account_impersonation_url {
                Some(url) => impersonated(safe(path, url)?.path()),
                None => secret.audience.clone(),
            };
            let tokens = ExternalAccountAuthenticator::with_client(secret, client)
                .build()
                .await
                .map_err(unusable)?;
            Ok(Account::new(name, tokens, &address))
        }
        "authorized_user" => {
            let secret: AuthorizedUserSecret = typed(path, &key)?;
            let name = key["account"].as_str().filter(|name| !name.is_empty());
            let name = name.unwrap_or("authorized_user").to_owned();
            let tokens = AuthorizedUserAuthenticator::with_client(secret, client)
                .build()
                .await
                .map_err(unusable)?;
            Ok(Account::new(name, tokens, &safe(path, USER_TOKENS)?))
        }
        "impersonated_service_account" => {
            let secret: AuthorizedUserSecret = typed(path, &key["source_credentials"])?;
            let url = key["service_account_impersonation_url"].as_str();
            let name = impersonated(url.unwrap_or_default());
            let tokens =
                ServiceAccountImpersonationAuthenticator::with_client(secret, &name, client)
                    .build()
                    .await
                    .map_err(unusable)?;
            Ok(Account::new(name, tokens, &safe(path, USER_TOKENS)?))
        }
        other => Err(broken(format!("type {other}")).into()),
    }
}

/// The JSON of the file, unless others can read it.
fn read(path: &Path) -> Result<Value, KeyError> {
    let unreadable = |cause| KeyError::Unreadable {
        path: path.to_owned(),
        cause,
    };
    let (bytes, metadata) = regular::bytes(path).map_err(unreadable)?;
    // The parser's message could quote the key, so only the position is reported.
    let key: Value = serde_json::from_slice(&bytes).map_err(|error| KeyError::Broken {
        path: path.to_owned(),
        detail: format!("JSON, {}:{}", error.line(), error.column()),
    })?;
    // A federation file only names where a token is; it is not a secret itself.
    if kind(&key) != "external_account" {
        closed_to_others(path, &metadata)?;
    }
    Ok(key)
}

fn kind(key: &Value) -> &str {
    key["type"].as_str().unwrap_or("service_account")
}

/// The account in an address `…/serviceAccounts/NAME:generateAccessToken`.
fn impersonated(url: &str) -> String {
    let name = url.rsplit('/').next().unwrap_or_default();
    name.split(':').next().unwrap_or_default().to_owned()
}

fn typed<T: DeserializeOwned>(path: &Path, key: &Value) -> Result<T, KeyError> {
    // A missing field may be reported, but never the contents of others.
    serde_json::from_value(key.clone()).map_err(|error| {
        let text = error.to_string();
        let detail = if text.starts_with("missing field") {
            text
        } else {
            "fields".to_owned()
        };
        KeyError::Broken {
            path: path.to_owned(),
            detail,
        }
    })
}

fn safe(path: &Path, address: &str) -> Result<Url, KeyError> {
    Url::parse(address)
        .ok()
        .filter(is_safe)
        .ok_or_else(|| KeyError::Address {
            path: path.to_owned(),
            address: address.to_owned(),
        })
}

#[cfg(unix)]
fn closed_to_others(path: &Path, metadata: &Metadata) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyError::Exposed {
            path: path.to_owned(),
            mode: Mode(mode),
        })
    }
}

#[cfg(not(unix))]
fn closed_to_others(_path: &Path, _metadata: &Metadata) -> Result<(), KeyError> {
    Ok(())
}

/// The account of a machine in Google's cloud.
async fn from_machine(session: &mut Session<'_>, server: &Url) -> Result<Account, GoogleError> {
    const ACCOUNT: &str = "computeMetadata/v1/instance/service-accounts/default/";
    let at = |name: &str| {
        server
            .join(&format!("{ACCOUNT}{name}"))
            .expect("a path of ours")
    };
    let flavour = [("Metadata-Flavor", "Google".to_owned())];
    let name = match session.get(&at("email"), &flavour, 4096).await {
        Ok(answer) if answer.status == 200 => {
            String::from_utf8_lossy(&answer.body).trim().to_owned()
        }
        _ => "default".to_owned(),
    };
    let client = CustomHyperClientBuilder::from(
        Client::builder(TokioExecutor::new()).build::<Connector, String>(session.http.connector()),
    );
    let options = ApplicationDefaultCredentialsFlowOpts {
        metadata_url: Some(at("token").into()),
    };
    let unusable = |detail: String| GoogleError::CredentialsRefused {
        account: "default".to_owned(),
        detail,
    };
    match ApplicationDefaultCredentialsAuthenticator::with_client(options, client).await {
        ApplicationDefaultCredentialsTypes::InstanceMetadata(builder) => {
            let tokens = builder
                .build()
                .await
                .map_err(|error| unusable(error.to_string()))?;
            Ok(Account::new(name, tokens, server))
        }
        // This variable is passed in as `environment_credentials`, which takes precedence.
        ApplicationDefaultCredentialsTypes::ServiceAccount(_) => {
            Err(unusable("GOOGLE_APPLICATION_CREDENTIALS".to_owned()))
        }
    }
}
