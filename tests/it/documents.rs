//! The JSON documents of the contract, key by key, and that terminal, JSON, workbook and mail say
//! the same numbers.

use std::path::{Path, PathBuf};

use cnscd::clock::Clock;
use cnscd::finding::RuleId;
use cnscd::store::Outcome;
use serde_json::{Value, json};

use crate::support::book::Book;
use crate::support::letter;
use crate::support::needs::whole;
use crate::support::run::{begun, ended};
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

/// The demo of the project.
fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config/samples/to-cnscd.xlsx")
}

/// Every key of the contract is there; others may be.
#[track_caller]
fn check(document: &Value, keys: &str) {
    for key in keys.split_whitespace() {
        let found = key
            .split('.')
            .try_fold(document, |at, part| match part.parse::<usize>() {
                Ok(place) => at.get(place),
                Err(_) => at.get(part),
            });
        assert!(found.is_some(), "no {key} in {document:#}");
    }
}

#[test]
fn sync_says_what_the_contract_says() {
    let site = Site::new();
    let document = site.json(0, &["sync", "--as-of", "2025-08-31"]);
    check(
        &document,
        "campaign run trigger outcome snapshot as_of deadline sources.0.name sources.0.kind
         sources.0.location sources.0.fetched_at sources.0.sha256 sources.0.revision
         sources.0.tabs.0.title sources.0.tabs.0.kind sources.0.tabs.0.rows
         sources.0.tabs.0.hidden sources.0.tabs.0.hidden_rows sources.0.tabs.0.columns.commune
         progress.communes progress.issued progress.incomplete progress.not_issued
         progress.not_reported progress.on_time progress.late progress.overdue
         progress.composition_ok progress.composition_remarks progress.village_teams
         progress.groups.0.by progress.groups.0.name progress.groups.0.communes
         progress.groups.0.issued progress.groups.0.incomplete progress.groups.0.not_issued
         progress.groups.0.not_reported progress.groups.0.on_time progress.groups.0.late
         findings.error findings.warning findings.info findings.by_rule.leader-not-chairman
         changes.issued changes.withdrawn changes.fixed changes.new report.path report.sha256
         mail.queued mail.sent mail.failed",
    );
    assert_eq!(document["sources"][0]["kind"], "file");
    assert_eq!(
        document["sources"][0]["location"],
        site.path("sheet.csv").display().to_string()
    );
    assert_eq!(document["trigger"], "manual");
    assert_eq!(document["changes"]["issued"], json!(["21025", "21034"]));
    assert_eq!(
        document["mail"],
        json!({"queued": 2, "sent": 2, "failed": 0})
    );
    let by_rule = document["findings"]["by_rule"].as_object().expect("rules");
    // Those about counted columns speak only where a campaign counts.
    let own = RuleId::ALL.iter().filter(|rule| !rule.is_of_counts());
    assert_eq!(
        by_rule.len(),
        own.count(),
        "every rule is counted, also with 0"
    );
    let path = document["report"]["path"].as_str().expect("a path");
    assert!(Path::new(path).is_absolute() && !path.contains(".."));
}

