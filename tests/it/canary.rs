//! A person who stands in the sheet is in no log, however much is logged, and after a purge in no
//! file.

use std::fs;
use std::io::{Cursor, Read};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::letter;
use crate::support::package::{self, stored};
use crate::support::site::{AN_PHU, HEAD, NGHIA_LO, Site};

const NAME: &str = "Hoàng Chim Yến";
const PHONE: &str = "0909123456";
const ADDRESS: &str = "chim.yen@canary.example";
const LINK: &str = "https://canary.example/scan";

/// A workbook whose parts are not packed, so that what it says can be found in a file of it.
fn workbook(name: &str, phone: &str, address: &str, link: &str) -> Vec<u8> {
    let head = format!("{},Email,Link QĐ", HEAD.trim_end());
    let person = format!(
        "Phường Cẩm Thành,15/QĐ-UBND,28/7/2025,{name},Tổ trưởng,Chủ tịch UBND phường,{phone},{address},{link}"
    );
    // people who are hard to read are the ones that something is said about
    let faulty = format!(
        "Xã Không Có,16/QĐ-UBND,31/6/2025,{name},Tổ trưởng,Bí thư,{phone}1,{address}@x,htp:/{link}"
    );
    let lines = [
        &head,
        &person,
        &faulty,
        NGHIA_LO.trim_end(),
        AN_PHU.trim_end(),
    ];
    let rows: String = lines
        .iter()
        .map(|line| {
            let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
            format!(
                "<row>{}</row>",
                line.split(',').map(cell).collect::<String>()
            )
        })
        .collect();
    let mut parts = package::book_parts("");
    parts.retain(|part| part.name != package::SHEET);
    parts.push(stored(package::SHEET, package::sheet(&rows)));
    package::zip(&parts)
}

fn canary() -> Vec<u8> {
    workbook(NAME, PHONE, ADDRESS, LINK)
}

fn site() -> Site {
    let mut site = Site::new();
    site.write("sheet.xlsx", canary());
    site.tables = site.tables.replace("sheet.csv", "sheet.xlsx");
    site.configure();
    site
}

#[track_caller]
fn names_nobody(log: &str) {
    assert!(!log.is_empty(), "something is logged");
    let told = log.to_lowercase();
    for secret in [
        "yến",
        "909123456",
        "909 123",
        "chim.yen",
        "canary.example",
        "a@example.vn",
    ] {
        assert!(!told.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn no_command_logs_a_person() {
    let site = site();
    for arguments in [
        &["sync", "-vv"][..],
        &["check", "sheet.xlsx", "-vv"],
        &["report", "-vv"],
        &["status", "-vv"],
        &["doctor", "-vv"],
        &["explain", "issued", "-vv"],
    ] {
        let ran = site.run(arguments);
        assert!(ran.code == 0, "{arguments:?}: {}{}", ran.out, ran.err);
        let log: Vec<&str> = ran
            .err
            .lines()
            .filter(|line| line.starts_with('{'))
            .collect();
        let log = format!("{arguments:?}{}", log.join("\n"));
        names_nobody(&log);
    }
    // a pull that fails, with the person in what is said of it
    site.write(&format!("{PHONE} {ADDRESS}.csv"), "a,\"b");
    let named = format!("{PHONE} {ADDRESS}.csv");
    let ran = site.run(&["sync", "--source", &named, "-vv"]);
    assert_eq!(ran.code, 65);
}

#[test]
fn the_daemon_logs_no_person() {
    let mut site = site();
    site.campaign += "schedule = \"@every 1s\"\n";
    site.configure();
    let log = || fs::read_to_string(site.path("log")).unwrap_or_default();
    let file = fs::File::create(site.path("log")).expect("a log");
    let mut daemon = site
        .command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &["run", "-vv"])
        .stdout(Stdio::null())
        .stderr(file)
        .spawn()
        .expect("the program starts");
    let began = Instant::now();
    let done = |log: &str| log.matches("\"run done\"").count() >= 2;
    while !done(&log()) && began.elapsed() < Duration::from_secs(30) {
        std::thread::park_timeout(Duration::from_millis(50));
    }
    let told = std::process::Command::new("kill")
        .args(["-TERM", &daemon.id().to_string()])
        .status()
        .expect("kill is everywhere");
    assert!(told.success());
    daemon.wait().expect("it ends");
    assert!(done(&log()), "{}", log());
    names_nobody(&log());
}

#[test]
fn a_purge_leaves_no_person_in_any_file() {
    let site = site();
    let Some(first) = site.json_at("2025-09-01T00:00:00Z", 0, &["sync"]) else {
        return;
    };
    assert_eq!(first["mail"]["sent"], 2);
    // the database, with or without its log, the report, and the mails
    let found = holding(&site, NAME);
    assert!(found.len() >= 4, "the test sees what is there: {found:?}");
    site.write(
        "sheet.xlsx",
        workbook(
            "Trần Văn Một",
            "0912345678",
            "a@b.example",
            "https://b.example/x",
        ),
    );
    let next = site
        .json_at("2026-09-01T00:00:00Z", 0, &["sync"])
        .expect("faketime is there");
    assert_eq!(next["outcome"], "stored", "{next}");
    // what a process that was killed in the middle leaves
    let report = first["report"]["path"].as_str().expect("a path");
    let report = report.rsplit('/').next().expect("a name");
    site.write(&format!("reports/.{report}.4711.part"), NAME);
    let mails = site.files("var/mail");
    let mail = mails[0].strip_suffix(".eml").expect("a mail");
    site.write(&format!("var/mail/{mail}.part"), NAME);
    let purged = site
        .json_at("2026-09-01T00:00:00Z", 0, &["purge", "--older-than", "30d"])
        .expect("faketime is there");
    assert_eq!(
        (&purged["snapshots"], &purged["mails"]),
        (&1.into(), &2.into()),
        "{purged}"
    );
    for secret in [PHONE, ADDRESS, LINK] {
        assert_eq!(holding(&site, secret), Vec::<String>::new(), "{secret}");
    }
    // the latest report and its two mails say who was replaced as leader
    let latest = next["report"]["path"].as_str().expect("a path");
    let latest = latest.rsplit('/').next().expect("a name");
    let named = holding(&site, NAME);
    let of_the_latest = |file: &String| file.ends_with(latest) || file.ends_with(".eml");
    assert!(named.iter().all(of_the_latest), "{named:?}");
    assert_eq!(site.files("var/mail").len(), 2);
    assert!(
        !holding(&site, "Trần Văn Một").is_empty(),
        "the latest stays"
    );
}

/// The files of the installation's own that hold a text, also packed or encoded.
fn holding(site: &Site, text: &str) -> Vec<String> {
    ["var", "reports"]
        .iter()
        .flat_map(|folder| {
            site.files(folder)
                .into_iter()
                .map(move |name| format!("{folder}/{name}"))
        })
        .filter(|name| holds(&fs::read(site.path(name)).expect("a file"), text))
        .collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let plain = bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes());
    let mail = std::str::from_utf8(bytes).is_ok_and(|mail| {
        let parts = letter::parts(mail);
        parts
            .iter()
            .any(|part| part.bytes != bytes && holds(&part.bytes, text))
    });
    plain || mail || bytes.starts_with(b"PK") && zip_holds(bytes, text)
}

fn zip_holds(bytes: &[u8], text: &str) -> bool {
    let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    (0..zip.len()).any(|index| {
        let mut content = Vec::new();
        let mut part = zip.by_index(index).expect("a part");
        part.read_to_end(&mut content).expect("its bytes");
        content
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}
