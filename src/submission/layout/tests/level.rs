//! Sheets with the commune's team beside its villages' teams and other bodies, and with cells
//! written once for several people.

use super::*;

const AN: &str = "1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n";
const BINH: &str = "1,Xã Ba Tơ,6/QĐ-UBND,28/7/2025,Lê Thị Bình,Tổ trưởng,Trưởng thôn\n";

/// Tabs with their titles, one after another.
fn read_tabs(tabs: &[(&str, String)]) -> Reading {
    let limits = Limits::default();
    let mut read = tabs.iter().map(|(title, sheet)| {
        workbook::read(sheet.as_bytes(), &format!("{title}.csv"), &limits).unwrap()
    });
    let mut table = read.next().unwrap();
    for other in read {
        table.tabs.extend(other.tabs);
    }
    understood(&table)
}

/// Decisions of villages' teams used to count as the commune's, which made it be on time.
#[test]
fn a_tab_of_villages_or_of_another_body_is_not_the_communes() {
    for other in [
        "Cấp thôn",
        "Tổ CNSCĐ thôn, TDP",
        "Tổ khu phố",
        "To dan pho",
        "TO CNSCD THON",
        "Thon",
        "DS TDP",
        "Ấp - khóm",
        "BCĐ CĐS",
        "Ban Chỉ đạo",
        "Tổ Đề án 06",
    ] {
        for own in ["Tổ CNSCĐ", "Cấp xã", "Sheet1", "Tổng hợp xã, thôn"] {
            let (own, other) = (
                (own, format!("{CLEAR}{AN}")),
                (other, format!("{CLEAR}{BINH}")),
            );
            for tabs in [[own.clone(), other.clone()], [other.clone(), own]] {
                let reading = read_tabs(&tabs);
                let [(_, decisions, people)] = &reported(&reading)[..] else {
                    panic!("{tabs:?}");
                };
                assert_eq!(decisions[..], ["15/QĐ-UBND 2025-08-05"], "{tabs:?}");
                assert_eq!(people[..], ["Lê Văn An"], "{tabs:?}");
            }
        }
    }
    // The name of a commune, a district or a province is not that of a village, with marks or
    // without.
    for own in [
        "Tổ CNSCĐ xã Ba Tơ",
        "lang-son",
        "LANG SON",
        "Van Lang",
        "Buon Don",
    ] {
        let reading = read_tabs(&[(own, format!("{CLEAR}{AN}"))]);
        assert_eq!(reported(&reading)[0].1, ["15/QĐ-UBND 2025-08-05"], "{own}");
    }
}

#[test]
fn a_title_over_the_table_says_whose_it_is() {
    for (title, counts) in [
        (
            "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN, TỔ DÂN PHỐ",
            false,
        ),
        ("Kết quả thành lập Tổ CNSCĐ cấp khu phố", false),
        ("DANH SÁCH BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ CÁC XÃ", false),
        ("BÁO CÁO KẾT QUẢ THÀNH LẬP TỔ CNSCĐ CẤP XÃ, CẤP THÔN", true),
        ("DANH SÁCH TỔ CNSCĐ XÃ, PHƯỜNG VÀ CÁC THÔN", true),
        ("DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG CÁC CẤP", true),
        ("BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ TỈNH", true),
    ] {
        let reading = read(&format!("{title}\n\n{CLEAR}{AN}"));
        let decided = reported(&reading).iter().any(|one| !one.1.is_empty());
        assert_eq!(decided, counts, "{title}");
    }
}

/// The people in a village's list used to be added to the commune's team.
#[test]
fn a_villages_list_below_the_communes_is_one_village_team() {
    const OWN: &str = "1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n";
    const VILLAGE: &str = "1,Hồ Văn Cam,Trưởng thôn,Tổ trưởng\n2,Hồ Thị Dung,Đoàn viên,Tổ phó\n";
    for title in [
        "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN LÀNG RÊ",
        "\"Danh sách Tổ CNSCĐ tổ dân phố 3, xã Ba Tơ\"",
        "TỔ CNSCĐ LÀNG TENG",
    ] {
        for below in [
            format!("{title}\n(Kèm theo Quyết định số 9/QĐ-UBND ngày 20/8/2025 của UBND xã Ba Tơ)"),
            format!("(Kèm theo Quyết định số 9/QĐ-UBND ngày 20/8/2025 của UBND xã Ba Tơ)\n{title}"),
        ] {
            let reading = read(&format!(
                "PHỤ LỤC I\nTỔ CNSCĐ XÃ BA TƠ\n(Kèm theo QĐ số 5/QĐ-UBND ngày 01/8/2025 của UBND xã Ba Tơ)\n{PEOPLE}{OWN}\nPHỤ LỤC II\n{below}\n{PEOPLE}{VILLAGE}"
            ));
            let [(_, decisions, people)] = &reported(&reading)[..] else {
                panic!("{below}");
            };
            assert_eq!(decisions[..], ["5/QĐ-UBND 2025-08-01"], "{below}");
            assert_eq!(people[..], ["Lê Văn An"], "{below}");
            assert_eq!(reading.village_teams, Some(1), "{below}");
            assert_eq!(said(&reading), [""; 0], "{below}");
        }
    }
}

