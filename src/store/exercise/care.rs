//! Backup, integrity, purge.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::world::*;
use crate::failure::Reason;
use crate::person::PersonQuery;
use crate::rule::testing::{self, a_commune};
use crate::snapshot::Snapshot;
use crate::store::engine::query;
use crate::store::{
    Basis, Commit, Erasure, ListedReport, MailState, MailsAsked, NewMail, Outcome, PackedSnapshot,
    PersonHit, Pin, Store, StoreError,
};
use crate::submission::Role;

const CANARY: &str = "Chim Hoang Yen 0909123456";
const NAME: &str = "Chim Hoàng Yến";
const PHONE: &str = "0909123456";

pub(super) async fn a_backup_is_a_whole_store(store: &Store) {
    let mails = [carrying("r1", mail("m1", "a@example.vn"))];
    stored_with(store, "s1", 1, &[], &[report("r1", "1")], &mails).await;
    let copy = store.file().unwrap().with_file_name("copy.db");
    // Done twice: the second backup replaces the first.
    for _ in 0..2 {
        store.backup(&copy).await.unwrap();
    }
    let mode = fs::metadata(&copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let restored = Store::open(&copy).await.unwrap();
    assert_eq!(
        restored.latest(CAMPAIGN).await.unwrap(),
        store.latest(CAMPAIGN).await.unwrap()
    );
    assert_eq!(restored.raw("s1").await.unwrap(), raw("workbook of s1"));
    assert_eq!(
        restored.mails(MailsAsked::default()).await.unwrap().len(),
        1
    );
    assert_eq!(restored.integrity().await.unwrap(), Vec::<String>::new());
    let left: Vec<_> = fs::read_dir(store.file().unwrap().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

pub(super) async fn a_backup_over_the_database_itself_is_refused(store: &Store) {
    let refused = store.backup(store.file().unwrap()).await.unwrap_err();
    assert!(matches!(refused, StoreError::CannotWrite { .. }));
    assert_eq!(refused.exit_code(), 73);
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
}

pub(super) async fn a_backup_of_a_server_is_a_whole_store(store: &Store) {
    fill(store).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    store.backup(&file).await.unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let copy = Store::open(&file).await.unwrap();
    assert_eq!(
        copy.latest(CAMPAIGN).await.unwrap(),
        store.latest(CAMPAIGN).await.unwrap()
    );
    assert_eq!(copy.check().await.unwrap().faults, Vec::<String>::new());
}

/// Stores something of every kind that runs leave, long bytes included.
async fn fill(store: &Store) {
    let text = "r".repeat(700_000);
    let reports = [report("r1", &text)];
    let mails = [carrying("r1", mail("m1", "a@example.vn"))];
    let decisions = ["21025 15/QĐ-UBND 2025-07-28"];
    stored_with(store, "s1", 1, &decisions, &reports, &mails).await;
    quarantined(store, "s2", 2).await;
}

pub(super) async fn a_copy_holds_all_that_its_source_does(store: &Store) {
    fill(store).await;
    let _held = store.lock(CAMPAIGN).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let middle = Store::open(&folder.path().join("a.db")).await.unwrap();
    let copied = store.copy_to(&middle).await.unwrap();
    let end = Store::open(&folder.path().join("b.db")).await.unwrap();
    assert_eq!(middle.copy_to(&end).await.unwrap(), copied);
    // Every table of the schema is either copied or listed as left out.
    let checked = store.check().await.unwrap();
    assert_eq!(checked.faults, Vec::<String>::new());
    for (table, rows) in &checked.rows {
        let left_out = [
            "lease",
            "serving",
            "page_session",
            "sign_in_link",
            "sign_in_try",
            "migration",
        ];
        match copied.rows.get(table) {
            Some(copied) => assert_eq!(copied, rows, "{table}"),
            None => assert!(left_out.contains(&table.as_str()), "{table} is not copied"),
        }
    }
    assert_eq!(
        end.latest(CAMPAIGN).await.unwrap(),
        store.latest(CAMPAIGN).await.unwrap()
    );
    assert_eq!(end.raw("s1").await.unwrap(), store.raw("s1").await.unwrap());
    assert_eq!(
        end.report_bytes("r1").await.unwrap(),
        store.report_bytes("r1").await.unwrap()
    );
    assert_eq!(
        end.mails(MailsAsked::default()).await.unwrap(),
        store.mails(MailsAsked::default()).await.unwrap()
    );
    assert!(end.lock(CAMPAIGN).await.is_ok(), "leases are left out");
    let refused = store.copy_to(&end).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::TargetHolds { .. }),
        "{refused:?}"
    );
    assert_eq!(refused.exit_code(), 73);
}

pub(super) async fn what_is_damaged_is_found_by_reading_everything(store: &Store) {
    fill(store).await;
    let change = query("UPDATE snapshot SET body = $1 WHERE id = 's1'").bind(b"x".to_vec());
    change.execute(&store.pool).await.unwrap();
    let faults = store.check().await.unwrap().faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("snapshot s1"), "{faults:?}");
}

