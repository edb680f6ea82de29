//! Every exit code of the contract by a real case; what stdout holds then; and what is left
//! behind, which is nothing half-written.

use std::fs;
use std::process::Stdio;

use cnscd::store::Store;

use crate::support::site::{AN_PHU, CAM_THANH, HEAD, NGHIA_LO, Ran, Site};
use crate::support::web;

const LINK: &str = "https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit";

/// A call that fails: its code, its kind, and a message and a next step in both languages.
#[track_caller]
fn check(site: &Site, arguments: &[&str], code: i32, kind: &str) {
    let document = site.json(code, arguments);
    assert_eq!(document["error"]["kind"], kind, "{document}");
    for part in ["message", "next_step"] {
        let said = document["error"][part].as_str().expect("a sentence");
        assert!(
            !said.is_empty() && (kind == "usage" || !said.ends_with('.')),
            "{kind} {part}: {said:?}"
        );
        assert!(!said.contains("/config/.."), "{said}");
    }
    let vi = site.run(arguments);
    assert_eq!((vi.code, vi.out.as_str()), (code, ""), "{arguments:?}");
    let en = site.run(&[arguments, &["--lang", "en"]].concat());
    if code != 64 || kind != "usage" {
        assert!(
            vi.err.contains("Lỗi: ") && vi.err.contains("Việc cần làm: "),
            "{}",
            vi.err
        );
        assert!(
            en.err.contains("Error: ") && en.err.contains("Next step: "),
            "{}",
            en.err
        );
        assert_ne!(vi.err, en.err);
    }
}

#[test]
fn a_command_line_that_is_not_understood_is_64() {
    let site = Site::new();
    for arguments in [
        &["bogus"][..],
        &[],
        &["sync", "--as-of", "08/15/2025"],
        &["sync", "--mail", "--no-mail"],
        &["sync", "--dry-run", "--accept", "x"],
        &["status", "--lang", "fr"],
        &["check"],
        &["mail"],
        &["purge"],
        &["report", "--unpin", "3f9c2a1b", "--reason", "x"],
    ] {
        check(&site, arguments, 64, "usage");
    }
    check(&site, &["sync", "other"], 64, "cli-campaign-unknown");
    check(&site, &["purge", "--older-than", "30d"], 65, "cli-no-store");
    check(
        &site,
        &["report", "--known-at", "yesterday"],
        64,
        "cli-moment",
    );
    site.json(0, &["sync"]);
    check(&site, &["purge", "--older-than", "soon"], 64, "cli-age");
    let pin = ["report", "--reason", "hồ sơ", "--pin"];
    for hash in ["", "3f9c", "0123456789abcdef"] {
        check(
            &site,
            &[&pin[..], &[hash]].concat(),
            64,
            "cli-report-unknown",
        );
    }
    check(&site, &["explain", "everything"], 64, "cli-figure-unknown");
    check(&site, &["explain", "Nghia Lo"], 64, "cli-commune-which");
    check(&site, &["mail", "show", "x"], 64, "cli-mail-unknown");
    assert_eq!(site.run(&["--help"]).code, 0);
    assert_eq!(site.run(&["sync", "--version"]).code, 0);
}

#[test]
fn of_several_campaigns_one_must_be_named() {
    let site = Site::new();
    let second = fs::read_to_string(site.path("config/campaigns/c.toml")).expect("it is there");
    site.write(
        "config/campaigns/d.toml",
        second.replace("name = \"c\"", "name = \"d\""),
    );
    site.write(
        "config/cnscd.toml",
        "campaigns = [\"campaigns/c.toml\", \"campaigns/d.toml\"]\n",
    );
    for arguments in [
        &["sync"][..],
        &["check", "sheet.csv"],
        &["report"],
        &["changes", "--since", "2025-08-01"],
        &["explain", "issued"],
    ] {
        check(&site, arguments, 64, "cli-campaign-which");
    }
    assert_eq!(site.json(0, &["sync", "d"])["campaign"], "d");
    assert_eq!(
        site.json(0, &["check", "sheet.csv", "--campaign", "c"])["campaign"],
        "c"
    );
    assert_eq!(
        site.json(0, &["status"])["campaigns"]
            .as_array()
            .expect("a list")
            .len(),
        2
    );
    assert_eq!(site.json(0, &["runs"])["runs"][0]["campaign"], "d");
    assert_eq!(site.json(0, &["runs", "c"])["runs"], serde_json::json!([]));
}

