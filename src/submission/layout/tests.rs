//! Tables of rows below a header: whose they are, and where a team ends.

use super::*;
use crate::register::Register;
use crate::submission::Reading;
use crate::submission::collect::{self, Vocabulary};
use crate::submission::settings::SourceSettings;
use crate::table::Limits;
use crate::table::workbook;

const HEAD: &str = "TT,Đơn vị,Số QĐ,Ngày QĐ,Họ và tên,Vai trò,Chức vụ\n";

fn read(sheet: &str) -> Reading {
    let limits = Limits::default();
    let table = workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap();
    let settings = SourceSettings::default();
    let register = Register::shipped();
    collect::collect(&[(&settings, &table)], &register, &Vocabulary::shipped())
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
