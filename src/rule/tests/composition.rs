//! Who may hold a role: the verdict table of DOMAIN (e), and one cause, one finding.

use std::sync::Arc;
use std::sync::LazyLock;

use crate::finding::RuleId;
use crate::rule::testing::{
    a_commune, full, held, judged, of, past, perhaps, pulled, remark, said, standing,
};
use crate::rule::{Composition, Judgement};
use crate::submission::position::{self, Positions};
use crate::submission::{Held, Manner, Role};

const OURS: &str = "Xã Đăk Ui";

static POSITIONS: LazyLock<Positions> = LazyLock::new(Positions::shipped);

fn team(role: Role, position: &str, offices: &[Held]) -> Judgement {
    let commune = a_commune(OURS).decided("15/QĐ-UBND", "2025-07-28");
    let commune = if role == Role::Leader {
        commune.led_by(position, offices).otherwise_complete()
    } else if role == Role::Deputy {
        commune
            .led_by("Chủ tịch UBND xã", &[full("chairman-pc")])
            .with(role, "Ngô Văn Phó", position, offices)
            .otherwise_complete()
    } else {
        commune
            .led_by("Chủ tịch UBND xã", &[full("chairman-pc")])
            .with(role, "Ngô Văn Viên", position, offices)
    };
    judged(
        &pulled("2025-09-30", &[commune]),
        &past("2025-09-30", &[]),
        "2025-09-30",
    )
}

/// Checks the findings about a position for a leader, a deputy and the only other member. «A» means
/// no finding; `-` is not checked.
#[track_caller]
fn check(position: &str, offices: &[Held], verdicts: [&str; 3]) {
    let roles = [Role::Leader, Role::Deputy, Role::Member];
    for (role, verdict) in roles.into_iter().zip(verdicts) {
        let finding = match (verdict, role) {
            ("-", _) => continue,
            ("A", _) => Vec::new(),
            ("note", Role::Leader) => vec!["leader-acting"],
            ("?", Role::Leader) => vec!["position-ambiguous/leader"],
            ("?", Role::Deputy) => vec!["position-ambiguous/deputy"],
            ("?", Role::Member) => vec!["position-ambiguous/centre"],
            ("X", Role::Leader) => vec!["leader-not-chairman"],
            ("X", Role::Deputy) => vec!["deputy-not-eligible"],
            ("X", Role::Member) => vec!["pvhcc-member-missing"],
            (other, _) => vec![other],
        };
        assert_eq!(
            said(&team(role, position, offices), OURS),
            finding,
            "{position} as {role:?}"
        );
    }
}

/// The same for the texts of the table, as `submission` understands them.
#[track_caller]
fn check_words(rows: &[(&str, [&str; 3])]) {
    for (words, verdicts) in rows {
        check(words, &position::read(words, &POSITIONS).held, *verdicts);
    }
}

