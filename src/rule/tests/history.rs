//! What earlier pulls add: withdrawn, replaced and backdated decisions.

use crate::rule::Status::{Issued, NotIssued, NotReported};
use crate::rule::decisions_seen;
use crate::rule::testing::{
    ACommune, a_commune, judged, morning, past, pulled, ruling, said, seen, standing,
};
use crate::snapshot::past::SeenDecision;
use crate::submission::Act;

const OURS: &str = "Xã Đăk Ui";
const OTHER: &str = "Xã Cà Đam";

/// Pulls were made on 28/7, 8/8, 15/8 and 30/9; decisions of another commune show them.
fn judge(
    commune: Option<ACommune>,
    history: &[SeenDecision],
    as_of: &str,
) -> crate::rule::Judgement {
    let others = [
        seen("1/QĐ-UBND", "2025-07-20", "2025-07-28", "2025-08-08"),
        seen("2/QĐ-UBND", "2025-08-14", "2025-08-15", "2025-08-15"),
    ];
    let past = past("2025-07-28", &[(OTHER, &others), (OURS, history)]);
    let communes: Vec<ACommune> = commune.into_iter().collect();
    judged(&pulled("2025-09-30", &communes), &past, as_of)
}

#[test]
fn a_decision_that_is_gone_was_withdrawn() {
    let history = [seen(
        "129/QĐ-UBND",
        "2025-08-04",
        "2025-08-08",
        "2025-08-08",
    )];
    let empty = a_commune(OURS);
    let judgement = judge(Some(empty), &history, "2025-09-30");
    assert_eq!(said(&judgement, OURS), ["decision-withdrawn"]);
    assert_eq!(standing(&judgement, OURS).status, NotReported);
    let said_so = a_commune(OURS).decided("chưa", "");
    let judgement = judge(Some(said_so), &history, "2025-09-30");
    assert_eq!(said(&judgement, OURS), ["decision-withdrawn"]);
    assert_eq!(standing(&judgement, OURS).status, NotIssued);
    // Before it was signed, there was nothing to withdraw.
    let judgement = judge(None, &history, "2025-08-01");
    assert_eq!(said(&judgement, OURS), ["decision-missing/no-row"]);
}

#[test]
fn a_replaced_decision_founds_and_a_withdrawn_one_does_not() {
    let check = |history: &[SeenDecision], number: &str, date: &str, on_time: bool, first: &str| {
        let judgement = judge(
            Some(a_commune(OURS).decided(number, date)),
            history,
            "2025-09-30",
        );
        let standing = standing(&judgement, OURS);
        let decision = standing.decision.clone().unwrap();
        assert_eq!(
            (standing.status, standing.on_time),
            (Issued, Some(on_time)),
            "{number}"
        );
        assert_eq!(decision.number.as_deref(), Some(first), "{number}");
    };
    // Seen until 15/8, and the next pull has another decision in its place.
    let replaced = [seen("3/QĐ-UBND", "2025-07-20", "2025-07-28", "2025-08-15")];
    check(&replaced, "40/QĐ-UBND", "2025-09-04", true, "3/QĐ-UBND");
    // Seen until 8/8, missing on 15/8: withdrawn.
    let withdrawn = [seen("3/QĐ-UBND", "2025-07-20", "2025-07-28", "2025-08-08")];
    check(&withdrawn, "40/QĐ-UBND", "2025-09-04", false, "40/QĐ-UBND");
    // The same number with another day is a correction.
    check(&replaced, "3/QĐ-UBND", "2025-09-04", false, "3/QĐ-UBND");
    // Replaced twice, without a gap.
    let chain = [
        seen("3/QĐ-UBND", "2025-07-20", "2025-07-28", "2025-08-08"),
        seen("9/QĐ-UBND", "2025-08-12", "2025-08-15", "2025-08-15"),
    ];
    check(&chain, "40/QĐ-UBND", "2025-09-04", true, "3/QĐ-UBND");
}

