//! The tables of the counted columns, one for each `[[count]]`.
//!
//! Sums include only the communes whose number is known; deliberately none is made here.

use rust_xlsxwriter::XlsxError;

use crate::document::words;
use crate::report::ink::{BODY, COUNT, HEADING, Ink, TABLE};
use crate::report::layout::{Cell, SheetWriter};
use crate::rule::count::{CountGroup, CountProgress, CountTally};
use crate::rule::{Group, Grouping, Progress};

/// Writes the sums over the communes whose number is known, by the campaign's groups, and how many
/// reach the target. The tables are numbered from `number + 1` on.
pub(in crate::report) fn write(
    page: &mut SheetWriter,
    progress: &Progress,
    number: usize,
) -> Result<(), XlsxError> {
    for (place, count) in progress.counts.iter().enumerate() {
        table(page, count, number + place + 1)?;
    }
    Ok(())
}

fn table(page: &mut SheetWriter, count: &CountProgress, number: usize) -> Result<(), XlsxError> {
    let rows = u32::try_from(count.groups.len()).unwrap_or(0) + 3;
    page.keep_together(60.0 + 18.0 * f64::from(rows));
    let unit = match count.unit.as_str() {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    page.line(&format!("{number}. {}{unit}", count.title), BODY.bold())?;
    let headings = [
        "Khu vực, loại đơn vị",
        "Số đơn vị",
        "Có số liệu",
        "Đã có",
        "Tổng số",
        "Tỷ lệ",
        &format!("Đạt {}", count.target),
    ];
    count_row(page, headings.map(Cell::text), HEADING.sized(10.0))?;
    for group in in_order(&count.groups) {
        let label = words::group(&Group {
            by: group.by.clone(),
            name: group.name.clone(),
            ..Group::default()
        });
        count_row(page, cells(&label, &group.tally), TABLE)?;
    }
    let total = TABLE.bold().filled(0x00E7_EDF4);
    count_row(page, cells("TỔNG CỘNG", &count.all), total)?;
    page.line(
        "Tỷ lệ tính trên các đơn vị có số liệu; đơn vị chưa báo cáo hoặc số liệu chưa rõ không được cộng vào.",
        BODY.sized(10.0).italic(),
    )?;
    page.space(8.0)
}

/// Orders groups: areas, the largest first, then kinds.
fn in_order(groups: &[CountGroup]) -> impl Iterator<Item = &CountGroup> {
    let order = Grouping::AREAS.into_iter().chain([Grouping::Kind]);
    order.flat_map(move |by| groups.iter().filter(move |group| group.by == by.id()))
}

fn cells(label: &str, tally: &CountTally) -> [Cell; 7] {
    let number = |number: u64| match tally.known {
        0 => Cell::text("–"),
        _ => Cell::Count(u32::try_from(number).unwrap_or(u32::MAX)),
    };
    let share = match tally.known {
        0 => Cell::text("–"),
        _ => Cell::text(words::share_of(tally.number, tally.of)),
    };
    [
        Cell::text(label),
        Cell::Count(tally.communes),
        Cell::Count(tally.known),
        number(tally.number),
        number(tally.of),
        share,
        Cell::Count(tally.reached),
    ]
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
