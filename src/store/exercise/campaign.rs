//! Runs, snapshots, quarantine and reports.

use super::world::*;
use crate::document::Detail;
use crate::failure::Reason;
use crate::store::{
    Basis, Commit, DueRun, MailsAsked, NewMail, NewReport, NewRun, Outcome, RunError, RunsAsked,
    SnapshotState, Store, StoreError, Trigger,
};

pub(super) async fn latest_is_none_before_the_first_commit(store: &Store) {
    assert_eq!(store.latest(CAMPAIGN).await.unwrap(), None);
    assert_eq!(store.last_report(CAMPAIGN).await.unwrap(), None);
    assert_eq!(store.last_mailed(CAMPAIGN).await.unwrap(), None);
    assert_eq!(
        store.past(CAMPAIGN, None).await.unwrap(),
        crate::snapshot::past::Past::default()
    );
}

pub(super) async fn a_commit_is_given_back_whole(store: &Store) {
    stored_with(store, "s1", 1, &[], &[report("r1", "xlsx")], &[]).await;
    let latest = store.latest(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!(latest.snapshot, snapshot("s1", 1));
    assert_eq!(latest.state, SnapshotState::Stored);
    assert_eq!(latest.configuration, "name = \"to-cnscd\"");
    assert_eq!(store.snapshot("s1").await.unwrap(), Some(latest));
    assert_eq!(store.raw("s1").await.unwrap(), raw("workbook of s1"));
    assert_eq!(
        store.report_bytes("r1").await.unwrap(),
        Some(b"xlsx".to_vec().into())
    );
    assert_eq!(store.report_bytes("r2").await.unwrap(), None);
    assert_eq!(store.latest("another").await.unwrap(), None);
}

pub(super) async fn the_same_bytes_are_kept_once(store: &Store) {
    stored(store, "s1", 1, &[]).await;
    let before = rows(store, "content").await;
    stored(store, "s2", 2, &[]).await;
    // The workbook is a new content; `{}` of the second source is stored already.
    assert_eq!(rows(store, "content").await, before + 1);
}

pub(super) async fn a_commit_is_all_or_nothing(store: &Store) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 1).await;
    let seen = seen(&["21025 15/QĐ-UBND 2025-07-28"]);
    let broken = Commit {
        run: "run",
        now: hour(1),
        basis: Basis::New(Box::new(pull("s1", 1, "text")), seen),
        reports: vec![report("r1", "xlsx")],
        // The same Message-ID twice, so that the last statement of the transaction fails.
        mails: &[mail("m", "a@example.vn"), mail("m", "b@example.vn")],
    };
    assert!(store.commit(&lock, broken).await.is_err());
    assert_eq!(store.latest(CAMPAIGN).await.unwrap(), None);
    assert_eq!(store.reports(CAMPAIGN).await.unwrap(), []);
    assert_eq!(store.mails(MailsAsked::default()).await.unwrap(), []);
    assert!(
        store
            .past(CAMPAIGN, None)
            .await
            .unwrap()
            .decisions
            .is_empty()
    );
}

pub(super) async fn whoever_lost_the_campaign_publishes_nothing(store: &Store) {
    let frozen = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &frozen, "run", 1).await;
    // No heartbeat for longer than a lease lasts: the next process takes over.
    store.end_leases().await;
    let next = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &next, "next", 2).await;
    let pulled = |id, hours| Commit {
        run: "run",
        now: hour(hours),
        basis: Basis::New(Box::new(pull(id, hours, "text")), Vec::new()),
        reports: vec![report(&format!("r-{id}"), "xlsx")],
        mails: &[],
    };
    for late in [
        store.commit(&frozen, pulled("s1", 1)).await,
        store.reject(&frozen, "run", hour(3)).await,
        store
            .quarantine(&frozen, "run", pull("s1", 1, "text"), "mất")
            .await,
        store.close_interrupted(&frozen, hour(3)).await.map(drop),
    ] {
        let error = late.unwrap_err();
        assert!(matches!(error, StoreError::LeaseLost { .. }), "{error:?}");
        assert_eq!(error.exit_code(), 75);
    }
    assert!(frozen.is_lost());
    // The late end of the first process does not hide that the run was interrupted.
    store
        .finish_run("run", &ended(Outcome::Failed, 4))
        .await
        .unwrap();
    let broken = store.run("run").await.unwrap().unwrap();
    assert_eq!(broken.error.unwrap().kind, "interrupted");
    store.commit(&next, pulled("s2", 2)).await.unwrap();
    frozen.release().await;
    assert!(store.lock(CAMPAIGN).await.is_err(), "it is the next one's");
    assert_eq!(store.snapshots(CAMPAIGN).await.unwrap().len(), 1);
}

