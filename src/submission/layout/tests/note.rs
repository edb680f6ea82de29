//! Notes beside a decision, and titles of its column, that say that it is not signed.

use super::*;

#[track_caller]
fn doubted(note: &str) -> bool {
    let reading = read(&format!(
        "TT,Đơn vị,Số QĐ,Ngày QĐ,Ghi chú\n1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,\"{note}\"\n"
    ));
    let decision = &reading.submissions[0].decisions[0];
    match decision.doubt.as_deref() {
        Some(Doubt::Note { typed, cell }) => {
            assert_eq!((typed.as_str(), cell.a1().as_str()), (note, "E2"));
            true
        }
        other => {
            assert_eq!(other, None);
            false
        }
    }
}

/// «40/QĐ-UBND (chờ đóng dấu)» used to count, because the words are in the cell of the number.
#[test]
fn words_beside_the_number_may_say_so_too() {
    for (typed, is_doubted) in [
        ("22/QĐ-UBND (chờ đóng dấu)", true),
        ("Sẽ ban hành QĐ số 22/QĐ-UBND", true),
        ("22/QĐ-UBND, chưa phát hành", true),
        ("22/QĐ-UBND thành lập BCĐ chuyển đổi số", true),
        ("22/QĐ-UBND v/v thành lập Ban Chỉ đạo", true),
        ("22/QĐ-UBND v/v thành lập Tổ CNSCĐ", false),
        ("22/QĐ-UBND của UBND xã", false),
        ("22/QĐ-UBND (đã phát hành)", false),
        ("22/QĐ-UBND (chưa gửi bản giấy)", false),
        ("22/QĐ-UBND thay thế QĐ 03/QĐ-UBND đã hết hiệu lực", false),
    ] {
        let reading = read(&format!(
            "TT,Đơn vị,Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,\"{typed}\",01/8/2025\n"
        ));
        let decisions = &reading.submissions[0].decisions;
        let counts = decisions.iter().any(|one| {
            one.doubt.is_none()
                && matches!(&one.number, Number::Named { number, .. } if number.starts_with("22"))
        });
        assert_eq!(counts, !is_doubted, "{typed}: {decisions:?}");
    }
}

/// A decision beside «Đã thu hồi, đang ban hành lại» used to count.
#[test]
fn a_note_may_say_that_the_decision_beside_it_is_none() {
    for note in [
        "đã thu hồi, đang ban hành lại",
        "Mới dự thảo, chưa ký",
        "MOI DU THAO",
        "QĐ 22/QĐ-UBND đã bị hủy",
        "Dự kiến ban hành 20/8",
        "QĐ cấp thôn",
        "bản nháp",
        "Nhầm số, đang đính chính",
        "QĐ ghi sai ngày, đúng là 20/8/2025",
        "Dự thảo lần 2",
        "Mới trình, chờ số",
        "Đã trình",
        "Đã trình, chưa được ký",
        "Đang chờ ký số",
        "Không có QĐ thành lập, chỉ có kế hoạch",
        "chưa chính thức",
        "Nhờ Sở kiểm tra lại",
        "Số liệu cũ, không lấy",
        "Số liệu cũ",
        "Đính chính: số đúng là 99/QĐ-UBND",
        "Ngày đúng: 20/8/2025",
        "Số QĐ tạm thời",
        "Trùng với xã trên",
        "Hủy bỏ",
        "QĐ của BCĐ",
        "Số QĐ tạm ghi, chờ văn thư",
        "Không hợp lệ, yêu cầu ban hành lại",
        "Xã báo miệng, chưa có văn bản",
        "Chờ xác minh",
        "QĐ của xã Ba Vì, nhập nhầm dòng",
        "Trả lại",
        "Mới soạn thảo, chưa phát hành",
        "Huỷ, làm lại",
        "QĐ thành lập BCĐ chuyển đổi số",
        "Quyết định thành lập Tổ Đề án 06",
        "Số này là của Kế hoạch",
        "QĐ của tổ thôn Làng Rê",
        "QĐ cấp thôn",
        "Là QĐ của Đảng ủy",
        "QĐ đã bị UBND xã thu hồi, đang làm lại",
        "Bị Sở đề nghị thu hồi",
        "UBND xã đã có QĐ hủy QĐ này",
        "QĐ không còn giá trị",
    ] {
        assert!(doubted(note), "{note}");
    }
    for note in [
        "",
        "đã ký, chưa gửi bản giấy",
        "Đã trình, đã ký ngày 05/8",
        "Đã trình; QĐ đã ban hành",
        "Tạm thời chưa có phòng làm việc",
        "Sẽ có lễ ra mắt Tổ",
        "Đã làm lại danh sách",
        "Đang in tài liệu tập huấn",
        "Chưa ban hành quy chế hoạt động",
        "chưa ký số",
        "đã thu hồi QĐ số 3/QĐ-UBND ngày 10/7/2025",
        "Thay thế QĐ cũ đã thu hồi",
        "Thay Quyết định đã thu hồi",
        "Chưa ban hành QĐ cấp thôn",
        "Màu vàng: chưa ban hành",
        "Chưa có nhóm Zalo",
        "Chưa có quyết định phân công",
        "Kiểm tra lại số điện thoại",
        "Đã trình Đảng ủy danh sách ngày 1/8",
        "QĐ thành lập BCĐ đã ban hành riêng",
        "QĐ BCĐ: 9/QĐ-UBND",
        "QĐ thôn: 20 quyết định",
        "QĐ kèm quy chế hoạt động",
        "QĐ thành lập Tổ CNSCĐ thực hiện Kế hoạch 05",
        "Quyết định của UBND xã",
    ] {
        assert!(!doubted(note), "{note}");
    }
}

