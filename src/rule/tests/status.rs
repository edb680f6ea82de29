//! Status, on time, overdue and the one finding that explains them (contract, section 5).

use crate::finding::RuleId;
use crate::rule::Status::{self, Incomplete, Issued, NotIssued, NotReported};
use crate::rule::explain::explain;
use crate::rule::progress::{cumulative, issued_by};
use crate::rule::testing::{
    ACommune, a_commune, day, full, judged, past, pulled, remark, said, standing,
};
use crate::rule::{FindingCounts, Judgement};
use crate::submission::{Act, DayOrder, Doubt, Role};

const OURS: &str = "Xã Đăk Ui";

fn ours() -> ACommune {
    a_commune(OURS)
}

fn judge(commune: &ACommune, as_of: &str) -> Judgement {
    let snapshot = pulled("2025-09-30", std::slice::from_ref(commune));
    judged(&snapshot, &past("2025-09-30", &[]), as_of)
}

/// Checks the status of a commune, pulled on 30/9/2025, at a date, and the
/// findings about its decision.
#[track_caller]
fn check(
    commune: &ACommune,
    as_of: &str,
    status: Status,
    on_time: Option<bool>,
    findings: &[&str],
) {
    let judgement = judge(commune, as_of);
    let standing = standing(&judgement, OURS);
    assert_eq!(
        (standing.status, standing.on_time),
        (status, on_time),
        "{as_of}"
    );
    assert_eq!(said(&judgement, OURS), findings, "{as_of}");
}

#[test]
fn a_good_decision_counts_from_its_day() {
    let commune = ours().decided("15/QĐ-UBND", "2025-08-05");
    check(
        &commune,
        "2025-08-04",
        NotIssued,
        None,
        &["decision-missing/later"],
    );
    check(&commune, "2025-08-05", Issued, Some(true), &[]);
    check(&commune, "2025-09-30", Issued, Some(true), &[]);
    let first_day = ours().decided("15/QĐ-UBND", "2025-07-01");
    check(&first_day, "2025-08-01", Issued, Some(true), &[]);
}

/// Regression: whether a commune was on time depended on the order of its rows.
#[test]
fn the_first_to_be_signed_counts_in_any_order() {
    let rows = [
        ("30/QĐ-UBND", "2025-08-20"),
        ("10/QĐ-UBND", "2025-08-01"),
        ("5/QĐ-UBND", "2024-05-01"),
    ];
    for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [2, 0, 1]] {
        let mut commune = order.iter().fold(ours(), |commune, at: &usize| {
            commune.decided(rows[*at].0, rows[*at].1)
        });
        for (row, decision) in (50..).zip(&mut commune.0.decisions) {
            decision.number_cell.as_mut().unwrap().row = row;
        }
        let judgement = judge(&commune, "2025-09-30");
        let standing = standing(&judgement, OURS);
        let decision = standing.decision.as_ref().unwrap();
        assert_eq!(decision.number.as_deref(), Some("10/QĐ-UBND"), "{order:?}");
        assert_eq!(standing.on_time, Some(true), "{order:?}");
    }
}

