//! Every refusal and every fault of the network, with what the program makes of it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use cnscd::failure::Reason;
use cnscd::google::{Google, Settings};
use cnscd::http::Proxies;
use cnscd::locale::Language;
use serde_json::json;

use super::stand_in;
use super::stand_in::{ACCOUNT, NATIVE, OFFICE, StandIn, fetch};

/// Lines of the table that `--nocapture` shows.
struct Report(String);

impl Report {
    fn new() -> Self {
        Self("way | fault | expected | outcome | requests | seconds | message\n".to_owned())
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        let _ = std::io::stderr().write_all(self.0.as_bytes());
    }
}

/// One line of a table: the way in (`key`: with an account), what fails how often, and what comes
/// of it: `fetched`, or the refusal's kind and exit code.
struct Row {
    id: &'static str,
    key: bool,
    faults: Vec<(String, String, i32)>,
    expected: String,
}

fn row(line: &str) -> Row {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let fault = |text: &str| match text.split_whitespace().collect::<Vec<_>>()[..] {
        [route, fault, times] => {
            let times = if times == "always" {
                -1
            } else {
                times.parse().unwrap()
            };
            (route.to_owned(), fault.to_owned(), times)
        }
        _ => panic!("{text}"),
    };
    Row {
        id: if columns[0].starts_with("native") {
            NATIVE
        } else {
            OFFICE
        },
        key: columns[0].ends_with("key"),
        faults: columns[1].split(',').map(fault).collect(),
        expected: columns[2].to_owned(),
    }
}

#[track_caller]
fn check(stand_in: &StandIn, report: &mut Report, line: &str, patient: bool) {
    let row = row(line);
    stand_in.reset();
    for (route, fault, times) in &row.faults {
        stand_in.fault(route, fault, *times);
    }
    let settings = if row.key {
        stand_in.with_key()
    } else {
        stand_in.settings()
    };
    // Faults that only time ends get little of it.
    let pull_deadline = Duration::from_secs(if patient { 30 } else { 2 });
    let google = Google::new(Settings {
        pull_deadline,
        ..settings
    })
    .unwrap();
    let started = Instant::now();
    let fetched = fetch(&google, row.id);
    let took = started.elapsed();
    let (outcome, requests, message) = match &fetched {
        Ok(pulled) => ("fetched".to_owned(), pulled.requests, String::new()),
        Err(refused) => (
            format!("{} {}", refused.error.kind(), refused.error.exit_code()),
            refused.requests,
            refused.error.message().say(Language::Vi),
        ),
    };
    let seconds = took.as_secs_f64();
    let _ = writeln!(
        report.0,
        "{line} | {outcome} | {requests} | {seconds:.1} | {message}"
    );
    assert_eq!(outcome, row.expected, "{line}");
    assert!(
        took < pull_deadline + Duration::from_secs(2),
        "{line} took {took:?}"
    );
    let seen = stand_in.paths().len();
    assert!(
        requests as usize >= seen,
        "{line}: counted {requests}, seen {seen}"
    );
    assert!(requests <= 60, "{line}: {requests} requests");
    assert!(
        !format!("{fetched:?}").contains("canary"),
        "a token is told"
    );
}

fn check_all(table: &str, patient: bool) {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let mut report = Report::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        check(&stand_in, &mut report, line, patient);
    }
}