pub(super) async fn integrity_finds_nothing_in_a_sound_store(store: &Store) {
    stored(store, "s1", 1, &["1 15/QĐ-UBND 2025-07-28"]).await;
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
}

pub(super) async fn bytes_that_were_changed_are_not_given_out(store: &Store) {
    let mails = [mail("m1", "a@example.vn")];
    stored_with(store, "s1", 1, &[], &[report("r1", "PK\x03\x041")], &mails).await;
    for change in [
        "UPDATE content SET bytes = 'PK' WHERE packing = 'plain'",
        "UPDATE content SET bytes = 'PK' WHERE packing = 'zlib'",
        "UPDATE outbox SET head = 'To: another@example.vn'",
    ] {
        query(change).execute(&store.pool).await.unwrap();
    }
    for refused in [
        store.report_bytes("r1").await.map(drop),
        store.raw("s1").await.map(drop),
        store.mail("m1").await.map(drop),
    ] {
        let error = refused.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        assert_eq!(error.exit_code(), 73);
    }
}

pub(super) async fn a_purge_leaves_no_byte_behind(store: &Store) {
    let mut canary_mail = mail("m1", "a@example.vn");
    canary_mail.head = format!("Subject: {CANARY}\r\n\r\n").into_bytes();
    canary_mail.body = format!("PK\x03\x04{CANARY}").into_bytes().into();
    // A zip file is stored unchanged, so its bytes can be found in the database file.
    let canary_report = report("r1", &format!("PK\x03\x04{CANARY}"));
    let mails = [carrying("r1", canary_mail)];
    stored_with(
        store,
        "s1",
        1,
        &["1 15/QĐ-UBND 2025-07-28"],
        &[canary_report],
        &mails,
    )
    .await;
    let lock = store.lock_outbox().await.unwrap();
    store.claim_due(&lock, hour(1), 9).await.unwrap();
    store.mark_sent(&lock, "m1", hour(1)).await.unwrap();
    let mails = [carrying("r2", mail("m2", "a@example.vn"))];
    stored_with(store, "s2", 50, &[], &[report("r2", "2")], &mails).await;
    assert!(files_hold(store, CANARY), "the test sees what is there");

    let purged = store.purge(hour(40)).await.unwrap();
    assert_eq!((purged.snapshots, purged.reports, purged.mails), (1, 1, 1));
    assert_eq!(purged.runs, 1);
    assert_eq!(purged.report_files, ["BaoCao_r1.xlsx"]);
    assert_eq!(purged.mail_ids, ["m1"]);
    assert!(!files_hold(store, CANARY));
    assert_eq!(
        store.latest(CAMPAIGN).await.unwrap().unwrap().snapshot.id,
        "s2"
    );
    let past = store.past(CAMPAIGN, None).await.unwrap();
    assert_eq!(past.decisions["1"][0].first_seen, hour(1));
    assert_eq!(past.since, Some(hour(1)));
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
}

