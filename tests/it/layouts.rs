//! One roster laid out in every way that departments lay it out: the program reads the same.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::{Value, json};

use crate::support::site::Site;

/// Name, role, position and phone of the people of one commune.
type Team = &'static [[&'static str; 4]];

const TEAMS: [(&str, &str, &str, Team); 2] = [
    (
        "Phường Cẩm Thành",
        "15/QĐ-UBND",
        "28/7/2025",
        &[
            [
                "Trần Văn Một",
                "Tổ trưởng",
                "Phó Bí thư Đảng ủy, Chủ tịch UBND phường",
                "0912345678",
            ],
            [
                "Lê Thị Hai",
                "Tổ phó",
                "Phó Chủ tịch UBND phường",
                "0912345679",
            ],
            [
                "Y Hyêm",
                "Thành viên",
                "Công chức Trung tâm PVHCC",
                "0912345680",
            ],
        ],
    ),
    (
        "Xã An Phú",
        "20/QĐ-UBND",
        "05/8/2025",
        &[
            ["Đinh Văn Ba", "Tổ trưởng", "Chủ tịch UBND xã", "0912345681"],
            ["A Brôl", "Thành viên", "Trưởng thôn 1", "0912345682"],
        ],
    ),
];
const ROLES: [&str; 3] = ["Tổ trưởng", "Tổ phó", "Thành viên"];

fn put(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in (0u16..).zip(texts) {
        if !text.is_empty() {
            sheet.write_string(row, column, *text).expect("a cell");
        }
    }
}

/// One row a person; the commune on each row, on the first one only, or merged down.
fn long(book: &mut Workbook, repeated: bool, merged: bool) {
    let sheet = book.add_worksheet();
    put(sheet, 0, &["DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"]);
    put(
        sheet,
        2,
        &[
            "STT",
            "Xã, phường",
            "Số QĐ",
            "Ngày ban hành",
            "Họ và tên",
            "Vai trò",
            "Chức vụ",
            "SĐT",
        ],
    );
    let mut row = 3;
    for (number, (commune, decision, date, team)) in (1u32..).zip(TEAMS) {
        let first = row;
        for person in team {
            let head = if repeated || row == first {
                [commune, decision, date]
            } else {
                ["", "", ""]
            };
            let texts = [&["", head[0], head[1], head[2]][..], &person[..]].concat();
            put(sheet, row, &texts);
            row += 1;
        }
        sheet.write_number(first, 0, number).expect("a cell");
        if merged {
            for (column, text) in (1u16..).zip([commune, decision, date]) {
                sheet
                    .merge_range(first, column, row - 1, column, text, &Format::new())
                    .expect("a merge");
            }
        }
    }
    put(sheet, row, &["", "Tổng cộng", "", "", "5"]);
    put(sheet, row + 2, &["NGƯỜI LẬP BIỂU"]);
    put(sheet, row + 5, &["Phạm Văn Ký"]);
}

/// One row a commune, several people in a cell, one a line.
fn wide(book: &mut Workbook) {
    let sheet = book.add_worksheet();
    let mut top = vec!["STT", "Đơn vị", "Số, ký hiệu", "Ngày QĐ"];
    let mut below = vec!["", "", "", ""];
    for role in ROLES {
        top.extend([role, "", ""]);
        below.extend(["Họ tên", "Chức vụ", "Điện thoại"]);
    }
    put(sheet, 0, &top);
    put(sheet, 1, &below);
    for (row, (commune, decision, date, team)) in (2u32..).zip(TEAMS) {
        let mut texts = vec![
            String::new(),
            commune.to_owned(),
            decision.to_owned(),
            date.to_owned(),
        ];
        for role in ROLES {
            let column = |place: usize| {
                let people = team.iter().filter(|person| person[1] == role);
                people
                    .map(|person| person[place])
                    .collect::<Vec<_>>()
                    .join("\n")
            };
            texts.extend([column(0), column(2), column(3)]);
        }
        put(
            sheet,
            row,
            &texts.iter().map(String::as_str).collect::<Vec<_>>(),
        );
    }
}

/// A section line over each commune's table.
fn blocks(book: &mut Workbook) {
    let sheet = book.add_worksheet();
    let mut row = 0;
    for (number, (commune, decision, date, team)) in (1u32..).zip(TEAMS) {
        put(
            sheet,
            row,
            &[&format!(
                "{number}. {commune} (Quyết định số {decision} ngày {date})"
            )],
        );
        put(
            sheet,
            row + 1,
            &[
                "TT",
                "Họ và tên",
                "Chức danh trong Tổ",
                "Chức vụ",
                "Số điện thoại",
            ],
        );
        row += 2;
        for (place, person) in team.iter().enumerate() {
            put(
                sheet,
                row,
                &[&[(place + 1).to_string().as_str()][..], &person[..]].concat(),
            );
            row += 1;
        }
        row += 1;
    }
}

/// A tab for each commune.
fn tabs(book: &mut Workbook) {
    for (commune, decision, date, team) in TEAMS {
        let sheet = book.add_worksheet().set_name(commune).expect("a title");
        put(
            sheet,
            0,
            &[&format!("Quyết định số {decision} ngày {date}")],
        );
        put(sheet, 2, &["TT", "Họ và tên", "Vai trò", "Chức vụ", "SĐT"]);
        for (row, person) in (3u32..).zip(team) {
            put(
                sheet,
                row,
                &[&[(row - 2).to_string().as_str()][..], &person[..]].concat(),
            );
        }
    }
}

