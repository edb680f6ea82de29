//! `Theo nhóm`: each campaign by area and by kind of commune, and all of them by kind.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::comparison::Comparison;
use crate::document::words;
use crate::report::comparison::{Counts, NAMES, headings, share, titled, unknown};
use crate::report::ink::{COUNT, GROUP_FILL, Ink, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::rule::{Group, Grouping};

/// The columns with their widths; empty headings are filled with the campaigns' own terms.
const PRINTED: [(&str, u32); 11] = [
    ("STT", 36),
    ("Đợt theo dõi, nhóm", 150),
    ("Tổng số", 48),
    ("", 52),
    ("Tỷ lệ", 58),
    ("", 48),
    ("", 58),
    ("Sau hạn", 44),
    ("", 64),
    ("", 52),
    ("", 52),
];
/// A campaign with fewer rows than this is kept whole on a page.
const WHOLE: usize = 20;

pub(super) fn sheet(comparison: &Comparison) -> Result<Worksheet, XlsxError> {
    let widths = PRINTED.map(|(_, width)| width);
    let mut page = SheetWriter::new(NAMES[1], Paper::Portrait, &widths, &[])?;
    titled(&mut page, comparison, "TIẾN ĐỘ THEO KHU VỰC, LOẠI ĐƠN VỊ")?;
    page.cells(&headings(&PRINTED, &comparison.words()))?;
    page.repeat_heading();
    for (number, one) in (1..).zip(&comparison.campaigns) {
        let ink = TABLE.bold().filled(GROUP_FILL);
        let label = comparison.label(one);
        let Some(progress) = one.progress() else {
            let last = page.last_column();
            page.spans(&[
                (0, 0, Cell::Count(number), ink.center()),
                (1, 1, Cell::text(label), ink),
                (2, last, Cell::text(words::UNKNOWN), unknown(TABLE)),
            ])?;
            continue;
        };
        let groups = in_order(&progress.groups);
        // The campaign's name is on the page of its first groups.
        let rows = u32::try_from(groups.len().min(WHOLE)).expect("a few rows");
        page.keep_together(20.0 * f64::from(rows + 1));
        row(
            &mut page,
            Cell::Count(number),
            &label,
            &progress.into(),
            ink,
        )?;
        for group in groups {
            row(
                &mut page,
                Cell::Blank,
                &words::group(group),
                &group.into(),
                TABLE.indented(1),
            )?;
        }
    }
    let ink = TABLE.bold().filled(0x00E7_EDF4);
    if let Some(total) = comparison.total() {
        page.keep_together(100.0);
        row(&mut page, Cell::Blank, "TỔNG CỘNG", &(&total).into(), ink)?;
        for group in &total.groups {
            row(
                &mut page,
                Cell::Blank,
                &words::group(group),
                &group.into(),
                ink.indented(1),
            )?;
        }
    }
    let last = page.row - 1;
    page.finish(last, &comparison.counted_to())
}

/// Orders groups: areas first, each kind of area before the smaller ones, then kinds.
fn in_order(groups: &[Group]) -> Vec<&Group> {
    // An area without a name is the whole campaign, which has its own row.
    let named = groups.iter().filter(|group| !group.name.is_empty());
    let by = |grouping: Grouping| named.clone().filter(move |group| group.by == grouping.id());
    let areas = Grouping::AREAS.into_iter().flat_map(by);
    areas.chain(by(Grouping::Kind)).collect()
}

fn row(
    page: &mut SheetWriter,
    number: Cell,
    label: &str,
    counts: &Counts,
    ink: Ink,
) -> Result<(), XlsxError> {
    let plain = ink.indented(0);
    let count = |number: u32| (Cell::Count(number), plain.center().number(COUNT));
    let whole = ('C', counts.communes);
    let at = page.row;
    page.cells(&[
        (number, plain.center()),
        (Cell::text(label), ink),
        count(counts.communes),
        count(counts.issued),
        share(at, ('D', counts.issued), whole, plain),
        count(counts.on_time),
        share(at, ('F', counts.on_time), whole, plain),
        count(counts.late),
        count(counts.incomplete),
        count(counts.not_issued),
        count(counts.not_reported),
    ])
}
