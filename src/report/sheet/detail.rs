//! `Chi tiết`, Phụ lục I: every commune of the register, one row each. All totals of the report are
//! counted from these rows.
//!
//! A single header row has the filter and is frozen; the next row is the first commune.

use std::sync::mpsc::sync_channel;
use std::thread::Builder;

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::cell::column_letters;
use crate::clock::written;
use crate::document::{Content, Detail, words};
use crate::finding::RuleId;
use crate::locale::{self, Language};
use crate::report::head;
use crate::report::ink::{
    ASIDE, DONE_FILL, DOUBT_FILL, HEADING, Ink, OPEN_FILL, TABLE, UNKNOWN_FILL,
};
use crate::report::layout::{Cell, Paper, SheetWriter};
use crate::report::sheet::{cell_reference, for_reader, heading};
use crate::rule::answer::Decided;
use crate::rule::count::CountStanding;
use crate::rule::{ClaimedDecision, Grouping, Standing, Status, Words};
use crate::submission::{Member, Role};
use crate::text;

/// The header row, counted from zero.
const HEADER: u32 = 5;

/// The content of a column, if formulas count over it or some campaigns leave it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Status,
    Timeliness,
    Composition,
    FormerProvince,
    FormerDistrict,
    /// Only in a report with groups by province.
    Province,
    Kind,
    OnTheDay,
    VillageTeams,
    /// Villages of the register, if there is one.
    Villages,
    /// Columns of decisions and teams: left out if a count decides the status.
    Decision,
    Team,
    /// A column of a count.
    Count,
    Other,
}

/// A column: heading, width, content, and whether it is printed.
struct Head {
    heading: String,
    width: u32,
    column: Column,
    printed: bool,
}

/// Returns every column that a campaign may have, in order.
fn heads(content: &Content<'_>) -> Vec<Head> {
    use Column::{
        Composition, Count, Decision, FormerDistrict, FormerProvince, Kind, OnTheDay, Other,
        Province, Status, Team, Timeliness, VillageTeams, Villages,
    };
    let judgement = content.judgement;
    let own = &judgement.words;
    let units = words::capitalised(&own.units);
    let moment = words::capitalised(&own.moment);
    let (count, notes) = if judgement.by_count() {
        (190, 330)
    } else {
        (110, 126)
    };
    let before = [
        ("STT", 36, Other),
        (units.as_str(), 136, Other),
        ("Tình trạng", 84, Status),
        ("Số quyết định", 108, Decision),
        (moment.as_str(), 76, Decision),
        ("Thời hạn", 80, Timeliness),
    ];
    let counts = judgement.counts.iter();
    let after = [
        (own.leader.as_str(), 165, Team),
        (own.deputy.as_str(), 274, Team),
        ("Số người", 46, Team),
        (own.composition.as_str(), 92, Composition),
        ("Bản quyết định", 58, Decision),
        ("Ghi chú", notes, Other),
    ];
    let beside = [
        ("Khu vực (cũ)", 90, FormerProvince),
        ("Loại", 60, Kind),
        ("Ký đúng ngày cuối hạn", 130, OnTheDay),
        ("Số Tổ cấp thôn", 100, VillageTeams),
        ("Số thôn, tổ dân phố", 120, Villages),
        ("Mã đơn vị", 60, Other),
        ("QĐ hiện hành: số", 110, Decision),
        ("QĐ hiện hành: ngày", 110, Decision),
        ("Đường dẫn bản quyết định", 260, Decision),
        ("Đối chiếu bởi", 120, Decision),
        ("Thấy lần đầu", 90, Other),
        ("Ô trong bảng nguồn", 130, Other),
        ("Thành viên", 400, Team),
        ("Huyện (cũ)", 110, FormerDistrict),
        ("Tỉnh, thành phố", 110, Province),
    ];
    let mut heads: Vec<Head> = before.map(|one| head(true, one)).into();
    heads.extend(
        counts
            .clone()
            .map(|one| head(true, (&one.title, count, Count))),
    );
    heads.extend(after.map(|one| head(true, one)));
    heads.extend(beside.map(|one| head(false, one)));
    heads.extend(counts.flat_map(|one| {
        ["số", "tổng số"].map(|what| {
            let heading = format!("{}: {what}", one.title);
            head(false, (&heading, 110, Count))
        })
    }));
    heads
}

fn head(printed: bool, (heading, width, column): (&str, u32, Column)) -> Head {
    Head {
        heading: heading.to_owned(),
        width,
        column,
        printed,
    }
}

