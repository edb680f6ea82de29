//! Sentences that several documents share.
//!
//! The numbers are those of the judgement; each document decides where a sentence goes.

use std::collections::BTreeMap;

use crate::cell::CellAddress;
use crate::clock::{self, written};
use crate::document::words::{self, NO_SOURCE};
use crate::document::{Content, Detail, order};
use crate::locale::{self, Language};
use crate::rule::answer::{Answer, Decided};
use crate::rule::change::{Deadline, Earlier, Fact, SettingChange};
use crate::rule::count::CountTally;
use crate::rule::{Judgement, Standing, Status, UnusualDay};
use crate::text::filled;

/// The sentence if there is no earlier report to compare with.
pub const FIRST: &str = "Đây là báo cáo đầu tiên của đợt theo dõi, chưa có kỳ trước để so sánh.";

/// Returns the sentence that may be pasted into a letter, without its full stop: «Đến hết ngày
/// 15/8/2025: 65/96 xã, phường, đặc khu đã ban hành (67,7%), tăng 12 so với kỳ trước; còn 31».
pub fn headline(judgement: &Judgement, earlier: Option<&Earlier>) -> String {
    let day = written(judgement.as_of);
    let Some(progress) = &judgement.progress else {
        return format!("Đến hết ngày {day}: {NO_SOURCE}");
    };
    let own = &judgement.words;
    let left = progress.communes - progress.issued;
    filled(
        &own.headline,
        &[
            ("day", &day),
            ("issued", &words::count(progress.issued)),
            ("communes", &words::count(progress.communes)),
            ("units", &own.units),
            ("share", &words::share(progress.issued, progress.communes)),
            (
                "trend",
                &earlier.map_or(String::new(), |earlier| trend(progress.issued, earlier)),
            ),
            ("left", &words::count(left)),
        ],
    )
}

/// Returns that all are done: «Tất cả các xã, phường, đặc khu đã ban hành quyết định».
pub fn all_done(judgement: &Judgement, units: &str) -> String {
    filled(&judgement.words.all_done, &[("units", units)])
}

/// Returns «ký đúng ngày 15/8/2025».
pub fn on_the_day(judgement: &Judgement) -> String {
    let day = written(judgement.deadline);
    filled(&judgement.words.on_the_day, &[("day", &day)])
}

/// Returns «1.234/2.000 người».
pub fn counted(tally: &CountTally, unit: &str) -> String {
    let number = |number: u64| words::count(u32::try_from(number).unwrap_or(u32::MAX));
    let sums = format!("{}/{} {unit}", number(tally.number), number(tally.of));
    sums.trim_end().to_owned()
}

/// Returns what a commune states in each count, if it can be counted, and the cell: «Cán bộ có
/// chứng chỉ: 27/35 người (77,1%)».
pub fn stated<'a>(
    judgement: &Judgement,
    standing: &'a Standing,
) -> Vec<(String, Option<&'a CellAddress>)> {
    let titled = judgement.counts.iter().zip(&standing.counts);
    let stated = titled.filter_map(|(count, one)| {
        let (number, of) = (one.number?, one.of?);
        let stated = format!(
            "{}/{} {}",
            words::count(number),
            words::count(of),
            count.unit
        );
        let share = words::share(number, of);
        let sentence = format!("{}: {} ({share})", count.title, stated.trim_end());
        Some((sentence, one.cell.as_ref()))
    });
    stated.collect()
}

/// Returns what communes that are not done are asked to do: «ban hành quyết định thành lập Tổ …».
pub fn request(content: &Content<'_>) -> String {
    filled(
        &content.judgement.words.request,
        &[("team", &content.letterhead.team)],
    )
}

/// Returns «Còn 31 đơn vị chưa có quyết định được tính».
pub fn left(judgement: &Judgement, count: usize) -> String {
    let count = words::count(u32::try_from(count).unwrap_or(u32::MAX));
    format!("Còn {count} đơn vị {}", judgement.words.not_counted)
}

fn trend(issued: u32, earlier: &Earlier) -> String {
    let then = earlier
        .statuses
        .values()
        .filter(|status| **status == Status::Issued)
        .count();
    let then = u32::try_from(then).expect("a register is small");
    match issued.cmp(&then) {
        std::cmp::Ordering::Greater => {
            format!(", tăng {} so với kỳ trước", words::count(issued - then))
        }
        std::cmp::Ordering::Less => {
            format!(", giảm {} so với kỳ trước", words::count(then - issued))
        }
        std::cmp::Ordering::Equal => ", không đổi so với kỳ trước".to_owned(),
    }
}

