//! Tables from DOMAIN d10: the people in a cell.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static SHIPPED: LazyLock<Positions> = LazyLock::new(Positions::shipped);

/// `name <position> [role] phone`, people separated by ` | `.
fn written(people: &People) -> String {
    let person = |person: &Person| {
        let mut parts = vec![person.name.clone()];
        parts.extend(
            person
                .position
                .as_ref()
                .map(|position| format!("<{position}>")),
        );
        parts.extend(person.role.map(|role| format!("[{role:?}]")));
        parts.extend(person.phones.clone());
        parts.extend(person.left.as_ref().map(|left| format!("left: {left}")));
        parts.extend(person.instead.as_ref().map(|_| "instead".to_owned()));
        parts.join(" ").trim().to_owned()
    };
    match people {
        People::Nobody => "nobody".to_owned(),
        People::NotNamed(words) => format!("not named: {words}"),
        People::Named(people) => people.iter().map(person).collect::<Vec<_>>().join(" | "),
    }
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (cell, expected) in rows {
        let people = written(&read(cell, &SHIPPED));
        if people != *expected {
            wrong.push(format!("{cell:?}: {people} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn who_left_and_who_came_instead() {
    check(&[
        (
            "Nguyễn Văn An (đã chuyển công tác)",
            "Nguyễn Văn An left: đã chuyển công tác",
        ),
        (
            "Nguyễn Văn An - Chủ tịch UBND xã (nghỉ hưu từ 01/9)",
            "Nguyễn Văn An <Chủ tịch UBND xã> left: nghỉ hưu từ 01/9",
        ),
        ("Nguyễn Văn An -> Trần Thị Bình", "Trần Thị Bình instead"),
        ("Nguyễn Văn An → Trần Thị Bình", "Trần Thị Bình instead"),
        (
            "Lê A => Trần Thị Bình, PCT UBND xã",
            "Trần Thị Bình <PCT UBND xã> instead",
        ),
        (
            "Trần Thị Bình (thay Nguyễn Văn An)",
            "Trần Thị Bình instead",
        ),
        ("Trần Thị Bình (thay đ/c An)", "Trần Thị Bình instead"),
        ("Khuyết", "nobody"),
        ("khuyết", "nobody"),
        ("(Khuyết)", "nobody"),
        ("Nguyễn Văn Khuyết", "Nguyễn Văn Khuyết"),
    ]);
}

#[test]
fn names_without_marks_are_names() {
    for name in [
        "Nguyen Van Thu",
        "Nguyen Thu Quy",
        "Truong Van An",
        "Doan Van Thu",
        "Ho Thi Bi",
        "NGUYEN VAN THU",
    ] {
        check(&[(name, name)]);
    }
    check(&[
        (
            "Nguyen Chu tich UBND xa",
            "not named: Nguyen Chu tich UBND xa",
        ),
        ("Truong Cong an xa", "not named: Truong Cong an xa"),
        ("Van thu", "not named: Van thu"),
        ("Ngu\u{AD}yễn V\u{AD}ăn An", "Nguyễn Văn An"),
    ]);
}

#[test]
fn several_people_in_a_cell() {
    for cell in [
        "Nguyễn Văn A\nTrần Thị B",
        "Nguyễn Văn A; Trần Thị B",
        "Nguyễn Văn A, Trần Thị B",
        "1. Nguyễn Văn A\n2. Trần Thị B",
        "- Ông Nguyễn Văn A;\n- Bà Trần Thị B.",
        "1) Nguyễn Văn A 2) Trần Thị B",
        "Nguyễn Văn A và Trần Thị B",
        "• Nguyễn Văn A\n• Trần Thị B",
        "Nguyễn Văn A;\nTrần Thị B;",
        "1. Nguyễn Văn A; 2. Trần Thị B",
        "Nguyễn Văn A,\nTrần Thị B",
        "Nguyễn Văn A\n\nTrần Thị B\n",
    ] {
        check(&[(cell, "Nguyễn Văn A | Trần Thị B")]);
    }
}

#[test]
fn positions_beside_names() {
    check(&[
        (
            "1. Nguyễn Văn A - PCT UBND\n2. Trần Thị B - Chủ tịch UBMTTQ",
            "Nguyễn Văn A <PCT UBND> | Trần Thị B <Chủ tịch UBMTTQ>",
        ),
        (
            "- Ông Nguyễn Văn A, PCT UBND;\n- Bà Trần Thị B, TP VH-XH.",
            "Nguyễn Văn A <PCT UBND> | Trần Thị B <TP VH-XH>",
        ),
        (
            "Nguyễn Văn A (PCT UBND xã), Trần Thị B (TP VHXH)",
            "Nguyễn Văn A <PCT UBND xã> | Trần Thị B <TP VHXH>",
        ),
        (
            "Thành viên: Lê Văn Tư, Lê Thị Năm (CC TTPVHCC)",
            "Lê Văn Tư [Member] | Lê Thị Năm <CC TTPVHCC> [Member]",
        ),
        (
            "Tổ phó: Lê Văn Hai, Hồ Thị Bình - PCT UBND\nTổ trưởng: Võ Văn Một",
            "Lê Văn Hai [Deputy] | Hồ Thị Bình <PCT UBND> [Deputy] | Võ Văn Một [Leader]",
        ),
        (
            "Nguyễn Văn Nam/ Chủ tịch UBND xã",
            "Nguyễn Văn Nam <Chủ tịch UBND xã>",
        ),
        ("Lê Thị Hà/TP VHXH", "Lê Thị Hà <TP VHXH>"),
        (
            "Nguyễn Văn A, Phó Bí thư Đảng ủy, Chủ tịch UBND xã",
            "Nguyễn Văn A <Phó Bí thư Đảng ủy, Chủ tịch UBND xã>",
        ),
        (
            "Nguyễn Văn A - Phó Bí thư Đảng ủy - Chủ tịch UBND xã",
            "Nguyễn Văn A <Phó Bí thư Đảng ủy - Chủ tịch UBND xã>",
        ),
        (
            "Nguyễn Văn A - Giáo viên Tin học, Trường Tiểu học",
            "Nguyễn Văn A <Giáo viên Tin học, Trường Tiểu học>",
        ),
        (
            "Nguyễn Văn A - Trưởng phòng Kinh tế, Hạ tầng và Đô thị, Trần Thị B - PCT UBND",
            "Nguyễn Văn A <Trưởng phòng Kinh tế, Hạ tầng và Đô thị> | Trần Thị B <PCT UBND>",
        ),
        ("Nguyễn Văn A-PCT UBND", "Nguyễn Văn A <PCT UBND>"),
        (
            "Chủ tịch UBND xã: Nguyễn Văn A",
            "Nguyễn Văn A <Chủ tịch UBND xã>",
        ),
        (
            "Tổ trưởng: Nguyễn Văn A - Chủ tịch UBND xã",
            "Nguyễn Văn A <Chủ tịch UBND xã> [Leader]",
        ),
        ("Nguyễn Văn A (Tổ trưởng)", "Nguyễn Văn A [Leader]"),
        (
            "Nguyễn Văn A\nChủ tịch UBND xã",
            "Nguyễn Văn A <Chủ tịch UBND xã>",
        ),
        (
            "Nguyễn Văn A\nChủ tịch UBND xã\nTrần Thị B\nPCT UBND xã",
            "Nguyễn Văn A <Chủ tịch UBND xã> | Trần Thị B <PCT UBND xã>",
        ),
        ("Nguyễn Văn A -\nPCT UBND", "Nguyễn Văn A <PCT UBND>"),
        ("Đoàn Văn Kiên, Viettel", "Đoàn Văn Kiên <Viettel>"),
    ]);
}

#[test]
fn honorifics_case_and_marks() {
    for cell in [
        "Đ/c Nguyễn Văn A",
        "Ông: Nguyễn Văn A",
        "Ông Nguyễn Văn A",
        "Bà Nguyễn Văn A",
        "Đ/c: Nguyễn Văn A",
        "Nguyễn Văn A*",
        "đồng chí Nguyễn Văn A",
        "Mr Nguyễn Văn A",
        "Anh Nguyễn Văn A",
        "* Nguyễn Văn A",
        "Nguyễn\u{a0}Văn  A\u{200b}",
        "Mr. Nguyễn Văn A",
    ] {
        check(&[(cell, "Nguyễn Văn A")]);
    }
    check(&[
        ("Mr A", "A"),
        ("NGUYỄN VĂN A", "NGUYỄN VĂN A"),
        ("nguyễn văn a", "nguyễn văn a"),
        ("Trần thị Bình", "Trần thị Bình"),
        ("Nguye\u{302}\u{303}n Va\u{306}n A", "Nguyễn Văn A"),
    ]);
}

#[test]
fn highland_and_long_names_are_names() {
    for name in [
        "Y Hồng",
        "A Brôl",
        "Y Lan",
        "A Pốt",
        "Hồ Thị Kim Ngân Hà",
        "Y Kim Hyêm",
        "A Đức Tớ",
        "Nguyễn Công An",
        "Đoàn Thị Hội",
        "Lê Trường Giang",
        "Y Quang Krông",
        "H'Hen Niê",
        "Trần Văn Quyền",
        "Lê Thị Thư",
        "Đoàn Kết",
        "Hồ Thanh Niên",
        "Bùi Ngọc Cảnh",
        "Cao Diệu Lệ",
        "Phạm Văn Phó",
        "Siu Y Thảo",
        "Mai Văn Trưởng",
        "Chu Thị Ban",
        "Y Xôp",
        "Lê A",
    ] {
        check(&[(name, name)]);
    }
}

#[test]
fn words_that_name_nobody() {
    for cell in [
        "Các đồng chí Phó Chủ tịch UBND",
        "Trưởng các thôn",
        "Theo QĐ đính kèm",
        "10 thành viên",
        "Các đồng chí Trưởng thôn",
        "Đại diện Viettel",
        "Trưởng thôn",
        "Phó Chủ tịch UBND xã",
        "Danh sách kèm theo",
        "05 đ/c trưởng thôn",
        "Chủ tịch UBND xã",
        "Toàn thể cán bộ, công chức",
        "Công an xã",
        "Đoàn Thanh niên xã",
    ] {
        check(&[(cell, &format!("not named: {cell}"))]);
    }
    check(&[
        (
            "Lê Văn Kiên\nTrần Thị B\nTrưởng các thôn",
            "Lê Văn Kiên | Trần Thị B | <Trưởng các thôn>",
        ),
        ("", "nobody"),
        ("-", "nobody"),
        ("chưa có", "nobody"),
        ("…", "nobody"),
    ]);
}

#[test]
fn phones_beside_names() {
    check(&[
        ("Nguyễn Văn A - 0912345678", "Nguyễn Văn A 0912345678"),
        ("Nguyễn Văn A (0912345678)", "Nguyễn Văn A 0912345678"),
        (
            "Nguyễn Văn A - PCT UBND - ĐT: 0912.345.678",
            "Nguyễn Văn A <PCT UBND> 0912.345.678",
        ),
        (
            "Nguyễn Văn A, PCT UBND, 0912345678",
            "Nguyễn Văn A <PCT UBND> 0912345678",
        ),
    ]);
}

#[test]
fn entries_of_a_parallel_cell_keep_their_place() {
    for (cell, expected) in [
        ("", vec![]),
        ("\n\n", vec![]),
        ("PCT UBND xã", vec!["PCT UBND xã"]),
        ("\nPhó Chủ tịch UBND xã", vec!["", "Phó Chủ tịch UBND xã"]),
        ("A\n\nB", vec!["A", "", "B"]),
        ("1. PCT UBND;\n2. TP VH-XH.", vec!["PCT UBND", "TP VH-XH"]),
        ("A; B", vec!["A", "B"]),
        ("1.\n2. PCT", vec!["", "PCT"]),
        (
            "Phó Bí thư Đảng ủy, Chủ tịch UBND xã",
            vec!["Phó Bí thư Đảng ủy, Chủ tịch UBND xã"],
        ),
        ("0912345678\n 0987654321", vec!["0912345678", "0987654321"]),
        (
            "1. 0912345678\n2. +84987654321",
            vec!["0912345678", "+84987654321"],
        ),
    ] {
        assert_eq!(items(cell), expected, "{cell:?}");
    }
    assert_eq!(
        aligned("A\nB\n", 2),
        Some(vec!["A".to_owned(), "B".to_owned()])
    );
    assert_eq!(aligned("A\n", 2), Some(vec!["A".to_owned(), String::new()]));
    assert_eq!(aligned("A\nB", 3), None);
}

proptest! {
    #[test]
    fn any_text_is_answered(cell in any::<String>()) {
        let _ = read(&cell, &SHIPPED);
        let _ = items(&cell);
    }

    #[test]
    fn people_are_split_and_offices_are_not(
        people in prop::collection::vec(("(Nguyễn|Trần|Lê|Y|A|Đoàn|Hồ)", "(Văn|Thị|Kim|Công|Thanh)", "(An|Hội|Brôl|Bình|Quyền|Thủy)"), 1..5),
        office in "(PCT UBND|Phó Bí thư Đảng ủy, Chủ tịch UBND xã|Trưởng phòng Văn hóa - Xã hội|Trưởng thôn 2|Nhân viên Viettel)",
        form in 0usize..5,
    ) {
        let names: Vec<String> = people.iter().map(|(a, b, c)| format!("{a} {b} {c}")).collect();
        let entries: Vec<String> = names.iter().enumerate().map(|(number, name)| match form {
            0 => format!("{name} - {office}"),
            1 => format!("{}. Ông {name}, {office}", number + 1),
            2 => format!("- Bà {name} ({office});"),
            3 => format!("Đ/c {name}: {office}"),
            _ => name.clone(),
        }).collect();
        let People::Named(read) = read(&entries.join("\n"), &SHIPPED) else {
            return Err(TestCaseError::fail("nobody named"));
        };
        let read_names: Vec<&String> = read.iter().map(|person| &person.name).collect();
        prop_assert_eq!(read_names, names.iter().collect::<Vec<_>>());
        for person in &read {
            prop_assert_eq!(person.position.as_deref(), (form < 4).then_some(office.as_str()));
        }
    }
}

proptest! {
    /// Names of surnames, of words of positions and roles, and of words for nobody.
    #[test]
    fn a_plain_cell_is_read_as_if_it_were_taken_apart(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "Nguyễn", "Trần", "Tô", "Trương", "Đoàn", "Hội", "Ông", "Bà", "Y", "A", "Hồ", "La", "Tạ", "Viên",
            "Quan", "Từ", "Kim", "Chu", "Cao", "An", "Văn", "Thị", "Chủ", "Tịch", "Phó", "Trưởng", "Phòng",
            "Thành", "Tổ", "Người", "Các", "Theo", "Kèm", "Đính", "Bí", "Thư", "Công", "Thuỷ", "Hoà", "Uỷ", "Uy",
            "Đặng", "Đảng", "Ủy", "Bộ", "Xã", "Phường", "Chưa", "Không", "Có", "Đ", "và", "thị", "UBND", "Zalo",
        ]), 1..6)
    ) {
        let cell = words.join(" ");
        prop_assert_eq!(read(&cell, &SHIPPED), taken_apart(&cell, &SHIPPED));
    }
}

/// People with a rank or a degree used to be lost, and «CKI» to be part of a name.
#[test]
fn ranks_and_degrees_are_no_part_of_a_name() {
    check(&[
        ("Thiếu tá Lê Văn An", "Lê Văn An"),
        ("Thượng úy CN: Rơ Châm An", "Rơ Châm An"),
        ("BS.CKI Lê Văn An", "Lê Văn An"),
        ("Bác sĩ Lê Văn An", "Lê Văn An"),
        ("CN. Lê Văn An", "Lê Văn An"),
        ("Cô giáo Lê Thị Bình", "Lê Thị Bình"),
        ("Già làng A Thút", "A Thút"),
    ]);
}

#[test]
fn a_slash_may_part_two_whole_names() {
    check(&[
        ("Lê Văn An/Trần Thị Bình", "Lê Văn An | Trần Thị Bình"),
        (
            "Lê Văn An / Chủ tịch UBND xã",
            "Lê Văn An <Chủ tịch UBND xã>",
        ),
    ]);
}
