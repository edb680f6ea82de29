//! A database of a test's own on a PostgreSQL server, gone with it.
//!
//! `CNSCD_TEST_STORE=postgres .ci/postgres cargo test --test it` puts every installation's store
//! there, so that the same tests run on both engines.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cnscd::store::{Address, Server, Store};

use crate::support::needs::variable;

/// It.
pub(crate) struct Database {
    /// Its address.
    pub(crate) url: String,
    name: String,
    server: String,
    /// The server goes with it: nothing is tidied up.
    goes: bool,
}

impl Database {
    /// One for an installation, where the tests are to run on a server.
    pub(crate) fn asked() -> Option<Self> {
        on_server().then(|| Self::new().expect("CNSCD_TEST_POSTGRES names the server"))
    }

    /// One in any case; none, said aloud, where no server is at hand.
    pub(crate) fn new() -> Option<Self> {
        let Some(server) = variable("CNSCD_TEST_POSTGRES") else {
            crate::support::needs::left_out(
                "tests on PostgreSQL",
                ".ci/postgres before the command",
            );
            return None;
        };
        let mut made = Self::on(&server);
        made.goes = false;
        Some(made)
    }

    /// One of the server at this address, which is the test's own.
    pub(crate) fn on(server: &str) -> Self {
        let name = format!("cnscd_{}", uuid::Uuid::now_v7().simple());
        ask(server, &format!("CREATE DATABASE {name}"));
        let (place, _) = server.rsplit_once('/').expect("an address with a database");
        Self {
            url: format!("{place}/{name}"),
            name,
            server: server.to_owned(),
            goes: true,
        }
    }

    /// Its name on the server.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where it is.
    pub(crate) fn address(&self) -> Address {
        let server = Server::parse(&self.url, None, None, 4).expect("an address");
        Address::Server(Box::new(server))
    }

    /// Waits until the server has noticed that every process that was connected is gone: what one
    /// said last may yet be done after its death.
    pub(crate) fn settle(&self) {
        let others = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        );
        let began = Instant::now();
        while ask(&self.server, &others) != "0" {
            assert!(began.elapsed() < Duration::from_secs(30), "still connected");
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }
}

/// Where a store without an installation is: a file in a folder of its own or, where the tests
/// are to run on a server, a database there.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    database: Option<Database>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            database: Database::asked(),
        }
    }

    /// As a process beside the test is told it.
    pub(crate) fn name(&self) -> String {
        match &self.database {
            Some(database) => database.url.clone(),
            None => self.folder.path().join("cnscd.db").display().to_string(),
        }
    }

    /// After whoever used it was killed.
    pub(crate) fn settle(&self) {
        self.database.iter().for_each(Database::settle);
    }

    pub(crate) async fn open(&self) -> Store {
        open(&self.name()).await
    }
}

/// Opens the store that another process was told of.
pub(crate) async fn open(name: &str) -> Store {
    open_for(name, cnscd::store::LEASE).await
}

/// The same, with leases that last so long.
pub(crate) async fn open_for(name: &str, lease: Duration) -> Store {
    let address = match name.contains("://") {
        true => {
            let server = Server::parse(name, None, None, 4).expect("an address");
            Address::Server(Box::new(server))
        }
        false => Address::File(name.into()),
    };
    let store = Store::open_at(&address, lease).await;
    store.expect("the store opens")
}

/// Whether installations keep their stores on a server.
pub(crate) fn on_server() -> bool {
    variable("CNSCD_TEST_STORE").as_deref() == Some("postgres")
}

impl Drop for Database {
    fn drop(&mut self) {
        if !self.goes {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            ask(&self.server, &drop);
        }
    }
}

/// What a server answers, a row a line.
#[track_caller]
pub(crate) fn ask(url: &str, statement: &str) -> String {
    let asked = Command::new("psql")
        .args(["-qAtX", "-v", "ON_ERROR_STOP=1", url, "-c", statement])
        .stdin(Stdio::null())
        .output()
        .expect("psql is there");
    let said = String::from_utf8_lossy(&asked.stderr);
    assert!(asked.status.success(), "{statement}: {said}");
    let answer = String::from_utf8(asked.stdout).expect("UTF-8");
    answer.trim().to_owned()
}