pub(super) async fn others_write_while_a_pull_is_made_ready(store: &Store) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 1).await;
    let pulled = pull("s1", 1, "text");
    // While the report is being made, another run and the outbox can write.
    let others = [mail("m1", "a@example.vn")];
    store.queue("another", hour(1), &others).await.unwrap();
    let outbox = store.lock_outbox().await.unwrap();
    assert_eq!(store.claim_due(&outbox, hour(1), 9).await.unwrap().len(), 1);
    store.mark_sent(&outbox, "m1", hour(1)).await.unwrap();
    let commit = Commit {
        run: "run",
        now: hour(1),
        basis: Basis::New(Box::new(pulled), Vec::new()),
        reports: Vec::new(),
        mails: &[],
    };
    store.commit(&lock, commit).await.unwrap();
    assert_eq!(store.snapshots(CAMPAIGN).await.unwrap().len(), 1);
}

pub(super) async fn what_was_known_then_is_told_again(store: &Store) {
    stored(store, "s1", 1, &["1 15/QĐ-UBND 2025-07-28"]).await;
    stored(
        store,
        "s2",
        2,
        &["1 15/QĐ-UBND 2025-07-28", "2 7/QĐ-UBND 2025-07-29"],
    )
    .await;
    stored(store, "s3", 3, &["2 7/QĐ-UBND 2025-07-29"]).await;
    for (moment, snapshot) in [(0, None), (1, Some("s1")), (2, Some("s2")), (9, Some("s3"))] {
        let known = store
            .snapshot_known_at(CAMPAIGN, hour(moment))
            .await
            .unwrap();
        assert_eq!(
            known.map(|known| known.snapshot.id).as_deref(),
            snapshot,
            "{moment}"
        );
    }
    check_past(store, Some(1), &[]).await;
    check_past(store, Some(2), &["1 15/QĐ-UBND 1-1"]).await;
    check_past(store, Some(3), &["1 15/QĐ-UBND 1-2", "2 7/QĐ-UBND 2-2"]).await;
    check_past(store, None, &["1 15/QĐ-UBND 1-2", "2 7/QĐ-UBND 2-3"]).await;
}

pub(super) async fn a_decision_that_went_and_came_back_is_told_as_it_was(store: &Store) {
    let it = "1 15/QĐ-UBND 2025-07-28";
    stored(store, "s1", 1, &[it]).await;
    stored(store, "s2", 2, &[]).await;
    stored(store, "s3", 3, &[it]).await;
    stored(store, "s4", 4, &[it]).await;
    check_past(store, Some(3), &["1 15/QĐ-UBND 1-1"]).await;
    check_past(store, Some(4), &["1 15/QĐ-UBND 1-3"]).await;
    check_past(store, None, &["1 15/QĐ-UBND 1-4"]).await;
}

pub(super) async fn a_snapshot_is_never_part_of_its_own_past(store: &Store) {
    stored(store, "s1", 1, &["1 15/QĐ-UBND 2025-07-28"]).await;
    let own = store.past(CAMPAIGN, Some(hour(1))).await.unwrap();
    assert_eq!(own, crate::snapshot::past::Past::default());
    let later = store.past(CAMPAIGN, Some(hour(2))).await.unwrap();
    assert_eq!(later.since, Some(hour(1)));
}

/// Checks rows such as `"1 15/QĐ-UBND 1-2"`: commune, number, hours first and last seen.
async fn check_past(store: &Store, until: Option<i64>, expected: &[&str]) {
    let past = store.past(CAMPAIGN, until.map(hour)).await.unwrap();
    let mut told = Vec::new();
    for (commune, decisions) in &past.decisions {
        for seen in decisions {
            let hours = |instant: crate::clock::Timestamp| (instant - hour(0)).num_hours();
            told.push(format!(
                "{commune} {} {}-{}",
                seen.number,
                hours(seen.first_seen),
                hours(seen.last_seen)
            ));
        }
    }
    assert_eq!(told, expected, "until {until:?}");
}

