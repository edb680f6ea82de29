//! PostgreSQL: where a server is, how a session begins, and what an error of the server means.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgDatabaseError, PgPoolOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection};

use super::Pool;
use crate::store::{StoreError, migration};

/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(10);
/// How long a free connection is waited for.
const ACQUIRING: Duration = Duration::from_secs(20);
/// Connections of a process, where nothing else is set: a run, the outbox, a heartbeat for each,
/// and whoever asks.
pub const CONNECTIONS: u32 = 8;

/// A database on a server.
#[derive(Clone)]
pub struct Server {
    options: PgConnectOptions,
    connections: u32,
}

/// Why an address is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerProblem {
    /// It cannot be read as one.
    Unreadable(String),
    /// The server is not this machine, and its certificate would not be verified.
    Unverified,
}

impl Server {
    /// Reads `postgres://user@host:port/database`, with `?host=/folder` for a socket and `sslmode`
    /// as libpq's. Away from this machine TLS is required and verified.
    ///
    /// # Errors
    /// Where it is no address, or asks for less than that.
    pub fn parse(
        address: &str,
        password: Option<&str>,
        ca_file: Option<&Path>,
        connections: u32,
    ) -> Result<Self, ServerProblem> {
        let unreadable = |error: sqlx::Error| ServerProblem::Unreadable(error.to_string());
        // As libpq: without a host it is this machine, of whose sockets `?host=` names the folder.
        let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let here = if place.is_empty() || place.ends_with('@') {
            "localhost"
        } else {
            ""
        };
        let whole = format!("{scheme}://{place}{here}/{path}");
        let mut options = PgConnectOptions::from_str(&whole).map_err(unreadable)?;
        // A pooler refuses what it does not know, and keeps no prepared statement.
        options = options
            .extra_float_digits(None)
            .statement_cache_capacity(0)
            .disable_statement_logging();
        if let Some(password) = password {
            options = options.password(password);
        }
        if let Some(file) = ca_file {
            options = options.ssl_root_cert(file);
        }
        let is_named = address.contains("sslmode=") || address.contains("ssl-mode=");
        if !is_here(&options) {
            match options.get_ssl_mode() {
                PgSslMode::VerifyFull | PgSslMode::VerifyCa if is_named => {}
                _ if is_named => return Err(ServerProblem::Unverified),
                _ => options = options.ssl_mode(PgSslMode::VerifyFull),
            }
        }
        Ok(Self {
            options,
            connections: connections.max(2),
        })
    }

    /// The address without its password.
    pub fn shown(&self) -> String {
        let options = &self.options;
        let database = options.get_database().unwrap_or_default();
        let user = options.get_username();
        match options.get_socket() {
            Some(socket) => format!("postgres://{user}@{}/{database}", socket.display()),
            None => format!(
                "postgres://{user}@{}:{}/{database}",
                options.get_host(),
                options.get_port()
            ),
        }
    }
}

impl PartialEq for Server {
    fn eq(&self, other: &Self) -> bool {
        self.shown() == other.shown()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown())
    }
}

fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    options.get_socket().is_some()
        || host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Opens the database of a server and makes it ready where it is new or old.
pub(in crate::store) async fn open(server: &Server) -> Result<Pool, StoreError> {
    let pool = connect(server).await?;
    migration::run(&pool).await?;
    Ok(pool)
}

/// Opens the database of a server where it holds something; an old one is made ready.
pub(in crate::store) async fn open_existing(server: &Server) -> Result<Option<Pool>, StoreError> {
    let pool = connect(server).await?;
    match migration::done(&pool).await {
        Ok(0) | Err(StoreError::Empty) => Ok(None),
        Ok(_) => {
            migration::run(&pool).await?;
            Ok(Some(pool))
        }
        Err(error) => Err(error),
    }
}

async fn connect(server: &Server) -> Result<Pool, StoreError> {
    // Asked once beforehand: the pool would only say that there was none in time.
    let first = PgConnection::connect_with(&server.options);
    let first = tokio::time::timeout(CONNECTING, first)
        .await
        .map_err(|_| StoreError::Unreachable {
            cause: format!("{}: no answer in time", server.shown()),
        })?
        .map_err(refused)?;
    // Whether it hears that does not matter.
    let _ = first.close().await;
    let pool = PgPoolOptions::new()
        .max_connections(server.connections)
        .min_connections(0)
        .acquire_timeout(ACQUIRING)
        .idle_timeout(Duration::from_secs(60))
        .connect_lazy_with(server.options.clone());
    Ok(Pool::Postgres(pool))
}

/// Begins a transaction that writes. A row that another holds is waited for, not for ever; and a
/// process that is frozen inside a transaction must not hold its rows for longer than a lease.
pub(super) const WRITING: &str = "BEGIN; SET LOCAL lock_timeout = '20s'; \
     SET LOCAL idle_in_transaction_session_timeout = '30s'";

/// Begins a transaction that sees one state and changes nothing.
pub(super) const READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
     SET LOCAL idle_in_transaction_session_timeout = '60s'";

/// Sorts an error by the server's code, or by what happened to the connection.
pub(in crate::store) fn refused(source: sqlx::Error) -> StoreError {
    let code = source
        .as_database_error()
        .and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
        .map(|error| error.code().to_owned());
    let cause = || source.to_string();
    match (code.as_deref(), &source) {
        // invalid authorization, insufficient privilege
        (Some("28000" | "28P01" | "42501"), _) => StoreError::Denied { cause: cause() },
        // not a database, cannot connect now, shut down, connection lost
        (Some("3D000" | "57P01" | "57P02" | "57P03"), _) => {
            StoreError::Unreachable { cause: cause() }
        }
        (Some(code), _) if code.starts_with("08") => StoreError::Unreachable { cause: cause() },
        // serialization, deadlock, a lock not had in time, too many connections, cancelled
        (Some("40001" | "40P01" | "55P03" | "53300" | "57014"), _)
        | (None, sqlx::Error::PoolTimedOut) => StoreError::Locked { cause: cause() },
        // no such table: nobody made it ready
        (Some("42P01"), _) => StoreError::Empty,
        // a session that idled inside a transaction, read-only, disk full
        (Some("25P03"), _) => StoreError::Unreachable { cause: cause() },
        (Some("25006" | "53100"), _) => StoreError::Unwritable { cause: source },
        // data corrupted, index corrupted
        (Some("XX001" | "XX002"), _) => StoreError::Damaged { what: cause() },
        (
            None,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::PoolClosed
            | sqlx::Error::BeginFailed,
        ) => StoreError::Unreachable { cause: cause() },
        _ => StoreError::Defect { cause: source },
    }
}
