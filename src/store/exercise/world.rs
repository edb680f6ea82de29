//! Test data for the contract: instants, snapshots, reports and mails with the values that matter.

use std::collections::BTreeMap;

use crate::clock::{Date, Timestamp};
use crate::document::{Artifact, Detail};
use crate::rule::change::Earlier;
use crate::snapshot::Snapshot;
use crate::source::Body;
use crate::store::engine::query;
use crate::store::{
    Address, Basis, CampaignLock, Commit, LEASE, NewMail, NewReport, NewRun, Outcome,
    PackedSnapshot, Raw, RunEnd, Seen, Server, Store, Trigger,
};
use crate::submission::Reading;
use chrono::TimeDelta;

pub(super) const CAMPAIGN: &str = "to-cnscd";

/// An empty store; `end` removes it.
pub(super) struct Sandbox {
    pub(super) folder: tempfile::TempDir,
    /// The server's address, and the name of the database created there.
    made: Option<(String, String)>,
}

impl Sandbox {
    pub(super) fn on_sqlite() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            made: None,
        }
    }

    /// A new database on the server named by this variable; `None`, with a printed notice, if no
    /// server is available.
    pub(super) async fn on_server(variable: &str) -> Option<Self> {
        static SAID: std::sync::Once = std::sync::Once::new();
        let asked = |name| {
            #[expect(clippy::disallowed_methods, reason = "a test's door")]
            std::env::var(name).ok()
        };
        let Some(server) = asked(variable) else {
            assert!(
                asked("CNSCD_REQUIRE_ALL").is_none(),
                "{variable} names no server: run the tests by «.ci/postgres cargo test»"
            );
            SAID.call_once(|| {
                let told = "\n!!! LEFT OUT: the store on PostgreSQL; run the tests by «.ci/postgres cargo test»\n";
                std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes()).unwrap();
            });
            return None;
        };
        let name = format!("cnscd_{}", uuid::Uuid::now_v7().simple());
        run_on(&server, format!("CREATE DATABASE {name}")).await;
        Some(Self {
            folder: tempfile::tempdir().unwrap(),
            made: Some((server, name)),
        })
    }

    pub(super) fn address(&self) -> Address {
        match &self.made {
            None => Address::File(self.folder.path().join("var/cnscd.db")),
            Some((server, name)) => {
                let address = server.replace("/postgres", &format!("/{name}"));
                let server = Server::parse(&address, None, None, 4).unwrap();
                Address::Server(Box::new(server))
            }
        }
    }

    pub(super) async fn open(&self) -> Store {
        Store::open_at(&self.address(), LEASE).await.unwrap()
    }

    /// Drops the database that was created on a server.
    pub(super) async fn end(self, store: Store) {
        store.close().await;
        if let Some((server, name)) = &self.made {
            run_on(server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn run_on(server: &str, statement: String) {
    use sqlx::{ConnectOptions, Connection};
    // Unset, because a pooler does not know this option.
    let options: sqlx::postgres::PgConnectOptions = server.parse().unwrap();
    let mut connection = options.extra_float_digits(None).connect().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

/// The instant this many hours after the start of the tests' time.
pub(super) fn hour(hours: i64) -> Timestamp {
    "2025-08-01T00:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::hours(hours)
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A pull at this hour of a workbook with this text.
pub(super) fn pull(id: &str, hours: i64, text: &str) -> PackedSnapshot {
    let configuration = "name = \"to-cnscd\"".to_owned();
    PackedSnapshot::begin(snapshot(id, hours), raw(text), configuration)
}

pub(super) fn snapshot(id: &str, hours: i64) -> Snapshot {
    Snapshot {
        id: id.to_owned(),
        campaign: CAMPAIGN.to_owned(),
        pulled_at: hour(hours),
        today: hour(hours).date_naive(),
        sources: Vec::new(),
        table_digest: format!("table of {id}"),
        configuration_digest: "configuration".to_owned(),
        reading: Reading {
            has_submissions: true,
            ..Reading::default()
        },
    }
}

pub(super) fn raw(text: &str) -> Vec<Raw> {
    vec![
        Raw {
            source: "bang-chung".to_owned(),
            body: Body::Workbook {
                bytes: text.as_bytes().to_owned().into(),
                file_name: "to-cnscd.csv".to_owned(),
            },
        },
        Raw {
            source: "dau-moi".to_owned(),
            body: Body::Sheets {
                json: b"{}".to_vec().into(),
            },
        },
    ]
}

/// The number of rows of a table.
pub(super) async fn rows(store: &Store, table: &str) -> i64 {
    let mut count = query("SELECT COUNT(*) FROM ");
    count.push(table);
    let row = count.fetch_one(&store.pool).await.unwrap();
    row.try_get(0).unwrap()
}

/// Parses lines such as `"21025 15/QĐ-UBND 2025-07-28"`.
pub(super) fn seen(lines: &[&str]) -> Vec<Seen> {
    lines
        .iter()
        .map(|line| {
            let mut words = line.split(' ');
            let mut word = || words.next().unwrap().to_owned();
            Seen {
                commune: word(),
                number: word(),
                date: day(&word()),
            }
        })
        .collect()
}

pub(super) fn report(id: &str, text: &str) -> NewReport {
    NewReport {
        id: id.to_owned(),
        as_of: day("2025-08-01"),
        known_at: None,
        detail: Detail::Full,
        is_part: false,
        artifact: Artifact::new(
            format!("BaoCao_{id}.xlsx"),
            text.as_bytes().to_owned().into(),
        ),
        earlier: Earlier {
            as_of: day("2025-08-01"),
            made_at: hour(0),
            statuses: BTreeMap::new(),
            findings: vec![format!("finding of {id}")],
            deadline: None,
            facts: BTreeMap::new(),
            answers: Vec::new(),
        },
        inputs_digest: format!("inputs of {id}"),
    }
}

pub(super) fn mail(id: &str, to: &str) -> NewMail {
    NewMail {
        id: id.to_owned(),
        message_id: format!("<{id}@cnscd.example.vn>"),
        from: "cnscd@example.vn".to_owned(),
        to: to.to_owned(),
        subject: "Tiến độ".to_owned(),
        head: format!("To: {to}\r\nSubject: x\r\n\r\n").into_bytes(),
        body: b"same body\r\n"[..].into(),
        report: None,
        not_before: hour(0),
    }
}

pub(super) fn whole(mail: &NewMail) -> Vec<u8> {
    [&mail.head, &mail.body[..]].concat()
}

pub(super) fn carrying(report: &str, mail: NewMail) -> NewMail {
    NewMail {
        report: Some(report.to_owned()),
        ..mail
    }
}

pub(super) async fn begin(store: &Store, lock: &CampaignLock, id: &str, hours: i64) {
    let run = NewRun {
        id: id.to_owned(),
        campaign: lock.campaign().to_owned(),
        trigger: Trigger::Manual,
        reason: Some("thử".to_owned()),
        asked_by: None,
        started: hour(hours),
        due: None,
    };
    store.start_run(lock, &run).await.unwrap();
}

/// A whole run that stores a pull made at this hour; its run is `run-<id>`.
pub(super) async fn stored(store: &Store, id: &str, hours: i64, decisions: &[&str]) {
    stored_with(store, id, hours, decisions, &[], &[]).await;
}

pub(super) async fn stored_with(
    store: &Store,
    id: &str,
    hours: i64,
    decisions: &[&str],
    reports: &[NewReport],
    mails: &[NewMail],
) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    let run = format!("run-{id}");
    begin(store, &lock, &run, hours).await;
    let pull = pull(id, hours, &format!("workbook of {id}"));
    let commit = Commit {
        run: &run,
        now: hour(hours),
        basis: Basis::New(Box::new(pull), seen(decisions)),
        reports: reports.to_vec(),
        mails,
    };
    store.commit(&lock, commit).await.unwrap();
    store
        .finish_run(&run, &ended(Outcome::Stored, hours))
        .await
        .unwrap();
    lock.release().await;
}

/// A run that quarantines a pull made at this hour.
pub(super) async fn quarantined(store: &Store, id: &str, hours: i64) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    let run = format!("run-{id}");
    begin(store, &lock, &run, hours).await;
    store
        .quarantine(&lock, &run, pull(id, hours, id), "mất 60 % số dòng")
        .await
        .unwrap();
    store
        .finish_run(&run, &ended(Outcome::Quarantined, hours))
        .await
        .unwrap();
    lock.release().await;
}

pub(super) fn ended(outcome: Outcome, hours: i64) -> RunEnd {
    RunEnd {
        outcome,
        finished: hour(hours),
        seconds: 0.5,
        snapshot: None,
        requests: 2,
        hinted: false,
        exit_code: 0,
        document: None,
        error: None,
        stages: BTreeMap::from([("pull".to_owned(), 120)]),
    }
}
