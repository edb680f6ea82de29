//! Tables from DOMAIN d6 and (e): how positions are read.

mod around;
mod country;

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static SHIPPED: LazyLock<Positions> = LazyLock::new(Positions::shipped);

/// `office`, with `~` before what leaves room, `acting:`, `in-charge:`, `former:` before what is
/// not held in full, and `@unit` after it.
fn written(held: &Held) -> String {
    let manner = match held.manner {
        Manner::Full => "",
        Manner::Acting => "acting:",
        Manner::InCharge => "in-charge:",
        Manner::Former => "former:",
    };
    let certain = if held.certain { "" } else { "~" };
    let unit = held.unit.as_ref().map(|unit| format!("@{unit}"));
    format!(
        "{certain}{manner}{}{}",
        held.office,
        unit.unwrap_or_default()
    )
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    check_with(&SHIPPED, rows);
}

#[track_caller]
fn check_with(positions: &Positions, rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (position, expected) in rows {
        let held: Vec<String> = read(position, positions).held.iter().map(written).collect();
        if held.join(" ") != *expected {
            wrong.push(format!(
                "{position:?}: {} instead of {expected}",
                held.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_chair_and_only_the_chair() {
    check(&[
        ("Chủ tịch UBND xã", "chairman-pc"),
        ("CT UBND phường", "chairman-pc"),
        ("Chủ tịch UBND đặc khu", "chairman-pc"),
        ("Chủ tịch Uỷ ban nhân dân xã", "chairman-pc"),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ", "chairman-pc"),
        ("CT.UBND", "chairman-pc"),
        ("Ct UBND xã", "chairman-pc"),
        ("C.T UBND", "chairman-pc"),
        ("C.tịch UBND xã", "chairman-pc"),
        ("Chủ tịch UBNDX", "chairman-pc"),
        ("Chủ tịch U.BND xã", "chairman-pc"),
        ("Chủ tịch UBND xã (từ 01/7/2025 đến nay)", "chairman-pc"),
        ("Chủ tịch UBND xã (đến 30/6/2025)", "~chairman-pc"),
        ("Văn phòng Chủ tịch UBND xã", "staff"),
        ("CTUBND", "chairman-pc"),
        ("Chủ tịch UBND", "chairman-pc"),
        ("Chu tich UBND xa", "chairman-pc"),
        ("Chủ tịch UBND xã Cà Đam", "chairman-pc@xã Cà Đam"),
        ("Chủ tịch UBND xã Đoàn Kết", "chairman-pc@xã Đoàn Kết"),
        ("Chủ tịch UBND An Phú", "chairman-pc@An Phú"),
        (
            "Chủ tịch UBND phường Trương Quang Trọng, tỉnh Quảng Ngãi",
            "chairman-pc@phường Trương Quang Trọng",
        ),
        ("CHỦ TỊCH UBND XÃ CÀ ĐAM", "chairman-pc@XÃ CÀ ĐAM"),
        (
            "Phó Bí thư Đảng ủy, Chủ tịch UBND xã",
            "deputy-party-secretary chairman-pc",
        ),
        (
            "Phó Bí thư Đảng uỷ - Chủ tịch UBND phường",
            "deputy-party-secretary chairman-pc",
        ),
        ("PBT ĐU, CT UBND", "deputy-party-secretary chairman-pc"),
        ("PBT ĐU CT UBND xã", "deputy-party-secretary chairman-pc"),
        (
            "Bí thư Đảng ủy, Chủ tịch UBND xã",
            "party-secretary chairman-pc",
        ),
        (
            "Bí thư Đảng ủy kiêm Chủ tịch UBND",
            "party-secretary chairman-pc",
        ),
        (
            "Bí thư Đảng ủy đồng thời là Chủ tịch UBND",
            "party-secretary chairman-pc",
        ),
        (
            "Bí thư Đảng ủy và Chủ tịch UBND",
            "party-secretary chairman-pc",
        ),
        (
            "Phó Bí thư Đảng ủy\nChủ tịch UBND xã",
            "deputy-party-secretary chairman-pc",
        ),
        (
            "Phó Bí thư Đảng ủy/Chủ tịch UBND xã",
            "deputy-party-secretary chairman-pc",
        ),
        ("Chủ tịch xã", "chairman-pc"),
        ("Chủ tịch phường", "chairman-pc"),
        ("Chủ tịch đặc khu", "chairman-pc"),
        ("Chủ tịch xã Cà Đam", "chairman-pc@xã Cà Đam"),
        ("Chủ tịch", "~chairman"),
        ("Quyền Chủ tịch UBND", "acting:chairman-pc"),
        ("Q. Chủ tịch UBND xã", "acting:chairman-pc"),
        ("Q.CT UBND", "acting:chairman-pc"),
        ("Nguyên Chủ tịch UBND xã", "former:chairman-pc"),
        ("TM. UBND XÃ\nCHỦ TỊCH", "chairman-pc"),
        ("Chủ tịch UBND P. Cẩm Thành", "chairman-pc@P. Cẩm Thành"),
        ("Chủ tich UBND xã", "chairman-pc"),
        (
            "Phó Bí thư Đảng uy, Chủ tich UBND xã",
            "deputy-party-secretary chairman-pc",
        ),
        ("Chủ tịch UBND xã, Trưởng Ban chỉ đạo CĐS", "chairman-pc"),
        ("PBT.ĐU-CT.UBND", "deputy-party-secretary chairman-pc"),
    ]);
}

#[test]
fn deputies_of_the_chair() {
    check(&[
        ("Phó Chủ tịch UBND xã", "vice-chairman-pc"),
        ("PCT", "~vice-chairman"),
        ("PCT UBND", "vice-chairman-pc"),
        ("P.CT UBND", "vice-chairman-pc"),
        ("P. Chủ tịch UBND xã", "vice-chairman-pc"),
        ("Phó CT UBND", "vice-chairman-pc"),
        ("PCT.UBND", "vice-chairman-pc"),
        ("PCTTT UBND", "vice-chairman-pc"),
        ("PCTUBND xã", "vice-chairman-pc"),
        ("PCT Thường trực UBND", "vice-chairman-pc"),
        ("Phó Chủ tịch Thường trực UBND phường", "vice-chairman-pc"),
        ("Phó Chủ tịch xã", "vice-chairman-pc"),
        ("Phó Chủ tịch", "~vice-chairman"),
        (
            "Phó Chủ tịch phụ trách UBND xã",
            "in-charge:vice-chairman-pc",
        ),
        ("PCT điều hành UBND", "in-charge:vice-chairman-pc"),
        ("Phó Chủ tịch UBND phụ trách", "in-charge:vice-chairman-pc"),
        ("Phụ trách UBND", "in-charge:vice-chairman-pc"),
        (
            "Phó Chủ tịch UBND phụ trách chuyển đổi số",
            "vice-chairman-pc",
        ),
        (
            "Phó Chủ tịch UBND phụ trách văn hóa - xã hội",
            "vice-chairman-pc",
        ),
        ("KT. CHỦ TỊCH / PHÓ CHỦ TỊCH", "vice-chairman-pc"),
        ("KT. CHỦ TỊCH, PHÓ CHỦ TỊCH", "vice-chairman-pc"),
        ("KT.CHỦ TỊCH\nPHÓ CHỦ TỊCH", "vice-chairman-pc"),
        (
            "TM. UBND XÃ\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
            "vice-chairman-pc",
        ),
        ("TL. CHỦ TỊCH, CHÁNH VĂN PHÒNG", "chief-of-office"),
        (
            "PCT UBND kiêm Trưởng phòng VH-XH",
            "vice-chairman-pc head-culture-society",
        ),
        (
            "Phó Chủ tịch UBND kiêm Giám đốc Trung tâm PVHCC",
            "vice-chairman-pc pvhcc-director",
        ),
        (
            "Phó Chủ tịch UBND phụ trách Trung tâm PVHCC",
            "vice-chairman-pc ~pvhcc-overseer",
        ),
        (
            "Phó Chủ tịch UBND, phụ trách Trung tâm PVHCC",
            "vice-chairman-pc ~pvhcc-overseer",
        ),
    ]);
}

#[test]
fn chairs_of_other_bodies() {
    check(&[
        ("Bí thư Đảng ủy", "party-secretary"),
        (
            "Bí thư Đảng ủy, Chủ tịch HĐND",
            "party-secretary chairman-council",
        ),
        ("BT ĐU", "party-secretary"),
        ("BTĐU", "party-secretary"),
        ("Bí thư ĐU", "party-secretary"),
        ("PBT TT ĐU", "deputy-party-secretary"),
        ("Phó Bí thư Thường trực Đảng ủy", "deputy-party-secretary"),
        ("PBT", "~deputy-party-secretary"),
        ("Chủ tịch HĐND xã", "chairman-council"),
        ("Phó Chủ tịch HĐND", "vice-chairman-council"),
        ("Phó Chủ tịch Thường trực HĐND", "vice-chairman-council"),
        ("Chủ tịch UBMTTQ Việt Nam xã", "chairman-front"),
        (
            "Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam xã",
            "chairman-front",
        ),
        ("CT UBMTTQVN xã", "chairman-front"),
        ("CT UB MTTQ VN", "chairman-front"),
        ("Chủ tịch UB MTTQ VN xã", "chairman-front"),
        ("Chủ tịch UBMT", "chairman-front"),
        ("Chủ tịch MTTQ", "chairman-front"),
        ("Chủ tịch Mặt trận xã", "chairman-front"),
        (
            "Phó Chủ tịch UBMTTQVN xã, Chủ tịch Hội LHPN xã",
            "vice-chairman-front chairman-women",
        ),
        (
            "Phó Chủ tịch Thường trực Ủy ban MTTQ Việt Nam",
            "vice-chairman-front",
        ),
        ("Ủy viên Thường trực UBMTTQ", "~standing-member-front"),
        ("Chủ tịch Hội LHPN xã", "chairman-women"),
        ("Chủ tịch Hội Liên hiệp Phụ nữ", "chairman-women"),
        ("Chủ tịch Hội Nông dân", "chairman-farmers"),
        ("CT HND xã", "chairman-farmers"),
        ("Chủ tịch Hội CCB xã", "chairman-veterans"),
        ("Bí thư Đoàn xã", "secretary-youth"),
        ("BT Đoàn", "secretary-youth"),
        ("BTĐTN", "secretary-youth"),
        ("Bí thư Đoàn TN", "secretary-youth"),
        ("Bí thư Đoàn TNCS Hồ Chí Minh đặc khu", "secretary-youth"),
        ("Phó Bí thư Đoàn xã", "deputy-secretary-youth"),
        (
            "Bí thư chi bộ kiêm Trưởng thôn",
            "secretary-cell village-head",
        ),
        ("Trưởng ban CTMT thôn", "village-front-head"),
        ("Chủ nhiệm UBKT Đảng ủy", "head-inspection"),
        ("Trưởng ban Xây dựng Đảng", "head-party-building"),
        (
            "Trưởng ban Kinh tế - Xã hội HĐND xã",
            "head-council-committee",
        ),
    ]);
}

#[test]
fn offices_under_the_committee() {
    check(&[
        ("Trưởng phòng Văn hóa - Xã hội", "head-culture-society"),
        ("Trưởng phòng Văn hoá – Xã hội xã", "head-culture-society"),
        ("TP VH-XH", "head-culture-society"),
        ("TP.VHXH", "head-culture-society"),
        ("TPVHXH", "head-culture-society"),
        ("Tr.phòng VH-XH", "head-culture-society"),
        ("Trưởng phòng VHXH", "head-culture-society"),
        ("Trưởng phòng VH&XH", "head-culture-society"),
        ("Quyền Trưởng phòng VH-XH", "acting:head-culture-society"),
        ("Quyền Trưởng phòng", "~acting:head"),
        ("Phụ trách phòng VH-XH", "in-charge:head-culture-society"),
        (
            "Phó Trưởng phòng phụ trách phòng VH-XH",
            "in-charge:deputy-head-culture-society",
        ),
        (
            "Phó Trưởng phòng Văn hóa - Xã hội",
            "deputy-head-culture-society",
        ),
        ("Trưởng phòng VH - XH", "head-culture-society"),
        ("Trường phòng VHXH", "head-culture-society"),
        ("T.P VHXH", "head-culture-society"),
        ("TP Kinh tế, HT&ĐT", "head-economy"),
        ("PTP VHXH", "deputy-head-culture-society"),
        ("PTP VH-XH", "deputy-head-culture-society"),
        ("P.TP VHXH", "deputy-head-culture-society"),
        ("Phó TP VHXH", "deputy-head-culture-society"),
        ("Công chức phòng Văn hóa - Xã hội", "staff-culture-society"),
        ("CC VHXH", "staff-culture-society"),
        ("Trưởng phòng Kinh tế", "head-economy"),
        ("TP KT", "head-economy"),
        ("Trưởng phòng Kinh tế, Hạ tầng và Đô thị", "head-economy"),
        ("TP KTHT&ĐT", "head-economy"),
        ("Chuyên viên phòng Kinh tế", "staff-economy"),
        ("Chánh Văn phòng HĐND và UBND", "chief-of-office"),
        ("Chánh VP HĐND&UBND", "chief-of-office"),
        ("CVP HĐND-UBND", "chief-of-office"),
        ("PCVP", "deputy-chief-of-office"),
        ("Công chức Địa chính - Xây dựng", "staff"),
        ("Công chức Văn phòng - Thống kê", "staff"),
        ("CV", "staff"),
    ]);
}

#[test]
fn the_centre_and_those_at_it() {
    check(&[
        ("Giám đốc Trung tâm PVHCC", "pvhcc-director"),
        ("GĐ TTPVHCC", "pvhcc-director"),
        ("Phó Giám đốc Trung tâm PVHCC", "pvhcc-deputy-director"),
        ("PGĐ TT PVHCC", "pvhcc-deputy-director"),
        ("Công chức Trung tâm Phục vụ hành chính công", "pvhcc-staff"),
        ("Chuyên viên TTPVHCC", "pvhcc-staff"),
        ("Viên chức Trung tâm PVHCC xã", "pvhcc-staff"),
        ("CBCCVC TTHCC", "pvhcc-staff"),
        ("Công chức TTPV HCC", "pvhcc-staff"),
        ("Chuyên viên Trung tâm HCC", "pvhcc-staff"),
        ("Nhân viên hợp đồng TTPVHCC", "~pvhcc-contract"),
        ("Nhân viên TTPVHCC (hợp đồng)", "~pvhcc-contract"),
        ("Nhân viên bưu điện tại TTPVHCC", "~pvhcc-contract"),
        ("Tình nguyện viên TTPVHCC", "~pvhcc-contract"),
        (
            "Công chức Văn phòng - Thống kê (bộ phận một cửa)",
            "~one-stop",
        ),
        ("BP một cửa", "~one-stop"),
        ("Công chức BP TN&TKQ", "~one-stop"),
        ("Bộ phận TN&TKQ", "~one-stop"),
        ("Trung tâm Phục vụ hành chính công", "~pvhcc"),
        ("Trung tâm Phục vụ hành chính công tỉnh", "pvhcc-province"),
        (
            "Chuyên viên Trung tâm Phục vụ hành chính công tỉnh",
            "pvhcc-province",
        ),
    ]);
}

#[test]
fn everyone_else() {
    check(&[
        ("Trưởng Công an xã", "police-chief"),
        ("TCA", "police-chief"),
        ("Trưởng CA xã", "police-chief"),
        ("Phó Trưởng Công an xã", "deputy-police-chief"),
        ("Chỉ huy trưởng BCH Quân sự xã", "military-commander"),
        ("CHT BCHQS", "military-commander"),
        ("CHT QS", "military-commander"),
        ("Trạm trưởng Trạm Y tế xã", "health-head"),
        ("Trưởng Trạm Y tế", "health-head"),
        ("Hiệu trưởng Trường THCS", "school-head"),
        ("Phó Hiệu trưởng Trường THCS", "deputy-school-head"),
        ("Giáo viên Tin học, Trường Tiểu học", "teacher"),
        ("Nhân viên Viettel", "telecom"),
        ("Nhân viên VNPT", "telecom"),
        ("Giám đốc MobiFone", "telecom"),
        ("Trưởng phòng giao dịch Viettel", "telecom"),
        ("Trưởng thôn 1", "village-head"),
        ("Trưởng thôn Tà Vay", "village-head"),
        ("Tổ trưởng tổ dân phố 2", "village-head"),
        ("Tổ trưởng TDP 3", "village-head"),
        ("TTDP 1", "village-head"),
        ("Tổ trưởng", ""),
        ("Tổ phó Tổ CNSCĐ", ""),
        ("Thành viên", ""),
        ("", ""),
        ("Nông dân sản xuất giỏi", ""),
        ("Chủ tịch UBND huyện Đăk Hà", "district-official"),
    ]);
}

/// Each of these used to be read as the chair, or the chair as another office.
#[test]
fn who_stands_near_the_chair_is_not_the_chair() {
    check(&[
        ("Thư ký Chủ tịch UBND xã", ""),
        ("Thư ký của đồng chí Chủ tịch UBND xã", ""),
        ("Trợ lý Chủ tịch UBND xã", "aide"),
        ("Lái xe của Chủ tịch UBND phường", "aide"),
        (
            "Lái xe riêng cho Chủ tịch UBND xã, Công an viên",
            "aide police-officer",
        ),
        ("Chuyên viên giúp việc Chủ tịch UBND xã", "staff"),
        ("Cán bộ phục vụ Chủ tịch UBND xã", "staff"),
        ("Người được Chủ tịch UBND xã ủy quyền", ""),
        ("Người do Chủ tịch UBND xã chỉ định", ""),
        (
            "PCT UBND xã được Chủ tịch UBND xã phân công",
            "vice-chairman-pc",
        ),
        (
            "Phó Chủ tịch UBND xã, được Bí thư Đảng ủy, Chủ tịch UBND xã giao nhiệm vụ",
            "vice-chairman-pc",
        ),
        (
            "Công chức được Chủ tịch UBND xã cử, Trưởng phòng Văn hóa - Xã hội",
            "staff head-culture-society",
        ),
        (
            "Phó Chủ tịch UBND xã (thay Chủ tịch UBND xã)",
            "vice-chairman-pc",
        ),
        (
            "Phó Chủ tịch UBND xã (ký thay Chủ tịch UBND xã)",
            "vice-chairman-pc",
        ),
        ("Thừa lệnh Chủ tịch UBND xã", ""),
        ("Đại diện cho Chủ tịch UBND xã", ""),
        ("Vợ Chủ tịch UBND xã", ""),
        ("Chủ tịch CĐCS UBND xã", "chairman-union"),
        ("Chủ tịch Công đoàn cơ sở UBND xã", "chairman-union"),
        ("Chủ tịch Hội Chữ thập đỏ UBND xã", "chairman-association"),
        ("Chủ tịch UBND xã (đã nghỉ hưu)", "former:chairman-pc"),
        ("Chủ tịch UBND xã, đã chuyển công tác", "former:chairman-pc"),
        (
            "Chủ tịch UBND xã, Phó Bí thư Đảng ủy (đã miễn nhiệm)",
            "former:chairman-pc former:deputy-party-secretary",
        ),
        ("Chủ tịch UBND xã khóa trước", "former:chairman-pc"),
        // It used to be read as the current chair.
        ("Chủ tịch UBND xã nhiệm kỳ 2016-2021", "former:chairman-pc"),
        ("Chủ tịch UBND xã (2015 – 2020)", "former:chairman-pc"),
        ("CT UBND xã khóa 2011/2016", "former:chairman-pc"),
        ("Chủ tịch UBND xã nhiệm kỳ 2021-2026", "chairman-pc"),
        ("Chủ tịch UBND xã (2025-2030)", "chairman-pc"),
        ("Chủ tịch UBND xã nhiệm kỳ trước", "former:chairman-pc"),
        (
            "Chủ tịch UBND xã Ba Vinh cũ",
            "former:chairman-pc@xã Ba Vinh",
        ),
        ("Cán bộ hưu trí", "former:staff"),
        ("Chủ tịch UBND xã (dự kiến)", "~chairman-pc"),
        ("Dự kiến Chủ tịch UBND xã", "~chairman-pc"),
        ("Không phải Chủ tịch UBND xã", "~chairman-pc"),
        ("Chủ tịch lâm thời UBND xã", "~chairman-pc"),
        ("Chủ tịch Ủy ban bầu cử xã", "~chairman-pc"),
        ("Chủ tịch UBND xã ủy quyền", "~chairman-pc"),
        (
            "Chủ tịch UBND xã ủy quyền cho Phó Chủ tịch UBND xã",
            "~chairman-pc",
        ),
        (
            "Nguyên Bí thư Đảng ủy, Chủ tịch UBND xã",
            "former:party-secretary ~chairman-pc",
        ),
        (
            "Nguyên Bí thư Đảng ủy, hiện là Chủ tịch UBND xã",
            "former:party-secretary chairman-pc",
        ),
    ]);
}

#[test]
fn what_stands_beside_the_chair_leaves_it_the_chair() {
    check(&[
        (
            "Chủ tịch UBND xã, đại biểu HĐND xã",
            "chairman-pc council-delegate",
        ),
        (
            "Đại biểu HĐND tỉnh, Chủ tịch UBND xã",
            "council-delegate chairman-pc",
        ),
        (
            "Chủ tịch UBND xã - ĐB HĐND xã",
            "chairman-pc council-delegate",
        ),
        (
            "Chủ tịch UBND xã, thành viên HĐND xã",
            "chairman-pc council-delegate",
        ),
        (
            "Chủ tịch UBND xã, Đảng ủy viên",
            "chairman-pc party-committee-member",
        ),
        (
            "Chủ tịch UBND xã, Ủy viên UBMTTQ tỉnh",
            "chairman-pc provincial-official",
        ),
        ("Đồng chí Chủ tịch UBND xã", "chairman-pc"),
        ("Đ/c Chủ tịch UBND xã", "chairman-pc"),
        ("Chức vụ: Chủ tịch UBND xã", "chairman-pc"),
        ("Hiện là Chủ tịch UBND xã", "chairman-pc"),
        ("Chủ tịch của UBND xã", "chairman-pc"),
        ("Chủ tịch U.B.N.D xã", "chairman-pc"),
        ("C.T U.B.N.D. xã", "chairman-pc"),
        ("Chủ tịch UB.ND phường", "chairman-pc"),
        ("P.C.T UBND xã", "vice-chairman-pc"),
        ("P/CT UBND xã", "vice-chairman-pc"),
        ("Chủ tịch HĐND và UBND xã", "chairman-council ~chairman-pc"),
        ("Chủ tịch UBND, HĐND xã", "chairman-pc ~chairman-council"),
        ("Chủ tịch UBND xã phụ trách chung", "chairman-pc"),
        ("Thư ký", ""),
        ("Thư ký Tổ, Chủ tịch UBND xã", "chairman-pc"),
        ("Thành viên UBND xã", "member-pc"),
        (
            "Phó Chủ tịch UBND xã được phân công phụ trách văn hóa - xã hội",
            "vice-chairman-pc",
        ),
    ]);
}

#[test]
fn heads_of_an_office_in_short() {
    for typed in [
        "Tr.P VH-XH",
        "T/P Văn hoá - Xã hội",
        "TrP. VHXH",
        "Tr. phòng VH&XH",
        "T.P VHXH xã",
        "Tr/P VHXH",
        "Trg.P VH-XH",
        "TPh. Văn hóa - Xã hội",
        "Trưởng P. VHXH",
        "T. phòng Văn hóa - Xã hội",
        "tr.p vhxh",
    ] {
        check(&[(typed, "head-culture-society")]);
    }
    for typed in [
        "P.Tr.P VHXH",
        "Phó Tr.P VH-XH",
        "Phó P. Văn hóa - Xã hội",
        "P/TP VHXH",
    ] {
        check(&[(typed, "deputy-head-culture-society")]);
    }
}

/// Positions of DOMAIN table (e), and some similar to the chair; `@` is the place of the commune.
const TABLE_E: [&str; 24] = [
    "Chủ tịch UBND @",
    "Phó Bí thư Đảng ủy @, Chủ tịch UBND @",
    "Bí thư Đảng ủy kiêm Chủ tịch UBND @",
    "Chủ tịch @",
    "Quyền Chủ tịch UBND @",
    "Phó Chủ tịch phụ trách UBND @",
    "Phó Chủ tịch UBND @",
    "Bí thư Đảng ủy @, Chủ tịch HĐND @",
    "Phó Chủ tịch HĐND @",
    "Chủ tịch UBMTTQ Việt Nam @",
    "Phó Chủ tịch UBMTTQVN @, Chủ tịch Hội LHPN @",
    "Bí thư Đoàn @",
    "Trưởng phòng Văn hóa - Xã hội @",
    "PCT UBND @ kiêm Trưởng phòng VH-XH",
    "Phó Trưởng phòng VH-XH @",
    "Trưởng Công an @",
    "Giám đốc Trung tâm PVHCC @",
    "Phó Chủ tịch UBND @ phụ trách Trung tâm PVHCC",
    "Chuyên viên Trung tâm PVHCC @",
    "Nguyên Chủ tịch UBND @",
    "Chủ tịch UBND @, đại biểu HĐND @",
    "Trợ lý Chủ tịch UBND @",
    "Chủ tịch UBND @ (đã nghỉ hưu)",
    "Trạm trưởng Trạm Y tế @",
];

type Spelling = fn(&str) -> String;

#[test]
fn an_office_no_longer_held_is_none() {
    let position = read(
        "Nguyên Chủ tịch UBND xã, Chủ tịch Hội CCB",
        &Positions::shipped(),
    );
    assert_eq!(offices(&position), ["chairman-veterans"]);
}

#[test]
fn a_vocabulary_that_names_what_it_lacks_is_refused() {
    let shipped = include_str!("../../../config/vocabulary/positions.toml");
    let broken = shipped.replacen("body = [\"front\"]", "body = [\"frnt\"]", 1);
    let refused = Positions::from_toml(&broken).expect_err("no such body");
    assert_eq!(refused.to_string(), "office chairman-front: «frnt»");
    assert!(Positions::from_toml("nonsense = 1").is_err());
}

proptest! {
    #[test]
    fn any_text_is_answered(position in any::<String>()) {
        let _ = read(&position, &SHIPPED);
    }

    #[test]
    fn a_deputy_is_never_the_chair(
        deputy in "(Phó Chủ tịch|PCT|P\\. Chủ tịch|Phó CT|phó chủ tịch|PHÓ CHỦ TỊCH)",
        gap in "( |\u{a0}|  )",
        standing in "(|Thường trực )",
        body in "(UBND|Ủy ban nhân dân|Uỷ ban nhân dân|ubnd)",
        unit in "(| xã| phường| xã Cà Đam|, Trưởng phòng VH-XH)",
    ) {
        let position = read(&format!("{deputy}{gap}{standing}{body}{unit}"), &SHIPPED);
        let ids = offices(&position);
        prop_assert!(ids.contains(&"vice-chairman-pc"), "{ids:?}");
        prop_assert!(!ids.iter().any(|id| id.starts_with("chairman")), "{ids:?}");
    }
}
