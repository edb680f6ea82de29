//! The sentences of the report's mail; templates only arrange them.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::words::one_line;
use super::{Attachment, Sender};
use crate::clock::written;
use crate::document::words::{self, NO_SOURCE};
use crate::document::{Content, Detail, sentence};
use crate::rule::{Group, Grouping, Judgement, Progress, Words};
use crate::text::filled;

/// How many communes without a decision are named.
const OWING: usize = 30;
/// How many names any other list has.
const NAMES: usize = 40;

/// The sentences of a mail, which is one page for a director. Each is complete: templates do not
/// put sentences together.
#[derive(Clone, Debug, Serialize)]
pub(super) struct MailBody {
    pub(super) subject: String,
    title: String,
    /// Says that the data are older than the campaign allows.
    stale: Option<String>,
    headline: String,
    deadline: String,
    figures: Vec<Figure>,
    changes_title: Option<String>,
    changes: Vec<String>,
    owing_title: Option<String>,
    owing: Option<String>,
    /// Further remarks.
    others: Vec<String>,
    attachments: Vec<String>,
    source: String,
    sender: String,
}

/// A number in large type, its name, and an explanation.
#[derive(Clone, Debug, Serialize)]
struct Figure {
    name: String,
    value: String,
    note: String,
}

/// The files of a mail.
pub(super) struct Files<'a> {
    pub(super) attached: &'a [Attachment<'a>],
    /// Those attached in place of files that are too large.
    pub(super) smaller: &'a [Attachment<'a>],
    /// Those that are too large for a mail.
    pub(super) left_out: &'a [Attachment<'a>],
}

impl MailBody {
    pub(super) fn new(
        content: &Content<'_>,
        detail: Detail,
        files: &Files<'_>,
        sender: &Sender<'_>,
    ) -> Self {
        let judgement = content.judgement;
        let progress = judgement.progress.as_ref();
        let pulled_at = words::moment(judgement.pulled_at, content.zone);
        let headline = sentence::headline(judgement, content.earlier);
        let owing = progress.map(|_| sentence::owing(judgement));
        Self {
            subject: subject(content),
            title: content.title.to_owned(),
            stale: match content.stale {
                true => Some(format!(
                    "Số liệu đã cũ: lần lấy gần nhất lúc {pulled_at}. Đề nghị kiểm tra nguồn số liệu."
                )),
                false => sentence::caution(content).map(|caution| format!("{caution}.")),
            },
            headline: format!("{headline}."),
            deadline: format!("{}.", sentence::deadline(judgement)),
            figures: progress.map_or_else(Vec::new, |progress| figures(progress, judgement)),
            changes_title: progress.map(|_| match content.earlier {
                Some(earlier) => format!(
                    "Thay đổi so với kỳ trước (số liệu tính đến ngày {})",
                    written(earlier.as_of)
                ),
                None => "Thay đổi so với kỳ trước".to_owned(),
            }),
            changes: progress.map_or_else(Vec::new, |_| sentence::changes(content, detail, NAMES)),
            owing_title: owing.as_deref().map(|owing| owing_title(judgement, owing)),
            owing: owing
                .filter(|owing| !owing.is_empty())
                .map(|owing| format!("{}.", words::names(&owing, OWING))),
            others: progress.map_or_else(Vec::new, |progress| others(content, progress)),
            attachments: attachments(files, sender),
            source: format!(
                "Số liệu lấy lúc {pulled_at}. Đơn vị tính: {}.",
                judgement.words.units
            ),
            sender: signature(&content.letterhead.agency_name),
        }
    }

    pub(super) fn text(&self) -> String {
        render("report.txt", include_str!("report.txt"), self)
    }

    pub(super) fn html(&self) -> String {
        render("report.html", include_str!("report.html"), self)
    }
}

/// Renders a template; if its name ends in `.html`, values are escaped.
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