/// Days typed day first into a column whose locale writes the month first.
#[test]
fn a_day_that_may_be_another_one_is_asked_about() {
    use DayOrder::{ShownMonthFirst, TypedDayFirst, TypedEitherWay, TypedMonthFirst};

    let dated = |commune: ACommune, date: &str, order: DayOrder| {
        let mut commune = commune.decided("15/QĐ-UBND", date);
        commune.0.decisions[0].order = Some(order);
        commune
    };
    let two_ways = &["decision-date-implausible/two-ways"][..];
    let later = &["decision-missing/later"][..];
    for (date, order, beside, status, findings) in [
        (
            "2025-09-08",
            ShownMonthFirst,
            ("2025-07-28", TypedDayFirst),
            Incomplete,
            two_ways,
        ),
        (
            "2025-05-08",
            ShownMonthFirst,
            ("2025-07-28", TypedDayFirst),
            Incomplete,
            two_ways,
        ),
        // 12/8 was read as 8/12, which is still in the future.
        (
            "2025-09-08",
            ShownMonthFirst,
            ("2025-12-08", ShownMonthFirst),
            Incomplete,
            two_ways,
        ),
        (
            "2025-12-08",
            ShownMonthFirst,
            ("2025-08-07", ShownMonthFirst),
            Incomplete,
            two_ways,
        ),
        // Nothing shows that day and month were exchanged.
        (
            "2025-09-08",
            ShownMonthFirst,
            ("2025-07-28", ShownMonthFirst),
            NotIssued,
            later,
        ),
        (
            "2025-09-08",
            TypedEitherWay,
            ("2025-07-28", TypedDayFirst),
            NotIssued,
            later,
        ),
        // Both days lead to the same status.
        (
            "2025-08-07",
            ShownMonthFirst,
            ("2025-07-28", TypedDayFirst),
            Issued,
            &[],
        ),
        (
            "2025-07-28",
            TypedDayFirst,
            ("2025-12-08", ShownMonthFirst),
            Issued,
            &[],
        ),
        // 07/28/2025 is in the same column as 09/08/2025.
        (
            "2025-08-09",
            TypedEitherWay,
            ("07/28/2025", TypedMonthFirst),
            Incomplete,
            two_ways,
        ),
    ] {
        let other = dated(a_commune("Xã Ba Tơ"), beside.0, beside.1);
        let snapshot = pulled("2025-09-30", &[dated(ours(), date, order), other]);
        let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-08-31");
        assert_eq!(
            standing(&judgement, OURS).status,
            status,
            "{date} beside {beside:?}"
        );
        assert_eq!(said(&judgement, OURS), findings, "{date} beside {beside:?}");
    }
}

#[test]
fn a_decision_that_several_communes_share_is_nobodys_until_asked() {
    let mut commune = ours().decided("15/QĐ-UBND", "2025-08-05");
    commune.0.decisions[0].doubt = Some(Box::new(Doubt::Shared));
    check(
        &commune,
        "2025-08-31",
        Incomplete,
        None,
        &["decision-incomplete/shared"],
    );
}

#[test]
fn the_deadline_counts_as_on_time() {
    let on_the_day = ours().decided("15/QĐ-UBND", "2025-08-15");
    check(&on_the_day, "2025-08-15", Issued, Some(true), &[]);
    assert!(standing(&judge(&on_the_day, "2025-08-15"), OURS).on_the_day);
    let late = ours().decided("15/QĐ-UBND", "2025-08-16");
    check(
        &late,
        "2025-08-15",
        NotIssued,
        None,
        &["decision-missing/later"],
    );
    check(&late, "2025-08-16", Issued, Some(false), &["decision-late"]);
}

#[test]
fn an_odd_number_counts_with_a_note() {
    for number in ["15", "15/QĐ-CT", "15/2025/QĐ-UBND-X"] {
        let commune = ours().decided(number, "2025-08-05");
        check(
            &commune,
            "2025-08-15",
            Issued,
            Some(true),
            &["decision-number-odd"],
        );
    }
}

