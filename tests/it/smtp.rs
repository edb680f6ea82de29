//! Delivery against a real SMTP server that fails at each phase of the conversation: what the
//! store believes afterwards must be what the server saw.

use cnscd::clock::{Clock, Timestamp};
use cnscd::delivery::{self, Delivery, DeliveryError, Security, SendReport};
use cnscd::failure::Reason;
use cnscd::locale::Language;
use cnscd::store::{KeptMail, MailState, NewMail, Store};

use crate::support::database::Place;
use crate::support::needs::python_with_aiosmtpd;
use crate::support::site::Site;
use crate::support::smtp_server::SmtpServer;

fn at(minutes: i64) -> Timestamp {
    let start: Timestamp = "2025-08-01T00:00:00Z".parse().expect("an instant");
    start + chrono::TimeDelta::minutes(minutes)
}

pub(crate) fn mail(to: &str) -> NewMail {
    let id = to.split('@').next().expect("a name").to_owned();
    NewMail {
        message_id: format!("<{id}@cnscd.example.vn>"),
        from: "cnscd@example.vn".to_owned(),
        to: to.to_owned(),
        subject: "x".to_owned(),
        // A line with a dot alone must arrive as it is.
        head: format!("To: {to}\r\nSubject: x\r\n\r\n").into_bytes(),
        body: b"line\r\n.\r\n..two\r\n"[..].into(),
        report: None,
        not_before: at(0),
        id,
    }
}

fn bytes(mail: &NewMail) -> Vec<u8> {
    [&mail.head, &mail.body[..]].concat()
}

/// A server with a fault, a store, and what happens between them.
struct Scene {
    server: SmtpServer,
    store: Store,
    delivery: Delivery,
    _place: Place,
}

impl Scene {
    async fn new(fault: &str, security: Security, to: &[&str]) -> Option<Self> {
        let python = python_with_aiosmtpd()?;
        let server = SmtpServer::start(&python, fault);
        let place = Place::new();
        let store = place.open().await;
        let mails: Vec<_> = to.iter().map(|to| mail(to)).collect();
        store.queue("c", at(0), &mails).await.expect("queued");
        Some(Self {
            delivery: Delivery::Smtp(server.settings(security)),
            server,
            store,
            _place: place,
        })
    }

    async fn send(&self, minutes: i64) -> Result<SendReport, DeliveryError> {
        let lock = self.store.lock_outbox().await.expect("nobody else sends");
        let clock = Clock::Fixed(at(minutes));
        delivery::send_due(&self.store, &lock, &self.delivery, clock, false).await
    }

    async fn kept(&self, id: &str) -> KeptMail {
        let kept = self.store.mail(id).await.expect("the store answers");
        kept.expect("it was queued").0
    }

    /// How often the server read the final dot of a mail to this person.
    fn dots(&self, id: &str) -> usize {
        let taken = self.server.taken();
        taken
            .iter()
            .filter(|(to, _)| to.starts_with(&format!("{id}@")))
            .count()
    }
}

/// One fault: what the one mail `a` is afterwards, and how often the server took it.
async fn check(fault: &str, expected: MailState, dots: usize) {
    let Some(scene) = Scene::new(fault, Security::Starttls, &["a@example.vn"]).await else {
        return;
    };
    let sent = scene.send(1).await;
    let kept = scene.kept("a").await;
    assert_eq!(
        kept.state, expected,
        "{fault}: {sent:?}, {:?}",
        kept.last_error
    );
    assert_eq!(scene.dots("a"), dots, "{fault}");
}

#[tokio::test]
async fn what_the_store_believes_is_what_the_server_saw() {
    check("none", MailState::Sent, 1).await;
    check("drop-at-once", MailState::Queued, 0).await;
    check("greets-with-421", MailState::Queued, 0).await;
    check("answers-in-clear", MailState::Queued, 0).await;
    check("drop-at-rcpt", MailState::Queued, 0).await;
    check("stall-at-rcpt", MailState::Queued, 0).await;
    check("refuse-data", MailState::Refused, 0).await;
    check("refuse-text", MailState::Refused, 0).await;
    check("text-later", MailState::Queued, 0).await;
    check("too-large", MailState::Refused, 0).await;
    check("refuse-sender", MailState::Queued, 0).await;
    check("no-tls", MailState::Queued, 0).await;
    check("login", MailState::Queued, 0).await;
    check("drop-after-dot", MailState::Uncertain, 1).await;
}

