//! The table of the campaign's groups: each area with its kinds, and the total.
//!
//! Its columns are formulas over `Chi tiết`; deliberately no commune is counted here.

use rust_xlsxwriter::XlsxError;

use crate::document::{Content, words};
use crate::register::CommuneKind;
use crate::report::figures::{Condition, counted, shared, titled};
use crate::report::ink::{COUNT, GROUP_FILL, HEADING, Ink, SHARE, TABLE};
use crate::report::layout::{Cell, SheetWriter};
use crate::report::sheet::detail::Column;
use crate::report::tally::{self, Tally};
use crate::rule::{Grouping, Progress, Status};

/// A table higher than this, in points, may run over several pages.
const LARGEST_TABLE: f64 = 500.0;

/// Above this many, areas are numbered in Arabic digits, which are narrower than Roman ones.
const MOST_ROMAN: usize = 8;

/// Writes the table of the groups that the campaign asks for: each area with its kinds.
pub(in crate::report) fn write(
    page: &mut SheetWriter,
    content: &Content<'_>,
    progress: &Progress,
) -> Result<(), XlsxError> {
    let own = &content.judgement.words;
    let asked = |one: &Grouping| progress.groups.iter().any(|group| group.by == one.id());
    let areas: Vec<Grouping> = Grouping::AREAS.into_iter().filter(asked).collect();
    let kinds = asked(&Grouping::Kind);
    if areas.is_empty() && !kinds {
        return Ok(());
    }
    let inside = |by: Grouping| {
        let groups = progress.groups.iter();
        groups.filter(move |group| group.by == by.id()).count()
    };
    let below = areas.first().map_or(1, |area| inside(*area)) * inside(Grouping::Kind);
    let rows = areas.iter().map(|area| inside(*area)).sum::<usize>() + below + 1;
    let rows = u32::try_from(rows).unwrap_or(u32::MAX);
    page.keep_together((80.0 + 18.0 * f64::from(rows)).min(LARGEST_TABLE));
    let title = match (areas.is_empty(), kinds) {
        (false, true) => "2. Theo khu vực và loại đơn vị",
        (false, false) => "2. Theo khu vực",
        (true, _) => "2. Theo loại đơn vị",
    };
    titled(page, content, title)?;
    page.cells(
        &[
            "STT",
            "Khu vực, loại đơn vị",
            "Tổng số",
            &own.issued,
            "Tỷ lệ",
            &own.on_time,
            &format!("Tỷ lệ {}", words::lower(&own.on_time)),
            "Sau hạn",
            &own.incomplete,
            &own.not_issued,
            &own.not_reported,
        ]
        .map(|heading| (Cell::text(heading), HEADING.sized(10.0))),
    )?;
    for (position, area) in areas.iter().enumerate() {
        // Kinds are listed within the largest areas only: within many small
        // areas they would hide these.
        area_rows(page, content, *area, kinds && position == 0)?;
    }
    if areas.is_empty() {
        kind_rows(page, content, None)?;
    }
    let tally = Tally::of(content.judgement.communes.iter());
    let total = TABLE.bold().filled(0x00E7_EDF4);
    group_row(page, content, ("", "TỔNG CỘNG"), &[], &tally, total)?;
    page.space(8.0)
}

/// Writes a row for each area of a grouping and, below it, one for each kind of commune in it.
fn area_rows(
    page: &mut SheetWriter,
    content: &Content<'_>,
    area: Grouping,
    with_kinds: bool,
) -> Result<(), XlsxError> {
    let names = tally::names(content.judgement, area);
    let many = names.len() > MOST_ROMAN;
    for (position, name) in names.into_iter().enumerate() {
        let number = match many {
            true => (position + 1).to_string(),
            false => roman(position + 1),
        };
        // Keeps the area's heading off the end of a page.
        page.keep_together(if with_kinds { 60.0 } else { 0.0 });
        group_row(
            page,
            content,
            (&number, &words::area(area, name)),
            &[(column(area), name)],
            &tally::group(content.judgement, &[(area, name)]),
            TABLE.bold().filled(GROUP_FILL),
        )?;
        if with_kinds {
            kind_rows(page, content, Some((area, name)))?;
        }
    }
    Ok(())
}

/// Writes a row for each kind of commune, within an area or over all.
fn kind_rows(
    page: &mut SheetWriter,
    content: &Content<'_>,
    area: Option<(Grouping, &str)>,
) -> Result<(), XlsxError> {
    let kinds = [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu];
    let kinds = kinds
        .into_iter()
        .map(|kind| {
            let inside: Vec<_> = area
                .into_iter()
                .chain([(Grouping::Kind, kind.id())])
                .collect();
            (kind, tally::group(content.judgement, &inside))
        })
        .filter(|(_, tally)| tally.communes > 0);
    for (number, (kind, tally)) in (1..).zip(kinds) {
        let of_area = area.map(|(area, name)| (column(area), name));
        let of_kind = (Column::Kind, words::kind(kind));
        let conditions: Vec<Condition<'_>> = of_area.into_iter().chain([of_kind]).collect();
        let label = (&*number.to_string(), words::kind(kind));
        group_row(page, content, label, &conditions, &tally, TABLE)?;
    }
    Ok(())
}

/// Returns the column of `Chi tiết` with the group of each commune.
fn column(grouping: Grouping) -> Column {
    match grouping {
        Grouping::Kind => Column::Kind,
        Grouping::FormerProvince => Column::FormerProvince,
        Grouping::FormerDistrict => Column::FormerDistrict,
        Grouping::Province => Column::Province,
    }
}

fn group_row(
    page: &mut SheetWriter,
    content: &Content<'_>,
    (number, label): (&str, &str),
    conditions: &[Condition<'_>],
    tally: &Tally,
    ink: Ink,
) -> Result<(), XlsxError> {
    let own = &content.judgement.words;
    let with = |column, word, result| {
        let mut all = conditions.to_vec();
        all.push((column, word));
        counted(content, &all, result)
    };
    let all = counted(content, conditions, tally.communes);
    let status = |status, result| with(Column::Status, own.status(status), result);
    let issued = status(Status::Issued, tally.issued);
    let on_time = with(Column::Timeliness, &own.on_time, tally.on_time);
    let (share, timely) = (shared(&issued, &all), shared(&on_time, &all));
    let count = ink.center().number(COUNT);
    let percent = ink.center().number(SHARE);
    page.cells(&[
        (Cell::text(number), ink.center()),
        (Cell::text(label), ink),
        (all, count),
        (issued, count),
        (share, percent),
        (on_time, count),
        (timely, percent),
        (with(Column::Timeliness, &own.late, tally.late), count),
        (status(Status::Incomplete, tally.incomplete), count),
        (status(Status::NotIssued, tally.not_issued), count),
        (status(Status::NotReported, tally.not_reported), count),
    ])
}

fn roman(number: usize) -> String {
    let mut rest = number;
    let mut letters = String::new();
    for (value, letter) in [(10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")] {
        while rest >= value {
            letters.push_str(letter);
            rest -= value;
        }
    }
    letters
}
