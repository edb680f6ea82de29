//! Accounts, sessions, links, tries, tokens and the log of the page.

use chrono::TimeDelta;

use super::world::*;
use crate::store::{
    Access, Account, LINK_LASTS, LOCKED_FOR, PageSession, Scope, SignInTry, Store, TRIES, Token,
    WebRole,
};

fn account(name: &str, role: WebRole) -> Account {
    Account {
        name: name.to_owned(),
        role,
        password: "$argon2id$1".to_owned(),
        made_at: hour(0),
        changed_at: hour(0),
    }
}

fn session(digest: &str, name: &str) -> PageSession {
    PageSession {
        digest: digest.to_owned(),
        name: name.to_owned(),
        role: WebRole::Operator,
        forgery: "f".to_owned(),
        language: None,
        made_at: hour(0),
        seen_at: hour(0),
    }
}

pub(super) async fn an_account_has_one_name(store: &Store) {
    let lan = account("lan", WebRole::Operator);
    assert!(store.add_account(&lan).await.unwrap());
    assert!(
        !store
            .add_account(&account("lan", WebRole::Viewer))
            .await
            .unwrap()
    );
    store
        .add_account(&account("an", WebRole::Viewer))
        .await
        .unwrap();
    let names: Vec<_> = store.accounts().await.unwrap();
    assert_eq!(names[0].name, "an");
    assert_eq!(store.account("lan").await.unwrap(), Some(lan));
    assert_eq!(store.account("Lan").await.unwrap(), None);
}

pub(super) async fn a_changed_password_and_a_removed_account_end_sessions(store: &Store) {
    store
        .add_account(&account("lan", WebRole::Operator))
        .await
        .unwrap();
    store.begin_session(&session("s1", "lan")).await.unwrap();
    store.begin_session(&session("s2", "an")).await.unwrap();
    assert!(
        store
            .change_password("lan", "$argon2id$2", hour(1))
            .await
            .unwrap()
    );
    assert_eq!(store.page_session("s1").await.unwrap(), None);
    assert!(store.page_session("s2").await.unwrap().is_some());
    store.begin_session(&session("s3", "lan")).await.unwrap();
    assert!(store.remove_account("lan").await.unwrap());
    assert_eq!(store.page_session("s3").await.unwrap(), None);
    assert!(!store.remove_account("lan").await.unwrap());
    assert!(!store.change_password("lan", "x", hour(1)).await.unwrap());
}

pub(super) async fn a_session_is_kept_and_forgotten(store: &Store) {
    store.begin_session(&session("s1", "lan")).await.unwrap();
    store.keep_session("s1", hour(2)).await.unwrap();
    store.keep_session("s1", hour(1)).await.unwrap();
    store.choose_language("s1", "en").await.unwrap();
    let kept = store.page_session("s1").await.unwrap().unwrap();
    assert_eq!((kept.seen_at, kept.made_at), (hour(2), hour(0)));
    assert_eq!(kept.language.as_deref(), Some("en"));
    store.forget_sessions(hour(2), hour(3)).await.unwrap();
    assert!(store.page_session("s1").await.unwrap().is_some());
    store.end_session("s1").await.unwrap();
    assert_eq!(store.page_session("s1").await.unwrap(), None);
}

pub(super) async fn five_wrong_tries_lock_account_and_address_together(store: &Store) {
    for left in (0..TRIES).rev() {
        let told = store.count_try("lan", "10.0.0.1", hour(1)).await.unwrap();
        assert_eq!(told, SignInTry::Allowed { left });
    }
    let until = hour(1) + LOCKED_FOR;
    let moment = TimeDelta::seconds(1);
    for now in [hour(1), until - moment] {
        let told = store.count_try("lan", "10.0.0.1", now).await.unwrap();
        assert_eq!(told, SignInTry::Locked { until });
    }
    let allowed = SignInTry::Allowed { left: TRIES - 1 };
    for (name, address) in [("lan", "10.0.0.2"), ("an", "10.0.0.1")] {
        assert_eq!(
            store.count_try(name, address, hour(1)).await.unwrap(),
            allowed
        );
    }
    assert_eq!(
        store.count_try("lan", "10.0.0.1", until).await.unwrap(),
        allowed
    );
    store.forget_tries("lan", "10.0.0.1").await.unwrap();
    assert_eq!(
        store.count_try("lan", "10.0.0.1", until).await.unwrap(),
        allowed
    );
}

pub(super) async fn a_link_signs_in_once_within_its_time(store: &Store) {
    store.add_link("l1", "lan", hour(0)).await.unwrap();
    store.add_link("l2", "an", hour(0)).await.unwrap();
    let late = hour(0) + LINK_LASTS;
    assert_eq!(
        store.link("l1", hour(0)).await.unwrap().as_deref(),
        Some("lan")
    );
    assert_eq!(store.link("l1", late).await.unwrap(), None);
    assert_eq!(
        store.use_link("l1", hour(0)).await.unwrap().as_deref(),
        Some("lan")
    );
    assert_eq!(store.use_link("l1", hour(0)).await.unwrap(), None);
    assert_eq!(store.use_link("l2", late).await.unwrap(), None);
    assert_eq!(store.use_link("none", late).await.unwrap(), None);
}

pub(super) async fn a_token_is_found_by_its_hash(store: &Store) {
    let token = Token {
        name: "bang-tin".to_owned(),
        digest: "d".to_owned(),
        scope: Scope::Sync,
        personal: true,
        made_at: hour(0),
        used_at: None,
    };
    assert!(store.add_token(&token).await.unwrap());
    let other = Token {
        digest: "e".to_owned(),
        ..token.clone()
    };
    assert!(!store.add_token(&other).await.unwrap());
    assert_eq!(store.token("d").await.unwrap(), Some(token));
    store.token_was_used("bang-tin", hour(1)).await.unwrap();
    assert_eq!(store.tokens().await.unwrap()[0].used_at, Some(hour(1)));
    assert!(store.remove_token("bang-tin").await.unwrap());
    assert_eq!(store.token("d").await.unwrap(), None);
}

pub(super) async fn the_log_tells_the_newest_first(store: &Store) {
    for (number, action) in ["view", "sync", "view"].into_iter().enumerate() {
        let access = Access {
            id: format!("a{number}"),
            at: hour(i64::try_from(number).unwrap()),
            name: "lan".to_owned(),
            role: "operator".to_owned(),
            address: "127.0.0.1".to_owned(),
            action: action.to_owned(),
            about: "/".to_owned(),
            status: 200,
        };
        store.note_access(&access).await.unwrap();
    }
    let ids = |of: Vec<Access>| of.into_iter().map(|one| one.id).collect::<Vec<_>>();
    let all = store.accesses(None, false, None, 9).await.unwrap();
    assert_eq!(ids(all), ["a2", "a1", "a0"]);
    let deeds = store.accesses(Some("lan"), true, None, 9).await.unwrap();
    assert_eq!(ids(deeds), ["a1"]);
    let older = store.accesses(None, false, Some(hour(2)), 1).await.unwrap();
    assert_eq!(ids(older), ["a1"]);
    assert_eq!(store.forget_accesses(hour(2)).await.unwrap(), 2);
    assert!(
        store
            .accesses(Some("an"), false, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
}
