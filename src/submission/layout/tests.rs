//! Tables of rows below a header: to whom they belong, and where a team ends.

mod across;
mod against;
mod annex;
mod below;
mod broken;
mod figures;
mod level;
mod note;
mod own_words;
mod people;
mod split;
mod villages;

use super::*;
use crate::cell::column_letters;
use crate::finding::RuleId;
use crate::register::Register;
use crate::submission::collect::{self, Vocabulary};
use crate::submission::settings::SourceSettings;
use crate::submission::{DateClaim, Doubt, Number, Reading, Submission};
use crate::table::workbook;
use crate::table::{Limits, Merge, Table, Value};

const HEAD: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ\n";

/// Nothing else than a commune can stand under its title.
const CLEAR: &str = "TT,Tên xã,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ\n";

fn read(sheet: &str) -> Reading {
    let limits = Limits::default();
    understood(&workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap())
}

fn understood(table: &Table) -> Reading {
    let settings = SourceSettings::default();
    let register = Register::shipped();
    collect::collect(&[(&settings, table)], &register, &Vocabulary::shipped())
}

#[test]
fn a_row_below_a_person_is_another_or_ends_the_team() {
    for (below, people) in [
        (",,,,Lê Thị Bình,Tổ phó,Phó Chủ tịch UBND", 2),
        (",,,,Lê Thị Bình,,", 2),
        // A surname and a given name that may also be the beginning of a note.
        (",,,,Lưu Ý,Thành viên,Phó Chủ tịch", 2),
        (",,,,Lưu Ý,,Phó Chủ tịch", 2),
        (",,,,Lưu Ý,,", 1),
        (",,,,Lưu ý: báo cáo trước ngày 15,,", 1),
        (",,,,NGƯỜI LẬP BIỂU,,GIÁM ĐỐC", 1),
        ("Ghi chú,,,,,,", 1),
        (",,,,5,,", 1),
    ] {
        let sheet = format!(
            "{HEAD}1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Phạm Văn An,Tổ trưởng,Chủ tịch UBND\n{below}\n"
        );
        let reading = read(&sheet);
        assert_eq!(reading.submissions.len(), 1, "{below}");
        let members = &reading.submissions[0].members;
        assert_eq!(members.len(), people, "{below}: {members:#?}");
    }
}

/// A title may contain an explanation of how to fill in its column.
#[test]
fn a_title_with_its_explanation_is_a_title() {
    let explained = format!(
        "Chức vụ ({})",
        "ghi đầy đủ chức vụ hiện nay và nơi công tác; ".repeat(7)
    );
    assert!(explained.chars().count() > 300);
    let head = HEAD.replace("Chức vụ", &format!("\"{explained}\""));
    let row = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n";
    let reading = read(&format!("{head}{row}"));
    let members = &reading.submissions[0].members;
    assert_eq!(&*members[0].position.typed, "Chủ tịch UBND xã");
    assert_eq!(reading.findings, []);
}

/// A text longer than a person writes is not read, and is reported for its cell; the longest
/// allowed text is read.
#[test]
fn a_cell_that_is_too_long_is_not_taken_apart() {
    let people = |count: usize| vec!["Lê A"; count].join("; ");
    let notes = "x".repeat(32_767);
    for (cells, members, said) in [
        (
            format!("15/QĐ-UBND,05/8/2025,\"{}\",,", people(833)),
            833,
            None,
        ),
        (
            format!("15/QĐ-UBND,05/8/2025,\"{}\",,", people(840)),
            0,
            Some("bang!E2"),
        ),
        (format!("{notes},05/8/2025,Lê A,,"), 1, Some("bang!C2")),
        (format!("15/QĐ-UBND,{notes},Lê A,,"), 1, Some("bang!D2")),
        (
            format!("15/QĐ-UBND,05/8/2025,Lê A,,{notes}"),
            1,
            Some("bang!G2"),
        ),
    ] {
        let reading = read(&format!("{HEAD}1,Xã Ba Tơ,{cells}\n"));
        let start: String = cells.chars().take(20).collect();
        assert_eq!(reading.submissions[0].members.len(), members, "{start}");
        let long = reading.findings.iter().find(|one| one.variant == "long");
        let at = long
            .and_then(|finding| finding.cell.as_ref())
            .map(ToString::to_string);
        assert_eq!(at.as_deref(), said, "{start}");
        assert!(
            reading.findings.iter().all(|one| one.value.len() < 200),
            "{start}"
        );
    }
}

