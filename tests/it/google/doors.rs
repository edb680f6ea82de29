//! The demo through the program's own doors by each way in: `check` and `sync` say the same but
//! for where it came from.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::stand_in::{NATIVE, OFFICE, StandIn};
use crate::support::site::Site;

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config/samples/to-cnscd.xlsx")
}

/// An installation whose Google is the stand-in, with its key or without.
fn site(stand_in: &StandIn, key: bool) -> Site {
    let mut site = Site::of(&demo());
    let base = stand_in.base();
    site.service = format!(
        "[mail]\nfrom = \"cnscd <cnscd@example.vn>\"\n[google]\nsheets_endpoint = \"{base}\"\ndrive_endpoint = \"{base}\"\nlink_endpoint = \"{base}\"\n"
    );
    if key {
        let file = stand_in.file("key.json");
        site.service += &format!("credentials_file = \"{}\"\n", file.display());
    }
    site.configure();
    site
}

/// A document without what only one way knows.
fn comparable(mut document: Value) -> Value {
    let fields = document.as_object_mut().expect("a document");
    fields.remove("sources");
    for finding in fields
        .get_mut("findings_list")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        finding.as_object_mut().expect("a finding").remove("url");
    }
    document
}

#[test]
fn check_and_sync_say_the_same_by_every_way() {
    let Some(stand_in) = StandIn::start(&demo()) else {
        return;
    };
    let as_of = ["--as-of", "2025-09-30"];
    let disk = demo().display().to_string();
    let plain = site(&stand_in, false);
    let checked = comparable(plain.json(0, &[&["check", &disk], &as_of[..]].concat()));
    assert_eq!(checked["progress"]["issued"], 87);
    let synced = plain.json(0, &[&["sync", "--no-mail"], &as_of[..]].concat());
    for (way, kind, key, id) in [
        ("native", "google-sheet", true, NATIVE),
        ("office", "drive-file", true, OFFICE),
        ("public", "public-link", false, OFFICE),
        ("public native", "public-link", false, NATIVE),
    ] {
        let link = format!("https://docs.google.com/spreadsheets/d/{id}/edit?gid=0#gid=0");
        let site = site(&stand_in, key);
        let document = site.json(0, &[&["check", &link], &as_of[..]].concat());
        assert_eq!(document["sources"][0]["kind"], kind, "{way}");
        assert_eq!(comparable(document), checked, "{way}");
        let document = site.json(
            0,
            &[&["sync", "--no-mail", "--source", &link], &as_of[..]].concat(),
        );
        for part in ["progress", "findings", "changes"] {
            assert_eq!(document[part], synced[part], "{way}: {part}");
        }
        // Asked again, it is known to be what it was.
        let again = site.json(
            0,
            &[&["sync", "--no-mail", "--source", &link], &as_of[..]].concat(),
        );
        assert_eq!(again["outcome"], "unchanged", "{way}");
    }
}