#[test]
fn the_verdict_table_of_the_domain() {
    check_words(&[
        ("Chủ tịch UBND xã", ["A", "X", "-"]),
        ("CT UBND phường", ["A", "X", "-"]),
        ("Chủ tịch UBND đặc khu", ["A", "X", "-"]),
        ("Phó Bí thư Đảng ủy, Chủ tịch UBND xã", ["A", "X", "-"]),
        ("Bí thư Đảng ủy, Chủ tịch UBND xã", ["A", "X", "-"]),
        ("Bí thư Đảng ủy kiêm Chủ tịch UBND", ["A", "X", "-"]),
        ("Chủ tịch xã", ["A", "X", "-"]),
        ("Chủ tịch phường", ["A", "X", "-"]),
        ("Chủ tịch", ["?", "?", "-"]),
        ("Quyền Chủ tịch UBND", ["note", "?", "-"]),
        ("Q. Chủ tịch UBND", ["note", "?", "-"]),
        ("Phó Chủ tịch phụ trách UBND xã", ["?", "A", "-"]),
        ("PCT điều hành UBND", ["?", "A", "-"]),
        ("Phụ trách UBND", ["?", "A", "-"]),
        ("Phó Chủ tịch UBND xã", ["X", "A", "-"]),
        ("PCT Thường trực UBND", ["X", "A", "-"]),
        ("Bí thư Đảng ủy", ["X", "X", "-"]),
        ("Bí thư Đảng ủy, Chủ tịch HĐND", ["X", "X", "-"]),
        ("Chủ tịch HĐND", ["X", "X", "-"]),
        ("Phó Chủ tịch", ["X", "?", "-"]),
        ("Phó Chủ tịch HĐND", ["X", "?", "-"]),
        ("Phó Chủ tịch Thường trực HĐND", ["X", "?", "-"]),
        ("Chủ tịch UBMTTQ Việt Nam xã", ["X", "A", "-"]),
        (
            "Phó Chủ tịch UBMTTQVN xã, Chủ tịch Hội LHPN xã",
            ["X", "A", "-"],
        ),
        ("Ủy viên Thường trực UBMTTQ", ["X", "?", "-"]),
        ("Chủ tịch Hội LHPN xã", ["X", "?", "-"]),
        ("Chủ tịch Hội Nông dân", ["X", "?", "-"]),
        ("Bí thư Đoàn xã", ["X", "?", "-"]),
        ("Trưởng phòng Văn hóa - Xã hội", ["X", "A", "-"]),
        ("PCT UBND kiêm Trưởng phòng VH-XH", ["X", "A", "-"]),
        ("Phó Trưởng phòng VH-XH", ["X", "X", "-"]),
        ("Quyền Trưởng phòng", ["X", "?", "-"]),
        ("Phụ trách phòng VH-XH", ["X", "?", "-"]),
        ("Trưởng phòng Kinh tế", ["X", "X", "-"]),
        ("Chánh Văn phòng HĐND và UBND", ["X", "X", "-"]),
        ("Trưởng Công an xã", ["X", "X", "-"]),
        ("Giám đốc Trung tâm PVHCC", ["X", "X", "A"]),
        (
            "Phó Chủ tịch UBND kiêm Giám đốc Trung tâm PVHCC",
            ["X", "A", "-"],
        ),
        (
            "Phó Chủ tịch UBND phụ trách Trung tâm PVHCC",
            ["X", "A", "?"],
        ),
        ("Phó Giám đốc Trung tâm PVHCC", ["X", "X", "A"]),
        ("Công chức Trung tâm PVHCC", ["X", "X", "A"]),
        ("Chuyên viên TTPVHCC", ["X", "X", "A"]),
        ("Nhân viên hợp đồng TTPVHCC", ["X", "X", "?"]),
        ("Nhân viên bưu điện tại TTPVHCC", ["X", "X", "?"]),
        ("Tình nguyện viên TTPVHCC", ["X", "X", "?"]),
        (
            "Công chức Văn phòng - Thống kê (bộ phận một cửa)",
            ["X", "X", "?"],
        ),
        ("Trung tâm Phục vụ hành chính công tỉnh", ["X", "X", "X"]),
        ("Nguyên Chủ tịch UBND xã", ["X", "X", "-"]),
        ("KT. CHỦ TỊCH, PHÓ CHỦ TỊCH", ["X", "A", "-"]),
        ("Chủ tịch UBND xã Đắk Ui", ["A", "X", "-"]),
        ("Chủ tịch UBND huyện Đăk Hà", ["X", "X", "-"]),
        ("Chủ tịch UBND tỉnh", ["X", "X", "-"]),
        (
            "Chủ tịch UBND xã Cà Đam",
            ["other-commune-position", "other-commune-position", "-"],
        ),
        (
            "Phó Bí thư Đảng ủy, Chủ tịch UBND xã Ba Tơ",
            ["other-commune-position", "other-commune-position", "-"],
        ),
        // Neither in the register nor similar to our commune.
        ("Chủ tịch UBND xã Hương Thủy Biều", ["?", "X", "-"]),
    ]);
}

