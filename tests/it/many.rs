//! Many processes at one store: a run by hand joins the one that is under way, any process ends
//! any run, and whoever was frozen for too long is shut out.

use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use cnscd::clock::Clock;
use cnscd::store::{AskedFor, AskedRun};
use serde_json::Value;

use crate::support::daemon::{Daemon, every, log, until};
use crate::support::database::{Database, on_server};
use crate::support::site::{Ran, Site};
use crate::support::web::{self, Gate};

const LINK: &str = "https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// An installation whose source answers when the gate is open, and a message when it is asked.
fn gated(gate: &Gate) -> (Site, Receiver<()>) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/samples/to-cnscd.xlsx");
    let mut site = Site::of(&sample);
    let body = std::fs::read(&sample).expect("the sample");
    let (base, asked) = web::gated(XLSX, body, gate);
    site.service += &format!("[google]\nlink_endpoint = \"{base}\"\n");
    site.tables = site.tables.replace(&sample.display().to_string(), LINK);
    site.configure();
    (site, asked)
}

/// A command that goes on beside the test.
fn start(site: &Site, arguments: &[&str]) -> Child {
    let mut command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), arguments);
    let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    piped.spawn().expect("the program starts")
}

fn wait(child: Child) -> Ran {
    let output = child.wait_with_output().expect("it ends");
    Ran {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn asked(heard: &Receiver<()>) {
    heard
        .recv_timeout(Duration::from_secs(30))
        .expect("the source is asked");
}

fn signal(child: &Child, name: &str) {
    let sent = std::process::Command::new("kill")
        .args([format!("-{name}"), child.id().to_string()])
        .status();
    assert!(sent.expect("kill is everywhere").success());
}

#[test]
fn a_store_moves_to_a_server_and_back() {
    let Some(database) = Database::new() else {
        return;
    };
    let mut site = Site::new();
    site.json(0, &["sync"]);
    let before = site.json(0, &["runs"]);
    if on_server() {
        site.json(0, &["backup", "var/cnscd.db"]);
    }
    let copied = site.json(0, &["store", "copy", "var/cnscd.db", &database.url]);
    assert_eq!(copied["tables"]["run"], 1, "{copied}");
    let again = site.json(73, &["store", "copy", "var/cnscd.db", &database.url]);
    assert_eq!(again["error"]["kind"], "store-target-holds");
    site.service += &format!("[store]\nurl = \"{}\"\n", database.url);
    site.configure();
    assert_eq!(site.json(0, &["runs"]), before);
    assert_eq!(site.json(0, &["sync"])["outcome"], "unchanged");
    let checked = site.json(0, &["store", "check"]);
    assert_eq!(
        (&checked["faults"], &checked["tables"]["run"]),
        (&serde_json::json!([]), &2.into())
    );
    site.json(0, &["store", "copy", &database.url, "sqlite:back.db"]);
    site.json(0, &["backup", "copy.db"]);
    site.service = site.service.replace(&database.url, "sqlite:../back.db");
    site.configure();
    assert_eq!(
        site.json(0, &["runs"])["runs"]
            .as_array()
            .expect("a list")
            .len(),
        2
    );
    assert_eq!(
        site.json(0, &["store", "check"])["faults"],
        serde_json::json!([])
    );
    let none = site.json(65, &["store", "copy", "nothing.db", "target.db"]);
    assert_eq!(none["error"]["kind"], "cli-no-store");
    site.json(
        64,
        &[
            "store",
            "copy",
            "back.db",
            "postgres://cnscd@db.example.vn/x?sslmode=disable",
        ],
    );
}

/// The newest run.
fn newest(site: &Site) -> Value {
    site.json(0, &["runs", "--limit", "1"])["runs"][0].clone()
}

#[test]
fn a_run_by_hand_joins_the_one_that_is_under_way() {
    let gate = Gate::default();
    let (site, heard) = gated(&gate);
    let first = start(&site, &["sync", "--json"]);
    asked(&heard);
    let second = start(&site, &["sync", "--json", "--no-mail"]);
    let in_words = start(&site, &["sync", "--lang", "en"]);
    let run = newest(&site);
    let id = run["run"].as_str().expect("an id").to_owned();
    assert_eq!(
        (&run["outcome"], run["process"].as_u64()),
        (&Value::Null, Some(first.id().into()))
    );
    let status = site.json(0, &["status"]);
    assert_eq!(status["campaigns"][0]["running"]["run"], id.as_str());
    // Who does not wait, or wants another thing, is told which run it is.
    for arguments in [
        &["sync", "--no-wait"][..],
        &["sync", "--as-of", "2025-08-01"],
    ] {
        let told = site.json(75, arguments);
        assert_eq!(told["error"]["kind"], "run-under-way");
        let message = told["error"]["message"].as_str().expect("a sentence");
        assert!(message.contains(&id), "{message}");
    }
    gate.open();
    let (first, second, in_words) = (wait(first), wait(second), wait(in_words));
    assert_eq!(
        (first.code, second.code, in_words.code),
        (0, 0, 0),
        "{}{}",
        second.err,
        in_words.err
    );
    assert_eq!(first.json(), second.json());
    assert_eq!(first.json()["run"], id.as_str());
    assert!(in_words.out.contains(&id), "{}", in_words.out);
    assert!(in_words.out.contains("/96"), "{}", in_words.out);
    let runs = site.json(0, &["runs"]);
    let mut runs = runs["runs"].as_array().expect("a list").iter();
    let run = runs.find(|run| run["run"] == id.as_str()).expect("noted");
    assert!(run["stages"]["pull"].is_u64(), "{run}");
}

#[test]
fn a_run_is_ended_from_outside_and_leaves_nothing() {
    let gate = Gate::default();
    let (site, heard) = gated(&gate);
    let run = start(&site, &["sync", "--json"]);
    asked(&heard);
    let joined = start(&site, &["sync", "--json"]);
    let id = newest(&site)["run"].as_str().expect("an id").to_owned();
    let cancelled = site.json(0, &["runs", "cancel", &id]);
    assert_eq!(cancelled["cancelled"], true, "{cancelled}");
    let (run, joined) = (wait(run), wait(joined));
    for ran in [&run, &joined] {
        assert_eq!(ran.code, 75, "{}{}", ran.out, ran.err);
        assert_eq!(ran.json()["error"]["kind"], "run-cancelled");
    }
    assert_eq!(newest(&site)["outcome"], "cancelled");
    assert_eq!(
        site.json(0, &["status"])["campaigns"][0]["failing_since"],
        Value::Null
    );
    let again = site.json(0, &["runs", "cancel", &id]);
    assert_eq!(again["cancelled"], false);
    site.json(64, &["runs", "cancel", "unknown"]);
    gate.open();
    assert_eq!(site.json(0, &["sync"])["outcome"], "stored");
}

#[test]
fn a_frozen_process_is_shut_out() {
    let gate = Gate::default();
    let (mut site, heard) = gated(&gate);
    site.service += &site.store_table("lease = \"2s\"\n");
    site.configure();
    let frozen = start(&site, &["sync", "--json"]);
    asked(&heard);
    signal(&frozen, "STOP");
    let id = newest(&site)["run"].as_str().expect("an id").to_owned();
    gate.open();
    // A process of this machine is seen to live; its time decides all the same.
    until(&site, "its campaign is taken over", || {
        site.run(&["sync", "--json", "--no-wait"]).code == 0
    });
    signal(&frozen, "CONT");
    let frozen = wait(frozen);
    assert_eq!(frozen.code, 75, "{}{}", frozen.out, frozen.err);
    assert_eq!(frozen.json()["error"]["kind"], "store-lease-lost");
    let runs = site.json(0, &["runs"]);
    let runs = runs["runs"].as_array().expect("a list");
    let of = |run: &&Value| run["run"] == id.as_str();
    assert_eq!(
        runs.iter().find(of).expect("it is noted")["outcome"],
        "failed"
    );
    let stored = runs.iter().filter(|run| run["outcome"] == "stored");
    assert_eq!(stored.count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_daemon_makes_the_run_that_somebody_asked_for() {
    let site = every(3600);
    let store = site.store().await;
    let ask = |id: &str| AskedRun {
        id: id.to_owned(),
        campaign: "c".to_owned(),
        reason: Some("họp giao ban".to_owned()),
        asked_by: Some("lan".to_owned()),
        decides: None,
        now: Clock::System.now(),
    };
    // Asked while no daemon is there, and of a campaign that nobody serves.
    let registered = store.ask_for_run(&ask("first")).await.expect("it answers");
    assert_eq!(registered, AskedFor::Registered("first".to_owned()));
    let unknown = AskedRun {
        campaign: "unknown".to_owned(),
        ..ask("never")
    };
    store.ask_for_run(&unknown).await.expect("it answers");
    let daemon = Daemon::start(&site);
    let ended = |id: &str| {
        let runs = site.json(0, &["runs"]);
        let runs = runs["runs"].as_array().expect("a list").clone();
        runs.into_iter()
            .find(|run| run["run"] == id && run["outcome"].is_string())
    };
    until(&site, "the first is made", || ended("first").is_some());
    let first = ended("first").expect("just now");
    assert_eq!(first["outcome"], "stored", "{}", log(&site));
    assert_eq!(
        (&first["trigger"], &first["asked_by"]),
        (&"manual".into(), &"lan".into())
    );
    let document = store.run_document("first").await.expect("it answers");
    let document: Value = serde_json::from_str(&document.expect("it is kept")).expect("JSON");
    assert_eq!(document["outcome"], "stored");
    let events = store.run_events("first", 0).await.expect("it answers");
    assert!(events.len() > 4, "{events:?}");
    store.ask_for_run(&ask("second")).await.expect("it answers");
    until(&site, "the second is made", || ended("second").is_some());
    assert!(ended("never").is_none());
    let status = site.json(0, &["status"]);
    assert_eq!(
        status["machines"][0]["differs"],
        serde_json::json!([]),
        "{status}"
    );
    let (status, _) = daemon.stop();
    assert!(status.success());
    assert_eq!(site.json(0, &["status"])["machines"], serde_json::json!([]));
    store.close().await;
}

#[test]
fn machines_that_were_told_differently_are_named() {
    let site = every(3600);
    let daemon = Daemon::start(&site);
    let mut other = every(3600);
    other.service += &match site.database() {
        Some(database) => format!("[store]\nurl = \"{}\"\n", database.url),
        None => format!(
            "[store]\nurl = \"sqlite:{}\"\n",
            site.path("var/cnscd.db").display()
        ),
    };
    other.campaign += "deadline_inclusive = false\n";
    other.configure();
    until(&site, "it serves", || {
        site.json(0, &["status"])["machines"] != serde_json::json!([])
    });
    let status = other.json(0, &["status"]);
    assert_eq!(
        status["machines"][0]["differs"],
        serde_json::json!(["c"]),
        "{status}"
    );
    let (status, _) = daemon.stop();
    assert!(status.success());
}
