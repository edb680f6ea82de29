//! `So sánh`: the page that is signed, with a row for each campaign.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::comparison::{Compared, Comparison, Known};
use crate::document::words;
use crate::report::comparison::{Counts, NAMES, head, headings, share, unknown};
use crate::report::ink::{BODY, COUNT, DOUBT_FILL, Ink, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::{foot, head as heads};
use crate::rule::Progress;

/// The columns with their widths; empty headings are filled with the campaigns' own terms.
const PRINTED: [(&str, u32); 16] = [
    ("STT", 36),
    ("Tỉnh, thành phố, đợt theo dõi", 150),
    ("Tổng số", 52),
    ("", 54),
    ("Tỷ lệ", 58),
    ("Xếp thứ", 42),
    ("", 52),
    ("", 58),
    ("Sau hạn", 46),
    ("", 68),
    ("", 56),
    ("", 56),
    ("", 66),
    ("Số liệu tính đến ngày", 76),
    ("Lấy số liệu ngày", 76),
    ("Ghi chú", 168),
];
/// The first column of the right half of head and signature.
const SPLIT: u16 = 6;
const LAST: &str = "Số liệu theo loại đơn vị, khu vực tại trang Theo nhóm; nguồn số liệu và cách tính tại trang Nguồn số liệu./.";

pub(super) fn sheet(comparison: &Comparison) -> Result<Worksheet, XlsxError> {
    let widths = PRINTED.map(|(_, width)| width);
    let mut page = SheetWriter::new(NAMES[0], Paper::Landscape, &widths, &[])?;
    let letterhead = comparison.letterhead();
    let own = comparison.words();
    heads::full(&mut page, &head(comparison, &letterhead), SPLIT)?;
    for (position, sentence) in comparison.sentences().iter().enumerate() {
        let ink = BODY.justified();
        let ink = if position == 0 { ink.bold() } else { ink };
        page.line(&format!("{sentence}."), ink)?;
    }
    page.spans(&[(
        0,
        page.last_column(),
        Cell::text(format!("Đơn vị tính: {}", own.units)),
        BODY.sized(10.0).italic().right().unwrapped(),
    )])?;
    page.cells(&headings(&PRINTED, &own))?;
    page.repeat_heading();
    let first = page.row;
    for (number, one) in (1..).zip(&comparison.campaigns) {
        match &one.known {
            Some(
                known @ Known {
                    progress: Some(progress),
                    ..
                },
            ) => {
                let rank = comparison.rank(one);
                row(&mut page, comparison, number, (one, known, progress), rank)?;
            }
            _ => absent(&mut page, comparison, number, one)?,
        }
    }
    total(&mut page, comparison, first)?;
    page.space(8.0)?;
    foot::signed(&mut page, &letterhead, LAST, SPLIT)?;
    let last = page.row - 1;
    page.finish(last, &comparison.counted_to())
}

/// Writes a campaign's row.
fn row(
    page: &mut SheetWriter,
    comparison: &Comparison,
    number: u32,
    (one, known, progress): (&Compared, &Known, &Progress),
    rank: Option<u32>,
) -> Result<(), XlsxError> {
    let count = |number: u32| (Cell::Count(number), TABLE.center().number(COUNT));
    let center = TABLE.center();
    let seen_on = crate::clock::day(known.seen_at, comparison.zone);
    let seen = if known.is_stale {
        center.filled(DOUBT_FILL)
    } else {
        center
    };
    let counts = Counts::from(progress);
    let mut cells = vec![
        (Cell::Count(number), center),
        (Cell::text(comparison.label(one)), TABLE.bold()),
    ];
    cells.extend(figures(page.row, &counts, rank.map(Cell::Count), TABLE));
    cells.push(match progress.overdue {
        Some(overdue) => count(overdue),
        None => (Cell::text("chưa đến hạn"), center.sized(10.0)),
    });
    cells.push((Cell::Day(known.as_of), center));
    cells.push((Cell::Day(seen_on), seen));
    cells.push((Cell::text(one.note(comparison.zone)), TABLE.sized(10.0)));
    page.cells(&cells)
}

/// Returns the columns from «Tổng số» to «Chưa báo cáo».
fn figures(row: u32, counts: &Counts, rank: Option<Cell>, ink: Ink) -> Vec<(Cell, Ink)> {
    let center = ink.center();
    let count = |number: u32| (Cell::Count(number), center.number(COUNT));
    let whole = ('C', counts.communes);
    vec![
        count(counts.communes),
        count(counts.issued),
        share(row, ('D', counts.issued), whole, ink),
        (rank.unwrap_or_else(|| Cell::text("–")), center),
        count(counts.on_time),
        share(row, ('G', counts.on_time), whole, ink),
        count(counts.late),
        count(counts.incomplete),
        count(counts.not_issued),
        count(counts.not_reported),
    ]
}

/// Writes the row of a campaign without figures.
fn absent(
    page: &mut SheetWriter,
    comparison: &Comparison,
    number: u32,
    one: &Compared,
) -> Result<(), XlsxError> {
    let center = TABLE.center();
    let known = one.known.as_ref();
    let day = |day: Option<crate::clock::Date>| (Cell::day(day, "–"), center);
    let (as_of, as_of_ink) = day(known.map(|known| known.as_of));
    let seen_on = known.map(|known| crate::clock::day(known.seen_at, comparison.zone));
    let (seen, seen_ink) = day(seen_on);
    let last = page.last_column();
    page.spans(&[
        (0, 0, Cell::Count(number), center),
        (1, 1, Cell::text(comparison.label(one)), TABLE.bold()),
        (2, last - 3, Cell::text(words::UNKNOWN), unknown(TABLE)),
        (last - 2, last - 2, as_of, as_of_ink),
        (last - 1, last - 1, seen, seen_ink),
        (
            last,
            last,
            Cell::text(one.note(comparison.zone)),
            TABLE.sized(10.0),
        ),
    ])
}

/// Writes the sums over the campaigns with figures.
fn total(page: &mut SheetWriter, comparison: &Comparison, first: u32) -> Result<(), XlsxError> {
    let ink = TABLE.bold().filled(0x00E7_EDF4);
    let (known, all) = (comparison.known(), comparison.campaigns.len());
    let note = match known == all {
        true => String::new(),
        false => format!("Cộng {known}/{all} đợt theo dõi có số liệu"),
    };
    let label = Cell::text("TỔNG CỘNG");
    let Some(total) = comparison.total() else {
        let last = page.last_column();
        return page.spans(&[
            (0, 0, Cell::Blank, ink),
            (1, 1, label, ink),
            (2, last - 1, Cell::text(words::UNKNOWN), unknown(ink)),
            (last, last, Cell::text(note), ink.sized(10.0)),
        ]);
    };
    let last = page.row;
    let sum = |column: char, result: u32| {
        let rows = format!("SUM({column}{}:{column}{last})", first + 1);
        Cell::Formula(rows, f64::from(result))
    };
    let counts = Counts::from(&total);
    let mut cells = vec![(Cell::Blank, ink), (label, ink)];
    cells.extend(figures(page.row, &counts, Some(Cell::Blank), ink));
    for (place, column, result) in [
        (2, 'C', counts.communes),
        (3, 'D', counts.issued),
        (6, 'G', counts.on_time),
        (8, 'I', counts.late),
        (9, 'J', counts.incomplete),
        (10, 'K', counts.not_issued),
        (11, 'L', counts.not_reported),
    ] {
        cells[place].0 = sum(column, result);
    }
    cells.push((
        match total.overdue {
            Some(overdue) => sum('M', overdue),
            None => Cell::text("chưa đến hạn"),
        },
        ink.center().number(COUNT),
    ));
    cells.extend([
        (Cell::Blank, ink),
        (Cell::Blank, ink),
        (Cell::text(note), ink.sized(10.0)),
    ]);
    page.cells(&cells)
}
