//! A database of a test's own on a PostgreSQL server, gone with it.
//!
//! `CNSCD_TEST_STORE=postgres .ci/postgres cargo test --test it` puts every installation's store
//! there, so that the same tests run on both engines.

use std::process::{Command, Stdio};

use crate::support::needs::variable;

/// It.
pub(crate) struct Database {
    /// Its address.
    pub(crate) url: String,
    name: String,
    server: String,
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
        let name = format!("cnscd_{}", uuid::Uuid::now_v7().simple());
        run(&server, &format!("CREATE DATABASE {name}"));
        let (place, _) = server.rsplit_once('/').expect("an address with a database");
        Some(Self {
            url: format!("{place}/{name}"),
            name,
            server,
        })
    }
}

/// Whether installations keep their stores on a server.
pub(crate) fn on_server() -> bool {
    variable("CNSCD_TEST_STORE").as_deref() == Some("postgres")
}

impl Drop for Database {
    fn drop(&mut self) {
        run(
            &self.server,
            &format!("DROP DATABASE {} WITH (FORCE)", self.name),
        );
    }
}

fn run(url: &str, statement: &str) {
    let done = Command::new("psql")
        .args(["-q", "-v", "ON_ERROR_STOP=1", url, "-c", statement])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    assert!(done.expect("psql is there").success(), "{statement}");
}