#[test]
fn a_workbook_that_cannot_be_used_is_65_and_nothing_is_kept_of_it() {
    let site = Site::new();
    fs::create_dir(site.path("empty")).expect("a folder");
    site.write("noise.xlsx", [0, 159, 146, 150].repeat(999));
    site.write(
        "page.xlsx",
        "<!DOCTYPE html><html><body>Lỗi máy chủ</body></html>",
    );
    site.write("other.csv", "Ngày,Nhiệt độ\n1/8/2025,35\n");
    site.write("large.csv", "x".repeat(2 << 20));
    let mut limited = site;
    limited.service.push_str("[google]\nmax_file = \"1MiB\"\n");
    limited.configure();
    let site = limited;
    for (source, kind) in [
        ("missing.xlsx", "missing"),
        ("empty", "empty-folder"),
        ("noise.xlsx", "table-unrecognised"),
        ("page.xlsx", "table-html-page"),
        ("other.csv", "cli-no-tab"),
        ("large.csv", "too-large"),
    ] {
        check(&site, &["check", source], 65, kind);
        check(&site, &["sync", "--source", source], 65, kind);
    }
    assert!(site.files("reports").is_empty() && !site.has("var/mail"));
    let runs = site.json(0, &["runs"]);
    for run in runs["runs"].as_array().expect("a list") {
        assert_eq!(
            (&run["outcome"], &run["snapshot"]),
            (&"failed".into(), &().into()),
            "{run}"
        );
        assert!(run["error"].is_string(), "{run}");
    }
    assert_eq!(
        site.json(0, &["mail", "list"])["mails"],
        serde_json::json!([])
    );
}

#[test]
fn a_pull_that_lost_too_much_is_held_back_with_65_until_an_operator_decides() {
    let site = Site::new();
    let good = site.json(0, &["sync"]);
    site.sheet(&[NGHIA_LO]);
    let would = site.json(0, &["sync", "--dry-run"]);
    assert!(would["quarantine"].is_array() && would["would_mail"] == serde_json::json!([]));
    let held = site.json(65, &["sync"]);
    assert_eq!(held["outcome"], "quarantined");
    assert!(held["quarantine"][0].is_string(), "{held}");
    assert_eq!(
        held["report"], good["report"],
        "the last good report stands"
    );
    assert_eq!(held["mail"]["queued"], 0);
    assert_eq!(site.json(0, &["status"])["state"], "quarantined");
    let run = held["run"].as_str().expect("an id");
    let rejected = site.json(0, &["sync", "--reject", run, "--reason", "lọc nhầm"]);
    assert_eq!(
        (&rejected["outcome"], &rejected["report"]),
        (&"unchanged".into(), &good["report"])
    );
    assert_eq!(
        site.json(0, &["runs", "--limit", "1"])["runs"][0]["reason"],
        "lọc nhầm"
    );
    let listed = site.run(&["runs", "--limit", "1"]).out;
    assert!(listed.contains("bằng tay: lọc nhầm"), "{listed}");

    let again = site.json(65, &["sync"]);
    let run = again["run"].as_str().expect("an id");
    let accepted = site.json(0, &["sync", "--accept", run]);
    assert_eq!(accepted["outcome"], "stored");
    assert_eq!(accepted["progress"]["issued"], 0);
    assert_eq!(site.json(0, &["sync"])["outcome"], "unchanged");
    let text = site.run(&["sync", "--accept", run]);
    assert!(
        text.code != 0 && text.out.is_empty(),
        "decided once: {}",
        text.out
    );
}

#[test]
fn a_service_that_cannot_be_reached_is_69() {
    let mut site = Site::new();
    site.service
        .push_str("[google]\nlink_endpoint = \"http://127.0.0.1:1/\"\npull_deadline = \"2s\"\n");
    site.configure();
    let document = site.json(69, &["check", LINK]);
    assert!(document["error"]["next_step"].is_string(), "{document}");
}

