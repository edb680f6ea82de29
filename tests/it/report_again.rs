//! A second pull of the same, a report made again, and what makes a new one.

use std::fs;

use serde_json::Value;

use crate::support::letter::plain;
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Ran, Site};

/// How many snapshots and reports the runs of a site name.
fn snapshots(site: &Site) -> usize {
    let runs = site.json(0, &["runs"]);
    let mut ids: Vec<String> = runs["runs"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|run| run["snapshot"].as_str().map(str::to_owned))
        .collect();
    ids.sort();
    ids.dedup();
    ids.len()
}

fn report(document: &Value) -> (String, String) {
    let text = |key: &str| document["report"][key].as_str().expect("text").to_owned();
    (text("path"), text("sha256"))
}

#[test]
fn an_unchanged_pull_adds_a_run_and_nothing_else() {
    let site = Site::new();
    let first = site.json(0, &["sync", "--as-of", "2025-09-30"]);
    let (path, _) = report(&first);
    let bytes = fs::read(&path).expect("the report");
    fs::remove_file(&path).expect("it was there");
    let second = site.json(0, &["sync", "--as-of", "2025-09-30"]);
    assert_eq!(second["outcome"], "unchanged");
    assert_eq!(report(&second), report(&first));
    assert_eq!(second["snapshot"], first["snapshot"]);
    assert_eq!(second["mail"]["queued"], 0, "send = \"changed\"");
    assert_eq!(second["progress"], first["progress"]);
    assert_eq!(second["findings"], first["findings"]);
    assert_eq!(fs::read(&path).expect("put back"), bytes);
    assert_eq!(snapshots(&site), 1);
    assert_eq!(site.files("reports").len(), 1);
    // Rows of the sheet that change nothing of its cells: another file, the same table.
    site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU, "\n"]);
    assert_eq!(
        site.json(0, &["sync", "--as-of", "2025-09-30"])["outcome"],
        "unchanged"
    );
}

/// A change that must give a new report from the same pull or a new reading of it.
#[track_caller]
fn check(change: impl FnOnce(&mut Site), arguments: &[&str]) -> (Site, Value, Value) {
    let mut site = Site::new();
    let first = site.json(0, &["sync", "--as-of", "2025-09-30"]);
    change(&mut site);
    site.configure();
    let second = site.json(0, &[&["sync"], arguments].concat());
    assert_eq!(second["outcome"], "stored");
    assert_ne!(report(&first).1, report(&second).1);
    (site, first, second)
}

#[test]
fn another_day_rule_alias_register_or_confirmation_gives_a_new_report() {
    let same_day = &["--as-of", "2025-09-30"];
    let (site, first, second) = check(|_| {}, &["--as-of", "2025-08-01"]);
    assert_eq!(first["snapshot"], second["snapshot"], "from the same pull");
    assert_eq!(second["progress"]["issued"], 1);
    assert_eq!(snapshots(&site), 1);
    assert_eq!(site.files("reports").len(), 2);

    check(
        |site| site.campaign.push_str("deadline_inclusive = false\n"),
        same_day,
    );
    let rules = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/config/rules/to-cnscd.toml"
    ))
    .expect("the rules");
    let (_, first, second) = check(
        |site| {
            site.campaign.push_str("rules = \"../rules.toml\"\n");
            let place = rules.find("[rule.pvhcc-member-missing]").expect("the rule");
            let (before, after) = rules.split_at(place);
            let after = after.replacen("severity = \"warning\"", "severity = \"info\"", 1);
            site.write("config/rules.toml", format!("{before}{after}"));
        },
        same_day,
    );
    assert!(second["findings"]["info"].as_u64() > first["findings"]["info"].as_u64());
    check(
        |site| {
            site.tables.push_str("[[confirmed]]\ncommune = \"21028\"\nnumber = \"9/QĐ-UBND\"\ndate = 2025-08-01\nby = \"Phòng BCVT\"\nreason = \"đã đối chiếu bản ký\"\n");
        },
        same_day,
    );
    check(
        |site| {
            site.write("config/registers/r.csv", "code,name,kind,former_province,former_district\n21025,Cẩm Thành,phuong,Quảng Ngãi,thành phố Quảng Ngãi\n21028,Nghĩa Lộ,phuong,Quảng Ngãi,thành phố Quảng Ngãi\n21034,An Phú,xa,Quảng Ngãi,thành phố Quảng Ngãi\n21040,Bình Sơn,xa,Quảng Ngãi,huyện Bình Sơn\n");
        },
        same_day,
    );
    check(
        |site| {
            site.tables
                .push_str("[aliases]\n\"Nghĩa Lộ mới\" = \"21028\"\n")
        },
        same_day,
    );
}

