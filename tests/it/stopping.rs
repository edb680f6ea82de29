//! Told to stop, the daemon ends within ten seconds whatever hangs, and the next one puts in order
//! what it left. `cargo test --test it stopping -- --nocapture` prints how long it took.

#![expect(clippy::print_stdout, reason = "the times are for people")]

use std::time::Duration;

use cnscd::delivery::Security;

use crate::support::daemon::{Daemon, every, log, runs, until};
use crate::support::needs::python_with_aiosmtpd;
use crate::support::site::Site;
use crate::support::smtp_server::SmtpServer;
use crate::support::web;

const LINK: &str = "https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit";

/// Stops it, and says how long that took.
fn check_stop(site: &Site, daemon: Daemon, what: &str) {
    let (status, took) = daemon.stop();
    assert!(status.success(), "{what}: {status}: {}", log(site));
    assert!(took < Duration::from_secs(10), "{what}: {took:?}");
    assert!(!log(site).contains("panicked"), "{}", log(site));
    println!("{what} | {:.1} s", took.as_secs_f64());
}

/// Outcomes of all runs, oldest first; empty for one that has none yet.
fn outcomes(site: &Site) -> Vec<String> {
    let runs = site.json(0, &["runs"]);
    let mut outcomes: Vec<String> = runs["runs"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|run| run["outcome"].as_str().unwrap_or_default().to_owned())
        .collect();
    outcomes.reverse();
    outcomes
}

#[test]
fn while_nothing_goes_on() {
    let site = every(3600);
    let daemon = Daemon::start(&site);
    until(&site, "started", || log(&site).contains("\"started\""));
    check_stop(&site, daemon, "nothing goes on");
}

#[test]
fn while_a_source_hangs() {
    let mut site = every(1);
    let (base, connections) = web::silent();
    let service = site.service.clone();
    site.service += &format!("[google]\nlink_endpoint = \"{base}\"\n");
    let tables = site.tables.clone();
    site.tables = site.tables.replace("../../sheet.csv", LINK);
    site.configure();
    let daemon = Daemon::start(&site);
    connections
        .recv_timeout(Duration::from_secs(30))
        .expect("it asks");
    check_stop(&site, daemon, "the source never answers");
    assert_eq!(outcomes(&site), ["failed"], "a run that was abandoned");

    (site.service, site.tables) = (service, tables);
    site.configure();
    let daemon = Daemon::start(&site);
    until(&site, "a run that goes well", || runs(&site) >= 1);
    daemon.stop();
    assert_eq!(outcomes(&site)[..2], ["failed", "stored"]);
}

#[test]
fn while_a_ping_is_not_answered() {
    let mut site = every(1);
    let (base, connections) = web::silent();
    site.service += &format!("[ping]\nurl = \"{base}\"\n");
    site.configure();
    let daemon = Daemon::start(&site);
    connections
        .recv_timeout(Duration::from_secs(30))
        .expect("it is pinged");
    until(&site, "runs all the same", || runs(&site) >= 1);
    check_stop(&site, daemon, "the ping is never answered");
}

/// The states of all mails, and how often a server took one.
fn check_mail(fault: &str, before: [&str; 2], taken: usize) {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    let server = SmtpServer::start(&python, fault);
    let mut site = every(1);
    let folder = site.service.clone();
    site.service += &format!(
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"none\"\n",
        server.settings(Security::None).port
    );
    site.configure();
    let states = |site: &Site| {
        let list = site.json(0, &["mail", "list"]);
        let mails = list["mails"].as_array().expect("a list");
        let mut states: Vec<String> = mails
            .iter()
            .map(|mail| mail["state"].as_str().expect("a word").to_owned())
            .collect();
        states.sort();
        states
    };
    let daemon = Daemon::start(&site);
    until(&site, "a mail on its way", || {
        let hangs = fault != "stall-after-dot" || !server.taken().is_empty();
        hangs && states(&site).iter().any(|state| state == "sending")
    });
    check_stop(&site, daemon, &format!("the mail server: {fault}"));
    assert_eq!(states(&site), before, "{fault}");

    site.service = folder;
    site.configure();
    site.json(0, &["mail", "retry"]);
    assert_eq!(states(&site), ["sent", "sent"], "{fault}");
    assert_eq!(server.taken().len(), taken, "{fault}");
}

#[test]
fn while_the_mail_server_hangs() {
    check_mail("stall-at-once", ["sending", "sending"], 0);
}

#[test]
fn while_the_mail_server_hangs_at_a_recipient() {
    check_mail("stall-at-rcpt", ["sending", "sending"], 0);
}

#[test]
fn while_the_mail_server_hangs_after_the_dot() {
    check_mail("stall-after-dot", ["sending", "sending"], 1);
}