/// Rows of villages below their commune's used to give questions about unknown communes.
#[test]
fn a_villages_row_below_a_commune_is_one_of_its_teams() {
    check(
        "STT,Xã/thôn,Số QĐ,Ngày ký,Số thành viên\nI,Xã Ba Tơ,9/QĐ-UBND,01/8/2025,12\n1,Thôn Trường An,10/QĐ-UBND,20/8/2025,5\n2,TDP 3,,,5\nII,Xã Đăk Ui,,,\n1,Thôn Tân Long,11/QĐ-UBND,20/8/2025,5\n",
        &[(BA_TO, &["9/QĐ-UBND 2025-08-01"], &[]), (DAK_UI, &[], &[])],
        &[],
    );
    let two =
        "STT,Xã,Thôn,Tổ dân phố,Số QĐ\n1,Xã Ba Tơ,Thôn 1,,5/QĐ-UBND\n2,Xã Ba Tơ,,TDP 1,5/QĐ-UBND\n";
    let reading = read(two);
    assert_eq!(reading.village_teams, Some(2));
}

/// A position written once over the rows of two deputies used to be missing for the second.
#[test]
fn a_merged_position_is_that_of_everybody_it_covers() {
    let sheet = format!(
        "{CLEAR}{AN},,,,Lê Thị Bình,Tổ phó,Phó Chủ tịch UBND xã\n,,,,Hồ Văn Cam,Tổ phó,\n,,,,Hồ Thị Dung,Thành viên,\n"
    );
    let limits = Limits::default();
    let mut table = workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap();
    table.tabs[0].merges = vec![Merge {
        top: 2,
        left: 6,
        bottom: 3,
        right: 6,
    }];
    let reading = understood(&table);
    let held = reading.submissions[0].members.iter();
    let held: Vec<&str> = held.map(|member| &*member.position.typed).collect();
    let deputy = "Phó Chủ tịch UBND xã";
    assert_eq!(held, ["Chủ tịch UBND xã", deputy, deputy, ""]);
}

/// In a tab named differently than in the register, people used to belong to nobody.
#[test]
fn a_tab_may_name_its_commune_among_other_words() {
    let people = format!(
        "QĐ số 22/QĐ-UBND ngày 01/8/2025\n\n{PEOPLE}1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n"
    );
    for title in [
        "Ba Tơ",
        "Ba Tơ xã",
        "Ba Tơ (xã)",
        "DS xã Ba Tơ",
        "3. Tổ CNSCĐ xã Ba Tơ",
        "UBND xã Ba Tơ",
    ] {
        let reading = read_tabs(&[(title, people.clone())]);
        assert_eq!(
            reported(&reading),
            [(
                BA_TO.to_owned(),
                vec!["22/QĐ-UBND 2025-08-01".to_owned()],
                vec!["Lê Văn An".to_owned()]
            )],
            "{title}"
        );
    }
}

/// With few communes among sums and titles of groups, the column of communes used not to be
/// recognised.
#[test]
fn few_communes_among_sums_and_groups_are_communes() {
    check(
        "STT,Đơn vị,Số QĐ,Ngày QĐ\nA,ĐỊA BÀN QUẢNG NGÃI (CŨ),,\n1,Xã Ba Tơ,5/QĐ-UBND,01/8/2025\n,Cộng A: 01 xã,,\n,TỔNG (A+B),,\n,Tỷ lệ đạt,\"2,1%\",\n,Số xã chưa ban hành: 94,,\nGhi chú: số liệu đến 15/8,,,\n",
        &[(BA_TO, &["5/QĐ-UBND 2025-08-01"], &[])],
        &[],
    );
    check(
        "STT,Đơn vị,Số QĐ,Ngày QĐ,Số tổ cấp thôn\nI,KHU VỰC QUẢNG NGÃI CŨ,,,31\n1,Xã Ba Tơ,5/QĐ-UBND,01/8/2025,14\n",
        &[(BA_TO, &["5/QĐ-UBND 2025-08-01"], &[])],
        &[],
    );
}

