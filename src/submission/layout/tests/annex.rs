//! Annexes below and beside one another.

use super::*;

/// With lists of several communes below one another in a tab, all people used to be given to the
/// first commune.
#[test]
fn annexes_below_one_another_are_each_communes_own() {
    const ONE: &str =
        "1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n2,Lê Thị Bình,Phó Chủ tịch UBND xã,Tổ phó\n";
    const OTHER: &str =
        "1,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng\n2,Hồ Thị Dung,Phó Chủ tịch UBND xã,Tổ phó\n";
    const PAIR: &[(&str, &[&str], &[&str])] = &[
        (
            BA_TO,
            &["22/QĐ-UBND 2025-08-01"],
            &["Hồ Văn Cam", "Hồ Thị Dung"],
        ),
        (
            DAK_UI,
            &["15/QĐ-UBND 2025-07-28"],
            &["Lê Văn An", "Lê Thị Bình"],
        ),
    ];

    // Titles that name the commune, with the header again or once.
    for header in [PEOPLE, ""] {
        check(
            &format!(
                "DANH SÁCH TỔ CNSCĐ XÃ ĐĂK UI\n(Kèm theo Quyết định số 15/QĐ-UBND ngày 28/7/2025 của UBND xã Đăk Ui)\n{PEOPLE}{ONE}\nDANH SÁCH TỔ CNSCĐ XÃ BA TƠ NĂM 2025\n(Kèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025)\n{header}{OTHER}"
            ),
            PAIR,
            &[],
        );
    }
    // A numbered line or a sentence states the decision.
    for (line, stated) in [
        (
            "1. Quyết định số 22/QĐ-UBND ngày 01/8/2025 của UBND xã Ba Tơ",
            true,
        ),
        ("- Số QĐ: 22/QĐ-UBND ngày 01/8/2025", true),
        (
            "Tổ CNSCĐ xã được thành lập theo Quyết định số 22/QĐ-UBND ngày 01/8/2025",
            true,
        ),
        (
            "UBND xã Ba Tơ đã ban hành Quyết định số 22/QĐ-UBND ngày 01/8/2025 thành lập Tổ công nghệ số cộng đồng",
            true,
        ),
        (
            "UBND xã Ba Tơ đã ban hành Quyết định số 22/QĐ-UBND ngày 01/8/2025 về quy chế của Tổ công nghệ số cộng đồng",
            false,
        ),
        (
            "Căn cứ Quyết định số 22/QĐ-UBND ngày 01/8/2025 thành lập Tổ CNSCĐ",
            false,
        ),
        (
            "Theo Công văn 9/SKHCN Tổ CNSCĐ được thành lập theo Quyết định số 22/QĐ-UBND ngày 01/8/2025",
            false,
        ),
        (
            "UBND xã sẽ thành lập Tổ CNSCĐ theo Quyết định số 22/QĐ-UBND ngày 01/8/2025",
            false,
        ),
    ] {
        let reading = read(&format!(
            "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG XÃ BA TƠ\n{line}\n{PEOPLE}{OTHER}"
        ));
        let decisions: &[&str] = if stated { PAIR[0].1 } else { &[] };
        assert_eq!(reported(&reading)[0].1, decisions, "{line}");
    }
    // Letters number the communes.
    for [first, second] in [
        ["A,Xã Đăk Ui", "B,Xã Ba Tơ"],
        ["A. Xã Đăk Ui", "B. Xã Ba Tơ"],
    ] {
        let reading = read(&format!("{PEOPLE}{first}\n{ONE}{second}\n{OTHER}"));
        let people = reading.submissions.iter().map(|one| one.members.len());
        assert_eq!(people.collect::<Vec<_>>(), [2, 2], "{first}");
    }
    // Only the line about the decision names the commune, below an annex's number; there are
    // signatures between the lists.
    check(
        &format!(
            "PHỤ LỤC I\n(Ban hành kèm theo Quyết định số 15/QĐ-UBND ngày 28/7/2025 của UBND xã Đăk Ui)\n{PEOPLE}{ONE}TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nLê Văn An\nPHỤ LỤC II\n(Ban hành kèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025 của Ủy ban nhân dân xã Ba Tơ)\n{PEOPLE}{OTHER}"
        ),
        PAIR,
        &[],
    );
    // A letterhead with the motto; the line about the decision is above the title.
    check(
        &format!(
            "ỦY BAN NHÂN DÂN XÃ ĐĂK UI,,CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n,,Độc lập - Tự do - Hạnh phúc\nKèm theo Quyết định số 15/QĐ-UBND ngày 28/7/2025\nDANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG\n{PEOPLE}{ONE}\nỦY BAN NHÂN DÂN XÃ BA TƠ,,CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n,,Độc lập - Tự do - Hạnh phúc\nKèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025\nDANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG\n{PEOPLE}{OTHER}"
        ),
        PAIR,
        &[],
    );
    // The decision is below the people or above the title, each time next to its list.
    check(
        &format!(
            "DANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}Quyết định số 15/QĐ-UBND ngày 28/7/2025\n\n\nDANH SÁCH XÃ BA TƠ\n{PEOPLE}{OTHER}Quyết định số 22/QĐ-UBND ngày 01/8/2025\n"
        ),
        PAIR,
        &[],
    );
    check(
        &format!(
            "Quyết định số 15/QĐ-UBND ngày 28/7/2025\nDANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}\nQuyết định số 22/QĐ-UBND ngày 01/8/2025\nDANH SÁCH XÃ BA TƠ\n{PEOPLE}{OTHER}"
        ),
        PAIR,
        &[],
    );
    // Group rows, without and with the decision beside the name.
    check(
        &format!(
            "{PEOPLE}I,XÃ ĐĂK UI\n,Quyết định số 15/QĐ-UBND ngày 28/7/2025\n{ONE}II,XÃ BA TƠ\n,Quyết định số 22/QĐ-UBND ngày 01/8/2025\n{OTHER}"
        ),
        PAIR,
        &[],
    );
    check(
        &format!(
            "{PEOPLE}I,XÃ ĐĂK UI,QĐ số 15/QĐ-UBND ngày 28/7/2025\n{ONE}II,XÃ BA TƠ,QĐ số 22/QĐ-UBND ngày 01/8/2025\n{OTHER}"
        ),
        PAIR,
        &[],
    );
}

