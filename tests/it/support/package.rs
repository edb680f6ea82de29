//! Makes zips and xlsx packages byte by byte, so that each lie can be told on its own.

use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write;

/// One file of a zip; every field may lie.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) packed: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) size: u32,
    pub(crate) crc: u32,
    /// Takes the bytes of the entry before it instead of its own.
    pub(crate) shares: bool,
}

/// An honest deflated file.
pub(crate) fn entry(name: &str, data: impl AsRef<[u8]>) -> Entry {
    let data = data.as_ref();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).expect("memory");
    Entry {
        packed: encoder.finish().expect("memory"),
        method: 8,
        ..stored(name, data)
    }
}

/// An honest file as it is.
pub(crate) fn stored(name: &str, data: impl AsRef<[u8]>) -> Entry {
    let data = data.as_ref();
    let mut crc = Crc::new();
    crc.update(data);
    Entry {
        name: name.to_owned(),
        packed: data.to_vec(),
        method: 0,
        flags: 0x0800,
        size: u32::try_from(data.len()).expect("small"),
        crc: crc.sum(),
        shares: false,
    }
}

/// A zip of these files.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    let mut start = 0;
    for entry in entries {
        if !entry.shares {
            start = u32::try_from(bytes.len()).expect("small");
            bytes.extend_from_slice(b"PK\x03\x04");
            fields(&mut bytes, entry);
            bytes.extend_from_slice(entry.name.as_bytes());
            bytes.extend_from_slice(&entry.packed);
        }
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        fields(&mut directory, entry);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&start.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
    }
    let at = u32::try_from(bytes.len()).expect("small");
    let count = u16::try_from(entries.len()).expect("few");
    let size = u32::try_from(directory.len()).expect("small");
    bytes.extend_from_slice(&directory);
    bytes.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&count.to_le_bytes());
    bytes.extend_from_slice(&size.to_le_bytes());
    bytes.extend_from_slice(&at.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

fn fields(out: &mut Vec<u8>, entry: &Entry) {
    out.extend_from_slice(&20u16.to_le_bytes());
    out.extend_from_slice(&entry.flags.to_le_bytes());
    out.extend_from_slice(&entry.method.to_le_bytes());
    out.extend_from_slice(&[0, 0, 0x21, 0]);
    out.extend_from_slice(&entry.crc.to_le_bytes());
    let packed = u32::try_from(entry.packed.len()).expect("small");
    out.extend_from_slice(&packed.to_le_bytes());
    out.extend_from_slice(&entry.size.to_le_bytes());
    let name = u16::try_from(entry.name.len()).expect("short");
    out.extend_from_slice(&name.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
}

pub(crate) const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
pub(crate) const SHEET: &str = "xl/worksheets/sheet1.xml";
pub(crate) const STRINGS: &str = "xl/sharedStrings.xml";

/// The parts of an xlsx with these tabs, each on the first sheet's part.
pub(crate) fn parts(tabs: &[&str], properties: &str, sheet: &str) -> Vec<Entry> {
    let sheets: String = tabs
        .iter()
        .enumerate()
        .map(|(index, title)| {
            format!(
                r#"<sheet name="{title}" sheetId="{}" r:id="r1"/>"#,
                index + 1
            )
        })
        .collect();
    vec![
        entry("[Content_Types].xml", CONTENT_TYPES),
        entry("_rels/.rels", ROOT),
        entry(
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="m" xmlns:r="r">{properties}<sheets>{sheets}</sheets></workbook>"#
            ),
        ),
        entry(
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        entry("xl/styles.xml", STYLES),
        entry(STRINGS, strings(&["không", "một", "hai"])),
        entry(SHEET, sheet),
    ]
}

pub(crate) fn strings(texts: &[&str]) -> String {
    let items: String = texts
        .iter()
        .map(|text| format!("<si><t>{text}</t></si>"))
        .collect();
    format!(r#"<sst uniqueCount="{}">{items}</sst>"#, texts.len())
}

/// A worksheet with these rows.
pub(crate) fn sheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// The parts of an xlsx with one tab `T` with these rows.
pub(crate) fn book_parts(rows: &str) -> Vec<Entry> {
    parts(&["T"], "", &sheet(rows))
}

/// The same, as a file.
pub(crate) fn book(rows: &str) -> Vec<u8> {
    zip(&book_parts(rows))
}

/// A file of one worksheet written in full.
pub(crate) fn book_of(worksheet: &str) -> Vec<u8> {
    zip(&parts(&["T"], "", worksheet))
}

/// A file with one row of cells, `<c …>` each.
pub(crate) fn row(cells: &str) -> Vec<u8> {
    book(&format!(r#"<row r="1">{cells}</row>"#))
}

/// A good file with a change to one of its parts.
pub(crate) fn changed(part: &str, change: impl Fn(&mut Entry)) -> Vec<u8> {
    let mut parts = book_parts(r#"<row r="1"><c r="A1" t="s"><v>1</v></c></row>"#);
    let found = parts
        .iter_mut()
        .find(|entry| entry.name == part)
        .expect("a part of the book");
    change(found);
    zip(&parts)
}

/// A good file with a part in place of one of its own, or besides.
pub(crate) fn with(part: &str, data: impl AsRef<[u8]>) -> Vec<u8> {
    let mut parts = book_parts(r#"<row r="1"><c r="A1" t="s"><v>1</v></c></row>"#);
    parts.retain(|entry| entry.name != part);
    parts.push(entry(part, data));
    zip(&parts)
}
