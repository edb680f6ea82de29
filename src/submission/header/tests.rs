//! Rival columns, chosen by their titles and the cells below them.

mod paper;
mod people;
mod status;

use crate::cell::column_index;
use crate::finding::RuleId;
use crate::register::Register;
use crate::submission::collect::{self, Vocabulary};
use crate::submission::settings::SourceSettings;
use crate::submission::{Act, DateClaim, Number, Reading, Role, Submission};
use crate::table::{Columns, Limits, Merge, Table, workbook};

/// A sheet with one row per line and cells separated by `|`; its hidden columns; the operator's
/// settings.
fn read(sheet: &str, hidden: &str, told: &[(&str, &str)]) -> Reading {
    let csv = sheet.trim().replace('|', "\t");
    let mut table = workbook::read(csv.as_bytes(), "bang.csv", &Limits::default()).unwrap();
    table.tabs[0].hidden_columns = hidden
        .split_whitespace()
        .map(|letters| column_index(letters).unwrap())
        .map(|column| Columns {
            first: column,
            last: column,
        })
        .collect();
    understood(&table, told)
}

fn understood(table: &Table, told: &[(&str, &str)]) -> Reading {
    let settings = SourceSettings {
        columns: told
            .iter()
            .map(|(field, title)| ((*field).to_owned(), (*title).to_owned()))
            .collect(),
        ..SourceSettings::default()
    };
    let register = Register::shipped();
    collect::collect(&[(&settings, table)], &register, &Vocabulary::shipped())
}

/// The decision of the only commune as `15 28/07`, with `?` if it is doubted; empty if none is
/// claimed.
fn decision(submission: &Submission) -> String {
    let said = submission.decisions.iter().map(|decision| {
        let number = match &decision.number {
            Number::Named { number, .. } => number.trim_end_matches("/QĐ-UBND").to_owned(),
            Number::Absent => String::new(),
            Number::NotYet => "chưa".to_owned(),
            Number::Claimed => "có".to_owned(),
            other => format!("{other:?}"),
        };
        match (&decision.doubt, &decision.date) {
            (Some(_), _) => "?".to_owned(),
            (None, DateClaim::Day(day)) => format!("{number} {}", day.format("%d/%m")),
            (None, _) => number,
        }
    });
    said.collect::<Vec<_>>().join("; ")
}

/// The cells of the titles of rival columns.
fn ambiguous(reading: &Reading) -> Vec<String> {
    let findings = reading.findings.iter();
    findings
        .filter(|finding| finding.rule == RuleId::ColumnAmbiguous)
        .map(|finding| finding.cell.as_ref().unwrap().a1())
        .collect()
}

#[track_caller]
fn check(head: &str, row: &str, expected: &str) {
    check_with(head, row, "", &[], expected);
}

#[track_caller]
fn check_with(head: &str, row: &str, hidden: &str, told: &[(&str, &str)], expected: &str) {
    let sheet = format!("{head}\n1|Xã Ba Tơ|{row}");
    let reading = read(&sheet, hidden, told);
    let said: Vec<String> = reading.submissions.iter().map(decision).collect();
    assert_eq!(said, [expected], "{head}: {row}");
    assert_eq!(
        ambiguous(&reading).len(),
        usize::from(expected.contains('?')),
        "{head}: {row}"
    );
}

