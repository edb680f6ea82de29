//! Every refusal and every fault of the network, with what the program makes of it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use cnscd::locale::Language;
use cnscd::source::google::{Google, Settings};
use serde_json::json;

use super::stand_in;
use super::stand_in::{ACCOUNT, NATIVE, OFFICE, StandIn, fetch};

/// Lines of the table that `--nocapture` shows.
struct Report(String);

impl Report {
    fn new() -> Self {
        Self("| route | fault | kind | exit | requests | seconds | message |\n|---|---|---|---|---|---|---|\n".to_owned())
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        let _ = std::io::stderr().write_all(self.0.as_bytes());
    }
}

struct Row {
    /// Where and how often it fails: -1 is always.
    faults: &'static [(&'static str, &'static str, i32)],
    id: &'static str,
    key: bool,
    /// The refusal's kind and exit code; none where the pull succeeds all the same.
    refused: Option<(&'static str, u8)>,
}

const fn passes(
    id: &'static str,
    key: bool,
    faults: &'static [(&'static str, &'static str, i32)],
) -> Row {
    Row {
        faults,
        id,
        key,
        refused: None,
    }
}

const fn fails(
    id: &'static str,
    key: bool,
    faults: &'static [(&'static str, &'static str, i32)],
    kind: &'static str,
    exit: u8,
) -> Row {
    Row {
        faults,
        id,
        key,
        refused: Some((kind, exit)),
    }
}

#[track_caller]
fn check(stand_in: &StandIn, report: &mut Report, row: &Row, patient: bool) {
    stand_in.reset();
    for (route, fault, times) in row.faults {
        stand_in.fault(route, fault, *times);
    }
    let settings = if row.key {
        stand_in.with_key()
    } else {
        stand_in.settings()
    };
    // Faults that only time ends get little of it.
    let deadline = Duration::from_secs(if patient { 30 } else { 2 });
    let google = Google::new(Settings {
        pull_deadline: deadline,
        ..settings
    })
    .unwrap();
    let started = Instant::now();
    let fetched = fetch(&google, row.id);
    let took = started.elapsed();
    let (kind, exit, requests, message) = match &fetched {
        Ok(pulled) => (
            format!("{:?}", pulled.kind),
            0,
            pulled.requests,
            String::new(),
        ),
        Err(refused) => (
            refused.error.kind().to_owned(),
            refused.error.exit_code(),
            refused.requests,
            refused.error.message(Language::Vi),
        ),
    };
    let (route, faults): (Vec<&str>, Vec<String>) = row
        .faults
        .iter()
        .map(|(route, fault, times)| (*route, format!("{fault} ×{times}")))
        .unzip();
    let _ = writeln!(
        report.0,
        "| {} | {} | {kind} | {exit} | {requests} | {:.1} | {message} |",
        route.join(", "),
        faults.join(", ").replace("×-1", "always"),
        took.as_secs_f64(),
    );
    match row.refused {
        Some((expected, code)) => {
            assert_eq!((kind.as_str(), exit), (expected, code), "{:?}", row.faults)
        }
        None => assert!(fetched.is_ok(), "{:?}: {kind} {message}", row.faults),
    }
    assert!(
        took < deadline + Duration::from_secs(2),
        "{:?} took {took:?}",
        row.faults
    );
    let seen = stand_in.paths().len();
    assert!(
        requests as usize >= seen,
        "{:?}: counted {requests}, seen {seen}",
        row.faults
    );
    assert!(requests <= 60, "{:?}: {requests} requests", row.faults);
    let told = format!("{fetched:?}");
    assert!(!told.contains("canary"), "a token is told");
}

fn check_all(rows: &[Row], patient: bool) {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let mut report = Report::new();
    for row in rows {
        check(&stand_in, &mut report, row, patient);
    }
}

#[test]
fn what_passes_is_asked_again() {
    check_all(
        &[
            passes(NATIVE, true, &[("sheets", "quota", 2)]),
            passes(
                NATIVE,
                true,
                &[
                    ("sheets", "internal", 1),
                    ("sheets", "html-502", 1),
                    ("sheets", "deadline", 1),
                ],
            ),
            passes(NATIVE, true, &[("sheets", "reset", 2)]),
            passes(NATIVE, true, &[("sheets", "hang-up", 1)]),
            passes(
                NATIVE,
                true,
                &[("sheets", "cut", 1), ("sheets", "cut-chunked", 1)],
            ),
            passes(NATIVE, true, &[("sheets", "no-json", 1)]),
            passes(NATIVE, true, &[("sheets", "unauthenticated", 1)]),
            passes(NATIVE, true, &[("metadata", "drive-rate", 2)]),
            passes(
                OFFICE,
                true,
                &[("metadata", "unavailable", 1), ("media", "html-503", 2)],
            ),
            passes(
                OFFICE,
                true,
                &[("metadata", "reset", 1), ("media", "reset", 1)],
            ),
            passes(
                OFFICE,
                true,
                &[
                    ("media", "cut", 1),
                    ("media", "cut-chunked", 1),
                    ("media", "cut-unnoticed", 1),
                ],
            ),
            passes(OFFICE, true, &[("media", "empty", 1)]),
            passes(OFFICE, true, &[("media", "unauthenticated", 1)]),
            passes(
                OFFICE,
                true,
                &[
                    ("token", "token-trouble", 1),
                    ("token", "html-502", 1),
                    ("token", "reset", 1),
                ],
            ),
            passes(
                OFFICE,
                true,
                &[("token", "hang-up", 1), ("token", "cut", 1)],
            ),
            passes(NATIVE, false, &[("export", "html-503", 2)]),
            passes(
                NATIVE,
                false,
                &[("export", "quota-page", 1), ("export", "sorry-redirect", 1)],
            ),
            passes(
                NATIVE,
                false,
                &[("content", "reset", 1), ("content", "cut", 1)],
            ),
            passes(
                NATIVE,
                false,
                &[
                    ("content", "cut-chunked", 1),
                    ("content", "cut-unnoticed", 1),
                ],
            ),
        ],
        true,
    );
}

#[test]
fn what_does_not_pass_is_given_up_with_the_last_answer() {
    check_all(
        &[
            fails(NATIVE, true, &[("sheets", "quota", -1)], "throttled", 69),
            fails(
                NATIVE,
                true,
                &[("sheets", "internal", -1)],
                "unavailable",
                69,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "html-502", -1)],
                "unavailable",
                69,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "unavailable", -1)],
                "unavailable",
                69,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "deadline", -1)],
                "unavailable",
                69,
            ),
            fails(NATIVE, true, &[("sheets", "reset", -1)], "unreachable", 69),
            fails(NATIVE, true, &[("sheets", "cut", -1)], "cut-short", 69),
            fails(
                NATIVE,
                true,
                &[("sheets", "quota-page", -1)],
                "quota-page",
                69,
            ),
            fails(
                OFFICE,
                true,
                &[("metadata", "drive-rate", -1)],
                "throttled",
                69,
            ),
            fails(
                OFFICE,
                true,
                &[("metadata", "drive-daily", -1)],
                "throttled",
                69,
            ),
            fails(
                OFFICE,
                true,
                &[("media", "unavailable", -1)],
                "unavailable",
                69,
            ),
            fails(OFFICE, true, &[("media", "cut", -1)], "cut-short", 69),
            fails(
                OFFICE,
                true,
                &[("media", "cut-unnoticed", -1)],
                "cut-short",
                69,
            ),
            fails(OFFICE, true, &[("media", "reset", -1)], "unreachable", 69),
            fails(
                OFFICE,
                true,
                &[("token", "token-trouble", -1)],
                "no-token",
                69,
            ),
            fails(OFFICE, true, &[("token", "html-503", -1)], "no-token", 69),
            fails(OFFICE, true, &[("token", "reset", -1)], "unreachable", 69),
            fails(
                NATIVE,
                false,
                &[("export", "html-502", -1)],
                "unavailable",
                69,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "quota-page", -1)],
                "quota-page",
                69,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "quota-page-200", -1)],
                "quota-page",
                69,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "sorry-redirect", -1)],
                "quota-page",
                69,
            ),
            fails(
                NATIVE,
                false,
                &[("content", "cut-unnoticed", -1)],
                "cut-short",
                69,
            ),
            fails(
                NATIVE,
                false,
                &[("content", "reset", -1)],
                "unreachable",
                69,
            ),
        ],
        true,
    );
}