#[test]
fn what_passes_is_asked_again() {
    check_all(
        "
         native key | sheets quota 2                                          | fetched
         native key | sheets internal 1, sheets html-502 1, sheets deadline 1 | fetched
         native key | sheets reset 2                                          | fetched
         native key | sheets hang-up 1                                        | fetched
         native key | sheets cut 1, sheets cut-chunked 1                      | fetched
         native key | sheets no-json 1                                        | fetched
         native key | cells quota 1, cells html-502 1                         | fetched
         native key | cells reset 1, cells cut 1                              | fetched
         native key | cells cut-chunked 1, cells no-json 1                    | fetched
         native key | cells a-tab-is-missing 1                                | fetched
         native key | cells unauthenticated 1                                 | fetched
         native key | sheets unauthenticated 1                                | fetched
         office key | metadata drive-rate 2                                   | fetched
         office key | metadata unavailable 1, media html-503 2                | fetched
         office key | metadata reset 1, media reset 1                         | fetched
         office key | media cut 1, media cut-chunked 1, media cut-unnoticed 1 | fetched
         office key | media empty 1                                           | fetched
         office key | media unauthenticated 1                                 | fetched
         office key | token token-trouble 1, token html-502 1, token reset 1  | fetched
         office key | token hang-up 1, token cut 1                            | fetched
         office key | token token-object 1, token token-lacks 1, token token-empty 1 | fetched
         native key | gzip cut 1, gzip broken 1                               | fetched
         office key | gzip no-gzip 2                                          | fetched
         native     | export html-503 2                                       | fetched
         native     | export quota-page 1, export sorry-redirect 1            | fetched
         native     | content reset 1, content cut 1                          | fetched
         native     | content cut-chunked 1, content cut-unnoticed 1          | fetched
        ",
        true,
    );
}

#[test]
fn what_does_not_pass_is_given_up_with_the_last_answer() {
    check_all(
        "
         native key | sheets quota always           | throttled 69
         native key | sheets internal always        | unavailable 69
         native key | sheets html-502 always        | unavailable 69
         native key | sheets unavailable always     | unavailable 69
         native key | sheets deadline always        | unavailable 69
         native key | sheets reset always           | unreachable 69
         native key | sheets cut always             | cut-short 69
         native key | sheets quota-page always      | quota-page 69
         office key | metadata drive-rate always    | throttled 69
         office key | metadata drive-daily always   | throttled 69
         office key | media unavailable always      | unavailable 69
         office key | media cut always              | cut-short 69
         office key | media cut-unnoticed always    | cut-short 69
         office key | media reset always            | unreachable 69
         office key | token token-trouble always    | no-token 69
         office key | token html-503 always         | no-token 69
         office key | token reset always            | unreachable 69
         office key | token token-object always     | no-token 69
         office key | token token-lacks always      | no-token 69
         office key | token token-empty always      | no-token 69
         native key | gzip cut always               | cut-short 69
         office key | gzip broken always            | cut-short 69
         native     | export html-502 always        | unavailable 69
         native     | export quota-page always      | quota-page 69
         native     | export quota-page-200 always  | quota-page 69
         native     | export sorry-redirect always  | quota-page 69
         native     | content cut-unnoticed always  | cut-short 69
         native     | content reset always          | unreachable 69
         native key | cells quota always            | throttled 69
         native key | cells unavailable always      | unavailable 69
         native key | cells reset always            | unreachable 69
         native key | cells cut always              | cut-short 69
         native key | cells a-tab-is-missing always | cut-short 69
        ",
        true,
    );
}

#[test]
fn what_never_answers_is_given_up_in_time() {
    check_all(
        "
         native key | sheets stall always      | timed-out 69
         native key | sheets stall-body always | timed-out 69
         native key | sheets drip always       | timed-out 69
         office key | metadata stall always    | timed-out 69
         office key | media stall-body always  | timed-out 69
         office key | media drip always        | timed-out 69
         office key | token stall always       | timed-out 69
         office key | token stall-body always  | timed-out 69
         office key | token drip always        | timed-out 69
         native     | export stall always      | timed-out 69
         native     | content drip always      | timed-out 69
         native     | content stall 1          | fetched
         office key | media stall-body 1       | fetched
         native key | cells stall-body always  | timed-out 69
         native key | cells drip always        | timed-out 69
        ",
        false,
    );
}