#[tokio::test]
async fn what_is_said_is_what_the_server_says_and_offers() {
    for (fault, login, kind, words) in [
        (
            "greets-with-421",
            false,
            "delivery-turned-away",
            "421 4.3.2 too many connections",
        ),
        ("answers-in-clear", false, "delivery-tls", ""),
        ("only-ntlm", true, "delivery-no-login", "AUTH NTLM GSSAPI"),
        ("old-login", true, "delivery-no-login", "AUTH=LOGIN"),
        ("none", true, "delivery-login", "535"),
    ] {
        let Some(mut scene) = Scene::new(fault, Security::Starttls, &["a@example.vn"]).await else {
            return;
        };
        let mut settings = scene.server.settings(Security::Starttls);
        settings.login = login.then(|| ("cnscd".to_owned(), "sai".to_owned().into()));
        scene.delivery = Delivery::Smtp(settings);
        let error = scene.send(1).await.expect_err(fault);
        assert_eq!(
            (error.kind(), error.exit_code()),
            (kind, 69),
            "{fault}: {error}"
        );
        assert!(error.to_string().contains(words), "{fault}: {error}");
        assert_eq!(scene.kept("a").await.state, MailState::Queued, "{fault}");
    }
}

#[tokio::test]
async fn when_everybody_is_refused_that_is_said_with_the_answers() {
    let to = ["a@example.vn", "nobody@example.vn"];
    for (fault, to, answers) in [
        ("refuse-text", &to[..], Some("554 5.7.1 looks like spam")),
        (
            "none",
            &to[1..],
            Some("nobody@example.vn: 550 5.1.1 no such user"),
        ),
        ("none", &to[..], None),
    ] {
        let Some(scene) = Scene::new(fault, Security::Starttls, to).await else {
            return;
        };
        let report = scene.send(1).await.expect("the service works");
        let refused = report.all_refused();
        assert_eq!(
            refused.as_ref().map(|error| error.exit_code()),
            answers.map(|_| 69)
        );
        if let (Some(error), Some(answers)) = (refused, answers) {
            assert!(error.to_string().contains(answers), "{error}");
        }
    }
}

#[tokio::test]
async fn a_server_that_never_answers_the_dot_leaves_a_doubt() {
    let to = ["a@example.vn"];
    let Some(mut scene) = Scene::new("stall-after-dot", Security::Starttls, &to).await else {
        return;
    };
    let mut settings = scene.server.settings(Security::Starttls);
    settings.timeout = std::time::Duration::from_millis(300);
    scene.delivery = Delivery::Smtp(settings);
    scene.send(1).await.expect("the service works");
    assert_eq!(scene.kept("a").await.state, MailState::Uncertain);
    assert_eq!(scene.dots("a"), 1);
}

#[tokio::test]
async fn a_connection_lost_in_the_text_is_no_doubt_or_an_honest_one() {
    // A short text is with the network, dot and all, before the loss is noticed: then nobody
    // can know. A long one is not.
    let Some(scene) = Scene::new("drop-in-text", Security::None, &[]).await else {
        return;
    };
    let mut long = mail("long@example.vn");
    long.body = b"line of text\r\n".repeat(2_000_000).into();
    scene
        .store
        .queue("c", at(0), &[long])
        .await
        .expect("queued");
    scene.send(1).await.expect("the service works");
    assert_eq!(scene.kept("long").await.state, MailState::Queued);
    assert_eq!(scene.dots("long"), 0);
}

