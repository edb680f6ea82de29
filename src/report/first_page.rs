//! Decree 30/2020/NĐ-CP hides the number of the first page. The workbook writer knows no first
//! page, so one attribute is set in the finished package.
//!
//! Knows one element of one part; every other part is carried over byte by byte.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The part that holds the first sheet.
const FIRST_SHEET: &str = "xl/worksheets/sheet1.xml";

/// The same workbook with the header of its very first page left empty.
pub(super) fn without_number(mut workbook: impl Read + Seek) -> Result<Vec<u8>, ZipError> {
    let length = workbook.seek(SeekFrom::End(0))?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    let mut archive = ZipArchive::new(workbook)?;
    let mut package = ZipWriter::new(Cursor::new(&mut bytes));
    for position in 0..archive.len() {
        let mut part = archive.by_index(position)?;
        if part.name()? != FIRST_SHEET {
            drop(part);
            package.raw_copy_file(archive.by_index_raw(position)?)?;
            continue;
        }
        let mut sheet = String::new();
        part.read_to_string(&mut sheet)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(3))
            .last_modified_time(DateTime::default());
        package.start_file(FIRST_SHEET, options)?;
        let sheet = sheet.replacen("<headerFooter>", "<headerFooter differentFirst=\"1\">", 1);
        package.write_all(sheet.as_bytes())?;
    }
    package.finish()?;
    Ok(bytes)
}
