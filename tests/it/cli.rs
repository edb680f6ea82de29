//! What commands print and take: stdout, stderr, flags, the environment, and the screens of `check`.

use std::fs;
use std::process::Stdio;

use crate::support::site::{AN_PHU, CAM_THANH, HEAD, NGHIA_LO, Ran, Site};

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
