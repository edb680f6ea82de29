//! The tables of `Tổng hợp`: the figures, the groups by former province and kind, the known
//! points of the past.
//!
//! Every total is a formula over the rows of `Chi tiết` with its right result beside it;
//! deliberately no number is made here.

use rust_xlsxwriter::XlsxError;

use crate::document::{Content, words};
use crate::register::CommuneKind;
use crate::report::ink::{BODY, COUNT, DAY, DIFFERENCE, GROUP_FILL, HEADING, Ink, SHARE, TABLE};
use crate::report::layout::{Cell, Page};
use crate::report::sheet::detail;
use crate::report::tally::{self, Tally};
use crate::rule::{Composition, Progress, Status};
use crate::submission::villages_together;

/// A condition on a column of `Chi tiết`.
type Condition<'a> = (char, &'a str);

/// Communes that meet all conditions, as a formula over `Chi tiết`.
fn counted(content: &Content<'_>, conditions: &[Condition<'_>], result: u32) -> Cell {
    Cell::Formula(count_formula(content, conditions), f64::from(result))
}

fn count_formula(content: &Content<'_>, conditions: &[Condition<'_>]) -> String {
    if conditions.is_empty() {
        return format!("ROWS({})", detail::range(content, detail::STATUS));
    }
    let conditions: Vec<String> = conditions
        .iter()
        .map(|(column, word)| {
            let word = word
                .replace('~', "~~")
                .replace('*', "~*")
                .replace('?', "~?")
                .replace('"', "\"\"");
            format!("{},\"{word}\"", detail::range(content, *column))
        })
        .collect();
    format!("COUNTIFS({})", conditions.join(","))
}

/// Part of a whole, both formulas, between 0 and 1.
fn shared(part: &Cell, whole: &Cell) -> Cell {
    let (Cell::Formula(part, counted), Cell::Formula(whole, of)) = (part, whole) else {
        return Cell::text("–");
    };
    if *of == 0.0 {
        return Cell::text("–");
    }
    Cell::Formula(format!("({part})/({whole})"), counted / of)
}

