//! A copy that is made while the daemon works is whole, and a restored one goes on where it was.

use std::fs;

use crate::support::daemon::{Daemon, every, log, runs, until};
use crate::support::site::{CAM_THANH, Site};

#[test]
fn a_copy_made_while_the_daemon_works_can_be_lived_on() {
    let mut site = every(1);
    site.campaign += "send = \"always\"\n";
    site.configure();
    let daemon = Daemon::start(&site);
    for round in 1..=4 {
        let row = format!(
            "Xã An Phú,{}/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n",
            round + 20
        );
        site.sheet(&[CAM_THANH, &row]);
        until(&site, "one more run", || runs(&site) >= round);
        let copied = site.json(0, &["backup", "copy.db", "--force"]);
        assert!(copied["bytes"].as_u64().is_some_and(|bytes| bytes > 0));
    }
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(&site));

    // As the operator's guide says: the copy alone, in the place of the database, or copied into one
    // on a server.
    let mut other = Site::new();
    other.campaign.clone_from(&site.campaign);
    other.configure();
    let copy = site.path("copy.db").display().to_string();
    match other.database() {
        Some(database) => {
            other.json(0, &["store", "copy", &copy, &database.url]);
        }
        None => {
            fs::create_dir_all(other.path("var")).expect("a folder");
            fs::copy(&copy, other.path("var/cnscd.db")).expect("a copy");
        }
    }
    let doctor = other.json(0, &["doctor"]);
    assert_eq!(doctor["well"], true, "{doctor}");
    let list = |site: &Site| {
        let document = site.json(0, &["runs"]);
        let mut runs = document["runs"].as_array().expect("a list").clone();
        runs.reverse();
        runs
    };
    let (all, kept) = (list(&site), list(&other));
    // The last of the copy may have been going on.
    let whole = kept.len() - 1;
    assert!(whole >= 3, "{kept:?}");
    assert_eq!(kept[..whole], all[..whole]);
    let report = other.json(0, &["report"]);
    let path = report["report"]["path"].as_str().expect("a path");
    assert!(
        fs::metadata(path).is_ok_and(|file| file.len() > 0),
        "{report}"
    );

    let before = runs(&other);
    let daemon = Daemon::start(&other);
    until(&other, "it goes on", || runs(&other) > before);
    daemon.stop();
    assert!(list(&other).iter().all(|run| !run["outcome"].is_null()));
}