fn subject(content: &Content<'_>) -> String {
    let as_of = written(content.judgement.as_of);
    // At the start of the subject, so that readers can sort by it.
    let mark = format!("[{}]", content.letterhead.short_team);
    let old = if content.stale {
        " (số liệu đã cũ)"
    } else {
        ""
    };
    match &content.judgement.progress {
        Some(progress) => {
            let own = &content.judgement.words;
            let said = filled(
                &own.subject,
                &[
                    ("issued", &words::count(progress.issued)),
                    ("communes", &words::count(progress.communes)),
                    ("units", &own.units),
                    ("share", &words::share(progress.issued, progress.communes)),
                    ("day", &as_of),
                ],
            );
            format!("{mark} {said}{old}")
        }
        None => format!(
            "{mark} {}, tính đến {as_of}{old}",
            words::capitalised(NO_SOURCE)
        ),
    }
}

fn signature(agency: &str) -> String {
    if agency.is_empty() {
        "Thư này do hệ thống theo dõi gửi tự động.".to_owned()
    } else {
        format!("Thư này do hệ thống theo dõi của {agency} gửi tự động.")
    }
}

/// The four figures: who is done, who on time, who is left, whose team is as the letter requires;
/// in a campaign with counted numbers, the numbers instead of the teams.
fn figures(progress: &Progress, judgement: &Judgement) -> Vec<Figure> {
    let own = &judgement.words;
    let mut figures = vec![
        figure(
            &own.issued,
            of(progress.issued, progress.communes),
            &[
                words::share(progress.issued, progress.communes),
                late(progress, judgement),
            ],
        ),
        figure(
            &own.on_time,
            words::count(progress.on_time),
            on_the_last_day(progress, judgement).as_slice(),
        ),
        figure(
            "Còn lại",
            words::count(progress.communes - progress.issued),
            &left(progress, own),
        ),
    ];
    if !judgement.by_count() {
        figures.push(figure(
            &format!("{} phù hợp", own.composition),
            of(
                progress.composition_ok,
                progress.composition_ok + progress.composition_not_ok,
            ),
            &[
                part("trong đó có nội dung lưu ý", progress.composition_remarks),
                part("Chưa phù hợp", progress.composition_not_ok),
            ],
        ));
    }
    figures.extend(progress.counts.iter().map(|count| {
        let all = count.all;
        figure(
            &count.title,
            words::share_of(all.number, all.of),
            &[
                sentence::counted(&all, &count.unit),
                part(&format!("đơn vị đạt {}", count.target), all.reached),
                part("đơn vị chưa có số liệu", all.communes - all.known),
            ],
        )
    }));
    figures
}

fn figure(name: &str, value: String, notes: &[String]) -> Figure {
    Figure {
        name: name.to_owned(),
        value,
        note: notes.join("; "),
    }
}

fn of(part: u32, whole: u32) -> String {
    format!("{}/{}", words::count(part), words::count(whole))
}

fn part(name: &str, value: u32) -> String {
    format!("{name}: {}", words::count(value))
}

/// How many of those that are done were late.
fn late(progress: &Progress, judgement: &Judgement) -> String {
    let name = words::lower(&judgement.words.late);
    let late = part(&format!("trong đó {name}"), progress.late);
    match judgement.by_count() || judgement.deadline_inclusive {
        true => late,
        false => format!("{late}, kể cả {}", on_the_day(progress, judgement)),
    }
}

/// How many of those on time signed on the deadline itself, where it counts as on time.
fn on_the_last_day(progress: &Progress, judgement: &Judgement) -> Option<String> {
    let is_on_time = judgement.deadline_inclusive && !judgement.by_count();
    is_on_time.then(|| format!("trong đó {}", on_the_day(progress, judgement)))
}

/// «ký đúng ngày 15/8/2025: 4»
fn on_the_day(progress: &Progress, judgement: &Judgement) -> String {
    part(&sentence::on_the_day(judgement), progress.on_the_day)
}

