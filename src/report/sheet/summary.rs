//! `Tổng hợp`: the page that is signed: head, the sentence, what changed, the figures, the
//! table by former province and kind, the charts, `Nơi nhận` and signature.
//!
//! Every total is a formula over the rows of `Chi tiết` with its right result beside it; the
//! data of the charts stand right of the print area.

use rust_xlsxwriter::{FormatAlign, Worksheet, XlsxError};

use crate::register::CommuneKind;
use crate::report::home::Homes;
use crate::report::layout::{
    BODY, COUNT, Cell, DAY, DIFFERENCE, GROUP_FILL, HEADING, Ink, Orientation, Page, SHARE, TABLE,
};
use crate::report::sheet::{NAMES, changes, detail};
use crate::report::tally::{self, Tally};
use crate::report::{Content, chart, head, order, words};
use crate::rule::{Composition, Progress, Standing, Status};

/// Printed columns: number, name, then the counts.
const WIDTHS: [u32; 10] = [34, 126, 48, 56, 56, 54, 54, 74, 58, 58];
/// Columns right of the print area: the data of the charts.
const BESIDE: [u32; 9] = [20, 90, 70, 60, 60, 60, 60, 60, 60];
/// First column of the right half of head and signature.
const SPLIT: u16 = 4;

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(NAMES[0], &WIDTHS, &BESIDE)?;
    head::full(&mut page, content, SPLIT)?;
    opening(&mut page, content, homes)?;
    match &content.judgement.progress {
        Some(progress) => {
            figures(&mut page, content, progress)?;
            groups(&mut page, content)?;
            milestones(&mut page, content)?;
            chart::place(&mut page, content, progress)?;
        }
        None => page.line(&format!("Các chỉ tiêu: {}.", words::NO_SOURCE), BODY.bold())?,
    }
    closing(&mut page, content)?;
    let last = page.row - 1;
    page.finish(
        Orientation::Portrait,
        last,
        None,
        &head::cautions(content).unwrap_or_default(),
    )
}

/// Legal bases, the sentence, and what changed.
fn opening(page: &mut Page, content: &Content<'_>, homes: &Homes<'_>) -> Result<(), XlsxError> {
    let text = BODY.justified();
    if !content.document.letter.is_empty() {
        page.line(
            &format!(
                "Thực hiện {}, {} báo cáo như sau:",
                content.document.letter, content.document.agency_name
            ),
            text,
        )?;
    }
    let sentence = words::headline(
        content.judgement.as_of,
        content.judgement.progress.as_ref(),
        content.earlier,
    );
    page.line(&format!("{sentence}."), text.bold())?;
    let Some(earlier) = content.earlier else {
        page.line(changes::FIRST, text)?;
        return page.space(6.0);
    };
    page.line(
        &format!(
            "Thay đổi so với báo cáo trước (số liệu tính đến ngày {}):",
            words::date(earlier.as_of)
        ),
        text,
    )?;
    for (label, codes) in [
        ("Mới ban hành", &content.changes.issued),
        (
            "Không còn được tính là đã ban hành",
            &content.changes.withdrawn,
        ),
    ] {
        if let Some(line) = named(homes, label, codes) {
            page.line(&line, text)?;
        }
    }
    if content.changes.issued.is_empty() && content.changes.withdrawn.is_empty() {
        page.line("- Tình trạng ban hành: không thay đổi.", text)?;
    }
    page.line(&format!("- {}", changes::findings(content)), text)?;
    page.space(6.0)
}

/// «- Mới ban hành (2): Xã Ba Tô; Xã Ba Tơ.»
fn named(homes: &Homes<'_>, label: &str, codes: &[String]) -> Option<String> {
    let mut standings: Vec<&Standing> = codes
        .iter()
        .filter_map(|code| homes.standings.get(code.as_str()).copied())
        .collect();
    order::by_name(&mut standings);
    let names: Vec<String> = standings
        .iter()
        .map(|standing| standing.commune.title())
        .collect();
    let count = u32::try_from(codes.len()).expect("a register is small");
    (!names.is_empty())
        .then(|| format!("- {label} ({}): {}.", words::count(count), names.join("; ")))
}

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
    Cell::Formula(format!("{part}/{whole}"), counted / of)
}