#[test]
fn check_says_what_the_contract_says() {
    let site = Site::new();
    site.write(
        "contacts.csv",
        "STT,Hệ thống,Đầu mối hỗ trợ,Đơn vị,Số điện thoại,Email,Link hướng dẫn\n1,Dịch vụ công,Nguyễn Văn Ba,Sở KH&CN,1022,ba@example.vn,https://example.vn/hd\n",
    );
    let document = site.json(
        0,
        &[
            "check",
            "sheet.csv",
            "contacts.csv",
            "--as-of",
            "2025-08-31",
        ],
    );
    check(
        &document,
        "campaign as_of deadline sources.1.name progress findings communes.0.code
         communes.0.name communes.0.status communes.0.on_time communes.0.decision.number
         communes.0.decision.date communes.0.decision.link communes.0.current_decision
         communes.0.members.0.name communes.0.members.0.role communes.0.members.0.position
         communes.0.members.0.offices communes.0.members.0.phones communes.0.members.0.emails
         communes.0.members.0.cell communes.0.composition_ok contacts.0.system contacts.0.name
         contacts.0.unit contacts.0.phones contacts.0.emails contacts.0.link contacts.0.cell
         findings_list.0.rule findings_list.0.severity findings_list.0.commune
         findings_list.0.cell findings_list.0.url findings_list.0.value findings_list.0.message findings_list.0.basis",
    );
    for key in ["run", "snapshot", "changes", "report", "mail"] {
        assert!(document.get(key).is_none(), "{key}");
    }
    let commune = &document["communes"][0];
    assert_eq!(commune["members"][0]["phones"], json!(["0912345678"]));
    assert_eq!(commune["members"][0]["offices"], json!(["chairman-pc"]));
    assert_eq!(commune["members"][0]["cell"], "sheet!D2");
    let silent = &document["communes"][1];
    assert_eq!(silent["status"], "not_reported");
    for key in ["on_time", "decision", "composition_ok"] {
        assert_eq!(silent[key], Value::Null, "{key}");
    }
    assert_eq!(document["communes"][2]["composition_ok"], false);
}

#[test]
fn with_contacts_alone_there_is_no_progress_and_no_nought() {
    let site = Site::new();
    site.write(
        "contacts.csv",
        "STT,Hệ thống,Đầu mối hỗ trợ,Đơn vị,Số điện thoại,Email\n1,Dịch vụ công,Nguyễn Văn Ba,Sở KH&CN,1022,ba@example.vn\n",
    );
    let document = site.json(0, &["sync", "--source", "contacts.csv"]);
    assert_eq!(document["progress"], Value::Null);
    assert!(document["report"]["path"].is_string());
    let text = site.run(&["check", "contacts.csv"]);
    assert!(
        text.out.contains("chưa có nguồn số liệu báo cáo"),
        "{}",
        text.out
    );
    assert!(!text.out.contains("0/3"), "{}", text.out);
    assert!(
        site.run(&["status"])
            .out
            .contains("chưa có nguồn số liệu báo cáo")
    );
}

/// A million runs had taken 7.5 GiB: the document is written a page at a time, the screen shows
/// the latest.
#[tokio::test]
async fn a_long_history_is_told_a_page_at_a_time() {
    const MANY: usize = 1_003;
    let site = Site::new();
    site.json(0, &["sync"]);
    let store = site.store().await;
    let now = Clock::System.now();
    for number in 0..MANY {
        let run = begun(&format!("run-{number}"), "c", now);
        let end = ended(Outcome::Unchanged, now);
        store.record_run(&run, &end).await.expect("it is kept");
    }
    store.close().await;
    let told = site.json(0, &["runs"]);
    let told: Vec<&str> = told["runs"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|run| run["run"].as_str())
        .collect();
    let newest_first = (0..MANY).rev().map(|number| format!("run-{number}"));
    assert!(newest_first.eq(told[..MANY].iter().map(|id| (*id).to_owned())));
    assert_eq!(told.len(), MANY + 1, "the first is the oldest");
    for (limit, count) in [("7", 7), ("1000", 1000), ("1001", 1001)] {
        let limited = site.json(0, &["runs", "--limit", limit]);
        let runs = limited["runs"].as_array().map(Vec::len);
        assert_eq!(runs, Some(count));
    }
    let screen = site.run(&["runs"]).out;
    assert_eq!(screen.matches("run-").count(), 50);
    assert!(
        screen
            .trim_end()
            .ends_with("Đây là 50 dòng mới nhất; xem thêm bằng --limit N, toàn bộ bằng --json"),
        "{screen}"
    );
}

