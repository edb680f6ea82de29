//! `Tổng hợp`: the page that is signed: head, the sentence, what changed, the figures, the table by
//! former province and kind, the charts, `Nơi nhận` and signature.
//!
//! The tables are made in `figures`, the charts in `chart`; the data of the charts are to the right
//! of the print area.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::clock::written;
use crate::document::{Content, Letterhead, sentence, words};
use crate::report::head::Head;
use crate::report::ink::BODY;
use crate::report::layout::{Paper, SheetWriter};
use crate::report::{chart, figures, foot, head};

/// The printed columns: number, name, then the counts.
const WIDTHS: [u32; 11] = [32, 132, 40, 46, 56, 46, 56, 46, 58, 50, 50];
/// The columns to the right of the print area: the data of the charts.
const BESIDE: [u32; 9] = [20, 90, 70, 60, 60, 60, 60, 60, 60];
/// The first column of the right half of head and signature.
const SPLIT: u16 = 4;
/// The scales at which it may be printed to fit two pages, in percent, the largest first.
const SCALES: [u16; 6] = [100, 96, 92, 88, 84, 80];
/// The most pages that the signed part should take.
const PAGES: usize = 2;

pub(crate) fn sheet(content: &Content<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = laid_out(content, SCALES[0])?;
    for scale in &SCALES[1..] {
        if page.pages() <= PAGES {
            break;
        }
        page = laid_out(content, *scale)?;
    }
    if page.pages() > PAGES {
        // A table of many areas needs more pages at any scale: then the
        // full size is easiest to read.
        page = laid_out(content, SCALES[0])?;
    }
    let last = page.row - 1;
    page.finish(last, &head::footer(content))
}

/// Lays out the sheet at a scale in percent.
fn laid_out(content: &Content<'_>, scale: u16) -> Result<SheetWriter, XlsxError> {
    let mut page = SheetWriter::new(
        content.judgement.words.sheets()[0],
        Paper::Scaled(scale),
        &WIDTHS,
        &BESIDE,
    )?;
    head::full(&mut page, &Head::of(content), SPLIT)?;
    opening(&mut page, content)?;
    match &content.judgement.progress {
        Some(progress) => {
            figures::main(&mut page, content, progress)?;
            figures::groups::write(&mut page, content, progress)?;
            let mut section = 2;
            figures::counts::write(&mut page, progress, section)?;
            section += progress.counts.len();
            // Without published figures their section is left out.
            section += usize::from(!content.milestones.is_empty());
            figures::milestones::write(&mut page, content, section)?;
            chart::place(&mut page, content, progress, (section + 1, SPLIT + 1))?;
        }
        None => page.line(&format!("Các chỉ tiêu: {}.", words::NO_SOURCE), BODY.bold())?,
    }
    let appendices = if content.judgement.by_count() {
        "I, II"
    } else {
        "I, II, III"
    };
    let last = format!(
        "Chi tiết tại các Phụ lục {appendices} kèm theo; nguồn số liệu và cách tính tại trang {}./.",
        content.judgement.words.sheet_sources
    );
    foot::signed(&mut page, content.letterhead, &last, SPLIT)?;
    Ok(page)
}

/// Writes the legal bases, the sentence, and what changed.
fn opening(page: &mut SheetWriter, content: &Content<'_>) -> Result<(), XlsxError> {
    let text = BODY.justified();
    for basis in content.letterhead.bases() {
        page.line(&format!("Căn cứ {basis};"), text.italic())?;
    }
    if !content.letterhead.letter.is_empty() {
        page.line(&reporting(content.letterhead), text)?;
    }
    let sentence = sentence::headline(content.judgement, content.earlier);
    page.line(&format!("{sentence}."), text.bold())?;
    if let Some(earlier) = content.earlier {
        page.line(
            &format!(
                "Thay đổi so với báo cáo trước (số liệu tính đến ngày {}):",
                written(earlier.as_of)
            ),
            text,
        )?;
    }
    for line in sentence::changes(content, content.detail, usize::MAX) {
        let dash = if content.earlier.is_some() { "- " } else { "" };
        page.line(&format!("{dash}{line}"), text.sized(12.0))?;
    }
    page.space(6.0)
}

/// Returns «Thực hiện Công văn số …, Sở … báo cáo như sau:».
fn reporting(letterhead: &Letterhead) -> String {
    let agency = if letterhead.agency_name.is_empty() {
        String::new()
    } else {
        format!("{} ", letterhead.agency_name)
    };
    format!("Thực hiện {}, {agency}báo cáo như sau:", letterhead.letter)
}
