//! Roles in a team without a column of roles.

use super::*;

#[track_caller]
fn roles(sheet: &str) -> Vec<String> {
    let reading = read(sheet);
    assert_eq!(said(&reading), Vec::<String>::new(), "{sheet}");
    let members = reading
        .submissions
        .iter()
        .flat_map(|one| one.members.iter());
    let shown = |member: &Member| {
        let offices = crate::submission::position::offices(&member.position).join("+");
        format!("{} {:?} {offices}", member.name, member.role)
    };
    members.map(shown).collect()
}

/// All people used to be members, so the team had no leader.
#[test]
fn a_role_may_stand_over_people_beside_their_position_or_under_their_name() {
    const TEAM: [&str; 2] = [
        "Lê Văn An Leader chairman-pc",
        "Lê Thị Bình Deputy vice-chairman-pc",
    ];
    for sheet in [
        "DANH SÁCH TỔ CNSCĐ XÃ BA TƠ\nSTT,Họ và tên,Chức vụ\nI,Tổ trưởng,\n1,Lê Văn An,Chủ tịch UBND xã\nII,Các Tổ phó (01 người),\n1,Lê Thị Bình,Phó Chủ tịch UBND xã\n",
        "STT,Họ và tên,Chức vụ\nI,XÃ BA TƠ,\n1,Lê Văn An,Chủ tịch UBND xã - Tổ trưởng\n2,Lê Thị Bình,\"Phó Chủ tịch UBND xã, Tổ phó\"\n",
        "Xã,Lãnh đạo Tổ\nBa Tơ,\"Tổ trưởng: Lê Văn An - Chủ tịch UBND xã\nTổ phó: Lê Thị Bình - Phó Chủ tịch UBND xã\"\n",
        "STT,Xã,Tổ trưởng,Tổ phó\n1,Ba Tơ,\"Lê Văn An\nChủ tịch UBND xã\n0912345678\",\"Lê Thị Bình\nPhó Chủ tịch UBND xã\nSĐT: 0912345679\"\n",
        "Xã,Họ tên,Chức vụ,Vai trò\nBa Tơ,Lê Văn An,Chủ tịch UBND xã,T.Tr\n,Lê Thị Bình,Phó Chủ tịch UBND xã,T.Phó\n",
    ] {
        assert_eq!(roles(sheet), TEAM, "{sheet}");
    }
}

/// «…, công chức Trung tâm PVHCC - Thành viên» used to be read as naming nobody.
#[test]
fn a_role_behind_a_position_takes_no_name_away() {
    const LIST: &str = "Xã,Thành phần Tổ\nBa Tơ,";
    for (typed, people) in [
        (
            "\"1. Ông Lê Văn An, Chủ tịch UBND xã - Tổ trưởng;\n2. Ông A Brôl, CC Trung tâm PVHCC - Thành viên.\"",
            &["Lê Văn An Leader chairman-pc", "A Brôl Member pvhcc-staff"][..],
        ),
        (
            "\"Bà Y Lan (CC TTPVHCC), thành viên\"",
            &["Y Lan Member pvhcc-staff"],
        ),
    ] {
        assert_eq!(roles(&format!("{LIST}{typed}\n")), people, "{typed}");
    }
    let unnamed = read(&format!("{LIST}Công chức VHXH - Thành viên\n"));
    assert_eq!(said(&unnamed), ["person-not-named B2"]);
}

/// «Số QĐ: …» in the column of ordinals and «Ngày: …» in that of names used to be read as a person.
#[test]
fn a_labelled_line_below_a_header_is_no_person() {
    check(
        "1. XÃ BA TƠ\nSTT,Họ tên,Chức vụ\n1,Lê Văn An,Chủ tịch UBND xã\n2. XÃ ĐĂK UI\nSố QĐ: 15/QĐ-UBND,Ngày: 28/7/2025\nSTT,Họ tên,Chức vụ\n1,Hồ Văn Cam,Chủ tịch UBND xã\n",
        &[
            (BA_TO, &[], &["Lê Văn An"]),
            (DAK_UI, &["15/QĐ-UBND 2025-07-28"], &["Hồ Văn Cam"]),
        ],
        &[],
    );
}

/// The position beside the last of three columns of people used to be given to that person.
#[test]
fn one_position_for_three_columns_of_people_is_nobodys() {
    const HEAD: &str = "STT,Xã,Tổ trưởng,Tổ phó,Thành viên,Chức vụ\n";
    let row = "1,Ba Tơ,Lê Văn An,Lê Thị Bình,Hồ Văn Cam,Chủ tịch UBND xã\n";
    let reading = read(&format!("{HEAD}{row}"));
    assert_eq!(said(&reading), ["names-positions-mismatch F2"]);
    let members = reading.submissions[0].members.iter();
    let positions: Vec<(&str, bool)> = members
        .map(|member| (&*member.position.typed, member.unpaired))
        .collect();
    assert_eq!(positions, [("", true), ("", true), ("", true)]);

    // The others' positions are beside their names, so the column belongs to the members.
    let row = "1,Ba Tơ,Lê Văn An - Chủ tịch UBND xã,Lê Thị Bình - Phó Chủ tịch UBND xã,Hồ Văn Cam,Chuyên viên TTPVHCC\n";
    assert_eq!(
        roles(&format!("{HEAD}{row}")),
        [
            "Lê Văn An Leader chairman-pc",
            "Lê Thị Bình Deputy vice-chairman-pc",
            "Hồ Văn Cam Member pvhcc-staff"
        ]
    );
}

/// «Lê Văn An (nữ)» beside «Chủ tịch UBND xã» used to have the position «nữ».
#[test]
fn a_remark_beside_a_name_does_not_replace_the_position() {
    for (name, position, read_as, offices) in [
        (
            "Lê Văn An (nữ)",
            "Chủ tịch UBND xã",
            "Chủ tịch UBND xã",
            "chairman-pc",
        ),
        (
            "Lê Văn An (SN 1980)",
            "CT UBND xã",
            "CT UBND xã",
            "chairman-pc",
        ),
        (
            "Lê Văn An (vắng)",
            "Chủ tịch UBND xã",
            "Chủ tịch UBND xã, vắng",
            "chairman-pc",
        ),
        (
            "Lê Văn An (PCT UBND)",
            "Chủ tịch",
            "PCT UBND",
            "vice-chairman-pc",
        ),
        ("Lê Văn An", "-", "", ""),
        ("Lê Văn An", "Chưa có", "", ""),
        (
            "Lê Văn An",
            "Không chuyên trách",
            "Không chuyên trách",
            "staff",
        ),
    ] {
        let reading = read(&format!(
            "Xã,Họ và tên,Chức vụ,Vai trò\nBa Tơ,{name},{position},Tổ trưởng\n"
        ));
        let member = &reading.submissions[0].members[0];
        let held = crate::submission::position::offices(&member.position).join("+");
        assert_eq!(
            (&*member.position.typed, held.as_str()),
            (read_as, offices),
            "{name}, {position}"
        );
    }
}