/// Rows without a header leave the window. The table below them is still read, except for columns
/// beyond any real sheet.
#[test]
fn a_table_far_down_and_a_cell_far_out() {
    let above = "một dòng không phải tiêu đề,x\n".repeat(2 * WINDOW + 7);
    let far = format!("{}x", ",".repeat(701 - 6));
    let row = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê A,,Chủ tịch UBND xã";
    let reading = read(&format!("{above}{HEAD}{row}{far},y\n"));
    assert_eq!(reading.submissions.len(), 1);
    assert_eq!(reading.submissions[0].name_cell.a1(), "B8201");
    let said = reading.findings.iter();
    let said: Vec<_> = said
        .map(|one| (&*one.variant, one.cell.as_ref().unwrap().a1()))
        .collect();
    assert_eq!(said, [("beyond", "AAA8201".to_owned())]);
}

/// A tab far longer than the window, with its header repeated on each printed page: nobody is lost,
/// joined with others, or given to another commune.
#[test]
fn a_tab_longer_than_the_window_is_read_as_a_short_one() {
    const TEAM: usize = 60;
    const GIVEN: [&str; 4] = ["An", "Bình", "Cường", "Dũng"];

    let register = Register::shipped();
    for page in [37, 256, 1_000] {
        let mut sheet = HEAD.to_owned();
        let mut row = 0;
        for (number, commune) in (1..).zip(&register.communes) {
            for place in 0..TEAM {
                row += 1;
                if row % page == 0 && place > 0 {
                    sheet.push_str(HEAD);
                }
                let head = match place {
                    0 => format!("{number},{},{number}/QĐ-UBND,05/8/2025", commune.title()),
                    _ => ",,,".to_owned(),
                };
                let role = if place == 0 {
                    "Tổ trưởng"
                } else {
                    "Thành viên"
                };
                let person = format!("Nguyễn Văn {}", GIVEN[place % GIVEN.len()]);
                sheet.push_str(&format!("{head},{person},{role},Công chức xã\n"));
            }
        }
        let reading = read(&sheet);
        assert!(reading.tabs[0].rows as usize > WINDOW);
        assert_eq!(reading.submissions.len(), register.communes.len(), "{page}");
        for (submission, commune) in reading.submissions.iter().zip(&register.communes) {
            assert_eq!(submission.commune, commune.code);
            assert_eq!(submission.members.len(), TEAM, "{page}: {}", commune.name);
            assert_eq!(submission.decisions.len(), 1);
        }
        assert_eq!(reading.findings, [], "{page}");
    }
}

/// One commune: its code, the numbers and days of its decisions, its people.
type Reported = (String, Vec<String>, Vec<String>);

/// The submission of each commune in a sheet.
fn reported(reading: &Reading) -> Vec<Reported> {
    let decided = |decision: &Decision| {
        let number = match &decision.number {
            Number::Named { number, .. } => number.clone(),
            other => format!("{other:?}"),
        };
        match &decision.date {
            DateClaim::Day(day) => format!("{number} {day}"),
            _ => number,
        }
    };
    let of = |one: &Submission| {
        let decisions = one.decisions.iter().map(decided);
        let people = one.members.iter().map(|member| member.name.to_string());
        (one.commune.clone(), decisions.collect(), people.collect())
    };
    reading.submissions.iter().map(of).collect()
}

/// The rules of the findings, and their cells.
fn said(reading: &Reading) -> Vec<String> {
    let findings = reading.findings.iter();
    let place = |finding: &Finding| finding.cell.as_ref().map(CellAddress::a1);
    findings
        .map(|one| format!("{} {}", one.rule, place(one).unwrap_or_default()))
        .collect()
}