#[test]
fn a_claim_that_counts_on_no_date_is_incomplete_whatever_the_date() {
    for (number, date, findings) in [
        ("15/QĐ-UBND", "", vec!["decision-incomplete/date"]),
        ("", "2025-08-05", vec!["decision-incomplete/number"]),
        ("Có", "", vec!["decision-incomplete/both"]),
        ("x", "2025-08-05", vec!["decision-incomplete/number"]),
        (
            "…/QĐ-UBND",
            "2025-08-05",
            vec!["decision-incomplete/number"],
        ),
        ("-", "2025-08-05", vec!["decision-incomplete/number"]),
        ("12/KH-UBND", "2025-08-05", vec!["decision-not-a-decision"]),
        ("12/KH-UBND", "2022-08-05", vec!["decision-not-a-decision"]),
        (
            "15/QĐ-UBND",
            "2022-07-15",
            vec!["decision-date-implausible/before"],
        ),
        (
            "15/QĐ-UBND",
            "2025-06-30",
            vec!["decision-date-implausible/before"],
        ),
        (
            "15/QĐ-UBND",
            "2025-05-08",
            vec!["decision-date-implausible/swapped"],
        ),
        (
            "15/QĐ-UBND",
            "2025-12-08",
            vec!["decision-date-implausible/swapped"],
        ),
        (
            "15/QĐ-UBND",
            "2025-10-01",
            vec!["decision-date-implausible/after"],
        ),
        (
            "15/QĐ-UBND",
            "2052-08-05",
            vec!["decision-date-implausible/after"],
        ),
        (
            "15",
            "2052-08-05",
            vec!["decision-date-implausible/after", "decision-number-odd"],
        ),
        (
            "theo văn bản",
            "2025-08-05",
            vec!["decision-incomplete/number"],
        ),
    ] {
        let commune = ours().decided(number, date);
        for as_of in ["2025-08-01", "2025-09-30"] {
            check(&commune, as_of, Incomplete, None, &findings);
        }
    }
    check(
        &ours().linked("https://vidu.example/qd.pdf"),
        "2025-08-01",
        Incomplete,
        None,
        &["decision-incomplete/both"],
    );
}

#[test]
fn a_link_beside_an_unfilled_number_is_a_claim_and_beside_not_yet_is_none() {
    let linked = |number: &str| {
        let mut commune = ours().decided(number, "");
        commune.0.decisions[0].link = Some("https://vidu.example/qd.pdf".to_owned());
        commune
    };
    let incomplete = ["decision-incomplete/both"];
    check(
        &linked("…/QĐ-UBND"),
        "2025-08-20",
        Incomplete,
        None,
        &incomplete,
    );
    check(
        &linked("đang trình ký"),
        "2025-08-20",
        NotIssued,
        None,
        &["decision-missing/not-yet"],
    );
}

#[test]
fn a_sharper_finding_of_reading_speaks_alone() {
    for (number, date, rule, at) in [
        ("15/QĐ-UBND", "tháng 8/2025", RuleId::DateUnreadable, "D"),
        ("#REF!", "2025-08-05", RuleId::CellError, "C"),
        ("15/QĐ-UBND", "#N/A", RuleId::CellError, "D"),
    ] {
        let commune = ours().decided(number, date);
        let row = commune.0.name_cell.row + 1;
        let mut snapshot = pulled("2025-09-30", std::slice::from_ref(&commune));
        snapshot
            .reading
            .findings
            .push(remark(rule, OURS, &format!("{at}{row}")));
        let judgement = judged(&snapshot, &past("2025-09-30", &[]), "2025-09-30");
        assert_eq!(standing(&judgement, OURS).status, Incomplete);
        assert_eq!(said(&judgement, OURS), [rule.id()]);
    }
}

#[test]
fn no_claim_is_not_issued_and_no_word_is_not_reported() {
    let team = |commune: ACommune| commune.otherwise_complete();
    for (commune, variant) in [
        (team(ours()), "decision-missing"),
        (team(ours().decided("", "")), "decision-missing"),
        (ours().decided("-", ""), "decision-missing"),
        (ours().decided("0", ""), "decision-missing"),
        (ours().decided("…/QĐ-UBND", ""), "decision-missing"),
        (ours().decided("chưa", ""), "decision-missing/not-yet"),
        (
            ours().decided("đang trình ký", ""),
            "decision-missing/not-yet",
        ),
        (
            ours().decided("chưa ban hành", "2025-08-20"),
            "decision-missing/not-yet",
        ),
        (
            ours().decided_by(Act::Withdrawn, "15/QĐ-UBND", "2025-07-20"),
            "decision-missing/withdrawn",
        ),
    ] {
        check(&commune, "2025-08-20", NotIssued, None, &[variant]);
    }
    check(
        &ours(),
        "2025-08-20",
        NotReported,
        None,
        &["decision-missing/not-reported"],
    );
    let nobody = judged(
        &pulled("2025-09-30", &[]),
        &past("2025-09-30", &[]),
        "2025-09-30",
    );
    assert_eq!(said(&nobody, OURS), ["decision-missing/no-row"]);
}

