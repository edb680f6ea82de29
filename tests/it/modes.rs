//! Database, locks, backups and mails are closed to others whatever the umask; a workbook has
//! the mode that was asked for.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use cnscd::clock::Clock;
use cnscd::delivery::{self, Delivery};
use cnscd::folder::Folder;
use cnscd::store::{NewMail, Store};

use crate::support::needs::variable;
use crate::support::site::{Ran, Site};

#[test]
fn files_are_closed_to_others_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let sandbox = tempfile::tempdir().expect("a folder");
        let ended = Command::new("sh")
            .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().expect("this test"))
            .args(["--exact", "modes::a_process_that_writes_everything"])
            .env("CNSCD_TEST_MODES", sandbox.path())
            .stdout(Stdio::null())
            .status()
            .expect("sh runs");
        assert!(ended.success(), "umask {umask}");
        let found = modes(sandbox.path());
        assert_eq!(
            found,
            [
                "backup.db 600",
                "mail 700",
                "mail/m1.eml 600",
                "reports/r.xlsx 640",
                "var 700",
                "var/cnscd.db 600",
                "var/cnscd.db-shm 600",
                "var/cnscd.db-wal 600",
            ],
            "umask {umask}"
        );
    }
}

#[test]
fn a_sync_closes_all_but_the_report_which_has_the_mode_asked_for() {
    for (umask, mode, kept) in [
        ("000", "0640", "640"),
        ("077", "0644", "644"),
        ("000", "0600", "600"),
    ] {
        let mut site = Site::new();
        site.service = format!("[report]\nmode = \"{mode}\"\n{}", site.service);
        site.configure();
        for task in ["sync", "backup copy.db"] {
            let line = format!("umask {umask}; exec \"$0\" {task}");
            let program = env!("CARGO_BIN_EXE_cnscd");
            let ran = Ran::of(site.command("sh".as_ref(), &["-c", &line, program]));
            assert_eq!(ran.code, 0, "{}", ran.err);
        }
        let stored = modes(&site.path("var"));
        assert!(
            stored.iter().any(|entry| entry.ends_with(".eml 600")),
            "{stored:?}"
        );
        for entry in &stored {
            let expected = if entry.starts_with("mail ") {
                " 700"
            } else {
                " 600"
            };
            assert!(entry.ends_with(expected), "{entry} under {umask}");
        }
        let top = modes(&site.path(""));
        assert!(top.contains(&"var 700".to_owned()) && top.contains(&"copy.db 600".to_owned()));
        let reports = modes(&site.path("reports"));
        assert!(!reports.is_empty());
        for entry in reports {
            assert!(
                entry.ends_with(&format!(".xlsx {kept}")),
                "{entry} under {umask}"
            );
        }
    }
}

/// Every file and folder below, but for reports/ itself, which the umask rules.
fn modes(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let data = fs::metadata(&path).expect("it is there");
            let name = path
                .strip_prefix(folder)
                .expect("below")
                .display()
                .to_string();
            if name != "reports" {
                found.push(format!("{name} {:o}", data.permissions().mode() & 0o777));
            }
            if data.is_dir() {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}

/// No test by itself: what the one above starts. Ends without closing the store, so that the
/// database's log is left to be looked at.
#[tokio::test]
async fn a_process_that_writes_everything() {
    let Some(folder) = variable("CNSCD_TEST_MODES") else {
        return;
    };
    let folder = Path::new(&folder);
    let store = Store::open(&folder.join("var/cnscd.db"))
        .await
        .expect("open");
    store.lock("c").await.map(drop).expect("locked");
    let now = Clock::System.now();
    let mail = NewMail {
        id: "m1".to_owned(),
        message_id: "<m1@example.vn>".to_owned(),
        from: "cnscd@example.vn".to_owned(),
        to: "a@example.vn".to_owned(),
        subject: String::new(),
        head: b"\r\n\r\n".to_vec(),
        body: [][..].into(),
        report: None,
        not_before: now,
    };
    store.queue("c", now, &[mail]).await.expect("queued");
    let lock = store.lock_outbox().await.expect("locked");
    let delivery = Delivery::Folder(folder.join("mail"));
    delivery::send_due(&store, &lock, &delivery, Clock::System, false)
        .await
        .expect("sent");
    store
        .backup(&folder.join("backup.db"))
        .await
        .expect("copied");
    let reports = Folder {
        path: folder.join("reports"),
        mode: 0o640,
    };
    let nothing = cnscd::spool::Spooled::default();
    reports.place("r.xlsx", &nothing).expect("placed");
    std::mem::forget(store);
}
