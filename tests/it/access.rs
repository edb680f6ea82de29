//! Accounts, tokens and links of the operators' page, by the command line.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::json;

use crate::support::site::Site;

/// Runs the program with something on standard input.
fn piped(site: &Site, arguments: &[&str], input: &str) -> Output {
    let mut child = site
        .command(env!("CARGO_BIN_EXE_cnscd").as_ref(), arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(input.as_bytes())
        .expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn an_account_is_added_listed_changed_and_removed() {
    let site = Site::new();
    let made = site.json(
        0,
        &["user", "add", "lan", "--role", "operator", "--generate"],
    );
    assert_eq!(
        (&made["user"], &made["role"]),
        (&json!("lan"), &json!("operator"))
    );
    assert!(
        made["password"]
            .as_str()
            .is_some_and(|made| made.len() == 23)
    );
    let added = piped(&site, &["user", "add", "an", "--json"], "một hai ba bốn\n");
    let added: serde_json::Value = serde_json::from_slice(&added.stdout).expect("a document");
    assert_eq!(
        added,
        json!({"user": "an", "role": "viewer", "password": null})
    );
    let users = site.json(0, &["user", "list"]);
    let users = users["users"].as_array().expect("a list").clone();
    assert_eq!(users.len(), 2);
    assert_eq!(
        (&users[0]["user"], &users[0]["role"]),
        (&json!("an"), &json!("viewer"))
    );
    assert!(!users[0].to_string().contains("argon2"));

    let again = site.json(64, &["user", "add", "lan", "--generate"]);
    assert_eq!(again["error"]["kind"], "access-account-known");
    let other = site.json(0, &["user", "password", "lan", "--generate"]);
    assert_ne!(other["password"], made["password"]);
    site.json(0, &["user", "remove", "lan"]);
    for arguments in [
        &["user", "remove", "lan"][..],
        &["user", "password", "lan", "--generate"],
    ] {
        let unknown = site.json(64, arguments);
        assert_eq!(unknown["error"]["kind"], "access-account-unknown");
    }
}

#[test]
fn a_weak_password_and_a_name_that_is_none_are_refused() {
    let site = Site::new();
    for (name, password, kind) in [
        ("lan", "ngắn", "access-password-short"),
        ("lan", "aaaaaaaaaaaaaaa", "access-password-poor"),
        ("hai chữ", "một hai ba bốn", "access-name"),
    ] {
        let refused = piped(&site, &["user", "add", name, "--json"], password);
        assert_eq!(refused.status.code(), Some(64), "{name} {password}");
        let said: serde_json::Value = serde_json::from_slice(&refused.stdout).expect("a document");
        assert_eq!(said["error"]["kind"], kind);
    }
    assert_eq!(site.json(0, &["user", "list"]), json!({"users": []}));
}

#[test]
fn a_token_is_shown_once_and_kept_hashed() {
    let site = Site::new();
    let made = site.json(0, &["token", "add", "bang-tin", "--scope", "sync"]);
    let token = made["token"].as_str().expect("a token");
    assert!(token.starts_with("cnscd_") && token.len() > 60);
    assert_eq!(
        (&made["name"], &made["scope"]),
        (&json!("bang-tin"), &json!("sync"))
    );
    let list = site.json(0, &["token", "list"]);
    let line = &list["tokens"][0];
    assert_eq!(
        (&line["personal"], &line["used_at"]),
        (&json!(false), &json!(null))
    );
    let kept: Vec<u8> = ["var/cnscd.db", "var/cnscd.db-wal"]
        .iter()
        .flat_map(|file| std::fs::read(site.path(file)).unwrap_or_default())
        .collect();
    let holds = |text: &str| kept.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("bang-tin") && !holds(token));
    let again = site.json(64, &["token", "add", "bang-tin"]);
    assert_eq!(again["error"]["kind"], "access-token-known");
    site.json(0, &["token", "remove", "bang-tin"]);
    let unknown = site.json(64, &["token", "remove", "bang-tin"]);
    assert_eq!(unknown["error"]["kind"], "access-token-unknown");
}

#[test]
fn a_link_leads_to_where_the_page_is() {
    let mut site = Site::new();
    let nowhere = site.json(78, &["web", "link"]);
    assert_eq!(nowhere["error"]["kind"], "access-no-page");
    for (settings, base) in [
        ("listen = \"127.0.0.1:8499\"", "http://127.0.0.1:8499/link/"),
        (
            "listen = \"0.0.0.0:8499\"\nbehind_proxy = [\"10.0.0.2\"]\npublic_url = \"https://cnscd.example.vn\"",
            "https://cnscd.example.vn/link/",
        ),
    ] {
        let before = site.service.clone();
        site.service += &format!("[web]\n{settings}\n");
        site.configure();
        let link = site.json(0, &["web", "link", "--as", "lan"]);
        let address = link["link"].as_str().expect("an address");
        assert!(address.starts_with(base), "{address}");
        assert_eq!(link["name"], "lan");
        site.service = before;
    }
}
