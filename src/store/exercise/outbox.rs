//! The outbox, above all what a process leaves behind that dies at any step.

use super::world::*;
use crate::store::{
    KeptMail, MailState, MailsAsked, NewMail, OutboxLock, OutboxState, Store, StoreError,
};

async fn queue(store: &Store, mails: &[NewMail]) {
    store.queue(CAMPAIGN, hour(0), mails).await.unwrap();
}

/// Takes the outbox as a process does after another died, and claims what is due.
async fn takes(store: &Store, hours: i64) -> (OutboxLock, Vec<String>) {
    let lock = store.lock_outbox().await.unwrap();
    store.recover_outbox(&lock, hour(hours)).await.unwrap();
    let due = store.claim_due(&lock, hour(hours), 9).await.unwrap();
    (lock, due.into_iter().map(|mail| mail.id).collect())
}

/// Does the same as a process that dies right afterwards.
async fn claim(store: &Store, hours: i64) -> Vec<String> {
    takes(store, hours).await.1
}

async fn kept(store: &Store, id: &str) -> KeptMail {
    store.mail(id).await.unwrap().unwrap().0
}

pub(super) async fn long_lists_are_read_a_page_at_a_time(store: &Store) {
    let five = ["m1", "m2", "m3", "m4", "m5"].map(|id| mail(id, "a@example.vn"));
    queue(store, &five).await;
    let lock = store.lock_outbox().await.unwrap();
    store.claim_due(&lock, hour(1), 9).await.unwrap();
    for id in ["m1", "m4"] {
        store
            .mark_refused(&lock, id, hour(1), "550 no such user")
            .await
            .unwrap();
    }
    let refused = Some(MailState::Refused);
    for (state, behind, limit, wanted) in [
        (None, None, None, &["m5", "m4", "m3", "m2", "m1"][..]),
        (None, None, Some(2), &["m5", "m4"]),
        (None, Some("m4"), Some(2), &["m3", "m2"]),
        (None, Some("m2"), Some(2), &["m1"]),
        (None, Some("unknown"), None, &[]),
        (refused, None, Some(1), &["m4"]),
        (refused, Some("m4"), None, &["m1"]),
    ] {
        let asked = MailsAsked {
            campaign: Some(CAMPAIGN),
            state,
            behind,
            limit,
        };
        let page = store.mails(asked).await.unwrap();
        let ids: Vec<&str> = page.iter().map(|mail| mail.id.as_str()).collect();
        assert_eq!(ids, wanted, "{asked:?}");
    }
}

pub(super) async fn a_mail_is_claimed_once(store: &Store) {
    queue(
        store,
        &[mail("m1", "a@example.vn"), mail("m2", "b@example.vn")],
    )
    .await;
    let lock = store.lock_outbox().await.unwrap();
    let first = store.claim_due(&lock, hour(1), 1).await.unwrap();
    assert_eq!((first[0].id.as_str(), first[0].tries), ("m1", 1));
    let second = store.claim_due(&lock, hour(1), 9).await.unwrap();
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].id, "m2");
    store.make_due(&lock, hour(1)).await.unwrap();
    assert_eq!(store.claim_due(&lock, hour(1), 9).await.unwrap(), []);
    store.mark_data(&lock, "m1").await.unwrap();
    store.mark_sent(&lock, "m1", hour(1)).await.unwrap();
    let sent = kept(store, "m1").await;
    assert_eq!(
        (sent.state, sent.settled_at),
        (MailState::Sent, Some(hour(1)))
    );
}

pub(super) async fn the_bytes_sent_are_the_bytes_queued(store: &Store) {
    let without_body = NewMail {
        body: [][..].into(),
        ..mail("m2", "b@example.vn")
    };
    let all = [mail("m1", "a@example.vn"), without_body];
    queue(store, &all).await;
    let lock = store.lock_outbox().await.unwrap();
    let due = store.claim_due(&lock, hour(1), 9).await.unwrap();
    for (queued, claimed) in all.iter().zip(&due) {
        let (kept, shown) = store.mail(&queued.id).await.unwrap().unwrap();
        assert_eq!(shown, whole(queued));
        assert_eq!(kept.sha256, crate::hash::sha256(&[&whole(queued)]));
        assert_eq!(kept.message_id, claimed.message_id);
    }
}

pub(super) async fn readers_of_one_report_share_its_body(store: &Store) {
    queue(
        store,
        &[mail("m1", "a@example.vn"), mail("m2", "b@example.vn")],
    )
    .await;
    let count = rows(store, "content").await;
    assert_eq!(count, 1);
}