/// Returns «Thời hạn: đến hết ngày 15/8/2025 (còn 14 ngày)», with the days counted
/// from the date of the figures.
pub fn deadline(judgement: &Judgement) -> String {
    let last = if judgement.deadline_inclusive {
        judgement.deadline
    } else {
        judgement.deadline.pred_opt().unwrap_or(judgement.deadline)
    };
    let left = (last - judgement.as_of).num_days();
    let days = u32::try_from(left.unsigned_abs()).unwrap_or(u32::MAX);
    let days = words::count(days);
    let left = match left {
        0 => "ngày cuối cùng".to_owned(),
        1.. => format!("còn {days} ngày"),
        _ => format!("đã quá {days} ngày"),
    };
    format!(
        "Thời hạn: {} ({left})",
        words::deadline(judgement.deadline, judgement.deadline_inclusive)
    )
}

/// Returns the names of the communes without a decision that counts, sorted.
pub fn owing(judgement: &Judgement) -> Vec<String> {
    let mut owing: Vec<&Standing> = judgement
        .communes
        .iter()
        .filter(|standing| !standing.issued())
        .collect();
    order::by_name(&mut owing);
    owing
        .iter()
        .map(|standing| standing.commune.title())
        .collect()
}

/// Returns a warning that must accompany the figures: the data are old, end before the day of the
/// figures, or by that day nobody could sign or no number was known.
pub fn caution(content: &Content<'_>) -> Option<String> {
    let judgement = content.judgement;
    let day = written(judgement.as_of);
    let unusual = judgement.unusual_day(content.communes_began, content.zone);
    let said = match unusual {
        Some(UnusualDay::BeforeCommunes(began)) => format!(
            "ngày {day} ở trước ngày các đơn vị bắt đầu hoạt động ({}); chưa thể có quyết định nào",
            written(began)
        ),
        Some(UnusualDay::NothingKnown(pulled_on)) => format!(
            "số liệu lấy ngày {}; đến ngày {day} chưa lấy được số nào nên chưa biết đơn vị nào đã đạt",
            written(pulled_on)
        ),
        _ if content.stale => {
            let since = words::moment(judgement.pulled_at, content.zone);
            format!("số liệu chưa được cập nhật kể từ {since}")
        }
        Some(UnusualDay::AfterPull(pulled_on)) => format!(
            "số liệu lấy ngày {}, chưa có những gì ký hoặc báo cáo sau ngày đó",
            written(pulled_on)
        ),
        None => return None,
    };
    Some(format!("Lưu ý: {said}"))
}

/// Returns what changed since the last report that readers got, one sentence per line, with up to
/// `most` names each. A summary leaves out faults in the data.
pub fn changes(content: &Content<'_>, detail: Detail, most: usize) -> Vec<String> {
    let Some(earlier) = content.earlier else {
        return vec![FIRST.to_owned()];
    };
    let mut lines = Lines::of(content, most);
    let change = content.changes;
    let settings = settings(content);
    let own = &content.judgement.words;
    lines.named(&own.newly, &change.issued, |_| true);
    lines.named(&own.newly_late, &change.issued, |standing| {
        standing.on_time == Some(false)
    });
    lines.named(&own.no_longer, &change.withdrawn, |_| true);
    lines.moved(content);
    let judgement = content.judgement;
    if earlier.as_of <= judgement.deadline && judgement.as_of > judgement.deadline {
        let everyone = judgement.communes.iter();
        let codes: Vec<String> = everyone
            .map(|standing| standing.commune.code.clone())
            .collect();
        lines.named(
            &format!("{} kể từ kỳ này", own.overdue),
            &codes,
            |standing| standing.overdue == Some(true),
        );
    }
    if lines.lines.is_empty() {
        lines.lines.push(format!("{}: không thay đổi.", own.state));
    }
    lines.facts(content);
    if detail == Detail::Full && change.fixed + change.new + change.waived > 0 {
        lines.lines.push(reviewed(content));
    }
    settings.into_iter().chain(lines.lines).collect()
}