#[test]
fn what_asking_again_would_not_change_is_said_at_once() {
    check_all(
        "
         office key | metadata unauthenticated always                                                                | token-rejected 77
         native key | sheets unauthenticated always                                                                  | token-rejected 77
         office key | metadata scope-insufficient always                                                             | scope-missing 77
         office key | media cannot-download always                                                                   | download-forbidden 77
         office key | media abusive always                                                                           | flagged 77
         office key | token clock always                                                                             | clock-wrong 77
         office key | token signature always                                                                         | key-deleted 77
         office key | token account-gone always                                                                      | key-deleted 77
         office key | token client-refused always                                                                    | credentials-refused 77
         office key | metadata drive-disabled always, export sign-in-redirect always                                 | api-disabled 77
         native key | sheets sheets-disabled always, drive-export export-too-large always, export sign-in-401 always | api-disabled 77
         native key | sheets captive-portal always                                                                   | web-page 65
         native key | sheets proxy-page always                                                                       | web-page 65
         native key | sheets empty-json always                                                                       | unexpected 65
         native key | sheets text-404 always                                                                         | unexpected 65
         office key | metadata portal-redirect always                                                                | leads-away 65
         native key | sheets portal-redirect always                                                                  | leads-away 65
         office key | metadata captive-portal always                                                                 | web-page 65
         office key | metadata empty-json always                                                                     | unexpected 65
         office key | media captive-portal always                                                                    | web-page 65
         office key | media huge always                                                                              | answer-too-large 65
         native key | sheets huge always, drive-export huge always                                                   | answer-too-large 65
         native     | export sign-in-redirect always                                                                 | sign-in-page 77
         native     | export sign-in-page always                                                                     | sign-in-page 77
         native     | export sign-in-401 always                                                                      | sign-in-page 77
         native     | export html-403 always                                                                         | sign-in-page 77
         native     | export html-404 always                                                                         | unknown-id 77
         native     | export captive-portal always                                                                   | web-page 65
         native     | content captive-portal always                                                                  | web-page 65
         native     | export proxy-page always                                                                       | web-page 65
         native     | export portal-redirect always                                                                  | leads-away 65
         native     | export endless-redirect always                                                                 | unexpected 65
         native     | content empty always                                                                           | empty-answer 65
         native     | content huge always                                                                            | answer-too-large 65
         native key | cells captive-portal always                                                                    | web-page 65
         native key | cells empty-json always                                                                        | cut-short 69
        ",
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
        let step = error.next_step().say(Language::Vi);
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
fn an_answer_without_a_token_is_never_kept() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    for fault in ["token-object", "token-lacks", "token-empty"] {
        stand_in.reset();
        stand_in.fault("token", fault, 4);
        let google = Google::new(stand_in.with_key()).unwrap();
        let refused = fetch(&google, OFFICE).unwrap_err();
        assert_eq!(refused.error.kind(), "no-token", "{fault}");
        assert_eq!(stand_in.paths(), ["/token"; 4], "{fault}: asked each time");
        // The service is well again, and so are we without a restart.
        assert!(fetch(&google, OFFICE).is_ok(), "{fault}");
    }
}

#[test]
fn the_apis_answers_come_packed() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    fetch(&Google::new(stand_in.with_key()).unwrap(), NATIVE).unwrap();
    assert_eq!(stand_in.control(&json!({}))["packed"], 1, "the cells");
}

#[test]
fn a_proxy_that_cannot_be_spoken_to_is_never_gone_around() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let with = |https: &str, no_proxy: &str| {
        let settings = Settings {
            link_endpoint: Settings::endpoint(&stand_in.tls_base()).unwrap(),
            ca_file: Some(stand_in.file("ca.pem")),
            proxies: Proxies {
                https: https.to_owned(),
                no_proxy: no_proxy.to_owned(),
            },
            ..stand_in.settings()
        };
        fetch(&Google::new(settings).unwrap(), NATIVE).map_err(|refused| refused.error)
    };
    for https in ["ftp://so:canary@proxy.example.vn", "socks5://10.0.0.1:1080"] {
        let error = with(https, "").unwrap_err();
        assert_eq!((error.kind(), error.exit_code()), ("proxy-address", 78));
        assert!(!error.message().say(Language::Vi).contains("canary"));
        assert!(with(https, "localhost").is_ok(), "NO_PROXY leaves it out");
    }
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
