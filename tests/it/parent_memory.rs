//! Whatever a workbook holds, the process that understands, stores and reports it keeps its memory:
//! 512 MiB at most, or a refusal that says why. The reading child has limits of its own.

use std::fmt::Write;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::support::needs::whole;
use crate::support::package::{STRINGS, entry, parts, sheet, strings, zip};
use crate::support::site::Site;

/// KiB.
const MOST: u64 = 512 * 1024;
const HEAD: [&str; 7] = [
    "Đơn vị",
    "Số quyết định",
    "Ngày ban hành",
    "Họ và tên",
    "Vai trò",
    "Chức vụ",
    "Số điện thoại",
];

/// One row below the head: texts, or the number of a shared one behind `#`.
type Row = fn(usize) -> [String; 7];

/// A workbook of so many rows; `shared` are texts that rows name as `#7`, `#8` and so on.
fn workbook(rows: usize, shared: &[String], row: Row) -> Vec<u8> {
    let mut text = String::new();
    let mut line = |number: usize, cells: &[String; 7]| {
        write!(text, "<row r=\"{number}\">").expect("text");
        for (column, cell) in ('A'..).zip(cells) {
            match cell.strip_prefix('#') {
                _ if cell.is_empty() => Ok(()),
                Some(place) => write!(text, "<c r=\"{column}{number}\" t=\"s\"><v>{place}</v></c>"),
                None => write!(
                    text,
                    "<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"
                ),
            }
            .expect("text");
        }
        text.push_str("</row>");
    };
    line(1, &HEAD.map(str::to_owned));
    for number in 0..rows {
        line(number + 2, &row(number));
    }
    let mut all = HEAD.map(str::to_owned).to_vec();
    all.extend_from_slice(shared);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut parts = parts(&["T"], "", &sheet(&text));
    for part in &mut parts {
        if part.name == STRINGS {
            *part = entry(STRINGS, strings(&all));
        }
    }
    zip(&parts)
}

fn cells(cells: [&str; 7]) -> [String; 7] {
    cells.map(str::to_owned)
}

/// The exit code, the refusal's kind and the most memory of a sync of this workbook.
fn synced(bytes: &[u8]) -> (Option<i32>, String, u64) {
    let mut site = Site::new();
    site.write("sheet.xlsx", bytes);
    site.tables = site.tables.replace("sheet.csv", "sheet.xlsx");
    site.configure();
    let out = fs::File::create(site.path("out")).expect("a file");
    let arguments = ["sync", "--no-mail", "--json"];
    let mut child = site
        .command(env!("CARGO_BIN_EXE_cnscd").as_ref(), &arguments)
        .stdout(out)
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("a child") {
            break ended;
        }
        // The mark of its highest water: what is read last is nearly all.
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        most = most.max(number.unwrap_or(0));
        std::thread::park_timeout(Duration::from_millis(10));
    };
    let said = fs::read_to_string(site.path("out")).expect("a file");
    let document: Value = serde_json::from_str(&said).unwrap_or_default();
    let kind = document["error"]["kind"].as_str().unwrap_or_default();
    (ended.code(), kind.to_owned(), most)
}

#[test]
fn the_parent_keeps_its_memory() {
    let name = format!("Nguyễn {}", "Văn An ".repeat(700));
    let shared = [name.chars().take(4_950).collect::<String>()];
    let cases: [(&str, usize, Row); 6] = [
        ("one long name", 60_000, |row| {
            let commune = if row == 0 { "Xã An Phú" } else { "" };
            cells([commune, "", "", "#7", "Tổ trưởng", "Chủ tịch UBND", ""])
        }),
        ("one long text in every cell", 190_000, |_| {
            cells(["#7", "#7", "#7", "#7", "#7", "#7", "#7"])
        }),
        ("many long names", 12_000, |row| {
            let name = format!("Nguyễn {row} {}", "Văn An Bình ".repeat(390));
            cells(["Xã An Phú", "", "", &name, "Thành viên", "", ""])
        }),
        ("many findings", 190_000, |row| {
            let (number, person) = (format!("{row}/Q"), format!("Ô {row}"));
            let day = "99/99/9999";
            cells([
                "Xã An Phú",
                &number,
                day,
                &person,
                "Tổ trưởng",
                "Phó Bí thư",
                "12x",
            ])
        }),
        ("unknown communes", 190_000, |row| {
            let (commune, number) = (format!("Xã Ba Tơ {row}"), format!("{row}/QĐ-UBND"));
            cells([
                &commune,
                &number,
                "5/8/2025",
                "Nguyễn Văn An",
                "Tổ trưởng",
                "",
                "",
            ])
        }),
        ("a million short rows", 1_000_000, |row| {
            cells([&format!("Xã X{row}"), "", "", "", "", "", ""])
        }),
    ];
    let whole = whole("memory of the parent", "the worst workbook");
    let count = if whole { cases.len() } else { 1 };
    for (what, rows, row) in cases.into_iter().take(count) {
        let (code, kind, most) = synced(&workbook(rows, &shared, row));
        assert!(most < MOST, "{what}: {} MiB", most / 1024);
        let refused = code == Some(65) && kind.starts_with("table-");
        assert!(code == Some(0) || refused, "{what}: {code:?} {kind}");
    }
}
