//! The tables of `Tổng hợp`: the figures, the groups by former province and kind, the known
//! points of the past.
//!
//! Every total is a formula over the rows of `Chi tiết` with its right result beside it;
//! deliberately no number is made here.

use rust_xlsxwriter::XlsxError;

use crate::document::{Content, sentence, words};
use crate::register::CommuneKind;
use crate::report::ink::{BODY, COUNT, DIFFERENCE, GROUP_FILL, HEADING, Ink, SHARE, TABLE};
use crate::report::layout::{Cell, SheetWriter};
use crate::report::sheet::detail::{self, Column};
use crate::report::tally::{self, Tally};
use crate::rule::{Composition, Group, Grouping, Progress, Status};
use crate::submission::villages_together;

/// A table that takes more points than this goes on over several pages.
const LARGEST_TABLE: f64 = 500.0;

/// More areas than these are counted in figures, which are narrower.
const MOST_ROMAN: usize = 8;

/// A condition on a column of `Chi tiết`.
type Condition<'a> = (Column, &'a str);

/// Communes that meet all conditions, as a formula over `Chi tiết`.
fn counted(content: &Content<'_>, conditions: &[Condition<'_>], result: u32) -> Cell {
    Cell::Formula(count_formula(content, conditions), f64::from(result))
}

