//! What one commune is told is its own: nothing that another one typed stands in its notice, on paper
//! or in the mail, whatever is wrong with the sheet.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::support::letter::plain;
use crate::support::site::Site;

/// Syllables of names; no name of three is part of another.
const GIVEN: [&str; 10] = [
    "An", "Bình", "Cường", "Dũng", "Giang", "Hạnh", "Khoa", "Lan", "Minh", "Phúc",
];
const MIDDLE: [&str; 10] = [
    "Văn", "Thị", "Đức", "Hữu", "Ngọc", "Quang", "Thanh", "Xuân", "Công", "Bá",
];
/// Kinds of what may be wrong with a commune's rows.
const FAULTS: usize = 11;

/// What a commune typed: its rows, and what nobody else typed.
struct Typed {
    rows: String,
    own: Vec<String>,
}

/// The rows of one commune, with the fault that its number and the seed give it.
fn typed(title: &str, number: usize, seed: usize) -> Typed {
    let name = |place: usize| {
        let family = ["Trần", "Lê", "Phạm"][place % 3];
        let (first, second) = (GIVEN[number % 10], MIDDLE[number / 10]);
        format!("{family} {second} {first}")
    };
    let decision = format!("{}/QĐ-UBND", 1_000 + number);
    let phone = |place: usize| format!("09{:02}{:06}", 10 + place, 100_000 + number);
    let leader = (name(0), phone(0));
    let deputy = (name(1), phone(1));
    let fault = (number + seed) % FAULTS;
    let (office, role) = match fault {
        1 => ("Bí thư Đảng ủy", "Tổ trưởng"),
        2 => ("Chủ tịch UBND; Phó Bí thư", "Tổ trưởng"),
        3 => ("", "Tổ trưởng"),
        4 => ("Chủ tịch UBND", "Đội trưởng"),
        _ => ("Chủ tịch UBND", "Tổ trưởng"),
    };
    let (decision_typed, day) = match fault {
        5 => (String::new(), ""),
        6 => (decision.clone(), "31/02/2025"),
        7 => (decision.replace("/QĐ-UBND", ""), "28/7/2025"),
        _ => (decision.clone(), "28/7/2025"),
    };
    let leaders_phone = match fault {
        8 => leader.1[..7].to_owned(),
        _ => leader.1.clone(),
    };
    let mut rows = format!(
        "{title},{decision_typed},{day},{},{role},{office},{leaders_phone}\n",
        leader.0
    );
    rows += &format!("{title},,,{},Tổ phó,Trưởng thôn,{}\n", deputy.0, deputy.1);
    match fault {
        // A second decision.
        9 => {
            rows += &format!("{title},{decision}-2,30/7/2025,{},Thành viên,,\n", name(2));
        }
        // Somebody who sits in everybody's team, under one phone.
        10 => rows += &format!("{title},,,Võ Chung,Thành viên,Công an xã,0988000111\n"),
        _ => {}
    }
    let mut own = vec![leader.0, deputy.0, format!("{}/QĐ", 1_000 + number)];
    own.extend([leader.1, deputy.1, title.to_owned()]);
    Typed { rows, own }
}

/// Every text of a .docx.
fn texts(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a .docx");
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").expect("a body");
    part.read_to_string(&mut text).expect("UTF-8");
    // A placeholder's text is one run; marks between runs part nothing else.
    let mut shown = String::new();
    for piece in text.split('<').skip(1) {
        shown.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        shown.push(' ');
    }
    shown
}

/// Communes of the register: code and title.
fn register() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/config/registers/quang-ngai.csv"
    ));
    let text = text.expect("the shipped register");
    let lines = text.lines().filter(|line| !line.starts_with(['#', 'c']));
    let read = lines.filter_map(|line| {
        let mut cells = line.split(',');
        let (code, name, kind) = (cells.next()?, cells.next()?, cells.next()?);
        let kind = match kind {
            "xa" => "Xã",
            "phuong" => "Phường",
            _ => "Đặc khu",
        };
        Some((code.to_owned(), format!("{kind} {name}")))
    });
    read.collect()
}

#[test]
fn a_notice_holds_nothing_that_another_commune_typed() {
    let communes = register();
    assert_eq!(communes.len(), 96);
    for seed in 0..3 {
        check(&communes, seed);
    }
}

fn check(communes: &[(String, String)], seed: usize) {
    let mut site = Site::of(Path::new("sheet.csv"));
    let sheet = site.path("sheet.csv").display().to_string();
    site.tables = site.tables.replace("sheet.csv", &sheet);
    let addresses = communes
        .iter()
        .map(|(code, _)| format!("{code},,,,,xa-{code}@example.vn\n"));
    let head = "code,chairman,head_culture,specialist,phones,emails\n";
    let directory = head.to_owned() + &addresses.collect::<String>();
    site.write("config/registers/danh-ba.csv", directory);
    site.campaign += "directory = \"../registers/danh-ba.csv\"\n";
    site.configure();
    let all: BTreeMap<&str, Typed> = communes
        .iter()
        .enumerate()
        .map(|(number, (code, title))| (code.as_str(), typed(title, number, seed)))
        .collect();
    let rows: Vec<&str> = communes
        .iter()
        .map(|(code, _)| all[code.as_str()].rows.as_str())
        .collect();
    site.sheet(&rows);
    site.json(0, &["sync", "--no-mail"]);
    let sent = site.json(0, &["remind", "--out", "ra", "--send"]);
    assert_eq!(sent["mail"]["queued"], 96);
    let told = |code: &str, text: &str, what: &str| {
        let other = all.iter().filter(|(other, _)| **other != code);
        let foreign = other.flat_map(|(_, typed)| &typed.own).find(|own| {
            let title = own.chars().next().is_some_and(char::is_uppercase);
            // «Xã Ba Tơ» begins «Xã Ba Tơ …» of no commune, but names of places are parts of others.
            let is_mine = title && all[code].own.iter().any(|mine| mine.contains(own.as_str()));
            !is_mine && text.contains(own.as_str())
        });
        assert_eq!(foreign, None, "seed {seed}, {what} of {code}: {text}");
    };
    let mut asked = 0;
    for (code, _) in communes {
        let text = texts(&site.path("ra").join(format!("Phieu_{code}.docx")));
        assert!(text.contains("PHIẾU"), "{text}");
        asked += text.matches("Đề nghị UBND").count();
        told(code, &text, "the paper");
    }
    assert!(asked > 60, "something is wrong with most: {asked}");
    let list = site.json(0, &["mail", "list"]);
    for mail in list["mails"].as_array().expect("a list").iter().step_by(8) {
        let to = mail["to"].as_str().expect("an address");
        let code = to.trim_start_matches("xa-").trim_end_matches("@example.vn");
        let shown = site.run(&["mail", "show", mail["id"].as_str().expect("an id")]);
        told(code, &plain(&shown.out), "the mail");
    }
}
