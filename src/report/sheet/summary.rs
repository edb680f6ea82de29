//! `Tổng hợp`: the page that is signed: head, the sentence, what changed, the figures, the
//! table by former province and kind, the charts, `Nơi nhận` and signature.
//!
//! The tables are `figures`, the charts `chart`; the data of the charts stand right of the
//! print area.

use rust_xlsxwriter::{FormatAlign, Worksheet, XlsxError};

use crate::report::home::Homes;
use crate::report::ink::{BODY, Ink};
use crate::report::layout::{Cell, Page, Paper};
use crate::report::sheet::{NAMES, changes};
use crate::report::{Content, chart, figures, head, order, words};
use crate::rule::Standing;

/// Printed columns: number, name, then the counts.
const WIDTHS: [u32; 10] = [34, 128, 46, 56, 58, 52, 52, 74, 56, 58];
/// Columns right of the print area: the data of the charts.
const BESIDE: [u32; 9] = [20, 90, 70, 60, 60, 60, 60, 60, 60];
/// First column of the right half of head and signature.
const SPLIT: u16 = 4;

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(NAMES[0], &WIDTHS, &BESIDE)?;
    head::full(&mut page, content, SPLIT)?;
    opening(&mut page, content, homes)?;
    match &content.judgement.progress {
        Some(progress) => {
            figures::main(&mut page, content, progress)?;
            figures::groups(&mut page, content)?;
            figures::milestones(&mut page, content)?;
            chart::place(&mut page, content, progress)?;
        }
        None => page.line(&format!("Các chỉ tiêu: {}.", words::NO_SOURCE), BODY.bold())?,
    }
    closing(&mut page, content)?;
    let last = page.row - 1;
    page.finish(
        Paper::Full,
        last,
        None,
        &head::cautions(content).unwrap_or_default(),
    )
}

/// Legal bases, the sentence, and what changed.
fn opening(page: &mut Page, content: &Content<'_>, homes: &Homes<'_>) -> Result<(), XlsxError> {
    let text = BODY.justified();
    for basis in &content.document.legal_bases {
        page.line(&format!("Căn cứ {basis};"), text.italic())?;
    }
    if !content.document.letter.is_empty() {
        page.line(
            &format!(
                "Thực hiện {}, {} báo cáo như sau:",
                content.document.letter, content.document.agency_name
            ),
            text,
        )?;
    }
    let sentence = words::headline(
        content.judgement.as_of,
        content.judgement.progress.as_ref(),
        content.earlier,
    );
    page.line(&format!("{sentence}."), text.bold())?;
    let Some(earlier) = content.earlier else {
        page.line(changes::FIRST, text)?;
        return page.space(6.0);
    };
    page.line(
        &format!(
            "Thay đổi so với báo cáo trước (số liệu tính đến ngày {}):",
            words::date(earlier.as_of)
        ),
        text,
    )?;
    for (label, codes) in [
        ("Mới ban hành", &content.changes.issued),
        (
            "Không còn được tính là đã ban hành",
            &content.changes.withdrawn,
        ),
    ] {
        if let Some(line) = named(homes, label, codes) {
            page.line(&line, text)?;
        }
    }
    if content.changes.issued.is_empty() && content.changes.withdrawn.is_empty() {
        page.line("- Tình trạng ban hành: không thay đổi.", text)?;
    }
    page.line(&format!("- {}", changes::findings(content)), text)?;
    page.space(6.0)
}

/// «- Mới ban hành (2): Xã Ba Tô; Xã Ba Tơ.»
fn named(homes: &Homes<'_>, label: &str, codes: &[String]) -> Option<String> {
    let mut standings: Vec<&Standing> = codes
        .iter()
        .filter_map(|code| homes.standings.get(code.as_str()).copied())
        .collect();
    order::by_name(&mut standings);
    let names: Vec<String> = standings
        .iter()
        .map(|standing| standing.commune.title())
        .collect();
    let count = u32::try_from(codes.len()).expect("a register is small");
    (!names.is_empty())
        .then(|| format!("- {label} ({}): {}.", words::count(count), names.join("; ")))
}

/// «./.», `Nơi nhận` left and the signature right; never on two pages.
fn closing(page: &mut Page, content: &Content<'_>) -> Result<(), XlsxError> {
    let document = content.document;
    let last = page.last_column();
    page.keep_together(210.0);
    page.line(
        "Chi tiết tại các Phụ lục I, II, III kèm theo; nguồn số liệu và cách tính tại trang Nguồn số liệu./.",
        BODY.justified(),
    )?;
    page.space(8.0)?;
    let signer: Vec<String> = document
        .signer_title
        .iter()
        .cloned()
        .chain(std::iter::repeat_n(String::new(), 4))
        .chain(std::iter::once(document.signer_name.clone()))
        .collect();
    let recipients =
        std::iter::once("Nơi nhận:").chain(document.recipients.iter().map(String::as_str));
    let recipients: Vec<&str> = recipients.collect();
    for position in 0..signer.len().max(recipients.len()) {
        let left = recipients.get(position).copied().unwrap_or_default();
        let right = signer.get(position).map_or("", String::as_str);
        let ink = if position == 0 {
            BODY.sized(12.0).bold().italic()
        } else {
            BODY.sized(11.0)
        };
        page.spans(&[
            (0, SPLIT - 1, Cell::text(left), Ink { top: true, ..ink }),
            (
                SPLIT,
                last,
                Cell::text(right),
                Ink {
                    align: FormatAlign::Center,
                    ..BODY.bold()
                },
            ),
        ])?;
    }
    Ok(())
}
