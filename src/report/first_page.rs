//! Hides the page number of the first page, as Decree 30/2020/NĐ-CP requires. The workbook library
//! cannot set a different first page, so one attribute is set in the finished package.
//!
//! Changes one element of one part; every other part is copied byte by byte.

use std::io::{Read, Seek, Write};

use tempfile::SpooledTempFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The part of the package with the first sheet.
const FIRST_SHEET: &str = "xl/worksheets/sheet1.xml";

/// Returns the workbook with an empty header on its very first page. Above `most` bytes the result
/// is kept in a temporary file.
pub(super) fn without_number(
    workbook: impl Read + Seek,
    most: usize,
) -> Result<SpooledTempFile, ZipError> {
    let mut archive = ZipArchive::new(workbook)?;
    let mut package = ZipWriter::new(SpooledTempFile::new(most));
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
    package.finish()
}