#[test]
fn what_is_not_ours_to_read_is_77() {
    for (status, page) in [
        ("404 Not Found", "<html>Không tìm thấy</html>"),
        (
            "200 OK",
            "<html><head><title>Sign in - Google Accounts</title></head><body><form action=\"https://accounts.google.com/ServiceLogin\"></form></body></html>",
        ),
    ] {
        let mut site = Site::new();
        let base = web::answering(status, "text/html; charset=utf-8", page.as_bytes());
        site.service
            .push_str(&format!("[google]\nlink_endpoint = \"{base}\"\n"));
        site.configure();
        let document = site.json(77, &["sync", "--source", LINK]);
        assert!(
            document["error"]["kind"].is_string(),
            "{status}: {document}"
        );
        assert!(site.files("reports").is_empty());
    }
}

#[test]
fn where_nothing_can_be_written_it_is_73() {
    // The tests may run as root, whom no permission stops: a file stands where a folder should be.
    let site = Site::new();
    site.write("reports", "");
    check(&site, &["sync"], 73, "folder-cannot-write");
    let runs = site.json(0, &["runs"]);
    assert_eq!(runs["runs"][0]["outcome"], "failed");
    assert_eq!(
        runs["runs"][0]["snapshot"],
        serde_json::Value::Null,
        "nothing was stored"
    );
    assert_eq!(
        site.json(0, &["mail", "list"])["mails"],
        serde_json::json!([])
    );
    check(&site, &["report"], 65, "cli-nothing-stored");

    let site = Site::new();
    site.write("var", "");
    check(&site, &["sync"], 73, "store-cannot-write");
    assert!(!site.has("reports"));

    let site = Site::new();
    site.json(0, &["sync"]);
    check(
        &site,
        &["report", "--out", "sheet.csv/x.xlsx"],
        73,
        "folder-cannot-write",
    );
    check(
        &site,
        &["backup", "sheet.csv/x.db"],
        73,
        "store-cannot-write",
    );
    check(&site, &["init"], 73, "cli-init-there");
}

#[tokio::test]
async fn what_another_process_holds_is_75() {
    let site = Site::new();
    site.json(0, &["sync"]);
    let store = Store::open(&site.path("var/cnscd.db"))
        .await
        .expect("it opens");
    let lock = store.lock("c").await.expect("nobody else runs");
    check(&site, &["sync"], 75, "store-campaign-held");
    assert_eq!(
        site.json(0, &["runs", "--limit", "1"])["runs"][0]["outcome"],
        "busy"
    );
    lock.release().await;
    let outbox = store.lock_outbox().await.expect("nobody else sends");
    check(&site, &["mail", "retry"], 75, "store-outbox-held");
    outbox.release().await;
    store.close().await;
    assert_eq!(site.json(0, &["sync"])["outcome"], "unchanged");
}

#[test]
fn a_broken_configuration_or_key_is_78() {
    let mut site = Site::new();
    check(
        &site,
        &["sync", "--config", "nowhere.toml"],
        78,
        "configuration",
    );
    site.service
        .push_str("[google]\ncredentials_file = \"../key.json\"\n");
    site.configure();
    site.write("key.json", "{\"type\": \"service_account\"");
    let document = site.json(78, &["sync", "--source", LINK]);
    assert!(
        document["error"]["message"]
            .as_str()
            .expect("text")
            .contains("key.json"),
        "{document}"
    );
    site.write("config/cnscd.toml", "campaigns = []\n");
    check(&site, &["status"], 78, "configuration");
    let site = Site::new();
    fs::remove_dir_all(site.path("config")).expect("it was there");
    check(&site, &["sync"], 78, "cli-no-configuration");
    check(&site, &["status"], 78, "cli-no-configuration");
    check(&site, &["config", "check"], 78, "cli-no-configuration");
    assert!(!site.has("var") && !site.has("reports"));
}

#[test]
fn check_needs_no_configuration_and_leaves_nothing() {
    let site = Site::new();
    fs::remove_dir_all(site.path("config")).expect("it was there");
    let before = site.files("");
    let document = site.json(0, &["check", "sheet.csv", "--as-of", "2025-09-30"]);
    assert_eq!(document["progress"]["communes"], 96);
    assert_eq!(document["progress"]["issued"], 2);
    assert_eq!(site.files(""), before);
}

