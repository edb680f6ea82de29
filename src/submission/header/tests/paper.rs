//! Columns that state to which document a number belongs.

use super::*;

/// «Kế hoạch» in a column of its own used to be ignored, so that a plan's number was read as a
/// decision's.
#[test]
fn the_kind_of_a_paper_may_have_a_column() {
    for title in ["Loại văn bản", "Hình thức VB", "Thể loại văn bản ban hành"] {
        let head =
            format!("STT|Xã, phường|{title}|Số|Ngày ban hành").replace("|Số|", "|Số văn bản|");
        check(&head, "Quyết định|15|28/7/2025", "15 28/07");
        check(&head, "QĐ thành lập|15/QĐ-UBND|28/7/2025", "15 28/07");
        check(&head, "|15/QĐ-UBND|28/7/2025", "15 28/07");
        for kind in [
            "Kế hoạch",
            "Công văn",
            "TỜ TRÌNH",
            "Thông báo",
            "Dự thảo QĐ",
        ] {
            let other = format!("OtherDocument {{ number: \"{kind} 15\" }} 28/07");
            check(&head, &format!("{kind}|15|28/7/2025"), &other);
        }
    }
}

/// A decision beside «Thành lập Ban Chỉ đạo» used to count.
#[test]
fn what_a_paper_is_about_may_have_a_column() {
    for title in ["Trích yếu", "Trích yếu nội dung", "Về việc"] {
        let head = format!("STT|Xã, phường|Số QĐ|Ngày ban hành|{title}");
        for about in [
            "",
            "Thành lập Tổ CNSCĐ",
            "V/v thành lập Tổ công nghệ số cộng đồng xã và các Tổ thôn",
            "Quyết định ban hành quy chế và thành lập Tổ CNSCĐ",
            "V/v thành lập Tổ công nghệ số cộng đồng thực hiện Kế hoạch số 05/KH-UBND",
            "Thành lập Tổ CNSCĐ xã theo Công văn của Sở",
            "Kiện toàn Tổ công nghệ số cộng đồng và phân bổ kinh phí",
            "Quyết định của UBND xã",
            "V/v thành lập Tổ",
            "Thành lập Tổ của xã năm 2025",
        ] {
            check(&head, &format!("15/QĐ-UBND|28/7/2025|{about}"), "15 28/07");
        }
        for about in [
            "Thành lập Ban Chỉ đạo chuyển đổi số",
            "V/v phê duyệt kinh phí hoạt động",
            "Thành lập các Tổ CNSCĐ thôn, tổ dân phố",
            "Kế hoạch triển khai Tổ CNSCĐ",
            "Về việc ban hành Kế hoạch hoạt động của Tổ công nghệ số cộng đồng",
            "Quyết định phê duyệt Kế hoạch thành lập Tổ CNSCĐ",
            "Ban hành Quy chế hoạt động của Tổ CNSCĐ xã",
            "Dự thảo Quyết định thành lập Tổ CNSCĐ",
            "Về việc cho phép tổ chức lễ hội",
            "Quyết định phê duyệt dự toán mua sắm máy tính",
            "V/v thành lập Tổ xung kích phòng chống thiên tai",
        ] {
            let other = format!("OtherDocument {{ number: \"{about} 15/QĐ-UBND\" }} 28/07");
            check(&head, &format!("15/QĐ-UBND|28/7/2025|{about}"), &other);
        }
    }
}

/// Communes in a tab of another body's decisions used to be reported as silent.
#[test]
fn a_tab_of_another_bodys_decisions_is_a_report() {
    for title in [
        "QĐ thành lập BCĐ chuyển đổi số",
        "Quyết định của Đảng ủy",
        "Kế hoạch CĐS năm 2025",
    ] {
        check(&format!("STT|Xã|{title}|Ngày ký"), "8/QĐ-UBND|6/8/2025", "");
    }
}