#[test]
fn the_chair_leads() {
    let chair = full("chairman-pc");
    check(
        "Chủ tịch UBND xã",
        std::slice::from_ref(&chair),
        ["A", "X", "-"],
    );
    check("Chủ tịch xã", std::slice::from_ref(&chair), ["A", "X", "-"]);
    let deputy_secretary = full("deputy-party-secretary");
    check(
        "Phó Bí thư Đảng ủy, Chủ tịch UBND xã",
        &[deputy_secretary, chair.clone()],
        ["A", "X", "-"],
    );
    check(
        "Bí thư Đảng ủy kiêm Chủ tịch UBND",
        &[full("party-secretary"), chair],
        ["A", "X", "-"],
    );
    check("Chủ tịch", &[perhaps("chairman")], ["?", "?", "-"]);
    check(
        "Quyền Chủ tịch UBND",
        &[held("chairman-pc", Manner::Acting)],
        ["note", "?", "-"],
    );
    check(
        "Phụ trách UBND",
        &[held("chairman-pc", Manner::InCharge)],
        ["?", "?", "-"],
    );
    let in_charge = held("vice-chairman-pc", Manner::InCharge);
    check(
        "Phó Chủ tịch phụ trách UBND xã",
        &[in_charge],
        ["?", "A", "-"],
    );
    check(
        "Nguyên Chủ tịch UBND xã",
        &[held("chairman-pc", Manner::Former)],
        ["X", "X", "-"],
    );
}

#[test]
fn other_heads_do_not_lead() {
    check(
        "Phó Chủ tịch UBND xã",
        &[full("vice-chairman-pc")],
        ["X", "A", "-"],
    );
    check(
        "Bí thư Đảng ủy",
        &[full("party-secretary")],
        ["X", "X", "-"],
    );
    let both = [full("party-secretary"), full("chairman-council")];
    check("Bí thư Đảng ủy, Chủ tịch HĐND", &both, ["X", "X", "-"]);
    check(
        "Chủ tịch HĐND",
        &[full("chairman-council")],
        ["X", "X", "-"],
    );
    check("Phó Chủ tịch", &[perhaps("vice-chairman")], ["X", "?", "-"]);
    check(
        "Phó Chủ tịch HĐND",
        &[full("vice-chairman-council")],
        ["X", "?", "-"],
    );
    check(
        "Chủ tịch UBMTTQ Việt Nam xã",
        &[full("chairman-front")],
        ["X", "A", "-"],
    );
    let front = [full("vice-chairman-front"), full("chairman-women")];
    check(
        "Phó Chủ tịch UBMTTQVN xã, Chủ tịch Hội LHPN xã",
        &front,
        ["X", "A", "-"],
    );
    check(
        "Chủ tịch Hội LHPN xã",
        &[full("chairman-women")],
        ["X", "?", "-"],
    );
    check(
        "Bí thư Đoàn xã",
        &[full("secretary-youth")],
        ["X", "?", "-"],
    );
    check(
        "Trưởng phòng Văn hóa - Xã hội",
        &[full("head-culture-society")],
        ["X", "A", "-"],
    );
    check(
        "Phó Trưởng phòng VH-XH",
        &[full("deputy-head-culture-society")],
        ["X", "X", "-"],
    );
    let acting = held("head-culture-society", Manner::InCharge);
    check("Phụ trách phòng VH-XH", &[acting], ["X", "?", "-"]);
    check(
        "Trưởng phòng Kinh tế",
        &[full("head-economy")],
        ["X", "X", "-"],
    );
    check(
        "Trưởng Công an xã",
        &[full("police-chief")],
        ["X", "X", "-"],
    );
}

#[test]
fn the_centre_sends_a_member() {
    check(
        "Giám đốc Trung tâm PVHCC",
        &[full("pvhcc-director")],
        ["X", "X", "A"],
    );
    check(
        "Phó Giám đốc Trung tâm PVHCC",
        &[full("pvhcc-deputy-director")],
        ["X", "X", "A"],
    );
    check(
        "Chuyên viên TTPVHCC",
        &[full("pvhcc-staff")],
        ["X", "X", "A"],
    );
    let both = [full("vice-chairman-pc"), full("pvhcc-director")];
    check(
        "PCT UBND kiêm Giám đốc Trung tâm PVHCC",
        &both,
        ["X", "A", "-"],
    );
    check(
        "Nhân viên hợp đồng TTPVHCC",
        &[perhaps("pvhcc-contract")],
        ["X", "X", "?"],
    );
    let oversees = [full("vice-chairman-pc"), perhaps("pvhcc-overseer")];
    check(
        "PCT UBND phụ trách Trung tâm PVHCC",
        &oversees,
        ["X", "A", "?"],
    );
    let of_the_province = of("tỉnh Quảng Ngãi", "pvhcc-staff");
    check(
        "Trung tâm Phục vụ hành chính công tỉnh",
        &[of_the_province],
        ["X", "X", "X"],
    );
    check("Trưởng thôn 2", &[full("village-head")], ["X", "X", "X"]);
}