#[test]
fn what_never_answers_is_given_up_in_time() {
    check_all(
        &[
            fails(NATIVE, true, &[("sheets", "stall", -1)], "timed-out", 69),
            fails(
                NATIVE,
                true,
                &[("sheets", "stall-body", -1)],
                "timed-out",
                69,
            ),
            fails(NATIVE, true, &[("sheets", "drip", -1)], "timed-out", 69),
            fails(OFFICE, true, &[("metadata", "stall", -1)], "timed-out", 69),
            fails(
                OFFICE,
                true,
                &[("media", "stall-body", -1)],
                "timed-out",
                69,
            ),
            fails(OFFICE, true, &[("media", "drip", -1)], "timed-out", 69),
            fails(OFFICE, true, &[("token", "stall", -1)], "timed-out", 69),
            fails(
                OFFICE,
                true,
                &[("token", "stall-body", -1)],
                "timed-out",
                69,
            ),
            fails(OFFICE, true, &[("token", "drip", -1)], "timed-out", 69),
            fails(NATIVE, false, &[("export", "stall", -1)], "timed-out", 69),
            fails(NATIVE, false, &[("content", "drip", -1)], "timed-out", 69),
            passes(NATIVE, false, &[("content", "stall", 1)]),
            passes(OFFICE, true, &[("media", "stall-body", 1)]),
        ],
        false,
    );
}

