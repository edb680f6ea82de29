//! Tables below one another in a tab: each is read by its own header, or reported and not read.

use super::*;

const FIRST: &str =
    "STT,Tên xã,Số QĐ,Ngày QĐ,Tổ trưởng\n1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An\n";

/// The submission of each commune, and the rules of the findings.
#[track_caller]
fn check(below: &str, said: &[(&str, &str)], rules: &[RuleId]) {
    let reading = read(&format!("{FIRST},,,,\n{below}"));
    let found: Vec<(String, String)> = reported(&reading)
        .into_iter()
        .map(|(commune, decisions, _)| (commune, decisions.join("; ")))
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(of, said)| (&**of, &**said)).collect();
    assert_eq!(found, said, "{below}");
    let told: Vec<RuleId> = reading
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(told, rules, "{below}: {:?}", reading.findings);
}

const BA_TO: (&str, &str) = ("21484", "15/QĐ-UBND 2025-08-05");

#[test]
fn a_table_of_other_columns_is_read_by_its_own_header() {
    check(
        "TT,Ngày ban hành,Tổ trưởng,Số quyết định,Đơn vị\n1,06/8/2025,Lê Văn Cường,22/QĐ-UBND,Xã Ba Vì\n",
        &[BA_TO, ("21529", "22/QĐ-UBND 2025-08-06")],
        &[],
    );
}

/// The rows of a table about money used to be read by the columns of the table above.
#[test]
fn a_table_of_something_else_is_told_and_not_read() {
    for below in [
        "TT,Xã,Kinh phí,Nguồn\n1,Xã Ba Vì,22/QĐ-UBND,06/8/2025\n",
        "Bảng 2,,,\nSTT,Tên xã,Lý do,Dự kiến ban hành\n1,Xã Ba Vì,22/QĐ-UBND,06/8/2025\n2,Xã Ba Xa,23/QĐ-UBND,06/8/2025\n",
    ] {
        check(below, &[BA_TO], &[RuleId::RowUnplaced]);
    }
    // Ignoring a table that names no commune loses nothing.
    check(
        "STT,Nội dung,Số lượng,Đơn giá\n1,Máy tính,22,06/8/2025\n",
        &[BA_TO],
        &[],
    );
}

/// «II. CẤP THÔN» used to be read as a usual group, and its decisions as those of the communes.
#[test]
fn a_heading_says_of_which_level_the_rows_below_it_are() {
    let villages = "1,Xã Ba Vì,22/QĐ-UBND,06/8/2025,Lê Văn Cường\n";
    for heading in ["II,CẤP THÔN,,,", "B,Cấp thôn,,,", "II. Cấp tổ dân phố,,,,"] {
        for header in ["", "STT,Tên xã,Số QĐ,Ngày QĐ,Tổ trưởng\n"] {
            let below = format!("{heading}\n{header}{villages}");
            let reading = read(&format!("{FIRST}{below}"));
            let said = reported(&reading);
            let decisions: Vec<String> = said.iter().flat_map(|one| one.1.clone()).collect();
            assert_eq!(decisions, ["15/QĐ-UBND 2025-08-05"], "{below}");
            let people: Vec<String> = said.into_iter().flat_map(|one| one.2).collect();
            assert_eq!(people, ["Lê Văn An"], "{below}");
        }
    }
    let again =
        format!("II,CẤP THÔN,,,\n1,Xã Ba Xa,21/QĐ-UBND,04/8/2025,\nI,CẤP XÃ,,,\n{villages}");
    let reading = read(&format!("{FIRST}{again}"));
    let decisions: Vec<String> = reported(&reading)
        .into_iter()
        .flat_map(|one| one.1)
        .collect();
    assert_eq!(
        decisions,
        ["15/QĐ-UBND 2025-08-05", "22/QĐ-UBND 2025-08-06"]
    );
}

/// Decisions of villages' teams used to be read as the commune's, because the level is in a column
/// of its own.
#[test]
fn a_column_may_say_of_which_level_each_decision_is() {
    for (title, own, other) in [
        ("Cấp Tổ", "Cấp xã", "Cấp thôn"),
        ("Loại Tổ", "Xã", "Thôn"),
        ("Tên Tổ", "Tổ CNSCĐ xã Ba Tơ", "Tổ CNSCĐ thôn Làng Rê"),
        ("Nội dung", "Thành lập Tổ CNSCĐ", "Thành lập Ban Chỉ đạo"),
        (
            "Nhiệm vụ",
            "Thành lập Tổ công nghệ số cộng đồng",
            "Thành lập Tổ giúp việc",
        ),
        (
            "Căn cứ",
            "Công văn 335/SKHCN",
            "Thành lập các Tổ CNSCĐ thôn",
        ),
    ] {
        let reading = read(&format!(
            "TT,Xã,{title},Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,{other},21/QĐ-UBND,04/8/2025\n2,Xã Ba Tơ,{own},22/QĐ-UBND,05/8/2025\n3,Xã Ba Vì,{other},23/QĐ-UBND,06/8/2025\n"
        ));
        let named = |one: &&Decision| matches!(one.number, Number::Named { .. });
        let decisions = reading.submissions.iter().flat_map(|one| &one.decisions);
        let named: Vec<&str> = decisions.filter(named).map(|one| &*one.typed).collect();
        assert_eq!(named, ["22/QĐ-UBND"], "{title}");
    }
}