#[test]
fn the_next_day_with_the_same_figures_is_unchanged() {
    let site = Site::new();
    let Some(first) = site.json_at("2025-09-01T01:00:00Z", 0, &["sync"]) else {
        return;
    };
    assert_eq!(first["as_of"], "2025-09-01");
    for instant in ["2025-09-02T01:00:00Z", "2025-09-05T01:00:00Z"] {
        let next = site.json_at(instant, 0, &["sync"]).expect("found before");
        assert_eq!(next["outcome"], "unchanged", "{instant}");
        assert_eq!(report(&next), report(&first));
        assert_eq!(next["mail"]["queued"], 0);
    }
    assert_eq!(site.files("reports").len(), 1);
    // Silence is never good news: seven days after the last mail another one goes out.
    let week = site
        .json_at("2025-09-08T02:00:00Z", 0, &["sync"])
        .expect("found before");
    assert_eq!(
        (&week["outcome"], &week["mail"]["queued"]),
        (&"unchanged".into(), &2.into())
    );
}

#[test]
fn a_day_that_changes_a_figure_gives_a_new_report_of_the_same_sheet() {
    let site = Site::new();
    site.sheet(&[CAM_THANH, NGHIA_LO, "Xã An Phú,,,,,,\n"]);
    let Some(before) = site.json_at("2025-08-15T01:00:00Z", 0, &["sync"]) else {
        return;
    };
    assert_eq!(before["progress"]["overdue"], Value::Null);
    let after = site
        .json_at("2025-08-16T01:00:00Z", 0, &["sync"])
        .expect("found before");
    assert_eq!(after["outcome"], "stored", "the deadline has passed");
    assert_eq!(after["progress"]["overdue"], 2);
    // Whoever asked later was told of the day of the first pull, on which nothing was overdue.
    let told = |arguments: &[&str]| {
        let told = site.json_at("2025-08-16T02:00:00Z", 0, arguments);
        told.expect("found before")
    };
    let status = &told(&["status"])["campaigns"][0];
    assert_eq!(status["as_of"], "2025-08-16");
    assert_eq!(status["progress"], after["progress"]);
    let letters = site.path("letters");
    let letters = letters.to_str().expect("UTF-8");
    for asked in [&["report"][..], &["results"], &["remind", "--out", letters]] {
        assert_eq!(told(asked)["as_of"], "2025-08-16", "{asked:?}");
    }
}

#[test]
fn a_report_of_the_past_is_the_one_that_was_kept() {
    let site = Site::new();
    let Some(first) = site.json_at("2025-08-10T01:00:00Z", 0, &["sync"]) else {
        return;
    };
    site.sheet(&[
        CAM_THANH,
        "Phường Nghĩa Lộ,16/QĐ-UBND,12/8/2025,,,,\n",
        AN_PHU,
    ]);
    let second = site
        .json_at("2025-08-25T01:00:00Z", 0, &["sync"])
        .expect("found before");
    assert_eq!(
        (&first["progress"]["issued"], &second["progress"]["issued"]),
        (&1.into(), &3.into())
    );
    let (path, sha256) = report(&first);
    let bytes = fs::read(path).expect("the report");
    for out in ["again.xlsx", "folder/", "deep/er/again.xlsx"] {
        let again = site.json(0, &["report", "--known-at", "2025-08-10", "--out", out]);
        assert_eq!(again["archived"], true);
        assert_eq!(report(&again).1, sha256);
        assert_eq!(fs::read(report(&again).0).expect("the copy"), bytes);
    }
    let same = site
        .json_at("2025-08-26T01:00:00Z", 0, &["report"])
        .expect("found before");
    assert_eq!(
        report(&same).1,
        report(&second).1,
        "without questions: the last one"
    );
    // Another day by the knowledge of today and by that of then.
    let today = site.json(0, &["report", "--as-of", "2025-08-12", "--out", "a.xlsx"]);
    assert_eq!(today["progress"]["issued"], 2);
    let then = site.json(
        0,
        &[
            "report",
            "--as-of",
            "2025-08-12",
            "--known-at",
            "2025-08-12",
            "--out",
            "b.xlsx",
        ],
    );
    assert_eq!(then["progress"]["issued"], 1);
    let twice = site.json(
        0,
        &[
            "report",
            "--as-of",
            "2025-08-12",
            "--known-at",
            "2025-08-12",
            "--out",
            "c.xlsx",
        ],
    );
    assert_eq!(
        report(&then).1,
        report(&twice).1,
        "the same bytes each time"
    );
    let nothing = site.json(65, &["report", "--known-at", "2025-08-01"]);
    assert_eq!(nothing["error"]["kind"], "cli-nothing-known");
}