/// Each of these used to be read from the first column that could be the field.
#[test]
fn a_decision_of_another_level_body_or_document_is_not_the_teams() {
    const ROW: &str = "5/QĐ-UBND|10/7/2025|22/QĐ-UBND|20/8/2025";

    for (other, other_day) in [
        (
            "Quyết định thành lập Tổ CNSCĐ các thôn, tổ dân phố",
            "Ngày QĐ",
        ),
        ("Số QĐ thành lập tổ khu dân cư", "Ngày ký"),
        ("Quyết định Ban Chỉ đạo về CĐS", "Ngày, tháng, năm"),
        ("Số QĐ thành lập Tổ giúp việc BCĐ", "Ngày ban hành"),
        ("Số Kế hoạch triển khai", "Ngày ban hành"),
        ("QĐ thành lập Trung tâm PVHCC", "Ngày ký"),
        ("Tờ trình xin thành lập Tổ", "Ngày trình ký"),
        ("Dự thảo QĐ thành lập Tổ", "Ngày ký dự thảo"),
        ("Quyết định của Đảng ủy", "Ngày ban hành"),
        ("QĐ của Mặt trận xã", "Ngày ký"),
        ("Đảng ủy (số QĐ)", "Đảng ủy (ngày)"),
        ("Công văn cử người tham gia", "Ngày ban hành"),
    ] {
        for (own, own_day) in [
            ("Số QĐ", "Ngày ban hành"),
            ("Số, ký hiệu QĐ thành lập Tổ CNSCĐ", "Ngày ký"),
            ("QĐ thành lập Tổ công nghệ số cộng đồng cấp xã", "Ngày QĐ"),
        ] {
            let head = format!("STT|Xã, phường|{other}|{other_day}|{own}|{own_day}");
            check(&head, ROW, "22 20/08");
            check(&head, "5/QĐ-UBND|10/7/2025||", "");
            let behind = format!("STT|Xã, phường|{own}|{own_day}|{other}|{other_day}");
            check(
                &behind,
                "22/QĐ-UBND|20/8/2025|5/QĐ-UBND|10/7/2025",
                "22 20/08",
            );
        }
    }
}

#[test]
fn a_groups_title_says_whose_its_columns_are() {
    for (own, other) in [
        ("Tổ CNSCĐ cấp xã", "Tổ CNSCĐ cấp thôn"),
        ("Cấp xã", "Thôn, tổ dân phố"),
        ("Tổ CNSCĐ", "Ban Chỉ đạo CĐS"),
        ("Quyết định thành lập Tổ", "Kế hoạch năm 2025"),
    ] {
        let head = format!("STT|Xã, phường|{other}||{own}|\n||Số|Ngày|Số|Ngày");
        let head = head.replace("||Số|Ngày|Số|Ngày", "||Số QĐ|Ngày|Số QĐ|Ngày");
        check(
            &head,
            "5/QĐ-UBND|10/7/2025|22/QĐ-UBND|20/8/2025",
            "22 20/08",
        );
        check(&head, "5/QĐ-UBND|10/7/2025||", "");
    }
}

/// A commune that states something about another decision has reported.
#[test]
fn another_bodys_decision_is_a_report_all_the_same() {
    let reading = read(
        "STT|Xã, phường|QĐ thành lập BCĐ CĐS|Ngày ký|QĐ thành lập Tổ CNSCĐ|Ngày ký\n1|Xã Ba Tơ|5/QĐ-UBND|10/7/2025||\n2|Xã Ba Vì||||",
        "",
        &[],
    );
    let reported: Vec<bool> = reading.submissions.iter().map(|one| one.reported).collect();
    assert_eq!(reported, [true, false]);
}

#[test]
fn of_two_versions_the_one_in_sight_is_read() {
    for (old, new) in [
        ("Số QĐ (cũ)|Ngày ký (cũ)", "Số QĐ (mới)|Ngày ký (mới)"),
        ("Số QĐ|Ngày ban hành", "Số QĐ|Ngày ban hành"),
        ("QĐ thành lập|Ngày QĐ", "Số quyết định|Ngày ban hành"),
    ] {
        let row = "3/QĐ-UBND|5/7/2025|15/QĐ-UBND|18/8/2025";
        let head = format!("STT|Xã, phường|{old}|{new}");
        check_with(&head, row, "C D", &[], "15 18/08");
        check_with(&head, row, "E F", &[], "3 05/07");
    }
}

/// Visible columns used to remain rivals although their titles decide between them.
#[test]
fn of_two_versions_in_sight_the_new_one_replaces_the_former() {
    for head in [
        "STT|Xã, phường|Số QĐ (cũ)|Ngày (cũ)|Số QĐ (mới)|Ngày (mới)",
        "STT|Xã, phường|Số QĐ thành lập trước đây|Ngày ban hành trước đây|Số QĐ thành lập hiện nay|Ngày ban hành hiện nay",
    ] {
        let both = "3/QĐ-UBND|02/3/2024|22/QĐ-UBND|20/8/2025";
        check(head, both, "3 02/03; 22 20/08");
        check(head, "||22/QĐ-UBND|20/8/2025", "22 20/08");
        let reading = read(&format!("{head}\n1|Xã Ba Tơ|{both}"), "", &[]);
        let acts = reading.submissions[0].decisions.iter();
        let acts: Vec<Act> = acts.map(|decision| decision.act).collect();
        assert_eq!(acts, [Act::Replaced, Act::Founds], "{head}");
    }
}

