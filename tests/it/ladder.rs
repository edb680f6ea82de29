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
use cnscd::pipeline::ladder::{self, LadderOutcome};
use cnscd::store::{MailsAsked, Store};

use crate::support::letter::plain;
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

async fn take_due_steps(app: &App, store: &Store) -> LadderOutcome {
    let outcome = ladder::take_due_steps(app, store, &app.config.campaigns[0]).await;
    outcome.unwrap_or_else(|failure| panic!("{failure}"))
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
        let outcome = take_due_steps(&app, &store).await;
        let shown = now
            .with_timezone(&Zone::Asia__Ho_Chi_Minh)
            .format("%a %d/%m");
        match &outcome {
            LadderOutcome::Nothing => {}
            LadderOutcome::Waits(why) => writeln!(table, "{shown}: waits, {why}").expect("text"),
            LadderOutcome::Taken { steps, .. } => {
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
            take_due_steps(&app, &store).await,
            match outcome {
                LadderOutcome::Waits(why) => LadderOutcome::Waits(why),
                _ => LadderOutcome::Nothing,
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

/// Whoever was told by hand this morning was announced for the step of this morning too.
#[test]
fn a_dry_run_announces_no_second_mail_of_a_day() {
    if faketime().is_none() {
        return;
    }
    let site = site();
    pull(&site, 13);
    let ahead = |at: &str| {
        let shown = site.json_at(at, 0, &["remind", "--dry-run"]);
        let mut shown = shown.expect("faketime");
        (shown["next_reminder"].take(), shown["next_reminded"].take())
    };
    let morning = "2025-08-14T00:30:00Z";
    let (at, told) = ahead(morning);
    assert_eq!(at, "2025-08-14T01:00:00Z");
    assert_eq!(told.as_array().map(Vec::len), Some(1), "{told}");
    site.json_at(morning, 0, &["remind", "--send"]);
    assert_eq!(ahead(morning), (at, serde_json::json!([])));
}

/// The department hears once of all that owe, a waived commune is not reminded, no more mails leave
/// an hour than are allowed, and the dry run says all of it before.
#[tokio::test]
async fn the_department_is_told_and_a_dry_run_says_who_will_be() {
    if faketime().is_none() {
        return;
    }
    let mut site = Site::new();
    let directory = DIRECTORY.replace("21034,,,,,an-phu@example.vn\n", "");
    site.write("config/registers/danh-ba.csv", directory);
    site.service += "notices_per_hour = 2\n";
    site.campaign += "directory = \"../registers/danh-ba.csv\"\nstale_after = \"48h\"\n";
    site.tables += r#"
[[waiver]]
commune = "21028"
rule = "decision-missing"
until = 2025-12-31
reason = "đang sắp xếp"
[[reminder]]
at = ["deadline-1d"]
to = "department"
copy_to = ["chuyen-vien@example.vn"]
[[reminder]]
at = ["deadline-1d"]
kinds = ["missing", "composition"]
copy_to = ["lanh-dao@example.vn"]
"#;
    site.configure();
    pull(&site, 12);
    let early = app(&site, instant(12, "02:00:00"));
    let store = early.store().await.expect("a store");
    assert_eq!(take_due_steps(&early, &store).await, LadderOutcome::Nothing);
    let shown = site.run_at("2025-08-13T02:00:00Z", &["remind", "--dry-run"]);
    let shown = shown.expect("faketime").out;
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Đợt thử: 3 đơn vị, 2 đơn vị còn nội dung cần thực hiện (số liệu tính đến 13/8/2025)
    ───────────────────────────────────────────────────────────────────────────────────────
     Đơn vị             Tình trạng     Nội dung     Gửi tới                Xử lý
    ═══════════════════════════════════════════════════════════════════════════════════════
     Phường Cẩm Thành   Đã ban hành    thành phần   cam-thanh@example.vn   gửi
    ───────────────────────────────────────────────────────────────────────────────────────
     Phường Nghĩa Lộ    Chưa báo cáo   không có     nghia-lo@example.vn    gửi
    ───────────────────────────────────────────────────────────────────────────────────────
     Xã An Phú          Chưa báo cáo   quyết định                          chưa có địa chỉ
    ───────────────────────────────────────────────────────────────────────────────────────
    Sẽ xếp 2 thư chờ gửi nếu dùng --send
    Chưa có địa chỉ trong danh bạ (1): Xã An Phú
    Lần nhắc tự động tiếp theo: 14/8/2025 08:00:00
    Các đơn vị sẽ được nhắc theo số liệu hiện nay (2): Phường Cẩm Thành (cam-thanh@example.vn); Xã An Phú
    Sẽ nhận thư tổng hợp: a@example.vn, b@example.vn, chuyen-vien@example.vn, lanh-dao@example.vn
    "#);
    let shown = site.json_at("2025-08-13T02:00:00Z", 0, &["status"]);
    let next = &shown.expect("faketime")["campaigns"][0]["next_reminder"];
    assert_eq!(next, "2025-08-14T01:00:00Z");
    let papers = site.run_at("2025-08-13T02:00:00Z", &["remind", "--out", "ra"]);
    assert_eq!(papers.expect("faketime").code, 0);
    let text = std::fs::read(site.path("ra/TinNhan_c_2025-08-13.txt")).expect("a text");
    let text = String::from_utf8(text).expect("UTF-8");
    let waived = "Phường Nghĩa Lộ: Chưa báo cáo (tạm không xét)";
    assert!(text.contains(waived), "{text}");
    pull(&site, 13);
    let due = app(&site, instant(13, "02:00:00"));
    let LadderOutcome::Taken { mails, .. } = take_due_steps(&due, &store).await else {
        panic!("the step fell due");
    };
    let mut table = String::new();
    for id in &mails {
        let (mail, bytes) = store.mail(id).await.expect("the store").expect("a mail");
        let text = plain(&String::from_utf8_lossy(&bytes));
        let at = mail.next_try.expect("it is owed").format("%H:%M");
        writeln!(table, "{at} {}: {}\n{text}", mail.to, mail.subject).expect("text");
    }
    insta::assert_snapshot!(table, @r#"
    02:00 cam-thanh@example.vn: [Tổ CNSCĐ] Phường Cẩm Thành: 1 nội dung đề nghị thực hiện
    Kính gửi: Ủy ban nhân dân phường Cẩm Thành

    Cơ quan theo dõi đã nhận được báo cáo của đơn vị tại ô sheet!A2 của bảng theo dõi (số liệu lấy lúc 07 giờ 00 phút ngày 14/8/2025).

    Tình trạng: Đã ban hành (Quyết định số 15/QĐ-UBND ngày 28/7/2025); đúng hạn; thành phần Tổ: phù hợp, có nội dung lưu ý.

    Thời hạn: đến hết ngày 15/8/2025.

    Đề nghị Ủy ban nhân dân phường Cẩm Thành rà soát, bổ sung các nội dung sau và cập nhật vào bảng theo dõi:

    1. Ô sheet!A2: Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ điểm 3 Công văn của Sở. Đề nghị UBND phường bổ sung.
    02:00 a@example.vn: [Tổ CNSCĐ] Đơn vị còn nội dung cần thực hiện: 2 đơn vị, tính đến 14/8/2025
    Đơn vị còn nội dung cần thực hiện (2):
    - Phường Cẩm Thành: Đã ban hành; 1 nội dung đề nghị thực hiện
    - Xã An Phú: Chưa báo cáo; 1 nội dung đề nghị thực hiện; chưa có địa chỉ thư điện tử nên chưa gửi được
    03:00 b@example.vn: [Tổ CNSCĐ] Đơn vị còn nội dung cần thực hiện: 2 đơn vị, tính đến 14/8/2025
    Đơn vị còn nội dung cần thực hiện (2):
    - Phường Cẩm Thành: Đã ban hành; 1 nội dung đề nghị thực hiện
    - Xã An Phú: Chưa báo cáo; 1 nội dung đề nghị thực hiện; chưa có địa chỉ thư điện tử nên chưa gửi được
    03:00 chuyen-vien@example.vn: [Tổ CNSCĐ] Đơn vị còn nội dung cần thực hiện: 2 đơn vị, tính đến 14/8/2025
    Đơn vị còn nội dung cần thực hiện (2):
    - Phường Cẩm Thành: Đã ban hành; 1 nội dung đề nghị thực hiện
    - Xã An Phú: Chưa báo cáo; 1 nội dung đề nghị thực hiện; chưa có địa chỉ thư điện tử nên chưa gửi được
    04:00 lanh-dao@example.vn: [Tổ CNSCĐ] Đơn vị được nhắc: 2 đơn vị, tính đến 14/8/2025
    Đơn vị được nhắc (2):
    - Phường Cẩm Thành: Đã ban hành; 1 nội dung đề nghị thực hiện
    - Xã An Phú: Chưa báo cáo; 1 nội dung đề nghị thực hiện; chưa có địa chỉ thư điện tử nên chưa gửi được
    "#);
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
    assert_eq!(take_due_steps(&early, &store).await, LadderOutcome::Nothing);
    pull(&site, 10);
    let due = app(&site, instant(10, "02:00:00"));
    for polls in 1.. {
        let taking = take_due_steps(&due, &store);
        let ended = abandoned(taking, polls).await;
        let told = store.notices("c", None).await.expect("notices").len();
        let mails = store.mails(MailsAsked::of("c")).await.expect("mails").len();
        // Nghĩa Lộ, and who gets the copy.
        assert!(
            told == mails && [0, 2].contains(&told),
            "{told} {mails} after {polls}"
        );
        if ended.is_some() && told == 2 {
            break;
        }
    }
    assert_eq!(
        take_due_steps(&due, &store).await,
        LadderOutcome::Nothing,
        "nothing twice"
    );
    assert_eq!(
        store.mails(MailsAsked::of("c")).await.expect("mails").len(),
        2
    );
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
    let status = site.json(0, &["status"]);
    for told in [&shown["refused"], &status["campaigns"][0]["refused"]] {
        let told = told.as_array().expect("a list");
        assert_eq!(told.len(), refused, "{fault}: {told:?}");
    }
    let said = site.run(&["status"]).out;
    let named = said.contains("Địa chỉ của đơn vị không nhận thư");
    assert_eq!(named, refused > 0, "{said}");
    let list = site.json(0, &["mail", "list"]);
    let mails = list["mails"].as_array().expect("a list").iter();
    let bounced = mails.filter(|mail| mail["state"] == "refused" && mail["last_error"].is_string());
    assert!(bounced.count() >= refused, "{list}");
}

#[test]
fn notices_arrive_once_and_refused_addresses_are_listed() {
    check("none", 3, 0);
    check("refuse-data", 0, 3);
}
