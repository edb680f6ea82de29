//! Words that people write in cells for phones and mail addresses instead of either.

/// Beginnings of an entry that mean there is no number or address: «chưa có», «không dùng».
const NONE: [&str; 12] = [
    "chưa", "không", "chua", "khong", "đang", "dang", "ko", "n/a", "na", "trống", "none", "null",
];
/// What a number may be labelled with, the longest first.
pub(super) const PHONE_LABELS: [&str; 10] = [
    "số điện thoại",
    "điện thoại",
    "sđt",
    "đt",
    "sdt",
    "tel",
    "zalo",
    "di động",
    "đtdđ",
    "mobile",
];

/// Whether an entry, as `text::key` gives it and without marks around it, means that there is none.
pub(super) fn mean_none(entry: &str) -> bool {
    NONE.iter().any(|word| {
        let rest = entry.strip_prefix(word);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}
