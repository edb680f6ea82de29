//! A database file that is damaged: whatever stands in it, every command ends with a sentence and a
//! code, never by a defect of ours, and one that only reads leaves the file as it is.

use std::fs;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, raw_sql};

use crate::support::needs::whole;
use crate::support::site::{CAM_THANH, NGHIA_LO, Site};

const PAGE: usize = 4096;
const READING: [&[&str]; 7] = [
    &["status"],
    &["runs"],
    &["mail", "list"],
    &["changes", "--since", "2025-08-01"],
    &["explain", "issued"],
    &["store", "check"],
    &["doctor"],
];
const WRITING: [&[&str]; 2] = [&["report", "--out", "again.xlsx"], &["sync", "--no-mail"]];

/// An installation with two pulls, and its database alone in one file.
async fn lived_in() -> (Site, Vec<u8>) {
    let site = Site::new();
    for rows in [&[CAM_THANH][..], &[CAM_THANH, NGHIA_LO]] {
        site.sheet(rows);
        site.json(0, &["sync"]);
    }
    let file = site.path("var/cnscd.db");
    let mut connection = opened(&site).await;
    ask(&mut connection, "PRAGMA journal_mode = DELETE").await;
    connection.close().await.expect("closed");
    let bytes = fs::read(file).expect("a file");
    (site, bytes)
}

async fn opened(site: &Site) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(site.path("var/cnscd.db"))
        .foreign_keys(false);
    options.connect().await.expect("a database")
}

async fn ask(connection: &mut SqliteConnection, sql: &str) {
    let asked = raw_sql(AssertSqlSafe(sql)).execute(connection).await;
    asked.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Puts these bytes in the database's place, with nothing beside them.
fn put(site: &Site, bytes: &[u8]) {
    for beside in ["-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(site.path(&format!("var/cnscd.db{beside}")));
    }
    site.write("var/cnscd.db", bytes);
}

/// What each command says of this file; the codes of those that refuse it as damaged.
fn refused(site: &Site, bytes: &[u8], what: &str) -> usize {
    let mut refused = 0;
    for arguments in READING.into_iter().chain(WRITING) {
        put(site, bytes);
        let ran = site.run(arguments);
        assert!(
            [0, 1, 65, 69, 73, 78].contains(&ran.code),
            "{what}: {arguments:?}: {}: {}{}",
            ran.code,
            ran.out,
            ran.err
        );
        assert!(!ran.err.contains("panicked"), "{what}: {}", ran.err);
        refused += usize::from(ran.err.contains("không còn nguyên vẹn"));
    }
    refused
}

#[tokio::test]
async fn whatever_bytes_are_lost_it_is_said_and_nothing_breaks() {
    let (site, whole_file) = lived_in().await;
    if site.database().is_some() {
        return;
    }
    for (what, bytes) in [
        ("no database", &b"<!doctype html><p>503"[..]),
        ("cut in its head", &whole_file[..60]),
        ("half of it", &whole_file[..whole_file.len() / 2]),
    ] {
        assert!(refused(&site, bytes, what) > 0, "{what}");
    }
    let rounds = match whole("bytes of a database", "3 of 60 places") {
        true => 60,
        false => 3,
    };
    // Any number without a pattern: places and bytes that repeat from run to run.
    let mut random = 0x9E37_79B9_u64;
    let mut below = |most: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % most as u64).expect("small")
    };
    let mut noticed = 0;
    for round in 0..rounds {
        let mut bytes = whole_file.clone();
        let (from, length) = match round % 3 {
            0 => (0, 100),
            1 => (100, PAGE - 100),
            _ => (PAGE, bytes.len() - PAGE),
        };
        let first = from + below(length);
        let last = (first + 1 + below(64)).min(bytes.len());
        for byte in &mut bytes[first..last] {
            *byte = below(256) as u8;
        }
        noticed += refused(&site, &bytes, &format!("{round}: {first} to {last}"));
    }
    assert!(noticed > 0, "none of the places was read");
    put(&site, &whole_file);
    assert_eq!(
        site.json(0, &["store", "check"])["faults"],
        serde_json::json!([])
    );
}

#[tokio::test]
async fn whatever_part_is_another_it_is_damage_and_no_defect() {
    let (site, whole_file) = lived_in().await;
    if site.database().is_some() {
        return;
    }
    let schema = "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET";
    let every = match whole("tables of a database", "4 of 10 changes") {
        true => 1,
        false => 3,
    };
    let changes = [
        "UPDATE run SET started_at = 'x'",
        "UPDATE run SET error_message = x'ff', outcome = 'failed'",
        "DELETE FROM content",
        "UPDATE content SET bytes = x'00'",
        "DROP TABLE run",
        "ALTER TABLE run DROP COLUMN seconds",
        &format!("{schema} sql = 'CREATE TABLE run (x)' WHERE name = 'run'"),
        &format!("{schema} sql = 'no statement' WHERE name = 'outbox'"),
        &format!("{schema} rootpage = 999999 WHERE name = 'run'"),
        &format!("{schema} rootpage = 3 WHERE type = 'table'"),
    ];
    for sql in changes.into_iter().step_by(every) {
        put(&site, &whole_file);
        let mut connection = opened(&site).await;
        ask(&mut connection, sql).await;
        connection.close().await.expect("closed");
        let bytes = fs::read(site.path("var/cnscd.db")).expect("a file");
        assert!(refused(&site, &bytes, sql) > 0, "{sql}");
    }
}
