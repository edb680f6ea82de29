//! Our reader of xlsx and calamine say the same of every cell: of all workbooks that the tests and
//! the fuzzers have.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader, Xlsx};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use cnscd::table::guard::{self, FileFormat};
use cnscd::table::{Limits, Tab, Value, workbook};

use crate::support::hostile::cases;

#[test]
fn two_readers_of_xlsx_say_the_same() {
    let mut all: Vec<(String, Vec<u8>)> = cases()
        .into_iter()
        .map(|case| (case.name.to_owned(), case.bytes))
        .collect();
    for folder in ["config/samples", "fuzz/corpus/workbook", "tests"] {
        for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let bytes = fs::read(&file).expect("readable");
            all.push((file.display().to_string(), bytes));
        }
    }
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (name, bytes) in &all {
        match differences(bytes) {
            Some(found) => {
                compared += 1;
                wrong.extend(found.into_iter().map(|found| format!("{name}: {found}")));
            }
            None => continue,
        }
    }
    assert!(compared >= 40, "{compared}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

/// Cells of which the readers differ; `None` where not both of them read the file.
fn differences(bytes: &[u8]) -> Option<Vec<String>> {
    let limits = Limits::default();
    if !matches!(guard::kind(bytes, &limits), Ok(FileFormat::Xlsx)) {
        return None;
    }
    let ours = workbook::read(bytes, "T.xlsx", &limits).ok()?;
    // it panics at some broken files
    let mut theirs = catch_unwind(|| Xlsx::new(Cursor::new(bytes))).ok()?.ok()?;
    let mut wrong = Vec::new();
    for tab in &ours.tabs {
        let ours = cells(tab);
        let read = AssertUnwindSafe(|| their_cells(&mut theirs, &tab.title));
        let Ok(Some(theirs)) = catch_unwind(read) else {
            continue;
        };
        for place in ours.keys().chain(theirs.keys()) {
            let (ours, theirs) = (ours.get(place), theirs.get(place));
            // what we name instead of reading it, and what calamine cannot say
            let named = ours.is_some_and(|ours| ours.starts_with('!'));
            if ours != theirs && !named {
                wrong.push(format!("{} {place:?}: {ours:?} and {theirs:?}", tab.title));
            }
        }
    }
    Some(wrong)
}

fn cells(tab: &Tab) -> BTreeMap<(u32, u32), String> {
    let rows = tab.rows.iter();
    let cells = rows.flat_map(|row| row.cells.iter().map(|cell| (row.number, cell)));
    cells
        .map(|(row, cell)| {
            let said = match &cell.value {
                _ if cell.struck.is_some() => "!struck".to_owned(),
                Value::Error(_) | Value::Uncomputed(_) => "!error".to_owned(),
                Value::Number(number) => number_or_day(*number, false),
                Value::Date(instant) => number_or_day(serial(*instant, tab.epoch_1904), true),
                Value::Text(text) => brief(text),
                Value::Bool(truth) => truth.to_string(),
            };
            ((row, cell.column), said)
        })
        .collect()
}

/// A text by its beginning and its length: a megabyte may stand in thousands of cells.
fn brief(text: &str) -> String {
    let begin: String = text.chars().take(100).collect();
    match text.len() {
        0 => begin,
        length => format!("{begin} ({length})"),
    }
}

/// Numbers of which no calendar has a day stay numbers with us.
fn is_a_day(serial: f64) -> bool {
    (61.0..2_957_003.0).contains(&serial)
}

fn number_or_day(serial: f64, is_day: bool) -> String {
    let kind = if is_day && is_a_day(serial) {
        "day"
    } else {
        "number"
    };
    format!("{kind} {serial:.5}")
}

fn serial(instant: NaiveDateTime, epoch_1904: bool) -> f64 {
    let epoch = match epoch_1904 {
        true => NaiveDate::from_ymd_opt(1904, 1, 1),
        false => NaiveDate::from_ymd_opt(1899, 12, 30),
    };
    let since = instant - epoch.expect("a day").and_time(NaiveTime::MIN);
    since.as_seconds_f64() / 86_400.0
}

fn their_cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    title: &str,
) -> Option<BTreeMap<(u32, u32), String>> {
    let mut reader = book.worksheet_cells_reader(title).ok()?;
    let mut cells = BTreeMap::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let said = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Int(number) => number_or_day(f64::from(i32::try_from(*number).ok()?), false),
            DataRef::Float(number) => number_or_day(*number, false),
            DataRef::Bool(truth) => truth.to_string(),
            DataRef::String(text) | DataRef::DurationIso(text) => brief(text),
            DataRef::SharedString(text) => brief(text),
            DataRef::Error(_) => "!error".to_owned(),
            DataRef::DateTimeIso(text) => match text.parse() {
                Ok(instant) => number_or_day(serial(instant, false), true),
                Err(_) => brief(text),
            },
            DataRef::DateTime(serial) => number_or_day(
                serial.as_f64(),
                serial.is_datetime() && is_a_day(serial.as_f64()),
            ),
        };
        if !said.is_empty() {
            cells.insert(cell.get_position(), said);
        }
    }
    Some(cells)
}
