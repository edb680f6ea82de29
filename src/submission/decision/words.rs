//! What the words of a number cell say: not yet, done, replaced, withdrawn.

use super::Claim;
use crate::submission::{Act, Number};

const NOT_YET: &[&str] = &[
    "chưa",
    "đang",
    "dự thảo",
    "sẽ",
    "dự kiến",
    "chờ",
    "trình ký",
    "tham mưu",
    "lấy ý kiến",
    "không",
    "chua",
    "dang",
    "ko",
    "n/a",
    "du thao",
    "khong",
    "no",
    "đã trình",
    "trình ubnd",
    "đề nghị",
    "triển khai",
    "rà soát",
    "soạn thảo",
];
const CLAIMED: &[&str] = &[
    "có",
    "đã",
    "rồi",
    "x",
    "v",
    "ok",
    "yes",
    "co",
    "da",
    "true",
    "✓",
    "✔",
    "đính kèm",
    "hoàn thành",
    "qđ",
    "quyết định",
    "xong",
    "đạt",
    "√",
];
const REPLACING: &[&str] = &["thay thế", "thay cho", "thay qđ", "thay quyết định"];
const WITHDRAWING: &[&str] = &[
    "thu hồi",
    "bãi bỏ",
    "hủy bỏ",
    "huỷ bỏ",
    "hủy",
    "hết hiệu lực",
];

/// What a text without any number says.
pub(super) fn read(key: &str, line: &str) -> Number {
    let blank = |letter: char| !letter.is_alphanumeric() && !"✓✔√#".contains(letter);
    let words = key.trim_matches(blank);
    let unfilled = matches!(
        words,
        "qđ-ubnd" | "qd-ubnd" | "qđ" | "qđ-ct" | "qđ/ubnd" | "qđ ubnd" | "qđ - ubnd" | "qđubnd"
    ) && key.contains(['/', '…', '.', '_', '-']);
    if words.is_empty()
        || words == "0"
        || words == "00"
        || unfilled
        || has_open_number(key)
        || any(NOT_YET, key)
        || any(WITHDRAWING, key)
    {
        Number::NotYet
    } else if !key.contains(|letter: char| letter.is_ascii_digit()) && any(CLAIMED, key) {
        Number::Claimed
    } else {
        Number::Unreadable(line.to_owned())
    }
}

/// The form of a number left open: `Số: …/QĐ-UBND`, `   /QĐ-UBND ngày …`.
fn has_open_number(key: &str) -> bool {
    let compact: String = key
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let Some(slash) = compact.find("/qđ").or_else(|| compact.find("/qd")) else {
        return false;
    };
    let before = compact[..slash].trim_end_matches(['.', '…', '_', '-']);
    !before.ends_with(|letter: char| letter.is_ascii_digit())
}

/// A number is there, and yet the document is not signed.
pub(super) fn says_unfinished(key: &str) -> bool {
    [
        "dự thảo",
        "đang trình",
        "chưa ban hành",
        "chưa ký",
        "đang tham mưu",
        "đang lấy ý kiến",
        "chờ ký",
    ]
    .iter()
    .any(|words| contains(key, words))
}

/// Withdrawn, with or without a number.
pub(super) fn says_withdrawn(key: &str) -> bool {
    any(WITHDRAWING, key)
}

/// Applies the words before the number at `place`: they speak of it, or, closed off by a
/// parenthesis or comma («(đã thu hồi),»), of the one before.
pub(super) fn before(between: &str, place: usize, claims: &mut [Claim]) {
    let passive = [
        "thay thế bởi",
        "thay thế bằng",
        "thay bằng",
        "thay bởi",
        "được thay",
        "bị thay",
    ];
    if place > 0 && passive.iter().any(|words| between.contains(words)) {
        claims[place - 1].act = Act::Replaced;
        return;
    }
    for (words, act) in [(REPLACING, Act::Replaced), (WITHDRAWING, Act::Withdrawn)] {
        let Some(end) = last_end(words, between) else {
            continue;
        };
        let closed = between[end..].contains([')', ',', ';', '.']);
        match place.checked_sub(1) {
            Some(previous) if closed => claims[previous].act = act,
            _ => claims[place].act = act,
        }
        if let Some(previous) = place.checked_sub(1)
            && between.contains("kiện toàn")
            && claims[previous].act == Act::Founds
        {
            claims[previous].act = Act::Reorganises;
        }
        return;
    }
    if between.contains("kiện toàn") {
        let end = between.rfind("kiện toàn").unwrap_or_default();
        let closed = between[end..].contains([')', ';']);
        match place.checked_sub(1) {
            Some(previous) if closed => claims[previous].act = Act::Reorganises,
            _ => claims[place].act = Act::Reorganises,
        }
    }
}

/// Applies the words after the last number: «(đã thu hồi)», «(kiện toàn)».
pub(super) fn after(after: &str, claims: &mut [Claim]) {
    let Some(last) = claims.last_mut() else {
        return;
    };
    if any(WITHDRAWING, after) {
        last.act = Act::Withdrawn;
    } else if after.contains("thay thế")
        && last.act == Act::Founds
        && (after.contains("bị thay")
            || after.contains("đã thay")
            || after.contains("đã được thay"))
    {
        last.act = Act::Replaced;
    } else if after.contains("kiện toàn") && last.act == Act::Founds {
        last.act = Act::Reorganises;
    }
}

fn last_end(words: &[&str], text: &str) -> Option<usize> {
    let ends = words
        .iter()
        .filter_map(|words| text.rfind(words).map(|start| start + words.len()));
    ends.max()
}

fn any(list: &[&str], key: &str) -> bool {
    list.iter().any(|words| contains(key, words))
}

/// Whether whole words stand in a text.
fn contains(key: &str, words: &str) -> bool {
    key.match_indices(words).any(|(start, found)| {
        let before = key[..start].chars().next_back();
        let after = key[start + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
