//! Attacks on the operators' page over real sockets: each is refused with the answer that its row
//! names and with the headers that protect, and none has done anything in the end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use crate::support::daemon::{Daemon, until};
use crate::support::page::{Answer, Browser, served, stored};
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

/// Who attacks.
#[derive(Clone, Copy, Debug)]
enum Who {
    Nobody,
    Viewer,
    Operator,
    /// A program with the scope `read`.
    Reader,
    /// One with the scope `sync`.
    Caller,
}
use Who::{Caller, Nobody, Operator, Reader, Viewer};

/// A request and what it must be answered with; `{own}` is the attacker's own token against forgery,
/// `{other}` that of somebody else.
type Attempt<'a> = (Who, &'a str, &'a str, &'a str, &'a str, u16);

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";
const JSON: &str = "Content-Type: application/json\r\n";

/// A served page and everybody who may ask there.
struct Scene {
    site: Site,
    _daemon: Daemon,
    port: u16,
    operator: Browser,
    other: String,
    viewer: Browser,
    reader: Browser,
    caller: Browser,
}

impl Scene {
    fn set(site: Site) -> Self {
        let (site, daemon, port) = served(site, "");
        let bearer = |name: &str, scope: &str| {
            let made = site.json(0, &["token", "add", name, "--scope", scope]);
            let token = made["token"].as_str().expect("a token").to_owned();
            Browser::new(port).with(&format!("Authorization: Bearer {token}"))
        };
        Self {
            operator: Browser::by_link(&site, port),
            other: Browser::by_link(&site, port).get("/").forgery(),
            viewer: Browser::signed_in(&site, port, "xem", "viewer"),
            reader: bearer("doc", "read"),
            caller: bearer("goi", "sync"),
            site,
            _daemon: daemon,
            port,
        }
    }

    fn somebody(&self, who: Who) -> Browser {
        match who {
            Nobody => Browser::new(self.port),
            Viewer => self.viewer.clone(),
            Operator => self.operator.clone(),
            Reader => self.reader.clone(),
            Caller => self.caller.clone(),
        }
    }

    #[track_caller]
    fn refuses(&self, (who, method, path, more, body, wanted): Attempt<'_>) {
        let mut browser = self.somebody(who);
        let own = match body.contains("{own}") {
            true => browser.get("/").forgery(),
            false => String::new(),
        };
        let body = body.replace("{own}", &own).replace("{other}", &self.other);
        let answer = browser.ask(method, path, more, body.as_bytes());
        let row = format!("{who:?} {method} {path} {more:?} {body:?}");
        assert_eq!(answer.status, wanted, "{row}: {}", answer.text());
        protects(&answer, &row);
    }
}

/// The headers that every answer bears.
#[track_caller]
fn protects(answer: &Answer, row: &str) {
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ] {
        assert!(policy.contains(part), "{row}: {policy}");
    }
    for (header, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("access-control-allow-origin", ""),
        ("server", ""),
    ] {
        assert_eq!(answer.header(header), value, "{row}: {header}");
    }
}

