//! The heads of the sheets: the full head of Decree 30/2020/NĐ-CP for the report itself, and «Phụ
//! lục … (Kèm theo …)» for the lists.
//!
//! Knows what comes above the content. Number and day of the document stay blank, since the
//! registry clerk assigns them.

use chrono::Datelike;
use rust_xlsxwriter::{Image, XlsxError};

use crate::clock::written;
use crate::document::{Content, Letterhead, sentence, words};
use crate::report::ink::{BODY, Ink};
use crate::report::layout::{Cell, SheetWriter};
use crate::report::measure;

/// One black pixel, stretched to a horizontal rule.
const PIXEL: &[u8] = include_bytes!("rule.png");

/// The contents of the full head.
pub(super) struct Head<'a> {
    pub(super) letterhead: &'a Letterhead,
    /// The subject of the report.
    pub(super) subject: &'a str,
    /// The units that the report is about, if it is about a part.
    pub(super) part: Option<String>,
    /// «(Số liệu tính đến ngày …)».
    pub(super) standing: String,
    /// A warning about old data.
    pub(super) caution: Option<String>,
    /// The year of the signature.
    pub(super) year: i32,
}

impl<'a> Head<'a> {
    /// Returns the head of a report.
    pub(super) fn of(content: &'a Content<'_>) -> Self {
        Self {
            letterhead: content.letterhead,
            subject: content.subject(),
            part: content
                .area
                .is_some()
                .then(|| format!("(Các {})", content.judgement.words.units)),
            standing: standing_at(content),
            caution: sentence::caution(content),
            year: content.judgement.today.year(),
        }
    }
}

/// Writes the full head: agency left, Quốc hiệu right, type and subject, «Số liệu tính đến ngày …».
/// `split` is the first column of the right half.
pub(super) fn full(page: &mut SheetWriter, head: &Head<'_>, split: u16) -> Result<(), XlsxError> {
    let letterhead = head.letterhead;
    let last = page.last_column();
    let left = |text: &str, ink| (0, split - 1, Cell::text(text), ink);
    let right = |text: &str, ink| (split, last, Cell::text(text), ink);
    let center = BODY.sized(12.0).center().unwrapped();
    page.spans(&[
        left(&letterhead.parent_agency, center),
        right("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", center.bold()),
    ])?;
    page.spans(&[
        left(&letterhead.agency, center.bold()),
        right("Độc lập - Tự do - Hạnh phúc", center.bold().sized(13.0)),
    ])?;
    rule(page, 0, split - 1, 90)?;
    rule(page, split, last, 188)?;
    page.space(8.0)?;
    page.spans(&[
        left(
            &format!("Số:          {}", letterhead.number_suffix),
            center.sized(13.0),
        ),
        right(
            &dated(head, page.width(split, last)),
            center.italic().sized(13.0),
        ),
    ])?;
    page.space(10.0)?;
    page.line("BÁO CÁO", BODY.sized(14.0).bold().center())?;
    page.line(head.subject, BODY.sized(14.0).bold().center())?;
    if let Some(part) = &head.part {
        page.line(part, BODY.bold().center())?;
    }
    page.line(&head.standing, BODY.italic().center())?;
    if let Some(note) = &head.caution {
        page.line(note, BODY.bold().italic().center())?;
    }
    rule(page, 0, last, 110)?;
    page.space(10.0)
}

/// Returns «Quảng Ngãi, ngày … tháng … năm 2025» with room to write in, less of it after a long
/// name. A place that is not set is left blank too.
fn dated(head: &Head<'_>, room: u32) -> String {
    let place = match head.letterhead.place.as_str() {
        "" => "…………………",
        place => place,
    };
    let with = |blank: usize| {
        let blank = " ".repeat(blank);
        format!("{place}, ngày{blank}tháng{blank}năm {}", head.year)
    };
    let fits = |text: &String| measure::width(text, 13.0, false) + 8.0 <= f64::from(room);
    (3..=7)
        .rev()
        .map(with)
        .find(fits)
        .unwrap_or_else(|| with(3))
}

/// Writes the head of an appendix, which always has five rows.
pub(super) fn appendix(
    page: &mut SheetWriter,
    content: &Content<'_>,
    number: &str,
    title: &str,
) -> Result<(), XlsxError> {
    let bold = BODY.sized(14.0).bold();
    centred(page, &format!("Phụ lục {number}"), bold)?;
    centred(page, title, bold)?;
    centred(page, &attached_to(content), BODY.italic())?;
    notes(page, content)
}

/// Writes the head of a sheet that is not an appendix, which always has four rows.
pub(super) fn plain(
    page: &mut SheetWriter,
    content: &Content<'_>,
    title: &str,
) -> Result<(), XlsxError> {
    centred(page, title, BODY.sized(14.0).bold())?;
    centred(page, content.title, BODY)?;
    notes(page, content)
}

fn notes(page: &mut SheetWriter, content: &Content<'_>) -> Result<(), XlsxError> {
    centred(page, &standing_at(content), BODY.italic())?;
    match sentence::caution(content) {
        Some(note) => centred(page, &note, BODY.bold().italic()),
        None => page.space(6.0),
    }
}

/// Writes one row over all columns, however long its text is.
fn centred(page: &mut SheetWriter, text: &str, ink: Ink) -> Result<(), XlsxError> {
    page.spans(&[(0, page.last_column(), Cell::text(text), ink.center())])
}

/// Returns «(Số liệu tính đến ngày 15/8/2025)», with the time of knowledge if one was asked for.
fn standing_at(content: &Content<'_>) -> String {
    let as_of = written(content.judgement.as_of);
    match content.known_at {
        Some(known_at) => format!(
            "(Số liệu tính đến ngày {as_of}; theo số liệu Sở nhận được đến {})",
            words::moment(known_at, content.zone)
        ),
        None => format!("(Số liệu tính đến ngày {as_of})"),
    }
}

/// Returns the footer of every page, so that a page taken out of the report still shows its date.
pub(super) fn footer(content: &Content<'_>) -> String {
    let as_of = format!("Số liệu tính đến ngày {}", written(content.judgement.as_of));
    match sentence::caution(content) {
        Some(caution) => format!("{as_of}. {caution}"),
        None => as_of,
    }
}

fn attached_to(content: &Content<'_>) -> String {
    let letterhead = content.letterhead;
    let whose = if letterhead.agency_name.is_empty() {
        String::new()
    } else {
        format!(" của {}", letterhead.agency_name)
    };
    format!(
        "(Kèm theo Báo cáo số          {} ngày       tháng       năm {}{whose})",
        letterhead.number_suffix,
        content.judgement.today.year()
    )
}

/// Draws a horizontal rule of `length` pixels, centred below the row above.
fn rule(page: &mut SheetWriter, first: u16, last: u16, length: u32) -> Result<(), XlsxError> {
    let image = Image::new_from_buffer(PIXEL)?
        .set_scale_to_size(f64::from(length), 1.0, false)
        .set_decorative(true);
    page.draw(&image, first, last, length)
}
