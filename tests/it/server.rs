//! What the program says of a database server that does not let it in, or is not there: the exit
//! code, a sentence, and no password.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::support::cluster::{Cluster, PASSWORD};
use crate::support::database::ask;
use crate::support::site::Site;

/// Runs a command against an address, and gives the kind of its failure.
#[track_caller]
fn check(url: &str, code: i32, kind: &str) {
    let mut site = Site::new();
    site.service += &format!("[store]\nurl = \"{url}\"\nlock_timeout = \"1s\"\n");
    site.configure();
    for arguments in [&["sync"][..], &["status"], &["doctor"]] {
        let ran = site.run(&[arguments, &["--json", "-vv"]].concat());
        assert_eq!(
            ran.code, code,
            "{arguments:?} {url}: {}{}",
            ran.out, ran.err
        );
        let all = format!("{}{}", ran.out, ran.err);
        for secret in [PASSWORD, "b%C3%AD", "bí-m"] {
            assert!(!all.contains(secret), "{arguments:?} {url}: {all}");
        }
        if arguments != ["doctor"] {
            assert_eq!(ran.json()["error"]["kind"], kind, "{arguments:?} {url}");
        }
    }
}

#[test]
fn a_server_that_does_not_let_us_in_is_told_by_its_exit_code() {
    let Some(cluster) = Cluster::asking() else {
        return;
    };
    let with = |user: &str, password: &str, database: &str| {
        let url = cluster.url(database);
        url.replace("cnscd@", &format!("{user}:{password}@"))
    };
    let admin = with("cnscd", PASSWORD, "postgres");
    for statement in [
        "CREATE DATABASE good",
        "CREATE DATABASE shut",
        "CREATE ROLE guest LOGIN PASSWORD 'bí-mật-của-khách'",
        "CREATE ROLE crowd LOGIN PASSWORD 'bí-mật-của-khách' CONNECTION LIMIT 0",
        "REVOKE CONNECT ON DATABASE shut FROM PUBLIC",
    ] {
        ask(&admin, statement);
    }
    let mut site = Site::new();
    site.service += &format!("[store]\nurl = \"{}\"\n", with("cnscd", PASSWORD, "good"));
    site.configure();
    assert_eq!(site.json(0, &["sync"])["outcome"], "stored");
    let shown = site.run(&["config", "show"]);
    assert!(!shown.out.contains(PASSWORD), "{}", shown.out);
    let guest = "bí-mật-của-khách";
    check(&with("cnscd", "bí-mật-sai", "good"), 77, "store-denied");
    check(&with("nobody", PASSWORD, "good"), 77, "store-denied");
    // May connect, and may make nothing: since PostgreSQL 15 `public` is its owner's.
    check(&with("guest", guest, "good"), 77, "store-denied");
    check(&with("guest", guest, "shut"), 77, "store-denied");
    check(&with("crowd", guest, "good"), 75, "store-locked");
    check(&with("cnscd", PASSWORD, "missing"), 69, "store-unreachable");
    let no_tls = with("cnscd", PASSWORD, "good") + "?sslmode=verify-full";
    check(&no_tls, 69, "store-unreachable");
    // Away from this machine nothing goes without TLS, whatever the address says.
    for unverified in ["disable", "prefer", "require"] {
        let away = format!("postgres://cnscd:{PASSWORD}@db.example.vn/cnscd?sslmode={unverified}");
        check(&away, 78, "configuration");
    }
    let port = {
        let held = TcpListener::bind("127.0.0.1:0").expect("a port");
        held.local_addr().expect("it is bound").port()
    };
    let nobody = format!("postgres://cnscd:{PASSWORD}@127.0.0.1:{port}/cnscd");
    check(&nobody, 69, "store-unreachable");
    let good = with("cnscd", PASSWORD, "good");
    let mut held = hold_migrations(&good);
    check(&good, 75, "store-locked");
    held.kill().expect("it can be killed");
    held.wait().expect("it ended");
}

/// Another session that changes what the schema is known by, until it is killed.
fn hold_migrations(url: &str) -> Child {
    let holding = "BEGIN; LOCK TABLE migration; SELECT pg_sleep(600)";
    let child = Command::new("psql")
        .args(["-qAtX", url, "-c", holding])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("psql is there");
    let held = "SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = relation
                WHERE relname = 'migration' AND mode = 'AccessExclusiveLock' AND granted";
    while ask(url, held) != "1" {
        std::thread::yield_now();
    }
    child
}

#[test]
fn doctor_looks_at_the_server() {
    let Some(cluster) = Cluster::trusting() else {
        return;
    };
    let admin = cluster.url("postgres");
    for statement in [
        "CREATE DATABASE good",
        "CREATE DATABASE narrow ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
        "CREATE ROLE reader LOGIN",
    ] {
        ask(&admin, statement);
    }
    let at = |url: &str| {
        let mut site = Site::new();
        site.service += &format!("[store]\nurl = \"{url}\"\n");
        site.configure();
        site
    };
    let server = |site: &Site, code: i32| {
        let document = site.json(code, &["doctor"]);
        let checks = document["checks"].as_array().expect("a list").clone();
        let mut checks = checks.into_iter();
        checks
            .find(|check| check["subject"] == "Máy chủ cơ sở dữ liệu")
            .unwrap_or_else(|| panic!("{document}"))
    };
    let good = at(&cluster.url("good"));
    let told = server(&good, 0);
    let message = told["message"].as_str().expect("a sentence");
    for part in ["PostgreSQL ", " ms; ", "lệch ", " MiB; đủ quyền"] {
        assert!(message.contains(part), "{message}");
    }
    let narrow = server(&at(&cluster.url("narrow")), 78);
    assert!(narrow["message"].to_string().contains("LATIN1"), "{narrow}");
    // It may read and write all but one table.
    let url = cluster.url("good");
    ask(&url, "GRANT ALL ON ALL TABLES IN SCHEMA public TO reader");
    ask(&url, "GRANT ALL ON SCHEMA public TO reader");
    ask(&url, "REVOKE DELETE ON outbox FROM reader");
    let reader = at(&url.replace("cnscd@", "reader@"));
    let told = server(&reader, 77);
    let message = told["message"].as_str().expect("a sentence");
    assert!(message.ends_with("với: outbox"), "{message}");
}