#[rustfmt::skip]
const ATTEMPTS: &[Attempt<'_>] = &[
    // Forged forms: without a token, with a wrong one, with that of another session.
    (Operator, "POST", "/sync", FORM, "campaign=c", 403),
    (Operator, "POST", "/sync", FORM, "campaign=c&forgery=0", 403),
    (Operator, "POST", "/sync", FORM, "campaign=c&forgery={other}", 403),
    (Operator, "POST", "/logout", FORM, "forgery={other}", 403),
    (Operator, "POST", "/questions/answer", FORM, "campaign=c&sure=1&forgery={other}", 403),
    (Operator, "POST", "/questions/withdraw", FORM, "campaign=c&sure=1&forgery={other}", 403),
    (Operator, "POST", "/quarantine/x", FORM, "answer=accept&reason=x&forgery={other}", 403),
    (Operator, "POST", "/mails/x", FORM, "forgery={other}", 403),
    (Operator, "POST", "/sync?forgery={own}", FORM, "campaign=c", 403),
    (Operator, "POST", "/sync", JSON, "{\"campaign\":\"c\",\"forgery\":\"{own}\"}", 403),
    (Nobody, "POST", "/login", FORM, "name=xem&password=x", 403),
    (Nobody, "POST", "/login", FORM, "name=xem&password=x&forgery={other}", 403),
    (Nobody, "POST", "/link/0", FORM, "forgery={other}", 403),
    // Forms of other pages, with the right token.
    (Operator, "POST", "/sync", "Origin: http://evil.example.vn\r\n", "campaign=c&forgery={own}", 403),
    (Operator, "POST", "/sync", "Origin: null\r\n", "campaign=c&forgery={own}", 403),
    (Operator, "POST", "/sync", "Sec-Fetch-Site: cross-site\r\n", "campaign=c&forgery={own}", 403),
    (Operator, "POST", "/sync", "Sec-Fetch-Site: same-site\r\n", "campaign=c&forgery={own}", 403),
    // Another name, beside the right one too.
    (Operator, "GET", "/", "Host: evil.example.vn\r\n", "", 421),
    (Operator, "GET", "http://evil.example.vn/", "", "", 421),
    // Viewers do nothing that operators do, with a right token of their own.
    (Viewer, "POST", "/sync", FORM, "campaign=c&forgery={own}", 403),
    (Viewer, "POST", "/questions/answer", FORM, "campaign=c&kind=extend&code=21034&deadline=2026-12-31&reason=x&sure=1&forgery={own}", 403),
    (Viewer, "POST", "/questions/withdraw", FORM, "campaign=c&id=x&reason=x&sure=1&forgery={own}", 403),
    (Viewer, "POST", "/quarantine/x", FORM, "answer=accept&reason=x&forgery={own}", 403),
    (Viewer, "POST", "/mails/x", FORM, "forgery={own}", 403),
    // The interface asks with a token alone, and pages with a session alone.
    (Operator, "POST", "/api/v1/sync", JSON, "{\"campaign\":\"c\"}", 403),
    (Viewer, "POST", "/api/v1/sync", JSON, "{\"campaign\":\"c\"}", 403),
    (Reader, "POST", "/api/v1/sync", JSON, "{\"campaign\":\"c\"}", 403),
    (Nobody, "POST", "/api/v1/sync", JSON, "{\"campaign\":\"c\"}", 401),
    (Caller, "POST", "/api/v1/sync", "Origin: http://evil.example.vn\r\n", "{\"campaign\":\"c\"}", 403),
    (Caller, "POST", "/api/v1/sync", JSON, "{\"campaign\":\"../c\"}", 404),
    (Caller, "POST", "/api/v1/sync", JSON, "{\"campaign\":\"c\",\"accept\":\"x\"}", 400),
    (Caller, "POST", "/sync", FORM, "campaign=c", 303),
    (Caller, "GET", "/runs", "", "", 303),
    (Caller, "GET", "/reports/latest.xlsx", "", "", 303),
    // A method that says one thing and does another.
    (Operator, "GET", "/sync?campaign=c&forgery={own}", "", "", 405),
    (Operator, "GET", "/logout", "", "", 405),
    (Operator, "GET", "/questions/answer", "", "", 405),
    (Operator, "POST", "/communes", FORM, "forgery={own}", 405),
    (Operator, "PUT", "/sync", FORM, "campaign=c&forgery={own}", 405),
    (Operator, "DELETE", "/mails/x", "", "", 405),
    (Operator, "OPTIONS", "/sync", "Origin: http://evil.example.vn\r\nAccess-Control-Request-Method: POST\r\n", "", 403),
    (Operator, "TRACE", "/", "", "", 405),
    (Nobody, "OPTIONS", "/", "", "", 405),
    (Nobody, "HEAD", "/communes", "", "", 303),
    (Viewer, "HEAD", "/runs", "", "", 403),
    (Operator, "GET", "/sync", "X-HTTP-Method-Override: POST\r\n", "campaign=c&forgery={own}", 405),
    (Caller, "GET", "/api/v1/sync", "", "", 405),
    // Paths and names that lead elsewhere.
    (Operator, "GET", "/reports/..%2f..%2fvar%2fcnscd.db.xlsx", "", "", 404),
    (Operator, "GET", "/reports/%252e%252e%252fcnscd.xlsx", "", "", 404),
    (Operator, "GET", "/reports/..\\..\\var\\cnscd.db.xlsx", "", "", 404),
    (Operator, "GET", "/reports/%00.xlsx", "", "", 404),
    (Operator, "GET", "/asset/%2e%2e%2fsrc", "", "", 404),
    (Operator, "GET", "/?campaign=../../etc/passwd", "", "", 404),
    (Operator, "GET", "/communes/21034%27%20OR%20%271%27=%271", "", "", 404),
    (Operator, "GET", "/reports/made?as_of=2025-08-01%27--", "", "", 400),
];

/// What only operators see; viewers are refused each.
const FOR_OPERATORS: &[&str] = &[
    "/questions",
    "/runs",
    "/runs/x",
    "/runs/x/events",
    "/quarantine/x",
    "/mails",
    "/mails/x",
    "/log",
    "/api/v1/status",
    "/api/v1/questions",
    "/api/v1/runs",
    "/api/v1/runs/x",
    "/api/v1/runs/x/events",
    "/api/v1/mails",
];

