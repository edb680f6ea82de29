//! Decisions of people: confirmations, waivers, extensions, and the settings of a rule.

use crate::finding::Severity;
use crate::rule::Status::{Incomplete, Issued, NotIssued};
use crate::rule::declared::{Confirmed, Extension, Rules, Waiver};
use crate::rule::testing::{ACommune, a_commune, day, full, past, pulled, ruling, said, standing};
use crate::rule::{Composition, Judgement, Ruling, judge};

const OURS: &str = "Xã Đăk Ui";

fn judged(commune: &ACommune, as_of: &str, ruling: &Ruling) -> Judgement {
    let snapshot = pulled("2025-09-30", std::slice::from_ref(commune));
    judge(&snapshot, &past("2025-09-30", &[]), day(as_of), ruling)
}

fn confirming(date: &str) -> Ruling {
    Ruling {
        confirmed: vec![Confirmed {
            commune: "23510".to_owned(),
            number: "15/QĐ-UBND".to_owned(),
            date: day(date),
            by: "Chuyên viên theo dõi".to_owned(),
            reason: "đã đối chiếu bản ký".to_owned(),
        }],
        ..ruling()
    }
}

#[test]
fn a_confirmation_counts_what_was_kept_out() {
    let claimed = a_commune(OURS).decided("Có", "");
    for (as_of, status) in [("2025-07-27", NotIssued), ("2025-07-28", Issued)] {
        let judgement = judged(&claimed, as_of, &confirming("2025-07-28"));
        let standing = standing(&judgement, OURS);
        assert_eq!(standing.status, status);
        assert_eq!(
            standing.confirmed_by.as_deref(),
            Some("Chuyên viên theo dõi")
        );
        assert_eq!(
            standing.decision.clone().unwrap().number.as_deref(),
            Some("15/QĐ-UBND")
        );
    }
    assert!(
        said(
            &judged(&claimed, "2025-08-15", &confirming("2025-07-28")),
            OURS
        )
        .is_empty()
    );
    // An impossible day does not count, even if confirmed.
    let impossible = judged(&claimed, "2025-08-15", &confirming("2025-06-28"));
    assert_eq!(standing(&impossible, OURS).status, Incomplete);
}

#[test]
fn a_confirmation_speaks_for_a_commune_that_says_nothing() {
    // Regression: confirmations were ignored for an empty row and a row with only a team, but
    // printed as confirmed.
    for silent in [
        a_commune(OURS),
        a_commune(OURS).decided("", ""),
        a_commune(OURS).led_by("Chủ tịch UBND xã", &[full("chairman-pc")]),
    ] {
        let ruling = confirming("2025-07-28");
        let judgement = judged(&silent, "2025-08-15", &ruling);
        assert_eq!(standing(&judgement, OURS).status, Issued);
        assert_eq!(standing(&judgement, OURS).on_time, Some(true));
        assert!(standing(&judgement, OURS).confirmed_by.is_some());
    }
}

#[test]
fn a_confirmation_changes_nothing_where_nothing_is_claimed_or_all_is_clear() {
    let not_yet = a_commune(OURS).decided("chưa", "");
    let judgement = judged(&not_yet, "2025-08-15", &confirming("2025-07-28"));
    assert_eq!(standing(&judgement, OURS).status, NotIssued);
    let clear = a_commune(OURS).decided("16/QĐ-UBND", "2025-08-20");
    let judgement = judged(&clear, "2025-09-30", &confirming("2025-07-28"));
    assert_eq!(standing(&judgement, OURS).on_time, Some(false));
    assert_eq!(standing(&judgement, OURS).confirmed_by, None);
}

#[test]
fn a_faulty_cell_is_told_though_the_decision_was_confirmed() {
    let swapped = a_commune(OURS).decided("15/QĐ-UBND", "2025-05-08");
    let judgement = judged(&swapped, "2025-08-15", &confirming("2025-08-05"));
    assert_eq!(standing(&judgement, OURS).status, Issued);
    assert_eq!(
        said(&judgement, OURS),
        ["decision-date-implausible/swapped"]
    );
}

#[test]
fn a_waiver_silences_one_rule_of_one_commune_until_a_day() {
    let secretary = a_commune(OURS)
        .decided("15/QĐ-UBND", "2025-07-28")
        .led_by("Bí thư Đảng ủy", &[full("party-secretary")])
        .otherwise_complete();
    let ruling = Ruling {
        waivers: vec![Waiver {
            commune: "23510".to_owned(),
            rule: "leader-not-chairman".to_owned(),
            until: day("2025-08-31"),
            reason: "đang kiện toàn".to_owned(),
        }],
        ..ruling()
    };
    let judgement = judged(&secretary, "2025-08-31", &ruling);
    assert!(said(&judgement, OURS).is_empty());
    assert_eq!(
        standing(&judgement, OURS).composition,
        Some(Composition::Ok)
    );
    let judgement = judged(&secretary, "2025-09-01", &ruling);
    assert_eq!(said(&judgement, OURS), ["leader-not-chairman"]);
    assert_eq!(
        standing(&judgement, OURS).composition,
        Some(Composition::NotOk)
    );
}

