//! Notices to communes: sent once, whole, and remembered.

use super::world::*;
use crate::store::{NewNotice, NewTelling, Store};

/// A mail to this person with notices about these communes.
fn telling(id: &str, to: &str, communes: &[&str]) -> NewTelling {
    let notice = |commune: &&str| NewNotice {
        commune: (*commune).to_owned(),
        kinds: vec!["missing".to_owned(), "data".to_owned()],
        digest: format!("asked of {commune}"),
    };
    NewTelling {
        channel: "mail".to_owned(),
        mail: mail(id, to),
        notices: communes.iter().map(notice).collect(),
    }
}

async fn tell(store: &Store, step: &str, on: &str, tellings: Vec<NewTelling>) -> Vec<String> {
    let steps: Vec<String> = step.split_whitespace().map(str::to_owned).collect();
    let told = store.tell(CAMPAIGN, &steps, day(on), hour(1), tellings);
    told.await.unwrap()
}

pub(super) async fn a_step_is_taken_once_with_all_its_mails(store: &Store) {
    let mails = || {
        vec![
            telling("m1", "a@example.vn", &["1", "2"]),
            telling("m2", "b@example.vn", &["3"]),
        ]
    };
    assert_eq!(
        tell(store, "first", "2025-08-11", mails()).await,
        ["m1", "m2"]
    );
    let again = vec![telling("m3", "c@example.vn", &["4"])];
    assert!(tell(store, "first", "2025-08-12", again).await.is_empty());
    assert_eq!(rows(store, "outbox").await, 2);
    let steps = store.ladder_steps(CAMPAIGN).await.unwrap();
    assert_eq!(steps, ["first".to_owned()].into());
    let kept = store.notices(CAMPAIGN, Some("2")).await.unwrap();
    let [kept] = kept.as_slice() else {
        panic!("{kept:?}")
    };
    assert_eq!(
        (kept.recipient.as_str(), kept.step.as_str()),
        ("a@example.vn", "first")
    );
    assert_eq!((kept.day, kept.told_at), (day("2025-08-11"), hour(1)));
    assert_eq!(kept.kinds, ["missing", "data"]);
    assert_eq!(kept.digest, "asked of 2");
    assert_eq!(kept.mail.as_deref(), Some("m1"));
    assert_eq!(kept.state, Some(crate::store::MailState::Queued));
    assert_eq!(store.notices(CAMPAIGN, None).await.unwrap().len(), 3);
    assert!(store.notices("other", None).await.unwrap().is_empty());
}

pub(super) async fn a_person_is_told_of_a_commune_once_a_day(store: &Store) {
    let first = vec![telling("m1", "a@example.vn", &["1"])];
    assert_eq!(tell(store, "", "2025-08-11", first).await, ["m1"]);
    let same_day = vec![
        telling("m2", "a@example.vn", &["1", "2"]),
        telling("m3", "b@example.vn", &["1"]),
        telling("m4", "a@example.vn", &[""]),
    ];
    assert_eq!(
        tell(store, "second", "2025-08-11", same_day).await,
        ["m3", "m4"]
    );
    assert_eq!(rows(store, "notice").await, 3, "nothing of m2");
    let next_day = vec![telling("m5", "a@example.vn", &["1"])];
    assert_eq!(tell(store, "", "2025-08-12", next_day).await, ["m5"]);
}

pub(super) async fn two_machines_take_a_step_once(store: &Store) {
    let other = store.clone();
    let one = tell(
        store,
        "s",
        "2025-08-11",
        vec![telling("m1", "a@example.vn", &["1"])],
    );
    let two = tell(
        &other,
        "s",
        "2025-08-11",
        vec![telling("m2", "a@example.vn", &["1"])],
    );
    let (one, two) = tokio::join!(one, two);
    assert_eq!(one.len() + two.len(), 1, "{one:?} {two:?}");
    assert_eq!(rows(store, "outbox").await, 1);
}

pub(super) async fn a_ladder_is_owed_from_when_it_was_first_asked_for(store: &Store) {
    assert_eq!(
        store.ladder_since(CAMPAIGN, hour(3)).await.unwrap(),
        hour(3)
    );
    assert_eq!(
        store.ladder_since(CAMPAIGN, hour(9)).await.unwrap(),
        hour(3)
    );
    assert!(store.ladder_steps(CAMPAIGN).await.unwrap().is_empty());
}

pub(super) async fn times_of_notices_are_told_and_old_ones_forgotten(store: &Store) {
    let mut late = telling("m2", "b@example.vn", &["2"]);
    late.mail.not_before = hour(5);
    let both = vec![telling("m1", "a@example.vn", &["1"]), late];
    tell(store, "s", "2025-08-01", both).await;
    let of_report = mail("m3", "c@example.vn");
    store.queue(CAMPAIGN, hour(2), &[of_report]).await.unwrap();
    assert_eq!(store.notice_times(hour(1)).await.unwrap(), [hour(5)]);
    let lock = store.lock_outbox().await.unwrap();
    let due = store.claim_due(&lock, hour(1), 1).await.unwrap();
    store.mark_data(&lock, &due[0].id).await.unwrap();
    store.mark_sent(&lock, &due[0].id, hour(1)).await.unwrap();
    store.purge(hour(9)).await.unwrap();
    let left = store.notices(CAMPAIGN, None).await.unwrap();
    let left: Vec<&str> = left.iter().map(|kept| kept.commune.as_str()).collect();
    // A mail that still waits stays.
    assert_eq!(left, ["2"]);
}
