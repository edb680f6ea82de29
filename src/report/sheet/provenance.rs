//! `Nguồn số liệu`: the origin of every figure: sources, times, hashes, rules, the deadline and how
//! it was counted, decisions of people, version.
//!
//! Hashes and ids are to the right of the print area.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::clock::{self, Date, written};
use crate::document::{Content, words};
use crate::finding::RuleId;
use crate::locale::{self, Language};
use crate::report::head;
use crate::report::home::Homes;
use crate::report::ink::{ASIDE, BODY, GROUP_FILL, HEADING, TABLE};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::sheet::for_reader;
use crate::rule::Words;
use crate::rule::answer::{Answer, Decided};
use crate::snapshot::Provenance;
use crate::source::SourceKind;

/// The printed columns; the sections below merge them as they need.
const WIDTHS: [u32; 6] = [40, 116, 124, 120, 86, 126];

pub(crate) fn sheet(content: &Content<'_>, homes: &Homes<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = SheetWriter::new(
        content.judgement.words.sheets()[7],
        Paper::Portrait,
        &WIDTHS,
        &[470],
    )?;
    head::plain(&mut page, content, "NGUỒN SỐ LIỆU VÀ CÁCH TÍNH")?;
    counting(&mut page, content)?;
    sources(&mut page, content)?;
    tabs(&mut page, content)?;
    exceptions(&mut page, content, homes)?;
    bases(&mut page, content)?;
    let last = page.row - 1;
    page.finish(last, &head::footer(content))
}

fn section(page: &mut SheetWriter, title: &str) -> Result<(), XlsxError> {
    if page.row > 5 {
        page.space(8.0)?;
    }
    page.line(title, TABLE.bold().sized(12.0).filled(GROUP_FILL))
}

fn counting(page: &mut SheetWriter, content: &Content<'_>) -> Result<(), XlsxError> {
    section(page, "1. Cách tính")?;
    let version = format!("cnscd {}", env!("CARGO_PKG_VERSION"));
    let lines = times(content)
        .into_iter()
        .chain(meanings(&content.judgement.words))
        .chain([("Phần mềm", version)]);
    for (label, text) in lines {
        page.spans(&[
            (0, 1, Cell::text(label), TABLE.bold()),
            (2, 5, Cell::text(text), TABLE),
        ])?;
    }
    let row = page.row - 1;
    page.put(
        row,
        6,
        &Cell::text(format!(
            "Bản số liệu {} · mã kiểm {}",
            content.snapshot, content.table_digest
        )),
        ASIDE,
    )
}

/// Returns the meanings of the terms used for figures.
fn meanings(own: &Words) -> [(&str, String); 5] {
    [
        (own.issued.as_str(), own.means_issued.clone()),
        (&own.incomplete, own.means_incomplete.clone()),
        (&own.not_issued, own.means_not_issued.clone()),
        (&own.not_reported, own.means_not_reported.clone()),
        (&own.on_time, own.means_on_time.clone()),
    ]
}

/// Returns the dates that the report is based on.
fn times<'a>(content: &Content<'_>) -> Vec<(&'a str, String)> {
    let judgement = content.judgement;
    let own = &judgement.words;
    let deadline = written(judgement.deadline);
    let inclusive = if judgement.deadline_inclusive {
        format!("{deadline}, tính cả {}", own.counted_on_the_day)
    } else {
        format!(
            "trước ngày {deadline}, không tính {}",
            own.counted_on_the_day
        )
    };
    let as_of = written(judgement.as_of);
    let mut lines = vec![
        ("Đợt theo dõi", content.title.to_owned()),
        (
            "Số liệu tính đến ngày",
            format!("{as_of} ({})", own.counted_as_of),
        ),
        ("Thời hạn", inclusive),
        (
            "Lấy số liệu",
            words::moment(judgement.pulled_at, content.zone),
        ),
    ];
    if let Some(known_at) = content.known_at {
        lines.push((
            "Theo số liệu Sở nhận được đến",
            words::moment(known_at, content.zone),
        ));
    }
    lines
}