#[test]
fn every_attack_is_refused_and_nothing_was_done() {
    let scene = Scene::set(stored());
    for path in FOR_OPERATORS {
        scene.refuses((Viewer, "GET", path, "", "", 403));
    }
    for attempt in ATTEMPTS {
        scene.refuses(*attempt);
    }
    let runs = scene.site.json(0, &["runs"]);
    assert_eq!(runs["runs"].as_array().map(Vec::len), Some(1), "{runs}");
    let answers = scene.site.json(0, &["answer", "list"]);
    assert_eq!(
        answers["answers"].as_array().map(Vec::len),
        Some(0),
        "{answers}"
    );
    assert_eq!(
        scene.operator.clone().get("/").status,
        200,
        "still signed in"
    );
}

/// Requests that are none, or two: refused before anything is looked at.
#[test]
fn what_is_no_single_request_is_not_served() {
    let scene = Scene::set(stored());
    let host = format!("Host: 127.0.0.1:{}\r\n", scene.port);
    for (what, request) in [
        (
            "no host",
            "GET /login HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(),
        ),
        (
            "two hosts",
            format!(
                "GET /login HTTP/1.1\r\n{host}Host: evil.example.vn\r\nConnection: close\r\n\r\n"
            ),
        ),
        (
            "two lengths",
            format!(
                "POST /login HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\na=b&cd"
            ),
        ),
        (
            "two ways to end",
            format!(
                "POST /login HTTP/1.1\r\n{host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /login HTTP/1.1\r\n{host}\r\n"
            ),
        ),
        (
            "a folded header",
            format!("GET /login HTTP/1.1\r\n{host}X: a\r\n b\r\nConnection: close\r\n\r\n"),
        ),
        (
            "a bare line feed in a header",
            format!(
                "GET /login HTTP/1.1\r\n{host}X: a\nHost: evil.example.vn\r\nConnection: close\r\n\r\n"
            ),
        ),
        (
            "a null in the path",
            format!("GET /lo\0gin HTTP/1.1\r\n{host}Connection: close\r\n\r\n"),
        ),
        (
            "many headers",
            format!(
                "GET /login HTTP/1.1\r\n{host}{}Connection: close\r\n\r\n",
                "X: y\r\n".repeat(100)
            ),
        ),
        (
            "no protocol of ours",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        ),
        (
            "TLS where there is none",
            "\u{16}\u{3}\u{1}\0\u{5}hello\r\n\r\n".to_owned(),
        ),
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", scene.port)).expect("a connection");
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).expect("a time");
        stream.write_all(request.as_bytes()).expect("written");
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let text = String::from_utf8_lossy(&all).into_owned();
        let answers = text.matches("HTTP/1.1 ").count();
        assert!(answers <= 1, "{what}: {text}");
        let served = text.starts_with("HTTP/1.1 2") || text.starts_with("HTTP/1.1 3");
        assert!(!served, "{what}: {text}");
    }
    assert_eq!(
        scene.operator.clone().get("/").status,
        200,
        "and the page goes on"
    );
}