/// Of two days side by side under one title, the first used to be taken without a finding.
#[test]
fn days_under_one_title_are_rivals() {
    let head = "STT|Xã, phường|Số QĐ|Ngày|Ngày";
    check(head, "22/QĐ-UBND|01/8/2025|20/8/2025", "?");
    check(head, "22/QĐ-UBND|01/8/2025|01/8/2025", "22 01/08");
    check(head, "22/QĐ-UBND|01/8/2025|", "22 01/08");
}

#[test]
fn rivals_count_where_they_agree_and_are_doubted_where_they_differ() {
    let twice = "STT|Xã, phường|Số QĐ|Ngày ban hành|Số QĐ|Ngày ban hành";
    check(twice, "4/QĐ-UBND|6/8/2025|4/QĐ-UBND|6/8/2025", "4 06/08");
    check(twice, "|  |4/QĐ-UBND|6/8/2025", "4 06/08");
    check(twice, "4/QĐ-UBND|6/8/2025||", "4 06/08");
    check(twice, "-||4/QĐ-UBND|6/8/2025", "4 06/08");
    check(twice, "4/QĐ-UBND|6/8/2025|4/QĐ-UBND|", "4 06/08");
    check(twice, "4/QĐ-UBND|6/8/2025|5/QĐ-UBND|6/8/2025", "?");
    check(twice, "4/QĐ-UBND|6/8/2025|4/QĐ-UBND|7/8/2025", "?");
    check(twice, "Chưa||4/QĐ-UBND|6/8/2025", "?");
    check(twice, "|||", "");
    let days = "STT|Xã, phường|Số QĐ|Ghi chú|Ngày ký|Ngày ban hành|Ngày ký";
    check(days, "4/QĐ-UBND||6/8/2025||", "4 06/08");
    // An adjacent pair of number and day takes precedence over one that is apart.
    let torn = "STT|Xã, phường|Số QĐ|Ghi chú|Số QĐ|Ngày ban hành";
    check(torn, "3/QĐ-UBND||4/QĐ-UBND|6/8/2025", "4 06/08");
    // A column of reorganising decisions is not a rival of one of founding decisions.
    let replacing = "STT|Xã, phường|Số QĐ|Ngày ký|Số QĐ thay thế|Ngày ký";
    check(replacing, "||9/QĐ-UBND|20/8/2025", "9 20/08");
    let act = "STT|Xã, phường|QĐ thành lập|Ngày ký|QĐ kiện toàn|Ngày ký";
    check(
        act,
        "3/QĐ-UBND|6/8/2025|9/QĐ-UBND|20/8/2025",
        "3 06/08; 9 20/08",
    );
}

/// Reported once per field and tab, at its first title, however many rows differ.
#[test]
fn rivals_are_told_once() {
    let reading = read(
        "STT|Xã, phường|Số QĐ|Ngày ký|Số QĐ|Ngày ký
1|Xã Ba Tơ|3/QĐ-UBND|5/8/2025|4/QĐ-UBND|5/8/2025
2|Xã Ba Vì|5/QĐ-UBND|5/8/2025|6/QĐ-UBND|5/8/2025
3|Xã Ba Tô|7/QĐ-UBND|5/8/2025|7/QĐ-UBND|5/8/2025
4|Xã Ba Vinh|7/QĐ-UBND|5/8/2025|8/QĐ-UBND|5/8/2025
5|Xã Ba Dinh|7/QĐ-UBND|5/8/2025|8/QĐ-UBND|5/8/2025",
        "",
        &[],
    );
    let said: Vec<_> = reading
        .findings
        .iter()
        .filter(|finding| finding.rule == RuleId::ColumnAmbiguous)
        .collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].cell.as_ref().unwrap().a1(), "C1");
    assert_eq!(said[0].value, "Số QĐ");
    assert_eq!(said[0].arguments["rows"], "C2, C3, C5");
    assert_eq!(said[0].arguments["more"], "1");
    // Both have the same title, so only the letters distinguish them.
    assert_eq!(said[0].arguments["choices"], "C\nE");
}

