//! What a row below a header is, where it is no submission: a numbering of the columns, a group
//! title, a sum, a note, a signature.

use crate::submission::grid::Line;
use crate::submission::vocabulary::contains_words;
use crate::text;

/// `(1) (2) (3)`, or `1 2 3`: the row that numbers the columns.
pub(in crate::submission) fn numbers_columns(line: &Line) -> bool {
    let numbers: Vec<u32> = line
        .cells
        .iter()
        .map_while(|cell| {
            let inner = cell
                .text
                .trim_matches(|letter| matches!(letter, '(' | ')' | '[' | ']' | ' '));
            inner
                .split('=')
                .next()
                .and_then(|number| number.trim_matches([')', '(']).parse().ok())
        })
        .collect();
    let bracketed = line
        .cells
        .iter()
        .any(|cell| cell.text.starts_with(['(', '[']));
    numbers.len() >= 3
        && numbers.len() == line.cells.len()
        && (bracketed || numbers.windows(2).all(|pair| pair[1] == pair[0] + 1))
}

/// «Tổng cộng», «Cộng khu vực …», «Tổng số».
pub(in crate::submission) fn is_sum(title: &str) -> bool {
    let key = text::fold(title);
    let key = key.trim_start_matches(|letter: char| !letter.is_alphabetic());
    [
        "tong cong",
        "tong so",
        "cong khu vuc",
        "cong tinh",
        "cong huyen",
        "cong:",
        "tong:",
    ]
    .iter()
    .any(|start| key.starts_with(start))
        || matches!(
            key,
            "cong" | "tong" | "toan tinh" | "luy ke" | "tong cong toan tinh"
        )
        || key.starts_with("cong ")
            && (key.contains("(cu)") || contains_words(key, "phuong") || contains_words(key, "xa"))
}

/// «I. Khu vực Quảng Ngãi (cũ)», «Huyện Trà Bồng (cũ)», «CÁC PHƯỜNG»: a title over a group of communes.
pub(in crate::submission) fn is_group(title: &str) -> bool {
    let key = text::key(without_number(title));
    let starts = [
        "khu vực",
        "tỉnh",
        "huyện",
        "thành phố",
        "thị xã",
        "tp ",
        "tp.",
        "các xã",
        "các phường",
        "các đơn vị",
        "khối",
        "địa bàn",
        "vùng",
        "cụm",
        "nhóm",
        "phía",
    ];
    starts.iter().any(|start| key.starts_with(start)) || text::fold(&key).starts_with("khu vuc")
}

/// A Roman number, as groups have it.
pub(in crate::submission) fn is_roman(text: &str) -> bool {
    let number = text.trim().trim_end_matches(['.', ')']);
    !number.is_empty()
        && number.len() <= 5
        && number
            .chars()
            .all(|letter| matches!(letter, 'I' | 'V' | 'X'))
}

/// Notes, signatures and what follows the table.
pub(in crate::submission) fn is_footer(title: &str) -> bool {
    let key = text::fold(title);
    let starts = [
        "ghi chu",
        "luu y",
        "noi nhan",
        "nguoi lap",
        "nguoi tong hop",
        "thu truong",
        "(ky",
        "kt.",
        "tm.",
        "tl.",
        "giam doc",
        "pho giam doc",
        "chanh van phong",
        "quang ngai, ngay",
        "danh sach nay",
        "tong so co",
        "- ",
    ];
    starts.iter().any(|start| key.starts_with(start))
}

/// The title without the number before it: `1.`, `II.`, `a)`, `-`.
pub(in crate::submission) fn without_number(title: &str) -> &str {
    let title = title.trim_start_matches(['-', '+', '*', '•', '–', ' ']);
    let Some(end) = title.find(['.', ')', '/', ' ']) else {
        return title;
    };
    let number = &title[..end];
    let numbered = !number.is_empty()
        && (number.chars().all(|letter| letter.is_ascii_digit())
            || is_roman(number) && !title[end..].starts_with(' '));
    if numbered {
        title[end..].trim_start_matches(['.', ')', '/', '-', ' '])
    } else {
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_sums_groups_and_footers_from_communes() {
        for sum in [
            "Tổng cộng",
            "TỔNG CỘNG",
            "Cộng khu vực Kon Tum (cũ)",
            "Tổng số:",
            "Cộng",
            "Toàn tỉnh",
        ] {
            assert!(is_sum(sum), "{sum}");
        }
        for group in [
            "I. Khu vực Quảng Ngãi (cũ)",
            "Khu vực Kon Tum (cũ)",
            "II. Tỉnh Kon Tum (cũ)",
            "Huyện Trà Bồng (cũ)",
            "CÁC PHƯỜNG",
        ] {
            assert!(is_group(group), "{group}");
        }
        for footer in [
            "Ghi chú:",
            "NGƯỜI LẬP BIỂU",
            "(Ký, ghi rõ họ tên)",
            "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
            "- Đề nghị các địa phương",
        ] {
            assert!(is_footer(footer), "{footer}");
        }
        for commune in ["Xã Ba Tơ", "Phường Cẩm Thành", "Đăk Ui", "1. Xã Sơn Hà"] {
            assert!(
                !is_sum(commune) && !is_group(commune) && !is_footer(commune),
                "{commune}"
            );
        }
        for (title, bare) in [
            ("1. Xã Sơn Hà", "Xã Sơn Hà"),
            ("12) Xã A", "Xã A"),
            ("IV. Vùng", "Vùng"),
            ("Xã I", "Xã I"),
            ("X. An Phú", "An Phú"),
        ] {
            assert_eq!(without_number(title), bare);
        }
    }
}
