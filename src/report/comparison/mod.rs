//! Several campaigns in one workbook: a row for each, their groups, and the sources of their data.
//!
//! Lays out the comparison; deliberately counts nothing itself. The same content gives the same
//! bytes. A campaign without figures has a row that says so and is in no sum.

mod groups;
mod rows;
mod sources;
#[cfg(test)]
mod tests;

use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};
use tempfile::SpooledTempFile;

use crate::document::Artifact;
use crate::document::comparison::Comparison;
use crate::document::words;
use crate::report::head::Head;
use crate::report::ink::{self, Ink, SHARE, UNKNOWN_FILL};
use crate::report::layout::{Cell, SheetWriter};
use crate::report::{ReportError, clean, first_page, plain};
use crate::rule::{Group, Progress, Words};
use crate::spool;

/// The names of the sheets, in order.
const NAMES: [&str; 3] = ["So sánh", "Theo nhóm", "Nguồn số liệu"];

/// Writes the workbook.
///
/// # Errors
/// If counts do not add up, or a sheet cannot be laid out.
pub fn write(comparison: &Comparison) -> Result<Artifact, ReportError> {
    for one in &comparison.campaigns {
        one.progress().map_or(Ok(()), agree)?;
    }
    let mut workbook = Workbook::new();
    workbook.set_default_format(&ink::default_format(), 20, 64)?;
    workbook.push_worksheet(rows::sheet(comparison)?);
    workbook.push_worksheet(groups::sheet(comparison)?);
    workbook.push_worksheet(sources::sheet(comparison)?);
    let letterhead = comparison.letterhead();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(clean::clean(&letterhead.subject))
            .set_author(clean::clean(&letterhead.agency_name))
            .set_company(clean::clean(&letterhead.agency_name))
            .set_creation_datetime(&comparison.made()),
    );
    let mut package = SpooledTempFile::new(spool::LONG);
    workbook.save_to_writer(&mut package)?;
    let package = first_page::without_number(package, spool::LONG)?;
    let day = comparison.days().map_or(comparison.today, |(_, last)| last);
    let name = format!(
        "SoSanh_{}_{}.xlsx",
        plain(&letterhead.short_name),
        day.format("%Y-%m-%d")
    );
    Ok(Artifact::new(name, package.try_into()?))
}

/// Refuses counts whose parts do not sum to the whole: a share must be from 0 to 100 percent.
fn agree(progress: &Progress) -> Result<(), ReportError> {
    let differ = |figure, stated, counted| ReportError::Disagree {
        figure,
        stated,
        counted,
    };
    let statuses = |issued, incomplete, not_issued, not_reported| {
        issued + incomplete + not_issued + not_reported
    };
    let whole = statuses(
        progress.issued,
        progress.incomplete,
        progress.not_issued,
        progress.not_reported,
    );
    if whole != progress.communes {
        return Err(differ("statuses", progress.communes, whole));
    }
    if progress.on_time + progress.late != progress.issued {
        let timed = progress.on_time + progress.late;
        return Err(differ("issued", progress.issued, timed));
    }
    let wrong = progress.groups.iter().find(|group| {
        let whole = statuses(
            group.issued,
            group.incomplete,
            group.not_issued,
            group.not_reported,
        );
        whole != group.communes
    });
    match wrong {
        Some(group) => Err(differ("groups", group.communes, group.issued)),
        None => Ok(()),
    }
}

/// Returns the head of the first page of each sheet.
fn head<'a>(comparison: &Comparison, letterhead: &'a crate::document::Letterhead) -> Head<'a> {
    Head {
        letterhead,
        subject: &letterhead.subject,
        part: None,
        standing: standing(comparison),
        caution: None,
        year: comparison.today.year(),
    }
}

/// Returns «(Số liệu tính đến ngày 15/8/2025)», with the time of knowledge if one was asked for.
fn standing(comparison: &Comparison) -> String {
    let counted_to = comparison.counted_to();
    match comparison.known_at {
        Some(known_at) => format!(
            "({counted_to}; theo số liệu nhận được đến {})",
            words::moment(known_at, comparison.zone)
        ),
        None => format!("({counted_to})"),
    }
}

/// Writes a head of two rows, for the sheets that are not signed.
fn titled(page: &mut SheetWriter, comparison: &Comparison, title: &str) -> Result<(), XlsxError> {
    page.line(title, ink::BODY.sized(14.0).bold().center())?;
    page.line(&standing(comparison), ink::BODY.italic().center())?;
    page.space(6.0)
}

/// The counts of one row of a table, of a campaign or of a group.
struct Counts {
    communes: u32,
    issued: u32,
    on_time: u32,
    late: u32,
    incomplete: u32,
    not_issued: u32,
    not_reported: u32,
}

impl From<&Progress> for Counts {
    fn from(all: &Progress) -> Self {
        Self {
            communes: all.communes,
            issued: all.issued,
            on_time: all.on_time,
            late: all.late,
            incomplete: all.incomplete,
            not_issued: all.not_issued,
            not_reported: all.not_reported,
        }
    }
}

impl From<&Group> for Counts {
    fn from(all: &Group) -> Self {
        Self {
            communes: all.communes,
            issued: all.issued,
            on_time: all.on_time,
            late: all.late,
            incomplete: all.incomplete,
            not_issued: all.not_issued,
            not_reported: all.not_reported,
        }
    }
}

/// Returns the share of two cells of a row as a formula with its result; a dash if the whole is 0.
fn share(
    row: u32,
    (part, counted): (char, u32),
    (whole, of): (char, u32),
    ink: Ink,
) -> (Cell, Ink) {
    let ink = ink.center().number(SHARE);
    if of == 0 {
        return (Cell::text("–"), ink);
    }
    let row = row + 1;
    let result = f64::from(counted) / f64::from(of);
    (
        Cell::Formula(format!("{part}{row}/{whole}{row}"), result),
        ink,
    )
}

/// Returns the headings of a table. Fills the empty ones, in order, with the campaigns' terms for
/// issued, on time, incomplete, not issued, not reported and overdue.
fn headings(printed: &[(&str, u32)], own: &Words) -> Vec<(Cell, Ink)> {
    let timely = format!("Tỷ lệ {}", words::lower(&own.on_time));
    let own = [
        &own.issued,
        &own.on_time,
        &timely,
        &own.incomplete,
        &own.not_issued,
        &own.not_reported,
        &own.overdue,
    ];
    let mut own = own.into_iter();
    let named = printed.iter().map(|(heading, _)| match *heading {
        "" => own.next().cloned().unwrap_or_default(),
        heading => heading.to_owned(),
    });
    named
        .map(|heading| (Cell::text(heading), ink::HEADING.sized(10.0)))
        .collect()
}

/// The style of «chưa có số liệu» in place of figures.
fn unknown(ink: Ink) -> Ink {
    ink.italic().center().filled(UNKNOWN_FILL)
}
