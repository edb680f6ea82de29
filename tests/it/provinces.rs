//! From an empty folder to a report that speaks of its province.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn cnscd(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cnscd"))
        .current_dir(folder)
        .env_remove("CNSCD_CONFIG")
        .args(arguments)
        .output()
        .expect("the program runs")
}

#[track_caller]
fn json(folder: &Path, code: i32, arguments: &[&str]) -> Value {
    let done = cnscd(folder, &[arguments, &["--json"]].concat());
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
    serde_json::from_slice(&done.stdout).expect("one document")
}

/// Asks for what cannot be known, in one list.
const ASKED: [&str; 7] = [
    "agency",
    "agency_name",
    "number_suffix",
    "signer_title",
    "letter",
    "deadline",
    "readers",
];

#[test]
fn a_province_begins_from_its_name_alone() {
    for (typed, slug, communes) in [
        ("Lâm Đồng", "lam-dong", 124),
        ("79", "ho-chi-minh", 168),
        ("tp Hue", "hue", 40),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path();
        json(here, 0, &["init", ".", "--province", typed]);
        let checked = json(here, 0, &["config", "check"]);
        assert_eq!(checked["campaigns"][0]["name"], format!("to-cnscd-{slug}"));
        let asked = checked["remarks"].to_string();
        for key in ASKED {
            assert!(asked.contains(key), "{typed}: {key}");
        }
        assert_eq!(
            checked["remarks"].as_array().map(Vec::len),
            Some(ASKED.len())
        );
        let done = json(here, 0, &["sync"]);
        assert_eq!(done["progress"]["communes"], communes, "{typed}");
        assert_eq!(done["progress"]["not_reported"], communes, "{typed}");
        let report = done["report"]["path"].as_str().expect("a report");
        assert!(report.contains(slug), "{report}");
    }
}

#[test]
fn a_register_that_excel_saved_makes_a_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let text = "\u{feff}code;name;kind;province\r\n00001;Xã An Khánh;Xã;Hà Nội\r\n\
                00002;An Khánh;xa;Thái Nguyên\r\n00003;Ba Vì;xã;Hà Nội\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(here.join("danh-muc.csv"), utf16).expect("it can be written");
    json(here, 0, &["init", "a", "--register", "danh-muc.csv"]);
    let both = json(&here.join("a"), 0, &["sync"]);
    assert_eq!(both["progress"]["communes"], 3);
    assert_eq!(both["findings"]["by_rule"]["commune-ambiguous"], 0);
    json(
        here,
        0,
        &[
            "init",
            "b",
            "--register",
            "danh-muc.csv",
            "--province",
            "Hà Nội",
        ],
    );
    let one = json(&here.join("b"), 0, &["sync"]);
    assert_eq!(one["progress"]["communes"], 2);
}

#[test]
fn what_makes_no_configuration_is_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let refused = |code: i32, kind: &str, arguments: &[&str]| {
        let told = json(here, code, &[&["init", "neu"], arguments].concat());
        assert_eq!(told["error"]["kind"], kind, "{told}");
        assert!(!here.join("neu").exists());
        told["error"]["next_step"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let near = refused(64, "cli-init-province", &["--province", "Quảng Nam"]);
    assert!(near.contains("Đà Nẵng"), "{near}");
    std::fs::write(
        here.join("x.csv"),
        "code,name,kind,province\n1,Một,xa,Huế\n2,,xa,Huế\n",
    )
    .expect("it can be written");
    refused(78, "configuration", &["--register", "x.csv"]);
    refused(78, "configuration", &["--register", "nowhere.csv"]);
    std::fs::write(
        here.join("x.csv"),
        "code,name,kind,province\n1,Một,xa,Huế\n",
    )
    .expect("it can be written");
    let arguments = ["--register", "x.csv", "--province", "Cà Mau"];
    refused(64, "cli-init-elsewhere", &arguments);
}
