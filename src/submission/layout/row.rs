//! What a row below a header is, where it is no submission: a numbering of the columns, a group
//! title, a sum, a note, a signature.

use crate::submission::grid::{Line, Text};
use crate::submission::header::Header;
use crate::submission::layout::{section, status};
use crate::submission::role;
use crate::submission::vocabulary::{Field, contains_words};
use crate::table::Value;
use crate::text;

/// `(1) (2) (3)`, or `1 2 3`: the row that numbers the columns.
pub(in crate::submission) fn numbers_columns(line: &Line) -> bool {
    let first = line.cells.first().map_or("", |cell| &*cell.text);
    if line.cells.len() < 3 || !first.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut numbers = line.cells.iter().map(|cell| -> Option<u32> {
        let inner = cell
            .text
            .trim_matches(|letter| matches!(letter, '(' | ')' | '[' | ']' | ' '));
        let number = inner.split('=').next()?;
        number.trim_matches([')', '(']).parse().ok()
    });
    let bracketed = line
        .cells
        .iter()
        .any(|cell| cell.text.starts_with(['(', '[']));
    let Some(Some(mut last)) = numbers.next() else {
        return false;
    };
    numbers.all(|number| {
        number.is_some_and(|number| {
            let follows = last.checked_add(1) == Some(number);
            last = number;
            bracketed || follows
        })
    })
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
        || text::key(title).starts_with("cộng ")
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
        "nguoi kiem",
        "nguoi thuc hien",
        "nguoi bao cao",
        "can bo tong hop",
        "can bo lap",
        "ke toan",
        "xac nhan cua",
        "dai dien",
        "(da ky",
        "(ghi ro",
        "* ghi chu",
        "*",
        "kt.",
        "tm.",
        "tl.",
        "tuq.",
        "t/m",
        "danh sach nay",
        "tong so co",
        "- ",
    ];
    starts.iter().any(|start| key.starts_with(start)) || is_place_and_day(&key) || is_rank(&key)
}

/// «Quảng Ngãi, ngày 30 tháng 9 năm 2025», «…, ngày … tháng … năm …».
fn is_place_and_day(key: &str) -> bool {
    key.contains("ngay ")
        && key.contains(" thang ")
        && key.contains(" nam ")
        && !key.contains("qd")
        && !key.contains("quyet dinh")
}

/// The rank above a signature, alone in its cell.
fn is_rank(key: &str) -> bool {
    matches!(
        key.trim_matches([' ', '.', ':']),
        "giam doc"
            | "pho giam doc"
            | "chu tich"
            | "pho chu tich"
            | "chanh van phong"
            | "truong phong"
            | "pho truong phong"
            | "lanh dao don vi"
            | "lanh dao phong"
    )
}

/// Whether a row is one of signatures and nothing else: every cell is a closing formula, and
/// one at least is more than a rank, which a position may be as well.
pub(in crate::submission) fn signs(line: &Line) -> bool {
    let mut sure = false;
    for cell in line.cells.iter().filter(|cell| !cell.text.is_empty()) {
        if !is_footer(&cell.text) {
            return false;
        }
        sure |= !is_rank(&text::fold(&cell.text)) && !cell.text.starts_with(['-', '*']);
    }
    sure
}

/// Whether a named row resumes the table below notes: it says that it is a unit's, or it is
/// numbered and says something.
pub(in crate::submission) fn resumes(line: &Line, header: &Header, title: &str) -> bool {
    let number = line.text(header.column(Field::Ordinal));
    let numbered = !number.is_empty() && number.chars().all(|letter| letter.is_ascii_digit());
    section::said_kind(title) || numbered && informs(line, header)
}

/// Whether a row is a person's beyond doubt: a name with a role, or with a number and a position.
pub(in crate::submission) fn is_persons(line: &Line, header: &Header) -> bool {
    let filled = |field: Field| {
        header
            .columns
            .iter()
            .filter(move |column| column.field == field)
            .map(|column| line.text(Some(column.column)))
            .find(|text| !text.is_empty())
    };
    let role = filled(Field::Role).is_some_and(|text| role::read(text).is_some());
    let numbered = filled(Field::Ordinal)
        .is_some_and(|text| text.chars().all(|letter| letter.is_ascii_digit()));
    filled(Field::Person).is_some() && (role || numbered && filled(Field::Position).is_some())
}

/// Whether nothing but names stands in a row of a table that tells more of people.
pub(in crate::submission) fn only_names(line: &Line, header: &Header) -> bool {
    let mut named = false;
    for cell in line.cells.iter().filter(|cell| !cell.text.is_empty()) {
        let field = header
            .columns
            .iter()
            .find(|column| column.column == cell.column)
            .map(|column| column.field);
        match field {
            Some(Field::Person) => named = true,
            None | Some(Field::Commune | Field::Ordinal | Field::Ignored | Field::Note) => {
                if cell.text.chars().any(|letter| letter.is_ascii_digit()) {
                    return false;
                }
            }
            _ => return false,
        }
    }
    named
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

/// Whether a row says more than a number and a name.
pub(in crate::submission) fn informs(line: &Line, header: &Header) -> bool {
    header.columns.iter().any(|column| {
        let Some(cell) = line.cell(column.column) else {
            return false;
        };
        match column.field {
            Field::DecisionNumber
            | Field::DecisionDate
            | Field::Person
            | Field::Position
            | Field::Phone
            | Field::Email
            | Field::Link
            | Field::Note
            | Field::Village
            | Field::OtherDocument => !cell.text.is_empty() || cell.link.is_some(),
            // A box is there before anybody ticks it.
            Field::Status => !cell.text.is_empty() && !status::is_empty_box(cell),
            Field::VillageTeams | Field::MemberCount => !matches!(&*cell.text, "" | "0" | "-"),
            _ => false,
        }
    })
}

/// Whether a row speaks of a decision or a person, beyond notes and counts.
pub(in crate::submission) fn informs_team(line: &Line, header: &Header) -> bool {
    let first = line.first().map(|cell| cell.column);
    header.columns.iter().any(|column| {
        matches!(
            column.field,
            Field::DecisionNumber
                | Field::DecisionDate
                | Field::Person
                | Field::Position
                | Field::Village
        ) && Some(column.column) != first
            && line
                .cell(column.column)
                .is_some_and(|cell| !cell.text.is_empty() && !is_plain_number(cell))
    })
}

/// A sum under a column of names.
fn is_plain_number(cell: &Text) -> bool {
    matches!(cell.value, Value::Number(_))
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
