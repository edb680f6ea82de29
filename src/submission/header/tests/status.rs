//! Columns of statuses: claims, denials, boxes.

use super::*;

#[test]
fn a_status_is_a_claim_or_a_denial() {
    let head = "STT|Xã, phường|Trạng thái|Số QĐ|Ngày ký";
    check(head, "Đã ban hành|15/QĐ-UBND|28/7/2025", "15 28/07");
    check(head, "Đã có||", "có");
    check(head, "Hoàn tất||", "có");
    check(head, "1||", "có");
    check(head, "0||", "");
    check(head, "x||", "có");
    check(head, "TRUE||", "có");
    check(head, "☑||", "có");
    check(head, "Chưa ban hành||", "chưa");
    check(head, "Đang tham mưu||", "chưa");
    // The number of a choice, and ticks in symbol fonts.
    check(head, "1. Đã ban hành||", "có");
    check(head, "2. Chưa ban hành||", "chưa");
    for tick in ["+", "ü", "þ", "🗸", "P"] {
        check(head, &format!("{tick}||"), "có");
    }
    check(head, "-||", "");
    // A planned day is not a claim.
    check(head, "Chưa||30/9/2025", "chưa 30/09");
    check(head, "|15/QĐ-UBND|28/7/2025", "15 28/07");
    check(head, "-|15/QĐ-UBND|28/7/2025", "15 28/07");
    for title in [
        "Đã ban hành QĐ (Có/Chưa)",
        "Tình trạng",
        "Đã thành lập Tổ hay chưa?",
        "Quyết định thành lập (có/không)",
        "Kết quả ban hành",
        "Xã đã ban hành quyết định thành lập Tổ CNSCĐ chưa?",
        "Thành lập Tổ CNSCĐ (Y/N)",
        "Hiện trạng",
    ] {
        let head = format!("STT|Xã, phường|{title}|Số QĐ|Ngày ký");
        check(&head, "Có||", "có");
        check(&head, "Có|15/QĐ-UBND|28/7/2025", "15 28/07");
    }
    let reading = read(
        &format!("{head}\n1|Xã Ba Tơ|Chưa ban hành|15/QĐ-UBND|28/7/2025"),
        "",
        &[],
    );
    assert_eq!(decision(&reading.submissions[0]), "?");
    assert_eq!(ambiguous(&reading), Vec::<String>::new());
}

/// A tick under «Chưa ban hành» used to be a claim if the title above asked, and to be ignored
/// elsewhere.
#[test]
fn a_tick_below_a_denial_denies() {
    for (titles, below) in [
        ("Chưa ban hành", ""),
        ("Chưa thành lập (đánh dấu x)", ""),
        ("Đang trình ký", ""),
        ("Đã thành lập Tổ|", "Có|Không"),
        ("Thành lập Tổ|", "Có|Chưa"),
        ("Tình hình ban hành QĐ|", "Đã ban hành|Chưa ban hành"),
        ("Tình trạng|", "Rồi|Chưa"),
    ] {
        let pair = !below.is_empty();
        let head = if pair {
            format!("STT|Xã, phường|{titles}|Số QĐ|Ngày ký\n||{below}||")
        } else {
            format!("STT|Xã, phường|{titles}|Số QĐ|Ngày ký")
        };
        let done = if pair { "|" } else { "" };
        check(&head, &format!("{done}x||"), "chưa");
        check(&head, &format!("{done}☑||"), "chưa");
        check(&head, &format!("{done}|15/QĐ-UBND|28/7/2025"), "15 28/07");
        check(&head, &format!("{done}0|15/QĐ-UBND|28/7/2025"), "15 28/07");
        if pair {
            check(&head, "x|||", "có");
            check(&head, "x||15/QĐ-UBND|28/7/2025", "15 28/07");
        }
    }
    // A title that asks in both directions.
    check(
        "STT|Xã, phường|Chưa/đã ban hành|Số QĐ|Ngày ký",
        "Đã ban hành||",
        "có",
    );
}

#[test]
fn a_box_left_empty_is_no_report() {
    for (row, reported) in [
        ("FALSE||", false),
        ("☐||", false),
        ("FALSE|15/QĐ-UBND|", true),
        ("TRUE||", true),
        ("Chưa||", true),
    ] {
        let sheet = format!("STT|Xã, phường|Đã ban hành|Số QĐ|Ngày ký\n1|Xã Ba Tơ|{row}");
        let reading = read(&sheet, "", &[]);
        assert_eq!(reading.submissions[0].reported, reported, "{row}");
    }
}

/// Tables with only a name and a status used not to be recognised.
#[test]
fn a_table_may_ask_one_thing_only() {
    for (head, row, said) in [
        ("STT|Đơn vị|Đã ban hành|Chưa ban hành", "x|", "có"),
        ("STT|Đơn vị|Đã ban hành|Chưa ban hành", "|x", "chưa"),
        ("STT|Xã|Tiến độ thành lập Tổ", "Rồi", "có"),
        (
            "STT|Tên xã/phường|Có QĐ thành lập Tổ chưa (Có: ghi số, ngày; Chưa: ghi lý do)",
            "Có, số 15/QĐ-UBND ngày 28/7/2025",
            "15 28/07",
        ),
        (
            "STT|Tên xã/phường|Có QĐ thành lập Tổ chưa (Có: ghi số, ngày; Chưa: ghi lý do)",
            "Chưa, đang trình",
            "chưa",
        ),
    ] {
        check(head, row, said);
    }
    // «Tình trạng» alone may be that of a machine.
    let other = read("STT|Xã, phường|Tình trạng\n1|Xã Ba Tơ|Tốt", "", &[]);
    assert_eq!(other.submissions, []);
}

/// «Tổ cấp thôn: đã ban hành» used to be the status of the commune's own decision.
#[test]
fn a_status_of_villages_is_not_the_communes() {
    let head = "STT|Xã, phường|Tình trạng Tổ CNSCĐ thôn|Tình trạng Tổ CNSCĐ xã|Số QĐ|Ngày ký";
    check(head, "Đã ban hành|Chưa ban hành||", "chưa");
    check(
        head,
        "Chưa ban hành|Đã ban hành|15/QĐ-UBND|28/7/2025",
        "15 28/07",
    );
}

/// A decision beside «Hết hiệu lực» used to count.
#[test]
fn whether_a_decision_is_in_force_is_a_status() {
    let head = "STT|Xã, phường|Số QĐ|Ngày ký|Hiệu lực";
    check(head, "15/QĐ-UBND|28/7/2025|Còn hiệu lực", "15 28/07");
    for said in ["Hết hiệu lực", "Bị bãi bỏ", "Ngưng hiệu lực", "Đã thu hồi"] {
        let sheet = format!("{head}\n1|Xã Ba Tơ|15/QĐ-UBND|28/7/2025|{said}");
        assert_eq!(
            decision(&read(&sheet, "", &[]).submissions[0]),
            "?",
            "{said}"
        );
    }
    let head = "STT|Xã, phường|Tiến độ|Số QĐ|Ngày ký";
    check(head, "Đã xong||", "có");
    check(head, "Đang soạn thảo||", "chưa");
}
