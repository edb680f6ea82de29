//! The operators' page in a real Chromium: every page in light and dark, at the width of a telephone
//! and of a desk, with axe; and what people do on it, by mouse, by keyboard and without JavaScript.
//!
//! The browser is started once; each test asks for a part of what it found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use cnscd::delivery::Security;
use serde_json::{Value, json};

use crate::support::daemon::{Daemon, until};
use crate::support::needs::{chromium, faketime, python_with_aiosmtpd};
use crate::support::page::free_port;
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};
use crate::support::smtp_server::SmtpServer;
use crate::support::web::{self, Gate};

const LINK: &str = "https://docs.google.com/spreadsheets/d/1OfficeFileIdOf33Characters012345/edit";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const BA_TO: &str =
    "Xã Ba To,3/QĐ-UBND,01/8/2025,Phạm Thị Bốn,Tổ trưởng,Chủ tịch UBND xã,0912345671\n";

/// What the browser found; none where something that it needs is missing.
static SAID: LazyLock<Option<Value>> = LazyLock::new(said);

fn said() -> Option<Value> {
    let modules = chromium()?;
    let python = python_with_aiosmtpd()?;
    let smtp = SmtpServer::start(&python, "refuse-first");
    let gate = Gate::default();
    let (site, port) = two_campaigns(&smtp, &gate);
    site.json(0, &["sync", "c"]);
    let account = |name: &str, role: &str| {
        let made = site.json(0, &["user", "add", name, "--role", role, "--generate"]);
        json!({"name": name, "password": made["password"]})
    };
    let people = json!({
        "operator": account("lan", "operator"),
        "viewer": account("an", "viewer"),
        "locked": account("khoa", "viewer"),
    });
    let clock = faketime().map(|library| (library, site.path("clock")));
    let _daemon = start(&site, clock.as_ref());
    until(&site, "the page", || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    let link = site.json(0, &["web", "link"]);
    let open = site.path("open");
    let opening = {
        let (gate, open) = (gate.clone(), open.clone());
        thread::spawn(move || open_when(&gate, &open))
    };
    let rows = [CAM_THANH, NGHIA_LO, AN_PHU, BA_TO].concat();
    let settings = json!({
        "modules": modules,
        "chromium": "/usr/bin/chromium",
        "link": link["link"],
        "sheet": site.path("sheet.csv"),
        "rows": rows,
        "open": open,
        "clock": clock.map(|(_, file)| file),
        "people": people,
        "folder": std::env::var_os("CNSCD_PICTURES").map(PathBuf::from),
    });
    site.write("browser.json", settings.to_string());
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/support/browser/main.mjs"
    );
    let ran = Command::new("node")
        .arg(script)
        .arg(site.path("browser.json"))
        .output()
        .expect("node runs");
    gate.open();
    opening.join().expect("it opens");
    let told = String::from_utf8_lossy(&ran.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&ran.stderr).into_owned();
    let said = serde_json::from_str(&told);
    Some(said.unwrap_or_else(|_| panic!("{told}{complaint}")))
}