#[track_caller]
fn check(sheet: &str, expected: &[(&str, &[&str], &[&str])], findings: &[&str]) {
    let reading = read(sheet);
    let owned = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let expected: Vec<Reported> = expected
        .iter()
        .map(|(code, decisions, people)| ((*code).to_owned(), owned(decisions), owned(people)))
        .collect();
    assert_eq!(reported(&reading), expected, "{sheet}");
    assert_eq!(said(&reading), findings, "{sheet}");
}

const PEOPLE: &str = "STT,Họ và tên,Chức vụ,Nhiệm vụ trong Tổ\n";
const BA_TO: &str = "21484";
const DAK_UI: &str = "23510";
const KON_TUM: &str = "23293";

/// Examples and hints used to count. The people below an example's commune belong to the example.
#[test]
fn examples_are_passed_over_and_told_once() {
    const TRUE: &str = "1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã\n";
    let one: (&str, &[&str], &[&str]) = (BA_TO, &["22/QĐ-UBND 2025-08-01"], &["Hồ Văn Cam"]);

    for (example, at) in [
        (
            "Ví dụ,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            "A2",
        ),
        (
            "VD,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n,,,,Lê Thị Bình,Tổ phó,Phó Chủ tịch UBND xã",
            "A2",
        ),
        ("0,Ví dụ: Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,", "B2"),
        ("0,Xã Đăk Ui (mẫu),99/QĐ-UBND,05/8/2025,Lê Văn An,,", "B2"),
        ("VD2,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,", "A2"),
        (
            "* Dòng dưới đây là ví dụ\n1,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,",
            "A2",
        ),
        (
            ",Ví dụ:\n1,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,,",
            "B2",
        ),
    ] {
        let twice = example.replace("99/", "98/");
        check(
            &format!("{CLEAR}{example}\n{twice}\n{TRUE}"),
            &[one],
            &[&format!("example-row {at}")],
        );
        check(
            &format!("{CLEAR}{TRUE}{example}\n"),
            &[one],
            &[&format!("example-row {}", at.replace('2', "3"))],
        );
    }
    let noted = CLEAR.replace("Chức vụ", "Chức vụ,Ghi chú");
    let row = "1,Xã Đăk Ui,99/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã,Dòng mẫu\n";
    check(&format!("{noted}{row}{TRUE}"), &[one], &["example-row H2"]);
    let row = row.replace("Dòng mẫu", "\"Dòng này làm mẫu, xóa khi nộp\"");
    check(&format!("{noted}{row}{TRUE}"), &[one], &["example-row H2"]);
    // An explanation of how to fill in a column is not a report.
    let hint = ",Ghi đúng tên,Ví dụ: 15/QĐ-UBND,dd/mm/yyyy,Mỗi người một dòng,,Ghi đầy đủ";
    check(&format!("{CLEAR}{hint}\n{TRUE}"), &[one], &[]);
    // A note that mentions an example is not one, nor is a commune of that name.
    let row =
        "1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã,Gửi mẫu dấu sau\n";
    check(&format!("{noted}{row}"), &[one], &[]);
}

/// Rows of one commune: neither the decision that counts nor the finding depends on their order.
#[test]
fn rows_of_one_commune_are_one_submission_in_any_order() {
    const AN: &str = "Lê Văn An,Tổ trưởng,Chủ tịch UBND xã";
    let early = "1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,,,";
    let late = "2,Xã Ba Tơ,30/QĐ-UBND,20/8/2025,,,";
    let between = "3,Xã Đăk Ui,,,,,";
    let (first, second) = ("10/QĐ-UBND 2025-08-01", "30/QĐ-UBND 2025-08-20");
    // For adjacent rows the finding is at the second number; for rows apart, at the row that is not
    // taken.
    check(
        &format!("{CLEAR}{late}\n{early}\n"),
        &[(BA_TO, &[second, first], &[])],
        &["commune-duplicate C3"],
    );
    check(
        &format!("{CLEAR}{early}\n{between}\n{late}\n"),
        &[(BA_TO, &[first, second], &[]), (DAK_UI, &[], &[])],
        &["commune-duplicate B4"],
    );
    // A number without a day does not hide another decision.
    let bare = "1,Xã Ba Tơ,10/QĐ-UBND,,,,";
    for rows in [
        format!("{bare}\n{early}\n"),
        format!("{early}\n{bare}\n"),
        format!("{bare}\n{between}\n{early}\n"),
    ] {
        let reading = read(&format!("{CLEAR}{rows}"));
        assert_eq!(reported(&reading)[0].1, [first], "{rows}");
        let variants = reading.findings.iter().map(|one| &*one.variant);
        assert!(
            variants.eq(if rows.contains("Ui") {
                vec!["apart"]
            } else {
                vec![]
            }),
            "{rows}"
        );
    }
    // The same decision with other people is not the same.
    let one = format!("1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,{AN}\n{between}\n");
    for (other, variant) in [
        (format!("1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,{AN}\n"), "same"),
        (
            "1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã\n".to_owned(),
            "apart",
        ),
        (
            format!("1,Xã Ba Tơ,11/QĐ-UBND,02/8/2025,{AN}\n"),
            "conflict",
        ),
    ] {
        let reading = read(&format!("{CLEAR}{one}{other}"));
        let duplicates = reading.findings.iter();
        let said: Vec<_> = duplicates
            .map(|one| (&*one.variant, one.cell.as_ref().unwrap().a1()))
            .collect();
        assert_eq!(said, [(variant, "B4".to_owned())], "{other}");
    }
}