/// Who is left, by the reason.
fn left(progress: &Progress, own: &Words) -> Vec<String> {
    let mut left = vec![
        part(&own.not_issued, progress.not_issued),
        part(&own.not_reported, progress.not_reported),
        part(&own.incomplete, progress.incomplete),
    ];
    // These are among the three others: named as a fourth group they would be added to them.
    let among = format!("trong đó {}", words::lower(&own.overdue));
    left.extend(progress.overdue.map(|overdue| part(&among, overdue)));
    left
}

/// A heading such as «Còn 31 đơn vị chưa có quyết định được tính».
fn owing_title(judgement: &Judgement, owing: &[String]) -> String {
    match owing.len() {
        0 => sentence::all_done(judgement, &judgement.words.units),
        count => sentence::left(judgement, count),
    }
}

fn others(content: &Content<'_>, progress: &Progress) -> Vec<String> {
    let villages = progress.village_teams.map(|teams| {
        format!(
            "Tổ ở thôn, tổ dân phố đã báo cáo: {}.",
            words::villages(teams, progress.villages)
        )
    });
    worst(progress)
        .into_iter()
        .chain(villages)
        .chain(milestones(content))
        .collect()
}

/// The groups with the lowest rates, one of each grouping; `None` if every commune is done.
fn worst(progress: &Progress) -> Option<String> {
    let told: Vec<String> = Grouping::AREAS
        .into_iter()
        .chain([Grouping::Kind])
        .filter_map(|grouping| lowest(&progress.groups, grouping.id()))
        .map(|group| {
            format!(
                "{} {}/{} ({})",
                words::group(group),
                words::count(group.issued),
                words::count(group.communes),
                words::share(group.issued, group.communes)
            )
        })
        .collect();
    (!told.is_empty()).then(|| format!("Tỷ lệ thấp nhất: {}.", told.join("; ")))
}

/// The group with the lowest rate; of two with the same rate, the larger one.
fn lowest<'a>(groups: &'a [Group], by: &str) -> Option<&'a Group> {
    let mut groups: Vec<&Group> = groups
        .iter()
        .filter(|group| group.by == by && group.communes > 0)
        .collect();
    groups.sort_by(|left, right| {
        // Compared as fractions, so that rounding makes no ties.
        let rate = |one: &Group, other: &Group| u64::from(one.issued) * u64::from(other.communes);
        rate(left, right)
            .cmp(&rate(right, left))
            .then(right.communes.cmp(&left.communes))
    });
    let several = groups.len() > 1;
    let lowest = groups.into_iter().next()?;
    (several && lowest.issued < lowest.communes).then_some(lowest)
}

/// Published numbers of earlier days, each beside our own count for that day.
fn milestones(content: &Content<'_>) -> Vec<String> {
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
                "Mốc đã biết ngày {}: {} ({}); tính theo số liệu hiện có: {}, {compared}.",
                written(known.date),
                words::count(known.issued),
                known.note,
                words::count(*counted)
            )
        })
        .collect()
}

fn attachments(files: &Files<'_>, sender: &Sender<'_>) -> Vec<String> {
    let there = files
        .attached
        .iter()
        .map(|file| format!("Tệp kèm theo: {}.", one_line(file.name)));
    let missing = files.left_out.iter().map(|file| {
        format!(
            "Tệp {} có dung lượng {}, vượt mức được gửi kèm ({}) nên không kèm theo thư này.",
            one_line(file.name),
            words::megabytes(file.bytes.len()),
            words::megabytes(sender.max_attachment)
        )
    });
    let instead = files.smaller.iter().map(|file| {
        format!(
            "Kèm theo bản tóm tắt: {}; bản này không có số điện thoại của thành viên và các nội dung rà soát dữ liệu.",
            one_line(file.name)
        )
    });
    let whole = match (files.left_out.is_empty(), sender.page) {
        (true, _) => None,
        (false, Some(page)) => Some(format!(
            "Bản đầy đủ tải tại {page}/reports (đăng nhập bằng tài khoản được cấp)."
        )),
        (false, None) => Some("Đề nghị liên hệ đơn vị gửi để nhận bản đầy đủ.".to_owned()),
    };
    there.chain(missing).chain(instead).chain(whole).collect()
}
