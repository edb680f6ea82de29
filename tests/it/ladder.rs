//! The ladder of reminders over a month, and abandoned at every step.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::future::{Future, poll_fn};
use std::task::Poll;

use chrono::TimeDelta;
use cnscd::clock::{Clock, Timestamp, Zone};
use cnscd::config::{Config, Environment};
use cnscd::delivery::Security;
use cnscd::locale::Language;
use cnscd::pipeline::App;
use cnscd::pipeline::ladder::{self, Climbed};
use cnscd::store::Store;

use crate::support::needs::{faketime, python_with_aiosmtpd};
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};
use crate::support::smtp_server::SmtpServer;

const DIRECTORY: &str = "code,chairman,head_culture,specialist,phones,emails
21025,,,,,cam-thanh@example.vn
21028,,,,,nghia-lo@example.vn
21034,,,,,an-phu@example.vn
";
const AN_PHU_BLANK: &str = "Xã An Phú,,,,,,\n";

/// Three communes of which one has a later deadline; National Day is free.
fn site() -> Site {
    let mut site = Site::new();
    site.write("config/registers/danh-ba.csv", DIRECTORY);
    site.service = format!(
        "[calendar]\nholidays = [2025-09-01, 2025-09-02]\n{}",
        site.service
    );
    site.campaign += "directory = \"../registers/danh-ba.csv\"\nstale_after = \"48h\"\n";
    site.tables += r#"
[[extension]]
commune = "21034"
deadline = 2025-08-25
reason = "mưa lũ"
[[reminder]]
at = ["deadline-5d", "deadline-1d", "deadline+1d", "weekly"]
kinds = ["missing"]
copy_to = ["chuyen-vien@example.vn"]
[[reminder]]
at = ["weekly"]
kinds = ["composition"]
"#;
    site.configure();
    site
}

/// The program at an instant.
fn app(site: &Site, now: Timestamp) -> App {
    let file = site.path("config/cnscd.toml");
    let config = Config::load_or_shipped(Some(&file), &Environment::default());
    App::new(
        config.expect("a good configuration"),
        Language::Vi,
        Clock::Fixed(now),
    )
    .expect("an app")
}

async fn climb(app: &App, store: &Store) -> Climbed {
    let climbed = ladder::climb(app, store, &app.config.campaigns[0]).await;
    climbed.unwrap_or_else(|failure| panic!("{failure}"))
}

fn instant(day: i64, time: &str) -> Timestamp {
    let first: Timestamp = format!("2025-08-01T{time}Z").parse().expect("an instant");
    first + TimeDelta::days(day)
}

/// The data of a day, as the morning's pull finds them.
fn pull(site: &Site, day: i64) {
    let reported = NGHIA_LO.replace("Lộ,,", "Lộ,16/QĐ-UBND,14/8/2025");
    let nghia_lo = if day < 20 {
        NGHIA_LO
    } else {
        reported.as_str()
    };
    let an_phu = if day < 27 { AN_PHU_BLANK } else { AN_PHU };
    site.sheet(&[CAM_THANH, nghia_lo, an_phu]);
    let at = instant(day, "00:00:00")
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    site.json_at(&at, 0, &["sync", "--no-mail"])
        .expect("faketime");
}

