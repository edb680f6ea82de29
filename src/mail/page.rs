//! What the report's mail says, sentence by sentence; the templates only set it out.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::Workbook;
use super::words::{day, megabytes, moment, names, number, one_line, percent};
use crate::report::{Content, Detail};
use crate::rule::{Group, Judgement, Progress, Standing, Status};

/// «Tổ CNSCĐ» in front, so that a reader can sort by it.
const MARK: &str = "[Tổ CNSCĐ]";
const UNITS: &str = "xã, phường, đặc khu";

/// The sentences of one mail. Every one is whole: the templates put nothing together.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Page {
    pub(super) subject: String,
    title: String,
    /// Data older than the campaign allows.
    stale: Option<String>,
    headline: String,
    changes_title: Option<String>,
    changes: Vec<String>,
    figures: Vec<Line>,
    worst: Option<String>,
    columns: Vec<String>,
    groups: Vec<Row>,
    milestones: Vec<String>,
    attachment: Option<String>,
    source: String,
    agency: String,
}

#[derive(Clone, Debug, Serialize)]
struct Line {
    name: String,
    value: String,
}

#[derive(Clone, Debug, Serialize)]
struct Row {
    name: String,
    cells: Vec<String>,
    is_total: bool,
}

impl Page {
    /// `too_large` is the size of a workbook that is left out, and the largest allowed.
    pub(super) fn new(
        content: &Content<'_>,
        detail: Detail,
        attached: Option<&Workbook<'_>>,
        too_large: Option<(usize, usize)>,
    ) -> Self {
        let judgement = content.judgement;
        let as_of = day(judgement.as_of);
        let progress = judgement.progress.as_ref();
        let pulled_at = moment(judgement.pulled_at, content.zone);
        Self {
            subject: subject(progress, &as_of, content.stale),
            title: content.title.to_owned(),
            stale: content.stale.then(|| {
                format!("Số liệu đã cũ: lần lấy gần nhất lúc {pulled_at}. Đề nghị kiểm tra nguồn số liệu.")
            }),
            headline: headline(content),
            changes_title: progress.map(|_| match content.earlier {
                Some(earlier) => format!(
                    "Thay đổi so với kỳ trước (số liệu tính đến ngày {})",
                    day(earlier.as_of)
                ),
                None => "Thay đổi so với kỳ trước".to_owned(),
            }),
            changes: progress.map_or_else(Vec::new, |_| changes(content, detail)),
            figures: progress.map_or_else(Vec::new, |progress| figures(progress, judgement)),
            worst: progress.and_then(worst),
            columns: [
                "Tổng số",
                "Đã ban hành",
                "Tỷ lệ",
                "Đúng hạn",
                "Ban hành sau hạn",
                "Chưa đủ căn cứ xác nhận",
                "Chưa ban hành",
                "Chưa báo cáo",
            ]
            .map(str::to_owned)
            .to_vec(),
            groups: progress.map_or_else(Vec::new, groups),
            milestones: milestones(content),
            attachment: attachment(attached, too_large),
            source: format!("Số liệu lấy lúc {pulled_at}. Đơn vị tính: {UNITS}."),
            agency: content.document.agency_name.clone(),
        }
    }

    pub(super) fn text(&self) -> String {
        render("report.txt", include_str!("report.txt"), self)
    }

    pub(super) fn html(&self) -> String {
        render("report.html", include_str!("report.html"), self)
    }
}

/// Sets values into a template; a name ending in `.html` escapes them.
pub(super) fn render(name: &str, template: &str, page: &impl Serialize) -> String {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("these two fit together"),
    );
    environment
        .render_named_str(name, template, Serde(page))
        .expect("a test renders every template with every field")
}

fn subject(progress: Option<&Progress>, as_of: &str, stale: bool) -> String {
    let old = if stale { " (số liệu đã cũ)" } else { "" };
    match progress {
        Some(progress) => format!(
            "{MARK} {}/{} {UNITS} đã ban hành quyết định ({}), tính đến {as_of}{old}",
            number(progress.issued),
            number(progress.communes),
            percent(progress.issued, progress.communes),
        ),
        None => format!("{MARK} Chưa có nguồn số liệu báo cáo, tính đến {as_of}{old}"),
    }
}

