//! Backup, integrity, purge.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::world::*;
use crate::failure::Reason;
use crate::snapshot::Snapshot;
use crate::store::engine::query;
use crate::store::{Basis, Commit, MailState, Outcome, PackedSnapshot, Store, StoreError};

const CANARY: &str = "Chim Hoang Yen 0909123456";

pub(super) async fn a_backup_is_a_whole_store(store: &Store) {
    let mails = [carrying("r1", mail("m1", "a@example.vn"))];
    stored_with(store, "s1", 1, &[], &[report("r1", "1")], &mails).await;
    let copy = store.file().unwrap().with_file_name("copy.db");
    // Twice: the second replaces the first.
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
    assert_eq!(restored.mails(None).await.unwrap().len(), 1);
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

/// An empty file had been left, and said to be the copy.
pub(super) async fn a_backup_of_a_server_is_left_to_its_own_tools(store: &Store) {
    let folder = tempfile::tempdir().unwrap();
    let refused = store.backup(&folder.path().join("copy.db")).await;
    let refused = refused.unwrap_err();
    assert!(matches!(refused, StoreError::BackupOfServer));
    assert_eq!(refused.exit_code(), 64);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
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
    // A zip is kept as it is, so its bytes can be found in the file.
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
    stored_with(store, "s2", 50, &[], &[report("r2", "2")], &[]).await;
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
    // nothing that repeats, so that it stays longer than a piece when packed
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

    // One piece less is noticed wherever it is missing.
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
