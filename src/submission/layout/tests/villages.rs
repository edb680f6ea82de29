//! The number of village teams of a commune: columns that count them, villages by name, lists.

use super::*;
use crate::register::VillageEntry;
use crate::submission::collect::{Collector, Means};
use crate::submission::stop::Stop;

#[track_caller]
fn counted(sheet: &str) -> (Option<u32>, Vec<String>) {
    let reading = read(sheet);
    (reading.village_teams, said(&reading))
}

/// The first of two columns used to be taken, or two equal ones were added up.
#[test]
fn columns_that_count_teams_are_read_together_or_asked_about() {
    for (titles, numbers, teams) in [
        ("Số tổ cấp thôn,Số tổ tổ dân phố", "3,8", Some(11)),
        (
            "Số Tổ CNSCĐ thôn,Số Tổ CNSCĐ tổ dân phố,Tổng",
            "3,7,10",
            Some(10),
        ),
        ("Số tổ thôn,Số tổ TDP,Tổng số tổ", "3,7,10", Some(10)),
        (
            "Số tổ cấp thôn phải thành lập,Số tổ cấp thôn đã thành lập",
            "9,7",
            Some(7),
        ),
        ("Số thôn,Số tổ CNSCĐ đã thành lập", "12,10", Some(10)),
        (
            "Số tổ cấp thôn,Số tổ cấp thôn chưa thành lập",
            "7,2",
            Some(7),
        ),
        (
            "Tổ cấp thôn (liệt kê),Tổng số tổ cấp thôn",
            "\"Thôn A, Thôn B\",2",
            Some(2),
        ),
        ("Tổ cấp thôn,Ghi chú", "\"Thôn 1, Thôn 2, TDP 1\",", Some(3)),
    ] {
        let sheet = format!("Xã,Số QĐ,Ngày,{titles}\nXã Ba Tơ,1/QĐ-UBND,01/8/2025,{numbers}\n");
        assert_eq!(counted(&sheet), (teams, Vec::new()), "{titles}");
    }
    let rivals = "Xã,Số QĐ,Ngày,Số tổ,Tổ cấp thôn\nXã Ba Tơ,1/QĐ-UBND,01/8/2025,7,9\n";
    assert_eq!(
        counted(rivals),
        (None, vec!["column-ambiguous D1".to_owned()])
    );
}

/// The communes' own teams used to count as villages'.
#[test]
fn a_sum_with_the_communes_own_teams_is_none_of_villages() {
    for (titles, numbers, teams) in [
        ("Tổng số Tổ,Cấp xã,Cấp thôn,Cấp TDP", "12,1,8,3", 11),
        ("Tổng số tổ,Số tổ cấp xã,Số tổ thôn", "9,1,8", 8),
        ("Tổng số tổ CNSCĐ,Tổ cấp phường,Tổ dân phố", "6,1,5", 5),
    ] {
        let sheet = format!("Xã,Số QĐ,Ngày,{titles}\nXã Ba Tơ,1/QĐ-UBND,01/8/2025,{numbers}\n");
        assert_eq!(counted(&sheet), (Some(teams), Vec::new()), "{titles}");
    }
}

/// A village used to count once for each of its people, and a list once however many villages it
/// named.
#[test]
fn a_village_is_one_however_often_it_stands_there() {
    for (sheet, teams) in [
        (
            "Xã,Thôn,Họ tên,Vai trò\nBa Tơ,Thôn Con Dung,Lê Văn An,Tổ trưởng\n,,Lê Thị Bình,Thành viên\nBa Tơ,Con Dung,Hồ Văn Cam,Thành viên\nBa Tơ,Thôn 1,Hồ Thị Dung,Tổ trưởng\nBa Tơ,TDP 1,Võ Văn Em,Tổ trưởng\n",
            3,
        ),
        (
            "STT,Thôn,Họ tên,Chức vụ,Vai trò\nI,Xã Ba Tơ\n1,Thôn A Đê,Lê Văn An,Trưởng thôn,Tổ trưởng\n2,Thôn B Lăng,Lê Thị Bình,Trưởng thôn,Tổ trưởng\n",
            2,
        ),
        (
            "TỔ CNSCĐ CẤP THÔN\nXã,Số QĐ,Ngày ký,Tổ trưởng\nBa Tơ,5/QĐ-UBND,05/8/2025,Lê Văn An\nBa Tơ,6/QĐ-UBND,05/8/2025,Hồ Văn Cam\n",
            2,
        ),
        ("Xã,Thôn,Số tổ\nBa Tơ,Thôn A Đê,1\nBa Tơ,Thôn B Lăng,2\n", 3),
    ] {
        assert_eq!(read(sheet).village_teams, Some(teams), "{sheet}");
    }
}

