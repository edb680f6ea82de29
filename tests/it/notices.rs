//! Operators hear once when something goes wrong and once when it is well again, not at every turn.

use crate::support::daemon::{Daemon, every, log, until};
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

/// Subjects of the mails to the operator, oldest first.
fn told(site: &Site) -> Vec<String> {
    let list = site.json(0, &["mail", "list"]);
    let mut told: Vec<String> = list["mails"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|mail| mail["to"] == "op@example.vn")
        .map(|mail| mail["subject"].as_str().expect("a subject").to_owned())
        .collect();
    told.reverse();
    told
}

fn count(site: &Site, outcome: &str) -> usize {
    let document = site.json(0, &["runs"]);
    let runs = document["runs"].as_array().expect("a list");
    runs.iter().filter(|run| run["outcome"] == outcome).count()
}

fn with_an_operator() -> Site {
    let mut site = every(1);
    site.service += "operators = [\"op@example.vn\"]\n";
    site.configure();
    site.json(0, &["sync"]);
    site
}

#[test]
fn of_runs_that_fail_repeatedly() {
    let site = with_an_operator();
    std::fs::remove_file(site.path("sheet.csv")).expect("it was there");
    let daemon = Daemon::start(&site);
    until(&site, "five failures", || count(&site, "failed") >= 5);
    assert_eq!(site.json(0, &["status"])["state"], "failing");
    let failing = "[cnscd] 3 lần chạy liên tiếp không thành công: Đợt thử";
    assert_eq!(told(&site), [failing], "once");
    site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU]);
    until(&site, "the word that it is well", || told(&site).len() >= 2);
    let well = "[cnscd] Đã trở lại bình thường: lần chạy gần nhất thành công: Đợt thử";
    let before = count(&site, "unchanged");
    until(&site, "two more runs", || {
        count(&site, "unchanged") >= before + 2
    });
    daemon.stop();
    assert_eq!(told(&site), [failing, well], "{}", log(&site));
}

#[test]
fn of_a_pull_that_waits_for_a_decision() {
    let site = with_an_operator();
    site.sheet(&[NGHIA_LO]);
    let daemon = Daemon::start(&site);
    until(&site, "three pulls held back", || {
        count(&site, "quarantined") >= 3
    });
    let document = site.json(0, &["status"]);
    assert_eq!(document["state"], "quarantined");
    let held = "[cnscd] Bản số liệu mới tạm giữ, chờ xác nhận: Đợt thử";
    assert_eq!(told(&site), [held], "once");
    site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU]);
    until(&site, "the word that it is over", || told(&site).len() >= 2);
    daemon.stop();
    let well = "[cnscd] Đã trở lại bình thường: không còn bản số liệu tạm giữ: Đợt thử";
    assert_eq!(told(&site), [held, well], "{}", log(&site));
}