#[tokio::test]
async fn a_month_of_reminders() {
    if faketime().is_none() {
        return;
    }
    let site = site();
    let mut table = String::new();
    for day in 0..42 {
        // Nobody pulls for two days.
        if !(9..11).contains(&day) {
            pull(&site, day);
        }
        let now = instant(day, "02:00:00");
        let app = app(&site, now);
        let store = app.store().await.expect("a store");
        let climbed = climb(&app, &store).await;
        let shown = now
            .with_timezone(&Zone::Asia__Ho_Chi_Minh)
            .format("%a %d/%m");
        match &climbed {
            Climbed::Nothing => {}
            Climbed::Waits(why) => writeln!(table, "{shown}: waits, {why}").expect("text"),
            Climbed::Taken { steps, .. } => {
                let told = store.notices("c", None).await.expect("notices");
                let mut told: Vec<String> = told
                    .into_iter()
                    .filter(|notice| notice.told_at == now)
                    .map(|notice| {
                        let kinds = notice.kinds.join("+");
                        format!("{} {kinds}", notice.recipient).trim().to_owned()
                    })
                    .collect();
                told.sort();
                let steps: Vec<&str> = steps.iter().map(|step| step.as_str()).collect();
                writeln!(
                    table,
                    "{shown}: {} -> {}",
                    steps.join(", "),
                    told.join("; ")
                )
                .expect("text");
            }
        }
        assert_eq!(
            climb(&app, &store).await,
            match climbed {
                Climbed::Waits(why) => Climbed::Waits(why),
                _ => Climbed::Nothing,
            }
        );
        store.close().await;
    }
    insta::assert_snapshot!(table, @r"
    Mon 11/08: waits, the data are old
    Tue 12/08: communes:missing:deadline-5d:2025-08-15:2025-08-10 -> chuyen-vien@example.vn; nghia-lo@example.vn missing
    Thu 14/08: communes:missing:deadline-1d:2025-08-15:2025-08-14 -> chuyen-vien@example.vn; nghia-lo@example.vn missing
    Mon 18/08: communes:missing:deadline+1d:2025-08-15:2025-08-16 -> chuyen-vien@example.vn; nghia-lo@example.vn missing
    Wed 20/08: communes:missing:deadline-5d:2025-08-25:2025-08-20 -> an-phu@example.vn missing; chuyen-vien@example.vn
    Fri 22/08: communes:missing:weekly:2025-08-15:2025-08-22, communes:composition:weekly:2025-08-15:2025-08-22 -> cam-thanh@example.vn composition; chuyen-vien@example.vn
    Mon 25/08: communes:missing:deadline-1d:2025-08-25:2025-08-24 -> an-phu@example.vn missing; chuyen-vien@example.vn
    Tue 26/08: communes:missing:deadline+1d:2025-08-25:2025-08-26 -> an-phu@example.vn missing; chuyen-vien@example.vn
    Fri 29/08: communes:missing:weekly:2025-08-15:2025-08-29, communes:composition:weekly:2025-08-15:2025-08-29 -> cam-thanh@example.vn composition; chuyen-vien@example.vn
    Wed 03/09: communes:missing:weekly:2025-08-25:2025-09-01, communes:composition:weekly:2025-08-25:2025-09-01 -> an-phu@example.vn composition; chuyen-vien@example.vn
    Fri 05/09: communes:missing:weekly:2025-08-15:2025-09-05, communes:composition:weekly:2025-08-15:2025-09-05 -> cam-thanh@example.vn composition; chuyen-vien@example.vn
    Mon 08/09: communes:missing:weekly:2025-08-25:2025-09-08, communes:composition:weekly:2025-08-25:2025-09-08 -> an-phu@example.vn composition; chuyen-vien@example.vn
    ");
}

/// Polls at most so often, then abandons what is not done.
async fn abandoned<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn abandoned_anywhere_a_step_tells_everybody_once_or_nobody() {
    if faketime().is_none() {
        return;
    }
    let site = site();
    pull(&site, 0);
    let early = app(&site, instant(0, "02:00:00"));
    let store = early.store().await.expect("a store");
    assert_eq!(climb(&early, &store).await, Climbed::Nothing);
    pull(&site, 10);
    let due = app(&site, instant(10, "02:00:00"));
    for polls in 1.. {
        let climbing = climb(&due, &store);
        let ended = abandoned(climbing, polls).await;
        let told = store.notices("c", None).await.expect("notices").len();
        let mails = store.mails(Some("c")).await.expect("mails").len();
        // Nghĩa Lộ, and who gets the copy.
        assert!(
            told == mails && [0, 2].contains(&told),
            "{told} {mails} after {polls}"
        );
        if ended.is_some() && told == 2 {
            break;
        }
    }
    assert_eq!(climb(&due, &store).await, Climbed::Nothing, "nothing twice");
    assert_eq!(store.mails(Some("c")).await.expect("mails").len(), 2);
}

/// How many mails a server with this fault took, and how many addresses are said to be refused.
fn check(fault: &str, arrived: usize, refused: usize) {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    let server = SmtpServer::start(&python, fault);
    let mut site = Site::new();
    site.write("config/registers/danh-ba.csv", DIRECTORY);
    site.service += &format!(
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"none\"\n",
        server.settings(Security::None).port
    );
    site.campaign += "directory = \"../registers/danh-ba.csv\"\n";
    site.configure();
    site.json(0, &["sync", "--no-mail"]);
    for _ in 0..2 {
        site.json(0, &["remind", "--send"]);
        site.run(&["mail", "retry"]);
    }
    let taken = server.taken();
    let to: BTreeSet<&str> = taken.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(
        (taken.len(), to.len()),
        (arrived, arrived),
        "{fault}: {to:?}"
    );
    let shown = site.json(0, &["remind", "--dry-run"]);
    let told = shown["refused"].as_array().expect("a list");
    assert_eq!(told.len(), refused, "{fault}: {told:?}");
}

#[test]
fn notices_arrive_once_and_refused_addresses_are_listed() {
    check("none", 3, 0);
    check("refuse-data", 0, 3);
}
