//! Every way in gives the same table; which way is taken, with how many requests.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use cnscd::failure::Reason;
use cnscd::google::{Google, Settings};
use cnscd::http::Proxies;
use cnscd::source::{Body, Fetched, LastPull, Pulled, SourceKind};
use cnscd::table::{Limits, Table, Value, sheets, workbook};
use serde_json::json;

use super::stand_in;
use super::stand_in::{ACCOUNT, NATIVE, OFFICE, PUBLISHED, SHORTCUT, StandIn, fetch, fetch_unless};

fn google(settings: Settings) -> Google {
    Google::new(settings).unwrap()
}

fn link(id: &str) -> String {
    format!("https://docs.google.com/spreadsheets/d/{id}/edit#gid=0")
}

fn table(pulled: &Pulled) -> Table {
    match &pulled.body {
        Body::Workbook { bytes, file_name } => {
            workbook::read(&bytes.whole().unwrap(), file_name, &Limits::default()).unwrap()
        }
        Body::Sheets { json } => sheets::read(&json.whole().unwrap(), &Limits::default()).unwrap(),
    }
}

/// Without what only one way in knows: the tabs' ids. Merges in one order.
fn comparable(mut table: Table) -> Table {
    for tab in &mut table.tabs {
        tab.gid = None;
        tab.merges.sort_unstable();
    }
    table
}

fn keys(pulled: &Pulled) -> Vec<&str> {
    let prefix = "source-step-";
    pulled
        .trail
        .iter()
        .map(|step| step.key.strip_prefix(prefix).unwrap())
        .collect()
}

#[track_caller]
fn same_by_every_way(stand_in: &StandIn, path: &Path) {
    let with_key = google(stand_in.with_key());
    let without = google(stand_in.settings());
    let from_disk = fetch(&without, path.to_str().unwrap()).unwrap();
    assert_eq!(from_disk.kind, SourceKind::File);
    let expected = comparable(table(&from_disk));
    for (google, id, kind) in [
        (&with_key, NATIVE, SourceKind::GoogleSheet),
        (&with_key, OFFICE, SourceKind::DriveFile),
        (&with_key, SHORTCUT, SourceKind::DriveFile),
        (&without, NATIVE, SourceKind::PublicLink),
        (&without, OFFICE, SourceKind::PublicLink),
    ] {
        let pulled = fetch(google, &link(id)).unwrap();
        assert_eq!(pulled.kind, kind);
        let table = comparable(table(&pulled));
        for (read, expected) in table.tabs.iter().zip(&expected.tabs) {
            for (row, expected) in read.rows.iter().zip(&expected.rows) {
                assert_eq!(row, expected, "{kind:?} {}", read.title);
            }
            assert_eq!(read, expected, "{kind:?}");
        }
        assert_eq!(table, expected, "{kind:?}");
        assert_eq!(table.digest(), expected.digest());
    }
}

#[test]
fn the_same_table_by_every_way() {
    let Some((stand_in, path, _folder)) = stand_in() else {
        return;
    };
    same_by_every_way(&stand_in, &path);
    let native = fetch(&google(stand_in.with_key()), NATIVE).unwrap();
    assert_eq!(table(&native).tabs[1].gid, Some(1_733_508_219));
    assert_eq!(
        native.link.as_deref(),
        Some(format!("{}spreadsheets/d/{NATIVE}/edit", stand_in.base()).as_str())
    );
    stand_in.paths();
}

#[test]
fn the_same_table_of_every_sample_by_every_way() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/samples");
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "xlsx") {
            let Some(stand_in) = StandIn::start(&path) else {
                return;
            };
            same_by_every_way(&stand_in, &path);
        }
    }
}

