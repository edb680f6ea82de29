//! `Chưa ban hành`, Phụ lục II: everyone without a countable decision, in three groups, with
//! what is to be done, whom to call, and a sentence for the công văn đôn đốc.
//!
//! A commune's further findings follow in rows of their own; infos stand below the print area.

use std::collections::HashMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::document::{Content, Detail, order, words};
use crate::finding::Finding;
use crate::report::head;
use crate::report::home::{Homes, printed};
use crate::report::ink::{ASIDE, BODY, GROUP_FILL, HEADING, Ink, TABLE};
use crate::report::layout::{Cell, Page, Paper};
use crate::report::sheet::{
    NAMES, commune_title, for_reader, graded, message, trace_headings, traces,
};
use crate::rule::{Standing, Status};

const HEADINGS: [(&str, u32); 6] = [
    ("STT", 40),
    ("Xã, phường, đặc khu", 146),
    ("Quyết định đã nêu", 108),
    ("Nội dung cần xử lý", 306),
    ("Vướng mắc, dự kiến (theo ghi chú của đơn vị)", 140),
    ("Đầu mối liên hệ", 218),
];

/// The groups: number, heading, whom they hold.
const GROUPS: [(&str, &str, Status); 3] = [
    ("I", "Chưa ban hành", Status::NotIssued),
    ("II", "Chưa báo cáo", Status::NotReported),
    ("III", "Chưa đủ căn cứ xác nhận", Status::Incomplete),
];

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(
        NAMES[2],
        &HEADINGS.map(|(_, width)| width),
        &[150, 150, 200],
    )?;
    head::appendix(
        &mut page,
        content,
        "II",
        "DANH SÁCH XÃ, PHƯỜNG, ĐẶC KHU CHƯA BAN HÀNH HOẶC CHƯA ĐỦ CĂN CỨ XÁC NHẬN",
    )?;
    let heading_row = page.row;
    let mut headings: Vec<(Cell, Ink)> = HEADINGS
        .map(|(heading, _)| (Cell::text(heading), HEADING))
        .to_vec();
    headings.extend(trace_headings());
    page.cells(&headings)?;

    let (shown, infos) = homes.missing.split_at(printed(&homes.missing));
    let mut by_commune: HashMap<&str, Vec<&Finding>> = HashMap::new();
    for finding in shown {
        let code = finding.commune.as_deref().expect("placed by its commune");
        by_commune.entry(code).or_default().push(finding);
    }
    if content.judgement.progress.is_some() {
        for (number, title, status) in GROUPS {
            group(
                &mut page,
                content,
                homes,
                &by_commune,
                (number, title, status),
            )?;
        }
    } else {
        page.line(words::NO_SOURCE, TABLE.italic())?;
    }
    page.sheet.set_freeze_panes(heading_row + 1, 2)?;
    page.space(10.0)?;
    page.line(
        "Nội dung đưa vào công văn đôn đốc:",
        BODY.bold().sized(12.0),
    )?;
    page.line(&reminder(content), BODY.justified().sized(12.0))?;
    let last = page.row - 1;

    if !infos.is_empty() {
        page.space(12.0)?;
        page.line("Lưu ý thêm (không in)", ASIDE.bold())?;
        for finding in infos {
            let mut cells = vec![
                (Cell::Blank, TABLE),
                (Cell::text(commune_title(homes, finding)), TABLE),
                graded(finding.severity),
                (Cell::text(message(content, homes, finding)), TABLE),
                (Cell::Blank, TABLE),
                (Cell::Blank, TABLE),
            ];
            cells.extend(traces(content, finding));
            page.cells(&cells)?;
        }
    }
    page.finish(
        Paper::Landscape,
        last,
        Some(heading_row),
        &head::cautions(content).unwrap_or_default(),
    )
}