/// The figures of the whole campaign.
pub(super) fn main(
    page: &mut Page,
    content: &Content<'_>,
    progress: &Progress,
) -> Result<(), XlsxError> {
    let count = |conditions: &[Condition<'_>], result| counted(content, conditions, result);
    let status = |status, result| count(&[(detail::STATUS, words::status(status))], result);
    let time = |word, result| count(&[(detail::TIMELINESS, word)], result);
    let team = |composition, result| {
        count(
            &[(detail::COMPOSITION, words::composition(Some(composition)))],
            result,
        )
    };
    let judgement = content.judgement;
    let deadline = words::date(judgement.deadline);
    let all = count(&[], progress.communes);
    let issued = status(Status::Issued, progress.issued);
    let ok = progress.composition_ok - progress.composition_remarks;
    let teams = Cell::Formula(
        [
            Composition::Ok,
            Composition::OkWithRemarks,
            Composition::NotOk,
        ]
        .map(|composition| {
            count_formula(
                content,
                &[(detail::COMPOSITION, words::composition(Some(composition)))],
            )
        })
        .join("+"),
        f64::from(progress.composition_ok + progress.composition_not_ok),
    );
    let overdue = match progress.overdue {
        Some(overdue) => time(words::OVERDUE, overdue),
        None => Cell::text("chưa đến hạn"),
    };
    let villages = match progress.village_teams {
        Some(teams) if teams == villages_of_rows(content) => Cell::Formula(
            format!("SUM({})", detail::range(content, detail::VILLAGE_TEAMS)),
            f64::from(teams),
        ),
        // Counted from a tab of their own, which names no commune for some.
        Some(teams) => Cell::Count(teams),
        None => Cell::text(words::UNKNOWN),
    };
    page.keep_together(60.0);
    page.line("1. Số liệu chính", BODY.bold())?;
    page.line(
        "Đơn vị tính: xã, phường, đặc khu",
        BODY.sized(11.0).italic().right(),
    )?;
    figure_row(
        page,
        (Cell::text("Chỉ tiêu"), HEADING),
        Cell::text("Số lượng"),
        Cell::text("Tỷ lệ"),
        HEADING,
    )?;
    let main = TABLE.bold();
    let sub = TABLE;
    let on_time = time(words::ON_TIME, progress.on_time);
    let late = time(words::LATE, progress.late);
    let day = count(&[(detail::ON_THE_DAY, "Có")], progress.on_the_day);
    for (label, value, whole, ink) in [
        (
            "Tổng số xã, phường, đặc khu".to_owned(),
            all.clone(),
            None,
            main,
        ),
        (
            "Đã ban hành quyết định".to_owned(),
            issued.clone(),
            Some(&all),
            main,
        ),
        (
            format!(
                "Đúng hạn ({})",
                words::deadline(judgement.deadline, judgement.deadline_inclusive)
            ),
            on_time.clone(),
            Some(&issued),
            sub.indented(1),
        ),
        (
            format!("trong đó ký đúng ngày {deadline}"),
            day,
            Some(&on_time),
            sub.indented(2),
        ),
        (
            "Ban hành sau hạn".to_owned(),
            late,
            Some(&issued),
            sub.indented(1),
        ),
        (
            "Chưa đủ căn cứ xác nhận".to_owned(),
            status(Status::Incomplete, progress.incomplete),
            Some(&all),
            main,
        ),
        (
            "Chưa ban hành".to_owned(),
            status(Status::NotIssued, progress.not_issued),
            Some(&all),
            main,
        ),
        (
            "Chưa báo cáo".to_owned(),
            status(Status::NotReported, progress.not_reported),
            Some(&all),
            main,
        ),
        (
            "Quá hạn, chưa ban hành (gồm cả ba nhóm trên)".to_owned(),
            overdue,
            Some(&all),
            sub,
        ),
        (
            "Tổ đã báo cáo thành phần".to_owned(),
            teams.clone(),
            Some(&all),
            main,
        ),
        (
            "Phù hợp".to_owned(),
            team(Composition::Ok, ok),
            Some(&teams),
            sub.indented(1),
        ),
        (
            "Phù hợp, có nội dung lưu ý".to_owned(),
            team(Composition::OkWithRemarks, progress.composition_remarks),
            Some(&teams),
            sub.indented(1),
        ),
        (
            "Chưa phù hợp".to_owned(),
            team(Composition::NotOk, progress.composition_not_ok),
            Some(&teams),
            sub.indented(1),
        ),
        (
            "Tổ cấp thôn, tổ dân phố đã báo cáo (tổ)".to_owned(),
            villages,
            None,
            main,
        ),
    ] {
        let share = whole.map_or(Cell::Blank, |whole| shared(&value, whole));
        figure_row(page, (Cell::text(label), ink), value, share, ink)?;
    }
    page.line(
        "Tỷ lệ ở các dòng thụt vào tính trên số của dòng cấp trên liền kề.",
        BODY.sized(10.0).italic(),
    )?;
    page.space(10.0)
}

fn villages_of_rows(content: &Content<'_>) -> u32 {
    let communes = content.judgement.communes.iter();
    villages_together(communes.map(|standing| standing.village_teams)).unwrap_or(0)
}

fn figure_row(
    page: &mut Page,
    (label, look): (Cell, Ink),
    value: Cell,
    share: Cell,
    ink: Ink,
) -> Result<(), XlsxError> {
    let number = ink.indented(0).center();
    page.spans(&[
        (0, 5, label, look),
        (6, 7, value, number.number(COUNT)),
        (8, 9, share, number.number(SHARE)),
    ])
}

/// The table by former province and kind.
pub(super) fn groups(page: &mut Page, content: &Content<'_>) -> Result<(), XlsxError> {
    let judgement = content.judgement;
    let provinces = tally::provinces(judgement);
    let rows = u32::try_from(provinces.len() * 4 + 1).expect("a few provinces");
    page.keep_together(120.0 + 22.0 * f64::from(rows));
    page.line("2. Theo khu vực và loại đơn vị", BODY.bold())?;
    page.line(
        "Đơn vị tính: xã, phường, đặc khu",
        BODY.sized(11.0).italic().right(),
    )?;
    page.cells(
        &[
            "STT",
            "Khu vực, loại đơn vị",
            "Tổng số",
            "Đã ban hành",
            "Tỷ lệ",
            "Đúng hạn",
            "Sau hạn",
            "Chưa đủ căn cứ xác nhận",
            "Chưa ban hành",
            "Chưa báo cáo",
        ]
        .map(|heading| (Cell::text(heading), HEADING.sized(10.0))),
    )?;
    for (position, province) in provinces.iter().enumerate() {
        let tally = tally::group(judgement, province, None);
        let label = words::former(province);
        group_row(
            page,
            content,
            (&roman(position + 1), &label),
            &[(detail::PROVINCE, province)],
            &tally,
            TABLE.bold().filled(GROUP_FILL),
        )?;
        let mut number = 0;
        for kind in [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu] {
            let tally = tally::group(judgement, province, Some(kind));
            if tally.communes == 0 {
                continue;
            }
            number += 1;
            group_row(
                page,
                content,
                (&number.to_string(), words::kind(kind)),
                &[
                    (detail::PROVINCE, province),
                    (detail::KIND, words::kind(kind)),
                ],
                &tally,
                TABLE,
            )?;
        }
    }
    let tally = Tally::of(judgement.communes.iter());
    let total = TABLE.bold().filled(0x00E7_EDF4);
    group_row(page, content, ("", "TỔNG CỘNG"), &[], &tally, total)?;
    page.space(10.0)
}

fn group_row(
    page: &mut Page,
    content: &Content<'_>,
    (number, label): (&str, &str),
    conditions: &[Condition<'_>],
    tally: &Tally,
    ink: Ink,
) -> Result<(), XlsxError> {
    let with = |column, word, result| {
        let mut all = conditions.to_vec();
        all.push((column, word));
        counted(content, &all, result)
    };
    let all = counted(content, conditions, tally.communes);
    let status = |status, result| with(detail::STATUS, words::status(status), result);
    let issued = status(Status::Issued, tally.issued);
    let share = shared(&issued, &all);
    let count = ink.center().number(COUNT);
    page.cells(&[
        (Cell::text(number), ink.center()),
        (Cell::text(label), ink),
        (all, count),
        (issued, count),
        (share, ink.center().number(SHARE)),
        (
            with(detail::TIMELINESS, words::ON_TIME, tally.on_time),
            count,
        ),
        (with(detail::TIMELINESS, words::LATE, tally.late), count),
        (status(Status::Incomplete, tally.incomplete), count),
        (status(Status::NotIssued, tally.not_issued), count),
        (status(Status::NotReported, tally.not_reported), count),
    ])
}

/// Known points of the past beside our own count of that day, with the difference.
pub(super) fn milestones(page: &mut Page, content: &Content<'_>) -> Result<(), XlsxError> {
    if content.milestones.is_empty() {
        return Ok(());
    }
    page.keep_together(80.0);
    page.line("3. Đối chiếu với số liệu đã công bố", BODY.bold())?;
    let spans = |cells: [Cell; 5], inks: [Ink; 5]| {
        let columns = [(0, 1), (2, 3), (4, 5), (6, 6), (7, 9)];
        let mut spans = Vec::new();
        for (((first, last), cell), ink) in columns.into_iter().zip(cells).zip(inks) {
            spans.push((first, last, cell, ink));
        }
        spans
    };
    page.spans(&spans(
        [
            "Tính đến ngày",
            "Đã công bố",
            "Theo bảng số liệu",
            "Chênh lệch",
            "Nguồn",
        ]
        .map(Cell::text),
        [HEADING.sized(10.0); 5],
    ))?;
    let center = TABLE.center();
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
        page.spans(&spans(
            [
                Cell::Day(milestone.date),
                Cell::Count(milestone.issued),
                ours,
                difference,
                Cell::text(&milestone.note),
            ],
            [
                center.number(DAY),
                center.number(COUNT),
                center.number(COUNT),
                center.number(DIFFERENCE),
                TABLE,
            ],
        ))?;
    }
    page.space(10.0)
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
