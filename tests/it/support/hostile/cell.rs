//! References outside any sheet, and values that are none.

use cnscd::cell::column_letters;

use super::Verdict::{Cells, Read, Refused};
use super::{Case, case};
use crate::support::package::{book, book_of, parts, row, sheet, zip};

pub(super) fn references() -> Vec<Case> {
    let at = |reference: &str| row(&format!("<c r=\"{reference}\"><v>1</v></c>"));
    vec![
        case(
            "two far corners",
            book(
                "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>",
            ),
            Read("A1=1 | XFD1048576=2"),
        ),
        case(
            "empty cells before one without a reference",
            row(
                "<c r=\"A1\" s=\"0\"/><c r=\"B1\"/><c><v>1</v></c><c r=\"D1\"/><c r=\"E1\"><v>2</v></c><c r=\"F1\"/>",
            ),
            Read("C1=1 | E1=2"),
        ),
        case(
            "16,383 empty cells before one",
            row(&((0..16_383)
                .map(|column| format!("<c r=\"{}1\" s=\"0\"/>", column_letters(column))))
            .chain(["<c r=\"XFD1\"><v>1</v></c>".to_owned()])
            .collect::<String>()),
            Read("XFD1=1"),
        ),
        case("column XFE", at("XFE1"), Refused(&["table-far-cell"])),
        case(
            "row 1,048,577",
            at("A1048577"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "AAAAAAAA99999999",
            at("AAAAAAAA99999999"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "a reference that wraps around",
            at("AAAAAAAAAAAAA99999999999999"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "a reference without a row",
            at("A"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "row 0",
            book("<row r=\"0\"><c><v>1</v></c></row>"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "row 99,999,999,999",
            book("<row r=\"99999999999\"/>"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "row -1",
            book("<row r=\"-1\"/>"),
            Refused(&["table-far-cell"]),
        ),
        case(
            "20,000 cells without reference",
            row(&"<c><v>1</v></c>".repeat(20_000)),
            Refused(&["table-far-cell"]),
        ),
        case(
            "a row twice",
            book("<row r=\"1\"><c><v>1</v></c></row><row r=\"1\"><c><v>2</v></c></row>"),
            Refused(&["table-row-order"]),
        ),
        case(
            "rows backwards",
            book("<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>2</v></c></row>"),
            Refused(&["table-row-order"]),
        ),
        case(
            "a row in a row",
            book("<row r=\"1\"><row r=\"2\"><c><v>1</v></c></row></row>"),
            Refused(&["table-row-order"]),
        ),
        case(
            "a cell twice",
            row("<c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>"),
            Refused(&["table-cell-twice"]),
        ),
        case(
            "a cell in another's row",
            row("<c r=\"A2\"><v>1</v></c>"),
            Refused(&["table-cell-twice"]),
        ),
        case(
            "a reference twice",
            row("<c r=\"A1\" r=\"B1\"><v>1</v></c>"),
            Refused(&["table-cell-twice"]),
        ),
        case(
            "a cell outside any row",
            book("<c r=\"A1\"><v>1</v></c>"),
            Refused(&["table-cell-twice"]),
        ),
        case(
            "a size backwards",
            book_of(
                "<worksheet><dimension ref=\"B9:A1\"/><sheetData><row r=\"1\"><c><v>1</v></c></row></sheetData></worksheet>",
            ),
            Read("A1=1"),
        ),
        case(
            "a size without end",
            book_of(
                "<worksheet><dimension ref=\"A1:ZZZZ9999999999\"></dimension><sheetData/></worksheet>",
            ),
            Cells(0),
        ),
    ]
}

pub(super) fn values() -> Vec<Case> {
    let errors = [
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#PYTHON!",
        "#GETTING_DATA",
    ];
    let modern: String = errors
        .iter()
        .map(|error| format!("<c t=\"e\"><v>{error}</v></c>"))
        .collect();
    let dates = "<c s=\"1\"><v>60</v></c><c s=\"1\"><v>-1</v></c><c s=\"1\"><v>1E+308</v></c><c s=\"1\"><v>45866</v></c><c s=\"1\"><v>0.5</v></c>";
    let day = sheet("<row r=\"1\"><c s=\"1\"><v>44404</v></c><c s=\"1\"><v>-1</v></c></row>");
    vec![
        case(
            "errors newer than 2007",
            row(&modern),
            Read(
                "A1=!#SPILL! | B1=!#CALC! | C1=!#FIELD! | D1=!#BLOCKED! | E1=!#CONNECT! | F1=!#UNKNOWN! | G1=!#BUSY! | H1=!#PYTHON! | I1=!#GETTING_DATA",
            ),
        ),
        case(
            "errors of old",
            row("<c t=\"e\"><v>#REF!</v></c><c t=\"e\"><v>#N/A</v></c>"),
            Read("A1=!#REF! | B1=!#N/A"),
        ),
        case(
            "a truth of 2",
            row("<c t=\"b\"><v>2</v></c><c t=\"b\"><v>1</v></c>"),
            Read("A1=!t=\"b\" 2 | B1=TRUE"),
        ),
        case(
            "an unknown type",
            row("<c t=\"zz\"><v>5</v></c>"),
            Read("A1=!t=\"zz\" 5"),
        ),
        case(
            "a number of letters",
            row("<c t=\"n\"><v>abc</v></c><c><v>abc</v></c>"),
            Read("A1=!t=\"n\" abc | B1=!abc"),
        ),
        case(
            "no finite number",
            row("<c><v>NaN</v></c><c><v>1e999</v></c>"),
            Read("A1=!NaN | B1=!1e999"),
        ),
        case("two values", row("<c><v>1</v><v>2</v></c>"), Read("A1=!2")),
        case(
            "a value cut by a comment",
            row("<c><v>1<!-- -->2</v></c>"),
            Read("A1=!1"),
        ),
        case(
            "a value as character data",
            row("<c><v><![CDATA[5]]></v></c>"),
            Read("A1=!<v>"),
        ),
        case(
            "an inline string that is none",
            row("<c t=\"inlineStr\"><v>mất</v></c>"),
            Read("A1=!t=\"inlineStr\" mất"),
        ),
        case(
            "formulas without results",
            row("<c><f>B1+1</f></c><c t=\"str\"><f>\"\"</f><v></v></c><c><f>C1</f><v/></c>"),
            Read("A1=?=B1+1 | C1=?=C1"),
        ),
        case(
            "a shared formula of a vast index",
            row(
                "<c><f t=\"shared\" si=\"99999999999\">A1</f></c><c><f t=\"shared\" si=\"99999999999\"/></c>",
            ),
            Read("A1=?=A1 | B1=?=A1"),
        ),
        case(
            "days that are none",
            row(dates),
            Read("A1=60 | B1=-1 | C1=1e308 | D1=2025-07-28 | E1=0.5"),
        ),
        case(
            "a style past the last",
            row("<c s=\"99999\"><v>45866</v></c>"),
            Read("A1=45866"),
        ),
        case(
            "the epoch of 1904",
            zip(&parts(&["T"], "<workbookPr date1904=\"1\"/>", &day)),
            Read("A1=2025-07-28 | B1=-1"),
        ),
        case(
            "an escaped control character",
            row("<c t=\"inlineStr\"><is><t>a_x0001_b</t></is></c>"),
            Read("A1=!U+0001"),
        ),
        case(
            "a line break of Word",
            row("<c t=\"inlineStr\"><is><t>a_x000B_b</t></is></c>"),
            Read("A1=a\u{b}b"),
        ),
        case(
            "an escaped lone surrogate",
            row("<c t=\"inlineStr\"><is><t>a_xD800_b</t></is></c>"),
            Cells(1),
        ),
        case(
            "100,000 styled empty cells",
            book(
                &(1..=5_000)
                    .map(|n| format!("<row r=\"{n}\">{}</row>", "<c s=\"1\"/>".repeat(20)))
                    .collect::<String>(),
            ),
            Cells(0),
        ),
    ]
}