#[test]
fn a_position_nobody_understood_is_asked_about_only_where_it_may_be_the_office() {
    check("Chủ tịch lâm thời", &[], ["?", "?", "X"]);
    check("Thủ kho", &[], ["X", "X", "X"]);
    check("Cán bộ bộ phận một cửa", &[], ["X", "X", "?"]);
}

#[test]
fn the_office_must_be_in_this_commune() {
    let elsewhere = "other-commune-position";
    check(
        "Chủ tịch UBND xã Cà Đam",
        &[of("xã Cà Đam", "chairman-pc")],
        [elsewhere, elsewhere, "-"],
    );
    check(
        "Chủ tịch UBND xã Đăk Ui",
        &[of("xã Đăk Ui", "chairman-pc")],
        ["A", "X", "-"],
    );
    check(
        "Trưởng thôn Sơn Hà",
        &[of("Sơn Hà", "village-head")],
        ["X", "X", "X"],
    );
    let at_home = [
        full("deputy-party-secretary"),
        of("xã Đăk Ui", "chairman-pc"),
    ];
    check(
        "Phó Bí thư Đảng ủy, Chủ tịch UBND xã Đăk Ui",
        &at_home,
        ["A", "X", "-"],
    );
}

#[test]
fn a_role_in_the_team_is_no_position() {
    for words in [
        "Tổ trưởng",
        "TỔ PHÓ",
        "Thành viên Tổ CNSCĐ",
        "Tổ viên tổ công nghệ số",
    ] {
        check_words(&[(words, ["position-missing"; 3])]);
    }
    check_words(&[("Thành viên UBMTTQ", ["X", "-", "X"])]);
}

#[test]
fn no_position_is_said_once() {
    check(
        "",
        &[],
        ["position-missing", "position-missing", "position-missing"],
    );
}

#[test]
fn a_deputy_from_the_centre_is_asked_about_where_nobody_else_is() {
    let commune = a_commune(OURS)
        .decided("15/QĐ-UBND", "2025-07-28")
        .led_by("Chủ tịch UBND xã", &[full("chairman-pc")])
        .with(
            Role::Deputy,
            "Ngô Văn Phó",
            "PCT UBND kiêm Giám đốc Trung tâm PVHCC",
            &[full("vice-chairman-pc"), full("pvhcc-director")],
        );
    let judgement = judged(
        &pulled("2025-09-30", &[commune]),
        &past("2025-09-30", &[]),
        "2025-09-30",
    );
    assert_eq!(said(&judgement, OURS), ["position-ambiguous/centre"]);
}

#[test]
fn two_leaders_are_one_fault_and_two_where_neither_is_the_chair() {
    let chair = [full("chairman-pc")];
    let front = [full("chairman-front")];
    let secretary = [full("party-secretary")];
    let check = |first: &[Held], second: &[Held], findings: &[&str]| {
        let commune = a_commune(OURS)
            .decided("15/QĐ-UBND", "2025-07-28")
            .led_by("một", first)
            .with(Role::Leader, "Phan Văn Hai", "hai", second)
            .otherwise_complete();
        let judgement = judged(
            &pulled("2025-09-30", &[commune]),
            &past("2025-09-30", &[]),
            "2025-09-30",
        );
        assert_eq!(said(&judgement, OURS), findings);
    };
    check(&chair, &front, &["leader-multiple"]);
    check(
        &secretary,
        &front,
        &["leader-not-chairman", "leader-multiple"],
    );
}

#[test]
fn one_person_in_two_roles_is_one_fault() {
    let chair = [full("chairman-pc")];
    let commune = a_commune(OURS)
        .decided("15/QĐ-UBND", "2025-07-28")
        .led_by("Chủ tịch UBND xã", &chair)
        .with(Role::Deputy, "TRẦN THỊ DẪN", "Chủ tịch UBND xã", &chair)
        .otherwise_complete();
    let judgement = judged(
        &pulled("2025-09-30", &[commune]),
        &past("2025-09-30", &[]),
        "2025-09-30",
    );
    assert_eq!(said(&judgement, OURS), ["two-roles"]);
}