pub(super) async fn what_is_long_is_kept_whole_and_purged_whole(store: &Store) {
    // random text, so that it is still longer than a piece after compression
    let long: String = (0..50_000_u32)
        .map(|number| crate::hash::sha256(&[&number.to_le_bytes()]))
        .collect();
    let workbook = format!("PK\x03\x04{long}");
    let pulled = Snapshot {
        table_digest: long.clone(),
        ..snapshot("s1", 1)
    };
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 1).await;
    let pull = PackedSnapshot::begin(pulled.clone(), raw(&workbook), long.clone());
    let commit = Commit {
        run: "run",
        now: hour(1),
        basis: Basis::New(Box::new(pull), Vec::new()),
        reports: vec![report("r1", &long)],
        mails: &[],
    };
    store.commit(&lock, commit).await.unwrap();
    drop(lock);
    store
        .finish_run("run", &ended(Outcome::Stored, 1))
        .await
        .unwrap();
    assert!(rows(store, "piece").await > 5);
    let latest = store.latest(CAMPAIGN).await.unwrap().unwrap();
    assert!(latest.snapshot == pulled && latest.configuration == long);
    assert!(store.raw("s1").await.unwrap() == raw(&workbook));
    assert!(store.report_bytes("r1").await.unwrap() == Some(long.into_bytes().into()));

    // A missing piece is noticed wherever it is.
    let copy = store.file().unwrap().with_file_name("copy.db");
    store.backup(&copy).await.unwrap();
    let copy = Store::open(&copy).await.unwrap();
    query("DELETE FROM piece WHERE number = 1")
        .execute(&copy.pool)
        .await
        .unwrap();
    for read in [
        copy.latest(CAMPAIGN).await.map(drop),
        copy.raw("s1").await.map(drop),
        copy.report_bytes("r1").await.map(drop),
    ] {
        assert!(matches!(read, Err(StoreError::Damaged { .. })), "{read:?}");
    }

    stored(store, "s2", 50, &[]).await;
    store.purge(hour(40)).await.unwrap();
    assert_eq!(rows(store, "piece").await, 0);
}

fn files_hold(store: &Store, text: &str) -> bool {
    fs::read_dir(store.file().unwrap().parent().unwrap())
        .unwrap()
        .any(|entry| {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        })
}

pub(super) async fn a_purge_keeps_the_latest_snapshot_and_what_is_owed(store: &Store) {
    let mails = [carrying("r1", mail("m1", "a@example.vn"))];
    stored_with(store, "s1", 1, &[], &[report("r1", "1")], &mails).await;
    let mails = [carrying("r2", mail("m2", "a@example.vn"))];
    stored_with(store, "s2", 2, &[], &[report("r2", "2")], &mails).await;
    let lock = store.lock_outbox().await.unwrap();
    store.claim_due(&lock, hour(2), 9).await.unwrap();
    store
        .retry_at(&lock, "m1", hour(3), "421 later")
        .await
        .unwrap();
    store.mark_sent(&lock, "m2", hour(2)).await.unwrap();
    let purged = store.purge(hour(1000)).await.unwrap();
    assert_eq!((purged.snapshots, purged.reports, purged.mails), (1, 1, 0));
    assert_eq!(
        store.latest(CAMPAIGN).await.unwrap().unwrap().snapshot.id,
        "s2"
    );
    assert_eq!(
        store
            .last_mailed(CAMPAIGN)
            .await
            .unwrap()
            .unwrap()
            .report
            .id,
        "r2"
    );
    let (owed, bytes) = store.mail("m1").await.unwrap().unwrap();
    assert_eq!((owed.state, owed.report), (MailState::Queued, None));
    assert_eq!(bytes, whole(&mail("m1", "a@example.vn")));
}

