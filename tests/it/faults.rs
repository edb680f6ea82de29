//! The fault loop: the n-th call of a kind fails, for n = 1 and on until a run makes no such call any
//! more. Whatever fails, a run ends with a sentence and its exit code, nothing that was stored is
//! lost or half there, and the next run goes well.
//!
//! `.ci/run` tries some n of each kind. By hand, `cargo test --test it faults:: -- --nocapture` with
//! `CNSCD_FAULTS=whole` tries every n, with `CNSCD_FAULTS=fsync,rename` every n of these kinds.

#![expect(clippy::print_stdout, reason = "the table is for people")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cnscd::store::Store;

use crate::support::needs::{strace, variable, whole};
use crate::support::site::{CAM_THANH, Site};

/// The longest that a run with a fault may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// What the runtime says where it cannot begin its own threads, before anything was done.
const NO_WORKER: &str = "OS can't spawn worker thread";

/// Calls to the system, and how they fail.
struct Fault {
    name: &'static str,
    calls: &'static str,
    error: &'static str,
    /// From the n-th on every one fails, as on a full disk.
    lasts: bool,
}

const FAULTS: [Fault; 10] = [
    fault("write", "write,pwrite64,pwritev", "EIO", false),
    fault(
        "full disk",
        "write,pwrite64,pwritev,ftruncate,fallocate",
        "ENOSPC",
        true,
    ),
    fault("fsync", "fsync,fdatasync", "EIO", false),
    fault("rename", "rename,renameat,renameat2", "EIO", false),
    fault("open", "openat", "EIO", false),
    fault("too many files", "openat,pipe2,socket", "EMFILE", false),
    fault("read", "read,pread64", "EIO", false),
    fault("truncate", "ftruncate", "EIO", false),
    fault("unlink", "unlink,unlinkat", "EIO", false),
    fault("mmap", "mmap", "ENOMEM", false),
];

const fn fault(name: &'static str, calls: &'static str, error: &'static str, lasts: bool) -> Fault {
    Fault {
        name,
        calls,
        error,
        lasts,
    }
}

/// The places at which a kind fails in brief; whole, every one.
fn places(name: &str) -> Box<dyn Iterator<Item = usize>> {
    let asked = variable("CNSCD_FAULTS").unwrap_or_default();
    match asked == "whole" || asked.split(',').any(|asked| asked == name) {
        true => Box::new(1..),
        false => Box::new([2, 9, 31].into_iter()),
    }
}

#[tokio::test]
async fn whatever_call_fails_nothing_is_lost() {
    let Some(strace) = strace() else { return };
    let asked = variable("CNSCD_FAULTS").is_some();
    if !asked && !whole("the calls that fail", "none of them") {
        return;
    }
    let site = Site::new();
    site.json(0, &["sync"]);
    let mut round = 0;
    let mut stored = 1;
    for fault in &FAULTS {
        let mut codes: BTreeMap<i32, usize> = BTreeMap::new();
        for nth in places(fault.name) {
            round += 1;
            let Some(code) = run(&site, strace, fault, nth, round) else {
                break;
            };
            *codes.entry(code).or_default() += 1;
            stored = check(&site, stored, &format!("{} {nth}", fault.name)).await;
        }
        let codes: Vec<String> = codes
            .iter()
            .map(|(code, times)| format!("{code}: {times}"))
            .collect();
        println!("{} | {}", fault.name, codes.join(", "));
    }
    let next = site.json(0, &["sync"]);
    assert!(next["outcome"].is_string(), "{next}");
    let checked = site.json(0, &["store", "check"]);
    assert_eq!(checked["faults"], serde_json::json!([]));
}

