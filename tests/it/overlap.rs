//! A run by hand beside the daemon is safe: one at a time, whoever comes second joins, or is told and noted.

use crate::support::daemon::{Daemon, every, log};
use crate::support::site::CAM_THANH;

#[test]
fn runs_by_hand_and_the_daemons_never_overlap() {
    let mut site = every(1);
    site.campaign += "send = \"always\"\n";
    site.configure();
    site.json(0, &["sync"]);
    let daemon = Daemon::start(&site);
    let mut told_busy = 0;
    for round in 0..12 {
        let row = format!(
            "Xã An Phú,{}/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n",
            round + 20
        );
        site.sheet(&[CAM_THANH, &row]);
        let ran = site.run(&["sync", "--json"]);
        match ran.code {
            0 => assert!(ran.json()["run"].is_string()),
            75 => told_busy += 1,
            code => panic!("{code}: {}{}\n{}", ran.out, ran.err, log(&site)),
        }
    }
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(&site));
    let document = site.json(0, &["runs"]);
    let runs = document["runs"].as_array().expect("a list");
    let busy_by_hand = runs
        .iter()
        .filter(|run| run["outcome"] == "busy" && run["trigger"] == "manual")
        .count();
    assert_eq!(busy_by_hand, told_busy, "each is noted");
    let mut spans: Vec<(f64, f64)> = runs
        .iter()
        .filter(|run| run["outcome"] != "busy")
        .map(|run| {
            let started: cnscd::clock::Timestamp = run["started"]
                .as_str()
                .and_then(|text| text.parse().ok())
                .expect("an instant");
            let seconds = run["seconds"].as_f64().expect("it ended");
            #[expect(clippy::cast_precision_loss, reason = "microseconds of this century")]
            let began = started.timestamp_micros() as f64 / 1e6;
            (began, began + seconds)
        })
        .collect();
    spans.sort_by(|left, right| left.0.total_cmp(&right.0));
    for pair in spans.windows(2) {
        // `seconds` is taken a moment after `started`.
        assert!(pair[0].1 <= pair[1].0 + 0.05, "{pair:?}");
    }
    let mails = site.json(0, &["mail", "list"]);
    for mail in mails["mails"].as_array().expect("a list") {
        assert_eq!(
            (&mail["state"], &mail["tries"]),
            (&"sent".into(), &1.into())
        );
    }
}
