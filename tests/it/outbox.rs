//! What an operator does about mail, by the program's own commands and a real SMTP server.

use cnscd::delivery::Security;
use serde_json::Value;

use crate::support::needs::python_with_aiosmtpd;
use crate::support::site::Site;
use crate::support::smtp_server::SmtpServer;

/// An installation that mails by this server, with STARTTLS.
fn mailing_by(server: &SmtpServer) -> Site {
    let mut site = Site::new();
    site.service += "operators = [\"op@example.vn\"]\n";
    configure(&mut site, server);
    site
}

fn configure(site: &mut Site, server: &SmtpServer) {
    let settings = server.settings(Security::Starttls);
    let ca_file = settings.ca_file.expect("it has one");
    let before = site.service.find("transport").unwrap_or(site.service.len());
    site.service.truncate(before);
    site.service += &format!(
        "transport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"starttls\"\nca_file = \"{}\"\n",
        settings.port,
        ca_file.display()
    );
    site.configure();
}

fn mails(site: &Site) -> Vec<Value> {
    let list = site.json(0, &["mail", "list"]);
    list["mails"].as_array().expect("a list").clone()
}

/// State, tries and the last error of every mail, where all are alike.
#[track_caller]
fn check_all(site: &Site, state: &str, tries: u32, error: Option<&str>) {
    let mails = mails(site);
    assert_eq!(mails.len(), 2);
    for mail in mails {
        assert_eq!(
            (mail["state"].as_str(), mail["tries"].as_u64()),
            (Some(state), Some(tries.into())),
            "{mail}"
        );
        assert_eq!(mail["last_error"].as_str(), error, "{mail}");
    }
}

#[test]
fn doctor_goes_as_far_as_naming_a_recipient() {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    for (fault, operator, code, said) in [
        ("none", "op@example.vn", 0, ""),
        ("none", "nobody@example.vn", 69, "550 5.1.1 no such user"),
        (
            "refuse-sender",
            "op@example.vn",
            69,
            "553 5.7.1 sender is not yours",
        ),
        ("no-tls", "op@example.vn", 69, "STARTTLS"),
        ("login", "op@example.vn", 69, "530"),
        ("drop-at-once", "op@example.vn", 69, "localhost"),
    ] {
        let server = SmtpServer::start(&python, fault);
        let mut site = mailing_by(&server);
        site.service = site.service.replace("op@example.vn", operator);
        site.configure();
        let document = site.json(code, &["doctor"]);
        let checks = document["checks"].as_array().expect("a list");
        let mail = checks.last().expect("mail comes last");
        assert_eq!(mail["well"], code == 0, "{fault}: {document}");
        let message = mail["message"].as_str().expect("a sentence");
        assert!(message.contains(said), "{fault}: {message}");
        // A database server is looked at by itself.
        let expected = 8 + usize::from(site.database().is_some());
        assert_eq!(checks.len(), expected, "{document}");
        assert!(server.taken().is_empty(), "nothing is sent");
    }
    let server = SmtpServer::start(&python, "none");
    let site = mailing_by(&server);
    site.json(0, &["doctor", "--mail", "op@example.vn"]);
    assert_eq!(server.taken().len(), 1, "a test mail on request");
}

#[test]
fn what_could_not_be_sent_waits_and_is_sent_again_on_request() {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    let server = SmtpServer::start(&python, "text-later");
    let mut site = mailing_by(&server);
    let done = site.json(0, &["sync"]);
    assert_eq!(
        done["mail"],
        serde_json::json!({"queued": 2, "sent": 0, "failed": 0})
    );
    let error = Some("452 4.3.1 disk full");
    check_all(&site, "queued", 1, error);
    site.json(0, &["sync"]);
    check_all(&site, "queued", 1, error);
    let retried = site.json(0, &["mail", "retry"]);
    assert_eq!(
        retried,
        serde_json::json!({"sent": 0, "failed": 0, "owed": 2})
    );
    check_all(&site, "queued", 2, error);

    let server = SmtpServer::start(&python, "none");
    configure(&mut site, &server);
    let retried = site.json(0, &["mail", "retry"]);
    assert_eq!(
        retried,
        serde_json::json!({"sent": 2, "failed": 0, "owed": 0})
    );
    check_all(&site, "sent", 3, None);
    let taken = server.taken();
    assert_eq!(taken.len(), 2);
    for (to, bytes) in taken {
        let mails = mails(&site);
        let mail = mails.iter().find(|mail| mail["to"] == to.as_str());
        let id = mail.expect("it is listed")["id"].as_str().expect("an id");
        let shown = site.json(0, &["mail", "show", id]);
        assert_eq!(
            shown["message"].as_str().map(str::as_bytes),
            Some(&bytes[..])
        );
        let digest = cnscd::hash::sha256(&[&bytes]);
        assert_eq!(shown["sha256"], digest.as_str(), "the very bytes are kept");
    }
    assert_eq!(site.run(&["mail", "show", "nothing"]).code, 64);
}