/// What `check` makes of a workbook, without the cells, which every layout has elsewhere.
fn roster(path: &Path) -> Value {
    let site = Site::new();
    let path = path.display().to_string();
    let document = site.json(0, &["check", &path, "--as-of", "2025-08-15"]);
    let communes = document["communes"].as_array().expect("communes").iter();
    communes
        .map(|commune| {
            let people = commune["members"].as_array().expect("members").iter();
            let people: Vec<Value> = people
                .map(|person| {
                    json!([
                        person["name"],
                        person["role"],
                        person["position"],
                        person["offices"],
                        person["phones"]
                    ])
                })
                .collect();
            let decision = &commune["decision"];
            json!([
                commune["name"],
                commune["status"],
                decision["number"],
                decision["date"],
                people,
                commune["composition_ok"]
            ])
        })
        .collect()
}

/// Where no tab is recognised the operator hears why, tab by tab.
#[test]
fn a_tab_that_is_not_recognised_is_told_with_its_cause() {
    let site = Site::new();
    let mut book = Workbook::new();
    put(book.add_worksheet(), 0, &["Họ tên học sinh", "Lớp"]);
    let hidden = book.add_worksheet();
    put(hidden, 0, &["STT", "Xã, phường", "Số QĐ", "Ngày ký"]);
    put(hidden, 1, &["1", "Xã An Phú", "15/QĐ-UBND", "28/7/2025"]);
    hidden.set_name("Số liệu").expect("a title");
    hidden.set_hidden(true);
    book.add_worksheet().set_name("Trống").expect("a title");
    let path = site.path("book.xlsx");
    book.save(&path).expect("a workbook");
    let document = site.json(65, &["check", &path.display().to_string()]);
    let message = document["error"]["message"].as_str().expect("a message");
    for cause in [
        "«Họ tên học sinh»",
        "Trang «Số liệu» đang bị ẩn",
        "Trang «Trống» không có nội dung",
    ] {
        assert!(message.contains(cause), "{cause} in {message}");
    }
}

/// A file is read with the mapping of the source that it stands in for.
#[test]
fn a_file_is_read_as_the_source_it_stands_in_for() {
    const ROWS: &str = "STT,Đơn vị,Số QĐ,Ngày ký,Số QĐ,Ngày ký\n1,Xã An Phú,3/QĐ-UBND,5/8/2025,15/QĐ-UBND,18/8/2025\n";
    const MAPPED: &str = "[source.columns]\ndecision_number = \"E\"\n";

    let one = "[[source]]\nname = \"s\"\nlocation = \"../../sheet.csv\"\n";
    let another = "[[source]]\nname = \"khac\"\nlocation = \"../../khac.csv\"\n";
    for (tables, number) in [
        (one.to_owned(), None),
        (format!("{one}{MAPPED}"), Some("15/QĐ-UBND")),
        (format!("{one}{another}{MAPPED}"), Some("15/QĐ-UBND")),
        (format!("{one}{MAPPED}{another}"), None),
    ] {
        let mut site = Site::new();
        site.tables = tables;
        site.configure();
        site.write("khac.csv", ROWS);
        let path = site.path("khac.csv").display().to_string();
        let document = site.json(0, &["check", &path, "--as-of", "2025-08-31"]);
        let read = document["communes"][2]["decision"]["number"].as_str();
        assert_eq!(read, number, "{}", site.tables);
    }
}

#[test]
fn every_layout_gives_the_same_roster() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str, lay_out: &dyn Fn(&mut Workbook)| {
        let mut book = Workbook::new();
        lay_out(&mut book);
        let path = folder.path().join(format!("{name}.xlsx"));
        book.save(&path).expect("a workbook");
        roster(&path)
    };
    let expected = read("repeated", &|book| long(book, true, false));
    assert_eq!(expected[0][1], "issued");
    assert_eq!(expected[0][4].as_array().map(Vec::len), Some(3));
    assert_eq!(
        expected[0][4][0][3],
        json!(["deputy-party-secretary", "chairman-pc"])
    );
    assert_eq!(expected[1][1], "not_reported");
    assert_eq!(expected[2][4][1][0], "A Brôl");
    assert_eq!(
        read("blank", &|book| long(book, false, false)),
        expected,
        "blank below the first row"
    );
    assert_eq!(
        read("merged", &|book| long(book, false, true)),
        expected,
        "merged down"
    );
    assert_eq!(read("wide", &wide), expected, "wide");
    assert_eq!(read("blocks", &blocks), expected, "blocks");
    assert_eq!(read("tabs", &tabs), expected, "a tab for each");
}

#[test]
fn village_teams_are_counted_against_the_register_of_villages() {
    let mut site = Site::new();
    site.write(
        "config/registers/thon.csv",
        "commune_code,name,kind\n21034,Con Dung,Thôn\n21034,Làng Rê,Thôn\n",
    );
    site.campaign
        .push_str("villages = \"../registers/thon.csv\"\n");
    site.configure();
    site.write(
        "thon.csv",
        "Xã,Thôn,Tổ trưởng\nXã An Phú,Thôn Con Dung,Lê Văn An\nXã An Phú,Thôn Lạ,Hồ Văn Cam\n",
    );
    let path = site.path("thon.csv").display().to_string();
    let document = site.json(0, &["check", &path]);
    let progress = &document["progress"];
    assert_eq!(
        json!([progress["village_teams"], progress["villages"]]),
        json!([1, 2])
    );
    let villages = &document["communes"][2]["villages"];
    assert_eq!(*villages, json!({"teams": 1, "of": 2}));
    assert_eq!(document["communes"][0].get("villages"), None);
    let told = document["findings_list"].as_array().expect("findings");
    let told = told.iter().filter(|one| one["rule"] == "village-unknown");
    let cells: Vec<&Value> = told.map(|one| &one["cell"]).collect();
    assert_eq!(cells, ["thon!B3"]);
}