/// A commune corrects itself by answering a form again.
#[test]
fn the_latest_answer_of_a_form_counts() {
    const FORM: &str = "Dấu thời gian,Tên xã,Số QĐ,Ngày QĐ,Họ và tên,Chức danh trong Tổ,Chức vụ\n";
    let first =
        "30/07/2025 9:00:00,Xã Ba Tơ,22/QĐ-UBND,29/7/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n";
    for (second, decisions, was) in [
        (
            "06/08/2025 9:00:00,Xã Ba Tơ,Chưa ban hành,,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["NotYet"][..],
            Some("22/QĐ-UBND 29/7/2025"),
        ),
        // The day is corrected.
        (
            "06/08/2025 9:00:00,Xã Ba Tơ,22/QĐ-UBND,28/7/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["22/QĐ-UBND 2025-07-28"],
            Some("22/QĐ-UBND 29/7/2025"),
        ),
        // Another decision follows: the first one is known.
        (
            "06/08/2025 9:00:00,Xã Ba Tơ,31/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["31/QĐ-UBND 2025-08-05", "22/QĐ-UBND 2025-07-29"],
            Some("22/QĐ-UBND 29/7/2025"),
        ),
        // Other people.
        (
            "30/07/2025 9:00:01,Xã Ba Tơ,22/QĐ-UBND,29/7/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã",
            &["22/QĐ-UBND 2025-07-29"],
            Some("Lê Văn An (Chủ tịch UBND xã)"),
        ),
        // Nothing else.
        (
            "30/07/2025 9:00:01,Xã Ba Tơ,22/QĐ-UBND,29/7/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã",
            &["22/QĐ-UBND 2025-07-29"],
            None,
        ),
    ] {
        for answers in [format!("{first}{second}\n"), format!("{second}\n{first}")] {
            let reading = read(&format!("{FORM}{answers}"));
            assert_eq!(reported(&reading)[0].1, decisions, "{answers}");
            assert_eq!(reading.submissions[0].members.len(), 1, "{answers}");
            let said = reading.findings.iter();
            let said: Vec<_> = said
                .map(|one| one.arguments.get("was").map(String::as_str))
                .collect();
            assert_eq!(
                said,
                was.map(Some).into_iter().collect::<Vec<_>>(),
                "{answers}"
            );
        }
    }
    // Moments that cannot be read: the later row counts.
    let unread = first.replace("30/07/2025 9:00:00", "sáng");
    let later = "chiều,Xã Ba Tơ,Chưa ban hành,,,,\n";
    assert_eq!(
        reported(&read(&format!("{FORM}{unread}{later}")))[0].1,
        ["NotYet"]
    );
}

