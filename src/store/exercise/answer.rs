//! Answers of people.

use super::world::*;
use crate::rule::answer::{Answer, Decided};
use crate::store::{KeptAnswer, Store, Withdrawn};

/// An answer, given by somebody at this hour, that `typed` is this commune.
fn answer(id: &str, typed: &str, code: &str, hours: i64) -> Answer {
    Answer {
        id: id.to_owned(),
        decided: Decided::Alias {
            typed: typed.to_owned(),
            code: code.to_owned(),
        },
        who: "lan".to_owned(),
        reason: "đã gọi điện".to_owned(),
        given_at: hour(hours),
    }
}

fn withdrawn(hours: i64) -> Withdrawn {
    Withdrawn {
        at: hour(hours),
        who: "minh".to_owned(),
        reason: "nhầm".to_owned(),
    }
}

async fn in_force(store: &Store, hours: Option<i64>) -> Vec<String> {
    let at = hours.map(hour);
    let answers = store.answers_in_force(CAMPAIGN, at).await.unwrap();
    answers.into_iter().map(|answer| answer.id).collect()
}

pub(super) async fn an_answer_is_given_once_until_it_is_withdrawn(store: &Store) {
    let first = answer("a1", "Xã Ba To", "21484", 1);
    assert!(store.give_answer(CAMPAIGN, &first).await.unwrap());
    let other = answer("a2", "xã  ba to", "21500", 2);
    assert!(!store.give_answer(CAMPAIGN, &other).await.unwrap());
    assert!(store.give_answer("another", &other).await.unwrap());
    let gone = withdrawn(3);
    for (campaign, id, done) in [
        ("another", "a1", false),
        (CAMPAIGN, "a9", false),
        (CAMPAIGN, "a1", true),
        (CAMPAIGN, "a1", false),
    ] {
        let told = store.withdraw_answer(campaign, id, &gone).await.unwrap();
        assert_eq!(told, done, "{campaign} {id}");
    }
    let again = answer("a3", "Xã Ba To", "21500", 4);
    assert!(store.give_answer(CAMPAIGN, &again).await.unwrap());
    let kept = |answer: &Answer, withdrawn: Option<Withdrawn>| KeptAnswer {
        answer: answer.clone(),
        withdrawn,
    };
    assert_eq!(
        store.answers(CAMPAIGN).await.unwrap(),
        [kept(&first, Some(gone)), kept(&again, None)]
    );
}

pub(super) async fn an_answer_holds_from_when_it_was_given(store: &Store) {
    for (id, typed, hours) in [("a1", "Ba To", 2), ("a2", "Son Ha", 4)] {
        let given = answer(id, typed, "21484", hours);
        assert!(store.give_answer(CAMPAIGN, &given).await.unwrap());
    }
    store
        .withdraw_answer(CAMPAIGN, "a1", &withdrawn(6))
        .await
        .unwrap();
    for (at, expected) in [
        (Some(1), &[][..]),
        (Some(2), &["a1"]),
        (Some(5), &["a1", "a2"]),
        (Some(6), &["a2"]),
        (None, &["a2"]),
    ] {
        assert_eq!(in_force(store, at).await, expected, "{at:?}");
    }
}