/// Only the first one used to be offered, which may be the wrong one.
#[test]
fn every_rival_can_be_chosen() {
    for (head, row, choices) in [
        (
            "STT|Xã, phường|Số QĐ|Ngày ký|Số quyết định|Ngày ban hành",
            "3/QĐ-UBND|5/8/2025|4/QĐ-UBND|6/8/2025",
            "Số QĐ\nSố quyết định",
        ),
        (
            "STT|Xã, phường|Số QĐ|Ngày ký|Số QĐ|Ngày ký|Số QĐ|Ngày ký",
            "3/QĐ-UBND|5/8/2025|4/QĐ-UBND|6/8/2025|5/QĐ-UBND|7/8/2025",
            "C\nE\nG",
        ),
    ] {
        let reading = read(&format!("{head}\n1|Xã Ba Tơ|{row}"), "", &[]);
        let mut findings = reading.findings.iter();
        let said = findings.find(|finding| finding.rule == RuleId::ColumnAmbiguous);
        let offered = said.map(|said| said.arguments["choices"].as_str());
        assert_eq!(offered, Some(choices), "{head}");
    }
}

/// The operator's choice takes precedence over the owner in the titles and over hiding.
#[test]
fn the_operators_mapping_wins() {
    let row = "3/QĐ-UBND|5/8/2025|15/QĐ-UBND|18/8/2025";
    let twice = "STT|Xã, phường|Số QĐ|Ngày ký|Số QĐ|Ngày ký";
    let letters: &[(&str, &str)] = &[("decision_number", "E"), ("decision_date", "F")];
    check_with(twice, row, "", letters, "15 18/08");
    check_with(twice, row, "E F", letters, "15 18/08");
    // The day belongs to the number that was named.
    check_with(twice, row, "", &[("decision_number", "E")], "15 18/08");
    let titled = "STT|Xã, phường|Số QĐ|Ngày ký|Hồ sơ|Lúc";
    let titles: &[(&str, &str)] = &[("decision_number", "Hồ sơ"), ("decision_date", "lúc:")];
    check_with(titled, row, "", titles, "15 18/08");
    let village = "STT|Xã, phường|Số QĐ|Ngày ký|QĐ cấp thôn|Ngày ký";
    check_with(village, row, "", letters, "15 18/08");
    let grouped = "STT|Xã, phường|Lần 1||Lần 2|\n||Số QĐ|Ngày|Số QĐ|Ngày";
    let path: &[(&str, &str)] = &[("decision_number", "Lần 2 › Số QĐ")];
    check_with(grouped, row, "", path, "15 18/08");
    check_with(grouped, row, "", &[], "?");
    let day = "STT|Xã, phường|Số QĐ|Ngày trình|Ngày ban hành";
    let told: &[(&str, &str)] = &[("decision_date", "E")];
    check_with(day, "3/QĐ-UBND|5/8/2025|18/8/2025", "", told, "3 18/08");
}

/// Settings of the operator that match nothing are reported, line by line.
#[test]
fn what_is_named_in_vain_is_told() {
    let sheet = "STT|Xã, phường|Số QĐ|Ngày ký\n1|Xã Ba Tơ|3/QĐ-UBND|5/8/2025";
    for (told, in_vain) in [
        (("decision_number", "C"), None),
        (("decision_number", "số qđ"), None),
        (("decision_number", "Z"), Some("decision_number = \"Z\"")),
        (
            ("leader_person", "Họ tên Tổ trưởng"),
            Some("leader_person = \"Họ tên Tổ trưởng\""),
        ),
    ] {
        let reading = read(sheet, "", &[told]);
        let said: Vec<&str> = reading.remarks[0]
            .iter()
            .map(|remark| remark.value.as_str())
            .collect();
        assert_eq!(said, Vec::from_iter(in_vain), "{told:?}");
    }
}

#[test]
fn a_bracket_may_say_which_half_of_a_decision_a_column_holds() {
    for (number, day) in [
        ("Văn bản thành lập (Số)", "Văn bản thành lập (Ngày)"),
        ("Quyết định (số, ký hiệu)", "Quyết định (ngày ký)"),
        (
            "QĐ thành lập Tổ CNSCĐ: số",
            "QĐ thành lập Tổ CNSCĐ (Ngày ban hành)",
        ),
        ("Tổ công nghệ số (số QĐ)", "Tổ công nghệ số (ngày)"),
        ("UBND (số QĐ)", "UBND (ngày)"),
    ] {
        let head = format!("STT|Xã, phường|{number}|{day}");
        check(&head, "15/QĐ-UBND|28/7/2025", "15 28/07");
    }
}