fn sources(page: &mut SheetWriter, content: &Content<'_>) -> Result<(), XlsxError> {
    section(page, "2. Nguồn")?;
    page.spans(&[
        (0, 0, Cell::text("STT"), HEADING),
        (1, 1, Cell::text("Tên nguồn"), HEADING),
        (2, 2, Cell::text("Loại"), HEADING),
        (3, 4, Cell::text("Địa chỉ"), HEADING),
        (5, 5, Cell::text("Lấy lúc"), HEADING),
    ])?;
    for (number, source) in (1..).zip(content.sources) {
        page.spans(&[
            (0, 0, Cell::Count(number), TABLE.center()),
            (1, 1, Cell::text(&source.name), TABLE),
            (2, 2, Cell::text(words::source_kind(source.kind)), TABLE),
            (3, 4, Cell::text(for_reader(content, place(source))), TABLE),
            (
                5,
                5,
                Cell::text(words::moment(source.fetched_at, content.zone)),
                TABLE.center(),
            ),
        ])?;
        let row = page.row - 1;
        let revision = source
            .revision
            .as_ref()
            .map_or(String::new(), |revision| format!(" · phiên bản {revision}"));
        page.put(
            row,
            6,
            &Cell::text(format!("sha256 {}{revision}", source.sha256)),
            ASIDE,
        )?;
        for remark in &source.remarks {
            let text = locale::say(Language::Vi, &remark.key, &[("value", &remark.value)]);
            page.spans(&[
                (0, 0, Cell::Blank, TABLE),
                (1, 5, Cell::text(text), TABLE.italic()),
            ])?;
        }
    }
    Ok(())
}

/// Returns the address of a source. Of a file only the name, since its path on some machine means
/// nothing to a reader; its hash is printed beside it.
fn place(source: &Provenance) -> String {
    match source.kind {
        SourceKind::File => {
            let parts = source.location.rsplit(['/', '\\']);
            let name = parts.into_iter().find(|part| !part.is_empty());
            name.unwrap_or(&source.location).to_owned()
        }
        _ => source.location.clone(),
    }
}

fn tabs(page: &mut SheetWriter, content: &Content<'_>) -> Result<(), XlsxError> {
    section(page, "3. Các trang tính đã đọc")?;
    page.spans(&[
        (0, 0, Cell::text("STT"), HEADING),
        (1, 2, Cell::text("Trang tính"), HEADING),
        (3, 3, Cell::text("Nội dung"), HEADING),
        (4, 4, Cell::text("Số dòng"), HEADING),
        (5, 5, Cell::text("Dòng ẩn"), HEADING),
    ])?;
    for (number, tab) in (1..).zip(content.tabs) {
        let title = if tab.hidden {
            format!("{} (trang ẩn)", tab.title)
        } else {
            tab.title.clone()
        };
        page.spans(&[
            (0, 0, Cell::Count(number), TABLE.center()),
            (1, 2, Cell::text(title), TABLE),
            (3, 3, Cell::text(words::tab_kind(tab.kind)), TABLE),
            (4, 4, Cell::Count(tab.rows), TABLE.center()),
            (5, 5, Cell::Count(tab.hidden_rows), TABLE.center()),
        ])?;
        let columns: Vec<String> = tab
            .columns
            .iter()
            .map(|(field, letters)| format!("{field} = {letters}"))
            .collect();
        let row = page.row - 1;
        page.put(row, 6, &Cell::text(columns.join(", ")), ASIDE)?;
    }
    Ok(())
}

/// Writes the decisions of people: commune, decision, reason.
fn exceptions(
    page: &mut SheetWriter,
    content: &Content<'_>,
    homes: &Homes<'_>,
) -> Result<(), XlsxError> {
    section(page, "4. Nội dung đã được xác nhận, gia hạn, tạm không xét")?;
    let decided = decided(content, homes);
    if decided.is_empty() {
        return page.line("Không có.", TABLE.italic());
    }
    page.spans(&[
        (0, 0, Cell::text("STT"), HEADING),
        (1, 1, Cell::text("Đơn vị"), HEADING),
        (2, 3, Cell::text("Nội dung"), HEADING),
        (4, 5, Cell::text("Lý do"), HEADING),
    ])?;
    for (number, [commune, what, why]) in (1..).zip(decided) {
        page.spans(&[
            (0, 0, Cell::Count(number), TABLE.center()),
            (1, 1, Cell::text(commune), TABLE),
            (2, 3, Cell::text(what), TABLE),
            (4, 5, Cell::text(for_reader(content, why)), TABLE),
        ])?;
    }
    Ok(())
}