pub(super) async fn a_refused_recipient_does_not_hold_the_others(store: &Store) {
    queue(
        store,
        &[mail("m1", "a@example.vn"), mail("m2", "b@example.vn")],
    )
    .await;
    let (lock, _) = takes(store, 1).await;
    store
        .mark_refused(&lock, "m1", hour(1), "550 no such user")
        .await
        .unwrap();
    store.mark_sent(&lock, "m2", hour(1)).await.unwrap();
    drop(lock);
    assert_eq!(claim(store, 99).await, Vec::<String>::new());
    let refused = kept(store, "m1").await;
    assert_eq!(refused.state, MailState::Refused);
    assert_eq!(refused.last_error.as_deref(), Some("550 no such user"));
    assert_eq!(kept(store, "m2").await.state, MailState::Sent);
}

pub(super) async fn back_off_is_waited_for_unless_told_otherwise(store: &Store) {
    queue(store, &[mail("m1", "a@example.vn")]).await;
    let (lock, _) = takes(store, 1).await;
    store
        .retry_at(&lock, "m1", hour(5), "421 later")
        .await
        .unwrap();
    assert_eq!(kept(store, "m1").await.next_try, Some(hour(5)));
    drop(lock);
    assert_eq!(claim(store, 4).await, Vec::<String>::new());
    let lock = store.lock_outbox().await.unwrap();
    assert_eq!(store.make_due(&lock, hour(4)).await.unwrap(), 1);
    let due = store.claim_due(&lock, hour(4), 9).await.unwrap();
    assert_eq!((due.len(), due[0].tries), (1, 2));
    store
        .retry_at(&lock, "m1", hour(5), "421 later")
        .await
        .unwrap();
    drop(lock);
    assert_eq!(claim(store, 5).await, ["m1"]);
}

pub(super) async fn killed_before_the_text_goes_out_the_mail_is_queued_again(store: &Store) {
    queue(store, &[mail("m1", "a@example.vn")]).await;
    for kill in 1..5 {
        assert_eq!(claim(store, kill).await, ["m1"], "kill {kill}");
        assert_eq!(kept(store, "m1").await.state, MailState::Sending);
    }
    let lock = store.lock_outbox().await.unwrap();
    store.recover_outbox(&lock, hour(9)).await.unwrap();
    let again = kept(store, "m1").await;
    assert_eq!((again.state, again.tries), (MailState::Queued, 4));
    assert_eq!(again.message_id, "<m1@cnscd.example.vn>");
}

pub(super) async fn killed_while_the_text_goes_out_the_mail_is_tried_once_more(store: &Store) {
    queue(store, &[mail("m1", "a@example.vn")]).await;
    let (lock, _) = takes(store, 1).await;
    store.mark_data(&lock, "m1").await.unwrap();
    drop(lock);
    let lock = store.lock_outbox().await.unwrap();
    store.recover_outbox(&lock, hour(2)).await.unwrap();
    assert_eq!(kept(store, "m1").await.state, MailState::Uncertain);
    let again = store.claim_due(&lock, hour(2), 9).await.unwrap();
    assert_eq!(again[0].message_id, "<m1@cnscd.example.vn>");
    store.mark_data(&lock, "m1").await.unwrap();
    store.mark_sent(&lock, "m1", hour(2)).await.unwrap();
    assert_eq!(kept(store, "m1").await.state, MailState::Sent);
}

pub(super) async fn a_second_doubt_leaves_it_to_a_person(store: &Store) {
    queue(store, &[mail("m1", "a@example.vn")]).await;
    let (lock, _) = takes(store, 1).await;
    store.mark_data(&lock, "m1").await.unwrap();
    store
        .mark_uncertain(&lock, "m1", hour(2), "connection lost")
        .await
        .unwrap();
    assert_eq!(kept(store, "m1").await.next_try, Some(hour(2)));
    drop(lock);
    let (lock, claimed) = takes(store, 2).await;
    assert_eq!(claimed, ["m1"]);
    store.mark_data(&lock, "m1").await.unwrap();
    // This time the process is killed.
    drop(lock);
    assert_eq!(claim(store, 3).await, Vec::<String>::new());
    let left = kept(store, "m1").await;
    assert_eq!((left.state, left.next_try), (MailState::Uncertain, None));
}