/// The first commune without a decision used to get the first decision of the table beside it.
#[test]
fn a_list_of_names_beside_a_table_is_none_of_its_communes() {
    for sheet in [
        "TT,Tên xã,,TT,Tên xã,Số QĐ,Ngày QĐ\n1,Xã Ba Vì,,1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025\n2,Xã Ba Xa,,2,Xã Ba Tô,,\n",
        "CHƯA BAN HÀNH,,,ĐÃ BAN HÀNH,,,\nTT,Tên xã,,TT,Tên xã,Số QĐ,Ngày QĐ\n1,Xã Ba Vì,,1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025\n",
        "TT,Xã,TT,Xã,Số QĐ,Ngày QĐ,TT,Xã,Số QĐ,Ngày QĐ\n1,Xã Ba Vì,1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,1,Xã Ba Xa,,\n",
    ] {
        let reading = read(sheet);
        let decided = reported(&reading);
        let mut decided = decided.iter().filter(|one| !one.1.is_empty());
        let one = decided.next().map(|one| (&*one.0, one.1.join("; ")));
        assert_eq!(
            one,
            Some(("21484", "15/QĐ-UBND 2025-08-05".to_owned())),
            "{sheet}"
        );
        assert_eq!(decided.next(), None, "{sheet}");
    }
}

/// «Sơn Hà» is a district and a commune in it: all rows of the district used to be read as that
/// commune's.
#[test]
fn a_column_of_districts_is_not_the_communes() {
    let reading = read(
        "TT,Địa phương,Xã,Số QĐ,Ngày QĐ\n1,Sơn Hà,Xã Sơn Hà,15/QĐ-UBND,05/8/2025\n2,Sơn Hà,Xã Sơn Linh,16/QĐ-UBND,05/8/2025\n",
    );
    let of: Vec<&str> = reading
        .submissions
        .iter()
        .map(|one| &*one.commune)
        .collect();
    assert_eq!(of, ["21289", "21307"]);
}

/// The column of the old names used to be read because it came first, so each row gave a question.
#[test]
fn the_present_name_goes_before_the_former_one() {
    for head in [
        "Tên xã (cũ),Tên xã (mới)",
        "Đơn vị trước sắp xếp,Đơn vị",
        "Xã cũ,Xã mới",
    ] {
        let reading = read(&format!(
            "STT,{head},Số QĐ,Ngày QĐ\n1,Xã Ba Cung,Xã Ba Tơ,15/QĐ-UBND,05/8/2025\n"
        ));
        assert_eq!(reading.submissions.len(), 1, "{head}");
        assert_eq!(reading.submissions[0].commune, "21484", "{head}");
    }
}

/// With the columns in another order below, «Đơn vị» of the first table used to be no commune's,
/// and the table was left out without a word.
#[test]
fn the_cells_of_a_table_below_say_nothing_about_the_one_above() {
    let rows = |row: fn(&str) -> String| -> String {
        let names = ["Xã Ba Vì", "Xã Ba Xa", "Xã Ba Dinh"];
        names.map(row).concat()
    };
    let reading = read(&format!(
        "TT,Đơn vị,Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025\nII. PHÍA TÂY,,,\n\
         TT,Ngày ban hành,\"Số, ký hiệu\",Tên xã\n{}",
        rows(|name| format!("1,06/8/2025,22/QĐ-UBND,{name}\n"))
    ));
    let of = reported(&reading);
    assert_eq!(of.len(), 4, "{of:?}");
    assert_eq!((&*of[0].0, &*of[0].1[0]), BA_TO);
}

/// «III | XÃ | 3 QĐ» used to be read as the titles of another table.
#[test]
fn a_numbered_group_is_no_row_of_titles() {
    check(
        "I,PHƯỜNG,3 QĐ,,\n1,Kon Tum,31/QĐ-UBND,07/8/2025,\nIII,XÃ,3 QĐ,,\n1,Ba Vì,22/QĐ-UBND,06/8/2025,\n",
        &[
            BA_TO,
            ("21529", "22/QĐ-UBND 2025-08-06"),
            ("23293", "31/QĐ-UBND 2025-08-07"),
        ],
        &[],
    );
}