fn group(
    page: &mut Page,
    content: &Content<'_>,
    homes: &Homes<'_>,
    findings: &HashMap<&str, Vec<&Finding>>,
    (roman, title, status): (&str, &str, Status),
) -> Result<(), XlsxError> {
    let members = of_status(content, status);
    let heading = TABLE.bold().filled(GROUP_FILL);
    let count = u32::try_from(members.len()).expect("a register is small");
    page.spans(&[
        (0, 0, Cell::text(roman), heading.center()),
        (
            1,
            5,
            Cell::text(format!("{title}: {} đơn vị", words::count(count))),
            heading,
        ),
    ])?;
    for (number, standing) in (1..).zip(members) {
        let found = findings
            .get(standing.commune.code.as_str())
            .map_or(&[][..], Vec::as_slice);
        let mut cells = vec![
            (Cell::Count(number), TABLE.center()),
            (Cell::text(standing.commune.title()), TABLE.bold()),
            (Cell::text(claim(content, standing)), TABLE.center()),
            (
                found.first().map_or_else(
                    || Cell::text(words::UNKNOWN),
                    |finding| Cell::text(message(content, homes, finding)),
                ),
                TABLE,
            ),
            (
                Cell::text(for_reader(content, standing.notes.join("\n"))),
                TABLE,
            ),
            (Cell::text(whom_to_call(content, standing)), TABLE),
        ];
        if let Some(first) = found.first() {
            cells.extend(traces(content, first));
        }
        page.cells(&cells)?;
        for further in found.iter().skip(1) {
            let mut cells = vec![(Cell::Blank, TABLE); 6];
            cells[3].0 = Cell::text(message(content, homes, further));
            cells.extend(traces(content, further));
            page.cells(&cells)?;
        }
    }
    Ok(())
}

fn of_status<'a>(content: &Content<'a>, status: Status) -> Vec<&'a Standing> {
    let mut members: Vec<&Standing> = content
        .judgement
        .communes
        .iter()
        .filter(|standing| standing.status == status)
        .collect();
    order::by_name(&mut members);
    members
}

/// The sentence that may be pasted into the công văn đôn đốc.
fn reminder(content: &Content<'_>) -> String {
    if content.judgement.progress.is_none() {
        return format!("Các xã, phường, đặc khu: {}.", words::NO_SOURCE);
    }
    let names = |statuses: &[Status]| {
        let mut members: Vec<&Standing> = content
            .judgement
            .communes
            .iter()
            .filter(|standing| statuses.contains(&standing.status))
            .collect();
        order::by_name(&mut members);
        members
            .iter()
            .map(|standing| format!("{} {}", standing.commune.kind.word(), standing.commune.name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let open = names(&[Status::NotIssued, Status::NotReported]);
    let unclear = names(&[Status::Incomplete]);
    let mut requests = Vec::new();
    if !open.is_empty() {
        requests.push(format!(
            "Đề nghị UBND các đơn vị sau khẩn trương ban hành quyết định thành lập {} và báo cáo về {}: {open}",
            content.letterhead.team,
            agency(content)
        ));
    }
    if !unclear.is_empty() {
        requests.push(format!(
            "Đề nghị UBND các đơn vị sau bổ sung số, ngày, bản chụp quyết định để {} có căn cứ xác nhận: {unclear}",
            agency(content)
        ));
    }
    if requests.is_empty() {
        return "Tất cả các xã, phường, đặc khu đã ban hành quyết định.".to_owned();
    }
    format!("{}.", requests.join(". "))
}

fn agency<'a>(content: &Content<'a>) -> &'a str {
    match content.letterhead.agency_name.as_str() {
        "" => "cơ quan tổng hợp",
        name => name,
    }
}

/// Number and date as claimed, where any are.
fn claim(content: &Content<'_>, standing: &Standing) -> String {
    let Some(decision) = &standing.decision else {
        return "–".to_owned();
    };
    let number = decision.number.as_deref().unwrap_or("(chưa nêu số)");
    let number = for_reader(content, number);
    match decision.date {
        Some(day) => format!("{number}\nngày {}", words::date(day)),
        None => format!("{number}\n(chưa rõ ngày)"),
    }
}

/// Names from the directory; phones and mails too, but not in a summary.
fn whom_to_call(content: &Content<'_>, standing: &Standing) -> String {
    let Some(entry) = content.directory.get(&standing.commune.code) else {
        return words::UNKNOWN.to_owned();
    };
    let mut lines: Vec<String> = [
        ("Chủ tịch", &entry.chairman),
        ("TP. VH-XH", &entry.head_culture),
        ("Chuyên viên", &entry.specialist),
    ]
    .iter()
    .filter(|(_, name)| !name.is_empty())
    .map(|(office, name)| format!("{office}: {name}"))
    .collect();
    if content.detail == Detail::Full {
        for (channel, text) in [("ĐT", &entry.phones), ("Thư", &entry.emails)] {
            if !text.is_empty() {
                lines.push(format!("{channel}: {text}"));
            }
        }
    }
    for_reader(content, lines.join("\n"))
}