#[tokio::test]
async fn the_bytes_that_arrive_are_the_bytes_that_were_queued() {
    for (fault, security) in [
        ("none", Security::None),
        ("none", Security::Starttls),
        ("implicit-tls", Security::Tls),
    ] {
        let Some(scene) = Scene::new(fault, security, &["a@example.vn"]).await else {
            return;
        };
        let report = scene.send(1).await.expect("the service works");
        assert_eq!(report.sent(), 1, "{security:?}: {report:?}");
        let taken = scene.server.taken();
        assert_eq!(
            taken,
            [("a@example.vn".to_owned(), bytes(&mail("a@example.vn")))]
        );
    }
}

#[tokio::test]
async fn one_recipient_refused_does_not_hold_the_others() {
    let to = [
        "a@example.vn",
        "nobody@example.vn",
        "later@example.vn",
        "closing@example.vn",
        "not an address",
        "người@example.vn",
        "z@example.vn",
    ];
    let Some(scene) = Scene::new("none", Security::Starttls, &to).await else {
        return;
    };
    let report = scene.send(1).await.expect("the service works");
    assert_eq!((report.sent(), report.refused(), report.owed()), (2, 3, 2));
    for (id, state, answer) in [
        ("a", MailState::Sent, None),
        ("nobody", MailState::Refused, Some("550 5.1.1 no such user")),
        ("later", MailState::Queued, Some("451 4.7.1 greylisted")),
        ("closing", MailState::Queued, Some("421 4.3.2 closing")),
        ("z", MailState::Sent, None),
    ] {
        let kept = scene.kept(id).await;
        assert_eq!(kept.state, state, "{id}");
        assert_eq!(kept.last_error.as_deref(), answer, "{id}");
    }
}

#[tokio::test]
async fn a_doubtful_delivery_is_tried_once_more_and_then_left() {
    let to = ["a@example.vn"];
    let Some(scene) = Scene::new("drop-after-dot", Security::Starttls, &to).await else {
        return;
    };
    for (minutes, dots) in [(1, 1), (2, 1), (20, 2), (40, 2), (4000, 2)] {
        scene.send(minutes).await.expect("the service works");
        assert_eq!(scene.dots("a"), dots, "after {minutes} minutes");
    }
    let kept = scene.kept("a").await;
    assert_eq!((kept.state, kept.next_try), (MailState::Uncertain, None));

    let Some(scene) = Scene::new("drop-after-first-dot", Security::Starttls, &to).await else {
        return;
    };
    scene.send(1).await.expect("the service works");
    scene.send(20).await.expect("the service works");
    assert_eq!(scene.kept("a").await.state, MailState::Sent);
    let taken = scene.server.taken();
    assert_eq!(taken[0], taken[1], "the same message, Message-ID and all");
}

#[tokio::test]
async fn what_concerns_the_whole_service_is_said_with_its_exit_code() {
    use secrecy::SecretString;
    let login = |name: &str, password: &str| {
        Some((name.to_owned(), SecretString::from(password.to_owned())))
    };
    let Some(scene) = Scene::new("login", Security::Starttls, &[]).await else {
        return;
    };
    let good = cnscd::delivery::Smtp {
        login: login("cnscd", "mật khẩu"),
        ..scene.server.settings(Security::Starttls)
    };
    let probe = |settings: cnscd::delivery::Smtp, to: &'static str| async move {
        delivery::probe(&settings, "cnscd@example.vn", to).await
    };
    let found = probe(good.clone(), "a@example.vn").await.expect("it works");
    assert!(found.encrypted && found.logged_in);
    assert_eq!(found.recipient_refused, None);
    // aiosmtpd's own
    assert_eq!(found.largest, Some(33_554_432));
    let found = probe(good.clone(), "nobody@example.vn")
        .await
        .expect("it works");
    let answer = found.recipient_refused.expect("a no");
    assert_eq!(answer.say(Language::En), "550 5.1.1 no such user");

    let mut rows = Vec::new();
    let mut bad = good.clone();
    bad.login = login("cnscd", "wrong");
    rows.push((bad, "delivery-login", 69));
    let mut bad = good.clone();
    bad.ca_file = Some(scene.server.another_ca());
    rows.push((bad, "delivery-tls", 69));
    let mut bad = good.clone();
    bad.host = "127.0.0.1".to_owned();
    rows.push((bad, "delivery-tls", 69));
    let mut bad = good.clone();
    bad.port = 1;
    rows.push((bad, "delivery-unreachable", 69));
    let mut bad = good.clone();
    bad.ca_file = Some("/nowhere/ca.pem".into());
    rows.push((bad, "delivery-ca-file", 78));
    let mut bad = good;
    bad.security = Security::None;
    bad.host = "mail.example.vn".to_owned();
    rows.push((bad, "delivery-not-loopback", 78));
    for (settings, kind, exit_code) in rows {
        let error = probe(settings, "a@example.vn").await.expect_err(kind);
        assert_eq!(
            (error.kind(), error.exit_code()),
            (kind, exit_code),
            "{error}"
        );
    }
    assert!(scene.server.taken().is_empty(), "a probe sends nothing");
}