/// A number in one tab and a list in another used to be added up.
#[test]
fn a_number_beside_a_list_is_compared_with_it() {
    let row = "Xã,Số QĐ,Ngày,Số tổ cấp thôn\nXã Ba Tơ,1/QĐ-UBND,01/8/2025";
    let list = "\n\nXã,Thôn,Tổ trưởng\nBa Tơ,Thôn A Đê,Lê Văn An\nBa Tơ,Thôn B Lăng,Hồ Văn Cam\n";
    assert_eq!(counted(&format!("{row},2{list}")), (Some(2), Vec::new()));
    let told = vec!["commune-duplicate D2".to_owned()];
    assert_eq!(counted(&format!("{row},5{list}")), (Some(2), told));
    let twice = "Xã,Số tổ cấp thôn,Số QĐ\nBa Tơ,5,\nĐăk Ui,1,\nBa Tơ,6,\n";
    let told = vec!["commune-duplicate B2".to_owned()];
    assert_eq!(counted(twice), (Some(1), told));
}

/// Names are compared with the commune's villages in the register, and never guessed.
#[test]
fn villages_are_compared_with_their_register() {
    const HEAD: &str = "Xã,Thôn,Tổ trưởng\n";

    let entry = |name: &str, kind: &str| VillageEntry {
        commune: BA_TO.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
    };
    let register = [
        entry("Con Dung", "Thôn"),
        entry("Làng Rê", "Thôn"),
        entry("Làng Rế", "Thôn"),
        entry("1", "Tổ dân phố"),
    ];
    for (rows, teams, findings) in [
        ("Ba Tơ,Thôn Con Dung,A\nBa Tơ,TDP số 1,B\n", 2, &[][..]),
        (
            "Ba Tơ,Con Dung,A\nBa Tơ,Thôn Cong Dung,B\nBa Tơ,Lang Re,C\nBa Tơ,TDP 1,D\nBa Tơ,Tổ dân phố 01,E\n",
            2,
            &[
                "village-unknown/none B3",
                "village-unknown/several B4",
                "village-unknown/twice B6",
            ],
        ),
        // A register without villages of the commune.
        ("Đăk Ui,Thôn A Đê,A\n", 1, &[]),
    ] {
        let (vocabulary, stop) = (Vocabulary::shipped(), Stop::after(u64::MAX));
        let (settings, communes) = (SourceSettings::default(), Register::shipped());
        let means = Means::new(&communes, &vocabulary, [&settings], &stop);
        let means = means.knowing_villages(&register);
        let mut collector = Collector::new(&means);
        collector.begin();
        let sheet = format!("{HEAD}{rows}");
        let table = workbook::read(sheet.as_bytes(), "bang.csv", &Limits::default()).unwrap();
        table.pieces().for_each(|piece| collector.take(piece));
        let reading = collector.finish();
        assert_eq!(reading.village_teams, Some(teams), "{rows}");
        let shown = |one: &Finding| {
            let cell = one.cell.as_ref().map(CellAddress::a1).unwrap_or_default();
            format!("{}/{} {cell}", one.rule, one.variant)
        };
        let shown: Vec<String> = reading.findings.iter().map(shown).collect();
        assert_eq!(shown, findings, "{rows}");
    }
}

/// The people of a commune's own team, listed among those of its villages, used to belong to
/// nobody.
#[test]
fn a_communes_own_team_may_stand_among_those_of_villages() {
    let an = "Lê Văn An,Chủ tịch UBND xã,Tổ trưởng";
    let binh = "Lê Thị Bình,Phó Chủ tịch UBND xã,Tổ phó";
    let cuc = "Lê Thị Cúc,Trưởng thôn,Tổ trưởng";
    for (titles, own, others, village) in [
        ("Thôn", "Tổ CNSCĐ xã", "", "Thôn 1"),
        ("Cấp,Thôn", "Xã,", "Xã,", "Thôn,Thôn 1"),
        ("Loại tổ,Thôn", "Cấp xã,", ",", "Cấp thôn,Thôn 1"),
    ] {
        let sheet = format!(
            "STT,Xã,{titles},Họ và tên,Chức vụ,Vai trò\n1,Xã Ba Tơ,{own},{an}\n2,Xã Ba Tơ,{others},{binh}\n3,Xã Ba Tơ,{village},{cuc}\n4,Xã Ba Vì,{village},{cuc}\n"
        );
        let reading = read(&sheet);
        let names = |place: usize| -> Vec<&str> {
            let members = reading.submissions[place].members.iter();
            members.map(|member| member.name.as_str()).collect()
        };
        assert_eq!(names(0), ["Lê Văn An", "Lê Thị Bình"], "{titles}");
        assert_eq!(names(1), [""; 0], "{titles}");
        assert_eq!(reading.village_teams, Some(2), "{titles}");
    }
    // «Loại» is the kind of unit, and a village merged over rows has its name once.
    let sheet = format!(
        "STT,Loại,Xã,Thôn,Họ và tên,Chức vụ,Vai trò\n1,Xã,Ba Tơ,Thôn 1,{cuc}\n2,Xã,Ba Tơ,,{binh}\n"
    );
    assert_eq!(read(&sheet).submissions[0].members.len(), 0);
}
