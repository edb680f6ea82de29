//! Many campaigns, many instants, many processes at one database: each run that falls due is made
//! once, whoever dies; and whoever was frozen past its lease publishes nothing any more.
//!
//! The clock is the test's own: every process goes through the instants as fast as it can.

#![expect(clippy::print_stdout, reason = "counts for people")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use cnscd::clock::{Clock, Timestamp, Zone};
use cnscd::delivery::{self, Delivery};
use cnscd::schedule::Schedule;
use cnscd::schedule::calendar::Calendar;
use cnscd::schedule::plan::{CheckedUntil, Due, Plan};
use cnscd::store::{DueRun, RunsAsked, Store, StoreError};

use crate::killed;
use crate::support::database::{Place, open, open_for};
use crate::support::needs::variable;
use crate::support::run::begun;

/// As many as provinces.
const CAMPAIGNS: usize = 34;
/// The longest that the whole simulation may take.
const PATIENCE: Duration = Duration::from_secs(3600);
/// The longest until every frozen process has lost its campaign.
const FREEZING: Duration = Duration::from_secs(600);

/// CNSCD_INSTANTS=1000 for the whole simulation, CNSCD_FROZEN=50 for all frozen ones.
fn set(name: &str, brief: usize) -> usize {
    variable(name).map_or(brief, |number| number.parse().expect("a number"))
}

fn start() -> Timestamp {
    "2026-01-05T00:00:00Z".parse().expect("an instant")
}

/// The instants of the simulation: every half hour a look, with what each process is late by.
fn instant(step: usize, late: usize) -> Timestamp {
    let minutes = i64::try_from(step * 30).expect("a few years");
    let seconds = i64::try_from(late).expect("a few seconds");
    start() + TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds)
}