/// One mail for all of an entry: its head names those it is for and who gets a copy, and a blind
/// copy stands in no head. Who gets a part is sent nothing of the whole.
#[test]
fn a_group_with_copies_gets_one_mail_each_of_its_part() {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    let server = SmtpServer::start(&python, "none");
    let settings = server.settings(Security::Starttls);
    let mut site = Site::new();
    site.write(
        "config/registers/r.csv",
        "code,name,kind,former_province,former_district
21025,Cẩm Thành,phuong,Quảng Ngãi,
21028,Nghĩa Lộ,phuong,Quảng Ngãi,
21034,An Phú,xa,Kon Tum,
",
    );
    site.service = format!(
        "[mail]\nfrom = \"cnscd@example.vn\"\nreply_to = \"so@example.vn\"\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"starttls\"\nca_file = \"{}\"\n",
        settings.port,
        settings.ca_file.expect("its own").display()
    );
    site.campaign = "register = \"../registers/r.csv\"
reply_to = \"Văn thư <van-thu@example.vn>\"
readers = [
    \"giam-doc@example.vn\",
    { address = \"kon-tum\", gets = { former_province = \"Kon Tum\" }, cc = [\"to-truong@example.vn\"], bcc = [\"luu@example.vn\"] },
]
"
    .to_owned();
    site.tables += "[groups]\nkon-tum = [\"mot@example.vn\", \"hai@example.vn\"]\n";
    site.configure();
    let synced = site.json(0, &["sync"]);
    assert_eq!(synced["mail"]["sent"], 5, "{synced}");
    let taken = server.taken();
    let mut to: Vec<&str> = taken.iter().map(|(to, _)| to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(
        to,
        [
            "giam-doc@example.vn",
            "hai@example.vn",
            "luu@example.vn",
            "mot@example.vn",
            "to-truong@example.vn"
        ]
    );
    for (to, bytes) in &taken {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let head = text.split("\n\n").next().expect("a head");
        let is_alone = to == "giam-doc@example.vn";
        assert!(head.contains("van-thu@example.vn"), "{to}: {head}");
        assert!(!head.contains("luu@example.vn"), "{to}: {head}");
        let (named, copied) = match is_alone {
            true => ("To: giam-doc@example.vn", ""),
            false => (
                "To: mot@example.vn, hai@example.vn",
                "Cc: to-truong@example.vn",
            ),
        };
        assert!(
            head.contains(named) && head.contains(copied),
            "{to}: {head}"
        );
        // The part's workbook goes to those of the part, and only that one.
        let book = |name: &str| text.contains(name);
        assert_eq!(book("KonTumCu.xlsx"), !is_alone, "{to}");
        assert_eq!(
            text.matches("Content-Disposition: attachment").count(),
            1,
            "{to}"
        );
    }
    // What is compared next is the whole, whoever got what.
    let again = site.json(0, &["sync", "--mail"]);
    assert_eq!(again["mail"]["sent"], 5, "{again}");
    assert_eq!(again["outcome"], "unchanged");
    let listed = site.json(0, &["report", "--list"]);
    assert_eq!(listed["reports"].as_array().expect("a list").len(), 2);
}