#[test]
fn a_dry_run_writes_nothing_and_says_who_would_be_mailed() {
    let site = Site::new();
    let before = site.files("");
    let document = site.json(0, &["sync", "--dry-run"]);
    assert_eq!(document["outcome"], "dry-run");
    assert_eq!(
        document["would_mail"],
        serde_json::json!(["a@example.vn", "b@example.vn"])
    );
    assert_eq!(document["snapshot"], Value::Null);
    assert_eq!(document["report"], Value::Null);
    assert_eq!(site.files(""), before);
    assert!(!site.has("var") && !site.has("reports"));
    assert!(
        site.run(&["sync", "--dry-run"])
            .out
            .contains("Sẽ gửi cho: a@example.vn, b@example.vn")
    );
    let quiet = site.json(0, &["sync", "--dry-run", "--no-mail"]);
    assert_eq!(quiet["would_mail"], serde_json::json!([]));

    site.json(0, &["sync"]);
    let runs = site.json(0, &["runs"]);
    site.sheet(&[
        CAM_THANH,
        "Phường Nghĩa Lộ,16/QĐ-UBND,12/8/2025,,,,\n",
        AN_PHU,
    ]);
    let document = site.json(0, &["sync", "--dry-run"]);
    assert_eq!(document["changes"]["issued"], serde_json::json!(["21028"]));
    assert_eq!(site.json(0, &["runs"]), runs);
    assert_eq!(runs["runs"].as_array().map(Vec::len), Some(1));
}

#[test]
fn mail_and_no_mail_go_before_what_the_campaign_says() {
    let site = Site::new();
    assert_eq!(site.json(0, &["sync", "--no-mail"])["mail"]["queued"], 0);
    assert_eq!(
        site.json(0, &["sync"])["mail"]["queued"],
        2,
        "readers got none yet"
    );
    assert_eq!(site.json(0, &["sync"])["mail"]["queued"], 0);
    assert_eq!(site.json(0, &["sync", "--mail"])["mail"]["queued"], 2);
    let mut weekly = Site::new();
    weekly
        .campaign
        .push_str("report_schedule = \"30 16 * * 5\"\n");
    weekly.configure();
    assert_eq!(weekly.json(0, &["sync"])["mail"]["queued"], 0);
    assert_eq!(weekly.json(0, &["sync", "--mail"])["mail"]["queued"], 2);
    let run = weekly.json(0, &["sync", "--reason", "kiểm tra lại"]);
    let runs = weekly.json(0, &["runs"]);
    assert_eq!(runs["runs"][0]["run"], run["run"]);
    assert_eq!(runs["runs"][0]["reason"], "kiểm tra lại");
}

#[test]
fn without_a_folder_for_temporary_files_a_report_is_made_all_the_same() {
    let site = Site::new();
    let arguments = ["sync", "--as-of", "2025-09-30", "--json"];
    let mut command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &arguments);
    command.env("TMPDIR", site.path("nowhere"));
    let ran = Ran::of(command);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let (path, _) = report(&ran.json());
    let bytes = fs::read(path).expect("the report");
    assert!(bytes.starts_with(b"PK"));
}

#[test]
fn a_report_made_again_is_the_kept_one_only_while_the_data_are_fresh() {
    let mut site = Site::new();
    site.campaign.push_str("stale_after = \"48h\"\n");
    site.configure();
    let Some(first) = site.json_at("2025-09-01T01:00:00Z", 0, &["sync"]) else {
        return;
    };
    let again = |instant: &str| site.json_at(instant, 0, &["report"]).expect("found before");
    let fresh = again("2025-09-02T01:00:00Z");
    assert_eq!(
        (&fresh["archived"], report(&fresh).1),
        (&true.into(), report(&first).1)
    );
    // The kept one is not marked as old.
    assert_eq!(again("2025-09-10T01:00:00Z")["archived"], false);
    // A pull that held the same says that the data are fresh.
    let same = site
        .json_at("2025-09-10T02:00:00Z", 0, &["sync"])
        .expect("found before");
    assert_eq!(same["outcome"], "unchanged");
    assert_eq!(again("2025-09-11T01:00:00Z")["archived"], true);
}

