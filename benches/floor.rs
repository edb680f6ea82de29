//! The floor that speed is measured against: the least a program of the same job must do.
//!
//! `floor WORKBOOK REGISTER CELLS REPORT FSYNCS` streams every cell of the workbook, takes names,
//! dates and roles just far enough to count, writes the cells listed in CELLS as a report, and
//! waits for the disk FSYNCS times. Prints the counts, so that they can be held against the truth.
//! It keeps no history, makes no findings, guards against nothing and does not use the program.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::Workbook;
use unicode_normalization::{UnicodeNormalization, is_nfc};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // cargo bench calls every target without these: nothing to measure then.
    let [workbook, register, cells, report, fsyncs] = arguments.as_slice() else {
        return Ok(());
    };
    let names = names(&std::fs::read_to_string(register)?);
    let counts = read(workbook, &names)?;
    write(
        &std::fs::read_to_string(cells)?,
        Path::new(report),
        fsyncs.parse()?,
    )?;
    writeln!(
        std::io::stdout(),
        r#"{{"members":{},"issued":{},"on_time":{},"composition_ok":{}}}"#,
        counts.members,
        counts.communes.iter().filter(|one| one.issued).count(),
        counts.communes.iter().filter(|one| one.on_time).count(),
        counts.communes.iter().filter(|one| one.chair_leads).count(),
    )?;
    Ok(())
}

/// What was read.
#[derive(Default)]
struct Counts {
    members: usize,
    communes: Vec<Commune>,
}

#[derive(Clone, Default)]
struct Commune {
    numbered: bool,
    issued: bool,
    on_time: bool,
    chair_leads: bool,
}

/// Columns of the one layout it knows, in the order of the sheet.
mod column {
    pub(crate) const COMMUNE: u32 = 1;
    pub(crate) const NUMBER: u32 = 2;
    pub(crate) const DATE: u32 = 3;
    pub(crate) const PERSON: u32 = 4;
    pub(crate) const ROLE: u32 = 5;
    pub(crate) const POSITION: u32 = 6;
}
/// First row with a person, from zero.
const TOP: u32 = 8;
/// 15/8/2025 as a serial day, and as month and day.
const DEADLINE: (f64, (u32, u32)) = (45884.0, (8, 15));

fn read(workbook: &str, names: &HashMap<String, usize>) -> Result<Counts, Box<dyn Error>> {
    let mut book: Xlsx<BufReader<File>> = calamine::open_workbook(workbook)?;
    let mut counts = Counts::default();
    counts.communes.resize(
        names.values().max().map_or(0, |last| last + 1),
        Commune::default(),
    );
    for (position, title) in book.sheet_names().into_iter().enumerate() {
        let mut cells = book.worksheet_cells_reader(&title)?;
        let mut current = None;
        let mut leads = false;
        while let Some(cell) = cells.next_cell()? {
            let (row, at) = cell.get_position();
            if position > 0 || row < TOP {
                continue;
            }
            let text = match cell.get_value() {
                DataRef::SharedString(text) => *text,
                DataRef::String(text) => text.as_str(),
                DataRef::DateTime(day) if at == column::DATE => {
                    if let Some(commune) = current.and_then(|at: usize| counts.communes.get_mut(at))
                    {
                        commune.issued = commune.numbered;
                        commune.on_time = commune.numbered && day.as_f64() <= DEADLINE.0;
                    }
                    continue;
                }
                _ => continue,
            };
            if at == column::COMMUNE {
                current = find(names, text);
                continue;
            }
            let Some(commune) = current.and_then(|at| counts.communes.get_mut(at)) else {
                continue;
            };
            match at {
                column::NUMBER => commune.numbered = text.ends_with("/QĐ-UBND"),
                column::DATE => {
                    let day = day(text);
                    commune.issued = commune.numbered && day.is_some();
                    commune.on_time = commune.numbered && day.is_some_and(|day| day <= DEADLINE.1);
                }
                column::PERSON => counts.members += 1,
                column::ROLE => leads = composed(text) == "Tổ trưởng",
                column::POSITION if leads => {
                    commune.chair_leads = composed(text).starts_with("Chủ tịch UBND");
                }
                _ => {}
            }
        }
    }
    Ok(counts)
}

/// The names of the register, with and without their kind, whole and folded.
fn names(register: &str) -> HashMap<String, usize> {
    let mut names = HashMap::new();
    for (position, line) in register.lines().skip(1).enumerate() {
        let mut fields = line.split(',').skip(1);
        let (name, kind) = (fields.next().unwrap_or(""), fields.next().unwrap_or(""));
        let kind = match kind {
            "phuong" => "phường",
            "dac_khu" => "đặc khu",
            _ => "xã",
        };
        let title = format!("{kind} {name}").to_lowercase();
        names.insert(title.clone(), position);
        for form in [name.to_lowercase(), fold(&title), fold(name)] {
            names.entry(form).or_insert(position);
        }
    }
    names
}

fn find(names: &HashMap<String, usize>, typed: &str) -> Option<usize> {
    let lower = composed(typed).to_lowercase();
    let words: Vec<&str> = lower
        .split_whitespace()
        .filter(|word| *word != "ubnd")
        .collect();
    let key = words.join(" ");
    names.get(&key).or_else(|| names.get(&fold(&key))).copied()
}

fn composed(text: &str) -> std::borrow::Cow<'_, str> {
    match is_nfc(text) {
        true => text.into(),
        false => text.nfc().collect::<String>().into(),
    }
}

fn fold(text: &str) -> String {
    let bare = text
        .nfd()
        .filter(|letter| !('\u{300}'..='\u{36f}').contains(letter));
    bare.collect::<String>().to_lowercase().replace('đ', "d")
}

/// Month and day of `05/8/2025`.
fn day(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('/');
    let day = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    (parts.next()? == "2025").then_some((month, day))
}

/// Writes the listed cells: `tab<TAB>title`, then `row<TAB>column<TAB>n|s<TAB>value`.
fn write(cells: &str, report: &Path, fsyncs: usize) -> Result<(), Box<dyn Error>> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(3);
    let mut lines = cells.lines().peekable();
    while let Some(title) = lines.next().and_then(|line| line.strip_prefix("tab\t")) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(title)?;
        while let Some(line) = lines.next_if(|line| !line.starts_with("tab\t")) {
            let mut fields = line.splitn(4, '\t');
            let row = fields.next().unwrap_or("").parse()?;
            let column = fields.next().unwrap_or("").parse()?;
            match (fields.next(), fields.next()) {
                (Some("n"), Some(number)) => {
                    sheet.write_number(row, column, number.parse::<f64>()?)?
                }
                (_, text) => {
                    sheet.write_string(row, column, text.unwrap_or("").replace("\\n", "\n"))?
                }
            };
        }
    }
    workbook.save(report)?;
    let file = File::options().append(true).open(report)?;
    let mut other = tempfile::tempfile_in(report.parent().unwrap_or(Path::new(".")))?;
    for _ in 1..fsyncs {
        other.write_all(&[0; 4096])?;
        other.sync_data()?;
    }
    Ok(file.sync_all()?)
}
