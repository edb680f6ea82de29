//! The tables of `Tổng hợp`, one file each; this file has the first, the figures of the whole.
//!
//! Every total is a formula over the rows of `Chi tiết`, stored with its result; deliberately no
//! number is made here.

pub(super) mod counts;
pub(super) mod groups;
pub(super) mod milestones;

use rust_xlsxwriter::XlsxError;

use crate::document::{Content, sentence, words};
use crate::report::ink::{BODY, COUNT, HEADING, Ink, SHARE, TABLE};
use crate::report::layout::{Cell, SheetWriter};
use crate::report::sheet::detail::{self, Column};
use crate::rule::{Composition, Progress, Status};
use crate::submission::villages_together;

/// The height of the figures of teams and the remark below them, in points.
const TEAMS_HEIGHT: f64 = 120.0;

/// A condition on a column of `Chi tiết`.
type Condition<'a> = (Column, &'a str);

/// Returns the number of communes that meet all conditions, as a formula over `Chi tiết`.
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

/// Returns the share of a whole, from 0 to 1, if both are formulas; else a dash.
fn shared(part: &Cell, whole: &Cell) -> Cell {
    let (Cell::Formula(part, counted), Cell::Formula(whole, of)) = (part, whole) else {
        return Cell::text("–");
    };
    if *of == 0.0 {
        return Cell::text("–");
    }
    Cell::Formula(format!("({part})/({whole})"), counted / of)
}

/// One line of the figures: label, number, whole, style.
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

    /// A part of the line above, indented by `steps`.
    fn part(label: impl Into<String>, value: Cell, whole: &Cell, steps: u8) -> Self {
        Self {
            label: label.into(),
            value,
            whole: Some(whole.clone()),
            ink: TABLE.indented(steps),
        }
    }
}

/// Writes the figures of the whole campaign.
pub(super) fn main(
    page: &mut SheetWriter,
    content: &Content<'_>,
    progress: &Progress,
) -> Result<(), XlsxError> {
    page.keep_together(60.0);
    titled(page, content, "1. Số liệu chính")?;
    figure_heading(page)?;
    let all = counted(content, &[], progress.communes);
    figure_rows(page, decisions(content, progress, &all))?;
    if !content.judgement.by_count() {
        let mut figures = teams(content, progress, &all);
        let villages = villages(content, progress);
        let label = &content.judgement.words.villages;
        figures.push(Figure::main(label, villages, None));
        // Avoids a next page with only the last row, which would be meaningless alone.
        let pages = page.pages();
        page.keep_together(TEAMS_HEIGHT);
        if page.pages() > pages {
            figure_heading(page)?;
        }
        figure_rows(page, figures)?;
    }
    page.line(
        "Tỷ lệ ở các dòng thụt vào tính trên số của dòng cấp trên liền kề.",
        BODY.sized(10.0).italic(),
    )?;
    page.space(8.0)
}

fn figure_heading(page: &mut SheetWriter) -> Result<(), XlsxError> {
    let label = (Cell::text("Chỉ tiêu"), HEADING);
    figure_row(
        page,
        label,
        Cell::text("Số lượng"),
        Cell::text("Tỷ lệ"),
        HEADING,
    )
}

fn figure_rows(page: &mut SheetWriter, figures: Vec<Figure>) -> Result<(), XlsxError> {
    for figure in figures {
        let share = match &figure.whole {
            Some(whole) => shared(&figure.value, whole),
            None => Cell::Blank,
        };
        let label = (Cell::text(figure.label), figure.ink);
        figure_row(page, label, figure.value, share, figure.ink)?;
    }
    Ok(())
}

/// Returns the figures about decisions: issued, on time, not issued.
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
    // Inserted between those on time and those late.
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

/// Returns the figures about teams: composed as the letter requires or not.
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

/// Returns the number of village-level teams, as a sum over the communes if their rows report it.
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
        // Counted from a separate tab, where some teams have no commune.
        Some(teams) => Cell::Count(teams),
        None => Cell::text(words::UNKNOWN),
    }
}

/// Writes a title on the left and the unit counted on the right.
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