#[test]
fn a_replaced_decision_counts_before_its_successor() {
    let replaced = [seen("3/QĐ-UBND", "2025-07-20", "2025-07-28", "2025-08-15")];
    let commune = a_commune(OURS).decided("40/QĐ-UBND", "2025-09-04");
    let judgement = judge(Some(commune), &replaced, "2025-08-01");
    assert_eq!(standing(&judgement, OURS).status, Issued);
}

#[test]
fn signed_in_time_and_first_seen_after_the_deadline_is_told() {
    let check = |history: &[SeenDecision], date: &str, findings: &[&str], first_seen: &str| {
        let commune = a_commune(OURS).decided("15/QĐ-UBND", date);
        let judgement = judge(Some(commune), history, "2025-09-30");
        assert_eq!(said(&judgement, OURS), findings);
        assert_eq!(
            standing(&judgement, OURS).first_seen,
            Some(morning(first_seen))
        );
    };
    check(&[], "2025-08-12", &["decision-backdated"], "2025-09-30");
    check(&[], "2025-08-20", &["decision-late"], "2025-09-30");
    let known = [seen("15/QĐ-UBND", "2025-08-12", "2025-08-15", "2025-08-15")];
    check(&known, "2025-08-12", &[], "2025-08-15");
    // Its number was corrected and its day stayed the same.
    let corrected = [seen("51/QĐ-UBND", "2025-08-12", "2025-08-15", "2025-08-15")];
    check(&corrected, "2025-08-12", &[], "2025-08-15");
    // Its day was corrected and its number stayed the same: it is not a new decision.
    let moved = [seen("15/QĐ-UBND", "2025-08-15", "2025-08-15", "2025-08-15")];
    check(&moved, "2025-08-12", &[], "2025-08-15");
    // First seen after the deadline, whatever day it had then.
    let later = [seen("15/QĐ-UBND", "2025-08-20", "2025-08-22", "2025-08-22")];
    check(&later, "2025-08-12", &["decision-backdated"], "2025-08-22");
}

#[test]
fn a_history_that_began_after_the_deadline_says_nothing_about_dates() {
    let commune = a_commune(OURS).decided("15/QĐ-UBND", "2025-08-12");
    let judgement = judged(
        &pulled("2025-09-30", &[commune]),
        &past("2025-09-01", &[]),
        "2025-09-30",
    );
    assert!(said(&judgement, OURS).is_empty());
}

#[test]
fn a_snapshot_is_remembered_by_what_founds_and_what_is_in_force() {
    let check = |commune: ACommune, remembered: &[(&str, &str)]| {
        let snapshot = pulled("2025-09-30", &[commune]);
        let seen = decisions_seen(&snapshot, &ruling());
        let seen: Vec<(&str, String)> = seen
            .iter()
            .map(|one| (one.number.as_str(), one.date.to_string()))
            .collect();
        let remembered: Vec<(&str, String)> = remembered
            .iter()
            .map(|(number, date)| (*number, (*date).to_owned()))
            .collect();
        assert_eq!(seen, remembered);
    };
    let ours = || a_commune(OURS);
    check(
        ours().decided("15/QĐ-UBND", "2025-08-05"),
        &[("15/QĐ-UBND", "2025-08-05")],
    );
    check(ours().decided("15/QĐ-UBND", ""), &[]);
    check(ours().decided("chưa", ""), &[]);
    check(
        ours().decided("3/QĐ-UBND", "2025-07-20").decided_by(
            Act::Reorganises,
            "40/QĐ-UBND",
            "2025-08-25",
        ),
        &[("3/QĐ-UBND", "2025-07-20"), ("40/QĐ-UBND", "2025-08-25")],
    );
    // The commune's other row does not count, so it founds nothing later either.
    check(
        ours()
            .decided("15/QĐ-UBND", "2025-08-25")
            .decided("10/QĐ-UBND", "2025-07-20"),
        &[("15/QĐ-UBND", "2025-08-25")],
    );
}