#[test]
fn the_cells_of_a_tab_are_printed_as_they_are_read() {
    let site = Site::new();
    site.sheet(&["Xã An Phú,=1+1,28/7/2025\n"]);
    let ran = site.run(&["check", "sheet.csv", "--dump", "sheet"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let rows: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(
        rows[1],
        serde_json::json!({
            "tab": "sheet", "row": 2, "hidden": false,
            "cells": {
                "A": {"kind": "text", "value": "Xã An Phú"},
                "B": {"kind": "text", "value": "=1+1"},
                "C": {"kind": "text", "value": "28/7/2025"},
            },
        })
    );
    let ran = site.run(&["check", "sheet.csv", "--dump", "Sheet1"]);
    assert_eq!(ran.code, 64);
    assert!(ran.err.contains("các trang có: sheet"), "{}", ran.err);
}

#[test]
fn check_fails_on_the_findings_that_are_asked_for() {
    let site = Site::new();
    site.write("good.csv", format!("{HEAD}{CAM_THANH}"));
    for (fail_on, code) in [("never", 0), ("warning", 1), ("error", 1)] {
        let document = site.json(code, &["check", "sheet.csv", "--fail-on", fail_on]);
        assert_eq!(
            document["findings"]["error"]
                .as_u64()
                .map(|errors| errors > 0),
            Some(true)
        );
    }
    // A deadline that has not come: nobody is missing yet in a register of one.
    site.write("config/registers/r.csv", "code,name,kind,former_province,former_district\n21025,Cẩm Thành,phuong,Quảng Ngãi,thành phố Quảng Ngãi\n");
    assert_eq!(
        site.run(&["check", "good.csv", "--fail-on", "error"]).code,
        0
    );
    assert_eq!(
        site.run(&["check", "good.csv", "--fail-on", "warning"])
            .code,
        1
    );
}

#[test]
fn the_environment_names_the_configuration_and_the_flag_goes_before_it() {
    let site = Site::new();
    fs::rename(site.path("config"), site.path("elsewhere")).expect("moved");
    site.write("bad.toml", "campaigns = 3");
    let run = |variable: &str, arguments: &[&str]| {
        let mut command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), arguments);
        command.env("CNSCD_CONFIG", variable);
        Ran::of(command)
    };
    let file = site.path("elsewhere/cnscd.toml").display().to_string();
    assert_eq!(run(&file, &["config", "check"]).code, 0);
    assert_eq!(run("elsewhere/cnscd.toml", &["config", "check"]).code, 0);
    assert_eq!(run("bad.toml", &["config", "check"]).code, 78);
    assert_eq!(
        run("bad.toml", &["config", "check", "--config", &file]).code,
        0
    );
    assert_eq!(
        run("", &["config", "check"]).code,
        78,
        "an empty one names nothing"
    );
}

#[test]
fn stdout_is_the_result_and_nothing_else() {
    let site = Site::new();
    for arguments in [
        &["sync"][..],
        &["sync", "-v"],
        &["sync", "-q", "--mail"],
        &["check", "sheet.csv", "-vv"],
        &["status"],
        &["runs"],
        &["changes", "--since", "2025-08-01"],
        &["explain", "issued"],
        &["mail", "list"],
        &["mail", "retry"],
        &["report", "--out", "copy.xlsx"],
        &["doctor"],
        &["config", "check"],
        &["config", "show"],
        &["config", "rules"],
        &["config", "schema"],
        &["backup", "copy.db", "--force"],
    ] {
        let document = site.run(&[arguments, &["--json"]].concat());
        assert_eq!(document.code, 0, "{arguments:?} {}", document.out);
        document.json();
        for language in ["vi", "en"] {
            let ran = site.run(&[arguments, &["--lang", language]].concat());
            assert_eq!(ran.code, 0, "{arguments:?} {}", ran.err);
            assert!(
                !ran.out.contains('\u{1b}'),
                "{arguments:?}: no colours in a pipe"
            );
            assert!(!ran.out.contains("cli-"), "{arguments:?}: {}", ran.out);
            assert!(
                !ran.out.contains("/config/.."),
                "{arguments:?}: {}",
                ran.out
            );
            if language == "en" && arguments[0] == "status" {
                assert!(ran.out.contains("Next run"), "{}", ran.out);
            }
        }
    }
}

