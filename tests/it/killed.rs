//! A process that pulls, stores and mails is killed at any moment: no snapshot is lost or half
//! there, no mail is lost, and none arrives twice but where the server's word was never heard.

#![expect(clippy::print_stdout, reason = "counts for people")]

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cnscd::clock::{Clock, Timestamp};
use cnscd::delivery::{self, Delivery, Security, Smtp};
use cnscd::document::{Artifact, Detail};
use cnscd::rule::change::Earlier;
use cnscd::snapshot::Snapshot;
use cnscd::source::Body;
use cnscd::store::{
    Basis, CampaignLock, Commit, MailState, MailsAsked, NewMail, NewReport, Outcome,
    PackedSnapshot, Raw, RunsAsked, Seen, Store, StoreError,
};
use cnscd::submission::Reading;

use crate::support::database::{Place, open};
use crate::support::needs::{python_with_aiosmtpd, variable, whole};
use crate::support::run::{begun, ended};
use crate::support::smtp_server::SmtpServer;

const CAMPAIGN: &str = "c";

/// CNSCD_KILLS=300 for an evening.
fn kills() -> usize {
    match variable("CNSCD_KILLS") {
        Some(kills) => kills.parse().expect("a number"),
        None if whole("a process killed at any moment", "20 of 60 moments") => 60,
        None => 20,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_half_there_whenever_the_process_is_killed() {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    let server = SmtpServer::start(&python, "none");
    let place = Place::new();
    let port = server.settings(Security::None).port;

    let mut stored = 0;
    let kills = kills();
    for kill in 0..kills {
        let mut victim = start_victim(&place, port);
        // Spread over the life of a process, from before it opens the store.
        let life = 5 + (kill * 53) % 400;
        tokio::time::sleep(Duration::from_millis(life as u64)).await;
        victim.kill().expect("it can be killed");
        victim.wait().expect("it ended");
        place.settle();
        stored = check_whole(&place, stored).await;
    }
    assert!(stored > kills / 3, "the victims worked: {stored} snapshots");

    let store = place.open().await;
    assert_eq!(
        store.integrity().await.expect("it answers"),
        Vec::<String>::new()
    );
    check_runs(&store).await;
    drain(&store, &server.settings(Security::None)).await;
    check_mails(&store, &server, stored).await;
}

/// Everything that is visible is whole, and nothing that was visible is gone.
async fn check_whole(place: &Place, before: usize) -> usize {
    let store = place.open().await;
    let snapshots = store.snapshots(CAMPAIGN).await.expect("a list");
    assert!(snapshots.len() >= before, "{} of {before}", snapshots.len());
    let reports = store.reports(CAMPAIGN).await.expect("a list");
    let mails = store.mails(MailsAsked::default()).await.expect("a list");
    assert_eq!(reports.len(), snapshots.len());
    assert_eq!(mails.len(), 2 * snapshots.len());
    for line in &snapshots[before..] {
        assert!(store.snapshot(&line.id).await.expect("whole").is_some());
        assert_eq!(store.raw(&line.id).await.expect("whole").len(), 1);
    }
    for report in reports.iter().take(snapshots.len() - before) {
        let bytes = store.report_bytes(&report.id).await.expect("whole");
        let made_of = report.snapshot.clone().into_bytes();
        assert_eq!(bytes, Some(made_of.into()));
    }
    store.close().await;
    snapshots.len()
}

/// Every run either stored, and says so, or failed and left nothing.
async fn check_runs(store: &Store) {
    let lock = store
        .lock(CAMPAIGN)
        .await
        .expect("the locks of the dead are free");
    store
        .close_interrupted(&lock, Clock::System.now())
        .await
        .expect("closed");
    let snapshots = store.snapshots(CAMPAIGN).await.expect("a list");
    for run in store.runs(RunsAsked::default()).await.expect("a list") {
        let kept = snapshots.iter().any(|line| line.run == run.id);
        let expected = if kept {
            Outcome::Stored
        } else {
            Outcome::Failed
        };
        assert_eq!(run.outcome, Some(expected), "{run:?}");
    }
}

/// Sends what is owed, as a daemon does in the days after.
async fn drain(store: &Store, settings: &Smtp) {
    let delivery = Delivery::Smtp(settings.clone());
    let lock = store
        .lock_outbox()
        .await
        .expect("the locks of the dead are free");
    for hours in [1, 6] {
        let later = Clock::Fixed(Clock::System.now() + chrono::TimeDelta::hours(hours));
        delivery::send_due(store, &lock, &delivery, later, false)
            .await
            .expect("the server is there");
    }
}

async fn check_mails(store: &Store, server: &SmtpServer, stored: usize) {
    let taken = server.taken();
    let mails = store.mails(MailsAsked::default()).await.expect("a list");
    assert_eq!(mails.len(), 2 * stored);
    let mut twice = 0;
    for mail in &mails {
        let dots = taken.iter().filter(|(to, _)| *to == mail.to).count();
        match mail.state {
            MailState::Sent => assert!(dots >= 1, "lost: {mail:?}"),
            // Killed twice while its text went out: shown to a person.
            MailState::Uncertain => assert_eq!(mail.next_try, None, "{mail:?}"),
            other => panic!("still {other:?}: {mail:?}"),
        }
        assert!(dots <= 2, "more than one retry: {mail:?}");
        twice += usize::from(dots == 2);
    }
    let kills = kills();
    assert!(
        twice <= kills,
        "each of {twice} came from a kill of its own"
    );
    println!(
        "{kills} kills of a process that stores and mails: {stored} snapshots, {} mails, {twice} arrived twice, each in doubt",
        mails.len()
    );
}

fn start_victim(place: &Place, port: u16) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "killed::a_victim_works_until_it_is_killed"])
        .env("CNSCD_TEST_VICTIM", place.name())
        .env("CNSCD_TEST_PORT", port.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// No test by itself: what `start_victim` starts.
#[tokio::test]
async fn a_victim_works_until_it_is_killed() {
    let (Some(place), Some(port)) = (variable("CNSCD_TEST_VICTIM"), variable("CNSCD_TEST_PORT"))
    else {
        return;
    };
    let delivery = Delivery::Smtp(Smtp {
        host: "127.0.0.1".to_owned(),
        port: port.parse().expect("a port"),
        security: Security::None,
        login: None,
        ca_file: None,
        timeout: Duration::from_secs(10),
    });
    let store = open(&place).await;
    loop {
        run_once(&store, CAMPAIGN, Clock::System.now()).await;
        let lock = store.lock_outbox().await.expect("nobody else sends");
        delivery::send_due(&store, &lock, &delivery, Clock::System, false)
            .await
            .expect("the server is there");
    }
}

/// One run of a campaign that stores something new, with a report and two mails.
pub(crate) async fn run_once(store: &Store, campaign: &str, now: Timestamp) {
    let id = uuid::Uuid::now_v7().to_string();
    let lock = store.lock(campaign).await.expect("nobody else runs");
    let run = begun(&id, campaign, now);
    store.start_run(&lock, &run).await.expect("begun");
    publish(store, &lock, &id, now).await.expect("kept");
    let end = ended(Outcome::Stored, now);
    store.finish_run(&id, &end).await.expect("ended");
}

/// Stores something new in the campaign's name, with a report and two mails.
pub(crate) async fn publish(
    store: &Store,
    lock: &CampaignLock,
    id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let seen = vec![Seen {
        commune: "21025".to_owned(),
        number: "15/QĐ-UBND".to_owned(),
        date: now.date_naive(),
    }];
    let commit = Commit {
        run: id,
        now,
        basis: Basis::New(Box::new(pull(lock.campaign(), id, now)), seen),
        reports: vec![report(id, now)],
        mails: &[mail(id, "a", now), mail(id, "b", now)],
    };
    store.commit(lock, commit).await
}

fn pull(campaign: &str, id: &str, now: Timestamp) -> PackedSnapshot {
    let snapshot = Snapshot {
        id: id.to_owned(),
        campaign: campaign.to_owned(),
        pulled_at: now,
        today: now.date_naive(),
        sources: Vec::new(),
        table_digest: id.to_owned(),
        configuration_digest: String::new(),
        reading: Reading::default(),
    };
    let raw = Raw {
        source: "s".to_owned(),
        body: Body::Workbook {
            bytes: id.repeat(2000).into_bytes().into(),
            file_name: "s.csv".to_owned(),
        },
    };
    PackedSnapshot::begin(snapshot, vec![raw], String::new())
}

fn report(id: &str, now: Timestamp) -> NewReport {
    NewReport {
        id: id.to_owned(),
        as_of: now.date_naive(),
        known_at: None,
        detail: Detail::Full,
        is_part: false,
        artifact: Artifact::new(format!("{id}.xlsx"), id.as_bytes().to_owned().into()),
        earlier: Earlier {
            as_of: now.date_naive(),
            made_at: now,
            statuses: [].into(),
            deadline: None,
            facts: Default::default(),
            answers: Vec::new(),
            findings: Vec::new(),
        },
        inputs_digest: id.to_owned(),
    }
}

fn mail(id: &str, reader: &str, now: Timestamp) -> NewMail {
    let to = format!("{reader}-{id}@example.vn");
    NewMail {
        id: format!("{reader}-{id}"),
        message_id: format!("<{to}>"),
        from: "cnscd@example.vn".to_owned(),
        head: format!("To: {to}\r\n\r\n").into_bytes(),
        body: "text\r\n".repeat(500).into_bytes().into(),
        to,
        subject: "x".to_owned(),
        report: Some(id.to_owned()),
        not_before: now,
    }
}
