//! The progress report: one workbook in the layout of Decree 30/2020/NĐ-CP, ready to print and sign.
//!
//! Lays out what `rule` judged; deliberately counts nothing itself. The same content gives the
//! same bytes.

mod chart;
mod clean;
mod figures;
mod first_page;
#[cfg(test)]
mod fixture;
mod head;
mod home;
mod ink;
mod layout;
mod measure;
mod order;
mod sheet;
mod tally;
pub mod template;
#[cfg(test)]
mod tests;
pub mod words;

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{DocProperties, Worksheet, XlsxError};
use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;
use zip::result::ZipError;

use crate::clock::{Date, Timestamp};
use crate::rule::Judgement;
use crate::rule::change::{Changes, Earlier};
use crate::snapshot::Provenance;
use crate::spool::{self, Spooled};
use crate::submission::{Contact, TabReading};

/// A report as a file: its name and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// `BaoCao_ToCNSCD_<campaign>_<as_of>.xlsx`; a summary says so in its name.
    pub file_name: String,
    /// The file.
    pub bytes: Spooled,
}

/// Why no report was written. All are defects of ours: no input leads here.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The figures and the communes' rows do not agree; such a report must not leave the house.
    #[error("số liệu «{figure}» là {stated} nhưng đếm lại từ danh sách được {counted}")]
    Disagree {
        /// Name of the figure, as in JSON.
        figure: &'static str,
        /// What the progress says.
        stated: u32,
        /// What the rows give.
        counted: u32,
    },
    /// The workbook could not be laid out.
    #[error("không lập được tệp báo cáo")]
    Layout(#[from] XlsxError),
    /// The finished file could not be opened again.
    #[error("không đóng gói được tệp báo cáo")]
    Package(#[from] ZipError),
    /// The finished file could not be read where it waits.
    #[error("không đọc lại được tệp báo cáo")]
    Unread(#[from] io::Error),
}

impl ReportError {
    /// What the operator does next.
    pub fn next_step(&self) -> String {
        match self {
            Self::Disagree { .. } => {
                "không gửi số liệu này; báo cho người phát triển kèm bản sao lưu cơ sở dữ liệu"
                    .to_owned()
            }
            Self::Layout(_) | Self::Package(_) | Self::Unread(_) => {
                "chạy lại với -vv và báo cho người phát triển kèm nhật ký".to_owned()
            }
        }
    }
}

/// Writes the report. The same content gives the same bytes.
///
/// # Errors
/// Where the figures differ from a recount of the communes, and where a sheet cannot be laid out.
pub fn write(content: &Content<'_>) -> Result<Workbook, ReportError> {
    if let Some(progress) = &content.judgement.progress {
        tally::agree(content.judgement, progress)?;
    }
    Ok(Workbook {
        file_name: file_name(content),
        bytes: finished(content)?,
    })
}

/// Where the rows of the largest sheet wait to be packed, and a large package to be finished.
#[derive(Clone, Copy)]
enum Waiting {
    /// In temporary files without a name: no memory is taken for texts that are met once.
    OnDisk,
    InMemory,
}

impl Waiting {
    /// More bytes of a package than this leave memory.
    fn most(self) -> usize {
        match self {
            Self::OnDisk => spool::LONG,
            Self::InMemory => usize::MAX,
        }
    }
}

/// The workbook. A folder for temporary files that is missing or full costs memory, not the report.
fn finished(content: &Content<'_>) -> Result<Spooled, ReportError> {
    // the writer panics where its temporary file cannot be written on
    match catch_unwind(AssertUnwindSafe(|| finished_with(content, Waiting::OnDisk))) {
        Err(_)
        | Ok(Err(
            ReportError::Layout(XlsxError::TempFileError(..) | XlsxError::IoError(_))
            | ReportError::Package(ZipError::Io(_))
            | ReportError::Unread(_),
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
            .set_title(clean::clean(&content.document.subject))
            .set_subject(clean::clean(content.title))
            .set_author(clean::clean(&content.document.agency_name))
            .set_company(clean::clean(&content.document.agency_name))
            .set_comment(words::headline(
                content.judgement.as_of,
                content.judgement.progress.as_ref(),
                content.earlier,
            ))
            .set_creation_datetime(&content.judgement.pulled_at),
    );
    let mut package = SpooledTempFile::new(waiting.most());
    workbook.save_to_writer(&mut package)?;
    Ok(package)
}

/// The sheets in their order. One holds every member of every team and takes as long as all the
/// others, so that it is laid out beside them.
fn sheets(content: &Content<'_>, largest: Worksheet) -> Result<[Worksheet; 8], XlsxError> {
    let homes = home::Homes::of(content);
    std::thread::scope(|scope| {
        let detail = scope.spawn(|| sheet::detail::sheet(content, largest));
        let summary = sheet::summary::sheet(content, &homes)?;
        let missing = sheet::missing::sheet(content, &homes)?;
        let composition = sheet::composition::sheet(content, &homes)?;
        let review = sheet::review::sheet(content, &homes)?;
        let changes = sheet::changes::sheet(content, &homes)?;
        let contacts = sheet::contacts::sheet(content)?;
        let provenance = sheet::provenance::sheet(content, &homes)?;
        let detail = match detail.join() {
            Ok(detail) => detail?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        Ok([
            summary,
            detail,
            missing,
            composition,
            review,
            changes,
            contacts,
            provenance,
        ])
    })
}

fn file_name(content: &Content<'_>) -> String {
    let suffix = match content.detail {
        Detail::Full => "",
        Detail::Summary => "_TomTat",
    };
    let campaign: String = content
        .campaign
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => letter,
            _ => '-',
        })
        .collect();
    format!(
        "BaoCao_ToCNSCD_{campaign}_{}{suffix}.xlsx",
        content.judgement.as_of.format("%Y-%m-%d")
    )
}

/// Everything that one workbook says.
#[derive(Clone, Debug)]
pub struct Content<'a> {
    /// The campaign's name (`to-cnscd-quang-ngai`), for the file name.
    pub campaign: &'a str,
    /// The campaign's title: «Thành lập Tổ công nghệ số cộng đồng cấp xã».
    pub title: &'a str,
    /// The figures, the communes, the findings.
    pub judgement: &'a Judgement,
    /// What changed since `earlier`.
    pub changes: &'a Changes,
    /// The last report that readers got, where there is one.
    pub earlier: Option<&'a Earlier>,
    /// Points known from elsewhere, such as the letter's 21 on 2025-08-01.
    pub milestones: &'a [Milestone],
    /// Our own count on the day of each milestone, in the same order.
    pub counted_at_milestones: &'a [u32],
    /// Cumulative decisions by the date they were signed, rising, up to `as_of`.
    pub cumulative: &'a [(Date, u32)],
    /// Support contact points.
    pub contacts: &'a [Contact],
    /// Where the data came from.
    pub sources: &'a [Provenance],
    /// What each tab was taken for.
    pub tabs: &'a [TabReading],
    /// Agency, signer, recipients, legal bases.
    pub document: &'a Document,
    /// Whom to call, by commune code.
    pub directory: &'a BTreeMap<String, DirectoryEntry>,
    /// Basis of each rule, by id, for `Thành phần`; «điểm 1 Công văn …».
    pub bases: &'a BTreeMap<String, String>,
    /// The confirmations in force: commune, number, date, by, reason.
    pub confirmations: &'a [ConfirmedLine],
    /// `Some(moment)` where the report says what was known then.
    pub known_at: Option<Timestamp>,
    /// The data are older than the campaign allows.
    pub stale: bool,
    /// Everything, or without phones and data faults.
    pub detail: Detail,
    /// The snapshot's id and hash, the program's version.
    pub snapshot: &'a str,
    pub table_digest: &'a str,
    /// The zone that instants are printed in.
    pub zone: crate::clock::Zone,
}

/// How much a reader gets.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    /// All of it.
    #[default]
    Full,
    /// Without members' phones and data faults.
    Summary,
}

/// A point known from elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The day.
    pub date: Date,
    /// Communes with a decision then.
    pub issued: u32,
    /// Where that is said.
    pub note: String,
}

