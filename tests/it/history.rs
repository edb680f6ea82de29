//! The five dated states of the demo, pulled in their order on their days: what was true on a
//! day, what was known on a day, and what changed between.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::book::Book;
use crate::support::needs::{faketime, whole};
use crate::support::site::Site;

const DAYS: [&str; 5] = [
    "2025-07-28",
    "2025-08-01",
    "2025-08-08",
    "2025-08-15",
    "2025-09-30",
];

fn state(day: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("config/samples/qua-cac-ngay/to-cnscd-{day}.xlsx"))
}

fn truth(day: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("tests/data/truth/to-cnscd-{day}.truth.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("the truth")).expect("JSON")
}

/// A row that holds a number and a name and nothing else: the contract calls it not reported.
fn is_bare(commune: &Value) -> bool {
    commune["decision"].is_null() && commune["members"].as_array().is_some_and(Vec::is_empty)
}

#[test]
fn every_dated_state_agrees_with_its_truth_on_every_day() {
    let every = match whole("five dated states of a sheet", "the first and the last") {
        true => 1,
        false => DAYS.len() - 1,
    };
    for day in DAYS.into_iter().step_by(every) {
        let site = Site::of(&state(day));
        let path = state(day).display().to_string();
        for (as_of, wanted) in truth(day)["as_of"].as_object().expect("days") {
            let got = site.json(0, &["check", &path, "--as-of", as_of]);
            for name in ["communes", "issued", "on_time", "late"] {
                assert_eq!(
                    got["progress"][name], wanted["progress"][name],
                    "{day} at {as_of}: {name}"
                );
            }
            for commune in got["communes"].as_array().expect("communes") {
                let code = commune["code"].as_str().expect("a code");
                let accepted = wanted["status"][code].as_array().expect("statuses");
                let bare = commune["status"] == "not_reported"
                    && accepted.contains(&"not_issued".into())
                    && is_bare(commune);
                assert!(
                    accepted.contains(&commune["status"]) || bare,
                    "{day} at {as_of}: {commune} is not {accepted:?}"
                );
                let on_time = wanted["on_time"][code].as_array();
                assert!(
                    on_time.is_none_or(|accepted| accepted.contains(&commune["on_time"])),
                    "{day} at {as_of}: {commune}"
                );
            }
        }
    }
}

/// The five states pulled on their days at eight in the morning there.
fn history() -> Option<(Site, Vec<Value>)> {
    faketime()?;
    let site = Site::of(&state(DAYS[0]));
    let mut documents = Vec::new();
    for day in DAYS {
        let path = state(day).display().to_string();
        let instant = format!("{day}T01:00:00Z");
        documents.push(site.json_at(&instant, 0, &["sync", "--source", &path])?);
    }
    Some((site, documents))
}

#[test]
fn the_five_states_make_a_history() {
    let Some((site, documents)) = history() else {
        return;
    };
    let issued: Vec<_> = documents
        .iter()
        .map(|document| document["progress"]["issued"].as_u64().expect("a figure"))
        .collect();
    assert_eq!(issued, [15, 21, 33, 61, 87]);
    let said = |place: usize, rule: &str| documents[place]["findings"]["by_rule"][rule].clone();
    // Withdrawn between 8/8 and 15/8, and replaced in September.
    assert_eq!(documents[3]["changes"]["withdrawn"], json!(["21040"]));
    assert_eq!(
        [0, 1, 2, 3, 4].map(|place| said(place, "decision-withdrawn")),
        [0, 0, 0, 1, 0].map(Value::from)
    );
    // Signed before the deadline, first seen after it.
    assert_eq!(
        [0, 1, 2, 3, 4].map(|place| said(place, "decision-backdated")),
        [0, 0, 0, 0, 4].map(Value::from)
    );
    assert_eq!(
        documents[1]["changes"]["issued"].as_array().map(Vec::len),
        Some(6)
    );

    // What was known then, byte for byte.
    for (day, document) in DAYS.iter().zip(&documents) {
        let again = site.json(0, &["report", "--known-at", day, "--out", "again.xlsx"]);
        assert_eq!(again["archived"], true, "{day}");
        assert_eq!(
            again["report"]["sha256"], document["report"]["sha256"],
            "{day}"
        );
        assert_eq!(again["progress"], document["progress"], "{day}");
    }
    // What was true then, with all that is known now.
    let now = site.json(0, &["report", "--as-of", "2025-08-01", "--out", "now.xlsx"]);
    assert_eq!(now["progress"]["issued"], 21);
    assert_eq!(now["archived"], false);
    let both = site.json(
        0,
        &[
            "report",
            "--as-of",
            "2025-07-20",
            "--known-at",
            "2025-08-08",
            "--out",
            "both.xlsx",
        ],
    );
    assert!(both["progress"]["issued"].as_u64() < Some(21), "{both}");

    let changes = site.json(0, &["changes", "--since", "2025-08-08"]);
    assert_eq!(
        changes["changes"]["issued"].as_array().map(Vec::len),
        Some(54)
    );
    let differences = changes["differences"].as_array().expect("a list");
    let replaced = differences
        .iter()
        .find(|difference| difference["commune"] == "21040")
        .expect("the withdrawn one");
    assert!(
        replaced["decisions_gone"][0]["number"].is_string(),
        "{replaced}"
    );
    let all = site.json(0, &["changes", "--since", "2025-01-01"]);
    assert_eq!(all["from"], Value::Null);
    assert_eq!(all["changes"]["issued"].as_array().map(Vec::len), Some(87));

    check_workbook(&documents[4]);
}

/// The last workbook tells the day each decision was first seen, and counts up to its own figure.
fn check_workbook(last: &Value) {
    let mut book = Book::open(Path::new(last["report"]["path"].as_str().expect("a path")));
    let detail = book.rows("Chi tiết");
    let head = detail
        .iter()
        .position(|row| row.iter().any(|cell| cell == "Thấy lần đầu"))
        .expect("a header");
    let column = detail[head]
        .iter()
        .position(|cell| cell == "Thấy lần đầu")
        .expect("a column");
    let mut seen: Vec<String> = detail[head + 1..]
        .iter()
        .filter_map(|row| row.get(column).filter(|cell| !cell.is_empty()).cloned())
        .collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), DAYS.len(), "one day a pull: {seen:?}");
    let summary = book.rows("Tổng hợp");
    let text: Vec<&String> = summary.iter().flatten().collect();
    assert!(
        text.iter()
            .any(|cell| cell.contains("87/96") && cell.contains("tăng 26 so với kỳ trước")),
        "{text:?}"
    );
    let head = summary
        .iter()
        .position(|row| row.iter().any(|cell| cell.contains("(cộng dồn)")))
        .expect("the chart's figures");
    let column = summary[head]
        .iter()
        .position(|cell| cell.contains("(cộng dồn)"))
        .expect("a column");
    let counts: Vec<f64> = summary[head + 1..]
        .iter()
        .map_while(|row| row.get(column)?.parse().ok())
        .collect();
    assert!(
        counts.windows(2).all(|pair| pair[0] <= pair[1]),
        "{counts:?}"
    );
    assert_eq!(counts.last(), Some(&87.0));
}