#[test]
fn a_doubtful_delivery_is_listed_and_retried_once_with_the_same_message_id() {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    let server = SmtpServer::start(&python, "drop-after-dot");
    let site = mailing_by(&server);
    site.json(0, &["sync"]);
    let doubts = |tries: u64| {
        for mail in mails(&site) {
            assert_eq!(
                (mail["state"].as_str(), mail["tries"].as_u64()),
                (Some("uncertain"), Some(tries)),
                "{mail}"
            );
        }
    };
    doubts(1);
    let retried = site.json(0, &["mail", "retry"]);
    assert_eq!(retried["owed"], 2);
    doubts(2);
    let status = site.json(0, &["status"]);
    assert_eq!(status["campaigns"][0]["mail"]["uncertain"], 2, "{status}");
    let retried = site.json(0, &["mail", "retry"]);
    assert_eq!(
        retried,
        serde_json::json!({"sent": 0, "failed": 0, "owed": 0})
    );
    let mut taken = server.taken();
    taken.sort();
    assert_eq!(taken.len(), 4);
    assert_eq!(
        (&taken[0], &taken[2]),
        (&taken[1], &taken[3]),
        "the same bytes"
    );
}

#[test]
fn a_mail_that_is_too_large_says_so() {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    // The program's own limit: the mail goes without the workbook.
    let server = SmtpServer::start(&python, "none");
    let mut site = mailing_by(&server);
    site.service = site
        .service
        .replace("transport", "max_attachment = \"1KiB\"\ntransport");
    site.configure();
    site.json(0, &["sync"]);
    for (to, bytes) in server.taken() {
        let text = String::from_utf8(bytes).expect("mails are ASCII");
        assert!(!text.contains("spreadsheetml"), "{to}");
    }
    // The server's: the mail is refused with its word.
    let server = SmtpServer::start(&python, "too-large");
    let site = mailing_by(&server);
    let done = site.json(69, &["sync"]);
    assert_eq!(done["mail"]["failed"], 2);
    assert_eq!(done["error"]["kind"], "delivery-too-large");
    let error = done["error"]["message"].as_str().expect("a sentence");
    assert!(error.contains("552 5.3.4 message too large"), "{error}");
    check_all(&site, "refused", 1, Some("552 5.3.4 message too large"));
}

#[test]
fn a_test_mail_tells_whether_the_way_is_open() {
    let Some(python) = python_with_aiosmtpd() else {
        return;
    };
    for (to, code, state) in [
        ("op@example.vn", 0, "sent"),
        ("nobody@example.vn", 69, "refused"),
        ("later@example.vn", 69, "queued"),
    ] {
        let server = SmtpServer::start(&python, "none");
        let site = mailing_by(&server);
        let document = site.json(code, &["mail", "test", to]);
        assert_eq!(document["mails"][0]["state"], state, "{document}");
        assert_eq!(document["mails"][0]["subject"], "[cnscd] Thư thử");
    }
}

/// They had been called «đã gửi» though nobody got them.
#[test]
fn mails_in_a_folder_are_not_called_sent() {
    let site = Site::new();
    let said = site.run(&["sync"]).out;
    assert!(
        said.contains("2 ghi vào thư mục") && said.contains("chưa gửi cho ai"),
        "{said}"
    );
    let said = site.run(&["mail", "test", "a@example.vn"]).out;
    assert!(said.contains("chưa gửi cho ai"), "{said}");
    let listed = site.run(&["mail", "list"]).out;
    assert!(!listed.contains("đã gửi"), "{listed}");
    let refused = site.json(64, &["mail", "retry", "a@example.vn"]);
    assert_eq!(refused["error"]["kind"], "cli-nothing-refused");
}