#[test]
fn what_asking_again_would_not_change_is_said_at_once() {
    check_all(
        &[
            fails(
                NATIVE,
                true,
                &[("metadata", "unauthenticated", -1)],
                "token-rejected",
                77,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "unauthenticated", -1)],
                "token-rejected",
                77,
            ),
            fails(
                NATIVE,
                true,
                &[("metadata", "scope-insufficient", -1)],
                "scope-missing",
                77,
            ),
            fails(
                OFFICE,
                true,
                &[("media", "cannot-download", -1)],
                "download-forbidden",
                77,
            ),
            fails(OFFICE, true, &[("media", "abusive", -1)], "flagged", 77),
            fails(OFFICE, true, &[("token", "clock", -1)], "clock-wrong", 77),
            fails(
                OFFICE,
                true,
                &[("token", "signature", -1)],
                "key-deleted",
                77,
            ),
            fails(
                OFFICE,
                true,
                &[("token", "account-gone", -1)],
                "key-deleted",
                77,
            ),
            fails(
                OFFICE,
                true,
                &[("token", "client-refused", -1)],
                "credentials-refused",
                77,
            ),
            fails(
                OFFICE,
                true,
                &[
                    ("metadata", "drive-disabled", -1),
                    ("export", "sign-in-redirect", -1),
                ],
                "api-disabled",
                77,
            ),
            fails(
                NATIVE,
                true,
                &[
                    ("sheets", "sheets-disabled", -1),
                    ("drive-export", "export-too-large", -1),
                    ("export", "sign-in-401", -1),
                ],
                "api-disabled",
                77,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "captive-portal", -1)],
                "web-page",
                65,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "proxy-page", -1)],
                "web-page",
                65,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "empty-json", -1)],
                "unexpected",
                65,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "text-404", -1)],
                "unexpected",
                65,
            ),
            fails(
                NATIVE,
                true,
                &[("metadata", "portal-redirect", -1)],
                "leads-away",
                65,
            ),
            fails(
                NATIVE,
                true,
                &[("sheets", "portal-redirect", -1)],
                "leads-away",
                65,
            ),
            fails(
                OFFICE,
                true,
                &[("metadata", "captive-portal", -1)],
                "web-page",
                65,
            ),
            fails(
                OFFICE,
                true,
                &[("metadata", "empty-json", -1)],
                "unexpected",
                65,
            ),
            fails(
                OFFICE,
                true,
                &[("media", "captive-portal", -1)],
                "web-page",
                65,
            ),
            fails(OFFICE, true, &[("media", "huge", -1)], "too-large", 65),
            fails(
                NATIVE,
                true,
                &[("sheets", "huge", -1), ("drive-export", "huge", -1)],
                "too-large",
                65,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "sign-in-redirect", -1)],
                "sign-in-page",
                77,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "sign-in-page", -1)],
                "sign-in-page",
                77,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "sign-in-401", -1)],
                "sign-in-page",
                77,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "html-403", -1)],
                "sign-in-page",
                77,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "html-404", -1)],
                "unknown-id",
                77,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "captive-portal", -1)],
                "web-page",
                65,
            ),
            fails(
                NATIVE,
                false,
                &[("content", "captive-portal", -1)],
                "web-page",
                65,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "proxy-page", -1)],
                "web-page",
                65,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "portal-redirect", -1)],
                "leads-away",
                65,
            ),
            fails(
                NATIVE,
                false,
                &[("export", "endless-redirect", -1)],
                "unexpected",
                65,
            ),
            fails(
                NATIVE,
                false,
                &[("content", "empty", -1)],
                "empty-answer",
                65,
            ),
            fails(NATIVE, false, &[("content", "huge", -1)], "too-large", 65),
        ],
        true,
    );
}