/// A line of «Đã đối chiếu»: a decision counted because a person confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmedLine {
    /// Code of the commune.
    pub commune: String,
    pub number: String,
    pub date: Date,
    pub by: String,
    pub reason: String,
}

/// Whom to call in a commune: the campaign's directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    /// Chủ tịch UBND: name, phone, mail as in the directory.
    pub chairman: String,
    /// Trưởng phòng Văn hóa - Xã hội.
    pub head_culture: String,
    /// The specialist in charge.
    pub specialist: String,
    pub phones: String,
    pub emails: String,
}

/// What the document's head and foot say; all from the campaign, nothing invented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// «UBND TỈNH QUẢNG NGÃI»
    pub parent_agency: String,
    /// «SỞ KHOA HỌC VÀ CÔNG NGHỆ»
    pub agency: String,
    /// «Sở Khoa học và Công nghệ», as in «của Sở …».
    pub agency_name: String,
    /// «Quảng Ngãi»
    pub place: String,
    /// «/BC-SKHCN», after the blank for the number.
    pub number_suffix: String,
    /// «TIẾN ĐỘ THÀNH LẬP TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CẤP XÃ»
    pub subject: String,
    /// Lines above the name: «KT. GIÁM ĐỐC», «PHÓ GIÁM ĐỐC».
    pub signer_title: Vec<String>,
    /// Full name; empty leaves the space.
    pub signer_name: String,
    /// Lines of «Nơi nhận».
    pub recipients: Vec<String>,
    /// «Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025»: the letter that the rules come from.
    pub letter: String,
    /// Further legal bases.
    pub legal_bases: Vec<String>,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            parent_agency: "UBND TỈNH QUẢNG NGÃI".to_owned(),
            agency: "SỞ KHOA HỌC VÀ CÔNG NGHỆ".to_owned(),
            agency_name: "Sở Khoa học và Công nghệ".to_owned(),
            place: "Quảng Ngãi".to_owned(),
            number_suffix: "/BC-SKHCN".to_owned(),
            subject: "Tiến độ thành lập Tổ công nghệ số cộng đồng cấp xã".to_owned(),
            signer_title: vec!["KT. GIÁM ĐỐC".to_owned(), "PHÓ GIÁM ĐỐC".to_owned()],
            signer_name: String::new(),
            recipients: vec!["- Lưu: VT, BCVT&CĐS.".to_owned()],
            letter: "Công văn số …/SKHCN-BCVT&CĐS tháng 8/2025".to_owned(),
            legal_bases: Vec::new(),
        }
    }
}