/// Whether a campaign has a column.
fn is_shown(content: &Content<'_>, column: Column) -> bool {
    use Column::{Composition, Decision, OnTheDay, Province, Team, VillageTeams, Villages};
    match column {
        Composition | Decision | OnTheDay | Team | VillageTeams => !content.judgement.by_count(),
        Villages => {
            let known = content.judgement.communes.iter();
            !content.judgement.by_count() && known.into_iter().any(|one| one.villages.is_some())
        }
        Province => {
            let progress = content.judgement.progress.iter();
            let mut groups = progress.flat_map(|progress| &progress.groups);
            groups.any(|group| group.by == Grouping::Province.id())
        }
        _ => true,
    }
}

/// Returns a column of the communes' rows for formulas: `'Chi tiết'!$D$7:$D$102`.
pub(crate) fn range(content: &Content<'_>, column: Column) -> String {
    let shown = heads(content);
    let mut shown = shown.iter().filter(|head| is_shown(content, head.column));
    let place = shown.position(|head| head.column == column).unwrap_or(0);
    let column = column_letters(u32::try_from(place).unwrap_or(0));
    let first = HEADER + 2;
    let count = u32::try_from(content.judgement.communes.len()).expect("a register is small");
    let last = first + count.max(1) - 1;
    let sheet = &content.judgement.words.sheet_detail;
    format!("'{sheet}'!${column}${first}:${column}${last}")
}

/// Writes the sheet onto `empty`, row by row from its top.
pub(crate) fn sheet(content: &Content<'_>, empty: Worksheet) -> Result<Worksheet, XlsxError> {
    let mut heads = heads(content);
    heads.retain(|head| is_shown(content, head.column));
    let widths = |printed: bool| -> Vec<u32> {
        let such = heads.iter().filter(|head| head.printed == printed);
        such.map(|head| head.width).collect()
    };
    let mut page = SheetWriter::on(
        empty,
        &content.judgement.words.sheet_detail,
        Paper::Landscape,
        &widths(true),
        &widths(false),
    )?;
    head::appendix(
        &mut page,
        content,
        "I",
        &heading(content, &content.judgement.words.title_detail),
    )?;
    debug_assert_eq!(page.row, HEADER);
    let headings: Vec<(Cell, Ink)> = heads
        .iter()
        .map(|head| {
            let ink = if head.printed { HEADING } else { ASIDE.bold() };
            (Cell::text(&head.heading), ink)
        })
        .collect();
    page.cells(&headings)?;
    page.repeat_heading();
    rows(content, |cells| page.cells(cells))?;
    let last = page.row - 1;
    let columns = u16::try_from(headings.len() - 1).expect("a few columns");
    page.sheet.autofilter(HEADER, 0, last, columns)?;
    page.sheet.set_freeze_panes(HEADER + 1, 2)?;
    page.finish(last, &head::footer(content))
}

/// Passes the communes' rows to `write` in order. A second thread makes
/// the next rows in the meantime.
fn rows(
    content: &Content<'_>,
    mut write: impl FnMut(&[(Cell, Ink)]) -> Result<(), XlsxError>,
) -> Result<(), XlsxError> {
    /// The most rows that wait to be written.
    const WAITING: usize = 16;

    std::thread::scope(|scope| {
        let (sender, rows) = sync_channel(WAITING);
        let ahead = Builder::new().spawn_scoped(scope, move || {
            make_rows(content, |row| sender.send(row).is_ok());
        });
        if ahead.is_ok() {
            return rows.into_iter().try_for_each(|row| write(&row));
        }
        // Without a further thread, makes and writes the rows in turn.
        let mut written = Ok(());
        make_rows(content, |row| {
            written = write(&row);
            written.is_ok()
        });
        written
    })
}

/// Makes row after row, until `take` returns false.
fn make_rows(content: &Content<'_>, mut take: impl FnMut(Vec<(Cell, Ink)>) -> bool) {
    let heads = heads(content);
    let shown: Vec<bool> = heads
        .iter()
        .map(|head| is_shown(content, head.column))
        .collect();
    for (number, standing) in (1..).zip(&content.judgement.communes) {
        let cells = row(content, number, standing).into_iter().zip(&shown);
        let cells = cells.filter_map(|(cell, shown)| shown.then_some(cell));
        if !take(cells.collect()) {
            return;
        }
    }
}