#[test]
fn an_extension_is_a_commune_s_own_deadline() {
    let ruling = Ruling {
        extensions: vec![Extension {
            commune: "23510".to_owned(),
            deadline: day("2025-08-20"),
            reason: "mưa lũ".to_owned(),
        }],
        ..ruling()
    };
    let late = a_commune(OURS).decided("15/QĐ-UBND", "2025-08-20");
    let judgement = judged(&late, "2025-08-20", &ruling);
    assert_eq!(standing(&judgement, OURS).on_time, Some(true));
    assert!(standing(&judgement, OURS).on_the_day);
    let waiting = judged(&late, "2025-08-17", &ruling);
    assert_eq!(standing(&waiting, OURS).overdue, None);
    assert_eq!(waiting.progress.unwrap().overdue, Some(95));
}

#[test]
fn an_exclusive_deadline_is_over_a_day_earlier() {
    let ruling = Ruling {
        deadline_inclusive: false,
        ..ruling()
    };
    let on_the_day = a_commune(OURS).decided("15/QĐ-UBND", "2025-08-15");
    let judgement = judged(&on_the_day, "2025-08-15", &ruling);
    assert_eq!(standing(&judgement, OURS).on_time, Some(false));
    assert_eq!(said(&judgement, OURS), ["decision-late"]);
    assert_eq!(judgement.progress.unwrap().overdue, Some(95));
}

#[test]
fn a_rule_may_be_off_on_trial_or_graver() {
    let check = |setting: &str, findings: &[(&str, Severity)], trial: usize, ok: Composition| {
        let rules = format!("[rule.deputy-not-eligible]\n{setting}");
        let ruling = Ruling {
            rules: Rules::from_toml(&rules).unwrap(),
            ..ruling()
        };
        let commune = a_commune(OURS)
            .decided("15/QĐ-UBND", "2025-07-28")
            .led_by("Chủ tịch UBND xã", &[full("chairman-pc")])
            .with(
                crate::submission::Role::Deputy,
                "Ngô Văn Phó",
                "Kế toán",
                &[full("staff")],
            )
            .otherwise_complete();
        let judgement = judged(&commune, "2025-08-15", &ruling);
        let about = judgement
            .findings
            .iter()
            .filter(|one| one.commune.as_deref() == Some("23510"));
        let found: Vec<(&str, Severity)> = about.map(|one| (one.rule.id(), one.severity)).collect();
        assert_eq!(found, findings, "{setting}");
        assert_eq!(judgement.trial.len(), trial, "{setting}");
        assert_eq!(
            standing(&judgement, OURS).composition,
            Some(ok),
            "{setting}"
        );
    };
    let rule = "deputy-not-eligible";
    check(
        "",
        &[(rule, Severity::Warning)],
        0,
        Composition::OkWithRemarks,
    );
    check(
        "severity = \"error\"",
        &[(rule, Severity::Error)],
        0,
        Composition::NotOk,
    );
    check("enabled = false", &[], 0, Composition::Ok);
    check("trial = true", &[], 1, Composition::Ok);
    check("effective_from = 2025-08-16", &[], 0, Composition::Ok);
    check("until = 2025-08-14", &[], 0, Composition::Ok);
}

#[test]
fn the_department_lists_the_components_of_letter_335() {
    let toml =
        "[[component]]\nname = \"Công an xã\"\noffices = [\"police-chief\"]\nwords = [\"công an\"]";
    let ruling = Ruling {
        rules: Rules::from_toml(toml).unwrap(),
        ..ruling()
    };
    let check = |position: &str, office: Option<&str>, findings: &[&str]| {
        let offices: Vec<_> = office.into_iter().map(full).collect();
        let commune = a_commune(OURS)
            .decided("15/QĐ-UBND", "2025-07-28")
            .otherwise_complete()
            .with(
                crate::submission::Role::Member,
                "Ngô Văn An",
                position,
                &offices,
            );
        assert_eq!(
            said(&judged(&commune, "2025-08-15", &ruling), OURS),
            findings,
            "{position}"
        );
    };
    check("Trưởng Công an xã", Some("police-chief"), &[]);
    check("Cán bộ Công an", None, &[]);
    check("Giáo viên", Some("teacher"), &["component-missing"]);
}

#[test]
fn exceptions_are_read_from_toml_and_from_json() {
    let toml = "commune = \"23510\"\nnumber = \"15/QĐ-UBND\"\ndate = 2025-07-28\nby = \"a\"\nreason = \"b\"";
    let confirmed: Confirmed = toml::from_str(toml).unwrap();
    let json = serde_json::to_string(&confirmed).unwrap();
    assert_eq!(serde_json::from_str::<Confirmed>(&json).unwrap(), confirmed);
    let waiver =
        "commune = \"23510\"\nrule = \"decision-late\"\nuntil = \"2025-09-30\"\nreason = \"b\"";
    assert!(toml::from_str::<Waiver>(waiver).is_ok());
    let extension = "commune = \"23510\"\ndeadline = 2025-08-20\nreason = \"b\"";
    assert!(toml::from_str::<Extension>(extension).is_ok());
    assert!(
        toml::from_str::<Extension>("commune = \"1\"\ndeadline = 2025-02-30\nreason = \"\"")
            .is_err()
    );
}
