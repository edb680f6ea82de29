//! `Thay đổi`: what changed since the last report that readers got.
//!
//! Compares nothing itself; without an earlier report it says so.

use std::collections::HashMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::{Content, order, sentence, words};
use crate::report::head;
use crate::report::home::Homes;
use crate::report::ink::{BODY, HEADING, TABLE};
use crate::report::layout::{Cell, Page, Paper};
use crate::report::sheet::{NAMES, detail, for_reader};
use crate::rule::{Standing, Status};

const HEADINGS: [(&str, u32); 6] = [
    ("STT", 40),
    ("Xã, phường, đặc khu", 150),
    ("Kỳ trước", 118),
    ("Kỳ này", 118),
    ("Số quyết định", 104),
    ("Ngày ký", 82),
];

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(NAMES[5], &HEADINGS.map(|(_, width)| width), &[])?;
    head::plain(&mut page, content, "THAY ĐỔI SO VỚI BÁO CÁO TRƯỚC")?;
    let Some(earlier) = content.earlier else {
        page.line(sentence::FIRST, BODY.sized(12.0))?;
        let last = page.row - 1;
        return finish(page, content, last, None);
    };
    page.line(
        &format!(
            "Báo cáo trước: số liệu tính đến ngày {}, lập lúc {}.",
            words::date(earlier.as_of),
            words::moment(earlier.made_at, content.zone)
        ),
        BODY.sized(12.0),
    )?;
    page.line(&sentence::reviewed(content), BODY.sized(12.0))?;
    page.space(6.0)?;
    let heading_row = page.row;
    page.cells(&HEADINGS.map(|(heading, _)| (Cell::text(heading), HEADING)))?;
    let change: HashMap<&str, (Status, Status)> = content
        .changes
        .moved
        .iter()
        .map(|(code, then, now)| (code.as_str(), (*then, *now)))
        .collect();
    let mut moved: Vec<&Standing> = change
        .keys()
        .filter_map(|code| homes.standings.get(code).copied())
        .collect();
    order::by_name(&mut moved);
    if moved.is_empty() {
        page.line("Không có đơn vị nào thay đổi tình trạng.", TABLE.italic())?;
    }
    for (number, standing) in (1..).zip(moved) {
        let (then, now) = change[standing.commune.code.as_str()];
        let decision = standing.decision.as_ref();
        page.cells(&[
            (Cell::Count(number), TABLE.center()),
            (Cell::text(standing.commune.title()), TABLE.bold()),
            (Cell::text(words::status(then)), TABLE.center()),
            (Cell::text(words::status(now)), TABLE.center()),
            (
                Cell::text(for_reader(content, detail::decision_number(decision))),
                TABLE.center(),
            ),
            (
                Cell::day(decision.and_then(|decision| decision.date), words::UNKNOWN),
                TABLE.center(),
            ),
        ])?;
    }
    let last = page.row - 1;
    page.sheet.set_freeze_panes(heading_row + 1, 0)?;
    finish(page, content, last, Some(heading_row))
}

fn finish(
    page: Page,
    content: &Content<'_>,
    last: u32,
    repeat: Option<u32>,
) -> Result<Worksheet, XlsxError> {
    page.finish(
        Paper::Portrait,
        last,
        repeat,
        &head::cautions(content).unwrap_or_default(),
    )
}
