//! The daemon is killed at each step of a ladder, at every call to the system that the step makes:
//! in its next life nobody is told twice and nobody is forgotten. `cargo test --test it ladder_kills
//! -- --nocapture` prints how often.

#![expect(clippy::print_stdout, reason = "the table is for people")]

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, TimeDelta};
use cnscd::clock::{Clock, Zone};
use cnscd::delivery::Security;
use cnscd::store::{MailState, MailsAsked};

use crate::support::daemon::{Daemon, until};
use crate::support::needs::{python_with_aiosmtpd, strace, whole};
use crate::support::site::Site;
use crate::support::smtp_server::SmtpServer;

/// The longest that one life of the daemon may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Calls to the system that a step makes: what it keeps, and what it says to the mail server.
const CALLS: [&str; 5] = ["pwrite64", "fsync", "connect", "sendto", "recvfrom"];
/// Kills of a brief run, spread over a life: by them a step is met before, in and after its keeping.
const BRIEF: [usize; 2] = [2, 8];
/// More often no life makes a call.
const MOST: usize = 400;
const DIRECTORY: &str = "code,chairman,head_culture,specialist,phones,emails
21025,,,,,cam-thanh@example.vn
21028,,,,,nghia-lo@example.vn
21034,,,,,an-phu@example.vn
";

/// Three communes whose own deadline is today, when they are reminded.
async fn site(port: u16) -> Site {
    let now = Clock::System.now();
    let today: NaiveDate = now.with_timezone(&Zone::Asia__Ho_Chi_Minh).date_naive();
    let tomorrow = today + Days::new(1);
    let mut site = Site::new();
    site.write("config/registers/danh-ba.csv", DIRECTORY);
    site.service = format!(
        "[calendar]\nworked_in_lieu = [{today}, {tomorrow}]\n{}transport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = {port}\nsecurity = \"none\"\n",
        site.service
    );
    site.campaign += "directory = \"../registers/danh-ba.csv\"\n";
    for commune in ["21025", "21028", "21034"] {
        site.tables += &format!(
            "[[extension]]\ncommune = \"{commune}\"\ndeadline = {today}\nreason = \"thử\"\n"
        );
    }
    site.tables += "[[reminder]]\nat = [\"deadline 00:00\"]\ncopy_to = [\"sep@example.vn\"]\n";
    site.configure();
    site.json(0, &["sync", "--no-mail"]);
    let store = site.store().await;
    let long_ago = now - TimeDelta::days(2);
    store.ladder_since("c", long_ago).await.expect("noted");
    store.close().await;
    site
}

/// One life that is killed as it makes the call for the n-th time; whether it was.
fn killed_at(site: &Site, strace: &str, call: &str, nth: usize) -> bool {
    let trace = site.path("trace").display().to_string();
    let traced = format!("trace={call}");
    let inject = format!("inject={call}:signal=KILL:when={nth}");
    let arguments = [
        "-f",
        "-qq",
        "-o",
        &trace,
        "-e",
        &traced,
        "-e",
        &inject,
        env!("CARGO_BIN_EXE_cnscd"),
        "run",
    ];
    let log = std::fs::File::create(site.path("first-log")).expect("a log");
    let mut daemon = site
        .command(strace.as_ref(), &arguments)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("strace starts");
    let began = Instant::now();
    while daemon.try_wait().expect("a child").is_none() {
        let said = std::fs::read_to_string(site.path("first-log")).expect("a log");
        if said.contains("\"outbox sent\"") {
            terminate(&daemon);
            break;
        }
        assert!(began.elapsed() < PATIENCE, "{call} {nth}: {said}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
    let ended = daemon.wait().expect("it ends");
    assert!(
        ended.success() || ended.signal() == Some(9),
        "{call} {nth}: {ended}"
    );
    !ended.success()
}

/// Tells the daemon below strace to stop; one that is dead already does not hear it.
fn terminate(strace: &Child) {
    Command::new("pkill")
        .args(["-TERM", "-P", &strace.id().to_string()])
        .status()
        .expect("pkill is there");
}

/// Lives on, and gives how many mails arrived twice: those whose server's word was not heard.
async fn lived_on(site: &Site, server: &SmtpServer, before: usize, what: &str) -> usize {
    let daemon = Daemon::start(site);
    until(site, what, || {
        let list = site.json(0, &["mail", "list"]);
        let mails = list["mails"].as_array().expect("a list");
        // One in doubt rests before it is said again.
        let settled = ["sent", "uncertain"].map(serde_json::Value::from);
        mails.len() >= 4 && mails.iter().all(|mail| settled.contains(&mail["state"]))
    });
    daemon.stop();
    let store = site.store().await;
    let mails = store.mails(MailsAsked::of("c")).await.expect("a list");
    let told = store.notices("c", None).await.expect("a list");
    let steps = store.ladder_steps("c").await.expect("a list");
    store.close().await;
    assert_eq!((mails.len(), told.len(), steps.len()), (4, 4, 1), "{what}");
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for (to, _) in server.taken().into_iter().skip(before) {
        *arrived.entry(to).or_default() += 1;
    }
    for mail in &mails {
        let times = arrived.get(&mail.to).copied().unwrap_or_default();
        match mail.state {
            MailState::Sent => assert!(matches!(times, 1 | 2), "{what}: {times} times: {mail:?}"),
            _ => assert!(times <= 1, "{what}: {times} times: {mail:?}"),
        }
    }
    assert!(
        arrived
            .keys()
            .all(|to| mails.iter().any(|mail| mail.to == *to))
    );
    arrived.values().filter(|times| **times == 2).count()
}

#[tokio::test]
async fn killed_anywhere_a_ladder_tells_everybody_once() {
    let (Some(python), Some(strace)) = (python_with_aiosmtpd(), strace()) else {
        return;
    };
    let server = SmtpServer::start(&python, "none");
    let port = server.settings(Security::None).port;
    let whole = whole("kills of a ladder", "a few of each call to the system");
    let all: Vec<usize> = (1..30).chain((30..MOST).step_by(10)).collect();
    let when: &[usize] = if whole { &all } else { &BRIEF };
    let mut twice = 0;
    for call in CALLS {
        let mut kills = 0;
        for nth in when {
            let site = site(port).await;
            let before = server.taken().len();
            if !killed_at(&site, strace, call, *nth) {
                break;
            }
            kills += 1;
            twice += lived_on(&site, &server, before, &format!("{call} {nth}")).await;
        }
        println!("{call}: {kills} kills");
        assert!(kills > 0, "{call}");
    }
    println!("mails that arrived twice, each in doubt: {twice}");
}
