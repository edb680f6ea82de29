//! Tables side by side without a column of ordinals, and tables with communes across.

use super::*;

/// Communes of the right table used to get the decisions of the left one, or the right table was
/// ignored without a finding.
#[test]
fn tables_beside_one_another_need_no_ordinals() {
    const BOTH: &[(&str, &[&str], &[&str])] = &[
        (BA_TO, &["22/QĐ-UBND 2025-08-01"], &[]),
        (DAK_UI, &["15/QĐ-UBND 2025-07-28"], &[]),
    ];
    for sheet in [
        "Tên xã,Số QĐ,Ngày,,Tên xã,Số QĐ,Ngày\nXã Ba Tơ,22/QĐ-UBND,01/8/2025,,Xã Đăk Ui,15/QĐ-UBND,28/7/2025\n",
        "Đơn vị,Quyết định,Ngày,,Tên xã/phường,Số hiệu văn bản,Ngày ban hành\nBa Tơ,22/QĐ-UBND,01/8/2025,,Đăk Ui,15/QĐ-UBND,28/7/2025\n",
        "STT,Xã,Số QĐ,Ngày ký,,STT,Xã,Số QĐ,Ngày ký\n1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,,2,Xã Đăk Ui,15/QĐ-UBND,28/7/2025\n",
        "KHU VỰC QUẢNG NGÃI (CŨ),,,KHU VỰC KON TUM (CŨ)\nXã,Số QĐ,Ngày,Xã,Số QĐ,Ngày\nXã Ba Tơ,22/QĐ-UBND,01/8/2025,Xã Đăk Ui,15/QĐ-UBND,28/7/2025\n",
    ] {
        check(sheet, BOTH, &[]);
    }
    check(
        "XÃ BA TƠ,,,,XÃ ĐĂK UI\nQĐ số 22/QĐ-UBND ngày 01/8/2025,,,,QĐ số 15/QĐ-UBND ngày 28/7/2025\n\
         Họ tên,Chức vụ,Vai trò,,Họ tên,Chức vụ,Vai trò\n\
         Lê Văn An,Chủ tịch UBND xã,Tổ trưởng,,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng\n",
        &[
            (BA_TO, &["22/QĐ-UBND 2025-08-01"], &["Lê Văn An"]),
            (DAK_UI, &["15/QĐ-UBND 2025-07-28"], &["Hồ Văn Cam"]),
        ],
        &[],
    );
}

/// A second column of names in one table does not begin another table.
#[test]
fn a_commune_named_twice_in_its_row_is_one_tables() {
    for head in [
        "Xã,Số QĐ,Ngày ký,Đơn vị gửi báo cáo,Ghi chú\nXã Ba Tơ,22/QĐ-UBND,01/8/2025,Xã Ba Tơ,\n",
        "Xã,Số QĐ,Ngày ký,Xã kết nghĩa\nXã Ba Tơ,22/QĐ-UBND,01/8/2025,Xã Đăk Ui\n",
    ] {
        check(head, &[(BA_TO, &["22/QĐ-UBND 2025-08-01"], &[])], &[]);
    }
}

/// A tab with communes across and fields down used to be refused, or read as if no commune had
/// reported.
#[test]
fn a_table_with_its_communes_across_is_turned() {
    const BOTH: &[(&str, &[&str], &[&str])] = &[
        (BA_TO, &["22/QĐ-UBND 2025-08-01"], &["Lê Văn An"]),
        (DAK_UI, &["15/QĐ-UBND 2025-07-28"], &[]),
    ];
    for sheet in [
        "Nội dung,Xã Ba Tơ,Xã Đăk Ui\nSố quyết định,22/QĐ-UBND,15/QĐ-UBND\nNgày ký,01/8/2025,28/7/2025\nTổ trưởng,Lê Văn An,\n",
        "BIỂU TỔNG HỢP\n,,\nTT,Tiêu chí,Ba Tơ,Đăk Ui,Tổng cộng\n1,Số QĐ thành lập,22/QĐ-UBND,15/QĐ-UBND,2\n2,Ngày ban hành,01/8/2025,28/7/2025,\n3,Họ tên Tổ trưởng,Lê Văn An,,\nNgười lập biểu\n",
        ",Xã Ba Tơ,Xã Đăk Ui\nSố QĐ,22/QĐ-UBND,15/QĐ-UBND\nNgày QĐ,01/8/2025,28/7/2025\nTổ trưởng,Lê Văn An,\n",
    ] {
        check(sheet, BOTH, &[]);
    }
    // The form of a single commune, if its label identifies it.
    check(
        "PHIẾU BÁO CÁO\nTên xã:,Xã Ba Tơ\nSố quyết định:,22/QĐ-UBND\nNgày ký:,01/8/2025\nTổ trưởng:,Lê Văn An\n",
        &BOTH[..1],
        &[],
    );
}