#[test]
fn googles_own_client_reads_the_same_from_the_stand_in() {
    let Some((stand_in, path, _folder)) = stand_in() else {
        return;
    };
    let second = stand_in.second_reader();
    let pulled = fetch(&google(stand_in.with_key()), NATIVE).unwrap();
    for tab in &table(&pulled).tabs {
        let rows = &second["values"][&*tab.title];
        let cells: usize = tab.rows.iter().map(|row| row.cells.len()).sum();
        let filled = rows
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|row| row.as_array().unwrap());
        assert_eq!(
            filled.filter(|value| **value != json!("")).count(),
            cells,
            "{}",
            tab.title
        );
        for row in &tab.rows {
            for cell in &row.cells {
                let value = &rows[row.number as usize][cell.column as usize];
                match &cell.value {
                    Value::Text(text) => assert_eq!(value, &json!(&**text)),
                    Value::Number(number) => assert_eq!(value.as_f64(), Some(*number)),
                    Value::Bool(truth) => assert_eq!(value, &json!(truth)),
                    Value::Date(_) => assert!(value.is_number(), "{value}"),
                    Value::Error(_) | Value::Uncomputed(_) => assert!(value.is_string()),
                }
            }
        }
        assert_eq!(second["merges"][&*tab.title], json!(tab.merges.len()));
    }
    assert_eq!(
        second["metadata"]["size"],
        json!(fs::metadata(path).unwrap().len().to_string())
    );
}

