//! No workbook, however it was made, hurts the program that reads it, and none is read wrongly
//! in silence.
//!
//! Shows each file's verdict, time and the memory of its reading process:
//! `cargo test --test it no_workbook_hurts -- --nocapture`.

#![expect(clippy::print_stdout, reason = "the table is for people")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cnscd::cell::column_letters;
use cnscd::failure::Reason;
use cnscd::table::{Cell, Limits, Table, TableError, Value, confined, workbook};

use crate::support::hostile::{Verdict, cases};
use crate::support::needs::whole;
use crate::support::package;
use crate::support::site::{CAM_THANH, HEAD, Site};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cnscd");

/// From inside, by the program itself: no file, socket, program or further descriptor; and each lock
/// by itself, where the kernel has it.
#[tokio::test]
async fn the_reading_process_is_shut_in() {
    let tried = confined::tried_by(Path::new(PROGRAM), &Limits::default()).await;
    let tried = tried.expect("it answers");
    assert!(tried.open().is_empty(), "{tried:?}");
    let kernel = std::fs::read_to_string("/proc/sys/kernel/seccomp/actions_avail");
    assert_eq!(tried.sandbox.calls, kernel.is_ok(), "{tried:?}");
    // What the filter refuses comes before the limit of descriptors (EMFILE) is looked at.
    let by_filter = ["open", "create", "udp", "unix"];
    if tried.sandbox.calls {
        for name in by_filter {
            assert_eq!(tried.attempts[name], Some(1), "EPERM: {name} in {tried:?}");
        }
    }
    println!("shut in by Landlock: {}", tried.sandbox.files);
}