pub(super) async fn a_clear_no_after_a_doubt_keeps_the_doubt(store: &Store) {
    queue(store, &[mail("m1", "a@example.vn")]).await;
    let (lock, _) = takes(store, 1).await;
    store.mark_data(&lock, "m1").await.unwrap();
    store
        .mark_uncertain(&lock, "m1", hour(2), "connection lost")
        .await
        .unwrap();
    drop(lock);
    let (lock, _) = takes(store, 2).await;
    store
        .retry_at(&lock, "m1", hour(3), "cannot connect")
        .await
        .unwrap();
    let kept = kept(store, "m1").await;
    assert_eq!(
        (kept.state, kept.next_try),
        (MailState::Uncertain, Some(hour(3)))
    );
    drop(lock);
    assert_eq!(claim(store, 3).await, ["m1"]);
}

pub(super) async fn a_clear_no_to_the_text_is_no_doubt(store: &Store) {
    queue(store, &[mail("m1", "a@example.vn")]).await;
    let (lock, _) = takes(store, 1).await;
    store.mark_data(&lock, "m1").await.unwrap();
    store
        .retry_at(&lock, "m1", hour(2), "452 disk full")
        .await
        .unwrap();
    assert_eq!(kept(store, "m1").await.state, MailState::Queued);
}

pub(super) async fn nothing_goes_out_before_its_time(store: &Store) {
    let later = NewMail {
        not_before: hour(8),
        ..mail("m1", "a@example.vn")
    };
    queue(store, &[later]).await;
    let lock = store.lock_outbox().await.unwrap();
    store.make_due(&lock, hour(7)).await.unwrap();
    assert_eq!(store.claim_due(&lock, hour(7), 9).await.unwrap(), []);
    assert_eq!(store.claim_due(&lock, hour(8), 9).await.unwrap().len(), 1);
}

pub(super) async fn the_outbox_tells_how_it_stands(store: &Store) {
    assert_eq!(store.outbox(None).await.unwrap(), OutboxState::default());
    let mails = ["m1", "m2", "m3", "m4"].map(|id| mail(id, "a@example.vn"));
    queue(store, &mails).await;
    let (lock, _) = takes(store, 1).await;
    store.mark_sent(&lock, "m1", hour(1)).await.unwrap();
    store
        .mark_refused(&lock, "m2", hour(1), "550")
        .await
        .unwrap();
    store
        .retry_at(&lock, "m3", hour(2), "421 later")
        .await
        .unwrap();
    let expected = OutboxState {
        owed: 2,
        uncertain: 0,
        refused: 1,
        waiting_since: Some(hour(0)),
        last_error: Some("421 later".to_owned()),
    };
    assert_eq!(store.outbox(Some(CAMPAIGN)).await.unwrap(), expected);
    let others = store.outbox(Some("another")).await.unwrap();
    assert_eq!(others, OutboxState::default());
}

pub(super) async fn the_outbox_is_held_once(store: &Store) {
    let held = store.lock_outbox().await.unwrap();
    let refused = store.lock_outbox().await.unwrap_err();
    assert!(matches!(refused, StoreError::OutboxHeld { .. }));
    assert!(
        store.lock("outbox").await.is_ok(),
        "no campaign takes its name"
    );
    drop(held);
    assert!(store.lock_outbox().await.is_ok());
}

pub(super) async fn operators_are_told_once_and_once_when_it_is_well_again(store: &Store) {
    let kind = "run-failing";
    let bad = |id: &str| [mail(id, "operator@example.vn")];
    let raise = |id, hours| async move {
        let mails = bad(id);
        store
            .raise_alert(kind, CAMPAIGN, hour(hours), &mails, &[])
            .await
            .unwrap()
    };
    let clear = |id, hours| async move {
        let mails = bad(id);
        store
            .clear_alert(kind, CAMPAIGN, hour(hours), &mails, &[])
            .await
            .unwrap()
    };
    assert!(!clear("never", 0).await);
    assert!(raise("told", 1).await);
    assert!(!raise("again", 2).await);
    assert_eq!(store.alerts().await.unwrap()[0].raised_at, hour(1));
    assert!(clear("well", 3).await);
    assert!(!clear("well again", 4).await);
    assert_eq!(store.alerts().await.unwrap(), []);
    assert!(raise("second time", 5).await);
    let told = store.mails(MailsAsked::of(CAMPAIGN)).await.unwrap();
    let mut ids: Vec<_> = told.iter().map(|mail| mail.id.as_str()).collect();
    ids.reverse();
    assert_eq!(ids, ["told", "well", "second time"]);
}