fn count_formula(content: &Content<'_>, conditions: &[Condition<'_>]) -> String {
    if conditions.is_empty() {
        return format!("ROWS({})", detail::range(content, Column::Status));
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

/// One line of the figures: what, how many, of how many, how it looks.
struct Figure {
    label: String,
    value: Cell,
    whole: Option<Cell>,
    ink: Ink,
}

impl Figure {
    fn main(label: &str, value: Cell, whole: Option<&Cell>) -> Self {
        Self {
            label: label.to_owned(),
            value,
            whole: whole.cloned(),
            ink: TABLE.bold(),
        }
    }

    /// A part of the line above, indented by so many steps.
    fn part(label: impl Into<String>, value: Cell, whole: &Cell, steps: u8) -> Self {
        Self {
            label: label.into(),
            value,
            whole: Some(whole.clone()),
            ink: TABLE.indented(steps),
        }
    }
}

/// The figures of the whole campaign.
pub(super) fn main(
    page: &mut SheetWriter,
    content: &Content<'_>,
    progress: &Progress,
) -> Result<(), XlsxError> {
    page.keep_together(60.0);
    titled(page, content, "1. Số liệu chính")?;
    figure_row(
        page,
        (Cell::text("Chỉ tiêu"), HEADING),
        Cell::text("Số lượng"),
        Cell::text("Tỷ lệ"),
        HEADING,
    )?;
    let all = counted(content, &[], progress.communes);
    let mut figures = decisions(content, progress, &all);
    if !content.judgement.by_count() {
        figures.extend(teams(content, progress, &all));
        figures.push(Figure::main(
            &content.judgement.words.villages,
            villages(content, progress),
            None,
        ));
    }
    for figure in figures {
        let share = match &figure.whole {
            Some(whole) => shared(&figure.value, whole),
            None => Cell::Blank,
        };
        let label = (Cell::text(figure.label), figure.ink);
        figure_row(page, label, figure.value, share, figure.ink)?;
    }
    page.line(
        "Tỷ lệ ở các dòng thụt vào tính trên số của dòng cấp trên liền kề.",
        BODY.sized(10.0).italic(),
    )?;
    page.space(8.0)
}

/// Who has a decision, who in time, who not.
fn decisions(content: &Content<'_>, progress: &Progress, all: &Cell) -> Vec<Figure> {
    let judgement = content.judgement;
    let own = &judgement.words;
    let status = |status, result| {
        let word = own.status(status);
        counted(content, &[(Column::Status, word)], result)
    };
    let time = |word: &str, result| counted(content, &[(Column::Timeliness, word)], result);
    let issued = status(Status::Issued, progress.issued);
    let on_time = time(&own.on_time, progress.on_time);
    let deadline = words::deadline(judgement.deadline, judgement.deadline_inclusive);
    let mut figures = vec![
        Figure::main(&format!("Tổng số {}", own.units), all.clone(), None),
        Figure::main(&own.done, issued.clone(), Some(all)),
        Figure::part(
            format!("{} ({deadline})", own.on_time),
            on_time.clone(),
            &issued,
            1,
        ),
        Figure::part(&own.late, time(&own.late, progress.late), &issued, 1),
        Figure::main(
            own.status(Status::Incomplete),
            status(Status::Incomplete, progress.incomplete),
            Some(all),
        ),
        Figure::main(
            own.status(Status::NotIssued),
            status(Status::NotIssued, progress.not_issued),
            Some(all),
        ),
        Figure::main(
            own.status(Status::NotReported),
            status(Status::NotReported, progress.not_reported),
            Some(all),
        ),
        Figure::part(
            format!("{} (gồm cả ba nhóm trên)", own.overdue),
            match progress.overdue {
                Some(overdue) => time(&own.overdue, overdue),
                None => Cell::text(words::lower(&own.not_due)),
            },
            all,
            0,
        ),
    ];
    // Between who was in time and who was not.
    if judgement.by_count() {
        let undated = progress.issued - progress.on_time - progress.late;
        if undated > 0 {
            let part = Figure::part(&own.undated, time(&own.undated, undated), &issued, 1);
            figures.insert(3, part);
        }
    } else {
        let on_the_day = counted(content, &[(Column::OnTheDay, "Có")], progress.on_the_day);
        let label = format!("trong đó {}", sentence::on_the_day(judgement));
        figures.insert(3, Figure::part(label, on_the_day, &on_time, 2));
    }
    figures
}

/// Whose team is as the letter wants it.
fn teams(content: &Content<'_>, progress: &Progress, all: &Cell) -> Vec<Figure> {
    let count = |compositions: &[Composition], result| {
        let formulas: Vec<String> = compositions
            .iter()
            .map(|composition| {
                let word = words::composition(Some(*composition));
                count_formula(content, &[(Column::Composition, word)])
            })
            .collect();
        Cell::Formula(formulas.join("+"), f64::from(result))
    };
    let (fit, remarks, unfit) = (
        Composition::Ok,
        Composition::OkWithRemarks,
        Composition::NotOk,
    );
    let teams = count(
        &[fit, remarks, unfit],
        progress.composition_ok + progress.composition_not_ok,
    );
    let ok = count(&[fit, remarks], progress.composition_ok);
    vec![
        Figure::main(&content.judgement.words.teams, teams.clone(), Some(all)),
        Figure::part("Phù hợp", ok.clone(), &teams, 1),
        Figure::part(
            "trong đó có nội dung lưu ý",
            count(&[remarks], progress.composition_remarks),
            &ok,
            2,
        ),
        Figure::part(
            "Chưa phù hợp",
            count(&[unfit], progress.composition_not_ok),
            &teams,
            1,
        ),
    ]
}

/// Teams at village level, as a sum over the communes where their rows report them.
fn villages(content: &Content<'_>, progress: &Progress) -> Cell {
    let communes = content.judgement.communes.iter();
    let of_rows = villages_together(communes.map(|standing| standing.village_teams));
    match progress.village_teams {
        Some(teams) if progress.villages.is_some() => {
            Cell::text(words::villages(teams, progress.villages))
        }
        Some(teams) if teams == of_rows.unwrap_or(0) => Cell::Formula(
            format!("SUM({})", detail::range(content, Column::VillageTeams)),
            f64::from(teams),
        ),
        // Counted from a tab of their own, which names no commune for some.
        Some(teams) => Cell::Count(teams),
        None => Cell::text(words::UNKNOWN),
    }
}

/// A title left, the unit counted right.
fn titled(page: &mut SheetWriter, content: &Content<'_>, title: &str) -> Result<(), XlsxError> {
    let last = page.last_column();
    page.spans(&[
        (0, 5, Cell::text(title), BODY.bold()),
        (
            6,
            last,
            Cell::text(format!("Đơn vị tính: {}", content.judgement.words.units)),
            BODY.sized(10.0).italic().right().unwrapped(),
        ),
    ])
}

fn figure_row(
    page: &mut SheetWriter,
    (label, look): (Cell, Ink),
    value: Cell,
    share: Cell,
    ink: Ink,
) -> Result<(), XlsxError> {
    let number = ink.indented(0).center();
    page.spans(&[
        (0, 5, label, look),
        (6, 8, value, number.number(COUNT)),
        (9, 10, share, number.number(SHARE)),
    ])
}

/// The table of the groups that the campaign asks for: each area with its kinds.
pub(super) fn groups(
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
        // kinds stand below the largest areas; below each of many small ones they would hide them
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

/// A row for each area of a kind, and below it one for each kind of commune in it.
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
        // its heading does not end a page
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

/// A row for each kind of commune, of an area or of all.
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

/// The column of `Chi tiết` that says which group a commune is in.
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

/// What is counted in the communes: sums by former province and kind over those whose number is
/// known, and how many reach the target.
pub(super) fn counts(page: &mut SheetWriter, progress: &Progress) -> Result<(), XlsxError> {
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

/// Known points of the past beside our own count of that day, with the difference.
pub(super) fn milestones(page: &mut SheetWriter, content: &Content<'_>) -> Result<(), XlsxError> {
    if content.milestones.is_empty() {
        return Ok(());
    }
    page.keep_together(80.0);
    let number = if content.judgement.counts.is_empty() {
        3
    } else {
        4
    };
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