#[test]
fn a_mail_says_of_the_last_period_what_its_workbook_says() {
    let site = Site::new();
    site.json(0, &["sync"]);
    site.sheet(&[
        CAM_THANH,
        "Phường Nghĩa Lộ,16/QĐ-UBND,12/8/2025,,,,\n",
        AN_PHU,
    ]);
    site.json(0, &["sync", "--no-mail"]);
    // The readers got nothing of what was stored since.
    let told = site.json(0, &["sync", "--mail"]);
    assert_eq!(told["outcome"], "unchanged");
    assert_eq!(told["changes"]["issued"], serde_json::json!(["21028"]));
    // The same workbook once more.
    site.json(0, &["sync", "--mail"]);
    let mails = site.json(0, &["mail", "list"]);
    let texts: Vec<String> = mails["mails"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|mail| mail["to"] == "a@example.vn")
        .map(|mail| site.json(0, &["mail", "show", mail["id"].as_str().expect("an id")]))
        .map(|shown| plain(shown["message"].as_str().expect("a message")))
        .collect();
    let rose = texts
        .iter()
        .filter(|text| text.contains("tăng 1 so với kỳ trước"));
    assert_eq!((texts.len(), rose.count()), (3, 2), "{texts:?}");
}

/// A mail of a later day said once more that the figures rose, by the time of the first pull; and
/// the screen called its day later than the pull's.
#[test]
fn what_is_seen_again_is_told_of_its_own_day() {
    let site = Site::new();
    if site.json_at("2025-09-01T01:00:00Z", 0, &["sync"]).is_none() {
        return;
    }
    let nghia_lo = "Phường Nghĩa Lộ,16/QĐ-UBND,12/8/2025,,,,\n";
    site.sheet(&[CAM_THANH, nghia_lo, AN_PHU]);
    let run = |instant: &str, arguments: &[&str]| {
        let ran = site.run_at(instant, arguments).expect("found before");
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.out, ran.err);
        ran.out
    };
    run("2025-09-02T01:00:00Z", &["sync"]);
    let said = run("2025-09-03T01:00:00Z", &["sync", "--mail"]);
    assert!(!said.contains("ở sau ngày lấy số liệu"), "{said}");
    let mails = site.json(0, &["mail", "list"]);
    let of_a = |mail: &&Value| mail["to"] == "a@example.vn";
    let latest = mails["mails"].as_array().expect("a list").iter().find(of_a);
    let id = latest.expect("a mail")["id"].as_str().expect("an id");
    let shown = site.json(0, &["mail", "show", id]);
    let text = plain(shown["message"].as_str().expect("a message"));
    for words in [
        "Đến hết ngày 03/9/2025",
        "không đổi so với kỳ trước",
        "Số liệu lấy lúc 08 giờ 00 phút ngày 03/9/2025",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    // A day after the last pull is one of which not everything is known.
    let said = run("2025-09-04T01:00:00Z", &["report", "--as-of", "2025-09-10"]);
    assert!(
        said.contains("ở sau ngày lấy số liệu (03/9/2025)"),
        "{said}"
    );
    let early = site.json_at(
        "2025-09-04T01:00:00Z",
        65,
        &["report", "--known-at", "2025-08-01"],
    );
    let error = &early.expect("found before")["error"];
    assert_eq!(error["kind"], "cli-nothing-known");
    let next = error["next_step"].as_str().expect("a sentence");
    assert!(next.contains("01/9/2025 08:00:0"), "{next}");
}

/// A file that was saved again printed the hash of the one before.
#[test]
fn a_file_saved_again_is_told_by_its_own_hash() {
    let site = Site::new();
    let first = site.json(0, &["sync", "--as-of", "2025-09-30"]);
    let quoted = CAM_THANH.replacen("Phường Cẩm Thành", "\"Phường Cẩm Thành\"", 1);
    site.sheet(&[&quoted, NGHIA_LO, AN_PHU]);
    let again = site.json(0, &["sync", "--as-of", "2025-09-30"]);
    assert_eq!(again["outcome"], "unchanged");
    assert_eq!(again["snapshot"], first["snapshot"]);
    let hash = |document: &Value| document["sources"][0]["sha256"].clone();
    assert_ne!(hash(&again), hash(&first));
}
