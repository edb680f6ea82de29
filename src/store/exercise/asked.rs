//! Progress of runs, runs that a person asks for, and runs that a person cancels.

use super::world::*;
use crate::source::FetchStep;
use crate::store::{
    AskedFor, AskedRun, Basis, Cancelling, Commit, Counted, Decide, Event, NewRun, Outcome,
    RunEvent, RunsAsked, Stage, Store, StoreError, Trigger,
};

fn told(number: i64, event: Event) -> RunEvent {
    let at = hour(number);
    RunEvent { number, at, event }
}

pub(super) async fn how_far_a_run_is_is_told_to_whoever_asks(store: &Store) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 1).await;
    assert_eq!(store.run_events("run", 0).await.unwrap(), []);
    let what = Counted::Requests;
    let events = [
        told(1, Event::Stage(Stage::Pull)),
        told(2, Event::Count { what, number: 3 }),
        told(
            3,
            Event::Line(FetchStep::new("key", &[("url", "https://x")])),
        ),
    ];
    store.add_run_events("run", &events[..1]).await.unwrap();
    store.add_run_events("run", &events[1..]).await.unwrap();
    assert_eq!(store.run_events("run", 0).await.unwrap(), events);
    assert_eq!(store.run_events("run", 2).await.unwrap(), events[2..]);
    // A suspended process cannot add events to a run that another has closed.
    store.close_interrupted(&lock, hour(2)).await.unwrap();
    let late = [told(4, Event::Stage(Stage::Mail))];
    store.add_run_events("run", &late).await.unwrap();
    store.add_run_events("unknown", &late).await.unwrap();
    assert_eq!(store.run_events("run", 0).await.unwrap(), events);
}

fn asked(id: &str, hours: i64) -> AskedRun {
    AskedRun {
        id: id.to_owned(),
        campaign: CAMPAIGN.to_owned(),
        reason: Some("họp giao ban".to_owned()),
        asked_by: Some("lan".to_owned()),
        decides: None,
        now: hour(hours),
    }
}

async fn ask(store: &Store, id: &str, hours: i64) -> AskedFor {
    store.ask_for_run(&asked(id, hours)).await.unwrap()
}

fn begun(id: &str, hours: i64) -> NewRun {
    NewRun {
        id: id.to_owned(),
        campaign: CAMPAIGN.to_owned(),
        trigger: Trigger::Manual,
        reason: None,
        asked_by: None,
        started: hour(hours),
        due: None,
    }
}

pub(super) async fn a_run_that_is_asked_for_waits_until_somebody_begins_it(store: &Store) {
    let registered = AskedFor::Registered("a".to_owned());
    let under_way = AskedFor::UnderWay("a".to_owned());
    assert_eq!(ask(store, "a", 1).await, registered);
    assert_eq!(ask(store, "b", 2).await, under_way, "it waits");
    let waiting = store.waiting_runs().await.unwrap();
    assert_eq!(waiting.len(), 1);
    let first = &waiting[0];
    assert!(first.waits && first.by.is_none() && first.finished.is_none());
    assert_eq!(first.reason.as_deref(), Some("họp giao ban"));
    assert_eq!(first.asked_by.as_deref(), Some("lan"));
    assert_eq!(store.run_under_way(CAMPAIGN).await.unwrap(), None);
    // A run begins and ends before the waiting one, which is not taken for interrupted.
    stored(store, "s0", 3, &[]).await;
    let lock = store.lock(CAMPAIGN).await.unwrap();
    store.close_interrupted(&lock, hour(4)).await.unwrap();
    store.start_run(&lock, &begun("a", 4)).await.unwrap();
    assert_eq!(store.waiting_runs().await.unwrap(), []);
    let run = store.run_under_way(CAMPAIGN).await.unwrap().unwrap();
    assert_eq!((run.id.as_str(), run.waits), ("a", false));
    assert_eq!((run.started, run.by.is_some()), (hour(4), true));
    assert_eq!(run.reason.as_deref(), Some("họp giao ban"));
    assert_eq!(store.runs(RunsAsked::default()).await.unwrap()[0].id, "a");
    assert_eq!(ask(store, "c", 4).await, under_way, "it runs");
    let end = ended(Outcome::Unchanged, 5);
    store.finish_run("a", &end).await.unwrap();
    lock.release().await;
    assert_eq!(ask(store, "d", 6).await.run(), "d", "it has ended");
}

pub(super) async fn a_decision_that_is_asked_for_joins_none_but_the_same(store: &Store) {
    let decide = async |id: &str, decides: Decide| {
        let asked = AskedRun {
            decides: Some(decides),
            ..asked(id, 1)
        };
        store.ask_for_run(&asked).await.unwrap()
    };
    let (accept, reject) = (
        Decide::Accept("pull".to_owned()),
        Decide::Reject("pull".to_owned()),
    );
    assert_eq!(ask(store, "a", 1).await.run(), "a");
    assert_eq!(decide("b", accept.clone()).await.run(), "b", "a pull waits");
    assert_eq!(decide("c", accept.clone()).await.run(), "b", "the same");
    assert_eq!(decide("d", reject.clone()).await.run(), "d", "the other");
    let waiting = store.waiting_runs().await.unwrap();
    let decides: Vec<_> = waiting.into_iter().map(|run| run.decides).collect();
    assert_eq!(decides, [None, Some(accept.clone()), Some(reject)]);
    let lock = store.lock(CAMPAIGN).await.unwrap();
    store.start_run(&lock, &begun("b", 2)).await.unwrap();
    assert_eq!(decide("e", accept).await.run(), "b", "it is being made");
    assert_eq!(ask(store, "f", 3).await.run(), "a", "which pulls");
}