#[test]
fn the_way_is_chosen_by_what_the_file_is() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let with_key = || google(stand_in.with_key());
    let drive = |id: &str| format!("/drive/v3/files/{id}");
    let sheet = |id: &str| format!("/v4/spreadsheets/{id}");
    let export = |id: &str| format!("/spreadsheets/d/{id}/export");
    let content = |id: &str| format!("/export-content/{id}");
    let check = |google: &Google, id: &str, kind: SourceKind, paths: &[String]| {
        let pulled = fetch(google, &link(id)).unwrap();
        assert_eq!(pulled.kind, kind, "{:?}", pulled.trail);
        assert_eq!(stand_in.paths(), paths, "{id}");
        assert_eq!(pulled.requests as usize, paths.len(), "{id}");
        stand_in.reset();
        pulled
    };
    let token = "/token".to_owned();

    // Two requests besides the token.
    let pulled = check(
        &with_key(),
        NATIVE,
        SourceKind::GoogleSheet,
        &[token.clone(), sheet(NATIVE), sheet(NATIVE)],
    );
    assert_eq!(
        keys(&pulled),
        ["sheet-link", "account", "sheets-api", "native"]
    );
    assert_eq!((pulled.gid, pulled.revision), (Some(0), None));
    let pulled = check(
        &with_key(),
        OFFICE,
        SourceKind::DriveFile,
        &[token.clone(), drive(OFFICE), drive(OFFICE)],
    );
    assert_eq!(
        keys(&pulled),
        ["office-link", "account", "drive-file", "gid-lost"]
    );
    assert!(pulled.revision.unwrap().starts_with("md5:"));
    let account = ("account".to_owned(), ACCOUNT.to_owned());
    assert!(
        pulled
            .trail
            .iter()
            .any(|step| step.arguments.contains(&account))
    );

    // No credentials.
    let without = google(stand_in.settings());
    check(
        &without,
        NATIVE,
        SourceKind::PublicLink,
        &[export(NATIVE), content(NATIVE)],
    );
    let published = format!("https://docs.google.com/spreadsheets/d/e/{PUBLISHED}/pubhtml");
    let pulled = fetch(&with_key(), &published).unwrap();
    assert_eq!((pulled.kind, pulled.link), (SourceKind::PublicLink, None));
    stand_in.reset();

    // One way says «not this document»: the other is tried.
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    stand_in.change(NATIVE, json!({"mime": xlsx}));
    check(
        &with_key(),
        NATIVE,
        SourceKind::DriveFile,
        &[token.clone(), sheet(NATIVE), drive(NATIVE), drive(NATIVE)],
    );
    stand_in.change(
        OFFICE,
        json!({"mime": "application/vnd.google-apps.spreadsheet"}),
    );
    check(
        &with_key(),
        OFFICE,
        SourceKind::GoogleSheet,
        &[token.clone(), drive(OFFICE), sheet(OFFICE), sheet(OFFICE)],
    );
    stand_in.fault("media", "not-downloadable", -1);
    check(
        &with_key(),
        OFFICE,
        SourceKind::PublicLink,
        &[
            token.clone(),
            drive(OFFICE),
            drive(OFFICE),
            sheet(OFFICE),
            export(OFFICE),
            content(OFFICE),
        ],
    );
    // Drive is off, or sees nothing: a native sheet is had all the same.
    for fault in ["drive-disabled", "drive-not-found"] {
        stand_in.fault("metadata", fault, -1);
        let pulled = fetch_unless(&with_key(), NATIVE, &LastPull::default());
        assert!(
            matches!(pulled, Fetched::Pulled(pulled) if pulled.kind == SourceKind::GoogleSheet)
        );
        let paths = [token.clone(), drive(NATIVE), sheet(NATIVE), sheet(NATIVE)];
        assert_eq!(stand_in.paths(), paths);
        stand_in.reset();
    }
    // The Sheets API is off, or its answer is too large: Drive exports.
    let exported = format!("{}/export", drive(NATIVE));
    for (route, fault) in [("sheets", "sheets-disabled"), ("cells", "huge")] {
        stand_in.fault(route, fault, -1);
        let mut paths = vec![token.clone(), sheet(NATIVE)];
        paths.extend((route == "cells").then(|| sheet(NATIVE)));
        paths.extend([drive(NATIVE), exported.clone()]);
        check(&with_key(), NATIVE, SourceKind::DriveFile, &paths);
    }
    // Not shared, but public.
    stand_in.change(NATIVE, json!({"shared": false}));
    let pulled = check(
        &with_key(),
        NATIVE,
        SourceKind::PublicLink,
        &[
            token.clone(),
            sheet(NATIVE),
            export(NATIVE),
            content(NATIVE),
        ],
    );
    assert!(keys(&pulled).contains(&"public-though"));
    // An Office file without an export, behind the page on viruses.
    for confirm in [false, true] {
        stand_in.fault("export", "html-404", -1);
        stand_in.change(OFFICE, json!({"confirm": confirm}));
        check(
            &without,
            OFFICE,
            SourceKind::PublicLink,
            &[export(OFFICE), "/uc".to_owned(), "/download".to_owned()],
        );
    }
    // A file shared by link with a resource key.
    stand_in.change(OFFICE, json!({"resource_key": "0-aB_c", "public": false}));
    let keyed = format!("https://drive.google.com/file/d/{OFFICE}/view?resourcekey=0-aB_c");
    assert_eq!(
        fetch(&with_key(), &keyed).unwrap().kind,
        SourceKind::DriveFile
    );
    assert_eq!(
        fetch(&with_key(), OFFICE).unwrap_err().error.kind(),
        "not-shared"
    );
}

#[test]
fn unchanged_is_a_hint_that_a_full_pull_checks_now_and_then() {
    let Some((stand_in, _, _folder)) = stand_in() else {
        return;
    };
    let google = google(Settings {
        full_pull_every: 3,
        ..stand_in.with_key()
    });
    for id in [NATIVE, OFFICE] {
        let mut known = LastPull::default();
        // Learns the revision, believes it twice, and looks for itself.
        for expected in [false, true, true, false] {
            match fetch_unless(&google, id, &known) {
                Fetched::Unchanged { requests, .. } => {
                    assert!(expected);
                    assert_eq!(requests, 1, "the token is in memory");
                    known.hints += 1;
                }
                Fetched::Pulled(pulled) => {
                    assert!(!expected);
                    known = LastPull {
                        revision: pulled.revision,
                        hints: 0,
                    };
                }
            }
        }
    }
    stand_in.change(NATIVE, json!({"version": 8}));
    let known = LastPull {
        revision: Some("version:7".to_owned()),
        hints: 0,
    };
    let fetched = fetch_unless(&google, NATIVE, &known);
    assert!(
        matches!(fetched, Fetched::Pulled(pulled) if pulled.revision.as_deref() == Some("version:8"))
    );
}

