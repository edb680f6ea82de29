//! The finished workbook, read back with another library.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use chrono::Days;

use crate::clock::written;
use crate::report::fixture::{Sample, day};
use crate::report::write;
use crate::rule::Words;
use crate::spool::Spooled;

mod hostile;
mod numbers;
mod pages;
mod places;

type Sheets = BTreeMap<String, calamine::Range<Data>>;

fn read(sample: &Sample) -> Sheets {
    let workbook = write(&sample.content()).unwrap();
    let mut file: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(workbook.bytes.whole().unwrap())).unwrap();
    assert_eq!(file.sheet_names(), Words::shipped().sheets());
    file.worksheets().into_iter().collect()
}

/// Returns the text of a cell; its address is counted from zero.
fn text(sheet: &calamine::Range<Data>, row: u32, column: u32) -> String {
    match sheet.get_value((row, column)) {
        None => String::new(),
        Some(Data::DateTime(date)) => {
            let days = Days::new(date.as_f64() as u64);
            written(day(1899, 12, 30) + days)
        }
        Some(other) => other.to_string(),
    }
}

fn rows(sheet: &calamine::Range<Data>) -> std::ops::RangeInclusive<u32> {
    0..=sheet.end().unwrap().0
}

/// Returns the rows of a sheet as text, printed columns only, with cells separated by ` | `.
fn shown(sheet: &calamine::Range<Data>, columns: u32, from: u32, to: u32) -> String {
    (from..=to)
        .map(|row| {
            let cells: Vec<String> = (0..columns)
                .map(|column| text(sheet, row, column).replace('\n', "⏎"))
                .filter(|cell| !cell.is_empty())
                .collect();
            cells.join(" | ")
        })
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns all parts of the package, for what a reader of cells does not see.
fn parts(bytes: &Spooled) -> BTreeMap<String, String> {
    let bytes = bytes.whole().unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().to_string())
        .collect();
    names
        .into_iter()
        .map(|name| {
            let mut part = Vec::new();
            archive
                .by_name(&name)
                .unwrap()
                .read_to_end(&mut part)
                .unwrap();
            (name, String::from_utf8_lossy(&part).into_owned())
        })
        .collect()
}