#[test]
fn a_team_without_a_leader() {
    let commune = a_commune(OURS).decided("15/QĐ-UBND", "2025-07-28").with(
        Role::Member,
        "Lê Văn Trung Tâm",
        "Công chức Trung tâm PVHCC",
        &[full("pvhcc-staff")],
    );
    let judgement = judged(
        &pulled("2025-09-30", &[commune]),
        &past("2025-09-30", &[]),
        "2025-09-30",
    );
    assert_eq!(said(&judgement, OURS), ["leader-missing"]);
    assert_eq!(
        standing(&judgement, OURS).composition,
        Some(Composition::NotOk)
    );
}

#[test]
fn what_could_not_be_paired_is_not_called_missing() {
    let commune = a_commune(OURS)
        .decided("15/QĐ-UBND", "2025-07-28")
        .led_by("Chủ tịch UBND xã", &[full("chairman-pc")])
        .with(Role::Member, "Đỗ Văn Một", "", &[])
        .with(Role::Member, "Đỗ Văn Hai", "", &[]);
    let member_cell = commune.0.members[1].cell.a1();
    let mut snapshot = pulled("2025-09-30", &[commune]);
    let members = &mut snapshot.reading.submissions[0].members;
    for member in &mut Arc::make_mut(members)[1..] {
        member.cell = crate::rule::testing::cell(&member_cell);
    }
    let mismatch = remark(RuleId::NamesPositionsMismatch, OURS, &member_cell);
    snapshot.reading.findings.push(mismatch);
    let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30");
    assert_eq!(said(&judgement, OURS), ["names-positions-mismatch"]);
}

#[test]
fn what_a_broken_formula_hides_is_not_called_missing() {
    for (hidden, findings) in [(true, &[][..]), (false, &["position-missing"])] {
        let mut commune = a_commune(OURS)
            .decided("15/QĐ-UBND", "2025-07-28")
            .otherwise_complete()
            .with(Role::Member, "Đỗ Văn Một", "", &[]);
        let members = Arc::make_mut(&mut commune.0.members);
        members.last_mut().unwrap().unpaired = hidden;
        let snapshot = pulled("2025-09-30", &[commune]);
        let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30");
        assert_eq!(said(&judgement, OURS), findings);
    }
}

#[test]
fn the_same_person_in_two_teams_needs_the_same_phone() {
    let commune = |title: &str, phone: &str| {
        a_commune(title)
            .decided("15/QĐ-UBND", "2025-07-28")
            .otherwise_complete()
            .reached_at(phone)
    };
    let check = |phone: &str, findings: &[&str]| {
        let snapshot = pulled(
            "2025-09-30",
            &[commune("Xã Cà Đam", "0912000001"), commune(OURS, phone)],
        );
        let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30");
        assert_eq!(said(&judgement, OURS), findings);
        assert!(said(&judgement, "Xã Cà Đam").is_empty());
    };
    check("0912000001", &["member-duplicate"]);
    check("0912000002", &[]);
}

#[test]
fn composition_has_three_values_and_none_without_a_team() {
    let check = |role: Role, offices: &[Held], composition: Composition| {
        let judgement = team(role, "chức vụ", offices);
        assert_eq!(standing(&judgement, OURS).composition, Some(composition));
    };
    check(Role::Leader, &[full("chairman-pc")], Composition::Ok);
    check(
        Role::Leader,
        &[held("chairman-pc", Manner::Acting)],
        Composition::Ok,
    );
    check(
        Role::Deputy,
        &[full("head-economy")],
        Composition::OkWithRemarks,
    );
    check(Role::Leader, &[full("party-secretary")], Composition::NotOk);
    let bare = a_commune(OURS).decided("15/QĐ-UBND", "2025-07-28");
    let judgement = judged(
        &pulled("2025-09-30", &[bare]),
        &past("2025-09-30", &[]),
        "2025-09-30",
    );
    assert_eq!(standing(&judgement, OURS).composition, None);
}