/// A decision written once over the rows of two communes used to count for both.
#[test]
fn a_decision_merged_over_two_communes_is_shared() {
    let is_shared = |one: &Submission| one.decisions[0].doubt.as_deref() == Some(&Doubt::Shared);
    for (top, bottom, shared) in [
        (1, 2, [true, true, false]),
        (2, 3, [false, true, true]),
        (1, 1, [false; 3]),
    ] {
        let sheet = "1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n2,Xã Đăk Ui,22/QĐ-UBND,01/8/2025\n3,Xã Ba Vinh,22/QĐ-UBND,01/8/2025\n";
        let limits = Limits::default();
        let text = format!("TT,Tên xã,Số QĐ,Ngày QĐ\n{sheet}");
        let mut table = workbook::read(text.as_bytes(), "bang.csv", &limits).unwrap();
        let tab = &mut table.tabs[0];
        tab.merges = (2..=3)
            .map(|left| Merge {
                top,
                left,
                bottom,
                right: left,
            })
            .collect();
        for row in &mut tab.rows {
            row.cells
                .retain(|cell| cell.column < 2 || row.number <= top || row.number > bottom);
        }
        let reading = understood(&table);
        let found: Vec<bool> = ["21484", "23510"]
            .iter()
            .map(|code| {
                reading
                    .submissions
                    .iter()
                    .find(|one| one.commune == *code)
                    .unwrap()
            })
            .map(is_shared)
            .collect();
        assert_eq!(found, shared[..2], "{top} to {bottom}");
        let all = reading.submissions.iter().filter(|one| is_shared(one));
        assert_eq!(
            all.count(),
            shared.iter().filter(|shared| **shared).count(),
            "{top} to {bottom}"
        );
    }
}

/// Struck-out cells count as absent and are reported with their commune.
#[test]
fn struck_out_cells_count_as_absent() {
    let sheet = format!(
        "{CLEAR}1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n,,,,Lê Thị Bình,Tổ phó,Phó Chủ tịch UBND xã\n2,Xã Đăk Ui,15/QĐ-UBND,28/7/2025,Hồ Văn Cam,Tổ trưởng,Chủ tịch UBND xã\n,,,,Hồ Thị Dung,Tổ phó,Phó Chủ tịch UBND xã\n"
    );
    let one = |cells: &[(u32, u32)]| {
        let limits = Limits::default();
        let mut table = workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap();
        for row in &mut table.tabs[0].rows {
            for cell in &mut row.cells {
                if cells.contains(&(row.number, cell.column)) {
                    cell.struck = Some(cell.value.text().into());
                    cell.value = Value::Text("".into());
                }
            }
        }
        let reading = understood(&table);
        let said = reading.findings.iter();
        let said = said.map(|one| {
            let cell = one.cell.as_ref().unwrap().a1();
            (one.rule.id(), cell, one.commune.clone().unwrap_or_default())
        });
        let said: Vec<_> = said.collect();
        let people = reading.submissions.iter().map(|one| one.members.len());
        let decided = reading.submissions.iter().map(|one| one.decisions.len());
        (
            decided.collect::<Vec<_>>(),
            people.collect::<Vec<_>>(),
            said,
        )
    };
    let told = |cell: &str, code: &str| vec![("struck-out", cell.to_owned(), code.to_owned())];
    let all = |row: u32| (0..7).map(|column| (row, column)).collect::<Vec<_>>();
    for (cells, decided, people, said) in [
        (vec![], vec![1, 1], vec![2, 2], vec![]),
        (
            vec![(1, 2), (1, 3)],
            vec![0, 1],
            vec![2, 2],
            told("C2", BA_TO),
        ),
        (vec![(1, 0)], vec![1, 1], vec![2, 2], told("A2", BA_TO)),
        (all(2), vec![1, 1], vec![1, 2], told("E3", BA_TO)),
        (all(4), vec![1, 1], vec![2, 1], told("E5", DAK_UI)),
    ] {
        assert_eq!(one(&cells), (decided, people, said), "{cells:?}");
    }
    // A whole row is struck out, and the rows below it belong to nobody.
    let (decided, people, said) = one(&all(3));
    assert_eq!((decided, people), (vec![1], vec![2]));
    assert_eq!(
        said,
        [
            ("struck-out", "A4".to_owned(), DAK_UI.to_owned()),
            ("row-unplaced", "E5".to_owned(), String::new()),
        ]
    );
}

