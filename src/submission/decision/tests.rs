//! Tables from DOMAIN d8 and d7.9: how number cells are read.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::*;

static WORDS: LazyLock<DecisionWords> = LazyLock::new(DecisionWords::shipped);

fn understood(value: &Value) -> Vec<Claim> {
    read(value, &WORDS)
}

/// `15/QĐ-UBND`, `?` after an odd one, `other:` before a document of another kind; then the
/// date and what it does, where there is something to tell.
fn written(claim: &Claim) -> String {
    let number = match &claim.number {
        Number::Absent => "absent".to_owned(),
        Number::NotYet => "not yet".to_owned(),
        Number::Claimed => "claimed".to_owned(),
        Number::Named { number, odd } => format!("{number}{}", if *odd { "?" } else { "" }),
        Number::OtherDocument { number } => format!("other:{number}"),
        Number::CellError(_) => "error".to_owned(),
        Number::Unreadable(_) => "unreadable".to_owned(),
    };
    let date = match &claim.date {
        DateClaim::Absent => String::new(),
        DateClaim::Day(day) => format!(" {day}"),
        DateClaim::Unreadable(typed) => format!(" «{typed}»"),
        DateClaim::CellError(_) => " error".to_owned(),
    };
    let act = match claim.act {
        Act::Founds => "",
        Act::Reorganises => " reorganises",
        Act::Replaced => " replaced",
        Act::Withdrawn => " withdrawn",
    };
    format!("{number}{date}{act}")
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (typed, expected) in rows {
        let claims = understood(&Value::Text(Arc::from(*typed)));
        let claims: Vec<String> = claims.iter().map(written).collect();
        if claims.join("; ") != *expected {
            wrong.push(format!(
                "{typed:?}: {} instead of {expected}",
                claims.join("; ")
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Letters whose small ones have another number of bytes.
#[test]
fn a_day_is_found_between_letters_of_every_length() {
    check(&[
        ("15/QĐ-UBND ẞ28/7/2025Ⱥ", "15/QĐ-UBND 2025-07-28"),
        (
            "15/QĐ-UBND İẞ ngày 28 tháng 7 năm 2025 Ⱥ",
            "15/QĐ-UBND 2025-07-28",
        ),
    ]);
}

/// «~15/QĐ-UBND» and «khoảng 15/QĐ-UBND» used to count as that number.
#[test]
fn a_number_that_is_not_sure_names_no_decision() {
    check(&[
        ("~15/QĐ-UBND", "unreadable"),
        ("≈ 15/QĐ-UBND", "unreadable"),
        ("khoảng 15/QĐ-UBND", "unreadable"),
        ("Dự kiến: 15/QĐ-UBND", "unreadable"),
        ("15/QĐ-UBND (?)", "unreadable"),
        ("15/QĐ-UBND?", "unreadable"),
        (
            "15/QĐ-UBND (dự kiến) ngày 5/8/2025",
            "unreadable «(dự kiến) ngày 5/8/2025»",
        ),
        ("14 hoặc 15/QĐ-UBND", "unreadable"),
        ("ngày 5/8/2025, khoảng 15/QĐ-UBND", "unreadable 2025-08-05"),
        ("4x/QĐ-UBND", "unreadable"),
        ("4…/QĐ-UBND", "unreadable"),
        ("4.../QĐ-UBND", "unreadable"),
        ("4_/QĐ-UBND", "unreadable"),
        ("4?/QĐ-UBND", "unreadable"),
        ("từ 40 đến 52/QĐ-UBND", "unreadable"),
        ("41-45/QĐ-UBND", "unreadable"),
        ("41 – 45/QĐ-UBND", "unreadable"),
        ("1.234/QĐ-UBND", "1234/QĐ-UBND"),
        ("QĐ số 1.234", "1234?"),
        ("1. 40/QĐ-UBND", "40/QĐ-UBND"),
        ("1) 40/QĐ-UBND\n2) 41/QĐ-UBND", "40/QĐ-UBND; 41/QĐ-UBND"),
        ("1.234", "1234?"),
        ("15/QĐ-UBND (bản giấy)", "15/QĐ-UBND"),
        (
            "15/QĐ-UBND ngày 5 tháng tám năm 2025",
            "15/QĐ-UBND 2025-08-05",
        ),
        ("15/QĐ-UBND, 5 thg 8, 2025", "15/QĐ-UBND 2025-08-05"),
    ]);
}

/// «15/QĐ-UBND, dự kiến ký 5/8/2025» used to count as signed on that day.
#[test]
fn a_day_beside_a_number_is_the_one_of_signing_or_none() {
    check(&[
        ("15/QĐ-UBND, ký ngày 5/8/2025", "15/QĐ-UBND 2025-08-05"),
        (
            "15/QĐ-UBND, dự kiến ký 5/8/2025",
            "15/QĐ-UBND «dự kiến ký 5/8/2025»",
        ),
        (
            "15/QĐ-UBND (trình ngày 5/8/2025)",
            "15/QĐ-UBND «(trình ngày 5/8/2025)»",
        ),
        ("15/QĐ-UBND khoảng 5/8/2025", "15/QĐ-UBND «khoảng 5/8/2025»"),
        (
            "15/QĐ-UBND trước ngày 5 tháng 8 năm 2025",
            "15/QĐ-UBND «trước ngày 5 tháng 8 năm 2025»",
        ),
        ("15/QĐ-UBND ngày 5/8/2025?", "15/QĐ-UBND «ngày 5/8/2025?»"),
        (
            "15/QĐ-UBND ngày 5/8/2025 (dự kiến)",
            "15/QĐ-UBND «ngày 5/8/2025 (dự kiến)»",
        ),
        (
            "15/QĐ-UBND họp 1/8/2025, ký 5/8/2025",
            "15/QĐ-UBND 2025-08-05",
        ),
        (
            "Trình 1/8/2025, QĐ 15/QĐ-UBND ngày 5/8/2025",
            "15/QĐ-UBND 2025-08-05",
        ),
        (
            "15/QĐ-UBND ngày 5/8/2025, hiệu lực từ 10/8/2025",
            "15/QĐ-UBND 2025-08-05",
        ),
        (
            "15/QĐ-UBND ngày 5/8/2025 (đã gửi Sở)",
            "15/QĐ-UBND 2025-08-05",
        ),
        (
            "15/QĐ-UBND ngày 5/8/2025, dự kiến họp tháng 9",
            "15/QĐ-UBND 2025-08-05",
        ),
        (
            "15/QĐ-UBND từ 5/8/2025 đến 7/8/2025",
            "15/QĐ-UBND «từ 5/8/2025 đến»",
        ),
        (
            "15/QĐ-UBND ngày 5/8/2025 và 7/8/2025",
            "15/QĐ-UBND «05/8/2025 / 07/8/2025»",
        ),
        (
            "15/QĐ-UBND ngày 5/8/2025, ký 05.8.2025",
            "15/QĐ-UBND 2025-08-05",
        ),
        (
            "15/QĐ-UBND ngày 5/8/2025 (thay QĐ ngày 1/7/2022)",
            "15/QĐ-UBND 2025-08-05",
        ),
    ]);
}

#[test]
fn the_usual_number_however_it_is_written() {
    for typed in [
        "15/QĐ-UBND",
        "Số 15/QĐ-UBND",
        "Số: 15 /QĐ-UBND",
        "QĐ số 15/QĐ-UBND",
        "QĐ 15/QĐ-UBND",
        "15/Q\u{d0}-UBND",
        "15/QD-UBND",
        "15/qđ-ubnd",
        "15/QĐ – UBND",
        "15 QĐ-UBND",
        "QĐ15/QĐ-UBND",
        "Số15/QĐ-UBND",
        "15/QĐUBND",
        "15-QĐ/UBND",
        "15 / QĐ - UBND",
        "Quyết định số 15/QĐ-UBND",
        "\u{feff}15/QĐ-UBND ",
        "15/QĐ UBND",
        "15 /QĐ-UBND.",
        "15/QĐ-UBND của UBND xã",
        "15/QĐ-UBND (có file)",
        "15/Q\u{110}-UBND",
        "QUYẾT ĐỊNH SỐ 15/QĐ-UBND",
        "15/QĐ -UBND",
        "15/QĐ_UBND",
        "15/QĐ-Ubnd",
    ] {
        check(&[(typed, "15/QĐ-UBND")]);
    }
    check(&[
        ("05/QĐ-UBND", "05/QĐ-UBND"),
        ("123/QĐ-UBND", "123/QĐ-UBND"),
        ("1234/QĐ-UBND", "1234/QĐ-UBND"),
    ]);
}

#[test]
fn unusual_numbers_are_kept_with_a_note() {
    check(&[
        ("15/QĐ-CT", "15/QĐ-CT?"),
        ("15/QĐ-CTUBND", "15/QĐ-CTUBND?"),
        ("15/QĐ-UBND-VHXH", "15/QĐ-UBND-VHXH?"),
        ("15a/QĐ-UBND", "15a/QĐ-UBND?"),
        ("15/2025/QĐ-UBND", "15/2025/QĐ-UBND?"),
        ("15A/QĐ-UBND", "15A/QĐ-UBND?"),
        ("15/QĐUB", "15/QĐ-UB?"),
        ("15/QĐ", "15/QĐ?"),
        ("15/QĐ-UBDN", "15/QĐ-UBDN?"),
        ("15", "15?"),
        ("15.0", "15?"),
        ("QĐ số 15", "15?"),
        ("Số 15", "15?"),
        ("Quyết định số 15 ngày 28/7/2025", "15? 2025-07-28"),
    ]);
}

#[test]
fn documents_of_another_kind() {
    check(&[
        ("12/KH-UBND", "other:12/KH-UBND"),
        ("12/CV-UBND", "other:12/CV-UBND"),
        ("12/UBND-VHXH", "other:12/UBND-VHXH"),
        ("12/TB-UBND", "other:12/TB-UBND"),
        ("12/TTr-VHXH", "other:12/TTr-VHXH"),
        ("131/BC-UBND", "other:131/BC-UBND"),
        ("335/SKHCN-BCVT&CĐS", "other:335/SKHCN-BCVT&CĐS"),
        ("12-QĐ/ĐU", "other:12-QĐ/ĐU"),
        ("12-TB / ĐU", "other:12-TB/ĐU"),
        // Without its space it used to be another number, or none.
        ("12/KH UBND", "other:12/KH-UBND"),
        ("KH-12/UBND", "other:KH-12/UBND"),
        ("Số TB-07/UBND ngày 5/8/2025", "other:TB-07/UBND 2025-08-05"),
        ("TTr-12", "other:TTr-12"),
        ("QĐ-15/UBND", "15/QĐ-UBND?"),
        ("05/8/r025 ubnd", "other:8/r025-ubnd"),
        ("12/QĐ-ĐU", "other:12/QĐ-ĐU"),
        ("Công văn 196/UBND-VX", "other:196/UBND-VX"),
        ("Tờ trình số 256/TTr-UBND", "other:256/TTr-UBND"),
        ("Kế hoạch số 12", "other:12"),
    ]);
}

#[test]
fn no_number_yet() {
    for typed in [
        "/QĐ-UBND",
        ".../QĐ-UBND",
        "     /QĐ-UBND",
        "…/QĐ-UBND",
        "…",
        "Chưa",
        "chưa ban hành",
        "Chưa có",
        "Đang trình ký",
        "Đang tham mưu",
        "đang lấy ý kiến",
        "dự thảo",
        "-",
        "–",
        "0",
        "Số: …/QĐ-UBND",
        "Số     /QĐ-UBND",
        "Không",
        "chưa có QĐ",
        "Đã có dự thảo",
        "00/QĐ-UBND",
        "……/QĐ-UBND ngày …/8/2025",
        "Đã trình ký",
        "___/QĐ-UBND",
        "Chua co",
    ] {
        let claims = understood(&Value::Text(Arc::from(typed)));
        assert_eq!(claims[0].number, Number::NotYet, "{typed:?}");
    }
    check(&[
        ("", "absent"),
        ("x", "claimed"),
        ("X", "claimed"),
        ("Có", "claimed"),
        ("Đã có", "claimed"),
        ("Đã có QĐ", "claimed"),
        ("Đã ban hành QĐ", "claimed"),
        ("Đã ban hành QĐ, chưa gửi", "claimed"),
        ("Có, đang scan", "claimed"),
        ("Đã có QĐ (không có bản mềm)", "claimed"),
        ("Đã họp, chưa ban hành", "not yet"),
        ("Đã có tờ trình, chưa có QĐ", "not yet"),
        ("Có dự thảo QĐ, chờ ký", "not yet"),
        ("Có, chưa ban hành", "not yet"),
        ("Đã có QĐ, nay thu hồi", "not yet withdrawn"),
        ("✓", "claimed"),
        ("Đã ban hành ngày 28/7/2025", "claimed 2025-07-28"),
        ("https://a.vn/qd.pdf", "claimed"),
        ("https://a.vn/15/QĐ-UBND", "claimed"),
        ("ko", "not yet"),
        ("Số      /QĐ-UBND ngày      tháng 8 năm 2025", "not yet"),
        ("/QĐ-UBND ngày 28/7/2025", "not yet 2025-07-28"),
        ("1 5/QĐ-UBND", "unreadable"),
        ("1h UBND", "unreadable"),
        ("#REF!", "error"),
        ("#N/A", "error"),
        ("15/7", "unreadable"),
        ("10 thành viên", "unreadable"),
        ("Nguyễn Văn A", "unreadable"),
        ("Dự thảo 15/QĐ-UBND", "not yet"),
    ]);
}

/// «22/QĐ-UBND, chưa ban hành quy chế» used to be read as no number, so its commune had no
/// decision.
#[test]
fn a_number_is_signed_whatever_is_not() {
    for (typed, is_signed) in [
        ("22/QĐ-UBND, chưa ban hành quy chế", true),
        ("22/QĐ-UBND (chưa ban hành kế hoạch hoạt động)", true),
        ("22/QĐ-UBND; quy chế đang dự thảo", true),
        ("22/QĐ-UBND - dự thảo quy chế kèm theo", true),
        ("22/QĐ-UBND. Chưa ban hành QĐ tổ thôn", true),
        ("Quy chế: dự thảo; 22/QĐ-UBND", false),
        ("22/QĐ-UBND (chưa ký)", false),
        ("22/QĐ-UBND, chưa ban hành", false),
        ("22/QĐ-UBND - dự thảo", false),
        ("Dự thảo 22/QĐ-UBND", false),
        ("Dự thảo QĐ phân công, kiện toàn số 22/QĐ-UBND", false),
        ("Dự thảo Quyết định kèm quy chế số 22/QĐ-UBND", false),
    ] {
        let claims = understood(&Value::Text(Arc::from(typed)));
        let named = matches!(claims[0].number, Number::Named { .. });
        assert_eq!(named, is_signed, "{typed}: {claims:?}");
    }
}

/// A letter typed instead of a digit: it is asked which number is meant.
#[test]
fn a_letter_for_a_digit_leaves_a_number_open() {
    for (typed, number) in [
        ("1O/QĐ-UBND", None),
        ("1l/QĐ-UBND", None),
        ("4x/QĐ-UBND", None),
        ("15a/QĐ-UBND", Some("15a/QĐ-UBND")),
    ] {
        let claims = understood(&Value::Text(Arc::from(typed)));
        let read = match &claims[0].number {
            Number::Named { number, .. } => Some(number.as_str()),
            Number::Unreadable(_) => None,
            other => panic!("{typed}: {other:?}"),
        };
        assert_eq!(read, number, "{typed}");
    }
}

#[test]
fn number_and_date_in_one_cell() {
    for typed in [
        "Số 15/QĐ-UBND ngày 28/7/2025",
        "15/QĐ-UBND, 28.7.2025",
        "15/QĐ-UBND\n(28/7/2025)",
        "15/QĐ-UBND ngày 28 tháng 7 năm 2025",
        "15/QĐ-UBND (28/07/2025)",
        "15/QĐ-UBND - 28/7/2025",
        "Ngày 28/7/2025, số 15/QĐ-UBND",
        "15/QĐ-UBND 28-7-2025",
        "15/QĐ-UBND; 28/7/25",
    ] {
        check(&[(typed, "15/QĐ-UBND 2025-07-28")]);
    }
    check(&[
        ("15/QĐ-UBND ngày 28/7", "15/QĐ-UBND «28/7»"),
        ("15/QĐ-UBND ngày 31/6/2025", "15/QĐ-UBND «31/6/2025»"),
        ("15/QĐ-UBND tháng 8/2025", "15/QĐ-UBND «8/2025»"),
        ("28/7/2025", "unreadable 2025-07-28"),
    ]);
}

#[test]
fn several_decisions_in_a_cell() {
    check(&[
        ("15/QĐ-UBND; 16/QĐ-UBND", "15/QĐ-UBND; 16/QĐ-UBND"),
        (
            "15/QĐ-UBND (thay thế QĐ 03/QĐ-UBND)",
            "15/QĐ-UBND; 03/QĐ-UBND replaced",
        ),
        (
            "15/QĐ-UBND ngày 28/7/2025 thay thế QĐ số 03/QĐ-UBND ngày 5/7/2025",
            "15/QĐ-UBND 2025-07-28; 03/QĐ-UBND 2025-07-05 replaced",
        ),
        ("QĐ kiện toàn số 40/QĐ-UBND", "40/QĐ-UBND reorganises"),
        ("40/QĐ-UBND (kiện toàn)", "40/QĐ-UBND reorganises"),
        (
            "40/QĐ-UBND (kiện toàn, thay thế QĐ 15/QĐ-UBND)",
            "40/QĐ-UBND reorganises; 15/QĐ-UBND replaced",
        ),
        (
            "15/QĐ-UBND\nQĐ kiện toàn số 40/QĐ-UBND",
            "15/QĐ-UBND; 40/QĐ-UBND reorganises",
        ),
        ("15/QĐ-UBND (đã thu hồi)", "15/QĐ-UBND withdrawn"),
        (
            "15/QĐ-UBND (đã thu hồi), 40/QĐ-UBND",
            "15/QĐ-UBND withdrawn; 40/QĐ-UBND",
        ),
        ("Đã thu hồi QĐ 15/QĐ-UBND", "15/QĐ-UBND withdrawn"),
        // A decision that only takes another back founds nothing.
        (
            "40/QĐ-UBND v/v bãi bỏ QĐ 15/QĐ-UBND",
            "40/QĐ-UBND withdrawn; 15/QĐ-UBND withdrawn",
        ),
        ("15/QĐ-UBND (hủy bỏ)", "15/QĐ-UBND withdrawn"),
        ("Đã thu hồi", "not yet withdrawn"),
        (
            "03/QĐ-UBND được thay thế bởi 40/QĐ-UBND",
            "03/QĐ-UBND replaced; 40/QĐ-UBND",
        ),
        ("12/KH-UBND; 15/QĐ-UBND", "other:12/KH-UBND; 15/QĐ-UBND"),
        ("15/QĐ-UBND và 16/QĐ-UBND", "15/QĐ-UBND; 16/QĐ-UBND"),
        (
            "15/QĐ-UBND, 28/7/2025\n40/QĐ-UBND, 12/8/2025",
            "15/QĐ-UBND 2025-07-28; 40/QĐ-UBND 2025-08-12",
        ),
    ]);
}

#[test]
fn cells_that_are_no_text() {
    let day: crate::clock::Date = "2025-07-15".parse().expect("a day");
    let instant = day.and_hms_opt(0, 0, 0).expect("midnight");
    for (value, expected) in [
        (Value::Number(15.0), "15?"),
        (Value::Number(0.0), "not yet"),
        (Value::Number(45874.0), "unreadable"),
        (Value::Number(1.5), "unreadable"),
        (Value::Date(instant), "unreadable"),
        (Value::Error(Arc::from("#REF!")), "error"),
        (Value::Bool(true), "claimed"),
        (Value::Bool(false), "not yet"),
    ] {
        assert_eq!(written(&understood(&value)[0]), expected, "{value:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_answered(typed in any::<String>()) {
        prop_assert!(!understood(&Value::Text(Arc::from(typed))).is_empty());
    }

    #[test]
    fn texts_of_the_usual_letters_are_answered(typed in "[0-9/ QĐUBND.\\-–(;,)ngày]{0,30}") {
        prop_assert!(!understood(&Value::Text(Arc::from(typed))).is_empty());
    }

    #[test]
    fn a_number_keeps_its_digits(number in "[1-9][0-9]{0,3}", lead in "(|Số |Số: |QĐ số |QĐ )", gap in "(| )") {
        let typed = format!("{lead}{number}{gap}/QĐ-UBND");
        let claims = understood(&Value::Text(Arc::from(typed)));
        let expected = Number::Named { number: format!("{number}/QĐ-UBND"), odd: false };
        prop_assert_eq!(&claims[0].number, &expected);
    }
}