/// «Đến hết ngày 15/8/2025: 65/96 xã, phường, đặc khu đã ban hành (67,7%), tăng 12 so với kỳ
/// trước; còn 31».
fn headline(content: &Content<'_>) -> String {
    let as_of = day(content.judgement.as_of);
    let Some(progress) = &content.judgement.progress else {
        return format!("Đến hết ngày {as_of}: chưa có nguồn số liệu báo cáo.");
    };
    let left = progress.communes - progress.issued;
    let since = content.earlier.map_or_else(String::new, |earlier| {
        let then = earlier
            .statuses
            .values()
            .filter(|status| **status == Status::Issued)
            .count();
        let then = u32::try_from(then).unwrap_or(u32::MAX);
        match (progress.issued.checked_sub(then), then) {
            (Some(0), _) => ", không thay đổi so với kỳ trước".to_owned(),
            (Some(more), _) => format!(", tăng {} so với kỳ trước", number(more)),
            (None, then) => format!(", giảm {} so với kỳ trước", number(then - progress.issued)),
        }
    });
    format!(
        "Đến hết ngày {as_of}: {}/{} {UNITS} đã ban hành ({}){since}; còn {}.",
        number(progress.issued),
        number(progress.communes),
        percent(progress.issued, progress.communes),
        number(left),
    )
}

fn changes(content: &Content<'_>, detail: Detail) -> Vec<String> {
    let Some(earlier) = content.earlier else {
        return vec!["Đây là báo cáo đầu tiên của đợt theo dõi.".to_owned()];
    };
    let judgement = content.judgement;
    let standings: BTreeMap<&str, &Standing> = judgement
        .communes
        .iter()
        .map(|standing| (standing.commune.code.as_str(), standing))
        .collect();
    let named = |codes: &[String], wanted: &dyn Fn(&Standing) -> bool| -> Vec<String> {
        codes
            .iter()
            .filter_map(|code| standings.get(code.as_str()))
            .filter(|standing| wanted(standing))
            .map(|standing| standing.commune.title())
            .collect()
    };
    let change = content.changes;
    let mut lines = Vec::new();
    let mut tell = |what: &str, communes: &[String]| {
        if !communes.is_empty() {
            lines.push(format!("{what} ({}): {}.", communes.len(), names(communes)));
        }
    };
    tell("Mới ban hành", &named(&change.issued, &|_| true));
    tell(
        "Trong đó ban hành sau hạn",
        &named(&change.issued, &|standing| standing.on_time == Some(false)),
    );
    tell(
        "Không còn được tính là đã ban hành",
        &named(&change.withdrawn, &|_| true),
    );
    let others: Vec<String> = change
        .moved
        .iter()
        .filter(|(_, then, now)| *then != Status::Issued && *now != Status::Issued)
        .filter_map(|(code, then, now)| {
            let name = standings.get(code.as_str())?.commune.title();
            Some(format!(
                "{name} («{}» thành «{}»)",
                wording(*then),
                wording(*now)
            ))
        })
        .collect();
    tell("Thay đổi trạng thái khác", &others);
    if earlier.as_of <= judgement.deadline && judgement.as_of > judgement.deadline {
        let overdue: Vec<String> = judgement
            .communes
            .iter()
            .filter(|standing| standing.overdue == Some(true))
            .map(|standing| standing.commune.title())
            .collect();
        tell("Quá hạn, chưa ban hành kể từ kỳ này", &overdue);
    }
    if detail == Detail::Full && (change.fixed > 0 || change.new > 0) {
        lines.push(format!(
            "Nội dung rà soát: đã khắc phục {}, mới ghi nhận {}.",
            number(change.fixed),
            number(change.new)
        ));
    }
    if lines.is_empty() {
        lines.push("Không có thay đổi so với kỳ trước.".to_owned());
    }
    lines
}

fn wording(status: Status) -> &'static str {
    match status {
        Status::Issued => "Đã ban hành",
        Status::Incomplete => "Chưa đủ căn cứ xác nhận",
        Status::NotIssued => "Chưa ban hành",
        Status::NotReported => "Chưa báo cáo",
    }
}

fn figures(progress: &Progress, judgement: &Judgement) -> Vec<Line> {
    let line = |name: &str, value: String| Line {
        name: name.to_owned(),
        value,
    };
    let communes = progress.communes;
    let unknown = || "chưa có số liệu".to_owned();
    // Those of the very day stand where the campaign counts them.
    let with_the_day = |count: u32| {
        format!(
            "{} (trong đó ký đúng ngày {}: {})",
            number(count),
            day(judgement.deadline),
            number(progress.on_the_day)
        )
    };
    let (on_time, late) = if judgement.deadline_inclusive {
        (with_the_day(progress.on_time), number(progress.late))
    } else {
        (number(progress.on_time), with_the_day(progress.late))
    };
    let mut lines = vec![
        line(
            wording(Status::Issued),
            format!(
                "{}/{} ({})",
                number(progress.issued),
                number(communes),
                percent(progress.issued, communes)
            ),
        ),
        line("Đúng hạn", on_time),
        line("Ban hành sau hạn", late),
        line(wording(Status::Incomplete), number(progress.incomplete)),
        line(wording(Status::NotIssued), number(progress.not_issued)),
        line(wording(Status::NotReported), number(progress.not_reported)),
    ];
    if let Some(overdue) = progress.overdue {
        lines.push(line("Quá hạn, chưa ban hành", number(overdue)));
    }
    lines.push(line(
        "Thành phần Tổ",
        format!(
            "Phù hợp: {} (trong đó có nội dung lưu ý: {}); Chưa phù hợp: {}",
            number(progress.composition_ok),
            number(progress.composition_remarks),
            number(progress.composition_not_ok)
        ),
    ));
    lines.push(line(
        "Tổ ở thôn, tổ dân phố",
        progress.village_teams.map_or_else(unknown, number),
    ));
    lines
}