#[test]
fn accounts_of_every_kind() {
    let Some((stand_in, _, folder)) = stand_in() else {
        return;
    };
    let drive_file = |settings: Settings, account: &str| {
        let pulled = fetch(&google(settings), OFFICE).unwrap();
        assert_eq!(pulled.kind, SourceKind::DriveFile);
        let argument = ("account".to_owned(), account.to_owned());
        assert!(
            pulled
                .trail
                .iter()
                .any(|step| step.arguments.contains(&argument)),
            "{:?}",
            pulled.trail
        );
    };
    drive_file(stand_in.with_key(), ACCOUNT);
    drive_file(
        Settings {
            environment_credentials: Some(stand_in.file("key.json")),
            ..stand_in.settings()
        },
        ACCOUNT,
    );
    drive_file(
        Settings {
            metadata_server: Some(Settings::endpoint(&stand_in.base()).unwrap()),
            ..stand_in.settings()
        },
        ACCOUNT,
    );
    // Workload identity federation: a file that names where a token lies.
    let subject = folder.path().join("subject");
    fs::write(&subject, "subject-canary").unwrap();
    let federation = folder.path().join("federation.json");
    let audience =
        "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q";
    let body = json!({
        "type": "external_account", "audience": audience,
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": format!("{}token", stand_in.base()),
        "credential_source": {"file": subject},
    });
    let federated = |body: &serde_json::Value| {
        fs::write(&federation, body.to_string()).unwrap();
        Settings {
            credentials_file: Some(federation.clone()),
            ..stand_in.settings()
        }
    };
    drive_file(federated(&body), audience);
    // The same in the name of a service account.
    let mut named = body.clone();
    let path = format!("v1/projects/-/serviceAccounts/{ACCOUNT}:generateAccessToken");
    named["service_account_impersonation_url"] = json!(format!("{}{path}", stand_in.base()));
    drive_file(federated(&named), ACCOUNT);
    // A subject token that the endpoint refuses.
    fs::write(&subject, "another").unwrap();
    let refused = fetch(&google(federated(&body)), OFFICE).unwrap_err().error;
    assert_eq!(refused.kind(), "credentials-refused");
}

