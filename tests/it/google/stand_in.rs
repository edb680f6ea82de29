//! Starts the local stand-in for Google and asks it what it saw.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cnscd::clock::Clock;
use cnscd::google::{Google, Settings};
use cnscd::http::RetryPolicy;
use cnscd::source::{FetchFailure, Fetched, LastPull, Pulled, Source};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Account of the stand-in's key.
pub(crate) const ACCOUNT: &str = "may-doc@du-an-thu.iam.gserviceaccount.com";
/// A native sheet.
pub(crate) const NATIVE: &str = "1NativeSheetIdOfFortyFourCharacters012345678";
/// An Office file.
pub(crate) const OFFICE: &str = "1OfficeFileIdOf33Characters012345";
/// A shortcut to the Office file.
pub(crate) const SHORTCUT: &str = "1ShortcutIdOf33CharactersAbc01234";
/// A sheet published to the web.
pub(crate) const PUBLISHED: &str = "2PACX-1vPublished0123456789";

/// A native sheet that the program writes to.
pub(crate) const RESULTS: &str = "1ResultsSheetIdOfFortyFourCharacters01234567";

/// A running stand-in; it stops when this is dropped.
pub(crate) struct StandIn {
    child: Child,
    folder: TempDir,
    plain: u16,
    tls: u16,
    proxy: u16,
}

impl StandIn {
    /// Starts it with a workbook. `None`, said loudly, where Python or its packages are missing.
    pub(crate) fn start(workbook: &Path) -> Option<Self> {
        let packages = "import openpyxl, googleapiclient, google.oauth2, cryptography";
        let found = python().args(["-c", packages]).output();
        if !found.is_ok_and(|output| output.status.success()) {
            left_out("python3 with openpyxl, google-api-python-client and cryptography");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let mut child = python()
            .arg(script("google_stand_in.py"))
            .args([workbook, folder.path()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ports: Vec<u16> = line
            .split_whitespace()
            .map(|p| p.parse().unwrap())
            .collect();
        Some(Self {
            child,
            folder,
            plain: ports[0],
            tls: ports[1],
            proxy: ports[2],
        })
    }

    /// Its base address.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}/", self.plain)
    }

    /// Its base address with TLS, under a certificate of [`StandIn::file`] `ca.pem`.
    pub(crate) fn tls_base(&self) -> String {
        format!("https://localhost:{}/", self.tls)
    }

    /// Its proxy, which wants a login.
    pub(crate) fn proxy(&self, login: &str) -> String {
        format!("http://{login}@127.0.0.1:{}", self.proxy)
    }

    /// A file it wrote: `key.json`, `ca.pem`.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Forgets faults, changes and the log.
    pub(crate) fn reset(&self) {
        self.control(&json!({"reset": true}));
    }

    /// Lets a route fail so often (-1: always).
    pub(crate) fn fault(&self, route: &str, fault: &str, times: i32) {
        self.control(&json!({"faults": [{"route": route, "fault": fault, "times": times}]}));
    }

    /// Changes a document: `{"shared": false}`.
    pub(crate) fn change(&self, id: &str, change: Value) {
        self.control(&json!({"documents": {id: change}}));
    }

    /// The requests it saw: paths without queries.
    pub(crate) fn paths(&self) -> Vec<String> {
        let answer = self.control(&json!({}));
        assert_eq!(answer["invalid"], json!([]), "answers Google never gives");
        let log = answer["log"].as_array().unwrap();
        log.iter()
            .map(|entry| {
                entry["path"]
                    .as_str()
                    .unwrap()
                    .split('?')
                    .next()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    }

    /// The tabs of the sheet that is written to: `rows`, `warned`, `grid` of each.
    pub(crate) fn results(&self) -> Value {
        let answer = self.control(&json!({}));
        assert_eq!(answer["invalid"], json!([]), "what Google never takes");
        answer["results"].clone()
    }

    /// Tells the stand-in something, and hears its log.
    pub(crate) fn control(&self, wish: &Value) -> Value {
        let body = wish.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.plain)).unwrap();
        write!(
            stream,
            "POST /__control HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Settings that lead to the stand-in, without credentials and with little patience.
    pub(crate) fn settings(&self) -> Settings {
        let base = Settings::endpoint(&self.base()).unwrap();
        Settings {
            sheets_endpoint: base.clone(),
            drive_endpoint: base.clone(),
            link_endpoint: base,
            pull_deadline: Duration::from_secs(30),
            max_file: 4 << 20,
            retry: RetryPolicy {
                first_wait: Duration::from_millis(10),
                longest_wait: Duration::from_millis(40),
                tries: 4,
            },
            ..Settings::default()
        }
    }

    /// The same with the stand-in's key.
    pub(crate) fn with_key(&self) -> Settings {
        Settings {
            credentials_file: Some(self.file("key.json")),
            ..self.settings()
        }
    }

    /// What Google's own Python client reads of it.
    pub(crate) fn second_reader(&self) -> Value {
        let output = python()
            .arg(script("google_second_reader.py"))
            .arg(self.base().trim_end_matches('/'))
            .arg(self.file("key.json"))
            .args([NATIVE, OFFICE])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Fetches a location whole.
pub(crate) fn fetch(google: &Google, location: &str) -> Result<Pulled, FetchFailure> {
    block_on(cnscd::source::fetch(
        &source(location),
        google,
        Clock::System,
    ))
}

/// Fetches a location unless it still is what is known.
pub(crate) fn fetch_unless(google: &Google, location: &str, known: &LastPull) -> Fetched {
    block_on(cnscd::source::fetch_unless_known(
        &source(location),
        google,
        Some(known),
        Clock::System,
    ))
    .unwrap()
}

fn source(location: &str) -> Source {
    Source {
        name: "bang-chung".to_owned(),
        location: location.to_owned(),
        base: PathBuf::from("/"),
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// `CNSCD_PYTHON`, else `python3`.
#[expect(clippy::disallowed_methods, reason = "a test is a door of its own")]
fn python() -> Command {
    let mut command =
        Command::new(std::env::var("CNSCD_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/support")
        .join(name)
}

/// Says that a test was left out; where `CNSCD_REQUIRE_ALL` is 1, that is a failure.
#[expect(clippy::disallowed_methods, reason = "a test is a door of its own")]
fn left_out(needs: &str) {
    let strict = std::env::var("CNSCD_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!strict, "this test needs {needs}");
    let line =
        format!("\n!!!! TEST LEFT OUT: needs {needs} (CNSCD_REQUIRE_ALL=1 forbids it) !!!!\n");
    // Around the harness's capture, so that it is seen without --nocapture.
    let _ = std::io::stderr().write_all(line.as_bytes());
}
