//! Lists that grow by the year are shown a page at a time, and a filter looks at all of them.

use cnscd::store::Outcome;

use crate::support::page::{Browser, served};
use crate::support::run::{begun, ended};
use crate::support::site::Site;

/// So many runs, of which the first failed.
async fn with_history(runs: u32) -> Site {
    let site = Site::new();
    site.json(0, &["sync"]);
    let store = site.store().await;
    for number in 0..runs {
        let at = format!("2025-08-20T{:02}:{:02}:00Z", number / 60, number % 60);
        let at = at.parse().expect("an instant");
        let outcome = match number {
            0 => Outcome::Failed,
            _ => Outcome::Unchanged,
        };
        let (run, end) = (begun(&format!("run-{number}"), "c", at), ended(outcome, at));
        store.record_run(&run, &end).await.expect("it is kept");
    }
    store.close().await;
    site
}

#[tokio::test]
async fn what_is_older_is_a_link_away_and_filters_look_at_all_of_it() {
    let (site, _daemon, port) = served(with_history(250).await, "");
    let mut browser = Browser::by_link(&site, port);
    let mut path = "/runs".to_owned();
    let mut shown = 0;
    let mut pages = 0;
    loop {
        let page = browser.get(&path).text();
        shown += page.matches(r#"data-label="Bắt đầu""#).count();
        pages += 1;
        let Some((before, _)) = page.split_once(">Cũ hơn<") else {
            break;
        };
        let (_, link) = before.rsplit_once("href=\"").expect("a link");
        path = link.trim_end_matches('"').replace("&amp;", "&");
    }
    assert_eq!((pages, shown), (3, 251));
    let failed = browser.get("/runs?outcome=failed").text();
    assert!(failed.contains("/runs/run-0"), "{failed}");
    assert_eq!(failed.matches(r#"data-label="Bắt đầu""#).count(), 1);
    let token = site.json(0, &["token", "add", "t", "--scope", "read"]);
    let token = token["token"].as_str().expect("a token").to_owned();
    let mut program = Browser::new(port).with(&format!("Authorization: Bearer {token}"));
    for list in ["runs", "mails"] {
        let some = program.get(&format!("/api/v1/{list}?limit=1")).json();
        assert_eq!(some[list].as_array().map(Vec::len), Some(1), "{some}");
        let wrong = program.get(&format!("/api/v1/{list}?limit=many"));
        assert_eq!(wrong.status, 400);
    }
}