#[test]
fn titles_that_nothing_reads_are_listed() {
    for (head, unread) in [
        ("STT|Xã, phường|Số QĐ|Ngày ký", &[][..]),
        (
            "STT|Xã, phường|Số QĐ|Ngày ký|Số máy vi tính|Loại đường truyền",
            &["Số máy vi tính", "Loại đường truyền"],
        ),
        (
            "STT|Xã, phường|Số QĐ|Ngày ký|Họ và tên|Chức vụ|Chức vụ Đảng|Năm sinh",
            &["Chức vụ Đảng", "Năm sinh"],
        ),
    ] {
        let reading = read(
            &format!("{head}\n1|Xã Ba Tơ|3/QĐ-UBND|5/8/2025|a|b|c|d"),
            "",
            &[],
        );
        assert_eq!(reading.tabs[0].unread, unread, "{head}");
    }
}

#[test]
fn a_title_below_a_groups_is_listed_with_it() {
    let merge = |top, left, bottom, right| Merge {
        top,
        left,
        bottom,
        right,
    };
    let sheet = "STT\tXã, phường\tSố QĐ\tNgày ký\tHạ tầng\t\n\t\t\t\tMáy tính\tMạng\n1\tXã Ba Tơ\t3/QĐ-UBND\t5/8/2025\ta\tb";
    let mut table = workbook::read(sheet.as_bytes(), "bang.csv", &Limits::default()).unwrap();
    table.tabs[0].merges = vec![merge(0, 0, 1, 0), merge(0, 4, 0, 5)];
    let reading = understood(&table, &[]);
    let unread = ["Hạ tầng › Máy tính", "Hạ tầng › Mạng"];
    assert_eq!(reading.tabs[0].unread, unread);
}

/// «Ngày ban hàng» used to be read only with at least three days below it.
#[test]
fn one_wrong_letter_in_a_title_is_understood_by_what_stands_below() {
    for title in ["Ngày ban hàng", "Ngày ban hànhh", "Ngay bn hành"] {
        let head = format!("STT|Xã, phường|Số QĐ|{title}");
        check(&head, "3/QĐ-UBND|5/8/2025", "3 05/08");
    }
    check(
        "STT|Xã, phường|Số QĐ|Ngày ban hàng",
        "3/QĐ-UBND|Phòng VHXH",
        "3",
    );
    check(
        "STT|Xã, phường|Số quyết địng|Ngày ký",
        "3/QĐ-UBND|5/8/2025",
        "3 05/08",
    );
}

#[test]
fn a_header_may_have_four_rows_and_a_number_among_its_titles() {
    let tall = "STT|Đơn vị|Thông tin về Tổ CNSCĐ|||\n||Thành lập||Tổ trưởng|\n||Quyết định||Thông tin|\n||Số|Ngày|Họ tên|Chức vụ";
    let row = "3/QĐ-UBND|5/8/2025|Phạm Văn An|Chủ tịch UBND xã";
    check(tall, row, "3 05/08");
    check(
        "STT|Xã, phường|Số QĐ|Ngày ký|2025",
        "3/QĐ-UBND|5/8/2025|x",
        "3 05/08",
    );
}

/// «Đơn vị | Tình hình» was not read at all, and what a column in words of its own said of the
/// founding was passed over beside a number that it denies.
#[test]
fn a_column_in_free_words_is_read_by_its_cells() {
    let head = "STT|Đơn vị|Tình hình";
    for (told, stated) in [
        (
            "Đã ban hành Quyết định số 9/QĐ-UBND ngày 8/8/2025",
            "9 08/08",
        ),
        ("Đã ban hành quyết định thành lập", "có"),
        ("Chưa ban hành, đang lấy ý kiến", "chưa"),
    ] {
        check(head, told, stated);
    }
    let head = "STT|Xã, phường|Việc ban hành QĐ thành lập Tổ đến nay|Số QĐ|Ngày ký";
    let rows = "1|Xã Ba Tơ|Chưa ban hành|3/QĐ-UBND|5/8/2025\n2|Xã Ba Vì|Đã ban hành||";
    let reading = read(&format!("{head}\n{rows}"), "", &[]);
    let said: Vec<String> = reading.submissions.iter().map(decision).collect();
    assert_eq!(said, ["?", "có"]);
}