pub(super) async fn a_run_that_is_asked_for_is_begun_once(store: &Store) {
    ask(store, "a", 1).await;
    let lock = store.lock(CAMPAIGN).await.unwrap();
    store.start_run(&lock, &begun("a", 2)).await.unwrap();
    let again = store.start_run(&lock, &begun("a", 3)).await.unwrap_err();
    assert!(matches!(again, StoreError::RunBegun { .. }), "{again:?}");
}

pub(super) async fn a_run_of_a_dead_process_serves_no_question(store: &Store) {
    let frozen = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &frozen, "run", 1).await;
    assert_eq!(ask(store, "a", 2).await.run(), "run");
    store.end_leases().await;
    assert_eq!(ask(store, "b", 3).await.run(), "b");
}

pub(super) async fn a_cancelled_run_stores_nothing(store: &Store) {
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 1).await;
    assert!(!store.is_cancelled("run").await.unwrap());
    for _ in 0..2 {
        let asked = store.cancel_run("run", hour(2)).await.unwrap();
        assert_eq!(asked, Cancelling::Asked);
    }
    assert!(store.is_cancelled("run").await.unwrap());
    let commit = Commit {
        run: "run",
        now: hour(2),
        basis: Basis::New(Box::new(pull("s1", 1, "text")), Vec::new()),
        reports: vec![report("r1", "xlsx")],
        mails: &[],
    };
    let quarantine = store.quarantine(&lock, "run", pull("s2", 1, "text"), "mất");
    for refused in [
        quarantine.await.unwrap_err(),
        store.commit(&lock, commit).await.unwrap_err(),
    ] {
        assert!(
            matches!(refused, StoreError::RunCancelled { .. }),
            "{refused:?}"
        );
    }
    let end = ended(Outcome::Cancelled, 2);
    store.finish_run("run", &end).await.unwrap();
    assert_eq!(store.snapshots(CAMPAIGN).await.unwrap(), []);
    assert_eq!(store.failing(CAMPAIGN).await.unwrap(), None);
    let over = store.cancel_run("run", hour(3)).await.unwrap();
    assert_eq!(over, Cancelling::Over(Some(Outcome::Cancelled)));
}

pub(super) async fn a_run_cancelled_after_its_commit_stays_stored(store: &Store) {
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
    store.cancel_run("run", hour(2)).await.unwrap();
    let end = ended(Outcome::Cancelled, 2);
    store.finish_run("run", &end).await.unwrap();
    let run = store.run("run").await.unwrap().unwrap();
    assert_eq!(run.outcome, Some(Outcome::Stored));
}

pub(super) async fn a_run_that_waits_is_cancelled_at_once(store: &Store) {
    ask(store, "a", 1).await;
    let asked = store.cancel_run("a", hour(2)).await.unwrap();
    assert_eq!(asked, Cancelling::NeverBegun);
    assert_eq!(store.waiting_runs().await.unwrap(), []);
    let run = store.run("a").await.unwrap().unwrap();
    assert_eq!(run.outcome, Some(Outcome::Cancelled));
    let lock = store.lock(CAMPAIGN).await.unwrap();
    let late = store.start_run(&lock, &begun("a", 3)).await.unwrap_err();
    assert!(matches!(late, StoreError::RunBegun { .. }), "{late:?}");
    let unknown = store.cancel_run("b", hour(2)).await.unwrap();
    assert_eq!(unknown, Cancelling::Unknown);
}

pub(super) async fn what_a_run_came_to_is_kept_as_it_was_told(store: &Store) {
    stored(store, "s1", 1, &[]).await;
    assert_eq!(store.run_document("run-s1").await.unwrap(), None);
    let lock = store.lock(CAMPAIGN).await.unwrap();
    begin(store, &lock, "run", 2).await;
    let mut end = ended(Outcome::Unchanged, 3);
    (end.document, end.exit_code) = (Some("{}".to_owned()), 69);
    end.hinted = true;
    store.finish_run("run", &end).await.unwrap();
    let document = store.run_document("run").await.unwrap();
    assert_eq!(document.as_deref(), Some("{}"));
    let run = store.run("run").await.unwrap().unwrap();
    assert_eq!((run.exit_code, run.error), (Some(69), None));
    assert_eq!(store.hinted_runs(CAMPAIGN).await.unwrap(), 1);
}

pub(super) async fn who_serves_is_seen_with_its_configuration(store: &Store) {
    assert_eq!(store.serving().await.unwrap(), []);
    let configuration = |digest: &str| [("c".to_owned(), digest.to_owned())].into();
    store.serve("1.0", &configuration("old")).await.unwrap();
    store.serve("1.1", &configuration("new")).await.unwrap();
    let serving = store.serving().await.unwrap();
    assert_eq!(serving.len(), 1);
    assert_eq!(serving[0].by.process, std::process::id());
    assert_eq!(serving[0].version, "1.1");
    assert_eq!(serving[0].configuration, configuration("new"));
    store.serve_no_more().await.unwrap();
    assert_eq!(store.serving().await.unwrap(), []);
}
