//! PostgreSQL: addresses of servers, the start of a session, and the meaning of a server's errors.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{
    PgConnectOptions, PgConnection, PgDatabaseError, PgPool, PgPoolOptions, PgSslMode,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Postgres};

use super::Pool;
use crate::store::{StoreError, migration};

/// Default number of connections of a process: for a run, the outbox, a heartbeat of each, and
/// queries of the page and commands.
pub const CONNECTIONS: u32 = 8;
/// How long to wait for an idle or returned connection to prove that it works.
const TRYING: Duration = Duration::from_secs(5);
/// Extra time for the network, beyond the limit that the server keeps itself.
const ON_THE_WAY: Duration = Duration::from_secs(5);

/// A database on a server.
#[derive(Clone)]
pub struct Server {
    options: PgConnectOptions,
    connections: u32,
    timeouts: ServerTimeouts,
}

/// How long to wait for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerTimeouts {
    /// For a new connection.
    pub connect: Duration,
    /// For a row or table that another transaction has locked, and for a connection of the pool.
    pub held: Duration,
    /// For the answer to one query.
    pub answer: Duration,
}

impl ServerTimeouts {
    /// The limits unless configured.
    pub const DEFAULT: Self = Self {
        connect: Duration::from_secs(10),
        held: Duration::from_secs(20),
        answer: Duration::from_secs(120),
    };
}

/// The open connections to a server.
#[derive(Clone, Debug)]
pub(in crate::store) struct Connections {
    pool: PgPool,
    timeouts: ServerTimeouts,
}

/// A transaction on a server.
#[derive(Debug)]
pub(in crate::store) struct ServerTransaction {
    pub(super) transaction: sqlx::Transaction<'static, Postgres>,
    pub(super) timeouts: ServerTimeouts,
}

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerProblem {
    /// It is not an address.
    Unreadable(String),
    /// The server is another machine, and its certificate would not be verified.
    Unverified,
}

impl Server {
    /// Parses `postgres://user@host:port/database`, with `?host=/folder` for a socket and `sslmode`
    /// as in libpq. For another machine TLS with a verified certificate is required.
    ///
    /// # Errors
    /// If it is not an address, or asks for weaker encryption than that.
    pub fn parse(
        address: &str,
        password: Option<&str>,
        ca_file: Option<&Path>,
        connections: u32,
    ) -> Result<Self, ServerProblem> {
        let unreadable = |error: sqlx::Error| ServerProblem::Unreadable(error.to_string());
        // As in libpq: without a host it is this machine, and `?host=` names the folder of its
        // sockets.
        let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
        let (place, path) = rest.split_once('/').unwrap_or((rest, ""));
        let here = if place.is_empty() || place.ends_with('@') {
            "localhost"
        } else {
            ""
        };
        let whole = format!("{scheme}://{place}{here}/{path}");
        let mut options = PgConnectOptions::from_str(&whole).map_err(unreadable)?;
        // A pooler refuses settings that it does not know, and does not keep prepared statements.
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
            timeouts: ServerTimeouts::DEFAULT,
        })
    }

    /// Returns the server with these limits.
    #[must_use]
    pub fn with_timeouts(self, timeouts: ServerTimeouts) -> Self {
        Self { timeouts, ..self }
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

/// Opens a database on a server, and creates or migrates its tables.
pub(in crate::store) async fn open(server: &Server) -> Result<Pool, StoreError> {
    let pool = connect(server).await?;
    migration::run(&pool).await?;
    Ok(pool)
}

/// Opens a database on a server if it has tables, and migrates them.
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
    let timeouts = server.timeouts;
    // Tried once before: the pool would only report a timeout, not why the server refuses.
    let first = PgConnection::connect_with(&server.options);
    let first = in_time(timeouts.connect, first).await?;
    // A failure to close it does not matter.
    let _ = first.close().await;
    let pool = PgPoolOptions::new()
        .max_connections(server.connections)
        .min_connections(0)
        .acquire_timeout(timeouts.held)
        .idle_timeout(Duration::from_secs(60))
        // A server that went silent (pulled cable, suspended machine) must not block a connection
        // for ever: one that does not answer is dropped.
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(tried(connection)))
        .after_release(|connection, _| Box::pin(tried(connection)))
        .connect_lazy_with(server.options.clone());
    Ok(Pool::Postgres(Connections { pool, timeouts }))
}

/// Checks that a connection answers.
async fn tried(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    match tokio::time::timeout(TRYING, connection.ping()).await {
        Ok(answered) => answered.map(|()| true),
        Err(_) => Err(silent()),
    }
}

fn silent() -> sqlx::Error {
    sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, "no answer in time"))
}

