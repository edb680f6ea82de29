//! `Thành phần`, Phụ lục III: what must be corrected in the teams, one row for each finding, with
//! the basis of its rule.
//!
//! Shows every composition finding; infos come last, below the print area.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::{Content, words};
use crate::finding::{Finding, Severity};
use crate::report::head;
use crate::report::home::{Homes, printed};
use crate::report::ink::{BODY, Ink, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::sheet::{
    UNITS, commune_title, graded, heading, headings, message, trace_headings, traces,
};

const HEADINGS: [(&str, u32); 5] = [
    ("STT", 40),
    (UNITS, 146),
    ("Mức độ", 90),
    ("Nội dung", 490),
    ("Căn cứ", 188),
];

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = SheetWriter::new(
        content.judgement.words.sheets()[3],
        Paper::Landscape,
        &HEADINGS.map(|(_, width)| width),
        &[150, 150, 200],
    )?;
    head::appendix(
        &mut page,
        content,
        "III",
        &heading(content, &content.judgement.words.title_composition),
    )?;
    let findings = &homes.composition;
    page.line(&tallied(findings), BODY.sized(12.0))?;
    page.space(6.0)?;
    let heading_row = page.row;
    let mut headings = headings(content, &HEADINGS);
    headings.extend(trace_headings());
    page.cells(&headings)?;
    page.repeat_heading();
    let (shown, infos) = findings.split_at(printed(findings));
    if shown.is_empty() {
        page.line("Không có nội dung cần xử lý.", TABLE.italic())?;
    }
    for (number, finding) in (1..).zip(shown) {
        page.cells(&row(content, homes, Cell::Count(number), finding))?;
    }
    let last = page.row - 1;
    for finding in infos {
        page.cells(&row(content, homes, Cell::Blank, finding))?;
    }
    let columns = u16::try_from(headings.len() - 1).expect("a few columns");
    page.sheet
        .autofilter(heading_row, 0, page.row - 1, columns)?;
    page.sheet.set_freeze_panes(heading_row + 1, 2)?;
    page.finish(last, &head::footer(content))
}

fn row(
    content: &Content<'_>,
    homes: &Homes<'_>,
    number: Cell,
    finding: &Finding,
) -> Vec<(Cell, Ink)> {
    let basis = content
        .bases
        .get(finding.rule.id())
        .map_or(words::UNKNOWN, String::as_str);
    let mut cells = vec![
        (number, TABLE.center()),
        (Cell::text(commune_title(homes, finding)), TABLE.bold()),
        graded(finding.severity),
        (Cell::text(message(content, homes, finding)), TABLE),
        (Cell::text(words::capitalised(basis)), TABLE),
    ];
    cells.extend(traces(content, finding));
    cells
}

/// Returns «Phải sửa: 3 · Cần xem lại: 12 · Lưu ý: 5».
pub(super) fn tallied(findings: &[&Finding]) -> String {
    [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| {
            let count = findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            format!("{}: {}", words::severity(severity), words::count(count))
        })
        .join(" · ")
}
