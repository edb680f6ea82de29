//! The progress report: one workbook in the layout of Decree
//! 30/2020/NĐ-CP, ready to print and sign.
//!
//! Lays out what `rule` judged; deliberately counts nothing itself. The same
//! content gives the same bytes.

mod chart;
mod clean;
pub mod comparison;
mod figures;
mod first_page;
#[cfg(test)]
pub(crate) mod fixture;
mod foot;
mod head;
mod home;
mod ink;
mod layout;
mod measure;
pub mod results;
mod sheet;
mod tally;
pub mod template;
#[cfg(test)]
mod tests;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{DocProperties, Worksheet, XlsxError};
use tempfile::SpooledTempFile;
use zip::result::ZipError;

use crate::document::{Artifact, Content, Detail, sentence, words};
use crate::failure::{causes, reasons};
use crate::spool::{self, Spooled};
use crate::worker;

causes!(XlsxError, ZipError);

reasons! {
    /// Why no report was written. All are defects of the program: no input causes them.
    pub enum ReportError {
        /// The figure, as JSON names it, differs from the communes' rows.
        /// Such a report must not be sent.
        Disagree { figure: &'static str, stated: u32, counted: u32 } = 70 "report-disagree",
        /// The workbook could not be laid out.
        Layout { cause: XlsxError } = 70 "report-layout",
        /// The finished file could not be opened again.
        Package { cause: ZipError } = 70 "report-package",
        /// The finished file could not be read back from where it is kept.
        Unread { cause: io::Error } = 70 "report-unread",
    }
}

impl From<XlsxError> for ReportError {
    fn from(cause: XlsxError) -> Self {
        Self::Layout { cause }
    }
}

impl From<ZipError> for ReportError {
    fn from(cause: ZipError) -> Self {
        Self::Package { cause }
    }
}

impl From<io::Error> for ReportError {
    fn from(cause: io::Error) -> Self {
        Self::Unread { cause }
    }
}

/// Writes the report. The same content gives the same bytes.
///
/// # Errors
/// If the figures differ from a recount of the communes, or a sheet cannot be laid out.
pub fn write(content: &Content<'_>) -> Result<Artifact, ReportError> {
    if let Some(progress) = &content.judgement.progress {
        tally::agree(content.judgement, progress)?;
    }
    Ok(Artifact::new(file_name(content), finished(content)?))
}

/// Where rows of the largest sheet are kept until it is packed, and large packages until finished.
#[derive(Clone, Copy)]
enum Waiting {
    /// In temporary files without a name: texts that occur only once take no memory.
    OnDisk,
    InMemory,
}

impl Waiting {
    /// Returns the size in bytes above which a package is moved from memory to a file.
    fn most(self) -> usize {
        match self {
            Self::OnDisk => spool::LONG,
            Self::InMemory => usize::MAX,
        }
    }
}

/// Writes the workbook. If the folder for temporary files is missing or full, uses memory instead.
fn finished(content: &Content<'_>) -> Result<Spooled, ReportError> {
    // The workbook library panics if it cannot write to its temporary file.
    match catch_unwind(AssertUnwindSafe(|| finished_with(content, Waiting::OnDisk))) {
        Err(_)
        | Ok(Err(
            ReportError::Layout {
                cause: XlsxError::TempFileError(..) | XlsxError::IoError(_),
            }
            | ReportError::Package {
                cause: ZipError::Io(_),
            }
            | ReportError::Unread { .. },
        )) => finished_with(content, Waiting::InMemory),
        Ok(finished) => finished,
    }
}

fn finished_with(content: &Content<'_>, waiting: Waiting) -> Result<Spooled, ReportError> {
    let package = first_page::without_number(packed_with(content, waiting)?, waiting.most())?;
    Ok(package.try_into()?)
}

fn packed_with(content: &Content<'_>, waiting: Waiting) -> Result<SpooledTempFile, XlsxError> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.set_default_format(&ink::default_format(), 20, 64)?;
    let largest = match waiting {
        Waiting::OnDisk => workbook.new_worksheet_with_constant_memory()?,
        Waiting::InMemory => Worksheet::new(),
    };
    for sheet in sheets(content, largest)? {
        workbook.push_worksheet(sheet);
    }
    workbook.set_zip_compression_level(3);
    workbook.set_properties(
        &DocProperties::new()
            .set_title(clean::clean(content.subject()))
            .set_subject(clean::clean(content.title))
            .set_author(clean::clean(&content.letterhead.agency_name))
            .set_company(clean::clean(&content.letterhead.agency_name))
            .set_comment(sentence::headline(content.judgement, content.earlier))
            .set_creation_datetime(&content.judgement.pulled_at),
    );
    let mut package = SpooledTempFile::new(waiting.most());
    workbook.save_to_writer(&mut package)?;
    Ok(package)
}

/// Lays out the sheets in their order. One has every member of every team and takes as long as all
/// others together, so it is made in parallel with them.
fn sheets(content: &Content<'_>, largest: Worksheet) -> Result<Vec<Worksheet>, XlsxError> {
    let homes = home::Homes::of(content);
    std::thread::scope(|scope| {
        let detail = worker::begin_scoped(scope, || sheet::detail::sheet(content, largest));
        let summary = sheet::summary::sheet(content)?;
        let missing = sheet::missing::sheet(content, &homes)?;
        let composition = sheet::composition::sheet(content, &homes)?;
        let review = sheet::review::sheet(content, &homes)?;
        let changes = sheet::changes::sheet(content, &homes)?;
        let contacts = sheet::contacts::sheet(content)?;
        let provenance = sheet::provenance::sheet(content, &homes)?;
        let detail = detail.join()?;
        let mut sheets = vec![summary, detail, missing];
        // If a count decides the status, there are no teams to check.
        if !content.judgement.by_count() {
            sheets.push(composition);
        }
        sheets.extend([review, changes, contacts, provenance]);
        Ok(sheets)
    })
}

/// Returns the workbook's file name.
pub(crate) fn file_name(content: &Content<'_>) -> String {
    let part = content.area.map_or(String::new(), |area| {
        let name = clean::joined(&words::part(area));
        format!("_{}", plain(&name))
    });
    let suffix = match content.detail {
        Detail::Full => "",
        Detail::Summary => "_TomTat",
    };
    format!(
        "BaoCao_{}_{}_{}{part}{suffix}.xlsx",
        plain(&content.letterhead.short_name),
        plain(content.campaign),
        content.judgement.as_of.format("%Y-%m-%d")
    )
}

/// Keeps only characters that any file system accepts: letters, digits, dash and underscore.
fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => letter,
            _ => '-',
        })
        .collect()
}
