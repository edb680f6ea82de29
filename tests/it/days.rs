//! The daemon on other days, by faketime: what was missed is made up once, silence is broken in
//! time, old data are called old, free days are free.

use crate::support::daemon::{Daemon, log, until};
use crate::support::site::{CAM_THANH, NGHIA_LO, Site};

/// What happened in one life of the daemon: trigger and outcome of its runs, and mails queued in
/// it. A daemon that is told to stop has looked at its clock once, and ends what it began.
fn life(site: &Site, instant: &str) -> Option<(Vec<String>, Vec<String>)> {
    let list = |what: &[&str], name: &str| {
        let document = site.json(0, what);
        document[name].as_array().expect("a list").clone()
    };
    let (runs, mails) = (list(&["runs"], "runs"), list(&["mail", "list"], "mails"));
    let daemon = Daemon::start_at(site, instant)?;
    let before = log(site).matches("\"started\"").count();
    until(site, "started", || {
        log(site).matches("\"started\"").count() > before
    });
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(site));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let new = |known: Vec<serde_json::Value>, what: &[&str], name: &str, id: &str| {
        let mut all = list(what, name);
        all.retain(|one| !known.iter().any(|old| old[id] == one[id]));
        all.reverse();
        all
    };
    let ran = new(runs, &["runs"], "runs", "run");
    let mailed = new(mails, &["mail", "list"], "mails", "id");
    Some((
        ran.iter()
            .map(|run| format!("{} {}", text(&run["trigger"]), text(&run["outcome"])))
            .collect(),
        mailed.iter().map(|mail| text(&mail["subject"])).collect(),
    ))
}

/// A campaign of these keys, pulled by hand at 07:00 on Monday 4 August 2025 in Vietnam.
fn begun(campaign: &str) -> Option<Site> {
    let mut site = Site::new();
    site.campaign += campaign;
    site.configure();
    // Nothing in the sheet is told differently from day to day.
    site.sheet(&[CAM_THANH, NGHIA_LO]);
    site.json_at("2025-08-04T00:00:00Z", 0, &["sync"])?;
    Some(site)
}

#[test]
fn the_coming_pulls_and_the_coming_mails_are_told() {
    let Some(site) = begun("schedule = \"0 7 * * 1-5\"\nreport_schedule = \"30 16 * * 5\"\n")
    else {
        return;
    };
    let asked = ["config", "check"];
    let Some(document) = site.json_at("2025-08-08T02:00:00Z", 0, &asked) else {
        return;
    };
    let campaign = &document["campaigns"][0];
    assert_eq!(campaign["next"][0], "2025-08-11T07:00:00+07:00");
    assert_eq!(campaign["report_schedule"], "30 16 * * 5");
    assert_eq!(
        campaign["next_reports"],
        serde_json::json!([
            "2025-08-08T16:30:00+07:00",
            "2025-08-15T16:30:00+07:00",
            "2025-08-22T16:30:00+07:00"
        ])
    );
    let said = site
        .run_at("2025-08-08T02:00:00Z", &asked)
        .expect("as before")
        .out;
    let mails = "· gửi báo cáo 30 16 * * 5\n    08/8/2025 16:30:00\n";
    assert!(said.contains(mails), "{said}");
    let said = site.run(&["status"]).out;
    assert!(said.contains("Thư chờ gửi: không có"), "{said}");
}

#[test]
fn what_was_missed_is_made_up_for_once_within_its_time() {
    let check = |campaign: &str, instant: &str, runs: &[&str]| {
        let Some(site) = begun(campaign) else { return };
        let Some((ran, _)) = life(&site, instant) else {
            return;
        };
        assert_eq!(ran, runs, "{campaign} at {instant}: {}", log(&site));
        let Some((again, _)) = life(&site, instant) else {
            return;
        };
        assert!(
            again.is_empty(),
            "{campaign} at {instant}, again: {again:?}"
        );
    };
    let daily = "schedule = \"0 7 * * *\"\n";
    check(daily, "2025-08-04T23:59:50Z", &[]);
    check(daily, "2025-08-05T00:00:10Z", &["schedule unchanged"]);
    check(daily, "2025-08-05T02:00:00Z", &["catch-up unchanged"]);
    // A week asleep: one run.
    check(daily, "2025-08-11T02:00:00Z", &["catch-up unchanged"]);
    let weekly = "schedule = \"0 7 * * 2\"\n";
    check(weekly, "2025-08-05T23:00:00Z", &["catch-up unchanged"]);
    check(weekly, "2025-08-06T02:00:00Z", &[]);
    let short = "schedule = \"0 7 * * *\"\ncatch_up = \"1h\"\n";
    check(short, "2025-08-05T02:00:00Z", &[]);
    check(short, "2025-08-05T00:30:00Z", &["catch-up unchanged"]);
    let extra = "extra_runs = [\"deadline-5d\", \"deadline+1d 16:00\"]\n";
    check(extra, "2025-08-10T00:01:00Z", &["schedule unchanged"]);
    check(extra, "2025-08-16T12:00:00Z", &["catch-up stored"]);
}