/// Communes of the same name are distinguished by the province in their row, above them or in the
/// tab's title; otherwise a person is asked.
#[test]
fn a_province_beside_or_over_a_name_tells_it_apart() {
    const LIST: &str = "code,name,kind,province\n\
        1,An Khánh,xa,Hà Nội\n2,An Khánh,xa,Thái Nguyên\n3,Ba Vì,xa,Hà Nội\n";
    const ROW: &str = ",15/QĐ-UBND,05/8/2025,,,";

    let register = Register::with_shipped_names(LIST).unwrap();
    let own = |name: &str| format!("{HEAD}1,{name}{ROW}\n");
    let below = |lines: &str, name: &str| format!("{HEAD}{lines}\n1,{name}{ROW}\n");
    let above = |title: &str| format!("{title},,,,,,\n{HEAD}1,Xã An Khánh{ROW}\n");
    for (tab, sheet, whose) in [
        ("Tổ", own("Xã An Khánh"), ""),
        ("Tổ", own("\"Xã An Khánh, Hà Nội\""), "1"),
        ("Hà Nội", own("Xã An Khánh"), "1"),
        ("2_Thái Nguyên", own("Xã An Khánh"), "2"),
        ("Tổ", above("UBND TỈNH THÁI NGUYÊN"), "2"),
        ("Tổ", above("Danh sách Tổ CNSCĐ thành phố Hà Nội"), "1"),
        ("Tổ", below("I,Tỉnh Thái Nguyên,,,,,", "xã an khánh"), "2"),
        ("Tổ", below(",TP Hà Nội,,,,,", "An Khánh"), "1"),
        (
            "Hà Nội",
            below(",Tỉnh Thái Nguyên,,,,,", "Xã An Khanh"),
            "2",
        ),
        (
            "Hà Nội",
            format!("Tỉnh,{HEAD}Thái Nguyên,1,Xã An Khánh{ROW}\n"),
            "2",
        ),
        ("Hà Nội", own("\"Xã An Khánh, tỉnh Thái Nguyên\""), "2"),
    ] {
        let limits = Limits::default();
        let file = format!("{tab}.csv");
        let table = workbook::read(sheet.as_bytes(), &file, &limits).unwrap();
        let settings = SourceSettings::default();
        let reading = collect::collect(&[(&settings, &table)], &register, &Vocabulary::shipped());
        let found = reading.submissions.iter().map(|one| &*one.commune);
        let expected = [whose].into_iter().filter(|code| !code.is_empty());
        assert!(found.eq(expected), "{tab}: {sheet}: {:?}", reading.findings);
        let told = |rule| reading.findings.iter().any(|one| one.rule == rule);
        assert_eq!(
            told(RuleId::CommuneAmbiguous),
            whose.is_empty(),
            "{tab}: {sheet}"
        );
        assert!(!told(RuleId::CommuneUnknown), "{tab}: {sheet}");
    }
}

/// For «Xã An Khánh», which two provinces have, the question used to ask for all its marks.
#[test]
fn a_name_that_fits_several_is_asked_for_what_it_leaves_out() {
    let list = "code,name,kind,province\n\
        1,An Khánh,xa,Hà Nội\n2,An Khánh,xa,Thái Nguyên\n3,Ba Vì,xa,Hà Nội\n\
        4,Ba Vì,phuong,Hà Nội\n5,Sơn Hà,xa,Hà Nội\n6,Sơn Hạ,xa,Hà Nội\n";
    let register = Register::from_csv(list, "", "").unwrap();
    for (typed, variant) in [
        ("Xã An Khánh", "province"),
        ("Ba Vì", "kind"),
        ("Xã Son Ha", ""),
    ] {
        let sheet = format!("{HEAD}1,{typed},15/QĐ-UBND,05/8/2025,,,\n");
        let table = workbook::read(sheet.as_bytes(), "Tổ.csv", &Limits::default()).unwrap();
        let settings = SourceSettings::default();
        let reading = collect::collect(&[(&settings, &table)], &register, &Vocabulary::shipped());
        let told = reading.findings.iter().map(|one| (one.rule, &*one.variant));
        assert!(told.eq([(RuleId::CommuneAmbiguous, variant)]), "{typed}");
    }
}
