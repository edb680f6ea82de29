//! The wording of the report: the words for each status, and numbers, shares and dates as
//! Vietnamese officials write them (`1.234`, `21,9%`, `01/8/2025`).
//!
//! Knows words and forms; deliberately not where they stand.

use crate::clock::Date;
use crate::finding::Severity;
use crate::register::CommuneKind;
use crate::rule::change::Earlier;
use crate::rule::{Composition, Progress, Standing, Status};
use crate::source::SourceKind;
use crate::submission::{Role, TabKind};

/// What stands where nothing is known; never a zero.
pub const UNKNOWN: &str = "chưa có số liệu";

/// What stands instead of the figures where no source holds submissions.
pub const NO_SOURCE: &str = "chưa có nguồn số liệu báo cáo";

/// The units counted.
pub const UNITS: &str = "xã, phường, đặc khu";

/// «Đã ban hành», …
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Issued => "Đã ban hành",
        Status::Incomplete => "Chưa đủ căn cứ xác nhận",
        Status::NotIssued => "Chưa ban hành",
        Status::NotReported => "Chưa báo cáo",
    }
}

/// «Đúng hạn», «Ban hành sau hạn», «Quá hạn, chưa ban hành», or that the day has not come.
pub fn timeliness(standing: &Standing) -> &'static str {
    match (standing.on_time, standing.overdue) {
        (Some(true), _) => ON_TIME,
        (Some(false), _) => LATE,
        (None, Some(true)) => OVERDUE,
        (None, _) => NOT_DUE,
    }
}

pub const ON_TIME: &str = "Đúng hạn";
pub const LATE: &str = "Ban hành sau hạn";
pub const OVERDUE: &str = "Quá hạn, chưa ban hành";
pub const NOT_DUE: &str = "Chưa đến hạn";

/// «Phù hợp», «Phù hợp, có nội dung lưu ý», «Chưa phù hợp».
pub fn composition(composition: Option<Composition>) -> &'static str {
    match composition {
        Some(Composition::Ok) => "Phù hợp",
        Some(Composition::OkWithRemarks) => "Phù hợp, có nội dung lưu ý",
        Some(Composition::NotOk) => "Chưa phù hợp",
        None => UNKNOWN,
    }
}

/// «Phải sửa», «Cần xem lại», «Lưu ý».
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Phải sửa",
        Severity::Warning => "Cần xem lại",
        Severity::Info => "Lưu ý",
    }
}

/// «Xã», «Phường», «Đặc khu».
pub fn kind(kind: CommuneKind) -> &'static str {
    match kind {
        CommuneKind::Xa => "Xã",
        CommuneKind::Phuong => "Phường",
        CommuneKind::DacKhu => "Đặc khu",
    }
}

/// «Tổ trưởng», «Tổ phó», «Thành viên».
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Leader => "Tổ trưởng",
        Role::Deputy => "Tổ phó",
        Role::Member => "Thành viên",
    }
}

/// How a source was read.
pub fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::File => "Tệp trên máy",
        SourceKind::GoogleSheet => "Google Trang tính",
        SourceKind::DriveFile => "Tệp Office trên Google Drive",
        SourceKind::PublicLink => "Liên kết công khai",
    }
}

/// What a tab was taken for.
pub fn tab_kind(kind: TabKind) -> &'static str {
    match kind {
        TabKind::Submissions => "Báo cáo của các đơn vị",
        TabKind::Contacts => "Đầu mối hỗ trợ",
        TabKind::Villages => "Tổ cấp thôn, tổ dân phố",
        TabKind::Ignored => "Không đọc",
    }
}

/// `1.234`
pub fn count(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// `67,7%`, rounded half up; of nothing, a dash.
pub fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let permille = (u64::from(part) * 2000 + u64::from(whole)) / (2 * u64::from(whole));
    format!("{},{}%", permille / 10, permille % 10)
}

/// A date in a sentence, as Decree 30/2020/NĐ-CP has it: days below 10 and the months 1 and 2
/// take a zero: `01/8/2025`, `15/02/2026`.
pub fn date(day: Date) -> String {
    use chrono::Datelike;
    let month = match day.month() {
        month @ 1..=2 => format!("0{month}"),
        month => month.to_string(),
    };
    format!("{:02}/{month}/{}", day.day(), day.year())
}

/// The deadline as it is counted: «đến hết ngày 15/8/2025», or «trước ngày …».
pub fn deadline(day: Date, inclusive: bool) -> String {
    let day = date(day);
    if inclusive {
        format!("đến hết ngày {day}")
    } else {
        format!("trước ngày {day}")
    }
}

/// The text with a capital at its head.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The sentence that may be pasted into a letter, without its full stop:
/// «Đến hết ngày 15/8/2025: 65/96 xã, phường, đặc khu đã ban hành (67,7%), tăng 12 so với kỳ
/// trước; còn 31».
pub fn headline(as_of: Date, progress: Option<&Progress>, earlier: Option<&Earlier>) -> String {
    let Some(progress) = progress else {
        return format!("Đến hết ngày {}: {NO_SOURCE}", date(as_of));
    };
    let left = progress.communes - progress.issued;
    format!(
        "Đến hết ngày {}: {}/{} {UNITS} đã ban hành ({}){}; còn {}",
        date(as_of),
        count(progress.issued),
        count(progress.communes),
        share(progress.issued, progress.communes),
        earlier.map_or(String::new(), |earlier| trend(progress.issued, earlier)),
        count(left),
    )
}

fn trend(issued: u32, earlier: &Earlier) -> String {
    let then = earlier
        .statuses
        .values()
        .filter(|status| **status == Status::Issued)
        .count();
    let then = u32::try_from(then).expect("a register is small");
    match issued.cmp(&then) {
        std::cmp::Ordering::Greater => format!(", tăng {} so với kỳ trước", count(issued - then)),
        std::cmp::Ordering::Less => format!(", giảm {} so với kỳ trước", count(then - issued)),
        std::cmp::Ordering::Equal => ", không đổi so với kỳ trước".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn numbers_are_written_as_officials_write_them() {
        for (number, written) in [
            (0, "0"),
            (96, "96"),
            (1234, "1.234"),
            (1_000_000, "1.000.000"),
        ] {
            assert_eq!(count(number), written);
        }
        for (part, whole, written) in [
            (21, 96, "21,9%"),
            (65, 96, "67,7%"),
            (0, 96, "0,0%"),
            (96, 96, "100,0%"),
            (1, 8, "12,5%"),
            (1, 1600, "0,1%"),
            (0, 0, "–"),
        ] {
            assert_eq!(share(part, whole), written);
        }
    }

    #[test]
    fn dates_take_zeros_by_decree_30() {
        for (year, month, day, written) in [
            (2025, 8, 1, "01/8/2025"),
            (2025, 8, 15, "15/8/2025"),
            (2026, 2, 5, "05/02/2026"),
            (2026, 1, 12, "12/01/2026"),
            (2025, 10, 9, "09/10/2025"),
        ] {
            assert_eq!(date(Date::from_ymd_opt(year, month, day).unwrap()), written);
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
            assert_eq!(headline(as_of, Some(&progress(issued)), earlier), sentence);
        }
        assert_eq!(
            headline(as_of, None, None),
            "Đến hết ngày 15/8/2025: chưa có nguồn số liệu báo cáo"
        );
    }
}