pub(super) async fn a_quarantined_pull_changes_nothing_until_it_is_accepted(store: &Store) {
    stored(store, "s1", 1, &["1 15/QĐ-UBND 2025-07-28"]).await;
    let past = store.past(CAMPAIGN, None).await.unwrap();
    quarantined(store, "s2", 2).await;
    let latest = store.latest(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!(latest.snapshot.id, "s1");
    assert_eq!(store.past(CAMPAIGN, None).await.unwrap(), past);
    let waiting = store.quarantined(CAMPAIGN).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].run, "run-s2");
    assert_eq!(waiting[0].loss.as_deref(), Some("mất 60 % số dòng"));
    let run = store.run("run-s2").await.unwrap().unwrap();
    assert_eq!(run.outcome, Some(Outcome::Quarantined));
    assert_eq!(run.snapshot.as_deref(), Some("s2"));
    assert_eq!(store.raw("s2").await.unwrap(), raw("s2"));
}

pub(super) async fn an_accepted_pull_is_known_from_its_acceptance(store: &Store) {
    stored(store, "s1", 1, &[]).await;
    quarantined(store, "s2", 2).await;
    let lock = store.lock(CAMPAIGN).await.unwrap();
    let waiting = store.quarantined_of(&lock, "run-s2").await.unwrap();
    begin(store, &lock, "decide", 5).await;
    let commit = Commit {
        run: "decide",
        now: hour(5),
        basis: Basis::Accepted(waiting.snapshot.id, seen(&["1 15/QĐ-UBND 2025-07-28"])),
        reports: Vec::new(),
        mails: &[],
    };
    store.commit(&lock, commit).await.unwrap();
    for (moment, snapshot) in [(4, "s1"), (5, "s2")] {
        let known = store
            .snapshot_known_at(CAMPAIGN, hour(moment))
            .await
            .unwrap();
        assert_eq!(known.unwrap().snapshot.id, snapshot, "{moment}");
    }
    // It was seen when it was pulled, but counts only from the acceptance.
    check_past(store, Some(5), &[]).await;
    check_past(store, Some(6), &["1 15/QĐ-UBND 2-2"]).await;
    assert_eq!(store.quarantined(CAMPAIGN).await.unwrap(), []);
    assert!(matches!(
        store.quarantined_of(&lock, "run-s2").await,
        Err(StoreError::NothingQuarantined { .. })
    ));
}

pub(super) async fn a_rejected_pull_never_counts(store: &Store) {
    quarantined(store, "s1", 1).await;
    let lock = store.lock(CAMPAIGN).await.unwrap();
    store.reject(&lock, "run-s1", hour(2)).await.unwrap();
    assert_eq!(store.quarantined(CAMPAIGN).await.unwrap(), []);
    assert_eq!(store.latest(CAMPAIGN).await.unwrap(), None);
    let kept = store.snapshot("s1").await.unwrap().unwrap();
    assert_eq!(kept.state, SnapshotState::Rejected);
    assert!(store.reject(&lock, "run-s1", hour(3)).await.is_err());
}

pub(super) async fn a_later_good_pull_ends_the_wait_of_a_quarantined_one(store: &Store) {
    quarantined(store, "s1", 1).await;
    stored(store, "s2", 2, &[]).await;
    assert_eq!(store.quarantined(CAMPAIGN).await.unwrap(), []);
    assert_eq!(store.snapshots(CAMPAIGN).await.unwrap().len(), 2);
    // A pull of the restored sheet stores nothing new and settles the question.
    quarantined(store, "s3", 3).await;
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "as before", 4).await;
    assert_eq!(store.quarantined(CAMPAIGN).await.unwrap().len(), 1);
    let end = ended(Outcome::Unchanged, 4);
    store.finish_run("as before", &end).await.unwrap();
    assert_eq!(store.quarantined(CAMPAIGN).await.unwrap(), []);
    assert!(store.quarantined_of(&lock, "run-s3").await.is_err());
    store.reject(&lock, "run-s3", hour(5)).await.unwrap();
}