/// Where a sheet, a form or an address says something evil, every page shows it as text.
#[test]
fn what_anybody_says_is_text_on_every_page() {
    let site = Site::new();
    let evil = "<script>alert(1)</script>\\\"><img src=x onerror=alert(1)>";
    let head = "Đơn vị,Số quyết định,Ngày ban hành,Họ và tên,Vai trò,Chức vụ,Số điện thoại,File QĐ,Ghi chú\n";
    let quoted = evil.replace('"', "\"\"");
    site.write(
        "sheet.csv",
        format!(
            "{head}Phường Cẩm Thành,15/QĐ-UBND,28/7/2025,Trần Văn Một,Tổ trưởng,Chủ tịch UBND phường,0912345678,javascript:alert(1),\n\
             Xã An Phú,\"{quoted}\",20/8/2025,\"{quoted}\",Tổ trưởng,\"{quoted}\",\"{quoted}\",\" javascript:alert(1)\",\"{quoted}\"\n\
             \"Xã {quoted}\",2/QĐ-UBND,20/8/2025,\"{quoted}\",Tổ trưởng,Chủ tịch UBND xã,0912345670,data:text/html;base64,\n\
             Phường Nghĩa Lộ,3/QĐ-UBND,20/8/2025,\"{quoted}\",Tổ trưởng,Chủ tịch UBND phường,0912345671,vbscript:x,\n"
        ),
    );
    site.json(0, &["sync", "--reason", evil]);
    site.sheet(&[NGHIA_LO]);
    let held = site.json(65, &["sync", "--reason", evil]);
    let held = held["run"].as_str().expect("an id").to_owned();
    let scene = Scene::set(site);
    let mut operator = scene.operator.clone();
    let mut stranger = Browser::new(scene.port);
    stranger.sign_in(evil, evil);
    let answered = operator.get("/").forgery();
    let fields = [
        ("forgery", answered.as_str()),
        ("campaign", "c"),
        ("kind", "extend"),
        ("code", "21034"),
        ("deadline", "2026-12-31"),
        ("reason", evil),
        ("from", evil),
    ];
    let preview = operator.post("/questions/answer", &fields);
    operator.post(
        "/questions/answer",
        &[&fields[..], &[("sure", "1")]].concat(),
    );
    let asked: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
    let mut pages = vec![("the preview".to_owned(), preview.text())];
    for path in [
        "/",
        "/communes",
        "/communes/21034",
        "/communes/21028",
        "/communes/21025",
        "/findings",
        "/questions",
        "/reports",
        "/runs",
        "/mails",
        "/log",
        "/?lang=en",
        &format!("/runs/{held}"),
        &format!("/quarantine/{held}"),
        &format!("/communes?q={asked}&kind={asked}&sort={asked}&lang=vi"),
        &format!("/findings?rule={asked}"),
        &format!("/runs?outcome={asked}"),
        &format!("/mails?state={asked}"),
        &format!("/log?name={asked}"),
        &format!("/{asked}"),
        &format!("/login?next={asked}&lang={asked}"),
        &format!("/link/{asked}"),
    ] {
        pages.push((path.to_owned(), operator.get(path).text()));
    }
    let whole: String = pages.iter().map(|(_, page)| page.as_str()).collect();
    assert!(
        whole.contains("&lt;script&gt;alert(1)"),
        "it is shown as text"
    );
    for (path, page) in pages {
        assert!(!page.is_empty(), "{path}");
        let lower = page.to_lowercase();
        for live in [
            "<script>",
            "<img",
            "href=\"javascript",
            "href=\" javascript",
            "href=\"data:",
            "href=\"vbscript",
            "src=\"x",
            " onerror=\"",
            "'><",
        ] {
            assert!(!lower.contains(live), "{path} has {live}: {page}");
        }
    }
}

/// Tries that come at once are counted before they are looked at.
#[test]
fn a_guess_is_not_made_faster_by_many_at_once() {
    let scene = Scene::set(stored());
    scene.site.json(0, &["user", "add", "an", "--generate"]);
    let port = scene.port;
    let tries: Vec<_> = (0..16)
        .map(|number| {
            thread::spawn(move || {
                let mut browser = Browser::new(port);
                browser
                    .sign_in("an", &format!("mot hai ba bon {number}"))
                    .status
            })
        })
        .collect();
    let answers: Vec<u16> = tries
        .into_iter()
        .map(|one| one.join().expect("it asks"))
        .collect();
    let looked_at = answers.iter().filter(|status| **status == 401).count();
    assert!(looked_at <= 5, "{answers:?}");
    assert!(
        answers.iter().all(|status| [401, 429].contains(status)),
        "{answers:?}"
    );
    // Guessing links or sessions tells nothing apart.
    for guess in ["0", "a", &"0".repeat(64)] {
        let answer = Browser::new(port).get(&format!("/link/{guess}"));
        assert_eq!(answer.status, 410, "{guess}");
        let mut browser = Browser::new(port);
        browser.cookies.insert("cnscd".to_owned(), guess.to_owned());
        assert_eq!(browser.get("/").status, 303, "{guess}");
    }
}

/// A head, a body or a reader that dawdles holds up nobody, nor does a body that is too long.
#[test]
fn too_much_is_refused_whoever_sends_it() {
    let scene = Scene::set(stored());
    let long = format!("campaign=c&reason={}", "a".repeat((1 << 20) + 1));
    for (who, path, kind) in [
        (Nobody, "/login", FORM),
        (Operator, "/sync", FORM),
        (Viewer, "/sync", FORM),
        (Caller, "/api/v1/sync", JSON),
    ] {
        scene.refuses((who, "POST", path, kind, &long, 413));
    }
    let nested = "[".repeat(200_000);
    scene.refuses((Caller, "POST", "/api/v1/sync", JSON, &nested, 400));
    let fields = "a=b&".repeat(200_000);
    scene.refuses((Operator, "POST", "/sync", FORM, &fields, 403));
    scene.site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU]);
    let mut operator = scene.operator.clone();
    until(&scene.site, "the page goes on", || {
        operator.get("/").status == 200
    });
}
