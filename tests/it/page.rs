//! The operators' page by HTTP: who may see and do what, and what is refused.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::book::Book;
use crate::support::daemon::until;
use crate::support::page::{Browser, FOR_ALL, FOR_OPERATORS, served, stored};
use crate::support::site::{AN_PHU, CAM_THANH, NGHIA_LO, Site};

#[test]
fn every_page_is_shown_in_both_languages() {
    let (site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::by_link(&site, port);
    for path in FOR_ALL.iter().chain(&FOR_OPERATORS) {
        let page = browser.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert!(page.text().contains("<html lang=\"vi\">"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'self'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!page.text().contains("<script>"), "{path}");
        assert!(!page.text().contains(" style=\""), "{path}");
    }
    let overview = browser.get("/").text();
    assert!(overview.contains("Đến hết ngày"), "{overview}");
    assert!(
        overview.contains("Phường Cẩm Thành: Đã ban hành, đúng hạn"),
        "{overview}"
    );
    let english = browser.get("/?lang=en").text();
    assert!(english.contains("<html lang=\"en\">") && english.contains("Sync now"));
    assert!(
        browser
            .get("/communes")
            .text()
            .contains("<html lang=\"en\">"),
        "kept"
    );
    for file in ["style.css", "live.js", "icon.svg"] {
        assert_eq!(
            Browser::new(port).get(&format!("/asset/{file}")).status,
            200
        );
    }
}

#[test]
fn viewers_see_figures_and_no_phone_and_do_nothing() {
    let site = Site::new();
    let odd = "Xã An Phú,20/QĐ-UBND,20/8/2025,Lê Thị Hai,Tổ trưởng,Phó Chủ tịch UBND xã 0905111222,09123x\n";
    site.sheet(&[CAM_THANH, NGHIA_LO, odd]);
    site.json(0, &["sync"]);
    let (site, _daemon, port) = served(site, "");
    let mut viewer = Browser::signed_in(&site, port, "an", "viewer");
    let mut operator = Browser::by_link(&site, port);
    let phones = ["0912345678", "0905111222", "09123x"];
    let mut seen = String::new();
    for path in FOR_ALL
        .iter()
        .chain(&["/communes/21034", "/api/v1/communes", "/api/v1/findings"])
    {
        let page = viewer.get(path);
        assert_eq!(page.status, 200, "{path}");
        for phone in phones {
            assert!(!page.text().contains(phone), "{path} shows {phone}");
        }
        seen += &operator.get(path).text();
    }
    assert!(
        phones.iter().all(|phone| seen.contains(phone)),
        "operators see them"
    );
    for path in FOR_OPERATORS
        .iter()
        .chain(&["/api/v1/status", "/api/v1/runs", "/api/v1/mails"])
    {
        assert_eq!(viewer.get(path).status, 403, "{path}");
    }
    let forgery = viewer.get("/").forgery();
    let sync = viewer.post("/sync", &[("forgery", &forgery), ("campaign", "c")]);
    assert_eq!(sync.status, 403);
    // The full workbook has phones: they get a summary.
    let reports = site.json(0, &["report", "--list"]);
    let reports = reports["reports"].as_array().expect("a list");
    for report in reports {
        let path = format!(
            "/reports/{}.xlsx",
            report["sha256"].as_str().expect("a hash")
        );
        let wanted = if report["summary"] == true { 200 } else { 403 };
        assert_eq!(viewer.get(&path).status, wanted);
        let bytes = operator.get(&path);
        assert_eq!(bytes.status, 200);
        assert_eq!(
            cnscd::hash::sha256(&[&bytes.body]),
            report["sha256"].as_str().expect("a hash"),
            "the very bytes"
        );
    }
    for path in ["/reports/latest.xlsx", "/reports/made?as_of=2025-08-21"] {
        let [few, all] = [&mut viewer, &mut operator].map(|browser| {
            let answer = browser.get(path);
            assert_eq!(answer.status, 200, "{path}");
            Book::read(answer.body).text()
        });
        assert!(
            all.contains(phones[0]) && all.contains("Trần Văn Một"),
            "{path}"
        );
        assert!(few.contains("Trần Văn Một"), "{path}: {few}");
        for phone in phones {
            assert!(!few.contains(phone), "{path} tells viewers {phone}: {few}");
        }
    }
    assert_eq!(operator.get("/reports/made?as_of=x").status, 400);
}

#[test]
fn what_a_sheet_says_is_text() {
    let site = Site::new();
    let evil = "Xã An Phú,20/QĐ-UBND,20/8/2025,<script>alert(1)</script>,Tổ trưởng,\"\"\"><img src=x onerror=alert(1)>\",javascript:alert(1)\n";
    site.sheet(&[CAM_THANH, NGHIA_LO, evil]);
    site.json(0, &["sync"]);
    let (site, _daemon, port) = served(site, "");
    let mut browser = Browser::by_link(&site, port);
    for path in ["/", "/communes", "/communes/21034", "/findings"] {
        let page = browser.get(path).text();
        assert!(!page.contains("<script>alert"), "{path}");
        assert!(!page.contains("<img"), "{path}");
        assert!(!page.contains("href=\"javascript"), "{path}");
    }
    let searched = browser
        .get("/communes?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .text();
    assert!(
        !searched.contains("<script>alert"),
        "nor what the address says"
    );
}

#[test]
fn no_path_leads_out() {
    let (site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::by_link(&site, port);
    for path in [
        "/asset/../../etc/passwd",
        "/asset/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/asset/style.css%00",
        "/reports/..%2f..%2fcnscd.db",
        "/reports/../var/cnscd.db",
        "/reports/x.xlsx",
        "/communes/..%2f..",
        "/mails/..%2f..%2fetc%2fpasswd",
        "/runs/%00",
    ] {
        let answer = browser.get(path);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    let added = site.json(0, &["user", "add", "an", "--generate"]);
    let password = added["password"].as_str().expect("a password");
    for next in [
        "//evil.example.vn",
        "https://evil.example.vn",
        "/\\evil.example.vn",
    ] {
        let mut other = Browser::new(port);
        let form = other.get("/login");
        let fields = [
            ("name", "an"),
            ("password", password),
            ("next", next),
            ("forgery", &form.forgery()),
        ];
        assert_eq!(
            other.post("/login", &fields).header("location"),
            "/",
            "{next}"
        );
    }
}

#[test]
fn too_much_and_too_slow_are_refused_and_hold_up_nobody() {
    let (site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::by_link(&site, port);
    let long = "a".repeat((1 << 20) + 1000);
    assert_eq!(browser.post("/sync", &[("reason", &long)]).status, 413);
    let head = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n",
        "a".repeat(20 << 10)
    );
    assert_eq!(browser.raw(head.as_bytes()).status, 431);
    let mut half = Vec::new();
    for number in 0..400 {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
            continue;
        };
        let begun: &[u8] = match number % 2 {
            0 => b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
            _ => b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\na=",
        };
        stream.write_all(begun).expect("written");
        half.push(stream);
    }
    let began = Instant::now();
    assert_eq!(browser.get("/").status, 200);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let mut last = half.pop().expect("a half form");
    last.set_read_timeout(Some(Duration::from_secs(25)))
        .expect("a time");
    let mut rest = String::new();
    let _ = last.read_to_string(&mut rest);
    assert!(
        rest.is_empty() || rest.starts_with("HTTP/1.1 408"),
        "{rest}"
    );
}

#[test]
fn searches_with_marks_are_narrow_and_filters_stay_in_the_address() {
    let (site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::by_link(&site, port);
    let mut names = |query: &str| {
        let page = browser.get(&format!("/communes?{query}")).text();
        let table = page.split("<tbody>").nth(1).unwrap_or_default().to_owned();
        ["Cẩm Thành", "Nghĩa Lộ", "An Phú"].map(|name| table.contains(name))
    };
    assert_eq!(names(""), [true, true, true]);
    assert_eq!(names("q=cam+thanh"), [true, false, false]);
    assert_eq!(names("q=C%E1%BA%A9m"), [true, false, false]);
    assert_eq!(names("q=C%C3%A1m"), [false, false, false]);
    assert_eq!(names("status=issued"), [true, false, true]);
    assert_eq!(names("time=late"), [false, false, true]);
    assert_eq!(
        names("kind=phuong&status=not_reported"),
        [false, true, false]
    );
}

#[test]
fn programs_get_the_documents_of_the_command_line() {
    let (site, _daemon, port) = served(stored(), "");
    let token = |name: &str, more: &[&str]| {
        let made = site.json(0, &[&["token", "add", name], more].concat());
        made["token"].as_str().expect("a token").to_owned()
    };
    let bearer = |token: &str| Browser::new(port).with(&format!("Authorization: Bearer {token}"));
    let read = token("a", &["--scope", "read"]);
    let personal = token("b", &["--personal"]);
    let sync = token("c", &["--scope", "sync"]);
    let mut reader = bearer(&read);
    let status = site.json(0, &["status"]);
    let answered = reader.get("/api/v1/status").json();
    assert_eq!(answered["state"], status["state"]);
    let progress = reader.get("/api/v1/progress").json();
    assert_eq!(progress["progress"], status["campaigns"][0]["progress"]);
    assert_eq!(reader.get("/api/v1/runs").json(), site.json(0, &["runs"]));
    assert_eq!(
        reader.get("/api/v1/mails").json(),
        site.json(0, &["mail", "list"])
    );
    assert_eq!(
        reader.get("/api/v1/reports").json(),
        site.json(0, &["report", "--list"])
    );
    let sheet = site.path("sheet.csv");
    let checked = site.json(
        0,
        &["check", "--campaign", "c", &sheet.display().to_string()],
    );
    let mut whole = bearer(&personal);
    assert_eq!(
        whole.get("/api/v1/communes").json()["communes"],
        checked["communes"]
    );
    let without = reader.get("/api/v1/communes");
    assert!(!without.text().contains("0912345678"));
    assert_eq!(
        without.json()["communes"][0]["members"][0]["phones"],
        json!([])
    );
    let findings = whole.get("/api/v1/findings").json();
    let rules = |list: &serde_json::Value| {
        let list = list["findings_list"].as_array().expect("a list");
        list.iter()
            .map(|one| one["rule"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&findings), rules(&checked));
    let one = reader.get("/api/v1/communes/21025").json();
    assert_eq!(one["code"], "21025");
    assert_eq!(reader.get("/api/v1/communes/1").status, 404);
    assert_eq!(
        reader.get("/api/v1/nothing").json()["error"]["kind"],
        "not-found"
    );

    let ask = |browser: &mut Browser, body: &str| {
        let kind = "Content-Type: application/json\r\n";
        browser.ask("POST", "/api/v1/sync", kind, body.as_bytes())
    };
    assert_eq!(
        ask(&mut reader, "{\"campaign\":\"c\"}").status,
        403,
        "scope read"
    );
    let mut caller = bearer(&sync);
    assert_eq!(ask(&mut caller, "{\"campaign\":\"other\"}").status, 404);
    assert_eq!(ask(&mut caller, "{").status, 400);
    let mut person = Browser::by_link(&site, port);
    assert_eq!(
        ask(&mut person, "{\"campaign\":\"c\"}").status,
        403,
        "tokens only"
    );
    let made = ask(&mut caller, "{\"campaign\":\"c\",\"reason\":\"thử\"}");
    assert!(made.status == 202 || made.status == 200, "{}", made.text());
    let run = made.json()["run"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/runs/{run}/events");
    let events = caller.get(&path).text();
    assert!(events.contains("event: done"), "{events}");
    assert!(events.contains("event: stage"), "{events}");
    let again = caller.get(&path).text();
    assert!(
        again.contains("event: done"),
        "at once where it ended before"
    );
    let kept = caller.get(&format!("/api/v1/runs/{run}")).json();
    assert_eq!(kept["reason"], "thử");
    site.json(0, &["token", "remove", "c"]);
    assert_eq!(caller.get("/api/v1/runs").status, 401);
}

#[test]
fn a_sync_by_hand_is_made_and_followed() {
    let (site, _daemon, port) = served(stored(), "");
    site.sheet(&[CAM_THANH, NGHIA_LO, AN_PHU, ""]);
    let mut browser = Browser::by_link(&site, port);
    let forgery = browser.get("/").forgery();
    let fields = [
        ("forgery", forgery.as_str()),
        ("campaign", "c"),
        ("reason", "xã vừa gửi"),
    ];
    let answer = browser.post("/sync", &fields);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let path = answer.header("location").to_owned();
    assert!(path.starts_with("/runs/"), "{path}");
    until(&site, "the run", || {
        browser.get(&path).text().contains("o-unchanged")
    });
    let page = browser.get(&path).text();
    assert!(
        page.contains("xã vừa gửi") && page.contains("lan"),
        "{page}"
    );
    assert!(browser.get("/log").text().contains("đồng bộ ngay"));
}

#[test]
fn a_commune_shows_what_became_of_it_and_is_decided_about() {
    let (site, _daemon, port) = served(stored(), "");
    let mut viewer = Browser::signed_in(&site, port, "an", "viewer");
    let path = "/communes/21034";
    let seen = viewer.get(path).text();
    assert!(seen.contains("Quá trình") && seen.contains("20/QĐ-UBND ký ngày 20/8/2025"));
    assert!(!seen.contains("Ghi nhận của Sở") && !seen.contains("Đã trả lời"));
    let mut operator = Browser::by_link(&site, port);
    let page = operator.get(path);
    assert!(page.text().contains("Chưa gửi thông báo nào."));
    let forgery = page.forgery();
    let fields = [
        ("forgery", forgery.as_str()),
        ("campaign", "c"),
        ("from", "commune"),
        ("reason", "Sở đồng ý"),
        ("code", "21034"),
        ("kind", "extend"),
        ("deadline", "2025-09-30"),
    ];
    let sure = ("sure", "1");
    let shown = operator.post("/questions/answer", &fields);
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert!(shown.text().contains("Nếu trả lời như vậy"));
    assert!(shown.text().contains("href=\"/communes/21034\">Thôi"));
    let extended = "gia hạn đến 30/9/2025";
    assert!(!operator.get(path).text().contains(extended), "not yet");
    let given = operator.post("/questions/answer", &[&fields[..], &[sure]].concat());
    assert_eq!(given.status, 303, "{}", given.text());
    assert_eq!(given.header("location"), path);
    let page = operator.get(path).text();
    assert!(page.contains(extended) && page.contains("Được gia hạn đến"));
    assert!(
        !viewer.get(path).text().contains("Sở đồng ý"),
        "who and why"
    );
    let id = page.split("name=\"id\" value=\"").nth(1);
    let id = id.and_then(|rest| rest.split('"').next()).expect("an id");
    let fields = [&fields[..4], &[("id", id)]].concat();
    let shown = operator.post("/questions/withdraw", &fields);
    assert_eq!(shown.status, 200, "{}", shown.text());
    let back = operator.post("/questions/withdraw", &[&fields[..], &[sure]].concat());
    assert_eq!(back.header("location"), path, "{}", back.text());
    let page = operator.get(path).text();
    assert!(page.contains("Đã rút lại:") && !page.contains("Được gia hạn đến"));
}

#[test]
fn a_pull_that_is_held_back_is_shown_by_name_and_decided() {
    for (answer, outcome) in [("accept", "o-accepted"), ("reject", "o-rejected")] {
        let site = stored();
        site.sheet(&["Phường Nghĩa Lộ,,,,,,\n"]);
        let held = site.json(65, &["sync"]);
        let run = held["run"].as_str().expect("an id");
        let (site, _daemon, port) = served(site, "");
        let mut browser = Browser::by_link(&site, port);
        assert!(browser.get("/").text().contains("Tạm giữ, chờ xác nhận"));
        let path = format!("/quarantine/{run}");
        let page = browser.get(&path);
        let text = page.text();
        for lost in [
            "Phường Cẩm Thành",
            "15/QĐ-UBND",
            "Trần Văn Một",
            "Xã An Phú",
        ] {
            assert!(text.contains(lost), "{lost}: {text}");
        }
        let forgery = page.forgery();
        let fields = [("forgery", forgery.as_str()), ("answer", answer)];
        assert_eq!(
            browser.post(&path, &fields).status,
            400,
            "a reason is needed"
        );
        let fields = [fields[0], fields[1], ("reason", "đã hỏi Sở")];
        let decided = browser.post(&path, &fields);
        assert_eq!(decided.status, 303, "{}", decided.text());
        let to = decided.header("location").to_owned();
        until(&site, outcome, || browser.get(&to).text().contains(outcome));
        assert_eq!(browser.get(&path).status, 404, "it waits no more");
    }
}

#[test]
fn a_mail_is_read_and_one_that_failed_is_sent_again() {
    let (site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::by_link(&site, port);
    let mails = site.json(0, &["mail", "list"]);
    let id = mails["mails"][0]["id"].as_str().expect("an id");
    let page = browser.get(&format!("/mails/{id}"));
    assert!(page.text().contains("Đến hết ngày"), "{}", page.text());
    let forgery = page.forgery();
    let again = browser.post(&format!("/mails/{id}"), &[("forgery", &forgery)]);
    assert_eq!(again.status, 404, "it was sent");
}