/// Returns commune, decision and reason of each.
fn decided(content: &Content<'_>, homes: &Homes<'_>) -> Vec<[String; 3]> {
    let named = |code: &str| {
        let known = homes.standings.get(code);
        known.map_or_else(|| code.to_owned(), |found| found.commune.title())
    };
    let exceptions = &content.exceptions;
    let confirmed = exceptions.confirmed.iter().map(|confirmed| {
        [
            named(&confirmed.commune),
            format!(
                "{}: {}{}",
                seen(&confirmed.number, confirmed.date),
                confirmed.by,
                idle(&confirmed.commune, homes)
            ),
            confirmed.reason.clone(),
        ]
    });
    let extended = exceptions.extensions.iter().map(|extension| {
        [
            named(&extension.commune),
            longer(extension.deadline),
            extension.reason.clone(),
        ]
    });
    let as_of = content.judgement.as_of;
    let in_force = exceptions.waivers.iter();
    let waived = in_force
        .filter(|waiver| as_of <= waiver.until)
        .map(|waiver| {
            [
                named(&waiver.commune),
                set_aside(&waiver.rule, waiver.until),
                waiver.reason.clone(),
            ]
        });
    let named_otherwise = exceptions.answers.iter().map(|answer| {
        [
            named(&answer.code),
            spelled(&answer.spelling),
            "Người vận hành đã xác nhận".to_owned(),
        ]
    });
    let answers = content.judgement.answers.iter();
    let answered = answers
        .filter(|answer| !matches!(answer.waiver(), Some(waiver) if waiver.until < as_of))
        .map(|answer| {
            let day = written(clock::day(answer.given_at, content.zone));
            [
                named(answer.decided.code()),
                answered(answer, homes),
                format!("{}, ngày {day}: {}", answer.who, answer.reason),
            ]
        });
    confirmed
        .chain(extended)
        .chain(waived)
        .chain(named_otherwise)
        .chain(answered)
        .collect()
}

/// Describes an answer, without the commune's name.
fn answered(answer: &Answer, homes: &Homes<'_>) -> String {
    match &answer.decided {
        Decided::Alias { typed, .. } => spelled(typed),
        Decided::Confirm { code, number, date } => {
            format!("{}{}", seen(number, *date), idle(code, homes))
        }
        Decided::Waive { rule, until, .. } => set_aside(rule, *until),
        Decided::Extend { deadline, .. } => longer(*deadline),
    }
}

fn spelled(typed: &str) -> String {
    format!("Tên ghi trong bảng: «{typed}»")
}

fn seen(number: &str, date: Date) -> String {
    format!("Quyết định {number} ngày {} đã đối chiếu", written(date))
}

/// Returns a remark if the commune is not counted by its confirmation.
fn idle(code: &str, homes: &Homes<'_>) -> &'static str {
    let standing = homes.standings.get(code);
    if standing.is_some_and(|standing| standing.confirmed_by.is_some()) {
        ""
    } else {
        "; chưa dùng đến: bảng số liệu nêu chưa có quyết định, hoặc đã đủ căn cứ"
    }
}

fn set_aside(rule: &str, until: Date) -> String {
    let rule = locale::say(Language::Vi, &format!("rule-{rule}"), &[]);
    format!("Tạm không xét đến hết ngày {}: {rule}", written(until))
}

fn longer(deadline: Date) -> String {
    format!("Gia hạn đến ngày {}", written(deadline))
}

/// Writes the letter, further bases, and the basis of each rule with findings.
fn bases(page: &mut SheetWriter, content: &Content<'_>) -> Result<(), XlsxError> {
    section(page, "5. Căn cứ rà soát")?;
    for basis in
        std::iter::once(content.letterhead.letter.as_str()).chain(content.letterhead.bases())
    {
        if !basis.is_empty() {
            page.line(basis, TABLE)?;
        }
    }
    let mut spoken: Vec<RuleId> = content
        .judgement
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    spoken.sort_unstable();
    spoken.dedup();
    let mut rules: Vec<(&str, Vec<&str>)> = Vec::new();
    for rule in spoken {
        let Some(basis) = content.bases.get(rule.id()) else {
            continue;
        };
        match rules.iter_mut().find(|(known, _)| known == basis) {
            Some((_, ids)) => ids.push(rule.id()),
            None => rules.push((basis, vec![rule.id()])),
        }
    }
    if !rules.is_empty() {
        // All in one row: with a row each, the last ones moved to a page of their own.
        let bases: Vec<&str> = rules.iter().map(|(basis, _)| *basis).collect();
        let ids = rules
            .iter()
            .map(|(basis, ids)| format!("{basis}: {}", ids.join(", ")));
        page.line(&words::capitalised(&bases.join("; ")), TABLE)?;
        let row = page.row - 1;
        let ids = ids.collect::<Vec<_>>().join("; ");
        page.put(row, 6, &Cell::text(ids), ASIDE)?;
    }
    page.space(4.0)?;
    page.line(
        "Mã kiểm, mã nội dung và vị trí ô nằm bên phải vùng in.",
        BODY.sized(10.0).italic(),
    )
}
