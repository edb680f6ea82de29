//! The operators' page in a real Chromium, with axe: every page in light and dark, at the width of a
//! telephone and of a desk, from the keyboard and without JavaScript.

use std::process::Command;

use crate::support::needs::chromium;
use crate::support::page::served;
use crate::support::site::Site;

#[test]
fn every_page_is_usable_in_a_browser() {
    let Some(modules) = chromium() else { return };
    let site = Site::new();
    site.json(0, &["sync"]);
    let (site, _daemon, _) = served(site, "");
    let link = site.json(0, &["web", "link"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/browser.mjs");
    let ran = Command::new("node")
        .args([script, &modules, "chromium"])
        .arg(link["link"].as_str().expect("an address"))
        .output()
        .expect("node runs");
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&ran.stderr).into_owned();
    let said: serde_json::Value =
        serde_json::from_str(&told).unwrap_or_else(|_| panic!("{told}{complaint}"));
    let none: [&str; 0] = [];
    assert_eq!(said["errors"], serde_json::json!(none), "scripts");
    assert_eq!(
        said["wide"],
        serde_json::json!(none),
        "wider than the screen"
    );
    let grave: Vec<_> = said["violations"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["impact"] == "serious" || one["impact"] == "critical")
        .collect();
    assert!(grave.is_empty(), "{grave:#?}");
    for (path, status) in said["pages"].as_object().expect("pages") {
        let wanted = if path == "/nothing" { 404 } else { 200 };
        assert_eq!(status, wanted, "{path}");
    }
    assert_eq!(said["skip"], "#main", "the first stop of the keyboard");
    for what in ["tip", "plain", "live"] {
        assert_eq!(said[what], true, "{what}");
    }
}