/// Any number of lists side by side, each under its own title.
#[test]
fn annexes_side_by_side_are_each_communes_own() {
    check(
        "DANH SÁCH XÃ ĐĂK UI,,,,,DANH SÁCH XÃ BA TƠ,,,,,DANH SÁCH PHƯỜNG KON TUM\n\
         (Kèm theo QĐ số 15/QĐ-UBND ngày 28/7/2025),,,,,(Kèm theo QĐ số 22/QĐ-UBND ngày 01/8/2025),,,,,(Kèm theo QĐ số 31/QĐ-UBND ngày 12/8/2025)\n\
         STT,Họ và tên,Chức vụ,Nhiệm vụ,,STT,Họ và tên,Chức vụ,Nhiệm vụ,,STT,Họ và tên,Chức vụ,Nhiệm vụ\n\
         1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng,,1,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng,,1,Võ Văn Em,Chủ tịch UBND phường,Tổ trưởng\n\
         2,Lê Thị Bình,Phó Chủ tịch UBND xã,Tổ phó,,2,Hồ Thị Dung,Phó Chủ tịch UBND xã,Tổ phó\n",
        &[
            (
                BA_TO,
                &["22/QĐ-UBND 2025-08-01"],
                &["Hồ Văn Cam", "Hồ Thị Dung"],
            ),
            (KON_TUM, &["31/QĐ-UBND 2025-08-12"], &["Võ Văn Em"]),
            (
                DAK_UI,
                &["15/QĐ-UBND 2025-07-28"],
                &["Lê Văn An", "Lê Thị Bình"],
            ),
        ],
        &[],
    );
}