#[test]
fn a_pipe_that_is_closed_is_no_failure() {
    let site = Site::new();
    let mut child = site
        .command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &["config", "rules"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn a_late_commune_is_named_on_the_screen() {
    let site = Site::new();
    site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU]);
    let ran = site.run(&["sync", "--as-of", "2025-08-31", "--lang", "vi"]);
    for words in [
        "Đợt thử",
        "31/8/2025",
        "2/3 (66,7%)",
        "sheet!F4",
        "Xã An Phú",
        "BaoCao_ToCNSCD_c_2025-08-31.xlsx",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn a_misspelt_key_is_told_once_and_one_that_is_missing_too() {
    for (line, key, likely) in [
        ("dedline = 2025-08-15", "dedline", "«deadline»"),
        ("", "deadline", "deadline"),
    ] {
        let site = Site::new();
        let campaign = "config/campaigns/c.toml";
        let text = std::fs::read_to_string(site.path(campaign)).expect("a campaign");
        site.write(campaign, text.replace("deadline = 2025-08-15", line));
        let document = site.json(78, &["config", "check"]);
        let problems = document["problems"].as_array().expect("problems");
        assert_eq!(problems.len(), 1, "{document:#}");
        assert_eq!(problems[0]["key"], key);
        let message = problems[0]["message"].as_str().expect("text");
        assert!(message.contains(likely), "{message}");
    }
}

#[test]
fn what_the_configuration_names_must_exist_and_all_of_it_is_told() {
    let mut site = Site::new();
    site.campaign
        .push_str("rules = \"../rules.toml\"\ndirectory = \"../danh-ba.csv\"\n");
    site.tables.push_str(
        "[[waiver]]\ncommune = \"21025\"\nrule = \"leader-not-chairmen\"\nuntil = 2025-12-31\nreason = \"x\"\n",
    );
    site.configure();
    site.write(
        "config/rules.toml",
        "[leader]\naccepted = [\n  \"chairmn-pc\",\n]\n[[component]]\nname = \"Công an\"\noffices = [\"polise\"]\n[rule.leader-mising]\nenabled = true\n",
    );
    site.write(
        "config/danh-ba.csv",
        "\u{feff}code;phones\r\n21025;0905123456\r\n21028;0905123457\r\n",
    );
    // One bad line of the register condemns neither the directory nor the waiver.
    let register = "code,name,kind\n21025,Cẩm Thành,phuong\n";
    let heads = register.replace("kind\n", "kind,former_province,former_district\n");
    site.write(
        "config/registers/r.csv",
        format!(
            "{}21028,Nghĩa Lộ,thon,,\n",
            heads.replace("phuong\n", "phuong,,\n")
        ),
    );
    let told = |site: &Site| -> Vec<String> {
        let document = site.json(78, &["config", "check"]);
        let problems = document["problems"].as_array().expect("problems").iter();
        problems
            .map(|problem| {
                let file = problem["file"].as_str().expect("text");
                let name = file.rsplit('/').next().expect("a name");
                format!(
                    "{name}:{} {}",
                    problem["line"],
                    problem["message"].as_str().expect("text")
                )
            })
            .collect()
    };
    let all = told(&site);
    let has = |start: &str, part: &str| {
        assert!(
            all.iter()
                .any(|one| one.starts_with(start) && one.contains(part)),
            "{start} {part}: {all:#?}"
        );
    };
    has("r.csv:3 ", "xa, phuong, dac_khu");
    has("rules.toml:8 ", "leader-missing");
    has("c.toml:", "«leader-not-chairman»");
    assert_eq!(all.len(), 3, "{all:#?}");
    site.write(
        "config/rules.toml",
        "[leader]\naccepted = [\n  \"chairmn-pc\",\n]\n[[component]]\nname = \"Công an\"\noffices = [\"polise\"]\n",
    );
    site.write("config/registers/r.csv", "");
    let all = told(&site);
    let has = |start: &str, part: &str| {
        assert!(
            all.iter()
                .any(|one| one.starts_with(start) && one.contains(part)),
            "{start} {part}: {all:#?}"
        );
    };
    has("rules.toml:3 ", "«chairman-pc»");
    has("rules.toml:7 ", "police-chief");
    has("r.csv:0 ", "không có đơn vị");
}

#[test]
fn offices_have_codes_and_words() {
    let offices = Site::new().json(0, &["config", "rules", "--offices"]);
    let offices = offices["offices"].as_array().expect("offices");
    for (code, words) in [
        ("chairman-pc", "chủ tịch ubnd"),
        ("vice-chairman-pc", "phó chủ tịch ubnd"),
        ("head-culture-society", "trưởng phòng văn hóa xã hội"),
        ("pvhcc-director", "giám đốc pvhcc"),
    ] {
        let office = offices.iter().find(|one| one["office"] == code);
        assert_eq!(office.expect(code)["words"], words);
    }
}

#[test]
fn a_backup_overwrites_only_when_told_to() {
    let site = Site::new();
    site.json(0, &["sync"]);
    site.json(0, &["backup", "copy.db"]);
    check(&site, &["backup", "copy.db"], 73, "cli-backup-there");
    site.json(0, &["backup", "copy.db", "--force"]);
}

/// The cells of the decision had been listed.
#[test]
fn a_rule_is_explained_by_the_cells_of_its_findings() {
    let site = Site::new();
    site.json(0, &["sync"]);
    let said = site.run(&["explain", "leader-not-chairman"]).out;
    let line = said.lines().nth(1).expect("a commune");
    assert_eq!(line, "  21034 Xã An Phú · sheet!F4");
    let said = site.run(&["explain", "late"]).out;
    let line = said.lines().nth(1).expect("a commune");
    assert_eq!(
        line,
        "  21034 Xã An Phú · 20/QĐ-UBND · 20/8/2025 · sheet!B4 sheet!C4"
    );
    let near = site.json(64, &["explain", "Nghia Lo"]);
    let next = near["error"]["next_step"].as_str().expect("a sentence");
    assert!(next.contains("Phường Nghĩa Lộ (21028)"), "{next}");
}

/// The one question had been below ninety lines that said the same, and all of them «in the report».
#[test]
fn a_check_asks_first_and_says_each_kind_once() {
    let site = Site::new();
    let asked = "Phường Nghĩa Lạ,18/QĐ-UBND,30/7/2025,Phạm Văn Ba,Tổ trưởng,Chủ tịch UBND phường,0912345670\n";
    let wrong: Vec<String> = (0..6)
        .map(|number| {
            format!("Xã An Phú,20/QĐ-UBND,20/8/2025,Lê Thị {number},Thành viên,Công chức,12\n")
        })
        .collect();
    site.sheet(&["Phường Cẩm Thành,,,,,,\n", asked, &wrong.concat()]);
    let said = site.run(&["check", "sheet.csv"]).out;
    let place = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words}\n{said}"))
    };
    assert!(place("Cần trả lời (1):") < place("Rà soát:"));
    assert!(place("Rà soát:") < place("[Cần xem lại] Số điện thoại không đúng dạng: 6"));
    assert!(place("… và 3 nội dung nữa cùng loại") < place("cnscd check --all"));
    assert!(!said.contains("trong báo cáo"), "{said}");
    assert_eq!(said.matches("«Phường Nghĩa Lạ»").count(), 1, "{said}");
    // Two sentences of one rule stood below the same heading twice, with a part of its count each.
    let heading = "Chưa có quyết định thành lập Tổ tại ngày tính số liệu: 2";
    assert_eq!(said.matches(heading).count(), 1, "{said}");
    let all = site.run(&["check", "sheet.csv", "--all"]).out;
    assert_eq!(all.matches("Số điện thoại «12»").count(), 6, "{all}");
    assert!(!all.contains("cùng loại"), "{all}");
}

