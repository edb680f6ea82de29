//! What somebody meets who walks through the operators' page: numbers that lead to what is behind
//! them, one language at a time, the campaign that stays chosen.

use cnscd::clock::Clock;

use crate::support::daemon::until;
use crate::support::page::{Browser, served, stored};
use crate::support::site::{AN_PHU, CAM_THANH, Site};

const NGHIA_LO_ISSUED: &str =
    "Phường Nghĩa Lộ,7/QĐ-UBND,10/8/2025,Võ Thị Ba,Tổ trưởng,Chủ tịch UBND phường,0912345670\n";

/// Every link of a page and the text that bears it, its inner tags dropped.
fn links(page: &str) -> Vec<(String, String)> {
    let anchors = page.split("<a ").skip(1);
    anchors
        .filter_map(|anchor| {
            let address = anchor.split("href=\"").nth(1)?.split('"').next()?;
            let inside = anchor.split_once('>')?.1.split("</a>").next()?;
            Some((address.replace("&amp;", "&"), text_of(inside)))
        })
        .collect()
}

/// What a reader sees of a piece of a page.
fn text_of(page: &str) -> String {
    let mut text = String::new();
    for piece in page.split('<') {
        let outside = piece.split_once('>').map_or(piece, |(_, outside)| outside);
        text.push_str(outside);
        text.push(' ');
    }
    text.trim().to_owned()
}

fn rows(page: &str) -> usize {
    let body = page.split("<tbody>").nth(1).unwrap_or_default();
    body.split("</tbody>")
        .next()
        .unwrap_or_default()
        .matches("<th scope=\"row\"")
        .count()
}

#[test]
fn every_number_leads_to_the_communes_behind_it() {
    let site = stored();
    let (site, _daemon, port) = served(site, "");
    let mut browser = Browser::by_link(&site, port);
    let mut followed = 0;
    for (address, text) in links(&browser.get("/").text()) {
        let first = text.split_whitespace().next().unwrap_or_default();
        let Ok(number) = first.parse::<usize>() else {
            continue;
        };
        if !address.starts_with("/communes?") && address != "/communes" {
            continue;
        }
        let page = browser.get(&address).text();
        assert_eq!(rows(&page), number, "{address} behind «{text}»");
        followed += 1;
    }
    assert!(followed > 15, "figures and the table of groups: {followed}");
    let owing = browser.get("/").text();
    assert!(owing.contains("href=\"/communes?status=not_reported\">Chưa báo cáo (1)</a>"));
}

#[test]
fn a_vietnamese_page_has_no_word_of_ours_in_english() {
    let site = stored();
    let (site, _daemon, port) = served(site, "");
    let mut browser = Browser::by_link(&site, port);
    let until = (Clock::System.now() + chrono::TimeDelta::days(30)).date_naive();
    let waiver = [
        ("forgery", &*browser.get("/").forgery()),
        ("campaign", "c"),
        ("kind", "waive"),
        ("code", "21034"),
        ("rule", "leader-not-chairman"),
        ("until", &*until.to_string()),
        ("reason", "Sở đã nghe"),
        ("sure", "1"),
    ];
    let answer = browser.post("/questions/answer", &waiver);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let run = links(&browser.get("/runs").text());
    let run = run
        .iter()
        .find(|(address, _)| address.starts_with("/runs/"));
    let run = &run.expect("a run").0;
    for path in [
        "/",
        "/communes",
        "/communes/21034",
        "/findings",
        "/questions",
        "/reports",
        "/runs",
        run,
        "/mails",
        "/log",
        "/nothing",
    ] {
        let page = browser.get(path).text();
        let (_, main) = page.split_once("<main").expect("a page");
        let said = text_of(main);
        for word in said.split(|letter: char| !letter.is_alphanumeric() && letter != '-') {
            let english = [
                "pull", "read", "judge", "report", "store", "mail", "alias", "confirm", "waive",
                "extend", "issued", "late", "error", "warning", "info", "sent", "queued",
            ];
            assert!(!english.contains(&word), "{path} says «{word}»: {said}");
        }
        for rule in ["decision-late", "decision-missing", "leader-not-chairman"] {
            assert!(!said.contains(rule), "{path} says «{rule}»");
        }
    }
    assert!(browser.get("/log").text().contains("tạm không xét"));
}

#[test]
fn an_english_page_writes_numbers_and_refuses_in_english() {
    let site = stored();
    let (site, _daemon, port) = served(site, "");
    let mut browser = Browser::by_link(&site, port);
    let page = text_of(&browser.get("/?lang=en").text());
    assert!(
        page.contains("(66.7%)") && !page.contains("66,7%"),
        "{page}"
    );
    let nothing = browser.get("/nothing");
    assert_eq!(nothing.status, 404);
    assert!(nothing.text().contains("<html lang=\"en\">"));
}

#[test]
fn a_run_says_what_it_changed_by_name() {
    let (site, _daemon, port) = served(stored(), "");
    site.sheet(&[CAM_THANH, NGHIA_LO_ISSUED, AN_PHU]);
    let mut browser = Browser::by_link(&site, port);
    let forgery = browser.get("/").forgery();
    let asked = browser.post("/sync", &[("forgery", &forgery), ("campaign", "c")]);
    let path = asked.header("location").to_owned();
    until(&site, "the run", || {
        browser.get(&path).text().contains("o-stored")
    });
    let page = browser.get(&path).text();
    assert!(
        page.contains("Nay là «Đã ban hành»: Phường Nghĩa Lộ"),
        "{page}"
    );
    assert!(page.contains("đã khắc phục"), "{page}");
}

