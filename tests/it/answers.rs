//! What the program asks and what a person answers, through the binary: an answer counts at once,
//! is named in the report, and is taken back.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::book::Book;
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

/// A name that means no commune, with a decision that counts.
const NGHIA_LA: &str =
    "Phường Nghĩa Lạ,18/QĐ-UBND,30/7/2025,Phạm Văn Ba,Tổ trưởng,Chủ tịch UBND phường,0912345670\n";
/// A claim that cannot be counted.
const UNDATED: &str = "Xã An Phú,20/QĐ-UBND,,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n";

fn why<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [
        &["answer"],
        arguments,
        &["--reason", "đã gọi điện", "--who", "lan"],
    ]
    .concat()
}

#[track_caller]
fn issued(site: &Site, arguments: &[&str]) -> Value {
    let document = site.json(0, arguments);
    let progress = match document.get("campaigns") {
        Some(campaigns) => &campaigns[0]["progress"],
        None => &document["progress"],
    };
    progress["issued"].clone()
}

fn kinds(document: &Value) -> Vec<&str> {
    let questions = document["questions"].as_array().expect("a list");
    questions
        .iter()
        .map(|question| question["kind"].as_str().expect("a word"))
        .collect()
}

#[test]
fn a_name_is_asked_about_and_answered_without_another_pull() {
    let site = Site::new();
    site.sheet(&[CAM_THANH, NGHIA_LA, AN_PHU]);
    site.json(0, &["sync"]);
    assert_eq!(issued(&site, &["status"]), 2);
    let asked = site.json(0, &["questions"]);
    assert_eq!(kinds(&asked), ["name"], "{asked}");
    let question = &asked["questions"][0];
    assert_eq!(question["cells"], json!(["sheet!A3"]));
    assert_eq!(question["candidates"][0]["code"], "21028");
    assert!(
        question["candidates"][0]["fit"].as_f64() > Some(0.8),
        "{question}"
    );
    let command = "cnscd answer alias 'Phường Nghĩa Lạ' 21028 --reason '…'";
    assert_eq!(question["answers"][0], command);
    // The sheet is out of reach: what is stored is enough.
    let sheet = std::fs::read(site.path("sheet.csv")).expect("the sheet");
    std::fs::remove_file(site.path("sheet.csv")).expect("the sheet");
    let alias = why(&["alias", "Phường Nghĩa Lạ", "21028"]);
    let trial = site.json(0, &[&alias[..], &["--dry-run"]].concat());
    assert_eq!(trial["stored"], false);
    assert_eq!(trial["changes"]["after"]["issued"], 3, "{trial}");
    assert_eq!(issued(&site, &["status"]), 2, "nothing is kept");
    let given = site.json(0, &alias);
    let moved = json!([{"code": "21028", "name": "Phường Nghĩa Lộ", "before": "not_reported", "after": "issued"}]);
    assert_eq!(given["changes"]["moved"], moved);
    assert_eq!(issued(&site, &["status"]), 3);
    assert_eq!(issued(&site, &["report"]), 3);
    assert_eq!(
        site.json(0, &["explain", "issued"])["communes"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    assert_eq!(kinds(&site.json(0, &["questions"])), [""; 0]);
    // The next pull reads by it too, and nothing is stale.
    site.write("sheet.csv", sheet);
    let synced = site.json(0, &["sync"]);
    assert_eq!(
        (&synced["outcome"], &synced["progress"]["issued"]),
        (&json!("stored"), &json!(3))
    );
    assert_eq!(site.json(0, &["sync"])["outcome"], "unchanged");
    // Taken back, it counts no more and stays in the list.
    let id = given["answer"]["id"].as_str().expect("an id");
    let gone = site.json(0, &why(&["withdraw", id]));
    assert_eq!(gone["answer"]["withdrawn"]["who"], "lan");
    assert_eq!(issued(&site, &["status"]), 2);
    let listed = site.json(0, &["answer", "list"]);
    assert_eq!(listed["answers"][0]["withdrawn"]["reason"], "đã gọi điện");
    let synced = site.json(0, &["sync"]);
    assert_eq!(synced["progress"]["issued"], 2, "{synced}");
    assert_eq!(
        synced["outcome"], "stored",
        "what an answer moved is no loss"
    );
}

#[test]
fn a_confirmation_a_waiver_and_an_extension_count_as_in_the_file() {
    let site = Site::new();
    site.sheet(&[CAM_THANH, NGHIA_LO, UNDATED]);
    let before = site.json(0, &["sync"]);
    assert_eq!(before["progress"]["incomplete"], 1);
    let asked = site.json(0, &["questions"]);
    assert_eq!(kinds(&asked), ["claim"], "{asked}");
    assert_eq!(
        asked["questions"][0]["answers"],
        json!(["cnscd answer confirm 21034 --number '20/QĐ-UBND' --date YYYY-MM-DD --reason '…'"])
    );
    let confirm = [
        "confirm",
        "21034",
        "--number",
        "20/QĐ-UBND",
        "--date",
        "20/8/2025",
    ];
    let confirmed = site.json(0, &why(&confirm));
    assert_eq!(confirmed["answer"]["date"], "2025-08-20");
    assert_eq!(confirmed["changes"]["after"]["late"], 1, "{confirmed}");
    let extended = site.json(0, &why(&["extend", "21034", "--deadline", "2025-08-31"]));
    assert_eq!(extended["changes"]["after"]["on_time"], 2, "{extended}");
    let waive = [
        "waive",
        "21028",
        "decision-missing",
        "--until",
        "2027-12-31",
    ];
    let waived = site.json(0, &why(&waive));
    assert_eq!(waived["changes"]["waived"], 1, "{waived}");
    let after = site.json(0, &["sync"]);
    assert_eq!(after["progress"]["issued"], 2);
    assert_eq!(after["findings"]["by_rule"]["decision-missing"], 0);
    // The report says who and why.
    let report = after["report"]["path"].as_str().expect("a path");
    let mut book = Book::open(Path::new(report));
    let sheets = ["Tổng hợp", "Nguồn số liệu"].map(|sheet| book.rows(sheet));
    let text = sheets.concat().concat().join("\n");
    for said in [
        "Quyết định 20/QĐ-UBND ngày 20/8/2025 đã đối chiếu",
        "Gia hạn đến ngày 31/8/2025",
        "Tạm không xét đến hết ngày 31/12/2027",
        ": đã gọi điện",
        "Xã An Phú có quyết định 20/QĐ-UBND ngày 20/8/2025 (do lan xác nhận ngày",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn what_contradicts_is_refused_in_words() {
    let site = Site::new();
    site.json(0, &["sync"]);
    for (arguments, kind) in [
        (&["alias", "Nghĩa La", "21038"][..], "answer-code-near"),
        (&["alias", "Nghĩa La", "Nghĩa Lô"], "answer-code-near"),
        (&["alias", "Nghĩa La", "1"], "answer-code-unknown"),
        (&["alias", "Xã An Phú", "21028"], "answer-name-refused"),
        (&["alias", "Xã An Phú", "21034"], "answer-name-known"),
        (&["alias", " ", "21034"], "answer-name-missing"),
        (
            &["waive", "21034", "decision-lat", "--until", "2027-12-31"],
            "answer-rule-near",
        ),
        (
            &["waive", "21034", "qqqqqq", "--until", "2027-12-31"],
            "answer-rule-unknown",
        ),
        (
            &["waive", "21034", "decision-late", "--until", "2025-08-31"],
            "answer-until-past",
        ),
        (
            &["waive", "21034", "decision-late", "--until", "2205-08-31"],
            "answer-too-far",
        ),
        (
            &["extend", "21034", "--deadline", "2025-08-15"],
            "answer-deadline-not-later",
        ),
        (
            &[
                "confirm",
                "21034",
                "--number",
                "5/KH-UBND",
                "--date",
                "2025-08-01",
            ],
            "answer-number-odd",
        ),
        (
            &[
                "confirm",
                "21034",
                "--number",
                "5/QĐ-UBND",
                "--date",
                "2025-06-30",
            ],
            "answer-signed-outside",
        ),
        (&["withdraw", "abc"], "answer-unknown"),
    ] {
        let refused = site.json(64, &why(arguments));
        assert_eq!(refused["error"]["kind"], kind, "{arguments:?} {refused}");
    }
    let near = site.json(64, &why(&["alias", "Nghĩa La", "21038"]));
    let next = near["error"]["next_step"].as_str().expect("a sentence");
    assert!(next.contains("Phường Nghĩa Lộ (21028)"), "{next}");
    let silent = site.json(64, &["answer", "alias", "Nghĩa La", "21028"]);
    assert_eq!(silent["error"]["kind"], "answer-reason-missing");
    site.json(0, &why(&["alias", "Nghĩa La", "21028"]));
    for again in ["Nghĩa La", "phường  nghĩa la"] {
        for code in ["21028", "21034"] {
            let ran = site.run(&why(&["alias", again, code]));
            let kept = again != "Nghĩa La" && code == "21028";
            assert_eq!(
                ran.code,
                if kept { 0 } else { 64 },
                "{again} {code} {}",
                ran.err
            );
        }
    }
}

#[test]
fn what_the_file_says_is_changed_in_the_file() {
    let mut site = Site::new();
    site.tables += "[[confirmed]]\ncommune = \"21034\"\nnumber = \"20/QĐ-UBND\"\ndate = 2025-08-20\nby = \"Minh\"\nreason = \"bản ký\"\n[aliases]\n\"Nghĩa La\" = \"21028\"\n";
    site.configure();
    site.json(0, &["sync"]);
    let confirm = [
        "confirm",
        "21034",
        "--number",
        "20/QĐ-UBND",
        "--date",
        "2025-08-20",
    ];
    let refused = site.json(64, &why(&confirm));
    assert_eq!(refused["error"]["kind"], "answer-in-file");
    let refused = site.json(64, &why(&["alias", "Nghĩa La", "21034"]));
    assert_eq!(refused["error"]["kind"], "answer-name-refused");
}

#[test]
fn an_answer_holds_from_when_it_was_given() {
    let site = Site::new();
    site.sheet(&[CAM_THANH, NGHIA_LA, UNDATED]);
    if site.json_at("2025-09-01T00:00:00Z", 0, &["sync"]).is_none() {
        return;
    }
    let at = |day: u32, arguments: &[&str]| {
        let instant = format!("2025-09-0{day}T00:00:00Z");
        site.json_at(&instant, 0, arguments)
            .expect("faketime is there")
    };
    at(3, &why(&["alias", "Phường Nghĩa Lạ", "21028"]));
    let confirm = [
        "confirm",
        "21034",
        "--number",
        "20/QĐ-UBND",
        "--date",
        "2025-08-20",
    ];
    let confirmed = at(5, &why(&confirm));
    let id = confirmed["answer"]["id"].as_str().expect("an id");
    at(7, &why(&["withdraw", id]));
    for (moment, issued) in [
        ("2025-09-02", 1),
        ("2025-09-04", 2),
        ("2025-09-06", 3),
        ("2025-09-08", 2),
    ] {
        let known = at(9, &["report", "--known-at", moment, "--out", "known.xlsx"]);
        assert_eq!(known["progress"]["issued"], issued, "{moment}");
        let explained = at(9, &["explain", "issued", "--known-at", moment]);
        let communes = explained["communes"].as_array().map(Vec::len);
        assert_eq!(communes, Some(issued), "{moment}");
    }
}

#[test]
fn a_held_back_pull_is_a_question() {
    let site = Site::new();
    site.json(0, &["sync"]);
    site.write("sheet.csv", crate::support::site::HEAD);
    let held = site.json(65, &["sync"]);
    let run = held["run"].as_str().expect("a run");
    let asked = site.json(0, &["questions"]);
    assert_eq!(kinds(&asked), ["quarantine"], "{asked}");
    assert_eq!(
        asked["questions"][0]["answers"],
        json!([
            format!("cnscd sync --accept {run} --reason '…'"),
            format!("cnscd sync --reject {run} --reason '…'"),
        ])
    );
}

#[test]
fn questions_are_read_on_a_screen_in_both_languages() {
    let site = Site::new();
    site.sheet(&[CAM_THANH, NGHIA_LA, UNDATED]);
    assert_eq!(
        site.run(&["questions"]).out,
        "Không có điều gì cần trả lời.\n"
    );
    site.json(0, &["sync"]);
    for (language, words) in [
        (
            "vi",
            [
                "Cần trả lời (2):",
                "[Tên đơn vị] Tên ghi «Phường Nghĩa Lạ» không có trong danh mục; gần nhất là Phường Nghĩa Lộ (21028). Có phải không?",
                "→ Phường Nghĩa Lộ (",
                "xác nhận số và ngày.",
            ],
        ),
        (
            "en",
            [
                "To be answered (2):",
                "[Name] «Phường Nghĩa Lạ» is not in the register; nearest are Phường Nghĩa Lộ (21028). Is it one of them?",
                "→ Phường Nghĩa Lộ (",
                "confirm number and date.",
            ],
        ),
    ] {
        let said = site.run(&["questions", "--lang", language]).out;
        for word in words {
            assert!(said.contains(word), "{word}\n{said}");
        }
    }
    let said = site.run(&why(&["alias", "Phường Nghĩa Lạ", "21028"])).out;
    assert!(said.contains("  Đã ban hành: 1 → 2"), "{said}");
    assert!(
        said.contains("  Phường Nghĩa Lộ: Chưa báo cáo → Đã ban hành"),
        "{said}"
    );
    let listed = site.run(&["answer", "list"]).out;
    assert!(
        listed.contains("tên ghi «Phường Nghĩa Lạ» là Phường Nghĩa Lộ"),
        "{listed}"
    );
}