/// With two sources that have a tab of one name nobody could tell whose cell it is.
#[test]
fn a_cell_names_its_source_where_two_have_such_a_tab() {
    let site = Site::new();
    site.sheet(&[AN_PHU]);
    let other = fs::read(site.path("sheet.csv")).expect("a sheet");
    site.write("khac/sheet.csv", other);
    site.sheet(&[CAM_THANH]);
    let said = site.run(&["check", "sheet.csv", "khac/sheet.csv"]).out;
    assert!(said.contains("nguon-2 › sheet!F2  Xã An Phú"), "{said}");
    let said = site.run(&["check", "khac/sheet.csv"]).out;
    assert!(
        said.contains(" sheet!F2  Xã An Phú") && !said.contains('›'),
        "{said}"
    );
}

/// Findings of a rule on trial had been nowhere, though the rules file promises them to operators.
#[test]
fn a_rule_on_trial_speaks_to_operators() {
    let mut site = Site::new();
    let rules = include_str!("../../config/rules/to-cnscd.toml");
    let tried = rules.replacen(
        "[rule.decision-late]",
        "[rule.decision-late]\ntrial = true",
        1,
    );
    assert_ne!(tried, rules);
    site.write("config/rules/r.toml", tried);
    site.campaign += "rules = \"../rules/r.toml\"\n";
    site.configure();
    let said = site.run(&["check", "sheet.csv"]).out;
    assert!(!said.contains("đang thử"), "{said}");
    let said = site.run(&["check", "sheet.csv", "-v"]).out;
    let place = said
        .find("Quy tắc đang thử, không vào báo cáo (1):")
        .expect("a heading");
    assert!(said[place..].contains("sheet!C4"), "{said}");
}