/// One run with something new, in which the n-th call fails; its exit code, or none where it made
/// fewer.
fn run(site: &Site, strace: &str, fault: &Fault, nth: usize, round: usize) -> Option<i32> {
    let row = format!(
        "Xã An Phú,{}/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n",
        round + 20
    );
    site.sheet(&[CAM_THANH, &row]);
    let trace = site.path("trace").display().to_string();
    let calls = format!("trace={}", fault.calls);
    let last = if fault.lasts { "+" } else { "" };
    let inject = format!(
        "inject={}:error={}:when={nth}{last}",
        fault.calls, fault.error
    );
    let program = env!("CARGO_BIN_EXE_cnscd");
    let arguments = [
        "-f", "-qq", "-o", &trace, "-e", &calls, "-e", &inject, program, "sync", "--json",
    ];
    let (out, err) = (site.path("out"), site.path("err"));
    let file = |path| fs::File::create(path).expect("a file");
    let mut child = site
        .command(strace.as_ref(), &arguments)
        .stdout(Stdio::from(file(&out)))
        .stderr(Stdio::from(file(&err)))
        .spawn()
        .expect("strace starts");
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        // The runtime waits for ever for what it could not wake or begin.
        let waits_for_ever =
            || failed_to_wake(&text_of(trace.as_ref())) || text_of(&err).contains(NO_WORKER);
        if began.elapsed() > Duration::from_secs(5) && waits_for_ever() {
            end_traced(&child);
            child.wait().expect("a child");
            return Some(134);
        }
        assert!(began.elapsed() < PATIENCE, "{} {nth} hangs", fault.name);
        std::thread::park_timeout(Duration::from_millis(20));
    };
    let trace = text_of(trace.as_ref());
    if !trace.contains("(INJECTED)") {
        return None;
    }
    let said = text_of(&err);
    let code = status.code();
    // The runtime wakes itself by a write into memory, which fails in no other world than this.
    if matches!(code, None | Some(70 | 101)) && failed_to_wake(&trace) {
        return Some(134);
    }
    // Where memory is refused, the library of the language ends the process.
    // and where a thread is refused, the runtime that wants its first ones.
    let is_refused = said.contains("Cannot allocate memory") || said.contains(NO_WORKER);
    if fault.name == "mmap" && (code.is_none() || is_refused) {
        return Some(134);
    }
    // Before the program begins, its loader may fail. 70 would blame the program for the disk.
    let known = [0, 64, 65, 66, 69, 73, 75, 77, 78, 127];
    let is_known = code.is_some_and(|code| known.contains(&code));
    let injected = || -> Vec<&str> {
        trace
            .lines()
            .filter(|line| line.contains("(INJECTED)"))
            .collect()
    };
    assert!(
        is_known,
        "{} {nth}: {status}: {said}{}{:#?}",
        fault.name,
        text_of(&out),
        injected()
    );
    assert!(!said.contains("panicked"), "{} {nth}: {said}", fault.name);
    code
}

fn text_of(file: &Path) -> String {
    String::from_utf8_lossy(&fs::read(file).expect("a file")).into_owned()
}

/// Ends the traced program, and with it its tracer: the other way round it would go on. Where it has
/// just ended by itself, so does the tracer.
fn end_traced(tracer: &Child) {
    let parent = tracer.id().to_string();
    let sent = Command::new("pkill")
        .args(["-KILL", "-P", &parent])
        .status();
    sent.expect("pkill is there");
}

/// Whether a call that failed was the 1 that the runtime writes to its own counter of events. Where
/// another thread was told of in between, strace tells a call in two lines.
fn failed_to_wake(trace: &str) -> bool {
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    for line in trace.lines() {
        let process = line.split(' ').next().unwrap_or_default();
        let call = if line.contains("resumed>") {
            begun.remove(process).unwrap_or(line)
        } else {
            line
        };
        if line.contains("<unfinished ...>") {
            begun.insert(process, line);
        }
        if line.contains("(INJECTED)") && call.contains(r#""\1\0\0\0\0\0\0\0", 8"#) {
            return true;
        }
    }
    false
}

#[test]
fn a_call_is_known_by_what_it_wrote_however_it_is_told() {
    let wake = r#"write(9, "\1\0\0\0\0\0\0\0", 8"#;
    for (trace, woke) in [
        (format!("71 {wake}) = -1 EIO (INJECTED)"), true),
        (
            format!(
                "71 {wake} <unfinished ...>\n72 write(3, \"x\", 1) = 1\n71 <... write resumed>) = -1 EIO (INJECTED)"
            ),
            true,
        ),
        (
            format!(
                "71 {wake} <unfinished ...>\n72 write(3, \"x\", 1) = -1 EIO (INJECTED)\n71 <... write resumed>) = 8"
            ),
            false,
        ),
        (format!("71 {wake}) = 8"), false),
    ] {
        assert_eq!(failed_to_wake(&trace), woke, "{trace}");
    }
}

/// Nothing that was stored is gone, and all of it is whole.
async fn check(site: &Site, before: usize, what: &str) -> usize {
    let store: Store = site.store().await;
    let faults = store.integrity().await.expect("it answers");
    assert_eq!(faults, Vec::<String>::new(), "{what}");
    let snapshots = store.snapshots("c").await.expect("a list");
    assert!(snapshots.len() >= before, "{what}: {snapshots:?}");
    let reports = store.reports("c").await.expect("a list");
    for line in &snapshots {
        assert!(store.snapshot(&line.id).await.expect("whole").is_some());
        assert!(
            reports.iter().any(|report| report.snapshot == line.id),
            "{what}"
        );
    }
    for report in &reports {
        let bytes = store.report_bytes(&report.id).await.expect("whole");
        assert!(bytes.is_some(), "{what}");
    }
    store.close().await;
    snapshots.len()
}