#[test]
fn the_first_founding_decision_is_on_time_and_the_current_one_is_in_force() {
    let number = |claimed: &Option<crate::rule::ClaimedDecision>| {
        claimed
            .clone()
            .and_then(|claimed| claimed.number)
            .unwrap_or_default()
    };
    let check = |commune: ACommune, on_time: bool, first: &str, current: &str| {
        let judgement = judge(&commune, "2025-09-30");
        let standing = standing(&judgement, OURS);
        assert_eq!(standing.on_time, Some(on_time));
        assert_eq!(number(&standing.decision), first);
        assert_eq!(number(&standing.current_decision), current);
    };
    let founds = |number: &str, date: &str| ours().decided(number, date);
    check(
        founds("3/QĐ-UBND", "2025-07-20").decided_by(Act::Reorganises, "40/QĐ-UBND", "2025-08-25"),
        true,
        "3/QĐ-UBND",
        "40/QĐ-UBND",
    );
    check(
        founds("40/QĐ-UBND", "2025-08-25").decided_by(Act::Replaced, "3/QĐ-UBND", "2025-07-20"),
        true,
        "3/QĐ-UBND",
        "40/QĐ-UBND",
    );
    // Reorganised twice: the later one is in force.
    check(
        founds("3/QĐ-UBND", "2025-07-20")
            .decided_by(Act::Reorganises, "50/QĐ-UBND", "2025-09-10")
            .decided_by(Act::Reorganises, "40/QĐ-UBND", "2025-08-25"),
        true,
        "3/QĐ-UBND",
        "50/QĐ-UBND",
    );
    // Only the number of the replaced decision is known.
    check(
        founds("40/QĐ-UBND", "2025-08-25").decided_by(Act::Replaced, "3/QĐ-UBND", ""),
        false,
        "40/QĐ-UBND",
        "40/QĐ-UBND",
    );
    check(
        founds("40/QĐ-UBND", "2025-08-25").decided_by(Act::Withdrawn, "3/QĐ-UBND", "2025-07-20"),
        false,
        "40/QĐ-UBND",
        "40/QĐ-UBND",
    );
    check(
        ours().decided_by(Act::Reorganises, "40/QĐ-UBND", "2025-08-25"),
        false,
        "40/QĐ-UBND",
        "40/QĐ-UBND",
    );
    // In other rows: the first complete one.
    check(
        founds("3/QĐ-UBND", "").decided("4/QĐ-UBND", "2025-08-02"),
        true,
        "4/QĐ-UBND",
        "4/QĐ-UBND",
    );
    // A plan is not a decision if there is also a decision.
    check(
        founds("12/KH-UBND", "2025-07-05").decided("4/QĐ-UBND", "2025-08-02"),
        true,
        "4/QĐ-UBND",
        "4/QĐ-UBND",
    );
}

#[test]
fn several_unmarked_decisions_in_one_cell_are_told() {
    let commune = ours()
        .decided("15/QĐ-UBND", "2025-08-05")
        .decided("16/QĐ-UBND", "2025-08-06");
    check(
        &commune,
        "2025-08-15",
        Issued,
        Some(true),
        &["decision-number-odd/several"],
    );
}

