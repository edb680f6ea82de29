//! One person in an installation: found, given out and erased, and the installation works on.

use std::fs;

use serde_json::{Value, json};

use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

const NAME: &str = "Trần Văn Một";
const PHONE: &str = "0912345678";

fn kinds(document: &Value) -> Vec<&str> {
    let hits = document["hits"].as_array().expect("a list").iter();
    hits.filter_map(|hit| hit["kind"].as_str()).collect()
}

#[test]
fn a_person_is_found_given_out_and_erased() {
    let site = Site::new();
    site.json(0, &["sync", "--reason", "theo đề nghị của trần văn MỘT"]);
    // Letters that somebody laid into a folder of their own.
    site.write("reports/van-ban/Phieu.txt", format!("Kính gửi {NAME}"));
    let found = site.json(0, &["person", "find", "Trần", "Văn", "Một"]);
    assert!(found.to_string().contains("van-ban"), "{found}");
    for kind in ["snapshot", "raw", "report", "mail", "run", "file"] {
        assert!(kinds(&found).contains(&kind), "{kind}: {found}");
    }
    assert_eq!(found["hits"][0]["cells"], json!(["sheet!D2"]));
    assert!(!found.to_string().contains(PHONE));
    let export = site.json(0, &["person", "export", NAME]);
    assert!(export.to_string().contains(PHONE), "{export}");
    assert!(!export.to_string().contains("Lê Thị Hai"), "{export}");

    let refused = site.json(64, &["person", "erase", NAME, "--reason", "x"]);
    assert_eq!(refused["error"]["kind"], "person-unconfirmed");
    let refused = site.json(64, &["person", "erase", "Một", "--reason", "x", "--yes"]);
    assert_eq!(refused["error"]["kind"], "person-words");
    let tried = site.json(0, &["person", "erase", NAME, "--dry-run"]);
    assert_eq!(tried["dry_run"], true);
    assert_eq!(site.json(0, &["person", "find", NAME]), found);

    let reason = "đơn ngày 01/9/2025 của Trần Văn Một";
    let erased = site.json(
        0,
        &[
            "person", "erase", NAME, "--yes", "--reason", reason, "--who", "an",
        ],
    );
    assert_eq!(erased["counts"]["snapshot"], 1);
    assert_eq!(erased["reason"], "đơn ngày 01/9/2025 của (đã xóa)");
    assert_eq!(erased["key"].as_str().map(str::len), Some(64));
    for typed in [NAME, PHONE] {
        let found = site.json(0, &["person", "find", typed]);
        assert_eq!(found["hits"], json!([]), "{typed}");
    }
    assert!(!site.has("reports/van-ban/Phieu.txt"));
    for file in site.files("var") {
        let bytes = fs::read(site.path("var").join(&file)).expect("a file");
        for hidden in [NAME, PHONE] {
            let held = bytes
                .windows(hidden.len())
                .any(|part| part == hidden.as_bytes());
            assert!(!held, "{file} holds {hidden}");
        }
    }
    let other = site.json(0, &["person", "find", "Lê Thị Hai"]);
    assert!(kinds(&other).contains(&"snapshot"), "nobody else is gone");

    // What is left works: a report is made again, and so is a run.
    let again = site.json(0, &["report"]);
    assert_eq!(again["archived"], false);
    assert_eq!(site.json(0, &["person", "find", NAME])["hits"], json!([]));
    let replaced = CAM_THANH
        .replace(NAME, "Nguyễn Thị Ba")
        .replace(PHONE, "0912345677");
    site.sheet(&[&replaced, NGHIA_LO, AN_PHU]);
    let synced = site.json(0, &["sync"]);
    assert_eq!(synced["progress"]["issued"], 2);
    assert_eq!(site.json(0, &["person", "find", NAME])["hits"], json!([]));
}

#[test]
fn the_page_of_facts_says_what_is_configured() {
    let site = Site::new();
    let ran = site.run(&["privacy"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for told in [
        "a@example.vn",
        "sheet.csv",
        "Đợt thử",
        "## 6. Giữ bao lâu",
        "(đến nay: 0)",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert!(site.json(0, &["privacy"])["privacy"].is_string());
    assert!(!site.has("var/cnscd.db"), "a look makes nothing");
}
