//! The daemon as a process, beside the test.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::support::needs::on_day;
use crate::support::site::Site;

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The daemon of an installation; it writes to `log`.
pub(crate) struct Daemon {
    child: Child,
}

impl Daemon {
    /// Starts it.
    pub(crate) fn start(site: &Site) -> Self {
        Self::spawn(
            site,
            site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &["run"]),
        )
    }

    /// The same on another day, `2025-08-01T07:00:00Z`; none where faketime is missing.
    pub(crate) fn start_at(site: &Site, instant: &str) -> Option<Self> {
        let mut command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &["run"]);
        on_day(&mut command, instant)?;
        Some(Self::spawn(site, command))
    }

    /// The same by a command of the test's own.
    pub(crate) fn spawn(site: &Site, mut command: Command) -> Self {
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(site.path("log"))
            .expect("a log");
        let child = command
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Self { child }
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, by its name without SIG.
    pub(crate) fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status()
            .expect("kill is everywhere");
        assert!(sent.success());
    }

    /// Tells it to stop; gives its exit code and how long it took.
    pub(crate) fn stop(mut self) -> (ExitStatus, Duration) {
        let told = Instant::now();
        self.signal("TERM");
        let status = self.child.wait().expect("it ends");
        (status, told.elapsed())
    }

    /// Kills it.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // A test that failed leaves no daemon behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn until(site: &Site, what: &str, is_so: impl FnMut() -> bool) {
    until_within(site, what, PATIENCE.as_secs(), is_so);
}

/// The same of something that takes long by itself.
#[track_caller]
pub(crate) fn until_within(site: &Site, what: &str, seconds: u64, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed().as_secs() < seconds, "{what}: {}", log(site));
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

/// How many runs went well.
pub(crate) fn runs(site: &Site) -> usize {
    let document = site.json(0, &["runs"]);
    let runs = document["runs"].as_array().expect("a list");
    runs.iter()
        .filter(|run| run["outcome"] == "stored" || run["outcome"] == "unchanged")
        .count()
}

/// What it logged so far.
pub(crate) fn log(site: &Site) -> String {
    std::fs::read_to_string(site.path("log")).unwrap_or_default()
}

/// An installation that pulls this often.
pub(crate) fn every(seconds: u32) -> Site {
    let mut site = Site::new();
    site.campaign += &format!("schedule = \"@every {seconds}s\"\n");
    site.configure();
    site
}