/// A day in a row that has only another body's number used to be read as the team's, without a
/// number.
#[test]
fn the_only_day_is_that_of_the_only_number() {
    let head = "STT|Xã, phường|Số QĐ Ban Chỉ đạo CĐS|Số QĐ Tổ CNSCĐ|Ngày ban hành";
    check(head, "7/QĐ-UBND||6/8/2025", "");
    check(head, "-|17/QĐ-UBND|13/8/2025", "17 13/08");
    check(head, "7/QĐ-UBND|17/QĐ-UBND|13/8/2025", "17 13/08");
    check(head, "-||13/8/2025", " 13/08");
}

/// Groups over «Số | Ngày» used to be taken for rivals, or for other documents.
#[test]
fn a_group_says_which_decision_its_columns_have() {
    const ROW: &str = "5/QĐ-UBND|10/7/2025|22/QĐ-UBND|20/8/2025";
    let group = |left: &str, right: &str, row: &str| {
        let sheet =
            format!("TT|Tên xã|{left}||{right}|\n||Số QĐ|Ngày QĐ|Số QĐ|Ngày QĐ\n1|Xã Ba Tơ|{row}");
        let mut table = workbook::read(
            sheet.replace('|', "\t").as_bytes(),
            "bang.csv",
            &Limits::default(),
        )
        .unwrap();
        for left in [2, 4] {
            table.tabs[0].merges.push(Merge {
                top: 0,
                bottom: 0,
                left,
                right: left + 1,
            });
        }
        let reading = understood(&table, &[]);
        decision(&reading.submissions[0])
    };
    for (left, right, expected) in [
        ("Trước sáp nhập", "Sau sáp nhập (từ 01/7/2025)", "22 20/08"),
        ("Văn bản chỉ đạo của tỉnh", "Văn bản của xã", "22 20/08"),
        ("Dự kiến", "Thực tế", "22 20/08"),
        ("Báo cáo lần 1 (01/8)", "Báo cáo lần 2 (15/8)", "?"),
    ] {
        let said = group(left, right, ROW);
        assert!(said.ends_with(expected), "{left} {right}: {said}");
    }
    // The decision that was replaced counts for the day of the first one.
    let reading = group(
        "Quyết định hiện hành",
        "Thay thế Quyết định",
        "22/QĐ-UBND|20/8/2025|5/QĐ-UBND|10/7/2025",
    );
    assert_eq!(reading, "22 20/08; 5 10/07");
}

/// The day of a contract, a promise or a registration used to be read as the day of signing.
#[test]
fn a_day_on_which_something_else_is_signed_is_not_the_decisions() {
    for title in [
        "Ngày đăng ký chữ ký số",
        "Ngày ký cam kết",
        "Ngày ký hợp đồng với VNPT",
        "Ngày ký kết quy chế phối hợp",
        "Ngày đăng tải",
    ] {
        check(
            &format!("TT|Tên xã|{title}|Số QĐ|Ngày ký QĐ"),
            "10/7/2025|22/QĐ-UBND|20/8/2025",
            "22 20/08",
        );
        check(
            &format!("TT|Tên xã|Số QĐ|{title}"),
            "22/QĐ-UBND|10/7/2025",
            "22",
        );
    }
}

/// «Tên văn bản» over whole sentences has the numbers, unless another column has them.
#[test]
fn the_name_of_a_paper_may_have_its_number() {
    check(
        "TT|Tên xã|Tên văn bản|Tải lên",
        "Quyết định số 22/QĐ-UBND ngày 20/8/2025 của UBND xã Ba Tơ về việc thành lập Tổ CNSCĐ|",
        "22 20/08",
    );
    check(
        "TT|Tên xã|Tên văn bản|Số QĐ|Ngày ký",
        "Quyết định|22/QĐ-UBND|20/8/2025",
        "22 20/08",
    );
}

/// A sheet with titles in two languages used to be refused.
#[test]
fn a_title_may_say_its_field_in_two_languages() {
    check(
        "No./TT|Commune/Xã|Steering Committee Decision / QĐ Ban Chỉ đạo|Date / Ngày|Digital Team Decision / QĐ Tổ CNSCĐ|Date / Ngày",
        "5/QĐ-UBND|10/7/2025|22/QĐ-UBND|20/8/2025",
        "22 20/08",
    );
}