#[test]
fn cells_of_a_turned_table_keep_their_addresses() {
    let reading = read(
        "Nội dung,Xã Ba Tơ,Xã Đăk Ui\nSố quyết định,22/QĐ-UBND,#REF!\nNgày ký,01/8/2025,\nTổ trưởng,Lê Văn An,\nSĐT,09,\n",
    );
    let one = &reading.submissions[0];
    assert_eq!(one.name_cell.a1(), "B1");
    let cell = |cell: &Option<CellAddress>| cell.as_ref().map(CellAddress::a1);
    assert_eq!(cell(&one.decisions[0].number_cell).as_deref(), Some("B2"));
    assert_eq!(cell(&one.decisions[0].date_cell).as_deref(), Some("B3"));
    assert_eq!(one.members[0].cell.a1(), "B4");
    assert_eq!(reading.tabs[0].columns["decision_number"], "2");
    assert_eq!(said(&reading), ["phone-invalid B5", "cell-error C2"]);
}

/// Blocks below one another, or a usual header: nothing is turned.
#[test]
fn what_may_be_read_in_another_way_is_not_turned() {
    for sheet in [
        "Nội dung,Xã Ba Tơ,Xã Ba Vì\nSố QĐ,1/QĐ-UBND,2/QĐ-UBND\nNội dung,Xã Đăk Ui,Xã Ba Xa\nSố QĐ,3/QĐ-UBND,4/QĐ-UBND\n",
        "Xã Ba Tơ,Xã Ba Vì\n1,2\n",
    ] {
        assert_eq!(reported(&read(sheet)), [], "{sheet}");
    }
    check(
        "Xã,Số QĐ,Ngày\nXã Ba Tơ,22/QĐ-UBND,01/8/2025\nXã Ba Tơ,Xã Đăk Ui,\n",
        &[(BA_TO, &["22/QĐ-UBND 2025-08-01"], &[])],
        &["commune-duplicate A3"],
    );
}

/// The day beside «KH 44/KH-UBND; QĐ 31/QĐ-UBND» used to be the plan's, so the decision had none.
#[test]
fn the_day_beside_a_plan_and_a_decision_is_the_decisions() {
    for number in [
        "KH 44/KH-UBND; QĐ 31/QĐ-UBND",
        "\"Tờ trình 3/TTr-VHXH, QĐ 31/QĐ-UBND\"",
        "\"31/QĐ-UBND, 44/KH-UBND\"",
    ] {
        let reading = read(&format!(
            "TT,Tên xã,Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,{number},06/8/2025\n"
        ));
        let (_, decisions, _) = &reported(&reading)[0];
        let dated = "31/QĐ-UBND 2025-08-06".to_owned();
        assert!(decisions.contains(&dated), "{number}: {decisions:?}");
    }
}

/// A third table of the same communes' villages used to be joined to the second, whose communes
/// then had two decisions or none.
#[test]
fn a_table_beside_may_name_the_same_communes() {
    check(
        "1. Các xã,,,,,2. Các phường,,,,,3. Tổ cấp thôn của xã\n\
         TT,Đơn vị,Số QĐ,Ngày,,TT,Đơn vị,Số QĐ,Ngày,,TT,Đơn vị,Số QĐ,Ngày\n\
         1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,,1,Phường Kon Tum,31/QĐ-UBND,02/8/2025,,1,Xã Ba Tơ,5/QĐ-UBND,10/7/2025\n\
         2,Xã Đăk Ui,15/QĐ-UBND,28/7/2025,,,,,,,2,Xã Đăk Ui,6/QĐ-UBND,10/7/2025\n",
        &[
            (BA_TO, &["22/QĐ-UBND 2025-08-01"], &[]),
            (KON_TUM, &["31/QĐ-UBND 2025-08-02"], &[]),
            (DAK_UI, &["15/QĐ-UBND 2025-07-28"], &[]),
        ],
        &[],
    );
}

/// In a csv, where no merges show groups, the first group's title used to be read as the whole
/// table's.
#[test]
fn groups_without_merges_say_whose_their_columns_are() {
    for (groups, expected) in [
        (",,Cấp thôn,,Cấp xã,", "22/QĐ-UBND 2025-08-01"),
        (",,Cấp xã,,Cấp thôn,", "5/QĐ-UBND 2025-07-10"),
        (",,Ban Chỉ đạo,,Tổ CNSCĐ cấp xã,", "22/QĐ-UBND 2025-08-01"),
    ] {
        check(
            &format!(
                "{groups}\nTT,Đơn vị,Số QĐ,Ngày,Số QĐ,Ngày\n1,Xã Ba Tơ,5/QĐ-UBND,10/7/2025,22/QĐ-UBND,01/8/2025\n"
            ),
            &[(BA_TO, &[expected], &[])],
            &[],
        );
    }
}
