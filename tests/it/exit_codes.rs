//! Every exit code of the contract by a real case; what stdout holds then; and what is left
//! behind, which is nothing half-written.

use std::fs;

use cnscd::store::Store;

use crate::support::site::{NGHIA_LO, Site};
use crate::support::web;

const LINK: &str = "https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit";

/// A call that fails: its code, its kind, and a message and a next step in both languages.
#[track_caller]
fn check(site: &Site, arguments: &[&str], code: i32, kind: &str) {
    let document = site.json(code, arguments);
    assert_eq!(document["error"]["kind"], kind, "{document}");
    for part in ["message", "next_step"] {
        let said = document["error"][part].as_str().expect("a sentence");
        assert!(
            !said.is_empty() && (kind == "usage" || !said.ends_with('.')),
            "{kind} {part}: {said:?}"
        );
        assert!(!said.contains("/config/.."), "{said}");
    }
    let vi = site.run(arguments);
    assert_eq!((vi.code, vi.out.as_str()), (code, ""), "{arguments:?}");
    let en = site.run(&[arguments, &["--lang", "en"]].concat());
    if code != 64 || kind != "usage" {
        assert!(
            vi.err.contains("Lỗi: ") && vi.err.contains("Việc cần làm: "),
            "{}",
            vi.err
        );
        assert!(
            en.err.contains("Error: ") && en.err.contains("Next step: "),
            "{}",
            en.err
        );
        assert_ne!(vi.err, en.err);
    }
}

#[test]
fn a_command_line_that_is_not_understood_is_64() {
    let site = Site::new();
    for arguments in [
        &["bogus"][..],
        &[],
        &["sync", "--as-of", "08/15/2025"],
        &["sync", "--mail", "--no-mail"],
        &["sync", "--dry-run", "--accept", "x"],
        &["status", "--lang", "fr"],
        &["check"],
        &["mail"],
        &["purge"],
        &["report", "--unpin", "3f9c2a1b", "--reason", "x"],
    ] {
        check(&site, arguments, 64, "usage");
    }
    check(&site, &["sync", "other"], 64, "cli-campaign-unknown");
    check(&site, &["purge", "--older-than", "30d"], 65, "cli-no-store");
    check(
        &site,
        &["report", "--known-at", "yesterday"],
        64,
        "cli-moment",
    );
    site.json(0, &["sync"]);
    check(&site, &["purge", "--older-than", "soon"], 64, "cli-age");
    let pin = ["report", "--reason", "hồ sơ", "--pin"];
    for hash in ["", "3f9c", "0123456789abcdef"] {
        check(
            &site,
            &[&pin[..], &[hash]].concat(),
            64,
            "cli-report-unknown",
        );
    }
    check(&site, &["explain", "everything"], 64, "cli-figure-unknown");
    check(&site, &["explain", "Nghia Lo"], 64, "cli-commune-which");
    check(&site, &["mail", "show", "x"], 64, "cli-mail-unknown");
    assert_eq!(site.run(&["--help"]).code, 0);
    assert_eq!(site.run(&["sync", "--version"]).code, 0);
}

#[test]
fn of_several_campaigns_one_must_be_named() {
    let site = Site::new();
    let second = fs::read_to_string(site.path("config/campaigns/c.toml")).expect("it is there");
    site.write(
        "config/campaigns/d.toml",
        second.replace("name = \"c\"", "name = \"d\""),
    );
    site.write(
        "config/cnscd.toml",
        "campaigns = [\"campaigns/c.toml\", \"campaigns/d.toml\"]\n",
    );
    for arguments in [
        &["sync"][..],
        &["check", "sheet.csv"],
        &["report"],
        &["changes", "--since", "2025-08-01"],
        &["explain", "issued"],
    ] {
        check(&site, arguments, 64, "cli-campaign-which");
    }
    assert_eq!(site.json(0, &["sync", "d"])["campaign"], "d");
    assert_eq!(
        site.json(0, &["check", "sheet.csv", "--campaign", "c"])["campaign"],
        "c"
    );
    assert_eq!(
        site.json(0, &["status"])["campaigns"]
            .as_array()
            .expect("a list")
            .len(),
        2
    );
    assert_eq!(site.json(0, &["runs"])["runs"][0]["campaign"], "d");
    assert_eq!(site.json(0, &["runs", "c"])["runs"], serde_json::json!([]));
}

