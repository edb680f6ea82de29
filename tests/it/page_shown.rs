//! Each page of a small campaign at a fixed minute, as the HTML of its content: so that whoever
//! changes one sees what changes.
//!
//! What differs from run to run is `…`: ids, hashes, seconds, the machine, the folder.

use crate::support::daemon::{Daemon, until};
use crate::support::needs::faketime;
use crate::support::page::{Browser, free_port};
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

const BEFORE: &str = "2025-08-18T02:00:00Z";
const HELD: &str = "2025-08-19T02:00:00Z";
const NOW: &str = "2025-08-20 03:00:00";
const UNKNOWN: &str =
    "Xã Ba Nam,9/QĐ-UBND,01/8/2025,Bùi Văn Năm,Tổ trưởng,Chủ tịch UBND xã,0912345672\n";

/// The campaign, its page, and the run that is held back.
struct Scene {
    site: Site,
    _daemon: Daemon,
    port: u16,
    stored: String,
    held: String,
}

impl Scene {
    /// None where faketime is missing.
    fn set() -> Option<Self> {
        let library = faketime()?;
        let mut site = Site::new();
        let port = free_port();
        site.service += &format!("[web]\nlisten = \"127.0.0.1:{port}\"\n");
        site.configure();
        site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU, UNKNOWN]);
        let run = |document: serde_json::Value| document["run"].as_str().map(str::to_owned);
        let stored = run(site.json_at(BEFORE, 0, &["sync"])?).expect("an id");
        site.sheet(&[NGHIA_LO]);
        let held = run(site.json_at(HELD, 65, &["sync"])?).expect("an id");
        let mut command = site.command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &["run"]);
        // The clock stands still; timers do not.
        command.env("LD_PRELOAD", library).env("FAKETIME", NOW);
        let daemon = Daemon::spawn(&site, command);
        until(&site, "the page", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        Some(Self {
            site,
            _daemon: daemon,
            port,
            stored,
            held,
        })
    }

    fn question(&self) -> String {
        let questions = self.site.json(0, &["questions"]);
        let id = questions["questions"][0]["id"].as_str();
        id.expect("a question").to_owned()
    }

    /// The content of a page, without what differs from run to run.
    fn content(&self, page: &str) -> String {
        let main = page.split("<main").nth(1).expect("a page");
        let main = main.split_once('>').map_or(main, |(_, main)| main);
        let main = main.split("</main>").next().unwrap_or_default();
        let runs = self.site.json(0, &["runs"]);
        let mut text = main.replace(&self.site.path("").display().to_string(), "…/");
        for run in runs["runs"].as_array().expect("a list") {
            let by = (&run["machine"], &run["process"]);
            let by = format!("{} · {}", by.0.as_str().unwrap_or("?"), by.1);
            text = text.replace(&by, "…");
        }
        // A pull that is held back is asked about by the id of its run.
        let text = text.replace(&self.question(), "quarantine-…");
        let text = without_seconds(&without_ids(&text));
        let lines = text.lines().map(str::trim_end);
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    }
}

/// Ids and hashes are long and hexadecimal.
fn without_ids(text: &str) -> String {
    let is_of_id = |letter: char| matches!(letter, '0'..='9' | 'a'..='f' | '-');
    let mut shown = String::new();
    let mut word = String::new();
    for letter in text.chars().chain(['\n']) {
        if is_of_id(letter) {
            word.push(letter);
            continue;
        }
        shown.push_str(if word.len() < 12 { &word } else { "…" });
        word.clear();
        shown.push(letter);
    }
    shown
}

/// A run may take seconds: instants are shown to the minute. Those of a stage stand alone in their
/// cell, with one decimal.
fn without_seconds(text: &str) -> String {
    let instants: Vec<&str> = text
        .split("Z\"")
        .map(|piece| match piece.rsplit_once(':') {
            Some((minute, seconds)) if seconds.len() == 2 && minute.contains("datetime=") => minute,
            _ => piece,
        })
        .collect();
    let text = instants.join("Z\"");
    let pieces: Vec<String> = text
        .split('<')
        .map(|piece| match piece.rsplit_once('>') {
            Some((tag, inside)) if is_seconds(inside) => format!("{tag}>…"),
            _ => piece.to_owned(),
        })
        .collect();
    pieces.join("<")
}

fn is_seconds(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(',')
        .is_some_and(|(whole, tenth)| digits(whole) && digits(tenth))
}

#[test]
fn pages_are_as_they_were() {
    let Some(scene) = Scene::set() else { return };
    let mut lan = Browser::signed_in(&scene.site, scene.port, "lan", "operator");
    let mut an = Browser::signed_in(&scene.site, scene.port, "an", "viewer");
    let (stored, held) = (
        format!("/runs/{}", scene.stored),
        format!("/runs/{}", scene.held),
    );
    let quarantine = format!("/quarantine/{}", scene.held);
    let mails = scene.site.json(0, &["mail", "list"]);
    let mail = mails["mails"].as_array().and_then(|mails| mails.last());
    let mail = format!(
        "/mails/{}",
        mail.expect("a mail")["id"].as_str().expect("an id")
    );
    for (name, path) in [
        ("overview", "/"),
        ("communes", "/communes?status=issued"),
        ("commune", "/communes/21034"),
        ("findings", "/findings"),
        ("questions", "/questions"),
        ("quarantine", &quarantine),
        ("runs", "/runs"),
        ("run", &stored),
        ("run_held", &held),
        ("reports", "/reports"),
        ("mails", "/mails"),
        ("mail", &mail),
        ("log", "/log?what=deeds"),
        ("nothing", "/nothing"),
        ("overview_en", "/?lang=en"),
        ("questions_en", "/questions"),
        ("quarantine_en", &quarantine),
    ] {
        let page = lan.get(path).text();
        insta::assert_snapshot!(name, scene.content(&page));
    }
    insta::assert_snapshot!("overview_viewer", scene.content(&an.get("/").text()));
    insta::assert_snapshot!(
        "commune_viewer",
        scene.content(&an.get("/communes/21034").text())
    );
    let mut stranger = Browser::new(scene.port);
    insta::assert_snapshot!("login", scene.content(&stranger.get("/login").text()));
    lan.get("/?lang=vi");
    let forgery = lan.get("/").forgery();
    let fields = [
        ("forgery", forgery.as_str()),
        ("campaign", "c"),
        ("kind", "extend"),
        ("code", "21034"),
        ("deadline", "2025-08-31"),
        ("reason", "Sở đồng ý"),
    ];
    let preview = lan.post("/questions/answer", &fields).text();
    assert!(preview.contains("Lý do: Sở đồng ý"), "{preview}");
    insta::assert_snapshot!("answer", scene.content(&preview));
}
