//! What is no workbook, or another kind of file than its name says.

use super::Verdict::{Read, Refused};
use super::{Case, case, named};
use crate::support::ole::container;
use crate::support::package::{CONTENT_TYPES, book, entry, stored, zip};

pub(super) fn other_things() -> Vec<Case> {
    let good = book("");
    let docx = zip(&[
        entry("[Content_Types].xml", CONTENT_TYPES),
        entry("word/document.xml", "<a/>"),
    ]);
    let pptx = zip(&[
        entry("[Content_Types].xml", CONTENT_TYPES),
        entry("ppt/presentation.xml", "<a/>"),
    ]);
    let odt = zip(&[
        stored("mimetype", "application/vnd.oasis.opendocument.text"),
        entry("content.xml", "<a/>"),
    ]);
    let wide: Vec<u8> = "\u{feff}Xã;Số\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vec![
        case("empty", "", Refused(&["table-empty"])),
        case(
            "html page",
            "<!DOCTYPE html><html><body>404",
            Refused(&["table-html-page"]),
        ),
        case(
            "sign-in page",
            "<html><a href='https://accounts.google.com/ServiceLogin'>",
            Refused(&["table-sign-in-page"]),
        ),
        case(
            "json",
            "{\"error\":{\"code\":403}}",
            Refused(&["table-json"]),
        ),
        case("pdf", "%PDF-1.7\n%\u{1}", Refused(&["table-pdf"])),
        case("docx", docx, Refused(&["table-other-document"])),
        case("pptx", pptx, Refused(&["table-other-document"])),
        case("odt", odt, Refused(&["table-other-document"])),
        case(
            "png",
            *b"\x89PNG\r\n\x1a\n",
            Refused(&["table-other-document"]),
        ),
        case(
            "xml spreadsheet 2003",
            "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            Refused(&["table-other-document"]),
        ),
        case(
            "any bytes",
            (0..=255u8).collect::<Vec<_>>(),
            Refused(&["table-unrecognised"]),
        ),
        case(
            "zip of photos",
            zip(&[entry("a.jpg", "x")]),
            Refused(&["table-zip-without-workbook"]),
        ),
        case(
            "half a workbook",
            &good[..good.len() / 2],
            Refused(&["table-damaged-zip"]),
        ),
        case(
            "workbook without its last byte",
            &good[..good.len() - 1],
            Refused(&["table-damaged-zip"]),
        ),
        case(
            "protected by a password",
            container("EncryptedPackage", b"x", |_| {}),
            Refused(&["table-protected"]),
        ),
        case(
            "word 97",
            container("WordDocument", b"x", |_| {}),
            Refused(&["table-other-document"]),
        ),
        case(
            "csv named xlsx",
            "Xã,Số\nBa Tơ,01\n",
            Read("table-remark-csv-named-otherwise | A1=Xã | B1=Số | A2=Ba Tơ | B2=01"),
        ),
        named("T.csv", case("csv in utf-16", wide, Read("A1=Xã | B1=Số"))),
        named(
            "T.csv",
            case(
                "csv with an open quote",
                "a,\"b\nc,d\n",
                Refused(&["table-open-quote"]),
            ),
        ),
        named(
            "T.csv",
            case("csv with NUL", "a,b\0\n", Refused(&["table-unrecognised"])),
        ),
        named(
            "T.csv",
            case(
                "csv with 20,000 columns",
                ",".repeat(20_000) + "x\n",
                Refused(&["table-far-cell"]),
            ),
        ),
    ]
}