fn figures(page: &mut Page, content: &Content<'_>, progress: &Progress) -> Result<(), XlsxError> {
    let count = |conditions: &[Condition<'_>], result| counted(content, conditions, result);
    let status = |status, result| count(&[(detail::STATUS, words::status(status))], result);
    let time = |word, result| count(&[(detail::TIMELINESS, word)], result);
    let team = |composition, result| {
        count(
            &[(detail::COMPOSITION, words::composition(Some(composition)))],
            result,
        )
    };
    let deadline = words::date(content.judgement.deadline);
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
    let teams_divisor = match &teams {
        Cell::Formula(formula, result) => Cell::Formula(format!("({formula})"), *result),
        _ => Cell::Blank,
    };
    let overdue = match progress.overdue {
        Some(overdue) => time(words::OVERDUE, overdue),
        None => Cell::text("chưa đến hạn"),
    };
    let villages = match progress.village_teams {
        Some(teams) => Cell::Formula(
            format!("SUM({})", detail::range(content, detail::VILLAGE_TEAMS)),
            f64::from(teams),
        ),
        None => Cell::text(words::UNKNOWN),
    };
    page.keep_together(60.0)?;
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
            format!("    Đúng hạn ({deadline})"),
            on_time.clone(),
            Some(&issued),
            sub,
        ),
        (
            format!("        trong đó ký đúng ngày {deadline}"),
            day,
            Some(&on_time),
            sub,
        ),
        ("    Ban hành sau hạn".to_owned(), late, Some(&issued), sub),
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
            teams,
            Some(&all),
            main,
        ),
        (
            "    Phù hợp".to_owned(),
            team(Composition::Ok, ok),
            Some(&teams_divisor),
            sub,
        ),
        (
            "    Phù hợp, có nội dung lưu ý".to_owned(),
            team(Composition::OkWithRemarks, progress.composition_remarks),
            Some(&teams_divisor),
            sub,
        ),
        (
            "    Chưa phù hợp".to_owned(),
            team(Composition::NotOk, progress.composition_not_ok),
            Some(&teams_divisor),
            sub,
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
    page.space(10.0)
}

fn figure_row(
    page: &mut Page,
    (label, look): (Cell, Ink),
    value: Cell,
    share: Cell,
    ink: Ink,
) -> Result<(), XlsxError> {
    let number = ink.center();
    page.spans(&[
        (0, 5, label, look),
        (6, 7, value, number.number(COUNT)),
        (8, 9, share, number.number(SHARE)),
    ])
}

/// The table by former province and kind.
fn groups(page: &mut Page, content: &Content<'_>) -> Result<(), XlsxError> {
    let judgement = content.judgement;
    let provinces = tally::provinces(judgement);
    page.keep_together(90.0 + 18.0 * f64::from(u32::try_from(provinces.len() * 4).unwrap_or(1)))?;
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
        let label = format!("Khu vực {province} (cũ)");
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
fn milestones(page: &mut Page, content: &Content<'_>) -> Result<(), XlsxError> {
    if content.milestones.is_empty() {
        return Ok(());
    }
    page.keep_together(80.0)?;
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
    for (milestone, ours) in content.milestones.iter().zip(content.counted_at_milestones) {
        let difference = f64::from(*ours) - f64::from(milestone.issued);
        let row = page.row + 1;
        page.spans(&spans(
            [
                Cell::Day(milestone.date),
                Cell::Count(milestone.issued),
                Cell::Count(*ours),
                Cell::Formula(format!("E{row}-C{row}"), difference),
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

/// «./.», `Nơi nhận` left and the signature right; never on two pages.
fn closing(page: &mut Page, content: &Content<'_>) -> Result<(), XlsxError> {
    let document = content.document;
    let last = page.last_column();
    page.keep_together(190.0)?;
    page.line(
        "Chi tiết tại các Phụ lục I, II, III kèm theo; nguồn số liệu và cách tính tại trang Nguồn số liệu./.",
        BODY.justified(),
    )?;
    page.space(8.0)?;
    let signer: Vec<String> = document
        .signer_title
        .iter()
        .cloned()
        .chain(std::iter::repeat_n(String::new(), 4))
        .chain(std::iter::once(document.signer_name.clone()))
        .collect();
    let recipients =
        std::iter::once("Nơi nhận:").chain(document.recipients.iter().map(String::as_str));
    let recipients: Vec<&str> = recipients.collect();
    for position in 0..signer.len().max(recipients.len()) {
        let left = recipients.get(position).copied().unwrap_or_default();
        let right = signer.get(position).map_or("", String::as_str);
        let ink = if position == 0 {
            BODY.sized(12.0).bold().italic()
        } else {
            BODY.sized(11.0)
        };
        page.spans(&[
            (0, SPLIT - 1, Cell::text(left), Ink { top: true, ..ink }),
            (
                SPLIT,
                last,
                Cell::text(right),
                Ink {
                    align: FormatAlign::Center,
                    ..BODY.bold()
                },
            ),
        ])?;
    }
    Ok(())
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