/// The words around a number state whose decision it is; each of these used to count.
#[test]
fn a_decision_whose_words_name_another_is_not_the_teams() {
    const SHEET: &str = "TT,Tên xã,Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,";
    for (typed, counts) in [
        ("QĐ thành lập tổ thôn số 15/QĐ-UBND", false),
        ("QĐ thành lập các Tổ CNSCĐ thôn: 15/QĐ-UBND", false),
        ("QĐ thành lập Ban Chỉ đạo CĐS số 15/QĐ-UBND", false),
        ("15/QĐ-UBND của UBND huyện Ba Tơ", false),
        ("QĐ số 15/QĐ-UBND tỉnh", false),
        ("15/QĐ-UBND của Đảng ủy xã", false),
        ("15/QĐ-UBND (thôn)", false),
        ("15/QĐ-UBND ngày 5/8/2025 của UBND xã Ba Vì", false),
        ("15/QĐ-UBND xã Ba Vì", false),
        ("15/QĐ-UBND của UBND xã Ba Tơ", true),
        ("15/QĐ-UBND (thay QĐ của xã Ba Cung)", true),
        ("15/QĐ-UBND của UBND xã", true),
        ("QĐ thành lập Tổ CNSCĐ xã và các thôn số 15/QĐ-UBND", true),
        ("Quyết định thành lập Tổ CNSCĐ số 15/QĐ-UBND", true),
        ("15/QĐ-UBND (theo Công văn của UBND tỉnh)", true),
    ] {
        let reading = read(&format!("{SHEET}{typed},05/8/2025\n"));
        let number = &reading.submissions[0].decisions[0].number;
        let named = matches!(number, Number::Named { .. });
        assert_eq!(named, counts, "{typed}: {number:?}");
        assert!(
            named || matches!(number, Number::OtherDocument { .. }),
            "{typed}"
        );
    }
}

/// A column beside the number states who signed the document, or its kind.
#[test]
fn a_column_beside_may_say_that_the_number_is_anothers() {
    for (title, said, counts) in [
        ("Cơ quan ban hành", "Đảng ủy xã", false),
        ("Cơ quan ban hành", "UBND huyện Ba Tơ", false),
        ("Cơ quan ban hành", "UBND xã", true),
        ("Của cơ quan", "Đảng ủy", false),
        ("Đơn vị ban hành", "Ban Thường vụ Đảng ủy", false),
        ("Loại", "Kế hoạch", false),
        ("Loại", "Quyết định", true),
        ("Loại", "Xã", true),
        ("Nội dung", "Quy chế hoạt động Tổ CNSCĐ", false),
        ("Nội dung", "Thành lập Tổ CNSCĐ", true),
        ("Cơ quan công tác", "Đảng ủy xã", true),
    ] {
        let reading = read(&format!(
            "TT,Tên xã,Số QĐ,Ngày QĐ,{title}\n1,Xã Ba Tơ,15/QĐ-UBND,05/8/2025,{said}\n"
        ));
        let number = &reading.submissions[0].decisions[0].number;
        let named = matches!(number, Number::Named { .. });
        assert_eq!(named, counts, "{title}: {said}: {number:?}");
    }
}

/// A tab without titles that continues the rows of another tab used to be ignored without a
/// finding.
#[test]
fn a_tab_without_titles_that_reports_is_told() {
    let rows = "1,Xã Ba Vì,16/QĐ-UBND,05/8/2025\n2,Xã Đăk Ui,15/QĐ-UBND,05/8/2025\n";
    let reading = read_tabs(&[
        ("I", format!("{CLEAR}{AN}")),
        ("II", rows.to_owned()),
        ("Ghi chú", "Xã Ba Vì,gọi lại\nXã Ba Tơ,xong\n".to_owned()),
    ]);
    let untitled = reading.findings.iter();
    let untitled: Vec<(String, &str)> = untitled
        .filter(|finding| finding.variant == "untitled")
        .map(|finding| {
            (
                finding.cell.as_ref().unwrap().to_string(),
                finding.value.as_str(),
            )
        })
        .collect();
    assert_eq!(untitled, [("II!B1".to_owned(), "II")]);
}
