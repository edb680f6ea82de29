//! What watches over the daemon hears of it: systemd, and a dead man's switch.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use crate::support::daemon::{Daemon, every, log, until};

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn systemd_is_told_that_it_is_ready_lives_reloads_and_stops() {
    let site = every(1);
    let socket = UnixDatagram::bind(site.path("notify")).expect("a socket");
    socket
        .set_read_timeout(Some(PATIENCE))
        .expect("a time-out can be set");
    let mut command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &["run"]);
    command
        .env("NOTIFY_SOCKET", site.path("notify"))
        .env("WATCHDOG_USEC", "900000");
    let daemon = Daemon::spawn(&site, command);
    let hears = |wanted: &str| {
        let mut message = [0; 1024];
        loop {
            let count = socket
                .recv(&mut message)
                .unwrap_or_else(|error| panic!("{wanted}: {error}: {}", log(&site)));
            let said = String::from_utf8_lossy(&message[..count]).into_owned();
            if said.lines().any(|line| line.starts_with(wanted)) {
                return said;
            }
        }
    };
    hears("READY=1");
    hears("STATUS=c: schedule");
    hears("STATUS=waiting");
    hears("WATCHDOG=1");
    daemon.signal("HUP");
    assert!(hears("RELOADING=1").contains("MONOTONIC_USEC="));
    hears("READY=1");
    daemon.signal("TERM");
    hears("STOPPING=1");
}

#[test]
fn a_dead_mans_switch_hears_of_every_start_and_how_it_ended() {
    let mut site = every(1);
    let (base, heard) = crate::support::web::hearing();
    site.service += &format!("[ping]\nurl = \"{base}p/secret\"\n");
    site.configure();
    let daemon = Daemon::start(&site);
    let hears = |wanted: &str| {
        while let Ok(line) = heard.recv_timeout(PATIENCE) {
            if line == format!("GET /p/secret{wanted} HTTP/1.1") {
                return;
            }
        }
        panic!("{wanted}: {}", log(&site));
    };
    hears("/start");
    hears("");
    std::fs::remove_file(site.path("sheet.csv")).expect("it was there");
    hears("/fail");
    daemon.stop();
    assert!(!log(&site).contains("secret"), "{}", log(&site));
}

#[test]
fn a_switch_that_cannot_be_reached_changes_nothing() {
    let mut site = every(1);
    site.service += "[ping]\nurl = \"http://127.0.0.1:1/p/secret\"\n";
    site.configure();
    let daemon = Daemon::start(&site);
    until(&site, "told in the log", || {
        log(&site).contains("the ping was not taken")
    });
    until(&site, "a run", || log(&site).contains("\"run done\""));
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}");
    assert!(!log(&site).contains("secret"), "{}", log(&site));
}