#[test]
fn the_four_statuses_sum_to_the_register() {
    let communes = [
        ours()
            .decided("15/QĐ-UBND", "2025-08-05")
            .otherwise_complete(),
        a_commune("Xã Cà Đam").decided("Có", ""),
        a_commune("Xã Ba Tơ").decided("chưa", ""),
        a_commune("Phường Cẩm Thành").decided("9/QĐ-UBND", "2025-08-20"),
    ];
    let judgement = judged(
        &pulled("2025-09-30", &communes),
        &past("2025-09-30", &[]),
        "2025-09-30",
    );
    let progress = judgement.progress.clone().unwrap();
    let statuses = [
        progress.issued,
        progress.incomplete,
        progress.not_issued,
        progress.not_reported,
    ];
    assert_eq!(statuses, [2, 1, 1, 92]);
    assert_eq!(
        (progress.communes, progress.on_time, progress.late),
        (96, 1, 1)
    );
    assert_eq!((progress.overdue, progress.composition_ok), (Some(94), 1));
    for by in ["kind", "former_province"] {
        let groups = progress.groups.iter().filter(|group| group.by == by);
        assert_eq!(groups.map(|group| group.communes).sum::<u32>(), 96, "{by}");
    }
    let counts = FindingCounts::of(&judgement.findings);
    assert_eq!((counts.error, counts.by_rule["decision-missing"]), (93, 93));
    assert_eq!(
        judgement
            .findings
            .iter()
            .map(|one| one.severity)
            .collect::<Vec<_>>(),
        {
            let mut sorted: Vec<_> = judgement.findings.iter().map(|one| one.severity).collect();
            sorted.sort();
            sorted
        }
    );
    for (figure, count) in [
        ("issued", 2),
        ("late", 1),
        ("not-reported", 92),
        ("overdue", 94),
    ] {
        assert_eq!(
            explain(&judgement, figure).unwrap().communes.len(),
            count,
            "{figure}"
        );
    }
    assert_eq!(
        explain(&judgement, "decision-incomplete")
            .unwrap()
            .communes
            .len(),
        1
    );
    for name in ["23510", "xã đăk ui", "Đăk Ui"] {
        assert_eq!(
            explain(&judgement, name).unwrap().communes,
            ["23510"],
            "{name}"
        );
    }
    assert_eq!(explain(&judgement, "Atlantis"), None);
}

#[test]
fn the_curve_and_the_known_points_agree_with_the_count() {
    let communes = [
        ours().decided("15/QĐ-UBND", "2025-08-05"),
        a_commune("Xã Cà Đam").decided("16/QĐ-UBND", "2025-07-20"),
        a_commune("Xã Ba Tơ").decided("17/QĐ-UBND", "2025-08-05"),
        a_commune("Phường Cẩm Thành").decided("9/QĐ-UBND", "2025-08-20"),
    ];
    let judgement = judged(
        &pulled("2025-09-30", &communes),
        &past("2025-09-30", &[]),
        "2025-08-15",
    );
    let curve = [(day("2025-07-20"), 1), (day("2025-08-05"), 3)];
    assert_eq!(cumulative(&judgement), curve);
    assert_eq!(judgement.progress.clone().unwrap().issued, 3);
    for (at, count) in [
        ("2025-07-19", Some(0)),
        ("2025-08-01", Some(1)),
        ("2025-08-15", Some(3)),
        ("2025-08-16", None),
    ] {
        assert_eq!(issued_by(&judgement, day(at)), count, "{at}");
        if count.is_some() {
            let then = judged(
                &pulled("2025-09-30", &communes),
                &past("2025-09-30", &[]),
                at,
            );
            assert_eq!(then.progress.map(|progress| progress.issued), count, "{at}");
        }
    }
}

#[test]
fn nobody_is_overdue_before_the_deadline_has_passed() {
    let commune = ours().decided("chưa", "");
    for (as_of, overdue) in [("2025-08-15", None), ("2025-08-16", Some(96))] {
        let judgement = judge(&commune, as_of);
        assert_eq!(judgement.progress.unwrap().overdue, overdue, "{as_of}");
    }
}

#[test]
fn a_withdrawn_team_is_still_judged() {
    let commune = ours().decided("chưa", "").with(
        Role::Leader,
        "Trần Thị Dẫn",
        "Bí thư Đảng ủy",
        &[full("party-secretary")],
    );
    let judgement = judge(&commune, "2025-08-20");
    let findings = said(&judgement, OURS);
    assert!(findings.contains(&"leader-not-chairman".to_owned()));
    assert_eq!(judgement.as_of, day("2025-08-20"));
}
