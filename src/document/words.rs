//! The wording of all documents besides the campaign's own terms (`rule::words`): numbers, shares
//! and dates as Vietnamese officials write them (`1.234`, `21,9%`, `01/8/2025`).
//!
//! Knows words and forms; deliberately not where they are printed.

use crate::clock::{Date, Timestamp, Zone, written};
use crate::finding::Severity;
use crate::locale::{Language, number};
use crate::register::CommuneKind;
use crate::rule::area::Area;
use crate::rule::{Composition, Group, Grouping};
use crate::source::SourceKind;
use crate::submission::TabKind;

/// Printed in place of an unknown value, never a zero.
pub const UNKNOWN: &str = "chưa có số liệu";

/// Printed in place of the figures if no source contains submissions.
pub const NO_SOURCE: &str = "chưa có nguồn số liệu báo cáo";

/// Returns «Phù hợp», «Phù hợp, có nội dung lưu ý» or «Chưa phù hợp».
pub fn composition(composition: Option<Composition>) -> &'static str {
    match composition {
        Some(Composition::Ok) => "Phù hợp",
        Some(Composition::OkWithRemarks) => "Phù hợp, có nội dung lưu ý",
        Some(Composition::NotOk) => "Chưa phù hợp",
        None => UNKNOWN,
    }
}

/// Returns «Phải sửa», «Cần xem lại» or «Lưu ý».
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Phải sửa",
        Severity::Warning => "Cần xem lại",
        Severity::Info => "Lưu ý",
    }
}

/// Returns «Xã», «Phường» or «Đặc khu».
pub fn kind(kind: CommuneKind) -> &'static str {
    match kind {
        CommuneKind::Xa => "Xã",
        CommuneKind::Phuong => "Phường",
        CommuneKind::DacKhu => "Đặc khu",
    }
}

/// Returns how a source was read.
pub fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::File => "Tệp trên máy",
        SourceKind::GoogleSheet => "Google Trang tính",
        SourceKind::DriveFile => "Tệp Office trên Google Drive",
        SourceKind::PublicLink => "Liên kết công khai",
    }
}

/// Returns what a tab was read as.
pub fn tab_kind(kind: TabKind) -> &'static str {
    match kind {
        TabKind::Submissions => "Báo cáo của các đơn vị",
        TabKind::Contacts => "Đầu mối hỗ trợ",
        TabKind::Villages => "Tổ cấp thôn, tổ dân phố",
        TabKind::Ignored => "Không đọc",
    }
}

/// Returns `1.234`.
pub fn count(count: u32) -> String {
    number::whole(Language::Vi, count)
}

/// Returns the village teams: `1.234`, or `10/12` if the number of villages is known.
pub fn villages(teams: u32, of: Option<u32>) -> String {
    match of {
        Some(of) => format!("{}/{}", count(teams), count(of)),
        None => count(teams),
    }
}

/// Returns `67,7%`, rounded half up; a dash if the whole is 0.
pub fn share(part: u32, whole: u32) -> String {
    share_of(u64::from(part), u64::from(whole))
}

/// The same for sums.
pub fn share_of(part: u64, whole: u64) -> String {
    number::share(Language::Vi, part, whole)
}

/// Returns `80/100 (80,0%)`.
pub fn of(part: u32, whole: u32) -> String {
    format!("{}/{} ({})", count(part), count(whole), share(part, whole))
}

/// Returns the deadline as it is counted: «đến hết ngày 15/8/2025» or «trước ngày …».
pub fn deadline(day: Date, inclusive: bool) -> String {
    let day = written(day);
    if inclusive {
        format!("đến hết ngày {day}")
    } else {
        format!("trước ngày {day}")
    }
}

/// Returns the text with its first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Returns the text with its first letter in lower case.
pub fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// Returns `07 giờ 05 phút ngày 15/8/2025`, in the campaign's time zone.
pub fn moment(instant: Timestamp, zone: Zone) -> String {
    let local = instant.with_timezone(&zone);
    format!(
        "{} ngày {}",
        local.format("%H giờ %M phút"),
        written(local.date_naive())
    )
}

/// Returns a size in bytes as `12,3 MB`, rounded up.
pub fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{},{} MB", tenths / 10, tenths % 10)
}

/// Returns the name of a group of communes: «Xã», «Kon Tum (cũ)».
pub fn group(group: &Group) -> String {
    let kinds = [CommuneKind::Xa, CommuneKind::Phuong, CommuneKind::DacKhu];
    let named = kinds.into_iter().find(|kind| kind.id() == group.name);
    match (group.by.as_str(), named) {
        ("kind", Some(named)) => kind(named).to_owned(),
        _ => {
            let by = |grouping: &Grouping| grouping.id() == group.by;
            let grouping = Grouping::AREAS.into_iter().find(by);
            area(grouping.unwrap_or(Grouping::FormerProvince), &group.name)
        }
    }
}

/// Returns the units of an area, by the campaign's term: «phường thuộc Kon Tum (cũ)».
pub fn units(all: &str, area: &Area) -> String {
    let what = area
        .kind
        .map_or(all.to_owned(), |of| kind(of).to_lowercase());
    let places = places(area);
    match places.is_empty() {
        true => what,
        false => format!("{what} thuộc {}", places.join(", ")),
    }
}

/// Returns the name of an area: «Kon Tum (cũ)», «Phường, Kon Tum (cũ)».
pub fn part(area: &Area) -> String {
    let what = area.kind.map(|of| kind(of).to_owned());
    let parts: Vec<String> = what.into_iter().chain(places(area)).collect();
    parts.join(", ")
}

fn places(area: &Area) -> Vec<String> {
    let old = [&area.former_district, &area.former_province];
    let old = old.into_iter().flatten().map(|place| former(place));
    old.chain(area.province.clone()).collect()
}

/// Returns the name of a group's area: «Kon Tum (cũ)», «Huyện Tu Mơ Rông (cũ)», «Lâm Đồng».
pub fn area(grouping: Grouping, name: &str) -> String {
    match grouping {
        Grouping::FormerDistrict if name.is_empty() => "Chưa rõ huyện (cũ)".to_owned(),
        Grouping::FormerDistrict => format!("{} (cũ)", capitalised(name)),
        Grouping::Province if name.is_empty() => "Chưa rõ tỉnh".to_owned(),
        Grouping::Province => name.to_owned(),
        Grouping::FormerProvince | Grouping::Kind => former(name),
    }
}

/// Returns «Kon Tum (cũ)»; a register without former provinces is one area.
pub fn former(province: &str) -> String {
    if province.is_empty() {
        "Toàn địa bàn".to_owned()
    } else {
        format!("{province} (cũ)")
    }
}

/// Returns `Xã A; Phường B`, and after `most` names how many more there are.
pub fn names(all: &[String], most: usize) -> String {
    let listed = all[..all.len().min(most)].join("; ");
    match all.len().saturating_sub(most) {
        0 => listed,
        more => format!("{listed}; và {more} đơn vị khác"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn long_lists_are_cut_and_counted() {
        let many: Vec<_> = (0..42).map(|number| format!("Xã {number}")).collect();
        assert!(names(&many, 40).ends_with("Xã 39; và 2 đơn vị khác"));
        assert_eq!(names(&many[..2], 40), "Xã 0; Xã 1");
    }
}
