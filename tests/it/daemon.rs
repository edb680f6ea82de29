//! The daemon as a process: it runs on time, answers, reads its configuration again, survives
//! being killed, and stops when told.

#![expect(clippy::print_stdout, reason = "counts for people")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use cnscd::store::Store;

use crate::support::daemon::{Daemon, every, log, runs, until};
use crate::support::needs::{variable, whole};
use crate::support::site::Site;

#[test]
fn it_runs_on_time_and_stops_when_told() {
    let site = every(1);
    let daemon = Daemon::start(&site);
    until(&site, "two runs on schedule", || runs(&site) >= 2);
    let second = site.json(75, &["run"]);
    assert_eq!(second["error"]["kind"], "store-daemon-held");
    let (status, took) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(&site));
    assert!(took < Duration::from_secs(10), "{took:?}");
    let mails = site.json(0, &["mail", "list"]);
    assert_eq!(
        mails["mails"].as_array().map(Vec::len),
        Some(2),
        "one for each reader, once"
    );
    assert!(
        !log(&site).contains("a@example.vn"),
        "no address reaches a log"
    );
}

/// SQLite's locks are the process's: whoever opens and closes the file by itself takes them away,
/// and another process that leaves then removes the log under the daemon's feet.
#[tokio::test]
async fn a_store_that_is_open_twice_keeps_its_locks() {
    let site = Site::new();
    site.json(0, &["sync"]);
    let file = site.path("var/cnscd.db");
    let daemon = Store::open(&file).await.expect("the store opens");
    assert_eq!(daemon.snapshots("c").await.expect("a list").len(), 1);
    let run = Store::open(&file).await.expect("it opens once more");
    run.close().await;
    for _ in 0..10 {
        site.json(0, &["runs"]);
    }
    assert!(site.has("var/cnscd.db-wal"), "the log of an open store");
    assert_eq!(daemon.snapshots("c").await.expect("a list").len(), 1);
}

/// Lets an installation answer monitoring; gives the port.
fn monitored(site: &mut Site) -> u16 {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .expect("a free port")
        .port();
    site.service += &format!("[health]\nlisten = \"127.0.0.1:{port}\"\n");
    site.configure();
    port
}

/// What is answered; nothing where nobody listens.
fn ask_as(port: u16, host: &str, path: &str) -> String {
    let mut answer = String::new();
    let asked = TcpStream::connect(("127.0.0.1", port)).and_then(|mut stream| {
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )?;
        stream.read_to_string(&mut answer)
    });
    asked.map(|_| answer).unwrap_or_default()
}

#[tokio::test]
async fn a_mail_that_does_not_leave_makes_the_daemon_ill() {
    let mut site = every(1);
    site.service += "transport = \"none\"\n";
    let port = monitored(&mut site);
    let daemon = Daemon::start(&site);
    let health = || ask_as(port, "localhost", "/healthz");
    until(&site, "healthy", || health().starts_with("HTTP/1.1 200"));
    let store = site.store().await;
    let long_ago = "2025-08-01T00:00:00Z".parse().expect("an instant");
    let mails = [crate::smtp::mail("a@example.vn")];
    let queued = store.queue("c", long_ago, &mails).await;
    queued.expect("queued");
    store.close().await;
    until(&site, "ill", || health().starts_with("HTTP/1.1 503"));
    assert!(health().contains("outbox: stuck\n"), "{}", health());
    daemon.stop();
}

#[test]
fn it_answers_monitoring_on_this_machine() {
    let mut site = every(1);
    let port = monitored(&mut site);
    let daemon = Daemon::start(&site);
    let ask_as = |host: &str, path: &str| ask_as(port, host, path);
    let ask = |path: &str| ask_as(&format!("127.0.0.1:{port}"), path);
    until(&site, "healthy", || {
        ask("/healthz").starts_with("HTTP/1.1 200")
    });
    let metrics = ask("/metrics");
    assert!(
        metrics.contains("cnscd_communes{campaign=\"c\"} 3"),
        "{metrics}"
    );
    assert!(
        metrics.contains("cnscd_communes_issued{campaign=\"c\"} 2"),
        "{metrics}"
    );
    assert!(ask_as("page.example.vn", "/metrics").starts_with("HTTP/1.1 421"));
    assert!(ask("/elsewhere").starts_with("HTTP/1.1 404"));
    daemon.stop();
}

#[test]
fn a_good_configuration_is_taken_and_a_broken_one_is_not() {
    let mut site = every(3600);
    let daemon = Daemon::start(&site);
    until(&site, "started", || log(&site).contains("\"started\""));
    site.write("config/campaigns/c.toml", "name = ");
    daemon.signal("HUP");
    until(&site, "refused", || {
        log(&site).contains("the old one stays in force")
    });
    site.campaign = site.campaign.replace("@every 3600s", "@every 1s");
    site.configure();
    until(&site, "seen on disk and taken", || {
        log(&site).contains("was read again")
    });
    until(&site, "the new schedule runs", || runs(&site) >= 1);
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(&site));
}

#[test]
fn killed_at_any_moment_it_loses_and_doubles_nothing() {
    let mut site = every(1);
    site.campaign += "send = \"always\"\ncatch_up = \"1h\"\n";
    site.configure();
    // CNSCD_KILLS=300 for an evening.
    let kills = match variable("CNSCD_KILLS") {
        Some(kills) => kills.parse().expect("a number"),
        None if whole("the daemon killed at any moment", "4 of 14 moments") => 14,
        None => 4,
    };
    for round in 0..kills {
        // Something new to store in each round.
        let row = format!(
            "Xã An Phú,{}/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n",
            round + 20
        );
        site.sheet(&[crate::support::site::CAM_THANH, &row]);
        let daemon = Daemon::start(&site);
        // Moments spread over start, pull, commit and sending.
        let moment = Duration::from_millis(50 + (round * 397) % 2400);
        let began = Instant::now();
        while began.elapsed() < moment {
            std::thread::park_timeout(moment.saturating_sub(began.elapsed()));
        }
        daemon.kill();
    }
    let done = site.json(0, &["sync"]);
    assert_eq!(done["progress"]["communes"], 3);
    let doctor = site.json(0, &["doctor"]);
    assert_eq!(doctor["well"], true, "{doctor}");
    let mails = site.json(0, &["mail", "list"]);
    let mails = mails["mails"].as_array().expect("a list");
    assert!(!mails.is_empty());
    let sent: Vec<_> = mails
        .iter()
        .filter(|mail| mail["state"] == "sent")
        .collect();
    assert_eq!(
        sent.len(),
        mails.len(),
        "everything queued has left: {mails:?}"
    );
    let files = site.files("var/mail");
    assert_eq!(
        files.iter().filter(|name| name.ends_with(".eml")).count(),
        mails.len(),
        "one file a mail: {files:?}"
    );
    let history = site.json(0, &["runs"]);
    let open = history["runs"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|run| run["outcome"].is_null())
        .count();
    assert_eq!(open, 0, "a run of a dead process is closed");
    let count = |outcome: &str| {
        let runs = history["runs"].as_array().expect("a list");
        runs.iter().filter(|run| run["outcome"] == outcome).count()
    };
    println!(
        "{kills} kills of the daemon: {} runs stored, {} broken off and closed, {} mails, each there once",
        count("stored"),
        count("failed"),
        mails.len()
    );
}