#[test]
fn a_workbook_that_cannot_be_used_is_65_and_nothing_is_kept_of_it() {
    let site = Site::new();
    fs::create_dir(site.path("empty")).expect("a folder");
    site.write("noise.xlsx", [0, 159, 146, 150].repeat(999));
    site.write(
        "page.xlsx",
        "<!DOCTYPE html><html><body>Lỗi máy chủ</body></html>",
    );
    site.write("other.csv", "Ngày,Nhiệt độ\n1/8/2025,35\n");
    site.write("large.csv", "x".repeat(2 << 20));
    let mut limited = site;
    limited.service.push_str("[google]\nmax_file = \"1MiB\"\n");
    limited.configure();
    let site = limited;
    for (source, kind) in [
        ("missing.xlsx", "missing"),
        ("empty", "empty-folder"),
        ("noise.xlsx", "table-unrecognised"),
        ("page.xlsx", "table-html-page"),
        ("other.csv", "cli-no-tab"),
        ("large.csv", "too-large"),
    ] {
        check(&site, &["check", source], 65, kind);
        check(&site, &["sync", "--source", source], 65, kind);
    }
    assert!(site.files("reports").is_empty() && !site.has("var/mail"));
    let runs = site.json(0, &["runs"]);
    for run in runs["runs"].as_array().expect("a list") {
        assert_eq!(
            (&run["outcome"], &run["snapshot"]),
            (&"failed".into(), &().into()),
            "{run}"
        );
        assert!(run["error"].is_string(), "{run}");
    }
    assert_eq!(
        site.json(0, &["mail", "list"])["mails"],
        serde_json::json!([])
    );
}

#[test]
fn a_pull_that_lost_too_much_is_held_back_with_65_until_an_operator_decides() {
    let site = Site::new();
    let good = site.json(0, &["sync"]);
    site.sheet(&[NGHIA_LO]);
    let would = site.json(0, &["sync", "--dry-run"]);
    assert!(would["quarantine"].is_array() && would["would_mail"] == serde_json::json!([]));
    let held = site.json(65, &["sync"]);
    assert_eq!(held["outcome"], "quarantined");
    assert!(held["quarantine"][0].is_string(), "{held}");
    assert_eq!(
        held["report"], good["report"],
        "the last good report stands"
    );
    assert_eq!(held["mail"]["queued"], 0);
    assert_eq!(site.json(0, &["status"])["state"], "quarantined");
    let run = held["run"].as_str().expect("an id");
    let rejected = site.json(0, &["sync", "--reject", run, "--reason", "lọc nhầm"]);
    assert_eq!(
        (&rejected["outcome"], &rejected["report"]),
        (&"unchanged".into(), &good["report"])
    );
    assert_eq!(
        site.json(0, &["runs", "--limit", "1"])["runs"][0]["reason"],
        "lọc nhầm"
    );
    let listed = site.run(&["runs", "--limit", "1"]).out;
    assert!(listed.contains("bằng tay: lọc nhầm"), "{listed}");

    let again = site.json(65, &["sync"]);
    let run = again["run"].as_str().expect("an id");
    let accepted = site.json(0, &["sync", "--accept", run]);
    assert_eq!(accepted["outcome"], "stored");
    assert_eq!(accepted["progress"]["issued"], 0);
    assert_eq!(site.json(0, &["sync"])["outcome"], "unchanged");
    let text = site.run(&["sync", "--accept", run]);
    assert!(
        text.code != 0 && text.out.is_empty(),
        "decided once: {}",
        text.out
    );
}

#[test]
fn a_service_that_cannot_be_reached_is_69() {
    let mut site = Site::new();
    site.service
        .push_str("[google]\nlink_endpoint = \"http://127.0.0.1:1/\"\npull_deadline = \"2s\"\n");
    site.configure();
    let document = site.json(69, &["check", LINK]);
    assert!(document["error"]["next_step"].is_string(), "{document}");
}