pub(super) async fn channels_do_not_hold_one_another(store: &Store) {
    queue(store, &[mail("m1", "a@example.vn")]).await;
    let message = [mail("z1", "21025")];
    store
        .queue_for("zalo", CAMPAIGN, hour(0), &message)
        .await
        .unwrap();
    let mails = store.lock_outbox().await.unwrap();
    let zalo = store.lock_channel("zalo").await.unwrap();
    assert!(
        store.lock_channel("zalo").await.is_err(),
        "each is held once"
    );
    let ids = async |lock: &OutboxLock| {
        let due = store.claim_due(lock, hour(1), 9).await.unwrap();
        due.into_iter().map(|due| due.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&mails).await, ["m1"]);
    assert_eq!(ids(&zalo).await, ["z1"]);
    // Recovering one channel leaves alone what the other is sending.
    assert_eq!(store.recover_outbox(&mails, hour(1)).await.unwrap(), 1);
    assert_eq!(kept(store, "z1").await.state, MailState::Sending);
    assert_eq!(store.make_due(&zalo, hour(1)).await.unwrap(), 0);
}

pub(super) async fn a_results_sheet_is_owed_once_until_it_is_written(store: &Store) {
    let newest = async || store.results(CAMPAIGN).await.unwrap();
    let lock = store.lock_results(CAMPAIGN).await.unwrap();
    let other = store.lock_results("another").await.unwrap();
    assert_eq!(newest().await, None);
    store
        .owe_results(&lock, CAMPAIGN, "k1", hour(0))
        .await
        .unwrap();
    store
        .owe_results(&other, "another", "x", hour(0))
        .await
        .unwrap();
    let due = store.claim_due(&lock, hour(0), 9).await.unwrap();
    assert_eq!(due.len(), 1);
    store
        .retry_at(&lock, &due[0].id, hour(4), "403")
        .await
        .unwrap();
    // A write that still waits takes the newer key and is due at once.
    store
        .owe_results(&lock, CAMPAIGN, "k2", hour(1))
        .await
        .unwrap();
    let owed = newest().await.unwrap();
    assert_eq!((owed.key.as_str(), owed.tries), ("k2", 1));
    assert_eq!(
        (owed.queued_at, owed.last_error.as_deref()),
        (hour(0), Some("403"))
    );
    let due = store.claim_due(&lock, hour(1), 9).await.unwrap();
    assert_eq!(due.len(), 1);
    // Killed here: the next process gets it again.
    drop(lock);
    let lock = store.lock_results(CAMPAIGN).await.unwrap();
    store.recover_outbox(&lock, hour(1)).await.unwrap();
    let due = store.claim_due(&lock, hour(1), 9).await.unwrap();
    store.mark_sent(&lock, &due[0].id, hour(2)).await.unwrap();
    let written = newest().await.unwrap();
    assert_eq!(
        (written.state, written.settled_at),
        (MailState::Sent, Some(hour(2)))
    );
    store
        .owe_results(&lock, CAMPAIGN, "k3", hour(3))
        .await
        .unwrap();
    assert_eq!(newest().await.unwrap().state, MailState::Queued);
    // It is not listed among the mails.
    assert_eq!(store.mails(MailsAsked::default()).await.unwrap(), []);
    assert_eq!(store.outbox(None).await.unwrap(), OutboxState::default());
}

pub(super) async fn a_refused_recipient_is_owed_the_last_mail_again(store: &Store) {
    for (id, to) in [
        ("m1", "a@example.vn"),
        ("m2", "a@example.vn"),
        ("m3", "b@example.vn"),
    ] {
        queue(store, &[mail(id, to)]).await;
        let lock = store.lock_outbox().await.unwrap();
        store.claim_due(&lock, hour(1), 9).await.unwrap();
        let answer = "550 no such user";
        store
            .mark_refused(&lock, id, hour(1), answer)
            .await
            .unwrap();
        lock.release().await;
    }
    let lock = store.lock_outbox().await.unwrap();
    for (address, owed) in [
        ("c@example.vn", 0),
        ("A@example.vn", 1),
        ("a@example.vn", 0),
    ] {
        let told = store.owe_again(&lock, address, hour(2)).await.unwrap();
        assert_eq!(told, owed, "{address}");
    }
    let due = store.claim_due(&lock, hour(2), 9).await.unwrap();
    let ids: Vec<&str> = due.iter().map(|mail| &*mail.id).collect();
    assert_eq!(ids, ["m2"]);
    assert_eq!(kept(store, "m1").await.state, MailState::Refused);
}