/// Their tokens come from Google's own address alone, so they get as far as a proxy that refuses.
#[test]
fn people_and_those_they_act_for_ask_googles_own_token_endpoint() {
    let Some((stand_in, _, folder)) = stand_in() else {
        return;
    };
    let user = json!({
        "type": "authorized_user", "client_id": "1", "client_secret": "canary",
        "refresh_token": "canary",
    });
    let acting = json!({
        "type": "impersonated_service_account",
        "service_account_impersonation_url":
            format!("https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{ACCOUNT}:generateAccessToken"),
        "source_credentials": user,
    });
    for (key, account) in [(user, "authorized_user"), (acting, ACCOUNT)] {
        let path = folder.path().join("key.json");
        fs::write(&path, key.to_string()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let refused = fetch(
            &google(Settings {
                credentials_file: Some(path),
                proxies: Proxies {
                    https: stand_in.proxy("so:khac"),
                    no_proxy: String::new(),
                },
                ..stand_in.settings()
            }),
            OFFICE,
        )
        .unwrap_err();
        let told = refused.error.to_string();
        assert!(told.contains("oauth2.googleapis.com"), "{told}");
        assert_eq!(
            (refused.error.kind(), refused.error.exit_code()),
            ("proxy", 69)
        );
        let argument = ("account".to_owned(), account.to_owned());
        assert!(
            refused
                .trail
                .iter()
                .any(|step| step.arguments.contains(&argument))
        );
    }
}

#[test]
fn key_files_that_are_none_or_not_safe() {
    let Some((stand_in, _, folder)) = stand_in() else {
        return;
    };
    let good = fs::read_to_string(stand_in.file("key.json")).unwrap();
    let path = folder.path().join("key.json");
    let check = |content: &str, mode: u32, kind: &str| {
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let settings = Settings {
            credentials_file: Some(path.clone()),
            ..stand_in.settings()
        };
        let refused = fetch(&google(settings), OFFICE).unwrap_err();
        assert_eq!(refused.error.kind(), kind, "{:?}", refused.error);
        assert_eq!(refused.error.exit_code(), 78);
        let told = format!("{:?} {}", refused.error, refused.error);
        assert!(
            !told.contains("canary") && !told.contains("BEGIN"),
            "{told}"
        );
    };
    let other = |from: &str, to: &str| good.replace(from, to);
    check(&good, 0o640, "key-exposed");
    check(&good, 0o604, "key-exposed");
    check("", 0o600, "key-broken");
    check("{\"private_key\": canary", 0o600, "key-broken");
    check("[\"canary\"]", 0o600, "key-broken");
    check("{\"type\": \"service_account\"}", 0o600, "key-broken");
    check(&other("service_account", "api_key"), 0o600, "key-broken");
    check(
        &other("BEGIN PRIVATE KEY", "BEGIN CANARY"),
        0o600,
        "key-broken",
    );
    check(
        &other("http://127.0.0.1", "http://tokens.example.vn"),
        0o600,
        "key-address",
    );
    let missing = Settings {
        credentials_file: Some(folder.path().join("none.json")),
        ..stand_in.settings()
    };
    assert_eq!(
        fetch(&google(missing), OFFICE).unwrap_err().error.kind(),
        "key-unreadable"
    );
}

#[test]
fn a_private_ca_and_a_proxy_with_a_login() {
    let Some((stand_in, _, folder)) = stand_in() else {
        return;
    };
    let base = Settings::endpoint(&stand_in.tls_base()).unwrap();
    let settings = |ca: bool, login: Option<&str>| Settings {
        sheets_endpoint: base.clone(),
        drive_endpoint: base.clone(),
        link_endpoint: base.clone(),
        ca_file: ca.then(|| stand_in.file("ca.pem")),
        proxies: Proxies {
            https: login.map(|login| stand_in.proxy(login)).unwrap_or_default(),
            no_proxy: String::new(),
        },
        ..stand_in.with_key()
    };
    let kind = |settings: Settings, id: &str| match fetch(&google(settings), id) {
        Ok(pulled) => format!("{:?}", pulled.kind),
        Err(refused) => refused.error.kind().to_owned(),
    };
    assert_eq!(kind(settings(true, None), NATIVE), "GoogleSheet");
    assert_eq!(kind(settings(true, None), OFFICE), "DriveFile");
    assert_eq!(kind(settings(false, None), NATIVE), "certificate");
    assert_eq!(
        kind(settings(true, Some("so:mat-khau")), NATIVE),
        "GoogleSheet"
    );
    assert_eq!(kind(settings(true, Some("so:khac")), NATIVE), "proxy");
    let no_proxy = Settings {
        proxies: Proxies {
            https: stand_in.proxy("so:khac"),
            no_proxy: "localhost".to_owned(),
        },
        ..settings(true, None)
    };
    assert_eq!(kind(no_proxy, NATIVE), "GoogleSheet");

    let broken = folder.path().join("broken.pem");
    fs::write(&broken, "no certificate").unwrap();
    for path in [broken, folder.path().join("none.pem")] {
        let settings = Settings {
            ca_file: Some(path),
            ..Settings::default()
        };
        let refused = Google::new(settings).err().unwrap();
        assert_eq!((refused.kind(), refused.exit_code()), ("ca-file", 78));
    }
}
