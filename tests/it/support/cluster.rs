//! A PostgreSQL server of a test's own, which it may stop, cut off and start again.
//!
//! What it says it has kept survives that its processes are killed, as it must where it is used in
//! earnest; a power cut is not survived, so that nothing waits for a disk.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::database::ask;
use crate::support::needs::left_out;

/// It; gone with the value.
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

/// The password of its owner, `cnscd`.
pub(crate) const PASSWORD: &str = "bí-mật-của-máy-chủ";

impl Cluster {
    /// A server that takes everybody from this machine; none, said aloud, where there is no
    /// PostgreSQL.
    pub(crate) fn trusting() -> Option<Self> {
        Self::new("trust")
    }

    /// A server that asks for a password.
    pub(crate) fn asking() -> Option<Self> {
        Self::new("scram-sha-256")
    }

    fn new(method: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            left_out("tests with a PostgreSQL of their own", "PostgreSQL");
            return None;
        };
        let folder = folder();
        let cluster = Self {
            programs,
            port: free_port(),
            folder,
        };
        let secret = cluster.folder.path().join("password");
        fs::write(&secret, PASSWORD).expect("a file");
        let given = format!("--pwfile={}", secret.display());
        cluster.call(
            "initdb",
            &[
                "-U",
                "cnscd",
                "-A",
                method,
                &given,
                "-E",
                "UTF8",
                "--no-sync",
            ],
        );
        cluster.configure();
        cluster.start();
        Some(cluster)
    }

    /// The address of a database of its, for its owner.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://cnscd@127.0.0.1:{}/{database}", self.port)
    }

    /// Another server, which has followed this one and takes its place when this one dies: nothing
    /// is kept here that is not kept there.
    pub(crate) fn follower(&self) -> Self {
        let other = Self {
            folder: folder(),
            programs: self.programs.clone(),
            port: free_port(),
        };
        let source = format!("host=127.0.0.1 port={} user=cnscd", self.port);
        other.call("pg_basebackup", &["-R", "-X", "stream", "-d", &source]);
        other.configure();
        other.start();
        let admin = self.url("postgres");
        ask(&admin, "ALTER SYSTEM SET synchronous_standby_names = '*'");
        ask(&admin, "SELECT pg_reload_conf()");
        other
    }

    /// Takes the place and the port of a server that died.
    pub(crate) fn take_over(&mut self, from: &Self) {
        self.stop();
        self.port = from.port;
        self.configure();
        self.start();
        self.call("pg_ctl", &["-w", "promote"]);
        let admin = self.url("postgres");
        ask(&admin, "ALTER SYSTEM RESET synchronous_standby_names");
        ask(&admin, "SELECT pg_reload_conf()");
    }

    pub(crate) fn start(&self) {
        let log = self.folder.path().join("log").display().to_string();
        self.call("pg_ctl", &["-w", "-l", &log, "start"]);
    }

    /// As a machine that dies: every connection is cut, and nothing is tidied up.
    pub(crate) fn stop(&self) {
        self.call("pg_ctl", &["-m", "immediate", "stop"]);
    }

    /// As a machine that hangs, or a cable that is out: it takes what it is told and never answers.
    /// It goes on where it was when the value goes.
    pub(crate) fn freeze(&self) -> Frozen<'_> {
        self.signal("STOP");
        Frozen(self)
    }

    /// Sends a signal to its first process and all of its children.
    fn signal(&self, name: &str) {
        let file = self.data().join("postmaster.pid");
        let text = fs::read_to_string(file).expect("it runs");
        let first = text.lines().next().expect("a number");
        let signal = format!("-{name}");
        for (program, arguments) in [
            ("kill", [&signal, first].as_slice()),
            ("pkill", &[&signal, "-P", first]),
        ] {
            let sent = Command::new(program).args(arguments).status();
            assert!(sent.expect("it is there").success(), "{program} {name}");
        }
    }

    fn configure(&self) {
        let port = self.port;
        let folder = self.folder.path().display();
        fs::write(
            self.data().join("postgresql.auto.conf"),
            format!(
                "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\nfsync = off\nfull_page_writes = off\n{}",
                self.kept_settings()
            ),
        )
        .expect("its settings");
    }

    /// Where it follows another, and what else is no matter of ours.
    fn kept_settings(&self) -> String {
        let written = fs::read_to_string(self.data().join("postgresql.auto.conf"));
        let written = written.unwrap_or_default();
        let lines = written.lines();
        let kept = lines.filter(|line| line.starts_with("primary_conninfo"));
        kept.map(|line| format!("{line}\n")).collect()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    #[track_caller]
    fn call(&self, program: &str, arguments: &[&str]) {
        assert!(self.calls(program, arguments), "{program} {arguments:?}");
    }

    fn calls(&self, program: &str, arguments: &[&str]) -> bool {
        let path = self.programs.join(program);
        let mut command = match rustix::process::geteuid().is_root() {
            // The server refuses to run as root.
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
                command.arg(path);
                command
            }
            false => Command::new(path),
        };
        command
            .arg("-D")
            .arg(self.data())
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // One that is stopped already refuses.
        self.calls("pg_ctl", &["-m", "immediate", "stop"]);
    }
}

/// A server that does not go on.
pub(crate) struct Frozen<'a>(&'a Cluster);

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        self.0.signal("CONT");
    }
}

/// A folder that the user of the server may write.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("it is ours");
    folder
}

/// Where the newest server's programs are.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|programs: &PathBuf| Path::is_file(&programs.join("initdb")))
        .collect();
    found.sort();
    found.pop()
}

fn free_port() -> u16 {
    let held = TcpListener::bind("127.0.0.1:0").expect("a port");
    held.local_addr().expect("it is bound").port()
}
