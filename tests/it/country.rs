//! Thirty-four provinces in one configuration: one process serves them all, each has its own
//! report, and one workbook compares them.

#![expect(clippy::print_stdout, reason = "the times are for people")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use cnscd::clock::Clock;
use cnscd::store::{AskedFor, AskedRun};
use serde_json::Value;

use crate::support::book::Book;
use crate::support::daemon::{Daemon, log, until_within};
use crate::support::needs::whole;
use crate::support::page::{Browser, free_port};
use crate::support::site::Site;

/// A province whose sheet is never read.
const SILENT: &str = "ca-mau";

/// The provinces of a round: all of them, or a few that differ most.
fn codes() -> Vec<String> {
    let listed = include_str!("../../src/register/country/provinces.csv");
    let all = listed
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next());
    let few = ["46", "68", "79", "96"];
    let whole = whole("many provinces", "four of them");
    let wanted = |code: &&str| whole || few.contains(code);
    all.filter(wanted).map(str::to_owned).collect()
}

/// What a province's sheet says: of its communes all but every fourth have issued, every third of
/// those late.
struct Province {
    communes: u64,
    issued: u64,
    late: u64,
}

/// Lays out a province as `init` does, with a sheet of its own, in the site's one configuration.
fn lay_out(site: &Site, code: &str) -> (String, Province) {
    let fresh = format!("fresh/{code}");
    site.json(0, &["init", &fresh, "--province", code]);
    let folder = site.path(&format!("{fresh}/config"));
    let campaigns = std::fs::read_dir(folder.join("campaigns")).expect("a folder");
    let file = campaigns
        .map(|file| file.expect("a file").path())
        .find(|file| file.to_string_lossy().contains("to-cnscd-"))
        .expect("the campaign that the service begins with");
    let name = file
        .file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let slug = name.trim_start_matches("to-cnscd-").to_owned();
    for list in ["registers", "rules", "vocabulary"] {
        for part in std::fs::read_dir(folder.join(list)).expect("a folder") {
            let part = part.expect("a file");
            let content = std::fs::read(part.path()).expect("it can be read");
            site.write(
                &format!("config/{list}/{}", part.file_name().to_string_lossy()),
                content,
            );
        }
    }
    let text = std::fs::read_to_string(&file).expect("the campaign");
    let text = text.replace(
        "../samples/to-cnscd.xlsx",
        &format!("../samples/{slug}.csv"),
    );
    site.write(&format!("config/campaigns/{name}.toml"), text);
    let register = std::fs::read_to_string(folder.join(format!("registers/{slug}.csv")));
    let (sheet, province) = sheet(&register.expect("the register"));
    if slug != SILENT {
        site.write(&format!("config/samples/{slug}.csv"), sheet);
    }
    (name, province)
}

fn sheet(register: &str) -> (String, Province) {
    let mut text = "Đơn vị,Số quyết định,Ngày ban hành\n".to_owned();
    let mut province = Province {
        communes: 0,
        issued: 0,
        late: 0,
    };
    for (position, line) in register.lines().skip(1).enumerate() {
        let mut fields = line.split(',').skip(1);
        let name = fields.next().expect("a name");
        let kind = match fields.next().expect("a kind") {
            "phuong" => "Phường",
            "dac_khu" => "Đặc khu",
            _ => "Xã",
        };
        province.communes += 1;
        let decision = match (position % 4, position % 3) {
            (0, _) => ",".to_owned(),
            (_, 0) => {
                province.late += 1;
                format!("{}/QĐ-UBND,20/8/2025", 10 + position)
            }
            _ => format!("{}/QĐ-UBND,28/7/2025", 10 + position),
        };
        province.issued += u64::from(position % 4 != 0);
        text += &format!("{kind} {name},{decision}\n");
    }
    (text, province)
}

/// One process makes every campaign's run, as the page's button asks for it.
async fn run_all(site: &Site, names: &[&str]) {
    let store = site.store().await;
    for name in names {
        let asked = AskedRun {
            decides: None,
            id: format!("first-{name}"),
            campaign: (*name).to_owned(),
            reason: None,
            asked_by: None,
            now: Clock::System.now(),
        };
        let asked = store.ask_for_run(&asked).await.expect("it answers");
        assert!(matches!(asked, AskedFor::Registered(_)));
    }
    store.close().await;
    until_within(site, "every province is read", 600, || {
        let runs = site.json(0, &["runs"]);
        let runs = runs["runs"].as_array().expect("a list").iter();
        runs.filter(|run| run["outcome"].is_string()).count() >= names.len()
    });
}

