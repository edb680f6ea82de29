//! Who gets in to the operators' page: links, passwords, sessions, forged forms, a proxy.

use crate::support::page::{Browser, FOR_ALL, FOR_OPERATORS, served, stored};

#[test]
fn nobody_sees_anything_without_signing_in() {
    let (_site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::new(port);
    for path in FOR_ALL.iter().chain(&FOR_OPERATORS) {
        let answer = browser.get(path);
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/login"), "{path}");
        assert!(!answer.text().contains("Cẩm Thành"), "{path}");
    }
    assert_eq!(browser.get("/reports/latest.xlsx").status, 303);
    for path in ["/api/v1/status", "/api/v1/communes", "/api/v1/runs"] {
        let answer = browser.get(path);
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(answer.json()["error"]["kind"], "sign-in");
        let other = Browser::new(port)
            .with("Authorization: Bearer cnscd_0")
            .get(path);
        assert_eq!(other.status, 401, "{path}");
    }
    let next = browser.get("/communes?status=issued");
    assert_eq!(
        next.header("location"),
        "/login?next=%2Fcommunes%3Fstatus%3Dissued"
    );
}

#[test]
fn a_link_signs_in_once_and_looking_at_it_uses_nothing_up() {
    let (site, _daemon, port) = served(stored(), "");
    let link = site.json(0, &["web", "link", "--as", "lan"]);
    let link = link["link"].as_str().expect("an address").to_owned();
    let path = link
        .trim_start_matches(&format!("http://127.0.0.1:{port}"))
        .to_owned();
    let mut browser = Browser::new(port);
    for _ in 0..3 {
        let form = browser.get(&path);
        assert_eq!(form.status, 200);
        assert!(form.text().contains("lan"));
    }
    let forgery = browser.get(&path).forgery();
    assert_eq!(browser.post(&path, &[("forgery", "x")]).status, 403);
    assert_eq!(browser.post(&path, &[("forgery", &forgery)]).status, 303);
    let page = browser.get("/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Đồng bộ ngay"), "an operator");
    let mut other = Browser::new(port);
    assert_eq!(other.get(&path).status, 410);
    let log = browser.get("/log").text();
    assert!(log.contains("đăng nhập bằng liên kết"), "{log}");
    assert!(!log.contains(&path), "the secret is not logged");
}

#[test]
fn five_wrong_passwords_lock_the_account_for_this_address() {
    let (site, _daemon, port) = served(stored(), "");
    let added = site.json(0, &["user", "add", "an", "--generate"]);
    let right = added["password"].as_str().expect("a password");
    let mut browser = Browser::new(port);
    for _ in 0..5 {
        let wrong = browser.sign_in("an", "mot hai ba bon nam");
        assert_eq!(wrong.status, 401);
    }
    let locked = browser.sign_in("an", right);
    assert_eq!(locked.status, 429);
    assert!(
        locked.text().contains("thử lại sau"),
        "until when: {}",
        locked.text()
    );
    assert_eq!(
        browser.sign_in("nobody", right).status,
        401,
        "as for any name"
    );
}

#[test]
fn a_session_is_new_with_each_sign_in_and_ends_when_it_is_ended() {
    let (site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::new(port);
    let fixed = "0".repeat(64);
    browser.cookies.insert("cnscd".to_owned(), fixed.clone());
    let added = site.json(0, &["user", "add", "an", "--generate"]);
    let password = added["password"].as_str().expect("a password");
    let answer = browser.sign_in("an", password);
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert_ne!(browser.cookies["cnscd"], fixed);
    let held = browser.clone();
    let forgery = browser.get("/").forgery();
    assert_eq!(
        browser.post("/logout", &[("forgery", &forgery)]).status,
        303
    );
    assert_eq!(held.clone().get("/").status, 303, "it ended on the server");
    let answer = browser.sign_in("an", password);
    assert_eq!(answer.status, 303);
    site.json(0, &["user", "remove", "an"]);
    assert_eq!(
        browser.get("/").status,
        303,
        "so did that of a removed account"
    );
}

#[test]
fn forms_of_other_pages_are_refused() {
    let (site, _daemon, port) = served(stored(), "");
    let mut browser = Browser::by_link(&site, port);
    let forgery = browser.get("/").forgery();
    let fields = [("forgery", forgery.as_str()), ("campaign", "c")];
    for (fields, header, status) in [
        (&fields[1..], "X: x", 403),
        (&[("forgery", "0"), ("campaign", "c")][..], "X: x", 403),
        (&fields[..], "Origin: http://evil.example.vn", 403),
        (&fields[..], "Origin: null", 403),
        (&fields[..], "Sec-Fetch-Site: cross-site", 403),
        (&fields[..], "Origin: http://127.0.0.1:1", 403),
    ] {
        let answer = browser.clone().with(header).post("/sync", fields);
        assert_eq!(answer.status, status, "{header}");
    }
    let mut other = Browser::new(port);
    let answer = other.post("/login", &[("name", "an"), ("password", "x")]);
    assert_eq!(answer.status, 403, "the sign-in form bears a token too");
    let mut foreign = browser.clone();
    foreign.host = "rebind.example.vn".to_owned();
    assert_eq!(foreign.get("/").status, 421);
    assert_eq!(foreign.get("/login").status, 421);
}

#[test]
fn behind_a_proxy_its_name_and_tls_count() {
    let settings = "behind_proxy = [\"127.0.0.1\"]\npublic_url = \"https://cnscd.example.vn\"\n";
    let (site, _daemon, port) = served(stored(), settings);
    let mut browser = Browser::new(port);
    assert_eq!(
        browser.get("/login").status,
        421,
        "the name of the machine itself"
    );
    browser.host = "cnscd.example.vn".to_owned();
    let form = browser.get("/login");
    assert_eq!(form.status, 200);
    assert!(form.header("strict-transport-security").contains("max-age"));
    assert!(form.header("set-cookie").contains("Secure"));
    let added = site.json(
        0,
        &["user", "add", "an", "--role", "operator", "--generate"],
    );
    let password = added["password"].as_str().expect("a password");
    let mut browser = browser.with("X-Forwarded-For: 203.0.113.9");
    assert_eq!(browser.sign_in("an", password).status, 303);
    assert!(browser.cookies.contains_key("__Host-cnscd"));
    assert!(browser.get("/log").text().contains("203.0.113.9"));
}
