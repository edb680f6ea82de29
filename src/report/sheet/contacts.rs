//! `Đầu mối`: the support contact points of the systems, in the sheet's order.
//!
//! A summary shows no phones except short hotlines such as 1022.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::{Content, Detail, words};
use crate::report::head;
use crate::report::ink::{ASIDE, HEADING, Ink, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::sheet::{cell_reference, for_reader};
use crate::submission::Contact;

const HEADINGS: [(&str, u32); 7] = [
    ("STT", 36),
    ("Hệ thống, nền tảng", 160),
    ("Đầu mối", 112),
    ("Đơn vị phụ trách", 128),
    ("Điện thoại", 94),
    // Wide, since a mail address cannot be wrapped.
    ("Thư điện tử", 226),
    ("Nhóm hỗ trợ, tài liệu hướng dẫn", 196),
];

/// The most digits of a hotline, whose number is public.
const HOTLINE: usize = 6;

pub(crate) fn sheet(content: &Content<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = SheetWriter::new(
        content.judgement.words.sheets()[6],
        Paper::Landscape,
        &HEADINGS.map(|(_, width)| width),
        &[150],
    )?;
    head::plain(&mut page, content, "ĐẦU MỐI HỖ TRỢ CÁC HỆ THỐNG")?;
    let heading_row = page.row;
    let mut headings: Vec<(Cell, Ink)> = HEADINGS
        .map(|(heading, _)| (Cell::text(heading), HEADING))
        .to_vec();
    headings.push((Cell::text("Ô trong bảng nguồn"), ASIDE.bold()));
    page.cells(&headings)?;
    page.repeat_heading();
    if content.contacts.is_empty() {
        page.line(words::UNKNOWN, TABLE.italic())?;
    }
    for (number, contact) in (1..).zip(content.contacts) {
        page.cells(&row(content, number, contact))?;
    }
    let last = page.row - 1;
    page.sheet.set_freeze_panes(heading_row + 1, 2)?;
    page.finish(last, &head::footer(content))
}

fn row(content: &Content<'_>, number: u32, contact: &Contact) -> Vec<(Cell, Ink)> {
    let phones: Vec<&str> = contact
        .phones
        .iter()
        .map(String::as_str)
        .filter(|phone| content.detail == Detail::Full || phone.len() <= HOTLINE)
        .collect();
    let links: Vec<&str> = contact
        .groups
        .iter()
        .chain(&contact.link)
        .map(String::as_str)
        .collect();
    vec![
        (Cell::Count(number), TABLE.center()),
        (
            Cell::text(for_reader(content, &contact.system)),
            TABLE.bold(),
        ),
        (Cell::text(for_reader(content, &contact.name)), TABLE),
        (Cell::text(for_reader(content, &contact.unit)), TABLE),
        (Cell::text(phones.join("\n")), TABLE.center()),
        (
            Cell::text(for_reader(content, contact.emails.join("\n"))),
            TABLE,
        ),
        (Cell::text(for_reader(content, links.join("\n"))), TABLE),
        (cell_reference(content, Some(&contact.cell)), ASIDE),
    ]
}
