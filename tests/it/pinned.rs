//! A report that somebody wants kept, however old it grows.

use serde_json::{Value, json};

use crate::support::site::{AN_PHU, CAM_THANH, Site};

/// Two reports a month apart, both long past what `purge` is asked to keep.
fn two_reports() -> Option<(Site, String)> {
    let site = Site::new();
    let first = site.json_at("2025-08-04T01:00:00Z", 0, &["sync", "--no-mail"])?;
    site.sheet(&[
        CAM_THANH,
        "Phường Nghĩa Lộ,7/QĐ-UBND,05/8/2025,,,,\n",
        AN_PHU,
    ]);
    site.json_at("2025-09-04T01:00:00Z", 0, &["sync", "--no-mail"])?;
    let sha256 = first["report"]["sha256"].as_str().expect("a hash");
    Some((site, sha256.to_owned()))
}

fn pins(site: &Site) -> Vec<Value> {
    let listed = site.json(0, &["report", "--list"]);
    let reports = listed["reports"].as_array().expect("a list").iter();
    let pins = reports.map(|report| report["pinned"].clone());
    pins.filter(|pin| !pin.is_null()).collect()
}

#[test]
fn a_pinned_report_is_not_purged_until_it_is_let_go() {
    let Some((site, sha256)) = two_reports() else {
        return;
    };
    let at = |instant: &str, arguments: &[&str]| {
        let said = site.json_at(instant, 0, arguments);
        said.expect("the clock could be moved before")
    };
    let begins = &sha256[..8];
    let unsaid = site.json(64, &["report", "--pin", begins]);
    assert_eq!(unsaid["error"]["kind"], "cli-pin-reason");
    let pin = [
        "report", "--pin", begins, "--reason", "hồ sơ", "--who", "lan",
    ];
    let pinned = at("2025-09-05T01:00:00Z", &pin);
    assert_eq!(pinned["report"]["sha256"], sha256);
    let [by] = &pins(&site)[..] else {
        panic!("one pin: {pinned}");
    };
    assert_eq!(
        (&by["who"], &by["reason"]),
        (&json!("lan"), &json!("hồ sơ"))
    );
    let shown = site.run(&["report", "--list"]).out;
    assert!(shown.contains(&format!("Giữ lâu dài {begins}")), "{shown}");
    assert!(shown.contains("lan, 05/9/2025 08:00:00: hồ sơ"), "{shown}");

    let purge = ["purge", "--older-than", "30d"];
    let purged = at("2026-09-01T00:00:00Z", &purge);
    assert_eq!(purged["reports"], 1, "its summary alone: {purged}");
    assert_eq!(pins(&site).len(), 1);
    site.json(0, &["report", "--unpin", begins]);
    assert!(pins(&site).is_empty());
    let purged = at("2026-09-01T00:00:00Z", &purge);
    assert_eq!(purged["reports"], 1, "{purged}");
}