/// A table whose commune is never named belongs to nobody.
#[test]
fn a_list_without_a_name_is_nobodys() {
    const ONE: &str = "1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n";
    const OTHER: &str =
        "1,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng\n2,Hồ Thị Dung,Phó Chủ tịch UBND xã,Tổ phó\n";

    check(
        &format!("DANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}\nDANH SÁCH TỔ CNSCĐ\n{PEOPLE}{OTHER}"),
        &[(DAK_UI, &[], &["Lê Văn An"])],
        &["row-unplaced A7"],
    );
    // Two names for one list.
    check(
        &format!(
            "DANH SÁCH XÃ ĐĂK UI\n(Kèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025 của UBND xã Ba Tơ)\n{PEOPLE}{ONE}"
        ),
        &[],
        &["commune-ambiguous A2"],
    );
    // A decision halfway between two lists.
    check(
        &format!(
            "DANH SÁCH XÃ ĐĂK UI\n{PEOPLE}{ONE}Quyết định số 15/QĐ-UBND ngày 28/7/2025\nDANH SÁCH XÃ BA TƠ\n{PEOPLE}{OTHER}"
        ),
        &[
            (BA_TO, &[], &["Hồ Văn Cam", "Hồ Thị Dung"]),
            (DAK_UI, &[], &["Lê Văn An"]),
        ],
        &["row-unplaced A4"],
    );
}

/// The people of another team below the commune's own used to be in it, so that it had two leaders.
#[test]
fn a_list_of_another_team_below_is_not_the_teams() {
    for other in [
        "DANH SÁCH TỔ LIÊN GIA PHÒNG CHÁY XÃ BA TƠ",
        "Danh sách Tổ tuyên truyền, phổ biến pháp luật",
        "DANH SÁCH BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ XÃ BA TƠ",
    ] {
        let sheet = format!(
            "DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG XÃ BA TƠ,,,\n\
             (Kèm theo Quyết định số 22/QĐ-UBND ngày 01/8/2025),,,\n\
             {PEOPLE}1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n\
             \"{other}\",,,\n{PEOPLE}1,Đinh Văn Chi,Trưởng thôn,Tổ trưởng\n"
        );
        check(
            &sheet,
            &[(BA_TO, &["22/QĐ-UBND 2025-08-01"], &["Lê Văn An"])],
            &[],
        );
    }
}

/// Below the lists of one commune's villages, the teams of all further communes used to be counted
/// as villages' teams.
#[test]
fn a_communes_list_below_villages_lists_is_its_own() {
    const VILLAGE: &str = "1,Lê Văn Bảy,Trưởng thôn,Tổ trưởng\n";

    for (village, own) in [
        (
            "TỔ CNSCĐ THÔN 1 (QĐ số 6/QĐ-UBND ngày 10/8/2025)",
            "TỔ CNSCĐ XÃ BA TƠ (QĐ số 22/QĐ-UBND ngày 01/8/2025)",
        ),
        (
            "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG THÔN LÀNG RÊ",
            "II. TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG XÃ BA TƠ (QĐ số 22/QĐ-UBND ngày 01/8/2025)",
        ),
    ] {
        check(
            &format!(
                "TỔ CNSCĐ XÃ ĐĂK UI (QĐ số 15/QĐ-UBND ngày 28/7/2025)\n{PEOPLE}1,Lê Văn An,Chủ tịch UBND xã,Tổ trưởng\n{village}\n{PEOPLE}{VILLAGE}\n{own}\n{PEOPLE}1,Hồ Văn Cam,Chủ tịch UBND xã,Tổ trưởng\n{village}\n{PEOPLE}{VILLAGE}"
            ),
            &[
                (BA_TO, &["22/QĐ-UBND 2025-08-01"], &["Hồ Văn Cam"]),
                (DAK_UI, &["15/QĐ-UBND 2025-07-28"], &["Lê Văn An"]),
            ],
            &[],
        );
    }
}
