//! xls, ods and xlsb.

use super::Verdict::{Cells, Read, Refused};
use super::{Case, case, named};
use crate::support::ole::{biff, container};
use crate::support::package::{CONTENT_TYPES, entry, stored, zip};

pub(super) fn other_formats() -> Vec<Case> {
    let ods = |content: &str| {
        zip(&[
            stored("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            entry("META-INF/manifest.xml", "<manifest:manifest/>"),
            entry(
                "content.xml",
                format!(
                    "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"T\">{content}</table:table></office:spreadsheet></office:body></office:document-content>"
                ),
            ),
        ])
    };
    let one = "office:value-type=\"float\" office:value=\"1\"";
    let binary = zip(&[
        entry("[Content_Types].xml", CONTENT_TYPES),
        entry("xl/workbook.bin", "no records"),
    ]);
    let sound = container("Workbook", &biff(&[(0, 0, 1.0), (9, 2, 2.5)]), |_| {});
    let xls = |case| named("T.xls", case);
    let ods_case = |case| named("T.ods", case);
    vec![
        xls(case("a sound xls", sound.clone(), Read("A1=1 | C10=2.5"))),
        xls(case(
            "xls: two far corners",
            container(
                "Workbook",
                &biff(&[(0, 0, 1.0), (65_535, 255, 2.0)]),
                |_| {},
            ),
            Refused(&["table-out-of-memory"]),
        )),
        xls(case(
            "xls: a chain that runs in a circle",
            container("Workbook", &biff(&[]), |table| table[2] = 2),
            Cells(0),
        )),
        xls(case(
            "xls: a directory that runs in a circle",
            container("Workbook", &biff(&[]), |table| table[1] = 1),
            Refused(&["table-out-of-memory"]),
        )),
        xls(case(
            "xls: a chain that leaves the file",
            container("Workbook", &biff(&[]), |table| table[2] = 9_999_999),
            Refused(&["table-unreadable", "table-crashed"]),
        )),
        xls(case(
            "xls: cut in the middle",
            &sound[..2_000],
            Refused(&["table-unreadable", "table-crashed"]),
        )),
        xls(case(
            "xls: nothing but a header",
            &sound[..512],
            Refused(&["table-unrecognised"]),
        )),
        xls(case(
            "xls: a column that no sheet has",
            container("Workbook", &biff(&[(0, 20_000, 1.0)]), |_| {}),
            Refused(&["table-far-cell"]),
        )),
        xls(case(
            "xls: no records",
            container("Workbook", &[0xFF; 64], |_| {}),
            Refused(&["table-unreadable", "table-crashed", "table-no-tabs"]),
        )),
        ods_case(case(
            "a sound ods",
            ods(&format!(
                "<table:table-row><table:table-cell {one}/></table:table-row>"
            )),
            Read("A1=1"),
        )),
        ods_case(case(
            "ods: 99,000,000 equal cells",
            ods(&format!(
                "<table:table-row table:number-rows-repeated=\"99000\"><table:table-cell table:number-columns-repeated=\"1000\" {one}/></table:table-row>"
            )),
            Refused(&[
                "table-too-many-cells",
                "table-out-of-memory",
                "table-out-of-time",
            ]),
        )),
        ods_case(case(
            "ods: rows without end below",
            ods(&format!(
                "<table:table-row><table:table-cell {one}/></table:table-row><table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
            )),
            Read("A1=1"),
        )),
        ods_case(case(
            "ods: an end that does not come",
            ods(
                "<table:table-row><table:table-cell><text:p>1</text:q></table:table-cell></table:table-row>",
            ),
            Refused(&["table-unreadable"]),
        )),
        ods_case(case(
            "ods: a foreign entity",
            zip(&[
                stored("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
                entry("META-INF/manifest.xml", "<a/>"),
                entry("content.xml", "<!DOCTYPE a><a/>"),
            ]),
            Refused(&["table-entity-declaration"]),
        )),
        case(
            "xlsb of no records",
            binary,
            Refused(&[
                "table-unreadable",
                "table-crashed",
                "table-damaged-zip",
                "table-no-tabs",
            ]),
        ),
    ]
}
