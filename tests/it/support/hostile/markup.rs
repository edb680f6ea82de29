//! XML that readers disagree about, and links and merges without measure.

use super::Verdict::{Cells, Read, Refused};
use super::{Case, case};
use crate::support::package::{SHEET, STRINGS, book, book_of, row, with};

pub(super) fn markup() -> Vec<Case> {
    let laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet/>";
    let foreign = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><sst/>";
    let wide: Vec<u8> = "\u{feff}<worksheet/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let bare: Vec<u8> = "<worksheet/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
    let inline = |text: &[u8]| {
        let mut cell = b"<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>".to_vec();
        cell.extend_from_slice(text);
        cell.extend_from_slice(b"</t></is></c></row></sheetData></worksheet>");
        with(SHEET, cell)
    };
    let depth = 200_000;
    vec![
        case(
            "entities that multiply",
            with(SHEET, laughs),
            Refused(&["table-entity-declaration"]),
        ),
        case(
            "a foreign entity",
            with(STRINGS, foreign),
            Refused(&["table-entity-declaration"]),
        ),
        case(
            "an undeclared entity",
            inline(b"&x;"),
            Refused(&["table-unreadable"]),
        ),
        case(
            "utf-16 with a mark",
            with(SHEET, wide),
            Refused(&["table-encoding"]),
        ),
        case(
            "utf-16 without",
            with(SHEET, bare),
            Refused(&["table-encoding"]),
        ),
        case(
            "windows-1258 by its own word",
            with(
                SHEET,
                "<?xml version=\"1.0\" encoding=\"windows-1258\"?><worksheet/>",
            ),
            Refused(&["table-encoding"]),
        ),
        case(
            "bytes that are no utf-8",
            inline(b"\xD0\xE0"),
            Refused(&["table-unreadable", "table-encoding"]),
        ),
        case(
            "a raw NUL",
            inline(b"a\0b"),
            Refused(&["table-control-character"]),
        ),
        case(
            "a raw escape character",
            inline(b"a\x1b[31mb"),
            Refused(&["table-control-character"]),
        ),
        case(
            "a numbered NUL",
            inline(b"a&#0;b"),
            Refused(&["table-unreadable"]),
        ),
        case(
            "a cell of three megabytes",
            inline(&vec![b'x'; 3 << 20]),
            Refused(&["table-unreadable"]),
        ),
        case(
            "100,000 attributes",
            row(&format!("<c{attributes}><v>1</v></c>")),
            Read("A1=1"),
        ),
        case(
            "an attribute without quotes",
            row("<c r=A1 t=\"s\"><v>0</v></c>"),
            Refused(&["table-cell-twice", "table-unreadable"]),
        ),
        case(
            "200,000 levels",
            book_of(&format!(
                "<worksheet>{}{}<sheetData/></worksheet>",
                "<a>".repeat(depth),
                "</a>".repeat(depth)
            )),
            Cells(0),
        ),
        case(
            "a sheet that breaks off",
            with(
                SHEET,
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>",
            ),
            Refused(&["table-unreadable"]),
        ),
        case(
            "a sheet that is none",
            with(SHEET, "<chartsheet/>"),
            Refused(&["table-unreadable"]),
        ),
        case(
            "a sheet in another wrapping",
            book_of("<x><sheetData><row r=\"99999999999\"/></sheetData></x>"),
            Refused(&["table-unreadable"]),
        ),
        case(
            "a sheet behind another tag",
            book_of("<x/><worksheet><sheetData><row r=\"99999999999\"/></sheetData></worksheet>"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "a quote that is never closed",
            row("<c r=\"A=\"1\" t=\"s\"><v>0</v></c>"),
            Refused(&["table-unreadable"]),
        ),
        case(
            "two tables in a sheet",
            book_of(
                "<worksheet><sheetData/><sheetData><row r=\"1\"><c><v>1</v></c></row></sheetData></worksheet>",
            ),
            Refused(&["table-unreadable"]),
        ),
        case(
            "a comment that other readers end at once",
            row("<!--> <c><v>1</v></c> --><c><v>2</v></c>"),
            Read("A1=2"),
        ),
        case(
            "a bracket in an attribute",
            book("<row r=\"1\" spans=\"a>b\"><c r=\"A1\"><v>1</v></c></row>"),
            Read("A1=1"),
        ),
        case(
            "prefixes on every name",
            book_of(
                "<x:worksheet><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"e\"><x:v>#SPILL!</x:v></x:c></x:row></x:sheetData></x:worksheet>",
            ),
            Read("A1=!#SPILL!"),
        ),
    ]
}

pub(super) fn links_and_merges() -> Vec<Case> {
    let behind = |rest: &str| {
        book_of(&format!(
            "<worksheet><sheetData><row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>{rest}</worksheet>"
        ))
    };
    let everywhere = "<hyperlink ref=\"A1:XFD1048576\" location=\"T!A1\"/>";
    vec![
        case(
            "a link inside the workbook",
            behind("<hyperlinks><hyperlink ref=\"A1\" location=\"T!B2\"/></hyperlinks>"),
            Read("A1=1>#T!B2"),
        ),
        case(
            "a link without its target",
            behind("<hyperlinks><hyperlink ref=\"A1\" r:id=\"none\"/></hyperlinks>"),
            Read("A1=1"),
        ),
        case(
            "a HYPERLINK formula",
            row(
                "<c t=\"str\"><f>HYPERLINK(\"https://a.example/?x=1&amp;y\",\"Tải về\")</f><v>Tải về</v></c>",
            ),
            Read("A1=Tải về>https://a.example/?x=1&y"),
        ),
        case(
            "1,000 links on the whole sheet",
            behind(&format!(
                "<hyperlinks>{}</hyperlinks>",
                everywhere.repeat(1_000)
            )),
            Refused(&["table-too-many-cells"]),
        ),
        case(
            "a merge backwards",
            behind("<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "a merge past the sheet",
            behind("<mergeCells><mergeCell ref=\"A1:A1048577\"/></mergeCells>"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "100,000 merges",
            behind(&format!(
                "<mergeCells>{}</mergeCells>",
                "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(100_000)
            )),
            Cells(1),
        ),
    ]
}
