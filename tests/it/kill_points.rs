//! The daemon is killed at each step of a run, at every call to the system that the step makes:
//! strace sends SIGKILL as the call is entered. `cargo test --test it kill_points -- --nocapture`
//! prints the table.

#![expect(clippy::print_stdout, reason = "the table is for people")]

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cnscd::clock::Clock;
use cnscd::delivery::{self, Delivery, Security};
use cnscd::store::{MailState, MailsAsked, Outcome, RunsAsked};

use crate::support::database::{Database, on_server};
use crate::support::needs::{python_with_aiosmtpd, strace, variable, whole};
use crate::support::site::{CAM_THANH, Site};
use crate::support::smtp_server::SmtpServer;

/// The longest that one life of the daemon may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every so many calls to a server's database.
const STRIDE: usize = 11;

/// A call to the system that a run makes.
struct Call {
    name: &'static str,
    /// The file it is about, where the call is made for many others too.
    file: Option<&'static str>,
}

const CALLS: [Call; 7] = [
    call("openat", Some("sheet.csv")),
    call("pidfd_open", None),
    call("fsync", None),
    call("rename", None),
    call("connect", None),
    call("sendto", None),
    call("recvfrom", None),
];

/// The steps, in the order of a run.
const STEPS: [&str; 15] = [
    "fetch",
    "parse",
    "store",
    "report: write",
    "report: place",
    "connect",
    "EHLO",
    "MAIL",
    "RCPT",
    "DATA",
    "mark: text goes out",
    "text",
    "dot",
    "mark: sent",
    "QUIT",
];

const fn call(name: &'static str, file: Option<&'static str>) -> Call {
    Call { name, file }
}

#[tokio::test]
async fn killed_at_each_step_it_loses_nothing() {
    let (Some(python), Some(strace)) = (python_with_aiosmtpd(), strace()) else {
        return;
    };
    let server = SmtpServer::start(&python, "none");
    let site = site(server.settings(Security::None).port);
    let mut kills: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut rounds = 0..;
    let whole = whole("kill points", "each call to the system the first time");
    // On a server whole only by hand, CNSCD_KILLS=1: a life there has hundreds of calls.
    let whole = whole && (!on_server() || variable("CNSCD_KILLS").is_some());
    let times = if whole { usize::MAX } else { 1 };
    for call in CALLS {
        // Until a life in which the call is not made so often. A server is talked to in hundreds of
        // calls: some of them stand for all.
        let stride = if on_server() && call.name.ends_with(['o', 'm']) {
            STRIDE
        } else {
            1
        };
        for nth in (1..=times).step_by(stride) {
            let round = rounds.next().expect("without end");
            let Some(step) = killed_at(&site, strace, &call, nth, round) else {
                break;
            };
            *kills.entry(step).or_default().entry(call.name).or_default() += 1;
            send(&site, &server).await;
        }
    }
    send(&site, &server).await;
    let twice = check(&site, &server).await;
    println!("step | killed at");
    for step in STEPS {
        let at: Vec<String> = kills
            .get(step)
            .into_iter()
            .flatten()
            .map(|(call, count)| format!("{call} {count}"))
            .collect();
        println!("{step} | {}", at.join(", "));
        // strace counts the calls of each thread, and which one writes a mark is chance.
        let reached = !at.is_empty() || step.starts_with("mark") || on_server();
        assert!(reached || !whole, "{kills:?}");
    }
    let all: usize = kills.values().flat_map(BTreeMap::values).sum();
    println!("{all} kills; mails that arrived twice, each in doubt: {twice}");
}

/// The step that a life was in, by what strace wrote of it: the last such call is the one it died at.
fn step(call: &Call, trace: &str) -> &'static str {
    let lines: Vec<&str> = trace.lines().collect();
    let begun = format!(" {}(", call.name);
    let last = lines.iter().rposition(|line| line.contains(&begun));
    let last = last.expect("it died at the call");
    let said = lines[..last].iter().rev().find_map(|line| command(line));
    match call.name {
        "pidfd_open" => "parse",
        "rename" => "report: place",
        "openat" => "fetch",
        "connect" => "connect",
        "fsync" if !lines[last].contains("cnscd.db") => "report: write",
        "fsync" => kept(said),
        "recvfrom" if on_server() => said.unwrap_or("store"),
        "recvfrom" => said.unwrap_or("connect"),
        _ => command(lines[last]).unwrap_or_else(|| kept(said)),
    }
}

/// What the store is told, by what was said to the mail server before.
fn kept(said: Option<&str>) -> &'static str {
    match said {
        None => "store",
        Some("DATA") => "mark: text goes out",
        _ => "mark: sent",
    }
}

/// What a line of strace says to the mail server.
fn command(line: &str) -> Option<&'static str> {
    let (_, rest) = line.split_once(" sendto(")?;
    let (_, said) = rest.split_once(", \"")?;
    // A message to a database: its kind, then its length.
    if said.starts_with("\\0\\0") || said.get(1..).is_some_and(|rest| rest.starts_with("\\0\\0")) {
        return None;
    }
    let known = [
        ("EHLO", "EHLO"),
        ("MAIL", "MAIL"),
        ("RCPT", "RCPT"),
        ("DATA", "DATA"),
        ("\\r\\n.\\r\\n", "dot"),
        ("QUIT", "QUIT"),
    ];
    let known = known.iter().find(|(start, _)| said.starts_with(start));
    Some(known.map_or("text", |(_, step)| step))
}

/// Three communes and two readers, who are mailed at each pull.
fn site(port: u16) -> Site {
    site_on(port, None)
}