/// The day on which a decision was to be signed used to be read as the day of signing.
#[test]
fn a_planned_day_is_not_the_day_of_a_decision() {
    for title in [
        "Ngày ban hành (dự kiến)",
        "Thời gian dự kiến ký",
        "Ngày ký theo kế hoạch",
    ] {
        let reading = read(&format!(
            "TT,Đơn vị,Số QĐ,{title}\n1,Xã Ba Tơ,22/QĐ-UBND,20/8/2025\n"
        ));
        assert_eq!(reported(&reading)[0].1, ["22/QĐ-UBND"], "{title}");
    }
}

/// A row that withdraws the decision above it used to be ignored, so the decision counted.
#[test]
fn a_row_below_may_take_a_decision_back() {
    for (below, counts) in [
        ("QĐ trên đã bị thu hồi", false),
        ("chưa ký chính thức", false),
        ("-", true),
        ("", true),
    ] {
        let reading = read(&format!(
            "TT,Tên xã,Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n,,{below},\n2,Xã Ba Vì,,\n"
        ));
        let decision = &reading.submissions[0].decisions[0];
        assert_eq!(decision.doubt.is_none(), counts, "{below}");
    }
}

/// A note that is the only place with a decision used to give no question.
#[test]
fn a_note_that_states_a_decision_is_a_claim() {
    for (note, claims) in [
        ("QĐ số 15/QĐ-UBND ngày 28/7/2025", true),
        ("Đã ban hành QĐ số 15/QĐ-UBND", true),
        ("Quyết định 15/QĐ-UBND chưa ký", false),
        ("QĐ thành lập BCĐ số 15/QĐ-UBND", false),
        ("QĐ 505/QĐ-UBND của UBND tỉnh", false),
        ("Thực hiện theo QĐ 505/QĐ-UBND", false),
        ("Đã ban hành Kế hoạch 15/KH-UBND", false),
        ("Chưa", false),
    ] {
        let reading = read(&format!(
            "TT,Tên xã,Số QĐ,Ngày QĐ,Ghi chú\n1,Xã Ba Tơ,,,\"{note}\"\n"
        ));
        let decisions = &reading.submissions[0].decisions;
        let claimed = decisions
            .iter()
            .any(|one| matches!(&one.number, Number::Unreadable(typed) if typed == note));
        assert_eq!(claimed, claims, "{note}: {decisions:?}");
    }
}

/// A decision in a column that is not read used to make the commune one without a decision.
#[test]
fn a_decision_in_a_column_that_is_not_read_is_a_claim() {
    for (title, typed, claims) in [
        ("Hồ sơ", "QĐ số 15/QĐ-UBND ngày 28/7/2025", true),
        ("Hồ sơ", "15/QĐ-UBND", true),
        ("Hồ sơ", "đủ", false),
        ("QĐ khen thưởng", "15/QĐ-UBND", false),
        ("Căn cứ", "QĐ số 19/QĐ-UBND của UBND tỉnh", false),
    ] {
        let reading = read(&format!(
            "TT,Tên xã,{title},Số QĐ thành lập Tổ CNSCĐ,Ngày QĐ\n1,Xã Ba Tơ,{typed},,\n"
        ));
        let submissions = reading.submissions.iter();
        let claimed = submissions
            .flat_map(|one| &one.decisions)
            .any(|one| matches!(&one.number, Number::Unreadable(said) if said == typed));
        assert_eq!(claimed, claims, "{title} {typed}");
    }
}

/// «cấp thôn» beside a number used not to be read.
#[test]
fn a_note_may_be_the_level_of_the_decision() {
    for (note, counts) in [
        ("cấp thôn", false),
        ("Thôn", false),
        ("cấp xã", true),
        ("5 tổ cấp thôn", true),
    ] {
        let reading = read(&format!(
            "TT,Tên xã,Số QĐ,Ngày QĐ,Ghi chú\n1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,{note}\n"
        ));
        let decision = &reading.submissions[0].decisions[0];
        assert_eq!(collect::is_complete(decision), counts, "{note}");
    }
}

/// «Đã thu hồi» in the tab of a later month used not to affect the decision in an earlier one.
#[test]
fn a_later_place_may_take_a_decision_back() {
    for (later, counts) in [("Đã thu hồi", false), ("Chưa", true), ("", true)] {
        let head = "TT,Tên xã,Số QĐ,Ngày QĐ\n";
        let reading = read(&format!(
            "{head}1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n2,Xã Ba Vì,,\n3,Xã Ba Tơ,{later},\n"
        ));
        let decisions = &reading.submissions[0].decisions;
        let counted = decisions.iter().any(collect::is_complete);
        assert_eq!(counted, counts, "{later}: {decisions:?}");
    }
}