#[tokio::test]
async fn no_workbook_hurts_the_daemon() {
    let mut wrong = Vec::new();
    let all = cases();
    let every = if whole("hostile workbooks", "every fifth") {
        1
    } else {
        5
    };
    println!(
        "{:>4} {:<45} {:>9} {:>8}  verdict",
        "", "file", "time", "memory"
    );
    for (number, case) in (1..).zip(&all).step_by(every) {
        let watch = Watch::start();
        let started = Instant::now();
        let limits = Limits::default();
        let outcome =
            confined::read_by(Path::new(PROGRAM), &case.bytes, case.file_name, &limits).await;
        let took = started.elapsed();
        let memory = watch.stop();
        let shown = shown(&outcome);
        let right = match (&case.verdict, &outcome) {
            (Verdict::Refused(kinds), Err(error)) => kinds.contains(&error.kind()),
            (Verdict::Read(cells), Ok(_)) => shown == *cells,
            (Verdict::Cells(count), Ok(table)) => cells(table).count() == *count,
            (Verdict::Refused(_), Ok(_)) | (Verdict::Read(_) | Verdict::Cells(_), Err(_)) => false,
        };
        let brief: String = shown.chars().take(70).collect();
        println!(
            "{number:>4} {:<45} {:>6} ms {:>4} MiB  {brief}",
            case.name,
            took.as_millis(),
            memory / 1024
        );
        if !right || took > Duration::from_secs(11) || memory > 512 * 1024 {
            wrong.push(format!("{}: {shown} ({took:?}, {memory} KiB)", case.name));
        }
    }
    assert!(all.len() >= 60, "{}", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_confined_reader_gives_the_same_table() {
    let bytes = package::book(
        "<row r=\"1\"><c t=\"s\"><v>1</v></c><c s=\"1\"><v>45866</v></c></row><row r=\"3\" hidden=\"1\"><c t=\"s\"><v>1</v></c></row>",
    );
    let limits = Limits::default();
    let confined = confined::read_by(Path::new(PROGRAM), &bytes, "T.xls", &limits).await;
    let direct = workbook::read(&bytes, "T.xls", &limits);
    assert_eq!(confined, direct);
    let table = direct.expect("a good workbook");
    assert!(table.tabs[0].rows[1].hidden);
    assert_eq!(table.remarks[0].key, "table-remark-named-otherwise");
}

/// Its task is told and its workbook is not: so it stands where a hostile one would find it.
#[test]
fn the_reading_process_can_open_nothing_and_gain_nothing() {
    let mut child = Command::new(PROGRAM)
        .arg(confined::SUBCOMMAND)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let limits = serde_json::to_string(&Limits::default()).expect("limits");
    let task = format!("{{\"limits\":{limits},\"file_name\":\"T.csv\",\"size\":4}}\n");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(task.as_bytes()).expect("it listens");
    let of =
        |file: &str| fs::read_to_string(format!("/proc/{}/{file}", child.id())).expect("alive");
    let limit = |name: &str| {
        let limits = of("limits");
        let line = limits.lines().find(|line| line.starts_with(name));
        let line = line.expect("a limit").split_at(name.len()).1;
        let columns = line.split_whitespace().take(2);
        columns.map(str::to_owned).collect::<Vec<_>>()
    };
    let limits = ["Max open files", "Max file size", "Max core file size"];
    let is_shut_in = || {
        of("status").contains("NoNewPrivs:\t1")
            && limits.iter().all(|name| limit(name) == ["0", "0"])
    };
    let began = Instant::now();
    while !is_shut_in() {
        let found = || format!("{}{}", of("status"), of("limits"));
        assert!(began.elapsed() < Duration::from_secs(60), "{}", found());
        std::thread::park_timeout(Duration::from_millis(10));
    }
    // it still reads
    stdin.write_all(b"a,b\n").expect("it listens");
    drop(stdin);
    let done = child.wait_with_output().expect("it ends");
    assert!(done.status.success());
}

#[tokio::test]
async fn limits_are_settings() {
    let small = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    let rows: String = (1..=20_000)
        .map(|row| format!("<row r=\"{row}\"><c><v>{row}</v></c><c><v>0</v></c></row>"))
        .collect();
    let bytes = package::book(&rows);
    for (limits, kind) in [
        (small(|limits| limits.max_file = 1_000), "table-too-large"),
        (small(|limits| limits.max_unpacked = 1_000), "table-bomb"),
        (small(|limits| limits.max_parts = 3), "table-too-many-parts"),
        (
            small(|limits| limits.max_cells = 39_999),
            "table-too-many-cells",
        ),
        (small(|limits| limits.seconds = 0), "table-out-of-time"),
    ] {
        let outcome = confined::read_by(Path::new(PROGRAM), &bytes, "T.xlsx", &limits).await;
        assert_eq!(outcome.expect_err(kind).kind(), kind);
    }
}

/// The reading process is done with this file at once; what its cells mean would take minutes.
#[test]
fn what_takes_too_long_to_understand_is_left_in_time() {
    let mut site = Site::new();
    let number = "1 ".repeat(2_400);
    let row = format!("Xã An Phú,{number},28/7/2025,Lê Thị Hai,,,\n");
    site.write("sheet.csv", format!("{HEAD}{}", row.repeat(2_000)));
    site.service += "[limits]\nseconds = 2\n";
    site.configure();
    let began = Instant::now();
    let failed = site.run(&["sync", "--json"]);
    assert_eq!(failed.code, 65, "{}", failed.out);
    assert!(failed.out.contains("quá 2 giây"), "{}", failed.out);
    assert!(began.elapsed() < Duration::from_secs(60));
    site.write("sheet.csv", format!("{HEAD}{CAM_THANH}"));
    assert_eq!(site.run(&["sync", "--json"]).code, 0);
}

/// A few kilobytes name more people than there is memory for.
#[test]
fn more_people_than_the_setting_allows_are_refused() {
    let mut site = Site::new();
    let team = |count: usize| {
        format!(
            "Xã An Phú,20/QĐ-UBND,28/7/2025,\"{}\",,,\n",
            vec!["Lê A"; count].join("; ")
        )
    };
    for (people, setting, code) in [
        (40, "max_people = 300", 0),
        (400, "max_people = 300", 65),
        (40, "max_people = 0", 78),
    ] {
        let plain = site.service.clone();
        site.service += &format!("[limits]\n{setting}\n");
        site.configure();
        site.service = plain;
        site.write("sheet.csv", format!("{HEAD}{}", team(people)));
        let ran = site.run(&["check", "sheet.csv", "--json"]);
        assert_eq!(ran.code, code, "{people}: {}", ran.out);
        assert_eq!(code == 65, ran.out.contains("hơn 300 người"), "{}", ran.out);
    }
}

#[test]
fn limits_are_settings_of_the_operator() {
    let mut site = Site::new();
    let service = site.service.clone();
    let cells: String = (1..=2_000)
        .map(|row| format!("<row r=\"{row}\"><c><v>{row}</v></c></row>"))
        .collect();
    site.write("sheet.xlsx", package::book(&cells));
    for (setting, code, kind) in [
        ("max_unpacked = \"1KiB\"", 65, "table-bomb"),
        ("max_parts = 3", 65, "table-too-many-parts"),
        ("max_cells = 1999", 65, "table-too-many-cells"),
        ("max_unpacked = \"0KiB\"", 78, "configuration"),
        ("memory = \"63MiB\"", 78, "configuration"),
        ("max_parts = 0", 78, "configuration"),
        ("max_cells = 0", 78, "configuration"),
        ("seconds = 0", 78, "configuration"),
    ] {
        site.service = format!("[limits]\n{setting}\n{service}");
        site.configure();
        let document = site.json(code, &["check", "sheet.xlsx"]);
        assert_eq!(document["error"]["kind"], kind, "{setting}: {document}");
    }
}

#[tokio::test]
async fn a_program_that_cannot_read_is_a_defect() {
    for program in ["/nonexistent/cnscd", "/bin/echo"] {
        let outcome =
            confined::read_by(Path::new(program), b"a,b", "T.csv", &Limits::default()).await;
        assert_eq!(outcome.expect_err(program).exit_code(), 70);
    }
}

/// One program pulls it again and again, and then a good one.
#[test]
fn the_daemon_outlives_a_workbook_that_kills_its_reader() {
    let all = cases();
    let case = all
        .iter()
        .find(|case| case.name == "xls: a directory that runs in a circle")
        .expect("one of the cases");
    let mut site = Site::new();
    site.write("sheet.xls", &case.bytes);
    site.tables = site.tables.replace("sheet.csv", "sheet.xls");
    site.campaign += "schedule = \"@every 1s\"\n";
    site.configure();
    let file = fs::File::create(site.path("log")).expect("a log");
    let mut daemon = site
        .command(PROGRAM.as_ref(), &["run"])
        .stdout(Stdio::null())
        .stderr(file)
        .spawn()
        .expect("the program starts");
    let log = || fs::read_to_string(site.path("log")).unwrap_or_default();
    let until = |said: &str, times: usize| {
        let began = Instant::now();
        while log().matches(said).count() < times {
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "{said}: {}",
                log()
            );
            std::thread::park_timeout(Duration::from_millis(50));
        }
    };
    until("table-out-of-memory", 2);
    site.write("sheet.xls", format!("{HEAD}{CAM_THANH}"));
    until("\"run done\"", 1);
    daemon.kill().expect("it can be killed");
    daemon.wait().expect("it ends");
}

/// Remarks and cells of a table, or the kind of its refusal.
fn shown(outcome: &Result<Table, TableError>) -> String {
    let table = match outcome {
        Ok(table) => table,
        Err(error) => return format!("{} ({error})", error.kind()),
    };
    let remarks = table.remarks.iter().map(|remark| remark.key.clone());
    let cells = cells(table).map(|(row, cell)| {
        let value = match &cell.value {
            Value::Error(text) => format!("!{text}"),
            Value::Uncomputed(text) => format!("?{text}"),
            Value::Date(instant) => instant.date().to_string(),
            Value::Number(number) => format!("{number:?}").trim_end_matches(".0").to_owned(),
            other => other.text(),
        };
        let link = cell
            .link
            .as_ref()
            .map_or(String::new(), |link| format!(">{link}"));
        let value: String = value.chars().take(100).collect();
        format!("{}{}={value}{link}", column_letters(cell.column), row + 1)
    });
    remarks
        .chain(cells)
        .take(40)
        .collect::<Vec<_>>()
        .join(" | ")
}

fn cells(table: &Table) -> impl Iterator<Item = (u32, &Cell)> {
    let rows = table.tabs.iter().flat_map(|tab| &tab.rows);
    rows.flat_map(|row| row.cells.iter().map(|cell| (row.number, cell)))
}

/// The largest memory, in KiB, that a child process of this one had meanwhile.
struct Watch {
    over: Arc<AtomicBool>,
    most: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<()>,
}

impl Watch {
    fn start() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let most = Arc::new(AtomicU64::new(0));
        let thread = std::thread::spawn({
            let (over, most) = (over.clone(), most.clone());
            move || {
                while !over.load(Ordering::Relaxed) {
                    most.fetch_max(of_children(), Ordering::Relaxed);
                    std::thread::yield_now();
                }
            }
        });
        Self { over, most, thread }
    }

    fn stop(self) -> u64 {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().expect("the watch does not panic");
        self.most.load(Ordering::Relaxed)
    }
}

fn of_children() -> u64 {
    let tasks = fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|children| {
            children
                .split_whitespace()
                .filter_map(high_water)
                .collect::<Vec<_>>()
        })
        .max()
        .unwrap_or(0)
}

fn high_water(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    // between fork and exec a child still is this program
    if !status.starts_with("Name:\tcnscd\n") {
        return None;
    }
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