/// The same on a server of the test's own.
pub(crate) fn site_on(port: u16, database: Option<Database>) -> Site {
    let mut site = Site::new();
    database.into_iter().for_each(|one| site.move_to(one));
    site.service += &format!(
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = {port}\nsecurity = \"none\"\n"
    );
    site.campaign += "schedule = \"@every 1s\"\nsend = \"always\"\ncatch_up = \"1h\"\n";
    site.configure();
    site.json(0, &["sync", "--no-mail"]);
    site
}

/// One life of the daemon with something new to store and to mail; the step it was killed at as it
/// made the call for the n-th time, or none where it made it less often.
fn killed_at(
    site: &Site,
    strace: &str,
    call: &Call,
    nth: usize,
    round: usize,
) -> Option<&'static str> {
    let row = format!(
        "Xã An Phú,{}/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n",
        round + 20
    );
    site.sheet(&[CAM_THANH, &row]);
    let path = |name: &str| site.path(name).display().to_string();
    let (trace, log) = (
        path(&format!("trace-{round}")),
        path(&format!("log-{round}")),
    );
    let traced = format!("trace={},sendto", call.name);
    let inject = format!("inject={}:signal=KILL:when={nth}", call.name);
    let mut arguments: Vec<String> = [
        "-f", "-qq", "-y", "-o", &trace, "-e", &traced, "-e", &inject,
    ]
    .map(str::to_owned)
    .to_vec();
    if let Some(file) = call.file {
        arguments.extend(["-P".to_owned(), path(file)]);
    }
    arguments.extend([env!("CARGO_BIN_EXE_cnscd").to_owned(), "run".to_owned()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let read = |name: &str| std::fs::read_to_string(name).expect("a file");
    let mut daemon = site
        .command(strace.as_ref(), &arguments)
        .stdout(Stdio::null())
        .stderr(File::create(&log).expect("a log"))
        .spawn()
        .expect("strace starts");
    let began = Instant::now();
    while daemon.try_wait().expect("a child").is_none() {
        let said = read(&log);
        if said.contains("\"run done\"") {
            terminate(&daemon);
            break;
        }
        assert!(began.elapsed() < PATIENCE, "{}: {said}", call.name);
        std::thread::park_timeout(Duration::from_millis(20));
    }
    // strace ends as the daemon did; one that is told to stop may yet make the call.
    let ended = daemon.wait().expect("it ends");
    if ended.success() {
        return None;
    }
    assert_eq!(ended.signal(), Some(9), "{}", read(&log));
    Some(step(call, &read(&trace)))
}

/// Tells the daemon below strace to stop; one that is dead already does not hear it.
fn terminate(strace: &Child) {
    Command::new("pkill")
        .args(["-TERM", "-P", &strace.id().to_string()])
        .status()
        .expect("pkill is there");
}

/// Sends what is owed, as the next life of the daemon does first.
pub(crate) async fn send(site: &Site, server: &SmtpServer) {
    site.database().into_iter().for_each(Database::settle);
    let store = site.store().await;
    let lock = store
        .lock_outbox()
        .await
        .expect("the locks of the dead are free");
    let delivery = Delivery::Smtp(server.settings(Security::None));
    delivery::send_due(&store, &lock, &delivery, Clock::System, true)
        .await
        .expect("the server is there");
    lock.release().await;
    store.close().await;
}

/// Every run that is visible is whole, every mail arrived, and twice only where the server's word
/// was not heard. Gives how many arrived twice.
pub(crate) async fn check(site: &Site, server: &SmtpServer) -> usize {
    let store = site.store().await;
    assert_eq!(
        store.integrity().await.expect("it answers"),
        Vec::<String>::new()
    );
    let lock = store
        .lock("c")
        .await
        .expect("the locks of the dead are free");
    store
        .close_interrupted(&lock, Clock::System.now())
        .await
        .expect("closed");
    lock.release().await;
    let snapshots = store.snapshots("c").await.expect("a list");
    let reports = store.reports("c").await.expect("a list");
    for line in &snapshots {
        assert!(store.snapshot(&line.id).await.expect("whole").is_some());
        assert!(reports.iter().any(|report| report.snapshot == line.id));
    }
    for report in &reports {
        assert!(
            store
                .report_bytes(&report.id)
                .await
                .expect("whole")
                .is_some()
        );
    }
    let mails = store.mails(MailsAsked::default()).await.expect("a list");
    let mut mailed = 0;
    for run in store.runs(RunsAsked::default()).await.expect("a list") {
        let kept = snapshots.iter().any(|line| line.run == run.id);
        match run.outcome {
            Some(Outcome::Stored) => assert!(kept, "{run:?}"),
            Some(Outcome::Unchanged | Outcome::Failed) => assert!(!kept, "{run:?}"),
            other => panic!("{other:?}: {run:?}"),
        }
        let of_run = mails
            .iter()
            .filter(|mail| mail.run.as_ref() == Some(&run.id))
            .count();
        assert!(of_run == 0 || of_run == 2, "half of the readers");
        mailed += of_run;
    }
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for (to, bytes) in server.taken() {
        let text = String::from_utf8(bytes).expect("mails are ASCII");
        let id = text
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: "))
            .expect("an id");
        *arrived.entry(format!("{to} {id}")).or_default() += 1;
    }
    assert!(mailed <= mails.len());
    for mail in &mails {
        let times = arrived
            .get(&format!("{} {}", mail.to, mail.message_id))
            .copied()
            .unwrap_or_default();
        assert!(matches!(times, 1 | 2), "{times} times: {mail:?}");
        assert_eq!(mail.state, MailState::Sent, "{mail:?}");
    }
    arrived.values().filter(|times| **times == 2).count()
}
