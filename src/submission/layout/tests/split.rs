//! Values that a table splits over several columns.

use super::*;

/// The first part used to be read as the whole: «5» was no day, and «Số» and «Ký hiệu» competed.
#[test]
fn a_day_or_a_number_in_several_columns_is_joined() {
    for (head, row, decision) in [
        // The parts of a day.
        (
            "Xã,Số QĐ,Ngày,Tháng,Năm",
            "22/QĐ-UBND,1,8,2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ngày ký,Tháng ký,Năm ký",
            "22/QĐ-UBND,01,08,2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Năm,Tháng,Ngày",
            "22/QĐ-UBND,2025,8,1",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Ngày,Tháng,Năm,Số QĐ",
            "1,8,2025,22/QĐ-UBND",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ngày,Tháng,Năm",
            "22/QĐ-UBND,1,8,25",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ngày,Tháng,Năm",
            "22/QĐ-UBND,ngày 1,T8,năm 2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ngày ban hành,Năm",
            "22/QĐ-UBND,1/8,2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ngày ban hành,Năm",
            "22/QĐ-UBND,01/8/2025,2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ngày ban hành,Năm",
            "22/QĐ-UBND,01/8/2025,",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Quyết định,,,\n,Số,Ngày,Tháng,Năm",
            "22/QĐ-UBND,1,8,2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ngày ký,,\n,,Ngày,Tháng,Năm",
            "22/QĐ-UBND,1,8,2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        // A part is missing, or contradicts the whole.
        (
            "Xã,Số QĐ,Ngày,Tháng,Năm",
            "22/QĐ-UBND,,8,2025",
            "22/QĐ-UBND ?8/2025",
        ),
        (
            "Xã,Số QĐ,Ngày,Tháng,Năm",
            "22/QĐ-UBND,31,4,2025",
            "22/QĐ-UBND ?2025-04-31",
        ),
        (
            "Xã,Số QĐ,Ngày ban hành,Năm",
            "22/QĐ-UBND,01/8/2025,2024",
            "22/QĐ-UBND ?01/8/2025 / 2024",
        ),
        // Number and symbol.
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            "22,QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            "22,/QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số quyết định,Ký hiệu văn bản,Ngày ký",
            "22/,QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Ký hiệu,Số QĐ,Ngày ký",
            "QĐ-UBND,22,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Quyết định,,\n,Số,Ký hiệu,Ngày",
            "22,QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            "22/QĐ-UBND,QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            "22,22/QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            ",22/QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            "22,-,01/8/2025",
            "22 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            "22,KH-UBND,01/8/2025",
            "=22/KH-UBND 2025-08-01",
        ),
        (
            "Xã,Số QĐ,Ký hiệu,Ngày ký",
            "22/QĐ-UBND,23/QĐ-UBND,01/8/2025",
            "?22/QĐ-UBND? 2025-08-01; ??23/QĐ-UBND Absent",
        ),
        // Two decisions, each with its day.
        (
            "Xã,Số QĐ,Ngày ký",
            "22/QĐ-UBND và 23/QĐ-UBND,01/8/2025 và 05/8/2025",
            "22/QĐ-UBND 2025-08-01; 23/QĐ-UBND 2025-08-05",
        ),
        // Alone, «Ký hiệu» is the title of the whole number.
        (
            "Xã,Ký hiệu,Ngày ký",
            "22/QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
        (
            "Xã,Quyết định,\n,Ký hiệu,Ngày",
            "22/QĐ-UBND,01/8/2025",
            "22/QĐ-UBND 2025-08-01",
        ),
    ] {
        let reading = read(&format!("{head}\nXã Ba Tơ,{row}\n"));
        assert_eq!(reading.submissions.len(), 1, "{head}: {row}");
        let shown: Vec<String> = reading.submissions[0].decisions.iter().map(shown).collect();
        assert_eq!(shown.join("; "), decision, "{head}: {row}");
    }
}

fn shown(decision: &Decision) -> String {
    let number = match &decision.number {
        Number::Named { number, .. } => number.clone(),
        Number::OtherDocument { number } => format!("={number}"),
        Number::Unreadable(typed) => format!("?{typed}"),
        other => format!("{other:?}"),
    };
    match &decision.date {
        DateClaim::Day(day) => format!("{number} {day}"),
        DateClaim::Unreadable(typed) => format!("{number} ?{typed}"),
        other => format!("{number} {other:?}"),
    }
}

/// What a form fills in beforehand is not a report.
#[test]
fn a_year_or_a_symbol_alone_states_nothing() {
    let read_with = |beforehand: &str| {
        read(&format!(
            "Xã,Số QĐ,Ký hiệu,Ngày,Tháng,Năm\nXã Ba Tơ,22,QĐ-UBND,1,8,2025\nXã Đăk Ui,{beforehand}\n"
        ))
    };
    assert_eq!(
        read_with(",QĐ-UBND,,,2025").submissions,
        read_with(",,,,").submissions
    );
    assert_eq!(said(&read_with(",QĐ-UBND,,,2025")), [] as [&str; 0]);
}
