//! `Rà soát dữ liệu`: every finding that no other sheet shows, each
//! linked to its cell in the source.
//!
//! In a summary it shows only what concerns decisions and says that the rest was left out.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::Content;
use crate::finding::Finding;
use crate::report::head;
use crate::report::home::{Homes, printed};
use crate::report::ink::{ASIDE, BODY, Ink, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::sheet::{
    UNITS, cell_reference, commune_title, composition, for_reader, graded, headings, message,
};

const HEADINGS: [(&str, u32); 5] = [
    ("STT", 40),
    ("Mức độ", 90),
    (UNITS, 146),
    ("Nội dung", 472),
    ("Giá trị đang ghi", 210),
];

/// The most rows that may be written: what head and notes leave of Excel's 1,048,576.
const ROWS: usize = 1_048_000;

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = SheetWriter::new(
        content.judgement.words.sheets()[4],
        Paper::Landscape,
        &HEADINGS.map(|(_, width)| width),
        &[150, 150, 150],
    )?;
    head::plain(
        &mut page,
        content,
        "NỘI DUNG CẦN RÀ SOÁT TRONG BẢNG SỐ LIỆU",
    )?;
    page.line(&composition::tallied(&homes.review), BODY.sized(12.0))?;
    if homes.withheld > 0 {
        page.line(
            "Bản tóm tắt: không kèm nội dung rà soát về cách nhập số liệu.",
            BODY.sized(12.0).italic(),
        )?;
    }
    page.space(6.0)?;
    let heading_row = page.row;
    let mut headings = headings(content, &HEADINGS);
    for heading in ["Ô trong bảng nguồn", "Nguồn", "Mã nội dung"] {
        headings.push((Cell::text(heading), ASIDE.bold()));
    }
    page.cells(&headings)?;
    page.repeat_heading();

    let written = &homes.review[..homes.review.len().min(ROWS)];
    let (shown, infos) = written.split_at(printed(written));
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
    if written.len() < homes.review.len() {
        let left = homes.review.len() - written.len();
        page.line(&format!("… và {left} nội dung khác."), TABLE.italic())?;
    }
    let columns = u16::try_from(headings.len() - 1).expect("a few columns");
    page.sheet
        .autofilter(heading_row, 0, page.row - 1, columns)?;
    page.sheet.set_freeze_panes(heading_row + 1, 0)?;
    page.finish(last, &head::footer(content))
}

fn row(
    content: &Content<'_>,
    homes: &Homes<'_>,
    number: Cell,
    finding: &Finding,
) -> Vec<(Cell, Ink)> {
    let source = finding
        .cell
        .as_ref()
        .and_then(|cell| content.sources.get(usize::from(cell.source)))
        .map_or("", |source| source.name.as_str());
    vec![
        (number, TABLE.center()),
        graded(finding.severity),
        (Cell::text(commune_title(homes, finding)), TABLE),
        (Cell::text(message(content, homes, finding)), TABLE),
        (Cell::text(for_reader(content, &finding.value)), TABLE),
        (cell_reference(content, finding.cell.as_ref()), ASIDE),
        (Cell::text(source), ASIDE),
        (Cell::text(finding.rule.id()), ASIDE),
    ]
}
