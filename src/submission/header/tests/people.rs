//! Columns of people, and to whose team they belong.

use super::*;

/// People below «Họ và tên › Tổ trưởng» and «Chức vụ › Tổ trưởng» used to lose their positions.
#[test]
fn roles_below_a_groups_title_are_that_groups() {
    let reading = read(
        "STT|Xã, phường|Họ và tên||Chức vụ||SĐT|
||Tổ trưởng|Tổ phó|Tổ trưởng|Tổ phó|Tổ trưởng|Tổ phó
1|Xã Ba Tơ|Phạm Văn An|Lê Thị Bình|Chủ tịch UBND xã|Phó Chủ tịch UBND xã|0912345678|0912345679",
        "",
        &[],
    );
    let people: Vec<_> = reading.submissions[0]
        .members
        .iter()
        .map(|member| {
            let phones: Vec<&str> = member.channels.phones().collect();
            (&*member.name, &*member.position.typed, phones.join(" "))
        })
        .collect();
    assert_eq!(
        people,
        [
            ("Phạm Văn An", "Chủ tịch UBND xã", "0912345678".to_owned()),
            (
                "Lê Thị Bình",
                "Phó Chủ tịch UBND xã",
                "0912345679".to_owned()
            ),
        ]
    );
}

/// People of villages' teams and of other bodies are not in the commune's team.
#[test]
fn people_under_another_teams_title_are_not_the_communes() {
    for other in [
        "Tổ CNSCĐ cấp thôn",
        "Ban Chỉ đạo CĐS",
        "Tổ liên gia PCCC",
        "Tổ tuyên truyền pháp luật",
    ] {
        let reading = read(
            &format!(
                "STT|Xã, phường|Tổ CNSCĐ cấp xã||{other}|\n||Họ tên|Chức vụ|Họ tên|Chức vụ\n1|Xã Ba Tơ|Phạm Văn An|Chủ tịch UBND xã|Lê Thị Bình|Trưởng thôn"
            ),
            "",
            &[],
        );
        let members = &reading.submissions[0].members;
        let names: Vec<&str> = members.iter().map(|member| &*member.name).collect();
        assert_eq!(names, ["Phạm Văn An"], "{other}");
    }
}

/// «Xã | Tổ trưởng | Tổ phó» used to be read as a row of people.
#[test]
fn a_table_may_name_people_only() {
    for (head, people) in [
        ("Xã|Tổ trưởng|Tổ phó", 2),
        ("Đơn vị|Tổ trưởng|Tổ phó|Thành viên", 3),
        ("Tên phường, xã|Tổ trưởng Tổ CNSCĐ", 1),
        ("Địa phương|Tổ phó|Tổ trưởng", 2),
    ] {
        let names = ["Phạm Văn An", "Lê Thị Bình", "Hồ Văn Cam"];
        let reading = read(
            &format!("{head}\nXã Ba Tơ|{}", names[..people].join("|")),
            "",
            &[],
        );
        let members: Vec<usize> = reading
            .submissions
            .iter()
            .map(|one| one.members.len())
            .collect();
        assert_eq!(members, [people], "{head}");
    }
    // A list of members may state who is the leader.
    for head in [
        "STT|Xã|Thành viên 1|Thành viên 2",
        "STT|Xã|Số QĐ|Thành phần",
    ] {
        let people = if head.contains("phần") {
            "|Tổ trưởng: Phạm Văn An (Chủ tịch UBND xã); Tổ phó: Lê Thị Bình (PCT UBND)"
        } else {
            "Phạm Văn An - Tổ trưởng - Chủ tịch UBND xã|Lê Thị Bình - Tổ phó - PCT UBND"
        };
        let reading = read(&format!("{head}\n1|Xã Ba Tơ|{people}"), "", &[]);
        let members = reading.submissions[0].members.iter();
        let roles: Vec<Role> = members.map(|member| member.role).collect();
        assert_eq!(roles, [Role::Leader, Role::Deputy], "{head}");
    }
    // An answer is not a name.
    let asked = "STT|Xã|Số QĐ|Ngày ký|Tổ trưởng là Chủ tịch UBND (Đúng/Sai)";
    for answers in [["Đúng", "Sai"], ["Có", "Không"]] {
        let [one, other] = answers;
        let rows =
            format!("1|Xã Ba Tơ|3/QĐ-UBND|5/8/2025|{one}\n2|Xã Ba Vì|4/QĐ-UBND|5/8/2025|{other}");
        let reading = read(&format!("{asked}\n{rows}"), "", &[]);
        assert!(
            reading.submissions.iter().all(|one| one.members.is_empty()),
            "{one}"
        );
    }
    // A number of people is not a name.
    let counted = read(
        "STT|Xã|Số QĐ|Ngày ký|Tổ trưởng|Tổ phó\n1|Xã Ba Tơ|3/QĐ-UBND|5/8/2025|1|2",
        "",
        &[],
    );
    assert_eq!(counted.findings, []);
    assert_eq!(counted.tabs[0].unread, ["Tổ trưởng", "Tổ phó"]);
}

/// «Tên Tổ» over the commune's own team used to make the tab one of villages, so its decision
/// belonged to nobody.
#[test]
fn a_column_of_teams_names_may_be_of_communes() {
    for (title, own) in [
        ("Tên Tổ", "Tổ CNSCĐ xã Ba Tơ"),
        ("Tên tổ", "Tổ công nghệ số cộng đồng xã"),
        ("Tên Tổ CNSCĐ", "Tổ CNSCĐ Ba Tơ"),
    ] {
        let head = format!("STT|Xã|{title}|Số QĐ|Ngày ký");
        check(&head, &format!("{own}|15/QĐ-UBND|28/7/2025"), "15 28/07");
    }
    for village in [
        "Tổ CNSCĐ thôn Con Dung",
        "Tổ CNSCĐ thôn Con Dung, xã Ba Tơ",
        "Gò Vành",
    ] {
        let sheet = format!("STT|Xã|Tên tổ|Tổ trưởng\n1|Xã Ba Tơ|{village}|Lê Văn An");
        assert_eq!(read(&sheet, "", &[]).village_teams, Some(1), "{village}");
    }
}

/// «Chức vụ người ký» used to be the leader's position, and a village's leader used to make the
/// table one of villages.
#[test]
fn who_signs_and_who_leads_a_village_are_not_the_leader() {
    for head in [
        "STT|Xã, phường|Số QĐ|Ngày ký|Chức vụ người ký|Tổ trưởng|Chức vụ",
        "STT|Xã, phường|Số QĐ|Ngày ký|Tổ trưởng Tổ CNSCĐ thôn|Tổ trưởng Tổ CNSCĐ xã|Chức vụ",
    ] {
        let sheet = format!(
            "{head}\n1|Xã Ba Tơ|15/QĐ-UBND|28/7/2025|Lê Văn Bảy|Phạm Văn An|Chủ tịch UBND xã"
        );
        let reading = read(&sheet, "", &[]);
        assert_eq!(decision(&reading.submissions[0]), "15 28/07", "{head}");
        let members = reading.submissions[0].members.iter();
        let people: Vec<_> = members
            .map(|member| (&*member.name, &*member.position.typed))
            .collect();
        assert_eq!(people, [("Phạm Văn An", "Chủ tịch UBND xã")], "{head}");
    }
}