/// Returns the changed decisions about the campaign, which move figures
/// although no commune did anything.
pub fn settings(content: &Content<'_>) -> Vec<String> {
    let deadline = |deadline: &Deadline| words::deadline(deadline.day, deadline.inclusive);
    let said = |setting: &SettingChange| match setting {
        SettingChange::Deadline(then, now) => format!(
            "Thời hạn thay đổi: trước đây {}, nay {}.",
            deadline(then),
            deadline(now)
        ),
        SettingChange::Communes(then, now) => format!(
            "Số đơn vị phải báo cáo thay đổi: trước đây {}, nay {}.",
            words::count(*then),
            words::count(*now)
        ),
        SettingChange::Succeeded(from, into) => {
            format!(
                "Sắp xếp đơn vị hành chính: {} thành {into}.",
                from.join(", ")
            )
        }
        SettingChange::Absorbed(from, into) => format!(
            "Sắp xếp đơn vị hành chính: {} nhập vào {into}.",
            from.join(", ")
        ),
        SettingChange::Rearranged(more) => format!(
            "Do thay đổi danh mục đơn vị, số đơn vị «{}» {} {}.",
            content.judgement.words.issued,
            if *more > 0 { "tăng" } else { "giảm" },
            more.unsigned_abs()
        ),
        SettingChange::Answered(answer) => format!(
            "{} (do {} xác nhận ngày {}).",
            answered(content.judgement, answer),
            answer.who,
            written(clock::day(answer.given_at, content.zone))
        ),
        SettingChange::Withdrawn(answer) => format!(
            "Đã rút lại xác nhận của {}: {}.",
            answer.who,
            answered(content.judgement, answer)
        ),
    };
    content.changes.settings.iter().map(said).collect()
}

/// Describes an answer, with the commune's name.
fn answered(judgement: &Judgement, answer: &Answer) -> String {
    let code = answer.decided.code();
    let mut standings = judgement.communes.iter();
    let known = standings.find(|standing| standing.commune.code == code);
    let commune = known.map_or_else(|| code.to_owned(), |standing| standing.commune.title());
    match &answer.decided {
        Decided::Alias { typed, .. } => format!("Tên ghi «{typed}» là {commune}"),
        Decided::Confirm { number, date, .. } => {
            format!("{commune} có quyết định {number} ngày {}", written(*date))
        }
        Decided::Waive { rule, until, .. } => format!(
            "{commune} tạm không xét đến hết ngày {}: {}",
            written(*until),
            locale::say(Language::Vi, &format!("rule-{rule}"), &[])
        ),
        Decided::Extend { deadline, .. } => {
            format!("{commune} được gia hạn đến ngày {}", written(*deadline))
        }
    }
}

/// Returns «Nội dung rà soát: 5 đã khắc phục, 3 mới phát sinh, 1 tạm không xét.»
pub fn reviewed(content: &Content<'_>) -> String {
    let changes = content.changes;
    let waived = match changes.waived {
        0 => String::new(),
        waived => format!(", {} tạm không xét", words::count(waived)),
    };
    format!(
        "Nội dung rà soát: {} đã khắc phục, {} mới phát sinh{waived}.",
        words::count(changes.fixed),
        words::count(changes.new)
    )
}

/// Builds sentences about communes given by code.
struct Lines<'a> {
    standings: BTreeMap<&'a str, &'a Standing>,
    most: usize,
    lines: Vec<String>,
}

impl<'a> Lines<'a> {
    fn of(content: &Content<'a>, most: usize) -> Self {
        let standings = content.judgement.communes.iter();
        Self {
            standings: standings
                .map(|standing| (standing.commune.code.as_str(), standing))
                .collect(),
            most,
            lines: Vec::new(),
        }
    }

    /// Adds «Mới ban hành (2): Xã Ba Tô; Xã Ba Tơ.», if any of these communes is `wanted`.
    fn named(&mut self, what: &str, codes: &[String], wanted: impl Fn(&Standing) -> bool) {
        let mut found: Vec<&Standing> = codes
            .iter()
            .filter_map(|code| self.standings.get(code.as_str()).copied())
            .filter(|standing| wanted(standing))
            .collect();
        order::by_name(&mut found);
        let names: Vec<String> = found
            .iter()
            .map(|standing| standing.commune.title())
            .collect();
        self.told(what, &names);
    }

    fn told(&mut self, what: &str, names: &[String]) {
        if !names.is_empty() {
            let count = u32::try_from(names.len()).expect("a register is small");
            self.lines.push(format!(
                "{what} ({}): {}.",
                words::count(count),
                words::names(names, self.most)
            ));
        }
    }

