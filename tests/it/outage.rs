//! The database goes away in the middle: the server dies and comes again, connections are cut,
//! another server takes its place. Runs end clean or go on, nothing is lost, nothing comes twice.

use std::time::Duration;

use cnscd::delivery::Security;

use crate::kill_points;
use crate::support::cluster::Cluster;
use crate::support::daemon::{Daemon, log, runs, until};
use crate::support::database::{Database, ask};
use crate::support::needs::{python_with_aiosmtpd, whole};
use crate::support::site::{CAM_THANH, Site};
use crate::support::smtp_server::SmtpServer;

/// Sets about something new to store and to mail.
fn change(site: &Site, round: usize) {
    let row = format!(
        "Xã An Phú,{}/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n",
        round + 20
    );
    site.sheet(&[CAM_THANH, &row]);
}

/// Lets a moment of the daemon's work go by, another at each round.
fn wait(round: usize) {
    std::thread::park_timeout(Duration::from_millis(40 + 97 * (round as u64 % 17)));
}

#[test]
fn the_daemon_waits_for_its_database_and_says_so() {
    let Some(cluster) = Cluster::trusting() else {
        return;
    };
    let database = Database::on(&cluster.url("postgres"));
    cluster.stop();
    let mut site = Site::new();
    site.campaign += "schedule = \"@every 1s\"\n";
    site.move_to(database);
    let daemon = Daemon::start(&site);
    until(&site, "it says so", || {
        log(&site).contains("the database is waited for")
    });
    // Other commands do not wait.
    let refused = site.json(69, &["status"]);
    assert_eq!(refused["error"]["kind"], "store-unreachable");
    cluster.start();
    until(&site, "it works", || {
        log(&site).contains("\"run done\"") && runs(&site) > 0
    });
    // It goes away under a daemon that works.
    cluster.stop();
    until(&site, "it says so", || {
        log(&site).contains("it is waited for")
    });
    cluster.start();
    let before = runs(&site);
    until(&site, "it works again", || runs(&site) > before);
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(&site));
    assert!(log(&site).contains("the database answers again"));
    assert_eq!(log(&site).matches("is waited for").count(), 2);
}

#[test]
fn a_server_that_went_silent_is_waited_for_no_longer_than_set() {
    let Some(cluster) = Cluster::trusting() else {
        return;
    };
    let mut site = Site::new();
    site.move_to(Database::on(&cluster.url("postgres")));
    site.service += &site
        .store_table("connect_timeout = \"1s\"\nlock_timeout = \"1s\"\nanswer_timeout = \"1s\"\n");
    site.campaign += "schedule = \"@every 1s\"\n";
    site.configure();
    let daemon = Daemon::start(&site);
    until(&site, "it works", || runs(&site) > 0);
    let frozen = cluster.freeze();
    until(&site, "it says so", || {
        log(&site).contains("it is waited for")
    });
    let refused = site.json(69, &["sync"]);
    assert_eq!(refused["error"]["kind"], "store-unreachable");
    drop(frozen);
    let before = runs(&site);
    until(&site, "it works again", || runs(&site) > before);
    let (status, took) = daemon.stop();
    assert!(status.success(), "{status} {took:?}: {}", log(&site));
}

/// A daemon that stores and mails while this is done to its database again and again.
async fn survives(cluster: &Cluster, rounds: usize, mut cut: impl FnMut(&Site, usize)) {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    let server = SmtpServer::start(&python, "none");
    let port = server.settings(Security::None).port;
    let site = kill_points::site_on(port, Some(Database::on(&cluster.url("postgres"))));
    let daemon = Daemon::start(&site);
    until(&site, "it works", || runs(&site) > 1);
    for round in 0..rounds {
        change(&site, round);
        wait(round);
        cut(&site, round);
    }
    let before = runs(&site);
    change(&site, rounds);
    until(&site, "it works again", || runs(&site) > before + 1);
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(&site));
    for panic in ["panicked", "broke off by a defect", "store-defect"] {
        assert!(!log(&site).contains(panic), "{}", log(&site));
    }
    kill_points::send(&site, &server).await;
    kill_points::send(&site, &server).await;
    kill_points::check(&site, &server).await;
}

#[tokio::test]
async fn a_server_that_dies_loses_nothing() {
    let Some(cluster) = Cluster::trusting() else {
        return;
    };
    let rounds = match whole("a server that dies at any moment", "3 of 12 deaths") {
        true => 12,
        false => 3,
    };
    survives(&cluster, rounds, |_, _| {
        cluster.stop();
        cluster.start();
    })
    .await;
}

#[tokio::test]
async fn cut_connections_lose_nothing() {
    let Some(cluster) = Cluster::trusting() else {
        return;
    };
    let rounds = match whole("connections cut at any moment", "20 of 100 cuts") {
        true => 100,
        false => 20,
    };
    survives(&cluster, rounds, |site, _| {
        let name = site
            .database()
            .expect("it is on a server")
            .name()
            .to_owned();
        ask(
            &cluster.url("postgres"),
            &format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            ),
        );
    })
    .await;
}

#[tokio::test]
async fn another_server_takes_the_place_of_one_that_died() {
    let Some(cluster) = Cluster::trusting() else {
        return;
    };
    let mut follower = cluster.follower();
    survives(&cluster, 1, |_, _| {
        cluster.stop();
        follower.take_over(&cluster);
    })
    .await;
}

#[test]
fn a_command_whose_database_dies_ends_clean() {
    let Some(cluster) = Cluster::trusting() else {
        return;
    };
    let mut site = Site::new();
    site.move_to(Database::on(&cluster.url("postgres")));
    site.json(0, &["sync", "--no-mail"]);
    let rounds = match whole("a command whose database dies", "4 of 20 deaths") {
        true => 20,
        false => 4,
    };
    for round in 0..rounds {
        change(&site, round);
        let command = site.command(
            env!("CARGO_BIN_EXE_cnscd").as_ref(),
            &["sync", "--no-mail", "--json"],
        );
        let running = std::thread::spawn(move || crate::support::site::Ran::of(command));
        std::thread::park_timeout(Duration::from_millis(10 * (round as u64 + 1)));
        cluster.stop();
        cluster.start();
        let ran = running.join().expect("it ends");
        assert!(
            matches!(ran.code, 0 | 69 | 75),
            "{}: {}{}",
            ran.code,
            ran.out,
            ran.err
        );
        // A run that went on is closed by the next.
        let next = site.json(0, &["sync", "--no-mail"]);
        let outcome = next["outcome"].as_str().expect("an outcome");
        assert!(matches!(outcome, "stored" | "unchanged"), "{next}");
        if ran.code == 0 {
            assert_eq!(outcome, "unchanged", "{next}");
        }
        assert_eq!(
            site.json(0, &["store", "check"])["faults"],
            serde_json::json!([])
        );
    }
    let runs = site.json(0, &["runs"]);
    for run in runs["runs"].as_array().expect("a list") {
        assert!(run["outcome"].is_string(), "{run}");
    }
}