#[test]
fn the_chosen_campaign_stays_chosen() {
    let site = Site::new();
    let second = std::fs::read_to_string(site.path("config/campaigns/c.toml")).expect("the first");
    let second = second
        .replace("\"c\"", "\"d\"")
        .replace("Đợt thử", "Đợt hai");
    site.write("config/campaigns/d.toml", second);
    let (site, _daemon, port) = served(site, "");
    let service = std::fs::read_to_string(site.path("config/cnscd.toml")).expect("the service");
    site.write(
        "config/cnscd.toml",
        service.replace(
            "[\"campaigns/c.toml\"]",
            "[\"campaigns/c.toml\", \"campaigns/d.toml\"]",
        ),
    );
    site.json(0, &["sync", "c"]);
    let made = site.json(0, &["sync", "d"]);
    let run = format!("/runs/{}", made["run"].as_str().expect("an id"));
    let mut browser = Browser::by_link(&site, port);
    until(&site, "the second campaign", || {
        browser.get("/?campaign=d").status == 200
    });
    let moved = browser.get(&run);
    assert_eq!(
        moved.header("location"),
        format!("{run}?campaign=d"),
        "a run is shown in its campaign"
    );
    for path in [
        "/",
        "/communes",
        "/communes/21034",
        "/findings",
        "/runs",
        "/reports",
        "/mails",
        "/log",
    ] {
        let page = browser.get(&format!("{path}?campaign=d")).text();
        assert!(page.contains("Đợt hai"), "{path}");
        for (address, text) in links(&page) {
            let leads_on = address.starts_with('/') && !address.starts_with("/reports/");
            let kept = address.contains("campaign=d") || address == "/login";
            assert!(!leads_on || kept, "{path} leads to {address} by «{text}»");
        }
    }
}

#[test]
fn a_name_that_resembles_none_is_answered_on_the_page() {
    let site = Site::new();
    let unknown =
        "Thị trấn Sông Vệ,9/QĐ-UBND,01/8/2025,Bùi Văn Năm,Tổ trưởng,Chủ tịch UBND xã,0912345672\n";
    site.sheet(&[CAM_THANH, unknown]);
    site.json(0, &["sync"]);
    let (site, _daemon, port) = served(site, "");
    let mut browser = Browser::by_link(&site, port);
    let page = browser.get("/questions");
    let text = page.text();
    assert!(
        text.contains("<option value=\"Xã An Phú (21034)\">"),
        "{text}"
    );
    let forgery = page.forgery();
    let fields = [
        ("forgery", forgery.as_str()),
        ("campaign", "c"),
        ("kind", "alias"),
        ("typed", "Thị trấn Sông Vệ"),
        ("code", "Xã An Phú (21034)"),
        ("reason", "đã hỏi"),
        ("sure", "1"),
    ];
    let given = browser.post("/questions/answer", &fields);
    assert_eq!(given.status, 303, "{}", given.text());
    assert!(browser.get("/communes/21034").text().contains("9/QĐ-UBND"));
}

#[test]
fn where_a_number_decides_no_page_speaks_of_decisions_and_teams() {
    let mut site = Site::new();
    site.write(
        "sheet.csv",
        "Đơn vị,Đã có chứng chỉ,Tổng số CBCCVC,Ngày đạt\nPhường Cẩm Thành,30,32,01/8/2025\nXã An Phú,5,40,\n",
    );
    site.tables += "[[count]]\nname = \"chung-chi\"\ntitle = \"Có chứng chỉ\"\nunit = \"người\"\nnumber = [\"Đã có chứng chỉ\"]\nof = [\"Tổng số CBCCVC\"]\ntarget = \"80%\"\nby = 2025-08-15\ndecides = true\n";
    site.configure();
    site.json(0, &["sync"]);
    let (site, _daemon, port) = served(site, "");
    let mut browser = Browser::by_link(&site, port);
    let list = text_of(&browser.get("/communes").text());
    assert!(
        list.contains("Có chứng chỉ") && list.contains("30/32 (93,8%)"),
        "{list}"
    );
    for path in ["/", "/communes", "/communes/21034", "/communes/21025"] {
        let page = text_of(&browser.get(path).text());
        for word in [
            "Quyết định",
            "Số quyết định",
            "Thành phần Tổ",
            "Chưa báo cáo thành viên",
        ] {
            assert!(!page.contains(word), "{path} says «{word}»: {page}");
        }
    }
}

#[test]
fn a_commune_shows_its_village_teams_out_of_its_villages() {
    let mut site = Site::new();
    site.write(
        "config/registers/thon.csv",
        "commune_code,name,kind\n21034,Con Dung,Thôn\n21034,Làng Rê,Thôn\n",
    );
    site.campaign
        .push_str("villages = \"../registers/thon.csv\"\n");
    site.configure();
    site.write(
        "sheet.csv",
        "Xã,Số quyết định,Ngày ban hành,Số tổ cấp thôn\n\
         Xã An Phú,7/QĐ-UBND,10/8/2025,1\nPhường Nghĩa Lộ,8/QĐ-UBND,10/8/2025,3\n",
    );
    site.json(0, &["sync"]);
    let (site, _daemon, port) = served(site, "");
    let mut browser = Browser::by_link(&site, port);
    let mut shown = |code: &str| text_of(&browser.get(&format!("/communes/{code}")).text());
    let teams = |page: &str| {
        let (_, after) = page.split_once("Số tổ cấp thôn")?;
        Some(after.split_whitespace().next()?.to_owned())
    };
    assert_eq!(teams(&shown("21034")).as_deref(), Some("1/2"));
    assert_eq!(teams(&shown("21028")).as_deref(), Some("3"));
}
