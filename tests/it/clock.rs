//! A clock that was wrong for a while: what came under it misleads nobody afterwards.

use crate::support::site::Site;

#[test]
fn a_clock_that_ran_ahead_is_told_of_once_and_misleads_nobody() {
    let mut site = Site::new();
    site.service += "operators = [\"operator@example.vn\"]\n";
    site.configure();
    let sync = |instant: &str| site.json_at(instant, 0, &["sync"]);
    let Some(first) = sync("2025-08-01T01:00:00Z") else {
        return;
    };
    assert_eq!(first["outcome"], "stored");
    // Forty days ahead, on the same sheet: the deadline has passed.
    sync("2025-09-10T01:00:00Z").expect("faketime is there");
    // Right again: stored once, as of the right day …
    let after = sync("2025-08-01T02:00:00Z").expect("faketime is there");
    assert_eq!(after["outcome"], "stored");
    assert_eq!(after["as_of"], "2025-08-01");
    assert_eq!(after["progress"], first["progress"]);
    // … and not again, nor mailed again.
    for instant in ["2025-08-01T03:00:00Z", "2025-08-01T04:00:00Z"] {
        let again = sync(instant).expect("faketime is there");
        assert_eq!(again["outcome"], "unchanged", "{instant}");
        assert_eq!(again["mail"]["queued"], 0, "{instant}");
        assert_eq!(again["snapshot"], after["snapshot"], "{instant}");
    }
    for command in [
        &["status"][..],
        &["explain", "issued"],
        &["report", "--out", "again.xlsx"],
        &["runs", "--limit", "1"],
    ] {
        let told = site
            .json_at("2025-08-01T05:00:00Z", 0, command)
            .expect("faketime is there");
        assert!(!told.to_string().contains("2025-09"), "{command:?}: {told}");
    }
    let mails = site.json(0, &["mail", "list"]);
    let told = mails["mails"].as_array().expect("a list");
    let told = told
        .iter()
        .filter(|mail| mail["to"] == "operator@example.vn")
        .count();
    assert_eq!(told, 1, "{mails}");
}
