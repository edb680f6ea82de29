//! `status` says how things stand, and not how they stood when the last run ended.

use std::sync::Arc;

use cnscd::clock::Clock;
use cnscd::config::{Config, Environment};
use cnscd::locale::Language;
use cnscd::pipeline::App;
use serde_json::Value;

use crate::support::site::Site;

/// What `status` says of the only campaign at an instant.
#[track_caller]
fn status(site: &Site, instant: &str) -> Value {
    let document = site.json_at(instant, 0, &["status"]);
    document.expect("faketime is there")["campaigns"][0].clone()
}

/// A campaign that pulls on five days of the week, pulled on Friday 8 August 2025 at seven.
fn pulled_on_friday() -> Option<Site> {
    let mut site = Site::new();
    site.campaign += "schedule = \"0 7 * * 1-5\"\n";
    site.configure();
    site.json_at("2025-08-08T00:00:30Z", 0, &["sync"])?;
    Some(site)
}

#[test]
fn data_of_friday_are_not_old_on_sunday_and_a_monday_without_a_run_is_told() {
    let Some(site) = pulled_on_friday() else {
        return;
    };
    // The wall clock of Vietnam is seven hours ahead.
    for (instant, state, missed) in [
        ("2025-08-08T10:00:00Z", "ok-with-findings", None),
        ("2025-08-10T15:00:00Z", "ok-with-findings", None),
        ("2025-08-11T00:05:00Z", "ok-with-findings", None),
        (
            "2025-08-11T00:30:00Z",
            "missed",
            Some("2025-08-11T00:00:00Z"),
        ),
        (
            "2025-08-13T15:00:00Z",
            "missed",
            Some("2025-08-11T00:00:00Z"),
        ),
    ] {
        let found = status(&site, instant);
        assert_eq!(found["state"], state, "{instant}: {found}");
        assert_eq!(found["missed"].as_str(), missed, "{instant}");
    }
}

/// Readers are mailed on Friday afternoon, and the machine is off from Friday noon to Monday.
#[test]
fn a_report_that_was_promised_and_never_came_is_told() {
    let Some(mut site) = pulled_on_friday() else {
        return;
    };
    site.service += "operators = [\"op@example.vn\"]\n";
    site.campaign += "report_schedule = \"30 16 * * 5\"\n";
    site.configure();
    for (instant, promised) in [
        ("2025-08-08T09:00:00Z", None),
        ("2025-08-11T00:05:00Z", Some("2025-08-08T09:30:00Z")),
    ] {
        let found = status(&site, instant);
        assert_eq!(found["missed_report"].as_str(), promised, "{found}");
    }
    // Whoever mails the readers has kept the promise.
    site.json_at("2025-08-11T00:06:00Z", 0, &["sync", "--mail"]);
    let found = status(&site, "2025-08-11T00:30:00Z");
    assert!(found["missed_report"].is_null(), "{found}");
}

#[test]
fn mail_that_reaches_nobody_is_not_well() {
    let Some(mut site) = pulled_on_friday() else {
        return;
    };
    site.service += "transport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = 1\nsecurity = \"starttls\"\n";
    site.configure();
    let sync = site.json_at("2025-08-11T00:00:10Z", 69, &["sync", "--mail"]);
    sync.expect("faketime is there");
    let early = status(&site, "2025-08-11T00:05:00Z");
    assert_eq!(early["state"], "ok-with-findings", "{early}");
    assert!(early["mail"]["error"].is_string(), "{early}");
    assert_eq!(status(&site, "2025-08-11T06:00:00Z")["state"], "mail-stuck");
}

/// Fifty readers of a page once judged the same pull fifty times at once, and took a gigabyte.
#[tokio::test]
async fn many_who_ask_at_once_get_one_judgement() {
    let site = Site::new();
    site.json(0, &["sync"]);
    let file = site.path("config/cnscd.toml");
    let config = Config::load_or_shipped(Some(&file), &Environment::default());
    let config = config.expect("a good configuration");
    let app = App::new(config, Language::Vi, Clock::System).expect("an app");
    let store = site.store().await;
    let ask = async || {
        let latest = app
            .judgements
            .latest(&app, &store, &app.config.campaigns[0]);
        latest.await.expect("it is read").expect("a pull is stored")
    };
    let (one, two, three) = tokio::join!(ask(), ask(), ask());
    assert!(Arc::ptr_eq(&one, &two) && Arc::ptr_eq(&two, &three));
    assert!(Arc::ptr_eq(&one, &ask().await), "nor later");
    let extend = [
        "answer",
        "extend",
        "21034",
        "--deadline",
        "2025-09-30",
        "--reason",
        "x",
    ];
    site.json(0, &extend);
    let other = ask().await;
    let due = |judged: &cnscd::pipeline::standing::Judged| {
        let of = judged
            .judgement
            .communes
            .iter()
            .find(|one| one.commune.code == "21034");
        of.expect("in the register").extended_to.is_some()
    };
    assert!(!due(&one) && due(&other), "an answer is another judgement");
}
