//! The daemon works and works while its neighbours fail: it takes no more memory, descriptors or
//! disk than at the beginning. `CNSCD_SOAK=900 cargo test --test it soak -- --nocapture` for a
//! quarter of an hour.

#![expect(clippy::print_stdout, reason = "the table is for people")]

use std::fs;
use std::time::{Duration, Instant};

use crate::support::daemon::{Daemon, every, log, runs, until};
use crate::support::needs::{variable, whole};
use crate::support::site::CAM_THANH;

/// What a process holds.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    memory_kib: u64,
    descriptors: u64,
    log: u64,
    wal: u64,
}

#[test]
fn a_daemon_whose_neighbours_fail_holds_no_more_than_at_first() {
    let seconds = match variable("CNSCD_SOAK") {
        Some(text) => text.parse().expect("seconds"),
        None if whole("a soak", "5 of 15 seconds") => 15,
        None => 5,
    };
    let mut site = every(1);
    site.campaign += "send = \"always\"\n";
    site.configure();
    let daemon = Daemon::start(&site);
    until(&site, "it works", || runs(&site) > 2);
    let held = || Held {
        memory_kib: status(daemon.id(), "VmRSS:"),
        descriptors: fs::read_dir(format!("/proc/{}/fd", daemon.id()))
            .expect("it lives")
            .count() as u64,
        log: log(&site).len() as u64,
        wal: fs::metadata(site.path("var/cnscd.db-wal")).map_or(0, |file| file.len()),
    };
    let began = Instant::now();
    let (mut round, mut first, mut most) = (0, None, Held::default());
    println!("second | memory KiB | descriptors | log | WAL");
    while began.elapsed() < Duration::from_secs(seconds) {
        round += 1;
        // One in three rounds the source is gone, broken or a folder; a reader cannot be written to.
        match round % 6 {
            1 => fs::remove_file(site.path("sheet.csv")).expect("it is there"),
            4 => site.write("sheet.csv", b"\xff\xfe\x00broken"),
            _ => {
                let row = format!(
                    "Xã An Phú,{}/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Chủ tịch UBND xã,0912345679\n",
                    round + 20
                );
                site.sheet(&[CAM_THANH, &row]);
            }
        }
        std::thread::park_timeout(Duration::from_millis(900));
        let now = held();
        // Warm after a third of the time.
        if began.elapsed().as_secs() * 3 >= seconds {
            let first = *first.get_or_insert(now);
            most.memory_kib = most.memory_kib.max(now.memory_kib);
            most.descriptors = most.descriptors.max(now.descriptors);
            most.wal = most.wal.max(now.wal);
            assert!(
                now.descriptors <= first.descriptors + 24,
                "{now:?} {first:?}"
            );
        }
        if round % 10 == 0 {
            println!(
                "{} | {} | {} | {} | {}",
                began.elapsed().as_secs(),
                now.memory_kib,
                now.descriptors,
                now.log,
                now.wal
            );
        }
    }
    let (first, last) = (first.expect("it is warm"), held());
    println!("warm {first:?}, at last {last:?}, at most {most:?}");
    // A run may be under way; what stays is compared with room for that.
    assert!(
        most.memory_kib < first.memory_kib * 2 + 64 * 1024,
        "{first:?} {most:?}"
    );
    assert!(most.wal < 64 * 1024 * 1024, "{most:?}");
    assert!(last.log < (seconds + 60) * 8 * 1024, "{last:?}");
    site.sheet(&[CAM_THANH]);
    let before = runs(&site);
    until(&site, "it works", || runs(&site) > before);
    let (status, _) = daemon.stop();
    assert!(status.success(), "{status}: {}", log(&site));
    assert!(!log(&site).contains("panicked"), "{}", log(&site));
}

/// A number of proc(5)'s `status`.
fn status(process: u32, name: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).expect("it lives");
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.expect("it is told").split_whitespace().next();
    number.expect("a number").parse().expect("a number")
}
