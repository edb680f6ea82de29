//! Figures published for earlier days, compared with our own count of the same day.
//!
//! Shows the difference and deliberately does not explain it.

use rust_xlsxwriter::XlsxError;

use crate::document::{Content, words};
use crate::report::ink::{BODY, COUNT, DIFFERENCE, HEADING, Ink, TABLE};
use crate::report::layout::{Cell, SheetWriter};

/// Writes the published figures beside our count of that day, with the difference.
pub(in crate::report) fn write(
    page: &mut SheetWriter,
    content: &Content<'_>,
    number: usize,
) -> Result<(), XlsxError> {
    if content.milestones.is_empty() {
        return Ok(());
    }
    page.keep_together(80.0);
    let title = format!("{number}. Đối chiếu với số liệu đã công bố");
    page.line(&title, BODY.bold())?;
    milestone_row(
        page,
        [
            "Tính đến ngày",
            "Đã công bố",
            "Theo bảng số liệu",
            "Chênh lệch",
            "Nguồn",
        ]
        .map(Cell::text),
        [HEADING.sized(10.0); 5],
    )?;
    let center = TABLE.center();
    let looks = [
        center,
        center.number(COUNT),
        center.number(COUNT),
        center.number(DIFFERENCE),
        TABLE,
    ];
    for (position, milestone) in content.milestones.iter().enumerate() {
        let row = page.row + 1;
        let (ours, difference) = match content.counted_at_milestones.get(position) {
            Some(ours) => (
                Cell::Count(*ours),
                Cell::Formula(
                    format!("E{row}-C{row}"),
                    f64::from(*ours) - f64::from(milestone.issued),
                ),
            ),
            None => (Cell::text(words::UNKNOWN), Cell::text("–")),
        };
        milestone_row(
            page,
            [
                Cell::Day(milestone.date),
                Cell::Count(milestone.issued),
                ours,
                difference,
                Cell::text(&milestone.note),
            ],
            looks,
        )?;
    }
    page.space(8.0)
}

fn milestone_row(
    page: &mut SheetWriter,
    cells: [Cell; 5],
    looks: [Ink; 5],
) -> Result<(), XlsxError> {
    let columns = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 10)];
    let spans: Vec<_> = columns
        .into_iter()
        .zip(cells)
        .zip(looks)
        .map(|(((first, last), cell), look)| (first, last, cell, look))
        .collect();
    page.spans(&spans)
}
