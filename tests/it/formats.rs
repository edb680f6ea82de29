//! The same cells give the same table, whatever format they are saved in.

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
        "<office:automatic-styles><style:style style:name=\"ta1\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>",
        "<table:table table:name=\"T\" table:style-name=\"ta1\"><table:table-row/></table:table>",
    );
    let table = read(&zip(&xlsx), "T.xlsx");
    assert!(table.tabs[0].hidden);
    assert_eq!(read(&ods, "T.ods"), table);
}