    /// Adds communes of which another fact changed.
    fn facts(&mut self, content: &Content<'_>) {
        let facts = &content.changes.facts;
        let of = |wanted: fn(&Fact) -> bool| -> Vec<String> {
            let changes = facts.iter().filter(|change| wanted(&change.fact));
            let mut codes: Vec<String> = changes.map(|change| change.commune.clone()).collect();
            codes.dedup();
            codes
        };
        let leader = format!("Thay đổi {}", content.judgement.words.leader);
        // If the decision no longer counts, another sentence already says so.
        let mut decisions = of(|fact| matches!(fact, Fact::Number(..) | Fact::Signed(..)));
        decisions.retain(|code| !content.changes.withdrawn.contains(code));
        for (what, codes) in [
            ("Thay đổi số hoặc ngày quyết định", decisions),
            (leader.as_str(), of(|fact| matches!(fact, Fact::Leader(..)))),
            (
                "Thay đổi thời hạn riêng",
                of(|fact| matches!(fact, Fact::Extension(..))),
            ),
        ] {
            self.named(what, &codes, |_| true);
        }
    }

    /// Adds communes whose status changed, if neither status is «Đã ban hành».
    fn moved(&mut self, content: &Content<'_>) {
        let moved: Vec<String> = content
            .changes
            .moved
            .iter()
            .filter(|(_, then, now)| *then != Status::Issued && *now != Status::Issued)
            .filter_map(|(code, then, now)| {
                let name = self.standings.get(code.as_str())?.commune.title();
                Some(format!(
                    "{name} («{}» thành «{}»)",
                    content.judgement.words.status(*then),
                    content.judgement.words.status(*now)
                ))
            })
            .collect();
        self.told("Thay đổi tình trạng khác", &moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Date;
    use crate::rule::Progress;
    use crate::rule::testing::unjudged;

    fn judgement(as_of: Date, inclusive: bool, progress: Option<Progress>) -> Judgement {
        Judgement {
            deadline_inclusive: inclusive,
            progress,
            ..unjudged(as_of)
        }
    }

    #[test]
    fn the_sentence_reads_as_in_a_letter() {
        let as_of = Date::from_ymd_opt(2025, 8, 15).unwrap();
        let progress = |issued| Progress {
            communes: 96,
            issued,
            ..Progress::default()
        };
        let earlier = Earlier {
            as_of,
            made_at: chrono::DateTime::UNIX_EPOCH,
            statuses: (0..53)
                .map(|code| (code.to_string(), Status::Issued))
                .collect::<BTreeMap<_, _>>(),
            findings: Vec::new(),
            deadline: None,
            facts: BTreeMap::new(),
            answers: Vec::new(),
        };
        for (issued, earlier, sentence) in [
            (
                65,
                Some(&earlier),
                "Đến hết ngày 15/8/2025: 65/96 xã, phường, đặc khu đã ban hành (67,7%), tăng 12 so với kỳ trước; còn 31",
            ),
            (
                51,
                Some(&earlier),
                "Đến hết ngày 15/8/2025: 51/96 xã, phường, đặc khu đã ban hành (53,1%), giảm 2 so với kỳ trước; còn 45",
            ),
            (
                53,
                Some(&earlier),
                "Đến hết ngày 15/8/2025: 53/96 xã, phường, đặc khu đã ban hành (55,2%), không đổi so với kỳ trước; còn 43",
            ),
            (
                96,
                None,
                "Đến hết ngày 15/8/2025: 96/96 xã, phường, đặc khu đã ban hành (100,0%); còn 0",
            ),
        ] {
            let judgement = judgement(as_of, true, Some(progress(issued)));
            assert_eq!(headline(&judgement, earlier), sentence);
        }
        assert_eq!(
            headline(&judgement(as_of, true, None), None),
            "Đến hết ngày 15/8/2025: chưa có nguồn số liệu báo cáo"
        );
    }

    #[test]
    fn the_days_to_the_deadline_are_counted() {
        for (as_of, inclusive, sentence) in [
            (
                "2025-08-01",
                true,
                "Thời hạn: đến hết ngày 15/8/2025 (còn 14 ngày)",
            ),
            (
                "2025-08-15",
                true,
                "Thời hạn: đến hết ngày 15/8/2025 (ngày cuối cùng)",
            ),
            (
                "2025-08-16",
                true,
                "Thời hạn: đến hết ngày 15/8/2025 (đã quá 1 ngày)",
            ),
            (
                "2025-08-14",
                false,
                "Thời hạn: trước ngày 15/8/2025 (ngày cuối cùng)",
            ),
            (
                "2025-08-15",
                false,
                "Thời hạn: trước ngày 15/8/2025 (đã quá 1 ngày)",
            ),
        ] {
            let as_of: Date = as_of.parse().unwrap();
            let judgement = judgement(as_of, inclusive, None);
            assert_eq!(deadline(&judgement), sentence);
        }
    }
}