#[test]
fn what_is_not_ours_to_read_is_77() {
    for (status, page) in [
        ("404 Not Found", "<html>Không tìm thấy</html>"),
        (
            "200 OK",
            "<html><head><title>Sign in - Google Accounts</title></head><body><form action=\"https://accounts.google.com/ServiceLogin\"></form></body></html>",
        ),
    ] {
        let mut site = Site::new();
        let base = web::answering(status, "text/html; charset=utf-8", page.as_bytes());
        site.service
            .push_str(&format!("[google]\nlink_endpoint = \"{base}\"\n"));
        site.configure();
        let document = site.json(77, &["sync", "--source", LINK]);
        assert!(
            document["error"]["kind"].is_string(),
            "{status}: {document}"
        );
        assert!(site.files("reports").is_empty());
    }
}

#[test]
fn where_nothing_can_be_written_it_is_73() {
    // The tests may run as root, whom no permission stops: a file stands where a folder should be.
    let site = Site::new();
    site.write("reports", "");
    check(&site, &["sync"], 73, "folder-cannot-write");
    let runs = site.json(0, &["runs"]);
    assert_eq!(runs["runs"][0]["outcome"], "failed");
    assert_eq!(
        runs["runs"][0]["snapshot"],
        serde_json::Value::Null,
        "nothing was stored"
    );
    assert_eq!(
        site.json(0, &["mail", "list"])["mails"],
        serde_json::json!([])
    );
    check(&site, &["report"], 65, "cli-nothing-stored");

    let site = Site::new();
    site.write("var", "");
    check(&site, &["sync"], 73, "store-cannot-write");
    assert!(!site.has("reports"));

    let site = Site::new();
    site.json(0, &["sync"]);
    check(
        &site,
        &["report", "--out", "sheet.csv/x.xlsx"],
        73,
        "folder-cannot-write",
    );
    check(
        &site,
        &["backup", "sheet.csv/x.db"],
        73,
        "store-cannot-write",
    );
    check(&site, &["init"], 73, "cli-init-there");
}

#[tokio::test]
async fn what_another_process_holds_is_75() {
    let site = Site::new();
    site.json(0, &["sync"]);
    let store = Store::open(&site.path("var/cnscd.db"))
        .await
        .expect("it opens");
    let lock = store.lock("c").await.expect("nobody else runs");
    check(&site, &["sync"], 75, "store-campaign-held");
    assert_eq!(
        site.json(0, &["runs", "--limit", "1"])["runs"][0]["outcome"],
        "busy"
    );
    lock.release().await;
    let outbox = store.lock_outbox().await.expect("nobody else sends");
    check(&site, &["mail", "retry"], 75, "store-outbox-held");
    outbox.release().await;
    store.close().await;
    assert_eq!(site.json(0, &["sync"])["outcome"], "unchanged");
}

#[test]
fn a_broken_configuration_or_key_is_78() {
    let mut site = Site::new();
    check(
        &site,
        &["sync", "--config", "nowhere.toml"],
        78,
        "configuration",
    );
    site.service
        .push_str("[google]\ncredentials_file = \"../key.json\"\n");
    site.configure();
    site.write("key.json", "{\"type\": \"service_account\"");
    let document = site.json(78, &["sync", "--source", LINK]);
    assert!(
        document["error"]["message"]
            .as_str()
            .expect("text")
            .contains("key.json"),
        "{document}"
    );
    site.write("config/cnscd.toml", "campaigns = []\n");
    check(&site, &["status"], 78, "configuration");
    let site = Site::new();
    fs::remove_dir_all(site.path("config")).expect("it was there");
    check(&site, &["sync"], 78, "cli-no-configuration");
    check(&site, &["status"], 78, "cli-no-configuration");
    check(&site, &["config", "check"], 78, "cli-no-configuration");
    assert!(!site.has("var") && !site.has("reports"));
}

#[test]
fn a_backup_overwrites_only_when_told_to() {
    let site = Site::new();
    site.json(0, &["sync"]);
    site.json(0, &["backup", "copy.db"]);
    check(&site, &["backup", "copy.db"], 73, "cli-backup-there");
    site.json(0, &["backup", "copy.db", "--force"]);
}
