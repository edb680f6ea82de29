//! A channel of the site's own in an installation: what its program gets, and what becomes of it.

use std::os::unix::fs::PermissionsExt;

use chrono::TimeDelta;
use cnscd::clock::Timestamp;
use serde_json::{Value, json};

use crate::support::daemon::{Daemon, until};
use crate::support::site::{NGHIA_LO, Site};

/// An installation with a program that gets such notices and ends as `end` says.
fn with_program(gets: &str, end: &str) -> Site {
    let mut site = Site::new();
    let (program, heard) = (site.path("zalo"), site.path("heard"));
    site.write(
        "zalo",
        format!("#!/bin/sh\ncat >> {}\n{end}\n", heard.display()),
    );
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a file");
    site.service += &format!(
        "[[channel]]\nkind = \"command\"\nname = \"zalo\"\nrun = [\"{}\"]\ngets = [\"{gets}\"]\n",
        program.display()
    );
    site.configure();
    site.json(0, &["sync", "--no-mail"]);
    site
}

/// The same of one whose operators have something to hear of.
fn site(end: &str) -> Site {
    let site = with_program("operators", end);
    site.sheet(&[NGHIA_LO]);
    site.json(65, &["sync", "--no-mail"]);
    site
}

fn line(site: &Site) -> Option<Value> {
    let mails = site.json(0, &["mail", "list"]);
    let mails = mails["mails"].as_array().expect("a list");
    let mut mine = mails.iter().filter(|mail| mail["channel"] == "zalo");
    mine.next().cloned()
}

/// What becomes of the one message, once the daemon has tried it.
fn tried(site: &Site) -> Value {
    let daemon = Daemon::start(site);
    until(site, "a try", || {
        line(site).is_some_and(|line| line["tries"] == 1 && line["state"] != "sending")
    });
    daemon.stop();
    line(site).expect("it stands there")
}

#[test]
fn a_quarantine_is_told_by_the_sites_own_program() {
    let site = site("exit 0");
    assert_eq!(tried(&site)["state"], "sent");
    site.json(0, &["mail", "retry"]);
    let heard = std::fs::read(site.path("heard")).expect("it was called");
    let heard: Value = serde_json::from_slice(&heard).expect("one document, told once");
    assert_eq!(
        (&heard["to"], &heard["tries"]),
        (&json!("operators"), &json!(1))
    );
    let subject = heard["notice"]["subject"].as_str().expect("a subject");
    assert!(subject.contains("ạm giữ"), "{subject}");
    let ran = site.run(&["doctor"]);
    assert!(ran.out.contains("zalo"), "{}", ran.out);
}

#[test]
fn its_faults_are_those_of_a_mail_server() {
    for (end, state, error) in [
        ("exit 75", "queued", "75"),
        ("echo 'gọi 0912345678' >&2; exit 3", "refused", "3 gọi …"),
        ("kill -9 $$", "uncertain", "ended by a signal"),
    ] {
        let line = tried(&site(end));
        assert_eq!(
            (&line["state"], &line["last_error"]),
            (&json!(state), &json!(error)),
            "{end}"
        );
    }
    // One that is not there holds up no mail.
    let site = site("exit 0");
    std::fs::remove_file(site.path("zalo")).expect("it was there");
    assert_eq!(tried(&site)["state"], "queued");
    let retried = site.json(69, &["mail", "retry"]);
    assert_eq!(retried["error"]["kind"], "delivery-command");
    let mails = site.json(0, &["mail", "list"]);
    let mails = mails["mails"].as_array().expect("a list").iter();
    let mut others = mails.filter(|mail| mail["channel"] == "mail");
    assert!(others.all(|mail| mail["state"] == "sent"));
}

/// What it heard, document by document.
fn heard(site: &Site) -> Vec<Value> {
    let heard = std::fs::read(site.path("heard")).unwrap_or_default();
    let documents = serde_json::Deserializer::from_slice(&heard).into_iter();
    documents.map_while(Result::ok).collect()
}