/// A small campaign whose sheet and mails the browser follows, and one whose source answers when the
/// gate is open.
fn two_campaigns(smtp: &SmtpServer, gate: &Gate) -> (Site, u16) {
    let mut site = Site::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/samples/to-cnscd.xlsx");
    let body = fs::read(&sample).expect("the sample");
    let (google, _) = web::gated(XLSX, body, gate);
    let settings = smtp.settings(Security::Starttls);
    let port = free_port();
    site.service += &format!(
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"starttls\"\nca_file = \"{}\"\n\
         [google]\nlink_endpoint = \"{google}\"\n[web]\nlisten = \"127.0.0.1:{port}\"\n",
        settings.port,
        settings.ca_file.expect("it has one").display(),
    );
    site.campaign = site.campaign.replace("b@example.vn", "nobody@example.vn");
    site.write(
        "config/registers/r.csv",
        "code,name,kind,former_province,former_district\n\
         21025,Cẩm Thành,phuong,Quảng Ngãi,thành phố Quảng Ngãi\n\
         21028,Nghĩa Lộ,phuong,Quảng Ngãi,thành phố Quảng Ngãi\n\
         21034,An Phú,xa,Quảng Ngãi,thành phố Quảng Ngãi\n\
         21484,Ba Tơ,xa,Quảng Ngãi,huyện Ba Tơ\n\
         21523,Ba Tô,xa,Quảng Ngãi,huyện Ba Tơ\n",
    );
    site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU, BA_TO]);
    site.configure();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/registers/quang-ngai.csv");
    site.write(
        "config/campaigns/g.toml",
        format!(
            "name = \"g\"\ntitle = \"Đợt lớn\"\ndeadline = 2025-08-15\nregister = \"{}\"\n\
             [[source]]\nname = \"s\"\nlocation = \"{LINK}\"\n",
            shipped.display()
        ),
    );
    let service = fs::read_to_string(site.path("config/cnscd.toml")).expect("it is written");
    let both = service.replace(
        "[\"campaigns/c.toml\"]",
        "[\"campaigns/c.toml\", \"campaigns/g.toml\"]",
    );
    site.write("config/cnscd.toml", both);
    (site, port)
}

/// The daemon, by a clock that a file puts ahead.
fn start(site: &Site, clock: Option<&(&str, PathBuf)>) -> Daemon {
    let mut command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &["run"]);
    if let Some((library, file)) = clock {
        fs::write(file, "+0m\n").expect("a file");
        command
            .env("LD_PRELOAD", library)
            .env("FAKETIME_TIMESTAMP_FILE", file)
            .env("FAKETIME_NO_CACHE", "1");
    }
    Daemon::spawn(site, command)
}

/// Opens the gate as soon as the browser has seen that it is shut.
fn open_when(gate: &Gate, file: &Path) {
    let began = Instant::now();
    while !file.exists() && began.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(50));
    }
    gate.open();
}

/// Asserts that people could do it.
#[track_caller]
fn check(flow: &str) {
    let Some(said) = &*SAID else { return };
    let told = said["flows"][flow].as_str().expect("it was tried");
    assert_eq!(told, "done", "{flow}: {told}");
}

#[test]
fn every_page_is_usable_in_a_browser() {
    let Some(said) = &*SAID else { return };
    let none: [&str; 0] = [];
    for fault in ["errors", "wide", "crushed"] {
        assert_eq!(said[fault], json!(none), "{fault}");
    }
    let grave: Vec<_> = said["violations"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["impact"] == "serious" || one["impact"] == "critical")
        .collect();
    assert!(grave.is_empty(), "{grave:#?}");
    for (path, status) in said["pages"].as_object().expect("pages") {
        let wanted = if path == "/nothing" { 404 } else { 200 };
        assert_eq!(status, wanted, "{path}");
    }
    assert_eq!(said["printed"], json!({}), "a print has no forms");
    assert_eq!(said["skip"], "#main", "the first stop of the keyboard");
}

#[test]
fn people_sign_in_by_link_and_by_password_and_sign_out() {
    check("link");
    check("password");
}

#[test]
fn a_sync_is_followed_live_and_says_what_it_changed() {
    check("live");
    check("changed");
}

#[test]
fn a_question_is_answered_after_a_look_and_taken_back() {
    check("question");
}

#[test]
fn everything_is_done_by_keyboard_and_without_javascript() {
    check("keyboard");
    check("plain");
}

#[test]
fn a_pull_that_is_held_back_is_accepted_or_rejected_by_name() {
    check("quarantine");
}

#[test]
fn a_report_is_downloaded_as_it_is_kept() {
    check("report");
}

#[test]
fn a_mail_that_was_refused_is_sent_again() {
    check("again");
}

#[test]
fn a_locked_account_says_until_when_and_sessions_end_when_idle() {
    check("locked");
    check("idle");
}
