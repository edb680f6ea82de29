//! The results sheet through the program's own doors: what is written, what is left alone, every
//! refusal, and a process that is killed between the request and the note of it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::stand_in::{RESULTS, StandIn};
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

const TAB: &str = "Kết quả rà soát";

/// A stand-in, and an installation that writes its results there.
fn site() -> Option<(StandIn, Site)> {
    let folder = tempfile::tempdir().unwrap();
    let workbook = folder.path().join("a.xlsx");
    super::workbook::write(&workbook);
    let stand_in = StandIn::start(&workbook)?;
    let mut site = Site::new();
    let base = stand_in.base();
    let key = stand_in.file("key.json");
    site.service += &format!(
        "[google]\nsheets_endpoint = \"{base}\"\ndrive_endpoint = \"{base}\"\nlink_endpoint = \"{base}\"\ncredentials_file = \"{}\"\n",
        key.display()
    );
    site.tables += &format!("[results]\nspreadsheet = \"{RESULTS}\"\n");
    site.configure();
    Some((stand_in, site))
}

/// A tab's rows, a line each; without the time, which is another at each run.
fn shown(stand_in: &StandIn) -> String {
    let mut text = String::new();
    for row in stand_in.results()[TAB]["rows"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let cells: Vec<String> = row
            .as_array()
            .unwrap()
            .iter()
            .take(10)
            .map(|cell| cell.as_str().unwrap().replace('\n', " ⏎ "))
            .collect();
        let _ = writeln!(text, "{}", cells.join(" | "));
    }
    text
}

fn sheet_requests(stand_in: &StandIn) -> usize {
    let paths = stand_in.paths();
    paths.iter().filter(|path| path.contains(RESULTS)).count()
}

