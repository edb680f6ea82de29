//! The tables of what is counted in the communes, one for each `[[count]]`.
//!
//! Sums hold only the communes whose number is known; deliberately none is made here.

use rust_xlsxwriter::XlsxError;

use crate::document::words;
use crate::report::ink::{BODY, COUNT, HEADING, Ink, TABLE};
use crate::report::layout::{Cell, SheetWriter};
use crate::rule::{Group, Progress};

/// What is counted in the communes: sums by former province and kind over those whose number is
/// known, and how many reach the target.
pub(in crate::report) fn write(
    page: &mut SheetWriter,
    progress: &Progress,
) -> Result<(), XlsxError> {
    let number = |number: u64| Cell::Count(u32::try_from(number).unwrap_or(u32::MAX));
    for count in &progress.counts {
        let rows = u32::try_from(count.groups.len()).unwrap_or(0) + 3;
        page.keep_together(60.0 + 18.0 * f64::from(rows));
        let unit = match count.unit.as_str() {
            "" => String::new(),
            unit => format!(" ({unit})"),
        };
        page.line(&format!("3. {}{unit}", count.title), BODY.bold())?;
        count_row(
            page,
            [
                "Khu vực, loại đơn vị",
                "Số đơn vị",
                "Có số liệu",
                "Đã có",
                "Tổng số",
                "Tỷ lệ",
                &format!("Đạt {}", count.target),
            ]
            .map(Cell::text),
            HEADING.sized(10.0),
        )?;
        let groups = ["former_province", "kind"].into_iter().flat_map(|by| {
            let groups = count.groups.iter();
            groups.filter(move |group| group.by == by).map(|group| {
                let label = words::group(&Group {
                    by: group.by.clone(),
                    name: group.name.clone(),
                    ..Group::default()
                });
                (label, group.tally, TABLE)
            })
        });
        let total = TABLE.bold().filled(0x00E7_EDF4);
        let all = ("TỔNG CỘNG".to_owned(), count.all, total);
        for (label, tally, ink) in groups.chain([all]) {
            let cells = [
                Cell::text(label),
                Cell::Count(tally.communes),
                Cell::Count(tally.known),
                number(tally.number),
                number(tally.of),
                Cell::text(words::share_of(tally.number, tally.of)),
                Cell::Count(tally.reached),
            ];
            let unknown = tally.known == 0;
            let cells = cells
                .into_iter()
                .enumerate()
                .map(|(place, cell)| match place {
                    3..=5 if unknown => Cell::text("–"),
                    _ => cell,
                });
            let cells: Vec<Cell> = cells.collect();
            if let Ok(cells) = <[Cell; 7]>::try_from(cells) {
                count_row(page, cells, ink)?;
            }
        }
        page.line(
            "Tỷ lệ tính trên các đơn vị có số liệu; đơn vị chưa báo cáo hoặc số liệu chưa rõ không được cộng vào.",
            BODY.sized(10.0).italic(),
        )?;
        page.space(8.0)?;
    }
    Ok(())
}

fn count_row(page: &mut SheetWriter, cells: [Cell; 7], ink: Ink) -> Result<(), XlsxError> {
    let columns = [(0, 1), (2, 3), (4, 5), (6, 7), (8, 8), (9, 9), (10, 10)];
    let spans: Vec<_> = columns
        .into_iter()
        .zip(cells)
        .map(|((first, last), cell)| {
            let look = if first == 0 {
                ink
            } else {
                ink.center().number(COUNT)
            };
            (first, last, cell, look)
        })
        .collect();
    page.spans(&spans)
}
