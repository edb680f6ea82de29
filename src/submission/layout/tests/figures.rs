//! Rows and tabs of figures, which are not communes.

use super::*;

/// Sums, rates and legends used to give questions about unknown communes.
#[test]
fn figures_among_the_rows_are_no_communes() {
    const HEAD: &str = "STT,Xã, phường,Số QĐ,Ngày ban hành\n";
    let head = HEAD.replace("Xã, phường", "\"Xã, phường\"");
    for figure in [
        ",Cộng (I),1",
        ",Cộng I + II,1,2",
        ",Tỷ lệ (%),12.5",
        ",Đã ban hành: 1/96",
        ",Hoàn thành: 1/96",
        ",Số xã hoàn thành,1",
        ",Bình quân chung,0.5",
        ",Kết quả tháng 7,3",
        ",Xong,1",
        ",\"21,9%\"",
        "Tổng cộng,1",
        "Tổng cộng,,1,1",
        ",Tong cong,1",
    ] {
        for rows in [
            format!("1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n{figure}\n"),
            format!("{figure}\n1,Xã Ba Tơ,22/QĐ-UBND,01/8/2025\n"),
        ] {
            check(
                &format!("{head}{rows}"),
                &[(BA_TO, &["22/QĐ-UBND 2025-08-01"], &[])],
                &[],
            );
        }
    }
    // A name that may be a commune's gives a question.
    for strange in [
        "2,Hòa Thắng 3,7",
        ",Xã Tam Kỳ,7",
        ",Hòa Thắng 3,7/QĐ-UBND,01/8/2025",
    ] {
        check(&format!("{head}{strange}\n"), &[], &["commune-unknown B2"]);
    }
    // An unknown name gives one question, however many people and rows are below it.
    let row =
        ",Xã Lạ Hoắc,,,Lê Văn An,Thành viên,Chuyên viên\n,,,,Lê Thị Bình,Thành viên,Chuyên viên\n";
    check(&format!("{CLEAR}{row}{row}"), &[], &["commune-unknown B2"]);
}

/// A tab of figures beside the tab of the teams used to make each commune a duplicate, and its
/// counts were read as numbers of decisions.
#[test]
fn a_tab_of_figures_says_nothing_twice() {
    let teams = format!(
        "{CLEAR}1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025,Lê Văn An,Tổ trưởng,Chủ tịch UBND xã\n2,Xã Đăk Ui,Chưa ban hành,,,,\n"
    );
    for figures in [
        "STT,Tên xã,Số QĐ,Số người\n1,Xã Ba Tơ,1,9\n2,Xã Đăk Ui,0,0\n",
        "STT,Tên xã,Số QĐ,Ngày QĐ\n1,Xã Ba Tơ,10/QĐ-UBND,01/8/2025\n2,Xã Đăk Ui,,\n",
    ] {
        for sheets in [[figures, &teams], [&teams, figures]] {
            let limits = Limits::default();
            let read =
                |sheet: &str, name: &str| workbook::read(sheet.as_bytes(), name, &limits).unwrap();
            let mut table = read(sheets[0], "một.csv");
            table.tabs.extend(read(sheets[1], "hai.csv").tabs);
            let reading = understood(&table);
            let (one, other) = (&reported(&reading)[0], &reading.submissions[1]);
            assert_eq!(one.1, ["10/QĐ-UBND 2025-08-01"], "{figures}");
            assert_eq!(one.2, ["Lê Văn An"], "{figures}");
            assert_eq!(other.decisions[0].number, Number::NotYet, "{figures}");
            assert!(other.decisions[0].typed.starts_with("Chưa"), "{figures}");
            assert_eq!(said(&reading), [""; 0], "{figures}");
        }
    }
}

/// Very large numbers are neither a numbering of the columns nor a count.
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
            // The same number in the row of each person.
            Some(999),
        ),
    ] {
        let reading = read(&format!("{HEAD}{rows}\n"));
        let members = reading.submissions.iter().map(|one| one.members.len());
        assert_eq!(members.sum::<usize>(), people, "{rows}");
        assert_eq!(reading.village_teams, villages, "{rows}");
    }
}