pub(super) async fn a_clock_that_ran_ahead_misleads_nobody(store: &Store) {
    let ahead = 40 * 24;
    let it = "1 15/QĐ-UBND 2025-07-28";
    stored(store, "before", 1, &[it]).await;
    assert_eq!(store.begun_later(hour(2)).await.unwrap(), None);
    let mails = [NewMail {
        not_before: hour(ahead),
        ..carrying("r-ahead", mail("m-ahead", "a@example.vn"))
    }];
    let both = [it, "2 7/QĐ-UBND 2025-07-29"];
    let reports = [report("r-ahead", "1")];
    stored_with(store, "ahead", ahead, &both, &reports, &mails).await;
    assert_eq!(store.begun_later(hour(3)).await.unwrap(), Some(hour(ahead)));
    // The clock is right again: the next pull is the latest.
    let mails = [carrying("r-after", mail("m-after", "a@example.vn"))];
    stored_with(store, "after", 4, &[it], &[report("r-after", "2")], &mails).await;
    assert_eq!(store.begun_later(hour(5)).await.unwrap(), None);
    assert_eq!(
        store.latest(CAMPAIGN).await.unwrap().unwrap().snapshot.id,
        "after"
    );
    assert_eq!(
        store.last_report(CAMPAIGN).await.unwrap().unwrap().id,
        "r-after"
    );
    let mailed = store.last_mailed(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!((mailed.report.id.as_str(), mailed.at), ("r-after", hour(4)));
    assert_eq!(store.confirmed_at(CAMPAIGN).await.unwrap(), Some(hour(4)));
    assert_eq!(store.last_pull(CAMPAIGN).await.unwrap(), Some(hour(4)));
    assert_eq!(
        store
            .runs(RunsAsked {
                limit: Some(1),
                ..RunsAsked::default()
            })
            .await
            .unwrap()[0]
            .id,
        "run-after"
    );
    check_past(store, None, &["1 15/QĐ-UBND 1-4"]).await;
    // A quarantined pull of the present waits, although a run is dated later.
    quarantined(store, "odd", 5).await;
    assert_eq!(store.quarantined(CAMPAIGN).await.unwrap().len(), 1);
    // No mail waits for that later day.
    let lock = store.lock_outbox().await.unwrap();
    assert_eq!(store.claim_due(&lock, hour(6), 9).await.unwrap().len(), 2);
}

pub(super) async fn a_run_that_is_due_is_made_once(store: &Store) {
    let due = |hours| DueRun {
        campaign: CAMPAIGN.to_owned(),
        at: hour(hours),
        report: hours == 2,
    };
    let claim = async |hours| store.claim_due_run(&due(hours)).await.unwrap();
    let holds = async |hours| store.holds_due_run(CAMPAIGN, hour(hours)).await.unwrap();
    assert!(claim(1).await);
    assert!(!claim(1).await, "somebody has set about it");
    assert!(holds(1).await);
    store
        .finish_due_run(CAMPAIGN, hour(1), hour(1))
        .await
        .unwrap();
    assert!(!claim(1).await && !holds(1).await, "it is done");
    // A run whose process died is claimed by another process once, and then no more.
    assert!(claim(2).await);
    store.other_holds_due_runs("another").await;
    assert!(!claim(2).await && !holds(2).await);
    assert_eq!(store.abandoned_due_runs(hour(0)).await.unwrap(), []);
    store.end_leases().await;
    assert_eq!(store.abandoned_due_runs(hour(0)).await.unwrap(), [due(2)]);
    assert_eq!(store.abandoned_due_runs(hour(3)).await.unwrap(), []);
    assert!(claim(2).await && holds(2).await);
    store.other_holds_due_runs("a third").await;
    store.end_leases().await;
    assert_eq!(store.abandoned_due_runs(hour(0)).await.unwrap(), []);
    assert!(!claim(2).await, "it ended two that made it");
}

pub(super) async fn a_report_is_found_by_its_inputs(store: &Store) {
    let full = report("r1", "full");
    let summary = NewReport {
        id: "r2".to_owned(),
        detail: Detail::Summary,
        ..full.clone()
    };
    stored_with(store, "s1", 1, &[], &[full.clone(), summary], &[]).await;
    let found = |digest: &'static str, detail| async move {
        let kept = store.report_for(CAMPAIGN, digest, detail).await.unwrap();
        kept.map(|kept| kept.id)
    };
    assert_eq!(
        found("inputs of r1", Detail::Full).await.as_deref(),
        Some("r1")
    );
    assert_eq!(
        found("inputs of r1", Detail::Summary).await.as_deref(),
        Some("r2")
    );
    assert_eq!(found("others", Detail::Full).await, None);
    let last = store.last_report(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!((last.id.as_str(), last.earlier), ("r1", full.earlier));
    assert_eq!(last.sha256, crate::hash::sha256(&[b"full"]));
}

pub(super) async fn the_last_mailed_report_is_one_that_somebody_gets(store: &Store) {
    let mails = [carrying("r1", mail("m1", "a@example.vn"))];
    stored_with(store, "s1", 1, &[], &[report("r1", "1")], &mails).await;
    let mails = [carrying("r2", mail("m2", "a@example.vn"))];
    stored_with(store, "s2", 2, &[], &[report("r2", "2")], &mails).await;
    stored_with(store, "s3", 3, &[], &[report("r3", "3")], &[]).await;
    let mailed = store.last_mailed(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!((mailed.report.id.as_str(), mailed.at), ("r2", hour(2)));
    let lock = store.lock_outbox().await.unwrap();
    store.claim_due(&lock, hour(4), 9).await.unwrap();
    store
        .mark_refused(&lock, "m2", hour(4), "550 no such user")
        .await
        .unwrap();
    let mailed = store.last_mailed(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!(mailed.report.id, "r1");
    assert_eq!(mailed.report.earlier.findings, ["finding of r1"]);
}

pub(super) async fn a_run_is_told_with_all_that_ended_it(store: &Store) {
    let run = NewRun {
        id: "run".to_owned(),
        campaign: CAMPAIGN.to_owned(),
        trigger: Trigger::CatchUp,
        reason: None,
        asked_by: None,
        started: hour(1),
        due: None,
    };
    let mut end = ended(Outcome::Busy, 2);
    end.error = Some(RunError {
        kind: "store-campaign-held".to_owned(),
        message: "đang chạy".to_owned(),
        exit_code: 69,
    });
    store.record_run(&run, &end).await.unwrap();
    let told = store
        .runs(RunsAsked {
            limit: Some(5),
            ..RunsAsked::default()
        })
        .await
        .unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].trigger, "catch-up");
    assert_eq!(told[0].outcome, Some(Outcome::Busy));
    assert_eq!(told[0].error, end.error);
    assert_eq!(told[0].stages, end.stages);
    assert_eq!((told[0].seconds, told[0].requests), (Some(0.5), 2));
    assert_eq!(
        store
            .runs(RunsAsked {
                campaign: Some("another"),
                ..RunsAsked::default()
            })
            .await
            .unwrap(),
        []
    );
    for campaign in [None, Some(CAMPAIGN)] {
        let behind = store
            .runs(RunsAsked {
                campaign,
                behind: Some(&run.id),
                ..RunsAsked::default()
            })
            .await;
        assert_eq!(behind.unwrap(), [], "it is the oldest");
    }
}

pub(super) async fn a_run_left_open_by_a_dead_process_counts_as_failed(store: &Store) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "first", 1).await;
    begin(store, &lock, "second", 2).await;
    let first = store.run("first").await.unwrap().unwrap();
    assert_eq!(first.outcome, Some(Outcome::Failed));
    assert_eq!(first.error.unwrap().kind, "interrupted");
    assert_eq!(first.finished, Some(hour(2)));
    let second = store.run("second").await.unwrap().unwrap();
    assert_eq!((second.outcome, second.finished), (None, None));
    assert_eq!(store.close_interrupted(&lock, hour(3)).await.unwrap(), 1);
}

pub(super) async fn a_run_killed_after_its_commit_stays_stored(store: &Store) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 1).await;
    let commit = Commit {
        run: "run",
        now: hour(1),
        basis: Basis::New(Box::new(pull("s1", 1, "text")), Vec::new()),
        reports: Vec::new(),
        mails: &[],
    };
    store.commit(&lock, commit).await.unwrap();
    store.close_interrupted(&lock, hour(3)).await.unwrap();
    let run = store.run("run").await.unwrap().unwrap();
    assert_eq!(run.outcome, Some(Outcome::Stored));
    assert_eq!(run.snapshot.as_deref(), Some("s1"));
}

pub(super) async fn a_campaign_is_held_once(store: &Store) {
    let held = store.lock(CAMPAIGN).await.unwrap();
    match store.lock(CAMPAIGN).await {
        Err(ref error @ StoreError::CampaignHeld { ref by, .. }) => {
            assert_eq!(by.process, std::process::id());
            assert_eq!(error.exit_code(), 75);
        }
        other => panic!("{other:?}"),
    }
    assert!(store.lock("another/../campaign").await.is_ok());
    drop(held);
    assert!(store.lock(CAMPAIGN).await.is_ok());
}
