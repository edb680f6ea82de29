//! `Thay đổi`: what changed since the last report that readers got: first decisions about the
//! campaign, then every commune with its status, number, date, leader or deadline, then and now.
//!
//! Compares nothing itself; without an earlier report it says so.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::clock::{Date, written};
use crate::document::{Content, order, sentence, words};
use crate::report::head;
use crate::report::home::Homes;
use crate::report::ink::{BODY, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::sheet::{UNITS, for_reader, headings};
use crate::rule::change::Fact;
use crate::rule::{Standing, Status, Words};

const HEADINGS: [(&str, u32); 5] = [
    ("STT", 36),
    (UNITS, 140),
    ("Nội dung", 84),
    ("Kỳ trước", 112),
    ("Kỳ này", 240),
];

/// One line about a commune: the fact, its value then and now.
struct Line {
    what: String,
    then: String,
    now: String,
}

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let widths = HEADINGS.map(|(_, width)| width);
    let mut page = SheetWriter::new(
        content.judgement.words.sheets()[5],
        Paper::Portrait,
        &widths,
        &[],
    )?;
    head::plain(&mut page, content, "THAY ĐỔI SO VỚI BÁO CÁO TRƯỚC")?;
    let text = BODY.sized(12.0);
    let Some(earlier) = content.earlier else {
        page.line(sentence::FIRST, text)?;
        let last = page.row - 1;
        return page.finish(last, &head::footer(content));
    };
    page.line(
        &format!(
            "Báo cáo trước: số liệu tính đến ngày {}, lập lúc {}.",
            written(earlier.as_of),
            words::moment(earlier.made_at, content.zone)
        ),
        text,
    )?;
    for line in sentence::settings(content) {
        page.line(&line, text.bold())?;
    }
    page.line(&sentence::reviewed(content), text)?;
    page.space(6.0)?;
    page.cells(&headings(content, &HEADINGS))?;
    page.repeat_heading();
    let heading_row = page.row - 1;
    communes(&mut page, content, homes)?;
    let last = page.row - 1;
    page.sheet.autofilter(heading_row, 0, last, 4)?;
    page.sheet.set_freeze_panes(heading_row + 1, 0)?;
    page.finish(last, &head::footer(content))
}

/// Writes every commune of which a fact changed, in the order of names.
fn communes(
    page: &mut SheetWriter,
    content: &Content<'_>,
    homes: &Homes<'_>,
) -> Result<(), XlsxError> {
    let moved = content.changes.moved.iter().map(|(code, ..)| code);
    let facts = content.changes.facts.iter().map(|change| &change.commune);
    let mut changed: Vec<&Standing> = moved
        .chain(facts)
        .filter_map(|code| homes.standings.get(code.as_str()).copied())
        .collect();
    order::by_name(&mut changed);
    changed.dedup_by_key(|standing| standing.commune.code.as_str());
    if changed.is_empty() {
        return page.line("Không có đơn vị nào thay đổi.", TABLE.italic());
    }
    for (number, standing) in (1..).zip(changed) {
        for line in lines(content, standing) {
            page.cells(&[
                (Cell::Count(number), TABLE.center()),
                (Cell::text(standing.commune.title()), TABLE.bold()),
                (Cell::text(&line.what), TABLE),
                (Cell::text(for_reader(content, line.then)), TABLE.center()),
                (Cell::text(for_reader(content, line.now)), TABLE.center()),
            ])?;
        }
    }
    Ok(())
}

fn lines(content: &Content<'_>, standing: &Standing) -> Vec<Line> {
    let code = &standing.commune.code;
    let changes = content.changes;
    let own = &content.judgement.words;
    let moved = changes.moved.iter().filter(|(moved, ..)| moved == code);
    let moved = moved.map(|(_, then, now)| Line {
        what: "Tình trạng".to_owned(),
        then: own.status(*then).to_owned(),
        now: status_now(own, *now, standing),
    });
    let facts = changes.facts.iter();
    let facts = facts.filter(|change| change.commune == *code);
    moved
        .chain(facts.map(|change| fact(own, &change.fact)))
        .collect()
}

/// Returns the status, with the decision it is based on.
fn status_now(own: &Words, status: Status, standing: &Standing) -> String {
    let word = own.status(status);
    match (status, &standing.decision) {
        (Status::Issued, Some(decision)) => {
            let number = decision.number.as_deref().unwrap_or("(chưa nêu số)");
            format!("{word}: {number}, {}", day(decision.date))
        }
        _ => word.to_owned(),
    }
}

fn fact(own: &Words, fact: &Fact) -> Line {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    match fact {
        Fact::Number(then, now) => Line {
            what: "Số quyết định".to_owned(),
            then: text(then),
            now: text(now),
        },
        Fact::Signed(then, now) => Line {
            what: words::capitalised(&own.moment),
            then: day(*then),
            now: day(*now),
        },
        Fact::Leader(then, now) => Line {
            what: own.leader.clone(),
            then: text(then),
            now: text(now),
        },
        Fact::Extension(then, now) => Line {
            what: "Gia hạn".to_owned(),
            then: day(*then),
            now: day(*now),
        },
    }
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(|| "–".to_owned(), written)
}
