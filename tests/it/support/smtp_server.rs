//! A real SMTP server with one fault, as a child process.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cnscd::delivery::{Security, Smtp};

/// The server; it ends with the value.
pub(crate) struct SmtpServer {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl SmtpServer {
    /// Starts one with this fault, and with a certificate of its own for `localhost`.
    pub(crate) fn start(python: &str, fault: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let in_folder = |name: &str| folder.path().join(name);
        certificate("localhost", &in_folder("ca.pem"), &in_folder("key.pem"));
        let mut command = Command::new(python);
        command
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/it/support/smtp_server.py"
            ))
            .arg(fault)
            .arg(folder.path());
        if fault != "no-tls" {
            command.arg(in_folder("ca.pem")).arg(in_folder("key.pem"));
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("the server tells its port");
        Self {
            child,
            folder,
            port: line.trim().parse().expect("a port"),
        }
    }

    /// Settings that reach it.
    pub(crate) fn settings(&self, security: Security) -> Smtp {
        Smtp {
            host: "localhost".to_owned(),
            port: self.port,
            security,
            login: None,
            ca_file: Some(self.folder.path().join("ca.pem")),
            timeout: Duration::from_secs(2),
        }
    }

    /// A certificate that has nothing to do with this server.
    pub(crate) fn another_ca(&self) -> PathBuf {
        let path = self.folder.path().join("other.pem");
        certificate("other", &path, &self.folder.path().join("other-key.pem"));
        path
    }

    /// The messages whose final dot it read: recipient and bytes, in order.
    pub(crate) fn taken(&self) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(self.folder.path())
            .expect("its folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
            .collect();
        files.sort();
        files
            .iter()
            .map(|path| {
                let bytes = fs::read(path).expect("a message");
                let end = bytes
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .expect("a line");
                let to = String::from_utf8(bytes[..end].to_vec()).expect("an address");
                (to, bytes[end + 1..].to_vec())
            })
            .collect()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        // Its input ends, and so does it; killed in case it hangs.
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a throw-away certificate for a host, and its key.
fn certificate(host: &str, certificate: &Path, key: &Path) {
    let made = Command::new("openssl")
        .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split(' '))
        .args(["-subj", &format!("/CN={host}")])
        .args(["-addext", &format!("subjectAltName=DNS:{host}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(key)
        .arg("-out")
        .arg(certificate)
        .stderr(Stdio::null())
        .status()
        .expect("openssl runs");
    assert!(made.success(), "openssl makes a certificate");
}