/// The groups with the lowest rates, one of the former provinces and one of the kinds; none
/// where everybody is done.
fn worst(progress: &Progress) -> Option<String> {
    let of = |by: &str| {
        let mut groups: Vec<&Group> = progress
            .groups
            .iter()
            .filter(|group| group.by == by && group.communes > 0)
            .collect();
        groups.sort_by(|left, right| {
            // Compared as fractions, so that rounding makes no ties.
            let rate =
                |one: &Group, other: &Group| u64::from(one.issued) * u64::from(other.communes);
            rate(left, right)
                .cmp(&rate(right, left))
                .then(right.communes.cmp(&left.communes))
        });
        let several = groups.len() > 1;
        groups
            .first()
            .filter(|group| several && group.issued < group.communes)
            .map(|group| {
                format!(
                    "{} {}/{} ({})",
                    group_name(group),
                    number(group.issued),
                    number(group.communes),
                    percent(group.issued, group.communes)
                )
            })
    };
    let told: Vec<String> = ["former_province", "kind"]
        .into_iter()
        .filter_map(of)
        .collect();
    (!told.is_empty()).then(|| format!("Tỷ lệ thấp nhất: {}.", told.join("; ")))
}

fn groups(progress: &Progress) -> Vec<Row> {
    let row = |group: &Group, name: String, is_total: bool| Row {
        name,
        is_total,
        cells: vec![
            number(group.communes),
            number(group.issued),
            percent(group.issued, group.communes),
            number(group.on_time),
            number(group.late),
            number(group.incomplete),
            number(group.not_issued),
            number(group.not_reported),
        ],
    };
    let total = Group {
        by: String::new(),
        name: String::new(),
        communes: progress.communes,
        issued: progress.issued,
        incomplete: progress.incomplete,
        not_issued: progress.not_issued,
        not_reported: progress.not_reported,
        on_time: progress.on_time,
        late: progress.late,
    };
    ["former_province", "kind"]
        .into_iter()
        .flat_map(|by| progress.groups.iter().filter(move |group| group.by == by))
        .map(|group| row(group, group_name(group), false))
        .chain([row(&total, "Tổng cộng".to_owned(), true)])
        .collect()
}

fn group_name(group: &Group) -> String {
    match (group.by.as_str(), group.name.as_str()) {
        ("kind", "xa") => "Xã".to_owned(),
        ("kind", "phuong") => "Phường".to_owned(),
        ("kind", "dac_khu") => "Đặc khu".to_owned(),
        (_, name) => format!("{name} (trước sắp xếp)"),
    }
}

fn milestones(content: &Content<'_>) -> Vec<String> {
    if content.judgement.progress.is_none() {
        return Vec::new();
    }
    content
        .milestones
        .iter()
        .zip(content.counted_at_milestones)
        .filter(|(known, _)| known.date <= content.judgement.as_of)
        .map(|(known, counted)| {
            let difference = i64::from(*counted) - i64::from(known.issued);
            let compared = match difference {
                0 => "khớp".to_owned(),
                other => format!("chênh lệch {other:+}"),
            };
            format!(
                "Ngày {}: {} ({}); tính theo số liệu hiện có: {}, {compared}.",
                day(known.date),
                number(known.issued),
                known.note,
                number(*counted)
            )
        })
        .collect()
}

fn attachment(
    attached: Option<&Workbook<'_>>,
    too_large: Option<(usize, usize)>,
) -> Option<String> {
    match (attached, too_large) {
        (Some(book), _) => Some(format!("Báo cáo kèm theo: {}.", one_line(book.file_name))),
        (None, Some((size, allowed))) => Some(format!(
            "Tệp báo cáo có dung lượng {}, vượt mức được gửi kèm ({}) nên không kèm theo thư này. \
             Đề nghị liên hệ đơn vị gửi để nhận tệp.",
            megabytes(size),
            megabytes(allowed)
        )),
        (None, None) => None,
    }
}