#[test]
fn a_daemon_that_is_killed_beside_it_calls_it_once_more_with_the_same_id() {
    let site = site("test -e go || { test -e hung || { touch hung; sleep 20; }; }");
    let daemon = Daemon::start(&site);
    until(&site, "the call", || {
        site.has("hung") && heard(&site).len() == 1
    });
    daemon.kill();
    site.write("go", "");
    let stands = line(&site).expect("it stands there");
    assert_eq!(stands["state"], "sending", "{stands}");
    until(&site, "the second call", || {
        site.run(&["mail", "retry"]);
        line(&site).is_some_and(|line| line["state"] == "sent")
    });
    let heard = heard(&site);
    let tries: Vec<&Value> = heard.iter().map(|one| &one["tries"]).collect();
    assert_eq!(tries, [&json!(1), &json!(2)]);
    assert_eq!(heard[0]["id"], heard[1]["id"]);
}

#[test]
fn status_and_sync_say_how_the_channels_stand() {
    let site = site("echo 'hết hạn mức' >&2; exit 75");
    tried(&site);
    let owed = json!([{"channel": "zalo", "waiting": 1, "uncertain": 0, "refused": 0,
                       "error": "75 hết hạn mức"}]);
    assert_eq!(site.json(0, &["status"])["channels"], owed);
    assert_eq!(site.json(65, &["sync", "--no-mail"])["channels"], owed);
    let said = site.run(&["status"]).out;
    assert!(
        said.contains("Kênh «zalo»: 1 chờ, 0 chưa rõ, 0 bị từ chối: 75 hết hạn mức"),
        "{said}"
    );
    let bare = Site::new();
    assert_eq!(
        bare.json(0, &["sync", "--no-mail"])["channels"],
        Value::Null
    );
    assert_eq!(bare.json(0, &["status"])["channels"], json!([]));
}

/// Communes without any address are told too, each once.
#[test]
fn communes_are_told_by_the_sites_own_program() {
    let site = with_program("communes", "exit 0");
    let told = || {
        let mails = site.json(0, &["mail", "list"]);
        let mails = mails["mails"].as_array().expect("a list");
        let mine = mails.iter().filter(|mail| mail["channel"] == "zalo");
        let mut told: Vec<String> = mine
            .map(|mail| mail["to"].as_str().expect("a code").to_owned())
            .collect();
        told.sort();
        told
    };
    for _ in 0..2 {
        let ran = site.run(&["remind", "--out", "out", "--send"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        let told = told();
        assert!(told.contains(&"21028".to_owned()), "{told:?}");
        let mut once = told.clone();
        once.dedup();
        assert_eq!(told, once);
    }
    site.json(0, &["mail", "retry"]);
    let heard = std::fs::read_to_string(site.path("heard")).expect("it was called");
    assert!(heard.contains("\"to\":\"21028\""), "{heard}");
}

/// Messages of a channel were called mails in a folder, and what waits for its hour was not counted.
#[test]
fn a_retry_says_what_each_channel_took_and_what_still_waits() {
    let mut site = with_program("communes", "exit 0");
    site.service = site
        .service
        .replace("[mail]\n", "[mail]\nnotices_per_hour = 2\n");
    site.configure();
    site.json(0, &["remind", "--send"]);
    let said = site.run(&["mail", "retry"]).out;
    insta::assert_snapshot!(said.replace(&site.path("").display().to_string(), ""), @r"
    Thư: 0 ghi vào thư mục var/mail (chưa gửi cho ai), 0 còn chờ
    Kênh «zalo»: 2 đã gửi, 0 bị từ chối, 1 còn chờ
    ");
    assert_eq!(
        site.json(0, &["mail", "retry"]),
        json!({"sent": 0, "failed": 0, "owed": 1})
    );
    let mails = site.json(0, &["mail", "list"]);
    let last = &mails["mails"][0];
    let queued: Timestamp = instant(&last["queued_at"]);
    assert_eq!(instant(&last["next_try"]), queued + TimeDelta::hours(1));
}

fn instant(text: &Value) -> Timestamp {
    let text = text.as_str().expect("an instant");
    text.parse().expect("an instant")
}