/// Peak memory of a process in MiB.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_provinces_are_served_by_one_process_and_compared() {
    let site = Site::new();
    let provinces: BTreeMap<String, Province> =
        codes().iter().map(|code| lay_out(&site, code)).collect();
    let names: Vec<&str> = provinces.keys().map(String::as_str).collect();
    let files: Vec<String> = names
        .iter()
        .map(|name| format!("campaigns/{name}.toml"))
        .collect();
    let (port, health) = (free_port(), free_port());
    site.write(
        "config/cnscd.toml",
        format!(
            "campaigns = {files:?}\n{}{}[web]\nlisten = \"127.0.0.1:{port}\"\n[health]\nlisten = \"127.0.0.1:{health}\"\n",
            site.service,
            site.store_table("")
        ),
    );
    assert_eq!(
        site.json(0, &["config", "check"])["problems"],
        serde_json::json!([])
    );
    let daemon = Daemon::start(&site);
    until_within(&site, "started", 60, || log(&site).contains("\"started\""));
    let began = Instant::now();
    run_all(&site, &names).await;
    println!(
        "{} provinces, {} communes: {:.1} s, {} MiB",
        names.len(),
        provinces.values().map(|one| one.communes).sum::<u64>(),
        began.elapsed().as_secs_f64(),
        peak(daemon.id())
    );

    let status = site.json(0, &["status"]);
    for (line, name) in status["campaigns"]
        .as_array()
        .expect("a list")
        .iter()
        .zip(&names)
    {
        assert_eq!(line["campaign"], *name);
        let silent = name.ends_with(SILENT);
        assert_eq!(line["state"] == "failing", silent, "{line}");
        assert_eq!(line["progress"].is_null(), silent, "{line}");
        if !silent {
            is_right(&line["progress"], &provinces[*name]);
        }
    }
    let mut browser = Browser::by_link(&site, port);
    let start = browser.get("/").text();
    let shown = start.matches("href=\"?campaign=").count();
    assert_eq!(shown, names.len(), "{start}");
    assert!(start.contains(">Hồ Chí Minh</a>"), "{start}");
    let healthz = Browser::new(health).get("/healthz");
    assert_eq!(
        healthz.status,
        503,
        "one province cannot be read: {}",
        healthz.text()
    );
    compared(&site, &provinces);
    daemon.stop();
}

fn is_right(progress: &Value, province: &Province) {
    for (figure, expected) in [
        ("communes", province.communes),
        ("issued", province.issued),
        ("late", province.late),
        ("on_time", province.issued - province.late),
        ("overdue", province.communes - province.issued),
    ] {
        assert_eq!(progress[figure], expected, "{figure}: {progress}");
    }
}

/// `report --all` says of each what its own report says, and sums what is known.
fn compared(site: &Site, provinces: &BTreeMap<String, Province>) {
    let began = Instant::now();
    let all = site.json(0, &["report", "--all"]);
    println!("report --all: {:.1} s", began.elapsed().as_secs_f64());
    let lines = all["campaigns"].as_array().expect("a list");
    assert_eq!(lines.len(), provinces.len());
    for line in lines {
        let name = line["campaign"].as_str().expect("a name");
        if name.ends_with(SILENT) {
            assert!(
                line["progress"].is_null() && line["rank"].is_null(),
                "{line}"
            );
            assert_eq!(line["remarks"][0], "chưa có số liệu");
        } else {
            is_right(&line["progress"], &provinces[name]);
        }
    }
    let known = || provinces.iter().filter(|(name, _)| !name.ends_with(SILENT));
    let together = Province {
        communes: known().map(|(_, one)| one.communes).sum(),
        issued: known().map(|(_, one)| one.issued).sum(),
        late: known().map(|(_, one)| one.late).sum(),
    };
    assert_eq!(all["total"]["known"], known().count());
    is_right(&all["total"]["progress"], &together);
    let path = all["report"]["path"].as_str().expect("a path");
    let mut book = Book::open(Path::new(path));
    let rows = book.rows("So sánh");
    let silent = rows.iter().find(|row| row[1] == "Cà Mau").expect("its row");
    assert_eq!(silent[2], "chưa có số liệu");
    let sum = rows
        .iter()
        .find(|row| row[1] == "TỔNG CỘNG")
        .expect("the sums");
    assert_eq!(sum[3], together.issued.to_string());
    let early = site.json(0, &["report", "--all", "--as-of", "2025-07-27"]);
    assert_eq!(early["total"]["progress"]["issued"], 0);
    let before = site.json(65, &["report", "--all", "--known-at", "2020-01-01"]);
    assert_eq!(before["error"]["kind"], "cli-nothing-stored");
}