#[test]
fn a_run_that_failed_is_made_again_before_its_next_time() {
    let Some(site) = begun("schedule = \"0 7 * * *\"\n") else {
        return;
    };
    let sheet = std::fs::read(site.path("sheet.csv")).expect("it is there");
    std::fs::remove_file(site.path("sheet.csv")).expect("it was there");
    // A minute of the wall clock passes in each second.
    let Some(daemon) = Daemon::start_at(&site, "2025-08-05T00:00:10Z x60") else {
        return;
    };
    let runs = || {
        let document = site.json(0, &["runs"]);
        let mut outcomes: Vec<String> = document["runs"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|run| run["outcome"].as_str().unwrap_or("-").to_owned())
            .collect();
        outcomes.reverse();
        outcomes
    };
    until(&site, "a run that fails", || runs() == ["stored", "failed"]);
    site.write("sheet.csv", sheet);
    until(&site, "another try", || {
        runs() == ["stored", "failed", "unchanged"]
    });
    daemon.stop();
}

#[test]
fn free_days_are_free() {
    let check = |instant: &str, runs: &[&str], mails: usize| {
        let Some(mut site) = begun(
            "schedule = \"0 7 * * *\"\nreport_schedule = \"30 16 * * *\"\ncatch_up = \"1h\"\n",
        ) else {
            return;
        };
        site.service = format!(
            "[calendar]\nworking_days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]\nholidays = [2025-08-06]\n{}",
            site.service
        );
        site.configure();
        let Some((ran, mailed)) = life(&site, instant) else {
            return;
        };
        assert_eq!(ran, runs, "{instant}: {}", log(&site));
        assert_eq!(mailed.len(), mails, "{instant}: {mailed:?}");
    };
    check("2025-08-05T00:00:10Z", &["schedule unchanged"], 0);
    check("2025-08-06T00:00:10Z", &[], 0);
    check("2025-08-06T09:30:10Z", &[], 0);
    check("2025-08-07T09:30:10Z", &["schedule unchanged"], 2);
    check("2025-08-09T00:00:10Z", &[], 0);
}

#[test]
fn silence_is_broken_in_time_and_old_data_are_called_old() {
    let schedule = "schedule = \"0 7 * * *\"\nheartbeat = \"7d\"\nstale_after = \"48h\"\n";
    let check = |instant: &str, is_there: bool, mails: usize, is_old: bool| {
        let Some(site) = begun(schedule) else { return };
        if !is_there {
            std::fs::remove_file(site.path("sheet.csv")).expect("it was there");
        }
        let Some((ran, mailed)) = life(&site, instant) else {
            return;
        };
        assert_eq!(ran.len(), 1, "{instant}: {ran:?}");
        assert_eq!(mailed.len(), mails, "{instant}: {mailed:?}: {}", log(&site));
        for subject in mailed {
            assert_eq!(subject.contains("(số liệu đã cũ)"), is_old, "{subject}");
        }
        let Some(status) = site.json_at(instant, 0, &["status"]) else {
            return;
        };
        let state = if is_there {
            "ok-with-findings"
        } else {
            "failing"
        };
        assert_eq!(status["state"], state, "{instant}: {status}");
    };
    check("2025-08-06T00:00:10Z", true, 0, false);
    check("2025-08-10T00:00:10Z", true, 0, false);
    check("2025-08-11T00:00:10Z", true, 2, false);
    check("2025-08-06T00:00:10Z", false, 0, false);
    check("2025-08-11T00:00:10Z", false, 2, true);
}

#[test]
fn nothing_pulled_for_long_is_stale() {
    let Some(site) = begun("stale_after = \"48h\"\n") else {
        return;
    };
    for (instant, state) in [
        ("2025-08-05T23:59:00Z", "ok-with-findings"),
        ("2025-08-06T00:01:00Z", "stale"),
    ] {
        let Some(status) = site.json_at(instant, 0, &["status"]) else {
            return;
        };
        assert_eq!(status["state"], state, "{instant}: {status}");
    }
}
