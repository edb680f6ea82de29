//! Tables of rows below a header: whose they are, and where a team ends.

use super::*;
use crate::cell::column_letters;
use crate::register::Register;
use crate::submission::Reading;
use crate::submission::collect::{self, Vocabulary};
use crate::submission::settings::SourceSettings;
use crate::table::workbook;
use crate::table::{Limits, Table, Value};

const HEAD: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ\n";

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
        // A surname and a given name that also head a note.
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

/// Numbers as large as they come are neither a numbering of the columns nor a count.
#[test]
fn a_number_that_is_too_large_is_no_number_of_anything() {
    const HEAD: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Số tổ cấp thôn\n";

    for (rows, people, villages) in [
        ("1,Xã Ba Tơ,,,Phạm Văn An,7", 1, Some(7)),
        ("1,2,3,4,5,6\n1,Xã Ba Tơ,,,Phạm Văn An,7 tổ", 1, Some(7)),
        ("4294967295,1,2\n1,Xã Ba Tơ,,,Phạm Văn An,7", 1, Some(7)),
        ("4294967296,1,2\n1,Xã Ba Tơ,,,Phạm Văn An,7", 1, Some(7)),
        (
            "1,Xã Ba Tơ,,,Phạm Văn An,4294967295\n2,Xã Ba Tơ,,,Lê Thị Bình,5",
            2,
            Some(5),
        ),
        ("1,Xã Ba Tơ,,,Phạm Văn An,0912345678", 1, None),
        (
            "1,Xã Ba Tơ,,,Phạm Văn An,999\n2,Xã Ba Tơ,,,Lê Thị Bình,999",
            2,
            Some(1998),
        ),
    ] {
        let reading = read(&format!("{HEAD}{rows}\n"));
        let members = reading.submissions.iter().map(|one| one.members.len());
        assert_eq!(members.sum::<usize>(), people, "{rows}");
        assert_eq!(reading.village_teams, villages, "{rows}");
    }
}

/// An error, a formula without its result and a text that is too long are said of whichever cell holds
/// them, once, and pass for nothing else.
#[test]
fn a_broken_cell_is_told_in_every_column() {
    const TEAMS: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ,Số điện thoại,Email,File QĐ,Số tổ cấp thôn,Ghi chú\n";
    const TEAM: &str = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã,0912345678,a@b.vn,https://a.example/x,5,đã xong";
    const CONTACTS: &str =
        "TT,Hệ thống,Đơn vị phụ trách,Đầu mối,Số điện thoại,Email,Nhóm hỗ trợ,Tài liệu hướng dẫn\n";
    const CONTACT: &str = "1,Cổng dịch vụ công,Trung tâm,Nguyễn Văn Mẫu,0812345678,a@b.vn,https://a.example/g,https://a.example/h";

    let long = "x".repeat(6_000);
    for (head, row) in [(TEAMS, TEAM), (CONTACTS, CONTACT)] {
        let cells: Vec<&str> = row.split(',').collect();
        for (column, broken) in (2..cells.len())
            .flat_map(|column| [(column, "#REF!"), (column, "=7+1"), (column, &long)])
        {
            let mut cells = cells.clone();
            cells[column] = broken;
            let reading = read_broken(&format!("{head}{}\n", cells.join(",")));
            let about = |finding: &&Finding| finding.rule == RuleId::CellError;
            let said: Vec<String> = reading
                .findings
                .iter()
                .filter(about)
                .map(|finding| finding.cell.as_ref().unwrap().a1())
                .collect();
            let at = format!("{}2", column_letters(u32::try_from(column).unwrap()));
            let start: String = broken.chars().take(5).collect();
            let decision_formula = head == TEAMS && [2, 3].contains(&column) && broken == "=7+1";
            let expected = if decision_formula { vec![] } else { vec![at] };
            assert_eq!(said, expected, "{start} in {head}");
            for one in &reading.submissions {
                assert_ne!(one.village_teams, Some(7), "{start}");
                assert!(one.notes.iter().all(|note| !note.starts_with(['#', '='])));
            }
        }
    }
}

/// A title may be followed by how its column is to be filled in.
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

/// Nobody knows what stands in a column whose title is an error.
#[test]
fn a_broken_title_is_told() {
    let head = HEAD.replace("Chức vụ", "#REF!");
    let row = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n";
    let reading = read_broken(&format!("{head}{row}"));
    let said = reading.findings.iter();
    let said: Vec<String> = said
        .map(|one| format!("{} {}", one.rule, one.cell.as_ref().unwrap().a1()))
        .collect();
    assert_eq!(said, ["cell-error G1"]);
}

/// A csv whose texts `#…` and `=…` are an error and a formula without its result.
fn read_broken(sheet: &str) -> Reading {
    let limits = Limits::default();
    let mut table = workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap();
    for cell in table.tabs[0].rows.iter_mut().flat_map(|row| &mut row.cells) {
        match &cell.value {
            Value::Text(text) if text.starts_with('#') => {
                cell.value = Value::Error(text.clone());
            }
            Value::Text(text) if text.starts_with('=') => {
                cell.value = Value::Uncomputed(text.clone());
            }
            _ => {}
        }
    }
    understood(&table)
}

/// More than a person writes into a cell is nobody's, and is said of the cell; as much as they may
/// write is read.
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

/// Rows without a header go out of sight; the table below them is read all the same, but for what
/// stands in columns that no sheet has.
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

/// A tab far longer than what is in sight at once, its header repeated on every page of print:
/// nobody is lost, joined or given to another commune.
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