fn row(content: &Content<'_>, number: u32, standing: &Standing) -> Vec<(Cell, Ink)> {
    let known = content.judgement.progress.is_some();
    let word = |word: &str| Cell::text(if known { word } else { words::UNKNOWN });
    let own = &content.judgement.words;
    let commune = &standing.commune;
    let [number_cell, day] = decision_cells(content, standing);
    let mut cells = vec![
        (Cell::Count(number), TABLE.center()),
        (Cell::text(commune.title()), TABLE.bold()),
        (
            word(own.status(standing.status)),
            TABLE.center().filled(if known {
                fill(standing.status)
            } else {
                UNKNOWN_FILL
            }),
        ),
        (number_cell, TABLE.center()),
        (day, TABLE.center()),
        (word(own.timeliness(standing)), TABLE.center()),
    ];
    cells.extend(
        standing
            .counts
            .iter()
            .map(|one| (counted(own, one), TABLE.center())),
    );
    cells.extend([
        (people(content, standing, Role::Leader), TABLE),
        (people(content, standing, Role::Deputy), TABLE),
        (team_size(standing), TABLE.center()),
        (
            word(words::composition(standing.composition)),
            TABLE.center(),
        ),
        (
            Cell::text(match &standing.decision {
                Some(ClaimedDecision { link: Some(_), .. }) => "Có",
                Some(_) => "Chưa có",
                None => "–",
            }),
            TABLE.center(),
        ),
        (
            Cell::text(for_reader(content, remarks(content, standing))),
            TABLE,
        ),
    ]);
    cells.extend(beside(content, standing));
    cells.extend(standing.counts.iter().flat_map(|one| {
        [one.number, one.of].map(|number| {
            let cell = number.map_or_else(|| Cell::text(words::UNKNOWN), Cell::Count);
            (cell, ASIDE)
        })
    }));
    cells
}

/// Returns the number and day of the decision.
fn decision_cells(content: &Content<'_>, standing: &Standing) -> [Cell; 2] {
    let decision = standing.decision.as_ref();
    let Some(stated) = decision else {
        // A commune that reports without a decision has none; that of one
        // that does not report is unknown.
        let is_known = content.judgement.progress.is_some();
        let nothing = match standing.status {
            Status::NotIssued if is_known => "–",
            _ => words::UNKNOWN,
        };
        return [Cell::text(nothing), Cell::text(nothing)];
    };
    [
        Cell::text(for_reader(content, decision_number(decision))),
        Cell::day(stated.date, words::UNKNOWN),
    ]
}

/// Returns «80/100 (80,0%)», or that it cannot be counted, or that it is unknown.
fn counted(own: &Words, one: &CountStanding) -> Cell {
    match (one.number, one.of) {
        (Some(number), Some(of)) => Cell::text(words::of(number, of)),
        _ if one.unclear => Cell::text(&own.incomplete),
        _ => Cell::text(words::UNKNOWN),
    }
}

/// Returns the light fill of a status.
fn fill(status: Status) -> u32 {
    match status {
        Status::Issued => DONE_FILL,
        Status::Incomplete => DOUBT_FILL,
        Status::NotIssued => OPEN_FILL,
        Status::NotReported => UNKNOWN_FILL,
    }
}

/// Returns the cells to the right of the print area: codes and addresses
/// for those who check or count.
fn beside(content: &Content<'_>, standing: &Standing) -> Vec<(Cell, Ink)> {
    let commune = &standing.commune;
    let current = standing.current_decision.as_ref();
    let first_seen = standing
        .first_seen
        .map(|seen| crate::clock::day(seen, content.zone));
    let link = standing
        .decision
        .as_ref()
        .and_then(|decision| decision.link.clone());
    [
        Cell::text(&commune.former_province),
        Cell::text(words::kind(commune.kind)),
        Cell::text(if standing.on_the_day { "Có" } else { "Không" }),
        standing
            .village_teams
            .map_or_else(|| Cell::text(words::UNKNOWN), Cell::Count),
        standing
            .villages
            .map_or_else(|| Cell::text(words::UNKNOWN), Cell::Count),
        Cell::text(&commune.code),
        Cell::text(for_reader(content, decision_number(current))),
        Cell::day(current.and_then(|decision| decision.date), words::UNKNOWN),
        Cell::text(for_reader(content, link.unwrap_or_default())),
        Cell::text(for_reader(
            content,
            standing.confirmed_by.clone().unwrap_or_default(),
        )),
        Cell::day(first_seen, ""),
        cell_reference(content, standing.name_cell.as_ref()),
        Cell::text(members(content, standing)),
        Cell::text(&commune.former_district),
        Cell::text(&commune.province),
    ]
    .map(|cell| (cell, ASIDE))
    .to_vec()
}

