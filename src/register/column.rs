//! Recognises the columns of a list of communes by the titles that people give them: «Mã xã» is
//! `code`.
//!
//! Knows titles, not what is in the columns. The titles are no vocabulary of an installation: the
//! list is the program's own form, and who fills it in may write its titles as `init` does.

use crate::text;

/// Each column and the other titles people give it, as words without marks. «Mã PX», «Cấp» and
/// similar ones are from the list that the statistics office publishes.
const TITLES: &[(&str, &[&str])] = &[
    (
        "code",
        &["ma", "ma xa", "ma px", "ma dvhc", "ma don vi", "ma so"],
    ),
    (
        "name",
        &[
            "ten",
            "ten xa",
            "ten don vi",
            "ten dvhc",
            "ten xa phuong",
            "ten xa phuong dac khu",
            "xa phuong dac khu",
            "xa phuong",
            "phuong xa",
            "don vi",
        ],
    ),
    ("kind", &["loai", "loai hinh", "loai don vi", "cap"]),
    (
        "province",
        &["tinh", "ten tinh", "tinh thanh pho", "tinh tp"],
    ),
    ("province_code", &["ma tinh", "ma tp"]),
    ("former_province", &["tinh cu", "tinh truoc sap nhap"]),
    ("former_district", &["huyen cu", "huyen truoc sap nhap"]),
    ("since", &["tu ngay"]),
    ("until", &["den ngay", "den het ngay"]),
    ("successor", &["don vi ke thua", "ma don vi ke thua"]),
];

/// Replaces the titles that mean a known column by the name of that column. Per column only one
/// title is replaced: its own name if it is present, otherwise the first match in `TITLES`.
pub(super) fn named(titles: &csv::StringRecord) -> csv::StringRecord {
    let plain: Vec<String> = titles.iter().map(words).collect();
    let mut names: Vec<&str> = titles.iter().collect();
    for (name, others) in TITLES {
        let own = words(name);
        let mut wanted = std::iter::once(own.as_str()).chain(others.iter().copied());
        let place = wanted.find_map(|title| plain.iter().position(|one| one == title));
        if let Some(place) = place {
            names[place] = name;
        }
    }
    names.into_iter().collect()
}

/// Reduces a title to words without marks: «Mã ĐVHC» to `ma dvhc`, «Xã/Phường» to `xa phuong`.
fn words(title: &str) -> String {
    let plain = text::strip(&text::key(title));
    let words = plain.split(|letter: char| !letter.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(titles: &[&str], names: &[&str]) {
        let named = named(&titles.iter().collect());
        assert_eq!(named.iter().collect::<Vec<_>>(), names, "{titles:?}");
    }

    #[test]
    fn titles_that_people_give_are_known() {
        check(&["code", "name", "kind"], &["code", "name", "kind"]);
        check(&["Code", "NAME", "Kind"], &["code", "name", "kind"]);
        check(
            &["STT", "Mã ĐVHC", "Tên xã, phường", "Loại", "Tỉnh cũ"],
            &["STT", "code", "name", "kind", "former_province"],
        );
        check(
            &["Tỉnh / Thành phố", "Mã TP", "Phường/Xã", "Mã PX", "Cấp"],
            &["province", "province_code", "name", "code", "kind"],
        );
        // A column's own name takes precedence over a title that means it.
        check(
            &["Đơn vị", "name", "Mã", "code"],
            &["Đơn vị", "name", "Mã", "code"],
        );
        check(
            &["former_province", "since", "until", "successor"],
            &["former_province", "since", "until", "successor"],
        );
    }
}