#[test]
fn the_other_documents_say_what_the_contract_says() {
    let site = Site::new();
    check(
        &site.json(0, &["status"]),
        "state campaigns.0.state campaigns.0.last_run",
    );
    assert_eq!(
        site.json(0, &["status"])["state"],
        "stale",
        "nothing was pulled yet"
    );
    assert_eq!(site.json(0, &["runs"]), json!({"runs": []}));
    assert_eq!(site.json(0, &["mail", "list"]), json!({"mails": []}));
    assert!(!site.has("var"), "looking makes no store");
    let first = site.json(0, &["sync"]);
    site.json(0, &["sync"]);
    let runs = site.json(0, &["runs"]);
    check(
        &runs,
        "runs.1.run runs.1.trigger runs.1.outcome runs.1.snapshot runs.1.started runs.1.seconds runs.1.requests runs.1.stages.pull",
    );
    assert_eq!(runs["runs"][0]["outcome"], "unchanged", "newest first");
    assert_eq!(
        site.json(0, &["runs", "--limit", "1"])["runs"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let mails = site.json(0, &["mail", "list"]);
    check(
        &mails,
        "mails.1.id mails.1.to mails.1.state mails.1.message_id mails.1.tries mails.1.snapshot",
    );
    assert_eq!(mails["mails"][0]["snapshot"], first["snapshot"]);
    let id = mails["mails"][0]["id"].as_str().expect("an id");
    let shown = site.json(0, &["mail", "show", id]);
    assert!(letter::plain(shown["message"].as_str().expect("a text")).contains("2/3"));
    let explained = site.json(0, &["explain", "issued"]);
    check(&explained, "figure communes cells");
    assert_eq!(explained["communes"], json!(["21025", "21034"]));
    assert_eq!(site.json(0, &["status"])["state"], "ok-with-findings");
    check(
        &site.json(0, &["doctor"]),
        "well checks.0.subject checks.0.message",
    );
    let changes = site.json(0, &["changes", "--since", "2025-08-01"]);
    check(&changes, "since from to changes.issued differences");
}

#[test]
fn every_figure_is_explained_by_as_many_communes() {
    let site = Site::of(&demo());
    let days = match whole("figures explained at two days", "the later one") {
        true => &["2025-08-01", "2025-09-30"][..],
        false => &["2025-09-30"],
    };
    for day in days {
        let document = site.json(0, &["sync", "--as-of", day, "--no-mail"]);
        for figure in [
            "issued",
            "incomplete",
            "not_issued",
            "not_reported",
            "on_time",
            "late",
            "overdue",
            "composition_ok",
            "composition_remarks",
        ] {
            let explained = site.json(0, &["explain", figure, "--as-of", day]);
            let communes = explained["communes"].as_array().expect("a list");
            assert_eq!(
                communes.len() as u64,
                document["progress"][figure].as_u64().unwrap_or(0),
                "{figure} at {day}"
            );
        }
        for (rule, count) in document["findings"]["by_rule"].as_object().expect("rules") {
            let explained = site.json(0, &["explain", rule, "--as-of", day]);
            let cells = explained["cells"].as_array().expect("a list").len() as u64;
            assert!(
                cells <= count.as_u64().expect("a count"),
                "{rule}: {explained}"
            );
        }
    }
    let commune = site.json(0, &["explain", "Phường Cẩm Thành"]);
    assert_eq!(commune["communes"], json!(["21025"]));
}

#[test]
fn terminal_json_workbook_and_mail_say_the_same_numbers() {
    let site = Site::of(&demo());
    let day = "2025-09-30";
    let document = site.json(0, &["sync", "--as-of", day]);
    let progress = &document["progress"];
    let figure = |name: &str| progress[name].as_u64().expect("a figure");
    let sum: u64 = ["issued", "incomplete", "not_issued", "not_reported"]
        .map(figure)
        .iter()
        .sum();
    assert_eq!(sum, 96);
    for kind in ["kind", "former_province"] {
        let groups = progress["groups"].as_array().expect("groups");
        for name in [
            "communes",
            "issued",
            "incomplete",
            "not_issued",
            "not_reported",
            "on_time",
            "late",
        ] {
            let own = groups.iter().filter(|group| group["by"] == kind);
            let sum: u64 = own.filter_map(|group| group[name].as_u64()).sum();
            assert_eq!(sum, figure(name), "{kind} {name}");
        }
    }
    // The demo's own truth.
    assert_eq!(
        (figure("issued"), figure("on_time"), figure("late")),
        (87, 65, 22)
    );

    let path = document["report"]["path"].as_str().expect("a path");
    let mut book = Book::open(Path::new(path));
    let rows = [
        ("Tổng số xã, phường, đặc khu", "communes"),
        ("Đã ban hành quyết định", "issued"),
        ("Đúng hạn (đến hết ngày 15/8/2025)", "on_time"),
        ("Ban hành sau hạn", "late"),
        ("Chưa đủ căn cứ xác nhận", "incomplete"),
        ("Chưa ban hành", "not_issued"),
        ("Chưa báo cáo", "not_reported"),
    ];
    for (label, name) in rows {
        assert_eq!(
            book.number("Tổng hợp", label),
            Some(figure(name) as f64),
            "{label}"
        );
    }
    // Recounted from one row a commune.
    let detail = book.rows("Chi tiết");
    for (status, name) in [
        ("Đã ban hành", "issued"),
        ("Chưa đủ căn cứ xác nhận", "incomplete"),
        ("Chưa ban hành", "not_issued"),
        ("Chưa báo cáo", "not_reported"),
        ("Đúng hạn", "on_time"),
        ("Ban hành sau hạn", "late"),
        ("Chưa phù hợp", "composition_not_ok"),
    ] {
        let count = detail
            .iter()
            .filter(|row| row.iter().any(|cell| cell == status))
            .count();
        if let Some(wanted) = progress[name].as_u64() {
            assert_eq!(count as u64, wanted, "{status}");
        }
    }
    let mails = site.json(0, &["mail", "list"]);
    for mail in mails["mails"].as_array().expect("a list") {
        let shown = site.json(0, &["mail", "show", mail["id"].as_str().expect("an id")]);
        let message = shown["message"].as_str().expect("a text");
        let text = letter::plain(message);
        for line in [
            format!("Đã ban hành: {}/96 (90,6%;", figure("issued")),
            format!("Đúng hạn: {}", figure("on_time")),
            format!("ban hành sau hạn: {}", figure("late")),
            format!("Chưa đủ căn cứ xác nhận: {}", figure("incomplete")),
            format!("Chưa ban hành: {}", figure("not_issued")),
            format!("Chưa báo cáo: {}", figure("not_reported")),
        ] {
            assert!(text.contains(&line), "{line}: {text}");
        }
        let attached = letter::parts(message)
            .into_iter()
            .find(|part| !part.file_name.is_empty());
        let attached = attached.expect("a workbook");
        if mail["to"] == "a@example.vn" {
            assert_eq!(attached.bytes, std::fs::read(path).expect("the report"));
        } else {
            let rows = Book::read(attached.bytes).rows("Chi tiết");
            assert!(
                !rows
                    .iter()
                    .flatten()
                    .any(|cell| cell.contains("0983000606")),
                "a summary holds no member's phone"
            );
        }
    }
    let screen = site.run(&["sync", "--as-of", day, "--lang", "vi"]).out;
    for words in [
        format!("{}/96 (90,6%)", figure("issued")),
        format!("đúng hạn {}, sau hạn {}", figure("on_time"), figure("late")),
    ] {
        assert!(screen.contains(&words), "{words}: {screen}");
    }
}

#[test]
fn several_sources_given_are_one_campaign() {
    let site = Site::new();
    let head = crate::support::site::HEAD;
    site.write("one.csv", format!("{head}{CAM_THANH}{NGHIA_LO}"));
    site.write("two.csv", format!("{head}{AN_PHU}"));
    let both = ["--source", "one.csv", "--source", "two.csv"];
    let document = site.json(0, &[&["sync"], &both[..]].concat());
    assert_eq!(document["sources"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["progress"]["issued"], 2);
    let again = site.json(0, &[&["sync"], &both[..]].concat());
    assert_eq!(again["outcome"], "unchanged");
}