/// A process of this test with a work of its own.
fn spawn(work: &str, place: &Place, told: &[(&str, String)]) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", work, "--nocapture"])
        .env("CNSCD_TEST_REPLICA", place.name())
        .envs(told.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// How many processes: CNSCD_REPLICAS=1 shows what one does.
fn replicas() -> usize {
    set("CNSCD_REPLICAS", 3)
}

/// Goes through the instants with several processes, of which so many are killed on the way. Gives
/// how often each run was made.
async fn simulate(instants: usize, kills: usize) -> BTreeMap<String, usize> {
    let place = Place::new();
    place.open().await.close().await;
    let logs = tempfile::tempdir().expect("a folder");
    let log = |number: usize| logs.path().join(number.to_string());
    let begin = |number: usize, from: usize| {
        let told = [
            ("CNSCD_TEST_LOG", log(number).display().to_string()),
            ("CNSCD_TEST_FROM", from.to_string()),
            ("CNSCD_TEST_INSTANTS", instants.to_string()),
            ("CNSCD_TEST_LATE", number.to_string()),
        ];
        spawn("scale::a_replica_serves_every_campaign", &place, &told)
    };
    // Where the process that wrote this log was.
    let reached = |number: usize| {
        let text = fs::read_to_string(log(number)).unwrap_or_default();
        let mut steps = text.lines().filter_map(|line| line.strip_prefix("step "));
        steps
            .next_back()
            .map_or(0, |step| step.parse().expect("a number"))
    };
    let began = Instant::now();
    let first = self::replicas();
    let mut replicas: Vec<(usize, Child)> = (0..first).map(|n| (n, begin(n, 0))).collect();
    for kill in 0..kills {
        std::thread::park_timeout(Duration::from_millis(60 + 37 * (kill as u64 % 11)));
        let (number, mut victim) = replicas.remove(kill % first);
        victim.kill().expect("it can be killed");
        victim.wait().expect("it ended");
        let next = first + kill;
        replicas.insert(kill % first, (next, begin(next, reached(number))));
    }
    for (_, mut replica) in replicas {
        let status = replica.wait().expect("it ends");
        assert!(status.success(), "{status}");
        assert!(began.elapsed() < PATIENCE);
    }
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    for number in 0..first + kills {
        let text = fs::read_to_string(log(number)).unwrap_or_default();
        for run in text.lines().filter_map(|line| line.strip_prefix("made ")) {
            *made.entry(run.to_owned()).or_default() += 1;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{CAMPAIGNS} campaigns, {instants} instants, {first} replicas, {kills} kills: {} runs in {seconds:.1} s",
        made.len()
    );
    assert_eq!(made.len(), CAMPAIGNS * instants, "every one is made");
    made
}

#[tokio::test]
async fn every_run_that_falls_due_is_made_once() {
    let made = simulate(set("CNSCD_INSTANTS", 12), 0).await;
    for (run, times) in made {
        assert_eq!(times, 1, "{run}");
    }
}

#[tokio::test]
async fn a_run_whose_process_was_killed_is_made_by_another() {
    let instants = set("CNSCD_INSTANTS", 12);
    let kills = instants / 2;
    let made = simulate(instants, kills).await;
    let twice = made.values().filter(|times| **times > 1).count();
    println!("{twice} were begun by one that was killed, and made by another");
    assert!(made.values().all(|times| *times <= 2), "{made:?}");
    assert!(twice <= kills, "{twice} of {kills}");
}

/// No test by itself: what `simulate` starts.
#[tokio::test]
async fn a_replica_serves_every_campaign() {
    let Some(place) = variable("CNSCD_TEST_REPLICA") else {
        return;
    };
    let number = |name: &str| set(name, usize::MAX);
    let (from, instants, late) = (
        number("CNSCD_TEST_FROM"),
        number("CNSCD_TEST_INSTANTS"),
        number("CNSCD_TEST_LATE"),
    );
    let mut log = File::create(variable("CNSCD_TEST_LOG").expect("a path")).expect("a log");
    let store = open(&place).await;
    let schedule = Schedule::parse("*/30 * * * *").expect("a schedule");
    let calendar = Calendar::default();
    let plan = Plan {
        schedule: Some(&schedule),
        report_schedule: None,
        extra_runs: &[],
        deadline: start().date_naive(),
        calendar: &calendar,
        zone: Zone::Asia__Ho_Chi_Minh,
    };
    let catch_up = TimeDelta::hours(2);
    let looked = instant(from, 0);
    let mut checked = [CheckedUntil {
        pull: looked,
        report: looked,
    }; CAMPAIGNS];
    for step in from + 1..=instants {
        let now = instant(step, late);
        // Each begins with another, so that they meet everywhere.
        for place in 0..CAMPAIGNS {
            let campaign = (place + late * 11) % CAMPAIGNS;
            if plan.due(checked[campaign], now, catch_up) != Due::default() {
                let (fell, _) = plan.fell(checked[campaign], now, catch_up);
                make(&store, &mut log, campaign, fell.expect("it is due")).await;
            }
            checked[campaign] = checked[campaign].seen(now);
        }
        say(&mut log, &format!("step {step}"));
        make_abandoned(&store, &mut log).await;
    }
    // What one that was killed had begun is seen once its time is over.
    make_abandoned(&store, &mut log).await;
    store.close().await;
}

async fn make(store: &Store, log: &mut File, campaign: usize, at: Timestamp) {
    let due = DueRun {
        campaign: format!("province-{campaign:02}"),
        at,
        report: false,
    };
    if store.claim_due_run(&due).await.expect("it answers") {
        made(store, log, &due).await;
    }
}

async fn make_abandoned(store: &Store, log: &mut File) {
    let abandoned = store.abandoned_due_runs(start()).await;
    for due in abandoned.expect("it answers") {
        if store.claim_due_run(&due).await.expect("it answers") {
            made(store, log, &due).await;
        }
    }
}

async fn made(store: &Store, log: &mut File, due: &DueRun) {
    say(log, &format!("made {} {}", due.campaign, due.at));
    let done = store.finish_due_run(&due.campaign, due.at, due.at);
    done.await.expect("it answers");
}

/// A line in one piece: of one that is killed as it writes there is all or nothing.
fn say(log: &mut File, line: &str) {
    let line = format!("{line}\n");
    log.write_all(line.as_bytes())
        .expect("the log takes a line");
}

/// How long a lease lasts here.
const LEASE: Duration = Duration::from_secs(2);

#[tokio::test]
async fn whoever_was_frozen_past_its_lease_publishes_nothing() {
    let frozen = set("CNSCD_FROZEN", 6);
    let place = Place::new();
    let store = place.open().await;
    let logs = tempfile::tempdir().expect("a folder");
    let log = |number: usize| logs.path().join(number.to_string());
    let children: Vec<Child> = (0..frozen)
        .map(|number| {
            let told = [
                ("CNSCD_TEST_LOG", log(number).display().to_string()),
                ("CNSCD_TEST_LATE", number.to_string()),
            ];
            spawn("scale::a_process_freezes_in_a_run", &place, &told)
        })
        .collect();
    let began = Instant::now();
    for (number, child) in children.iter().enumerate() {
        let campaign = format!("frozen-{number}");
        while state(child.id()) != "T" {
            assert_ne!(state(child.id()), "Z", "{number} ended before it froze");
            assert!(began.elapsed() < FREEZING, "{number} does not freeze");
            std::thread::park_timeout(Duration::from_millis(20));
        }
        // It lives, as far as this machine can see: its time decides.
        loop {
            match store.lock(&campaign).await {
                Ok(lock) => break lock.release().await,
                Err(StoreError::CampaignHeld { .. }) => {
                    assert!(began.elapsed() < FREEZING, "{campaign} is never free");
                    tokio::task::yield_now().await;
                    std::thread::park_timeout(Duration::from_millis(50));
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    let mut fenced = 0;
    for (number, mut child) in children.into_iter().enumerate() {
        let sent = Command::new("kill")
            .args(["-CONT", &child.id().to_string()])
            .status();
        assert!(sent.expect("kill is everywhere").success());
        // this closes its input, too
        assert!(child.wait().expect("it ends").success());
        let told = fs::read_to_string(log(number)).expect("it wrote");
        fenced += usize::from(told == "fenced");
        assert_eq!(told, "fenced", "{number}");
    }
    println!("{fenced} of {frozen} frozen ones were shut out");
    for number in 0..frozen {
        let kept = store.snapshots(&format!("frozen-{number}")).await;
        assert!(kept.expect("it answers").is_empty(), "{number}");
    }
    store.close().await;
}

/// No test by itself: holds a campaign, stops itself, and tries to publish when it is woken.
#[tokio::test]
async fn a_process_freezes_in_a_run() {
    let (Some(place), Some(number)) = (variable("CNSCD_TEST_REPLICA"), variable("CNSCD_TEST_LATE"))
    else {
        return;
    };
    let store = open_for(&place, LEASE).await;
    let campaign = format!("frozen-{number}");
    let lock = store.lock(&campaign).await.expect("it is free");
    let now = Clock::System.now();
    let run = begun(&format!("run-{number}"), &campaign, now);
    // Some freeze before their run is noted, some before they publish.
    let is_early = number.parse::<usize>().expect("a number").is_multiple_of(2);
    if !is_early {
        store.start_run(&lock, &run).await.expect("it is begun");
    }
    // Whoever is frozen as it writes keeps SQLite's lock from everybody: a heartbeat that is under
    // way comes to its end while this thread lets none begin.
    std::thread::park_timeout(LEASE / 4);
    let me = std::process::id().to_string();
    let sent = Command::new("kill").args(["-STOP", &me]).status();
    assert!(sent.expect("kill is everywhere").success());
    // The signal may take a while to reach every thread: it goes on when the test has woken it.
    std::io::stdin()
        .read_to_string(&mut String::new())
        .expect("an end");
    let published = match is_early {
        true => store.start_run(&lock, &run).await,
        false => killed::publish(&store, &lock, &run.id, now).await,
    };
    let told = match published {
        Ok(()) => "published".to_owned(),
        Err(StoreError::LeaseLost { .. }) => "fenced".to_owned(),
        Err(error) => error.to_string(),
    };
    fs::write(variable("CNSCD_TEST_LOG").expect("a path"), told).expect("a log");
}

/// A process' state as proc(5) names it.
fn state(process: u32) -> String {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).expect("it is a child");
    let (_, after) = text.rsplit_once(')').expect("a name in parentheses");
    after.split_whitespace().next().expect("a state").to_owned()
}

/// CNSCD_YEAR=250 for a year of working days.
#[tokio::test]
async fn a_year_of_history_is_asked_as_a_week_is() {
    let days = set("CNSCD_YEAR", 4);
    let place = Place::new();
    let store = place.open().await;
    let mails = tempfile::tempdir().expect("a folder");
    println!(
        "snapshots a campaign | publish ms | mail ms | runs ms | latest ms | list ms | reports ms | outbox ms"
    );
    let began = start();
    for day in 1..=days {
        let at = began + TimeDelta::days(i64::try_from(day).expect("a year"));
        let publishing = Instant::now();
        for campaign in 0..CAMPAIGNS {
            let name = format!("province-{campaign:02}");
            killed::run_once(&store, &name, at).await;
        }
        let published = per(publishing, CAMPAIGNS);
        let sending = Instant::now();
        let outbox = store.lock_outbox().await.expect("nobody else sends");
        let delivery = Delivery::Folder(mails.path().to_owned());
        let sent = delivery::send_due(&store, &outbox, &delivery, Clock::Fixed(at), false).await;
        outbox.release().await;
        assert_eq!(sent.expect("the folder is there").sent(), 2 * CAMPAIGNS);
        let mailed = per(sending, 2 * CAMPAIGNS);
        if day == 1 || day % 50 == 0 || day == days {
            let asked = ask_as_the_page_does(&store, day).await;
            println!("{day} | {published:.1} | {mailed:.1} | {asked}");
        }
    }
    store.close().await;
}

/// Milliseconds for each of so many.
fn per(began: Instant, number: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let number = number as f64;
    began.elapsed().as_secs_f64() * 1000.0 / number
}

/// What the overview of a campaign asks, each with its time.
async fn ask_as_the_page_does(store: &Store, days: usize) -> String {
    let campaign = "province-17";
    let mut times = Vec::new();
    let mut note = |began: Instant| times.push(format!("{:.1}", per(began, 1)));
    let began = Instant::now();
    let runs = store
        .runs(RunsAsked {
            campaign: Some(campaign),
            limit: Some(50),
            ..RunsAsked::default()
        })
        .await;
    assert_eq!(runs.expect("it answers").len(), days.min(50));
    note(began);
    let began = Instant::now();
    let latest = store.latest(campaign).await.expect("it answers");
    assert!(latest.is_some());
    note(began);
    let began = Instant::now();
    let list = store.snapshots(campaign).await.expect("it answers");
    assert_eq!(list.len(), days);
    note(began);
    let began = Instant::now();
    let reports = store.reports_of(campaign).await.expect("it answers");
    assert_eq!(reports.len(), days);
    note(began);
    let began = Instant::now();
    let outbox = store.outbox(Some(campaign)).await.expect("it answers");
    assert_eq!(outbox.owed, 0);
    note(began);
    times.join(" | ")
}