/// A report of a day to come, or of one before all data, had come without a word.
#[test]
fn a_day_that_cannot_be_counted_is_said_to_be_one() {
    let site = Site::new();
    site.json(0, &["sync"]);
    for (day, words) in [
        ("2199-01-01", Some("ở sau ngày lấy số liệu")),
        (
            "30/6/2025",
            Some("ở trước ngày các đơn vị bắt đầu hoạt động (01/7/2025)"),
        ),
        ("2025-08-01", None),
    ] {
        for command in [
            &["report", "--out", "r.xlsx"][..],
            &["check", "sheet.csv"],
            &["explain", "issued"],
        ] {
            let said = site.run(&[command, &["--as-of", day]].concat()).out;
            match words {
                Some(words) => assert!(said.contains(words), "{command:?} {day}\n{said}"),
                None => assert!(!said.contains("Lưu ý: ngày"), "{command:?} {day}\n{said}"),
            }
        }
    }
    let report = site.json(0, &["report", "--as-of", "2199-01-01", "--out", "r.xlsx"]);
    assert!(report["remark"].is_string(), "{report}");
}

#[test]
fn the_raw_bytes_of_a_pull_are_given_out() {
    let site = Site::new();
    let snapshot = site.json(0, &["sync"])["snapshot"].clone();
    let snapshot = snapshot.as_str().expect("an id");
    let sheet = std::fs::read(site.path("sheet.csv")).expect("the sheet");
    let document = site.json(0, &["raw", snapshot, "--out", "again.csv"]);
    assert_eq!(document["files"][0]["bytes"], sheet.len());
    site.json(0, &["raw", snapshot, "--out", "raw/"]);
    for copy in ["again.csv", "raw/s.csv"] {
        let path = site.path(copy);
        assert_eq!(std::fs::read(&path).expect("a copy"), sheet);
        let mode = std::fs::metadata(&path).expect("a copy").permissions();
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777,
            0o600
        );
    }
    for (arguments, code, kind) in [
        (
            &["raw", snapshot, "--out", "again.csv"][..],
            73,
            "cli-raw-there",
        ),
        (&["raw", "x", "--out", "x.csv"], 64, "cli-snapshot-unknown"),
        (
            &["raw", snapshot, "--source", "x", "--out", "x.csv"],
            64,
            "cli-raw-which",
        ),
    ] {
        let refused = site.json(code, arguments);
        assert_eq!(refused["error"]["kind"], kind, "{arguments:?}");
    }
}

#[test]
fn quiet_says_only_errors() {
    let site = Site::new();
    for arguments in [
        &["sync"][..],
        &["check", "sheet.csv"],
        &["report"],
        &["doctor"],
        &["backup", "copy.db"],
        &["mail", "retry"],
    ] {
        let ran = site.run(&[arguments, &["-q"]].concat());
        assert_eq!(
            (ran.code, &*ran.out, &*ran.err),
            (0, "", ""),
            "{arguments:?}"
        );
    }
    assert!(
        site.run(&["status", "-q"]).out.contains("c)"),
        "what was asked for is said"
    );
    assert!(site.run(&["explain", "x", "-q"]).err.contains("Lỗi"));
    site.write("sheet.csv", crate::support::site::HEAD);
    assert!(site.run(&["sync", "-q"]).out.contains("tạm giữ"));
}