/// Waits for a server, up to this limit.
async fn in_time<T>(
    limit: Duration,
    asking: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, StoreError> {
    match tokio::time::timeout(limit, asking).await {
        Ok(answered) => answered.map_err(refused),
        Err(_) => Err(refused(silent())),
    }
}

/// The purpose of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Purpose {
    /// It writes. It waits for locked rows, but not for ever. The server ends it if the process is
    /// suspended inside it, so that its rows are not locked for longer than a lease.
    Writing,
    /// It changes the schema, which may take any time.
    Reshaping,
    /// It reads one state and changes nothing.
    Reading,
}

impl Purpose {
    fn begin(self, timeouts: ServerTimeouts) -> String {
        let ServerTimeouts { held, answer, .. } = timeouts;
        let (held, answer) = (held.as_millis(), answer.as_millis());
        match self {
            Self::Writing => format!(
                "BEGIN; SET LOCAL lock_timeout = {held}; SET LOCAL statement_timeout = {answer}; \
                 SET LOCAL idle_in_transaction_session_timeout = '30s'"
            ),
            Self::Reshaping => {
                format!("BEGIN; SET LOCAL lock_timeout = {held}; SET LOCAL statement_timeout = 0")
            }
            Self::Reading => format!(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
                 SET LOCAL statement_timeout = {answer}; \
                 SET LOCAL idle_in_transaction_session_timeout = '60s'"
            ),
        }
    }
}

impl Connections {
    /// Begins a transaction.
    pub(super) async fn begin(&self, purpose: Purpose) -> Result<ServerTransaction, StoreError> {
        let timeouts = match purpose {
            Purpose::Reshaping => ServerTimeouts {
                answer: Duration::from_secs(24 * 3600),
                ..self.timeouts
            },
            Purpose::Writing | Purpose::Reading => self.timeouts,
        };
        let text = AssertSqlSafe(purpose.begin(self.timeouts));
        let beginning = self.pool.begin_with(text);
        let longest = timeouts.held + timeouts.connect + ON_THE_WAY;
        match tokio::time::timeout(longest, beginning).await {
            Ok(Ok(transaction)) => Ok(ServerTransaction {
                transaction,
                timeouts,
            }),
            Ok(Err(sqlx::Error::PoolTimedOut)) | Err(_) => Err(self.none_free().await),
            Ok(Err(error)) => Err(refused(error)),
        }
    }

    /// Why no connection was free in time: if the server cannot be reached, a new connection tells
    /// why.
    async fn none_free(&self) -> StoreError {
        let options = self.pool.connect_options();
        let trying = PgConnection::connect_with(&options);
        match in_time(self.timeouts.connect, trying).await {
            Err(error) => error,
            Ok(connection) => {
                let _ = connection.close().await;
                refused(sqlx::Error::PoolTimedOut)
            }
        }
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

impl ServerTransaction {
    /// Waits for an answer up to the limit. After a timeout the caller drops the transaction, and
    /// the connection with it.
    pub(super) async fn asked<T>(
        timeouts: ServerTimeouts,
        asking: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        in_time(timeouts.answer + ON_THE_WAY, asking).await
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        Self::asked(self.timeouts, self.transaction.commit()).await
    }
}

/// Classifies an error by the server's code, or by what happened to the connection.
pub(in crate::store) fn refused(source: sqlx::Error) -> StoreError {
    let code = source
        .as_database_error()
        .and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
        .map(|error| error.code().to_owned());
    let cause = || source.to_string();
    match (code.as_deref(), &source) {
        // invalid authorization, insufficient privilege
        (Some("28000" | "28P01" | "42501"), _) => StoreError::Denied { cause: cause() },
        // unknown database, server starting or shutting down
        (Some("3D000" | "57P01" | "57P02" | "57P03"), _) => {
            StoreError::Unreachable { cause: cause() }
        }
        (Some(code), _) if code.starts_with("08") => StoreError::Unreachable { cause: cause() },
        // serialization failure, deadlock, lock timeout, too many connections, query cancelled
        (Some("40001" | "40P01" | "55P03" | "53300" | "57014"), _)
        | (None, sqlx::Error::PoolTimedOut) => StoreError::Locked { cause: cause() },
        // no such table: nobody has created them yet
        (Some("42P01"), _) => StoreError::Empty,
        // a session that was idle in a transaction for too long; then: read-only, disk full
        (Some("25P03"), _) => StoreError::Unreachable { cause: cause() },
        (Some("25006" | "53100"), _) => StoreError::Unwritable { cause: source },
        // data corrupted, index corrupted
        (Some("XX001" | "XX002"), _) => StoreError::Damaged { what: cause() },
        // no such column
        (Some("42703"), _) => StoreError::Damaged { what: cause() },
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
