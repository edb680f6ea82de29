//! What is said at once against the decisions of many rows.

use super::*;

/// The numbers of the decisions that count; the rows are numbered from 1 on.
#[track_caller]
fn counted(sheet: &str) -> Vec<String> {
    counted_in("bang", sheet)
}

fn counted_in(tab: &str, sheet: &str) -> Vec<String> {
    let limits = Limits::default();
    let table = workbook::read(sheet.as_bytes(), &format!("{tab}.csv"), &limits).unwrap();
    let reading = understood(&table);
    let decisions = reading.submissions.iter().flat_map(|one| &one.decisions);
    let counts = decisions.filter(|one| collect::is_complete(one));
    let numbers = counts.filter_map(|one| match &one.number {
        Number::Named { number, .. } => Some(number.trim_end_matches("/QĐ-UBND").to_owned()),
        _ => None,
    });
    numbers.collect()
}

const HEADER: &str = "TT,Tên xã,Số QĐ,Ngày QĐ,Ghi chú\n";
const BA_TO: &str = "1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,\n";
const BA_VI: &str = "2,Xã Ba Vì,23/QĐ-UBND,02/8/2025,\n";

/// Numbers and days below «II. Đã trình, chưa ký» used to count.
#[test]
fn the_title_of_a_group_speaks_of_the_rows_below_it() {
    for (group, counts) in [
        ("II,\"Đã trình, chưa ký\",,,", false),
        (",B. Mới có dự thảo QĐ,,,", false),
        ("C. Đang trình ký,,,,", false),
        ("\"E. Ban hành sai thẩm quyền, phải làm lại\",,,,", false),
        (",Dự kiến ban hành (2 xã),,,", false),
        ("II,Đã ban hành,,,", true),
        ("II,Khu vực Kon Tum (cũ),,,", true),
        // A sum says nothing about the rows below it.
        (",Chưa ban hành,36,,", true),
        (",Trong đó: chưa ký 12,,,", true),
        (",Chưa ban hành: 36,,,", true),
    ] {
        let counted = counted(&format!("{HEADER}{BA_TO}{group}\n{BA_VI}"));
        let expected: &[&str] = if counts { &["22", "23"] } else { &["22"] };
        assert_eq!(counted, expected, "{group}");
    }
    // The next group ends it.
    for next in ["III,Đã ban hành,,,", "C. Đã ban hành,,,,"] {
        let sheet = format!("{HEADER},B. Mới có dự thảo QĐ,,,\n{BA_TO}{next}\n{BA_VI}");
        assert_eq!(counted(&sheet), ["23"], "{next}");
    }
}

/// A second table of planned numbers and days used to count.
#[test]
fn the_line_over_a_table_speaks_of_its_decisions() {
    for (title, counts) in [
        ("II. DỰ KIẾN BAN HÀNH", false),
        ("Bảng 2. Các xã chưa ban hành QĐ", false),
        ("II. KHU VỰC KON TUM (CŨ)", true),
        ("Lưu ý: xã chưa ký thì không ghi", true),
        ("(Xã chưa ban hành thì để trống)", true),
    ] {
        let sheet = format!("{HEADER}{BA_TO},,,,\n{title},,,,\n{HEADER}{BA_VI}");
        let expected: &[&str] = if counts { &["22", "23"] } else { &["22"] };
        assert_eq!(counted(&sheet), expected, "{title}");
    }
}

#[test]
fn the_title_of_a_tab_speaks_of_all_decisions_in_it() {
    for (tab, expected) in [
        ("Dự kiến ban hành", &[][..]),
        ("Dự thảo", &[]),
        ("Test", &[]),
        ("Demo", &[]),
        ("Đã ban hành", &["22"]),
        ("Tổng hợp", &["22"]),
    ] {
        assert_eq!(
            counted_in(tab, &format!("{HEADER}{BA_TO}")),
            expected,
            "{tab}"
        );
    }
}

/// A row marked «(*)», with «(*) Mới có dự thảo» below the table, used to count.
#[test]
fn a_note_below_the_table_speaks_of_the_rows_with_its_mark() {
    for (name, number, note, counts) in [
        ("Xã Ba Vì (*)", "23/QĐ-UBND", "(*) Mới có dự thảo", false),
        ("Xã Ba Vì*", "23/QĐ-UBND", "* Đang trình ký", false),
        ("Xã Ba Vì", "23/QĐ-UBND*", "*: QĐ đã bị thu hồi", false),
        (
            "Xã Ba Vì",
            "23/QĐ-UBND (1)",
            "(1) Số tạm ghi, chưa ký",
            false,
        ),
        ("Xã Ba Vì", "23/QĐ-UBND¹", "¹ Chưa ký", false),
        ("Xã Ba Vì (*)", "23/QĐ-UBND", "(*) Sáp nhập từ ba xã", true),
        ("Xã Ba Vì (*)", "23/QĐ-UBND", "(**) Chưa ký", true),
        ("Xã Ba Vì", "23/QĐ-UBND", "(*) Chưa ký", true),
    ] {
        for (lead, column) in [("", ""), ("Ghi chú:,,,,\n", ",")] {
            let sheet = format!(
                "{HEADER}{BA_TO}2,{name},{number},02/8/2025,\n,,,,\n{lead}{column}\"{note}\",,,\n"
            );
            let expected: &[&str] = if counts { &["22", "23"] } else { &["22"] };
            assert_eq!(counted(&sheet), expected, "{name} {number} {note}");
        }
    }
}

/// The decision of a tab that shows how to fill in the others used to count.
#[test]
fn a_tab_of_instructions_has_examples() {
    for (tab, is_guide) in [
        ("Hướng dẫn điền", true),
        ("Hướng dẫn", true),
        ("2. Cách nhập", true),
        ("Ví dụ", true),
        ("Mẫu 01", false),
        ("Biểu mẫu", false),
        ("Hướng dẫn của Sở và báo cáo", false),
    ] {
        let sheet = format!("{HEADER}{BA_TO}");
        let table = workbook::read(sheet.as_bytes(), &format!("{tab}.csv"), &Limits::default());
        let reading = understood(&table.unwrap());
        let examples = reading.findings.iter();
        let examples = examples.filter(|one| one.rule == RuleId::ExampleRow);
        assert_eq!(examples.count(), usize::from(is_guide), "{tab}");
        assert_eq!(reading.submissions.is_empty(), is_guide, "{tab}");
    }
}