#[test]
fn not_shared_and_unknown_say_whom_to_share_with() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let refused = |id: &str, key: bool| {
        let settings = if key {
            stand_in.with_key()
        } else {
            stand_in.settings()
        };
        fetch(&Google::new(settings).unwrap(), id).unwrap_err()
    };
    for id in [NATIVE, OFFICE] {
        stand_in.change(id, json!({"shared": false, "public": false}));
        let error = refused(id, true).error;
        assert_eq!((error.kind(), error.exit_code()), ("not-shared", 77));
        let step = error.next_step(Language::Vi);
        assert!(
            step.contains(ACCOUNT) && step.contains("Người xem"),
            "{step}"
        );
        assert_eq!(refused(id, false).error.kind(), "sign-in-page");
    }
    let unknown = NATIVE.replace('8', "9");
    for key in [true, false] {
        let refused = refused(&unknown, key);
        assert_eq!(
            (refused.error.kind(), refused.error.exit_code()),
            ("unknown-id", 77)
        );
        assert!(refused.requests <= 6 && !refused.trail.is_empty());
    }
}

#[test]
fn a_refused_connection_is_unreachable() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let settings = Settings {
        link_endpoint: Settings::endpoint("http://127.0.0.1:9").unwrap(),
        ..stand_in.settings()
    };
    let refused = fetch(&Google::new(settings).unwrap(), NATIVE).unwrap_err();
    assert_eq!(
        (refused.error.kind(), refused.error.exit_code()),
        ("unreachable", 69)
    );
    assert_eq!(refused.requests, 4);
}

#[test]
fn retry_after_is_honoured() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let fault = |seconds: &str| {
        stand_in.reset();
        let fault =
            json!({"route": "sheets", "fault": "quota", "times": 1, "retry_after": seconds});
        stand_in.control(&json!({"faults": [fault]}));
        let started = Instant::now();
        let fetched = fetch(&Google::new(stand_in.with_key()).unwrap(), NATIVE);
        (
            fetched.map_err(|refused| refused.error.kind()).is_ok(),
            started.elapsed(),
        )
    };
    let (fetched, took) = fault("1");
    assert!(fetched && took >= Duration::from_secs(1), "{took:?}");
    // Longer than the pull may last: given up at once, not waited for.
    let (fetched, took) = fault("3600");
    assert!(!fetched && took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_revoked_token_is_renewed_once() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let google = Google::new(stand_in.with_key()).unwrap();
    assert_eq!(fetch(&google, OFFICE).unwrap().requests, 3);
    assert_eq!(
        fetch(&google, OFFICE).unwrap().requests,
        2,
        "the token is in memory"
    );
    stand_in.control(&json!({"revoke": true}));
    assert_eq!(fetch(&google, OFFICE).unwrap().requests, 4);
}
