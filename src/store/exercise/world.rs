//! Small worlds for the contract: instants, snapshots, reports and mails that name what matters.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use sqlx::Row;

use crate::clock::{Date, Timestamp};
use crate::document::{Artifact, Detail};
use crate::rule::change::Earlier;
use crate::snapshot::Snapshot;
use crate::source::Body;
use crate::store::{
    Basis, CampaignLock, Commit, NewMail, NewReport, NewRun, Outcome, PackedSnapshot, Raw, RunEnd,
    Seen, Store, Trigger,
};
use crate::submission::Reading;

pub(super) const CAMPAIGN: &str = "to-cnscd";

/// A folder for one store, gone with the value.
pub(super) struct Sandbox {
    pub(super) folder: tempfile::TempDir,
}

impl Sandbox {
    pub(super) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(super) async fn open(&self) -> Store {
        Store::open(&self.folder.path().join("var/cnscd.db"))
            .await
            .unwrap()
    }
}

/// So many hours into the story.
pub(super) fn hour(hours: i64) -> Timestamp {
    "2025-08-01T00:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::hours(hours)
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A pull at an hour, of a workbook that holds this text.
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

/// How many rows a table has.
pub(super) async fn rows(store: &Store, table: &str) -> i64 {
    let count = format!("SELECT COUNT(*) FROM {table}");
    let row = sqlx::query(sqlx::AssertSqlSafe(count))
        .fetch_one(&store.pool)
        .await;
    row.unwrap().get(0)
}

/// `"21025 15/QĐ-UBND 2025-07-28"`
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
        started: hour(hours),
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
    let lock = store.lock(CAMPAIGN).unwrap();
    let run = format!("run-{id}");
    begin(store, &lock, &run, hours).await;
    let pull = pull(id, hours, &format!("workbook of {id}"));
    let commit = Commit {
        run: &run,
        now: hour(hours),
        basis: Basis::New(store.begin(&run, pull, &seen(decisions)).await.unwrap()),
        reports: reports.to_vec(),
        mails,
    };
    store.commit(&lock, commit).await.unwrap();
    store
        .finish_run(&run, &ended(Outcome::Stored, hours))
        .await
        .unwrap();
}

/// A run that quarantines a pull made at this hour.
pub(super) async fn quarantined(store: &Store, id: &str, hours: i64) {
    let lock = store.lock(CAMPAIGN).unwrap();
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
}

pub(super) fn ended(outcome: Outcome, hours: i64) -> RunEnd {
    RunEnd {
        outcome,
        finished: hour(hours),
        seconds: 0.5,
        snapshot: None,
        requests: 2,
        error: None,
        stages: BTreeMap::from([("pull".to_owned(), 120)]),
    }
}