/// `[store] keep` used to delete it, and the next report had nothing to compare with.
pub(super) async fn a_purge_keeps_the_last_report_that_readers_got(store: &Store) {
    for (number, id) in (1..=3).zip(["1", "2", "3"]) {
        let name = |kind: &str| format!("{kind}{id}");
        let (report_id, snapshot) = (name("r"), name("s"));
        let mails = [carrying(&report_id, mail(&name("m"), "a@example.vn"))];
        // The last one is mailed to nobody.
        let mails = if number < 3 { &mails[..] } else { &[] };
        let reports = [report(&report_id, id)];
        stored_with(store, &snapshot, number, &[], &reports, mails).await;
    }
    let lock = store.lock_outbox().await.unwrap();
    store.claim_due(&lock, hour(4), 9).await.unwrap();
    for id in ["m1", "m2"] {
        store.mark_sent(&lock, id, hour(4)).await.unwrap();
    }
    let purged = store.purge(hour(1000)).await.unwrap();
    assert_eq!((purged.snapshots, purged.reports, purged.mails), (1, 1, 1));
    assert_eq!(purged.report_files, ["BaoCao_r1.xlsx"]);
    let mailed = store.last_mailed(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!(mailed.report.id, "r2");
    let bytes = store.report_bytes("r2").await.unwrap().unwrap();
    assert_eq!(&*bytes.whole().unwrap(), b"2");
}

/// Together with its snapshot and mails, until it is unpinned.
pub(super) async fn a_pinned_report_outlives_every_purge(store: &Store) {
    for (number, id) in (1..=3).zip(["1", "2", "3"]) {
        let reports = [report(&format!("r{id}"), id)];
        stored_with(store, &format!("s{id}"), number, &[], &reports, &[]).await;
    }
    let sha256 = |reports: &[ListedReport], id: &str| {
        let named = reports.iter().find(|report| report.id == id).unwrap();
        named.sha256.clone()
    };
    let first = sha256(&store.reports_of(CAMPAIGN).await.unwrap(), "r1");
    let pin = Pin {
        at: hour(4),
        who: "lan".to_owned(),
        reason: "hồ sơ".to_owned(),
    };
    let pinned = store.pin_report(CAMPAIGN, &first, Some(&pin)).await;
    pinned.unwrap();
    let purged = store.purge(hour(1000)).await.unwrap();
    assert_eq!((purged.snapshots, purged.reports), (1, 1));
    let left = store.reports_of(CAMPAIGN).await.unwrap();
    let pins: Vec<_> = left.iter().map(|kept| (&*kept.id, &kept.pin)).collect();
    assert_eq!(pins, [("r3", &None), ("r1", &Some(pin.clone()))]);
    let bytes = store.report_bytes("r1").await.unwrap().unwrap();
    assert_eq!(&*bytes.whole().unwrap(), b"1");
    assert_eq!(store.raw("s1").await.unwrap(), raw("workbook of s1"));
    store.pin_report(CAMPAIGN, &first, None).await.unwrap();
    let purged = store.purge(hour(1000)).await.unwrap();
    assert_eq!((purged.snapshots, purged.reports), (1, 1));
}

/// Everything about one person is removed, and nothing about others.
pub(super) async fn an_erased_person_is_found_nowhere(store: &Store) {
    let words = PersonQuery::read(NAME).unwrap();
    let gone = |text: &str| format!("PK\x03\x04{text}");
    let sheet = [a_commune("Phường Cẩm Thành")
        .with(Role::Leader, NAME, "Chủ tịch UBND", &[])
        .reached_at(PHONE)
        .with(Role::Deputy, "Lê Văn Hai", "Phó Chủ tịch UBND", &[])];
    let pulled = Snapshot {
        reading: testing::pulled("2025-08-01", &sheet).reading,
        ..snapshot("s1", 1)
    };
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 1).await;
    let raw = raw(&format!("ten;{NAME};{PHONE}"));
    let pull = PackedSnapshot::begin(pulled, raw, String::new());
    let owed = NewMail {
        body: format!("Kính gửi {NAME}").into_bytes().into(),
        ..mail("m1", "a@example.vn")
    };
    let commit = Commit {
        run: "run",
        now: hour(1),
        basis: Basis::New(Box::new(pull), Vec::new()),
        reports: vec![report("r1", &gone(NAME)), report("r2", &gone("Lê Văn Hai"))],
        mails: &[owed, mail("m2", "b@example.vn")],
    };
    store.commit(&lock, commit).await.unwrap();
    store
        .finish_run("run", &ended(Outcome::Stored, 1))
        .await
        .unwrap();
    let kinds = |hits: &[PersonHit]| hits.iter().map(|hit| hit.kind).collect::<Vec<_>>();
    let found = store.find_person(&words).await.unwrap();
    assert_eq!(kinds(&found), ["snapshot", "raw", "report", "mail"]);
    assert!(found[0].holds[0].to_string().contains(PHONE), "{found:?}");

    let proof = Erasure {
        id: "e1".to_owned(),
        at: hour(2),
        who: "van-hanh".to_owned(),
        reason: format!("đơn của ông {NAME}"),
        fingerprint: "f".to_owned(),
        counts: BTreeMap::new(),
    };
    let erased = store.erase_person(&words, proof).await.unwrap();
    assert_eq!(erased.report_files, ["BaoCao_r1.xlsx"]);
    assert_eq!(erased.mail_ids, ["m1"]);
    let kept = store.erasures().await.unwrap();
    assert_eq!(kept, std::slice::from_ref(&erased.proof));
    assert_eq!(erased.proof.reason, "đơn của ông (đã xóa)");
    for typed in [NAME, PHONE] {
        let words = PersonQuery::read(typed).unwrap();
        assert_eq!(store.find_person(&words).await.unwrap(), [], "{typed}");
    }
    // In a file the bytes themselves are searched too.
    if store.file().is_some() {
        assert!(!files_hold(store, NAME) && !files_hold(store, PHONE));
    }
    let latest = store.latest(CAMPAIGN).await.unwrap().unwrap().snapshot;
    let members = &latest.reading.submissions[0].members;
    assert_eq!(members[0].name, "(đã xóa)");
    assert_eq!(members[0].channels.all().count(), 0);
    assert_eq!(members[1].name, "Lê Văn Hai");
    let (withdrawn, _) = store.mail("m1").await.unwrap().unwrap();
    assert_eq!(
        withdrawn.state,
        MailState::Refused,
        "what was owed is not sent"
    );
    let (other, _) = store.mail("m2").await.unwrap().unwrap();
    assert_eq!(other.state, MailState::Queued);
    assert!(store.report_bytes("r1").await.unwrap().is_some());
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
}

