//! Zips, tabs and shared strings that lie.

use super::Verdict::{Cells, Read, Refused};
use super::{Case, case, named};
use crate::support::package::{
    CONTENT_TYPES, Entry, SHEET, STRINGS, book_parts, changed, entry, parts, row, sheet, stored,
    strings, with, zip,
};

pub(super) fn zips() -> Vec<Case> {
    let with_part = |extra: Entry| {
        let mut parts = book_parts("");
        parts.push(extra);
        zip(&parts)
    };
    let many: Vec<Entry> = (0..2_100)
        .map(|n| stored(&format!("xl/media/{n}"), ""))
        .chain(book_parts(""))
        .collect();
    let mut overlapping = book_parts("");
    overlapping.push(Entry {
        shares: true,
        name: "xl/again.xml".to_owned(),
        ..overlapping[6].clone()
    });
    let macros = with_part(entry("xl/vbaProject.bin", "Sub Auto_Open()"));
    vec![
        case(
            "bomb by its own word",
            changed(SHEET, |entry| entry.size = 300 << 20),
            Refused(&["table-bomb"]),
        ),
        case(
            "bomb that says it is small",
            {
                changed(SHEET, |part| {
                    *part = Entry {
                        size: 1_000,
                        ..entry(SHEET, sheet(&" ".repeat(4 << 20)))
                    };
                })
            },
            Refused(&["table-damaged-part"]),
        ),
        case(
            "part larger than it is",
            changed(SHEET, |entry| entry.size += 10),
            Refused(&["table-damaged-part"]),
        ),
        case(
            "wrong checksum of the sheet",
            changed(SHEET, |entry| entry.crc ^= 1),
            Refused(&["table-damaged-part"]),
        ),
        case(
            "wrong checksum of the strings",
            changed(STRINGS, |entry| entry.crc ^= 1),
            Refused(&["table-damaged-part"]),
        ),
        case(
            "wrong checksum of the styles",
            changed("xl/styles.xml", |entry| entry.crc ^= 1),
            Refused(&["table-damaged-part"]),
        ),
        case(
            "wrong checksum of the list of tabs",
            changed("xl/workbook.xml", |entry| entry.crc ^= 1),
            Refused(&["table-damaged-part"]),
        ),
        case(
            "packed bytes cut",
            changed(SHEET, |entry| entry.packed.truncate(20)),
            Refused(&["table-damaged-part"]),
        ),
        case(
            "packed bytes changed",
            changed(SHEET, |entry| entry.packed[10] ^= 0x55),
            Refused(&["table-damaged-part", "table-control-character"]),
        ),
        case(
            "two parts of one name",
            with_part(entry(SHEET, sheet(""))),
            Refused(&["table-duplicate-part"]),
        ),
        case(
            "two parts but for case",
            with_part(entry("xl/Worksheets/Sheet1.XML", sheet(""))),
            Refused(&["table-duplicate-part"]),
        ),
        case(
            "parts that overlap",
            zip(&overlapping),
            Refused(&["table-overlapping-parts"]),
        ),
        case(
            "bzip2",
            changed(SHEET, |entry| entry.method = 12),
            Refused(&["table-packed-otherwise"]),
        ),
        case(
            "encrypted in the zip",
            changed(SHEET, |entry| entry.flags |= 1),
            Refused(&["table-packed-otherwise"]),
        ),
        case(
            "2,100 parts",
            zip(&many),
            Refused(&["table-too-many-parts"]),
        ),
        named(
            "T.xlsm",
            case("macros", macros, Read("table-remark-macros")),
        ),
        case(
            "no list of tabs",
            zip(&[
                entry("[Content_Types].xml", CONTENT_TYPES),
                entry(SHEET, sheet("")),
            ]),
            Refused(&["table-zip-without-workbook"]),
        ),
    ]
}

pub(super) fn tabs_and_strings() -> Vec<Case> {
    let titles: Vec<String> = (0..1_001).map(|n| format!("T{n}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let long = "x".repeat(1 << 20);
    let mut often = book_parts(
        &(1..=12_000)
            .map(|n| format!("<row r=\"{n}\"><c t=\"s\"><v>0</v></c></row>"))
            .collect::<String>(),
    );
    often[5] = entry(STRINGS, strings(&[&long]));
    let big = sheet(&" ".repeat(1 << 20));
    let count = |stated: &str| {
        with(
            STRINGS,
            format!("<sst uniqueCount=\"{stated}\"><si><t>a</t></si></sst>"),
        )
    };
    vec![
        case(
            "no tabs",
            zip(&parts(&[], "", "")),
            Refused(&["table-no-tabs"]),
        ),
        case(
            "two tabs of one title",
            zip(&parts(&["T", "t"], "", &sheet(""))),
            Refused(&["table-duplicate-tab"]),
        ),
        case(
            "1,001 tabs",
            zip(&parts(&titles, "", &sheet(""))),
            Refused(&["table-too-many-tabs"]),
        ),
        case(
            "a large part used by 900 tabs",
            zip(&parts(&titles[..900], "", &big)),
            Refused(&["table-bomb"]),
        ),
        case(
            "tab whose part is missing",
            zip(&book_parts("")[..6]),
            Refused(&["table-unreadable"]),
        ),
        case(
            "9,999,999,999 strings stated",
            count("9999999999"),
            Refused(&["table-lying-count"]),
        ),
        case(
            "4,294,967,295 strings stated",
            count("4294967295"),
            Refused(&["table-lying-count"]),
        ),
        case(
            "strings stated beyond any number",
            count("99999999999999999999999999"),
            Refused(&["table-lying-count"]),
        ),
        case("one megabyte used 12,000 times", zip(&often), Cells(12_000)),
        case(
            "100,000 empty strings",
            with(STRINGS, format!("<sst>{}</sst>", "<si/>".repeat(100_000))),
            Cells(0),
        ),
        case(
            "a string of runs",
            with(
                STRINGS,
                "<sst><si/><si><r><t>a</t></r><r><t xml:space=\"preserve\"> b</t></r></si></sst>",
            ),
            Read("A1=a b"),
        ),
        case(
            "string index -1",
            row("<c r=\"A1\" t=\"s\"><v>-1</v></c>"),
            Read("A1=!t=\"s\" -1"),
        ),
        case(
            "string index of letters",
            row("<c r=\"A1\" t=\"s\"><v>abc</v></c>"),
            Read("A1=!t=\"s\" abc"),
        ),
        case(
            "string index of 20 digits",
            row("<c r=\"A1\" t=\"s\"><v>99999999999999999999</v></c>"),
            Read("A1=!t=\"s\" 99999999999999999999"),
        ),
        case(
            "string index past the last",
            row("<c r=\"A1\" t=\"s\"><v>3</v></c>"),
            Read("A1=!t=\"s\" 3"),
        ),
        case(
            "string index empty",
            row("<c r=\"A1\" t=\"s\"><v/></c>"),
            Read("A1=!t=\"s\""),
        ),
        case(
            "string without an index",
            row("<c r=\"A1\" t=\"s\"/><c r=\"B1\" t=\"s\"><v>2</v></c>"),
            Read("B1=hai"),
        ),
    ]
}