/// Every title that begins with «QĐ» used to be read as the founding decision's, whatever it
/// decides.
#[test]
fn a_decision_about_another_thing_is_not_the_teams() {
    for title in [
        "QĐ khen thưởng",
        "QĐ bổ nhiệm Chủ tịch UBND",
        "Quyết định phân công nhiệm vụ",
        "Số QĐ phê duyệt dự án",
        "QĐ thành lập Đảng bộ",
        "Quyết định thành lập Trạm y tế",
        "QĐ thành lập Tổ hợp tác",
        "QD thanh lap To bao ve an ninh",
        "QĐ thành lập Đội phản ứng nhanh",
        "QĐ ban hành Quy chế hoạt động của Tổ CNSCĐ",
        "Số QĐ giao kinh phí cho Tổ công nghệ số cộng đồng",
        "QĐ thành lập xã",
        "Số QĐ thành lập phường mới",
        "Quyết định thành lập đơn vị hành chính (số, ngày)",
        "QD thanh lap UBND xa",
    ] {
        check(
            &format!("STT|Xã, phường|{title}|Ngày ký"),
            "4/QĐ-UBND|6/8/2025",
            "",
        );
    }
    for title in [
        "QĐ thành lập",
        "QĐ thành lập Tổ",
        "QĐ thành lập Tổ (ghi rõ số)",
        "Số QĐ thành lập của địa phương",
        "So QD thanh lap To",
        "QĐ thành lập Tổ chuyển đổi số cộng đồng",
        "Quyết định kiện toàn",
        "QĐ thành lập xã ban hành",
        "QĐ thành lập (xã, phường)",
        "Số QĐ ban hành",
        "QĐ phân công Tổ CNSCĐ",
        "QĐ ban hành quy chế và thành lập Tổ CNSCĐ",
        "QĐ của Ban Chỉ đạo thành lập Tổ CNSCĐ",
    ] {
        check(
            &format!("STT|Xã, phường|{title}|Ngày ký"),
            "4/QĐ-UBND|6/8/2025",
            "4 06/08",
        );
    }
}

/// A commune that filled in a column that is not read used to be reported as silent.
#[test]
fn who_fills_in_another_paper_has_reported() {
    for (title, reported) in [
        ("Kế hoạch CĐS năm 2025 (số, ngày)", true),
        ("QĐ ban hành Quy chế hoạt động", true),
        ("QĐ Ban Chỉ đạo", true),
        ("Công văn đôn đốc của Sở", false),
        ("Số thôn", false),
    ] {
        let head = format!("STT|Xã, phường|{title}|QĐ thành lập Tổ CNSCĐ|Ngày ký");
        let reading = read(&format!("{head}\n1|Xã Ba Tơ|10/KH-UBND||"), "", &[]);
        assert_eq!(reading.submissions[0].reported, reported, "{title}");
    }
}

/// «15/QĐ-UBND v/v thành lập Ban Chỉ đạo» used to count by its number.
#[test]
fn what_a_decision_is_about_may_follow_its_number() {
    let head = "STT|Xã, phường|Quyết định|Ngày ký";
    for about in [
        "v/v thành lập Tổ CNSCĐ",
        "về việc kiện toàn Tổ công nghệ số cộng đồng",
        "về việc thành lập Tổ",
        "thành lập Tổ theo kế hoạch năm 2025",
    ] {
        let reading = read(
            &format!("{head}\n1|Xã Ba Tơ|15/QĐ-UBND {about}|28/7/2025"),
            "",
            &[],
        );
        assert_eq!(decision(&reading.submissions[0]), "15 28/07", "{about}");
    }
    for about in [
        "v/v thành lập Ban Chỉ đạo chuyển đổi số",
        "về việc phân công nhiệm vụ thành viên UBND xã",
        "về việc ban hành Quy chế làm việc",
        "(thành lập Tổ công tác Đề án 06)",
    ] {
        let reading = read(
            &format!("{head}\n1|Xã Ba Tơ|15/QĐ-UBND {about}|28/7/2025"),
            "",
            &[],
        );
        let said = decision(&reading.submissions[0]);
        assert!(said.starts_with("OtherDocument"), "{about}: {said}");
    }
    let both = "12/QĐ-UBND thành lập BCĐ; 15/QĐ-UBND thành lập Tổ CNSCĐ";
    let reading = read(&format!("{head}\n1|Xã Ba Tơ|{both}|28/7/2025"), "", &[]);
    let said = decision(&reading.submissions[0]);
    assert!(said.starts_with("OtherDocument"), "{said}");
}

/// Another commune in the column of authorities used not to be read: after one column is sorted
/// alone, each commune has another's decision.
#[test]
fn who_signed_a_decision_may_have_a_column() {
    let head = "STT|Xã, phường|Số QĐ|Ngày ký|Cơ quan ban hành";
    for (organ, counts) in [
        ("UBND xã Ba Tơ", true),
        ("Ủy ban nhân dân", true),
        ("UBND xã Ba Vì", false),
        ("Ban Chỉ đạo CĐS xã", false),
        ("UBMTTQ xã", false),
        ("Đảng ủy xã", false),
    ] {
        let reading = read(
            &format!("{head}\n1|Xã Ba Tơ|15/QĐ-UBND|28/7/2025|{organ}"),
            "",
            &[],
        );
        let said = decision(&reading.submissions[0]);
        assert_eq!(said == "15 28/07", counts, "{organ}: {said}");
    }
}