/// A new column must be listed here, or in the columns that are searched for people.
pub(super) async fn every_column_is_looked_through_or_holds_no_person(store: &Store) {
    const WITHOUT_PEOPLE: &str = "content.sha256 content.packing run.id run.campaign run.trigger \
        run.outcome run.snapshot run.error_kind run.stages run.machine campaign.name snapshot.id \
        snapshot.campaign snapshot.run snapshot.today snapshot.table_digest \
        snapshot.configuration_digest snapshot.state snapshot_source.snapshot snapshot_source.name \
        snapshot_source.kind snapshot_source.content seen_decision.campaign seen_decision.commune \
        seen_decision.number seen_decision.date report.id report.campaign report.run \
        report.snapshot report.as_of report.detail report.file_name report.content \
        report.inputs_digest outbox.id outbox.campaign outbox.run outbox.report outbox.sender \
        outbox.message_id outbox.content outbox.sha256 outbox.state outbox.phase outbox.channel \
        alert.kind alert.campaign piece.owner lease.name lease.holder lease.machine due.campaign \
        due.holder answer.id answer.campaign access_log.id access_log.role access_log.address \
        access_log.action notice.campaign notice.commune notice.day notice.step notice.kinds \
        notice.digest notice.mail ladder_step.campaign ladder_step.step run_event.run \
        run.decides serving.holder serving.machine serving.version serving.configuration erasure.id \
        erasure.fingerprint erasure.counts";
    // Accounts are removed by a command of their own.
    const ACCOUNTS: [&str; 5] = [
        "account",
        "page_session",
        "token",
        "sign_in_link",
        "sign_in_try",
    ];
    const OPENED: &str = "content.bytes piece.bytes snapshot.body snapshot.configuration \
        report.earlier outbox.head";
    let rows = query(
        "SELECT tables.name AS place, columns.name AS part
         FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table' AND columns.type IN ('TEXT', 'BYTEA')",
    )
    .fetch_all(&store.pool)
    .await
    .unwrap();
    for row in rows {
        let table: String = row.try_get("place").unwrap();
        let part: String = row.try_get("part").unwrap();
        let place = format!("{table}.{part}");
        let is_known = ACCOUNTS.contains(&table.as_str())
            || [WITHOUT_PEOPLE, OPENED]
                .iter()
                .any(|all| all.split_whitespace().any(|one| one == place))
            || crate::store::person::looks_through(&place);
        assert!(is_known, "may a person stand in {place}?");
    }
}

/// The preview equals what is then deleted; a pull that waits for a decision stays.
pub(super) async fn a_purge_is_told_before_it_is_made(store: &Store) {
    stored(store, "s1", 1, &[]).await;
    stored(store, "s2", 2, &[]).await;
    quarantined(store, "s3", 3).await;
    let told = store.purgeable(hour(99)).await.unwrap();
    assert_eq!(told.snapshots, 1);
    assert_eq!(rows(store, "snapshot").await, 3, "nothing was forgotten");
    assert_eq!(store.purge(hour(99)).await.unwrap(), told);
    assert_eq!(store.quarantined(CAMPAIGN).await.unwrap().len(), 1);
    assert!(store.purgeable(hour(99)).await.unwrap().is_empty());
}