#[test]
fn the_sheet_says_how_each_commune_stands_and_only_what_differs_is_written() {
    let Some((stand_in, site)) = site() else {
        return;
    };
    site.json(0, &["sync", "--no-mail"]);
    insta::assert_snapshot!(shown(&stand_in), @r"
    Mã | Đơn vị | Tình trạng | Số quyết định | Ngày ký | Thời hạn | Thành phần Tổ | Cần rà soát | Nội dung | Ô
    21025 | Phường Cẩm Thành | Đã ban hành | 15/QĐ-UBND | 28/7/2025 | Đúng hạn | Phù hợp, có nội dung lưu ý | Cần xem lại: 1 | Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở. Đề nghị UBND phường bổ sung. | sheet!A2
    21028 | Phường Nghĩa Lộ | Chưa báo cáo | chưa có số liệu | chưa có số liệu | Quá hạn, chưa ban hành | chưa có số liệu | Phải sửa: 1 | Đơn vị chưa báo cáo nội dung nào; căn cứ Công văn của Sở. Đề nghị UBND phường ban hành quyết định thành lập Tổ và báo cáo. | sheet!A3
    21034 | Xã An Phú | Đã ban hành | 20/QĐ-UBND | 20/8/2025 | Ban hành sau hạn | Chưa phù hợp | Phải sửa: 1; Cần xem lại: 2 | Tổ trưởng là Phó Chủ tịch UBND xã; theo điểm 1 Công văn của Sở, Tổ trưởng là Chủ tịch UBND. Đề nghị UBND xã rà soát, kiện toàn. ⏎ Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở. Đề nghị UBND xã bổ sung. ⏎ Quyết định ký ngày 20/8/2025, sau hạn 15/8/2025; căn cứ thời hạn nêu tại Công văn của Sở. Đề nghị UBND xã lưu ý thời hạn. | sheet!F4 ⏎ sheet!A4 ⏎ sheet!C4
    ");
    let results = stand_in.results();
    assert_eq!(results[TAB]["warned"], json!([true]));
    assert_eq!(results["Trang tính1"]["rows"], json!([]), "another tab");
    assert_eq!(sheet_requests(&stand_in), 3);
    let state = site.json(0, &["status"]);
    assert_eq!(state["campaigns"][0]["results"]["state"], "written");

    // Asked again: one look, and nothing is written, the time neither.
    stand_in.reset();
    site.json(0, &["sync", "--no-mail"]);
    stand_in.control(&json!({"results": {TAB: results[TAB].clone()}}));
    let again = site.json(0, &["results"]);
    assert_eq!(
        (&again["outcome"], &again["changes"]),
        (&json!("unchanged"), &json!([]))
    );
    assert_eq!(sheet_requests(&stand_in), 1);

    // A commune founds its team.
    let founded = "Phường Nghĩa Lộ,16/QĐ-UBND,30/7/2025,Lê Văn Bốn,Tổ trưởng,Chủ tịch UBND phường,0912345670\n";
    site.sheet(&[CAM_THANH, founded, AN_PHU]);
    site.json(0, &["sync", "--no-mail"]);
    insta::assert_snapshot!(shown(&stand_in), @r"
    Mã | Đơn vị | Tình trạng | Số quyết định | Ngày ký | Thời hạn | Thành phần Tổ | Cần rà soát | Nội dung | Ô
    21025 | Phường Cẩm Thành | Đã ban hành | 15/QĐ-UBND | 28/7/2025 | Đúng hạn | Phù hợp, có nội dung lưu ý | Cần xem lại: 1 | Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở. Đề nghị UBND phường bổ sung. | sheet!A2
    21028 | Phường Nghĩa Lộ | Đã ban hành | 16/QĐ-UBND | 30/7/2025 | Đúng hạn | Phù hợp, có nội dung lưu ý | Cần xem lại: 1 | Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở. Đề nghị UBND phường bổ sung. | sheet!A3
    21034 | Xã An Phú | Đã ban hành | 20/QĐ-UBND | 20/8/2025 | Ban hành sau hạn | Chưa phù hợp | Phải sửa: 1; Cần xem lại: 2 | Tổ trưởng là Phó Chủ tịch UBND xã; theo điểm 1 Công văn của Sở, Tổ trưởng là Chủ tịch UBND. Đề nghị UBND xã rà soát, kiện toàn. ⏎ Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở. Đề nghị UBND xã bổ sung. ⏎ Quyết định ký ngày 20/8/2025, sau hạn 15/8/2025; căn cứ thời hạn nêu tại Công văn của Sở. Đề nghị UBND xã lưu ý thời hạn. | sheet!F4 ⏎ sheet!A4 ⏎ sheet!C4
    ");
    let told = stand_in.results().to_string();
    for hidden in ["Lê Văn Bốn", "Trần Văn Một", "0912345670", "912345670"] {
        assert!(!told.contains(hidden), "{hidden}");
    }
}

#[test]
fn a_dry_run_and_doctor_write_nothing() {
    let Some((stand_in, site)) = site() else {
        return;
    };
    stand_in.fault("write", "sheets-disabled", -1);
    stand_in.fault("structure", "sheets-disabled", -1);
    site.json(0, &["sync", "--no-mail"]);
    stand_in.reset();
    let document = site.json(0, &["results", "--dry-run"]);
    assert_eq!(document["outcome"], "dry-run");
    assert_eq!(document["changes"].as_array().unwrap().len(), 3 * 11);
    let ran = site.run(&["doctor"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("Trang kết quả"), "{}", ran.out);
    assert_eq!(stand_in.results()[TAB], Value::Null);
}

#[test]
fn a_tab_that_stands_there_is_ours_by_its_header_alone() {
    let Some((stand_in, site)) = site() else {
        return;
    };
    site.json(0, &["sync", "--no-mail"]);
    let ours = stand_in.results()[TAB]["rows"].clone();
    let check = |before: Value, code: i32, kind: &str| {
        stand_in.control(&json!({"results": {TAB: {"rows": before}}}));
        let document = site.json(code, &["results"]);
        match kind {
            "" => {}
            kind => {
                assert_eq!(document["error"]["kind"], kind);
                assert_eq!(stand_in.results()[TAB]["rows"], before, "{kind}");
            }
        }
    };
    check(json!([]), 0, "");
    assert_eq!(stand_in.results()[TAB]["warned"], json!([true]));
    check(
        json!([["STT", "Đơn vị"], ["1", "Xã A"]]),
        65,
        "foreign-header",
    );
    check(json!([[""], ["ghi chú"]]), 65, "foreign-header");
    // What was typed over is put right; what stands beside and below stays.
    let mut typed = ours.clone();
    typed[1][2] = json!("Đã xong");
    typed[2][0] = json!(21028);
    typed[0]
        .as_array_mut()
        .unwrap()
        .push(json!("Ghi chú của Sở"));
    typed.as_array_mut().unwrap().push(json!(["Người lập"]));
    check(typed.clone(), 0, "");
    let after = stand_in.results()[TAB]["rows"].clone();
    assert_eq!(after[1][2], ours[1][2]);
    assert_eq!(after[0][11], "Ghi chú của Sở");
    assert_eq!(after[4][0], "Người lập");
}

#[test]
fn a_short_tab_grows_and_another_name_is_another_tab() {
    let Some((stand_in, mut site)) = site() else {
        return;
    };
    site.tables += "tab = \"Của 'Sở'\"\n";
    site.configure();
    let small = json!({"rows": [], "grid": [2, 4]});
    stand_in.control(&json!({"results": {"Của 'Sở'": small, TAB: {"rows": [["x"]]}}}));
    site.json(0, &["sync", "--no-mail"]);
    let results = stand_in.results();
    assert_eq!(results["Của 'Sở'"]["grid"], json!([4, 11]));
    assert_eq!(results["Của 'Sở'"]["rows"].as_array().unwrap().len(), 4);
    assert_eq!(results[TAB]["rows"], json!([["x"]]), "never another tab");
}

/// What goes wrong, what `results` says of it, and whether the sheet is written in the end.
#[test]
fn refusals_and_faults_are_met_as_those_of_a_pull() {
    let Some((stand_in, site)) = site() else {
        return;
    };
    // Nothing of it stops the run.
    stand_in.fault("write", "sheets-disabled", -1);
    site.json(0, &["sync", "--no-mail"]);
    let state = site.json(0, &["status"]);
    assert_eq!(state["campaigns"][0]["results"]["state"], "failing");

    let shared =
        json!({"shared": true, "editor": true, "mime": "application/vnd.google-apps.spreadsheet"});
    let check = |change: Value, fault: Option<(&str, &str, i32)>, code: i32, kind: &str| {
        stand_in.reset();
        stand_in.change(RESULTS, shared.clone());
        stand_in.change(RESULTS, change.clone());
        if let Some((route, fault, times)) = fault {
            stand_in.fault(route, fault, times);
        }
        let document = site.json(code, &["results"]);
        if code == 0 {
            assert_eq!(document["outcome"], "written", "{change} {fault:?}");
            assert_eq!(shown(&stand_in).lines().count(), 4, "{fault:?}");
        } else {
            assert_eq!(document["error"]["kind"], kind, "{change} {fault:?}");
            let state = site.json(0, &["status"]);
            assert_eq!(state["campaigns"][0]["results"]["state"], "failing");
        }
        assert!(stand_in.results().is_object());
    };
    let none = json!({});
    check(json!({"shared": false}), None, 77, "not-shared");
    check(json!({"editor": false}), None, 77, "read-only");
    check(
        json!({"mime": "application/vnd.ms-excel"}),
        None,
        65,
        "office-file",
    );
    for (route, fault) in [
        ("write", "write-quota"),
        ("write", "html-502"),
        ("write", "unavailable"),
        ("write", "reset"),
        ("write", "unauthenticated"),
        ("sheets", "cut-chunked"),
        ("sheets", "quota"),
        ("structure", "html-502"),
        // The answer is lost after it was done: done again it is the same.
        ("write-answer", "reset"),
    ] {
        check(none.clone(), Some((route, fault, 1)), 0, "");
    }
    check(
        none.clone(),
        Some(("write", "sheets-disabled", -1)),
        77,
        "api-disabled",
    );
    check(
        none.clone(),
        Some(("write", "scope-insufficient", -1)),
        77,
        "scope-missing",
    );
    check(
        none.clone(),
        Some(("sheets", "sheets-unknown", -1)),
        77,
        "unknown-id",
    );
    check(
        none.clone(),
        Some(("write", "captive-portal", -1)),
        65,
        "web-page",
    );
    // What may not be protected is written all the same.
    stand_in.reset();
    stand_in.control(&json!({"results": {TAB: {"rows": []}}}));
    stand_in.fault("structure", "protected", -1);
    assert_eq!(site.json(0, &["results"])["outcome"], "written");
    assert_eq!(stand_in.results()[TAB]["warned"], json!([]));
}

#[test]
fn killed_between_the_request_and_its_note_nothing_is_lost_or_doubled() {
    let Some((stand_in, site)) = site() else {
        return;
    };
    for step in ["write-answer", "structure-answer"] {
        stand_in.reset();
        stand_in.fault(step, "stall", 1);
        let program = Path::new(env!("CARGO_BIN_EXE_cnscd")).as_os_str();
        // The first time the run stores, the second time it is asked for.
        let command = if step == "write-answer" {
            "sync"
        } else {
            "results"
        };
        let mut child = site
            .command(program, &[command])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let since = Instant::now();
        while stand_in.results()[TAB].is_null()
            || (step == "write-answer" && shown(&stand_in).is_empty())
        {
            assert!(since.elapsed() < Duration::from_secs(20), "{step}");
            sleep(Duration::from_millis(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let state = site.json(0, &["status"]);
        assert_ne!(
            state["campaigns"][0]["results"]["state"], "written",
            "{step}"
        );
        let document = site.json(0, &["results"]);
        let expected = if step == "write-answer" {
            "unchanged"
        } else {
            "written"
        };
        assert_eq!(document["outcome"], expected, "{step}");
        assert_eq!(shown(&stand_in).lines().count(), 4, "{step}");
        let tabs = stand_in.results().as_object().unwrap().len();
        assert_eq!(tabs, 2, "{step}");
        let state = site.json(0, &["status"]);
        assert_eq!(
            state["campaigns"][0]["results"]["state"], "written",
            "{step}"
        );
    }
}

#[test]
fn while_a_pull_is_in_quarantine_nothing_is_written() {
    let Some((stand_in, site)) = site() else {
        return;
    };
    site.json(0, &["sync", "--no-mail"]);
    let before = stand_in.results();
    site.sheet(&[NGHIA_LO]);
    let held = site.json(65, &["sync", "--no-mail"]);
    let refused = site.json(65, &["results"]);
    assert_eq!(refused["error"]["kind"], "results-held");
    assert_eq!(stand_in.results(), before);
    let run = held["run"].as_str().unwrap();
    site.json(0, &["sync", "--no-mail", "--accept", run]);
    assert_ne!(stand_in.results(), before);
}

#[test]
fn without_an_account_a_workbook_says_the_same() {
    let mut site = Site::new();
    site.json(0, &["sync", "--no-mail"]);
    assert!(!site.has("reports/KetQua_c.xlsx"), "nobody asked");
    site.tables += "[results]\n";
    site.configure();
    let document = site.json(0, &["results"]);
    assert_eq!(document["outcome"], "placed");
    let path = document["path"].as_str().unwrap();
    assert!(path.ends_with("KetQua_c.xlsx"), "{path}");
    assert!(Path::new(path).is_file());
    let read = site.json(0, &["check", path]);
    assert_eq!(read["sources"][0]["tabs"][0]["title"], TAB);
    // A run that stores something writes it again.
    std::fs::remove_file(path).unwrap();
    site.sheet(&[CAM_THANH, AN_PHU]);
    site.json(0, &["sync", "--no-mail"]);
    assert!(Path::new(path).is_file());
}