pub(super) fn decision_number(decision: Option<&ClaimedDecision>) -> String {
    decision
        .and_then(|decision| decision.number.clone())
        .unwrap_or_else(|| words::UNKNOWN.to_owned())
}

/// Returns name and position of everyone with a role, one per line.
fn people(content: &Content<'_>, standing: &Standing, role: Role) -> Cell {
    let lines: Vec<String> = standing
        .members
        .iter()
        .filter(|member| member.role == role)
        .map(|member| titled(content, member))
        .collect();
    match (lines.is_empty(), standing.members.is_empty()) {
        (true, true) => Cell::text(words::UNKNOWN),
        (true, false) => Cell::text("Không nêu"),
        (false, _) => Cell::text(lines.join("\n")),
    }
}

fn titled(content: &Content<'_>, member: &Member) -> String {
    let name = if member.name.is_empty() {
        "(chưa nêu tên)"
    } else {
        &member.name
    };
    let position = if member.position.typed.is_empty() {
        "chưa nêu chức vụ"
    } else {
        &member.position.typed
    };
    for_reader(content, [name, " (", position, ")"].concat())
}

/// Returns everyone in one text, separated by semicolons.
fn members(content: &Content<'_>, standing: &Standing) -> String {
    let mut text = String::new();
    for member in standing.members.iter() {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(content.judgement.words.role(member.role));
        text.push_str(": ");
        text.push_str(&titled(content, member));
        if content.detail == Detail::Full {
            for channel in member.channels.all() {
                text.push_str(", ");
                text.push_str(channel);
            }
        }
    }
    text
}

fn team_size(standing: &Standing) -> Cell {
    match u32::try_from(standing.members.len()).expect("a team is small") {
        0 => Cell::text("–"),
        people => Cell::Count(people),
    }
}

/// Returns what a reader must know beside the columns: a later decision, decisions of people
/// (alias, confirmation, extension, waiver), notes.
fn remarks(content: &Content<'_>, standing: &Standing) -> String {
    let mut remarks = Vec::new();
    if standing.current_decision != standing.decision
        && let Some(current) = &standing.current_decision
    {
        let number = current.number.as_deref().unwrap_or("(chưa nêu số)");
        remarks.push(match current.date {
            Some(day) => format!("Hiện hành: {number} ngày {}", written(day)),
            None => format!("Hiện hành: {number}"),
        });
    }
    if let Some(by) = &standing.confirmed_by {
        remarks.push(format!("Đã đối chiếu: {by}"));
    }
    if let Some(day) = standing.extended_to {
        remarks.push(format!("Gia hạn đến ngày {}", written(day)));
    }
    remarks.extend(renamed(content, standing));
    remarks.extend(waived(content, standing));
    remarks.extend(standing.notes.iter().cloned());
    remarks.join("\n")
}

/// Returns which spelling was assigned to the commune, in the campaign's file or by an answer.
fn renamed(content: &Content<'_>, standing: &Standing) -> Option<String> {
    let code = &standing.commune.code;
    let typed = standing.alias.as_ref()?;
    let key = text::key(typed);
    let in_file = content.exceptions.answers.iter();
    let mut in_file = in_file.filter(|alias| alias.code == *code);
    let mut answered = content.judgement.answers.iter();
    let by = answered.find(|answer| match &answer.decided {
        Decided::Alias { typed, code: of } => of == code && text::key(typed) == key,
        _ => false,
    });
    let is_decided = by.is_some() || in_file.any(|alias| text::key(&alias.spelling) == key);
    is_decided.then(|| match by {
        Some(answer) => format!("Bảng ghi tên «{typed}» ({} xác nhận)", answer.who),
        None => format!("Bảng ghi tên «{typed}» (theo khai báo của Sở)"),
    })
}

/// Returns the rules whose findings about the commune are waived.
fn waived(content: &Content<'_>, standing: &Standing) -> Vec<String> {
    let findings = content.judgement.waived.iter();
    let mut rules: Vec<RuleId> = findings
        .filter(|finding| finding.commune.as_deref() == Some(&standing.commune.code))
        .map(|finding| finding.rule)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
        .into_iter()
        .map(|rule| {
            format!(
                "Tạm không xét: {}",
                locale::say(Language::Vi, &format!("rule-{rule}"), &[])
            )
        })
        .collect()
}
