//! The same cells give the same table, whatever format they are saved in.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use cnscd::failure::Reason;
use cnscd::table::{Limits, Merge, Table, Value, workbook};

use crate::support::ole::{biff, container};
use crate::support::package::{book, book_of, entry, parts, sheet, stored, zip};

fn read(bytes: &[u8], file_name: &str) -> Table {
    workbook::read(bytes, file_name, &Limits::default()).expect("a good workbook")
}

fn ods(styles: &str, tables: &str) -> Vec<u8> {
    zip(&[
        stored("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        entry("META-INF/manifest.xml", "<manifest:manifest/>"),
        entry(
            "content.xml",
            format!(
                "<office:document-content>{styles}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ])
}

#[test]
fn xlsx_and_ods_are_one_table() {
    let xlsx = book_of(
        r##"<worksheet><sheetData>
        <row r="2"><c r="A2" t="inlineStr"><is><t>Xã Ba Tơ</t></is></c><c r="B2" s="1"><v>45866.5</v></c><c r="C2"><v>0.25</v></c><c r="D2" t="b"><v>1</v></c></row>
        <row r="3" hidden="1"><c r="B3" t="e"><f>NA()</f><v>#N/A</v></c><c r="C3"><f>A1+1</f></c><c r="D3" t="str"><f>HYPERLINK("https://a.example/1","Tải về")</f><v>Tải về</v></c></row>
        </sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>"##,
    );
    let ods = ods(
        "",
        r#"<table:table table:name="T"><table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>Xã Ba Tơ</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2025-07-28T12:00:00"><text:p>28/07/2025</text:p></table:table-cell><table:table-cell office:value-type="time" office:time-value="PT06H00M00S"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
        <table:table-row table:visibility="collapse"><table:covered-table-cell/><table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell><table:table-cell table:formula="of:=A1+1"/><table:table-cell office:value-type="string"><text:p><text:a xlink:href="https://a.example/1">Tải về</text:a></text:p><office:annotation><text:p>một ghi chú</text:p></office:annotation></table:table-cell></table:table-row></table:table>"#,
    );
    let table = read(&xlsx, "T.xlsx");
    assert_eq!(read(&ods, "T.ods"), table);
    let tab = &table.tabs[0];
    assert_eq!(tab.rows.len(), 2);
    assert!(tab.rows[1].hidden);
    assert_eq!(
        tab.merges,
        [Merge {
            top: 1,
            left: 0,
            bottom: 2,
            right: 0
        }]
    );
    assert_eq!(
        tab.rows[1].cells[1].value,
        Value::Uncomputed("=A1+1".into())
    );
    assert_eq!(
        tab.rows[1].cells[2].link.as_deref(),
        Some("https://a.example/1")
    );
}

#[test]
fn xlsx_and_xls_are_one_table() {
    let xlsx = book(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"10\"><c r=\"C10\"><v>2.5</v></c></row>",
    );
    let xls = container("Workbook", &biff(&[(0, 0, 1.0), (9, 2, 2.5)]), |_| {});
    assert_eq!(read(&xls, "T.xls"), read(&xlsx, "T.xlsx"));
}

/// A record of an xlsb: kind and length in seven bits a byte.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let [low, high] = [kind & 0xFF, kind >> 8].map(|byte| u8::try_from(byte).expect("a byte"));
    let mut bytes = vec![low];
    if low & 0x80 != 0 {
        bytes.push(high);
    }
    bytes.push(u8::try_from(data.len()).expect("short"));
    bytes.extend_from_slice(data);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).expect("short").to_le_bytes();
    let letters = units.into_iter().flat_map(u16::to_le_bytes);
    length.into_iter().chain(letters).collect()
}

#[test]
fn xlsx_and_xlsb_are_one_table() {
    let xlsx = book(
        "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Xã Ba Tơ</t></is></c><c r=\"B2\"><v>2.5</v></c></row>",
    );
    let zeros = [0; 4];
    let one = 1u32.to_le_bytes();
    let sheet = [zeros.as_slice(), &one, &wide("r1"), &wide("T")].concat();
    let workbook = [
        record(0x019C, &sheet),
        record(0x0190, &[]),
        record(0x0184, &[]),
    ]
    .concat();
    let text = [zeros.as_slice(), &zeros, &wide("Xã Ba Tơ")].concat();
    let number = [one.as_slice(), &zeros, &2.5f64.to_le_bytes()].concat();
    let cells = [
        record(0x0194, &[one, one, zeros, one].concat()),
        record(0x0191, &[]),
        record(0x0000, &[one.as_slice(), &[0; 12]].concat()),
        record(0x0006, &text),
        record(0x0005, &number),
        record(0x0192, &[]),
    ];
    let xlsb = zip(&[
        entry("[Content_Types].xml", "<Types/>"),
        entry(
            "xl/_rels/workbook.bin.rels",
            "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.bin\"/></Relationships>",
        ),
        entry("xl/workbook.bin", workbook),
        entry("xl/worksheets/sheet1.bin", cells.concat()),
    ]);
    assert_eq!(read(&xlsb, "T.xlsb"), read(&xlsx, "T.xlsx"));
}

#[test]
fn xlsx_and_csv_are_one_table_of_texts() {
    let xlsx = book(
        "<row r=\"1\"><c t=\"s\"><v>1</v></c></row><row r=\"3\"><c r=\"B3\" t=\"s\"><v>2</v></c></row>",
    );
    assert_eq!(
        read("một\n\n;hai\n".as_bytes(), "T.csv"),
        read(&xlsx, "T.xlsx")
    );
}

#[test]
fn hidden_tabs_are_known_in_either_format() {
    let mut xlsx = parts(&["T"], "", &sheet(""));
    xlsx[2] = entry(
        "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"T\" state=\"veryHidden\" r:id=\"r1\"/></sheets></workbook>",
    );
    let ods = ods(
        "<office:automatic-styles><style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>",
        "<table:table table:name=\"T\" table:style-name=\"ta1\"><table:table-row/></table:table>",
    );
    let table = read(&zip(&xlsx), "T.xlsx");
    assert!(table.tabs[0].hidden);
    assert_eq!(read(&ods, "T.ods"), table);
}

/// A cell as it looks: what is left of it, what is struck out, and whether its day stands month
/// first.
fn looks(table: &Table) -> Vec<(u32, String, Option<String>, bool)> {
    let cells = table.tabs[0].rows.iter().flat_map(|row| &row.cells);
    cells
        .map(|cell| {
            let struck = cell.struck.as_deref().map(str::to_owned);
            (cell.column, cell.value.text(), struck, cell.month_first)
        })
        .collect()
}

/// A text struck out in a cell, and numbers in a cell that is; a day that is shown month first.
#[test]
fn looks_are_the_same_in_either_format() {
    let mut xlsx = parts(
        &["T"],
        "",
        r##"<worksheet><cols><col min="1" max="1" width="9"/><col min="2" max="3" hidden="1"/><col min="6" max="6" hidden="true"/></cols><sheetData>
        <row r="1"><c r="A1" t="inlineStr"><is><r><rPr><strike/></rPr><t xml:space="preserve">15/QĐ-UBND </t></r><r><t>16/QĐ-UBND</t></r></is></c><c r="B1" s="1" t="s"><v>1</v></c><c r="C1" s="3"><v>45866</v></c><c r="D1" s="2"><v>45866</v></c><c r="E1" s="4"><v>45866</v></c><c r="F1" s="1"/></row>
        </sheetData><hyperlinks><hyperlink ref="B1" location="T!A1"/></hyperlinks></worksheet>"##,
    );
    xlsx[4] = entry(
        "xl/styles.xml",
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="m/d/yyyy"/><numFmt numFmtId="165" formatCode="d/m/yyyy"/></numFmts><fonts><font/><font><strike/></font></fonts><cellStyleXfs><xf fontId="1"/></cellStyleXfs><cellXfs><xf/><xf fontId="1"/><xf numFmtId="164"/><xf numFmtId="165" fontId="1"/><xf numFmtId="14"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"#,
    );
    let ods = ods(
        r#"<office:automatic-styles><number:date-style style:name="N1"><number:month/><number:text>/</number:text><number:day/><number:text>/</number:text><number:year number:style="long"/></number:date-style><number:date-style style:name="N2" number:automatic-order="true"><number:month/><number:day/><number:year/></number:date-style>
        <style:style style:name="ce1" style:family="table-cell" style:parent-style-name="Default"><style:text-properties style:text-line-through-style="solid"/></style:style>
        <style:style style:name="ce2" style:family="table-cell" style:data-style-name="N1"/>
        <style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce1" style:data-style-name="N2"/>
        <style:style style:name="ce4" style:family="table-cell" style:data-style-name="N2"><style:text-properties style:text-line-through-style="none"/></style:style>
        <style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/></style:style></office:automatic-styles>"#,
        r#"<table:table table:name="T"><table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="collapse" table:default-cell-style-name="ce1"/><table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
        <table:table-row><table:table-cell office:value-type="string"><text:p><text:span text:style-name="T1">15/QĐ-UBND </text:span>16/QĐ-UBND</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p><text:a xlink:href="https://a.example/">một</text:a></text:p></table:table-cell><table:table-cell table:style-name="ce3" office:value-type="date" office:date-value="2025-07-28"><text:p>07/28/2025</text:p></table:table-cell><table:table-cell table:style-name="ce2" office:value-type="date" office:date-value="2025-07-28"/><table:table-cell table:style-name="ce4" office:value-type="date" office:date-value="2025-07-28"/></table:table-row></table:table>"#,
    );
    let table = read(&zip(&xlsx), "T.xlsx");
    assert_eq!(read(&ods, "T.ods"), table);
    let gone = |text: &str| Some(text.to_owned());
    let day = "28/07/2025";
    assert_eq!(
        looks(&table),
        [
            (0, "16/QĐ-UBND".to_owned(), gone("15/QĐ-UBND "), false),
            (1, String::new(), gone("một"), false),
            (2, String::new(), gone(day), false),
            (3, day.to_owned(), None, true),
            (4, day.to_owned(), None, false),
        ]
    );
    assert_eq!(table.tabs[0].rows[0].cells[1].link, None);
    let hidden: Vec<u32> = (0..9)
        .filter(|&column| table.tabs[0].is_column_hidden(column))
        .collect();
    assert_eq!(hidden, [1, 2, 5]);
}

/// One record of an .xls behind another.
fn records(all: &[(u16, &[u8])]) -> Vec<u8> {
    let record = |(kind, data): &(u16, &[u8])| {
        let length = u16::try_from(data.len()).expect("short");
        [&kind.to_le_bytes(), &length.to_le_bytes(), *data].concat()
    };
    all.iter().flat_map(record).collect()
}

#[test]
fn an_xls_says_what_is_struck_out_and_hidden() {
    let begin = |kind: u8| [0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let font = |flags: u8| [200, 0, flags, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let style = |font: u8, format: u8| {
        [
            font, 0, format, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]
    };
    let code = [&[164, 0, 8, 0, 0], b"m/d/yyyy".as_slice()].concat();
    let number = |column: u8, style: u8| {
        [
            &[0, 0, column, 0, style, 0],
            45_866f64.to_le_bytes().as_slice(),
        ]
        .concat()
    };
    let head = |start: u32| {
        records(&[
            (0x0809, &begin(5)),
            (0x0031, &font(0)),
            (0x0031, &font(0)),
            (0x0031, &font(0)),
            (0x0031, &font(0)),
            (0x0031, &font(8)),
            (0x041E, &code),
            (0x00E0, &style(0, 0)),
            (0x00E0, &style(5, 0)),
            (0x00E0, &style(0, 164)),
            (
                0x0085,
                &[&start.to_le_bytes(), [0, 0, 1, 0].as_slice(), b"T"].concat(),
            ),
            (0x000A, &[]),
        ])
    };
    let start = u32::try_from(head(0).len()).expect("short");
    let sheet = records(&[
        (0x0809, &begin(16)),
        (0x007D, &[1, 0, 2, 0, 0, 9, 0, 0, 1, 0, 0, 0]),
        (0x0203, &number(0, 0)),
        (0x0203, &number(1, 1)),
        (0x0203, &number(2, 2)),
        (0x000A, &[]),
    ]);
    let stream = [head(start), sheet].concat();
    for name in ["Workbook", "WORKBOOK", "BOOK"] {
        let table = read(&container(name, &stream, |_| {}), "T.xls");
        let expected = [
            (0, "45866".to_owned(), None, false),
            (1, String::new(), Some("45866".to_owned()), false),
            (2, "28/07/2025".to_owned(), None, true),
        ];
        assert_eq!(looks(&table), expected, "{name}");
        assert!(!table.tabs[0].is_column_hidden(0));
        assert!(table.tabs[0].is_column_hidden(2));
    }
}

/// What other programs write and read, and ours refused.
#[test]
fn a_sheet_is_not_refused_for_what_it_has_beside_its_cells() {
    let good = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let behind = |rest: &str| {
        book_of(&format!(
            "<worksheet><sheetData>{good}</sheetData>{rest}</worksheet>"
        ))
    };
    let tabs = |sheets: &str, relationships: &str| {
        let mut parts = parts(&[], "", &sheet(good));
        parts[2] = entry(
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns:r="r"><sheets>{sheets}<sheet name="T" r:id="r1"/></sheets></workbook>"#
            ),
        );
        parts[3] = entry(
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/>{relationships}</Relationships>"#
            ),
        );
        zip(&parts)
    };
    let plain = read(&book(good), "T.xlsx");
    for (name, bytes) in [
        ("a state of its own", tabs("", "").to_vec()),
        (
            "a module of macros",
            tabs(r#"<sheet name="M" state="veryHidden" r:id=""/>"#, ""),
        ),
        (
            "a sheet of macros",
            tabs(
                r#"<sheet name="M" r:id="r2"/>"#,
                r#"<Relationship Id="r2" Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" Target="macrosheets/sheet1.xml"/>"#,
            ),
        ),
        ("merges of nothing", behind("<mergeCells/>")),
        (
            "an end with a blank",
            book_of(&format!(
                "<worksheet><sheetData>{good}</sheetData ></worksheet>"
            )),
        ),
    ] {
        assert_eq!(read(&bytes, "T.xlsx"), plain, "{name}");
    }
    let shown = zip(&{
        let mut parts = parts(&["T"], "", &sheet(good));
        parts[2] = entry(
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="T" state="show" r:id="r1"/></sheets></workbook>"#,
        );
        parts
    });
    assert_eq!(read(&shown, "T.xlsx"), plain);
    let merged = read(
        &behind(r#"<mergeCells><mergeCell ref="L:M"/></mergeCells>"#),
        "T.xlsx",
    );
    assert_eq!(
        merged.tabs[0].merges,
        [Merge {
            top: 0,
            left: 11,
            bottom: 1_048_575,
            right: 12
        }]
    );
    assert_eq!(merged.tabs[0].rows, plain.tabs[0].rows);
    let empty = book_of(
        r#"<worksheet><sheetData/><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>"#,
    );
    assert!(read(&empty, "T.xlsx").tabs[0].rows.is_empty());
}

/// Packed again by an ordinary program, indented, without its type, or as one document of XML.
#[test]
fn an_ods_is_one_however_it_is_packed() {
    const BODY: &str = "<office:body>\n <office:spreadsheet>\n  <table:table table:name=\"T\">\n   <table:table-row>\n    <table:table-cell office:value-type=\"string\">\n     <text:p>\n      Xã\n      Ba Tơ</text:p>\n    </table:table-cell>\n   </table:table-row>\n  </table:table>\n </office:spreadsheet>\n</office:body>";
    let content = format!("<office:document-content>{BODY}</office:document-content>");
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let plain = ods(
        "",
        r#"<table:table table:name="T"><table:table-row><table:table-cell office:value-type="string"><text:p>Xã Ba Tơ</text:p></table:table-cell></table:table-row></table:table>"#,
    );
    let plain = read(&plain, "T.ods");
    let packed = [
        vec![entry("content.xml", &content), entry("mimetype", kind)],
        vec![entry("content.xml", &content)],
        vec![stored("mimetype", ""), entry("content.xml", &content)],
    ];
    for parts in packed {
        assert_eq!(read(&zip(&parts), "T.ods"), plain);
    }
    let flat = format!(
        "<?xml version=\"1.0\"?>\n<office:document office:mimetype=\"{kind}\">{BODY}</office:document>"
    );
    assert_eq!(read(flat.as_bytes(), "T.fods"), plain);
    let marked = format!("\u{feff}{flat}");
    assert_eq!(read(marked.as_bytes(), "T.fods"), plain);
    let text = content.replace("office:spreadsheet", "office:text");
    let refused = workbook::read(
        &zip(&[entry("content.xml", text)]),
        "T.ods",
        &Limits::default(),
    );
    assert_eq!(refused.expect_err("a text").kind(), "table-other-document");
}

/// A border drawn down to the last row there is was refused as dangerous.
#[test]
fn a_million_styled_blanks_hide_nothing() {
    const LAST: u32 = 1_048_576;

    let mut rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>".to_owned();
    for row in 2..LAST {
        write!(rows, "<row r=\"{row}\"><c r=\"A{row}\" s=\"1\"/></row>").expect("memory");
    }
    write!(
        rows,
        "<row r=\"{LAST}\"><c r=\"A{LAST}\" s=\"1\"><v>3</v></c></row>"
    )
    .expect("memory");
    let table = read(&book(&rows), "T.xlsx");
    let numbers: Vec<u32> = table.tabs[0].rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [0, LAST - 1]);
}

/// Excel locks a workbook with a key of its own where only its structure is protected, and opens
/// it without asking. The files: the same workbook locked as Office 2010, 2007, 2003 and 97 do it,
/// and by a password that somebody chose.
#[test]
fn what_excel_opens_without_a_password_is_read() {
    let workbooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/workbooks");
    let read = |name: &str| {
        let bytes = fs::read(workbooks.join(name)).expect("a workbook of the tests");
        workbook::read(&bytes, name, &Limits::default())
    };
    for name in [
        "protected-default-agile.xlsx",
        "protected-default-standard.xlsx",
        "protected-default-rc4.xls",
        "protected-default-cryptoapi.xls",
    ] {
        let table = read(name).expect("no password is asked");
        let cells = &table.tabs[0].rows[1].cells;
        let values: Vec<String> = cells.iter().map(|cell| cell.value.text()).collect();
        assert_eq!(
            values,
            ["1", "Xã Đăk Ui", "15/QĐ-UBND", "28/7/2025"],
            "{name}"
        );
        assert!(table.remarks.is_empty(), "{name}");
    }
    for name in ["protected-own-agile.xlsx", "protected-own-rc4.xls"] {
        let refused = read(name).expect_err("a password is asked");
        assert_eq!(refused.kind(), "table-protected", "{name}");
    }
    for cut in [600, 2_000, 5_000, 9_000] {
        let name = workbooks.join("protected-default-agile.xlsx");
        let bytes = fs::read(name).expect("a workbook of the tests");
        let refused = workbook::read(&bytes[..cut], "T.xlsx", &Limits::default());
        refused.expect_err("a cut file is no workbook");
    }
}

/// Old Excel files say in their shared strings which part of a text is struck out.
#[test]
fn a_part_that_is_struck_out_in_an_xls_is_not_there() {
    let name = "struck-part.xls";
    let workbooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/workbooks");
    let bytes = fs::read(workbooks.join(name)).expect("a workbook of the tests");
    let table = workbook::read(&bytes, name, &Limits::default()).expect("a workbook");
    let cell = table.tabs[0].rows[1].cell(2).expect("a decision");
    assert_eq!(cell.value.text().trim(), "18/QĐ-UBND ngày 17/8/2025");
    assert_eq!(cell.struck.as_deref(), Some("12/QĐ-UBND ngày 20/7/2025"));
}
